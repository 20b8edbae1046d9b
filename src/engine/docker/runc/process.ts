/**
 * The last steps on the way to a container's process, for create and exec alike: console, limits, identity, working directory,
 * program. runc's init_linux.go (finalizeNamespace) and standard_init_linux.go.
 */
import { decodeUtf8, encodeUtf8 } from '../../base/bytes.ts';
import { isSysError } from '../../abi/errno.ts';
import { O } from '../../abi/fs.ts';
import type { Sys, Task } from '../../abi/sys.ts';
import type { OciProcess } from '../common/oci.ts';
import { readTextIfAny, writeFile } from '../common/files.ts';
import { goErrno, RuncError } from './errors.ts';
import { lookPath } from './lookpath.ts';
import { bindConsole } from './rootfs.ts';

const RLIMITS: Readonly<Record<string, string>> = {
  RLIMIT_NOFILE: 'nofile',
  RLIMIT_NPROC: 'nproc',
  RLIMIT_CORE: 'core',
  RLIMIT_STACK: 'stack',
  RLIMIT_DATA: 'data',
  RLIMIT_FSIZE: 'fsize',
  RLIMIT_CPU: 'cpu',
  RLIMIT_AS: 'as',
  RLIMIT_RSS: 'rss',
  RLIMIT_MEMLOCK: 'memlock',
  RLIMIT_LOCKS: 'locks',
  RLIMIT_SIGPENDING: 'sigpending',
  RLIMIT_MSGQUEUE: 'msgqueue',
  RLIMIT_NICE: 'nice',
  RLIMIT_RTPRIO: 'rtprio',
  RLIMIT_RTTIME: 'rttime',
};

/**
 * Make a pty in the container's devpts, hand the master to the shim over `consoleFd`, and make the slave the controlling terminal
 * and stdio of this process, which must be a session leader. `isInit`: bind it over /dev/console too.
 */
export function* setUpConsole(sys: Sys, process: OciProcess, consoleFd: number, isInit: boolean): Task<void> {
  const master = yield* sys.open('/dev/ptmx', O.RDWR | O.NOCTTY | O.CLOEXEC);
  sys.ioctl(master, 'TIOCSPTLCK', false);
  const slavePath = `/dev/pts/${sys.ioctl(master, 'TIOCGPTN', undefined)}`;
  const size = process.consoleSize;
  if (size !== undefined && size.height > 0) sys.ioctl(master, 'TIOCSWINSZ', { rows: size.height, cols: size.width });
  if (isInit) yield* bindConsole(sys, slavePath);
  const slave = yield* sys.open(slavePath, O.RDWR);
  sys.chown(slavePath, process.user.uid, -1);
  yield* sys.sendFds(consoleFd, encodeUtf8('/dev/ptmx'), [master]);
  sys.close(master);
  sys.close(consoleFd);
  sys.ioctl(slave, 'TIOCSCTTY', undefined);
  for (const fd of [0, 1, 2]) sys.dup2(slave, fd);
  if (slave > 2) sys.close(slave);
}

/** Score for the OOM killer, limits, working directory, groups, ids, capabilities and no_new_privs; returns the program's path. */
export function* becomeProcess(sys: Sys, process: OciProcess): Task<{ readonly path: string; readonly env: string[] }> {
  if ((process.oomScoreAdj ?? 0) !== 0) yield* writeFile(sys, '/proc/self/oom_score_adj', String(process.oomScoreAdj));
  for (const r of process.rlimits ?? []) {
    const name = RLIMITS[r.type];
    if (name === undefined) throw new RuncError(`invalid rlimit type: ${r.type}`);
    sys.setrlimit(name, r.soft < 0 ? Infinity : r.soft, r.hard < 0 ? Infinity : r.hard);
  }
  sys.umask(0o022);
  const { uid, gid, additionalGids = [] } = process.user;
  let chdirFailed = changeDirectory(sys, process.cwd);
  const current = sys.getcred();
  if (additionalGids.length > 0 || current.groups.length > 0) sys.setgroups(additionalGids);
  if (gid !== current.gid) sys.setgid(gid);
  if (uid !== current.uid) sys.setuid(uid);
  if (chdirFailed !== undefined) chdirFailed = changeDirectory(sys, process.cwd);
  if (chdirFailed !== undefined) throw new RuncError(chdirFailed);
  const caps = uid === 0 ? (process.capabilities?.effective ?? []) : [];
  sys.setcaps(new Set(caps.map((c) => c.replace(/^CAP_/, ''))));
  if (process.noNewPrivileges === true) sys.setNoNewPrivs();
  const env = [...process.env];
  if (!env.some((e) => e.startsWith('HOME='))) env.push(`HOME=${yield* homeOf(sys, uid)}`);
  return { path: lookPath(sys, process.args[0] ?? '', env), env };
}

function changeDirectory(sys: Sys, cwd: string): string | undefined {
  try {
    sys.chdir(cwd === '' ? '/' : cwd);
    return undefined;
  } catch (e) {
    if (!isSysError(e)) throw e;
    const hint = isSysError(e, 'ENOTDIR') ? ': Are you trying to mount a directory onto a file (or vice-versa)? Check if the specified host path exists and is the expected type' : '';
    return `chdir to cwd (${JSON.stringify(cwd)}) set in config.json failed: ${goErrno(e)}${hint}`;
  }
}

function* homeOf(sys: Sys, uid: number): Task<string> {
  const text = (yield* readTextIfAny(sys, '/etc/passwd')) ?? '';
  return new RegExp(`^[^:\n]*:[^:\n]*:${uid}:[^:\n]*:[^:\n]*:([^:\n]*)`, 'm').exec(text)?.[1] ?? '/';
}

/** execve, and what runc's last process says when even that fails. Returns its exit status. */
export function* execOrComplain(sys: Sys, path: string, process: OciProcess, env: readonly string[]): Task<number> {
  try {
    return yield* sys.execve(path, process.args, env);
  } catch (e) {
    if (!isSysError(e)) throw e;
    try {
      yield* sys.write(2, encodeUtf8(`exec ${path}: ${goErrno(e)}\n`));
    } catch (e2) {
      if (!isSysError(e2)) throw e2;
    }
    return 255;
  }
}

/** What the child says over the synchronisation pipe: '' when all went well, else why not. */
export function* awaitChild(sys: Sys, pipe: number): Task<string> {
  let text = '';
  for (;;) {
    const b = yield* sys.read(pipe, 65536);
    if (b.length === 0) break;
    text += decodeUtf8(b);
  }
  sys.close(pipe);
  return text === 'ready' ? '' : text === '' ? 'waiting for init preliminary setup: EOF' : text;
}

/** Run `setup` and tell the parent over `pipe`; undefined when it failed (the caller then exits 1). */
export function* reportTo<T>(sys: Sys, pipe: number, setup: () => Task<T>): Task<T | undefined> {
  let result: T | undefined;
  let message = 'ready';
  try {
    result = yield* setup();
  } catch (e) {
    if (e instanceof RuncError) message = e.message;
    else if (isSysError(e)) message = goErrno(e);
    else throw e;
  }
  yield* sys.write(pipe, encodeUtf8(message));
  sys.close(pipe);
  return message === 'ready' ? result : undefined;
}
