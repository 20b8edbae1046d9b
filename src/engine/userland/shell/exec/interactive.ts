/** The interactive shell: prompts, history, job notices, job control. */
import type { Task } from '../../../abi/sys.ts';
import { isSysError } from '../../../abi/errno.ts';
import { Signal } from '../../../abi/signal.ts';
import { readline } from '../../readline/api.ts';
import { readHistory, remember, writeHistory } from '../builtins/history.ts';
import { poll } from '../builtins/jobs.ts';
import { setScalar } from '../state/assign.ts';
import { Discard, Interrupted } from '../state/errors.ts';
import { expandPrompt } from '../state/prompt.ts';
import type { Shell } from '../state/shell.ts';
import { ShellSyntaxError } from '../syntax/error.ts';
import { Parser, type Unit } from '../syntax/parser.ts';
import { lexOptions, reportSyntax } from './reader.ts';
import { runList, runProtected } from './run.ts';
import { runPendingTraps } from './traps.ts';
import { takeTerminal } from './process.ts';
import { completer } from './complete.ts';

/** Take over the terminal: own process group, ignored job signals, SIGINT noted. */
export function initJobControl(sh: Shell): void {
  const { sys } = sh;
  for (const s of [Signal.SIGTSTP, Signal.SIGTTIN, Signal.SIGTTOU, Signal.SIGTERM, Signal.SIGQUIT]) sys.sigaction(s, 'ignore');
  sys.sigaction(Signal.SIGINT, () => sh.onInterrupt(), { restart: false });
  if (sh.bash) sys.sigaction(Signal.SIGHUP, () => sh.onHangup(), { restart: false });
  try {
    sys.ioctl(0, 'TIOCGPGRP', undefined);
    const fd = sys.dup(0, 255);
    sys.setCloexec(fd, true);
    sh.ttyFd = fd;
    if (sys.getsid() !== sys.getpid() && sys.getpgid() !== sys.getpid()) sys.setpgid(0, 0);
    sh.options.monitor = true;
    takeTerminal(sh);
  } catch (e) {
    if (!isSysError(e)) throw e;
    sh.ttyFd = -1;
    if (sh.bash) sh.print(`${sh.name}: cannot set terminal process group (${sys.getpgid()}): ${e.message}\n${sh.name}: no job control in this shell\n`, 2);
    else if (sh.dialect === 'dash') sh.print(`${sh.name}: 0: can't access tty; job control turned off\n`, 2);
    else sh.print(`${sh.name}: can't access tty; job control turned off\n`, 2);
  }
}

/** Print notices of jobs that changed, and forget those that ended. */
export function* notifyJobs(sh: Shell): Task<void> {
  for (const job of sh.jobs.list) {
    if (job.notified || job.foreground || job.state !== 'Stopped') continue;
    sh.print(`\n${sh.jobs.line(job, false, sh.cwd, sh.dialect)}\n`, 2);
    job.notified = true;
  }
  yield* poll(sh);
  for (const job of [...sh.jobs.list]) {
    if (job.notified || job.foreground) continue;
    if (job.state === 'Running') {
      job.notified = true;
      continue;
    }
    const line = sh.jobs.line(job, false, sh.cwd, sh.dialect);
    job.notified = true;
    if (job.state === 'Done') sh.jobs.remove(job);
    sh.print(`${line}\n`, 2);
  }
  yield* sh.flush();
}

/** SIGHUP ends the shell: it is passed on to the jobs, the history is kept, and the shell dies of the signal. */
export function* hangUp(sh: Shell): Task<void> {
  for (const job of sh.jobs.list) {
    if (job.noHup || job.state === 'Done' || job.pgid === 0) continue;
    try {
      sh.sys.kill(-job.pgid, Signal.SIGHUP);
      if (job.state === 'Stopped') sh.sys.kill(-job.pgid, Signal.SIGCONT);
    } catch (e) {
      if (!isSysError(e)) throw e;
    }
  }
  yield* saveHistory(sh);
  sh.sys.sigaction(Signal.SIGHUP, 'default');
  sh.sys.kill(sh.sys.getpid(), Signal.SIGHUP);
}

/** Load the history file and set its variables. */
export function* loadHistory(sh: Shell): Task<void> {
  if (!sh.bash) return;
  const set = (name: string, value: string): void => {
    if (sh.scalar(name) === undefined) setScalar(sh, name, value);
  };
  set('HISTFILE', `${sh.scalar('HOME') ?? ''}/.bash_history`);
  set('HISTSIZE', '500');
  set('HISTFILESIZE', sh.scalar('HISTSIZE')!);
  sh.history = yield* readHistory(sh, sh.scalar('HISTFILE')!);
  sh.historySaved = sh.history.length;
}

/** Append this session's lines to the history file. */
export function* saveHistory(sh: Shell): Task<void> {
  const file = sh.scalar('HISTFILE');
  if (!sh.bash || !sh.interactive || file === undefined || file === '' || sh.subshell > 0) return;
  const fresh = sh.history.slice(sh.historySaved);
  sh.historySaved = sh.history.length;
  if (sh.options.opt('histappend')) yield* writeHistory(sh, file, fresh, true);
  else if (fresh.length > 0) {
    const limit = Number(sh.scalar('HISTFILESIZE') ?? 500);
    yield* writeHistory(sh, file, sh.history.slice(-Math.max(0, limit)), false);
  }
}

function* prompt(sh: Shell, name: 'PS1' | 'PS2'): Task<string> {
  return yield* expandPrompt(sh, sh.scalar(name) ?? '');
}

function* promptCommand(sh: Shell): Task<void> {
  if (!sh.bash) return;
  const status = sh.status;
  for (const command of sh.elements('PROMPT_COMMAND')) {
    if (command === '') continue;
    yield* sh.engine.runText(sh, command, 'PROMPT_COMMAND', 1);
    sh.status = status;
  }
}

/** Read and run commands until the end of the input. */
export function* runInteractive(sh: Shell): Task<number> {
  let eofs = 0;
  for (;;) {
    let unit: Unit | undefined;
    try {
      yield* notifyJobs(sh);
      sh.checkInterrupt();
      yield* promptCommand(sh);
      unit = yield* readCommand(sh);
      yield* sh.flush();
    } catch (e) {
      if (!isInterrupt(sh, e)) throw e;
      continue;
    }
    if (unit === undefined) {
      sh.checkInterrupt();
      if (sh.options.get('ignoreeof') && eofs++ < 9) {
        sh.print(`Use "${sh.login ? 'logout' : 'exit'}" to leave the shell.\n`, 2);
        yield* sh.flush();
        continue;
      }
      const stopped = sh.jobs.list.some((j) => j.state === 'Stopped');
      if (sh.bash) sh.print(sh.login ? 'logout\n' : 'exit\n', 2);
      else sh.print('\n', 2);
      if (stopped && !sh.warnedJobs) {
        sh.print(sh.bash ? 'There are stopped jobs.\n' : 'You have stopped jobs.\n', 2);
        sh.warnedJobs = true;
        yield* sh.flush();
        continue;
      }
      yield* sh.flush();
      return sh.status;
    }
    const warned = sh.warnedJobs;
    yield* runUnit(sh, unit);
    if (warned) sh.warnedJobs = false;
    eofs = 0;
  }
}

/** SIGINT at the prompt or in a command: `$?` is 130 and the next prompt follows. */
function isInterrupt(sh: Shell, e: unknown): boolean {
  if (!(e instanceof Interrupted)) return false;
  sh.interrupted = false;
  sh.status = 130;
  sh.flow = 'next';
  sh.loops = 0;
  sh.condition = 0;
  sh.returnable = 0;
  while (sh.vars.frames.length > 0) sh.vars.popFrame();
  sh.calls = [];
  return true;
}

function* runUnit(sh: Shell, unit: Unit): Task<void> {
  if (sh.sys.tracing('command')) sh.sys.trace({ kind: 'command', line: unit.text, tty: sh.ttyName() });
  const ps0 = sh.bash ? sh.scalar('PS0') : undefined;
  if (ps0 !== undefined) sh.print(yield* expandPrompt(sh, ps0), 2);
  try {
    yield* runProtected(sh, runList(sh, unit.list));
  } catch (e) {
    if (e instanceof Discard) {
      sh.status = e.status;
      sh.condition = 0;
      sh.loops = 0;
    } else if (!isInterrupt(sh, e)) throw e;
    else if (!(e as Interrupted).fresh) sh.print('\n', 2);
  }
  sh.flow = 'next';
  yield* sh.flush();
  if (sh.pendingSignals.length > 0) yield* runPendingTraps(sh);
}

/** One complete command, over as many lines as it takes; undefined at the end of the input. */
function* readCommand(sh: Shell): Task<Unit | undefined> {
  let text = '';
  const history: string[] = [];
  for (;;) {
    const shown = yield* prompt(sh, text === '' ? 'PS1' : 'PS2');
    yield* sh.flush();
    const r = yield* readline(sh.sys, {
      fd: 0,
      outFd: 2,
      prompt: shown,
      history: sh.history,
      edit: sh.editing,
      bracketedPaste: sh.bash,
      complete: completer(sh),
      interrupted: () => sh.interrupted || sh.hangup || sh.pendingSignals.length > 0,
    });
    if (sh.hangup) return undefined;
    if (r.kind === 'interrupted' && !sh.interrupted && sh.pendingSignals.length > 0) {
      // A trap of the user's: it runs, and reading goes on.
      yield* runPendingTraps(sh);
      yield* sh.flush();
      continue;
    }
    if (r.kind === 'interrupted') {
      sh.print('\n', 2);
      yield* sh.flush();
      if (sh.pendingSignals.length > 0) yield* runPendingTraps(sh);
      throw new Interrupted();
    }
    if (r.kind === 'line') {
      history.push(r.line);
      text += `${r.line}\n`;
      if (text.trim() === '') {
        text = '';
        yield* notifyJobs(sh);
        continue;
      }
    } else if (text === '') return undefined;
    const end = r.kind === 'eof';
    const parser = new Parser(text, lexOptions(sh, sh.inputLine, !end));
    try {
      if (!end && /(?:^|[^\\])(?:\\\\)*\\\n$/.test(text)) continue;
      const unit = parser.unit();
      keep(sh, history);
      sh.inputLine += history.length;
      // Several commands on one line are one unit; what aliases put on further lines follows.
      if (unit !== undefined) return unit;
    } catch (e) {
      if (!(e instanceof ShellSyntaxError)) throw e;
      if (e.incomplete && !end) continue;
      keep(sh, history);
      reportSyntax(sh, e, '');
      sh.status = 2;
      yield* sh.flush();
    }
    text = '';
    history.length = 0;
    yield* notifyJobs(sh);
  }
}

/** A command of several lines is one entry: joined with `; ` where that reads the same. */
function keep(sh: Shell, lines: readonly string[]): void {
  if (lines.length === 0) return;
  let joined = lines[0]!;
  for (const line of lines.slice(1)) {
    const open = /(?:^|[ \t;])(?:do|then|else|\{|\()[ \t]*$|(?:\||&&|;|&)[ \t]*$/.test(joined) || /\\$/.test(joined);
    if (/\\$/.test(joined)) joined = joined.slice(0, -1) + line;
    else joined += /<<|["']/.test(joined) ? `\n${line}` : open ? ` ${line.trimStart()}` : `; ${line.trimStart()}`;
  }
  remember(sh, joined);
}
