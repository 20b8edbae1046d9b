/** supervise: PID 1 of the machines on the simulated internet. Starts the commands of /etc/supervise.conf, one a line, and reaps. */
import { isSysError } from '../../../abi/errno.ts';
import { O } from '../../../abi/fs.ts';
import { decodeUtf8 } from '../../../base/bytes.ts';
import type { Program } from '../../libc/program.ts';

const CONF = '/etc/supervise.conf';

export const supervise: Program = {
  name: 'supervise',
  support: { level: 'partial', note: 'starts a list of commands once; no restarts, no control socket' },
  *main(sys, _argv, envp) {
    const fd = yield* sys.open(CONF, O.RDONLY | O.CLOEXEC);
    let text = '';
    for (let data = yield* sys.read(fd, 65536); data.length > 0; data = yield* sys.read(fd, 65536)) text += decodeUtf8(data);
    sys.close(fd);
    for (const line of text.split('\n')) {
      const argv = line.split(' ').filter((word) => word !== '');
      if (argv.length === 0) continue;
      sys.fork(function* (child) {
        child.setsid();
        try {
          return yield* child.execve(argv[0]!, argv, envp);
        } catch (e) {
          if (!isSysError(e)) throw e;
          return 127;
        }
      });
    }
    for (;;) {
      try {
        yield* sys.wait4(-1);
      } catch (e) {
        if (!isSysError(e, 'ECHILD')) throw e;
        return 0;
      }
    }
  },
};
