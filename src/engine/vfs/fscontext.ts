/** What paths mean to a task: root directory, working directory, umask. The kernel's struct fs_struct is one. */
import type { Mount, MountNamespace, PathRef } from './mount.ts';

export interface FsContext {
  root: PathRef;
  cwd: PathRef;
  umask: number;
}

/** The context of the first task in a namespace: root and working directory at its root. */
export function contextAtRoot(ns: MountNamespace, umask = 0o022): FsContext {
  const root = ns.rootPath();
  return { root, cwd: root, umask };
}

/** After {@link MountNamespace.clone}: the same places in the copied tree. */
export function translateContext(fs: FsContext, moved: ReadonlyMap<Mount, Mount>): void {
  const root = moved.get(fs.root.mount);
  if (root !== undefined) fs.root = { mount: root, dentry: fs.root.dentry };
  const cwd = moved.get(fs.cwd.mount);
  if (cwd !== undefined) fs.cwd = { mount: cwd, dentry: fs.cwd.dentry };
}

/** setns(2) into a mount namespace: root and working directory go to its root. */
export function enterNamespace(fs: FsContext, ns: MountNamespace): void {
  fs.root = ns.rootPath();
  fs.cwd = fs.root;
}
