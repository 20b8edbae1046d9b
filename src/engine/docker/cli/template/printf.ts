/** Go's fmt for template values: `%v` (print), and printf with verbs, flags, width and precision. */
import { encodeUtf8, toHex } from '../../../base/bytes.ts';
import { formatE, formatFloat, formatG } from '../go/float.ts';
import { quote, quoteRune } from '../go/strconv.ts';
import { byCodePoint, Char, isMap, NIL_POINTER, Struct, typeName, type Value } from './value.ts';

/** `%v`, or `%+v` with names of struct fields. */
export function sprint(v: Value, plus = false): string {
  if (typeof v === 'string') return v;
  if (v === null || v === undefined || v === NIL_POINTER) return '<nil>';
  if (typeof v === 'number') return Number.isInteger(v) && Math.abs(v) < 1e21 ? String(v) : formatFloat(v);
  if (typeof v === 'boolean') return String(v);
  if (v instanceof Char) return String(v.code);
  if (Array.isArray(v)) return `[${v.map((x: Value) => sprint(x, plus)).join(' ')}]`;
  if (v instanceof Struct) {
    return `{${v
      .entries()
      .map(([k, x]) => (plus ? `${k}:${sprint(x, plus)}` : sprint(x)))
      .join(' ')}}`;
  }
  const map = v as { readonly [key: string]: Value };
  return `map[${Object.keys(map)
    .sort(byCodePoint)
    .map((k) => `${k}:${sprint(map[k], plus)}`)
    .join(' ')}]`;
}

/** fmt.Sprint: a space between operands when neither is a string. */
export function sprintAll(args: readonly Value[]): string {
  let out = '';
  args.forEach((a, i) => {
    if (i > 0 && typeof a !== 'string' && typeof args[i - 1] !== 'string') out += ' ';
    out += sprint(a);
  });
  return out;
}

interface Spec {
  readonly flags: string;
  readonly width: number | undefined;
  readonly precision: number | undefined;
}

function pad(text: string, spec: Spec, zero = false): string {
  if (spec.width === undefined) return text;
  const n = [...text].length;
  if (n >= spec.width) return text;
  const gap = spec.width - n;
  if (spec.flags.includes('-')) return text + ' '.repeat(gap);
  if (!zero || !spec.flags.includes('0')) return ' '.repeat(gap) + text;
  const sign = /^[+-]/.test(text) ? 1 : 0;
  return text.slice(0, sign) + '0'.repeat(gap) + text.slice(sign);
}

function goSyntax(v: Value): string {
  if (typeof v === 'string') return quote(v);
  if (Array.isArray(v)) return `${typeName(v)}{${v.map(goSyntax).join(', ')}}`;
  if (isMap(v)) {
    return `${typeName(v)}{${Object.keys(v)
      .sort(byCodePoint)
      .map((k) => `${quote(k)}:${goSyntax(v[k])}`)
      .join(', ')}}`;
  }
  return v === null || v === undefined ? '<nil>' : sprint(v, true);
}

function hexString(text: string, upper: boolean): string {
  const out = toHex(encodeUtf8(text));
  return upper ? out.toUpperCase() : out;
}

function integer(n: number, verb: string, spec: Spec): string | undefined {
  const sign = n < 0 ? '-' : spec.flags.includes('+') ? '+' : spec.flags.includes(' ') ? ' ' : '';
  const abs = Math.abs(n);
  const sharp = spec.flags.includes('#');
  const radix: Readonly<Record<string, [number, string]>> = { d: [10, ''], b: [2, sharp ? '0b' : ''], o: [8, sharp ? '0' : ''], O: [8, '0o'], x: [16, sharp ? '0x' : ''], X: [16, sharp ? '0X' : ''] };
  const form = radix[verb];
  if (form === undefined) {
    if (verb === 'c') return String.fromCodePoint(abs);
    if (verb === 'q') return quoteRune(String.fromCodePoint(abs));
    return verb === 'U' ? `U+${abs.toString(16).toUpperCase().padStart(4, '0')}` : undefined;
  }
  let digits = abs.toString(form[0]);
  if (verb === 'X') digits = digits.toUpperCase();
  if (spec.precision !== undefined) digits = digits.padStart(spec.precision, '0');
  return sign + form[1] + digits;
}

function float(n: number, verb: string, spec: Spec): string | undefined {
  const sign = n >= 0 && spec.flags.includes('+') ? '+' : '';
  const p = spec.precision;
  if (verb === 'f' || verb === 'F') return sign + n.toFixed(p ?? 6);
  if (verb === 'e' || verb === 'E') return sign + (verb === 'E' ? formatE(n, p ?? 6).toUpperCase() : formatE(n, p ?? 6));
  if (verb === 'g' || verb === 'G') return sign + (p === undefined ? formatFloat(n) : formatG(n, p));
  return undefined;
}

function verbText(verb: string, v: Value, spec: Spec): string {
  const bad = (): string => (v === null || v === undefined ? `%!${verb}(<nil>)` : `%!${verb}(${typeName(v)}=${sprint(v)})`);
  if (verb === 'v') {
    if (spec.flags.includes('#')) return pad(goSyntax(v), spec);
    if (typeof v === 'number' || v instanceof Char) return pad(sprint(v), spec, true);
    return pad(sprint(v, spec.flags.includes('+')), spec);
  }
  if (verb === 'T') return pad(typeName(v), spec);
  if (typeof v === 'string') {
    const cut = spec.precision === undefined ? v : [...v].slice(0, spec.precision).join('');
    if (verb === 's') return pad(cut, spec);
    if (verb === 'q') return pad(spec.flags.includes('#') && !v.includes('`') ? `\`${cut}\`` : quote(cut), spec);
    if (verb === 'x' || verb === 'X') return pad(hexString(cut, verb === 'X'), spec);
    return bad();
  }
  if (typeof v === 'boolean') return verb === 't' ? pad(String(v), spec) : bad();
  if (typeof v === 'number' || v instanceof Char) {
    const n = typeof v === 'number' ? v : v.code;
    const text = Number.isInteger(n) ? integer(n, verb, spec) : float(n, verb, spec);
    return text === undefined ? bad() : pad(text, spec, true);
  }
  if (Array.isArray(v)) return `[${v.map((x: Value) => verbText(verb, x, spec)).join(' ')}]`;
  if (isMap(v)) {
    return `map[${Object.keys(v)
      .sort(byCodePoint)
      .map((k) => `${verbText(verb, k, spec)}:${verbText(verb, v[k], spec)}`)
      .join(' ')}]`;
  }
  if (v instanceof Struct) {
    return `{${v
      .entries()
      .map(([, x]) => verbText(verb, x, spec))
      .join(' ')}}`;
  }
  return bad();
}

/** fmt.Sprintf. */
export function sprintf(format: string, args: readonly Value[]): string {
  let out = '';
  let at = 0;
  let i = 0;
  let reordered = false;
  while (i < format.length) {
    const percent = format.indexOf('%', i);
    if (percent < 0) break;
    out += format.slice(i, percent);
    const m = /^([-+# 0]*)(?:\[(\d+)\])?(\*|\d+)?(?:\.(\*|\d+)?)?(?:\[(\d+)\])?/.exec(format.slice(percent + 1))!;
    i = percent + 1 + m[0].length;
    const star = (text: string | undefined): number | undefined => {
      if (text !== '*') return text === undefined ? undefined : Number(text);
      const v = args[at++];
      if (typeof v === 'number') return v;
      out += '%!(BADWIDTH)';
      return undefined;
    };
    let width = star(m[3]);
    const precision = m[0].includes('.') ? (star(m[4]) ?? 0) : undefined;
    let flags = m[1]!;
    if (width !== undefined && width < 0) {
      flags += '-';
      width = -width;
    }
    const index = m[2] ?? m[5];
    if (index !== undefined) {
      at = Number(index) - 1;
      reordered = true;
    }
    const code = format.codePointAt(i);
    if (code === undefined) {
      out += '%!(NOVERB)';
      break;
    }
    const verb = String.fromCodePoint(code);
    i += verb.length;
    if (verb === '%') out += '%';
    else if (at >= args.length) out += index === undefined ? `%!${verb}(MISSING)` : `%!${verb}(BADINDEX)`;
    else out += verbText(verb, args[at++], { flags, width, precision });
  }
  if (i < format.length) out += format.slice(i);
  if (!reordered && at < args.length) {
    out += `%!(EXTRA ${args
      .slice(at)
      .map((a) => (a === null || a === undefined ? '<nil>' : `${typeName(a)}=${sprint(a)}`))
      .join(', ')})`;
  }
  return out;
}
