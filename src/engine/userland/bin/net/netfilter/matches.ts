/** Match extensions (-m NAME) by their names (iptables-extensions(8), 1.8.9). */
import { addrtype, comment, mac, owner, physdev, set } from './originmatches.ts';
import { icmpMatch, multiport, tcp, udp } from './portmatches.ts';
import { conntrack, limit, mark, state, statistic } from './statematches.ts';
import type { NfMatch } from '../../../../abi/netfilter.ts';
import type { Match } from './match.ts';
import type { Context } from './words.ts';

type Table = { readonly [N in Exclude<NfMatch['name'], 'icmp6'>]: Match<N> } & { readonly icmp6: Match<'icmp'> };

export const MATCHES: Table = { tcp, udp, icmp: icmpMatch('icmp', 'icmp-type', 'icmp'), icmp6: icmpMatch('icmp6', 'icmpv6-type', 'ipv6-icmp'), multiport, conntrack, state, addrtype, comment, mark, limit, mac, owner, physdev, statistic, set };

/** The extension, for whatever match has its name. */
function anyMatch(name: NfMatch['name']): { save(m: NfMatch, c: Context): string; list(m: NfMatch, c: Context): string } {
  return MATCHES[name] as never;
}

/** ` -m NAME ...` of iptables-save. */
export function saveMatch(m: NfMatch, c: Context): string {
  return ` -m ${m.name}${anyMatch(m.name).save(m, c)}`;
}

export function listMatch(m: NfMatch, c: Context): string {
  return anyMatch(m.name).list(m, c);
}
