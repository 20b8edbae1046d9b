/** rm: remove files and trees (coreutils 9.1). Left out: --one-file-system across mounts. */
import type { Task } from '../../../abi/sys.ts';
import { isSysError } from '../../../abi/errno.ts';
import { ACCESS, S } from '../../../abi/fs.ts';
import type { Stat } from '../../../abi/fs.ts';
import { In, isatty } from '../../libc/stdio.ts';
import { Die, tool } from '../../libc/tool.ts';
import type { Tool } from '../../libc/tool.ts';
import { writeText } from '../../libc/stdio.ts';

const help = `Usage: % [OPTION]... [FILE]...
Remove each FILE. Directories stay, unless -r or -d is given.

  -f, --force           no complaint about what is missing, no question
  -i                    ask before each removal
  -I                    ask once before more than three files, or before a tree
      --interactive[=WHEN]  ask: never, once (-I) or always (-i)
      --no-preserve-root  treat / like anything else
      --preserve-root   do not remove / (the default)
  -r, -R, --recursive   remove directories with all that they hold
  -d, --dir             remove empty directories
  -v, --verbose         say what was removed
      --help        show this text and exit
      --version     show the version and exit
`;

interface Mode {
  force: boolean;
  ask: 'never' | 'once' | 'always' | 'auto';
  recursive: boolean;
  dirs: boolean;
  verbose: boolean;
  preserveRoot: boolean;
}

const KIND: Readonly<Record<number, string>> = { [S.IFDIR]: 'directory', [S.IFLNK]: 'symbolic link', [S.IFIFO]: 'fifo', [S.IFSOCK]: 'socket', [S.IFCHR]: 'character special file', [S.IFBLK]: 'block special file' };

function kind(st: Stat): string {
  return KIND[st.mode & S.IFMT] ?? (st.size === 0 ? 'regular empty file' : 'regular file');
}

function* confirm(t: Tool, input: In, question: string): Task<boolean> {
  yield* t.out.flush();
  yield* writeText(t.sys, 2, `${t.name}: ${question}? `);
  const line = yield* input.readLine();
  return line !== undefined && /^[yY]/.test(line);
}

function writable(t: Tool, path: string, st: Stat): boolean {
  if ((st.mode & S.IFMT) === S.IFLNK) return true;
  try {
    t.sys.access(path, ACCESS.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** False when something could not be removed. */
function* remove(t: Tool, path: string, m: Mode, input: In, tty: boolean): Task<boolean> {
  let st: Stat;
  try {
    st = t.sys.lstat(path);
  } catch (e) {
    if (!isSysError(e)) throw e;
    if (m.force && (e.code === 'ENOENT' || e.code === 'ENOTDIR')) return true;
    yield* t.warn(`cannot remove ${t.quoteaf(path)}: ${e.message}`);
    return false;
  }
  const isDir = (st.mode & S.IFMT) === S.IFDIR;
  if (isDir && !m.recursive && !m.dirs) {
    yield* t.warn(`cannot remove ${t.quoteaf(path)}: Is a directory`);
    return false;
  }
  const protectedFile = m.ask === 'auto' && tty && !writable(t, path, st);
  const ask = m.ask === 'always' || protectedFile;
  const what = protectedFile ? `write-protected ${kind(st)}` : kind(st);
  let ok = true;
  if (isDir) {
    let names: string[] = [];
    if (m.recursive) {
      try {
        names = t.sys.readdir(path).map((d) => d.name).filter((n) => n !== '.' && n !== '..');
      } catch (e) {
        if (!isSysError(e)) throw e;
        yield* t.warn(`cannot remove ${t.quoteaf(path)}: ${e.message}`);
        return false;
      }
      if (ask && names.length > 0 && !(yield* confirm(t, input, `descend into ${protectedFile ? 'write-protected ' : ''}directory ${t.quoteaf(path)}`))) return true;
      for (const name of names) if (!(yield* remove(t, path.endsWith('/') ? path + name : `${path}/${name}`, m, input, tty))) ok = false;
      if (!ok) return false;
    }
    if (ask && !(yield* confirm(t, input, `remove ${what} ${t.quoteaf(path)}`))) return true;
  } else if (ask && !(yield* confirm(t, input, `remove ${what} ${t.quoteaf(path)}`))) return true;
  try {
    if (isDir) t.sys.rmdir(path);
    else t.sys.unlink(path);
    if (m.verbose) yield* t.out.write(`removed ${isDir ? 'directory ' : ''}${t.quoteaf(path)}\n`);
  } catch (e) {
    if (!isSysError(e)) throw e;
    yield* t.warn(`cannot remove ${t.quoteaf(path)}: ${e.message}`);
    return false;
  }
  return ok;
}

export const rm = tool({ name: 'rm', help, support: { level: 'partial', note: '--one-file-system is accepted without effect' } }, function* (t) {
  const m: Mode = { force: false, ask: 'auto', recursive: false, dirs: false, verbose: false, preserveRoot: true };
  let bad: string | undefined;
  const files = yield* t.options(
    'dfirvIR',
    { force: 'f', interactive: 'A::', recursive: 'r', dir: 'd', verbose: 'v', 'one-file-system': 'o', 'no-preserve-root': 'N', 'preserve-root': 'P::' },
    (o) => {
      if (o.key === 'f') [m.force, m.ask] = [true, 'never'];
      else if (o.key === 'i') [m.force, m.ask] = [false, 'always'];
      else if (o.key === 'I') [m.force, m.ask] = [false, 'once'];
      else if (o.key === 'A') {
        const when = o.arg === '' ? 'always' : o.arg;
        if (['never', 'no', 'none'].includes(when)) m.ask = 'never';
        else if (when === 'once') m.ask = 'once';
        else if (['always', 'yes'].includes(when)) m.ask = 'always';
        else bad = when;
      } else if (o.key === 'r' || o.key === 'R') m.recursive = true;
      else if (o.key === 'd') m.dirs = true;
      else if (o.key === 'v') m.verbose = true;
      else if (o.key === 'N') m.preserveRoot = false;
    },
  );
  if (bad !== undefined) throw new Die(`invalid argument ${t.quote(bad)} for ${t.quote('--interactive')}\nValid arguments are:\n  - ${t.quote('never')}, ${t.quote('no')}, ${t.quote('none')}\n  - ${t.quote('once')}\n  - ${t.quote('always')}, ${t.quote('yes')}`, 1, true);
  if (files.length === 0) {
    if (m.force) return 0;
    throw new Die('missing operand', 1, true);
  }
  const input = new In(t.sys, 0);
  if (m.ask === 'once') {
    const n = files.length;
    if ((m.recursive || n > 3) && !(yield* confirm(t, input, `remove ${n} argument${n === 1 ? '' : 's'}${m.recursive ? ' recursively' : ''}`))) return 0;
  }
  const tty = isatty(t.sys, 0);
  let status = 0;
  for (const file of files) {
    const last = file.replace(/\/+$/, '').split('/').pop()!;
    if (last === '.' || last === '..') {
      yield* t.warn(`refusing to remove '.' or '..' directory: skipping ${t.quoteaf(file)}`);
      status = 1;
    } else if (m.preserveRoot && m.recursive && /^\/+$/.test(file)) {
      yield* t.warn("it is dangerous to operate recursively on '/'");
      yield* t.warn('use --no-preserve-root to override this failsafe');
      status = 1;
    } else if (!(yield* remove(t, file, m, input, tty))) status = 1;
  }
  return status;
});
