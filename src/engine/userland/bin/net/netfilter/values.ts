/** Protocols and address lists as rules are given them and hold them. */
import { formatIp, lengthOfMask, networkOf, parseIp, parseIpv4, parseShortIpv4 } from '../../../libc/netaddr.ts';
import { RuleError, parseNumber } from './words.ts';
import type { Context } from './words.ts';

const CANONICAL: Readonly<Record<string, number>> = { icmp: 1, tcp: 6, udp: 17, ipencap: 4, gre: 47, esp: 50, ah: 51, icmpv6: 58, 'ipv6-icmp': 58, sctp: 132, udplite: 136, dccp: 33, all: 0 };

/** A protocol's number. Throws RuleError. */
export function protocolNumber(text: string, c: Context): number {
  const n = parseNumber(text) ?? CANONICAL[text.toLowerCase()] ?? c.db.protocol(text.toLowerCase());
  if (n === undefined || n > 255) throw new RuleError(`unknown protocol "${text}" specified`);
  return n;
}

/** As rules hold it: a name that everybody knows, or the number. */
export function protocolWord(n: number): string {
  return n === 58 ? 'ipv6-icmp' : (Object.keys(CANONICAL).find((name) => CANONICAL[name] === n) ?? String(n));
}

/** Prefixes of an address list 'A[/MASK],B': whole numbers of the network, as the kernel keeps them. Throws RuleError. */
export function parsePrefix(text: string, c: Context): string[] {
  return text.split(',').map((one) => {
    const [host = '', maskText] = one.split('/');
    const v6 = c.family === 'ipv6';
    const full = v6 ? 128 : 32;
    let ip = parseIp(host);
    if (!v6) ip ??= parseShortIpv4(host);
    if (ip === undefined || (typeof ip === 'bigint') !== v6) {
      const found = c.hosts.get(host);
      ip = found === undefined ? undefined : parseIp(found);
    }
    if (ip === undefined) throw new RuleError(`host/network \`${host}' not found`);
    let length = full;
    if (maskText !== undefined) {
      const dotted = v6 ? undefined : parseIpv4(maskText);
      const given = dotted === undefined ? parseNumber(maskText) : lengthOfMask(dotted);
      if (given === undefined || given > full) throw new RuleError(`invalid mask \`${maskText}' specified`);
      length = given;
    }
    return `${formatIp(networkOf(ip, length))}/${length}`;
  });
}
