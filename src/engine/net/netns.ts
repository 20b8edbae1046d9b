/**
 * The network of one namespace (struct net), layers 2 and 3: its devices, addresses, routes, neighbours and settings, and the line to the
 * transports (ip.ts). What happens to packets is in ip_in.ts and ip_out.ts; what is refused when it is configured, in config.ts. Nothing
 * here blocks: frames go through lines (link.ts), whose ends are events.
 */
import { familyOf, formatIp, formatMac, isMulticast, networkOf, widthOf, within } from './address.ts';
import { askFor, probeDuplicate, receiveArp } from './ask.ts';
import { CONF4, CONF6, CONNTRACK, IPV4 } from './conf.ts';
import { Fragments } from './fragment.ts';
import { sendError } from './icmp.ts';
import { receiveIp } from './ip_in.ts';
import { outputPacket, routeOut } from './ip_out.ts';
import { isLinkLocal6, linkLocalOf } from './ipv6.ts';
import { LoopbackDevice } from './netdev.ts';
import { headersOf } from './observe.ts';
import { Fib, TABLE, kernelRoute } from './route.ts';
import { ETH_P } from './skbuff.ts';
import { fail } from '../abi/errno.ts';
import { parseFrame } from './wire.ts';
import type { Stamp } from '../base/stampedqueue.ts';
import type { ErrnoName } from '../abi/errno.ts';
import type { RouteEvent, SocketInfo } from '../abi/netlink.ts';
import type { PacketAction } from '../abi/trace.ts';
import type { BridgeDevice } from './bridge.ts';
import type { Filter, HookName } from './hooks.ts';
import type { FrameTap, IpLayer, NetServices, OutRoute, Outgoing, Sender, TransportProtocol } from './ip.ts';
import type { NeighbourTable, Neighbour } from './neigh.ts';
import type { Assigned, NetDevice } from './netdev.ts';
import type { Route } from './route.ts';
import type { IpAddress, IpPacket, Ipv4Address, Mac, SkBuff } from './skbuff.ts';

/** What changes are told to (netlink's multicast groups). */
export interface NetListener {
  link(device: NetDevice, deleted: boolean): void;
  address(device: NetDevice, address: Assigned, deleted: boolean): void;
  route(route: Route, deleted: boolean): void;
  neighbour(device: NetDevice, n: Neighbour): void;
  event(event: RouteEvent): void;
}

/** Counters of /proc/net/snmp's Ip and Icmp lines. */
export interface IpCounters {
  inReceives: number;
  inHdrErrors: number;
  inAddrErrors: number;
  forwarded: number;
  inDelivers: number;
  inDiscards: number;
  inUnknownProtos: number;
  outRequests: number;
  outDiscards: number;
  outNoRoutes: number;
  reassemblyRequired: number;
  reassembled: number;
  reassemblyFailed: number;
  fragmented: number;
  fragmentsMade: number;
  icmpIn: number;
  icmpInErrors: number;
  icmpOut: number;
}

/** ff00::/8, all groups. */
const MULTICAST6 = 0xffn << 120n;

/** Path MTUs learnt from ICMP hold for ten minutes (mtu_expires). */
const PMTU_NS = 600e9;
const PMTU_MAX = 1024;

export class NetNs implements IpLayer {
  readonly services: NetServices;
  /** Name of the host, for observers. */
  readonly host: string;
  /** Inode of the namespace, for observers. */
  readonly ino: number;
  /** In the order in which they came; the index is unique. */
  readonly devices: NetDevice[] = [];
  readonly conf4: Record<'all' | 'default', Record<string, number>>;
  readonly conf6: Record<'all' | 'default', Record<string, number>>;
  /** The namespace's numbers (conf.ts, IPV4). */
  readonly settings: Record<string, number>;
  /** net.netfilter.*. */
  readonly conntrackSettings: Record<string, number> = { ...CONNTRACK };
  /** net.ipv4.ip_local_port_range and ping_group_range. */
  portRange: readonly [number, number] = [32768, 60999];
  pingGroups: readonly [number, number] = [0, 2147483647];
  readonly fib4 = new Fib(4);
  readonly fib6 = new Fib(6);
  readonly loopback: LoopbackDevice;
  readonly fragments: Fragments;
  /** Netfilter, once somebody uses it. */
  filter: Filter | undefined;
  /** net.bridge.bridge-nf-call-iptables and -ip6tables: on, as loading br_netfilter has it. */
  bridgeCalls = { iptables: true, ip6tables: true };
  /** Ids by which this namespace knows others (ip netns list-id). */
  readonly nsids = new Map<NetNs, number>();
  /** Who is told of changes. */
  readonly listeners = new Set<NetListener>();
  readonly counters: IpCounters = { inReceives: 0, inHdrErrors: 0, inAddrErrors: 0, forwarded: 0, inDelivers: 0, inDiscards: 0, inUnknownProtos: 0, outRequests: 0, outDiscards: 0, outNoRoutes: 0, reassemblyRequired: 0, reassembled: 0, reassemblyFailed: 0, fragmented: 0, fragmentsMade: 0, icmpIn: 0, icmpInErrors: 0, icmpOut: 0 };
  readonly transports = new Map<number, TransportProtocol>();
  /** UDP ports that the kernel itself listens on (tunnels): true when it took the datagram. */
  readonly udpPorts = new Map<number, (skb: SkBuff, packet: IpPacket) => boolean>();
  readonly deliveryTaps = new Set<(skb: SkBuff, packet: IpPacket) => void>();
  /** The sockets of the namespace, as the transports list them (sock_diag). */
  listSockets: () => readonly SocketInfo[] = () => [];
  /** A rule's LOG, or the kernel itself, has something to say. */
  log: (text: string, level: number) => void = () => undefined;
  private readonly frameTaps = new Set<FrameTap>();
  private readonly names = new Map<string, NetDevice>();
  private readonly pathMtus = new Map<IpAddress, { readonly mtu: number; readonly until_ns: number }>();
  private nextIndex = 1;
  private nextIpId: number;

  /** `like`: the initial namespace, whose settings for IPv4 devices a new one takes over. */
  constructor(services: NetServices, host: string, ino: number, like?: NetNs) {
    this.services = services;
    this.host = host;
    this.ino = ino;
    this.conf4 = like === undefined ? { all: { ...CONF4 }, default: { ...CONF4 } } : { all: { ...like.conf4.all }, default: { ...like.conf4.default } };
    this.conf6 = { all: { ...CONF6 }, default: { ...CONF6 } };
    this.settings = { ...IPV4 };
    this.nextIpId = services.random32() & 0xffff;
    this.fragments = new Fragments(this);
    this.loopback = this.insert(new LoopbackDevice(this));
  }

  // ---- devices ----
  takeIndex(): number {
    return this.nextIndex++;
  }

  device(name: string): NetDevice | undefined {
    return this.names.get(name);
  }

  byIndex(index: number): NetDevice | undefined {
    return this.devices.find((d) => d.index === index);
  }

  /** Register a device that was made for this namespace. EEXIST. */
  insert<T extends NetDevice>(device: T): T {
    if (this.names.has(device.name)) fail('EEXIST');
    this.names.set(device.name, device);
    const at = this.devices.findIndex((d) => d.index > device.index);
    if (at < 0) this.devices.push(device);
    else this.devices.splice(at, 0, device);
    for (const l of this.listeners) l.link(device, false);
    return device;
  }

  rename(device: NetDevice, name: string): void {
    if (this.names.has(name)) fail('EEXIST');
    this.names.delete(device.name);
    device.name = name;
    this.names.set(name, device);
    this.linkChanged(device);
  }

  /** Take a device away for good, with its addresses and routes and all that is made upon it. */
  removeDevice(device: NetDevice): void {
    if (this.names.get(device.name) !== device) return;
    for (const upper of [...device.uppers]) upper.ns.removeDevice(upper);
    this.takeOut(device);
    device.detach();
  }

  /** Move a device to another namespace: it goes down and loses addresses and routes; a name or index taken there is replaced. */
  moveDevice(device: NetDevice, to: NetNs, name: string): void {
    if (to.names.has(name)) fail('EEXIST');
    this.takeOut(device);
    device.ns = to;
    device.name = name;
    if (to.byIndex(device.index) !== undefined) device.index = to.takeIndex();
    else if (device.index >= to.nextIndex) to.nextIndex = device.index + 1;
    Object.assign(device.conf4, to.conf4.default);
    Object.assign(device.conf6, to.conf6.default);
    to.insert(device);
  }

  private takeOut(device: NetDevice): void {
    this.setUp(device, false);
    (device.master as BridgeDevice | undefined)?.removePort(device);
    for (const a of [...device.addresses]) this.removeAddress(device, a);
    this.dropRoutes((r) => r.device === device);
    device.neighbours4.flush(true);
    device.neighbours6.flush(true);
    device.qdisc?.clear();
    device.qdisc = undefined;
    this.names.delete(device.name);
    this.devices.splice(this.devices.indexOf(device), 1);
    for (const l of this.listeners) l.link(device, true);
  }

  /** All devices go (the namespace's last process ended): what is physical goes back to `home`. */
  dismantle(home: NetNs): void {
    for (const d of [...this.devices].reverse()) {
      if (this.names.get(d.name) !== d) continue;
      if (d.kind === 'ethernet') this.moveDevice(d, home, home.names.has(d.name) ? `dev${d.index}` : d.name);
      else this.removeDevice(d);
    }
  }

  /** Up, with the routes of its addresses; or down, without any. */
  setUp(device: NetDevice, up: boolean): void {
    if (device.up === up) return;
    device.up = up;
    if (up) {
      if (device.loopback && device.addresses.length === 0) {
        this.addAddress(device, { address: 0x7f000001, prefix: 8, scope: 'host', broadcast: undefined, peer: undefined, label: 'lo', tentative: false });
        if (!this.disabled6(device)) this.addAddress(device, { address: 1n, prefix: 128, scope: 'host', broadcast: undefined, peer: undefined, label: undefined, tentative: false });
      } else for (const a of device.addresses) this.connectedRoutes(device, a);
      if (!device.loopback && !this.disabled6(device)) this.autoLinkLocal(device);
    } else {
      this.dropRoutes((r) => r.device === device && !(r.type === 'local' && typeof r.dst === 'number'));
      for (const a of device.addresses.filter((x) => typeof x.address === 'bigint' && !device.loopback)) this.removeAddress(device, a);
      device.neighbours4.flush(false);
      device.neighbours6.flush(false);
      device.qdisc?.clear();
      this.filter?.forgetMasqueraded(device.index);
    }
    device.carrierChanged();
    (device.master as BridgeDevice | undefined)?.carrierChanged();
  }

  disabled6(device: NetDevice): boolean {
    return this.conf6.all.disable_ipv6 === 1 || device.conf6.disable_ipv6 === 1;
  }

  /** net.ipv6.conf.NAME.disable_ipv6 was set: addresses go, or come back as when the device went up. */
  ipv6Changed(name: string): void {
    if (name === 'default') return;
    if (name === 'all') for (const d of this.devices) d.conf6.disable_ipv6 = this.conf6.all.disable_ipv6!;
    for (const d of name === 'all' ? this.devices : this.devices.filter((x) => x.name === name)) {
      const off = this.disabled6(d);
      if (off) for (const a of d.addresses.filter((x) => typeof x.address === 'bigint')) this.removeAddress(d, a);
      else if (d.up && !d.loopback) this.autoLinkLocal(d);
      else if (d.up && !d.has(1n)) this.addAddress(d, { address: 1n, prefix: 128, scope: 'host', broadcast: undefined, peer: undefined, label: undefined, tentative: false });
    }
  }

  private autoLinkLocal(device: NetDevice): void {
    if (device.addresses.some((a) => typeof a.address === 'bigint' && isLinkLocal6(a.address))) return;
    this.addAddress(device, { address: linkLocalOf(device.mac), prefix: 64, scope: 'link', broadcast: undefined, peer: undefined, label: undefined, tentative: device.resolves });
  }

  /** The id by which this namespace knows another; given when it is first needed. */
  nsid(other: NetNs): number {
    let id = this.nsids.get(other);
    if (id === undefined) this.nsids.set(other, (id = this.nsids.size));
    return id;
  }

  linkChanged(device: NetDevice): void {
    for (const l of this.listeners) l.link(device, false);
  }

  // ---- addresses ----
  /** Add an address that is known to be new. */
  addAddress(device: NetDevice, a: Assigned): void {
    device.addresses.splice(placeOf(device, a), 0, a);
    const width = widthOf(familyOf(a.address));
    this.addRoute(kernelRoute(device, a.address, width, typeof a.address === 'number' ? (primaryOf(device, a).address as number) : undefined, 0, TABLE.LOCAL, 'local', 'host'));
    if (device.up) this.connectedRoutes(device, a);
    if (a.tentative) {
      if (device.running) probeDuplicate(device, a.address as bigint);
      this.services.at(this.services.now_ns() + 1e9, () => {
        a.tentative = false;
        for (const l of this.listeners) l.address(device, a, false);
      });
    }
    for (const l of this.listeners) l.address(device, a, false);
  }

  /** Remove an address. A primary one takes its secondaries along unless promote_secondaries is set (ip-sysctl.rst). */
  removeAddress(device: NetDevice, a: Assigned): void {
    if (!device.addresses.includes(a)) return;
    const heirs = typeof a.address === 'number' && primaryOf(device, a) === a ? device.addresses.filter((x) => x !== a && sameSubnet(x, a)) : [];
    const promote = heirs.length > 0 && this.conf4Or(device, 'promote_secondaries');
    if (!promote) for (const heir of heirs) this.removeAddress(device, heir);
    const at = device.addresses.indexOf(a);
    device.addresses.splice(at, 1);
    if (promote) {
      device.addresses.splice(device.addresses.indexOf(heirs[0]!), 1);
      const last = device.addresses.findLastIndex((x, i) => i >= at && typeof x.address === 'number' && !sameSubnet(x, a) && primaryOf(device, x) === x && SCOPE_RANK[a.scope] <= SCOPE_RANK[x.scope]);
      device.addresses.splice(last < 0 ? at : last + 1, 0, heirs[0]!);
    }
    this.filter?.forgetMasqueraded(device.index);
    const network = networkOf(a.peer ?? a.address, a.prefix);
    const shared = device.addresses.some((x) => x.prefix === a.prefix && networkOf(x.peer ?? x.address, x.prefix) === network);
    const last = !this.devices.some((d) => d.addresses.some((x) => x.address === a.address));
    this.dropRoutes((r) => {
      if (r.device !== device) return r.source === a.address && last && r.table !== TABLE.LOCAL;
      if (r.type === 'local' && r.dst === a.address) return true;
      if (r.source === a.address && typeof a.address === 'number') return true;
      return !shared && r.protocol === 'kernel' && r.dst === network && r.prefix === a.prefix;
    });
    for (const l of this.listeners) l.address(device, a, true);
    if (!promote) return;
    const primary = heirs[0]!;
    for (const heir of heirs) {
      this.dropRoutes((r) => r.device === device && r.type === 'local' && r.dst === heir.address);
      this.addRoute(kernelRoute(device, heir.address, 32, primary.address as number, 0, TABLE.LOCAL, 'local', 'host'));
      if (device.up) this.connectedRoutes(device, heir);
    }
    for (const l of this.listeners) l.address(device, primary, false);
  }

  private connectedRoutes(device: NetDevice, a: Assigned): void {
    const { address, prefix } = a;
    const dst = networkOf(a.peer ?? address, prefix);
    if (typeof address === 'number') {
      if (device.loopback) this.addOnce(kernelRoute(device, dst, prefix, address, 0, TABLE.LOCAL, 'local', 'host'));
      else if (prefix < 32) {
        if (primaryOf(device, a) === a) this.addRoute(kernelRoute(device, dst, prefix, address, 0, TABLE.MAIN, 'unicast', 'link'));
      } else if (a.peer !== undefined) this.addRoute(kernelRoute(device, dst, 32, address, 0, TABLE.MAIN, 'unicast', 'link'));
      const last = prefix < 31 ? (((dst as number) | (0xffffffff >>> prefix)) >>> 0) : undefined;
      if (a.broadcast !== undefined) this.addOnce(kernelRoute(device, a.broadcast, 32, primaryOf(device, a).address as number, 0, TABLE.LOCAL, 'broadcast', 'link'));
      if (last !== undefined && last !== a.broadcast) this.addOnce(kernelRoute(device, last, 32, address, 0, TABLE.LOCAL, 'broadcast', 'link'));
      return;
    }
    if (this.fib6.same(TABLE.LOCAL, address, 128).every((r) => r.device !== device)) this.addRoute(kernelRoute(device, address, 128, undefined, 0, TABLE.LOCAL, 'local', 'host'));
    this.addOnce(kernelRoute(device, dst, prefix, undefined, 256, TABLE.MAIN, 'unicast', 'global'));
    if (!device.loopback) this.addOnce(kernelRoute(device, MULTICAST6, 8, undefined, 256, TABLE.LOCAL, 'multicast', 'global'));
  }

  private addOnce(r: Route): void {
    if (!this.fibOf(r.dst).same(r.table, r.dst, r.prefix).some((x) => x.device === r.device && x.metric === r.metric)) this.addRoute(r);
  }

  /** Somebody else on the link has a tentative address: it stays unusable (dadfailed is not told apart). */
  duplicate(device: NetDevice, a: Assigned): void {
    this.removeAddress(device, a);
    this.log(`IPv6: ${device.name}: IPv6 duplicate address detected!`, 6);
  }

  // ---- routes ----
  fibOf(address: IpAddress): Fib {
    return typeof address === 'number' ? this.fib4 : this.fib6;
  }

  addRoute(r: Route): void {
    this.fibOf(r.dst).add(r);
    for (const l of this.listeners) l.route(r, false);
  }

  dropRoutes(which: (r: Route) => boolean): Route[] {
    const gone = [...this.fib4.removeWhere(which), ...this.fib6.removeWhere(which)];
    if (this.listeners.size > 0) for (const r of gone) for (const l of this.listeners) l.route(r, true);
    return gone;
  }

  // ---- neighbours ----
  neighboursOf(device: NetDevice, address: IpAddress): NeighbourTable {
    return typeof address === 'number' ? device.neighbours4 : device.neighbours6;
  }

  neighbourChanged(table: NeighbourTable, n: Neighbour): void {
    for (const l of this.listeners) l.neighbour(table.device, n);
  }

  /** Do we answer an ARP request for `asked` that came in through `device`? */
  /** net.ipv4.conf.all.proxy_arp: ARP questions for others are answered. */
  get proxiesArp(): boolean {
    return this.conf4.all.proxy_arp !== 0;
  }

  answersArp(device: NetDevice, asked: Ipv4Address, sender: Ipv4Address): boolean {
    const ignore = Math.max(this.conf4.all.arp_ignore!, device.conf4.arp_ignore!);
    if (this.fib4.localType(asked)?.type === 'local' && asked >>> 24 !== 127) return ignore === 0 || (ignore < 8 && device.has(asked));
    if (this.conf4.all.proxy_arp === 0 && device.conf4.proxy_arp === 0) return false;
    const route = this.fib4.lookup({ dst: asked, src: sender });
    return route?.type === 'unicast' && route.device !== device;
  }

  // ---- questions ----
  owns(address: IpAddress): boolean {
    return this.fibOf(address).localType(address)?.type === 'local';
  }

  isBroadcast(address: IpAddress): boolean {
    return address === 0xffffffff || (typeof address === 'number' && this.fib4.localType(address)?.type === 'broadcast');
  }

  /** Is it the address of a device on the bridge, or of one made upon it? */
  ownsMac(bridge: BridgeDevice, mac: Mac): boolean {
    for (const d of bridge.ports.keys()) if (d.mac === mac) return true;
    for (const d of bridge.vlans.values()) if (d.mac === mac) return true;
    for (const d of bridge.uppers) if (d.mac === mac) return true;
    return false;
  }

  /** The device's address for packets to `to`: one whose network it is in, else its first; of its own scope for link-local IPv6. */
  sourceOn(device: NetDevice, to: IpAddress): IpAddress | undefined {
    let best: Assigned | undefined;
    for (const a of device.addresses) {
      if (typeof a.address !== typeof to || a.tentative) continue;
      if (typeof a.address === 'bigint' && isLinkLocal6(a.address) !== (isLinkLocal6(to as bigint) || (isMulticast(to) && ((to as bigint) >> 112n) % 16n === 2n))) continue;
      if (within(to, a.peer ?? a.address, a.prefix)) return a.address;
      best ??= a;
    }
    return best?.address;
  }

  /** The address for packets to `to` that leave through `device`: the device's, else any device's that is not the loopback's. */
  sourceFor(device: NetDevice, to: IpAddress): IpAddress | undefined {
    const own = this.sourceOn(device, to);
    if (own !== undefined && !(device.loopback && own === 0x7f000001 && to !== own && !within(to, 0x7f000000, 8))) return own;
    for (const d of this.devices) {
      if (d === device || d.loopback) continue;
      const a = d.addresses.find((x) => typeof x.address === typeof to && x.scope === 'global' && !x.tentative);
      if (a !== undefined) return a.address;
    }
    return own;
  }

  forwards4(device: NetDevice): boolean {
    return device.conf4.forwarding === 1;
  }

  forwards6(_device: NetDevice): boolean {
    return this.conf6.all.forwarding === 1;
  }

  /** net.ipv4.ip_forward: all devices, and those to come. */
  setForwarding(on: number): void {
    this.conf4.all.forwarding = this.conf4.default.forwarding = on;
    for (const d of this.devices) d.conf4.forwarding = on;
  }

  setForwarding6(on: number): void {
    this.conf6.all.forwarding = this.conf6.default.forwarding = on;
    for (const d of this.devices) d.conf6.forwarding = on;
  }

  /** Of a setting that holds when all or the device has it. */
  conf4Or(device: NetDevice, key: string): boolean {
    return this.conf4.all[key] === 1 || device.conf4[key] === 1;
  }

  // ---- path MTU ----
  pathMtu(dst: IpAddress): number | undefined {
    const known = this.pathMtus.get(dst);
    if (known === undefined) return undefined;
    if (known.until_ns > this.services.now_ns()) return known.mtu;
    this.pathMtus.delete(dst);
    return undefined;
  }

  learnMtu(dst: IpAddress, mtu: number): void {
    if (this.pathMtus.size >= PMTU_MAX) this.pathMtus.clear();
    this.pathMtus.set(dst, { mtu: Math.max(mtu, typeof dst === 'number' ? 552 : 1280), until_ns: this.services.now_ns() + PMTU_NS });
  }

  takeIpId(): number {
    return (this.nextIpId = (this.nextIpId + 1) & 0xffff);
  }

  // ---- frames ----
  /** A frame for this namespace's protocols. */
  receive(device: NetDevice, skb: SkBuff): void {
    const { packet, dst } = skb;
    if (dst !== device.mac && (Math.floor(dst / 0x10000000000) & 1) === 0) {
      if (this.watched) this.note(skb, 'drop', `the frame is for another address than that of ${device.name}`, device.name);
      return;
    }
    if (packet.kind === 'arp') receiveArp(device, skb, packet);
    else if (packet.kind === 'ipv4' || !this.disabled6(device)) receiveIp(this, device, skb);
  }

  get tapped(): boolean {
    return this.frameTaps.size > 0;
  }

  tap(skb: SkBuff, device: NetDevice, direction: Parameters<FrameTap>[3]): void {
    for (const tap of this.frameTaps) tap(skb, device.name, device.index, direction);
  }

  /** Frames of a bridge may have to pass netfilter. */
  get bridgeFilter(): boolean {
    return this.filter !== undefined && (this.bridgeCalls.iptables || this.bridgeCalls.ip6tables);
  }

  callsFilter(skb: SkBuff): boolean {
    return skb.packet.kind === 'ipv4' ? this.bridgeCalls.iptables : this.bridgeCalls.ip6tables;
  }

  /** A frame on its way through a bridge passes a hook; false: it goes no further. */
  filterBridged(hook: HookName, skb: SkBuff, bridge: NetDevice, physOut: string | undefined): boolean {
    return this.filter!.run(hook, skb, hook === 'POSTROUTING' ? undefined : bridge, hook === 'PREROUTING' ? undefined : bridge, undefined, physOut);
  }

  /** The packet's neighbour did not answer. */
  unreachable(skb: SkBuff): void {
    if (skb.packet.kind === 'ipv4') sendError(this, skb, 3, 1, 0);
    else if (skb.packet.kind === 'ipv6') sendError(this, skb, 1, 3, 0);
  }

  // ---- IpLayer ----
  routeOutput(dst: IpAddress, source: IpAddress | undefined, sender: Sender): OutRoute {
    return routeOut(this, dst, source, sender);
  }

  output(packet: Outgoing, sender: Sender): ErrnoName | undefined {
    return outputPacket(this, packet, sender);
  }

  register(protocol: number, transport: TransportProtocol): void {
    this.transports.set(protocol, transport);
  }

  tapDelivered(tap: (skb: SkBuff, packet: IpPacket) => void): () => void {
    this.deliveryTaps.add(tap);
    return () => void this.deliveryTaps.delete(tap);
  }

  tapFrames(tap: FrameTap): () => void {
    this.frameTaps.add(tap);
    return () => void this.frameTaps.delete(tap);
  }

  transmitFrame(name: string, frame: Uint8Array, stamp: Stamp): void {
    const device = this.device(name) ?? fail('ENXIO');
    if (!device.up) fail('ENETDOWN');
    if (frame.length > device.mtu + 18) fail('EMSGSIZE');
    const skb = parseFrame(frame, this.services.nextFrameId(), stamp);
    if (skb === undefined) return;
    if (skb.etherType === ETH_P.IP || skb.etherType === ETH_P.IPV6 || skb.etherType === ETH_P.ARP) device.transmit(skb);
  }

  sendIcmpError(skb: SkBuff, type: number, code: number): void {
    sendError(this, skb, type, code, 0);
  }

  /** Ask for a neighbour without a packet that needs it. */
  askNeighbour(device: NetDevice, address: IpAddress): void {
    askFor(device, address, undefined, undefined);
  }

  // ---- observers ----
  get watched(): boolean {
    return this.services.observer?.on === true;
  }

  note(skb: SkBuff, action: PacketAction, decision: string, device = '', peer?: NetDevice, arrives_ns = 0): void {
    const { observer } = this.services;
    if (observer?.on !== true) return;
    observer.step(this.host, skb.stamp, { frame: skb.id, action, ns: this.ino, device, peer: peer === undefined ? undefined : { ns: peer.ns.ino, device: peer.name, host: peer.ns.host, arrives_ns }, decision, headers: headersOf(skb) });
  }

  noteNeighbour(skb: SkBuff, next: IpAddress, mac: Mac | undefined, state: string, device: NetDevice): void {
    this.note(skb, 'neighbour', mac === undefined ? `${formatIp(next)} is not known on ${device.name}: it is asked for, the packet waits` : `${formatIp(next)} is at ${formatMac(mac)} (${state})`, device.name);
  }
}

/** The wider the scope, the smaller. */
const SCOPE_RANK = { global: 0, link: 1, host: 2 } as const;

function sameSubnet(a: Assigned, b: Assigned): boolean {
  return typeof a.address === typeof b.address && a.prefix === b.prefix && networkOf(a.peer ?? a.address, a.prefix) === networkOf(b.peer ?? b.address, b.prefix);
}

/** The device's first address in an IPv4 address's subnet: itself unless it is secondary. */
function primaryOf(device: NetDevice, a: Assigned): Assigned {
  return device.addresses.find((x) => sameSubnet(x, a)) ?? a;
}

/**
 * Where a new address stands among the device's: IPv4's primary ones before the secondary, a narrow scope before a wider one (as __inet_insert_ifa has
 * it), IPv6's by scope with the newest first.
 */
function placeOf(device: NetDevice, a: Assigned): number {
  const all = device.addresses;
  const six = all.findIndex((x) => typeof x.address === 'bigint');
  const end4 = six < 0 ? all.length : six;
  if (typeof a.address === 'bigint') {
    for (let i = end4; i < all.length; i++) if (SCOPE_RANK[a.scope] <= SCOPE_RANK[all[i]!.scope]) return i;
    return all.length;
  }
  if (all.some((x) => sameSubnet(x, a))) return end4;
  let last = 0;
  for (let i = 0; i < end4; i++) if (primaryOf(device, all[i]!) === all[i] && SCOPE_RANK[a.scope] <= SCOPE_RANK[all[i]!.scope]) last = i + 1;
  return last;
}
