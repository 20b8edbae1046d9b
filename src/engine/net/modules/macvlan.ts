/**
 * macvlan and ipvlan: several interfaces upon one card. A macvlan has a MAC address of its own; ipvlans share the card's and are told apart by IP
 * address. The card's own host cannot be reached from them, as in the real ones. Left out: source mode, private flag of ipvlan.
 */
import { fail } from '../../abi/errno.ts';
import { isGroupMac, isMulticast } from '../address.ts';
import { Line } from '../link.ts';
import { nextHopOf, sendTo } from '../ip_out.ts';
import { UpperDevice } from './vlan.ts';
import type { LinkSpec } from '../../abi/netlink.ts';
import type { NetDevice } from '../netdev.ts';
import type { NetNs } from '../netns.ts';
import type { IpAddress, Mac, SkBuff } from '../skbuff.ts';

const WITHIN = { bandwidth_Bps: 5e9, latency_ns: 8_000, frame_ns: 1_000 };

/** What the interfaces upon one card have in common. */
abstract class SharedDevice extends UpperDevice {
  /** From the card, or from a sibling. */
  private readonly line: Line;

  constructor(ns: NetNs, name: string, lower: NetDevice, mac: Mac) {
    const kin = [...lower.uppers].filter((d): d is SharedDevice => d instanceof SharedDevice);
    if (lower.rxHandler !== undefined && kin.length === 0) fail('EBUSY');
    super(ns, name, lower, mac);
    this.line = new Line(ns.services, WITHIN, this);
    if (kin.length === 0) lower.rxHandler = (skb) => receive(lower, skb);
  }

  override detach(): void {
    super.detach();
    this.line.clear();
    if (siblings(this.lower).length === 0) this.lower.rxHandler = undefined;
  }

  /** Give a frame to this device: from a sibling. */
  hand(skb: SkBuff, length: number): number {
    const arrives_ns = this.line.send(skb, length);
    if (arrives_ns > 0) this.observe(skb, this, arrives_ns);
    return arrives_ns;
  }

  /** Is a frame that came in at the card for this device alone? */
  abstract wants(skb: SkBuff): boolean;
}

function siblings(lower: NetDevice): SharedDevice[] {
  return [...lower.uppers].filter((d): d is SharedDevice => d instanceof SharedDevice);
}

/** A frame came in at the card: to whom it goes. False: to the card's own host (too). */
function receive(lower: NetDevice, skb: SkBuff): boolean {
  const all = siblings(lower);
  const target = all.find((d) => d.up && d.wants(skb));
  if (target !== undefined) {
    target.arrive(skb);
    return true;
  }
  if (isGroupMac(skb.dst)) for (const d of all) if (d.up) d.arrive(skb.clone());
  return false;
}

export class MacvlanDevice extends SharedDevice {
  readonly kind = 'macvlan';
  readonly mode: 'bridge' | 'private' | 'vepa' | 'passthru';

  /** EINVAL next to a passthru one, or as one next to others; EBUSY. */
  constructor(ns: NetNs, name: string, lower: NetDevice, mac: Mac, mode: 'bridge' | 'private' | 'vepa' | 'passthru') {
    const kin = siblings(lower);
    if (kin.some((d) => !(d instanceof MacvlanDevice))) fail('EBUSY');
    if (kin.length > 0 && (mode === 'passthru' || kin.some((d) => (d as MacvlanDevice).mode === 'passthru'))) fail('EINVAL');
    super(ns, name, lower, mode === 'passthru' ? lower.mac : mac);
    this.mode = mode;
  }

  override get spec(): LinkSpec {
    return { kind: 'macvlan', link: this.lower.name, mode: this.mode };
  }

  wants(skb: SkBuff): boolean {
    return skb.dst === this.mac || (this.mode === 'passthru' && !isGroupMac(skb.dst));
  }

  protected override xmit(skb: SkBuff, length: number): number {
    if (this.mode === 'bridge') {
      for (const d of siblings(this.lower)) {
        if (d === this || (d as MacvlanDevice).mode !== 'bridge' || !d.up) continue;
        if (d.mac === skb.dst) return d.hand(skb, length);
        if (isGroupMac(skb.dst)) d.hand(skb.clone(), length);
      }
    }
    return this.down(skb);
  }
}

export class IpvlanDevice extends SharedDevice {
  readonly kind = 'ipvlan';
  readonly mode: 'l2' | 'l3' | 'l3s';

  /** EBUSY next to macvlans. */
  constructor(ns: NetNs, name: string, lower: NetDevice, mode: 'l2' | 'l3' | 'l3s') {
    if (siblings(lower).some((d) => !(d instanceof IpvlanDevice))) fail('EBUSY');
    super(ns, name, lower, lower.mac);
    this.mode = mode;
  }

  override get spec(): LinkSpec {
    return { kind: 'ipvlan', link: this.lower.name, mode: this.mode };
  }

  /** In the layer 3 modes nobody is asked for MAC addresses. */
  override get resolves(): boolean {
    return this.mode === 'l2' && super.resolves;
  }

  private hasAddress(to: IpAddress): boolean {
    return this.addresses.some((a) => a.address === to);
  }

  wants(skb: SkBuff): boolean {
    const { packet } = skb;
    if (packet.kind === 'arp') return this.mode === 'l2' && this.hasAddress(packet.targetIp);
    return this.hasAddress(packet.dst);
  }

  override arrive(skb: SkBuff): void {
    // A group's frames are cut down to those who share the address.
    if (skb.packet.kind === 'arp' && this.mode !== 'l2') return;
    super.arrive(skb);
  }

  protected override xmit(skb: SkBuff, length: number): number {
    const { packet } = skb;
    if (packet.kind !== 'arp' || this.mode === 'l2') {
      for (const d of siblings(this.lower)) {
        if (d === this || !d.up) continue;
        if (d.wants(skb)) return d.hand(skb, length);
        if (isGroupMac(skb.dst) && packet.kind !== 'arp') d.hand(skb.clone(), length);
      }
    }
    if (this.mode === 'l2') return this.down(skb);
    if (packet.kind === 'arp' || isMulticast(packet.dst)) return -1;
    // The card's own namespace routes it on.
    const { ns } = this.lower;
    const route = ns.fibOf(packet.dst).lookup({ dst: packet.dst, src: packet.src, oif: this.lower.name });
    if (route?.device === undefined || route.type !== 'unicast') return -1;
    sendTo(ns, skb, route.device, nextHopOf(route, packet.dst), route.mtu, undefined);
    return 0;
  }
}
