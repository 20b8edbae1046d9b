/**
 * IP, outgoing (net/ipv4/ip_output.c, route.c and their IPv6 kin): the route and the source address, OUTPUT, POSTROUTING, fragments, and the
 * neighbour. What is for the namespace itself goes through lo.
 */
import { SysError, errnoName, fail } from '../abi/errno.ts';
import { isMulticast, within } from './address.ts';
import { groupMac } from './ask.ts';
import { fitsSegmented } from './bridge.ts';
import { cut } from './fragment.ts';
import { isLinkLocal6 } from './ipv6.ts';
import { routeText } from './observe.ts';
import { ETH_P, IPPROTO, SkBuff } from './skbuff.ts';
import { packetLength } from './wire.ts';
import type { ErrnoName } from '../abi/errno.ts';
import type { OutRoute, Outgoing, Sender } from './ip.ts';
import type { NetDevice } from './netdev.ts';
import type { NetNs } from './netns.ts';
import type { Route } from './route.ts';
import type { IpAddress, IpPacket } from './skbuff.ts';

/** A route that was found, with what the layers beneath need. */
export interface FoundRoute extends OutRoute {
  readonly out: NetDevice;
  readonly route: Route | undefined;
  readonly next: IpAddress;
}

/** Whose MAC address the packet goes to. */
export function nextHopOf(route: Route, dst: IpAddress): IpAddress {
  return route.via ?? dst;
}

/** See IpLayer.routeOutput. `foreign`: the source need not be an address of ours. */
export function routeOut(ns: NetNs, asked: IpAddress, source: IpAddress | undefined, sender: Pick<Sender, 'device' | 'mark'>, foreign = false): FoundRoute {
  const four = typeof asked === 'number';
  const any = four ? 0 : 0n;
  const dst = asked === any ? (source !== undefined && source !== any ? source : four ? 0x7f000001 : 1n) : asked;
  const src = source === any ? undefined : source;
  const bound = sender.device === undefined || sender.device === '' ? undefined : (ns.device(sender.device) ?? fail('ENODEV'));
  if (!foreign && src !== undefined && !ns.owns(src) && ns.settings.ip_nonlocal_bind !== 1) fail('EADDRNOTAVAIL');
  const fib = ns.fibOf(dst);
  const own = fib.localType(dst);
  if (own?.type === 'local') {
    if (!ns.loopback.up) fail('ENETUNREACH');
    const back = src ?? (four && own.prefix < 32 && !within(dst, 0x7f000000, 8) ? own.source : undefined) ?? (four && within(dst, 0x7f000000, 8) ? 0x7f000001 : dst);
    return { source: back, mtu: ns.loopback.mtu, local: true, broadcast: false, device: 'lo', out: ns.loopback, route: own, next: dst };
  }
  const group = isMulticast(dst);
  const route = dst === 0xffffffff && bound !== undefined ? undefined : fib.lookup({ dst, src, oif: bound?.name, mark: sender.mark });
  if (route !== undefined && route.type !== 'unicast' && route.type !== 'broadcast' && route.type !== 'multicast') {
    if (route.type === 'prohibit') fail('EACCES');
    if (route.type === 'blackhole') fail('EINVAL');
    fail(route.type === 'unreachable' ? 'EHOSTUNREACH' : 'ENETUNREACH');
  }
  if (typeof dst === 'bigint' && isLinkLocal6(dst) && bound === undefined && ns.devices.filter((d) => d.up && !d.loopback).length > 1 && route === undefined) fail('EINVAL');
  const out = route?.device ?? bound ?? fail('ENETUNREACH');
  // A socket that is bound to a device may send to anybody on its link.
  if (route === undefined && !(four && bound !== undefined) && !group) fail('ENETUNREACH');
  if (!out.up) fail('ENETDOWN');
  const next = route === undefined || group ? dst : nextHopOf(route, dst);
  const chosen = src ?? route?.source ?? ns.sourceFor(out, group || route?.via === undefined || !four ? dst : route.via) ?? (four ? 0 : fail('EADDRNOTAVAIL'));
  return { source: chosen, mtu: Math.min(ns.pathMtu(dst) ?? Infinity, route?.mtu ?? out.mtu), local: false, broadcast: dst === 0xffffffff || route?.type === 'broadcast', device: out.name, out, route, next };
}

/** See IpLayer.output. `foreign`: the packet is sent in somebody else's name (REJECT, raw sockets with their own header). */
export function outputPacket(ns: NetNs, packet: Outgoing, sender: Sender, foreign = false): ErrnoName | undefined {
  let found: FoundRoute;
  const { src, dst, protocol, payload } = packet;
  try {
    found = routeOut(ns, dst, src === 0 || src === 0n ? undefined : src, sender, foreign);
  } catch (e) {
    if (!(e instanceof SysError)) throw e;
    ns.counters.outNoRoutes++;
    if (ns.watched) noteLost(ns, packet, sender, e.message);
    return errnoName(e.errno) as ErrnoName;
  }
  const tos = packet.tos ?? 0;
  const ttl = packet.ttl ?? (isMulticast(dst) ? 1 : typeof dst === 'number' ? ns.settings.ip_default_ttl! : ns.conf6.all.hop_limit!);
  const to = dst === 0 ? (found.next as number) : dst === 0n ? found.next : dst;
  const built: IpPacket =
    typeof to === 'number'
      ? { kind: 'ipv4', src: found.source as number, dst: to, protocol, ttl, tos, id: ns.takeIpId(), dontFragment: packet.dontFragment ?? protocol === IPPROTO.TCP, moreFragments: false, fragmentOffset: 0, payload }
      : { kind: 'ipv6', src: found.source as bigint, dst: to, protocol, ttl, tos, flowLabel: 0, payload };
  const skb = new SkBuff(ns.services.nextFrameId(), found.out.mac, 0, typeof to === 'number' ? ETH_P.IP : ETH_P.IPV6, built, { cause: sender.stamp.cause, root: sender.stamp.root });
  skb.mark = sender.mark;
  ns.counters.outRequests++;
  return sendOwn(ns, skb, found, sender);
}

function noteLost(ns: NetNs, packet: Outgoing, sender: Sender, why: string): void {
  if (typeof packet.dst !== 'number' || typeof packet.src !== 'number') return;
  const built: IpPacket = { kind: 'ipv4', src: packet.src, dst: packet.dst, protocol: packet.protocol, ttl: packet.ttl ?? 64, tos: 0, id: 0, dontFragment: false, moreFragments: false, fragmentOffset: 0, payload: packet.payload };
  ns.note(new SkBuff(ns.services.nextFrameId(), 0, 0, ETH_P.IP, built, sender.stamp), 'drop', why);
}

/** A packet of this namespace's own, with its route, past the sockets. */
export function sendOwn(ns: NetNs, skb: SkBuff, found: FoundRoute, sender: Sender): ErrnoName | undefined {
  let { out, next, mtu } = found;
  const before = skb.packet as IpPacket;
  if (ns.watched) {
    ns.note(skb, 'send', found.local ? 'it stays within this namespace' : 'a packet is handed to IP', out.name);
    if (found.route !== undefined) ns.note(skb, 'route', routeText(found.route), out.name);
  }
  if (ns.filter !== undefined) {
    const mark = skb.mark;
    if (!ns.filter.run('OUTPUT', skb, undefined, out, sender)) return 'EPERM';
    const p = skb.packet as IpPacket;
    if (p.dst !== before.dst || skb.mark !== mark) {
      try {
        ({ out, next, mtu } = routeOut(ns, p.dst, undefined, { device: sender.device === 'lo' ? undefined : sender.device, mark: skb.mark }));
      } catch (e) {
        if (!(e instanceof SysError)) throw e;
        return errnoName(e.errno) as ErrnoName;
      }
      if (ns.watched) ns.note(skb, 'route', `after OUTPUT it leaves through ${out.name}`, out.name);
    }
  }
  const p = skb.packet as IpPacket;
  if (packetLength(p) > mtu && (p.kind === 'ipv6' || p.dontFragment) && !fitsSegmented(skb, mtu)) {
    if (ns.watched) ns.note(skb, 'drop', `it is longer than the MTU, ${mtu}, and must not be fragmented`, out.name);
    return 'EMSGSIZE';
  }
  sendTo(ns, skb, out, next, mtu, sender);
  return undefined;
}

/** POSTROUTING, fragments, and down to the neighbour. */
export function sendTo(ns: NetNs, skb: SkBuff, device: NetDevice, next: IpAddress, mtu: number | undefined, sender: Sender | undefined): void {
  if (ns.filter !== undefined && !ns.filter.run('POSTROUTING', skb, undefined, device, sender)) return;
  const p = skb.packet as IpPacket;
  const limit = mtu ?? device.mtu;
  if (packetLength(p) <= limit || p.kind === 'ipv6' || fitsSegmented(skb, limit)) {
    toNeighbour(ns, skb, device, next);
    return;
  }
  if (p.dontFragment && sender === undefined) {
    ns.counters.outDiscards++;
    return;
  }
  const parts = cut(p, limit);
  ns.counters.fragmented++;
  ns.counters.fragmentsMade += parts.length;
  if (ns.watched) ns.note(skb, 'route', `it is longer than the MTU of ${device.name}, ${limit}: ${parts.length} fragments`, device.name);
  for (const part of parts) {
    const copy = skb.clone();
    copy.packet = part;
    toNeighbour(ns, copy, device, next);
  }
}

function toNeighbour(ns: NetNs, skb: SkBuff, device: NetDevice, next: IpAddress): void {
  const p = skb.packet as IpPacket;
  skb.src = device.mac;
  skb.physIn = undefined;
  if (device.loopback) {
    skb.dst = 0;
    device.transmit(skb);
  } else if (isMulticast(p.dst) || (p.kind === 'ipv4' && (p.dst === 0xffffffff || ns.isBroadcast(p.dst)))) {
    skb.dst = groupMac(p.dst);
    device.transmit(skb);
  } else if (!device.resolves) {
    skb.dst = device.mac;
    device.transmit(skb);
  } else ns.neighboursOf(device, next).resolve(skb, next);
}
