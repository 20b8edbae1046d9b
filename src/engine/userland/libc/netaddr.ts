/**
 * Internet addresses as network programs read and write them (inet_pton(3), inet_ntop(3)), and prefixes; the values are those of base/inet.ts. MAC
 * addresses stay texts.
 */
import { formatIpv6 as canonicalIpv6, formatIpv4, maskOf, parseIpv4 } from '../../base/inet.ts';
import type { IpAddress as Ip } from '../../base/inet.ts';

export { formatIpv4, maskOf, parseIp, parseIpv4, parseIpv6 } from '../../base/inet.ts';
export type { IpAddress as Ip } from '../../base/inet.ts';

/** Missing parts are zeros at the end, as iproute2 and iptables read '10.1' in a prefix. */
export function parseShortIpv4(text: string): number | undefined {
  if (!/^\d{1,3}(\.\d{1,3}){0,3}$/.test(text)) return undefined;
  return parseIpv4(text + '.0'.repeat(3 - (text.split('.').length - 1)));
}

/** As inet_ntop(3) of glibc writes it: RFC 5952, and the last 32 bits in dots when all but those are zero. */
export function formatIpv6(n: bigint): string {
  return n >> 32n === 0n && n > 0xffffn ? `::${formatIpv4(Number(n))}` : canonicalIpv6(n);
}

export function formatIp(ip: Ip): string {
  return typeof ip === 'bigint' ? formatIpv6(ip) : formatIpv4(ip);
}

export function isIpv6(text: string): boolean {
  return text.includes(':');
}

/** The length of a netmask, undefined when its ones are not all in front. */
export function lengthOfMask(mask: number): number | undefined {
  let length = 0;
  while (length < 32 && ((mask >>> (31 - length)) & 1) === 1) length++;
  return maskOf(length) === mask ? length : undefined;
}

/** The first address of a prefix. */
export function networkOf(ip: Ip, length: number): Ip {
  if (typeof ip === 'number') return (ip & maskOf(length)) >>> 0;
  const host = BigInt(128 - length);
  return (ip >> host) << host;
}

/** 'ADDRESS/LENGTH' taken apart; the whole length when there is none. */
export function splitPrefix(text: string): { readonly address: string; readonly length: number } {
  const slash = text.indexOf('/');
  return slash < 0 ? { address: text, length: isIpv6(text) ? 128 : 32 } : { address: text.slice(0, slash), length: Number(text.slice(slash + 1)) };
}

/** A prefix without its length when that is the whole address. */
export function withoutFullLength(text: string): string {
  const { address, length } = splitPrefix(text);
  return length === (isIpv6(address) ? 128 : 32) ? address : text;
}

/** The name of an address's pointer record (RFC 1035, RFC 3596). */
export function reverseName(ip: Ip): string {
  if (typeof ip === 'number') return `${formatIpv4(ip).split('.').reverse().join('.')}.in-addr.arpa`;
  return `${[...ip.toString(16).padStart(32, '0')].reverse().join('.')}.ip6.arpa`;
}

/** Six bytes in hexadecimal with colons, in small letters; undefined when the text is something else. */
export function parseMac(text: string): string | undefined {
  if (!/^[0-9a-fA-F]{1,2}([:-][0-9a-fA-F]{1,2}){5}$/.test(text)) return undefined;
  return text.split(/[:-]/).map((b) => b.padStart(2, '0').toLowerCase()).join(':');
}
