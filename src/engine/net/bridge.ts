/**
 * The bridge (net/bridge of Linux, IEEE 802.1D): it learns where MAC addresses are, forgets them after a while, forwards to one port or
 * floods to all. Ports can be isolated from each other, reflect frames (hairpin) and not learn. With bridge-nf-call-iptables, IP frames
 * that pass a bridge also pass netfilter's hooks. Left out: the spanning tree protocol, VLAN filtering, multicast snooping.
 */
import { isGroupMac } from './address.ts';
import { macName } from './observe.ts';
import { NetDevice, VethDevice } from './netdev.ts';
import { ETH_P } from './skbuff.ts';
import { frameLength } from './wire.ts';
import type { NetNs } from './netns.ts';
import type { Mac, SkBuff } from './skbuff.ts';

export class BridgePort {
  readonly device: NetDevice;
  hairpin = false;
  isolated = false;
  learning = true;

  constructor(device: NetDevice) {
    this.device = device;
  }
}

/** Where a MAC address is: behind a port. */
export interface FdbEntry {
  readonly mac: Mac;
  port: BridgePort;
  updated_ns: number;
  readonly state: 'dynamic' | 'static' | 'permanent';
}

/** Learnt addresses at most: a flood of made-up sources must not eat memory. */
const FDB_MAX = 16_384;

export class BridgeDevice extends NetDevice {
  readonly kind = 'bridge';
  readonly ports = new Map<NetDevice, BridgePort>();
  readonly fdb = new Map<Mac, FdbEntry>();
  ageing_ns = 300e9;
  stp = false;
  vlanFiltering = false;
  /** The address was chosen, and no longer follows the ports'. */
  private fixedMac = false;
  private fixedMtu = false;

  constructor(ns: NetNs, name: string, mac: Mac, chosen: boolean) {
    super(ns, name, mac);
    this.fixedMac = chosen;
  }

  override get carrier(): boolean {
    for (const port of this.ports.keys()) if (port.running) return true;
    return false;
  }

  override detach(): void {
    for (const port of [...this.ports.keys()]) this.removePort(port);
  }

  setMac(mac: Mac): void {
    this.mac = mac;
    this.fixedMac = true;
  }

  addPort(device: NetDevice): void {
    const port = new BridgePort(device);
    this.ports.set(device, port);
    device.master = this;
    device.rxHandler = (skb) => {
      this.input(port, skb);
      return true;
    };
    this.followMac();
    this.followMtu();
    this.carrierChanged();
  }

  removePort(device: NetDevice): void {
    if (!this.ports.delete(device)) return;
    device.master = undefined;
    device.rxHandler = undefined;
    for (const [mac, entry] of this.fdb) if (entry.port.device === device) this.fdb.delete(mac);
    this.followMac();
    this.followMtu();
    this.carrierChanged();
  }

  setMtu(mtu: number): void {
    this.mtu = mtu;
    this.fixedMtu = true;
  }

  /** The least of the ports' MTUs is the bridge's, unless one was set. */
  followMtu(): void {
    if (this.fixedMtu) return;
    let least = 1500;
    let first = true;
    for (const d of this.ports.keys()) {
      if (first || d.mtu < least) least = d.mtu;
      first = false;
    }
    this.mtu = least;
  }

  /** The least of the ports' addresses is the bridge's, unless one was set. */
  private followMac(): void {
    if (this.fixedMac) return;
    let least: Mac | undefined;
    for (const d of this.ports.keys()) if (d.mac !== 0 && (least === undefined || d.mac < least)) least = d.mac;
    if (least !== undefined) this.mac = least;
  }

  /** The entry of an address, when it is not too old. */
  private find(mac: Mac, now_ns: number): FdbEntry | undefined {
    const entry = this.fdb.get(mac);
    if (entry === undefined || entry.state !== 'dynamic' || now_ns - entry.updated_ns < this.ageing_ns) return entry;
    this.fdb.delete(mac);
    return undefined;
  }

  private learn(mac: Mac, port: BridgePort, now_ns: number): void {
    const known = this.fdb.get(mac);
    if (known !== undefined) {
      if (known.state !== 'dynamic') return;
      known.port = port;
      known.updated_ns = now_ns;
      return;
    }
    if (isGroupMac(mac) || mac === this.mac) return;
    if (this.fdb.size >= FDB_MAX) for (const [old, e] of this.fdb) if (now_ns - e.updated_ns >= this.ageing_ns) this.fdb.delete(old);
    if (this.fdb.size >= FDB_MAX) return;
    this.fdb.set(mac, { mac, port, updated_ns: now_ns, state: 'dynamic' });
  }

  /** A frame came in through a port. */
  private input(port: BridgePort, skb: SkBuff): void {
    const { ns } = this;
    if (!this.up) {
      if (ns.watched) ns.note(skb, 'drop', `the bridge ${this.name} is down`, port.device.name);
      return;
    }
    const now_ns = ns.services.now_ns();
    if (port.learning) this.learn(skb.src, port, now_ns);
    // 01:80:c2:00:00:0x is for the bridge itself (802.1D): never forwarded.
    if (skb.dst >= 0x0180c2000000 && skb.dst <= 0x0180c200000f) return;
    const own = skb.dst === this.mac || ns.ownsMac(this, skb.dst);
    if (ns.bridgeFilter && skb.packet.kind !== 'arp' && ns.callsFilter(skb)) {
      // What is for this host passes PREROUTING in IP's own way.
      skb.physIn = port.device.name;
      if (!own && !ns.filterBridged('PREROUTING', skb, this, undefined)) return;
    }
    if (own) {
      this.passUp(skb);
      return;
    }
    if (isGroupMac(skb.dst)) {
      this.flood(port, skb);
      this.passUp(skb);
      return;
    }
    const entry = this.find(skb.dst, now_ns);
    if (entry === undefined) {
      this.flood(port, skb);
      if (this.promisc) this.passUp(skb);
      return;
    }
    if (ns.watched) ns.note(skb, 'bridge', `${this.name} learnt that ${macName(skb.dst)} is behind ${entry.port.device.name}`, this.name);
    this.forward(port, entry.port, skb);
  }

  private flood(from: BridgePort | undefined, skb: SkBuff): void {
    if (this.ns.watched) this.ns.note(skb, 'bridge', isGroupMac(skb.dst) ? `${this.name} floods it to all ports: the address is a group's` : `${this.name} floods it to all ports: nobody with the address ${macName(skb.dst)} was heard yet`, this.name);
    const { packet } = skb;
    const asked = packet.kind === 'arp' && packet.op === 'request' && skb.vlan === undefined && !this.ns.watched && !this.ns.tapped ? packet : undefined;
    const length = asked === undefined ? 0 : frameLength(skb);
    const apart = from?.isolated === true;
    for (const port of this.ports.values()) {
      const { device } = port;
      if (!device.up || (port === from && !port.hairpin)) continue;
      if (asked !== undefined && device instanceof VethDevice && !(apart && port.isolated) && device.absorbs(asked, length)) continue;
      this.forward(from, port, skb.clone());
    }
  }

  private forward(from: BridgePort | undefined, to: BridgePort, skb: SkBuff): void {
    const { ns } = this;
    if (from !== undefined) {
      if (from === to && !to.hairpin) {
        if (ns.watched) ns.note(skb, 'drop', `the address is behind ${to.device.name}, where the frame came from`, this.name);
        return;
      }
      if (from.isolated && to.isolated) {
        if (ns.watched) ns.note(skb, 'drop', `${from.device.name} and ${to.device.name} are isolated from each other`, this.name);
        return;
      }
      if (skb.packet.kind !== 'arp' && ns.bridgeFilter && ns.callsFilter(skb) && !(ns.filterBridged('FORWARD', skb, this, to.device.name) && ns.filterBridged('POSTROUTING', skb, this, to.device.name))) return;
    }
    if (to.device.mtu + 14 < frameLength(skb) && !fitsSegmented(skb, to.device.mtu)) {
      to.device.tx.dropped++;
      if (ns.watched) ns.note(skb, 'drop', `it is longer than the MTU of ${to.device.name}, ${to.device.mtu}`, to.device.name);
      return;
    }
    to.device.transmit(skb);
  }

  /** To the stack of the bridge's own namespace. */
  private passUp(skb: SkBuff): void {
    this.rx.packets++;
    this.rx.bytes += frameLength(skb) - 14;
    if (this.ns.tapped) this.ns.tap(skb, this, skb.dst === this.mac ? 'in' : 'broadcast');
    this.handUp(skb);
  }

  /** A frame of the own namespace. */
  protected override xmit(skb: SkBuff): number {
    const entry = isGroupMac(skb.dst) ? undefined : this.find(skb.dst, this.ns.services.now_ns());
    if (entry === undefined) this.flood(undefined, skb);
    else this.forward(undefined, entry.port, skb);
    return 0;
  }
}

/** A super-segment passes where its segments would. */
export function fitsSegmented(skb: SkBuff, mtu: number): boolean {
  const { packet } = skb;
  if (skb.etherType === ETH_P.ARP || packet.kind === 'arp' || packet.payload.kind !== 'tcp' || packet.payload.gsoSize === 0) return false;
  return frameLength(skb) - 14 - packet.payload.data.length + packet.payload.gsoSize <= mtu;
}
