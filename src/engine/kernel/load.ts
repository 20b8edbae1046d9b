/**
 * The load average (kernel/sched/loadavg.c): decaying means of the number of runnable tasks over 1, 5 and 15 minutes. Computed when
 * somebody looks, from samples that the scheduler's busy time stands for: the share of time in which the CPU was not idle.
 */
const MINUTES = [1, 5, 15] as const;

export class LoadAverage {
  private values: [number, number, number] = [0, 0, 0];
  private from_ns = 0;
  private busyAtFrom_ns = 0;
  /** CPU time spent since boot by this kernel's tasks. */
  busy_ns = 0;

  /** The three means at `now_ns`. */
  now(now_ns: number): readonly [number, number, number] {
    const passed_ns = now_ns - this.from_ns;
    if (passed_ns >= 5e9) {
      const active = (this.busy_ns - this.busyAtFrom_ns) / passed_ns;
      const next = this.values.map((v, i) => {
        const decay = Math.exp(-passed_ns / (MINUTES[i]! * 60e9));
        return v * decay + active * (1 - decay);
      });
      this.values = [next[0]!, next[1]!, next[2]!];
      this.from_ns = now_ns;
      this.busyAtFrom_ns = this.busy_ns;
    }
    return this.values;
  }
}
