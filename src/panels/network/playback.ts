/**
 * How frames are shown: each hop over a cable takes long enough to be seen, the hops of one frame follow each other, and everything can be
 * slowed, paused and stepped. What is shown lags behind the world and never holds it up; when too much waits, the oldest is left out.
 */
import type { FlightView } from '../../engine/inspect/views.ts';

/** How long a hop is seen at normal tempo. */
const HOP_MS = 650;
const MOST_WAITING = 600;
export const MOST_SHOWN = 240;

/** A hop that is on the screen: `part` of its way is done. */
export interface Shown {
  readonly flight: FlightView;
  part: number;
}

export class Playback {
  /** Times HOP_MS: 1 is normal, 0.25 four times slower. */
  tempo = 1;
  paused = false;
  /** Hops that the filters hide are passed over. */
  wanted: (flight: FlightView) => boolean = () => true;
  readonly shown: Shown[] = [];
  private waiting: FlightView[] = [];
  private stepping = 0;
  /** How many hops were left out because too many waited. */
  skipped = 0;

  add(flights: readonly FlightView[]): void {
    this.waiting.push(...flights);
    if (this.waiting.length > MOST_WAITING) {
      this.skipped += this.waiting.length - MOST_WAITING;
      this.waiting = this.waiting.slice(-MOST_WAITING);
    }
  }

  clear(): void {
    this.waiting = [];
    this.shown.length = 0;
  }

  /** Hops that are on the screen or wait for it. */
  get pending(): number {
    return this.waiting.length + this.shown.length;
  }

  /** While paused: let the hops on the screen arrive, and the next begin. */
  step(): void {
    this.stepping++;
  }

  /** Go on by `ms`. True while there is something to draw. */
  advance(ms: number): boolean {
    if (this.paused && this.stepping > 0) {
      this.stepping--;
      this.shown.length = 0;
      this.begin(true);
      for (const one of this.shown) one.part = 0.5;
      return true;
    }
    if (!this.paused) {
      // A crowd is hurried, so that what is seen stays near what happens.
      const hurry = 1 + this.waiting.length / 40;
      const done = (ms * this.tempo * hurry) / HOP_MS;
      let kept = 0;
      for (const one of this.shown) {
        one.part += done;
        if (one.part < 1) this.shown[kept++] = one;
      }
      this.shown.length = kept;
      this.begin(false);
    }
    return this.shown.length > 0 || this.waiting.length > 0;
  }

  /** Begin the hops whose frame is not on another one, and which no earlier hop of the same moment holds back. */
  private begin(one: boolean): void {
    const busy = new Set(this.shown.map(({ flight }) => flight.frame));
    const rest: FlightView[] = [];
    let started_ns = -1;
    for (const flight of this.waiting) {
      if (!this.wanted(flight)) continue;
      const first = started_ns < 0 || flight.start_ns === started_ns;
      if (this.shown.length < MOST_SHOWN && !busy.has(flight.frame) && (!one || first)) {
        this.shown.push({ flight, part: 0 });
        if (started_ns < 0) started_ns = flight.start_ns;
      } else rest.push(flight);
      busy.add(flight.frame);
    }
    this.waiting = rest;
  }
}
