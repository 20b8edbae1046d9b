/** How runc words a failure: the errno texts are Go's (lower case), the prefixes name the step. */
import type { SysError } from '../../abi/errno.ts';

/** A failure that runc reports and exits 1 with. */
export class RuncError {
  readonly message: string;
  constructor(message: string) {
    this.message = message;
  }
}

/** Go's syscall.Errno text: strerror with a small first letter. */
export function goErrno(e: SysError): string {
  const text = e.message;
  return text.charAt(0).toLowerCase() + text.slice(1);
}
