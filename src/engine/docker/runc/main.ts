/**
 * runc 1.3: the OCI runtime. `create`, `start`, `exec`, `kill`, `delete`, `pause`, `resume`, `update`, `state` and `list` as the shim and
 * a person call them. Left out: `run`, `spec`, `ps`, `events`, checkpoints, rootless containers, seccomp, hooks.
 */
import { encodeUtf8 } from '../../base/bytes.ts';
import { isSysError } from '../../abi/errno.ts';
import { O, S } from '../../abi/fs.ts';
import { parseSignal, Signal } from '../../abi/signal.ts';
import type { Main, Sys, Task } from '../../abi/sys.ts';
import type { OciResources } from '../common/oci.ts';
import { exists, listNames, readText, removeAll } from '../common/files.ts';
import { now, rfc3339 } from '../common/time.ts';
import { applyResources, cgroupPids, destroyCgroup, setFrozen } from './cgroup.ts';
import { create } from './create.ts';
import { goErrno, RuncError } from './errors.ts';
import { exec } from './exec.ts';
import { initAlive, loadState, stateDir } from './state.ts';

const VALUED = new Set(['--root', '--log', '--log-format', '--bundle', '-b', '--pid-file', '--console-socket', '--process', '-p', '--resources', '-r', '--format', '-f']);
const ALIAS: Readonly<Record<string, string>> = { '-b': '--bundle', '-p': '--process', '-r': '--resources', '-a': '--all', '-d': '--detach' };

interface Parsed {
  readonly values: Map<string, string>;
  readonly flags: Set<string>;
  readonly args: string[];
}

function parse(argv: readonly string[]): Parsed {
  const values = new Map<string, string>();
  const flags = new Set<string>();
  const args: string[] = [];
  for (let i = 1; i < argv.length; i++) {
    const a = argv[i]!;
    if (!a.startsWith('-') || a === '-') {
      args.push(a);
      continue;
    }
    const eq = a.indexOf('=');
    const name = eq < 0 ? a : a.slice(0, eq);
    const key = name === '-f' && args[0] === 'delete' ? '--force' : (ALIAS[name] ?? name);
    if (key !== '--force' && VALUED.has(name)) values.set(key, eq >= 0 ? a.slice(eq + 1) : (argv[++i] ?? ''));
    else flags.add(key);
  }
  return { values, flags, args };
}

function* print(sys: Sys, fd: number, text: string): Task<void> {
  yield* sys.write(fd, encodeUtf8(text));
}

const USAGE = `NAME:
   runc - Open Container Initiative runtime

USAGE:
   runc [global options] command [command options] [arguments...]

COMMANDS:
   create   make a container from a bundle
   start    run the program of a created container
   exec     run a further process in a container
   kill     send a signal to a container's init process
   delete   remove what a container holds
   pause    freeze all processes of a container
   resume   thaw them
   update   change resource limits
   state    print a container's state
   list     list containers

GLOBAL OPTIONS:
   --root value  directory of the state (default: "/run/runc")
   --log value   file for errors
   --version     print the version
`;

function* run(sys: Sys, p: Parsed): Task<number> {
  const root = p.values.get('--root') ?? '/run/runc';
  const [command, id = ''] = p.args;
  if (p.flags.has('--version') || p.flags.has('-v')) {
    yield* print(sys, 1, 'runc version 1.3.3\ncommit: v1.3.3-0-gd842d771\nspec: 1.2.1\ngo: go1.24.9\nlibseccomp: 2.5.4\n');
    return 0;
  }
  if (command === undefined || command === 'help') {
    yield* print(sys, 1, USAGE);
    return 0;
  }
  if (sys.tracing('engine') && command !== 'list' && command !== 'state') {
    sys.trace({ kind: 'engine', layer: 'runc', action: command, detail: { container: id, args: p.args.slice(2).join(' ') } });
  }
  switch (command) {
    case 'create':
      yield* prefixed('runc create failed: ', () =>
        create(sys, id, { root, bundle: p.values.get('--bundle') ?? '.', pidFile: p.values.get('--pid-file'), consoleSocket: p.values.get('--console-socket') }),
      );
      return 0;
    case 'start':
      yield* start(sys, root, id);
      return 0;
    case 'exec':
      yield* prefixed('exec failed: ', () =>
        exec(sys, id, { root, processFile: p.values.get('--process') ?? '', pidFile: p.values.get('--pid-file'), consoleSocket: p.values.get('--console-socket') }),
      );
      return 0;
    case 'kill':
      yield* kill(sys, root, id, p.args[2] ?? 'SIGTERM', p.flags.has('--all'));
      return 0;
    case 'delete':
      yield* remove(sys, root, id, p.flags.has('--force'));
      return 0;
    case 'pause':
    case 'resume':
      yield* setFrozen(sys, (yield* loadState(sys, root, id)).cgroup_path, command === 'pause');
      return 0;
    case 'update': {
      const resources = JSON.parse(yield* readText(sys, p.values.get('--resources') ?? '/dev/stdin')) as OciResources;
      yield* applyResources(sys, (yield* loadState(sys, root, id)).cgroup_path, resources);
      return 0;
    }
    case 'state': {
      yield* print(sys, 1, `${JSON.stringify(yield* describe(sys, root, id), null, 2)}\n`);
      return 0;
    }
    case 'list': {
      const rows = [['ID', 'PID', 'STATUS', 'BUNDLE', 'CREATED', 'OWNER']];
      for (const name of listNames(sys, root)) {
        const s = yield* describe(sys, root, name);
        rows.push([s.id, String(s.pid), s.status, s.bundle, s.created, 'root']);
      }
      const widths = rows[0]!.map((_, i) => Math.max(12, ...rows.map((r) => r[i]!.length + 2)));
      yield* print(sys, 1, rows.map((r) => `${r.map((c, i) => (i === r.length - 1 ? c : c.padEnd(widths[i]!))).join('')}\n`).join(''));
      return 0;
    }
    case 'run':
    case 'spec':
    case 'ps':
    case 'events':
    case 'checkpoint':
    case 'restore':
    case 'features':
      yield* print(sys, 2, `glasshull: runc ${command} is not simulated\n`);
      return 1;
    default:
      yield* print(sys, 1, `No help topic for '${command}'\n`);
      return 3;
  }
}

/** Errors of `body` get `prefix`; a bare errno keeps Go's text. */
function* prefixed<T>(prefix: string, body: () => Task<T>): Task<T> {
  try {
    return yield* body();
  } catch (e) {
    if (e instanceof RuncError) throw new RuncError(prefix + e.message);
    if (isSysError(e)) throw new RuncError(prefix + goErrno(e));
    throw e;
  }
}

function* start(sys: Sys, root: string, id: string): Task<void> {
  const state = yield* loadState(sys, root, id);
  const fifo = `${stateDir(root, id)}/exec.fifo`;
  if (!exists(sys, fifo)) throw new RuncError(initAlive(sys, state) ? 'cannot start an already running container' : 'cannot start a container that has stopped');
  let fd: number;
  try {
    fd = yield* sys.open(fifo, O.WRONLY | O.NONBLOCK | O.CLOEXEC);
  } catch (e) {
    if (isSysError(e, 'ENXIO')) throw new RuncError('cannot start a container that has stopped');
    throw e;
  }
  yield* sys.write(fd, encodeUtf8('0'));
  sys.close(fd);
  sys.unlink(fifo);
}

function* kill(sys: Sys, root: string, id: string, name: string, all: boolean): Task<void> {
  const signo = parseSignal(name);
  if (signo === undefined) throw new RuncError(`unknown signal ${JSON.stringify(name)}`);
  const state = yield* loadState(sys, root, id);
  if (all) {
    for (const pid of yield* cgroupPids(sys, state.cgroup_path)) sys.kill(pid, signo);
    return;
  }
  try {
    sys.kill(state.init_process_pid, signo);
  } catch (e) {
    if (isSysError(e, 'ESRCH')) throw new RuncError('container not running');
    throw e;
  }
}

function* remove(sys: Sys, root: string, id: string, force: boolean): Task<void> {
  const state = yield* loadState(sys, root, id);
  if (initAlive(sys, state)) {
    if (!force) throw new RuncError(`cannot delete container ${id} that is not stopped: ${(yield* describe(sys, root, id)).status}`);
    sys.kill(state.init_process_pid, Signal.SIGKILL);
  }
  yield* destroyCgroup(sys, state.cgroup_path);
  removeAll(sys, stateDir(root, id));
}

function* describe(sys: Sys, root: string, id: string): Task<{ ociVersion: string; id: string; pid: number; status: string; bundle: string; rootfs: string; created: string; owner: string }> {
  const s = yield* loadState(sys, root, id);
  const alive = initAlive(sys, s);
  let status = 'stopped';
  if (alive) status = exists(sys, `${stateDir(root, id)}/exec.fifo`) ? 'created' : 'running';
  if (alive && (yield* readText(sys, `/sys/fs/cgroup${s.cgroup_path}/cgroup.freeze`)).trim() === '1') status = 'paused';
  return { ociVersion: '1.2.1', id: s.id, pid: alive ? s.init_process_pid : 0, status, bundle: s.bundle, rootfs: s.rootfs, created: s.created, owner: '' };
}

/** main of runc. */
export const runcMain: Main = function* (sys, argv) {
  const p = parse(argv);
  try {
    return yield* run(sys, p);
  } catch (e) {
    if (!(e instanceof RuncError) && !isSysError(e)) throw e;
    const message = e instanceof RuncError ? e.message : goErrno(e);
    const time = rfc3339(now(sys));
    if (sys.tracing('error')) sys.trace({ kind: 'error', layer: 'runc', message, rule: `runc ${p.args[0] ?? ''} could not go on` });
    const log = p.values.get('--log');
    if (log !== undefined) {
      const fd = yield* sys.open(log, O.WRONLY | O.CREAT | O.APPEND | O.CLOEXEC, S.IFREG | 0o644);
      yield* print(sys, fd, `${JSON.stringify({ level: 'error', msg: message, time })}\n`);
      sys.close(fd);
    }
    yield* print(sys, 2, `time="${time}" level=error msg=${JSON.stringify(message)}\n`);
    return 1;
  }
};
