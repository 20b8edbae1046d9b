/**
 * containerd 1.7: keeps the containers and tasks of its clients, starts a shim for each task and passes events on. State is the
 * bundles under /run/containerd/io.containerd.runtime.v2.task/NAMESPACE/ID: a restarted containerd finds the running shims there.
 * Left out: content, snapshots, images (dockerd's own stores do that with the overlay2 graph driver), CRI, the plugin system.
 */
import { concatBytes, EMPTY, encodeUtf8 } from '../../base/bytes.ts';
import { isSysError } from '../../abi/errno.ts';
import { O } from '../../abi/fs.ts';
import { Signal } from '../../abi/signal.ts';
import type { Main, Sys, Task } from '../../abi/sys.ts';
import { listNames, mkdirAll, readTextIfAny, removeAll, removeIfAny, writeFile } from '../common/files.ts';
import { listenUnix, RpcClient, RpcError, serveRpc, writeFrame } from '../common/rpc.ts';
import type { Handler } from '../common/rpc.ts';
import { Condition } from '../common/sync.ts';
import { now, rfc3339Nano } from '../common/time.ts';
import { notifyReady, raiseFileLimit, restoreFileLimit } from '../common/notify.ts';
import { TASK_METHODS } from '../common/task-api.ts';
import type { ContainerdMethods, ProcessRef, ShimMethods, TaskEvent, TaskMethods } from '../common/task-api.ts';
import { CONTAINERD_REVISION, CONTAINERD_VERSION } from './version.ts';
import { parseBootstrap, shimSocket } from '../shim/main.ts';

const SOCKET = '/run/containerd/containerd.sock';
const STATE = '/run/containerd/io.containerd.runtime.v2.task';
const SHIM = '/usr/bin/containerd-shim-runc-v2';
/** The namespace of dockerd; this containerd has only one client. */
const NAMESPACE = 'moby';

interface Container {
  readonly spec: string;
  readonly runtimeRoot: string;
}

type Params<K extends keyof ContainerdMethods> = ContainerdMethods[K]['params'];

class Containerd {
  private readonly containers = new Map<string, Container>();
  private readonly shims = new Map<string, RpcClient<ShimMethods>>();
  private readonly subscribers = new Set<{ readonly fd: number; readonly gone: Condition; closed: boolean }>();

  /** Soft limit of open files that the shims get. */
  private readonly fileLimit: number;

  constructor(fileLimit: number) {
    this.fileLimit = fileLimit;
  }

  handlers(): Record<string, Handler> {
    const handlers: Record<string, Handler> = {
      'version.Version': function* () {
        return { version: CONTAINERD_VERSION, revision: CONTAINERD_REVISION };
      },
      'containers.Create': (sys, p: Params<'containers.Create'>) => this.createContainer(sys, p),
      'containers.Delete': (sys, p: Params<'containers.Delete'>) => this.deleteContainer(sys, p.id),
      'containers.List': (_sys) => this.listContainers(),
      'tasks.Create': (sys, p: Params<'tasks.Create'>) => this.createTask(sys, p),
      'tasks.Delete': (sys, p: Params<'tasks.Delete'>) => this.deleteTask(sys, p),
      'events.Forward': (sys, p: TaskEvent) => this.forward(sys, p),
      'events.Subscribe': (sys, _p, connection) => this.subscribe(sys, connection.fd),
    };
    for (const method of TASK_METHODS) {
      handlers[method] ??= (sys, p: ProcessRef) => this.pass(sys, method, p);
    }
    return handlers;
  }

  /** Find the shims that a former containerd left running. */
  *recover(sys: Sys): Task<void> {
    for (const id of listNames(sys, `${STATE}/${NAMESPACE}`)) {
      const bundle = this.bundle(id);
      const spec = yield* readTextIfAny(sys, `${bundle}/config.json`);
      const client = new RpcClient<ShimMethods>(shimSocket(SOCKET, NAMESPACE, id));
      try {
        yield* client.call(sys, 'tasks.Get', { id });
        this.shims.set(id, client);
        this.containers.set(id, { spec: spec ?? '', runtimeRoot: (yield* readTextIfAny(sys, `${bundle}/runtime-root`)) ?? '' });
      } catch (e) {
        if (!(e instanceof RpcError)) throw e;
        removeAll(sys, bundle);
      }
    }
  }

  private bundle(id: string): string {
    return `${STATE}/${NAMESPACE}/${id}`;
  }

  private *listContainers(): Task<{ ids: string[] }> {
    return { ids: [...this.containers.keys()] };
  }

  private *createContainer(sys: Sys, p: Params<'containers.Create'>): Task<Record<string, never>> {
    if (this.containers.has(p.id)) throw new RpcError('already_exists', `container "${p.id}": already exists`);
    this.containers.set(p.id, { spec: JSON.stringify(p.spec), runtimeRoot: p.runtime_root });
    this.say(sys, 'create container', { container: p.id, runtime: p.runtime });
    return {};
  }

  private *deleteContainer(sys: Sys, id: string): Task<Record<string, never>> {
    if (!this.containers.delete(id)) throw new RpcError('not_found', `container "${id}" in namespace "${NAMESPACE}": not found`);
    this.say(sys, 'delete container', { container: id });
    return {};
  }

  private *createTask(sys: Sys, p: Params<'tasks.Create'>): Task<{ pid: number }> {
    const container = this.containers.get(p.id);
    if (container === undefined) throw new RpcError('not_found', `container "${p.id}" in namespace "${NAMESPACE}": not found`);
    if (this.shims.has(p.id)) throw new RpcError('already_exists', `task ${p.id}: already exists`);
    const bundle = this.bundle(p.id);
    mkdirAll(sys, bundle, 0o711);
    let started = false;
    try {
      yield* writeFile(sys, `${bundle}/config.json`, container.spec, 0o600);
      yield* writeFile(sys, `${bundle}/runtime-root`, container.runtimeRoot, 0o600);
      const shim = yield* this.startShim(sys, p.id, bundle);
      this.shims.set(p.id, shim);
      try {
        const { id, stdin, stdout, stderr, terminal } = p;
        const { pid } = yield* shim.call(sys, 'shim.Create', { id, stdin, stdout, stderr, terminal, bundle, runtime_root: container.runtimeRoot });
        this.say(sys, 'create task', { container: p.id, pid: String(pid), bundle });
        started = true;
        return { pid };
      } catch (e) {
        if (!(e instanceof RpcError)) throw e;
        yield* this.stopShim(sys, p.id, shim);
        throw new RpcError(e.code, `failed to create shim task: ${e.message}`);
      }
    } finally {
      if (!started) {
        this.shims.delete(p.id);
        removeAll(sys, bundle);
      }
    }
  }

  /** Fork twice, so that the shim is nobody's child here and outlives this process; its bootstrap message comes over a pipe. */
  private *startShim(sys: Sys, id: string, bundle: string): Task<RpcClient<ShimMethods>> {
    const [reader, writer] = sys.pipe(O.CLOEXEC);
    const argv = [SHIM, '-namespace', NAMESPACE, '-id', id, '-address', SOCKET];
    const { fileLimit } = this;
    const middle = sys.fork(function* (first) {
      first.fork(function* (shim) {
        shim.setsid();
        restoreFileLimit(shim, fileLimit);
        shim.chdir(bundle);
        const nul = yield* shim.open('/dev/null', O.RDWR);
        shim.dup2(writer, 1);
        shim.dup2(nul, 0);
        if (nul > 2) shim.close(nul);
        return yield* shim.execve(SHIM, argv, ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', `TTRPC_ADDRESS=${SOCKET}.ttrpc`]);
      });
      return 0;
    });
    sys.close(writer);
    yield* sys.wait4(middle);
    let text: Uint8Array = EMPTY;
    for (;;) {
      const b = yield* sys.read(reader, 4096);
      if (b.length === 0) break;
      text = concatBytes([text, b]);
    }
    sys.close(reader);
    if (text.length === 0) throw new RpcError('unknown', `failed to start shim: start failed: : exec: "containerd-shim-runc-v2": executable file not found in $PATH`);
    this.say(sys, 'start shim', { container: id, bundle });
    return new RpcClient(parseBootstrap(text));
  }

  private *stopShim(sys: Sys, id: string, shim: RpcClient<ShimMethods>): Task<void> {
    try {
      yield* shim.call(sys, 'shim.Shutdown', {});
    } catch (e) {
      if (!(e instanceof RpcError)) throw e; // it exits before it answers
    }
    shim.close(sys);
    removeIfAny(sys, shimSocket(SOCKET, NAMESPACE, id));
  }

  private *pass<K extends keyof TaskMethods>(sys: Sys, method: K, p: TaskMethods[K]['params']): Task<TaskMethods[K]['result']> {
    const shim = this.shims.get(p.id);
    if (shim === undefined) throw new RpcError('not_found', `task ${p.id} not found: not found`);
    if (method !== 'tasks.Get' && method !== 'tasks.ResizePty') this.say(sys, `${method.slice(6).toLowerCase()} task`, { container: p.id, ...(p.exec_id === undefined ? {} : { exec: p.exec_id }) });
    return yield* shim.call(sys, method, p as ShimMethods[K]['params']);
  }

  private *deleteTask(sys: Sys, p: Params<'tasks.Delete'>): Task<TaskMethods['tasks.Delete']['result']> {
    const result = yield* this.pass(sys, 'tasks.Delete', p);
    if (p.exec_id !== undefined) return result;
    const shim = this.shims.get(p.id);
    this.shims.delete(p.id);
    if (shim !== undefined) yield* this.stopShim(sys, p.id, shim);
    removeAll(sys, this.bundle(p.id));
    return result;
  }

  private *forward(sys: Sys, event: TaskEvent): Task<Record<string, never>> {
    this.say(sys, 'task exit', { container: event.event.container_id, pid: String(event.event.pid), status: String(event.event.exit_status) });
    for (const s of this.subscribers) {
      try {
        yield* writeFrame(sys, s.fd, event);
      } catch (e) {
        if (!isSysError(e)) throw e;
        s.closed = true;
        this.subscribers.delete(s);
        s.gone.notify(sys);
      }
    }
    return {};
  }

  /** The connection gets every event until its client is gone. */
  private *subscribe(sys: Sys, fd: number): Task<never> {
    const subscriber = { fd, gone: new Condition(), closed: false };
    this.subscribers.add(subscriber);
    yield* writeFrame(sys, fd, { subscribed: true });
    try {
      const b = yield* sys.read(fd, 1); // a subscriber says nothing more: this returns when it is gone
      if (b.length > 0) yield* subscriber.gone.until(sys, () => subscriber.closed);
    } finally {
      this.subscribers.delete(subscriber);
    }
    throw new RpcError('unavailable', 'subscriber is gone');
  }

  private say(sys: Sys, action: string, detail: Record<string, string>): void {
    if (sys.tracing('engine')) sys.trace({ kind: 'engine', layer: 'containerd', action, detail });
  }
}

/** main of containerd. */
export const containerdMain: Main = function* (sys, argv) {
  if (argv.includes('--version') || argv.includes('-v')) {
    yield* sys.write(1, encodeUtf8(`containerd containerd.io ${CONTAINERD_VERSION} ${CONTAINERD_REVISION}\n`));
    return 0;
  }
  sys.sigaction(Signal.SIGPIPE, 'ignore');
  sys.sigaction(Signal.SIGTERM, (): Task<void> => sys.exit(0));
  sys.sigaction(Signal.SIGINT, (): Task<void> => sys.exit(0));
  mkdirAll(sys, '/run/containerd/s', 0o711);
  mkdirAll(sys, `${STATE}/${NAMESPACE}`, 0o711);
  mkdirAll(sys, '/var/lib/containerd', 0o711);
  const daemon = new Containerd(raiseFileLimit(sys));
  yield* daemon.recover(sys);
  const listener = listenUnix(sys, SOCKET, 0o660);
  yield* sys.write(2, encodeUtf8(`time="${rfc3339Nano(now(sys))}" level=info msg=serving... address=${SOCKET}\n`));
  yield* notifyReady(sys);
  yield* serveRpc(sys, listener, daemon.handlers());
  return 0;
};
