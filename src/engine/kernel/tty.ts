/**
 * A terminal as its programs see it (struct tty_struct with its line discipline): termios, window size, session and foreground group,
 * input that waits for readers, output that waits for the other side. A pty's slave side is one; so is the console. Job control
 * (who may read, SIGTTIN, SIGTTOU) is decided in syscalls/tty.ts, which knows the caller.
 *
 * Invariants: at most OUTPUT_LIMIT bytes of output and INPUT_LIMIT bytes beyond the discipline's buffer wait. Left out: modem lines,
 * break, baud rates, packet mode, TIOCSTI.
 */
import { EMPTY } from '../base/bytes.ts';
import { ChunkQueue } from '../base/chunkqueue.ts';
import { Waitable } from '../base/waitable.ts';
import { LFLAG, SANE } from '../abi/tty.ts';
import { Signal } from '../abi/signal.ts';
import { LineDiscipline } from './ldisc.ts';
import { WIDEST } from './opost.ts';
import type { LdiscPort } from './ldisc.ts';
import type { ControllingTty, ProcessGroup, Session } from './jobs.ts';
import type { Process } from './process.ts';
import type { Termios, WinSize } from '../abi/tty.ts';

/** Output that may wait for the terminal, bytes. */
export const OUTPUT_LIMIT = 65536;
/** Input that may wait while the line discipline is full, bytes. */
export const INPUT_LIMIT = 16384;
/** The unit of VTIME: a tenth of a second. */
const DECISECOND_NS = 100_000_000;

/** What terminals need of the kernel. */
export interface TtyServices {
  signalGroup(group: ProcessGroup, signo: number): void;
  signalProcess(process: Process, signo: number): void;
  /** Call `fn` after `ns` of virtual time; the result cancels it. */
  after(ns: number, fn: () => void): () => void;
}

/** Counts the open files of a terminal. */
export interface TtyHolder {
  opened(): void;
  closed(): void;
}

export class Tty implements ControllingTty, LdiscPort {
  readonly name: string;
  readonly rdev: number;
  session: Session | undefined;
  foreground: ProcessGroup | undefined;
  size: WinSize;
  /** ^S was typed. */
  stopped = false;
  /** The other side is gone for good: reads end, everything else is EIO. */
  hungUp = false;
  /** What programs wrote, for the other side. */
  readonly output = new ChunkQueue();
  /** Something to read or room to write, for programs. */
  readonly slaveReady = new Waitable();
  /** Output to take or room for input, for the other side. */
  readonly masterReady = new Waitable();
  readonly ldisc: LineDiscipline;
  /** Told of open files: the pair that this is the slave of. */
  holder: TtyHolder | undefined;
  private readonly services: TtyServices;
  private current: Termios = SANE;
  /** Input that the discipline had no room for. */
  private readonly backlog = new ChunkQueue();
  private cancelTimer: (() => void) | undefined;
  private timedOut = false;
  /** Bytes that were there when the inter-byte timer started. */
  private timedCount = 0;
  /** Within {@link feed}: what comes in now waits behind. */
  private feeding = false;

  constructor(services: TtyServices, name: string, rdev: number, size: WinSize = { rows: 0, cols: 0 }) {
    this.services = services;
    this.name = name;
    this.rdev = rdev;
    this.size = size;
    this.ldisc = new LineDiscipline(this, this.current);
  }

  // ---- settings ----
  get termios(): Termios {
    return this.current;
  }

  setTermios(termios: Termios): void {
    this.current = termios;
    this.ldisc.setTermios(termios);
    this.feed();
    this.slaveReady.notify();
  }

  /** SIGWINCH to the foreground group when it changed. */
  setSize(size: WinSize): void {
    if (size.rows === this.size.rows && size.cols === this.size.cols) return;
    this.size = { rows: size.rows, cols: size.cols };
    this.signal(Signal.SIGWINCH);
  }

  // ---- the line discipline's side ----
  get room(): number {
    const room = OUTPUT_LIMIT - this.output.length;
    return this.stopped || room < WIDEST ? 0 : room;
  }

  emit(bytes: Uint8Array): void {
    if (bytes.length <= 1024) this.output.push(bytes);
    else this.output.give(bytes);
    this.masterReady.notify();
  }

  signal(signo: number): void {
    if (this.foreground !== undefined) this.services.signalGroup(this.foreground, signo);
  }

  discardOutput(): void {
    this.output.clear();
    this.slaveReady.notify();
  }

  setStopped(on: boolean): void {
    if (this.stopped === on) return;
    this.stopped = on;
    if (on) return;
    this.ldisc.echo.process();
    this.slaveReady.notify();
  }

  // ---- the other side ----
  /** Bytes are typed: how many were taken, 0 when there is no room. */
  receive(data: Uint8Array): number {
    let taken = 0;
    if (this.backlog.length === 0 && !this.feeding) {
      taken = this.ldisc.receive(data);
      if (taken > 0 && this.ldisc.ready(1)) this.slaveReady.notify();
    }
    const more = Math.min(data.length - taken, INPUT_LIMIT - this.backlog.length);
    if (more > 0) this.backlog.push(data.subarray(taken, taken + more));
    return taken + Math.max(0, more);
  }

  get inputRoom(): number {
    return INPUT_LIMIT - this.backlog.length;
  }

  /** Take output; waiting echo and writers go on. */
  takeOutput(max: number): Uint8Array {
    const data = this.output.take(max);
    if (data.length > 0) {
      this.ldisc.echo.process();
      this.feed();
      this.slaveReady.notify();
    }
    return data;
  }

  /** Let the discipline take what waits. */
  private feed(): void {
    if (this.backlog.length === 0 || this.feeding) return;
    this.feeding = true;
    while (this.backlog.length > 0) {
      const part = this.backlog.take(1024);
      const n = this.ldisc.receive(part);
      if (n > 0 && this.ldisc.ready(1)) this.slaveReady.notify();
      if (n < part.length) {
        this.backlog.putBack(part.subarray(n));
        break;
      }
    }
    this.feeding = false;
    this.masterReady.notify();
  }

  /** The other side is gone: the session's leader is told, readers and writers wake (tty_vhangup). */
  hangUp(): void {
    if (this.hungUp) return;
    this.hungUp = true;
    this.output.clear();
    this.backlog.clear();
    this.ldisc.flushInput();
    const leader = this.session?.leader;
    if (leader !== undefined) {
      this.services.signalProcess(leader, Signal.SIGHUP);
      this.services.signalProcess(leader, Signal.SIGCONT);
    }
    this.slaveReady.notify();
    this.masterReady.notify();
  }

  // ---- sessions ----
  /** Become the controlling terminal of a session; `group` is in the foreground. */
  control(session: Session, group: ProcessGroup): void {
    if (this.session !== undefined) this.disassociate();
    this.session = session;
    this.foreground = group;
    session.tty = this;
  }

  disassociate(): void {
    if (this.session?.tty === this) this.session.tty = undefined;
    this.session = undefined;
    this.foreground = undefined;
  }

  // ---- programs ----
  /** A program reads; undefined when it has to wait. VMIN and VTIME as in termios(3). */
  read(max: number, nonblock: boolean): Uint8Array | undefined {
    if (this.hungUp || max === 0) return EMPTY;
    const data = this.current.lflag & LFLAG.ICANON ? this.readLine(max) : this.readRaw(max, nonblock);
    if (data !== undefined && data.length > 0) this.feed();
    return data;
  }

  private readLine(max: number): Uint8Array | undefined {
    return this.ldisc.ready(1) ? this.ldisc.read(max) : undefined;
  }

  private readRaw(max: number, nonblock: boolean): Uint8Array | undefined {
    const { min, time } = this.current.cc;
    const n = this.ldisc.available;
    if (n > 0 && (nonblock || n >= Math.min(min, max))) {
      this.stopTimer();
      return this.ldisc.read(max);
    }
    if (min === 0 && time === 0) return EMPTY;
    if (nonblock || time === 0 || (min > 0 && n === 0)) return undefined;
    if (this.timedOut) {
      this.timedOut = false;
      return this.ldisc.read(max);
    }
    if (n !== this.timedCount) this.stopTimer();
    this.timedCount = n;
    this.cancelTimer ??= this.services.after(time * DECISECOND_NS, () => {
      this.cancelTimer = undefined;
      this.timedOut = this.slaveReady.watched;
      this.slaveReady.notify();
    });
    return undefined;
  }

  private stopTimer(): void {
    this.cancelTimer?.();
    this.cancelTimer = undefined;
    this.timedOut = false;
  }

  /** A program writes: how many bytes were taken, 0 when it has to wait. */
  write(data: Uint8Array): number {
    return this.ldisc.echo.write(data);
  }

  /** True when poll(2) reports POLLIN. */
  get readable(): boolean {
    const { min, time } = this.current.cc;
    return this.ldisc.ready(time === 0 && min > 0 ? min : 1);
  }

  /** tcflush(3): 0 input, 1 output, 2 both. */
  flush(which: 0 | 1 | 2): void {
    if (which !== 1) {
      this.ldisc.flushInput();
      this.backlog.clear();
      this.masterReady.notify();
    }
    if (which !== 0) this.discardOutput();
  }
}
