/**
 * The bytes of frames: exact headers with correct checksums (RFC 791, 826, 8200, 792, 4443, 768, 9293, IEEE 802.1Q), as a packet socket
 * gives them to tcpdump, and frames from bytes. A super-segment (GSO) is written as the one packet that the receiver's stack sees.
 */
import { materialise } from '../base/content.ts';
import { ETH_P, IPPROTO, SkBuff } from './skbuff.ts';
import type { Stamp } from '../base/stampedqueue.ts';
import type { ArpPacket, IpAddress, IpPacket, IcmpMessage, TcpOptions, TcpSegment, Transport } from './skbuff.ts';

// ---- lengths ----
/** Length of TCP's options; each stands on whole words, as Linux pads them. */
export function tcpOptionsLength(o: TcpOptions): number {
  let n = o.mss === undefined ? 0 : 4;
  if (o.timestamp !== undefined) n += 12;
  else if (o.sackPermitted === true) n += 4;
  if (o.windowScale !== undefined) n += 4;
  if (o.sack !== undefined && o.sack.length > 0) n += 4 + 8 * o.sack.length;
  return n;
}

/** Bytes of a transport's header and data. */
export function transportLength(t: Transport): number {
  switch (t.kind) {
    case 'tcp':
      return 20 + tcpOptionsLength(t.options) + t.data.length;
    case 'raw':
      return t.data.length;
    default:
      return 8 + t.data.length;
  }
}

/** Bytes of an IP packet. */
export function packetLength(p: IpPacket): number {
  return (p.kind === 'ipv4' ? 20 : 40) + transportLength(p.payload);
}

/** Bytes of a frame, without preamble and checksum. */
export function frameLength(skb: SkBuff): number {
  const { packet } = skb;
  return 14 + (skb.vlan === undefined ? 0 : 4) + (packet.kind === 'arp' ? 28 : packetLength(packet));
}

// ---- writing ----
function sum(data: Uint8Array, start: number): number {
  let n = start;
  const even = data.length & ~1;
  for (let i = 0; i < even; i += 2) n += (data[i]! << 8) | data[i + 1]!;
  if (even < data.length) n += data[even]! << 8;
  return n;
}

function fold(n: number): number {
  let s = n;
  while (s > 0xffff) s = (s % 0x10000) + Math.floor(s / 0x10000);
  return ~s & 0xffff;
}

/** The Internet checksum (RFC 1071). */
export function checksum(data: Uint8Array): number {
  return fold(sum(data, 0));
}

function put(out: Uint8Array, at: number, value: number, length: number): void {
  let v = value;
  for (let i = length - 1; i >= 0; i--) {
    out[at + i] = v % 256;
    v = Math.floor(v / 256);
  }
}

function put128(out: Uint8Array, at: number, value: bigint): void {
  for (let i = 0; i < 4; i++) put(out, at + 4 * i, Number((value >> BigInt(96 - 32 * i)) & 0xffffffffn), 4);
}

function pseudo(src: IpAddress, dst: IpAddress, protocol: number, length: number): number {
  const part = (a: IpAddress): number => {
    if (typeof a === 'number') return (a >>> 16) + (a & 0xffff);
    let n = 0;
    for (let rest = a; rest > 0n; rest >>= 16n) n += Number(rest & 0xffffn);
    return n;
  };
  return part(src) + part(dst) + protocol + (length >>> 16) + (length & 0xffff);
}

function writeTcp(t: TcpSegment): Uint8Array {
  const header = 20 + tcpOptionsLength(t.options);
  const out = new Uint8Array(header + t.data.length).fill(1, 20, header);
  put(out, 0, t.sport, 2);
  put(out, 2, t.dport, 2);
  put(out, 4, t.seq, 4);
  put(out, 8, t.ack, 4);
  out[12] = (header >> 2) << 4;
  out[13] = t.flags;
  put(out, 14, t.window, 2);
  let at = 20;
  const { mss, sackPermitted, timestamp, windowScale, sack } = t.options;
  /** An option of `length` bytes that ends at the next word; what is before it are no-operations. Where its value starts. */
  const option = (kind: number, length: number, padded: number): number => {
    at += padded;
    out[at - length] = kind;
    out[at - length + 1] = length;
    return at - length + 2;
  };
  if (mss !== undefined) put(out, option(2, 4, 4), mss, 2);
  if (timestamp !== undefined) {
    if (sackPermitted === true) option(4, 2, 2);
    const value = option(8, 10, sackPermitted === true ? 10 : 12);
    put(out, value, timestamp[0], 4);
    put(out, value + 4, timestamp[1], 4);
  } else if (sackPermitted === true) option(4, 2, 4);
  if (windowScale !== undefined) out[option(3, 3, 4)] = windowScale;
  if (sack !== undefined && sack.length > 0) {
    const value = option(5, 2 + 8 * sack.length, 4 + 8 * sack.length);
    sack.forEach(([from, to], i) => {
      put(out, value + 8 * i, from, 4);
      put(out, value + 8 * i + 4, to, 4);
    });
  }
  out.set(materialise(t.data), header);
  return out;
}

/** The data that an ICMP error quotes: the header and as much as was asked for of the packet it is about. */
export function quote(about: IpPacket): Uint8Array {
  return about.kind === 'ipv4' ? packetBytes(about).subarray(0, 548) : packetBytes(about).subarray(0, 1232);
}

/** A transport's bytes, with its checksum. */
export function transportBytes(t: Transport, src: IpAddress, dst: IpAddress): Uint8Array {
  if (t.kind === 'raw') return materialise(t.data);
  if (t.kind === 'tcp') {
    const out = writeTcp(t);
    put(out, 16, fold(sum(out, pseudo(src, dst, IPPROTO.TCP, out.length))), 2);
    return out;
  }
  const out = new Uint8Array(8 + t.data.length);
  out.set(materialise(t.data), 8);
  if (t.kind === 'udp') {
    put(out, 0, t.sport, 2);
    put(out, 2, t.dport, 2);
    put(out, 4, out.length, 2);
    put(out, 6, fold(sum(out, pseudo(src, dst, IPPROTO.UDP, out.length))) || 0xffff, 2);
    return out;
  }
  out[0] = t.type;
  out[1] = t.code;
  put(out, 4, t.rest, 4);
  put(out, 2, fold(sum(out, typeof src === 'number' ? 0 : pseudo(src, dst, IPPROTO.ICMPV6, out.length))), 2);
  return out;
}

/** An IP packet's bytes. */
export function packetBytes(p: IpPacket): Uint8Array {
  const body = transportBytes(p.payload, p.src, p.dst);
  if (p.kind === 'ipv6') {
    const out = new Uint8Array(40 + body.length);
    put(out, 0, 0x60000000 + p.tos * 0x100000 + p.flowLabel, 4);
    put(out, 4, body.length, 2);
    out[6] = p.protocol;
    out[7] = p.ttl;
    put128(out, 8, p.src);
    put128(out, 24, p.dst);
    out.set(body, 40);
    return out;
  }
  const out = new Uint8Array(20 + body.length);
  out[0] = 0x45;
  out[1] = p.tos;
  put(out, 2, Math.min(0xffff, out.length), 2);
  put(out, 4, p.id, 2);
  put(out, 6, (p.dontFragment ? 0x4000 : 0) | (p.moreFragments ? 0x2000 : 0) | (p.fragmentOffset >> 3), 2);
  out[8] = p.ttl;
  out[9] = p.protocol;
  put(out, 12, p.src, 4);
  put(out, 16, p.dst, 4);
  put(out, 10, checksum(out.subarray(0, 20)), 2);
  out.set(body, 20);
  return out;
}

function arpBytes(p: ArpPacket): Uint8Array {
  const out = new Uint8Array(28);
  put(out, 0, 1, 2);
  put(out, 2, ETH_P.IP, 2);
  put(out, 4, 0x0604, 2);
  put(out, 6, p.op === 'request' ? 1 : 2, 2);
  put(out, 8, p.senderMac, 6);
  put(out, 14, p.senderIp, 4);
  put(out, 18, p.targetMac, 6);
  put(out, 24, p.targetIp, 4);
  return out;
}

/** A frame's bytes, from the destination address on. */
export function frameBytes(skb: SkBuff): Uint8Array {
  const body = skb.packet.kind === 'arp' ? arpBytes(skb.packet) : packetBytes(skb.packet);
  const head = skb.vlan === undefined ? 14 : 18;
  const out = new Uint8Array(head + body.length);
  put(out, 0, skb.dst, 6);
  put(out, 6, skb.src, 6);
  if (skb.vlan !== undefined) {
    put(out, 12, ETH_P.VLAN, 2);
    put(out, 14, skb.vlan, 2);
  }
  put(out, head - 2, skb.etherType, 2);
  out.set(body, head);
  return out;
}

// ---- reading ----
function get(data: Uint8Array, at: number, length: number): number {
  let v = 0;
  for (let i = 0; i < length; i++) v = v * 256 + (data[at + i] ?? 0);
  return v;
}

function get128(data: Uint8Array, at: number): bigint {
  let v = 0n;
  for (let i = 0; i < 4; i++) v = (v << 32n) | BigInt(get(data, at + 4 * i, 4));
  return v;
}

function readTcpOptions(data: Uint8Array): TcpOptions {
  const o: { -readonly [K in keyof TcpOptions]: TcpOptions[K] } = {};
  for (let at = 0; at < data.length; ) {
    const kind = data[at]!;
    if (kind === 0) break;
    if (kind === 1) {
      at++;
      continue;
    }
    const length = data[at + 1] ?? 0;
    if (length < 2) break;
    if (kind === 2) o.mss = get(data, at + 2, 2);
    else if (kind === 3) o.windowScale = data[at + 2]!;
    else if (kind === 4) o.sackPermitted = true;
    else if (kind === 5) o.sack = Array.from({ length: (length - 2) >> 3 }, (_, i) => [get(data, at + 2 + 8 * i, 4), get(data, at + 6 + 8 * i, 4)] as const);
    else if (kind === 8) o.timestamp = [get(data, at + 2, 4), get(data, at + 6, 4)];
    at += length;
  }
  return o;
}

/** A transport from its bytes; what is too short to be one stays raw. */
export function parseTransport(protocol: number, data: Uint8Array): Transport {
  if (protocol === IPPROTO.TCP && data.length >= 20) {
    const header = Math.max(20, (data[12]! >> 4) * 4);
    return { kind: 'tcp', sport: get(data, 0, 2), dport: get(data, 2, 2), seq: get(data, 4, 4), ack: get(data, 8, 4), flags: data[13]! & 63, window: get(data, 14, 2), options: readTcpOptions(data.subarray(20, header)), data: data.slice(header), gsoSize: 0 };
  }
  if (protocol === IPPROTO.UDP && data.length >= 8) return { kind: 'udp', sport: get(data, 0, 2), dport: get(data, 2, 2), data: data.slice(8, Math.max(8, get(data, 4, 2))) };
  if ((protocol === IPPROTO.ICMP || protocol === IPPROTO.ICMPV6) && data.length >= 8) {
    const message: IcmpMessage = { kind: 'icmp', type: data[0]!, code: data[1]!, rest: get(data, 4, 4), data: data.slice(8) };
    const error = protocol === IPPROTO.ICMP ? [3, 4, 5, 11, 12].includes(message.type) : message.type < 128;
    return error ? { ...message, about: parsePacket(data.subarray(8)) } : message;
  }
  return { kind: 'raw', data: data.slice() };
}

/** An IP packet from its bytes; undefined when it is none. IP options are dropped. */
export function parsePacket(data: Uint8Array): IpPacket | undefined {
  const version = (data[0] ?? 0) >> 4;
  if (version === 6 && data.length >= 40) {
    const protocol = data[6]!;
    return { kind: 'ipv6', src: get128(data, 8), dst: get128(data, 24), protocol, ttl: data[7]!, tos: Math.floor(get(data, 0, 4) / 0x100000) & 255, flowLabel: get(data, 0, 4) & 0xfffff, payload: parseTransport(protocol, data.subarray(40, 40 + get(data, 4, 2))) };
  }
  if (version !== 4 || data.length < 20) return undefined;
  const header = (data[0]! & 15) * 4;
  const flags = get(data, 6, 2);
  const fragmentOffset = (flags & 0x1fff) * 8;
  const moreFragments = (flags & 0x2000) !== 0;
  const protocol = data[9]!;
  const body = data.subarray(header, Math.max(header, get(data, 2, 2)));
  return {
    kind: 'ipv4',
    src: get(data, 12, 4),
    dst: get(data, 16, 4),
    protocol,
    ttl: data[8]!,
    tos: data[1]!,
    id: get(data, 4, 2),
    dontFragment: (flags & 0x4000) !== 0,
    moreFragments,
    fragmentOffset,
    payload: moreFragments || fragmentOffset > 0 ? { kind: 'raw', data: body.slice() } : parseTransport(protocol, body),
  };
}

/** A frame from its bytes; undefined when it carries neither ARP nor IP. */
export function parseFrame(data: Uint8Array, id: number, stamp: Stamp): SkBuff | undefined {
  if (data.length < 14) return undefined;
  let type = get(data, 12, 2);
  let at = 14;
  let vlan: number | undefined;
  if (type === ETH_P.VLAN) {
    vlan = get(data, 14, 2) & 0xfff;
    type = get(data, 16, 2);
    at = 18;
  }
  const body = data.subarray(at);
  let packet: ArpPacket | IpPacket | undefined;
  if (type === ETH_P.ARP && body.length >= 28) packet = { kind: 'arp', op: get(body, 6, 2) === 2 ? 'reply' : 'request', senderMac: get(body, 8, 6), senderIp: get(body, 14, 4), targetMac: get(body, 18, 6), targetIp: get(body, 24, 4) };
  else if (type === ETH_P.IP || type === ETH_P.IPV6) packet = parsePacket(body);
  if (packet === undefined) return undefined;
  const skb = new SkBuff(id, get(data, 6, 6), get(data, 0, 6), type, packet, { cause: stamp.cause, root: stamp.root });
  skb.vlan = vlan;
  return skb;
}
