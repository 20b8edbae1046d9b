/** BusyBox's ls: its own columns, colours and order of options. */
import type { Task } from '../../../abi/sys.ts';
import { isSysError } from '../../../abi/errno.ts';
import { S, major, minor } from '../../../abi/fs.ts';
import type { Stat } from '../../../abi/fs.ts';
import { versionCompare } from '../../libc/filevercmp.ts';
import { modeString } from '../../libc/mode.ts';
import { readAccounts } from '../../libc/passwd.ts';
import { isatty } from '../../libc/stdio.ts';
import { localtime, strftime, zoneOf } from '../../libc/time.ts';
import { tool } from '../../libc/tool.ts';
import { textWidth } from '../../libc/wcwidth.ts';
import { bbSize } from '../../libc/bbsize.ts';

interface Entry {
  readonly name: string;
  readonly path: string;
  readonly st: Stat;
}

const COLOURS: Readonly<Record<number, string>> = { [S.IFDIR]: '1;34', [S.IFLNK]: '1;36', [S.IFIFO]: '1;33', [S.IFSOCK]: '1;35', [S.IFCHR]: '1;33', [S.IFBLK]: '1;33' };

export const ls = tool({ name: 'ls' }, function* (t): Task<number> {
  const f = new Set<string>();
  const tty = isatty(t.sys, 1);
  let width = tty ? t.sys.ioctl(1, 'TIOCGWINSZ', undefined).cols || 80 : 80;
  let colour = tty;
  const operands = yield* t.options('1AaCxdLHRFplinshrSXvctuw:k', { color: '=color::', 'full-time': '=full', 'group-directories-first': '=dirs' }, ({ key, arg, has }) => {
    if (key === 'w') width = Number(arg) || 80;
    else if (key === '=color') colour = !has || arg === 'always' ? true : arg === 'auto' ? tty : false;
    else if (key === '=full') f.add('l').add('=full');
    else f.add(key);
  });
  if (f.has('n')) f.add('l');
  const columns = !f.has('l') && !f.has('1') && (tty || f.has('C') || f.has('x'));
  const accounts = f.has('l') ? yield* readAccounts(t.sys) : undefined;
  const zone = zoneOf(t.env);
  let status = 0;
  const time = (st: Stat): number => (f.has('c') ? st.ctime_ms : f.has('u') ? st.atime_ms : st.mtime_ms);
  const look = function* (name: string, path: string, follow: boolean): Task<Entry | undefined> {
    try {
      return { name, path, st: follow ? t.sys.stat(path) : t.sys.lstat(path) };
    } catch (e) {
      if (!isSysError(e)) throw e;
      yield* t.warn(`${path}: ${e.message}`);
      status = 1;
      return undefined;
    }
  };
  const sort = (entries: Entry[]): Entry[] => {
    const name = (a: Entry, b: Entry): number => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
    const ext = (n: string): string => (n.includes('.') ? n.slice(n.lastIndexOf('.')) : '');
    entries.sort((a, b) => {
      if (f.has('S')) return b.st.size - a.st.size || name(a, b);
      if (f.has('t')) return time(b.st) - time(a.st) || name(a, b);
      if (f.has('v')) return versionCompare(a.name, b.name);
      if (f.has('X')) return ext(a.name) < ext(b.name) ? -1 : ext(a.name) > ext(b.name) ? 1 : name(a, b);
      return name(a, b);
    });
    if (f.has('r')) entries.reverse();
    if (f.has('=dirs')) return [...entries.filter((e) => isDir(e.st)), ...entries.filter((e) => !isDir(e.st))];
    return entries;
  };
  const mark = (st: Stat): string => {
    const type = st.mode & S.IFMT;
    if (type === S.IFDIR) return f.has('F') || f.has('p') ? '/' : '';
    if (!f.has('F')) return '';
    if (type === S.IFREG) return (st.mode & 0o111) !== 0 ? '*' : '';
    return type === S.IFLNK ? '@' : type === S.IFIFO ? '|' : type === S.IFSOCK ? '=' : '';
  };
  const paint = (name: string, st: Stat): string => {
    if (!colour) return name;
    const code = COLOURS[st.mode & S.IFMT] ?? ((st.mode & 0o111) !== 0 ? '1;32' : '0;0');
    return `\x1b[${code}m${name}\x1b[m`;
  };
  const line = (e: Entry): string => {
    const { st } = e;
    let out = '';
    if (f.has('i')) out += `${String(st.ino).padStart(7)} `;
    if (f.has('s')) out += `${f.has('h') ? bbSize(st.blocks * 512).padStart(6) : String(Math.ceil(st.blocks / 2)).padStart(6)} `;
    if (f.has('l')) {
      const device = (st.mode & S.IFMT) === S.IFCHR || (st.mode & S.IFMT) === S.IFBLK;
      const user = f.has('n') ? String(st.uid) : accounts!.userName(st.uid).slice(0, 8);
      const group = f.has('n') ? String(st.gid) : accounts!.groupName(st.gid).slice(0, 8);
      out += `${modeString(st.mode)} ${String(st.nlink).padStart(4)} ${user.padEnd(8)} ${group.padEnd(8)} `;
      out += device ? `${String(major(st.rdev)).padStart(4)}, ${String(minor(st.rdev)).padStart(3)} ` : `${(f.has('h') ? bbSize(st.size) : String(st.size)).padStart(9)} `;
      const at = time(st);
      const age = t.sys.now_ms() - at;
      const format = f.has('=full') ? '%Y-%m-%d %H:%M:%S %z' : age > 365.2425 * 43_200_000 || age < -900_000 ? '%b %e  %Y' : '%b %e %H:%M';
      out += `${strftime(format, localtime(at, zone))} `;
    }
    out += paint(e.name, st);
    if (f.has('l') && (st.mode & S.IFMT) === S.IFLNK) {
      const target = t.sys.readlink(e.path);
      let shown = target;
      try {
        const to = t.sys.stat(e.path);
        shown = paint(target, to) + (f.has('F') ? mark(to) : '');
      } catch (e2) {
        if (!isSysError(e2)) throw e2;
      }
      return `${out} -> ${shown}`;
    }
    return out + mark(st);
  };
  const show = function* (entries: Entry[]): Task<void> {
    if (!columns) {
      for (const e of entries) yield* t.out.write(`${line(e)}\n`);
      return;
    }
    const extra = (f.has('i') ? 8 : 0) + (f.has('s') ? 7 : 0);
    const wide = Math.max(0, ...entries.map((e) => textWidth(e.name) + mark(e.st).length)) + extra + 2;
    const across = Math.max(1, Math.floor(width / wide));
    const rows = Math.ceil(entries.length / across);
    for (let r = 0; r < rows; r++) {
      let out = '';
      for (let c = 0; c < across; c++) {
        const i = f.has('x') ? r * across + c : c * rows + r;
        const e = entries[i];
        if (e === undefined) break;
        const last = f.has('x') ? c === across - 1 || i === entries.length - 1 : i + rows >= entries.length;
        out += line(e) + (last ? '' : ' '.repeat(Math.max(0, wide - extra - textWidth(e.name) - mark(e.st).length)));
      }
      yield* t.out.write(`${out}\n`);
    }
  };
  let first = true;
  const directory = function* (dir: Entry, heading: boolean): Task<void> {
    let names: string[];
    try {
      names = t.sys.readdir(dir.path).map((d) => d.name);
    } catch (e) {
      if (!isSysError(e)) throw e;
      yield* t.warn(`can't open '${dir.path}': ${e.message}`);
      status = 1;
      return;
    }
    if (heading) yield* t.out.write(`${first ? '' : '\n'}${dir.path}:\n`);
    first = false;
    const entries: Entry[] = [];
    for (const name of names) {
      if (name.startsWith('.') && !f.has('a') && (!f.has('A') || name === '.' || name === '..')) continue;
      const e = yield* look(name, dir.path.endsWith('/') ? dir.path + name : `${dir.path}/${name}`, f.has('L'));
      if (e !== undefined) entries.push(e);
    }
    if (f.has('l') || f.has('s')) {
      const blocks = entries.reduce((n, e) => n + e.st.blocks, 0);
      yield* t.out.write(`total ${f.has('h') ? bbSize(blocks * 512) : Math.ceil(blocks / 2)}\n`);
    }
    yield* show(sort(entries));
    if (f.has('R')) for (const e of entries) if (isDir(e.st) && e.name !== '.' && e.name !== '..') yield* directory(e, true);
  };
  const files: Entry[] = [];
  const dirs: Entry[] = [];
  for (const name of operands.length === 0 ? ['.'] : operands) {
    const e = yield* look(name, name, !f.has('l') && !f.has('s') && !f.has('F') ? existsThrough(t.sys.stat.bind(t.sys), name) : f.has('H') || f.has('L'));
    if (e !== undefined) (isDir(e.st) && !f.has('d') ? dirs : files).push(e);
  }
  if (files.length > 0) {
    yield* show(sort(files));
    first = false;
  }
  for (const d of sort(dirs)) yield* directory(d, operands.length > 1 || f.has('R'));
  return status;
});

function isDir(st: Stat): boolean {
  return (st.mode & S.IFMT) === S.IFDIR;
}

/** A dangling link that is named is listed as itself. */
function existsThrough(stat: (path: string) => Stat, path: string): boolean {
  try {
    stat(path);
    return true;
  } catch (e) {
    if (!isSysError(e)) throw e;
    return false;
  }
}
