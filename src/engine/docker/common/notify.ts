/** sd_notify(3): a service tells systemd that it is ready. A stream socket stands in for systemd's datagram socket. */
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
