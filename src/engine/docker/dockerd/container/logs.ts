/** GET /containers/{id}/logs: reads the json-file log, from its end when only the last lines are wanted, and follows it while it is written. */
import { concatBytes, EMPTY, encodeUtf8 } from '../../../base/bytes.ts';
import { isSysError } from '../../../abi/errno.ts';
import { O } from '../../../abi/fs.ts';
import type { Sys, Task } from '../../../abi/sys.ts';
import { compareInstants, parseTime, rfc3339Fixed } from '../../common/time.ts';
import type { Instant } from '../../common/time.ts';
import type { Exchange } from '../../http/server.ts';
import { frame } from './attach.ts';
import type { Container } from './container.ts';
import { parseLog } from './jsonlog.ts';
import type { LogLine } from './jsonlog.ts';
import { copyLines } from './logcopy.ts';

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

const BLOCK = 65536;

/** Where the last `n` lines begin. */
function tailOffset(sys: Sys, fd: number, size: number, n: number): number {
  if (n === 0) return size;
  let lines = 0;
  for (let end = size; end > 0; ) {
    const start = Math.max(0, end - BLOCK);
    const b = sys.pread(fd, end - start, start);
    for (let i = b.length - 1; i >= 0; i--) {
      if (b[i] !== 10 || start + i === size - 1) continue;
      if (++lines === n) return start + i + 1;
    }
    end = start;
  }
  return 0;
}

/** Renders lines as the client wants them; `pastUntil` once a line is later than `until`. */
class Renderer {
  pastUntil = false;
  private readonly o: LogOptions;
  private readonly c: Container;
  constructor(c: Container, o: LogOptions) {
    this.c = c;
    this.o = o;
  }

  /** What the whole lines of a piece of the log give. */
  piece(bytes: Uint8Array): { readonly out: Uint8Array; readonly lines: number; readonly used: number } {
    const { o } = this;
    if (!o.timestamps && !o.details && o.since === undefined && o.until === undefined) return copyLines(bytes, { stdout: o.stdout, stderr: o.stderr, framed: !this.c.config.Tty }, (line) => this.render([line]));
    const { lines, rest } = parseLog(bytes);
    return { out: this.render(lines), lines: lines.length, used: bytes.length - rest.length };
  }

  private render(lines: readonly LogLine[]): Uint8Array {
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
      const data = encodeUtf8(stamp + (o.details ? ' ' : '') + line.log);
      parts.push(this.c.config.Tty ? data : frame(line.stream, data));
    }
    return parts.length === 0 ? EMPTY : concatBytes(parts);
  }
}

/** Write the log to a begun answer. */
export function* sendLogs(x: Exchange, c: Container, o: LogOptions): Task<void> {
  const { sys } = x;
  if (c.record.LogPath === '') {
    if (!o.follow) return;
    if (!(yield* waitForLog(x, c))) return;
  }
  const following = o.follow ? c.log : undefined;
  let fd: number;
  try {
    fd = yield* sys.open(c.record.LogPath, O.RDONLY | O.CLOEXEC);
  } catch (e) {
    if (isSysError(e, 'ENOENT')) return;
    throw e;
  }
  let gone = false;
  if (following !== undefined) {
    x.watch((s) => {
      gone = true;
      following.changed.notify(s);
    });
  }
  try {
    const renderer = new Renderer(c, o);
    let at = o.tail === undefined ? 0 : tailOffset(sys, fd, sys.fstat(fd).size, o.tail);
    for (;;) {
      const b = sys.pread(fd, BLOCK * 4, at);
      if (b.length > 0) {
        const { out, lines, used } = renderer.piece(b);
        at += used;
        if (out.length > 0) yield* x.write(out);
        if (renderer.pastUntil) return;
        if (lines > 0) {
          if (sys.charge(lines * 500)) yield* sys.schedYield();
          continue;
        }
      }
      if (following === undefined || !following.open || gone) return;
      yield* following.changed.wait(sys);
    }
  } finally {
    sys.close(fd);
  }
}

function* waitForLog(x: Exchange, c: Container): Task<boolean> {
  let gone = false;
  x.watch((s) => {
    gone = true;
    c.changed.notify(s);
  });
  yield* c.changed.until(x.sys, () => c.record.LogPath !== '' || c.removed || gone);
  return c.record.LogPath !== '' && !gone;
}
