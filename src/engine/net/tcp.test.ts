/** TCP between two hosts on a line that delays, loses, doubles and reorders. Every test that leaves something to chance prints its seed when it fails. */
import { expect, test } from 'vitest';
import { isSysError } from '../abi/errno.ts';
import { POLL } from '../abi/process.ts';
import { equalBytes } from '../base/bytes.ts';
import { Random } from '../base/random.ts';
import { B, OWNER, twoHosts } from './testing/twohosts.ts';
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
    while (t.available > 0) received += t.receiveChunk(1e6, { cause: 0, root: 0 })!.length;
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
