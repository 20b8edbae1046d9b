/**
 * dockerd 28.5.2: the engine's API over /run/docker.sock. A thread for each connection, one for containerd's events, one for each
 * output stream of a container. With `-H fd://` it serves the socket that systemd listens on (docker.socket). Options of
 * daemon.json and most of the command line are left out.
 */
import { encodeUtf8 } from '../../base/bytes.ts';
import { Signal } from '../../abi/signal.ts';
import type { Main, Sys, Task } from '../../abi/sys.ts';
import { notifyReady, raiseFileLimit } from '../common/notify.ts';
import { readTextIfAny, removeIfAny, writeFile } from '../common/files.ts';
import { listenUnix } from '../common/rpc.ts';
import { Condition } from '../common/sync.ts';
import { serveConnection } from '../http/server.ts';
import { Daemon } from './daemon.ts';
import { ApiError } from './errors.ts';
import { PID_FILE, SOCKET } from './paths.ts';
import { answer } from './router.ts';
import { GIT_COMMIT, VERSION } from './system.ts';

/** First descriptor that systemd passes (sd_listen_fds). */
const SD_LISTEN_FDS_START = 3;

function* accept(sys: Sys, daemon: Daemon, listener: number): Task<void> {
  for (;;) {
    const { fd } = yield* sys.accept(listener);
    sys.setCloexec(fd, true);
    sys.thread((s) => serveConnection(s, fd, [], (x) => answer(s, daemon, x)));
  }
}

/** Gid of the group docker; 0 without one. */
function* dockerGroup(sys: Sys): Task<number> {
  const line = ((yield* readTextIfAny(sys, '/etc/group')) ?? '').split('\n').find((l) => l.startsWith('docker:'));
  return line === undefined ? 0 : Number(line.split(':')[2]);
}

function* ownSocket(sys: Sys): Task<number> {
  const fd = listenUnix(sys, SOCKET, 0o660);
  sys.chown(SOCKET, 0, yield* dockerGroup(sys));
  return fd;
}

/** main of dockerd. */
export const dockerdMain: Main = function* (sys, argv, envp) {
  if (argv.includes('--version') || argv.includes('-v')) {
    yield* sys.write(1, encodeUtf8(`Docker version ${VERSION}, build ${GIT_COMMIT}\n`));
    return 0;
  }
  if (sys.getcred().euid !== 0) {
    yield* sys.write(2, encodeUtf8('dockerd needs to be started with root privileges. To run dockerd in rootless mode as an unprivileged user, see https://docs.docker.com/go/rootless/\n'));
    return 1;
  }
  sys.sigaction(Signal.SIGPIPE, 'ignore');
  raiseFileLimit(sys);
  const daemon = new Daemon();
  const ending = new Condition();
  let asked = false;
  const end = (): void => {
    asked = true;
    ending.notify(sys);
  };
  sys.sigaction(Signal.SIGTERM, end);
  sys.sigaction(Signal.SIGINT, end);
  yield* daemon.log(sys, 'info', 'Starting up');
  const activated = envp.includes('LISTEN_FDS=1') && argv.includes('fd://');
  const listener = activated ? SD_LISTEN_FDS_START : yield* ownSocket(sys);
  sys.setCloexec(listener, true);
  yield* writeFile(sys, PID_FILE, String(sys.getpid()));
  try {
    yield* daemon.start(sys);
  } catch (e) {
    if (!(e instanceof ApiError)) throw e;
    yield* sys.write(2, encodeUtf8(`failed to start daemon: ${e.message}\n`));
    return 1;
  }
  yield* daemon.log(sys, 'info', 'Docker daemon', { commit: GIT_COMMIT, 'storage-driver': 'overlay2', version: VERSION });
  yield* daemon.log(sys, 'info', 'Daemon has completed initialization');
  sys.thread((s) => accept(s, daemon, listener));
  yield* daemon.log(sys, 'info', `API listen on ${SOCKET}`);
  yield* notifyReady(sys);
  yield* ending.until(sys, () => asked);
  yield* daemon.shutdown(sys);
  removeIfAny(sys, PID_FILE);
  if (!activated) removeIfAny(sys, SOCKET);
  return 0;
};
