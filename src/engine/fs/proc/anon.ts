/**
 * Places for what has none: an open pipe, socket or terminal behind /proc/PID/fd/N, and a namespace behind /proc/PID/ns/KIND (nsfs). A
 * namespace has one inode, so that it can be bind-mounted onto a file and entered from there.
 */
import { fail } from '../../abi/errno.ts';
import { fileType, S } from '../../abi/fs.ts';
import { NetNamespace } from '../../kernel/namespaces.ts';
import { networkReleased } from '../../kernel/netlife.ts';
import { PipeFile } from '../../kernel/pipe.ts';
import { Task } from '../../kernel/task.ts';
import { Dentry } from '../../vfs/dentry.ts';
import { Mount } from '../../vfs/mount.ts';
import { PlacedFileBase } from '../../vfs/regular.ts';
import { PseudoDir, PseudoFs, PseudoNode } from '../mem/pseudo.ts';
import type { FileType, Stat } from '../../abi/fs.ts';
import type { NamespaceKind } from '../../abi/process.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Namespace, NamespaceFile } from '../../kernel/namespaces.ts';
import type { Actor, OpenFile } from '../../vfs/file.ts';
import type { Inode } from '../../vfs/inode.ts';
import type { PathRef } from '../../vfs/mount.ts';

class EmptyDir extends PseudoDir {
  override lookup(): undefined {
    return undefined;
  }
  override list(): Iterable<readonly [string, Inode]> {
    return [];
  }
}

/** An internal file system: never listed, never reached by a path. */
class InternalFs extends PseudoFs {
  readonly root: EmptyDir = new EmptyDir(this);
  readonly mount: Mount;
  readonly namespaces = new WeakMap<Namespace, NamespaceNode>();
  constructor(kernel: Kernel, type: string) {
    super(type, type, kernel.mountIds.takeDev(), kernel.now_ms());
    this.mount = new Mount(kernel.mountIds, this, new Dentry('/', undefined, this.root), type, 0);
  }
}

const internals = new WeakMap<Kernel, { readonly anon: InternalFs; readonly nsfs: InternalFs }>();

function internal(kernel: Kernel): { readonly anon: InternalFs; readonly nsfs: InternalFs } {
  let fs = internals.get(kernel);
  if (fs === undefined) internals.set(kernel, (fs = { anon: new InternalFs(kernel, 'anon_inodefs'), nsfs: new InternalFs(kernel, 'nsfs') }));
  return fs;
}

/** Stands for an open file. */
class FileNode extends PseudoNode {
  readonly type: FileType;
  readonly standsFor: OpenFile;
  constructor(fs: PseudoFs, file: OpenFile) {
    const stat = file.stat();
    super(fs, stat.mode & S.IFMT, stat.mode & 0o7777, stat.ino);
    this.type = fileType(stat.mode);
    this.owner = stat.uid;
    this.group = stat.gid;
    this.standsFor = file;
  }
  override stat(): Stat {
    return this.standsFor.stat();
  }
  override open(_actor: Actor, flags: number): OpenFile {
    const file = this.standsFor;
    if (this.type === 'socket') fail('ENXIO');
    if (file instanceof PipeFile) return new PipeFile(file.pipe, file.name, flags, () => file.stat());
    file.retain();
    return file;
  }
}

/** A place for an open file that has none. */
export function placeOfFile(kernel: Kernel, file: OpenFile): PathRef {
  const { anon } = internal(kernel);
  return { mount: anon.mount, dentry: new Dentry(file.name, undefined, new FileNode(anon, file)) };
}

class NamespaceNode extends PseudoNode {
  readonly type = 'file';
  readonly namespace: Namespace;
  readonly kind: NamespaceKind;
  constructor(fs: PseudoFs, namespace: Namespace, kind: NamespaceKind) {
    super(fs, S.IFREG, 0o444, namespace.ino);
    this.namespace = namespace;
    this.kind = kind;
  }
  override open(_actor: Actor, flags: number, path: PathRef): OpenFile {
    return new OpenNamespace(flags, path, this.namespace, this.kind);
  }
  mounted(mount: Mount, there: boolean): void {
    if (!(this.namespace instanceof NetNamespace)) return;
    if (there) this.namespace.mounts.add(mount);
    else this.namespace.mounts.delete(mount);
  }
}

class OpenNamespace extends PlacedFileBase implements NamespaceFile {
  readonly namespace: Namespace;
  readonly namespaceKind: NamespaceKind;
  constructor(flags: number, path: PathRef, namespace: Namespace, kind: NamespaceKind) {
    super(flags, path);
    this.namespace = namespace;
    this.namespaceKind = kind;
    if (namespace instanceof NetNamespace) namespace.opened++;
  }

  protected override close(actor: Actor): void {
    const { namespace } = this;
    if (!(namespace instanceof NetNamespace)) return;
    namespace.opened--;
    if (actor instanceof Task) networkReleased(actor.kernel, namespace);
  }
}

/** The namespace that a file of nsfs stands for; undefined for other files. */
export function namespaceAt(inode: Inode): Namespace | undefined {
  return inode instanceof NamespaceNode ? inode.namespace : undefined;
}

/** A place for a namespace: 'net:[4026531840]'. */
export function placeOfNamespace(kernel: Kernel, namespace: Namespace, kind: NamespaceKind): PathRef {
  const { nsfs } = internal(kernel);
  let node = nsfs.namespaces.get(namespace);
  if (node === undefined) nsfs.namespaces.set(namespace, (node = new NamespaceNode(nsfs, namespace, kind)));
  return { mount: nsfs.mount, dentry: new Dentry(`${kind}:[${namespace.ino}]`, undefined, node) };
}
