/**
 * What was typed and not read yet: a ring of 4096 bytes with marks at the ends of lines. Positions only grow; `head` is where the next
 * byte goes, `tail` where the next read begins, `lineHead` the end of the last finished line.
 *
 * Invariant: tail <= lineHead <= head <= tail + SIZE.
 */
const SIZE = 4096;
const MASK = SIZE - 1;

export class LineBuffer {
  head = 0;
  tail = 0;
  lineHead = 0;
  private readonly bytes = new Uint8Array(SIZE);
  /** Marks the last position of each line. */
  private readonly ends = new Uint8Array(SIZE);

  /** Bytes that fit; one place is kept free. May be -1. */
  get room(): number {
    return SIZE - (this.head - this.tail) - 1;
  }

  at(position: number): number {
    return this.bytes[position & MASK]!;
  }

  put(c: number): void {
    this.bytes[this.head & MASK] = c;
    this.head++;
  }

  /** The line is complete; its end is `c`, or 0 for an end of file, which is not read. */
  endLine(c: number): void {
    this.ends[this.head & MASK] = 1;
    this.put(c);
    this.lineHead = this.head;
  }

  clear(): void {
    this.head = this.tail = this.lineHead = 0;
    this.ends.fill(0);
  }

  /** Forget where lines end: all is plain bytes. */
  toBytes(): void {
    this.ends.fill(0);
    this.lineHead = this.tail;
  }

  /** What is there becomes one line without an end of its own. */
  toLine(): void {
    this.toBytes();
    if (this.head === this.tail) return;
    this.ends[(this.head - 1) & MASK] = 1;
    this.lineHead = this.head;
  }

  private isEof(position: number): boolean {
    return this.ends[position & MASK] === 1 && this.bytes[position & MASK] === 0;
  }

  /** Bytes in finished lines, as a reader would get them. */
  get lineBytes(): number {
    let n = 0;
    for (let i = this.tail; i < this.lineHead; i++) if (!this.isEof(i)) n++;
    return n;
  }

  /** At most `max` bytes of the first finished line; none is an end of file. */
  takeLine(max: number): Uint8Array {
    const limit = Math.min(this.lineHead, this.tail + max);
    let end = this.tail;
    while (end < limit && this.ends[end & MASK] === 0) end++;
    if (end < limit) return this.takeUpTo(end);
    const out = this.take(limit - this.tail);
    if (this.tail < this.lineHead && this.isEof(this.tail)) this.takeUpTo(this.tail);
    return out;
  }

  private takeUpTo(end: number): Uint8Array {
    const eof = this.isEof(end);
    this.ends[end & MASK] = 0;
    const out = this.take(end - this.tail + (eof ? 0 : 1));
    if (eof) this.tail++;
    return out;
  }

  /** `n` bytes, which are there. */
  take(n: number): Uint8Array {
    const out = new Uint8Array(n);
    for (let i = 0; i < n; i++) out[i] = this.bytes[(this.tail + i) & MASK]!;
    this.tail += n;
    if (this.lineHead < this.tail) this.lineHead = this.tail;
    return out;
  }
}
