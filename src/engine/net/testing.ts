/** A small world of networks for tests and figures: time, chance and frames without kernels. */
import { EventQueue } from '../base/queue.ts';
import { Random } from '../base/random.ts';
import type { Timer } from '../base/queue.ts';
import type { NetServices, PacketObserver, TimerHandle } from './ip.ts';

export interface TestNet {
  readonly services: NetServices;
  now(): number;
  /** Run until nothing more happens, or until that time. */
  run(until_ns?: number): void;
}

export function makeTestNet(observer?: PacketObserver, seed = 1): TestNet {
  const queue = new EventQueue();
  const random = new Random(seed);
  let now_ns = 0;
  let frames = 0;
  return {
    now: () => now_ns,
    run(until_ns = Infinity) {
      for (let next = queue.next_ns(); next !== undefined && next <= until_ns; next = queue.next_ns()) {
        now_ns = Math.max(now_ns, next);
        queue.take()!.fire();
      }
      if (until_ns !== Infinity) now_ns = Math.max(now_ns, until_ns);
    },
    services: {
      now_ns: () => now_ns,
      at: (time_ns: number, fire: () => void) => queue.at(time_ns, fire),
      cancel: (timer: TimerHandle) => queue.cancel(timer as Timer),
      random32: () => random.u32(),
      nextFrameId: () => ++frames,
      observer,
    },
  };
}
