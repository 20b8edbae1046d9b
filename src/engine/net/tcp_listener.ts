/**
 * A listening TCP socket's queues (inet_connection_sock.c): handshakes under way and connections that wait for accept(2). As on Linux a full
 * accept queue drops SYNs and last acknowledgements without a word, so that the peer tries again; SYN cookies are left out: a full queue of
 * handshakes drops SYNs.
 */
import { TcpConnection } from './tcp_connection.ts';
import { sendReset, sendSyn } from './tcp_output.ts';
import { takeSyn } from './tcp_input.ts';
import type { IpPacket, SkBuff, TcpSegment } from './skbuff.ts';
import type { TcpSock } from './tcp_sock.ts';

export class TcpListener {
  readonly sock: TcpSock;
  backlog: number;
  readonly handshakes = new Set<TcpConnection>();
  private readonly accepted: TcpConnection[] = [];

  constructor(sock: TcpSock, backlog: number) {
    this.sock = sock;
    this.backlog = backlog;
  }

  /** For observers. */
  get name(): string {
    return `:${this.sock.local.port}`;
  }

  get full(): boolean {
    return this.accepted.length > this.backlog;
  }

  /** Connections that wait for accept(2). */
  get pending(): number {
    return this.accepted.length;
  }

  /** A SYN came. */
  syn(seg: TcpSegment, packet: IpPacket, skb: SkBuff): void {
    const { sock } = this;
    const { tcp } = sock;
    const { ip, settings } = tcp.net;
    const crowded = this.handshakes.size >= Math.max(8, Math.min(settings.maxSynBacklog, this.backlog + 1));
    if (this.full || crowded) {
      if (ip.watched) ip.note(skb, 'drop', `the ${this.full ? 'accept' : 'SYN'} queue of ${this.name} is full`);
      return;
    }
    const local = { address: packet.dst, port: seg.dport };
    const remote = { address: packet.src, port: seg.sport };
    const origin = { family: sock.family, uid: sock.owner.uid, gid: sock.owner.gid, options: { ...sock.options } };
    const mtu = tcp.mtuFor(remote.address, local.address, origin, skb.stamp);
    if (mtu === undefined) return;
    const c = new TcpConnection(tcp, origin, local, remote, sock.boundTo, false, mtu, skb.stamp);
    c.listener = this;
    c.state = 'SYN_RECV';
    takeSyn(c, seg);
    this.handshakes.add(c);
    tcp.add(c);
    if (ip.watched) ip.note(skb, 'deliver', `${sock.describe()} listens`);
    c.sndNxt = 1;
    c.timedEnd = 1;
    c.timedAt_ns = c.now_ns;
    c.retransmitTimer.set(c.now_ns + c.rtt.timeout_ns(0));
    sendSyn(c);
  }

  /** A handshake is complete. */
  ready(c: TcpConnection): void {
    this.handshakes.delete(c);
    this.accepted.push(c);
    this.sock.readiness.notify();
  }

  /** A connection ended before accept(2): a handshake is forgotten, a complete one stays to tell its error. */
  forget(c: TcpConnection): void {
    this.handshakes.delete(c);
  }

  take(): TcpConnection | undefined {
    return this.accepted.shift();
  }

  close(): void {
    const { tcp } = this.sock;
    for (const c of [...this.handshakes]) tcp.drop(c);
    for (const c of this.accepted.splice(0)) {
      c.listener = undefined;
      if (c.state === 'CLOSE') continue;
      sendReset(c);
      tcp.drop(c);
    }
  }
}
