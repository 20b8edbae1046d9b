/** File constants and records: open flags, modes, stat, directory entries, mount flags (open(2), inode(7), statfs(2), mount(2)). */

/** Flags of open(2), x86-64 values. */
export const O = {
  RDONLY: 0,
  WRONLY: 1,
  RDWR: 2,
  ACCMODE: 3,
  CREAT: 0o100,
  EXCL: 0o200,
  NOCTTY: 0o400,
  TRUNC: 0o1000,
  APPEND: 0o2000,
  NONBLOCK: 0o4000,
  DIRECTORY: 0o200000,
  NOFOLLOW: 0o400000,
  CLOEXEC: 0o2000000,
  PATH: 0o10000000,
} as const;

/** File type bits of st_mode, and the special permission bits. */
export const S = {
  IFMT: 0o170000,
  IFSOCK: 0o140000,
  IFLNK: 0o120000,
  IFREG: 0o100000,
  IFBLK: 0o060000,
  IFDIR: 0o040000,
  IFCHR: 0o020000,
  IFIFO: 0o010000,
  ISUID: 0o4000,
  ISGID: 0o2000,
  ISVTX: 0o1000,
} as const;

/** What kind of file a mode says. */
export type FileType = 'file' | 'dir' | 'symlink' | 'char' | 'block' | 'fifo' | 'socket';

const TYPES: Readonly<Record<number, FileType>> = {
  [S.IFSOCK]: 'socket',
  [S.IFLNK]: 'symlink',
  [S.IFREG]: 'file',
  [S.IFBLK]: 'block',
  [S.IFDIR]: 'dir',
  [S.IFCHR]: 'char',
  [S.IFIFO]: 'fifo',
};

/** The type in a mode's bits. */
export function fileType(mode: number): FileType {
  return TYPES[mode & S.IFMT] ?? 'file';
}

/** stat(2). Times are nanoseconds since 1970 of the virtual clock, as bigint-free numbers of microsecond truth. */
export interface Stat {
  readonly dev: number;
  readonly ino: number;
  readonly mode: number;
  readonly nlink: number;
  readonly uid: number;
  readonly gid: number;
  /** Device number of a device node (makedev), else 0. */
  readonly rdev: number;
  readonly size: number;
  readonly blksize: number;
  /** Blocks of 512 bytes. */
  readonly blocks: number;
  /** Milliseconds since the epoch, with a fraction. */
  readonly atime_ms: number;
  readonly mtime_ms: number;
  readonly ctime_ms: number;
  readonly btime_ms: number;
}

/** statfs(2). */
export interface StatFs {
  /** As `stat -f` names it: 'ext2/ext3', 'tmpfs', 'overlayfs', 'proc'. */
  readonly type: string;
  readonly bsize: number;
  readonly blocks: number;
  readonly bfree: number;
  readonly bavail: number;
  readonly files: number;
  readonly ffree: number;
  /** MS_* flags of the mount (f_flags); set by statfs(2), not by file systems. */
  readonly flags?: number;
}

/** A directory entry (getdents64). `type` saves a stat. */
export interface Dirent {
  readonly name: string;
  readonly ino: number;
  readonly type: FileType;
}

/** Mount flags of mount(2). */
export const MS = {
  RDONLY: 1,
  NOSUID: 2,
  NODEV: 4,
  NOEXEC: 8,
  REMOUNT: 32,
  NOATIME: 1024,
  BIND: 4096,
  MOVE: 8192,
  REC: 16384,
  UNBINDABLE: 1 << 17,
  PRIVATE: 1 << 18,
  SLAVE: 1 << 19,
  SHARED: 1 << 20,
  RELATIME: 1 << 21,
  STRICTATIME: 1 << 24,
} as const;

/** Flags of umount2(2). */
export const MNT = { FORCE: 1, DETACH: 2 } as const;

/** makedev(3) for the 32-bit encoding that stat(2) shows. */
export function makedev(major: number, minor: number): number {
  return ((major & 0xfff) << 8) | (minor & 0xff) | ((minor & 0xfff00) << 12);
}
/** Major number of a device. */
export function major(dev: number): number {
  return (dev >> 8) & 0xfff;
}
/** Minor number of a device. */
export function minor(dev: number): number {
  return (dev & 0xff) | ((dev >> 12) & 0xfff00);
}

/** access(2) modes. */
export const ACCESS = { F_OK: 0, X_OK: 1, W_OK: 2, R_OK: 4 } as const;

/** lseek(2) whence. */
export const SEEK = { SET: 0, CUR: 1, END: 2 } as const;
