/** Relaying TCP: two threads for each connection, one a direction; an end of one side is passed on as a half-close. */
import { isSysError } from '../../abi/errno.ts';
import type { Sys, Task } from '../../abi/sys.ts';
import type { Backend } from './main.ts';

const CHUNK = 65536;

/** Accept for ever. */
export function* relayTcp(sys: Sys, listener: number, to: Backend): Task<void> {
  for (;;) {
    let client: number;
    try {
      client = (yield* sys.accept(listener)).fd;
    } catch (e) {
      if (isSysError(e, 'ECONNABORTED') || isSysError(e, 'EMFILE')) continue;
      throw e;
    }
    sys.thread((s) => serve(s, client, to));
  }
}

function* serve(sys: Sys, client: number, to: Backend): Task<void> {
  const backend = sys.socket(to.ip.includes(':') ? 'inet6' : 'inet', 'stream');
  try {
    yield* sys.connect(backend, to.ip.includes(':') ? { family: 'inet6', address: to.ip, port: to.port } : { family: 'inet', address: to.ip, port: to.port });
  } catch (e) {
    if (!isSysError(e)) throw e;
    sys.close(backend);
    sys.close(client);
    return;
  }
  for (const fd of [client, backend]) sys.setsockopt(fd, 'TCP_NODELAY', true);
  let open = 2;
  const done = (s: Sys): void => {
    if (--open > 0) return;
    s.close(client);
    s.close(backend);
  };
  sys.thread(function* (s) {
    yield* copy(s, client, backend);
    done(s);
  });
  yield* copy(sys, backend, client);
  done(sys);
}

/** Until one end closes; then tell the other, and stop reading from the first when the other is gone. */
function* copy(sys: Sys, from: number, to: number): Task<void> {
  try {
    while ((yield* sys.splice(from, to, CHUNK)) > 0);
  } catch (e) {
    if (!isSysError(e)) throw e;
    quietly(() => sys.shutdown(from, 'rd'));
  }
  quietly(() => sys.shutdown(to, 'wr'));
}

function quietly(act: () => void): void {
  try {
    act();
  } catch (e) {
    if (!isSysError(e)) throw e;
  }
}
