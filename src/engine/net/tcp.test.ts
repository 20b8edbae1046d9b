/** TCP between two hosts on a line that delays, loses, doubles and reorders. Every test that leaves something to chance prints its seed when it fails. */
import { expect, test } from 'vitest';
import { isSysError } from '../abi/errno.ts';
import { POLL } from '../abi/process.ts';
import { equalBytes } from '../base/bytes.ts';
import { Random } from '../base/random.ts';
import { A, B, B6, OWNER, twoHosts } from './testing/twohosts.ts';
import { NO_STAMP } from './sock.ts';
import type { ContentSource } from '../base/content.ts';
import type { Endpoint } from './sock.ts';
import type { TcpSock } from './tcp_sock.ts';
import type { TwoHosts } from './testing/twohosts.ts';

const at = (address: number, port: number): Endpoint => ({ address, port });

function listener(w: TwoHosts, port = 80, backlog = 16): TcpSock {
  const l = w.b.tcpSocket(4, OWNER);
  l.bind(at(0, port));
  l.listen(backlog);
  return l;
}

function dial(w: TwoHosts, to: Endpoint = at(B, 80)): TcpSock {
  const s = w.a.tcpSocket(4, OWNER);
  s.connect(to, NO_STAMP, true);
  return s;
}

/** A connection from a to b. */
function pair(w: TwoHosts): [TcpSock, TcpSock] {
  const l = listener(w);
  const s = dial(w);
  let t: TcpSock | undefined;
  w.until(() => (t = l.accept(OWNER)) !== undefined);
  s.connect(at(B, 80), NO_STAMP, true);
  l.close(NO_STAMP);
  return [s, t!];
}

/** What a call says: its result, or the error's name. */
function said(call: () => unknown): unknown {
  try {
    return call();
  } catch (e) {
    if (isSysError(e)) return e.code;
    throw e;
  }
}

/** Everything of `data` through `from` to `to`, the reader reading when it can; the virtual time it took. */
function transfer(w: TwoHosts, from: TcpSock, to: TcpSock, data: Uint8Array, limit_ns = 3600e9): { readonly got: Uint8Array; readonly took_ns: number } {
  const start = w.now();
  const got = new Uint8Array(data.length);
  let sent = 0;
  let received = 0;
  w.until(() => {
    while (sent < data.length) {
      const n = from.send(data.subarray(sent, sent + 65_536), NO_STAMP);
      if (n === 0) break;
      sent += n;
    }
    while (to.available > 0) {
      const part = to.receive(100_000, { cause: 0, root: 0 });
      got.set(part, received);
      received += part.length;
    }
    return received === data.length;
  }, start + limit_ns);
  return { got: got.subarray(0, received), took_ns: w.now() - start };
}

function bytes(seed: number, length: number): Uint8Array {
  return new Random(seed).bytes(length);
}

test('a connection: handshake, data both ways, half close, TIME_WAIT for a minute', () => {
  const w = twoHosts(1);
  const [s, t] = pair(w);
  expect([s.connection!.state, t.connection!.state, t.remote, s.remote]).toEqual(['ESTABLISHED', 'ESTABLISHED', s.local, t.local]);
  s.send(bytes(1, 10), NO_STAMP);
  w.run(w.now() + 1e6);
  expect(t.receive(100, { cause: 0, root: 0 })).toEqual(bytes(1, 10));
  s.shutdown('wr', NO_STAMP);
  w.run(w.now() + 1e6);
  expect([s.connection!.state, t.connection!.state, t.ended, t.poll()]).toEqual(['FIN_WAIT2', 'CLOSE_WAIT', true, POLL.IN | POLL.OUT | POLL.RDHUP]);
  t.send(bytes(2, 10), NO_STAMP);
  w.run(w.now() + 1e6);
  expect(s.receive(100, { cause: 0, root: 0 })).toEqual(bytes(2, 10));
  t.close(NO_STAMP);
  w.run(w.now() + 1e9);
  expect([s.ended, s.poll(), w.a.sockets().map((x) => x.state), w.b.sockets()]).toEqual([true, POLL.IN | POLL.OUT | POLL.RDHUP | POLL.HUP, ['TIME_WAIT'], []]);
  s.close(NO_STAMP);
  w.run(w.now() + 60e9);
  expect([w.a.sockets(), w.queue.size]).toEqual([[], 0]);
});

test('refused, unreachable, and nobody answers for 127 seconds', () => {
  const w = twoHosts(2);
  const outcome = (s: TcpSock, to: Endpoint): string => {
    const start = w.now();
    const done = w.until(() => s.connection?.state === 'CLOSE');
    return `${done ? said(() => s.connect(to, NO_STAMP, true)) : 'open'} ${Math.round((w.now() - start) / 1e6)}ms`;
  };
  w.ipB.watched = true;
  expect(outcome(dial(w, at(B, 81)), at(B, 81))).toBe('ECONNREFUSED 0ms');
  expect(w.ipB.notes).toEqual(['drop: port 81 is closed: nobody listens']);
  expect(said(() => dial(w, at(0x0a000099, 80)))).toBe('ENETUNREACH');
  w.line.cut = true;
  expect(outcome(dial(w, at(B, 80)), at(B, 80))).toBe('ETIMEDOUT 127000ms');
  expect([w.a.tcp.size, w.queue.size]).toEqual([{ connections: 0, waiting: 0, listeners: 0, ports: 0 }, 0]);
});

test('a hundred megabytes of declared content move without being read', () => {
  const w = twoHosts(3, { rate: 125e6, delay_ns: 100_000 });
  const [s, t] = pair(w);
  const source: ContentSource = {
    size: 100e6,
    key: 'declared',
    read: () => {
      throw new Error('somebody read it');
    },
  };
  let sent = 0;
  let received = 0;
  const start = w.now();
  w.until(() => {
    while (sent < source.size) {
      const n = s.send({ source, offset: sent, length: Math.min(65_536, source.size - sent) }, NO_STAMP);
      if (n === 0) break;
      sent += n;
    }
    while (t.available > 0) received += t.receiveChunk(1e6, { cause: 0, root: 0 }).length;
    return received === source.size;
  });
  expect(Math.round((w.now() - start) / 1e7)).toBe(80);
});

test.each([11, 12, 13, 14, 15, 16])('seed %i: a bad line, and every byte arrives', (seed) => {
  const w = twoHosts(seed, { delay_ns: 5e6, jitter_ns: 4e6, rate: 5e6, loss: 0.03, duplicate: 0.02, queue: 60_000 });
  const [s, t] = pair(w);
  const data = bytes(seed, 1_000_000);
  const { got } = transfer(w, s, t, data);
  expect(equalBytes(got, data)).toBe(true);
});

test('a line of 100 Mbit/s and 8 ms is filled', () => {
  const w = twoHosts(4, { delay_ns: 8e6, rate: 12.5e6, queue: 1_000_000 });
  const [s, t] = pair(w);
  const { took_ns } = transfer(w, s, t, bytes(1, 12_500_000));
  expect(took_ns / 1e9).toBeLessThan(1.2);
});

test('a reader that sleeps holds the writer back; probes tell when it woke', () => {
  const w = twoHosts(5);
  const [s, t] = pair(w);
  let sent = 0;
  const fill = (): void => {
    for (let n = 1; n > 0; sent += n) n = s.send(new Uint8Array(65_536), NO_STAMP);
  };
  for (let i = 0; i < 100; i++) {
    fill();
    w.run(w.now() + 100e6);
  }
  expect([sent < 1_000_000, s.poll() & POLL.OUT, s.connection!.waitingFor]).toEqual([true, 0, 'window']);
  w.run(w.now() + 600e9);
  let read = 0;
  w.until(() => {
    while (t.available > 0) read += t.receive(1e6, { cause: 0, root: 0 }).length;
    return read === sent;
  }, w.now() + 1e9);
  expect(read).toBe(sent);
});

test('what was not read resets the peer, which still reads what came before', () => {
  const w = twoHosts(7);
  const [s, t] = pair(w);
  t.send(bytes(1, 100), NO_STAMP);
  s.send(bytes(2, 100), NO_STAMP);
  w.run(w.now() + 1e6);
  s.close(NO_STAMP);
  w.run(w.now() + 1e6);
  expect([t.poll(), said(() => t.receive(1000, { cause: 0, root: 0 }).length), said(() => t.ended), said(() => t.ended), said(() => t.send(bytes(1, 1), NO_STAMP))]).toEqual([POLL.IN | POLL.OUT | POLL.ERR | POLL.HUP | POLL.RDHUP, 100, 'ECONNRESET', true, 'EPIPE']);
  t.close(NO_STAMP);
  expect([w.a.sockets(), w.b.sockets(), w.queue.size]).toEqual([[], [], 0]);
});

test('both close at once, both open at once', () => {
  const w = twoHosts(8);
  const [s, t] = pair(w);
  s.close(NO_STAMP);
  t.close(NO_STAMP);
  w.run(w.now() + 1e9);
  expect([w.a.sockets(), w.b.sockets()].map((x) => x.map((y) => y.state))).toEqual([['TIME_WAIT'], ['TIME_WAIT']]);
  const one = w.a.tcpSocket(4, OWNER);
  const two = w.b.tcpSocket(4, OWNER);
  one.bind(at(0, 1000));
  two.bind(at(0, 2000));
  one.connect(at(B, 2000), NO_STAMP, true);
  two.connect(at(A, 1000), NO_STAMP, true);
  w.run(w.now() + 1e6);
  expect([one.connection!.state, two.connection!.state]).toEqual(['ESTABLISHED', 'ESTABLISHED']);
  const data = bytes(1, 300_000);
  expect(equalBytes(transfer(w, one, two, data).got, data)).toBe(true);
});

test('a full accept queue drops without a word; the client tries again and gets through', () => {
  const w = twoHosts(9);
  const l = listener(w, 80, 1);
  const all = [0, 1, 2, 3].map(() => dial(w));
  w.ipB.watched = true;
  w.run(w.now() + 500e6);
  expect([l.listener!.pending, all.map((s) => s.connection!.state), l.info().recvQ, l.info().sendQ]).toEqual([2, ['ESTABLISHED', 'ESTABLISHED', 'ESTABLISHED', 'ESTABLISHED'], 2, 1]);
  w.ipB.notes.length = 0;
  const late = dial(w);
  w.run(w.now() + 500e6);
  expect([late.connection!.state, w.ipB.notes]).toEqual(['SYN_SENT', ['drop: the accept queue of :80 is full']]);
  for (let i = 0; i < 5; i++) {
    w.until(() => l.listener!.pending > 0);
    l.accept(OWNER)!.close(NO_STAMP);
  }
  expect(late.connection!.state).not.toBe('SYN_SENT');
});

test('a peer that vanishes: the writer gives up after a quarter of an hour, the keeper by its probes, and nothing stays', () => {
  const w = twoHosts(10);
  const [s, t] = pair(w);
  t.options.keepAlive = true;
  t.options.keepIdle_s = 60;
  t.optionsChanged('keepAlive');
  w.line.cut = true;
  const start = w.now();
  while (s.send(new Uint8Array(100_000), NO_STAMP) > 0);
  const kept = s.connection!.queue.end - s.connection!.queue.start;
  w.until(() => t.error !== undefined);
  const keeper = Math.round((w.now() - start) / 1e9);
  w.until(() => s.error !== undefined);
  expect([kept <= 4_194_304, keeper, t.error, Math.round((w.now() - start) / 1e9), s.error]).toEqual([true, 735, 'ETIMEDOUT', 925, 'ETIMEDOUT']);
  s.close(NO_STAMP);
  t.close(NO_STAMP);
  expect([w.a.sockets(), w.b.sockets(), w.queue.size]).toEqual([[], [], 0]);
});

test('nobody holds the connection any more: the end is still delivered, and an unanswered one is forgotten', () => {
  const w = twoHosts(21);
  const [s, t] = pair(w);
  const data = bytes(3, 50_000);
  for (let n = 0; n < data.length; ) n += s.send(data.subarray(n), NO_STAMP);
  s.close(NO_STAMP);
  w.run(w.now() + 1e9);
  expect([equalBytes(t.receive(200_000, { cause: 0, root: 0 }), data), t.ended, t.connection!.state, w.a.sockets()[0]!.state]).toEqual([true, true, 'CLOSE_WAIT', 'FIN_WAIT2']);
  w.run(w.now() + 61e9);
  expect(w.a.sockets()).toEqual([]);
  t.send(bytes(1, 10), NO_STAMP);
  w.run(w.now() + 1e9);
  expect([t.error, w.b.sockets()]).toEqual(['EPIPE', []]);
});

test('ports: who may share one', () => {
  const w = twoHosts(22);
  const bind = (address: number | bigint, port: number, options: Partial<TcpSock['options']> = {}, family: 4 | 6 = 4): TcpSock => {
    const s = w.b.tcpSocket(family, { uid: 1000, gid: 0, inode: 0 });
    Object.assign(s.options, options);
    s.bind({ address, port });
    return s;
  };
  const first = bind(0, 80);
  expect(said(() => bind(B, 80))).toBe('EADDRINUSE');
  expect(said(() => bind(0n, 80, {}, 6))).toBe('EADDRINUSE');
  expect(said(() => bind(0n, 80, { v6only: true }, 6))).toBeInstanceOf(Object);
  expect(said(() => bind(0x01020304, 81))).toBe('EADDRNOTAVAIL');
  first.close(NO_STAMP);
  const [x, y] = [bind(0, 90, { reuseAddr: true }), bind(0, 90, { reuseAddr: true })];
  x.listen(1);
  expect([said(() => y.listen(1)), said(() => bind(0, 90, { reuseAddr: true }))]).toEqual(['EADDRINUSE', 'EADDRINUSE']);
  const [p, q] = [bind(0, 91, { reusePort: true }), bind(0, 91, { reusePort: true })];
  p.listen(1);
  q.listen(1);
  const got = [0, 0];
  for (let i = 0; i < 32; i++) {
    dial(w, at(B, 91));
    w.run(w.now() + 1e6);
    for (const [k, l] of [p, q].entries()) if (l.accept(OWNER) !== undefined) got[k]!++;
  }
  expect([got[0]! > 4, got[1]! > 4, got[0]! + got[1]!]).toEqual([true, true, 32]);
});

test('IPv6, and a listener for both families', () => {
  const w = twoHosts(23);
  const l = w.b.tcpSocket(6, OWNER);
  l.bind({ address: 0n, port: 80 });
  l.listen(5);
  const six = w.a.tcpSocket(6, OWNER);
  six.connect({ address: B6, port: 80 }, NO_STAMP, true);
  dial(w);
  w.run(w.now() + 1e6);
  const peers = [l.accept(OWNER)!, l.accept(OWNER)!].map((s) => s.connection!.info()).map((i) => `${i.family} ${i.local} ${i.remote}`);
  expect([peers, l.info().dual, six.connection!.info().tcp!.mss]).toEqual([['inet6 fd00::2 fd00::1', 'inet6 ::ffff:10.0.0.2 ::ffff:10.0.0.1'], true, 1428]);
});

test('ICMP: unreachable ends a handshake, is remembered on a connection; a smaller MTU cuts smaller segments', () => {
  const w = twoHosts(24);
  w.line.cut = true;
  const s = dial(w);
  const about = { kind: 'ipv4', src: A, dst: B, protocol: 6, ttl: 64, tos: 0, id: 0, dontFragment: true, moreFragments: false, fragmentOffset: 0 } as const;
  const segment = (c: TcpSock, place: number) => ({ ...about, payload: { kind: 'tcp', sport: c.local.port, dport: 80, seq: c.connection!.wireSnd(place), ack: 0, flags: 2, window: 0, options: {}, data: new Uint8Array(0), gsoSize: 0 } }) as const;
  w.a.tcp.error(segment(s, 0), { type: 3, code: 1, rest: 0 });
  expect(said(() => s.connect(at(B, 80), NO_STAMP, true))).toBe('EHOSTUNREACH');
  w.line.cut = false;
  const [x, y] = pair(w);
  w.line.cut = true;
  x.send(bytes(1, 1000), NO_STAMP);
  w.a.tcp.error(segment(x, 1), { type: 3, code: 1, rest: 0 });
  expect([x.error, x.connection!.softError]).toEqual([undefined, 'EHOSTUNREACH']);
  w.line.cut = false;
  w.a.tcp.error(segment(x, 1), { type: 3, code: 4, rest: 600 });
  w.run(w.now() + 1e9);
  expect([x.connection!.mss, y.available]).toEqual([548, 1000]);
});

test.each([31, 32, 33, 34, 35])('seed %i: sockets that are opened, used, killed and closed at random leave nothing', (seed) => {
  const w = twoHosts(seed, { delay_ns: 3e6, jitter_ns: 2e6, loss: 0.05, duplicate: 0.05 });
  const random = new Random(seed);
  const l = listener(w, 80, 3);
  let alive: TcpSock[] = [];
  for (let i = 0; i < 400; i++) {
    const s = alive[random.below(Math.max(1, alive.length))];
    const act = random.below(8);
    if (act < 2 || s === undefined) alive.push(dial(w));
    else if (act === 2) {
      const t = l.accept(OWNER);
      if (t !== undefined) alive.push(t);
    } else if (act === 3) said(() => s.send(new Uint8Array(random.below(50_000)), NO_STAMP));
    else if (act === 4) said(() => s.available > 0 && s.receive(random.below(50_000), { cause: 0, root: 0 }));
    else if (act === 5) said(() => s.shutdown('wr', NO_STAMP));
    else if (act === 6) {
      s.close(NO_STAMP);
      alive = alive.filter((x) => x !== s);
    } else w.line.cut = random.below(10) === 0;
    w.run(w.now() + random.below(50e6));
  }
  for (const s of [...alive, l]) s.close(NO_STAMP);
  w.line.cut = false;
  w.run(w.now() + 1200e9);
  const none = { connections: 0, waiting: 0, listeners: 0, ports: 0 };
  expect([w.a.tcp.size, w.b.tcp.size, w.queue.size]).toEqual([none, none, 0]);
});
