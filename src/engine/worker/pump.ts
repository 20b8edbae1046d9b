/**
 * The pump: gives the world its time. Virtual time follows the wall clock times the pace; the world gets slices of SLICE_MS, and between
 * two slices the worker looks at its messages, so that a key is taken in within a slice whatever the containers do. When the world
 * cannot keep up it is not hurried: the mapping is laid anew from where it is (virtual time then runs slower than the wall).
 */
import type { World } from '../world/api.ts';
import type { Pace } from './protocol.ts';

const SLICE_MS = 6;
/** Steps between two looks at the clock; a step of a busy program takes up to a millisecond. */
const STEPS = 4;
/** Steps and virtual time that an input gets at once: enough for a shell to echo a key. */
const ANSWER_STEPS = 12;
const ANSWER_NS = 1_000_000;
/** How far virtual time may lag in the page: a picture that hurries after a pause would be worse than one that is late. */
const LAG_MS = 60;
/** Longest sleep: the clock on the page moves on although nothing happens. */
const NAP_MS = 1000;

/** What the pump needs from its owner. */
export interface PumpOwner {
  /** After every slice. `settled`: nothing more to do before the next event or input. */
  afterSlice(settled: boolean): void;
  /** True while the page has not drawn enough for the world to print more: an acknowledgement will kick the pump. */
  blocked(): boolean;
  /** Load the program that the world misses. */
  load(name: string): Promise<void>;
  /** The world threw: it cannot go on. */
  failed(error: unknown): void;
}

export class Pump {
  private pace_: Pace = 1;
  private wall0_ms = performance.now();
  private virtual0_ns: number;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private posted = false;
  private loading = false;
  private stopped = false;
  private readonly channel = new MessageChannel();
  /** True when the world could not keep up with the wall clock lately. */
  behind = false;

  constructor(
    private readonly world: World,
    private readonly owner: PumpOwner,
    /** How far virtual time may lag before the mapping is laid anew. Until then the world hurries to catch up. */
    private readonly lagMax_ms = LAG_MS,
  ) {
    this.virtual0_ns = world.now_ns;
    this.channel.port1.onmessage = () => {
      this.posted = false;
      this.slice();
    };
  }

  get pace(): Pace {
    return this.pace_;
  }

  setPace(pace: Pace): void {
    this.rebase();
    this.pace_ = pace;
    this.kick();
  }

  /** Run as soon as pending messages were looked at. */
  kick(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.posted || this.stopped) return;
    this.posted = true;
    this.channel.port2.postMessage(0);
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
    this.channel.port1.close();
  }

  /** Before an input to an idle world: bring virtual time up to the wall clock, so that the log entry gets the time of the key. */
  catchUp(): void {
    if (this.pace_ > 0 && Number.isFinite(this.pace_)) this.run(performance.now());
  }

  /** After an input: let the world answer at once; the rest follows in the next slice. */
  answer(): void {
    if (this.pace_ === 0 || this.loading || this.stopped) return;
    const until_ns = Math.max(this.world.now_ns + ANSWER_NS, this.target_ns());
    const stop = this.guard(() => this.world.run(until_ns, ANSWER_STEPS));
    if (stop === 'load') void this.load();
    else this.kick();
  }

  /** While paused: one step. */
  step(): void {
    const next_ns = this.world.nextEvent_ns();
    if (this.pace_ !== 0 || next_ns === undefined) return;
    this.guard(() => this.world.run(next_ns, 1));
    this.rebase();
    this.owner.afterSlice(true);
  }

  private rebase(): void {
    this.virtual0_ns = this.world.now_ns;
    this.wall0_ms = performance.now();
  }

  private target_ns(): number {
    if (this.pace_ === 0) return this.world.now_ns;
    if (!Number.isFinite(this.pace_)) return Infinity;
    return Math.floor(this.virtual0_ns + (performance.now() - this.wall0_ms) * 1e6 * this.pace_);
  }

  /** True when the world reached the present. */
  private run(deadline_ms: number): boolean {
    if (this.loading || this.stopped) return true;
    const target_ns = this.target_ns();
    for (;;) {
      const before_ns = this.world.now_ns;
      const stop = this.guard(() => this.world.run(target_ns, STEPS));
      if (stop === undefined) return true;
      if (stop === 'budget' && this.owner.blocked() && this.world.now_ns === before_ns) return true;
      if (stop === 'time' || stop === 'idle') return true;
      if (stop === 'load') {
        void this.load();
        return true;
      }
      if (performance.now() >= deadline_ms) return false;
    }
  }

  private slice(): void {
    if (this.stopped || this.loading) return;
    if (this.pace_ === 0) {
      this.owner.afterSlice(true);
      return;
    }
    const reached = this.run(performance.now() + SLICE_MS);
    if (this.stopped) return;
    const finite = Number.isFinite(this.pace_);
    if (finite) {
      const lag_ms = (this.target_ns() - this.world.now_ns) / 1e6 / this.pace_;
      this.behind = !reached && lag_ms > this.lagMax_ms;
      if (this.behind) this.rebase();
    }
    this.owner.afterSlice(reached);
    if (this.loading) return;
    if (!reached) {
      this.kick();
      return;
    }
    const next_ns = this.world.nextEvent_ns();
    const wait_ms = next_ns === undefined || !finite ? NAP_MS : (next_ns - this.target_ns()) / 1e6 / this.pace_;
    if (wait_ms <= 0) this.kick();
    else this.timer = setTimeout(() => this.slice(), Math.min(wait_ms, NAP_MS));
  }

  private async load(): Promise<void> {
    const name = this.world.missing;
    if (name === undefined) return;
    this.loading = true;
    try {
      await this.owner.load(name);
    } catch (error) {
      this.stop();
      this.owner.failed(error);
      return;
    }
    this.loading = false;
    this.kick();
  }

  private guard<T>(work: () => T): T | undefined {
    try {
      return work();
    } catch (error) {
      this.stop();
      this.owner.failed(error);
      return undefined;
    }
  }
}
