/**
 * tcsetattr(3) and tcsetpgrp(3). In the background they first let the SIGTTOU that they caused take effect, then try again: a process
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

/** Put a group of the session into the foreground. ENOTTY, ESRCH, EPERM. */
export function* tcsetpgrp(sys: Sys, fd: number, pgid: number): Task<void> {
  yield* retried(sys, () => sys.ioctl(fd, 'TIOCSPGRP', pgid));
}
