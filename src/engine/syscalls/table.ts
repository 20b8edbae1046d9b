/**
 * The table of system calls: what a program calls, and the function of its family that does it. Here every call is charged to the
 * caller, and shown to observers when they watch calls; what a call does is in the family's file.
 *
 * A call that can block first sees to what waits for the task (signals, a stop, the end of its slice), so that a program is
 * interrupted even when none of its calls ever blocks.
 */
import { assert } from '../base/assert.ts';
import type { Chunk } from '../base/content.ts';
import type { Dirent, Stat, StatFs } from '../abi/fs.ts';
import type { Credentials, NamespaceKind, PollFd, ResourceUsage, WaitResult } from '../abi/process.ts';
import type { ShutdownHow, SocketAddress, SocketFamily, SocketOptions, SocketType } from '../abi/socket.ts';
import type { CloneOptions, SigHandler, Sys, SysInfo, Task, Times, UtsName } from '../abi/sys.ts';
import type { TraceData } from '../abi/trace.ts';
import type { IoctlMap, IoctlRequest } from '../abi/tty.ts';
import { attend } from '../kernel/signal.ts';
import type { Task as KTask } from '../kernel/task.ts';
import { sysClose, sysDup, sysDup2, sysFlock, sysFstat, sysFsync, sysFtruncate, sysGetCloexec, sysGetdents, sysGetfl, sysLseek, sysOpen, sysPread, sysPwrite, sysRead, sysSetCloexec, sysSetfl, sysSplice, sysWrite, sysWriteContent } from './file.ts';
import { sysAccess, sysChdir, sysChmod, sysChown, sysChroot, sysFchdir, sysGetcwd, sysGetxattr, sysLink, sysListxattr, sysLstat, sysMkdir, sysMknod, sysReaddir, sysReadlink, sysRemovexattr, sysRename, sysRmdir, sysSetxattr, sysStat, sysStatfs, sysSymlink, sysTruncate, sysUmask, sysUnlink, sysUtimens } from './path.ts';
import { sysMount, sysPivotRoot, sysUmount } from './mount.ts';
import { sysPipe } from './pipe.ts';
import { sysPoll } from './poll.ts';
import { sysIoctl } from './tty.ts';
import { sysAccept, sysBind, sysConnect, sysGetpeername, sysGetsockname, sysGetsockopt, sysListen, sysRecvFds, sysRecvfrom, sysSendFds, sysSendto, sysSetsockopt, sysShutdown, sysSocket, sysSocketpair } from './socket.ts';
import { sysClone, sysExit, sysGetpgid, sysGetpid, sysGetppid, sysGetrlimit, sysGetrusage, sysGetsid, sysGettid, sysSetComm, sysSetNoNewPrivs, sysSetParentDeathSignal, sysSetSubreaper, sysSetpgid, sysSetrlimit, sysSetsid, sysThread, sysWait4 } from './process.ts';
import { sysGetcred, sysSetcaps, sysSetgid, sysSetgroups, sysSetuid } from './cred.ts';
import { sysExecve } from './exec.ts';
import { sysKill, sysSigaction, sysSigpending, sysSigprocmask, sysSigsuspend } from './signal.ts';
import { sysSethostname, sysSetns, sysUname, sysUnshare } from './namespace.ts';
import { sysGetrandom, sysMonotonic_ns, sysNow_ms, sysSetitimer, sysSleep, sysSysinfo } from './time.ts';
import { sysFutexWait, sysFutexWake, sysGetpriority, sysSchedYield, sysSetpriority } from './sched.ts';
import { showBlockingCall, showCall } from './show.ts';

/** Virtual CPU time that a call costs its caller, nanoseconds: the order of magnitude of a current machine. */
const COST = { FD: 400, PATH: 1_200, SOCKET: 1_500, MOUNT: 8_000, FORK: 60_000, EXEC: 180_000 } as const;

/** A family's function as the long way calls it, whatever its parameters. */
type Call<R> = (t: KTask, ...args: never[]) => R;

export class SysCalls implements Sys {
  readonly task: KTask;

  constructor(task: KTask) {
    this.task = task;
  }

  /** Charge the call. True when it must take the long way: somebody watches, or something waits for the task. */
  private enter(cost_ns: number): boolean {
    const t = this.task;
    t.system_ns += cost_ns;
    const kernel = t.kernel;
    assert(kernel.scheduler.running === t, 'a task used the calls of another: after fork, the child must use its own sys, in signal handlers too');
    if (kernel.clock.spend(cost_ns)) t.attention = true;
    return t.attention || kernel.tracer.syscalls;
  }

  /** A call that cannot block, perhaps watched. */
  private show<R>(name: string, call: Call<R>, args: readonly unknown[]): R {
    if (!this.task.kernel.tracer.syscalls) return call(this.task, ...(args as never[]));
    return showCall(this.task, name, call, args);
  }

  /** A call that can block, perhaps watched, after what waits for the task. */
  private *slow<T>(name: string, call: Call<Task<T>>, args: readonly unknown[], asleep = false): Task<T> {
    if (this.task.attention) yield* attend(this.task, asleep);
    if (!this.task.kernel.tracer.syscalls) return yield* call(this.task, ...(args as never[]));
    return yield* showBlockingCall(this.task, name, call, args);
  }


  open(path: string, flags: number, mode?: number): Task<number> {
    return this.enter(COST.FD) ? this.slow('open', sysOpen, [path, flags, mode]) : sysOpen(this.task, path, flags, mode);
  }

  close(fd: number): void {
    return this.enter(COST.FD) ? this.show('close', sysClose, [fd]) : sysClose(this.task, fd);
  }

  read(fd: number, max: number): Task<Uint8Array> {
    return this.enter(COST.FD) ? this.slow('read', sysRead, [fd, max]) : sysRead(this.task, fd, max);
  }

  write(fd: number, data: Uint8Array): Task<number> {
    return this.enter(COST.FD) ? this.slow('write', sysWrite, [fd, data]) : sysWrite(this.task, fd, data);
  }

  pread(fd: number, max: number, offset: number): Uint8Array {
    return this.enter(COST.FD) ? this.show('pread', sysPread, [fd, max, offset]) : sysPread(this.task, fd, max, offset);
  }

  pwrite(fd: number, data: Uint8Array, offset: number): number {
    return this.enter(COST.FD) ? this.show('pwrite', sysPwrite, [fd, data, offset]) : sysPwrite(this.task, fd, data, offset);
  }

  splice(from: number, to: number, max: number): Task<number> {
    return this.enter(COST.FD) ? this.slow('splice', sysSplice, [from, to, max]) : sysSplice(this.task, from, to, max);
  }

  writeContent(fd: number, chunk: Chunk): Task<number> {
    return this.enter(COST.FD) ? this.slow('writeContent', sysWriteContent, [fd, chunk]) : sysWriteContent(this.task, fd, chunk);
  }

  lseek(fd: number, offset: number, whence: number): number {
    return this.enter(COST.FD) ? this.show('lseek', sysLseek, [fd, offset, whence]) : sysLseek(this.task, fd, offset, whence);
  }

  dup(fd: number, min?: number): number {
    return this.enter(COST.FD) ? this.show('dup', sysDup, [fd, min]) : sysDup(this.task, fd, min);
  }

  dup2(from: number, to: number, cloexec?: boolean): number {
    return this.enter(COST.FD) ? this.show('dup2', sysDup2, [from, to, cloexec]) : sysDup2(this.task, from, to, cloexec);
  }

  getfl(fd: number): number {
    return this.enter(COST.FD) ? this.show('getfl', sysGetfl, [fd]) : sysGetfl(this.task, fd);
  }

  setfl(fd: number, flags: number): void {
    return this.enter(COST.FD) ? this.show('setfl', sysSetfl, [fd, flags]) : sysSetfl(this.task, fd, flags);
  }

  setCloexec(fd: number, on: boolean): void {
    return this.enter(COST.FD) ? this.show('setCloexec', sysSetCloexec, [fd, on]) : sysSetCloexec(this.task, fd, on);
  }

  getCloexec(fd: number): boolean {
    return this.enter(COST.FD) ? this.show('getCloexec', sysGetCloexec, [fd]) : sysGetCloexec(this.task, fd);
  }

  pipe(flags?: number): [number, number] {
    return this.enter(COST.FD) ? this.show('pipe', sysPipe, [flags]) : sysPipe(this.task, flags);
  }

  poll(fds: readonly PollFd[], timeout_ns?: number): Task<number[]> {
    return this.enter(COST.FD) ? this.slow('poll', sysPoll, [fds, timeout_ns]) : sysPoll(this.task, fds, timeout_ns);
  }

  ioctl<R extends IoctlRequest>(fd: number, request: R, arg: IoctlMap[R]['arg']): IoctlMap[R]['result'] {
    return this.enter(COST.FD) ? this.show('ioctl', sysIoctl, [fd, request, arg]) : sysIoctl(this.task, fd, request, arg);
  }

  fstat(fd: number): Stat {
    return this.enter(COST.FD) ? this.show('fstat', sysFstat, [fd]) : sysFstat(this.task, fd);
  }

  ftruncate(fd: number, size: number): void {
    return this.enter(COST.FD) ? this.show('ftruncate', sysFtruncate, [fd, size]) : sysFtruncate(this.task, fd, size);
  }

  getdents(fd: number): Dirent[] {
    return this.enter(COST.FD) ? this.show('getdents', sysGetdents, [fd]) : sysGetdents(this.task, fd);
  }

  fsync(fd: number): void {
    return this.enter(COST.FD) ? this.show('fsync', sysFsync, [fd]) : sysFsync(this.task, fd);
  }

  flock(fd: number, op: 'sh' | 'ex' | 'un', nonblock?: boolean): Task<void> {
    return this.enter(COST.FD) ? this.slow('flock', sysFlock, [fd, op, nonblock]) : sysFlock(this.task, fd, op, nonblock);
  }

  stat(path: string): Stat {
    return this.enter(COST.PATH) ? this.show('stat', sysStat, [path]) : sysStat(this.task, path);
  }

  lstat(path: string): Stat {
    return this.enter(COST.PATH) ? this.show('lstat', sysLstat, [path]) : sysLstat(this.task, path);
  }

  statfs(path: string): StatFs {
    return this.enter(COST.PATH) ? this.show('statfs', sysStatfs, [path]) : sysStatfs(this.task, path);
  }

  access(path: string, mode: number): void {
    return this.enter(COST.PATH) ? this.show('access', sysAccess, [path, mode]) : sysAccess(this.task, path, mode);
  }

  mkdir(path: string, mode?: number): void {
    return this.enter(COST.PATH) ? this.show('mkdir', sysMkdir, [path, mode]) : sysMkdir(this.task, path, mode);
  }

  rmdir(path: string): void {
    return this.enter(COST.PATH) ? this.show('rmdir', sysRmdir, [path]) : sysRmdir(this.task, path);
  }

  unlink(path: string): void {
    return this.enter(COST.PATH) ? this.show('unlink', sysUnlink, [path]) : sysUnlink(this.task, path);
  }

  link(from: string, to: string): void {
    return this.enter(COST.PATH) ? this.show('link', sysLink, [from, to]) : sysLink(this.task, from, to);
  }

  symlink(target: string, path: string): void {
    return this.enter(COST.PATH) ? this.show('symlink', sysSymlink, [target, path]) : sysSymlink(this.task, target, path);
  }

  readlink(path: string): string {
    return this.enter(COST.PATH) ? this.show('readlink', sysReadlink, [path]) : sysReadlink(this.task, path);
  }

  rename(from: string, to: string, flags?: number): void {
    return this.enter(COST.PATH) ? this.show('rename', sysRename, [from, to, flags]) : sysRename(this.task, from, to, flags);
  }

  mknod(path: string, mode: number, rdev?: number): void {
    return this.enter(COST.PATH) ? this.show('mknod', sysMknod, [path, mode, rdev]) : sysMknod(this.task, path, mode, rdev);
  }

  chmod(path: string, mode: number): void {
    return this.enter(COST.PATH) ? this.show('chmod', sysChmod, [path, mode]) : sysChmod(this.task, path, mode);
  }

  chown(path: string, uid: number, gid: number, follow?: boolean): void {
    return this.enter(COST.PATH) ? this.show('chown', sysChown, [path, uid, gid, follow]) : sysChown(this.task, path, uid, gid, follow);
  }

  utimens(path: string, times: Times, follow?: boolean): void {
    return this.enter(COST.PATH) ? this.show('utimens', sysUtimens, [path, times, follow]) : sysUtimens(this.task, path, times, follow);
  }

  truncate(path: string, size: number): void {
    return this.enter(COST.PATH) ? this.show('truncate', sysTruncate, [path, size]) : sysTruncate(this.task, path, size);
  }

  getxattr(path: string, name: string): Uint8Array {
    return this.enter(COST.PATH) ? this.show('getxattr', sysGetxattr, [path, name]) : sysGetxattr(this.task, path, name);
  }

  setxattr(path: string, name: string, value: Uint8Array): void {
    return this.enter(COST.PATH) ? this.show('setxattr', sysSetxattr, [path, name, value]) : sysSetxattr(this.task, path, name, value);
  }

  removexattr(path: string, name: string): void {
    return this.enter(COST.PATH) ? this.show('removexattr', sysRemovexattr, [path, name]) : sysRemovexattr(this.task, path, name);
  }

  listxattr(path: string): string[] {
    return this.enter(COST.PATH) ? this.show('listxattr', sysListxattr, [path]) : sysListxattr(this.task, path);
  }

  readdir(path: string): Dirent[] {
    return this.enter(COST.PATH) ? this.show('readdir', sysReaddir, [path]) : sysReaddir(this.task, path);
  }

  chdir(path: string): void {
    return this.enter(COST.PATH) ? this.show('chdir', sysChdir, [path]) : sysChdir(this.task, path);
  }

  fchdir(fd: number): void {
    return this.enter(COST.PATH) ? this.show('fchdir', sysFchdir, [fd]) : sysFchdir(this.task, fd);
  }

  getcwd(): string {
    return this.enter(COST.PATH) ? this.show('getcwd', sysGetcwd, []) : sysGetcwd(this.task);
  }

  umask(mask: number): number {
    return this.enter(COST.PATH) ? this.show('umask', sysUmask, [mask]) : sysUmask(this.task, mask);
  }

  chroot(path: string): void {
    return this.enter(COST.PATH) ? this.show('chroot', sysChroot, [path]) : sysChroot(this.task, path);
  }

  pivotRoot(newRoot: string, putOld: string): void {
    return this.enter(COST.PATH) ? this.show('pivotRoot', sysPivotRoot, [newRoot, putOld]) : sysPivotRoot(this.task, newRoot, putOld);
  }

  mount(source: string, target: string, fstype: string, flags?: number, data?: string): void {
    return this.enter(COST.MOUNT) ? this.show('mount', sysMount, [source, target, fstype, flags, data]) : sysMount(this.task, source, target, fstype, flags, data);
  }

  umount(target: string, flags?: number): void {
    return this.enter(COST.MOUNT) ? this.show('umount', sysUmount, [target, flags]) : sysUmount(this.task, target, flags);
  }

  clone(child: (sys: Sys) => Task<number>, options?: CloneOptions): number {
    return this.enter(COST.FORK) ? this.show('clone', sysClone, [child, options]) : sysClone(this.task, child, options);
  }

  fork(child: (sys: Sys) => Task<number>): number {
    return this.clone(child);
  }

  thread(child: (sys: Sys) => Task<void>): number {
    return this.enter(COST.FD) ? this.show('thread', sysThread, [child]) : sysThread(this.task, child);
  }

  execve(path: string, argv: readonly string[], envp: readonly string[]): Task<never> {
    return this.enter(COST.EXEC) ? this.slow('execve', sysExecve, [path, argv, envp]) : sysExecve(this.task, path, argv, envp);
  }

  exit(status: number): Task<never> {
    return this.enter(COST.FD) ? this.slow('exit', sysExit, [status]) : sysExit(this.task, status);
  }

  wait4(pid: number, options?: number): Task<WaitResult | undefined> {
    return this.enter(COST.FD) ? this.slow('wait4', sysWait4, [pid, options]) : sysWait4(this.task, pid, options);
  }

  kill(pid: number, signo: number): void {
    return this.enter(COST.FD) ? this.show('kill', sysKill, [pid, signo]) : sysKill(this.task, pid, signo);
  }

  sigaction(signo: number, handler: SigHandler, options?: { readonly restart?: boolean }): SigHandler {
    return this.enter(COST.FD) ? this.show('sigaction', sysSigaction, [signo, handler, options]) : sysSigaction(this.task, signo, handler, options);
  }

  sigprocmask(how: 'block' | 'unblock' | 'set', set: ReadonlySet<number>): ReadonlySet<number> {
    return this.enter(COST.FD) ? this.show('sigprocmask', sysSigprocmask, [how, set]) : sysSigprocmask(this.task, how, set);
  }

  sigsuspend(mask?: ReadonlySet<number>): Task<void> {
    return this.enter(COST.FD) ? this.slow('sigsuspend', sysSigsuspend, [mask]) : sysSigsuspend(this.task, mask);
  }

  sigpending(): ReadonlySet<number> {
    return this.enter(COST.FD) ? this.show('sigpending', sysSigpending, []) : sysSigpending(this.task);
  }

  getpid(): number {
    return this.enter(COST.FD) ? this.show('getpid', sysGetpid, []) : sysGetpid(this.task);
  }

  gettid(): number {
    return this.enter(COST.FD) ? this.show('gettid', sysGettid, []) : sysGettid(this.task);
  }

  getppid(): number {
    return this.enter(COST.FD) ? this.show('getppid', sysGetppid, []) : sysGetppid(this.task);
  }

  getpgid(pid?: number): number {
    return this.enter(COST.FD) ? this.show('getpgid', sysGetpgid, [pid]) : sysGetpgid(this.task, pid);
  }

  setpgid(pid: number, pgid: number): void {
    return this.enter(COST.FD) ? this.show('setpgid', sysSetpgid, [pid, pgid]) : sysSetpgid(this.task, pid, pgid);
  }

  getsid(pid?: number): number {
    return this.enter(COST.FD) ? this.show('getsid', sysGetsid, [pid]) : sysGetsid(this.task, pid);
  }

  setsid(): number {
    return this.enter(COST.FD) ? this.show('setsid', sysSetsid, []) : sysSetsid(this.task);
  }

  getcred(): Credentials {
    return this.enter(COST.FD) ? this.show('getcred', sysGetcred, []) : sysGetcred(this.task);
  }

  setuid(uid: number): void {
    return this.enter(COST.FD) ? this.show('setuid', sysSetuid, [uid]) : sysSetuid(this.task, uid);
  }

  setgid(gid: number): void {
    return this.enter(COST.FD) ? this.show('setgid', sysSetgid, [gid]) : sysSetgid(this.task, gid);
  }

  setgroups(groups: readonly number[]): void {
    return this.enter(COST.FD) ? this.show('setgroups', sysSetgroups, [groups]) : sysSetgroups(this.task, groups);
  }

  setcaps(caps: ReadonlySet<string>): void {
    return this.enter(COST.FD) ? this.show('setcaps', sysSetcaps, [caps]) : sysSetcaps(this.task, caps);
  }

  getpriority(pid: number): number {
    return this.enter(COST.FD) ? this.show('getpriority', sysGetpriority, [pid]) : sysGetpriority(this.task, pid);
  }

  setpriority(pid: number, nice: number): void {
    return this.enter(COST.FD) ? this.show('setpriority', sysSetpriority, [pid, nice]) : sysSetpriority(this.task, pid, nice);
  }

  setComm(name: string): void {
    return this.enter(COST.FD) ? this.show('setComm', sysSetComm, [name]) : sysSetComm(this.task, name);
  }

  setSubreaper(on: boolean): void {
    return this.enter(COST.FD) ? this.show('setSubreaper', sysSetSubreaper, [on]) : sysSetSubreaper(this.task, on);
  }

  setNoNewPrivs(): void {
    return this.enter(COST.FD) ? this.show('setNoNewPrivs', sysSetNoNewPrivs, []) : sysSetNoNewPrivs(this.task);
  }

  setParentDeathSignal(signo: number): void {
    return this.enter(COST.FD) ? this.show('setParentDeathSignal', sysSetParentDeathSignal, [signo]) : sysSetParentDeathSignal(this.task, signo);
  }

  getrusage(who: 'self' | 'children'): ResourceUsage {
    return this.enter(COST.FD) ? this.show('getrusage', sysGetrusage, [who]) : sysGetrusage(this.task, who);
  }

  getrlimit(resource: string): { readonly soft: number; readonly hard: number } {
    return this.enter(COST.FD) ? this.show('getrlimit', sysGetrlimit, [resource]) : sysGetrlimit(this.task, resource);
  }

  setrlimit(resource: string, soft: number, hard: number): void {
    return this.enter(COST.FD) ? this.show('setrlimit', sysSetrlimit, [resource, soft, hard]) : sysSetrlimit(this.task, resource, soft, hard);
  }

  unshare(flags: number): void {
    return this.enter(COST.PATH) ? this.show('unshare', sysUnshare, [flags]) : sysUnshare(this.task, flags);
  }

  setns(fd: number, kind?: NamespaceKind): void {
    return this.enter(COST.PATH) ? this.show('setns', sysSetns, [fd, kind]) : sysSetns(this.task, fd, kind);
  }

  sethostname(name: string): void {
    return this.enter(COST.PATH) ? this.show('sethostname', sysSethostname, [name]) : sysSethostname(this.task, name);
  }

  uname(): UtsName {
    return this.enter(COST.PATH) ? this.show('uname', sysUname, []) : sysUname(this.task);
  }

  sysinfo(): SysInfo {
    return this.enter(COST.FD) ? this.show('sysinfo', sysSysinfo, []) : sysSysinfo(this.task);
  }

  now_ms(): number {
    return this.enter(COST.FD) ? this.show('now_ms', sysNow_ms, []) : sysNow_ms(this.task);
  }

  monotonic_ns(): number {
    return this.enter(COST.FD) ? this.show('monotonic_ns', sysMonotonic_ns, []) : sysMonotonic_ns(this.task);
  }

  sleep(ns: number): Task<void> {
    return this.enter(COST.FD) ? this.slow('sleep', sysSleep, [ns]) : sysSleep(this.task, ns);
  }

  setitimer(ns: number, interval_ns?: number): number {
    return this.enter(COST.FD) ? this.show('setitimer', sysSetitimer, [ns, interval_ns]) : sysSetitimer(this.task, ns, interval_ns);
  }

  charge(ns: number): boolean {
    const t = this.task;
    t.user_ns += ns;
    if (t.kernel.clock.spend(ns)) t.attention = true;
    return t.attention;
  }

  schedYield(): Task<void> {
    return this.enter(COST.FD) ? this.slow('schedYield', sysSchedYield, []) : sysSchedYield(this.task);
  }

  futexWait(key: object, timeout_ns?: number): Task<boolean> {
    return this.enter(COST.FD) ? this.slow('futexWait', sysFutexWait, [key, timeout_ns], true) : sysFutexWait(this.task, key, timeout_ns);
  }

  futexWake(key: object, count?: number): number {
    return this.enter(COST.FD) ? this.show('futexWake', sysFutexWake, [key, count]) : sysFutexWake(this.task, key, count);
  }

  getrandom(length: number): Uint8Array {
    return this.enter(COST.FD) ? this.show('getrandom', sysGetrandom, [length]) : sysGetrandom(this.task, length);
  }

  socket(family: SocketFamily, type: SocketType, protocol?: number): number {
    return this.enter(COST.SOCKET) ? this.show('socket', sysSocket, [family, type, protocol]) : sysSocket(this.task, family, type, protocol);
  }

  socketpair(type?: SocketType): [number, number] {
    return this.enter(COST.SOCKET) ? this.show('socketpair', sysSocketpair, [type]) : sysSocketpair(this.task, type);
  }

  bind(fd: number, address: SocketAddress): void {
    return this.enter(COST.SOCKET) ? this.show('bind', sysBind, [fd, address]) : sysBind(this.task, fd, address);
  }

  listen(fd: number, backlog?: number): void {
    return this.enter(COST.SOCKET) ? this.show('listen', sysListen, [fd, backlog]) : sysListen(this.task, fd, backlog);
  }

  accept(fd: number): Task<{ readonly fd: number; readonly peer: SocketAddress }> {
    return this.enter(COST.SOCKET) ? this.slow('accept', sysAccept, [fd]) : sysAccept(this.task, fd);
  }

  connect(fd: number, address: SocketAddress): Task<void> {
    return this.enter(COST.SOCKET) ? this.slow('connect', sysConnect, [fd, address]) : sysConnect(this.task, fd, address);
  }

  shutdown(fd: number, how: ShutdownHow): void {
    return this.enter(COST.SOCKET) ? this.show('shutdown', sysShutdown, [fd, how]) : sysShutdown(this.task, fd, how);
  }

  getsockname(fd: number): SocketAddress {
    return this.enter(COST.SOCKET) ? this.show('getsockname', sysGetsockname, [fd]) : sysGetsockname(this.task, fd);
  }

  getpeername(fd: number): SocketAddress {
    return this.enter(COST.SOCKET) ? this.show('getpeername', sysGetpeername, [fd]) : sysGetpeername(this.task, fd);
  }

  getsockopt<K extends keyof SocketOptions>(fd: number, option: K): SocketOptions[K] {
    return this.enter(COST.SOCKET) ? this.show('getsockopt', sysGetsockopt, [fd, option]) : sysGetsockopt(this.task, fd, option);
  }

  setsockopt<K extends keyof SocketOptions>(fd: number, option: K, value: SocketOptions[K]): void {
    return this.enter(COST.SOCKET) ? this.show('setsockopt', sysSetsockopt, [fd, option, value]) : sysSetsockopt(this.task, fd, option, value);
  }

  sendto(fd: number, data: Uint8Array, to?: SocketAddress): Task<number> {
    return this.enter(COST.SOCKET) ? this.slow('sendto', sysSendto, [fd, data, to]) : sysSendto(this.task, fd, data, to);
  }

  recvfrom(fd: number, max: number): Task<{ readonly data: Uint8Array; readonly from: SocketAddress | undefined }> {
    return this.enter(COST.SOCKET) ? this.slow('recvfrom', sysRecvfrom, [fd, max]) : sysRecvfrom(this.task, fd, max);
  }

  sendFds(fd: number, data: Uint8Array, fds: readonly number[]): Task<number> {
    return this.enter(COST.SOCKET) ? this.slow('sendFds', sysSendFds, [fd, data, fds]) : sysSendFds(this.task, fd, data, fds);
  }

  recvFds(fd: number, max: number): Task<{ readonly data: Uint8Array; readonly fds: number[] }> {
    return this.enter(COST.SOCKET) ? this.slow('recvFds', sysRecvFds, [fd, max]) : sysRecvFds(this.task, fd, max);
  }

  tracing(kind: TraceData['kind']): boolean {
    return this.task.kernel.tracer.on(kind);
  }

  trace(data: TraceData): void {
    this.task.kernel.tracer.emit(this.task, data);
  }

}
