/** cd, pwd, pushd, popd, dirs. */
import { isSysError } from '../../../abi/errno.ts';
import { S } from '../../../abi/fs.ts';
import { setScalar } from '../state/assign.ts';
import type { Shell } from '../state/shell.ts';
import type { Builtin } from './table.ts';
import { options, usage } from './util.ts';

/** A logical path: `.` and `..` taken out textually, relative to the logical working directory. */
function logical(cwd: string, path: string): string {
  const out: string[] = [];
  for (const part of (path.startsWith('/') ? path : `${cwd}/${path}`).split('/')) {
    if (part === '..') out.pop();
    else if (part !== '' && part !== '.') out.push(part);
  }
  return `/${out.join('/')}`;
}

/** Change the directory. Returns the error's text, or undefined. */
function change(sh: Shell, path: string, physical: boolean): string | undefined {
  const { sys } = sh;
  const target = physical || path === '' ? path : logical(sh.cwd, path);
  try {
    // `nodir/..` must fail although the text of the path would come out right.
    if (!physical && path.includes('..')) sys.stat(path);
    try {
      sys.chdir(target);
    } catch (e) {
      if (!isSysError(e) || physical) throw e;
      sys.chdir(path);
      sh.cwd = sys.getcwd();
      return finish(sh);
    }
  } catch (e) {
    if (isSysError(e)) return e.message;
    throw e;
  }
  sh.cwd = physical ? sys.getcwd() : target;
  return finish(sh);
}

function finish(sh: Shell): undefined {
  const old = sh.scalar('PWD');
  if (old !== undefined) setScalar(sh, 'OLDPWD', old);
  setScalar(sh, 'PWD', sh.cwd);
  return undefined;
}

function cd(sh: Shell, argv: readonly string[]): number {
  const o = options(sh, argv, sh.bash ? 'LPe@' : 'LP');
  if (typeof o === 'number') return sh.bash ? o : 2;
  if (o.rest.length > 1 && sh.bash) return sh.fail('too many arguments');
  const physical = o.flags.has('P') || (sh.options.get('physical') && !o.flags.has('L'));
  let path = o.rest[0];
  let show = false;
  if (path === undefined) {
    path = sh.scalar('HOME');
    if (path === undefined) return sh.bash ? sh.fail('HOME not set') : 0;
  } else if (path === '-') {
    path = sh.scalar('OLDPWD');
    if (path === undefined) {
      if (sh.bash) return sh.fail('OLDPWD not set');
      path = sh.cwd;
    }
    show = true;
  }
  if (path === '' && !sh.bash) return 0;
  let found: string | undefined;
  const cdpath = sh.scalar('CDPATH');
  if (cdpath !== undefined && !/^\.{0,2}(?:\/|$)/.test(path)) {
    for (const dir of cdpath.split(':')) {
      const full = dir === '' || dir === '.' ? path : `${dir}/${path}`;
      if (isDirectory(sh, full) && change(sh, full, physical) === undefined) {
        found = full;
        if (dir !== '' && dir !== '.') show = true;
        break;
      }
    }
  }
  if (found === undefined) {
    const error = change(sh, path, physical);
    if (error !== undefined) {
      if (sh.bash) return sh.fail(`${path}: ${error}`);
      sh.fail(`can't cd to ${path}${sh.dialect === 'ash' ? `: ${error}` : ''}`);
      return sh.dialect === 'ash' ? 1 : 2;
    }
  }
  if (show) sh.print(`${sh.cwd}\n`);
  return 0;
}

function isDirectory(sh: Shell, path: string): boolean {
  try {
    return (sh.sys.stat(path).mode & S.IFMT) === S.IFDIR;
  } catch (e) {
    if (isSysError(e)) return false;
    throw e;
  }
}

function pwd(sh: Shell, argv: readonly string[]): number {
  const o = options(sh, argv, 'LP');
  if (typeof o === 'number') return o;
  try {
    sh.print(`${o.flags.has('P') || sh.cwd === '' || sh.options.get('physical') ? sh.sys.getcwd() : sh.cwd}\n`);
  } catch (e) {
    if (!isSysError(e)) throw e;
    return sh.fail(`error retrieving current directory: getcwd: cannot access parent directories: ${e.message}`);
  }
  return 0;
}

/** A path as dirs shows it: the home directory as `~`. */
function tilde(sh: Shell, path: string): string {
  const home = sh.scalar('HOME');
  if (home === undefined || home === '/' || home === '') return path;
  return path === home || path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path;
}

function listStack(sh: Shell): void {
  sh.print(`${[sh.cwd, ...sh.dirs].map((d) => tilde(sh, d)).join(' ')}\n`);
}

/** `+N` or `-N` as an index into the stack; undefined when out of range. */
function stackIndex(sh: Shell, arg: string): number | undefined {
  const n = Number(arg.slice(1));
  const size = sh.dirs.length + 1;
  const i = arg[0] === '+' ? n : size - 1 - n;
  return i >= 0 && i < size ? i : undefined;
}

function dirs(sh: Shell, argv: readonly string[]): number {
  let long = false;
  let lines: '' | 'p' | 'v' = '';
  for (const a of argv.slice(1)) {
    if (a === '-c') {
      sh.dirs = [];
      return 0;
    }
    if (/^[+-]\d+$/.test(a)) {
      const i = stackIndex(sh, a);
      if (i === undefined) return sh.fail(sh.dirs.length === 0 ? 'directory stack empty' : `${a.slice(1)}: directory stack index out of range`);
      const d = [sh.cwd, ...sh.dirs][i]!;
      sh.print(`${long ? d : tilde(sh, d)}\n`);
      return 0;
    }
    if (!/^-[lpv]+$/.test(a)) {
      sh.fail(a.startsWith('-') ? `${a}: invalid option` : `${a}: invalid argument`);
      return usage(sh);
    }
    for (const c of a.slice(1)) {
      if (c === 'l') long = true;
      else lines = c === 'v' ? 'v' : lines === 'v' ? 'v' : 'p';
    }
  }
  const all = [sh.cwd, ...sh.dirs].map((d) => (long ? d : tilde(sh, d)));
  if (lines === '') sh.print(`${all.join(' ')}\n`);
  else all.forEach((d, i) => sh.print(`${lines === 'v' ? `${String(i).padStart(2)}  ` : ''}${d}\n`));
  return 0;
}

function pushd(sh: Shell, argv: readonly string[]): number {
  const stay = argv[1] === '-n';
  const args = argv.slice(stay ? 2 : 1).filter((a) => a !== '--');
  if (args.length > 1) return sh.fail('too many arguments');
  const a = args[0];
  if (a === undefined) {
    if (sh.dirs.length === 0) return sh.fail('no other directory');
    const to = sh.dirs[0]!;
    const from = sh.cwd;
    const error = change(sh, to, false);
    if (error !== undefined) return sh.fail(`${to}: ${error}`);
    sh.dirs[0] = from;
  } else if (/^[+-]\d+$/.test(a)) {
    const i = stackIndex(sh, a);
    if (i === undefined) return sh.fail(sh.dirs.length === 0 ? 'directory stack empty' : `${a}: directory stack index out of range`);
    const all = [sh.cwd, ...sh.dirs];
    const turned = [...all.slice(i), ...all.slice(0, i)];
    const error = change(sh, turned[0]!, false);
    if (error !== undefined) return sh.fail(`${turned[0]!}: ${error}`);
    sh.dirs = turned.slice(1);
  } else if (stay) sh.dirs.unshift(a);
  else {
    const from = sh.cwd;
    const error = change(sh, a === '-' ? (sh.scalar('OLDPWD') ?? '') : a, false);
    if (error !== undefined) return sh.fail(`${a}: ${error}`);
    sh.dirs.unshift(from);
  }
  listStack(sh);
  return 0;
}

function popd(sh: Shell, argv: readonly string[]): number {
  const stay = argv[1] === '-n';
  const a = argv[stay ? 2 : 1];
  if (a !== undefined && !/^[+-]\d+$/.test(a)) {
    sh.fail(`${a}: invalid argument`);
    return usage(sh);
  }
  if (sh.dirs.length === 0) return sh.fail('directory stack empty');
  const i = a === undefined ? 0 : stackIndex(sh, a);
  if (i === undefined) return sh.fail(`${a!}: directory stack index out of range`);
  if (i > 0 || stay) sh.dirs.splice(Math.max(0, i - 1), 1);
  else {
    const to = sh.dirs[0]!;
    const error = change(sh, to, false);
    if (error !== undefined) return sh.fail(`${to}: ${error}`);
    sh.dirs.shift();
  }
  listStack(sh);
  return 0;
}

export const directoryBuiltins: Record<string, Builtin> = {
  cd: { run: cd, usage: '[-L|[-P [-e]] [-@]] [dir]', about: 'Change the working directory; without argument to $HOME, with - to $OLDPWD.' },
  chdir: { run: cd, usage: '[dir]', about: 'Change the working directory.' },
  pwd: { run: pwd, usage: '[-LP]', about: 'Print the working directory.' },
  dirs: { run: dirs, usage: '[-clpv] [+N] [-N]', about: 'Show the stack of directories.', only: 'bash' },
  pushd: { run: pushd, usage: '[-n] [+N | -N | dir]', about: 'Change the directory and remember the old one on a stack.', only: 'bash' },
  popd: { run: popd, usage: '[-n] [+N | -N]', about: 'Go back to the directory on top of the stack.', only: 'bash' },
};

