/** TCP sockets (tcp(7)): the calls of a stream socket on a {@link TcpSock}. */
import { EMPTY } from '../../base/bytes.ts';
import { fail } from '../../abi/errno.ts';
import { O } from '../../abi/fs.ts';
import { Task } from '../task.ts';
import { nameOf } from './address.ts';
import { InetSocket } from './inet_socket.ts';
import type { Chunk } from '../../base/content.ts';
import type { ShutdownHow, SocketAddress } from '../../abi/socket.ts';
import type { IoctlMap, IoctlRequest } from '../../abi/tty.ts';
import type { Endpoint, SockOptions } from '../../net/sock.ts';
import type { TcpSock } from '../../net/tcp_sock.ts';
import type { Actor, OpenFile } from '../../vfs/file.ts';
import type { Received } from '../socket.ts';
import type { InetFamily } from './address.ts';

export class TcpSocket extends InetSocket {
  readonly sock: TcpSock;
  /** What connect(2) goes to; a second call goes on with the first. */
  private goal: Endpoint | undefined;
  /** Where the last connect(2) came from, for traces after it failed. */
  private origin: Endpoint | undefined;

  /** `from`: the listener whose next connection this is. */
  constructor(t: Task, family: InetFamily, accepted?: (owner: { uid: number; gid: number; inode: number }) => TcpSock) {
    super(t, family, 'stream', O.RDWR);
    const owner = this.owner(t);
    this.sock = accepted === undefined ? this.transports.tcpSocket(family === 'inet' ? 4 : 6, owner) : accepted(owner);
  }

  override get localName(): string {
    return this.sock.remote === undefined && this.origin !== undefined ? nameOf(this.origin) : super.localName;
  }

  get listening(): boolean {
    return this.sock.listening;
  }

  bind(t: Task, address: SocketAddress): void {
    const to = this.endpoint(address);
    this.checkPort(t, to.port);
    this.sock.bind(to);
  }

  listen(_t: Task, backlog: number): void {
    this.sock.listen(backlog);
  }

  accept(t: Task): TcpSocket | undefined {
    const { listener } = this.sock;
    if (listener === undefined) fail('EINVAL');
    if (listener.pending === 0) return undefined;
    return new TcpSocket(t, this.family, (owner) => this.sock.accept(owner)!);
  }

  connect(t: Task, address: SocketAddress): boolean {
    this.goal ??= this.endpoint(address);
    const nonblocking = (this.flags & O.NONBLOCK) !== 0;
    try {
      const done = this.sock.connect(this.goal, t, nonblocking);
      this.origin = this.sock.local;
      if (done) this.goal = undefined;
      return done;
    } catch (e) {
      if (this.sock.remote === undefined || this.sock.connected) this.goal = undefined;
      throw e;
    }
  }

  override peerAddress(): SocketAddress {
    if (this.sock.remote === undefined || this.sock.connection?.state === 'SYN_SENT') fail('ENOTCONN');
    return super.peerAddress();
  }

  shutdown(t: Task, how: ShutdownHow): void {
    this.sock.shutdown(how, t);
  }

  protected override close(actor: Actor): void {
    if (this.sock.connected && actor instanceof Task && actor.kernel.tracer.on('net')) actor.kernel.tracer.emit(actor, { kind: 'net', action: 'close', from: this.localName, to: this.peerName });
    this.sock.close(actor);
  }

  protected override optionChanged(name: keyof SockOptions): void {
    this.sock.optionsChanged(name);
  }

  // ---- data ----
  override read(actor: Actor, max: number): Uint8Array | undefined {
    if (this.sock.available > 0) return max === 0 ? EMPTY : this.sock.receive(max, actor);
    return this.sock.ended ? EMPTY : undefined;
  }

  override readChunk(actor: Actor, max: number): Chunk | undefined {
    if (this.sock.available === 0 || max === 0) return this.read(actor, max);
    return this.sock.receiveChunk(max, actor);
  }

  override write(actor: Actor, data: Uint8Array): number | undefined {
    const n = this.sock.send(data, actor);
    return n === 0 && data.length > 0 ? undefined : n;
  }

  /** What splice(2) moves belongs to nobody else. */
  override writeChunk(actor: Actor, chunk: Chunk): number | undefined {
    const n = this.sock.send(chunk, actor, true);
    return n === 0 && chunk.length > 0 ? undefined : n;
  }

  send(t: Task, data: Uint8Array, _to: SocketAddress | undefined, _files: readonly OpenFile[]): number | undefined {
    return this.write(t, data);
  }

  receive(t: Task, max: number): Received | undefined {
    const data = this.read(t, max);
    return data && this.plain(data);
  }

  override ioctl<R extends IoctlRequest>(_actor: Actor, request: R, _arg: IoctlMap[R]['arg']): IoctlMap[R]['result'] {
    if (request === 'FIONREAD') return this.sock.available as IoctlMap[R]['result'];
    return fail('ENOTTY');
  }
}
