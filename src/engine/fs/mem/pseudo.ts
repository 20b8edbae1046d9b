/**
 * Files whose content the kernel makes when they are read (seq_file, kernfs): the base of proc, sysfs, cgroup2 and devpts. Content is made
 * anew by a read at position 0 and kept for the reads that follow; a write is handed over as one text. Names cannot be made or removed,
 * unless a directory says otherwise.
 */
import { fail } from '../../abi/errno.ts';
import { O, S } from '../../abi/fs.ts';
import { decodeUtf8, EMPTY, encodeUtf8 } from '../../base/bytes.ts';
import { DirectoryFile, PlacedFileBase, seekTo } from '../../vfs/regular.ts';
import type { FileType, Stat, StatFs } from '../../abi/fs.ts';
import type { Actor, OpenFile } from '../../vfs/file.ts';
import type { FileSystem, Inode, SetAttr } from '../../vfs/inode.ts';
import type { PathRef } from '../../vfs/mount.ts';

export abstract class PseudoFs implements FileSystem {
  abstract readonly root: Inode;
  readonly type: string;
  readonly dev: number;
  readonly volatile: boolean = true;
  /** What open(O_CREAT) of a new name says, and mkdir(2). */
  readonly createError: 'ENOENT' | 'EACCES' = 'ENOENT';
  readonly mkdirError: 'ENOENT' | 'EPERM' = 'ENOENT';
  readonly made_ms: number;
  private nextIno = 1;
  private readonly magic: string;

  constructor(type: string, magic: string, dev: number, time_ms: number) {
    this.type = type;
    this.magic = magic;
    this.dev = dev;
    this.made_ms = time_ms;
  }

  takeIno(): number {
    return this.nextIno++;
  }
  statfs(): StatFs {
    return { type: this.magic, bsize: 4096, blocks: 0, bfree: 0, bavail: 0, files: 0, ffree: 0 };
  }
  options(): string {
    return '';
  }
}

/** Fields are assigned, not defined: see FileBase. */
export abstract class PseudoNode implements Inode {
  declare readonly fs: PseudoFs;
  declare readonly ino: number;
  abstract readonly type: FileType;
  declare protected typeBits: number;
  declare protected perm: number;
  declare protected owner: number;
  declare protected group: number;

  constructor(fs: PseudoFs, typeBits: number, perm: number, ino = fs.takeIno()) {
    this.fs = fs;
    this.ino = ino;
    this.typeBits = typeBits;
    this.perm = perm;
    this.owner = 0;
    this.group = 0;
  }

  get mode(): number {
    return this.typeBits | this.perm;
  }
  get uid(): number {
    return this.owner;
  }
  get gid(): number {
    return this.group;
  }
  get rdev(): number {
    return 0;
  }
  protected get nlink(): number {
    return 1;
  }
  protected get size(): number {
    return 0;
  }
  protected get time_ms(): number {
    return this.fs.made_ms;
  }
  stat(): Stat {
    const t = this.time_ms;
    const { fs, ino, mode, nlink, uid, gid, rdev, size } = this;
    return { dev: fs.dev, ino, mode, nlink, uid, gid, rdev, size, blksize: 1024, blocks: 0, atime_ms: t, mtime_ms: t, ctime_ms: t, btime_ms: t };
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
  create(_actor: Actor, _name: string, mode: number): Inode {
    return fail((mode & S.IFMT) === S.IFDIR ? this.fs.mkdirError : this.fs.createError);
  }
  symlink(): Inode {
    return fail(this.fs.mkdirError);
  }
  link(): void {
    fail('EPERM');
  }
  unlink(_actor: Actor, _name: string): void {
    fail('EPERM');
  }
  rmdir(_actor: Actor, _name: string): void {
    fail('EPERM');
  }
  rename(): void {
    fail('EPERM');
  }
  readlink(_actor?: Actor): string {
    return fail('EINVAL');
  }
  open(_actor: Actor, _flags: number, _path: PathRef): OpenFile {
    return fail('ENXIO');
  }
  truncate(): void {
    return;
  }
  setattr(_actor: Actor, attr: SetAttr): void {
    if (attr.mode !== undefined) this.perm = attr.mode & 0o7777;
    if (attr.uid !== undefined) this.owner = attr.uid;
    if (attr.gid !== undefined) this.group = attr.gid;
  }
  getxattr(): Uint8Array | undefined {
    return undefined;
  }
  setxattr(): void {
    fail('ENOTSUP');
  }
  listxattr(): string[] {
    return [];
  }
}

/** A directory that knows its children by itself. */
export abstract class PseudoDir extends PseudoNode {
  readonly type = 'dir';
  constructor(fs: PseudoFs, perm = 0o555, ino?: number) {
    super(fs, S.IFDIR, perm, ino);
  }
  abstract override lookup(name: string): Inode | undefined;
  abstract override list(): Iterable<readonly [string, Inode]>;
  protected override get nlink(): number {
    let n = 2;
    for (const [, child] of this.list()) if (child.type === 'dir') n++;
    return n;
  }
  override open(_actor: Actor, flags: number, path: PathRef): OpenFile {
    return new DirectoryFile(flags, path);
  }
}

/** A directory with a fixed set of children, made when they are first asked for. */
export class TableDir extends PseudoDir {
  private readonly makers: Readonly<Record<string, (fs: PseudoFs) => Inode>>;
  private readonly made = new Map<string, Inode>();
  constructor(fs: PseudoFs, makers: Readonly<Record<string, (fs: PseudoFs) => Inode>>, perm = 0o555, ino?: number) {
    super(fs, perm, ino);
    this.makers = makers;
  }
  override lookup(name: string): Inode | undefined {
    const known = this.made.get(name);
    if (known !== undefined) return known;
    const maker = Object.hasOwn(this.makers, name) ? this.makers[name] : undefined;
    if (maker === undefined) return undefined;
    const node = maker(this.fs);
    this.made.set(name, node);
    return node;
  }
  override *list(): Iterable<readonly [string, Inode]> {
    for (const name of Object.keys(this.makers)) yield [name, this.lookup(name)!];
  }
}

/** A symbolic link whose target may depend on who reads it. */
export class PseudoLink extends PseudoNode {
  readonly type = 'symlink';
  private readonly target: (actor: Actor | undefined) => string;
  constructor(fs: PseudoFs, target: (actor: Actor | undefined) => string, perm = 0o777) {
    super(fs, S.IFLNK, perm);
    this.target = target;
  }
  override readlink(actor?: Actor): string {
    return this.target(actor);
  }
}

/** How a pseudo file is read and written; without one of them the call fails. */
export interface PseudoContent {
  /** The whole content now. */
  readonly read?: (actor: Actor) => string | Uint8Array;
  /** One write(2). Throws what is wrong with it. */
  readonly write?: (actor: Actor, text: string) => void;
}

export class PseudoFile extends PseudoNode {
  readonly type = 'file';
  readonly content: PseudoContent;
  constructor(fs: PseudoFs, content: PseudoContent, perm = content.write === undefined ? 0o444 : content.read === undefined ? 0o200 : 0o644, ino?: number) {
    super(fs, S.IFREG, perm, ino);
    this.content = content;
  }
  override open(_actor: Actor, flags: number, path: PathRef): OpenFile {
    return new PseudoOpen(this.content, flags, path);
  }
}

/** An open pseudo file. */
export class PseudoOpen extends PlacedFileBase {
  private readonly content: PseudoContent;
  private snapshot: Uint8Array | undefined;

  constructor(content: PseudoContent, flags: number, path: PathRef) {
    super(flags, path);
    this.content = content;
  }

  private bytes(actor: Actor, offset: number): Uint8Array {
    if ((this.flags & O.ACCMODE) === O.WRONLY) fail('EBADF');
    if (this.content.read === undefined) fail('EINVAL');
    if (offset === 0 || this.snapshot === undefined) {
      const made = this.content.read(actor);
      this.snapshot = typeof made === 'string' ? encodeUtf8(made) : made;
    }
    return this.snapshot;
  }
  override read(actor: Actor, max: number): Uint8Array {
    const part = this.pread(actor, max, this.offset);
    this.offset += part.length;
    return part;
  }
  override pread(actor: Actor, max: number, offset: number): Uint8Array {
    const all = this.bytes(actor, offset);
    return offset >= all.length ? EMPTY : all.slice(offset, offset + max);
  }
  override write(actor: Actor, data: Uint8Array): number {
    if ((this.flags & O.ACCMODE) === O.RDONLY) fail('EBADF');
    if (this.content.write === undefined) fail('EIO');
    this.content.write(actor, decodeUtf8(data));
    this.snapshot = undefined;
    return data.length;
  }
  override pwrite(actor: Actor, data: Uint8Array): number {
    return this.write(actor, data);
  }
  override seek(offset: number, whence: number): number {
    this.offset = seekTo(this.offset, 0, offset, whence);
    return this.offset;
  }
}
