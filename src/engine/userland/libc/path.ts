/** Paths as text, and realpath(3). */
import type { Sys } from '../../abi/sys.ts';
import { isSysError } from '../../abi/errno.ts';
import { fail } from '../../abi/errno.ts';
import { S } from '../../abi/fs.ts';

/** The last component, without trailing slashes; '/' for the root (basename(1)). */
export function baseName(path: string): string {
  const trimmed = path.replace(/\/+$/, '');
  if (trimmed === '') return path === '' ? '' : '/';
  return trimmed.slice(trimmed.lastIndexOf('/') + 1);
}

/** All but the last component (dirname(1)). */
export function dirName(path: string): string {
  const trimmed = path.replace(/\/+$/, '');
  if (trimmed === '') return path === '' ? '.' : '/';
  const at = trimmed.lastIndexOf('/');
  if (at < 0) return '.';
  return trimmed.slice(0, at).replace(/\/+$/, '') || '/';
}

/** Two parts with one slash between them. */
export function joinPath(a: string, b: string): string {
  return a.endsWith('/') ? a + b : `${a}/${b}`;
}

/**
 * The canonical absolute path: no symlinks, no '.' or '..'. `need` says what must exist: 'all', 'parents' (all but the last), or 'missing' (nothing).
 * Undefined when what must exist does not; throws the SysError of what else went wrong when `strict`.
 */
export function resolvePath(sys: Sys, path: string, need: 'all' | 'parents' | 'missing', strict = false, noLinks = false): string | undefined {
  const todo = (path.startsWith('/') ? path : `${sys.getcwd()}/${path}`).split('/').filter((p) => p !== '');
  let out = '';
  let links = 0;
  try {
    if (path === '') fail('ENOENT');
    while (todo.length > 0) {
      const part = todo.shift()!;
      if (part === '.') continue;
      if (part === '..') {
        out = out.slice(0, out.lastIndexOf('/'));
        continue;
      }
      const next = `${out}/${part}`;
      try {
        const st = sys.lstat(next);
        if ((st.mode & S.IFMT) === S.IFLNK && !noLinks) {
          if (++links > 40) fail('ELOOP');
          const target = sys.readlink(next);
          if (target.startsWith('/')) out = '';
          todo.unshift(...target.split('/').filter((p) => p !== ''));
          continue;
        }
        if ((st.mode & S.IFMT) !== S.IFDIR && (todo.length > 0 || path.endsWith('/')) && need !== 'missing') fail('ENOTDIR');
      } catch (e) {
        if (!isSysError(e)) throw e;
        const tolerable = need === 'missing' || (need === 'parents' && todo.length === 0 && e.code === 'ENOENT');
        if (!tolerable) throw e;
      }
      out = next;
    }
    return out || '/';
  } catch (e) {
    if (!isSysError(e) || strict) throw e;
    return undefined;
  }
}

/** The path of `to` as seen from the directory `from`; both canonical. */
export function relativePath(from: string, to: string): string {
  const a = from.split('/').filter((p) => p !== '');
  const b = to.split('/').filter((p) => p !== '');
  let same = 0;
  while (same < a.length && same < b.length && a[same] === b[same]) same++;
  return [...a.slice(same).map(() => '..'), ...b.slice(same)].join('/') || '.';
}
