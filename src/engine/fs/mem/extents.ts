/**
 * The content of a regular file: non-overlapping extents in order, of bytes or of references to declared content; between them are
 * holes that read as zeros. Writing over a reference cuts it, so that a large declared file stays a few numbers (like an extent tree
 * of ext4, whose unwritten extents these references are).
 */
import { EMPTY } from '../../base/bytes.ts';
import type { Chunk, ContentRange, ContentSource } from '../../base/content.ts';

/** A source that may be forgotten once nothing refers to it: it must not leave the file (see disk/store.ts). */
export interface OwnedSource extends ContentSource {
  readonly owned: true;
  /** `length` bytes of it are no longer referred to. */
  drop(length: number): void;
}

interface Extent {
  start: number;
  length: number;
  /** Holds at least `length` bytes; the rest is room to grow. */
  bytes: Uint8Array | undefined;
  source: ContentSource | undefined;
  /** Where in the source the extent begins. */
  from: number;
}

/** A byte extent grows up to this; then a new one begins. */
const EXTENT_MAX = 4 << 20;

function isOwned(source: ContentSource | undefined): source is OwnedSource {
  return source !== undefined && 'owned' in source;
}

/** Shared by all that have none; never changed. */
const NONE: Extent[] = [];

export class Extents {
  size = 0;
  /** Bytes that extents cover: what is allocated. */
  held = 0;
  /** Bytes of it that are in memory. */
  resident = 0;
  private list: Extent[] = NONE;

  /** Content that is one declared source, or bytes that the caller gives away. */
  static of(content: Chunk | ContentSource): Extents {
    const e = new Extents();
    if (content instanceof Uint8Array) e.append(content, content.length);
    else if ('source' in content) e.reference(0, content);
    else e.reference(0, { source: content, offset: 0, length: content.size });
    return e;
  }

  /** The source, when the whole content is that of one declared source, unchanged. */
  get declared(): ContentSource | undefined {
    const e = this.list.length === 1 ? this.list[0]! : undefined;
    if (e?.source === undefined || isOwned(e.source)) return undefined;
    return e.start === 0 && e.from === 0 && e.length === this.size && e.source.size === this.size ? e.source : undefined;
  }

  /** At most `max` bytes from `offset`; the caller owns them. */
  read(offset: number, max: number): Uint8Array {
    const n = Math.min(max, this.size - offset);
    if (n <= 0) return EMPTY;
    const i = this.find(offset);
    const e = this.list[i];
    if (e !== undefined && e.start <= offset && e.start + e.length >= offset + n) return take(e, offset - e.start, n);
    const out = new Uint8Array(n);
    for (let k = i; k < this.list.length; k++) {
      const x = this.list[k]!;
      if (x.start >= offset + n) break;
      const a = Math.max(x.start, offset);
      const b = Math.min(x.start + x.length, offset + n);
      out.set(x.bytes !== undefined ? x.bytes.subarray(a - x.start, b - x.start) : take(x, a - x.start, b - a), a - offset);
    }
    return out;
  }

  /** As {@link read}, but what is declared stays a reference. May be shorter. */
  readChunk(offset: number, max: number): Chunk {
    const n = Math.min(max, this.size - offset);
    if (n <= 0) return EMPTY;
    const e = this.list[this.find(offset)];
    if (e === undefined || e.start > offset || e.source === undefined || isOwned(e.source)) return this.read(offset, n);
    return { source: e.source, offset: e.from + offset - e.start, length: Math.min(n, e.start + e.length - offset) };
  }

  /** Put bytes or a reference at `offset`. References to owned content are copied. */
  write(offset: number, chunk: Chunk): void {
    if (!(chunk instanceof Uint8Array)) {
      if (isOwned(chunk.source)) this.writeBytes(offset, chunk.source.read(chunk.offset, chunk.length));
      else this.reference(offset, chunk);
    } else this.writeBytes(offset, chunk);
  }

  /** Cut off or extend with a hole. */
  truncate(size: number): void {
    if (size < this.size) this.carve(size, this.size);
    this.size = size;
  }

  /** Replace resident extents by what `store` makes of their bytes. */
  evict(store: (bytes: Uint8Array) => OwnedSource): void {
    for (const e of this.list) {
      if (e.bytes === undefined) continue;
      e.source = store(e.bytes.subarray(0, e.length));
      e.from = 0;
      e.bytes = undefined;
      this.resident -= e.length;
    }
  }

  private writeBytes(offset: number, data: Uint8Array): void {
    const end = offset + data.length;
    const last = this.list[this.list.length - 1];
    if (last === undefined || offset > last.start + last.length) this.append(data.slice(), end);
    else if (last.bytes !== undefined && offset >= last.start && end - last.start <= EXTENT_MAX) this.grow(last, offset, data);
    else if (offset === last.start + last.length) this.append(data.slice(), end);
    else {
      const e = this.list[this.find(offset)];
      if (e?.bytes !== undefined && e.start <= offset && e.start + e.length >= end) e.bytes.set(data, offset - e.start);
      else {
        this.carve(offset, end);
        this.insert({ start: offset, length: data.length, bytes: data.slice(), source: undefined, from: 0 });
      }
    }
    if (end > this.size) this.size = end;
  }

  private append(bytes: Uint8Array, end: number): void {
    if (bytes.length > 0) this.insert({ start: end - bytes.length, length: bytes.length, bytes, source: undefined, from: 0 });
    if (end > this.size) this.size = end;
  }

  private grow(e: Extent, offset: number, data: Uint8Array): void {
    const need = offset - e.start + data.length;
    if (need > e.length) {
      if (need > e.bytes!.length) {
        const roomy = new Uint8Array(Math.min(EXTENT_MAX, Math.max(need, e.bytes!.length * 2, 64)));
        roomy.set(e.bytes!.subarray(0, e.length));
        e.bytes = roomy;
      }
      this.held += need - e.length;
      this.resident += need - e.length;
      e.length = need;
    }
    e.bytes!.set(data, offset - e.start);
  }

  private reference(offset: number, range: ContentRange): void {
    const end = offset + range.length;
    const last = this.list[this.list.length - 1];
    if (last !== undefined && last.source === range.source && last.start + last.length === offset && last.from + last.length === range.offset) {
      last.length += range.length;
      this.held += range.length;
    } else if (range.length > 0) {
      this.carve(offset, end);
      this.insert({ start: offset, length: range.length, bytes: undefined, source: range.source, from: range.offset });
    }
    if (end > this.size) this.size = end;
  }

  private insert(e: Extent): void {
    this.held += e.length;
    if (e.bytes !== undefined) this.resident += e.length;
    if (this.list.length === 0) this.list = [e];
    else if (this.list[this.list.length - 1]!.start < e.start) this.list.push(e);
    else this.list.splice(this.find(e.start), 0, e);
  }

  /** Make [from, to) a hole. */
  private carve(from: number, to: number): void {
    let i = this.find(from);
    while (i < this.list.length) {
      const e = this.list[i]!;
      if (e.start >= to) return;
      const end = e.start + e.length;
      this.forget(e, Math.min(end, to) - Math.max(e.start, from));
      const tail = end > to ? part(e, to - e.start, end - to) : undefined;
      if (e.start < from) {
        e.length = from - e.start;
        i++;
      } else this.list.splice(i, 1);
      if (tail !== undefined) {
        this.list.splice(i, 0, tail);
        return;
      }
    }
  }

  private forget(e: Extent, length: number): void {
    this.held -= length;
    if (e.bytes !== undefined) this.resident -= length;
    else if (isOwned(e.source)) e.source.drop(length);
  }

  /** Index of the first extent that ends after `offset`. */
  private find(offset: number): number {
    let lo = 0;
    let hi = this.list.length;
    while (lo < hi) {
      const mid = (lo + hi) >> 1;
      const e = this.list[mid]!;
      if (e.start + e.length > offset) hi = mid;
      else lo = mid + 1;
    }
    return lo;
  }
}

function take(e: Extent, at: number, n: number): Uint8Array {
  return e.bytes !== undefined ? e.bytes.slice(at, at + n) : e.source!.read(e.from + at, n).slice();
}

function part(e: Extent, at: number, length: number): Extent {
  return { start: e.start + at, length, bytes: e.bytes?.slice(at, at + length), source: e.source, from: e.from + at };
}
