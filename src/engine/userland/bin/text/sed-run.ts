/** sed's machine: pattern space, hold space, input files, output files and the cycle (GNU sed 4.9). */
import type { Task } from '../../../abi/sys.ts';
import { fileType, O } from '../../../abi/fs.ts';
import { isSysError } from '../../../abi/errno.ts';
import { decodeUtf8, encodeUtf8 } from '../../../base/bytes.ts';
import { popen, pclose } from '../../libc/popen.ts';
import { Regex, RegexError, type Match } from '../../libc/regex.ts';
import { In, Out, readFd, readTextFile } from '../../libc/stdio.ts';
import { Die, type Tool } from '../../libc/tool.ts';
import { SedError, type Address, type Command, type Pattern, type Subst } from './sed-parse.ts';

/** The options that the machine needs. */
export interface SedOptions {
  quiet: boolean;
  extended: boolean;
  separate: boolean;
  inPlace: string | undefined;
  zero: boolean;
  unbuffered: boolean;
  lineLength: number;
}

/** An output: knows whether its last line still lacks its newline. */
class Output {
  readonly out: Out;
  private missing = false;
  private readonly eol: string;
  constructor(out: Out, eol: string) {
    this.out = out;
    this.eol = eol;
  }
  /** A line; `newline` false when the input's last line had none. */
  line(text: string, newline: boolean): void {
    this.out.put((this.missing ? this.eol : '') + text + (newline ? this.eol : ''));
    this.missing = !newline;
  }
  /** Text that brings its own newlines. */
  raw(text: string): void {
    this.out.put((this.missing ? this.eol : '') + text);
    this.missing = false;
  }
}

type Step = 'next' | 'end' | 'delete' | 'restart' | 'quit';

/** Runs one script over its inputs. */
export class SedMachine {
  private readonly t: Tool;
  private readonly o: SedOptions;
  private readonly script: readonly Command[];
  private readonly eol: '\n' | '\0';
  private readonly stdout: Output;
  private current: Output;
  private readonly files: string[];
  private fileIndex = 0;
  private input: In | undefined;
  private inputName = '-';
  private edited: { readonly path: string; readonly temp: string; readonly fd: number; readonly mode: number } | undefined;
  private readonly outputs = new Map<string, Output>();
  private readonly readers = new Map<string, In | undefined>();
  private readonly regexes = new Map<Pattern, Regex>();
  private lastRegex: Regex | undefined;
  private space = '';
  private hold = '';
  private newline = true;
  private lineNumber = 0;
  private appends: (() => Task<void>)[] = [];
  private replaced = false;
  status = 0;

  constructor(t: Tool, o: SedOptions, script: readonly Command[], files: readonly string[]) {
    this.t = t;
    this.o = o;
    this.script = script;
    this.eol = o.zero ? '\0' : '\n';
    this.stdout = new Output(t.out, this.eol);
    this.current = this.stdout;
    this.files = files.length === 0 ? ['-'] : [...files];
    if (o.unbuffered) t.out.setUnbuffered();
    this.compileAll();
  }

  private compileAll(): void {
    const compile = (p: Pattern | undefined): void => {
      if (p === undefined || p.text === '') return;
      try {
        this.regexes.set(p, new Regex(p.text, { extended: this.o.extended, icase: p.icase, multiline: p.multiline, utf8: this.t.utf8 }));
      } catch (e) {
        if (!(e instanceof RegexError)) throw e;
        if (e.message.startsWith('character class syntax')) throw new SedError(e.message, 4);
        throw new SedError(`${p.where} ${e.message}`);
      }
    };
    for (const c of this.script) {
      for (const a of [c.a1, c.a2]) if (a?.kind === 'regex') compile(a.pattern);
      if (c.subst === undefined) continue;
      compile(c.subst.pattern);
      const groups = this.regexes.get(c.subst.pattern)?.groups ?? Infinity;
      const far = c.subst.replacement.find((p) => (p.group ?? 0) > groups);
      if (far !== undefined) throw new SedError(`${c.subst.pattern.where} invalid reference \\${far.group} on \`s' command's RHS`);
    }
  }

  /** Run to the end; the exit status. */
  *run(): Task<number> {
    for (const c of this.script) {
      if (c.name === 'w' || c.name === 'W') yield* this.outputFor(c.text);
      if (c.subst?.file !== undefined) yield* this.outputFor(c.subst.file);
    }
    let code: number | undefined;
    while (code === undefined && (yield* this.nextLine())) code = yield* this.cycle();
    yield* this.dumpAppends();
    yield* this.closeInput();
    for (const [name, o] of this.outputs) {
      if (o !== this.stdout) {
        yield* o.out.flush();
        if (!name.startsWith('/dev/std')) this.t.sys.close(o.out.fd);
      }
    }
    return code ?? this.status;
  }

  private *outputFor(name: string): Task<Output> {
    let out = this.outputs.get(name);
    if (out !== undefined) return out;
    if (name === '/dev/stdout') out = this.stdout;
    else if (name === '/dev/stderr') out = new Output(new Out(this.t.sys, 2), this.eol);
    else {
      try {
        out = new Output(new Out(this.t.sys, yield* this.t.sys.open(name, O.WRONLY | O.CREAT | O.TRUNC | O.CLOEXEC, 0o666)), this.eol);
      } catch (e) {
        if (!isSysError(e)) throw e;
        throw new Die(`couldn't open file ${name}: ${e.message}`, 4);
      }
    }
    this.outputs.set(name, out);
    return out;
  }

  // ---- input ---------------------------------------------------------------------------------------------------------------

  /** Open the next input file; false when there is none left. */
  private *openNext(): Task<boolean> {
    while (this.fileIndex < this.files.length) {
      const name = this.files[this.fileIndex++]!;
      this.inputName = name;
      if (this.o.separate) {
        this.lineNumber = 0;
        for (const c of this.script) c.active = c.a1?.kind === 'line' && c.a1.n === 0;
      }
      if (name === '-' && this.o.inPlace === undefined) {
        this.input = new In(this.t.sys, 0, this.eol);
        return true;
      }
      try {
        const fd = yield* this.t.sys.open(name, O.RDONLY | O.CLOEXEC);
        if (this.o.inPlace !== undefined) {
          const st = this.t.sys.fstat(fd);
          if (fileType(st.mode) !== 'file') {
            this.t.sys.close(fd);
            yield* this.t.warn(`couldn't edit ${name}: not a regular file`);
            this.status = 4;
            continue;
          }
          const slash = name.lastIndexOf('/') + 1;
          const temp = `${name.slice(0, slash)}sed${[...this.t.sys.getrandom(6)].map((b) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'[b % 62]).join('')}`;
          let out: number;
          try {
            out = yield* this.t.sys.open(temp, O.WRONLY | O.CREAT | O.EXCL | O.CLOEXEC, st.mode & 0o777);
          } catch (e) {
            if (!isSysError(e)) throw e;
            throw new Die(`couldn't open temporary file ${slash === 0 ? `./${temp}` : temp}: ${e.message}`, 4);
          }
          this.t.sys.chmod(temp, st.mode & 0o7777);
          this.edited = { path: name, temp, fd: out, mode: st.mode };
          this.current = new Output(new Out(this.t.sys, out), this.eol);
        }
        this.input = new In(this.t.sys, fd, this.eol);
        return true;
      } catch (e) {
        if (!isSysError(e)) throw e;
        yield* this.t.warn(`can't read ${name}: ${e.message}`);
        this.status = 2;
      }
    }
    return false;
  }

  /** Close the input, and put an edited file in its place. After q what was not read is lost, as with the real one. */
  private *closeInput(): Task<void> {
    const input = this.input;
    if (input === undefined) return;
    const edited = this.edited;
    if (edited !== undefined) {
      yield* this.current.out.flush();
      this.t.sys.close(edited.fd);
      if (this.o.inPlace !== undefined && this.o.inPlace !== '') {
        const slash = edited.path.lastIndexOf('/') + 1;
        const base = edited.path.slice(slash);
        const suffix = this.o.inPlace;
        const backup = suffix.includes('*') ? suffix.replaceAll('*', base) : base + suffix;
        this.t.sys.rename(edited.path, backup.includes('/') ? backup : edited.path.slice(0, slash) + backup);
      }
      this.t.sys.rename(edited.temp, edited.path);
      this.edited = undefined;
      this.current = this.stdout;
    }
    input.close();
    this.input = undefined;
  }

  private *fill(input: In): Task<boolean> {
    try {
      return yield* input.fill();
    } catch (e) {
      if (!isSysError(e)) throw e;
      throw new Die(`read error on ${this.inputName}: ${e.message}`, 4);
    }
  }

  /** Is there a further line? Opens following files to find out, unless files are separate. */
  private *atEnd(): Task<boolean> {
    const input = this.input;
    if (input !== undefined && (input.ready || (yield* this.fill(input)))) return false;
    if (this.o.separate) return true;
    // Look ahead: the input that is at its end is replaced by the next that has lines.
    yield* this.closeInput();
    while (yield* this.openNext()) {
      if (yield* this.fill(this.input!)) return false;
      yield* this.closeInput();
    }
    return true;
  }

  /** Read a line into the pattern space (`append`: behind a newline). False at the end of all input. */
  private *nextLine(append = false): Task<boolean> {
    yield* this.dumpAppends();
    this.replaced = false;
    for (;;) {
      if (this.input === undefined && !(yield* this.openNext())) return false;
      const input = this.input!;
      if (input.ready || (yield* this.fill(input))) break;
      yield* this.closeInput();
    }
    const line = this.input!.take();
    this.newline = !this.input!.endedWithoutDelimiter;
    this.space = append ? this.space + this.eol + line : line;
    this.lineNumber++;
    return true;
  }

  private *dumpAppends(): Task<void> {
    if (this.appends.length > 0) {
      const queue = this.appends;
      this.appends = [];
      for (const action of queue) yield* action();
    }
    if (this.current.out.full) yield* this.current.out.flush();
  }

  // ---- matching ------------------------------------------------------------------------------------------------------------

  private regexOf(p: Pattern): Regex {
    const re = p.text === '' ? this.lastRegex : this.regexes.get(p);
    if (re === undefined) throw new SedError('-e expression #1, char 0: no previous regular expression');
    this.lastRegex = re;
    return re;
  }

  private *matchesOne(a: Address): Task<boolean> {
    switch (a.kind) {
      case 'line':
        return this.lineNumber === a.n;
      case 'last':
        return yield* this.atEnd();
      case 'step':
        return a.step <= 0 ? this.lineNumber === a.first : this.lineNumber >= a.first && (this.lineNumber - a.first) % a.step === 0;
      case 'regex':
        return this.regexOf(a.pattern).test(this.space);
      default:
        return false;
    }
  }

  private *selected(c: Command): Task<boolean> {
    const { a1, a2 } = c;
    if (a1 === undefined) return true;
    const l = this.lineNumber;
    if (a2 === undefined) {
      if (a1.kind === 'regex') return this.regexOf(a1.pattern).test(this.space);
      if (a1.kind === 'line') return l === a1.n;
      return yield* this.matchesOne(a1);
    }
    if (c.active) {
      if (a2.kind === 'regex' || a2.kind === 'last') {
        if (yield* this.matchesOne(a2)) c.active = false;
        return true;
      }
      const end = a2.kind === 'line' ? a2.n : c.end;
      if (l >= end) c.active = false;
      if (l <= end) return true;
      return a1.kind === 'line' ? l === a1.n : yield* this.matchesOne(a1);
    }
    if (!(yield* this.matchesOne(a1))) return false;
    if (a2.kind === 'line' && a2.n <= l) return true;
    if (a2.kind === 'plus') {
      if (a2.n === 0) return true;
      c.end = l + a2.n;
    } else if (a2.kind === 'multiple') {
      if (a2.n <= 0 || l % a2.n === 0) return true;
      c.end = Math.ceil(l / a2.n) * a2.n;
    } else if (a2.kind === 'step') return true;
    c.active = true;
    return true;
  }

  // ---- the cycle -----------------------------------------------------------------------------------------------------------

  /** Run the script on the pattern space; an exit status when a command quits. */
  private *cycle(): Task<number | undefined> {
    for (;;) {
      let pc = 0;
      let step: Step = 'next';
      while (pc < this.script.length) {
        const c = this.script[pc]!;
        if (c.a1 === undefined ? c.negate : (yield* this.selected(c)) === c.negate) {
          pc = c.name === '{' ? c.jump + 1 : pc + 1;
          continue;
        }
        if (c.name === 'b' || ((c.name === 't' || c.name === 'T') && this.replaced === (c.name === 't'))) {
          this.replaced = false;
          if (this.t.sys.charge(200)) yield* this.t.sys.schedYield();
          pc = c.jump;
          continue;
        }
        if (c.name === 'T') this.replaced = false;
        pc++;
        if (c.name === 's') {
          yield* this.substitute(c.subst!);
          continue;
        }
        step = yield* this.execute(c);
        if (step === 'quit') return Math.max(0, c.number);
        if (step !== 'next') break;
      }
      if (step === 'restart') {
        yield* this.dumpAppends();
        continue;
      }
      if (step === 'next' && !this.o.quiet) this.current.line(this.space, this.newline);
      if (this.o.unbuffered) yield* this.current.out.flush();
      return undefined;
    }
  }

  private *execute(c: Command): Task<Step> {
    const out = this.current;
    switch (c.name) {
      case '=':
        out.raw(`${this.lineNumber}\n`);
        break;
      case 'a':
        this.appends.push(function* () {
          out.raw(c.text);
        });
        break;
      case 'i':
        out.raw(c.text);
        break;
      case 'c':
        if (c.a2 === undefined || !c.active || c.negate) out.raw(c.text);
        return 'delete';
      case 'd':
        return 'delete';
      case 'D': {
        const nl = this.space.indexOf(this.eol);
        if (nl < 0) return 'delete';
        this.space = this.space.slice(nl + 1);
        return 'restart';
      }
      case 'e':
        yield* this.evaluate(c.text);
        break;
      case 'F':
        out.raw(`${this.inputName}\n`);
        break;
      case 'g':
        this.space = this.hold;
        break;
      case 'G':
        this.space += this.eol + this.hold;
        break;
      case 'h':
        this.hold = this.space;
        break;
      case 'H':
        this.hold += this.eol + this.space;
        break;
      case 'x':
        [this.space, this.hold] = [this.hold, this.space];
        break;
      case 'l':
        out.raw(unambiguous(this.space, c.number < 0 ? this.o.lineLength : c.number));
        break;
      case 'n':
        if (yield* this.atEnd()) return this.o.quiet ? 'end' : this.endWithPrint();
        if (!this.o.quiet) out.line(this.space, this.newline);
        if (!(yield* this.nextLine())) return 'end';
        break;
      case 'N':
        if (yield* this.atEnd()) return this.o.quiet ? 'end' : this.endWithPrint();
        if (!(yield* this.nextLine(true))) return 'end';
        break;
      case 'p':
        out.line(this.space, this.newline);
        break;
      case 'P': {
        const nl = this.space.indexOf(this.eol);
        out.line(nl < 0 ? this.space : this.space.slice(0, nl), nl < 0 ? this.newline : true);
        break;
      }
      case 'q':
        if (!this.o.quiet) out.line(this.space, this.newline);
        yield* this.dumpAppends();
        return 'quit';
      case 'Q':
        return 'quit';
      case 'r':
        this.appends.push(() => this.appendFile(c.text, out));
        break;
      case 'R': {
        const line = yield* this.readFrom(c.text);
        if (line !== undefined) {
          this.appends.push(function* () {
            out.line(line.text, line.newline);
          });
        }
        break;
      }
      case 'w':
        (yield* this.outputFor(c.text)).line(this.space, this.newline);
        break;
      case 'W':
        (yield* this.outputFor(c.text)).line(this.space.split(this.eol, 1)[0]!, true);
        break;
      case 'y': {
        let s = '';
        for (const ch of this.space) s += c.map!.get(ch) ?? ch;
        this.space = s;
        break;
      }
      case 'z':
        this.space = '';
        break;
      default:
    }
    return 'next';
  }

  /** n and N without a further line: the pattern space is printed and the script ends. */
  private endWithPrint(): Step {
    this.current.line(this.space, this.newline);
    return 'end';
  }

  private *appendFile(name: string, out: Output): Task<void> {
    try {
      const text = name === '/dev/stdin' ? decodeUtf8(yield* readFd(this.t.sys, 0)) : yield* readTextFile(this.t.sys, name);
      out.raw(text);
    } catch (e) {
      if (!isSysError(e)) throw e;
      out.raw('');
    }
  }

  private *readFrom(name: string): Task<{ text: string; newline: boolean } | undefined> {
    if (!this.readers.has(name)) {
      try {
        this.readers.set(name, new In(this.t.sys, name === '/dev/stdin' ? 0 : yield* this.t.sys.open(name, O.RDONLY | O.CLOEXEC), this.eol));
      } catch (e) {
        if (!isSysError(e)) throw e;
        this.readers.set(name, undefined);
      }
    }
    const input = this.readers.get(name);
    if (input === undefined || !(input.ready || (yield* input.fill()))) return undefined;
    const text = input.take();
    return { text, newline: !input.endedWithoutDelimiter };
  }

  /** e: run a command; its output replaces the pattern space, or with `text` comes before it. */
  private *evaluate(text: string): Task<void> {
    yield* this.current.out.flush();
    const child = yield* popen(this.t.sys, text === '' ? this.space : text, 'r', this.t.envp);
    const output = decodeUtf8(yield* new In(this.t.sys, child.fd).readAll());
    yield* pclose(this.t.sys, child);
    if (text !== '') this.current.raw(output);
    else this.space = output.endsWith(this.eol) ? output.slice(0, -1) : output;
  }

  private *substitute(s: Subst): Task<void> {
    const re = this.regexOf(s.pattern);
    const text = this.space;
    let out = '';
    let copied = 0;
    let previousEnd = -1;
    let count = 0;
    let changed = false;
    for (let at = 0; at <= text.length; ) {
      const m = re.exec(text, at);
      if (m === undefined) break;
      const end = m.index + m[0].length;
      const step = m[0] !== '' ? 0 : (text.codePointAt(end) ?? 0) > 0xffff ? 2 : 1;
      at = end + step;
      // An empty match right behind a match does not count.
      if (step > 0 && m.index === previousEnd) continue;
      previousEnd = end;
      count++;
      if (count < s.number) continue;
      out += text.slice(copied, m.index) + expand(s, m);
      copied = end;
      changed = true;
      if (!s.global) break;
    }
    if (!changed) return;
    this.space = out + text.slice(copied);
    this.replaced = true;
    if (s.eval) yield* this.evaluate('');
    if (s.print > 0) this.current.line(this.space, this.newline);
    if (s.file !== undefined) (yield* this.outputFor(s.file)).line(this.space, this.newline);
  }
}

/** The replacement for a match, with its changes of case. */
function expand(s: Subst, m: Match): string {
  if (s.replacement.length === 1 && s.replacement[0]!.mode === '') {
    const p = s.replacement[0]!;
    return p.group === undefined ? p.text : (m[p.group] ?? '');
  }
  let out = '';
  let mode = 'E';
  let once = '';
  for (const p of s.replacement) {
    if (p.mode === 'u' || p.mode === 'l') once = p.mode;
    else if (p.mode !== '') {
      mode = p.mode;
      once = '';
    }
    let text = p.group === undefined ? p.text : (m[p.group] ?? '');
    if (text === '') continue;
    if (mode === 'U') text = text.toUpperCase();
    else if (mode === 'L') text = text.toLowerCase();
    if (once !== '') {
      const first = String.fromCodePoint(text.codePointAt(0)!);
      text = (once === 'u' ? first.toUpperCase() : first.toLowerCase()) + text.slice(first.length);
      once = '';
    }
    out += text;
  }
  return out;
}

const ESCAPES: Readonly<Record<number, string>> = { 92: '\\\\', 7: '\\a', 8: '\\b', 12: '\\f', 10: '\\n', 13: '\\r', 9: '\\t', 11: '\\v' };

/** l: every byte visible, folded at `width` columns. */
function unambiguous(text: string, width: number): string {
  let out = '';
  let column = 0;
  for (const b of encodeUtf8(text)) {
    const piece = ESCAPES[b] ?? (b >= 32 && b < 127 ? String.fromCharCode(b) : `\\${b.toString(8).padStart(3, '0')}`);
    if (width > 0 && column + piece.length > width - 1) {
      out += '\\\n';
      column = 0;
    }
    out += piece;
    column += piece.length;
  }
  return `${out}$\n`;
}
