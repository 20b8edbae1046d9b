/** Sockets: families, types, addresses, options (socket(7), unix(7), ip(7)). */

/** Address families that are simulated. */
export type SocketFamily = 'unix' | 'inet' | 'inet6' | 'packet' | 'netlink';
/** Socket types. */
export type SocketType = 'stream' | 'dgram' | 'raw';

/** A socket address. An unnamed unix socket has path ''. */
export type SocketAddress =
  | { readonly family: 'unix'; readonly path: string }
  | { readonly family: 'inet'; readonly address: string; readonly port: number }
  | { readonly family: 'inet6'; readonly address: string; readonly port: number };

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
}
