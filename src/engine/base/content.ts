/**
 * Content: bytes that need not be in memory. A file of an image may declare its size and make its bytes from a seed when they are
 * read, so that an image of a gigabyte costs kilobytes, while what is read has a stable digest. Page cache, pipes and sockets carry
 * `Chunk`s; plain `read` materialises them, `splice` and `sendfile` move them as they are.
 */

import type { TreeEntry } from './tree.ts';

/** An immutable source of `size` bytes. `read` must return the same bytes for the same range, always. */
export interface ContentSource {
  readonly size: number;
  /** A name that identifies the source in saved state: the catalogue finds the source again by it. */
  readonly key: string;
  /** Digest of the whole content, as 'sha256:...', when it is known without reading. */
  readonly digest?: string;
  /** When the content is an archive: the files in it, as unpacking its bytes would give them. */
  readonly tree?: () => Iterable<TreeEntry>;
  /** The bytes [offset, offset+length), which lie within the source. */
  read(offset: number, length: number): Uint8Array;
}

/** A range of a source. */
export interface ContentRange {
  readonly source: ContentSource;
  readonly offset: number;
  readonly length: number;
}

/** What flows through pipes and sockets: bytes, or a reference to bytes. Both have `length`. */
export type Chunk = Uint8Array | ContentRange;

/** The bytes of a chunk. */
export function materialise(chunk: Chunk): Uint8Array {
  return chunk instanceof Uint8Array ? chunk : chunk.source.read(chunk.offset, chunk.length);
}

/** A part of a chunk, without copying. */
export function sliceChunk(chunk: Chunk, start: number, end: number): Chunk {
  if (chunk instanceof Uint8Array) return chunk.subarray(start, end);
  return { source: chunk.source, offset: chunk.offset + start, length: end - start };
}
