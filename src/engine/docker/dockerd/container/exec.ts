/** Additional processes in a running container: daemon/exec.go. */
import type { Sys, Task } from '../../../abi/sys.ts';
import { mkdirAll } from '../../common/files.ts';
import type { OciUser } from '../../common/oci.ts';
import { RpcError } from '../../common/rpc.ts';
import { Condition } from '../../common/sync.ts';
import type { ExecCreateRequest, ExecInspect } from '../../api/types.ts';
import type { Daemon } from '../daemon.ts';
import { ApiError, conflict, invalid, notFound } from '../errors.ts';
import { newId } from '../ids.ts';
import { linkEnvironment } from '../libnetwork/links.ts';
import { STREAMS } from '../paths.ts';
import { resolveUser } from '../users.ts';
import type { Container } from './container.ts';
import { capabilities, environment, noNewPrivileges } from './spec.ts';
import { Streams } from './streams.ts';

export class ExecProcess {
  readonly id: string;
  readonly container: Container;
  readonly request: ExecCreateRequest;
  readonly streams = new Streams();
  readonly changed = new Condition();
  running = false;
  started = false;
  exitCode: number | null = null;
  pid = 0;

  readonly user: OciUser;

  constructor(id: string, container: Container, request: ExecCreateRequest, user: OciUser) {
    this.id = id;
    this.user = user;
    this.container = container;
    this.request = request;
  }

  get command(): string {
    const [entrypoint = '', ...args] = this.request.Cmd ?? [];
    return `${entrypoint} ${args.join(' ')}`;
  }

  /** The container's end took the process with it. */
  containerGone(sys: Sys): void {
    if (!this.started || this.exitCode !== null) return;
    this.finish(sys, 137);
  }

  finish(sys: Sys, code: number): void {
    this.running = false;
    this.exitCode = code;
    this.streams.finish(sys);
    this.changed.notify(sys);
  }

  inspect(): ExecInspect {
    const r = this.request;
    const [entrypoint = '', ...args] = r.Cmd ?? [];
    return {
      ID: this.id,
      Running: this.running,
      ExitCode: this.exitCode,
      ProcessConfig: { tty: r.Tty ?? false, entrypoint, arguments: args, privileged: r.Privileged ?? false, ...(r.User ? { user: r.User } : {}) },
      OpenStdin: r.AttachStdin ?? false,
      OpenStderr: r.AttachStderr ?? false,
      OpenStdout: r.AttachStdout ?? false,
      CanRemove: false,
      ContainerID: this.container.id,
      DetachKeys: r.DetachKeys ?? '',
      Pid: this.pid,
    };
  }
}

function mustRun(c: Container): void {
  if (!c.state.Running) throw conflict(`container ${c.id} is not running`);
  if (c.state.Paused) throw conflict(`Container ${c.name} is paused, unpause the container before exec`);
  if (c.state.Restarting) throw conflict(`Container ${c.id} is restarting, wait until the container is running`);
}

/** POST /containers/{id}/exec: the new exec's id. */
export function* execCreate(sys: Sys, daemon: Daemon, c: Container, request: ExecCreateRequest): Task<string> {
  if ((request.Cmd ?? []).length === 0) throw invalid('No exec command specified');
  mustRun(c);
  const user = yield* resolveUser(sys, `/proc/${c.state.Pid}/root`, request.User || c.config.User, c.hostConfig.GroupAdd ?? []);
  const id = newId(sys);
  const e = new ExecProcess(id, c, request, user);
  c.execs.set(id, e);
  daemon.execs.set(id, e);
  daemon.events.log(sys, 'container', `exec_create: ${e.command}`, c.id, c.attributes({ execID: id }));
  return id;
}

/** Find an exec that can be used. Throws a 404, or a 409 when its container does not run. */
export function findExec(daemon: Daemon, id: string): ExecProcess {
  const e = daemon.execs.get(id);
  if (e === undefined || e.container.removed) throw notFound(`No such exec instance: ${id}`);
  return e;
}

/** Checks of a start that come before the connection is taken over. */
export function execCheck(e: ExecProcess): void {
  if (e.exitCode !== null) throw conflict(`Error: Exec command ${e.id} has already run`);
  if (e.started) throw conflict(`Error: Exec command ${e.id} is already running`);
  mustRun(e.container);
}

/** Start the process. Throws a 400 with runc's message when it cannot be started; the exit code is then 126 or 127. */
export function* execStart(sys: Sys, daemon: Daemon, e: ExecProcess, consoleSize: readonly [number, number] | null): Task<void> {
  const c = e.container;
  const r = e.request;
  e.started = true;
  daemon.events.log(sys, 'container', `exec_start: ${e.command}`, c.id, c.attributes({ execID: e.id }));
  const tty = r.Tty ?? false;
  const caps = capabilities({ ...c.hostConfig, Privileged: c.hostConfig.Privileged || (r.Privileged ?? false) }).map((n) => `CAP_${n}`);
  const size = consoleSize ?? r.ConsoleSize ?? null;
  const dir = `${STREAMS}/${c.id}`;
  mkdirAll(sys, dir, 0o700);
  let outputs: readonly [number, 'stdout' | 'stderr'][] = [];
  let running = false;
  try {
    const spec = {
      ...(tty ? { terminal: true } : {}),
      ...(tty && size !== null && size[0] > 0 ? { consoleSize: { height: size[0], width: size[1] } } : {}),
      user: e.user,
      args: [...(r.Cmd ?? [])],
      env: environment({ ...c.config, Tty: tty }, linkEnvironment(daemon, c), r.Env ?? []),
      cwd: r.WorkingDir || c.config.WorkingDir || '/',
      capabilities: { bounding: caps, effective: caps, permitted: caps },
      ...(noNewPrivileges(c.hostConfig) ? { noNewPrivileges: true } : {}),
    };
    const made = yield* e.streams.create(sys, dir, e.id, { stdin: r.AttachStdin ?? false, tty });
    outputs = made.outputs;
    yield* daemon.containerd.call(sys, 'tasks.Exec', { id: c.id, exec_id: e.id, spec, ...made.io });
    e.pid = (yield* daemon.containerd.call(sys, 'tasks.Start', { id: c.id, exec_id: e.id })).pid;
    e.streams.start(sys, outputs, undefined);
    running = true;
    e.running = true;
    e.changed.notify(sys);
  } catch (err) {
    if (!(err instanceof RpcError)) throw err;
    const text = err.message;
    e.exitCode = text.includes('permission denied') || text.includes('is a directory') ? 126 : text.includes('executable file not found') || text.includes('no such file') || text.includes('chdir to cwd') ? 127 : 128;
    if (sys.tracing('error')) sys.trace({ kind: 'error', layer: 'dockerd', message: text, rule: 'the exec could not be started' });
    yield* forget(sys, daemon, e);
    throw new ApiError(e.exitCode === 128 ? 500 : 400, text, 'runc could not start the process');
  } finally {
    if (!running) {
      e.streams.abandon(sys, outputs);
      e.exitCode ??= 126;
    }
  }
}

function* forget(sys: Sys, daemon: Daemon, e: ExecProcess): Task<void> {
  try {
    yield* daemon.containerd.call(sys, 'tasks.Delete', { id: e.container.id, exec_id: e.id });
  } catch (err) {
    if (!(err instanceof RpcError)) throw err;
  }
}

/** The process of an exec has ended. */
export function* execExited(sys: Sys, daemon: Daemon, e: ExecProcess, code: number): Task<void> {
  yield* e.changed.until(sys, () => e.running || e.exitCode !== null, 1e9);
  yield* e.streams.drain(sys, 3e9);
  yield* forget(sys, daemon, e);
  e.finish(sys, code);
  daemon.events.log(sys, 'container', 'exec_die', e.container.id, e.container.attributes({ execID: e.id, exitCode: String(code) }));
}

/** POST /exec/{id}/resize. */
export function* execResize(sys: Sys, daemon: Daemon, e: ExecProcess, height: number, width: number): Task<void> {
  if (!e.running) throw conflict(`exec ${e.id} is not running`);
  yield* daemon.containerd.call(sys, 'tasks.ResizePty', { id: e.container.id, exec_id: e.id, width, height });
}
