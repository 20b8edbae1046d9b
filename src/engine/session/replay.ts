/** Replay: a fresh world is brought to where a session was, by feeding its log at the times of its entries. */
import type { RunStop, World } from '../world/api.ts';
import type { Session } from './session.ts';

/**
 * One replay, done in portions so that a page can show its progress. The world must have been made with the session's options and have
 * run nothing yet.
 */
export class Replay {
  private readonly world: World;
  private readonly session: Session;
  private readonly until_ns: number;
  private next = 0;

  /** To `until_ns`; without it to the session's end. */
  constructor(world: World, session: Session, until_ns = session.end_ns) {
    this.world = world;
    this.session = session;
    this.until_ns = until_ns;
  }

  /** Entries that were fed. */
  get done(): number {
    return this.next;
  }

  /** Go on for `budget` steps. 'time' when the end is reached; 'budget' and 'load' as {@link World.run}. */
  run(budget = Infinity): Exclude<RunStop, 'idle'> {
    for (;;) {
      const entry = this.session.log[this.next];
      const last = entry === undefined || entry.time_ns > this.until_ns;
      const stop = this.world.run(last ? this.until_ns : entry.time_ns, budget);
      if (stop === 'budget' || stop === 'load') return stop;
      if (last) return 'time';
      this.world.input(entry.input);
      this.next++;
    }
  }
}
