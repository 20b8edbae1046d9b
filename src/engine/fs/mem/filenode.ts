/** Regular files, symbolic links and special files (device nodes, FIFOs, sockets) of an in-memory tree. */
import { fail } from '../../abi/errno.ts';
import { S } from '../../abi/fs.ts';
import { encodeUtf8 } from '../../base/bytes.ts';
import { sliceChunk } from '../../base/content.ts';
import { RegularFile } from '../../vfs/regular.ts';
import { withoutSetId } from '../../vfs/ops.ts';
import { Extents } from './extents.ts';
import { Node } from './node.ts';
import type { ContentSource } from '../../base/content.ts';
import type { Chunk } from '../../base/content.ts';
import type { Actor, OpenFile } from '../../vfs/file.ts';
import type { DataInode } from '../../vfs/inode.ts';
import type { PathRef } from '../../vfs/mount.ts';
import type { NodeAttr } from './node.ts';
import type { TreeFs } from './treefs.ts';

const DAY_MS = 86_400_000;

function blocks(bytes: number): number {
  return Math.ceil(bytes / 4096) * 4096;
}

export class FileNode extends Node implements DataInode {
  readonly content: Extents;
  /** Open files that hold it: content of an unlinked file lives until the last closes. */
  private openers = 0;

  constructor(fs: TreeFs, attr: NodeAttr, content = new Extents()) {
    super(fs, attr);
    this.content = content;
    if (content.held > 0) fs.charge(blocks(content.held));
  }

  get size(): number {
    return this.content.size;
  }
  override get allocated(): number {
    return this.content.held;
  }
  override head(length: number): Uint8Array {
    return this.content.read(0, length);
  }
  readAt(offset: number, max: number): Uint8Array {
    return this.content.read(offset, max);
  }
  readChunkAt(offset: number, max: number): Chunk {
    return this.content.readChunk(offset, max);
  }

  writeAt(actor: Actor, offset: number, chunk: Chunk): number {
    const content = this.content;
    const before = blocks(content.held);
    let n = chunk.length;
    if (offset + n > content.size && this.fs.free_bytes < n) {
      n = Math.min(n, this.fs.free_bytes + before - content.held);
      if (n <= 0) fail('ENOSPC');
      chunk = sliceChunk(chunk, 0, n);
    }
    content.write(offset, chunk);
    this.settle(actor, before);
    if ((this.mode & (S.ISUID | S.ISGID)) !== 0 && !actor.cred.caps.has('FSETID')) this.mode = (this.mode & S.IFMT) | (withoutSetId(this.mode) ?? this.mode & 0o7777);
    return n;
  }

  override truncate(actor: Actor, size: number): void {
    const before = blocks(this.content.held);
    this.content.truncate(size);
    this.settle(actor, before);
  }

  private settle(actor: Actor, before: number): void {
    const after = blocks(this.content.held);
    if (after !== before) this.fs.used_bytes += after - before;
    this.mtime_ms = this.ctime_ms = actor.now_ms();
    this.fs.contentChanged(this.content);
  }

  touch(now_ms: number): void {
    if (this.atime_ms <= this.mtime_ms || this.atime_ms <= this.ctime_ms || now_ms - this.atime_ms > DAY_MS) this.atime_ms = now_ms;
  }

  declared(): ContentSource | undefined {
    return this.content.declared;
  }

  override open(_actor: Actor, flags: number, path: PathRef): OpenFile {
    return new RegularFile(this, flags, path);
  }
  opened(): void {
    this.openers++;
  }
  closed(): void {
    this.openers--;
    if (this.openers === 0 && this.nlink === 0) this.discard();
  }
  override freed(): void {
    super.freed();
    if (this.openers === 0) this.discard();
  }
  private discard(): void {
    this.fs.used_bytes -= blocks(this.content.held);
    this.content.truncate(0);
    this.fs.contentFreed(this.content);
  }
}

export class LinkNode extends Node {
  private readonly target: string;
  constructor(fs: TreeFs, attr: NodeAttr, target: string) {
    super(fs, attr);
    this.target = target;
  }
  get size(): number {
    return encodeUtf8(this.target).length;
  }
  override readlink(): string {
    return this.target;
  }
}

export class SpecialNode extends Node {
  private readonly device: number;
  constructor(fs: TreeFs, attr: NodeAttr, rdev: number) {
    super(fs, attr);
    this.device = rdev;
  }
  override get rdev(): number {
    return this.device;
  }
  get size(): number {
    return 0;
  }
}
