/**
 * bzip2, unpacking only: block after block (at most 900 kB each) from a stream. Huffman codes, move-to-front and the Burrows-Wheeler transform, as the format's
 * description by its author says; checksums are checked. Errors are those of Go's compress/bzip2. Left out: "randomised" blocks of version 0.9.
 */
import type { Sys, Task } from '../../abi/sys.ts';
import { EMPTY } from '../../base/bytes.ts';
import { ArchiveError } from './error.ts';
import type { ByteSource } from './source.ts';

const bad = (why: string): ArchiveError => new ArchiveError(`bzip2 data invalid: ${why}`);

const CRC = new Int32Array(256);
for (let i = 0; i < 256; i++) {
  let c = i << 24;
  for (let k = 0; k < 8; k++) c = c < 0 ? (c << 1) ^ 0x04c11db7 : c << 1;
  CRC[i] = c;
}

/** A canonical Huffman code: for each length the first code and where its symbols begin. */
interface Code {
  readonly limit: Int32Array;
  readonly base: Int32Array;
  readonly symbols: Uint16Array;
}

function makeCode(lengths: Uint8Array): Code {
  const count = new Int32Array(22);
  for (const n of lengths) count[n]!++;
  const symbols = new Uint16Array(lengths.length);
  const limit = new Int32Array(22).fill(-1);
  const base = new Int32Array(22);
  let at = 0;
  let code = 0;
  for (let n = 1; n <= 20; n++) {
    base[n] = at - code;
    for (let s = 0; s < lengths.length; s++) if (lengths[s] === n) symbols[at++] = s;
    code += count[n]!;
    if (count[n]! > 0) limit[n] = code - 1;
    code <<= 1;
  }
  return { limit, base, symbols };
}

/** The content of a bzip2 stream. */
export class Bunzip2 implements ByteSource {
  private readonly sys: Sys;
  private readonly source: ByteSource;
  private piece: Uint8Array = EMPTY;
  private at = 0;
  private bits = 0;
  private held = 0;
  private level = 0;
  private out: Uint8Array = EMPTY;
  private streamCrc = 0;

  constructor(sys: Sys, source: ByteSource) {
    this.sys = sys;
    this.source = source;
  }

  /** `n` bits, at most 24. */
  private *take(n: number): Task<number> {
    while (this.held < n) {
      if (this.at >= this.piece.length) {
        this.piece = yield* this.source.read(1 << 15);
        this.at = 0;
        if (this.piece.length === 0) throw new ArchiveError('unexpected EOF');
      }
      this.bits = (this.bits << 8) | this.piece[this.at++]!;
      this.held += 8;
    }
    this.held -= n;
    const value = (this.bits >>> this.held) & ((1 << n) - 1);
    this.bits &= (1 << this.held) - 1;
    return value;
  }

  *read(max: number): Task<Uint8Array> {
    while (this.out.length === 0) {
      if (!(yield* this.nextBlock())) return EMPTY;
    }
    const b = this.out.subarray(0, max);
    this.out = this.out.subarray(b.length);
    return b;
  }

  private *nextBlock(): Task<boolean> {
    if (this.level === 0 && !(yield* this.begin(true))) return false;
    const magic = (yield* this.take(24)) * 0x1000000 + (yield* this.take(24));
    if (magic === 0x177245385090) {
      const crc = ((yield* this.take(16)) << 16) | (yield* this.take(16));
      if (crc !== this.streamCrc) throw bad('checksum mismatch');
      this.held -= this.held % 8;
      this.bits &= (1 << this.held) - 1;
      this.streamCrc = 0;
      this.level = 0;
      return (yield* this.begin(false)) && (yield* this.nextBlock());
    }
    if (magic !== 0x314159265359) throw bad('bad magic value');
    yield* this.block();
    return true;
  }

  /** A stream's header; false when the source ends there, which only a further stream may. */
  private *begin(first: boolean): Task<boolean> {
    if (!first && this.held === 0 && this.at >= this.piece.length) {
      this.piece = yield* this.source.read(1 << 15);
      this.at = 0;
      if (this.piece.length === 0) return false;
    }
    if ((yield* this.take(16)) !== 0x425a) throw bad(first ? 'bad magic value' : 'bad magic value in continuation file');
    if ((yield* this.take(8)) !== 0x68) throw bad('non-Huffman entropy encoding');
    const level = yield* this.take(8);
    if (level < 0x31 || level > 0x39) throw bad('invalid compression level');
    this.level = level - 0x30;
    return true;
  }

  private *usedBytes(): Task<Uint8Array> {
    const ranges = yield* this.take(16);
    const used: number[] = [];
    for (let r = 0; r < 16; r++) {
      if ((ranges & (0x8000 >> r)) === 0) continue;
      const bits = yield* this.take(16);
      for (let i = 0; i < 16; i++) if ((bits & (0x8000 >> i)) !== 0) used.push(r * 16 + i);
    }
    if (used.length === 0) throw bad('no symbols in input');
    return Uint8Array.from(used);
  }

  private *codes(count: number, symbols: number): Task<Code[]> {
    const out: Code[] = [];
    for (let t = 0; t < count; t++) {
      const lengths = new Uint8Array(symbols);
      let length = yield* this.take(5);
      for (let s = 0; s < symbols; s++) {
        for (;;) {
          if (length < 1 || length > 20) throw bad('Huffman length out of range');
          if ((yield* this.take(1)) === 0) break;
          length += (yield* this.take(1)) === 0 ? 1 : -1;
        }
        lengths[s] = length;
      }
      out.push(makeCode(lengths));
    }
    return out;
  }

  private *symbol(code: Code): Task<number> {
    let value = 0;
    for (let n = 1; n <= 20; n++) {
      value = (value << 1) | (yield* this.take(1));
      if (value <= code.limit[n]!) return code.symbols[code.base[n]! + value]!;
    }
    throw bad('invalid Huffman code');
  }

  private *block(): Task<void> {
    const wanted = ((yield* this.take(16)) << 16) | (yield* this.take(16));
    if ((yield* this.take(1)) !== 0) throw bad('deprecated randomized files');
    const origin = yield* this.take(24);
    const front = yield* this.usedBytes();
    const tables = yield* this.take(3);
    if (tables < 2) throw bad('invalid number of Huffman trees');
    const selectorCount = yield* this.take(15);
    const order = Array.from({ length: tables }, (_, i) => i);
    const selectors = new Uint8Array(selectorCount);
    for (let i = 0; i < selectorCount; i++) {
      let j = 0;
      while ((yield* this.take(1)) === 1) j++;
      if (j >= tables) throw bad('tree index too large');
      const [table] = order.splice(j, 1) as [number];
      order.unshift(table);
      selectors[i] = table;
    }
    const codes = yield* this.codes(tables, front.length + 2);
    const limit = this.level * 100_000;
    const tt = new Uint32Array(limit);
    const counts = new Int32Array(256);
    let n = 0;
    let group = 0;
    let left = 0;
    let code: Code | undefined;
    let run = 0;
    let weight = 1;
    const list = Array.from(front);
    for (;;) {
      if (left === 0) {
        if (group >= selectorCount) throw bad('insufficient selector indices for number of decoded symbols');
        code = codes[selectors[group++]!]!;
        left = 50;
        if (this.sys.charge(20_000)) yield* this.sys.schedYield();
      }
      left--;
      const s = yield* this.symbol(code!);
      if (s < 2) {
        run += weight << s;
        weight <<= 1;
        if (run > limit) throw bad('repeat count too large');
        continue;
      }
      if (run > 0) {
        if (n + run > limit) throw bad('repeats past end of block');
        const b = list[0]!;
        counts[b]! += run;
        tt.fill(b, n, n + run);
        n += run;
        run = 0;
        weight = 1;
      }
      if (s === front.length + 1) break;
      if (n >= limit) throw bad('data exceeds block size');
      const [b] = list.splice(s - 1, 1) as [number];
      list.unshift(b);
      counts[b]!++;
      tt[n++] = b;
    }
    if (origin >= n) throw bad('pointer out of bounds');
    this.out = this.undo(tt, counts, n, origin, wanted);
  }

  /** Undo the Burrows-Wheeler transform and the first run-length coding. */
  private undo(tt: Uint32Array, counts: Int32Array, n: number, origin: number, wanted: number): Uint8Array {
    let sum = 0;
    const start = new Int32Array(256);
    for (let i = 0; i < 256; i++) {
      start[i] = sum;
      sum += counts[i]!;
    }
    for (let i = 0; i < n; i++) {
      const b = tt[i]! & 0xff;
      tt[start[b]!++]! |= i << 8;
    }
    let out = new Uint8Array(Math.max(1024, n * 2));
    let o = 0;
    let crc = -1;
    let pos = tt[origin]! >>> 8;
    let last = -1;
    let same = 0;
    for (let i = 0; i < n; i++) {
      const v = tt[pos]!;
      pos = v >>> 8;
      const b = v & 0xff;
      const repeat = same === 4 ? b : 1;
      const byte = same === 4 ? last : b;
      if (same === 4) same = 0;
      else {
        same = b === last ? same + 1 : 1;
        last = b;
      }
      if (o + repeat > out.length) {
        const more = new Uint8Array(out.length * 2 + repeat);
        more.set(out);
        out = more;
      }
      for (let k = 0; k < repeat; k++) {
        out[o++] = byte;
        crc = (crc << 8) ^ CRC[((crc >>> 24) ^ byte) & 0xff]!;
      }
    }
    crc = ~crc;
    if (crc !== wanted) throw bad('block checksum mismatch');
    this.streamCrc = ((this.streamCrc << 1) | (this.streamCrc >>> 31)) ^ crc;
    return out.subarray(0, o);
  }
}
