/**
 * Asking for neighbours and answering: ARP (RFC 826) for IPv4, neighbour solicitations and advertisements (RFC 4861) for IPv6. Duplicate
 * address detection (RFC 4862) sends one solicitation and waits a second. Left out: proxy NDP, redirects, router advertisements.
 */
import { EMPTY } from '../base/bytes.ts';
import { isMulticast, multicastMac } from './address.ts';
import { V6_ALL_NODES, solicitedNode } from './ipv6.ts';
import { BROADCAST_MAC, ETH_P, IPPROTO, SkBuff } from './skbuff.ts';
import type { Stamp } from '../base/stampedqueue.ts';
import type { NetDevice } from './netdev.ts';
import type { ArpPacket, IcmpMessage, IpAddress, Ipv4Address, Ipv6Address, Ipv6Packet, Mac } from './skbuff.ts';

const QUIET: Stamp = { cause: 0, root: 0 };
export const NS = 135;
export const NA = 136;

/** A target and its link-layer address as ICMPv6's `data` has them, after the flags. */
function targetData(target: Ipv6Address, option: number, mac: Mac | undefined): Uint8Array {
  const out = new Uint8Array(mac === undefined ? 16 : 24);
  for (let i = 0; i < 16; i++) out[i] = Number((target >> BigInt(120 - 8 * i)) & 255n);
  if (mac === undefined) return out;
  out[16] = option;
  out[17] = 1;
  for (let i = 0; i < 6; i++) out[18 + i] = Math.floor(mac / 2 ** (40 - 8 * i)) & 255;
  return out;
}

function sendArp(device: NetDevice, to: Mac, packet: ArpPacket, stamp: Stamp): void {
  device.transmit(new SkBuff(device.ns.services.nextFrameId(), device.mac, to, ETH_P.ARP, packet, stamp));
}

/** The address that a request comes from: the waiting packet's when it is ours, else the device's first. */
function ownIpv4(device: NetDevice, asked: Ipv4Address, skb: SkBuff | undefined): Ipv4Address {
  const src = skb?.packet.kind === 'ipv4' ? skb.packet.src : undefined;
  if (src !== undefined && device.ns.owns(src) && src >>> 24 !== 127) return src;
  return (device.ns.sourceOn(device, asked) as Ipv4Address | undefined) ?? 0;
}

/** Ask who has `address`; `mac` asks only the one who had it. */
export function askFor(device: NetDevice, address: IpAddress, mac: Mac | undefined, skb: SkBuff | undefined): void {
  const stamp = skb?.stamp ?? QUIET;
  if (typeof address === 'number') {
    sendArp(device, mac ?? BROADCAST_MAC, { kind: 'arp', op: 'request', senderMac: device.mac, senderIp: ownIpv4(device, address, skb), targetMac: mac ?? 0, targetIp: address }, stamp);
    return;
  }
  const own = skb?.packet.kind === 'ipv6' && device.has(skb.packet.src) ? skb.packet.src : ((device.ns.sourceOn(device, address) as bigint | undefined) ?? 0n);
  const dst = mac === undefined ? solicitedNode(address) : address;
  sendNdisc(device, mac ?? multicastMac(dst), own, dst, NS, 0, targetData(address, 1, own === 0n ? undefined : device.mac), stamp);
}

function sendNdisc(device: NetDevice, to: Mac, src: Ipv6Address, dst: Ipv6Address, type: number, rest: number, data: Uint8Array, stamp: Stamp): void {
  const packet: Ipv6Packet = { kind: 'ipv6', src, dst, protocol: IPPROTO.ICMPV6, ttl: 255, tos: 0, flowLabel: 0, payload: { kind: 'icmp', type, code: 0, rest, data } };
  device.transmit(new SkBuff(device.ns.services.nextFrameId(), device.mac, to, ETH_P.IPV6, packet, stamp));
}

/** An ARP message came in. Like arp_process: requests for our addresses are answered and teach us who asked. */
export function receiveArp(device: NetDevice, skb: SkBuff, arp: ArpPacket): void {
  const { ns } = device;
  if (!device.resolves) return;
  const table = device.neighbours4;
  if (arp.op === 'request') {
    const local = ns.answersArp(device, arp.targetIp, arp.senderIp);
    if (!local) {
      // A gratuitous request moves an address that is known.
      if (arp.senderIp === arp.targetIp) table.update(arp.senderIp, arp.senderMac, false, false);
      if (ns.watched) ns.note(skb, 'drop', 'it asks for an address that is not here', device.name);
      return;
    }
    if (arp.senderIp !== 0) table.update(arp.senderIp, arp.senderMac, false, true);
    if (ns.watched) ns.note(skb, 'deliver', 'it asks for an address of ours: we answer', device.name);
    sendArp(device, arp.senderMac, { kind: 'arp', op: 'reply', senderMac: device.mac, senderIp: arp.targetIp, targetMac: arp.senderMac, targetIp: arp.senderIp }, skb.stamp);
    return;
  }
  if (ns.watched) ns.note(skb, 'deliver', 'the neighbour answers with its address', device.name);
  table.update(arp.senderIp, arp.senderMac, skb.dst === device.mac, false);
}

/** Tell the link about an address of ours (gratuitous ARP): who knew it with another MAC address learns the new one. */
export function announce(device: NetDevice, address: Ipv4Address): void {
  sendArp(device, BROADCAST_MAC, { kind: 'arp', op: 'request', senderMac: device.mac, senderIp: address, targetMac: 0, targetIp: address }, QUIET);
}

function targetOf(data: Uint8Array): Ipv6Address {
  let v = 0n;
  for (let i = 0; i < 16; i++) v = (v << 8n) | BigInt(data[i] ?? 0);
  return v;
}

function macOption(data: Uint8Array): Mac | undefined {
  if (data.length < 24) return undefined;
  let m = 0;
  for (let i = 18; i < 24; i++) m = m * 256 + data[i]!;
  return m;
}

/** A neighbour solicitation or advertisement came in. */
export function receiveNdisc(device: NetDevice, skb: SkBuff, packet: Ipv6Packet, message: IcmpMessage): void {
  const { ns } = device;
  const data = message.data instanceof Uint8Array ? message.data : EMPTY;
  if (packet.ttl !== 255 || data.length < 16 || !device.resolves) return;
  const target = targetOf(data);
  const table = device.neighbours6;
  const own = device.addresses.find((a) => a.address === target);
  if (message.type === NS) {
    if (own === undefined) return;
    if (packet.src === 0n) {
      // Somebody probes for a duplicate of an address of ours.
      if (own.tentative) ns.duplicate(device, own);
      else sendNdisc(device, multicastMac(V6_ALL_NODES), target, V6_ALL_NODES, NA, 0x20000000, targetData(target, 2, device.mac), skb.stamp);
      return;
    }
    if (own.tentative) return;
    table.update(packet.src, macOption(data) ?? skb.src, false, true);
    if (ns.watched) ns.note(skb, 'deliver', 'it asks for an address of ours: we answer', device.name);
    const router = ns.forwards6(device) ? 0x80000000 : 0;
    sendNdisc(device, skb.src, target, packet.src, NA, router + 0x60000000, targetData(target, 2, device.mac), skb.stamp);
    return;
  }
  if (own?.tentative === true) {
    ns.duplicate(device, own);
    return;
  }
  const n = table.update(target, macOption(data) ?? skb.src, (message.rest & 0x40000000) !== 0, false);
  if (n !== undefined) n.router = message.rest >>> 31 === 1;
}

/** Ask whether somebody else has a new address of ours. */
export function probeDuplicate(device: NetDevice, address: Ipv6Address): void {
  const dst = solicitedNode(address);
  sendNdisc(device, multicastMac(dst), 0n, dst, NS, 0, targetData(address, 1, undefined), QUIET);
}

/** The group MAC address, or the all-ones one, that a packet to a group or broadcast goes to. */
export function groupMac(dst: IpAddress): Mac {
  return isMulticast(dst) ? multicastMac(dst) : BROADCAST_MAC;
}

