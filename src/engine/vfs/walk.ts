/**
 * Path walk (path_resolution(7), fs/namei.c): from a text to a mount and dentry. Crosses mounts both ways, follows symbolic links (40,
 * then ELOOP), checks search permission on each directory on the way. Never goes above the context's root.
 */
import { fail } from '../abi/errno.ts';
import { permitted, MAY } from './permission.ts';
import type { Actor } from './file.ts';
import type { Dentry } from './dentry.ts';
import type { FsContext } from './fscontext.ts';
import type { Inode } from './inode.ts';
import type { Mount, PathRef } from './mount.ts';

const PATH_MAX = 4096;
const NAME_MAX = 255;
const MAX_LINKS = 40;

/** Where a name lives or would live: the directory, and the last component. */
export interface ParentPath {
  readonly mount: Mount;
  /** The directory. */
  readonly dir: Dentry;
  /** Last component; '.', '..' or '/' when the path ends in such. */
  readonly name: string;
  /** The path ended in '/': the name must be a directory. */
  readonly slash: boolean;
}

/** The place a path names. `follow` false: a symlink as last component is not followed (unless a '/' comes after it). */
export function lookup(fs: FsContext, actor: Actor, path: string, follow = true): PathRef {
  return new Walker(fs, actor).walk(path, follow);
}

/** The directory of a path's last component, which need not exist. ENOENT for '' and for missing directories on the way. */
export function lookupParent(fs: FsContext, actor: Actor, path: string): ParentPath {
  return new Walker(fs, actor).parent(path);
}

/** The child of `dir`, with what is mounted on it; undefined when there is none. No permission check. */
export function childOf(mount: Mount, dir: Dentry, name: string): PathRef | undefined {
  const child = dir.child(name);
  return child === undefined ? undefined : across(mount, child);
}

function across(mount: Mount, dentry: Dentry): PathRef {
  while (dentry.mountpoint) {
    const over = mount.children.get(dentry);
    if (over === undefined) break;
    mount = over;
    dentry = over.root;
  }
  return { mount, dentry };
}

/** One walk: position and count of links. */
export class Walker {
  private readonly fs: FsContext;
  private readonly actor: Actor;
  private mount: Mount;
  private dentry: Dentry;
  private links = 0;

  constructor(fs: FsContext, actor: Actor) {
    this.fs = fs;
    this.actor = actor;
    this.mount = fs.cwd.mount;
    this.dentry = fs.cwd.dentry;
  }

  walk(path: string, follow: boolean): PathRef {
    check(path);
    this.start(path);
    this.steps(path, path.length, follow);
    return { mount: this.mount, dentry: this.dentry };
  }

  parent(path: string): ParentPath {
    check(path);
    this.start(path);
    return this.toParent(path);
  }

  /** Continue from where the last component of a path was found: follow the symlink there to its own parent and last component. */
  parentOfLink(at: ParentPath, link: PathRef): ParentPath {
    if (++this.links > MAX_LINKS) fail('ELOOP');
    checkProtected(at.dir.inode, link.dentry.inode, this.actor);
    const target = link.dentry.inode.readlink(this.actor);
    this.mount = at.mount;
    this.dentry = at.dir;
    if (target.charCodeAt(0) === 47) this.start(target);
    return this.toParent(target);
  }

  private toParent(path: string): ParentPath {
    let end = path.length;
    while (end > 0 && path.charCodeAt(end - 1) === 47) end--;
    if (end === 0) return { mount: this.mount, dir: this.dentry, name: '/', slash: true };
    const cut = path.lastIndexOf('/', end - 1) + 1;
    this.steps(path, cut, true);
    const dir = this.dentry.inode;
    if (dir.type !== 'dir') fail('ENOTDIR');
    if (!permitted(dir, this.actor.cred, MAY.EXEC)) fail('EACCES');
    const name = path.slice(cut, end);
    if (name.length > NAME_MAX) fail('ENAMETOOLONG');
    return { mount: this.mount, dir: this.dentry, name, slash: end < path.length };
  }

  private start(path: string): void {
    if (path.charCodeAt(0) === 47) {
      this.mount = this.fs.root.mount;
      this.dentry = this.fs.root.dentry;
    }
  }

  /** Go through the components of path[0, end). */
  private steps(path: string, end: number, follow: boolean): void {
    const cred = this.actor.cred;
    let i = 0;
    for (;;) {
      while (i < end && path.charCodeAt(i) === 47) i++;
      if (i >= end) {
        if (end > 0 && path.charCodeAt(end - 1) === 47 && this.dentry.inode.type !== 'dir') fail('ENOTDIR');
        return;
      }
      let j = path.indexOf('/', i);
      if (j === -1 || j > end) j = end;
      const dir = this.dentry.inode;
      if (dir.type !== 'dir') fail('ENOTDIR');
      if (!permitted(dir, cred, MAY.EXEC)) fail('EACCES');
      if (path.charCodeAt(i) === 46) {
        if (j === i + 1) {
          i = j;
          continue;
        }
        if (j === i + 2 && path.charCodeAt(i + 1) === 46) {
          this.up();
          i = j;
          continue;
        }
      }
      if (j - i > NAME_MAX) fail('ENAMETOOLONG');
      const child = this.dentry.child(i === 0 && j === path.length ? path : path.slice(i, j));
      if (child === undefined) fail('ENOENT');
      const last = j >= end;
      if (child.inode.type === 'symlink' && (!last || follow)) this.link(child, last);
      else if (child.mountpoint) {
        const to = across(this.mount, child);
        this.mount = to.mount;
        this.dentry = to.dentry;
      } else this.dentry = child;
      i = j;
    }
  }

  private link(link: Dentry, last: boolean): void {
    if (++this.links > MAX_LINKS) fail('ELOOP');
    const inode = link.inode;
    if (last) checkProtected(this.dentry.inode, inode, this.actor);
    if (inode.follow !== undefined) {
      const to = inode.follow(this.actor);
      this.mount = to.mount;
      this.dentry = to.dentry;
      return;
    }
    const target = inode.readlink(this.actor);
    if (target === '') fail('ENOENT');
    this.start(target);
    this.steps(target, target.length, true);
  }

  private up(): void {
    const root = this.fs.root;
    for (;;) {
      if (this.mount === root.mount && this.dentry === root.dentry) break;
      if (this.dentry !== this.mount.root) {
        this.dentry = this.dentry.parent ?? this.dentry;
        break;
      }
      const { parent, mountpoint } = this.mount;
      if (parent === undefined || mountpoint === undefined) break;
      this.mount = parent;
      this.dentry = mountpoint;
    }
    if (this.dentry.mountpoint) {
      const to = across(this.mount, this.dentry);
      this.mount = to.mount;
      this.dentry = to.dentry;
    }
  }
}

/** fs.protected_symlinks=1: in a sticky directory that all may write to, only a link of the follower's or the directory's owner leads on. */
function checkProtected(dir: Inode, link: Inode, actor: Actor): void {
  if ((dir.mode & 0o1002) !== 0o1002 || link.uid === actor.cred.euid || link.uid === dir.uid) return;
  fail('EACCES');
}

function check(path: string): void {
  if (path === '') fail('ENOENT');
  if (path.length >= PATH_MAX) fail('ENAMETOOLONG');
}
