/** Bytes that come one piece after the other: from a descriptor, a request's body or memory. An HTTP body reader is one, too. */
import type { Sys, Task, Wait } from '../../abi/sys.ts';
import { concatBytes, EMPTY } from '../../base/bytes.ts';

/** A stream of bytes. */
export interface ByteSource {
  /** At most `max` bytes; EMPTY at the end. */
  read(max: number): Task<Uint8Array>;
}

/** Takes bytes, in order. */
export type ByteSink = (bytes: Uint8Array) => Task<void>;

/** The rest of what a descriptor gives. The caller closes it. */
export function fdSource(sys: Sys, fd: number): ByteSource {
  return { read: (max) => sys.read(fd, max) };
}

/** Bytes in memory. */
export function bytesSource(bytes: Uint8Array): ByteSource {
  let at = 0;
  return {
    *read(max) {
      const part = bytes.subarray(at, at + max);
      at += part.length;
      return part;
    },
  };
}

/** A source of which the beginning can be looked at. */
export class PeekSource implements ByteSource {
  private readonly source: ByteSource;
  private held: Uint8Array = EMPTY;

  constructor(source: ByteSource) {
    this.source = source;
  }

  /** The first `n` bytes, fewer when there are no more. They stay to be read. */
  *peek(n: number): Task<Uint8Array> {
    while (this.held.length < n) {
      const b = yield* this.source.read(Math.max(512, n - this.held.length));
      if (b.length === 0) break;
      this.held = this.held.length === 0 ? b : concatBytes([this.held, b]);
    }
    return this.held.subarray(0, n);
  }

  *read(max: number): Task<Uint8Array> {
    if (this.held.length === 0) return yield* this.source.read(max);
    const b = this.held.subarray(0, max);
    this.held = this.held.subarray(b.length);
    return b;
  }
}

/** All of a source. */
export function* readSource(source: ByteSource): Task<Uint8Array> {
  const parts: Uint8Array[] = [];
  for (;;) {
    const b = yield* source.read(1 << 18);
    if (b.length === 0) break;
    parts.push(b);
  }
  return parts.length === 0 ? EMPTY : concatBytes(parts);
}

/** Collects small pieces into large ones before they go on; call `flush` at the end. */
export function bufferedSink(sink: ByteSink, size = 32768): { readonly write: ByteSink; readonly flush: () => Task<void> } {
  let parts: Uint8Array[] = [];
  let held = 0;
  const flush = function* (): Task<void> {
    if (held === 0) return;
    const all = concatBytes(parts);
    parts = [];
    held = 0;
    yield* sink(all);
  };
  return {
    *write(bytes) {
      if (bytes.length >= size && held === 0) return yield* sink(bytes);
      parts.push(bytes);
      held += bytes.length;
      if (held >= size) yield* flush();
    },
    flush,
  };
}

/** What {@link pullFrom}'s producer hands over; told apart from what the scheduler is given. */
class Handed {
  readonly bytes: Uint8Array;
  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }
}

/** Turns a producer that writes into a source that is read: the producer runs as far as its next write. */
export function pullFrom(produce: (sink: ByteSink) => Task<void>): () => Task<Uint8Array> {
  const running = produce(function* (bytes) {
    if (bytes.length > 0) yield new Handed(bytes) as unknown as Wait;
  });
  return function* () {
    let done = false;
    try {
      for (let answer: unknown; ; ) {
        const step = running.next(answer);
        if (step.done === true) {
          done = true;
          return EMPTY;
        }
        const value: unknown = step.value;
        if (value instanceof Handed) {
          done = true;
          return value.bytes;
        }
        answer = yield step.value;
      }
    } finally {
      if (!done) running.return();
    }
  };
}
