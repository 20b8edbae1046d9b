/** poll(2) over any open files. */
import { POLL } from '../abi/process.ts';
import type { PollFd } from '../abi/process.ts';
import type { Task as Computation } from '../abi/sys.ts';
import { ready } from '../kernel/task.ts';
import { waitAny } from '../kernel/wait.ts';
import type { Task } from '../kernel/task.ts';
import type { Waitable } from '../base/waitable.ts';

/** Reported without being asked for. */
const ALWAYS = POLL.ERR | POLL.HUP | POLL.NVAL;

/** revents per entry, in order; all 0 after `timeout_ns`. A negative descriptor is skipped, a closed one is POLLNVAL. EINTR. */
export function sysPoll(t: Task, fds: readonly PollFd[], timeout_ns?: number): Computation<number[]> {
  const now = look(t, fds);
  if (now.some((r) => r !== 0) || (timeout_ns !== undefined && timeout_ns <= 0)) return ready(now);
  return wait(t, fds, timeout_ns);
}

function look(t: Task, fds: readonly PollFd[]): number[] {
  const revents: number[] = [];
  for (const { fd, events } of fds) {
    const file = fd < 0 ? undefined : t.fds.peek(fd);
    revents.push(fd < 0 ? 0 : file === undefined ? POLL.NVAL : file.poll() & (events | ALWAYS));
  }
  return revents;
}

function* wait(t: Task, fds: readonly PollFd[], timeout_ns: number | undefined): Computation<number[]> {
  const deadline_ns = timeout_ns === undefined ? undefined : t.kernel.clock.now_ns + timeout_ns;
  const queues = new Set<Waitable>();
  for (const { fd } of fds) {
    const file = fd < 0 ? undefined : t.fds.peek(fd);
    if (file !== undefined) queues.add(file.readiness);
  }
  const list = [...queues];
  for (;;) {
    const notified = yield* waitAny(t, list, deadline_ns);
    const revents = look(t, fds);
    if (!notified || revents.some((r) => r !== 0)) return revents;
  }
}
