/**
 * Dentries: the names under which inodes are known (struct dentry). A dentry gives mounts, working directories and open files an
 * identity and a way up. The file system stays the authority: a cached child counts only while the file system still answers the
 * same inode for its name, so that an overlay may change its upper directory beneath this cache. No negative entries: in-memory
 * lookups are as cheap.
 */
import type { FileSystem, Inode } from './inode.ts';

export class Dentry {
  name: string;
  /** Undefined for the root of a file system. */
  parent: Dentry | undefined;
  readonly inode: Inode;
  /** Something was once mounted here, in some namespace: then walks look into {@link Mount.children}. */
  mountpoint = false;
  /** The name was removed; paths show ' (deleted)'. */
  deleted = false;
  private children: Map<string, Dentry> | undefined;

  constructor(name: string, parent: Dentry | undefined, inode: Inode) {
    this.name = name;
    this.parent = parent;
    this.inode = inode;
  }

  /** The dentry of child `name`, or undefined when there is none. ENOTDIR comes from the inode. */
  child(name: string): Dentry | undefined {
    const inode = this.inode.lookup(name);
    const cached = this.children?.get(name);
    if (cached !== undefined) {
      if (cached.inode === inode) return cached;
      this.drop(name);
    }
    if (inode === undefined) return undefined;
    return this.adopt(name, inode);
  }

  /** The dentry for `inode`, which was just found or made under `name`. */
  adopt(name: string, inode: Inode): Dentry {
    const d = new Dentry(name, this, inode);
    if (!inode.fs.volatile) (this.children ??= new Map()).set(name, d);
    return d;
  }

  /** Something is mounted here: keep this dentry, also in file systems whose names are not cached. */
  pin(): void {
    this.mountpoint = true;
    const up = this.parent;
    if (up !== undefined) (up.children ??= new Map()).set(this.name, this);
  }

  /** Child `name` is gone. */
  drop(name: string): void {
    const d = this.children?.get(name);
    if (d === undefined) return;
    d.deleted = true;
    this.children!.delete(name);
  }

  /** After a rename: the child dentry, if known, moves with its subtree. */
  move(name: string, to: Dentry, newName: string): void {
    const d = this.children?.get(name);
    to.drop(newName);
    if (d === undefined) return;
    this.children!.delete(name);
    d.name = newName;
    d.parent = to;
    (to.children ??= new Map()).set(newName, d);
  }

  /** After RENAME_EXCHANGE. */
  swap(name: string, to: Dentry, newName: string): void {
    const a = this.children?.get(name);
    const b = to.children?.get(newName);
    this.children?.delete(name);
    to.children?.delete(newName);
    if (a !== undefined) {
      a.name = newName;
      a.parent = to;
      (to.children ??= new Map()).set(newName, a);
    }
    if (b !== undefined) {
      b.name = name;
      b.parent = this;
      (this.children ??= new Map()).set(name, b);
    }
  }

  /** True when `this` is `other` or beneath it. */
  isWithin(other: Dentry): boolean {
    if (this === other) return true;
    for (let d = this.parent; d !== undefined; d = d.parent) if (d === other) return true;
    return false;
  }
}

const roots = new WeakMap<FileSystem, Dentry>();

/** Was the file system ever mounted? */
export function wasMounted(fs: FileSystem): boolean {
  return roots.has(fs);
}

/** The root dentry of a file system: one per file system, shared by its mounts. */
export function rootDentry(fs: FileSystem): Dentry {
  let d = roots.get(fs);
  if (d === undefined) {
    d = new Dentry('/', undefined, fs.root);
    roots.set(fs, d);
  }
  return d;
}
