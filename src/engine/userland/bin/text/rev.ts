/** rev: reverse the characters of each line (rev of util-linux 2.38). */
import type { Task } from '../../../abi/sys.ts';
import { O } from '../../../abi/fs.ts';
import { isSysError } from '../../../abi/errno.ts';
import { In, writeText } from '../../libc/stdio.ts';
import { tool } from '../../libc/tool.ts';

export const rev = tool({ name: 'rev', version: 'rev from util-linux 2.38.1', help: `Usage: % [options] [file ...]\n\nReverse the characters of each line.\n\nOptions:\n -0, --zero     lines end with NUL\n -h, --help     show this text\n -V, --version  show the version\n` }, function* (t): Task<number> {
  let end: '\n' | '\0' = '\n';
  const files = yield* t.options('0hV', { zero: '0' }, ({ key }) => {
    if (key === '0') end = '\0';
  });
  let status = 0;
  for (const file of files.length === 0 ? ['-'] : files) {
    let input: In | undefined;
    let number = 0;
    try {
      input = new In(t.sys, file === '-' ? 0 : yield* t.sys.open(file, O.RDONLY | O.CLOEXEC), end);
      while (input.ready || (yield* input.fill())) {
        const line = input.take();
        if (t.utf8 && /[\udc80-\udcff]/u.test(line)) {
          yield* writeText(t.sys, 2, `${t.name}: ${file}: ${number}: Invalid or incomplete multibyte or wide character\n`);
          return 1;
        }
        number++;
        yield* t.out.write([...line].reverse().join('') + (input.endedWithoutDelimiter ? '' : end));
      }
    } catch (e) {
      if (!isSysError(e)) throw e;
      yield* t.warn(e.code === 'EISDIR' ? `${file}: ${e.message}` : `cannot open ${file}: ${e.message}`);
      status = 1;
    } finally {
      input?.close();
    }
  }
  return status;
});
