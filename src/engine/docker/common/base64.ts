/** Base64 (RFC 4648) of text and bytes, with the standard or the URL alphabet. */
import { decodeUtf8, encodeUtf8 } from '../../base/bytes.ts';

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Encode; `url` takes the URL alphabet. */
export function base64(data: string | Uint8Array, url = false): string {
  const bytes = typeof data === 'string' ? encodeUtf8(data) : data;
  let out = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const n = (bytes[i]! << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    out += DIGITS[n >> 18]! + DIGITS[(n >> 12) & 63]! + (i + 1 < bytes.length ? DIGITS[(n >> 6) & 63]! : '=') + (i + 2 < bytes.length ? DIGITS[n & 63]! : '=');
  }
  return url ? out.replaceAll('+', '-').replaceAll('/', '_') : out;
}

/** Decode either alphabet; undefined for what is no base64. */
export function unbase64(text: string): Uint8Array | undefined {
  const clean = text.replace(/[=\s]+/g, '').replaceAll('-', '+').replaceAll('_', '/');
  const out: number[] = [];
  let bits = 0;
  let n = 0;
  for (const c of clean) {
    const digit = DIGITS.indexOf(c);
    if (digit < 0) return undefined;
    bits = ((bits << 6) | digit) & 0xffff;
    n += 6;
    if (n >= 8) {
      n -= 8;
      out.push((bits >> n) & 0xff);
    }
  }
  return Uint8Array.from(out);
}

/** Decode to text; '' for what is no base64. */
export function unbase64Text(text: string): string {
  const bytes = unbase64(text);
  return bytes === undefined ? '' : decodeUtf8(bytes);
}
