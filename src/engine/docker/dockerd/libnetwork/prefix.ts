/**
 * Internet addresses and prefixes as values (Go's net/netip): both families as a bigint and a width. Texts are the canonical ones.
 */
import { formatIp, parseIp } from '../../../base/inet.ts';

/** An address; `bits` is 32 or 128. */
export interface Address {
  readonly value: bigint;
  readonly bits: 32 | 128;
}

/** A prefix: `base` has no bits beyond `length`. */
export interface Prefix {
  readonly base: bigint;
  readonly bits: 32 | 128;
  readonly length: number;
}

/** Read an address; undefined for what is none. */
export function parseAddress(text: string): Address | undefined {
  const ip = parseIp(text);
  return ip === undefined ? undefined : { value: BigInt(ip), bits: typeof ip === 'number' ? 32 : 128 };
}

export function formatAddress(a: Address): string {
  return formatIp(a.bits === 32 ? Number(a.value) : a.value);
}

function hostMask(p: { readonly bits: number; readonly length: number }): bigint {
  return (1n << BigInt(p.bits - p.length)) - 1n;
}

/** The prefix of `length` that an address is in. */
export function prefixOf(a: Address, length: number): Prefix {
  return { base: a.value & ~hostMask({ bits: a.bits, length }), bits: a.bits, length };
}

/** Read 'ADDRESS/LENGTH': the address with its host bits, and the prefix. */
export function parseCidr(text: string): { readonly address: Address; readonly prefix: Prefix } | undefined {
  const slash = text.indexOf('/');
  const address = slash < 0 ? undefined : parseAddress(text.slice(0, slash));
  const length = text.slice(slash + 1);
  if (address === undefined || !/^\d{1,3}$/.test(length) || Number(length) > address.bits) return undefined;
  return { address, prefix: prefixOf(address, Number(length)) };
}

export function formatPrefix(p: Prefix): string {
  return `${formatAddress({ value: p.base, bits: p.bits })}/${p.length}`;
}

export function lastAddress(p: Prefix): bigint {
  return p.base | hostMask(p);
}

export function contains(p: Prefix, a: Address): boolean {
  return a.bits === p.bits && (a.value & ~hostMask(p)) === p.base;
}

export function overlap(a: Prefix, b: Prefix): boolean {
  return a.bits === b.bits && a.base <= lastAddress(b) && b.base <= lastAddress(a);
}

/** 127.0.0.0/8 or ::1. */
export function isLoopback(text: string): boolean {
  return /^127\./.test(text) || text === '::1';
}
