/**
 * Netfilter of a namespace: what runs at each hook, in the kernel's order of priorities: raw, connection tracking, mangle, destination NAT,
 * filter, source NAT, confirmation. The tables themselves come from xtables.ts; a router without a kernel has a fixed rule instead.
 */
import { Conntrack, UNTRACKED, refOf } from './conntrack.ts';
import { setUpNat, translate } from './nat.ts';
import type { NfFamily, NfTable } from '../abi/netfilter.ts';
import type { Filter, HookName } from './hooks.ts';
import type { Sender } from './ip.ts';
import type { Manip, NatRange } from './nat.ts';
import type { NetDevice } from './netdev.ts';
import type { NetNs } from './netns.ts';
import type { IpPacket, SkBuff } from './skbuff.ts';

/** A packet at a hook. */
export interface HookContext {
  readonly filter: NetFilter;
  readonly hook: HookName;
  readonly family: NfFamily;
  readonly skb: SkBuff;
  readonly input: NetDevice | undefined;
  readonly output: NetDevice | undefined;
  readonly sender: Sender | undefined;
  readonly physOut: string | undefined;
  /** What a rule of the nat table decided. */
  range: NatRange | undefined;
}

/** A table of rules. */
export interface Table {
  /** False: the packet is dropped. Tables without a chain at the hook let everything pass. */
  run(context: HookContext): boolean;
}

export class NetFilter implements Filter {
  readonly ns: NetNs;
  readonly conntrack: Conntrack;
  tracks = false;
  readonly tables: Record<NfFamily, { [T in NfTable]?: Table }> = { ipv4: {}, ipv6: {} };

  constructor(ns: NetNs) {
    this.ns = ns;
    this.conntrack = new Conntrack(ns);
  }

  /** Put a table in use. The nat table needs connections. */
  use(family: NfFamily, name: NfTable, table: Table): void {
    this.tables[family][name] = table;
    if (name === 'nat') this.tracks = true;
  }

  run(hook: HookName, skb: SkBuff, input: NetDevice | undefined, output: NetDevice | undefined, sender?: Sender, physOut?: string): boolean {
    const family = skb.packet.kind === 'ipv6' ? 'ipv6' : 'ipv4';
    const tables = this.tables[family];
    const c: HookContext = { filter: this, hook, family, skb, input, output, sender, physOut, range: undefined };
    const first = hook === 'PREROUTING' || hook === 'OUTPUT';
    if (first) {
      if (tables.raw !== undefined && !tables.raw.run(c)) return false;
      if (this.tracks && !this.conntrack.track(skb)) return false;
    }
    if (tables.mangle !== undefined && !tables.mangle.run(c)) return false;
    if (first && this.tracks && !this.nat(c, 'dst')) return false;
    if (hook === 'INPUT' || hook === 'FORWARD' || hook === 'OUTPUT') {
      if (tables.filter !== undefined && !tables.filter.run(c)) return false;
      if (tables.security !== undefined && !tables.security.run(c)) return false;
    }
    if ((hook === 'POSTROUTING' || hook === 'INPUT') && this.tracks) return this.nat(c, 'src') && this.confirm(c);
    return true;
  }

  private nat(c: HookContext, manip: Manip): boolean {
    const { skb } = c;
    const table = this.tables[c.family].nat;
    const ref = refOf(skb);
    if (table === undefined || ref === undefined || skb.ct === UNTRACKED) return true;
    const { connection } = ref;
    if (ref.info === 'NEW' && !connection.decided[manip] && !connection.confirmed) {
      if (!table.run(c)) return false;
      setUpNat(this.conntrack, connection, manip, c.range);
    }
    const before = skb.packet as IpPacket;
    const done = translate(skb, manip);
    if (done !== undefined && skb.packet !== before && this.ns.watched) this.ns.note(skb, 'nat', done, (c.input ?? c.output)?.name);
    return true;
  }

  private confirm(c: HookContext): boolean {
    if (this.conntrack.confirm(c.skb)) return true;
    if (this.ns.watched) this.ns.note(c.skb, 'drop', 'another connection has the same addresses and ports');
    return false;
  }

  /** An address or device went away: connections that were masqueraded with it are forgotten. */
  forgetMasqueraded(index: number): void {
    for (const c of this.conntrack.list()) if (c.masqueradedBy === index) this.conntrack.destroy(c);
  }
}

/** The namespace's netfilter, made when it is first needed. */
export function filterOf(ns: NetNs): NetFilter {
  const present = ns.filter as NetFilter | undefined;
  if (present !== undefined) return present;
  const made = new NetFilter(ns);
  ns.filter = made;
  return made;
}

/** The one rule of a home router: what leaves through `out` takes that device's address. */
export function masquerade(ns: NetNs, out: NetDevice): void {
  filterOf(ns).use('ipv4', 'nat', {
    run(c) {
      if (c.hook !== 'POSTROUTING' || c.output !== out) return true;
      const own = ns.sourceOn(out, (c.skb.packet as IpPacket).dst);
      if (own !== undefined) c.range = { first: own, last: own };
      return true;
    },
  });
}
