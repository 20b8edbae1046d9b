/** awk's tokens, as mawk 1.3.4 reads them. Texts are one character a byte. */

/** A program that does not parse; `message` comes after 'awk: '. */
export class AwkSyntax {
  readonly message: string;
  constructor(message: string) {
    this.message = message;
  }
}

/** A token. `value` is the text of names, strings, expressions; `line` counts from 1. */
export interface Token {
  readonly kind: 'num' | 'str' | 'ere' | 'name' | 'func' | 'builtin' | 'word' | 'op' | 'newline' | 'eof';
  readonly value: string;
  readonly line: number;
}

const WORDS = new Set(['BEGIN', 'END', 'function', 'if', 'else', 'while', 'for', 'do', 'break', 'continue', 'next', 'nextfile', 'exit', 'return', 'delete', 'in', 'getline', 'print', 'printf']);
/** Functions and how many arguments they take. */
export const BUILTINS: Readonly<Record<string, readonly [min: number, max: number]>> = {
  length: [0, 1], index: [2, 2], substr: [2, 3], split: [2, 3], sub: [2, 3], gsub: [2, 3], match: [2, 2], sprintf: [1, 255], tolower: [1, 1], toupper: [1, 1], sin: [1, 1], cos: [1, 1],
  atan2: [2, 2], exp: [1, 1], log: [1, 1], sqrt: [1, 1], int: [1, 1], rand: [0, 0], srand: [0, 1], system: [1, 1], close: [1, 1], fflush: [0, 1], systime: [0, 0], strftime: [0, 3], mktime: [1, 1],
};
const OPS = ['&&', '||', '++', '--', '+=', '-=', '*=', '/=', '%=', '^=', '==', '<=', '>=', '!=', '>>', '{', '}', '(', ')', '[', ']', ';', ',', '+', '-', '*', '/', '%', '^', '!', '>', '<', '|', '?', ':', '~', '$', '='];
const ESCAPES: Readonly<Record<string, string>> = { '"': '"', '\\': '\\', '/': '/', a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };

/** Resolve the escapes of a string, as in a program text and in -v assignments. Unknown ones keep their backslash. */
export function unescape(text: string): string {
  return text.replace(/\\(?:([0-7]{1,3})|x([0-9a-fA-F]{1,2})|([\s\S]))/g, (whole, octal: string | undefined, hex: string | undefined, ch: string | undefined) => {
    if (octal !== undefined) return String.fromCharCode(parseInt(octal, 8) & 255);
    if (hex !== undefined) return String.fromCharCode(parseInt(hex, 16));
    return ch === '/' ? whole : (ESCAPES[ch!] ?? whole);
  });
}

/** Splits a program into tokens; a slash is division or the start of an expression by what stands before it. */
export class Lexer {
  private at = 0;
  private line = 1;
  private last: Token | undefined;
  private readonly src: string;
  constructor(src: string) {
    this.src = src;
  }
  private make(kind: Token['kind'], value: string): Token {
    return (this.last = { kind, value, line: this.line });
  }
  private divisionNext(): boolean {
    const l = this.last;
    if (l === undefined) return false;
    if (l.kind === 'num' || l.kind === 'str' || l.kind === 'ere' || l.kind === 'name' || l.kind === 'builtin') return true;
    return l.kind === 'op' && (l.value === ')' || l.value === ']' || l.value === '$' || l.value === '++' || l.value === '--');
  }
  next(): Token {
    const { src } = this;
    for (;;) {
      const ch = src[this.at];
      if (ch === undefined) return this.make('eof', '');
      if (ch === ' ' || ch === '\t' || ch === '\r' || ch === '\f') this.at++;
      else if (ch === '\\' && (src[this.at + 1] === '\n' || src.startsWith('\r\n', this.at + 1))) {
        this.at += src[this.at + 1] === '\n' ? 2 : 3;
        this.line++;
      } else if (ch === '#') {
        const nl = src.indexOf('\n', this.at);
        this.at = nl < 0 ? src.length : nl;
      } else if (ch === '\n') {
        const t = this.make('newline', '\n');
        this.at++;
        this.line++;
        return t;
      } else break;
    }
    const rest = src.slice(this.at, this.at + 400);
    const num = /^(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?/.exec(rest);
    if (num !== null) {
      this.at += num[0].length;
      if (/^[eE]/.test(src.slice(this.at)) && /^[eE](?![A-Za-z0-9_])/.test(src.slice(this.at))) this.at++;
      if (!Number.isFinite(Number(num[0]))) throw new AwkSyntax(`line ${this.line}: ${num[0]} : decimal overflow`);
      return this.make('num', num[0]);
    }
    const name = /^[A-Za-z_]\w*/.exec(rest);
    if (name !== null) {
      const text = name[0];
      this.at += text.length;
      if (WORDS.has(text)) return this.make('word', text);
      if (Object.hasOwn(BUILTINS, text)) return this.make('builtin', text);
      return this.make(src[this.at] === '(' ? 'func' : 'name', text);
    }
    if (rest[0] === '"') return this.string();
    if (rest[0] === '/' && !this.divisionNext()) return this.ere();
    for (const op of OPS) {
      if (rest.startsWith(op)) {
        this.at += op.length;
        return this.make('op', op);
      }
    }
    throw new AwkSyntax(`${this.line}: unexpected character '${rest[0]}'`);
  }
  private string(): Token {
    let i = this.at + 1;
    for (; i < this.src.length && this.src[i] !== '"'; i++) {
      if (this.src[i] === '\\') i++;
      else if (this.src[i] === '\n') break;
    }
    const raw = this.src.slice(this.at + 1, i);
    if (this.src[i] !== '"') throw new AwkSyntax(`line ${this.line}: runaway string constant "${raw.slice(0, 10)} ...`);
    this.at = i + 1;
    return this.make('str', unescape(raw.replaceAll('\\\n', '')));
  }
  private ere(): Token {
    let i = this.at + 1;
    let inClass = false;
    for (; i < this.src.length; i++) {
      const c = this.src[i]!;
      if (c === '\n') break;
      if (c === '\\') i++;
      else if (inClass) inClass = c !== ']';
      else if (c === '[') {
        inClass = true;
        if (this.src[i + 1] === '^') i++;
        if (this.src[i + 1] === ']') i++;
      } else if (c === '/') break;
    }
    const raw = this.src.slice(this.at + 1, i);
    if (this.src[i] !== '/') throw new AwkSyntax(`line ${this.line}: runaway regular expression /${raw.slice(0, 10)} ...`);
    this.at = i + 1;
    return this.make('ere', raw.replaceAll('\\/', '/'));
  }
}
