/** The primaries of test(1) and `[[ ]]`: files, strings, variables. */
import { isSysError } from '../../../abi/errno.ts';
import { ACCESS, S, type Stat } from '../../../abi/fs.ts';
import type { Shell } from '../state/shell.ts';
import { A } from '../state/variables.ts';

function stat(sh: Shell, path: string, follow = true): Stat | undefined {
  try {
    if (path === '') return undefined;
    const fd = /^\/dev\/fd\/(\d+)$/.exec(path);
    if (fd !== null) return sh.sys.fstat(Number(fd[1]));
    return follow ? sh.sys.stat(path) : sh.sys.lstat(path);
  } catch (e) {
    if (isSysError(e)) return undefined;
    throw e;
  }
}

function type(sh: Shell, path: string, wanted: number): boolean {
  const s = stat(sh, path);
  return s !== undefined && (s.mode & S.IFMT) === wanted;
}

function access(sh: Shell, path: string, mode: number): boolean {
  try {
    sh.sys.access(path, mode);
    return true;
  } catch (e) {
    if (isSysError(e)) return false;
    throw e;
  }
}

/** Is the variable (or element, `x[@]`) set? */
function isSet(sh: Shell, text: string): boolean {
  const m = /^([A-Za-z_]\w*)\[([^]*)\]$/.exec(text);
  if (m !== null) return m[2] === '@' || m[2] === '*' ? sh.elements(m[1]!).length > 0 : sh.element(m[1]!, m[2]!) !== undefined;
  if (/^\d+$/.test(text)) return sh.param(text) !== undefined;
  return sh.scalar(text) !== undefined;
}

/** `-X text`. */
export function unaryTest(sh: Shell, op: string, text: string): boolean {
  switch (op) {
    case '-n':
      return text !== '';
    case '-z':
      return text === '';
    case '-a':
    case '-e':
      return stat(sh, text) !== undefined;
    case '-f':
      return type(sh, text, S.IFREG);
    case '-d':
      return type(sh, text, S.IFDIR);
    case '-b':
      return type(sh, text, S.IFBLK);
    case '-c':
      return type(sh, text, S.IFCHR);
    case '-p':
      return type(sh, text, S.IFIFO);
    case '-S':
      return type(sh, text, S.IFSOCK);
    case '-h':
    case '-L': {
      const s = stat(sh, text, false);
      return s !== undefined && (s.mode & S.IFMT) === S.IFLNK;
    }
    case '-s':
      return (stat(sh, text)?.size ?? 0) > 0;
    case '-r':
      return access(sh, text, ACCESS.R_OK);
    case '-w':
      return access(sh, text, ACCESS.W_OK);
    case '-x':
      return access(sh, text, ACCESS.X_OK);
    case '-u':
      return ((stat(sh, text)?.mode ?? 0) & S.ISUID) !== 0;
    case '-g':
      return ((stat(sh, text)?.mode ?? 0) & S.ISGID) !== 0;
    case '-k':
      return ((stat(sh, text)?.mode ?? 0) & S.ISVTX) !== 0;
    case '-O':
      return stat(sh, text)?.uid === sh.sys.getcred().euid;
    case '-G':
      return stat(sh, text)?.gid === sh.sys.getcred().egid;
    case '-N': {
      const s = stat(sh, text);
      return s !== undefined && s.mtime_ms > s.atime_ms;
    }
    case '-t': {
      try {
        sh.sys.ioctl(Number(text), 'TCGETS', undefined);
        return /^\d+$/.test(text);
      } catch (e) {
        if (isSysError(e)) return false;
        throw e;
      }
    }
    case '-v':
      return isSet(sh, text);
    case '-R': {
      const v = sh.vars.get(text);
      return v !== undefined && (v.attrs & A.NAMEREF) !== 0 && v.value !== undefined;
    }
    case '-o':
      return sh.options.get(text);
    default:
      return false;
  }
}

/** `left -nt right` and its kin. A file that exists is newer than one that does not. */
export function compareFiles(sh: Shell, op: string, left: string, right: string): boolean {
  const a = stat(sh, left);
  const b = stat(sh, right);
  if (op === '-ef') return a !== undefined && b !== undefined && a.dev === b.dev && a.ino === b.ino;
  if (op === '-nt') return a !== undefined && (b === undefined || a.mtime_ms > b.mtime_ms);
  return b !== undefined && (a === undefined || a.mtime_ms < b.mtime_ms);
}
