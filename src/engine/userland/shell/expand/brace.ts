/** Brace expansion: `a{b,c}d`, `{1..5..2}`, `{a..e}`. Textual, before all other expansions; quotes hide braces and commas. */
import { skipBackquote, skipDollar, skipDouble, skipSingle, Unclosed } from '../syntax/scan.ts';
import { Parser } from '../syntax/parser.ts';

/** The words that a raw word expands to; undefined when it has no brace expression. Empty results are kept as ''. */
export function expandBraces(raw: string): string[] | undefined {
  let found = false;
  const all = expand(raw);
  return found ? all : undefined;

  function expand(s: string): string[] {
    const at = findOpen(s, 0);
    for (let open = at; open >= 0; open = findOpen(s, open + 1)) {
      const close = matching(s, open);
      if (close < 0) continue;
      const body = s.slice(open + 1, close);
      const alternatives = splitCommas(body);
      const parts = alternatives.length > 1 ? alternatives.flatMap((a) => expand(a)) : sequence(body);
      if (parts === undefined) {
        // Not an expression itself, but one may be within: `{a{b,c}}`.
        const inner = expandWithin(s, open, close);
        if (inner !== undefined) return inner;
        continue;
      }
      found = true;
      const before = s.slice(0, open);
      const after = expand(s.slice(close + 1));
      return parts.flatMap((p) => after.map((a) => before + p + a));
    }
    return [s];
  }

  function expandWithin(s: string, open: number, close: number): string[] | undefined {
    const body = s.slice(open + 1, close);
    if (findOpen(body, 0) < 0) return undefined;
    const inner = expand(body);
    if (inner.length === 1 && inner[0] === body) return undefined;
    const after = expand(s.slice(close + 1));
    return inner.flatMap((b) => after.map((a) => `${s.slice(0, open)}{${b}}${a}`));
  }
}

/** Skip what is quoted or an expansion at `i`; `i` itself when nothing is. */
function skipOpaque(s: string, i: number): number {
  const c = s[i];
  if (c === '\\') return Math.min(i + 2, s.length);
  if (c !== "'" && c !== '"' && c !== '`' && c !== '$') return i;
  const sub = new Parser(s, { dialect: 'bash', extglob: true, firstLine: 1 }).lexer.substitution;
  try {
    if (c === "'") return skipSingle(s, i);
    if (c === '"') return skipDouble(s, i, sub);
    if (c === '`') return skipBackquote(s, i);
    return skipDollar(s, i, sub, false);
  } catch (e) {
    if (e instanceof Unclosed) return i + 1;
    throw e;
  }
}

function findOpen(s: string, from: number): number {
  for (let i = from; i < s.length; ) {
    const next = skipOpaque(s, i);
    if (next > i) i = next;
    else if (s[i] === '{') return i;
    else i++;
  }
  return -1;
}

function matching(s: string, open: number): number {
  let depth = 0;
  for (let i = open; i < s.length; ) {
    const next = skipOpaque(s, i);
    if (next > i) {
      i = next;
      continue;
    }
    if (s[i] === '{') depth++;
    else if (s[i] === '}' && --depth === 0) return i;
    i++;
  }
  return -1;
}

function splitCommas(s: string): string[] {
  const out: string[] = [];
  let depth = 0;
  let start = 0;
  for (let i = 0; i < s.length; ) {
    const next = skipOpaque(s, i);
    if (next > i) {
      i = next;
      continue;
    }
    const c = s[i];
    if (c === '{') depth++;
    else if (c === '}') depth--;
    else if (c === ',' && depth === 0) {
      out.push(s.slice(start, i));
      start = i + 1;
    }
    i++;
  }
  out.push(s.slice(start));
  return out;
}

function sequence(body: string): string[] | undefined {
  const m = /^(-?\d+|[A-Za-z])\.\.(-?\d+|[A-Za-z])(?:\.\.(-?\d+))?$/.exec(body);
  if (m === null) return undefined;
  const step0 = m[3] === undefined ? 0 : Number(m[3]);
  const numeric = /\d/.test(m[1]!);
  if (numeric !== /\d/.test(m[2]!)) return undefined;
  const a = numeric ? Number(m[1]) : m[1]!.charCodeAt(0);
  const b = numeric ? Number(m[2]) : m[2]!.charCodeAt(0);
  const step = Math.abs(step0) || 1;
  const padded = numeric && (/^-?0\d/.test(m[1]!) || /^-?0\d/.test(m[2]!));
  const width = padded ? Math.max(m[1]!.length, m[2]!.length) : 0;
  const show = (n: number): string => {
    if (!numeric) {
      const c = String.fromCharCode(n);
      return /[\\`'"$]/.test(c) ? `\\${c}` : c;
    }
    const digits = String(Math.abs(n));
    return n < 0 ? '-' + digits.padStart(width - 1, '0') : digits.padStart(width, '0');
  };
  const out: string[] = [];
  if (a <= b) for (let n = a; n <= b; n += step) out.push(show(n));
  else for (let n = a; n >= b; n -= step) out.push(show(n));
  return out;
}
