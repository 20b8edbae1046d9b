/** cmp: compare two files byte by byte (GNU diffutils 3.8). */
import type { Task } from '../../../abi/sys.ts';
import { isSysError } from '../../../abi/errno.ts';
import { readFd, readFile, writeText } from '../../libc/stdio.ts';
import { parseSize } from '../../libc/numfmt.ts';
import { Die, tool } from '../../libc/tool.ts';

const help = `Usage: % [OPTION]... FILE1 [FILE2 [SKIP1 [SKIP2]]]
Compare two files byte by byte.

  -b, --print-bytes         print the bytes that differ
  -i, --ignore-initial=SKIP[:SKIP2]  skip the first SKIP bytes of FILE1 (and SKIP2 of FILE2)
  -l, --verbose             print number and values of all bytes that differ
  -n, --bytes=LIMIT         compare at most LIMIT bytes
  -s, --quiet, --silent     print nothing, the status tells
      --help                show this text and exit
  -v, --version             show the version and exit

The status is 0 when the files are the same, 1 when they differ, 2 after trouble.
`;

/** A byte as cmp -b shows it. */
function visible(c: number): string {
  if (c >= 128) return `M-${visible(c - 128)}`;
  return c === 127 ? '^?' : c < 32 ? `^${String.fromCharCode(c + 64)}` : String.fromCharCode(c);
}

export const cmp = tool({ name: 'cmp', help, version: 'cmp (GNU diffutils) 3.8', trouble: 2, namedHint: true }, function* (t): Task<number> {
  let bytes = false;
  let verbose = false;
  let silent = false;
  let limit = Infinity;
  const skip = [0, 0];
  const number = (s: string, what: string): number => {
    const n = parseSize(s);
    if (typeof n !== 'number') throw new Die(`invalid ${what} '${s}'`, 2, true);
    return n;
  };
  const operands = yield* t.options('bci:ln:sv', { 'print-bytes': 'b', 'print-chars': 'b', 'ignore-initial': 'i:', verbose: 'l', bytes: 'n:', quiet: 's', silent: 's' }, ({ key, arg }) => {
    if (key === 'b' || key === 'c') bytes = true;
    else if (key === 'l') verbose = true;
    else if (key === 's') silent = true;
    else if (key === 'n') limit = number(arg, '--bytes value');
    else if (key === 'i') {
      const [a, b] = arg.split(':');
      skip[0] = number(a!, '--ignore-initial value');
      skip[1] = b === undefined ? skip[0] : number(b, '--ignore-initial value');
    }
  });
  if (operands.length === 0) throw new Die(`missing operand after '${t.name}'`, 2, true);
  if (operands.length > 4) throw new Die(`extra operand '${operands[4]}'`, 2, true);
  if (verbose && silent) throw new Die('options -l and -s are incompatible', 2, true);
  if (operands[2] !== undefined) skip[0] = number(operands[2], '--ignore-initial value');
  if (operands[3] !== undefined) skip[1] = number(operands[3], '--ignore-initial value');
  const names = [operands[0]!, operands[1] ?? '-'];
  const data: Uint8Array[] = [];
  for (const [i, name] of names.entries()) {
    try {
      const all = name === '-' ? yield* readFd(t.sys, 0) : yield* readFile(t.sys, name);
      data.push(all.subarray(skip[i]!, limit === Infinity ? undefined : skip[i]! + limit));
    } catch (e) {
      if (!isSysError(e)) throw e;
      if (silent) return 2;
      throw new Die(`${name}: ${e.message}`);
    }
  }
  const [a, b] = data as [Uint8Array, Uint8Array];
  const n = Math.min(a.length, b.length);
  const width = String(Math.max(n, 1)).length;
  let line = 1;
  let differs = false;
  for (let i = 0; i < n; i++) {
    if (a[i] !== b[i]) {
      if (silent) return 1;
      differs = true;
      const x = a[i]!.toString(8).padStart(3);
      const y = b[i]!.toString(8).padStart(3);
      if (!verbose) {
        t.out.put(`${names[0]} ${names[1]} differ: byte ${i + 1}, line ${line}${bytes ? ` is ${x} ${visible(a[i]!)} ${y} ${visible(b[i]!)}` : ''}\n`);
        return 1;
      }
      t.out.put(`${String(i + 1).padStart(width)} ${x}${bytes ? ` ${visible(a[i]!).padEnd(4)}` : ''} ${y}${bytes ? ` ${visible(b[i]!)}` : ''}\n`);
    }
    if (a[i] === 10) line++;
  }
  if (a.length !== b.length) {
    if (silent) return 1;
    const short = a.length < b.length ? 0 : 1;
    const rest = n === 0 ? ' which is empty' : verbose ? ` after byte ${n}` : data[short]![n - 1] === 10 ? ` after byte ${n}, line ${line - 1}` : ` after byte ${n}, in line ${line}`;
    yield* writeText(t.sys, 2, `${t.name}: EOF on ${names[short]}${rest}\n`);
    return 1;
  }
  return differs ? 1 : 0;
});
