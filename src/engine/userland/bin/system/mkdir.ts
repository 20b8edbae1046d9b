/** mkdir: make directories (coreutils 9.1). Left out: SELinux contexts. */
import type { Task } from '../../../abi/sys.ts';
import { isSysError } from '../../../abi/errno.ts';
import { S } from '../../../abi/fs.ts';
import { parseMode } from '../../libc/mode.ts';
import { Die, tool } from '../../libc/tool.ts';
import type { Tool } from '../../libc/tool.ts';

const help = `Usage: % [OPTION]... DIRECTORY...
Make each DIRECTORY, unless it exists.

  -m, --mode=MODE   permissions as for chmod, instead of a=rwx less the umask
  -p, --parents     make missing parents too, and be content with what exists
  -v, --verbose     say what was made
      --help        show this text and exit
      --version     show the version and exit
`;

function isDir(t: Tool, path: string): boolean {
  try {
    return (t.sys.stat(path).mode & S.IFMT) === S.IFDIR;
  } catch {
    return false;
  }
}

function* make(t: Tool, path: string, mode: number | undefined, parents: boolean, verbose: boolean): Task<boolean> {
  if (parents) {
    const parts = path.split('/');
    for (let i = 1; i < parts.length; i++) {
      const above = parts.slice(0, i).join('/');
      if (above === '' || parts[i] === '' || isDir(t, above)) continue;
      try {
        t.sys.mkdir(above, 0o777);
        if (verbose) yield* t.out.write(`${t.name}: created directory ${t.quoteaf(above)}\n`);
      } catch (e) {
        if (!isSysError(e)) throw e;
        yield* t.warn(`cannot create directory ${t.quote(above)}: ${e.message}`);
        return false;
      }
    }
  }
  try {
    t.sys.mkdir(path, 0o777);
    if (mode !== undefined) t.sys.chmod(path, mode);
    if (verbose) yield* t.out.write(`${t.name}: created directory ${t.quoteaf(path)}\n`);
    return true;
  } catch (e) {
    if (!isSysError(e)) throw e;
    if (parents && e.code === 'EEXIST' && isDir(t, path)) return true;
    yield* t.warn(`cannot create directory ${t.quote(path)}: ${e.message}`);
    return false;
  }
}

export const mkdir = tool({ name: 'mkdir', help, support: { level: 'partial', note: 'no SELinux contexts (-Z)' } }, function* (t) {
  let parents = false;
  let verbose = false;
  let modeText: string | undefined;
  const dirs = yield* t.options('m:pv', { mode: 'm:', parents: 'p', verbose: 'v' }, (o) => {
    if (o.key === 'm') modeText = o.arg;
    else if (o.key === 'p') parents = true;
    else verbose = true;
  });
  if (dirs.length === 0) throw new Die('missing operand', 1, true);
  let mode: number | undefined;
  if (modeText !== undefined) {
    const mask = t.sys.umask(0);
    t.sys.umask(mask);
    const change = parseMode(modeText, mask);
    if (change === undefined) throw new Die(`invalid mode ${t.quote(modeText)}`);
    mode = change(0o777);
  }
  let status = 0;
  for (const dir of dirs) if (!(yield* make(t, dir, mode, parents, verbose))) status = 1;
  return status;
});
