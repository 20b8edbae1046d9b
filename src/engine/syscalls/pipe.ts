/** System calls of the pipe family: pipe2(2), and the waiting half of opening a FIFO. */
import { O } from '../abi/fs.ts';
import type { Task as Computation } from '../abi/sys.ts';
import { openFifo } from '../kernel/fifo.ts';
import { openPipe } from '../kernel/pipe.ts';
import { waitOn } from '../kernel/wait.ts';
import type { Task } from '../kernel/task.ts';
import type { OpenFile } from '../vfs/file.ts';
import type { Inode } from '../vfs/inode.ts';

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

/** open(2) of a FIFO whose permissions were checked: waits for the other end. ENXIO, EINTR. */
export function* openFifoWaiting(t: Task, inode: Inode, path: string, flags: number): Computation<OpenFile> {
  const opening = openFifo(inode, path, flags);
  const { file } = opening;
  const change = (flags & O.ACCMODE) === O.RDONLY ? file.pipe.readable : file.pipe.writable;
  let done = false;
  try {
    while (!opening.ready()) yield* waitOn(t, change);
    done = true;
    return file;
  } finally {
    if (!done) file.release(t);
  }
}
