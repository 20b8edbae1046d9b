/**
 * regcomp(3) and regexec(3): POSIX patterns compiled to JavaScript's. Whether and where the leftmost match starts is the same for both; where
 * alternatives could make POSIX's match longer, {@link Longest} finds its end and the captures are taken within it. Differences that
 * remain: captures of repeated groups. In UTF-8 an invalid byte matches neither `.` nor a negated set, as in glibc.
 */
import { Longest } from './regex-longest.ts';
import { parseRegex, type Assertion, type Dialect, type Node } from './regex-parse.ts';

export { RegexError } from './regex-parse.ts';

/** How to compile. */
export interface RegexOptions extends Dialect {
  readonly icase?: boolean;
  /** `^` and `$` also match at newlines within the text (sed's M, REG_NEWLINE without the rest). */
  readonly multiline?: boolean;
}

/** A match: the text of the groups with [0] the whole, and where it starts. */
export type Match = readonly (string | undefined)[] & { readonly index: number; readonly 0: string };

const SYNTAX = /[\\^$.*+?()[\]{}|/]/;

function word(utf8: boolean): string {
  return utf8 ? '[\\p{L}\\p{M}\\p{N}_]' : '[a-zA-Z0-9_]';
}

function assertion(what: Assertion, o: RegexOptions): string {
  const w = word(o.utf8 === true);
  switch (what) {
    case 'bol':
      return o.multiline === true ? '(?<![^\\n])' : '^';
    case 'eol':
      return o.multiline === true ? '(?![^\\n])' : '$';
    case 'bufstart':
      return '^';
    case 'bufend':
      return '$';
    case 'wordb':
      return `(?:(?<!${w})(?=${w})|(?<=${w})(?!${w}))`;
    case 'nwordb':
      return `(?:(?<!${w})(?!${w})|(?<=${w})(?=${w}))`;
    case 'wordstart':
      return `(?<!${w})(?=${w})`;
    case 'wordend':
      return `(?<=${w})(?!${w})`;
  }
}

function toSource(node: Node, o: RegexOptions): string {
  switch (node.kind) {
    case 'char':
      return SYNTAX.test(node.ch) ? `\\${node.ch}` : node.ch;
    case 'any':
      return o.utf8 === true ? '[^\\udc80-\\udcff]' : '.';
    case 'set':
      return `[${node.negated ? '^' : ''}${node.source}${node.negated && o.utf8 === true ? '\\udc80-\\udcff' : ''}]`;
    case 'assert':
      return assertion(node.what, o);
    case 'group':
      return `(${toSource(node.body, o)})`;
    case 'backref':
      return `(?:\\${node.index})`;
    case 'cat':
      return node.items.map((n) => (n.kind === 'alt' ? `(?:${toSource(n, o)})` : toSource(n, o))).join('');
    case 'alt':
      return node.items.map((n) => toSource(n, o)).join('|');
    case 'repeat': {
      const inner = toSource(node.body, o);
      const atom = node.body.kind === 'char' || node.body.kind === 'any' || node.body.kind === 'set' || node.body.kind === 'group' ? inner : `(?:${inner})`;
      if (node.max === Infinity) return atom + (node.min === 0 ? '*' : node.min === 1 ? '+' : `{${node.min},}`);
      if (node.min === 0 && node.max === 1) return `${atom}?`;
      return `${atom}{${node.min === node.max ? node.min : `${node.min},${node.max}`}}`;
    }
  }
}

/** Could a choice that JavaScript makes first be shorter than another? Then the longest end has to be looked for. */
function ambiguous(node: Node): boolean {
  switch (node.kind) {
    case 'alt': {
      const firsts = node.items.map(firstChar);
      if (firsts.some((f) => f === undefined) || new Set(firsts).size < firsts.length) return true;
      return node.items.some(ambiguous);
    }
    case 'cat':
      return node.items.some((n, i) => ambiguous(n) || (i < node.items.length - 1 && n.kind === 'repeat' && n.body.kind === 'group'));
    case 'group':
    case 'repeat':
      return ambiguous(node.body);
    default:
      return false;
  }
}

/** The character every match begins with, when there is just one such. */
function firstChar(node: Node): string | undefined {
  switch (node.kind) {
    case 'char':
      return node.ch.toLowerCase();
    case 'group':
      return firstChar(node.body);
    case 'cat':
      return node.items[0] === undefined ? undefined : firstChar(node.items[0]);
    case 'repeat':
      return node.min > 0 ? firstChar(node.body) : undefined;
    default:
      return undefined;
  }
}

/** A compiled pattern. */
export class Regex {
  /** Number of groups (re_nsub). */
  readonly groups: number;
  readonly warnings: readonly string[];
  private readonly global: RegExp;
  private readonly sticky: RegExp | undefined;
  private readonly longest: Longest | undefined;
  private readonly plain: RegExp;
  /** Throws RegexError. */
  constructor(pattern: string, o: RegexOptions) {
    const parsed = parseRegex(pattern, o);
    this.groups = parsed.groups;
    this.warnings = parsed.warnings;
    const source = toSource(parsed.node, o);
    const flags = o.icase === true ? 'sui' : 'su';
    this.plain = new RegExp(source, flags);
    this.global = new RegExp(source, `${flags}g`);
    if (ambiguous(parsed.node)) {
      this.longest = Longest.of(parsed.node, makeAsserts(o), o.icase === true);
      if (this.longest !== undefined) this.sticky = new RegExp(`(?:${source})(?![^])`, `${flags}y`);
    }
  }
  /** Does it match anywhere? */
  test(text: string): boolean {
    return this.plain.test(text);
  }
  /** The leftmost, longest match at or after `from`. `^` holds only at the text's start, wherever `from` is. */
  exec(text: string, from = 0): Match | undefined {
    this.global.lastIndex = from;
    const m = this.global.exec(text);
    if (m === null) return undefined;
    if (this.longest !== undefined && this.sticky !== undefined) {
      const end = this.longest.end(text, m.index);
      if (end > m.index + m[0].length) {
        this.sticky.lastIndex = m.index;
        const long = this.sticky.exec(end === text.length ? text : text.slice(0, end));
        if (long !== null) return long;
        return Object.assign([text.slice(m.index, end), ...m.slice(1)] as [string, ...(string | undefined)[]], { index: m.index });
      }
    }
    return m;
  }
}

function makeAsserts(o: RegexOptions): (what: Assertion, text: string, at: number) => boolean {
  const w = new RegExp(word(o.utf8 === true), 'u');
  const isWord = (text: string, at: number): boolean => at >= 0 && at < text.length && w.test(text[at]!);
  return (what, text, at) => {
    switch (what) {
      case 'bol':
        return at === 0 || (o.multiline === true && text[at - 1] === '\n');
      case 'eol':
        return at === text.length || (o.multiline === true && text[at] === '\n');
      case 'bufstart':
        return at === 0;
      case 'bufend':
        return at === text.length;
      case 'wordb':
        return isWord(text, at - 1) !== isWord(text, at);
      case 'nwordb':
        return isWord(text, at - 1) === isWord(text, at);
      case 'wordstart':
        return !isWord(text, at - 1) && isWord(text, at);
      case 'wordend':
        return isWord(text, at - 1) && !isWord(text, at);
    }
  };
}

/** The pattern's characters made literal: `grep -F`, fixed strings in sed. */
export function escapeJs(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
