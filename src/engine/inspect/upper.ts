/**
 * What a container changed: its overlay's upper directory against the layers beneath, as `docker diff` tells it. A whiteout (character device 0:0) deletes;
 * what no lower layer has is added; the rest is changed. Directories that are there only because of a child are left out.
 */
import { S } from '../abi/fs.ts';
import { DirNode } from '../fs/mem/dirnode.ts';
import type { Inode } from '../vfs/inode.ts';
import type { FileChange, UpperView } from './views.ts';

const MAX_CHANGES = 200;
export const EMPTY_UPPER: UpperView = { size_bytes: 0, added: 0, changed: 0, deleted: 0, changes: [] };

/** Is there something at `path` in the stack of lower directories, highest first? */
function below(lowers: readonly DirNode[], path: readonly string[]): boolean {
  for (const lower of lowers) {
    let at: Inode | undefined = lower;
    for (const part of path) {
      if (!(at instanceof DirNode)) break;
      at = at.lookup(part);
      if (at === undefined) break;
      if (isWhiteout(at)) return false;
    }
    if (at !== undefined) return true;
  }
  return false;
}

function isWhiteout(inode: Inode): boolean {
  if (inode.type !== 'char') return false;
  return inode.stat().rdev === 0;
}

/** A number that changes whenever anything beneath the directory does: newest change and count of entries. */
export function stamp(dir: DirNode): number {
  let sum = dir.stat().ctime_ms + dir.stat().mtime_ms;
  for (const [, child] of dir.list()) {
    sum += child instanceof DirNode ? stamp(child) : child.stat().mtime_ms * 3 + child.stat().size + 7;
  }
  return sum;
}

function typeOf(inode: Inode): FileChange['type'] {
  return inode.type === 'file' ? 'file' : inode.type === 'dir' ? 'dir' : inode.type === 'symlink' ? 'symlink' : 'other';
}

/** The view of an upper directory over `lowers` (highest first). */
export function upperView(upper: DirNode, lowers: readonly DirNode[]): UpperView {
  const changes: FileChange[] = [];
  let size_bytes = 0;
  let added = 0;
  let changed = 0;
  let deleted = 0;
  const note = (change: FileChange): void => {
    if (change.kind === 'A') added++;
    else if (change.kind === 'C') changed++;
    else deleted++;
    if (changes.length < MAX_CHANGES) changes.push(change);
  };
  const visit = (dir: DirNode, path: string[], fresh: boolean): void => {
    const children = [...dir.list()].sort(([a], [b]) => (a < b ? -1 : 1));
    for (const [name, child] of children) {
      const at = [...path, name];
      const text = `/${at.join('/')}`;
      if (isWhiteout(child)) {
        note({ path: text, kind: 'D', type: 'other', size_bytes: 0 });
        continue;
      }
      const st = child.stat();
      const regular = (st.mode & S.IFMT) === S.IFREG;
      if (regular) size_bytes += st.size;
      const isNew = fresh || !below(lowers, at);
      if (!(child instanceof DirNode) || isNew) note({ path: text, kind: isNew ? 'A' : 'C', type: typeOf(child), size_bytes: regular ? st.size : 0 });
      if (child instanceof DirNode) visit(child, at, isNew);
    }
  };
  visit(upper, [], false);
  return { size_bytes, added, changed, deleted, changes };
}

/** The files of a small tree (a committed layer's), as additions and deletions; undefined when there are more than `max`. */
export function listTree(dir: DirNode, max: number): readonly FileChange[] | undefined {
  const { changes } = upperView(dir, []);
  return changes.length > max ? undefined : changes;
}
