/**
 * FIUNPACK: a declared archive becomes a tree. An image layer of the catalogue travels as declared content, whose bytes nobody made; unpacking would make a
 * hundred megabytes only to throw them away. The tree that the archive's bytes hold is known beside them, and is made lazily, when it is first looked into.
 */
import { fail } from '../abi/errno.ts';
import { DirNode } from '../fs/mem/dirnode.ts';
import { populate } from '../fs/mem/populate.ts';
import type { Task } from '../kernel/task.ts';
import type { OpenFile } from '../vfs/file.ts';
import { DirectoryFile, RegularFile } from '../vfs/regular.ts';

/** See IoctlMap.FIUNPACK in abi/tty.ts. */
export function unpackDeclared(t: Task, archive: OpenFile, directoryFd: number): void {
  if (!t.cred.caps.has('SYS_ADMIN')) fail('EPERM');
  const tree = archive instanceof RegularFile ? archive.declared()?.tree : undefined;
  if (tree === undefined) fail('ENODATA');
  const directory = t.fds.get(directoryFd);
  if (!(directory instanceof DirectoryFile)) fail('ENOTDIR');
  const { inode } = directory;
  if (!(inode instanceof DirNode)) fail('EXDEV');
  const now = t.now_ms();
  inode.makeLazy((dir) => populate(dir, tree(), now));
}
