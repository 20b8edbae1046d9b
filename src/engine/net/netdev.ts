/**
 * Network devices (struct net_device): what all kinds share, and the simple kinds. A device passes frames on to its driver (`xmit`), and hands
 * what comes in to its namespace, or to whoever has taken it over: the bridge that it is a port of, the macvlans on it.
 */
import { BROADCAST_MAC } from './skbuff.ts';
import { Line } from './link.ts';
import { NeighbourTable } from './neigh.ts';
import { frameLength } from './wire.ts';
import type { LinkKind, LinkSpec } from '../abi/netlink.ts';
import type { Segment, Sink } from './link.ts';
import type { NetNs } from './netns.ts';
import type { ArpPacket, IpAddress, Ipv4Address, Mac, SkBuff } from './skbuff.ts';

/** An address of a device. */
export interface Assigned {
  readonly address: IpAddress;
  readonly prefix: number;
  readonly scope: 'global' | 'link' | 'host';
  readonly broadcast: Ipv4Address | undefined;
  readonly peer: IpAddress | undefined;
  readonly label: string | undefined;
  /** IPv6: duplicate address detection is still under way. */
  tentative: boolean;
}

/** Counters of one direction. */
export interface Stats {
  bytes: number;
  packets: number;
  errors: number;
  dropped: number;
}

/** A queueing discipline at a device's root (tc.ts); the default ones never queue and have none. */
export interface Qdisc {
  /** Take a frame; it goes on with {@link NetDevice.send}. */
  enqueue(skb: SkBuff, length: number): void;
  /** Forget what waits. */
  clear(): void;
}

const zero = (): Stats => ({ bytes: 0, packets: 0, errors: 0, dropped: 0 });

/** What an interface in use here costs: 5 GB/s, 8 us, a million frames a second. */
const VETH = { bandwidth_Bps: 5e9, latency_ns: 8_000, frame_ns: 1_000 };
const LOOPBACK = { bandwidth_Bps: 5e9, latency_ns: 15_000, frame_ns: 1_000 };

export abstract class NetDevice implements Sink {
  abstract readonly kind: LinkKind;
  ns: NetNs;
  name: string;
  index: number;
  mac: Mac;
  mtu: number;
  up = false;
  arp = true;
  promisc = false;
  alias = '';
  txqlen = 1000;
  /** IPv4 before IPv6, each in the order of adding. */
  readonly addresses: Assigned[] = [];
  readonly neighbours4: NeighbourTable;
  readonly neighbours6: NeighbourTable;
  readonly rx = zero();
  readonly tx = zero();
  qdisc: Qdisc | undefined;
  /** The bridge that this is a port of. */
  master: NetDevice | undefined;
  /** Takes incoming frames away from the namespace; false: it did not want this one. */
  rxHandler: ((skb: SkBuff) => boolean) | undefined;
  /** VLAN devices on this one, by tag. */
  readonly vlans = new Map<number, NetDevice>();
  /** Devices that are made upon this one: they go when it goes. */
  readonly uppers = new Set<NetDevice>();
  /** net.ipv4.conf.NAME and net.ipv6.conf.NAME. */
  readonly conf4: Record<string, number>;
  readonly conf6: Record<string, number>;

  constructor(ns: NetNs, name: string, mac: Mac, mtu = 1500) {
    this.ns = ns;
    this.name = name;
    this.mac = mac;
    this.mtu = mtu;
    this.index = ns.takeIndex();
    this.conf4 = { ...ns.conf4.default! };
    this.conf6 = { ...ns.conf6.default! };
    this.neighbours4 = new NeighbourTable(this);
    this.neighbours6 = new NeighbourTable(this);
  }

  /** A frame leaves; returns when it arrives at the other end, 0 when that is at once, -1 when it was dropped. */
  protected abstract xmit(skb: SkBuff, length: number): number;

  /** The other end is there and up. */
  get carrier(): boolean {
    return true;
  }

  /** Up, and carries traffic. */
  get running(): boolean {
    return this.up && this.carrier;
  }

  /** The default queueing discipline by its name. */
  get defaultQdisc(): string {
    return 'noqueue';
  }

  /** The device at the other end, or beneath (IFLA_LINK). */
  get peer(): NetDevice | undefined {
    return undefined;
  }

  /** What the kind adds to its description. */
  get spec(): LinkSpec | undefined {
    return undefined;
  }

  get loopback(): boolean {
    return false;
  }

  /** Sends and answers ARP and neighbour discovery. */
  get resolves(): boolean {
    return this.arp && !this.loopback;
  }

  has(address: IpAddress): boolean {
    return this.addresses.some((a) => a.address === address);
  }

  /** It was taken away: let go of the other end. */
  detach(): void {
    return;
  }

  /** The carrier of this device may have changed. */
  carrierChanged(): void {
    this.ns.linkChanged(this);
  }

  /** Queue a finished frame for sending. */
  transmit(skb: SkBuff): void {
    const length = frameLength(skb);
    if (!this.up) {
      this.tx.dropped++;
      if (this.ns.watched) this.ns.note(skb, 'drop', `${this.name} is down`, this.name);
    } else if (this.qdisc !== undefined) this.qdisc.enqueue(skb, length);
    else this.send(skb, length);
  }

  /** Past the queue: onto the wire. */
  send(skb: SkBuff, length: number): void {
    const { ns, tx } = this;
    if (ns.tapped) ns.tap(skb, this, 'out');
    const arrives_ns = this.xmit(skb, length);
    if (arrives_ns < 0) {
      tx.dropped++;
      if (ns.watched) ns.note(skb, 'drop', `the queue of ${this.name} is full or its other end is down`, this.name);
      return;
    }
    tx.packets++;
    tx.bytes += this.loopback ? length - 14 : length;
  }

  /** A frame came in over the wire. */
  arrive(skb: SkBuff): void {
    if (!this.up) {
      this.rx.dropped++;
      return;
    }
    const { ns, rx } = this;
    rx.packets++;
    rx.bytes += frameLength(skb) - (this.loopback ? 14 : 0);
    if (ns.watched) ns.note(skb, 'receive', `it came in through ${this.name}`, this.name);
    if (ns.tapped) ns.tap(skb, this, skb.dst === this.mac ? 'in' : skb.dst === BROADCAST_MAC ? 'broadcast' : (Math.floor(skb.dst / 0x10000000000) & 1) === 1 ? 'multicast' : 'otherhost');
    this.handUp(skb);
  }

  /** Past the card: to the VLAN device that its tag is for, to whoever took the device over, or to the namespace. */
  protected handUp(skb: SkBuff): void {
    if (skb.vlan !== undefined) {
      const vlan = this.vlans.get(skb.vlan);
      if (vlan !== undefined) {
        skb.vlan = undefined;
        vlan.arrive(skb);
        return;
      }
    }
    if (this.rxHandler !== undefined && this.rxHandler(skb)) return;
    this.ns.receive(this, skb);
  }

  /** Observers hear of a frame that went onto a wire towards `peer`. */
  protected observe(skb: SkBuff, peer: NetDevice, arrives_ns: number): void {
    if (this.ns.watched) this.ns.note(skb, 'transmit', `it left through ${this.name}`, this.name, peer, arrives_ns);
  }
}

/** lo. What is sent comes back in. */
export class LoopbackDevice extends NetDevice {
  readonly kind = 'loopback';
  private readonly line: Line;

  constructor(ns: NetNs) {
    super(ns, 'lo', 0, 65536);
    this.line = new Line(ns.services, LOOPBACK, this);
  }

  override get loopback(): boolean {
    return true;
  }

  protected override xmit(skb: SkBuff, length: number): number {
    const arrives_ns = this.line.send(skb, length);
    this.observe(skb, this, arrives_ns);
    return arrives_ns;
  }
}

/** A card with a cable to a {@link Segment}. */
export class EthernetDevice extends NetDevice {
  readonly kind = 'ethernet';
  private line: Line | undefined;
  /** What the cable goes to. */
  segment: Segment | undefined;

  /** Plug the cable in: bytes a second up and down, and how long the way there takes. */
  plug(segment: Segment, up_Bps: number, down_Bps: number, latency_ns: number): void {
    this.segment = segment;
    this.line = segment.attach(this, up_Bps, down_Bps, latency_ns);
  }

  override get defaultQdisc(): string {
    return 'fq_codel';
  }

  override get carrier(): boolean {
    return this.line !== undefined;
  }

  override arrive(skb: SkBuff): void {
    leaveNamespace(skb);
    super.arrive(skb);
  }

  protected override xmit(skb: SkBuff, length: number): number {
    const arrives_ns = this.line === undefined ? -1 : this.line.send(skb, length);
    if (arrives_ns > 0) this.observe(skb, this, arrives_ns);
    return arrives_ns;
  }
}

/** What a frame loses when it comes into another namespace (skb_scrub_packet). */
export function leaveNamespace(skb: SkBuff): void {
  skb.ct = undefined;
  skb.mark = 0;
  skb.physIn = undefined;
}

/** One end of a pair (veth(4)). */
export class VethDevice extends NetDevice {
  readonly kind = 'veth';
  private other: VethDevice | undefined;
  private line: Line | undefined;

  /** Make two devices a pair. */
  static join(a: VethDevice, b: VethDevice): void {
    a.other = b;
    b.other = a;
    a.line = new Line(a.ns.services, VETH, b);
    b.line = new Line(b.ns.services, VETH, a);
  }

  override get peer(): VethDevice | undefined {
    return this.other;
  }

  override get carrier(): boolean {
    return this.other?.up === true;
  }

  override get spec(): LinkSpec | undefined {
    return { kind: 'veth', peer: this.other?.name ?? '' };
  }

  override carrierChanged(): void {
    super.carrierChanged();
    this.other?.ns.linkChanged(this.other);
  }

  override detach(): void {
    const { other } = this;
    this.line?.clear();
    other?.line?.clear();
    this.other = undefined;
    if (other === undefined) return;
    other.other = undefined;
    other.ns.removeDevice(other);
  }

  /**
   * An ARP request that a bridge floods, at whose other end nobody is concerned and nobody looks: it is counted, and need not travel. With
   * hundreds of ports that is almost all that flooding does.
   */
  absorbs(packet: ArpPacket, length: number): boolean {
    const { other } = this;
    if (other === undefined || !other.up || !this.up || this.qdisc !== undefined || other.rxHandler !== undefined || !other.arp) return false;
    const { ns } = other;
    if (ns.tapped || (packet.senderIp === packet.targetIp && other.neighbours4.entries.has(packet.senderIp))) return false;
    if ((ns.proxiesArp || other.conf4.proxy_arp !== 0 || !ns.fib4.surelyForeign(packet.targetIp)) && ns.answersArp(other, packet.targetIp, packet.senderIp)) return false;
    this.tx.packets++;
    this.tx.bytes += length;
    other.rx.packets++;
    other.rx.bytes += length;
    return true;
  }

  protected override xmit(skb: SkBuff, length: number): number {
    const { other } = this;
    if (other === undefined || !other.up) return -1;
    if (other.ns === this.ns) {
      skb.ct = undefined;
      skb.physIn = undefined;
    } else leaveNamespace(skb);
    const arrives_ns = this.line!.send(skb, length);
    if (this.ns.watched && arrives_ns > 0) this.observe(skb, other, arrives_ns);
    return arrives_ns;
  }
}

/** Takes everything and does nothing with it. */
export class DummyDevice extends NetDevice {
  readonly kind = 'dummy';

  override get resolves(): boolean {
    return false;
  }

  protected override xmit(skb: SkBuff): number {
    if (this.ns.watched) this.ns.note(skb, 'drop', `${this.name} is a dummy device: it keeps nothing`, this.name);
    return 0;
  }
}
