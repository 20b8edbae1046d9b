/**
 * Trace events: what the kernel and the engine tell observers. An event is plain data, never holds a kernel object and never steers.
 * Each has a cause (the event that led to it; 0 for none) and a root (the command or input at the start of the chain), so that the
 * page can show everything that one typed command set off, across processes.
 */

/** Fields that every event has. */
export interface TraceBase {
  /** Serial number within the world, from 1. */
  readonly id: number;
  /** Virtual nanoseconds since the world's start. */
  readonly time_ns: number;
  /** The event that led to this one; 0 for none. */
  readonly cause: number;
  /** The 'command' or 'input' event at the start of the chain; 0 for none. */
  readonly root: number;
  /** Name of the host on which it happened. */
  readonly host: string;
  /** Pid in the host's initial pid namespace; 0 when the kernel itself acts. */
  readonly pid: number;
  /** The task's comm. */
  readonly comm: string;
}

/** What happened. `layer` is for panels: which floor of the Docker stack speaks. */
export type TraceData =
  /** A shell starts to run one typed line, or one top-level command of a script; a script that a typed line runs belongs to that line. */
  | { readonly kind: 'command'; readonly line: string; readonly tty: string; readonly script?: boolean }
  /** A system call returned. `args` and `result` are short texts, as strace prints them. */
  | { readonly kind: 'syscall'; readonly name: string; readonly args: string; readonly result: string }
  | { readonly kind: 'clone'; readonly child: number; readonly flags: readonly string[] }
  | { readonly kind: 'exec'; readonly path: string; readonly argv: readonly string[] }
  | { readonly kind: 'exit'; readonly code: number; readonly signal: number }
  | { readonly kind: 'signal'; readonly signal: string; readonly target: number; readonly action: string }
  | { readonly kind: 'mount'; readonly fstype: string; readonly source: string; readonly target: string; readonly options: string }
  | { readonly kind: 'umount'; readonly target: string }
  | { readonly kind: 'cgroup'; readonly path: string; readonly file: string; readonly value: string }
  | { readonly kind: 'copy_up'; readonly path: string; readonly size: number }
  | { readonly kind: 'http_request'; readonly layer: 'cli' | 'api'; readonly method: string; readonly path: string; readonly body: string }
  | { readonly kind: 'http_response'; readonly layer: 'cli' | 'api'; readonly status: number; readonly method: string; readonly path: string; readonly body: string }
  /** A component of the engine says what it does, in the field's terms: 'create container', 'start task', 'prepare snapshot'. */
  | { readonly kind: 'engine'; readonly layer: 'cli' | 'dockerd' | 'containerd' | 'shim' | 'runc' | 'registry'; readonly action: string; readonly detail: Readonly<Record<string, string>> }
  /** An error was raised here; `rule` says in one sentence what decided. */
  | { readonly kind: 'error'; readonly layer: string; readonly message: string; readonly rule: string }
  /** Connection-level events of the simulated cable. */
  | { readonly kind: 'net'; readonly action: 'connect' | 'accept' | 'refused' | 'close'; readonly from: string; readonly to: string }
  | { readonly kind: 'oops'; readonly message: string; readonly stack: string };

/** One trace event. */
export type TraceEvent = TraceBase & TraceData;
/** Names of the kinds. */
export type TraceKind = TraceData['kind'];
