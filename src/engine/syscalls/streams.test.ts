/** One suite for everything that carries a stream: pipes, unix sockets, inet sockets. */
import { describe, expect, test } from 'vitest';
import { isSysError } from '../abi/errno.ts';
import { O } from '../abi/fs.ts';
import { POLL } from '../abi/process.ts';
import { Signal } from '../abi/signal.ts';
import { Random } from '../base/random.ts';
import { runBody } from './testing/box.ts';
import type { Sys, Task } from '../abi/sys.ts';

/** Makes a connected pair: what is written to the first is read from the second. */
interface Kind {
  readonly name: string;
  readonly duplex: boolean;
  readonly local: boolean;
  make(sys: Sys): Task<[number, number]>;
}

function* inetPair(sys: Sys): Task<[number, number]> {
  const listener = sys.socket('inet', 'stream');
  sys.bind(listener, { family: 'inet', address: '127.0.0.1', port: 0 });
  sys.listen(listener, 1);
  const client = sys.socket('inet', 'stream');
  yield* sys.connect(client, sys.getsockname(listener));
  const { fd } = yield* sys.accept(listener);
  sys.close(listener);
  return [client, fd];
}

function* unixPair(sys: Sys): Task<[number, number]> {
  const listener = sys.socket('unix', 'stream');
  sys.bind(listener, { family: 'unix', path: '/tmp/s' });
  sys.listen(listener, 1);
  const client = sys.socket('unix', 'stream');
  yield* sys.connect(client, { family: 'unix', path: '/tmp/s' });
  const { fd } = yield* sys.accept(listener);
  sys.close(listener);
  sys.unlink('/tmp/s');
  return [client, fd];
}

const kinds: Kind[] = [
  {
    name: 'pipe',
    duplex: false,
    local: true,
    *make(sys) {
      const [r, w] = sys.pipe();
      return [w, r];
    },
  },
  { name: 'unix stream', duplex: true, local: true, make: unixPair },
  {
    name: 'socketpair',
    duplex: true,
    local: true,
    *make(sys) {
      return sys.socketpair();
    },
  },
  { name: 'inet stream', duplex: true, local: false, make: inetPair },
];

/** The name of the error, or what was returned. */
function* tried<T>(call: () => Task<T>): Task<T | string> {
  try {
    return yield* call();
  } catch (e) {
    if (isSysError(e)) return e.code;
    throw e;
  }
}

/** Byte n of the test stream. */
const at = (n: number): number => (n * 31 + (n >> 8)) & 255;

function* readAll(sys: Sys, fd: number, max: () => number): Task<{ total: number; bad: number }> {
  let total = 0;
  let bad = 0;
  for (;;) {
    const data = yield* sys.read(fd, max());
    if (data.length === 0) return { total, bad };
    for (const b of data) if (b !== at(total++)) bad++;
  }
}

function* writeAll(sys: Sys, fd: number, length: number, size: () => number): Task<void> {
  for (let sent = 0; sent < length; ) {
    const n = Math.min(size(), length - sent);
    const buffer = Uint8Array.from({ length: n }, (_, i) => at(sent + i));
    const done = yield* sys.write(fd, buffer);
    buffer.fill(0);
    sent += done;
  }
}

describe.each(kinds)('stream: $name', (kind) => {
  const seed = Number(process.env['SEED'] ?? 7);
  test(`random sizes arrive whole and in order (SEED=${seed})`, () => {
    const random = new Random(seed);
    let got: unknown;
    const { code } = runBody(function* (sys) {
      const [w, r] = yield* kind.make(sys);
      sys.fork(function* (child) {
        child.close(r);
        yield* writeAll(child, w, 700_000, () => 1 + random.below(random.below(3) === 0 ? 100_000 : 3000));
        return 0;
      });
      sys.close(w);
      got = yield* readAll(sys, r, () => 1 + random.below(20_000));
      yield* sys.wait4(-1);
    });
    expect({ code, got }).toEqual({ code: 0, got: { total: 700_000, bad: 0 } });
  });

  test('a writer is held back until somebody reads', () => {
    const seen: number[] = [];
    runBody(function* (sys) {
      const [w, r] = yield* kind.make(sys);
      sys.setfl(w, O.NONBLOCK);
      let total = 0;
      for (;;) {
        const n = yield* tried(() => sys.write(w, new Uint8Array(10_000)));
        if (typeof n === 'string') {
          expect(n).toBe('EAGAIN');
          break;
        }
        total += n;
      }
      const [full] = yield* sys.poll([{ fd: w, events: POLL.OUT }], 0);
      yield* sys.sleep(1e6);
      for (let left = total; left > 0; ) left -= (yield* sys.read(r, 1 << 20)).length;
      const [free] = yield* sys.poll([{ fd: w, events: POLL.OUT }], 0);
      seen.push(total, full!, free!);
    });
    expect(seen[0]).toBeGreaterThan(60_000);
    expect(seen[0]).toBeLessThan(4_000_000);
    expect(seen.slice(1)).toEqual([0, POLL.OUT]);
  });

  test('end of file after the data, for every reader after that too', () => {
    const seen: unknown[] = [];
    runBody(function* (sys) {
      const [w, r] = yield* kind.make(sys);
      yield* sys.write(w, Uint8Array.of(1, 2, 3));
      sys.close(w);
      for (let i = 0; i < 3; i++) seen.push(Array.from(yield* sys.read(r, 2)));
      seen.push(Array.from(yield* sys.read(r, 2)));
    });
    expect(seen).toEqual([[1, 2], [3], [], []]);
  });

  test('writing to nobody: EPIPE and SIGPIPE', () => {
    const seen: unknown[] = [];
    const { code } = runBody(function* (sys) {
      const [w, r] = yield* kind.make(sys);
      sys.close(r);
      if (!kind.local) {
        yield* tried(() => sys.write(w, Uint8Array.of(1)));
        yield* sys.sleep(1e9);
        yield* tried(() => sys.read(w, 1));
      }
      sys.sigaction(Signal.SIGPIPE, (n) => void seen.push(n));
      seen.push(yield* tried(() => sys.write(w, Uint8Array.of(1))));
      yield* sys.schedYield();
      sys.sigaction(Signal.SIGPIPE, 'default');
      yield* sys.write(w, Uint8Array.of(1));
    });
    expect({ seen: seen.sort(), code }).toEqual({ seen: [Signal.SIGPIPE, 'EPIPE'], code: 128 + Signal.SIGPIPE });
  });

  test('poll: nothing, then data, then the end', () => {
    const seen: unknown[] = [];
    runBody(function* (sys) {
      const [w, r] = yield* kind.make(sys);
      const look = function* (timeout: number): Task<number> {
        return (yield* sys.poll([{ fd: r, events: POLL.IN }], timeout))[0]! & (POLL.IN | POLL.HUP);
      };
      const before = sys.monotonic_ns();
      seen.push(yield* look(5e6));
      seen.push(Math.floor((sys.monotonic_ns() - before) / 1e6));
      sys.fork(function* (child) {
        yield* child.sleep(1e6);
        yield* child.write(w, Uint8Array.of(7));
        return 0;
      });
      sys.close(w);
      seen.push((yield* look(1e9)) & POLL.IN);
      seen.push(Array.from(yield* sys.read(r, 10)));
      yield* sys.wait4(-1);
      seen.push((yield* look(1e9)) !== 0);
      seen.push(Array.from(yield* sys.read(r, 10)));
    });
    expect(seen).toEqual([0, 5, POLL.IN, [7], true, []]);
  });

  test('a declared chunk passes without being read', () => {
    let reads = 0;
    let moved = 0;
    runBody(function* (sys) {
      const [w, r] = yield* kind.make(sys);
      const source = {
        key: 'k',
        size: 3_000_000,
        read(_o: number, n: number): Uint8Array {
          reads++;
          return new Uint8Array(n);
        },
      };
      sys.fork(function* (child) {
        child.close(r);
        yield* child.writeContent(w, { source, offset: 0, length: source.size });
        return 0;
      });
      sys.close(w);
      const [r2, w2] = sys.pipe();
      void r2;
      const sink = yield* sys.open('/dev/null', O.WRONLY);
      for (;;) {
        const n = yield* sys.splice(r, sink, 1 << 20);
        if (n === 0) break;
        moved += n;
      }
      sys.close(w2);
    });
    expect({ reads, moved }).toEqual({ reads: 0, moved: 3_000_000 });
  });

  test.runIf(kind.duplex)('half close: one direction ends, the other goes on', () => {
    const seen: unknown[] = [];
    runBody(function* (sys) {
      const [a, b] = yield* kind.make(sys);
      yield* sys.write(a, Uint8Array.of(1));
      sys.shutdown(a, 'wr');
      seen.push(Array.from(yield* sys.read(b, 9)), Array.from(yield* sys.read(b, 9)));
      yield* sys.write(b, Uint8Array.of(2));
      seen.push(Array.from(yield* sys.read(a, 9)));
      sys.sigaction(Signal.SIGPIPE, 'ignore');
      seen.push(yield* tried(() => sys.write(a, Uint8Array.of(3))));
      sys.close(b);
      seen.push(Array.from(yield* sys.read(a, 9)));
    });
    expect(seen).toEqual([[1], [], [2], 'EPIPE', []]);
  });
});
