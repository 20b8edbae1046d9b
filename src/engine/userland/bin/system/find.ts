/** find: walk trees and test files (findutils 4.9). Left out: -regextype other than the default, -fstype, -context, -newerXY, -used, -files0-from. */
import type { Task } from '../../../abi/sys.ts';
import { isSysError } from '../../../abi/errno.ts';
import { ACCESS, O, S, fileType } from '../../../abi/fs.ts';
import type { Stat } from '../../../abi/fs.ts';
import { exitCode } from '../../../abi/process.ts';
import { fnmatch } from '../../libc/fnmatch.ts';
import { modeString, parseMode } from '../../libc/mode.ts';
import { baseName, dirName, joinPath } from '../../libc/path.ts';
import { readAccounts } from '../../libc/passwd.ts';
import type { Accounts } from '../../libc/passwd.ts';
import { execvp } from '../../libc/popen.ts';
import { In, writeText } from '../../libc/stdio.ts';
import { localtime, strftime, zoneOf } from '../../libc/time.ts';
import { Die, Exit, tool } from '../../libc/tool.ts';
import type { Tool } from '../../libc/tool.ts';
import { parseFind } from './findexpr.ts';
import type { Expr, FindOptions } from './findexpr.ts';

const help = `Usage: % [-H] [-L] [-P] [path...] [expression]

Without path the current directory is walked; without expression -print is done.
Operators, the tightest first: ( EXPR )   ! EXPR   -not EXPR   EXPR1 -a EXPR2   EXPR1 EXPR2   EXPR1 -o EXPR2   EXPR1 , EXPR2
Options: -depth -maxdepth LEVELS -mindepth LEVELS -mount -xdev
Tests (N is +N, -N or N): -amin N -anewer FILE -atime N -cmin N -cnewer FILE -ctime N -empty -executable -false -gid N -group NAME
      -ilname PATTERN -iname PATTERN -inum N -ipath PATTERN -iregex PATTERN -links N -lname PATTERN -mmin N -mtime N -name PATTERN
      -newer FILE -nogroup -nouser -path PATTERN -perm [-/]MODE -readable -regex PATTERN -samefile FILE -size N[bcwkMG] -true
      -type [bcdpfls] -uid N -user NAME -writable -xtype [bcdpfls]
Actions: -delete -print -print0 -printf FORMAT -ls -prune -quit -exec COMMAND ; -exec COMMAND {} + -execdir COMMAND ; -ok COMMAND ;
`;

interface Visit {
  readonly path: string;
  /** The command line path it lies under. */
  readonly start: string;
  readonly depth: number;
  readonly st: Stat;
}

const TYPE: Readonly<Record<string, string>> = { f: 'file', d: 'dir', l: 'symlink', p: 'fifo', s: 'socket', c: 'char', b: 'block' };
const LETTER: Readonly<Record<string, string>> = Object.fromEntries(Object.entries(TYPE).map(([k, v]) => [v, k]));

function matches(pattern: string, name: string, ignoreCase: boolean): boolean {
  return ignoreCase ? fnmatch(pattern.toLowerCase(), name.toLowerCase()) : fnmatch(pattern, name);
}

/** Compare by findutils' N, +N, -N. */
function numeric(spec: string, value: number): boolean {
  const n = Number(spec.replace(/^[+-]/, ''));
  return spec.startsWith('+') ? value > n : spec.startsWith('-') ? value < n : value === n;
}

class Finder {
  status = 0;
  private pruned = false;
  private readonly now: number;
  private readonly input: In;
  private readonly t: Tool;
  private readonly o: FindOptions;
  private readonly follow: 'never' | 'args' | 'always';
  private readonly accounts: Accounts;
  private readonly references = new Map<string, Stat>();
  constructor(t: Tool, o: FindOptions, follow: 'never' | 'args' | 'always', accounts: Accounts) {
    this.t = t;
    this.o = o;
    this.follow = follow;
    this.accounts = accounts;
    this.now = t.sys.now_ms();
    this.input = new In(t.sys, 0);
  }

  private *complain(text: string): Task<void> {
    yield* this.t.warn(text);
    this.status = 1;
  }

  *walk(path: string, start: string, depth: number, expr: Expr, device: number | undefined): Task<void> {
    const { t, o } = this;
    if (t.sys.charge(1500)) yield* t.sys.schedYield();
    let st: Stat;
    try {
      st = this.follow === 'always' || (this.follow === 'args' && depth === 0) ? this.followed(path) : t.sys.lstat(path);
    } catch (e) {
      if (!isSysError(e)) throw e;
      yield* this.complain(`${t.quotef(path).startsWith("'") ? t.quotef(path) : t.quote(path)}: ${e.message}`);
      return;
    }
    const visit: Visit = { path, start, depth, st };
    this.pruned = false;
    const isDir = (st.mode & S.IFMT) === S.IFDIR;
    if (!o.depthFirst && depth >= o.minDepth) yield* this.evaluate(expr, visit);
    const prune = this.pruned && !o.depthFirst;
    if (isDir && !prune && depth < o.maxDepth && !(o.mount && device !== undefined && st.dev !== device)) {
      let names: string[] = [];
      try {
        names = t.sys.readdir(path).map((d) => d.name).filter((n) => n !== '.' && n !== '..');
      } catch (e) {
        if (!isSysError(e)) throw e;
        yield* this.complain(`${t.quote(path)}: ${e.message}`);
      }
      for (const name of names) yield* this.walk(joinPath(path, name), start, depth + 1, expr, device ?? st.dev);
    }
    if (o.depthFirst && depth >= o.minDepth) yield* this.evaluate(expr, visit);
  }

  private followed(path: string): Stat {
    try {
      return this.t.sys.stat(path);
    } catch (e) {
      if (!isSysError(e)) throw e;
      return this.t.sys.lstat(path);
    }
  }

  private *evaluate(e: Expr, v: Visit): Task<boolean> {
    switch (e.kind) {
      case 'and':
        return (yield* this.evaluate(e.left, v)) && (yield* this.evaluate(e.right, v));
      case 'or':
        return (yield* this.evaluate(e.left, v)) || (yield* this.evaluate(e.right, v));
      case 'list':
        yield* this.evaluate(e.left, v);
        return yield* this.evaluate(e.right, v);
      case 'not':
        return !(yield* this.evaluate(e.of, v));
      case 'exec':
        return yield* this.exec(e, v);
      case 'test':
        return yield* this.test(e.name, e.args, v);
    }
  }

  private reference(path: string): Stat {
    const known = this.references.get(path);
    if (known !== undefined) return known;
    try {
      const st = this.t.sys.stat(path);
      this.references.set(path, st);
      return st;
    } catch (e) {
      if (!isSysError(e)) throw e;
      throw new Die(`${this.t.quote(path)}: ${e.message}`);
    }
  }

  private age(ms: number, unit_ms: number): number {
    return Math.floor((this.now - ms) / unit_ms);
  }

  private accessible(path: string, mode: number): boolean {
    try {
      this.t.sys.access(path, mode);
      return true;
    } catch (e) {
      if (!isSysError(e)) throw e;
      return false;
    }
  }

  private *test(name: string, args: readonly string[], v: Visit): Task<boolean> {
    const { st, path } = v;
    const { t } = this;
    const arg = args[0] ?? '';
    switch (name) {
      case 'name': case 'iname': return matches(arg, baseName(path), name === 'iname');
      case 'path': case 'wholename': case 'ipath': case 'iwholename': return matches(arg, path, name.startsWith('i'));
      case 'regex': case 'iregex': return new RegExp(`^(?:${arg.replace(/\\([(){}|])/g, '$1')})$`, name === 'iregex' ? 'i' : '').test(path);
      case 'lname': case 'ilname': return (st.mode & S.IFMT) === S.IFLNK && matches(arg, t.sys.readlink(path), name === 'ilname');
      case 'type': case 'xtype': {
        const letters = arg.split(',');
        const bad = letters.find((l) => TYPE[l] === undefined);
        if (bad !== undefined) throw new Die(bad.length > 1 ? `Must separate multiple arguments to -${name} using: ','` : `Unknown argument to -${name}: ${bad}`);
        const type = fileType(name === 'xtype' ? this.followed(path).mode : st.mode);
        return letters.some((l) => TYPE[l] === type);
      }
      case 'size': {
        const m = /^([+-]?)(\d+)([bcwkMG]?)$/.exec(arg);
        if (m === null) throw new Die(`Invalid argument \`${arg}' to -size`);
        const unit = { '': 512, b: 512, c: 1, w: 2, k: 1024, M: 1 << 20, G: 1 << 30 }[m[3] as 'b'];
        return numeric(m[1]! + m[2]!, Math.ceil(st.size / unit));
      }
      case 'empty': return (st.mode & S.IFMT) === S.IFREG ? st.size === 0 : (st.mode & S.IFMT) === S.IFDIR && t.sys.readdir(path).length <= 2;
      case 'perm': {
        const sign = /^[-/]/.test(arg) ? arg[0] : '';
        const change = parseMode(sign === '' ? arg : arg.slice(1), 0);
        if (change === undefined) throw new Die(`invalid mode ${t.quote(arg)}`);
        const want = change(0) & 0o7777;
        const have = st.mode & 0o7777;
        return sign === '-' ? (have & want) === want : sign === '/' ? want === 0 || (have & want) !== 0 : have === want;
      }
      case 'user': case 'group': {
        const id = name === 'user' ? (this.accounts.userNamed(arg)?.uid ?? (/^\d+$/.test(arg) ? Number(arg) : undefined)) : (this.accounts.groupNamed(arg)?.gid ?? (/^\d+$/.test(arg) ? Number(arg) : undefined));
        if (id === undefined) throw new Die(name === 'user' ? `invalid user name or UID argument to -user: ${t.quote(arg)}` : `invalid group name or GID argument to -group: ${t.quote(arg)}`);
        return (name === 'user' ? st.uid : st.gid) === id;
      }
      case 'uid': return numeric(arg, st.uid);
      case 'gid': return numeric(arg, st.gid);
      case 'nouser': return this.accounts.user(st.uid) === undefined;
      case 'nogroup': return this.accounts.group(st.gid) === undefined;
      case 'mtime': return numeric(arg, this.age(st.mtime_ms, 86_400_000));
      case 'atime': return numeric(arg, this.age(st.atime_ms, 86_400_000));
      case 'ctime': return numeric(arg, this.age(st.ctime_ms, 86_400_000));
      case 'mmin': return numeric(arg, Math.ceil((this.now - st.mtime_ms) / 60_000));
      case 'amin': return numeric(arg, Math.ceil((this.now - st.atime_ms) / 60_000));
      case 'cmin': return numeric(arg, Math.ceil((this.now - st.ctime_ms) / 60_000));
      case 'newer': return st.mtime_ms > this.reference(arg).mtime_ms;
      case 'anewer': return st.atime_ms > this.reference(arg).mtime_ms;
      case 'cnewer': return st.ctime_ms > this.reference(arg).mtime_ms;
      case 'links': return numeric(arg, st.nlink);
      case 'inum': return numeric(arg, st.ino);
      case 'samefile': return st.ino === this.reference(arg).ino && st.dev === this.reference(arg).dev;
      case 'readable': return this.accessible(path, ACCESS.R_OK);
      case 'writable': return this.accessible(path, ACCESS.W_OK);
      case 'executable': return this.accessible(path, ACCESS.X_OK);
      case 'false': return false;
      case 'print': yield* t.out.write(`${path}\n`); return true;
      case 'print0': yield* t.out.write(`${path}\0`); return true;
      case 'printf': yield* t.out.write(this.format(arg, v)); return true;
      case 'ls': yield* t.out.write(this.listing(v)); return true;
      case 'fprint': {
        const fd = yield* t.sys.open(arg, O.WRONLY | O.CREAT | O.APPEND, 0o666);
        yield* writeText(t.sys, fd, `${path}\n`);
        t.sys.close(fd);
        return true;
      }
      case 'prune': this.pruned = true; return true;
      case 'quit': throw new Exit(this.status);
      case 'delete':
        if (path === '.') return true;
        try {
          if ((st.mode & S.IFMT) === S.IFDIR) t.sys.rmdir(path);
          else t.sys.unlink(path);
          return true;
        } catch (e) {
          if (!isSysError(e)) throw e;
          yield* this.complain(`cannot delete ${t.quote(path)}: ${e.message}`);
          return false;
        }
      default: return true;
    }
  }

  private listing(v: Visit): string {
    const { st, path } = v;
    const date = strftime('%b %e %H:%M', localtime(st.mtime_ms, zoneOf(this.t.env)));
    const target = (st.mode & S.IFMT) === S.IFLNK ? ` -> ${this.t.sys.readlink(path)}` : '';
    return `${String(st.ino).padStart(9)} ${String(Math.ceil(st.blocks / 2)).padStart(6)} ${modeString(st.mode)} ${String(st.nlink).padStart(3)} ${this.accounts.userName(st.uid).padEnd(8)} ${this.accounts.groupName(st.gid).padEnd(8)} ${String(st.size).padStart(8)} ${date} ${path}${target}\n`;
  }

  private format(format: string, v: Visit): string {
    const { st, path } = v;
    const zone = zoneOf(this.t.env);
    const when = (ms: number, how: string | undefined): string => {
      const s = ms / 1000;
      const frac = `.${String(Math.round((s - Math.floor(s)) * 1e9)).padStart(9, '0')}0`;
      const tm = localtime(ms, zone);
      if (how === undefined) return `${strftime('%a %b %e %H:%M:%S', tm)}${frac} ${strftime('%Y', tm)}`;
      if (how === '@') return `${Math.floor(s)}${frac}`;
      if (how === '+') return `${strftime('%Y-%m-%d+%H:%M:%S', tm)}${frac}`;
      return how === 'S' ? `${strftime('%S', tm)}${frac}` : how === 'T' ? `${strftime('%T', tm)}${frac}` : strftime(`%${how}`, tm);
    };
    const value = (letter: string, how: string | undefined): string => {
      switch (letter) {
        case 'p': return path;
        case 'f': return baseName(path);
        case 'h': return path.includes('/') ? dirName(path) : '.';
        case 'P': return path === v.start ? '' : path.slice(v.start.length).replace(/^\//, '');
        case 'H': return v.start;
        case 's': return String(st.size);
        case 'm': return (st.mode & 0o7777).toString(8);
        case 'M': return modeString(st.mode);
        case 'u': return this.accounts.userName(st.uid);
        case 'g': return this.accounts.groupName(st.gid);
        case 'U': return String(st.uid);
        case 'G': return String(st.gid);
        case 'i': return String(st.ino);
        case 'n': return String(st.nlink);
        case 'k': return String(Math.ceil(st.blocks / 2));
        case 'b': return String(st.blocks);
        case 'd': return String(v.depth);
        case 'y': return LETTER[fileType(st.mode)]!;
        case 'l': return (st.mode & S.IFMT) === S.IFLNK ? this.t.sys.readlink(path) : '';
        case 't': return when(st.mtime_ms, undefined);
        case 'a': return when(st.atime_ms, undefined);
        case 'c': return when(st.ctime_ms, undefined);
        case 'T': return when(st.mtime_ms, how);
        case 'A': return when(st.atime_ms, how);
        case 'C': return when(st.ctime_ms, how);
        case 'D': return String(st.dev);
        default: return `%${letter}`;
      }
    };
    return format.replace(/\\(\d{1,3}|.)|%(-?)(\d*)(?:([TAC])(.)|(.))/gs, (_, escape: string | undefined, minus: string, width: string, timed: string | undefined, how: string | undefined, letter: string | undefined) => {
      if (escape !== undefined) {
        if (/^[0-7]/.test(escape)) return String.fromCharCode(parseInt(escape, 8));
        return ({ n: '\n', t: '\t', r: '\r', '\\': '\\', a: '\x07', b: '\b', f: '\f', v: '\v' } as Record<string, string>)[escape] ?? `\\${escape}`;
      }
      if (letter === '%') return '%';
      const text = value(timed ?? letter!, how);
      return minus !== '' ? text.padEnd(Number(width || 0)) : text.padStart(Number(width || 0));
    });
  }

  private *exec(e: Extract<Expr, { kind: 'exec' }>, v: Visit): Task<boolean> {
    const shown = e.name.endsWith('dir') ? `./${baseName(v.path)}` : v.path;
    if (e.plus) {
      e.batch.push(shown);
      return true;
    }
    const argv = e.command.map((word) => word.replaceAll('{}', shown));
    if (e.name.startsWith('ok')) {
      yield* this.t.out.flush();
      yield* writeText(this.t.sys, 2, `< ${e.command[0]} ... ${v.path} > ? `);
      const line = yield* this.input.readLine();
      if (line === undefined || !/^[yY]/.test(line)) return false;
    }
    return (yield* this.run(argv, e.name.endsWith('dir') ? dirName(v.path) : undefined)) === 0;
  }

  /** Run what `-exec ... {} +` collected. */
  *flush(e: Expr): Task<void> {
    if (e.kind === 'exec') {
      if (!e.plus || e.batch.length === 0) return;
      if ((yield* this.run([...e.command.slice(0, -1), ...e.batch], undefined)) !== 0) this.status = 1;
    } else if (e.kind === 'not') yield* this.flush(e.of);
    else if (e.kind !== 'test') {
      yield* this.flush(e.left);
      yield* this.flush(e.right);
    }
  }

  private *run(argv: readonly string[], cwd: string | undefined): Task<number> {
    const { t } = this;
    yield* t.out.flush();
    const pid = t.sys.fork(function* (sys) {
      if (cwd !== undefined) sys.chdir(cwd);
      const failed = yield* execvp(sys, argv, t.envp);
      yield* writeText(sys, 2, `${t.name}: ${t.quote(argv[0]!)}: ${failed.message.replace(/^.*: /, '')}\n`);
      return 1;
    });
    const result = yield* t.sys.wait4(pid);
    return result === undefined ? 1 : exitCode(result.status);
  }
}

export const find = tool({ name: 'find', help, version: 'find (GNU findutils) 4.9.0', support: { level: 'partial', note: 'no -fstype, -newerXY, -context, -regextype' } }, function* (t): Task<number> {
  const args = [...t.args];
  let follow: 'never' | 'args' | 'always' = 'never';
  while (/^-[HLP]$/.test(args[0] ?? '')) follow = { H: 'args', L: 'always', P: 'never' }[args.shift()![1] as 'H'] as typeof follow;
  const paths: string[] = [];
  while (args.length > 0 && !/^-|^[(),!]$/.test(args[0]!)) paths.push(args.shift()!);
  if (args[0] === '-help' || args[0] === '--help') return yield* t.help();
  if (args[0] === '-version' || args[0] === '--version') return yield* t.version();
  const options: FindOptions = { minDepth: 0, maxDepth: Infinity, depthFirst: false, mount: false, acts: false };
  const parsed = parseFind(t, args, options);
  const print: Expr = { kind: 'test', name: 'print', args: [] };
  const expr: Expr = parsed === undefined ? print : options.acts ? parsed : { kind: 'and', left: parsed, right: print };
  const finder = new Finder(t, options, follow, yield* readAccounts(t.sys));
  for (const path of paths.length === 0 ? ['.'] : paths) yield* finder.walk(path, path, 0, expr, undefined);
  yield* finder.flush(expr);
  return finder.status;
});
