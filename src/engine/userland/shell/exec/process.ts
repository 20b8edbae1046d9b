/** Processes of the shell: forking subshells, waiting for children, finding and executing programs. */
import type { Sys, Task } from '../../../abi/sys.ts';
import { isSysError, SysError } from '../../../abi/errno.ts';
import { ACCESS, O, S } from '../../../abi/fs.ts';
import { exitCode, W, type WaitStatus } from '../../../abi/process.ts';
import { Signal, signalName, strsignal } from '../../../abi/signal.ts';
import type { Job } from '../state/jobs.ts';
import type { Shell } from '../state/shell.ts';
import { Discard } from '../state/errors.ts';
import { guarded } from './guard.ts';
import { childTraps } from './traps.ts';

/** Signals that an interactive shell ignores or handles, and its children must not. */
const JOB_SIGNALS = [Signal.SIGTSTP, Signal.SIGTTIN, Signal.SIGTTOU, Signal.SIGTERM, Signal.SIGQUIT, Signal.SIGINT, Signal.SIGHUP];

/** How a child is started. */
export interface ForkOptions {
  /** Process group to join: 0 makes a new one, undefined stays (no job control). */
  readonly pgid?: number | undefined;
  /** An asynchronous command: without job control it ignores SIGINT and SIGQUIT. */
  readonly background?: boolean | undefined;
}

/** Fork a subshell that runs `body` and exits with its result. The child's pid. */
export function* forkShell(sh: Shell, options: ForkOptions, body: (child: Shell) => Task<number>): Task<number> {
  // Copied now: the parent goes on, and changes its variables, before the child runs.
  const child = sh.fork(sh.sys);
  const enter = enterChild(sh, child, options);
  const pid = yield* fork(sh, function* (sys: Sys): Task<number> {
    child.sys = sys;
    enter(sys);
    return yield* guarded(child, body(child));
  });
  joinGroup(sh, pid, options);
  return pid;
}

/** Fork a child that does nothing but execute a program. Falls back to a subshell for what execve refuses. */
export function* forkExec(sh: Shell, options: ForkOptions, path: string, argv: readonly string[], envp: readonly string[]): Task<number> {
  const enter = sh.interactive || sh.traps.size > 0 || options.background === true ? enterChild(sh, undefined, options) : undefined;
  const pid = yield* fork(sh, function* (sys: Sys): Task<number> {
    enter?.(sys);
    try {
      return yield* sys.execve(path, argv, envp);
    } catch (e) {
      if (!isSysError(e)) throw e;
      const child = sh.fork(sys);
      return yield* guarded(child, execFailed(child, path, argv, envp, e));
    }
  });
  joinGroup(sh, pid, options);
  return pid;
}

/** How often bash tries again when there are too many processes, and how long it sleeps before: 1, 2, 4 and 8 seconds. */
const FORK_RETRIES = 4;

/** fork(2). When it fails the present command is given up, with the shell's message. */
function* fork(sh: Shell, main: (sys: Sys) => Task<number>): Task<number> {
  for (let tries = 0; ; tries++) {
    try {
      return sh.sys.fork(main);
    } catch (e) {
      if (!isSysError(e)) throw e;
      const retry = sh.bash && e.code === 'EAGAIN' && tries < FORK_RETRIES;
      if (sh.bash) sh.error(`fork: ${retry ? 'retry: ' : ''}${e.message}`);
      else if (sh.dialect === 'dash') sh.error('Cannot fork');
      else sh.error(`can't fork: ${e.message}`);
      yield* sh.flush();
      if (!retry) throw new Discard(sh.bash ? 254 : 2);
      try {
        yield* sh.sys.sleep(2 ** tries * 1e9);
      } catch (interrupted) {
        if (!isSysError(interrupted, 'EINTR')) throw interrupted;
        sh.checkInterrupt();
      }
    }
  }
}

function joinGroup(sh: Shell, pid: number, options: ForkOptions): void {
  if (options.pgid === undefined) return;
  try {
    sh.sys.setpgid(pid, options.pgid === 0 ? pid : options.pgid);
  } catch (e) {
    // The child may have ended or executed already: it is in its group then.
    if (!isSysError(e)) throw e;
  }
}

/** Prepare a child's state; the result sets up its signals when it runs. */
function enterChild(parent: Shell, child: Shell | undefined, options: ForkOptions): (sys: Sys) => void {
  const reset = childTraps(parent, child);
  if (parent.interactive && parent.subshell === 0) reset.push(...JOB_SIGNALS);
  const background = options.background === true && options.pgid === undefined;
  if (child !== undefined) {
    child.controls = false;
    child.interactive = false;
    child.wasInteractive = parent.interactive || parent.wasInteractive;
  }
  return (sys) => {
    for (const s of reset) sys.sigaction(s, 'default');
    if (!background) return;
    sys.sigaction(Signal.SIGINT, 'ignore');
    sys.sigaction(Signal.SIGQUIT, 'ignore');
  };
}

/** Take note of children that changed. Blocks until one has, unless `options` has NOHANG; false when there is none (left). */
export function* reap(sh: Shell, options: number, pid = -1): Task<boolean> {
  for (;;) {
    try {
      const r = yield* sh.sys.wait4(pid, options);
      if (r === undefined) return false;
      const job = sh.jobs.update(r.pid, r.status);
      if (job === undefined && r.status.kind !== 'stopped' && r.status.kind !== 'continued') sh.jobs.ended.set(r.pid, exitCode(r.status));
      if (sh.traps.has('SIGCHLD') && r.status.kind !== 'continued') sh.pendingSignals.push(Signal.SIGCHLD);
      return true;
    } catch (e) {
      if (isSysError(e, 'ECHILD')) return false;
      if (!isSysError(e, 'EINTR')) throw e;
      sh.checkHangup();
    }
  }
}

/** Wait until a foreground job ends or stops; the status of its last process. Gives the terminal back to the shell. */
export function* waitForeground(sh: Shell, job: Job): Task<WaitStatus> {
  const flags = sh.monitoring ? W.UNTRACED : 0;
  while (job.state === 'Running') {
    const target = job.procs.find((p) => p.status === undefined)!;
    if (!(yield* reap(sh, flags, sh.jobs.list.length > 1 ? -1 : target.pid)) && job.state === 'Running') {
      // Someone else reaped it (it was disowned from the kernel's view): treat it as gone.
      for (const p of job.procs) p.status ??= { kind: 'exited', code: 127 };
    }
  }
  takeTerminal(sh);
  const last = job.last!;
  if (job.state === 'Stopped') return job.procs.find((p) => p.status?.kind === 'stopped')!.status!;
  return last;
}

/** Make a process group the terminal's foreground group. */
export function giveTerminal(sh: Shell, pgid: number): void {
  if (!sh.interactive || !sh.monitoring || sh.ttyFd < 0) return;
  try {
    sh.sys.ioctl(sh.ttyFd, 'TIOCSPGRP', pgid);
  } catch (e) {
    if (!isSysError(e)) throw e;
  }
}

/** The shell takes the terminal back. */
export function takeTerminal(sh: Shell): void {
  giveTerminal(sh, sh.sys.getpgid());
}

/** Text that bash prints when a foreground child was killed, if any. */
export function killMessage(sh: Shell, job: Job, status: WaitStatus, text: () => string): string | undefined {
  if (status.kind !== 'signaled' || status.signal === Signal.SIGINT || status.signal === Signal.SIGPIPE) return undefined;
  const what = `${strsignal(status.signal)}${status.core ? ' (core dumped)' : ''}`;
  if (!sh.bash || sh.interactive) return what;
  if (status.signal === Signal.SIGTERM || sh.traps.has(`SIG${signalName(status.signal)}`)) return job.foreground ? what : undefined;
  return `${sh.prefix()}${String(job.procs[job.procs.length - 1]!.pid).padStart(5)} ${what.padEnd(23)} ${text()}`;
}

// ---- programs ---------------------------------------------------------------------------------------------------------------

/** Where a command is: its path; 'denied' when only files that cannot be executed were found; undefined when nothing was. */
export function findProgram(sh: Shell, name: string, path = sh.scalar('PATH')): string | undefined {
  if (name.includes('/')) return name;
  if (name === '' || path === undefined) return undefined;
  let fallback: string | undefined;
  for (const dir of path.split(':')) {
    const full = dir === '' ? `./${name}` : dir.endsWith('/') ? dir + name : `${dir}/${name}`;
    const kind = executable(sh, full);
    if (kind === 'yes') return full;
    if (kind === 'no') fallback ??= full;
  }
  return fallback;
}

/** Is the file a program? 'no': a regular file without permission. */
export function executable(sh: Shell, path: string): 'yes' | 'no' | undefined {
  try {
    if ((sh.sys.stat(path).mode & S.IFMT) !== S.IFREG) return undefined;
    sh.sys.access(path, ACCESS.X_OK);
    return 'yes';
  } catch (e) {
    if (isSysError(e, 'EACCES')) return 'no';
    if (isSysError(e)) return undefined;
    throw e;
  }
}

/** {@link findProgram} through the hash table. */
export function lookUp(sh: Shell, name: string): string | undefined {
  if (name.includes('/')) return name;
  const known = sh.hashed.get(name);
  if (known !== undefined) {
    known.hits++;
    return known.path;
  }
  const path = findProgram(sh, name);
  if (path !== undefined && path.startsWith('/') && executable(sh, path) === 'yes') sh.hashed.set(name, { path, hits: 1 });
  return path;
}

/** Replace the process by a program; returns (an exit status) only when that fails, after the message was written. */
export function* execProgram(sh: Shell, path: string, argv: readonly string[], envp: readonly string[], wording?: (e: SysError) => string): Task<number> {
  try {
    return yield* sh.sys.execve(path, argv, envp);
  } catch (e) {
    if (!isSysError(e)) throw e;
    if (wording !== undefined && e.code !== 'ENOEXEC') {
      if (isDirectory(sh, path)) {
        sh.error(`${path}: Is a directory`);
        sh.error(wording(new SysError('EISDIR')));
      } else sh.error(wording(e));
      return e.code === 'ENOENT' ? 127 : 126;
    }
    return yield* execFailed(sh, path, argv, envp, e);
  }
}

function isDirectory(sh: Shell, path: string): boolean {
  try {
    return (sh.sys.stat(path).mode & S.IFMT) === S.IFDIR;
  } catch (e) {
    if (isSysError(e)) return false;
    throw e;
  }
}

/** execve refused: report it, or run a text file without `#!` as a script in this process. */
function* execFailed(sh: Shell, path: string, argv: readonly string[], envp: readonly string[], e: SysError): Task<number> {
  if (e.code === 'ENOEXEC') {
    const head = yield* readHead(sh, path);
    if (head !== undefined && !head.subarray(0, 80).includes(0)) return yield* sh.runScriptFile(path, argv.slice(1), envp);
    sh.error(sh.bash ? `${path}: cannot execute binary file: Exec format error` : `${path}: Exec format error`);
    yield* sh.flush();
    return 126;
  }
  const { text, status } = yield* execMessage(sh, path, argv[0] ?? path, e);
  sh.error(text);
  yield* sh.flush();
  return status;
}

function* execMessage(sh: Shell, path: string, shown: string, e: SysError): Task<{ text: string; status: number }> {
  if (!sh.bash) {
    if (e.code === 'ENOENT' || e.code === 'ENOTDIR') return { text: `${shown}: not found`, status: 127 };
    return { text: `${shown}: ${e.message}`, status: 126 };
  }
  if (e.code === 'ENOENT') {
    const head = yield* readHead(sh, path);
    if (head !== undefined) return { text: `${path}: cannot execute: required file not found`, status: 127 };
    return { text: `${path}: ${e.message}`, status: 127 };
  }
  if (isDirectory(sh, path)) return { text: `${path}: Is a directory`, status: 126 };
  return { text: `${path}: ${e.message}`, status: 126 };
}

function* readHead(sh: Shell, path: string): Task<Uint8Array | undefined> {
  let fd = -1;
  try {
    fd = yield* sh.sys.open(path, O.RDONLY | O.CLOEXEC | O.NONBLOCK);
    return yield* sh.sys.read(fd, 256);
  } catch (e) {
    if (isSysError(e)) return undefined;
    throw e;
  } finally {
    if (fd >= 0) sh.sys.close(fd);
  }
}

/** The message and status for a command that does not exist. */
export function notFound(sh: Shell, name: string): number {
  sh.error(sh.bash ? `${name}: ${name.includes('/') ? 'No such file or directory' : 'command not found'}` : `${name}: not found`);
  return 127;
}

