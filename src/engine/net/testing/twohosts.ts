/**
 * Two hosts on one line, for tests of the transports: an IP layer without routes and neighbours whose line delays, limits, loses, doubles and
 * reorders as it is told, decided by a seed. Not part of any world.
 */
import { EventQueue } from '../../base/queue.ts';
import { Random } from '../../base/random.ts';
import { SysError } from '../../abi/errno.ts';
import { ETH_P, SkBuff } from '../skbuff.ts';
import { settingsOf } from '../settings.ts';
import { Transports } from '../transports.ts';
import { packetLength } from '../wire.ts';
import type { ErrnoName } from '../../abi/errno.ts';
import type { FrameTap, IpLayer, NetServices, OutRoute, Outgoing, Sender, TransportProtocol } from '../ip.ts';
import type { IpAddress, IpPacket } from '../skbuff.ts';

/** How the line behaves; may change at any time. */
export interface Line {
  delay_ns: number;
  jitter_ns: number;
  /** Bytes a second; Infinity: no limit. */
  rate: number;
  loss: number;
  duplicate: number;
  /** Nothing gets through. */
  cut: boolean;
  mtu: number;
  /** Bytes that wait for the line at most. */
  queue: number;
}

export const PERFECT: Line = { delay_ns: 20_000, jitter_ns: 0, rate: Infinity, loss: 0, duplicate: 0, cut: false, mtu: 1500, queue: Infinity };

export class FakeIp implements IpLayer {
  readonly services: NetServices;
  readonly own: IpAddress[];
  readonly line: Line;
  readonly settings: Record<string, number> = {};
  readonly portRange: readonly [number, number] = [32768, 60999];
  readonly pingGroups: readonly [number, number] = [1, 0];
  peer!: FakeIp;
  /** Returned for every packet, when set. */
  refuse: ErrnoName | undefined;
  /** What was noted. */
  readonly notes: string[] = [];
  watched = false;
  sent = 0;
  private busyUntil_ns = 0;
  private readonly random: Random;
  private readonly protocols = new Map<number, TransportProtocol>();
  private readonly taps = new Set<(skb: SkBuff, packet: IpPacket) => void>();
  private readonly frames = new Set<FrameTap>();

  constructor(services: NetServices, own: IpAddress[], line: Line, random: Random) {
    this.services = services;
    this.own = own;
    this.line = line;
    this.random = random;
  }

  private chance(p: number): boolean {
    return p > 0 && this.random.u32() / 0x1_0000_0000 < p;
  }

  routeOutput(dst: IpAddress, source: IpAddress | undefined): OutRoute {
    const local = this.owns(dst);
    if (source !== undefined && !this.owns(source)) throw new SysError('EADDRNOTAVAIL');
    if (!local && !this.peer.owns(dst) && dst !== 0xffffffff) throw new SysError('ENETUNREACH');
    const mine = this.own.find((a) => typeof a === typeof dst)!;
    return { source: source ?? (local ? dst : mine), mtu: local ? 65_536 : this.line.mtu, local, broadcast: dst === 0xffffffff, device: local ? 'lo' : 'eth0' };
  }

  output(o: Outgoing, sender: Sender): ErrnoName | undefined {
    if (this.refuse !== undefined) return this.refuse;
    const { src, dst, protocol, payload } = o;
    const ttl = o.ttl ?? 64;
    const packet: IpPacket =
      typeof dst === 'number'
        ? { kind: 'ipv4', src: src as number, dst, protocol, ttl, tos: 0, id: 0, dontFragment: true, moreFragments: false, fragmentOffset: 0, payload }
        : { kind: 'ipv6', src: src as bigint, dst, protocol, ttl, tos: 0, flowLabel: 0, payload };
    const skb = new SkBuff(this.services.nextFrameId(), 1, 2, ETH_P.IP, packet, sender.stamp);
    this.sent++;
    for (const tap of this.frames) tap(skb, 'eth0', 2, 'out');
    const { line, services } = this;
    if (this.owns(dst)) {
      services.at(services.now_ns() + 5000, () => this.arrive(skb, packet, 'lo'));
      return undefined;
    }
    const now = services.now_ns();
    if (line.cut || this.chance(line.loss)) return undefined;
    const start = Math.max(now, this.busyUntil_ns);
    if (line.rate !== Infinity && (start - now) * (line.rate / 1e9) > line.queue) return undefined;
    const sent_ns = start + (line.rate === Infinity ? 0 : (packetLength(packet) / line.rate) * 1e9);
    this.busyUntil_ns = sent_ns;
    for (let copies = this.chance(line.duplicate) ? 2 : 1; copies > 0; copies--) {
      const jitter = line.jitter_ns === 0 ? 0 : this.random.below(line.jitter_ns);
      services.at(sent_ns + line.delay_ns + jitter, () => {
        if (!line.cut) this.peer.arrive(skb.clone(), packet, 'eth0');
      });
    }
    return undefined;
  }

  private arrive(skb: SkBuff, packet: IpPacket, device: string): void {
    if (!this.owns(packet.dst) && packet.dst !== 0xffffffff) return;
    for (const tap of this.frames) tap(skb, device, 2, 'in');
    for (const tap of this.taps) tap(skb, packet);
    const { payload } = packet;
    if (payload.kind === 'icmp' && payload.type === 8) this.output({ src: packet.dst, dst: packet.src, protocol: packet.protocol, payload: { ...payload, type: 0 } }, { stamp: skb.stamp, mark: 0, device: undefined, uid: undefined, gid: undefined });
    if (payload.kind === 'icmp' && payload.about !== undefined) this.protocols.get(payload.about.protocol)?.error(payload.about, payload, packet.src);
    this.protocols.get(packet.protocol)?.receive(skb, packet, device);
  }

  owns(address: IpAddress): boolean {
    return this.own.includes(address) || (typeof address === 'number' ? address >>> 24 === 127 : address === 1n);
  }
  isBroadcast(address: IpAddress): boolean {
    return address === 0xffffffff;
  }
  register(protocol: number, transport: TransportProtocol): void {
    this.protocols.set(protocol, transport);
  }
  tapDelivered(tap: (skb: SkBuff, packet: IpPacket) => void): () => void {
    this.taps.add(tap);
    return () => void this.taps.delete(tap);
  }
  tapFrames(tap: FrameTap): () => void {
    this.frames.add(tap);
    return () => void this.frames.delete(tap);
  }
  transmitFrame(): void {
    throw new SysError('ENXIO');
  }
  note(_skb: SkBuff, action: string, decision: string): void {
    this.notes.push(`${action}: ${decision}`);
  }
  sendIcmpError(skb: SkBuff, type: number, code: number): void {
    const packet = skb.packet;
    if (packet.kind === 'arp' || packet.payload.kind === 'icmp') return;
    this.output({ src: packet.dst, dst: packet.src, protocol: packet.kind === 'ipv4' ? 1 : 58, payload: { kind: 'icmp', type, code, rest: 0, data: new Uint8Array(28), about: packet } }, { stamp: skb.stamp, mark: 0, device: undefined, uid: undefined, gid: undefined });
  }
}

/** Two hosts, 10.0.0.1 (a) and 10.0.0.2 (b), fd00::1 and fd00::2, with their clock. */
export interface TwoHosts {
  readonly a: Transports;
  readonly b: Transports;
  readonly ipA: FakeIp;
  readonly ipB: FakeIp;
  readonly line: Line;
  readonly queue: EventQueue;
  now(): number;
  /** Let events happen until there is none before `until_ns`; the clock shows that time then. */
  run(until_ns?: number): void;
  /** Let events happen until `done` or nothing is left. */
  until(done: () => boolean, limit_ns?: number): boolean;
}

export const A = 0x0a000001;
export const B = 0x0a000002;
export const A6 = (0xfdn << 120n) | 1n;
export const B6 = (0xfdn << 120n) | 2n;
export const OWNER = { uid: 0, gid: 0, inode: 0 };

export function twoHosts(seed: number, line: Partial<Line> = {}): TwoHosts {
  const queue = new EventQueue();
  const random = new Random(seed);
  let now_ns = 0;
  let frames = 0;
  const services: NetServices = {
    now_ns: () => now_ns,
    at: (time_ns, fire) => queue.at(time_ns, fire),
    cancel: (timer) => queue.cancel(timer as ReturnType<EventQueue['at']>),
    random32: () => random.u32(),
    nextFrameId: () => ++frames,
  };
  const common = { ...PERFECT, ...line };
  const chance = random.fork();
  const ipA = new FakeIp(services, [A, A6], common, chance);
  const ipB = new FakeIp(services, [B, B6], common, chance);
  ipA.peer = ipB;
  ipB.peer = ipA;
  const step = (next: number): void => {
    now_ns = Math.max(now_ns, next);
    queue.take()!.fire();
  };
  return {
    a: new Transports(ipA, settingsOf(ipA)),
    b: new Transports(ipB, settingsOf(ipB)),
    ipA,
    ipB,
    line: common,
    queue,
    now: () => now_ns,
    run(until_ns = Infinity) {
      for (let next = queue.next_ns(); next !== undefined && next <= until_ns; next = queue.next_ns()) step(next);
      if (until_ns !== Infinity) now_ns = Math.max(now_ns, until_ns);
    },
    until(done, limit_ns = Infinity) {
      while (!done()) {
        const next = queue.next_ns();
        if (next === undefined || next > limit_ns) return false;
        step(next);
      }
      return true;
    },
  };
}
