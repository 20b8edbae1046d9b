/** The standard world from its login shell to a container: the same keys give the same screen and trace, however the run is cut up. */
import { expect, it } from 'vitest';
import type { TraceEvent } from '../abi/trace.ts';
import { decodeUtf8, encodeUtf8 } from '../base/bytes.ts';
import { Random } from '../base/random.ts';
import { Replay } from '../session/replay.ts';
import { loadSession, saveSession } from '../session/session.ts';
import type { Session } from '../session/session.ts';
import { createStandardWorld } from './standard.ts';
import type { SimWorld } from './world.ts';

const LINES = ['docker run --name aa busybox echo from the container', 'seq 1 3 | tr 1 x; ls /nope', 'docker ps -a', 'while :; do :; done', '\x03echo $?', 'docker run -d busybox sleep 1d', 'kill $(pidof dockerd); sleep 3; docker ps -q | wc -l', 'cat\ntyped\n\x04'];

function collect(world: SimWorld, to: { text: string }): void {
  for (const { data } of world.takeOutput()) to.text += decodeUtf8(data);
}

function live(seed: number): { readonly session: Session; readonly text: string; readonly trace: readonly TraceEvent[] } {
  const options = { seed, images: ['busybox'] };
  const world = createStandardWorld(options);
  world.setTrace('all');
  const random = new Random(seed);
  const seen = { text: '' };
  const term = world.input({ kind: 'term_open', host: 'host', user: 'root', rows: 24, cols: 80 });
  for (const line of LINES) {
    for (const key of [...line, '\r']) {
      world.input({ kind: 'term_data', term, data: encodeUtf8(key === '\n' ? '\r' : key) });
      const until_ns = world.now_ns + random.below(40e6);
      while (world.run(until_ns, 1 + random.below(3000)) === 'budget') if (random.below(2) === 0) collect(world, seen);
    }
    world.run(world.now_ns + 3e9);
  }
  collect(world, seen);
  return { session: { options, log: world.log, end_ns: world.now_ns }, text: seen.text, trace: world.takeTrace().events };
}

it('replays a session with containers to the same bytes and trace', () => {
  const { session, text, trace } = live(11);
  expect(text).toContain('from the container\r\n');
  const saved = saveSession(session);
  const again = loadSession(saved);
  const world = createStandardWorld(again.options);
  world.setTrace('all');
  const seen = { text: '' };
  const replay = new Replay(world, again);
  while (replay.run(777) === 'budget') collect(world, seen);
  collect(world, seen);
  expect(seen.text).toBe(text);
  const replayed = world.takeTrace().events;
  const differs = replayed.findIndex((e, i) => JSON.stringify(e) !== JSON.stringify(trace[i]));
  expect(differs < 0 ? undefined : [replayed[differs], trace[differs]]).toBeUndefined();
  expect(replayed.length).toBe(trace.length);
  expect(saved.length).toBeLessThan(2_000);
}, 30_000);
