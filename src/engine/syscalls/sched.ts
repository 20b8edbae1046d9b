/** Scheduling and futexes: nice, yield, waiting for a thread's word. */
import { fail } from '../abi/errno.ts';
import type { Task as Computation } from '../abi/sys.ts';
import { Waitable } from '../base/waitable.ts';
import { attend } from '../kernel/signal.ts';
import { WAIT, ready } from '../kernel/task.ts';
import type { Task } from '../kernel/task.ts';
import { waitAny } from '../kernel/wait.ts';
import { processOf } from './process.ts';

export function sysGetpriority(t: Task, pid: number): number {
  return processOf(t, pid).nice;
}

/** Clamped to -20..19. EACCES for a lower value without CAP_SYS_NICE, EPERM for another user's process. */
export function sysSetpriority(t: Task, pid: number, nice: number): void {
  const p = processOf(t, pid);
  const value = Math.max(-20, Math.min(19, Math.trunc(nice)));
  if (!t.cred.caps.has('SYS_NICE')) {
    if (p.leader.cred.uid !== t.cred.euid) fail('EPERM');
    if (value < p.nice) fail('EACCES');
  }
  p.nice = value;
}

/** Lets others run; signals are delivered. */
export function sysSchedYield(t: Task): Computation<void> {
  if (!t.attention && t.kernel.scheduler.runnable === 0) return ready(undefined);
  return yieldNow(t);
}

function* yieldNow(t: Task): Computation<void> {
  if (t.attention) {
    yield* attend(t);
    return;
  }
  t.kernel.scheduler.preempt(t);
  yield WAIT;
  if (t.attention) yield* attend(t);
}

/** Waiters by key. Keys are objects of programs: identity is all that counts, as an address does. */
const FUTEXES = new WeakMap<object, { readonly waitable: Waitable; waiting: number; tickets: number }>();

export function* sysFutexWait(t: Task, key: object, timeout_ns?: number): Computation<boolean> {
  let futex = FUTEXES.get(key);
  if (futex === undefined) FUTEXES.set(key, (futex = { waitable: new Waitable(), waiting: 0, tickets: 0 }));
  const deadline_ns = timeout_ns === undefined ? undefined : t.kernel.clock.now_ns + timeout_ns;
  futex.waiting++;
  try {
    for (;;) {
      const timely = yield* waitAny(t, [futex.waitable], deadline_ns, true);
      if (futex.tickets > 0) {
        futex.tickets--;
        return true;
      }
      if (!timely) return false;
    }
  } finally {
    futex.waiting--;
    if (futex.tickets > futex.waiting) futex.tickets = futex.waiting;
  }
}

export function sysFutexWake(_t: Task, key: object, count = Infinity): number {
  const futex = FUTEXES.get(key);
  if (futex === undefined) return 0;
  const woken = Math.min(count, futex.waiting - futex.tickets);
  if (woken <= 0) return 0;
  futex.tickets += woken;
  futex.waitable.notify();
  return woken;
}
