/** The cable without a kernel: routes, timing, refusals, masquerading, datagrams. */
import { expect, test } from 'vitest';
import { isSysError } from '../abi/errno.ts';
import { EventQueue } from '../base/queue.ts';
import { Lan } from '../world/lan.ts';
import { formatIpv4, parseIpv4 } from './ipv4.ts';
import { CableStack } from './stack.ts';
import type { Endpoint, StreamEnd } from './api.ts';

const ip = (text: string): number => parseIpv4(text)!;
const at = (address: string, port: number): Endpoint => ({ address: ip(address), port });
const quiet = { cause: 0, root: 0 };

function makeNet(): { now: () => number; run: (until?: number) => void; services: { now_ns(): number; at(t: number, f: () => void): void } } {
  const queue = new EventQueue();
  let now_ns = 0;
  return {
    now: () => now_ns,
    run(until = Infinity) {
      for (let next = queue.next_ns(); next !== undefined && next <= until; next = queue.next_ns()) {
        now_ns = next;
        queue.take()!.fire();
      }
    },
    services: { now_ns: () => now_ns, at: (t, f) => void queue.at(t, f) },
  };
}

/** A host behind the router, and a server on the internet with two addresses. */
function world(): ReturnType<typeof makeNet> & { host: CableStack; server: CableStack; lan: Lan } {
  const net = makeNet();
  const lan = new Lan(net.services);
  const host = new CableStack(net.services, 'host');
  host.setUp(host.loopback, true);
  lan.attachHost(host);
  const server = new CableStack(net.services, 'internet');
  lan.attachInternet(server, ['198.51.100.10', '198.51.100.11'], true);
  return { ...net, host, server, lan };
}

/** How a connect ended, and after how many milliseconds. */
function outcome(w: ReturnType<typeof makeNet>, from: CableStack, to: Endpoint): string {
  const start = w.now();
  try {
    const end = from.connect({ address: 0, port: from.reserve('stream', at('0.0.0.0', 0), false).local.port }, to);
    let done = 0;
    end.readiness.subscribe(() => (done = w.now()));
    w.run();
    return `${end.state === 'open' ? 'open' : end.takeError()} ${Math.round((done - start) / 1e6)}ms`;
  } catch (e) {
    return isSysError(e) ? e.code : '?';
  }
}

test('connect: open, refused, no host, no route, each for its reason', () => {
  const w = world();
  w.server.listen(at('198.51.100.10', 80), 5, false);
  const alone = new CableStack(w.services, 'none');
  alone.setUp(alone.loopback, true);
  expect({
    open: outcome(w, w.host, at('198.51.100.10', 80)),
    otherAddress: outcome(w, w.host, at('198.51.100.11', 80)),
    otherPort: outcome(w, w.host, at('198.51.100.10', 81)),
    deadInternet: outcome(w, w.host, at('192.0.2.1', 80)),
    deadLan: outcome(w, w.host, at('10.0.2.77', 80)),
    loopback: outcome(w, w.host, at('127.0.0.1', 80)),
    noRoute: outcome(w, alone, at('198.51.100.10', 80)),
  }).toEqual({ open: 'open 8ms', otherAddress: 'ECONNREFUSED 8ms', otherPort: 'ECONNREFUSED 8ms', deadInternet: 'EHOSTUNREACH 3070ms', deadLan: 'EHOSTUNREACH 3070ms', loopback: 'ECONNREFUSED 0ms', noRoute: 'ENETUNREACH' });
});

test('30 MB at 12.5 MB/s take 2.4 s of virtual time, declared bytes stay declared', () => {
  const w = world();
  const listener = w.server.listen(at('0.0.0.0', 80), 5, false);
  const client = w.host.connect(at('0.0.0.0', 40000), at('198.51.100.10', 80));
  w.run();
  const end = listener.accept()!;
  const source = {
    key: 'blob',
    size: 30e6,
    read(): Uint8Array {
      throw new Error('materialised');
    },
  };
  let sent = 0;
  let got = 0;
  const pump = (): void => {
    while (sent < source.size) {
      const n = end.send({ source, offset: sent, length: source.size - sent }, quiet);
      if (n === 0) return;
      sent += n;
    }
    end.shutdown();
  };
  let ended = 0;
  client.readiness.subscribe(() => {
    while (client.available > 0) got += client.receiveChunk(1 << 20, { cause: 0, root: 0 }).length;
    if (client.ended) ended = w.now();
  });
  end.readiness.subscribe(pump);
  const start = w.now();
  pump();
  w.run();
  expect({ got, seconds: Math.round((ended - start) / 1e8) / 10 }).toEqual({ got: 30e6, seconds: 2.4 });
});

test('a host is masqueraded, a container behind its bridge too', () => {
  const w = world();
  const listener = w.server.listen(at('0.0.0.0', 80), 5, false);
  const { host } = w;
  host.forwarding = true;
  const bridge = host.addDevice('bridge', 'docker0', '02:42:00:00:00:01');
  host.setUp(bridge, true);
  host.addAddress(bridge, ip('172.17.0.1'), 16);
  host.masquerade.push({ network: ip('172.17.0.0'), prefix: 16, except: 'docker0' });
  const make = (n: number): CableStack => {
    const c = new CableStack(w.services, `c${n}`);
    const [outer, inner] = CableStack.veth(host, `veth${n}`, '02:00:00:00:00:02', c, 'eth0', '02:00:00:00:00:03');
    outer.master = bridge;
    bridge.ports.add(outer);
    host.setUp(outer, true);
    c.setUp(inner, true);
    c.addAddress(inner, ip('172.17.0.1') + n, 16);
    c.addRoute(0, 0, ip('172.17.0.1'));
    return c;
  };
  const [a, b] = [make(1), make(2)];
  const who = (from: CableStack): string => {
    from.connect(at('0.0.0.0', 40000), at('198.51.100.10', 80));
    w.run();
    const end = listener.accept() as StreamEnd;
    return formatIpv4(end.remote.address);
  };
  b!.listen(at('0.0.0.0', 5432), 5, false);
  host.listen(at('0.0.0.0', 22), 5, false);
  expect({ host: who(host), container: who(a!), neighbour: outcome(w, a!, at('172.17.0.3', 5432)), gateway: outcome(w, a!, at('172.17.0.1', 22)), fromHost: outcome(w, host, at('172.17.0.3', 5432)) }).toEqual({
    host: '203.0.113.1',
    container: '203.0.113.1',
    neighbour: 'open 0ms',
    gateway: 'open 0ms',
    fromHost: 'open 0ms',
  });
  host.removeDevice(host.device('veth2')!);
  expect(outcome(w, a!, at('172.17.0.3', 5432))).toBe('EHOSTUNREACH 3070ms');
});

test('datagrams: there and back through two routers, port unreachable', () => {
  const w = world();
  const server = w.server.datagram(at('0.0.0.0', 53));
  server.readiness.subscribe(() => {
    for (let m = server.receive(); m !== undefined; m = server.receive()) server.send(Uint8Array.from(m.data, (x) => x + 1), m.from, quiet);
  });
  const client = w.host.datagram(at('0.0.0.0', 40000));
  client.send(Uint8Array.of(1, 2), at('10.0.2.3', 53), quiet);
  client.send(Uint8Array.of(3), at('198.51.100.10', 53), quiet);
  w.run();
  const seen = [client.receive(), client.receive()].map((m) => m && [Array.from(m.data), formatIpv4(m.from.address)]);
  client.connect(at('198.51.100.11', 54));
  client.send(Uint8Array.of(9), at('198.51.100.11', 54), quiet);
  w.run();
  expect({ seen, error: client.takeError() }).toEqual({
    seen: [
      [[2, 3], '10.0.2.3'],
      [[4], '198.51.100.10'],
    ],
    error: 'ECONNREFUSED',
  });
});
