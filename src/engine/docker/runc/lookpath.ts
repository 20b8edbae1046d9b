/** exec.LookPath of Go and its errors, as runc words them before a container's first execve. */
import { isSysError } from '../../abi/errno.ts';
import { S } from '../../abi/fs.ts';
import { ACCESS } from '../../abi/fs.ts';
import type { Sys } from '../../abi/sys.ts';
import { goErrno, RuncError } from './errors.ts';

function quoted(text: string): string {
  return JSON.stringify(text);
}

/** Why `path` cannot be executed; undefined when it can. */
function refusal(sys: Sys, path: string): string | undefined {
  try {
    const st = sys.stat(path);
    if ((st.mode & S.IFMT) === S.IFDIR) return 'is a directory';
    sys.access(path, ACCESS.X_OK);
    return (st.mode & 0o111) === 0 ? 'permission denied' : undefined;
  } catch (e) {
    if (isSysError(e, 'EACCES')) return 'permission denied';
    if (isSysError(e)) return `stat ${path}: ${goErrno(e)}`;
    throw e;
  }
}

/** The file that `name` means. Throws {@link RuncError}: `exec: "x": executable file not found in $PATH`. */
export function lookPath(sys: Sys, name: string, env: readonly string[]): string {
  if (name.includes('/')) {
    const why = refusal(sys, name);
    if (why === undefined) return name;
    if (why === 'is a directory') throw new RuncError(`exec: ${quoted(name)}: is a directory: permission denied`);
    throw new RuncError(`exec: ${quoted(name)}: ${why}`);
  }
  const path = env.find((e) => e.startsWith('PATH='))?.slice(5) ?? '';
  for (const dir of path.split(':')) {
    const file = dir === '' ? `./${name}` : `${dir}/${name}`;
    if (refusal(sys, file) === undefined) return file;
  }
  throw new RuncError(`exec: ${quoted(name)}: executable file not found in $PATH`);
}
