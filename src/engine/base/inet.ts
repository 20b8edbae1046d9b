/**
 * Internet addresses as values and texts (RFC 791, RFC 4291, RFC 5952): an unsigned number of 32 bits is IPv4, a bigint of 128 bits IPv6. Texts are read as
 * strictly as inet_pton(3) does, without zones. What a program's own library reads or writes otherwise is said there.
 */

/** An address of either family. */
export type IpAddress = number | bigint;

/** 'a.b.c.d' as a number: four decimal parts without leading zeros. undefined when it is none. */
export function parseIpv4(text: string): number | undefined {
  const m = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
  if (m === null) return undefined;
  let value = 0;
  for (let i = 1; i <= 4; i++) {
    const part = Number(m[i]);
    if (part > 255 || (m[i]!.length > 1 && m[i]!.startsWith('0'))) return undefined;
    value = value * 256 + part;
  }
  return value;
}

/** A number as 'a.b.c.d'. */
export function formatIpv4(address: number): string {
  return `${address >>> 24}.${(address >>> 16) & 255}.${(address >>> 8) & 255}.${address & 255}`;
}

/** An IPv6 address in any of its text forms; undefined when it is none. */
export function parseIpv6(text: string): bigint | undefined {
  let source = text;
  const dots = source.lastIndexOf(':');
  if (source.includes('.')) {
    const v4 = parseIpv4(source.slice(dots + 1));
    if (v4 === undefined || dots < 0) return undefined;
    source = `${source.slice(0, dots + 1)}${(v4 >>> 16).toString(16)}:${(v4 & 0xffff).toString(16)}`;
  }
  const halves = source.split('::');
  if (halves.length > 2) return undefined;
  const words = (part: string): string[] => (part === '' ? [] : part.split(':'));
  const head = words(halves[0]!);
  const tail = halves.length === 2 ? words(halves[1]!) : [];
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  let value = 0n;
  for (const word of [...head, ...Array<string>(missing).fill('0'), ...tail]) {
    if (!/^[0-9a-f]{1,4}$/i.test(word)) return undefined;
    value = (value << 16n) | BigInt(parseInt(word, 16));
  }
  return value;
}

/** The canonical form: lower case, the longest run of zero words shortened, an IPv4-mapped address with its dots. */
export function formatIpv6(address: bigint): string {
  const words: number[] = [];
  for (let shift = 112n; shift >= 0n; shift -= 16n) words.push(Number((address >> shift) & 0xffffn));
  if (address >> 32n === 0xffffn) return `::ffff:${formatIpv4(words[6]! * 65536 + words[7]!)}`;
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

/** An address of either family; undefined when it is none. */
export function parseIp(text: string): IpAddress | undefined {
  return text.includes(':') ? parseIpv6(text) : parseIpv4(text);
}

/** An address of either family as text. */
export function formatIp(address: IpAddress): string {
  return typeof address === 'number' ? formatIpv4(address) : formatIpv6(address);
}

/** The network mask of a prefix length, of IPv4. */
export function maskOf(prefix: number): number {
  return prefix === 0 ? 0 : (0xffffffff << (32 - prefix)) >>> 0;
}
