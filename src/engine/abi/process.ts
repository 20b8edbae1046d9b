/** Process constants and records: clone flags, wait status, resource usage, poll, credentials. */

/** Flags of clone(2) and unshare(2). */
export const CLONE = {
  VM: 0x100,
  FS: 0x200,
  FILES: 0x400,
  SIGHAND: 0x800,
  THREAD: 0x10000,
  NEWNS: 0x20000,
  NEWCGROUP: 0x02000000,
  NEWUTS: 0x04000000,
  NEWIPC: 0x08000000,
  NEWUSER: 0x10000000,
  NEWPID: 0x20000000,
  NEWNET: 0x40000000,
} as const;

/** The kinds of namespaces, named as under /proc/PID/ns. */
export type NamespaceKind = 'cgroup' | 'ipc' | 'mnt' | 'net' | 'pid' | 'user' | 'uts';

/** Options of wait4(2). */
export const W = { NOHANG: 1, UNTRACED: 2, CONTINUED: 8 } as const;

/** How a child changed. */
export type WaitStatus =
  | { readonly kind: 'exited'; readonly code: number }
  | { readonly kind: 'signaled'; readonly signal: number; readonly core: boolean }
  | { readonly kind: 'stopped'; readonly signal: number }
  | { readonly kind: 'continued' };

/** What wait4(2) returns: the child, how it changed and what it used. */
export interface WaitResult {
  readonly pid: number;
  readonly status: WaitStatus;
  readonly usage: ResourceUsage;
}

/** getrusage(2), nanoseconds of virtual CPU time. */
export interface ResourceUsage {
  readonly user_ns: number;
  readonly system_ns: number;
}

/** Events of poll(2). */
export const POLL = { IN: 1, PRI: 2, OUT: 4, ERR: 8, HUP: 0x10, NVAL: 0x20, RDHUP: 0x2000 } as const;

/** One entry of poll(2). */
export interface PollFd {
  readonly fd: number;
  readonly events: number;
}

/** Who a task acts as: credentials(7). */
export interface Credentials {
  readonly uid: number;
  readonly euid: number;
  readonly gid: number;
  readonly egid: number;
  readonly groups: readonly number[];
  /** Effective capabilities, by name without CAP_, as 'NET_ADMIN'. */
  readonly caps: ReadonlySet<string>;
}

/** The exit code a shell shows for a wait status: 128+n for a signal. */
export function exitCode(status: WaitStatus): number {
  switch (status.kind) {
    case 'exited':
      return status.code;
    case 'signaled':
    case 'stopped':
      return 128 + status.signal;
    case 'continued':
      return 0;
  }
}
