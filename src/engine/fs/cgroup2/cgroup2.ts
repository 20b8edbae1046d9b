/**
 * cgroup2: the kernel's tree of control groups as directories. One file system a kernel; a mount in a cgroup namespace shows the tree from
 * the namespace's root on. mkdir(2) makes a group, rmdir(2) removes one, the files are in files.ts.
 */
import { fail } from '../../abi/errno.ts';
import { S } from '../../abi/fs.ts';
import { Task } from '../../kernel/task.ts';
import { PseudoDir, PseudoFile, PseudoFs } from '../mem/pseudo.ts';
import { FILES } from './files.ts';
import type { Cgroup } from '../../kernel/cgroup.ts';
import type { FileSystemType, Kernel } from '../../kernel/kernel.ts';
import type { Actor } from '../../vfs/file.ts';
import type { Inode, SetAttr } from '../../vfs/inode.ts';
import type { CgroupFile } from './files.ts';

export class Cgroup2Fs extends PseudoFs {
  readonly root: CgroupDir;
  override readonly createError = 'EACCES';
  override readonly mkdirError = 'EPERM';
  private readonly dirs: WeakMap<Cgroup, CgroupDir>;

  /** `top` is the group at the root of what is shown; `dirs` is shared by all views of one tree. */
  constructor(kernel: Kernel, dev: number, top: Cgroup) {
    super('cgroup2', 'cgroup2fs', dev, kernel.now_ms());
    this.dirs = new WeakMap();
    this.root = this.dir(top);
  }

  dir(g: Cgroup): CgroupDir {
    let d = this.dirs.get(g);
    if (d === undefined) this.dirs.set(g, (d = new CgroupDir(this, g)));
    return d;
  }

  override options(): string {
    return 'nsdelegate,memory_recursiveprot';
  }
}

class CgroupDir extends PseudoDir {
  declare readonly fs: Cgroup2Fs;
  readonly cgroup: Cgroup;
  private files: Map<string, PseudoFile> | undefined;

  constructor(fs: Cgroup2Fs, cgroup: Cgroup) {
    super(fs, 0o755, cgroup.ino);
    this.cgroup = cgroup;
  }

  override get mode(): number {
    return S.IFDIR | this.cgroup.mode;
  }
  override get uid(): number {
    return this.cgroup.uid;
  }
  override get gid(): number {
    return this.cgroup.gid;
  }
  protected override get time_ms(): number {
    return this.cgroup.created_ms;
  }
  protected override get nlink(): number {
    return 2 + this.cgroup.children.size;
  }
  override setattr(_actor: Actor, attr: SetAttr): void {
    if (attr.mode !== undefined) this.cgroup.mode = attr.mode & 0o7777;
    if (attr.uid !== undefined) this.cgroup.uid = attr.uid;
    if (attr.gid !== undefined) this.cgroup.gid = attr.gid;
  }

  private file(name: string): PseudoFile | undefined {
    const known = this.files?.get(name);
    const spec = Object.hasOwn(FILES, name) ? FILES[name]! : undefined;
    if (spec === undefined || !this.has(spec)) return undefined;
    if (known !== undefined) return known;
    const file = new CgroupNode(this, name, spec);
    (this.files ??= new Map()).set(name, file);
    return file;
  }

  private has(spec: CgroupFile): boolean {
    const g = this.cgroup;
    if (g.parent === undefined && spec.onRoot !== true) return false;
    return spec.controller === undefined || g.controllers().includes(spec.controller);
  }

  override lookup(name: string): Inode | undefined {
    const child = this.cgroup.children.get(name);
    return child === undefined ? this.file(name) : this.fs.dir(child);
  }

  override *list(): Iterable<readonly [string, Inode]> {
    for (const name of Object.keys(FILES)) {
      const file = this.file(name);
      if (file !== undefined) yield [name, file];
    }
    for (const [name, child] of this.cgroup.children) yield [name, this.fs.dir(child)];
  }

  override create(actor: Actor, name: string, mode: number): Inode {
    if ((mode & S.IFMT) !== S.IFDIR) fail('EACCES');
    if (name.includes('\n')) fail('EINVAL');
    if (this.lookup(name) !== undefined) fail('EEXIST');
    const child = this.cgroup.mkdir(name);
    child.uid = actor.cred.euid;
    child.gid = actor.cred.egid;
    child.mode = mode & 0o7777;
    note(actor, child, 'mkdir', '');
    return this.fs.dir(child);
  }

  override rmdir(actor: Actor, name: string): void {
    const child = this.cgroup.children.get(name) ?? fail('ENOTDIR');
    child.rmdir();
    note(actor, child, 'rmdir', '');
  }
}

class CgroupNode extends PseudoFile {
  private readonly dir: CgroupDir;
  constructor(dir: CgroupDir, name: string, spec: CgroupFile) {
    const g = dir.cgroup;
    const { read, write } = spec;
    super(dir.fs, {
      read: read && ((actor) => (g.removed ? fail('ENODEV') : read(g, actor))),
      write:
        write &&
        ((actor, text) => {
          if (g.removed) fail('ENODEV');
          const value = text.trim();
          write(g, actor, value);
          note(actor, g, name, value);
        }),
    });
    this.dir = dir;
  }
  protected override get time_ms(): number {
    return this.dir.cgroup.created_ms;
  }
  override get uid(): number {
    return this.dir.uid;
  }
  override get gid(): number {
    return this.dir.gid;
  }
}

/** The trace event of a change. */
function note(actor: Actor, g: Cgroup, file: string, value: string): void {
  if (actor instanceof Task && actor.kernel.tracer.on('cgroup')) actor.kernel.tracer.emit(actor, { kind: 'cgroup', path: g.path, file, value });
}

const views = new WeakMap<Cgroup, Cgroup2Fs>();

export const cgroup2: FileSystemType = {
  name: 'cgroup2',
  nodev: true,
  mount: (t) => {
    const top = t.ns.cgroup.root;
    let fs = views.get(top);
    if (fs === undefined) {
      const host = views.get(t.kernel.cgroups.root);
      views.set(top, (fs = new Cgroup2Fs(t.kernel, host?.dev ?? t.kernel.mountIds.takeDev(), top)));
    }
    return fs;
  },
};
