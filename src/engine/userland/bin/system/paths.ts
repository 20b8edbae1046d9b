/** pwd, readlink and realpath (coreutils 9.1). */
import { isSysError } from '../../../abi/errno.ts';
import { relativePath, resolvePath } from '../../libc/path.ts';
import { Die, tool } from '../../libc/tool.ts';

export const pwd = tool(
  { name: 'pwd', help: `Usage: % [OPTION]...\nPrint the full name of the working directory.\n\n  -L, --logical    PWD from the environment, even if it has links\n  -P, --physical   without links (the default)\n      --help        show this text and exit\n      --version     show the version and exit\n` },
  function* (t) {
    let logical = false;
    const rest = yield* t.options('LP', { logical: 'L', physical: 'P' }, (o) => (logical = o.key === 'L'));
    if (rest.length > 0) yield* t.warn('ignoring non-option arguments');
    const cwd = t.sys.getcwd();
    const env = t.env.get('PWD');
    let shown = cwd;
    if (logical && env !== undefined && env.startsWith('/') && !/\/\.\.?(\/|$)/.test(env)) {
      try {
        const a = t.sys.stat(env);
        const b = t.sys.stat('.');
        if (a.ino === b.ino && a.dev === b.dev) shown = env;
      } catch (e) {
        if (!isSysError(e)) throw e;
      }
    }
    yield* t.out.write(`${shown}\n`);
    return 0;
  },
);

export const readlink = tool(
  {
    name: 'readlink',
    help: `Usage: % [OPTION]... FILE...\nPrint what a symbolic link holds, or a canonical name.\n\n  -f, --canonicalize            follow every link; all but the last part must exist\n  -e, --canonicalize-existing   follow every link; all parts must exist\n  -m, --canonicalize-missing    follow every link; nothing need exist\n  -n, --no-newline              no newline at the end\n  -q, --quiet, -s, --silent     few error messages (the default)\n  -v, --verbose                 error messages\n  -z, --zero                    end lines with NUL\n      --help        show this text and exit\n      --version     show the version and exit\n`,
  },
  function* (t) {
    let need: 'all' | 'parents' | 'missing' | undefined;
    let newline = true;
    let verbose = false;
    let end = '\n';
    const files = yield* t.options(
      'efmnqsvz',
      { canonicalize: 'f', 'canonicalize-existing': 'e', 'canonicalize-missing': 'm', 'no-newline': 'n', quiet: 'q', silent: 's', verbose: 'v', zero: 'z' },
      (o) => {
        if (o.key === 'f') need = 'parents';
        else if (o.key === 'e') need = 'all';
        else if (o.key === 'm') need = 'missing';
        else if (o.key === 'n') newline = false;
        else if (o.key === 'v') verbose = true;
        else if (o.key === 'z') end = '\0';
      },
    );
    if (files.length === 0) throw new Die('missing operand', 1, true);
    if (files.length > 1 && !newline) {
      yield* t.warn('ignoring --no-newline with multiple arguments');
      newline = true;
    }
    let status = 0;
    for (const file of files) {
      try {
        const text = need === undefined ? t.sys.readlink(file) : resolvePath(t.sys, file, need, true)!;
        yield* t.out.write(text + (newline ? end : ''));
      } catch (e) {
        if (!isSysError(e)) throw e;
        status = 1;
        if (verbose) yield* t.warnFile(file, e);
      }
    }
    return status;
  },
);

export const realpath = tool(
  {
    name: 'realpath',
    help: `Usage: % [OPTION]... FILE...\nPrint the absolute name of each FILE without links; all but the last part must exist.\n\n  -e, --canonicalize-existing   all parts must exist\n  -m, --canonicalize-missing    nothing need exist\n  -L, --logical                 resolve .. before links\n  -P, --physical                resolve links as they come (the default)\n  -q, --quiet                   few error messages\n      --relative-to=DIR         print the name as seen from DIR\n      --relative-base=DIR       absolute unless beneath DIR\n  -s, --strip, --no-symlinks    do not follow links\n  -z, --zero                    end lines with NUL\n      --help        show this text and exit\n      --version     show the version and exit\n`,
  },
  function* (t) {
    let need: 'all' | 'parents' | 'missing' = 'parents';
    let quiet = false;
    let noLinks = false;
    let end = '\n';
    let to: string | undefined;
    let base: string | undefined;
    const files = yield* t.options(
      'emLPqsz',
      { 'canonicalize-existing': 'e', 'canonicalize-missing': 'm', logical: 'L', physical: 'P', quiet: 'q', 'relative-to': '=to:', 'relative-base': '=base:', strip: 's', 'no-symlinks': 's', zero: 'z' },
      (o) => {
        if (o.key === 'e') need = 'all';
        else if (o.key === 'm') need = 'missing';
        else if (o.key === 'q') quiet = true;
        else if (o.key === 's') noLinks = true;
        else if (o.key === 'z') end = '\0';
        else if (o.key === '=to') to = o.arg;
        else if (o.key === '=base') base = o.arg;
      },
    );
    if (files.length === 0) throw new Die('missing operand', 1, true);
    let status = 0;
    for (const file of files) {
      try {
        let path = resolvePath(t.sys, file, need, true, noLinks)!;
        const from = to ?? base;
        const beneath = base === undefined || path === resolvePath(t.sys, base, 'missing') || path.startsWith(`${resolvePath(t.sys, base, 'missing')}/`);
        if (from !== undefined && beneath) path = relativePath(resolvePath(t.sys, from, 'missing')!, path);
        yield* t.out.write(path + end);
      } catch (e) {
        if (!isSysError(e)) throw e;
        status = 1;
        if (!quiet) yield* t.warnFile(file, e);
      }
    }
    return status;
  },
);
