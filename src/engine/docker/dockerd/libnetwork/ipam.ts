/**
 * The default address manager (libnetwork's defaultipam): pools that do not overlap, and the lowest free address of a pool. A pool is
 * asked for by its subnet, or taken from the predefined ones in their order: 172.17.0.0/16 to 172.31.0.0/16, then 192.168.0.0/20 and
 * on, leaving out what the host's routes lead to. IPv6 pools come from a unique local prefix that the engine's id gives (RFC 4193).
 */
import { forbidden, system } from '../errors.ts';
import type { ApiError } from '../errors.ts';
import { contains, formatAddress, formatPrefix, lastAddress, overlap, parseCidr, prefixOf } from './prefix.ts';
import type { Address, Prefix } from './prefix.ts';

const OVERLAPS = 'invalid pool request: Pool overlaps with other one on this address space';

/** default-address-pools of daemon.json: a range and the length of the pools in it. */
export interface AddressPool {
  readonly base: string;
  readonly size: number;
}

/** Pools that are handed out when nobody says which: base and length of each. */
function* predefined(ula: Prefix, v6: boolean, own: readonly AddressPool[]): Generator<Prefix> {
  if (v6) {
    for (let i = 0n; i < 65536n; i++) yield { base: ula.base + (i << 64n), bits: 128, length: 64 };
    return;
  }
  for (const { base, size } of own) {
    const whole = parseCidr(base)?.prefix;
    if (whole?.bits !== 32) continue;
    const length = size === 0 ? whole.length : size;
    const step = 1n << BigInt(32 - length);
    for (let at = whole.base; at <= lastAddress(whole); at += step) yield { base: at, bits: 32, length };
  }
  if (own.length > 0) return;
  for (let n = 17; n < 32; n++) yield parseCidr(`172.${n}.0.0/16`)!.prefix;
  for (let n = 0; n < 256; n += 16) yield parseCidr(`192.168.${n}.0/20`)!.prefix;
}

/** A pool with the addresses that are in use. */
export class Pool {
  readonly prefix: Prefix;
  private readonly used = new Set<bigint>();
  /** Below it, nothing is free outside of ranges. */
  private lowest: bigint;

  constructor(prefix: Prefix) {
    this.prefix = prefix;
    this.lowest = prefix.base;
    const free = prefix.bits - prefix.length;
    // a point-to-point link has neither a network nor a broadcast address (RFC 3021)
    if (prefix.bits === 128 || free > 1) this.used.add(prefix.base);
    if (prefix.bits === 32 && free > 1) this.used.add(lastAddress(prefix));
  }

  /** Take one address; undefined when it is taken already. */
  take(a: Address): Address | undefined {
    if (this.used.has(a.value)) return undefined;
    this.used.add(a.value);
    return a;
  }

  /** Take the lowest free address, of `range` when given; undefined when none is left. */
  next(range?: Prefix): Address | undefined {
    const last = lastAddress(range ?? this.prefix);
    for (let value = range?.base ?? this.lowest; value <= last; value++) {
      if (this.used.has(value)) continue;
      this.used.add(value);
      if (range === undefined) this.lowest = value + 1n;
      return { value, bits: this.prefix.bits };
    }
    return undefined;
  }

  free(a: Address): void {
    this.used.delete(a.value);
    if (a.value < this.lowest) this.lowest = a.value;
  }
}

export class Ipam {
  private readonly pools: Prefix[] = [];
  private ula: Prefix = { base: 0xfdn << 120n, bits: 128, length: 48 };

  private own: readonly AddressPool[] = [];

  /** The daemon's own ranges instead of the predefined ones; none keeps those. */
  setPools(pools: readonly AddressPool[]): void {
    this.own = pools;
  }

  /** Where IPv6 pools come from; `id` is the engine's, in hexadecimal. */
  setUla(id: string): void {
    const global = BigInt(`0x${id.replaceAll('-', '').slice(0, 10) || '0'}`);
    this.ula = { base: (0xfdn << 120n) | (global << 80n), bits: 128, length: 48 };
  }

  /** Take a pool of one's own choice. Throws a 403 when it overlaps with another. */
  request(prefix: Prefix): Pool {
    if (this.pools.some((p) => overlap(p, prefix))) throw poolOverlaps();
    this.pools.push(prefix);
    return new Pool(prefix);
  }

  /** Take the next predefined pool that neither another pool nor `reserved` overlaps. Throws when there is none. */
  requestAny(v6: boolean, reserved: readonly Prefix[]): Pool {
    for (const prefix of predefined(this.ula, v6, this.own)) {
      if (!this.pools.some((p) => overlap(p, prefix)) && !reserved.some((p) => overlap(p, prefix))) return this.request(prefix);
    }
    throw system('all predefined address pools have been fully subnetted');
  }

  /** Give a pool back. */
  release(pool: Pool): void {
    const at = this.pools.indexOf(pool.prefix);
    if (at >= 0) this.pools.splice(at, 1);
  }
}

function poolOverlaps(): ApiError {
  return forbidden(OVERLAPS);
}

/** 'ADDRESS/LENGTH' of an address in a pool. */
export function withLength(a: Address, p: Prefix): string {
  return `${formatAddress(a)}/${p.length}`;
}

export { contains, formatPrefix, prefixOf };
