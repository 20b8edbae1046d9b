/**
 * less (590) and more (util-linux): files a screen at a time. Keys: space f ^F, b ^B, j k arrows Enter, d u, g G, p, / ? n N &, F (follow), = h q, :n :p, -S -N -i,
 * right and left with -S. Options -N -S -i -I -R -F -X -E -M -m, +N, +/pattern, +G. Left out: tags, marks, editing, pipes, line editing of the prompt, LESSOPEN.
 */
import type { Sys, Task } from '../../../abi/sys.ts';
import { isSysError } from '../../../abi/errno.ts';
import { O, S } from '../../../abi/fs.ts';
import { decodeUtf8 } from '../../../base/bytes.ts';
import { GetoptError } from '../../libc/getopt.ts';
import { Screen } from '../../libc/screen.ts';
import { BLOCK, isatty, writeText } from '../../libc/stdio.ts';
import { tool } from '../../libc/tool.ts';
import type { Tool } from '../../libc/tool.ts';
import { textWidth } from '../../libc/wcwidth.ts';

interface Options {
  numbers: boolean;
  chop: boolean;
  ignoreCase: boolean;
  colour: boolean;
  quitOneScreen: boolean;
  keepScreen: boolean;
  quitAtEnd: boolean;
  prompt: '' | 'm' | 'M';
}

/** A file that is read as far as it is needed. */
class Source {
  readonly lines: string[] = [];
  ended = false;
  private partial = '';
  readonly sys: Sys;
  readonly name: string;
  readonly fd: number;
  bytes = 0;
  constructor(sys: Sys, name: string, fd: number) {
    this.sys = sys;
    this.name = name;
    this.fd = fd;
  }
  /** Read until there are `n` lines, or the end. */
  *upTo(n: number): Task<void> {
    while (!this.ended && this.lines.length < n) yield* this.more();
  }
  *more(): Task<boolean> {
    const data = yield* this.sys.read(this.fd, BLOCK);
    if (this.sys.charge(data.length * 3)) yield* this.sys.schedYield();
    if (data.length === 0) {
      if (!this.ended && this.partial !== '') {
        this.lines.push(this.partial);
        this.partial = '';
      }
      this.ended = true;
      return false;
    }
    if (this.ended && this.partial === '' && this.bytes > 0) this.ended = false;
    this.bytes += data.length;
    const parts = (this.partial + decodeUtf8(data)).split('\n');
    this.partial = parts.pop()!;
    for (const part of parts) this.lines.push(part);
    return true;
  }
}

/** A line as shown: tabs expanded, control characters as ^X in reverse, colours kept on demand. */
function visible(line: string, colour: boolean): string {
  let column = 0;
  let out = '';
  for (let i = 0; i < line.length; i++) {
    const ch = line[i]!;
    if (ch === '\x1b' && colour) {
      const m = /^\x1b\[[0-9;]*[mK]/.exec(line.slice(i));
      if (m !== null) {
        out += m[0];
        i += m[0].length - 1;
        continue;
      }
    }
    if (ch === '\t') {
      const n = 8 - (column % 8);
      out += ' '.repeat(n);
      column += n;
    } else if (ch === '\r' && i === line.length - 1) continue;
    else if (ch < ' ' || ch === '\x7f') {
      out += ch === '\x1b' ? '\x1b[7mESC\x1b[27m' : `\x1b[7m^${String.fromCharCode(ch.charCodeAt(0) ^ 64)}\x1b[27m`;
      column += ch === '\x1b' ? 3 : 2;
    } else {
      out += ch;
      column += 1;
    }
  }
  return out;
}

/** Break into pieces of at most `cols` columns; sequences take none. */
function fold(text: string, cols: number): string[] {
  if (text.length <= cols && /^[\x20-\x7e]*$/.test(text)) return [text];
  const out: string[] = [];
  let current = '';
  let width = 0;
  for (const m of text.matchAll(/\x1b\[[0-9;]*[mK]|[\s\S]/gu)) {
    const piece = m[0];
    const w = piece.startsWith('\x1b') && piece.length > 1 ? 0 : textWidth(piece);
    if (width + w > cols) {
      out.push(current);
      current = '';
      width = 0;
    }
    current += piece;
    width += w;
  }
  out.push(current);
  return out;
}

function pattern(text: string, o: Options): RegExp | string {
  try {
    return new RegExp(text, o.ignoreCase && !/[A-Z]/.test(text) ? 'gi' : 'g');
  } catch (e) {
    return e instanceof Error ? 'Invalid pattern' : '';
  }
}

class Pager {
  /** First line on the screen. */
  top = 0;
  /** Its first shown row when the line is folded. */
  private topRow = 0;
  private shift = 0;
  private search: RegExp | undefined;
  private searchBackwards = false;
  private message = '';
  private count = '';
  private firstPrompt = true;
  private readonly t: Tool;
  private readonly s: Screen;
  private readonly o: Options;
  private readonly files: readonly string[];
  private index: number;
  src: Source;
  constructor(t: Tool, s: Screen, o: Options, src: Source, files: readonly string[], index: number) {
    this.t = t;
    this.s = s;
    this.o = o;
    this.src = src;
    this.files = files;
    this.index = index;
  }
  private get height(): number {
    return this.s.size().rows - 1;
  }
  private rowsOf(n: number): string[] {
    const { cols } = this.s.size();
    const prefix = this.o.numbers ? `${String(n + 1).padStart(7)} ` : '';
    const text = visible(this.src.lines[n]!, this.o.colour);
    const room = Math.max(1, cols - prefix.length);
    const mark = (piece: string): string => {
      if (this.search === undefined || piece.includes('\x1b')) return piece;
      this.search.lastIndex = 0;
      return piece.replace(this.search, (hit) => (hit === '' ? '' : `\x1b[7m${hit}\x1b[27m`));
    };
    if (this.o.chop) {
      const all = fold(text, room + this.shift)[0] ?? '';
      const cut = this.shift > 0 ? all.slice(this.shift) : all;
      return [prefix + mark(cut)];
    }
    return fold(text, room).map((piece, i) => (i === 0 ? prefix : ' '.repeat(prefix.length)) + mark(piece));
  }
  /** The rows of a screen that begins at the top line, and the line after the last shown. */
  private *page(): Task<{ rows: string[]; next: number }> {
    const rows: string[] = [];
    let n = this.top;
    yield* this.src.upTo(this.top + this.height + 1);
    while (rows.length < this.height && n < this.src.lines.length) {
      rows.push(...this.rowsOf(n).slice(n === this.top ? this.topRow : 0));
      n++;
    }
    return { rows: rows.slice(0, this.height), next: rows.length > this.height ? n - 1 : n };
  }
  private atEnd(next: number): boolean {
    return this.src.ended && next >= this.src.lines.length;
  }
  *draw(): Task<boolean> {
    const { rows, next } = yield* this.page();
    const { cols } = this.s.size();
    let out = '\x1b[H';
    for (let i = 0; i < this.height; i++) out += `${rows[i] ?? '~'}\x1b[m\x1b[K\r\n`;
    const end = this.atEnd(next);
    let prompt = ':';
    if (this.message !== '') prompt = `\x1b[7m${this.message}\x1b[27m`;
    else if (this.o.prompt === 'M') prompt = `\x1b[7m${this.src.name === '-' ? '' : `${this.src.name} `}lines ${this.top + 1}-${next}/${this.src.ended ? this.src.lines.length : '??'} ${end ? '(END)' : this.src.ended ? `${Math.floor((next * 100) / Math.max(1, this.src.lines.length))}%` : ''}\x1b[27m`.replace(/ \x1b/, '\x1b');
    else if (end) prompt = `\x1b[7m${this.firstPrompt && this.src.name !== '-' ? `${this.src.name} ` : ''}(END)${this.index + 1 < this.files.length ? ` - Next: ${this.files[this.index + 1]!}` : ''}\x1b[27m`;
    else if (this.firstPrompt && this.src.name !== '-') prompt = `\x1b[7m${this.src.name}${this.files.length > 1 ? ` (file ${this.index + 1} of ${this.files.length})` : ''}\x1b[27m`;
    this.firstPrompt = false;
    this.message = '';
    yield* this.s.write(`${out}${prompt.slice(0, cols + 20)}\x1b[K`);
    return end;
  }
  private *forward(n: number): Task<void> {
    for (let i = 0; i < n; i++) {
      const { next, rows } = yield* this.page();
      if (this.atEnd(next) && rows.length <= this.height) return;
      if (this.top >= this.src.lines.length) return;
      if (this.topRow + 1 < this.rowsOf(this.top).length) this.topRow++;
      else {
        this.top++;
        this.topRow = 0;
      }
      if (this.t.sys.charge(3000)) yield* this.t.sys.schedYield();
    }
  }
  private back(n: number): void {
    for (let i = 0; i < n; i++) {
      if (this.topRow > 0) this.topRow--;
      else if (this.top > 0) {
        this.top--;
        this.topRow = this.rowsOf(this.top).length - 1;
      } else return;
    }
  }
  *toEnd(): Task<void> {
    while (!this.src.ended) {
      yield* this.src.more();
      if (this.s.pending) break;
    }
    this.top = Math.max(0, this.src.lines.length - 1);
    this.topRow = this.src.lines.length === 0 ? 0 : this.rowsOf(this.top).length - 1;
    this.back(this.height - 1);
  }
  private goto(n: number): void {
    this.top = Math.max(0, Math.min(n, this.src.lines.length - 1));
    this.topRow = 0;
  }
  setSearch(re: RegExp): void {
    this.search = re;
  }
  *find(backwards: boolean, from: number, times = 1): Task<void> {
    if (this.search === undefined) {
      this.message = 'No previous search pattern';
      return;
    }
    let n = from;
    for (let left = times; left > 0; ) {
      n += backwards ? -1 : 1;
      if (!backwards) yield* this.src.upTo(n + 1);
      if (n < 0 || n >= this.src.lines.length) {
        this.message = 'Pattern not found  (press RETURN)';
        return;
      }
      this.search.lastIndex = 0;
      if (this.search.test(this.src.lines[n]!)) left--;
      if (this.t.sys.charge(300)) yield* this.t.sys.schedYield();
    }
    this.goto(n);
  }
  /** Read a line at the bottom; undefined when it is given up. */
  private *ask(prompt: string): Task<string | undefined> {
    let text = '';
    for (;;) {
      yield* this.s.write(`\x1b[${this.height + 1};1H${prompt}${text}\x1b[K`);
      const key = yield* this.s.key();
      if (key === undefined || key === 'eof' || key === 'escape' || key === '\x03' || key === '\x07') return undefined;
      if (key === '\r' || key === '\n') return text;
      if (key === '\x7f' || key === '\b') {
        if (text === '') return undefined;
        text = text.slice(0, -1);
      } else if (key === '\x15') text = '';
      else if ([...key].length === 1 && key >= ' ') text += key;
    }
  }
  private *follow(): Task<void> {
    for (;;) {
      yield* this.toEnd();
      this.message = 'Waiting for data... (interrupt to abort)';
      yield* this.draw();
      const key = yield* this.s.key(500e6);
      if (key === '\x03' || key === 'eof' || key === 'q') return;
      const before = this.src.bytes;
      while (yield* this.src.more());
      if (this.src.bytes === before) continue;
    }
  }
  *open(index: number): Task<boolean> {
    const name = this.files[index];
    if (name === undefined) {
      this.message = index < 0 ? 'No previous file  (press RETURN)' : 'No next file  (press RETURN)';
      return false;
    }
    try {
      this.src = new Source(this.t.sys, name, yield* this.t.sys.open(name, O.RDONLY));
      this.index = index;
      this.top = this.topRow = 0;
      this.firstPrompt = true;
      return true;
    } catch (e) {
      if (!isSysError(e)) throw e;
      this.message = `${name}: ${e.message}  (press RETURN)`;
      return false;
    }
  }
  /** Run until it is left. */
  *loop(): Task<void> {
    let endings = 0;
    for (;;) {
      const end = yield* this.draw();
      endings = end ? endings + 1 : 0;
      if (end && this.o.quitAtEnd && endings > 1) return;
      const key = yield* this.s.key();
      const n = this.count === '' ? undefined : Number(this.count);
      if (key !== undefined && /^[0-9]$/.test(key)) {
        this.count += key;
        this.message = `:${this.count}`;
        continue;
      }
      this.count = '';
      switch (key) {
        case 'q': case 'Q': case 'eof': case 'alt-q':
          return;
        case ' ': case 'f': case '\x06': case '\x16': case 'pagedown':
          yield* this.forward(n ?? this.height);
          break;
        case 'b': case '\x02': case 'pageup': case 'alt-v':
          this.back(n ?? this.height);
          break;
        case '\r': case '\n': case 'j': case 'e': case '\x0e': case '\x05': case 'down':
          yield* this.forward(n ?? 1);
          break;
        case 'k': case 'y': case '\x10': case '\x19': case 'up':
          this.back(n ?? 1);
          break;
        case 'd': case '\x04':
          yield* this.forward(n ?? Math.floor(this.height / 2));
          break;
        case 'u': case '\x15':
          this.back(n ?? Math.floor(this.height / 2));
          break;
        case 'g': case '<': case 'home': case 'alt-<':
          yield* this.src.upTo(n ?? 1);
          this.goto((n ?? 1) - 1);
          break;
        case 'G': case '>': case 'end': case 'alt->':
          if (n === undefined) yield* this.toEnd();
          else {
            yield* this.src.upTo(n);
            this.goto(n - 1);
          }
          break;
        case 'p': case '%':
          while (!this.src.ended) yield* this.src.more();
          this.goto(Math.floor(((n ?? 0) * this.src.lines.length) / 100));
          break;
        case 'right':
          if (this.o.chop) this.shift += Math.floor(this.s.size().cols / 2);
          break;
        case 'left':
          this.shift = Math.max(0, this.shift - Math.floor(this.s.size().cols / 2));
          break;
        case '/': case '?': {
          const text = yield* this.ask(key);
          if (text === undefined) break;
          this.searchBackwards = key === '?';
          if (text !== '') {
            const re = pattern(text, this.o);
            if (typeof re === 'string') {
              this.message = `${re}  (press RETURN)`;
              break;
            }
            this.search = re;
          }
          yield* this.find(this.searchBackwards, this.searchBackwards ? this.top : this.top - (text === '' ? 0 : 1), n ?? 1);
          break;
        }
        case 'n':
          yield* this.find(this.searchBackwards, this.top, n ?? 1);
          break;
        case 'N':
          yield* this.find(!this.searchBackwards, this.top, n ?? 1);
          break;
        case 'alt-u':
          this.search = undefined;
          break;
        case 'F':
          yield* this.follow();
          break;
        case '=': case '\x07': {
          const { next } = yield* this.page();
          this.message = `${this.src.name} lines ${this.top + 1}-${next}/${this.src.ended ? this.src.lines.length : '??'} byte ${this.src.bytes}  (press RETURN)`;
          break;
        }
        case ':': {
          const command = yield* this.s.key();
          if (command === 'n') yield* this.open(this.index + 1);
          else if (command === 'p') yield* this.open(this.index - 1);
          else if (command === 'q' || command === 'Q') return;
          break;
        }
        case '-': {
          const option = yield* this.s.key();
          if (option === 'N') this.o.numbers = !this.o.numbers;
          else if (option === 'S') this.o.chop = !this.o.chop;
          else if (option === 'i') this.o.ignoreCase = !this.o.ignoreCase;
          else if (option === 'R') this.o.colour = !this.o.colour;
          break;
        }
        case 'h': case 'H': case 'f1':
          yield* this.help();
          break;
        default:
          break;
      }
    }
  }
  private *help(): Task<void> {
    const text = ['   SUMMARY OF LESS COMMANDS', '', '  space f ^F     forward one screen', '  b ^B           backward one screen', '  j Enter down   forward one line', '  k up           backward one line', '  d u            half a screen', '  g G            first line, last line (N before: line N)', '  /pattern       search forward, ?pattern backward', '  n N            next hit, previous hit', '  F              follow as tail -f does; ^C ends it', '  :n :p          next file, previous file', '  -N -S -i -R    line numbers, cut long lines, ignore case, colours', '  q              quit'];
    let out = '\x1b[H';
    for (let i = 0; i < this.height; i++) out += `${text[i] ?? '~'}\x1b[K\r\n`;
    yield* this.s.write(`${out}\x1b[7mHELP -- press any key\x1b[27m\x1b[K`);
    yield* this.s.key();
  }
}

function* plain(t: Tool, fds: readonly number[]): Task<void> {
  for (const fd of fds) for (let data = yield* t.sys.read(fd, BLOCK); data.length > 0; data = yield* t.sys.read(fd, BLOCK)) yield* t.out.writeBytes(data);
}

export const less = tool({ name: 'less', support: { level: 'partial', note: 'no tags, marks, editing, pipes, LESSOPEN' } }, function* (t): Task<number> {
  const o: Options = { numbers: false, chop: false, ignoreCase: false, colour: false, quitOneScreen: false, keepScreen: false, quitAtEnd: false, prompt: '' };
  const set = ({ key }: { readonly key: string }): void => {
    if (key === 'N') o.numbers = true;
    else if (key === 'S') o.chop = true;
    else if (key === 'i' || key === 'I') o.ignoreCase = true;
    else if (key === 'R' || key === 'r') o.colour = true;
    else if (key === 'F') o.quitOneScreen = true;
    else if (key === 'X') o.keepScreen = true;
    else if (key === 'E' || key === 'e') o.quitAtEnd = true;
    else if (key === 'M' || key === 'm') o.prompt = key;
  };
  const short = 'NSiIRrFXEeMmnsqQfgGwWaAcJK~x:p:P:h:j:z:y:b:';
  const long = { 'LINE-NUMBERS': 'N', 'chop-long-lines': 'S', 'ignore-case': 'i', 'IGNORE-CASE': 'I', 'RAW-CONTROL-CHARS': 'R', 'quit-if-one-screen': 'F', 'no-init': 'X', 'quit-at-eof': 'e', 'QUIT-AT-EOF': 'E', version: 'V' };
  const start: string[] = [];
  const files: string[] = [];
  try {
    const env = (t.env.get('LESS') ?? '').split(/\s+/).filter((w) => w !== '').map((w) => (w.startsWith('-') ? w : `-${w}`));
    yield* t.options(short, long, set, env);
    files.push(...(yield* t.options(`${short}V`, long, set, t.args.filter((a) => !a.startsWith('+') || start.push(a.slice(1)) === 0))));
  } catch (e) {
    if (!(e instanceof GetoptError) || t.dialect !== undefined) throw e;
    const bad = /'(.*)'/.exec(e.message)?.[1] ?? '';
    yield* writeText(t.sys, 2, `There is no ${bad} option ("less --help" for help)\n`);
    return 1;
  }
  if (t.args.includes('-V') || t.args.includes('--version')) {
    yield* t.out.write('less 590 (GNU regular expressions)\n');
    return 0;
  }
  if (files.length === 0 && isatty(t.sys, 0)) {
    yield* t.out.write(t.dialect === undefined ? 'Missing filename ("less --help" for help)\n' : 'less: missing filename\n');
    return t.dialect === undefined ? 0 : 1;
  }
  const good: string[] = [];
  for (const file of files) {
    try {
      const st = t.sys.stat(file);
      if ((st.mode & S.IFMT) === S.IFDIR) throw new Error('dir');
      t.sys.access(file, 4);
      good.push(file);
    } catch (e) {
      yield* t.out.flush();
      if (isSysError(e)) yield* t.out.write(t.dialect === undefined ? `${file}: ${e.message}\n` : '');
      else yield* t.out.write(`${file} is a directory\n`);
      if (isSysError(e) && t.dialect !== undefined) yield* t.warn(`can't open '${file}': ${e.message}`);
    }
  }
  if (files.length > 0 && good.length === 0) return 1;
  if (!isatty(t.sys, 1)) {
    const fds: number[] = [];
    for (const file of good) fds.push(yield* t.sys.open(file, O.RDONLY));
    yield* plain(t, files.length === 0 ? [0] : fds);
    return 0;
  }
  const src = files.length === 0 ? new Source(t.sys, '-', 0) : new Source(t.sys, good[0]!, yield* t.sys.open(good[0]!, O.RDONLY));
  if (o.quitOneScreen) {
    const { rows, cols } = t.sys.ioctl(1, 'TIOCGWINSZ', undefined);
    yield* src.upTo(rows);
    if (src.ended && src.lines.reduce((n, line) => n + fold(visible(line, o.colour), cols || 80).length, 0) < rows && good.length <= 1) {
      yield* t.out.write(src.lines.map((line) => `${line}\n`).join(''));
      return 0;
    }
  }
  const screen = yield* Screen.open(t.sys, { alternate: !o.keepScreen });
  try {
    const pager = new Pager(t, screen, o, src, good.length > 0 ? good : ['-'], 0);
    for (const command of start) yield* begin(pager, command, o);
    yield* pager.loop();
    if (o.keepScreen) yield* screen.write(`\r\x1b[K`);
    yield* screen.leave();
  } finally {
    screen.restore();
  }
  return 0;
});

/** A command given as +N, +G or +/pattern. */
function* begin(pager: Pager, command: string, o: Options): Task<void> {
  if (/^\d+$/.test(command)) {
    yield* pager.src.upTo(Number(command));
    pager.top = Math.max(0, Math.min(Number(command), pager.src.lines.length) - 1);
  } else if (command === 'G') yield* pager.toEnd();
  else if (command.startsWith('/')) {
    const re = pattern(command.slice(1), o);
    if (typeof re !== 'string') {
      pager.setSearch(re);
      yield* pager.find(false, -1);
    }
  }
}

/** more: forward only, ends at the end. */
export const more = tool({ name: 'more', support: { level: 'partial', note: 'space, Enter, b, /, q' } }, function* (t): Task<number> {
  const files = yield* t.options('dlefpcsun:V', {}, () => undefined);
  if (files.length === 0 && isatty(t.sys, 0)) {
    yield* t.warn('bad usage');
    yield* t.tryHelp();
    return 1;
  }
  const fds: number[] = [];
  for (const file of files) {
    try {
      fds.push(yield* t.sys.open(file, O.RDONLY));
    } catch (e) {
      if (!isSysError(e)) throw e;
      yield* t.warn(t.dialect === undefined ? `cannot open ${file}: ${e.message}` : `can't open '${file}': ${e.message}`);
    }
  }
  if (files.length > 0 && fds.length === 0) return t.dialect === undefined ? 0 : 1;
  if (!isatty(t.sys, 1)) {
    yield* plain(t, files.length === 0 ? [0] : fds);
    return 0;
  }
  const screen = yield* Screen.open(t.sys, { alternate: false });
  try {
    for (const [i, fd] of (files.length === 0 ? [0] : fds).entries()) {
      const src = new Source(t.sys, files[i] ?? '', fd);
      const size = fd === 0 ? 0 : t.sys.fstat(fd).size;
      let shown = 0;
      let bytes = 0;
      let room = screen.size().rows - 1;
      if (fds.length > 1) yield* screen.write(`::::::::::::::\r\n${files[i]!}\r\n::::::::::::::\r\n`);
      for (;;) {
        yield* src.upTo(shown + 1);
        if (shown >= src.lines.length) break;
        const rows = fold(visible(src.lines[shown]!, true), screen.size().cols);
        if (room < rows.length) {
          yield* screen.write(`\x1b[7m--More--${size > 0 ? `(${Math.floor((bytes * 100) / size)}%)` : ''}\x1b[27m`);
          const key = yield* screen.key();
          yield* screen.write('\r\x1b[K');
          if (key === 'q' || key === 'Q' || key === '\x03' || key === 'eof') {
            yield* screen.leave();
            return 0;
          }
          if (key === ' ' || key === 'f' || key === 'pagedown') room = screen.size().rows - 1;
          else if (key === '\r' || key === '\n' || key === 'down') room = Math.max(rows.length, 1);
          else if (key === 'd' || key === '\x04') room = 11;
          else if (key === 'b' || key === '\x02') {
            shown = Math.max(0, shown - 2 * (screen.size().rows - 1));
            room = screen.size().rows - 1;
          }
          continue;
        }
        yield* screen.write(rows.map((r) => `${r}\r\n`).join(''));
        bytes += src.lines[shown]!.length + 1;
        room -= rows.length;
        shown++;
      }
    }
    yield* screen.leave();
  } finally {
    screen.restore();
  }
  return 0;
});
