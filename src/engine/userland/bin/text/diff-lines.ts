/**
 * The comparison of two line lists: Myers' O(ND) algorithm, then runs of changes are moved as GNU diff moves them (merged with neighbours, and as
 * far down as they go, unless they can stand against a change of the other file).
 */

/** A run of changes: `deleted` lines from `a` on are replaced by `inserted` lines from `b` on (indices from 0). */
export interface Change {
  readonly a: number;
  readonly b: number;
  readonly deleted: number;
  readonly inserted: number;
}

/**
 * Myers' linear-space comparison: the middle of a shortest edit path is looked for from both ends, then both halves are compared. Ties are broken
 * as GNU diff breaks them (higher diagonals first).
 */
class Comparison {
  private readonly x: readonly number[];
  private readonly y: readonly number[];
  private readonly forward: Int32Array;
  private readonly backward: Int32Array;
  private readonly zero: number;
  readonly deleted: Uint8Array;
  readonly inserted: Uint8Array;
  constructor(x: readonly number[], y: readonly number[]) {
    this.x = x;
    this.y = y;
    const diagonals = x.length + y.length + 3;
    this.forward = new Int32Array(diagonals);
    this.backward = new Int32Array(diagonals);
    this.zero = y.length + 1;
    this.deleted = new Uint8Array(x.length);
    this.inserted = new Uint8Array(y.length);
  }

  compare(x0: number, x1: number, y0: number, y1: number): void {
    const { x, y } = this;
    while (x0 < x1 && y0 < y1 && x[x0] === y[y0]) {
      x0++;
      y0++;
    }
    while (x0 < x1 && y0 < y1 && x[x1 - 1] === y[y1 - 1]) {
      x1--;
      y1--;
    }
    if (x0 === x1) this.inserted.fill(1, y0, y1);
    else if (y0 === y1) this.deleted.fill(1, x0, x1);
    else {
      const [mx, my] = this.middle(x0, x1, y0, y1);
      this.compare(x0, mx, y0, my);
      this.compare(mx, x1, my, y1);
    }
  }

  private middle(x0: number, x1: number, y0: number, y1: number): readonly [number, number] {
    const { x, y, forward: f, backward: b, zero } = this;
    const dmin = x0 - y1;
    const dmax = x1 - y0;
    const odd = ((x0 - y0 - (x1 - y1)) & 1) !== 0;
    let fmin = x0 - y0;
    let fmax = fmin;
    let bmin = x1 - y1;
    let bmax = bmin;
    f[zero + fmin] = x0;
    b[zero + bmin] = x1;
    for (;;) {
      if (fmin > dmin) f[zero + --fmin - 1] = -1;
      else fmin++;
      if (fmax < dmax) f[zero + ++fmax + 1] = -1;
      else fmax--;
      for (let d = fmax; d >= fmin; d -= 2) {
        const low = f[zero + d - 1]!;
        const high = f[zero + d + 1]!;
        let i = low < high ? high : low + 1;
        let j = i - d;
        while (i < x1 && j < y1 && x[i] === y[j]) {
          i++;
          j++;
        }
        f[zero + d] = i;
        if (odd && bmin <= d && d <= bmax && b[zero + d]! <= i) return [i, j];
      }
      if (bmin > dmin) b[zero + --bmin - 1] = 0x7fffffff;
      else bmin++;
      if (bmax < dmax) b[zero + ++bmax + 1] = 0x7fffffff;
      else bmax--;
      for (let d = bmax; d >= bmin; d -= 2) {
        const low = b[zero + d - 1]!;
        const high = b[zero + d + 1]!;
        let i = low < high ? low : high - 1;
        let j = i - d;
        while (x0 < i && y0 < j && x[i - 1] === y[j - 1]) {
          i--;
          j--;
        }
        b[zero + d] = i;
        if (!odd && fmin <= d && d <= fmax && i <= f[zero + d]!) return [i, j];
      }
    }
  }
}

/** Marks what is not common: [changed in a, changed in b]. Lines that the other file does not have at all are changes beforehand. */
function changedLines(a: readonly number[], b: readonly number[]): [Uint8Array, Uint8Array] {
  const ca = new Uint8Array(a.length + 1);
  const cb = new Uint8Array(b.length + 1);
  const inA = new Set(a);
  const inB = new Set(b);
  const keep = (lines: readonly number[], other: ReadonlySet<number>, changed: Uint8Array): number[] => {
    const kept: number[] = [];
    lines.forEach((l, i) => {
      if (other.has(l)) kept.push(i);
      else changed[i] = 1;
    });
    return kept;
  };
  const ka = keep(a, inB, ca);
  const kb = keep(b, inA, cb);
  const c = new Comparison(ka.map((i) => a[i]!), kb.map((i) => b[i]!));
  c.compare(0, ka.length, 0, kb.length);
  ka.forEach((i, k) => {
    if (c.deleted[k] === 1) ca[i] = 1;
  });
  kb.forEach((i, k) => {
    if (c.inserted[k] === 1) cb[i] = 1;
  });
  return [ca, cb];
}

/** Move the runs of changes in `changed`; `other` are the marks of the other file. */
function shift(changed: Uint8Array, other: Uint8Array, lines: readonly number[]): void {
  const end = lines.length;
  let i = 0;
  let j = 0;
  for (;;) {
    while (i < end && changed[i] !== 1) {
      while (other[j++] === 1);
      i++;
    }
    if (i === end) return;
    let start = i;
    while (changed[++i] === 1);
    while (other[j] === 1) j++;
    let length: number;
    let corresponding: number;
    do {
      length = i - start;
      while (start > 0 && lines[start - 1] === lines[i - 1]) {
        changed[--start] = 1;
        changed[--i] = 0;
        while (start > 0 && changed[start - 1] === 1) start--;
        while (other[--j] === 1);
      }
      corresponding = j > 0 && other[j - 1] === 1 ? i : end;
      while (i !== end && lines[start] === lines[i]) {
        changed[start++] = 0;
        changed[i++] = 1;
        while (changed[i] === 1) i++;
        while (other[++j] === 1) corresponding = i;
      }
    } while (length !== i - start);
    while (corresponding < i) {
      changed[--start] = 1;
      changed[--i] = 0;
      while (other[--j] === 1);
    }
  }
}

/** The changes that make `b` of `a`; lines are equal when their keys are. */
export function compareLines(a: readonly string[], b: readonly string[]): Change[] {
  const ids = new Map<string, number>();
  const number = (key: string): number => {
    let id = ids.get(key);
    if (id === undefined) ids.set(key, (id = ids.size));
    return id;
  };
  const x = a.map(number);
  const y = b.map(number);
  const [ca, cb] = changedLines(x, y);
  shift(ca, cb, x);
  shift(cb, ca, y);
  const changes: Change[] = [];
  for (let i = 0, j = 0; i < x.length || j < y.length; ) {
    if (ca[i] !== 1 && cb[j] !== 1) {
      i++;
      j++;
      continue;
    }
    const [i0, j0] = [i, j];
    while (ca[i] === 1) i++;
    while (cb[j] === 1) j++;
    changes.push({ a: i0, b: j0, deleted: i - i0, inserted: j - j0 });
  }
  return changes;
}
