/**
 * The contract of a file system, as real Linux keeps it: recorded.json holds small scripts of file calls with what ext4, tmpfs and overlay
 * answered (record.py made it from cases.txt). Here they are played through the system calls of a simulated host and compared line by
 * line.
 */
import { expect, test } from 'vitest';
import { isSysError } from '../../abi/errno.ts';
import { ACCESS, fileType, major, makedev, minor, O, S, SEEK } from '../../abi/fs.ts';
import { decodeUtf8, encodeUtf8 } from '../../base/bytes.ts';
import { runBody } from '../../syscalls/testing/box.ts';
import recorded from './recorded.json' with { type: 'json' };
import type { Stat } from '../../abi/fs.ts';
import type { Sys, Task } from '../../abi/sys.ts';

/** The file systems that were recorded. */
export type Kind = 'ext4' | 'tmpfs' | 'overlay';
type Answer = string | Readonly<Record<Kind, string>>;
const CASES = recorded as unknown as Readonly<Record<string, readonly (readonly [string, Answer])[]>>;

const OLD_MS = 1_000_000;
const FLAG: Readonly<Record<string, number>> = { r: O.RDONLY, w: O.WRONLY, c: O.CREAT, x: O.EXCL, t: O.TRUNC, a: O.APPEND, d: O.DIRECTORY, n: O.NOFOLLOW };
const MKNOD: Readonly<Record<string, number>> = { p: S.IFIFO, s: S.IFSOCK, c: S.IFCHR, f: S.IFREG };
const NEEDS_FD = new Set(['read', 'write', 'pread', 'pwrite', 'seek', 'ftruncate', 'fstat', 'close']);

function flags(text: string): number {
  let f = text.startsWith('rw') ? O.RDWR : FLAG[text[0]!]!;
  for (const c of text.slice(text.startsWith('rw') ? 2 : 1)) f |= FLAG[c]!;
  return f;
}

function show(s: Stat): string {
  const kind = fileType(s.mode);
  const size = kind === 'dir' ? '' : ` size=${s.size}`;
  const rdev = kind === 'char' || kind === 'block' ? ` rdev=${major(s.rdev)}:${minor(s.rdev)}` : '';
  return `${kind} ${(s.mode & 0o7777).toString(8)} nlink=${s.nlink} ${s.uid}:${s.gid}${size}${rdev}`;
}

function quoted(bytes: Uint8Array): string {
  return JSON.stringify(decodeUtf8(bytes));
}

class Player {
  private readonly sys: Sys;
  private readonly top: string;
  private readonly fds = new Map<string, number>();

  constructor(sys: Sys, top: string) {
    this.sys = sys;
    this.top = top;
  }

  *do(line: string): Task<string> {
    const words = line.split(' ');
    if (words[0] !== 'as') return yield* this.one(this.sys, words);
    const uid = Number(words[1]);
    let answer = '';
    const one = (sys: Sys): Task<string> => this.one(sys, words.slice(2));
    const pid = this.sys.fork(function* (sys) {
      sys.setgroups([]);
      sys.setgid(uid);
      sys.setuid(uid);
      answer = yield* one(sys);
      return 0;
    });
    yield* this.sys.wait4(pid);
    return answer;
  }

  private *one(sys: Sys, words: readonly string[]): Task<string> {
    try {
      return String((yield* this.call(sys, words[0]!, words.slice(1))) ?? 'ok');
    } catch (e) {
      if (isSysError(e)) return e.code;
      throw e;
    }
  }

  private *put(sys: Sys, path: string, flag: number, text: string): Task<void> {
    const fd = yield* sys.open(path, flag, 0o666);
    try {
      yield* sys.write(fd, encodeUtf8(text));
    } finally {
      sys.close(fd);
    }
  }

  private *call(sys: Sys, op: string, a: readonly string[]): Task<string | number | void> {
    const path = (word = ''): string => word.replace(/@(\d+)/, (_, n: string) => 'n'.repeat(Number(n)));
    const p = path(a[0]);
    const known = this.fds.get(a[0] ?? '');
    if (NEEDS_FD.has(op) && known === undefined) return 'no descriptor';
    const fd = known!;
    switch (op) {
      case 'open':
        if (known !== undefined) sys.close(fd);
        this.fds.delete(p);
        this.fds.set(p, yield* sys.open(path(a[1]), flags(a[2]!), a[3] === undefined ? 0o666 : parseInt(a[3], 8)));
        return;
      case 'close':
        this.fds.delete(p);
        return sys.close(fd);
      case 'read':
        return quoted(yield* sys.read(fd, Number(a[1])));
      case 'write':
        return yield* sys.write(fd, encodeUtf8(a[1]!));
      case 'pread':
        return quoted(sys.pread(fd, Number(a[1]), Number(a[2])));
      case 'pwrite':
        return sys.pwrite(fd, encodeUtf8(a[2]!), Number(a[1]));
      case 'seek':
        return sys.lseek(fd, Number(a[1]), { set: SEEK.SET, cur: SEEK.CUR, end: SEEK.END }[a[2]!]!);
      case 'ftruncate':
        return sys.ftruncate(fd, Number(a[1]));
      case 'fstat':
        return show(sys.fstat(fd));
      case 'create':
        return yield* this.put(sys, p, O.WRONLY | O.CREAT | O.TRUNC, a[1]!);
      case 'append':
        return yield* this.put(sys, p, O.WRONLY | O.APPEND, a[1]!);
      case 'cat': {
        const f = yield* sys.open(p, O.RDONLY);
        try {
          return quoted(yield* sys.read(f, 100_000));
        } finally {
          sys.close(f);
        }
      }
      case 'mkdir':
        return sys.mkdir(p, a[1] === undefined ? 0o777 : parseInt(a[1], 8));
      case 'rmdir':
        return sys.rmdir(p);
      case 'unlink':
        return sys.unlink(p);
      case 'link':
        return sys.link(p, path(a[1]));
      case 'symlink':
        return sys.symlink(p, path(a[1]));
      case 'readlink':
        return JSON.stringify(sys.readlink(p));
      case 'rename':
        return sys.rename(p, path(a[1]), Number(a[2] ?? 0));
      case 'mknod': {
        const device = a[1] === 'c';
        return sys.mknod(p, MKNOD[a[1]!]! | (!device && a[2] !== undefined ? parseInt(a[2], 8) : 0o666), device ? makedev(Number(a[2]), Number(a[3])) : 0);
      }
      case 'chmod':
        return sys.chmod(p, parseInt(a[1]!, 8));
      case 'chown':
        return sys.chown(p, Number(a[1]), Number(a[2]));
      case 'lchown':
        return sys.chown(p, Number(a[1]), Number(a[2]), false);
      case 'old':
        return sys.utimens(p, { atime_ms: OLD_MS, mtime_ms: OLD_MS });
      case 'times': {
        const s = sys.lstat(p);
        return `atime=${s.atime_ms === OLD_MS ? 'old' : 'new'} mtime=${s.mtime_ms === OLD_MS ? 'old' : 'new'}`;
      }
      case 'truncate':
        return sys.truncate(p, Number(a[1]));
      case 'stat':
        return show(sys.stat(p));
      case 'lstat':
        return show(sys.lstat(p));
      case 'blocks':
        return sys.stat(p).blocks;
      case 'ls':
        return this.list(sys, p);
      case 'access':
        return sys.access(p, { r: ACCESS.R_OK, w: ACCESS.W_OK, x: ACCESS.X_OK, f: ACCESS.F_OK }[a[1]!]!);
      case 'chdir':
        return sys.chdir(p);
      case 'getcwd':
        return sys.getcwd().slice(this.top.length) || '/';
      case 'umask':
        sys.umask(parseInt(p, 8));
        return;
      case 'setx':
        return sys.setxattr(p, a[1]!, encodeUtf8(a[2]!));
      case 'getx':
        return decodeUtf8(sys.getxattr(p, a[1]!));
      case 'rmx':
        return sys.removexattr(p, a[1]!);
      case 'listx':
        return sys.listxattr(p).sort().join(' ');
      default:
        throw new RangeError(`unknown command ${op}`);
    }
  }

  private list(sys: Sys, path: string): string {
    const entries = sys.readdir(path).filter((e) => e.name !== '.' && e.name !== '..');
    entries.sort((x, y) => (x.name < y.name ? -1 : 1));
    let searchable = true;
    try {
      sys.access(path, ACCESS.X_OK);
    } catch {
      searchable = false;
    }
    return entries.map((e) => `${e.name}:${searchable ? e.type : '?'}`).join(' ');
  }
}

function* play(sys: Sys, kind: Kind, lines: readonly string[]): Task<string[]> {
  sys.mkdir('/t');
  let top = '/t';
  const answers: string[] = [];
  if (kind === 'tmpfs') {
    sys.mount('none', '/t', 'tmpfs', 0, 'mode=755');
  } else if (kind === 'overlay') {
    top = '/t/m';
    for (const d of ['l', 'u', 'w', 'm']) sys.mkdir(`/t/${d}`);
    sys.chdir('/t/l');
  }
  if (kind !== 'overlay') sys.chdir(top);
  const lower = new Player(sys, top);
  const below = lines.filter((line) => line.startsWith('L '));
  for (const line of below) answers.push(yield* lower.do(line.slice(2)));
  if (kind === 'overlay') {
    sys.mount('none', top, 'overlay', 0, 'lowerdir=/t/l,upperdir=/t/u,workdir=/t/w');
    sys.chdir(top);
  }
  const player = new Player(sys, top);
  let done = 0;
  for (const line of lines) {
    if (line.startsWith('L ')) done++;
    else if (line === '= upper') answers.push(kind === 'overlay' ? layer(sys, '/t/u').sort().join('; ') : '');
    else answers.splice(done++, 0, yield* player.do(line));
  }
  return answers;
}

/** What an upper directory holds: 'path type mode', with 'opaque' and sizes of files. */
function layer(sys: Sys, top: string, path = ''): string[] {
  const out: string[] = [];
  for (const { name, type } of sys.readdir(`${top}/${path}`).slice(2)) {
    const at = path === '' ? name : `${path}/${name}`;
    const s = sys.lstat(`${top}/${at}`);
    const opaque = type === 'dir' && sys.listxattr(`${top}/${at}`).includes('trusted.overlay.opaque');
    out.push(`${at} ${type === 'char' && s.rdev === 0 ? 'whiteout' : type} ${(s.mode & 0o7777).toString(8)}${type === 'file' ? ` ${s.size}` : ''}${opaque ? ' opaque' : ''}`);
    if (type === 'dir') out.push(...layer(sys, top, at));
  }
  return out;
}

/** Play every recorded case on a file system of this kind. */
export function filesystemSuite(kind: Kind): void {
  for (const [title, rows] of Object.entries(CASES)) {
    test(`${kind}: ${title}`, () => {
      const lines = rows.map(([line]) => line);
      const expected = rows.map(([line, answer]) => `${line}  =>  ${typeof answer === 'string' ? answer : answer[kind]}`);
      let answers: string[] = [];
      const { output } = runBody(function* (sys) {
        sys.umask(0o022);
        answers = yield* play(sys, kind, lines);
      });
      expect(output).toBe('');
      expect(lines.map((line, i) => `${line}  =>  ${answers[i] ?? 'nothing'}`)).toEqual(expected);
    });
  }
}
