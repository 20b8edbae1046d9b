/**
 * Mounts and mount namespaces (struct mount, struct mnt_namespace). A mount shows a dentry of a file system (not only its root: that is
 * a bind mount) at a dentry of its parent mount. Propagation types are kept and shown in mountinfo, but nothing propagates.
 * Invariant: `mount.parent.children.get(mount.mountpoint) === mount` while it is attached.
 */
import { fail } from '../abi/errno.ts';
import { makedev, MS } from '../abi/fs.ts';
import { rootDentry } from './dentry.ts';
import type { Dentry } from './dentry.ts';
import type { FileSystem } from './inode.ts';

/** A place in the tree of mounts (struct path). */
export interface PathRef {
  readonly mount: Mount;
  readonly dentry: Dentry;
}

/** How mount events would propagate (mount_namespaces(7)). */
export type Propagation = 'private' | 'shared' | 'slave' | 'unbindable';

/** The flags that belong to a mount, not to its file system. */
export const MOUNT_FLAGS = MS.RDONLY | MS.NOSUID | MS.NODEV | MS.NOEXEC | MS.NOATIME | MS.RELATIME;

/** Most mounts have nothing on top of them: they share this. */
const NOTHING: ReadonlyMap<Dentry, Mount> = new Map();

/** Numbers mounts, peer groups and unnamed devices; one per kernel. */
export class MountIds {
  private next = 20;
  private group = 1;
  private dev = 20;
  take(): number {
    return this.next++;
  }
  /** Device number for a file system without a device: 0:21 and up. */
  takeDev(): number {
    return makedev(0, ++this.dev);
  }
  /** A peer group's number, for 'shared:N' in mountinfo. */
  takeGroup(): number {
    return this.group++;
  }
}

export class Mount {
  readonly id: number;
  readonly fs: FileSystem;
  /** What is seen at the mount point. */
  readonly root: Dentry;
  /** First field of /proc/mounts. */
  source: string;
  /** MS_* flags within {@link MOUNT_FLAGS}. */
  flags: number;
  parent: Mount | undefined;
  mountpoint: Dentry | undefined;
  ns: MountNamespace | undefined;
  /** Mounted read-only as a file system, not only here (SB_RDONLY). */
  superReadonly = false;
  propagation: Propagation = 'private';
  peerGroup = 0;
  /** Mounts on top of dentries of this mount; {@link cover} adds. */
  children: ReadonlyMap<Dentry, Mount> = NOTHING;

  constructor(ids: MountIds, fs: FileSystem, root: Dentry, source: string, flags: number) {
    this.id = ids.take();
    this.fs = fs;
    this.root = root;
    this.source = source;
    this.flags = flags & MOUNT_FLAGS;
  }

  /** `mount` is on top of `at` now, or nothing is. */
  cover(at: Dentry, mount: Mount | undefined): void {
    if (this.children === NOTHING) this.children = new Map();
    const children = this.children as Map<Dentry, Mount>;
    if (mount === undefined) children.delete(at);
    else children.set(at, mount);
  }

  /** No writes through this mount. */
  get readonly(): boolean {
    return this.superReadonly || (this.flags & MS.RDONLY) !== 0;
  }
}

/** The path where a mount is attached, or its own root when it is the root of its namespace. */
export function topOf(path: PathRef): PathRef {
  let { mount, dentry } = path;
  while (dentry.mountpoint) {
    const over = mount.children.get(dentry);
    if (over === undefined) break;
    mount = over;
    dentry = over.root;
  }
  return mount === path.mount && dentry === path.dentry ? path : { mount, dentry };
}

/** A mount namespace: a tree of mounts. */
export class MountNamespace {
  readonly ids: MountIds;
  root: Mount;
  /** All attached mounts in order of attachment, as /proc/PID/mountinfo lists them. */
  readonly mounts = new Set<Mount>();

  constructor(ids: MountIds, root: Mount) {
    this.ids = ids;
    this.root = root;
    this.mounts.add(root);
    root.ns = this;
  }

  /** A namespace whose root is the given file system. */
  static withRoot(ids: MountIds, fs: FileSystem, source: string, flags: number = MS.RELATIME): MountNamespace {
    return new MountNamespace(ids, new Mount(ids, fs, rootDentry(fs), source, flags));
  }

  /** The root directory, below all that is mounted on it. */
  rootPath(): PathRef {
    return topOf({ mount: this.root, dentry: this.root.root });
  }

  /** Attach `mount` at `at`, which must be topmost (see {@link topOf}). */
  attach(mount: Mount, at: PathRef): void {
    mount.parent = at.mount;
    mount.mountpoint = at.dentry;
    at.dentry.pin();
    at.mount.cover(at.dentry, mount);
    if (at.mount.propagation === 'shared') this.setPropagation(mount, 'shared', true);
    this.enlist(mount);
  }

  /** A new mount of `fs` at `at`. */
  mount(fs: FileSystem, at: PathRef, source: string, flags: number): Mount {
    const m = new Mount(this.ids, fs, rootDentry(fs), source, flags);
    this.attach(m, at);
    return m;
  }

  /** A bind mount of `from` at `at`; with `recursive`, what is mounted beneath `from` comes with it. */
  bind(from: PathRef, at: PathRef, recursive: boolean): Mount {
    const copy = this.copyTree(from.mount, from.dentry, recursive, undefined);
    this.attach(copy, at);
    return copy;
  }

  /** MS_MOVE: `mount` with all beneath it goes to `at`. EINVAL for the root; ELOOP beneath itself. */
  move(mount: Mount, at: PathRef): void {
    if (mount.parent === undefined) fail('EINVAL');
    for (let m: Mount | undefined = at.mount; m !== undefined; m = m.parent) if (m === mount) fail('ELOOP');
    this.detach(mount);
    this.attach(mount, at);
  }

  /** Detach a mount with all beneath it. EINVAL for a namespace's root. Whether it is busy is the caller's to know. */
  umount(mount: Mount): void {
    if (mount.parent === undefined) fail('EINVAL');
    this.detach(mount);
    this.delist(mount);
  }

  /** Change the propagation type of one mount, or of all beneath it. What is not shared has no master: it does not become a slave. */
  setPropagation(mount: Mount, type: Propagation, recursive: boolean): void {
    if (type === 'shared') {
      if (mount.propagation !== 'shared') mount.peerGroup = this.ids.takeGroup();
      mount.propagation = type;
    } else if (type !== 'slave' || mount.propagation === 'shared') mount.propagation = type;
    if (recursive) for (const child of mount.children.values()) this.setPropagation(child, type, true);
  }

  /**
   * CLONE_NEWNS: a copy of the whole tree. `moved` tells where each mount went, for the root and working directory of the caller
   * (see FsContext.translate).
   */
  clone(): { readonly ns: MountNamespace; readonly moved: ReadonlyMap<Mount, Mount> } {
    const moved = new Map<Mount, Mount>();
    const root = this.copyTree(this.root, this.root.root, true, moved);
    const ns = new MountNamespace(this.ids, root);
    ns.enlist(root);
    return { ns, moved };
  }

  /** pivot_root(2): `newRoot` becomes the root mount, the old root is attached at `putOld`. Checks are the caller's. */
  pivot(newRoot: Mount, putOld: PathRef): void {
    const old = this.root;
    this.detach(newRoot);
    newRoot.parent = undefined;
    newRoot.mountpoint = undefined;
    this.root = newRoot;
    old.parent = putOld.mount;
    old.mountpoint = putOld.dentry;
    putOld.dentry.pin();
    putOld.mount.cover(putOld.dentry, old);
  }

  private detach(mount: Mount): void {
    const { parent, mountpoint } = mount;
    if (parent === undefined || mountpoint === undefined) return;
    if (parent.children.get(mountpoint) === mount) parent.cover(mountpoint, undefined);
    mount.parent = undefined;
    mount.mountpoint = undefined;
  }

  private enlist(mount: Mount): void {
    mount.ns = this;
    this.mounts.add(mount);
    mount.root.inode.mounted?.(mount, true);
    for (const child of mount.children.values()) this.enlist(child);
  }

  private delist(mount: Mount): void {
    mount.ns = undefined;
    this.mounts.delete(mount);
    mount.root.inode.mounted?.(mount, false);
    for (const child of mount.children.values()) {
      child.parent = undefined;
      child.mountpoint = undefined;
      this.delist(child);
    }
    mount.children = NOTHING;
  }

  private copyTree(mount: Mount, root: Dentry, recursive: boolean, moved: Map<Mount, Mount> | undefined): Mount {
    const copy = new Mount(this.ids, mount.fs, root, mount.source, mount.flags);
    copy.superReadonly = mount.superReadonly;
    copy.propagation = mount.propagation;
    copy.peerGroup = mount.peerGroup;
    moved?.set(mount, copy);
    if (recursive) {
      for (const [at, child] of mount.children) {
        if (moved === undefined && (child.propagation === 'unbindable' || !at.isWithin(root))) continue;
        const c = this.copyTree(child, child.root, true, moved);
        c.parent = copy;
        c.mountpoint = at;
        copy.cover(at, c);
      }
    }
    return copy;
  }
}

/** The absolute path of `path` as seen from `root`; undefined when it lies outside `root` (then Linux shows '(unreachable)'). */
export function pathName(path: PathRef, root: PathRef | undefined): string | undefined {
  let { mount, dentry } = path;
  let text = '';
  for (;;) {
    if (root !== undefined && mount === root.mount && dentry === root.dentry) return text === '' ? '/' : text;
    if (dentry === mount.root) {
      if (mount.parent === undefined || mount.mountpoint === undefined) {
        if (root !== undefined) return undefined;
        return text === '' ? '/' : text;
      }
      dentry = mount.mountpoint;
      mount = mount.parent;
      continue;
    }
    if (dentry.parent === undefined) return text === '' ? dentry.name : text;
    text = `/${dentry.name}${text}`;
    dentry = dentry.parent;
  }
}
