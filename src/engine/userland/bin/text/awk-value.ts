/** awk's values: numbers, strings, strings from input that look like numbers, and the uninitialised value; arrays in mawk's order. */
import { formatFloat, formatInteger, formatString, parseSpec, type Layout } from '../../libc/printf.ts';

/** A string that came from input and looks like a number. */
export class StrNum {
  readonly str: string;
  readonly num: number;
  constructor(str: string, num: number) {
    this.str = str;
    this.num = num;
  }
}

/** A value; undefined is uninitialised. */
export type Value = number | string | StrNum | undefined;

const MAX_INT = 2147483647;
const NUMERIC = /^[ \t\n\v\f\r]*[-+]?(?:0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|inf(?:inity)?|nan)[ \t\n\v\f\r]*$/i;
const PREFIX = /^[ \t\n\v\f\r]*([-+]?)(?:(0[xX][0-9a-fA-F]+)|((?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)|(inf(?:inity)?)|(nan))/i;
const PLAIN_INT = /^-?\d{1,9}$/;

/** strtod(3) on the front of a text. */
export function parseNumber(s: string): number {
  if (PLAIN_INT.test(s)) return Number(s);
  const m = PREFIX.exec(s);
  if (m === null) return 0;
  const n = m[4] !== undefined ? Infinity : m[5] !== undefined ? NaN : Number(m[2] ?? m[3]);
  return m[1] === '-' ? -n : n;
}

/** A value from input: a {@link StrNum} when it looks like a number. */
export function fromInput(s: string): Value {
  const c = s.charCodeAt(0);
  // Most fields are words: a cheap look at the first character decides.
  if (!((c >= 48 && c <= 57) || c === 45 || c === 43 || c === 46 || c <= 32 || c === 105 || c === 73 || c === 110 || c === 78)) return s;
  if (PLAIN_INT.test(s)) return new StrNum(s, Number(s));
  return NUMERIC.test(s) ? new StrNum(s, parseNumber(s)) : s;
}

export function toNum(v: Value): number {
  if (typeof v === 'number') return v;
  if (v === undefined) return 0;
  return typeof v === 'string' ? parseNumber(v) : v.num;
}

/** A number as text: integers as such, others by `format` (CONVFMT or OFMT). */
export function numText(n: number, format: string): string {
  if (Number.isInteger(n) && n <= MAX_INT && n >= -MAX_INT) return String(n);
  if (Number.isNaN(n)) return '-nan';
  if (n === Infinity) return 'inf';
  if (n === -Infinity) return '-inf';
  if (format === '%.6g') {
    const text = formatFloat(n, 'g', { flags: '', width: 0, precision: 6 });
    return text;
  }
  const s = parseSpec(format, format.indexOf('%'));
  if (s === undefined) return format;
  return format.slice(0, format.indexOf('%')) + formatFloat(n, s.conv, { flags: s.flags, width: Number(s.width ?? 0), precision: s.precision === undefined ? undefined : Number(s.precision) }) + format.slice(format.indexOf('%') + s.length);
}

export function isTrue(v: Value): boolean {
  if (typeof v === 'number') return v !== 0;
  if (v === undefined) return false;
  return typeof v === 'string' ? v !== '' : v.num !== 0;
}

const clamp = (n: number, low: number, high: number): bigint => BigInt(Math.trunc(Number.isNaN(n) ? low : Math.max(low, Math.min(high, n))));

/** printf's format with its arguments; undefined when there are too few. mawk's integers have 32 bits. */
export function sprintf(format: string, args: readonly Value[], text: (v: Value) => string): string | undefined {
  let out = '';
  let next = 0;
  let missing = false;
  const take = (): Value => {
    if (next >= args.length) missing = true;
    return args[next++];
  };
  for (let i = 0; i < format.length; i++) {
    const ch = format[i]!;
    if (ch !== '%') {
      const pct = format.indexOf('%', i);
      out += format.slice(i, pct < 0 ? undefined : pct);
      if (pct < 0) break;
      i = pct - 1;
      continue;
    }
    if (format[i + 1] === '%') {
      out += '%';
      i++;
      continue;
    }
    const s = parseSpec(format, i);
    if (s === undefined) {
      out += format.slice(i);
      break;
    }
    let flags = s.flags;
    let width = s.width === '*' ? Math.trunc(toNum(take())) : (s.width ?? 0);
    if (width < 0) {
      flags += '-';
      width = -width;
    }
    const precision = s.precision === '*' ? Math.trunc(toNum(take())) : s.precision;
    const l: Layout = { flags, width, precision };
    switch (s.conv) {
      case 'd':
      case 'i':
        out += formatInteger(clamp(toNum(take()), -MAX_INT - 1, MAX_INT), 'd', l);
        break;
      case 'o':
      case 'u':
      case 'x':
      case 'X':
        out += formatInteger(clamp(toNum(take()), 0, 4294967295), s.conv, l);
        break;
      case 'e':
      case 'E':
      case 'f':
      case 'F':
      case 'g':
      case 'G':
      case 'a':
      case 'A':
        out += formatFloat(toNum(take()), s.conv, l);
        break;
      case 'c': {
        const v = take();
        out += formatString(typeof v === 'number' || v instanceof StrNum ? String.fromCharCode(Math.trunc(toNum(v)) & 255) : text(v).slice(0, 1), { ...l, precision: undefined });
        break;
      }
      case 's':
        out += formatString(text(take()), l);
        break;
      default:
        take();
        out += format.slice(i, i + s.length);
    }
    if (missing) return undefined;
    i += s.length - 1;
  }
  return out;
}

function hash(key: string): number {
  let h = 2166136261;
  for (let i = 0; i < key.length; i++) h = Math.imul(h ^ key.charCodeAt(i), 16777619);
  return h >>> 0;
}

/** An array. Its keys are walked in the order of mawk's hash table: 64 lists, doubled while they hold more than 10 each. */
export class AwkArray extends Map<string, Value> {
  walk(): string[] {
    let mask = 63;
    while (this.size > (mask + 1) * 10) mask = mask * 2 + 1;
    const keys = [...this.keys()].map((key, i) => ({ key, bucket: hash(key) & mask, i }));
    keys.sort((a, b) => a.bucket - b.bucket || b.i - a.i);
    return keys.map((k) => k.key);
  }
}
