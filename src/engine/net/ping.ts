/**
 * Ping sockets (datagram sockets of protocol ICMP, ping.c): echo requests for whom raw sockets are too much. The identifier of the messages is
 * the socket's port; only its replies come back. The namespace's ICMP transport serves them and the raw sockets.
 */
import { fail } from '../abi/errno.ts';
import { materialise } from '../base/content.ts';
import { DatagramSock } from './dgram_sock.ts';
import { verdictOf } from './icmp_errors.ts';
import { isAny } from './sock.ts';
import { IPPROTO } from './skbuff.ts';
import { showAddress } from './tcp.ts';
import { parseTransport, transportBytes } from './wire.ts';
import type { SocketInfo } from '../abi/netlink.ts';
import type { Stamp } from '../base/stampedqueue.ts';
import type { TransportProtocol } from './ip.ts';
import type { RawSocks } from './raw.ts';
import type { Endpoint, SockNet, SockOwner } from './sock.ts';
import type { IcmpMessage, IpAddress, IpPacket, SkBuff } from './skbuff.ts';

const ECHO = 8;
const ECHO_REPLY = 0;
const ECHO6 = 128;
const ECHO_REPLY6 = 129;
const MAX_PAYLOAD = 65_507;

export class PingSock extends DatagramSock {
  private readonly icmp: IcmpSocks;

  constructor(icmp: IcmpSocks, family: 4 | 6, owner: SockOwner) {
    super(icmp.net, family, owner);
    this.icmp = icmp;
  }

  /** The port is the identifier. EADDRINUSE, EADDRNOTAVAIL. */
  bind(to: Endpoint): void {
    if (this.bound) fail('EINVAL');
    if (typeof to.address !== (this.family === 4 ? 'number' : 'bigint')) fail('EAFNOSUPPORT');
    this.checkLocal(to.address);
    this.local = { address: to.address, port: this.icmp.claim(this, to.port) };
    this.bound = true;
  }

  connect(to: Endpoint | undefined, stamp: Stamp): void {
    if (to === undefined) {
      this.remote = undefined;
      return;
    }
    const goal = this.target(to);
    const route = this.route(goal.address, this.sender(stamp));
    if (!this.bound) this.bind(this.local);
    if (isAny(this.local.address)) this.local = { address: route.source, port: this.local.port };
    this.remote = goal;
  }

  /** EINVAL for anything but an echo request, EMSGSIZE. */
  send(data: Uint8Array, to: Endpoint | undefined, stamp: Stamp): number {
    if (data.length > MAX_PAYLOAD) fail('EMSGSIZE');
    const four = this.family === 4;
    if (data.length < 8 || data[0] !== (four ? ECHO : ECHO6) || data[1] !== 0) fail('EINVAL');
    const way = this.way(to, stamp);
    if (typeof way.to.address !== (four ? 'number' : 'bigint')) fail('EINVAL');
    if (!this.bound) this.bind(this.local);
    const protocol = four ? IPPROTO.ICMP : IPPROTO.ICMPV6;
    const message = parseTransport(protocol, data) as IcmpMessage;
    const payload: IcmpMessage = { ...message, rest: this.local.port * 65_536 + (message.rest & 0xffff) };
    const error = this.net.ip.output(this.outgoing(way.source, way.to.address, protocol, payload), this.sender(stamp));
    if (error !== undefined && !(error === 'ENOBUFS' && !this.options.recvErr)) fail(error);
    return data.length;
  }

  override close(stamp: Stamp): void {
    if (this.bound) this.icmp.release(this);
    this.bound = false;
    super.close(stamp);
  }

  info(): SocketInfo {
    return {
      family: this.family === 4 ? 'inet' : 'inet6',
      type: 'raw',
      state: this.remote === undefined ? 'CLOSE' : 'ESTABLISHED',
      local: showAddress(this.local.address, this.family),
      localPort: this.local.port,
      remote: showAddress(this.remote?.address ?? (this.family === 4 ? 0 : 0n), this.family),
      remotePort: this.remote?.port ?? 0,
      recvQ: this.queued,
      sendQ: 0,
      uid: this.owner.uid,
      inode: this.owner.inode,
    };
  }
}

/** ICMP or ICMPv6 of a namespace, as far as sockets have to do with it. */
export class IcmpSocks implements TransportProtocol {
  readonly net: SockNet;
  private readonly family: 4 | 6;
  private readonly raws: RawSocks;
  private readonly byId = new Map<number, PingSock>();

  constructor(net: SockNet, family: 4 | 6, raws: RawSocks) {
    this.net = net;
    this.family = family;
    this.raws = raws;
  }

  /** An identifier; 0 picks one. EADDRINUSE. */
  claim(sock: PingSock, id: number): number {
    let found = id;
    if (found === 0) {
      found = this.net.ip.services.random32() & 0xffff;
      for (let tries = 0; (found === 0 || this.byId.has(found)) && tries < 65_536; tries++) found = (found + 1) & 0xffff;
    }
    if (this.byId.has(found)) fail('EADDRINUSE');
    this.byId.set(found, sock);
    return found;
  }

  release(sock: PingSock): void {
    this.byId.delete(sock.local.port);
  }

  receive(skb: SkBuff, packet: IpPacket, device: string): void {
    const m = packet.payload;
    if (m.kind !== 'icmp' || m.type !== (this.family === 4 ? ECHO_REPLY : ECHO_REPLY6)) return;
    const s = this.byId.get(m.rest >>> 16);
    if (s === undefined || (s.options.device !== '' && s.options.device !== device)) return;
    if (!isAny(s.local.address) && s.local.address !== packet.dst) return;
    if (s.remote !== undefined && s.remote.address !== packet.src) return;
    if (this.net.ip.watched) this.net.ip.note(skb, 'deliver', `ping socket ${s.local.port}`);
    s.give(transportBytes(m, packet.src, packet.dst), { address: packet.src, port: 0 }, skb.stamp);
  }

  error(about: IpPacket, icmp: Pick<IcmpMessage, 'type' | 'code' | 'rest'>, from: IpAddress): void {
    this.raws.error(about, icmp, from);
    const sent = about.payload.kind === 'raw' ? about.payload.whole : about.payload;
    const verdict = verdictOf(about, icmp);
    if (sent?.kind !== 'icmp' || verdict === undefined || sent.type !== (this.family === 4 ? ECHO : ECHO6)) return;
    const s = this.byId.get(sent.rest >>> 16);
    if (s === undefined) return;
    s.failed(verdict, icmp, from, { address: about.dst, port: 0 }, transportBytes({ ...sent, data: materialise(sent.data) }, about.src, about.dst));
  }

  *infos(): Iterable<SocketInfo> {
    for (const s of this.byId.values()) yield s.info();
  }
}
