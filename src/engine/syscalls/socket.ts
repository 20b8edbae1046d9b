/** System calls of the socket family. */
import { fail } from '../abi/errno.ts';
import type { SocketOptions } from '../abi/socket.ts';
import type { Sys } from '../abi/sys.ts';
import type { Task } from '../kernel/task.ts';

export function sysSocket(_t: Task, ..._args: Parameters<Sys['socket']>): ReturnType<Sys['socket']> {
  return fail('ENOSYS');
}

export function sysSocketpair(_t: Task, ..._args: Parameters<Sys['socketpair']>): ReturnType<Sys['socketpair']> {
  return fail('ENOSYS');
}

export function sysBind(_t: Task, ..._args: Parameters<Sys['bind']>): ReturnType<Sys['bind']> {
  return fail('ENOSYS');
}

export function sysListen(_t: Task, ..._args: Parameters<Sys['listen']>): ReturnType<Sys['listen']> {
  return fail('ENOSYS');
}

export function sysAccept(_t: Task, ..._args: Parameters<Sys['accept']>): ReturnType<Sys['accept']> {
  return fail('ENOSYS');
}

export function sysConnect(_t: Task, ..._args: Parameters<Sys['connect']>): ReturnType<Sys['connect']> {
  return fail('ENOSYS');
}

export function sysShutdown(_t: Task, ..._args: Parameters<Sys['shutdown']>): ReturnType<Sys['shutdown']> {
  return fail('ENOSYS');
}

export function sysGetsockname(_t: Task, ..._args: Parameters<Sys['getsockname']>): ReturnType<Sys['getsockname']> {
  return fail('ENOSYS');
}

export function sysGetpeername(_t: Task, ..._args: Parameters<Sys['getpeername']>): ReturnType<Sys['getpeername']> {
  return fail('ENOSYS');
}

export function sysGetsockopt<K extends keyof SocketOptions>(_t: Task, _fd: number, _option: K): SocketOptions[K] {
  return fail('ENOSYS');
}

export function sysSetsockopt<K extends keyof SocketOptions>(_t: Task, _fd: number, _option: K, _value: SocketOptions[K]): void {
  fail('ENOSYS');
}

export function sysSendto(_t: Task, ..._args: Parameters<Sys['sendto']>): ReturnType<Sys['sendto']> {
  return fail('ENOSYS');
}

export function sysRecvfrom(_t: Task, ..._args: Parameters<Sys['recvfrom']>): ReturnType<Sys['recvfrom']> {
  return fail('ENOSYS');
}

export function sysSendFds(_t: Task, ..._args: Parameters<Sys['sendFds']>): ReturnType<Sys['sendFds']> {
  return fail('ENOSYS');
}

export function sysRecvFds(_t: Task, ..._args: Parameters<Sys['recvFds']>): ReturnType<Sys['recvFds']> {
  return fail('ENOSYS');
}
