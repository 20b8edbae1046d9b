// Figures of the packet network: frames forwarded veth -> bridge -> veth without and with an observer, TCP through a published port, and pings between
// the containers of one bridge. `node tools/tsrun.mjs tools/bench-net.ts` measures the stack alone; tools/bench.ts calls benchNetwork.
import { Tracer } from '../src/engine/kernel/trace.ts';
import { Clock } from '../src/engine/base/clock.ts';
import { BridgeDevice } from '../src/engine/net/bridge.ts';
import { addAddress } from '../src/engine/net/config.ts';
import { VethDevice } from '../src/engine/net/netdev.ts';
import { NetNs } from '../src/engine/net/netns.ts';
import { ETH_P, SkBuff } from '../src/engine/net/skbuff.ts';
import { makeTestNet } from '../src/engine/net/testing.ts';
import type { PacketObserver, Sender } from '../src/engine/net/ip.ts';
import type { Ipv4Packet } from '../src/engine/net/skbuff.ts';
import { knownNetNs } from '../src/engine/kernel/net.ts';
import type { SimWorld } from '../src/engine/world/world.ts';

const SENDER: Sender = { stamp: { cause: 0, root: 0 }, mark: 0, device: undefined, uid: undefined, gid: undefined };
const NETWORK = 0x0a000000;

function bridged(count: number, observer?: PacketObserver) {
  const net = makeTestNet(observer);
  const host = new NetNs(net.services, 'host', 1);
  const bridge = host.insert(new BridgeDevice(host, 'br0', 0x020000000001, true));
  host.setUp(bridge, true);
  const guests = Array.from({ length: count }, (_, i) => {
    const guest = new NetNs(net.services, `g${i}`, 10 + i, host);
    guest.setUp(guest.loopback, true);
    const near = host.insert(new VethDevice(host, `veth${i}`, 0x02aa00000000 + i));
    const far = guest.insert(new VethDevice(guest, 'eth0', 0x02bb00000000 + i));
    VethDevice.join(near, far);
    bridge.addPort(near);
    host.setUp(near, true);
    guest.setUp(far, true);
    addAddress(guest, { op: 'addr_add', name: 'eth0', address: `10.0.${(i + 2) >> 8}.${(i + 2) & 255}/16` });
    return guest;
  });
  net.run(2e9);
  return { net, guests };
}

/** Frames a second from one guest to another over a bridge; with `traced` every step is an event of the trace ring. */
export function framesPerSecond(frames: number, traced: boolean): number {
  const tracer = new Tracer(new Clock());
  tracer.set(['packet']);
  const { net, guests } = bridged(2, traced ? { on: true, step: (host, stamp, step) => tracer.emitPacket(host, stamp, step) } : undefined);
  const [a, b] = guests;
  const device = a!.device('eth0')!;
  const to = b!.device('eth0')!.mac;
  let got = 0;
  b!.register(253, { receive: () => void got++, error: () => undefined });
  const packet: Ipv4Packet = { kind: 'ipv4', src: NETWORK + 2, dst: NETWORK + 3, protocol: 253, ttl: 64, tos: 0, id: 1, dontFragment: true, moreFragments: false, fragmentOffset: 0, payload: { kind: 'raw', data: new Uint8Array(26) } };
  const started = performance.now();
  for (let sent = 0; sent < frames; sent += 500) {
    for (let i = 0; i < 500; i++) device.transmit(new SkBuff(sent + i, device.mac, to, ETH_P.IP, packet, SENDER.stamp));
    net.run(net.now() + 600_000);
    if (sent % 10_000 === 0) tracer.take();
  }
  if (got !== Math.ceil(frames / 500) * 500) throw new Error(`only ${got} of ${frames} frames arrived`);
  return frames / ((performance.now() - started) / 1000);
}

/** Milliseconds in which each of `count` guests of one bridge pings ten others, neighbours unknown at first. */
export function pings_ms(count: number): number {
  const { net, guests } = bridged(count);
  let replies = 0;
  for (const g of guests) g.register(1, { receive: (_skb, p) => void (p.payload.kind === 'icmp' && p.payload.type === 0 && replies++), error: () => undefined });
  const started = performance.now();
  for (const [i, g] of guests.entries()) {
    for (let k = 1; k <= 10; k++) g.output({ src: 0, dst: NETWORK + 2 + ((i + k) % count), protocol: 1, payload: { kind: 'icmp', type: 8, code: 0, rest: 0x10000 + k, data: new Uint8Array(56) } }, SENDER);
    net.run(net.now() + 100_000);
  }
  net.run(net.now() + 1e9);
  if (replies !== count * 10) throw new Error(`only ${replies} replies`);
  return performance.now() - started;
}

/** What bench.ts offers. */
export interface NetworkBench {
  figure(name: string, value: string, bar: string, ok: boolean): void;
  skip(name: string): boolean;
  /** Runs a script; milliseconds at which its lines came. */
  simulate(script: string, images: readonly string[]): { readonly marks: readonly number[]; readonly output: string; readonly world: SimWorld };
}

/** Payload that goes through the published port, bytes. */
const PAYLOAD = 400_000_000;
const CONTAINERS = 500;
const FRAMES = 'network: frames forwarded veth -> bridge -> veth, a second';
const PORT = 'network: TCP through a published port';
const MANY = `network: ${CONTAINERS} containers on one bridge`;

/** Milliseconds in which each container's kernel sends an echo request to ten others and has their replies. */
function containersPing_ms(world: SimWorld): number {
  const { kernel } = world.hosts[0]!;
  const own = knownNetNs(kernel.initNs.net);
  const found = new Set(kernel.pids.processes().map((p) => knownNetNs(p.leader.ns.net)));
  const spaces = [...found].filter((ns): ns is NetNs => ns !== undefined && ns !== own && ns.device('eth0') !== undefined);
  if (spaces.length !== CONTAINERS) throw new Error(`${spaces.length} containers have a network`);
  let replies = 0;
  const addresses = spaces.map((ns) => Number(ns.device('eth0')!.addresses[0]!.address));
  for (const ns of spaces) ns.register(1, { receive: (_skb, p) => void (p.payload.kind === 'icmp' && p.payload.type === 0 && replies++), error: () => undefined });
  const started = performance.now();
  for (const [i, ns] of spaces.entries()) {
    for (let k = 1; k <= 10; k++) ns.output({ src: 0, dst: addresses[(i + k) % CONTAINERS]!, protocol: 1, payload: { kind: 'icmp', type: 8, code: 0, rest: 0x10000 + k, data: new Uint8Array(56) } }, SENDER);
  }
  for (const end_ns = world.now_ns + 1e9; world.now_ns < end_ns; ) world.run(end_ns, 10_000);
  if (replies !== CONTAINERS * 10) throw new Error(`only ${replies} replies`);
  return performance.now() - started;
}

/** Measure what was asked for. */
export function benchNetwork({ figure, skip, simulate }: NetworkBench): void {
  if (!skip(FRAMES)) {
    const off = framesPerSecond(500_000, false);
    const on = framesPerSecond(200_000, true);
    figure(`${FRAMES}, tracing off`, Math.round(off).toLocaleString('en'), 'over 300,000', off > 300_000);
    figure(`${FRAMES}, tracing on`, Math.round(on).toLocaleString('en'), 'over 100,000', on > 100_000);
  }
  if (!skip(PORT)) {
    const script = `docker run -d --name sink -p 9000:9000 busybox sh -c 'nc -l -p 9000 >/dev/null; sleep 1d' >/dev/null; sleep 1; echo; head -c ${PAYLOAD} /dev/zero | nc -N 10.0.2.15 9000; echo; docker exec sink cat /sys/class/net/eth0/statistics/rx_bytes`;
    const { marks, output } = simulate(script, ['busybox']);
    const rate = PAYLOAD / 1e6 / ((marks[1]! - marks[0]!) / 1000);
    figure(PORT, `${rate.toFixed(0)} MB/s`, 'over 100 MB/s of payload', rate > 100 && Number(/\d+\s*$/.exec(output)) > PAYLOAD);
  }
  if (!skip(MANY)) {
    const script = `docker network create --subnet 10.99.0.0/16 big >/dev/null; echo; for i in $(seq ${CONTAINERS}); do docker run -d --network big busybox sleep 1d >/dev/null; done; echo`;
    const { marks, world } = simulate(script, ['busybox']);
    const create = marks[1]! - marks[0]!;
    figure(`${MANY}: create all`, `${(create / 1000).toFixed(2)} s`, '5 s', create < 5000);
    const pings = containersPing_ms(world);
    figure(`${MANY}: each pings ten others`, `${(pings / 1000).toFixed(2)} s`, '1 s', pings < 1000);
  }
}

if (process.argv.some((arg) => arg.endsWith('bench-net.ts'))) {
  console.log(`frames forwarded a second: ${Math.round(framesPerSecond(500_000, false))}, traced: ${Math.round(framesPerSecond(300_000, true))}`);
  console.log(`500 guests ping ten others: ${pings_ms(500).toFixed(0)} ms`);
}
