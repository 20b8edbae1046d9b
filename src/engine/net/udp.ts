/** UDP of a network namespace (udp.c): its sockets, which of them a datagram is for, and ICMP when it is for nobody. */
import { materialise } from '../base/content.ts';
import { fail } from '../abi/errno.ts';
import { formatIp, isMulticast } from './address.ts';
import { DatagramSock } from './dgram_sock.ts';
import { verdictOf } from './icmp_errors.ts';
import { PortTable, spread } from './ports.ts';
import { isAny } from './sock.ts';
import { IPPROTO } from './skbuff.ts';
import { scoreOf, showAddress } from './tcp.ts';
import type { SocketInfo } from '../abi/netlink.ts';
import type { Stamp } from '../base/stampedqueue.ts';
import type { TransportProtocol } from './ip.ts';
import type { PortOwner } from './ports.ts';
import type { Endpoint, SockNet, SockOwner } from './sock.ts';
import type { IcmpMessage, IpAddress, IpPacket, SkBuff, UdpDatagram } from './skbuff.ts';

const MAX_PAYLOAD = 65_507;
const MAX_PAYLOAD6 = 65_527;

export class UdpSock extends DatagramSock implements PortOwner {
  private readonly udp: UdpProtocol;
  readonly automatic = false;
  readonly listening = false;
  /** bind(2) or connect(2) fixed the address; else connect(2) with nobody frees it again. */
  private fixed = false;

  constructor(udp: UdpProtocol, family: 4 | 6, owner: SockOwner) {
    super(udp.net, family, owner);
    this.udp = udp;
  }

  get uid(): number {
    return this.owner.uid;
  }

  /** EADDRINUSE, EADDRNOTAVAIL, EINVAL when it is bound already. */
  bind(to: Endpoint): void {
    if (this.bound) fail('EINVAL');
    this.checkLocal(to.address);
    this.claim(to);
    this.fixed = !isAny(to.address);
  }

  private claim(to: Endpoint): void {
    const before = this.local;
    this.local = to;
    try {
      this.local = { address: to.address, port: this.udp.ports.bind(this, to.port) };
    } catch (e) {
      this.local = before;
      throw e;
    }
    this.bound = true;
    this.udp.add(this);
  }

  /** Fix the peer (undefined: none). It decides the own address when none is bound. */
  connect(to: Endpoint | undefined, stamp: Stamp): void {
    if (to === undefined) {
      this.remote = undefined;
      if (!this.fixed) this.local = { address: this.family === 4 ? 0 : 0n, port: this.local.port };
      return;
    }
    const goal = this.target(to);
    const route = this.route(goal.address, this.sender(stamp));
    if (route.broadcast && !this.options.broadcast) fail('EACCES');
    if (!this.bound) this.claim(this.local);
    if (!this.fixed) this.local = { address: route.source, port: this.local.port };
    this.remote = goal;
  }

  /** EMSGSIZE, EINVAL for port 0, EPERM (netfilter), and what the route says. */
  send(data: Uint8Array, to: Endpoint | undefined, stamp: Stamp): number {
    const way = this.way(to, stamp);
    if (way.to.port === 0) fail('EINVAL');
    if (data.length > (typeof way.to.address === 'number' ? MAX_PAYLOAD : MAX_PAYLOAD6)) fail('EMSGSIZE');
    if (!this.bound) this.claim(this.local);
    const payload = { kind: 'udp', sport: this.local.port, dport: way.to.port, data: data.slice() } as const;
    const error = this.net.ip.output(this.outgoing(way.source, way.to.address, IPPROTO.UDP, payload), this.sender(stamp));
    if (error !== undefined && !(error === 'ENOBUFS' && !this.options.recvErr)) fail(error);
    return data.length;
  }

  override close(stamp: Stamp): void {
    if (this.bound) this.udp.remove(this);
    this.bound = false;
    super.close(stamp);
  }

  info(): SocketInfo {
    const { remote } = this;
    return {
      family: this.family === 4 ? 'inet' : 'inet6',
      type: 'udp',
      state: remote === undefined ? 'CLOSE' : 'ESTABLISHED',
      local: showAddress(this.local.address, this.family),
      localPort: this.local.port,
      remote: showAddress(remote?.address ?? (this.family === 4 ? 0 : 0n), this.family),
      remotePort: remote?.port ?? 0,
      recvQ: this.queued,
      sendQ: 0,
      uid: this.owner.uid,
      inode: this.owner.inode,
      ...(this.family === 6 && !this.options.v6only && this.local.address === 0n ? { dual: true } : {}),
      ...(this.options.device === '' ? {} : { boundDev: this.options.device }),
    };
  }
}

export class UdpProtocol implements TransportProtocol {
  readonly net: SockNet;
  readonly ports: PortTable;
  private readonly socks = new Map<number, UdpSock[]>();

  constructor(net: SockNet) {
    this.net = net;
    this.ports = new PortTable(net.ip.services, net.settings);
  }

  /** The newest comes first: among equals it gets what arrives. */
  add(sock: UdpSock): void {
    const all = this.socks.get(sock.local.port);
    if (all === undefined) this.socks.set(sock.local.port, [sock]);
    else all.unshift(sock);
  }

  remove(sock: UdpSock): void {
    this.ports.release(sock, sock.local.port);
    const left = (this.socks.get(sock.local.port) ?? []).filter((s) => s !== sock);
    if (left.length > 0) this.socks.set(sock.local.port, left);
    else this.socks.delete(sock.local.port);
  }

  private static score(s: UdpSock, src: IpAddress, sport: number, dst: IpAddress, device: string): number {
    const score = scoreOf(s, dst, device);
    if (score === 0 || s.remote === undefined) return score;
    return s.remote.address === src && s.remote.port === sport ? score + 8 : 0;
  }

  receive(skb: SkBuff, packet: IpPacket, device: string): void {
    const d = packet.payload;
    if (d.kind !== 'udp') return;
    const { ip } = this.net;
    const { src, dst } = packet;
    const all = this.socks.get(d.dport) ?? [];
    if (isMulticast(dst) || ip.isBroadcast(dst)) {
      let any = false;
      for (const s of [...all]) {
        const heard = isAny(s.boundTo) || s.boundTo === dst || (s.remote !== undefined && ip.owns(s.boundTo));
        if (!heard || (s.options.device !== '' && s.options.device !== device) || (s.remote !== undefined && (s.remote.address !== src || s.remote.port !== d.sport))) continue;
        if (typeof s.boundTo !== typeof dst && (s.boundTo === 0 || s.options.v6only)) continue;
        any = true;
        this.give(s, skb, d, src);
      }
      if (!any && ip.watched) ip.note(skb, 'drop', `port ${d.dport} is closed: nobody listens`);
      return;
    }
    let best: UdpSock[] = [];
    let top = 0;
    for (const s of all) {
      const score = UdpProtocol.score(s, src, d.sport, dst, device);
      if (score > top) {
        top = score;
        best = [s];
      } else if (score === top && score > 0) best.push(s);
    }
    const chosen = best.length > 1 && best.every((s) => s.options.reusePort) ? best[spread(src, d.sport, best.length)] : best[0];
    if (chosen !== undefined) {
      this.give(chosen, skb, d, src);
      return;
    }
    if (ip.watched) ip.note(skb, 'drop', `port ${d.dport} is closed: nobody listens`);
    if (packet.kind === 'ipv4') ip.sendIcmpError(skb, 3, 3);
    else ip.sendIcmpError(skb, 1, 4);
  }

  private give(s: UdpSock, skb: SkBuff, d: UdpDatagram, src: IpAddress): void {
    const { ip } = this.net;
    const room = s.give(d.data, { address: src, port: d.sport }, skb.stamp);
    if (ip.watched) ip.note(skb, room ? 'deliver' : 'drop', room ? `UDP socket ${formatIp(s.boundTo)}:${s.local.port}` : `the receive buffer of UDP port ${d.dport} is full`);
  }

  error(about: IpPacket, icmp: Pick<IcmpMessage, 'type' | 'code' | 'rest'>, from: IpAddress): void {
    const sent = about.payload.kind === 'raw' ? about.payload.whole : about.payload;
    const verdict = verdictOf(about, icmp);
    if (sent?.kind !== 'udp' || verdict === undefined) return;
    const to = { address: about.dst, port: sent.dport };
    let best: UdpSock | undefined;
    let top = 0;
    for (const s of this.socks.get(sent.sport) ?? []) {
      const score = UdpProtocol.score(s, to.address, to.port, about.src, s.options.device);
      if (score > top) [best, top] = [s, score];
    }
    best?.failed(verdict, icmp, from, to, materialise(sent.data));
  }

  *infos(): Iterable<SocketInfo> {
    for (const all of this.socks.values()) for (const s of all) yield s.info();
  }
}
