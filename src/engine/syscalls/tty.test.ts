/** Terminals as programs meet them: sessions, job control, hang-up, ptys of their own. */
import { expect, test } from 'vitest';
import { isSysError } from '../abi/errno.ts';
import { O } from '../abi/fs.ts';
import { POLL, W } from '../abi/process.ts';
import { Signal } from '../abi/signal.ts';
import { LFLAG, makeRaw } from '../abi/tty.ts';
import { decodeUtf8, encodeUtf8 } from '../base/bytes.ts';
import { box, runBody } from './testing/box.ts';
import type { Body } from './testing/box.ts';
import type { Sys, Task } from '../abi/sys.ts';

const name = (call: () => unknown): string => {
  try {
    return JSON.stringify(call()) ?? 'ok';
  } catch (e) {
    if (isSysError(e)) return e.code;
    throw e;
  }
};

/** A terminal whose first process is `body`; `script` types at it. Gives the output and the exit code. */
function atTerminal(body: Body, script: (type: (text: string) => void, close: () => void) => void = () => undefined): { output: string; code: number | undefined } {
  const world = box(body);
  const term = world.input({ kind: 'term_open', host: 'host', user: 'root', argv: ['/bin/t'], rows: 24, cols: 80 });
  let output = '';
  const settle = (): void => {
    world.run(world.now_ns + 50e6);
    for (const o of world.takeOutput()) output += decodeUtf8(o.data);
  };
  settle();
  script(
    (text) => {
      world.input({ kind: 'term_data', term, data: encodeUtf8(text) });
      settle();
    },
    () => {
      world.input({ kind: 'term_close', term });
      settle();
    },
  );
  settle();
  return { output, code: world.terminalExit(term)?.code };
}

const print = (sys: Sys, text: string): Task<number> => sys.write(1, encodeUtf8(text));

test('the login terminal controls the session; ^C reaches the foreground group only', () => {
  const { output, code } = atTerminal(
    function* (sys) {
      yield* print(sys, `${sys.ioctl(0, 'TIOCGSID', undefined) === sys.getpid()} ${sys.ioctl(0, 'TIOCGPGRP', undefined) === sys.getpgid()} ${JSON.stringify(sys.ioctl(0, 'TIOCGWINSZ', undefined))}\n`);
      sys.sigaction(Signal.SIGTTOU, 'ignore');
      const child = sys.fork(function* (c) {
        yield* c.sleep(3600e9);
        return 0;
      });
      sys.setpgid(child, child);
      sys.ioctl(0, 'TIOCSPGRP', child);
      const result = yield* sys.wait4(child);
      sys.ioctl(0, 'TIOCSPGRP', sys.getpgid());
      yield* print(sys, JSON.stringify(result?.status) + '\n');
      return 3;
    },
    (type) => {
      type('abc');
      type('\x03');
    },
  );
  expect({ output, code }).toEqual({ output: 'true true {"rows":24,"cols":80}\r\nabc^C{"kind":"signaled","signal":2,"core":false}\r\n', code: 3 });
});

test('a background reader stops with SIGTTIN and reads once it is in the foreground', () => {
  const { output } = atTerminal(
    function* (sys) {
      sys.sigaction(Signal.SIGTTOU, 'ignore');
      const child = sys.fork(function* (c) {
        c.sigaction(Signal.SIGTTOU, 'default');
        c.setpgid(0, 0);
        const data = yield* c.read(0, 100);
        yield* c.write(1, encodeUtf8(`child: ${decodeUtf8(data)}`));
        return 0;
      });
      sys.setpgid(child, child);
      yield* print(sys, JSON.stringify((yield* sys.wait4(child, W.UNTRACED))?.status) + '\n');
      sys.ioctl(0, 'TIOCSPGRP', child);
      sys.kill(-child, Signal.SIGCONT);
      yield* print(sys, JSON.stringify((yield* sys.wait4(child))?.status) + '\n');
    },
    (type) => type('hello\n'),
  );
  expect(output).toBe('{"kind":"stopped","signal":21}\r\nhello\r\nchild: hello\r\n{"kind":"exited","code":0}\r\n');
});

test('TOSTOP stops a background writer; ignoring SIGTTIN turns a read into EIO', () => {
  const { output } = atTerminal(function* (sys) {
    const t = sys.ioctl(0, 'TCGETS', undefined);
    sys.ioctl(0, 'TCSETS', { ...t, lflag: t.lflag | LFLAG.TOSTOP });
    const writer = sys.fork(function* (c) {
      c.setpgid(0, 0);
      yield* c.write(1, encodeUtf8('never\n'));
      return 0;
    });
    yield* print(sys, JSON.stringify((yield* sys.wait4(writer, W.UNTRACED))?.status) + '\n');
    sys.kill(writer, Signal.SIGKILL);
    yield* sys.wait4(writer);
    const reader = sys.fork(function* (c) {
      c.setpgid(0, 0);
      c.sigaction(Signal.SIGTTIN, 'ignore');
      try {
        yield* c.read(0, 1);
      } catch (e) {
        return isSysError(e, 'EIO') ? 5 : 1;
      }
      return 0;
    });
    yield* print(sys, JSON.stringify((yield* sys.wait4(reader))?.status) + '\n');
  });
  expect(output).toBe('{"kind":"stopped","signal":22}\r\n{"kind":"exited","code":5}\r\n');
});

test('closing the window hangs up: SIGHUP to the leader, its end to the foreground group', () => {
  const seen: string[] = [];
  atTerminal(
    function* (sys) {
      sys.sigaction(Signal.SIGHUP, () => void seen.push('leader HUP'));
      sys.fork(function* (c) {
        c.sigaction(Signal.SIGHUP, () => void seen.push('child HUP'));
        try {
          yield* c.sleep(3600e9);
        } catch {
          seen.push('child woke');
        }
        return 0;
      });
      try {
        yield* sys.sleep(3600e9);
      } catch {
        seen.push('leader woke');
      }
      seen.push(`read ${(yield* sys.read(0, 10)).length}`);
      seen.push(name(() => sys.ioctl(0, 'TCGETS', undefined)));
      try {
        yield* sys.write(1, Uint8Array.of(65));
      } catch (e) {
        seen.push(`write ${isSysError(e) ? e.code : '?'}`);
      }
    },
    (_type, close) => close(),
  );
  expect(seen).toEqual(['leader HUP', 'leader woke', 'read 0', 'EIO', 'write EIO', 'child HUP', 'child woke']);
});

test('a program opens a pty of its own and runs a child on it', () => {
  let out = '';
  const seen: unknown[] = [];
  runBody(function* (sys) {
    const master = yield* sys.open('/dev/ptmx', O.RDWR | O.NOCTTY);
    const path = `/dev/pts/${sys.ioctl(master, 'TIOCGPTN', undefined)}`;
    seen.push(name(() => sys.stat(path).rdev));
    try {
      yield* sys.open(path, O.RDWR);
    } catch (e) {
      seen.push(isSysError(e) && e.code);
    }
    sys.ioctl(master, 'TIOCSPTLCK', false);
    sys.ioctl(master, 'TIOCSWINSZ', { rows: 10, cols: 40 });
    const child = sys.fork(function* (c) {
      c.setsid();
      const fd = yield* c.open(path, O.RDWR);
      for (const n of [0, 1, 2]) c.dup2(fd, n);
      c.close(fd);
      c.close(master);
      c.sigaction(Signal.SIGWINCH, () => void seen.push(c.ioctl(0, 'TIOCGWINSZ', undefined)));
      const tty = yield* c.open('/dev/tty', O.RDWR);
      yield* c.write(tty, encodeUtf8('name? '));
      const line = decodeUtf8(yield* c.read(tty, 100));
      yield* c.write(1, encodeUtf8(`hello ${line}`));
      c.ioctl(0, 'TCSETS', makeRaw(c.ioctl(0, 'TCGETS', undefined)));
      yield* c.write(1, encodeUtf8('raw\n'));
      return 0;
    });
    yield* sys.sleep(1e6);
    sys.ioctl(master, 'TIOCSWINSZ', { rows: 11, cols: 40 });
    yield* sys.write(master, encodeUtf8('worlx\x7fd\n'));
    for (;;) {
      try {
        out += decodeUtf8(yield* sys.read(master, 1000));
      } catch (e) {
        seen.push(isSysError(e) && e.code);
        break;
      }
    }
    seen.push((yield* sys.poll([{ fd: master, events: POLL.IN }], 0))[0]! & POLL.HUP);
    yield* sys.wait4(child);
    sys.close(master);
    seen.push(name(() => sys.stat(path)));
  });
  expect({ out, seen }).toEqual({
    out: 'name? worlx\b \bd\r\nhello world\r\nraw\n',
    seen: [String(0x8800), 'EIO', { rows: 11, cols: 40 }, 'EIO', POLL.HUP, 'ENOENT'],
  });
});

test('a flood waits for the terminal, and ^C ends it at once', () => {
  const world = box(function* (sys) {
    for (;;) yield* sys.write(1, encodeUtf8('y\n'.repeat(512)));
  });
  const term = world.input({ kind: 'term_open', host: 'host', user: 'root', argv: ['/bin/t'], rows: 24, cols: 80 });
  for (let i = 0; i < 50; i++) {
    world.run(world.now_ns + 20e6);
    for (const o of world.takeOutput()) void o;
  }
  world.input({ kind: 'term_data', term, data: encodeUtf8('\x03') });
  world.run(world.now_ns + 50e6);
  let tail = '';
  for (const o of world.takeOutput()) tail += decodeUtf8(o.data);
  expect(world.terminalExit(term)).toEqual({ code: 130 });
  expect(tail.endsWith('^C')).toBe(true);
});

test('a reader that waits for a terminal gets EIO when it hangs up, later ones the end of file', () => {
  const seen: unknown[] = [];
  runBody(function* (sys) {
    const master = yield* sys.open('/dev/ptmx', O.RDWR | O.NOCTTY);
    sys.ioctl(master, 'TIOCSPTLCK', false);
    const slave = yield* sys.open(`/dev/pts/${sys.ioctl(master, 'TIOCGPTN', undefined)}`, O.RDWR | O.NOCTTY);
    sys.fork(function* (c) {
      c.close(master);
      try {
        yield* c.read(slave, 10);
      } catch (e) {
        seen.push(isSysError(e) && e.code);
      }
      seen.push((yield* c.read(slave, 10)).length, (yield* c.poll([{ fd: slave, events: POLL.IN | POLL.OUT }]))[0]);
      return 0;
    });
    yield* sys.sleep(1e6);
    sys.close(master);
    yield* sys.wait4(-1);
  });
  expect(seen).toEqual(['EIO', 0, POLL.IN | POLL.OUT | POLL.ERR | POLL.HUP]);
});

test('a megabyte pasted: every byte is read and every byte is echoed', () => {
  const line = 'The quick brown fox jumps over the lazy dog 0123456789\n';
  const paste = encodeUtf8(line.repeat(20_000));
  let got = 0;
  const world = box(function* (sys) {
    for (;;) {
      const data = yield* sys.read(0, 65536);
      if (data.length === 0) return;
      got += data.length;
    }
  });
  const term = world.input({ kind: 'term_open', host: 'host', user: 'root', argv: ['/bin/t'], rows: 24, cols: 80 });
  world.run(world.now_ns + 50e6);
  world.input({ kind: 'term_data', term, data: paste });
  world.input({ kind: 'term_data', term, data: Uint8Array.of(4) });
  let echoed = 0;
  for (let i = 0; i < 1000 && world.terminalExit(term) === undefined; i++) {
    world.run(world.now_ns + 20e6);
    for (const o of world.takeOutput()) echoed += o.data.length;
  }
  for (const o of world.takeOutput()) echoed += o.data.length;
  expect({ got, echoed, exit: world.terminalExit(term) }).toEqual({ got: paste.length, echoed: paste.length + 20_000, exit: { code: 0 } });
});
