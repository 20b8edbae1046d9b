/** Sockets: families, types, addresses, options (socket(7), unix(7), ip(7)). */

/** Address families that are simulated. */
export type SocketFamily = 'unix' | 'inet' | 'inet6' | 'packet' | 'netlink';
/** Socket types. */
export type SocketType = 'stream' | 'dgram' | 'raw';

/** A socket address. An unnamed unix socket has path ''. */
export type SocketAddress =
  | { readonly family: 'unix'; readonly path: string }
  | { readonly family: 'inet'; readonly address: string; readonly port: number }
  | { readonly family: 'inet6'; readonly address: string; readonly port: number }
  | PacketAddress;

/** packet(7). To bind or to send, `ifindex` and `protocol` count (0 and ETH_P_ALL 3 are any); what is received tells the rest. */
export interface PacketAddress {
  readonly family: 'packet';
  readonly ifindex: number;
  readonly protocol: number;
  readonly device?: string;
  readonly direction?: 'in' | 'out' | 'broadcast' | 'multicast' | 'otherhost';
  /** When it passed, virtual nanoseconds since the epoch (SO_TIMESTAMP). */
  readonly time_ns?: number;
  /** The frame's length before it was cut to what was asked for. */
  readonly length?: number;
  /** Its sender's hardware address. */
  readonly mac?: string;
}

/** shutdown(2). */
export type ShutdownHow = 'rd' | 'wr' | 'rdwr';

/** Peer of a unix socket (SO_PEERCRED). */
export interface PeerCred {
  readonly pid: number;
  readonly uid: number;
  readonly gid: number;
}

/** Socket options that programs here use: name and value. */
export interface SocketOptions {
  SO_REUSEADDR: boolean;
  SO_KEEPALIVE: boolean;
  SO_BROADCAST: boolean;
  TCP_NODELAY: boolean;
  IPV6_V6ONLY: boolean;
  /** Read only. */
  SO_ERROR: number;
  /** Read only. */
  SO_PEERCRED: PeerCred;
  /** Read only. */
  SO_TYPE: SocketType;
  SO_RCVTIMEO_ns: number;
  SO_SNDTIMEO_ns: number;
  SO_BINDTODEVICE: string;
  SO_MARK: number;
  SO_REUSEPORT: boolean;
  IP_TTL: number;
  IP_TOS: number;
  /** Raw sockets: the caller writes the IP header. */
  IP_HDRINCL: boolean;
  /** Don't fragment: path MTU discovery always. */
  IP_MTU_DISCOVER: boolean;
  /** ICMP errors about what was sent are queued: read them with IP_ERRQUEUE. */
  IP_RECVERR: boolean;
  /** Read only: the next queued error; undefined when there is none. */
  IP_ERRQUEUE: IcmpErrorInfo | undefined;
  /** Read only: the destination before DNAT or REDIRECT. */
  SO_ORIGINAL_DST: SocketAddress | undefined;
  TCP_KEEPIDLE_s: number;
  TCP_USER_TIMEOUT_ms: number;
}

/** An ICMP error about something that a socket sent (ip(7), IP_RECVERR). */
export interface IcmpErrorInfo {
  readonly errno: number;
  readonly type: number;
  readonly code: number;
  /** Who sent the error. */
  readonly from: string;
  /** Next hop's MTU of "fragmentation needed". */
  readonly mtu?: number;
  /** What the packet was sent to. */
  readonly to: string;
  readonly port: number;
  /** The payload that was sent, as far as the error carries it. */
  readonly data: Uint8Array;
}
