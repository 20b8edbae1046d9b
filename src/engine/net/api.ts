/**
 * What the kernel's sockets ask of a network stack: one per network namespace. The present implementation is a cable (cable.ts): ordered
 * streams and datagrams with latency and bandwidth, without segments, ARP or ICMP on the wire. A stack with frames can take its place
 * behind these interfaces.
 *
 * As everywhere beneath the system calls nothing blocks: an operation that cannot go on says so, and `readiness` is notified.
 */
import type { Chunk } from '../base/content.ts';
import type { Stamp } from '../base/stampedqueue.ts';
import type { Waitable } from '../base/waitable.ts';
import type { ErrnoName } from '../abi/errno.ts';

/** An address and a port; address 0 is any. */
export interface Endpoint {
  readonly address: number;
  readonly port: number;
}

/** Time, as the world gives it. */
export interface NetServices {
  now_ns(): number;
  at(time_ns: number, fire: () => void): void;
}

/** One end of a stream. */
export interface StreamEnd {
  readonly local: Endpoint;
  readonly remote: Endpoint;
  readonly readiness: Waitable;
  readonly state: 'connecting' | 'open' | 'failed';
  /** The error that ended it, once: ECONNREFUSED, EHOSTUNREACH, ETIMEDOUT, ECONNRESET. */
  takeError(): ErrnoName | undefined;
  readonly failed: boolean;
  /** Bytes that can be received now. */
  readonly available: number;
  /** The other end sent its end, and everything before it was received. */
  readonly ended: boolean;
  /** The other end sent its end. */
  readonly remoteClosed: boolean;
  /** How many bytes may be sent now. */
  readonly room: number;
  /** Takes what there is room for; 0 when there is none. EPIPE after shutdown, or when the other end is gone. */
  send(chunk: Chunk, stamp: Stamp): number;
  receive(max: number, reader: Stamp): Uint8Array;
  receiveChunk(max: number, reader: Stamp): Chunk;
  /** Send the end (FIN). */
  shutdown(): void;
  /** Nobody holds it any more: FIN, or RST when something was not received. */
  close(): void;
}

/** A listening port. */
export interface StreamListener {
  readonly local: Endpoint;
  readonly readiness: Waitable;
  /** Connections that wait to be accepted. */
  readonly pending: number;
  accept(): StreamEnd | undefined;
  close(): void;
}

/** A datagram with where it came from. */
export interface Datagram {
  readonly data: Uint8Array;
  readonly from: Endpoint;
  readonly stamp: Stamp;
}

/** A UDP port. */
export interface DatagramEnd {
  readonly local: Endpoint;
  readonly readiness: Waitable;
  /** ECONNREFUSED when a connected peer's port was unreachable. */
  takeError(): ErrnoName | undefined;
  /** ENETUNREACH, EMSGSIZE. */
  send(data: Uint8Array, to: Endpoint, stamp: Stamp): void;
  receive(): Datagram | undefined;
  /** Length of the next datagram. */
  readonly available: number;
  readonly pending: boolean;
  readonly failed: boolean;
  /** Errors of this peer are reported. */
  connect(to: Endpoint | undefined): void;
  close(): void;
}

/** The stack of a network namespace. */
export interface NetStack {
  /** Ports below this one need CAP_NET_BIND_SERVICE. */
  unprivilegedPort: number;
  /** Is it one of the stack's own addresses (or any)? */
  owns(address: number): boolean;
  /** Begin to connect. EADDRINUSE, EADDRNOTAVAIL, ENETUNREACH; what is found out later is the stream's error. */
  connect(local: Endpoint, remote: Endpoint): StreamEnd;
  /** EADDRINUSE, EADDRNOTAVAIL. Port 0 picks one. */
  listen(local: Endpoint, backlog: number, reuse: boolean): StreamListener;
  /** Hold a port before it is known what for (bind(2)). EADDRINUSE, EADDRNOTAVAIL. */
  reserve(kind: 'stream' | 'dgram', local: Endpoint, reuse: boolean): { readonly local: Endpoint; release(): void };
  datagram(local: Endpoint): DatagramEnd;
}
