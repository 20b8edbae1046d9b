/**
 * tail: the last lines or bytes of files, or all from the Nth on; -f and -F go on as the file grows (coreutils 9.1). Growth is seen by looking
 * every --sleep-interval (default: a quarter of a second, where the real one is told by inotify).
 */
import type { Task } from '../../../abi/sys.ts';
import { fileType, O, SEEK } from '../../../abi/fs.ts';
import { isSysError } from '../../../abi/errno.ts';
import { concatBytes, EMPTY } from '../../../base/bytes.ts';
import { BLOCK } from '../../libc/stdio.ts';
import { Die, tool, type Tool } from '../../libc/tool.ts';
import { count } from './head.ts';

const help = `Usage: % [OPTION]... [FILE]...
Print the last 10 lines of each FILE to standard output.
With more than one FILE, a line with the file's name stands before each.

Without FILE, or for the FILE -, standard input is read.

  -c, --bytes=[+]NUM       print the last NUM bytes; with +, all from byte NUM on
  -f, --follow[={name|descriptor}]
                           print what is appended as the file grows
  -F                       the same as --follow=name --retry
  -n, --lines=[+]NUM       print the last NUM lines instead of the last 10;
                             with +, all from line NUM on
      --pid=PID            with -f, end when process PID has ended
  -q, --quiet, --silent    never print the line with the file's name
      --retry              keep trying to open a file that cannot be read
  -s, --sleep-interval=N   with -f, look about every N seconds
  -v, --verbose            always print the line with the file's name
  -z, --zero-terminated    lines end with NUL, not newline
      --help        show this text and exit
      --version     show the version and exit

NUM may have a multiplier suffix: b 512, kB 1000, K 1024, MB, M, GB, G ...
`;

interface Options {
  lines: boolean;
  n: number;
  fromStart: boolean;
  delimiter: number;
  follow: 'no' | 'descriptor' | 'name';
  retry: boolean;
  interval_ns: number;
  pid: number;
}

/** A followed file. */
interface Followed {
  readonly name: string;
  fd: number | undefined;
  size: number;
  ino: number;
}

/** Everything from the Nth line or byte on (N counts from 1). */
function* fromStart(t: Tool, fd: number, o: Options): Task<void> {
  let skip = Math.max(0, o.n - 1);
  for (;;) {
    const block = yield* t.sys.read(fd, BLOCK);
    if (block.length === 0) return;
    let at = 0;
    if (!o.lines) {
      at = Math.min(skip, block.length);
      skip -= at;
    } else {
      while (skip > 0) {
        const end = block.indexOf(o.delimiter, at);
        at = end < 0 ? block.length : end + 1;
        if (end < 0) break;
        skip--;
      }
    }
    if (at < block.length) yield* t.out.writeBytes(block.subarray(at));
  }
}

/** Where the last `n` lines of `data` begin. */
function lastLines(data: Uint8Array, n: number, delimiter: number): number {
  if (n === 0) return data.length;
  let at = data.length - 1;
  for (let i = 0; i < n; i++) {
    at = at <= 0 ? -1 : data.lastIndexOf(delimiter, at - 1);
    if (at < 0) return 0;
  }
  return at + 1;
}

function* fromEnd(t: Tool, fd: number, o: Options): Task<void> {
  let held: Uint8Array = EMPTY;
  const st = t.sys.fstat(fd);
  if (fileType(st.mode) === 'file' && !o.lines && st.size > o.n) t.sys.lseek(fd, Math.max(t.sys.lseek(fd, 0, SEEK.CUR), st.size - o.n), SEEK.SET);
  for (;;) {
    const block = yield* t.sys.read(fd, BLOCK);
    if (block.length === 0) break;
    if (t.sys.charge(block.length)) yield* t.sys.schedYield();
    held = held.length === 0 ? block : concatBytes([held, block]);
    const keep = o.lines ? lastLines(held, o.n, o.delimiter) : Math.max(0, held.length - o.n);
    held = held.subarray(keep);
  }
  yield* t.out.writeBytes(held);
}

/** Rewrite the obsolete first argument [-+]NUM[bcl][f] as modern options. */
function modernise(args: readonly string[]): readonly string[] {
  const m = /^([-+])(\d*)([bcl]?)(f?)$/.exec(args[0] ?? '');
  if (m === null || args.length > 2 || (m[2] === '' && (m[1] === '-' || m[3] === ''))) return args;
  const n = m[2] === '' ? 10 : Number(m[2]);
  const unit = m[3] === 'b' || m[3] === 'c' ? `-c${m[1]}${m[3] === 'b' ? n * 512 : n}` : `-n${m[1]}${n}`;
  return [...(m[4] === 'f' ? ['-f'] : []), unit, ...args.slice(1)];
}

export const tail = tool({ name: 'tail', help }, function* (t): Task<number> {
  const o: Options = { lines: true, n: 10, fromStart: false, delimiter: 10, follow: 'no', retry: false, interval_ns: 250e6, pid: 0 };
  let headers = 'auto' as 'auto' | 'never' | 'always';
  const long = { bytes: 'c:', follow: 'f::', lines: 'n:', pid: 'p:', quiet: 'q', silent: 'q', retry: 'r', 'sleep-interval': 's:', verbose: 'v', 'zero-terminated': 'z' };
  const args = modernise(t.args);
  const files = yield* t.options('c:n:fFqs:vz0123456789', long, ({ key, arg, has }) => {
    switch (key) {
      case 'c':
      case 'n':
        o.lines = key === 'n';
        o.fromStart = arg.startsWith('+');
        o.n = count(t, arg.replace(/^[-+]/, ''), o.lines ? 'lines' : 'bytes');
        break;
      case 'f':
        o.follow = has && arg !== '' && 'name'.startsWith(arg) ? 'name' : 'descriptor';
        if (has && o.follow === 'descriptor' && !(arg !== '' && 'descriptor'.startsWith(arg))) {
          const q = (s: string): string => `\n  - ${t.quote(s)}`;
          throw new Die(`invalid argument ${t.quote(arg)} for ${t.quote('--follow')}\nValid arguments are:${q('descriptor')}${q('name')}`, 1, true);
        }
        break;
      case 'F':
        o.follow = 'name';
        o.retry = true;
        break;
      case 'r':
        o.retry = true;
        break;
      case 's':
        if (!/^\d*\.?\d+$|^\d+\.$/.test(arg)) throw new Die(`invalid number of seconds: ${t.quote(arg)}`);
        o.interval_ns = Math.max(1e6, Number(arg) * 1e9);
        break;
      case 'p':
        if (!/^\d+$/.test(arg)) throw new Die(`invalid PID: ${t.quote(arg)}`);
        o.pid = Number(arg);
        break;
      case 'q':
        headers = 'never';
        break;
      case 'v':
        headers = 'always';
        break;
      case 'z':
        o.delimiter = 0;
        break;
      default:
        throw new Die(`option used in invalid context -- ${key}`);
    }
  }, args);
  if (files.length === 0) files.push('-');
  if (o.retry && o.follow === 'no') yield* t.warn('warning: --retry ignored; --retry is useful only when following');
  if (o.pid !== 0 && o.follow === 'no') yield* t.warn('warning: PID ignored; --pid=PID is useful only when following');
  const showNames = headers === 'always' || (headers === 'auto' && files.length > 1);
  const followed: Followed[] = [];
  let status = 0;
  let last: string | undefined;
  const header = (name: string): void => {
    if (showNames && last !== name) t.out.put(`${last === undefined ? '' : '\n'}==> ${name === '-' ? 'standard input' : name} <==\n`);
    last = name;
  };
  for (const name of files) {
    let fd = 0;
    try {
      if (name !== '-') fd = yield* t.sys.open(name, O.RDONLY | O.CLOEXEC);
    } catch (e) {
      if (!isSysError(e)) throw e;
      yield* t.warn(`cannot open ${t.quoteaf(name)} for reading: ${e.message}`);
      status = 1;
      if (o.retry && o.follow === 'name') followed.push({ name, fd: undefined, size: 0, ino: 0 });
      continue;
    }
    header(name);
    try {
      if (o.fromStart) yield* fromStart(t, fd, o);
      else yield* fromEnd(t, fd, o);
    } catch (e) {
      if (!isSysError(e)) throw e;
      yield* t.warn(`error reading ${t.quoteaf(name === '-' ? 'standard input' : name)}: ${e.message}`);
      status = 1;
      if (o.follow !== 'no' && isSysError(e, 'EISDIR')) yield* t.warn(`${t.quotef(name)}: cannot follow end of this type of file; giving up on this name`);
      continue;
    }
    const st = t.sys.fstat(fd);
    if (o.follow === 'no' || (fd === 0 && fileType(st.mode) === 'fifo')) {
      if (fd > 2) t.sys.close(fd);
    } else followed.push({ name, fd, size: st.size, ino: st.ino });
  }
  yield* t.out.flush();
  if (t.dialect !== undefined && last === undefined) yield* t.warn('no files');
  if (o.follow !== 'no') {
    if (followed.length === 0) {
      if (status !== 0) yield* t.warn('no files remaining');
      return status;
    }
    yield* follow(t, o, followed, header);
  }
  return status;
});

/** -F: has the name come, gone, or another file taken it? */
function* recheck(t: Tool, f: Followed): Task<void> {
  let ino: number | undefined;
  try {
    ino = t.sys.stat(f.name).ino;
  } catch (e) {
    if (!isSysError(e)) throw e;
    if (f.fd !== undefined) {
      yield* t.warn(`${t.quoteaf(f.name)} has become inaccessible: ${e.message}`);
      t.sys.close(f.fd);
      f.fd = undefined;
    }
    return;
  }
  if (f.fd !== undefined && ino === f.ino) return;
  yield* t.warn(f.fd === undefined ? `${t.quoteaf(f.name)} has appeared;  following new file` : `${t.quoteaf(f.name)} has been replaced;  following new file`);
  if (f.fd !== undefined) t.sys.close(f.fd);
  f.fd = yield* t.sys.open(f.name, O.RDONLY | O.CLOEXEC);
  f.ino = ino;
  f.size = 0;
}

function* follow(t: Tool, o: Options, files: readonly Followed[], header: (name: string) => void): Task<void> {
  for (;;) {
    const ended = o.pid !== 0 && !alive(t, o.pid);
    for (const f of files) {
      if (o.follow === 'name' && f.name !== '-') yield* recheck(t, f);
      if (f.fd === undefined) continue;
      const st = t.sys.fstat(f.fd);
      if (fileType(st.mode) === 'file' && st.size < f.size) {
        yield* t.warn(`${t.quotef(f.name)}: file truncated`);
        t.sys.lseek(f.fd, 0, SEEK.SET);
        f.size = 0;
      } else if (fileType(st.mode) === 'file' && st.size === f.size) continue;
      for (;;) {
        const block = yield* t.sys.read(f.fd, BLOCK);
        if (block.length === 0) break;
        header(f.name);
        f.size += block.length;
        yield* t.out.writeBytes(block);
      }
    }
    yield* t.out.flush();
    if (ended) return;
    yield* t.sys.sleep(o.interval_ns);
  }
}

function alive(t: Tool, pid: number): boolean {
  try {
    t.sys.kill(pid, 0);
    return true;
  } catch (e) {
    return !isSysError(e, 'ESRCH');
  }
}
