/** rmdir: remove empty directories (coreutils 9.1). */
import { isSysError } from '../../../abi/errno.ts';
import { Die, tool } from '../../libc/tool.ts';

const help = `Usage: % [OPTION]... DIRECTORY...
Remove each DIRECTORY that is empty.

      --ignore-fail-on-non-empty   say nothing of a directory that is not empty
  -p, --parents                    remove its parents as well, as far as they are empty
  -v, --verbose                    say what is done
      --help        show this text and exit
      --version     show the version and exit
`;

export const rmdir = tool({ name: 'rmdir', help }, function* (t) {
  let parents = false;
  let verbose = false;
  let ignore = false;
  const dirs = yield* t.options('pv', { parents: 'p', verbose: 'v', 'ignore-fail-on-non-empty': 'i' }, (o) => {
    if (o.key === 'p') parents = true;
    else if (o.key === 'v') verbose = true;
    else ignore = true;
  });
  if (dirs.length === 0) throw new Die('missing operand', 1, true);
  let status = 0;
  for (const dir of dirs) {
    let path = dir;
    for (let first = true; ; first = false) {
      try {
        if (verbose) yield* t.out.write(`${t.name}: removing directory, ${t.quoteaf(path)}\n`);
        t.sys.rmdir(path);
      } catch (e) {
        if (!isSysError(e)) throw e;
        if (!(ignore && e.code === 'ENOTEMPTY')) {
          yield* t.warn(`failed to remove ${first ? '' : 'directory '}${t.quoteaf(path)}: ${e.message}`);
          status = 1;
        }
        break;
      }
      const above = path.replace(/\/+$/, '').replace(/\/*[^/]+$/, '');
      if (!parents || above === '' || above === path) break;
      path = above;
    }
  }
  return status;
});
