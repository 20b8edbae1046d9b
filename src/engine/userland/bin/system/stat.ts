/** stat: what the kernel knows of a file (coreutils 9.1). Left out: SELinux contexts, mount points by %m of bind mounts. */
import type { Task } from '../../../abi/sys.ts';
import { isSysError } from '../../../abi/errno.ts';
import { S, major, minor } from '../../../abi/fs.ts';
import type { Stat, StatFs } from '../../../abi/fs.ts';
import { modeString } from '../../libc/mode.ts';
import { readAccounts } from '../../libc/passwd.ts';
import type { Accounts } from '../../libc/passwd.ts';
import { localtime, strftime, zoneOf } from '../../libc/time.ts';
import { Die, tool } from '../../libc/tool.ts';
import type { Tool } from '../../libc/tool.ts';

const help = `Usage: % [OPTION]... FILE...
Show what is known of each FILE, or of its file system.

  -L, --dereference     what a link points to
  -f, --file-system     the file system instead of the file
      --cached=MODE     (accepted)
  -c, --format=FORMAT   FORMAT instead of the default, a newline after each
      --printf=FORMAT   as --format, with backslash escapes and no newline of its own
  -t, --terse           in one line
      --help        show this text and exit
      --version     show the version and exit

For files: %a octal mode, %A mode, %b blocks, %B size of a block, %d %D device, %f raw mode, %F type, %g %G group, %h links, %i inode,
%m mount point, %n name, %N quoted name with its target, %o I/O size, %s size, %t %T device type, %u %U user, %w %W birth, %x %X access,
%y %Y modification, %z %Z change. For file systems: %a %b %c %d %f %i %l %n %s %S %t %T.
`;

function typeName(st: Stat): string {
  switch (st.mode & S.IFMT) {
    case S.IFDIR: return 'directory';
    case S.IFLNK: return 'symbolic link';
    case S.IFIFO: return 'fifo';
    case S.IFSOCK: return 'socket';
    case S.IFCHR: return 'character special file';
    case S.IFBLK: return 'block special file';
    default: return st.size === 0 ? 'regular empty file' : 'regular file';
  }
}

class Formatter {
  private readonly t: Tool;
  private readonly accounts: Accounts;
  constructor(t: Tool, accounts: Accounts) {
    this.t = t;
    this.accounts = accounts;
  }
  time(ms: number): string {
    const zone = zoneOf(this.t.env);
    const tm = localtime(ms, zone);
    const ns = Math.round((ms - Math.floor(ms / 1000) * 1000) * 1e6);
    return `${strftime('%Y-%m-%d %H:%M:%S', tm)}.${String(ns).padStart(9, '0')} ${strftime('%z', tm)}`;
  }
  private quotedName(path: string, st: Stat): string {
    const own = this.t.quoteaf(path);
    return (st.mode & S.IFMT) === S.IFLNK ? `${own} -> ${this.t.quoteaf(this.t.sys.readlink(path))}` : own;
  }
  private seconds(ms: number, precision: string): string {
    const s = Math.floor(ms / 1000);
    if (precision === '') return String(s);
    const digits = precision === '.' ? 9 : Number(precision.slice(1));
    return `${s}.${String(Math.round((ms - s * 1000) * 1e6)).padStart(9, '0').slice(0, digits)}`;
  }
  file(letter: string, path: string, st: Stat, precision: string): string | undefined {
    const device = (st.mode & S.IFMT) === S.IFCHR || (st.mode & S.IFMT) === S.IFBLK;
    switch (letter) {
      case 'a': return (st.mode & 0o7777).toString(8);
      case 'A': return modeString(st.mode);
      case 'b': return String(st.blocks);
      case 'B': return '512';
      case 'd': return String(st.dev);
      case 'D': return st.dev.toString(16);
      case 'f': return st.mode.toString(16);
      case 'F': return typeName(st);
      case 'g': return String(st.gid);
      case 'G': return this.accounts.group(st.gid)?.name ?? 'UNKNOWN';
      case 'h': return String(st.nlink);
      case 'i': return String(st.ino);
      case 'm': return this.mountPoint(path);
      case 'n': return path;
      case 'N': return this.quotedName(path, st);
      case 'o': return String(st.blksize);
      case 's': return String(st.size);
      case 'r': return String(st.rdev);
      case 't': return (device ? major(st.rdev) : 0).toString(16);
      case 'T': return (device ? minor(st.rdev) : 0).toString(16);
      case 'u': return String(st.uid);
      case 'U': return this.accounts.user(st.uid)?.name ?? 'UNKNOWN';
      case 'w': return this.time(st.btime_ms);
      case 'W': return this.seconds(st.btime_ms, precision);
      case 'x': return this.time(st.atime_ms);
      case 'X': return this.seconds(st.atime_ms, precision);
      case 'y': return this.time(st.mtime_ms);
      case 'Y': return this.seconds(st.mtime_ms, precision);
      case 'z': return this.time(st.ctime_ms);
      case 'Z': return this.seconds(st.ctime_ms, precision);
      case 'C': return '?';
      default: return undefined;
    }
  }
  private mountPoint(path: string): string {
    let at = path.startsWith('/') ? path : `${this.t.sys.getcwd()}/${path}`;
    const dev = this.t.sys.lstat(path).dev;
    for (;;) {
      const above = at.replace(/\/+[^/]*$/, '') || '/';
      if (at === '/' || this.t.sys.stat(above).dev !== dev) return at;
      at = above;
    }
  }
  system(letter: string, path: string, fs: StatFs): string | undefined {
    switch (letter) {
      case 'a': return String(fs.bavail);
      case 'b': return String(fs.blocks);
      case 'c': return String(fs.files);
      case 'd': return String(fs.ffree);
      case 'f': return String(fs.bfree);
      case 'i': return '0';
      case 'l': return '255';
      case 'n': return path;
      case 's': case 'S': return String(fs.bsize);
      case 'T': return fs.type;
      default: return undefined;
    }
  }
  expand(format: string, escapes: boolean, value: (letter: string, precision: string) => string | undefined): string {
    return format.replace(/\\(x[0-9a-fA-F]{1,2}|[0-7]{1,3}|.)|%([-#0+ ]*)(\d*)(\.\d*)?([a-zA-Z%])/gs, (all, escape: string | undefined, flags: string, width: string, precision: string | undefined, letter: string) => {
      if (escape !== undefined) {
        if (!escapes) return all;
        if (/^[0-7]/.test(escape)) return String.fromCharCode(parseInt(escape, 8));
        if (/^x./.test(escape)) return String.fromCharCode(parseInt(escape.slice(1), 16));
        return ({ a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v', '\\': '\\', '"': '"', e: '\x1b' } as Record<string, string>)[escape] ?? all;
      }
      if (letter === '%') return '%';
      let text = value(letter, precision ?? '') ?? '?';
      if (flags.includes('#') && letter === 'a') text = `0${text}`;
      const w = Number(width || 0);
      if (flags.includes('-')) return text.padEnd(w);
      return flags.includes('0') && /^[0-9a-f]+$/.test(text) ? text.padStart(w, '0') : text.padStart(w);
    });
  }
  whole(path: string, st: Stat): string {
    const device = (st.mode & S.IFMT) === S.IFCHR || (st.mode & S.IFMT) === S.IFBLK;
    const f = (letter: string): string => this.file(letter, path, st, '')!;
    const dev = `${major(st.dev)},${minor(st.dev)}`;
    return (
      `  File: ${this.quotedName(path, st).replace(/^'(.*)'$/, '$1').replace(/^'(.*)' -> '(.*)'$/, '$1 -> $2')}\n` +
      `  Size: ${f('s').padEnd(10)}\tBlocks: ${f('b').padEnd(10)} IO Block: ${f('o').padEnd(6)} ${f('F')}\n` +
      `Device: ${dev}\tInode: ${f('i').padEnd(11)} Links: ${device ? `${f('h').padEnd(5)} Device type: ${f('t')},${f('T')}` : f('h')}\n` +
      `Access: (${(st.mode & 0o7777).toString(8).padStart(4, '0')}/${f('A')})  Uid: (${f('u').padStart(5)}/${f('U').padStart(8)})   Gid: (${f('g').padStart(5)}/${f('G').padStart(8)})\n` +
      `Access: ${f('x')}\nModify: ${f('y')}\nChange: ${f('z')}\n Birth: ${f('w')}\n`
    );
  }
  wholeSystem(path: string, fs: StatFs): string {
    return (
      `  File: "${path}"\n    ID: 0        Namelen: 255     Type: ${fs.type}\nBlock size: ${String(fs.bsize).padEnd(10)} Fundamental block size: ${fs.bsize}\n` +
      `Blocks: Total: ${String(fs.blocks).padEnd(10)} Free: ${String(fs.bfree).padEnd(10)} Available: ${fs.bavail}\nInodes: Total: ${String(fs.files).padEnd(10)} Free: ${fs.ffree}\n`
    );
  }
}

export const stat = tool({ name: 'stat', help, support: { level: 'partial', note: 'no SELinux contexts' } }, function* (t): Task<number> {
  let follow = false;
  let fileSystem = false;
  let format: string | undefined;
  let escapes = false;
  let terse = false;
  const files = yield* t.options('Lfc:t', { dereference: 'L', 'file-system': 'f', format: 'c:', printf: '=printf:', terse: 't', cached: '=cached:' }, (o) => {
    if (o.key === 'L') follow = true;
    else if (o.key === 'f') fileSystem = true;
    else if (o.key === 't') terse = true;
    else if (o.key === 'c') [format, escapes] = [o.arg, false];
    else if (o.key === '=printf') [format, escapes] = [o.arg, true];
  });
  if (files.length === 0) throw new Die('missing operand', 1, true);
  const formatter = new Formatter(t, yield* readAccounts(t.sys));
  if (terse) format ??= fileSystem ? '%n %i %l %t %s %S %b %f %a %c %d' : '%n %s %b %f %u %g %D %i %h %t %T %X %Y %Z %W %o';
  let status = 0;
  for (const file of files) {
    try {
      let text: string;
      if (fileSystem) {
        const fs = t.sys.statfs(file);
        text = format === undefined ? formatter.wholeSystem(file, fs) : formatter.expand(format, escapes, (l) => formatter.system(l, file, fs));
      } else {
        const st = file === '-' ? t.sys.fstat(0) : follow ? t.sys.stat(file) : t.sys.lstat(file);
        text = format === undefined ? formatter.whole(file, st) : formatter.expand(format, escapes, (l, precision) => formatter.file(l, file, st, precision));
      }
      yield* t.out.write(format !== undefined && !escapes ? `${text}\n` : text);
    } catch (e) {
      if (!isSysError(e)) throw e;
      yield* t.warn(fileSystem ? `cannot read file system information for ${t.quoteaf(file)}: ${e.message}` : `cannot statx ${t.quoteaf(file)}: ${e.message}`);
      status = 1;
    }
  }
  return status;
});
