/** Synchronisation between the threads of one daemon, over futex(2): what sync.Mutex and channels are to the real ones. */
import type { Sys, Task } from '../../abi/sys.ts';

/** A lock. Threads get it in the order in which they asked. */
export class Mutex {
  private held = false;
  private waiting = 0;

  /** Run `body` while holding the lock; it is released however `body` ends. */
  *with<T>(sys: Sys, body: () => Task<T>): Task<T> {
    while (this.held) {
      this.waiting++;
      try {
        yield* sys.futexWait(this);
      } finally {
        this.waiting--;
      }
    }
    this.held = true;
    try {
      return yield* body();
    } finally {
      this.held = false;
      if (this.waiting > 0) sys.futexWake(this, 1);
    }
  }
}

/** Something that can change and be waited for: a condition variable without a lock, because threads switch only where they wait. */
export class Condition {
  private waiting = 0;

  /** Wake all who wait. */
  notify(sys: Sys): void {
    if (this.waiting > 0) sys.futexWake(this);
  }

  /** Wait for the next {@link notify}. False after `timeout_ns`. */
  *wait(sys: Sys, timeout_ns?: number): Task<boolean> {
    this.waiting++;
    try {
      return yield* sys.futexWait(this, timeout_ns);
    } finally {
      this.waiting--;
    }
  }

  /** Wait until `test` holds. False when `timeout_ns` passed before. */
  *until(sys: Sys, test: () => boolean, timeout_ns?: number): Task<boolean> {
    const end_ns = timeout_ns === undefined ? Infinity : sys.monotonic_ns() + timeout_ns;
    while (!test()) {
      const left_ns = end_ns - sys.monotonic_ns();
      if (left_ns <= 0) return false;
      yield* this.wait(sys, left_ns === Infinity ? undefined : left_ns);
    }
    return true;
  }
}
