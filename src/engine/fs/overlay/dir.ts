/**
 * Directories of an overlay (fs/overlayfs/dir.c, readdir.c, namei.c): upper and lower directories of one name, merged until an opaque
 * directory or something that is no directory. Deleting what a lower layer has leaves a whiteout in the upper one.
 *
 * Children are kept while the upper layer still has for their name what it had; lower layers must not change while mounted.
 */
import { fail } from '../../abi/errno.ts';
import { S } from '../../abi/fs.ts';
import { DirectoryFile } from '../../vfs/regular.ts';
import { copyAttributes, isWhiteout, OverlayInode, OverlayNode, WHITEOUT_MODE } from './node.ts';
import type { Stat } from '../../abi/fs.ts';
import type { Actor, OpenFile } from '../../vfs/file.ts';
import type { Inode } from '../../vfs/inode.ts';
import type { PathRef } from '../../vfs/mount.ts';
import type { OverlayFs } from './overlay.ts';

const OPAQUE = 'trusted.overlay.opaque';
const YES = new Uint8Array([0x79]);
const EXCHANGE = 2;

function isOpaque(dir: Inode): boolean {
  const value = dir.getxattr(OPAQUE);
  return value !== undefined && value.length === 1 && value[0] === 0x79;
}

export class OverlayDir extends OverlayInode {
  /** Lower directories that are merged, topmost first. */
  readonly lowers: readonly Inode[];
  private readonly children = new Map<string, OverlayInode>();

  constructor(fs: OverlayFs, parent: OverlayDir | undefined, name: string, upper: Inode | undefined, lowers: readonly Inode[]) {
    super(fs, parent, name, upper, lowers[0]);
    this.lowers = lowers;
  }

  get real(): Inode {
    return this.upper ?? this.lowers[0]!;
  }

  /** Is more than one directory seen here as one? */
  private get merged(): boolean {
    return this.lowers.length + (this.upper === undefined ? 0 : 1) > 1;
  }

  override stat(): Stat {
    const s = this.real.stat();
    return { ...s, dev: this.fs.dev, ino: this.ino, nlink: this.merged ? 1 : s.nlink };
  }

  copyUp(actor: Actor): Inode {
    if (this.upper !== undefined) return this.upper;
    if (this.parent === undefined) fail('EROFS');
    const above = this.parent.copyUp(actor);
    const root = this.fs.asMounter(actor);
    const before = above.stat();
    const up = above.create(root, this.name, S.IFDIR | 0o700);
    copyAttributes(root, this.real, up);
    above.setattr(root, { atime_ms: before.atime_ms, mtime_ms: before.mtime_ms });
    this.upper = up;
    return up;
  }

  override lookup(name: string): OverlayInode | undefined {
    const up = this.upper?.lookup(name);
    const known = this.children.get(name);
    if (known !== undefined) {
      if (known.upper === up) return known;
      this.children.delete(name);
    }
    const found = this.find(name, up);
    if (found !== undefined) this.children.set(name, found);
    return found;
  }

  private find(name: string, up: Inode | undefined): OverlayInode | undefined {
    if (up !== undefined) {
      if (isWhiteout(up)) return undefined;
      if (up.type !== 'dir') return new OverlayNode(this.fs, this, name, up, undefined);
      return new OverlayDir(this.fs, this, name, up, isOpaque(up) ? [] : this.lowerDirs(name));
    }
    for (const dir of this.lowers) {
      const low = dir.lookup(name);
      if (low === undefined) continue;
      if (isWhiteout(low)) return undefined;
      if (low.type !== 'dir') return new OverlayNode(this.fs, this, name, undefined, low);
      return new OverlayDir(this.fs, this, name, undefined, this.lowerDirs(name));
    }
    return undefined;
  }

  /** The lower directories of a name that merge: down to the first that is opaque, or no directory. */
  private lowerDirs(name: string): Inode[] {
    const dirs: Inode[] = [];
    for (const dir of this.lowers) {
      const low = dir.lookup(name);
      if (low === undefined) continue;
      if (low.type !== 'dir') break;
      dirs.push(low);
      if (isOpaque(low)) break;
    }
    return dirs;
  }

  /** Would a lower layer show `name` if the upper had nothing? */
  private lowerHas(name: string): boolean {
    for (const dir of this.lowers) {
      const low = dir.lookup(name);
      if (low !== undefined) return !isWhiteout(low);
    }
    return false;
  }

  override *list(): Iterable<readonly [string, Inode]> {
    const names = new Set<string>();
    for (let i = this.lowers.length - 1; i >= 0; i--) for (const [name] of this.lowers[i]!.list()) names.add(name);
    if (this.upper !== undefined) for (const [name] of this.upper.list()) names.add(name);
    for (const name of names) {
      const child = this.lookup(name);
      if (child !== undefined) yield [name, child];
    }
  }

  private isEmpty(): boolean {
    for (const entry of this.list()) return entry === undefined;
    return true;
  }

  /** The upper directory, with no whiteout at `name`; whether there was one. */
  private clear(actor: Actor, name: string): { readonly up: Inode; readonly had: boolean } {
    const up = this.copyUp(actor);
    const there = up.lookup(name);
    if (there === undefined || !isWhiteout(there)) return { up, had: false };
    up.unlink(this.fs.asMounter(actor), name);
    return { up, had: true };
  }

  override create(actor: Actor, name: string, mode: number, rdev?: number): OverlayInode {
    if (this.lookup(name) !== undefined) fail('EEXIST');
    const { up, had } = this.clear(actor, name);
    const made = up.create(actor, name, mode, rdev);
    if (had && (mode & S.IFMT) === S.IFDIR) made.setxattr(this.fs.asMounter(actor), OPAQUE, YES);
    return this.adopt(name, made);
  }

  override symlink(actor: Actor, name: string, target: string): OverlayInode {
    if (this.lookup(name) !== undefined) fail('EEXIST');
    return this.adopt(name, this.clear(actor, name).up.symlink(actor, name, target));
  }

  private adopt(name: string, made: Inode): OverlayInode {
    const child = made.type === 'dir' ? new OverlayDir(this.fs, this, name, made, []) : new OverlayNode(this.fs, this, name, made, undefined);
    this.children.set(name, child);
    return child;
  }

  override link(actor: Actor, name: string, inode: Inode): void {
    if (!(inode instanceof OverlayInode) || inode.fs !== this.fs) fail('EXDEV');
    if (inode.type === 'dir') fail('EPERM');
    if (this.lookup(name) !== undefined) fail('EEXIST');
    const old = inode.copyUp(actor);
    this.clear(actor, name).up.link(actor, name, old);
    this.children.set(name, inode);
  }

  override unlink(actor: Actor, name: string): void {
    const child = this.lookup(name) ?? fail('ENOENT');
    if (child.type === 'dir') fail('EISDIR');
    const up = this.copyUp(actor);
    if (child.upper !== undefined) up.unlink(actor, name);
    this.removed(actor, up, name);
  }

  override rmdir(actor: Actor, name: string): void {
    const child = this.lookup(name) ?? fail('ENOENT');
    if (!(child instanceof OverlayDir)) fail('ENOTDIR');
    if (!child.isEmpty()) fail('ENOTEMPTY');
    const up = this.copyUp(actor);
    if (child.upper !== undefined) this.removeEmpty(actor, up, name, child.upper);
    this.removed(actor, up, name);
  }

  /** Remove an upper directory that holds nothing but whiteouts. */
  private removeEmpty(actor: Actor, up: Inode, name: string, dir: Inode): void {
    const root = this.fs.asMounter(actor);
    for (const [n] of [...dir.list()]) dir.unlink(root, n);
    up.rmdir(root, name);
  }

  /** `name` is gone from the upper layer: a whiteout when a lower one would show through. */
  private removed(actor: Actor, up: Inode, name: string): void {
    this.children.delete(name);
    if (this.lowerHas(name)) up.create(this.fs.asMounter(actor), name, WHITEOUT_MODE, 0);
  }

  override rename(actor: Actor, name: string, to: Inode, newName: string, flags: number): void {
    if (!(to instanceof OverlayDir) || to.fs !== this.fs) fail('EXDEV');
    const child = this.lookup(name) ?? fail('ENOENT');
    const target = to.lookup(newName);
    if (child === target || (child.upper !== undefined && child.upper === target?.upper)) return;
    const exchange = (flags & EXCHANGE) !== 0;
    movable(child);
    if (exchange) movable(target ?? fail('ENOENT'));
    else if (target instanceof OverlayDir) {
      if (!(child instanceof OverlayDir)) fail('EISDIR');
      if (!target.isEmpty()) fail('ENOTEMPTY');
    } else if (target !== undefined && child instanceof OverlayDir) fail('ENOTDIR');
    const moved = child.copyUp(actor);
    if (exchange) target!.copyUp(actor);
    const from = this.copyUp(actor);
    const { up } = to.clear(actor, newName);
    if (!exchange && target instanceof OverlayDir && target.upper !== undefined) this.removeEmpty(actor, up, newName, target.upper);
    if (moved.type === 'dir' && to.merged) moved.setxattr(this.fs.asMounter(actor), OPAQUE, YES);
    from.rename(actor, name, up, newName, flags);
    if (exchange) {
      const other = target!;
      if (other.type === 'dir' && this.merged) other.upper!.setxattr(this.fs.asMounter(actor), OPAQUE, YES);
      this.place(name, other);
    } else this.removed(actor, from, name);
    to.place(newName, child);
  }

  private place(name: string, child: OverlayInode): void {
    child.parent = this;
    child.name = name;
    this.children.set(name, child);
  }

  open(_actor: Actor, flags: number, path: PathRef): OpenFile {
    return new DirectoryFile(flags, path);
  }
}

/** EXDEV for a directory that a lower layer takes part in: without redirects its lower part cannot move. */
function movable(inode: OverlayInode): void {
  if (inode instanceof OverlayDir && inode.lowers.length > 0) fail('EXDEV');
}
