/**
 * Finding where quotes, expansions and brackets end, in a shell's source text. The lexer uses it to find the ends of words, the word
 * compiler to find the ends of the parts of a word. What a `$(` holds is found by the parser itself, as bash does since 5.2.
 */

/** Thrown when the text ends first; the lexer turns it into a ShellSyntaxError. */
export class Unclosed {
  readonly mark: string;
  readonly open: string;
  /** Where the opening mark stands. */
  readonly at: number;
  constructor(mark: string, open: string, at: number) {
    this.mark = mark;
    this.open = open;
    this.at = at;
  }
}

/** Finds the end of a command substitution: `from` is just after `$(`; the result is the offset of its `)`. */
export type SubstitutionEnd = (src: string, from: number) => number;

/** `at` is on the opening quote; the result is just after the closing one. */
export function skipSingle(src: string, at: number): number {
  const end = src.indexOf("'", at + 1);
  if (end < 0) throw new Unclosed("'", "'", at);
  return end + 1;
}

/** $'...': a backslash hides a quote. `at` is on the quote. */
export function skipAnsi(src: string, at: number): number {
  for (let i = at + 1; i < src.length; i++) {
    const c = src[i];
    if (c === '\\') i++;
    else if (c === "'") return i + 1;
  }
  throw new Unclosed("'", "$'", at);
}

/** `...`: `at` is on the first backquote. */
export function skipBackquote(src: string, at: number): number {
  for (let i = at + 1; i < src.length; i++) {
    const c = src[i];
    if (c === '\\') i++;
    else if (c === '`') return i + 1;
  }
  throw new Unclosed('`', '`', at);
}

/** "...": `at` is on the opening quote. */
export function skipDouble(src: string, at: number, sub: SubstitutionEnd): number {
  let i = at + 1;
  while (i < src.length) {
    const c = src[i];
    if (c === '"') return i + 1;
    if (c === '\\') i += 2;
    else if (c === '`') i = skipBackquote(src, i);
    else if (c === '$') i = skipDollar(src, i, sub, true);
    else i++;
  }
  throw new Unclosed('"', '"', at);
}

/** An expansion that starts with the `$` at `at`; just `at + 1` when it is a plain dollar sign. */
export function skipDollar(src: string, at: number, sub: SubstitutionEnd, quoted: boolean): number {
  const c = src[at + 1];
  if (c === '(') {
    if (src[at + 2] === '(') {
      const end = arithmeticEnd(src, at + 3, sub);
      if (end >= 0) return end + 2;
    }
    return sub(src, at + 2) + 1;
  }
  if (c === '{') return skipBrace(src, at, sub, quoted);
  if (c === '[') return skipBracket(src, at + 1, sub);
  if (!quoted && c === "'") return skipAnsi(src, at + 1);
  if (!quoted && c === '"') return skipDouble(src, at + 1, sub);
  return at + 1;
}

/**
 * The offset of the `))` that closes the arithmetic whose body starts at `from`; -1 when the parentheses close otherwise, so that it
 * is a command substitution that starts with a subshell.
 */
export function arithmeticEnd(src: string, from: number, sub: SubstitutionEnd): number {
  let depth = 0;
  let i = from;
  while (i < src.length) {
    const c = src[i];
    if (c === '\\') i += 2;
    else if (c === "'") i = skipSingle(src, i);
    else if (c === '"') i = skipDouble(src, i, sub);
    else if (c === '`') i = skipBackquote(src, i);
    else if (c === '$') i = skipDollar(src, i, sub, true);
    else if (c === '(') {
      depth++;
      i++;
    } else if (c === ')') {
      if (depth === 0) return src[i + 1] === ')' ? i : -1;
      depth--;
      i++;
    } else i++;
  }
  throw new Unclosed('))', '((', from - 2);
}

/** ${...}: `at` is on the `$`. */
function skipBrace(src: string, at: number, sub: SubstitutionEnd, quoted: boolean): number {
  let i = at + 2;
  if (src[i] === '#' || src[i] === '!') i++;
  while (i < src.length && /[A-Za-z0-9_]/.test(src[i]!)) i++;
  // After these operators quotes count even within double quotes: what follows is a pattern.
  const pattern = !quoted || /[#%/^,]/.test(src[i] ?? '');
  while (i < src.length) {
    const c = src[i];
    if (c === '}') return i + 1;
    if (c === '\\') i += 2;
    else if (c === "'" && pattern) i = skipSingle(src, i);
    else if (c === '"') i = skipDouble(src, i, sub);
    else if (c === '`') i = skipBackquote(src, i);
    else if (c === '$' && pattern && !quoted) i = skipDollar(src, i, sub, false);
    else if (c === '$') i = skipDollar(src, i, sub, true);
    else i++;
  }
  throw new Unclosed('}', '${', at);
}

/** [...] of a subscript or of `$[`: `at` is on the bracket. */
export function skipBracket(src: string, at: number, sub: SubstitutionEnd): number {
  let depth = 0;
  let i = at;
  while (i < src.length) {
    const c = src[i];
    if (c === '\\') i += 2;
    else if (c === "'") i = skipSingle(src, i);
    else if (c === '"') i = skipDouble(src, i, sub);
    else if (c === '`') i = skipBackquote(src, i);
    else if (c === '$') i = skipDollar(src, i, sub, false);
    else if (c === '[') {
      depth++;
      i++;
    } else if (c === ']') {
      i++;
      if (--depth === 0) return i;
    } else i++;
  }
  throw new Unclosed(']', '[', at);
}

/** (...) of an extended glob: `at` is on the parenthesis. */
export function skipGlobGroup(src: string, at: number, sub: SubstitutionEnd): number {
  let depth = 0;
  let i = at;
  while (i < src.length) {
    const c = src[i];
    if (c === '\\') i += 2;
    else if (c === "'") i = skipSingle(src, i);
    else if (c === '"') i = skipDouble(src, i, sub);
    else if (c === '`') i = skipBackquote(src, i);
    else if (c === '$') i = skipDollar(src, i, sub, false);
    else if (c === '(') {
      depth++;
      i++;
    } else if (c === ')') {
      i++;
      if (--depth === 0) return i;
    } else i++;
  }
  throw new Unclosed(')', '(', at);
}
