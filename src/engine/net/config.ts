/**
 * Configuring a namespace as rtnetlink does it: what is checked, in the kernel's order, and what is said when it is wrong (devinet.c,
 * fib_frontend.c, fib_semantics.c, neighbour.c, fib_rules.c, addrconf.c of Linux 6.1).
 */
import { fail } from '../abi/errno.ts';
import { anyOf, familyOf, networkOf, parseIp, parseMac, parsePrefix } from './address.ts';
import { isMulticast6 } from './ipv6.ts';
import { refuse } from './neterror.ts';
import { Neighbour } from './neigh.ts';
import { TABLE } from './route.ts';
import type { RouteSpec, RouteChange, RuleSpec } from '../abi/netlink.ts';
import type { NetDevice } from './netdev.ts';
import type { NetNs } from './netns.ts';
import type { Route, Rule } from './route.ts';
import type { IpAddress } from './skbuff.ts';

type Change<Op extends RouteChange['op']> = Extract<RouteChange, { readonly op: Op }>;

/** ENODEV. */
export function deviceOf(ns: NetNs, name: string): NetDevice {
  return ns.device(name) ?? fail('ENODEV');
}

/** dev_valid_name: EINVAL. */
export function checkName(name: string): void {
  if (name.length === 0 || name.length > 15 || name === '.' || name === '..' || /[/:\s]/.test(name)) fail('EINVAL');
}

export function macOf(text: string): number {
  return parseMac(text) ?? fail('EINVAL');
}

function ipOf(text: string): IpAddress {
  return parseIp(text) ?? fail('EINVAL');
}

// ---- addresses ----
export function addAddress(ns: NetNs, r: Change<'addr_add' | 'addr_del'>): void {
  const device = deviceOf(ns, r.name);
  const { address, prefix } = parsePrefix(r.address) ?? fail('EINVAL');
  const peer = r.peer === undefined ? undefined : (parsePrefix(r.peer) ?? fail('EINVAL'));
  if (typeof address === 'bigint') {
    if (ns.disabled6(device)) refuse('EACCES', 'ipv6: IPv6 is disabled on this device');
    if (address === 0n) fail('EADDRNOTAVAIL');
    if (isMulticast6(address)) refuse('EINVAL', 'ipv6: Cannot assign multicast address without "IFA_F_MCAUTOJOIN" flag');
    if (device.has(address)) refuse('EEXIST', 'ipv6: address already assigned');
  } else if (device.addresses.some((a) => a.address === address && a.prefix === (peer?.prefix ?? prefix))) refuse('EEXIST', 'ipv4: Address already assigned');
  const broadcast = r.broadcast === undefined ? undefined : ipOf(r.broadcast);
  const local = typeof address === 'number' ? address >>> 24 === 127 : address === 1n;
  const link = typeof address === 'bigint' && address >> 118n === 0x3fan;
  const scope = typeof address === 'bigint' ? (link ? 'link' : local ? 'host' : 'global') : (r.scope ?? (local ? 'host' : 'global'));
  const length = peer?.prefix ?? prefix;
  const network = networkOf(peer?.address ?? address, length);
  if (typeof address === 'number' && device.addresses.some((a) => a.prefix === length && a.scope !== scope && networkOf(a.peer ?? a.address, length) === network)) refuse('EINVAL', 'ipv4: Invalid scope value');
  ns.addAddress(device, {
    address,
    prefix: length,
    scope,
    broadcast: typeof broadcast === 'number' ? broadcast : undefined,
    peer: peer?.address,
    label: typeof address === 'number' ? (r.label ?? device.name) : undefined,
    tentative: typeof address === 'bigint' && r.nodad !== true && device.resolves && device.conf6.accept_dad !== 0,
  });
}

export function removeAddress(ns: NetNs, r: Change<'addr_add' | 'addr_del'>): void {
  const device = deviceOf(ns, r.name);
  const { address, prefix } = parsePrefix(r.address) ?? fail('EINVAL');
  const exact = r.address.includes('/');
  const found = device.addresses.find((a) => a.address === address && (!exact || a.prefix === prefix)) ?? refuse('EADDRNOTAVAIL', typeof address === 'bigint' ? 'ipv6: address not found' : 'ipv4: Address not found');
  ns.removeAddress(device, found);
}

// ---- routes ----
function destinationOf(r: RouteSpec): { dst: IpAddress; prefix: number } {
  if (r.to === 'default') {
    const via = r.via === undefined ? undefined : ipOf(r.via);
    return { dst: via === undefined ? 0 : anyOf(familyOf(via)), prefix: 0 };
  }
  const { address, prefix } = parsePrefix(r.to) ?? fail('EINVAL');
  if (networkOf(address, prefix) !== address) refuse('EINVAL', 'Invalid prefix for given prefix length');
  return { dst: address, prefix };
}

function tableOf(r: RouteSpec): number {
  return r.table ?? (r.type === 'local' || r.type === 'broadcast' ? TABLE.LOCAL : TABLE.MAIN);
}

/** Find the device of a route's gateway, and refuse gateways that cannot be reached. */
function deviceFor(ns: NetNs, via: IpAddress | undefined, named: NetDevice | undefined, onlink: boolean, type: Route['type']): NetDevice {
  if (via === undefined) {
    const device = type === 'local' && named === undefined ? ns.loopback : (named ?? fail('ENODEV'));
    if (!device.up) refuse('ENETDOWN', 'Device for nexthop is not up');
    return device;
  }
  const four = typeof via === 'number';
  if (onlink) {
    const device = named ?? refuse('EINVAL', 'Nexthop device required for onlink');
    if (!device.up) refuse('ENETDOWN', 'Nexthop device is not up');
    return device;
  }
  const own = ns.fibOf(via).localType(via);
  if (own?.type === 'local') {
    if (!four) refuse('EINVAL', 'Gateway can not be a local address');
    // An address of ours on its own device is taken: the kernel asks no more than that it is on link.
    return own.device === undefined || own.device.loopback || (named !== undefined && named !== own.device) ? refuse('EINVAL', 'Nexthop has invalid gateway') : own.device;
  }
  if (!four && via >> 118n === 0x3fan) return named ?? refuse('EINVAL', 'Egress device not specified');
  if (named !== undefined && !named.up) refuse('ENETDOWN', 'Nexthop device is not up');
  const way = ns.fibOf(via).lookup({ dst: via, oif: named?.name });
  if (way?.device === undefined || way.type !== 'unicast' || (way.via !== undefined && !way.onlink)) {
    if (!four) fail('EHOSTUNREACH');
    refuse('ENETUNREACH', 'Nexthop has invalid gateway');
  }
  return way.device;
}

function makeRoute(ns: NetNs, r: RouteSpec): Route {
  const { dst, prefix } = destinationOf(r);
  const type = r.type ?? 'unicast';
  const via = r.via === undefined ? undefined : ipOf(r.via);
  const four = typeof dst === 'number';
  if (via !== undefined && typeof via !== typeof dst) fail('EINVAL');
  const named = r.dev === undefined ? undefined : deviceOf(ns, r.dev);
  const empty = type !== 'unicast' && type !== 'local' && type !== 'broadcast';
  const device = empty ? (four ? undefined : ns.loopback) : deviceFor(ns, via, named, r.onlink === true, type);
  const source = r.src === undefined ? undefined : ipOf(r.src);
  if (source !== undefined && ns.fibOf(source).localType(source)?.type !== 'local') refuse('EINVAL', 'Invalid prefsrc address');
  const metric = r.metric ?? (four ? 0 : 1024);
  const scope = r.scope ?? (type === 'local' ? 'host' : four && via === undefined && !empty ? 'link' : 'global');
  return { dst, prefix, via, device, source, metric, table: tableOf(r), type, scope, protocol: r.protocol ?? 'boot', onlink: r.onlink === true, mtu: r.mtu };
}

export function addRoute(ns: NetNs, r: RouteSpec, replace: boolean): void {
  const route = makeRoute(ns, r);
  const same = ns.fibOf(route.dst).same(route.table, route.dst, route.prefix).filter((x) => x.metric === (route.metric || x.metric * Number(typeof route.dst === 'bigint')));
  if (same.length > 0) {
    if (!replace) fail('EEXIST');
    const [first] = same;
    ns.dropRoutes((x) => x === first);
  }
  ns.addRoute(route);
}

export function removeRoute(ns: NetNs, r: RouteSpec): void {
  const { dst, prefix } = destinationOf(r);
  const via = r.via === undefined ? undefined : ipOf(r.via);
  const source = r.src === undefined ? undefined : ipOf(r.src);
  const find = (to: IpAddress): Route | undefined =>
    ns
      .fibOf(to)
      .same(tableOf(r), to, prefix)
      .find(
        (x) =>
          (via === undefined || x.via === via) &&
          (r.dev === undefined || x.device?.name === r.dev) &&
          (r.metric === undefined || x.metric === r.metric) &&
          (r.type === undefined || x.type === r.type) &&
          (r.scope === undefined || x.scope === r.scope) &&
          (r.protocol === undefined || x.protocol === r.protocol) &&
          (source === undefined || x.source === source),
      );
  if (r.dev !== undefined) deviceOf(ns, r.dev);
  const found = find(dst) ?? fail('ESRCH');
  ns.dropRoutes((x) => x === found);
}

// ---- policy rules ----
function prefixOf(text: string | undefined): { readonly address: IpAddress; readonly prefix: number } | undefined {
  if (text === undefined || text === 'all' || text === 'default') return undefined;
  return parsePrefix(text) ?? fail('EINVAL');
}

function familyOfRule(r: RuleSpec): 4 | 6 {
  const text = r.from ?? r.to;
  return r.family === 'inet6' || (r.family === undefined && text?.includes(':') === true) ? 6 : 4;
}

export function addRule(ns: NetNs, r: RuleSpec): void {
  const family = familyOfRule(r);
  const fib = family === 4 ? ns.fib4 : ns.fib6;
  // Without a number the rule comes before the first that has one greater than 0.
  const first = fib.rules.find((x) => x.priority > 0)?.priority ?? 32768;
  const rule: Rule = { priority: r.priority ?? first - 1, family, from: prefixOf(r.from), to: prefixOf(r.to), iif: r.iif, oif: r.oif, fwmark: r.fwmark, fwmask: r.fwmask, table: r.table ?? TABLE.MAIN, action: r.action ?? 'lookup' };
  if (fib.rules.some((x) => JSON.stringify(plain(x)) === JSON.stringify(plain(rule)))) fail('EEXIST');
  fib.addRule(rule);
}

function plain(r: Rule): unknown {
  const text = (p: Rule['from']): string => (p === undefined ? '' : `${p.address}/${p.prefix}`);
  return [r.priority, text(r.from), text(r.to), r.iif, r.oif, r.fwmark, r.fwmask, r.table, r.action];
}

export function removeRule(ns: NetNs, r: RuleSpec): void {
  const fib = familyOfRule(r) === 4 ? ns.fib4 : ns.fib6;
  const same = (a: Rule['from'], b: Rule['from']): boolean => a === undefined || (b !== undefined && a.address === b.address && a.prefix === b.prefix);
  const from = prefixOf(r.from);
  const to = prefixOf(r.to);
  fib.removeRule(
    (x) =>
      (r.priority === undefined || x.priority === r.priority) &&
      same(from, x.from) &&
      same(to, x.to) &&
      (r.iif === undefined || x.iif === r.iif) &&
      (r.oif === undefined || x.oif === r.oif) &&
      (r.fwmark === undefined || x.fwmark === r.fwmark) &&
      (r.table === undefined || x.table === r.table) &&
      (r.action === undefined || x.action === r.action),
  );
}

// ---- neighbours ----
export function setNeighbour(ns: NetNs, r: Change<'neigh_add' | 'neigh_replace' | 'neigh_del'>): void {
  const address = ipOf(r.address);
  const device = deviceOf(ns, r.dev);
  const table = ns.neighboursOf(device, address);
  const known = table.entries.get(address);
  if (r.op === 'neigh_del') {
    if (known === undefined) fail('ENOENT');
    table.remove(known);
    return;
  }
  if (known !== undefined && r.op === 'neigh_add') fail('EEXIST');
  const mac = r.mac === undefined ? known?.mac : macOf(r.mac);
  const state = r.state ?? 'PERMANENT';
  if (mac === undefined && state !== 'NOARP') refuse('EINVAL', 'No link layer address given');
  const n = known ?? new Neighbour(address, state);
  table.entries.set(address, n);
  table.set(n, mac ?? 0, state);
}
