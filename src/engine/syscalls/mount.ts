/**
 * mount(2), umount2(2), pivot_root(2): fs/namespace.c. Propagation types are recorded, nothing propagates: a mount made after a
 * container started does not appear in it. Left out: the new mount API (fsopen, move_mount), expiry.
 */
import { NetNamespace } from '../kernel/namespaces.ts';
import { networkReleased } from '../kernel/netlife.ts';
import { fail } from '../abi/errno.ts';
import { MNT, MS } from '../abi/fs.ts';
import { MOUNT_FLAGS, pathName, topOf } from '../vfs/mount.ts';
import { wasMounted } from '../vfs/dentry.ts';
import { lookup } from '../vfs/walk.ts';
import type { Task } from '../kernel/task.ts';
import type { Mount, MountNamespace, PathRef, Propagation } from '../vfs/mount.ts';

const PROPAGATION = MS.SHARED | MS.PRIVATE | MS.SLAVE | MS.UNBINDABLE;

function tree(t: Task): MountNamespace {
  return t.ns.mnt.tree;
}

/** EINVAL unless `path` is the root of a mount of the caller's namespace. */
function mountAt(t: Task, path: PathRef): Mount {
  if (path.dentry !== path.mount.root || path.mount.ns !== tree(t)) fail('EINVAL');
  return path.mount;
}

export function sysMount(t: Task, source: string, target: string, fstype: string, flags = 0, data = ''): void {
  const named = lookup(t.fs, t, target);
  if (!t.cred.caps.has('SYS_ADMIN')) fail('EPERM');
  const at = (flags & (MS.REMOUNT | PROPAGATION)) !== 0 ? named : topOf(named);
  let shown = data;
  if ((flags & MS.REMOUNT) !== 0) {
    remount(mountAt(t, at), flags);
    shown = joinOptions('remount', data);
  } else if ((flags & MS.BIND) !== 0) {
    bind(t, source, at, (flags & MS.REC) !== 0);
    shown = (flags & MS.REC) !== 0 ? 'rbind' : 'bind';
  } else if ((flags & PROPAGATION) !== 0) {
    tree(t).setPropagation(mountAt(t, at), propagation(flags), (flags & MS.REC) !== 0);
    return;
  } else if ((flags & MS.MOVE) !== 0) {
    const from = lookup(t.fs, t, source);
    sameKind(from, at);
    tree(t).move(mountAt(t, from), at);
    shown = 'move';
  } else mountNew(t, source, at, fstype, flags, data);
  if (t.kernel.tracer.on('mount')) {
    t.kernel.tracer.emit(t, { kind: 'mount', fstype: fstype === '' ? at.mount.fs.type : fstype, source, target: pathName(at, t.fs.root) ?? target, options: (flags & MS.RDONLY) !== 0 ? joinOptions('ro', shown) : shown });
  }
}

function joinOptions(a: string, b: string): string {
  return b === '' ? a : `${a},${b}`;
}

function propagation(flags: number): Propagation {
  switch (flags & PROPAGATION) {
    case MS.SHARED:
      return 'shared';
    case MS.PRIVATE:
      return 'private';
    case MS.SLAVE:
      return 'slave';
    case MS.UNBINDABLE:
      return 'unbindable';
    default:
      return fail('EINVAL');
  }
}

function sameKind(from: PathRef, at: PathRef): void {
  if ((from.dentry.inode.type === 'dir') !== (at.dentry.inode.type === 'dir')) fail('ENOTDIR');
}

/** MS_REMOUNT: with MS_BIND the mount's flags change, without it the file system's as well. How access times go stays unless it is said. */
function remount(mount: Mount, flags: number): void {
  const kept = (flags & (MS.NOATIME | MS.RELATIME | MS.STRICTATIME)) === 0 ? mount.flags & (MS.NOATIME | MS.RELATIME) : 0;
  mount.flags = (flags & MOUNT_FLAGS) | kept;
  if ((flags & MS.BIND) === 0) mount.superReadonly = (flags & MS.RDONLY) !== 0;
}

function bind(t: Task, source: string, at: PathRef, recursive: boolean): void {
  const from = lookup(t.fs, t, source);
  if (from.mount.propagation === 'unbindable') fail('EINVAL');
  sameKind(from, at);
  if (at.dentry.deleted) fail('ENOENT');
  tree(t).bind(from, at, recursive);
}

function mountNew(t: Task, source: string, at: PathRef, fstype: string, flags: number, data: string): void {
  const type = t.kernel.filesystems.get(fstype) ?? fail('ENODEV');
  const fs = type.mount(t, source, data, flags);
  if ((fs.root.type === 'dir') !== (at.dentry.inode.type === 'dir')) fail('ENOTDIR');
  if (at.mount.fs === fs && at.dentry === at.mount.root && at.mount.root.parent === undefined) fail('EBUSY');
  const relatime = (flags & (MS.NOATIME | MS.STRICTATIME)) === 0 ? MS.RELATIME : 0;
  const fresh = !wasMounted(fs);
  const mount = tree(t).mount(fs, at, source === '' ? 'none' : source, flags | relatime);
  mount.superReadonly = fresh && (flags & MS.RDONLY) !== 0;
}

export function sysUmount(t: Task, target: string, flags = 0): void {
  if ((flags & ~15) !== 0) fail('EINVAL');
  const at = topOf(lookup(t.fs, t, target, (flags & 8) === 0));
  const mount = mountAt(t, at);
  if (!t.cred.caps.has('SYS_ADMIN')) fail('EPERM');
  const name = t.kernel.tracer.on('umount') ? (pathName(at, t.fs.root) ?? target) : '';
  if ((flags & MNT.DETACH) === 0) {
    if (mount.parent === undefined || mount.children.size > 0 || isBusy(t, mount)) fail('EBUSY');
  }
  tree(t).umount(mount);
  const bound: object = mount.root.inode;
  if ('namespace' in bound && bound.namespace instanceof NetNamespace) networkReleased(t.kernel, bound.namespace);
  if (name !== '') t.kernel.tracer.emit(t, { kind: 'umount', target: name });
}

/** Does a task have its root, working directory or an open file in `mount`? */
function isBusy(t: Task, mount: Mount): boolean {
  return t.kernel.pids.someProcess((process) =>
    process.threads.some((task) => {
      if (task.fs.cwd.mount === mount || task.fs.root.mount === mount) return true;
      for (const [, file] of task.fds.entries()) if (file.mount === mount) return true;
      return false;
    }),
  );
}

export function sysPivotRoot(t: Task, newRoot: string, putOld: string): void {
  if (!t.cred.caps.has('SYS_ADMIN')) fail('EPERM');
  const to = lookup(t.fs, t, newRoot);
  if (to.dentry.inode.type !== 'dir') fail('ENOTDIR');
  const put = lookup(t.fs, t, putOld);
  if (put.dentry.inode.type !== 'dir') fail('ENOTDIR');
  const ns = tree(t);
  const root = t.fs.root;
  if (root.mount.ns !== ns || to.mount.ns !== ns || put.mount.ns !== ns) fail('EINVAL');
  if (to.mount === root.mount || put.mount === root.mount) fail('EBUSY');
  if (root.dentry !== root.mount.root || to.dentry !== to.mount.root) fail('EINVAL');
  if (to.mount.parent === undefined || root.mount !== ns.root) fail('EINVAL');
  if (put.mount.propagation === 'shared' || to.mount.parent.propagation === 'shared') fail('EINVAL');
  if (!reaches(put, to)) fail('EINVAL');
  ns.pivot(to.mount, put);
  for (const task of t.ns.mnt.tasks) {
    if (isPlace(task.fs.root, root)) task.fs.root = to;
    if (isPlace(task.fs.cwd, root)) task.fs.cwd = to;
  }
}

function isPlace(a: PathRef, b: PathRef): boolean {
  return a.mount === b.mount && a.dentry === b.dentry;
}

/** Is `path` at or beneath `top`, across mounts? */
function reaches(path: PathRef, top: PathRef): boolean {
  let { mount, dentry } = path;
  while (mount !== top.mount) {
    if (mount.parent === undefined || mount.mountpoint === undefined) return false;
    dentry = mount.mountpoint;
    mount = mount.parent;
  }
  return dentry.isWithin(top.dentry);
}
