/**
 * IP, incoming (net/ipv4/ip_input.c, ip_forward.c and their IPv6 kin): PREROUTING, the route, then either INPUT and delivery, or FORWARD with
 * one hop less to live. Left out: source routes, multicast routing, redirects.
 */
import { isGroupMac, isLoopbackAddress, isMulticast } from './address.ts';
import { fitsSegmented } from './bridge.ts';
import { isFragment } from './fragment.ts';
import { receiveIcmp, sendError } from './icmp.ts';
import { nextHopOf, sendTo } from './ip_out.ts';
import { routeText } from './observe.ts';
import { packetLength } from './wire.ts';
import type { NetDevice } from './netdev.ts';
import type { NetNs } from './netns.ts';
import type { Route } from './route.ts';
import type { IpPacket, SkBuff } from './skbuff.ts';

function drop(ns: NetNs, skb: SkBuff, device: NetDevice, why: string): void {
  ns.counters.inDiscards++;
  if (ns.watched) ns.note(skb, 'drop', why, device.name);
}

/** A frame with an IP packet came in through `device`. */
export function receiveIp(ns: NetNs, device: NetDevice, skb: SkBuff): void {
  ns.counters.inReceives++;
  const { filter } = ns;
  // A group's frame has passed PREROUTING on the bridge already.
  const passed = device.kind === 'bridge' && skb.physIn !== undefined && isGroupMac(skb.dst) && ns.bridgeFilter && ns.callsFilter(skb);
  if (filter !== undefined && !passed) {
    if (filter.tracks && !joined(ns, skb)) return;
    if (!filter.run('PREROUTING', skb, device, undefined)) return;
  }
  const p = skb.packet as IpPacket;
  const local = ns.fibOf(p.dst);
  const route = local.lookup({ dst: p.dst, src: p.src, iif: device.name, mark: skb.mark });
  if (isMulticast(p.dst) || (p.kind === 'ipv4' && (p.dst === 0xffffffff || route?.type === 'broadcast'))) {
    deliver(ns, device, skb);
    return;
  }
  if (p.kind === 'ipv4' && !device.loopback && !plausible(ns, device, skb, p.src, p.dst)) return;
  if (route?.type === 'local') {
    // An IPv6 address of limited scope belongs to one link.
    if (p.kind === 'ipv6' && p.dst >> 118n === 0x3fan && !device.loopback && !device.has(p.dst)) drop(ns, skb, device, 'a link-local address of another link');
    else deliver(ns, device, skb);
    return;
  }
  if (!(p.kind === 'ipv4' ? ns.forwards4(device) : ns.forwards6(device))) {
    ns.counters.inAddrErrors++;
    drop(ns, skb, device, `it is for another host, and forwarding is off (net.ipv${p.kind === 'ipv4' ? '4.ip_forward' : '6.conf.all.forwarding'} is 0)`);
    return;
  }
  forward(ns, device, skb, p, route);
}

/** Is the source one that may come in here (martians, reverse path filter)? */
function plausible(ns: NetNs, device: NetDevice, skb: SkBuff, src: number, dst: number): boolean {
  if ((isLoopbackAddress(src) || isLoopbackAddress(dst)) && !ns.conf4Or(device, 'route_localnet')) {
    drop(ns, skb, device, 'a loopback address cannot come from outside (martian; net.ipv4.conf.*.route_localnet is 0)');
    return false;
  }
  if (src === 0) return true;
  const back = ns.fib4.localType(src);
  if (back?.type === 'local' && !isLoopbackAddress(src) && !ns.conf4Or(device, 'accept_local')) {
    drop(ns, skb, device, 'its source is an address of this very host (martian)');
    return false;
  }
  if (back?.type === 'broadcast' || isMulticast(src)) {
    drop(ns, skb, device, 'its source is a broadcast or group address (martian)');
    return false;
  }
  const mode = Math.max(ns.conf4.all.rp_filter!, device.conf4.rp_filter!);
  if (mode === 0) return true;
  const route = ns.fib4.lookup({ dst: src, src: dst, iif: device.name, mark: skb.mark });
  if (route?.type === 'unicast' ? route.device === device || mode === 2 : isLoopbackAddress(src)) return true;
  drop(ns, skb, device, `answers to its source would not leave through ${device.name} (reverse path filter, rp_filter ${mode})`);
  return false;
}

/** Put a fragment to its kin. False while parts are missing. */
function joined(ns: NetNs, skb: SkBuff): boolean {
  const p = skb.packet;
  if (p.kind !== 'ipv4' || !isFragment(p)) return true;
  const whole = ns.fragments.add(skb, p);
  if (whole === undefined) return false;
  skb.packet = whole;
  return true;
}

function deliver(ns: NetNs, device: NetDevice, skb: SkBuff): void {
  if (!joined(ns, skb)) return;
  if (ns.filter !== undefined && !ns.filter.run('INPUT', skb, device, undefined)) return;
  const p = skb.packet as IpPacket;
  ns.counters.inDelivers++;
  for (const tap of ns.deliveryTaps) tap(skb, p);
  if (p.payload.kind === 'icmp') receiveIcmp(ns, device, skb, p, p.payload);
  if (p.payload.kind === 'udp' && ns.udpPorts.get(p.payload.dport)?.(skb, p) === true) return;
  const transport = ns.transports.get(p.protocol);
  if (transport !== undefined) {
    transport.receive(skb, p, device.name);
    return;
  }
  if (p.payload.kind === 'icmp') return;
  ns.counters.inUnknownProtos++;
  if (ns.deliveryTaps.size > 0) return;
  drop(ns, skb, device, `nobody here knows IP protocol ${p.protocol}`);
  if (p.kind === 'ipv4') sendError(ns, skb, 3, 2, 0);
  else sendError(ns, skb, 4, 1, 40);
}

/** The packet is for somebody else. */
function forward(ns: NetNs, from: NetDevice, skb: SkBuff, p: IpPacket, route: Route | undefined): void {
  const four = p.kind === 'ipv4';
  const device = route?.device;
  if (device === undefined || route!.type !== 'unicast') {
    drop(ns, skb, from, route === undefined ? 'there is no route to its destination' : `the route says ${route.type}`);
    ns.counters.outNoRoutes++;
    if (route?.type === 'blackhole') return;
    if (route?.type === 'prohibit') sendError(ns, skb, four ? 3 : 1, four ? 13 : 1, 0);
    else if (route?.type === 'unreachable') sendError(ns, skb, four ? 3 : 1, four ? 1 : 3, 0);
    else sendError(ns, skb, four ? 3 : 1, 0, 0);
    return;
  }
  if (isGroupMac(skb.dst)) {
    drop(ns, skb, from, 'what came as a broadcast is not forwarded');
    return;
  }
  if (p.ttl <= 1) {
    ns.counters.inHdrErrors++;
    drop(ns, skb, from, 'its time to live is used up');
    sendError(ns, skb, four ? 11 : 3, 0, 0);
    return;
  }
  if (p.kind === 'ipv6' && (isLoopbackAddress(p.src) || p.src >> 118n === 0x3fan)) {
    drop(ns, skb, from, 'a source of this scope is not forwarded');
    return;
  }
  if (ns.watched) ns.note(skb, 'route', `forwarded: ${routeText(route!)}`, device.name);
  const mtu = route!.mtu ?? device.mtu;
  if (packetLength(p) > mtu && (p.kind === 'ipv6' || p.dontFragment) && !fitsSegmented(skb, mtu)) {
    drop(ns, skb, from, `it is longer than the MTU of ${device.name}, ${mtu}, and must not be fragmented`);
    if (four) sendError(ns, skb, 3, 4, mtu);
    else sendError(ns, skb, 2, 0, mtu);
    return;
  }
  skb.packet = { ...p, ttl: p.ttl - 1 };
  if (ns.filter !== undefined && !ns.filter.run('FORWARD', skb, from, device)) return;
  ns.counters.forwarded++;
  sendTo(ns, skb, device, nextHopOf(route!, (skb.packet as IpPacket).dst), route!.mtu, undefined);
}
