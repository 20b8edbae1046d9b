/**
 * The lexer: tokens of the shell's grammar (XCU 2.3), on demand and with one token of look-ahead, because what a token is depends on
 * where the parser stands. Words keep their raw text. Aliases are spliced into the text where the parser asks for it; here-documents
 * are read when the end of their line is passed.
 */
import type { Redir } from './ast.ts';
import type { Dialect } from './error.ts';
import { ShellSyntaxError, type SyntaxProblem } from './error.ts';
import { skipBackquote, skipDollar, skipDouble, skipGlobGroup, skipSingle, Unclosed, type SubstitutionEnd } from './scan.ts';

/** What the lexer must know of the shell that reads. */
export interface LexOptions {
  readonly dialect: Dialect;
  readonly extglob: boolean;
  /** The text of an alias, when aliases are expanded. */
  readonly alias?: ((name: string) => string | undefined) | undefined;
  /** Line number of the text's first line. */
  readonly firstLine: number;
  /** Called for a here-document that the input's end cut off. */
  readonly warn?: ((line: number, text: string) => void) | undefined;
  /** The text may go on (an interactive shell): an unfinished here-document is incomplete input. */
  readonly more?: boolean | undefined;
}

export type TokenKind = 'word' | 'op' | 'newline' | 'eof';
export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** For a redirection operator: the number or the `{name}` before it. */
  readonly fd?: number | undefined;
  readonly fdVar?: string | undefined;
}

const OPS_BASH = ['&>>', '<<<', '<<-', ';;&', '&&', '||', ';;', ';&', '|&', '&>', '<<', '>>', '>&', '<&', '<>', '>|', '(', ')', ';', '&', '|', '<', '>'];
const OPS_ASH = ['<<-', '&&', '||', ';;', '<<', '>>', '>&', '<&', '<>', '>|', '(', ')', ';', '&', '|', '<', '>'];
const REDIRS = new Set(['<', '>', '>>', '>|', '<>', '<&', '>&', '&>', '&>>', '<<', '<<-', '<<<']);
/** Is it a redirection operator? */
export function isRedirOp(token: Token): boolean {
  return token.kind === 'op' && REDIRS.has(token.text);
}

export class Lexer {
  src: string;
  pos: number;
  readonly options: LexOptions;
  /** Finds the end of `$(`; set by the parser. */
  substitution: SubstitutionEnd = () => {
    throw new Unclosed(')', '$(', this.pos);
  };
  /** Here-documents whose bodies start after the next newline. */
  pending: { redir: Redir; strip: boolean; delimiter: string; expand: boolean }[] = [];
  private token: Token | undefined;
  /** Aliases that are being expanded: not again before `until`. */
  private active: { name: string; until: number }[] = [];
  private readonly ops: readonly string[];

  constructor(src: string, pos: number, options: LexOptions) {
    this.src = src;
    this.pos = pos;
    this.options = options;
    this.ops = options.dialect === 'bash' ? OPS_BASH : options.dialect === 'ash' ? [...OPS_ASH.slice(0, 1), '&>', ...OPS_ASH.slice(1)] : OPS_ASH;
  }

  /** Line number of an offset. */
  lineAt(offset: number): number {
    if (offset < this.lineOffset) {
      this.lineOffset = 0;
      this.lineCount = 0;
    }
    let i = this.src.indexOf('\n', this.lineOffset);
    while (i >= 0 && i < offset) {
      this.lineCount++;
      this.lineOffset = i + 1;
      i = this.src.indexOf('\n', i + 1);
    }
    return this.options.firstLine + this.lineCount;
  }
  /** Newlines before `lineOffset`: where {@link lineAt} looked last. */
  private lineCount = 0;
  private lineOffset = 0;

  /** The text of the line around an offset. */
  lineText(offset: number): string {
    const start = this.src.lastIndexOf('\n', offset - 1) + 1;
    const end = this.src.indexOf('\n', offset);
    return this.src.slice(start, end < 0 ? undefined : end);
  }

  /** The error for a problem at an offset. */
  error(problem: SyntaxProblem, offset: number, incomplete = false): ShellSyntaxError {
    let line = this.lineAt(offset);
    const atEnd = problem.kind === 'eof' || (problem.kind === 'unclosed' && problem.open === '$(');
    if (atEnd && this.options.dialect === 'bash') line = this.lineAt(this.src.length) + (this.src.endsWith('\n') ? 0 : 1);
    else if (atEnd) line = this.lineAt(this.src.length);
    return new ShellSyntaxError(problem, line, incomplete, this.lineText(offset));
  }

  /** The error for text that ended within quotes or brackets. */
  unclosed(e: Unclosed): ShellSyntaxError {
    const mark = e.mark === '))' && this.options.dialect === 'bash' ? ')' : e.mark;
    return this.error({ kind: 'unclosed', mark, open: e.open }, e.at, true);
  }

  peek(): Token {
    return (this.token ??= this.read());
  }

  next(): Token {
    const t = this.peek();
    this.token = undefined;
    this.pos = t.end;
    if (t.kind === 'newline') this.readHeredocs();
    return t;
  }

  /** Go back (or on) to an offset. */
  seek(offset: number): void {
    this.token = undefined;
    this.pos = offset;
  }

  /** If the peeked word is an alias that may be expanded, splice its text in and return true. */
  expandAlias(token: Token): boolean {
    const look = this.options.alias;
    if (look === undefined || token.kind !== 'word' || /["'\\$`]/.test(token.text)) return false;
    this.active = this.active.filter((a) => a.until > token.start);
    if (this.active.some((a) => a.name === token.text)) return false;
    const text = look(token.text);
    if (text === undefined) return false;
    const grow = text.length - (token.end - token.start);
    this.lineOffset = this.lineCount = 0;
    this.src = this.src.slice(0, token.start) + text + this.src.slice(token.end);
    for (const a of this.active) a.until += grow;
    this.active.push({ name: token.text, until: token.start + text.length + (/[ \t]$/.test(text) ? 0 : 1) });
    // An alias that ends in a blank makes the next word a candidate too.
    if (/[ \t]$/.test(text)) this.alsoNext = token.start + text.length;
    this.seek(token.start);
    return true;
  }

  /** Offset at which the text of an alias that ends in a blank ended; the word there is checked for aliases. */
  private alsoNext = -1;
  /** Is this token the word after an alias that ended in a blank? */
  followsBlankAlias(token: Token): boolean {
    return this.alsoNext >= 0 && token.start >= this.alsoNext && /^[ \t]*$/.test(this.src.slice(this.alsoNext, token.start));
  }

  private skipBlanks(): void {
    const s = this.src;
    for (;;) {
      const c = s[this.pos];
      if (c === ' ' || c === '\t') this.pos++;
      else if (c === '\\' && s[this.pos + 1] === '\n') this.pos += 2;
      else break;
    }
    if (s[this.pos] === '#') {
      const end = s.indexOf('\n', this.pos);
      this.pos = end < 0 ? s.length : end;
    }
  }

  private read(): Token {
    this.skipBlanks();
    const s = this.src;
    const start = this.pos;
    if (start >= s.length) return { kind: 'eof', text: '', start, end: start };
    const c = s[start]!;
    if (c === '\n') return { kind: 'newline', text: 'newline', start, end: start + 1 };
    if (c >= '0' && c <= '9') {
      const m = /^\d+(?=[<>])/.exec(s.slice(start, start + 12));
      if (m !== null) {
        const op = this.operator(start + m[0].length)!;
        if (!(op === '<' || op === '>') || s[start + m[0].length + 1] !== '(' || this.options.dialect !== 'bash') return { kind: 'op', text: op, start, end: start + m[0].length + op.length, fd: Number(m[0]) };
      }
    }
    if (c === '{' && this.options.dialect === 'bash') {
      const m = /^\{([A-Za-z_][A-Za-z0-9_]*(?:\[[^\]]*\])?)\}(?=[<>])/.exec(s.slice(start, start + 200));
      if (m !== null) {
        const op = this.operator(start + m[0].length)!;
        return { kind: 'op', text: op, start, end: start + m[0].length + op.length, fdVar: m[1]! };
      }
    }
    if (!((c === '<' || c === '>') && s[start + 1] === '(' && this.options.dialect === 'bash')) {
      const op = this.operator(start);
      if (op !== undefined) return { kind: 'op', text: op, start, end: start + op.length };
    }
    const end = this.scanWord(start);
    return { kind: 'word', text: s.slice(start, end), start, end };
  }

  private operator(at: number): string | undefined {
    const c = this.src[at]!;
    if (!(c === '&' || c === '|' || c === ';' || c === '<' || c === '>' || c === '(' || c === ')')) return undefined;
    for (const op of this.ops) if (this.src.startsWith(op, at)) return op;
    return undefined;
  }

  /** The end of the word that starts at `from`. `extglob` overrides the option (in [[ ]] it is always on). */
  scanWord(from: number, extglob = this.options.extglob): number {
    const s = this.src;
    let i = from;
    try {
      while (i < s.length) {
        const c = s[i]!;
        if (c === '\\') i = Math.min(i + 2, s.length);
        else if (c === "'") i = skipSingle(s, i);
        else if (c === '"') i = skipDouble(s, i, this.substitution);
        else if (c === '`') i = skipBackquote(s, i);
        else if (c === '$') i = skipDollar(s, i, this.substitution, this.options.dialect === 'dash');
        else if ((c === '<' || c === '>') && s[i + 1] === '(' && this.options.dialect === 'bash') i = this.substitution(s, i + 2) + 1;
        else if (extglob && s[i + 1] === '(' && (c === '?' || c === '*' || c === '+' || c === '@' || c === '!')) i = skipGlobGroup(s, i + 1, this.substitution);
        else if (c === ' ' || c === '\t' || c === '\n' || c === ';' || c === '&' || c === '|' || c === '<' || c === '>' || c === '(' || c === ')') break;
        else i++;
      }
    } catch (e) {
      if (e instanceof Unclosed) throw this.unclosed(e);
      throw e;
    }
    return i;
  }

  /** The bodies of the here-documents whose operators stood on the line that just ended. */
  private readHeredocs(): void {
    for (const h of this.pending) {
      const start = this.pos;
      const body: string[] = [];
      let found = false;
      while (this.pos < this.src.length) {
        let end = this.src.indexOf('\n', this.pos);
        if (end < 0) end = this.src.length;
        let text = this.src.slice(this.pos, end);
        this.pos = Math.min(end + 1, this.src.length);
        // An unquoted delimiter: backslash-newline joins lines before the comparison.
        if (h.strip) text = text.replace(/^\t+/, '');
        if (text === h.delimiter) {
          found = true;
          break;
        }
        if (h.expand && /(?:^|[^\\])(?:\\\\)*\\$/.test(text) && this.pos < this.src.length) {
          let joined = text;
          while (/(?:^|[^\\])(?:\\\\)*\\$/.test(joined) && this.pos < this.src.length) {
            end = this.src.indexOf('\n', this.pos);
            if (end < 0) end = this.src.length;
            joined = joined.slice(0, -1) + this.src.slice(this.pos, end);
            this.pos = Math.min(end + 1, this.src.length);
          }
          body.push(joined);
          continue;
        }
        // A `)` that closes the substitution may follow the delimiter on its line.
        body.push(text);
      }
      if (!found) {
        if (this.options.more === true) throw this.error({ kind: 'eof' }, start, true);
        const last = this.lineAt(this.src.length) + (this.src.endsWith('\n') ? -1 : 0);
        this.options.warn?.(last, `warning: here-document at line ${h.redir.line} delimited by end-of-file (wanted \`${h.delimiter}')`);
      }
      const raw = body.length === 0 ? '' : body.join('\n') + (found || this.src.endsWith('\n') ? '\n' : '');
      h.redir.heredoc = { body: { raw, line: this.lineAt(start) }, expand: h.expand, raw, delimiter: h.delimiter };
    }
    this.pending = [];
  }

  /** At the very end of the text: here-documents without a body. */
  finish(): void {
    if (this.pending.length > 0) this.readHeredocs();
  }
}
