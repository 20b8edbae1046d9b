/**
 * A process: what its threads share (struct signal_struct and sighand_struct, and the parts of mm_struct that /proc shows). Threads
 * are {@link Task}s; the first is the leader.
 */
import { Waitable } from '../base/waitable.ts';
import type { SigHandler } from '../abi/sys.ts';
import type { WaitStatus } from '../abi/process.ts';
import type { Inode } from '../vfs/inode.ts';
import type { Kernel } from './kernel.ts';
import type { Pid } from './pid.ts';
import type { Cgroup } from './cgroup.ts';
import type { ProcessGroup } from './jobs.ts';
import type { Task } from './task.ts';

/** A signal's disposition in a process (struct k_sigaction). */
export interface SigAction {
  readonly handler: SigHandler;
  /** SA_RESTART. */
  readonly restart: boolean;
}

/** A soft and a hard limit; Infinity is RLIM_INFINITY. */
export interface Rlimit {
  readonly soft: number;
  readonly hard: number;
}

export class Process {
  readonly kernel: Kernel;
  /** Tgid. */
  readonly pid: Pid;
  /** Reparented when the parent ends; undefined for the initial processes of a host. */
  parent: Process | undefined;
  readonly children = new Set<Process>();
  /** Living threads, the leader first while it lives. */
  readonly threads: Task[] = [];
  leader!: Task;
  group!: ProcessGroup;
  cgroup: Cgroup;
  /** Has called execve since its birth: setpgid(2) of the parent is refused then. */
  execed = false;

  /** Dispositions that are not 'default'. Shared by the threads. */
  actions = new Map<number, SigAction>();
  /** Signals sent to the process as a whole. */
  readonly pending = new Set<number>();
  /** Set while stopped: by which signal. */
  stopped: number | undefined;
  /** A change that the parent has not waited for: 'stopped' or 'continued'. */
  report: WaitStatus | undefined;
  /** Set when the process is a zombie (or already reaped). */
  ended: WaitStatus | undefined;
  /** exit_group(2) or a fatal signal was decided: threads are on their way out with this status. */
  exiting: WaitStatus | undefined;
  /** Notified when a child changed state: wait4(2) sleeps here. */
  readonly childChanged = new Waitable();
  /** PR_SET_CHILD_SUBREAPER. */
  subreaper = false;
  /** PR_SET_PDEATHSIG. */
  deathSignal = 0;

  /** The program's path and file, for /proc/PID/exe. */
  exe = '';
  exeInode: Inode | undefined;
  argv: readonly string[] = [];
  envp: readonly string[] = [];
  /** Virtual nanoseconds since the world's start. */
  readonly start_ns: number;
  /** CPU time of ended threads. */
  user_ns = 0;
  system_ns = 0;
  /** CPU time of children that were waited for. */
  childUser_ns = 0;
  childSystem_ns = 0;
  nice = 0;
  /** oom_score_adj. */
  oomScoreAdj = 0;
  /** Resident size that /proc shows, bytes; declared by the program's stub. */
  rss_bytes = 0;
  limits: ReadonlyMap<string, Rlimit>;
  /** Handle of the ITIMER_REAL event, and its interval. */
  itimer: { readonly due_ns: number; readonly interval_ns: number; readonly cancel: () => void } | undefined;

  private constructor(kernel: Kernel, pid: Pid, parent: Process | undefined, cgroup: Cgroup, limits: ReadonlyMap<string, Rlimit>, start_ns: number) {
    this.kernel = kernel;
    this.pid = pid;
    this.parent = parent;
    this.cgroup = cgroup;
    this.limits = limits;
    this.start_ns = start_ns;
    pid.process = this;
  }

  /** A process that nobody forked; its group is set by the maker. */
  static initial(kernel: Kernel, pid: Pid, cgroup: Cgroup, limits: ReadonlyMap<string, Rlimit>, start_ns: number): Process {
    return new Process(kernel, pid, undefined, cgroup, limits, start_ns);
  }

  /** A child as fork makes it: same group, limits and dispositions (shared with CLONE_SIGHAND), no pending signals. */
  makeChild(pid: Pid, cgroup: Cgroup, shareActions: boolean, start_ns: number): Process {
    const child = new Process(this.kernel, pid, this, cgroup, this.limits, start_ns);
    child.group = this.group;
    child.actions = shareActions ? this.actions : this.actions.size === 0 ? new Map() : new Map(this.actions);
    child.exe = this.exe;
    if (this.exeInode !== undefined) child.execute(this.exeInode);
    child.argv = this.argv;
    child.envp = this.envp;
    child.nice = this.nice;
    child.oomScoreAdj = this.oomScoreAdj;
    child.rss_bytes = this.rss_bytes;
    this.children.add(child);
    return child;
  }

  /** It runs `inode` from now on. */
  execute(inode: Inode): void {
    const { executed } = this.kernel;
    if (this.exeInode !== undefined) executed.remove(this.exeInode);
    this.exeInode = inode;
    executed.add(inode);
  }

  /** PID 1 of its own pid namespace. */
  get isInit(): boolean {
    return this.pid.ns.init === this;
  }

  /** Single letter of ps: R S D T Z. */
  get stateLetter(): 'R' | 'S' | 'T' | 'Z' {
    if (this.ended !== undefined) return 'Z';
    if (this.stopped !== undefined) return 'T';
    for (const t of this.threads) if (t.state === 'running' || t.state === 'runnable') return 'R';
    return 'S';
  }
}
