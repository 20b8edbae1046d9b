/**
 * A task: one thread of execution (struct task_struct). It plays a program: a generator that yields when it must wait. While it is
 * suspended its `state` says why. A task is an {@link Actor} for files and a {@link Waiter} for wait queues.
 *
 * How a call blocks: it adds the task to a Waitable and yields; `wake` makes the task runnable; the call looks again. Signals are
 * delivered inside the task when such a call wakes or a slice ends (signal.ts), so handlers run in the program's own generator.
 */
import type { Waiter } from '../base/waitable.ts';
import type { Credentials } from '../abi/process.ts';
import type { Sys, Task as Computation, Wait } from '../abi/sys.ts';
import type { Actor } from '../vfs/file.ts';
import type { Inode } from '../vfs/inode.ts';
import type { FsContext } from '../vfs/fscontext.ts';
import { ALL_CAPS } from './caps.ts';
import type { FdTable } from './fdtable.ts';
import type { Kernel } from './kernel.ts';
import type { NsProxy } from './namespaces.ts';
import type { Pid } from './pid.ts';
import type { Process } from './process.ts';

export type TaskState = 'running' | 'runnable' | 'sleeping' | 'stopped' | 'dead';

/** What a blocked call yields. The scheduler looks at the task's state, not at this. */
export const WAIT = Object.freeze({}) as Wait;

export class Task implements Actor, Waiter {
  readonly kernel: Kernel;
  readonly pid: Pid;
  readonly process: Process;
  /** The system calls as this task makes them. */
  sys!: Sys;
  state: TaskState = 'runnable';
  /** The program; replaced by execve. */
  body: Generator<Wait, number | void, unknown> | undefined;

  fds: FdTable;
  fs: FsContext;
  /** Changed by {@link moveTo}. */
  ns: NsProxy;
  cred: Credentials;
  /** Capabilities that a set-user-id program or a new user namespace can give back (bounding set). */
  bounding: ReadonlySet<string> = ALL_CAPS;
  /** no_new_privs: execve gives no privileges; never taken back, inherited. */
  noNewPrivs = false;
  comm: string;
  /** Trace cause and root: inherited at clone, replaced by 'command' events and by what is read from sockets. */
  cause = 0;
  root = 0;
  /** This task itself said with a 'command' event what its root is. */
  ownsRoot = false;

  /** Signals blocked by this thread, and pending for it alone. */
  blocked: ReadonlySet<number>;
  readonly pending = new Set<number>();
  /**
   * Something must be looked at before the next call that can block: a signal to deliver, a stop, the end of the process, or the end
   * of the time slice.
   */
  attention = false;

  /** This thread alone is to end (execve(2) of another thread). */
  dying = false;
  /** What execve(2) put in place of {@link body}; the scheduler switches to it. */
  next: Generator<Wait, number | void, unknown> | undefined;

  user_ns = 0;
  system_ns = 0;
  /** Voluntary and involuntary context switches. */
  switches = 0;
  preemptions = 0;

  constructor(kernel: Kernel, pid: Pid, process: Process, parts: { fds: FdTable; fs: FsContext; ns: NsProxy; cred: Credentials; comm: string; blocked: ReadonlySet<number> }) {
    this.kernel = kernel;
    this.pid = pid;
    this.process = process;
    this.fds = parts.fds;
    this.fs = parts.fs;
    this.ns = parts.ns;
    this.ns.mnt.tasks.add(this);
    this.ns.net.tasks++;
    this.cred = parts.cred;
    this.comm = parts.comm;
    this.blocked = parts.blocked;
  }

  /** Virtual time, milliseconds since 1970. */
  now_ms(): number {
    return this.kernel.now_ms();
  }

  /** Does a process of this kernel run `inode`? */
  executes(inode: Inode): boolean {
    return this.kernel.executed.has(inode);
  }

  /** It is in these namespaces from now on. */
  moveTo(ns: NsProxy): void {
    this.ns.mnt.tasks.delete(this);
    this.ns.net.tasks--;
    this.ns = ns;
    ns.mnt.tasks.add(this);
    ns.net.tasks++;
  }

  /** Make it runnable when it sleeps. Called by wait queues and timers. */
  wake(): void {
    if (this.state === 'sleeping') this.kernel.scheduler.enqueue(this);
  }

  /** Its tid as its own pid namespace shows it. */
  get tid(): number {
    return this.pid.numbers[this.pid.numbers.length - 1]!;
  }
}

/**
 * A computation that is already done: what a call that can block returns when it need not. `yield*` of it costs an object, not a
 * generator.
 */
class Ready<T> implements Iterator<Wait, T, unknown> {
  private readonly result: { done: true; value: T };
  constructor(value: T) {
    this.result = { done: true, value };
  }
  next(): IteratorResult<Wait, T> {
    return this.result;
  }
  return(value: T): IteratorResult<Wait, T> {
    return { done: true, value };
  }
  throw(e: unknown): IteratorResult<Wait, T> {
    throw e;
  }
  [Symbol.iterator](): this {
    return this;
  }
}

/** `value` as a finished computation. */
export function ready<T>(value: T): Computation<T> {
  return new Ready(value) as unknown as Computation<T>;
}
