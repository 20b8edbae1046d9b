/**
 * Streams to clients: POST /containers/{id}/attach and POST /exec/{id}/start. With a terminal the bytes are raw; without, each piece has
 * an eight-byte header that names its stream. Detach keys are watched for on a terminal's input.
 */
import { concatBytes, EMPTY } from '../../../base/bytes.ts';
import { isSysError } from '../../../abi/errno.ts';
import type { Sys, Task } from '../../../abi/sys.ts';
import { STREAM_HEADER_BYTES, StreamType } from '../../api/types.ts';
import { traceFrame } from '../../http/server.ts';
import type { Exchange } from '../../http/server.ts';
import { writeAll } from '../../../userland/libc/stdio.ts';
import { invalid } from '../errors.ts';
import type { Attachment, Streams } from './streams.ts';

/** A piece of output with its header. */
export function frame(stream: 'stdout' | 'stderr' | 'system', data: Uint8Array): Uint8Array {
  const header = new Uint8Array(STREAM_HEADER_BYTES);
  header[0] = stream === 'stdout' ? StreamType.Stdout : stream === 'stderr' ? StreamType.Stderr : StreamType.SystemErr;
  new DataView(header.buffer).setUint32(4, data.length);
  return concatBytes([header, data]);
}

/** Bytes of a key sequence as 'ctrl-p,ctrl-q' or 'a,b'; '' is the default. Throws a 400. */
export function parseDetachKeys(text: string): Uint8Array {
  if (text === '') return Uint8Array.of(16, 17);
  const bytes: number[] = [];
  for (const key of text.split(',')) {
    if (key.length === 1) bytes.push(key.charCodeAt(0));
    else {
      const m = /^ctrl-([a-zA-Z@[\\\]^_])$/.exec(key);
      if (m === null) throw invalid(`Invalid detach keys (${text}) provided`);
      const c = m[1]!.toUpperCase().charCodeAt(0);
      bytes.push(c - 64);
    }
  }
  return Uint8Array.from(bytes);
}

/** Looks for a key sequence in input; what turns out not to be the sequence is passed on. */
class EscapeReader {
  private readonly keys: Uint8Array;
  private seen = 0;
  constructor(keys: Uint8Array) {
    this.keys = keys;
  }
  /** The bytes to pass on; `detached` when the sequence is complete. */
  feed(data: Uint8Array): { readonly pass: Uint8Array; readonly detached: boolean } {
    const out: number[] = [];
    for (const b of data) {
      if (b === this.keys[this.seen]) {
        if (++this.seen === this.keys.length) return { pass: Uint8Array.from(out), detached: true };
        continue;
      }
      for (let i = 0; i < this.seen; i++) out.push(this.keys[i]!);
      this.seen = b === this.keys[0] ? 1 : 0;
      if (this.seen === 0) out.push(b);
    }
    return { pass: Uint8Array.from(out), detached: false };
  }
}

export interface AttachOptions {
  readonly tty: boolean;
  readonly stdin: boolean;
  readonly stdinOnce: boolean;
  readonly stdout: boolean;
  readonly stderr: boolean;
  readonly detachKeys: Uint8Array;
  /** Called when the detach keys were typed. */
  readonly onDetach: (sys: Sys) => void;
}

/** Type of the stream that a client gets. */
export function streamContentType(tty: boolean, apiVersion: string): string {
  const minor = Number(apiVersion.split('.')[1]);
  return tty || minor < 42 ? 'application/vnd.docker.raw-stream' : 'application/vnd.docker.multiplexed-stream';
}

/**
 * Serve a client that took its connection over, until the output ends, the client goes or detaches. `a` was attached before, so that
 * nothing is missed; `early` is what the client sent with its request.
 */
export function* serveAttached(x: Exchange, streams: Streams, a: Attachment, early: Uint8Array, o: AttachOptions): Task<void> {
  const { sys, fd } = x;
  let stdinRunning = false;
  if (o.stdin) {
    stdinRunning = true;
    sys.thread(function* (s) {
      yield* pumpStdin(s, fd, streams, a, early, o);
      stdinRunning = false;
      a.changed.notify(s);
    });
  }
  try {
    for (;;) {
      const first = a.queue.shift();
      if (first !== undefined) {
        a.queued -= first.data.length;
        a.changed.notify(sys);
        traceFrame(sys, 'out', o.tty ? 'raw' : first.stream === 'stderr' ? 'stderr' : 'stdout', first.data);
        yield* writeAll(sys, fd, o.tty ? first.data : frame(first.stream, first.data));
        continue;
      }
      if (a.ended || a.closed) break;
      yield* a.changed.wait(sys);
    }
  } catch (e) {
    if (!isSysError(e)) throw e; // the client is gone
  }
  streams.detach(sys, a);
  try {
    sys.shutdown(fd, 'rdwr'); // ends the thread that reads the client's input
  } catch (e) {
    if (!isSysError(e)) throw e;
  }
  yield* a.changed.until(sys, () => !stdinRunning);
}

function* pumpStdin(sys: Sys, fd: number, streams: Streams, a: Attachment, early: Uint8Array, o: AttachOptions): Task<void> {
  const escape = o.tty ? new EscapeReader(o.detachKeys) : undefined;
  let next: Uint8Array = early;
  try {
    for (;;) {
      if (next.length === 0) {
        next = yield* sys.read(fd, 32768);
        if (next.length === 0) break;
      }
      const { pass, detached } = escape === undefined ? { pass: next, detached: false } : escape.feed(next);
      next = EMPTY;
      if (pass.length > 0) traceFrame(sys, 'in', o.tty ? 'raw' : 'stdin', pass);
      if (pass.length > 0 && !(yield* streams.writeStdin(sys, pass, () => a.ended || a.closed))) return;
      if (detached) {
        o.onDetach(sys);
        streams.detach(sys, a);
        return;
      }
    }
  } catch (e) {
    if (!isSysError(e)) throw e;
  }
  if (a.ended || a.closed) return;
  if (o.stdinOnce && !o.tty) {
    yield* streams.changed.until(sys, () => streams.open || a.ended || a.closed);
    streams.closeStdin(sys);
  }
}
