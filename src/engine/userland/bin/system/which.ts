/** which: where commands are in $PATH (Debian's, a shell script of debianutils). */
import type { Task } from '../../../abi/sys.ts';
import { isSysError } from '../../../abi/errno.ts';
import { ACCESS, S } from '../../../abi/fs.ts';
import type { Program } from '../../libc/program.ts';
import { writeText } from '../../libc/stdio.ts';
import { GetoptError } from '../../libc/getopt.ts';
import { tool } from '../../libc/tool.ts';
import type { Tool } from '../../libc/tool.ts';

function executable(t: Tool, path: string): boolean {
  try {
    if ((t.sys.stat(path).mode & S.IFMT) !== S.IFREG) return false;
    t.sys.access(path, ACCESS.X_OK);
    return true;
  } catch (e) {
    if (!isSysError(e)) throw e;
    return false;
  }
}

export const which = tool({ name: 'which' }, function* (t): Task<number> {
  let all = false;
  let names: string[];
  try {
    names = yield* t.options('+a', {}, () => {
      all = true;
    });
  } catch (e) {
    if (!(e instanceof GetoptError) || t.dialect !== undefined) throw e;
    yield* writeText(t.sys, 2, `Illegal option -${/'(.)'/.exec(e.message)?.[1] ?? '-'}\nUsage: /usr/bin/which [-a] args\n`);
    return 2;
  }
  if (names.length === 0 && t.dialect !== undefined) yield* t.tryHelp();
  let status = names.length === 0 ? 1 : 0;
  for (const name of names) {
    const candidates = name.includes('/') ? [name] : (t.env.get('PATH') ?? '').split(':').map((dir) => `${dir === '' ? '.' : dir}/${name}`);
    const hits = candidates.filter((path) => executable(t, path));
    if (hits.length === 0) status = 1;
    for (const path of all ? hits : hits.slice(0, 1)) yield* t.out.write(`${path}\n`);
  }
  return status;
});

/** The name of the file that /usr/bin/which leads to on Debian. */
export const whichDebianutils: Program = { ...which, name: 'which.debianutils' };
