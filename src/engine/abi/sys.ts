/**
 * The system calls: all that a program sees of the world. The kernel's side is in syscalls/, one file per family.
 *
 * A call that can block is a generator and must be `yield*`ed; a call that cannot block is a plain call. A call that fails throws a
 * SysError (abi/errno.ts). Calls that wait are interrupted by signals: a handled signal runs its handler and then the call is
 * restarted (SA_RESTART, the default here) or throws EINTR (handler installed with restart: false). A fatal signal ends the program
 * by generator.return(): `finally` blocks run, `catch` blocks do not; a `finally` block must not `yield`.
 */
import type { Chunk } from '../base/content.ts';
import type { Dirent, Stat, StatFs } from './fs.ts';
import type { Credentials, NamespaceKind, PollFd, ResourceUsage, WaitResult } from './process.ts';
import type { PeerCred, ShutdownHow, SocketAddress, SocketFamily, SocketOptions, SocketType } from './socket.ts';
import type { TraceData } from './trace.ts';
import type { IoctlMap, IoctlRequest } from './tty.ts';

/** What a program yields to the scheduler. Opaque to programs: only calls of {@link Sys} make them. */
export interface Wait {
  readonly __wait: never;
}

/** A computation that may block. */
export type Task<T> = Generator<Wait, T, unknown>;

/** A program's main function; what it returns is the exit status (0..255). */
export type Main = (sys: Sys, argv: readonly string[], envp: readonly string[]) => Task<number>;

/**
 * A signal's disposition. A handler runs in the task, between two of its system calls; it may block. Children inherit handlers: use the
 * `sys` that is given, it is that of the task in which the handler runs.
 */
export type SigHandler = 'default' | 'ignore' | ((signo: number, sys: Sys) => Task<void> | void);

/** Options of {@link Sys.clone}. */
export interface CloneOptions {
  /** CLONE_* flags: namespaces, and CLONE.THREAD (with VM, FILES, SIGHAND, FS) for a thread. 0 is fork(2). */
  readonly flags?: number;
  /** Put the child into this cgroup: an open directory of cgroupfs (CLONE_INTO_CGROUP). */
  readonly cgroupFd?: number;
}

/** uname(2). */
export interface UtsName {
  readonly sysname: string;
  readonly nodename: string;
  readonly release: string;
  readonly version: string;
  readonly machine: string;
  readonly domainname: string;
}

/** sysinfo(2), times in nanoseconds, sizes in bytes. */
export interface SysInfo {
  readonly uptime_ns: number;
  readonly loads: readonly [number, number, number];
  readonly totalram: number;
  readonly freeram: number;
  readonly sharedram: number;
  readonly bufferram: number;
  readonly totalswap: number;
  readonly freeswap: number;
  readonly procs: number;
}

/** Times for utimensat(2), milliseconds since the epoch; undefined leaves one as it is. */
export interface Times {
  readonly atime_ms?: number | undefined;
  readonly mtime_ms?: number | undefined;
}

export interface Sys {
  // ---- files: descriptors --------------------------------------------------------------------------------------------------
  /** open(2). Blocks on a FIFO without a peer. `path` is relative to the working directory unless absolute. */
  open(path: string, flags: number, mode?: number): Task<number>;
  /** close(2). EBADF. */
  close(fd: number): void;
  /** read(2): at most `max` bytes; an empty array at the end. Blocks on pipes, sockets, terminals (EAGAIN with O_NONBLOCK). */
  read(fd: number, max: number): Task<Uint8Array>;
  /** write(2): how many bytes were taken. Blocks while a pipe, socket or terminal is full. EPIPE comes with SIGPIPE. */
  write(fd: number, data: Uint8Array): Task<number>;
  /** pread(2). ESPIPE. */
  pread(fd: number, max: number, offset: number): Uint8Array;
  /** pwrite(2). ESPIPE. */
  pwrite(fd: number, data: Uint8Array, offset: number): number;
  /** splice(2): moves at most `max` bytes from one descriptor to another without materialising declared content. 0 at the end. */
  splice(from: number, to: number, max: number): Task<number>;
  /** A write of declared content, as sendfile(2) from a file would make it. */
  writeContent(fd: number, chunk: Chunk): Task<number>;
  lseek(fd: number, offset: number, whence: number): number;
  /** dup(2): the lowest free descriptor not below `min` (F_DUPFD). */
  dup(fd: number, min?: number): number;
  /** dup3(2): `to` is closed first. `cloexec` sets FD_CLOEXEC. */
  dup2(from: number, to: number, cloexec?: boolean): number;
  /** F_GETFL. */
  getfl(fd: number): number;
  /** F_SETFL: O_APPEND and O_NONBLOCK can change. */
  setfl(fd: number, flags: number): void;
  setCloexec(fd: number, on: boolean): void;
  getCloexec(fd: number): boolean;
  /** pipe2(2): [read end, write end]. */
  pipe(flags?: number): [number, number];
  /** poll(2): revents per entry, in order. `timeout_ns` undefined waits for ever, 0 not at all. */
  poll(fds: readonly PollFd[], timeout_ns?: number): Task<number[]>;
  ioctl<R extends IoctlRequest>(fd: number, request: R, arg: IoctlMap[R]['arg']): IoctlMap[R]['result'];
  fstat(fd: number): Stat;
  ftruncate(fd: number, size: number): void;
  /** All entries of an open directory, "." and ".." included, in the file system's order. */
  getdents(fd: number): Dirent[];
  fsync(fd: number): void;
  /** flock(2) on the open file description: 'sh', 'ex' or 'un'; EWOULDBLOCK with `nonblock`. */
  flock(fd: number, op: 'sh' | 'ex' | 'un', nonblock?: boolean): Task<void>;

  // ---- files: paths (`dirfd`-less; programs that walk trees use absolute or relative paths) ---------------------------------
  stat(path: string): Stat;
  lstat(path: string): Stat;
  statfs(path: string): StatFs;
  access(path: string, mode: number): void;
  mkdir(path: string, mode?: number): void;
  rmdir(path: string): void;
  unlink(path: string): void;
  link(from: string, to: string): void;
  symlink(target: string, path: string): void;
  readlink(path: string): string;
  /** renameat2(2). EXDEV across mounts. `flags`: 1 NOREPLACE, 2 EXCHANGE. */
  rename(from: string, to: string, flags?: number): void;
  mknod(path: string, mode: number, rdev?: number): void;
  chmod(path: string, mode: number): void;
  /** chown(2): -1 leaves an id. `follow` false is lchown(2). */
  chown(path: string, uid: number, gid: number, follow?: boolean): void;
  utimens(path: string, times: Times, follow?: boolean): void;
  truncate(path: string, size: number): void;
  getxattr(path: string, name: string): Uint8Array;
  setxattr(path: string, name: string, value: Uint8Array): void;
  removexattr(path: string, name: string): void;
  listxattr(path: string): string[];
  /** All entries of a directory: open, getdents, close. ENOTDIR, EACCES. */
  readdir(path: string): Dirent[];
  chdir(path: string): void;
  fchdir(fd: number): void;
  getcwd(): string;
  umask(mask: number): number;
  chroot(path: string): void;
  pivotRoot(newRoot: string, putOld: string): void;
  mount(source: string, target: string, fstype: string, flags?: number, data?: string): void;
  umount(target: string, flags?: number): void;

  // ---- processes ----------------------------------------------------------------------------------------------------------
  /**
   * clone(2): a child that runs `child` (a closure stands for the copied memory: state that the child may change must be copied by
   * the caller first) and returns its pid. A thread (CLONE.THREAD) shares descriptors, signal handlers and cwd.
   */
  clone(child: (sys: Sys) => Task<number>, options?: CloneOptions): number;
  /** clone with no flags: fork(2). */
  fork(child: (sys: Sys) => Task<number>): number;
  /** pthread_create: a detached thread of the same process; returns its tid. The process ends when its main function returns. */
  thread(child: (sys: Sys) => Task<void>): number;
  /** execve(2): never returns when it succeeds. ENOENT, EACCES, ENOEXEC, ENOTDIR, ELOOP, E2BIG. */
  execve(path: string, argv: readonly string[], envp: readonly string[]): Task<never>;
  /** _exit(2) of the whole process. Never returns. `finally` blocks run. */
  exit(status: number): Task<never>;
  /** wait4(2). `pid`: >0 that child, 0 own group, -1 any, <-1 group -pid. undefined with W.NOHANG when none changed. ECHILD. */
  wait4(pid: number, options?: number): Task<WaitResult | undefined>;
  /** kill(2): pid as in kill(2) (0 own group, -1 all, negative a group); signo 0 only checks. ESRCH, EPERM, EINVAL. */
  kill(pid: number, signo: number): void;
  sigaction(signo: number, handler: SigHandler, options?: { readonly restart?: boolean }): SigHandler;
  /** sigprocmask: returns the old set; SIGKILL and SIGSTOP cannot be blocked. */
  sigprocmask(how: 'block' | 'unblock' | 'set', set: ReadonlySet<number>): ReadonlySet<number>;
  /** pause(2) with a mask (sigsuspend): returns after a handler ran. */
  sigsuspend(mask?: ReadonlySet<number>): Task<void>;
  /** Signals that are pending and blocked. */
  sigpending(): ReadonlySet<number>;
  getpid(): number;
  gettid(): number;
  getppid(): number;
  getpgid(pid?: number): number;
  setpgid(pid: number, pgid: number): void;
  getsid(pid?: number): number;
  /** EPERM for a group leader. */
  setsid(): number;
  getcred(): Credentials;
  setuid(uid: number): void;
  setgid(gid: number): void;
  setgroups(groups: readonly number[]): void;
  /** Drop all capabilities but these (names without CAP_); bounding, permitted and effective sets together. */
  setcaps(caps: ReadonlySet<string>): void;
  getpriority(pid: number): number;
  setpriority(pid: number, nice: number): void;
  /** prctl(PR_SET_NAME): the comm, at most 15 bytes. */
  setComm(name: string): void;
  /** prctl(PR_SET_CHILD_SUBREAPER). */
  setSubreaper(on: boolean): void;
  /** prctl(PR_SET_NO_NEW_PRIVS, 1): from here on execve gives no privileges (prctl(2)). */
  setNoNewPrivs(): void;
  /** prctl(PR_SET_PDEATHSIG). */
  setParentDeathSignal(signo: number): void;
  getrusage(who: 'self' | 'children'): ResourceUsage;
  /** getrlimit(2), setrlimit(2): soft and hard; Infinity is RLIM_INFINITY. */
  getrlimit(resource: string): { readonly soft: number; readonly hard: number };
  setrlimit(resource: string, soft: number, hard: number): void;
  unshare(flags: number): void;
  /** setns(2) with an open /proc/PID/ns/KIND. */
  setns(fd: number, kind?: NamespaceKind): void;
  sethostname(name: string): void;
  uname(): UtsName;
  sysinfo(): SysInfo;

  // ---- time and scheduling -------------------------------------------------------------------------------------------------
  /** CLOCK_REALTIME in milliseconds since the epoch, with a fraction. */
  now_ms(): number;
  /** CLOCK_MONOTONIC in nanoseconds since boot. */
  monotonic_ns(): number;
  /** nanosleep(2); after a signal whose handler does not restart: EINTR. */
  sleep(ns: number): Task<void>;
  /** setitimer(ITIMER_REAL): SIGALRM after `ns`, then every `interval_ns`; 0 stops. Returns what was left. */
  setitimer(ns: number, interval_ns?: number): number;
  /**
   * Charge `ns` of user CPU time to the caller. True when its time slice is used up, or a signal waits: then call {@link schedYield}
   * soon. A loop without system calls must do this, or it could not be interrupted.
   */
  charge(ns: number): boolean;
  schedYield(): Task<void>;
  /** futex(2) for threads of one process: wait until `wakeKey` wakes this object. False after `timeout_ns`. */
  futexWait(key: object, timeout_ns?: number): Task<boolean>;
  /** Wake at most `count` (default all) waiters; how many there were. */
  futexWake(key: object, count?: number): number;
  /** getrandom(2), from the world's seeded generator. */
  getrandom(length: number): Uint8Array;

  // ---- sockets -------------------------------------------------------------------------------------------------------------
  socket(family: SocketFamily, type: SocketType, protocol?: number): number;
  socketpair(type?: SocketType): [number, number];
  bind(fd: number, address: SocketAddress): void;
  listen(fd: number, backlog?: number): void;
  accept(fd: number): Task<{ readonly fd: number; readonly peer: SocketAddress }>;
  connect(fd: number, address: SocketAddress): Task<void>;
  shutdown(fd: number, how: ShutdownHow): void;
  getsockname(fd: number): SocketAddress;
  getpeername(fd: number): SocketAddress;
  getsockopt<K extends keyof SocketOptions>(fd: number, option: K): SocketOptions[K];
  setsockopt<K extends keyof SocketOptions>(fd: number, option: K, value: SocketOptions[K]): void;
  sendto(fd: number, data: Uint8Array, to?: SocketAddress): Task<number>;
  recvfrom(fd: number, max: number): Task<{ readonly data: Uint8Array; readonly from: SocketAddress | undefined }>;
  /** sendmsg with SCM_RIGHTS on a unix socket: duplicates of these descriptors go with the data. */
  sendFds(fd: number, data: Uint8Array, fds: readonly number[]): Task<number>;
  recvFds(fd: number, max: number): Task<{ readonly data: Uint8Array; readonly fds: number[] }>;

  // ---- terminals -----------------------------------------------------------------------------------------------------------
  // A pty is opened as Linux does it: open /dev/ptmx, TIOCSPTLCK false, TIOCGPTN, open /dev/pts/N.

  // ---- observation ---------------------------------------------------------------------------------------------------------
  /** True when somebody records events of this kind: guard the making of costly data with it. */
  tracing(kind: TraceData['kind']): boolean;
  /** A user-level tracepoint (USDT). Never changes what the program does. A 'command' event becomes the root of what follows. */
  trace(data: TraceData): void;
}

export type { Credentials, PeerCred };
