/** node:events for memfs, whose watchers are never used here: nothing is ever emitted. */
export class EventEmitter {
  on(): this {
    return this;
  }
  emit(): boolean {
    return false;
  }
}
