/**
 * `runc create`: makes a container from a bundle and leaves its first process ready, blocked on exec.fifo, until `runc start`.
 *
 * The real runc re-executes itself as `runc init` in three stages (nsexec.c); here one clone(2) with the namespace flags into the
 * cgroup does it. The process reads from exec.fifo, where the real one writes to it: it holds the FIFO from before pivot_root.
 */
import { encodeUtf8 } from '../../base/bytes.ts';
import { isSysError } from '../../abi/errno.ts';
import { O, S } from '../../abi/fs.ts';
import { CLONE } from '../../abi/process.ts';
import type { Sys, Task } from '../../abi/sys.ts';
import type { OciNamespaceType, OciSpec, RuncState } from '../common/oci.ts';
import { mkdirAll, readText, removeAll, writeFile } from '../common/files.ts';
import { now, rfc3339Nano } from '../common/time.ts';
import { cgroupDir, cgroupPath, createCgroup, destroyCgroup } from './cgroup.ts';
import { goErrno, RuncError } from './errors.ts';
import { awaitChild, becomeProcess, execOrComplain, reportTo, setUpConsole } from './process.ts';
import { hidePaths, setUpRootfs } from './rootfs.ts';
import { saveState, stateDir } from './state.ts';

const NS_FLAG: Readonly<Record<OciNamespaceType, number>> = {
  mount: CLONE.NEWNS,
  network: CLONE.NEWNET,
  uts: CLONE.NEWUTS,
  pid: CLONE.NEWPID,
  ipc: CLONE.NEWIPC,
  cgroup: CLONE.NEWCGROUP,
  user: CLONE.NEWUSER,
};

export interface CreateOptions {
  readonly root: string;
  readonly bundle: string;
  readonly pidFile: string | undefined;
  readonly consoleSocket: string | undefined;
}

/** Create container `id`. Throws {@link RuncError}; then nothing of it is left. */
export function* create(sys: Sys, id: string, options: CreateOptions): Task<void> {
  const spec = JSON.parse(yield* readText(sys, `${options.bundle}/config.json`)) as OciSpec;
  checkSysctls(spec);
  const dir = stateDir(options.root, id);
  try {
    sys.mkdir(dir, 0o711);
  } catch (e) {
    if (isSysError(e, 'EEXIST')) throw new RuncError('container with given ID already exists');
    if (!isSysError(e, 'ENOENT')) throw e;
    mkdirAll(sys, dir, 0o711);
  }
  const cgroup = cgroupPath(spec.linux.cgroupsPath);
  let done = false;
  try {
    const fifo = `${dir}/exec.fifo`;
    sys.mknod(fifo, S.IFIFO | 0o622);
    yield* createCgroup(sys, cgroup, spec.linux.resources);
    const pid = yield* startInit(sys, spec, cgroup, fifo, options.consoleSocket);
    if (options.pidFile !== undefined) yield* writeFile(sys, options.pidFile, String(pid));
    const state: RuncState = {
      id,
      init_process_pid: pid,
      created: rfc3339Nano(now(sys)),
      cgroup_path: cgroup,
      bundle: options.bundle,
      rootfs: spec.root.path,
      namespace_paths: namespacePaths(spec, pid),
      capabilities: spec.process.capabilities,
    };
    yield* saveState(sys, options.root, state);
    done = true;
  } finally {
    if (!done) removeAll(sys, dir);
  }
}

const PROC_NS: Readonly<Record<OciNamespaceType, string>> = { mount: 'mnt', network: 'net', uts: 'uts', pid: 'pid', ipc: 'ipc', cgroup: 'cgroup', user: 'user' };

function namespacePaths(spec: OciSpec, pid: number): Record<string, string> {
  const paths: Record<string, string> = {};
  for (const ns of spec.linux.namespaces) paths[PROC_NS[ns.type]] = `/proc/${pid}/ns/${PROC_NS[ns.type]}`;
  return paths;
}

/** Clone the container's first process; returns its pid once it waits at the FIFO. */
function* startInit(sys: Sys, spec: OciSpec, cgroup: string, fifo: string, consoleSocket: string | undefined): Task<number> {
  let flags = 0;
  const join: [number, OciNamespaceType][] = [];
  let newCgroupNs = false;
  for (const ns of spec.linux.namespaces) {
    if (ns.path !== undefined) {
      const fd = yield* openNamespace(sys, ns.path);
      if (ns.type === 'pid') sys.setns(fd, 'pid');
      else join.push([fd, ns.type]);
    } else if (ns.type === 'cgroup') newCgroupNs = true;
    else flags |= NS_FLAG[ns.type];
  }
  const consoleFd = spec.process.terminal === true && consoleSocket !== undefined ? yield* connectConsole(sys, consoleSocket) : -1;
  const [reader, writer] = sys.pipe(O.CLOEXEC);
  const cgroupFd = yield* sys.open(cgroupDir(cgroup), O.RDONLY | O.DIRECTORY | O.CLOEXEC);
  const pid = sys.clone((s) => init(s, spec, fifo, writer, consoleFd, join, newCgroupNs), { flags, cgroupFd });
  if (sys.tracing('engine')) {
    const namespaces = spec.linux.namespaces.map((n) => n.type).join(',');
    sys.trace({ kind: 'engine', layer: 'runc', action: 'clone init', detail: { pid: String(pid), namespaces, cgroup, 'config.json': JSON.stringify(spec) } });
  }
  sys.close(writer);
  sys.close(cgroupFd);
  if (consoleFd >= 0) sys.close(consoleFd);
  const problem = yield* awaitChild(sys, reader);
  if (problem !== '') {
    yield* sys.wait4(pid);
    yield* destroyCgroup(sys, cgroup);
    throw new RuncError(`unable to start container process: error during container init: ${problem}`);
  }
  return pid;
}

function* openNamespace(sys: Sys, path: string): Task<number> {
  try {
    return yield* sys.open(path, O.RDONLY | O.CLOEXEC);
  } catch (e) {
    if (isSysError(e)) throw new RuncError(`unable to start container process: lstat ${path}: ${goErrno(e)}`);
    throw e;
  }
}

/** Connect to the shim's console socket. */
export function* connectConsole(sys: Sys, path: string): Task<number> {
  const fd = sys.socket('unix', 'stream');
  sys.setCloexec(fd, true);
  yield* sys.connect(fd, { family: 'unix', path });
  return fd;
}

/** The first process, in its new namespaces and still on the host's root. */
function* init(sys: Sys, spec: OciSpec, fifo: string, pipe: number, consoleFd: number, join: readonly [number, OciNamespaceType][], newCgroupNs: boolean): Task<number> {
  sys.setComm('runc:[2:INIT]');
  let gate = -1;
  const ready = yield* reportTo(sys, pipe, function* () {
    gate = yield* sys.open(fifo, O.RDWR | O.CLOEXEC);
    for (const [fd, type] of join) {
      sys.setns(fd, type === 'mount' ? 'mnt' : type === 'network' ? 'net' : type);
      sys.close(fd);
    }
    if (newCgroupNs) sys.unshare(CLONE.NEWCGROUP);
    sys.setsid();
    yield* setUpRootfs(sys, spec);
    if (spec.hostname !== undefined && spec.hostname !== '') setHostname(sys, spec.hostname);
    if (consoleFd >= 0) yield* setUpConsole(sys, spec.process, consoleFd, true);
    for (const [name, value] of Object.entries(spec.linux.sysctl ?? {})) yield* setSysctl(sys, name, value);
    hidePaths(sys, spec);
    return yield* becomeProcess(sys, spec.process);
  });
  if (ready === undefined) return 1;
  const b = yield* sys.read(gate, 1);
  if (b.length === 0) return 1;
  sys.close(gate);
  return yield* execOrComplain(sys, ready.path, spec.process, ready.env);
}

function setHostname(sys: Sys, name: string): void {
  try {
    sys.sethostname(name);
  } catch (e) {
    throw isSysError(e) ? new RuncError(`sethostname: ${goErrno(e)}`) : e;
  }
}

function* setSysctl(sys: Sys, name: string, value: string): Task<void> {
  const path = `sys/${name.replaceAll('.', '/')}`;
  let fd: number;
  try {
    fd = yield* sys.open(`/proc/${path}`, O.WRONLY | O.CLOEXEC);
  } catch (e) {
    if (!isSysError(e)) throw e;
    throw new RuncError(`open sysctl ${name} file: unsafe procfs detected: openat2 fsmount:fscontext:proc/./${path}: ${goErrno(e)}`);
  }
  try {
    yield* sys.write(fd, encodeUtf8(value));
  } catch (e) {
    if (!isSysError(e)) throw e;
    throw new RuncError(`failed to write sysctl ${name} = ${JSON.stringify(value)}: write fsmount:fscontext:proc/./${path}: ${goErrno(e)}`);
  } finally {
    sys.close(fd);
  }
}

const IPC_SYSCTLS = new Set(['kernel.msgmax', 'kernel.msgmnb', 'kernel.msgmni', 'kernel.sem', 'kernel.shmall', 'kernel.shmmax', 'kernel.shmmni', 'kernel.shm_rmid_forced']);

/** Sysctls belong to namespaces that the container must have for itself: libcontainer/configs/validate. Throws {@link RuncError}. */
function checkSysctls(spec: OciSpec): void {
  const own = (type: OciNamespaceType): boolean => spec.linux.namespaces.some((n) => n.type === type);
  for (const name of Object.keys(spec.linux.sysctl ?? {})) {
    if (IPC_SYSCTLS.has(name) || name.startsWith('fs.mqueue.')) {
      if (!own('ipc')) throw new RuncError(`sysctl ${JSON.stringify(name)} is not allowed in the hosts ipc namespace`);
    } else if (name.startsWith('net.')) {
      if (!own('network')) throw new RuncError(`sysctl ${JSON.stringify(name)} not allowed in host network namespace`);
    } else if (name === 'kernel.domainname' || name === 'kernel.hostname') {
      if (name === 'kernel.hostname') throw new RuncError(`sysctl ${JSON.stringify(name)} is not allowed as it conflicts with the OCI "hostname" field`);
      if (!own('uts')) throw new RuncError(`sysctl ${JSON.stringify(name)} is not in a separate kernel namespace`);
    } else throw new RuncError(`sysctl ${JSON.stringify(name)} is not in a separate kernel namespace`);
  }
}
