/**
 * Sizes and durations as Docker prints and reads them: github.com/docker/go-units. Sizes for people are decimal (kB, MB), sizes for
 * memory binary (KiB, MiB); both with four significant digits, or as many as asked for.
 */
import { formatG } from './cli/go/float.ts';

const DECIMAL = ['B', 'kB', 'MB', 'GB', 'TB', 'PB', 'EB', 'ZB', 'YB'];
const BINARY = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB', 'ZiB', 'YiB'];

function scaled(size: number, base: number, names: readonly string[], digits: number): string {
  let i = 0;
  while (size >= base && i < names.length - 1) {
    size /= base;
    i++;
  }
  return formatG(size, digits) + names[i]!;
}

/** `12345678` -> `12.35MB`. `digits` is the number of significant digits. */
export function humanSize(bytes: number, digits = 4): string {
  return scaled(bytes, 1000, DECIMAL, digits);
}

/** `12345678` -> `11.77MiB`. */
export function bytesSize(bytes: number): string {
  return scaled(bytes, 1024, BINARY, 4);
}

/** A duration in nanoseconds, roughly: `About a minute`, `3 weeks`. */
export function humanDuration(ns: number): string {
  const seconds = Math.trunc(ns / 1e9);
  if (seconds < 1) return 'Less than a second';
  if (seconds === 1) return '1 second';
  if (seconds < 60) return `${seconds} seconds`;
  const minutes = Math.trunc(ns / 6e10);
  if (minutes === 1) return 'About a minute';
  if (minutes < 60) return `${minutes} minutes`;
  const exact = ns / 3.6e12;
  const hours = Math.trunc(exact + 0.5);
  if (hours === 1) return 'About an hour';
  if (hours < 48) return `${hours} hours`;
  if (hours < 24 * 7 * 2) return `${Math.trunc(hours / 24)} days`;
  if (hours < 24 * 30 * 2) return `${Math.trunc(hours / 24 / 7)} weeks`;
  if (hours < 24 * 365 * 2) return `${Math.trunc(hours / 24 / 30)} months`;
  return `${Math.trunc(Math.trunc(exact) / 24 / 365)} years`;
}

/**
 * The number of bytes that `text` names: a number with an optional suffix k, m, g, t, p (also as kb, kib; case does not matter).
 * Returns the error's text when it is none.
 */
export function parseSize(text: string, base: 1000 | 1024): number | { readonly error: string } {
  let sep = -1;
  for (let i = text.length - 1; i >= 0 && sep < 0; i--) if ('0123456789. '.includes(text[i]!)) sep = i;
  if (sep < 0) return { error: `invalid size: '${text}'` };
  const number = text[sep] === ' ' ? text.slice(0, sep) : text.slice(0, sep + 1);
  let suffix = text.slice(sep + 1);
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(number)) return { error: `strconv.ParseFloat: parsing ${JSON.stringify(number)}: invalid syntax` };
  const size = Number(number);
  if (size < 0) return { error: `invalid size: '${text}'` };
  if (suffix === '') return Math.trunc(size);
  const bad = { error: `invalid suffix: '${suffix.length > 3 ? suffix : suffix.toLowerCase()}'` };
  if (suffix.length > 3) return bad;
  suffix = suffix.toLowerCase();
  if (suffix[0] === 'b') return suffix.length > 1 ? bad : Math.trunc(size);
  const power = 'kmgtp'.indexOf(suffix[0]!);
  if (power < 0) return bad;
  if (suffix.length === 2 && suffix[1] !== 'b') return bad;
  if (suffix.length === 3 && suffix.slice(1) !== 'ib') return bad;
  return Math.trunc(size * base ** (power + 1));
}

/** Bytes of memory, as `--memory` takes them: suffixes are powers of 1024. */
export function ramInBytes(text: string): number | { readonly error: string } {
  return parseSize(text, 1024);
}
