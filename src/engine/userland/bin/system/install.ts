/** install: copy files and set their modes and owners (coreutils 9.1). Left out: -s (strip), backups, --compare, contexts. */
import type { Task } from '../../../abi/sys.ts';
import { isSysError } from '../../../abi/errno.ts';
import { O, S } from '../../../abi/fs.ts';
import { parseMode } from '../../libc/mode.ts';
import { dirName } from '../../libc/path.ts';
import { readAccounts } from '../../libc/passwd.ts';
import { Die, tool } from '../../libc/tool.ts';
import { destinations } from './destination.ts';

const help = `Usage: % [OPTION]... [-T] SOURCE DEST
  or:  % [OPTION]... SOURCE... DIRECTORY
  or:  % [OPTION]... -t DIRECTORY SOURCE...
  or:  % [OPTION]... -d DIRECTORY...
Copy files into place with their modes; with -d, make directories.

  -D                     make the parents of DEST
  -d, --directory        all operands are directories to make
  -g, --group=GROUP      the group
  -m, --mode=MODE        the mode, as for chmod, instead of rwxr-xr-x
  -o, --owner=OWNER      the owner
  -p, --preserve-timestamps  keep the times
  -t, --target-directory=DIRECTORY  copy into DIRECTORY
  -T, --no-target-directory  DEST is a file
  -v, --verbose          say what is done
      --help        show this text and exit
      --version     show the version and exit
`;

export const install = tool({ name: 'install', help, support: { level: 'partial', note: 'no -s, backups, --compare' } }, function* (t): Task<number> {
  const o = new Map<string, string>();
  const operands = yield* t.options('bcCDdg:m:o:psS:t:TvZ', { directory: 'd', group: 'g:', mode: 'm:', owner: 'o:', 'preserve-timestamps': 'p', strip: 's', 'target-directory': 't:', 'no-target-directory': 'T', verbose: 'v', compare: 'C' }, ({ key, arg }) => o.set(key, arg));
  const text = o.get('m') ?? '755';
  const change = parseMode(text, 0);
  if (change === undefined) throw new Die(`invalid mode ${t.quote(text)}`);
  const accounts = o.has('o') || o.has('g') ? yield* readAccounts(t.sys) : undefined;
  const id = (name: string | undefined, found: number | undefined, what: string): number => {
    if (name === undefined) return -1;
    if (found !== undefined) return found;
    if (/^\d+$/.test(name)) return Number(name);
    throw new Die(`invalid ${what} ${t.quote(name)}`);
  };
  const uid = id(o.get('o'), accounts?.userNamed(o.get('o') ?? '')?.uid, 'user');
  const gid = id(o.get('g'), accounts?.groupNamed(o.get('g') ?? '')?.gid, 'group');
  const own = (path: string, mode: number): void => {
    if (uid >= 0 || gid >= 0) t.sys.chown(path, uid, gid);
    t.sys.chmod(path, mode);
  };
  const makeDir = function* (path: string, last: boolean): Task<void> {
    const parent = dirName(path);
    if (parent !== '/' && parent !== '.') {
      try {
        t.sys.stat(parent);
      } catch (e) {
        if (!isSysError(e, 'ENOENT')) throw e;
        yield* makeDir(parent, false);
      }
    }
    try {
      t.sys.mkdir(path, 0o755);
      if (o.has('v')) yield* t.out.write(`${t.name}: creating directory ${t.quoteaf(path)}\n`);
    } catch (e) {
      if (!isSysError(e, 'EEXIST') || (t.sys.stat(path).mode & S.IFMT) !== S.IFDIR) throw e;
    }
    if (last) own(path, change(S.IFDIR | 0o755));
  };
  let status = 0;
  if (o.has('d')) {
    if (operands.length === 0) throw new Die('missing file operand', 1, true);
    for (const path of operands) {
      try {
        yield* makeDir(path, true);
      } catch (e) {
        if (!isSysError(e)) throw e;
        yield* t.warn(`cannot create directory ${t.quoteaf(path)}: ${e.message}`);
        status = 1;
      }
    }
    return status;
  }
  const into = o.get('t');
  if (into !== undefined && !o.has('D')) {
    try {
      t.sys.stat(into);
    } catch (e) {
      if (!isSysError(e)) throw e;
      throw new Die(`failed to access ${t.quoteaf(into)}: ${e.message}`);
    }
  }
  if (o.has('D')) yield* makeDir(into ?? dirName(operands[operands.length - 1] ?? '.'), false);
  for (const [from, to] of destinations(t, operands, into, o.has('T'))) {
    let st;
    try {
      st = t.sys.stat(from);
    } catch (e) {
      if (!isSysError(e)) throw e;
      yield* t.warn(`cannot stat ${t.quoteaf(from)}: ${e.message}`);
      status = 1;
      continue;
    }
    if ((st.mode & S.IFMT) === S.IFDIR) {
      yield* t.warn(`omitting directory ${t.quoteaf(from)}`);
      status = 1;
      continue;
    }
    let input = -1;
    try {
      input = yield* t.sys.open(from, O.RDONLY | O.CLOEXEC);
      try {
        t.sys.unlink(to);
      } catch (e) {
        if (!isSysError(e, 'ENOENT')) throw e;
      }
      const output = yield* t.sys.open(to, O.WRONLY | O.CREAT | O.EXCL | O.CLOEXEC, 0o600);
      while ((yield* t.sys.splice(input, output, 1 << 20)) > 0);
      t.sys.close(output);
      own(to, change(S.IFREG));
      if (o.has('p')) t.sys.utimens(to, { atime_ms: st.atime_ms, mtime_ms: st.mtime_ms });
      if (o.has('v')) yield* t.out.write(`${t.quoteaf(from)} -> ${t.quoteaf(to)}\n`);
    } catch (e) {
      if (!isSysError(e)) throw e;
      yield* t.warn(`cannot create regular file ${t.quoteaf(to)}: ${e.message}`);
      status = 1;
    } finally {
      if (input >= 0) t.sys.close(input);
    }
  }
  return status;
});
