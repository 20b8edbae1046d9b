/** What paths mean to a task: root directory, working directory, umask (struct fs_struct). Shared by threads, copied by fork. */
import type { Mount, MountNamespace, PathRef } from './mount.ts';

export class FsContext {
  root: PathRef;
  cwd: PathRef;
  umask: number;
  /** Tasks that share it. */
  users = 1;

  constructor(root: PathRef, cwd: PathRef = root, umask = 0o022) {
    this.root = root;
    this.cwd = cwd;
    this.umask = umask;
  }

  /** The context of the first task in a namespace: both at its root. */
  static atRootOf(ns: MountNamespace): FsContext {
    return new FsContext(ns.rootPath());
  }

  /** fork(2): an own copy. */
  copy(): FsContext {
    return new FsContext(this.root, this.cwd, this.umask);
  }

  /** CLONE_FS: one more task uses it. */
  retain(): this {
    this.users++;
    return this;
  }
  release(): void {
    this.users--;
  }

  /** After {@link MountNamespace.clone}: the same places in the copied tree. */
  translate(moved: ReadonlyMap<Mount, Mount>): void {
    const root = moved.get(this.root.mount);
    if (root !== undefined) this.root = { mount: root, dentry: this.root.dentry };
    const cwd = moved.get(this.cwd.mount);
    if (cwd !== undefined) this.cwd = { mount: cwd, dentry: this.cwd.dentry };
  }

  /** setns(2) into a mount namespace: both go to its root. */
  enter(ns: MountNamespace): void {
    this.root = ns.rootPath();
    this.cwd = this.root;
  }
}
