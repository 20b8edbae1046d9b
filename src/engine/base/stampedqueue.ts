/**
 * A byte queue that remembers, beside the bytes, which event caused which of them. Sockets use it so that what a daemon does on behalf
 * of a client can be traced to the client's command. The stamps never change how bytes are cut: what is observed never steers.
 */
import { ChunkQueue } from './chunkqueue.ts';
import type { Chunk } from './content.ts';

/** A trace cause and the root of its chain; both 0 when nothing is known. */
export interface Stamp {
  cause: number;
  root: number;
}

export class StampedQueue {
  private readonly queue = new ChunkQueue();
  /** Bytes that ever came in, and that ever went out. */
  private entered = 0;
  private left = 0;
  /** Each stamp holds for the bytes before `end` that no earlier one holds for. */
  private readonly stamps: { end: number; readonly cause: number; readonly root: number }[] = [];

  get length(): number {
    return this.queue.length;
  }

  /** Length of what {@link takeChunk} would give. */
  get headLength(): number {
    return this.queue.headLength;
  }

  /** Position of the next byte to come in, counted from the first ever. */
  get position(): number {
    return this.entered;
  }

  /** Position of the next byte to go out. */
  get readPosition(): number {
    return this.left;
  }

  push(chunk: Chunk, stamp: Stamp): void {
    this.queue.pushChunk(chunk);
    this.mark(chunk.length, stamp);
  }

  /** As push, for bytes that nobody will change. */
  give(chunk: Chunk, stamp: Stamp): void {
    this.queue.give(chunk);
    this.mark(chunk.length, stamp);
  }

  private mark(length: number, stamp: Stamp): void {
    this.entered += length;
    const last = this.stamps[this.stamps.length - 1];
    if (last !== undefined && last.cause === stamp.cause && last.root === stamp.root) last.end = this.entered;
    else this.stamps.push({ end: this.entered, cause: stamp.cause, root: stamp.root });
  }

  /** At most `max` bytes; `reader` takes over the stamp of the last of them, when it has one. */
  take(max: number, reader: Stamp): Uint8Array {
    const data = this.queue.take(max);
    this.adopt(data.length, reader);
    return data;
  }

  /** As take, at most one chunk, which stays declared. */
  takeChunk(max: number, reader: Stamp): Chunk {
    const chunk = this.queue.takeChunk(max);
    this.adopt(chunk.length, reader);
    return chunk;
  }

  private adopt(length: number, reader: Stamp): void {
    if (length === 0) return;
    this.left += length;
    const stamps = this.stamps;
    while (stamps.length > 1 && stamps[0]!.end < this.left) stamps.shift();
    const stamp = stamps[0]!;
    if (stamp.end === this.left) stamps.shift();
    if (stamp.cause === 0) return;
    reader.cause = stamp.cause;
    reader.root = stamp.root;
  }

  clear(): void {
    this.queue.clear();
    this.left = this.entered;
    this.stamps.length = 0;
  }
}
