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

/** Bytes that pass at once, and the pause after them: 512 KB/s, what a page can draw in real time whatever the lines look like. */
const WINDOW = 8192;
const PAUSE_NS = 16_000_000;

/** One numbered terminal. */
export class Console {
  readonly number: number;
  readonly onWant: () => void;
  /** Its first process, once it was started. */
  process: Process | undefined;
  /** Undefined for a sink, and before the terminal was opened. */
  private end: TerminalEnd | undefined;
  /** Standard input of a command without a terminal. */
  source: SourceFile | undefined;
  private kernel: Kernel | undefined;
  private readonly early: (() => void)[] = [];
  private parts: Uint8Array[] = [];
  /** Bytes that wait to be taken. */
  waiting = 0;
  private passed = 0;
  private paused = false;

  /** `onWant` is called when a command waits for its standard input. */
  constructor(number: number, onWant: () => void) {
    this.number = number;
    this.onWant = onWant;
  }

  /** Connect a pty's far end. */
  connect(kernel: Kernel, end: TerminalEnd): void {
    this.kernel = kernel;
    this.end = end;
    end.readiness.subscribe(() => this.drain());
  }

  /** Keys, or what is written to standard input. */
  input(data: Uint8Array): void {
    this.act(() => {
      this.end?.input(data);
      this.source?.feed(data);
    });
  }

  /** The window has another size. */
  resize(rows: number, cols: number): void {
    this.act(() => this.end?.resize({ rows, cols }));
  }

  /** The window, or the other end of standard input, is closed. */
  close(): void {
    this.act(() => {
      this.end?.close();
      this.source?.finish();
    });
  }

  /** The first process is there: what was done before happens now. */
  started(process: Process): void {
    this.process = process;
    for (const act of this.early.splice(0)) act();
  }

  /** Now, or when there is a terminal: a host may still be booting. */
  private act(act: () => void): void {
    if (this.process === undefined) this.early.push(act);
    else act();
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

/** Standard input of a command without a terminal: a pipe into which the world's user writes. */
export class SourceFile extends FileBase {
  readonly name = 'pipe:[2]';
  /** Somebody asked for more than there is. */
  wanted = false;
  private data: Uint8Array = EMPTY;
  private finished = false;
  private readonly status: Stat;
  private readonly onWant: () => void;

  constructor(actor: Actor, onWant: () => void) {
    super(0);
    this.onWant = onWant;
    this.status = anonymousStat(actor, PIPEFS_DEV, 2, S.IFIFO | 0o600);
  }

  feed(data: Uint8Array): void {
    this.data = this.data.length === 0 ? data : concatBytes([this.data, data]);
    this.wanted = false;
    this.readiness.notify();
  }
  /** Nothing more will come. */
  finish(): void {
    this.finished = true;
    this.wanted = false;
    this.readiness.notify();
  }
  private want(): void {
    this.wanted = true;
    this.onWant();
  }
  stat(): Stat {
    return this.status;
  }
  override poll(): number {
    if (this.data.length > 0) return POLL.IN;
    if (this.finished) return POLL.HUP;
    this.want();
    return 0;
  }
  override read(_actor: Actor, max: number): Uint8Array | undefined {
    if (this.data.length === 0) {
      if (this.finished) return EMPTY;
      this.want();
      return undefined;
    }
    const out = this.data.subarray(0, Math.min(max, 65_536));
    this.data = this.data.subarray(out.length);
    return out;
  }
}
