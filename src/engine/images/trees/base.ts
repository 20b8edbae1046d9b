/** Small constructors of tree entries, shared by the images' trees. */
import { elfStub } from '../../abi/elf.ts';
import type { ContentSource } from '../../base/content.ts';
import type { TreeEntry } from '../../base/tree.ts';
import { S } from '../../abi/fs.ts';

/** A directory. */
export function dir(path: string, mode = 0o755, uid = 0, gid = 0): TreeEntry {
  return { path, mode: S.IFDIR | mode, uid, gid };
}

/** A regular file with these contents. */
export function file(path: string, content: string | Uint8Array | ContentSource, mode = 0o644, uid = 0, gid = 0): TreeEntry {
  return { path, mode: S.IFREG | mode, uid, gid, content };
}

/** A symbolic link. */
export function symlink(path: string, target: string): TreeEntry {
  return { path, mode: S.IFLNK | 0o777, content: { symlink: target } };
}

/** Another name of the file at `target` (absolute, in the same tree). */
export function hardlink(path: string, target: string, mode = 0o755): TreeEntry {
  return { path, mode: S.IFREG | mode, content: { hardlink: target } };
}

/** An executable of `size` bytes that `program` plays. */
export function executable(path: string, program: string, size: number, mode = 0o755): TreeEntry {
  return file(path, elfStub(program, size), mode);
}
