/**
 * Connections in TIME_WAIT (tcp_minisocks.c): what is left of one for a minute, so that late segments find somebody who answers and the port
 * pair is not taken again too early. All of them wait equally long, so one timer serves the table.
 */
import { EMPTY } from '../base/bytes.ts';
import { TCP } from './skbuff.ts';
import { Alarm } from './alarm.ts';
import { NO_STAMP } from './sock.ts';
import { timestampOf } from './tcp_output.ts';
import type { SocketInfo } from '../abi/netlink.ts';
import type { PortOwner } from './ports.ts';
import type { Endpoint } from './sock.ts';
import type { IpAddress, TcpSegment } from './skbuff.ts';
import type { TcpProtocol } from './tcp.ts';
import type { TcpConnection } from './tcp_connection.ts';

/** TCP_TIMEWAIT_LEN. */
const TIME_WAIT_NS = 60e9;
/** net.ipv4.tcp_max_tw_buckets. */
const MAX_WAITING = 16_384;

export class TimeWait implements PortOwner {
  readonly state = 'TIME_WAIT';
  readonly options: PortOwner['options'];
  readonly boundTo: IpAddress;
  readonly listening = false;
  readonly automatic: boolean;
  readonly uid: number;
  readonly local: Endpoint;
  readonly remote: Endpoint;
  readonly family: 4 | 6;
  /** On the wire. */
  readonly sndNxt: number;
  readonly rcvNxt: number;
  readonly window: number;
  readonly timestamp: readonly [number, number] | undefined;
  since_ns: number;

  constructor(c: TcpConnection) {
    this.options = { ...c.options };
    this.boundTo = c.boundTo;
    this.automatic = c.automatic;
    this.uid = c.uid;
    this.local = c.local;
    this.remote = c.remote;
    this.family = c.origin.family;
    this.sndNxt = c.wireSnd(c.sndNxt);
    this.rcvNxt = c.wireRcv(c.rcvNxt);
    this.window = Math.min(65_535, c.window >> c.rcvScale);
    this.timestamp = c.timestamps ? [timestampOf(c), c.tsRecent] : undefined;
    this.since_ns = c.now_ns;
  }
}

export class TimeWaits {
  private readonly tcp: TcpProtocol;
  private readonly all = new Set<TimeWait>();
  private readonly alarm: Alarm;

  constructor(tcp: TcpProtocol) {
    this.tcp = tcp;
    this.alarm = new Alarm(tcp.net.ip.services, () => this.reap());
  }

  get size(): number {
    return this.all.size;
  }

  /** `c` ends and waits. */
  add(c: TcpConnection): TimeWait | undefined {
    if (this.all.size >= MAX_WAITING) return undefined;
    const w = new TimeWait(c);
    this.all.add(w);
    if (!this.alarm.on) this.alarm.set(w.since_ns + TIME_WAIT_NS);
    return w;
  }

  delete(w: TimeWait): void {
    this.all.delete(w);
    if (this.all.size === 0) this.alarm.cancel();
  }

  private reap(): void {
    const now = this.tcp.net.ip.services.now_ns();
    for (const w of this.all) {
      if (w.since_ns + TIME_WAIT_NS > now) {
        this.alarm.set(w.since_ns + TIME_WAIT_NS);
        return;
      }
      this.all.delete(w);
      this.tcp.forget(w);
    }
  }

  /** A segment for it. True when it makes way for a new connection. */
  input(w: TimeWait, seg: TcpSegment): boolean {
    const { flags } = seg;
    const ahead = (seg.seq - w.rcvNxt) | 0;
    if ((flags & TCP.RST) !== 0) {
      if (ahead === 0) {
        this.delete(w);
        this.tcp.forget(w);
      }
      return false;
    }
    const stamp = seg.options.timestamp;
    const newer = stamp !== undefined && w.timestamp !== undefined && ((stamp[0] - w.timestamp[1]) | 0) > 0;
    if ((flags & (TCP.SYN | TCP.ACK)) === TCP.SYN && (ahead > 0 || newer)) return true;
    if ((flags & TCP.FIN) !== 0) {
      w.since_ns = this.tcp.net.ip.services.now_ns();
      this.all.delete(w);
      this.all.add(w);
    }
    if (seg.data.length > 0 || ahead !== 0 || (flags & (TCP.FIN | TCP.SYN)) !== 0) this.acknowledge(w);
    return false;
  }

  private acknowledge(w: TimeWait): void {
    const options = w.timestamp === undefined ? {} : { timestamp: w.timestamp };
    const payload = { kind: 'tcp', sport: w.local.port, dport: w.remote.port, seq: w.sndNxt, ack: w.rcvNxt, flags: TCP.ACK, window: w.window, options, data: EMPTY, gsoSize: 0 } as const;
    this.tcp.net.ip.output({ src: w.local.address, dst: w.remote.address, protocol: 6, payload }, { stamp: NO_STAMP, mark: 0, device: undefined, uid: undefined, gid: undefined });
  }

  info(w: TimeWait): SocketInfo {
    const left_ms = Math.max(0, (w.since_ns + TIME_WAIT_NS - this.tcp.net.ip.services.now_ns()) / 1e6);
    return {
      family: w.family === 4 ? 'inet' : 'inet6',
      type: 'tcp',
      state: 'TIME_WAIT',
      local: this.tcp.show(w.local.address, w.family),
      localPort: w.local.port,
      remote: this.tcp.show(w.remote.address, w.family),
      remotePort: w.remote.port,
      recvQ: 0,
      sendQ: 0,
      uid: 0,
      inode: 0,
      timer: { kind: 'timewait', expires_ms: left_ms, retransmits: 0 },
    };
  }
}
