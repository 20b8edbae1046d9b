/**
 * Archives arrive plain or compressed; which, their first bytes tell (go-archive's compression package). gzip and bzip2 are unpacked here, piece by piece, so
 * that a bomb fills no memory. For xz the real daemon runs the program xz, which this host has not. Left out: zstd.
 */
import { Gunzip } from 'fflate';
import type { Sys, Task } from '../../abi/sys.ts';
import { EMPTY } from '../../base/bytes.ts';
import { Bunzip2 } from './bzip2.ts';
import { ArchiveError } from './error.ts';
import { PeekSource } from './source.ts';
import type { ByteSource } from './source.ts';

/** How a stream that begins so is compressed. */
export type Compression = 'none' | 'gzip' | 'bzip2' | 'xz' | 'zstd';

const MAGIC: readonly (readonly [Compression, readonly number[]])[] = [
  ['bzip2', [0x42, 0x5a, 0x68]],
  ['gzip', [0x1f, 0x8b, 0x08]],
  ['xz', [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]],
  ['zstd', [0x28, 0xb5, 0x2f, 0xfd]],
];

/** Longest beginning that {@link detect} looks at. */
export const MAGIC_BYTES = 10;

/** The compression that these first bytes tell of. */
export function detect(head: Uint8Array): Compression {
  for (const [name, magic] of MAGIC) if (head.length >= magic.length && magic.every((b, i) => head[i] === b)) return name;
  return 'none';
}

/** Compressed bytes taken at once: bounds what they can grow to (a thousandfold for deflate). Small ones where the last grew much, because large ones are faster. */
const SMALL_PIECE = 2048;
const PIECE = 32768;
const GROWS_MUCH = 50;

/** The content of a gzip stream. */
class GzipSource implements ByteSource {
  private readonly sys: Sys;
  private readonly source: ByteSource;
  private readonly inflater: Gunzip;
  private ready: Uint8Array[] = [];
  private ended = false;
  private complete = false;
  private made = 0;
  private piece = PIECE;

  constructor(sys: Sys, source: ByteSource) {
    this.sys = sys;
    this.source = source;
    this.inflater = new Gunzip((chunk, final) => {
      this.made += chunk.length;
      if (chunk.length > 0) this.ready.push(chunk);
      if (final) this.complete = true;
    });
  }

  *read(max: number): Task<Uint8Array> {
    while (this.ready.length === 0) {
      if (this.ended) return EMPTY;
      const b = yield* this.source.read(this.piece);
      this.made = 0;
      try {
        // fflate keeps what it is given: hand over a copy.
        if (b.length > 0) this.inflater.push(b.slice());
        else {
          this.ended = true;
          this.inflater.push(EMPTY, true);
        }
      } catch {
        if (this.ended && this.complete) return EMPTY;
        throw new ArchiveError(b.length === 0 ? 'unexpected EOF' : 'flate: corrupt input before offset 10');
      }
      this.piece = this.made > b.length * GROWS_MUCH ? SMALL_PIECE : PIECE;
      if (b.length === 0 && !this.complete && this.ready.length === 0) throw new ArchiveError('unexpected EOF');
      if (this.sys.charge(b.length * 10)) yield* this.sys.schedYield();
    }
    const first = this.ready[0]!;
    if (first.length <= max) {
      this.ready.shift();
      return first;
    }
    this.ready[0] = first.subarray(max);
    return first.subarray(0, max);
  }
}

/** A source's content without its compression. Throws {@link ArchiveError}. */
export function* decompress(sys: Sys, source: ByteSource): Task<ByteSource> {
  const peek = new PeekSource(source);
  const head = yield* peek.peek(MAGIC_BYTES);
  switch (head.length < MAGIC_BYTES ? 'none' : detect(head)) {
    case 'gzip':
      return new GzipSource(sys, peek);
    case 'bzip2':
      return new Bunzip2(sys, peek);
    case 'xz':
      throw new ArchiveError('exec: "xz": executable file not found in $PATH');
    case 'zstd':
      throw new ArchiveError('glasshull: an archive compressed with zstd is not simulated');
    case 'none':
      return peek;
  }
}
