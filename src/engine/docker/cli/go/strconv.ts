/** Texts to values and back as Go's strconv and time packages do it, with their error texts. A failed parse throws {@link GoError}. */

/** An error value of Go: a text. */
export class GoError {
  readonly message: string;
  constructor(message: string) {
    this.message = message;
  }
}

const ESCAPES: Readonly<Record<string, string>> = { '\x07': '\\a', '\b': '\\b', '\f': '\\f', '\n': '\\n', '\r': '\\r', '\t': '\\t', '\v': '\\v', '\\': '\\\\' };

function quoteWith(text: string, q: string): string {
  let out = q;
  for (const c of text) {
    const code = c.codePointAt(0)!;
    const escape = ESCAPES[c];
    if (c === q) out += `\\${q}`;
    else if (escape !== undefined) out += escape;
    else if (code >= 0xdc80 && code <= 0xdcff) out += `\\x${(code & 0xff).toString(16)}`;
    else if (code < 0x20 || code === 0x7f) out += `\\x${code.toString(16).padStart(2, '0')}`;
    else if ((code >= 0x80 && code < 0xa0) || code === 0xad || code === 0x2028 || code === 0x2029 || code === 0xfeff) out += `\\u${code.toString(16).padStart(4, '0')}`;
    else out += c;
  }
  return out + q;
}

/** Nothing in it needs an escape. */
const PLAIN = /^[ !#-[\]-~]*$/;

/** `%q` of a string. */
export function quote(text: string): string {
  if (PLAIN.test(text)) return `"${text}"`;
  return quoteWith(text, '"');
}

/** `%q` of a rune. */
export function quoteRune(c: string): string {
  return quoteWith(c, "'");
}

function syntax(fn: string, text: string): GoError {
  return new GoError(`strconv.${fn}: parsing ${quote(text)}: invalid syntax`);
}

/** strconv.ParseBool. */
export function parseBool(text: string): boolean {
  if (/^(1|t|T|true|TRUE|True)$/.test(text)) return true;
  if (/^(0|f|F|false|FALSE|False)$/.test(text)) return false;
  throw syntax('ParseBool', text);
}

const INT = /^[+-]?(0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]*|[1-9]\d*)$/;

/** strconv.ParseInt with base 0. `fn` names the function in the error. Exact up to 2^53. */
export function parseInt64(text: string, bits = 64, fn = 'ParseInt'): number {
  const digits = text.replace(/(?<=\w)_(?=\w)/g, '');
  if (!INT.test(digits) || (fn === 'ParseUint' && /^[+-]/.test(text))) throw syntax(fn, text);
  const body = digits.replace(/^[+-]/, '');
  const value = /^0[0-7]+$/.test(body) ? parseInt(body, 8) : Number(body);
  const max = fn === 'ParseUint' ? 2 ** bits - 1 : 2 ** (bits - 1) - 1;
  const signed = digits[0] === '-' ? -value : value;
  if (signed > max || signed < -max - 1) throw new GoError(`strconv.${fn}: parsing ${quote(text)}: value out of range`);
  return signed;
}

/** strconv.Atoi: decimal only. */
export function atoi(text: string, fn = 'Atoi'): number {
  if (!/^[+-]?\d+$/.test(text)) throw syntax(fn, text);
  return Number(text);
}

const UNITS: Readonly<Record<string, number>> = { ns: 1, us: 1e3, 'µs': 1e3, 'μs': 1e3, ms: 1e6, s: 1e9, m: 6e10, h: 3.6e12 };

/** time.ParseDuration, in nanoseconds. */
export function parseDuration(text: string): number {
  const invalid = new GoError(`time: invalid duration ${quote(text)}`);
  const negative = text[0] === '-';
  let rest = negative || text[0] === '+' ? text.slice(1) : text;
  if (rest === '0') return 0;
  if (rest === '') throw invalid;
  let total = 0;
  while (rest !== '') {
    const m = /^(\d*)(\.?)(\d*)/.exec(rest)!;
    if (m[1] === '' && m[3] === '') throw invalid;
    rest = rest.slice(m[0].length);
    const unit = /^[^.0-9]*/.exec(rest)![0];
    if (unit === '') throw new GoError(`time: missing unit in duration ${quote(text)}`);
    const scale = UNITS[unit];
    if (scale === undefined) throw new GoError(`time: unknown unit ${quote(unit)} in duration ${quote(text)}`);
    rest = rest.slice(unit.length);
    total += Number(`${m[1] === '' ? '0' : m[1]}.${m[3] === '' ? '0' : m[3]}`) * scale;
  }
  return negative ? -Math.round(total) : Math.round(total);
}

/** time.Duration's String: `1m30s`, `250ms`, `0s`. */
export function formatDuration(ns: number): string {
  if (ns === 0) return '0s';
  const sign = ns < 0 ? '-' : '';
  const u = Math.abs(ns);
  if (u < 1e3) return `${sign}${u}ns`;
  const trim = (x: number, digits: number): string => x.toFixed(digits).replace(/\.?0+$/, '');
  if (u < 1e6) return `${sign}${trim(u / 1e3, 3)}µs`;
  if (u < 1e9) return `${sign}${trim(u / 1e6, 6)}ms`;
  const hours = Math.floor(u / 3.6e12);
  const minutes = Math.floor((u % 3.6e12) / 6e10);
  const seconds = trim((u % 6e10) / 1e9, 9);
  const secs = seconds === '' ? '0' : seconds;
  return `${sign}${hours > 0 ? `${hours}h` : ''}${hours > 0 || minutes > 0 ? `${minutes}m` : ''}${secs}s`;
}

/** The first record of a CSV text (encoding/csv): quoted fields, doubled quotes. */
export function csvFields(text: string): string[] {
  if (text === '') throw new GoError('EOF');
  const out: string[] = [];
  let i = 0;
  for (;;) {
    let field = '';
    if (text[i] === '"') {
      i++;
      for (;;) {
        if (i >= text.length) throw new GoError(`record on line 1; parse error on line 2, column 0: extraneous or missing " in quoted-field`);
        if (text[i] === '"') {
          if (text[i + 1] !== '"') break;
          i++;
        }
        field += text[i++];
      }
      i++;
      if (i < text.length && text[i] !== ',') throw new GoError(`parse error on line 1, column ${i}: extraneous or missing " in quoted-field`);
    } else {
      const end = text.indexOf(',', i);
      field = text.slice(i, end < 0 ? undefined : end);
      const quoteAt = field.indexOf('"');
      if (quoteAt >= 0) throw new GoError(`parse error on line 1, column ${i + quoteAt + 1}: bare " in non-quoted-field`);
      i += field.length;
    }
    out.push(field);
    if (i >= text.length) return out;
    i++;
  }
}
