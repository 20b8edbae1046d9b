/**
 * An inode of an overlay that is not a directory: the upper file when there is one, else the lower. The first change copies it up
 * (fs/overlayfs/copy_up.c): attributes and content go to the upper directory, declared content stays declared.
 */
import { fail } from '../../abi/errno.ts';
import { O, S } from '../../abi/fs.ts';
import { RegularFile } from '../../vfs/regular.ts';
import type { FileType, Stat } from '../../abi/fs.ts';
import type { Chunk } from '../../base/content.ts';
import type { Actor, OpenFile } from '../../vfs/file.ts';
import type { DataInode, Inode, SetAttr } from '../../vfs/inode.ts';
import type { PathRef } from '../../vfs/mount.ts';
import type { OverlayDir } from './dir.ts';
import type { OverlayFs } from './overlay.ts';

const PRIVATE_XATTR = 'trusted.overlay.';

export abstract class OverlayInode implements Inode {
  readonly fs: OverlayFs;
  readonly ino: number;
  readonly type: FileType;
  /** The real inode in the upper layer, once there is one. */
  upper: Inode | undefined;
  parent: OverlayDir | undefined;
  name: string;

  constructor(fs: OverlayFs, parent: OverlayDir | undefined, name: string, upper: Inode | undefined, lower: Inode | undefined) {
    this.fs = fs;
    this.parent = parent;
    this.name = name;
    this.upper = upper;
    const origin = (lower ?? upper)!;
    this.ino = origin.ino;
    this.type = origin.type;
  }

  /** The inode that is seen: upper, else the topmost lower. */
  abstract get real(): Inode;
  /** Make sure that there is an upper inode, and give it. EROFS without an upper layer. */
  abstract copyUp(actor: Actor): Inode;

  /** Path from the overlay's root. */
  get path(): string {
    return this.parent === undefined ? '' : `${this.parent.path}/${this.name}`;
  }
  get mode(): number {
    return this.real.mode;
  }
  get uid(): number {
    return this.real.uid;
  }
  get gid(): number {
    return this.real.gid;
  }
  get rdev(): number {
    return this.real.rdev;
  }
  stat(): Stat {
    const s = this.real.stat();
    return { ...s, dev: this.fs.dev, ino: this.ino };
  }
  head(length: number): Uint8Array {
    return this.real.head(length);
  }
  lookup(_name: string): Inode | undefined {
    return fail('ENOTDIR');
  }
  list(): Iterable<readonly [string, Inode]> {
    return fail('ENOTDIR');
  }
  create(_actor: Actor, _name: string, _mode: number, _rdev?: number): Inode {
    return fail('ENOTDIR');
  }
  symlink(_actor: Actor, _name: string, _target: string): Inode {
    return fail('ENOTDIR');
  }
  link(_actor: Actor, _name: string, _inode: Inode): void {
    fail('ENOTDIR');
  }
  unlink(_actor: Actor, _name: string): void {
    fail('ENOTDIR');
  }
  rmdir(_actor: Actor, _name: string): void {
    fail('ENOTDIR');
  }
  rename(_actor: Actor, _name: string, _to: Inode, _newName: string, _flags: number): void {
    fail('ENOTDIR');
  }
  readlink(actor?: Actor): string {
    return this.real.readlink(actor);
  }
  abstract open(actor: Actor, flags: number, path: PathRef): OpenFile;
  truncate(_actor: Actor, _size: number): void {
    fail('EINVAL');
  }
  setattr(actor: Actor, attr: SetAttr): void {
    this.copyUp(actor).setattr(actor, attr);
  }
  getxattr(name: string): Uint8Array | undefined {
    return name.startsWith(PRIVATE_XATTR) ? undefined : this.real.getxattr(name);
  }
  setxattr(actor: Actor, name: string, value: Uint8Array | undefined): void {
    if (name.startsWith(PRIVATE_XATTR)) fail('EPERM');
    this.copyUp(actor).setxattr(actor, name, value);
  }
  listxattr(): string[] {
    return this.real.listxattr().filter((n) => !n.startsWith(PRIVATE_XATTR));
  }
}

/** Owner, mode, times and attributes of `from` go to `to`. */
export function copyAttributes(root: Actor, from: Inode, to: Inode): void {
  for (const name of from.listxattr()) if (!name.startsWith(PRIVATE_XATTR)) to.setxattr(root, name, from.getxattr(name));
  const s = from.stat();
  to.setattr(root, { mode: s.mode & 0o7777, uid: s.uid, gid: s.gid, atime_ms: s.atime_ms, mtime_ms: s.mtime_ms });
}

/** An open file of a lower layer: reading it leaves no trace there. */
class LowerFile extends RegularFile {
  protected override accessed(): void {
    return;
  }
}

/** The inode that holds the bytes: a layer may itself be on an overlay. */
function dataOf(inode: Inode): DataInode | undefined {
  if (inode instanceof OverlayNode) return dataOf(inode.real);
  return inode.type === 'file' && 'readChunkAt' in inode ? (inode as DataInode) : undefined;
}

export class OverlayNode extends OverlayInode {
  private readonly lower: Inode | undefined;

  constructor(fs: OverlayFs, parent: OverlayDir, name: string, upper: Inode | undefined, lower: Inode | undefined) {
    super(fs, parent, name, upper, lower);
    this.lower = lower;
  }

  get real(): Inode {
    return this.upper ?? this.lower!;
  }

  copyUp(actor: Actor): Inode {
    return this.upper ?? this.copyUpData(actor, Infinity);
  }

  /** Copy up with at most `size` bytes of content: a truncation need not copy what it cuts off. */
  private copyUpData(actor: Actor, size: number): Inode {
    const { fs } = this;
    const lower = this.lower!;
    const parent = this.parent!;
    const root = fs.asMounter(actor);
    const dir = parent.copyUp(actor);
    const before = dir.stat();
    const up = lower.type === 'symlink' ? dir.symlink(root, this.name, lower.readlink()) : dir.create(root, this.name, lower.mode, lower.rdev);
    const data = dataOf(lower);
    const length = data === undefined ? 0 : Math.min(data.size, size);
    for (let at = 0; at < length; ) {
      const chunk: Chunk = data!.readChunkAt(at, Math.min(length - at, 1 << 30));
      at += dataOf(up)!.writeAt(root, at, chunk);
    }
    copyAttributes(root, lower, up);
    dir.setattr(root, { atime_ms: before.atime_ms, mtime_ms: before.mtime_ms });
    this.upper = up;
    fs.copiedUp(actor, this.path, length);
    return up;
  }

  override truncate(actor: Actor, size: number): void {
    if (this.type !== 'file') fail('EINVAL');
    (this.upper ?? this.copyUpData(actor, size)).truncate(actor, size);
  }

  open(actor: Actor, flags: number, path: PathRef): OpenFile {
    const write = (flags & O.ACCMODE) !== O.RDONLY;
    const real = write ? this.copyUp(actor) : this.real;
    const data = dataOf(real);
    if (data === undefined) return real.open(actor, flags, path);
    return real === this.upper ? new RegularFile(data, flags, path) : new LowerFile(data, flags, path);
  }
}

/** A character device 0:0: the name is deleted, whatever lower layers say. */
export function isWhiteout(inode: Inode): boolean {
  return inode.type === 'char' && inode.rdev === 0;
}

/** The mode of a whiteout's node. */
export const WHITEOUT_MODE = S.IFCHR;
