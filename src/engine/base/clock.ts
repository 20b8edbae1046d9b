/**
 * The virtual clock. Time is nanoseconds since the world's start, as a number (exact for 104 days). It moves in two ways: a running
 * task spends CPU time, and an idle world jumps to its next event.
 */

/** What the clock shows at the start of a world that does not say otherwise: 2 November 2026, 09:00 UTC. */
export const WORLD_EPOCH_MS = Date.UTC(2026, 10, 2, 9, 0, 0);

export class Clock {
  now_ns = 0;
  /** What the clock shows at the world's start, milliseconds since 1970. */
  readonly start_ms: number;
  /** When the running task's time slice ends. */
  sliceEnd_ns = Infinity;

  constructor(start_ms = WORLD_EPOCH_MS) {
    this.start_ms = start_ms;
  }

  /** CPU time passes. True when the slice is used up. */
  spend(ns: number): boolean {
    return (this.now_ns += ns) >= this.sliceEnd_ns;
  }

  /** Wall-clock time, milliseconds since 1970 with a fraction. */
  now_ms(): number {
    return this.start_ms + this.now_ns / 1e6;
  }
}
