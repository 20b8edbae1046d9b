import { expect, it } from 'vitest';
import type { TerminalOutput, World } from '../world/api.ts';
import { OutputGate } from './output.ts';

/** As much of a world as has output. */
function printing(waiting: TerminalOutput[]): World {
  const world = {
    takeOutput(held: ReadonlySet<number>): TerminalOutput[] {
      const out = waiting.filter((one) => !held.has(one.term));
      waiting = waiting.filter((one) => held.has(one.term));
      return out;
    },
  };
  return world as unknown as World;
}

it('sends small pieces, the typed terminal first, and waits for acknowledgement', () => {
  const sent: [number, number][] = [];
  const gate = new OutputGate((term, data) => sent.push([term, data.length]));
  const world = printing([{ term: 1, data: new Uint8Array(100_000) }, { term: 2, data: new Uint8Array(5) }]);
  gate.flush(world, 2);
  expect(sent).toEqual([[2, 5], [1, 8192], [1, 8192], [1, 8192]]);
  expect(gate.holding).toBe(true);
  gate.flush(world, 2);
  expect(sent.length).toBe(4);
  let total = 3 * 8192;
  while (gate.holding) {
    sent.length = 0;
    gate.ack(1, 8192);
    total += sent.reduce((sum, [, size]) => sum + size, 0);
  }
  expect(total).toBe(100_000);
});
