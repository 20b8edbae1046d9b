/** GET /containers/{id}/logs: reads a log with its rotated files, from its end when only the last lines are wanted, and follows it while it is written. */
import { concatBytes, EMPTY, encodeUtf8 } from '../../../base/bytes.ts';
import { isSysError } from '../../../abi/errno.ts';
import { O } from '../../../abi/fs.ts';
import type { Sys, Task } from '../../../abi/sys.ts';
import { compareInstants, parseTime, rfc3339Fixed } from '../../common/time.ts';
import type { Instant } from '../../common/time.ts';
import { queryEscape } from '../../http/message.ts';
import type { Exchange } from '../../http/server.ts';
import { ApiError } from '../errors.ts';
import { frame } from './attach.ts';
import type { Container } from './container.ts';
import { JsonCodec } from './jsonlog.ts';
import { copyLines } from './logcopy.ts';
import { logCodec, logPath } from './logdriver.ts';
import { readRotated } from './logfile.ts';
import type { LogCodec, LogFile, LogLine } from './logfile.ts';

export interface LogOptions {
  readonly stdout: boolean;
  readonly stderr: boolean;
  readonly follow: boolean;
  readonly timestamps: boolean;
  readonly details: boolean;
  /** Number of lines from the end; undefined for all. */
  readonly tail: number | undefined;
  readonly since: Instant | undefined;
  readonly until: Instant | undefined;
}

const BLOCK = 262144;

/** Renders lines as the client wants them; `pastUntil` once a line is later than `until`. */
class Renderer {
  pastUntil = false;
  private readonly o: LogOptions;
  private readonly c: Container;
  constructor(c: Container, o: LogOptions) {
    this.c = c;
    this.o = o;
  }

  /** What the whole lines of a piece of the log give, how many they are and how many bytes they took. */
  piece(bytes: Uint8Array, codec: LogCodec): { readonly out: Uint8Array; readonly lines: number; readonly used: number } {
    const { o } = this;
    const plain = !o.timestamps && !o.details && o.since === undefined && o.until === undefined;
    if (plain && codec instanceof JsonCodec) return copyLines(bytes, { stdout: o.stdout, stderr: o.stderr, framed: !this.c.config.Tty }, (line) => this.render([line]));
    const { lines, rest } = codec.decode(bytes);
    return { out: this.render(lines), lines: lines.length, used: bytes.length - rest.length };
  }

  render(lines: readonly LogLine[]): Uint8Array {
    const { o } = this;
    const parts: Uint8Array[] = [];
    for (const line of lines) {
      if (!o[line.stream]) continue;
      let stamp = '';
      if (o.timestamps || o.since !== undefined || o.until !== undefined) {
        const at = parseTime(line.time);
        if (at !== undefined) {
          if (o.since !== undefined && compareInstants(at, o.since) < 0) continue;
          if (o.until !== undefined && compareInstants(at, o.until) > 0) {
            this.pastUntil = true;
            break;
          }
          if (o.timestamps) stamp = `${rfc3339Fixed(at)} `;
        }
      }
      const data = encodeUtf8(stamp + (o.details ? `${details(line)} ` : '') + line.log);
      parts.push(this.c.config.Tty ? data : frame(line.stream, data));
    }
    return parts.length === 0 ? EMPTY : concatBytes(parts);
  }
}

/** What --log-opt labels, env and tag put into a line. */
function details(line: LogLine): string {
  return Object.entries(line.attrs ?? {}).map(([k, v]) => `${queryEscape(k)}=${queryEscape(v)}`).join(',');
}

/** Throws a 501 for a container whose log cannot be read. */
export function readableLog(c: Container): LogCodec {
  const codec = logCodec(c);
  if (codec === undefined) throw new ApiError(501, 'configured logging driver does not support reading', `the log driver ${c.hostConfig.LogConfig.Type} keeps nothing`);
  return codec;
}

/** A reader of one container's log, file after file. */
class Reader {
  private readonly x: Exchange;
  private readonly path: string;
  private readonly codec: LogCodec;
  private readonly renderer: Renderer;
  constructor(x: Exchange, c: Container, codec: LogCodec, o: LogOptions) {
    this.x = x;
    this.path = logPath(c);
    this.codec = codec;
    this.renderer = new Renderer(c, o);
  }

  get done(): boolean {
    return this.renderer.pastUntil;
  }

  *open(): Task<number | undefined> {
    try {
      return yield* this.x.sys.open(this.path, O.RDONLY | O.CLOEXEC);
    } catch (e) {
      if (isSysError(e, 'ENOENT')) return undefined;
      throw e;
    }
  }

  private *send(out: Uint8Array, lines: number): Task<void> {
    if (out.length > 0) yield* this.x.write(out);
    if (this.x.sys.charge(lines * 500)) yield* this.x.sys.schedYield();
  }

  /** The lines of the open file from `offset` to its present end; returns where it stopped. */
  *current(fd: number, offset: number): Task<number> {
    for (let at = offset; ; ) {
      const b = this.x.sys.pread(fd, BLOCK, at);
      const { out, lines, used } = this.renderer.piece(b, this.codec);
      if (lines === 0) return at;
      at += used;
      yield* this.send(out, lines);
      if (this.done) return at;
    }
  }

  /** Files that were rotated away: all, or as far back as `need` lines. */
  *older(need: number | undefined): Task<void> {
    const { sys } = this.x;
    if (need === undefined) {
      let last = 0;
      while ((yield* readRotated(sys, this.path, last + 1)) !== undefined) last++;
      for (let i = last; i > 0 && !this.done; i--) {
        const { out, lines } = this.renderer.piece((yield* readRotated(sys, this.path, i)) ?? EMPTY, this.codec);
        yield* this.send(out, lines);
      }
      return;
    }
    const kept: LogLine[][] = [];
    for (let i = 1, left = need; left > 0; i++) {
      const bytes = yield* readRotated(sys, this.path, i);
      if (bytes === undefined) break;
      const lines = this.codec.decode(bytes).lines.slice(-left);
      left -= lines.length;
      kept.unshift(lines);
    }
    for (const lines of kept) yield* this.send(this.renderer.render(lines), lines.length);
  }
}

/** Write the log to a begun answer. The caller has called {@link readableLog}. */
export function* sendLogs(x: Exchange, c: Container, o: LogOptions): Task<void> {
  const { sys } = x;
  const codec = readableLog(c);
  const started = (): boolean => c.log !== undefined || c.record.HasBeenStartedBefore;
  let gone = false;
  let wake: (s: Sys) => void = (s) => c.changed.notify(s);
  if (o.follow) {
    x.watch((s) => {
      gone = true;
      wake(s);
    });
    yield* c.changed.until(sys, () => started() || c.removed || gone);
  }
  if (!started() || gone) return;
  const following: LogFile | undefined = o.follow ? c.log : undefined;
  wake = (s) => following?.changed.notify(s);
  const reader = new Reader(x, c, codec, o);
  let rotations = following?.rotations ?? 0;
  let fd = yield* reader.open();
  if (fd === undefined) return;
  try {
    const size = sys.fstat(fd).size;
    const { offset, lines } = o.tail === undefined ? { offset: 0, lines: 0 } : codec.tail(sys, fd, size, o.tail);
    yield* reader.older(o.tail === undefined ? undefined : o.tail - lines);
    for (let at = offset; !reader.done; ) {
      at = yield* reader.current(fd, at);
      if (following === undefined || reader.done || gone) return;
      if (following.rotations !== rotations) {
        rotations = following.rotations;
        sys.close(fd);
        fd = yield* reader.open();
        if (fd === undefined) return;
        at = 0;
        continue;
      }
      if (!following.open) return;
      yield* following.changed.wait(sys);
    }
  } finally {
    if (fd !== undefined) sys.close(fd);
  }
}
