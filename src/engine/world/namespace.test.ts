/** Namespaces and control groups, seen through system calls. */
import { describe, expect, it } from 'vitest';
import { isSysError } from '../abi/errno.ts';
import { CLONE } from '../abi/process.ts';
import { Signal } from '../abi/signal.ts';
import type { Sys, Task } from '../abi/sys.ts';
import { program, runBody, say as print, testWorld, textOf } from './testing.ts';

function attempt(call: () => unknown): string {
  try {
    call();
    return 'ok';
  } catch (e) {
    if (!isSysError(e)) throw e;
    return e.code;
  }
}

function* forever(sys: Sys): Task<number> {
  for (;;) yield* sys.sigsuspend();
}

describe('pid namespaces', () => {
  it('number from 1, hide the outside, and die with their init', () => {
    const { output } = runBody(function* (sys, say) {
      const [r, w] = sys.pipe();
      const init = sys.clone(
        function* (s) {
          const kid = s.fork(forever);
          yield* print(s, `inside ${s.getpid()} ${s.getppid()} ${kid} ${attempt(() => s.kill(3, 0))}`);
          s.kill(1, Signal.SIGTERM);
          s.kill(1, Signal.SIGKILL);
          yield* s.write(w, new Uint8Array(1));
          return yield* forever(s);
        },
        { flags: CLONE.NEWPID },
      );
      yield* sys.read(r, 1);
      sys.kill(init, Signal.SIGTERM);
      yield* sys.sleep(1e6);
      yield* say(`alive ${(yield* sys.wait4(init, 1)) === undefined}`);
      sys.kill(init, Signal.SIGKILL);
      const end = (yield* sys.wait4(init))!;
      yield* say(`${end.status.kind} child ${attempt(() => sys.kill(init + 1, 0))}`);
      return 0;
    });
    expect(output).toBe('inside 1 0 2 ESRCH\nalive true\nsignaled child ESRCH\n');
  });

  it('unshare is for children; the first is init, and nothing is born after its end', () => {
    const { output } = runBody(function* (sys, say) {
      sys.unshare(CLONE.NEWPID);
      const me = sys.getpid();
      const first = sys.fork(function* (s) {
        yield* print(s, `first ${s.getpid()}`);
        return 0;
      });
      yield* sys.wait4(first);
      yield* say(`${sys.getpid() === me} ${attempt(() => sys.fork(forever))}`);
      return 0;
    });
    expect(output).toBe('first 1\ntrue ENOMEM\n');
  });
});

describe('other namespaces', () => {
  it('are private after clone and unshare, and need CAP_SYS_ADMIN', () => {
    const { output } = runBody(function* (sys, say) {
      const child = sys.clone(
        function* (s) {
          s.sethostname('inner');
          s.mkdir('/tmp/m');
          s.mount('tmpfs', '/tmp/m', 'tmpfs');
          s.mkdir('/tmp/m/x');
          yield* print(s, `${s.uname().nodename} ${attempt(() => s.stat('/tmp/m/x'))}`);
          s.setuid(1000);
          yield* print(s, `${attempt(() => s.unshare(CLONE.NEWNET))} ${attempt(() => s.sethostname('no'))}`);
          s.unshare(CLONE.NEWUSER | CLONE.NEWUTS);
          s.sethostname('user');
          yield* print(s, s.uname().nodename);
          return 0;
        },
        { flags: CLONE.NEWUTS | CLONE.NEWNS },
      );
      yield* sys.wait4(child);
      yield* say(`${sys.uname().nodename} ${attempt(() => sys.stat('/tmp/m/x'))}`);
      return 0;
    });
    expect(output).toBe('inner ok\nEPERM EPERM\nuser\nhost ENOENT\n');
  });
});

describe('control groups', () => {
  const spin = program('spin', function* (sys) {
    for (;;) if (sys.charge(10_000)) yield* sys.schedYield();
  });

  it('limit tasks, share the CPU by weight and quota, freeze and kill', () => {
    const world = testWorld([spin, program('many', function* (sys) {
      yield* sys.sleep(50e6);
      let made = 0;
      try {
        for (;;) {
          sys.fork(forever);
          made++;
        }
      } catch (e) {
        if (!isSysError(e)) throw e;
        yield* sys.write(1, Uint8Array.from(`${made} ${e.code}\n`, (c) => c.charCodeAt(0)));
      }
      sys.kill(0, Signal.SIGKILL);
      return 0;
    })]);
    const { kernel } = world.host('host');
    const start = (name: string): { readonly term: number } => ({ term: world.input({ kind: 'run', host: 'host', user: 'root', argv: [`/bin/${name}`] }) });
    const groups = ['a', 'b', 'c'].map((name) => kernel.cgroups.root.mkdir(name));
    const [a, b, c] = groups as [typeof groups[0] & object, typeof groups[0] & object, typeof groups[0] & object];
    start('spin');
    start('spin');
    const many = start('many');
    for (let n = 0; n < 1000 && kernel.processes().filter((p) => p.leader.comm === 'spin' || p.leader.comm === 'many').length < 3; n++) world.run(world.now_ns + 10_000);
    const [, one, two, three] = kernel.processes();
    a.attach(one!);
    b.attach(two!);
    c.attach(three!);
    c.pidsMax = 4;
    a.setCpuWeight(200);
    world.run(600e6);
    expect(textOf(world, many.term)).toBe('3 EAGAIN\n');
    expect(world.terminalExit(many.term)).toEqual({ code: 137 });
    expect({ pids: c.pids, refused: c.pidsRefused }).toEqual({ pids: 0, refused: 1 });
    expect(a.user_ns / b.user_ns).toBeCloseTo(2, 1);

    a.setFreeze(true);
    const frozenAt = a.user_ns;
    b.setCpuMax(20_000, 100_000);
    const from = b.user_ns;
    world.run(1600e6);
    expect(a.user_ns).toBe(frozenAt);
    expect((b.user_ns - from) / 1e6).toBeCloseTo(200, -1.5);
    expect(b.throttled).toBeGreaterThanOrEqual(9);
    a.kill();
    b.kill();
    world.run(1700e6);
    expect([a.populated, b.populated]).toEqual([false, false]);
    a.rmdir();
    expect(kernel.cgroups.find('/a')).toBeUndefined();
  });
});
