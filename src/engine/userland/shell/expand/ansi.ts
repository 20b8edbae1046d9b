/** Backslash escapes: of `$'...'`, of echo -e and of printf. They differ in octal digits and in what `\c` means. */
import { decodeUtf8, encodeUtf8 } from '../../../base/bytes.ts';

/** Decode the text between the quotes of `$'...'`. A NUL ends the string, as in C. */
export function decodeAnsi(text: string): string {
  if (!text.includes('\\')) return text;
  let out = '';
  for (let i = 0; i < text.length; ) {
    const c = text[i]!;
    if (c !== '\\' || i + 1 >= text.length) {
      out += c;
      i++;
      continue;
    }
    const n = text[i + 1]!;
    if (n === 'c' && i + 2 < text.length) {
      out += String.fromCharCode(text.charCodeAt(i + 2) & 0x1f);
      i += 3;
      continue;
    }
    if (n === "'" || n === '"' || n === '?') {
      out += n;
      i += 2;
      continue;
    }
    const e = escapeAt(text, i, 3);
    if (e === undefined) {
      out += '\\' + n;
      i += 2;
      continue;
    }
    if (e.value === '\0') return joinBytes(out);
    out += e.value;
    i += e.length;
  }
  return joinBytes(out);
}

/** A decoded escape and how many characters it took. */
export interface Escape {
  readonly value: string;
  readonly length: number;
}

const SIMPLE: Readonly<Record<string, string>> = { a: '\x07', b: '\b', e: '\x1b', E: '\x1b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v', '\\': '\\' };

/**
 * The escape that starts with the backslash at `at`: the letters, `\nnn` with at most `octal` digits, `\xHH`, `\uHHHH`, `\UHHHHHHHH`.
 * A byte above 0x7f comes as the lone surrogate that stands for it (see base/bytes.ts). undefined when it is none.
 */
export function escapeAt(text: string, at: number, octal: number): Escape | undefined {
  const n = text[at + 1];
  if (n === undefined) return undefined;
  const simple = SIMPLE[n];
  if (simple !== undefined) return { value: simple, length: 2 };
  if (n >= '0' && n <= '7') {
    const m = /^[0-7]+/.exec(text.slice(at + 1, at + 1 + octal))!;
    return { value: byteChar(parseInt(m[0], 8) & 0xff), length: 1 + m[0].length };
  }
  if (n === 'x') {
    const m = /^[0-9a-fA-F]{1,2}/.exec(text.slice(at + 2));
    return m === null ? undefined : { value: byteChar(parseInt(m[0], 16)), length: 2 + m[0].length };
  }
  if (n === 'u' || n === 'U') {
    const m = (n === 'u' ? /^[0-9a-fA-F]{1,4}/ : /^[0-9a-fA-F]{1,8}/).exec(text.slice(at + 2));
    if (m === null) return undefined;
    const code = parseInt(m[0], 16);
    return { value: code <= 0x10ffff ? String.fromCodePoint(code) : '', length: 2 + m[0].length };
  }
  return undefined;
}

function byteChar(byte: number): string {
  return String.fromCharCode(byte < 0x80 ? byte : 0xdc00 + byte);
}

/** Bytes that were written one by one may form UTF-8 characters: join them. */
export function joinBytes(text: string): string {
  return /[\udc80-\udcff]{2}/.test(text) ? decodeUtf8(encodeUtf8(text)) : text;
}
