/** Relaying UDP: a socket to the container for each client, closed when nothing came back over it for a while. */
import { isSysError } from '../../abi/errno.ts';
import { POLL } from '../../abi/process.ts';
import type { SocketAddress } from '../../abi/socket.ts';
import type { Sys, Task } from '../../abi/sys.ts';
import type { Backend } from './main.ts';

const IDLE_NS = 90e9;
const LARGEST = 65507;

/** Relay for ever. */
export function* relayUdp(sys: Sys, socket: number, to: Backend): Task<void> {
  const clients = new Map<string, number>();
  for (;;) {
    let got;
    try {
      got = yield* sys.recvfrom(socket, LARGEST);
    } catch (e) {
      if (isSysError(e, 'ECONNREFUSED')) continue; // a client that is gone
      throw e;
    }
    const from = got.from;
    if (from === undefined || from.family === 'unix' || from.family === 'packet') continue;
    const key = `${from.address} ${from.port}`;
    let backend = clients.get(key);
    if (backend === undefined) {
      backend = yield* connect(sys, to);
      if (backend === undefined) continue;
      clients.set(key, backend);
      const fd = backend;
      sys.thread(function* (s) {
        yield* answer(s, socket, fd, from);
        clients.delete(key);
        s.close(fd);
      });
    }
    try {
      yield* sys.sendto(backend, got.data);
    } catch (e) {
      if (!isSysError(e)) throw e; // nobody listens there: the client is not told, as over a network
    }
  }
}

function* connect(sys: Sys, to: Backend): Task<number | undefined> {
  const fd = sys.socket(to.ip.includes(':') ? 'inet6' : 'inet', 'dgram');
  try {
    yield* sys.connect(fd, to.ip.includes(':') ? { family: 'inet6', address: to.ip, port: to.port } : { family: 'inet', address: to.ip, port: to.port });
    return fd;
  } catch (e) {
    if (!isSysError(e)) throw e;
    sys.close(fd);
    return undefined;
  }
}

/** Send back what the container says, until it has been silent for long. */
function* answer(sys: Sys, socket: number, backend: number, client: SocketAddress): Task<void> {
  for (;;) {
    const [events = 0] = yield* sys.poll([{ fd: backend, events: POLL.IN }], IDLE_NS);
    if (events === 0) return;
    try {
      const { data } = yield* sys.recvfrom(backend, LARGEST);
      yield* sys.sendto(socket, data, client);
    } catch (e) {
      if (!isSysError(e)) throw e;
      if (!isSysError(e, 'ECONNREFUSED')) return;
    }
  }
}
