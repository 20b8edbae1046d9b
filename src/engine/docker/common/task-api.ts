/**
 * The services that containerd offers dockerd and that a shim offers containerd: names and meaning of
 * api/services/{containers,tasks,events,version} and api/runtime/task of containerd 1.7, as far as they are used.
 */
import type { OciProcess, OciResources, OciSpec } from './oci.ts';

/** Where a process's streams go: paths of FIFOs, '' for none. */
export interface TaskIo {
  readonly stdin: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly terminal: boolean;
}

/** Names a task, or with `exec_id` an additional process of it. */
export interface ProcessRef {
  readonly id: string;
  readonly exec_id?: string;
}

export interface TaskState {
  readonly id: string;
  readonly exec_id: string;
  readonly pid: number;
  readonly status: 'CREATED' | 'RUNNING' | 'PAUSED' | 'STOPPED';
  readonly exit_status: number;
  /** RFC 3339; '' while it runs. */
  readonly exited_at: string;
}

/** A forwarded event: '/tasks/exit' is the one that dockerd acts on. */
export interface TaskEvent {
  readonly topic: '/tasks/exit';
  readonly namespace: string;
  readonly event: { readonly container_id: string; readonly id: string; readonly pid: number; readonly exit_status: number; readonly exited_at: string };
}

/** Methods that a shim serves and containerd passes on. */
export type TaskMethods = {
  'tasks.Start': { params: ProcessRef; result: { pid: number } };
  'tasks.Exec': { params: ProcessRef & TaskIo & { readonly spec: OciProcess }; result: Record<string, never> };
  'tasks.Kill': { params: ProcessRef & { readonly signal: number; readonly all?: boolean }; result: Record<string, never> };
  'tasks.Delete': { params: ProcessRef; result: { pid: number; exit_status: number; exited_at: string } };
  'tasks.ResizePty': { params: ProcessRef & { readonly width: number; readonly height: number }; result: Record<string, never> };
  'tasks.CloseIO': { params: ProcessRef; result: Record<string, never> };
  'tasks.Pause': { params: ProcessRef; result: Record<string, never> };
  'tasks.Resume': { params: ProcessRef; result: Record<string, never> };
  'tasks.Update': { params: ProcessRef & { readonly resources: OciResources }; result: Record<string, never> };
  'tasks.Get': { params: ProcessRef; result: TaskState };
};

/** What a shim serves. */
export type ShimMethods = TaskMethods & {
  'shim.Create': { params: TaskIo & { readonly id: string; readonly bundle: string; readonly runtime_root: string }; result: { pid: number } };
  'shim.Shutdown': { params: Record<string, never>; result: Record<string, never> };
};

/** What containerd serves. */
export type ContainerdMethods = TaskMethods & {
  'version.Version': { params: Record<string, never>; result: { version: string; revision: string } };
  'containers.Create': { params: { readonly id: string; readonly spec: OciSpec; readonly runtime: string; readonly runtime_root: string }; result: Record<string, never> };
  'containers.Delete': { params: { readonly id: string }; result: Record<string, never> };
  'containers.List': { params: Record<string, never>; result: { ids: string[] } };
  'tasks.Create': { params: TaskIo & { readonly id: string }; result: { pid: number } };
  'events.Subscribe': { params: { readonly filters: readonly string[] }; result: never };
  'events.Forward': { params: TaskEvent; result: Record<string, never> };
};

/** The pass-through methods, as a list. */
export const TASK_METHODS: readonly (keyof TaskMethods)[] = [
  'tasks.Start',
  'tasks.Exec',
  'tasks.Kill',
  'tasks.Delete',
  'tasks.ResizePty',
  'tasks.CloseIO',
  'tasks.Pause',
  'tasks.Resume',
  'tasks.Update',
  'tasks.Get',
];
