/**
 * Bytes that a TCP connection has yet to send or to see acknowledged, by their place in the stream (sk_write_queue). The first byte is 1, after
 * the SYN. What is written is copied once, small writes into shared pages; declared content stays declared, and a segment never mixes both.
 */
import { EMPTY } from '../base/bytes.ts';
import { sliceChunk } from '../base/content.ts';
import type { Chunk } from '../base/content.ts';
import type { Stamp } from '../base/stampedqueue.ts';
import { NO_STAMP } from './sock.ts';

const PAGE = 16_384;
/** Writes up to this size are gathered in a page. */
const SMALL = 4096;

interface Piece {
  readonly start: number;
  chunk: Chunk;
  readonly stamp: Stamp;
}

export class SendQueue {
  /** The first byte that is kept, and the one after the last. */
  start = 1;
  end = 1;
  /** Of the last byte of the last {@link slice}. */
  stamp: Stamp = NO_STAMP;
  private pieces: Piece[] = [];
  /** Pieces before it are gone. */
  private head = 0;
  /** Where the last slice began. */
  private cursor = 0;
  private page: Uint8Array | undefined = undefined;
  private fill = 0;
  /** Where in the page the last piece begins; -1 when it is not in the page. */
  private tailStart = -1;

  /** Bytes are copied unless they are `given`: then nobody may change them any more. */
  append(chunk: Chunk, stamp: Stamp, given = false): void {
    const n = chunk.length;
    if (n === 0) return;
    const last = this.head < this.pieces.length ? this.pieces[this.pieces.length - 1] : undefined;
    const mergeable = last !== undefined && last.stamp.cause === stamp.cause && last.stamp.root === stamp.root ? last : undefined;
    const start = this.end;
    this.end += n;
    if (chunk instanceof Uint8Array) {
      if (n <= SMALL) this.gather(chunk, start, mergeable, stamp);
      else {
        this.tailStart = -1;
        this.add(start, given ? chunk : chunk.slice(), stamp);
      }
      return;
    }
    this.tailStart = -1;
    if (mergeable !== undefined && !(mergeable.chunk instanceof Uint8Array) && mergeable.chunk.source === chunk.source && mergeable.chunk.offset + mergeable.chunk.length === chunk.offset) {
      mergeable.chunk = { source: chunk.source, offset: mergeable.chunk.offset, length: mergeable.chunk.length + n };
      return;
    }
    this.add(start, chunk, stamp);
  }

  private gather(data: Uint8Array, start: number, last: Piece | undefined, stamp: Stamp): void {
    const n = data.length;
    if (this.page === undefined || this.fill + n > PAGE) {
      this.page = new Uint8Array(PAGE);
      this.fill = 0;
      this.tailStart = -1;
    }
    this.page.set(data, this.fill);
    if (this.tailStart >= 0 && last !== undefined) {
      this.fill += n;
      last.chunk = this.page.subarray(this.tailStart, this.fill);
      return;
    }
    this.tailStart = this.fill;
    this.fill += n;
    this.add(start, this.page.subarray(this.tailStart, this.fill), stamp);
  }

  private add(start: number, chunk: Chunk, stamp: Stamp): void {
    this.pieces.push({ start, chunk, stamp: { cause: stamp.cause, root: stamp.root } });
  }

  /** At most `max` bytes from `from` on, without copying when they lie together. Sets {@link stamp}. */
  slice(from: number, max: number): Chunk {
    const { pieces } = this;
    let i = this.cursor;
    if (i < this.head || i >= pieces.length || pieces[i]!.start > from) i = this.head;
    while (i < pieces.length && pieces[i]!.start + pieces[i]!.chunk.length <= from) i++;
    const first = pieces[i];
    if (first === undefined) return EMPTY;
    this.cursor = i;
    this.stamp = first.stamp;
    const offset = from - first.start;
    const here = first.chunk.length - offset;
    const next = pieces[i + 1];
    if (here >= max || next === undefined || !(first.chunk instanceof Uint8Array) || !(next.chunk instanceof Uint8Array)) return sliceChunk(first.chunk, offset, offset + Math.min(here, max));
    let n = here;
    let k = i + 1;
    for (; k < pieces.length && n < max && pieces[k]!.chunk instanceof Uint8Array; k++) n += pieces[k]!.chunk.length;
    const out = new Uint8Array(Math.min(n, max));
    out.set(first.chunk.subarray(offset));
    for (let at = here, j = i + 1; j < k; j++) {
      const bytes = pieces[j]!.chunk as Uint8Array;
      const part = Math.min(bytes.length, out.length - at);
      out.set(part === bytes.length ? bytes : bytes.subarray(0, part), at);
      at += part;
      this.stamp = pieces[j]!.stamp;
    }
    return out;
  }

  /** Everything before `upTo` was acknowledged. */
  release(upTo: number): void {
    if (upTo <= this.start) return;
    this.start = upTo;
    const { pieces } = this;
    while (this.head < pieces.length && pieces[this.head]!.start + pieces[this.head]!.chunk.length <= upTo) this.head++;
    if (this.head === pieces.length) {
      pieces.length = 0;
      this.head = 0;
      this.tailStart = -1;
    } else if (this.head >= 64 && this.head * 2 > pieces.length) {
      pieces.splice(0, this.head);
      this.head = 0;
    }
    this.cursor = this.head;
  }

  clear(): void {
    this.pieces = [];
    this.head = 0;
    this.cursor = 0;
    this.page = undefined;
    this.tailStart = -1;
    this.start = this.end;
  }
}
