/**
 * The line editor: readline's emacs mode, as bash users know it. Terminal in raw mode but for signals, which the line discipline still makes; one instance
 * reads one line. Left out: vi mode, macros, numeric arguments, and key bindings of one's own (~/.inputrc is not read).
 */
import { isSysError } from '../../abi/errno.ts';
import type { Sys, Task } from '../../abi/sys.ts';
import { IFLAG, LFLAG } from '../../abi/tty.ts';
import type { Termios } from '../../abi/tty.ts';
import { encodeUtf8 } from '../../base/bytes.ts';
import { tcsetattr } from '../libc/termios.ts';
import type { ReadlineOptions, ReadlineResult } from './api.ts';
import { Keyboard } from './keys.ts';
import type { Key } from './keys.ts';
import { EditLine } from './line.ts';
import { columns, Screen } from './screen.ts';

const BELL = '\x07';
const PASTE_ON = '\x1b[?2004h';
const PASTE_OFF = '\x1b[?2004l\r';
/** More completions than this are listed only after a question. */
const MANY = 100;

/** The terminal's settings while a line is edited. */
function raw(t: Termios): Termios {
  return { ...t, lflag: t.lflag & ~(LFLAG.ICANON | LFLAG.ECHO | LFLAG.IEXTEN), iflag: t.iflag & ~(IFLAG.ICRNL | IFLAG.INLCR | IFLAG.IXON), cc: { ...t.cc, min: 1, time: 0 } };
}

function commonPrefix(texts: readonly string[]): string {
  let prefix = texts[0] ?? '';
  for (const text of texts) while (!text.startsWith(prefix)) prefix = prefix.slice(0, -1);
  return prefix;
}

type Done = ReadlineResult | undefined;

export class Editor {
  private readonly sys: Sys;
  private readonly o: ReadlineOptions;
  private readonly keyboard: Keyboard;
  private readonly screen: Screen;
  private readonly line = new EditLine();
  /** History with this line's edits; the last entry is the new line. */
  private readonly lines: string[];
  private at: number;
  private out = '';
  private stale = true;
  private lastTab = false;
  private lastArg: { readonly back: number; readonly length: number } | undefined;

  constructor(sys: Sys, options: ReadlineOptions) {
    this.sys = sys;
    this.o = options;
    this.keyboard = new Keyboard(sys, options.fd);
    this.screen = new Screen(this.width());
    this.lines = [...options.history, options.initial ?? ''];
    this.at = this.lines.length - 1;
    this.line.set(options.initial ?? '');
  }

  private width(): number {
    try {
      return this.sys.ioctl(this.o.fd, 'TIOCGWINSZ', undefined).cols || 80;
    } catch (e) {
      if (!isSysError(e)) throw e;
      return 80;
    }
  }

  private *flush(): Task<void> {
    if (this.stale) {
      this.out += this.screen.draw(this.line.before, this.line.after);
      this.stale = false;
    }
    const bytes = encodeUtf8(this.out);
    this.out = '';
    for (let done = 0; done < bytes.length; ) done += yield* this.sys.write(this.o.outFd, bytes.subarray(done));
  }

  /** Read the line. */
  *read(): Task<ReadlineResult> {
    const { sys, o } = this;
    const old = sys.ioctl(o.fd, 'TCGETS', undefined);
    yield* tcsetattr(sys, o.fd, raw(old));
    try {
      this.out += (o.bracketedPaste === false ? '' : PASTE_ON) + this.screen.start(o.prompt);
      for (;;) {
        let result: Done;
        try {
          if (!this.keyboard.ready || this.out.length > 8192) yield* this.flush();
          result = yield* this.key(yield* this.keyboard.next());
        } catch (e) {
          if (!isSysError(e, 'EINTR')) throw e;
          if (o.interrupted?.() !== false) {
            this.out += '^C';
            result = { kind: 'interrupted' };
          } else {
            this.screen.cols = Math.max(2, this.width());
            this.stale = true;
          }
        }
        if (result === undefined) continue;
        if (result.kind === 'line') {
          this.line.end();
          if (this.stale) this.out += this.screen.draw(this.line.before, '');
          this.stale = false;
          this.out += this.screen.finish(this.line.before, '');
        }
        this.stale = false;
        if (o.bracketedPaste !== false) this.out += PASTE_OFF;
        yield* this.flush();
        return result;
      }
    } finally {
      try {
        sys.ioctl(o.fd, 'TCSETS', old);
      } catch (e) {
        if (!isSysError(e)) throw e;
      }
    }
  }

  /** Go to another line of the history. */
  private show(at: number): void {
    if (at < 0 || at >= this.lines.length) {
      this.out += BELL;
      return;
    }
    this.lines[this.at] = this.line.text;
    this.at = at;
    this.line.set(this.lines[at]!);
    this.stale = true;
  }

  private *key(key: Key): Task<Done> {
    if (key.kind === 'end') return { kind: 'eof' };
    const { line } = this;
    const tab = this.lastTab;
    this.lastTab = false;
    const arg = this.lastArg;
    this.lastArg = undefined;
    if (key.kind === 'char') {
      line.begin('other');
      this.insert(key.text);
      return undefined;
    }
    const name = key.name;
    line.begin(name === 'C-k' || name === 'C-u' || name === 'C-w' || name === 'M-d' || name === 'M-backspace' ? 'kill' : name === 'M-y' ? 'yank' : 'other');
    const stale = this.stale;
    this.stale = true;
    switch (name) {
      case 'enter':
        this.stale = stale || line.after !== '';
        return { kind: 'line', line: line.text };
      case 'C-d':
        if (line.text === '') return { kind: 'eof' };
        if (!line.delete()) this.out += BELL;
        break;
      case 'backspace': if (!line.backspace()) this.out += BELL; break;
      case 'delete': if (!line.delete()) this.out += BELL; break;
      case 'left': case 'C-b': if (!line.left()) this.out += BELL; break;
      case 'right': case 'C-f': if (!line.right()) this.out += BELL; break;
      case 'home': case 'C-a': line.home(); break;
      case 'end': case 'C-e': line.end(); break;
      case 'M-b': case 'C-left': line.backWord(); break;
      case 'M-f': case 'C-right': line.forwardWord(); break;
      case 'C-k': line.killToEnd(); break;
      case 'C-u': line.killToStart(); break;
      case 'C-w': line.rubout(); break;
      case 'M-d': line.killWord(); break;
      case 'M-backspace': line.backKillWord(); break;
      case 'C-y': line.yank(); break;
      case 'M-y': line.yankPop(); break;
      case 'C-t': if (!line.transpose()) this.out += BELL; break;
      case 'M-u': line.changeCase('upper'); break;
      case 'M-l': line.changeCase('lower'); break;
      case 'M-c': line.changeCase('capital'); break;
      case 'undo': if (!line.undo()) this.out += BELL; break;
      case 'up': case 'C-p': this.show(this.at - 1); break;
      case 'down': case 'C-n': this.show(this.at + 1); break;
      case 'M-<': this.show(0); break;
      case 'M->': this.show(this.lines.length - 1); break;
      case 'C-l':
        this.out += '\x1b[H\x1b[2J';
        this.screen.forget();
        break;
      case 'M-.': case 'M-_': this.yankLastArg(arg); break;
      case 'M-#':
        line.home();
        line.insert('#');
        line.end();
        return { kind: 'line', line: line.text };
      case 'C-r': case 'C-s': return yield* this.search();
      case 'C-v': {
        const next = yield* this.keyboard.next();
        this.insert(next.kind === 'char' ? next.text : next.kind === 'key' && /^C-[a-z]$/.test(next.name) ? String.fromCharCode(next.name.charCodeAt(2) - 96) : next.kind === 'key' && next.name === 'tab' ? '\t' : '');
        break;
      }
      case 'paste': {
        const text = (yield* this.keyboard.paste()).replace(/\n+$/, '');
        line.save();
        line.insert(text);
        break;
      }
      case 'tab': yield* this.complete(tab); break;
      case 'unknown': case 'escape': case 'insert': case 'pageup': case 'pagedown': case 'backtab': this.stale = stale; break;
      default:
        this.stale = stale;
        this.out += BELL;
    }
    return undefined;
  }

  private insert(text: string): void {
    const { line } = this;
    if (!this.stale && line.after === '') {
      line.insert(text);
      const out = this.screen.append(text);
      if (out === undefined) this.stale = true;
      else this.out += out;
      return;
    }
    line.insert(text);
    this.stale = true;
  }

  /** M-.: the last word of the line before; again, of the one before that. */
  private yankLastArg(before: { readonly back: number; readonly length: number } | undefined): void {
    const back = (before?.back ?? 0) + 1;
    const source = this.o.history[this.o.history.length - back];
    if (source === undefined) {
      this.out += BELL;
      return;
    }
    const word = source.trim().split(/\s+/).pop() ?? '';
    if (before !== undefined) this.line.before = this.line.before.slice(0, this.line.before.length - before.length);
    this.line.insert(word);
    this.lastArg = { back, length: word.length };
  }

  /** ^R: search backwards through the history while the pattern is typed. */
  private *search(): Task<Done> {
    const { line } = this;
    const start = { text: line.text, before: line.before, at: this.at };
    this.lines[this.at] = line.text;
    let pattern = '';
    let at = this.at;
    let failed = false;
    const find = (from: number): void => {
      for (let i = from; i >= 0; i--) {
        if (!this.lines[i]!.includes(pattern)) continue;
        at = i;
        failed = false;
        return;
      }
      failed = true;
    };
    const leave = (): void => {
      this.screen.setPrompt(this.o.prompt.slice(this.o.prompt.lastIndexOf('\n') + 1));
      this.stale = true;
    };
    for (;;) {
      const found = this.lines[at]!;
      const cut = pattern === '' ? found.length : Math.max(0, found.indexOf(pattern));
      line.set(found.slice(0, cut), found.slice(cut));
      this.screen.setPrompt(`(${failed ? 'failed ' : ''}reverse-i-search)\`${pattern}': `);
      this.stale = true;
      yield* this.flush();
      let key: Key;
      try {
        key = yield* this.keyboard.next();
      } catch (e) {
        leave();
        throw e;
      }
      if (key.kind === 'char') {
        pattern += key.text;
        find(at);
      } else if (key.kind === 'key' && key.name === 'backspace') {
        pattern = pattern.slice(0, -1);
        at = start.at;
        find(at);
      } else if (key.kind === 'key' && key.name === 'C-r') {
        find(at - 1);
        if (failed) this.out += BELL;
      } else if (key.kind === 'key' && key.name === 'C-g') {
        line.set(start.before, start.text.slice(start.before.length));
        leave();
        return undefined;
      } else {
        this.at = at;
        leave();
        if (key.kind === 'key' && key.name === 'escape') return undefined;
        return yield* this.key(key);
      }
    }
  }

  private *complete(again: boolean): Task<void> {
    const { line, o } = this;
    if (o.complete === undefined) {
      this.insert('\t');
      return;
    }
    const { start, candidates } = yield* o.complete(line.text, line.before.length);
    if (candidates.length === 0) {
      this.out += BELL;
      return;
    }
    const typed = line.before.slice(start);
    const only = candidates.length === 1 ? candidates[0]! : undefined;
    const text = only?.text ?? commonPrefix(candidates.map((c) => c.text));
    if (only !== undefined) {
      line.save();
      line.before = line.before.slice(0, start) + text + (only.noSpace === true || line.after.startsWith(' ') ? '' : ' ');
      return;
    }
    if (text.length > typed.length) {
      line.save();
      line.before = line.before.slice(0, start) + text;
      return;
    }
    if (!again) {
      this.out += BELL;
      this.lastTab = true;
      return;
    }
    yield* this.list(candidates.map((c) => c.shown ?? c.text));
    this.lastTab = true;
  }

  private *list(items: readonly string[]): Task<void> {
    this.out += this.screen.draw(this.line.before, this.line.after) + this.screen.finish(this.line.before, this.line.after);
    this.stale = false;
    if (items.length > MANY) {
      this.out += `Display all ${items.length} possibilities? (y or n)`;
      yield* this.flush();
      const key = yield* this.keyboard.next();
      this.out += '\r\n';
      if (key.kind === 'char' ? !/[yY ]/.test(key.text) : key.kind !== 'key' || key.name !== 'tab') {
        this.screen.forget();
        this.stale = true;
        return;
      }
    }
    this.out += columns(items, this.screen.cols).replace(/\n/g, '\r\n');
    this.screen.forget();
    this.stale = true;
  }
}
