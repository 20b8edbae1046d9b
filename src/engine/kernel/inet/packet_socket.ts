/** Packet sockets (packet(7)): the calls of a {@link PacketSock}. */
import { fail } from '../../abi/errno.ts';
import { O } from '../../abi/fs.ts';
import { Socket } from '../socket.ts';
import { transportsOf } from '../net.ts';
import type { SocketAddress } from '../../abi/socket.ts';
import type { IoctlMap, IoctlRequest } from '../../abi/tty.ts';
import type { Waitable } from '../../base/waitable.ts';
import type { PacketSock } from '../../net/packet_sock.ts';
import type { Transports } from '../../net/transports.ts';
import type { Actor } from '../../vfs/file.ts';
import type { Received } from '../socket.ts';
import type { Task } from '../task.ts';

export class PacketSocket extends Socket {
  readonly family = 'packet';
  readonly sock: PacketSock;
  private readonly transports: Transports;

  /** EPERM without CAP_NET_RAW. */
  constructor(t: Task, type: 'dgram' | 'raw', protocol: number) {
    super(t, type, O.RDWR);
    if (!t.cred.caps.has('NET_RAW')) fail('EPERM');
    this.transports = transportsOf(t.kernel, t.ns.net);
    this.sock = this.transports.packetSocket(type === 'dgram', protocol);
  }

  override get readiness(): Waitable {
    return this.sock.readiness;
  }

  /** EINVAL for another family, ENODEV. */
  bind(_t: Task, address: SocketAddress): void {
    if (address.family !== 'packet') fail('EINVAL');
    if (address.ifindex !== 0 && this.transports.around.deviceName(address.ifindex) === undefined) fail('ENODEV');
    this.sock.bind(address.ifindex, address.protocol);
  }

  listen(): void {
    fail('ENOTSUP');
  }
  accept(): never {
    return fail('ENOTSUP');
  }
  connect(): never {
    return fail('ENOTSUP');
  }
  shutdown(): void {
    fail('ENOTSUP');
  }

  localAddress(): SocketAddress {
    const { ifindex, protocol } = this.sock.bound;
    return { family: 'packet', ifindex, protocol };
  }
  peerAddress(): SocketAddress {
    return fail('ENOTSUP');
  }

  protected override close(): void {
    this.sock.close();
  }

  override poll(): number {
    return this.sock.poll();
  }

  send(t: Task, data: Uint8Array, to: SocketAddress | undefined): number {
    if (to !== undefined && to.family !== 'packet') fail('EINVAL');
    return this.sock.send(data, this.transports.around.deviceName(to?.ifindex ?? this.sock.bound.ifindex), t);
  }

  override write(actor: Actor, data: Uint8Array): number {
    return this.sock.send(data, this.transports.around.deviceName(this.sock.bound.ifindex), actor);
  }

  receive(t: Task, max: number): Received | undefined {
    const frame = this.sock.receive();
    if (frame === undefined) return undefined;
    const { time_ns = 0 } = frame.from;
    return { data: frame.data.subarray(0, max), from: { ...frame.from, time_ns: t.kernel.clock.start_ms * 1e6 + time_ns }, files: [] };
  }

  override read(_actor: Actor, max: number): Uint8Array | undefined {
    return this.sock.receive()?.data.subarray(0, max);
  }

  override ioctl<R extends IoctlRequest>(_actor: Actor, request: R, _arg: IoctlMap[R]['arg']): IoctlMap[R]['result'] {
    if (request === 'FIONREAD') return this.sock.available as IoctlMap[R]['result'];
    return fail('ENOTTY');
  }
}
