/**
 * A full-screen program's terminal: raw mode, the alternate screen, keys as names, the size and its changes. What curses does for less, vi, nano and top, for
 * terminals that understand xterm's sequences. Give the terminal back with {@link Screen.leave}; {@link Screen.restore} is for `finally` blocks.
 */
import { isSysError } from '../../abi/errno.ts';
import { O } from '../../abi/fs.ts';
import { POLL } from '../../abi/process.ts';
import { Signal } from '../../abi/signal.ts';
import type { Sys, Task } from '../../abi/sys.ts';
import { IFLAG, LFLAG } from '../../abi/tty.ts';
import type { Termios, WinSize } from '../../abi/tty.ts';
import { decodeUtf8 } from '../../base/bytes.ts';
import { writeText } from './stdio.ts';

/** Names of the keys that send sequences; all others are the characters that they send. */
const SEQUENCES: Readonly<Record<string, string>> = {
  '[A': 'up', '[B': 'down', '[C': 'right', '[D': 'left', OA: 'up', OB: 'down', OC: 'right', OD: 'left', '[H': 'home', '[F': 'end', OH: 'home', OF: 'end', '[1~': 'home', '[4~': 'end', '[7~': 'home', '[8~': 'end',
  '[2~': 'insert', '[3~': 'delete', '[5~': 'pageup', '[6~': 'pagedown', '[1;5C': 'ctrl-right', '[1;5D': 'ctrl-left', '[1;5H': 'ctrl-home', '[1;5F': 'ctrl-end', OP: 'f1', OQ: 'f2', OR: 'f3', OS: 'f4', '[11~': 'f1',
};

export class Screen {
  readonly sys: Sys;
  /** Where keys come from. */
  readonly input: number;
  /** Where the picture goes. */
  readonly output: number;
  private readonly saved: Termios;
  private keys: string[] = [];
  private resized = false;
  private raw = false;
  private readonly alternate: boolean;

  private constructor(sys: Sys, input: number, output: number, saved: Termios, alternate: boolean) {
    this.sys = sys;
    this.input = input;
    this.output = output;
    this.saved = saved;
    this.alternate = alternate;
  }

  /** Take the terminal over: keys from `input` (default /dev/tty), the picture to `output`. Throws SysError when it is no terminal. `signals` leaves ^C ^Z ^\ to the line discipline. */
  static *open(sys: Sys, options: { readonly input?: number; readonly output?: number; readonly alternate?: boolean; readonly signals?: boolean } = {}): Task<Screen> {
    const input = options.input ?? (yield* sys.open('/dev/tty', O.RDWR | O.CLOEXEC));
    const saved = sys.ioctl(input, 'TCGETS', undefined);
    const screen = new Screen(sys, input, options.output ?? 1, saved, options.alternate ?? true);
    sys.sigaction(
      Signal.SIGWINCH,
      () => {
        screen.resized = true;
      },
      { restart: false },
    );
    yield* screen.enter(options.signals === true);
    return screen;
  }

  /** Raw mode and the alternate screen, at the beginning and after {@link leave}. */
  *enter(signals = false): Task<void> {
    const t = this.saved;
    this.sys.ioctl(this.input, 'TCSETS', {
      ...t,
      iflag: t.iflag & ~(IFLAG.ICRNL | IFLAG.IXON | IFLAG.INLCR | IFLAG.IGNCR),
      lflag: t.lflag & ~(LFLAG.ICANON | LFLAG.ECHO | LFLAG.IEXTEN | (signals ? 0 : LFLAG.ISIG)),
      cc: { ...t.cc, min: 1, time: 0 },
    });
    this.raw = true;
    if (this.alternate) yield* this.write('\x1b[?1049h');
  }

  /** The terminal as it was. */
  restore(): void {
    if (!this.raw) return;
    this.raw = false;
    try {
      this.sys.ioctl(this.input, 'TCSETS', this.saved);
    } catch (e) {
      if (!isSysError(e)) throw e;
    }
  }

  /** The terminal as it was, with its old picture. */
  *leave(): Task<void> {
    if (!this.raw) return;
    if (this.alternate) yield* this.write('\x1b[?25h\x1b[?1049l');
    this.restore();
  }

  /** Draw. A terminal that is gone is noticed by the next {@link key}. */
  *write(text: string): Task<void> {
    try {
      yield* writeText(this.sys, this.output, text);
    } catch (e) {
      if (!isSysError(e, 'EIO')) throw e;
    }
  }

  /** In characters; 24 by 80 when the terminal does not know. */
  size(): WinSize {
    let s: WinSize | undefined;
    try {
      s = this.sys.ioctl(this.input, 'TIOCGWINSZ', undefined);
    } catch (e) {
      if (!isSysError(e)) throw e;
    }
    return { rows: s !== undefined && s.rows > 0 ? s.rows : 24, cols: s !== undefined && s.cols > 0 ? s.cols : 80 };
  }

  /**
   * The next key: a character as it was sent, or a name ('up', 'pagedown', 'resize', 'eof'; 'escape' for ESC alone, 'alt-x' for ESC x). Undefined after
   * `timeout_ns` without one.
   */
  *key(timeout_ns?: number): Task<string | undefined> {
    const deadline = timeout_ns === undefined ? undefined : this.sys.monotonic_ns() + timeout_ns;
    for (;;) {
      if (this.resized) {
        this.resized = false;
        return 'resize';
      }
      const key = this.keys.shift();
      if (key !== undefined) return key;
      try {
        const left = deadline === undefined ? undefined : Math.max(0, deadline - this.sys.monotonic_ns());
        const [events] = yield* this.sys.poll([{ fd: this.input, events: POLL.IN }], left);
        if (events === 0) return undefined;
        const data = yield* this.sys.read(this.input, 4096);
        if (data.length === 0) return 'eof';
        yield* this.decode(data);
      } catch (e) {
        if (!isSysError(e)) throw e;
        if (e.code === 'EIO') return 'eof';
        if (e.code !== 'EINTR') throw e;
      }
    }
  }

  /** Are keys waiting that were typed already? */
  get pending(): boolean {
    return this.keys.length > 0;
  }

  private *decode(data: Uint8Array): Task<void> {
    let text = decodeUtf8(data);
    // A lone ESC at the end may be the beginning of a sequence whose rest is on its way.
    if (/\x1b(\[[0-9;]*|O)?$/.test(text)) {
      const [events] = yield* this.sys.poll([{ fd: this.input, events: POLL.IN }], 30e6);
      if (events !== 0) text += decodeUtf8(yield* this.sys.read(this.input, 4096));
    }
    while (text !== '') {
      const sequence = /^\x1b(\[[0-9;]*[A-Za-z~]|O[A-Za-z])/.exec(text);
      if (sequence !== null) {
        const name = SEQUENCES[sequence[1]!];
        if (name !== undefined) this.keys.push(name);
        text = text.slice(sequence[0].length);
        continue;
      }
      const ch = String.fromCodePoint(text.codePointAt(0)!);
      if (ch === '\x1b') {
        const next = text[1];
        if (next !== undefined && next !== '\x1b') {
          this.keys.push(`alt-${next}`);
          text = text.slice(2);
        } else {
          this.keys.push('escape');
          text = text.slice(1);
        }
        continue;
      }
      this.keys.push(ch);
      text = text.slice(ch.length);
    }
  }
}
