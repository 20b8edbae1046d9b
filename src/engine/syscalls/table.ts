  open(path: string, flags: number, mode?: number): Task<number> {
    return this.enter(COST.FD) ? this.show('open', () => sysOpen(this.task, path, flags, mode), [path, flags, mode]) : sysOpen(this.task, path, flags, mode);
  }
  close(fd: number): void {
    return this.enter(COST.FD) ? this.show('close', () => sysClose(this.task, fd), [fd]) : sysClose(this.task, fd);
  }
  read(fd: number, max: number): Task<Uint8Array> {
    return this.enter(COST.FD) ? this.show('read', () => sysRead(this.task, fd, max), [fd, max]) : sysRead(this.task, fd, max);
  }
  write(fd: number, data: Uint8Array): Task<number> {
    return this.enter(COST.FD) ? this.show('write', () => sysWrite(this.task, fd, data), [fd, data]) : sysWrite(this.task, fd, data);
  }
  pread(fd: number, max: number, offset: number): Uint8Array {
    return this.enter(COST.FD) ? this.show('pread', () => sysPread(this.task, fd, max, offset), [fd, max, offset]) : sysPread(this.task, fd, max, offset);
  }
  pwrite(fd: number, data: Uint8Array, offset: number): number {
    return this.enter(COST.FD) ? this.show('pwrite', () => sysPwrite(this.task, fd, data, offset), [fd, data, offset]) : sysPwrite(this.task, fd, data, offset);
  }
  splice(from: number, to: number, max: number): Task<number> {
    return this.enter(COST.FD) ? this.show('splice', () => sysSplice(this.task, from, to, max), [from, to, max]) : sysSplice(this.task, from, to, max);
  }
  writeContent(fd: number, chunk: Chunk): Task<number> {
    return this.enter(COST.FD) ? this.show('writeContent', () => sysWriteContent(this.task, fd, chunk), [fd, chunk]) : sysWriteContent(this.task, fd, chunk);
  }
  lseek(fd: number, offset: number, whence: number): number {
    return this.enter(COST.FD) ? this.show('lseek', () => sysLseek(this.task, fd, offset, whence), [fd, offset, whence]) : sysLseek(this.task, fd, offset, whence);
  }
  dup(fd: number, min?: number): number {
    return this.enter(COST.FD) ? this.show('dup', () => sysDup(this.task, fd, min), [fd, min]) : sysDup(this.task, fd, min);
  }
  dup2(from: number, to: number, cloexec?: boolean): number {
    return this.enter(COST.FD) ? this.show('dup2', () => sysDup2(this.task, from, to, cloexec), [from, to, cloexec]) : sysDup2(this.task, from, to, cloexec);
  }
  getfl(fd: number): number {
    return this.enter(COST.FD) ? this.show('getfl', () => sysGetfl(this.task, fd), [fd]) : sysGetfl(this.task, fd);
  }
  setfl(fd: number, flags: number): void {
    return this.enter(COST.FD) ? this.show('setfl', () => sysSetfl(this.task, fd, flags), [fd, flags]) : sysSetfl(this.task, fd, flags);
  }
  setCloexec(fd: number, on: boolean): void {
    return this.enter(COST.FD) ? this.show('setCloexec', () => sysSetCloexec(this.task, fd, on), [fd, on]) : sysSetCloexec(this.task, fd, on);
  }
  getCloexec(fd: number): boolean {
    return this.enter(COST.FD) ? this.show('getCloexec', () => sysGetCloexec(this.task, fd), [fd]) : sysGetCloexec(this.task, fd);
  }
  pipe(flags?: number): [number, number] {
    return this.enter(COST.FD) ? this.show('pipe', () => sysPipe(this.task, flags), [flags]) : sysPipe(this.task, flags);
  }
  poll(fds: readonly PollFd[], timeout_ns?: number): Task<number[]> {
    return this.enter(COST.FD) ? this.show('poll', () => sysPoll(this.task, fds, timeout_ns), [fds, timeout_ns]) : sysPoll(this.task, fds, timeout_ns);
  }
  ioctl<R extends IoctlRequest>(fd: number, request: R, arg: IoctlMap[R]['arg']): IoctlMap[R]['result'] {
    return this.enter(COST.FD) ? this.show('ioctl', () => sysIoctl(this.task, fd, request, arg), [fd, request, arg]) : sysIoctl(this.task, fd, request, arg);
  }
  fstat(fd: number): Stat {
    return this.enter(COST.FD) ? this.show('fstat', () => sysFstat(this.task, fd), [fd]) : sysFstat(this.task, fd);
  }
  ftruncate(fd: number, size: number): void {
    return this.enter(COST.FD) ? this.show('ftruncate', () => sysFtruncate(this.task, fd, size), [fd, size]) : sysFtruncate(this.task, fd, size);
  }
  getdents(fd: number): Dirent[] {
    return this.enter(COST.FD) ? this.show('getdents', () => sysGetdents(this.task, fd), [fd]) : sysGetdents(this.task, fd);
  }
  fsync(fd: number): void {
    return this.enter(COST.FD) ? this.show('fsync', () => sysFsync(this.task, fd), [fd]) : sysFsync(this.task, fd);
  }
  flock(fd: number, op: 'sh' | 'ex' | 'un', nonblock?: boolean): Task<void> {
    return this.enter(COST.FD) ? this.show('flock', () => sysFlock(this.task, fd, op, nonblock), [fd, op, nonblock]) : sysFlock(this.task, fd, op, nonblock);
  }
  stat(path: string): Stat {
    return this.enter(COST.PATH) ? this.show('stat', () => sysStat(this.task, path), [path]) : sysStat(this.task, path);
  }
  lstat(path: string): Stat {
    return this.enter(COST.PATH) ? this.show('lstat', () => sysLstat(this.task, path), [path]) : sysLstat(this.task, path);
  }
  statfs(path: string): StatFs {
    return this.enter(COST.PATH) ? this.show('statfs', () => sysStatfs(this.task, path), [path]) : sysStatfs(this.task, path);
  }
  access(path: string, mode: number): void {
    return this.enter(COST.PATH) ? this.show('access', () => sysAccess(this.task, path, mode), [path, mode]) : sysAccess(this.task, path, mode);
  }
  mkdir(path: string, mode?: number): void {
    return this.enter(COST.PATH) ? this.show('mkdir', () => sysMkdir(this.task, path, mode), [path, mode]) : sysMkdir(this.task, path, mode);
  }
  rmdir(path: string): void {
    return this.enter(COST.PATH) ? this.show('rmdir', () => sysRmdir(this.task, path), [path]) : sysRmdir(this.task, path);
  }
  unlink(path: string): void {
    return this.enter(COST.PATH) ? this.show('unlink', () => sysUnlink(this.task, path), [path]) : sysUnlink(this.task, path);
  }
  link(from: string, to: string): void {
    return this.enter(COST.PATH) ? this.show('link', () => sysLink(this.task, from, to), [from, to]) : sysLink(this.task, from, to);
  }
  symlink(target: string, path: string): void {
    return this.enter(COST.PATH) ? this.show('symlink', () => sysSymlink(this.task, target, path), [target, path]) : sysSymlink(this.task, target, path);
  }
  readlink(path: string): string {
    return this.enter(COST.PATH) ? this.show('readlink', () => sysReadlink(this.task, path), [path]) : sysReadlink(this.task, path);
  }
  rename(from: string, to: string, flags?: number): void {
    return this.enter(COST.PATH) ? this.show('rename', () => sysRename(this.task, from, to, flags), [from, to, flags]) : sysRename(this.task, from, to, flags);
  }
  mknod(path: string, mode: number, rdev?: number): void {
    return this.enter(COST.PATH) ? this.show('mknod', () => sysMknod(this.task, path, mode, rdev), [path, mode, rdev]) : sysMknod(this.task, path, mode, rdev);
  }
  chmod(path: string, mode: number): void {
    return this.enter(COST.PATH) ? this.show('chmod', () => sysChmod(this.task, path, mode), [path, mode]) : sysChmod(this.task, path, mode);
  }
  chown(path: string, uid: number, gid: number, follow?: boolean): void {
    return this.enter(COST.PATH) ? this.show('chown', () => sysChown(this.task, path, uid, gid, follow), [path, uid, gid, follow]) : sysChown(this.task, path, uid, gid, follow);
  }
  utimens(path: string, times: Times, follow?: boolean): void {
    return this.enter(COST.PATH) ? this.show('utimens', () => sysUtimens(this.task, path, times, follow), [path, times, follow]) : sysUtimens(this.task, path, times, follow);
  }
  truncate(path: string, size: number): void {
    return this.enter(COST.PATH) ? this.show('truncate', () => sysTruncate(this.task, path, size), [path, size]) : sysTruncate(this.task, path, size);
  }
  getxattr(path: string, name: string): Uint8Array {
    return this.enter(COST.PATH) ? this.show('getxattr', () => sysGetxattr(this.task, path, name), [path, name]) : sysGetxattr(this.task, path, name);
  }
  setxattr(path: string, name: string, value: Uint8Array): void {
    return this.enter(COST.PATH) ? this.show('setxattr', () => sysSetxattr(this.task, path, name, value), [path, name, value]) : sysSetxattr(this.task, path, name, value);
  }
  removexattr(path: string, name: string): void {
    return this.enter(COST.PATH) ? this.show('removexattr', () => sysRemovexattr(this.task, path, name), [path, name]) : sysRemovexattr(this.task, path, name);
  }
  listxattr(path: string): string[] {
    return this.enter(COST.PATH) ? this.show('listxattr', () => sysListxattr(this.task, path), [path]) : sysListxattr(this.task, path);
  }
  readdir(path: string): Dirent[] {
    return this.enter(COST.PATH) ? this.show('readdir', () => sysReaddir(this.task, path), [path]) : sysReaddir(this.task, path);
  }
  chdir(path: string): void {
    return this.enter(COST.PATH) ? this.show('chdir', () => sysChdir(this.task, path), [path]) : sysChdir(this.task, path);
  }
  fchdir(fd: number): void {
    return this.enter(COST.PATH) ? this.show('fchdir', () => sysFchdir(this.task, fd), [fd]) : sysFchdir(this.task, fd);
  }
  getcwd(): string {
    return this.enter(COST.PATH) ? this.show('getcwd', () => sysGetcwd(this.task), []) : sysGetcwd(this.task);
  }
  umask(mask: number): number {
    return this.enter(COST.PATH) ? this.show('umask', () => sysUmask(this.task, mask), [mask]) : sysUmask(this.task, mask);
  }
  chroot(path: string): void {
    return this.enter(COST.PATH) ? this.show('chroot', () => sysChroot(this.task, path), [path]) : sysChroot(this.task, path);
  }
  pivotRoot(newRoot: string, putOld: string): void {
    return this.enter(COST.PATH) ? this.show('pivotRoot', () => sysPivotRoot(this.task, newRoot, putOld), [newRoot, putOld]) : sysPivotRoot(this.task, newRoot, putOld);
  }
  mount(source: string, target: string, fstype: string, flags?: number, data?: string): void {
    return this.enter(COST.MOUNT) ? this.show('mount', () => sysMount(this.task, source, target, fstype, flags, data), [source, target, fstype, flags, data]) : sysMount(this.task, source, target, fstype, flags, data);
  }
  umount(target: string, flags?: number): void {
    return this.enter(COST.MOUNT) ? this.show('umount', () => sysUmount(this.task, target, flags), [target, flags]) : sysUmount(this.task, target, flags);
  }
  clone(child: (sys: Sys) => Task<number>, options?: CloneOptions): number {
    return this.enter(COST.FORK) ? this.show('clone', () => sysClone(this.task, child, options), [child, options]) : sysClone(this.task, child, options);
  }
  // fork
  thread(child: (sys: Sys) => Task<void>): number {
    return this.enter(COST.FD) ? this.show('thread', () => sysThread(this.task, child), [child]) : sysThread(this.task, child);
  }
  execve(path: string, argv: readonly string[], envp: readonly string[]): Task<never> {
    return this.enter(COST.EXEC) ? this.show('execve', () => sysExecve(this.task, path, argv, envp), [path, argv, envp]) : sysExecve(this.task, path, argv, envp);
  }
  exit(status: number): Task<never> {
    return this.enter(COST.FD) ? this.show('exit', () => sysExit(this.task, status), [status]) : sysExit(this.task, status);
  }
  wait4(pid: number, options?: number): Task<WaitResult | undefined> {
    return this.enter(COST.FD) ? this.show('wait4', () => sysWait4(this.task, pid, options), [pid, options]) : sysWait4(this.task, pid, options);
  }
  kill(pid: number, signo: number): void {
    return this.enter(COST.FD) ? this.show('kill', () => sysKill(this.task, pid, signo), [pid, signo]) : sysKill(this.task, pid, signo);
  }
  sigaction(signo: number, handler: SigHandler, options?: { readonly restart?: boolean }): SigHandler {
    return this.enter(COST.FD) ? this.show('sigaction', () => sysSigaction(this.task, signo, handler, options), [signo, handler, options]) : sysSigaction(this.task, signo, handler, options);
  }
  sigprocmask(how: 'block' | 'unblock' | 'set', set: ReadonlySet<number>): ReadonlySet<number> {
    return this.enter(COST.FD) ? this.show('sigprocmask', () => sysSigprocmask(this.task, how, set), [how, set]) : sysSigprocmask(this.task, how, set);
  }
  sigsuspend(mask?: ReadonlySet<number>): Task<void> {
    return this.enter(COST.FD) ? this.show('sigsuspend', () => sysSigsuspend(this.task, mask), [mask]) : sysSigsuspend(this.task, mask);
  }
  sigpending(): ReadonlySet<number> {
    return this.enter(COST.FD) ? this.show('sigpending', () => sysSigpending(this.task), []) : sysSigpending(this.task);
  }
  getpid(): number {
    return this.enter(COST.FD) ? this.show('getpid', () => sysGetpid(this.task), []) : sysGetpid(this.task);
  }
  gettid(): number {
    return this.enter(COST.FD) ? this.show('gettid', () => sysGettid(this.task), []) : sysGettid(this.task);
  }
  getppid(): number {
    return this.enter(COST.FD) ? this.show('getppid', () => sysGetppid(this.task), []) : sysGetppid(this.task);
  }
  getpgid(pid?: number): number {
    return this.enter(COST.FD) ? this.show('getpgid', () => sysGetpgid(this.task, pid), [pid]) : sysGetpgid(this.task, pid);
  }
  setpgid(pid: number, pgid: number): void {
    return this.enter(COST.FD) ? this.show('setpgid', () => sysSetpgid(this.task, pid, pgid), [pid, pgid]) : sysSetpgid(this.task, pid, pgid);
  }
  getsid(pid?: number): number {
    return this.enter(COST.FD) ? this.show('getsid', () => sysGetsid(this.task, pid), [pid]) : sysGetsid(this.task, pid);
  }
  setsid(): number {
    return this.enter(COST.FD) ? this.show('setsid', () => sysSetsid(this.task), []) : sysSetsid(this.task);
  }
  getcred(): Credentials {
    return this.enter(COST.FD) ? this.show('getcred', () => sysGetcred(this.task), []) : sysGetcred(this.task);
  }
  setuid(uid: number): void {
    return this.enter(COST.FD) ? this.show('setuid', () => sysSetuid(this.task, uid), [uid]) : sysSetuid(this.task, uid);
  }
  setgid(gid: number): void {
    return this.enter(COST.FD) ? this.show('setgid', () => sysSetgid(this.task, gid), [gid]) : sysSetgid(this.task, gid);
  }
  setgroups(groups: readonly number[]): void {
    return this.enter(COST.FD) ? this.show('setgroups', () => sysSetgroups(this.task, groups), [groups]) : sysSetgroups(this.task, groups);
  }
  setcaps(caps: ReadonlySet<string>): void {
    return this.enter(COST.FD) ? this.show('setcaps', () => sysSetcaps(this.task, caps), [caps]) : sysSetcaps(this.task, caps);
  }
  getpriority(pid: number): number {
    return this.enter(COST.FD) ? this.show('getpriority', () => sysGetpriority(this.task, pid), [pid]) : sysGetpriority(this.task, pid);
  }
  setpriority(pid: number, nice: number): void {
    return this.enter(COST.FD) ? this.show('setpriority', () => sysSetpriority(this.task, pid, nice), [pid, nice]) : sysSetpriority(this.task, pid, nice);
  }
  setComm(name: string): void {
    return this.enter(COST.FD) ? this.show('setComm', () => sysSetComm(this.task, name), [name]) : sysSetComm(this.task, name);
  }
  setSubreaper(on: boolean): void {
    return this.enter(COST.FD) ? this.show('setSubreaper', () => sysSetSubreaper(this.task, on), [on]) : sysSetSubreaper(this.task, on);
  }
  setParentDeathSignal(signo: number): void {
    return this.enter(COST.FD) ? this.show('setParentDeathSignal', () => sysSetParentDeathSignal(this.task, signo), [signo]) : sysSetParentDeathSignal(this.task, signo);
  }
  getrusage(who: 'self' | 'children'): ResourceUsage {
    return this.enter(COST.FD) ? this.show('getrusage', () => sysGetrusage(this.task, who), [who]) : sysGetrusage(this.task, who);
  }
  getrlimit(resource: string): { readonly soft: number; readonly hard: number } {
    return this.enter(COST.FD) ? this.show('getrlimit', () => sysGetrlimit(this.task, resource), [resource]) : sysGetrlimit(this.task, resource);
  }
  setrlimit(resource: string, soft: number, hard: number): void {
    return this.enter(COST.FD) ? this.show('setrlimit', () => sysSetrlimit(this.task, resource, soft, hard), [resource, soft, hard]) : sysSetrlimit(this.task, resource, soft, hard);
  }
  unshare(flags: number): void {
    return this.enter(COST.PATH) ? this.show('unshare', () => sysUnshare(this.task, flags), [flags]) : sysUnshare(this.task, flags);
  }
  setns(fd: number, kind?: NamespaceKind): void {
    return this.enter(COST.PATH) ? this.show('setns', () => sysSetns(this.task, fd, kind), [fd, kind]) : sysSetns(this.task, fd, kind);
  }
  sethostname(name: string): void {
    return this.enter(COST.PATH) ? this.show('sethostname', () => sysSethostname(this.task, name), [name]) : sysSethostname(this.task, name);
  }
  uname(): UtsName {
    return this.enter(COST.PATH) ? this.show('uname', () => sysUname(this.task), []) : sysUname(this.task);
  }
  sysinfo(): SysInfo {
    return this.enter(COST.FD) ? this.show('sysinfo', () => sysSysinfo(this.task), []) : sysSysinfo(this.task);
  }
  now_ms(): number {
    return this.enter(COST.FD) ? this.show('now_ms', () => sysNow_ms(this.task), []) : sysNow_ms(this.task);
  }
  monotonic_ns(): number {
    return this.enter(COST.FD) ? this.show('monotonic_ns', () => sysMonotonic_ns(this.task), []) : sysMonotonic_ns(this.task);
  }
  sleep(ns: number): Task<void> {
    return this.enter(COST.FD) ? this.show('sleep', () => sysSleep(this.task, ns), [ns]) : sysSleep(this.task, ns);
  }
  setitimer(ns: number, interval_ns?: number): number {
    return this.enter(COST.FD) ? this.show('setitimer', () => sysSetitimer(this.task, ns, interval_ns), [ns, interval_ns]) : sysSetitimer(this.task, ns, interval_ns);
  }
  // charge
  schedYield(): Task<void> {
    return this.enter(COST.FD) ? this.show('schedYield', () => sysSchedYield(this.task), []) : sysSchedYield(this.task);
  }
  futexWait(key: object, timeout_ns?: number): Task<boolean> {
    return this.enter(COST.FD) ? this.show('futexWait', () => sysFutexWait(this.task, key, timeout_ns), [key, timeout_ns]) : sysFutexWait(this.task, key, timeout_ns);
  }
  futexWake(key: object, count?: number): number {
    return this.enter(COST.FD) ? this.show('futexWake', () => sysFutexWake(this.task, key, count), [key, count]) : sysFutexWake(this.task, key, count);
  }
  getrandom(length: number): Uint8Array {
    return this.enter(COST.FD) ? this.show('getrandom', () => sysGetrandom(this.task, length), [length]) : sysGetrandom(this.task, length);
  }
  socket(family: SocketFamily, type: SocketType, protocol?: number): number {
    return this.enter(COST.SOCKET) ? this.show('socket', () => sysSocket(this.task, family, type, protocol), [family, type, protocol]) : sysSocket(this.task, family, type, protocol);
  }
  socketpair(type?: SocketType): [number, number] {
    return this.enter(COST.SOCKET) ? this.show('socketpair', () => sysSocketpair(this.task, type), [type]) : sysSocketpair(this.task, type);
  }
  bind(fd: number, address: SocketAddress): void {
    return this.enter(COST.SOCKET) ? this.show('bind', () => sysBind(this.task, fd, address), [fd, address]) : sysBind(this.task, fd, address);
  }
  listen(fd: number, backlog?: number): void {
    return this.enter(COST.SOCKET) ? this.show('listen', () => sysListen(this.task, fd, backlog), [fd, backlog]) : sysListen(this.task, fd, backlog);
  }
  accept(fd: number): Task<{ readonly fd: number; readonly peer: SocketAddress }> {
    return this.enter(COST.SOCKET) ? this.show('accept', () => sysAccept(this.task, fd), [fd]) : sysAccept(this.task, fd);
  }
  connect(fd: number, address: SocketAddress): Task<void> {
    return this.enter(COST.SOCKET) ? this.show('connect', () => sysConnect(this.task, fd, address), [fd, address]) : sysConnect(this.task, fd, address);
  }
  shutdown(fd: number, how: ShutdownHow): void {
    return this.enter(COST.SOCKET) ? this.show('shutdown', () => sysShutdown(this.task, fd, how), [fd, how]) : sysShutdown(this.task, fd, how);
  }
  getsockname(fd: number): SocketAddress {
    return this.enter(COST.SOCKET) ? this.show('getsockname', () => sysGetsockname(this.task, fd), [fd]) : sysGetsockname(this.task, fd);
  }
  getpeername(fd: number): SocketAddress {
    return this.enter(COST.SOCKET) ? this.show('getpeername', () => sysGetpeername(this.task, fd), [fd]) : sysGetpeername(this.task, fd);
  }
  getsockopt<K extends keyof SocketOptions>(fd: number, option: K): SocketOptions[K] {
    return this.enter(COST.SOCKET) ? this.show('getsockopt', () => sysGetsockopt(this.task, fd, option), [fd, option]) : sysGetsockopt(this.task, fd, option);
  }
  setsockopt<K extends keyof SocketOptions>(fd: number, option: K, value: SocketOptions[K]): void {
    return this.enter(COST.SOCKET) ? this.show('setsockopt', () => sysSetsockopt(this.task, fd, option, value), [fd, option, value]) : sysSetsockopt(this.task, fd, option, value);
  }
  sendto(fd: number, data: Uint8Array, to?: SocketAddress): Task<number> {
    return this.enter(COST.SOCKET) ? this.show('sendto', () => sysSendto(this.task, fd, data, to), [fd, data, to]) : sysSendto(this.task, fd, data, to);
  }
  recvfrom(fd: number, max: number): Task<{ readonly data: Uint8Array; readonly from: SocketAddress | undefined }> {
    return this.enter(COST.SOCKET) ? this.show('recvfrom', () => sysRecvfrom(this.task, fd, max), [fd, max]) : sysRecvfrom(this.task, fd, max);
  }
  sendFds(fd: number, data: Uint8Array, fds: readonly number[]): Task<number> {
    return this.enter(COST.SOCKET) ? this.show('sendFds', () => sysSendFds(this.task, fd, data, fds), [fd, data, fds]) : sysSendFds(this.task, fd, data, fds);
  }
  recvFds(fd: number, max: number): Task<{ readonly data: Uint8Array; readonly fds: number[] }> {
    return this.enter(COST.SOCKET) ? this.show('recvFds', () => sysRecvFds(this.task, fd, max), [fd, max]) : sysRecvFds(this.task, fd, max);
  }
  // tracing
  // trace
