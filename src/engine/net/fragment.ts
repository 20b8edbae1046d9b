/**
 * IPv4 fragments (RFC 791, 815): cut, and joined again. Parts wait 30 seconds (ipfrag_time) and within a bound of memory (ipfrag_high_thresh).
 * IPv6 packets that are too long are not cut: their sender is told.
 */
import { concatBytes } from '../base/bytes.ts';
import { materialise } from '../base/content.ts';
import { sendError } from './icmp.ts';
import { parseTransport, transportBytes } from './wire.ts';
import type { TimerHandle } from './ip.ts';
import type { NetNs } from './netns.ts';
import type { Ipv4Packet, RawPayload, SkBuff, Transport } from './skbuff.ts';

interface Queue {
  readonly parts: { readonly from: number; readonly payload: RawPayload }[];
  total: number | undefined;
  bytes: number;
  first: SkBuff | undefined;
  timer: TimerHandle;
}

/** Is it a part of a packet? */
export function isFragment(p: Ipv4Packet): boolean {
  return p.moreFragments || p.fragmentOffset > 0;
}

/** Cut a packet for an MTU. */
export function cut(p: Ipv4Packet, mtu: number): Ipv4Packet[] {
  const whole = p.payload;
  const bytes = transportBytes(whole, p.src, p.dst);
  const size = (mtu - 20) & ~7;
  const out: Ipv4Packet[] = [];
  for (let at = 0; at < bytes.length; at += size) {
    const data = bytes.subarray(at, at + size);
    const raw: RawPayload = at === 0 && whole.kind !== 'raw' ? { kind: 'raw', data, whole } : { kind: 'raw', data };
    out.push({ ...p, moreFragments: p.moreFragments || at + size < bytes.length, fragmentOffset: p.fragmentOffset + at, payload: raw });
  }
  return out;
}

export class Fragments {
  private readonly ns: NetNs;
  private readonly queues = new Map<string, Queue>();
  private bytes = 0;

  constructor(ns: NetNs) {
    this.ns = ns;
  }

  /** Add a part. The whole packet when it was the last; undefined: it waits, or was thrown away. */
  add(skb: SkBuff, p: Ipv4Packet): Ipv4Packet | undefined {
    const { ns } = this;
    const { services, counters } = ns;
    counters.reassemblyRequired++;
    if (p.payload.kind !== 'raw') return p;
    const key = `${p.src} ${p.dst} ${p.protocol} ${p.id}`;
    const length = p.payload.data.length;
    if (this.bytes + length > ns.settings.ipfrag_high_thresh!) {
      counters.reassemblyFailed++;
      return undefined;
    }
    let q = this.queues.get(key);
    if (q === undefined) {
      const timer = services.at(services.now_ns() + ns.settings.ipfrag_time! * 1e9, () => this.expire(key));
      this.queues.set(key, (q = { parts: [], total: undefined, bytes: 0, first: undefined, timer }));
    }
    if (q.parts.some((part) => part.from === p.fragmentOffset)) return undefined;
    q.parts.push({ from: p.fragmentOffset, payload: p.payload });
    q.bytes += length;
    this.bytes += length;
    if (!p.moreFragments) q.total = p.fragmentOffset + length;
    if (p.fragmentOffset === 0) q.first = skb;
    if (q.total === undefined || q.bytes < q.total) return undefined;
    this.remove(key, q);
    const payload = join(q, p.protocol);
    if (payload === undefined) {
      counters.reassemblyFailed++;
      return undefined;
    }
    counters.reassembled++;
    return { ...p, moreFragments: false, fragmentOffset: 0, payload };
  }

  private remove(key: string, q: Queue): void {
    this.ns.services.cancel(q.timer);
    this.queues.delete(key);
    this.bytes -= q.bytes;
  }

  private expire(key: string): void {
    const q = this.queues.get(key);
    if (q === undefined) return;
    this.remove(key, q);
    this.ns.counters.reassemblyFailed++;
    if (q.first === undefined) return;
    if (this.ns.watched) this.ns.note(q.first, 'drop', 'not all fragments came within 30 seconds');
    sendError(this.ns, q.first, 11, 1, 0);
  }
}

/** The parts put together; undefined when they overlap or leave a hole. */
function join(q: Queue, protocol: number): Transport | undefined {
  q.parts.sort((a, b) => a.from - b.from);
  let at = 0;
  for (const { from, payload } of q.parts) {
    if (from !== at) return undefined;
    at += payload.data.length;
  }
  return q.parts[0]!.payload.whole ?? parseTransport(protocol, concatBytes(q.parts.map((part) => materialise(part.payload.data))));
}
