/**
 * Frames and packets as structured objects (Linux's sk_buff, RFC 826, 791, 8200, 792, 4443, 768, 9293). They can be serialised to their exact
 * bytes (wire.ts), but travel as they are. Headers are immutable once sent: whoever changes one (NAT, TTL, VLAN) puts a changed copy in its
 * place, so a frame that is flooded or captured may be shared. Lengths are bytes.
 *
 * An IPv4 address is a number (unsigned 32 bits), an IPv6 address a bigint (128 bits), a MAC address a number (48 bits).
 */
import type { Chunk } from '../base/content.ts';
import type { Stamp } from '../base/stampedqueue.ts';

export type Mac = number;
export type Ipv4Address = number;
export type Ipv6Address = bigint;
export type IpAddress = Ipv4Address | Ipv6Address;

export const BROADCAST_MAC: Mac = 0xffffffffffff;

/** EtherTypes. */
export const ETH_P = { IP: 0x0800, ARP: 0x0806, VLAN: 0x8100, IPV6: 0x86dd } as const;
/** IP protocol numbers. */
export const IPPROTO = { ICMP: 1, TCP: 6, UDP: 17, ICMPV6: 58, RAW: 255 } as const;

export interface ArpPacket {
  readonly kind: 'arp';
  readonly op: 'request' | 'reply';
  readonly senderMac: Mac;
  readonly senderIp: Ipv4Address;
  readonly targetMac: Mac;
  readonly targetIp: Ipv4Address;
}

export interface Ipv4Packet {
  readonly kind: 'ipv4';
  readonly src: Ipv4Address;
  readonly dst: Ipv4Address;
  readonly protocol: number;
  readonly ttl: number;
  readonly tos: number;
  readonly id: number;
  readonly dontFragment: boolean;
  readonly moreFragments: boolean;
  /** In bytes. */
  readonly fragmentOffset: number;
  readonly payload: Transport;
}

export interface Ipv6Packet {
  readonly kind: 'ipv6';
  readonly src: Ipv6Address;
  readonly dst: Ipv6Address;
  /** Next header. */
  readonly protocol: number;
  /** Hop limit. */
  readonly ttl: number;
  readonly tos: number;
  readonly flowLabel: number;
  readonly payload: Transport;
}

export type IpPacket = Ipv4Packet | Ipv6Packet;

/** TCP's flags as bits, in the header's order. */
export const TCP = { FIN: 1, SYN: 2, RST: 4, PSH: 8, ACK: 16, URG: 32 } as const;

export interface TcpOptions {
  readonly mss?: number;
  readonly windowScale?: number;
  readonly sackPermitted?: boolean;
  readonly sack?: readonly (readonly [number, number])[];
  /** TSval, TSecr. */
  readonly timestamp?: readonly [number, number];
}

export interface TcpSegment {
  readonly kind: 'tcp';
  readonly sport: number;
  readonly dport: number;
  /** Modulo 2^32. */
  readonly seq: number;
  readonly ack: number;
  readonly flags: number;
  /** As in the header, not scaled. */
  readonly window: number;
  readonly options: TcpOptions;
  readonly data: Chunk;
  /** With data longer than one segment: the size at which hardware would cut it (GSO). 0: it is one segment. */
  readonly gsoSize: number;
}

export interface UdpDatagram {
  readonly kind: 'udp';
  readonly sport: number;
  readonly dport: number;
  readonly data: Chunk;
}

/** ICMP and ICMPv6. `rest` is the second word: identifier and sequence, next hop's MTU, gateway. */
export interface IcmpMessage {
  readonly kind: 'icmp';
  readonly type: number;
  readonly code: number;
  readonly rest: number;
  readonly data: Chunk;
  /** Of an error: the packet it is about (its header and the first eight bytes are what `data` says). */
  readonly about?: IpPacket;
}

/** Anything else: a fragment that is not the first, or a raw socket's own protocol. */
export interface RawPayload {
  readonly kind: 'raw';
  readonly data: Chunk;
  /** Of a fragment made here: what it is a part of, from its first byte on. */
  readonly whole?: Transport;
}

export type Transport = TcpSegment | UdpDatagram | IcmpMessage | RawPayload;

/** A frame on its way. `id` stays the same from its sender to its last receiver, through routers and NAT; copies of a flood share it. */
export class SkBuff {
  readonly id: number;
  src: Mac;
  dst: Mac;
  etherType: number;
  /** 802.1Q tag; undefined without. */
  vlan: number | undefined;
  packet: ArpPacket | IpPacket;
  /** Which events caused it: given to whoever receives its data. */
  readonly stamp: Stamp;
  /** Netfilter's mark. */
  mark = 0;
  /** Netfilter's connection entry and direction, once tracked; opaque to others. */
  ct: unknown = undefined;
  /** Of a frame that passes a bridge under netfilter's eyes: the port that it came in through (-m physdev). */
  physIn: string | undefined = undefined;

  constructor(id: number, src: Mac, dst: Mac, etherType: number, packet: ArpPacket | IpPacket, stamp: Stamp) {
    this.id = id;
    this.src = src;
    this.dst = dst;
    this.etherType = etherType;
    this.packet = packet;
    this.stamp = stamp;
  }

  /** A copy that may take another way; headers are shared. */
  clone(): SkBuff {
    const copy = new SkBuff(this.id, this.src, this.dst, this.etherType, this.packet, this.stamp);
    copy.vlan = this.vlan;
    copy.mark = this.mark;
    copy.ct = this.ct;
    return copy;
  }
}
