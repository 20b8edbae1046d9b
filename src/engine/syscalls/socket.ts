/** System calls of the socket family. A family's socket does the deed (kernel/socket.ts); here are descriptors, waiting and tracing. */
import { fail, isSysError } from '../abi/errno.ts';
import { O } from '../abi/fs.ts';
import { POLL } from '../abi/process.ts';
import { Signal } from '../abi/signal.ts';
import type { ShutdownHow, SocketAddress, SocketFamily, SocketOptions, SocketType } from '../abi/socket.ts';
import type { Task as Computation } from '../abi/sys.ts';
import { DatagramSocket } from '../kernel/inet/dgram_socket.ts';
import { InetSocket } from '../kernel/inet/inet_socket.ts';
import { PacketSocket } from '../kernel/inet/packet_socket.ts';
import { TcpSocket } from '../kernel/inet/tcp_socket.ts';
import { NetlinkSocket } from '../kernel/netlink.ts';
import { sendSignal } from '../kernel/signal.ts';
import { Socket } from '../kernel/socket.ts';
import { WAIT, ready } from '../kernel/task.ts';
import { UnixSocket } from '../kernel/unix_socket.ts';
import { waitAny, waitOn } from '../kernel/wait.ts';
import type { Received } from '../kernel/socket.ts';
import type { Task } from '../kernel/task.ts';
import type { OpenFile } from '../vfs/file.ts';
import { installPair } from './pipe.ts';

/** IPPROTO_TCP. */
const TCP = 6;

function socketOf(t: Task, fd: number): Socket {
  const file = t.fds.get(fd);
  return file instanceof Socket ? file : fail('ENOTSOCK');
}

/** socket(2). EAFNOSUPPORT, EPROTONOSUPPORT; EPERM for raw and packet sockets without CAP_NET_RAW. */
export function sysSocket(t: Task, family: SocketFamily, type: SocketType, protocol = 0): number {
  const socket = makeSocket(t, family, type, protocol);
  try {
    return t.fds.install(socket);
  } catch (e) {
    socket.release(t);
    throw e;
  }
}

function makeSocket(t: Task, family: SocketFamily, type: SocketType, protocol: number): Socket {
  switch (family) {
    case 'unix':
      return type === 'raw' ? fail('ESOCKTNOSUPPORT') : new UnixSocket(t, type, O.RDWR);
    case 'inet':
    case 'inet6':
      if (type !== 'stream') return new DatagramSocket(t, family, type, protocol);
      return protocol === 0 || protocol === TCP ? new TcpSocket(t, family) : fail('EPROTONOSUPPORT');
    case 'packet':
      return type === 'stream' ? fail('ESOCKTNOSUPPORT') : new PacketSocket(t, type, protocol);
    case 'netlink':
      return new NetlinkSocket(t, 'raw', O.RDWR);
    default:
      return fail('EAFNOSUPPORT');
  }
}

/** socketpair(2), of unix sockets. */
export function sysSocketpair(t: Task, type: SocketType = 'stream'): [number, number] {
  if (type === 'raw') fail('ESOCKTNOSUPPORT');
  const [a, b] = UnixSocket.pair(t, type, O.RDWR);
  return installPair(t, a, b, false);
}

export function sysBind(t: Task, fd: number, address: SocketAddress): void {
  socketOf(t, fd).bind(t, address);
}

export function sysListen(t: Task, fd: number, backlog = 4096): void {
  socketOf(t, fd).listen(t, backlog);
}

/** accept(2): the new descriptor and who called. */
export function* sysAccept(t: Task, fd: number): Computation<{ readonly fd: number; readonly peer: SocketAddress }> {
  const listener = socketOf(t, fd);
  const socket = yield* attempt(t, listener, () => listener.accept(t), listener.getOption(t, 'SO_RCVTIMEO_ns'));
  let at: number;
  try {
    at = t.fds.install(socket);
  } catch (e) {
    socket.release(t);
    throw e;
  }
  const peer = socket.peerAddress();
  if (socket instanceof InetSocket && t.kernel.tracer.on('net')) t.kernel.tracer.emit(t, { kind: 'net', action: 'accept', from: socket.peerName, to: socket.localName });
  return { fd: at, peer };
}

/** connect(2). EINPROGRESS with O_NONBLOCK (EAGAIN on a unix socket whose peer's backlog is full). */
export function* sysConnect(t: Task, fd: number, address: SocketAddress): Computation<void> {
  const socket = socketOf(t, fd);
  const traced = socket instanceof InetSocket && socket.type === 'stream' && t.kernel.tracer.on('net');
  try {
    let done = socket.connect(t, address);
    if (!done && (socket.flags & O.NONBLOCK) !== 0) fail(socket instanceof UnixSocket ? 'EAGAIN' : 'EINPROGRESS');
    socket.retain();
    try {
      while (!done) {
        yield* waitOn(t, socket.waitsOn.readiness);
        done = socket.connect(t, address);
      }
    } finally {
      socket.release(t);
    }
  } catch (e) {
    const reason = isSysError(e) ? e.code : undefined;
    if (traced && reason !== undefined && reason !== 'EINPROGRESS') t.kernel.tracer.emit(t, { kind: 'net', action: 'refused', from: socket.localName, to: nameOf(address), reason });
    throw e;
  }
  if (traced) t.kernel.tracer.emit(t, { kind: 'net', action: 'connect', from: socket.localName, to: nameOf(address) });
}

function nameOf(address: SocketAddress): string {
  if (address.family === 'unix') return address.path;
  if (address.family === 'packet') return `${address.ifindex}`;
  return address.family === 'inet' ? `${address.address}:${address.port}` : `[${address.address}]:${address.port}`;
}

export function sysShutdown(t: Task, fd: number, how: ShutdownHow): void {
  socketOf(t, fd).shutdown(t, how);
}

export function sysGetsockname(t: Task, fd: number): SocketAddress {
  return socketOf(t, fd).localAddress();
}

export function sysGetpeername(t: Task, fd: number): SocketAddress {
  return socketOf(t, fd).peerAddress();
}

export function sysGetsockopt<K extends keyof SocketOptions>(t: Task, fd: number, option: K): SocketOptions[K] {
  return socketOf(t, fd).getOption(t, option);
}

export function sysSetsockopt<K extends keyof SocketOptions>(t: Task, fd: number, option: K, value: SocketOptions[K]): void {
  socketOf(t, fd).setOption(t, option, value);
}

/** Try until `call` gives something; EAGAIN with O_NONBLOCK or after the socket's time-out. */
function* attempt<T>(t: Task, socket: Socket, call: () => T | undefined, timeout_ns: number): Computation<T> {
  let result = call();
  if (result !== undefined) return result;
  if ((socket.flags & O.NONBLOCK) !== 0) fail('EAGAIN');
  const deadline_ns = timeout_ns > 0 ? t.kernel.clock.now_ns + timeout_ns : undefined;
  socket.retain();
  try {
    while (result === undefined) {
      if (!(yield* waitAny(t, [socket.waitsOn.readiness], deadline_ns, deadline_ns === undefined))) fail('EAGAIN');
      result = call();
    }
    return result;
  } finally {
    socket.release(t);
  }
}

function* transmit(t: Task, socket: Socket, data: Uint8Array, to: SocketAddress | undefined, files: readonly OpenFile[]): Computation<number> {
  let done = 0;
  try {
    let attached = files;
    do {
      const rest = done === 0 ? data : data.subarray(done);
      done += yield* attempt(t, socket, () => socket.send(t, rest, to, attached), socket.getOption(t, 'SO_SNDTIMEO_ns'));
      attached = [];
    } while (done < data.length && (socket.flags & O.NONBLOCK) === 0);
    return done;
  } catch (e) {
    if (!isSysError(e)) throw e;
    if (done > 0) return done;
    if (isSysError(e, 'EPIPE') && socket.type === 'stream') sendSignal(t.process, Signal.SIGPIPE, t);
    throw e;
  }
}

/** sendto(2). A blocking stream takes everything. A netlink request may have to wait, outside virtual time, for the code that answers it. */
export function* sysSendto(t: Task, fd: number, data: Uint8Array, to?: SocketAddress): Computation<number> {
  const socket = socketOf(t, fd);
  if (socket instanceof NetlinkSocket) while (NetlinkSocket.awaits(t)) yield WAIT;
  return yield* transmit(t, socket, data, to, []);
}

function obtain(t: Task, fd: number, max: number): Computation<Received> {
  const socket = socketOf(t, fd);
  const got = (socket.poll() & POLL.IN) !== 0 ? socket.receive(t, max) : undefined;
  return got === undefined ? attempt(t, socket, () => socket.receive(t, max), socket.getOption(t, 'SO_RCVTIMEO_ns')) : ready(got);
}

/** recvfrom(2). Files that came along are closed, as nobody took them. */
export function* sysRecvfrom(t: Task, fd: number, max: number): Computation<{ readonly data: Uint8Array; readonly from: SocketAddress | undefined }> {
  const { data, from, files } = yield* obtain(t, fd, max);
  for (const f of files) f.release(t);
  return { data, from };
}

/** sendmsg(2) with SCM_RIGHTS. EINVAL unless a unix socket, EBADF. */
export function* sysSendFds(t: Task, fd: number, data: Uint8Array, fds: readonly number[]): Computation<number> {
  const socket = socketOf(t, fd);
  if (socket.family !== 'unix') fail('EINVAL');
  const files = fds.map((n) => t.fds.get(n));
  for (const f of files) f.retain();
  let sent = false;
  try {
    const n = yield* transmit(t, socket, data, undefined, files);
    sent = true;
    return n;
  } finally {
    if (!sent) for (const f of files) f.release(t);
  }
}

/** recvmsg(2) with SCM_RIGHTS: what does not fit the descriptor table is closed. */
export function* sysRecvFds(t: Task, fd: number, max: number): Computation<{ readonly data: Uint8Array; readonly fds: number[] }> {
  const { data, files } = yield* obtain(t, fd, max);
  const fds: number[] = [];
  for (const f of files) {
    try {
      fds.push(t.fds.install(f));
    } catch {
      f.release(t);
    }
  }
  return { data, fds };
}
