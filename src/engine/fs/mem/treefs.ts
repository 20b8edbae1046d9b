/**
 * A file system whose inodes are objects in memory: what the host's disk and tmpfs have in common (as ramfs's inode.c serves tmpfs and
 * others in Linux). Counts inodes and allocated bytes for statfs and ENOSPC.
 */
import { fail } from '../../abi/errno.ts';
import { S } from '../../abi/fs.ts';
import { DirNode } from './dirnode.ts';
import type { StatFs } from '../../abi/fs.ts';
import type { FileSystem } from '../../vfs/inode.ts';
import type { Extents } from './extents.ts';

/** How large a file system is, and how its directories show their size. */
export interface TreeOptions {
  /** As /proc/mounts shows it. */
  readonly type: string;
  /** As `stat -f` shows it. */
  readonly magic: string;
  readonly dev: number;
  readonly size_bytes: number;
  readonly maxInodes: number;
  /** Bytes that bavail is less than bfree: reserved for root. */
  readonly reserved_bytes?: number;
  readonly rootMode?: number;
  readonly rootUid?: number;
  readonly rootGid?: number;
  readonly time_ms: number;
  /** Mount options as /proc/mounts shows them. */
  readonly options?: string;
  /** First inode number; ext4's root is 2. */
  readonly firstIno?: number;
}

export abstract class TreeFs implements FileSystem {
  readonly type: string;
  readonly dev: number;
  readonly root: DirNode;
  readonly volatile: boolean = false;
  /** Live inodes. */
  inodes = 0;
  /** Allocated bytes, in whole blocks. */
  used_bytes = 0;
  private nextIno: number;
  protected readonly config: TreeOptions;

  constructor(config: TreeOptions) {
    this.type = config.type;
    this.dev = config.dev;
    this.config = config;
    this.nextIno = config.firstIno ?? 1;
    this.root = new DirNode(this, { mode: S.IFDIR | (config.rootMode ?? 0o755), uid: config.rootUid ?? 0, gid: config.rootGid ?? 0, time_ms: config.time_ms }, undefined);
  }

  /** A directory's st_size. */
  abstract directorySize(entries: number): number;
  /** Bytes a directory occupies. */
  abstract readonly directoryAllocated: number;
  /** Content of a new or changed file was touched: the disk may write older content back. */
  contentChanged(_content: Extents): void {
    return;
  }
  /** A file's content is forgotten. */
  contentFreed(_content: Extents): void {
    return;
  }

  takeIno(): number {
    if (this.inodes >= this.config.maxInodes) fail('ENOSPC');
    this.inodes++;
    return this.nextIno++;
  }

  /** Account for a change of allocated bytes; ENOSPC when there is no room. */
  charge(delta_bytes: number): void {
    if (delta_bytes > 0 && this.used_bytes + delta_bytes > this.config.size_bytes) fail('ENOSPC');
    this.used_bytes += delta_bytes;
  }

  /** Bytes that can still be allocated. */
  get free_bytes(): number {
    return Math.max(0, this.config.size_bytes - this.used_bytes);
  }

  statfs(): StatFs {
    const bfree = Math.floor(this.free_bytes / 4096);
    return {
      type: this.config.magic,
      bsize: 4096,
      blocks: Math.floor(this.config.size_bytes / 4096),
      bfree,
      bavail: Math.max(0, bfree - Math.floor((this.config.reserved_bytes ?? 0) / 4096)),
      files: this.config.maxInodes,
      ffree: this.config.maxInodes - this.inodes,
    };
  }

  options(): string {
    return this.config.options ?? '';
  }
}
