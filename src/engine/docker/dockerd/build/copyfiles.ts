/**
 * Copying within a build, as go-archive's CopyWithTar does it: a directory's content is merged into another, what is of another kind is replaced, times are cut
 * to whole seconds. Declared content stays declared.
 */
import { isSysError } from '../../../abi/errno.ts';
import { O, S } from '../../../abi/fs.ts';
import type { Stat } from '../../../abi/fs.ts';
import type { Sys, Task } from '../../../abi/sys.ts';
import { mkdirAll, removeAll } from '../../common/files.ts';
import { dir } from '../../common/path.ts';
import type { Ids } from '../archive/owner.ts';

function lstatIfAny(sys: Sys, path: string): Stat | undefined {
  try {
    return sys.lstat(path);
  } catch (e) {
    if (isSysError(e)) return undefined;
    throw e;
  }
}

const kindOf = (st: Stat): number => st.mode & S.IFMT;

/** mkdir -p; `owner` gets what is made. */
export function makeDirs(sys: Sys, path: string, owner: Ids | undefined): void {
  if (lstatIfAny(sys, path) !== undefined || path === '') return;
  makeDirs(sys, dir(path), owner);
  mkdirAll(sys, path);
  if (owner !== undefined) sys.chown(path, owner.uid, owner.gid);
}

/** Copy one file of any kind but a directory to `to`, in place of what is there. */
export function* copyOne(sys: Sys, from: string, to: string, owner: Ids | undefined, links?: Map<number, string>): Task<void> {
  const st = sys.lstat(from);
  if (lstatIfAny(sys, to) !== undefined) removeAll(sys, to);
  const first = st.nlink > 1 ? links?.get(st.ino) : undefined;
  if (first !== undefined) {
    sys.link(first, to);
    return;
  }
  if (st.nlink > 1) links?.set(st.ino, to);
  const kind = kindOf(st);
  if (kind === S.IFLNK) sys.symlink(sys.readlink(from), to);
  else if (kind === S.IFREG) {
    const input = yield* sys.open(from, O.RDONLY | O.CLOEXEC);
    try {
      const output = yield* sys.open(to, O.WRONLY | O.CREAT | O.TRUNC | O.CLOEXEC, st.mode & 0o7777);
      try {
        while ((yield* sys.splice(input, output, 1 << 24)) > 0);
      } finally {
        sys.close(output);
      }
    } finally {
      sys.close(input);
    }
  } else if (kind === S.IFSOCK) return;
  else sys.mknod(to, st.mode, st.rdev);
  finish(sys, to, st, owner);
}

function finish(sys: Sys, path: string, st: Stat, owner: Ids | undefined): void {
  sys.chown(path, owner?.uid ?? st.uid, owner?.gid ?? st.gid, false);
  if (kindOf(st) !== S.IFLNK) sys.chmod(path, st.mode & 0o7777);
  const ms = Math.floor(st.mtime_ms / 1000) * 1000;
  sys.utimens(path, { atime_ms: ms, mtime_ms: ms }, false);
}

/** Copy what the directory `from` holds into the directory `to`, which is there. */
export function* copyInto(sys: Sys, from: string, to: string, owner: Ids | undefined, links = new Map<number, string>()): Task<void> {
  for (const e of [...sys.readdir(from)].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (e.name === '.' || e.name === '..') continue;
    const source = `${from}/${e.name}`;
    const target = `${to}/${e.name}`;
    const st = sys.lstat(source);
    if (kindOf(st) === S.IFDIR) {
      const old = lstatIfAny(sys, target);
      if (old !== undefined && kindOf(old) !== S.IFDIR) removeAll(sys, target);
      if (old === undefined || kindOf(old) !== S.IFDIR) sys.mkdir(target, st.mode & 0o7777);
      yield* copyInto(sys, source, target, owner, links);
      finish(sys, target, st, owner);
    } else yield* copyOne(sys, source, target, owner, links);
    if (sys.charge(3000)) yield* sys.schedYield();
  }
}
