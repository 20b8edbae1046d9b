/** How far each system call is simulated; docs/support.md is generated from it. A test holds it against the table of calls. */

export interface CallSupport {
  readonly name: string;
  readonly level: 'full' | 'partial';
  /** What is left out, for 'partial'. */
  readonly note?: string;
}

/** Calls with something left out. */
const PARTIAL: Readonly<Record<string, string>> = {
  open: 'no O_DIRECT, O_TMPFILE, O_SYNC, O_ASYNC',
  fsync: 'nothing can be lost, so nothing is waited for',
  flock: 'no fcntl locks of ranges',
  ioctl: 'requests of terminals and pseudo-terminals, FIONREAD, file digests',
  mount: 'propagation types are kept; events pass on within shared mounts only as far as containers need it',
  clone: 'the child runs a closure; memory is not copied',
  execve: 'programs are those of the simulation; other ELF files are refused with ENOEXEC',
  wait4: 'no waitid(2) and no threads of others',
  sigaction: 'no siginfo, alternate stacks or SA_NOCLDSTOP; real-time signals do not queue',
  setuid: 'saved ids are not kept apart from real ones',
  setgid: 'saved ids are not kept apart from real ones',
  setcaps: 'one set stands for bounding, permitted and effective capabilities',
  getpriority: 'of single processes',
  setpriority: 'of single processes',
  getrlimit: 'limits are kept; nofile is enforced',
  setrlimit: 'limits are kept; nofile is enforced',
  unshare: 'user namespaces own others, but do not map ids',
  setns: 'user namespaces own others, but do not map ids',
  setitimer: 'the real-time timer only',
  sysinfo: 'memory is what programs declare as resident',
  socket: 'unix, inet, inet6 (stream, dgram, raw, ping), packet, and netlink with requests in JSON; no multicast memberships, no out-of-band data',
  getsockopt: 'the options that programs here use',
  setsockopt: 'the options that programs here use',
  futexWait: 'between threads of one process',
  futexWake: 'between threads of one process',
};

const CALLS =
  'open close read write pread pwrite splice writeContent lseek dup dup2 getfl setfl setCloexec getCloexec pipe poll ioctl fstat ftruncate getdents fsync flock stat lstat statfs access mkdir rmdir unlink link symlink readlink rename mknod chmod chown utimens truncate getxattr setxattr removexattr listxattr readdir chdir fchdir getcwd umask chroot pivotRoot mount umount clone fork thread execve exit wait4 kill sigaction sigprocmask sigsuspend sigpending getpid gettid getppid getpgid setpgid getsid setsid getcred setuid setgid setgroups setcaps getpriority setpriority setComm setSubreaper setNoNewPrivs setParentDeathSignal getrusage getrlimit setrlimit unshare setns sethostname uname sysinfo now_ms monotonic_ns sleep setitimer charge schedYield futexWait futexWake getrandom socket socketpair bind listen accept connect shutdown getsockname getpeername getsockopt setsockopt sendto recvfrom sendFds recvFds';

/** All calls, in the order of the interface. */
export const syscallSupport: readonly CallSupport[] = CALLS.split(' ').map((name) => {
  const note = PARTIAL[name];
  return note === undefined ? { name, level: 'full' } : { name, level: 'partial', note };
});
