/** sync, link, unlink, mkfifo, mknod, truncate (coreutils 9.1): one system call each. */
import type { Task } from '../../../abi/sys.ts';
import { isSysError } from '../../../abi/errno.ts';
import { O, S, makedev } from '../../../abi/fs.ts';
import { parseMode } from '../../libc/mode.ts';
import { parseSize } from '../../libc/numfmt.ts';
import { Die, tool } from '../../libc/tool.ts';
import type { Tool } from '../../libc/tool.ts';

const foot = '      --help        show this text and exit\n      --version     show the version and exit\n';

export const sync = tool({ name: 'sync', help: `Usage: % [OPTION] [FILE]...\nWrite cached changes to disk, of all file systems or of FILEs.\n\n  -d, --data            only the data\n  -f, --file-system     the file systems of the FILEs\n${foot}` }, function* (t): Task<number> {
  const files = yield* t.options('df', { data: 'd', 'file-system': 'f' }, () => undefined);
  let status = 0;
  for (const file of files) {
    try {
      const fd = yield* t.sys.open(file, O.RDONLY | O.NONBLOCK);
      t.sys.fsync(fd);
      t.sys.close(fd);
    } catch (e) {
      if (!isSysError(e)) throw e;
      yield* t.warn(`error opening ${t.quoteaf(file)}: ${e.message}`);
      status = 1;
    }
  }
  return status;
});

/** Exactly `n` operands, or an end with the hint. */
function operands(t: Tool, args: readonly string[], n: number): void {
  if (args.length < n) throw new Die(args.length === 0 ? 'missing operand' : `missing operand after ${t.quote(args[args.length - 1]!)}`, 1, true);
  if (args.length > n) throw new Die(`extra operand ${t.quote(args[n]!)}`, 1, true);
}

export const link = tool({ name: 'link', help: `Usage: % FILE1 FILE2\nGive FILE1 the name FILE2 too.\n\n${foot}` }, function* (t): Task<number> {
  const args = yield* t.options('', {}, () => undefined);
  operands(t, args, 2);
  try {
    t.sys.link(args[0]!, args[1]!);
  } catch (e) {
    if (!isSysError(e)) throw e;
    throw new Die(t.dialect === undefined ? `cannot create link ${t.quoteaf(args[1]!)} to ${t.quoteaf(args[0]!)}: ${e.message}` : `can't create hardlink '${args[1]!}' to '${args[0]!}': ${e.message}`);
  }
  return 0;
});

export const unlink = tool({ name: 'unlink', help: `Usage: % FILE\nRemove the name FILE.\n\n${foot}` }, function* (t): Task<number> {
  const args = yield* t.options('', {}, () => undefined);
  operands(t, args, 1);
  try {
    t.sys.unlink(args[0]!);
  } catch (e) {
    if (!isSysError(e)) throw e;
    throw new Die(t.dialect === undefined ? `cannot unlink ${t.quoteaf(args[0]!)}: ${e.message}` : `can't remove file '${args[0]!}': ${e.message}`);
  }
  return 0;
});

function modeOf(t: Tool, text: string | undefined): number {
  if (text === undefined) return 0o666;
  const change = parseMode(text, 0);
  if (change === undefined) throw new Die(t.dialect === undefined ? 'invalid mode' : `invalid mode '${text}'`);
  return change(0o666);
}

/** mknod(2) with the mode as given: -m is not subject to the umask. */
function make(t: Tool, path: string, type: number, mode: number, exact: boolean, rdev?: number): void {
  t.sys.mknod(path, type | mode, rdev);
  if (exact) t.sys.chmod(path, mode);
}

export const mkfifo = tool({ name: 'mkfifo', help: `Usage: % [OPTION]... NAME...\nMake named pipes.\n\n  -m, --mode=MODE       permissions as for chmod, not a=rw less the umask\n${foot}` }, function* (t): Task<number> {
  let mode: string | undefined;
  const names = yield* t.options('m:Z', { mode: 'm:' }, (o) => {
    mode = o.arg;
  });
  if (names.length === 0) throw new Die('missing operand', 1, true);
  const bits = modeOf(t, mode);
  let status = 0;
  for (const name of names) {
    try {
      make(t, name, S.IFIFO, bits, mode !== undefined);
    } catch (e) {
      if (!isSysError(e)) throw e;
      yield* t.warn(`cannot create fifo ${t.quoteaf(name)}: ${e.message}`);
      status = 1;
    }
  }
  return status;
});

export const mknod = tool({ name: 'mknod', help: `Usage: % [OPTION]... NAME TYPE [MAJOR MINOR]\nMake the special file NAME: TYPE b is a block device, c or u a character device, p a pipe.\n\n  -m, --mode=MODE       permissions as for chmod, not a=rw less the umask\n${foot}` }, function* (t): Task<number> {
  let mode: string | undefined;
  const args = yield* t.options('m:Z', { mode: 'm:' }, (o) => {
    mode = o.arg;
  });
  const fifo = args[1]?.startsWith('p') === true;
  const wanted = fifo ? 2 : 4;
  if (args.length < wanted) {
    const note = args.length === 2 ? '\nSpecial files require major and minor device numbers.' : '';
    throw new Die(args.length === 0 ? 'missing operand' : `missing operand after ${t.quote(args[args.length - 1]!)}${note}`, 1, true);
  }
  if (args.length > wanted) throw new Die(`extra operand ${t.quote(args[wanted]!)}${fifo && args.length === 4 ? '\nFifos do not have major and minor device numbers.' : ''}`, 1, true);
  const [name = '', type = '', major = '', minor = ''] = args;
  const bits = modeOf(t, mode);
  const types: Readonly<Record<string, number>> = { b: S.IFBLK, c: S.IFCHR, u: S.IFCHR, p: S.IFIFO };
  const kind = types[type[0] ?? ''];
  if (kind === undefined) throw new Die(`invalid device type ${t.quote(type)}`, 1, true);
  const number = (text: string, what: string): number => {
    if (!/^(0x[0-9a-f]+|\d+)$/i.test(text)) throw new Die(`invalid ${what} device number ${t.quote(text)}`);
    return /^0\d/.test(text) ? parseInt(text, 8) : Number(text);
  };
  const rdev = fifo ? 0 : makedev(number(major, 'major'), number(minor, 'minor'));
  try {
    make(t, name, kind, bits, mode !== undefined, rdev);
  } catch (e) {
    yield* t.warnFile(name, e);
    return 1;
  }
  return 0;
});

export const truncate = tool(
  { name: 'truncate', help: `Usage: % OPTION... FILE...\nCut or stretch each FILE to a size.\n\n  -c, --no-create       make no files\n  -o, --io-blocks       SIZE counts blocks\n  -r, --reference=RFILE the size of RFILE\n  -s, --size=SIZE       the size, in bytes or with K, M, G ...; + and - are relative, < and > bounds, / and % rounding\n${foot}` },
  function* (t): Task<number> {
    let create = true;
    let size: string | undefined;
    let reference: string | undefined;
    let blocks = false;
    const files = yield* t.options('cor:s:', { 'no-create': 'c', 'io-blocks': 'o', reference: 'r:', size: 's:' }, ({ key, arg }) => {
      if (key === 'c') create = false;
      else if (key === 'o') blocks = true;
      else if (key === 'r') reference = arg;
      else size = arg;
    });
    if (size === undefined && reference === undefined) throw new Die(`you must specify either ${t.quote('--size')} or ${t.quote('--reference')}`, 1, true);
    if (files.length === 0) throw new Die('missing file operand', 1, true);
    const m = /^\s*([<>/%+-]?)\s*(.*)$/.exec(size ?? '')!;
    const n = size === undefined ? 0 : parseSize(m[2]!);
    if (typeof n === 'string') throw new Die(`Invalid number: ${t.quote(size!)}`);
    let base: number | undefined;
    if (reference !== undefined) {
      try {
        base = t.sys.stat(reference).size;
      } catch (e) {
        if (!isSysError(e)) throw e;
        throw new Die(`cannot stat ${t.quoteaf(reference)}: ${e.message}`);
      }
    }
    let status = 0;
    for (const file of files) {
      try {
        const fd = yield* t.sys.open(file, O.WRONLY | O.NONBLOCK | (create ? O.CREAT : 0), 0o666);
        const st = t.sys.fstat(fd);
        const now = base ?? st.size;
        const amount = n * (blocks ? st.blksize : 1);
        const op = m[1]!;
        const to = size === undefined ? now : op === '+' ? now + amount : op === '-' ? Math.max(0, now - amount) : op === '<' ? Math.min(now, amount) : op === '>' ? Math.max(now, amount) : op === '/' ? now - (now % amount) : op === '%' ? Math.ceil(now / amount) * amount : amount;
        t.sys.ftruncate(fd, to);
        t.sys.close(fd);
      } catch (e) {
        if (!isSysError(e)) throw e;
        if (!create && e.code === 'ENOENT') continue;
        yield* t.warn(`cannot open ${t.quoteaf(file)} for writing: ${e.message}`);
        status = 1;
      }
    }
    return status;
  },
);
