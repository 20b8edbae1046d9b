/** Keys from a terminal in raw mode: UTF-8 characters, control characters, and the escape sequences that xterm sends. One byte is read at a time, so that what is typed ahead stays in the terminal for the next reader. */
import type { Sys, Task } from '../../abi/sys.ts';
import { POLL } from '../../abi/process.ts';
import { decodeUtf8 } from '../../base/bytes.ts';

/** A key: a character, `C-a`, `M-b`, or a name such as `up`; `end` when the terminal is gone. */
export type Key = { readonly kind: 'char'; readonly text: string } | { readonly kind: 'key'; readonly name: string } | { readonly kind: 'end' };

/** How long after ESC the rest of a sequence may come. */
const ESCAPE_NS = 50e6;

const CSI: Readonly<Record<string, string>> = {
  A: 'up', B: 'down', C: 'right', D: 'left', H: 'home', F: 'end', Z: 'backtab', '1~': 'home', '7~': 'home', '2~': 'insert', '3~': 'delete', '4~': 'end', '8~': 'end', '5~': 'pageup', '6~': 'pagedown',
  '200~': 'paste', '1;5C': 'C-right', '1;5D': 'C-left', '1;3C': 'C-right', '1;3D': 'C-left', '1;2C': 'right', '1;2D': 'left', '3;5~': 'M-d', '1;5A': 'up', '1;5B': 'down',
};

const name = (key: string): Key => ({ kind: 'key', name: key });

export class Keyboard {
  private readonly sys: Sys;
  private readonly fd: number;

  constructor(sys: Sys, fd: number) {
    this.sys = sys;
    this.fd = fd;
  }

  /** Is there more to read without waiting? */
  get ready(): boolean {
    return this.sys.ioctl(this.fd, 'FIONREAD', undefined) > 0;
  }

  private *byte(): Task<number | undefined> {
    const data = yield* this.sys.read(this.fd, 1);
    return data[0];
  }

  private *soon(): Task<boolean> {
    if (this.ready) return true;
    const [events] = yield* this.sys.poll([{ fd: this.fd, events: POLL.IN }], ESCAPE_NS);
    return (events! & POLL.IN) !== 0;
  }

  /** The next key. Throws SysError EINTR when a signal came. */
  *next(): Task<Key> {
    const b = yield* this.byte();
    if (b === undefined) return { kind: 'end' };
    if (b === 0x1b) return yield* this.escape();
    if (b === 0x7f || b === 8) return name('backspace');
    if (b === 0x1f) return name('undo');
    if (b < 0x20) return name(b === 10 || b === 13 ? 'enter' : b === 9 ? 'tab' : `C-${String.fromCharCode(b + 96)}`);
    if (b < 0x80) return { kind: 'char', text: String.fromCharCode(b) };
    const bytes = [b];
    for (let need = b >= 0xf0 ? 3 : b >= 0xe0 ? 2 : b >= 0xc0 ? 1 : 0; need > 0; need--) {
      const next = yield* this.byte();
      if (next === undefined) break;
      bytes.push(next);
    }
    return { kind: 'char', text: decodeUtf8(Uint8Array.from(bytes)) };
  }

  private *escape(): Task<Key> {
    if (!(yield* this.soon())) return name('escape');
    const b = yield* this.byte();
    if (b === undefined) return { kind: 'end' };
    if (b !== 0x5b && b !== 0x4f) return b === 0x7f || b === 8 ? name('M-backspace') : name(`M-${String.fromCharCode(b).toLowerCase()}`);
    let body = '';
    for (;;) {
      if (!(yield* this.soon())) return name('escape');
      const c = yield* this.byte();
      if (c === undefined) return { kind: 'end' };
      body += String.fromCharCode(c);
      if (c >= 0x40 && c <= 0x7e) break;
    }
    return name(CSI[body] ?? 'unknown');
  }

  /** What is pasted, up to the end of a bracketed paste; carriage returns are newlines. */
  *paste(): Task<string> {
    const END = '\x1b[201~';
    const bytes: number[] = [];
    for (;;) {
      const b = yield* this.byte();
      if (b === undefined) break;
      bytes.push(b);
      if (b === 0x7e && bytes.length >= END.length && String.fromCharCode(...bytes.slice(-END.length)) === END) {
        bytes.length -= END.length;
        break;
      }
    }
    return decodeUtf8(Uint8Array.from(bytes)).replace(/\r\n?/g, '\n');
  }
}
