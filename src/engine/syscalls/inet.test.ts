/** Sockets of the Internet families as programs use them: both families, raw and ping sockets, frames on a device, errors and events of poll(2). */
import { expect, test } from 'vitest';
import { isSysError } from '../abi/errno.ts';
import { O } from '../abi/fs.ts';
import { POLL } from '../abi/process.ts';
import { decodeUtf8, encodeUtf8, toHex } from '../base/bytes.ts';
import { ALL_PROGRAMS } from '../world/standard.ts';
import { NAMED, internetTree } from '../world/internet.ts';
import { hostTree } from '../world/hostfs.ts';
import { createWorld } from '../world/world.ts';
import type { Sys, Task } from '../abi/sys.ts';
import type { SocketAddress } from '../abi/socket.ts';
import type { Program } from '../userland/libc/program.ts';

/** Run `body` as a program of the host. */
function inWorld(body: (sys: Sys) => Task<void>): ReturnType<typeof createWorld> {
  const t: Program = {
    name: 'yes',
    support: { level: 'full' },
    *main(sys) {
      yield* sys.sleep(1e9);
      yield* body(sys);
      return 0;
    },
  };
  const world = createWorld({ seed: 1 }, { programs: [...ALL_PROGRAMS.filter((p) => p.name !== 'yes'), t], files: (host, programs) => hostTree(host, programs), internet: () => internetTree([NAMED]) });
  world.setTrace(['net']);
  const term = world.input({ kind: 'run', host: 'host', user: 'root', argv: ['/usr/bin/yes'] });
  for (let i = 0; i < 1000 && world.terminalExit(term) === undefined; i++) world.run(world.now_ns + 1e9);
  expect(world.terminalExit(term)).toEqual({ code: 0 });
  return world;
}

function* said(call: () => Task<unknown> | unknown): Task<string> {
  try {
    const result = call();
    const value = typeof result === 'object' && result !== null && 'next' in result ? yield* result as Task<unknown> : result;
    return JSON.stringify(value) ?? 'done';
  } catch (e) {
    if (isSysError(e)) return e.code;
    throw e;
  }
}

const inet = (address: string, port: number): SocketAddress => ({ family: 'inet', address, port });
const inet6 = (address: string, port: number): SocketAddress => ({ family: 'inet6', address, port });

test('one listener for both families', () => {
  const seen: string[] = [];
  inWorld(function* (sys) {
    const l = sys.socket('inet6', 'stream');
    sys.bind(l, inet6('::', 80));
    sys.listen(l, 5);
    for (const [family, to] of [['inet', inet('127.0.0.1', 80)], ['inet6', inet6('::1', 80)], ['inet6', inet6('::ffff:10.0.2.15', 80)]] as const) {
      const s = sys.socket(family, 'stream');
      yield* sys.connect(s, to);
      const { fd, peer } = yield* sys.accept(l);
      seen.push(`${JSON.stringify(sys.getpeername(s))} ${peer.family === 'inet6' ? peer.address : '?'} ${JSON.stringify(sys.getsockname(fd))}`);
    }
    seen.push(yield* said(() => sys.bind(sys.socket('inet', 'stream'), inet('0.0.0.0', 80))));
  });
  expect(seen).toEqual([
    '{"family":"inet","address":"127.0.0.1","port":80} ::ffff:127.0.0.1 {"family":"inet6","address":"::ffff:127.0.0.1","port":80}',
    '{"family":"inet6","address":"::1","port":80} ::1 {"family":"inet6","address":"::1","port":80}',
    '{"family":"inet6","address":"::ffff:10.0.2.15","port":80} ::ffff:10.0.2.15 {"family":"inet6","address":"::ffff:10.0.2.15","port":80}',
    'EADDRINUSE',
  ]);
});

test('without waiting: EINPROGRESS, EALREADY, EISCONN; what poll and SO_ERROR tell; the trace has the reason', () => {
  const seen: string[] = [];
  const world = inWorld(function* (sys) {
    const l = sys.socket('inet', 'stream');
    sys.bind(l, inet('127.0.0.1', 80));
    sys.listen(l, 5);
    for (const port of [80, 81]) {
      const s = sys.socket('inet', 'stream');
      sys.setfl(s, O.NONBLOCK);
      const calls = [yield* said(() => sys.connect(s, inet('127.0.0.1', port))), yield* said(() => sys.connect(s, inet('127.0.0.1', port)))];
      const [events = 0] = yield* sys.poll([{ fd: s, events: POLL.IN | POLL.OUT }], 1e9);
      seen.push([...calls, events === POLL.OUT ? 'OUT' : events === (POLL.IN | POLL.OUT | POLL.ERR | POLL.HUP) ? 'IN OUT ERR HUP' : events, sys.getsockopt(s, 'SO_ERROR'), yield* said(() => sys.connect(s, inet('127.0.0.1', port))), yield* said(() => sys.connect(s, inet('127.0.0.1', port)))].join(' '));
    }
    const s = sys.socket('inet', 'stream');
    seen.push(yield* said(() => sys.connect(s, inet('127.0.0.1', 82))));
  });
  expect(seen).toEqual(['EINPROGRESS EALREADY OUT 0 done EISCONN', 'EINPROGRESS EALREADY IN OUT ERR HUP 111 ECONNABORTED EINPROGRESS', 'ECONNREFUSED']);
  const refused = world.takeTrace().events.filter((e) => e.kind === 'net' && e.action === 'refused' && e.to.endsWith(':82'));
  expect(refused.map((e) => (e.kind === 'net' ? e.reason : ''))).toEqual(['ECONNREFUSED']);
});

test('ping through raw and ping sockets; a capture of it; errors are queued', () => {
  const seen: string[] = [];
  inWorld(function* (sys) {
    const capture = sys.socket('packet', 'raw', 3);
    sys.bind(capture, { family: 'packet', ifindex: 2, protocol: 3 });
    const raw = sys.socket('inet', 'raw', 1);
    yield* sys.sendto(raw, new Uint8Array([8, 0, 0, 0, 0, 9, 0, 1, 1, 2]), inet('10.0.2.2', 0));
    const answer = yield* sys.recvfrom(raw, 1000);
    seen.push(`${toHex(answer.data.subarray(0, 1))} ${toHex(answer.data.subarray(20))} ${JSON.stringify(answer.from)}`);
    const ping = sys.socket('inet', 'dgram', 1);
    sys.setsockopt(ping, 'IP_TTL', 1);
    sys.setsockopt(ping, 'IP_RECVERR', true);
    yield* sys.sendto(ping, new Uint8Array([8, 0, 0, 0, 0, 0, 0, 1, 1, 2]), inet('198.51.100.10', 0));
    const [events] = yield* sys.poll([{ fd: ping, events: POLL.IN }], 1e9);
    const error = sys.getsockopt(ping, 'IP_ERRQUEUE');
    seen.push(`${events === POLL.ERR} ${error?.errno} ${error?.type} ${error?.from} ${error?.to} ${toHex(error?.data.subarray(6) ?? new Uint8Array())}`);
    seen.push(yield* said(() => sys.sendto(ping, new Uint8Array(8), inet('10.0.2.2', 0))));
    for (let i = 0; i < 3; i++) {
      const { data, from } = yield* sys.recvfrom(capture, 65_536);
      if (from?.family === 'packet') seen.push(`${from.direction} ${from.device} ${from.protocol.toString(16)} ${data.length}`);
    }
  });
  expect(seen).toEqual(['45 0000fef3000900010102 {"family":"inet","address":"10.0.2.2","port":0}', 'true 113 11 10.0.2.2 198.51.100.10 00010102', 'EINVAL', 'out eth0 806 42', 'in eth0 806 42', 'out eth0 800 44']);
});

test('UDP: a closed port, options, and who may do what', () => {
  const seen: string[] = [];
  inWorld(function* (sys) {
    const u = sys.socket('inet', 'dgram');
    yield* sys.connect(u, inet('127.0.0.1', 9));
    yield* sys.sendto(u, encodeUtf8('x'));
    yield* sys.sleep(1e6);
    seen.push(yield* said(() => sys.recvfrom(u, 10)), yield* said(() => sys.setsockopt(u, 'SO_BINDTODEVICE', 'eth9')), yield* said(() => sys.sendto(u, encodeUtf8('x'), inet('10.0.2.255', 9))));
    const s = sys.socket('inet6', 'dgram');
    sys.bind(s, inet6('::', 5353));
    yield* sys.sendto(u, encodeUtf8('hello'), inet('10.0.2.15', 5353));
    const got = yield* sys.recvfrom(s, 3);
    seen.push(`${decodeUtf8(got.data)} ${got.from?.family === 'inet6' ? got.from.address : '?'}`);
    const pid = sys.fork(function* (c) {
      c.setgroups([]);
      c.setgid(1000);
      c.setuid(1000);
      seen.push(yield* said(() => c.socket('inet', 'raw', 1)), yield* said(() => c.socket('packet', 'raw', 3)), yield* said(() => c.bind(c.socket('inet', 'dgram'), inet('0.0.0.0', 53))), yield* said(() => c.setsockopt(c.socket('inet', 'dgram'), 'SO_MARK', 1)));
      return 0;
    });
    yield* sys.wait4(pid);
  });
  expect(seen).toEqual(['ECONNREFUSED', 'ENODEV', 'EACCES', 'hel ::ffff:127.0.0.1', 'EPERM', 'EPERM', 'EACCES', 'EPERM']);
});
