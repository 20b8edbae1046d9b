// Is a built file older than its sources?
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Newest change, in milliseconds, of a file or of anything in a folder; 0 when there is none. */
function newest(path) {
  if (!existsSync(path)) return 0;
  const stat = statSync(path);
  return stat.isDirectory() ? readdirSync(path).reduce((most, name) => Math.max(most, newest(join(path, name))), 0) : stat.mtimeMs;
}

/** True when `built` is missing or anything in `sources` changed after it was made. */
export function isStale(built, sources) {
  return !existsSync(built) || sources.some((path) => newest(path) > statSync(built).mtimeMs);
}
