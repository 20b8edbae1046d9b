/**
 * The output side of the line discipline (n_tty.c: do_output_char, process_echoes): OPOST translations, the column that tabs and
 * erasing need, and the echo of typed characters. Echo that cannot go out (output held by ^S, or full) waits, at most 4096 marks.
 */
import { IFLAG, LFLAG, OFLAG } from '../abi/tty.ts';
import type { Termios } from '../abi/tty.ts';

const NL = 10;
const CR = 13;
const TAB = 9;
const BS = 8;
const ECHO_LIMIT = 4096;
/** The most bytes that one byte becomes (a tab under XTABS). */
export const WIDEST = 8;

/** Marks in the echo queue beyond plain bytes. */
const MARK_CONTROL = 0x100;
const MARK_CANON_COLUMN = 0x200;
const MARK_MOVE_BACK = 0x201;
const MARK_ERASE_TAB = 0x10000;
const MARK_AFTER_TAB = 0x20000;

/** iscntrl of the kernel. */
export function isControl(c: number): boolean {
  return c < 32 || c === 127;
}

/** Where output goes. */
export interface OutputPort {
  readonly stopped: boolean;
  /** How many bytes may be emitted now. */
  readonly room: number;
  emit(bytes: Uint8Array): void;
}

export class Echo {
  /** Within an ECHOPRT erasure ('\' was shown, '/' not yet). */
  erasing = false;
  private readonly port: OutputPort;
  private termios: Termios;
  private column = 0;
  /** Column at which the line being typed began. */
  private canonColumn = 0;
  private marks: number[] = [];

  constructor(port: OutputPort, termios: Termios) {
    this.port = port;
    this.termios = termios;
  }

  setTermios(termios: Termios): void {
    this.termios = termios;
  }

  // ---- what the input side asks for ----
  /** Echo a typed byte: control characters as ^X under ECHOCTL, except tab. */
  char(c: number): void {
    this.add(this.termios.lflag & LFLAG.ECHOCTL && isControl(c) && c !== TAB ? MARK_CONTROL | c : c);
  }

  /** A byte as it is, through output processing. */
  raw(c: number): void {
    this.add(c);
  }

  setCanonColumn(): void {
    this.add(MARK_CANON_COLUMN);
  }

  moveBack(): void {
    this.add(MARK_MOVE_BACK);
  }

  eraseTab(columns: number, afterTab: boolean): void {
    this.add((afterTab ? MARK_AFTER_TAB : MARK_ERASE_TAB) | (columns & 0xffff));
  }

  finishErasing(): void {
    if (!this.erasing) return;
    this.raw(47);
    this.erasing = false;
  }

  /** Marks that wait to go out. */
  get waiting(): number {
    return this.marks.length;
  }

  discard(): void {
    this.marks.length = 0;
  }

  private add(mark: number): void {
    if (this.marks.length >= ECHO_LIMIT) this.process();
    if (this.marks.length < ECHO_LIMIT) this.marks.push(mark);
  }

  /** Let echo out, as far as output takes it. */
  process(): void {
    if (this.marks.length === 0 || this.port.stopped) return;
    const out: number[] = [];
    const room = this.port.room;
    let done = 0;
    for (; done < this.marks.length && room - out.length >= WIDEST; done++) this.play(this.marks[done]!, out);
    this.marks.splice(0, done);
    if (out.length > 0) this.port.emit(Uint8Array.from(out));
  }

  private play(mark: number, out: number[]): void {
    if (mark < 0x100) {
      if (this.termios.oflag & OFLAG.OPOST) this.put(mark, out);
      else out.push(mark);
    } else if (mark < MARK_CANON_COLUMN) {
      out.push(94, (mark & 0xff) ^ 0x40);
      this.column += 2;
    } else if (mark === MARK_CANON_COLUMN) {
      this.canonColumn = this.column;
    } else if (mark === MARK_MOVE_BACK) {
      if (this.column > 0) this.column--;
    } else {
      const columns = (mark & 0xffff) + (mark & MARK_ERASE_TAB ? this.canonColumn : 0);
      for (let n = 8 - (columns & 7); n > 0; n--) {
        out.push(BS);
        if (this.column > 0) this.column--;
      }
    }
  }

  /** One byte of output under OPOST: what goes out, and where the cursor is then. */
  private put(c: number, out: { push(...bytes: number[]): unknown }): void {
    const oflag = this.termios.oflag;
    switch (c) {
      case NL:
        if (oflag & OFLAG.ONLRET) this.column = 0;
        if (oflag & OFLAG.ONLCR) {
          this.canonColumn = this.column = 0;
          out.push(CR, NL);
          return;
        }
        this.canonColumn = this.column;
        break;
      case CR:
        if (oflag & OFLAG.ONOCR && this.column === 0) return;
        if (oflag & OFLAG.OCRNL) {
          if (oflag & OFLAG.ONLRET) this.canonColumn = this.column = 0;
          out.push(NL);
          return;
        }
        this.canonColumn = this.column = 0;
        break;
      case TAB: {
        const spaces = 8 - (this.column & 7);
        this.column += spaces;
        if ((oflag & OFLAG.XTABS) === OFLAG.XTABS) {
          for (let i = 0; i < spaces; i++) out.push(32);
          return;
        }
        break;
      }
      case BS:
        if (this.column > 0) this.column--;
        break;
      default:
        if (!isControl(c)) {
          if (oflag & OFLAG.OLCUC && c >= 97 && c <= 122) c -= 32;
          if (!(this.termios.iflag & IFLAG.IUTF8 && (c & 0xc0) === 0x80)) this.column++;
        }
    }
    out.push(c);
  }

  /** A program writes: how many bytes were taken (0 when there is no room). Echo that waits goes first. */
  write(data: Uint8Array): number {
    this.process();
    const room = this.port.room;
    if (this.port.stopped || room <= 0 || data.length === 0) return 0;
    if (!(this.termios.oflag & OFLAG.OPOST)) {
      const n = Math.min(room, data.length);
      this.port.emit(data.slice(0, n));
      return n;
    }
    const sink = new Sink(Math.min(room, data.length * 2 + 64));
    const plain = (this.termios.oflag & (OFLAG.OLCUC)) === 0;
    let at = 0;
    while (at < data.length && sink.space >= WIDEST) {
      const c = data[at++]!;
      if (plain && c >= 32 && c < 127) {
        sink.bytes[sink.length++] = c;
        this.column++;
      } else {
        this.put(c, sink);
      }
    }
    if (at === 0) return 0;
    this.port.emit(sink.bytes.subarray(0, sink.length));
    return at;
  }
}

/** Bytes on their way out. */
class Sink {
  readonly bytes: Uint8Array;
  length = 0;
  constructor(size: number) {
    this.bytes = new Uint8Array(Math.max(WIDEST, size));
  }
  get space(): number {
    return this.bytes.length - this.length;
  }
  push(a: number, b?: number): void {
    this.bytes[this.length++] = a;
    if (b !== undefined) this.bytes[this.length++] = b;
  }
}
