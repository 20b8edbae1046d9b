/** filepath.EvalSymlinks: a path without links, each part of which is there. */
import { S } from '../../../abi/fs.ts';
import type { Sys } from '../../../abi/sys.ts';
import { onPath } from '../../archive/error.ts';
import { CliError } from '../error.ts';

/** Throws a PathError for a part that is missing, {@link CliError} after 255 links. `path` is absolute. */
export function evalSymlinks(sys: Sys, path: string): string {
  const done: string[] = [];
  const todo = path.split('/').reverse();
  let links = 0;
  while (todo.length > 0) {
    const part = todo.pop()!;
    if (part === '' || part === '.') continue;
    if (part === '..') {
      done.pop();
      continue;
    }
    const here = `/${[...done, part].join('/')}`;
    const st = onPath('lstat', here, () => sys.lstat(here));
    if ((st.mode & S.IFMT) !== S.IFLNK) {
      done.push(part);
      continue;
    }
    if (++links > 255) throw new CliError('EvalSymlinks: too many links');
    const target = sys.readlink(here);
    if (target.startsWith('/')) done.length = 0;
    todo.push(...target.split('/').reverse());
  }
  return `/${done.join('/')}`;
}
