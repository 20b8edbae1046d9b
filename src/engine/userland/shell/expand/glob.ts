/** Path-name expansion (XCU 2.13.3): patterns to the sorted names of files that exist. `**` with globstar. */
import { isSysError } from '../../../abi/errno.ts';
import type { FileType } from '../../../abi/fs.ts';
import type { Shell } from '../state/shell.ts';
import { hasMagic, unescapePattern, wholePattern, type PatternOptions } from './pattern.ts';

/** Names that match, in byte order; empty when none does. */
export function glob(sh: Shell, pattern: string): string[] {
  const o = sh.options;
  const options: PatternOptions = { extglob: o.extglob, nocase: o.opt('nocaseglob'), path: true };
  const parts = splitPath(pattern);
  let found: string[] = [''];
  if (pattern.startsWith('/')) found = ['/'];
  const dirOnly = pattern.endsWith('/') && parts.length > 0;
  parts.forEach((part, i) => {
    const last = i === parts.length - 1;
    const next: string[] = [];
    for (const dir of found) {
      if (part === '**' && o.opt('globstar')) descend(sh, dir, last && !dirOnly, next);
      else if (hasMagic(part, o.extglob)) matchIn(sh, dir, part, options, last && !dirOnly, next);
      else {
        const path = dir + unescapePattern(part);
        if (exists(sh, path)) next.push(last && !dirOnly ? path : `${path}/`);
      }
    }
    found = next;
  });
  return sortNames([...new Set(found.filter((f) => f !== ''))]);
}

/** Byte order: by code point. */
function sortNames(names: string[]): string[] {
  return names.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

/** Components of a pattern; slashes within brackets or groups do not separate. */
function splitPath(pattern: string): string[] {
  const out: string[] = [];
  let part = '';
  let depth = 0;
  for (let i = 0; i < pattern.length; i++) {
    const c = pattern[i]!;
    if (c === '\\') part += c + (pattern[++i] ?? '');
    else if (c === '/' && depth === 0) {
      if (part !== '') out.push(part);
      part = '';
    } else {
      if (c === '(') depth++;
      else if (c === ')' && depth > 0) depth--;
      part += c;
    }
  }
  if (part !== '') out.push(part);
  return out;
}

interface Entry {
  readonly name: string;
  readonly type: FileType;
}

function entries(sh: Shell, dir: string): Entry[] {
  try {
    return sh.sys.readdir(dir === '' ? '.' : dir);
  } catch (e) {
    if (isSysError(e)) return [];
    throw e;
  }
}

function exists(sh: Shell, path: string): boolean {
  try {
    sh.sys.lstat(path);
    return true;
  } catch (e) {
    if (isSysError(e)) return false;
    throw e;
  }
}

function isDir(sh: Shell, path: string, type: FileType): boolean {
  if (type === 'dir') return true;
  if (type !== 'symlink') return false;
  try {
    return (sh.sys.stat(path).mode & 0o170000) === 0o040000;
  } catch (e) {
    if (isSysError(e)) return false;
    throw e;
  }
}

function matchIn(sh: Shell, dir: string, part: string, options: PatternOptions, last: boolean, out: string[]): void {
  const re = wholePattern(part, options);
  const dot = sh.options.opt('dotglob');
  const explicit = part.startsWith('.') || part.startsWith('\\.');
  for (const { name, type } of entries(sh, dir)) {
    if (name === '.' || name === '..') continue;
    if (name.startsWith('.') && !dot && !explicit) continue;
    if (!re.test(name)) continue;
    if (last) out.push(dir + name);
    else if (isDir(sh, dir + name, type)) out.push(`${dir}${name}/`);
  }
}

function descend(sh: Shell, dir: string, last: boolean, out: string[]): void {
  if (!last) out.push(dir);
  else if (dir !== '') out.push(dir);
  const dot = sh.options.opt('dotglob');
  for (const { name, type } of entries(sh, dir)) {
    if (name === '.' || name === '..' || (name.startsWith('.') && !dot)) continue;
    const path = dir + name;
    if (type === 'dir') {
      if (last) out.push(path);
      descendInto(sh, path, last, out);
    } else if (last) out.push(path);
  }
}

function descendInto(sh: Shell, path: string, last: boolean, out: string[]): void {
  if (!last) {
    descend(sh, `${path}/`, false, out);
    return;
  }
  const below: string[] = [];
  descend(sh, `${path}/`, true, below);
  for (const p of below) if (p !== `${path}/`) out.push(p);
}
