/** System calls of the poll family. */
import { fail } from '../abi/errno.ts';
import type { Sys } from '../abi/sys.ts';
import type { Task } from '../kernel/task.ts';

export function sysPoll(_t: Task, ..._args: Parameters<Sys['poll']>): ReturnType<Sys['poll']> {
  return fail('ENOSYS');
}
