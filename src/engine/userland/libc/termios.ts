/**
 * tcsetattr(3). In the background it first lets the SIGTTOU that it caused take effect, then tries again: a process
 * that is stopped goes on here once it is continued. Shells that ignore or block SIGTTOU never wait.
 */
import { isSysError } from '../../abi/errno.ts';
import type { Sys, Task } from '../../abi/sys.ts';
import type { Termios } from '../../abi/tty.ts';

function* retried(sys: Sys, call: () => void): Task<void> {
  for (;;) {
    try {
      call();
      return;
    } catch (e) {
      if (!isSysError(e, 'EINTR')) throw e;
    }
    yield* sys.schedYield();
  }
}

/** Set the attributes; `flush` throws typed input away first (TCSAFLUSH). ENOTTY, EIO in an orphaned group. */
export function* tcsetattr(sys: Sys, fd: number, termios: Termios, flush = false): Task<void> {
  yield* retried(sys, () => sys.ioctl(fd, flush ? 'TCSETSF' : 'TCSETS', termios));
}
