/** echod: gives back what it is sent, on the sockets that it was started with (RFC 862, TCP). */
import { isSysError } from '../../../abi/errno.ts';
import type { Sys, Task } from '../../../abi/sys.ts';
import { inheritedSockets } from '../../libc/activation.ts';
import { acceptEach } from '../../libc/serving.ts';
import { writeAll } from '../../libc/stdio.ts';
import type { Program } from '../../libc/program.ts';

function* echo(sys: Sys, fd: number): Task<void> {
  try {
    for (let data = yield* sys.read(fd, 65536); data.length > 0; data = yield* sys.read(fd, 65536)) yield* writeAll(sys, fd, data);
  } catch (e) {
    if (!isSysError(e)) throw e; // the client went away
  } finally {
    sys.close(fd);
  }
}

export const echod: Program = {
  name: 'echod',
  support: { level: 'partial', note: 'TCP on sockets that it inherits; no UDP' },
  *main(sys, _argv, envp) {
    const [listener] = inheritedSockets(envp);
    if (listener === undefined) return 1;
    return yield* acceptEach(sys, listener, echo);
  },
};
