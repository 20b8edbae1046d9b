/** All file system types and memory devices of a kernel: what the world registers when it makes one. */
import { cgroup2 } from './cgroup2/cgroup2.ts';
import { devpts } from './devpts/devpts.ts';
import { devtmpfs } from './tmpfs/devtmpfs.ts';
import { registerMemoryDevices } from './dev/memdev.ts';
import { ext4 } from './disk/disk.ts';
import { overlay } from './overlay/overlay.ts';
import { proc } from './proc/proc.ts';
import { sysfs } from './sysfs/sysfs.ts';
import { mqueue, tmpfs } from './tmpfs/tmpfs.ts';
import type { DiskFs } from './disk/disk.ts';
import type { FileSystemType, Kernel } from '../kernel/kernel.ts';

const TYPES: readonly FileSystemType[] = [sysfs, tmpfs, proc, cgroup2, devtmpfs, devpts, overlay, mqueue];

/** Make the types known to mount(2) and /proc/filesystems, `disks` to mount -t ext4, and register null, zero and their kin. */
export function registerFileSystems(kernel: Kernel, disks: readonly DiskFs[] = []): void {
  for (const type of TYPES) kernel.filesystems.set(type.name, type);
  kernel.filesystems.set('ext4', ext4(disks));
  registerMemoryDevices(kernel);
}
