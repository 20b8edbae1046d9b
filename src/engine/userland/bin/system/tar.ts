/**
 * tar (GNU tar 1.34; BusyBox's words by dialect): create, list, extract, append, with -z. The format is libc/tar.ts. Left out: -u -A -d --delete, other
 * compressors, sparse files, xattrs, multi-volume, incremental.
 */
import type { Task } from '../../../abi/sys.ts';
import { SysError, isSysError } from '../../../abi/errno.ts';
import { O, S, major, makedev, minor } from '../../../abi/fs.ts';
import type { Stat } from '../../../abi/fs.ts';
import { gzipSync } from 'fflate';
import { concatBytes } from '../../../base/bytes.ts';
import { fnmatch } from '../../libc/fnmatch.ts';
import { Getopt, GetoptError } from '../../libc/getopt.ts';
import { modeString } from '../../libc/mode.ts';
import { readAccounts } from '../../libc/passwd.ts';
import type { Accounts } from '../../libc/passwd.ts';
import { isatty, readFd, readTextFile, writeAll, writeText } from '../../libc/stdio.ts';
import { TAR_END, TarError, readTar, tarHeader, tarPadding } from '../../libc/tar.ts';
import type { TarHeader } from '../../libc/tar.ts';
import { localtime, strftime, zoneOf } from '../../libc/time.ts';
import { Exit, tool } from '../../libc/tool.ts';
import type { Tool } from '../../libc/tool.ts';
import { inflate, isGzip } from './gzip.ts';

const HELP = `Usage: tar [OPTION...] [FILE]...
Keep many files in one archive, and take them out again.

Examples:
  tar -cf archive.tar foo bar  # make archive.tar of foo and bar
  tar -tvf archive.tar         # list what is in archive.tar
  tar -xf archive.tar          # take all files out of archive.tar

  -c, --create               make an archive
  -r, --append               add to the end of an archive
  -t, --list                 list an archive
  -x, --extract, --get       extract from an archive

  -C, --directory=DIR        change to DIR
      --exclude=PATTERN      leave out what matches
  -f, --file=ARCHIVE         the archive; - is standard input or output
  -h, --dereference          follow symbolic links
  -k, --keep-old-files       overwrite nothing
  -m, --touch                times of extraction
      --no-same-owner        extracted files are ours
      --numeric-owner        numbers for users and groups
  -O, --to-stdout            extract to standard output
  -p, --preserve-permissions permissions exactly, whatever the umask
  -P, --absolute-names       leave the leading / of names
      --strip-components=N   drop N leading parts of names
  -T, --files-from=FILE      names to archive are in FILE
  -v, --verbose              say what is done
  -z, --gzip                 through gzip
`;

interface Options {
  op: '' | 'c' | 'r' | 't' | 'x';
  file: string | undefined;
  verbose: number;
  gzip: boolean;
  dereference: boolean;
  keep: boolean;
  touch: boolean;
  stdout: boolean;
  exact: boolean;
  sameOwner: boolean;
  absolute: boolean;
  numeric: boolean;
  strip: number;
  exclude: string[];
  autoGzip: boolean;
}

class Archiver {
  status = 0;
  private warnedSlash = false;
  private readonly links = new Map<string, string>();
  readonly t: Tool;
  readonly o: Options;
  readonly accounts: Accounts;
  private readonly parts: Uint8Array[] = [];
  private readonly self: Stat | undefined;
  constructor(t: Tool, o: Options, accounts: Accounts, self: Stat | undefined) {
    this.t = t;
    this.o = o;
    this.accounts = accounts;
    this.self = self;
  }
  *say(message: string, status = 2): Task<void> {
    yield* this.t.warn(message);
    if (status > this.status) this.status = status;
  }
  private *failed(path: string, what: string, e: unknown): Task<void> {
    if (!isSysError(e)) throw e;
    yield* this.say(this.t.dialect === undefined ? `${path}: Cannot ${what}: ${e.message}` : what === 'stat' ? `${path}: ${e.message}` : `can't open '${path}': ${e.message}`);
  }
  line(h: TarHeader): string {
    const { o } = this;
    const bits = { '0': S.IFREG, '1': S.IFREG, '2': S.IFLNK, '3': S.IFCHR, '4': S.IFBLK, '5': S.IFDIR, '6': S.IFIFO }[h.type] ?? S.IFREG;
    const mode = (h.type === '1' && this.t.dialect === undefined ? 'h' : modeString(bits | h.mode)[0]!) + modeString(bits | h.mode).slice(1);
    const owner = o.numeric ? `${h.uid}/${h.gid}` : `${h.uname || h.uid}/${h.gname || h.gid}`;
    const size = h.type === '3' || h.type === '4' ? `${h.devmajor},${h.devminor}` : String(h.type === '1' || h.type === '2' ? 0 : h.size);
    const date = strftime(this.t.dialect === undefined ? '%Y-%m-%d %H:%M' : '%Y-%m-%d %H:%M:%S', localtime(h.mtime_s * 1000, zoneOf(this.t.env)));
    const tail = h.type === '2' ? ` -> ${h.linkname}` : h.type === '1' ? (this.t.dialect === undefined ? ` link to ${h.linkname}` : ` -> ${h.linkname}`) : '';
    const column = this.t.dialect === undefined ? `${mode} ${owner} ${size.padStart(Math.max(0, 18 - owner.length))}` : `${mode} ${owner} ${size.padStart(9)}`;
    return `${column} ${date} ${h.name}${tail}\n`;
  }
  /** Names go to standard output, or to standard error when the archive does. */
  *announce(h: TarHeader, toStderr: boolean): Task<void> {
    if (this.o.verbose === 0) return;
    const text = this.o.verbose > 1 ? this.line(h) : `${h.name}\n`;
    if (toStderr) yield* writeText(this.t.sys, 2, text);
    else yield* this.t.out.write(text);
  }
  excluded(name: string): boolean {
    const plain = name.replace(/\/$/, '');
    return this.o.exclude.some((p) => {
      const pattern = p.replace(/\/$/, '');
      if (fnmatch(pattern, plain)) return true;
      for (let i = plain.indexOf('/'); i >= 0; i = plain.indexOf('/', i + 1)) if (fnmatch(pattern, plain.slice(i + 1)) || fnmatch(pattern, plain.slice(0, i))) return true;
      return false;
    });
  }
  *add(path: string): Task<void> {
    const { t, o } = this;
    let st: Stat;
    try {
      st = o.dereference ? t.sys.stat(path) : t.sys.lstat(path);
    } catch (e) {
      yield* this.failed(path, 'stat', e);
      return;
    }
    if (this.excluded(path)) return;
    if (this.self !== undefined && this.self.ino === st.ino && this.self.dev === st.dev) {
      yield* this.say(`${path}: ${t.dialect === undefined ? 'archive cannot contain itself; not dumped' : 'file is the archive; skipping'}`, 0);
      return;
    }
    const kind = st.mode & S.IFMT;
    if (kind === S.IFSOCK) {
      yield* this.say(`${path}: socket ignored`, 0);
      return;
    }
    let name = path;
    if (!o.absolute && /^\/|^(?:.*\/)?\.\.\//.test(name)) {
      const cut = /^(?:.*\/\.\.\/|\.\.\/|\/+)+/.exec(name)?.[0] ?? '/';
      name = name.slice(cut.length) || './';
      if (!this.warnedSlash) {
        this.warnedSlash = true;
        yield* this.say(t.dialect === undefined ? `Removing leading \`${cut.startsWith('/') && /^\/+$/.test(cut) ? '/' : cut}' from member names` : `removing leading '${cut}' from member names`, 0);
      }
    }
    if (kind === S.IFDIR && !name.endsWith('/')) name += '/';
    const id = `${st.dev}:${st.ino}`;
    const linked = kind !== S.IFDIR && st.nlink > 1 ? this.links.get(id) : undefined;
    if (kind !== S.IFDIR && st.nlink > 1 && linked === undefined) this.links.set(id, name);
    const type = linked !== undefined ? '1' : kind === S.IFDIR ? '5' : kind === S.IFLNK ? '2' : kind === S.IFCHR ? '3' : kind === S.IFBLK ? '4' : kind === S.IFIFO ? '6' : '0';
    let body: Uint8Array | undefined;
    if (type === '0') {
      try {
        const fd = yield* t.sys.open(path, O.RDONLY);
        body = yield* readFd(t.sys, fd);
        t.sys.close(fd);
      } catch (e) {
        yield* this.failed(path, 'open', e);
        return;
      }
    }
    const device = type === '3' || type === '4';
    const header: TarHeader = {
      name, mode: st.mode & 0o7777, uid: st.uid, gid: st.gid, size: body?.length ?? 0, mtime_s: Math.floor(st.mtime_ms / 1000), type, linkname: linked ?? (type === '2' ? t.sys.readlink(path) : ''),
      uname: o.numeric ? '' : (this.accounts.user(st.uid)?.name ?? ''), gname: o.numeric ? '' : (this.accounts.group(st.gid)?.name ?? ''), devmajor: device ? major(st.rdev) : 0, devminor: device ? minor(st.rdev) : 0,
    };
    yield* this.announce(header, o.file === '-');
    this.parts.push(tarHeader(header));
    if (body !== undefined) this.parts.push(body, tarPadding(body.length));
    if (t.sys.charge(2000 + header.size)) yield* t.sys.schedYield();
    if (kind === S.IFDIR) {
      let names: string[] = [];
      try {
        names = t.sys.readdir(path).map((d) => d.name);
      } catch (e) {
        yield* this.failed(path, 'open', e);
      }
      for (const child of names) if (child !== '.' && child !== '..') yield* this.add(path.endsWith('/') ? path + child : `${path}/${child}`);
    }
  }
  /** The archive so far, padded to whole records of 20 blocks. */
  finish(): Uint8Array {
    const bytes = concatBytes([...this.parts, TAR_END]);
    const whole = Math.ceil(bytes.length / 10240) * 10240;
    if (whole === bytes.length) return bytes;
    const out = new Uint8Array(whole);
    out.set(bytes);
    return out;
  }
  put(bytes: Uint8Array): void {
    this.parts.push(bytes);
  }
  /** Take one member out. */
  *extract(h: TarHeader, body: Uint8Array, delayed: (() => void)[]): Task<void> {
    const { t, o } = this;
    let name = h.name;
    if (!o.absolute && name.startsWith('/')) {
      if (!this.warnedSlash) yield* this.say("Removing leading `/' from member names", 0);
      this.warnedSlash = true;
      name = name.replace(/^\/+/, '');
    }
    if (o.strip > 0) {
      const parts = name.split('/').filter((p) => p !== '' && p !== '.');
      if (parts.length <= o.strip) return;
      name = parts.slice(o.strip).join('/');
    }
    name = name.replace(/\/+$/, '') || '.';
    if (!o.absolute && name.split('/').includes('..')) {
      yield* this.say(`${h.name}: Member name contains '..'`);
      return;
    }
    yield* this.announce(h, o.stdout);
    if (o.stdout) {
      if (h.type === '0' || h.type === '7') yield* t.out.writeBytes(body);
      return;
    }
    const parent = name.includes('/') ? name.slice(0, name.lastIndexOf('/')) : '';
    const mask = o.exact ? 0 : t.sys.umask(0o022);
    if (!o.exact) t.sys.umask(mask);
    const mode = h.mode & ~mask & (o.exact ? 0o7777 : 0o777);
    try {
      if (parent !== '') {
        let at = '';
        for (const part of parent.split('/')) {
          at += (at === '' && !parent.startsWith('/') ? '' : '/') + part;
          try {
            t.sys.mkdir(at === '' ? '/' : at, 0o777);
          } catch (e) {
            if (!isSysError(e) || (e.code !== 'EEXIST' && e.code !== 'EISDIR' && e.code !== 'EROFS')) throw e;
          }
        }
      }
      if (h.type !== '5') {
        try {
          if (!o.keep) t.sys.unlink(name);
        } catch (e) {
          if (!isSysError(e)) throw e;
          if (e.code !== 'ENOENT' && e.code !== 'EISDIR' && e.code !== 'EPERM') throw e;
        }
      }
      if (h.type === '5') {
        try {
          t.sys.mkdir(name, mode | 0o700);
        } catch (e) {
          if (!isSysError(e, 'EEXIST')) throw e;
          if ((t.sys.stat(name).mode & S.IFMT) !== S.IFDIR) throw e;
        }
        const here = name.startsWith('/') ? name : `${t.sys.getcwd()}/${name}`;
        delayed.push(() => {
          t.sys.chmod(here, mode);
          if (!o.touch) t.sys.utimens(here, { mtime_ms: h.mtime_s * 1000 });
        });
      } else if (h.type === '2') t.sys.symlink(h.linkname, name);
      else if (h.type === '1') {
        t.sys.link(h.linkname, name);
        return;
      } else if (h.type === '3' || h.type === '4') t.sys.mknod(name, (h.type === '3' ? S.IFCHR : S.IFBLK) | mode, makedev(h.devmajor, h.devminor));
      else if (h.type === '6') t.sys.mknod(name, S.IFIFO | mode);
      else {
        const fd = yield* t.sys.open(name, O.WRONLY | O.CREAT | O.EXCL, mode);
        yield* writeAll(t.sys, fd, body);
        t.sys.close(fd);
      }
      if (o.sameOwner) {
        const uid = o.numeric ? h.uid : (this.accounts.userNamed(h.uname)?.uid ?? h.uid);
        const gid = o.numeric ? h.gid : (this.accounts.groupNamed(h.gname)?.gid ?? h.gid);
        t.sys.chown(name, uid, gid, false);
      }
      if (h.type !== '2' && h.type !== '5') {
        t.sys.chmod(name, mode);
        if (!o.touch) t.sys.utimens(name, { mtime_ms: h.mtime_s * 1000 });
      }
      if (t.sys.charge(3000 + h.size)) yield* t.sys.schedYield();
    } catch (e) {
      if (!isSysError(e)) throw e;
      const what = h.type === '5' ? 'mkdir' : h.type === '2' ? `create symlink to ‘${h.linkname}’` : h.type === '1' ? `hard link to ‘${h.linkname}’` : 'open';
      yield* this.say(t.dialect === undefined ? `${h.name.replace(/\/$/, '')}: Cannot ${what}: ${e.message}` : `can't create ${h.type === '5' ? 'directory' : h.type === '2' ? 'symlink' : 'file'} '${h.name}': ${e.message}`);
    }
  }
}

/** "-cvf x" without its dash: each letter that takes an argument takes the next word. */
function modernise(args: readonly string[]): { args: readonly string[]; missing: string | undefined } {
  const [first, ...rest] = args;
  if (first === undefined || first.startsWith('-') || !/^[A-Za-z]+$/.test(first)) return { args, missing: undefined };
  const out: string[] = [];
  const tail = [...rest];
  for (const letter of first) {
    if (!'fCTXbIKNgFHLV'.includes(letter)) out.push(`-${letter}`);
    else {
      const value = tail.shift();
      if (value === undefined) return { args, missing: letter };
      out.push(`-${letter}`, value);
    }
  }
  return { args: [...out, ...tail], missing: undefined };
}

const HINT = "Try 'tar --help' or 'tar --usage' for more information.\n";

export const tar = tool({ name: 'tar', support: { level: 'partial', note: 'c, r, t and x with gzip; no other compressors, no sparse files, no -u -A -d' } }, function* (t): Task<number> {
  const o: Options = { op: '', file: undefined, verbose: 0, gzip: false, dereference: false, keep: false, touch: false, stdout: false, exact: t.sys.getcred().euid === 0, sameOwner: t.sys.getcred().euid === 0, absolute: false, numeric: false, strip: 0, exclude: [], autoGzip: false };
  const refuse = function* (text: string, code = 2): Task<never> {
    yield* t.out.flush();
    yield* writeText(t.sys, 2, t.dialect === undefined ? `tar: ${text}\n${HINT}` : t.dialect.usage());
    throw new Exit(t.dialect === undefined ? code : 1);
  };
  const old = modernise(t.args);
  if (old.missing !== undefined) yield* refuse(`Old option '${old.missing}' requires an argument.`);
  let twice = false;
  let end = '';
  /** An operation that is not simulated was asked for. */
  let other = false;
  let unsupported: string | undefined;
  /** Directories of -C: each holds for the names that come after it. */
  const dirs: { readonly after: number; readonly dir: string }[] = [];
  const fromFiles: string[] = [];
  const g = new Getopt(
    old.args,
      'ctxrudAf:C:vzjJZahkmOpPT:X:wWlSnb:oH:I:',
      {
        create: 'c', list: 't', extract: 'x', get: 'x', append: 'r', update: 'u', diff: 'd', catenate: 'A', delete: '=delete', file: 'f:', directory: 'C:', verbose: 'v', gzip: 'z', gunzip: 'z', ungzip: 'z', bzip2: 'j', xz: 'J', dereference: 'h', 'keep-old-files': 'k', touch: 'm',
        'to-stdout': 'O', 'preserve-permissions': 'p', 'same-permissions': 'p', 'absolute-names': 'P', 'files-from': 'T:', 'exclude-from': 'X:', exclude: '=exclude:', 'strip-components': '=strip:', 'no-same-owner': 'o', 'same-owner': '=owner', 'no-same-permissions': '=noexact', 'numeric-owner': '=numeric',
        'auto-compress': 'a', 'no-recursion': '=norec', 'one-file-system': 'l', owner: '=x:', group: '=x:', mode: '=x:', mtime: '=x:', sort: '=x:', format: 'H:', overwrite: '=x', warning: '=x:', wildcards: '=x', help: '=help', version: '=version', usage: '=help', 'ignore-failed-read': '=x', xattrs: '=x', acls: '=x', selinux: '=x', zstd: 'J',
      },
  );
  try {
    for (const { key, arg } of g) {
        switch (key) {
          case 'c': case 't': case 'x': case 'r':
            if ((o.op !== '' && o.op !== key) || other) twice = true;
            o.op = key;
            break;
          case 'u': case 'd': case 'A': case '=delete':
            if (o.op !== '') twice = true;
            other = true;
            unsupported = key.replace('=', '--');
            break;
          case 'f': o.file = arg; break;
          case 'C': dirs.push({ after: g.operands.length, dir: arg }); break;
          case 'v': o.verbose++; break;
          case 'z': o.gzip = true; break;
          case 'j': case 'J': case 'Z': unsupported = key; break;
          case 'a': o.autoGzip = true; break;
          case 'h': o.dereference = true; break;
          case 'k': o.keep = true; break;
          case 'm': o.touch = true; break;
          case 'O': o.stdout = true; break;
          case 'p': o.exact = true; break;
          case 'P': o.absolute = true; break;
          case 'T': fromFiles.push(arg); break;
          case '=exclude': o.exclude.push(arg); break;
          case '=strip': o.strip = Number(arg) || 0; break;
          case 'o': o.sameOwner = false; break;
          case '=owner': o.sameOwner = true; break;
          case '=noexact': o.exact = false; break;
          case '=numeric': o.numeric = true; break;
          case '=help': case '=version': end = key; break;
          default: break;
        }
    }
  } catch (e) {
    if (!(e instanceof GetoptError)) throw e;
    if (t.dialect !== undefined) yield* writeText(t.sys, 2, `tar: ${e.message}\n`);
    return yield* refuse(e.message, 64);
  }
  const { operands } = g;
  if (end === '=help') {
    yield* t.out.write(HELP);
    return 0;
  }
  if (end === '=version') {
    yield* t.out.write('tar (GNU tar) 1.34\n');
    return 0;
  }
  if (twice) yield* refuse("You may not specify more than one '-Acdtrux', '--delete' or  '--test-label' option");
  if (unsupported !== undefined) {
    yield* writeText(t.sys, 2, `glasshull: tar's option ${unsupported.length === 1 ? `-${unsupported}` : unsupported} is not simulated\n`);
    return 2;
  }
  if (o.op === '') yield* refuse("You must specify one of the '-Acdtrux', '--delete' or '--test-label' options");
  if (o.file === undefined) o.file = t.env.get('TAPE') ?? '-';
  if (o.autoGzip && /\.(tgz|gz|taz)$/.test(o.file)) o.gzip = true;
  const accounts = yield* readAccounts(t.sys);
  const fatal = function* (text: string): Task<never> {
    yield* t.out.flush();
    yield* writeText(t.sys, 2, t.dialect === undefined ? `tar: ${text}\ntar: Error is not recoverable: exiting now\n` : `tar: ${text}\n`);
    throw new Exit(t.dialect === undefined ? 2 : 1);
  };
  const cannotOpen = function* (path: string, e: unknown): Task<never> {
    if (!isSysError(e)) throw e;
    return yield* fatal(t.dialect === undefined ? `${path}: Cannot open: ${e.message}` : `can't open '${path}': ${e.message}`);
  };
  for (const list of fromFiles) {
    try {
      operands.push(...(yield* readTextFile(t.sys, list)).split('\n').filter((l) => l !== ''));
    } catch (e) {
      yield* cannotOpen(list, e);
    }
  }
  /** Go where -C wants the name with this index; -1 is for all when none is given. */
  let entered = 0;
  const enter = function* (index: number): Task<void> {
    for (; entered < dirs.length && (dirs[entered]!.after <= index || operands.length === 0); entered++) {
      const { dir } = dirs[entered]!;
      try {
        t.sys.chdir(dir);
      } catch (e) {
        if (t.dialect !== undefined && e instanceof SysError) yield* fatal(`can't change directory to '${dir}': ${e.message}`);
        yield* cannotOpen(dir, e);
      }
    }
  };
  if (o.op === 'c' || o.op === 'r') {
    if (operands.length === 0 && o.op === 'c') {
      if (t.dialect !== undefined) yield* fatal('empty archive');
      yield* refuse('Cowardly refusing to create an empty archive');
    }
    if (o.file === '-' && isatty(t.sys, 1)) {
      if (t.dialect !== undefined) yield* fatal("can't write to a terminal");
      yield* writeText(t.sys, 2, 'tar: Refusing to write archive contents to terminal (missing -f option?)\n');
      yield* fatal('Error is not recoverable: exiting now');
    }
    let fd = 1;
    let before: Uint8Array | undefined;
    if (o.file !== '-') {
      try {
        fd = yield* t.sys.open(o.file, o.op === 'c' ? O.WRONLY | O.CREAT | O.TRUNC : O.RDWR | O.CREAT, 0o666);
        if (o.op === 'r') {
          before = yield* readFd(t.sys, t.sys.dup(fd));
          t.sys.lseek(fd, 0, 0);
        }
      } catch (e) {
        yield* cannotOpen(o.file, e);
      }
    }
    const a = new Archiver(t, o, accounts, fd === 1 ? undefined : t.sys.fstat(fd));
    if (before !== undefined && before.length > 0) {
      for (const m of readTar(before)) {
        a.put(tarHeader(m.header));
        if (m.body.length > 0) {
          a.put(m.body);
          a.put(tarPadding(m.body.length));
        }
      }
    }
    for (const [i, operand] of operands.entries()) {
      yield* enter(i);
      yield* a.add(operand.length > 1 ? operand.replace(/\/+$/, '') || '/' : operand);
    }
    const bytes = a.finish();
    if (t.sys.charge(bytes.length * (o.gzip ? 30 : 1))) yield* t.sys.schedYield();
    if (fd !== 1) {
      yield* t.out.flush();
      yield* writeAll(t.sys, fd, o.gzip ? gzipSync(bytes, { mtime: 0 }) : bytes);
      t.sys.close(fd);
    } else yield* t.out.writeBytes(o.gzip ? gzipSync(bytes, { mtime: 0 }) : bytes);
    if (a.status !== 0) yield* writeText(t.sys, 2, t.dialect === undefined ? 'tar: Exiting with failure status due to previous errors\n' : 'tar: error exit delayed from previous errors\n');
    return t.dialect === undefined ? a.status : Math.min(1, a.status);
  }
  let bytes: Uint8Array;
  if (o.file === '-') {
    if (isatty(t.sys, 0)) {
      yield* writeText(t.sys, 2, 'tar: Refusing to read archive contents from terminal (missing -f option?)\n');
      yield* fatal('Error is not recoverable: exiting now');
    }
    bytes = yield* readFd(t.sys, 0);
  } else {
    let fd: number;
    try {
      fd = yield* t.sys.open(o.file, O.RDONLY);
    } catch (e) {
      return yield* cannotOpen(o.file, e);
    }
    try {
      bytes = yield* readFd(t.sys, fd);
    } catch (e) {
      if (!isSysError(e)) throw e;
      yield* writeText(t.sys, 2, `tar: ${o.file}: Cannot read: ${e.message}\n`);
      return yield* fatal('At beginning of tape, quitting now');
    }
    t.sys.close(fd);
  }
  if (o.gzip || isGzip(bytes)) {
    if (o.file === '-' && !o.gzip && t.dialect === undefined) yield* fatal('Archive is compressed. Use -z option');
    const plain = inflate(bytes);
    if (typeof plain === 'string') {
      if (t.dialect !== undefined) {
        yield* writeText(t.sys, 2, plain === 'not in gzip format' ? 'tar: invalid magic\ntar: short read\n' : `tar: ${plain}\n`);
        return 1;
      }
      yield* writeText(t.sys, 2, `\ngzip: stdin: ${plain}\ntar: Child returned status 1\n`);
      yield* writeText(t.sys, 2, 'tar: Error is not recoverable: exiting now\n');
      return 2;
    }
    bytes = plain;
  }
  if (t.sys.charge(bytes.length)) yield* t.sys.schedYield();
  const a = new Archiver(t, o, accounts, undefined);
  // Members come in the archive's order, names in theirs: the place of each name is found first.
  const places: string[] = [];
  for (let i = 0; i < Math.max(1, operands.length); i++) {
    yield* enter(i);
    places.push(t.sys.getcwd());
  }
  const wanted = new Set(operands.map((n) => n.replace(/\/+$/, '')));
  const hit = new Set<string>();
  const delayed: (() => void)[] = [];
  let members = 0;
  let damaged: 'no' | 'not' | 'short' = 'no';
  try {
    for (const { header, body } of readTar(bytes)) {
      members++;
      const name = header.name.replace(/\/+$/, '');
      if (wanted.size > 0) {
        const match = [...wanted].find((x) => name === x || name.startsWith(`${x}/`));
        if (match === undefined) continue;
        hit.add(match);
        t.sys.chdir(places[operands.findIndex((n) => n.replace(/\/+$/, '') === match)]!);
      }
      if (a.excluded(header.name)) continue;
      if (o.op === 't') yield* t.out.write(o.verbose > 0 ? a.line(header) : `${header.name}\n`);
      else yield* a.extract(header, body, delayed);
    }
  } catch (e) {
    if (!(e instanceof TarError)) throw e;
    damaged = members === 0 && e.message !== 'unexpected EOF' ? 'not' : 'short';
  }
  for (const run of delayed.reverse()) run();
  if (members === 0 && damaged === 'no') {
    const zeros = bytes.length > 0 && bytes.every((b) => b === 0);
    if (!zeros) damaged = 'not';
  }
  if (damaged !== 'no') {
    if (t.dialect !== undefined) yield* a.say(damaged === 'not' ? (bytes.length < 512 ? 'short read' : 'invalid tar magic') : 'short read');
    else if (damaged === 'not') yield* a.say('This does not look like a tar archive');
    else {
      yield* writeText(t.sys, 2, 'tar: Unexpected EOF in archive\n');
      return yield* fatal('Error is not recoverable: exiting now');
    }
  }
  for (const name of wanted) if (!hit.has(name)) yield* a.say(t.dialect === undefined ? `${name}: Not found in archive` : `${name}: not found in archive`);
  if (a.status !== 0 && t.dialect === undefined) {
    yield* t.out.flush();
    yield* writeText(t.sys, 2, 'tar: Exiting with failure status due to previous errors\n');
  }
  return t.dialect === undefined ? a.status : Math.min(1, a.status);
});
