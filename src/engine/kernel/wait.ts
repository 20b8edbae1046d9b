/**
 * Sleeping: how a system call waits (wait_event_interruptible and friends). A sleep ends by a notification, a time or a signal. Handlers
 * run in here, before the call looks again; then it goes on (SA_RESTART) or fails with EINTR.
 */
import { fail } from '../abi/errno.ts';
import type { Task as Computation } from '../abi/sys.ts';
import type { Waitable } from '../base/waitable.ts';
import { attend } from './signal.ts';
import { WAIT } from './task.ts';
import type { Task } from './task.ts';

/**
 * Sleep until `w` is notified (or a signal's handler ran): the caller looks again. EINTR when a handler was installed without
 * restart, or for any handler when `restart` is false.
 */
export function* waitOn(t: Task, w: Waitable, restart = true): Computation<void> {
  w.add(t);
  t.state = 'sleeping';
  try {
    yield WAIT;
  } finally {
    w.remove(t);
  }
  if (t.attention) {
    const ran = yield* attend(t);
    if (ran === 'interrupt' || (ran === 'restart' && !restart)) fail('EINTR');
  }
}

/**
 * Sleep until one of `ws` is notified or virtual time `deadline_ns` (undefined: no limit) is reached: true for a notification, false for
 * the time. EINTR after any handler, as poll(2), nanosleep(2) and select(2) are never restarted; `restart` true makes it as {@link waitOn}.
 */
export function* waitAny(t: Task, ws: readonly Waitable[], deadline_ns: number | undefined, restart = false): Computation<boolean> {
  const kernel = t.kernel;
  if (deadline_ns !== undefined && deadline_ns <= kernel.clock.now_ns) return false;
  const timer = deadline_ns === undefined ? undefined : kernel.queue.at(deadline_ns, () => t.wake());
  for (const w of ws) w.add(t);
  t.state = 'sleeping';
  try {
    yield WAIT;
  } finally {
    for (const w of ws) w.remove(t);
    if (timer !== undefined) kernel.queue.cancel(timer);
  }
  if (t.attention) {
    const ran = yield* attend(t);
    if (ran === 'interrupt' || (ran === 'restart' && !restart)) fail('EINTR');
    return true;
  }
  return timer === undefined || kernel.clock.now_ns < deadline_ns!;
}
