/** Frames for observers: headers as texts (abi/trace.ts), and the one-sentence names of routes. */
import { formatIp as ipText, formatMac as macText, ipHeaderLength } from './address.ts';
import { TCP } from './skbuff.ts';
import { transportLength } from './wire.ts';
import type { PacketHeaders } from '../abi/trace.ts';
import type { Route } from './route.ts';
import type { IpAddress, IpPacket, Mac, SkBuff } from './skbuff.ts';

/** Texts of addresses that were shown lately: the same few come again and again. */
const TEXTS_MAX = 4096;
const ips = new Map<IpAddress, string>();
const macs = new Map<Mac, string>();

function cached<K>(texts: Map<K, string>, key: K, make: (key: K) => string): string {
  let text = texts.get(key);
  if (text === undefined) {
    if (texts.size >= TEXTS_MAX) texts.clear();
    texts.set(key, (text = make(key)));
  }
  return text;
}

function formatIp(address: IpAddress): string {
  return cached(ips, address, ipText);
}

/** A MAC address as text, for sentences. */
export function macName(mac: Mac): string {
  return cached(macs, mac, macText);
}

/** Packets do not change: what was said about one holds. */
const shown = new WeakMap<IpPacket, PacketHeaders>();

const FLAGS = [
  ['F', TCP.FIN],
  ['S', TCP.SYN],
  ['R', TCP.RST],
  ['P', TCP.PSH],
  ['.', TCP.ACK],
  ['U', TCP.URG],
] as const;

/** TCP's flags as tcpdump prints them: 'S.', 'P.'. */
export function tcpFlags(flags: number): string {
  let text = '';
  for (const [letter, bit] of FLAGS) if ((flags & bit) !== 0) text += letter;
  return text === '' ? 'none' : text;
}

function ipHeaders(p: IpPacket): PacketHeaders {
  const t = p.payload;
  const ip = { version: p.kind === 'ipv4' ? 4 : 6, src: formatIp(p.src), dst: formatIp(p.dst), ttl: p.ttl, protocol: p.protocol, length: ipHeaderLength(p) + transportLength(t), id: p.kind === 'ipv4' ? p.id : undefined } as const;
  switch (t.kind) {
    case 'tcp':
      return { ip, tcp: { sport: t.sport, dport: t.dport, seq: t.seq, ack: t.ack, flags: tcpFlags(t.flags), window: t.window, length: t.data.length } };
    case 'udp':
      return { ip, udp: { sport: t.sport, dport: t.dport, length: t.data.length } };
    case 'icmp': {
      const echo = p.kind === 'ipv4' ? t.type === 8 || t.type === 0 : t.type === 128 || t.type === 129;
      return { ip, icmp: { type: t.type, code: t.code, id: echo ? t.rest >>> 16 : undefined, seq: echo ? t.rest & 0xffff : undefined } };
    }
    case 'raw':
      return { ip };
  }
}

/** All headers of a frame. */
export function headersOf(skb: SkBuff): PacketHeaders {
  const { packet } = skb;
  const ether = { src: macName(skb.src), dst: macName(skb.dst), type: skb.etherType, vlan: skb.vlan };
  if (packet.kind !== 'arp') {
    let headers = shown.get(packet);
    if (headers === undefined) shown.set(packet, (headers = ipHeaders(packet)));
    return { ether, ip: headers.ip, tcp: headers.tcp, udp: headers.udp, icmp: headers.icmp };
  }
  return { ether, arp: { op: packet.op, sender: formatIp(packet.senderIp), senderMac: macName(packet.senderMac), target: formatIp(packet.targetIp), targetMac: macName(packet.targetMac) } };
}

/** A route as ip-route(8) names it: '172.17.0.0/16 dev docker0', 'default via 10.0.2.2 dev eth0', 'local 127.0.0.1 dev lo'. */
export function routeText(r: Route): string {
  const width = typeof r.dst === 'number' ? 32 : 128;
  const to = r.prefix === 0 ? 'default' : r.prefix === width ? formatIp(r.dst) : `${formatIp(r.dst)}/${r.prefix}`;
  return `${r.type === 'unicast' ? '' : `${r.type} `}${to}${r.via === undefined ? '' : ` via ${formatIp(r.via)}`}${r.device === undefined ? '' : ` dev ${r.device.name}`}`;
}
