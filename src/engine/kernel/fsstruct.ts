/** Where a task stands in the file tree (struct fs_struct): root, working directory, umask. Shared by threads, copied by fork. */
import type { PathRef } from '../vfs/mount.ts';

export class FsStruct {
  root: PathRef;
  cwd: PathRef;
  umask: number;
  /** Tasks that share it. */
  users = 1;

  constructor(root: PathRef, cwd: PathRef, umask: number) {
    this.root = root;
    this.cwd = cwd;
    this.umask = umask;
  }

  copy(): FsStruct {
    return new FsStruct(this.root, this.cwd, this.umask);
  }
}
