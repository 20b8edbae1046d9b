/**
 * A timer that is moved often and seldom fires (timer_list with mod_timer): moving it later costs nothing, as an early event only sets the
 * next one. Invariant: at most one event is in the world's queue.
 */
import type { NetServices, TimerHandle } from './ip.ts';

export class Alarm {
  private readonly services: NetServices;
  private readonly fire: () => void;
  private readonly expire: () => void;
  private handle: TimerHandle | undefined = undefined;
  /** When it rings; Infinity when it is off. */
  deadline_ns = Infinity;

  constructor(services: NetServices, fire: () => void) {
    this.services = services;
    this.fire = fire;
    this.expire = () => {
      this.handle = undefined;
      const { deadline_ns } = this;
      if (deadline_ns === Infinity) return;
      if (deadline_ns > this.services.now_ns()) {
        this.handle = this.services.at(deadline_ns, this.expire);
        return;
      }
      this.deadline_ns = Infinity;
      this.fire();
    };
  }

  get on(): boolean {
    return this.deadline_ns !== Infinity;
  }

  set(deadline_ns: number): void {
    this.deadline_ns = deadline_ns;
    if (this.handle !== undefined) {
      if (this.handle.time_ns <= deadline_ns) return;
      this.services.cancel(this.handle);
    }
    this.handle = this.services.at(deadline_ns, this.expire);
  }

  /** It will not ring. An event may stay in the queue. */
  off(): void {
    this.deadline_ns = Infinity;
  }

  /** It will not ring, and nothing stays in the queue. */
  cancel(): void {
    this.deadline_ns = Infinity;
    if (this.handle !== undefined) this.services.cancel(this.handle);
    this.handle = undefined;
  }
}
