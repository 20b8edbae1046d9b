/** Indexed arrays, sparse as bash's, and the order in which associative arrays are listed. */

export class IndexedArray {
  private readonly items = new Map<number, string>();
  /** Keys were added in rising order, so that the map's order is the array's. */
  private ordered = true;
  private top = -1;

  get size(): number {
    return this.items.size;
  }
  /** One more than the highest index. */
  get length(): number {
    return this.top + 1;
  }
  get(index: number): string | undefined {
    return this.items.get(index);
  }
  has(index: number): boolean {
    return this.items.has(index);
  }
  set(index: number, value: string): void {
    if (index > this.top) this.top = index;
    else if (!this.items.has(index)) this.ordered = false;
    this.items.set(index, value);
  }
  delete(index: number): void {
    if (!this.items.delete(index)) return;
    if (index === this.top) {
      this.top = -1;
      for (const k of this.items.keys()) if (k > this.top) this.top = k;
    }
  }
  keys(): number[] {
    this.order();
    return [...this.items.keys()];
  }
  values(): string[] {
    this.order();
    return [...this.items.values()];
  }
  entries(): [number, string][] {
    this.order();
    return [...this.items];
  }
  private order(): void {
    if (this.ordered) return;
    const sorted = [...this.items].sort((a, b) => a[0] - b[0]);
    this.items.clear();
    for (const [k, v] of sorted) this.items.set(k, v);
    this.ordered = true;
  }
  copy(): IndexedArray {
    const a = new IndexedArray();
    for (const [k, v] of this.items) a.items.set(k, v);
    a.ordered = this.ordered;
    a.top = this.top;
    return a;
  }
  static from(values: readonly string[]): IndexedArray {
    const a = new IndexedArray();
    values.forEach((v, i) => a.set(i, v));
    return a;
  }
}

/** FNV-1 as bash's hashlib computes it; its low bits choose the bucket. */
function hash(s: string): number {
  let h = 2166136261;
  for (let i = 0; i < s.length; i++) h = Math.imul(h, 16777619) ^ s.charCodeAt(i);
  return h >>> 0;
}

/** Keys in the order of bash's hash table: by bucket, the latest first within one. */
export function hashOrder(keys: Iterable<string>, buckets: number): string[] {
  const all = [...keys].map((k, i) => ({ k, b: hash(k) % buckets, i }));
  all.sort((x, y) => x.b - y.b || y.i - x.i);
  return all.map((x) => x.k);
}
