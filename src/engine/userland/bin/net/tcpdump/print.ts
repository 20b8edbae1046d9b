/** Frames as tcpdump 4.99.3 prints them: ARP, IPv4, IPv6, ICMP, ICMPv6, TCP, UDP and DNS. Everything else by its length. */
import { DNS_TYPE, decodeDns } from '../../../libc/dns.ts';
import { decodeLatin1 } from '../../../../base/bytes.ts';
import { formatIpv4, formatIpv6 } from '../../../libc/netaddr.ts';
import { layersOf, macText, u16, u32, u8 } from './frame.ts';
import type { NetDb } from '../../../libc/netdb.ts';
import type { Capture } from './frame.ts';

export interface PrintOptions {
  readonly link: boolean;
  readonly verbose: number;
  readonly quiet: boolean;
  readonly absolute: boolean;
  /** Names of addresses; numbers only with -n. */
  readonly names: ReadonlyMap<string, string>;
  /** Names of ports; none with -n. */
  readonly db: NetDb | undefined;
}

const FLAGS: readonly (readonly [number, string])[] = [[1, 'F'], [2, 'S'], [4, 'R'], [8, 'P'], [16, '.'], [32, 'U'], [64, 'E'], [128, 'W']];
const PROTOCOL_NAMES: Readonly<Record<number, string>> = { 1: 'ICMP', 2: 'IGMP', 6: 'TCP', 17: 'UDP', 47: 'GRE', 50: 'ESP', 58: 'ICMPv6' };
const UNREACHABLE: Readonly<Record<number, string>> = { 0: 'net % unreachable', 1: 'host % unreachable', 9: 'net % unreachable - admin prohibited', 10: 'host % unreachable - admin prohibited', 13: 'host % unreachable - admin prohibited filter' };
const RCODE_TEXT = ['', ' FormErr', ' ServFail', ' NXDomain', ' NotImp', ' Refused'];

/** Sums of pseudo header and segment, for -v. */
function transportSum(d: Uint8Array, net: number, at: number, length: number, protocol: number): number {
  let sum = protocol + length;
  for (let i = 12; i < 20; i += 2) sum += u16(d, net + i);
  for (let i = 0; i < length; i += 2) sum += i + 1 < length ? u16(d, at + i) : u8(d, at + i) << 8;
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}

export class Printer {
  private readonly o: PrintOptions;
  /** First sequence numbers of each direction of a connection. */
  private readonly firsts = new Map<string, readonly [number, number]>();
  constructor(o: PrintOptions) {
    this.o = o;
  }

  private host(ip: string): string {
    return this.o.names.get(ip) ?? ip;
  }

  private port(n: number, proto: 'tcp' | 'udp'): string {
    return this.o.db?.service(n, proto) ?? String(n);
  }

  /** The line of a frame, without time. */
  line(c: Capture): string {
    const d = c.data;
    const l = layersOf(d);
    let out = '';
    if (this.o.link && c.device === undefined) {
      const type = u16(d, 12);
      const name = { 0x0800: 'IPv4', 0x0806: 'ARP', 0x86dd: 'IPv6', 0x8100: '802.1Q' }[type] ?? 'Unknown';
      out += `${macText(d, 6)} > ${macText(d, 0)}${d.length < 14 ? '' : `, ethertype ${name} (0x${type.toString(16).padStart(4, '0')})`}, length ${c.length}: `;
      if (l.vlan !== undefined) out += `vlan ${l.vlan}, p 0, ethertype ${{ 0x0800: 'IPv4', 0x0806: 'ARP', 0x86dd: 'IPv6' }[l.etherType] ?? 'Unknown'} (0x${l.etherType.toString(16).padStart(4, '0')}), `;
    }
    const named = !this.o.link || c.device !== undefined;
    if (l.etherType === 0x0806) return out + this.arp(d, l.net, named);
    if (l.version === 4) return `${out}${named ? 'IP ' : ''}${this.ipv4(d, l.net)}`;
    if (l.version === 6) return `${out}${named ? 'IP6 ' : ''}${this.ipv6(d, l.net, l.protocol, l.transport)}`;
    return `${out}${named ? `${macText(d, 6)} > ${macText(d, 0)}, ` : ''}ethertype Unknown (0x${l.etherType.toString(16).padStart(4, '0')}), length ${c.length}: `;
  }

  private arp(d: Uint8Array, at: number, named: boolean): string {
    const op = u16(d, at + 6);
    const sender = formatIpv4(u32(d, at + 14));
    const target = formatIpv4(u32(d, at + 24));
    const head = `${named ? 'ARP, ' : ''}${this.o.verbose > 0 ? 'Ethernet (len 6), IPv4 (len 4), ' : ''}`;
    if (op === 1) return `${head}Request who-has ${this.host(target)}${macText(d, at + 18) === '00:00:00:00:00:00' || macText(d, at + 18) === 'ff:ff:ff:ff:ff:ff' ? '' : ` (${macText(d, at + 18)})`} tell ${this.host(sender)}, length ${d.length - at}`;
    return `${head}Reply ${this.host(sender)} is-at ${macText(d, at + 8)}${this.o.db === undefined ? '' : ' (oui Unknown)'}, length ${d.length - at}`;
  }

  private ipv4(d: Uint8Array, at: number, indent = '    '): string {
    const header = (u8(d, at) & 15) * 4;
    const length = u16(d, at + 2);
    const protocol = u8(d, at + 9);
    const src = this.host(formatIpv4(u32(d, at + 12)));
    const dst = this.host(formatIpv4(u32(d, at + 16)));
    const frag = u16(d, at + 6);
    const offset = (frag & 0x1fff) * 8;
    let out = '';
    if (this.o.verbose > 0) {
      const flags = (frag & 0x4000) !== 0 ? 'DF' : (frag & 0x2000) !== 0 ? '+' : 'none';
      out += `(tos 0x${u8(d, at + 1).toString(16)}${u8(d, at + 1) % 4 === 0 ? '' : `,${['', 'ECT(1)', 'ECT(0)', 'CE'][u8(d, at + 1) & 3]!}`}, ttl ${u8(d, at + 8)}, id ${u16(d, at + 4)}, offset ${offset}, flags [${flags}], proto ${PROTOCOL_NAMES[protocol] ?? 'unknown'} (${protocol}), length ${length})\n${indent}`;
    }
    if (offset > 0) return `${out}${src} > ${dst}: ip-proto-${protocol}`;
    return out + this.transport(d, at, at + header, length - header, protocol, src, dst);
  }

  private ipv6(d: Uint8Array, at: number, protocol: number, transport: number): string {
    const address = (from: number): string => {
      let n = 0n;
      for (let i = 0; i < 16; i++) n = (n << 8n) | BigInt(u8(d, from + i));
      return this.host(formatIpv6(n));
    };
    const payload = u16(d, at + 4);
    const src = address(at + 8);
    const dst = address(at + 24);
    const first = u8(d, at + 6);
    const head = this.o.verbose > 0 ? `(${(u32(d, at) & 0xfffff) === 0 ? '' : `flowlabel 0x${(u32(d, at) & 0xfffff).toString(16).padStart(5, '0')}, `}hlim ${u8(d, at + 7)}, next-header ${first === 0 ? 'Options' : (PROTOCOL_NAMES[first] ?? 'unknown')} (${first}) payload length: ${payload}) ` : '';
    if (protocol === 58) return `${head}${src} > ${dst}: ${first === 0 ? `HBH ${this.o.verbose > 0 ? '(rtalert: 0x0000) (padn) ' : ''}` : ''}${this.icmp6(d, transport, payload - (transport - at - 40))}`;
    return head + this.transport(d, at, transport, payload - (transport - at - 40), protocol, src, dst);
  }

  private transport(d: Uint8Array, net: number, at: number, length: number, protocol: number, src: string, dst: string): string {
    if (protocol === 6) return this.tcp(d, net, at, length, src, dst);
    if (protocol === 17) return this.udp(d, at, length, src, dst);
    if (protocol === 1) return `${src} > ${dst}: ICMP ${this.icmp(d, at)}, length ${length}${this.quoted(d, at)}`;
    return `${src} > ${dst}: ${PROTOCOL_NAMES[protocol] ?? ` ip-proto-${protocol}`}${protocol === 47 ? 'v0, length ' : ' '}${length}`;
  }

  /** With -v an error shows the packet that it is about. */
  private quoted(d: Uint8Array, at: number): string {
    const type = u8(d, at);
    if (this.o.verbose === 0 || (type !== 3 && type !== 11 && type !== 5)) return '';
    return `\n\tIP ${this.ipv4(d, at + 8)}`;
  }

  private icmp(d: Uint8Array, at: number): string {
    const type = u8(d, at);
    const code = u8(d, at + 1);
    if (type === 8 || type === 0) return `echo ${type === 8 ? 'request' : 'reply'}, id ${u16(d, at + 4)}, seq ${u16(d, at + 6)}`;
    const inner = at + 8;
    const dst = this.host(formatIpv4(u32(d, inner + 16)));
    if (type === 3) {
      const proto = u8(d, inner + 9);
      const port = u16(d, inner + (u8(d, inner) & 15) * 4 + 2);
      if (code === 3) return proto === 6 || proto === 17 ? `${dst} ${proto === 6 ? 'tcp' : 'udp'} port ${this.port(port, proto === 6 ? 'tcp' : 'udp')} unreachable` : `${dst} protocol ${proto} port ${port} unreachable`;
      if (code === 2) return `${dst} protocol ${proto} unreachable`;
      if (code === 4) return `${dst} unreachable - need to frag${u16(d, at + 6) === 0 ? '' : ` (mtu ${u16(d, at + 6)})`}`;
      return UNREACHABLE[code]?.replace('%', dst) ?? `${dst} unreachable - #${code}`;
    }
    if (type === 11) return code === 0 ? 'time exceeded in-transit' : 'ip reassembly time exceeded';
    if (type === 5) return `redirect ${this.host(dst)} to ${code === 0 ? 'net' : 'host'} ${this.host(formatIpv4(u32(d, at + 4)))}`;
    return `type-#${type}`;
  }

  private icmp6(d: Uint8Array, at: number, length: number): string {
    const type = u8(d, at);
    const target = (from: number): string => {
      let n = 0n;
      for (let i = 0; i < 16; i++) n = (n << 8n) | BigInt(u8(d, from + i));
      return this.host(formatIpv6(n));
    };
    if (type === 128 || type === 129) return `ICMP6, echo ${type === 128 ? 'request' : 'reply'}, id ${u16(d, at + 4)}, seq ${u16(d, at + 6)}, length ${length}`;
    if (type === 135) return `ICMP6, neighbor solicitation, who has ${target(at + 8)}, length ${length}`;
    if (type === 136) return `ICMP6, neighbor advertisement, tgt is ${target(at + 8)}, length ${length}`;
    if (type === 133) return `ICMP6, router solicitation, length ${length}`;
    if (type === 134) return `ICMP6, router advertisement, length ${length}`;
    if (type === 143) return `ICMP6, multicast listener report v2, ${u16(d, at + 6)} group record(s), length ${length}`;
    if (type === 1) return `ICMP6, destination unreachable, ${['unreachable route', 'unreachable prohibited', 'beyond scope', 'unreachable address', 'unreachable port'][u8(d, at + 1)] ?? 'unknown'} ${target(at + 32)}, length ${length}`;
    if (type === 3) return `ICMP6, time exceeded in-transit, length ${length}`;
    return type === 2 ? `ICMP6, packet too big, mtu ${u32(d, at + 4)}, length ${length}` : `ICMP6, type-#${type}, length ${length}`;
  }

  private udp(d: Uint8Array, at: number, length: number, src: string, dst: string): string {
    const sport = u16(d, at);
    const dport = u16(d, at + 2);
    const size = u16(d, at + 4) - 8;
    const head = `${src}.${this.port(sport, 'udp')} > ${dst}.${this.port(dport, 'udp')}: `;
    if ((sport === 53 || dport === 53) && !this.o.quiet) {
      const text = dns(d.subarray(at + 8, at + length), size);
      if (text !== undefined) return head + text;
    }
    return `${head}UDP, length ${size}`;
  }

  private tcp(d: Uint8Array, net: number, at: number, length: number, src: string, dst: string): string {
    const sport = u16(d, at);
    const dport = u16(d, at + 2);
    const head = `${src}.${this.port(sport, 'tcp')} > ${dst}.${this.port(dport, 'tcp')}: `;
    const header = (u8(d, at + 12) >> 4) * 4;
    const size = length - header;
    if (this.o.quiet) return `${head}tcp ${size}`;
    const bits = u8(d, at + 13);
    const flags = FLAGS.filter(([bit]) => (bits & bit) !== 0).map(([, f]) => f).join('');
    let seq = u32(d, at + 4);
    let ack = u32(d, at + 8);
    const syn = (bits & 2) !== 0;
    // Numbers count from those of the first segment with an acknowledgement, which shows its own as they are.
    if (!this.o.absolute && (bits & 16) !== 0) {
      const key = `${src}.${sport} ${dst}.${dport}`;
      const base = this.firsts.get(key);
      if (base === undefined || syn) {
        this.firsts.set(key, [seq, (ack - 1) >>> 0]);
        this.firsts.set(`${dst}.${dport} ${src}.${sport}`, [(ack - 1) >>> 0, seq]);
      } else {
        seq = (seq - base[0]) >>> 0;
        ack = (ack - base[1]) >>> 0;
      }
    }
    let out = `${head}Flags [${flags === '' ? 'none' : flags}]`;
    if (this.o.verbose > 0) {
      const sum = transportSum(d, net, at, length, 6);
      const stored = u16(d, at + 16);
      const hex = (n: number): string => `0x${n.toString(16).padStart(4, '0')}`;
      const copy = d.slice(0, at + length);
      copy[at + 16] = copy[at + 17] = 0;
      out += sum === 0 || d.length < at + length ? `, cksum ${hex(stored)} (correct)` : `, cksum ${hex(stored)} (incorrect -> ${hex(transportSum(copy, net, at, length, 6))})`;
    }
    if (size > 0 || (bits & 7) !== 0) out += `, seq ${seq}${size > 0 ? `:${(seq + size) >>> 0}` : ''}`;
    if ((bits & 16) !== 0) out += `, ack ${ack}`;
    out += `, win ${u16(d, at + 14)}`;
    const options = tcpOptions(d, at + 20, at + header);
    if (options !== '') out += `, options [${options}]`;
    out += `, length ${size}`;
    if (size <= 0) return out;
    const data = d.subarray(at + header, at + length);
    if (sport === 53 || dport === 53) return out;
    if ([80, 8080, 3128].includes(sport) || [80, 8080, 3128].includes(dport)) {
      const text = decodeLatin1(data);
      const lines = text.split('\r\n');
      const http = /^(?:[A-Z]+ \S+ HTTP\/|HTTP\/)/.test(lines[0]!);
      if (this.o.verbose === 0) return `${out}: HTTP${http ? `: ${lines[0]!}` : ''}`;
      return http ? `${out}: HTTP, length: ${size}\n\t${lines.slice(0, lines.indexOf('') + 1).join('\n\t')}` : `${out}: HTTP`;
    }
    return out;
  }
}

function tcpOptions(d: Uint8Array, from: number, to: number): string {
  const out: string[] = [];
  for (let at = from; at < to; ) {
    const kind = u8(d, at);
    const length = kind < 2 ? 1 : u8(d, at + 1);
    if (length === 0) break;
    if (kind === 0) {
      out.push('eol');
      break;
    }
    if (kind === 1) out.push('nop');
    else if (kind === 2) out.push(`mss ${u16(d, at + 2)}`);
    else if (kind === 3) out.push(`wscale ${u8(d, at + 2)}`);
    else if (kind === 4) out.push('sackOK');
    else if (kind === 5) out.push(`sack ${(length - 2) / 8} ${Array.from({ length: (length - 2) / 8 }, (_, i) => `{${u32(d, at + 2 + i * 8)}:${u32(d, at + 6 + i * 8)}}`).join('')}`);
    else if (kind === 8) out.push(`TS val ${u32(d, at + 2)} ecr ${u32(d, at + 6)}`);
    else out.push(`unknown-${kind}`);
    at += length;
  }
  return out.join(',');
}

/** A message of the DNS in a line; undefined when it is none. */
function dns(bytes: Uint8Array, size: number): string | undefined {
  const m = decodeDns(bytes);
  if (m === undefined) return undefined;
  const type = Object.entries(DNS_TYPE).find(([, n]) => n === m.type)?.[0] ?? `Type${m.type}`;
  if (!m.response) return `${m.id}${m.recursionDesired === false ? '' : '+'} ${type}? ${m.name}. (${size})`;
  const record = (a: { readonly type: number; readonly data: string }): string => {
    const name = Object.entries(DNS_TYPE).find(([, n]) => n === a.type)?.[0] ?? `Type${a.type}`;
    return `${name} ${a.data}${a.type === DNS_TYPE.CNAME || a.type === DNS_TYPE.NS || a.type === DNS_TYPE.PTR ? '.' : ''}`;
  };
  const answers = m.answers.length > 0 ? ` ${m.answers.map(record).join(', ')}` : '';
  return `${m.id}${RCODE_TEXT[m.rcode] ?? ` Resp${m.rcode}`}${m.authoritative === true ? '*' : ''}${m.recursionAvailable === false ? '-' : ''}${m.truncated === true ? '|' : ''} ${m.answers.length}/${m.authority?.length ?? 0}/${m.additional?.length ?? 0}${answers} (${size})`;
}

/** -x, -X: sixteen bytes a line. */
export function hexDump(bytes: Uint8Array, ascii: boolean): string {
  let out = '';
  for (let at = 0; at < bytes.length; at += 16) {
    const row = bytes.subarray(at, at + 16);
    let hex = '';
    for (let i = 0; i < row.length; i += 2) hex += ` ${row[i]!.toString(16).padStart(2, '0')}${i + 1 < row.length ? row[i + 1]!.toString(16).padStart(2, '0') : ''}`;
    out += `\n\t0x${at.toString(16).padStart(4, '0')}: ${ascii ? `${hex.padEnd(40)}  ${[...row].map((b) => (b > 32 && b < 127 ? String.fromCharCode(b) : '.')).join('')}` : hex}`;
  }
  return out;
}

/** -A: characters as they are, others as dots. */
export function asciiDump(bytes: Uint8Array): string {
  let out = '\n';
  for (const [i, b] of bytes.entries()) {
    if (b === 13 && bytes[i + 1] === 10) continue;
    out += b === 10 || b === 9 ? String.fromCharCode(b) : b >= 32 && b < 127 ? String.fromCharCode(b) : '.';
  }
  return out;
}
