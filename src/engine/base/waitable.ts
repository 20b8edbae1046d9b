/**
 * A wait queue, seen from below: something that can change, and those who want to be told. File systems, pipes, sockets and devices
 * know only this; the scheduler (kernel/) adds tasks to it. Wake-ups are level-triggered: a woken waiter looks again.
 */

/** Somebody who waits. A task is one itself, so that waiting allocates nothing. */
export interface Waiter {
  wake(): void;
}

export class Waitable {
  private waiters: Waiter[] | undefined;

  /** Wake `waiter` on every {@link notify} until it is removed. The order of adding is the order of wake-ups. */
  add(waiter: Waiter): void {
    (this.waiters ??= []).push(waiter);
  }

  /** Undo one {@link add}; nothing when it is not there. */
  remove(waiter: Waiter): void {
    const at = this.waiters?.indexOf(waiter) ?? -1;
    if (at >= 0) this.waiters!.splice(at, 1);
  }

  /** Call `wake` on every {@link notify} until the returned function is called. */
  subscribe(wake: () => void): () => void {
    const waiter = { wake };
    this.add(waiter);
    return () => this.remove(waiter);
  }

  /** True when somebody waits. */
  get watched(): boolean {
    return this.waiters !== undefined && this.waiters.length > 0;
  }

  /** Something changed: wake all who wait. Waiters that are removed while this runs are not called. */
  notify(): void {
    const waiters = this.waiters;
    if (waiters === undefined || waiters.length === 0) return;
    if (waiters.length === 1) {
      waiters[0]!.wake();
      return;
    }
    for (const waiter of [...waiters]) if (waiters.includes(waiter)) waiter.wake();
  }
}
