/**
 * Ports of one transport in a namespace: who holds which, and which is free (inet_csk_get_port, udp_lib_get_port). Two sockets may share a
 * port when their addresses, devices or families differ, when both said SO_REUSEADDR (for TCP: and neither listens), or when both said
 * SO_REUSEPORT and belong to one user.
 */
import { fail } from '../abi/errno.ts';
import { isAny } from './sock.ts';
import type { NetServices } from './ip.ts';
import type { SockOptions, TransportSettings } from './sock.ts';
import type { IpAddress } from './skbuff.ts';

/** Whoever holds a port. */
export interface PortOwner {
  readonly options: Pick<SockOptions, 'reuseAddr' | 'reusePort' | 'device' | 'v6only'>;
  readonly uid: number;
  readonly boundTo: IpAddress;
  readonly listening: boolean;
  /** The port came with connect(2): others may connect from it to elsewhere. */
  readonly automatic: boolean;
}

/** Could one packet be for both? */
export function overlap(a: PortOwner, b: PortOwner): boolean {
  const x = a.options.device;
  const y = b.options.device;
  if (x !== '' && y !== '' && x !== y) return false;
  if (typeof a.boundTo === typeof b.boundTo) return a.boundTo === b.boundTo || isAny(a.boundTo) || isAny(b.boundTo);
  const six = typeof a.boundTo === 'bigint' ? a : b;
  return six.boundTo === 0n && !six.options.v6only;
}

/** Which of `n` sockets with SO_REUSEPORT serves a sender. */
export function spread(address: IpAddress, port: number, n: number): number {
  const low = typeof address === 'number' ? address : Number(BigInt.asUintN(32, address ^ (address >> 64n)));
  const mixed = Math.imul(low ^ Math.imul(port, 0x9e3779b1), 0x85ebca6b);
  return ((mixed ^ (mixed >>> 15)) >>> 0) % n;
}

export class PortTable {
  private readonly owners = new Map<number, PortOwner[]>();
  private readonly services: NetServices;
  private readonly settings: TransportSettings;

  constructor(services: NetServices, settings: TransportSettings) {
    this.services = services;
    this.settings = settings;
  }

  /** Why `owner` cannot have the port; undefined when it can. */
  conflict(owner: PortOwner, port: number, listening = owner.listening): PortOwner | undefined {
    for (const other of this.owners.get(port) ?? []) {
      if (other === owner || !overlap(owner, other)) continue;
      if (owner.options.reuseAddr && other.options.reuseAddr && !other.listening) continue;
      if (owner.options.reusePort && other.options.reusePort && owner.uid === other.uid) continue;
      if (!listening && owner.automatic && other.automatic) continue;
      return other;
    }
    return undefined;
  }

  /** Hold `port`, or a free one for 0. EADDRINUSE. */
  bind(owner: PortOwner, port: number): number {
    const found = port === 0 ? this.pick((p) => this.conflict(owner, p) === undefined, 1) : port;
    if (found === undefined || (port !== 0 && this.conflict(owner, port) !== undefined)) fail('EADDRINUSE');
    this.hold(owner, found);
    return found;
  }

  /** A port to connect from: none that somebody bound, and `free` says that the connection would be the only one. EADDRNOTAVAIL. */
  forConnect(owner: PortOwner, free: (port: number) => boolean): number {
    const found = this.pick((p) => (this.owners.get(p)?.every((o) => o.automatic) ?? true) && free(p), 0);
    if (found === undefined) fail('EADDRNOTAVAIL');
    this.hold(owner, found);
    return found;
  }

  hold(owner: PortOwner, port: number): void {
    const all = this.owners.get(port);
    if (all === undefined) this.owners.set(port, [owner]);
    else all.push(owner);
  }

  release(owner: PortOwner, port: number): void {
    const all = this.owners.get(port);
    const at = all?.indexOf(owner) ?? -1;
    if (at < 0) return;
    all!.splice(at, 1);
    if (all!.length === 0) this.owners.delete(port);
  }

  /** `next` takes the place of `owner`. */
  replace(owner: PortOwner, next: PortOwner, port: number): void {
    const all = this.owners.get(port);
    const at = all?.indexOf(owner) ?? -1;
    if (at >= 0) all![at] = next;
  }

  /** Ports in use. */
  get size(): number {
    return this.owners.size;
  }

  /** Walk the range from a random place; those of the wanted parity first, as Linux keeps even ports for connect(2) and odd ones for bind(2). */
  private pick(good: (port: number) => boolean, parity: 0 | 1): number | undefined {
    const { localPortFirst: first, localPortLast: last } = this.settings;
    const count = last - first + 1;
    const start = this.services.random32() % count;
    for (const wanted of [parity, 1 - parity]) {
      for (let i = 0; i < count; i++) {
        const port = first + ((start + i) % count);
        if ((port & 1) === wanted && good(port)) return port;
      }
    }
    return undefined;
  }
}
