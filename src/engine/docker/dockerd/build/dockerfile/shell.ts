/**
 * Expansion of variables and quotes in a Dockerfile's words, as BuildKit's shell lexer does it: $x, ${x}, ${x:-y}, ${x-y}, ${x:+y}, ${x+y}, ${x:?y}, ${x?y},
 * ${x#p}, ${x##p}, ${x%p}, ${x%%p}, ${x/p/r}, ${x//p/r}, '...' and "...", and the escape character, which the file may choose.
 */
import { DockerfileError } from './error.ts';

/** A variable's value; undefined when it is not set. */
export type Environment = (name: string) => string | undefined;

/** Variables from `NAME=value` entries; later ones win. */
export function environmentOf(entries: readonly string[]): Environment {
  const values = new Map<string, string>();
  for (const e of entries) {
    const eq = e.indexOf('=');
    values.set(eq < 0 ? e : e.slice(0, eq), eq < 0 ? '' : e.slice(eq + 1));
  }
  return (name) => values.get(name);
}

export interface LexOptions {
  /** Keep the quotes. */
  readonly rawQuotes?: boolean;
  /** Keep escape characters. */
  readonly rawEscapes?: boolean;
  /** Leave variables that are not set as they are written. */
  readonly skipUnset?: boolean;
}

const isSpace = (c: string): boolean => /\s/.test(c);

class Words {
  readonly list: string[] = [];
  private word = '';
  private inWord = false;

  char(c: string): void {
    if (isSpace(c)) {
      if (this.inWord && this.word !== '') {
        this.list.push(this.word);
        this.word = '';
        this.inWord = false;
      }
    } else this.raw(c);
  }
  raw(text: string): void {
    this.word += text;
    this.inWord = true;
  }
  end(): readonly string[] {
    if (this.word !== '') this.list.push(this.word);
    return this.list;
  }
}

interface Piece {
  readonly text: string;
  readonly words: readonly string[];
}

class Lexer {
  private readonly chars: readonly string[];
  private at = 0;
  private readonly escape: string;
  private readonly env: Environment;
  private readonly options: LexOptions;

  constructor(text: string, env: Environment, escape: string, options: LexOptions) {
    this.chars = [...text];
    this.env = env;
    this.escape = escape;
    this.options = options;
  }

  private peek(): string | undefined {
    return this.chars[this.at];
  }
  private next(): string | undefined {
    return this.chars[this.at++];
  }

  /** Up to `stop`, or the end. */
  upTo(stop: string | undefined, rawEscapes: boolean): Piece {
    let text = '';
    const words = new Words();
    for (let c = this.peek(); c !== undefined; c = this.peek()) {
      if (c === stop) {
        this.at++;
        return { text, words: words.end() };
      }
      if (c === "'" || c === '"' || c === '$' || c === '<') {
        const part = c === "'" ? this.single() : c === '"' ? this.double(rawEscapes) : c === '$' ? this.dollar() : this.less();
        text += part;
        if (c === '$') for (const p of part) words.char(p);
        else words.raw(part);
        continue;
      }
      this.at++;
      if (c === this.escape) {
        if (rawEscapes) {
          words.raw(c);
          text += c;
        }
        const e = this.next();
        if (e === undefined) break;
        words.raw(e);
        text += e;
      } else {
        words.char(c);
        text += c;
      }
    }
    if (stop !== undefined) throw new DockerfileError(`unexpected end of statement while looking for matching ${stop}`);
    return { text, words: words.end() };
  }

  private single(): string {
    const raw = this.options.rawQuotes === true;
    let out = raw ? "'" : '';
    this.at++;
    for (;;) {
      const c = this.next();
      if (c === undefined) throw new DockerfileError('unexpected end of statement while looking for matching single-quote');
      if (c === "'") return raw ? `${out}'` : out;
      out += c;
    }
  }

  private double(rawEscapes: boolean): string {
    const raw = this.options.rawQuotes === true;
    let out = raw ? '"' : '';
    this.at++;
    for (;;) {
      const c = this.peek();
      if (c === undefined) throw new DockerfileError('unexpected end of statement while looking for matching double-quote');
      if (c === '$') {
        out += this.dollar();
        continue;
      }
      this.at++;
      if (c === '"') return raw ? `${out}"` : out;
      if (c !== this.escape) {
        out += c;
        continue;
      }
      if (rawEscapes) out += c;
      const e = this.peek();
      if (e === undefined) continue;
      if (e === '"' || e === '$' || e === this.escape) {
        this.at++;
        out += e;
      } else out += c;
    }
  }

  /** A heredoc's arrow is not split from what follows it. */
  private less(): string {
    this.at++;
    if (this.peek() !== '<') return '<';
    this.at++;
    let out = '<<';
    for (let c = this.peek(); c === '\t' || c === '\r' || c === ' '; c = this.peek()) {
      out += c;
      this.at++;
    }
    return out;
  }

  private name(): string {
    const first = this.peek();
    if (first === undefined) return '';
    if (/\d/.test(first)) {
      let out = '';
      for (let c = this.peek(); c !== undefined && /\d/.test(c); c = this.peek()) {
        out += c;
        this.at++;
      }
      return out;
    }
    if ('@*#?-$!0'.includes(first)) {
      this.at++;
      return first;
    }
    let out = '';
    for (let c = this.peek(); c !== undefined && /[\p{L}\p{Nd}_]/u.test(c); c = this.peek()) {
      out += c;
      this.at++;
    }
    return out;
  }

  private inner(stop: string, raw: boolean, missing: string): string {
    try {
      return this.upTo(stop, raw).text;
    } catch (e) {
      if (e instanceof DockerfileError && this.peek() === undefined) throw new DockerfileError(missing);
      throw e;
    }
  }

  private dollar(): string {
    this.at++;
    const skip = this.options.skipUnset === true;
    if (this.peek() !== '{') {
      const name = this.name();
      if (name === '') return '$';
      const value = this.env(name);
      return value ?? (skip ? `$${name}` : '');
    }
    this.at++;
    const c = this.peek();
    if (c === undefined) throw new DockerfileError("syntax error: missing '}'");
    if (c === '{' || c === '}' || c === ':') throw new DockerfileError('syntax error: bad substitution');
    const name = this.name();
    let op = this.next();
    const value = this.env(name);
    if (op === '}') return value ?? (skip ? `\${${name}}` : '');
    if (op === '/') return this.replace(name, value, skip);
    const unset = op === ':';
    let shown = op ?? '\ufffd';
    if (unset) {
      op = this.next();
      shown += op ?? '\ufffd';
    }
    if (op === undefined || (!unset && !'+-?#%'.includes(op))) throw new DockerfileError(`unsupported modifier (${shown}) in substitution`);
    const trims = op === '#' || op === '%';
    if (unset && trims) throw new DockerfileError(`unsupported modifier (${shown}) in substitution`);
    const word = this.inner('}', trims, "syntax error: missing '}'");
    if (skip && value === undefined) return `\${${name}${shown}${word}}`;
    const missing = value === undefined || (unset && value === '');
    switch (op) {
      case '-':
        return missing ? word : value;
      case '+':
        return missing ? '' : word;
      case '?':
        if (value === undefined) throw new DockerfileError(`${name}: ${word === '' ? 'is not allowed to be unset' : word}`);
        if (missing) throw new DockerfileError(`${name}: ${word === '' ? 'is not allowed to be empty' : word}`);
        return value;
      case '#':
      case '%': {
        const greedy = word.startsWith(op);
        return trim(value ?? '', greedy ? word.slice(1) : word, greedy, op === '%');
      }
      default:
        throw new DockerfileError(`unsupported modifier (${shown}) in substitution`);
    }
  }

  private replace(name: string, value: string | undefined, skip: boolean): string {
    const all = this.peek() === '/';
    if (all) this.at++;
    const pattern = this.inner('/', true, "syntax error: missing '/' in ${}");
    const replacement = this.inner('}', true, "syntax error: missing '}'");
    if (skip && value === undefined) return `\${${name}/${pattern}/${replacement}}`;
    const re = toRegExp(pattern, pattern, true, false, all ? 'g' : '');
    return (value ?? '').replace(re, () => replacement);
  }
}

/** A shell pattern with `*`, `?` and escapes as a regular expression. */
function toRegExp(pattern: string, shown: string, greedy: boolean, anchored: boolean, flags = ''): RegExp {
  let out = anchored ? '^' : '';
  const chars = [...pattern];
  for (let i = 0; i < chars.length; i++) {
    const c = chars[i]!;
    if (c === '*') out += greedy ? '.*' : '.*?';
    else if (c === '?') out += '.';
    else if (c === '\\') {
      const e = chars[i + 1];
      if (e === '}' || e === '/') continue;
      i++;
      if (e !== '*' && e !== '?' && e !== '\\') throw new DockerfileError(`invalid pattern (${shown}) in substitution: invalid escape '\\${e ?? '\ufffd'}'`);
      out += `\\${e}`;
    } else out += /[[\]{}.+()|^$/]/.test(c) ? `\\${c}` : c;
  }
  return new RegExp(out, `${flags}u`);
}

const reversed = (text: string): string => [...text].reverse().join('');

function trim(value: string, pattern: string, greedy: boolean, suffix: boolean): string {
  if (!suffix) return value.replace(toRegExp(pattern, pattern, greedy, true), '');
  const chars = [...pattern];
  let turned = '';
  for (let i = 0; i < chars.length; i++) {
    if (chars[i] === '\\' && i + 1 < chars.length) turned = chars[i]! + chars[++i]! + turned;
    else turned = chars[i]! + turned;
  }
  return reversed(reversed(value).replace(toRegExp(turned, turned, greedy, true), ''));
}

function lex(text: string, env: Environment, escape: string, options: LexOptions): Piece {
  try {
    return new Lexer(text, env, escape, options).upTo(undefined, options.rawEscapes === true);
  } catch (e) {
    throw e instanceof DockerfileError ? new DockerfileError(`failed to process ${JSON.stringify(text)}: ${e.message}`) : e;
  }
}

/** One word, expanded. Throws {@link DockerfileError}. */
export function expandWord(text: string, env: Environment, escape = '\\', options: LexOptions = {}): string {
  return lex(text, env, escape, options).text;
}

/** The words that a text becomes. Throws {@link DockerfileError}. */
export function expandWords(text: string, env: Environment, escape = '\\', options: LexOptions = {}): readonly string[] {
  return lex(text, env, escape, options).words;
}
