/**
 * Which rules of a chain a packet can match at all, by its destination: a chain with a rule per container is passed in the time of a short one. Only
 * rules whose destination is one address are set aside; the rest, and the order of all, stay as they are.
 */
import { parsePrefix } from '../address.ts';
import type { NfRule } from '../../abi/netfilter.ts';
import type { IpAddress } from '../skbuff.ts';

/** Fewer rules of one address are walked as they stand. */
const WORTHWHILE = 8;

/** Positions of rules, ascending. */
export class ByAddress {
  private constructor(
    private readonly always: readonly number[],
    private readonly byAddress: ReadonlyMap<IpAddress, readonly number[]>,
    private readonly end: number,
  ) {}

  /** Undefined when a walk is as quick. */
  static of(rules: readonly NfRule[]): ByAddress | undefined {
    const always: number[] = [];
    const single: (readonly [number, IpAddress])[] = [];
    for (const [i, { destination }] of rules.entries()) {
      const only = destination === undefined || destination.not === true ? undefined : parsePrefix(destination.value);
      if (only !== undefined && only.prefix === (typeof only.address === 'number' ? 32 : 128)) single.push([i, only.address]);
      else always.push(i);
    }
    if (single.length < WORTHWHILE) return undefined;
    const byAddress = new Map<IpAddress, number[]>();
    for (const [i, address] of single) {
      const known = byAddress.get(address);
      if (known === undefined) byAddress.set(address, [i]);
      else known.push(i);
    }
    return new ByAddress(always, byAddress, rules.length);
  }

  /** The first rule from `at` on that a packet for `dst` can match; the number of rules when there is none. */
  from(at: number, dst: IpAddress): number {
    const own = this.byAddress.get(dst);
    const general = first(this.always, at) ?? this.end;
    return own === undefined ? general : Math.min(general, first(own, at) ?? this.end);
  }
}

/** The first element that is not below `at`. */
function first(ascending: readonly number[], at: number): number | undefined {
  let low = 0;
  for (let high = ascending.length; low < high; ) {
    const middle = (low + high) >> 1;
    if (ascending[middle]! < at) low = middle + 1;
    else high = middle;
  }
  return ascending[low];
}
