/**
 * Routes and policy rules (ip-route(8), ip-rule(8)) of both families: tables with the longest prefix first, then the least metric; rules by
 * priority. Left out: multipath, TOS, route caches, exceptions but for path MTU.
 */
import { fail } from '../abi/errno.ts';
import { networkOf, within } from './address.ts';
import type { RouteInfo } from '../abi/netlink.ts';
import type { Family } from './address.ts';
import type { NetDevice } from './netdev.ts';
import type { IpAddress, Ipv4Address } from './skbuff.ts';

export type RouteType = RouteInfo['type'];

export interface Route {
  readonly dst: IpAddress;
  readonly prefix: number;
  readonly via: IpAddress | undefined;
  /** Undefined with unreachable, blackhole and the like. */
  readonly device: NetDevice | undefined;
  readonly source: IpAddress | undefined;
  readonly metric: number;
  readonly table: number;
  readonly type: RouteType;
  readonly scope: RouteInfo['scope'];
  readonly protocol: RouteInfo['protocol'];
  readonly onlink: boolean;
  readonly mtu: number | undefined;
}

export const TABLE = { DEFAULT: 253, MAIN: 254, LOCAL: 255 } as const;

/** A route that the kernel itself makes for an address. */
export function kernelRoute(device: NetDevice, dst: IpAddress, prefix: number, source: IpAddress | undefined, metric: number, table: number, type: RouteType, scope: Route['scope']): Route {
  return { dst, prefix, via: undefined, device, source, metric, table, type, scope, protocol: 'kernel', onlink: false, mtu: undefined };
}

/** What a packet's way depends on. */
export interface Flow {
  readonly dst: IpAddress;
  readonly src?: IpAddress;
  readonly iif?: string;
  readonly oif?: string;
  readonly mark?: number;
}

export interface Rule {
  readonly priority: number;
  readonly family: Family;
  readonly from?: { readonly address: IpAddress; readonly prefix: number };
  readonly to?: { readonly address: IpAddress; readonly prefix: number };
  readonly iif?: string;
  readonly oif?: string;
  readonly fwmark?: number;
  readonly fwmask?: number;
  readonly table: number;
  readonly action: 'lookup' | 'unreachable' | 'blackhole' | 'prohibit';
}

class Table {
  /** By prefix length, then by network; routes of one network by metric. */
  readonly lengths: { readonly prefix: number; readonly networks: Map<IpAddress, Route[]> }[] = [];

  *[Symbol.iterator](): Iterator<Route> {
    for (const { networks } of this.lengths) for (const routes of networks.values()) yield* routes;
  }

  at(dst: IpAddress, prefix: number): Route[] | undefined {
    return this.lengths.find((l) => l.prefix === prefix)?.networks.get(dst);
  }

  /** Before the first with a greater metric. */
  add(route: Route): void {
    let level = this.lengths.find((l) => l.prefix === route.prefix);
    if (level === undefined) {
      this.lengths.push((level = { prefix: route.prefix, networks: new Map() }));
      this.lengths.sort((a, b) => b.prefix - a.prefix);
    }
    const routes = level.networks.get(route.dst);
    if (routes === undefined) {
      level.networks.set(route.dst, [route]);
      return;
    }
    const at = routes.findIndex((r) => r.metric > route.metric);
    if (at < 0) routes.push(route);
    else routes.splice(at, 0, route);
  }

  remove(route: Route): void {
    const level = this.lengths.find((l) => l.prefix === route.prefix);
    const left = level?.networks.get(route.dst)?.filter((r) => r !== route) ?? [];
    if (left.length > 0) level!.networks.set(route.dst, left);
    else level?.networks.delete(route.dst);
  }

  /** Take away what `which` says; in no order. */
  removeWhere(which: (r: Route) => boolean): Route[] {
    const gone: Route[] = [];
    for (const { networks } of this.lengths) {
      for (const [dst, routes] of networks) {
        if (!routes.some(which)) continue;
        const left: Route[] = [];
        for (const r of routes) (which(r) ? gone : left).push(r);
        if (left.length > 0) networks.set(dst, left);
        else networks.delete(dst);
      }
    }
    return gone;
  }

  lookup(dst: IpAddress, oif: string | undefined): Route | undefined {
    for (const { prefix, networks } of this.lengths) {
      if (networks.size === 0) continue;
      const found = networks.get(networkOf(dst, prefix));
      if (found === undefined) continue;
      if (oif === undefined) return found[0];
      const there = found.find((r) => r.device === undefined || r.device.name === oif);
      if (there !== undefined) return there;
    }
    return undefined;
  }
}

/** The forwarding information base of one family. */
export class Fib {
  readonly family: Family;
  readonly rules: Rule[];
  private readonly tables = new Map<number, Table>();
  private readonly local = new Table();
  private readonly main = new Table();
  /** No rule but the kernel's own: lookups take the short way. */
  private plain = true;

  constructor(family: Family) {
    this.family = family;
    this.tables.set(TABLE.LOCAL, this.local);
    this.tables.set(TABLE.MAIN, this.main);
    const rule = (priority: number, table: number): Rule => ({ priority, family, table, action: 'lookup' });
    this.rules = [rule(0, TABLE.LOCAL), rule(32766, TABLE.MAIN)];
    if (family === 4) this.rules.push(rule(32767, TABLE.DEFAULT));
  }

  /** The routes of a table (0: of all) as the kernel lists them: by network, longer prefixes first; IPv6's default comes last. */
  *routes(table = 0): Iterable<Route> {
    for (const [id, t] of this.tables) if (table === 0 || table === id) yield* [...t].sort(listed);
  }

  /** The route that decides; undefined when none does. */
  lookup(flow: Flow): Route | undefined {
    const { dst, oif } = flow;
    if (this.plain) return this.local.lookup(dst, oif) ?? this.main.lookup(dst, oif) ?? this.tables.get(TABLE.DEFAULT)?.lookup(dst, oif);
    for (const rule of this.rules) {
      if (!matches(rule, flow)) continue;
      if (rule.action !== 'lookup') return { dst, prefix: 0, via: undefined, device: undefined, source: undefined, metric: 0, table: 0, type: rule.action, scope: 'global', protocol: 'static', onlink: false, mtu: undefined };
      const found = this.tables.get(rule.table)?.lookup(dst, oif);
      if (found !== undefined && found.type !== 'throw') return found;
    }
    return undefined;
  }

  /** The local table's answer: is it an address of ours, a broadcast? */
  localType(address: IpAddress): Route | undefined {
    return this.local.lookup(address, undefined);
  }

  /**
   * Surely no address of ours: there is no route to it alone, and networks that are local as a whole (127.0.0.0/8) do not hold it. Cheap, for floods
   * that concern one of many.
   */
  surelyForeign(address: Ipv4Address): boolean {
    for (const { prefix, networks } of this.local.lengths) {
      if (networks.size === 0) continue;
      if (prefix === 32) {
        if (networks.has(address)) return false;
      } else if (prefix !== 8 || address >>> 24 === 127) return false;
    }
    return true;
  }

  add(route: Route): void {
    let table = this.tables.get(route.table);
    if (table === undefined) this.tables.set(route.table, (table = new Table()));
    table.add(route);
  }

  /** Routes to the same network in the same table. */
  same(table: number, dst: IpAddress, prefix: number): readonly Route[] {
    return this.tables.get(table)?.at(dst, prefix) ?? [];
  }

  remove(route: Route): void {
    this.tables.get(route.table)?.remove(route);
  }

  /** Take away what `which` says; returns it. */
  removeWhere(which: (r: Route) => boolean): Route[] {
    const all: Route[] = [];
    for (const table of this.tables.values()) {
      const gone = table.removeWhere(which);
      if (gone.length > 1) gone.sort(listed);
      for (const r of gone) all.push(r);
    }
    return all;
  }

  addRule(rule: Rule): void {
    const at = this.rules.findIndex((r) => r.priority > rule.priority);
    this.rules.splice(at < 0 ? this.rules.length : at, 0, rule);
    this.plain = false;
  }

  /** ENOENT. */
  removeRule(which: (r: Rule) => boolean): void {
    const at = this.rules.findIndex(which);
    if (at < 0) fail('ENOENT');
    this.rules.splice(at, 1);
    this.plain = false;
  }
}

function listed(a: Route, b: Route): number {
  if (typeof a.dst === 'bigint' && (a.prefix === 0) !== (b.prefix === 0)) return a.prefix === 0 ? 1 : -1;
  if (a.dst !== b.dst) return a.dst < b.dst ? -1 : 1;
  return b.prefix - a.prefix || a.metric - b.metric;
}

function matches(rule: Rule, flow: Flow): boolean {
  const { from, to, iif, oif, fwmark } = rule;
  if (from !== undefined && !(from.prefix === 0 || (flow.src !== undefined && within(flow.src, from.address, from.prefix)))) return false;
  if (to !== undefined && !within(flow.dst, to.address, to.prefix)) return false;
  if (iif !== undefined && iif !== (flow.iif ?? 'lo')) return false;
  if (oif !== undefined && oif !== flow.oif) return false;
  return fwmark === undefined || (((flow.mark ?? 0) & (rule.fwmask ?? 0xffffffff)) >>> 0) === fwmark;
}

