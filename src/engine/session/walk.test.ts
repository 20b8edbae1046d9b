/** A random walk: programs that do to each other what they can, and after every few steps all that must hold is checked. */
import { expect, it } from 'vitest';
import { Random } from '../base/random.ts';
import { brokenInvariants } from '../kernel/invariants.ts';
import { exitGroup } from '../kernel/signal.ts';
import { program, testWorld } from '../world/testing.ts';
import { chaosMain } from './chaos.ts';

it('keeps the kernel’s invariants through 150 random worlds', () => {
  let checks = 0;
  for (let seed = 1; seed <= 150; seed++) {
    const random = new Random(seed);
    const world = testWorld([program('chaos', chaosMain)], { seed });
    const { kernel } = world.host('host');
    for (let i = 1 + random.below(4); i > 0; i--) world.input({ kind: 'term_open', host: 'host', user: 'root', argv: ['/bin/chaos'], rows: 24, cols: 80 });
    world.run(1e6);
    for (let i = 0; i < 150; i++) {
      if (random.below(20) === 0) world.input({ kind: 'term_data', term: 1, data: Uint8Array.of(random.below(32)) });
      if (random.below(200) === 0) world.input({ kind: 'term_close', term: 1 });
      if (world.run(400e6, 1 + random.below(20)) === 'time') break;
      expect(brokenInvariants(kernel), `seed ${seed}, time ${world.now_ns}`).toEqual([]);
      checks++;
    }
    for (const t of kernel.processes().filter((p) => p !== kernel.pids.init)) exitGroup(t, { kind: 'signaled', signal: 9, core: false });
    world.run(world.now_ns + 1e6);
    expect(kernel.processes().map((p) => p.pid.global), `left over with seed ${seed}`).toEqual([1]);
    expect(brokenInvariants(kernel)).toEqual([]);
  }
  expect(checks).toBeGreaterThan(2_000);
}, 60_000);
