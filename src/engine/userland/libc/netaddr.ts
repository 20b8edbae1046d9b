/**
 * Internet addresses as text (inet_pton(3), inet_ntop(3), inet_aton(3)) and prefixes. An IPv4 address is an unsigned number, an IPv6 address
 * a bigint, as everywhere in the engine; MAC addresses stay texts.
 */

/** An address of either family. */
export type Ip = number | bigint;

/** Dotted quad, all four parts (inet_pton). */
export function parseIpv4(text: string): number | undefined {
  const m = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
  if (m === null) return undefined;
  let n = 0;
  for (let i = 1; i <= 4; i++) {
    const part = Number(m[i]);
    if (part > 255) return undefined;
    n = n * 256 + part;
  }
  return n;
}

/** Missing parts are zeros at the end, as iproute2 and iptables read '10.1' in a prefix. */
export function parseShortIpv4(text: string): number | undefined {
  if (!/^\d{1,3}(\.\d{1,3}){0,3}$/.test(text)) return undefined;
  return parseIpv4(text + '.0'.repeat(3 - (text.split('.').length - 1)));
}

export function formatIpv4(n: number): string {
  return `${n >>> 24}.${(n >>> 16) & 255}.${(n >>> 8) & 255}.${n & 255}`;
}

/** RFC 4291 texts, without a zone. */
export function parseIpv6(text: string): bigint | undefined {
  let source = text;
  const dotted = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(source);
  if (dotted !== null) {
    const v4 = parseIpv4(dotted[2]!);
    if (v4 === undefined) return undefined;
    source = `${dotted[1]!}${(v4 >>> 16).toString(16)}:${(v4 & 0xffff).toString(16)}`;
  }
  const halves = source.split('::');
  if (halves.length > 2) return undefined;
  const words = (half: string): string[] => (half === '' ? [] : half.split(':'));
  const head = words(halves[0]!);
  const tail = halves.length === 2 ? words(halves[1]!) : [];
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  let n = 0n;
  for (const word of [...head, ...Array.from({ length: halves.length === 2 ? missing : 0 }, () => '0'), ...tail]) {
    if (!/^[0-9a-fA-F]{1,4}$/.test(word)) return undefined;
    n = (n << 16n) | BigInt(parseInt(word, 16));
  }
  return n;
}

/** RFC 5952, with the IPv4 part in dots where glibc writes it so. */
export function formatIpv6(n: bigint): string {
  const words = Array.from({ length: 8 }, (_, i) => Number((n >> BigInt(112 - 16 * i)) & 0xffffn));
  let best = -1;
  let length = 1;
  for (let i = 0; i < 8; i++) {
    let j = i;
    while (j < 8 && words[j] === 0) j++;
    if (j - i > length) [best, length] = [i, j - i];
    if (j > i) i = j;
  }
  if (best === 0 && (length === 6 || (length === 5 && words[5] === 0xffff))) return `::${length === 5 ? 'ffff:' : ''}${formatIpv4(Number(n & 0xffffffffn))}`;
  const text = (part: number[]): string => part.map((w) => w.toString(16)).join(':');
  return best < 0 ? text(words) : `${text(words.slice(0, best))}::${text(words.slice(best + length))}`;
}

export function parseIp(text: string): Ip | undefined {
  return text.includes(':') ? parseIpv6(text) : parseIpv4(text);
}

export function formatIp(ip: Ip): string {
  return typeof ip === 'bigint' ? formatIpv6(ip) : formatIpv4(ip);
}

export function isIpv6(text: string): boolean {
  return text.includes(':');
}

/** The netmask of a prefix length. */
export function maskOf(length: number): number {
  return length === 0 ? 0 : (0xffffffff << (32 - length)) >>> 0;
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
