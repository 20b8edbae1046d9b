/**
 * Inodes and file systems. A file system gives inodes; path walk, mounts, permissions checks, the dentry cache and open files of
 * regular files and directories are the VFS's (walk.ts, mount.ts, permission.ts). Like struct inode with its inode_operations.
 */
import type { FileType, Stat, StatFs } from '../abi/fs.ts';
import type { Chunk } from '../base/content.ts';
import type { ContentSource } from '../base/content.ts';
import type { Actor, OpenFile } from './file.ts';
import type { Mount, PathRef } from './mount.ts';

/** An inode of some file system. Identity is the object: one inode, one object, as long as the file system lives. */
export interface Inode {
  readonly fs: FileSystem;
  readonly ino: number;
  readonly type: FileType;
  /** Type and permission bits, owner and group: what path walk looks at, without the cost of a {@link stat}. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Device number of a device node, else 0. */
  readonly rdev: number;
  stat(): Stat;
  /** The first bytes of a regular file: what execve(2) looks at. */
  head(length: number): Uint8Array;

  // Directories. Names never contain '/', are never '', '.' or '..'. Each throws ENOTDIR on other types, EROFS when read-only.
  /** The child, or undefined. */
  lookup(name: string): Inode | undefined;
  /** All children in a stable order, without '.' and '..'. */
  list(): Iterable<readonly [string, Inode]>;
  /** Create a child: a regular file, directory, node, FIFO or socket by `mode`'s type bits. EEXIST. */
  create(actor: Actor, name: string, mode: number, rdev?: number): Inode;
  symlink(actor: Actor, name: string, target: string): Inode;
  /** A hard link to an inode of the same file system. EMLINK, EPERM for directories, EEXIST. */
  link(actor: Actor, name: string, inode: Inode): void;
  /** Remove a non-directory child. ENOENT, EISDIR. */
  unlink(actor: Actor, name: string): void;
  /** Remove an empty directory. ENOTEMPTY, ENOTDIR. */
  rmdir(actor: Actor, name: string): void;
  /** Move child `name` to `newName` of `to` (same file system), replacing what is there under rename(2)'s rules. */
  rename(actor: Actor, name: string, to: Inode, newName: string, flags: number): void;

  /** Target of a symlink. EINVAL. `actor` decides for links as /proc/self. */
  readlink(actor?: Actor): string;
  /** A magic link (/proc/PID/exe, fd/N, ns/KIND): where it leads, without a name in between. Absent on ordinary symlinks. */
  follow?(actor: Actor): PathRef;
  /** A mount has this as its root and came into a tree, or left it. A second coming into the same tree may be told of, too. */
  mounted?(mount: Mount, there: boolean): void;
  /** The open file that this inode stands for (/proc/PID/fd/N of a pipe or terminal): {@link open} opens it again. */
  readonly standsFor?: OpenFile;
  /** Open a regular file, directory or a file that the file system itself serves (proc). Device nodes, FIFOs and sockets never come here. */
  open(actor: Actor, flags: number, path: PathRef): OpenFile;
  truncate(actor: Actor, size: number): void;
  /** Change mode bits, owner or times; ctime moves. No permission checks: the VFS made them. */
  setattr(actor: Actor, attr: SetAttr): void;
  getxattr(name: string): Uint8Array | undefined;
  setxattr(actor: Actor, name: string, value: Uint8Array | undefined): void;
  listxattr(): string[];
}

/** The bytes of a regular file, as {@link RegularFile} (regular.ts) needs them. */
export interface DataInode extends Inode {
  readonly size: number;
  /** At most `max` bytes at `offset`; EMPTY at or after the end. The result is the caller's. */
  readAt(offset: number, max: number): Uint8Array;
  readChunkAt(offset: number, max: number): Chunk;
  /** ENOSPC, EFBIG, EROFS. mtime and ctime move, set-id bits fall. */
  writeAt(actor: Actor, offset: number, data: Chunk): number;
  /** A read happened: relatime. */
  touch(now_ms: number): void;
  /** An open file holds it, or no longer does: the content of an unlinked file lives until the last one closes. */
  opened(): void;
  closed(): void;
  /** The declared content that the file holds whole and unchanged, or undefined. */
  declared(): ContentSource | undefined;
}

/** Attributes to change; what is undefined stays. `mode` has only the permission bits (07777). */
export interface SetAttr {
  readonly mode?: number | undefined;
  readonly uid?: number | undefined;
  readonly gid?: number | undefined;
  readonly atime_ms?: number | undefined;
  readonly mtime_ms?: number | undefined;
}

/** A mounted or mountable file system (super_block). */
export interface FileSystem {
  /** As in /proc/mounts: 'ext4', 'tmpfs', 'overlay', 'proc', 'sysfs', 'cgroup2', 'devpts'. */
  readonly type: string;
  /** Device number that stat shows. */
  readonly dev: number;
  readonly root: Inode;
  statfs(): StatFs;
  /** Options as /proc/mounts shows them, beyond rw/ro and the mount's own flags: 'lowerdir=...,upperdir=...'. */
  options(): string;
  /** Names may change without the VFS: do not cache lookups (proc). */
  readonly volatile: boolean;
  /** The last mount of it went away. */
  shutdown?(): void;
}
