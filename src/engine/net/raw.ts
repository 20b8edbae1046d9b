/**
 * Raw sockets (raw(7)): packets of one IP protocol as they are delivered here, with the IPv4 header, beside what the kernel does with them; and
 * packets as the caller makes them. Checksums are always put right. Left out: ICMP filters, IPv6 extension headers.
 */
import { fail } from '../abi/errno.ts';
import { DatagramSock } from './dgram_sock.ts';
import { verdictOf } from './icmp_errors.ts';
import { isAny } from './sock.ts';
import { IPPROTO } from './skbuff.ts';
import { showAddress } from './tcp.ts';
import { packetBytes, parsePacket, parseTransport, transportBytes } from './wire.ts';
import type { SocketInfo } from '../abi/netlink.ts';
import type { Stamp } from '../base/stampedqueue.ts';
import type { Endpoint, SockNet, SockOwner } from './sock.ts';
import type { IcmpMessage, IpAddress, IpPacket, SkBuff } from './skbuff.ts';

const MAX_PACKET = 65_535;

export class RawSock extends DatagramSock {
  readonly protocol: number;
  private readonly raws: RawSocks;

  constructor(raws: RawSocks, family: 4 | 6, protocol: number, owner: SockOwner) {
    super(raws.net, family, owner);
    this.raws = raws;
    this.protocol = protocol;
    this.options.headerIncluded = protocol === IPPROTO.RAW;
    raws.add(this);
  }

  /** EADDRNOTAVAIL. */
  bind(to: Endpoint): void {
    this.checkLocal(to.address);
    this.local = { address: to.address, port: 0 };
    this.bound = true;
  }

  connect(to: Endpoint | undefined, stamp: Stamp): void {
    if (to === undefined) {
      this.remote = undefined;
      return;
    }
    const goal = this.target(to);
    const route = this.route(goal.address, this.sender(stamp));
    if (route.broadcast && !this.options.broadcast) fail('EACCES');
    if (isAny(this.local.address)) this.local = { address: route.source, port: 0 };
    this.remote = { address: goal.address, port: 0 };
  }

  /** EMSGSIZE, EINVAL for a bad header, EPERM (netfilter). */
  send(data: Uint8Array, to: Endpoint | undefined, stamp: Stamp): number {
    if (data.length > MAX_PACKET) fail('EMSGSIZE');
    const way = this.way(to, stamp);
    const { ip } = this.net;
    const sender = this.sender(stamp);
    let error;
    if (this.options.headerIncluded && this.family === 4) {
      const packet = parsePacket(data);
      if (packet?.kind !== 'ipv4') fail('EINVAL');
      if (data.length > way.route.mtu) fail('EMSGSIZE');
      error = ip.output({ src: packet.src === 0 ? way.source : packet.src, dst: packet.dst, protocol: packet.protocol, payload: packet.payload, ttl: packet.ttl, tos: packet.tos, dontFragment: packet.dontFragment }, sender);
    } else error = ip.output(this.outgoing(way.source, way.to.address, this.protocol, parseTransport(this.protocol, data)), sender);
    if (error !== undefined && !(error === 'ENOBUFS' && !this.options.recvErr)) fail(error);
    return data.length;
  }

  /** A packet that is delivered in the namespace. */
  offer(skb: SkBuff, packet: IpPacket): void {
    if ((packet.kind === 'ipv4') !== (this.family === 4) || packet.protocol !== this.protocol) return;
    if (!isAny(this.local.address) && this.local.address !== packet.dst) return;
    if (this.remote !== undefined && this.remote.address !== packet.src) return;
    this.give(packet.kind === 'ipv4' ? packetBytes(packet) : transportBytes(packet.payload, packet.src, packet.dst), { address: packet.src, port: 0 }, skb.stamp);
  }

  /** An ICMP error about a packet of this protocol that was sent from here. */
  told(about: IpPacket, icmp: Pick<IcmpMessage, 'type' | 'code' | 'rest'>, from: IpAddress): void {
    const verdict = verdictOf(about, icmp);
    if (verdict === undefined || about.protocol !== this.protocol || (about.kind === 'ipv4') !== (this.family === 4)) return;
    if (!isAny(this.local.address) && this.local.address !== about.src) return;
    if (this.remote !== undefined && this.remote.address !== about.dst) return;
    this.failed(verdict, icmp, from, { address: about.dst, port: 0 }, transportBytes(about.payload, about.src, about.dst));
  }

  override close(stamp: Stamp): void {
    this.raws.remove(this);
    super.close(stamp);
  }

  info(): SocketInfo {
    const { remote } = this;
    return {
      family: this.family === 4 ? 'inet' : 'inet6',
      type: 'raw',
      state: remote === undefined ? 'CLOSE' : 'ESTABLISHED',
      local: showAddress(this.local.address, this.family),
      localPort: this.protocol,
      remote: showAddress(remote?.address ?? (this.family === 4 ? 0 : 0n), this.family),
      remotePort: 0,
      recvQ: this.queued,
      sendQ: 0,
      uid: this.owner.uid,
      inode: this.owner.inode,
      ...(this.options.device === '' ? {} : { boundDev: this.options.device }),
    };
  }
}

/** The raw sockets of a namespace. It watches deliveries only while there are any. */
export class RawSocks {
  readonly net: SockNet;
  private readonly all = new Set<RawSock>();
  private stop: (() => void) | undefined = undefined;

  constructor(net: SockNet) {
    this.net = net;
  }

  add(sock: RawSock): void {
    this.all.add(sock);
    this.stop ??= this.net.ip.tapDelivered((skb, packet) => {
      for (const s of this.all) s.offer(skb, packet);
    });
  }

  remove(sock: RawSock): void {
    this.all.delete(sock);
    if (this.all.size > 0) return;
    this.stop?.();
    this.stop = undefined;
  }

  error(about: IpPacket, icmp: Pick<IcmpMessage, 'type' | 'code' | 'rest'>, from: IpAddress): void {
    for (const s of this.all) s.told(about, icmp, from);
  }

  get size(): number {
    return this.all.size;
  }

  *infos(): Iterable<SocketInfo> {
    for (const s of this.all) yield s.info();
  }
}
