/** UDP, ping and raw sockets (udp(7), icmp(7), raw(7)): the calls of a datagram socket on a network's one. */
import { EMPTY } from '../../base/bytes.ts';
import { materialise } from '../../base/content.ts';
import { fail } from '../../abi/errno.ts';
import { O } from '../../abi/fs.ts';
import { toAbi } from './address.ts';
import { InetSocket } from './inet_socket.ts';
import type { ShutdownHow, SocketAddress, SocketOptions } from '../../abi/socket.ts';
import type { IoctlMap, IoctlRequest } from '../../abi/tty.ts';
import type { PingSock } from '../../net/ping.ts';
import type { RawSock } from '../../net/raw.ts';
import type { UdpSock } from '../../net/udp.ts';
import type { Actor, OpenFile } from '../../vfs/file.ts';
import type { Received } from '../socket.ts';
import type { Task } from '../task.ts';
import type { InetFamily } from './address.ts';

const ICMP = 1;
const UDP = 17;
const ICMPV6 = 58;

export class DatagramSocket extends InetSocket {
  readonly sock: UdpSock | PingSock | RawSock;

  /** EPROTONOSUPPORT, EPERM for a raw socket without CAP_NET_RAW, EACCES for a ping socket outside ping_group_range. */
  constructor(t: Task, family: InetFamily, type: 'dgram' | 'raw', protocol: number) {
    super(t, family, type, O.RDWR);
    const owner = this.owner(t);
    const version = family === 'inet' ? 4 : 6;
    if (type === 'raw') {
      if (protocol <= 0 || protocol > 255) fail('EPROTONOSUPPORT');
      if (!t.cred.caps.has('NET_RAW')) fail('EPERM');
      this.sock = this.transports.rawSocket(version, protocol, owner);
    } else if (protocol === (family === 'inet' ? ICMP : ICMPV6)) {
      const { pingGroupFirst: first, pingGroupLast: last } = this.transports.settings;
      if (![t.cred.egid, ...t.cred.groups].some((g) => g >= first && g <= last)) fail('EACCES');
      this.sock = this.transports.pingSocket(version, owner);
    } else if (protocol === 0 || protocol === UDP) this.sock = this.transports.udpSocket(version, owner);
    else fail('EPROTONOSUPPORT');
  }

  bind(t: Task, address: SocketAddress): void {
    const to = this.endpoint(address);
    if (this.type === 'dgram') this.checkPort(t, to.port);
    this.sock.bind(to);
  }

  listen(): void {
    fail('ENOTSUP');
  }
  accept(): never {
    return fail('ENOTSUP');
  }

  connect(t: Task, address: SocketAddress): boolean {
    this.sock.connect(this.endpoint(address), t);
    return true;
  }

  shutdown(_t: Task, how: ShutdownHow): void {
    this.sock.shutdown(how);
  }

  protected override close(actor: Actor): void {
    this.sock.close(actor);
  }

  // ---- data ----
  override read(actor: Actor, max: number): Uint8Array | undefined {
    return this.take(actor, max)?.data;
  }

  private take(actor: Actor, max: number): Received | undefined {
    const message = this.sock.receive();
    if (message === undefined) return this.sock.ended ? this.plain(EMPTY) : undefined;
    if (message.stamp.cause !== 0) {
      actor.cause = message.stamp.cause;
      actor.root = message.stamp.root;
    }
    return { data: materialise(message.data).subarray(0, max), from: toAbi(message.from, this.family), files: [] };
  }

  override write(actor: Actor, data: Uint8Array): number {
    return this.sock.send(data, undefined, actor);
  }

  send(t: Task, data: Uint8Array, to: SocketAddress | undefined, _files: readonly OpenFile[]): number {
    return this.sock.send(data, to === undefined ? undefined : this.endpoint(to), t);
  }

  receive(t: Task, max: number): Received | undefined {
    return this.take(t, max);
  }

  override getOption<K extends keyof SocketOptions>(t: Task, option: K): SocketOptions[K] {
    return option === 'IP_ERRQUEUE' ? (this.sock.takeQueuedError() as SocketOptions[K]) : super.getOption(t, option);
  }

  override ioctl<R extends IoctlRequest>(_actor: Actor, request: R, _arg: IoctlMap[R]['arg']): IoctlMap[R]['result'] {
    if (request === 'FIONREAD') return this.sock.available as IoctlMap[R]['result'];
    return fail('ENOTTY');
  }
}
