/** chmod: change permissions (coreutils 9.1). */
import type { Task } from '../../../abi/sys.ts';
import { isSysError } from '../../../abi/errno.ts';
import { S } from '../../../abi/fs.ts';
import { modeString, parseMode } from '../../libc/mode.ts';
import { Die, tool } from '../../libc/tool.ts';
import type { Tool } from '../../libc/tool.ts';

const help = `Usage: % [OPTION]... MODE[,MODE]... FILE...
  or:  % [OPTION]... OCTAL-MODE FILE...
  or:  % [OPTION]... --reference=RFILE FILE...
Set the permissions of each FILE. MODE is octal, or like u+x,g-w,o=r.

  -c, --changes          as -v, for changes only
  -f, --silent, --quiet  few error messages
  -v, --verbose          say what happens to each file
      --no-preserve-root, --preserve-root  (accepted)
      --reference=RFILE  the permissions of RFILE
  -R, --recursive        files beneath directories too
      --help        show this text and exit
      --version     show the version and exit
`;

interface Mode {
  change: (mode: number) => number;
  recursive: boolean;
  report: 'no' | 'changes' | 'all';
  quiet: boolean;
}

const octal = (mode: number): string => `${(mode & 0o7777).toString(8).padStart(4, '0')} (${modeString(mode).slice(1)})`;

function* change(t: Tool, path: string, m: Mode): Task<boolean> {
  let ok = true;
  let isDir = false;
  try {
    const link = t.sys.lstat(path);
    if ((link.mode & S.IFMT) === S.IFLNK && m.recursive) return true;
    const st = t.sys.stat(path);
    isDir = (st.mode & S.IFMT) === S.IFDIR;
    const after = m.change(st.mode);
    t.sys.chmod(path, after);
    const same = (st.mode & 0o7777) === after;
    if (m.report === 'all' || (m.report === 'changes' && !same)) {
      yield* t.out.write(same ? `mode of ${t.quoteaf(path)} retained as ${octal(st.mode)}\n` : `mode of ${t.quoteaf(path)} changed from ${octal(st.mode)} to ${octal(after)}\n`);
    }
  } catch (e) {
    if (!isSysError(e)) throw e;
    if (!m.quiet) yield* t.warn(e.code === 'EPERM' || e.code === 'EROFS' ? `changing permissions of ${t.quoteaf(path)}: ${e.message}` : `cannot access ${t.quoteaf(path)}: ${e.message}`);
    return false;
  }
  if (m.recursive && isDir) {
    try {
      for (const d of t.sys.readdir(path)) if (d.name !== '.' && d.name !== '..' && !(yield* change(t, `${path.replace(/\/$/, '')}/${d.name}`, m))) ok = false;
    } catch (e) {
      if (!isSysError(e)) throw e;
      if (!m.quiet) yield* t.warn(`cannot read directory ${t.quoteaf(path)}: ${e.message}`);
      return false;
    }
  }
  return ok;
}

export const chmod = tool({ name: 'chmod', help }, function* (t) {
  const m: Mode = { change: (x) => x, recursive: false, report: 'no', quiet: false };
  let reference: string | undefined;
  // A mode like -x looks like an option: it is taken out before getopt sees it, as coreutils does.
  const dashModes: string[] = [];
  const args = t.args.map((a) => (/^-[rwxXstugo,+=-]*[rwxXst]$/.test(a) && !a.startsWith('--') && !/^-R/.test(a) ? (dashModes.push(a), '') : a)).filter((a, i) => a !== '' || t.args[i] === '');
  const rest = yield* t.options(
    'Rcfv',
    { recursive: 'R', changes: 'c', quiet: 'f', silent: 'f', verbose: 'v', reference: 'r:', 'no-preserve-root': 'p', 'preserve-root': 'p' },
    (o) => {
      if (o.key === 'R') m.recursive = true;
      else if (o.key === 'c') m.report = 'changes';
      else if (o.key === 'v') m.report = 'all';
      else if (o.key === 'f') m.quiet = true;
      else if (o.key === 'r') reference = o.arg;
    },
    args,
  );
  const mask = t.sys.umask(0);
  t.sys.umask(mask);
  let files = rest;
  if (reference !== undefined) {
    const mode = t.sys.stat(reference).mode & 0o7777;
    m.change = () => mode;
  } else {
    const text = dashModes.length > 0 ? dashModes.join(',') : rest[0];
    if (text === undefined) throw new Die('missing operand', 1, true);
    if (dashModes.length === 0) files = rest.slice(1);
    if (files.length === 0) throw new Die(`missing operand after ${t.quote(text)}`, 1, true);
    const parsed = parseMode(text, mask);
    if (parsed === undefined) throw new Die(`invalid mode: ${t.quote(text)}`, 1, true);
    m.change = parsed;
  }
  if (files.length === 0) throw new Die('missing operand', 1, true);
  let status = 0;
  for (const file of files) if (!(yield* change(t, file, m))) status = 1;
  return status;
});
