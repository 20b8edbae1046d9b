/** A container's process has ended: daemon/monitor.go, and the restart manager's decision. */
import type { Sys, Task } from '../../../abi/sys.ts';
import { removeAll } from '../../common/files.ts';
import { RpcError } from '../../common/rpc.ts';
import { elapsed_ns, now, parseTime, rfc3339Nano } from '../../common/time.ts';
import type { Daemon } from '../daemon.ts';
import { messageOf } from '../errors.ts';
import { STREAMS } from '../paths.ts';
import type { Container } from './container.ts';
import { stopHealth } from './health.ts';
import { unmountVolumes } from './mounts.ts';
import { unmountShm } from './shm.ts';
import { startContainer } from './start.ts';

const DRAIN_NS = 3e9;
const FIRST_DELAY_NS = 100e6;
const LONGEST_DELAY_NS = 60e9;
/** A container that ran this long has earned a quick restart. */
const RAN_WELL_NS = 10e9;

/** Would the policy start the container again after this end? */
export function shouldRestart(c: Container, exitCode: number, manuallyStopped: boolean): boolean {
  const { Name: policy, MaximumRetryCount: most } = c.hostConfig.RestartPolicy;
  switch (policy) {
    case 'always':
      return true;
    case 'unless-stopped':
      return !manuallyStopped;
    case 'on-failure':
      return (most === 0 || c.record.RestartCount < most) && exitCode !== 0;
    case 'no':
    case '':
      return false;
  }
}

/** Handle the end of a container's main process. */
export function* containerExited(sys: Sys, daemon: Daemon, c: Container, pid: number, exitCode: number): Task<void> {
  const restart = yield* c.lock.with(sys, () => exitLocked(sys, daemon, c, pid, exitCode));
  if (restart) sys.thread((s) => restartLater(s, daemon, c));
  else if (c.hostConfig.AutoRemove && !daemon.shuttingDown) yield* daemon.removeNow(sys, c);
}

function* exitLocked(sys: Sys, daemon: Daemon, c: Container, pid: number, exitCode: number): Task<boolean> {
  if (!c.state.Running || c.state.Pid !== pid) return false; // an end that is settled already
  yield* c.streams.drain(sys, DRAIN_NS);
  for (const method of ['tasks.Delete', 'containers.Delete'] as const) {
    try {
      yield* daemon.containerd.call(sys, method, { id: c.id });
    } catch (e) {
      if (!(e instanceof RpcError)) throw e;
      yield* daemon.log(sys, 'error', `failed to delete container from containerd: ${e.message}`, { container: c.id });
    }
  }
  return yield* settleStopped(sys, daemon, c, exitCode);
}

/** Clean up after the process and record how it ended; true when the restart manager is to start it again. */
export function* settleStopped(sys: Sys, daemon: Daemon, c: Container, exitCode: number): Task<boolean> {
  const s = c.state;
  const finished = now(sys);
  const started = parseTime(s.StartedAt);
  const ran_ns = started === undefined ? 0 : Math.max(0, elapsed_ns(finished, started));
  yield* daemon.networks.endpoints.release(sys, daemon, c);
  daemon.layers.unmount(sys, daemon.layers.getRw(c.id)!);
  unmountShm(sys, c);
  unmountVolumes(sys, daemon, c);
  removeAll(sys, `${STREAMS}/${c.id}`);
  c.execs.forEach((e) => e.containerGone(sys));
  stopHealth(sys, c, true);
  const restart = !c.restartCancelled && !daemon.shuttingDown && !c.record.HasBeenManuallyStopped && shouldRestart(c, exitCode, false);
  s.Pid = 0;
  s.ExitCode = exitCode;
  s.Paused = false;
  s.FinishedAt = rfc3339Nano(finished);
  if (restart) {
    c.record.RestartCount++;
    s.Restarting = true;
    c.restartDelay_ns = ran_ns >= RAN_WELL_NS || c.restartDelay_ns === 0 ? FIRST_DELAY_NS : Math.min(c.restartDelay_ns * 2, LONGEST_DELAY_NS);
  } else {
    s.Running = false;
    s.Restarting = false;
  }
  c.exits++;
  try {
    yield* c.checkpoint(sys);
  } catch (e) {
    const message = messageOf(e);
    if (message === undefined) throw e;
    yield* daemon.log(sys, 'error', 'Error saving dying container to disk', { container: c.id, error: message });
  }
  c.log?.close(sys);
  c.log = undefined;
  c.streams.finish(sys);
  daemon.events.log(sys, 'container', 'die', c.id, c.attributes({ execDuration: String(Math.floor(ran_ns / 1e9)), exitCode: String(exitCode) }));
  return restart;
}

/** Wait the backoff, then start it again, unless somebody stopped it meanwhile. */
function* restartLater(sys: Sys, daemon: Daemon, c: Container): Task<void> {
  daemon.say(sys, 'restart container', { container: c.id, 'delay ms': String(c.restartDelay_ns / 1e6), count: String(c.record.RestartCount) });
  yield* c.restartCancel.until(sys, () => c.restartCancelled || c.removed, c.restartDelay_ns);
  if (!c.restartCancelled && !c.removed && !daemon.shuttingDown) {
    try {
      yield* startContainer(sys, daemon, c, false);
      return;
    } catch (e) {
      const message = messageOf(e);
      if (message === undefined) throw e;
      yield* daemon.log(sys, 'error', `restartmanger wait error: ${message}`);
    }
  }
  c.state.Running = false;
  c.state.Restarting = false;
  c.state.Pid = 0;
  if (c.removed) return;
  yield* c.checkpoint(sys);
}
