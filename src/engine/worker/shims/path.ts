/** What memfs needs of node:path: POSIX paths, always resolved from the root. */
export const sep = '/';

export function normalize(path: string): string {
  const out: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') out.pop();
    else out.push(part);
  }
  return `${path.startsWith('/') ? '/' : ''}${out.join('/')}`;
}
export function resolve(...paths: string[]): string {
  let path = '';
  for (const one of paths) path = one.startsWith('/') ? one : `${path}/${one}`;
  return normalize(`/${path}`);
}
export function join(...paths: string[]): string {
  return normalize(paths.join('/'));
}
export function dirname(path: string): string {
  const at = path.replace(/\/+$/, '').lastIndexOf('/');
  return at < 0 ? '.' : at === 0 ? '/' : path.slice(0, at);
}
export function basename(path: string): string {
  return path.replace(/\/+$/, '').split('/').at(-1) ?? '';
}
export function isAbsolute(path: string): boolean {
  return path.startsWith('/');
}
export function relative(from: string, to: string): string {
  const a = resolve(from).split('/');
  const b = resolve(to).split('/');
  while (a.length > 0 && a[0] === b[0]) {
    a.shift();
    b.shift();
  }
  return [...a.map(() => '..'), ...b].join('/');
}
export const posix = { sep, normalize, resolve, join, dirname, basename, isAbsolute, relative };
