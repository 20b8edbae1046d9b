/**
 * Netlink (rtnetlink(7), sock_diag(7), nfnetlink): how links, addresses, routes, neighbours, rules, queueing disciplines, netfilter and
 * sockets are changed and listed. Requests and replies travel as datagrams of JSON over a socket of family 'netlink', one reply a request,
 * in the order of the requests; the binary attributes of the real protocol are left out.
 *
 * Every request may name another network namespace by a process (`pid`, in the caller's pid namespace) or by an open descriptor of a
 * namespace file (`nsfd`): it is then carried out there. Addresses are texts, 'ADDRESS/PREFIX' where a prefix belongs to them.
 */
import type { ConntrackInfo, IpsetInfo, NetfilterRequest, NfChainInfo, NfTable } from './netfilter.ts';

interface InNamespace {
  readonly pid?: number;
  readonly nsfd?: number;
}

/** What a link is made of (ip-link(8), "TYPE"). */
export type LinkSpec =
  | { readonly kind: 'dummy' | 'bridge' }
  /** A pair; the peer is made in the namespace of process `peerPid` or descriptor `peerNsfd` when given. */
  | { readonly kind: 'veth'; readonly peer: string; readonly peerMac?: string; readonly peerPid?: number; readonly peerNsfd?: number }
  | { readonly kind: 'vlan'; readonly link: string; readonly id: number }
  | { readonly kind: 'macvlan'; readonly link: string; readonly mode: 'bridge' | 'private' | 'vepa' | 'passthru' }
  | { readonly kind: 'ipvlan'; readonly link: string; readonly mode: 'l2' | 'l3' | 'l3s' }
  | { readonly kind: 'vxlan'; readonly link?: string; readonly id: number; readonly remote?: string; readonly local?: string; readonly dstport?: number };

export type LinkKind = 'loopback' | 'ethernet' | LinkSpec['kind'];

/** A route (ip-route(8)). `to` is 'default' or a prefix. */
export interface RouteSpec {
  readonly to: string;
  readonly via?: string;
  readonly dev?: string;
  readonly src?: string;
  readonly metric?: number;
  /** 254 is main, 255 local. */
  readonly table?: number;
  readonly type?: 'unicast' | 'local' | 'broadcast' | 'unreachable' | 'blackhole' | 'prohibit' | 'throw' | 'multicast';
  readonly scope?: 'global' | 'link' | 'host';
  readonly protocol?: 'kernel' | 'boot' | 'static' | 'ra' | 'dhcp';
  /** The gateway need not be on link. */
  readonly onlink?: boolean;
  readonly mtu?: number;
}

/** A policy rule (ip-rule(8)). */
export interface RuleSpec {
  readonly priority?: number;
  readonly from?: string;
  readonly to?: string;
  readonly iif?: string;
  readonly oif?: string;
  readonly fwmark?: number;
  readonly fwmask?: number;
  readonly table?: number;
  readonly action?: 'lookup' | 'unreachable' | 'blackhole' | 'prohibit';
  readonly family?: 'inet' | 'inet6';
}

/** netem(8) and friends: what happens to frames that leave a device. */
export interface NetemSpec {
  readonly delay_us?: number;
  readonly jitter_us?: number;
  readonly loss_percent?: number;
  readonly duplicate_percent?: number;
  readonly corrupt_percent?: number;
  readonly reorder_percent?: number;
  readonly rate_bps?: number;
  readonly limit?: number;
}

export type QdiscSpec =
  | { readonly kind: 'noqueue' | 'pfifo_fast' | 'fq_codel' | 'pfifo' }
  | ({ readonly kind: 'netem' } & NetemSpec)
  | { readonly kind: 'tbf'; readonly rate_bps: number; readonly burst_bytes: number; readonly latency_us: number };

export type NeighState = 'INCOMPLETE' | 'REACHABLE' | 'STALE' | 'DELAY' | 'PROBE' | 'FAILED' | 'NOARP' | 'PERMANENT';

/** A request that changes something. */
export type RouteChange = InNamespace &
  (
    | ({ readonly op: 'link_add'; readonly name: string; readonly mac?: string; readonly mtu?: number } & LinkSpec)
    /** `master` '' releases a port from its bridge. `netnsPid` and `netnsFd` move the link. Bridge port options apply to a port. */
    | {
        readonly op: 'link_set';
        readonly name: string;
        readonly up?: boolean;
        readonly master?: string;
        readonly newName?: string;
        readonly mac?: string;
        readonly mtu?: number;
        readonly alias?: string;
        readonly promisc?: boolean;
        readonly arp?: boolean;
        readonly txqlen?: number;
        /** net.ipv6.conf.NAME.disable_ipv6, inverted: what a daemon would write under /proc/sys of the namespace. */
        readonly ipv6?: boolean;
        /** Tell the link about the device's IPv4 addresses (gratuitous ARP), as libnetwork does with a packet socket. */
        readonly announce?: boolean;
        readonly netnsPid?: number;
        readonly netnsFd?: number;
        /** Of a bridge. */
        readonly stp?: boolean;
        readonly ageing_s?: number;
        readonly vlanFiltering?: boolean;
        /** Of a bridge's port. */
        readonly hairpin?: boolean;
        readonly isolated?: boolean;
        readonly learning?: boolean;
      }
    | { readonly op: 'link_del'; readonly name: string }
    /** `address` with its prefix, as '172.17.0.1/16' or 'fe80::1/64'. */
    | { readonly op: 'addr_add' | 'addr_del'; readonly name: string; readonly address: string; readonly broadcast?: string; readonly label?: string; readonly scope?: 'global' | 'link' | 'host'; readonly peer?: string; readonly nodad?: boolean }
    /** EEXIST for add, ESRCH for del. */
    | ({ readonly op: 'route_add' | 'route_replace' | 'route_del' } & RouteSpec)
    | ({ readonly op: 'rule_add' | 'rule_del' } & RuleSpec)
    | { readonly op: 'neigh_add' | 'neigh_replace' | 'neigh_del'; readonly address: string; readonly dev: string; readonly mac?: string; readonly state?: NeighState; readonly proxy?: boolean }
    | { readonly op: 'fdb_add' | 'fdb_del'; readonly mac: string; readonly dev: string; readonly dst?: string }
    | { readonly op: 'qdisc_add' | 'qdisc_change' | 'qdisc_replace'; readonly dev: string; readonly qdisc: QdiscSpec }
    | { readonly op: 'qdisc_del'; readonly dev: string }
  );

export type RouteRequest = InNamespace &
  (
    | RouteChange
    /** Links with their addresses, and the main table's IPv4 routes. */
    | { readonly op: 'dump' }
    | { readonly op: 'route_dump'; readonly family: 'inet' | 'inet6'; readonly table?: number }
    /** Which way a packet would go (ip route get). */
    | { readonly op: 'route_get'; readonly to: string; readonly from?: string; readonly iif?: string; readonly oif?: string; readonly mark?: number }
    | { readonly op: 'neigh_dump' | 'rule_dump' | 'fdb_dump' | 'qdisc_dump' }
    /** The id by which this namespace knows that of an open namespace file (RTM_GETNSID): the reply's `nsid`, none when it has no id yet. */
    | { readonly op: 'nsid_get'; readonly fd: number }
    /** Every socket of the namespace (ss(8)): the reply's `sockets`. */
    | { readonly op: 'sock_dump' }
    /** From now on, what changes arrives as `RouteEvent` datagrams on this socket (ip monitor). */
    | { readonly op: 'subscribe'; readonly groups: readonly ('link' | 'address' | 'route' | 'neigh' | 'conntrack')[] }
    | NetfilterRequest
    /** Several changes in one message, as netlink allows: the first that fails ends it, and those before it stay done. */
    | { readonly op: 'batch'; readonly changes: readonly RouteChange[] }
  );

/** A configured address. */
export interface AddressInfo {
  readonly family: 'inet' | 'inet6';
  /** With its prefix. */
  readonly address: string;
  readonly peer?: string;
  readonly broadcast?: string;
  readonly scope: 'global' | 'link' | 'host';
  readonly label?: string;
  readonly tentative?: boolean;
  /** Another address of the same subnet was there before. */
  readonly secondary?: boolean;
}

export interface LinkStats {
  readonly bytes: number;
  readonly packets: number;
  readonly errors: number;
  readonly dropped: number;
}

/** A link as `ip address` shows it. */
export interface LinkInfo {
  readonly index: number;
  readonly name: string;
  readonly kind: LinkKind;
  readonly mac: string;
  readonly mtu: number;
  readonly up: boolean;
  /** Carrier: up, and so is the other end. */
  readonly running: boolean;
  readonly master: string | undefined;
  /** Index of a veth's other end, or of the lower device of a vlan, macvlan, ipvlan (IFLA_LINK). */
  readonly peerIndex: number | undefined;
  /** The peer is in another namespace: its id as ip prints `link-netnsid`. */
  readonly peerNsid?: number;
  /** IPv4 and IPv6 addresses with their prefixes. */
  readonly addresses: readonly string[];
  readonly addressInfo: readonly AddressInfo[];
  readonly promisc: boolean;
  readonly arp: boolean;
  readonly alias?: string;
  readonly qdisc: string;
  readonly txqlen: number;
  readonly rx: LinkStats;
  readonly tx: LinkStats;
  /** What the kind has: vlan id, macvlan mode, bridge options ... */
  readonly spec?: LinkSpec;
  readonly bridge?: { readonly stp: boolean; readonly ageing_s: number; readonly vlanFiltering: boolean };
  readonly port?: { readonly hairpin: boolean; readonly isolated: boolean; readonly learning: boolean };
}

/** A route as `ip route` shows it. */
export interface RouteInfo {
  readonly to: string;
  readonly via: string | undefined;
  readonly dev: string;
  readonly source: string | undefined;
  readonly protocol: 'kernel' | 'boot' | 'static' | 'ra' | 'dhcp';
  readonly scope: 'global' | 'link' | 'host';
  readonly type: NonNullable<RouteSpec['type']>;
  readonly table: number;
  readonly metric: number;
  readonly family: 'inet' | 'inet6';
  /** Its device has no carrier. */
  readonly linkdown: boolean;
  readonly mtu?: number;
  readonly onlink?: boolean;
}

export interface NeighInfo {
  readonly address: string;
  readonly dev: string;
  readonly mac: string | undefined;
  readonly state: NeighState;
  readonly router?: boolean;
}

export interface RuleInfo extends RuleSpec {
  readonly priority: number;
}

export interface FdbInfo {
  readonly mac: string;
  readonly dev: string;
  readonly master: string | undefined;
  readonly state: 'permanent' | 'dynamic' | 'static';
  readonly self: boolean;
  readonly dst?: string;
  readonly age_s: number;
}

export interface QdiscInfo {
  readonly dev: string;
  readonly qdisc: QdiscSpec;
  readonly handle: string;
  readonly sent_bytes: number;
  readonly sent_packets: number;
  readonly dropped: number;
  readonly backlog_bytes: number;
  readonly backlog_packets: number;
}

export type TcpStateName = 'ESTABLISHED' | 'SYN_SENT' | 'SYN_RECV' | 'FIN_WAIT1' | 'FIN_WAIT2' | 'TIME_WAIT' | 'CLOSE' | 'CLOSE_WAIT' | 'LAST_ACK' | 'LISTEN' | 'CLOSING';

/** A socket as ss and netstat show it. UDP and raw sockets are ESTABLISHED when connected, else CLOSE. */
export interface SocketInfo {
  readonly family: 'inet' | 'inet6';
  readonly type: 'tcp' | 'udp' | 'raw';
  readonly state: TcpStateName;
  readonly local: string;
  readonly localPort: number;
  readonly remote: string;
  readonly remotePort: number;
  /** Of a listener: connections to be accepted, and the backlog. */
  readonly recvQ: number;
  readonly sendQ: number;
  readonly uid: number;
  readonly inode: number;
  /** Bound to both families (no IPV6_V6ONLY). */
  readonly dual?: boolean;
  readonly boundDev?: string;
  readonly timer?: { readonly kind: 'on' | 'keepalive' | 'timewait' | 'persist'; readonly expires_ms: number; readonly retransmits: number };
  readonly tcp?: { readonly cwnd: number; readonly ssthresh?: number; readonly rtt_ms: number; readonly rttvar_ms: number; readonly rto_ms: number; readonly mss: number; readonly bytesSent: number; readonly bytesReceived: number; readonly retransmitted: number };
}

/** What a subscriber hears. */
export type RouteEvent =
  | { readonly event: 'link'; readonly deleted: boolean; readonly link: LinkInfo }
  | { readonly event: 'address'; readonly deleted: boolean; readonly dev: string; readonly index: number; readonly address: AddressInfo }
  | { readonly event: 'route'; readonly deleted: boolean; readonly route: RouteInfo }
  | { readonly event: 'neigh'; readonly deleted: boolean; readonly neigh: NeighInfo }
  | { readonly event: 'conntrack'; readonly what: 'NEW' | 'UPDATE' | 'DESTROY'; readonly entry: ConntrackInfo };

/** `errno` is 0 when it was done. */
export interface RouteReply {
  readonly errno: number;
  /** The kernel's extended acknowledgement, as iproute2 prints it after "Error: ". */
  readonly detail?: string;
  /** Of a batch that failed: which change. */
  readonly failed?: number;
  readonly links?: readonly LinkInfo[];
  readonly routes?: readonly RouteInfo[];
  readonly neighbours?: readonly NeighInfo[];
  readonly rules?: readonly RuleInfo[];
  readonly fdb?: readonly FdbInfo[];
  readonly qdiscs?: readonly QdiscInfo[];
  readonly sockets?: readonly SocketInfo[];
  readonly chains?: readonly NfChainInfo[];
  readonly tables?: readonly NfTable[];
  readonly conntrack?: readonly ConntrackInfo[];
  readonly sets?: readonly IpsetInfo[];
  readonly count?: number;
  readonly nsid?: number;
}
