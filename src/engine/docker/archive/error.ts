/** What goes wrong with an archive or a file of it, in the words of Go's archive/tar and os packages. */
import { isSysError } from '../../abi/errno.ts';

export class ArchiveError {
  readonly message: string;
  /** The archive or path that the client gave is at fault, not the host. */
  readonly invalid: boolean;
  constructor(message: string, invalid = false) {
    this.message = message;
    this.invalid = invalid;
  }
}

/** A call on a path that failed, as Go's *PathError prints it; `code` keeps the errno. */
export class PathError extends ArchiveError {
  readonly code: string;
  constructor(op: string, path: string, code: string, text: string) {
    super(`${op} ${path}: ${text}`);
    this.code = code;
  }
}

/** Run a system call on a path; a SysError becomes a {@link PathError}. */
export function onPath<T>(op: string, path: string, call: () => T): T {
  try {
    return call();
  } catch (e) {
    throw pathError(op, path, e);
  }
}

/** What {@link onPath} throws for `e`. */
export function pathError(op: string, path: string, e: unknown): unknown {
  return isSysError(e) ? new PathError(op, path, e.code, e.message.toLowerCase()) : e;
}

/** Does `e` say that something is not there? */
export function isMissing(e: unknown): boolean {
  return (e instanceof PathError && e.code === 'ENOENT') || isSysError(e, 'ENOENT');
}
