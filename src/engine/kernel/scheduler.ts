/**
 * The scheduler: one run queue and one CPU timeline for the whole world. Tasks run in turn; a slice's length follows nice and the weights of
 * the task's cgroups; a cgroup that is frozen or has used its cpu.max parks its tasks. Simpler than Linux: one queue, no groups of groups.
 */
import type { Clock } from '../base/clock.ts';
import type { EventQueue, Timer } from '../base/queue.ts';
import type { Cgroup } from './cgroup.ts';
import { endTask, oops } from './exit.ts';
import type { Task } from './task.ts';

/** A slice at nice 0 and weight 100. */
const SLICE_NS = 3_000_000;
const MIN_SLICE_NS = 300_000;
const MAX_SLICE_NS = 20_000_000;

export class Scheduler {
  /** The task whose program is on the JavaScript stack. */
  running: Task | undefined;
  /** In the middle of its slice until a program's code is loaded; then it goes on as if nothing had been. */
  private suspended: Task | undefined;
  /** When the present slice began, and the task's CPU times then. */
  private start_ns = 0;
  private user_ns = 0;
  private system_ns = 0;
  private readonly clock: Clock;
  private readonly events: EventQueue;
  private queue: Task[] = [];
  private head = 0;
  private readonly parked = new Set<Task>();
  private readonly refills = new Map<Cgroup, Timer>();
  /** Tasks in the queue, for the load average. */
  get runnable(): number {
    return this.queue.length - this.head;
  }

  /** A slice waits for code to be loaded: {@link runNext} goes on with it. */
  get isSuspended(): boolean {
    return this.suspended !== undefined;
  }

  constructor(clock: Clock, events: EventQueue) {
    this.clock = clock;
    this.events = events;
  }

  /** The task can go on: it runs when its turn comes. */
  enqueue(t: Task): void {
    if (t.state === 'dead' || t.state === 'runnable') return;
    t.state = 'runnable';
    this.queue.push(t);
  }

  /** A new task. */
  start(t: Task): void {
    this.queue.push(t);
  }

  /** A running task whose slice is over. */
  preempt(t: Task): void {
    t.state = 'runnable';
    t.preemptions++;
    this.queue.push(t);
  }

  /** Something that parked the task may have changed. */
  unpark(t: Task): void {
    if (!this.parked.delete(t)) return;
    this.queue.push(t);
  }

  /** As {@link unpark}, for all tasks in a cgroup and beneath. */
  unparkAll(cgroup: Cgroup): void {
    for (const t of [...this.parked]) if (t.process.cgroup.isWithin(cgroup)) this.unpark(t);
  }

  /** The cgroup is gone. */
  forget(cgroup: Cgroup): void {
    const refill = this.refills.get(cgroup);
    if (refill !== undefined) this.events.cancel(refill);
    this.refills.delete(cgroup);
  }

  /** Run the next task until it waits. False when none is runnable. */
  runNext(): boolean {
    const suspended = this.suspended;
    if (suspended !== undefined) {
      this.resume(suspended);
      return true;
    }
    const t = this.take();
    if (t === undefined) return false;
    if (t.state === 'dead') return true;
    if (t.process.exiting === undefined && !t.dying && this.mustPark(t)) {
      this.parked.add(t);
      return true;
    }
    this.clock.sliceEnd_ns = Math.min(this.clock.now_ns + slice_ns(t), this.events.next_ns() ?? Infinity);
    this.start_ns = this.clock.now_ns;
    this.user_ns = t.user_ns;
    this.system_ns = t.system_ns;
    this.resume(t);
    return true;
  }

  private take(): Task | undefined {
    if (this.head >= this.queue.length) return undefined;
    const t = this.queue[this.head]!;
    if (++this.head === this.queue.length) {
      this.queue.length = 0;
      this.head = 0;
    } else if (this.head > 1024 && this.head * 2 > this.queue.length) {
      this.queue = this.queue.slice(this.head);
      this.head = 0;
    }
    return t;
  }

  private resume(t: Task): void {
    const { clock } = this;
    t.state = 'running';
    this.running = t;
    this.suspended = undefined;
    for (;;) {
      if (t.process.exiting !== undefined || t.dying) {
        endTask(t, undefined);
        break;
      }
      try {
        const step = t.body!.next();
        if (t.next !== undefined) {
          t.body = t.next;
          t.next = undefined;
          continue;
        }
        if (step.done === true) {
          endTask(t, step.value ?? 0);
          break;
        }
      } catch (e) {
        if (t.process.exiting === undefined && !t.dying) oops(t, e);
        continue;
      }
      if (t.process.exiting !== undefined || t.dying) continue;
      if (t.kernel.programs.missing !== undefined) {
        this.suspended = t;
        return;
      }
      if (t.state === ('running' as Task['state'])) this.preempt(t);
      else t.switches++;
      break;
    }
    this.running = undefined;
    t.kernel.load.busy_ns += clock.now_ns - this.start_ns;
    clock.sliceEnd_ns = Infinity;
    account(t.process.cgroup, t.user_ns - this.user_ns, t.system_ns - this.system_ns);
  }

  /** Frozen, or out of quota. Starts the timer that ends the latter. */
  private mustPark(t: Task): boolean {
    for (let g: Cgroup | undefined = t.process.cgroup; g !== undefined; g = g.parent) {
      if (g.freeze) return true;
      if (g.cpuQuota_us === Infinity) continue;
      const now_ns = this.clock.now_ns;
      if (now_ns >= g.periodEnd_ns) {
        g.used_ns = Math.max(0, g.periodEnd_ns === 0 ? 0 : g.used_ns - g.cpuQuota_us * 1000);
        g.periodEnd_ns = now_ns + g.cpuPeriod_us * 1000;
        g.periods++;
      }
      if (g.used_ns < g.cpuQuota_us * 1000) continue;
      if (!this.refills.has(g)) this.refill(g);
      return true;
    }
    return false;
  }

  private refill(g: Cgroup): void {
    const from_ns = this.clock.now_ns;
    g.throttled++;
    this.refills.set(
      g,
      this.events.at(g.periodEnd_ns, () => {
        this.refills.delete(g);
        g.throttled_ns += this.clock.now_ns - from_ns;
        this.unparkAll(g);
      }),
    );
  }
}

/** Length of a slice: nice as in sched_prio_to_weight (a step is a factor of 1.25), times the weights of the cgroups above. */
function slice_ns(t: Task): number {
  let weight = 1;
  for (let n = t.process.nice; n < 0; n++) weight *= 1.25;
  for (let n = t.process.nice; n > 0; n--) weight *= 0.8;
  for (let g: Cgroup | undefined = t.process.cgroup; g !== undefined; g = g.parent) if (g.cpuWeight !== 100) weight *= g.cpuWeight / 100;
  return weight === 1 ? SLICE_NS : Math.min(MAX_SLICE_NS, Math.max(MIN_SLICE_NS, Math.round(SLICE_NS * weight)));
}

function account(cgroup: Cgroup, user_ns: number, system_ns: number): void {
  for (let g: Cgroup | undefined = cgroup; g !== undefined; g = g.parent) {
    g.user_ns += user_ns;
    g.system_ns += system_ns;
    g.used_ns += user_ns + system_ns;
  }
}
