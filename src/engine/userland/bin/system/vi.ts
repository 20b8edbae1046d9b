/**
 * vi: the basics of vim.tiny as Debian installs it. Normal mode: h j k l w b e 0 ^ $ gg G H M L f F t T % { } ^F ^B ^D ^U, i a I A o O s S x X r ~ J, d y c with motions and
 * doubled, D C Y p P u ^R . with counts, / ? n N, * ZZ ZQ. Commands: :w :q :wq :x :e :r :N :$ :set nu/nonu, :s and :%s with g, :d. Left out: visual mode, registers, marks,
 * macros, windows, syntax colours, scripting.
 */
import type { Task } from '../../../abi/sys.ts';
import { isSysError } from '../../../abi/errno.ts';
import { S } from '../../../abi/fs.ts';
import type { Program } from '../../libc/program.ts';
import { Screen } from '../../libc/screen.ts';
import { isatty, readTextFile, writeFile, writeText } from '../../libc/stdio.ts';
import { tool } from '../../libc/tool.ts';
import type { Tool } from '../../libc/tool.ts';
import { textWidth } from '../../libc/wcwidth.ts';

interface State {
  readonly lines: string[];
  readonly x: number;
  readonly y: number;
}

/** Where a motion leads; `linewise` takes whole lines, `inclusive` the character there too. */
interface Target {
  readonly x: number;
  readonly y: number;
  readonly linewise?: boolean;
  readonly inclusive?: boolean;
}

const kind = (ch: string | undefined): number => (ch === undefined || /\s/.test(ch) ? 0 : /[\w\u0080-\uffff]/.test(ch) ? 1 : 2);

class Vi {
  private lines: string[] = [''];
  private x = 0;
  private y = 0;
  private top = 0;
  private insertMode = false;
  private message = '';
  private file: string;
  private dirty = false;
  private register: { text: string[]; linewise: boolean } = { text: [], linewise: false };
  private readonly undoStack: State[] = [];
  private redoStack: State[] = [];
  private pattern: RegExp | undefined;
  private backwards = false;
  private numbers = false;
  private lastFind: { key: string; ch: string } | undefined;
  private recorded: string[] = [];
  private lastChange: string[] = [];
  private replay: string[] = [];
  private endsWithNewline = true;
  private done = false;
  private readonly readOnly: boolean;
  private readonly t: Tool;
  private readonly s: Screen;
  constructor(t: Tool, s: Screen, file: string, readOnly: boolean) {
    this.t = t;
    this.s = s;
    this.file = file;
    this.readOnly = readOnly;
  }

  *load(name: string): Task<void> {
    this.file = name;
    this.lines = [''];
    this.x = this.y = 0;
    this.dirty = false;
    if (name === '') return;
    try {
      if ((this.t.sys.stat(name).mode & S.IFMT) === S.IFDIR) {
        this.message = `"${name}" is a directory`;
        return;
      }
      const text = yield* readTextFile(this.t.sys, name);
      this.endsWithNewline = text === '' || text.endsWith('\n');
      this.lines = text.replace(/\n$/, '').split('\n');
      this.message = `"${name}" ${this.readOnly ? '[readonly] ' : ''}${this.endsWithNewline ? '' : '[noeol] '}${text === '' ? 0 : this.lines.length}L, ${text.length}B`;
    } catch (e) {
      if (!isSysError(e)) throw e;
      this.message = e.code === 'ENOENT' ? `"${name}" [New]` : `"${name}" [${e.message}]`;
    }
  }
  goto(line: number): void {
    this.y = Math.max(0, Math.min(line, this.lines.length) - 1);
    this.x = this.firstNonBlank();
  }
  private get line(): string {
    return this.lines[this.y]!;
  }
  private firstNonBlank(y = this.y): number {
    return Math.max(0, this.lines[y]!.search(/\S/));
  }
  private get height(): number {
    return Math.max(1, this.s.size().rows - 1);
  }
  private save(): void {
    this.undoStack.push({ lines: [...this.lines], x: this.x, y: this.y });
    if (this.undoStack.length > 500) this.undoStack.shift();
    this.redoStack = [];
    this.dirty = true;
  }
  private rowsOf(line: string, cols: number): string[] {
    let text = '';
    for (const ch of line) text += ch === '\t' ? ' '.repeat(8 - (text.length % 8)) : ch < ' ' ? `^${String.fromCharCode(ch.charCodeAt(0) + 64)}` : ch;
    const out: string[] = [];
    let current = '';
    let width = 0;
    for (const ch of text) {
      const w = textWidth(ch);
      if (width + w > cols) {
        out.push(current);
        current = '';
        width = 0;
      }
      current += ch;
      width += w;
    }
    out.push(current);
    return out;
  }
  private columnOf(line: string, x: number): number {
    let column = 0;
    for (const ch of line.slice(0, x)) column += ch === '\t' ? 8 - (column % 8) : ch < ' ' ? 2 : textWidth(ch);
    return column;
  }
  *draw(bottom?: string): Task<void> {
    const { rows, cols } = this.s.size();
    const margin = this.numbers ? Math.max(3, String(this.lines.length).length) + 1 : 0;
    const room = Math.max(1, cols - margin);
    const need = (y: number): number => this.rowsOf(this.lines[y]!, room).length;
    if (this.y < this.top) this.top = this.y;
    for (let used = 0, y = this.y; ; y--) {
      used += need(y);
      if (used > this.height) {
        this.top = Math.max(this.top, Math.min(this.y, y + 1));
        break;
      }
      if (y <= this.top) break;
    }
    let out = '\x1b[?25l\x1b[H';
    let row = 0;
    let cursor = '';
    for (let y = this.top; row < this.height; y++) {
      const line = this.lines[y];
      if (line === undefined) {
        out += '\x1b[94m~\x1b[m\x1b[K\r\n';
        row++;
        continue;
      }
      const pieces = this.rowsOf(line, room);
      if (row + pieces.length > this.height && y !== this.y) {
        for (; row < this.height; row++) out += '\x1b[94m@\x1b[m\x1b[K\r\n';
        break;
      }
      if (y === this.y) {
        const column = this.columnOf(line, this.x);
        const at = !this.insertMode && line[this.x] === '\t' ? column + 7 - (column % 8) : column;
        cursor = `\x1b[${row + Math.floor(at / room) + 1};${margin + (at % room) + 1}H`;
      }
      for (const [i, piece] of pieces.entries()) {
        if (row >= this.height) break;
        out += `${margin === 0 ? '' : i === 0 ? `\x1b[33m${String(y + 1).padStart(margin - 1)} \x1b[m` : ' '.repeat(margin)}${piece}\x1b[K\r\n`;
        row++;
      }
    }
    const ruler = `${this.y + 1},${this.lines[this.y] === '' ? '0-1' : String(this.x + 1)}`.padEnd(14) + (this.lines.length <= this.height ? 'All' : this.top === 0 ? 'Top' : this.top + this.height >= this.lines.length ? 'Bot' : `${Math.floor((this.top * 100) / Math.max(1, this.lines.length - this.height))}%`);
    const left = bottom ?? (this.insertMode ? '\x1b[1m-- INSERT --\x1b[m' : this.message);
    const plain = left.replace(/\x1b\[\d*m/g, '');
    const pad = cols - plain.length - 18;
    out += `${left}${bottom === undefined && pad > 0 ? `${' '.repeat(pad)}${ruler}` : ''}\x1b[K`;
    yield* this.s.write(`${out}${bottom === undefined ? cursor : `\x1b[${rows};${plain.length + 1}H`}\x1b[?25h`);
  }
  /** The next key: of what is repeated, or of the keyboard. */
  private *key(): Task<string> {
    const again = this.replay.shift();
    if (again !== undefined) return again;
    for (;;) {
      if (!this.s.pending) yield* this.draw();
      const key = yield* this.s.key();
      if (key === 'resize' || key === undefined) continue;
      this.recorded.push(key);
      return key;
    }
  }
  private clamp(): void {
    this.y = Math.max(0, Math.min(this.y, this.lines.length - 1));
    this.x = Math.max(0, Math.min(this.x, this.insertMode ? this.line.length : Math.max(0, this.line.length - 1)));
  }
  private wordForward(from: Target, end: boolean): Target {
    let { x, y } = from;
    const at = (): number => kind(this.lines[y]![x]);
    const step = (): boolean => {
      if (x < this.lines[y]!.length) x++;
      else if (y + 1 < this.lines.length) {
        y++;
        x = 0;
        if (this.lines[y] === '') return false;
      } else return false;
      return true;
    };
    if (end) {
      step();
      while (at() === 0 && step());
      const k = at();
      while (kind(this.lines[y]![x + 1]) === k && x + 1 < this.lines[y]!.length) x++;
      return { x, y, inclusive: true };
    }
    const k = at();
    if (k !== 0) while (x < this.lines[y]!.length && at() === k) x++;
    while (at() === 0 && (x < this.lines[y]!.length || y + 1 < this.lines.length)) if (!step()) break;
    return { x, y };
  }
  private wordBack(from: Target): Target {
    let { x, y } = from;
    const back = (): boolean => {
      if (x > 0) x--;
      else if (y > 0) {
        y--;
        x = Math.max(0, this.lines[y]!.length - 1);
      } else return false;
      return true;
    };
    if (!back()) return { x, y };
    while (kind(this.lines[y]![x]) === 0 && this.lines[y] !== '' && back());
    const k = kind(this.lines[y]![x]);
    while (x > 0 && kind(this.lines[y]![x - 1]) === k) x--;
    return { x, y };
  }
  private findPattern(backwards: boolean, count: number): Target | undefined {
    if (this.pattern === undefined) {
      this.message = 'E35: No previous regular expression';
      return undefined;
    }
    let { x, y } = { x: this.x, y: this.y };
    for (let left = count; left > 0; left--) {
      let hit: Target | undefined;
      for (let i = 0; i <= this.lines.length && hit === undefined; i++) {
        const n = (((y + (backwards ? -i : i)) % this.lines.length) + this.lines.length) % this.lines.length;
        const all = [...this.lines[n]!.matchAll(this.pattern)].map((m) => m.index);
        const found = backwards ? all.reverse().find((p) => i > 0 || p < x) : all.find((p) => i > 0 || p > x);
        if (found !== undefined) hit = { x: found, y: n };
        if (hit !== undefined && (backwards ? n > y : n < y)) this.message = backwards ? 'search hit TOP, continuing at BOTTOM' : 'search hit BOTTOM, continuing at TOP';
      }
      if (hit === undefined) {
        this.message = `E486: Pattern not found: ${this.pattern.source}`;
        return undefined;
      }
      x = hit.x;
      y = hit.y;
    }
    return { x, y };
  }
  private findChar(key: string, ch: string, count: number): Target | undefined {
    let x = this.x;
    const forward = key === 'f' || key === 't';
    for (let i = 0; i < count; i++) {
      const next = forward ? this.line.indexOf(ch, x + 1 + (key === 't' && i > 0 ? 1 : 0)) : this.line.lastIndexOf(ch, x - 1);
      if (next < 0 || (!forward && x === 0)) return undefined;
      x = next;
    }
    if (key === 't') x--;
    if (key === 'T') x++;
    return { x, y: this.y, inclusive: forward };
  }
  private bracket(): Target | undefined {
    const pairs: Readonly<Record<string, readonly [string, number]>> = { '(': [')', 1], '[': [']', 1], '{': ['}', 1], ')': ['(', -1], ']': ['[', -1], '}': ['{', -1] };
    let x = this.x;
    while (x < this.line.length && pairs[this.line[x]!] === undefined) x++;
    const own = this.line[x];
    if (own === undefined) return undefined;
    const [other, step] = pairs[own]!;
    let depth = 0;
    for (let y = this.y; y >= 0 && y < this.lines.length; y += step) {
      const line = this.lines[y]!;
      for (let i = y === this.y ? x : step > 0 ? 0 : line.length - 1; i >= 0 && i < line.length; i += step) {
        if (line[i] === own) depth++;
        else if (line[i] === other && --depth === 0) return { x: i, y, inclusive: true };
      }
    }
    return undefined;
  }
  /** The motion that a key begins, or undefined when it is none or cannot be made. */
  private *motion(key: string, given: number | undefined, operator: string): Task<Target | undefined> {
    const n = given ?? 1;
    const down = (by: number): Target | undefined => {
      const y = this.y + by;
      return y < 0 || y >= this.lines.length ? undefined : { x: Math.min(this.x, Math.max(0, this.lines[y]!.length - 1)), y, linewise: true };
    };
    const lineAt = (y: number): Target => {
      const at = Math.max(0, Math.min(y, this.lines.length - 1));
      return { x: this.firstNonBlank(at), y: at, linewise: true };
    };
    switch (key) {
      case 'h': case 'left': case '\b': case '\x7f': return { x: Math.max(0, this.x - n), y: this.y };
      case 'l': case 'right': case ' ': return { x: Math.min(this.line.length - (operator === '' ? 1 : 0), this.x + n), y: this.y };
      case 'j': case 'down': case '\x0e': return down(n);
      case 'k': case 'up': case '\x10': return down(-n);
      case '\r': case '\n': case '+': return this.y + n < this.lines.length ? lineAt(this.y + n) : undefined;
      case '-': return this.y >= n ? lineAt(this.y - n) : undefined;
      case '0': case 'home': return { x: 0, y: this.y };
      case '^': return { x: this.firstNonBlank(), y: this.y };
      case '$': case 'end': return { x: Math.max(0, this.lines[Math.min(this.lines.length - 1, this.y + n - 1)]!.length - 1), y: Math.min(this.lines.length - 1, this.y + n - 1), inclusive: true };
      case 'w': case 'W': case 'e': case 'E': {
        let at: Target = { x: this.x, y: this.y };
        for (let i = 0; i < n; i++) at = this.wordForward(at, key === 'e' || key === 'E' || (operator === 'c' && kind(this.line[this.x]) !== 0));
        if (operator !== '' && (key === 'w' || key === 'W') && at.y > this.y) return { x: this.line.length, y: this.y };
        return at;
      }
      case 'b': case 'B': {
        let at: Target = { x: this.x, y: this.y };
        for (let i = 0; i < n; i++) at = this.wordBack(at);
        return at;
      }
      case 'G': return lineAt((given ?? this.lines.length) - 1);
      case 'g': return (yield* this.key()) === 'g' ? lineAt((given ?? 1) - 1) : undefined;
      case 'H': return lineAt(this.top + n - 1);
      case 'M': return lineAt(this.top + Math.floor(Math.min(this.height, this.lines.length - this.top) / 2));
      case 'L': return lineAt(Math.min(this.lines.length, this.top + this.height) - n);
      case '{': case '}': {
        let y = this.y;
        for (let i = 0; i < n; i++) {
          y += key === '}' ? 1 : -1;
          while (y > 0 && y < this.lines.length - 1 && this.lines[y] !== '') y += key === '}' ? 1 : -1;
        }
        return { x: 0, y: Math.max(0, Math.min(this.lines.length - 1, y)) };
      }
      case '%': return this.bracket();
      case 'f': case 'F': case 't': case 'T': {
        const ch = yield* this.key();
        this.lastFind = { key, ch };
        return this.findChar(key, ch, n);
      }
      case ';': case ',': {
        if (this.lastFind === undefined) return undefined;
        const swap: Readonly<Record<string, string>> = { f: 'F', F: 'f', t: 'T', T: 't' };
        return this.findChar(key === ';' ? this.lastFind.key : swap[this.lastFind.key]!, this.lastFind.ch, n);
      }
      case '/': case '?': {
        const text = yield* this.ask(key);
        if (text === undefined) return undefined;
        this.backwards = key === '?';
        if (text !== '') this.compile(text);
        return this.findPattern(this.backwards, n);
      }
      case 'n': return this.findPattern(this.backwards, n);
      case 'N': return this.findPattern(!this.backwards, n);
      case '*': case '#': {
        const word = /^\w+/.exec(this.line.slice(this.line.slice(0, this.x + 1).search(/\w+$/) < 0 ? this.x + Math.max(0, this.line.slice(this.x).search(/\w/)) : this.line.slice(0, this.x + 1).search(/\w+$/)))?.[0];
        if (word === undefined) return undefined;
        this.pattern = new RegExp(`\\b${word}\\b`, 'g');
        this.backwards = key === '#';
        return this.findPattern(this.backwards, n);
      }
      default: return undefined;
    }
  }
  private compile(text: string): void {
    try {
      // vim's \< \> \( \) \+ \? \| are ours without a backslash, and the other way round.
      const js = text.replace(/\\([<>()+?|{])|([()+?|{}])/g, (_, escaped: string | undefined, bare: string | undefined) => (escaped !== undefined ? (escaped === '<' || escaped === '>' ? '\\b' : escaped) : `\\${bare!}`));
      this.pattern = new RegExp(js, 'g');
    } catch (e) {
      if (!(e instanceof SyntaxError)) throw e;
      this.message = `E486: Pattern not found: ${text}`;
    }
  }
  /** A line at the bottom; undefined when given up. */
  private *ask(prefix: string): Task<string | undefined> {
    let text = '';
    for (;;) {
      yield* this.draw(prefix + text);
      const key = yield* this.s.key();
      if (key === 'resize' || key === undefined) continue;
      if (key === 'escape' || key === '\x03' || key === 'eof') return undefined;
      if (key === '\r' || key === '\n') return text;
      if (key === '\x7f' || key === '\b') {
        if (text === '') return undefined;
        text = text.slice(0, -1);
      } else if (key === '\x15') text = '';
      else if ([...key].length === 1) text += key;
    }
  }
  /** Delete, yank or change from the cursor to `to`. */
  private *operate(op: string, to: Target, lines?: number): Task<void> {
    const linewise = to.linewise === true || lines !== undefined;
    if (linewise) {
      const from = Math.min(this.y, to.y);
      const until = Math.max(this.y, to.y);
      this.register = { text: this.lines.slice(from, until + 1), linewise: true };
      if (op === 'y') {
        if (until - from >= 2) this.message = `${until - from + 1} lines yanked`;
        this.y = from;
        return;
      }
      this.save();
      if (op === 'c') {
        this.lines.splice(from, until - from + 1, '');
        this.y = from;
        this.x = 0;
        yield* this.insert();
        return;
      }
      if (op === '>' || op === '<') {
        for (let y = from; y <= until; y++) this.lines[y] = op === '>' ? (this.lines[y] === '' ? '' : `\t${this.lines[y]!}`) : this.lines[y]!.replace(/^(\t| {1,8})/, '');
        this.y = from;
        this.x = this.firstNonBlank();
        return;
      }
      this.lines.splice(from, until - from + 1);
      if (this.lines.length === 0) this.lines = [''];
      if (until - from >= 2) this.message = `${until - from + 1} fewer lines`;
      this.y = Math.min(from, this.lines.length - 1);
      this.x = this.firstNonBlank();
      return;
    }
    let a = { x: this.x, y: this.y };
    let b = { x: to.x, y: to.y };
    if (b.y < a.y || (b.y === a.y && b.x < a.x)) [a, b] = [b, a];
    const end = b.x + (to.inclusive === true ? 1 : 0);
    const first = this.lines[a.y]!;
    const lastLine = this.lines[b.y]!;
    this.register = { text: a.y === b.y ? [first.slice(a.x, end)] : [first.slice(a.x), ...this.lines.slice(a.y + 1, b.y), lastLine.slice(0, end)], linewise: false };
    this.x = a.x;
    this.y = a.y;
    if (op === 'y') return;
    this.save();
    this.lines.splice(a.y, b.y - a.y + 1, first.slice(0, a.x) + lastLine.slice(end));
    if (op === 'c') yield* this.insert();
  }
  private put(after: boolean, count: number): void {
    const { text, linewise } = this.register;
    if (text.length === 0) {
      this.message = 'E353: Nothing in register "';
      return;
    }
    this.save();
    for (let i = 0; i < count; i++) {
      if (linewise) {
        const at = this.y + (after ? 1 : 0);
        this.lines.splice(at, 0, ...text);
        this.y = at;
        this.x = this.firstNonBlank();
        continue;
      }
      const at = Math.min(this.line.length, this.x + (after && this.line !== '' ? 1 : 0));
      const head = this.line.slice(0, at);
      const tail = this.line.slice(at);
      if (text.length === 1) {
        this.lines[this.y] = head + text[0]! + tail;
        this.x = at + text[0]!.length - 1;
      } else {
        this.lines.splice(this.y, 1, head + text[0]!, ...text.slice(1, -1), text[text.length - 1]! + tail);
        this.x = at;
      }
    }
  }
  /** Insert mode until Escape. */
  private *insert(): Task<void> {
    this.insertMode = true;
    this.message = '';
    try {
      for (;;) {
        const key = yield* this.key();
        const line = this.line;
        if (key === 'escape' || key === '\x03' || key === 'eof') break;
        if (key.startsWith('alt-')) {
          // Escape and the next key came together.
          this.replay.unshift(key.slice(4));
          break;
        }
        if (key === '\r' || key === '\n') {
          this.lines.splice(this.y, 1, line.slice(0, this.x), line.slice(this.x));
          this.y++;
          this.x = 0;
        } else if (key === '\x7f' || key === '\b') {
          if (this.x > 0) {
            this.lines[this.y] = line.slice(0, this.x - 1) + line.slice(this.x);
            this.x--;
          } else if (this.y > 0) {
            const above = this.lines[this.y - 1]!;
            this.lines.splice(this.y - 1, 2, above + line);
            this.y--;
            this.x = above.length;
          }
        } else if (key === 'delete') this.lines[this.y] = line.slice(0, this.x) + line.slice(this.x + 1);
        else if (key === '\x17') {
          const m = /\w*\W*$/.exec(line.slice(0, this.x))![0].length;
          this.lines[this.y] = line.slice(0, this.x - m) + line.slice(this.x);
          this.x -= m;
        } else if (key === 'left') this.x = Math.max(0, this.x - 1);
        else if (key === 'right') this.x = Math.min(line.length, this.x + 1);
        else if (key === 'up' || key === 'down') {
          this.y += key === 'up' ? -1 : 1;
          this.clamp();
        } else if (key === 'home') this.x = 0;
        else if (key === 'end') this.x = line.length;
        else if (key === '\t' || ([...key].length === 1 && key >= ' ')) {
          this.lines[this.y] = line.slice(0, this.x) + key + line.slice(this.x);
          this.x += key.length;
        }
      }
    } finally {
      this.insertMode = false;
    }
    this.x = Math.max(0, this.x - 1);
  }
  private *write(name: string, force: boolean): Task<boolean> {
    if (name === '') {
      this.message = 'E32: No file name';
      return false;
    }
    if (this.readOnly && !force) {
      this.message = "E45: 'readonly' option is set (add ! to override)";
      return false;
    }
    let isNew = false;
    try {
      this.t.sys.stat(name);
      if (name !== this.file && !force) {
        this.message = 'E13: File exists (add ! to override)';
        return false;
      }
    } catch (e) {
      if (!isSysError(e)) throw e;
      isNew = true;
    }
    const text = `${this.lines.join('\n')}\n`;
    try {
      yield* writeFile(this.t.sys, name, text);
    } catch (e) {
      if (!isSysError(e)) throw e;
      this.message = `"${name}" E212: Can't open file for writing`;
      return false;
    }
    if (this.file === '' || this.file === name) {
      this.file = name;
      this.dirty = false;
    }
    this.message = `"${name}" ${isNew ? '[New] ' : ''}${this.lines.length}L, ${text.length}B written`;
    return true;
  }
  private *command(text: string): Task<void> {
    const line = text.trim();
    const at = (spec: string): number => (spec === '.' ? this.y : spec === '$' ? this.lines.length - 1 : Math.max(0, Number(spec) - 1));
    const range = /^(%|(\d+|\.|\$)(?:,(\d+|\.|\$))?)?\s*(.*)$/s.exec(line)!;
    const from = range[1] === '%' ? 0 : range[2] === undefined ? this.y : at(range[2]);
    const to = range[1] === '%' ? this.lines.length - 1 : range[3] === undefined ? from : at(range[3]);
    const rest = range[4]!;
    if (rest === '') {
      if (range[1] !== undefined) this.goto(to + 1);
      return;
    }
    const substitution = /^s(\W)(.*)$/s.exec(rest);
    if (substitution !== null) {
      const sep = substitution[1]!;
      const parts = substitution[2]!.split(new RegExp(`(?<!\\\\)\\${sep}`));
      if (parts[0] !== '') this.compile(parts[0]!.replaceAll(`\\${sep}`, sep));
      if (this.pattern === undefined) return;
      const flags = parts[2] ?? '';
      const re = new RegExp(this.pattern.source, `${flags.includes('g') ? 'g' : ''}${flags.includes('i') ? 'i' : ''}`);
      const replacement = (parts[1] ?? '').replace(/\$/g, '$$$$').replace(/\\(\d)/g, (_, d: string) => `$${d === '0' ? '&' : d}`).replace(/(?<!\\)&/g, '$$&').replace(/\\&/g, '&').replaceAll(`\\${sep}`, sep);
      let count = 0;
      this.save();
      for (let y = from; y <= Math.min(to, this.lines.length - 1); y++) {
        const before = this.lines[y]!;
        const after = before.replace(re, replacement);
        if (after === before && !re.test(before)) continue;
        count++;
        this.lines[y] = after;
        this.y = y;
      }
      this.message = count === 0 ? `E486: Pattern not found: ${parts[0]!}` : count > 2 ? `${count} substitutions on ${count} lines` : '';
      this.x = 0;
      return;
    }
    const m = /^([a-z]+)(!?)\s*(.*)$/s.exec(rest);
    if (m === null) {
      this.message = `E492: Not an editor command: ${line}`;
      return;
    }
    const [, name = '', bang = '', arg = ''] = m;
    switch (name) {
      case 'w': case 'write': yield* this.write(arg === '' ? this.file : arg, bang !== ''); break;
      case 'q': case 'quit':
        if (this.dirty && bang === '') this.message = 'E37: No write since last change (add ! to override)';
        else this.done = true;
        break;
      case 'wq': case 'x': case 'xit':
        if ((name !== 'wq' && !this.dirty && arg === '') || (yield* this.write(arg === '' ? this.file : arg, bang !== ''))) this.done = true;
        break;
      case 'e': case 'edit':
        if (this.dirty && bang === '') this.message = 'E37: No write since last change (add ! to override)';
        else yield* this.load(arg === '' ? this.file : arg);
        break;
      case 'r': case 'read':
        try {
          const text2 = yield* readTextFile(this.t.sys, arg === '' ? this.file : arg);
          this.save();
          this.lines.splice(to + 1, 0, ...text2.replace(/\n$/, '').split('\n'));
        } catch (e) {
          if (!isSysError(e)) throw e;
          this.message = `E484: Can't open file ${arg}`;
        }
        break;
      case 'd': case 'delete':
        this.y = from;
        yield* this.operate('d', { x: 0, y: to, linewise: true });
        break;
      case 'y': case 'yank': {
        const keep = this.y;
        this.y = from;
        yield* this.operate('y', { x: 0, y: to, linewise: true });
        this.y = keep;
        break;
      }
      case 'set': case 'se':
        if (arg === 'nu' || arg === 'number') this.numbers = true;
        else if (arg === 'nonu' || arg === 'nonumber') this.numbers = false;
        else if (!/^(no)?(hls|hlsearch|ai|autoindent|ic|ignorecase|paste|list|wrap|expandtab|et|ruler|showmode|mouse)\b|=/.test(arg)) this.message = `E518: Unknown option: ${arg}`;
        break;
      case 'noh': case 'nohlsearch': case 'syntax': break;
      case 'f': case 'file': this.message = `"${this.file}" ${this.dirty ? '[Modified] ' : ''}${this.lines.length} lines --${Math.floor(((this.y + 1) * 100) / this.lines.length)}%--`; break;
      default: this.message = `E492: Not an editor command: ${line}`;
    }
  }
  private *normal(): Task<void> {
    this.recorded = [];
    let count = '';
    let key = yield* this.key();
    while (/^[1-9]$/.test(key) || (key === '0' && count !== '')) {
      count += key;
      key = yield* this.key();
    }
    const given = count === '' ? undefined : Number(count);
    const n = given ?? 1;
    this.message = '';
    const undoDepth = this.undoStack.length;
    if (key === 'd' || key === 'y' || key === 'c' || key === '>' || key === '<') {
      let second = yield* this.key();
      let more = '';
      while (/^[1-9]$/.test(second) || (second === '0' && more !== '')) {
        more += second;
        second = yield* this.key();
      }
      const times = n * (more === '' ? 1 : Number(more));
      if (second === key) {
        if (this.y + times - 1 < this.lines.length || key !== 'd' || times === 1) yield* this.operate(key, { x: 0, y: Math.min(this.lines.length - 1, this.y + times - 1), linewise: true });
      } else if (second === 'i' || second === 'a') {
        // The word under the cursor: the only text object that is known.
        if ((yield* this.key()) === 'w') {
          const k = kind(this.line[this.x]);
          let from = this.x;
          while (from > 0 && kind(this.line[from - 1]) === k) from--;
          let until = this.x;
          while (until + 1 < this.line.length && kind(this.line[until + 1]) === k) until++;
          if (second === 'a') while (/\s/.test(this.line[until + 1] ?? '')) until++;
          this.x = from;
          yield* this.operate(key, { x: until, y: this.y, inclusive: true });
        }
      } else {
        const to = yield* this.motion(second, given === undefined && more === '' ? undefined : times, key);
        if (to !== undefined) yield* this.operate(key, key === '>' || key === '<' ? { ...to, linewise: true } : to);
      }
    } else yield* this.simple(key, given, n);
    this.clamp();
    if (this.undoStack.length > undoDepth && key !== 'u' && this.recorded.length > 0) this.lastChange = [...this.recorded];
  }
  private *simple(key: string, given: number | undefined, n: number): Task<void> {
    const line = this.line;
    switch (key) {
      case 'i': case 'insert': this.save(); yield* this.insert(); break;
      case 'a': this.save(); this.x = Math.min(line.length, this.x + 1); yield* this.insert(); break;
      case 'I': this.save(); this.x = this.firstNonBlank(); yield* this.insert(); break;
      case 'A': this.save(); this.x = line.length; yield* this.insert(); break;
      case 'o': case 'O':
        this.save();
        if (key === 'o') this.y++;
        this.lines.splice(this.y, 0, '');
        this.x = 0;
        yield* this.insert();
        break;
      case 'x': case 'delete': if (line !== '') yield* this.operate('d', { x: Math.min(line.length, this.x + n), y: this.y }); break;
      case 'X': if (this.x > 0) yield* this.operate('d', { x: Math.max(0, this.x - n), y: this.y }); break;
      case 's': yield* this.operate('c', { x: Math.min(line.length, this.x + n), y: this.y }); break;
      case 'S': yield* this.operate('c', { x: 0, y: Math.min(this.lines.length - 1, this.y + n - 1), linewise: true }); break;
      case 'D': yield* this.operate('d', { x: line.length, y: this.y }); break;
      case 'C': yield* this.operate('c', { x: line.length, y: this.y }); break;
      case 'Y': yield* this.operate('y', { x: 0, y: Math.min(this.lines.length - 1, this.y + n - 1), linewise: true }); break;
      case 'p': this.put(true, n); break;
      case 'P': this.put(false, n); break;
      case 'r': {
        const ch = yield* this.key();
        if ([...ch].length !== 1 || this.x + n > line.length) break;
        this.save();
        this.lines[this.y] = line.slice(0, this.x) + ch.repeat(n) + line.slice(this.x + n);
        this.x += n - 1;
        break;
      }
      case '~': {
        this.save();
        const part = line.slice(this.x, this.x + n);
        this.lines[this.y] = line.slice(0, this.x) + [...part].map((c) => (c === c.toUpperCase() ? c.toLowerCase() : c.toUpperCase())).join('') + line.slice(this.x + n);
        this.x += n;
        break;
      }
      case 'J': {
        const next = this.lines[this.y + 1];
        if (next === undefined) break;
        this.save();
        const tail = next.trimStart();
        this.lines.splice(this.y, 2, line + (line === '' || tail === '' ? '' : ' ') + tail);
        this.x = line.length;
        break;
      }
      case 'u': case '\x12': {
        const [from, to] = key === 'u' ? [this.undoStack, this.redoStack] : [this.redoStack, this.undoStack];
        const s = from.pop();
        if (s === undefined) {
          this.message = key === 'u' ? 'Already at oldest change' : 'Already at newest change';
          break;
        }
        to.push({ lines: [...this.lines], x: this.x, y: this.y });
        this.lines = [...s.lines];
        this.x = s.x;
        this.y = s.y;
        break;
      }
      case '.': this.replay = [...this.lastChange]; break;
      case '\x06': case 'pagedown': this.page(this.height - 2); break;
      case '\x02': case 'pageup': this.page(-(this.height - 2)); break;
      case '\x04': this.page(Math.floor(this.height / 2)); break;
      case '\x15': this.page(-Math.floor(this.height / 2)); break;
      case '\x07': yield* this.command('f'); break;
      case '\x0c': yield* this.s.write('\x1b[2J'); break;
      case 'Z': {
        const second = yield* this.key();
        if (second === 'Z') yield* this.command('x');
        else if (second === 'Q') this.done = true;
        break;
      }
      case ':': {
        const text = yield* this.ask(given === undefined ? ':' : `:.,.+${n - 1}`);
        if (text !== undefined) yield* this.command(text);
        break;
      }
      case '\x03': this.message = 'Type  :qa!  and press <Enter> to abandon all changes and exit Vim'; break;
      case 'eof': this.done = true; break;
      default: {
        const to = yield* this.motion(key, given, '');
        if (to !== undefined) {
          this.x = to.x;
          this.y = to.y;
        }
      }
    }
  }
  private page(by: number): void {
    this.y = Math.max(0, Math.min(this.lines.length - 1, this.y + by));
    this.top = Math.max(0, Math.min(this.lines.length - 1, this.top + by));
    this.x = this.firstNonBlank();
  }
  *loop(): Task<void> {
    while (!this.done) yield* this.normal();
  }
}

function editor(name: string): Program {
  return tool({ name, support: { level: 'partial', note: 'no visual mode, registers, marks, macros, windows, colours' } }, function* (t): Task<number> {
    let place: string | undefined;
    let readOnly = name === 'view';
    const plus: string[] = [];
    const files = yield* t.options('c:RnrLeEsuU:T:bdmMNHiO::o::p::xy', { version: '=version' }, ({ key, arg }) => {
      if (key === 'R') readOnly = true;
      else if (key === 'c') plus.push(arg);
      else if (key === '=version') place = 'version';
    }, t.args.filter((a) => {
      if (!a.startsWith('+')) return true;
      plus.push(a.slice(1));
      return false;
    }));
    if (place === 'version') {
      yield* t.out.write('VIM - Vi IMproved 9.0 (2022 Jun 28), simulated: the basics\n');
      return 0;
    }
    if (!isatty(t.sys, 1) || !isatty(t.sys, 0)) yield* writeText(t.sys, 2, isatty(t.sys, 1) ? 'Vim: Warning: Input is not from a terminal\n' : 'Vim: Warning: Output is not to a terminal\n');
    if (!isatty(t.sys, 1)) return 1;
    const screen = yield* Screen.open(t.sys, isatty(t.sys, 0) ? { input: 0 } : {});
    try {
      const vi = new Vi(t, screen, '', readOnly);
      yield* vi.load(files[0] ?? '');
      for (const command of plus) vi.goto(command === '' ? Infinity : Number(command) || 1);
      yield* vi.loop();
      const { rows } = screen.size();
      yield* screen.write(`\x1b[${rows};1H`);
      yield* screen.leave();
    } finally {
      screen.restore();
    }
    return 0;
  });
}

export const vi = editor('vi');
export const vim = editor('vim');
export const view = editor('view');
export const vimTiny = editor('vim.tiny');
