/** The headers of a frame for reading: outermost first, each field by its name. */
import type { PacketHeaders } from '../../engine/abi/trace.ts';

export interface HeaderLayer {
  readonly name: string;
  readonly fields: readonly (readonly [string, string])[];
}

const ETHER_TYPES: Readonly<Record<number, string>> = { 0x0800: 'IPv4', 0x0806: 'ARP', 0x86dd: 'IPv6', 0x8100: '802.1Q' };
const PROTOCOLS: Readonly<Record<number, string>> = { 1: 'ICMP', 6: 'TCP', 17: 'UDP', 58: 'ICMPv6' };
const FLAGS: Readonly<Record<string, string>> = { S: 'SYN', F: 'FIN', R: 'RST', P: 'PSH', '.': 'ACK', U: 'URG' };

const hex = (n: number): string => `0x${n.toString(16).padStart(4, '0')}`;

/** TCP flags in words: 'SYN, ACK'. */
export function flagNames(flags: string): string {
  return flags === 'none' ? 'none' : [...flags].map((one) => FLAGS[one] ?? one).join(', ');
}

export function layersOf({ ether, arp, ip, tcp, udp, icmp }: PacketHeaders): readonly HeaderLayer[] {
  const layers: HeaderLayer[] = [];
  if (ether !== undefined) {
    const vlan = ether.vlan === undefined ? [] : [['VLAN', String(ether.vlan)] as const];
    layers.push({ name: 'Ethernet', fields: [['from', ether.src], ['to', ether.dst], ...vlan, ['carries', `${ETHER_TYPES[ether.type] ?? ''} (${hex(ether.type)})`.trim()]] });
  }
  if (arp !== undefined) layers.push({ name: `ARP ${arp.op}`, fields: [['sender', `${arp.sender}, ${arp.senderMac}`], ['target', arp.op === 'request' ? `${arp.target}, MAC address asked for` : `${arp.target}, ${arp.targetMac}`]] });
  if (ip !== undefined) {
    const id = ip.id === undefined ? [] : [['identification', String(ip.id)] as const];
    layers.push({ name: `IPv${ip.version}`, fields: [['from', ip.src], ['to', ip.dst], [ip.version === 4 ? 'TTL' : 'hop limit', String(ip.ttl)], ['protocol', `${PROTOCOLS[ip.protocol] ?? ''} (${ip.protocol})`.trim()], ['length', `${ip.length} bytes`], ...id] });
  }
  if (tcp !== undefined) layers.push({ name: 'TCP', fields: [['from port', String(tcp.sport)], ['to port', String(tcp.dport)], ['flags', flagNames(tcp.flags)], ['sequence number', String(tcp.seq)], ['acknowledges', String(tcp.ack)], ['window', String(tcp.window)], ['data', `${tcp.length} bytes`]] });
  if (udp !== undefined) layers.push({ name: 'UDP', fields: [['from port', String(udp.sport)], ['to port', String(udp.dport)], ['data', `${udp.length} bytes`]] });
  if (icmp !== undefined) layers.push({ name: 'ICMP', fields: [['type', String(icmp.type)], ['code', String(icmp.code)], ...(icmp.id === undefined ? [] : [['identifier', String(icmp.id)] as const]), ...(icmp.seq === undefined ? [] : [['sequence', String(icmp.seq)] as const])] });
  return layers;
}
