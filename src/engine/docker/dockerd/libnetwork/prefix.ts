/**
 * Internet addresses and prefixes as values (Go's net/netip): both families as a bigint and a width. Texts are read as Go reads them and
 * written in the canonical form (RFC 5952 for IPv6, without IPv4-mapped notation).
 */

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
  const v4 = parseV4(text);
  if (v4 !== undefined) return { value: v4, bits: 32 };
  const v6 = text.includes(':') ? parseV6(text) : undefined;
  return v6 === undefined ? undefined : { value: v6, bits: 128 };
}

function parseV4(text: string): bigint | undefined {
  const parts = text.split('.');
  if (parts.length !== 4) return undefined;
  let value = 0n;
  for (const p of parts) {
    if (!/^(?:0|[1-9]\d{0,2})$/.test(p) || Number(p) > 255) return undefined;
    value = value * 256n + BigInt(p);
  }
  return value;
}

function parseV6(text: string): bigint | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const groups = (part: string): number[] | undefined => {
    if (part === '') return [];
    const out: number[] = [];
    const words = part.split(':');
    for (const [i, w] of words.entries()) {
      const v4 = i === words.length - 1 && w.includes('.') ? parseV4(w) : undefined;
      if (v4 !== undefined) out.push(Number(v4 >> 16n), Number(v4 & 0xffffn));
      else if (/^[0-9a-fA-F]{1,4}$/.test(w)) out.push(parseInt(w, 16));
      else return undefined;
    }
    return out;
  };
  const head = groups(halves[0]!);
  const tail = halves.length === 2 ? groups(halves[1]!) : [];
  if (head === undefined || tail === undefined) return undefined;
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  return [...head, ...Array<number>(missing).fill(0), ...tail].reduce((v, g) => v * 65536n + BigInt(g), 0n);
}

export function formatAddress(a: Address): string {
  if (a.bits === 32) return [24n, 16n, 8n, 0n].map((s) => String((a.value >> s) & 255n)).join('.');
  const groups = Array.from({ length: 8 }, (_, i) => Number((a.value >> BigInt(112 - 16 * i)) & 0xffffn));
  let best = { at: -1, length: 1 };
  for (let i = 0; i < 8; i++) {
    let n = 0;
    while (i + n < 8 && groups[i + n] === 0) n++;
    if (n > best.length) best = { at: i, length: n };
  }
  const hex = (g: number[]): string => g.map((x) => x.toString(16)).join(':');
  return best.at < 0 ? hex(groups) : `${hex(groups.slice(0, best.at))}::${hex(groups.slice(best.at + best.length))}`;
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
