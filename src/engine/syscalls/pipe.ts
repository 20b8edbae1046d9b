/** System calls of the pipe family. */
import { fail } from '../abi/errno.ts';
import type { Sys } from '../abi/sys.ts';
import type { Task } from '../kernel/task.ts';

export function sysPipe(_t: Task, ..._args: Parameters<Sys['pipe']>): ReturnType<Sys['pipe']> {
  return fail('ENOSYS');
}
