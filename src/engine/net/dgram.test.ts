/** UDP, ping, raw and packet sockets between two hosts. */
import { expect, test } from 'vitest';
import { isSysError } from '../abi/errno.ts';
import { POLL } from '../abi/process.ts';
import { decodeUtf8, encodeUtf8, toHex } from '../base/bytes.ts';
import { materialise } from '../base/content.ts';
import { A, B, B6, OWNER, twoHosts } from './testing/twohosts.ts';
import { NO_STAMP } from './sock.ts';
import type { Endpoint } from './sock.ts';
import type { DatagramSock } from './dgram_sock.ts';
import type { UdpSock } from './udp.ts';
import type { TwoHosts } from './testing/twohosts.ts';

const at = (address: number | bigint, port: number): Endpoint => ({ address, port });
const text = (s: DatagramSock): string | undefined => {
  const m = s.receive();
  return m && `${decodeUtf8(materialise(m.data))} from ${m.from.address}:${m.from.port}`;
};

function said(call: () => unknown): unknown {
  try {
    return call();
  } catch (e) {
    if (isSysError(e)) return e.code;
    throw e;
  }
}

function server(w: TwoHosts, address: number | bigint = 0, port = 53, family: 4 | 6 = 4): UdpSock {
  const s = w.b.udpSocket(family, OWNER);
  s.bind(at(address, port));
  return s;
}

test('there and back; a connected socket hears only its peer', () => {
  const w = twoHosts(1);
  const s = server(w);
  const c = w.a.udpSocket(4, OWNER);
  c.send(encodeUtf8('hello'), at(B, 53), NO_STAMP);
  w.run();
  expect(text(s)).toBe(`hello from ${A}:${c.local.port}`);
  c.connect(at(B, 53), NO_STAMP);
  expect([c.local.address, c.remote]).toEqual([A, at(B, 53)]);
  server(w, 0, 54).send(encodeUtf8('stranger'), c.local, NO_STAMP);
  s.send(encodeUtf8('answer'), c.local, NO_STAMP);
  w.run();
  expect([text(c), text(c), c.poll()]).toEqual([`answer from ${B}:53`, undefined, POLL.OUT]);
});

test('errors: refused when connected, too long, no peer, broadcast, netfilter', () => {
  const w = twoHosts(2);
  const c = w.a.udpSocket(4, OWNER);
  c.send(encodeUtf8('x'), at(B, 99), NO_STAMP);
  w.run();
  expect([c.poll(), said(() => c.send(encodeUtf8('x'), undefined, NO_STAMP)), said(() => c.send(new Uint8Array(65_508), at(B, 9), NO_STAMP)), said(() => c.send(encodeUtf8('x'), at(0xffffffff, 9), NO_STAMP)), said(() => c.send(encodeUtf8('x'), at(B, 0), NO_STAMP))]).toEqual([POLL.OUT, 'EDESTADDRREQ', 'EMSGSIZE', 'EACCES', 'EINVAL']);
  c.connect(at(B, 99), NO_STAMP);
  c.send(encodeUtf8('x'), undefined, NO_STAMP);
  w.run();
  expect([c.poll(), said(() => c.receive()), c.poll()]).toEqual([POLL.OUT | POLL.ERR, 'ECONNREFUSED', POLL.OUT]);
  w.ipA.refuse = 'EPERM';
  expect(said(() => c.send(encodeUtf8('x'), undefined, NO_STAMP))).toBe('EPERM');
});

test('IP_RECVERR queues what ICMP said, with whom it was about', () => {
  const w = twoHosts(3);
  const c = w.a.udpSocket(4, OWNER);
  c.options.recvErr = true;
  c.send(encodeUtf8('probe'), at(B, 33434), NO_STAMP);
  w.run();
  expect([c.poll(), said(() => c.receive()), c.takeQueuedError(), c.poll()]).toEqual([POLL.OUT | POLL.ERR, 'ECONNREFUSED', { errno: 111, type: 3, code: 3, from: '10.0.0.2', to: '10.0.0.2', port: 33434, data: encodeUtf8('probe') }, POLL.OUT]);
});

test('a full receive buffer drops, and says so', () => {
  const w = twoHosts(4);
  const s = server(w);
  const c = w.a.udpSocket(4, OWNER);
  w.ipB.watched = true;
  for (let i = 0; i < 300; i++) c.send(new Uint8Array(100), at(B, 53), NO_STAMP);
  w.run();
  let n = 0;
  while (s.receive() !== undefined) n++;
  expect([n, s.drops, w.ipB.notes[299]]).toEqual([245, 55, 'drop: the receive buffer of UDP port 53 is full']);
});

test('who shares a port: SO_REUSEADDR gives it to the newest, both families, broadcasts to all', () => {
  const w = twoHosts(5);
  const bind = (): UdpSock => {
    const s = w.b.udpSocket(4, OWNER);
    s.options.reuseAddr = true;
    s.bind(at(0, 67));
    return s;
  };
  const [x, y] = [bind(), bind()];
  expect(said(() => server(w, 0, 67))).toBe('EADDRINUSE');
  const dual = server(w, 0n, 68, 6);
  expect([said(() => server(w, 0, 68)), dual.info().dual]).toEqual(['EADDRINUSE', true]);
  const c = w.a.udpSocket(4, OWNER);
  const c6 = w.a.udpSocket(6, OWNER);
  c.options.broadcast = true;
  c.send(encodeUtf8('one'), at(B, 67), NO_STAMP);
  c.send(encodeUtf8('all'), at(0xffffffff, 67), NO_STAMP);
  c.send(encodeUtf8('mapped'), at(B, 68), NO_STAMP);
  c6.send(encodeUtf8('six'), at(B6, 68), NO_STAMP);
  w.run();
  const from = `from ${A}:${c.local.port}`;
  expect([text(x), text(x), text(y), text(y), text(dual), text(dual)?.slice(0, 3)]).toEqual([`all ${from}`, undefined, `one ${from}`, `all ${from}`, `mapped ${from}`, 'six']);
});

/** An echo request with this identifier and sequence number. */
function echo(id: number, seq: number): Uint8Array {
  return new Uint8Array([8, 0, 0, 0, id >> 8, id & 255, seq >> 8, seq & 255, 0x61, 0x62]);
}

test('ping sockets: the port is the identifier, and only echo requests go out', () => {
  const w = twoHosts(6);
  const s = w.a.pingSocket(4, OWNER);
  expect(said(() => s.send(new Uint8Array([0, 0, 0, 0, 0, 0, 0, 0]), at(B, 0), NO_STAMP))).toBe('EINVAL');
  s.bind(at(0, 0x1234));
  s.send(echo(0, 7), at(B, 0), NO_STAMP);
  w.run();
  const reply = s.receive()!;
  expect([toHex(materialise(reply.data)), reply.from]).toEqual(['00008c62123400076162', at(B, 0)]);
});

test('raw sockets see every packet of their protocol with its header, and may write their own', () => {
  const w = twoHosts(7);
  const watcher = w.b.rawSocket(4, 1, OWNER);
  const raw = w.a.rawSocket(4, 1, OWNER);
  raw.send(echo(1, 2), at(B, 0), NO_STAMP);
  w.run();
  const seen = materialise(watcher.receive()!.data);
  expect([toHex(seen.subarray(0, 1)), seen.length, toHex(seen.subarray(20, 22)), toHex(materialise(raw.receive()!.data).subarray(20, 22))]).toEqual(['45', 30, '0800', '0000']);
  const own = w.a.rawSocket(4, 255, OWNER);
  const packet = new Uint8Array(30);
  packet.set([0x45, 0, 0, 30, 0, 0, 0, 0, 9, 1]);
  packet.set([10, 0, 0, 1, 10, 0, 0, 2], 12);
  packet.set(echo(3, 4), 20);
  own.send(packet, at(B, 0), NO_STAMP);
  w.run();
  expect([watcher.receive()!.data.length, w.a.sockets().map((i) => `${i.type} ${i.localPort}`)]).toEqual([30, ['raw 1', 'raw 255']]);
  for (const s of [watcher, raw, own]) s.close(NO_STAMP);
  expect([w.a.raws.size, w.b.raws.size]).toEqual([0, 0]);
});

test('packet sockets see frames of both directions', () => {
  const w = twoHosts(8);
  const p = w.a.packetSocket(false, 3);
  const s = server(w);
  const c = w.a.udpSocket(4, OWNER);
  c.send(encodeUtf8('hi'), at(B, 53), NO_STAMP);
  w.run();
  s.send(encodeUtf8('ho'), s.receive()!.from, NO_STAMP);
  w.run();
  const frames = [p.receive()!, p.receive()!];
  expect(frames.map((f) => `${f.from.direction} ${f.from.device} ${f.data.length} ${decodeUtf8(f.data.subarray(42))}`)).toEqual(['out eth0 44 hi', 'in eth0 44 ho']);
  expect([p.receive(), p.poll()]).toEqual([undefined, POLL.OUT]);
});
