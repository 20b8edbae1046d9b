/** The processes of a host as view records, with the container that each runs in. */
import type { Kernel } from '../kernel/kernel.ts';
import type { ContainerView, ProcessView } from './views.ts';

/** All processes by pid. A process belongs to the container whose pid namespace it is in. */
export function readProcesses(kernel: Kernel, containers: Readonly<Record<string, ContainerView>>): ProcessView[] {
  const owner = new Map<unknown, string>();
  for (const c of Object.values(containers)) {
    const ns = c.pid === 0 ? undefined : kernel.pids.find(c.pid)?.ns;
    if (ns !== undefined && ns !== kernel.pids) owner.set(ns, c.id);
  }
  return kernel.pids.processes().map((p) => ({
    pid: p.pid.global,
    ppid: p.parent?.pid.global ?? 0,
    nspid: p.pid.numbers[p.pid.numbers.length - 1]!,
    comm: p.leader.comm,
    command: p.argv.length > 0 ? p.argv.join(' ') : `[${p.leader.comm}]`,
    state: p.stateLetter,
    container: owner.get(p.pid.ns),
  }));
}
