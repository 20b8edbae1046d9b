/**
 * Sockets (struct socket with its proto_ops): what the families have in common for syscalls/socket.ts. As with every open file nothing
 * blocks here: `undefined` or false means "wait for readiness and call again".
 */
import { fail } from '../abi/errno.ts';
import { S } from '../abi/fs.ts';
import { FileBase } from '../vfs/filebase.ts';
import { SOCKFS_DEV, anonymousStat } from './anon.ts';
import type { Stat } from '../abi/fs.ts';
import type { ShutdownHow, SocketAddress, SocketFamily, SocketOptions, SocketType } from '../abi/socket.ts';
import type { OpenFile } from '../vfs/file.ts';
import type { Task } from './task.ts';

/** What recvfrom(2) and recvmsg(2) give. */
export interface Received {
  readonly data: Uint8Array;
  readonly from: SocketAddress | undefined;
  /** Files that came with SCM_RIGHTS, each held once for the receiver. */
  readonly files: readonly OpenFile[];
}

const NO_FILES: readonly OpenFile[] = [];

export abstract class Socket extends FileBase {
  readonly name: string;
  abstract readonly family: SocketFamily;
  readonly type: SocketType;
  /** Options that are only remembered. */
  protected readonly options: Partial<SocketOptions> = {};
  private readonly status: Stat;

  constructor(t: Task, type: SocketType, flags: number) {
    super(flags);
    const ino = t.kernel.takeAnonIno();
    this.type = type;
    this.name = `socket:[${ino}]`;
    this.status = anonymousStat(t, SOCKFS_DEV, ino, S.IFSOCK | 0o777);
  }

  stat(): Stat {
    return this.status;
  }

  abstract bind(t: Task, address: SocketAddress): void;
  abstract listen(t: Task, backlog: number): void;
  /** A connection that came in, undefined when there is none yet. */
  abstract accept(t: Task): Socket | undefined;
  /** True when connected; false while it is under way (or has no room): wait on {@link waitsOn}. */
  abstract connect(t: Task, address: SocketAddress): boolean;
  /** What to wait on when a call could not go on: this socket, or the one that has no room. */
  get waitsOn(): Socket {
    return this;
  }
  abstract shutdown(t: Task, how: ShutdownHow): void;
  abstract localAddress(): SocketAddress;
  /** ENOTCONN. */
  abstract peerAddress(): SocketAddress;
  /** A datagram or bytes, with files to hand over (unix). */
  abstract send(t: Task, data: Uint8Array, to: SocketAddress | undefined, files: readonly OpenFile[]): number | undefined;
  abstract receive(t: Task, max: number): Received | undefined;

  /** getsockopt(2). ENOPROTOOPT. */
  getOption<K extends keyof SocketOptions>(_t: Task, option: K): SocketOptions[K] {
    if (option === 'SO_TYPE') return this.type as SocketOptions[K];
    if (option === 'SO_ERROR') return 0 as SocketOptions[K];
    if (option === 'SO_PEERCRED') return { pid: 0, uid: -1, gid: -1 } as SocketOptions[K];
    const value = this.options[option];
    if (value !== undefined) return value as SocketOptions[K];
    return (option === 'SO_BINDTODEVICE' ? '' : option.endsWith('_ns') ? 0 : false) as SocketOptions[K];
  }

  setOption<K extends keyof SocketOptions>(_t: Task, option: K, value: SocketOptions[K]): void {
    if (option === 'SO_ERROR' || option === 'SO_PEERCRED' || option === 'SO_TYPE') fail('ENOPROTOOPT');
    this.options[option] = value;
  }

  /** Bytes without files or an address. */
  protected plain(data: Uint8Array): Received {
    return { data, from: undefined, files: NO_FILES };
  }
}
