/** Path names as Go's path and filepath packages handle them. */

/** filepath.Clean: the shortest equal name, by its text alone. */
export function clean(path: string): string {
  if (path === '') return '.';
  const rooted = path[0] === '/';
  const out: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') out.push(part);
    else if (out.length > 0 && out[out.length - 1] !== '..') out.pop();
    else if (!rooted) out.push('..');
  }
  const text = out.join('/');
  return rooted ? `/${text}` : text === '' ? '.' : text;
}

/** filepath.Abs. */
export function absolute(cwd: string, path: string): string {
  return clean(path[0] === '/' ? path : `${cwd}/${path}`);
}

/** path.Base. */
export function base(path: string): string {
  if (path === '') return '.';
  const trimmed = path.replace(/\/+$/, '');
  return trimmed === '' ? '/' : trimmed.slice(trimmed.lastIndexOf('/') + 1);
}

/** path.Dir. */
export function dir(path: string): string {
  return clean(path.slice(0, path.lastIndexOf('/') + 1));
}

/** filepath.Join. */
export function join(...parts: readonly string[]): string {
  const some = parts.filter((p) => p !== '');
  return some.length === 0 ? '' : clean(some.join('/'));
}

/** filepath.Rel for two clean paths of which both are absolute or both are not. */
export function relative(from: string, to: string): string {
  const a = from.split('/').filter((p) => p !== '' && p !== '.');
  const b = to.split('/').filter((p) => p !== '' && p !== '.');
  let same = 0;
  while (same < a.length && same < b.length && a[same] === b[same]) same++;
  const out = [...a.slice(same).map(() => '..'), ...b.slice(same)];
  return out.length === 0 ? '.' : out.join('/');
}
