/**
 * Directories of an in-memory tree. A directory may be lazy: its children are made by `expand` when it is first looked into, so that an
 * image's tree costs nothing until somebody visits it.
 */
import { fail } from '../../abi/errno.ts';
import { S } from '../../abi/fs.ts';
import { DirectoryFile } from '../../vfs/regular.ts';
import { FileNode, LinkNode, SpecialNode } from './filenode.ts';
import { Node } from './node.ts';
import type { Actor, OpenFile } from '../../vfs/file.ts';
import type { Inode } from '../../vfs/inode.ts';
import type { PathRef } from '../../vfs/mount.ts';
import type { NodeAttr } from './node.ts';
import type { TreeFs } from './treefs.ts';

const LINK_MAX = 65000;
const EXCHANGE = 2;

/** The names of an empty directory: shared, never changed. */
const NOTHING = new Map<string, Node>();

export class DirNode extends Node {
  parent: DirNode | undefined;
  private names: Map<string, Node> = NOTHING;
  private expand: ((dir: DirNode) => void) | undefined;

  constructor(fs: TreeFs, attr: NodeAttr, parent: DirNode | undefined) {
    super(fs, attr);
    this.parent = parent;
    this.nlink = 2;
    if (fs.directoryAllocated > 0) fs.used_bytes += fs.directoryAllocated;
  }

  /** Fill this directory by `expand` when it is first needed. */
  makeLazy(expand: (dir: DirNode) => void): void {
    this.expand = expand;
  }

  private get children(): Map<string, Node> {
    const expand = this.expand;
    if (expand !== undefined) {
      this.expand = undefined;
      const { mtime_ms, ctime_ms } = this;
      expand(this);
      this.mtime_ms = mtime_ms;
      this.ctime_ms = ctime_ms;
    }
    return this.names;
  }

  override stat(): ReturnType<Node['stat']> {
    if (this.expand !== undefined) void this.children;
    return super.stat();
  }
  get size(): number {
    return this.fs.directorySize(this.names.size);
  }
  override get allocated(): number {
    return this.fs.directoryAllocated;
  }

  override lookup(name: string): Node | undefined {
    return this.children.get(name);
  }
  override list(): Iterable<readonly [string, Node]> {
    return this.children;
  }

  /** Attach a node that exists without a name. Also for building trees: no times change. */
  attach(name: string, node: Node): void {
    const { children } = this;
    if (children === NOTHING) this.names = new Map([[name, node]]);
    else children.set(name, node);
    if (node instanceof DirNode) {
      node.parent = this;
      this.nlink++;
    }
  }

  private detach(name: string, node: Node): void {
    this.children.delete(name);
    if (node instanceof DirNode) this.nlink--;
  }

  private stamp(actor: Actor): void {
    this.mtime_ms = this.ctime_ms = actor.now_ms();
  }

  private attrFor(actor: Actor, mode: number): NodeAttr {
    let gid = actor.cred.egid;
    if ((this.mode & S.ISGID) !== 0) {
      gid = this.gid;
      if ((mode & S.IFMT) === S.IFDIR) mode |= S.ISGID;
    }
    return { mode, uid: actor.cred.euid, gid, time_ms: actor.now_ms() };
  }

  override create(actor: Actor, name: string, mode: number, rdev = 0): Node {
    if (this.children.has(name)) fail('EEXIST');
    const attr = this.attrFor(actor, mode);
    let node: Node;
    switch (mode & S.IFMT) {
      case S.IFDIR:
        if (this.nlink >= LINK_MAX && this.fs.type === 'ext4') fail('EMLINK');
        node = new DirNode(this.fs, attr, this);
        break;
      case S.IFREG:
        node = new FileNode(this.fs, attr);
        break;
      default:
        node = new SpecialNode(this.fs, attr, rdev);
    }
    this.attach(name, node);
    this.stamp(actor);
    return node;
  }

  override symlink(actor: Actor, name: string, target: string): Node {
    if (this.children.has(name)) fail('EEXIST');
    const node = new LinkNode(this.fs, { ...this.attrFor(actor, S.IFLNK | 0o777) }, target);
    this.attach(name, node);
    this.stamp(actor);
    return node;
  }

  override link(actor: Actor, name: string, inode: Inode): void {
    if (!(inode instanceof Node) || inode.fs !== this.fs) fail('EXDEV');
    if (inode instanceof DirNode) fail('EPERM');
    if (this.children.has(name)) fail('EEXIST');
    if (inode.nlink === 0) fail('ENOENT');
    if (inode.nlink >= LINK_MAX) fail('EMLINK');
    inode.nlink++;
    inode.ctime_ms = actor.now_ms();
    this.attach(name, inode);
    this.stamp(actor);
  }

  override unlink(actor: Actor, name: string): void {
    const node = this.children.get(name) ?? fail('ENOENT');
    if (node instanceof DirNode) fail('EISDIR');
    this.detach(name, node);
    this.stamp(actor);
    this.unlinked(actor, node);
  }

  override rmdir(actor: Actor, name: string): void {
    const node = this.children.get(name) ?? fail('ENOENT');
    if (!(node instanceof DirNode)) fail('ENOTDIR');
    if (node.children.size > 0) fail('ENOTEMPTY');
    this.detach(name, node);
    this.stamp(actor);
    this.unlinked(actor, node);
  }

  private unlinked(actor: Actor, node: Node): void {
    node.ctime_ms = actor.now_ms();
    if (node instanceof DirNode) {
      node.nlink = 0;
      this.fs.used_bytes -= this.fs.directoryAllocated;
    } else node.nlink--;
    if (node.nlink === 0) node.freed();
  }

  override rename(actor: Actor, name: string, to: Inode, newName: string, flags: number): void {
    if (!(to instanceof DirNode) || to.fs !== this.fs) fail('EXDEV');
    const node = this.children.get(name) ?? fail('ENOENT');
    const target = to.children.get(newName);
    if (node === target) return;
    for (let d: DirNode | undefined = to; d !== undefined; d = d.parent) if (d === node) fail('EINVAL');
    if ((flags & EXCHANGE) !== 0) {
      if (target === undefined) fail('ENOENT');
      this.detach(name, node);
      to.detach(newName, target);
      this.attach(name, target);
      to.attach(newName, node);
      target.ctime_ms = actor.now_ms();
    } else {
      if (target !== undefined) {
        if (node instanceof DirNode && !(target instanceof DirNode)) fail('ENOTDIR');
        if (!(node instanceof DirNode) && target instanceof DirNode) fail('EISDIR');
        if (target instanceof DirNode && target.children.size > 0) fail('ENOTEMPTY');
        to.detach(newName, target);
        this.unlinked(actor, target);
      }
      this.detach(name, node);
      to.attach(newName, node);
    }
    node.ctime_ms = actor.now_ms();
    this.stamp(actor);
    to.stamp(actor);
  }

  override open(_actor: Actor, flags: number, path: PathRef): OpenFile {
    return new DirectoryFile(flags, path);
  }
}
