/**
 * The trace ring: events wait here until an observer takes them. Nothing in the kernel reads it. An event's cause is the last step that
 * its task took (its clone, exec, command, request), or what it read from a socket; its root is the command at the chain's start.
 */
import type { Clock } from '../base/clock.ts';
import type { Stamp } from '../base/stampedqueue.ts';
import type { PacketStep, TraceData, TraceEvent, TraceKind } from '../abi/trace.ts';
import type { Kernel } from './kernel.ts';
import type { Task } from './task.ts';

/** How many events wait at most; then the oldest go. */
const CAPACITY = 200_000;
/** Events that become the cause of what their task does next. */
const STEPS: ReadonlySet<TraceKind> = new Set<TraceKind>(['command', 'clone', 'exec', 'http_request', 'http_response', 'rpc', 'engine']);

export class Tracer {
  /** Are 'syscall' events wanted? Read on every call. */
  syscalls = false;
  /** Are 'packet' events wanted? Read at every step of every frame. */
  packets = false;
  private readonly clock: Clock;
  private kinds: ReadonlySet<TraceKind> | 'all' = new Set();
  private any = false;
  private events: TraceEvent[] = [];
  private dropped = 0;
  private last = 0;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  set(kinds: readonly TraceKind[] | 'all'): void {
    this.kinds = kinds === 'all' ? 'all' : new Set(kinds);
    this.any = kinds === 'all' || kinds.length > 0;
    this.syscalls = this.on('syscall');
    this.packets = this.on('packet');
  }

  on(kind: TraceKind): boolean {
    return this.any && (this.kinds === 'all' || this.kinds.has(kind));
  }

  /** Record what a task does. Returns the event's id, 0 when nobody wants it. */
  emit(t: Task, data: TraceData): number {
    if (!this.on(data.kind)) return 0;
    const id = ++this.last;
    const command = data.kind === 'command' && (data.script !== true || t.root === 0 || t.ownsRoot);
    this.push({ id, time_ns: this.clock.now_ns, cause: command ? 0 : t.cause, root: command ? id : t.root, host: t.kernel.name, pid: t.process.pid.global, comm: t.comm, ...data });
    if (STEPS.has(data.kind)) t.cause = id;
    if (command) {
      t.root = id;
      t.ownsRoot = true;
    }
    return id;
  }

  /** Record a step of a frame's way, on behalf of whoever sent it. */
  emitPacket(host: string, stamp: Stamp, step: PacketStep): void {
    this.push({ id: ++this.last, time_ns: this.clock.now_ns, cause: stamp.cause, root: stamp.root, host, pid: 0, comm: 'kernel', kind: 'packet', ...step });
  }

  /** Record what the kernel itself does. */
  emitKernel(kernel: Kernel, data: TraceData): void {
    if (this.on(data.kind)) this.push({ id: ++this.last, time_ns: this.clock.now_ns, cause: 0, root: 0, host: kernel.name, pid: 0, comm: 'kernel', ...data });
  }

  /** Record what somebody outside began: a root of its own. Returns its id, 0 when nobody wants it. */
  emitOutside(kernel: Kernel, data: TraceData): number {
    if (!this.on(data.kind)) return 0;
    const id = ++this.last;
    this.push({ id, time_ns: this.clock.now_ns, cause: 0, root: id, host: kernel.name, pid: 0, comm: '', ...data });
    return id;
  }

  take(): { events: TraceEvent[]; dropped: number } {
    const taken = { events: this.events, dropped: this.dropped };
    this.events = [];
    this.dropped = 0;
    return taken;
  }

  private push(event: TraceEvent): void {
    if (this.events.length >= CAPACITY) {
      const drop = CAPACITY >> 3;
      this.events.splice(0, drop);
      this.dropped += drop;
    }
    this.events.push(event);
  }
}
