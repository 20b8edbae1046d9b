/** trap(1): signals, EXIT, ERR, DEBUG and RETURN. A signal's handler only notes it; the command runs between two commands. */
import type { Task } from '../../../abi/sys.ts';
import { isSysError } from '../../../abi/errno.ts';
import { parseSignal, signalName, Signal } from '../../../abi/signal.ts';
import { ExitShell } from '../state/errors.ts';
import type { Shell } from '../state/shell.ts';

/** The table's key for `INT`, `SIGINT`, `2`, `EXIT`, `0`, `ERR` ...; undefined for what is no signal. */
export function trapKey(name: string): string | undefined {
  const upper = name.toUpperCase();
  if (upper === 'EXIT' || upper === 'SIGEXIT' || name === '0') return 'EXIT';
  if (upper === 'ERR' || upper === 'DEBUG' || upper === 'RETURN') return upper;
  const n = parseSignal(name);
  if (n === undefined || n === 0) return undefined;
  return `SIG${signalName(n)}`;
}

/** The number of a key; undefined for EXIT, ERR, DEBUG and RETURN. */
export function trapSignal(key: string): number | undefined {
  return key.startsWith('SIG') ? parseSignal(key.slice(3)) : undefined;
}

/** Set, ignore ('') or reset (undefined) a trap. */
export function setTrap(sh: Shell, key: string, command: string | undefined): void {
  const signo = trapSignal(key);
  if (signo !== undefined && sh.ignoredAtStart.has(signo) && !sh.interactive) return;
  if (command === undefined) sh.traps.delete(key);
  else sh.traps.set(key, command);
  if (signo === undefined || signo === Signal.SIGKILL || signo === Signal.SIGSTOP) return;
  try {
    if (command === undefined) sh.sys.sigaction(signo, sh.defaultAction(signo));
    else if (command === '') sh.sys.sigaction(signo, 'ignore');
    else sh.sys.sigaction(signo, (n) => void noteSignal(sh, n), { restart: false });
  } catch (e) {
    if (!isSysError(e)) throw e;
  }
}

function noteSignal(sh: Shell, signo: number): void {
  sh.pendingSignals.push(signo);
}

/** For a child: traps that run commands are dropped; the signals to reset are returned. Ignored signals stay ignored. */
export function childTraps(parent: Shell, child: Shell | undefined): number[] {
  const signals: number[] = [];
  for (const [key, command] of parent.traps) {
    const signo = trapSignal(key);
    if (command === '') continue;
    if (signo !== undefined && signo !== Signal.SIGKILL && signo !== Signal.SIGSTOP) signals.push(signo);
    const inherited = (key === 'ERR' && parent.options.errtrace) || ((key === 'DEBUG' || key === 'RETURN') && parent.options.functrace);
    if (!inherited) child?.traps.delete(key);
  }
  if (child !== undefined) child.inheritedTraps = parent.traps.size > 0 ? new Map(parent.traps) : parent.inheritedTraps;
  return signals;
}

/** Run the commands of the signals that came. `$?` is kept. */
export function* runPendingTraps(sh: Shell): Task<void> {
  while (sh.pendingSignals.length > 0) {
    const signo = sh.pendingSignals.shift()!;
    const command = sh.traps.get(`SIG${signalName(signo)}`);
    if (command !== undefined && command !== '') yield* runTrap(sh, command);
  }
}

/** Run a trap's command; the status of the interrupted command comes back afterwards. */
export function* runTrap(sh: Shell, command: string): Task<void> {
  const { status, pipestatus, line, flow, flowCount } = sh;
  sh.inTrap++;
  try {
    yield* sh.engine.runText(sh, command, 'trap', sh.line);
  } finally {
    sh.inTrap--;
  }
  if (sh.flow !== 'return') {
    sh.status = status;
    sh.flow = flow;
    sh.flowCount = flowCount;
  }
  sh.pipestatus = pipestatus;
  sh.line = line;
}

/** The EXIT trap, once; the status with which the shell ends. */
export function* runExitTrap(sh: Shell): Task<number> {
  const command = sh.traps.get('EXIT');
  if (command === undefined || command === '') return sh.status;
  sh.traps.delete('EXIT');
  sh.flow = 'next';
  const status = sh.status;
  try {
    yield* sh.engine.runText(sh, command, 'exit trap', 1);
  } catch (e) {
    if (e instanceof ExitShell) return e.status;
    throw e;
  }
  return status;
}

/** The ERR trap after a failed command. */
export function* runErrTrap(sh: Shell): Task<void> {
  const command = sh.traps.get('ERR');
  if (command === undefined || command === '' || sh.inTrap > 0) return;
  yield* runTrap(sh, command);
}

/** The DEBUG trap before a command. */
export function* runDebugTrap(sh: Shell): Task<void> {
  const command = sh.traps.get('DEBUG');
  if (command === undefined || command === '' || sh.inTrap > 0) return;
  yield* runTrap(sh, command);
}

/** The RETURN trap when a function or sourced file ends. */
export function* runReturnTrap(sh: Shell): Task<void> {
  const command = sh.traps.get('RETURN');
  if (command === undefined || command === '' || sh.inTrap > 0) return;
  yield* runTrap(sh, command);
}
