/**
 * What open files have in common: the count of holders, flags, position, and the answers of files that do not know an operation.
 * Readiness of files that are always ready costs nothing until somebody asks.
 */
import { fail } from '../abi/errno.ts';
import { POLL } from '../abi/process.ts';
import { Waitable } from '../base/waitable.ts';
import { materialise } from '../base/content.ts';
import { unlockFile } from './flock.ts';
import type { Chunk } from '../base/content.ts';
import type { Dirent, Stat } from '../abi/fs.ts';
import type { IoctlMap, IoctlRequest } from '../abi/tty.ts';
import type { Actor, OpenFile } from './file.ts';

/**
 * Fields are assigned in the constructor, not defined by the class: defining fields in a base class of many classes costs a microsecond
 * an object, as much as all the rest of open(2).
 */
export abstract class FileBase implements OpenFile {
  declare flags: number;
  declare offset: number;
  /** It holds a flock(2). */
  declare locked: boolean;
  declare private waitable: Waitable | undefined;
  declare private holders: number;

  constructor(flags: number) {
    this.flags = flags;
    this.offset = 0;
    this.locked = false;
    this.waitable = undefined;
    this.holders = 1;
  }

  abstract readonly name: string;
  abstract stat(): Stat;

  get readiness(): Waitable {
    return (this.waitable ??= new Waitable());
  }
  get mount(): object | undefined {
    return undefined;
  }
  retain(): void {
    this.holders++;
  }
  release(actor: Actor): void {
    if (--this.holders > 0) return;
    if (this.locked) unlockFile(this);
    this.close(actor);
  }
  /** The last holder went away. */
  protected close(_actor: Actor): void {
    return;
  }
  poll(): number {
    return POLL.IN | POLL.OUT;
  }
  read(_actor: Actor, _max: number): Uint8Array | undefined {
    return fail('EINVAL');
  }
  write(_actor: Actor, _data: Uint8Array): number | undefined {
    return fail('EINVAL');
  }
  readChunk(actor: Actor, max: number): Chunk | undefined {
    return this.read(actor, max);
  }
  writeChunk(actor: Actor, chunk: Chunk): number | undefined {
    return this.write(actor, materialise(chunk));
  }
  pread(_actor: Actor, _max: number, _offset: number): Uint8Array {
    return fail('ESPIPE');
  }
  pwrite(_actor: Actor, _data: Uint8Array, _offset: number): number {
    return fail('ESPIPE');
  }
  seek(_offset: number, _whence: number): number {
    return fail('ESPIPE');
  }
  truncate(_actor: Actor, _size: number): void {
    fail('EINVAL');
  }
  getdents(_actor: Actor): Dirent[] {
    return fail('ENOTDIR');
  }
  ioctl<R extends IoctlRequest>(_actor: Actor, _request: R, _arg: IoctlMap[R]['arg']): IoctlMap[R]['result'] {
    return fail('ENOTTY');
  }
}
