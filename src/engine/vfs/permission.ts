/**
 * Who may do what: mode bits, ownership, the sticky bit, and the capabilities that override them (capabilities(7), path_resolution(7)).
 * Access control lists and security modules are left out.
 */
import { fail } from '../abi/errno.ts';
import { S } from '../abi/fs.ts';
import type { Credentials } from '../abi/process.ts';
import type { Inode } from './inode.ts';

/** Bits of a permission mask. */
export const MAY = { EXEC: 1, WRITE: 2, READ: 4 } as const;

function inGroup(cred: Credentials, gid: number): boolean {
  return cred.egid === gid || cred.groups.includes(gid);
}

/** May `cred` access `inode` in all ways of `mask` (MAY.*)? */
export function permitted(inode: Inode, cred: Credentials, mask: number): boolean {
  const mode = inode.mode;
  if (cred.euid === inode.uid) {
    if (((mode >> 6) & mask) === mask) return true;
  } else if ((mode & 0o070) === (mode & 0o007) << 3) {
    if ((mode & mask) === mask) return true;
  } else if (inGroup(cred, inode.gid)) {
    if (((mode >> 3) & mask) === mask) return true;
  } else if ((mode & mask) === mask) return true;
  if (inode.type === 'dir') {
    if (cred.caps.has('DAC_OVERRIDE')) return true;
    return (mask & MAY.WRITE) === 0 && cred.caps.has('DAC_READ_SEARCH');
  }
  if (((mask & MAY.EXEC) === 0 || (mode & 0o111) !== 0) && cred.caps.has('DAC_OVERRIDE')) return true;
  return mask === MAY.READ && cred.caps.has('DAC_READ_SEARCH');
}

/** EACCES unless {@link permitted}. */
export function checkPermission(inode: Inode, cred: Credentials, mask: number): void {
  if (!permitted(inode, cred, mask)) fail('EACCES');
}

/** Does `cred` own `inode`, or may it act as if (CAP_FOWNER)? */
export function owns(inode: Inode, cred: Credentials): boolean {
  return cred.euid === inode.uid || cred.caps.has('FOWNER');
}

/** EACCES or EPERM unless `cred` may remove or rename `victim` from `dir` (may_delete). */
export function checkDelete(dir: Inode, victim: Inode, cred: Credentials): void {
  checkPermission(dir, cred, MAY.WRITE | MAY.EXEC);
  if ((dir.mode & S.ISVTX) !== 0 && cred.euid !== victim.uid && cred.euid !== dir.uid && !cred.caps.has('FOWNER')) fail('EPERM');
}

/** chown(2): EPERM unless allowed. -1 leaves an id as it is. */
export function checkChown(inode: Inode, cred: Credentials, uid: number, gid: number): void {
  if (cred.caps.has('CHOWN')) return;
  if (uid !== -1 && (cred.euid !== inode.uid || uid !== inode.uid)) fail('EPERM');
  if (gid !== -1 && (cred.euid !== inode.uid || (gid !== inode.gid && !inGroup(cred, gid)))) fail('EPERM');
}

/** The mode after chmod(2): set-group-id falls when the caller is not in the file's group. EPERM unless owner. */
export function checkChmod(inode: Inode, cred: Credentials, mode: number): number {
  if (!owns(inode, cred)) fail('EPERM');
  if ((mode & S.ISGID) !== 0 && inode.type !== 'dir' && !inGroup(cred, inode.gid) && !cred.caps.has('FSETID')) return mode & ~S.ISGID;
  return mode;
}
