/**
 * The daemon's side of docker-proxy: bind the host's port, hand the socket to a process that relays what comes (descriptor 4; over
 * descriptor 3 it says whether it could begin), and end that process when the port is no longer published.
 */
import { decodeUtf8 } from '../../../base/bytes.ts';
import { isSysError } from '../../../abi/errno.ts';
import { O } from '../../../abi/fs.ts';
import { Signal } from '../../../abi/signal.ts';
import type { Sys, Task } from '../../../abi/sys.ts';
import { system } from '../errors.ts';
import type { PortMapping } from './record.ts';

export const PROXY = '/usr/bin/docker-proxy';

const WORDS: Readonly<Record<string, string>> = { EADDRINUSE: 'address already in use', EADDRNOTAVAIL: 'cannot assign requested address', EACCES: 'permission denied', EAFNOSUPPORT: 'address family not supported by protocol' };

/** `0.0.0.0:8080:172.17.0.2:80/tcp`, as the real daemon's messages have it. */
export function describe(p: PortMapping): string {
  const bracket = (ip: string): string => (ip.includes(':') ? `[${ip}]` : ip);
  return `${bracket(p.hostIp)}:${p.hostPort}:${bracket(p.containerIp)}:${p.containerPort}/${p.protocol}`;
}

/** Bind the host's port. Throws a 500 in the daemon's words; `range`: it is one try of several. */
export function bindPort(sys: Sys, p: PortMapping, range: boolean): number {
  const v6 = p.hostIp.includes(':');
  let fd = -1;
  try {
    fd = sys.socket(v6 ? 'inet6' : 'inet', p.protocol === 'udp' ? 'dgram' : 'stream');
    sys.setCloexec(fd, true);
    sys.setsockopt(fd, 'SO_REUSEADDR', true);
    if (v6) sys.setsockopt(fd, 'IPV6_V6ONLY', true);
    sys.bind(fd, v6 ? { family: 'inet6', address: p.hostIp, port: p.hostPort } : { family: 'inet', address: p.hostIp, port: p.hostPort });
    return fd;
  } catch (e) {
    if (fd >= 0) sys.close(fd);
    if (!isSysError(e)) throw e;
    throw system(`failed to bind host port ${range ? `${p.hostPort} ` : ''}for ${describe(p)}: ${WORDS[e.code] ?? e.message.toLowerCase()}`);
  }
}

/** Listen at the bound port. Throws a 500 when another socket listens there by now. */
export function listenAtPort(sys: Sys, p: PortMapping): void {
  if (p.protocol !== 'tcp' || p.socket === undefined) return;
  try {
    sys.listen(p.socket, 4096);
  } catch (e) {
    if (!isSysError(e)) throw e;
    throw system(`failed to listen on ${describe(p)}: ${WORDS[e.code] ?? e.message.toLowerCase()}`);
  }
}

/** Start the process and wait until it relays. The socket is its own then. Throws a 500 when it cannot. */
export function* startProxy(sys: Sys, p: PortMapping): Task<void> {
  const socket = p.socket!;
  const [reader, writer] = sys.pipe(O.CLOEXEC);
  const argv = [PROXY, '-proto', p.protocol, '-host-ip', p.hostIp, '-host-port', String(p.hostPort), '-container-ip', p.containerIp, '-container-port', String(p.containerPort), '-use-listen-fd'];
  const pid = sys.fork(function* (child) {
    // both may be in the way of each other's place
    const pipe = child.dup(writer, 5);
    const listener = child.dup(socket, 5);
    child.dup2(pipe, 3);
    child.dup2(listener, 4);
    child.close(pipe);
    child.close(listener);
    child.setParentDeathSignal(Signal.SIGTERM);
    try {
      return yield* child.execve(PROXY, argv, []);
    } catch (e) {
      if (isSysError(e)) return 127;
      throw e;
    }
  });
  sys.close(writer);
  p.proxy = pid;
  p.socket = undefined;
  sys.close(socket);
  let text = '';
  try {
    for (;;) {
      const b = yield* sys.read(reader, 256);
      if (b.length === 0) break;
      text += decodeUtf8(b);
      if (text.includes('\n')) break;
    }
  } finally {
    sys.close(reader);
  }
  if (text === '0\n') return;
  yield* sys.wait4(pid);
  p.proxy = undefined;
  throw system(`failed to start userland proxy for port mapping ${describe(p)}: ${text === '' ? 'docker-proxy ended before it could relay' : text.slice(2).trim()}`);
}

/** End the proxy, or close the socket that kept the port. */
export function* stopProxy(sys: Sys, p: PortMapping): Task<void> {
  if (p.socket !== undefined) sys.close(p.socket);
  p.socket = undefined;
  if (p.proxy === undefined) return;
  const pid = p.proxy;
  p.proxy = undefined;
  try {
    sys.kill(pid, Signal.SIGINT);
    yield* sys.wait4(pid);
  } catch (e) {
    if (!isSysError(e)) throw e; // somebody killed it
  }
}
