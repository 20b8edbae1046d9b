/** Anonymous inodes: what fstat(2) answers for pipes and sockets, which no file system holds (pipefs, sockfs). */
import type { Stat } from '../abi/fs.ts';
import type { Actor } from '../vfs/file.ts';

/** Device numbers of the internal file systems. */
export const PIPEFS_DEV = 13;
export const SOCKFS_DEV = 8;

/** A fresh anonymous inode of the actor's; `mode` has the type bits. */
export function anonymousStat(actor: Actor, dev: number, ino: number, mode: number): Stat {
  const now = actor.now_ms();
  return { dev, ino, mode, nlink: 1, uid: actor.cred.euid, gid: actor.cred.egid, rdev: 0, size: 0, blksize: 4096, blocks: 0, atime_ms: now, mtime_ms: now, ctime_ms: now, btime_ms: now };
}
