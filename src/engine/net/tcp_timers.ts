/** What time does to a TCP connection (tcp_timer.c): retransmission, window probes, delayed acknowledgements, keepalive, the end of orphans. */
import { inFlight, push, sendAck, sendProbe, sendReset, sendSyn } from './tcp_output.ts';
import type { TcpConnection } from './tcp_connection.ts';

const MAX_BACKOFF = 20;

/** The connection fails: what ICMP said meanwhile, or that nobody answered. */
function giveUp(c: TcpConnection): void {
  c.tcp.fail(c, c.softError ?? 'ETIMEDOUT');
}

/** TCP_USER_TIMEOUT, when it is set, decides instead of the count of tries. */
function exhausted(c: TcpConnection, tries: number, limit: number): boolean {
  const { userTimeout_ms } = c.options;
  if (userTimeout_ms > 0 && c.synchronised) return c.now_ns - c.firstUnanswered_ns >= userTimeout_ms * 1e6;
  return tries >= limit;
}

export function onRetransmit(c: TcpConnection): void {
  const { settings } = c.tcp.net;
  const orphan = c.sock === undefined && c.listener === undefined;
  if (c.waitingFor === 'window') {
    if (exhausted(c, c.probes, orphan ? settings.orphanRetries : settings.retries)) return giveUp(c);
    c.probes++;
    c.backoff = Math.min(MAX_BACKOFF, c.backoff + 1);
    sendProbe(c);
    c.retransmitTimer.set(c.now_ns + c.rtt.timeout_ns(c.backoff));
    return;
  }
  const limit = c.state === 'SYN_SENT' ? settings.synRetries : c.state === 'SYN_RECV' ? settings.synackRetries : orphan ? settings.orphanRetries : settings.retries;
  if (exhausted(c, c.backoff, limit)) return giveUp(c);
  c.backoff++;
  c.timedEnd = 0;
  if (!c.synchronised) {
    c.retransmitted++;
    sendSyn(c);
  } else {
    c.congestion.collapse(inFlight(c), c.recovery !== 'loss');
    c.recovery = 'loss';
    c.recover = c.sndNxt;
    c.rexmit = c.sndUna;
    c.duplicates = 0;
    if (c.backoff >= 3) {
      c.sacked = [];
      c.sackedBytes = 0;
    }
    push(c);
  }
  if (c.state === 'CLOSE') return;
  c.retransmitTimer.set(c.now_ns + c.rtt.timeout_ns(Math.min(MAX_BACKOFF, c.backoff)));
}

export function onDelayedAck(c: TcpConnection): void {
  if (c.ackPending && c.state !== 'CLOSE') sendAck(c);
}

/** (Re)start keepalive, when it is wanted. */
export function startKeepalive(c: TcpConnection): void {
  if (!c.options.keepAlive || !c.synchronised || c.sock === undefined) {
    if (c.state !== 'FIN_WAIT2') c.keepTimer.off();
    return;
  }
  c.keepaliveProbes = 0;
  c.keepTimer.set(c.now_ns + idleTime(c));
}

function idleTime(c: TcpConnection): number {
  return (c.options.keepIdle_s || c.tcp.net.settings.keepaliveTime_s) * 1e9;
}

export function onKeepalive(c: TcpConnection): void {
  if (c.state === 'FIN_WAIT2' && c.sock === undefined) {
    c.tcp.drop(c);
    return;
  }
  if (!c.options.keepAlive || !c.synchronised || c.sock === undefined) return;
  const { settings } = c.tcp.net;
  const now = c.now_ns;
  const quiet_ns = now - c.lastReceived_ns;
  if (c.sndNxt > c.sndUna || c.unsent > 0) {
    c.keepTimer.set(now + idleTime(c));
    return;
  }
  if (quiet_ns < idleTime(c)) {
    c.keepaliveProbes = 0;
    c.keepTimer.set(now + idleTime(c) - quiet_ns);
    return;
  }
  const { userTimeout_ms } = c.options;
  if (userTimeout_ms > 0 ? quiet_ns >= userTimeout_ms * 1e6 && c.keepaliveProbes > 0 : c.keepaliveProbes >= settings.keepaliveProbes) {
    sendReset(c);
    giveUp(c);
    return;
  }
  c.keepaliveProbes++;
  sendProbe(c);
  c.keepTimer.set(now + settings.keepaliveInterval_s * 1e9);
}

/** A close left it in FIN_WAIT2 with nobody to read: it will not wait for ever. */
export function startFinWait2(c: TcpConnection): void {
  c.keepTimer.set(c.now_ns + c.tcp.net.settings.finTimeout_s * 1e9);
}
