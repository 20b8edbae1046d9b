/**
 * Host ports that the daemon has given out, per address and protocol (libnetwork/portallocator). A free port is looked for after the
 * one that was given out last; a port of "any address" must be free on every address of its family.
 */
import { ApiError, system } from '../errors.ts';
import { parseAddress } from './prefix.ts';

/** /proc/sys/net/ipv4/ip_local_port_range. */
const FIRST = 32768;
const LAST = 60999;

interface Ports {
  readonly taken: Set<number>;
  /** The last port given out of a range, by the range. */
  readonly last: Map<string, number>;
}

/** Canonical form, to be a key. */
function isAny(ip: string): boolean {
  return ip === '0.0.0.0' || ip === '::';
}

export class PortAllocator {
  private readonly tables = new Map<string, Map<string, Ports>>([
    ['0.0.0.0', new Map()],
    ['::', new Map()],
  ]);

  private ports(ip: string, protocol: string): Ports {
    let byProtocol = this.tables.get(ip);
    if (byProtocol === undefined) this.tables.set(ip, (byProtocol = new Map()));
    let p = byProtocol.get(protocol);
    if (p === undefined) byProtocol.set(protocol, (p = { taken: new Set(), last: new Map() }));
    return p;
  }

  /** Addresses whose ports must be free for `ip`. */
  private related(ip: string): string[] {
    const v6 = ip.includes(':');
    if (!isAny(ip)) return [ip, v6 ? '::' : '0.0.0.0'];
    return [...this.tables.keys()].filter((k) => k.includes(':') === v6);
  }

  /**
   * Take the same port on all of `ips`: a given one (`start` = `end`), one of a range, or with 0 and 0 any. Throws an ApiError when it
   * is taken.
   */
  request(ips: readonly string[], protocol: string, start: number, end: number): number {
    if (ips.some((ip) => parseAddress(ip) === undefined)) throw system('invalid IP address');
    const related = [...new Set(ips.flatMap((ip) => [ip, ...this.related(ip)]))];
    const busy = (port: number): string | undefined => related.find((ip) => this.ports(ip, protocol).taken.has(port));
    const take = (port: number): number => {
      for (const ip of ips) this.ports(ip, protocol).taken.add(port);
      return port;
    };
    if (start > 0 && start === end) {
      const owner = busy(start);
      if (owner !== undefined) throw new ApiError(500, `Bind for ${owner}:${start} failed: port is already allocated`, `another container publishes port ${start}/${protocol} on ${owner}`);
      return take(start);
    }
    const [from, to] = start === 0 ? [FIRST, LAST] : [start, end];
    const range = `${from}-${to}`;
    let port = this.ports(ips[0]!, protocol).last.get(range) ?? to;
    for (let i = from; i <= to; i++) {
      port = port + 1 > to ? from : port + 1;
      if (busy(port) !== undefined) continue;
      for (const ip of ips) this.ports(ip, protocol).last.set(range, port);
      return take(port);
    }
    throw system('all ports are allocated');
  }

  release(ip: string, protocol: string, port: number): void {
    this.tables.get(ip)?.get(protocol)?.taken.delete(port);
  }
}
