/**
 * sed's scripts, parsed (GNU sed 4.9): addresses, commands and their texts. Reads one character at a time, as the real one does, so that
 * messages name the same position: "-e expression #1, char 5: unterminated `s' command".
 */
import { encodeUtf8 } from '../../../base/bytes.ts';

/** A script that does not parse; `message` is complete but for the program's name. */
export class SedError {
  readonly message: string;
  readonly code: number;
  constructor(message: string, code = 1) {
    this.message = message;
    this.code = code;
  }
}

/** A pattern as written: compiled when the script is complete. Empty text stands for the last one used. */
export interface Pattern {
  readonly text: string;
  readonly icase: boolean;
  readonly multiline: boolean;
  /** Where the script was when it was read, for messages. */
  readonly where: string;
}

/** An address. */
export type Address =
  | { readonly kind: 'line'; readonly n: number }
  | { readonly kind: 'last' }
  | { readonly kind: 'step'; readonly first: number; readonly step: number }
  | { readonly kind: 'plus'; readonly n: number }
  | { readonly kind: 'multiple'; readonly n: number }
  | { readonly kind: 'regex'; readonly pattern: Pattern };

/** A piece of a replacement: text or a group (0 is &), after a change of case. */
export interface Piece {
  readonly text: string;
  readonly group: number | undefined;
  /** 'U', 'L' or 'E' from here on, 'u' or 'l' for the next character. */
  readonly mode: string;
}

/** The s command. */
export interface Subst {
  readonly pattern: Pattern;
  readonly replacement: readonly Piece[];
  global: boolean;
  number: number;
  print: number;
  eval: boolean;
  file: string | undefined;
}

/** A command. `jump` is an index into the script: of the matching '}' for '{', of the label for b, t, T. */
export interface Command {
  readonly a1: Address | undefined;
  readonly a2: Address | undefined;
  readonly negate: boolean;
  readonly name: string;
  text: string;
  number: number;
  jump: number;
  subst: Subst | undefined;
  map: ReadonlyMap<string, string> | undefined;
  /** State of a range: is it active, and where does it end. */
  active: boolean;
  end: number;
}

const EOF = '';

/** Escapes that work in patterns and texts alike: \a \f \v \t \dNNN \oNNN \xHH \cX. Returns the character and how much was read. */
function special(text: string, at: number): { readonly ch: string; readonly length: number } | undefined {
  const rest = text.slice(at);
  const simple = { a: '\x07', f: '\f', v: '\v', t: '\t', r: '\r' }[rest[0] ?? ''];
  if (simple !== undefined) return { ch: simple, length: 1 };
  const m = /^(?:d(\d{3})|o([0-7]{3})|x([0-9a-fA-F]{1,2})|c([\s\S]))/.exec(rest);
  if (m === null) return undefined;
  let code: number;
  if (m[1] !== undefined) code = Number(m[1]) & 255;
  else if (m[2] !== undefined) code = parseInt(m[2], 8) & 255;
  else if (m[3] !== undefined) code = parseInt(m[3], 16);
  else code = m[4]!.toUpperCase().charCodeAt(0) ^ 0x40;
  return { ch: code >= 128 ? String.fromCharCode(0xdc00 + code) : String.fromCharCode(code), length: m[0].length };
}

/** Replace sed's escapes in a pattern; a produced character that is special is made literal. */
function patternEscapes(text: string): string {
  let out = '';
  for (let i = 0; i < text.length; i++) {
    if (text[i] !== '\\' || i + 1 >= text.length) {
      out += text[i];
      continue;
    }
    const s = special(text, i + 1);
    if (s === undefined) {
      out += text[i + 1] === 'n' ? '\n' : text.slice(i, i + 2);
      i++;
    } else {
      out += /[*.[\]^$\\/+?(){}|]/.test(s.ch) ? `\\${s.ch}` : s.ch;
      i += s.length;
    }
  }
  return out;
}

/** Parses the scripts of a command line, in order, into one list of commands. */
export class SedParser {
  readonly commands: Command[] = [];
  /** '#n' on the first line of the first script. */
  quiet = false;
  private readonly blocks: number[] = [];
  private readonly labels = new Map<string, number>();
  private readonly jumps: { readonly index: number; readonly label: string }[] = [];
  private src = '';
  private pos = 0;
  private line = 1;
  private name = '';
  private isFile = false;
  private scripts = 0;
  private expressions = 0;
  /** The text of an a, i or c that ended with a backslash at the end of an -e: it goes on in the next. */
  private openText: Command | undefined;
  private readonly sandbox: boolean;
  constructor(sandbox: boolean) {
    this.sandbox = sandbox;
  }

  /** Parse one -e (`file` undefined) or -f. */
  parse(text: string, file?: string): void {
    this.src = text;
    this.pos = 0;
    this.line = 1;
    this.isFile = file !== undefined;
    if (file === undefined) this.expressions++;
    this.name = file ?? `-e expression #${this.expressions}`;
    this.scripts++;
    if (this.openText !== undefined) {
      const cmd = this.openText;
      this.openText = undefined;
      this.readText(cmd);
    }
    while (this.command());
  }

  /** All scripts are read: resolve blocks and labels. */
  finish(): readonly Command[] {
    if (this.blocks.length > 0) throw new SedError(`-e expression #1, char 0: unmatched \`{'`);
    for (const { index, label } of this.jumps) {
      const target = label === '' ? this.commands.length : this.labels.get(label);
      if (target === undefined) throw new SedError(`can't find label for jump to \`${label}'`, 4);
      this.commands[index]!.jump = target;
    }
    return this.commands;
  }

  private where(): string {
    return this.isFile ? `file ${this.name} line ${this.line}:` : `${this.name}, char ${encodeUtf8(this.src.slice(0, this.pos)).length}:`;
  }
  private bad(message: string): never {
    throw new SedError(`${this.where()} ${message}`);
  }
  private next(): string {
    const ch = this.src[this.pos];
    if (ch === undefined) return EOF;
    this.pos++;
    if (ch === '\n') this.line++;
    return ch;
  }
  private back(ch: string): void {
    if (ch === EOF) return;
    this.pos--;
    if (ch === '\n') this.line--;
  }
  private nonblank(): string {
    let ch = this.next();
    while (ch === ' ' || ch === '\t') ch = this.next();
    return ch;
  }
  private integer(first: string): number {
    let digits = first;
    let ch = this.next();
    while (ch >= '0' && ch <= '9') {
      digits += ch;
      ch = this.next();
    }
    this.back(ch);
    return Number(digits);
  }
  private endOfCommand(): void {
    const ch = this.nonblank();
    if (ch === '}' || ch === '#') this.back(ch);
    else if (ch !== EOF && ch !== '\n' && ch !== ';') this.bad('extra characters after command');
  }

  /** Text up to an unescaped `slash`, which is consumed; undefined when there is none. */
  private delimited(slash: string, regex: boolean): string | undefined {
    let out = '';
    let inClass = false;
    for (;;) {
      let ch = this.next();
      if (ch === EOF || (ch === '\n' && regex)) {
        if (ch === '\n') this.back(ch);
        return undefined;
      }
      if (inClass) {
        out += ch;
        const named = ch === '[' && /^[:.=]/.exec(this.src.slice(this.pos));
        if (named) {
          const close = this.src.indexOf(`${named[0]}]`, this.pos + 1);
          if (close > 0) {
            out += this.src.slice(this.pos, close + 2);
            this.pos = close + 2;
          }
        } else if (ch === ']') inClass = false;
        continue;
      }
      if (ch === slash) return out;
      if (ch === '\n' && !regex) {
        this.back(ch);
        return undefined;
      }
      if (regex && ch === '[') {
        inClass = true;
        out += ch;
        const head = /^\^?\]?/.exec(this.src.slice(this.pos))![0];
        out += head;
        this.pos += head.length;
        continue;
      }
      if (ch === '\\') {
        ch = this.next();
        if (ch === EOF) return undefined;
        if (ch === 'n' && regex) ch = '\n';
        else if (ch !== '\n' && (ch !== slash || (!regex && ch === '&'))) out += '\\';
        else if (ch === '\n' && !regex) out += '\\';
      }
      out += ch;
    }
  }

  private flagsOfAddress(): { icase: boolean; multiline: boolean } {
    const flags = { icase: false, multiline: false };
    for (;;) {
      const ch = this.nonblank();
      if (ch === 'I') flags.icase = true;
      else if (ch === 'M') flags.multiline = true;
      else {
        this.back(ch);
        return flags;
      }
    }
  }

  private address(first: string): Address | undefined {
    let ch = first;
    if (ch === '/' || ch === '\\') {
      if (ch === '\\') ch = this.next();
      const text = this.delimited(ch, true);
      if (text === undefined) this.bad('unterminated address regex');
      const flags = this.flagsOfAddress();
      return { kind: 'regex', pattern: { text: patternEscapes(text), ...flags, where: this.where() } };
    }
    if (ch >= '0' && ch <= '9') {
      const n = this.integer(ch);
      ch = this.nonblank();
      if (ch !== '~') {
        this.back(ch);
        return { kind: 'line', n };
      }
      const digit = this.nonblank();
      let step = 0;
      if (digit >= '0' && digit <= '9') step = this.integer(digit);
      else this.back(digit);
      return { kind: 'step', first: n, step };
    }
    if (ch === '+' || ch === '~') {
      const digit = this.nonblank();
      let n = 0;
      if (digit >= '0' && digit <= '9') n = this.integer(digit);
      else this.back(digit);
      return ch === '+' ? { kind: 'plus', n } : { kind: 'multiple', n };
    }
    return ch === '$' ? { kind: 'last' } : undefined;
  }

  private label(): string {
    let ch = this.nonblank();
    let out = '';
    while (ch !== EOF && ch !== '\n' && ch !== ';' && ch !== '}' && ch !== ' ' && ch !== '\t') {
      out += ch;
      ch = this.next();
    }
    this.back(ch);
    return out;
  }

  private filename(): string {
    let ch = this.nonblank();
    let out = '';
    while (ch !== EOF && ch !== '\n') {
      out += ch;
      ch = this.next();
    }
    if (out === '') this.bad('missing filename in r/R/w/W commands');
    return out;
  }

  /** Reads one command; false at the end of the script. */
  private command(): boolean {
    let ch = this.next();
    while (ch === ';' || ch === ' ' || ch === '\t' || ch === '\n' || ch === '\r') ch = this.next();
    if (ch === EOF) return false;
    let a2: Address | undefined;
    const a1 = this.address(ch);
    if (a1 !== undefined) {
      if (a1.kind === 'plus' || a1.kind === 'multiple') this.bad('invalid usage of +N or ~N as first address');
      ch = this.nonblank();
      if (ch === ',') {
        a2 = this.address(this.nonblank());
        if (a2 === undefined) this.bad("unexpected `,'");
        ch = this.nonblank();
      }
      if (a1.kind === 'line' && a1.n === 0 && a2?.kind !== 'regex') this.bad('invalid usage of line address 0');
    }
    let negate = false;
    if (ch === '!') {
      negate = true;
      ch = this.nonblank();
      if (ch === '!') this.bad("multiple `!'s");
    }
    const cmd: Command = { a1, a2, negate, name: ch, text: '', number: -1, jump: 0, subst: undefined, map: undefined, active: a1?.kind === 'line' && a1.n === 0, end: Infinity };
    if (ch === '#') {
      if (a1 !== undefined) this.bad("comments don't accept any addresses");
      const start = this.pos;
      ch = this.next();
      if (ch === 'n' && this.scripts === 1 && start === 1 && (this.src[start + 1] === '\n' || this.src.length === 2)) this.quiet = true;
      while (ch !== EOF && ch !== '\n') ch = this.next();
      return true;
    }
    this.body(cmd, ch);
    return true;
  }

  private body(cmd: Command, name: string): void {
    const index = this.commands.length;
    switch (name) {
      case '{':
        this.blocks.push(index);
        break;
      case '}': {
        const open = this.blocks.pop();
        if (open === undefined) this.bad("unexpected `}'");
        if (cmd.a1 !== undefined) this.bad('} doesn\'t want any addresses');
        this.commands[open]!.jump = index;
        this.endOfCommand();
        break;
      }
      case ':': {
        if (cmd.a1 !== undefined) this.bad(": doesn't want any addresses");
        const label = this.label();
        if (label === '') this.bad('":" lacks a label');
        this.labels.set(label, index);
        break;
      }
      case 'b':
      case 't':
      case 'T':
        this.jumps.push({ index, label: this.label() });
        this.endOfCommand();
        break;
      case 'a':
      case 'i':
      case 'c':
        this.commands.push(cmd);
        this.textCommand(cmd);
        return;
      case 'e': {
        if (this.sandbox) this.bad('e/r/w commands disabled in sandbox mode');
        let ch = this.nonblank();
        while (ch !== EOF && ch !== '\n') {
          cmd.text += ch;
          ch = this.next();
        }
        break;
      }
      case 'q':
      case 'Q':
      case 'l':
      case 'L': {
        if (cmd.a2 !== undefined && name.toLowerCase() === 'q') this.bad('command only uses one address');
        const ch = this.nonblank();
        if (ch >= '0' && ch <= '9') cmd.number = this.integer(ch);
        else this.back(ch);
        this.endOfCommand();
        break;
      }
      case '=':
      case 'd':
      case 'D':
      case 'F':
      case 'g':
      case 'G':
      case 'h':
      case 'H':
      case 'n':
      case 'N':
      case 'p':
      case 'P':
      case 'x':
      case 'z':
        this.endOfCommand();
        break;
      case 'r':
      case 'R':
      case 'w':
      case 'W':
        if (this.sandbox) this.bad('e/r/w commands disabled in sandbox mode');
        cmd.text = this.filename();
        break;
      case 's':
        this.substitute(cmd);
        break;
      case 'y':
        this.transliterate(cmd);
        break;
      case 'v': {
        const version = this.label();
        const [major = 0, minor = 0] = version.split('.').map(Number);
        if (major > 4 || (major === 4 && minor > 9)) this.bad('expected newer version of sed');
        this.endOfCommand();
        break;
      }
      case EOF:
        this.bad('missing command');
        break;
      default:
        this.bad(`unknown command: \`${name}'`);
    }
    this.commands.push(cmd);
  }

  private textCommand(cmd: Command): void {
    let ch = this.nonblank();
    if (ch === EOF) this.bad("expected \\ after `a', `c' or `i'");
    if (ch === '\\') {
      ch = this.next();
      if (ch === ' ' || ch === '\t') {
        const start = this.pos - 1;
        ch = this.nonblank();
        if (ch !== '\n') {
          // One-liner `a\  text`: the blanks after the backslash are kept.
          this.pos = start;
          ch = '';
        }
      }
      if (ch === EOF && this.pos >= this.src.length) {
        this.openText = cmd;
        return;
      }
      if (ch !== '\n' && ch !== '') this.back(ch);
      this.readText(cmd);
      return;
    }
    this.back(ch);
    this.readText(cmd);
  }

  private readText(cmd: Command): void {
    let out = '';
    for (;;) {
      const ch = this.next();
      if (ch === EOF || ch === '\n') break;
      if (ch !== '\\') {
        out += ch;
        continue;
      }
      const s = out === '' && cmd.text === '' ? undefined : special(this.src, this.pos);
      if (s !== undefined) {
        out += s.ch;
        this.pos += s.length;
        continue;
      }
      const escaped = this.next();
      if (escaped === EOF) {
        cmd.text += `${out}\n`;
        this.openText = cmd;
        return;
      }
      out += escaped;
    }
    cmd.text += `${out}\n`;
  }

  private substitute(cmd: Command): void {
    const slash = this.next();
    const regex = this.delimited(slash, true);
    if (regex === undefined) this.bad("unterminated `s' command");
    const replacement = this.delimited(slash, false);
    if (replacement === undefined) this.bad("unterminated `s' command");
    const pieces = parseReplacement(replacement);
    const s = { global: false, number: 0, print: 0, eval: false, file: undefined as string | undefined };
    let icase = false;
    let multiline = false;
    for (;;) {
      const ch = this.next();
      if (ch === ' ' || ch === '\t') continue;
      if (ch === 'i' || ch === 'I') icase = true;
      else if (ch === 'm' || ch === 'M') multiline = true;
      else if (ch === 'e') s.eval = true;
      else if (ch === 'p') {
        if (s.print > 0) this.bad("multiple `p' options to `s' command");
        s.print = s.eval ? 2 : 1;
      } else if (ch === 'g') {
        if (s.global) this.bad("multiple `g' options to `s' command");
        s.global = true;
      } else if (ch === 'w') {
        if (this.sandbox) this.bad('e/r/w commands disabled in sandbox mode');
        s.file = this.filename();
        break;
      } else if (ch >= '0' && ch <= '9') {
        if (s.number > 0) this.bad("multiple number options to `s' command");
        s.number = this.integer(ch);
        if (s.number === 0) this.bad("number option to `s' command may not be zero");
      } else if (ch === '}' || ch === '#') {
        this.back(ch);
        break;
      } else if (ch === EOF || ch === '\n' || ch === ';') break;
      else this.bad("unknown option to `s'");
    }
    const pattern = { text: patternEscapes(regex), icase, multiline, where: this.where() };
    cmd.subst = { pattern, replacement: pieces, ...s };
  }

  private transliterate(cmd: Command): void {
    const slash = this.next();
    const from = this.delimited(slash, false);
    const to = from === undefined ? undefined : this.delimited(slash, false);
    if (from === undefined || to === undefined) this.bad("unterminated `y' command");
    const expand = (text: string): string[] => {
      const out: string[] = [];
      for (let i = 0; i < text.length; i++) {
        if (text[i] !== '\\') {
          const ch = String.fromCodePoint(text.codePointAt(i)!);
          out.push(ch);
          i += ch.length - 1;
          continue;
        }
        const s = special(text, i + 1);
        const nextCh = text[i + 1];
        if (nextCh === '\\') out.push('\\');
        else if (nextCh === 'n' || nextCh === '\n') out.push('\n');
        else if (s !== undefined) out.push(s.ch);
        else if (nextCh === slash) out.push(slash);
        else out.push('\\', nextCh ?? '');
        i += s === undefined ? 1 : s.length;
      }
      return out;
    };
    const a = expand(from);
    const b = expand(to);
    if (a.length !== b.length) this.bad("strings for `y' command are different lengths");
    const map = new Map<string, string>();
    a.forEach((ch, i) => {
      if (!map.has(ch)) map.set(ch, b[i]!);
    });
    cmd.map = map;
    this.endOfCommand();
  }
}

function parseReplacement(text: string): Piece[] {
  const pieces: Piece[] = [];
  let literal = '';
  let mode = '';
  const flush = (): void => {
    if (literal !== '' || mode !== '') pieces.push({ text: literal, group: undefined, mode });
    literal = '';
    mode = '';
  };
  for (let i = 0; i < text.length; i++) {
    const ch = text[i]!;
    if (ch === '&') {
      flush();
      pieces.push({ text: '', group: 0, mode: '' });
      continue;
    }
    if (ch !== '\\' || i + 1 >= text.length) {
      literal += ch;
      continue;
    }
    const next = text[i + 1]!;
    const s = special(text, i + 1);
    if (next >= '0' && next <= '9') {
      flush();
      pieces.push({ text: '', group: Number(next), mode: '' });
      i++;
    } else if ('ULEul'.includes(next)) {
      flush();
      mode = next;
      i++;
    } else if (s !== undefined) {
      literal += s.ch;
      i += s.length;
    } else {
      literal += next === 'n' ? '\n' : next;
      i++;
    }
  }
  flush();
  return pieces;
}
