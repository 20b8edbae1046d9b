/**
 * Unix sockets (unix(7), net/unix/af_unix.c): streams and datagrams within one host. What is written is at once in the peer's queue; a
 * queue that is full holds the writer back. Bytes carry the trace stamp of who wrote them, and the reader takes it over.
 *
 * Invariants: `peer` is mutual for streams; at most SOCKET_BUFFER bytes wait in a stream, DGRAM_QUEUE messages in a datagram socket.
 * Left out: seqpacket, SCM_CREDENTIALS, MSG_PEEK, garbage collection of sockets in flight to themselves.
 */
import { EMPTY } from '../base/bytes.ts';
import { materialise, sliceChunk } from '../base/content.ts';
import { StampedQueue } from '../base/stampedqueue.ts';
import { Errno, fail } from '../abi/errno.ts';
import { POLL } from '../abi/process.ts';
import { Socket } from './socket.ts';
import { bindUnix, findUnix } from './unix_names.ts';
import type { Chunk } from '../base/content.ts';
import type { ErrnoName } from '../abi/errno.ts';
import type { PeerCred, ShutdownHow, SocketAddress, SocketOptions } from '../abi/socket.ts';
import type { IoctlMap, IoctlRequest } from '../abi/tty.ts';
import type { Actor, OpenFile } from '../vfs/file.ts';
import type { Pid } from './pid.ts';
import type { Received } from './socket.ts';
import type { Task } from './task.ts';

/** Bytes that wait in a stream at most: net.core.wmem_default. */
export const SOCKET_BUFFER = 212_992;
/** Datagrams that wait at most: net.unix.max_dgram_qlen. */
const DGRAM_QUEUE = 10;
/** net.core.somaxconn. */
const SOMAXCONN = 4096;

interface Owner {
  readonly pid: Pid;
  readonly uid: number;
  readonly gid: number;
}

interface Datagram {
  readonly data: Uint8Array;
  readonly from: string;
  readonly files: readonly OpenFile[];
  readonly cause: number;
  readonly root: number;
}

function owner(t: Task): Owner {
  return { pid: t.process.pid, uid: t.cred.euid, gid: t.cred.egid };
}

function address(path: string): SocketAddress {
  return { family: 'unix', path };
}

export class UnixSocket extends Socket {
  readonly family = 'unix';
  private path = '';
  private unbind: (() => void) | undefined;
  private peer: UnixSocket | undefined;
  /** Was connected once: a stream whose peer is gone is not merely unconnected. */
  private connected = false;
  private closed = false;
  private backlog = -1;
  private readonly incoming: UnixSocket[] = [];
  private readonly stream = new StampedQueue();
  /** Files that go with the stream's byte at a position. */
  private readonly attached: { readonly at: number; readonly files: readonly OpenFile[] }[] = [];
  private readonly datagrams: Datagram[] = [];
  private noReceive = false;
  private noSend = false;
  private error: ErrnoName | undefined;
  private me: Owner | undefined;
  private peerOwner: Owner | undefined;
  /** Whose backlog or queue had no room. */
  private full: UnixSocket | undefined;

  /** listen(2) was called. */
  get listening(): boolean {
    return this.backlog >= 0;
  }
  get isConnected(): boolean {
    return this.connected;
  }

  // ---- names and connections ----
  bind(t: Task, to: SocketAddress): void {
    if (to.family !== 'unix') fail('EINVAL');
    if (this.unbind !== undefined) fail('EINVAL');
    const path = to.path === '' ? `\0${t.kernel.takeAnonIno().toString(16).padStart(5, '0')}` : to.path;
    if (path.length > 108) fail('EINVAL');
    this.unbind = bindUnix(t, path, this);
    this.path = path;
  }

  listen(t: Task, backlog: number): void {
    if (this.type !== 'stream') fail('ENOTSUP');
    if (this.unbind === undefined || this.connected) fail('EINVAL');
    this.backlog = Math.min(Math.max(0, backlog), SOMAXCONN);
    this.me = owner(t);
    this.readiness.notify();
  }

  accept(_t: Task): UnixSocket | undefined {
    if (this.backlog < 0) fail('EINVAL');
    const socket = this.incoming.shift();
    if (socket !== undefined) this.readiness.notify();
    return socket;
  }

  override get waitsOn(): UnixSocket {
    return this.full ?? this;
  }

  connect(t: Task, to: SocketAddress): boolean {
    if (to.family !== 'unix') fail('EINVAL');
    if (this.type === 'dgram') {
      const other = findUnix(t, to.path);
      if (other.type !== this.type) fail('EPROTOTYPE');
      this.peer = other;
      return true;
    }
    if (this.connected) fail('EISCONN');
    if (this.backlog >= 0) fail('EINVAL');
    const listener = findUnix(t, to.path);
    if (listener.type !== this.type) fail('EPROTOTYPE');
    if (listener.backlog < 0 || listener.closed) fail('ECONNREFUSED');
    if (listener.incoming.length > listener.backlog) {
      this.full = listener;
      return false;
    }
    this.full = undefined;
    const other = new UnixSocket(t, 'stream', 0);
    other.path = listener.path;
    other.me = listener.me;
    this.join(other, owner(t));
    listener.incoming.push(other);
    listener.readiness.notify();
    return true;
  }

  /** Make `this` and `other` peers. */
  private join(other: UnixSocket, me: Owner): void {
    this.me = me;
    this.peer = other;
    other.peer = this;
    this.connected = other.connected = true;
    this.peerOwner = other.me;
    other.peerOwner = me;
  }

  /** socketpair(2). */
  static pair(t: Task, type: 'stream' | 'dgram', flags: number): [UnixSocket, UnixSocket] {
    const a = new UnixSocket(t, type, flags);
    const b = new UnixSocket(t, type, flags);
    b.me = owner(t);
    a.join(b, owner(t));
    return [a, b];
  }

  shutdown(_t: Task, how: ShutdownHow): void {
    const peer = this.peer;
    if (this.type === 'stream' && !this.connected) fail('ENOTCONN');
    if (how !== 'wr') this.noReceive = true;
    if (how !== 'rd') this.noSend = true;
    if (peer !== undefined && this.type === 'stream') {
      if (how !== 'wr') peer.noSend = true;
      if (how !== 'rd') peer.noReceive = true;
      peer.readiness.notify();
    }
    this.readiness.notify();
  }

  localAddress(): SocketAddress {
    return address(this.path);
  }

  peerAddress(): SocketAddress {
    if (this.peer === undefined) fail('ENOTCONN');
    return address(this.peer.path);
  }

  protected override close(actor: Actor): void {
    this.closed = true;
    this.unbind?.();
    for (const waiting of this.incoming) waiting.abandon(actor);
    this.incoming.length = 0;
    this.detach(actor, this.stream.length > 0);
    for (const { files } of this.attached) for (const f of files) f.release(actor);
    for (const { files } of this.datagrams) for (const f of files) f.release(actor);
    this.attached.length = this.datagrams.length = 0;
    this.stream.clear();
    this.readiness.notify();
  }

  /** Never accepted: the listener closed. */
  private abandon(actor: Actor): void {
    this.detach(actor, true);
    this.release(actor);
  }

  /** Tell a stream's peer that this side is gone; with unread data it is a reset. */
  private detach(_actor: Actor, reset: boolean): void {
    const peer = this.peer;
    this.peer = undefined;
    if (peer === undefined || this.type !== 'stream') return;
    peer.noReceive = peer.noSend = true;
    if (reset) peer.error = 'ECONNRESET';
    peer.readiness.notify();
  }

  // ---- data ----
  override poll(): number {
    let events = 0;
    if (this.error !== undefined) events |= POLL.ERR;
    if (this.backlog >= 0) return events | (this.incoming.length > 0 ? POLL.IN : 0);
    if (this.noReceive) events |= POLL.IN | POLL.RDHUP;
    if (this.noReceive && this.noSend) events |= POLL.HUP;
    if (this.stream.length > 0 || this.datagrams.length > 0) events |= POLL.IN;
    if (this.type === 'stream') {
      if (!this.connected) return events | POLL.OUT | POLL.HUP;
      if (this.noSend || this.peer === undefined || this.peer.stream.length < SOCKET_BUFFER) events |= POLL.OUT;
    } else if (this.peer === undefined || this.peer.datagrams.length < DGRAM_QUEUE) events |= POLL.OUT;
    return events;
  }

  override read(actor: Actor, max: number): Uint8Array | undefined {
    return this.readChunk(actor, max, true) as Uint8Array | undefined;
  }

  override readChunk(actor: Actor, max: number, bytes = false): Chunk | undefined {
    if (this.type === 'dgram') {
      const message = this.takeDatagram(actor);
      if (message === undefined) return undefined;
      for (const f of message.files) f.release(actor);
      return message.data.subarray(0, max);
    }
    if (!this.connected) fail('EINVAL');
    if (this.stream.length === 0 || max === 0) return max === 0 || this.ended() ? EMPTY : undefined;
    const limit = this.untilNextFiles(max);
    const chunk = bytes ? this.stream.take(limit, actor) : this.stream.takeChunk(limit, actor);
    for (const f of this.filesBefore(this.stream.readPosition)) f.release(actor);
    this.peer?.readiness.notify();
    return chunk;
  }

  /** End of file, or the error that a reset left. */
  private ended(): boolean {
    if (this.error !== undefined) {
      const error = this.error;
      this.error = undefined;
      fail(error);
    }
    return this.noReceive;
  }

  /** Messages with files are not glued to what is behind them. */
  private untilNextFiles(max: number): number {
    const at = this.stream.readPosition;
    for (const next of this.attached) if (next.at > at) return Math.min(max, next.at - at);
    return max;
  }

  private filesBefore(position: number): readonly OpenFile[] {
    if (this.attached.length === 0 || this.attached[0]!.at >= position) return [];
    return this.attached.shift()!.files;
  }

  override write(actor: Actor, data: Uint8Array): number | undefined {
    return this.writeChunk(actor, data);
  }

  override writeChunk(actor: Actor, chunk: Chunk): number | undefined {
    if (this.type === 'dgram') return this.sendDatagram(actor, materialise(chunk), this.peer ?? fail('ENOTCONN'), []);
    return this.sendStream(actor, chunk, []);
  }

  private sendStream(actor: Actor, chunk: Chunk, files: readonly OpenFile[]): number | undefined {
    if (!this.connected) fail('ENOTCONN');
    const peer = this.peer;
    if (this.noSend || peer === undefined || peer.closed || peer.noReceive) fail('EPIPE');
    if (chunk.length === 0) return 0;
    const room = SOCKET_BUFFER - peer.stream.length;
    if (room <= 0) return undefined;
    if (files.length > 0) peer.attached.push({ at: peer.stream.position, files });
    const n = Math.min(room, chunk.length);
    peer.stream.push(n === chunk.length ? chunk : sliceChunk(chunk, 0, n), actor);
    peer.readiness.notify();
    return n;
  }

  private sendDatagram(actor: Actor, data: Uint8Array, to: UnixSocket, files: readonly OpenFile[]): number | undefined {
    if (this.noSend) fail('EPIPE');
    if (to.closed) fail('ECONNREFUSED');
    if (to.noReceive) fail('EPIPE');
    if (data.length > SOCKET_BUFFER) fail('EMSGSIZE');
    if (to.datagrams.length >= DGRAM_QUEUE) {
      this.full = to;
      return undefined;
    }
    this.full = undefined;
    to.datagrams.push({ data: data.slice(), from: this.path, files, cause: actor.cause, root: actor.root });
    to.readiness.notify();
    return data.length;
  }

  private takeDatagram(actor: Actor): Datagram | undefined {
    const message = this.datagrams.shift();
    if (message === undefined) return this.noReceive ? { data: EMPTY, from: '', files: [], cause: 0, root: 0 } : undefined;
    if (message.cause !== 0) {
      actor.cause = message.cause;
      actor.root = message.root;
    }
    this.readiness.notify();
    return message;
  }

  /** sendmsg(2): `files` are handed over, each already held once for the receiver. */
  send(t: Task, data: Uint8Array, to: SocketAddress | undefined, files: readonly OpenFile[]): number | undefined {
    if (this.type === 'stream') {
      if (to !== undefined) fail(this.connected ? 'EISCONN' : 'ENOTSUP');
      return this.sendStream(t, data, files);
    }
    const target = to === undefined ? (this.peer ?? fail('ENOTCONN')) : to.family === 'unix' ? findUnix(t, to.path) : fail('EINVAL');
    if (target.type !== 'dgram') fail('EPROTOTYPE');
    return this.sendDatagram(t, data, target, files);
  }

  /** recvmsg(2). */
  receive(t: Task, max: number): Received | undefined {
    if (this.type === 'dgram') {
      const message = this.takeDatagram(t);
      return message && { data: message.data.subarray(0, max), from: address(message.from), files: message.files };
    }
    if (!this.connected) fail('EINVAL');
    if (this.stream.length === 0) return this.ended() ? this.plain(EMPTY) : undefined;
    const data = this.stream.take(this.untilNextFiles(max), t);
    const files = this.filesBefore(this.stream.readPosition);
    this.peer?.readiness.notify();
    return { data, from: undefined, files };
  }

  // ---- options ----
  override getOption<K extends keyof SocketOptions>(t: Task, option: K): SocketOptions[K] {
    if (option === 'SO_PEERCRED' && this.peerOwner !== undefined) {
      const { pid, uid, gid } = this.peerOwner;
      return { pid: pid.in(t.pid.ns), uid, gid } satisfies PeerCred as SocketOptions[K];
    }
    if (option === 'SO_ERROR' && this.error !== undefined) {
      const n = Errno[this.error];
      this.error = undefined;
      return n as SocketOptions[K];
    }
    return super.getOption(t, option);
  }

  override ioctl<R extends IoctlRequest>(_actor: Actor, request: R, _arg: IoctlMap[R]['arg']): IoctlMap[R]['result'] {
    if (request === 'FIONREAD') return (this.type === 'stream' ? this.stream.length : (this.datagrams[0]?.data.length ?? 0)) as IoctlMap[R]['result'];
    return fail('ENOTTY');
  }
}
