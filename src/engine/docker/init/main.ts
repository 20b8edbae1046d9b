/**
 * docker-init: tini 0.19.0 as Docker ships it, the first process of a container that was started with --init. It runs the program as its child, hands signals
 * on to it, reaps every process that ends in the container, and ends as the child did. Left out: all options but --version and `--`.
 */
import { isSysError } from '../../abi/errno.ts';
import type { SysError } from '../../abi/errno.ts';
import { NSIG, Signal } from '../../abi/signal.ts';
import { exitCode } from '../../abi/process.ts';
import { encodeUtf8 } from '../../base/bytes.ts';
import type { Main, Sys, Task } from '../../abi/sys.ts';

/** Not handed on: what the kernel sends for faults, what stops a terminal's process, what cannot be caught, and the ends of children. */
const KEPT: ReadonlySet<number> = new Set([
  Signal.SIGKILL, Signal.SIGSTOP, Signal.SIGCHLD, Signal.SIGFPE, Signal.SIGILL, Signal.SIGSEGV, Signal.SIGBUS, Signal.SIGABRT, Signal.SIGTRAP, Signal.SIGSYS, Signal.SIGTTIN, Signal.SIGTTOU,
]);

function* say(sys: Sys, fd: number, text: string): Task<void> {
  yield* sys.write(fd, encodeUtf8(`${text}\n`));
}

function* run(sys: Sys, argv: readonly string[], envp: readonly string[]): Task<number> {
  const name = argv[0]!;
  const path = envp.find((e) => e.startsWith('PATH='))?.slice(5) ?? '/usr/local/bin:/bin:/usr/bin';
  const places = name.includes('/') ? [name] : path.split(':').map((dir) => `${dir === '' ? '.' : dir}/${name}`);
  let failure: SysError | undefined;
  for (const place of places) {
    try {
      return yield* sys.execve(place, argv, envp);
    } catch (e) {
      if (!isSysError(e)) throw e;
      if (failure === undefined || isSysError(e, 'EACCES')) failure = e;
    }
  }
  yield* say(sys, 2, `[FATAL tini (${sys.getpid()})] exec ${name} failed: ${failure?.message ?? 'No such file or directory'}`);
  return failure !== undefined && isSysError(failure, 'EACCES') ? 126 : 127;
}

/** main of docker-init. */
export const dockerInitMain: Main = function* (sys, argv, envp) {
  if (argv[1] === '--version') {
    yield* say(sys, 1, 'tini version 0.19.0 - git.de40ad0');
    return 0;
  }
  const command = argv.slice(argv[1] === '--' ? 2 : 1);
  if (command.length === 0) {
    yield* say(sys, 1, 'tini (tini version 0.19.0 - git.de40ad0)\nUsage: docker-init [OPTIONS] PROGRAM -- [ARGS] | --version');
    return 1;
  }
  const child = sys.fork(function* (s) {
    s.setpgid(0, 0);
    try {
      s.ioctl(0, 'TIOCSPGRP', s.getpid());
    } catch (e) {
      if (!isSysError(e)) throw e; // no terminal
    }
    return yield* run(s, command, envp);
  });
  for (let signo = 1; signo < NSIG; signo++) {
    if (KEPT.has(signo)) continue;
    sys.sigaction(signo, (n, s) => {
      try {
        s.kill(child, n);
      } catch (e) {
        if (!isSysError(e, 'ESRCH')) throw e;
      }
    });
  }
  for (;;) {
    const done = yield* sys.wait4(-1);
    if (done !== undefined && done.pid === child) return exitCode(done.status);
  }
};
