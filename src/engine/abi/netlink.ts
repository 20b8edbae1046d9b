/**
 * Route netlink (rtnetlink(7)): how links, addresses and routes are made and listed. Requests and replies travel as datagrams of JSON
 * over a socket of family 'netlink', one reply a request; the binary attributes of the real protocol are left out. Two requests stand
 * for what is not netlink's on Linux until there is netfilter: forwarding (a sysctl) and masquerading (an iptables rule).
 *
 * Every request may name a `pid`: it is then carried out in that process's network namespace.
 */
interface InNamespace {
  readonly pid?: number;
}

/** A request that changes something. */
export type RouteChange = InNamespace &
  (
    | { readonly op: 'link_add'; readonly kind: 'bridge' | 'dummy'; readonly name: string; readonly mac?: string }
    /** A pair; the peer is made in the namespace of process `peerPid` when given. */
    | { readonly op: 'link_add'; readonly kind: 'veth'; readonly name: string; readonly mac?: string; readonly peer: string; readonly peerMac?: string; readonly peerPid?: number }
    /** `master` '' releases a port from its bridge. `netnsPid` moves the link. */
    | { readonly op: 'link_set'; readonly name: string; readonly up?: boolean; readonly master?: string; readonly newName?: string; readonly mac?: string; readonly netnsPid?: number }
    | { readonly op: 'link_del'; readonly name: string }
    /** `address` with its prefix, as '172.17.0.1/16'. */
    | { readonly op: 'addr_add' | 'addr_del'; readonly name: string; readonly address: string }
    /** `to` is 'default' or a prefix as '10.0.0.0/8'. */
    | { readonly op: 'route_add'; readonly to: string; readonly via?: string; readonly dev?: string }
    | { readonly op: 'route_del'; readonly to: string }
    | { readonly op: 'forwarding'; readonly on: boolean }
    /** Packets from `source` that leave through another device than `except` take that device's address. */
    | { readonly op: 'masquerade_add' | 'masquerade_del'; readonly source: string; readonly except: string }
  );

export type RouteRequest =
  | RouteChange
  | (InNamespace & { readonly op: 'dump' })
  /** Several changes in one message, as netlink allows: the first that fails ends it, and those before it stay done. */
  | { readonly op: 'batch'; readonly changes: readonly RouteChange[] };

/** A link as `ip address` shows it. */
export interface LinkInfo {
  readonly index: number;
  readonly name: string;
  readonly kind: 'loopback' | 'ethernet' | 'veth' | 'bridge' | 'dummy';
  readonly mac: string;
  readonly mtu: number;
  readonly up: boolean;
  /** Carrier: up, and so is the other end. */
  readonly running: boolean;
  readonly master: string | undefined;
  /** Index of a veth's other end. */
  readonly peerIndex: number | undefined;
  readonly addresses: readonly string[];
}

/** A route as `ip route` shows it. */
export interface RouteInfo {
  readonly to: string;
  readonly via: string | undefined;
  readonly dev: string;
  readonly source: string | undefined;
  readonly protocol: 'kernel' | 'boot';
}

/** `errno` is 0 when it was done. */
export interface RouteReply {
  readonly errno: number;
  /** Of a batch that failed: which change. */
  readonly failed?: number;
  readonly links?: readonly LinkInfo[];
  readonly routes?: readonly RouteInfo[];
}
