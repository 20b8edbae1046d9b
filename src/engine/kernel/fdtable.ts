/**
 * The table of open file descriptors (struct files_struct): numbers to open files, with the close-on-exec mark. Shared by the
 * threads of a process, copied by fork. Every entry holds its file once (retain/release).
 */
import { fail } from '../abi/errno.ts';
import type { Actor, OpenFile } from '../vfs/file.ts';

export class FdTable {
  private files: (OpenFile | undefined)[] = [];
  private marks: boolean[] = [];
  /** No descriptor below this number is free. */
  private firstFree = 0;
  /** Tasks that share this table. */
  users = 1;
  /** RLIMIT_NOFILE, soft. */
  limit = 1024;

  /** The file of a descriptor. EBADF. */
  get(fd: number): OpenFile {
    return this.files[fd] ?? fail('EBADF');
  }

  /** The file of a descriptor, or undefined. */
  peek(fd: number): OpenFile | undefined {
    return this.files[fd];
  }

  /** Give `file` the lowest free number not below `min`. Takes over the caller's hold on the file. EMFILE, EINVAL. */
  install(file: OpenFile, cloexec = false, min = 0): number {
    if (min < 0 || min >= this.limit) fail('EINVAL');
    let fd = Math.max(min, this.firstFree);
    while (this.files[fd] !== undefined) fd++;
    if (fd >= this.limit) fail('EMFILE');
    this.files[fd] = file;
    this.marks[fd] = cloexec;
    if (min <= this.firstFree) this.firstFree = fd + 1;
    return fd;
  }

  /** Put `file` at `fd`, closing what was there. Takes over the caller's hold. EBADF when out of range. */
  replace(actor: Actor, fd: number, file: OpenFile, cloexec: boolean): void {
    if (fd < 0 || fd >= this.limit) fail('EBADF');
    const old = this.files[fd];
    while (this.files.length < fd) this.files.push(undefined);
    this.files[fd] = file;
    this.marks[fd] = cloexec;
    old?.release(actor);
  }

  /** close(2). EBADF. */
  close(actor: Actor, fd: number): void {
    const file = this.get(fd);
    this.files[fd] = undefined;
    if (fd < this.firstFree) this.firstFree = fd;
    file.release(actor);
  }

  /** FD_CLOEXEC. EBADF. */
  getCloexec(fd: number): boolean {
    this.get(fd);
    return this.marks[fd] === true;
  }

  setCloexec(fd: number, on: boolean): void {
    this.get(fd);
    this.marks[fd] = on;
  }

  /** A copy that holds every file once more (fork). */
  copy(): FdTable {
    const table = new FdTable();
    table.limit = this.limit;
    table.firstFree = this.firstFree;
    table.files = this.files.slice();
    table.marks = this.marks.slice();
    for (const file of table.files) file?.retain();
    return table;
  }

  /** Close what execve(2) closes. */
  closeOnExec(actor: Actor): void {
    for (let fd = 0; fd < this.files.length; fd++) if (this.files[fd] !== undefined && this.marks[fd] === true) this.close(actor, fd);
  }

  /** One user less; the last closes everything. */
  drop(actor: Actor): void {
    if (--this.users > 0) return;
    for (let fd = 0; fd < this.files.length; fd++) {
      const file = this.files[fd];
      if (file === undefined) continue;
      this.files[fd] = undefined;
      file.release(actor);
    }
  }

  /** Open descriptors in ascending order, for /proc/PID/fd. */
  *entries(): IterableIterator<readonly [number, OpenFile]> {
    for (let fd = 0; fd < this.files.length; fd++) {
      const file = this.files[fd];
      if (file !== undefined) yield [fd, file];
    }
  }
}
