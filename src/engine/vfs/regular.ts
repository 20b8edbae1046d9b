/**
 * Open regular files, directories and O_PATH handles. Content belongs to the inode; the open file has flags, position and the place
 * where it was opened, so that /proc/PID/fd follows renames and says ' (deleted)'.
 */
import { fail } from '../abi/errno.ts';
import { MS, O, SEEK } from '../abi/fs.ts';
import { pathName } from './mount.ts';
import { FileBase } from './filebase.ts';
import type { Dirent, Stat } from '../abi/fs.ts';
import type { IoctlMap, IoctlRequest } from '../abi/tty.ts';
import type { Chunk, ContentSource } from '../base/content.ts';
import type { Actor } from './file.ts';
import type { DataInode, Inode } from './inode.ts';
import type { PathRef } from './mount.ts';

/** An open file at a place of the tree. */
export abstract class PlacedFileBase extends FileBase {
  readonly path: PathRef;
  constructor(flags: number, path: PathRef) {
    super(flags);
    this.path = path;
  }
  get inode(): Inode {
    return this.path.dentry.inode;
  }
  get name(): string {
    return openName(this.path);
  }
  override get mount(): object {
    return this.path.mount;
  }
  stat(): Stat {
    return this.inode.stat();
  }
}

/** The absolute path of an open file in its own namespace, with ' (deleted)' when its name is gone. */
export function openName(path: PathRef, root?: PathRef): string {
  const text = pathName(path, root) ?? pathName(path, undefined)!;
  return path.dentry.deleted ? `${text} (deleted)` : text;
}

/** Largest file: 16 TiB, as ext4 with 4 KiB blocks. */
const MAX_SIZE = 2 ** 44;

export class RegularFile extends PlacedFileBase {
  private readonly data: DataInode;

  /** `data` holds the bytes; what stat shows is the inode of `path` (they differ on overlay). */
  constructor(data: DataInode, flags: number, path: PathRef) {
    super(flags, path);
    this.data = data;
    data.opened();
  }
  protected override close(): void {
    this.data.closed();
  }

  /** A read happened. */
  protected accessed(actor: Actor): void {
    if ((this.path.mount.flags & (MS.RDONLY | MS.NOATIME)) === 0) this.data.touch(actor.now_ms());
  }
  private checkRead(): void {
    if ((this.flags & O.ACCMODE) === O.WRONLY) fail('EBADF');
  }
  private checkWrite(): void {
    if ((this.flags & O.ACCMODE) === O.RDONLY) fail('EBADF');
  }
  override read(actor: Actor, max: number): Uint8Array {
    const bytes = this.pread(actor, max, this.offset);
    this.offset += bytes.length;
    return bytes;
  }
  override write(actor: Actor, data: Uint8Array): number {
    return this.writeChunk(actor, data);
  }
  override readChunk(actor: Actor, max: number): Chunk {
    this.checkRead();
    const chunk = this.data.readChunkAt(this.offset, max);
    this.offset += chunk.length;
    this.accessed(actor);
    return chunk;
  }
  override writeChunk(actor: Actor, chunk: Chunk): number {
    this.checkWrite();
    if ((this.flags & O.APPEND) !== 0) this.offset = this.data.size;
    const n = this.put(actor, chunk, this.offset);
    this.offset += n;
    return n;
  }
  override pread(actor: Actor, max: number, offset: number): Uint8Array {
    this.checkRead();
    if (offset < 0) fail('EINVAL');
    const bytes = this.data.readAt(offset, max);
    this.accessed(actor);
    return bytes;
  }
  override pwrite(actor: Actor, data: Uint8Array, offset: number): number {
    this.checkWrite();
    if (offset < 0) fail('EINVAL');
    return this.put(actor, data, (this.flags & O.APPEND) !== 0 ? this.data.size : offset);
  }
  private put(actor: Actor, chunk: Chunk, offset: number): number {
    if (chunk.length === 0) return 0;
    if (offset + chunk.length > MAX_SIZE) fail('EFBIG');
    return this.data.writeAt(actor, offset, chunk);
  }
  override seek(offset: number, whence: number): number {
    this.offset = seekTo(this.offset, this.data.size, offset, whence);
    return this.offset;
  }
  override truncate(actor: Actor, size: number): void {
    if ((this.flags & O.ACCMODE) === O.RDONLY || size < 0) fail('EINVAL');
    if (size > MAX_SIZE) fail('EFBIG');
    this.data.truncate(actor, size);
  }
  /** The declared content that the file holds whole and unchanged. */
  declared(): ContentSource | undefined {
    return this.data.declared();
  }
  override ioctl<R extends IoctlRequest>(_actor: Actor, request: R, _arg: IoctlMap[R]['arg']): IoctlMap[R]['result'] {
    if (request === 'FS_IOC_MEASURE_VERITY') return (this.declared()?.digest ?? fail('ENODATA')) as IoctlMap[R]['result'];
    if (request === 'FIONREAD') return Math.max(0, this.data.size - this.offset) as IoctlMap[R]['result'];
    return fail('ENOTTY');
  }
}

/** The position after lseek(2). EINVAL for a negative one and for an unknown `whence`. */
export function seekTo(position: number, size: number, offset: number, whence: number): number {
  const base = whence === SEEK.SET ? 0 : whence === SEEK.CUR ? position : whence === SEEK.END ? size : fail('EINVAL');
  const to = base + offset;
  if (to < 0) fail('EINVAL');
  return to;
}

export class DirectoryFile extends PlacedFileBase {
  override read(): Uint8Array {
    return fail('EISDIR');
  }
  override write(): number {
    return fail('EBADF');
  }
  override pread(): Uint8Array {
    return fail('EISDIR');
  }
  override pwrite(): number {
    return fail('EBADF');
  }
  override seek(offset: number, whence: number): number {
    this.offset = seekTo(this.offset, 0, offset, whence);
    return this.offset;
  }
  override getdents(): Dirent[] {
    return listDirectory(this.path);
  }
}

/** All entries with '.' and '..' first. What is mounted on an entry does not show, as in getdents64(2). */
export function listDirectory(path: PathRef): Dirent[] {
  const { mount, dentry } = path;
  const inode = dentry.inode;
  const up = dentry === mount.root ? (mount.mountpoint?.parent ?? mount.mountpoint ?? dentry).inode : (dentry.parent ?? dentry).inode;
  const out: Dirent[] = [
    { name: '.', ino: inode.ino, type: 'dir' },
    { name: '..', ino: up.ino, type: 'dir' },
  ];
  for (const [name, child] of inode.list()) out.push({ name, ino: child.ino, type: child.type });
  return out;
}

/** O_PATH: names a place, cannot be read or written. */
export class PathFile extends PlacedFileBase {
  override read(): Uint8Array {
    return fail('EBADF');
  }
  override write(): number {
    return fail('EBADF');
  }
  override pread(): Uint8Array {
    return fail('EBADF');
  }
  override pwrite(): number {
    return fail('EBADF');
  }
  override seek(): number {
    return fail('EBADF');
  }
  override truncate(): void {
    fail('EBADF');
  }
  override getdents(): Dirent[] {
    return fail('EBADF');
  }
  override ioctl<R extends IoctlRequest>(): IoctlMap[R]['result'] {
    return fail('EBADF');
  }
}
