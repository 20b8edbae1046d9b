/**
 * The host's disk, shown as ext4: a tree in memory whose written content goes to a {@link BlobStore} when much of it is dirty. Journal,
 * extents on blocks and quotas are left out; allocation is counted in 4 KiB blocks, so that df and du agree.
 */
import { fail } from '../../abi/errno.ts';
import { makedev } from '../../abi/fs.ts';
import { lookup } from '../../vfs/walk.ts';
import { TreeFs } from '../mem/treefs.ts';
import { BlobStore } from './store.ts';
import type { FileSystemType } from '../../kernel/kernel.ts';
import type { Extents } from '../mem/extents.ts';

const GIB = 1024 ** 3;
/** Bytes of one file that may stay in memory, and of all files together. */
const FILE_DIRTY = 256 << 10;
const ALL_DIRTY = 8 << 20;

export interface DiskOptions {
  /** Defaults to 254:1, the first partition of a virtio disk. */
  readonly dev?: number;
  readonly size_bytes?: number;
  readonly time_ms: number;
}

export class DiskFs extends TreeFs {
  readonly store = new BlobStore();
  /** Dirty content, least recently changed first, with the bytes counted for it. */
  private readonly dirty = new Map<Extents, number>();
  private dirty_bytes = 0;

  constructor(options: DiskOptions) {
    const size_bytes = options.size_bytes ?? 40 * GIB;
    super({
      type: 'ext4',
      magic: 'ext2/ext3',
      dev: options.dev ?? makedev(254, 1),
      size_bytes,
      maxInodes: Math.floor(size_bytes / 16384),
      reserved_bytes: Math.floor(size_bytes / 20),
      time_ms: options.time_ms,
      options: 'errors=remount-ro',
      firstIno: 2,
    });
  }

  get directoryAllocated(): number {
    return 4096;
  }
  directorySize(entries: number): number {
    return Math.max(1, Math.ceil((entries * 32) / 4096)) * 4096;
  }

  override contentChanged(content: Extents): void {
    const counted = this.dirty.get(content);
    if (counted !== undefined) this.dirty.delete(content);
    this.dirty_bytes += content.resident - (counted ?? 0);
    if (content.resident > 0) this.dirty.set(content, content.resident);
    if (content.resident > FILE_DIRTY) this.writeBack(content);
    while (this.dirty_bytes > ALL_DIRTY) this.writeBack(this.dirty.keys().next().value!);
  }

  override contentFreed(content: Extents): void {
    this.dirty_bytes -= this.dirty.get(content) ?? 0;
    this.dirty.delete(content);
  }

  private writeBack(content: Extents): void {
    this.contentFreed(content);
    content.evict((bytes) => this.store.put(bytes));
  }
}

/** mount -t ext4 of one of `disks` by its device node. ENOTBLK for what is no block device, ENXIO for an unknown one. */
export function ext4(disks: readonly DiskFs[]): FileSystemType {
  return {
    name: 'ext4',
    nodev: false,
    mount: (t, source, data) => {
      const node = lookup(t.fs, t, source).dentry.inode;
      if (node.type !== 'block') fail('ENOTBLK');
      for (const option of data.split(',')) if (!/^(?:|errors=.*|discard|nodiscard|data=.*|commit=\d+|acl|user_xattr)$/.test(option)) fail('EINVAL');
      return disks.find((d) => d.dev === node.rdev) ?? fail('ENXIO');
    },
  };
}
