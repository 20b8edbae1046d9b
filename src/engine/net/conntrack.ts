/**
 * Connection tracking (nf_conntrack): entries with the two tuples that their packets have, states per protocol and the kernel's time-outs,
 * which are looked at when somebody asks. Left out: TCP window checks, helpers and expectations, zones, labels.
 */
import { familyOf, formatIp } from './address.ts';
import { isIcmpError } from './icmp.ts';
import { IPPROTO, TCP } from './skbuff.ts';
import { packetLength } from './wire.ts';
import type { ConntrackInfo, ConntrackTuple } from '../abi/netfilter.ts';
import type { NetNs } from './netns.ts';
import type { IpAddress, IpPacket, SkBuff, Transport } from './skbuff.ts';

/** What packets of one direction have. ICMP: `sport` is the identifier, `dport` type and code. */
export interface Tuple {
  readonly src: IpAddress;
  readonly dst: IpAddress;
  readonly protocol: number;
  readonly sport: number;
  readonly dport: number;
}

/** TCP's states (net/netfilter/nf_conntrack_proto_tcp.c). */
const STATES = ['NONE', 'SYN_SENT', 'SYN_RECV', 'ESTABLISHED', 'FIN_WAIT', 'CLOSE_WAIT', 'LAST_ACK', 'TIME_WAIT', 'CLOSE', 'SYN_SENT2'] as const;
const IGNORE = 10;
const INVALID = 11;
/** Rows: SYN, SYN-ACK, FIN, ACK, RST; columns: the state before. a is 10, b is 11. */
const ORIGINAL = ['11aaaaa119', 'bb2bbbbbb2', 'bb4466678b', '3b3355778b', 'b888888888'].map(row);
const REPLY = ['b9bbbbb1b9', 'b2aaaaaaa2', 'bb4466678b', 'ba2355778a', 'b888888888'].map(row);
/** Settings with the seconds by state. */
const TCP_TIMEOUTS = ['syn_sent', 'syn_sent', 'syn_recv', 'established', 'fin_wait', 'close_wait', 'last_ack', 'time_wait', 'close', 'syn_sent'].map((state) => `nf_conntrack_tcp_timeout_${state}`);

function row(text: string): number[] {
  return [...text].map((c) => parseInt(c, 16));
}

interface Tally {
  packets: number;
  bytes: number;
}

export type CtInfo = 'NEW' | 'ESTABLISHED' | 'RELATED';

export class Connection {
  readonly id: number;
  readonly original: Tuple;
  /** What answers have: NAT changes it. */
  reply: Tuple;
  tcp = 0;
  seenReply = false;
  assured = false;
  confirmed = false;
  dead = false;
  mark = 0;
  expires_ns = 0;
  made_ns: number;
  /** NAT: which halves were decided, and which addresses are rewritten. */
  decided = { src: false, dst: false };
  nat = { src: false, dst: false };
  /** Index of the device whose address it was masqueraded with. */
  masqueradedBy = 0;
  readonly counters: readonly [Tally, Tally] = [
    { packets: 0, bytes: 0 },
    { packets: 0, bytes: 0 },
  ];

  constructor(id: number, original: Tuple, now_ns: number) {
    this.id = id;
    this.original = original;
    this.reply = invert(original);
    this.made_ns = now_ns;
  }
}

/** A packet's place in its connection: what `skb.ct` holds. */
export interface CtRef {
  readonly connection: Connection;
  readonly reply: boolean;
  readonly info: CtInfo;
}

/** What `skb.ct` holds when a rule said NOTRACK, and when the packet fits no connection. */
export const UNTRACKED = 'UNTRACKED';
export const NOT_VALID = 'INVALID';

export function refOf(skb: SkBuff): CtRef | undefined {
  return typeof skb.ct === 'object' ? (skb.ct as CtRef) : undefined;
}

const INVERSE: Readonly<Record<number, number>> = { 8: 0, 0: 8, 13: 14, 14: 13, 15: 16, 16: 15, 17: 18, 18: 17, 128: 129, 129: 128 };

/** The tuple of answers. */
export function invert(t: Tuple): Tuple {
  if (t.protocol === IPPROTO.ICMP || t.protocol === IPPROTO.ICMPV6) return { ...t, src: t.dst, dst: t.src, dport: (INVERSE[t.dport >> 8] ?? t.dport >> 8) * 256 + (t.dport & 255) };
  return { src: t.dst, dst: t.src, protocol: t.protocol, sport: t.dport, dport: t.sport };
}

/** A packet's tuple; undefined when it cannot be tracked. */
export function tupleOf(p: IpPacket): Tuple | undefined {
  let t: Transport = p.payload;
  if (t.kind === 'raw' && t.whole !== undefined) t = t.whole;
  const { src, dst, protocol } = p;
  switch (t.kind) {
    case 'tcp':
    case 'udp':
      return { src, dst, protocol, sport: t.sport, dport: t.dport };
    case 'icmp':
      return INVERSE[t.type] === undefined ? undefined : { src, dst, protocol, sport: t.rest >>> 16, dport: t.type * 256 + t.code };
    case 'raw':
      return { src, dst, protocol, sport: 0, dport: 0 };
  }
}

function keyOf(t: Tuple): string {
  return `${t.src} ${t.dst} ${t.protocol} ${t.sport} ${t.dport}`;
}

export class Conntrack {
  readonly ns: NetNs;
  private readonly entries = new Map<string, CtRef>();
  private nextId: number;

  constructor(ns: NetNs) {
    this.ns = ns;
    this.nextId = ns.services.random32();
  }

  get count(): number {
    return this.entries.size / 2;
  }

  private find(t: Tuple): CtRef | undefined {
    const found = this.entries.get(keyOf(t));
    if (found === undefined || found.connection.expires_ns > this.ns.services.now_ns()) return found;
    this.destroy(found.connection);
    return undefined;
  }

  /** Some other connection's packets have this tuple already. */
  taken(t: Tuple, by: Connection): boolean {
    const found = this.find(t);
    return found !== undefined && found.connection !== by;
  }

  /** Give a packet its connection (PREROUTING and OUTPUT). False: it is to be dropped. */
  track(skb: SkBuff): boolean {
    if (skb.ct !== undefined) return true;
    const p = skb.packet as IpPacket;
    if (isIcmpError(p) && p.payload.kind === 'icmp') {
      skb.ct = this.related(p.payload.about) ?? NOT_VALID;
      return true;
    }
    const tuple = tupleOf(p);
    if (tuple === undefined) {
      // Neighbour discovery is never tracked.
      skb.ct = p.kind === 'ipv6' ? UNTRACKED : NOT_VALID;
      return true;
    }
    for (let again = 0; again < 2; again++) {
      const found = this.find(tuple);
      if (found === undefined) return this.begin(skb, p, tuple);
      const { connection, reply } = found;
      const verdict = this.advance(connection, p, reply);
      if (verdict === 'again') continue;
      if (verdict === 'invalid') {
        skb.ct = NOT_VALID;
        return true;
      }
      const first = reply && !connection.seenReply;
      if (reply) connection.seenReply = true;
      this.tally(connection, reply, p);
      skb.ct = reply || connection.seenReply ? (reply === found.reply && found.info === 'ESTABLISHED' ? found : { connection, reply, info: 'ESTABLISHED' }) : { connection, reply, info: 'NEW' };
      if (first) this.changed(connection, 'UPDATE');
      return true;
    }
    return true;
  }

  private tally(c: Connection, reply: boolean, p: IpPacket): void {
    const n = c.counters[reply ? 1 : 0];
    n.packets++;
    n.bytes += packetLength(p);
  }

  private begin(skb: SkBuff, p: IpPacket, tuple: Tuple): boolean {
    const now_ns = this.ns.services.now_ns();
    if (this.count >= this.ns.conntrackSettings.nf_conntrack_max!) {
      this.sweep();
      if (this.count >= this.ns.conntrackSettings.nf_conntrack_max!) {
        this.ns.log('nf_conntrack: nf_conntrack: table full, dropping packet', 4);
        if (this.ns.watched) this.ns.note(skb, 'drop', 'the table of tracked connections is full');
        return false;
      }
    }
    const connection = new Connection(this.nextId, tuple, now_ns);
    this.nextId = (this.nextId + 0x9e3779b9) >>> 0;
    if (this.advance(connection, p, false) !== 'ok') {
      skb.ct = NOT_VALID;
      return true;
    }
    this.tally(connection, false, p);
    skb.ct = { connection, reply: false, info: 'NEW' };
    return true;
  }

  /** The connection that an error is about. */
  private related(about: IpPacket | undefined): CtRef | undefined {
    const inner = about === undefined ? undefined : tupleOf(about);
    const found = inner === undefined ? undefined : this.find(invert(inner));
    return found && { connection: found.connection, reply: found.reply, info: 'RELATED' };
  }

  /** A packet moves its connection's state on. */
  private advance(c: Connection, p: IpPacket, reply: boolean): 'ok' | 'invalid' | 'again' {
    const t = p.payload;
    const now_ns = this.ns.services.now_ns();
    let timeout = 'nf_conntrack_generic_timeout';
    if (t.kind === 'tcp') {
      const { flags } = t;
      const event = (flags & TCP.RST) !== 0 ? 4 : (flags & TCP.SYN) !== 0 ? ((flags & TCP.ACK) !== 0 ? 1 : 0) : (flags & TCP.FIN) !== 0 ? 2 : (flags & TCP.ACK) !== 0 ? 3 : -1;
      if (event < 0) return 'invalid';
      const next = (reply ? REPLY : ORIGINAL)[event]![c.tcp]!;
      if (next === INVALID) return 'invalid';
      if (next === IGNORE) return 'ok';
      if (next === 1 && c.tcp >= 7) {
        this.destroy(c);
        return 'again';
      }
      if (event === 4 && reply && !c.seenReply && c.confirmed) {
        // A connection that was refused leaves no entry once this packet is through.
        c.tcp = next;
        c.expires_ns = now_ns + 1;
        return 'ok';
      }
      if (next !== c.tcp) {
        const before = c.tcp;
        c.tcp = next;
        if (next === 3 && before === 2) c.assured = true;
        if (c.confirmed) this.changed(c, 'UPDATE');
      }
      timeout = TCP_TIMEOUTS[c.tcp]!;
    } else if (p.protocol === IPPROTO.UDP) {
      const stream = c.seenReply && now_ns - c.made_ns > 2e9;
      if (stream) c.assured = true;
      timeout = stream ? 'nf_conntrack_udp_timeout_stream' : 'nf_conntrack_udp_timeout';
    } else if (t.kind === 'icmp') {
      if (!c.confirmed && !reply && ![8, 13, 15, 17, 128].includes(t.type)) return 'invalid';
      timeout = p.kind === 'ipv4' ? 'nf_conntrack_icmp_timeout' : 'nf_conntrack_icmpv6_timeout';
    }
    c.expires_ns = now_ns + this.ns.conntrackSettings[timeout]! * 1e9;
    return 'ok';
  }

  /** The packet got through: its new connection counts from now on (INPUT and POSTROUTING). False: somebody was faster. */
  confirm(skb: SkBuff): boolean {
    const ref = refOf(skb);
    if (ref === undefined || ref.connection.confirmed || ref.info === 'RELATED') return true;
    const c = ref.connection;
    if (c.dead || this.find(c.original) !== undefined || this.find(c.reply) !== undefined) return false;
    c.confirmed = true;
    this.entries.set(keyOf(c.original), { connection: c, reply: false, info: 'ESTABLISHED' });
    this.entries.set(keyOf(c.reply), { connection: c, reply: true, info: 'ESTABLISHED' });
    this.changed(c, 'NEW');
    return true;
  }

  destroy(c: Connection): void {
    if (c.dead) return;
    c.dead = true;
    if (!c.confirmed) return;
    this.entries.delete(keyOf(c.original));
    this.entries.delete(keyOf(c.reply));
    this.changed(c, 'DESTROY');
  }

  /** Forget what has expired. */
  private sweep(): void {
    const now_ns = this.ns.services.now_ns();
    for (const ref of [...this.entries.values()]) if (!ref.reply && ref.connection.expires_ns <= now_ns) this.destroy(ref.connection);
  }

  private changed(c: Connection, what: 'NEW' | 'UPDATE' | 'DESTROY'): void {
    if (this.ns.listeners.size === 0) return;
    const entry = infoOf(c, this.ns.services.now_ns());
    for (const l of this.ns.listeners) l.event({ event: 'conntrack', what, entry });
  }

  /** All entries that still hold. */
  list(): Connection[] {
    this.sweep();
    return [...this.entries.values()].filter((ref) => !ref.reply).map((ref) => ref.connection);
  }

  /** The destination before DNAT of a connection between these ends, as this host sees them (SO_ORIGINAL_DST). */
  originalDestination(protocol: number, local: { readonly address: IpAddress; readonly port: number }, remote: { readonly address: IpAddress; readonly port: number }): Tuple | undefined {
    const found = this.find({ src: local.address, dst: remote.address, protocol, sport: local.port, dport: remote.port });
    return found?.connection.original;
  }
}

/** An entry as conntrack(8) shows it. */
export function infoOf(c: Connection, now_ns: number): ConntrackInfo {
  const { protocol } = c.original;
  const name = protocol === 6 ? 'tcp' : protocol === 17 ? 'udp' : protocol === 1 ? 'icmp' : protocol === 58 ? 'icmpv6' : 'unknown';
  const show = (t: Tuple, i: 0 | 1): ConntrackTuple => ({
    src: formatIp(t.src),
    dst: formatIp(t.dst),
    sport: name === 'tcp' || name === 'udp' ? t.sport : undefined,
    dport: name === 'tcp' || name === 'udp' ? t.dport : undefined,
    icmp: name === 'icmp' || name === 'icmpv6' ? { type: t.dport >> 8, code: t.dport & 255, id: t.sport } : undefined,
    counters: { ...c.counters[i] },
  });
  return {
    family: familyOf(c.original.src) === 4 ? 'ipv4' : 'ipv6',
    protocol: name,
    protocolNumber: protocol,
    timeout_s: Math.max(0, Math.floor((c.expires_ns - now_ns) / 1e9)),
    state: name === 'tcp' ? STATES[c.tcp] : undefined,
    original: show(c.original, 0),
    reply: show(c.reply, 1),
    unreplied: !c.seenReply,
    assured: c.assured,
    mark: c.mark,
    id: c.id,
  };
}
