/** The lexer of Go's text/template: text and actions to tokens. An error is a token too, as in Go. */

/** Kinds of tokens. */
export type TokenKind = 'error' | 'eof' | 'text' | 'left' | 'right' | 'bool' | 'char' | 'punct' | 'number' | 'string' | 'raw' | 'field' | 'variable' | 'identifier' | 'keyword' | 'dot' | 'nil' | 'space' | 'assign' | 'declare' | 'pipe' | 'lparen' | 'rparen' | 'comma';

/** A token: its place counts bytes of the text as UTF-16 units. */
export interface Token {
  readonly kind: TokenKind;
  readonly pos: number;
  readonly text: string;
  readonly line: number;
}

const KEYWORDS = new Set(['block', 'break', 'continue', 'define', 'else', 'end', 'if', 'range', 'template', 'with']);
const WORD = /[\p{L}\p{Nd}_]/u;
const SPACE = /^[ \t\r\n]/;

/** Tokens of `source`, one at a time; after an 'error' or 'eof' token nothing follows. */
export class Lexer {
  private pos = 0;
  private line = 1;
  private inside = false;
  private parens = 0;
  private queue: Token[] = [];
  private readonly source: string;

  constructor(source: string) {
    this.source = source;
  }

  next(): Token {
    return this.queue.shift() ?? (this.inside ? this.lexAction() : this.lexText());
  }

  private token(kind: TokenKind, start: number, end: number): Token {
    const text = this.source.slice(start, end);
    const token = { kind, pos: start, text, line: this.line };
    for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) this.line++;
    this.pos = end;
    return token;
  }

  private error(text: string): Token {
    this.pos = this.source.length;
    this.inside = false;
    return { kind: 'error', pos: this.pos, text, line: this.line };
  }

  private skip(to: number): void {
    for (let i = this.source.indexOf('\n', this.pos); i >= 0 && i < to; i = this.source.indexOf('\n', i + 1)) this.line++;
    this.pos = to;
  }

  private lexText(): Token {
    const s = this.source;
    const start = this.pos;
    if (start >= s.length) return this.token('eof', start, start);
    const open = s.indexOf('{{', start);
    if (open < 0) return this.token('text', start, s.length);
    const trim = s[open + 2] === '-' && SPACE.test(s.slice(open + 3, open + 4));
    let end = open;
    if (trim) while (end > start && SPACE.test(s[end - 1]!)) end--;
    const text = end > start ? this.token('text', start, end) : undefined;
    this.skip(open);
    const after = open + 2 + (trim ? 2 : 0);
    if (s.startsWith('/*', after)) {
      const close = s.indexOf('*/', after);
      if (close < 0) return this.error('unclosed comment');
      const m = /^( -)?\}\}/.exec(s.slice(close + 2, close + 6));
      const spaced = /^[ \t\r\n]-\}\}/.test(s.slice(close + 2));
      if (m === null && !spaced) return this.error('comment ends before closing delimiter');
      this.skip(close + 2 + (spaced ? 4 : 2));
      if (spaced) this.trimAfter();
      return text ?? this.lexText();
    }
    this.inside = true;
    this.parens = 0;
    const left = this.token('left', open, open + 2);
    this.skip(after);
    if (text === undefined) return left;
    this.queue.push(left);
    return text;
  }

  private trimAfter(): void {
    let end = this.pos;
    while (end < this.source.length && SPACE.test(this.source[end]!)) end++;
    this.skip(end);
  }

  private lexAction(): Token {
    const s = this.source;
    const start = this.pos;
    const trimmed = /^[ \t\r\n]-\}\}/.test(s.slice(start, start + 4));
    if (trimmed || s.startsWith('}}', start)) {
      if (this.parens > 0) return this.error('unclosed left paren');
      this.inside = false;
      if (trimmed) this.skip(start + 2);
      const right = this.token('right', this.pos, this.pos + 2);
      if (trimmed) this.trimAfter();
      return right;
    }
    const c = s[start];
    if (c === undefined) return this.error('unclosed action');
    if (SPACE.test(c)) {
      let end = start + 1;
      while (end < s.length && SPACE.test(s[end]!) && !/^[ \t\r\n]-\}\}/.test(s.slice(end, end + 4))) end++;
      return this.token('space', start, end);
    }
    switch (c) {
      case '=':
        return this.token('assign', start, start + 1);
      case ':':
        return s[start + 1] === '=' ? this.token('declare', start, start + 2) : this.error('expected :=');
      case '|':
        return this.token('pipe', start, start + 1);
      case ',':
        return this.token('comma', start, start + 1);
      case '(':
        this.parens++;
        return this.token('lparen', start, start + 1);
      case ')':
        if (--this.parens < 0) return this.error('unexpected right paren');
        return this.token('rparen', start, start + 1);
      case '"':
        return this.lexQuote('"', 'string', 'unterminated quoted string');
      case "'":
        return this.lexQuote("'", 'char', 'unterminated character constant');
      case '`': {
        const end = s.indexOf('`', start + 1);
        return end < 0 ? this.error('unterminated raw quoted string') : this.token('raw', start, end + 1);
      }
      case '$':
        return this.lexName('variable');
    }
    if (c === '.' && !/[0-9]/.test(s[start + 1] ?? '')) return this.lexName('field');
    if (/[-+0-9.]/.test(c)) return this.lexNumber();
    if (WORD.test(c)) return this.lexWord();
    if (c >= '!' && c <= '~') return this.token('punct', start, start + 1);
    const char = String.fromCodePoint(s.codePointAt(start)!);
    const code = char.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0');
    return this.error(`unrecognized character in action: U+${code}${char.codePointAt(0)! < 0x20 ? '' : ` '${char}'`}`);
  }

  private lexQuote(q: string, kind: TokenKind, message: string): Token {
    const s = this.source;
    for (let i = this.pos + 1; i < s.length && s[i] !== '\n'; i++) {
      if (s[i] === '\\') i++;
      else if (s[i] === q) return this.token(kind, this.pos, i + 1);
    }
    return this.error(message);
  }

  private wordEnd(from: number): number {
    let end = from;
    while (end < this.source.length && WORD.test(this.source[end]!)) end++;
    return end;
  }

  private terminated(end: number): boolean {
    const c = this.source[end];
    return c === undefined || SPACE.test(c) || '.,|:)('.includes(c) || this.source.startsWith('}}', end);
  }

  private lexName(kind: 'field' | 'variable'): Token {
    const start = this.pos;
    const end = this.wordEnd(start + 1);
    if (!this.terminated(end)) return this.error(`bad character ${charName(this.source, end)}`);
    if (end === start + 1) return this.token(kind === 'field' ? 'dot' : 'variable', start, end);
    return this.token(kind, start, end);
  }

  private lexWord(): Token {
    const end = this.wordEnd(this.pos);
    if (!this.terminated(end)) return this.error(`bad character ${charName(this.source, end)}`);
    const word = this.source.slice(this.pos, end);
    const kind = KEYWORDS.has(word) ? 'keyword' : word === 'true' || word === 'false' ? 'bool' : word === 'nil' ? 'nil' : 'identifier';
    return this.token(kind, this.pos, end);
  }

  private lexNumber(): Token {
    const start = this.pos;
    const m = /^[+-]?(0[xX][0-9a-fA-F_]+|0[bB][01_]+|0[oO][0-7_]+|[0-9_]*\.?[0-9_]*([eE][+-]?[0-9_]+)?)i?/.exec(this.source.slice(start))!;
    const end = start + m[0].length;
    if (/[\p{L}\p{Nd}_]/u.test(this.source[end] ?? '') || !/[0-9]/.test(m[0])) {
      const bad = this.source.slice(start, end + (end < this.source.length ? 1 : 0));
      return this.error(`bad number syntax: ${JSON.stringify(bad)}`);
    }
    return this.token('number', start, end);
  }
}

function charName(s: string, at: number): string {
  const c = String.fromCodePoint(s.codePointAt(at)!);
  return `U+${c.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')} '${c}'`;
}
