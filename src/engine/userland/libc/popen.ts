/** popen(3) and system(3): a command in /bin/sh, with a pipe to or from it. */
import type { Sys, Task } from '../../abi/sys.ts';
import { exitCode, type WaitStatus } from '../../abi/process.ts';
import { Signal } from '../../abi/signal.ts';
import { isSysError } from '../../abi/errno.ts';
import { writeText } from './stdio.ts';

/** A running command. */
export interface Child {
  readonly pid: number;
  /** Our end of the pipe. */
  readonly fd: number;
}

/** execve along $PATH, as execvp(3). Returns only when it fails: the status a shell would give (127 not found, 126 not executable). */
export function* execvp(sys: Sys, argv: readonly string[], envp: readonly string[], path?: string): Task<{ readonly status: number; readonly message: string }> {
  const name = argv[0] ?? '';
  const search = path ?? (envp.find((e) => e.startsWith('PATH='))?.slice(5) || '/bin:/usr/bin');
  let message = 'No such file or directory';
  let status = 127;
  for (const dir of name === '' ? [] : name.includes('/') ? [''] : search.split(':')) {
    try {
      yield* sys.execve(dir === '' ? name : `${dir}/${name}`, argv, envp);
    } catch (e) {
      if (!isSysError(e)) throw e;
      if (e.code === 'ENOENT' || e.code === 'ENOTDIR') continue;
      message = e.message;
      status = 126;
      if (e.code !== 'EACCES') break;
    }
  }
  return { status, message };
}

/** Start `sh -c command` with its standard output ('r') or input ('w') on a pipe. */
export function* popen(sys: Sys, command: string, mode: 'r' | 'w', envp: readonly string[]): Task<Child> {
  const [rd, wr] = sys.pipe();
  const ours = mode === 'r' ? rd : wr;
  const theirs = mode === 'r' ? wr : rd;
  const pid = sys.fork(function* (child) {
    child.close(ours);
    const target = mode === 'r' ? 1 : 0;
    if (theirs !== target) {
      child.dup2(theirs, target);
      child.close(theirs);
    }
    return yield* shell(child, command, envp);
  });
  sys.close(theirs);
  sys.setCloexec(ours, true);
  return { pid, fd: ours };
}

function* shell(sys: Sys, command: string, envp: readonly string[]): Task<number> {
  const failed = yield* execvp(sys, ['/bin/sh', '-c', command], envp);
  yield* writeText(sys, 2, `/bin/sh: ${failed.message}\n`);
  return 127;
}

/** Close our end and wait. */
export function* pclose(sys: Sys, child: Child): Task<WaitStatus> {
  sys.close(child.fd);
  const r = yield* sys.wait4(child.pid);
  return r?.status ?? { kind: 'exited', code: 0 };
}

/** Run `sh -c command` and wait; SIGINT and SIGQUIT go to the command alone. */
export function* system(sys: Sys, command: string, envp: readonly string[]): Task<WaitStatus> {
  const int = sys.sigaction(Signal.SIGINT, 'ignore');
  const quit = sys.sigaction(Signal.SIGQUIT, 'ignore');
  const pid = sys.fork(function* (child) {
    child.sigaction(Signal.SIGINT, int);
    child.sigaction(Signal.SIGQUIT, quit);
    return yield* shell(child, command, envp);
  });
  const r = yield* sys.wait4(pid);
  sys.sigaction(Signal.SIGINT, int);
  sys.sigaction(Signal.SIGQUIT, quit);
  return r?.status ?? { kind: 'exited', code: 0 };
}

export { exitCode };
