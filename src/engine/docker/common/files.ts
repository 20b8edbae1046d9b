/** Small helpers over the file system calls that all of the engine's daemons share. */
import { concatBytes, decodeUtf8, EMPTY, encodeUtf8 } from '../../base/bytes.ts';
import { isSysError } from '../../abi/errno.ts';
import { O, S } from '../../abi/fs.ts';
import type { Sys, Task } from '../../abi/sys.ts';

/** All of a file. Throws SysError. */
export function* readFile(sys: Sys, path: string): Task<Uint8Array> {
  const fd = yield* sys.open(path, O.RDONLY | O.CLOEXEC);
  try {
    const parts: Uint8Array[] = [];
    for (;;) {
      const b = yield* sys.read(fd, 1 << 20);
      if (b.length === 0) break;
      parts.push(b);
    }
    return parts.length === 0 ? EMPTY : concatBytes(parts);
  } finally {
    sys.close(fd);
  }
}

/** All of a file as text. */
export function* readText(sys: Sys, path: string): Task<string> {
  return decodeUtf8(yield* readFile(sys, path));
}

/** As {@link readText}, undefined when the file is not there. */
export function* readTextIfAny(sys: Sys, path: string): Task<string | undefined> {
  try {
    return yield* readText(sys, path);
  } catch (e) {
    if (isSysError(e, 'ENOENT') || isSysError(e, 'ENOTDIR')) return undefined;
    throw e;
  }
}

/** Create or replace a file. */
export function* writeFile(sys: Sys, path: string, data: Uint8Array | string, mode = 0o644): Task<void> {
  const bytes = typeof data === 'string' ? encodeUtf8(data) : data;
  const fd = yield* sys.open(path, O.WRONLY | O.CREAT | O.TRUNC | O.CLOEXEC, mode);
  try {
    for (let at = 0; at < bytes.length; ) at += yield* sys.write(fd, at === 0 ? bytes : bytes.subarray(at));
  } finally {
    sys.close(fd);
  }
}

/** Create or replace a file so that a reader sees the old or the new text, never half (write to a temporary name, rename). */
export function* writeFileAtomic(sys: Sys, path: string, data: Uint8Array | string, mode = 0o644): Task<void> {
  const slash = path.lastIndexOf('/');
  const temporary = `${path.slice(0, slash + 1)}.tmp-${path.slice(slash + 1)}`;
  yield* writeFile(sys, temporary, data, mode);
  sys.rename(temporary, path);
}

/** mkdir -p with `mode` for what is made. */
export function mkdirAll(sys: Sys, path: string, mode = 0o755): void {
  try {
    sys.mkdir(path, mode);
    return;
  } catch (e) {
    if (isSysError(e, 'EEXIST')) return;
    if (!isSysError(e, 'ENOENT')) throw e;
  }
  const slash = path.lastIndexOf('/');
  if (slash > 0) mkdirAll(sys, path.slice(0, slash), mode);
  sys.mkdir(path, mode);
}

/** Does the path lead to something? Symlinks are followed. */
export function exists(sys: Sys, path: string): boolean {
  try {
    sys.stat(path);
    return true;
  } catch (e) {
    if (isSysError(e)) return false;
    throw e;
  }
}

/** Is the path a directory? Symlinks are followed. */
export function isDirectory(sys: Sys, path: string): boolean {
  try {
    return (sys.stat(path).mode & S.IFMT) === S.IFDIR;
  } catch (e) {
    if (isSysError(e)) return false;
    throw e;
  }
}

/** Remove a file; no error when it is not there. */
export function removeIfAny(sys: Sys, path: string): void {
  try {
    sys.unlink(path);
  } catch (e) {
    if (!isSysError(e, 'ENOENT')) throw e;
  }
}

/** rm -r without following symlinks; no error when it is not there. Depth-first, so that an interrupted removal can be repeated. */
export function removeAll(sys: Sys, path: string): void {
  let entries;
  try {
    entries = sys.readdir(path);
  } catch (e) {
    if (isSysError(e, 'ENOTDIR') || isSysError(e, 'ELOOP')) return removeIfAny(sys, path);
    if (isSysError(e, 'ENOENT')) {
      removeIfAny(sys, path);
      return;
    }
    throw e;
  }
  for (const e of entries) {
    if (e.name === '.' || e.name === '..') continue;
    const child = `${path}/${e.name}`;
    if (e.type === 'dir') removeAll(sys, child);
    else sys.unlink(child);
  }
  sys.rmdir(path);
}

/** Names in a directory, [] when it is not there. */
export function listNames(sys: Sys, path: string): string[] {
  try {
    return sys
      .readdir(path)
      .map((e) => e.name)
      .filter((n) => n !== '.' && n !== '..');
  } catch (e) {
    if (isSysError(e, 'ENOENT')) return [];
    throw e;
  }
}
