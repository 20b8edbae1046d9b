/**
 * Declared bytes for files whose content nobody looks at (libraries, message catalogues): made from a seed when they are read, the same every
 * time. Each block of 4096 bytes starts with noise and repeats it, so that gzip shrinks it to about `ratio`, as the real files would be.
 */
import type { ContentSource } from '../base/content.ts';

const BLOCK = 4096;

/** FNV-1a over UTF-16 units: a 32-bit seed from a name. */
function seedOf(key: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < key.length; i++) h = Math.imul(h ^ key.charCodeAt(i), 0x01000193);
  return h >>> 0;
}

/** A source of `size` bytes named `key`; about `ratio` (0..1) of it remains after gzip. */
export function filler(key: string, size: number, ratio = 0.38): ContentSource {
  const seed = seedOf(key);
  const noise = Math.max(16, Math.min(BLOCK, Math.floor((BLOCK * ratio) / 4) * 4));
  const block = (index: number, out: Uint8Array): void => {
    let x = (seed ^ Math.imul(index + 1, 0x9e3779b1)) >>> 0 || 1;
    for (let i = 0; i < noise; i += 4) {
      x ^= x << 13;
      x ^= x >>> 17;
      x ^= x << 5;
      out[i] = x;
      out[i + 1] = x >>> 8;
      out[i + 2] = x >>> 16;
      out[i + 3] = x >>> 24;
    }
    for (let i = noise; i < BLOCK; i += noise) out.copyWithin(i, 0, Math.min(noise, BLOCK - i));
  };
  return {
    size,
    key: `filler:${key}:${size}`,
    read(offset, length) {
      const out = new Uint8Array(length);
      const scratch = new Uint8Array(BLOCK);
      for (let done = 0; done < length; ) {
        const at = offset + done;
        const start = at % BLOCK;
        const n = Math.min(BLOCK - start, length - done);
        block(Math.floor(at / BLOCK), scratch);
        out.set(scratch.subarray(start, start + n), done);
        done += n;
      }
      return out;
    },
  };
}
