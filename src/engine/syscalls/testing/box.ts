/** Runs a function as the program of a small world, for tests of system calls. */
import { decodeUtf8 } from '../../base/bytes.ts';
import { program, testWorld } from '../../world/testing.ts';
import type { Sys, Task } from '../../abi/sys.ts';
import type { SimWorld } from '../../world/world.ts';

export type Body = (sys: Sys) => Task<number | void>;

/** A world whose /bin/t is `body`. */
export function box(body: Body): SimWorld {
  return testWorld([
    program('t', function* (sys) {
      return (yield* body(sys)) ?? 0;
    }),
  ]);
}

/** Run `body` without a terminal until nothing can happen any more: its exit code and its output. */
export function runBody(body: Body, traced = false): { code: number | undefined; output: string; world: SimWorld } {
  const world = box(body);
  if (traced) world.setTrace('all');
  const term = world.input({ kind: 'run', host: 'host', user: 'root', argv: ['/bin/t'] });
  let output = '';
  for (let i = 0; i < 10_000 && world.run(Infinity) !== 'idle'; i++) for (const o of world.takeOutput()) output += decodeUtf8(o.data);
  for (const o of world.takeOutput()) output += decodeUtf8(o.data);
  return { code: world.terminalExit(term)?.code, output, world };
}
