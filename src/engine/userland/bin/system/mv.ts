/** mv: rename files; across file systems copy them and remove the source (coreutils 9.1). Left out: backups, contexts. */
import type { Task } from '../../../abi/sys.ts';
import { isSysError } from '../../../abi/errno.ts';
import { ACCESS, S } from '../../../abi/fs.ts';
import type { Stat } from '../../../abi/fs.ts';
import { modeString } from '../../libc/mode.ts';
import { joinPath } from '../../libc/path.ts';
import { In, isatty, writeText } from '../../libc/stdio.ts';
import { tool } from '../../libc/tool.ts';
import type { Tool } from '../../libc/tool.ts';
import { Copier } from './copytree.ts';
import { destinations } from './destination.ts';

const help = `Usage: % [OPTION]... [-T] SOURCE DEST
  or:  % [OPTION]... SOURCE... DIRECTORY
  or:  % [OPTION]... -t DIRECTORY SOURCE...
Rename SOURCE to DEST, or move several into DIRECTORY.

  -f, --force                  never ask
  -i, --interactive            ask before overwriting
  -n, --no-clobber             do not overwrite
  -t, --target-directory=DIR   move into DIR
  -T, --no-target-directory    DEST is never a directory to move into
  -u, --update                 only what is newer than its destination
  -v, --verbose                say what is done
      --help        show this text and exit
      --version     show the version and exit
`;

interface Mode {
  ask: 'auto' | 'never' | 'always';
  noClobber: boolean;
  update: boolean;
  verbose: boolean;
}

function statOf(t: Tool, path: string): Stat | undefined {
  try {
    return t.sys.lstat(path);
  } catch (e) {
    if (!isSysError(e)) throw e;
    return undefined;
  }
}

function removeTree(t: Tool, path: string): void {
  if ((t.sys.lstat(path).mode & S.IFMT) !== S.IFDIR) {
    t.sys.unlink(path);
    return;
  }
  for (const d of t.sys.readdir(path)) if (d.name !== '.' && d.name !== '..') removeTree(t, joinPath(path, d.name));
  t.sys.rmdir(path);
}

function* move(t: Tool, from: string, to: string, m: Mode, input: In): Task<boolean> {
  const st = statOf(t, from);
  if (st === undefined) {
    try {
      t.sys.lstat(from);
    } catch (e) {
      if (!isSysError(e)) throw e;
      yield* t.warn(`cannot stat ${t.quoteaf(from)}: ${e.message}`);
    }
    return false;
  }
  const there = statOf(t, to);
  if (there !== undefined) {
    if (there.ino === st.ino && there.dev === st.dev) {
      yield* t.warn(`${t.quoteaf(from)} and ${t.quoteaf(to)} are the same file`);
      return false;
    }
    const fromDir = (st.mode & S.IFMT) === S.IFDIR;
    const toDir = (there.mode & S.IFMT) === S.IFDIR;
    if (toDir && !fromDir) {
      yield* t.warn(`cannot overwrite directory ${t.quoteaf(to)} with non-directory`);
      return false;
    }
    if (fromDir && !toDir) {
      yield* t.warn(`cannot overwrite non-directory ${t.quoteaf(to)} with directory ${t.quoteaf(from)}`);
      return false;
    }
    if (m.noClobber) return true;
    if (m.update && there.mtime_ms >= st.mtime_ms) return true;
    let locked = false;
    if (m.ask === 'auto' && isatty(t.sys, 0) && (there.mode & S.IFMT) !== S.IFLNK) {
      try {
        t.sys.access(to, ACCESS.W_OK);
      } catch {
        locked = true;
      }
    }
    if (m.ask === 'always' || locked) {
      yield* t.out.flush();
      const question = locked ? `replace ${t.quoteaf(to)}, overriding mode ${(there.mode & 0o7777).toString(8).padStart(4, '0')} (${modeString(there.mode).slice(1)})` : `overwrite ${t.quoteaf(to)}`;
      yield* writeText(t.sys, 2, `${t.name}: ${question}? `);
      const line = yield* input.readLine();
      if (line === undefined || !/^[yY]/.test(line)) return true;
    }
  }
  try {
    t.sys.rename(from.replace(/\/+$/, '') || '/', to);
    if (m.verbose) yield* t.out.write(`renamed ${t.quoteaf(from)} -> ${t.quoteaf(to)}\n`);
    return true;
  } catch (e) {
    if (!isSysError(e)) throw e;
    if (e.code === 'EINVAL') yield* t.warn(`cannot move ${t.quoteaf(from)} to a subdirectory of itself, ${t.quoteaf(to)}`);
    else if (e.code !== 'EXDEV') yield* t.warn(`cannot move ${t.quoteaf(from)} to ${t.quoteaf(to)}: ${e.message}`);
    if (e.code !== 'EXDEV') return false;
  }
  const copier = new Copier(
    t,
    {
      recursive: true, follow: 'never', preserveMode: true, preserveOwner: true, preserveTimes: true, preserveLinks: true, force: false, interactive: false, noClobber: false,
      update: false, verbose: m.verbose, removeDestination: there !== undefined && (there.mode & S.IFMT) !== S.IFDIR, attributesOnly: false, link: 'no', moving: true,
    },
    input,
  );
  if (!(yield* copier.copy(from, to))) return false;
  try {
    removeTree(t, from);
    if (m.verbose) yield* t.out.write(`removed ${t.quoteaf(from)}\n`);
  } catch (e) {
    if (!isSysError(e)) throw e;
    yield* t.warn(`cannot remove ${t.quoteaf(from)}: ${e.message}`);
    return false;
  }
  return true;
}

export const mv = tool({ name: 'mv', help, support: { level: 'partial', note: 'no backups' } }, function* (t) {
  const m: Mode = { ask: 'auto', noClobber: false, update: false, verbose: false };
  let into: string | undefined;
  let noDirectory = false;
  const operands = yield* t.options(
    'finuvt:T',
    { force: 'f', interactive: 'i', 'no-clobber': 'n', update: 'u', verbose: 'v', 'target-directory': 't:', 'no-target-directory': 'T', 'strip-trailing-slashes': 's' },
    (o) => {
      if (o.key === 'f') [m.ask, m.noClobber] = ['never', false];
      else if (o.key === 'i') [m.ask, m.noClobber] = ['always', false];
      else if (o.key === 'n') m.noClobber = true;
      else if (o.key === 'u') m.update = true;
      else if (o.key === 'v') m.verbose = true;
      else if (o.key === 't') into = o.arg;
      else if (o.key === 'T') noDirectory = true;
    },
  );
  const input = new In(t.sys, 0);
  let status = 0;
  for (const [from, to] of destinations(t, operands, into, noDirectory)) if (!(yield* move(t, from, to, m, input))) status = 1;
  return status;
});
