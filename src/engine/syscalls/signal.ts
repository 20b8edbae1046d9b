/** Signals: kill, dispositions, masks, suspension (signal(7)). */
import { fail } from '../abi/errno.ts';
import { NSIG, Signal, defaultAction } from '../abi/signal.ts';
import type { SigHandler, Task as Computation } from '../abi/sys.ts';
import type { Process } from '../kernel/process.ts';
import { attend, recheckSignals, sendSignal } from '../kernel/signal.ts';
import { WAIT } from '../kernel/task.ts';
import type { Task } from '../kernel/task.ts';

function mayKill(t: Task, p: Process, signo: number): boolean {
  const { cred } = t;
  if (cred.caps.has('KILL')) return true;
  const target = (p.threads[0] ?? p.leader).cred;
  if (cred.euid === target.uid || cred.uid === target.uid) return true;
  return signo === Signal.SIGCONT && p.group.session === t.process.group.session;
}

/** Send to all of `targets` that may be signalled. ESRCH when there are none, EPERM when none may. */
function killAll(t: Task, targets: readonly Process[], signo: number): void {
  if (targets.length === 0) fail('ESRCH');
  const allowed = targets.filter((p) => mayKill(t, p, signo));
  if (allowed.length === 0) fail('EPERM');
  for (const p of allowed) sendSignal(p, signo, t);
}

export function sysKill(t: Task, pid: number, signo: number): void {
  if (signo < 0 || signo > NSIG) fail('EINVAL');
  const ns = t.pid.ns;
  if (pid > 0) killAll(t, [ns.find(pid)?.process ?? fail('ESRCH')], signo);
  else if (pid === 0) killAll(t, [...t.process.group.members], signo);
  else if (pid === -1) {
    killAll(
      t,
      ns.processes().filter((p) => p !== t.process && p !== ns.init),
      signo,
    );
  } else killAll(t, [...(ns.find(-pid)?.group?.members ?? fail('ESRCH'))], signo);
}

export function sysSigaction(t: Task, signo: number, handler: SigHandler, options?: { readonly restart?: boolean }): SigHandler {
  if (signo < 1 || signo > NSIG || ((signo === Signal.SIGKILL || signo === Signal.SIGSTOP) && handler !== 'default')) fail('EINVAL');
  const p = t.process;
  const old = p.actions.get(signo)?.handler ?? 'default';
  if (handler === 'default') p.actions.delete(signo);
  else p.actions.set(signo, { handler, restart: options?.restart ?? true });
  if (handler === 'ignore' || (handler === 'default' && defaultAction(signo) === 'ignore')) {
    p.pending.delete(signo);
    for (const thread of p.threads) thread.pending.delete(signo);
  }
  return old;
}

export function sysSigprocmask(t: Task, how: 'block' | 'unblock' | 'set', set: ReadonlySet<number>): ReadonlySet<number> {
  const old = t.blocked;
  const mask = new Set(how === 'set' ? [] : old);
  for (const signo of set) {
    if (how === 'unblock') mask.delete(signo);
    else if (signo !== Signal.SIGKILL && signo !== Signal.SIGSTOP) mask.add(signo);
  }
  t.blocked = mask;
  recheckSignals(t);
  return old;
}

/** Returns after a handler ran; the API has no EINTR here, as sigsuspend(2) has no other outcome. */
export function* sysSigsuspend(t: Task, mask?: ReadonlySet<number>): Computation<void> {
  const old = t.blocked;
  if (mask !== undefined) t.blocked = mask;
  recheckSignals(t);
  try {
    for (;;) {
      if (t.attention) {
        if ((yield* attend(t)) !== 'nothing') return;
        continue;
      }
      t.state = 'sleeping';
      yield WAIT;
    }
  } finally {
    t.blocked = old;
    recheckSignals(t);
  }
}

export function sysSigpending(t: Task): ReadonlySet<number> {
  const pending = new Set<number>();
  for (const set of [t.pending, t.process.pending]) for (const signo of set) if (t.blocked.has(signo)) pending.add(signo);
  return pending;
}
