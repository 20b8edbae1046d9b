/** ls: list directories (coreutils 9.1). Names sort by bytes, as in C.UTF-8. Left out: --hyperlink, --dired, SELinux contexts, LS_COLORS beyond the defaults. */
import type { Task } from '../../../abi/sys.ts';
import { isSysError } from '../../../abi/errno.ts';
import type { SysError } from '../../../abi/errno.ts';
import { S, major, minor } from '../../../abi/fs.ts';
import type { Stat } from '../../../abi/fs.ts';
import { modeString } from '../../libc/mode.ts';
import { humanSize } from '../../libc/numfmt.ts';
import { readAccounts } from '../../libc/passwd.ts';
import type { Accounts } from '../../libc/passwd.ts';
import { isatty } from '../../libc/stdio.ts';
import { localtime, strftime, zoneOf } from '../../libc/time.ts';
import { Die, tool } from '../../libc/tool.ts';
import type { Tool } from '../../libc/tool.ts';
import { textWidth } from '../../libc/wcwidth.ts';
import { quoteName } from '../../libc/err.ts';
import { versionCompare } from '../../libc/filevercmp.ts';
import { fnmatch } from '../../libc/fnmatch.ts';
import { colourOf } from './lscolors.ts';
import { layout } from './lslayout.ts';

const help = `Usage: % [OPTION]... [FILE]...
List what is known of each FILE (the current directory by default), sorted by name.

  -a, --all                  entries that begin with . too
  -A, --almost-all           as -a, without . and ..
      --author               with -l, the author of each file
  -b, --escape               C escapes for characters that cannot be shown
  -B, --ignore-backups       no entries that end with ~
  -c                         with -lt: by, and show, ctime; with -l: show ctime; else sort by it
  -C                         in columns
      --color[=WHEN]         colours: always, auto or never
  -d, --directory            directories themselves, not what they hold
  -f                         unsorted, as -aU
  -F, --classify[=WHEN]      append one of */=>@| to names
      --file-type            as -F without *
      --format=WORD          across -x, commas -m, long -l, single-column -1, vertical -C
      --full-time            as -l --time-style=full-iso
  -g                         as -l, without the owner
      --group-directories-first  directories before files
  -G, --no-group             with -l, without the group
  -h, --human-readable       with -l and -s, sizes like 1K 234M 2G
      --si                   as -h, with powers of 1000
  -H, --dereference-command-line  follow links on the command line
      --indicator-style=WORD none, slash (-p), file-type, classify (-F)
  -i, --inode                the inode number of each file
  -I, --ignore=PATTERN       no entries that match
  -l                         the long format
  -L, --dereference          what links point to
  -m                         names with commas between
  -n, --numeric-uid-gid      as -l, with numbers for owner and group
  -N, --literal              names without quotes
  -o                         as -l, without the group
  -p, --indicator-style=slash  append / to directories
  -q, --hide-control-chars   ? for characters that cannot be shown
  -Q, --quote-name           names in double quotes
  -r, --reverse              in reverse order
  -R, --recursive            subdirectories too
  -s, --size                 the blocks that each file takes
  -S                         by size, the largest first
      --sort=WORD            none -U, size -S, time -t, version -v, extension -X
      --time=WORD            atime (access, use), ctime (status), birth
      --time-style=STYLE     full-iso, long-iso, iso, locale or +FORMAT
  -t                         by time, the newest first
  -u                         with -lt: by, and show, atime; as -c otherwise
  -U                         unsorted
  -v                         natural order of numbers within names
  -w, --width=COLS           the width of the screen
  -x                         in lines instead of columns
  -X                         by extension
  -1                         one file a line
      --help        show this text and exit
      --version     show the version and exit

The status is 1 for minor problems (a subdirectory), 2 for serious ones (an argument).
`;

export interface Entry {
  readonly name: string;
  /** Undefined when stat failed (a dangling link's target, a vanished file). */
  readonly st: Stat | undefined;
  readonly path: string;
  target?: string;
  targetStat?: Stat | undefined;
}

interface Options {
  all: 'no' | 'almost' | 'all';
  format: 'long' | 'columns' | 'across' | 'single' | 'commas';
  sort: 'name' | 'none' | 'size' | 'time' | 'version' | 'extension';
  time: 'mtime' | 'ctime' | 'atime' | 'btime';
  reverse: boolean;
  recursive: boolean;
  directory: boolean;
  human: 0 | 1000 | 1024;
  inode: boolean;
  size: boolean;
  numeric: boolean;
  owner: boolean;
  group: boolean;
  author: boolean;
  indicator: 'none' | 'slash' | 'file-type' | 'classify';
  follow: 'never' | 'args' | 'always' | 'dirs';
  quoting: 'shell' | 'literal' | 'c' | 'escape';
  hideControl: boolean;
  colour: boolean;
  width: number;
  style: string;
  dirsFirst: boolean;
  backups: boolean;
  ignore: string[];
}

class Lister {
  status = 0;
  private first = true;
  private readonly t: Tool;
  private readonly o: Options;
  private readonly accounts: Accounts | undefined;
  constructor(t: Tool, o: Options, accounts: Accounts | undefined) {
    this.t = t;
    this.o = o;
    this.accounts = accounts;
  }

  *trouble(what: string, path: string, e: SysError, serious: boolean): Task<void> {
    yield* this.t.warn(`cannot ${what} ${this.t.quoteaf(path)}: ${e.message}`);
    this.status = Math.max(this.status, serious ? 2 : 1);
  }

  *entry(name: string, path: string, argument: boolean): Task<Entry | undefined> {
    const { follow } = this.o;
    try {
      let st: Stat;
      if (follow === 'always' || (argument && follow === 'args')) st = this.t.sys.stat(path);
      else if (argument && follow === 'dirs') {
        st = this.t.sys.lstat(path);
        if ((st.mode & S.IFMT) === S.IFLNK) {
          try {
            const through = this.t.sys.stat(path);
            if ((through.mode & S.IFMT) === S.IFDIR) st = through;
          } catch {
            // A dangling link is listed as itself.
          }
        }
      } else st = this.t.sys.lstat(path);
      const entry: Entry = { name, path, st };
      if ((st.mode & S.IFMT) === S.IFLNK && (this.o.format === 'long' || this.o.colour || this.o.indicator !== 'none')) {
        entry.target = this.t.sys.readlink(path);
        try {
          entry.targetStat = this.t.sys.stat(path);
        } catch (e) {
          if (!isSysError(e)) throw e;
        }
      }
      return entry;
    } catch (e) {
      if (!isSysError(e)) throw e;
      yield* this.trouble('access', path, e, argument);
      return argument ? undefined : { name, path, st: undefined };
    }
  }

  private timeOf(st: Stat): number {
    return this.o.time === 'mtime' ? st.mtime_ms : this.o.time === 'ctime' ? st.ctime_ms : this.o.time === 'atime' ? st.atime_ms : st.btime_ms;
  }

  sorted(entries: Entry[]): Entry[] {
    const { o } = this;
    const byName = (a: Entry, b: Entry): number => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
    const extension = (n: string): string => (n.lastIndexOf('.') < 0 ? '' : n.slice(n.lastIndexOf('.')));
    const compare: Readonly<Record<Options['sort'], (a: Entry, b: Entry) => number>> = {
      name: byName,
      none: () => 0,
      size: (a, b) => (b.st?.size ?? 0) - (a.st?.size ?? 0) || byName(a, b),
      time: (a, b) => (b.st ? this.timeOf(b.st) : 0) - (a.st ? this.timeOf(a.st) : 0) || byName(a, b),
      version: (a, b) => versionCompare(a.name, b.name) || byName(a, b),
      extension: (a, b) => (extension(a.name) < extension(b.name) ? -1 : extension(a.name) > extension(b.name) ? 1 : byName(a, b)),
    };
    if (o.sort !== 'none') {
      entries.sort(compare[o.sort]);
      if (o.reverse) entries.reverse();
    }
    if (o.dirsFirst) {
      const isDir = (e: Entry): boolean => ((e.targetStat ?? e.st)?.mode ?? 0) >> 12 === S.IFDIR >> 12;
      return [...entries.filter(isDir), ...entries.filter((e) => !isDir(e))];
    }
    return entries;
  }

  private quoted(name: string): string {
    const { quoting, hideControl } = this.o;
    let text = name;
    if (quoting === 'shell') text = quoteName(name, this.t.utf8);
    else if (quoting === 'c') text = JSON.stringify(name);
    else if (quoting === 'escape') text = name.replace(/[\\ \x00-\x1f]/g, (c) => (c === ' ' ? '\\ ' : c === '\\' ? '\\\\' : c === '\n' ? '\\n' : c === '\t' ? '\\t' : `\\${c.charCodeAt(0).toString(8).padStart(3, '0')}`));
    return hideControl ? text.replace(/[\x00-\x1f\x7f]/g, '?') : text;
  }

  private indicator(mode: number): string {
    const { indicator } = this.o;
    if (indicator === 'none') return '';
    const type = mode & S.IFMT;
    if (type === S.IFDIR) return '/';
    if (indicator === 'slash') return '';
    if (type === S.IFLNK) return '@';
    if (type === S.IFIFO) return '|';
    if (type === S.IFSOCK) return '=';
    return indicator === 'classify' && type === S.IFREG && (mode & 0o111) !== 0 ? '*' : '';
  }

  /** The name as shown, with its width in columns; `pad` keeps unquoted names in line with quoted ones. */
  private label(e: Entry, pad: boolean): { text: string; width: number } {
    const quoted = this.quoted(e.name);
    const space = pad && quoted === e.name ? ' ' : '';
    const mark = e.st && this.o.format !== 'long' ? this.indicator(e.st.mode) : e.st && (e.st.mode & S.IFMT) !== S.IFLNK ? this.indicator(e.st.mode) : '';
    const colour = this.o.colour ? colourOf(e) : '';
    const text = colour === '' ? quoted : `\x1b[0m\x1b[${colour}m${quoted}\x1b[0m`;
    return { text: space + text + mark, width: space.length + textWidth(quoted) + mark.length };
  }

  private blocks(st: Stat): string {
    return this.o.human === 0 ? String(Math.ceil(st.blocks / 2)) : humanSize(st.blocks * 512, this.o.human);
  }

  private date(ms: number): string {
    const tm = localtime(ms, zoneOf(this.t.env));
    const { style } = this.o;
    const now = this.t.sys.now_ms();
    const recent = ms > now - 31556952000 / 2 && ms <= now;
    if (style === 'full-iso') return strftime('%Y-%m-%d %H:%M:%S', tm) + `.${String(Math.floor((ms % 1000) * 1e6)).padStart(9, '0')} ` + strftime('%z', tm);
    if (style === 'long-iso') return strftime('%Y-%m-%d %H:%M', tm);
    if (style === 'iso') return strftime(recent ? '%m-%d %H:%M' : '%Y-%m-%d ', tm);
    if (style.startsWith('+')) {
      const [old, young] = style.slice(1).split('\n');
      return strftime(recent && young !== undefined ? young : old!, tm);
    }
    return strftime(recent ? '%b %e %H:%M' : '%b %e  %Y', tm);
  }

  *long(entries: readonly Entry[], pad: boolean): Task<void> {
    const { o } = this;
    const user = (uid: number): string => (o.numeric ? String(uid) : this.accounts!.userName(uid));
    const group = (gid: number): string => (o.numeric ? String(gid) : this.accounts!.groupName(gid));
    const rows = entries.map((e) => {
      const st = e.st;
      const device = st !== undefined && ((st.mode & S.IFMT) === S.IFCHR || (st.mode & S.IFMT) === S.IFBLK);
      return {
        e,
        ino: st ? String(st.ino) : '?',
        blocks: st ? this.blocks(st) : '?',
        mode: st ? modeString(st.mode) : '??????????',
        nlink: st ? String(st.nlink) : '?',
        user: st ? user(st.uid) : '?',
        group: st ? group(st.gid) : '?',
        size: st === undefined ? '?' : device ? '' : o.human === 0 ? String(st.size) : humanSize(st.size, o.human),
        major: device ? String(major(st.rdev)) : '',
        minor: device ? String(minor(st.rdev)) : '',
        date: st ? this.date(this.timeOf(st)) : '?',
      };
    });
    const w = (f: (r: (typeof rows)[number]) => string): number => Math.max(0, ...rows.map((r) => f(r).length));
    const wIno = w((r) => r.ino);
    const wBlocks = w((r) => r.blocks);
    const wLink = w((r) => r.nlink);
    const wUser = w((r) => r.user);
    const wGroup = w((r) => r.group);
    const wMajor = w((r) => r.major);
    const wMinor = w((r) => r.minor);
    const wSize = Math.max(w((r) => r.size), wMajor > 0 ? wMajor + 2 + wMinor : 0);
    const wDate = w((r) => r.date);
    const fill = (text: string, width: number): string => (/^\d+$/.test(text) && o.numeric ? text.padStart(width) : text.padEnd(width));
    for (const r of rows) {
      let line = '';
      if (o.inode) line += `${r.ino.padStart(wIno)} `;
      if (o.size) line += `${r.blocks.padStart(wBlocks)} `;
      line += `${r.mode} ${r.nlink.padStart(wLink)} `;
      if (o.owner) line += `${fill(r.user, wUser)} `;
      if (o.group) line += `${fill(r.group, wGroup)} `;
      if (o.author) line += `${fill(r.user, wUser)} `;
      line += r.major !== '' ? `${r.major.padStart(wSize - 2 - wMinor)}, ${r.minor.padStart(wMinor)}` : r.size.padStart(wSize);
      line += ` ${r.date.padEnd(wDate)} ${this.label(r.e, pad).text}`;
      if (r.e.target !== undefined) {
        const st = r.e.targetStat;
        const colour = o.colour ? colourOf({ name: r.e.target, path: '', st }) : '';
        const shown = this.quoted(r.e.target);
        line += ` -> ${colour === '' ? shown : `\x1b[${colour}m${shown}\x1b[0m`}${st && o.indicator !== 'none' ? this.indicator(st.mode) : ''}`;
      }
      yield* this.t.out.write(`${line}\n`);
    }
  }

  *show(entries: Entry[]): Task<void> {
    const { o } = this;
    const list = this.sorted(entries);
    const align = o.quoting === 'shell' && o.format !== 'commas' && isatty(this.t.sys, 1) && list.some((e) => this.quoted(e.name) !== e.name);
    if (o.format === 'long') {
      yield* this.long(list, align);
      return;
    }
    const wIno = o.inode ? Math.max(0, ...list.map((e) => String(e.st?.ino ?? '?').length)) : 0;
    const wBlocks = o.size ? Math.max(0, ...list.map((e) => (e.st ? this.blocks(e.st) : '?').length)) : 0;
    const cells = list.map((e) => {
      const label = this.label(e, align);
      const plain = o.format === 'commas' || o.format === 'single';
      const ino = o.inode ? `${plain && o.format === 'commas' ? (e.st?.ino ?? '?') : String(e.st?.ino ?? '?').padStart(wIno)} ` : '';
      const blocks = o.size ? `${(e.st ? this.blocks(e.st) : '?').padStart(o.format === 'commas' ? 0 : wBlocks)} ` : '';
      return { text: ino + blocks + label.text, width: ino.length + blocks.length + label.width };
    });
    yield* this.t.out.write(layout(cells, o.format, o.width));
  }

  *total(entries: readonly Entry[]): Task<void> {
    if (this.o.format !== 'long' && !this.o.size) return;
    let sum = 0;
    for (const e of entries) sum += e.st?.blocks ?? 0;
    yield* this.t.out.write(`total ${this.o.human === 0 ? Math.ceil(sum / 2) : humanSize(sum * 512, this.o.human)}\n`);
  }

  *directory(path: string, heading: boolean, argument: boolean): Task<void> {
    let names: string[];
    try {
      names = this.t.sys.readdir(path).map((d) => d.name);
    } catch (e) {
      if (!isSysError(e)) throw e;
      yield* this.trouble('open directory', path, e, argument);
      return;
    }
    const { o } = this;
    if (heading) yield* this.t.out.write(`${this.first ? '' : '\n'}${this.quoted(path)}:\n`);
    this.first = false;
    const entries: Entry[] = [];
    for (const name of names) {
      if (o.all === 'no' && name.startsWith('.')) continue;
      if (o.all === 'almost' && (name === '.' || name === '..')) continue;
      if (!o.backups && name.endsWith('~')) continue;
      if (o.ignore.some((pattern) => fnmatch(pattern, name))) continue;
      const entry = yield* this.entry(name, path === '/' ? `/${name}` : path.endsWith('/') ? path + name : `${path}/${name}`, false);
      if (entry !== undefined) entries.push(entry);
      if (this.t.sys.charge(500)) yield* this.t.sys.schedYield();
    }
    yield* this.total(entries);
    yield* this.show(entries);
    if (!o.recursive) return;
    for (const e of this.sorted(entries)) if (e.name !== '.' && e.name !== '..' && e.st && (e.st.mode & S.IFMT) === S.IFDIR) yield* this.directory(e.path, true, false);
  }

  *run(args: readonly string[]): Task<void> {
    const files: Entry[] = [];
    const dirs: Entry[] = [];
    for (const arg of args.length === 0 ? ['.'] : args) {
      const entry = yield* this.entry(arg, arg, true);
      if (entry === undefined) continue;
      (entry.st && (entry.st.mode & S.IFMT) === S.IFDIR && !this.o.directory ? dirs : files).push(entry);
    }
    if (files.length > 0) {
      yield* this.show(files);
      this.first = false;
    }
    const heading = this.o.recursive || args.length > 1;
    for (const d of this.sorted(dirs)) yield* this.directory(d.path, heading, true);
  }
}

/** Values of options that take a word, with what each sets. */
const WORDS: Readonly<Record<string, Readonly<Record<string, (o: Options) => void>>>> = {
  sort: { none: (o) => (o.sort = 'none'), size: (o) => (o.sort = 'size'), time: (o) => (o.sort = 'time'), version: (o) => (o.sort = 'version'), extension: (o) => (o.sort = 'extension'), name: (o) => (o.sort = 'name') },
  format: { verbose: (o) => (o.format = 'long'), long: (o) => (o.format = 'long'), commas: (o) => (o.format = 'commas'), horizontal: (o) => (o.format = 'across'), across: (o) => (o.format = 'across'), vertical: (o) => (o.format = 'columns'), 'single-column': (o) => (o.format = 'single') },
  time: { atime: (o) => (o.time = 'atime'), access: (o) => (o.time = 'atime'), use: (o) => (o.time = 'atime'), ctime: (o) => (o.time = 'ctime'), status: (o) => (o.time = 'ctime'), birth: (o) => (o.time = 'btime'), creation: (o) => (o.time = 'btime'), mtime: (o) => (o.time = 'mtime'), modification: (o) => (o.time = 'mtime') },
  'indicator-style': { none: (o) => (o.indicator = 'none'), slash: (o) => (o.indicator = 'slash'), 'file-type': (o) => (o.indicator = 'file-type'), classify: (o) => (o.indicator = 'classify') },
  'quoting-style': { literal: (o) => (o.quoting = 'literal'), shell: (o) => (o.quoting = 'shell'), 'shell-escape': (o) => (o.quoting = 'shell'), c: (o) => (o.quoting = 'c'), escape: (o) => (o.quoting = 'escape') },
};

export const ls = tool({ name: 'ls', help, trouble: 2, support: { level: 'partial', note: 'no --hyperlink, --dired, contexts; colours are the defaults' } }, function* (t) {
  const tty = isatty(t.sys, 1);
  let cols = Number(t.env.get('COLUMNS')) || 80;
  if (tty) cols = t.sys.ioctl(1, 'TIOCGWINSZ', undefined).cols || cols;
  const o: Options = {
    all: 'no', format: tty ? 'columns' : 'single', sort: 'name', time: 'mtime', reverse: false, recursive: false, directory: false, human: 0, inode: false, size: false,
    numeric: false, owner: true, group: true, author: false, indicator: 'none', follow: 'dirs', quoting: tty ? 'shell' : 'literal', hideControl: tty, colour: false,
    width: cols, style: 'locale', dirsFirst: false, backups: true, ignore: [],
  };
  let explicitTime = false;
  let explicitSort = false;
  let long = false;
  let problem: string | undefined;
  const when = (arg: string, has: boolean): boolean => (!has || ['always', 'yes', 'force'].includes(arg) ? true : ['auto', 'tty', 'if-tty'].includes(arg) ? tty : false);
  const args = yield* t.options(
    'aAbBcCdfFgGhHiI:lLmnNopqQrRsStuUvw:xX1k',
    {
      all: 'a', 'almost-all': 'A', author: '=author', escape: 'b', 'ignore-backups': 'B', color: '=color::', directory: 'd', classify: '=classify::', 'file-type': '=ft', format: '=format:',
      'full-time': '=full', 'group-directories-first': '=dirs', 'no-group': 'G', 'human-readable': 'h', si: '=si', dereference: 'L', 'dereference-command-line': 'H', 'indicator-style': '=indicator-style:',
      inode: 'i', ignore: 'I:', hide: 'I:', 'numeric-uid-gid': 'n', literal: 'N', 'hide-control-chars': 'q', 'show-control-chars': '=show', 'quote-name': 'Q', 'quoting-style': '=quoting-style:', reverse: 'r', recursive: 'R', size: 's', sort: '=sort:',
      time: '=time:', 'time-style': '=style:', width: 'w:', kibibytes: 'k', zero: '=zero',
    },
    (opt) => {
      const word = opt.key.startsWith('=') ? opt.key.slice(1) : '';
      const table = WORDS[word];
      if (table !== undefined) {
        const set = table[opt.arg];
        if (set === undefined) problem = `invalid argument ${t.quote(opt.arg)} for ${t.quote(`--${word}`)}\nValid arguments are:\n${Object.keys(table).map((k) => `  - ${t.quote(k)}`).join('\n')}`;
        else set(o);
        if (word === 'time') explicitTime = true;
        if (word === 'sort') explicitSort = true;
        return;
      }
      switch (opt.key) {
        case 'a': o.all = 'all'; break;
        case 'A': o.all = 'almost'; break;
        case '=author': o.author = true; break;
        case 'b': o.quoting = 'escape'; break;
        case 'B': o.backups = false; break;
        case 'c': o.time = 'ctime'; explicitTime = true; break;
        case 'u': o.time = 'atime'; explicitTime = true; break;
        case 'C': o.format = 'columns'; break;
        case 'd': o.directory = true; break;
        case 'f': o.all = 'all'; o.sort = 'none'; explicitSort = true; break;
        case 'F': o.indicator = 'classify'; break;
        case '=classify': if (when(opt.arg, opt.has)) o.indicator = 'classify'; break;
        case '=ft': o.indicator = 'file-type'; break;
        case 'p': o.indicator = 'slash'; break;
        case '=full': o.format = 'long'; o.style = 'full-iso'; break;
        case '=dirs': o.dirsFirst = true; break;
        case 'g': o.format = 'long'; o.owner = false; break;
        case 'G': o.group = false; break;
        case 'o': o.format = 'long'; o.group = false; break;
        case 'h': o.human = 1024; break;
        case '=si': o.human = 1000; break;
        case 'H': o.follow = 'args'; break;
        case 'L': o.follow = 'always'; break;
        case 'i': o.inode = true; break;
        case 'I': o.ignore.push(opt.arg); break;
        case 'l': o.format = 'long'; long = true; break;
        case 'm': o.format = 'commas'; break;
        case 'n': o.format = 'long'; o.numeric = true; break;
        case 'N': o.quoting = 'literal'; break;
        case 'q': o.hideControl = true; break;
        case '=show': o.hideControl = false; break;
        case 'Q': o.quoting = 'c'; break;
        case 'r': o.reverse = true; break;
        case 'R': o.recursive = true; break;
        case 's': o.size = true; break;
        case 'S': o.sort = 'size'; explicitSort = true; break;
        case 't': o.sort = 'time'; explicitSort = true; break;
        case 'U': o.sort = 'none'; explicitSort = true; break;
        case 'v': o.sort = 'version'; explicitSort = true; break;
        case 'X': o.sort = 'extension'; explicitSort = true; break;
        case '=style': o.style = opt.arg; break;
        case 'w': if (!/^\d+$/.test(opt.arg)) problem = `invalid line width: ${t.quote(opt.arg)}`; else o.width = Number(opt.arg) || Infinity; break;
        case 'x': o.format = 'across'; break;
        case '1': if (o.format !== 'long') o.format = 'single'; break;
        case '=color': o.colour = when(opt.arg, opt.has); break;
      }
    },
  );
  if (problem !== undefined) throw new Die(problem, 2, !problem.startsWith('invalid line'));
  if (explicitTime && !explicitSort && o.format !== 'long') o.sort = 'time';
  if (o.follow === 'dirs' && (o.format === 'long' || o.indicator === 'classify' || o.directory || long)) o.follow = 'never';
  const needNames = o.format === 'long' && !o.numeric;
  const lister = new Lister(t, o, needNames ? yield* readAccounts(t.sys) : undefined);
  yield* lister.run(args);
  return lister.status;
});
