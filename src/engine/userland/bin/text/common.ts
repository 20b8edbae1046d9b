/** What several line tools share: pieces of their help texts, opening or dying, tab stops. */
import type { Task } from '../../../abi/sys.ts';
import { O } from '../../../abi/fs.ts';
import { isSysError } from '../../../abi/errno.ts';
import { In } from '../../libc/stdio.ts';
import { Die, type Tool } from '../../libc/tool.ts';

/** The last lines of a help text. */
export const helpTail = `      --help        show this text and exit
      --version     show the version and exit
`;

/** What every filter says about its operands. */
export const helpStdin = 'Without FILE, or for the FILE -, standard input is read.\n\n';

/** Open an input of byte lines ('-' is standard input), or end with `name: file: reason`. */
export function* openOrDie(t: Tool, file: string, delimiter: '\n' | '\0' = '\n'): Task<In> {
  try {
    return new In(t.sys, file === '-' ? 0 : yield* t.sys.open(file, O.RDONLY | O.CLOEXEC), delimiter, 'latin1');
  } catch (e) {
    if (!isSysError(e)) throw e;
    throw new Die(`${t.quotef(file)}: ${e.message}`);
  }
}

/** Tab stops of -t: every N, or a list. */
export function tabStops(t: Tool, arg: string): (column: number) => number | undefined {
  const list = arg.split(/[, \t]+/).filter((x) => x !== '').map((x) => {
    if (!/^\d+$/.test(x)) throw new Die(`tab size contains invalid character(s): ${t.quote(/[^\d].*/.exec(x)?.[0] ?? x)}`);
    if (Number(x) === 0) throw new Die('tab size cannot be 0');
    return Number(x);
  });
  if (list.length === 1) return (c) => c + list[0]! - (c % list[0]!);
  for (let i = 1; i < list.length; i++) if (list[i]! <= list[i - 1]!) throw new Die('tab sizes must be ascending');
  return (c) => list.find((x) => x > c);
}
