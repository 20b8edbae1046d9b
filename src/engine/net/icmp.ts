/**
 * ICMP and ICMPv6 of the stack itself (RFC 792, 1122, 4443): echo is answered, errors are told to the transports they concern, and errors are
 * sent about packets that could not go on. Left out: redirects, timestamps, rate limits, router discovery.
 */
import { isMulticast } from './address.ts';
import { NA, NS, receiveNdisc } from './ask.ts';
import { outputPacket } from './ip_out.ts';
import { IPPROTO } from './skbuff.ts';
import { quote } from './wire.ts';
import type { Sender } from './ip.ts';
import type { NetDevice } from './netdev.ts';
import type { NetNs } from './netns.ts';
import type { IcmpMessage, IpPacket, SkBuff } from './skbuff.ts';

export const ICMP = { ECHO_REPLY: 0, UNREACHABLE: 3, REDIRECT: 5, ECHO: 8, TIME_EXCEEDED: 11, PARAMETER: 12 } as const;
export const ICMP6 = { UNREACHABLE: 1, TOO_BIG: 2, TIME_EXCEEDED: 3, PARAMETER: 4, ECHO: 128, ECHO_REPLY: 129 } as const;

/** An error message, about another packet. */
export function isIcmpError(p: IpPacket): boolean {
  if (p.payload.kind !== 'icmp') return false;
  const { type } = p.payload;
  return p.kind === 'ipv6' ? type < 128 : type === 3 || type === 4 || type === 5 || type === 11 || type === 12;
}

/** What the kernel sends by itself. */
export function kernelSender(skb: SkBuff): Sender {
  return { stamp: skb.stamp, mark: 0, device: undefined, uid: undefined, gid: undefined };
}

/** Tell the sender of a packet that it was not delivered. `rest` is the message's second word (the next hop's MTU). */
export function sendError(ns: NetNs, skb: SkBuff, type: number, code: number, rest: number, source?: IpPacket['src']): void {
  const p = skb.packet;
  if (p.kind === 'arp' || isIcmpError(p) || isMulticast(p.dst) || (Math.floor(skb.dst / 0x10000000000) & 1) === 1) return;
  if (p.kind === 'ipv4' && (p.fragmentOffset > 0 || p.src === 0 || isMulticast(p.src) || ns.isBroadcast(p.src) || ns.isBroadcast(p.dst))) return;
  if (p.kind === 'ipv6' && (p.src === 0n || isMulticast(p.src))) return;
  // A packet through the loopback device has no route of its own to be told by.
  const src = source ?? (ns.owns(p.dst) ? p.dst : p.kind === 'ipv4' ? 0 : 0n);
  const message: IcmpMessage = { kind: 'icmp', type, code, rest, data: quote(p), about: p };
  ns.counters.icmpOut++;
  outputPacket(ns, { src, dst: p.src, protocol: p.kind === 'ipv4' ? IPPROTO.ICMP : IPPROTO.ICMPV6, payload: message, tos: 0xc0 }, kernelSender(skb));
}

/** A message for this namespace. */
export function receiveIcmp(ns: NetNs, device: NetDevice, skb: SkBuff, p: IpPacket, message: IcmpMessage): void {
  ns.counters.icmpIn++;
  const { type } = message;
  const six = p.kind === 'ipv6';
  if (six && (type === NS || type === NA)) {
    receiveNdisc(device, skb, p, message);
    return;
  }
  if (type === (six ? ICMP6.ECHO : ICMP.ECHO)) {
    const group = isMulticast(p.dst) || ns.isBroadcast(p.dst);
    if (ns.settings.icmp_echo_ignore_all === 1 || (group && !six && ns.settings.icmp_echo_ignore_broadcasts === 1)) {
      if (ns.watched) ns.note(skb, 'drop', 'echo requests are ignored here', device.name);
      return;
    }
    if (ns.watched) ns.note(skb, 'deliver', 'an echo request: the kernel answers it', device.name);
    ns.counters.icmpOut++;
    const payload: IcmpMessage = { kind: 'icmp', type: six ? ICMP6.ECHO_REPLY : ICMP.ECHO_REPLY, code: 0, rest: message.rest, data: message.data };
    outputPacket(ns, { src: group ? (six ? 0n : 0) : p.dst, dst: p.src, protocol: p.protocol, payload, tos: p.tos }, { ...kernelSender(skb), device: six && isMulticast(p.dst) ? device.name : undefined });
    return;
  }
  if (type === (six ? ICMP6.ECHO_REPLY : ICMP.ECHO_REPLY) && ns.watched) ns.note(skb, 'deliver', 'an echo reply: for the socket that asked', device.name);
  const { about } = message;
  if (about === undefined || !isIcmpError(p)) return;
  if (!six && type === ICMP.UNREACHABLE && message.code === 4) ns.learnMtu(about.dst, message.rest & 0xffff);
  if (six && type === ICMP6.TOO_BIG) ns.learnMtu(about.dst, message.rest);
  if (ns.watched) ns.note(skb, 'deliver', 'an error about a packet that was sent from here', device.name);
  ns.transports.get(about.protocol)?.error(about, message, p.src);
}
