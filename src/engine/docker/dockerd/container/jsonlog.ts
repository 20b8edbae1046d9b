/**
 * The json-file log driver: ID-json.log with a line `{"log":"...\n","stream":"stdout","time":"..."}` for each line of output. A line of more
 * than 16 KiB is split. Rotation (max-size, max-file) is left out.
 */
import { decodeUtf8, EMPTY, concatBytes, encodeUtf8 } from '../../../base/bytes.ts';
import { O } from '../../../abi/fs.ts';
import type { Sys, Task } from '../../../abi/sys.ts';
import { Condition } from '../../common/sync.ts';
import { now, rfc3339Nano } from '../../common/time.ts';
import type { Sink } from './streams.ts';

const MAX_LINE = 16384;

export class JsonLog implements Sink {
  private fd = -1;
  private readonly partial: Record<'stdout' | 'stderr', Uint8Array> = { stdout: EMPTY, stderr: EMPTY };
  /** Notified when lines were added and when the log closes. */
  readonly changed = new Condition();

  /** Is the log being written? */
  get open(): boolean {
    return this.fd >= 0;
  }

  *start(sys: Sys, path: string): Task<void> {
    this.fd = yield* sys.open(path, O.WRONLY | O.CREAT | O.APPEND | O.CLOEXEC, 0o640);
  }

  *write(sys: Sys, stream: 'stdout' | 'stderr', data: Uint8Array): Task<void> {
    const held = this.partial[stream];
    const all = held.length === 0 ? data : concatBytes([held, data]);
    const suffix = `","stream":"${stream}","time":"${rfc3339Nano(now(sys))}"}\n`;
    let text = '';
    let from = 0;
    for (;;) {
      let end = all.indexOf(10, from) + 1;
      if (end === 0 && all.length - from >= MAX_LINE) end = from + MAX_LINE;
      else if (end - from > MAX_LINE) end = from + MAX_LINE;
      if (end === 0) break;
      const line = JSON.stringify(decodeUtf8(all, from, end));
      text += `{"log":${line.slice(0, -1)}${suffix}`;
      from = end;
    }
    this.partial[stream] = from === all.length ? EMPTY : all.slice(from);
    if (text !== '') yield* this.append(sys, text);
  }

  private *append(sys: Sys, text: string): Task<void> {
    if (this.fd < 0) return;
    let rest = encodeUtf8(text);
    while (rest.length > 0) rest = rest.subarray(yield* sys.write(this.fd, rest));
    this.changed.notify(sys);
  }

  *end(sys: Sys, stream: 'stdout' | 'stderr'): Task<void> {
    const rest = this.partial[stream];
    this.partial[stream] = EMPTY;
    if (rest.length > 0) yield* this.append(sys, `{"log":${JSON.stringify(decodeUtf8(rest))},"stream":"${stream}","time":"${rfc3339Nano(now(sys))}"}\n`);
  }

  /** The container has stopped, and its state says so: who follows is done. */
  close(sys: Sys): void {
    if (this.fd < 0) return;
    sys.close(this.fd);
    this.fd = -1;
    this.changed.notify(sys);
  }
}

/** A line of the log. */
export interface LogLine {
  readonly log: string;
  readonly stream: 'stdout' | 'stderr';
  readonly time: string;
}

/** The lines of a piece of the log; the last may be incomplete: `rest` are its bytes. */
export function parseLog(bytes: Uint8Array): { readonly lines: LogLine[]; readonly rest: Uint8Array } {
  const end = bytes.lastIndexOf(10) + 1;
  const lines: LogLine[] = [];
  if (end > 0) for (const line of decodeUtf8(bytes, 0, end - 1).split('\n')) lines.push(JSON.parse(line) as LogLine);
  return { lines, rest: bytes.subarray(end) };
}
