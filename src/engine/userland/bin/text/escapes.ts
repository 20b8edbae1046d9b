/** Backslash escapes of echo -e and printf. */
import { encodeUtf8 } from '../../../base/bytes.ts';

const SIMPLE: Readonly<Record<string, string>> = { a: '\x07', b: '\b', e: '\x1b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v', '\\': '\\', '"': '"' };

/** A byte as a character: bytes beyond ASCII are escaped so that they come out as they are. */
export function byteChar(code: number): string {
  return code < 128 ? String.fromCharCode(code) : String.fromCharCode(0xdc00 + code);
}

/** An escape at `at` (behind the backslash): what it gives, how long it is, and whether output ends (\c). Undefined: no escape. */
export function escapeAt(text: string, at: number, octalZero: boolean): { readonly text: string; readonly length: number; readonly stop?: boolean } | undefined {
  const ch = text[at];
  if (ch === undefined) return undefined;
  if (ch === 'c') return { text: '', length: 1, stop: true };
  const rest = text.slice(at, at + 10);
  const octal = octalZero ? /^0([0-7]{0,3})/.exec(rest) : /^([0-7]{1,3})/.exec(rest);
  if (octal !== null) return { text: byteChar(parseInt(octal[1] || '0', 8) & 255), length: octal[0].length };
  const hex = /^x([0-9a-fA-F]{1,2})/.exec(rest);
  if (hex !== null) return { text: byteChar(parseInt(hex[1]!, 16)), length: hex[0].length };
  const uni = /^(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))/.exec(rest);
  if (uni !== null) return { text: String.fromCodePoint(Math.min(0x10ffff, parseInt(uni[1] ?? uni[2]!, 16))), length: uni[0].length };
  const simple = SIMPLE[ch];
  return simple === undefined || ch === '"' ? (ch === '"' && !octalZero ? { text: '"', length: 1 } : undefined) : { text: simple, length: 1 };
}

/** All escapes of a text as echo -e has them; `stop` when \c ended it. Bytes that make UTF-8 together are joined by the encoder. */
export function echoEscapes(text: string): { readonly text: string; readonly stop: boolean } {
  let out = '';
  for (let i = 0; i < text.length; i++) {
    if (text[i] !== '\\') {
      out += text[i];
      continue;
    }
    const e = text[i + 1] === 'u' || text[i + 1] === 'U' ? undefined : escapeAt(text, i + 1, true);
    if (e === undefined) {
      out += '\\';
      continue;
    }
    if (e.stop === true) return { text: out, stop: true };
    out += e.text;
    i += e.length;
  }
  return { text: out, stop: false };
}

/** Number of bytes a text has when written. */
export function byteLength(text: string): number {
  return encodeUtf8(text).length;
}
