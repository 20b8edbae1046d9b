/** The cgroup behind an open directory of cgroupfs, for CLONE_INTO_CGROUP. */
import { fail } from '../abi/errno.ts';
import type { Cgroup } from '../kernel/cgroup.ts';
import type { Task } from '../kernel/task.ts';

/** EBADF when the descriptor is not a directory of cgroupfs. */
export function cgroupOf(t: Task, fd: number): Cgroup {
  return t.kernel.cgroups.withIno(t.fds.get(fd).stat().ino) ?? fail('EBADF');
}
