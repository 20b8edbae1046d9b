/**
 * What must hold between any two steps of a world. The random walk checks it; each broken rule is a line of text. Reads only.
 */
import type { Cgroup } from './cgroup.ts';
import type { Kernel } from './kernel.ts';
import type { Process } from './process.ts';

/** The rules that do not hold in `kernel` now; empty when all is well. */
export function brokenInvariants(kernel: Kernel): string[] {
  const broken: string[] = [];
  const rule = (holds: boolean, text: string): void => {
    if (!holds) broken.push(text);
  };
  const processes = kernel.processes();
  const all = new Set(processes);
  for (const p of processes) checkProcess(kernel, p, all, rule);
  checkCgroup(kernel.cgroups.root, processes, rule);
  return broken;
}

type Rule = (holds: boolean, text: string) => void;

function checkProcess(kernel: Kernel, p: Process, all: ReadonlySet<Process>, rule: Rule): void {
  const name = `process ${p.pid.global}`;
  rule(p.pid.process === p, `${name}: its pid names another`);
  p.pid.numbers.forEach((n, level) => {
    let ns = p.pid.ns;
    while (ns.level > level && ns.parent !== undefined) ns = ns.parent;
    rule(ns.find(n) === p.pid, `${name}: is not found by its number at level ${level}`);
  });
  rule(p.parent === undefined || p.parent.children.has(p), `${name}: is no child of its parent`);
  rule(p.parent === undefined || p.parent.ended === undefined, `${name}: its parent has ended`);
  rule(p.parent !== undefined || p === kernel.pids.init || p.exiting !== undefined, `${name}: has no parent`);
  for (const child of p.children) rule(child.parent === p && all.has(child), `${name}: a child is not its own`);
  rule(p.group.members.has(p) && p.group.id.group === p.group, `${name}: is not in its group`);
  rule(p.group.session.groups.has(p.group) && p.group.session.id.session === p.group.session, `${name}: its group is not in its session`);
  const { tty } = p.group.session;
  rule(tty === undefined || tty.session === p.group.session, `${name}: its session's terminal is another's`);
  rule((p.ended === undefined) === p.threads.length > 0, `${name}: ended, but has threads, or the other way round`);
  rule(p.ended !== undefined || p.cgroup.procs.has(p), `${name}: is not in its cgroup`);
  rule(p.ended === undefined || !p.cgroup.procs.has(p), `${name}: ended, but in its cgroup`);
  for (const t of p.threads) {
    const task = `${name} task ${t.tid}`;
    rule(t.process === p && t.pid.task === t, `${task}: does not belong`);
    rule(t.state !== 'dead' && t.state !== 'running', `${task}: is ${t.state} between two steps`);
    rule(t.state !== 'stopped' || p.stopped !== undefined, `${task}: stopped in a process that is not`);
    rule(p.exiting === undefined || t.state === 'runnable', `${task}: sleeps though the process exits`);
    rule(t.fds.users > 0, `${task}: has a closed table of descriptors`);
    rule(!hasDeliverable(t) || t.attention, `${task}: does not know of a signal`);
  }
}

function hasDeliverable(t: Process['threads'][number]): boolean {
  for (const signo of t.pending) if (!t.blocked.has(signo)) return true;
  return false;
}

/** Counts of tasks add up. */
function checkCgroup(g: Cgroup, processes: readonly Process[], rule: Rule): void {
  let tasks = 0;
  for (const p of processes) if (p.cgroup.isWithin(g)) tasks += p.threads.length;
  rule(g.pids === tasks, `cgroup ${g.path}: counts ${g.pids} tasks, has ${tasks}`);
  for (const child of g.children.values()) checkCgroup(child, processes, rule);
}
