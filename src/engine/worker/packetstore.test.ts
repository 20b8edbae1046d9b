import { expect, it } from 'vitest';
import type { PacketAction, TraceEvent } from '../abi/trace.ts';
import { PacketStore } from './packetstore.ts';

let id = 1;
function step(frame: number, action: PacketAction, ns: number, device: string, more: object = {}): TraceEvent {
  const headers = { ip: { version: 4, src: '10.0.0.1', dst: '10.0.0.2', ttl: 64, protocol: 6, length: 60 }, tcp: { sport: 1, dport: 80, seq: 0, ack: 0, flags: 'S', window: 1, length: 0 } } as const;
  return { id: id++, time_ns: id * 10, cause: 0, root: 7, host: 'host', pid: 0, comm: 'kernel', kind: 'packet', frame, action, ns, device, decision: `${action} at ${device}`, headers, ...more };
}

it('gathers the steps of a frame, its fate and its hops', () => {
  const store = new PacketStore();
  store.add([step(1, 'send', 10, ''), step(1, 'transmit', 10, 'eth0', { peer: { ns: 20, host: 'host', device: 'veth1', arrives_ns: 99 } }), step(1, 'receive', 20, 'veth1'), step(1, 'drop', 20, '', { decision: 'port 80 is closed' })]);
  const { packets, flights } = store.takeNew();
  expect(packets).toEqual([{ frame: 1, start_ns: 20, end_ns: 50, root: 7, protocol: 'TCP', text: '10.0.0.1:1 → 10.0.0.2:80 [S]', namespaces: ['host:10', 'host:20'], fate: 'dropped', reason: 'port 80 is closed', upkeep: false }]);
  expect(flights).toEqual([{ frame: 1, protocol: 'TCP', upkeep: false, from: 'host:10/eth0', to: 'host:20/veth1', start_ns: 30, arrives_ns: 99 }]);
  expect(store.takeNew()).toEqual({ packets: [], flights: [] });
  expect(store.steps(1).map((one) => one.action)).toEqual(['send', 'transmit', 'receive', 'drop']);
});

it('tells what interfaces say on their own from what somebody wanted', () => {
  const store = new PacketStore();
  const arp = (sender: string, target: string) => ({ headers: { arp: { op: 'request', sender, senderMac: 'aa:bb:cc:dd:ee:ff', target, targetMac: '00:00:00:00:00:00' } } });
  const ip = (type: number) => ({ headers: { ip: { version: 6, src: '::', dst: 'ff02::1', ttl: 255, protocol: 58, length: 32 }, icmp: { type, code: 0 } } });
  const nobody = { decision: 'it asks for an address that is not here' };
  store.add([step(1, 'drop', 10, 'eth0', { ...arp('10.0.0.1', '10.0.0.1'), ...nobody }), step(2, 'drop', 10, 'eth0', { ...arp('10.0.0.1', '10.0.0.9'), ...nobody }), step(3, 'transmit', 10, 'eth0', ip(135)), step(4, 'transmit', 10, 'eth0', ip(128))]);
  expect(store.takeNew().packets.map(({ text, fate, upkeep }) => [text, fate, upkeep])).toEqual([
    ['10.0.0.1 is at aa:bb:cc:dd:ee:ff, told to all', 'delivered', true],
    ['who has 10.0.0.9? tell 10.0.0.1', 'dropped', false],
    [':: → ff02::1 neighbour solicitation', 'underway', true],
    [':: → ff02::1 echo request', 'underway', false],
  ]);
});

it('stays small in a flood', () => {
  const store = new PacketStore();
  for (let i = 0; i < 20_000; i++) store.add([step(i + 10, 'transmit', 10, 'eth0', { peer: { ns: 20, host: 'host', device: 'veth1', arrives_ns: 99 } })]);
  const { packets, flights } = store.takeNew();
  expect([packets.length, flights.length, store.steps(11).length, store.steps(20_009).length]).toEqual([400, 400, 0, 1]);
});
