/** Saved sessions, and replay: the same seed and log give the same bytes and the same trace, however the run is cut up. */
import { describe, expect, it } from 'vitest';
import type { TraceEvent } from '../abi/trace.ts';
import { decodeUtf8 } from '../base/bytes.ts';
import { Random } from '../base/random.ts';
import { program, testWorld } from '../world/testing.ts';
import type { SimWorld } from '../world/world.ts';
import { chaosMain } from './chaos.ts';
import { Replay } from './replay.ts';
import { SessionError, forkSession, loadSession, saveSession } from './session.ts';
import type { Session } from './session.ts';

const PROGRAMS = [program('chaos', chaosMain)];
const KEYS = ['a', 'line\r', '\x03', '\x1a', '\x04', '\x1c', '\x11', '\x13', 'é\x7f\r'];

interface Observed {
  readonly output: string;
  readonly trace: readonly TraceEvent[];
}

function observe(world: SimWorld, parts: Map<number, string>): void {
  for (const { term, data } of world.takeOutput()) parts.set(term, (parts.get(term) ?? '') + decodeUtf8(data));
}

function observed(world: SimWorld, parts: Map<number, string>): Observed {
  observe(world, parts);
  const trace = world.takeTrace().events;
  return { output: JSON.stringify([...parts].sort((a, b) => a[0] - b[0])), trace };
}

/** A random session, cut up at random. */
function live(seed: number): { readonly session: Session; readonly seen: Observed } {
  const random = new Random(seed);
  const options = { seed, hosts: random.below(4) === 0 ? ['host', 'second'] : ['host'] };
  const world = testWorld(PROGRAMS, options);
  world.setTrace('all');
  const parts = new Map<number, string>();
  let terms = 0;
  for (let i = 6 + random.below(10); i > 0; i--) {
    const term = 1 + random.below(Math.max(1, terms));
    const what = terms === 0 ? 0 : random.below(10);
    if (what <= 1) terms = world.input({ kind: 'term_open', host: options.hosts[random.below(options.hosts.length)]!, user: random.below(2) === 0 ? 'root' : 'learner', argv: ['/bin/chaos'], rows: 24, cols: 80 });
    else if (what === 2) world.input({ kind: 'term_resize', term, rows: 10 + random.below(30), cols: 80 });
    else if (what === 3 && random.below(3) === 0) world.input({ kind: 'term_close', term });
    else world.input({ kind: 'term_data', term, data: Uint8Array.from(KEYS[random.below(KEYS.length)]!, (c) => c.charCodeAt(0) & 0xff) });
    const until_ns = world.now_ns + random.below(12e6);
    while (world.run(until_ns, 1 + random.below(200)) === 'budget') if (random.below(3) === 0) observe(world, parts);
  }
  return { session: { options, log: world.log, end_ns: world.now_ns }, seen: observed(world, parts) };
}

function again(session: Session, budget: number): Observed {
  const world = testWorld(PROGRAMS, session.options);
  world.setTrace('all');
  const replay = new Replay(world, session);
  const parts = new Map<number, string>();
  while (replay.run(budget) === 'budget') observe(world, parts);
  expect(world.now_ns).toBe(session.end_ns);
  expect(world.log).toEqual(session.log);
  return observed(world, parts);
}

describe('replay', () => {
  it('gives the same terminals and trace for 300 random sessions, through their saved bytes', () => {
    let events = 0;
    for (let seed = 1; seed <= 300; seed++) {
      const { session, seen } = live(seed);
      const replayed = again(loadSession(saveSession(session)), 1 + (seed % 97));
      expect(replayed.output, `seed ${seed}`).toBe(seen.output);
      expect(JSON.stringify(replayed.trace) === JSON.stringify(seen.trace), `trace of seed ${seed}`).toBe(true);
      events += seen.trace.length;
    }
    expect(events).toBeGreaterThan(50_000);
  }, 60_000);

  it('goes to a time in the middle and can fork there', () => {
    const { session } = live(7);
    const middle_ns = Math.floor(session.end_ns / 2);
    const half = forkSession(session, middle_ns);
    const world = testWorld(PROGRAMS, session.options);
    new Replay(world, session, middle_ns).run();
    const other = testWorld(PROGRAMS, half.options);
    new Replay(other, half).run();
    expect(other.log).toEqual(world.log);
    expect(other.now_ns).toBe(world.now_ns);
    expect(half.log.length).toBeLessThan(session.log.length);
  });

  it('is not changed by programs whose code comes late', () => {
    const run = (late: boolean): Observed => {
      const world = testWorld(late ? [] : PROGRAMS, { seed: 3 }, late ? ['chaos'] : []);
      world.setTrace('all');
      const term = world.input({ kind: 'term_open', host: 'host', user: 'root', argv: ['/bin/chaos', '5'], rows: 24, cols: 80 });
      let loads = 0;
      for (;;) {
        const stop = world.run(60e6, 50);
        if (stop === 'load') {
          expect(world.missing).toBe('chaos');
          expect(world.run(60e6)).toBe('load');
          world.input({ kind: 'term_resize', term, rows: 30, cols: 90 });
          world.registerPrograms(PROGRAMS);
          loads++;
        } else if (stop !== 'budget') break;
      }
      expect(loads).toBe(late ? 1 : 0);
      return observed(world, new Map());
    };
    expect(run(true).output).toBe(run(false).output);
  });
});

describe('saved sessions', () => {
  const session: Session = {
    options: { seed: 4_000_000_000, images: ['busybox', 'debian:bookworm'], start_ms: 0 },
    log: [
      { time_ns: 0, input: { kind: 'term_open', host: 'host', user: 'root', rows: 24, cols: 80 } },
      { time_ns: 5, input: { kind: 'term_data', term: 1, data: Uint8Array.of(0, 255, 10) } },
      { time_ns: 5, input: { kind: 'run', host: 'host', user: 'learner', argv: ['/bin/x', ''], cwd: '/tmp', stdin: Uint8Array.of(1) } },
      { time_ns: 2 ** 45, input: { kind: 'put_file', host: 'host', path: '/é', mode: 0o755, data: new Uint8Array(3) } },
      { time_ns: 2 ** 45, input: { kind: 'term_close', term: 2 } },
      { time_ns: 2 ** 45, input: { kind: 'link_open', host: 'host', path: '/run/a.sock' } },
      { time_ns: 2 ** 45, input: { kind: 'link_data', link: 1, data: new Uint8Array(3000).fill(7) } },
      { time_ns: 2 ** 45, input: { kind: 'link_credit', link: 1, bytes: 1 << 20 } },
      { time_ns: 2 ** 45, input: { kind: 'link_end', link: 1 } },
      { time_ns: 2 ** 45, input: { kind: 'link_close', link: 1 } },
    ],
    end_ns: 2 ** 45 + 1,
  };

  it('come back as they were', () => {
    expect(loadSession(saveSession(session))).toEqual(session);
  });

  it('are refused with a reason when they are not well', () => {
    const bytes = saveSession(session);
    const reason = (data: Uint8Array): string => {
      try {
        loadSession(data);
        return 'none';
      } catch (e) {
        if (!(e instanceof SessionError)) throw e;
        return e.message;
      }
    };
    const bad = (entry: Session['log'][number]): Uint8Array => saveSession({ ...session, log: [entry] });
    expect([
      reason(Uint8Array.of(1, 2, 3)),
      reason(Uint8Array.of(...bytes.subarray(0, 3), 9)),
      reason(bytes.subarray(0, 20)),
      reason(bad({ time_ns: 0, input: { kind: 'term_close', term: 1 } })),
      reason(bad({ time_ns: 0, input: { kind: 'link_end', link: 1 } })),
      reason(bad({ time_ns: 0, input: { kind: 'run', host: 'elsewhere', user: 'root', argv: ['x'] } })),
      reason(bad({ time_ns: 0, input: { kind: 'put_file', host: 'host', path: 'x', mode: 0, data: new Uint8Array(0) } })),
      reason(saveSession({ ...session, end_ns: 3 })),
    ]).toEqual([
      'this is not a saved session',
      'saved sessions of version 9 cannot be read',
      'the session is damaged',
      'the log names a terminal before it is opened',
      'the log names a link before it is opened',
      'the log names a host that is not there: elsewhere',
      'the log has a file without an absolute path',
      'the session ends before its last input',
    ]);
  });
});
