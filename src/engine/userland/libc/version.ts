/** Natural order of version numbers within names: filevercmp of gnulib and strverscmp(3) in the cases that people meet. */

/** Order of two names: digits compare as numbers, '~' before everything, letters before other characters. */
export function compareVersions(a: string, b: string): number {
  let i = 0;
  let j = 0;
  const rank = (c: string | undefined): number => (c === undefined ? 0 : c === '~' ? -1 : /[A-Za-z]/.test(c) ? c.charCodeAt(0) : c.charCodeAt(0) + 256);
  const digit = (c: string | undefined): boolean => c !== undefined && c >= '0' && c <= '9';
  while (i < a.length || j < b.length) {
    while ((i < a.length && !digit(a[i])) || (j < b.length && !digit(b[j]))) {
      const x = digit(a[i]) ? 0 : rank(a[i]);
      const y = digit(b[j]) ? 0 : rank(b[j]);
      if (x !== y) return x - y;
      i++;
      j++;
    }
    while (a[i] === '0') i++;
    while (b[j] === '0') j++;
    let first = 0;
    while (digit(a[i]) && digit(b[j])) {
      if (first === 0) first = a.charCodeAt(i) - b.charCodeAt(j);
      i++;
      j++;
    }
    if (digit(a[i])) return 1;
    if (digit(b[j])) return -1;
    if (first !== 0) return first;
  }
  return 0;
}
