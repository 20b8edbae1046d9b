/**
 * Birth of tasks (kernel/fork.c): what a child copies, shares and gets anew. The child's "memory" is the closure that it runs.
 */
import { fail } from '../abi/errno.ts';
import { CLONE } from '../abi/process.ts';
import type { Sys, Task as Computation } from '../abi/sys.ts';
import type { FsContext } from '../vfs/fscontext.ts';
import type { Cgroup } from './cgroup.ts';
import { FdTable } from './fdtable.ts';
import { ProcessGroup, Session } from './jobs.ts';
import type { Kernel } from './kernel.ts';
import { newNamespaces } from './unshare.ts';
import { Pid } from './pid.ts';
import { Process } from './process.ts';
import type { Rlimit } from './process.ts';
import { ALL_CAPS } from './caps.ts';
import { Task } from './task.ts';

/** kernel.threads-max: as many as RLIMIT_NPROC allows one user. */
export const THREADS_MAX = 31_517;

/** Limits of PID 1, as systemd sets them. */
const LIMITS: ReadonlyMap<string, Rlimit> = new Map<string, Rlimit>([
  ['cpu', { soft: Infinity, hard: Infinity }],
  ['fsize', { soft: Infinity, hard: Infinity }],
  ['data', { soft: Infinity, hard: Infinity }],
  ['stack', { soft: 8388608, hard: Infinity }],
  ['core', { soft: 0, hard: Infinity }],
  ['rss', { soft: Infinity, hard: Infinity }],
  ['nproc', { soft: THREADS_MAX, hard: THREADS_MAX }],
  ['nofile', { soft: 1024, hard: 1048576 }],
  ['memlock', { soft: 1033674752, hard: 1033674752 }],
  ['as', { soft: Infinity, hard: Infinity }],
  ['locks', { soft: Infinity, hard: Infinity }],
  ['sigpending', { soft: THREADS_MAX, hard: THREADS_MAX }],
  ['msgqueue', { soft: 819200, hard: 819200 }],
  ['nice', { soft: 0, hard: 0 }],
  ['rtprio', { soft: 0, hard: 0 }],
]);

const NEW_NAMESPACES = CLONE.NEWNS | CLONE.NEWCGROUP | CLONE.NEWUTS | CLONE.NEWIPC | CLONE.NEWUSER | CLONE.NEWPID | CLONE.NEWNET;

const FLAG_NAMES = Object.entries(CLONE).map(([name, bit]) => [`CLONE_${name}`, bit] as const);

/** 'CLONE_NEWPID' ... for traces. */
export function cloneFlagNames(flags: number): string[] {
  return FLAG_NAMES.filter(([, bit]) => (flags & bit) !== 0).map(([name]) => name);
}

/** The first process of a kernel, or another without parent: `body` is its program. */
export function spawnInitial(kernel: Kernel, fs: FsContext, comm: string, cgroup: Cgroup, body: (sys: Sys) => Computation<number>): Task {
  const pid = new Pid(kernel.pids);
  const process = Process.initial(kernel, pid, cgroup, LIMITS, kernel.clock.now_ns);
  const group = new ProcessGroup(pid, new Session(pid, process));
  group.add(process);
  process.group = group;
  kernel.pids.init ??= process;
  const t = new Task(kernel, pid, process, { fds: new FdTable(), fs, ns: kernel.initNs, cred: { uid: 0, euid: 0, gid: 0, egid: 0, groups: [], caps: ALL_CAPS }, comm, blocked: new Set() });
  cgroup.join(process, 0);
  start(t, process, body);
  return t;
}

/**
 * clone(2). EINVAL for flags that exclude each other, EPERM for namespaces without CAP_SYS_ADMIN, EAGAIN by pids.max and threads-max,
 * ENOMEM when the pid namespace is dead.
 */
export function clone(t: Task, flags: number, cgroup: Cgroup, body: (sys: Sys) => Computation<number | void>): Task {
  const kernel = t.kernel;
  const thread = (flags & CLONE.THREAD) !== 0;
  if (thread && (flags & CLONE.SIGHAND) === 0) fail('EINVAL');
  if ((flags & CLONE.SIGHAND) !== 0 && (flags & CLONE.VM) === 0) fail('EINVAL');
  if ((flags & CLONE.NEWNS) !== 0 && (flags & CLONE.FS) !== 0) fail('EINVAL');
  if (thread && (flags & (CLONE.NEWPID | CLONE.NEWUSER)) !== 0) fail('EINVAL');
  if (kernel.cgroups.root.pids >= THREADS_MAX) fail('EAGAIN');
  cgroup.checkFork();
  const parent = t.process;
  const fs = (flags & CLONE.FS) !== 0 ? t.fs : t.fs.copy();
  let ns = t.ns;
  let cred = t.cred;
  if ((flags & NEW_NAMESPACES) !== 0) [ns, cred] = newNamespaces(t, flags, fs, cgroup);
  const pid = new Pid(ns.pid);
  if (fs === t.fs) fs.users++;
  let fds = t.fds;
  if ((flags & CLONE.FILES) !== 0) fds.users++;
  else fds = fds.copy();
  const process = thread ? parent : parent.makeChild(pid, cgroup, (flags & CLONE.SIGHAND) !== 0, kernel.clock.now_ns);
  if (!thread) {
    process.group.add(process);
    cgroup.join(process, 0);
    if (ns.pid.init === undefined) ns.pid.init = process;
  }
  const child = new Task(kernel, pid, process, { fds, fs, ns, cred, comm: t.comm, blocked: t.blocked });
  child.bounding = t.bounding;
  child.noNewPrivs = t.noNewPrivs;
  child.root = t.root;
  child.cause = t.cause;
  if (kernel.tracer.on('clone')) {
    const before = t.cause;
    child.cause = kernel.tracer.emit(t, { kind: 'clone', child: pid.global, flags: cloneFlagNames(flags) });
    t.cause = before;
  }
  kernel.forks++;
  start(child, process, body);
  return child;
}

function start(t: Task, process: Process, body: (sys: Sys) => Computation<number | void>): void {
  t.pid.task = t;
  if (process.threads.push(t) === 1) process.leader = t;
  process.cgroup.count(1);
  t.sys = t.kernel.makeSys(t);
  t.body = body(t.sys);
  t.kernel.scheduler.start(t);
}
