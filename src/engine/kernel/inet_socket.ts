/**
 * IPv4 sockets (ip(7), tcp(7), udp(7)) over the network stack of the namespace they were made in. Like af_inet.c; the transport is the
 * stack's. Left out: IPv6, out-of-band data, broadcast and multicast, most options (kept, without effect).
 */
import { EMPTY } from '../base/bytes.ts';
import { materialise } from '../base/content.ts';
import { Errno, fail } from '../abi/errno.ts';
import { POLL } from '../abi/process.ts';
import { O } from '../abi/fs.ts';
import { formatIpv4, parseIpv4 } from '../net/ipv4.ts';
import { netStackOf } from './net.ts';
import { Socket } from './socket.ts';
import { Task } from './task.ts';
import type { Chunk } from '../base/content.ts';
import type { ErrnoName } from '../abi/errno.ts';
import type { ShutdownHow, SocketAddress, SocketOptions } from '../abi/socket.ts';
import type { IoctlMap, IoctlRequest } from '../abi/tty.ts';
import type { DatagramEnd, Endpoint, NetStack, StreamEnd, StreamListener } from '../net/api.ts';
import type { Actor, OpenFile } from '../vfs/file.ts';
import type { Received } from './socket.ts';
import type { Waitable } from '../base/waitable.ts';

const ANY: Endpoint = { address: 0, port: 0 };

function toAbi(e: Endpoint): SocketAddress {
  return { family: 'inet', address: formatIpv4(e.address), port: e.port };
}

function fromAbi(address: SocketAddress): Endpoint {
  if (address.family !== 'inet') fail('EAFNOSUPPORT');
  const { port } = address;
  if (port < 0 || port > 65535) fail('EINVAL');
  return { address: parseIpv4(address.address) ?? fail('EINVAL'), port };
}

export class InetSocket extends Socket {
  readonly family = 'inet';
  private readonly stack: NetStack;
  /** The port held by bind(2) or connect(2). */
  private held: { readonly local: Endpoint; release(): void } | undefined;
  private listener: StreamListener | undefined;
  private end: StreamEnd | undefined;
  private port: DatagramEnd | undefined;
  private remote: Endpoint | undefined;
  /** Where the last connect came from, for traces after it failed. */
  private origin: Endpoint | undefined;
  /** connect(2) has told of its success. */
  private told = false;
  private noSend = false;
  private noReceive = false;

  constructor(t: Task, type: 'stream' | 'dgram', flags: number, end?: StreamEnd) {
    super(t, type, flags);
    this.stack = netStackOf(t.kernel, t.ns.net);
    if (end === undefined) return;
    this.end = end;
    this.told = true;
  }

  /** listen(2) was called. */
  get listening(): boolean {
    return this.listener !== undefined;
  }

  override get readiness(): Waitable {
    return (this.listener ?? this.end ?? this.port)?.readiness ?? super.readiness;
  }

  // ---- addresses ----
  bind(t: Task, address: SocketAddress): void {
    if (this.held !== undefined) fail('EINVAL');
    const local = fromAbi(address);
    if (local.port !== 0 && local.port < this.stack.unprivilegedPort && !t.cred.caps.has('NET_BIND_SERVICE')) fail('EACCES');
    this.hold(local);
    if (this.type === 'dgram') this.port = this.stack.datagram(this.held!.local);
  }

  private hold(local: Endpoint): Endpoint {
    this.held = this.stack.reserve(this.type === 'stream' ? 'stream' : 'dgram', local, this.options.SO_REUSEADDR === true);
    return this.held.local;
  }

  localAddress(): SocketAddress {
    return toAbi(this.end?.local ?? this.held?.local ?? ANY);
  }

  peerAddress(): SocketAddress {
    if (this.type === 'dgram') return toAbi(this.remote ?? fail('ENOTCONN'));
    if (this.end === undefined || this.end.state !== 'open') fail('ENOTCONN');
    return toAbi(this.end.remote);
  }

  /** 'address:port', for traces. */
  get localName(): string {
    const e = this.end?.local ?? this.origin ?? this.held?.local ?? ANY;
    return `${formatIpv4(e.address)}:${e.port}`;
  }

  get peerName(): string {
    const e = this.end?.remote ?? this.remote ?? ANY;
    return `${formatIpv4(e.address)}:${e.port}`;
  }

  // ---- connections ----
  listen(_t: Task, backlog: number): void {
    if (this.type !== 'stream') fail('ENOTSUP');
    if (this.end !== undefined) fail('EINVAL');
    if (this.listener !== undefined) return;
    const local = this.held?.local ?? this.hold(ANY);
    this.listener = this.stack.listen(local, Math.max(0, backlog), this.options.SO_REUSEADDR === true);
  }

  accept(t: Task): InetSocket | undefined {
    if (this.listener === undefined) fail('EINVAL');
    const end = this.listener.accept();
    return end && new InetSocket(t, 'stream', O.RDWR, end);
  }

  connect(_t: Task, address: SocketAddress): boolean {
    if (this.type === 'dgram') {
      this.remote = fromAbi(address);
      this.datagrams().connect(this.remote);
      return true;
    }
    if (this.listener !== undefined) fail('EISCONN');
    const { end } = this;
    if (end === undefined) {
      const remote = fromAbi(address);
      this.end = this.stack.connect(this.held?.local ?? this.hold(ANY), remote);
      this.origin = this.end.local;
      return false;
    }
    if (end.state === 'connecting') return (this.flags & O.NONBLOCK) !== 0 ? fail('EALREADY') : false;
    if (end.state === 'failed') {
      const error = end.takeError() ?? 'ECONNABORTED';
      end.close();
      this.end = undefined;
      fail(error);
    }
    if (this.told) fail('EISCONN');
    this.told = true;
    return true;
  }

  shutdown(_t: Task, how: ShutdownHow): void {
    if (this.type === 'stream' && this.end?.state !== 'open') fail('ENOTCONN');
    if (how !== 'wr') this.noReceive = true;
    if (how !== 'rd') {
      this.noSend = true;
      this.end?.shutdown();
    }
    this.readiness.notify();
  }

  protected override close(actor: Actor): void {
    if (this.end?.state === 'open' && actor instanceof Task && actor.kernel.tracer.on('net')) actor.kernel.tracer.emit(actor, { kind: 'net', action: 'close', from: this.localName, to: this.peerName });
    this.listener?.close();
    this.end?.close();
    this.port?.close();
    this.held?.release();
  }

  // ---- data ----
  override poll(): number {
    if (this.listener !== undefined) return this.listener.pending > 0 ? POLL.IN : 0;
    if (this.type === 'dgram') {
      if (this.port === undefined) return POLL.OUT;
      return POLL.OUT | (this.port.pending ? POLL.IN : 0) | (this.port.failed ? POLL.ERR : 0);
    }
    const { end } = this;
    if (end === undefined) return POLL.OUT | POLL.HUP;
    if (end.state === 'connecting') return 0;
    let events = end.failed ? POLL.ERR : 0;
    if (end.available > 0) events |= POLL.IN;
    if (end.remoteClosed || this.noReceive) events |= POLL.IN | POLL.RDHUP;
    if (end.remoteClosed && (this.noSend || end.failed)) events |= POLL.HUP;
    if (end.room > 0 || this.noSend || end.state === 'failed') events |= POLL.OUT;
    return events;
  }

  private stream(): StreamEnd {
    const { end } = this;
    if (end === undefined || end.state === 'connecting') fail('ENOTCONN');
    return end;
  }

  /** Report an error that came in, once. */
  private check(error: ErrnoName | undefined): void {
    if (error !== undefined) fail(error);
  }

  override read(actor: Actor, max: number): Uint8Array | undefined {
    if (this.type === 'dgram') return this.takeDatagram(actor, max)?.data;
    const end = this.stream();
    if (end.available > 0) return max === 0 ? EMPTY : end.receive(max, actor);
    this.check(end.takeError());
    return end.ended || this.noReceive ? EMPTY : undefined;
  }

  override readChunk(actor: Actor, max: number): Chunk | undefined {
    if (this.type === 'dgram' || this.end === undefined || this.end.available === 0) return this.read(actor, max);
    return this.end.receiveChunk(max, actor);
  }

  override write(actor: Actor, data: Uint8Array): number | undefined {
    return this.writeChunk(actor, data);
  }

  override writeChunk(actor: Actor, chunk: Chunk): number | undefined {
    if (this.type === 'dgram') return this.sendDatagram(actor, materialise(chunk), this.remote ?? fail('EDESTADDRREQ'));
    const end = this.end ?? fail('EPIPE');
    if (end.state === 'connecting') fail('ENOTCONN');
    this.check(end.takeError());
    if (this.noSend) fail('EPIPE');
    if (chunk.length === 0) return 0;
    const n = end.send(chunk, actor);
    return n === 0 ? undefined : n;
  }

  private datagrams(): DatagramEnd {
    return (this.port ??= this.stack.datagram(this.held?.local ?? this.hold(ANY)));
  }

  private sendDatagram(actor: Actor, data: Uint8Array, to: Endpoint): number {
    const port = this.datagrams();
    this.check(port.takeError());
    port.send(data, to, actor);
    return data.length;
  }

  private takeDatagram(actor: Actor, max: number): Received | undefined {
    const port = this.datagrams();
    this.check(port.takeError());
    const message = port.receive();
    if (message === undefined) return undefined;
    if (message.stamp.cause !== 0) {
      actor.cause = message.stamp.cause;
      actor.root = message.stamp.root;
    }
    return { data: message.data.subarray(0, max), from: toAbi(message.from), files: [] };
  }

  send(t: Task, data: Uint8Array, to: SocketAddress | undefined, _files: readonly OpenFile[]): number | undefined {
    if (this.type === 'stream') return this.writeChunk(t, data);
    return this.sendDatagram(t, data, to === undefined ? (this.remote ?? fail('EDESTADDRREQ')) : fromAbi(to));
  }

  receive(t: Task, max: number): Received | undefined {
    if (this.type === 'dgram') return this.takeDatagram(t, max);
    const data = this.read(t, max);
    return data && this.plain(data);
  }

  // ---- options ----
  override getOption<K extends keyof SocketOptions>(t: Task, option: K): SocketOptions[K] {
    if (option !== 'SO_ERROR') return super.getOption(t, option);
    const error = (this.end ?? this.port)?.takeError();
    return (error === undefined ? 0 : Errno[error]) as SocketOptions[K];
  }

  override ioctl<R extends IoctlRequest>(_actor: Actor, request: R, _arg: IoctlMap[R]['arg']): IoctlMap[R]['result'] {
    if (request === 'FIONREAD') return ((this.end ?? this.port)?.available ?? 0) as IoctlMap[R]['result'];
    return fail('ENOTTY');
  }
}
