/**
 * Sizes as coreutils writes and reads them: human_readable (rounds up, one digit below ten), and xstrtoumax's suffixes.
 */

const UNITS = 'KMGTPEZY';

/**
 * A size for people, as `ls -h`, `du -h`, `df -h` show it: '0', '512', '1.0K', '15M'. Rounds up. `base` 1000 is `--si` ('1.0k').
 */
export function humanSize(size_bytes: number, base: 1024 | 1000 = 1024): string {
  if (size_bytes < base) return String(Math.ceil(size_bytes));
  let value = size_bytes;
  let unit = -1;
  while (value >= base && unit < UNITS.length - 1) {
    value /= base;
    unit++;
  }
  let text: string;
  if (value < 9.95 || Math.ceil(value * 10) < 100) text = (Math.ceil(value * 10) / 10).toFixed(1);
  else text = String(Math.ceil(value));
  if (Number(text) >= base && unit < UNITS.length - 1) {
    text = '1.0';
    unit++;
  }
  const letter = UNITS[unit]!;
  return text + (base === 1000 && letter === 'K' ? 'k' : letter);
}

const POWER: Readonly<Record<string, number>> = { K: 1, k: 1, M: 2, m: 2, G: 3, g: 3, T: 4, t: 4, P: 5, E: 6, Z: 7, Y: 8 };

/** Why {@link parseSize} refused. */
export type SizeError = 'invalid' | 'suffix' | 'overflow';

/**
 * A number with a multiplier: 'b' is 512; K, M ... are powers of 1024; KB, MB powers of 1000; KiB as K. Only suffixes whose first
 * letter is in `allowed` are known.
 */
export function parseSize(text: string, allowed = 'bkKmMGTPEZY'): number | SizeError {
  const m = /^\s*\+?(\d+)(.*)$/s.exec(text);
  if (m === null) {
    const only = /^([A-Za-z])(B|iB)?$/.exec(text);
    if (only === null || !allowed.includes(only[1]!) || POWER[only[1]!] === undefined) return 'invalid';
    return (only[2] === 'B' ? 1000 : 1024) ** POWER[only[1]!]!;
  }
  const n = Number(m[1]);
  const suffix = m[2]!;
  let factor = 1;
  if (suffix !== '') {
    const letter = suffix[0]!;
    if (!allowed.includes(letter)) return 'suffix';
    if (letter === 'b' && suffix === 'b') factor = 512;
    else if (letter === 'c' && suffix === 'c') factor = 1;
    else if (letter === 'w' && suffix === 'w') factor = 2;
    else if (letter === 'B' && suffix === 'B') factor = 1024;
    else {
      const power = POWER[letter];
      const tail = suffix.slice(1);
      if (power === undefined || (tail !== '' && tail !== 'B' && tail !== 'iB')) return 'suffix';
      factor = (tail === 'B' ? 1000 : 1024) ** power;
    }
  }
  const value = n * factor;
  return value >= 2 ** 64 ? 'overflow' : value;
}
