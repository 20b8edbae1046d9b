/** What grep looks for: a list of patterns in one of four syntaxes made one matcher over lines. */
import { classSource, parseRegex } from '../../libc/regex-parse.ts';
import { escapeJs, Regex, RegexError } from '../../libc/regex.ts';

/** The syntax: -G, -E, -F, -P. */
export type Syntax = 'basic' | 'extended' | 'fixed' | 'perl';

/** How patterns are matched. */
export interface MatchOptions {
  readonly syntax: Syntax;
  readonly icase: boolean;
  readonly word: boolean;
  readonly line: boolean;
  readonly utf8: boolean;
}

/** A span of a line. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Finds matches in a line. */
export interface Matcher {
  test(line: string): boolean;
  /** The leftmost longest match at or after `from`. */
  find(line: string, from: number): Span | undefined;
  readonly warnings: readonly string[];
}

class JsMatcher implements Matcher {
  readonly warnings: readonly string[] = [];
  private readonly plain: RegExp;
  private readonly global: RegExp;
  constructor(source: string, flags: string) {
    this.plain = new RegExp(source, flags);
    this.global = new RegExp(source, `${flags}g`);
  }
  test(line: string): boolean {
    return this.plain.test(line);
  }
  find(line: string, from: number): Span | undefined {
    this.global.lastIndex = from;
    const m = this.global.exec(line);
    return m === null ? undefined : { start: m.index, end: m.index + m[0].length };
  }
}

class PosixMatcher implements Matcher {
  readonly warnings: readonly string[];
  private readonly regex: Regex;
  constructor(regex: Regex) {
    this.regex = regex;
    this.warnings = regex.warnings;
  }
  test(line: string): boolean {
    return this.regex.test(line);
  }
  find(line: string, from: number): Span | undefined {
    const m = this.regex.exec(line, from);
    return m === undefined ? undefined : { start: m.index, end: m.index + m[0].length };
  }
}

class FixedMatcher implements Matcher {
  readonly warnings: readonly string[] = [];
  private readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
  test(line: string): boolean {
    return line.includes(this.text);
  }
  find(line: string, from: number): Span | undefined {
    const at = line.indexOf(this.text, from);
    return at < 0 ? undefined : { start: at, end: at + this.text.length };
  }
}

/** Several patterns: the leftmost match of any, the longest of those. */
class AnyMatcher implements Matcher {
  readonly warnings: readonly string[];
  private readonly all: readonly Matcher[];
  constructor(all: readonly Matcher[]) {
    this.all = all;
    this.warnings = all.flatMap((m) => m.warnings);
  }
  test(line: string): boolean {
    for (const m of this.all) if (m.test(line)) return true;
    return false;
  }
  find(line: string, from: number): Span | undefined {
    let best: Span | undefined;
    for (const m of this.all) {
      const s = m.find(line, from);
      if (s !== undefined && (best === undefined || s.start < best.start || (s.start === best.start && s.end > best.end))) best = s;
    }
    return best;
  }
}

function isWordChar(ch: string | undefined, utf8: boolean): boolean {
  return ch !== undefined && (utf8 ? /[\p{L}\p{M}\p{N}_]/u : /[a-zA-Z0-9_]/).test(ch);
}

/** -w: a match counts when no word character is beside it; if there is, a shorter or later one is tried. */
class WordMatcher implements Matcher {
  readonly warnings: readonly string[];
  private readonly inner: Matcher;
  private readonly utf8: boolean;
  constructor(inner: Matcher, utf8: boolean) {
    this.inner = inner;
    this.warnings = inner.warnings;
    this.utf8 = utf8;
  }
  test(line: string): boolean {
    return this.find(line, 0) !== undefined;
  }
  find(line: string, from: number): Span | undefined {
    let at = from;
    while (at <= line.length) {
      const span = this.inner.find(line, at);
      if (span === undefined) return undefined;
      if (!isWordChar(line[span.start - 1], this.utf8)) {
        let end = span.end;
        while (true) {
          if (!isWordChar(line[end], this.utf8)) return { start: span.start, end };
          if (end <= span.start) break;
          const shorter = this.inner.find(line.slice(0, end - 1), span.start);
          if (shorter === undefined || shorter.start !== span.start) break;
          end = shorter.end;
        }
      }
      at = span.start + 1;
    }
    return undefined;
  }
}

/** Perl syntax in JavaScript's: inline flags, possessive and atomic groups left out. Throws RegexError. */
function perl(pattern: string, o: MatchOptions): Matcher {
  let source = '';
  let flags = o.icase ? 'i' : '';
  let p = pattern;
  const inline = /^\(\?([imsx]+)\)/.exec(p);
  if (inline !== null) {
    for (const f of inline[1]!) if (f === 'i' && !flags.includes('i')) flags += 'i';
    p = p.slice(inline[0].length);
  }
  let inClass = false;
  for (let i = 0; i < p.length; i++) {
    const rest = p.slice(i);
    let m: RegExpExecArray | null;
    if (rest.startsWith('\\Q')) {
      const end = rest.indexOf('\\E');
      source += escapeJs(rest.slice(2, end < 0 ? undefined : end));
      i += (end < 0 ? rest.length : end + 2) - 1;
    } else if (!inClass && rest.startsWith('\\K')) {
      source = `(?<=${source})`;
      i++;
    } else if (rest.startsWith('\\h')) {
      source += inClass ? ' \\t' : '[ \\t]';
      i++;
    } else if ((m = /^\\x\{([0-9a-fA-F]+)\}/.exec(rest)) !== null) {
      source += escapeJs(String.fromCodePoint(parseInt(m[1]!, 16)));
      i += m[0].length - 1;
    } else if (/^\\[AzZ]/.test(rest)) {
      source += rest[1] === 'A' ? '^' : '$';
      i++;
    } else if (rest[0] === '\\') {
      source += rest.slice(0, 2);
      i++;
    } else if (inClass && (m = /^\[:(\^?)([a-z]+):\]/.exec(rest)) !== null) {
      source += classSource(m[2]!, false) ?? '';
      i += m[0].length - 1;
    } else if (!inClass && (m = /^\(\?P(<\w+>)/.exec(rest)) !== null) {
      source += `(?${m[1]}`;
      i += m[0].length - 1;
    } else if (!inClass && rest[0] === '[') {
      inClass = true;
      const head = /^\[\^?\]?/.exec(rest)![0];
      source += head.replace(']', '\\]');
      i += head.length - 1;
    } else {
      if (rest[0] === ']') inClass = false;
      source += inClass && rest[0] === '[' ? '\\[' : rest[0];
    }
  }
  if (o.line) source = `^(?:${source})$`;
  else if (o.word) source = `(?<!\\w)(?:${source})(?!\\w)`;
  try {
    return new JsMatcher(source, flags);
  } catch (e) {
    const text = e instanceof Error ? e.message : '';
    if (/Unterminated group/.test(text)) throw new RegexError('missing closing parenthesis');
    if (/Unterminated character class/.test(text)) throw new RegexError('missing terminating ] for character class');
    if (/Unmatched '\)'/.test(text)) throw new RegexError('unmatched closing parenthesis');
    if (/Nothing to repeat/.test(text)) throw new RegexError('quantifier does not follow a repeatable item');
    throw new RegexError(text.replace(/^.*: /, ''));
  }
}

function single(pattern: string, o: MatchOptions): Matcher {
  if (o.syntax === 'perl') return perl(pattern, o);
  if (o.syntax === 'fixed') {
    const m = o.icase || o.line ? new JsMatcher(o.line ? `^${escapeJs(pattern)}$` : escapeJs(pattern), o.icase ? 'iu' : 'u') : new FixedMatcher(pattern);
    return o.word && !o.line ? new WordMatcher(m, o.utf8) : m;
  }
  const dialect = { extended: o.syntax === 'extended', lenient: true, utf8: o.utf8, icase: o.icase };
  if (!o.line) {
    const m = new PosixMatcher(new Regex(pattern, dialect));
    return o.word ? new WordMatcher(m, o.utf8) : m;
  }
  parseRegex(pattern, dialect);
  const wrapped = o.syntax === 'extended' ? `^(${shiftRefs(pattern)})$` : `^\\(${shiftRefs(pattern)}\\)$`;
  return new PosixMatcher(new Regex(wrapped, dialect));
}

/** Group numbers move by one when a pattern is put into a group. */
function shiftRefs(pattern: string): string {
  return pattern.replace(/\\([\s\S])/g, (whole, ch: string) => (ch >= '1' && ch <= '8' ? `\\${Number(ch) + 1}` : whole));
}

/** A matcher of all patterns. Throws RegexError. */
export function makeMatcher(patterns: readonly string[], o: MatchOptions): Matcher {
  const all = patterns.map((p) => single(p, o));
  return all.length === 1 ? all[0]! : new AnyMatcher(all);
}
