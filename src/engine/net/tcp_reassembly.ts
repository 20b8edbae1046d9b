/**
 * Segments that came before others that are missing (out_of_order_queue), by their place in the stream, without overlaps; and the blocks that
 * tell the sender of them (RFC 2018). The window bounds the bytes.
 */
import { sliceChunk } from '../base/content.ts';
import type { Chunk } from '../base/content.ts';
import type { Stamp } from '../base/stampedqueue.ts';

interface Held {
  readonly start: number;
  readonly end: number;
  readonly chunk: Chunk;
  readonly stamp: Stamp;
}

/** Blocks in a header beside the timestamp option. */
const MAX_BLOCKS = 3;

export class Reassembly {
  private readonly held: Held[] = [];
  /** Where the last insertion began: its block is told first. */
  private latest = 0;

  get empty(): boolean {
    return this.held.length === 0;
  }

  /** Bytes held. */
  get length(): number {
    let n = 0;
    for (const h of this.held) n += h.end - h.start;
    return n;
  }

  /** Keep what is not there yet. */
  insert(start: number, chunk: Chunk, stamp: Stamp): void {
    this.latest = start;
    const { held } = this;
    const end = start + chunk.length;
    let from = start;
    let i = held.length;
    while (i > 0 && held[i - 1]!.start > start) i--;
    if (i > 0) from = Math.max(from, held[i - 1]!.end);
    for (; from < end; i++) {
      const next = held[i];
      const to = next === undefined ? end : Math.min(end, next.start);
      if (to > from) {
        held.splice(i, 0, { start: from, end: to, chunk: sliceChunk(chunk, from - start, to - start), stamp });
        i++;
      }
      if (next === undefined) break;
      from = Math.max(from, next.end);
    }
  }

  /** Take what follows `at`, one piece at a time; undefined when it is missing. */
  take(at: number): { readonly chunk: Chunk; readonly stamp: Stamp } | undefined {
    const { held } = this;
    while (held.length > 0 && held[0]!.end <= at) held.shift();
    const first = held[0];
    if (first === undefined || first.start > at) return undefined;
    held.shift();
    return { chunk: sliceChunk(first.chunk, at - first.start, first.end - first.start), stamp: first.stamp };
  }

  /** SACK blocks, the one that changed last first. */
  blocks(): [number, number][] {
    const all: [number, number][] = [];
    for (const h of this.held) {
      const last = all[all.length - 1];
      if (last !== undefined && last[1] === h.start) last[1] = h.end;
      else all.push([h.start, h.end]);
    }
    const at = all.findIndex(([start, end]) => start <= this.latest && this.latest < end);
    if (at > 0) all.unshift(...all.splice(at, 1));
    return all.slice(0, MAX_BLOCKS);
  }

  clear(): void {
    this.held.length = 0;
  }
}
