/**
 * The terminals' device nodes (drivers/tty/tty_io.c): 5:0 /dev/tty, 5:1 /dev/console, 5:2 /dev/ptmx, 136:N the slaves. A slave belongs to
 * the devpts instance that its node is in, and so does ptmx (open(2) looks for the one at `pts` beside /dev/ptmx). Opening a terminal
 * makes it the controlling one of a session leader that has none, unless O_NOCTTY says otherwise.
 */
import { fail } from '../abi/errno.ts';
import { O, makedev, minor } from '../abi/fs.ts';
import { PtyMaster, UNIX98_PTY_SLAVE_MAJOR } from './pty.ts';
import { sendSignal, sendSignalToGroup } from './signal.ts';
import { Tty } from './tty.ts';
import { TtyFile } from './ttyfile.ts';
import type { PtyFileSystem, PtyHost } from './pty.ts';
import type { TtyServices } from './tty.ts';
import type { Kernel } from './kernel.ts';
import type { Task } from './task.ts';
import type { Inode } from '../vfs/inode.ts';

/** The kernel's services for its terminals. */
export function ttyServices(kernel: Kernel): TtyServices {
  return {
    signalGroup: (group, signo) => sendSignalToGroup(group, signo),
    signalProcess: (process, signo) => sendSignal(process, signo),
    after: (ns, fn) => {
      const timer = kernel.queue.at(kernel.clock.now_ns + ns, fn);
      return () => kernel.queue.cancel(timer);
    },
  };
}

/** Register the drivers. */
export function registerTtyDevices(kernel: Kernel): void {
  const systemConsole = new ConsoleTty(ttyServices(kernel));
  kernel.devices.register('char', 5, 0, (t, node, _rdev, flags, name, mount) => {
    const tty = t.process.group.session.tty;
    if (!(tty instanceof Tty)) fail('ENXIO');
    if (tty.hungUp) fail('EIO');
    return new TtyFile(tty, name, flags & ~O.NOCTTY, () => node.stat(), mount);
  });
  kernel.devices.register('char', 5, 1, (_t, node, _rdev, flags, name, mount) => new TtyFile(systemConsole, name, flags & ~O.NOCTTY, () => node.stat(), mount));
  kernel.devices.register('char', 5, 2, (t, node, _rdev, flags, name) => {
    const pty = (devpts(node) ?? fail('ENODEV')).create(t);
    return new PtyMaster(pty, name, flags & ~O.NOCTTY, () => node.stat());
  });
  kernel.devices.register('char', UNIX98_PTY_SLAVE_MAJOR, undefined, (t, node, rdev, flags, name, mount) => {
    const pty = devpts(node)?.get(minor(rdev)) ?? fail('EIO');
    const file = pty.openSlave(name, flags & ~O.NOCTTY, () => node.stat(), mount);
    if ((flags & O.NOCTTY) === 0 && (flags & O.ACCMODE) !== O.WRONLY) acquire(t, pty.tty);
    return file;
  });
}

/** A session leader without a terminal opens one that controls no session. */
function acquire(t: Task, tty: Tty): void {
  const session = t.process.group.session;
  if (session.leader === t.process && session.tty === undefined && tty.session === undefined) tty.control(session, t.process.group);
}

function devpts(node: Inode): PtyHost | undefined {
  return node.fs.type === 'devpts' ? (node.fs as PtyFileSystem).ptys : undefined;
}

/** The system console: nobody sits at it. What is written is gone, nothing is ever typed. */
class ConsoleTty extends Tty {
  constructor(services: TtyServices) {
    super(services, '/dev/console', makedev(5, 1));
  }
  override emit(): void {
    return;
  }
}
