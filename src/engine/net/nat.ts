/**
 * Network address translation (nf_nat_core): a new connection's first packet decides what its answers look like; every packet is then
 * rewritten by that. Ports are kept when they are free, else others are tried as Linux does.
 */
import { formatIp } from './address.ts';
import { invert, refOf } from './conntrack.ts';
import { IPPROTO } from './skbuff.ts';
import { quote } from './wire.ts';
import type { Connection, Conntrack, Tuple } from './conntrack.ts';
import type { IpAddress, IpPacket, SkBuff, Transport } from './skbuff.ts';

/** What a rule allows: addresses, and ports (or ICMP identifiers) when named. */
export interface NatRange {
  readonly first: IpAddress;
  readonly last: IpAddress;
  readonly ports?: { readonly from: number; readonly to: number };
  readonly random?: boolean;
}

export type Manip = 'src' | 'dst';

const TRIES = 128;

function isIcmp(protocol: number): boolean {
  return protocol === IPPROTO.ICMP || protocol === IPPROTO.ICMPV6;
}

/** The part of a tuple that NAT may choose. */
function portOf(t: Tuple, manip: Manip): number {
  return manip === 'src' || isIcmp(t.protocol) ? t.sport : t.dport;
}

function withPort(t: Tuple, manip: Manip, port: number): Tuple {
  return manip === 'src' || isIcmp(t.protocol) ? { ...t, sport: port } : { ...t, dport: port };
}

/** A tuple like `now` that the range allows and that no other connection has. */
function choose(track: Conntrack, c: Connection, now: Tuple, manip: Manip, range: NatRange): Tuple {
  const free = (t: Tuple): boolean => !track.taken(invert(t), c);
  const address = manip === 'src' ? now.src : now.dst;
  const inside = address >= range.first && address <= range.last;
  const portInside = (t: Tuple): boolean => range.ports === undefined || (portOf(t, manip) >= range.ports.from && portOf(t, manip) <= range.ports.to);
  if (manip === 'src' && range.random !== true && inside && portInside(now) && free(now)) return now;
  let to = range.first;
  if (range.last > range.first) {
    // Several addresses: the same client always gets the same one.
    const n = typeof range.first === 'number' ? (range.last as number) - range.first + 1 : Number((range.last as bigint) - range.first + 1n);
    const pick = Number(typeof now.src === 'number' ? now.src % n : now.src % BigInt(n));
    to = typeof range.first === 'number' ? range.first + pick : range.first + BigInt(pick);
  }
  const tuple: Tuple = manip === 'src' ? { ...now, src: to } : { ...now, dst: to };
  const hasPorts = tuple.protocol === IPPROTO.TCP || tuple.protocol === IPPROTO.UDP || isIcmp(tuple.protocol);
  if (!hasPorts) return tuple;
  if (range.random !== true && range.ports === undefined && free(tuple)) return tuple;
  if (range.random !== true && range.ports !== undefined && portInside(tuple) && (range.ports.from === range.ports.to || free(tuple))) return tuple;
  let from: number;
  let count: number;
  if (range.ports !== undefined) {
    from = range.ports.from;
    count = range.ports.to - from + 1;
  } else {
    if (manip === 'dst') return tuple;
    const port = tuple.sport;
    if (isIcmp(tuple.protocol)) [from, count] = [0, 65536];
    else if (port < 512) [from, count] = [1, 511];
    else if (port < 1024) [from, count] = [600, 424];
    else [from, count] = [1024, 64512];
  }
  const offset = manip === 'dst' && range.random !== true ? tuple.dport : track.ns.services.random32();
  for (let i = 0; i < Math.min(count, TRIES); i++) {
    const tried = withPort(tuple, manip, from + ((offset + i) % count));
    if (free(tried)) return tried;
  }
  return tuple;
}

/** Decide one half of a connection's translation. */
export function setUpNat(track: Conntrack, c: Connection, manip: Manip, range: NatRange | undefined): void {
  if (c.decided[manip]) return;
  c.decided[manip] = true;
  const now = invert(c.reply);
  const own = manip === 'src' ? now.src : now.dst;
  // Without a rule the address stays, but the port may have to give way to somebody else's mapping.
  const chosen = choose(track, c, now, manip, range ?? { first: own, last: own });
  if (chosen.src !== now.src || chosen.dst !== now.dst || chosen.sport !== now.sport || chosen.dport !== now.dport) {
    c.reply = invert(chosen);
    c.nat[manip] = true;
  }
}

function rewriteTransport(t: Transport, port: number, manip: Manip): Transport {
  switch (t.kind) {
    case 'tcp':
      return manip === 'src' ? (t.sport === port ? t : { ...t, sport: port }) : t.dport === port ? t : { ...t, dport: port };
    case 'udp':
      return manip === 'src' ? (t.sport === port ? t : { ...t, sport: port }) : t.dport === port ? t : { ...t, dport: port };
    case 'icmp':
      return t.about !== undefined || t.rest >>> 16 === port ? t : { ...t, rest: port * 65536 + (t.rest & 0xffff) };
    case 'raw':
      return t.whole === undefined ? t : { ...t, whole: rewriteTransport(t.whole, port, manip) };
  }
}

/** A copy of a packet with the source or destination of `to`. */
function rewrite(p: IpPacket, to: Tuple, manip: Manip): IpPacket {
  const payload = rewriteTransport(p.payload, manip === 'src' || isIcmp(p.protocol) ? to.sport : to.dport, manip);
  if (p.kind === 'ipv4') return manip === 'src' ? { ...p, src: to.src as number, payload } : { ...p, dst: to.dst as number, payload };
  return manip === 'src' ? { ...p, src: to.src as bigint, payload } : { ...p, dst: to.dst as bigint, payload };
}

function end(t: Tuple, manip: Manip): string {
  const address = formatIp(manip === 'src' ? t.src : t.dst);
  const port = manip === 'src' ? t.sport : t.dport;
  return isIcmp(t.protocol) ? address : address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

/** Rewrite a packet as its connection says. Returns what was done, for observers; undefined when nothing was. */
export function translate(skb: SkBuff, manip: Manip): string | undefined {
  const ref = refOf(skb);
  if (ref === undefined) return undefined;
  const { connection: c, reply } = ref;
  const half: Manip = reply ? (manip === 'src' ? 'dst' : 'src') : manip;
  if (!c.nat[half]) return undefined;
  const p = skb.packet as IpPacket;
  const other = reply ? c.original : c.reply;
  const to = invert(other);
  if (ref.info === 'RELATED' && p.payload.kind === 'icmp' && p.payload.about !== undefined) {
    const about = rewrite(p.payload.about, other, manip === 'src' ? 'dst' : 'src');
    const changed: IpPacket = p.kind === 'ipv4' ? { ...p, payload: { ...p.payload, about, data: quote(about) } } : { ...p, payload: { ...p.payload, about, data: quote(about) } };
    skb.packet = changed.kind === 'ipv4' ? (manip === 'src' ? { ...changed, src: to.src as number } : { ...changed, dst: to.dst as number }) : manip === 'src' ? { ...changed, src: to.src as bigint } : { ...changed, dst: to.dst as bigint };
    return `an error about a translated connection: ${manip === 'src' ? 'its source' : 'its destination'} becomes ${formatIp(manip === 'src' ? to.src : to.dst)}`;
  }
  skb.packet = rewrite(p, to, manip);
  return `${manip === 'src' ? 'source' : 'destination'} becomes ${end(to, manip)} (conntrack entry ${c.id})`;
}
