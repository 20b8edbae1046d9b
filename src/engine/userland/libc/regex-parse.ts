/**
 * POSIX basic and extended regular expressions with GNU's extensions (\w \W \s \S \b \B \< \> \` \' \+ \? \|), parsed into a tree. Dialects
 * differ as regcomp(3)'s syntax bits make them differ: `grep` is lenient where `sed` and bash are strict. Errors are glibc's texts.
 */

/** A regular expression that does not parse; `message` is regerror(3)'s. */
export class RegexError {
  readonly message: string;
  constructor(message: string) {
    this.message = message;
  }
}

/** Zero-width conditions. */
export type Assertion = 'bol' | 'eol' | 'bufstart' | 'bufend' | 'wordb' | 'nwordb' | 'wordstart' | 'wordend';

/** The tree. A set's `source` is the inside of a JavaScript class in Unicode mode. */
export type Node =
  | { readonly kind: 'char'; readonly ch: string }
  | { readonly kind: 'any' }
  | { readonly kind: 'set'; readonly source: string; readonly negated: boolean }
  | { readonly kind: 'assert'; readonly what: Assertion }
  | { readonly kind: 'group'; readonly index: number; readonly body: Node }
  | { readonly kind: 'backref'; readonly index: number }
  | { readonly kind: 'cat'; readonly items: readonly Node[] }
  | { readonly kind: 'alt'; readonly items: readonly Node[] }
  | { readonly kind: 'repeat'; readonly body: Node; readonly min: number; readonly max: number };

/** How to read a pattern. */
export interface Dialect {
  readonly extended: boolean;
  /** grep: an operator without operand is a character, `a{` and a lone `)` too. */
  readonly lenient?: boolean;
  /** Are `{m,n}` intervals known? Debian's mawk does not know them. Default true. */
  readonly intervals?: boolean;
  /** Do classes and \w hold letters beyond ASCII? */
  readonly utf8?: boolean;
  /** awk: \n \t \/ \" \ddd in patterns, no back-references. */
  readonly awk?: boolean;
}

/** What {@link parseRegex} gives. */
export interface Parsed {
  readonly node: Node;
  readonly groups: number;
  /** As 'warning: * at start of expression'. */
  readonly warnings: readonly string[];
}

const CLASSES: Readonly<Record<string, readonly [ascii: string, unicode: string]>> = {
  alpha: ['a-zA-Z', '\\p{L}\\p{M}\\p{Nl}'],
  digit: ['0-9', '0-9'],
  alnum: ['a-zA-Z0-9', '\\p{L}\\p{M}\\p{N}'],
  upper: ['A-Z', '\\p{Lu}'],
  lower: ['a-z', '\\p{Ll}'],
  space: [' \\t\\n\\r\\f\\v', ' \\t\\n\\r\\f\\v\\u1680\\u2000-\\u2006\\u2008-\\u200a\\u2028\\u2029\\u205f\\u3000'],
  blank: [' \\t', ' \\t\\u1680\\u2000-\\u2006\\u2008-\\u200a\\u205f\\u3000'],
  punct: ['!-\\/:-@\\[-`\\{-~', '!-\\/:-@\\[-`\\{-~\\p{P}\\p{S}'],
  print: [' -~', ' -~\\u00a0-\\ud7ff\\ue000-\\u{10ffff}'],
  graph: ['!-~', '!-~\\u00a1-\\ud7ff\\ue000-\\u{10ffff}'],
  cntrl: ['\\x00-\\x1f\\x7f', '\\x00-\\x1f\\x7f\\x80-\\x9f\\u2028\\u2029'],
  xdigit: ['0-9A-Fa-f', '0-9A-Fa-f'],
};

/** The class's JavaScript source, or undefined for an unknown name. */
export function classSource(name: string, utf8: boolean): string | undefined {
  return Object.hasOwn(CLASSES, name) ? CLASSES[name]![utf8 ? 1 : 0] : undefined;
}

/** One character inside a JavaScript class. */
function classChar(ch: string): string {
  return /[\\\]\[^\-\/{}()|.*+?$&!#%,:;<=>@`~]/.test(ch) ? `\\u{${ch.codePointAt(0)!.toString(16)}}` : ch;
}

const WORD: readonly [string, string] = ['a-zA-Z0-9_', '\\p{L}\\p{M}\\p{N}_'];
const AWK_ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', f: '\f', v: '\v', a: '\x07', b: '\b', '"': '"', '/': '/' };

class Parser {
  private at = 0;
  private groups = 0;
  private depth = 0;
  private readonly closed = new Set<number>();
  readonly warnings: string[] = [];
  private readonly p: string;
  private readonly d: Dialect;
  constructor(pattern: string, dialect: Dialect) {
    this.p = pattern;
    this.d = dialect;
  }

  parse(): Parsed {
    const node = this.alternatives();
    if (this.at < this.p.length) throw new RegexError('Unmatched ) or \\)');
    return { node, groups: this.groups, warnings: this.warnings };
  }

  private is(text: string): boolean {
    return this.p.startsWith(text, this.at);
  }
  private isBar(): boolean {
    return this.d.extended ? this.is('|') : this.is('\\|');
  }
  private isClose(): boolean {
    return this.d.extended ? this.is(')') : this.is('\\)');
  }

  private alternatives(): Node {
    const items = [this.branch()];
    while (this.isBar()) {
      this.at += this.d.extended ? 1 : 2;
      items.push(this.branch());
    }
    return items.length === 1 ? items[0]! : { kind: 'alt', items };
  }

  private branch(): Node {
    const items: Node[] = [];
    let operand = false;
    while (this.at < this.p.length && !this.isBar()) {
      if (this.isClose()) {
        if (this.depth > 0) break;
        if (!(this.d.extended && this.d.lenient === true)) throw new RegexError('Unmatched ) or \\)');
      }
      const op = this.repetition(items.length === 0 || !operand, items);
      if (op === 'none') {
        items.push(this.atom(items));
        const last = items[items.length - 1]!;
        operand = last.kind !== 'assert' || last.what !== 'bol';
      } else operand = true;
    }
    return items.length === 1 ? items[0]! : { kind: 'cat', items };
  }

  /** Applies a repetition operator at the position to the last item. */
  private repetition(leading: boolean, items: Node[]): 'none' | 'applied' {
    const e = this.d.extended;
    const ch = this.p[this.at]!;
    const next = this.p[this.at + 1];
    let min = 0;
    let max = Infinity;
    let length = 1;
    let name = ch;
    if (ch === '*') {
      if (leading && !e) return 'none';
    } else if (e ? ch === '+' || ch === '?' : ch === '\\' && (next === '+' || next === '?')) {
      if (!e) {
        length = 2;
        if (leading) return 'none';
      }
      const plus = (e ? ch : next) === '+';
      min = plus ? 1 : 0;
      max = plus ? Infinity : 1;
    } else if (this.d.intervals !== false && (e ? ch === '{' : ch === '\\' && next === '{')) {
      const interval = this.interval(leading);
      if (interval === undefined) return 'none';
      [min, max, length] = interval;
      name = '{...}';
    } else return 'none';
    const last = items[items.length - 1];
    if (last === undefined || leading) {
      if (this.d.lenient !== true) throw new RegexError('Invalid preceding regular expression');
      if (e) this.warnings.push(`warning: ${name} at start of expression`);
      this.at += length;
      return 'applied';
    }
    if (!e && last.kind === 'repeat' && this.d.lenient !== true) throw new RegexError('Invalid preceding regular expression');
    this.at += length;
    items[items.length - 1] = { kind: 'repeat', body: last, min, max };
    return 'applied';
  }

  /** An interval at the position: [min, max, length]; undefined when the brace is a character. */
  private interval(leading: boolean): [number, number, number] | undefined {
    const e = this.d.extended;
    const rest = this.p.slice(this.at);
    const m = (e ? /^\{(\d*)(,?)(\d*)\}/ : /^\\\{(\d*)(,?)(\d*)\\\}/).exec(rest);
    if (m === null || (m[1] === '' && m[2] === '')) {
      if (e && this.d.lenient === true) return undefined;
      if (e && leading) throw new RegexError('Invalid preceding regular expression');
      if (!rest.includes(e ? '}' : '\\}')) throw new RegexError('Unmatched \\{');
      throw new RegexError('Invalid content of \\{\\}');
    }
    const min = m[1] === '' ? 0 : Number(m[1]);
    const max = m[2] === '' ? min : m[3] === '' ? Infinity : Number(m[3]);
    if (min > max) throw new RegexError('Invalid content of \\{\\}');
    if (min > 32767 || (max !== Infinity && max > 32767)) throw new RegexError('Regular expression too big');
    return [min, max, m[0].length];
  }

  private atom(items: readonly Node[]): Node {
    const ch = String.fromCodePoint(this.p.codePointAt(this.at)!);
    const e = this.d.extended;
    switch (ch) {
      case '.':
        this.at++;
        return { kind: 'any' };
      case '[':
        return this.bracket();
      case '^':
        if (e || items.length === 0) {
          this.at++;
          return { kind: 'assert', what: 'bol' };
        }
        break;
      case '$': {
        const after = this.p.slice(this.at + 1);
        if (e || after === '' || after.startsWith('\\)') || after.startsWith('\\|')) {
          this.at++;
          return { kind: 'assert', what: 'eol' };
        }
        break;
      }
      case '(':
        if (e) return this.group(1);
        break;
      case '\\':
        return this.escape();
      default:
    }
    this.at += ch.length;
    return { kind: 'char', ch };
  }

  private group(length: number): Node {
    this.at += length;
    const index = ++this.groups;
    this.depth++;
    const body = this.alternatives();
    this.depth--;
    if (!this.isClose()) throw new RegexError('Unmatched ( or \\(');
    this.at += this.d.extended ? 1 : 2;
    this.closed.add(index);
    return { kind: 'group', index, body };
  }

  private escape(): Node {
    const cp = this.p.codePointAt(this.at + 1);
    if (cp === undefined) throw new RegexError('Trailing backslash');
    const ch = String.fromCodePoint(cp);
    const u = this.d.utf8 === true ? 1 : 0;
    if (this.d.awk === true) return this.awkEscape(ch);
    if (ch === '(' && !this.d.extended) return this.group(2);
    this.at += 1 + ch.length;
    switch (ch) {
      case 'w':
      case 'W':
        return { kind: 'set', source: WORD[u]!, negated: ch === 'W' };
      case 's':
      case 'S':
        return { kind: 'set', source: CLASSES.space![u]!, negated: ch === 'S' };
      case 'b':
        return { kind: 'assert', what: 'wordb' };
      case 'B':
        return { kind: 'assert', what: 'nwordb' };
      case '<':
        return { kind: 'assert', what: 'wordstart' };
      case '>':
        return { kind: 'assert', what: 'wordend' };
      case '`':
        return { kind: 'assert', what: 'bufstart' };
      case "'":
        return { kind: 'assert', what: 'bufend' };
      default:
    }
    if (ch >= '1' && ch <= '9') {
      const index = Number(ch);
      if (!this.closed.has(index)) throw new RegexError('Invalid back reference');
      return { kind: 'backref', index };
    }
    return { kind: 'char', ch };
  }

  private awkEscape(ch: string): Node {
    this.at += 1 + ch.length;
    const octal = /^[0-7]{1,3}/.exec(this.p.slice(this.at - ch.length));
    if (octal !== null) {
      this.at += octal[0].length - 1;
      return { kind: 'char', ch: String.fromCharCode(parseInt(octal[0], 8)) };
    }
    return { kind: 'char', ch: AWK_ESCAPES[ch] ?? ch };
  }

  private bracket(): Node {
    const p = this.p;
    const u = this.d.utf8 === true;
    const unmatched = 'Unmatched [, [^, [:, [., or [=';
    let i = this.at + 1;
    if (i >= p.length) throw new RegexError(this.d.lenient === true ? 'Invalid regular expression' : unmatched);
    let negated = false;
    if (p[i] === '^') {
      negated = true;
      i++;
    }
    let source = '';
    const first = i;
    /** One end of a range, or a whole class (then `range` is false). */
    const element = (): { text: string; range: boolean } => {
      const ch = String.fromCodePoint(p.codePointAt(i)!);
      const kind = p[i + 1];
      if (ch === '[' && (kind === ':' || kind === '.' || kind === '=')) {
        const close = p.indexOf(`${kind}]`, i + 2);
        if (close < 0) throw new RegexError(unmatched);
        const name = p.slice(i + 2, close);
        i = close + 2;
        if (kind === ':') {
          const cls = classSource(name, u);
          if (cls === undefined) throw new RegexError('Invalid character class name');
          return { text: cls, range: false };
        }
        if ([...name].length !== 1) throw new RegexError('Invalid collation character');
        return { text: name, range: true };
      }
      if (ch === '\\' && this.d.awk === true && i + 1 < p.length) {
        const e = p[i + 1]!;
        i += 2;
        const octal = /^[0-7]{1,3}/.exec(p.slice(i - 1));
        if (octal !== null) {
          i += octal[0].length - 1;
          return { text: String.fromCharCode(parseInt(octal[0], 8)), range: true };
        }
        return { text: AWK_ESCAPES[e] ?? e, range: true };
      }
      i += ch.length;
      return { text: ch, range: true };
    };
    for (;;) {
      if (i >= p.length) throw new RegexError(unmatched);
      if (p[i] === ']' && i > first) break;
      const start = element();
      if (p[i] === '-' && p[i + 1] !== ']' && i + 1 < p.length) {
        i++;
        const end = element();
        if (!start.range || !end.range || start.text.codePointAt(0)! > end.text.codePointAt(0)!) throw new RegexError('Invalid range end');
        source += `${classChar(start.text)}-${classChar(end.text)}`;
      } else source += start.range ? classChar(start.text) : start.text;
    }
    const inside = p.slice(first, i);
    if (!negated && /^:[a-z]*:$/.test(inside) && this.d.awk !== true && inside.length > 2) {
      throw new RegexError('character class syntax is [[:space:]], not [:space:]');
    }
    this.at = i + 1;
    return { kind: 'set', source, negated };
  }
}

/** Parse a pattern. Throws {@link RegexError}. */
export function parseRegex(pattern: string, dialect: Dialect): Parsed {
  return new Parser(pattern, dialect).parse();
}
