/** shuf: print lines in random order (coreutils 9.1). */
import type { Task } from '../../../abi/sys.ts';
import { isSysError } from '../../../abi/errno.ts';
import { decodeUtf8 } from '../../../base/bytes.ts';
import { readFd, readFile, writeFile } from '../../libc/stdio.ts';
import { Die, tool } from '../../libc/tool.ts';
import { helpTail } from './common.ts';

export const shuf = tool({ name: 'shuf', help: `Usage: % [OPTION]... [FILE]\n  or:  % -e [OPTION]... [ARG]...\n  or:  % -i LO-HI [OPTION]...\nPrint the input lines in random order.\n\n  -e, --echo                the ARGs are the lines\n  -i, --input-range=LO-HI   the numbers from LO to HI are the lines\n  -n, --head-count=COUNT    at most COUNT lines\n  -o, --output=FILE         write to FILE\n      --random-source=FILE  (ignored)\n  -r, --repeat              lines may come again\n  -z, --zero-terminated     lines end with NUL\n${helpTail}` }, function* (t): Task<number> {
  let echo = false;
  let range: readonly [number, number] | undefined;
  let count = Infinity;
  let output: string | undefined;
  let repeat = false;
  let end: '\n' | '\0' = '\n';
  const long = { echo: 'e', 'input-range': 'i:', 'head-count': 'n:', output: 'o:', 'random-source': 'ignore:', repeat: 'r', 'zero-terminated': 'z' };
  const operands = yield* t.options('ei:n:o:rz', long, ({ key, arg }) => {
    if (key === 'e') echo = true;
    else if (key === 'i') {
      const m = /^(\d+)-(\d+)$/.exec(arg);
      if (m === null || Number(m[1]) > Number(m[2]) + 1) throw new Die(`invalid input range: ${t.quote(arg)}`);
      range = [Number(m[1]), Number(m[2])];
    } else if (key === 'n') {
      if (!/^\d+$/.test(arg)) throw new Die(`invalid line count: ${t.quote(arg)}`);
      count = Math.min(count, Number(arg));
    } else if (key === 'o') output = arg;
    else if (key === 'r') repeat = true;
    else if (key === 'z') end = '\0';
  });
  if (echo && range !== undefined) throw new Die('cannot combine -e and -i options', 1, true);
  if (range !== undefined ? operands.length > 0 : !echo && operands.length > 1) throw new Die(`extra operand ${t.quote(operands[range !== undefined ? 0 : 1]!)}`, 1, true);
  let lines: string[] = [];
  if (echo) lines = operands;
  else if (range !== undefined) for (let n = range[0]; n <= range[1]; n++) lines.push(String(n));
  else {
    const file = operands[0] ?? '-';
    try {
      const text = decodeUtf8(file === '-' ? yield* readFd(t.sys, 0) : yield* readFile(t.sys, file));
      lines = text.split(end);
      if (lines[lines.length - 1] === '') lines.pop();
    } catch (e) {
      if (!isSysError(e)) throw e;
      throw new Die(`${t.quotef(file)}: ${e.message}`);
    }
  }
  if (repeat && lines.length === 0 && count > 0) throw new Die('no lines to repeat');
  const random = (below: number): number => {
    const b = t.sys.getrandom(4);
    return (((b[0]! << 24) | (b[1]! << 16) | (b[2]! << 8) | b[3]!) >>> 0) % below;
  };
  const out: string[] = [];
  if (repeat) while (out.length < Math.min(count, 1e6)) out.push(lines[random(lines.length)]!);
  else for (let i = 0; i < lines.length && i < count; i++) {
    const j = i + random(lines.length - i);
    [lines[i], lines[j]] = [lines[j]!, lines[i]!];
    out.push(lines[i]!);
  }
  const text = out.map((l) => l + end).join('');
  if (output !== undefined) yield* writeFile(t.sys, output, text);
  else yield* t.out.write(text);
  return 0;
});
