/**
 * The control block of a TCP connection (RFC 9293, struct tcp_sock). Places in the streams are counted from the SYN, which is 0, so they never
 * wrap; on the wire they are taken modulo 2^32. What comes in is in tcp_input.ts, what goes out in tcp_output.ts, what time brings in
 * tcp_timers.ts. Left out: urgent data, ECN, tail-loss probes, undo of needless retransmissions.
 */
import { StampedQueue } from '../base/stampedqueue.ts';
import { Alarm } from './alarm.ts';
import { Congestion, RoundTrip } from './tcp_congestion.ts';
import { Reassembly } from './tcp_reassembly.ts';
import { SendQueue } from './tcp_sendqueue.ts';
import { NO_STAMP } from './sock.ts';
import { WINDOW_SCALE } from './tcp_output.ts';
import { onDelayedAck, onKeepalive, onRetransmit } from './tcp_timers.ts';
import type { ErrnoName } from '../abi/errno.ts';
import type { SocketInfo, TcpStateName } from '../abi/netlink.ts';
import type { Stamp } from '../base/stampedqueue.ts';
import type { PortOwner } from './ports.ts';
import type { Endpoint, SockOptions } from './sock.ts';
import type { IpAddress } from './skbuff.ts';
import type { TcpListener } from './tcp_listener.ts';
import type { TcpProtocol } from './tcp.ts';
import type { TcpSock } from './tcp_sock.ts';

/** Half of net.ipv4.tcp_rmem's last: what autotuning may offer. */
const MAX_WINDOW = 3_145_728;
const MIN_SEND_BUFFER = 131_072;
/** net.ipv4.tcp_wmem's last. */
const MAX_SEND_BUFFER = 4_194_304;
/** Largest packet that leaves in one piece (gso_max_size). */
const GSO_MAX = 65_536;
/** TCP_PINGPONG_THRESH. */
const PINGPONG = 3;
/** The first segments are acknowledged at once (TCP_MAX_QUICKACKS). */
const QUICK_ACKS = 16;

/** What a connection sends as long as it lives, whoever holds it. */
export interface ConnectionOrigin {
  readonly family: 4 | 6;
  readonly uid: number | undefined;
  readonly gid: number | undefined;
  readonly options: SockOptions;
}

export class TcpConnection implements PortOwner {
  readonly tcp: TcpProtocol;
  readonly origin: ConnectionOrigin;
  readonly local: Endpoint;
  readonly remote: Endpoint;
  state: TcpStateName = 'CLOSE';
  /** Who holds it; undefined before accept(2) and after close(2). */
  sock: TcpSock | undefined = undefined;
  /** Until accept(2). */
  listener: TcpListener | undefined = undefined;
  automatic: boolean;
  readonly boundTo: IpAddress;
  readonly listening = false;

  // ---- sending ----
  readonly iss: number;
  sndUna = 0;
  sndNxt = 0;
  sndWnd = 0;
  /** The largest window that the peer ever offered. */
  maxWnd = 0;
  sndScale = 0;
  /** Segment and acknowledgement of the last window update. */
  wl1 = 0;
  wl2 = 0;
  readonly queue = new SendQueue();
  /** The end was asked for: FIN comes after the queue's last byte. */
  finQueued = false;
  /** The end of the last segment that was not full (Minshall's variant of Nagle's rule). */
  smallEnd = 0;
  mss = 536;
  gsoMax: number;
  congestion: Congestion;
  /** Parts that the peer holds beyond what it acknowledged, in order, apart from each other. */
  sacked: [number, number][] = [];
  sackedBytes = 0;
  recovery: 'open' | 'recovery' | 'loss' = 'open';
  /** Recovery ends when this is acknowledged. */
  recover = 0;
  /** Losses before it were sent again. */
  rexmit = 0;
  duplicates = 0;
  lastSent_ns = 0;
  /** Stamp of what is sent without data. */
  stamp: Stamp;

  // ---- receiving ----
  irs = 0;
  rcvNxt = 0;
  /** What the last acknowledgement told, and the right edge of the window that it offered. */
  rcvWup = 0;
  rcvEdge = 0;
  rcvScale = WINDOW_SCALE;
  /** How much may wait unread. */
  window = 65_536;
  readonly received = new StampedQueue();
  readonly ooo = new Reassembly();
  /** Place of the peer's FIN; -1 before it is known. */
  finAt = -1;
  /** The peer's FIN was reached, or the connection is over: nothing more will come. */
  finReceived = false;
  quickAcks = QUICK_ACKS;
  /** How often data was sent soon after some came: with {@link PINGPONG} it is a dialogue, and acknowledgements wait for data to ride on. */
  replies = 0;
  ackPending = false;
  lastReceived_ns = 0;
  lastData_ns = 0;
  /** Autotuning: bytes read since a round trip ago. */
  private spaceSince_ns = 0;
  private spaceRead = 0;
  private space = 0;

  // ---- options agreed on ----
  sackOk = false;
  timestamps = false;
  tsRecent = 0;
  readonly tsOffset: number;

  // ---- time ----
  readonly rtt = new RoundTrip();
  /** One segment is timed at a time: its end, when it was sent; 0 when none is. */
  timedEnd = 0;
  timedAt_ns = 0;
  backoff = 0;
  /** What the retransmission timer is on for. */
  waitingFor: 'ack' | 'window' = 'ack';
  firstUnanswered_ns = 0;
  probes = 0;
  keepaliveProbes = 0;
  readonly retransmitTimer: Alarm;
  readonly ackTimer: Alarm;
  readonly keepTimer: Alarm;

  // ---- errors and figures ----
  error: ErrnoName | undefined = undefined;
  softError: ErrnoName | undefined = undefined;
  bytesSent = 0;
  bytesReceived = 0;
  retransmitted = 0;

  constructor(tcp: TcpProtocol, origin: ConnectionOrigin, local: Endpoint, remote: Endpoint, boundTo: IpAddress, automatic: boolean, mtu: number, stamp: Stamp) {
    const { services } = tcp.net.ip;
    this.tcp = tcp;
    this.origin = origin;
    this.local = local;
    this.remote = remote;
    this.boundTo = boundTo;
    this.automatic = automatic;
    this.stamp = stamp === NO_STAMP ? stamp : { cause: stamp.cause, root: stamp.root };
    this.iss = services.random32();
    this.tsOffset = services.random32();
    this.advertisedMss = Math.min(65_535, mtu) - (typeof remote.address === 'number' ? 40 : 60);
    this.mss = this.advertisedMss;
    this.gsoMax = this.mss;
    this.congestion = new Congestion(this.mss);
    this.window = Math.min(65_535, Math.max(1, Math.floor(65_535 / this.mss)) * this.mss);
    this.retransmitTimer = new Alarm(services, () => onRetransmit(this));
    this.ackTimer = new Alarm(services, () => onDelayedAck(this));
    this.keepTimer = new Alarm(services, () => onKeepalive(this));
  }

  /** What our SYN says. */
  readonly advertisedMss: number;

  get options(): SockOptions {
    return this.origin.options;
  }
  get uid(): number {
    return this.origin.uid ?? 0;
  }
  get now_ns(): number {
    return this.tcp.net.ip.services.now_ns();
  }

  /** Both sides' SYN are known: fix what the options agreed on. `theirs` is the peer's mss. */
  agree(theirs: number, timestamps: boolean, sackOk: boolean, scale: number | undefined): void {
    this.timestamps = timestamps;
    this.sackOk = sackOk;
    if (scale === undefined) this.rcvScale = 0;
    else this.sndScale = Math.min(14, scale);
    this.setMss(Math.min(this.advertisedMss, theirs));
    this.window = Math.min(65_535, Math.max(1, Math.floor(65_535 / this.mss)) * this.mss);
    this.space = Math.min(this.window, 10 * this.mss);
  }

  /** The largest segment that the way takes, options not counted. */
  setMss(mss: number): void {
    const net = Math.max(48, mss - (this.timestamps ? 12 : 0));
    this.mss = net;
    this.gsoMax = Math.max(1, Math.floor(GSO_MAX / net)) * net;
    const { ssthresh } = this.congestion;
    this.congestion = new Congestion(net);
    this.congestion.ssthresh = ssthresh;
  }

  // ---- places ----
  /** A sequence number of ours on the wire. */
  wireSnd(place: number): number {
    return (this.iss + place) >>> 0;
  }
  wireRcv(place: number): number {
    return (this.irs + place) >>> 0;
  }
  /** The place of a sequence number of the peer's, near what is expected. */
  placeRcv(seq: number): number {
    return this.rcvNxt + ((seq - this.wireRcv(this.rcvNxt)) | 0);
  }
  placeAck(ack: number): number {
    return this.sndUna + ((ack - this.wireSnd(this.sndUna)) | 0);
  }

  get pingpong(): boolean {
    return this.replies >= PINGPONG;
  }

  get finSent(): boolean {
    return this.finQueued && this.sndNxt > this.queue.end;
  }
  /** Data may still be written. */
  get canSend(): boolean {
    return (this.state === 'ESTABLISHED' || this.state === 'CLOSE_WAIT') && !this.finQueued;
  }
  get synchronised(): boolean {
    return this.state !== 'CLOSE' && this.state !== 'SYN_SENT' && this.state !== 'SYN_RECV';
  }

  // ---- buffers ----
  get sendBuffer(): number {
    return Math.min(MAX_SEND_BUFFER, Math.max(MIN_SEND_BUFFER, 2 * this.congestion.cwnd));
  }
  get unsent(): number {
    return Math.max(0, this.queue.end - Math.max(1, this.sndNxt));
  }
  /** How much may be written now. */
  get room(): number {
    return this.canSend ? Math.max(0, this.sendBuffer - (this.queue.end - this.queue.start)) : 0;
  }
  /** Is it worth to wake a writer (sk_stream_is_writeable)? */
  get writable(): boolean {
    return this.room * 3 >= this.sendBuffer;
  }

  /** The window to offer now, from rcvNxt on: never a smaller right edge than before, and no silly one. */
  offer(): number {
    const free = this.window - this.received.length;
    const kept = this.rcvEdge - this.rcvNxt;
    const silly = free < Math.min(this.window >> 1, this.mss);
    return Math.max(kept, silly ? 0 : free, 0);
  }

  /** `n` bytes were read: offer more when much became free; grow the window when a round trip's reading needs it (dynamic right-sizing). */
  consumed(n: number): void {
    if (n === 0) return;
    this.spaceRead += n;
    const now = this.now_ns;
    if (now - this.spaceSince_ns >= Math.max(this.rtt.srtt_ns, 1)) {
      if (this.spaceRead > this.space) {
        this.window = Math.min(MAX_WINDOW, Math.max(this.window, 2 * this.spaceRead + 16 * this.mss));
        this.space = this.spaceRead;
      }
      this.spaceRead = 0;
      this.spaceSince_ns = now;
    }
  }

  /** Wake whoever waits. */
  notify(): void {
    this.sock?.readiness.notify();
  }

  info(): SocketInfo {
    const { rtt, congestion: c } = this;
    const now = this.now_ns;
    const ms = (ns: number): number => Math.round(ns / 1e3) / 1e3;
    const timer = (kind: 'on' | 'keepalive' | 'persist', alarm: Alarm, retransmits: number): SocketInfo['timer'] => ({ kind, expires_ms: Math.max(0, (alarm.deadline_ns - now) / 1e6), retransmits });
    return {
      family: this.origin.family === 4 ? 'inet' : 'inet6',
      type: 'tcp',
      state: this.state,
      local: this.tcp.show(this.local.address, this.origin.family),
      localPort: this.local.port,
      remote: this.tcp.show(this.remote.address, this.origin.family),
      remotePort: this.remote.port,
      recvQ: this.received.length,
      sendQ: Math.max(0, this.queue.end - this.queue.start) + (this.finSent || this.state === 'SYN_SENT' ? 1 : 0),
      uid: this.sock === undefined ? 0 : this.sock.owner.uid,
      inode: this.sock === undefined ? 0 : this.sock.owner.inode,
      ...(this.options.device === '' ? {} : { boundDev: this.options.device }),
      ...(this.retransmitTimer.on ? { timer: timer(this.waitingFor === 'window' ? 'persist' : 'on', this.retransmitTimer, this.backoff) } : this.keepTimer.on ? { timer: timer('keepalive', this.keepTimer, this.keepaliveProbes) } : {}),
      tcp: {
        cwnd: Math.max(1, Math.floor(c.cwnd / c.mss)),
        ...(c.ssthresh === Infinity ? {} : { ssthresh: Math.floor(c.ssthresh / c.mss) }),
        rtt_ms: ms(rtt.srtt_ns),
        rttvar_ms: ms(rtt.rttvar_ns),
        rto_ms: Math.round(rtt.timeout_ns(this.backoff) / 1e6),
        mss: this.mss,
        bytesSent: this.bytesSent,
        bytesReceived: this.bytesReceived,
        retransmitted: this.retransmitted,
      },
    };
  }
}
