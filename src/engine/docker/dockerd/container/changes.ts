/** What a container changed: a walk of its upper directory against what lies below. pkg/archive/changes.go for overlay2. */
import { isSysError } from '../../../abi/errno.ts';
import { S } from '../../../abi/fs.ts';
import type { Sys, Task } from '../../../abi/sys.ts';
import type { FilesystemChange } from '../../api/types.ts';
import type { Daemon } from '../daemon.ts';
import { OVERLAY } from '../paths.ts';
import type { Container } from './container.ts';

function stat(sys: Sys, path: string): ReturnType<Sys['lstat']> | undefined {
  try {
    return sys.lstat(path);
  } catch (e) {
    if (isSysError(e)) return undefined;
    throw e;
  }
}

function isOpaque(sys: Sys, path: string): boolean {
  try {
    return sys.getxattr(path, 'trusted.overlay.opaque')[0] === 121;
  } catch (e) {
    if (isSysError(e)) return false;
    throw e;
  }
}

/** The change list: of each directory what was changed, added, deleted, each by name. (The real one's order within a directory is a Go map's.) */
export function* containerChanges(sys: Sys, daemon: Daemon, c: Container): Task<FilesystemChange[]> {
  const rw = daemon.layers.getRw(c.id);
  if (rw === undefined) return [];
  const upper = daemon.layers.dirs(rw).upper;
  const lowers = [`${OVERLAY}/${rw.initId}/diff`, ...daemon.layers.chain(rw.parent).map((l) => `${OVERLAY}/${l.cacheId}/diff`)];
  const out: FilesystemChange[] = [];
  yield* walk(sys, upper, lowers, '', out);
  return out;
}

/** Is there something at `path` below? A whiteout in a higher layer hides what is lower. */
function below(sys: Sys, lowers: readonly string[], path: string): ReturnType<Sys['lstat']> | undefined {
  for (const l of lowers) {
    const st = stat(sys, l + path);
    if (st === undefined) continue;
    return (st.mode & S.IFMT) === S.IFCHR && st.rdev === 0 ? undefined : st;
  }
  return undefined;
}

function* walk(sys: Sys, upper: string, lowers: readonly string[], path: string, out: FilesystemChange[]): Task<void> {
  const names = sys
    .readdir(upper + path)
    .map((e) => e.name)
    .filter((n) => n !== '.' && n !== '..')
    .sort();
  const added: FilesystemChange[] = [];
  const deleted: FilesystemChange[] = [];
  for (const name of names) {
    const at = `${path}/${name}`;
    const st = sys.lstat(upper + at);
    if ((st.mode & S.IFMT) === S.IFCHR && st.rdev === 0) {
      deleted.push({ Path: at, Kind: 2 });
      continue;
    }
    const isDir = (st.mode & S.IFMT) === S.IFDIR;
    const old = below(sys, lowers, at);
    const same = old !== undefined && (old.mode & S.IFMT) === (st.mode & S.IFMT);
    const list = same ? out : added;
    list.push({ Path: at, Kind: same ? 0 : 1 });
    if (isDir) yield* walk(sys, upper, same && !isOpaque(sys, upper + at) ? lowers : [], at, list);
    if (sys.charge(2000)) yield* sys.schedYield();
  }
  out.push(...added, ...deleted);
}

/** Sum of the sizes of the regular files of a tree; hard links count once. */
export function* treeSize(sys: Sys, root: string): Task<number> {
  const seen = new Set<number>();
  const visit = function* (dir: string): Task<number> {
    let n = 0;
    for (const e of sys.readdir(dir)) {
      if (e.name === '.' || e.name === '..') continue;
      const path = `${dir}/${e.name}`;
      if (e.type === 'dir') n += yield* visit(path);
      else if (e.type === 'file') {
        const st = sys.lstat(path);
        if (st.nlink > 1 && seen.has(st.ino)) continue;
        seen.add(st.ino);
        n += st.size;
      }
      if (sys.charge(1000)) yield* sys.schedYield();
    }
    return n;
  };
  return yield* visit(root);
}
