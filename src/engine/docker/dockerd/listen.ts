/** Where the daemon listens: `fd://` (the socket that systemd passed), unix paths, and TCP without TLS, with the warnings that the real one gives. */
import { isSysError } from '../../abi/errno.ts';
import type { Sys, Task } from '../../abi/sys.ts';
import { readTextIfAny, removeIfAny } from '../common/files.ts';
import { listenUnix } from '../common/rpc.ts';
import { serveConnection } from '../http/server.ts';
import type { Daemon } from './daemon.ts';
import { ConfigError } from './config.ts';
import { SOCKET } from './paths.ts';
import { answer } from './router.ts';

/** First descriptor that systemd passes (sd_listen_fds). */
const SD_LISTEN_FDS_START = 3;
const DEFAULT_PORT = 2375;

/** A socket that is listened on. */
export interface Listener {
  readonly fd: number;
  /** As the log shows it. */
  readonly address: string;
  /** To be removed at the end; '' for none. */
  readonly path: string;
}

/** What GET /info warns of for an address. */
export function exposedWarning(address: string): string {
  return `[DEPRECATION NOTICE]: API is accessible on http://${address} without encryption.\n         Access to the remote API is equivalent to root access on the host. Refer\n         to the 'Docker daemon attack surface' section in the documentation for\n         more information: https://docs.docker.com/go/attack-surface/\nIn future versions this will be a hard failure preventing the daemon from starting! Learn more at: https://docs.docker.com/go/api-security/`;
}

/** Gid of the group docker; 0 without one. */
function* dockerGroup(sys: Sys): Task<number> {
  const line = ((yield* readTextIfAny(sys, '/etc/group')) ?? '').split('\n').find((l) => l.startsWith('docker:'));
  return line === undefined ? 0 : Number(line.split(':')[2]);
}

function* listenPath(sys: Sys, path: string): Task<Listener> {
  const fd = listenUnix(sys, path, 0o660);
  sys.chown(path, 0, yield* dockerGroup(sys));
  return { fd, address: path, path };
}

function* listenTcp(sys: Sys, daemon: Daemon, text: string): Task<Listener> {
  const [name = '', portText = ''] = text.split(':');
  const port = portText === '' ? DEFAULT_PORT : Number(portText);
  const shown = `${name === '' ? '127.0.0.1' : name}:${port}`;
  const host = { host: `tcp://${shown}` };
  yield* daemon.log(sys, 'warning', 'Binding to IP address without --tlsverify is insecure and gives root access on this machine to everyone who has access to your network.', host);
  yield* daemon.log(sys, 'warning', 'Binding to an IP address, even on localhost, can also give access to scripts run in a browser. Be safe out there!', host);
  yield* daemon.log(sys, 'warning', '[DEPRECATION NOTICE] In future versions this will be a hard failure preventing the daemon from starting! Learn more at: https://docs.docker.com/go/api-security/', host);
  yield* sys.sleep(1e9); // so that it is seen
  const fd = sys.socket('inet', 'stream');
  sys.setCloexec(fd, true);
  sys.setsockopt(fd, 'SO_REUSEADDR', true);
  try {
    sys.bind(fd, { family: 'inet', address: name === '' || name === 'localhost' ? '127.0.0.1' : name, port });
  } catch (e) {
    if (!isSysError(e)) throw e;
    throw new ConfigError(`failed to load listeners: listen tcp ${shown}: bind: ${e.message.toLowerCase()}`);
  }
  sys.listen(fd, 128);
  daemon.exposed.push(exposedWarning(shown));
  return { fd, address: name === '0.0.0.0' ? `[::]:${port}` : shown, path: '' };
}

/** Open all that the configuration names; the standard socket without any. Throws {@link ConfigError}. */
export function* openListeners(sys: Sys, daemon: Daemon, activated: boolean): Task<Listener[]> {
  const out: Listener[] = [];
  for (const host of daemon.config.hosts.length === 0 ? [`unix://${SOCKET}`] : daemon.config.hosts) {
    const m = /^(?:(\w+):\/\/)?(.*)$/.exec(host)!;
    if (m[1] === 'fd') {
      if (!activated) throw new ConfigError('failed to load listeners: no sockets found via socket activation: make sure the service was started by systemd');
      out.push({ fd: SD_LISTEN_FDS_START, address: SOCKET, path: '' });
    } else if (m[1] === 'unix') out.push(yield* listenPath(sys, m[2] === '' ? SOCKET : m[2]!));
    else out.push(yield* listenTcp(sys, daemon, m[2]!));
    sys.setCloexec(out.at(-1)!.fd, true);
  }
  return out;
}

/** Serve a listener for ever. */
export function* acceptAll(sys: Sys, daemon: Daemon, listener: number): Task<void> {
  for (;;) {
    const { fd } = yield* sys.accept(listener);
    sys.setCloexec(fd, true);
    sys.thread((s) => serveConnection(s, fd, [], (x) => answer(s, daemon, x)));
  }
}

/** Take away the sockets that this daemon made. */
export function closeListeners(sys: Sys, listeners: readonly Listener[]): void {
  for (const l of listeners) if (l.path !== '') removeIfAny(sys, l.path);
}
