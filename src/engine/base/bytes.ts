/**
 * Bytes and text. The engine's only encoding is UTF-8; a JavaScript string inside the engine is text, a Uint8Array is what a file,
 * pipe, socket or terminal carries. Own coder, because the engine compiles without the DOM (no TextEncoder).
 */

/** An empty byte string, shared. */
export const EMPTY = new Uint8Array(0);

/** Encode text as UTF-8 (RFC 3629). Lone surrogates become U+FFFD, except U+DC80..U+DCFF: these stand for raw bytes (see {@link decodeUtf8}). */
export function encodeUtf8(text: string): Uint8Array {
  const n = text.length;
  const plain = new Uint8Array(n);
  let ascii = 0;
  for (; ascii < n; ascii++) {
    const c = text.charCodeAt(ascii);
    if (c > 0x7f) break;
    plain[ascii] = c;
  }
  if (ascii === n) return plain;
  const out = new Uint8Array(n * 3);
  let o = 0;
  for (let i = 0; i < n; i++) {
    let c = text.charCodeAt(i);
    if (c < 0x80) {
      out[o++] = c;
      continue;
    }
    if (c < 0x800) {
      out[o++] = 0xc0 | (c >> 6);
      out[o++] = 0x80 | (c & 0x3f);
      continue;
    }
    if (c >= 0xdc80 && c <= 0xdcff) {
      out[o++] = c & 0xff;
      continue;
    }
    if (c >= 0xd800 && c <= 0xdbff && i + 1 < n) {
      const d = text.charCodeAt(i + 1);
      if (d >= 0xdc00 && d <= 0xdfff) {
        i++;
        c = 0x10000 + ((c - 0xd800) << 10) + (d - 0xdc00);
        out[o++] = 0xf0 | (c >> 18);
        out[o++] = 0x80 | ((c >> 12) & 0x3f);
        out[o++] = 0x80 | ((c >> 6) & 0x3f);
        out[o++] = 0x80 | (c & 0x3f);
        continue;
      }
    }
    if (c >= 0xd800 && c <= 0xdfff) c = 0xfffd;
    out[o++] = 0xe0 | (c >> 12);
    out[o++] = 0x80 | ((c >> 6) & 0x3f);
    out[o++] = 0x80 | (c & 0x3f);
  }
  return out.subarray(0, o);
}

/**
 * Decode UTF-8. A byte that is not part of a valid sequence becomes the lone surrogate U+DC00+byte ("surrogateescape"), so that
 * `encodeUtf8(decodeUtf8(b))` gives back every byte string unchanged.
 */
export function decodeUtf8(bytes: Uint8Array, start = 0, end = bytes.length): string {
  let out = '';
  let i = start;
  let run = i;
  while (i < end) {
    const b = bytes[i]!;
    if (b < 0x80) {
      i++;
      continue;
    }
    out += narrow(bytes, run, i);
    let need = 0;
    let min = 0;
    let c = 0;
    if (b >= 0xc2 && b <= 0xdf) {
      need = 1;
      c = b & 0x1f;
      min = 0x80;
    } else if (b >= 0xe0 && b <= 0xef) {
      need = 2;
      c = b & 0x0f;
      min = 0x800;
    } else if (b >= 0xf0 && b <= 0xf4) {
      need = 3;
      c = b & 0x07;
      min = 0x10000;
    }
    let ok = need > 0 && i + need < end;
    if (ok) {
      for (let k = 1; k <= need; k++) {
        const d = bytes[i + k]!;
        if ((d & 0xc0) !== 0x80) {
          ok = false;
          break;
        }
        c = (c << 6) | (d & 0x3f);
      }
    }
    if (ok && (c < min || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))) ok = false;
    if (ok) {
      out += String.fromCodePoint(c);
      i += need + 1;
    } else {
      out += String.fromCharCode(0xdc00 + b);
      i++;
    }
    run = i;
  }
  return run === start ? narrow(bytes, start, end) : out + narrow(bytes, run, end);
}

/**
 * Bytes [s, e), each as the character of its value. Thirty-two at a time, written out: a call with so many arguments makes its string at
 * once, where `apply` first makes a list of boxed numbers.
 */
function narrow(b: Uint8Array, s: number, e: number): string {
  let out = '';
  for (; s + 32 <= e; s += 32) {
    out += String.fromCharCode(
      b[s]!, b[s + 1]!, b[s + 2]!, b[s + 3]!, b[s + 4]!, b[s + 5]!, b[s + 6]!, b[s + 7]!,
      b[s + 8]!, b[s + 9]!, b[s + 10]!, b[s + 11]!, b[s + 12]!, b[s + 13]!, b[s + 14]!, b[s + 15]!,
      b[s + 16]!, b[s + 17]!, b[s + 18]!, b[s + 19]!, b[s + 20]!, b[s + 21]!, b[s + 22]!, b[s + 23]!,
      b[s + 24]!, b[s + 25]!, b[s + 26]!, b[s + 27]!, b[s + 28]!, b[s + 29]!, b[s + 30]!, b[s + 31]!,
    );
  }
  for (; s + 4 <= e; s += 4) out += String.fromCharCode(b[s]!, b[s + 1]!, b[s + 2]!, b[s + 3]!);
  for (; s < e; s++) out += String.fromCharCode(b[s]!);
  return out;
}

/** The parts, one after the other, in a new array. */
export function concatBytes(parts: readonly Uint8Array[]): Uint8Array {
  if (parts.length === 1) return parts[0]!;
  let n = 0;
  for (const p of parts) n += p.length;
  const out = new Uint8Array(n);
  let o = 0;
  for (const p of parts) {
    out.set(p, o);
    o += p.length;
  }
  return out;
}

/** True when both hold the same bytes. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

const HEX = Array.from({ length: 256 }, (_, i) => i.toString(16).padStart(2, '0'));

/** Lower-case hexadecimal, two digits a byte. */
export function toHex(bytes: Uint8Array): string {
  let s = '';
  for (let i = 0; i < bytes.length; i++) s += HEX[bytes[i]!]!;
  return s;
}

/** Each byte as the character U+0000..U+00FF: for tools that count and cut bytes, not characters. */
export function decodeLatin1(bytes: Uint8Array, start = 0, end = bytes.length): string {
  return narrow(bytes, start, end);
}

/** The inverse of {@link decodeLatin1}: the low byte of each UTF-16 unit. */
export function encodeLatin1(text: string): Uint8Array {
  const n = text.length;
  const out = new Uint8Array(n);
  for (let i = 0; i < n; i++) out[i] = text.charCodeAt(i);
  return out;
}
