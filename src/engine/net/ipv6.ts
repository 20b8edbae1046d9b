/** What IPv6 addresses mean (RFC 4291): masks, scopes, groups, and the well-known ones. Their texts are in base/inet.ts. */
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
