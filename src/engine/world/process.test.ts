/** Processes, signals, waiting and job control, seen through system calls. */
import { describe, expect, it } from 'vitest';
import { isSysError } from '../abi/errno.ts';
import { W } from '../abi/process.ts';
import type { WaitStatus } from '../abi/process.ts';
import { Signal } from '../abi/signal.ts';
import type { Sys, Task } from '../abi/sys.ts';
import { program, runBody, say as print } from './testing.ts';

function show(status: WaitStatus | undefined): string {
  if (status === undefined) return 'nothing';
  return status.kind === 'exited' ? `exited ${status.code}` : status.kind === 'continued' ? 'continued' : `${status.kind} ${status.signal}`;
}

function* errnoOf(call: () => Task<unknown> | unknown): Task<string> {
  try {
    const made = call();
    if (typeof made === 'object' && made !== null && 'next' in made) yield* made as Task<unknown>;
    return 'ok';
  } catch (e) {
    if (!isSysError(e)) throw e;
    return e.code;
  }
}

function* forever(sys: Sys): Task<number> {
  for (;;) yield* sys.sigsuspend();
}

describe('fork and wait', () => {
  it('gives exit codes, in the order of the children’s ends, then ECHILD', () => {
    const { output, code } = runBody(function* (sys, say) {
      const a = sys.fork(function* (s) {
        yield* s.sleep(2e6);
        return 7;
      });
      const b = sys.fork(function* (s) {
        yield* s.sleep(1e6);
        return 300;
      });
      yield* say(`${a - sys.getpid()} ${b - sys.getpid()} ${show((yield* sys.wait4(-1, W.NOHANG))?.status)}`);
      const first = yield* sys.wait4(-1);
      const second = yield* sys.wait4(a);
      yield* say(`${first!.pid - a} ${show(first!.status)}, ${show(second!.status)}`);
      yield* say(yield* errnoOf(() => sys.wait4(-1)));
      return 5;
    });
    expect({ output, code }).toEqual({ output: '1 2 nothing\n1 exited 44, exited 7\nECHILD\n', code: 5 });
  });

  it('hands orphans to the subreaper, else to init, and runs finally blocks of the killed', () => {
    const { output } = runBody(function* (sys, say) {
      sys.setSubreaper(true);
      const middle = sys.fork(function* (s) {
        s.fork(function* (g) {
          try {
            yield* g.sleep(5e6);
          } finally {
            g.kill(g.getppid(), Signal.SIGUSR1);
          }
          return 3;
        });
        return 0;
      });
      let got = 0;
      sys.sigaction(Signal.SIGUSR1, () => void got++);
      yield* sys.wait4(middle);
      yield* sys.sleep(1e6);
      const orphan = yield* sys.wait4(-1, W.NOHANG);
      yield* say(`running ${orphan === undefined}`);
      sys.kill(middle + 1, Signal.SIGKILL);
      const end = yield* sys.wait4(-1);
      yield* say(`${show(end!.status)} finally ${got}`);
      return 0;
    });
    expect(output).toBe('running true\nsignaled 9 finally 1\n');
  });

  it('keeps a zombie until it is waited for, unless SIGCHLD is ignored', () => {
    const { output } = runBody(function* (sys, say) {
      const a = sys.fork(function* () {
        return 1;
      });
      yield* sys.sleep(1e6);
      yield* say(`zombie ${yield* errnoOf(() => sys.kill(a, 0))}`);
      yield* sys.wait4(a);
      yield* say(`reaped ${yield* errnoOf(() => sys.kill(a, 0))}`);
      sys.sigaction(Signal.SIGCHLD, 'ignore');
      const b = sys.fork(function* () {
        return 1;
      });
      yield* say(`${yield* errnoOf(() => sys.wait4(-1))} ${yield* errnoOf(() => sys.kill(b, 0))}`);
      return 0;
    });
    expect(output).toBe('zombie ok\nreaped ESRCH\nECHILD ESRCH\n');
  });
});

describe('signals', () => {
  it('runs handlers between calls, restarts or interrupts, and honours the mask', () => {
    const { output } = runBody(function* (sys, say) {
      const log: string[] = [];
      const me = sys.getpid();
      const later = (signo: number, ns: number): number =>
        sys.fork(function* (s) {
          yield* s.sleep(ns);
          s.kill(me, signo);
          return 0;
        });
      const [r, w] = sys.pipe();
      sys.sigaction(Signal.SIGUSR1, function* (n) {
        log.push(`handler ${n}`);
        yield* sys.write(w, new Uint8Array(2));
      });
      later(Signal.SIGUSR1, 1e6);
      log.push(`read ${(yield* sys.read(r, 10)).length}`);
      sys.sigaction(Signal.SIGUSR2, () => void log.push('usr2'), { restart: false });
      later(Signal.SIGUSR2, 1e6);
      log.push(yield* errnoOf(() => sys.read(r, 10)));
      const old = sys.sigprocmask('block', new Set([Signal.SIGUSR2]));
      sys.kill(me, Signal.SIGUSR2);
      yield* sys.sleep(1e6);
      log.push(`pending ${[...sys.sigpending()].join()}`);
      sys.sigprocmask('set', old);
      yield* sys.schedYield();
      sys.setitimer(3e6);
      sys.sigaction(Signal.SIGALRM, () => void log.push('alarm'));
      log.push(yield* errnoOf(() => sys.sleep(1e9)));
      for (const line of log) yield* say(line);
      return 0;
    });
    expect(output).toBe('handler 10\nread 2\nusr2\nEINTR\npending 12\nusr2\nalarm\nEINTR\n');
  });

  it('stops and continues, and tells the parent', () => {
    const { output } = runBody(function* (sys, say) {
      const child = sys.fork(forever);
      sys.kill(child, Signal.SIGSTOP);
      yield* say(show((yield* sys.wait4(child, W.UNTRACED))!.status));
      sys.kill(child, Signal.SIGTERM);
      yield* sys.sleep(1e6);
      yield* say(show((yield* sys.wait4(child, W.NOHANG))?.status));
      sys.kill(child, Signal.SIGCONT);
      yield* say(show((yield* sys.wait4(child, W.CONTINUED))!.status));
      yield* say(show((yield* sys.wait4(child))!.status));
      const other = sys.fork(forever);
      sys.kill(other, Signal.SIGTSTP);
      yield* sys.sleep(1e6);
      yield* say(`orphaned group: ${show((yield* sys.wait4(other, W.UNTRACED | W.NOHANG))?.status)}`);
      sys.setpgid(other, 0);
      sys.kill(other, Signal.SIGTSTP);
      yield* sys.wait4(other, W.UNTRACED);
      sys.kill(other, Signal.SIGKILL);
      yield* say(show((yield* sys.wait4(other))!.status));
      return 0;
    });
    expect(output).toBe('stopped 19\nnothing\ncontinued\nsignaled 15\norphaned group: nothing\nsignaled 9\n');
  });

  it('ends a busy loop at the end of its slice', () => {
    const { output } = runBody(function* (sys, say) {
      const child = sys.fork(function* (s) {
        for (;;) if (s.charge(1000)) yield* s.schedYield();
      });
      yield* sys.sleep(10e6);
      sys.kill(child, Signal.SIGINT);
      const end = (yield* sys.wait4(child))!;
      yield* say(`${show(end.status)} ${Math.round(end.usage.user_ns / 1e6)} ms`);
      return 0;
    });
    expect(output).toBe('signaled 2 10 ms\n');
  });

  it('sends to groups, checks permission, and knows when there is nobody', () => {
    const { output } = runBody(
      function* (sys, say) {
        const a = sys.fork(forever);
        const b = sys.fork(forever);
        sys.setpgid(a, 0);
        sys.setpgid(b, a);
        yield* say(`${sys.getpgid(b) === a}`);
        sys.kill(-a, Signal.SIGHUP);
        yield* say(`${show((yield* sys.wait4(-a))!.status)} ${show((yield* sys.wait4(-a))!.status)}`);
        yield* say(`${yield* errnoOf(() => sys.kill(-a, 0))} ${yield* errnoOf(() => sys.kill(1, 0))} ${yield* errnoOf(() => sys.kill(0, 99))}`);
        return 0;
      },
      [],
      'learner',
    );
    expect(output).toBe('true\nsignaled 1 signaled 1\nESRCH EPERM EINVAL\n');
  });

  it('hangs up a stopped group that becomes orphaned', () => {
    const { output } = runBody(function* (sys, say) {
      const leader = sys.fork(function* (s) {
        s.setpgid(0, 0);
        const stopper = s.fork(function* (g) {
          g.setpgid(0, 0);
          return yield* forever(g);
        });
        yield* s.sleep(1e6);
        s.kill(stopper, Signal.SIGSTOP);
        yield* s.wait4(stopper, W.UNTRACED);
        return 0;
      });
      yield* sys.wait4(leader);
      yield* sys.sleep(1e6);
      yield* say(yield* errnoOf(() => sys.kill(leader + 1, 0)));
      return 0;
    });
    expect(output).toBe('ESRCH\n');
  });
});

describe('exec', () => {
  const args = program('args', function* (sys, argv, envp) {
    yield* print(sys, `${argv.join('|')} ${envp.join()} ${sys.getCloexec(1)}`);
    return 0;
  });

  function* put(sys: Sys, path: string, text: string, mode: number): Task<void> {
    const fd = yield* sys.open(path, 0o1101, mode);
    yield* sys.write(fd, Uint8Array.from(text, (c) => c.charCodeAt(0)));
    sys.close(fd);
  }

  it('runs scripts by their interpreter, and refuses what it cannot run', () => {
    const { output } = runBody(
      function* (sys, say) {
        yield* put(sys, '/tmp/s', '#! /bin/args  -x y \nrest', 0o755);
        yield* put(sys, '/tmp/t', '#!/tmp/s', 0o755);
        yield* put(sys, '/tmp/text', 'echo hi', 0o755);
        yield* put(sys, '/tmp/loop', '#!/tmp/loop', 0o755);
        yield* put(sys, '/tmp/no', '#!/bin/args', 0o644);
        for (const path of ['/tmp/s', '/tmp/t']) {
          yield* sys.wait4(
            sys.fork(function* (s) {
              return yield* s.execve(path, ['name', 'a', 'b'], ['E=1']);
            }),
          );
        }
        for (const path of ['/tmp/text', '/tmp/loop', '/tmp/no', '/tmp', '/nope', '/bin/args/x']) yield* say(`${path} ${yield* errnoOf(() => sys.execve(path, [path], []))}`);
        yield* say(yield* errnoOf(() => sys.execve('/bin/args', ['x'.repeat(200_000)], [])));
        return 0;
      },
      [args],
    );
    expect(output).toBe(
      '/bin/args|-x y|/tmp/s|a|b E=1 false\n/bin/args|-x y|/tmp/s|/tmp/t|a|b E=1 false\n/tmp/text ENOEXEC\n/tmp/loop ELOOP\n/tmp/no EACCES\n/tmp EACCES\n/nope ENOENT\n/bin/args/x ENOTDIR\nE2BIG\n',
    );
  });

  it('closes marked descriptors, drops handlers, keeps ignored signals, and sets ids', () => {
    const probe = program('probe', function* (sys) {
      const cred = sys.getcred();
      yield* print(sys, `fd5 ${yield* errnoOf(() => sys.getfl(5))} usr1 ${String(sys.sigaction(10, 'default'))} usr2 ${String(sys.sigaction(12, 'default'))} ${cred.uid} ${cred.euid} ${cred.caps.size > 0}`);
      return 0;
    });
    const { output } = runBody(
      function* (sys) {
        const fd = yield* sys.open('/dev/null', 0);
        sys.dup2(fd, 5, true);
        sys.sigaction(10, () => undefined);
        sys.sigaction(12, 'ignore');
        yield* sys.wait4(
          sys.fork(function* (s) {
            s.setuid(1000);
            return yield* s.execve('/bin/probe', ['probe'], []);
          }),
        );
        sys.chmod('/bin/probe', 0o4755);
        sys.setuid(1000);
        return yield* sys.execve('/bin/probe', ['probe'], []);
      },
      [probe],
    );
    expect(output).toBe('fd5 EBADF usr1 default usr2 ignore 1000 1000 false\nfd5 EBADF usr1 default usr2 ignore 1000 0 true\n');
  });
});

describe('threads', () => {
  it('share descriptors and the process, and wait for each other by futex', () => {
    const { output, code } = runBody(function* (sys, say) {
      const box = { value: 0 };
      sys.thread(function* (s) {
        yield* s.sleep(1e6);
        s.dup2(1, 9);
        box.value = s.getpid();
        s.futexWake(box);
        yield* s.sleep(1e9);
      });
      yield* say(`timeout ${!(yield* sys.futexWait(box, 1000))}`);
      while (box.value === 0) yield* sys.futexWait(box);
      yield* say(`${box.value === sys.getpid()} ${sys.getfl(9)}`);
      return 4;
    });
    expect({ output, code }).toEqual({ output: 'timeout true\ntrue 1\n', code: 4 });
  });
});

describe('faults', () => {
  it('ends only the program that threw something else than a failed call', () => {
    const { output } = runBody(function* (sys, say) {
      const child = sys.fork(function* (s) {
        yield* s.sleep(1);
        throw new Error('broken');
      });
      yield* say(show((yield* sys.wait4(child))!.status));
      return 0;
    });
    expect(output).toMatch(/^glasshull: oops in body\[\d+\]: broken\nsignaled 11\n$/);
  });
});
