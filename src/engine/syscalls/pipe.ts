/** System calls of the pipe family. */
import { O } from '../abi/fs.ts';
import { openPipe } from '../kernel/pipe.ts';
import type { Task } from '../kernel/task.ts';
import type { OpenFile } from '../vfs/file.ts';

/** pipe2(2): O_CLOEXEC and O_NONBLOCK count. EMFILE. */
export function sysPipe(t: Task, flags = 0): [number, number] {
  const { reader, writer } = openPipe(t, t.kernel.takeAnonIno(), flags);
  return installPair(t, reader, writer, (flags & O.CLOEXEC) !== 0);
}

/** Two descriptors or none. */
export function installPair(t: Task, a: OpenFile, b: OpenFile, cloexec: boolean): [number, number] {
  let first: number | undefined;
  try {
    first = t.fds.install(a, cloexec);
    return [first, t.fds.install(b, cloexec)];
  } catch (e) {
    if (first === undefined) a.release(t);
    else t.fds.close(t, first);
    b.release(t);
    throw e;
  }
}
