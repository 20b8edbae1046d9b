/**
 * Pids and pid namespaces (struct pid, struct pid_namespace). One {@link Pid} identifies a task, a process, a process group and a
 * session; it has one number per namespace level, from the initial namespace down to the one it was made in.
 */
import { fail } from '../abi/errno.ts';
import type { Task } from './task.ts';
import type { Process } from './process.ts';
import type { ProcessGroup, Session } from './jobs.ts';
import type { UserNamespace } from './namespaces.ts';

export class Pid {
  /** The deepest namespace in which it has a number. */
  readonly ns: PidNamespace;
  /** Numbers by level; index 0 is the initial namespace. */
  readonly numbers: readonly number[];
  /** What it names now. A pid is free again when all are gone. */
  task: Task | undefined;
  process: Process | undefined;
  group: ProcessGroup | undefined;
  session: Session | undefined;

  constructor(ns: PidNamespace) {
    this.ns = ns;
    const numbers: number[] = new Array<number>(ns.level + 1).fill(0);
    for (let at: PidNamespace | undefined = ns; at !== undefined; at = at.parent) numbers[at.level] = at.take(this);
    this.numbers = numbers;
  }

  /** Its number as `ns` sees it; 0 when it is not visible there. */
  in(ns: PidNamespace): number {
    if (ns.level >= this.numbers.length) return 0;
    if (ns === this.ns) return this.numbers[ns.level]!;
    let at: PidNamespace | undefined = this.ns;
    while (at !== undefined && at.level > ns.level) at = at.parent;
    return at === ns ? this.numbers[ns.level]! : 0;
  }

  /** Its number on the host (initial namespace). */
  get global(): number {
    return this.numbers[0]!;
  }

  /** Give the numbers back when it names nothing any more. */
  release(): void {
    if (this.task !== undefined || this.process !== undefined || this.group !== undefined || this.session !== undefined) return;
    for (let at: PidNamespace | undefined = this.ns; at !== undefined; at = at.parent) at.give(this, this.numbers[at.level]!);
  }
}

export class PidNamespace {
  readonly ino: number;
  readonly parent: PidNamespace | undefined;
  readonly owner: UserNamespace;
  readonly level: number;
  /** PID 1 of this namespace: adopts orphans; when it ends, all in here are killed. */
  init: Process | undefined;
  /** Set when its init ended: nothing can be born here any more. */
  dead = false;
  /** /proc/sys/kernel/pid_max. */
  max = 4194304;
  private last = 0;
  private readonly pids = new Map<number, Pid>();

  constructor(ino: number, parent: PidNamespace | undefined, owner: UserNamespace) {
    this.ino = ino;
    this.parent = parent;
    this.owner = owner;
    this.level = parent === undefined ? 0 : parent.level + 1;
  }

  /** A number for `pid`: the next after the last one, wrapping to 300. EAGAIN when none is free, ENOMEM when the namespace is dead. */
  take(pid: Pid): number {
    if (this.dead) fail('ENOMEM');
    let n = this.last + 1;
    if (n >= this.max) n = 300;
    const first = n;
    while (this.pids.has(n)) {
      n++;
      if (n >= this.max) n = 300;
      if (n === first) fail('EAGAIN');
    }
    this.last = n;
    this.pids.set(n, pid);
    return n;
  }

  give(pid: Pid, n: number): void {
    if (this.pids.get(n) === pid) this.pids.delete(n);
  }

  /** What the number names here. */
  find(n: number): Pid | undefined {
    return this.pids.get(n);
  }

  /** All processes visible here, by their number here. */
  processes(): Process[] {
    const found: [number, Process][] = [];
    for (const [n, pid] of this.pids) if (pid.process !== undefined) found.push([n, pid.process]);
    found.sort((a, b) => a[0] - b[0]);
    return found.map(([, p]) => p);
  }

  /** Call `act` on every process visible here, in no particular order, until it answers true; whether it did. */
  someProcess(act: (p: Process) => boolean): boolean {
    for (const pid of this.pids.values()) if (pid.process !== undefined && act(pid.process)) return true;
    return false;
  }

  /** Is `other` this namespace or beneath it? */
  contains(other: PidNamespace): boolean {
    let at: PidNamespace | undefined = other;
    while (at !== undefined && at.level > this.level) at = at.parent;
    return at === this;
  }

  /** The last number given out, for /proc/loadavg and ns_last_pid. */
  get lastPid(): number {
    return this.last;
  }
}
