/**
 * Netfilter as iptables(8), iptables-save(8) and conntrack(8) see it: tables, chains, rules with their counters, and tracked connections.
 * Requests travel over the same JSON netlink socket as route netlink (abi/netlink.ts). Rules are in the form of iptables-extensions(8):
 * a target with options, and matches with options, named as on the command line. Left out: sets, nftables' own language.
 */

export type NfFamily = 'ipv4' | 'ipv6';
export type NfTable = 'raw' | 'mangle' | 'nat' | 'filter' | 'security';
/** The five hooks, as iptables names the chains on them. */
export type NfHook = 'PREROUTING' | 'INPUT' | 'FORWARD' | 'OUTPUT' | 'POSTROUTING';

/** Packets and bytes. */
export interface NfCounters {
  readonly packets: number;
  readonly bytes: number;
}

/** A value that may be inverted with `!`. */
export interface Invertible<T> {
  readonly value: T;
  readonly not?: boolean;
}

/** `from`-`to`, both inclusive; a single port has both the same. */
export interface PortRange {
  readonly from: number;
  readonly to: number;
}

/** A match extension (-m NAME ...). */
export type NfMatch =
  | { readonly name: 'tcp'; readonly sport?: Invertible<PortRange>; readonly dport?: Invertible<PortRange>; readonly flags?: Invertible<{ readonly mask: readonly string[]; readonly set: readonly string[] }> }
  | { readonly name: 'udp'; readonly sport?: Invertible<PortRange>; readonly dport?: Invertible<PortRange> }
  | { readonly name: 'icmp' | 'icmp6'; readonly type: Invertible<{ readonly type: number; readonly code?: number }> }
  | { readonly name: 'multiport'; readonly what: 'sports' | 'dports' | 'ports'; readonly ports: Invertible<readonly PortRange[]> }
  | { readonly name: 'conntrack'; readonly ctstate?: Invertible<readonly CtStateName[]>; readonly ctdir?: 'ORIGINAL' | 'REPLY'; readonly ctorigdst?: Invertible<string>; readonly ctorigdstport?: Invertible<PortRange>; readonly ctproto?: Invertible<string> }
  | { readonly name: 'state'; readonly state: Invertible<readonly CtStateName[]> }
  | { readonly name: 'addrtype'; readonly srcType?: Invertible<readonly AddrTypeName[]>; readonly dstType?: Invertible<readonly AddrTypeName[]>; readonly limitIfaceIn?: boolean; readonly limitIfaceOut?: boolean }
  | { readonly name: 'comment'; readonly comment: string }
  | { readonly name: 'mark'; readonly mark: Invertible<{ readonly value: number; readonly mask: number }> }
  | { readonly name: 'limit'; readonly rate: number; readonly per: 'second' | 'minute' | 'hour' | 'day'; readonly burst: number }
  | { readonly name: 'mac'; readonly source: Invertible<string> }
  | { readonly name: 'owner'; readonly uid?: Invertible<number>; readonly gid?: Invertible<number> }
  | { readonly name: 'physdev'; readonly in?: Invertible<string>; readonly out?: Invertible<string>; readonly isBridged?: boolean }
  | { readonly name: 'statistic'; readonly mode: 'nth' | 'random'; readonly every?: number; readonly packet?: number; readonly probability?: number }
  /** `set`: a hash:net or hash:ip,port set made with ipset(8) (Docker 28 uses them for its bridges). */
  | { readonly name: 'set'; readonly set: Invertible<string>; readonly flags: readonly ('src' | 'dst')[] };

/** `UNTRACKED` after raw's NOTRACK. */
export type CtStateName = 'INVALID' | 'ESTABLISHED' | 'NEW' | 'RELATED' | 'UNTRACKED' | 'SNAT' | 'DNAT';
export type AddrTypeName = 'UNSPEC' | 'UNICAST' | 'LOCAL' | 'BROADCAST' | 'ANYCAST' | 'MULTICAST' | 'BLACKHOLE' | 'UNREACHABLE' | 'PROHIBIT';

/** A target (-j NAME ..., or -g). A rule without a target only counts. */
export type NfTarget =
  | { readonly name: 'ACCEPT' | 'DROP' | 'RETURN' }
  | { readonly name: 'REJECT'; readonly with: string }
  | { readonly name: 'LOG'; readonly prefix?: string; readonly level?: number }
  | { readonly name: 'MARK'; readonly op: 'set' | 'xset' | 'and' | 'or' | 'xor'; readonly value: number; readonly mask: number }
  | { readonly name: 'CONNMARK'; readonly op: 'save' | 'restore' | 'set'; readonly value: number; readonly mask: number }
  | { readonly name: 'DNAT'; readonly to: string; readonly random?: boolean; readonly persistent?: boolean }
  | { readonly name: 'SNAT'; readonly to: string; readonly random?: boolean; readonly randomFully?: boolean; readonly persistent?: boolean }
  | { readonly name: 'MASQUERADE'; readonly toPorts?: PortRange; readonly random?: boolean; readonly randomFully?: boolean }
  | { readonly name: 'REDIRECT'; readonly toPorts?: PortRange }
  | { readonly name: 'NOTRACK' }
  | { readonly name: 'TCPMSS'; readonly clampToPmtu?: boolean; readonly set?: number }
  /** A user-defined chain; `goto` is -g. */
  | { readonly name: 'chain'; readonly chain: string; readonly goto?: boolean };

/** A rule. Addresses are prefixes as '172.17.0.0/16'; an interface may end in '+'; `protocol` is a name or a number as text. */
export interface NfRule {
  readonly source?: Invertible<string>;
  readonly destination?: Invertible<string>;
  readonly in?: Invertible<string>;
  readonly out?: Invertible<string>;
  readonly protocol?: Invertible<string>;
  readonly fragment?: Invertible<true>;
  readonly matches: readonly NfMatch[];
  readonly target?: NfTarget;
}

/** A rule as it stands in a chain. */
export interface NfRuleInfo extends NfRule {
  readonly counters: NfCounters;
}

export interface NfChainInfo {
  readonly name: string;
  /** Of a built-in chain; a user-defined one has none, and no policy. */
  readonly hook?: NfHook;
  readonly policy?: 'ACCEPT' | 'DROP';
  readonly counters: NfCounters;
  readonly rules: readonly NfRuleInfo[];
}

/** One change of a table. `index` counts from 1. Rules to delete or check are compared without counters. */
export type NfChange =
  | { readonly op: 'append'; readonly chain: string; readonly rule: NfRule; readonly counters?: NfCounters }
  | { readonly op: 'insert'; readonly chain: string; readonly index: number; readonly rule: NfRule; readonly counters?: NfCounters }
  | { readonly op: 'replace'; readonly chain: string; readonly index: number; readonly rule: NfRule }
  | { readonly op: 'delete'; readonly chain: string; readonly rule: NfRule }
  | { readonly op: 'delete_index'; readonly chain: string; readonly index: number }
  | { readonly op: 'check'; readonly chain: string; readonly rule: NfRule }
  | { readonly op: 'new_chain' | 'delete_chain' | 'flush' | 'zero'; readonly chain?: string }
  | { readonly op: 'rename'; readonly chain: string; readonly to: string }
  | { readonly op: 'policy'; readonly chain: string; readonly policy: 'ACCEPT' | 'DROP'; readonly counters?: NfCounters };

/** A tracked connection as /proc/net/nf_conntrack shows it. */
export interface ConntrackInfo {
  readonly family: NfFamily;
  readonly protocol: 'tcp' | 'udp' | 'icmp' | 'icmpv6' | 'unknown';
  readonly protocolNumber: number;
  readonly timeout_s: number;
  /** TCP's: SYN_SENT, ESTABLISHED, TIME_WAIT ... */
  readonly state?: string;
  readonly original: ConntrackTuple;
  readonly reply: ConntrackTuple;
  readonly unreplied: boolean;
  readonly assured: boolean;
  readonly mark: number;
  readonly id: number;
}

export interface ConntrackTuple {
  readonly src: string;
  readonly dst: string;
  readonly sport?: number;
  readonly dport?: number;
  readonly icmp?: { readonly type: number; readonly code: number; readonly id: number };
  readonly counters: NfCounters;
}

export type NetfilterRequest =
  /** The reply's `chains`. A table that nobody used yet has its built-in chains only. */
  | { readonly op: 'nf_dump'; readonly family: NfFamily; readonly table: NfTable }
  /** Names of the tables in use: the reply's `tables`. */
  | { readonly op: 'nf_tables'; readonly family: NfFamily }
  /**
   * All changes or none. Errors by errno, with `failed` as the index: ENOENT (no chain, target or such a rule: `detail` says which),
   * EEXIST (chain), EBUSY or EMLINK (chain in use), ENOTEMPTY (chain has rules), EINVAL (target not in this table or hook), ELOOP.
   */
  | { readonly op: 'nf_change'; readonly family: NfFamily; readonly table: NfTable; readonly changes: readonly NfChange[] }
  | { readonly op: 'ct_dump'; readonly family: NfFamily }
  /** Delete the entries that agree with all that is given; the reply's `count`. */
  | { readonly op: 'ct_delete'; readonly family: NfFamily; readonly protocol?: string; readonly src?: string; readonly dst?: string; readonly sport?: number; readonly dport?: number }
  | { readonly op: 'ipset_create'; readonly set: string; readonly type: string; readonly family: NfFamily }
  | { readonly op: 'ipset_destroy'; readonly set?: string }
  | { readonly op: 'ipset_add' | 'ipset_del' | 'ipset_test'; readonly set: string; readonly entry: string }
  | { readonly op: 'ipset_flush'; readonly set?: string }
  | { readonly op: 'ipset_dump'; readonly set?: string };

export interface IpsetInfo {
  readonly name: string;
  readonly type: string;
  readonly family: NfFamily;
  readonly entries: readonly string[];
  readonly references: number;
}
