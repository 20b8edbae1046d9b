/**
 * /proc/PID/net: interfaces, addresses, neighbours, routes, counters, connections and sockets of the process's network namespace (proc(5)). Unix
 * sockets are found through the descriptors of the processes in it. Left out: fib_trie, netstat, igmp, wireless and the like.
 */
import { formatMac } from '../../net/address.ts';
import { infoOf } from '../../net/conntrack.ts';
import { netNsOf } from '../../kernel/net.ts';
import { Socket } from '../../kernel/socket.ts';
import { UnixSocket } from '../../kernel/unix_socket.ts';
import { PseudoFile, TableDir } from '../mem/pseudo.ts';
import { inetSockets, packetSockets, sockstat } from './netsockets.ts';
import type { ConntrackTuple } from '../../abi/netfilter.ts';
import type { NetFilter } from '../../net/filter.ts';
import type { NetNs } from '../../net/netns.ts';
import type { Task } from '../../kernel/task.ts';
import type { PseudoFs } from '../mem/pseudo.ts';

/** An address as the kernel prints the bytes of it, lowest first. */
function hexAddress(address: number): string {
  const swapped = ((address & 0xff) << 24) | ((address & 0xff00) << 8) | ((address >>> 8) & 0xff00) | (address >>> 24);
  return (swapped >>> 0).toString(16).toUpperCase().padStart(8, '0');
}

function hex(n: number, width: number): string {
  return n.toString(16).padStart(width, '0');
}

/** All sockets that somebody in the network namespace of `t` holds. */
function sockets(t: Task): Set<Socket> {
  const found = new Set<Socket>();
  for (const p of t.kernel.processes()) {
    for (const thread of p.threads) {
      if (thread.ns.net !== t.ns.net) continue;
      for (const [, file] of thread.fds.entries()) if (file instanceof Socket) found.add(file);
      break;
    }
  }
  return found;
}

function unix(t: Task): string {
  let text = 'Num       RefCount Protocol Flags    Type St Inode Path\n';
  for (const s of sockets(t)) {
    if (!(s instanceof UnixSocket)) continue;
    const local = s.localAddress();
    const path = local.family === 'unix' ? local.path.replace('\0', '@') : '';
    const kind = s.type === 'dgram' ? '0002' : '0001';
    text += `0000000000000000: 0000000${s.isConnected ? 3 : 2} 00000000 ${s.listening ? '00010000' : '00000000'} ${kind} ${s.isConnected ? '03' : '01'} ${String(s.stat().ino).padStart(5)}${path === '' ? '' : ` ${path}`}\n`;
  }
  return text;
}

function dev(ns: NetNs): string {
  let text =
    'Inter-|   Receive                                                |  Transmit\n' +
    ' face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed\n';
  for (const { name, rx, tx } of ns.devices) {
    const n = (value: number, width: number): string => String(value).padStart(width);
    text += `${name.padStart(6)}: ${n(rx.bytes, 7)} ${n(rx.packets, 7)} ${n(rx.errors, 4)} ${n(rx.dropped, 4)}    0     0          0         0 ${n(tx.bytes, 8)} ${n(tx.packets, 7)} ${n(tx.errors, 4)} ${n(tx.dropped, 4)}    0     0       0          0\n`;
  }
  return text;
}

const REJECTS = new Set(['unreachable', 'prohibit']);

function route(ns: NetNs): string {
  const row = (cells: readonly (string | number)[]): string => `${cells.join('\t').padEnd(127)}\n`;
  let text = row(['Iface', 'Destination', 'Gateway ', 'Flags', 'RefCnt', 'Use', 'Metric', 'Mask', '\tMTU', 'Window', 'IRTT']);
  for (const r of ns.fib4.routes(254)) {
    const mask = r.prefix === 0 ? 0 : (-1 << (32 - r.prefix)) >>> 0;
    const flags = 1 + (r.via === undefined ? 0 : 2) + (r.prefix === 32 ? 4 : 0) + (REJECTS.has(r.type) ? 0x200 : 0);
    text += row([r.device?.name ?? '*', hexAddress(r.dst as number), hexAddress((r.via as number | undefined) ?? 0), hex(flags, 4), 0, 0, r.metric, hexAddress(mask), r.mtu === undefined ? 0 : r.mtu - 40, 0, 0]);
  }
  return text;
}

function arp(ns: NetNs): string {
  let text = 'IP address       HW type     Flags       HW address            Mask     Device\n';
  for (const d of ns.devices) {
    for (const n of d.neighbours4.entries.values()) {
      const a = n.address as number;
      const flags = n.state === 'PERMANENT' ? 6 : n.mac === undefined ? 0 : 2;
      text += `${`${a >>> 24}.${(a >>> 16) & 255}.${(a >>> 8) & 255}.${a & 255}`.padEnd(16)} 0x${'1'.padEnd(10)}0x${flags.toString(16).padEnd(10)}${formatMac(n.mac ?? 0)}     *        ${d.name}\n`;
    }
  }
  return text;
}

function ifInet6(ns: NetNs): string {
  let text = '';
  for (const d of ns.devices) {
    for (const a of d.addresses) {
      if (typeof a.address !== 'bigint') continue;
      const scope = a.scope === 'host' ? 0x10 : a.scope === 'link' ? 0x20 : 0;
      text += `${a.address.toString(16).padStart(32, '0')} ${hex(d.index, 2)} ${hex(a.prefix, 2)} ${hex(scope, 2)} ${hex(a.tentative ? 0xc0 : 0x80, 2)} ${d.name.padStart(8)}\n`;
    }
  }
  return text;
}

function ipv6Route(ns: NetNs): string {
  let text = '';
  for (const r of ns.fib6.routes()) {
    const flags = (r.type === 'local' ? 0x80200000 : REJECTS.has(r.type) ? 0x200 : 0) + 1 + (r.via === undefined ? 0 : 2);
    const address = (a: bigint): string => a.toString(16).padStart(32, '0');
    text += `${address(r.dst as bigint)} ${hex(r.prefix, 2)} ${address(0n)} 00 ${address((r.via as bigint | undefined) ?? 0n)} ${hex(r.metric, 8)} 00000001 00000000 ${hex(flags, 8)} ${(r.device?.name ?? 'lo').padStart(8)}\n`;
  }
  const none = '0'.repeat(32);
  return `${text}${none} 00 ${none} 00 ${none} ffffffff 00000001 00000000 00200200       lo\n`;
}

function conntrack(ns: NetNs): string {
  const now_ns = ns.services.now_ns();
  const accounts = ns.conntrackSettings.nf_conntrack_acct === 1;
  let text = '';
  for (const c of (ns.filter as NetFilter | undefined)?.conntrack.list() ?? []) {
    const i = infoOf(c, now_ns);
    const tuple = (t: ConntrackTuple): string => `src=${t.src} dst=${t.dst} ${t.icmp === undefined ? (t.sport === undefined ? '' : `sport=${t.sport} dport=${t.dport} `) : `type=${t.icmp.type} code=${t.icmp.code} id=${t.icmp.id} `}${accounts ? `packets=${t.counters.packets} bytes=${t.counters.bytes} ` : ''}`;
    text += `${i.family.padEnd(8)} ${i.family === 'ipv4' ? 2 : 10} ${i.protocol.padEnd(8)} ${i.protocolNumber} ${i.timeout_s} ${i.state === undefined ? '' : `${i.state} `}${tuple(i.original)}${i.unreplied ? '[UNREPLIED] ' : ''}${tuple(i.reply)}${i.assured ? '[ASSURED] ' : ''}mark=${i.mark} zone=0 use=2\n`;
  }
  return text;
}

function snmp(ns: NetNs): string {
  const c = ns.counters;
  const lines: [string, Record<string, number>][] = [
    ['Ip', { Forwarding: ns.conf4.all.forwarding === 1 ? 1 : 2, DefaultTTL: ns.settings.ip_default_ttl!, InReceives: c.inReceives, InHdrErrors: c.inHdrErrors, InAddrErrors: c.inAddrErrors, ForwDatagrams: c.forwarded, InUnknownProtos: c.inUnknownProtos, InDiscards: c.inDiscards, InDelivers: c.inDelivers, OutRequests: c.outRequests, OutDiscards: c.outDiscards, OutNoRoutes: c.outNoRoutes, ReasmTimeout: 0, ReasmReqds: c.reassemblyRequired, ReasmOKs: c.reassembled, ReasmFails: c.reassemblyFailed, FragOKs: c.fragmented, FragFails: 0, FragCreates: c.fragmentsMade }],
    ['Icmp', { InMsgs: c.icmpIn, InErrors: c.icmpInErrors, OutMsgs: c.icmpOut }],
  ];
  return lines.map(([name, values]) => `${name}: ${Object.keys(values).join(' ')}\n${name}: ${Object.values(values).join(' ')}\n`).join('');
}

const FILES: Readonly<Record<string, (ns: NetNs) => string>> = {
  arp,
  dev,
  if_inet6: ifInet6,
  icmp: (ns) => inetSockets(ns, 'icmp', 4),
  ipv6_route: ipv6Route,
  nf_conntrack: conntrack,
  packet: packetSockets,
  raw: (ns) => inetSockets(ns, 'raw', 4),
  raw6: (ns) => inetSockets(ns, 'raw', 6),
  route,
  snmp,
  sockstat,
  tcp: (ns) => inetSockets(ns, 'tcp', 4),
  tcp6: (ns) => inetSockets(ns, 'tcp', 6),
  udp: (ns) => inetSockets(ns, 'udp', 4),
  udp6: (ns) => inetSockets(ns, 'udp', 6),
};

/** The directory, for the namespace that `task` is in when a file is read. */
export function netDir(fs: PseudoFs, task: () => Task): TableDir {
  const makers = Object.entries(FILES).map(([name, read]) => [name, (f: PseudoFs) => new PseudoFile(f, { read: () => read(netNsOf(task().kernel, task().ns.net)) })] as const);
  return new TableDir(fs, { ...Object.fromEntries(makers), unix: (f) => new PseudoFile(f, { read: () => unix(task()) }) });
}
