/** split: put the pieces of a file into files (coreutils 9.1). */
import type { Task } from '../../../abi/sys.ts';
import { isSysError } from '../../../abi/errno.ts';
import { parseSize } from '../../libc/numfmt.ts';
import { readFd, readFile, writeFile } from '../../libc/stdio.ts';
import { Die, tool } from '../../libc/tool.ts';
import { helpTail } from './common.ts';

export const split = tool(
  {
    name: 'split',
    help: `Usage: % [OPTION]... [FILE [PREFIX]]\nPut pieces of FILE into PREFIXaa, PREFIXab, ...; 1000 lines each, PREFIX x.\n\n  -a, --suffix-length=N   suffixes of length N (2)\n      --additional-suffix=SUFFIX  add SUFFIX to the names\n  -b, --bytes=SIZE        SIZE bytes a file\n  -d, --numeric-suffixes[=FROM]  numbers, not letters\n  -l, --lines=NUMBER      NUMBER lines a file\n  -n, --number=N          N files of equal size (or l/N: without splitting lines)\n      --verbose           say which files are made\n${helpTail}`,
    support: { level: 'partial', note: '-C, --filter, r/N and K/N are not simulated.' },
  },
  function* (t): Task<number> {
    let length = 2;
    let extra = '';
    let mode = 'l' as 'l' | 'b' | 'n' | 'nl';
    let size = 1000;
    let numeric = false;
    let from = 0;
    let verbose = false;
    const need = (arg: string, what: string): number => {
      const n = parseSize(arg);
      if (typeof n !== 'number' || n === 0) throw new Die(`invalid number of ${what}: ${t.quote(arg)}${n === 0 ? ': Numerical result out of range' : ''}`);
      return n;
    };
    const long = { 'suffix-length': 'a:', 'additional-suffix': 'add:', bytes: 'b:', 'numeric-suffixes': 'd::', lines: 'l:', number: 'n:', verbose: 'verbose', 'elide-empty-files': 'ignore' };
    const args = t.args.map((a) => (/^-\d+$/.test(a) ? `-l${a.slice(1)}` : a));
    const operands = yield* t.options('a:b:C:del:n:u', long, ({ key, arg, has }) => {
      if (key === 'a') {
        if (!/^\d+$/.test(arg)) throw new Die(`invalid suffix length: ${t.quote(arg)}`);
        length = Number(arg);
      } else if (key === 'add') extra = arg;
      else if (key === 'b') [mode, size] = ['b', need(arg, 'bytes')];
      else if (key === 'l') [mode, size] = ['l', need(arg, 'lines')];
      else if (key === 'd') {
        numeric = true;
        if (has) from = Number(arg);
      } else if (key === 'n') {
        const m = /^(l\/)?(\d+)$/.exec(arg);
        if (m === null || Number(m[2]) === 0) throw new Die(`invalid number of chunks: ${t.quote(arg)}`);
        [mode, size] = [m[1] === undefined ? 'n' : 'nl', Number(m[2])];
      } else if (key === 'C') throw new Die('glasshull: split -C is not simulated');
      else if (key === 'verbose') verbose = true;
    }, args);
    if (operands.length > 2) throw new Die(`extra operand ${t.quote(operands[2]!)}`, 1, true);
    const file = operands[0] ?? '-';
    const prefix = operands[1] ?? 'x';
    let data: Uint8Array;
    try {
      data = file === '-' ? yield* readFd(t.sys, 0) : yield* readFile(t.sys, file);
    } catch (e) {
      if (!isSysError(e)) throw e;
      throw new Die(e.code === 'EISDIR' ? `${t.quotef(file)}: ${e.message}` : `cannot open ${t.quoteaf(file)} for reading: ${e.message}`);
    }
    const pieces: Uint8Array[] = [];
    if (mode === 'b') for (let at = 0; at < data.length; at += size) pieces.push(data.subarray(at, at + size));
    else if (mode === 'l') {
      for (let at = 0; at < data.length; ) {
        let end = at;
        for (let i = 0; i < size && end < data.length; i++) {
          const nl = data.indexOf(10, end);
          end = nl < 0 ? data.length : nl + 1;
        }
        pieces.push(data.subarray(at, end));
        at = end;
      }
    } else {
      const chunk = Math.floor(data.length / size);
      let at = 0;
      for (let i = 0; i < size; i++) {
        let end = i === size - 1 ? data.length : mode === 'n' ? at + chunk : Math.max(at, chunk * (i + 1));
        if (mode === 'nl' && end > at && end < data.length && data[end - 1] !== 10) {
          const nl = data.indexOf(10, end);
          end = nl < 0 ? data.length : nl + 1;
        }
        pieces.push(data.subarray(at, end));
        at = end;
      }
    }
    for (const [i, piece] of pieces.entries()) {
      let suffix = '';
      if (numeric) suffix = String(from + i).padStart(length, '0');
      else for (let n = i, k = 0; k < length; k++, n = Math.floor(n / 26)) suffix = String.fromCharCode(97 + (n % 26)) + suffix;
      if (suffix.length > length || (!numeric && i >= 26 ** length)) throw new Die('output file suffixes exhausted');
      const name = prefix + suffix + extra;
      if (verbose) t.out.put(`creating file ${t.quoteaf(name)}\n`);
      try {
        yield* writeFile(t.sys, name, piece);
      } catch (e) {
        if (!isSysError(e)) throw e;
        throw new Die(`${t.quotef(name)}: ${e.message}`);
      }
    }
    return 0;
  },
);
