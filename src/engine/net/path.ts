/** Routing: the way from a stack to an address, hop by hop through the tables of those in between. */
import { fail } from '../abi/errno.ts';
import { SYN_TIMEOUT_NS } from './device.ts';
import { inPrefix, isLoopback } from './ipv4.ts';
import type { NetDevice, Wire } from './device.ts';
import type { CableStack } from './stack.ts';

/** The way to an address: wires in order, who is at the end, and the address that the end sees. */
export interface Path {
  readonly out: readonly Wire[];
  readonly back: readonly Wire[];
  readonly target: CableStack | undefined;
  /** When there is no target: what the sender is told, and when. */
  readonly error: 'EHOSTUNREACH' | 'ETIMEDOUT' | undefined;
  readonly delay_ns: number;
  /** Own address for the sender, and after masquerading. */
  readonly source: number;
  readonly seenAs: number;
  /** Who masqueraded the source. */
  readonly masqueradedBy: CableStack | undefined;
}

/** How long until a host that does not answer ARP is given up. */
const ARP_TIMEOUT_NS = 3_070_000_000;
/** The initial TTL of Linux is 64; more than this is a loop here. */
const MAX_HOPS = 32;

function latency(wires: readonly Wire[]): number {
  return wires.reduce((sum, w) => sum + w.latency_ns, 0);
}

/** The way from `start`, whose own address is `from` (0: chosen by the route). ENETUNREACH without a route. */
export function findPath(start: CableStack, address: number, from: number): Path {
  if (start.owns(address)) {
    const source = from !== 0 ? from : address;
    return { out: [start.local], back: [start.local], target: start, error: undefined, delay_ns: 0, source, seenAs: source, masqueradedBy: undefined };
  }
  const out: Wire[] = [];
  const back: Wire[] = [];
  let at = start;
  let source = from;
  let seenAs = from;
  let arrivedOn: NetDevice | undefined;
  let masqueradedBy: CableStack | undefined;
  const end = (target: CableStack | undefined, error: Path['error'], delay_ns: number): Path => ({ out, back: back.reverse(), target, error, delay_ns, source, seenAs, masqueradedBy });
  for (let hop = 0; hop < MAX_HOPS; hop++) {
    const route = isLoopback(address) ? undefined : at.route(address);
    if (route === undefined) {
      if (at === start) fail('ENETUNREACH');
      return end(undefined, 'EHOSTUNREACH', latency(out) + latency(back));
    }
    const own = route.source ?? route.device.addresses[0]?.address ?? 0;
    if (at === start && source === 0) source = seenAs = own;
    const rule = at.masquerade.find((m) => inPrefix(seenAs, m.network, m.prefix) && m.except !== route.device.name);
    if (rule !== undefined && arrivedOn !== undefined) {
      seenAs = own;
      masqueradedBy = at;
    }
    const next = route.device.neighbour(route.via ?? address);
    if (next === undefined) return end(undefined, 'EHOSTUNREACH', ARP_TIMEOUT_NS);
    for (const h of next.hops) {
      out.push(...h.out);
      back.push(...[...h.back].reverse());
    }
    if (next.stack.owns(address)) return end(next.stack, undefined, 0);
    if (!next.stack.forwarding) return end(undefined, 'ETIMEDOUT', SYN_TIMEOUT_NS);
    at = next.stack;
    arrivedOn = next.device;
  }
  return end(undefined, 'EHOSTUNREACH', latency(out) + latency(back));
}
