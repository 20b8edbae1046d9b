/**
 * The inode that all in-memory trees share: metadata, extended attributes, and the answers of a type that does not know an operation.
 * Directories, regular files, symlinks and special files are its subclasses (tree.ts, filenode.ts).
 */
import { fail } from '../../abi/errno.ts';
import { fileType, S } from '../../abi/fs.ts';
import type { FileType, Stat } from '../../abi/fs.ts';
import type { Actor, OpenFile } from '../../vfs/file.ts';
import type { Inode, SetAttr } from '../../vfs/inode.ts';
import type { PathRef } from '../../vfs/mount.ts';
import type { TreeFs } from './treefs.ts';

/** Owner, mode and times of a new inode. */
export interface NodeAttr {
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly time_ms: number;
}

/** Fields are assigned, not defined: see FileBase. */
export abstract class Node implements Inode {
  declare readonly fs: TreeFs;
  declare readonly ino: number;
  declare readonly type: FileType;
  declare mode: number;
  declare uid: number;
  declare gid: number;
  declare nlink: number;
  declare atime_ms: number;
  declare mtime_ms: number;
  declare ctime_ms: number;
  declare readonly btime_ms: number;
  declare private xattrs: Map<string, Uint8Array> | undefined;

  constructor(fs: TreeFs, attr: NodeAttr) {
    this.fs = fs;
    this.ino = fs.takeIno();
    this.mode = attr.mode;
    this.type = fileType(attr.mode);
    this.uid = attr.uid;
    this.gid = attr.gid;
    this.nlink = 1;
    this.xattrs = undefined;
    this.atime_ms = this.mtime_ms = this.ctime_ms = this.btime_ms = attr.time_ms;
  }

  get rdev(): number {
    return 0;
  }
  /** Bytes that stat(2) shows. */
  abstract get size(): number;
  /** Bytes that are allocated for content. */
  get allocated(): number {
    return 0;
  }

  stat(): Stat {
    return {
      dev: this.fs.dev,
      ino: this.ino,
      mode: this.mode,
      nlink: this.nlink,
      uid: this.uid,
      gid: this.gid,
      rdev: this.rdev,
      size: this.size,
      blksize: 4096,
      blocks: Math.ceil(this.allocated / 4096) * 8,
      atime_ms: this.atime_ms,
      mtime_ms: this.mtime_ms,
      ctime_ms: this.ctime_ms,
      btime_ms: this.btime_ms,
    };
  }

  /** The last name went away, and nobody has it open. */
  freed(): void {
    this.fs.inodes--;
  }

  head(_length: number): Uint8Array {
    return fail('EACCES');
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
  readlink(): string {
    return fail('EINVAL');
  }
  open(_actor: Actor, _flags: number, _path: PathRef): OpenFile {
    return fail('ENXIO');
  }
  truncate(_actor: Actor, _size: number): void {
    fail('EINVAL');
  }

  setattr(actor: Actor, attr: SetAttr): void {
    if (attr.mode !== undefined) this.mode = (this.mode & S.IFMT) | (attr.mode & 0o7777);
    if (attr.uid !== undefined) this.uid = attr.uid;
    if (attr.gid !== undefined) this.gid = attr.gid;
    if (attr.atime_ms !== undefined) this.atime_ms = attr.atime_ms;
    if (attr.mtime_ms !== undefined) this.mtime_ms = attr.mtime_ms;
    this.ctime_ms = actor.now_ms();
  }

  getxattr(name: string): Uint8Array | undefined {
    return this.xattrs?.get(name);
  }
  setxattr(actor: Actor, name: string, value: Uint8Array | undefined): void {
    if (value === undefined) this.xattrs?.delete(name);
    else (this.xattrs ??= new Map()).set(name, value);
    this.ctime_ms = actor.now_ms();
  }
  listxattr(): string[] {
    return this.xattrs === undefined ? [] : [...this.xattrs.keys()];
  }
}
