/**
 * The event queue: a binary heap of timers by time, first come first served among equals. A timer knows its place in the heap, so
 * cancelling one leaves nothing behind.
 */

/** A thing that will happen. */
export class Timer {
  readonly time_ns: number;
  readonly fire: () => void;
  /** Tie-breaker. */
  readonly order: number;
  /** Place in the heap; -1 when it is not (or no longer) there. */
  index = -1;

  constructor(time_ns: number, order: number, fire: () => void) {
    this.time_ns = time_ns;
    this.order = order;
    this.fire = fire;
  }
}

function before(a: Timer, b: Timer): boolean {
  return a.time_ns < b.time_ns || (a.time_ns === b.time_ns && a.order < b.order);
}

export class EventQueue {
  private readonly heap: Timer[] = [];
  private made = 0;
  private urgent = 0;

  get size(): number {
    return this.heap.length;
  }

  /** `fire` will be called at `time_ns`. */
  at(time_ns: number, fire: () => void): Timer {
    return this.add(new Timer(time_ns, this.made++, fire));
  }

  /** As {@link at}, but before all that were or will be asked for that time by it. */
  first(time_ns: number, fire: () => void): Timer {
    return this.add(new Timer(time_ns, -1e15 + this.urgent++, fire));
  }

  private add(timer: Timer): Timer {
    timer.index = this.heap.length;
    this.heap.push(timer);
    this.up(timer);
    return timer;
  }

  /** Nothing when it already fired or was cancelled. */
  cancel(timer: Timer): void {
    const i = timer.index;
    if (i < 0) return;
    timer.index = -1;
    const last = this.heap.pop()!;
    if (last === timer) return;
    last.index = i;
    this.heap[i] = last;
    this.up(last);
    this.down(last);
  }

  /** Time of the first event; undefined when there is none. */
  next_ns(): number | undefined {
    return this.heap[0]?.time_ns;
  }

  /** Take the first event out. */
  take(): Timer | undefined {
    const first = this.heap[0];
    if (first !== undefined) this.cancel(first);
    return first;
  }

  private up(timer: Timer): void {
    const heap = this.heap;
    let i = timer.index;
    while (i > 0) {
      const p = (i - 1) >> 1;
      const parent = heap[p]!;
      if (!before(timer, parent)) break;
      heap[i] = parent;
      parent.index = i;
      i = p;
    }
    heap[i] = timer;
    timer.index = i;
  }

  private down(timer: Timer): void {
    const heap = this.heap;
    let i = timer.index;
    for (;;) {
      let c = 2 * i + 1;
      if (c >= heap.length) break;
      if (c + 1 < heap.length && before(heap[c + 1]!, heap[c]!)) c++;
      const child = heap[c]!;
      if (!before(child, timer)) break;
      heap[i] = child;
      child.index = i;
      i = c;
    }
    heap[i] = timer;
    timer.index = i;
  }
}
