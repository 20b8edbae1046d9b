/**
 * Container cgroups on the unified hierarchy: runc's libcontainer/cgroups/fs2. The systemd driver's names are used
 * (system.slice/docker-ID.scope), but the directories are made here: there is no D-Bus to ask systemd over.
 */
import { isSysError } from '../../abi/errno.ts';
import { Signal } from '../../abi/signal.ts';
import type { Sys, Task } from '../../abi/sys.ts';
import type { OciResources } from '../common/oci.ts';
import { exists, mkdirAll, readText, writeFile } from '../common/files.ts';
import { goErrno, RuncError } from './errors.ts';

const MOUNT = '/sys/fs/cgroup';

/** 'system.slice:docker:ID' of a spec -> '/system.slice/docker-ID.scope'; a plain path stays. */
export function cgroupPath(cgroupsPath: string): string {
  const parts = cgroupsPath.split(':');
  if (parts.length !== 3) return cgroupsPath.startsWith('/') ? cgroupsPath : `/${cgroupsPath}`;
  const slice = parts[0] === '' ? 'system.slice' : parts[0]!;
  return `/${slice}/${parts[1]}-${parts[2]}.scope`;
}

function* put(sys: Sys, dir: string, file: string, value: string): Task<void> {
  try {
    yield* writeFile(sys, `${dir}/${file}`, value);
  } catch (e) {
    if (!isSysError(e)) throw e;
    if (isSysError(e, 'ENOENT')) return; // the controller is not there
    throw new RuncError(`failed to write "${value}": write ${dir}/${file}: ${goErrno(e)}`);
  }
}

/** cpu.shares of cgroup v1 (2..262144) as cpu.weight (1..10000). */
export function sharesToWeight(shares: number): number {
  if (shares <= 2) return 1;
  if (shares >= 262144) return 10000;
  return Math.floor(1 + ((shares - 2) * 9999) / 262142);
}

/** Write limits into a cgroup's files. What is 0 or absent stays as it is. */
export function* applyResources(sys: Sys, path: string, r: OciResources): Task<void> {
  const dir = MOUNT + path;
  const limit = r.memory?.limit ?? 0;
  if (limit !== 0) {
    yield* put(sys, dir, 'memory.max', limit < 0 ? 'max' : String(limit));
    const swap = r.memory?.swap ?? 0;
    if (swap !== 0) yield* put(sys, dir, 'memory.swap.max', swap < 0 ? 'max' : String(Math.max(0, swap - limit)));
  }
  if ((r.memory?.reservation ?? 0) !== 0) yield* put(sys, dir, 'memory.low', String(r.memory!.reservation));
  if ((r.cpu?.shares ?? 0) !== 0) yield* put(sys, dir, 'cpu.weight', String(sharesToWeight(r.cpu!.shares!)));
  const quota = r.cpu?.quota ?? 0;
  if (quota !== 0 || (r.cpu?.period ?? 0) !== 0) yield* put(sys, dir, 'cpu.max', `${quota > 0 ? quota : 'max'} ${r.cpu?.period || 100000}`);
  if ((r.cpu?.cpus ?? '') !== '') yield* put(sys, dir, 'cpuset.cpus', r.cpu!.cpus!);
  if ((r.cpu?.mems ?? '') !== '') yield* put(sys, dir, 'cpuset.mems', r.cpu!.mems!);
  const pids = r.pids?.limit ?? 0;
  if (pids !== 0) yield* put(sys, dir, 'pids.max', pids < 0 ? 'max' : String(pids));
  if ((r.blockIO?.weight ?? 0) !== 0) yield* put(sys, dir, 'io.weight', String(r.blockIO!.weight));
}

/** Make a container's cgroup and give it its limits. */
export function* createCgroup(sys: Sys, path: string, resources: OciResources): Task<void> {
  if (!exists(sys, MOUNT + path)) {
    try {
      mkdirAll(sys, MOUNT + path);
    } catch (e) {
      if (!isSysError(e)) throw e;
      throw new RuncError(`unable to apply cgroup configuration: mkdir ${MOUNT}${path}: ${goErrno(e)}`);
    }
    yield* enableControllers(sys, path);
  }
  yield* applyResources(sys, path, resources);
}

/** cgroup.subtree_control of the parents: a controller's files show only where the parent hands it down. */
function* enableControllers(sys: Sys, path: string): Task<void> {
  const parts = path.split('/').filter((p) => p !== '');
  const parent = `${MOUNT}/${parts.slice(0, -1).join('/')}`;
  if ((yield* readText(sys, `${parent}/cgroup.subtree_control`)).trim() !== '') return;
  let dir = MOUNT;
  for (const part of parts) {
    const controllers = (yield* readText(sys, `${dir}/cgroup.controllers`)).trim().split(' ');
    yield* put(sys, dir, 'cgroup.subtree_control', controllers.map((c) => `+${c}`).join(' '));
    dir += `/${part}`;
  }
}

/** Freeze or thaw all tasks of a cgroup. */
export function* setFrozen(sys: Sys, path: string, frozen: boolean): Task<void> {
  yield* writeFile(sys, `${MOUNT}${path}/cgroup.freeze`, frozen ? '1' : '0');
}

/** Pids in a cgroup, as the caller sees them. */
export function* cgroupPids(sys: Sys, path: string): Task<number[]> {
  return (yield* readText(sys, `${MOUNT}${path}/cgroup.procs`)).split('\n').filter((l) => l !== '').map(Number);
}

/** Kill what is left and remove the directory. */
export function* destroyCgroup(sys: Sys, path: string): Task<void> {
  const dir = MOUNT + path;
  for (let i = 0; exists(sys, dir); i++) {
    try {
      sys.rmdir(dir);
      return;
    } catch (e) {
      if (!isSysError(e, 'EBUSY') || i === 20) {
        if (isSysError(e)) return;
        throw e;
      }
    }
    for (const pid of yield* cgroupPids(sys, path)) {
      try {
        sys.kill(pid, Signal.SIGKILL);
      } catch (e) {
        if (!isSysError(e)) throw e;
      }
    }
    yield* sys.sleep(1_000_000);
  }
}

/** The directory to open for CLONE_INTO_CGROUP. */
export function cgroupDir(path: string): string {
  return MOUNT + path;
}
