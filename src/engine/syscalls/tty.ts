/** System calls of the tty family. */
import { fail } from '../abi/errno.ts';
import type { Sys } from '../abi/sys.ts';
import type { Task } from '../kernel/task.ts';
import type { IoctlMap, IoctlRequest } from '../abi/tty.ts';

export function sysIoctl<R extends IoctlRequest>(_t: Task, _fd: number, _request: R, _arg: IoctlMap[R]['arg']): IoctlMap[R]['result'] {
  return fail('ENOSYS');
}
