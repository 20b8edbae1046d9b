/**
 * FIFOs (fifo(7)): pipes with a name. The pipe belongs to the inode, however many paths, mounts and openers there are, and is empty
 * again when the last end closes. Opening one end waits for the other: `openFifo` gives the file at once and says through `ready`
 * when open(2) may return; the waiting is done in syscalls/.
 */
import { fail } from '../abi/errno.ts';
import { O } from '../abi/fs.ts';
import { Pipe, PipeFile } from './pipe.ts';
import type { Inode } from '../vfs/inode.ts';

const pipes = new WeakMap<Inode, Pipe>();

/** An open that may have to wait for a peer. Give up with `file.release`. */
export interface FifoOpening {
  readonly file: PipeFile;
  /** True when open(2) may return. The file's pipe notifies `readable` (a reader's open) or `writable` (a writer's). */
  ready(): boolean;
}

/** Open a FIFO inode; permissions were checked. ENXIO for O_WRONLY|O_NONBLOCK without a reader. */
export function openFifo(inode: Inode, path: string, flags: number): FifoOpening {
  let pipe = pipes.get(inode);
  if (pipe === undefined) pipes.set(inode, (pipe = new Pipe()));
  const mode = flags & O.ACCMODE;
  const nonblock = (flags & O.NONBLOCK) !== 0;
  if (mode === O.WRONLY && nonblock && pipe.readers === 0) fail('ENXIO');
  const fifo = pipe;
  const readersBefore = fifo.readerOpens;
  const writersBefore = fifo.writerOpens;
  const status = (): ReturnType<Inode['stat']> => inode.stat();
  const file = new PipeFile(fifo, path, flags, status);
  switch (mode) {
    case O.RDONLY:
      return { file, ready: () => nonblock || fifo.writers > 0 || fifo.writerOpens !== writersBefore };
    case O.WRONLY:
      return { file, ready: () => fifo.readers > 0 || fifo.readerOpens !== readersBefore };
    default:
      return { file, ready: () => true };
  }
}
