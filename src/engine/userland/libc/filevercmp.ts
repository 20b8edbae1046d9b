/** Version order, as `sort -V` and `ls -v` have it (gnulib's filevercmp): numbers by value, '~' before everything, suffixes like .tar.gz last. */

function order(c: string | undefined): number {
  if (c === undefined) return -1;
  if (c >= '0' && c <= '9') return 0;
  if (/[A-Za-z]/.test(c)) return c.charCodeAt(0);
  return c === '~' ? -2 : c.charCodeAt(0) + 256;
}

function isDigit(c: string | undefined): boolean {
  return c !== undefined && c >= '0' && c <= '9';
}

/** dpkg's version comparison of two texts. */
function verrevcmp(a: string, b: string): number {
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    while ((i < a.length && !isDigit(a[i])) || (j < b.length && !isDigit(b[j]))) {
      const d = order(a[i]) - order(b[j]);
      if (d !== 0) return d;
      i++;
      j++;
    }
    while (a[i] === '0') i++;
    while (b[j] === '0') j++;
    let first = 0;
    while (isDigit(a[i]) && isDigit(b[j])) {
      if (first === 0) first = a.charCodeAt(i) - b.charCodeAt(j);
      i++;
      j++;
    }
    if (isDigit(a[i])) return 1;
    if (isDigit(b[j])) return -1;
    if (first !== 0) return first;
  }
  return 0;
}

/** The name without its suffix: (\.[A-Za-z~][A-Za-z0-9~]*)*$ . */
function prefix(name: string): string {
  return name.replace(/(?:\.[A-Za-z~][A-Za-z0-9~]*)*$/, '');
}

/** Negative, zero or positive as `a` comes before, with or after `b`. */
export function versionCompare(a: string, b: string): number {
  if (a === b) return 0;
  if (a === '') return -1;
  if (b === '') return 1;
  if (a.startsWith('.') || b.startsWith('.')) {
    if (!a.startsWith('.')) return 1;
    if (!b.startsWith('.')) return -1;
    for (const special of ['.', '..']) {
      if (a === special) return -1;
      if (b === special) return 1;
    }
  }
  const pa = prefix(a);
  const pb = prefix(b);
  const r = verrevcmp(pa, pb);
  return r !== 0 ? r : verrevcmp(a, b);
}
