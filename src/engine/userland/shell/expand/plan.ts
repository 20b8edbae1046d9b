/**
 * Word plans: a raw word compiled once into parts, with quoting resolved. Brace expansion is textual and so done here; what stays for
 * run time are parameters, substitutions, arithmetic, tildes, splitting and globbing.
 */
import type { List, Word } from '../syntax/ast.ts';
import { arithmeticEnd, skipAnsi, skipBackquote, skipBracket, skipDollar, skipDouble, skipGlobGroup, skipSingle, type SubstitutionEnd } from '../syntax/scan.ts';
import { Parser, knownSubstitution } from '../syntax/parser.ts';
import type { Dialect } from '../syntax/error.ts';
import { expandBraces } from './brace.ts';
import { decodeAnsi } from './ansi.ts';
import { parseBraceParam, type Param } from './paramplan.ts';

/** How a word's text is read. 'word': as an argument; 'assign': a value (tilde after ':'); 'likeassign': an argument
 * of the form name=value, whose value may start with a tilde; 'quoted': as within "..."; 'here': a here-document. */
export type PlanMode = 'word' | 'assign' | 'likeassign' | 'quoted' | 'here' | 'arith';

/** A command substitution's text; its list is parsed when first run. */
export interface Substitution {
  readonly text: string;
  readonly line: number;
  list?: List | undefined;
}

/** A part of a word. `q`: quoted, so neither split nor taken as a pattern. */
export type Part =
  | { readonly k: 'lit'; readonly s: string; readonly q: boolean }
  | { readonly k: 'tilde'; readonly user: string }
  | { readonly k: 'param'; readonly p: Param; readonly q: boolean }
  | { readonly k: 'cmd'; readonly sub: Substitution; readonly q: boolean }
  | { readonly k: 'arith'; readonly expr: WordPlan; readonly q: boolean }
  | { readonly k: 'proc'; readonly dir: '<' | '>'; readonly sub: Substitution };

export interface WordPlan {
  readonly parts: readonly Part[];
  /** The value, when it is the same every time and is neither pattern nor tilde. */
  readonly literal: string | undefined;
  /** The alternatives that brace expansion made, instead of `parts`. */
  readonly braces?: readonly WordPlan[] | undefined;
}

/** What compiling depends on. */
export interface PlanOptions {
  readonly dialect: Dialect;
  readonly extglob: boolean;
  readonly braces: boolean;
}

/** The plan of a word as an argument; kept on the word. */
export function planOf(word: Word, options: PlanOptions): WordPlan {
  return (word.plan ??= compileArgument(word.raw, word.line, options));
}

/** The plan of a word where braces are not expanded. Kept on the word: a word is used in one place only. */
export function planAs(word: Word, mode: PlanMode, options: PlanOptions): WordPlan {
  return (word.plan ??= compile(word.raw, word.line, mode, options));
}

/** As an argument: brace expansion first. */
export function compileArgument(raw: string, line: number, options: PlanOptions): WordPlan {
  if (options.braces && raw.includes('{')) {
    const all = expandBraces(raw);
    if (all !== undefined) return { parts: [], literal: undefined, braces: all.map((r) => compile(r, line, 'word', options)) };
  }
  return compile(raw, line, options.dialect === 'bash' && /^[A-Za-z_]\w*\+?=[^]*~/.test(raw) ? 'likeassign' : 'word', options);
}

const PLAIN = /^[A-Za-z0-9_\-./:,%+@^]*$/;

/** Compile text into a plan. Throws Unclosed or ShellSyntaxError for text that the lexer has not passed (prompts, eval'ed subscripts). */
export function compile(raw: string, line: number, mode: PlanMode, options: PlanOptions): WordPlan {
  if (PLAIN.test(raw) && raw !== '') return { parts: [{ k: 'lit', s: raw, q: false }], literal: raw };
  const c = new Compiler(raw, line, mode, options);
  c.run();
  return { parts: c.parts, literal: c.literal() };
}

class Compiler {
  readonly parts: Part[] = [];
  private text = '';
  private textQuoted = false;
  private readonly sub: SubstitutionEnd;

  private readonly raw: string;
  private readonly line: number;
  private readonly mode: PlanMode;
  private readonly options: PlanOptions;

  constructor(raw: string, line: number, mode: PlanMode, options: PlanOptions) {
    this.raw = raw;
    this.line = line;
    this.mode = mode;
    this.options = options;
    const parser = new Parser(raw, { dialect: options.dialect, extglob: options.extglob, firstLine: line });
    this.sub = parser.lexer.substitution;
  }

  literal(): string | undefined {
    let s = '';
    for (const p of this.parts) {
      if (p.k !== 'lit' || (!p.q && /[*?[(]/.test(p.s))) return undefined;
      s += p.s;
    }
    return this.parts.length === 0 ? undefined : s;
  }

  run(): void {
    const end = this.raw.length;
    if (this.mode === 'word' || this.mode === 'assign' || this.mode === 'likeassign') this.unquoted(0, end);
    else this.quoted(0, end);
    this.flush();
  }

  /** Collect literal text; neighbours of the same quoting join. */
  private lit(s: string, q: boolean): void {
    if (this.text !== '' && this.textQuoted !== q) this.flush();
    this.text += s;
    this.textQuoted = q;
  }

  private flush(): void {
    if (this.text === '') return;
    this.parts.push({ k: 'lit', s: this.text, q: this.textQuoted });
    this.text = '';
  }

  private push(part: Part): void {
    this.flush();
    this.parts.push(part);
  }

  private unquoted(from: number, end: number): void {
    const s = this.raw;
    let i = from;
    const bash = this.options.dialect === 'bash';
    let tilde = true;
    while (i < end) {
      const c = s[i]!;
      if (tilde && c === '~') {
        const m = /^~([A-Za-z0-9_.+-]*)(?=[/:]|$)/.exec(s.slice(i, end));
        tilde = false;
        if (m !== null && (this.mode !== 'word' || s[i + m[0].length] !== ':')) {
          this.push({ k: 'tilde', user: m[1]! });
          i += m[0].length;
          continue;
        }
      }
      tilde = (this.mode !== 'word' && c === ':') || (this.mode === 'likeassign' && c === '=' && i === s.indexOf('='));
      if (c === '\\') {
        if (s[i + 1] === '\n') {
          i += 2;
          continue;
        }
        this.lit(i + 1 < end ? s[i + 1]! : '\\', true);
        i += 2;
      } else if (c === "'") {
        const e = skipSingle(s, i);
        this.quotedText(s.slice(i + 1, e - 1));
        i = e;
      } else if (c === '"') {
        i = this.doubleQuotes(i);
      } else if (c === '`') {
        i = this.backquote(i, false);
      } else if (c === '$') {
        i = this.dollar(i, end, false);
      } else if (bash && (c === '<' || c === '>') && s[i + 1] === '(') {
        const e = this.sub(s, i + 2);
        this.push({ k: 'proc', dir: c, sub: this.substitution(s.slice(i + 2, e), i) });
        i = e + 1;
      } else if (s[i + 1] === '(' && '?*+@!'.includes(c)) {
        // The whole group stays unquoted text, with its quoted parts marked.
        const e = skipGlobGroup(s, i + 1, this.sub);
        this.lit(s.slice(i, i + 2), false);
        this.unquoted(i + 2, e - 1);
        this.lit(')', false);
        i = e;
      } else {
        this.lit(c, false);
        i++;
      }
    }
  }

  private quotedText(s: string): void {
    if (s === '') this.push({ k: 'lit', s: '', q: true });
    else this.lit(s, true);
  }

  private doubleQuotes(at: number): number {
    const e = skipDouble(this.raw, at, this.sub);
    const before = this.parts.length;
    const text = this.text;
    this.quoted(at + 1, e - 1);
    if (this.parts.length === before && this.text === text) this.push({ k: 'lit', s: '', q: true });
    return e;
  }

  /** Text within double quotes, a here-document or arithmetic. */
  private quoted(from: number, end: number): void {
    const s = this.raw;
    const mode = this.mode;
    let i = from;
    while (i < end) {
      const c = s[i]!;
      if (c === '\\') {
        const n = s[i + 1];
        if (n === '\n') i += 2;
        else if (n !== undefined && (n === '$' || n === '`' || n === '\\' || (n === '"' && mode !== 'here') || (n === '}' && mode === 'quoted'))) {
          this.lit(n, true);
          i += 2;
        } else {
          this.lit('\\', true);
          i++;
        }
      } else if (c === '"' && (mode === 'quoted' || mode === 'arith')) {
        i++;
      } else if (c === '`') {
        i = this.backquote(i, true);
      } else if (c === '$') {
        i = this.dollar(i, end, true);
      } else {
        let j = i + 1;
        while (j < end && !'\\"`$'.includes(s[j]!)) j++;
        this.lit(s.slice(i, j), true);
        i = j;
      }
    }
  }

  private backquote(at: number, q: boolean): number {
    const e = skipBackquote(this.raw, at);
    const body = this.raw.slice(at + 1, e - 1);
    const text = body.replace(q && this.mode !== 'here' ? /\\([$`\\"])/g : /\\([$`\\])/g, '$1');
    this.push({ k: 'cmd', sub: { text, line: this.lineOf(at) }, q });
    return e;
  }

  private lineOf(at: number): number {
    let n = this.line;
    for (let i = this.raw.indexOf('\n'); i >= 0 && i < at; i = this.raw.indexOf('\n', i + 1)) n++;
    return n;
  }

  private substitution(text: string, at: number): Substitution {
    const line = this.lineOf(at);
    return { text, line, list: knownSubstitution(text, line, this.options.dialect) };
  }

  /** An expansion at the `$` at `at`; the offset after it. */
  private dollar(at: number, end: number, q: boolean): number {
    const s = this.raw;
    const c = s[at + 1] ?? '';
    if (c === '(') {
      if (s[at + 2] === '(') {
        const e = arithmeticEnd(s, at + 3, this.sub);
        if (e >= 0) {
          this.push({ k: 'arith', expr: compile(s.slice(at + 3, e), this.lineOf(at), 'arith', this.options), q });
          return e + 2;
        }
      }
      const e = this.sub(s, at + 2);
      this.push({ k: 'cmd', sub: this.substitution(s.slice(at + 2, e), at), q });
      return e + 1;
    }
    if (c === '[' && this.options.dialect === 'bash') {
      const e = skipBracket(s, at + 1, this.sub);
      this.push({ k: 'arith', expr: compile(s.slice(at + 2, e - 1), this.lineOf(at), 'arith', this.options), q });
      return e;
    }
    if (c === '{') {
      const e = skipDollar(s, at, this.sub, q);
      this.push({ k: 'param', p: parseBraceParam(s.slice(at + 2, e - 1), this.lineOf(at), q, this.options), q });
      return e;
    }
    if (!q && c === "'" && this.options.dialect !== 'dash') {
      const e = skipAnsi(s, at + 1);
      this.quotedText(decodeAnsi(s.slice(at + 2, e - 1)));
      return e;
    }
    if (!q && c === '"' && this.options.dialect === 'bash') return this.doubleQuotes(at + 1);
    const m = /^(?:[A-Za-z_][A-Za-z0-9_]*|[0-9*@#?$!-])/.exec(s.slice(at + 1, Math.min(end, at + 260)));
    if (m !== null) {
      this.push({ k: 'param', p: { name: m[0], text: m[0] }, q });
      return at + 1 + m[0].length;
    }
    this.lit('$', q);
    return at + 1;
  }
}
