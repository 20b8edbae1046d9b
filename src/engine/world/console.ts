/**
 * A terminal as the world sees it: the far end of a pty, or for a script without a terminal the sink of its standard output and error.
 *
 * A terminal is a line of fixed speed in virtual time: WINDOW bytes, then a pause. So what a program may write never depends on when the
 * page draws, and a session replays exactly.
 */
import { concatBytes, EMPTY } from '../base/bytes.ts';
import { POLL } from '../abi/process.ts';
import { S } from '../abi/fs.ts';
import type { Stat } from '../abi/fs.ts';
import { PIPEFS_DEV, anonymousStat } from '../kernel/anon.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { Process } from '../kernel/process.ts';
import type { TerminalEnd } from '../kernel/pty.ts';
import { FileBase } from '../vfs/filebase.ts';
import type { Actor } from '../vfs/file.ts';

/** Bytes that pass at once, and the pause after them: 3.2 MB/s. */
const WINDOW = 32_768;
const PAUSE_NS = 10_000_000;

/** One numbered terminal. */
export class Console {
  readonly number: number;
  /** Its first process, once it was started. */
  process: Process | undefined;
  /** Undefined for a sink, and before the terminal was opened. */
  private end: TerminalEnd | undefined;
  private kernel: Kernel | undefined;
  private parts: Uint8Array[] = [];
  /** Bytes that wait to be taken. */
  waiting = 0;
  private passed = 0;
  private paused = false;

  constructor(number: number) {
    this.number = number;
  }

  /** Connect a pty's far end. */
  connect(kernel: Kernel, end: TerminalEnd): void {
    this.kernel = kernel;
    this.end = end;
    end.readiness.subscribe(() => this.drain());
  }

  get terminal(): TerminalEnd | undefined {
    return this.end;
  }

  /** Output of the sink. */
  emit(data: Uint8Array): void {
    this.parts.push(data);
    this.waiting += data.length;
  }

  take(): Uint8Array {
    if (this.waiting === 0) return EMPTY;
    const data = concatBytes(this.parts);
    this.parts = [];
    this.waiting = 0;
    return data;
  }

  private drain(): void {
    const { end, kernel } = this;
    if (end === undefined || kernel === undefined || this.paused) return;
    while (end.hasOutput) {
      const data = end.takeOutput(WINDOW - this.passed);
      this.emit(data);
      this.passed += data.length;
      if (this.passed < WINDOW) continue;
      this.paused = true;
      kernel.queue.at(kernel.clock.now_ns + PAUSE_NS, () => {
        this.paused = false;
        this.passed = 0;
        this.drain();
      });
      return;
    }
  }
}

/** Standard output and error of a script that has no terminal: a pipe whose reader takes everything at once. */
export class SinkFile extends FileBase {
  readonly name = 'pipe:[1]';
  private readonly console: Console;
  private readonly status: Stat;

  constructor(console: Console, actor: Actor) {
    super(1);
    this.console = console;
    this.status = anonymousStat(actor, PIPEFS_DEV, 1, S.IFIFO | 0o600);
  }
  stat(): Stat {
    return this.status;
  }
  override poll(): number {
    return POLL.OUT;
  }
  override write(_actor: Actor, data: Uint8Array): number {
    this.console.emit(data.slice());
    return data.length;
  }
}

/** Standard input of a script that was given some: a pipe whose writer wrote it all and left. */
export class SourceFile extends FileBase {
  readonly name = 'pipe:[2]';
  private readonly data: Uint8Array;
  private at = 0;
  private readonly status: Stat;

  constructor(data: Uint8Array, actor: Actor) {
    super(0);
    this.data = data;
    this.status = anonymousStat(actor, PIPEFS_DEV, 2, S.IFIFO | 0o600);
  }
  stat(): Stat {
    return this.status;
  }
  override poll(): number {
    return this.at < this.data.length ? POLL.IN : POLL.HUP;
  }
  override read(_actor: Actor, max: number): Uint8Array {
    const out = this.data.slice(this.at, this.at + Math.min(max, 65536));
    this.at += out.length;
    return out;
  }
}
