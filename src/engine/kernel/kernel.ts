/**
 * A kernel: one host. Holds what all its tasks share; the clock, the event queue, the scheduler and the trace ring are the world's and
 * shared by all hosts.
 */
import type { Clock } from '../base/clock.ts';
import type { EventQueue } from '../base/queue.ts';
import type { Random } from '../base/random.ts';
import type { Credentials } from '../abi/process.ts';
import type { Main, Sys } from '../abi/sys.ts';
import type { FileSystem } from '../vfs/inode.ts';
import { MountIds } from '../vfs/mount.ts';
import type { MountNamespace } from '../vfs/mount.ts';
import { ALL_CAPS } from './caps.ts';
import { CgroupTree } from './cgroup.ts';
import { LoadAverage } from './load.ts';
import { DeviceTable } from './devices.ts';
import { ExecutedFiles } from './executing.ts';
import { CgroupNamespace, IpcNamespace, MntNamespace, NetNamespace, NsProxy, UserNamespace, UtsNamespace } from './namespaces.ts';
import { PidNamespace } from './pid.ts';
import type { Process } from './process.ts';
import type { Scheduler } from './scheduler.ts';
import type { Task } from './task.ts';
import type { Tracer } from './trace.ts';

/** A file system type, as mount(2) finds it by name. */
export interface FileSystemType {
  readonly name: string;
  /** Needs no block device (first column of /proc/filesystems). */
  readonly nodev: boolean;
  /** Make or find the file system to mount. `data` is the option string without the mount's own flags. */
  mount(t: Task, source: string, data: string, flags: number): FileSystem;
}

/** Finds programs by the name in their stub; the world's table. */
export interface ProgramSource {
  /**
   * The program; 'unknown'; or 'loading' when its code is known of but not here yet: then the caller yields and asks again, and the
   * world stands still meanwhile.
   */
  find(name: string): Main | 'unknown' | 'loading';
  /** The name that {@link find} answered 'loading' for, until its code is there. */
  readonly missing: string | undefined;
}

/** What a kernel is made with. */
export interface KernelParts {
  readonly name: string;
  readonly clock: Clock;
  readonly queue: EventQueue;
  readonly scheduler: Scheduler;
  readonly tracer: Tracer;
  readonly random: Random;
  readonly programs: ProgramSource;
  /** Makes the calls of a task: syscalls/table.ts. */
  readonly makeSys: (t: Task) => Sys;
}

/** Inode numbers of the initial namespaces, as Linux fixes them. */
const INIT_INO = { ipc: 4026531839, uts: 4026531838, user: 4026531837, pid: 4026531836, cgroup: 4026531835, net: 4026531840, mnt: 4026531841 } as const;

export const ROOT: Credentials = { uid: 0, euid: 0, gid: 0, egid: 0, groups: [0], caps: ALL_CAPS };

export class Kernel {
  readonly name: string;
  readonly clock: Clock;
  readonly queue: EventQueue;
  readonly scheduler: Scheduler;
  readonly tracer: Tracer;
  readonly random: Random;
  readonly programs: ProgramSource;
  readonly makeSys: (t: Task) => Sys;

  readonly release = '6.1.0-glasshull-amd64';
  readonly version = '#1 SMP PREEMPT_DYNAMIC Debian 6.1.0-1 (2026-11-02)';
  readonly machine = 'x86_64';
  /** What /proc/meminfo and sysinfo(2) say, bytes. */
  readonly memory_bytes = 8 * 1024 ** 3;
  readonly cpus = 4;
  readonly bootId: string;

  readonly load = new LoadAverage();
  readonly devices = new DeviceTable();
  readonly filesystems = new Map<string, FileSystemType>();
  readonly mountIds = new MountIds();
  readonly cgroups: CgroupTree;
  readonly executed = new ExecutedFiles();
  readonly pids: PidNamespace;
  readonly users: UserNamespace;
  /** Of PID 1 once the world has made the root file system. */
  initNs!: NsProxy;
  /** The kernel ring buffer (dmesg). */
  readonly messages: { readonly time_ns: number; readonly text: string }[] = [];
  /** Processes made since boot, for /proc/stat. */
  forks = 0;
  private nextNs = 4026532150;
  private nextAnonIno = 10_000;

  constructor(parts: KernelParts) {
    this.name = parts.name;
    this.clock = parts.clock;
    this.queue = parts.queue;
    this.scheduler = parts.scheduler;
    this.tracer = parts.tracer;
    this.random = parts.random;
    this.programs = parts.programs;
    this.makeSys = parts.makeSys;
    this.users = new UserNamespace(INIT_INO.user, undefined, 0);
    this.pids = new PidNamespace(INIT_INO.pid, undefined, this.users);
    this.cgroups = new CgroupTree(this);
    this.bootId = uuid(this.random);
  }

  /** The initial namespaces, once the tree of mounts is there. */
  boot(tree: MountNamespace): void {
    const u = this.users;
    this.initNs = new NsProxy({
      cgroup: new CgroupNamespace(INIT_INO.cgroup, u, this.cgroups.root),
      ipc: new IpcNamespace(INIT_INO.ipc, u),
      mnt: new MntNamespace(INIT_INO.mnt, u, tree),
      net: new NetNamespace(INIT_INO.net, u),
      pid: this.pids,
      user: u,
      uts: new UtsNamespace(INIT_INO.uts, u, this.name),
    });
    this.printk(`Linux version ${this.release} (glasshull) ${this.version}`);
  }

  now_ms(): number {
    return this.clock.now_ms();
  }

  /** Inode number for a new namespace. */
  takeNsIno(): number {
    return this.nextNs++;
  }

  /** Inode number for a new pipe or socket. */
  takeAnonIno(): number {
    return this.nextAnonIno++;
  }

  /** The process with this host pid. */
  process(pid: number): Process | undefined {
    return this.pids.find(pid)?.process;
  }

  /** All processes of the host, zombies too, by pid. */
  processes(): Process[] {
    return this.pids.processes();
  }

  /** A line for dmesg. */
  printk(text: string): void {
    this.messages.push({ time_ns: this.clock.now_ns, text });
    if (this.messages.length > 1000) this.messages.shift();
  }
}

function uuid(random: Random): string {
  const b = random.bytes(16);
  b[6] = (b[6]! & 0x0f) | 0x40;
  b[8] = (b[8]! & 0x3f) | 0x80;
  const hex = Array.from(b, (x) => x.toString(16).padStart(2, '0')).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
