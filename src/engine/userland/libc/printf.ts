/** printf(3): one conversion at a time. Used by printf, awk, seq, date, od. Long doubles are doubles here. */

/** A parsed conversion specification. `width` and `precision` may be '*' to be taken from the arguments. */
export interface Spec {
  readonly flags: string;
  readonly width: number | '*' | undefined;
  readonly precision: number | '*' | undefined;
  readonly conv: string;
  /** Length of the whole specification in the format. */
  readonly length: number;
}

/** The specification at `at` (where the % stands), or undefined when the format ends first. Length modifiers are skipped. */
export function parseSpec(format: string, at: number): Spec | undefined {
  const m = /%([-+ #0']*)(\*|\d+)?(?:\.(\*|-?\d*))?(?:hh|h|ll|l|L|j|z|t)*([\s\S])/y;
  m.lastIndex = at;
  const r = m.exec(format);
  if (r === null) return undefined;
  return {
    flags: r[1]!,
    width: r[2] === undefined ? undefined : r[2] === '*' ? '*' : Number(r[2]),
    precision: r[3] === undefined ? undefined : r[3] === '*' ? '*' : Math.max(0, Number(r[3] || 0)),
    conv: r[4]!,
    length: r[0].length,
  };
}

/** Flags, width and precision with the stars resolved. */
export interface Layout {
  readonly flags: string;
  readonly width: number;
  readonly precision: number | undefined;
}

function pad(text: string, l: Layout, zero: boolean): string {
  if (text.length >= l.width) return text;
  if (l.flags.includes('-')) return text.padEnd(l.width);
  if (zero && l.flags.includes('0')) {
    const sign = /^[-+ ]?(?:0[xX])?/.exec(text)![0];
    return sign + text.slice(sign.length).padStart(l.width - sign.length, '0');
  }
  return text.padStart(l.width);
}

/** %s and %c. */
export function formatString(text: string, l: Layout): string {
  return pad(l.precision === undefined ? text : text.slice(0, l.precision), l, false);
}

/** %d %i %u %o %x %X. Unsigned conversions take a negative value modulo 2^64. */
export function formatInteger(value: bigint, conv: string, l: Layout): string {
  const signed = conv === 'd' || conv === 'i';
  let v = value;
  let sign = '';
  if (signed) {
    if (v < 0n) {
      sign = '-';
      v = -v;
    } else if (l.flags.includes('+')) sign = '+';
    else if (l.flags.includes(' ')) sign = ' ';
  } else if (v < 0n) v = BigInt.asUintN(64, v);
  let digits = v.toString(conv === 'o' ? 8 : conv === 'x' || conv === 'X' ? 16 : 10);
  if (conv === 'X') digits = digits.toUpperCase();
  if (l.precision !== undefined) digits = l.precision === 0 && v === 0n ? '' : digits.padStart(l.precision, '0');
  if (l.flags.includes('#') && v !== 0n) {
    if (conv === 'o' && !digits.startsWith('0')) digits = `0${digits}`;
    if (conv === 'x' || conv === 'X') sign = `0${conv}`;
  }
  return pad(sign + digits, l, l.precision === undefined);
}

/** `value` with `digits` after the point, correctly rounded (ties by the exact binary value). */
export function toFixed(value: number, digits: number): string {
  if (Math.abs(value) < 1e21 && digits <= 100) {
    const scaled = value * 10 ** digits;
    const whole = Math.floor(scaled);
    // A true tie goes to the even neighbour; JavaScript takes the larger.
    if (scaled - whole === 0.5 && scaled < 2 ** 52 && scaled / 10 ** digits === value && whole % 2 === 0) {
      const text = String(whole).padStart(digits + 1, '0');
      return digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`;
    }
    return value.toFixed(digits);
  }
  const big = BigInt(value);
  return digits > 0 ? `${big}.${'0'.repeat(digits)}` : String(big);
}

function exponential(value: number, digits: number): string {
  const text = value.toExponential(Math.min(100, digits));
  return text.replace(/e([-+])(\d)$/, 'e$10$2');
}

/** %a. A long double has its first four bits before the point, a double one. */
function hexFloat(value: number, precision: number | undefined, long: boolean): string {
  if (value === 0) return `0x0${precision === undefined || precision === 0 ? '' : `.${'0'.repeat(precision)}`}p+0`;
  let e = Math.floor(Math.log2(value));
  let m = value / 2 ** e;
  if (m >= 2) {
    m /= 2;
    e++;
  } else if (m < 1) {
    m *= 2;
    e--;
  }
  const lead = long ? 8 : 1;
  m *= lead;
  if (long) e -= 3;
  let fraction = '';
  let f = m - Math.floor(m);
  for (let i = 0; i < 13; i++) {
    f *= 16;
    fraction += Math.floor(f).toString(16);
    f -= Math.floor(f);
  }
  fraction = precision === undefined ? fraction.replace(/0+$/, '') : fraction.slice(0, precision).padEnd(precision, '0');
  return `0x${Math.floor(m).toString(16)}${fraction === '' ? '' : `.${fraction}`}p${e < 0 ? '-' : '+'}${Math.abs(e)}`;
}

/** %e %f %g %a and their capitals. */
export function formatFloat(value: number, conv: string, l: Layout): string {
  const lower = conv.toLowerCase();
  const negative = value < 0 || Object.is(value, -0);
  const v = Math.abs(value);
  const sign = negative ? '-' : l.flags.includes('+') ? '+' : l.flags.includes(' ') ? ' ' : '';
  let text: string;
  if (Number.isNaN(v)) text = 'nan';
  else if (v === Infinity) text = 'inf';
  else if (lower === 'f') text = toFixed(v, l.precision ?? 6);
  else if (lower === 'e') text = exponential(v, l.precision ?? 6);
  else if (lower === 'a') text = hexFloat(v, l.precision, l.flags.includes('L'));
  else {
    const p = Math.max(1, l.precision ?? 6);
    const e = v === 0 ? 0 : Number(v.toExponential(Math.min(100, p - 1)).replace(/^.*e/, ''));
    text = e < -4 || e >= p ? exponential(v, p - 1) : toFixed(v, Math.max(0, p - 1 - e));
    if (!l.flags.includes('#') && text.includes('.')) text = text.replace(/\.?0+(?=e|$)/, '');
  }
  if (l.flags.includes('#') && !text.includes('.') && Number.isFinite(v)) text = text.replace(/(?=e|$)/, '.');
  if (conv !== lower) text = text.toUpperCase();
  return pad(sign + text, Number.isFinite(v) ? l : { ...l, flags: l.flags.replace('0', '') }, true);
}
