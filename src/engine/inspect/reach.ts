/**
 * Who can reach whom by ping, worked out without sending anything: the routes, bridges, forwarding and rules that an echo request would meet on its
 * way, and whether there is a way back. Rules are judged by the same predicates that the kernel uses, compiled anew, so that neither counters nor
 * limits change. Left out: policy routing by mark, VLANs, MTUs, loss on the wire.
 */
import { isSysError } from '../abi/errno.ts';
import { formatIp, networkOf, within } from '../net/address.ts';
import { BridgeDevice } from '../net/bridge.ts';
import { Connection } from '../net/conntrack.ts';
import { filterOf } from '../net/filter.ts';
import type { HookContext, NetFilter } from '../net/filter.ts';
import { routeOut } from '../net/ip_out.ts';
import { compileMatch, headMatch } from '../net/modules/matches.ts';
import { setsOf, tableOf } from '../net/modules/xtables.ts';
import { EthernetDevice } from '../net/netdev.ts';
import type { NetDevice } from '../net/netdev.ts';
import type { NetNs } from '../net/netns.ts';
import { SkBuff } from '../net/skbuff.ts';
import type { Ipv4Address, Ipv4Packet } from '../net/skbuff.ts';
import type { NfChainInfo, NfHook, NfRule, NfTable } from '../abi/netfilter.ts';

/** What came out, and what decided. */
export interface Verdict {
  readonly ok: boolean;
  readonly why: string;
}

/** Where the walk may go: every namespace that is known. */
export interface Ground {
  readonly spaces: readonly NetNs[];
  readonly nameOf: (ns: NetNs) => string;
}

const ORDER: Readonly<Record<string, readonly NfTable[]>> = { PREROUTING: ['raw', 'mangle'], INPUT: ['mangle', 'filter'], FORWARD: ['mangle', 'filter'], OUTPUT: ['raw', 'mangle', 'filter'], POSTROUTING: ['mangle'] };
const HOPS = 8;

const yes = (why: string): Verdict => ({ ok: true, why });
const no = (why: string): Verdict => ({ ok: false, why });

type Judge = (c: HookContext) => boolean;

/** Judges of rules; a rule of the same text is compiled once for a matrix. */
class Rules {
  private readonly compiled = new Map<string, Judge>();
  private readonly dumps = new Map<string, readonly NfChainInfo[] | undefined>();

  private chains(ns: NetNs, table: NfTable): readonly NfChainInfo[] | undefined {
    const key = `${ns.ino} ${table}`;
    if (!this.dumps.has(key)) this.dumps.set(key, tableOf(ns, 'ipv4', table)?.dump());
    return this.dumps.get(key);
  }

  private judge(ns: NetNs, rule: NfRule): Judge {
    const key = `${ns.ino} ${JSON.stringify({ ...rule, counters: undefined })}`;
    let made = this.compiled.get(key);
    if (made === undefined) {
      const parts = [headMatch(rule), ...rule.matches.map((m) => compileMatch(m, (name) => setsOf(ns).find(name)))];
      this.compiled.set(key, (made = (c) => parts.every((one) => one(c))));
    }
    return made;
  }

  /** Why a packet ends at a hook; undefined when it passes. */
  refusal(c: HookContext): string | undefined {
    const { ns } = c.filter;
    for (const table of ORDER[c.hook]!) {
      const chains = this.chains(ns, table);
      const found = chains === undefined ? undefined : this.walk(c, table, chains, c.hook, 0);
      if (found !== undefined && found !== 'accept') return found;
    }
    return undefined;
  }

  private walk(c: HookContext, table: NfTable, chains: readonly NfChainInfo[], name: string, depth: number): string | 'accept' | undefined {
    const chain = chains.find((one) => one.name === name);
    if (chain === undefined || depth > 16) return undefined;
    for (const [i, rule] of chain.rules.entries()) {
      const { target } = rule;
      if (target === undefined || !this.judge(c.filter.ns, rule)(c)) continue;
      if (target.name === 'chain') {
        const inner = this.walk(c, table, chains, target.chain, depth + 1);
        if (inner !== undefined) return inner;
        if (target.goto === true) return undefined;
      } else if (target.name === 'ACCEPT') return 'accept';
      else if (target.name === 'RETURN') return depth > 0 ? undefined : this.policy(table, chain);
      else if (target.name === 'DROP' || target.name === 'REJECT') return `${table}/${name} rule ${i + 1}: ${target.name}`;
    }
    return depth > 0 ? undefined : this.policy(table, chain);
  }

  private policy(table: NfTable, chain: NfChainInfo): string | undefined {
    return chain.policy === 'DROP' ? `${table}/${chain.name} policy: DROP` : undefined;
  }
}

/** The address of `to` that `from` would use: one on a network that both are on, else the first. */
export function addressFor(from: NetNs, to: NetNs): Ipv4Address | undefined {
  const addresses = (ns: NetNs): readonly { readonly address: number; readonly prefix: number }[] => ns.devices.filter((d) => !d.loopback).flatMap((d) => d.addresses.flatMap(({ address, prefix }) => (typeof address === 'number' ? [{ address, prefix }] : [])));
  const own = addresses(from);
  const theirs = addresses(to);
  return (theirs.find((a) => own.some((b) => within(a.address, networkOf(b.address, b.prefix), b.prefix))) ?? theirs[0])?.address;
}

export class Reaching {
  private readonly rules = new Rules();

  constructor(private readonly ground: Ground) {}

  /** An echo request from `from` to `dst`, and its answer. */
  ping(from: NetNs, dst: Ipv4Address): Verdict {
    const there = this.travel(from, dst, undefined, false);
    if (!there.ok) return no(there.why);
    if (there.at === from) return yes('it is an address of its own');
    const back = this.travel(there.at!, there.source!, undefined, true);
    return back.ok || there.rewritten === true ? yes(there.why) : no(`the request arrives, but the answer does not: ${back.why}`);
  }

  private travel(from: NetNs, dst: Ipv4Address, expected: Ipv4Address | undefined, reply: boolean): Verdict & { readonly at?: NetNs; readonly source?: Ipv4Address; readonly rewritten?: boolean } {
    let ns = from;
    let input: NetDevice | undefined;
    let source = 0;
    let rewritten = false;
    const way: string[] = [];
    for (let hop = 0; hop < HOPS; hop++) {
      if (hop > 0) {
        const refused = this.hook(ns, 'PREROUTING', source, dst, input, undefined, reply);
        if (refused !== undefined) return no(`${this.ground.nameOf(ns)} refuses it: ${refused}`);
      }
      if (hop > 0 && ns.owns(dst)) {
        const refused = this.hook(ns, 'INPUT', source, dst, input, undefined, reply);
        return refused === undefined ? { ...yes(way.join(', ')), at: ns, source, rewritten } : no(`${this.ground.nameOf(ns)} refuses it: ${refused}`);
      }
      if (hop > 0 && ns.conf4.all.forwarding !== 1 && input?.conf4.forwarding !== 1) return no(`${this.ground.nameOf(ns)} does not forward packets`);
      let route;
      try {
        route = routeOut(ns, dst, hop === 0 ? expected : source, { device: undefined, mark: 0 }, hop > 0);
      } catch (e) {
        if (!isSysError(e)) throw e;
        return no(`${this.ground.nameOf(ns)} has no route to ${formatIp(dst)}`);
      }
      if (hop === 0) source = route.source as Ipv4Address;
      if (route.local) return { ...yes('it is an address of its own'), at: ns, source };
      const refused = this.hook(ns, hop === 0 ? 'OUTPUT' : 'FORWARD', source, dst, input, route.out, reply) ?? this.hook(ns, 'POSTROUTING', source, dst, input, route.out, reply);
      if (refused !== undefined) return no(`${this.ground.nameOf(ns)} refuses it: ${refused}`);
      if (hop > 0 && (ns.filter as NetFilter | undefined)?.tables.ipv4.nat !== undefined) rewritten = true;
      const next = this.neighbour(route.out, route.next as Ipv4Address, source, dst, reply);
      if ('why' in next) return no(next.why);
      way.push(next.by);
      ({ ns, device: input } = next);
    }
    return no('it goes round in circles');
  }

  /** Who answers for an address on a device's link, and what the frame passes on its way there. */
  private neighbour(out: NetDevice, address: Ipv4Address, source: Ipv4Address, dst: Ipv4Address, reply: boolean): { readonly ns: NetNs; readonly device: NetDevice; readonly by: string } | { readonly why: string } {
    if (!out.running) return { why: `${out.name} of ${this.ground.nameOf(out.ns)} has no carrier` };
    const name = this.ground.nameOf;
    if (out instanceof BridgeDevice) return this.onBridge(out, undefined, address, source, dst, reply);
    const { peer } = out;
    if (out instanceof EthernetDevice) {
      for (const ns of this.ground.spaces) for (const d of ns.devices) if (d !== out && d instanceof EthernetDevice && d.segment === out.segment && d.has(address)) return { ns, device: d, by: `${out.name} to ${d.name} of ${name(ns)}` };
    } else if (peer !== undefined) {
      if (peer.master instanceof BridgeDevice) return this.onBridge(peer.master, peer, address, source, dst, reply);
      if (peer.has(address) || (peer.up && peer.ns.owns(address))) return { ns: peer.ns, device: peer, by: `${out.name} to ${peer.name} of ${name(peer.ns)}` };
    }
    return { why: `nobody answers for ${formatIp(address)} on ${out.name} of ${name(out.ns)}` };
  }

  private onBridge(bridge: BridgeDevice, from: NetDevice | undefined, address: Ipv4Address, source: Ipv4Address, dst: Ipv4Address, reply: boolean): { readonly ns: NetNs; readonly device: NetDevice; readonly by: string } | { readonly why: string } {
    const name = this.ground.nameOf;
    if (!bridge.up) return { why: `the bridge ${bridge.name} is down` };
    if (bridge.ns.owns(address) && from !== undefined) return { ns: bridge.ns, device: bridge, by: `the bridge ${bridge.name} to ${name(bridge.ns)}` };
    for (const port of bridge.ports.keys()) {
      const end = port.peer;
      if (port === from || end === undefined || !port.running || !end.has(address)) continue;
      if (from !== undefined && bridge.ns.bridgeFilter) {
        const refused = this.hook(bridge.ns, 'FORWARD', source, dst, bridge, bridge, reply, from.name, port.name);
        if (refused !== undefined) return { why: `on the bridge ${bridge.name}: ${refused}` };
      }
      return { ns: end.ns, device: end, by: `the bridge ${bridge.name} to ${name(end.ns)}` };
    }
    return { why: `nobody answers for ${formatIp(address)} on the bridge ${bridge.name}` };
  }

  private hook(ns: NetNs, hook: NfHook, src: Ipv4Address, dst: Ipv4Address, input: NetDevice | undefined, output: NetDevice | undefined, reply: boolean, physIn?: string, physOut?: string): string | undefined {
    if (ns.filter === undefined) return undefined;
    const icmp = { kind: 'icmp', type: reply ? 0 : 8, code: 0, rest: 0, data: new Uint8Array(0) } as const;
    const packet: Ipv4Packet = { kind: 'ipv4', src, dst, protocol: 1, ttl: 64, tos: 0, id: 0, dontFragment: false, moreFragments: false, fragmentOffset: 0, payload: icmp };
    const skb = new SkBuff(0, 0, 0, 0x0800, packet, { cause: 0, root: 0 });
    const tuple = { src: reply ? dst : src, dst: reply ? src : dst, protocol: 1, sport: 0, dport: 8 * 256 };
    skb.ct = { connection: new Connection(0, tuple, 0), reply, info: reply ? 'ESTABLISHED' : 'NEW' };
    if (physIn !== undefined) skb.physIn = physIn;
    return this.rules.refusal({ filter: filterOf(ns), hook, family: 'ipv4', skb, input, output, sender: undefined, physOut, range: undefined });
  }
}
