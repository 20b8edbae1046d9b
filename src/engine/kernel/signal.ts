/**
 * Signals (kernel/signal.c): sending, and delivery inside the receiving task. A signal that nothing handles and that ends the process is
 * decided when it is sent; everything else waits until the task attends to it: when a blocked call wakes, before a call that can
 * block, and at the end of a slice. Left out: queued real-time signals, siginfo, alternate stacks.
 */
import { Signal, defaultAction, signalName } from '../abi/signal.ts';
import type { Task as Computation } from '../abi/sys.ts';
import type { WaitStatus } from '../abi/process.ts';
import type { ProcessGroup } from './jobs.ts';
import type { Process } from './process.ts';
import { WAIT } from './task.ts';
import type { Task } from './task.ts';

const STOPS: readonly number[] = [Signal.SIGSTOP, Signal.SIGTSTP, Signal.SIGTTIN, Signal.SIGTTOU];

/** What a look at the signals costs, or the delivery of one. */
const ATTEND_NS = 700;

function isKernelOnly(signo: number): boolean {
  return signo === Signal.SIGKILL || signo === Signal.SIGSTOP;
}

/** Init of a pid namespace is immune to what it has no handler for, but for SIGKILL and SIGSTOP from outside. */
function isImmune(p: Process, signo: number, outside: boolean): boolean {
  return p.isInit && !p.actions.has(signo) && !(outside && isKernelOnly(signo) && p.pid.ns.level > 0);
}

function isIgnored(p: Process, signo: number, outside: boolean): boolean {
  if (isImmune(p, signo, outside)) return true;
  const action = p.actions.get(signo);
  if (action === undefined) return defaultAction(signo) === 'ignore';
  return action.handler === 'ignore';
}

/** Does the signal, at its default action, end this process? */
function isFatal(p: Process, signo: number): boolean {
  if (p.actions.has(signo)) return false;
  const action = defaultAction(signo);
  return action === 'terminate' || action === 'core';
}

/** Send to a process. `sender` undefined: the kernel itself, which counts as outside of every namespace. */
export function sendSignal(p: Process, signo: number, sender?: Task): void {
  send(p, undefined, signo, sender);
}

/** Send to all members of a process group, as the terminal does for ^C. */
export function sendSignalToGroup(group: ProcessGroup, signo: number, sender?: Task): void {
  for (const p of [...group.members]) sendSignal(p, signo, sender);
}

function send(p: Process, only: Task | undefined, signo: number, sender: Task | undefined): void {
  if (signo === 0 || p.ended !== undefined || p.exiting !== undefined) return;
  const outside = sender === undefined || sender.pid.in(p.pid.ns) === 0;
  if (signo === Signal.SIGCONT) {
    for (const s of STOPS) dropPending(p, s);
    continueProcess(p);
  } else if (STOPS.includes(signo)) dropPending(p, Signal.SIGCONT);
  const wanted = only ?? p.threads.find((t) => !t.blocked.has(signo));
  const blocked = wanted === undefined || wanted.blocked.has(signo);
  const ignored = !blocked && isIgnored(p, signo, outside);
  const tracer = p.kernel.tracer;
  if (tracer.on('signal')) {
    const data = { kind: 'signal', signal: `SIG${signalName(signo) ?? signo}`, target: p.pid.global, action: ignored ? 'ignored' : blocked ? 'pending' : describe(p, signo) } as const;
    if (sender !== undefined) tracer.emit(sender, data);
    else tracer.emitKernel(p.kernel, data);
  }
  if (ignored) return;
  (only ?? p).pending.add(signo);
  if (wanted === undefined || blocked) return;
  if (p.stopped !== undefined && signo !== Signal.SIGKILL) return;
  if (isFatal(p, signo)) {
    exitGroup(p, { kind: 'signaled', signal: signo, core: false });
    return;
  }
  wanted.attention = true;
  wanted.wake();
}

function describe(p: Process, signo: number): string {
  const handler = p.actions.get(signo)?.handler;
  return typeof handler === 'function' ? 'handler' : defaultAction(signo);
}

function dropPending(p: Process, signo: number): void {
  p.pending.delete(signo);
  for (const t of p.threads) t.pending.delete(signo);
}

/** The whole process ends with `status` (do_group_exit): its threads end when the scheduler comes to them. */
export function exitGroup(p: Process, status: WaitStatus): void {
  if (p.exiting !== undefined || p.ended !== undefined) return;
  p.exiting = status;
  p.stopped = undefined;
  for (const t of p.threads) {
    t.attention = true;
    if (t.state === 'sleeping' || t.state === 'stopped') p.kernel.scheduler.enqueue(t);
    else p.kernel.scheduler.unpark(t);
  }
}

/** All threads stop; the parent hears of it. */
export function stopProcess(p: Process, signo: number): void {
  if (p.stopped !== undefined) return;
  p.stopped = signo;
  p.report = { kind: 'stopped', signal: signo };
  for (const t of p.threads) {
    t.attention = true;
    t.wake();
  }
  notifyParent(p);
}

function continueProcess(p: Process): void {
  if (p.stopped === undefined) return;
  p.stopped = undefined;
  p.report = { kind: 'continued' };
  for (const t of p.threads) {
    t.attention = true;
    if (t.state === 'stopped') p.kernel.scheduler.enqueue(t);
  }
  notifyParent(p);
}

/** SIGCHLD, and those in wait4(2). */
export function notifyParent(p: Process): void {
  const parent = p.parent;
  if (parent === undefined) return;
  sendSignal(parent, Signal.SIGCHLD);
  parent.childChanged.notify();
}

/** The next signal to act on, taken out of its set; 0 when there is none. SIGKILL first, then the lowest number. */
function dequeue(t: Task): number {
  const p = t.process;
  if (t.pending.size === 0 && p.pending.size === 0) return 0;
  let found = 0;
  for (const set of [t.pending, p.pending]) {
    for (const signo of set) if (!t.blocked.has(signo) && (found === 0 || signo < found)) found = signo;
  }
  if (found !== 0 && !t.pending.delete(found)) p.pending.delete(found);
  return found;
}

/** Set `attention` when a signal can be delivered now: after the mask or the dispositions changed. */
export function recheckSignals(t: Task): void {
  for (const set of [t.pending, t.process.pending]) for (const signo of set) if (!t.blocked.has(signo)) t.attention = true;
}

/** What attending did: ran no handler, only handlers with SA_RESTART, or one without. */
export type Attended = 'nothing' | 'restart' | 'interrupt';

/**
 * See to what waits for the task: end, stop, signals, end of slice. Handlers run in here, each with its own signal blocked. Does not
 * return when the process ends. `asleep`: the caller is about to sleep, so that the slice's end must not come between its look and its sleep.
 */
export function* attend(t: Task, asleep = false): Computation<Attended> {
  const p = t.process;
  const kernel = t.kernel;
  let ran: Attended = 'nothing';
  for (;;) {
    // Never free of cost: a call that is restarted for ever must let time pass.
    t.system_ns += ATTEND_NS;
    kernel.clock.spend(ATTEND_NS);
    while (p.exiting !== undefined || t.dying) yield WAIT;
    if (p.stopped !== undefined) {
      t.state = 'stopped';
      yield WAIT;
      continue;
    }
    const signo = dequeue(t);
    if (signo !== 0) {
      const action = p.actions.get(signo);
      if (action === undefined) actByDefault(p, signo);
      else if (typeof action.handler === 'function') {
        const mask = t.blocked;
        t.blocked = new Set(mask).add(signo);
        try {
          const handling = action.handler(signo, t.sys);
          if (handling !== undefined) yield* handling;
        } finally {
          t.blocked = mask;
        }
        ran = ran === 'interrupt' || !action.restart ? 'interrupt' : 'restart';
      }
      continue;
    }
    t.attention = false;
    if (asleep || kernel.clock.now_ns < kernel.clock.sliceEnd_ns) return ran;
    kernel.scheduler.preempt(t);
    yield WAIT;
    if (!t.attention) return ran;
  }
}

function actByDefault(p: Process, signo: number): void {
  const action = defaultAction(signo);
  if (action === 'stop') {
    if (signo !== Signal.SIGSTOP && (p.isInit || p.group.isOrphaned())) return;
    stopProcess(p, signo);
  } else if ((action === 'terminate' || action === 'core') && !(p.isInit && signo !== Signal.SIGKILL)) exitGroup(p, { kind: 'signaled', signal: signo, core: false });
}
