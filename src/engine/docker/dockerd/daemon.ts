/**
 * The daemon: its stores, its containers by id and name, and the thread that listens to containerd. Threads switch only where a call
 * blocks, so that a change of these maps needs no lock; what takes several steps on one container holds that container's lock.
 */
import { encodeUtf8 } from '../../base/bytes.ts';
import { isSysError } from '../../abi/errno.ts';
import type { Sys, Task } from '../../abi/sys.ts';
import { listNames, mkdirAll, readTextIfAny, writeFile } from '../common/files.ts';
import { RpcClient, RpcError } from '../common/rpc.ts';
import { Condition } from '../common/sync.ts';
import type { FrameReader } from '../common/rpc.ts';
import { now, rfc3339Nano } from '../common/time.ts';
import type { ContainerdMethods, TaskEvent } from '../common/task-api.ts';
import type { HostConfig } from '../api/types.ts';
import { DEFAULT_CONFIG } from './config.ts';
import type { DaemonConfig } from './config.ts';
import { Container } from './container/container.ts';
import type { ContainerRecord } from './container/container.ts';
import { containerExited, settleStopped, shouldRestart } from './container/exit.ts';
import { execExited } from './container/exec.ts';
import type { ExecProcess } from './container/exec.ts';
import { countCpus } from './container/limits.ts';
import { startContainer } from './container/start.ts';
import { removeContainer, stopContainer } from './container/stop.ts';
import { ApiError, messageOf, notFound } from './errors.ts';
import { Events } from './events.ts';
import { ImageStore } from './images.ts';
import { LayerStore } from './layers.ts';
import { LinkIndex, registerLinks } from './libnetwork/links.ts';
import { Networks } from './libnetwork/networks.ts';
import { CONTAINERD_SOCKET, CONTAINERS, EXEC_ROOT, ROOT, STREAMS } from './paths.ts';
import { Volumes } from './volumes.ts';

/** How long, and how often, a containerd that came back is asked for a task. */
const RECONCILE_NS = 200e6;
const RECONCILE_TRIES = 25;

export class Daemon {
  readonly config: DaemonConfig;
  /** Warnings of addresses that anybody can reach. */
  readonly exposed: string[] = [];
  readonly containerd = new RpcClient<ContainerdMethods>(CONTAINERD_SOCKET);
  readonly events = new Events();
  readonly layers = new LayerStore();
  readonly images = new ImageStore();
  readonly volumes = new Volumes();
  readonly networks = new Networks();
  /** --link between containers of the default bridge. */
  readonly links = new LinkIndex();
  readonly execs = new Map<string, ExecProcess>();
  private readonly byId = new Map<string, Container>();
  private readonly names = new Map<string, string>();
  shuttingDown = false;
  /** Processors that containers can have. */
  ncpu = 1;
  /** The id of the engine, kept in engine-id. */
  id = '';

  constructor(config: DaemonConfig = DEFAULT_CONFIG) {
    this.config = config;
  }

  // ---- containers by name and id -------------------------------------------------------------------------------------------

  /** In the order of their creation. */
  containers(): Container[] {
    return [...this.byId.values()];
  }

  add(c: Container): void {
    this.byId.set(c.id, c);
  }

  /** Take a removed container out of all maps. */
  forget(c: Container): void {
    this.byId.delete(c.id);
    this.release(c.name);
    this.links.forget(c);
    for (const [name, id] of this.names) if (id === c.id) this.names.delete(name);
    for (const id of c.execs.keys()) this.execs.delete(id);
  }

  /** Id of the container that holds a name. */
  nameOwner(name: string): string | undefined {
    return this.names.get(name);
  }

  reserve(name: string, id: string): string {
    this.names.set(name, id);
    return name;
  }

  release(name: string): void {
    this.names.delete(name);
  }

  /** By id, name or the beginning of an id. Throws a 404, or a 400 when the beginning fits several. */
  find(ref: string): Container {
    if (ref === '') throw new ApiError(400, 'invalid name or ID supplied: ""');
    const exact = this.byId.get(ref) ?? this.byId.get(this.names.get(ref.replace(/^\//, '')) ?? '');
    if (exact !== undefined) return exact;
    let found: Container | undefined;
    for (const c of this.byId.values()) {
      if (!c.id.startsWith(ref)) continue;
      if (found !== undefined) throw new ApiError(400, `multiple IDs found with provided prefix: ${ref}`);
      found = c;
    }
    if (found === undefined) throw notFound(`No such container: ${ref}`);
    return found;
  }

  // ---- saying what is done -------------------------------------------------------------------------------------------------

  say(sys: Sys, action: string, detail: Record<string, string>): void {
    if (sys.tracing('engine')) sys.trace({ kind: 'engine', layer: 'dockerd', action, detail });
  }

  /** A line of the daemon's log, on stderr. */
  *log(sys: Sys, level: 'info' | 'warning' | 'error', message: string, fields: Readonly<Record<string, string>> = {}): Task<void> {
    const more = Object.entries(fields).map(([k, v]) => ` ${k}=${/^[\w./:-]+$/.test(v) ? v : JSON.stringify(v)}`).join('');
    try {
      yield* sys.write(2, encodeUtf8(`time="${rfc3339Nano(now(sys))}" level=${level} msg=${JSON.stringify(message)}${more}\n`));
    } catch (e) {
      if (!isSysError(e)) throw e;
    }
  }

  // ---- life ----------------------------------------------------------------------------------------------------------------

  /** Read all state, join containerd, bring the containers into the state that the policies ask for. */
  *start(sys: Sys): Task<void> {
    for (const dir of [ROOT, CONTAINERS]) mkdirAll(sys, dir, 0o710);
    for (const dir of [EXEC_ROOT, STREAMS]) mkdirAll(sys, dir, 0o711);
    this.id = ((yield* readTextIfAny(sys, `${ROOT}/engine-id`)) ?? '').trim();
    if (this.id === '') {
      const hex = Array.from(sys.getrandom(16), (b) => b.toString(16).padStart(2, '0')).join('');
      this.id = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
      yield* writeFile(sys, `${ROOT}/engine-id`, this.id, 0o600);
    }
    this.ncpu = yield* countCpus(sys);
    yield* this.layers.load(sys);
    yield* this.images.load(sys);
    yield* this.volumes.load(sys);
    yield* this.networks.load(sys, this);
    yield* this.loadContainers(sys);
    const stream = yield* this.subscribe(sys);
    yield* this.restore(sys);
    sys.thread((s) => this.listen(s, stream));
  }

  private *loadContainers(sys: Sys): Task<void> {
    const found: Container[] = [];
    for (const id of listNames(sys, CONTAINERS)) {
      const dir = `${CONTAINERS}/${id}`;
      const record = yield* readTextIfAny(sys, `${dir}/config.v2.json`);
      const host = yield* readTextIfAny(sys, `${dir}/hostconfig.json`);
      if (record === undefined || host === undefined) {
        yield* this.log(sys, 'error', 'failed to load container', { container: id });
        continue;
      }
      found.push(new Container(JSON.parse(record) as ContainerRecord, JSON.parse(host) as HostConfig));
    }
    found.sort((a, b) => (a.record.Created < b.record.Created ? -1 : 1));
    for (const c of found) {
      this.byId.set(c.id, c);
      this.reserve(c.name, c.id);
    }
    for (const c of found) {
      try {
        registerLinks(this, c);
      } catch (e) {
        if (!(e instanceof ApiError)) throw e; // what it was linked to is gone
      }
    }
  }

  /** Containers that ran when the last daemon ended are stopped (there is no live-restore); then the restart policies have their say. */
  private *restore(sys: Sys): Task<void> {
    const running = this.containers().filter((c) => c.state.Running);
    yield* this.forEach(sys, running, (s, c) => this.settleLeftover(s, c));
    yield* this.networks.initialise(sys, this);
    const restart: Container[] = [];
    const remove: Container[] = [];
    for (const c of this.containers()) {
      c.restartCancelled = false;
      c.state.RemovalInProgress = false;
      if (!c.record.HasBeenStartedBefore) continue;
      if (shouldRestart(c, c.state.ExitCode, c.record.HasBeenManuallyStopped)) restart.push(c);
      else if (c.hostConfig.AutoRemove) remove.push(c);
    }
    yield* this.forEach(sys, restart, (s, c) => this.startQuietly(s, c));
    yield* this.forEach(sys, remove, (s, c) => this.removeNow(s, c));
  }

  /** Do something with each container, side by side, and wait for all at most `timeout_ns`. */
  private *forEach(sys: Sys, list: readonly Container[], act: (sys: Sys, c: Container) => Task<void>, timeout_ns?: number): Task<void> {
    let left = list.length;
    const done = new Condition();
    for (const c of list) {
      sys.thread(function* (s) {
        yield* act(s, c);
        left--;
        done.notify(s);
      });
    }
    yield* done.until(sys, () => left === 0, timeout_ns);
  }

  private *settleLeftover(sys: Sys, c: Container): Task<void> {
    const code = c.state.Restarting ? c.state.ExitCode : yield* this.endLeftover(sys, c);
    c.restartCancelled = true;
    yield* settleStopped(sys, this, c, code);
  }

  private *startQuietly(sys: Sys, c: Container): Task<void> {
    try {
      yield* startContainer(sys, this, c, true);
    } catch (e) {
      const message = messageOf(e);
      if (message === undefined) throw e;
      yield* this.log(sys, 'error', 'failed to start container', { container: c.id, error: message });
    }
  }

  /** End the task of a container that outlived the last daemon; its exit code. */
  private *endLeftover(sys: Sys, c: Container): Task<number> {
    let code = 255;
    try {
      let task = yield* this.containerd.call(sys, 'tasks.Get', { id: c.id });
      for (const signal of [15, 9]) {
        if (task.status === 'STOPPED') break;
        if (task.status === 'PAUSED') yield* this.containerd.call(sys, 'tasks.Resume', { id: c.id });
        yield* this.containerd.call(sys, 'tasks.Kill', { id: c.id, signal });
        const end_ns = sys.monotonic_ns() + (c.config.StopTimeout ?? 10) * 1e9;
        do {
          yield* sys.sleep(20e6);
          task = yield* this.containerd.call(sys, 'tasks.Get', { id: c.id });
        } while (task.status !== 'STOPPED' && sys.monotonic_ns() < end_ns);
      }
      code = task.exit_status;
      yield* this.containerd.call(sys, 'tasks.Delete', { id: c.id });
      yield* this.containerd.call(sys, 'containers.Delete', { id: c.id });
    } catch (e) {
      if (!(e instanceof RpcError)) throw e;
    }
    return code;
  }

  /** Stop all containers side by side, as the real daemon does before it ends. */
  *shutdown(sys: Sys): Task<void> {
    this.shuttingDown = true;
    yield* this.log(sys, 'info', 'Processing signal \'terminated\'');
    const running = this.containers().filter((c) => c.state.Running);
    yield* this.forEach(sys, running, (s, c) => this.stopQuietly(s, c), this.config.shutdown_s * 1e9);
    yield* this.log(sys, 'info', 'Daemon shutdown complete');
  }

  private *stopQuietly(sys: Sys, c: Container): Task<void> {
    try {
      yield* stopContainer(sys, this, c);
    } catch (e) {
      if (messageOf(e) === undefined) throw e;
    }
  }

  /** --rm: remove a container with its anonymous volumes. */
  *removeNow(sys: Sys, c: Container): Task<void> {
    try {
      yield* removeContainer(sys, this, c, { force: true, volumes: true });
    } catch (e) {
      const message = messageOf(e);
      if (message === undefined) throw e;
      yield* this.log(sys, 'error', 'failed to remove container', { container: c.id, error: message });
    }
  }

  /** As {@link removeNow}, in a thread of its own, when the caller holds the container's lock. */
  removeLater(sys: Sys, c: Container): void {
    sys.thread((s) => this.removeNow(s, c));
  }

  // ---- containerd's events -------------------------------------------------------------------------------------------------

  private *subscribe(sys: Sys): Task<{ readonly fd: number; readonly reader: FrameReader }> {
    for (let delay_ns = 20e6; ; delay_ns = Math.min(delay_ns * 2, 1e9)) {
      try {
        const stream = yield* this.containerd.open(sys, 'events.Subscribe', { filters: ['namespace==moby'] });
        if ((yield* stream.reader.next(sys)) !== undefined) return stream;
        sys.close(stream.fd);
      } catch (e) {
        if (!(e instanceof RpcError) && !isSysError(e)) throw e;
      }
      yield* sys.sleep(delay_ns);
    }
  }

  /** Take events as long as the daemon lives; a new containerd is joined. */
  private *listen(sys: Sys, first: { readonly fd: number; readonly reader: FrameReader }): Task<void> {
    for (let stream = first; ; stream = yield* this.subscribe(sys)) {
      if (stream !== first) sys.thread((s) => this.reconcile(s));
      for (;;) {
        const e = (yield* stream.reader.next(sys)) as TaskEvent | undefined;
        if (e === undefined) break;
        sys.thread((s) => this.taskExited(s, e.event));
      }
      sys.close(stream.fd);
    }
  }

  /** containerd was away, and what ended meanwhile was told to nobody: ask for each task that should run. */
  private *reconcile(sys: Sys): Task<void> {
    for (const c of this.containers()) {
      const pid = c.state.Pid;
      if (!c.state.Running || c.state.Restarting || pid === 0) continue;
      let code: number | undefined;
      for (let tries = 0; code === undefined && tries < RECONCILE_TRIES; tries++) {
        yield* sys.sleep(RECONCILE_NS);
        if (c.state.Pid !== pid) break;
        try {
          const task = yield* this.containerd.call(sys, 'tasks.Get', { id: c.id });
          if (task.status !== 'STOPPED') break;
          code = task.exit_status;
        } catch (e) {
          if (!(e instanceof RpcError)) throw e;
          if (e.code === 'not_found') code = 255; // the shim died too
        }
      }
      if (code !== undefined && c.state.Pid === pid) yield* containerExited(sys, this, c, pid, code);
    }
  }

  private *taskExited(sys: Sys, e: TaskEvent['event']): Task<void> {
    const c = this.byId.get(e.container_id);
    if (c === undefined) return;
    if (e.id === e.container_id) return yield* containerExited(sys, this, c, e.pid, e.exit_status);
    const exec = this.execs.get(e.id);
    if (exec !== undefined) yield* execExited(sys, this, exec, e.exit_status);
  }
}
