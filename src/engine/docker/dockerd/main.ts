/**
 * dockerd 28.5.2: the engine's API over /run/docker.sock and wherever else it is told to listen. A thread for each connection, one for containerd's events, one
 * for each output stream of a container. What can be configured is in config.ts.
 */
import { encodeUtf8 } from '../../base/bytes.ts';
import { Signal } from '../../abi/signal.ts';
import type { Main, Sys, Task } from '../../abi/sys.ts';
import { notifyReady, raiseFileLimit } from '../common/notify.ts';
import { removeIfAny, writeFile } from '../common/files.ts';
import { Condition } from '../common/sync.ts';
import { ConfigError, loadConfig } from './config.ts';
import type { DaemonConfig } from './config.ts';
import { Daemon } from './daemon.ts';
import { ApiError } from './errors.ts';
import { acceptAll, closeListeners, openListeners } from './listen.ts';
import type { Listener } from './listen.ts';
import { ConfigProblem, readOptions } from './libnetwork/options.ts';
import type { NetworkOptions } from './libnetwork/options.ts';
import { GIT_COMMIT, VERSION } from './system.ts';

function* complain(sys: Sys, message: string): Task<number> {
  yield* sys.write(2, encodeUtf8(`${message}\n`));
  return 1;
}

function* serve(sys: Sys, config: DaemonConfig, network: NetworkOptions, activated: boolean): Task<number> {
  sys.sigaction(Signal.SIGPIPE, 'ignore');
  raiseFileLimit(sys);
  const daemon = new Daemon(config);
  daemon.networks.configure(network);
  const ending = new Condition();
  let asked = false;
  const end = (): void => {
    asked = true;
    ending.notify(sys);
  };
  sys.sigaction(Signal.SIGTERM, end);
  sys.sigaction(Signal.SIGINT, end);
  yield* daemon.log(sys, 'info', 'Starting up');
  let listeners: Listener[];
  try {
    listeners = yield* openListeners(sys, daemon, activated);
  } catch (e) {
    if (e instanceof ConfigError) return yield* complain(sys, e.message);
    throw e;
  }
  yield* writeFile(sys, config.pidFile, String(sys.getpid()));
  try {
    yield* daemon.start(sys);
  } catch (e) {
    if (e instanceof ApiError) return yield* complain(sys, `failed to start daemon: ${e.message}`);
    throw e;
  }
  yield* daemon.log(sys, 'info', 'Docker daemon', { commit: GIT_COMMIT, 'storage-driver': 'overlay2', version: VERSION });
  yield* daemon.log(sys, 'info', 'Daemon has completed initialization');
  for (const { fd, address } of listeners) {
    sys.thread((s) => acceptAll(s, daemon, fd));
    yield* daemon.log(sys, 'info', `API listen on ${address}`);
  }
  yield* notifyReady(sys);
  yield* ending.until(sys, () => asked);
  yield* daemon.shutdown(sys);
  removeIfAny(sys, config.pidFile);
  closeListeners(sys, listeners);
  return 0;
}

/** main of dockerd. */
export const dockerdMain: Main = function* (sys, argv, envp) {
  if (argv.includes('--version') || argv.includes('-v')) {
    yield* sys.write(1, encodeUtf8(`Docker version ${VERSION}, build ${GIT_COMMIT}\n`));
    return 0;
  }
  let loaded;
  let network;
  try {
    loaded = yield* loadConfig(sys, argv.slice(1));
    network = yield* readOptions(sys, argv);
  } catch (e) {
    if (e instanceof ConfigError || e instanceof ConfigProblem) return yield* complain(sys, e.message);
    throw e;
  }
  if (loaded.validate) {
    yield* sys.write(1, encodeUtf8('configuration OK\n'));
    return 0;
  }
  if (sys.getcred().euid !== 0) {
    return yield* complain(sys, 'dockerd needs to be started with root privileges. To run dockerd in rootless mode as an unprivileged user, see https://docs.docker.com/go/rootless/');
  }
  return yield* serve(sys, loaded.config, network, envp.includes('LISTEN_FDS=1'));
};
