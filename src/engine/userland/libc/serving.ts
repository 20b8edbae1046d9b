/** What servers over TCP have in common: a socket that listens, and a thread for each connection. */
import type { SocketAddress } from '../../abi/socket.ts';
import type { Sys, Task } from '../../abi/sys.ts';

const BACKLOG = 128;

/** A socket that listens at an address and sends small answers at once. Throws SysError when the address cannot be bound. */
export function listenTcp(sys: Sys, address: string, port: number): number {
  const listener = sys.socket('inet', 'stream');
  sys.setsockopt(listener, 'SO_REUSEADDR', true);
  sys.setsockopt(listener, 'TCP_NODELAY', true);
  sys.bind(listener, { family: 'inet', address, port });
  sys.listen(listener, BACKLOG);
  return listener;
}

/** Accept connections for ever, a thread for each; `serve` closes its descriptor. */
export function* acceptEach(sys: Sys, listener: number, serve: (sys: Sys, fd: number, peer: SocketAddress) => Task<void>): Task<never> {
  for (;;) {
    const { fd, peer } = yield* sys.accept(listener);
    sys.thread((s) => serve(s, fd, peer));
  }
}
