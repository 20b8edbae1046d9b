/**
 * The daemon's stream of progress messages (pull, push, load, build): a line per message, or on a terminal one line per layer that is
 * drawn again in place, with a bar when the window is wide enough. Like moby's jsonmessage.
 */
import type { Task } from '../../../abi/sys.ts';
import { decodeUtf8, encodeUtf8, EMPTY, concatBytes } from '../../../base/bytes.ts';
import type { JsonMessage } from '../../api/types.ts';
import { humanSize } from '../../units.ts';
import { writeAll } from '../../../userland/libc/stdio.ts';
import type { Response } from '../api.ts';
import type { DockerCli } from '../cli.ts';
import { CliError } from '../error.ts';

/** Members of `progressDetail`. */
interface ProgressDetail {
  readonly current?: number;
  readonly total?: number;
  readonly start?: number;
  readonly hidecounts?: boolean;
  readonly units?: string;
}

/** Where the messages go. */
export interface ProgressSink {
  /** 1 or 2; undefined drops everything but errors. */
  readonly fd: 1 | 2 | undefined;
  /** Messages that carry data for the client. */
  readonly onAux?: (aux: unknown) => void;
  /** What would be shown, for those who show it themselves. */
  readonly onText?: (text: string) => void;
}

/** An error message of the stream; `code` is the status of a command that failed in a build, else 0. */
export class DaemonError extends CliError {
  constructor(message: string, code: number) {
    super(message, code === 0 ? 1 : code);
  }
}

/** The bar and the numbers for a window of `width` columns, at the virtual second `now`. */
export function progressText(p: ProgressDetail, width: number, now: number): string {
  const current = p.current ?? 0;
  const total = p.total ?? 0;
  const units = p.units ?? '';
  if (current <= 0 && total <= 0) return '';
  if (total <= 0) return units === '' ? humanSize(current).padStart(8) : `${current} ${units}`;
  const half = Math.min(50, Math.trunc(Math.trunc((current / total) * 100) / 2));
  const bar = width > 110 ? `[${'='.repeat(half)}>${' '.repeat(50 - half)}] ` : '';
  let numbers = '';
  if (p.hidecounts !== true) {
    if (units === '') numbers = humanSize(current).padStart(8) + (current > total ? '' : `/${humanSize(total)}`);
    else numbers = current > total ? `${current} ${units}` : `${current}/${total} ${units}`;
  }
  let left = '';
  const start = p.start ?? 0;
  if (width > 50 && current > 0 && start > 0 && half < 50) left = ` ${remaining(Math.round(((now - start) / current) * (total - current)))}`;
  return bar + numbers + left;
}

function remaining(seconds: number): string {
  const h = Math.floor(seconds / 3600);
  const m = Math.floor((seconds % 3600) / 60);
  return `${h > 0 ? `${h}h` : ''}${h > 0 || m > 0 ? `${m}m` : ''}${seconds % 60}s`;
}

/** Draws messages. Keeps which line belongs to which id. */
class Display {
  private readonly lines = new Map<string, number>();
  private readonly terminal: boolean;
  private readonly width: number;

  constructor(terminal: boolean, width: number) {
    this.terminal = terminal;
    this.width = width;
  }

  /** What to write for `m`. */
  draw(m: JsonMessage, now: number): string {
    const detail = m.progressDetail as ProgressDetail | undefined;
    const id = m.id ?? '';
    let out = '';
    let diff = 0;
    if (id !== '' && (detail !== undefined || (m.progress ?? '') !== '')) {
      let line = this.lines.get(id);
      if (line === undefined) {
        line = this.lines.size;
        this.lines.set(id, line);
        if (this.terminal) out += '\n';
      }
      diff = this.lines.size - line;
      if (this.terminal) out += `\x1b[${diff}A`;
    } else this.lines.clear();
    out += this.text(m, detail, now);
    if (id !== '' && this.terminal) out += diff > 0 ? `\x1b[${diff}B` : '';
    return out;
  }

  private text(m: JsonMessage, detail: ProgressDetail | undefined, now: number): string {
    let out = '';
    let end = '';
    const stream = m.stream ?? '';
    if (this.terminal && stream === '' && detail !== undefined) {
      end = '\r';
      out = '\x1b[2K\r';
    } else if (detail !== undefined && progressText(detail, this.width, now) !== '') return '';
    if ((m.id ?? '') !== '') out += `${m.id}: `;
    if (detail !== undefined && this.terminal) return `${out}${m.status ?? ''} ${progressText(detail, this.width, now)}${end}`;
    if ((m.progress ?? '') !== '') return `${out}${m.status ?? ''} ${m.progress}${end}`;
    if (stream !== '') return out + stream + end;
    return `${out}${m.status ?? ''}${end}\n`;
  }
}

/** Show the messages of a response as they come. Throws {@link CliError} with the daemon's error when one arrives. */
export function* showProgress(cli: DockerCli, response: Response, sink: ProgressSink): Task<void> {
  const { sys } = cli;
  const terminal = sink.fd !== undefined && cli.isTerminal(sink.fd);
  const display = new Display(terminal, (sink.fd === undefined ? undefined : cli.winsize(sink.fd)?.cols) ?? 200);
  let rest: Uint8Array = EMPTY;
  for (;;) {
    const data = yield* response.read();
    const all = rest.length === 0 ? data : concatBytes([rest, data]);
    const end = data.length === 0 ? all.length : all.lastIndexOf(10) + 1;
    rest = all.subarray(end);
    let out = '';
    let failure: CliError | undefined;
    for (const line of decodeUtf8(all, 0, end).split('\n')) {
      if (line.trim() === '') continue;
      const m = JSON.parse(line) as JsonMessage;
      if (m.errorDetail !== undefined) {
        failure = new DaemonError(m.errorDetail.message ?? '', m.errorDetail.code ?? 0);
        break;
      }
      if (m.aux !== undefined) sink.onAux?.(m.aux);
      else out += display.draw(m, sys.now_ms() / 1000);
    }
    if (out !== '') sink.onText?.(out);
    if (out !== '' && sink.fd !== undefined) yield* writeAll(sys, sink.fd, encodeUtf8(out));
    if (failure !== undefined) {
      response.close();
      throw failure;
    }
    if (data.length === 0) return;
  }
}
