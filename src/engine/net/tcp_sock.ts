/** A TCP socket as its holder sees it (tcp.c): bind, listen, accept, connect, the two directions, and the end. */
import { fail } from '../abi/errno.ts';
import { materialise, sliceChunk } from '../base/content.ts';
import { POLL } from '../abi/process.ts';
import { formatIp } from './address.ts';
import { NO_STAMP, Sock, isAny } from './sock.ts';
import { showAddress } from './tcp.ts';
import { afterRead } from './tcp_input.ts';
import { TcpConnection } from './tcp_connection.ts';
import { TcpListener } from './tcp_listener.ts';
import { push, sendReset, sendSyn } from './tcp_output.ts';
import { startFinWait2, startKeepalive } from './tcp_timers.ts';
import type { Chunk } from '../base/content.ts';
import type { Stamp } from '../base/stampedqueue.ts';
import type { SocketInfo } from '../abi/netlink.ts';
import type { ShutdownHow } from '../abi/socket.ts';
import type { PortOwner } from './ports.ts';
import type { Endpoint, SockOptions, SockOwner } from './sock.ts';
import type { IpAddress } from './skbuff.ts';
import type { TcpProtocol } from './tcp.ts';

const LARGE = 16_384;

export class TcpSock extends Sock implements PortOwner {
  readonly tcp: TcpProtocol;
  listener: TcpListener | undefined = undefined;
  connection: TcpConnection | undefined = undefined;
  readonly automatic = false;
  private bound = false;
  /** What connect(2) has told. */
  private phase: 'new' | 'connecting' | 'connected' = 'new';
  private noReceive = false;
  private noSend = false;

  constructor(tcp: TcpProtocol, family: 4 | 6, owner: SockOwner, accepted?: TcpConnection) {
    super(tcp.net, family, owner);
    this.tcp = tcp;
    if (accepted === undefined) return;
    this.options = accepted.options;
    this.take(accepted);
    this.phase = 'connected';
    accepted.listener = undefined;
    if (accepted.error !== undefined) this.error = accepted.error;
    startKeepalive(accepted);
  }

  private take(c: TcpConnection): void {
    this.connection = c;
    this.local = c.local;
    this.remote = c.remote;
    c.sock = this;
  }

  get uid(): number {
    return this.owner.uid;
  }
  get boundTo(): IpAddress {
    return this.bound ? this.local.address : this.family === 4 ? 0 : 0n;
  }
  get listening(): boolean {
    return this.listener !== undefined;
  }

  /** Who this is, for observers. */
  describe(): string {
    return `${formatIp(this.local.address)}:${this.local.port}`;
  }

  // ---- beginning ----
  /** EADDRINUSE, EADDRNOTAVAIL, EINVAL when it is bound already. */
  bind(to: Endpoint): void {
    if (this.bound || this.connection !== undefined) fail('EINVAL');
    this.checkLocal(to.address);
    this.local = to;
    this.bound = true;
    try {
      this.local = { address: to.address, port: this.tcp.ports.bind(this, to.port) };
    } catch (e) {
      this.bound = false;
      this.local = { address: this.family === 4 ? 0 : 0n, port: 0 };
      throw e;
    }
  }

  /** EADDRINUSE when another listens there, EINVAL on a connection. */
  listen(backlog: number): void {
    if (this.connection !== undefined) fail('EINVAL');
    const limit = Math.min(backlog < 0 ? 0xffffffff : backlog, this.net.settings.somaxconn);
    if (this.listener !== undefined) {
      this.listener.backlog = limit;
      return;
    }
    if (!this.bound) this.bind(this.local);
    else if (this.tcp.ports.conflict(this, this.local.port, true) !== undefined) fail('EADDRINUSE');
    this.listener = new TcpListener(this, limit);
    this.tcp.listen(this);
  }

  /** A connection as a socket of `owner`; undefined when there is none yet. EINVAL. */
  accept(owner: SockOwner): TcpSock | undefined {
    const c = (this.listener ?? fail('EINVAL')).take();
    return c && new TcpSock(this.tcp, this.family, owner, c);
  }

  /** True when connected, false while it is under way: call again after a notification. Throws why it failed, once. */
  connect(to: Endpoint, stamp: Stamp, nonblocking: boolean): boolean {
    if (this.listener !== undefined || this.phase === 'connected') fail('EISCONN');
    if (this.phase === 'new') {
      this.begin(to, stamp);
      return false;
    }
    const c = this.connection!;
    if (c.state === 'SYN_SENT' || c.state === 'SYN_RECV') return nonblocking ? fail('EALREADY') : false;
    if (c.state === 'CLOSE' && c.error !== undefined) {
      const error = this.takeError() ?? 'ECONNABORTED';
      this.reset();
      fail(error);
    }
    this.phase = 'connected';
    return true;
  }

  /** As before connect(2), but for what bind(2) did. */
  private reset(): void {
    this.phase = 'new';
    this.connection = undefined;
    this.remote = undefined;
    if (!this.bound) this.local = { address: this.family === 4 ? 0 : 0n, port: 0 };
  }

  private begin(to: Endpoint, stamp: Stamp): void {
    const remote = this.target(to);
    const route = this.route(remote.address, this.sender(stamp));
    if (route.broadcast || (typeof remote.address === 'number' && remote.address >>> 28 === 14)) fail('ENETUNREACH');
    const address = isAny(this.local.address) || typeof this.local.address !== typeof remote.address ? route.source : this.local.address;
    const { tcp } = this;
    const { port } = this.local;
    if (this.bound && !tcp.free(address, port, remote.address, remote.port)) fail('EADDRNOTAVAIL');
    const draft: PortOwner = { options: this.options, uid: this.uid, boundTo: address, listening: false, automatic: true };
    const chosen = this.bound ? port : tcp.ports.forConnect(draft, (p) => tcp.free(address, p, remote.address, remote.port));
    const c = new TcpConnection(tcp, { family: this.family, uid: this.owner.uid, gid: this.owner.gid, options: this.options }, { address, port: chosen }, remote, this.bound ? this.local.address : address, !this.bound, route.mtu, stamp);
    if (!this.bound) tcp.ports.release(draft, chosen);
    this.phase = 'connecting';
    this.take(c);
    c.state = 'SYN_SENT';
    tcp.add(c);
    c.timedEnd = 1;
    c.timedAt_ns = c.now_ns;
    c.retransmitTimer.set(c.now_ns + c.rtt.timeout_ns(0));
    if (sendSyn(c) === 'ECONNREFUSED') tcp.fail(c, 'ECONNREFUSED');
  }

  // ---- data ----
  /** Bytes that can be read now. */
  get available(): number {
    return this.connection?.received.length ?? 0;
  }

  /** Take up to `max` of the {@link available} bytes, at most one chunk. */
  receiveChunk(max: number, reader: Stamp): Chunk {
    const c = this.connection!;
    const chunk = c.received.takeChunk(max, reader);
    afterRead(c, chunk.length);
    return chunk;
  }

  /** As bytes. A big piece is given as it came, without copying others to it: a stream may be read short. */
  receive(max: number, reader: Stamp): Uint8Array {
    const c = this.connection!;
    const data = c.received.headLength >= LARGE ? materialise(c.received.takeChunk(max, reader)) : c.received.take(max, reader);
    afterRead(c, data.length);
    return data;
  }

  /** Nothing will come any more. ENOTCONN, or the error that ended it. */
  get ended(): boolean {
    this.check();
    const c = this.connection;
    if (this.noReceive) return true;
    if (c === undefined) fail('ENOTCONN');
    return c.finReceived;
  }

  /** Takes what there is room for; 0: wait. `given`: nobody will change the bytes. EPIPE, or the error that ended it. */
  send(chunk: Chunk, stamp: Stamp, given = false): number {
    this.check();
    const c = this.connection;
    if (c === undefined || this.noSend || this.listener !== undefined) fail('EPIPE');
    if (c.state === 'SYN_SENT' || c.state === 'SYN_RECV') return 0;
    if (!c.canSend) fail('EPIPE');
    const n = Math.min(c.room, chunk.length);
    if (n === 0) return 0;
    c.queue.append(n === chunk.length ? chunk : sliceChunk(chunk, 0, n), stamp, given);
    push(c);
    return n;
  }

  /** ENOTCONN. */
  shutdown(how: ShutdownHow, stamp: Stamp): void {
    if (this.listener !== undefined) {
      if (how === 'wr') return;
      this.stopListening();
      this.readiness.notify();
      return;
    }
    const c = this.connection;
    if (c === undefined || c.state === 'CLOSE' || c.state === 'SYN_SENT') fail('ENOTCONN');
    if (how !== 'wr') this.noReceive = true;
    if (how !== 'rd' && !this.noSend) {
      this.noSend = true;
      this.fin(c, stamp);
    }
    this.readiness.notify();
  }

  private fin(c: TcpConnection, stamp: Stamp): void {
    if (c.finQueued) return;
    if (c.state === 'ESTABLISHED' || c.state === 'SYN_RECV') c.state = 'FIN_WAIT1';
    else if (c.state === 'CLOSE_WAIT') c.state = 'LAST_ACK';
    else return;
    c.finQueued = true;
    if (stamp !== NO_STAMP) c.stamp = { cause: stamp.cause, root: stamp.root };
    push(c);
  }

  private stopListening(): void {
    const { listener } = this;
    if (listener === undefined) return;
    this.tcp.unlisten(this);
    this.listener = undefined;
    listener.close();
  }

  close(stamp: Stamp): void {
    this.stopListening();
    const c = this.connection;
    if (c !== undefined && c.sock === this) {
      c.sock = undefined;
      if (c.state === 'SYN_SENT') this.tcp.drop(c);
      else if (c.state !== 'CLOSE') this.leave(c, stamp);
      c.received.clear();
    }
    if (this.bound) this.tcp.ports.release(this, this.local.port);
    this.bound = false;
    this.readiness.notify();
  }

  /** The connection goes on without a holder: RST when something was not read, else FIN. */
  private leave(c: TcpConnection, stamp: Stamp): void {
    if (c.received.length > 0 || c.state === 'SYN_RECV') {
      sendReset(c);
      this.tcp.drop(c);
      return;
    }
    c.keepTimer.off();
    this.fin(c, stamp);
    if (c.state === 'FIN_WAIT2') startFinWait2(c);
  }

  // ---- state ----
  poll(): number {
    if (this.listener !== undefined) return this.listener.pending > 0 ? POLL.IN : 0;
    const c = this.connection;
    let events = this.error === undefined ? 0 : POLL.ERR;
    if (c === undefined) return events | POLL.OUT | POLL.HUP;
    const over = c.finReceived || this.noReceive;
    if (c.state === 'CLOSE' || (over && c.finQueued)) events |= POLL.HUP;
    if (over) events |= POLL.IN | POLL.RDHUP;
    if (c.state === 'SYN_SENT' || c.state === 'SYN_RECV') return events;
    if (c.received.length > 0) events |= POLL.IN;
    if (c.finQueued || c.state === 'CLOSE' || c.writable) events |= POLL.OUT;
    return events;
  }

  /** getpeername(2) knows. */
  get connected(): boolean {
    const state = this.connection?.state;
    return state !== undefined && state !== 'CLOSE' && state !== 'SYN_SENT';
  }

  /** An option that timers obey was changed. */
  optionsChanged(option: keyof SockOptions): void {
    if (this.connection === undefined) return;
    if (option === 'keepAlive' || option === 'keepIdle_s') startKeepalive(this.connection);
    if (option === 'noDelay') push(this.connection);
  }

  info(): SocketInfo {
    const { listener } = this;
    const any = this.family === 4 ? 0 : 0n;
    return {
      family: this.family === 4 ? 'inet' : 'inet6',
      type: 'tcp',
      state: listener === undefined ? 'CLOSE' : 'LISTEN',
      local: showAddress(this.local.address, this.family),
      localPort: this.local.port,
      remote: showAddress(any, this.family),
      remotePort: 0,
      recvQ: listener?.pending ?? 0,
      sendQ: listener?.backlog ?? 0,
      uid: this.owner.uid,
      inode: this.owner.inode,
      ...(this.family === 6 && !this.options.v6only && this.local.address === 0n ? { dual: true } : {}),
      ...(this.options.device === '' ? {} : { boundDev: this.options.device }),
    };
  }
}
