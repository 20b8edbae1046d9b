/** What net-tools' programs have in common (2.10): counters in words, interface flags, names of addresses. */
import { isSysError } from '../../../../abi/errno.ts';
import { maskOf, parseIp, parseIpv4 } from '../../../libc/netaddr.ts';
import { GaiError, resolveHost, reverseLookup } from '../../../libc/resolve.ts';
import { routeRequest } from '../../../libc/rtnetlink.ts';
import { writeText } from '../../../libc/stdio.ts';
import type { LinkInfo, RouteReply, RouteRequest } from '../../../../abi/netlink.ts';
import type { Sys, Task } from '../../../../abi/sys.ts';

/** Ends the program: a line for standard error, and the status. */
export class NetError {
  readonly text: string;
  readonly status: number;
  constructor(text: string, status = 1) {
    this.text = text;
    this.status = status;
  }
}

/** A program's body with {@link NetError} and failed calls turned into messages. */
export function* guarded(sys: Sys, name: string, body: Task<number>): Task<number> {
  try {
    return yield* body;
  } catch (e) {
    if (e instanceof NetError) {
      yield* writeText(sys, 2, e.text);
      return e.status;
    }
    if (!isSysError(e)) throw e;
    yield* writeText(sys, 2, `${name}: ${e.message}\n`);
    return 1;
  }
}

/** A request, whose refusal reads `WHAT: reason`. */
export function* tell(sys: Sys, request: RouteRequest, what: string, status = 255): Task<RouteReply> {
  try {
    return yield* routeRequest(sys, request);
  } catch (e) {
    if (!isSysError(e)) throw e;
    throw new NetError(`${what}: ${e.message}\n`, status);
  }
}

export function* links(sys: Sys): Task<readonly LinkInfo[]> {
  return (yield* routeRequest(sys, { op: 'dump' })).links ?? [];
}

export const IFF = { UP: 1, BROADCAST: 2, LOOPBACK: 8, RUNNING: 64, NOARP: 128, PROMISC: 256, MULTICAST: 4096 } as const;

/** IFF_ flags as a number. */
export function flagsOf(link: LinkInfo): number {
  let f = link.kind === 'loopback' ? IFF.LOOPBACK : IFF.BROADCAST;
  if (link.kind !== 'loopback' && link.kind !== 'dummy') f |= IFF.MULTICAST;
  if (link.up) f |= IFF.UP;
  if (link.up && link.running) f |= IFF.RUNNING;
  if (!link.arp && link.kind !== 'loopback') f |= IFF.NOARP;
  return link.promisc ? f | IFF.PROMISC : f;
}

/** 'UP,BROADCAST,...' in ifconfig's order. */
export function flagNames(flags: number): string {
  return (['UP', 'BROADCAST', 'LOOPBACK', 'RUNNING', 'NOARP', 'PROMISC', 'MULTICAST'] as const).filter((n) => (flags & IFF[n]) !== 0).join(',');
}

/** Bytes in the largest unit that fits, with one digit behind the point. */
export function human(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];
  let n = bytes;
  let i = 0;
  while (n >= 1024 && i < units.length - 1) {
    n /= 1024;
    i++;
  }
  return `${(Math.floor(n * 10) / 10).toFixed(1)} ${units[i]!}`;
}

/** The classful mask that ifconfig assumes. */
export function classMask(ip: number): number {
  return maskOf(ip >>> 31 === 0 ? 8 : ip >>> 30 === 2 ? 16 : 24);
}

/** A name or number to an IPv4 address. Throws NetError in net-tools' words. */
export function* lookup(sys: Sys, host: string, status = 1, tail = ''): Task<number> {
  const own = parseIpv4(host);
  if (own !== undefined) return own;
  try {
    return parseIpv4((yield* resolveHost(sys, host))[0]!)!;
  } catch (e) {
    if (!(e instanceof GaiError)) throw e;
    throw new NetError(`${host}: ${e.code === 'EAI_NONAME' ? 'Unknown host' : 'Host name lookup failure'}\n${tail}`, status);
  }
}

/** The name of an address, or the address. */
export function* nameOf(sys: Sys, address: string, numeric: boolean): Task<string> {
  return numeric || parseIp(address) === undefined ? address : ((yield* reverseLookup(sys, address)) ?? address);
}

