/**
 * `runc exec --detach`: a further process in a running container: joins its namespaces (setns), its cgroup, and becomes what
 * process.json says. Without --tty the caller's descriptors are its stdio.
 */
import { isSysError } from '../../abi/errno.ts';
import { O } from '../../abi/fs.ts';
import type { NamespaceKind } from '../../abi/process.ts';
import type { Sys, Task } from '../../abi/sys.ts';
import type { OciProcess } from '../common/oci.ts';
import { readText, writeFile } from '../common/files.ts';
import { cgroupDir } from './cgroup.ts';
import { connectConsole } from './create.ts';
import { goErrno, RuncError } from './errors.ts';
import { awaitChild, becomeProcess, execOrComplain, reportTo, setUpConsole } from './process.ts';
import { initAlive, loadState } from './state.ts';

export interface ExecOptions {
  readonly root: string;
  readonly processFile: string;
  readonly pidFile: string | undefined;
  readonly consoleSocket: string | undefined;
}

/** Namespaces in the order in which they are joined: mnt last, because paths change with it. */
const ORDER: readonly NamespaceKind[] = ['user', 'ipc', 'uts', 'net', 'cgroup', 'mnt'];

/** Start the process; returns its pid in the caller's namespace. Throws {@link RuncError}. */
export function* exec(sys: Sys, id: string, options: ExecOptions): Task<number> {
  const state = yield* loadState(sys, options.root, id);
  if (!initAlive(sys, state)) throw new RuncError('cannot exec in a stopped container');
  const process = JSON.parse(yield* readText(sys, options.processFile)) as OciProcess;
  const join: [number, NamespaceKind][] = [];
  try {
    const pidNs = state.namespace_paths['pid'];
    if (pidNs !== undefined) {
      const fd = yield* sys.open(pidNs, O.RDONLY | O.CLOEXEC);
      sys.setns(fd, 'pid');
      sys.close(fd);
    }
    for (const kind of ORDER) {
      const path = state.namespace_paths[kind];
      if (path !== undefined) join.push([yield* sys.open(path, O.RDONLY | O.CLOEXEC), kind]);
    }
  } catch (e) {
    if (isSysError(e)) throw new RuncError(`unable to start container process: error executing setns process: ${goErrno(e)}`);
    throw e;
  }
  const consoleFd = process.terminal === true && options.consoleSocket !== undefined ? yield* connectConsole(sys, options.consoleSocket) : -1;
  const [reader, writer] = sys.pipe(O.CLOEXEC);
  const cgroupFd = yield* sys.open(cgroupDir(state.cgroup_path), O.RDONLY | O.DIRECTORY | O.CLOEXEC);
  const pid = sys.clone((s) => setnsInit(s, process, writer, consoleFd, join), { cgroupFd });
  sys.close(writer);
  sys.close(cgroupFd);
  for (const [fd] of join) sys.close(fd);
  if (consoleFd >= 0) sys.close(consoleFd);
  const problem = yield* awaitChild(sys, reader);
  if (problem !== '') {
    yield* sys.wait4(pid);
    throw new RuncError(`unable to start container process: ${problem}`);
  }
  if (options.pidFile !== undefined) yield* writeFile(sys, options.pidFile, String(pid));
  return pid;
}

function* setnsInit(sys: Sys, process: OciProcess, pipe: number, consoleFd: number, join: readonly [number, NamespaceKind][]): Task<number> {
  sys.setComm('runc:[2:INIT]');
  const ready = yield* reportTo(sys, pipe, function* () {
    for (const [fd, kind] of join) {
      sys.setns(fd, kind);
      sys.close(fd);
    }
    sys.setsid();
    if (consoleFd >= 0) yield* setUpConsole(sys, process, consoleFd, false);
    return yield* becomeProcess(sys, process);
  });
  if (ready === undefined) return 1;
  return yield* execOrComplain(sys, ready.path, process, ready.env);
}
