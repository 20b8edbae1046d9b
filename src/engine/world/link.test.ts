/** Links: bytes, ends and back-pressure both ways, and a replay that gives the same. */
import { describe, expect, it } from 'vitest';
import { isSysError } from '../abi/errno.ts';
import type { Sys, Task } from '../abi/sys.ts';
import { decodeUtf8, encodeUtf8 } from '../base/bytes.ts';
import { Replay } from '../session/replay.ts';
import { loadSession, saveSession } from '../session/session.ts';
import { LINK_WINDOW } from './api.ts';
import type { LinkOutput } from './api.ts';
import { program, testWorld } from './testing.ts';
import type { SimWorld } from './world.ts';

const PATH = '/tmp/s';

/** A server that handles one connection after the other. */
function serve(handle: (sys: Sys, fd: number) => Task<void>): ReturnType<typeof program> {
  return program('server', function* (sys) {
    sys.sigaction(13, 'ignore');
    const listener = sys.socket('unix', 'stream');
    sys.bind(listener, { family: 'unix', path: PATH });
    sys.listen(listener, 5);
    for (;;) {
      const { fd } = yield* sys.accept(listener);
      yield* handle(sys, fd);
      sys.close(fd);
    }
  });
}

function started(handle: (sys: Sys, fd: number) => Task<void>): SimWorld {
  const world = testWorld([serve(handle)]);
  world.input({ kind: 'run', host: 'host', user: 'root', argv: ['/bin/server'] });
  settle(world);
  return world;
}

function settle(world: SimWorld): void {
  world.run(world.now_ns + 1e9);
}

/** What a link brought, as text, and its last end. */
function taken(out: readonly LinkOutput[], link: number): { text: string; end: LinkOutput['end'] } {
  const mine = out.filter((o) => o.link === link);
  return { text: mine.map((o) => decodeUtf8(o.data)).join(''), end: mine.at(-1)?.end };
}

function* write(sys: Sys, fd: number, text: string): Task<void> {
  yield* sys.write(fd, encodeUtf8(text));
}

describe('a link', () => {
  it('carries bytes both ways and half-closes', () => {
    let seen = '';
    const world = started(function* (sys, fd) {
      const first = decodeUtf8(yield* sys.read(fd, 100));
      yield* write(sys, fd, `<${first}>`);
      sys.shutdown(fd, 'wr');
      for (;;) {
        const data = yield* sys.read(fd, 100);
        if (data.length === 0) break;
        seen += decodeUtf8(data);
      }
      seen += '.';
    });
    const link = world.input({ kind: 'link_open', host: 'host', path: PATH });
    world.input({ kind: 'link_data', link, data: encodeUtf8('one ') });
    expect(world.linkPending(link)).toBe(4);
    settle(world);
    expect(world.linkPending(link)).toBe(0);
    expect(taken(world.takeLinkOutput(), link)).toEqual({ text: '<one >', end: 'half' });
    expect(world.takeLinkOutput()).toEqual([]);
    world.input({ kind: 'link_data', link, data: encodeUtf8('two') });
    world.input({ kind: 'link_end', link });
    settle(world);
    expect(seen).toBe('two.');
    expect(taken(world.takeLinkOutput(), link)).toEqual({ text: '', end: 'closed' });
  });

  it('takes a write that is larger than the socket holds', () => {
    const world = started(function* (sys, fd) {
      yield* sys.write(fd, new Uint8Array(900_000));
    });
    world.input({ kind: 'link_open', host: 'host', path: PATH });
    settle(world);
    const out = world.takeLinkOutput();
    expect([out.reduce((n, o) => n + o.data.length, 0), out.at(-1)?.end]).toEqual([900_000, 'closed']);
  });

  it('holds a writer back until it is granted more, and a sender by what is pending', () => {
    let sent = 0;
    const world = started(function* (sys, fd) {
      const data = new Uint8Array(50_000);
      while (sent < 5e6) sent += yield* sys.write(fd, data);
      yield* sys.sleep(1e9);
      while ((yield* sys.read(fd, 1 << 20)).length > 0);
    });
    const link = world.input({ kind: 'link_open', host: 'host', path: PATH });
    settle(world);
    let got = 0;
    const take = (): void => {
      for (const { data } of world.takeLinkOutput()) got += data.length;
    };
    take();
    expect(got).toBe(LINK_WINDOW);
    expect(sent - got).toBeLessThan(300_000);
    settle(world);
    take();
    expect(got).toBe(LINK_WINDOW);
    world.input({ kind: 'link_credit', link, bytes: 1000 });
    settle(world);
    take();
    expect(got).toBe(LINK_WINDOW + 1000);
    world.input({ kind: 'link_data', link, data: new Uint8Array(1e6) });
    world.run(world.now_ns + 1e6);
    expect(world.linkPending(link)).toBeGreaterThan(700_000);
    world.input({ kind: 'link_credit', link, bytes: 1e7 });
    world.run(world.now_ns + 3e9);
    take();
    expect([got, world.linkPending(link)]).toEqual([5e6, 0]);
  });

  it('is refused where nobody listens, reset when the server dies, and its going is seen', () => {
    let seen = '';
    const world = started(function* (sys, fd) {
      const data = yield* sys.read(fd, 100);
      if (data.length === 3) return;
      try {
        for (;;) yield* sys.write(fd, new Uint8Array(60_000));
      } catch (e) {
        if (isSysError(e)) seen = e.code;
      }
    });
    const nowhere = world.input({ kind: 'link_open', host: 'host', path: '/tmp/none' });
    const cut = world.input({ kind: 'link_open', host: 'host', path: PATH });
    world.input({ kind: 'link_data', link: cut, data: encodeUtf8('end, and more'.slice(0, 3)) });
    settle(world);
    const out = world.takeLinkOutput();
    expect([taken(out, nowhere).end, taken(out, cut).end]).toEqual(['refused', 'closed']);
    const gone = world.input({ kind: 'link_open', host: 'host', path: PATH });
    world.input({ kind: 'link_data', link: gone, data: encodeUtf8('more') });
    settle(world);
    world.input({ kind: 'link_close', link: gone });
    settle(world);
    expect(seen).toBe('EPIPE');
    world.input({ kind: 'link_data', link: gone, data: encodeUtf8('too late') });
    expect([world.linkPending(gone), world.takeLinkOutput()]).toEqual([0, []]);
  });

  it('is replayed to the same bytes', () => {
    const handle = function* (sys: Sys, fd: number): Task<void> {
      for (;;) {
        const data = yield* sys.read(fd, 7);
        if (data.length === 0) return;
        yield* write(sys, fd, `${sys.monotonic_ns()} ${decodeUtf8(data)}\n`);
      }
    };
    const world = started(handle);
    const link = world.input({ kind: 'link_open', host: 'host', path: PATH });
    let live = '';
    for (const word of ['a', 'longer than seven', 'end']) {
      world.input({ kind: 'link_data', link, data: encodeUtf8(word) });
      world.run(world.now_ns + 12_345_678, 3);
      live += taken(world.takeLinkOutput(), link).text;
    }
    settle(world);
    live += taken(world.takeLinkOutput(), link).text;
    const session = loadSession(saveSession({ options: world.options, log: world.log, end_ns: world.now_ns }));
    const again = testWorld([serve(handle)], session.options);
    new Replay(again, session).run();
    expect(taken(again.takeLinkOutput(), link).text).toBe(live);
    expect(live.split('\n').length).toBeGreaterThan(4);
  });
});
