/** The json-file log driver's lines: `{"log":"...\n","stream":"stdout","attrs":{...},"time":"..."}`. */
import { decodeUtf8, encodeUtf8 } from '../../../base/bytes.ts';
import type { Sys } from '../../../abi/sys.ts';
import { rfc3339Nano } from '../../common/time.ts';
import type { Instant } from '../../common/time.ts';
import type { LogCodec, LogLine } from './logfile.ts';

const BLOCK = 65536;

export class JsonCodec implements LogCodec {
  private readonly attrs: string;
  private time: Instant | undefined;
  private suffix: Record<'stdout' | 'stderr', string> = { stdout: '', stderr: '' };

  /** `attrs`: what --log-opt labels, env and tag put into each line. */
  constructor(attrs: Readonly<Record<string, string>>) {
    this.attrs = Object.keys(attrs).length === 0 ? '' : `"attrs":${JSON.stringify(attrs)},`;
  }

  encode(stream: 'stdout' | 'stderr', line: Uint8Array, time: Instant): Uint8Array {
    if (time !== this.time) {
      this.time = time;
      const end = `${this.attrs}"time":"${rfc3339Nano(time)}"}\n`;
      this.suffix = { stdout: `","stream":"stdout",${end}`, stderr: `","stream":"stderr",${end}` };
    }
    return encodeUtf8(`{"log":${JSON.stringify(decodeUtf8(line)).slice(0, -1)}${this.suffix[stream]}`);
  }

  decode(bytes: Uint8Array): { readonly lines: LogLine[]; readonly rest: Uint8Array } {
    const end = bytes.lastIndexOf(10) + 1;
    const lines: LogLine[] = [];
    if (end > 0) for (const line of decodeUtf8(bytes, 0, end - 1).split('\n')) lines.push(JSON.parse(line) as LogLine);
    return { lines, rest: bytes.subarray(end) };
  }

  tail(sys: Sys, fd: number, size: number, n: number): { readonly offset: number; readonly lines: number } {
    if (n === 0) return { offset: size, lines: 0 };
    let lines = 0;
    for (let end = size; end > 0; ) {
      const start = Math.max(0, end - BLOCK);
      const b = sys.pread(fd, end - start, start);
      for (let i = b.length - 1; i >= 0; i--) {
        if (b[i] !== 10 || start + i === size - 1) continue;
        if (++lines === n) return { offset: start + i + 1, lines };
      }
      end = start;
    }
    return { offset: 0, lines: size === 0 ? 0 : lines + 1 };
  }
}
