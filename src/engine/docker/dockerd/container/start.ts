/** POST /containers/{id}/start: mount the tree, write the bundle, create the task and start it. daemon/start.go. */
import type { Sys, Task } from '../../../abi/sys.ts';
import { isSysError } from '../../../abi/errno.ts';
import { Signal } from '../../../abi/signal.ts';
import { mkdirAll, removeAll } from '../../common/files.ts';
import { RpcError } from '../../common/rpc.ts';
import { now, rfc3339Nano } from '../../common/time.ts';
import type { Daemon } from '../daemon.ts';
import { ApiError, conflict, invalid, messageOf, system } from '../errors.ts';
import { RUNC_ROOT, STREAMS } from '../paths.ts';
import type { Container } from './container.ts';
import { initHealth, startHealth } from './health.ts';
import { createLog } from './logdriver.ts';
import { mountVolumes, prepareSources, unmountVolumes } from './mounts.ts';
import { writeNetworkFiles } from './netfiles.ts';
import { mountShm, unmountShm } from './shm.ts';
import { createSpec } from './spec.ts';

/** Start a container. `reset`: a person asked (not the restart manager): counters begin anew. */
export function* startContainer(sys: Sys, daemon: Daemon, c: Container, reset: boolean): Task<void> {
  return yield* c.lock.with(sys, () => startLocked(sys, daemon, c, reset));
}

function* startLocked(sys: Sys, daemon: Daemon, c: Container, reset: boolean): Task<void> {
  if (c.state.Paused) throw conflict('cannot start a paused container, try unpause instead');
  if (reset && c.state.Running && !c.state.Restarting) return;
  if (c.state.RemovalInProgress || c.state.Dead || c.removed) throw conflict('container is marked for removal and cannot be started');
  if (reset) {
    c.record.RestartCount = 0;
    c.restartDelay_ns = 0;
    c.record.HasBeenManuallyStopped = false;
  }
  c.restartCancelled = false;
  let connected = false;
  try {
    const root = yield* daemon.layers.mount(sys, daemon.layers.getRw(c.id)!);
    mountShm(sys, c);
    prepareSources(sys, c);
    mountVolumes(sys, daemon, c);
    try {
      yield* daemon.networks.endpoints.allocate(sys, daemon, c);
    } catch (e) {
      if (e instanceof ApiError) throw new ApiError(e.status, `failed to set up container networking: ${e.message}`, e.rule);
      throw e;
    }
    connected = true;
    yield* writeNetworkFiles(sys, daemon, c);
    const spec = yield* createSpec(sys, daemon, c, root);
    yield* runTask(sys, daemon, c, spec);
  } catch (e) {
    const message = messageOf(e);
    if (message === undefined) throw e;
    throw yield* failed(sys, daemon, c, e, message, connected);
  }
}

function* runTask(sys: Sys, daemon: Daemon, c: Container, spec: Parameters<typeof JSON.stringify>[0]): Task<void> {
  const id = c.id;
  const dir = `${STREAMS}/${id}`;
  mkdirAll(sys, dir, 0o700);
  const log = createLog(sys, c);
  if (c.hostConfig.LogConfig.Type === 'json-file') c.record.LogPath = `${c.dir}/${id}-json.log`;
  const { io, outputs } = yield* c.streams.create(sys, dir, 'init', { stdin: c.config.OpenStdin, tty: c.config.Tty });
  if (log !== undefined) yield* log.start(sys);
  let running = false;
  try {
    yield* daemon.containerd.call(sys, 'containers.Create', { id, spec, runtime: 'io.containerd.runc.v2', runtime_root: RUNC_ROOT });
    let pid: number;
    try {
      ({ pid } = yield* daemon.containerd.call(sys, 'tasks.Create', { id, ...io }));
    } catch (e) {
      if (e instanceof RpcError) throw new RpcError(e.code, `failed to create task for container: ${e.message}`);
      throw e;
    }
    c.streams.start(sys, outputs, log);
    c.log = log;
    running = true;
    yield* joinNetwork(sys, daemon, c, pid);
    yield* daemon.containerd.call(sys, 'tasks.Start', { id });
    const s = c.state;
    s.Error = '';
    s.Running = true;
    s.Restarting = false;
    s.Paused = false;
    s.ExitCode = 0;
    s.Pid = pid;
    s.StartedAt = rfc3339Nano(now(sys));
    s.OOMKilled = false;
    c.record.HasBeenStartedBefore = true;
    initHealth(c);
    yield* c.checkpoint(sys);
    startHealth(sys, daemon, c);
    daemon.events.log(sys, 'container', 'start', id, c.attributes());
  } finally {
    if (!running) {
      log?.close(sys);
      c.streams.abandon(sys, outputs);
      removeAll(sys, dir);
    }
  }
}

/** Connect the sandbox that runc has made; when that fails, the task ends. */
function* joinNetwork(sys: Sys, daemon: Daemon, c: Container, pid: number): Task<void> {
  try {
    yield* daemon.networks.endpoints.join(sys, daemon, c, pid);
  } catch (e) {
    if (!(e instanceof ApiError)) throw e;
    for (const call of [() => daemon.containerd.call(sys, 'tasks.Kill', { id: c.id, signal: Signal.SIGKILL }), () => daemon.containerd.call(sys, 'tasks.Delete', { id: c.id })]) {
      try {
        yield* call();
      } catch (inner) {
        if (!(inner instanceof RpcError)) throw inner;
      }
    }
    throw new ApiError(e.status, `failed to set up container networking: ${e.message}`, e.rule);
  }
}

/** Undo a start that failed; returns the error for the client, with the exit code that the command line will show. */
function* failed(sys: Sys, daemon: Daemon, c: Container, e: unknown, message: string, connected: boolean): Task<ApiError> {
  const text = message;
  const lower = text.toLowerCase();
  let status = e instanceof ApiError ? e.status : 500;
  let code = 128;
  if (lower.includes(c.record.Path.toLowerCase()) && (lower.includes('executable file not found') || lower.includes('no such file or directory'))) {
    code = 127;
    status = 400;
  } else if (lower.includes('permission denied') || lower.includes('not a directory') || lower.includes('is a directory')) {
    code = 126;
    status = 400;
  }
  c.state.ExitCode = code;
  c.state.Error = text;
  if (sys.tracing('error')) sys.trace({ kind: 'error', layer: 'dockerd', message: text, rule: `container ${c.name} could not be started` });
  try {
    yield* daemon.containerd.call(sys, 'containers.Delete', { id: c.id });
  } catch (inner) {
    if (!(inner instanceof RpcError)) throw inner;
  }
  if (connected) yield* daemon.networks.endpoints.release(sys, daemon, c);
  daemon.layers.unmount(sys, daemon.layers.getRw(c.id)!);
  unmountShm(sys, c);
  unmountVolumes(sys, daemon, c);
  c.streams.finish(sys);
  if (c.state.Restarting) {
    c.state.Running = false;
    c.state.Restarting = false;
  }
  yield* c.checkpoint(sys);
  if (c.hostConfig.AutoRemove) daemon.removeLater(sys, c);
  if (isSysError(e)) return system(text);
  return status === 400 ? invalid(text) : new ApiError(status, text, 'a lower layer refused');
}
