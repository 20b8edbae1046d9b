/** /proc/PID/fd, fdinfo and ns: directories of magic links. */
import { fail } from '../../abi/errno.ts';
import { O } from '../../abi/fs.ts';
import { openName, PlacedFileBase } from '../../vfs/regular.ts';
import { PseudoDir, PseudoFile, PseudoFs, PseudoLink } from '../mem/pseudo.ts';
import { placeOfFile, placeOfNamespace } from './anon.ts';
import { mayInspect, readerOf } from './access.ts';
import type { NamespaceKind } from '../../abi/process.ts';
import type { Namespace } from '../../kernel/namespaces.ts';
import type { Process } from '../../kernel/process.ts';
import type { Task } from '../../kernel/task.ts';
import type { Actor, OpenFile } from '../../vfs/file.ts';
import type { Inode } from '../../vfs/inode.ts';
import type { PathRef } from '../../vfs/mount.ts';

/** A link that leads to a place directly. Both ways ask whether the reader may look into the process. */
export class MagicLink extends PseudoLink {
  private readonly process: Process;
  private readonly place: (actor: Actor) => PathRef;
  constructor(fs: PseudoFs, process: Process, name: (actor: Actor | undefined) => string, place: (actor: Actor) => PathRef, perm = 0o777) {
    super(fs, name, perm);
    this.process = process;
    this.place = place;
    this.owner = process.leader.cred.euid;
    this.group = process.leader.cred.egid;
  }
  override readlink(actor?: Actor): string {
    mayInspect(this.process, actor);
    return super.readlink(actor);
  }
  follow(actor: Actor): PathRef {
    mayInspect(this.process, actor);
    return this.place(actor);
  }
}

class FdLink extends MagicLink {
  protected override get size(): number {
    return 64;
  }
}

function fdLink(fs: PseudoFs, t: Task, file: OpenFile): MagicLink {
  const acc = file.flags & O.ACCMODE;
  const perm = acc === O.RDONLY ? 0o500 : acc === O.WRONLY ? 0o300 : 0o700;
  const name = (actor: Actor | undefined): string => (file instanceof PlacedFileBase ? openName(file.path, readerOf(actor)?.fs.root) : file.name);
  return new FdLink(fs, t.process, name, () => (file instanceof PlacedFileBase ? file.path : placeOfFile(t.kernel, file)), perm);
}

abstract class FdTableDir extends PseudoDir {
  protected readonly task: Task;
  constructor(fs: PseudoFs, task: Task, perm: number) {
    super(fs, perm);
    this.task = task;
    this.owner = task.cred.euid;
    this.group = task.cred.egid;
  }
  protected abstract node(fd: number, file: OpenFile): Inode;
  override lookup(name: string): Inode | undefined {
    if (!/^(0|[1-9]\d*)$/.test(name)) return undefined;
    const file = this.task.fds.peek(Number(name));
    return file === undefined ? undefined : this.node(Number(name), file);
  }
  override *list(): Iterable<readonly [string, Inode]> {
    for (const [fd, file] of this.task.fds.entries()) yield [String(fd), this.node(fd, file)];
  }
}

/** /proc/PID/fd. */
export class FdDir extends FdTableDir {
  constructor(fs: PseudoFs, task: Task) {
    super(fs, task, 0o500);
  }
  protected node(_fd: number, file: OpenFile): Inode {
    return fdLink(this.fs, this.task, file);
  }
}

/** /proc/PID/fdinfo. */
export class FdInfoDir extends FdTableDir {
  constructor(fs: PseudoFs, task: Task) {
    super(fs, task, 0o555);
  }
  protected node(fd: number, file: OpenFile): Inode {
    const read = (): string => {
      const flags = (file.flags | (this.task.fds.getCloexec(fd) ? O.CLOEXEC : 0)).toString(8);
      const mount = file instanceof PlacedFileBase ? file.path.mount.id : 15;
      return `pos:\t${file.offset}\nflags:\t0${flags.padStart(6, '0')}\nmnt_id:\t${mount}\nino:\t${file.stat().ino}\n`;
    };
    return new PseudoFile(this.fs, { read }, 0o400);
  }
}

const KINDS: readonly (readonly [string, NamespaceKind])[] = [
  ['cgroup', 'cgroup'],
  ['ipc', 'ipc'],
  ['mnt', 'mnt'],
  ['net', 'net'],
  ['pid', 'pid'],
  ['pid_for_children', 'pid'],
  ['user', 'user'],
  ['uts', 'uts'],
];

/** /proc/PID/ns. */
export class NsDir extends PseudoDir {
  private readonly task: Task;
  constructor(fs: PseudoFs, task: Task) {
    super(fs, 0o511);
    this.task = task;
    this.owner = task.cred.euid;
    this.group = task.cred.egid;
  }
  private linkTo(name: string, kind: NamespaceKind): Inode {
    const t = this.task;
    const namespace = (): Namespace => {
      if (t.process.ended !== undefined) fail('ENOENT');
      return name === 'pid' ? t.pid.ns : t.ns[kind];
    };
    return new MagicLink(this.fs, t.process, () => `${kind}:[${namespace().ino}]`, () => placeOfNamespace(t.kernel, namespace(), kind));
  }
  override lookup(name: string): Inode | undefined {
    const found = KINDS.find(([n]) => n === name);
    return found === undefined ? undefined : this.linkTo(found[0], found[1]);
  }
  override *list(): Iterable<readonly [string, Inode]> {
    for (const [name, kind] of KINDS) yield [name, this.linkTo(name, kind)];
  }
}
