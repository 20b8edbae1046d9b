/** Where cp, mv and install put things: the last operand, -t DIRECTORY or -T. Messages as coreutils 9.1 words them. */
import { isSysError } from '../../../abi/errno.ts';
import { S } from '../../../abi/fs.ts';
import { baseName, joinPath } from '../../libc/path.ts';
import { Die } from '../../libc/tool.ts';
import type { Tool } from '../../libc/tool.ts';

/** Pairs of source and destination. Throws {@link Die}. */
export function destinations(t: Tool, operands: readonly string[], into: string | undefined, noDirectory: boolean): [from: string, to: string][] {
  const isDir = (path: string): boolean => {
    try {
      return (t.sys.stat(path).mode & S.IFMT) === S.IFDIR;
    } catch (e) {
      if (!isSysError(e)) throw e;
      return false;
    }
  };
  const put = (dir: string, files: readonly string[]): [string, string][] => files.map((f) => [f, joinPath(dir, baseName(f) === '/' ? '' : baseName(f))]);
  if (operands.length === 0) throw new Die('missing file operand', 1, true);
  if (into !== undefined) {
    if (!isDir(into)) throw new Die(`target directory ${t.quoteaf(into)}: ${why(t, into)}`);
    return put(into, operands);
  }
  const last = operands[operands.length - 1]!;
  if (operands.length === 1) throw new Die(`missing destination file operand after ${t.quoteaf(last)}`, 1, true);
  if (noDirectory) {
    if (operands.length > 2) throw new Die(`extra operand ${t.quoteaf(operands[2]!)}`, 1, true);
    return [[operands[0]!, last]];
  }
  if (isDir(last)) return put(last, operands.slice(0, -1));
  if (operands.length > 2) throw new Die(`target ${t.quoteaf(last)}: ${why(t, last)}`);
  if (last.endsWith('/') && why(t, last) !== 'No such file or directory') throw new Die(`target ${t.quoteaf(last)}: ${why(t, last)}`);
  return [[operands[0]!, last]];
}

function why(t: Tool, path: string): string {
  try {
    t.sys.stat(path);
    return 'Not a directory';
  } catch (e) {
    if (!isSysError(e)) throw e;
    return e.message;
  }
}
