/** IPv6 addresses (RFC 4291, RFC 5952) as 128-bit bigints, and the well-known ones. */
import { formatIpv4, parseIpv4 } from './ipv4.ts';
import type { Ipv6Address, Mac } from './skbuff.ts';

const ALL = (1n << 128n) - 1n;
const MASKS: readonly bigint[] = Array.from({ length: 129 }, (_, n) => (n === 0 ? 0n : (ALL << BigInt(128 - n)) & ALL));

/** ff02::1, all nodes of the link. */
export const V6_ALL_NODES: Ipv6Address = (0xff02n << 112n) | 1n;
const LINK_LOCAL: Ipv6Address = 0xfe80n << 112n;

/** The network mask of a prefix length. */
export function mask6(prefix: number): bigint {
  return MASKS[prefix]!;
}

/** An address in any of its text forms; undefined when it is none. A zone ('%eth0') is none. */
export function parseIpv6(text: string): Ipv6Address | undefined {
  let source = text;
  const dots = source.lastIndexOf(':');
  if (source.includes('.')) {
    const v4 = parseIpv4(source.slice(dots + 1));
    if (v4 === undefined || dots < 0) return undefined;
    source = `${source.slice(0, dots + 1)}${Math.floor(v4 / 65536).toString(16)}:${(v4 & 0xffff).toString(16)}`;
  }
  const halves = source.split('::');
  if (halves.length > 2) return undefined;
  const words = (part: string): string[] => (part === '' ? [] : part.split(':'));
  const head = words(halves[0]!);
  const tail = halves.length === 2 ? words(halves[1]!) : [];
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  let value = 0n;
  for (const word of [...head, ...Array<string>(Math.max(0, missing)).fill('0'), ...tail]) {
    if (!/^[0-9a-f]{1,4}$/i.test(word)) return undefined;
    value = (value << 16n) | BigInt(parseInt(word, 16));
  }
  return value;
}

/** The canonical form: lower case, the longest run of zero words shortened. */
export function formatIpv6(address: Ipv6Address): string {
  const words: number[] = [];
  for (let shift = 112n; shift >= 0n; shift -= 16n) words.push(Number((address >> shift) & 0xffffn));
  if (words.slice(0, 5).every((w) => w === 0) && words[5] === 0xffff) return `::ffff:${formatIpv4(words[6]! * 65536 + words[7]!)}`;
  let at = -1;
  let length = 1;
  for (let i = 0; i < 8; i++) {
    let n = 0;
    while (i + n < 8 && words[i + n] === 0) n++;
    if (n > length) {
      at = i;
      length = n;
    }
  }
  const hex = (part: readonly number[]): string => part.map((w) => w.toString(16)).join(':');
  return at < 0 ? hex(words) : `${hex(words.slice(0, at))}::${hex(words.slice(at + length))}`;
}

/** fe80::/10. */
export function isLinkLocal6(address: Ipv6Address): boolean {
  return address >> 118n === 0x3fan;
}

/** ff00::/8. */
export function isMulticast6(address: Ipv6Address): boolean {
  return address >> 120n === 0xffn;
}

/** The modified EUI-64 interface identifier of a MAC address, in fe80::/64 (RFC 4291, appendix A). */
export function linkLocalOf(mac: Mac): Ipv6Address {
  const m = BigInt(mac) ^ (2n << 40n);
  return LINK_LOCAL | ((m >> 24n) << 40n) | (0xfffen << 24n) | (m & 0xffffffn);
}

/** Where neighbours are asked for an address: ff02::1:ffXX:XXXX. */
export function solicitedNode(address: Ipv6Address): Ipv6Address {
  return (0xff02n << 112n) | (0x1ffn << 24n) | (address & 0xffffffn);
}
