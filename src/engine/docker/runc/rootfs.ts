/**
 * A container's file system tree: runc's rootfs_linux.go. Runs in the container's new mount namespace, still on the host's root;
 * afterwards the container's root is '/'. Left out: recursive read-only binds, id-mapped mounts, cgroup v1.
 */
import { isSysError, SysError } from '../../abi/errno.ts';
import { MNT, MS, O, S, makedev } from '../../abi/fs.ts';
import type { Sys, Task } from '../../abi/sys.ts';
import type { OciMount, OciSpec } from '../common/oci.ts';
import { mkdirAll, writeFile } from '../common/files.ts';
import { goErrno, RuncError } from './errors.ts';

const FLAGS: Readonly<Record<string, number>> = {
  ro: MS.RDONLY,
  nosuid: MS.NOSUID,
  nodev: MS.NODEV,
  noexec: MS.NOEXEC,
  noatime: MS.NOATIME,
  relatime: MS.RELATIME,
  strictatime: MS.STRICTATIME,
  bind: MS.BIND,
  rbind: MS.BIND | MS.REC,
};
const PROPAGATION: Readonly<Record<string, number>> = {
  private: MS.PRIVATE,
  rprivate: MS.PRIVATE | MS.REC,
  slave: MS.SLAVE,
  rslave: MS.SLAVE | MS.REC,
  shared: MS.SHARED,
  rshared: MS.SHARED | MS.REC,
};
const IGNORED = new Set(['rw', 'suid', 'dev', 'exec', 'defaults', 'async', 'newinstance', 'rro']);

interface ParsedOptions {
  readonly flags: number;
  readonly propagation: readonly number[];
  readonly data: string;
}

export function parseOptions(options: readonly string[]): ParsedOptions {
  let flags = 0;
  const propagation: number[] = [];
  const data: string[] = [];
  for (const o of options) {
    if (FLAGS[o] !== undefined) flags |= FLAGS[o];
    else if (PROPAGATION[o] !== undefined) propagation.push(PROPAGATION[o]);
    else if (!IGNORED.has(o)) data.push(o);
  }
  return { flags, propagation, data: data.join(',') };
}

/** Devices that every container has: name, major, minor. */
const DEFAULT_DEVICES: readonly (readonly [string, number, number])[] = [
  ['null', 1, 3],
  ['random', 1, 8],
  ['full', 1, 7],
  ['tty', 5, 0],
  ['zero', 1, 5],
  ['urandom', 1, 9],
];

function isSymlink(sys: Sys, path: string): boolean {
  try {
    return (sys.lstat(path).mode & S.IFMT) === S.IFLNK;
  } catch (e) {
    if (isSysError(e)) return false;
    throw e;
  }
}

/** A path within the root, with symlinks resolved as if the root were '/', so that an image cannot lead a mount out. */
export function secureJoin(sys: Sys, root: string, path: string): string {
  const done: string[] = [];
  const todo = path.split('/').filter((p) => p !== '' && p !== '.').reverse();
  let links = 0;
  while (todo.length > 0) {
    const part = todo.pop()!;
    if (part === '..') {
      done.pop();
      continue;
    }
    const here = `${root}/${[...done, part].join('/')}`;
    if (!isSymlink(sys, here)) {
      done.push(part);
      continue;
    }
    const link = sys.readlink(here);
    if (++links > 255) throw new SysError('ELOOP');
    if (link.startsWith('/')) done.length = 0;
    todo.push(...link.split('/').filter((p) => p !== '' && p !== '.').reverse());
  }
  return done.length === 0 ? root : `${root}/${done.join('/')}`;
}

function* makeTarget(sys: Sys, target: string, isDir: boolean): Task<void> {
  try {
    sys.stat(target);
    return;
  } catch (e) {
    if (!isSysError(e, 'ENOENT')) throw e;
  }
  if (isDir) return mkdirAll(sys, target);
  mkdirAll(sys, target.slice(0, target.lastIndexOf('/')));
  yield* writeFile(sys, target, '', 0o755);
}

function* mountOne(sys: Sys, root: string, m: OciMount): Task<void> {
  const target = secureJoin(sys, root, m.destination);
  const { flags, propagation, data } = parseOptions(m.options);
  try {
    if ((flags & MS.BIND) !== 0) {
      const isDir = (sys.stat(m.source).mode & S.IFMT) === S.IFDIR;
      yield* makeTarget(sys, target, isDir);
      sys.mount(m.source, target, '', flags & (MS.BIND | MS.REC));
      const extra = flags & ~(MS.BIND | MS.REC);
      if (extra !== 0) sys.mount('', target, '', MS.REMOUNT | MS.BIND | extra);
    } else {
      mkdirAll(sys, target);
      const fstype = m.type === 'cgroup' ? 'cgroup2' : m.type;
      sys.mount(m.source, target, fstype, flags, data);
    }
    for (const p of propagation) sys.mount('', target, '', p);
  } catch (e) {
    if (!isSysError(e)) throw e;
    const how = `error mounting ${JSON.stringify(m.source)} to rootfs at ${JSON.stringify(m.destination)}`;
    const hint = isSysError(e, 'ENOTDIR') ? ': Are you trying to mount a directory onto a file (or vice-versa)? Check if the specified host path exists and is the expected type' : '';
    throw new RuncError(`${how}: mount src=${m.source}, dst=${m.destination}, dstFd=/proc/thread-self/fd/11, flags=${mountFlagText(flags)}${data === '' ? '' : `, data=${data}`}: ${goErrno(e)}${hint}`);
  }
}

function mountFlagText(flags: number): string {
  const names = Object.entries(MS)
    .filter(([, bit]) => (flags & bit) !== 0)
    .map(([name]) => `MS_${name}`);
  return names.length === 0 ? '0x0' : names.join('|');
}

/** Mount everything that the spec names, make the devices, and make the new root '/'. */
export function* setUpRootfs(sys: Sys, spec: OciSpec): Task<void> {
  const root = spec.root.path;
  sys.mount('', '/', '', MS.SLAVE | MS.REC);
  sys.mount(root, root, '', MS.BIND | MS.REC);
  let hasDev = false;
  for (const m of spec.mounts) {
    yield* mountOne(sys, root, m);
    hasDev ||= m.destination === '/dev' && m.type === 'tmpfs';
  }
  if (hasDev) makeDevices(sys, root, spec);
  sys.chdir(root);
  pivot(sys);
  if (spec.root.readonly === true) sys.mount('', '/', '', MS.REMOUNT | MS.BIND | MS.RDONLY);
}

/** Protect what the container must not change or see; after the sysctls are written. */
export function hidePaths(sys: Sys, spec: OciSpec): void {
  for (const path of spec.linux.readonlyPaths ?? []) readonlyPath(sys, path);
  for (const path of spec.linux.maskedPaths ?? []) maskPath(sys, path);
}

function makeDevices(sys: Sys, root: string, spec: OciSpec): void {
  const old = sys.umask(0);
  try {
    for (const [name, major, minor] of DEFAULT_DEVICES) sys.mknod(`${root}/dev/${name}`, S.IFCHR | 0o666, makedev(major, minor));
    for (const d of spec.linux.devices ?? []) {
      sys.mknod(root + d.path, (d.type === 'c' ? S.IFCHR : S.IFBLK) | (d.fileMode ?? 0o666), makedev(d.major, d.minor));
    }
    sys.symlink('/proc/self/fd', `${root}/dev/fd`);
    sys.symlink('/proc/self/fd/0', `${root}/dev/stdin`);
    sys.symlink('/proc/self/fd/1', `${root}/dev/stdout`);
    sys.symlink('/proc/self/fd/2', `${root}/dev/stderr`);
    sys.symlink('/proc/kcore', `${root}/dev/core`);
    sys.symlink('pts/ptmx', `${root}/dev/ptmx`);
  } catch (e) {
    if (!isSysError(e, 'EEXIST')) throw e;
  } finally {
    sys.umask(old);
  }
}

/** pivot_root(".", "."), then drop the old root that lies on top of the new one. */
function pivot(sys: Sys): void {
  sys.pivotRoot('.', '.');
  sys.mount('', '.', '', MS.SLAVE | MS.REC);
  sys.umount('.', MNT.DETACH);
  sys.chdir('/');
}

function readonlyPath(sys: Sys, path: string): void {
  try {
    sys.mount(path, path, '', MS.BIND | MS.REC);
    const kept = (sys.statfs(path).flags ?? 0) & (MS.NOSUID | MS.NODEV | MS.NOEXEC);
    sys.mount('', path, '', MS.BIND | MS.REMOUNT | MS.RDONLY | kept);
  } catch (e) {
    if (!isSysError(e, 'ENOENT')) throw e;
  }
}

/** Hide a file behind /dev/null, a directory behind an empty read-only tmpfs. */
function maskPath(sys: Sys, path: string): void {
  try {
    sys.mount('/dev/null', path, '', MS.BIND);
  } catch (e) {
    if (isSysError(e, 'ENOENT')) return;
    if (!isSysError(e, 'ENOTDIR') && !isSysError(e, 'EINVAL')) throw e;
    sys.mount('tmpfs', path, 'tmpfs', MS.RDONLY, 'nr_blocks=1,nr_inodes=1');
  }
}

/** Bind the pty's slave over /dev/console. */
export function* bindConsole(sys: Sys, slave: string): Task<void> {
  const fd = yield* sys.open('/dev/console', O.WRONLY | O.CREAT | O.CLOEXEC, 0o600);
  sys.close(fd);
  sys.mount(slave, '/dev/console', '', MS.BIND);
}
