/** System calls on paths: stat to readdir, the working directory, umask, chroot, pivot_root, extended attributes. The deeds are vfs/ops.ts's. */
import { fail } from '../abi/errno.ts';
import { ACCESS } from '../abi/fs.ts';
import { checkPermission, MAY, owns, permitted } from '../vfs/permission.ts';
import * as ops from '../vfs/ops.ts';
import { pathName } from '../vfs/mount.ts';
import { listDirectory, PlacedFileBase } from '../vfs/regular.ts';
import { lookup } from '../vfs/walk.ts';
import type { Dirent, Stat, StatFs } from '../abi/fs.ts';
import type { Credentials } from '../abi/process.ts';
import type { Times } from '../abi/sys.ts';
import type { Task } from '../kernel/task.ts';
import type { Inode } from '../vfs/inode.ts';
import type { PathRef } from '../vfs/mount.ts';

export function sysStat(t: Task, path: string): Stat {
  return lookup(t.fs, t, path).dentry.inode.stat();
}

export function sysLstat(t: Task, path: string): Stat {
  return lookup(t.fs, t, path, false).dentry.inode.stat();
}

export function sysStatfs(t: Task, path: string): StatFs {
  const { mount } = lookup(t.fs, t, path);
  return { ...mount.fs.statfs(), flags: mount.flags };
}

/** access(2) asks for the real ids, not the effective ones. */
export function sysAccess(t: Task, path: string, mode: number): void {
  const cred = t.cred;
  const real: Credentials = cred.uid === cred.euid && cred.gid === cred.egid ? cred : { ...cred, euid: cred.uid, egid: cred.gid, caps: cred.uid === 0 ? cred.caps : NONE };
  const at = lookup(t.fs, real === cred ? t : { cred: real, now_ms: () => t.now_ms(), cause: t.cause, root: t.root }, path);
  if (mode === ACCESS.F_OK) return;
  const inode = at.dentry.inode;
  if ((mode & ACCESS.W_OK) !== 0 && at.mount.readonly && (inode.type === 'file' || inode.type === 'dir' || inode.type === 'symlink')) fail('EROFS');
  checkPermission(inode, real, mode & 7);
}
const NONE: ReadonlySet<string> = new Set();

export function sysMkdir(t: Task, path: string, mode = 0o777): void {
  ops.mkdir(t.fs, t, path, mode);
}

export function sysRmdir(t: Task, path: string): void {
  ops.rmdir(t.fs, t, path);
}

export function sysUnlink(t: Task, path: string): void {
  ops.unlink(t.fs, t, path);
}

export function sysLink(t: Task, from: string, to: string): void {
  ops.link(t.fs, t, from, to);
}

export function sysSymlink(t: Task, target: string, path: string): void {
  ops.symlink(t.fs, t, target, path);
}

export function sysReadlink(t: Task, path: string): string {
  const { dentry } = lookup(t.fs, t, path, false);
  if (dentry.inode.type !== 'symlink') fail('EINVAL');
  return dentry.inode.readlink(t);
}

export function sysRename(t: Task, from: string, to: string, flags = 0): void {
  ops.rename(t.fs, t, from, to, flags);
}

export function sysMknod(t: Task, path: string, mode: number, rdev = 0): void {
  ops.mknod(t.fs, t, path, mode, rdev);
}

export function sysChmod(t: Task, path: string, mode: number): void {
  ops.chmod(t.fs, t, path, mode);
}

export function sysChown(t: Task, path: string, uid: number, gid: number, follow = true): void {
  ops.chown(t.fs, t, path, uid, gid, follow);
}

export function sysUtimens(t: Task, path: string, times: Times, follow = true): void {
  ops.utimens(t.fs, t, path, times.atime_ms, times.mtime_ms, follow);
}

export function sysTruncate(t: Task, path: string, size: number): void {
  ops.truncate(t.fs, t, path, size);
}

/** Who may see or change an attribute of this class (xattr(7)): EPERM, ENODATA or EOPNOTSUPP. */
function checkXattr(t: Task, inode: Inode, name: string, write: boolean): void {
  const dot = name.indexOf('.');
  switch (dot === -1 ? '' : name.slice(0, dot)) {
    case 'trusted':
      if (!t.cred.caps.has('SYS_ADMIN')) fail(write ? 'EPERM' : 'ENODATA');
      return;
    case 'user':
      if (inode.type !== 'file' && inode.type !== 'dir') fail(write ? 'EPERM' : 'ENODATA');
      checkPermission(inode, t.cred, write ? MAY.WRITE : MAY.READ);
      return;
    case 'security':
      if (write && !t.cred.caps.has('SYS_ADMIN') && !t.cred.caps.has('SETFCAP')) fail('EPERM');
      return;
    case 'system':
      if (write && !owns(inode, t.cred)) fail('EPERM');
      return;
    default:
      fail('ENOTSUP');
  }
}

export function sysGetxattr(t: Task, path: string, name: string): Uint8Array {
  const inode = lookup(t.fs, t, path).dentry.inode;
  checkXattr(t, inode, name, false);
  return inode.getxattr(name) ?? fail('ENODATA');
}

export function sysSetxattr(t: Task, path: string, name: string, value: Uint8Array): void {
  const at = lookup(t.fs, t, path);
  ops.checkWritable(at);
  checkXattr(t, at.dentry.inode, name, true);
  at.dentry.inode.setxattr(t, name, value.slice());
}

export function sysRemovexattr(t: Task, path: string, name: string): void {
  const at = lookup(t.fs, t, path);
  ops.checkWritable(at);
  checkXattr(t, at.dentry.inode, name, true);
  if (at.dentry.inode.getxattr(name) === undefined) fail('ENODATA');
  at.dentry.inode.setxattr(t, name, undefined);
}

export function sysListxattr(t: Task, path: string): string[] {
  const names = lookup(t.fs, t, path).dentry.inode.listxattr();
  return t.cred.caps.has('SYS_ADMIN') ? names : names.filter((n) => !n.startsWith('trusted.'));
}

export function sysReaddir(t: Task, path: string): Dirent[] {
  const at = lookup(t.fs, t, path);
  if (at.dentry.inode.type !== 'dir') fail('ENOTDIR');
  checkPermission(at.dentry.inode, t.cred, MAY.READ);
  return listDirectory(at);
}

function directoryToEnter(t: Task, at: PathRef): PathRef {
  if (at.dentry.inode.type !== 'dir') fail('ENOTDIR');
  checkPermission(at.dentry.inode, t.cred, MAY.EXEC);
  return at;
}

export function sysChdir(t: Task, path: string): void {
  t.fs.cwd = directoryToEnter(t, lookup(t.fs, t, path));
}

export function sysFchdir(t: Task, fd: number): void {
  const file = t.fds.get(fd);
  if (!(file instanceof PlacedFileBase)) fail('ENOTDIR');
  t.fs.cwd = directoryToEnter(t, file.path);
}

/** getcwd(2): ENOENT for a removed directory; '(unreachable)' before a directory outside the root. */
export function sysGetcwd(t: Task): string {
  const { cwd, root } = t.fs;
  if (cwd.dentry.deleted) fail('ENOENT');
  return pathName(cwd, root) ?? `(unreachable)${pathName(cwd, undefined)!}`;
}

export function sysUmask(t: Task, mask: number): number {
  const old = t.fs.umask;
  t.fs.umask = mask & 0o777;
  return old;
}

export function sysChroot(t: Task, path: string): void {
  const at = lookup(t.fs, t, path);
  if (at.dentry.inode.type !== 'dir') fail('ENOTDIR');
  if (!permitted(at.dentry.inode, t.cred, MAY.EXEC)) fail('EACCES');
  if (!t.cred.caps.has('SYS_CHROOT')) fail('EPERM');
  t.fs.root = at;
}
