/**
 * docker-proxy: relays what comes to a published port of the host to a container (cmd/docker-proxy). The daemon binds the port and passes
 * the socket as descriptor 4 (-use-listen-fd); descriptor 3 takes "0\n", or "1\n" and why not. Left out: SCTP, and running without -use-listen-fd.
 */
import { encodeUtf8 } from '../../base/bytes.ts';
import { isSysError } from '../../abi/errno.ts';
import { Signal } from '../../abi/signal.ts';
import type { Main, Sys, Task } from '../../abi/sys.ts';
import { relayTcp } from './tcp.ts';
import { relayUdp } from './udp.ts';

const STATUS_FD = 3;
const LISTEN_FD = 4;

/** Where connections and datagrams go. */
export interface Backend {
  readonly ip: string;
  readonly port: number;
}

function* report(sys: Sys, text: string): Task<void> {
  try {
    yield* sys.write(STATUS_FD, encodeUtf8(text));
    sys.close(STATUS_FD);
  } catch (e) {
    if (!isSysError(e)) throw e;
  }
}

export const proxyMain: Main = function* (sys, argv) {
  const option = (name: string): string => {
    const at = argv.indexOf(`-${name}`);
    return at < 0 ? '' : (argv[at + 1] ?? '');
  };
  const protocol = option('proto') || 'tcp';
  const backend: Backend = { ip: option('container-ip'), port: Number(option('container-port')) };
  if (!argv.includes('-use-listen-fd')) {
    yield* report(sys, '1\nglasshull: docker-proxy without -use-listen-fd is not simulated\n');
    return 1;
  }
  if (protocol === 'sctp') {
    yield* report(sys, '1\nlistening on SCTP: protocol not supported\n');
    return 1;
  }
  sys.setComm('docker-proxy');
  sys.sigaction(Signal.SIGPIPE, 'ignore');
  for (const signo of [Signal.SIGINT, Signal.SIGTERM]) sys.sigaction(signo, function* (_n, s) { yield* s.exit(0); });
  sys.setCloexec(LISTEN_FD, true);
  yield* report(sys, '0\n');
  if (protocol === 'udp') yield* relayUdp(sys, LISTEN_FD, backend);
  else yield* relayTcp(sys, LISTEN_FD, backend);
  return 0;
};
