/**
 * Sockets of the Internet families (ip(7), ipv6(7), af_inet.c) over the transports of the network namespace that they were made in: addresses and
 * options. What TCP, UDP and raw sockets do differently is in their own files. Left out: out-of-band data, multicast memberships, most
 * options (kept, without effect).
 */
import { Errno, fail } from '../../abi/errno.ts';
import { Socket } from '../socket.ts';
import { transportsOf } from '../net.ts';
import { fromAbi, nameOf, toAbi } from './address.ts';
import type { SocketAddress, SocketOptions, SocketType } from '../../abi/socket.ts';
import type { Waitable } from '../../base/waitable.ts';
import type { Endpoint, Sock, SockOptions, SockOwner } from '../../net/sock.ts';
import type { Transports } from '../../net/transports.ts';
import type { Task } from '../task.ts';
import type { InetFamily } from './address.ts';

/** Options that are kept in the network's socket under another name. */
const OPTIONS: Partial<Record<keyof SocketOptions, keyof SockOptions>> = {
  SO_REUSEADDR: 'reuseAddr',
  SO_REUSEPORT: 'reusePort',
  SO_BROADCAST: 'broadcast',
  SO_KEEPALIVE: 'keepAlive',
  SO_BINDTODEVICE: 'device',
  SO_MARK: 'mark',
  TCP_NODELAY: 'noDelay',
  TCP_KEEPIDLE_s: 'keepIdle_s',
  TCP_USER_TIMEOUT_ms: 'userTimeout_ms',
  IPV6_V6ONLY: 'v6only',
  IP_TTL: 'ttl',
  IP_TOS: 'tos',
  IP_HDRINCL: 'headerIncluded',
  IP_MTU_DISCOVER: 'pmtuDo',
  IP_RECVERR: 'recvErr',
};

export abstract class InetSocket extends Socket {
  readonly family: InetFamily;
  protected readonly transports: Transports;
  abstract readonly sock: Sock;

  constructor(t: Task, family: InetFamily, type: SocketType, flags: number) {
    super(t, type, flags);
    this.family = family;
    this.transports = transportsOf(t.kernel, t.ns.net);
  }

  protected owner(t: Task): SockOwner {
    return { uid: t.cred.euid, gid: t.cred.egid, inode: this.stat().ino };
  }

  override get readiness(): Waitable {
    return this.sock.readiness;
  }

  // ---- addresses ----
  /** An address of the caller's, with its zone's device taken over. */
  protected endpoint(address: SocketAddress): Endpoint {
    const e = fromAbi(address, this.family);
    if (e.device !== undefined) this.sock.options.device = e.device;
    return e;
  }

  localAddress(): SocketAddress {
    return toAbi(this.sock.local, this.family);
  }

  peerAddress(): SocketAddress {
    return toAbi(this.sock.remote ?? fail('ENOTCONN'), this.family);
  }

  /** For traces. */
  get localName(): string {
    return nameOf(this.sock.local);
  }
  get peerName(): string {
    return nameOf(this.sock.remote ?? { address: this.family === 'inet' ? 0 : 0n, port: 0 });
  }

  /** EACCES below ip_unprivileged_port_start without CAP_NET_BIND_SERVICE. */
  protected checkPort(t: Task, port: number): void {
    if (port !== 0 && port < this.transports.settings.unprivilegedPort && !t.cred.caps.has('NET_BIND_SERVICE')) fail('EACCES');
  }

  override poll(): number {
    return this.sock.poll();
  }

  // ---- options ----
  override getOption<K extends keyof SocketOptions>(t: Task, option: K): SocketOptions[K] {
    const value = (v: unknown): SocketOptions[K] => v as SocketOptions[K];
    if (option === 'SO_ERROR') {
      const error = this.sock.takeError();
      return value(error === undefined ? 0 : Errno[error]);
    }
    if (option === 'IP_TTL') return value(this.sock.options.ttl || this.transports.settings.defaultTtl);
    if (option === 'SO_ORIGINAL_DST') return value(this.originalDestination());
    const name = OPTIONS[option];
    return name === undefined ? super.getOption(t, option) : value(this.sock.options[name]);
  }

  override setOption<K extends keyof SocketOptions>(t: Task, option: K, value: SocketOptions[K]): void {
    if (option === 'SO_ORIGINAL_DST' || option === 'IP_ERRQUEUE') fail('ENOPROTOOPT');
    const name = OPTIONS[option];
    if (name === undefined) {
      super.setOption(t, option, value);
      return;
    }
    if (option === 'SO_MARK' && !t.cred.caps.has('NET_ADMIN')) fail('EPERM');
    if (option === 'SO_BINDTODEVICE') this.checkDevice(t, value as string);
    if (option === 'IP_TTL' && ((value as number) < 1 || (value as number) > 255)) fail('EINVAL');
    if (option === 'IPV6_V6ONLY' && (this.family === 'inet' || this.sock.local.port !== 0)) fail(this.family === 'inet' ? 'ENOPROTOOPT' : 'EINVAL');
    (this.sock.options as unknown as Record<string, unknown>)[name] = value;
    this.optionChanged(name);
  }

  protected optionChanged(_name: keyof SockOptions): void {
    return;
  }

  /** ENODEV; EPERM to leave a device without CAP_NET_RAW. */
  private checkDevice(t: Task, device: string): void {
    if (this.sock.options.device !== '' && !t.cred.caps.has('NET_RAW')) fail('EPERM');
    if (device !== '' && this.transports.around.deviceIndex(device) === undefined) fail('ENODEV');
  }

  private originalDestination(): SocketAddress {
    const { local, remote } = this.sock;
    const found = remote && this.transports.around.originalDestination(this.type === 'stream' ? 6 : 17, local, remote);
    return toAbi(found ?? fail('ENOENT'), this.family);
  }
}
