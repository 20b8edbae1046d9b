/**
 * Open files: what a descriptor points to (struct file). Nothing here blocks: an operation that cannot go on now returns
 * `undefined`, and the caller (syscalls/) sleeps on `readiness` and tries again. No task is known here; who acts is an {@link Actor}.
 */
import type { Chunk } from '../base/content.ts';
import type { Waitable } from '../base/waitable.ts';
import type { Credentials } from '../abi/process.ts';
import type { Dirent, Stat } from '../abi/fs.ts';
import type { IoctlMap, IoctlRequest } from '../abi/tty.ts';
import type { Inode } from './inode.ts';

/** Who acts, as far as files need to know: identity, the time, and the trace cause to stamp on what is written. */
export interface Actor {
  readonly cred: Credentials;
  /** Milliseconds since the epoch of the virtual clock. */
  now_ms(): number;
  /** The trace event that led to this act; sockets carry it to the reader. */
  cause: number;
  root: number;
  /** Does some process run this file as its program? Then it cannot be written to (ETXTBSY). Absent: never. */
  executes?(inode: Inode): boolean;
}

/** struct file and its file_operations. Shared by all descriptors that dup(2) or fork made from it. */
export interface OpenFile {
  /** O_ACCMODE, O_APPEND, O_NONBLOCK; F_SETFL changes the last two. */
  flags: number;
  /** File position; ignored by streams. */
  offset: number;
  /** Notified whenever {@link poll} may have changed. */
  readonly readiness: Waitable;
  /** For /proc/PID/fd links and traces: '/etc/passwd', 'pipe:[17]', 'socket:[9]', '/dev/pts/0'. */
  readonly name: string;
  /** The mount that holds it, so that umount(2) answers EBUSY; undefined for pipes and sockets. */
  readonly mount?: object | undefined;
  /** Number of descriptors (and in-flight SCM_RIGHTS) that hold it. Kept by {@link retain} and {@link release}. */
  retain(): void;
  /** Drop one holder; the last closes. */
  release(actor: Actor): void;
  /** POLL_* that hold now. Regular files: IN | OUT. */
  poll(): number;
  /** At most `max` bytes at the position (which moves), EMPTY at the end, undefined when it would block. */
  read(actor: Actor, max: number): Uint8Array | undefined;
  /** How many bytes were taken (at least 1), undefined when it would block. */
  write(actor: Actor, data: Uint8Array): number | undefined;
  /** As read, but declared content stays declared. */
  readChunk(actor: Actor, max: number): Chunk | undefined;
  writeChunk(actor: Actor, chunk: Chunk): number | undefined;
  /** ESPIPE for streams. */
  pread(actor: Actor, max: number, offset: number): Uint8Array;
  pwrite(actor: Actor, data: Uint8Array, offset: number): number;
  /** The new position. ESPIPE for streams. */
  seek(offset: number, whence: number): number;
  stat(): Stat;
  truncate(actor: Actor, size: number): void;
  /** ENOTDIR unless a directory. */
  getdents(actor: Actor): Dirent[];
  /** ENOTTY for what a file does not know. Terminal requests that concern sessions are handled in syscalls/ before they come here. */
  ioctl<R extends IoctlRequest>(actor: Actor, request: R, arg: IoctlMap[R]['arg']): IoctlMap[R]['result'];
}
