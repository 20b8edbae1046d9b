/**
 * TCP of a network namespace (tcp_ipv4.c, tcp_ipv6.c): which connection or listener a segment is for, resets for those that are for nobody,
 * ICMP errors, and the beginning and end of connections.
 */
import { EMPTY } from '../base/bytes.ts';
import { SysError } from '../abi/errno.ts';
import { formatIp, isMulticast } from './address.ts';
import { verdictOf } from './icmp_errors.ts';
import { PortTable, spread } from './ports.ts';
import { isAny } from './sock.ts';
import { IPPROTO, TCP } from './skbuff.ts';
import { input } from './tcp_input.ts';
import { push } from './tcp_output.ts';
import { startKeepalive } from './tcp_timers.ts';
import { TimeWait, TimeWaits } from './tcp_timewait.ts';
import type { ErrnoName } from '../abi/errno.ts';
import type { SocketInfo } from '../abi/netlink.ts';
import type { Stamp } from '../base/stampedqueue.ts';
import type { Sender, TransportProtocol } from './ip.ts';
import type { SockNet } from './sock.ts';
import type { IcmpMessage, IpAddress, IpPacket, SkBuff, TcpSegment } from './skbuff.ts';
import type { ConnectionOrigin, TcpConnection } from './tcp_connection.ts';
import type { TcpSock } from './tcp_sock.ts';

type Entry = TcpConnection | TimeWait;

/** An address as sockets of a family tell it. */
export function showAddress(address: IpAddress, family: 4 | 6): string {
  if (typeof address === 'bigint' || family === 4) return formatIp(address);
  return `::ffff:${formatIp(address)}`;
}

export class TcpProtocol implements TransportProtocol {
  readonly net: SockNet;
  readonly ports: PortTable;
  /** By both ports; few share a pair. */
  private readonly connections = new Map<number, Entry[]>();
  private readonly listeners = new Map<number, TcpSock[]>();
  private readonly waits: TimeWaits;

  constructor(net: SockNet) {
    this.net = net;
    this.ports = new PortTable(net.ip.services, net.settings);
    this.waits = new TimeWaits(this);
  }

  show(address: IpAddress, family: 4 | 6): string {
    return showAddress(address, family);
  }

  // ---- who is there ----
  private find(local: IpAddress, lport: number, remote: IpAddress, rport: number): Entry | undefined {
    const entries = this.connections.get(lport * 65_536 + rport);
    if (entries !== undefined) for (const e of entries) if (e.remote.address === remote && e.local.address === local) return e;
    return undefined;
  }

  /** Would a connection between these be the only one? A pair in TIME_WAIT on the loopback may be taken again after a second (tcp_tw_reuse). */
  free(local: IpAddress, lport: number, remote: IpAddress, rport: number): boolean {
    const e = this.find(local, lport, remote, rport);
    if (e === undefined) return true;
    if (!(e instanceof TimeWait) || e.timestamp === undefined || !this.net.ip.owns(remote) || this.net.ip.services.now_ns() - e.since_ns < 1e9) return false;
    this.end(e);
    return true;
  }

  private end(w: TimeWait): void {
    this.waits.delete(w);
    this.forget(w);
  }

  add(c: TcpConnection): void {
    this.enter(c);
    this.ports.hold(c, c.local.port);
  }

  private enter(e: Entry): void {
    const key = e.local.port * 65_536 + e.remote.port;
    const entries = this.connections.get(key);
    if (entries === undefined) this.connections.set(key, [e]);
    else entries.push(e);
  }

  private leave(e: Entry): void {
    const key = e.local.port * 65_536 + e.remote.port;
    const entries = this.connections.get(key);
    const at = entries?.indexOf(e) ?? -1;
    if (at < 0) return;
    entries!.splice(at, 1);
    if (entries!.length === 0) this.connections.delete(key);
  }

  /** It is no more. */
  forget(e: Entry): void {
    this.leave(e);
    this.ports.release(e, e.local.port);
  }

  listen(sock: TcpSock): void {
    const all = this.listeners.get(sock.local.port);
    if (all === undefined) this.listeners.set(sock.local.port, [sock]);
    else all.push(sock);
  }

  unlisten(sock: TcpSock): void {
    const left = (this.listeners.get(sock.local.port) ?? []).filter((s) => s !== sock);
    if (left.length > 0) this.listeners.set(sock.local.port, left);
    else this.listeners.delete(sock.local.port);
  }

  /** The listener that fits best (compute_score); among equals with SO_REUSEPORT the sender's address and port decide. */
  private listenerFor(packet: IpPacket, seg: TcpSegment, device: string): TcpSock | undefined {
    const all = this.listeners.get(seg.dport);
    if (all === undefined) return undefined;
    let best: TcpSock[] = [];
    let top = 0;
    for (const s of all) {
      const score = scoreOf(s, packet.dst, device);
      if (score > top) {
        top = score;
        best = [s];
      } else if (score === top && score > 0) best.push(s);
    }
    if (best.length < 2) return best[0];
    return best[spread(packet.src, seg.sport, best.length)];
  }

  // ---- from IP ----
  receive(skb: SkBuff, packet: IpPacket, device: string): void {
    const seg = packet.payload;
    if (seg.kind !== 'tcp') return;
    const { ip } = this.net;
    if (isMulticast(packet.dst) || ip.isBroadcast(packet.dst)) return;
    let found = this.find(packet.dst, seg.dport, packet.src, seg.sport);
    if (found instanceof TimeWait) {
      const w = found;
      if (!this.waits.input(w, seg) || this.listenerFor(packet, seg, device) === undefined) {
        if (ip.watched) ip.note(skb, 'deliver', 'a connection in TIME_WAIT');
        return;
      }
      this.end(w);
      found = undefined;
    }
    if (found !== undefined) {
      if (ip.watched) ip.note(skb, 'deliver', `connection ${this.nameOf(found)}, ${found.state}`);
      input(found, seg, skb);
      return;
    }
    const listener = this.listenerFor(packet, seg, device);
    const opening = (seg.flags & (TCP.SYN | TCP.ACK | TCP.RST)) === TCP.SYN;
    if (listener !== undefined && opening) {
      listener.listener!.syn(seg, packet, skb);
      return;
    }
    if (ip.watched) ip.note(skb, 'drop', listener === undefined && opening ? `port ${seg.dport} is closed: nobody listens` : 'no connection has these addresses and ports');
    this.resetFor(skb);
  }

  private nameOf(c: TcpConnection): string {
    return `${formatIp(c.local.address)}:${c.local.port} with ${formatIp(c.remote.address)}:${c.remote.port}`;
  }

  error(about: IpPacket, icmp: Pick<IcmpMessage, 'type' | 'code' | 'rest'>): void {
    const seg = about.payload;
    if (seg.kind !== 'tcp') return;
    const c = this.find(about.src, seg.sport, about.dst, seg.dport);
    const verdict = verdictOf(about, icmp);
    if (c === undefined || c instanceof TimeWait || verdict === undefined) return;
    const place = c.placeAck(seg.seq);
    if (place < c.sndUna || place > c.sndNxt) return;
    if (verdict.mtu !== undefined) {
      this.shrink(c, verdict.mtu);
    } else if (c.state === 'SYN_SENT' || (c.state === 'SYN_RECV' && c.listener === undefined)) this.fail(c, verdict.errno);
    else if (c.state === 'SYN_RECV') this.drop(c);
    else if (c.options.recvErr && c.sock !== undefined) {
      c.sock.error = verdict.errno;
      c.notify();
    } else c.softError = verdict.errno;
  }

  /** The way takes smaller packets: what is on it is lost. */
  private shrink(c: TcpConnection, mtu: number): void {
    const mss = mtu - (typeof c.remote.address === 'number' ? 40 : 60);
    if (mss < 48 || mss >= c.mss + (c.timestamps ? 12 : 0)) return;
    c.setMss(mss);
    if (c.sndNxt === c.sndUna || !c.synchronised) return;
    c.recovery = 'loss';
    c.recover = c.sndNxt;
    c.rexmit = c.sndUna;
    push(c);
  }

  // ---- to IP ----
  send(c: TcpConnection, payload: TcpSegment, stamp: Stamp): ErrnoName | undefined {
    const { uid, gid, options } = c.origin;
    const { ip, settings } = this.net;
    const sender: Sender = { stamp, mark: options.mark, device: options.device === '' ? undefined : options.device, uid, gid };
    const error = ip.output({ src: c.local.address, dst: c.remote.address, protocol: IPPROTO.TCP, payload, ttl: options.ttl === 0 ? settings.defaultTtl : options.ttl, tos: options.tos }, sender);
    if (error === 'EMSGSIZE') {
      const mtu = this.mtuFor(c.remote.address, c.local.address, c.origin, stamp);
      if (mtu !== undefined) {
        const mss = mtu - (typeof c.remote.address === 'number' ? 40 : 60);
        if (mss < c.mss + (c.timestamps ? 12 : 0)) c.setMss(mss);
      }
    }
    return error;
  }

  /** The first hop's MTU; undefined when there is no way. */
  mtuFor(remote: IpAddress, local: IpAddress, origin: ConnectionOrigin, stamp: Stamp): number | undefined {
    const { options, uid, gid } = origin;
    try {
      return this.net.ip.routeOutput(remote, local, { stamp, mark: options.mark, device: options.device === '' ? undefined : options.device, uid, gid }).mtu;
    } catch (e) {
      if (e instanceof SysError) return undefined;
      throw e;
    }
  }

  /** Answer a segment that fits nothing (RFC 9293 section 3.10.7.1). */
  resetFor(skb: SkBuff): void {
    const packet = skb.packet;
    if (packet.kind === 'arp' || packet.payload.kind !== 'tcp') return;
    const seg = packet.payload;
    if ((seg.flags & TCP.RST) !== 0) return;
    const acked = (seg.flags & TCP.ACK) !== 0;
    const length = seg.data.length + ((seg.flags & TCP.SYN) !== 0 ? 1 : 0) + ((seg.flags & TCP.FIN) !== 0 ? 1 : 0);
    const payload = { kind: 'tcp', sport: seg.dport, dport: seg.sport, seq: acked ? seg.ack : 0, ack: acked ? 0 : (seg.seq + length) >>> 0, flags: acked ? TCP.RST : TCP.RST | TCP.ACK, window: 0, options: {}, data: EMPTY, gsoSize: 0 } as const;
    this.net.ip.output({ src: packet.dst, dst: packet.src, protocol: IPPROTO.TCP, payload }, { stamp: skb.stamp, mark: 0, device: undefined, uid: undefined, gid: undefined });
  }

  // ---- lives ----
  /** The active side is connected. */
  opened(c: TcpConnection): void {
    startKeepalive(c);
    c.notify();
  }

  /** It ends with an error; what was received can still be read. */
  fail(c: TcpConnection, error: ErrnoName): void {
    if (c.state === 'CLOSE') return;
    c.error = error;
    if (c.sock !== undefined) c.sock.error = error;
    this.drop(c);
  }

  /** It ends, and nobody on the other side hears of it. */
  drop(c: TcpConnection): void {
    if (c.state === 'CLOSE') return;
    this.finish(c);
    this.forget(c);
    c.notify();
  }

  /** It ends well and waits for late segments. */
  timeWait(c: TcpConnection): void {
    const w = this.waits.add(c);
    this.finish(c);
    this.leave(c);
    if (w === undefined) this.ports.release(c, c.local.port);
    else {
      this.enter(w);
      this.ports.replace(c, w, c.local.port);
    }
    c.notify();
  }

  private finish(c: TcpConnection): void {
    c.state = 'CLOSE';
    c.finReceived = true;
    c.queue.clear();
    c.ooo.clear();
    c.sacked = [];
    c.retransmitTimer.cancel();
    c.ackTimer.cancel();
    c.keepTimer.cancel();
    c.listener?.forget(c);
  }

  // ---- figures ----
  /** Connections, and those in TIME_WAIT. */
  get size(): { readonly connections: number; readonly waiting: number; readonly listeners: number; readonly ports: number } {
    let connections = 0;
    for (const entries of this.connections.values()) connections += entries.length;
    return { connections: connections - this.waits.size, waiting: this.waits.size, listeners: this.listeners.size, ports: this.ports.size };
  }

  *infos(): Iterable<SocketInfo> {
    for (const all of this.listeners.values()) for (const s of all) yield s.info();
    for (const entries of this.connections.values()) for (const e of entries) yield e instanceof TimeWait ? this.waits.info(e) : e.info();
  }
}

/** How well a bound socket fits a packet for `dst` that came through `device`; 0: not at all. */
export function scoreOf(s: { readonly options: { readonly device: string; readonly v6only: boolean }; readonly family: 4 | 6; readonly boundTo: IpAddress }, dst: IpAddress, device: string): number {
  if (s.options.device !== '' && s.options.device !== device) return 0;
  let score = s.options.device === '' ? 1 : 5;
  if (!isAny(s.boundTo)) {
    if (s.boundTo !== dst) return 0;
    score += 4;
  } else if (typeof s.boundTo !== typeof dst && (s.boundTo === 0 || s.options.v6only)) return 0;
  return score + (s.family === 4 ? 1 : 0);
}
