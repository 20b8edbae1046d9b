/** System calls of the mount family. */
import { fail } from '../abi/errno.ts';
import type { Sys } from '../abi/sys.ts';
import type { Task } from '../kernel/task.ts';

export function sysMount(_t: Task, ..._args: Parameters<Sys['mount']>): ReturnType<Sys['mount']> {
  return fail('ENOSYS');
}

export function sysUmount(_t: Task, ..._args: Parameters<Sys['umount']>): ReturnType<Sys['umount']> {
  return fail('ENOSYS');
}
