/**
 * The end of tasks and processes (kernel/exit.c): giving back what they hold, orphans, zombies, and the end of a pid namespace with its
 * init. A program's `finally` blocks run first, with its descriptors still open.
 */
import { networkReleased } from './netlife.ts';
import { encodeUtf8 } from '../base/bytes.ts';
import { isSysError } from '../abi/errno.ts';
import { Signal } from '../abi/signal.ts';
import type { WaitStatus } from '../abi/process.ts';
import type { ProcessGroup } from './jobs.ts';
import type { PidNamespace } from './pid.ts';
import type { Process } from './process.ts';
import { exitGroup, notifyParent, sendSignal, sendSignalToGroup } from './signal.ts';
import type { Task } from './task.ts';

/** The status of a program that the kernel had to end. */
const CRASH: WaitStatus = { kind: 'signaled', signal: Signal.SIGSEGV, core: false };

/**
 * Something other than a failed call was thrown: a bug of a program or of the engine. The world goes on: the process ends as by a
 * segmentation fault, the trace and the terminal say what happened.
 */
export function oops(t: Task, e: unknown): void {
  const kernel = t.kernel;
  if (e instanceof RangeError && /call stack|recursion/.test(e.message)) {
    // A program recursed too deeply: what the guard page below a stack is for. No bug of ours.
    kernel.printk(`${t.comm}[${t.process.pid.global}]: segfault: stack overflow`);
    exitGroup(t.process, CRASH);
    return;
  }
  const text = isSysError(e) ? `uncaught ${e.toString()}` : e instanceof Error ? e.message : String(e);
  const stack = e instanceof Error ? (e.stack ?? '') : '';
  kernel.tracer.emit(t, { kind: 'oops', message: text, stack });
  kernel.printk(`${t.comm}[${t.process.pid.global}]: oops: ${text}`);
  const console = t.fds.peek(2);
  try {
    console?.write(t, encodeUtf8(`glasshull: oops in ${t.comm}[${t.process.pid.global}]: ${text}\n`));
  } catch {
    kernel.printk('oops: no console');
  }
  exitGroup(t.process, CRASH);
}

/** The task is over: `code` when its program returned, undefined when its process is being ended. */
export function endTask(t: Task, code: number | undefined): void {
  const p = t.process;
  const body = t.body;
  t.body = undefined;
  if (code === undefined && body !== undefined) {
    try {
      body.return(0);
    } catch (e) {
      t.kernel.tracer.emit(t, { kind: 'oops', message: String(e), stack: e instanceof Error ? (e.stack ?? '') : '' });
    }
  }
  const isMain = t === p.leader;
  if (code !== undefined && isMain) exitGroup(p, { kind: 'exited', code: code & 0xff });
  t.state = 'dead';
  t.ns.mnt.tasks.delete(t);
  t.ns.net.tasks--;
  networkReleased(t.kernel, t.ns.net);
  t.fds.drop(t);
  t.fs.users--;
  p.threads.splice(p.threads.indexOf(t), 1);
  p.cgroup.count(-1);
  p.user_ns += t.user_ns;
  p.system_ns += t.system_ns;
  t.pid.task = undefined;
  t.pid.release();
  if (p.threads.length === 0) endProcess(p, t);
}

function endProcess(p: Process, last: Task): void {
  const status = p.exiting ?? { kind: 'exited', code: 0 };
  const kernel = p.kernel;
  kernel.tracer.emit(last, { kind: 'exit', code: status.kind === 'exited' ? status.code : 0, signal: status.kind === 'signaled' ? status.signal : 0 });
  p.ended = status;
  if (p.exeInode !== undefined) kernel.executed.remove(p.exeInode);
  p.itimer?.cancel();
  p.cgroup.procs.delete(p);
  const session = p.group.session;
  if (session.leader === p) {
    session.leader = undefined;
    const tty = session.tty;
    if (tty !== undefined) {
      const foreground = tty.foreground;
      tty.disassociate();
      if (foreground !== undefined) {
        sendSignalToGroup(foreground, Signal.SIGHUP);
        sendSignalToGroup(foreground, Signal.SIGCONT);
      }
    }
  }
  const held = heldGroups(p);
  if (p.isInit) endNamespace(p);
  orphan(p);
  for (const g of held) {
    if (!g.hasStopped() || !g.isOrphaned()) continue;
    sendSignalToGroup(g, Signal.SIGHUP);
    sendSignalToGroup(g, Signal.SIGCONT);
  }
  if (p.isInit && p.pid.ns.processes().some((other) => other !== p)) return;
  becomeZombie(p);
}

/** The groups that were not orphaned because of a link that this process was an end of: to its parent, or to a child. */
function heldGroups(p: Process): Set<ProcessGroup> {
  const held = new Set<ProcessGroup>();
  const { session } = p.group;
  if (p.parent !== undefined && p.parent.group !== p.group && p.parent.group.session === session) held.add(p.group);
  for (const child of p.children) if (child.group !== p.group && child.group.session === session) held.add(child.group);
  return held;
}

/** The parent is told; nobody waits for it when there is no parent or the parent ignores SIGCHLD. */
function becomeZombie(p: Process): void {
  const parent = p.parent;
  if (parent === undefined || parent.ended !== undefined) {
    reap(p);
  } else if (parent.actions.get(Signal.SIGCHLD)?.handler === 'ignore') {
    reap(p);
    parent.childChanged.notify();
  } else notifyParent(p);
}

/** Children go to the nearest living subreaper among the ancestors, or to the init of their pid namespace. */
function orphan(p: Process): void {
  if (p.children.size === 0) return;
  const reaper = findReaper(p);
  for (const child of [...p.children]) {
    p.children.delete(child);
    child.parent = reaper;
    reaper?.children.add(child);
    if (child.ended === undefined) {
      if (child.deathSignal !== 0) sendSignal(child, child.deathSignal);
    } else becomeZombie(child);
  }
}

function findReaper(p: Process): Process | undefined {
  const ns = p.pid.ns;
  for (let at = p.parent; at !== undefined && at.pid.ns === ns; at = at.parent) if (at.subreaper && at.ended === undefined && at.exiting === undefined) return at;
  const init = ns.init;
  return init === undefined || init === p || init.ended !== undefined ? undefined : init;
}

/** Init of a pid namespace ended: all in it are killed, and nothing can be born there. Its own end is told when all are gone. */
function endNamespace(init: Process): void {
  const ns = init.pid.ns;
  ns.dead = true;
  for (const p of ns.processes()) if (p !== init) exitGroup(p, { kind: 'signaled', signal: Signal.SIGKILL, core: false });
}

/** Forget a zombie: its pid is free. Its parent takes over what it used (wait4(2)). */
export function reap(p: Process): void {
  p.parent?.children.delete(p);
  p.group.remove(p);
  p.pid.process = undefined;
  p.pid.release();
  for (let ns: PidNamespace | undefined = p.pid.ns; ns !== undefined; ns = ns.parent) {
    const init = ns.init;
    if (!ns.dead || init === undefined || init === p || init.ended === undefined || init.pid.process !== init) continue;
    if (ns.processes().every((other) => other === init)) becomeZombie(init);
  }
}
