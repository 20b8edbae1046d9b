/**
 * containerd-shim-runc-v2: one for each container, parent of its processes. It outlives containerd and dockerd: it holds the
 * container's streams, reaps its processes (as their subreaper) and reports their end. runc is run for create, start, exec, kill,
 * delete, pause, resume and update. Left out: the `start` and `delete` subcommands (containerd forks the daemon form), checkpoints, stats.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { decodeUtf8, encodeUtf8, toHex } from '../../base/bytes.ts';
import { isSysError } from '../../abi/errno.ts';
import { Signal } from '../../abi/signal.ts';
import { exitCode } from '../../abi/process.ts';
import type { Main, Sys, Task } from '../../abi/sys.ts';
import { readText, readTextIfAny, removeIfAny, writeFile } from '../common/files.ts';
import { listenUnix, RpcClient, RpcError, serveRpc } from '../common/rpc.ts';
import type { Handler } from '../common/rpc.ts';
import { Condition } from '../common/sync.ts';
import { now, rfc3339Nano } from '../common/time.ts';
import type { ContainerdMethods, ProcessRef, ShimMethods, TaskState } from '../common/task-api.ts';
import type { OciProcess } from '../common/oci.ts';
import { ProcessIo } from './io.ts';

const RUNC = '/usr/bin/runc';
/** How long Delete waits for the rest of a process's output. */
const DRAIN_NS = 10e9;

class ShimProcess {
  readonly execId: string;
  readonly io: ProcessIo;
  /** For an exec: what runc is to run. */
  readonly spec: OciProcess | undefined;
  pid = 0;
  status: TaskState['status'] = 'CREATED';
  exitStatus = 0;
  exitedAt = '';
  readonly exited = new Condition();

  constructor(execId: string, io: ProcessIo, spec: OciProcess | undefined) {
    this.execId = execId;
    this.io = io;
    this.spec = spec;
  }
}

type Params<K extends keyof ShimMethods> = ShimMethods[K]['params'];

class Shim {
  private readonly namespace: string;
  private readonly id: string;
  private readonly containerd: RpcClient<ContainerdMethods>;
  private readonly processes = new Map<string, ShimProcess>();
  private bundle = '';
  private runtimeRoot = '';

  constructor(namespace: string, id: string, address: string) {
    this.namespace = namespace;
    this.id = id;
    this.containerd = new RpcClient(address);
  }

  handlers(): Record<keyof ShimMethods, Handler> {
    return {
      'shim.Create': (sys, p: Params<'shim.Create'>) => this.create(sys, p),
      'shim.Shutdown': (sys) => sys.exit(0),
      'tasks.Start': (sys, p: Params<'tasks.Start'>) => this.start(sys, p),
      'tasks.Exec': (_sys, p: Params<'tasks.Exec'>) => this.exec(p),
      'tasks.Kill': (sys, p: Params<'tasks.Kill'>) => this.kill(sys, p),
      'tasks.Delete': (sys, p: Params<'tasks.Delete'>) => this.delete(sys, p),
      'tasks.ResizePty': (sys, p: Params<'tasks.ResizePty'>) => this.plain(() => this.find(p).io.resize(sys, { rows: p.height, cols: p.width })),
      'tasks.CloseIO': (sys, p: Params<'tasks.CloseIO'>) => this.plain(() => this.find(p).io.closeStdin(sys)),
      'tasks.Pause': (sys, p: Params<'tasks.Pause'>) => this.freeze(sys, p, 'pause'),
      'tasks.Resume': (sys, p: Params<'tasks.Resume'>) => this.freeze(sys, p, 'resume'),
      'tasks.Update': (sys, p: Params<'tasks.Update'>) => this.update(sys, p),
      'tasks.Get': (_sys, p: Params<'tasks.Get'>) => this.plain(() => this.state(this.find(p))),
    };
  }

  /** Where runc hands over a pty; short, because a socket's path has at most 107 bytes. */
  private consoleSocket(execId: string): string {
    return `/run/containerd/s/pty-${this.id.slice(0, 16)}${execId.slice(0, 16)}.sock`;
  }

  private *plain<T>(body: () => T): Task<T | Record<string, never>> {
    return body() ?? {};
  }

  private find(ref: ProcessRef): ShimProcess {
    const p = this.processes.get(ref.exec_id ?? '');
    if (p === undefined) throw new RpcError('not_found', 'process does not exist: not found');
    return p;
  }

  private state(p: ShimProcess): TaskState {
    return { id: this.id, exec_id: p.execId, pid: p.pid, status: p.status, exit_status: p.exitStatus, exited_at: p.exitedAt };
  }

  /** Run runc and wait for it; `stdio` are its descriptors 0 to 2. Throws {@link RpcError} with runc's own message. */
  private *runc(sys: Sys, what: string, args: readonly string[], io?: ProcessIo): Task<void> {
    const log = `${this.bundle}/log.json`;
    const argv = ['runc', '--root', this.runtimeRoot, '--log', log, '--log-format', 'json', ...args];
    const pid = sys.fork(function* (child) {
      child.sigaction(Signal.SIGPIPE, 'default');
      if (io !== undefined) for (let fd = 0; fd < 3; fd++) child.dup2(io.child[fd]!, fd);
      return yield* child.execve(RUNC, argv, ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin']);
    });
    io?.closeChildEnds(sys);
    const done = yield* sys.wait4(pid);
    if (done === undefined || exitCode(done.status) === 0) return;
    const lines = ((yield* readTextIfAny(sys, log)) ?? '').split('\n').filter((l) => l !== '');
    removeIfAny(sys, log);
    const last = lines.length > 0 ? (JSON.parse(lines[lines.length - 1]!) as { msg: string }).msg : `runc did not terminate successfully: exit status ${exitCode(done.status)}`;
    throw new RpcError(last.includes('container not running') ? 'not_found' : 'unknown', what === '' ? last : `${what}: ${last}`);
  }

  private *create(sys: Sys, p: Params<'shim.Create'>): Task<{ pid: number }> {
    this.bundle = p.bundle;
    this.runtimeRoot = p.runtime_root;
    const io = new ProcessIo(p, this.consoleSocket(''));
    yield* io.prepare(sys);
    const pidFile = `${p.bundle}/init.pid`;
    const console = io.consoleSocket === '' ? [] : ['--console-socket', io.consoleSocket];
    yield* this.runc(sys, 'OCI runtime create failed', ['create', '--bundle', p.bundle, '--pid-file', pidFile, ...console, this.id], io);
    const init = new ShimProcess('', io, undefined);
    this.processes.set('', init);
    yield* io.start(sys);
    yield* this.adopt(sys, init, pidFile);
    return { pid: init.pid };
  }

  /** The process became our child when runc ended: wait for its end in a thread. */
  private *adopt(sys: Sys, p: ShimProcess, pidFile: string): Task<void> {
    p.pid = Number(yield* readText(sys, pidFile));
    sys.thread((s) => this.reap(s, p));
  }

  private *reap(sys: Sys, p: ShimProcess): Task<void> {
    const done = yield* sys.wait4(p.pid);
    p.exitStatus = done === undefined ? 255 : exitCode(done.status);
    p.exitedAt = rfc3339Nano(now(sys));
    p.status = 'STOPPED';
    p.exited.notify(sys);
    if (sys.tracing('engine')) {
      sys.trace({ kind: 'engine', layer: 'shim', action: 'reap', detail: { container: this.id, pid: String(p.pid), status: String(p.exitStatus) } });
    }
    yield* this.publish(sys, p);
  }

  /** Tell containerd, and go on trying while it is being restarted. */
  private *publish(sys: Sys, p: ShimProcess): Task<void> {
    const event = { container_id: this.id, id: p.execId === '' ? this.id : p.execId, pid: p.pid, exit_status: p.exitStatus, exited_at: p.exitedAt };
    for (let delay_ns = 1e8; ; delay_ns = Math.min(delay_ns * 2, 5e9)) {
      try {
        yield* this.containerd.call(sys, 'events.Forward', { topic: '/tasks/exit', namespace: this.namespace, event });
        return;
      } catch (e) {
        if (!(e instanceof RpcError)) throw e;
      }
      yield* sys.sleep(delay_ns);
    }
  }

  private *start(sys: Sys, ref: ProcessRef): Task<{ pid: number }> {
    const p = this.find(ref);
    if (p.spec === undefined) {
      yield* this.runc(sys, 'OCI runtime start failed', ['start', this.id]);
      if (p.status === 'CREATED') p.status = 'RUNNING';
      return { pid: p.pid };
    }
    const base = `${this.bundle}/${p.execId}`;
    yield* p.io.prepare(sys);
    yield* writeFile(sys, `${base}.json`, JSON.stringify(p.spec), 0o600);
    const console = p.io.consoleSocket === '' ? [] : ['--console-socket', p.io.consoleSocket];
    try {
      yield* this.runc(sys, 'OCI runtime exec failed', ['exec', '--process', `${base}.json`, ...console, '--detach', '--pid-file', `${base}.pid`, this.id], p.io);
    } finally {
      removeIfAny(sys, `${base}.json`);
    }
    p.status = 'RUNNING';
    yield* p.io.start(sys);
    yield* this.adopt(sys, p, `${base}.pid`);
    removeIfAny(sys, `${base}.pid`);
    return { pid: p.pid };
  }

  private *exec(p: Params<'tasks.Exec'>): Task<Record<string, never>> {
    const execId = p.exec_id ?? '';
    if (this.processes.has(execId)) throw new RpcError('already_exists', `id ${execId}: already exists`);
    this.processes.set(execId, new ShimProcess(execId, new ProcessIo(p, this.consoleSocket(execId)), p.spec));
    return {};
  }

  private *kill(sys: Sys, p: Params<'tasks.Kill'>): Task<Record<string, never>> {
    const target = this.find(p);
    if (target.status === 'STOPPED') throw new RpcError('not_found', 'process already finished: not found');
    if (target.execId === '') yield* this.runc(sys, '', ['kill', ...(p.all === true ? ['--all'] : []), this.id, String(p.signal)]);
    else sys.kill(target.pid, p.signal);
    return {};
  }

  private *delete(sys: Sys, ref: ProcessRef): Task<{ pid: number; exit_status: number; exited_at: string }> {
    const p = this.find(ref);
    if (p.spec === undefined && p.status !== 'STOPPED') throw new RpcError('failed_precondition', 'task must be stopped before deletion: running: failed precondition');
    if (p.status !== 'CREATED') yield* p.io.drain(sys, DRAIN_NS);
    p.io.close(sys);
    this.processes.delete(p.execId);
    if (p.execId === '') yield* this.runc(sys, '', ['delete', '--force', this.id]);
    return { pid: p.pid, exit_status: p.exitStatus, exited_at: p.exitedAt };
  }

  private *freeze(sys: Sys, ref: ProcessRef, verb: 'pause' | 'resume'): Task<Record<string, never>> {
    const p = this.find(ref);
    yield* this.runc(sys, `OCI runtime ${verb} failed`, [verb, this.id]);
    p.status = verb === 'pause' ? 'PAUSED' : 'RUNNING';
    return {};
  }

  private *update(sys: Sys, p: Params<'tasks.Update'>): Task<Record<string, never>> {
    const file = `${this.bundle}/resources.json`;
    yield* writeFile(sys, file, JSON.stringify(p.resources), 0o600);
    yield* this.runc(sys, 'OCI runtime update failed', ['update', '--resources', file, this.id]);
    removeIfAny(sys, file);
    return {};
  }
}

/** Socket of a shim: /run/containerd/s/ and a hash of who it serves. */
export function shimSocket(address: string, namespace: string, id: string): string {
  return `/run/containerd/s/${toHex(sha256(encodeUtf8(`${address}/${namespace}/${id}`)))}`;
}

/** main of containerd-shim-runc-v2: prints its address on stdout once it listens. */
export const shimMain: Main = function* (sys, argv) {
  const option = (name: string): string => argv[argv.indexOf(name) + 1] ?? '';
  const id = argv.includes('-id') ? option('-id') : '';
  if (id === '') {
    yield* sys.write(2, encodeUtf8('containerd-shim-runc-v2: shim id cannot be empty\n'));
    return 1;
  }
  const namespace = option('-namespace');
  const address = option('-address');
  sys.setSubreaper(true);
  sys.sigaction(Signal.SIGPIPE, 'ignore');
  const path = shimSocket(address, namespace, id);
  const listener = listenUnix(sys, path, 0o600);
  const shim = new Shim(namespace, id, address);
  yield* sys.write(1, encodeUtf8(JSON.stringify({ version: 3, address: `unix://${path}`, protocol: 'ttrpc' })));
  sys.dup2(0, 1);
  try {
    yield* serveRpc(sys, listener, shim.handlers());
  } catch (e) {
    if (!isSysError(e)) throw e;
  }
  return 0;
};

/** The bootstrap message that a shim prints. */
export function parseBootstrap(text: Uint8Array): string {
  return (JSON.parse(decodeUtf8(text)) as { address: string }).address.replace(/^unix:\/\//, '');
}
