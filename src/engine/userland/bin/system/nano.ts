/**
 * nano (7.2): a small editor with its keys on the screen. ^O write, ^X leave, ^K cut, ^U paste, ^W search, ^\ replace, ^G help, ^C position, ^_ go to line, ^A ^E ^Y ^V, M-U undo,
 * M-E redo, arrows, Tab. Left out: several buffers, marking, spelling, colours, rc files, soft wrap, file browser.
 */
import type { Task } from '../../../abi/sys.ts';
import { isSysError } from '../../../abi/errno.ts';
import { S } from '../../../abi/fs.ts';
import { Screen } from '../../libc/screen.ts';
import { isatty, readFd, readTextFile, writeFile, writeText } from '../../libc/stdio.ts';
import { tool } from '../../libc/tool.ts';
import type { Tool } from '../../libc/tool.ts';
import { textWidth } from '../../libc/wcwidth.ts';
import { decodeUtf8 } from '../../../base/bytes.ts';

interface Snapshot {
  readonly lines: string[];
  readonly y: number;
  readonly x: number;
}

const HELP_ROWS: readonly (readonly (readonly [string, string])[])[] = [
  [['^G', 'Help'], ['^O', 'Write Out'], ['^W', 'Where Is'], ['^K', 'Cut'], ['^T', 'Execute'], ['^C', 'Location']],
  [['^X', 'Exit'], ['^R', 'Read File'], ['^\\', 'Replace'], ['^U', 'Paste'], ['^J', 'Justify'], ['^/', 'Go To Line']],
];

class Editor {
  private lines: string[] = [''];
  private x = 0;
  private y = 0;
  private topLine = 0;
  private modified = false;
  private cutBuffer: string[] = [];
  private lastWasCut = false;
  private message = '';
  private lastSearch = '';
  private readonly undo: Snapshot[] = [];
  private redo: Snapshot[] = [];
  private typing = false;
  private readonly t: Tool;
  private readonly s: Screen;
  private file: string;
  private readonly readOnly: boolean;
  private readonly numbers: boolean;
  constructor(t: Tool, s: Screen, file: string, readOnly: boolean, numbers: boolean) {
    this.t = t;
    this.s = s;
    this.file = file;
    this.readOnly = readOnly;
    this.numbers = numbers;
  }

  *load(): Task<void> {
    if (this.file === '') return;
    try {
      const st = this.t.sys.stat(this.file);
      if ((st.mode & S.IFMT) === S.IFDIR) {
        this.message = `"${this.file}" is a directory`;
        this.file = '';
        return;
      }
      const text = yield* readTextFile(this.t.sys, this.file);
      this.set(text);
      this.message = `Read ${this.count(text)}`;
      try {
        this.t.sys.access(this.file, 2);
      } catch (e) {
        if (!isSysError(e)) throw e;
        this.message = `File '${this.file}' is unwritable`;
      }
    } catch (e) {
      if (!isSysError(e)) throw e;
      if (e.code === 'ENOENT') {
        const dir = this.file.includes('/') ? this.file.slice(0, this.file.lastIndexOf('/')) || '/' : '.';
        try {
          this.t.sys.stat(dir);
          this.message = 'New File';
        } catch (e2) {
          if (!isSysError(e2)) throw e2;
          this.message = `Directory '${dir}' does not exist`;
        }
      } else this.message = `Error reading ${this.file}: ${e.message}`;
    }
  }
  /** The lines of a text, with the empty one that nano keeps at the end. */
  set(text: string): void {
    this.lines = text.split('\n');
    this.closeText();
  }
  private closeText(): void {
    if (this.lines[this.lines.length - 1] !== '') this.lines.push('');
  }
  private get text(): string {
    return this.lines.join('\n');
  }
  private count(text: string): string {
    const n = text === '' ? 0 : text.replace(/\n$/, '').split('\n').length;
    return `${n} line${n === 1 ? '' : 's'}`;
  }
  goto(line: number, column = 1): void {
    this.y = Math.max(0, Math.min(line - 1, this.lines.length - 1));
    this.x = Math.max(0, Math.min(column - 1, this.lines[this.y]!.length));
  }
  private get height(): number {
    return Math.max(1, this.s.size().rows - 4);
  }
  private remember(kind: 'type' | 'other'): void {
    if (kind === 'type' && this.typing) return;
    this.undo.push({ lines: [...this.lines], y: this.y, x: this.x });
    if (this.undo.length > 200) this.undo.shift();
    this.redo = [];
    this.typing = kind === 'type';
  }
  private restoreFrom(from: Snapshot[], to: Snapshot[], what: string): void {
    const s = from.pop();
    if (s === undefined) {
      this.message = `Nothing to ${what}`;
      return;
    }
    to.push({ lines: [...this.lines], y: this.y, x: this.x });
    this.lines = [...s.lines];
    this.y = s.y;
    this.x = s.x;
    this.modified = true;
    this.typing = false;
    this.message = what === 'undo' ? 'Undid change' : 'Redid change';
  }
  /** A line as shown, and the column where its `upTo`th character stands. */
  private expand(line: string, upTo: number): { text: string; column: number } {
    let text = '';
    let width = 0;
    let column = 0;
    for (let i = 0; i <= line.length; ) {
      if (i === upTo) column = width;
      if (i >= line.length) break;
      const ch = String.fromCodePoint(line.codePointAt(i)!);
      const cell = ch === '\t' ? ' '.repeat(8 - (width % 8)) : ch < ' ' ? `^${String.fromCharCode(ch.charCodeAt(0) + 64)}` : ch;
      text += cell;
      width += textWidth(cell);
      i += ch.length;
    }
    return { text, column };
  }
  private bar(left: string, right: string, middle: string, cols: number): string {
    const room = cols - left.length - right.length;
    const at = Math.max(0, Math.floor((cols - middle.length) / 2) - left.length);
    return `${left}${`${' '.repeat(at)}${middle}`.padEnd(room).slice(0, Math.max(0, room))}${right}`.slice(0, cols);
  }
  *draw(prompt?: string, keys: readonly (readonly (readonly [string, string])[])[] = HELP_ROWS): Task<void> {
    const { rows, cols } = this.s.size();
    const height = this.height;
    if (this.y < this.topLine) this.topLine = Math.max(0, this.y - Math.floor(height / 2));
    if (this.y >= this.topLine + height) this.topLine = this.y - Math.floor(height / 2);
    const margin = this.numbers ? String(this.lines.length).length + 1 : 0;
    const title = this.file === '' ? 'New Buffer' : this.file;
    let out = `\x1b[?25l\x1b[H\x1b[7m${this.bar('  GNU nano 7.2', this.modified ? 'Modified  ' : this.readOnly ? 'View  ' : '          ', title, cols)}\x1b[m\r\n`;
    const here = this.expand(this.lines[this.y]!, this.x);
    for (let i = 0; i < height; i++) {
      const n = this.topLine + i;
      const line = this.lines[n];
      let text = '';
      if (line !== undefined) {
        text = this.expand(line, 0).text;
        const room = cols - margin;
        if (n === this.y && here.column >= room - 1) text = `<${text.slice(here.column - (here.column % (room - 8)) + 1)}`;
        if (text.length > room) text = `${text.slice(0, room - 1)}\x1b[7m>\x1b[27m`;
        if (margin > 0) text = `\x1b[7m${String(n + 1).padStart(margin - 1)}\x1b[27m ${text}`;
      }
      out += `${text}\x1b[K\r\n`;
    }
    if (prompt !== undefined) out += `\x1b[7m${prompt.slice(0, cols).padEnd(cols)}\x1b[m\r\n`;
    else {
      const note = this.message === '' ? '' : `[ ${this.message} ]`;
      const at = Math.max(0, Math.floor((cols - note.length) / 2));
      out += `${' '.repeat(at)}${note === '' ? '' : `\x1b[7m${note.slice(0, cols)}\x1b[m`}\x1b[K\r\n`;
    }
    const width = Math.floor(cols / 6);
    out += keys.map((row) => `${row.map(([key, what]) => `\x1b[7m${key}\x1b[m ${what}`.padEnd(width + 7)).join('')}\x1b[K`).join('\r\n');
    if (keys.length === 1) out += '\r\n\x1b[K';
    const room = cols - margin;
    const column = here.column >= room - 1 ? (here.column % (room - 8)) : here.column;
    const cursor = prompt === undefined ? `\x1b[${this.y - this.topLine + 2};${margin + column + 1}H` : `\x1b[${rows - 2};${Math.min(cols, prompt.length + 1)}H`;
    yield* this.s.write(`${out}${cursor}\x1b[?25h`);
    this.message = '';
  }
  /** A line at the bottom; undefined for ^C. */
  private *ask(label: string, initial = ''): Task<string | undefined> {
    let text = initial;
    for (;;) {
      yield* this.draw(`${label}: ${text}`, [[['^G', 'Help'], ['^C', 'Cancel']]]);
      const key = yield* this.s.key();
      if (key === undefined || key === '\x03' || key === 'escape' || key === 'eof') {
        this.message = 'Cancelled';
        return undefined;
      }
      if (key === '\r' || key === '\n') return text;
      if (key === '\x7f' || key === '\b') text = text.slice(0, -1);
      else if (key === '\x15' || key === '\x0b') text = '';
      else if ([...key].length === 1 && key >= ' ') text += key;
    }
  }
  private *confirm(question: string): Task<'y' | 'n' | 'c' | 'a'> {
    for (;;) {
      yield* this.draw(`${question} `, [[[' Y', 'Yes'], [' N', 'No'], ['^C', 'Cancel']]]);
      const key = yield* this.s.key();
      if (key === 'y' || key === 'Y') return 'y';
      if (key === 'n' || key === 'N') return 'n';
      if (key === 'a' || key === 'A') return 'a';
      if (key === '\x03' || key === 'escape' || key === 'eof' || key === undefined) return 'c';
    }
  }
  private *save(): Task<boolean> {
    const name = yield* this.ask('File Name to Write', this.file);
    if (name === undefined) return false;
    if (name === '') {
      this.message = 'Cancelled';
      return false;
    }
    if (name !== this.file) {
      let exists = true;
      try {
        this.t.sys.stat(name);
      } catch (e) {
        if (!isSysError(e)) throw e;
        exists = false;
      }
      if (exists && (yield* this.confirm(`File "${name}" exists; OVERWRITE?`)) !== 'y') return false;
    }
    const { text } = this;
    try {
      yield* writeFile(this.t.sys, name, text);
    } catch (e) {
      if (!isSysError(e)) throw e;
      this.message = `Error writing ${name}: ${e.message}`;
      return false;
    }
    this.file = name;
    this.modified = false;
    this.message = `Wrote ${this.count(text)}`;
    return true;
  }
  private *search(): Task<void> {
    const text = yield* this.ask(`Search${this.lastSearch === '' ? '' : ` [${this.lastSearch}]`}`);
    if (text === undefined) return;
    if (text !== '') this.lastSearch = text;
    if (this.lastSearch === '') {
      this.message = 'Cancelled';
      return;
    }
    this.next(this.lastSearch);
  }
  private next(text: string): boolean {
    const wanted = text.toLowerCase();
    for (let i = 0; i <= this.lines.length; i++) {
      const n = (this.y + i) % this.lines.length;
      const at = this.lines[n]!.toLowerCase().indexOf(wanted, i === 0 ? this.x + 1 : 0);
      if (at >= 0 && !(i === this.lines.length && at >= this.x + 1)) {
        if (n < this.y || (n === this.y && at <= this.x)) this.message = n === this.y && at === this.x ? 'This is the only occurrence' : 'Search Wrapped';
        this.y = n;
        this.x = at;
        return true;
      }
    }
    this.message = `"${text}" not found`;
    return false;
  }
  private *replace(): Task<void> {
    const from = yield* this.ask('Search (to replace)');
    if (from === undefined || from === '') return;
    const to = yield* this.ask('Replace with');
    if (to === undefined) return;
    this.remember('other');
    let done = 0;
    let all = false;
    outer: for (let n = 0; n < this.lines.length; n++) {
      for (let at = this.lines[n]!.indexOf(from); at >= 0; at = this.lines[n]!.indexOf(from, at)) {
        this.y = n;
        this.x = at;
        if (!all) {
          const answer = yield* this.confirm('Replace this instance?');
          if (answer === 'c') break outer;
          if (answer === 'a') all = true;
          if (answer === 'n') {
            at += from.length;
            continue;
          }
        }
        this.lines[n] = this.lines[n]!.slice(0, at) + to + this.lines[n]!.slice(at + from.length);
        at += to.length;
        done++;
        this.modified = true;
      }
    }
    this.closeText();
    this.message = `Replaced ${done} occurrence${done === 1 ? '' : 's'}`;
  }
  private insert(text: string): void {
    const line = this.lines[this.y]!;
    this.lines[this.y] = line.slice(0, this.x) + text + line.slice(this.x);
    this.x += text.length;
    this.modified = true;
  }
  private moveVertically(by: number): void {
    const { column } = this.expand(this.lines[this.y]!, this.x);
    this.y = Math.max(0, Math.min(this.lines.length - 1, this.y + by));
    const line = this.lines[this.y]!;
    this.x = 0;
    while (this.x < line.length && this.expand(line, this.x).column < column) this.x++;
  }
  private word(forward: boolean): void {
    const line = this.lines[this.y]!;
    if (forward) {
      const m = /^\w*\W*/.exec(line.slice(this.x))![0].length;
      if (this.x + m >= line.length && this.y + 1 < this.lines.length) [this.y, this.x] = [this.y + 1, 0];
      else this.x += m;
    } else {
      const m = /\w*\W*$/.exec(line.slice(0, this.x))![0].length;
      if (m === 0 && this.y > 0) [this.y, this.x] = [this.y - 1, this.lines[this.y - 1]!.length];
      else this.x -= m;
    }
  }
  private edit(key: string): boolean {
    const line = this.lines[this.y]!;
    switch (key) {
      case '\r': case '\n':
        this.remember('other');
        this.lines.splice(this.y, 1, line.slice(0, this.x), line.slice(this.x));
        this.y++;
        this.x = 0;
        this.modified = true;
        return true;
      case '\x7f': case '\b':
        if (this.x === 0 && this.y === 0) return true;
        this.remember('type');
        if (this.x > 0) {
          const width = line.charCodeAt(this.x - 1) >= 0xdc00 && line.charCodeAt(this.x - 1) <= 0xdfff && this.x > 1 ? 2 : 1;
          this.lines[this.y] = line.slice(0, this.x - width) + line.slice(this.x);
          this.x -= width;
        } else {
          const above = this.lines[this.y - 1]!;
          this.lines.splice(this.y - 1, 2, above + line);
          this.y--;
          this.x = above.length;
        }
        this.modified = true;
        return true;
      case 'delete': case '\x04':
        this.remember('type');
        if (this.x < line.length) this.lines[this.y] = line.slice(0, this.x) + line.slice(this.x + 1);
        else if (this.y + 1 < this.lines.length) this.lines.splice(this.y, 2, line + this.lines[this.y + 1]!);
        else return true;
        this.modified = true;
        return true;
      case '\x0b':
        if (this.y === this.lines.length - 1 && line === '') {
          this.message = 'Nothing was cut';
          return true;
        }
        this.remember('other');
        if (!this.lastWasCut) this.cutBuffer = [];
        this.cutBuffer.push(line);
        this.lines.splice(this.y, 1);
        if (this.lines.length === this.y) this.lines.push('');
        this.x = 0;
        this.modified = true;
        return true;
      case 'alt-6':
        this.cutBuffer = [line];
        this.message = 'Copied 1 line';
        if (this.y + 1 < this.lines.length) [this.y, this.x] = [this.y + 1, 0];
        return true;
      case '\x15':
        if (this.cutBuffer.length === 0) {
          this.message = 'Cutbuffer is empty';
          return true;
        }
        this.remember('other');
        this.lines.splice(this.y, 0, ...this.cutBuffer);
        this.y += this.cutBuffer.length;
        this.x = 0;
        this.modified = true;
        return true;
      default:
        if (key === '\t' || ([...key].length === 1 && key >= ' ')) {
          this.remember('type');
          this.insert(key);
          return true;
        }
        return false;
    }
  }
  private move(key: string): boolean {
    const line = this.lines[this.y]!;
    this.typing = false;
    switch (key) {
      case 'up': case '\x10': this.moveVertically(-1); return true;
      case 'down': case '\x0e': this.moveVertically(1); return true;
      case 'left': case '\x02':
        if (this.x > 0) this.x--;
        else if (this.y > 0) [this.y, this.x] = [this.y - 1, this.lines[this.y - 1]!.length];
        return true;
      case 'right': case '\x06':
        if (this.x < line.length) this.x++;
        else if (this.y + 1 < this.lines.length) [this.y, this.x] = [this.y + 1, 0];
        return true;
      case 'home': case '\x01': this.x = 0; return true;
      case 'end': case '\x05': this.x = line.length; return true;
      case 'pageup': case '\x19': this.moveVertically(-(this.height - 2)); return true;
      case 'pagedown': case '\x16': this.moveVertically(this.height - 2); return true;
      case 'ctrl-right': case 'alt- ': this.word(true); return true;
      case 'ctrl-left': this.word(false); return true;
      case 'alt-\\': case 'ctrl-home': [this.y, this.x] = [0, 0]; return true;
      case 'alt-/': case 'ctrl-end': [this.y, this.x] = [this.lines.length - 1, this.lines[this.lines.length - 1]!.length]; return true;
      default: return false;
    }
  }
  *loop(): Task<void> {
    for (;;) {
      yield* this.draw();
      const key = yield* this.s.key();
      if (key === undefined || key === 'resize') continue;
      if (key === 'eof') return;
      const cut = key === '\x0b';
      if (this.readOnly && (key === '\x0b' || key === '\x15' || key === '\x0f' || key === '\x1c')) {
        this.message = 'Key is invalid in view mode';
        continue;
      }
      if (key === '\x18') {
        if (!this.modified) return;
        const answer = yield* this.confirm('Save modified buffer?');
        if (answer === 'n') return;
        if (answer === 'c') this.message = 'Cancelled';
        else if (yield* this.save()) return;
      } else if (key === '\x0f' || key === 'f3') yield* this.save();
      else if (key === '\x13') {
        if (this.file === '') yield* this.save();
        else {
          const { text } = this;
          try {
            yield* writeFile(this.t.sys, this.file, text);
            this.modified = false;
            this.message = `Wrote ${this.count(text)}`;
          } catch (e) {
            if (!isSysError(e)) throw e;
            this.message = `Error writing ${this.file}: ${e.message}`;
          }
        }
      } else if (key === '\x17') yield* this.search();
      else if (key === 'alt-w') this.next(this.lastSearch);
      else if (key === '\x1c' || key === 'alt-r') yield* this.replace();
      else if (key === '\x12') {
        const name = yield* this.ask('File to insert [from ./]');
        if (name !== undefined && name !== '') {
          try {
            const text = yield* readTextFile(this.t.sys, name);
            this.remember('other');
            this.lines.splice(this.y, 0, ...text.replace(/\n$/, '').split('\n'));
            this.modified = true;
            this.message = `Read ${this.count(text)}`;
          } catch (e) {
            if (!isSysError(e)) throw e;
            this.message = `Error reading ${name}: ${e.message}`;
          }
        }
      } else if (key === '\x1f' || key === 'alt-g') {
        const text = yield* this.ask('Enter line number, column number');
        const m = /^\s*(\d+)?(?:[,\s]+(\d+))?\s*$/.exec(text ?? '');
        if (text !== undefined && m !== null && text.trim() !== '') this.goto(Number(m[1] ?? this.y + 1), Number(m[2] ?? 1));
        else if (text !== undefined) this.message = 'Invalid line or column number';
      } else if (key === '\x03') {
        const before = this.lines.slice(0, this.y).reduce((n, l) => n + l.length + 1, 0) + this.x;
        const all = this.lines.reduce((n, l) => n + l.length + 1, 0) - 1;
        const width = this.lines[this.y]!.length + 1;
        const pct = (a: number, b: number): string => `${Math.floor((a * 100) / Math.max(1, b))}%`;
        this.message = `line ${this.y + 1}/${this.lines.length} (${pct(this.y + 1, this.lines.length)}), col ${this.x + 1}/${width} (${pct(this.x + 1, width)}), char ${before}/${all} (${pct(before, all)})`;
      } else if (key === '\x07' || key === 'f1') yield* this.help();
      else if (key === 'alt-u') this.restoreFrom(this.undo, this.redo, 'undo');
      else if (key === 'alt-e') this.restoreFrom(this.redo, this.undo, 'redo');
      else if (key === '\x1a') this.message = 'Suspension is not enabled';
      else if (!this.move(key)) {
        if (this.readOnly) this.message = 'Key is invalid in view mode';
        else if (!this.edit(key)) this.message = 'Unbound key';
        this.closeText();
      }
      this.lastWasCut = cut;
      if (!this.s.pending && this.t.sys.charge(2000)) yield* this.t.sys.schedYield();
    }
  }
  private *help(): Task<void> {
    const text = ['^O   write the file            ^X   leave', '^K   cut the line              ^U   paste', '^W   search (M-W again)        ^\\   replace', '^_   go to a line              ^C   where am I', '^A   beginning of the line     ^E   end of it', '^Y   a page up                 ^V   a page down', '^R   insert a file             M-U  undo, M-E redo'];
    yield* this.s.write(`\x1b[H\x1b[J\x1b[7m  GNU nano 7.2 -- keys (^ is Ctrl, M- is Alt)\x1b[m\r\n\r\n${text.map((l) => `  ${l}\r\n`).join('')}\r\nAny key goes back`);
    yield* this.s.key();
  }
}

export const nano = tool({ name: 'nano', version: ' GNU nano, version 7.2', help: 'Usage: nano [OPTIONS] [[+LINE[,COLUMN]] FILE]...\n\nTo place the cursor on a line of a file, put its number with a + before the name.\n\n -l             --linenumbers           show line numbers\n -v             --view                  read only\n -V             --version               show the version\n -h             --help                  show this text\n', support: { level: 'partial', note: 'one file at a time; no marking, colours, rc files' } }, function* (t): Task<number> {
  let readOnly = false;
  let numbers = false;
  let place: string | undefined;
  const args = yield* t.options('ABcdDEFGhHiIJ:KLlMmNnOPQ:qr:RSsT:tUuvVwWxX:Y:Zz$', { linenumbers: 'l', view: 'v', nohelp: 'x' }, ({ key }) => {
    if (key === 'v') readOnly = true;
    else if (key === 'l') numbers = true;
  }, t.args.filter((a) => {
    if (!/^\+\d/.test(a)) return true;
    place = a.slice(1);
    return false;
  }));
  if (!isatty(t.sys, 1)) {
    yield* writeText(t.sys, 2, 'Standard output is not a terminal\n');
    return 1;
  }
  if (t.env.get('TERM') === undefined || t.env.get('TERM') === 'dumb') {
    yield* writeText(t.sys, 2, 'Error opening terminal: unknown.\n');
    return 1;
  }
  let piped: string | undefined;
  if (args[0] === '-') piped = decodeUtf8(yield* readFd(t.sys, 0));
  const screen = yield* Screen.open(t.sys, isatty(t.sys, 0) ? { input: 0 } : {});
  try {
    const editor = new Editor(t, screen, args[0] === '-' ? '' : (args[0] ?? ''), readOnly, numbers);
    if (piped !== undefined) editor.set(piped);
    yield* editor.load();
    if (place !== undefined) {
      const [line, column] = place.split(',').map(Number);
      editor.goto(line ?? 1, column ?? 1);
    }
    yield* editor.loop();
    yield* screen.leave();
  } finally {
    screen.restore();
  }
  return 0;
});

