/** A container's network made by hand through system calls: bridge, veth pair, addresses, masquerading, and the way out. */
import { expect, test } from 'vitest';
import { isSysError } from '../abi/errno.ts';
import { O } from '../abi/fs.ts';
import { CLONE } from '../abi/process.ts';
import { decodeUtf8, encodeUtf8 } from '../base/bytes.ts';
import { routeRequest } from '../userland/libc/rtnetlink.ts';
import { resolveHost } from '../userland/libc/resolve.ts';
import { ALL_PROGRAMS } from '../world/standard.ts';
import { NAMED, internetTree } from '../world/internet.ts';
import { hostTree } from '../world/hostfs.ts';
import { createWorld } from '../world/world.ts';
import type { Sys, Task } from '../abi/sys.ts';
import type { Program } from '../userland/libc/program.ts';

function inWorld(body: (sys: Sys) => Task<void>): ReturnType<typeof createWorld> {
  const date: Program = {
    name: 'daytime',
    support: { level: 'full' },
    *main(sys) {
      const l = sys.socket('inet', 'stream');
      sys.bind(l, { family: 'inet', address: '0.0.0.0', port: 13 });
      sys.listen(l);
      for (;;) {
        const { fd, peer } = yield* sys.accept(l);
        yield* sys.write(fd, encodeUtf8(peer.family === 'inet' ? peer.address : '?'));
        sys.close(fd);
      }
    },
  };
  const t: Program = {
    name: 'yes',
    support: { level: 'full' },
    *main(sys) {
      yield* sys.sleep(1e9);
      yield* body(sys);
      return 0;
    },
  };
  const world = createWorld(
    { seed: 1 },
    { programs: [...ALL_PROGRAMS.filter((p) => p.name !== 'yes'), t, date], files: (host, programs) => hostTree(host, programs), internet: () => internetTree([NAMED, { program: 'daytime', args: [] }]) },
  );
  world.setTrace(['net']);
  const term = world.input({ kind: 'run', host: 'host', user: 'root', argv: ['/usr/bin/yes'] });
  for (let i = 0; i < 1000 && world.terminalExit(term) === undefined; i++) world.run(world.now_ns + 1e9);
  expect(world.terminalExit(term)).toEqual({ code: 0 });
  return world;
}

/** What the server at the other end says, or the error. */
function* visit(sys: Sys, address: string, port: number): Task<string> {
  const fd = sys.socket('inet', 'stream');
  try {
    yield* sys.connect(fd, { family: 'inet', address, port });
    return decodeUtf8(yield* sys.read(fd, 100));
  } catch (e) {
    if (isSysError(e)) return e.code;
    throw e;
  } finally {
    sys.close(fd);
  }
}

test('from nothing to the internet, step by step', () => {
  const seen: string[] = [];
  const world = inWorld(function* (sys) {
    seen.push(`host ${yield* visit(sys, (yield* resolveHost(sys, 'example.com'))[0]!, 13)}`);
    const [r, w] = sys.pipe();
    const pid = sys.clone(
      function* (c) {
        seen.push(`alone ${yield* visit(c, '198.51.100.30', 13)} ${yield* visit(c, '127.0.0.1', 13)}`);
        yield* c.read(r, 1);
        seen.push(`connected ${yield* visit(c, '198.51.100.30', 13)} ${yield* visit(c, '172.17.0.1', 99)} ${yield* visit(c, '198.51.100.30', 14)}`);
        const { links, routes } = yield* routeRequest(c, { op: 'dump' });
        seen.push(...links!.map((l) => `${l.index} ${l.name} ${l.kind} ${l.up} ${l.addresses.filter((a) => !a.startsWith('fe80')).join()}`), ...routes!.map((x) => `${x.to} ${x.via ?? '-'} ${x.dev} ${x.protocol}`));
        yield* resolveHost(c, 'deb.debian.org');
        return 0;
      },
      { flags: CLONE.NEWNET },
    );
    yield* sys.sleep(1e9);
    yield* routeRequest(sys, { op: 'link_add', kind: 'bridge', name: 'docker0' });
    yield* routeRequest(sys, { op: 'addr_add', name: 'docker0', address: '172.17.0.1/16' });
    yield* routeRequest(sys, { op: 'link_set', name: 'docker0', up: true });
    const ipForward = yield* sys.open('/proc/sys/net/ipv4/ip_forward', O.WRONLY);
    yield* sys.write(ipForward, encodeUtf8('1'));
    sys.close(ipForward);
    yield* routeRequest(sys, { op: 'nf_change', family: 'ipv4', table: 'nat', changes: [{ op: 'append', chain: 'POSTROUTING', rule: { source: { value: '172.17.0.0/16' }, out: { value: 'docker0', not: true }, matches: [], target: { name: 'MASQUERADE' } } }] });
    yield* routeRequest(sys, { op: 'link_add', kind: 'veth', name: 'veth1', peer: 'eth0', peerPid: pid });
    yield* routeRequest(sys, { op: 'link_set', name: 'veth1', master: 'docker0', up: true });
    for (const name of ['lo', 'eth0']) yield* routeRequest(sys, { op: 'link_set', pid, name, up: true });
    yield* routeRequest(sys, { op: 'addr_add', pid, name: 'eth0', address: '172.17.0.2/16' });
    yield* routeRequest(sys, { op: 'route_add', pid, to: 'default', via: '172.17.0.1' });
    yield* sys.write(w, Uint8Array.of(1));
    yield* sys.wait4(pid);
    try {
      yield* routeRequest(sys, { op: 'link_add', kind: 'bridge', name: 'docker0' });
    } catch (e) {
      seen.push(isSysError(e) ? e.code : '?');
    }
  });
  expect(seen).toEqual([
    'host 203.0.113.1',
    'alone ENETUNREACH ENETUNREACH',
    'connected 203.0.113.1 ECONNREFUSED ECONNREFUSED',
    '1 lo loopback true 127.0.0.1/8,::1/128',
    '2 eth0 veth true 172.17.0.2/16',
    'default 172.17.0.1 eth0 boot',
    '172.17.0.0/16 - eth0 kernel',
    'EEXIST',
  ]);
  const net = world.takeTrace().events.filter((e) => e.kind === 'net' && e.host === 'host');
  expect(net.map((e) => (e.kind === 'net' ? `${e.action} ${e.from.replace(/:\d+$/, '')} ${e.to}` : ''))).toEqual([
    'connect 10.0.2.15 198.51.100.30:13',
    'close 10.0.2.15 198.51.100.30:13',
    'refused 0.0.0.0 198.51.100.30:13',
    'refused 0.0.0.0 127.0.0.1:13',
    'connect 172.17.0.2 198.51.100.30:13',
    'close 172.17.0.2 198.51.100.30:13',
    'refused 172.17.0.2 172.17.0.1:99',
    'refused 172.17.0.2 198.51.100.30:14',
  ]);
});
