/**
 * A log that is written to a file and rotated: daemon/logger/loggerutils/logfile.go. NAME is the one that is written, NAME.1 the one before, and so
 * on; with `compress` those have .gz. Which bytes stand for a line is the codec's matter (json-file: jsonlog.ts, local: locallog.ts).
 *
 * Invariant: a line is whole within one file.
 */
import { gunzipSync, gzipSync } from 'fflate';
import { isSysError } from '../../../abi/errno.ts';
import { O } from '../../../abi/fs.ts';
import type { Sys, Task } from '../../../abi/sys.ts';
import { concatBytes, EMPTY } from '../../../base/bytes.ts';
import { exists, readFile, removeIfAny, writeFile } from '../../common/files.ts';
import { Condition } from '../../common/sync.ts';
import { now } from '../../common/time.ts';
import type { Instant } from '../../common/time.ts';
import type { Sink } from './streams.ts';

/** A line longer than this is split. */
const MAX_LINE = 16384;

/** A line of the log. */
export interface LogLine {
  /** With its line end; without one when it is a part of a longer line. */
  readonly log: string;
  readonly stream: 'stdout' | 'stderr';
  /** RFC 3339. */
  readonly time: string;
  readonly attrs?: Readonly<Record<string, string>>;
}

/** How lines are written and read. */
export interface LogCodec {
  /** One line, with its end if it has one. */
  encode(stream: 'stdout' | 'stderr', line: Uint8Array, time: Instant): Uint8Array;
  /** The lines of a piece of a file; the last may be incomplete: `rest` are its bytes. */
  decode(bytes: Uint8Array): { readonly lines: LogLine[]; readonly rest: Uint8Array };
  /** Where the last `n` lines of an open file of `size` bytes begin. */
  tail(sys: Sys, fd: number, size: number, n: number): { readonly offset: number; readonly lines: number };
}

/** Limits of a log: 0 bytes for no rotation. */
export interface LogLimits {
  readonly size_bytes: number;
  readonly files: number;
  readonly compress: boolean;
}

export class LogFile implements Sink {
  private readonly path: string;
  private readonly limits: LogLimits;
  readonly codec: LogCodec;
  private fd = -1;
  private written = 0;
  private readonly partial: Record<'stdout' | 'stderr', Uint8Array> = { stdout: EMPTY, stderr: EMPTY };
  /** Counts rotations, so that a reader knows when its file is another's. */
  rotations = 0;
  /** Notified when lines were added and when the log closes. */
  readonly changed = new Condition();

  constructor(path: string, limits: LogLimits, codec: LogCodec) {
    this.path = path;
    this.limits = limits;
    this.codec = codec;
  }

  /** Is the log being written? */
  get open(): boolean {
    return this.fd >= 0;
  }

  *start(sys: Sys): Task<void> {
    this.fd = yield* sys.open(this.path, O.WRONLY | O.CREAT | O.APPEND | O.CLOEXEC, 0o640);
    this.written = sys.fstat(this.fd).size;
  }

  *write(sys: Sys, stream: 'stdout' | 'stderr', data: Uint8Array): Task<void> {
    const held = this.partial[stream];
    const all = held.length === 0 ? data : concatBytes([held, data]);
    const time = now(sys);
    const lines: Uint8Array[] = [];
    let from = 0;
    for (;;) {
      let end = all.indexOf(10, from) + 1;
      if (end === 0 && all.length - from >= MAX_LINE) end = from + MAX_LINE;
      else if (end - from > MAX_LINE) end = from + MAX_LINE;
      if (end === 0) break;
      lines.push(this.codec.encode(stream, all.subarray(from, end), time));
      from = end;
    }
    this.partial[stream] = from === all.length ? EMPTY : all.slice(from);
    yield* this.append(sys, lines);
  }

  *end(sys: Sys, stream: 'stdout' | 'stderr'): Task<void> {
    const rest = this.partial[stream];
    this.partial[stream] = EMPTY;
    if (rest.length > 0) yield* this.append(sys, [this.codec.encode(stream, rest, now(sys))]);
  }

  private *append(sys: Sys, lines: readonly Uint8Array[]): Task<void> {
    let batch: Uint8Array[] = [];
    for (const line of lines) {
      if (this.limits.size_bytes > 0 && this.written + line.length > this.limits.size_bytes && this.written > 0) {
        yield* this.flush(sys, batch);
        batch = [];
        yield* this.rotate(sys);
      }
      batch.push(line);
      this.written += line.length;
    }
    yield* this.flush(sys, batch);
  }

  private *flush(sys: Sys, batch: readonly Uint8Array[]): Task<void> {
    if (this.fd < 0 || batch.length === 0) return;
    for (let rest = concatBytes(batch); rest.length > 0; ) rest = rest.subarray(yield* sys.write(this.fd, rest));
    this.changed.notify(sys);
  }

  private *rotate(sys: Sys): Task<void> {
    const { files, compress } = this.limits;
    const suffix = compress ? '.gz' : '';
    sys.close(this.fd);
    if (files < 2) sys.truncate(this.path, 0);
    else {
      removeIfAny(sys, `${this.path}.${files - 1}${suffix}`);
      for (let i = files - 1; i > 1; i--) {
        const older = `${this.path}.${i - 1}${suffix}`;
        if (exists(sys, older)) sys.rename(older, `${this.path}.${i}${suffix}`);
      }
      if (compress) {
        yield* writeFile(sys, `${this.path}.1.gz`, gzipSync(yield* readFile(sys, this.path), { mtime: sys.now_ms() }), 0o640);
        removeIfAny(sys, this.path);
      } else sys.rename(this.path, `${this.path}.1`);
    }
    this.rotations++;
    this.fd = yield* sys.open(this.path, O.WRONLY | O.CREAT | O.APPEND | O.CLOEXEC, 0o640);
    this.written = 0;
  }

  /** The container has stopped, and its state says so: who follows is done. */
  close(sys: Sys): void {
    if (this.fd < 0) return;
    sys.close(this.fd);
    this.fd = -1;
    this.changed.notify(sys);
  }
}

/** What the file `path.number` of a rotated log holds (0 is the one that is written); undefined when there is none. */
export function* readRotated(sys: Sys, path: string, number: number): Task<Uint8Array | undefined> {
  for (const suffix of number === 0 ? [''] : ['', '.gz']) {
    try {
      const bytes = yield* readFile(sys, number === 0 ? path : `${path}.${number}${suffix}`);
      return suffix === '' ? bytes : gunzipSync(bytes);
    } catch (e) {
      if (!isSysError(e, 'ENOENT')) throw e;
    }
  }
  return undefined;
}
