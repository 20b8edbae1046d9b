/**
 * supervise: PID 1 of the machines on the simulated internet. Each line of /etc/supervise.conf is a service: `-` and its command to start it at
 * once, or the addresses that are held open for it, and its command, to start it when somebody first connects (as systemd's sockets do).
 */
import { isSysError } from '../../../abi/errno.ts';
import { O } from '../../../abi/fs.ts';
import { POLL } from '../../../abi/process.ts';
import type { Sys, Task } from '../../../abi/sys.ts';
import { decodeUtf8 } from '../../../base/bytes.ts';
import { LISTEN_FDS_START } from '../../libc/activation.ts';
import { listenTcp } from '../../libc/serving.ts';
import type { Program } from '../../libc/program.ts';

const CONF = '/etc/supervise.conf';
/** Above every descriptor that PID 1 holds. */
const ASIDE = 200;

interface Service {
  readonly argv: readonly string[];
  readonly fds: readonly number[];
}

function* readConf(sys: Sys): Task<string> {
  const fd = yield* sys.open(CONF, O.RDONLY | O.CLOEXEC);
  let text = '';
  for (let data = yield* sys.read(fd, 65536); data.length > 0; data = yield* sys.read(fd, 65536)) text += decodeUtf8(data);
  sys.close(fd);
  return text;
}

function hold(sys: Sys, place: string): number {
  const [address = '', port = ''] = place.split(':');
  const fd = listenTcp(sys, address, Number(port));
  sys.setCloexec(fd, true);
  return fd;
}

/** Start a service; the sockets become its descriptors from 3 on. They go by numbers that nobody has, so that none is overwritten before it was copied. */
function start(sys: Sys, { argv, fds }: Service, envp: readonly string[]): void {
  sys.fork(function* (child) {
    child.setsid();
    for (const [i, fd] of fds.entries()) child.dup2(fd, ASIDE + i, true);
    for (const i of fds.keys()) child.dup2(ASIDE + i, LISTEN_FDS_START + i);
    try {
      return yield* child.execve(argv[0]!, argv, fds.length === 0 ? envp : [...envp, `LISTEN_FDS=${fds.length}`]);
    } catch (e) {
      if (!isSysError(e)) throw e;
      return 127;
    }
  });
  for (const fd of fds) sys.close(fd);
}

function* reap(sys: Sys): Task<void> {
  for (;;) {
    try {
      yield* sys.wait4(-1);
    } catch (e) {
      if (!isSysError(e, 'ECHILD')) throw e;
      return;
    }
  }
}

export const supervise: Program = {
  name: 'supervise',
  support: { level: 'partial', note: 'starts a list of commands once, some of them on demand; no restarts, no control socket' },
  *main(sys, _argv, envp) {
    const waiting: Service[] = [];
    for (const line of (yield* readConf(sys)).split('\n')) {
      const [places = '', ...argv] = line.split(' ').filter((word) => word !== '');
      if (argv.length === 0) continue;
      if (places === '-') start(sys, { argv, fds: [] }, envp);
      else waiting.push({ argv, fds: places.split(',').map((place) => hold(sys, place)) });
    }
    sys.thread(reap);
    while (waiting.length > 0) {
      const asked = waiting.flatMap((one) => one.fds);
      const ready = yield* sys.poll(asked.map((fd) => ({ fd, events: POLL.IN })));
      const called = new Set(asked.filter((_, i) => ((ready[i] ?? 0) & POLL.IN) !== 0));
      for (const one of [...waiting]) {
        if (!one.fds.some((fd) => called.has(fd))) continue;
        waiting.splice(waiting.indexOf(one), 1);
        start(sys, one, envp);
      }
    }
    yield* reap(sys);
    return 0;
  },
};
