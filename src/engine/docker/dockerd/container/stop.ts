/** Stop, kill, restart, pause and remove: daemon/{stop,kill,restart,pause,delete}.go. */
import { NSIG, parseSignal, Signal } from '../../../abi/signal.ts';
import type { Sys, Task } from '../../../abi/sys.ts';
import { removeAll } from '../../common/files.ts';
import { RpcError } from '../../common/rpc.ts';
import type { Daemon } from '../daemon.ts';
import { ApiError, conflict, invalid, messageOf, system } from '../errors.ts';
import type { Container } from './container.ts';
import { startHealth, stopHealth } from './health.ts';
import { startContainer } from './start.ts';

const DEFAULT_TIMEOUT_S = 10;
const KILL_WAIT_NS = 10e9;

/** Parse a signal of a request: 'TERM', 'SIGTERM', '15'. Throws `status`: 400 for kill, 500 for stop and restart. */
function signalOf(text: string, status: 400 | 500): number {
  const refuse = (why: string): ApiError => (status === 400 ? invalid(why) : system(why));
  const n = /^\d+$/.test(text) ? Number(text) : parseSignal(text);
  if (n === undefined || n === 0) throw refuse(`invalid signal: ${text}`);
  if (n > NSIG || n === 32 || n === 33) throw refuse(`the linux daemon does not support signal ${n}`);
  return n;
}

/** Wait until the process that runs now has ended. False after `timeout_ns`. */
function* ended(sys: Sys, c: Container, timeout_ns: number | undefined): Task<boolean> {
  const before = c.exits;
  return yield* c.changed.until(sys, () => !c.state.Running || c.exits !== before, timeout_ns);
}

/** Send a signal to a container's main process; the restart manager forgets it when it is meant to stop. Throws a 409 when it does not run. */
function* sendSignal(sys: Sys, daemon: Daemon, c: Container, signo: number): Task<void> {
  if (!c.state.Running) throw conflict(`container ${c.id} is not running`);
  const stopSignal = c.config.StopSignal === undefined ? Signal.SIGTERM : (parseSignal(c.config.StopSignal) ?? Signal.SIGTERM);
  let unpause = false;
  const isStop = c.config.StopSignal !== undefined && signo !== Signal.SIGKILL ? signo === stopSignal : true;
  if (isStop) {
    c.restartCancelled = true;
    c.restartCancel.notify(sys);
    unpause = c.state.Paused;
  }
  if (!daemon.shuttingDown) {
    c.record.HasBeenManuallyStopped = true;
    yield* c.checkpoint(sys);
  }
  if (c.state.Restarting) return;
  try {
    yield* daemon.containerd.call(sys, 'tasks.Kill', { id: c.id, signal: signo });
  } catch (e) {
    if (!(e instanceof RpcError) || e.code !== 'not_found') throw e;
  }
  if (unpause) {
    yield* daemon.containerd.call(sys, 'tasks.Resume', { id: c.id });
    c.state.Paused = false;
  }
  daemon.events.log(sys, 'container', 'kill', c.id, c.attributes({ signal: String(signo) }));
}

/** POST /containers/{id}/kill. Throws a 400 for a signal that is none, a 409 when the container does not run. */
export function* killContainer(sys: Sys, daemon: Daemon, c: Container, signal: string): Task<void> {
  const signo = signal === '' ? Signal.SIGKILL : signalOf(signal, 400);
  if (signo !== Signal.SIGKILL) return yield* sendSignal(sys, daemon, c, signo);
  if (!c.state.Running) throw conflict(`container ${c.id} is not running`);
  yield* killHard(sys, daemon, c);
}

/** SIGKILL, and wait for the end. */
export function* killHard(sys: Sys, daemon: Daemon, c: Container): Task<void> {
  if (!c.state.Running) return;
  yield* sendSignal(sys, daemon, c, Signal.SIGKILL);
  if (!(yield* ended(sys, c, KILL_WAIT_NS))) throw system(`tried to kill container, but did not receive an exit event`);
}

/** Stop signal, grace period, SIGKILL. `seconds` undefined takes the container's own; negative waits for ever. */
export function* stopContainer(sys: Sys, daemon: Daemon, c: Container, seconds?: number, signal = ''): Task<void> {
  if (!c.state.Running) return;
  const name = signal !== '' ? signal : (c.config.StopSignal ?? 'SIGTERM');
  const signo = signalOf(name, 500);
  const timeout_s = seconds ?? c.config.StopTimeout ?? DEFAULT_TIMEOUT_S;
  const before = c.exits;
  const done = (): boolean => !c.state.Running || c.exits !== before;
  yield* sendSignal(sys, daemon, c, signo);
  if (!(yield* c.changed.until(sys, done, timeout_s < 0 ? undefined : timeout_s * 1e9))) {
    yield* daemon.log(sys, 'info', `Container failed to exit within ${timeout_s}s of signal ${signo} - using the force`, { container: c.id });
    yield* killHard(sys, daemon, c);
  }
  daemon.events.log(sys, 'container', 'stop', c.id, c.attributes());
}

/** Stop if it runs, then start. */
export function* restartContainer(sys: Sys, daemon: Daemon, c: Container, seconds: number | undefined, signal: string): Task<void> {
  if (c.state.Running) {
    // --rm means "when it is over", and it is not over yet
    const autoRemove = c.hostConfig.AutoRemove;
    c.hostConfig.AutoRemove = false;
    try {
      yield* stopContainer(sys, daemon, c, seconds, signal);
    } finally {
      c.hostConfig.AutoRemove = autoRemove;
    }
  }
  yield* c.changed.until(sys, () => !c.state.Running, KILL_WAIT_NS);
  yield* startContainer(sys, daemon, c, true);
  daemon.events.log(sys, 'container', 'restart', c.id, c.attributes());
}

export function* pauseContainer(sys: Sys, daemon: Daemon, c: Container): Task<void> {
  yield* c.lock.with(sys, function* () {
    if (!c.state.Running) throw conflict(`container ${c.id} is not running`);
    if (c.state.Paused) throw conflict(`Container ${c.id} is already paused`);
    if (c.state.Restarting) throw conflict(`Container ${c.id} is restarting, wait until the container is running`);
    yield* wrapped(`cannot pause container ${c.id}: `, () => daemon.containerd.call(sys, 'tasks.Pause', { id: c.id }));
    c.state.Paused = true;
    stopHealth(sys, c, false);
    yield* c.checkpoint(sys);
    daemon.events.log(sys, 'container', 'pause', c.id, c.attributes());
  });
}

export function* unpauseContainer(sys: Sys, daemon: Daemon, c: Container): Task<void> {
  yield* c.lock.with(sys, function* () {
    if (!c.state.Paused) throw system(`Container ${c.id} is not paused`);
    yield* wrapped(`cannot resume container ${c.id}: `, () => daemon.containerd.call(sys, 'tasks.Resume', { id: c.id }));
    c.state.Paused = false;
    startHealth(sys, daemon, c);
    yield* c.checkpoint(sys);
    daemon.events.log(sys, 'container', 'unpause', c.id, c.attributes());
  });
}

function* wrapped<T>(prefix: string, body: () => Task<T>): Task<T> {
  try {
    return yield* body();
  } catch (e) {
    if (e instanceof RpcError) throw system(prefix + e.message);
    throw e;
  }
}

/** DELETE /containers/{id}. */
export function* removeContainer(sys: Sys, daemon: Daemon, c: Container, options: { readonly force: boolean; readonly volumes: boolean }): Task<void> {
  const s = c.state;
  if (s.RemovalInProgress) throw conflict(`removal of container ${c.id} is already in progress`);
  if (s.Running && !options.force) {
    const what = s.Paused ? 'container is paused and must be unpaused first' : `container is ${c.status}: stop the container before removing or force remove`;
    throw conflict(`cannot remove container "${c.name}": ${what}`);
  }
  s.RemovalInProgress = true;
  try {
    if (s.Running) {
      if (s.Restarting) {
        c.restartCancelled = true;
        c.restartCancel.notify(sys);
        yield* c.changed.until(sys, () => !c.state.Running, KILL_WAIT_NS);
      } else yield* killHard(sys, daemon, c);
      yield* c.changed.until(sys, () => !c.state.Running, KILL_WAIT_NS);
    }
    yield* c.lock.with(sys, () => removeLocked(sys, daemon, c, options.volumes));
  } catch (e) {
    s.RemovalInProgress = false;
    c.removeError = messageOf(e) ?? 'removal failed';
    c.changed.notify(sys);
    throw e;
  }
}

function* removeLocked(sys: Sys, daemon: Daemon, c: Container, volumes: boolean): Task<void> {
  if (c.removed) return;
  yield* daemon.layers.removeRw(sys, c.id);
  removeAll(sys, c.dir);
  daemon.forget(c);
  c.removed = true;
  if (volumes) {
    for (const m of Object.values(c.record.MountPoints)) {
      if (m.Type !== 'volume' || m.Spec.Source !== undefined && m.Spec.Source !== '' || !daemon.volumes.isAnonymous(m.Name)) continue;
      try {
        daemon.volumes.remove(sys, daemon, m.Name, false);
      } catch (e) {
        if (!(e instanceof ApiError)) throw e; // another container uses it
      }
    }
  }
  c.changed.notify(sys);
  daemon.events.log(sys, 'container', 'destroy', c.id, c.attributes());
}
