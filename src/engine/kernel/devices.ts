/**
 * Drivers by device number: what open(2) of a character or block node calls. The VFS owns the node, the driver makes the open file.
 */
import type { Task as Computation } from '../abi/sys.ts';
import { fail } from '../abi/errno.ts';
import { major, minor } from '../abi/fs.ts';
import type { Inode } from '../vfs/inode.ts';
import type { OpenFile } from '../vfs/file.ts';
import type { Task } from './task.ts';

/** Makes the open file of a node. `name` is its path, for the file's name; `mount` is where the node was found. */
export type DeviceOpen = (t: Task, node: Inode, rdev: number, flags: number, name: string, mount: object | undefined) => OpenFile | Computation<OpenFile>;

export class DeviceTable {
  private readonly drivers = new Map<string, DeviceOpen>();

  /** A driver for one minor, or for all minors of a major that have none of their own. */
  register(type: 'char' | 'block', maj: number, min: number | undefined, open: DeviceOpen): void {
    this.drivers.set(`${type}:${maj}:${min ?? '*'}`, open);
  }

  /** The driver of a device number. ENXIO. */
  find(type: 'char' | 'block', rdev: number): DeviceOpen {
    const maj = major(rdev);
    return this.drivers.get(`${type}:${maj}:${minor(rdev)}`) ?? this.drivers.get(`${type}:${maj}:*`) ?? fail('ENXIO');
  }
}
