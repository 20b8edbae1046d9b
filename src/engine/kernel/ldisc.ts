/**
 * The terminal line discipline (drivers/tty/n_tty.c): from typed bytes to lines, echo and signals. The output side, and what echo
 * does with columns, is in opost.ts.
 *
 * Invariants: in canonical mode a reader sees only finished lines, and at most one a read; a line has at most 4095 bytes before its
 * end, further bytes are echoed and lost. Left out: PARMRK and break
 * (a pty has no line errors), EXTPROC, packet mode.
 */
import { EMPTY } from '../base/bytes.ts';
import { IFLAG, LFLAG } from '../abi/tty.ts';
import { Signal } from '../abi/signal.ts';
import { LineBuffer } from './linebuffer.ts';
import { Echo, isControl } from './opost.ts';
import type { OutputPort } from './opost.ts';
import type { Termios } from '../abi/tty.ts';

/** Typed bytes are looked at in pieces of this size; between them echo goes out. */
const PIECE = 512;
/** Input waits while this much echo waits for a terminal that does not take its output (unless ^S holds it: ^Q must come through). */
const ECHO_HIGH = 2048;
const NL = 10;
const CR = 13;
const TAB = 9;
const BS = 8;
const SPACE = 32;
const BACKSLASH = 92;
const CARET = 94;

/** What the discipline needs of its terminal. */
export interface LdiscPort extends OutputPort {
  /** A signal for the foreground group. */
  signal(signo: number): void;
  /** Throw away output that nobody has taken yet. */
  discardOutput(): void;
  /** ^S and ^Q: hold output, let it go on. */
  setStopped(on: boolean): void;
}

/** isalnum of the kernel: Latin-1. */
function isAlnum(c: number): boolean {
  return (c >= 48 && c <= 57) || (c >= 65 && c <= 90) || (c >= 97 && c <= 122) || (c >= 192 && c !== 215 && c !== 247);
}

export class LineDiscipline {
  readonly echo: Echo;
  private readonly port: LdiscPort;
  private termios: Termios;
  private readonly buffer = new LineBuffer();
  /** The next byte is taken literally (^V). */
  private lnext = false;
  /** Bytes that mean something under the present termios. */
  private readonly special = new Uint8Array(256);
  private canonical = true;
  private utf8 = true;

  constructor(port: LdiscPort, termios: Termios) {
    this.port = port;
    this.termios = termios;
    this.echo = new Echo(port, termios);
    this.configure(termios);
  }

  /** New termios. When ICANON changes, what waits becomes one unfinished line, or plain bytes, as in n_tty_set_termios. */
  setTermios(termios: Termios): void {
    const wasCanonical = this.canonical;
    this.configure(termios);
    this.echo.setTermios(termios);
    if (wasCanonical === this.canonical) return;
    this.lnext = false;
    if (this.canonical) this.buffer.toLine();
    else this.buffer.toBytes();
  }

  private configure(termios: Termios): void {
    this.termios = termios;
    const { iflag, lflag, cc } = termios;
    this.canonical = (lflag & LFLAG.ICANON) !== 0;
    this.utf8 = (iflag & IFLAG.IUTF8) !== 0;
    const special = this.special.fill(0);
    if (iflag & (IFLAG.IGNCR | IFLAG.ICRNL)) special[CR] = 1;
    if (iflag & IFLAG.INLCR) special[NL] = 1;
    if (this.canonical) {
      for (const c of [cc.erase, cc.kill, cc.eof, NL, cc.eol]) special[c] = 1;
      if (lflag & LFLAG.IEXTEN) {
        for (const c of [cc.werase, cc.lnext, cc.eol2]) special[c] = 1;
        if (lflag & LFLAG.ECHO) special[cc.rprnt] = 1;
      }
    }
    if (iflag & IFLAG.IXON) for (const c of [cc.start, cc.stop]) special[c] = 1;
    if (lflag & LFLAG.ISIG) for (const c of [cc.intr, cc.quit, cc.susp]) special[c] = 1;
    special[0] = 0;
  }

  /** Bytes that a reader would get. */
  get available(): number {
    return this.canonical ? this.buffer.lineBytes : this.buffer.head - this.buffer.tail;
  }

  /** True when a read would not wait: a line in canonical mode, `least` bytes otherwise. */
  ready(least: number): boolean {
    const { head, tail, lineHead } = this.buffer;
    return this.canonical ? lineHead !== tail : head - tail >= least;
  }

  /** Throw away what was typed and not read. */
  flushInput(): void {
    this.buffer.clear();
    this.lnext = false;
    this.echo.erasing = false;
  }

  /** Typed bytes come in; returns how many were taken: fewer when whole lines (or raw bytes) fill the buffer, or echo does. */
  receive(data: Uint8Array): number {
    const { buffer } = this;
    let at = 0;
    while (at < data.length) {
      let { room } = buffer;
      if (room <= 0) {
        if (!this.canonical || buffer.lineHead !== buffer.tail) break;
        if (room < 0) buffer.head--;
        room = 1;
      }
      if (this.echo.waiting >= ECHO_HIGH && !this.port.stopped) break;
      const end = Math.min(data.length, at + Math.min(room, PIECE));
      for (; at < end; at++) this.receiveChar(data[at]!);
      this.echo.process();
    }
    return at;
  }

  private receiveChar(c: number): void {
    if (this.termios.iflag & IFLAG.ISTRIP) c &= 0x7f;
    if (this.lnext) {
      this.lnext = false;
      this.ordinary(c);
    } else if (this.special[c] === 1) {
      this.specialChar(c);
    } else {
      this.ordinary(c);
    }
  }

  private ordinary(c: number): void {
    if (this.port.stopped && this.termios.iflag & IFLAG.IXON && this.termios.iflag & IFLAG.IXANY) this.port.setStopped(false);
    if (this.termios.lflag & LFLAG.ECHO) {
      this.echo.finishErasing();
      if (this.buffer.lineHead === this.buffer.head) this.echo.setCanonColumn();
      this.echo.char(c);
    }
    this.buffer.put(c);
  }

  private specialChar(c: number): void {
    const { iflag, lflag, cc } = this.termios;
    if (iflag & IFLAG.IXON) {
      if (c === cc.start) {
        this.port.setStopped(cc.start === cc.stop && !this.port.stopped);
        return;
      }
      if (c === cc.stop) {
        this.port.setStopped(true);
        return;
      }
    }
    if (lflag & LFLAG.ISIG) {
      const signo = c === cc.intr ? Signal.SIGINT : c === cc.quit ? Signal.SIGQUIT : c === cc.susp ? Signal.SIGTSTP : 0;
      if (signo !== 0) {
        this.signalChar(signo, c);
        return;
      }
    }
    if (this.port.stopped && iflag & IFLAG.IXON && iflag & IFLAG.IXANY) this.port.setStopped(false);
    if (c === CR) {
      if (iflag & IFLAG.IGNCR) return;
      if (iflag & IFLAG.ICRNL) c = NL;
    } else if (c === NL && iflag & IFLAG.INLCR) {
      c = CR;
    }
    if (this.canonical && this.canonicalChar(c)) return;
    if (lflag & LFLAG.ECHO) {
      this.echo.finishErasing();
      if (c === NL) {
        this.echo.raw(NL);
      } else {
        if (this.buffer.lineHead === this.buffer.head) this.echo.setCanonColumn();
        this.echo.char(c);
      }
    }
    this.buffer.put(c);
  }

  private signalChar(signo: number, c: number): void {
    if (!(this.termios.lflag & LFLAG.NOFLSH)) {
      this.echo.discard();
      this.port.discardOutput();
      this.flushInput();
    }
    this.port.signal(signo);
    if (this.termios.iflag & IFLAG.IXON && this.port.stopped) this.port.setStopped(false);
    if (this.termios.lflag & LFLAG.ECHO) this.echo.char(c);
  }

  /** True when the byte was dealt with. */
  private canonicalChar(c: number): boolean {
    const { lflag, cc } = this.termios;
    const echo = (lflag & LFLAG.ECHO) !== 0;
    const extended = (lflag & LFLAG.IEXTEN) !== 0;
    if (c === cc.erase || c === cc.kill || (c === cc.werase && extended)) {
      this.erase(c);
      return true;
    }
    if (c === cc.lnext && extended) {
      this.lnext = true;
      if (echo) {
        this.echo.finishErasing();
        if (lflag & LFLAG.ECHOCTL) {
          this.echo.raw(CARET);
          this.echo.raw(BS);
        }
      }
      return true;
    }
    if (c === cc.rprnt && echo && extended) {
      this.echo.finishErasing();
      this.echo.char(c);
      this.echo.raw(NL);
      for (let i = this.buffer.lineHead; i < this.buffer.head; i++) this.echo.char(this.buffer.at(i));
      return true;
    }
    if (c === NL) {
      if (lflag & (LFLAG.ECHO | LFLAG.ECHONL)) this.echo.raw(NL);
      this.buffer.endLine(NL);
      return true;
    }
    if (c === cc.eof) {
      this.buffer.endLine(0);
      return true;
    }
    if (c === cc.eol || (c === cc.eol2 && extended)) {
      if (echo) {
        if (this.buffer.lineHead === this.buffer.head) this.echo.setCanonColumn();
        this.echo.char(c);
      }
      this.buffer.endLine(c);
      return true;
    }
    return false;
  }

  private isContinuation(c: number): boolean {
    return this.utf8 && (c & 0xc0) === 0x80;
  }

  /** Erase a character, a word or the line: the buffer, and what is seen of it. */
  private erase(c: number): void {
    const { lflag, cc } = this.termios;
    if (this.buffer.head === this.buffer.lineHead) return;
    const kind = c === cc.erase ? 'char' : c === cc.werase ? 'word' : 'line';
    const echo = (lflag & LFLAG.ECHO) !== 0;
    if (kind === 'line') {
      const visibly = (lflag & LFLAG.ECHOK) !== 0 && (lflag & LFLAG.ECHOKE) !== 0 && (lflag & LFLAG.ECHOE) !== 0;
      if (!echo || !visibly) {
        this.buffer.head = this.buffer.lineHead;
        if (!echo) return;
        this.echo.finishErasing();
        this.echo.char(cc.kill);
        if (lflag & LFLAG.ECHOK) this.echo.raw(NL);
        return;
      }
    }
    let inWord = false;
    while (this.buffer.head !== this.buffer.lineHead) {
      let at = this.buffer.head;
      do at--;
      while (this.isContinuation(this.buffer.at(at)) && at !== this.buffer.lineHead);
      const first = this.buffer.at(at);
      if (this.isContinuation(first)) break;
      if (kind === 'word') {
        if (isAlnum(first) || first === 95) inWord = true;
        else if (inWord) break;
      }
      const end = this.buffer.head;
      this.buffer.head = at;
      if (echo) this.echoErased(kind, first, at, end);
      if (kind === 'char') break;
    }
    if (this.buffer.head === this.buffer.lineHead && echo) this.echo.finishErasing();
  }

  /** Show that the character [at, end), beginning with byte `c`, is gone. */
  private echoErased(kind: 'char' | 'word' | 'line', c: number, at: number, end: number): void {
    const lflag = this.termios.lflag;
    const echo = this.echo;
    if (lflag & LFLAG.ECHOPRT) {
      if (!echo.erasing) {
        echo.raw(BACKSLASH);
        echo.erasing = true;
      }
      echo.char(c);
      for (let i = at + 1; i < end; i++) {
        echo.raw(this.buffer.at(i));
        echo.moveBack();
      }
    } else if (kind === 'char' && !(lflag & LFLAG.ECHOE)) {
      echo.char(this.termios.cc.erase);
    } else if (c === TAB) {
      this.eraseTab();
    } else {
      const shown = !isControl(c) ? 1 : lflag & LFLAG.ECHOCTL ? 2 : 0;
      for (let i = 0; i < shown; i++) {
        echo.raw(BS);
        echo.raw(SPACE);
        echo.raw(BS);
      }
    }
  }

  /** Count the columns since the last tab, or since the start of the line, and move back to there. */
  private eraseTab(): void {
    let columns = 0;
    let afterTab = false;
    for (let i = this.buffer.head - 1; i >= this.buffer.lineHead; i--) {
      const c = this.buffer.at(i);
      if (c === TAB) {
        afterTab = true;
        break;
      }
      if (isControl(c)) {
        if (this.termios.lflag & LFLAG.ECHOCTL) columns += 2;
      } else if (!this.isContinuation(c)) {
        columns++;
      }
    }
    this.echo.eraseTab(columns, afterTab);
  }

  /** At most `max` bytes for a reader: one line in canonical mode; EMPTY is an end of file. Only when {@link ready}(1). */
  read(max: number): Uint8Array {
    if (max <= 0) return EMPTY;
    const { buffer } = this;
    return this.canonical ? buffer.takeLine(max) : buffer.take(Math.min(max, buffer.head - buffer.tail));
  }
}
