/** The matches of iptables-extensions(8) as predicates on a packet at a hook. Ranges, masks and lists are prepared once, when a rule is made. */
import { fail } from '../../abi/errno.ts';
import { formatMac, isLoopbackAddress, isMulticast, parsePrefix, within } from '../address.ts';
import { UNTRACKED, refOf } from '../conntrack.ts';
import { TCP } from '../skbuff.ts';
import type { AddrTypeName, CtStateName, Invertible, NfMatch, NfRule, PortRange } from '../../abi/netfilter.ts';
import type { HookContext } from '../filter.ts';
import type { NetDevice } from '../netdev.ts';
import type { IpAddress, IpPacket, TcpSegment, Transport, UdpDatagram } from '../skbuff.ts';
import type { IpSet } from './ipset.ts';

export type Predicate = (c: HookContext) => boolean;

/** Looks a set up by name; ENOENT. */
export type FindSet = (name: string) => IpSet;

const FLAG_BITS: Readonly<Record<string, number>> = { ...TCP, ALL: 63, NONE: 0 };

export function packetOf(c: HookContext): IpPacket {
  return c.skb.packet as IpPacket;
}

/** The transport that a packet or its first fragment carries. */
export function transportOf(p: IpPacket): Transport {
  return p.payload.kind === 'raw' && p.payload.whole !== undefined ? p.payload.whole : p.payload;
}

function invertible<T>(v: Invertible<T> | undefined, test: (value: T) => Predicate): Predicate | undefined {
  if (v === undefined) return undefined;
  const p = test(v.value);
  return v.not === true ? (c) => !p(c) : p;
}

/** True when all of those that are there are. */
function all(parts: readonly (Predicate | undefined)[]): Predicate {
  const present = parts.filter((p) => p !== undefined);
  if (present.length === 0) return () => true;
  if (present.length === 1) return present[0]!;
  return (c) => {
    for (const p of present) if (!p(c)) return false;
    return true;
  };
}

function portTest(protocol: 'tcp' | 'udp', end: 'sport' | 'dport'): (r: PortRange) => Predicate {
  return ({ from, to }) =>
    (c) => {
      const t = transportOf(packetOf(c));
      if (t.kind !== protocol) return false;
      return t[end] >= from && t[end] <= to;
    };
}

/** The match cannot even be asked of packets of another protocol: inverted ports do not match them either. */
function only(protocol: 'tcp' | 'udp', p: Predicate): Predicate {
  return (c) => transportOf(packetOf(c)).kind === protocol && p(c);
}

function addressTest(text: string, which: 'src' | 'dst'): Predicate {
  const p = parsePrefix(text) ?? fail('EINVAL');
  return (c) => within(packetOf(c)[which], p.address, p.prefix);
}

function nameTest(pattern: string): (name: string) => boolean {
  if (!pattern.endsWith('+')) return (name) => name === pattern;
  const head = pattern.slice(0, -1);
  return (name) => name.startsWith(head);
}

const PROTOCOLS: Readonly<Record<string, number>> = { icmp: 1, tcp: 6, udp: 17, ipv6: 41, gre: 47, esp: 50, ah: 51, 'ipv6-icmp': 58, icmpv6: 58, sctp: 132, udplite: 136 };

/** A protocol by name or number; 0 is any. EINVAL. */
export function protocolNumber(text: string): number {
  const n = text === 'all' ? 0 : (PROTOCOLS[text.toLowerCase()] ?? (/^\d+$/.test(text) ? Number(text) : 256));
  return n > 255 ? fail('EINVAL') : n;
}

/** What stands before the matches: addresses, interfaces, protocol. */
export function headMatch(r: NfRule): Predicate {
  const protocol = (text: string): Predicate => {
    const n = protocolNumber(text);
    return n === 0 ? () => true : (c) => packetOf(c).protocol === n;
  };
  const device = (side: 'input' | 'output') => (pattern: string): Predicate => {
    const test = nameTest(pattern);
    return (c) => test(c[side]?.name ?? '');
  };
  return all([
    invertible(r.in, device('input')),
    invertible(r.out, device('output')),
    invertible(r.protocol, protocol),
    invertible(r.source, (v) => addressTest(v, 'src')),
    invertible(r.destination, (v) => addressTest(v, 'dst')),
    invertible(r.fragment, () => (c) => {
      const p = packetOf(c);
      return p.kind === 'ipv4' && p.fragmentOffset > 0;
    }),
  ]);
}

function stateOf(c: HookContext): CtStateName {
  const ref = refOf(c.skb);
  return ref !== undefined ? ref.info : c.skb.ct === UNTRACKED ? 'UNTRACKED' : 'INVALID';
}

function states(names: readonly CtStateName[]): Predicate {
  return (c) => {
    if (names.includes(stateOf(c))) return true;
    const nat = refOf(c.skb)?.connection.nat;
    return nat !== undefined && ((nat.src && names.includes('SNAT')) || (nat.dst && names.includes('DNAT')));
  };
}

function typeOf(c: HookContext, address: IpAddress, device: NetDevice | undefined): AddrTypeName {
  const { ns } = c.filter;
  if (typeof address === 'number' && ns.isBroadcast(address)) return 'BROADCAST';
  if (isMulticast(address)) return 'MULTICAST';
  if (address === 0 || address === 0n) return 'UNSPEC';
  const fib = ns.fibOf(address);
  const route = fib.localType(address) ?? fib.lookup({ dst: address, oif: device?.name });
  if (route?.type === 'local') return device === undefined || route.device === device || isLoopbackAddress(address) ? 'LOCAL' : 'UNICAST';
  if (route === undefined || route.type === 'unreachable' || route.type === 'throw') return 'UNREACHABLE';
  return route.type === 'blackhole' ? 'BLACKHOLE' : route.type === 'prohibit' ? 'PROHIBIT' : route.type === 'broadcast' ? 'BROADCAST' : 'UNICAST';
}

const PER_S = { second: 1, minute: 60, hour: 3600, day: 86400 } as const;

/** A match as a predicate. EINVAL for what cannot be, ENOENT for a set that is not there. */
export function compileMatch(m: NfMatch, findSet: FindSet): Predicate {
  switch (m.name) {
    case 'tcp':
      return only('tcp', all([
        invertible(m.sport, portTest('tcp', 'sport')),
        invertible(m.dport, portTest('tcp', 'dport')),
        invertible(m.flags, ({ mask, set }) => {
          const bits = (names: readonly string[]): number => names.reduce((n, name) => n | (FLAG_BITS[name] ?? fail('EINVAL')), 0);
          const [looked, wanted] = [bits(mask), bits(set)];
          return (c) => ((transportOf(packetOf(c)) as TcpSegment).flags & looked) === wanted;
        }),
      ]));
    case 'udp':
      return only('udp', all([invertible(m.sport, portTest('udp', 'sport')), invertible(m.dport, portTest('udp', 'dport'))]));
    case 'icmp':
    case 'icmp6':
      return invertible(m.type, ({ type, code }) => (c) => {
        const t = transportOf(packetOf(c));
        return t.kind === 'icmp' && (type === 255 || t.type === type) && (code === undefined || t.code === code);
      })!;
    case 'multiport': {
      if (m.ports.value.length > 15) fail('EINVAL');
      const test = invertible(m.ports, (ranges) => (c) => {
        const t = transportOf(packetOf(c)) as TcpSegment | UdpDatagram;
        const hit = (port: number): boolean => ranges.some((r) => port >= r.from && port <= r.to);
        return (m.what !== 'dports' && hit(t.sport)) || (m.what !== 'sports' && hit(t.dport));
      })!;
      return (c) => {
        const { kind } = transportOf(packetOf(c));
        return (kind === 'tcp' || kind === 'udp') && test(c);
      };
    }
    case 'conntrack': {
      const dst = m.ctorigdst === undefined ? undefined : (parsePrefix(m.ctorigdst.value) ?? fail('EINVAL'));
      return all([
        invertible(m.ctstate, states),
        m.ctdir === undefined ? undefined : (c) => refOf(c.skb)?.reply === (m.ctdir === 'REPLY'),
        invertible(m.ctorigdst, () => (c) => {
          const ref = refOf(c.skb);
          return ref !== undefined && within(ref.connection.original.dst, dst!.address, dst!.prefix);
        }),
        invertible(m.ctorigdstport, ({ from, to }) => (c) => {
          const port = refOf(c.skb)?.connection.original.dport ?? -1;
          return port >= from && port <= to;
        }),
        invertible(m.ctproto, (text) => {
          const n = protocolNumber(text);
          return (c) => refOf(c.skb)?.connection.original.protocol === n;
        }),
      ]);
    }
    case 'state':
      return invertible(m.state, states)!;
    case 'addrtype': {
      const limit = (c: HookContext): NetDevice | undefined => (m.limitIfaceIn === true ? c.input : m.limitIfaceOut === true ? c.output : undefined);
      return all([invertible(m.srcType, (names) => (c) => names.includes(typeOf(c, packetOf(c).src, limit(c)))), invertible(m.dstType, (names) => (c) => names.includes(typeOf(c, packetOf(c).dst, limit(c))))]);
    }
    case 'comment':
      return () => true;
    case 'mark':
      return invertible(m.mark, ({ value, mask }) => (c) => (c.skb.mark & mask) >>> 0 === value)!;
    case 'limit': {
      const each_ns = (PER_S[m.per] * 1e9) / m.rate;
      let credit = m.burst;
      let last_ns: number | undefined;
      return (c) => {
        const now_ns = c.filter.ns.services.now_ns();
        credit = Math.min(m.burst, credit + (now_ns - (last_ns ?? now_ns)) / each_ns);
        last_ns = now_ns;
        if (credit < 1) return false;
        credit--;
        return true;
      };
    }
    case 'mac':
      return invertible(m.source, (text) => (c) => c.input !== undefined && !c.input.loopback && formatMac(c.skb.src) === text.toLowerCase())!;
    case 'owner':
      return all([invertible(m.uid, (uid) => (c) => c.sender?.uid === uid), invertible(m.gid, (gid) => (c) => c.sender?.gid === gid)]);
    case 'physdev':
      return all([
        invertible(m.in, (pattern) => {
          const test = nameTest(pattern);
          return (c) => c.skb.physIn !== undefined && test(c.skb.physIn);
        }),
        invertible(m.out, (pattern) => {
          const test = nameTest(pattern);
          return (c) => c.physOut !== undefined && test(c.physOut);
        }),
        m.isBridged === true ? (c) => c.skb.physIn !== undefined && c.physOut !== undefined : undefined,
      ]);
    case 'statistic': {
      if (m.mode === 'random') return (c) => c.filter.ns.services.random32() < (m.probability ?? 0) * 2 ** 32;
      const every = m.every ?? 1;
      let n = (every - (m.packet ?? 0)) % every;
      return () => {
        const hit = n === 0;
        n = (n + 1) % every;
        return hit;
      };
    }
    case 'set': {
      const set = findSet(m.set.value);
      return invertible(m.set, () => (c) => {
        const p = packetOf(c);
        if ((p.kind === 'ipv4') !== (set.family === 'ipv4')) return false;
        const t = transportOf(p);
        const side = m.flags[0] ?? 'src';
        const port = t.kind === 'tcp' || t.kind === 'udp' ? ((m.flags[1] ?? side) === 'src' ? t.sport : t.dport) : 0;
        return set.has({ address: p[side], protocol: p.protocol, port, iface: ((m.flags[1] ?? side) === 'src' ? c.input : c.output)?.name ?? '' });
      })!;
    }
  }
}

/** Matches that need tracked connections. */
export function needsTracking(m: NfMatch): boolean {
  return m.name === 'conntrack' || m.name === 'state';
}
