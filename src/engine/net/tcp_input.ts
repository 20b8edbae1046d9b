/**
 * What a TCP connection makes of a segment (RFC 9293 section 3.10.7, tcp_input.c): acknowledgements and losses, data in and out of order, the
 * ends, resets and everything that is out of place.
 */
import { sliceChunk } from '../base/content.ts';
import { TCP } from './skbuff.ts';
import { DELAYED_ACK_NS, inFlight, push, resend, sendAck, sendReset, sendSyn } from './tcp_output.ts';
import { startFinWait2 } from './tcp_timers.ts';
import type { Chunk } from '../base/content.ts';
import type { SkBuff, TcpSegment } from './skbuff.ts';
import type { TcpConnection } from './tcp_connection.ts';

/** After a pause the sender may be in slow start: acknowledgements come at once again. */
const QUICK_AGAIN = 16;

/** A segment for a connection that is not in TIME_WAIT. */
export function input(c: TcpConnection, seg: TcpSegment, skb: SkBuff): void {
  if (c.state === 'SYN_SENT') {
    synSent(c, seg, skb);
    return;
  }
  const place = c.placeRcv(seg.seq);
  const { flags } = seg;
  const length = seg.data.length + ((flags & TCP.SYN) !== 0 ? 1 : 0) + ((flags & TCP.FIN) !== 0 ? 1 : 0);
  const crossed = c.state === 'SYN_RECV' && (flags & (TCP.SYN | TCP.ACK | TCP.RST)) === (TCP.SYN | TCP.ACK) && place === 0;
  if (!crossed && (!acceptable(c, place, length) || old(c, seg))) {
    if ((flags & TCP.RST) !== 0) return;
    if (c.state === 'SYN_RECV' && (flags & TCP.SYN) !== 0) sendSyn(c);
    else sendAck(c);
    return;
  }
  if ((flags & TCP.RST) !== 0) {
    if (place !== c.rcvNxt) sendAck(c);
    else if (c.listener !== undefined && c.state === 'SYN_RECV') c.tcp.drop(c);
    else c.tcp.fail(c, c.state === 'SYN_RECV' ? 'ECONNREFUSED' : c.state === 'CLOSE_WAIT' ? 'EPIPE' : 'ECONNRESET');
    return;
  }
  if ((flags & TCP.SYN) !== 0 && !crossed) {
    sendAck(c);
    return;
  }
  if ((flags & TCP.ACK) === 0) return;
  c.lastReceived_ns = c.now_ns;
  if (c.state === 'SYN_RECV' && !established(c, seg, skb)) return;
  if (!acknowledge(c, seg, place)) return;
  if (seg.options.timestamp !== undefined && place <= c.rcvWup) c.tsRecent = seg.options.timestamp[0];
  if (seg.data.length > 0 || (flags & TCP.FIN) !== 0) {
    if (!data(c, seg, place, skb)) return;
  }
  push(c);
  if (c.ackPending) scheduleAck(c);
}

/** Is some of it within the window? */
function acceptable(c: TcpConnection, place: number, length: number): boolean {
  const edge = Math.max(c.rcvEdge, c.rcvNxt);
  if (length === 0) return place >= c.rcvNxt && place <= edge;
  return place + length > c.rcvNxt && place <= edge;
}

/** From before the sequence numbers wrapped (PAWS, RFC 7323). */
function old(c: TcpConnection, seg: TcpSegment): boolean {
  const stamp = seg.options.timestamp;
  return c.timestamps && stamp !== undefined && (seg.flags & TCP.RST) === 0 && ((stamp[0] - c.tsRecent) | 0) < -60_000;
}

function agreeOn(c: TcpConnection, seg: TcpSegment): void {
  const { mss, windowScale, sackPermitted, timestamp } = seg.options;
  if (timestamp !== undefined) c.tsRecent = timestamp[0];
  c.agree(mss ?? 536, timestamp !== undefined, sackPermitted === true, windowScale);
}

/** A SYN for a listener, or for an opener that is opened at the same time: the peer's half is known. */
export function takeSyn(c: TcpConnection, seg: TcpSegment): void {
  c.irs = seg.seq;
  c.rcvNxt = c.rcvWup = 1;
  c.rcvEdge = 1;
  agreeOn(c, seg);
  c.sndWnd = c.maxWnd = seg.window;
  c.wl1 = 0;
}

function synSent(c: TcpConnection, seg: TcpSegment, skb: SkBuff): void {
  const { flags } = seg;
  const acked = (flags & TCP.ACK) !== 0;
  if (acked && c.placeAck(seg.ack) !== 1) {
    if ((flags & TCP.RST) === 0) c.tcp.resetFor(skb);
    return;
  }
  if ((flags & TCP.RST) !== 0) {
    if (acked) c.tcp.fail(c, 'ECONNREFUSED');
    return;
  }
  if ((flags & TCP.SYN) === 0) return;
  takeSyn(c, seg);
  c.lastReceived_ns = c.now_ns;
  if (!acked) {
    c.state = 'SYN_RECV';
    sendSyn(c);
    return;
  }
  c.lastData_ns = c.now_ns;
  if (c.timedEnd === 1) c.rtt.sample(c.now_ns - c.timedAt_ns);
  open(c);
  sendAck(c);
  c.tcp.opened(c);
  push(c);
}

/** Our SYN was acknowledged. */
function open(c: TcpConnection): void {
  c.sndUna = 1;
  c.rexmit = 1;
  c.backoff = 0;
  c.timedEnd = 0;
  c.state = 'ESTABLISHED';
  c.retransmitTimer.off();
}

/** The acknowledgement that ends the handshake of the passive side (or of a simultaneous opening). False when it must be ignored. */
function established(c: TcpConnection, seg: TcpSegment, skb: SkBuff): boolean {
  if (c.placeAck(seg.ack) < 1 || c.placeAck(seg.ack) > c.sndNxt) {
    c.tcp.resetFor(skb);
    return false;
  }
  const { listener } = c;
  if (listener !== undefined && listener.full) {
    if (c.tcp.net.ip.watched) c.tcp.net.ip.note(skb, 'drop', `the accept queue of ${listener.name} is full`);
    return false;
  }
  if (c.timedEnd === 1) c.rtt.sample(c.now_ns - c.timedAt_ns);
  open(c);
  c.sndWnd = seg.window * 2 ** c.sndScale;
  c.maxWnd = Math.max(c.maxWnd, c.sndWnd);
  if (listener === undefined) c.tcp.opened(c);
  else listener.ready(c);
  return true;
}

// ---- acknowledgements ----
/** False when the segment is to be dropped. */
function acknowledge(c: TcpConnection, seg: TcpSegment, place: number): boolean {
  const ack = c.placeAck(seg.ack);
  if (ack > c.sndNxt) {
    sendAck(c);
    return false;
  }
  const flying = c.sndNxt - c.sndUna;
  const window = seg.window * 2 ** c.sndScale;
  const same = window === c.sndWnd;
  if (ack >= c.sndUna && (place > c.wl1 || (place === c.wl1 && (ack > c.wl2 || (ack === c.wl2 && window > c.sndWnd))))) {
    c.sndWnd = window;
    if (window > c.maxWnd) c.maxWnd = window;
    c.wl1 = place;
    c.wl2 = ack;
  }
  c.probes = 0;
  if (c.waitingFor === 'window' && c.retransmitTimer.on && window > 0) {
    c.backoff = 0;
    c.retransmitTimer.off();
  }
  const before = c.sackedBytes;
  if (c.sackOk && seg.options.sack !== undefined && flying > 0) for (const [from, to] of seg.options.sack) mark(c, c.placeAck(from), c.placeAck(to));
  if (ack > c.sndUna) {
    if (!advance(c, ack, flying)) return false;
  } else if (ack === c.sndUna && flying > 0 && seg.data.length === 0 && (same || c.sackedBytes > before) && (seg.flags & TCP.FIN) === 0) c.duplicates++;
  if (c.recovery === 'open' && c.sndNxt > c.sndUna && (c.duplicates >= 3 || c.sackedBytes >= 3 * c.mss)) {
    c.congestion.halve(inFlight(c));
    c.recovery = 'recovery';
    c.recover = c.sndNxt;
    c.rexmit = c.sndUna;
    const [from] = c.sacked[0] ?? [c.sndUna + c.mss];
    c.timedEnd = 0;
    c.rexmit = resend(c, c.sndUna, Math.min(from, c.sndUna + c.gsoMax, c.sndNxt));
  }
  return true;
}

/** The peer holds [from, to). */
function mark(c: TcpConnection, from: number, to: number): void {
  if (from < c.sndUna || to > c.sndNxt || from >= to) return;
  const kept: [number, number][] = [];
  let [a, b] = [from, to];
  let at = 0;
  for (const block of c.sacked) {
    if (block[1] < a) {
      kept.push(block);
      at++;
    } else if (block[0] > b) kept.push(block);
    else {
      a = Math.min(a, block[0]);
      b = Math.max(b, block[1]);
    }
  }
  kept.splice(at, 0, [a, b]);
  c.sacked = kept;
  count(c);
}

function count(c: TcpConnection): void {
  let n = 0;
  for (const [a, b] of c.sacked) n += b - a;
  c.sackedBytes = n;
}

/** New bytes of ours were acknowledged. False when that ended the connection. */
function advance(c: TcpConnection, ack: number, flying: number): boolean {
  const now = c.now_ns;
  const acked = ack - c.sndUna;
  const limited = flying * 2 >= c.congestion.cwnd;
  if (c.timedEnd > 0 && ack >= c.timedEnd) {
    const took = now - c.timedAt_ns;
    c.rtt.sample(took);
    c.congestion.measured(c.rtt, took, ack, c.sndNxt);
    c.timedEnd = 0;
  }
  c.sndUna = ack;
  c.queue.release(Math.min(ack, c.queue.end));
  if (c.rexmit < ack) c.rexmit = ack;
  if (c.sacked.length > 0) {
    while (c.sacked.length > 0 && c.sacked[0]![1] <= ack) c.sacked.shift();
    if (c.sacked.length > 0 && c.sacked[0]![0] < ack) c.sacked[0]![0] = ack;
    count(c);
  }
  c.duplicates = 0;
  c.backoff = 0;
  c.softError = undefined;
  if (c.recovery !== 'open' && ack >= c.recover) {
    if (c.recovery === 'recovery') c.congestion.cwnd = Math.max(c.congestion.ssthresh, 2 * c.mss);
    c.recovery = 'open';
  } else if (c.recovery !== 'recovery' && limited) c.congestion.grow(acked);
  if (c.sndNxt > ack) {
    c.waitingFor = 'ack';
    c.firstUnanswered_ns = now;
    c.retransmitTimer.set(now + c.rtt.timeout_ns(0));
  } else c.retransmitTimer.off();
  if (c.finSent && ack > c.queue.end && !finAcked(c)) return false;
  if (c.writable) c.notify();
  return true;
}

/** Our FIN was acknowledged. False when that was the end. */
function finAcked(c: TcpConnection): boolean {
  switch (c.state) {
    case 'FIN_WAIT1':
      c.state = 'FIN_WAIT2';
      if (c.sock === undefined) startFinWait2(c);
      c.notify();
      return true;
    case 'CLOSING':
      c.tcp.timeWait(c);
      return false;
    case 'LAST_ACK':
      c.tcp.drop(c);
      return false;
    default:
      return true;
  }
}

// ---- data ----
/** False when the connection ended. */
function data(c: TcpConnection, seg: TcpSegment, place: number, skb: SkBuff): boolean {
  const orphan = c.sock === undefined && c.listener === undefined;
  if (seg.data.length > 0 && orphan && (c.state === 'FIN_WAIT1' || c.state === 'FIN_WAIT2')) {
    if (c.tcp.net.ip.watched) c.tcp.net.ip.note(skb, 'drop', 'data for a connection that was closed here');
    sendReset(c);
    c.tcp.fail(c, 'ECONNRESET');
    return false;
  }
  let chunk: Chunk = seg.data;
  let start = place;
  let fin = (seg.flags & TCP.FIN) !== 0 ? place + chunk.length : -1;
  const edge = Math.max(c.rcvEdge, c.rcvNxt);
  if (place + chunk.length > edge) {
    chunk = sliceChunk(chunk, 0, Math.max(0, edge - place));
    if (fin > edge) fin = -1;
  }
  if (start < c.rcvNxt) {
    const overlap = Math.min(chunk.length, c.rcvNxt - start);
    chunk = sliceChunk(chunk, overlap, chunk.length);
    start += overlap;
    if (overlap > 0) c.quickAcks = Math.max(c.quickAcks, 1);
  }
  if (fin >= c.rcvNxt && c.finAt < 0) c.finAt = fin;
  if (chunk.length > 0) {
    if (start > c.rcvNxt) {
      c.ooo.insert(start, chunk, skb.stamp);
      c.quickAcks = Math.max(c.quickAcks, 1);
      sendAck(c);
      return true;
    }
    const now = c.now_ns;
    if (c.lastData_ns > 0 && now - c.lastData_ns > c.rtt.rto_ns) c.quickAcks = QUICK_AGAIN;
    c.lastData_ns = now;
    const filled = !c.ooo.empty;
    take(c, chunk, skb.stamp);
    for (let next = c.ooo.take(c.rcvNxt); next !== undefined; next = c.ooo.take(c.rcvNxt)) take(c, next.chunk, next.stamp);
    c.stamp = skb.stamp;
    c.ackPending = true;
    if (filled) sendAck(c);
    if (c.listener === undefined) c.notify();
  } else if (c.finAt !== c.rcvNxt) {
    c.ackPending = true;
    if (start > c.rcvNxt) sendAck(c);
  }
  if (c.finAt === c.rcvNxt && !c.finReceived) return reachEnd(c);
  return true;
}

function take(c: TcpConnection, chunk: Chunk, stamp: { cause: number; root: number }): void {
  c.rcvNxt += chunk.length;
  c.bytesReceived += chunk.length;
  c.received.give(chunk, stamp);
}

/** The peer's end was reached. False when that ended the connection. */
function reachEnd(c: TcpConnection): boolean {
  c.rcvNxt++;
  c.finReceived = true;
  c.ooo.clear();
  switch (c.state) {
    case 'ESTABLISHED':
      c.state = 'CLOSE_WAIT';
      break;
    case 'FIN_WAIT1':
      c.state = 'CLOSING';
      break;
    case 'FIN_WAIT2':
      sendAck(c);
      c.tcp.timeWait(c);
      return false;
    default:
      break;
  }
  sendAck(c);
  c.notify();
  return true;
}

/**
 * At once after more than a segment when the reader keeps up, at the beginning, or when something is missing; else when it is read, or a little
 * later, perhaps with data.
 */
function scheduleAck(c: TcpConnection): void {
  const quick = c.quickAcks > 0 && !c.pingpong;
  if ((c.rcvNxt - c.rcvWup > c.mss && c.offer() >= c.rcvEdge - c.rcvWup) || quick || !c.ooo.empty) {
    if (c.quickAcks > 0) c.quickAcks--;
    sendAck(c);
  } else if (!c.ackTimer.on) c.ackTimer.set(c.now_ns + DELAYED_ACK_NS);
}

/** Something was read: tell the peer of the room when it is much more than it knows of. */
export function afterRead(c: TcpConnection, n: number): void {
  c.consumed(n);
  if (c.state === 'CLOSE' || c.finReceived) return;
  if (c.ackPending && c.rcvNxt - c.rcvWup > c.mss) {
    sendAck(c);
    return;
  }
  const known = c.rcvEdge - c.rcvNxt;
  if (2 * known > c.window) return;
  const now = c.offer();
  if (now > 0 && now >= 2 * known) sendAck(c);
}
