/** How links and addresses are shown: the lines of `ip link` and `ip address`, brief, on one line, or as JSON. */
import { splitPrefix } from '../../../libc/netaddr.ts';
import { IpError, noDevice } from './common.ts';
import type { AddressInfo, LinkInfo, LinkSpec, LinkStats } from '../../../../abi/netlink.ts';
import type { Ip, Json } from './common.ts';

/** What showing needs to know beside the link. */
export interface Around {
  readonly links: readonly LinkInfo[];
  /** Names of namespaces by their ids. */
  readonly names: ReadonlyMap<number, string>;
}

function hasPeer(link: LinkInfo): boolean {
  return link.peerIndex !== undefined;
}

function peerOf(link: LinkInfo, links: readonly LinkInfo[]): LinkInfo | undefined {
  return link.peerIndex === undefined || link.peerNsid !== undefined ? undefined : links.find((l) => l.index === link.peerIndex);
}

/** 'eth0@if5', 'veth0@veth1', 'lo'. */
export function fullName(link: LinkInfo, links: readonly LinkInfo[]): string {
  if (!hasPeer(link)) return link.name;
  const peer = peerOf(link, links);
  return `${link.name}@${peer === undefined ? `if${link.peerIndex!}` : peer.name}`;
}

/** Flags in iproute2's order. */
export function linkFlags(link: LinkInfo, links: readonly LinkInfo[]): string[] {
  const out: string[] = [];
  if (link.up && !link.running) out.push('NO-CARRIER');
  if (link.kind === 'loopback') out.push('LOOPBACK');
  else out.push('BROADCAST');
  if (link.kind !== 'loopback' && link.kind !== 'dummy') out.push('MULTICAST');
  if (!link.arp && link.kind !== 'loopback') out.push('NOARP');
  if (link.promisc) out.push('PROMISC');
  if (link.up) out.push('UP');
  if (link.up && link.running) out.push('LOWER_UP');
  const peer = peerOf(link, links);
  if (peer !== undefined && !peer.up) out.push('M-DOWN');
  return out;
}

/** RFC 2863's state. */
export function operState(link: LinkInfo): string {
  if (!link.up) return 'DOWN';
  if (link.kind === 'loopback' || link.kind === 'dummy') return 'UNKNOWN';
  if (link.running) return link.kind === 'vxlan' ? 'UNKNOWN' : 'UP';
  return hasPeer(link) ? 'LOWERLAYERDOWN' : 'DOWN';
}

const linkType = (link: LinkInfo): string => (link.kind === 'loopback' ? 'loopback' : 'ether');
const broadcastOf = (link: LinkInfo): string => (link.kind === 'loopback' ? '00:00:00:00:00:00' : 'ff:ff:ff:ff:ff:ff');

/** The first line and the second, with what -d and -s add. `mode`: of `ip link`. */
export function linkLines(ip: Ip, link: LinkInfo, around: Around, mode: boolean): string {
  const { o } = ip;
  const nl = o.oneline ? '\\' : '\n';
  const inet6 = o.family === 'inet6';
  let out = `${link.index}: ${ip.paint('name', `${link.name}`)}${fullName(link, around.links).slice(link.name.length)}: `;
  if (o.colour) out = `${link.index}: ${ip.paint('name', `${fullName(link, around.links)}: `)}`;
  out += `<${linkFlags(link, around.links).join(',')}> mtu ${link.mtu} `;
  if (!inet6) out += `qdisc ${link.qdisc} `;
  if (link.master !== undefined) out += `master ${link.master} `;
  const state = operState(link);
  if (!(o.busybox ?? false)) out += `state ${state === 'UP' ? ip.paint('up', state) : state === 'DOWN' ? ip.paint('down', state) : state} `;
  if (mode && !(o.busybox ?? false)) out += 'mode DEFAULT ';
  if (!inet6 && !(o.busybox ?? false)) out += 'group default ';
  if (link.txqlen > 0) out += `qlen ${link.txqlen}`;
  const hardware = mode || o.family === undefined || o.family === 'link';
  if (hardware) out += `${nl}    link/${linkType(link)} ${ip.paint('mac', link.mac)} brd ${ip.paint('mac', broadcastOf(link))}`;
  if (link.peerNsid !== undefined && !(o.busybox ?? false)) {
    const name = around.names.get(link.peerNsid);
    out += name === undefined ? ` link-netnsid ${link.peerNsid}` : ` link-netns ${name}`;
  }
  if (hardware && o.details) out += details(link, nl);
  if (link.alias !== undefined && link.alias !== '') out += `${nl}    alias ${link.alias}`;
  if (o.statistics > 0) out += statistics(link, nl);
  return `${out}\n`;
}

function minMtu(link: LinkInfo): number {
  return link.kind === 'loopback' ? 0 : 68;
}

function maxMtu(link: LinkInfo): number {
  return link.kind === 'loopback' ? 0 : link.kind === 'dummy' ? 0 : 65535;
}

function details(link: LinkInfo, nl: string): string {
  let out = ` promiscuity ${link.promisc ? 1 : 0}  allmulti 0 minmtu ${minMtu(link)} maxmtu ${maxMtu(link)} `;
  const { spec } = link;
  if (spec !== undefined) out += `${nl}    ${specText(spec, link)}`;
  if (link.port !== undefined) {
    const on = (b: boolean): string => (b ? 'on' : 'off');
    out += `${nl}    bridge_slave state ${link.running ? 'forwarding' : 'disabled'} priority 32 cost 2 hairpin ${on(link.port.hairpin)} guard off root_block off fastleave off learning ${on(link.port.learning)} flood on isolated ${on(link.port.isolated)} `;
  }
  return `${out}addrgenmode eui64 numtxqueues 1 numrxqueues 1 gso_max_size 65536 gso_max_segs 65535 `;
}

function specText(spec: LinkSpec, link: LinkInfo): string {
  switch (spec.kind) {
    case 'vlan':
      return `vlan protocol 802.1Q id ${spec.id} <REORDER_HDR> `;
    case 'macvlan':
      return `macvlan mode ${spec.mode} `;
    case 'ipvlan':
      return `ipvlan  mode ${spec.mode} bridge `;
    case 'vxlan':
      return `vxlan id ${spec.id}${spec.remote === undefined ? '' : ` remote ${spec.remote}`}${spec.local === undefined ? '' : ` local ${spec.local}`}${spec.link === undefined ? '' : ` dev ${spec.link}`} dstport ${spec.dstport ?? 8472} `;
    case 'bridge': {
      const b = link.bridge ?? { stp: false, ageing_s: 300, vlanFiltering: false };
      return `bridge forward_delay 1500 hello_time 200 max_age 2000 ageing_time ${b.ageing_s * 100} stp_state ${b.stp ? 1 : 0} priority 32768 vlan_filtering ${b.vlanFiltering ? 1 : 0} `;
    }
    default:
      return `${spec.kind} `;
  }
}

function statistics(link: LinkInfo, nl: string): string {
  const line = (s: LinkStats, more: number): string => `    ${[s.bytes, s.packets, s.errors, s.dropped, 0, more].map((n, i) => String(n).padStart(i === 0 ? 10 : i === 1 ? 7 : i === 2 ? 6 : 7)).join(' ')} `;
  return `${nl}    RX:  bytes packets errors dropped  missed   mcast           ${nl}${line(link.rx, 0)}${nl}    TX:  bytes packets errors dropped carrier collsns           ${nl}${line(link.tx, 0)}`;
}

/** Where an address is shown, beside its link. */
export function addressText(ip: Ip, a: AddressInfo): string {
  const { address, length } = splitPrefix(a.address);
  const kind = a.family;
  let out = kind === 'inet' ? 'inet ' : 'inet6 ';
  if (a.peer !== undefined && a.peer !== '') out += `${ip.paint(kind, address)} peer ${ip.paint(kind, splitPrefix(a.peer).address)}/${a.peer.includes('/') ? splitPrefix(a.peer).length : length} `;
  else out += `${ip.paint(kind, address)}/${length} `;
  if (a.broadcast !== undefined) out += `brd ${ip.paint(kind, a.broadcast)} `;
  out += `scope ${a.scope} `;
  if (a.secondary === true) out += 'secondary ';
  if (a.tentative === true) out += 'tentative ';
  return out + (kind === 'inet' ? (a.label ?? '') : '');
}

export function addressLines(ip: Ip, a: AddressInfo): string {
  return `    ${addressText(ip, a)}${ip.o.oneline ? '\\' : '\n'}       valid_lft forever preferred_lft forever\n`;
}

export function briefLine(ip: Ip, link: LinkInfo, around: Around, addresses: readonly AddressInfo[] | undefined): string {
  const state = operState(link);
  const shown = state.padEnd(14);
  let out = `${ip.paint('name', fullName(link, around.links).padEnd(16))} ${state === 'UP' ? ip.paint('up', shown) : state === 'DOWN' ? ip.paint('down', shown) : shown} `;
  if (addresses === undefined) return `${out}${ip.paint('mac', link.mac)} <${linkFlags(link, around.links).join(',')}> \n`;
  for (const a of addresses) {
    const { address, length } = splitPrefix(a.address);
    out += a.peer === undefined || a.peer === '' ? `${ip.paint(a.family, address)}/${length} ` : `${ip.paint(a.family, address)} peer ${splitPrefix(a.peer).address}/${splitPrefix(a.peer).length} `;
  }
  return `${out}\n`;
}

/** A link as JSON; with its addresses for `ip address`. */
export function linkJson(ip: Ip, link: LinkInfo, around: Around, addresses: readonly AddressInfo[] | undefined): Json {
  const { o } = ip;
  const mode = addresses === undefined;
  const peer = peerOf(link, around.links);
  const name = link.peerNsid === undefined ? undefined : around.names.get(link.peerNsid);
  const info: Json[] = (addresses ?? []).map((a) => {
    const { address, length } = splitPrefix(a.address);
    return {
      family: a.family, local: address, address: a.peer === undefined || a.peer === '' ? undefined : splitPrefix(a.peer).address, prefixlen: length, broadcast: a.broadcast, scope: a.scope,
      secondary: a.secondary === true ? true : undefined, tentative: a.tentative === true ? true : undefined, label: a.family === 'inet' ? a.label : undefined, valid_life_time: 4294967295, preferred_life_time: 4294967295,
    };
  });
  if (o.brief) {
    const head = { ifname: link.name, link: peer?.name, link_index: hasPeer(link) && peer === undefined ? link.peerIndex : undefined, operstate: operState(link) };
    return mode ? { ...head, address: link.mac, flags: linkFlags(link, around.links) } : { ...head, addr_info: info.map((i) => ({ local: (i as { local: string }).local, prefixlen: (i as { prefixlen: number }).prefixlen })) };
  }
  const stats = (s: LinkStats, last: 'multicast' | 'collisions'): Json => ({ bytes: s.bytes, packets: s.packets, errors: s.errors, dropped: s.dropped, ...(last === 'multicast' ? { over_errors: 0, multicast: 0 } : { carrier_errors: 0, collisions: 0 }) });
  return {
    ifindex: link.index, link_index: hasPeer(link) && peer === undefined ? link.peerIndex : undefined, link: peer?.name, ifname: link.name, flags: linkFlags(link, around.links), mtu: link.mtu, qdisc: link.qdisc,
    master: link.master, operstate: operState(link), linkmode: mode ? 'DEFAULT' : undefined, group: 'default', txqlen: link.txqlen > 0 ? link.txqlen : undefined, ...(mode || o.family === undefined || o.family === 'link' ? { link_type: linkType(link), address: link.mac, broadcast: broadcastOf(link) } : {}),
    link_netnsid: name === undefined ? link.peerNsid : undefined, link_netns: name, ifalias: link.alias === '' ? undefined : link.alias,
    ...(o.details ? { promiscuity: link.promisc ? 1 : 0, min_mtu: minMtu(link), max_mtu: maxMtu(link), linkinfo: link.spec === undefined ? undefined : { info_kind: link.spec.kind } } : {}),
    ...(o.statistics > 0 ? { stats64: { rx: stats(link.rx, 'multicast'), tx: stats(link.tx, 'collisions') } } : {}),
    ...(mode ? {} : { addr_info: info }),
  };
}

/** Which links a selection names. */
export interface Selection {
  dev?: string;
  up?: boolean;
  master?: string;
  nomaster?: boolean;
  type?: string;
}

/** The links that were asked for. Throws IpError for a device that is not there. */
export function select(links: readonly LinkInfo[], s: Selection): LinkInfo[] {
  if (s.dev !== undefined && !links.some((l) => l.name === s.dev)) throw noDevice(s.dev, `Device "${s.dev}" does not exist.\n`);
  if (s.master !== undefined && !links.some((l) => l.name === s.master)) throw new IpError('Error: argument "' + s.master + '" is wrong: Device does not exist\n\n', 255);
  return links.filter((l) => (s.dev === undefined || l.name === s.dev) && (s.up !== true || l.up) && (s.master === undefined || l.master === s.master) && (s.nomaster !== true || l.master === undefined) && (s.type === undefined || (s.type === 'bridge_slave' ? l.port !== undefined : (l.spec?.kind ?? l.kind) === s.type)));
}
