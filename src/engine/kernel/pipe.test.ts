/** Pipes and FIFOs beyond what the stream suite covers: atomic writes, opening, hang-ups. */
import { expect, test } from 'vitest';
import { isSysError } from '../abi/errno.ts';
import { O } from '../abi/fs.ts';
import { S } from '../abi/fs.ts';
import { POLL } from '../abi/process.ts';
import { equalBytes } from '../base/bytes.ts';
import { Random } from '../base/random.ts';
import { ChunkQueue } from '../base/chunkqueue.ts';
import { runBody } from '../syscalls/testing/box.ts';
import type { Sys, Task } from '../abi/sys.ts';

function* code(call: () => Task<unknown>): Task<unknown> {
  try {
    return yield* call();
  } catch (e) {
    if (isSysError(e)) return e.code;
    throw e;
  }
}

test('writes of up to 4096 bytes go in whole or not at all, larger ones as far as there is room', () => {
  const seen: unknown[] = [];
  runBody(function* (sys) {
    const [r, w] = sys.pipe(O.NONBLOCK);
    seen.push(yield* sys.write(w, new Uint8Array(63_000)));
    seen.push(yield* code(() => sys.write(w, new Uint8Array(4096))));
    seen.push(yield* sys.write(w, new Uint8Array(5000)));
    seen.push(yield* code(() => sys.write(w, new Uint8Array(1))));
    seen.push(sys.ioctl(r, 'FIONREAD', undefined), (yield* sys.read(r, 1e6)).length, yield* code(() => sys.read(r, 1)));
    seen.push(yield* code(() => sys.read(w, 1)), yield* code(() => sys.write(r, Uint8Array.of(1))), yield* code(function* () {
      return sys.lseek(r, 0, 0);
    }));
    seen.push(sys.fstat(r).mode.toString(8));
  });
  expect(seen).toEqual([63_000, 'EAGAIN', 2536, 'EAGAIN', 65_536, 65_536, 'EAGAIN', 'EBADF', 'EBADF', 'ESPIPE', '10600']);
});

test('concurrent atomic writers never mix', () => {
  let text = '';
  runBody(function* (sys) {
    const [r, w] = sys.pipe();
    for (const letter of [97, 98, 99]) {
      sys.fork(function* (c) {
        c.close(r);
        for (let i = 0; i < 40; i++) yield* c.write(w, new Uint8Array(4000).fill(letter));
        return 0;
      });
    }
    sys.close(w);
    for (;;) {
      const data = yield* sys.read(r, 3333);
      if (data.length === 0) break;
      for (const b of data) text += String.fromCharCode(b);
    }
  });
  expect(text.length).toBe(480_000);
  for (let at = 0; at < text.length; at += 4000) expect(new Set(text.slice(at, at + 4000)).size).toBe(1);
});

test('a FIFO: each end waits for the other; O_NONBLOCK does not; a peer that came and went counts', () => {
  const seen: unknown[] = [];
  runBody(function* (sys) {
    sys.mknod('/tmp/f', S.IFIFO | 0o644);
    seen.push(yield* code(() => sys.open('/tmp/f', O.WRONLY | O.NONBLOCK)));
    const early = yield* sys.open('/tmp/f', O.RDONLY | O.NONBLOCK);
    seen.push((yield* sys.poll([{ fd: early, events: POLL.IN }], 0))[0], (yield* sys.read(early, 1)).length);
    sys.close(early);
    const start = sys.monotonic_ns();
    sys.fork(function* (c: Sys) {
      yield* c.sleep(5e6);
      const fd = yield* c.open('/tmp/f', O.WRONLY);
      yield* c.write(fd, Uint8Array.of(1, 2));
      return 0;
    });
    const fd = yield* sys.open('/tmp/f', O.RDONLY);
    seen.push(Math.floor((sys.monotonic_ns() - start) / 1e6), Array.from(yield* sys.read(fd, 9)), (yield* sys.read(fd, 9)).length);
    seen.push((yield* sys.poll([{ fd, events: POLL.IN }], 0))[0], sys.fstat(fd).mode.toString(8));
    sys.close(fd);
    sys.fork(function* (c: Sys) {
      yield* c.open('/tmp/f', O.RDONLY);
      return 0;
    });
    const w = yield* sys.open('/tmp/f', O.WRONLY);
    yield* sys.sleep(1e6);
    sys.sigaction(13, 'ignore');
    seen.push(yield* code(() => sys.write(w, Uint8Array.of(1))));
    const both = yield* sys.open('/tmp/f', O.RDWR);
    yield* sys.write(both, Uint8Array.of(9));
    seen.push(Array.from(yield* sys.read(both, 9)));
  });
  expect(seen).toEqual(['ENXIO', 0, 0, 5, [1, 2], 0, POLL.HUP, '10644', 'EPIPE', [9]]);
});

test('the chunk queue gives back what was put in, whatever the pieces', () => {
  const seed = Number(process.env['SEED'] ?? 3);
  const random = new Random(seed);
  const queue = new ChunkQueue();
  const source = { key: 's', size: 1e6, read: (o: number, n: number) => Uint8Array.from({ length: n }, (_, i) => ((o + i) * 7) & 255) };
  let put = 0;
  let got = 0;
  const views: [Uint8Array, number][] = [];
  for (let step = 0; step < 3000; step++) {
    const n = 1 + random.below(random.below(4) === 0 ? 5000 : 40);
    if (random.below(2) === 0 && put + n < source.size) {
      if (random.below(3) === 0) queue.pushChunk({ source, offset: put, length: n });
      else {
        const own = source.read(put, n);
        queue.push(own);
        own.fill(0);
      }
      put += n;
    } else {
      const data = queue.take(n);
      views.push([data, got]);
      got += data.length;
    }
    expect(queue.length).toBe(put - got);
  }
  const wrong = views.filter(([data, offset]) => !equalBytes(data, source.read(offset, data.length)));
  expect(wrong.length, `SEED=${seed}`).toBe(0);
});
