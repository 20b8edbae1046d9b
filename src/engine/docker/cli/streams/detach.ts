/** The key sequence that detaches from a container: `ctrl-p,ctrl-q` by default, or as --detach-keys says. */
import { GoError } from '../go/strconv.ts';

/** What ^P^Q sends. */
export const DEFAULT_DETACH = Uint8Array.of(16, 17);

const CONTROL: Readonly<Record<string, number>> = { '@': 0, '[': 27, '\\': 28, ']': 29, '^': 30, _: 31 };

/** Parse a sequence of keys: single characters and ctrl-<key>, separated by commas. Throws {@link GoError}. */
export function parseKeys(text: string): Uint8Array {
  const out: number[] = [];
  for (const key of text.split(',')) {
    if ([...key].length === 1 && key.charCodeAt(0) < 128) {
      out.push(key.charCodeAt(0));
      continue;
    }
    const c = key.startsWith('ctrl-') ? key.slice(5) : '';
    const code = /^[a-z]$/.test(c) ? c.charCodeAt(0) - 96 : CONTROL[c];
    if (code === undefined) throw new GoError(`Unknown character: '${key}'`);
    out.push(code);
  }
  return Uint8Array.from(out);
}

/** Watches typed bytes for the sequence. A part of it is held back until it is clear that it is none. */
export class DetachWatcher {
  private matched = 0;
  private readonly keys: Uint8Array;

  constructor(keys: Uint8Array) {
    this.keys = keys;
  }

  /** The bytes to pass on, or undefined when the sequence is complete. */
  push(data: Uint8Array): Uint8Array | undefined {
    if (this.keys.length === 0) return data;
    const out: number[] = [];
    for (const byte of data) {
      if (byte === this.keys[this.matched]) {
        if (++this.matched === this.keys.length) return undefined;
        continue;
      }
      for (let i = 0; i < this.matched; i++) out.push(this.keys[i]!);
      this.matched = 0;
      if (byte === this.keys[0]) {
        this.matched = 1;
        if (this.keys.length === 1) return undefined;
      } else out.push(byte);
    }
    return Uint8Array.from(out);
  }
}
