/** Processes: clone, exit, wait, ids, groups and sessions, prctl, limits and usage. */
import { fail } from '../abi/errno.ts';
import { CLONE, W } from '../abi/process.ts';
import type { ResourceUsage, WaitResult } from '../abi/process.ts';
import type { CloneOptions, Sys, Task as Computation } from '../abi/sys.ts';
import { needCap } from '../kernel/caps.ts';
import { reap } from '../kernel/exit.ts';
import { clone } from '../kernel/fork.ts';
import { ProcessGroup, Session } from '../kernel/jobs.ts';
import type { Process } from '../kernel/process.ts';
import { exitGroup } from '../kernel/signal.ts';
import { WAIT, ready } from '../kernel/task.ts';
import type { Task } from '../kernel/task.ts';
import { waitOn } from '../kernel/wait.ts';
import { cgroupOf } from './cgroupfd.ts';

export function sysClone(t: Task, child: (sys: Sys) => Computation<number>, options?: CloneOptions): number {
  const flags = options?.flags ?? 0;
  const cgroup = options?.cgroupFd === undefined ? t.process.cgroup : cgroupOf(t, options.cgroupFd);
  return clone(t, flags, cgroup, child).pid.in(t.pid.ns);
}

export function sysThread(t: Task, child: (sys: Sys) => Computation<void>): number {
  return clone(t, CLONE.THREAD | CLONE.VM | CLONE.SIGHAND | CLONE.FILES | CLONE.FS, t.process.cgroup, child).pid.in(t.pid.ns);
}

export function* sysExit(t: Task, status: number): Computation<never> {
  exitGroup(t.process, { kind: 'exited', code: status & 0xff });
  for (;;) yield WAIT;
}

/** Does wait4's first argument mean this child? */
function matches(t: Task, child: Process, pid: number): boolean {
  if (pid === -1) return true;
  if (pid > 0) return child.pid.in(t.pid.ns) === pid;
  if (pid === 0) return child.group === t.process.group;
  return child.group.id.in(t.pid.ns) === -pid;
}

/** A child's change that is to be reported, taken; undefined when it has none. */
function takeChange(t: Task, child: Process, options: number): WaitResult | undefined {
  const pid = child.pid.in(t.pid.ns);
  if (child.ended !== undefined) {
    if (child.isInit && child.pid.ns.processes().length > 1) return undefined;
    const usage = { user_ns: child.user_ns + child.childUser_ns, system_ns: child.system_ns + child.childSystem_ns };
    t.process.childUser_ns += usage.user_ns;
    t.process.childSystem_ns += usage.system_ns;
    reap(child);
    return { pid, status: child.ended, usage };
  }
  const report = child.report;
  if (report === undefined) return undefined;
  if (report.kind === 'stopped' ? (options & W.UNTRACED) === 0 : (options & W.CONTINUED) === 0) return undefined;
  child.report = undefined;
  return { pid, status: report, usage: { user_ns: child.user_ns, system_ns: child.system_ns } };
}

/** One look: the change, 'none' when there are such children but nothing new, ECHILD when there are none. */
function look(t: Task, pid: number, options: number): WaitResult | 'none' {
  let any = false;
  for (const child of t.process.children) {
    if (!matches(t, child, pid)) continue;
    any = true;
    const change = takeChange(t, child, options);
    if (change !== undefined) return change;
  }
  return any ? 'none' : fail('ECHILD');
}

export function sysWait4(t: Task, pid: number, options = 0): Computation<WaitResult | undefined> {
  const found = look(t, pid, options);
  if (found !== 'none') return ready(found);
  if ((options & W.NOHANG) !== 0) return ready(undefined);
  return waitForChild(t, pid, options);
}

function* waitForChild(t: Task, pid: number, options: number): Computation<WaitResult> {
  for (;;) {
    yield* waitOn(t, t.process.childChanged);
    const found = look(t, pid, options);
    if (found !== 'none') return found;
  }
}

export function sysGetpid(t: Task): number {
  return t.process.pid.in(t.pid.ns);
}
export function sysGettid(t: Task): number {
  return t.tid;
}
/** 0 when the parent is in another pid namespace. */
export function sysGetppid(t: Task): number {
  return t.process.parent?.pid.in(t.pid.ns) ?? 0;
}

/** The process of a pid argument, 0 being the caller. ESRCH. */
export function processOf(t: Task, pid: number | undefined): Process {
  if (pid === undefined || pid === 0) return t.process;
  return t.pid.ns.find(pid)?.process ?? fail('ESRCH');
}

export function sysGetpgid(t: Task, pid?: number): number {
  return processOf(t, pid).group.id.in(t.pid.ns);
}

/** EACCES after the child's exec, ESRCH for strangers, EPERM across sessions and for session leaders. */
export function sysSetpgid(t: Task, pid: number, pgid: number): void {
  if (pgid < 0) fail('EINVAL');
  const p = processOf(t, pid);
  if (p !== t.process) {
    if (p.parent !== t.process) fail('ESRCH');
    if (p.group.session !== t.process.group.session) fail('EPERM');
    if (p.execed) fail('EACCES');
  }
  const session = p.group.session;
  if (session.id === p.pid) fail('EPERM');
  const id = pgid === 0 ? p.pid : (t.pid.ns.find(pgid) ?? fail('EPERM'));
  if (id.group === p.group) return;
  let group = id.group;
  if (group === undefined) {
    if (id !== p.pid) fail('EPERM');
    group = new ProcessGroup(id, session);
  } else if (group.session !== session) fail('EPERM');
  p.group.remove(p);
  group.add(p);
  p.group = group;
}

export function sysGetsid(t: Task, pid?: number): number {
  return processOf(t, pid).group.session.id.in(t.pid.ns);
}

export function sysSetsid(t: Task): number {
  const p = t.process;
  if (p.pid.group !== undefined) fail('EPERM');
  const group = new ProcessGroup(p.pid, new Session(p.pid, p));
  p.group.remove(p);
  group.add(p);
  p.group = group;
  return p.pid.in(t.pid.ns);
}

export function sysSetComm(t: Task, name: string): void {
  t.comm = name.slice(0, 15);
}
export function sysSetSubreaper(t: Task, on: boolean): void {
  t.process.subreaper = on;
}
export function sysSetNoNewPrivs(t: Task): void {
  t.noNewPrivs = true;
}
export function sysSetParentDeathSignal(t: Task, signo: number): void {
  if (signo < 0 || signo > 64) fail('EINVAL');
  t.process.deathSignal = signo;
}

export function sysGetrusage(t: Task, who: 'self' | 'children'): ResourceUsage {
  const p = t.process;
  if (who === 'children') return { user_ns: p.childUser_ns, system_ns: p.childSystem_ns };
  let { user_ns, system_ns } = p;
  for (const thread of p.threads) {
    user_ns += thread.user_ns;
    system_ns += thread.system_ns;
  }
  return { user_ns, system_ns };
}

/** EINVAL for a name that prlimit(1) does not know. */
export function sysGetrlimit(t: Task, resource: string): { readonly soft: number; readonly hard: number } {
  return t.process.limits.get(resource) ?? fail('EINVAL');
}

/** EPERM for a raised hard limit without CAP_SYS_RESOURCE, EINVAL for soft above hard. */
export function sysSetrlimit(t: Task, resource: string, soft: number, hard: number): void {
  const old = sysGetrlimit(t, resource);
  if (soft > hard) fail('EINVAL');
  if (hard > old.hard) needCap(t, 'SYS_RESOURCE');
  t.process.limits = new Map(t.process.limits).set(resource, { soft, hard });
  if (resource === 'nofile') for (const thread of t.process.threads) thread.fds.limit = soft;
}
