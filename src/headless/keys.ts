/**
 * Keystroke files: when which keys are pressed. A line is a time in milliseconds since login, a space, and text with C escapes; a time
 * alone waits; '#' begins a comment line.
 */
import { encodeUtf8 } from '../engine/base/bytes.ts';

export interface Keystroke {
  readonly time_ms: number;
  readonly data: Uint8Array;
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', e: '\x1b', '\\': '\\' };

/** Throws an Error that names the line. Times must not go back. */
export function parseKeys(text: string): Keystroke[] {
  const keys: Keystroke[] = [];
  let last = 0;
  text.split('\n').forEach((line, i) => {
    if (line.trim() === '' || line.startsWith('#')) return;
    const m = /^(\d+(?:\.\d+)?)(?: (.*))?$/.exec(line);
    if (m === null) throw new Error(`line ${i + 1}: expected "<milliseconds> <text>"`);
    const time_ms = Number(m[1]);
    if (time_ms < last) throw new Error(`line ${i + 1}: the time goes back`);
    last = time_ms;
    keys.push({ time_ms, data: unescape(m[2] ?? '', i + 1) });
  });
  return keys;
}

function unescape(text: string, line: number): Uint8Array {
  const out: number[] = [];
  for (let i = 0; i < text.length; ) {
    const c = String.fromCodePoint(text.codePointAt(i)!);
    i += c.length;
    if (c !== '\\') {
      out.push(...encodeUtf8(c));
      continue;
    }
    const e = text[i++] ?? '';
    if (e === 'x') {
      const hex = /^[0-9a-fA-F]{2}/.exec(text.slice(i));
      if (hex === null) throw new Error(`line ${line}: \\x needs two hexadecimal digits`);
      out.push(parseInt(hex[0], 16));
      i += 2;
    } else if (e in ESCAPES) out.push(...encodeUtf8(ESCAPES[e]!));
    else throw new Error(`line ${line}: unknown escape \\${e}`);
  }
  return Uint8Array.from(out);
}
