/** Bodies of messages as they are read: by length, in chunks, or until the connection closes. Errors have net/http's words. */
import { concatBytes, EMPTY } from '../../base/bytes.ts';
import type { Task } from '../../abi/sys.ts';
import { HttpError, MAX_HEAD_BYTES } from './stream.ts';
import type { Stream } from './stream.ts';

/** net/http/internal's maxLineLength of a chunk's head. */
const MAX_CHUNK_LINE = 4096;

/** A body that is being read. */
export interface BodyReader {
  /** At most `max` bytes; EMPTY at the end of the body. */
  read(max: number): Task<Uint8Array>;
  /** Bytes still to come when the length is known, else undefined. */
  readonly remaining: number | undefined;
  /** Was it read to its end? */
  readonly done: boolean;
}

export class LengthBody implements BodyReader {
  remaining: number;
  private readonly stream: Stream;
  constructor(stream: Stream, length: number) {
    this.stream = stream;
    this.remaining = length;
  }
  get done(): boolean {
    return this.remaining === 0;
  }
  *read(max: number): Task<Uint8Array> {
    if (this.remaining === 0) return EMPTY;
    const b = yield* this.stream.read(Math.min(max, this.remaining));
    if (b.length === 0) throw new HttpError(400, 'unexpected EOF');
    this.remaining -= b.length;
    return b;
  }
}

export class ChunkedBody implements BodyReader {
  readonly remaining = undefined;
  private readonly stream: Stream;
  private left = 0;
  private state: 'size' | 'data' | 'after' | 'end' = 'size';
  constructor(stream: Stream) {
    this.stream = stream;
  }
  get done(): boolean {
    return this.state === 'end';
  }
  *read(max: number): Task<Uint8Array> {
    if (this.state === 'after') {
      if ((yield* this.line(2, 'malformed chunked encoding')) !== '') throw new HttpError(400, 'malformed chunked encoding');
      this.state = 'size';
    }
    if (this.state === 'size') {
      this.left = yield* this.size();
      this.state = this.left === 0 ? 'end' : 'data';
      if (this.left === 0) yield* this.trailers();
    }
    if (this.state === 'end') return EMPTY;
    const b = yield* this.stream.read(Math.min(max, this.left));
    if (b.length === 0) throw new HttpError(400, 'unexpected EOF');
    this.left -= b.length;
    if (this.left === 0) this.state = 'after';
    return b;
  }

  private *line(limit: number, tooLong: string): Task<string> {
    const line = yield* this.stream.line(limit, new HttpError(400, tooLong));
    if (line === undefined) throw new HttpError(400, 'unexpected EOF');
    return line;
  }

  private *size(): Task<number> {
    const text = (yield* this.line(MAX_CHUNK_LINE, 'header line too long')).replace(/;.*$/, '').trimEnd();
    if (text === '') throw new HttpError(400, 'empty hex number for chunk length');
    if (!/^[0-9a-fA-F]+$/.test(text)) throw new HttpError(400, 'invalid byte in chunk length');
    if (text.length > 16) throw new HttpError(400, 'http chunk length too large');
    return parseInt(text, 16);
  }

  /** Trailers are read and forgotten. */
  private *trailers(): Task<void> {
    for (let left = MAX_HEAD_BYTES; left > 0; ) {
      const line = yield* this.line(left, 'http: suspiciously long trailer after chunked body');
      if (line === '') return;
      left -= line.length;
    }
    throw new HttpError(400, 'http: suspiciously long trailer after chunked body');
  }
}

export class CloseBody implements BodyReader {
  readonly remaining = undefined;
  done = false;
  private readonly stream: Stream;
  constructor(stream: Stream) {
    this.stream = stream;
  }
  *read(max: number): Task<Uint8Array> {
    const b = yield* this.stream.read(max);
    if (b.length === 0) this.done = true;
    return b;
  }
}

/** All of a body. Throws 413 beyond `limit` bytes. */
export function* readAll(body: BodyReader, limit = Infinity): Task<Uint8Array> {
  const parts: Uint8Array[] = [];
  let n = 0;
  for (;;) {
    const b = yield* body.read(65536);
    if (b.length === 0) break;
    n += b.length;
    if (n > limit) throw new HttpError(413, 'http: request body too large');
    parts.push(b);
  }
  return parts.length === 0 ? EMPTY : parts.length === 1 ? parts[0]! : concatBytes(parts);
}
