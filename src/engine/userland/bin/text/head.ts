/** head: the first lines or bytes of files (coreutils 9.1), also all but the last (-n -N). What was read too far is given back to files. */
import type { Sys, Task } from '../../../abi/sys.ts';
import { O, SEEK } from '../../../abi/fs.ts';
import { isSysError } from '../../../abi/errno.ts';
import { concatBytes, EMPTY } from '../../../base/bytes.ts';
import { parseSize } from '../../libc/numfmt.ts';
import { Die, tool, type Tool } from '../../libc/tool.ts';

const help = `Usage: % [OPTION]... [FILE]...
Print the first 10 lines of each FILE to standard output.
With more than one FILE, a line with the file's name stands before each.

Without FILE, or for the FILE -, standard input is read.

  -c, --bytes=[-]NUM       print the first NUM bytes of each file;
                             with '-', all but the last NUM bytes
  -n, --lines=[-]NUM       print the first NUM lines instead of the first 10;
                             with '-', all but the last NUM lines
  -q, --quiet, --silent    never print the line with the file's name
  -v, --verbose            always print it
  -z, --zero-terminated    lines end with NUL, not newline
      --help        show this text and exit
      --version     show the version and exit

NUM may have a multiplier suffix: b 512, kB 1000, K 1024, MB, M, GB, G ...
`;

/** A count with multiplier; dies as coreutils do. */
export function count(t: Tool, text: string, what: 'lines' | 'bytes'): number {
  const n = parseSize(text, 'bkKmMGTPEZY');
  if (typeof n === 'number') return n;
  const tail = n === 'overflow' ? ': Value too large for defined data type' : '';
  throw new Die(`invalid number of ${what}: ${t.quote(text)}${tail}`);
}

/** Index after the `n`th delimiter of `block`, or -1 and how many there were. */
function nthEnd(block: Uint8Array, delimiter: number, n: number): { readonly end: number; readonly seen: number } {
  let at = -1;
  for (let seen = 0; seen < n; seen++) {
    at = block.indexOf(delimiter, at + 1);
    if (at < 0) return { end: -1, seen };
  }
  return { end: at + 1, seen: n };
}

function* headLines(t: Tool, fd: number, n: number, delimiter: number): Task<void> {
  let left = n;
  while (left > 0) {
    const block = yield* t.sys.read(fd, 8192);
    if (block.length === 0) return;
    const { end, seen } = nthEnd(block, delimiter, left);
    left -= seen;
    if (end < 0) yield* t.out.writeBytes(block);
    else {
      yield* t.out.writeBytes(block.subarray(0, end));
      giveBack(t.sys, fd, block.length - end);
    }
  }
}

function giveBack(sys: Sys, fd: number, n: number): void {
  if (n === 0) return;
  try {
    sys.lseek(fd, -n, SEEK.CUR);
  } catch (e) {
    if (!isSysError(e)) throw e;
  }
}

function* headBytes(t: Tool, fd: number, n: number): Task<void> {
  let left = n;
  while (left > 0) {
    const block = yield* t.sys.read(fd, Math.min(8192, left));
    if (block.length === 0) return;
    left -= block.length;
    yield* t.out.writeBytes(block);
  }
}

/** All but the last `n` lines or bytes: what may still be among them is held back. */
function* allBut(t: Tool, fd: number, n: number, delimiter: number | undefined): Task<void> {
  let held: Uint8Array = EMPTY;
  for (;;) {
    const block = yield* t.sys.read(fd, 65536);
    if (block.length === 0) break;
    held = held.length === 0 ? block : concatBytes([held, block]);
    let end: number;
    if (delimiter === undefined) end = held.length - n;
    else {
      end = held.length;
      for (let i = 0; i <= n && end >= 0; i++) end = end === 0 ? -1 : held.lastIndexOf(delimiter, end - 1);
      end++;
    }
    if (end <= 0) continue;
    yield* t.out.writeBytes(held.subarray(0, end));
    held = held.subarray(end);
  }
  if (delimiter === undefined || held.length === 0) return;
  // An unfinished last line counts as a line, of which `n` stay behind.
  let end = held.length;
  for (let i = 0; i < n && end > 0; i++) end = held.lastIndexOf(delimiter, end - 2) + 1;
  if (end > 0) yield* t.out.writeBytes(held.subarray(0, end));
}

/** Rewrite the obsolete first argument -NUM[bckm][lqvz] as modern options. */
function modernise(args: readonly string[]): readonly string[] {
  const m = /^-(\d+)([bckm]?)([lqvz]*)$/.exec(args[0] ?? '');
  if (m === null) return args;
  const unit = m[2]!;
  const flags = [...m[3]!].filter((f) => f !== 'l').map((f) => `-${f}`);
  return [...flags, unit === '' ? `-n${m[1]}` : `-c${m[1]}${unit === 'c' ? '' : unit}`, ...args.slice(1)];
}

export const head = tool({ name: 'head', help }, function* (t): Task<number> {
  let lines = true;
  let n = 10;
  let elide = false;
  let headers = 'auto' as 'auto' | 'never' | 'always';
  let delimiter = 10;
  const long = { bytes: 'c:', lines: 'n:', quiet: 'q', silent: 'q', verbose: 'v', 'zero-terminated': 'z' };
  const args = modernise(t.args);
  const files = yield* t.options('c:n:qvz0123456789', long, ({ key, arg }) => {
    if (key === 'c' || key === 'n') {
      lines = key === 'n';
      elide = arg.startsWith('-');
      n = count(t, elide ? arg.slice(1) : arg, lines ? 'lines' : 'bytes');
    } else if (key === 'q') headers = 'never';
    else if (key === 'v') headers = 'always';
    else if (key === 'z') delimiter = 0;
    else throw new Die(`invalid trailing option -- ${key}`, 1, true);
  }, args);
  if (files.length === 0) files.push('-');
  let status = 0;
  let first = true;
  for (const file of files) {
    let fd = 0;
    try {
      if (file !== '-') fd = yield* t.sys.open(file, O.RDONLY | O.CLOEXEC);
    } catch (e) {
      if (!isSysError(e)) throw e;
      yield* t.warn(`cannot open ${t.quoteaf(file)} for reading: ${e.message}`);
      status = 1;
      continue;
    }
    if (headers === 'always' || (headers === 'auto' && files.length > 1)) {
      t.out.put(`${first ? '' : '\n'}==> ${file === '-' ? 'standard input' : file} <==\n`);
      first = false;
    }
    try {
      if (elide) yield* allBut(t, fd, n, lines ? delimiter : undefined);
      else if (lines) yield* headLines(t, fd, n, delimiter);
      else yield* headBytes(t, fd, n);
    } catch (e) {
      if (!isSysError(e)) throw e;
      yield* t.warn(`error reading ${t.quoteaf(file === '-' ? 'standard input' : file)}: ${e.message}`);
      status = 1;
    } finally {
      if (fd > 2) t.sys.close(fd);
    }
  }
  return status;
});
