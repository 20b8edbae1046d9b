/**
 * A queue of chunks: what pipes, sockets and terminals keep between a writer and a reader. Bytes that come in are copied once (the
 * writer may use its buffer again); what goes out are views, so a reader that takes big pieces copies nothing. Small writes are
 * gathered in pages, as the kernel merges them into the last pipe buffer. Declared content stays declared until somebody reads bytes.
 */
import { EMPTY } from './bytes.ts';
import { materialise, sliceChunk } from './content.ts';
import type { Chunk } from './content.ts';

const PAGE = 4096;
/** Writes up to this size are gathered. */
const SMALL = 1024;

export class ChunkQueue {
  /** Bytes in the queue, declared ones included. */
  length = 0;
  private chunks: Chunk[] = [];
  private head = 0;
  /** The page that small writes are gathered in, filled up to `fill`; views of what is before `fill` never change. */
  private page: Uint8Array | undefined;
  private fill = 0;
  /** The last chunk, when it is a view of `page` that ends at `fill`, and where it starts. */
  private tail: Uint8Array | undefined;
  private tailStart = 0;

  /** Append a copy of `data`. */
  push(data: Uint8Array): void {
    const n = data.length;
    if (n === 0) return;
    this.length += n;
    if (n > SMALL) {
      this.tail = undefined;
      this.chunks.push(data.slice());
      return;
    }
    if (this.page === undefined || this.fill + n > PAGE) {
      this.page = new Uint8Array(PAGE);
      this.fill = 0;
      this.tail = undefined;
    }
    this.page.set(data, this.fill);
    const last = this.chunks.length - 1;
    if (this.tail !== undefined && last >= this.head && this.chunks[last] === this.tail) {
      this.fill += n;
      this.tail = this.page.subarray(this.tailStart, this.fill);
      this.chunks[last] = this.tail;
    } else {
      this.tailStart = this.fill;
      this.fill += n;
      this.tail = this.page.subarray(this.tailStart, this.fill);
      this.chunks.push(this.tail);
    }
  }

  /** Append a chunk as it is: declared content is not read, bytes are copied. */
  pushChunk(chunk: Chunk): void {
    if (chunk instanceof Uint8Array) {
      this.push(chunk);
    } else if (chunk.length > 0) {
      this.tail = undefined;
      this.length += chunk.length;
      this.chunks.push(chunk);
    }
  }

  /** Append bytes that nobody will change: no copy. Declared content that goes on where the last chunk ends becomes one with it. */
  give(chunk: Chunk): void {
    if (chunk.length === 0) return;
    this.tail = undefined;
    this.length += chunk.length;
    const at = this.chunks.length - 1;
    const last = at >= this.head ? this.chunks[at] : undefined;
    if (last !== undefined && !(chunk instanceof Uint8Array) && !(last instanceof Uint8Array) && last.source === chunk.source && last.offset + last.length === chunk.offset) {
      this.chunks[at] = { source: chunk.source, offset: last.offset, length: last.length + chunk.length };
      return;
    }
    this.chunks.push(chunk);
  }

  /** Put what was taken last back to the front. Nobody may change it. */
  putBack(data: Uint8Array): void {
    if (data.length === 0) return;
    this.length += data.length;
    if (this.head > 0) this.chunks[--this.head] = data;
    else this.chunks.unshift(data);
  }

  /** Length of the first chunk, 0 when there is none. */
  get headLength(): number {
    return this.length === 0 ? 0 : this.chunks[this.head]!.length;
  }

  /** Take at most `max` bytes; EMPTY when there are none. Stops before declared content, so that a head is read without making the body behind it. */
  take(max: number): Uint8Array {
    const n = Math.min(max, this.length);
    if (n === 0) return EMPTY;
    const first = this.takeChunk(n);
    if (first.length === n || !(this.chunks[this.head] instanceof Uint8Array)) return materialise(first);
    const out = new Uint8Array(n);
    out.set(materialise(first), 0);
    for (let at = first.length; at < n; ) {
      if (!(this.chunks[this.head] instanceof Uint8Array)) return out.subarray(0, at);
      const part = materialise(this.takeChunk(n - at));
      out.set(part, at);
      at += part.length;
    }
    return out;
  }

  /** Take at most `max` bytes of the first chunk, as it is; EMPTY when there are none. */
  takeChunk(max: number): Chunk {
    if (this.length === 0 || max <= 0) return EMPTY;
    const first = this.chunks[this.head]!;
    if (first.length > max) {
      this.chunks[this.head] = sliceChunk(first, max, first.length);
      if (this.tail === first) this.tail = undefined;
      this.length -= max;
      return sliceChunk(first, 0, max);
    }
    this.chunks[this.head] = EMPTY;
    this.head++;
    this.length -= first.length;
    if (this.length === 0) {
      this.chunks.length = 0;
      this.head = 0;
      this.tail = undefined;
    } else if (this.head >= 64 && this.head * 2 > this.chunks.length) {
      this.chunks.splice(0, this.head);
      this.head = 0;
    }
    return first;
  }

  /** Throw everything away. */
  clear(): void {
    this.length = 0;
    this.chunks.length = 0;
    this.head = 0;
    this.tail = undefined;
  }
}
