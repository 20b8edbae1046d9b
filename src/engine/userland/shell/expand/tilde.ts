/** Tilde prefixes: `~`, `~user`, `~+`, `~-`, `~N`. */
import { isSysError } from '../../../abi/errno.ts';
import { decodeUtf8 } from '../../../base/bytes.ts';
import { O } from '../../../abi/fs.ts';
import type { Shell } from '../state/shell.ts';

/** What `~user` stands for; undefined leaves the text as it is. */
export function homeOf(sh: Shell, user: string): string | undefined {
  if (user === '') return sh.scalar('HOME') ?? passwdField(sh, (f) => Number(f[2]) === sh.sys.getcred().uid, 5);
  if (user === '+') return sh.scalar('PWD');
  if (user === '-') return sh.scalar('OLDPWD');
  if (/^[+-]?\d+$/.test(user)) {
    const stack = [sh.cwd, ...sh.dirs];
    const n = Number(user.replace(/^[+-]/, ''));
    return stack[user.startsWith('-') ? stack.length - 1 - n : n];
  }
  return passwdField(sh, (f) => f[0] === user, 5);
}

/** A field of the first line of /etc/passwd that `pick` takes. */
export function passwdField(sh: Shell, pick: (fields: string[]) => boolean, field: number): string | undefined {
  const text = readSmallFile(sh, '/etc/passwd');
  for (const line of (text ?? '').split('\n')) {
    const f = line.split(':');
    if (f.length >= 7 && pick(f)) return f[field];
  }
  return undefined;
}

/** Names of all users. */
export function passwdNames(sh: Shell): string[] {
  return (readSmallFile(sh, '/etc/passwd') ?? '').split('\n').filter((l) => l !== '').map((l) => l.split(':')[0]!);
}

/** A regular file's text; undefined when it cannot be read. Never blocks: only for files of the disk. */
export function readSmallFile(sh: Shell, path: string): string | undefined {
  let fd = -1;
  try {
    const opening = sh.sys.open(path, O.RDONLY | O.CLOEXEC);
    const step = opening.next();
    if (step.done !== true) return undefined;
    fd = step.value;
    return decodeUtf8(sh.sys.pread(fd, 1 << 20, 0));
  } catch (e) {
    if (isSysError(e)) return undefined;
    throw e;
  } finally {
    if (fd >= 0) sh.sys.close(fd);
  }
}
