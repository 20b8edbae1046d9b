/** Floating-point conversions of printf(3): %e %f %g %a. Digits are exact for doubles up to what toFixed can give. */

/** Format `v`, sign included; width is the caller's. */
export function formatFloat(v: number, conv: string, precision: number | undefined, flags: string): string {
  const upper = conv === conv.toUpperCase();
  const negative = v < 0 || Object.is(v, -0);
  const sign = negative ? '-' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '';
  const a = Math.abs(v);
  let body: string;
  if (!Number.isFinite(a)) body = Number.isNaN(a) ? 'nan' : 'inf';
  else {
    switch (conv.toLowerCase()) {
      case 'f':
        body = fixed(a, precision ?? 6);
        break;
      case 'e':
        body = exponential(a, precision ?? 6);
        break;
      case 'a':
        body = hex(a);
        break;
      default:
        body = general(a, precision ?? 6, flags.includes('#'));
    }
  }
  return sign + (upper ? body.toUpperCase() : body);
}

function fixed(a: number, digits: number): string {
  if (digits > 100) return fixed(a, 100) + '0'.repeat(digits - 100);
  if (a < 1e21) return a.toFixed(digits);
  const whole = BigInt(a).toString();
  return digits === 0 ? whole : `${whole}.${'0'.repeat(digits)}`;
}

function exponential(a: number, digits: number): string {
  return a.toExponential(Math.min(digits, 100)).replace(/e([+-])(\d)$/, 'e$10$2');
}

function general(a: number, precision: number, keep: boolean): string {
  const p = precision === 0 ? 1 : precision;
  const exp = a === 0 ? 0 : Number(a.toExponential(Math.min(p - 1, 100)).split('e')[1]);
  let s = exp < -4 || exp >= p ? exponential(a, p - 1) : fixed(a, p - 1 - exp);
  if (!keep && s.includes('.')) s = s.replace(/\.?0+(?=e|$)/, '');
  return s;
}

function hex(a: number): string {
  if (a === 0) return '0x0p+0';
  let exp = Math.floor(Math.log2(a));
  let m = a / 2 ** exp;
  if (m >= 2) {
    m /= 2;
    exp++;
  }
  return `0x${m.toString(16)}p${exp < 0 ? '-' : '+'}${Math.abs(exp)}`;
}
