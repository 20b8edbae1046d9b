/**
 * What UDP, ping and raw sockets have in common (udp.c, ping.c, raw.c): a bounded queue of messages with their senders, errors that ICMP tells,
 * and a peer that connect(2) names. Left out: multicast memberships.
 */
import { Errno, fail } from '../abi/errno.ts';
import { POLL } from '../abi/process.ts';
import { materialise } from '../base/content.ts';
import { formatIp } from './address.ts';
import { Sock, isAny } from './sock.ts';
import type { IcmpErrorInfo, ShutdownHow } from '../abi/socket.ts';
import type { Chunk } from '../base/content.ts';
import type { Stamp } from '../base/stampedqueue.ts';
import type { OutRoute } from './ip.ts';
import type { Verdict } from './icmp_errors.ts';
import type { Endpoint } from './sock.ts';
import type { IcmpMessage, IpAddress } from './skbuff.ts';

/** net.core.rmem_default. */
const RECEIVE_BUFFER = 212_992;
/** What a small buffer of the kernel weighs beside its bytes (skb->truesize). */
const OVERHEAD = 768;
const MAX_ERRORS = 64;

/** A message with where it came from. */
export interface Message {
  readonly data: Chunk;
  readonly from: Endpoint;
  readonly stamp: Stamp;
}

export abstract class DatagramSock extends Sock {
  protected bound = false;
  private readonly queue: Message[] = [];
  private waiting = 0;
  /** Messages that were dropped for want of room. */
  drops = 0;
  private readonly errors: IcmpErrorInfo[] = [];
  protected noSend = false;
  protected noReceive = false;

  get boundTo(): IpAddress {
    return this.local.address;
  }

  // ---- receiving ----
  /** False when there is no room. */
  give(data: Chunk, from: Endpoint, stamp: Stamp): boolean {
    const weight = data.length + OVERHEAD;
    if (this.noReceive || (this.waiting > 0 && this.waiting + weight > RECEIVE_BUFFER)) {
      this.drops++;
      return false;
    }
    this.waiting += weight;
    this.queue.push({ data, from, stamp });
    this.readiness.notify();
    return true;
  }

  /** The next message; undefined when there is none. Throws an error that came in. */
  receive(): Message | undefined {
    this.check();
    const message = this.queue.shift();
    if (message !== undefined) this.waiting -= message.data.length + OVERHEAD;
    return message;
  }

  /** Length of the next message. */
  get available(): number {
    return this.queue[0]?.data.length ?? 0;
  }
  get pending(): boolean {
    return this.queue.length > 0;
  }
  protected get queued(): number {
    return this.waiting;
  }
  /** Nothing will come: shutdown(2) said so. */
  get ended(): boolean {
    return this.noReceive;
  }

  // ---- errors ----
  /** ICMP told of `data`, which was sent to `to`. Without IP_RECVERR only a connected socket hears of what is final. */
  failed(verdict: Verdict, icmp: Pick<IcmpMessage, 'type' | 'code' | 'rest'>, from: IpAddress, to: Endpoint, data: Chunk): void {
    const { errno, fatal, mtu } = verdict;
    if (this.options.recvErr) {
      if (this.errors.length < MAX_ERRORS) {
        const info = { errno: Errno[errno], type: icmp.type, code: icmp.code, from: formatIp(from), to: formatIp(to.address), port: to.port, data: materialise(data) };
        this.errors.push(mtu === undefined ? info : { ...info, mtu });
      }
    } else if (this.remote === undefined || !(fatal || mtu !== undefined)) return;
    this.error = errno;
    this.readiness.notify();
  }

  /** IP_ERRQUEUE: reading it takes the error away that announced it. */
  takeQueuedError(): IcmpErrorInfo | undefined {
    const next = this.errors.shift();
    if (next !== undefined && this.errors.length === 0) this.error = undefined;
    return next;
  }

  // ---- sending ----
  /** Where it goes, and how. EPIPE, EDESTADDRREQ, EACCES for a broadcast without SO_BROADCAST. */
  protected way(to: Endpoint | undefined, stamp: Stamp): { readonly to: Endpoint; readonly route: OutRoute; readonly source: IpAddress } {
    this.check();
    if (this.noSend) fail('EPIPE');
    const goal = this.target(to ?? this.remote ?? fail('EDESTADDRREQ'));
    const route = this.route(goal.address, this.sender(stamp));
    if (route.broadcast && !this.options.broadcast) fail('EACCES');
    const own = this.local.address;
    return { to: goal, route, source: isAny(own) || typeof own !== typeof goal.address ? route.source : own };
  }

  shutdown(how: ShutdownHow): void {
    if (this.remote === undefined) fail('ENOTCONN');
    if (how !== 'wr') this.noReceive = true;
    if (how !== 'rd') this.noSend = true;
    this.readiness.notify();
  }

  poll(): number {
    let events = POLL.OUT;
    if (this.queue.length > 0) events |= POLL.IN;
    if (this.error !== undefined || this.errors.length > 0) events |= POLL.ERR;
    if (this.noReceive) events |= POLL.IN | POLL.RDHUP;
    if (this.noReceive && this.noSend) events |= POLL.HUP;
    return events;
  }

  close(_stamp: Stamp): void {
    this.queue.length = 0;
    this.waiting = 0;
    this.errors.length = 0;
    this.readiness.notify();
  }
}
