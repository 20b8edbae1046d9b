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
