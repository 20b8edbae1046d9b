/**
 * Shell patterns (XCU 2.13, fnmatch(3)) as regular expressions: `*`, `?`, bracket expressions with classes, and extended globs. In a
 * pattern a backslash makes the next character literal; quoting has been turned into backslashes before.
 */

/** How to read a pattern. */
export interface PatternOptions {
  readonly extglob: boolean;
  readonly nocase?: boolean | undefined;
  /** A `*`, `?` or `[` does not match a slash (path names). */
  readonly path?: boolean | undefined;
}

const CLASSES: Readonly<Record<string, string>> = {
  alpha: 'A-Za-z',
  digit: '0-9',
  alnum: 'A-Za-z0-9',
  upper: 'A-Z',
  lower: 'a-z',
  space: ' \\t\\n\\r\\f\\v',
  blank: ' \\t',
  punct: '!-\\/:-@\\[-`{-~',
  cntrl: '\\x00-\\x1f\\x7f',
  print: '\\x20-\\x7e',
  graph: '\\x21-\\x7e',
  xdigit: '0-9A-Fa-f',
  word: 'A-Za-z0-9_',
  ascii: '\\x00-\\x7f',
};

/** Characters that are special somewhere in a pattern. */
export function escapePattern(text: string): string {
  return /[*?[\]\\()|!+@^-]/.test(text) ? text.replace(/[*?[\]\\()|!+@^-]/g, '\\$&') : text;
}

/** Does unquoted text hold anything that makes it a pattern? */
export function hasMagic(text: string, extglob: boolean): boolean {
  return /[*?[]/.test(text) || (extglob && /[?*+@!]\(/.test(text));
}

/** The source of a regular expression (to be used with the flags 's' and 'u') for a pattern. `lazy` makes stars match as little as they can. */
export function patternSource(pattern: string, options: PatternOptions, lazy = false): string {
  return new Translator(pattern, options, lazy).all();
}

class Translator {
  private i = 0;
  private readonly p: string;
  private readonly options: PatternOptions;
  private readonly lazy: string;

  constructor(pattern: string, options: PatternOptions, lazy: boolean) {
    this.p = pattern;
    this.options = options;
    this.lazy = lazy ? '?' : '';
  }

  all(): string {
    return this.sequence(false);
  }

  private sequence(inGroup: boolean): string {
    const p = this.p;
    const any = this.options.path === true ? '[^/]' : '[^]';
    let out = '';
    while (this.i < p.length) {
      const c = p[this.i]!;
      if (inGroup && (c === '|' || c === ')')) return out;
      if (this.options.extglob && p[this.i + 1] === '(' && '?*+@!'.includes(c)) {
        const group = this.tryGroup(c);
        if (group !== undefined) {
          out += group === 'not' ? this.negation(inGroup, any) : group;
          if (group === 'not') return out;
          continue;
        }
      }
      this.i++;
      if (c === '\\') {
        out += literal(this.i < p.length ? p[this.i]! : '\\');
        this.i++;
      } else if (c === '*') {
        while (p[this.i] === '*' && !(this.options.extglob && p[this.i + 1] === '(')) this.i++;
        out += `${any}*${this.lazy}`;
      } else if (c === '?') out += any;
      else if (c === '[') out += this.bracket();
      else out += literal(c);
    }
    return out;
  }

  private negated: string[] = [];

  /** The extended glob at `i`, whose operator is `op`; undefined when its parenthesis does not close. */
  private tryGroup(op: string): string | undefined {
    const start = this.i;
    this.i += 2;
    const alternatives: string[] = [];
    for (;;) {
      alternatives.push(this.sequence(true));
      const c = this.p[this.i];
      if (c === undefined) {
        this.i = start;
        return undefined;
      }
      this.i++;
      if (c === ')') break;
    }
    if (op === '!') {
      this.negated = alternatives;
      return 'not';
    }
    const body = `(?:${alternatives.join('|')})`;
    return op === '@' ? body : op === '?' ? `${body}?${this.lazy}` : `${body}${op}${this.lazy}`;
  }

  /** `!(a|b)rest`: anything that is not one of them, so that the rest still matches. The rest decides where "anything" ends. */
  private negation(inGroup: boolean, any: string): string {
    const body = this.negated.join('|');
    const rest = this.sequence(inGroup);
    const end = inGroup ? '' : '$';
    return `(?:(?!(?:${body})${rest}${end})${any}*${this.lazy})${rest}`;
  }

  private bracket(): string {
    const p = this.p;
    let i = this.i;
    let negate = false;
    if (p[i] === '!' || p[i] === '^') {
      negate = true;
      i++;
    }
    let body = '';
    let first = true;
    for (;;) {
      const c = p[i];
      if (c === undefined || (c === '/' && this.options.path === true)) return '\\[';
      if (c === ']' && !first) break;
      first = false;
      const named = c === '[' ? /^\[([:=.])(.*?)\1\]/.exec(p.slice(i)) : null;
      if (named !== null) {
        i += named[0].length;
        body += named[1] === ':' ? (CLASSES[named[2]!] ?? '') : classChar(named[2]!);
        continue;
      }
      let ch = c;
      if (c === '\\' && i + 1 < p.length) ch = p[++i]!;
      const code = ch.charCodeAt(0);
      if (code >= 0xd800 && code < 0xdc00 && i + 1 < p.length) ch += p[++i]!;
      i++;
      if (p[i] === '-' && p[i + 1] !== undefined && p[i + 1] !== ']') {
        let hi = p[i + 1]!;
        i += 2;
        if (hi === '\\' && i < p.length) hi = p[i++]!;
        if (hi >= ch) body += `${classChar(ch)}-${classChar(hi)}`;
        continue;
      }
      body += classChar(ch);
    }
    this.i = i + 1;
    if (body === '') return negate ? '[^]' : '(?!)';
    return `${this.options.path === true ? '(?!/)' : ''}[${negate ? '^' : ''}${body}]`;
  }
}

function literal(c: string): string {
  return /[\\^$.*+?()[\]{}|/]/.test(c) ? `\\${c}` : c;
}

function classChar(c: string): string {
  return /[\\\]^[-]/.test(c) ? `\\${c}` : c;
}

const cache = new Map<string, RegExp>();

/** A compiled regular expression from {@link patternSource}, kept for reuse. `wrap` puts anchors around the source. */
function cached(key: string, make: () => string, nocase: boolean): RegExp {
  let re = cache.get(key);
  if (re === undefined) {
    if (cache.size > 500) cache.clear();
    re = new RegExp(make(), nocase ? 'sui' : 'su');
    cache.set(key, re);
  }
  return re;
}

function keyOf(kind: string, pattern: string, o: PatternOptions): string {
  return `${kind}${o.extglob ? 'e' : ''}${o.nocase === true ? 'i' : ''}${o.path === true ? 'p' : ''}:${pattern}`;
}

/** Matches the whole of a string. */
export function wholePattern(pattern: string, options: PatternOptions): RegExp {
  return cached(keyOf('w', pattern, options), () => `^(?:${patternSource(pattern, options)})$`, options.nocase === true);
}

/** Does the whole text match? */
export function matches(pattern: string, text: string, options: PatternOptions): boolean {
  if (!hasMagic(pattern, options.extglob) && options.nocase !== true) return unescapePattern(pattern) === text;
  return wholePattern(pattern, options).test(text);
}

/** The text of a pattern without special characters. */
export function unescapePattern(pattern: string): string {
  return pattern.includes('\\') ? pattern.replace(/\\([^])/g, '$1') : pattern;
}

/** `${text#pattern}` and its kin: the text without the part that matches. */
export function removeMatch(text: string, pattern: string, op: '#' | '##' | '%' | '%%', options: PatternOptions): string {
  if (!hasMagic(pattern, options.extglob)) {
    const plain = unescapePattern(pattern);
    if (op[0] === '#') return text.startsWith(plain) ? text.slice(plain.length) : text;
    return plain !== '' && text.endsWith(plain) ? text.slice(0, text.length - plain.length) : text;
  }
  const complex = options.extglob && /[?*+@!]\(/.test(pattern);
  if (op === '%%') {
    const m = cached(keyOf('%%', pattern, options), () => `(?:${patternSource(pattern, options)})$`, false).exec(text);
    return m === null ? text : text.slice(0, m.index);
  }
  if (!complex) {
    if (op === '#' || op === '##') {
      const m = cached(keyOf(op, pattern, options), () => `^(?:${patternSource(pattern, options, op === '#')})`, false).exec(text);
      return m === null ? text : text.slice(m[0].length);
    }
    const m = cached(keyOf('%', pattern, options), () => `^([^]*)(?:${patternSource(pattern, options)})$`, false).exec(text);
    return m === null ? text : m[1]!;
  }
  const re = wholePattern(pattern, options);
  const n = text.length;
  if (op === '%') {
    for (let i = n; i >= 0; i--) if (re.test(text.slice(i))) return text.slice(0, i);
    return text;
  }
  if (op === '#') {
    for (let i = 0; i <= n; i++) if (re.test(text.slice(0, i))) return text.slice(i);
    return text;
  }
  for (let i = n; i >= 0; i--) if (re.test(text.slice(0, i))) return text.slice(i);
  return text;
}

/** `${text/pattern/by}`: leftmost, longest; `by` gets the match (for `&`). */
export function replaceMatch(text: string, pattern: string, by: (match: string) => string, all: boolean, anchor: '' | '#' | '%', options: PatternOptions): string {
  if (anchor === '#') {
    const rest = removeMatch(text, pattern, '##', options);
    if (rest.length === text.length && !matches(pattern, '', options) && !wholePattern(pattern, options).test('')) return text;
    return by(text.slice(0, text.length - rest.length)) + rest;
  }
  if (anchor === '%') {
    const rest = removeMatch(text, pattern, '%%', options);
    if (rest.length === text.length && !wholePattern(pattern, options).test('')) return text;
    return rest + by(text.slice(rest.length));
  }
  if (pattern === '') return text;
  const source = cached(keyOf('s', pattern, options), () => patternSource(pattern, options), options.nocase === true);
  if (options.extglob && /[?*+@!]\(/.test(pattern)) return replaceLongest(text, pattern, by, all, options);
  const re = new RegExp(source.source, source.flags + 'g');
  let out = '';
  let last = 0;
  for (let m = re.exec(text); m !== null; m = re.exec(text)) {
    if (m[0] === '') {
      if (re.lastIndex >= text.length) break;
      re.lastIndex++;
      continue;
    }
    out += text.slice(last, m.index) + by(m[0]);
    last = m.index + m[0].length;
    if (!all) break;
  }
  return out + text.slice(last);
}

/** With alternatives a regular expression's first match need not be the longest: try the lengths. */
function replaceLongest(text: string, pattern: string, by: (match: string) => string, all: boolean, options: PatternOptions): string {
  const re = wholePattern(pattern, options);
  let out = '';
  let i = 0;
  while (i < text.length) {
    let end = text.length;
    while (end > i && !re.test(text.slice(i, end))) end--;
    if (end > i) {
      out += by(text.slice(i, end));
      i = end;
      if (!all) break;
    } else out += text[i++]!;
  }
  return out + text.slice(i);
}
