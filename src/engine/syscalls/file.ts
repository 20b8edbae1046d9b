/** System calls of the file family. */
import { fail } from '../abi/errno.ts';
import type { Sys } from '../abi/sys.ts';
import type { Task } from '../kernel/task.ts';

export function sysOpen(_t: Task, ..._args: Parameters<Sys['open']>): ReturnType<Sys['open']> {
  return fail('ENOSYS');
}

export function sysClose(_t: Task, ..._args: Parameters<Sys['close']>): ReturnType<Sys['close']> {
  return fail('ENOSYS');
}

export function sysRead(_t: Task, ..._args: Parameters<Sys['read']>): ReturnType<Sys['read']> {
  return fail('ENOSYS');
}

export function sysWrite(_t: Task, ..._args: Parameters<Sys['write']>): ReturnType<Sys['write']> {
  return fail('ENOSYS');
}

export function sysPread(_t: Task, ..._args: Parameters<Sys['pread']>): ReturnType<Sys['pread']> {
  return fail('ENOSYS');
}

export function sysPwrite(_t: Task, ..._args: Parameters<Sys['pwrite']>): ReturnType<Sys['pwrite']> {
  return fail('ENOSYS');
}

export function sysSplice(_t: Task, ..._args: Parameters<Sys['splice']>): ReturnType<Sys['splice']> {
  return fail('ENOSYS');
}

export function sysWriteContent(_t: Task, ..._args: Parameters<Sys['writeContent']>): ReturnType<Sys['writeContent']> {
  return fail('ENOSYS');
}

export function sysLseek(_t: Task, ..._args: Parameters<Sys['lseek']>): ReturnType<Sys['lseek']> {
  return fail('ENOSYS');
}

export function sysDup(_t: Task, ..._args: Parameters<Sys['dup']>): ReturnType<Sys['dup']> {
  return fail('ENOSYS');
}

export function sysDup2(_t: Task, ..._args: Parameters<Sys['dup2']>): ReturnType<Sys['dup2']> {
  return fail('ENOSYS');
}

export function sysGetfl(_t: Task, ..._args: Parameters<Sys['getfl']>): ReturnType<Sys['getfl']> {
  return fail('ENOSYS');
}

export function sysSetfl(_t: Task, ..._args: Parameters<Sys['setfl']>): ReturnType<Sys['setfl']> {
  return fail('ENOSYS');
}

export function sysSetCloexec(_t: Task, ..._args: Parameters<Sys['setCloexec']>): ReturnType<Sys['setCloexec']> {
  return fail('ENOSYS');
}

export function sysGetCloexec(_t: Task, ..._args: Parameters<Sys['getCloexec']>): ReturnType<Sys['getCloexec']> {
  return fail('ENOSYS');
}

export function sysFstat(_t: Task, ..._args: Parameters<Sys['fstat']>): ReturnType<Sys['fstat']> {
  return fail('ENOSYS');
}

export function sysFtruncate(_t: Task, ..._args: Parameters<Sys['ftruncate']>): ReturnType<Sys['ftruncate']> {
  return fail('ENOSYS');
}

export function sysGetdents(_t: Task, ..._args: Parameters<Sys['getdents']>): ReturnType<Sys['getdents']> {
  return fail('ENOSYS');
}

export function sysFsync(_t: Task, ..._args: Parameters<Sys['fsync']>): ReturnType<Sys['fsync']> {
  return fail('ENOSYS');
}

export function sysFlock(_t: Task, ..._args: Parameters<Sys['flock']>): ReturnType<Sys['flock']> {
  return fail('ENOSYS');
}
