/**
 * A wait queue, seen from below: something that can change, and those who want to be told. File systems, pipes, sockets and devices
 * know only this; the scheduler (kernel/) subscribes tasks to it. Wake-ups are level-triggered: a woken waiter looks again.
 */
export class Waitable {
  private waiters: Set<() => void> | undefined;

  /** Call `wake` on every {@link notify} until the returned function is called. Order of subscription is the order of wake-ups. */
  subscribe(wake: () => void): () => void {
    const waiters = (this.waiters ??= new Set());
    const entry = (): void => wake();
    waiters.add(entry);
    return () => {
      waiters.delete(entry);
    };
  }

  /** True when somebody waits. */
  get watched(): boolean {
    return this.waiters !== undefined && this.waiters.size > 0;
  }

  /** Something changed: wake all who wait. Waiters that unsubscribe while this runs are not called. */
  notify(): void {
    if (this.waiters === undefined || this.waiters.size === 0) return;
    for (const wake of [...this.waiters]) if (this.waiters.has(wake)) wake();
  }
}
