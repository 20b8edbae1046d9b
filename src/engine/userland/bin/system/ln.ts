/** ln: make links (coreutils 9.1). Left out: backups (-b, -S). */
import type { Task } from '../../../abi/sys.ts';
import { isSysError } from '../../../abi/errno.ts';
import { S } from '../../../abi/fs.ts';
import { Die, tool } from '../../libc/tool.ts';
import type { Tool } from '../../libc/tool.ts';
import { relativePath, resolvePath } from '../../libc/path.ts';

const help = `Usage: % [OPTION]... [-T] TARGET LINK_NAME
  or:  % [OPTION]... TARGET
  or:  % [OPTION]... TARGET... DIRECTORY
  or:  % [OPTION]... -t DIRECTORY TARGET...
Make a link to TARGET: a hard link, or a symbolic one with -s.

  -f, --force                 remove what is at the link's place
  -i, --interactive           (as -f, but asks; here without a question when standard input is no terminal)
  -n, --no-dereference        a LINK_NAME that links to a directory is a file
  -r, --relative              with -s, relative to the link's place
  -s, --symbolic              symbolic links
  -t, --target-directory=DIR  put the links into DIR
  -T, --no-target-directory   LINK_NAME is never a directory to put links into
  -v, --verbose               print each link made
      --help        show this text and exit
      --version     show the version and exit
`;

interface Mode {
  force: boolean;
  symbolic: boolean;
  relative: boolean;
  verbose: boolean;
}

function isDir(t: Tool, path: string, follow: boolean): boolean {
  try {
    return ((follow ? t.sys.stat(path) : t.sys.lstat(path)).mode & S.IFMT) === S.IFDIR;
  } catch {
    return false;
  }
}

function* link(t: Tool, target: string, name: string, m: Mode): Task<boolean> {
  const kind = m.symbolic ? 'symbolic' : 'hard';
  let to = target;
  try {
    if (!m.symbolic) {
      try {
        if ((t.sys.lstat(target).mode & S.IFMT) === S.IFDIR) {
          yield* t.warn(`${t.quotef(target)}: hard link not allowed for directory`);
          return false;
        }
      } catch (e) {
        if (!isSysError(e)) throw e;
        yield* t.warn(`failed to access ${t.quoteaf(target)}: ${e.message}`);
        return false;
      }
    } else if (m.relative) {
      to = relativePath(resolvePath(t.sys, name.replace(/\/*[^/]+\/*$/, '') || (name.startsWith('/') ? '/' : '.'), 'missing') ?? '/', resolvePath(t.sys, target, 'missing') ?? target);
    }
    for (let attempt = 0; ; attempt++) {
      try {
        if (m.symbolic) t.sys.symlink(to, name);
        else t.sys.link(to, name);
        break;
      } catch (e) {
        if (!isSysError(e, 'EEXIST') || !m.force || attempt > 0 || isDir(t, name, false)) throw e;
        t.sys.unlink(name);
      }
    }
    if (m.verbose) yield* t.out.write(`${t.quoteaf(name)} ${m.symbolic ? '->' : '=>'} ${t.quoteaf(to)}\n`);
    return true;
  } catch (e) {
    if (!isSysError(e)) throw e;
    const exists = e.code === 'EEXIST';
    const detail = !m.symbolic && !exists ? ` => ${t.quoteaf(to)}` : m.symbolic && !exists ? ` -> ${t.quoteaf(to)}` : '';
    yield* t.warn(`failed to create ${kind} link ${t.quoteaf(name)}${exists ? '' : detail}: ${e.message}`);
    return false;
  }
}

export const ln = tool({ name: 'ln', help, support: { level: 'partial', note: 'no backups (-b, -S)' } }, function* (t) {
  const m: Mode = { force: false, symbolic: false, relative: false, verbose: false };
  let noDeref = false;
  let noDir = false;
  let into: string | undefined;
  const args = yield* t.options(
    'finrst:Tv',
    { force: 'f', interactive: 'i', 'no-dereference': 'n', relative: 'r', symbolic: 's', 'target-directory': 't:', 'no-target-directory': 'T', verbose: 'v' },
    (o) => {
      if (o.key === 'f' || o.key === 'i') m.force = true;
      else if (o.key === 'n') noDeref = true;
      else if (o.key === 'r') m.relative = true;
      else if (o.key === 's') m.symbolic = true;
      else if (o.key === 't') into = o.arg;
      else if (o.key === 'T') noDir = true;
      else m.verbose = true;
    },
  );
  if (args.length === 0) throw new Die('missing file operand', 1, true);
  if (m.relative && !m.symbolic) throw new Die('cannot do --relative without --symbolic');
  let targets = args;
  if (into === undefined) {
    const last = args[args.length - 1]!;
    if (args.length === 1) into = noDir ? undefined : '.';
    else if (!noDir && isDir(t, last, !noDeref)) [into, targets] = [last, args.slice(0, -1)];
    else if (args.length === 2) return (yield* link(t, args[0]!, last, m)) ? 0 : 1;
    else if (noDir) throw new Die(`extra operand ${t.quoteaf(args[2]!)}`, 1, true);
    else throw new Die(`target ${t.quoteaf(last)}: ${missingOrNotDir(t, last)}`);
    if (into === undefined) throw new Die(`missing destination file operand after ${t.quoteaf(last)}`, 1, true);
  }
  let status = 0;
  for (const target of targets) {
    const base = target.replace(/\/+$/, '').split('/').pop()!;
    if (!(yield* link(t, target, into === '.' && args.length === 1 ? base : `${into.replace(/\/+$/, '')}/${base}`, m))) status = 1;
  }
  return status;
});

function missingOrNotDir(t: Tool, path: string): string {
  try {
    t.sys.stat(path);
    return 'Not a directory';
  } catch (e) {
    return isSysError(e) ? e.message : 'Not a directory';
  }
}
