/** What netlink's dumps say about links, addresses, routes, neighbours, rules and forwarding entries (abi/netlink.ts). */
import { familyOf, formatIp, formatMac, networkOf, widthOf } from '../../net/address.ts';
import { BridgeDevice } from '../../net/bridge.ts';
import { netModules } from '../../net/modules.ts';
import type { AddressInfo, FdbInfo, LinkInfo, NeighInfo, QdiscInfo, RouteInfo, RuleInfo } from '../../abi/netlink.ts';
import type { Neighbour, NeighbourTable } from '../../net/neigh.ts';
import type { Assigned, NetDevice } from '../../net/netdev.ts';
import type { NetNs } from '../../net/netns.ts';
import type { Route, Rule } from '../../net/route.ts';
import type { IpAddress } from '../../net/skbuff.ts';

function prefixText(address: IpAddress, prefix: number): string {
  return prefix === widthOf(familyOf(address)) ? formatIp(address) : `${formatIp(address)}/${prefix}`;
}

export function addressInfo(device: NetDevice, a: Assigned): AddressInfo {
  const subnet = (x: Assigned): IpAddress => networkOf(x.peer ?? x.address, x.prefix);
  const first = device.addresses.find((x) => typeof x.address === typeof a.address && x.prefix === a.prefix && subnet(x) === subnet(a));
  return {
    family: typeof a.address === 'number' ? 'inet' : 'inet6',
    address: a.peer === undefined ? `${formatIp(a.address)}/${a.prefix}` : formatIp(a.address),
    peer: a.peer === undefined ? undefined : `${formatIp(a.peer)}/${a.prefix}`,
    broadcast: a.broadcast === undefined ? undefined : formatIp(a.broadcast),
    scope: a.scope,
    label: a.label,
    tentative: a.tentative || undefined,
    secondary: (typeof a.address === 'number' && first !== a) || undefined,
  };
}

export function linkInfo(d: NetDevice): LinkInfo {
  const { peer } = d;
  const port = d.master instanceof BridgeDevice ? d.master.ports.get(d) : undefined;
  return {
    index: d.index,
    name: d.name,
    kind: d.kind,
    mac: formatMac(d.mac),
    mtu: d.mtu,
    up: d.up,
    running: d.running,
    master: d.master?.name,
    peerIndex: peer?.index,
    peerNsid: peer === undefined || peer.ns === d.ns ? undefined : d.ns.nsid(peer.ns),
    addresses: d.addresses.map((a) => `${formatIp(a.address)}/${a.prefix}`),
    addressInfo: d.addresses.map((a) => addressInfo(d, a)),
    promisc: d.promisc,
    arp: d.arp && d.kind !== 'dummy',
    alias: d.alias === '' ? undefined : d.alias,
    qdisc: d.qdisc === undefined ? (d.up || d.defaultQdisc !== 'noqueue' ? d.defaultQdisc : 'noop') : (netModules()?.qdiscInfo(d)?.qdisc.kind ?? d.defaultQdisc),
    txqlen: d.txqlen,
    rx: { ...d.rx },
    tx: { ...d.tx },
    spec: d.spec,
    bridge: d instanceof BridgeDevice ? { stp: d.stp, ageing_s: d.ageing_ns / 1e9, vlanFiltering: d.vlanFiltering } : undefined,
    port: port && { hairpin: port.hairpin, isolated: port.isolated, learning: port.learning },
  };
}

export function routeInfo(r: Route): RouteInfo {
  return {
    to: r.prefix === 0 ? 'default' : prefixText(r.dst, r.prefix),
    via: r.via === undefined ? undefined : formatIp(r.via),
    dev: r.device?.name ?? '',
    source: r.source === undefined ? undefined : formatIp(r.source),
    protocol: r.protocol,
    scope: r.scope,
    type: r.type,
    table: r.table,
    metric: r.metric,
    family: typeof r.dst === 'number' ? 'inet' : 'inet6',
    linkdown: r.device !== undefined && r.device.up && !r.device.carrier,
    mtu: r.mtu,
    onlink: r.onlink || undefined,
  };
}

export function neighInfo(table: NeighbourTable, n: Neighbour): NeighInfo {
  return { address: formatIp(n.address), dev: table.device.name, mac: n.mac === undefined ? undefined : formatMac(n.mac), state: table.stateOf(n), router: n.router || undefined };
}

export function neighbours(ns: NetNs): NeighInfo[] {
  return ns.devices.flatMap((d) => [d.neighbours4, d.neighbours6].flatMap((table) => [...table.entries.values()].map((n) => neighInfo(table, n))));
}

export function ruleInfo(r: Rule): RuleInfo {
  return {
    priority: r.priority,
    from: r.from && prefixText(r.from.address, r.from.prefix),
    to: r.to && prefixText(r.to.address, r.to.prefix),
    iif: r.iif,
    oif: r.oif,
    fwmark: r.fwmark,
    fwmask: r.fwmask,
    table: r.table,
    action: r.action,
    family: r.family === 4 ? 'inet' : 'inet6',
  };
}

/** Forwarding entries as `bridge fdb` lists them: learnt and set ones, and the ports' own addresses. */
export function fdbInfo(ns: NetNs): FdbInfo[] {
  const out: FdbInfo[] = [];
  const now_ns = ns.services.now_ns();
  for (const d of ns.devices) {
    out.push(...(netModules()?.fdb(d) ?? []));
    if (d.kind !== 'bridge' && d.master instanceof BridgeDevice) out.push({ mac: formatMac(d.mac), dev: d.name, master: d.master.name, state: 'permanent', self: false, age_s: 0 });
    if (!(d instanceof BridgeDevice)) continue;
    if (![...d.ports.keys()].some((port) => port.mac === d.mac)) out.push({ mac: formatMac(d.mac), dev: d.name, master: d.name, state: 'permanent', self: false, age_s: 0 });
    for (const e of d.fdb.values()) {
      const age_s = Math.floor((now_ns - e.updated_ns) / 1e9);
      if (e.state !== 'dynamic' || age_s * 1e9 < d.ageing_ns) out.push({ mac: formatMac(e.mac), dev: e.port.device.name, master: d.name, state: e.state, self: false, age_s });
    }
  }
  return out;
}

export function qdiscs(ns: NetNs): QdiscInfo[] {
  return ns.devices.filter((d) => d.up || d.qdisc !== undefined || d.defaultQdisc !== 'noqueue').map(
    (d) =>
      netModules()?.qdiscInfo(d) ?? {
        dev: d.name,
        qdisc: { kind: d.defaultQdisc as 'noqueue' },
        handle: '0:',
        sent_bytes: d.defaultQdisc === 'noqueue' ? 0 : d.tx.bytes,
        sent_packets: d.defaultQdisc === 'noqueue' ? 0 : d.tx.packets,
        dropped: 0,
        backlog_bytes: 0,
        backlog_packets: 0,
      },
  );
}
