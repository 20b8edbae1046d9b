/** Paths as `docker cp` means them, where `d`, `d/` and `d/.` differ: go-archive's copy.go. */
import { base, clean, dir } from '../common/path.ts';

/** Does the path's last part say "this very directory"? */
export function specifiesCurrentDir(path: string): boolean {
  return base(path) === '.';
}

/** Ends the path in a slash? */
export function hasTrailingSlash(path: string): boolean {
  return path.endsWith('/');
}

/** Does the path claim to be a directory? */
export function assertsDirectory(path: string): boolean {
  return hasTrailingSlash(path) || specifiesCurrentDir(path);
}

/** The cleaned path with the trailing slash or '/.' that the original had. */
export function preserveTrailing(cleaned: string, original: string): string {
  let out = cleaned;
  if (!specifiesCurrentDir(out) && specifiesCurrentDir(original)) out += hasTrailingSlash(out) ? '.' : '/.';
  if (!hasTrailingSlash(out) && hasTrailingSlash(original)) out += '/';
  return out;
}

/** Directory and last part; the part is '.' when the path said so. */
export function splitDirEntry(path: string): readonly [dir: string, base: string] {
  if (specifiesCurrentDir(path)) return [clean(path), '.'];
  const c = clean(path);
  return [dir(c), base(c)];
}

/** The resolved path with the original's trailing '/' or '/.', and the name that the archive's entries get when resolving changed the last part. */
export function rebaseName(path: string, resolved: string): readonly [path: string, rebase: string] {
  let out = resolved;
  if (specifiesCurrentDir(path) && !specifiesCurrentDir(out)) out += '/.';
  if (hasTrailingSlash(path) && !hasTrailingSlash(out)) out += '/';
  return [out, base(path) === base(out) ? '' : base(path)];
}
