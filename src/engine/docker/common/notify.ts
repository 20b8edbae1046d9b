/**
 * How a daemon starts: sd_notify(3), by which it tells systemd that it is ready, and its limit of open files. A stream socket
 * stands in for systemd's datagram socket.
 */
import { encodeUtf8 } from '../../base/bytes.ts';
import { isSysError } from '../../abi/errno.ts';
import type { Sys, Task } from '../../abi/sys.ts';

/** Where systemd listens for it. */
export const NOTIFY_SOCKET = '/run/systemd/notify';

/** Send READY=1; nothing happens when no systemd listens. */
export function* notifyReady(sys: Sys): Task<void> {
  const fd = sys.socket('unix', 'stream');
  try {
    yield* sys.connect(fd, { family: 'unix', path: NOTIFY_SOCKET });
    yield* sys.write(fd, encodeUtf8(`MAINPID=${sys.getpid()}\nREADY=1\n`));
  } catch (e) {
    if (!isSysError(e)) throw e;
  } finally {
    sys.close(fd);
  }
}

/** What Go's runtime does at the start of a program: the soft limit of open files becomes the hard one. Returns the old soft limit. */
export function raiseFileLimit(sys: Sys): number {
  const { soft, hard } = sys.getrlimit('nofile');
  if (soft < hard) sys.setrlimit('nofile', hard, hard);
  return soft;
}

/** ... and undoes before it executes another program. */
export function restoreFileLimit(sys: Sys, soft: number): void {
  const { hard } = sys.getrlimit('nofile');
  if (soft < hard) sys.setrlimit('nofile', soft, hard);
}
