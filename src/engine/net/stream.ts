/**
 * Streams over the cable: what TCP promises, without its segments. Bytes arrive in order after the way's latency, one after the other at
 * its bandwidth; the receiver's window holds the sender back. A connect takes a round trip: refused by a host where nobody listens,
 * repeated while the listener's backlog is full. Left out: loss and retransmission, TIME_WAIT, urgent data, keepalive probes.
 */
import { StampedQueue } from '../base/stampedqueue.ts';
import { sliceChunk } from '../base/content.ts';
import { Waitable } from '../base/waitable.ts';
import { fail } from '../abi/errno.ts';
import { SYN_TIMEOUT_NS, passAll } from './device.ts';
import type { Chunk } from '../base/content.ts';
import type { Stamp } from '../base/stampedqueue.ts';
import type { ErrnoName } from '../abi/errno.ts';
import type { Endpoint, StreamEnd, StreamListener } from './api.ts';
import type { Wire } from './device.ts';
import type { Path } from './path.ts';
import type { CableStack } from './stack.ts';

/** Bytes on the way and unread at most. */
const WINDOW = 524_288;
/** Larger writes travel in pieces of this size. */
const PIECE = 65_536;
/** What a segment without data weighs. */
const HEADER = 66;
const SYN_RETRIES = 6;

export class CableStream implements StreamEnd {
  readonly local: Endpoint;
  readonly remote: Endpoint;
  readonly readiness = new Waitable();
  state: 'connecting' | 'open' | 'failed' = 'connecting';
  private readonly stack: CableStack;
  private readonly out: readonly Wire[];
  private readonly back: readonly Wire[];
  private peer: CableStream | undefined;
  private error: ErrnoName | undefined;
  private readonly received = new StampedQueue();
  /** Bytes sent by the peer that are on their way here. */
  private underway = 0;
  private finSent = false;
  private finReceived = false;
  private closed = false;
  /** Cannot send any more: the peer is gone. */
  private reset = false;
  /** What to do with the local port at the end. */
  onClose: (() => void) | undefined;

  /** An active opener, with the way it goes; or, with `peer`, the passive end. */
  constructor(stack: CableStack, local: Endpoint, remote: Endpoint, path: Path, peer?: CableStream) {
    this.stack = stack;
    this.local = local;
    this.remote = remote;
    this.out = path.out;
    this.back = path.back;
    if (peer !== undefined) {
      this.peer = peer;
      this.state = 'open';
    } else if (path.target === undefined) {
      this.after(path.delay_ns, () => this.failWith(path.error ?? 'EHOSTUNREACH'));
    } else this.syn(path, path.target, 0);
  }

  private after(ns: number, fire: () => void): void {
    this.stack.services.at(this.stack.services.now_ns() + ns, fire);
  }

  /** Do `fire` when `length` bytes sent now have gone over the wires. */
  private travel(wires: readonly Wire[], length: number, fire: () => void): void {
    this.stack.services.at(passAll(wires, this.stack.services.now_ns(), length), fire);
  }

  private syn(path: Path, target: CableStack, tries: number): void {
    this.travel(this.out, HEADER, () => {
      if (this.closed) return;
      const listener = target.listenerAt(this.remote);
      if (listener === undefined) {
        this.travel(this.back, HEADER, () => this.failWith('ECONNREFUSED'));
      } else if (!listener.hasRoom) {
        const wait_ns = 1e9 * 2 ** tries;
        if (tries < SYN_RETRIES) this.after(wait_ns, () => this.closed || this.syn(path, target, tries + 1));
        else this.after(Math.max(0, SYN_TIMEOUT_NS - wait_ns), () => this.failWith('ETIMEDOUT'));
      } else {
        const local = { address: this.remote.address, port: this.remote.port };
        const accepted = new CableStream(target, local, { address: path.seenAs, port: this.local.port }, { ...path, out: this.back, back: this.out }, this);
        listener.admit(accepted);
        this.travel(this.back, HEADER, () => this.established(accepted, listener));
      }
    });
  }

  private established(peer: CableStream, listener: CableListener): void {
    if (this.closed) {
      listener.drop(peer);
      return;
    }
    this.peer = peer;
    this.state = 'open';
    this.readiness.notify();
    this.travel(this.out, HEADER, () => listener.ready(peer));
  }

  private failWith(error: ErrnoName): void {
    if (this.state === 'failed' || this.closed) return;
    this.error = error;
    this.reset = true;
    this.state = 'failed';
    this.readiness.notify();
  }

  // ---- StreamEnd ----
  takeError(): ErrnoName | undefined {
    const error = this.error;
    this.error = undefined;
    return error;
  }

  get failed(): boolean {
    return this.error !== undefined;
  }

  get available(): number {
    return this.received.length;
  }

  get ended(): boolean {
    return (this.finReceived || this.reset) && this.received.length === 0;
  }

  get remoteClosed(): boolean {
    return this.finReceived || this.reset;
  }

  get room(): number {
    const peer = this.peer;
    return peer === undefined ? 0 : WINDOW - peer.underway - peer.received.length;
  }

  send(chunk: Chunk, stamp: Stamp): number {
    if (this.finSent || this.reset || this.peer === undefined) fail('EPIPE');
    const peer = this.peer;
    const n = Math.min(this.room, chunk.length);
    const { cause, root } = stamp;
    for (let at = 0; at < n; at += PIECE) {
      const part = sliceChunk(chunk, at, Math.min(n, at + PIECE));
      const own = part instanceof Uint8Array ? part.slice() : part;
      peer.underway += own.length;
      this.travel(this.out, own.length, () => peer.arrive(own, { cause, root }));
    }
    return Math.max(0, n);
  }

  private arrive(chunk: Chunk, stamp: Stamp): void {
    this.underway -= chunk.length;
    if (this.closed) {
      const peer = this.peer;
      if (peer !== undefined) this.travel(this.out, HEADER, () => peer.gone());
      return;
    }
    this.received.give(chunk, stamp);
    this.readiness.notify();
  }

  /** RST arrives. */
  private gone(): void {
    if (this.closed || this.reset) return;
    this.reset = true;
    this.error = 'ECONNRESET';
    this.received.clear();
    this.readiness.notify();
  }

  receive(max: number, reader: Stamp): Uint8Array {
    const data = this.received.take(max, reader);
    this.peer?.readiness.notify();
    return data;
  }

  receiveChunk(max: number, reader: Stamp): Chunk {
    const chunk = this.received.takeChunk(max, reader);
    this.peer?.readiness.notify();
    return chunk;
  }

  shutdown(): void {
    if (this.finSent || this.peer === undefined) return;
    this.finSent = true;
    const peer = this.peer;
    this.travel(this.out, HEADER, () => {
      peer.finReceived = true;
      peer.readiness.notify();
    });
    this.readiness.notify();
  }

  close(): void {
    if (this.closed) return;
    const peer = this.peer;
    if (peer !== undefined && this.received.length > 0) this.travel(this.out, HEADER, () => peer.gone());
    else this.shutdown();
    this.closed = true;
    this.received.clear();
    this.readiness.notify();
    this.onClose?.();
  }
}

export class CableListener implements StreamListener {
  readonly local: Endpoint;
  readonly readiness = new Waitable();
  private readonly stack: CableStack;
  private readonly backlog: number;
  /** Connections whose last handshake segment is on its way. */
  private half = new Set<CableStream>();
  private readonly queue: CableStream[] = [];
  private closed = false;

  constructor(stack: CableStack, local: Endpoint, backlog: number) {
    this.stack = stack;
    this.local = local;
    this.backlog = backlog;
  }

  get hasRoom(): boolean {
    return this.half.size + this.queue.length <= this.backlog;
  }

  get pending(): number {
    return this.queue.length;
  }

  admit(stream: CableStream): void {
    this.half.add(stream);
  }

  drop(stream: CableStream): void {
    this.half.delete(stream);
  }

  ready(stream: CableStream): void {
    if (!this.half.delete(stream)) return;
    this.queue.push(stream);
    this.readiness.notify();
  }

  accept(): StreamEnd | undefined {
    return this.queue.shift();
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.stack.unlisten(this);
    for (const s of [...this.half, ...this.queue]) s.close();
    this.half.clear();
    this.queue.length = 0;
    this.readiness.notify();
  }
}
