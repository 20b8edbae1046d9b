/** What match and target extensions have in common: options, and how they are read and finished. */
import { RuleError } from './words.ts';
import type { Context } from './words.ts';
import type { NfRule } from '../../../../abi/netfilter.ts';

/** The parts of a rule that extensions ask for. */
export type RuleHead = Omit<NfRule, 'matches' | 'target'>;

/** An extension that was named in a rule, while its options are read. */
export interface Handler<T> {
  /** `more` takes the next argument, for options with two. */
  take(option: string, value: string, not: boolean, more: () => string | undefined): void;
  /** All was read. Throws RuleError for what is missing. */
  done(head: RuleHead): T;
}

export interface Extension<T> {
  readonly name: string;
  /** Long options without their dashes, with how many arguments each takes; a '!' after the number: it may be inverted. */
  readonly options: Readonly<Record<string, '0' | '1' | '0!' | '1!'>>;
  readonly help: string;
  make(c: Context): Handler<T>;
}

/** `{ value, not }` without a `not` that says nothing. */
export function inv<T>(value: T, not: boolean): { readonly value: T; readonly not?: boolean } {
  return not ? { value, not } : { value };
}

/** The complaint about an option that must be there. */
export function required(name: string, option: string): RuleError {
  return new RuleError(`${name}: option "--${option}" must be specified\n`);
}

/** The complaint about a number. */
export function badNumber(name: string, option: string): RuleError {
  return new RuleError(`${name}: bad integer value for option "--${option}", or out of range.\n`);
}

/** A protocol with ports, as NAT's port specifications need it. */
export function hasPorts(head: RuleHead): boolean {
  return head.protocol !== undefined && head.protocol.not !== true && ['tcp', 'udp', 'sctp', 'dccp', 'udplite'].includes(head.protocol.value);
}
