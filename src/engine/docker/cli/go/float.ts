/** Floating point numbers as Go's fmt and strconv print them. */

function exponent(e: number): string {
  return (e < 0 ? '-' : '+') + (Math.abs(e) < 10 ? '0' : '') + String(Math.abs(e));
}

/** `%.{digits}g`: at most so many significant digits, trailing zeros dropped, an exponent when it is below -4 or not below `digits`. */
export function formatG(x: number, digits: number): string {
  if (x === 0) return Object.is(x, -0) ? '-0' : '0';
  if (!Number.isFinite(x)) return Number.isNaN(x) ? 'NaN' : x > 0 ? '+Inf' : '-Inf';
  const [mantissa, exp] = x.toExponential(Math.max(digits, 1) - 1).split('e') as [string, string];
  const e = Number(exp);
  const trimmed = mantissa.includes('.') ? mantissa.replace(/\.?0+$/, '') : mantissa;
  if (e < -4 || e >= Math.max(digits, 1)) return `${trimmed}e${exponent(e)}`;
  const fixed = x.toFixed(Math.max(0, Math.max(digits, 1) - 1 - e));
  return fixed.includes('.') ? fixed.replace(/\.?0+$/, '') : fixed;
}

/** `%v` of a float64: the shortest text that reads back the same, an exponent when it is below -4 or at least 21. */
export function formatFloat(x: number): string {
  if (x === 0) return Object.is(x, -0) ? '-0' : '0';
  if (!Number.isFinite(x)) return Number.isNaN(x) ? 'NaN' : x > 0 ? '+Inf' : '-Inf';
  const e = Number(x.toExponential().split('e')[1]);
  if (e >= -4 && e < 21) return Math.abs(x) < 1e-6 ? x.toFixed(20).replace(/0+$/, '') : String(x);
  return formatE(x);
}

/** `%e` with the shortest mantissa, or with `digits` after the point. */
export function formatE(x: number, digits?: number): string {
  const [mantissa, exp] = (digits === undefined ? x.toExponential() : x.toExponential(digits)).split('e') as [string, string];
  return `${mantissa}e${exponent(Number(exp))}`;
}
