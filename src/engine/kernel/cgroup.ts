/**
 * Control groups, version 2 (cgroups(7), Documentation/admin-guide/cgroup-v2): the tree, membership, and the controllers' settings and
 * counts. The scheduler reads cpu.weight, cpu.max and freeze; fork reads pids.max; cgroupfs shows all of it. Memory is accounted from
 * what programs declare as resident. Left out: threaded mode, io limits, pressure.
 */
import { fail } from '../abi/errno.ts';
import { Signal } from '../abi/signal.ts';
import { Waitable } from '../base/waitable.ts';
import type { Kernel } from './kernel.ts';
import type { Process } from './process.ts';
import { sendSignal } from './signal.ts';

export const CONTROLLERS = ['cpuset', 'cpu', 'io', 'memory', 'hugetlb', 'pids', 'rdma', 'misc'] as const;
export type Controller = (typeof CONTROLLERS)[number];

export class Cgroup {
  readonly tree: CgroupTree;
  /** Inode number of its directory; also its id. */
  readonly ino: number;
  readonly name: string;
  readonly parent: Cgroup | undefined;
  readonly children = new Map<string, Cgroup>();
  readonly procs = new Set<Process>();
  /** cgroup.subtree_control. */
  readonly subtreeControl = new Set<Controller>();
  readonly created_ms: number;
  uid = 0;
  gid = 0;
  mode = 0o755;
  removed = false;

  cpuWeight = 100;
  /** cpu.max: microseconds per period; Infinity is 'max'. */
  cpuQuota_us = Infinity;
  cpuPeriod_us = 100_000;
  cpusetCpus = '';
  memoryMax = Infinity;
  memoryHigh = Infinity;
  memoryLow = 0;
  memoryMin = 0;
  memorySwapMax = Infinity;
  memoryPeak = 0;
  oomGroup = false;
  pidsMax = Infinity;
  /** cgroup.freeze of this group alone; see {@link frozen}. */
  freeze = false;

  /** Tasks in here and beneath. */
  pids = 0;
  pidsPeak = 0;
  /** pids.events max. */
  pidsRefused = 0;
  /** memory.events oom, oom_kill. */
  oom = 0;
  oomKill = 0;
  /** cpu.stat, nanoseconds. */
  user_ns = 0;
  system_ns = 0;
  periods = 0;
  throttled = 0;
  throttled_ns = 0;
  /** What of the quota is used in the period that ends at `periodEnd_ns`. */
  used_ns = 0;
  periodEnd_ns = 0;
  /** Notified when cgroup.events or a count changes (populated, frozen, oom). */
  readonly changed = new Waitable();

  constructor(tree: CgroupTree, name: string, parent: Cgroup | undefined) {
    this.tree = tree;
    this.name = name;
    this.parent = parent;
    this.ino = tree.takeIno(this);
    this.created_ms = tree.kernel.now_ms();
  }

  /** As /proc/PID/cgroup shows it in the initial namespace: '/', '/system.slice/docker.service'. */
  get path(): string {
    if (this.parent === undefined) return '/';
    const up = this.parent.path;
    return up === '/' ? `/${this.name}` : `${up}/${this.name}`;
  }

  /** The path relative to a cgroup namespace's root: '/../..' steps lead out of it. */
  pathFrom(root: Cgroup): string {
    let up = '';
    for (let from: Cgroup | undefined = root; from !== undefined; from = from.parent, up += '/..') {
      if (!this.isWithin(from)) continue;
      const base = from.path;
      const rest = base === '/' ? this.path : this.path.slice(base.length);
      return up + (rest === '/' && up !== '' ? '' : rest) || '/';
    }
    return this.path;
  }

  isWithin(other: Cgroup): boolean {
    return this === other || (this.parent?.isWithin(other) ?? false);
  }

  /** cgroup.controllers: what the parent enables for its children. */
  controllers(): Controller[] {
    return this.parent === undefined ? [...CONTROLLERS] : CONTROLLERS.filter((c) => this.parent!.subtreeControl.has(c));
  }

  /** Has processes, in here or beneath (cgroup.events). */
  get populated(): boolean {
    return this.pids > 0;
  }

  /** Frozen by itself or by an ancestor. */
  get frozen(): boolean {
    return this.freeze || (this.parent?.frozen ?? false);
  }

  /** memory.current, bytes. */
  memory(): number {
    let sum = 0;
    for (const p of this.procs) sum += p.rss_bytes;
    for (const child of this.children.values()) sum += child.memory();
    if (sum > this.memoryPeak) this.memoryPeak = sum;
    return sum;
  }

  /** EEXIST; EINVAL for names that the interface files could have. */
  mkdir(name: string): Cgroup {
    if (this.removed) fail('ENODEV');
    if (this.children.has(name)) fail('EEXIST');
    const child = new Cgroup(this.tree, name, this);
    this.children.set(name, child);
    return child;
  }

  /** EBUSY while it has processes or children. */
  rmdir(): void {
    if (this.parent === undefined || this.populated || this.children.size > 0) fail('EBUSY');
    this.removed = true;
    this.parent.children.delete(this.name);
    this.tree.forget(this);
    this.tree.kernel.scheduler.forget(this);
  }

  /** One '+cpu' or '-cpu' of cgroup.subtree_control. ENOENT for what is not available, EBUSY by the no-internal-process rule. */
  control(controller: Controller, on: boolean): void {
    if (on) {
      if (!this.controllers().includes(controller)) fail('ENOENT');
      if (this.parent !== undefined && this.procs.size > 0) fail('EBUSY');
      this.subtreeControl.add(controller);
      return;
    }
    for (const child of this.children.values()) if (child.subtreeControl.has(controller)) fail('EBUSY');
    this.subtreeControl.delete(controller);
  }

  /** cgroup.procs: move a process in. EBUSY by the no-internal-process rule, ENODEV when removed. */
  attach(p: Process): void {
    if (this.removed) fail('ENODEV');
    if (this.parent !== undefined && this.subtreeControl.size > 0) fail('EBUSY');
    const from = p.cgroup;
    if (from === this) return;
    from.leave(p, p.threads.length);
    p.cgroup = this;
    this.join(p, p.threads.length);
    for (const t of p.threads) this.tree.kernel.scheduler.unpark(t);
  }

  /** A process with `tasks` threads is in here now. */
  join(p: Process, tasks: number): void {
    this.procs.add(p);
    this.count(tasks);
  }

  leave(p: Process, tasks: number): void {
    this.procs.delete(p);
    this.count(-tasks);
  }

  /** More or fewer tasks, in here and above. */
  count(tasks: number): void {
    const was = this.pids;
    this.pids += tasks;
    if (this.pids > this.pidsPeak) this.pidsPeak = this.pids;
    if ((was === 0) !== (this.pids === 0)) this.changed.notify();
    this.parent?.count(tasks);
  }

  /** May one more task be born here? EAGAIN by pids.max, here or above. */
  checkFork(): void {
    if (this.pids + 1 > this.pidsMax) {
      this.pidsRefused++;
      this.changed.notify();
      fail('EAGAIN');
    }
    this.parent?.checkFork();
  }

  /** cgroup.kill: SIGKILL to all in here and beneath. */
  kill(): void {
    for (const p of [...this.procs]) sendSignal(p, Signal.SIGKILL);
    for (const child of [...this.children.values()]) child.kill();
  }

  /** cgroup.freeze. */
  setFreeze(on: boolean): void {
    if (this.freeze === on) return;
    this.freeze = on;
    this.tree.kernel.scheduler.unparkAll(this);
    this.changed.notify();
  }

  /** cpu.max. EINVAL out of range (1 ms to 1 s period, at least 1 ms quota). */
  setCpuMax(quota_us: number, period_us = this.cpuPeriod_us): void {
    if (period_us < 1_000 || period_us > 1_000_000 || quota_us < 1_000) fail('EINVAL');
    this.cpuQuota_us = quota_us;
    this.cpuPeriod_us = period_us;
    this.used_ns = 0;
    this.periodEnd_ns = 0;
    this.tree.kernel.scheduler.unparkAll(this);
  }

  /** cpu.weight, 1 to 10000. ERANGE. */
  setCpuWeight(weight: number): void {
    if (weight < 1 || weight > 10_000) fail('ERANGE');
    this.cpuWeight = weight;
  }
}

export class CgroupTree {
  readonly kernel: Kernel;
  readonly root: Cgroup;
  private ino = 1;
  private readonly byIno = new Map<number, Cgroup>();

  constructor(kernel: Kernel) {
    this.kernel = kernel;
    this.root = new Cgroup(this, '', undefined);
    for (const c of CONTROLLERS) this.root.subtreeControl.add(c);
  }

  /** An inode number for a new group. */
  takeIno(group: Cgroup): number {
    this.byIno.set(this.ino, group);
    return this.ino++;
  }

  /** The group is removed. */
  forget(group: Cgroup): void {
    this.byIno.delete(group.ino);
  }

  /** The group whose directory has this inode number. */
  withIno(ino: number): Cgroup | undefined {
    return this.byIno.get(ino);
  }

  /** The group at a path as '/system.slice/docker.service'; undefined when there is none. */
  find(path: string): Cgroup | undefined {
    let at: Cgroup | undefined = this.root;
    for (const name of path.split('/')) if (name !== '') at = at?.children.get(name);
    return at;
  }
}
