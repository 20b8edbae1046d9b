/** The cgroup behind an open directory of cgroupfs, for CLONE_INTO_CGROUP. */
import { fail } from '../abi/errno.ts';
import type { Cgroup } from '../kernel/cgroup.ts';
import type { Task } from '../kernel/task.ts';

/** EBADF when the descriptor is not a directory of cgroupfs. */
export function cgroupOf(t: Task, fd: number): Cgroup {
  const ino = t.fds.get(fd).stat().ino;
  const find = (g: Cgroup): Cgroup | undefined => {
    if (g.ino === ino) return g;
    for (const child of g.children.values()) {
      const found = find(child);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return find(t.kernel.cgroups.root) ?? fail('EBADF');
}
