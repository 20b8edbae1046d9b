/**
 * A descriptor with the bytes that were read from it and not yet used: what net/http's connection reader is.
 *
 * Invariants: nothing that was read is lost between a head, its body, the next request and a hijacked stream; at most one thread reads
 * at a time. While a handler writes, {@link Stream.watch} reads ahead in a thread of its own, so that a client that goes away is
 * noticed; whoever reads next first waits for that read.
 */
import { concatBytes, decodeUtf8, EMPTY } from '../../base/bytes.ts';
import { isSysError } from '../../abi/errno.ts';
import type { Sys, Task } from '../../abi/sys.ts';
import { Condition } from '../common/sync.ts';

/** Largest head that is accepted: net/http's DefaultMaxHeaderBytes and the 4096 bytes of slop that it allows. */
export const MAX_HEAD_BYTES = (1 << 20) + 4096;

const READ = 16384;

/** Malformed message or a connection that ended within one. `status` is what a server answers. */
export class HttpError {
  readonly status: number;
  readonly message: string;
  constructor(status: number, message: string) {
    this.status = status;
    this.message = message;
  }
}

export class Stream {
  readonly sys: Sys;
  readonly fd: number;
  private buffer: Uint8Array = EMPTY;
  private ended = false;
  private watching = false;
  private readonly arrived = new Condition();

  constructor(sys: Sys, fd: number) {
    this.sys = sys;
    this.fd = fd;
  }

  /** Bytes that wait in the buffer, without reading; after an upgrade they belong to the hijacked stream. */
  takeBuffered(): Uint8Array {
    const b = this.buffer;
    this.buffer = EMPTY;
    return b;
  }

  get buffered(): number {
    return this.buffer.length;
  }

  /** At most `max` bytes, the buffered ones first; EMPTY at the end. */
  *read(max: number): Task<Uint8Array> {
    if (this.watching) yield* this.arrived.until(this.sys, () => !this.watching);
    if (this.buffer.length > 0) {
      const b = this.buffer.subarray(0, max);
      this.buffer = this.buffer.subarray(b.length);
      return b;
    }
    if (this.ended) return EMPTY;
    const b = yield* this.sys.read(this.fd, max);
    if (b.length === 0) this.ended = true;
    return b;
  }

  /** Read more into the buffer. False at the end. */
  private *fill(): Task<boolean> {
    if (this.watching) {
      const before = this.buffer.length;
      yield* this.arrived.until(this.sys, () => !this.watching);
      if (this.buffer.length > before) return true;
    }
    if (this.ended) return false;
    this.add(yield* this.sys.read(this.fd, READ));
    return !this.ended;
  }

  private add(b: Uint8Array): void {
    if (b.length === 0) this.ended = true;
    else this.buffer = this.buffer.length === 0 ? b : concatBytes([this.buffer, b]);
  }

  /**
   * Read ahead in a thread; `gone` is called when the peer has closed its end. Call it when the request's body was read. What comes
   * instead is the next request: it is kept, and nothing more is watched for.
   */
  watch(gone: (sys: Sys) => void): void {
    if (this.watching || this.buffer.length > 0) return;
    if (this.ended) return gone(this.sys);
    this.watching = true;
    this.sys.thread((s) => this.readAhead(s, gone));
  }

  private *readAhead(sys: Sys, gone: (sys: Sys) => void): Task<void> {
    let b: Uint8Array = EMPTY;
    try {
      b = yield* sys.read(this.fd, READ);
    } catch (e) {
      if (!isSysError(e)) throw e; // reset, or closed when the answer was complete
    }
    this.add(b);
    this.watching = false;
    this.arrived.notify(sys);
    if (this.ended) gone(sys);
  }

  /** A line without its end (CRLF, or a bare LF); undefined when the stream ends before the first byte. Longer than `limit`: `tooLong` is thrown. */
  *line(limit: number, tooLong: HttpError): Task<string | undefined> {
    for (let from = 0; ; ) {
      const at = this.buffer.indexOf(10, from);
      if (at > limit || (at < 0 && this.buffer.length > limit)) throw tooLong;
      if (at >= 0) {
        const text = decodeUtf8(this.buffer, 0, at > 0 && this.buffer[at - 1] === 13 ? at - 1 : at);
        this.buffer = this.buffer.subarray(at + 1);
        return text;
      }
      from = this.buffer.length;
      if (yield* this.fill()) continue;
      if (this.buffer.length === 0) return undefined;
      throw new HttpError(400, 'unexpected EOF');
    }
  }

  /** The lines of a head, up to and without the empty one; undefined when the stream ends before the first byte. Throws {@link HttpError}. */
  *head(): Task<string[] | undefined> {
    let start = 0;
    for (let from = 0; ; ) {
      const at = this.buffer.indexOf(10, from);
      if (at < 0) {
        if (this.buffer.length > MAX_HEAD_BYTES) throw new HttpError(431, 'Request Header Fields Too Large');
        from = this.buffer.length;
        if (yield* this.fill()) continue;
        if (this.buffer.length === 0) return undefined;
        throw new HttpError(400, 'Bad Request');
      }
      const empty = at === start || (at === start + 1 && this.buffer[start] === 13);
      from = start = at + 1;
      if (!empty) continue;
      const text = decodeUtf8(this.buffer, 0, at);
      this.buffer = this.buffer.subarray(at + 1);
      const lines: string[] = [];
      for (let begin = 0; ; ) {
        const end = text.indexOf('\n', begin);
        if (end < 0) return lines;
        lines.push(text.slice(begin, end > begin && text.charCodeAt(end - 1) === 13 ? end - 1 : end));
        begin = end + 1;
      }
    }
  }
}
