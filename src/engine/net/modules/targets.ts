/** The targets of iptables-extensions(8): what is done with a packet, and where (tables and hooks) the kernel allows it. */
import { fail } from '../../abi/errno.ts';
import { EMPTY } from '../../base/bytes.ts';
import { formatIp, formatMac, parseIp } from '../address.ts';
import { UNTRACKED, refOf } from '../conntrack.ts';
import { kernelSender, sendError } from '../icmp.ts';
import { outputPacket } from '../ip_out.ts';
import { IPPROTO, TCP } from '../skbuff.ts';
import { packetLength } from '../wire.ts';
import { packetOf, transportOf } from './matches.ts';
import type { NfFamily, NfHook, NfRule, NfTable, NfTarget } from '../../abi/netfilter.ts';
import type { HookContext } from '../filter.ts';
import type { NatRange } from '../nat.ts';
import type { IpPacket } from '../skbuff.ts';

export type Verdict = 'accept' | 'drop' | 'continue' | 'return';
export type Action = (c: HookContext) => Verdict;

/** Tables and hooks that a target may be used in; undefined: any. */
const PLACES: Readonly<Record<string, { readonly tables?: readonly NfTable[]; readonly hooks?: readonly NfHook[] }>> = {
  REJECT: { tables: ['filter'], hooks: ['INPUT', 'FORWARD', 'OUTPUT'] },
  MARK: { tables: ['mangle'] },
  DNAT: { tables: ['nat'], hooks: ['PREROUTING', 'OUTPUT'] },
  SNAT: { tables: ['nat'], hooks: ['POSTROUTING', 'INPUT'] },
  MASQUERADE: { tables: ['nat'], hooks: ['POSTROUTING'] },
  REDIRECT: { tables: ['nat'], hooks: ['PREROUTING', 'OUTPUT'] },
  NOTRACK: { tables: ['raw'] },
  TCPMSS: { tables: ['mangle'], hooks: ['FORWARD', 'OUTPUT', 'POSTROUTING'] },
};

/** May the target stand in this table at all? EINVAL. */
export function checkTable(target: NfTarget, table: NfTable): void {
  if (PLACES[target.name]?.tables?.includes(table) === false) fail('EINVAL');
}

/** May it stand in a chain that is reached from this hook? */
export function allowedAt(target: NfTarget, hook: NfHook): boolean {
  return PLACES[target.name]?.hooks?.includes(hook) !== false;
}

const REJECT4: Readonly<Record<string, number>> = { 'icmp-net-unreachable': 0, 'icmp-host-unreachable': 1, 'icmp-proto-unreachable': 2, 'icmp-port-unreachable': 3, 'icmp-net-prohibited': 9, 'icmp-host-prohibited': 10, 'icmp-admin-prohibited': 13 };
const REJECT6: Readonly<Record<string, number>> = { 'icmp6-no-route': 0, 'icmp6-adm-prohibited': 1, 'icmp6-addr-unreachable': 3, 'icmp6-port-unreachable': 4, 'icmp6-policy-fail': 5, 'icmp6-reject-route': 6 };

function reject(kind: string, family: NfFamily): Action {
  if (kind === 'tcp-reset') {
    return (c) => {
      reset(c);
      return 'drop';
    };
  }
  const code = (family === 'ipv4' ? REJECT4 : REJECT6)[kind] ?? fail('EINVAL');
  const type = family === 'ipv4' ? 3 : 1;
  return (c) => {
    sendError(c.filter.ns, c.skb, type, code, 0);
    return 'drop';
  };
}

/** Answer a segment with RST (RFC 9293, 3.5.2), in the name of the one it was for. */
function reset(c: HookContext): void {
  const p = packetOf(c);
  const t = p.payload;
  if (t.kind !== 'tcp' || (t.flags & TCP.RST) !== 0) return;
  const acked = (t.flags & TCP.ACK) !== 0;
  const length = t.data.length + ((t.flags & TCP.SYN) !== 0 ? 1 : 0) + ((t.flags & TCP.FIN) !== 0 ? 1 : 0);
  const payload = { kind: 'tcp', sport: t.dport, dport: t.sport, seq: acked ? t.ack : 0, ack: acked ? 0 : (t.seq + length) >>> 0, flags: acked ? TCP.RST : TCP.RST | TCP.ACK, window: 0, options: {}, data: EMPTY, gsoSize: 0 } as const;
  outputPacket(c.filter.ns, { src: p.dst, dst: p.src, protocol: IPPROTO.TCP, payload, dontFragment: true }, kernelSender(c.skb), true);
}

/** 'ADDRESS', 'ADDRESS-ADDRESS', ':PORT', 'ADDRESS:PORT-PORT', '[ADDRESS6]:PORT'. EINVAL. */
export function parseNatRange(text: string, random: boolean): { readonly first?: NatRange['first']; readonly last?: NatRange['first']; readonly ports?: NatRange['ports']; readonly random: boolean } {
  let addresses = text;
  let ports: NatRange['ports'];
  const bracket = /^\[([^\]]*)\](?::(.*))?$/.exec(text);
  const colon = bracket === null ? (text.split(':').length === 2 ? text.indexOf(':') : -1) : -1;
  const portText = bracket?.[2] ?? (colon >= 0 ? text.slice(colon + 1) : undefined);
  if (bracket !== null) addresses = bracket[1]!;
  else if (colon >= 0) addresses = text.slice(0, colon);
  if (portText !== undefined) {
    const [from, to = from] = portText.split('/')[0]!.split('-').map(Number);
    if (from === undefined || to === undefined || !(from >= 0 && from <= to && to <= 65535)) fail('EINVAL');
    ports = { from, to };
  }
  if (addresses === '') return { ports, random };
  const [a = '', b = a] = addresses.split('-');
  const first = parseIp(a) ?? fail('EINVAL');
  const last = parseIp(b) ?? fail('EINVAL');
  return { first, last, ports, random };
}

function nat(text: string, random: boolean, manip: 'src' | 'dst'): Action {
  const range = parseNatRange(text, random);
  return (c) => {
    const own = packetOf(c)[manip];
    c.range = { first: range.first ?? own, last: range.last ?? own, ports: range.ports, random };
    return 'accept';
  };
}

function logLine(c: HookContext, prefix: string): string {
  const p = packetOf(c);
  const t = transportOf(p);
  const hex = (n: number, width: number): string => `0x${n.toString(16).toUpperCase().padStart(width, '0')}`;
  const phys = `${c.skb.physIn === undefined ? '' : `PHYSIN=${c.skb.physIn} `}${c.physOut === undefined ? '' : `PHYSOUT=${c.physOut} `}`;
  let line = `${prefix}IN=${c.input?.name ?? ''} OUT=${c.output?.name ?? ''} ${phys}`;
  if (c.input !== undefined) line += c.input.loopback ? 'MAC=00:00:00:00:00:00:00:00:00:00:00:00:08:00 ' : `MAC=${formatMac(c.skb.dst)}:${formatMac(c.skb.src)}:${p.kind === 'ipv4' ? '08:00' : '86:dd'} `;
  line += `SRC=${formatIp(p.src)} DST=${formatIp(p.dst)} LEN=${packetLength(p)} `;
  line += p.kind === 'ipv4' ? `TOS=${hex(p.tos & 0x1e, 2)} PREC=${hex(p.tos & 0xe0, 2)} TTL=${p.ttl} ID=${p.id} ${p.dontFragment ? 'DF ' : ''}${p.moreFragments ? 'MF ' : ''}` : `TC=${p.tos} HOPLIMIT=${p.ttl} FLOWLBL=${p.flowLabel} `;
  switch (t.kind) {
    case 'tcp': {
      const flags = (['URG', 'ACK', 'PSH', 'RST', 'SYN', 'FIN'] as const).filter((name) => (t.flags & TCP[name]) !== 0).join(' ');
      line += `PROTO=TCP SPT=${t.sport} DPT=${t.dport} WINDOW=${t.window} RES=0x00 ${flags === '' ? '' : `${flags} `}URGP=0 `;
      break;
    }
    case 'udp':
      line += `PROTO=UDP SPT=${t.sport} DPT=${t.dport} LEN=${8 + t.data.length} `;
      break;
    case 'icmp': {
      line += `PROTO=${p.kind === 'ipv4' ? 'ICMP' : 'ICMPv6'} TYPE=${t.type} CODE=${t.code} `;
      if (t.about === undefined) line += `ID=${t.rest >>> 16} SEQ=${t.rest & 0xffff} `;
      break;
    }
    case 'raw':
      line += `PROTO=${p.protocol} `;
  }
  if (c.skb.mark !== 0) line += `MARK=0x${c.skb.mark.toString(16)} `;
  return line;
}

/** A target as an action. EINVAL for what cannot be. Chains are the table's business. */
export function compileTarget(target: Exclude<NfTarget, { readonly name: 'chain' }>, rule: NfRule, family: NfFamily): Action {
  switch (target.name) {
    case 'ACCEPT':
      return () => 'accept';
    case 'DROP':
      return () => 'drop';
    case 'RETURN':
      return () => 'return';
    case 'REJECT':
      if (target.with === 'tcp-reset' && (rule.protocol?.value !== 'tcp' || rule.protocol.not === true)) fail('EINVAL');
      return reject(target.with, family);
    case 'LOG':
      if ((target.prefix?.length ?? 0) > 29) fail('EINVAL');
      return (c) => {
        c.filter.ns.log(logLine(c, target.prefix ?? ''), target.level ?? 4);
        return 'continue';
      };
    case 'MARK': {
      const { op, value, mask } = target;
      return ({ skb }) => {
        const m = skb.mark;
        skb.mark = (op === 'set' ? (m & ~mask) | value : op === 'xset' ? (m & ~mask) ^ value : op === 'and' ? m & value : op === 'or' ? m | value : m ^ value) >>> 0;
        return 'continue';
      };
    }
    case 'CONNMARK': {
      const { op, value, mask } = target;
      return ({ skb }) => {
        const connection = refOf(skb)?.connection;
        if (connection === undefined) return 'continue';
        if (op === 'save') connection.mark = ((connection.mark & ~mask) ^ (skb.mark & mask)) >>> 0;
        else if (op === 'restore') skb.mark = ((skb.mark & ~mask) ^ (connection.mark & mask)) >>> 0;
        else connection.mark = ((connection.mark & ~mask) ^ value) >>> 0;
        return 'continue';
      };
    }
    case 'DNAT':
      return nat(target.to, target.random === true, 'dst');
    case 'SNAT':
      return nat(target.to, target.random === true, 'src');
    case 'MASQUERADE':
      return (c) => {
        const { output, filter } = c;
        const to = packetOf(c).dst;
        const via = filter.ns.fibOf(to).lookup({ dst: to, oif: output?.name })?.via;
        const own = output === undefined ? undefined : filter.ns.sourceOn(output, via ?? to);
        if (own === undefined) return 'drop';
        const connection = refOf(c.skb)?.connection;
        if (connection !== undefined) connection.masqueradedBy = output!.index;
        c.range = { first: own, last: own, ports: target.toPorts, random: target.random };
        return 'accept';
      };
    case 'REDIRECT':
      return (c) => {
        const p: IpPacket = packetOf(c);
        const loop = p.kind === 'ipv4' ? 0x7f000001 : 1n;
        const own = c.hook === 'OUTPUT' || c.input === undefined ? loop : (c.filter.ns.sourceOn(c.input, p.src) ?? loop);
        c.range = { first: own, last: own, ports: target.toPorts };
        return 'accept';
      };
    case 'NOTRACK':
      return (c) => {
        c.skb.ct ??= UNTRACKED;
        return 'continue';
      };
    case 'TCPMSS': {
      if (rule.protocol?.value !== 'tcp' || !rule.matches.some((m) => m.name === 'tcp' && m.flags?.value.set.includes('SYN') === true)) fail('EINVAL');
      return (c) => {
        const p = packetOf(c);
        const t = p.payload;
        if (t.kind !== 'tcp' || (t.flags & TCP.SYN) === 0) return 'continue';
        const limit = target.set ?? (c.output?.mtu ?? 1500) - (p.kind === 'ipv4' ? 40 : 60);
        if (t.options.mss !== undefined && t.options.mss <= limit) return 'continue';
        c.skb.packet = { ...p, payload: { ...t, options: { ...t.options, mss: limit } } };
        return 'continue';
      };
    }
  }
}
