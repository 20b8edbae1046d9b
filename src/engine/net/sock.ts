/**
 * What all sockets of the network have in common (struct sock): who owns them, their options, the error that waits to be told, and the
 * settings of their namespace (net.ipv4.* of sysctl). An IPv4 address in use by an inet6 socket (::ffff:a.b.c.d) is a number here, as any
 * IPv4 address; whoever shows it maps it.
 */
import { fail } from '../abi/errno.ts';
import { Waitable } from '../base/waitable.ts';
import type { ErrnoName } from '../abi/errno.ts';
import type { SocketInfo } from '../abi/netlink.ts';
import type { Stamp } from '../base/stampedqueue.ts';
import type { IpLayer, OutRoute, Outgoing, Sender } from './ip.ts';
import type { IpAddress } from './skbuff.ts';

/** An address and a port; address 0 or 0n is any. */
export interface Endpoint {
  readonly address: IpAddress;
  readonly port: number;
}

/** Settings of a namespace that transports obey; /proc/sys/net shows and changes them. */
export interface TransportSettings {
  /** net.ipv4.ip_local_port_range. */
  readonly localPortFirst: number;
  readonly localPortLast: number;
  /** net.ipv4.ip_unprivileged_port_start. */
  readonly unprivilegedPort: number;
  /** net.ipv4.ping_group_range; first above last: nobody. */
  readonly pingGroupFirst: number;
  readonly pingGroupLast: number;
  /** net.core.somaxconn. */
  readonly somaxconn: number;
  /** net.ipv4.tcp_max_syn_backlog. */
  readonly maxSynBacklog: number;
  /** net.ipv4.tcp_syn_retries, tcp_synack_retries, tcp_retries2, tcp_orphan_retries. */
  readonly synRetries: number;
  readonly synackRetries: number;
  readonly retries: number;
  readonly orphanRetries: number;
  /** net.ipv4.tcp_fin_timeout, tcp_keepalive_time, tcp_keepalive_intvl, tcp_keepalive_probes. */
  readonly finTimeout_s: number;
  readonly keepaliveTime_s: number;
  readonly keepaliveInterval_s: number;
  readonly keepaliveProbes: number;
  /** net.ipv6.bindv6only. */
  readonly bindV6Only: boolean;
  /** net.ipv4.ip_nonlocal_bind. */
  readonly nonlocalBind: boolean;
  /** net.ipv4.ip_default_ttl. */
  readonly defaultTtl: number;
}

/** Options of a socket that its protocol obeys. */
export interface SockOptions {
  reuseAddr: boolean;
  reusePort: boolean;
  broadcast: boolean;
  v6only: boolean;
  noDelay: boolean;
  keepAlive: boolean;
  /** 0: as the namespace says. */
  keepIdle_s: number;
  userTimeout_ms: number;
  /** SO_BINDTODEVICE; '' is any. */
  device: string;
  mark: number;
  /** 0: as the namespace says. */
  ttl: number;
  tos: number;
  /** IP_PMTUDISC_DO: never fragment. */
  pmtuDo: boolean;
  recvErr: boolean;
  headerIncluded: boolean;
}

/** Who made a socket. */
export interface SockOwner {
  readonly uid: number;
  readonly gid: number;
  readonly inode: number;
}

export const NO_STAMP: Stamp = Object.freeze({ cause: 0, root: 0 });

/** Any address of the family of `address`? */
export function isAny(address: IpAddress): boolean {
  return address === 0 || address === 0n;
}

/** The namespace that sockets are in, as they see it. */
export interface SockNet {
  readonly ip: IpLayer;
  readonly settings: TransportSettings;
}

export abstract class Sock {
  readonly net: SockNet;
  readonly family: 4 | 6;
  owner: SockOwner;
  readonly readiness = new Waitable();
  options: SockOptions;
  /** Where it is bound; any and 0 when it is not. */
  local: Endpoint;
  remote: Endpoint | undefined = undefined;
  /** To be told by the next call, once. */
  error: ErrnoName | undefined = undefined;

  constructor(net: SockNet, family: 4 | 6, owner: SockOwner) {
    this.net = net;
    this.family = family;
    this.owner = owner;
    this.local = { address: family === 4 ? 0 : 0n, port: 0 };
    this.options = { reuseAddr: false, reusePort: false, broadcast: false, v6only: family === 6 && net.settings.bindV6Only, noDelay: false, keepAlive: false, keepIdle_s: 0, userTimeout_ms: 0, device: '', mark: 0, ttl: 0, tos: 0, pmtuDo: false, recvErr: false, headerIncluded: false };
  }

  /** Events of poll(2). */
  abstract poll(): number;
  /** Nobody holds it any more. */
  abstract close(stamp: Stamp): void;
  abstract info(): SocketInfo;

  takeError(): ErrnoName | undefined {
    const { error } = this;
    this.error = undefined;
    return error;
  }

  /** Throw the error that waits. */
  check(): void {
    if (this.error !== undefined) fail(this.takeError()!);
  }

  sender(stamp: Stamp): Sender {
    const { mark, device } = this.options;
    return { stamp: { cause: stamp.cause, root: stamp.root }, mark, device: device === '' ? undefined : device, uid: this.owner.uid, gid: this.owner.gid };
  }

  /** An address that bind(2) may take. EADDRNOTAVAIL, EINVAL (a family that it cannot have). */
  checkLocal(address: IpAddress): void {
    if (typeof address === 'bigint' && this.family === 4) fail('EAFNOSUPPORT');
    if (typeof address === 'number' && this.family === 6 && this.options.v6only) fail('EINVAL');
    const { ip, settings } = this.net;
    if (!isAny(address) && !settings.nonlocalBind && !ip.owns(address) && !(typeof address === 'number' && (ip.isBroadcast(address) || address >>> 28 === 14))) fail('EADDRNOTAVAIL');
  }

  /** The remote address of a connect or send: any means this host. EAFNOSUPPORT, ENETUNREACH. */
  target(to: Endpoint): Endpoint {
    if (typeof to.address === 'bigint') {
      if (this.family === 4) fail('EAFNOSUPPORT');
      if (to.address !== 0n) return to;
      return { address: typeof this.local.address === 'number' ? 0x7f000001 : 1n, port: to.port };
    }
    if (this.family === 6 && this.options.v6only) fail('ENETUNREACH');
    return to.address === 0 ? { address: isAny(this.local.address) ? 0x7f000001 : this.local.address, port: to.port } : to;
  }

  route(to: IpAddress, sender: Sender): OutRoute {
    return this.net.ip.routeOutput(to, isAny(this.local.address) ? undefined : this.local.address, sender);
  }

  outgoing(src: IpAddress, dst: IpAddress, protocol: number, payload: Outgoing['payload']): Outgoing {
    const { ttl, tos, pmtuDo } = this.options;
    const packet: { -readonly [K in keyof Outgoing]: Outgoing[K] } = { src, dst, protocol, payload, ttl: ttl === 0 ? this.net.settings.defaultTtl : ttl };
    if (tos !== 0) packet.tos = tos;
    if (pmtuDo) packet.dontFragment = true;
    return packet;
  }
}
