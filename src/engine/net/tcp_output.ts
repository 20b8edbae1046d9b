/** What a TCP connection sends (tcp_output.c): segments within both windows, losses first, Nagle's rule, silly windows, acknowledgements. */
import { EMPTY } from '../base/bytes.ts';
import { TCP } from './skbuff.ts';
import type { ErrnoName } from '../abi/errno.ts';
import type { Chunk } from '../base/content.ts';
import type { Stamp } from '../base/stampedqueue.ts';
import type { TcpOptions } from './skbuff.ts';
import type { TcpConnection } from './tcp_connection.ts';

/** The scale of our windows (RFC 7323): enough for what autotuning may offer. */
export const WINDOW_SCALE = 7;
const NO_OPTIONS: TcpOptions = Object.freeze({});
/** How long an acknowledgement may wait (TCP_ATO_MIN). */
export const DELAYED_ACK_NS = 40e6;
/** A burst is at most what the way carries in this time (tcp_tso_autosize). */
const BURST_NS = 1e6;

/** The clock of the timestamp option: milliseconds with a random start. */
export function timestampOf(c: TcpConnection): number {
  return (Math.floor(c.now_ns / 1e6) + c.tsOffset) >>> 0;
}

function optionsOf(c: TcpConnection): TcpOptions {
  const sack = c.ooo.empty || !c.sackOk ? undefined : c.ooo.blocks().map(([from, to]) => [c.wireRcv(from), c.wireRcv(to)] as const);
  if (!c.timestamps) return sack === undefined ? NO_OPTIONS : { sack };
  const timestamp = [timestampOf(c), c.tsRecent] as const;
  return sack === undefined ? { timestamp } : { timestamp, sack };
}

/** Hand one segment to IP. Everything that it tells of the receiving side counts as told. */
function emit(c: TcpConnection, place: number, flags: number, data: Chunk, options: TcpOptions, stamp: Stamp): ErrnoName | undefined {
  let window: number;
  if ((flags & TCP.SYN) !== 0) {
    window = Math.min(65_535, c.window);
    c.rcvEdge = c.rcvNxt + window;
  } else {
    const scale = c.rcvScale;
    const step = 1 << scale;
    window = Math.min(65_535, Math.ceil(c.offer() / step));
    c.rcvEdge = Math.max(c.rcvEdge, c.rcvNxt + window * step);
  }
  if ((flags & TCP.ACK) !== 0) {
    c.rcvWup = c.rcvNxt;
    c.ackPending = false;
    c.ackTimer.off();
  }
  c.lastSent_ns = c.now_ns;
  const payload = { kind: 'tcp', sport: c.local.port, dport: c.remote.port, seq: c.wireSnd(place), ack: (flags & TCP.ACK) === 0 ? 0 : c.wireRcv(c.rcvNxt), flags, window, options, data, gsoSize: data.length > c.mss ? c.mss : 0 } as const;
  return c.tcp.send(c, payload, stamp);
}

/** The SYN, or the SYN with an acknowledgement, first or again. */
export function sendSyn(c: TcpConnection): ErrnoName | undefined {
  const passive = c.state === 'SYN_RECV';
  c.sndNxt = Math.max(c.sndNxt, 1);
  const timestamps = !passive || c.timestamps;
  const options = {
    mss: c.advertisedMss,
    ...(!passive || c.sackOk ? { sackPermitted: true } : {}),
    ...(timestamps ? { timestamp: [timestampOf(c), c.tsRecent] as const } : {}),
    ...(!passive || c.rcvScale > 0 ? { windowScale: WINDOW_SCALE } : {}),
  };
  return emit(c, 0, passive ? TCP.SYN | TCP.ACK : TCP.SYN, EMPTY, options, c.stamp);
}

export function sendAck(c: TcpConnection): void {
  emit(c, c.sndNxt, TCP.ACK, EMPTY, optionsOf(c), c.stamp);
}

/** A segment that the peer must answer without taking anything from it (tcp_xmit_probe_skb). */
export function sendProbe(c: TcpConnection): void {
  emit(c, c.sndUna - 1, TCP.ACK, EMPTY, optionsOf(c), c.stamp);
}

/** The connection is over, for the peer too. */
export function sendReset(c: TcpConnection): void {
  emit(c, c.sndNxt, TCP.RST | TCP.ACK, EMPTY, optionsOf(c), c.stamp);
}

// ---- what is on its way ----
/** Bytes of [from, to) that the peer does not hold. */
function unsacked(c: TcpConnection, from: number, to: number): number {
  if (to <= from) return 0;
  let n = to - from;
  for (const [a, b] of c.sacked) n -= Math.max(0, Math.min(b, to) - Math.max(a, from));
  return n;
}

/** Where what is held for lost ends. */
function lostEnd(c: TcpConnection): number {
  if (c.recovery === 'open') return c.sndUna;
  if (c.recovery === 'loss') return c.recover;
  if (!c.sackOk) return Math.min(c.recover, c.sndUna + c.mss);
  return c.sacked.length === 0 ? Math.min(c.recover, c.sndUna + c.mss) : c.sacked[c.sacked.length - 1]![1];
}

/** Bytes in the network, as far as known (RFC 6675, pipe). */
export function inFlight(c: TcpConnection): number {
  return c.sndNxt - c.sndUna - c.sackedBytes - unsacked(c, Math.max(c.rexmit, c.sndUna), lostEnd(c));
}

/** Send [from, to) again, with the FIN when that is in it. */
export function resend(c: TcpConnection, from: number, to: number): number {
  const data = from < c.queue.end ? c.queue.slice(from, Math.min(to, c.queue.end) - from) : EMPTY;
  let end = from + data.length;
  let flags = TCP.ACK;
  if (c.finSent && end === c.queue.end && to > c.queue.end) {
    flags |= TCP.FIN;
    end++;
  }
  if (data.length > 0 && end >= c.queue.end) flags |= TCP.PSH;
  c.retransmitted += Math.max(1, Math.ceil(data.length / c.mss));
  c.timedEnd = 0;
  emit(c, from, flags, data, optionsOf(c), data.length > 0 ? c.queue.stamp : c.stamp);
  return end;
}

/** The next part that is held for lost and was not sent again; its end is limited by `max` bytes. */
function nextLoss(c: TcpConnection, max: number): [number, number] | undefined {
  let from = Math.max(c.rexmit, c.sndUna);
  const end = lostEnd(c);
  for (const [a, b] of c.sacked) {
    if (a > from) return from < end ? [from, Math.min(a, end, from + max)] : undefined;
    if (b > from) from = b;
  }
  return from < end ? [from, Math.min(end, from + max)] : undefined;
}

/** How much one burst may hold: whole segments. */
function burst(c: TcpConnection): number {
  const { srtt_ns } = c.rtt;
  if (srtt_ns === 0 || c.gsoMax === c.mss) return c.gsoMax;
  const paced = Math.floor((((2 * c.congestion.cwnd) / srtt_ns) * BURST_NS) / c.mss) * c.mss;
  return Math.min(c.gsoMax, Math.max(2 * c.mss, paced));
}

/** Send what may be sent, and see to the timer (tcp_push_pending_frames). */
export function push(c: TcpConnection): void {
  if (!c.synchronised || c.state === 'TIME_WAIT') return;
  const { congestion } = c;
  const idle_ns = c.now_ns - c.lastSent_ns;
  if (c.sndNxt === c.sndUna && idle_ns > c.rtt.rto_ns && c.unsent > 0) congestion.idle(idle_ns, c.rtt.rto_ns);
  while (c.recovery !== 'open') {
    const left = congestion.cwnd - inFlight(c);
    if (left <= 0) break;
    const part = nextLoss(c, Math.max(c.mss, Math.min(burst(c), Math.floor(left / c.mss) * c.mss)));
    if (part === undefined) break;
    c.rexmit = part[1];
    c.rexmit = resend(c, part[0], part[1]);
  }
  while (c.sndNxt < c.queue.end && sendNext(c));
  if (c.finQueued && c.sndNxt === c.queue.end) {
    c.sndNxt++;
    emit(c, c.queue.end, TCP.FIN | TCP.ACK, EMPTY, optionsOf(c), c.stamp);
  }
  arm(c);
}

/** The next new segment; false when there is a reason to wait. */
function sendNext(c: TcpConnection): boolean {
  const { mss } = c;
  const left = c.queue.end - c.sndNxt;
  const flying = inFlight(c);
  const allowed = c.congestion.cwnd - flying;
  const window = c.sndUna + c.sndWnd - c.sndNxt;
  if (allowed <= 0 || window <= 0) return false;
  let n = Math.min(left, window, burst(c), Math.max(mss, Math.floor(allowed / mss) * mss));
  if (n < left) {
    if (n >= mss) n -= n % mss;
    else if (n < Math.min(mss, c.maxWnd >> 1)) return false;
  } else if (n % mss !== 0 && !c.options.noDelay && !c.finQueued && c.smallEnd > c.sndUna) {
    n -= n % mss;
    if (n === 0) return false;
  }
  const place = c.sndNxt;
  const data = c.queue.slice(place, n);
  let flags = TCP.ACK;
  c.sndNxt = place + data.length;
  if (data.length % mss !== 0) c.smallEnd = c.sndNxt;
  if (c.sndNxt === c.queue.end) {
    flags |= TCP.PSH;
    if (c.finQueued) {
      flags |= TCP.FIN;
      c.sndNxt++;
    }
  }
  c.bytesSent += data.length;
  const now = c.now_ns;
  if (c.timedEnd === 0) {
    c.timedEnd = c.sndNxt;
    c.timedAt_ns = now;
  }
  if (now - c.lastData_ns < DELAYED_ACK_NS) c.replies++;
  const { stamp } = c.queue;
  c.stamp = stamp;
  emit(c, place, flags, data, optionsOf(c), stamp);
  return true;
}

/** The retransmission timer runs while something is unacknowledged; the persist timer while only the peer's window holds us back. */
export function arm(c: TcpConnection): void {
  if (c.state === 'CLOSE' || c.state === 'TIME_WAIT') return;
  if (c.sndNxt > c.sndUna) {
    if (c.retransmitTimer.on && c.waitingFor === 'ack') return;
    c.waitingFor = 'ack';
    if (c.backoff === 0) c.firstUnanswered_ns = c.now_ns;
    c.retransmitTimer.set(c.now_ns + c.rtt.timeout_ns(c.backoff));
  } else if (c.unsent > 0 || (c.finQueued && !c.finSent)) {
    if (c.retransmitTimer.on && c.waitingFor === 'window') return;
    c.waitingFor = 'window';
    c.retransmitTimer.set(c.now_ns + c.rtt.timeout_ns(c.backoff));
  } else c.retransmitTimer.off();
}
