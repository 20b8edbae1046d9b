/** tac: print files from the last line to the first (coreutils 9.1). */
import type { Task } from '../../../abi/sys.ts';
import { isSysError } from '../../../abi/errno.ts';
import { decodeUtf8 } from '../../../base/bytes.ts';
import { Regex, RegexError } from '../../libc/regex.ts';
import { readFd, readFile } from '../../libc/stdio.ts';
import { Die, tool } from '../../libc/tool.ts';
import { helpStdin, helpTail } from './common.ts';

export const tac = tool({ name: 'tac', help: `Usage: % [OPTION]... [FILE]...\nPrint each FILE from its last line to its first.\n\n${helpStdin}  -b, --before             the separator stands before, not after\n  -r, --regex              the separator is a regular expression\n  -s, --separator=STRING   use STRING, not newline\n${helpTail}` }, function* (t): Task<number> {
  let before = false;
  let regex = false;
  let separator = '\n';
  const files = yield* t.options('brs:', { before: 'b', regex: 'r', separator: 's:' }, ({ key, arg }) => {
    if (key === 'b') before = true;
    else if (key === 'r') regex = true;
    else separator = arg === '' ? '\0' : arg;
  });
  let status = 0;
  for (const file of files.length === 0 ? ['-'] : files) {
    try {
      const text = decodeUtf8(file === '-' ? yield* readFd(t.sys, 0) : yield* readFile(t.sys, file));
      const cuts: (readonly [number, number])[] = [];
      if (regex) {
        const re = new Regex(separator, { extended: false });
        for (let at = 0; at <= text.length; ) {
          const m = re.exec(text, at);
          if (m === undefined || m[0] === '') break;
          cuts.push([m.index, (at = m.index + m[0].length)]);
        }
      } else for (let at = text.indexOf(separator); at >= 0; at = text.indexOf(separator, at + separator.length)) cuts.push([at, at + separator.length]);
      const parts: string[] = [];
      let from = 0;
      for (const [a, b] of cuts) {
        const end = before ? a : b;
        if (end > from) parts.push(text.slice(from, end));
        from = end;
      }
      if (from < text.length) parts.push(text.slice(from));
      yield* t.out.write(parts.reverse().join(''));
    } catch (e) {
      if (e instanceof RegexError) throw new Die(e.message);
      if (!isSysError(e)) throw e;
      yield* t.warn(e.code === 'EISDIR' ? `${t.quotef(file)}: read error: Invalid argument` : `failed to open ${t.quoteaf(file)} for reading: ${e.message}`);
      status = 1;
    }
  }
  return status;
});
