/**
 * Operations on paths (fs/namei.c, fs/open.c): what a system call does once it knows who asks. Permission checks, mount flags and the
 * order of errors are here; file systems only do the deed. Used by syscalls/ and by whoever builds a tree with a root actor.
 */
import { fail } from '../abi/errno.ts';
import { O, S } from '../abi/fs.ts';
import { checkChmod, checkChown, checkDelete, checkPermission, MAY, owns, permitted } from './permission.ts';
import { childOf, lookup, lookupParent, Walker } from './walk.ts';
import type { Actor } from './file.ts';
import type { FsContext } from './fscontext.ts';
import type { Inode } from './inode.ts';
import type { PathRef } from './mount.ts';
import type { ParentPath } from './walk.ts';

/** EROFS unless the mount can be written to. */
export function checkWritable(path: { readonly mount: PathRef['mount'] }): void {
  if (path.mount.readonly) fail('EROFS');
}

/** A removed directory takes no new names. */
function checkAlive(at: ParentPath): void {
  if (at.dir.deleted) fail('ENOENT');
}

/** The parent of a name that must not exist yet (filename_create). */
function newName(fs: FsContext, actor: Actor, path: string, directory: boolean): ParentPath {
  const at = lookupParent(fs, actor, path);
  if (at.name === '/' || at.name === '.' || at.name === '..') fail('EEXIST');
  if (childOf(at.mount, at.dir, at.name) !== undefined) fail('EEXIST');
  if (at.slash && !directory) fail('ENOENT');
  checkWritable(at);
  return at;
}

function mayCreate(at: ParentPath, actor: Actor): void {
  checkAlive(at);
  checkPermission(at.dir.inode, actor.cred, MAY.WRITE | MAY.EXEC);
}

/** EEXIST comes before EROFS, EROFS before EACCES. */
function forCreate(fs: FsContext, actor: Actor, path: string, directory: boolean): ParentPath {
  const at = newName(fs, actor, path, directory);
  mayCreate(at, actor);
  return at;
}

/** The new inode's name is known to the cache. */
function made(at: ParentPath, inode: Inode): PathRef {
  return { mount: at.mount, dentry: at.dir.adopt(at.name, inode) };
}

/** mkdir(2). */
export function mkdir(fs: FsContext, actor: Actor, path: string, mode: number): PathRef {
  const at = forCreate(fs, actor, path, true);
  return made(at, at.dir.inode.create(actor, at.name, S.IFDIR | (mode & 0o1777 & ~fs.umask)));
}

/** mknod(2): EPERM for device nodes without CAP_MKNOD (a whiteout 0:0 needs none). A `mode` without type bits is a regular file. */
export function mknod(fs: FsContext, actor: Actor, path: string, mode: number, rdev: number): PathRef {
  const type = mode & S.IFMT || S.IFREG;
  if (type === S.IFDIR) fail('EPERM');
  if (type === S.IFLNK) fail('EINVAL');
  const device = type === S.IFBLK || (type === S.IFCHR && rdev !== 0);
  const at = forCreate(fs, actor, path, false);
  if (device && !actor.cred.caps.has('MKNOD')) fail('EPERM');
  return made(at, at.dir.inode.create(actor, at.name, type | (mode & 0o7777 & ~fs.umask), rdev));
}

/** symlink(2). */
export function symlink(fs: FsContext, actor: Actor, target: string, path: string): void {
  if (target === '') fail('ENOENT');
  const at = forCreate(fs, actor, path, false);
  made(at, at.dir.inode.symlink(actor, at.name, target));
}

/** link(2): the old path's last symlink is not followed. EXDEV across mounts, EPERM for directories and by protected_hardlinks. */
export function link(fs: FsContext, actor: Actor, from: string, to: string): void {
  const old = lookup(fs, actor, from, false);
  const at = newName(fs, actor, to, false);
  if (old.mount !== at.mount) fail('EXDEV');
  const inode = old.dentry.inode;
  if (!owns(inode, actor.cred) && !(inode.type === 'file' && (inode.mode & S.ISUID) === 0 && permitted(inode, actor.cred, MAY.READ | MAY.WRITE))) fail('EPERM');
  mayCreate(at, actor);
  if (inode.type === 'dir') fail('EPERM');
  at.dir.inode.link(actor, at.name, inode);
  made(at, inode);
}

/** unlink(2). EISDIR for a directory, EBUSY for a mount point. */
export function unlink(fs: FsContext, actor: Actor, path: string): void {
  const at = lookupParent(fs, actor, path);
  if (at.name === '/' || at.name === '.' || at.name === '..') fail('EISDIR');
  const victim = at.dir.child(at.name);
  if (victim === undefined) fail('ENOENT');
  if (at.slash) fail(victim.inode.type === 'dir' ? 'EISDIR' : 'ENOTDIR');
  checkWritable(at);
  checkDelete(at.dir.inode, victim.inode, actor.cred);
  if (victim.inode.type === 'dir') fail('EISDIR');
  if (victim.mountpoint && at.mount.children.has(victim)) fail('EBUSY');
  at.dir.inode.unlink(actor, at.name);
  at.dir.drop(at.name);
}

/** rmdir(2). EINVAL for '.', ENOTEMPTY for '..', EBUSY for a mount point or '/'. */
export function rmdir(fs: FsContext, actor: Actor, path: string): void {
  const at = lookupParent(fs, actor, path);
  if (at.name === '/') fail('EBUSY');
  if (at.name === '.') fail('EINVAL');
  if (at.name === '..') fail('ENOTEMPTY');
  const victim = at.dir.child(at.name);
  if (victim === undefined) fail('ENOENT');
  checkWritable(at);
  checkDelete(at.dir.inode, victim.inode, actor.cred);
  if (victim.inode.type !== 'dir') fail('ENOTDIR');
  if (victim.mountpoint && at.mount.children.has(victim)) fail('EBUSY');
  at.dir.inode.rmdir(actor, at.name);
  at.dir.drop(at.name);
}

const RENAME_NOREPLACE = 1;
const RENAME_EXCHANGE = 2;

/** renameat2(2): the checks in the kernel's order, then the file system's own. */
export function rename(fs: FsContext, actor: Actor, from: string, to: string, flags: number): void {
  if ((flags & ~(RENAME_NOREPLACE | RENAME_EXCHANGE)) !== 0 || flags === 3) fail('EINVAL');
  const a = lookupParent(fs, actor, from);
  const b = lookupParent(fs, actor, to);
  if (a.mount !== b.mount) fail('EXDEV');
  if (isSpecial(a.name)) fail('EBUSY');
  if (isSpecial(b.name)) fail((flags & RENAME_NOREPLACE) !== 0 ? 'EEXIST' : 'EBUSY');
  checkWritable(a);
  const old = a.dir.child(a.name);
  if (old === undefined) fail('ENOENT');
  const target = b.dir.child(b.name);
  if (target !== undefined && (flags & RENAME_NOREPLACE) !== 0) fail('EEXIST');
  if (target === undefined && (flags & RENAME_EXCHANGE) !== 0) fail('ENOENT');
  const directory = old.inode.type === 'dir';
  if (!directory && a.slash) fail('ENOTDIR');
  if (!directory && b.slash && (flags & RENAME_EXCHANGE) === 0) fail('ENOTDIR');
  if (b.dir.isWithin(old)) fail('EINVAL');
  if (target !== undefined && a.dir.isWithin(target)) fail((flags & RENAME_EXCHANGE) !== 0 ? 'EINVAL' : 'ENOTEMPTY');
  checkDelete(a.dir.inode, old.inode, actor.cred);
  if (target === undefined) {
    checkAlive(b);
    checkPermission(b.dir.inode, actor.cred, MAY.WRITE | MAY.EXEC);
  } else {
    checkDelete(b.dir.inode, target.inode, actor.cred);
    if ((flags & RENAME_EXCHANGE) === 0) {
      if (directory && target.inode.type !== 'dir') fail('ENOTDIR');
      if (!directory && target.inode.type === 'dir') fail('EISDIR');
    }
  }
  if (directory && a.dir !== b.dir && !permitted(old.inode, actor.cred, MAY.WRITE)) fail('EACCES');
  if ((old.mountpoint && a.mount.children.has(old)) || (target?.mountpoint === true && b.mount.children.has(target))) fail('EBUSY');
  if (target !== undefined && target.inode === old.inode) return;
  a.dir.inode.rename(actor, a.name, b.dir.inode, b.name, flags);
  if ((flags & RENAME_EXCHANGE) !== 0) a.dir.swap(a.name, b.dir, b.name);
  else a.dir.move(a.name, b.dir, b.name);
}

function isSpecial(name: string): boolean {
  return name === '/' || name === '.' || name === '..';
}

/** chmod(2). */
export function chmod(fs: FsContext, actor: Actor, path: string, mode: number): void {
  const at = lookup(fs, actor, path);
  checkWritable(at);
  at.dentry.inode.setattr(actor, { mode: checkChmod(at.dentry.inode, actor.cred, mode & 0o7777) });
}

/** chown(2), lchown(2): set-id bits fall unless it is a directory. */
export function chown(fs: FsContext, actor: Actor, path: string, uid: number, gid: number, follow: boolean): void {
  const at = lookup(fs, actor, path, follow);
  checkWritable(at);
  const inode = at.dentry.inode;
  checkChown(inode, actor.cred, uid, gid);
  const mode = inode.type === 'dir' || inode.type === 'symlink' ? undefined : withoutSetId(inode.mode);
  inode.setattr(actor, { uid: uid === -1 ? undefined : uid, gid: gid === -1 ? undefined : gid, mode });
}

/** The permission bits without those that a change of owner or content takes away; undefined when there are none. */
export function withoutSetId(mode: number): number | undefined {
  const kill = (mode & S.ISUID) | ((mode & 0o2010) === 0o2010 ? S.ISGID : 0);
  return kill === 0 ? undefined : mode & 0o7777 & ~kill;
}

/** How far a time may lie from the clock and still mean "now": the time between a program's look at the clock and its call. */
const NOW_MS = 10;

/** utimensat(2). To set both times to now, write permission suffices. */
export function utimens(fs: FsContext, actor: Actor, path: string, atime_ms: number | undefined, mtime_ms: number | undefined, follow: boolean): void {
  const at = lookup(fs, actor, path, follow);
  checkWritable(at);
  const inode = at.dentry.inode;
  if (!owns(inode, actor.cred)) {
    const now = actor.now_ms();
    const isNow = (t: number | undefined): boolean => t !== undefined && Math.abs(now - t) <= NOW_MS;
    if (!isNow(atime_ms) || !isNow(mtime_ms)) fail('EPERM');
    checkPermission(inode, actor.cred, MAY.WRITE);
  }
  inode.setattr(actor, { atime_ms, mtime_ms });
}

/** truncate(2). */
export function truncate(fs: FsContext, actor: Actor, path: string, size: number): void {
  if (size < 0) fail('EINVAL');
  const at = lookup(fs, actor, path);
  const inode = at.dentry.inode;
  if (inode.type === 'dir') fail('EISDIR');
  if (inode.type !== 'file') fail('EINVAL');
  checkWritable(at);
  checkPermission(inode, actor.cred, MAY.WRITE);
  checkNotExecuted(inode, actor);
  inode.truncate(actor, size);
}

/**
 * The first half of open(2): find or create the place, check that `flags` are allowed there, truncate. The caller opens the inode by
 * its type.
 */
export function openPath(fs: FsContext, actor: Actor, path: string, flags: number, mode: number): PathRef {
  if ((flags & O.PATH) !== 0) {
    const at = lookup(fs, actor, path, (flags & O.NOFOLLOW) === 0);
    if ((flags & O.DIRECTORY) !== 0 && at.dentry.inode.type !== 'dir') fail('ENOTDIR');
    return at;
  }
  let at: PathRef;
  if ((flags & O.CREAT) === 0) {
    at = lookup(fs, actor, path, (flags & O.NOFOLLOW) === 0);
  } else {
    const found = openCreate(fs, actor, path, flags, mode);
    if ('created' in found) return found.created;
    at = found;
  }
  mayOpen(at, actor, flags);
  return at;
}

/** O_CREAT: the last component's symlinks are followed by hand, because the name at their end may be the one to create. */
function openCreate(fs: FsContext, actor: Actor, path: string, flags: number, mode: number): PathRef | { readonly created: PathRef } {
  const walker = new Walker(fs, actor);
  let at = walker.parent(path);
  for (;;) {
    if (at.slash && at.name !== '/') fail('EISDIR');
    if (at.name === '/' || at.name === '.' || at.name === '..') {
      if ((flags & O.EXCL) !== 0) fail('EEXIST');
      fail('EISDIR');
    }
    const found = childOf(at.mount, at.dir, at.name);
    if (found === undefined) break;
    if ((flags & O.EXCL) !== 0) fail('EEXIST');
    const inode = found.dentry.inode;
    if (inode.type !== 'symlink') {
      if (inode.type === 'dir') fail('EISDIR');
      checkSticky(at.dir.inode, inode, actor);
      return found;
    }
    if ((flags & O.NOFOLLOW) !== 0) fail('ELOOP');
    if (inode.follow !== undefined) return inode.follow(actor);
    at = walker.parentOfLink(at, found);
  }
  checkWritable(at);
  checkAlive(at);
  checkPermission(at.dir.inode, actor.cred, MAY.WRITE | MAY.EXEC);
  return { created: made(at, at.dir.inode.create(actor, at.name, S.IFREG | (mode & 0o7777 & ~fs.umask))) };
}

/** fs.protected_regular=2 and protected_fifos=1 of Debian: O_CREAT of another's file in a sticky directory is refused. */
function checkSticky(dir: Inode, inode: Inode, actor: Actor): void {
  if ((dir.mode & S.ISVTX) === 0 || (inode.type !== 'file' && inode.type !== 'fifo')) return;
  if (inode.uid === dir.uid || inode.uid === actor.cred.euid) return;
  if ((dir.mode & 0o002) !== 0 || ((dir.mode & 0o020) !== 0 && inode.type === 'file')) fail('EACCES');
}

/** ETXTBSY for a program that runs. */
function checkNotExecuted(inode: Inode, actor: Actor): void {
  if ((inode.mode & 0o111) !== 0 && actor.executes?.(inode) === true) fail('ETXTBSY');
}

function mayOpen(at: PathRef, actor: Actor, flags: number): void {
  const inode = at.dentry.inode;
  const acc = flags & O.ACCMODE;
  const write = acc !== O.RDONLY;
  if (inode.type === 'symlink') fail((flags & O.DIRECTORY) !== 0 ? 'ENOTDIR' : 'ELOOP');
  if ((flags & O.DIRECTORY) !== 0 && inode.type !== 'dir') fail('ENOTDIR');
  if (inode.type === 'dir' && (write || (flags & O.TRUNC) !== 0)) fail('EISDIR');
  const plain = inode.type === 'file';
  const mask = (acc !== O.WRONLY ? MAY.READ : 0) | (write || (plain && (flags & O.TRUNC) !== 0) ? MAY.WRITE : 0);
  if ((mask & MAY.WRITE) !== 0 && (plain || inode.type === 'dir')) checkWritable(at);
  checkPermission(inode, actor.cred, mask);
  if (plain && (mask & MAY.WRITE) !== 0) checkNotExecuted(inode, actor);
  if (plain && (flags & O.TRUNC) !== 0) inode.truncate(actor, 0);
}
