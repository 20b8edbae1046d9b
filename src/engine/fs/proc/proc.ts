/**
 * procfs (proc(5)): processes as the pid namespace of the mounter numbers them, and the machine. A mount is an instance of its own. Left
 * out: hidepid=, subset=, kernel threads, /proc/kcore's content.
 */
import { fail } from '../../abi/errno.ts';
import { PseudoDir, PseudoFile, PseudoFs, PseudoLink, TableDir } from '../mem/pseudo.ts';
import { readerOf } from './access.ts';
import { PidDir } from './piddir.ts';
import { sysctlDir } from './sysctl.ts';
import { systemFiles } from './system.ts';
import type { FileSystemType, Kernel } from '../../kernel/kernel.ts';
import type { PidNamespace } from '../../kernel/pid.ts';
import type { Process } from '../../kernel/process.ts';
import type { Actor } from '../../vfs/file.ts';
import type { Inode } from '../../vfs/inode.ts';

export class ProcFs extends PseudoFs {
  readonly kernel: Kernel;
  readonly pids: PidNamespace;
  readonly root: ProcRoot;
  constructor(kernel: Kernel, pids: PidNamespace, dev: number) {
    super('proc', 'proc', dev, kernel.now_ms());
    this.kernel = kernel;
    this.pids = pids;
    this.root = new ProcRoot(this);
  }
}

class ProcRoot extends PseudoDir {
  declare readonly fs: ProcFs;
  private readonly fixed: TableDir;
  private readonly dirs = new WeakMap<Process, PidDir>();

  constructor(fs: ProcFs) {
    super(fs, 0o555);
    const { kernel, pids } = fs;
    /** The reader's number in this instance; ENOENT when it is not visible here. */
    const self = (actor: Actor | undefined): number => readerOf(actor)?.process.pid.in(pids) || fail('ENOENT');
    const thread = (actor: Actor | undefined): number => readerOf(actor)?.pid.in(pids) || fail('ENOENT');
    this.fixed = new TableDir(fs, {
      ...systemFiles(kernel, pids),
      acpi: (f) => new TableDir(f, {}),
      bus: (f) => new TableDir(f, {}),
      driver: (f) => new TableDir(f, {}),
      fs: (f) => new TableDir(f, {}),
      irq: (f) => new TableDir(f, {}),
      kcore: (f) => new PseudoFile(f, {}, 0o400),
      keys: (f) => new PseudoFile(f, { read: () => '' }),
      kmsg: (f) => new PseudoFile(f, { read: () => kernel.messages.map((m) => `<6>[${(m.time_ns / 1e9).toFixed(6).padStart(12)}] ${m.text}\n`).join('') }, 0o400),
      mounts: (f) => new PseudoLink(f, () => 'self/mounts'),
      net: (f) => new PseudoLink(f, () => 'self/net'),
      self: (f) => new PseudoLink(f, (actor) => String(self(actor))),
      'sysrq-trigger': (f) => new PseudoFile(f, { write: () => undefined }, 0o200),
      sys: sysctlDir(kernel),
      'thread-self': (f) => new PseudoLink(f, (actor) => `${self(actor)}/task/${thread(actor)}`),
      timer_list: (f) => new PseudoFile(f, { read: () => '' }, 0o400),
    });
  }

  private dir(p: Process): PidDir {
    let d = this.dirs.get(p);
    if (d === undefined) this.dirs.set(p, (d = new PidDir(this.fs, p, undefined)));
    return d;
  }

  override lookup(name: string): Inode | undefined {
    const c = name.charCodeAt(0);
    if (c >= 49 && c <= 57) {
      const pid = /^\d+$/.test(name) ? this.fs.pids.find(Number(name)) : undefined;
      if (pid === undefined) return undefined;
      if (pid.process !== undefined) return this.dir(pid.process);
      const t = pid.task;
      return t === undefined ? undefined : this.dir(t.process);
    }
    return this.fixed.lookup(name);
  }

  protected override get nlink(): number {
    return 9 + this.fs.pids.processes().length;
  }

  override *list(): Iterable<readonly [string, Inode]> {
    yield* this.fixed.list();
    for (const p of this.fs.pids.processes()) yield [String(p.pid.in(this.fs.pids)), this.dir(p)];
  }
}

export const proc: FileSystemType = {
  name: 'proc',
  nodev: true,
  mount: (t) => new ProcFs(t.kernel, t.pid.ns, t.kernel.mountIds.takeDev()),
};
