/** What the netcats and telnet share: bytes both ways between standard input and output and a socket, connections with a time-out, listening sockets. */
import { SysError, errnoName, isSysError } from '../../../../abi/errno.ts';
import { O } from '../../../../abi/fs.ts';
import { POLL } from '../../../../abi/process.ts';
import { isIpv6 } from '../../../libc/netaddr.ts';
import { GaiError, resolveHost } from '../../../libc/resolve.ts';
import { writeAll } from '../../../libc/stdio.ts';
import type { ErrnoName } from '../../../../abi/errno.ts';
import type { SocketAddress } from '../../../../abi/socket.ts';
import type { Sys, Task } from '../../../../abi/sys.ts';

export interface RelayOptions {
  /** Shut the socket down for writing when the input ends. */
  readonly shut: boolean;
  /** End so long after the end of the input; undefined: when the peer ends. */
  readonly quit_ns?: number | undefined;
  /** End when nothing came for so long. */
  readonly idle_ns?: number | undefined;
  /** Lines end with CR LF on the wire. */
  readonly crlf?: boolean;
  /** Do not read the input at all. */
  readonly deaf?: boolean;
  /** The peer may have said all it has to say: go on until the input ends, too. */
  readonly half?: boolean;
  /** A datagram socket: an empty datagram is no end. */
  readonly datagrams?: boolean;
}

function crlf(data: Uint8Array): Uint8Array {
  const out: number[] = [];
  data.forEach((b, i) => {
    if (b === 10 && data[i - 1] !== 13) out.push(13);
    out.push(b);
  });
  return Uint8Array.from(out);
}

/** Copy both ways until the peer or the options end it. Returns the error that ended it, if one did. */
export function* relay(sys: Sys, fd: number, o: RelayOptions): Task<SysError | undefined> {
  let input = o.deaf !== true;
  let peerEnded = false;
  let deadline: number | undefined;
  for (;;) {
    const wait = [o.idle_ns, deadline === undefined ? undefined : Math.max(0, deadline - sys.monotonic_ns())].filter((n) => n !== undefined);
    const fds = [{ fd, events: peerEnded ? 0 : POLL.IN }, ...(input ? [{ fd: 0, events: POLL.IN }] : [])];
    const events = yield* sys.poll(fds, wait.length === 0 ? undefined : Math.min(...wait));
    if (events.every((e) => e === 0)) return undefined;
    if (events[0] !== 0 && peerEnded) return undefined;
    if (events[0] !== 0) {
      let data: Uint8Array;
      try {
        data = yield* sys.read(fd, 65536);
      } catch (e) {
        if (!isSysError(e)) throw e;
        return e;
      }
      if (data.length === 0 && o.datagrams !== true) {
        if (o.half !== true || !input) return undefined;
        peerEnded = true;
        continue;
      }
      yield* writeAll(sys, 1, data);
    }
    if (!input || (events[1] ?? 0) === 0) continue;
    const data = yield* sys.read(0, o.datagrams === true ? 16384 : 65536);
    if (data.length > 0) {
      try {
        yield* writeAll(sys, fd, o.crlf === true ? crlf(data) : data);
      } catch (e) {
        if (!isSysError(e)) throw e;
        return e;
      }
      continue;
    }
    input = false;
    if (peerEnded || o.quit_ns === 0) return undefined;
    if (o.quit_ns !== undefined) deadline = sys.monotonic_ns() + o.quit_ns;
    if (o.shut) {
      try {
        sys.shutdown(fd, 'wr');
      } catch (e) {
        if (!isSysError(e)) throw e;
      }
    }
  }
}

/** connect(2) for at most `timeout_ns`. Throws SysError, ETIMEDOUT after the time. */
export function* connectFor(sys: Sys, fd: number, to: SocketAddress, timeout_ns: number | undefined): Task<void> {
  if (timeout_ns === undefined) {
    yield* sys.connect(fd, to);
    return;
  }
  const before = sys.getfl(fd);
  sys.setfl(fd, before | O.NONBLOCK);
  try {
    yield* sys.connect(fd, to);
  } catch (e) {
    if (!isSysError(e, 'EINPROGRESS')) throw e;
    const [events] = yield* sys.poll([{ fd, events: POLL.OUT }], timeout_ns);
    if (events === 0) throw new SysError('EINPROGRESS');
    const error = sys.getsockopt(fd, 'SO_ERROR');
    if (error !== 0) throw new SysError(errnoName(error) as ErrnoName);
  }
  sys.setfl(fd, before);
}

/** Addresses of a host in the family asked for, IPv6 literals as they are. Throws GaiError. */
export function* addressesOf(sys: Sys, host: string, family: 'inet' | 'inet6' | undefined): Task<readonly string[]> {
  if (family === 'inet6' || (family === undefined && isIpv6(host))) return yield* resolveHost(sys, host, 'inet6');
  return yield* resolveHost(sys, host);
}

export function socketAddress(address: string, port: number): SocketAddress {
  return { family: isIpv6(address) ? 'inet6' : 'inet', address, port };
}

/** Where a socket address is, when it has a port. */
export function hostPort(a: SocketAddress | undefined): { readonly address: string; readonly port: number } {
  return a !== undefined && (a.family === 'inet' || a.family === 'inet6') ? { address: a.address, port: a.port } : { address: '', port: 0 };
}

export { GaiError };
