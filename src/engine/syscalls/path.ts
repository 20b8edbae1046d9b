/** System calls of the path family. */
import { fail } from '../abi/errno.ts';
import type { Sys } from '../abi/sys.ts';
import type { Task } from '../kernel/task.ts';

export function sysStat(_t: Task, ..._args: Parameters<Sys['stat']>): ReturnType<Sys['stat']> {
  return fail('ENOSYS');
}

export function sysLstat(_t: Task, ..._args: Parameters<Sys['lstat']>): ReturnType<Sys['lstat']> {
  return fail('ENOSYS');
}

export function sysStatfs(_t: Task, ..._args: Parameters<Sys['statfs']>): ReturnType<Sys['statfs']> {
  return fail('ENOSYS');
}

export function sysAccess(_t: Task, ..._args: Parameters<Sys['access']>): ReturnType<Sys['access']> {
  return fail('ENOSYS');
}

export function sysMkdir(_t: Task, ..._args: Parameters<Sys['mkdir']>): ReturnType<Sys['mkdir']> {
  return fail('ENOSYS');
}

export function sysRmdir(_t: Task, ..._args: Parameters<Sys['rmdir']>): ReturnType<Sys['rmdir']> {
  return fail('ENOSYS');
}

export function sysUnlink(_t: Task, ..._args: Parameters<Sys['unlink']>): ReturnType<Sys['unlink']> {
  return fail('ENOSYS');
}

export function sysLink(_t: Task, ..._args: Parameters<Sys['link']>): ReturnType<Sys['link']> {
  return fail('ENOSYS');
}

export function sysSymlink(_t: Task, ..._args: Parameters<Sys['symlink']>): ReturnType<Sys['symlink']> {
  return fail('ENOSYS');
}

export function sysReadlink(_t: Task, ..._args: Parameters<Sys['readlink']>): ReturnType<Sys['readlink']> {
  return fail('ENOSYS');
}

export function sysRename(_t: Task, ..._args: Parameters<Sys['rename']>): ReturnType<Sys['rename']> {
  return fail('ENOSYS');
}

export function sysMknod(_t: Task, ..._args: Parameters<Sys['mknod']>): ReturnType<Sys['mknod']> {
  return fail('ENOSYS');
}

export function sysChmod(_t: Task, ..._args: Parameters<Sys['chmod']>): ReturnType<Sys['chmod']> {
  return fail('ENOSYS');
}

export function sysChown(_t: Task, ..._args: Parameters<Sys['chown']>): ReturnType<Sys['chown']> {
  return fail('ENOSYS');
}

export function sysUtimens(_t: Task, ..._args: Parameters<Sys['utimens']>): ReturnType<Sys['utimens']> {
  return fail('ENOSYS');
}

export function sysTruncate(_t: Task, ..._args: Parameters<Sys['truncate']>): ReturnType<Sys['truncate']> {
  return fail('ENOSYS');
}

export function sysGetxattr(_t: Task, ..._args: Parameters<Sys['getxattr']>): ReturnType<Sys['getxattr']> {
  return fail('ENOSYS');
}

export function sysSetxattr(_t: Task, ..._args: Parameters<Sys['setxattr']>): ReturnType<Sys['setxattr']> {
  return fail('ENOSYS');
}

export function sysRemovexattr(_t: Task, ..._args: Parameters<Sys['removexattr']>): ReturnType<Sys['removexattr']> {
  return fail('ENOSYS');
}

export function sysListxattr(_t: Task, ..._args: Parameters<Sys['listxattr']>): ReturnType<Sys['listxattr']> {
  return fail('ENOSYS');
}

export function sysReaddir(_t: Task, ..._args: Parameters<Sys['readdir']>): ReturnType<Sys['readdir']> {
  return fail('ENOSYS');
}

export function sysChdir(_t: Task, ..._args: Parameters<Sys['chdir']>): ReturnType<Sys['chdir']> {
  return fail('ENOSYS');
}

export function sysFchdir(_t: Task, ..._args: Parameters<Sys['fchdir']>): ReturnType<Sys['fchdir']> {
  return fail('ENOSYS');
}

export function sysGetcwd(_t: Task, ..._args: Parameters<Sys['getcwd']>): ReturnType<Sys['getcwd']> {
  return fail('ENOSYS');
}

export function sysUmask(_t: Task, ..._args: Parameters<Sys['umask']>): ReturnType<Sys['umask']> {
  return fail('ENOSYS');
}

export function sysChroot(_t: Task, ..._args: Parameters<Sys['chroot']>): ReturnType<Sys['chroot']> {
  return fail('ENOSYS');
}

export function sysPivotRoot(_t: Task, ..._args: Parameters<Sys['pivotRoot']>): ReturnType<Sys['pivotRoot']> {
  return fail('ENOSYS');
}
