/** devtmpfs: the kernel's own tmpfs with a node for every device. One instance a kernel, whichever mount shows it. */
import { makedev, S } from '../../abi/fs.ts';
import { populate } from '../mem/populate.ts';
import { TmpFs } from './tmpfs.ts';
import type { TreeEntry } from '../../base/tree.ts';
import type { FileSystemType, Kernel } from '../../kernel/kernel.ts';

const TTY = 5;
const DISK = 6;

function char(path: string, major: number, minor: number, perm: number, gid = 0): TreeEntry {
  return { path, mode: S.IFCHR | perm, gid, content: { device: makedev(major, minor) } };
}

/** What udev would have made of the devices of a small virtual machine. */
const NODES: readonly TreeEntry[] = [
  char('/console', 5, 1, 0o600),
  char('/full', 1, 7, 0o666),
  char('/kmsg', 1, 11, 0o644),
  char('/null', 1, 3, 0o666),
  char('/ptmx', 5, 2, 0o666, TTY),
  char('/random', 1, 8, 0o666),
  char('/tty', 5, 0, 0o666, TTY),
  char('/urandom', 1, 9, 0o666),
  char('/zero', 1, 5, 0o666),
  { path: '/vda', mode: S.IFBLK | 0o660, gid: DISK, content: { device: makedev(254, 0) } },
  { path: '/vda1', mode: S.IFBLK | 0o660, gid: DISK, content: { device: makedev(254, 1) } },
  { path: '/core', mode: S.IFLNK, content: { symlink: '/proc/kcore' } },
  { path: '/fd', mode: S.IFLNK, content: { symlink: '/proc/self/fd' } },
  { path: '/stdin', mode: S.IFLNK, content: { symlink: '/proc/self/fd/0' } },
  { path: '/stdout', mode: S.IFLNK, content: { symlink: '/proc/self/fd/1' } },
  { path: '/stderr', mode: S.IFLNK, content: { symlink: '/proc/self/fd/2' } },
  { path: '/pts', mode: S.IFDIR | 0o755 },
  { path: '/shm', mode: S.IFDIR | 0o755 },
  { path: '/mqueue', mode: S.IFDIR | 0o755 },
];

const instances = new WeakMap<Kernel, TmpFs>();

/** The kernel's devtmpfs. */
export function devtmpfsOf(kernel: Kernel): TmpFs {
  let fs = instances.get(kernel);
  if (fs === undefined) {
    fs = new TmpFs(kernel.mountIds.takeDev(), `size=${Math.floor(kernel.memory_bytes / 2048) - 179_752}k,nr_inodes=${Math.floor(kernel.memory_bytes / 8192) - 44_938},mode=755`, kernel.now_ms(), kernel.memory_bytes, 'devtmpfs');
    populate(fs.root, NODES, kernel.now_ms());
    instances.set(kernel, fs);
  }
  return fs;
}

export const devtmpfs: FileSystemType = {
  name: 'devtmpfs',
  nodev: true,
  mount: (t) => devtmpfsOf(t.kernel),
};
