/**
 * Pipes (pipe(7), fs/pipe.c): a bounded queue between write ends and read ends. Writes up to PIPE_BUF bytes go in whole or not at all;
 * larger ones go in as far as there is room. The same buffer serves FIFOs (fifo.ts).
 *
 * Invariants: at most PIPE_SIZE bytes wait; `readable` is notified when data or the end of file comes, `writable` when PIPE_BUF bytes
 * of room or the end of the readers come. Left out: F_SETPIPE_SZ and packet mode (O_DIRECT).
 */
import { EMPTY } from '../base/bytes.ts';
import { ChunkQueue } from '../base/chunkqueue.ts';
import { sliceChunk } from '../base/content.ts';
import { Waitable } from '../base/waitable.ts';
import { fail } from '../abi/errno.ts';
import { O, S } from '../abi/fs.ts';
import { POLL } from '../abi/process.ts';
import { FileBase } from '../vfs/filebase.ts';
import { PIPEFS_DEV, anonymousStat } from './anon.ts';
import type { Chunk } from '../base/content.ts';
import type { Stat } from '../abi/fs.ts';
import type { IoctlMap, IoctlRequest } from '../abi/tty.ts';
import type { Actor } from '../vfs/file.ts';

/** Capacity of a pipe, bytes. */
export const PIPE_SIZE = 65536;
/** Writes up to this size are atomic, bytes. */
export const PIPE_BUF = 4096;

/** The buffer and the counts of its ends. */
export class Pipe {
  readonly queue = new ChunkQueue();
  readonly readable = new Waitable();
  readonly writable = new Waitable();
  readers = 0;
  writers = 0;
  /** How often an end was opened: a FIFO's open waits for a change, so a peer that came and went counts. */
  readerOpens = 0;
  writerOpens = 0;

  get room(): number {
    return PIPE_SIZE - this.queue.length;
  }

  /** How many bytes of `length` may go in now: all when they are few, what fits when they are many; 0 to wait. EPIPE. */
  admit(length: number): number {
    if (this.readers === 0) fail('EPIPE');
    const room = PIPE_SIZE - this.queue.length;
    return length <= room ? length : length <= PIPE_BUF ? 0 : room;
  }

  addReader(): void {
    this.readers++;
    this.readerOpens++;
    this.writable.notify();
  }

  addWriter(): void {
    this.writers++;
    this.writerOpens++;
    this.readable.notify();
  }

  dropReader(): void {
    if (--this.readers > 0) return;
    this.writable.notify();
    if (this.writers === 0) this.queue.clear();
  }

  dropWriter(): void {
    if (--this.writers > 0) return;
    this.readable.notify();
    if (this.readers === 0) this.queue.clear();
  }
}

/** An open end of a pipe, or of a FIFO (which may be open for both). Takes part in the pipe's counts until its last release. */
export class PipeFile extends FileBase {
  readonly pipe: Pipe;
  readonly name: string;
  private readonly ready: Waitable;
  private readonly status: () => Stat;
  private readonly canRead: boolean;
  private readonly canWrite: boolean;
  /** A FIFO opened without waiting for a writer: no hang-up until one came. */
  private readonly seenWriters: number;
  private unlink: (() => void)[] = [];

  /** `status` gives fstat's answer: the FIFO's inode, or an anonymous one. */
  constructor(pipe: Pipe, name: string, flags: number, status: () => Stat) {
    super(flags);
    this.name = name;
    this.seenWriters = (flags & O.NONBLOCK) !== 0 && pipe.writers === 0 ? pipe.writerOpens : -1;
    this.pipe = pipe;
    this.status = status;
    const mode = flags & O.ACCMODE;
    this.canRead = mode !== O.WRONLY;
    this.canWrite = mode !== O.RDONLY;
    if (this.canRead) pipe.addReader();
    if (this.canWrite) pipe.addWriter();
    if (this.canRead && this.canWrite) {
      const both = new Waitable();
      const tell = (): void => both.notify();
      this.ready = both;
      this.unlink = [pipe.readable.subscribe(tell), pipe.writable.subscribe(tell)];
    } else {
      this.ready = this.canRead ? pipe.readable : pipe.writable;
    }
  }

  override get readiness(): Waitable {
    return this.ready;
  }

  protected override close(): void {
    for (const undo of this.unlink) undo();
    if (this.canRead) this.pipe.dropReader();
    if (this.canWrite) this.pipe.dropWriter();
  }

  override poll(): number {
    const pipe = this.pipe;
    let events = 0;
    if (this.canRead) {
      if (pipe.queue.length > 0) events |= POLL.IN;
      if (pipe.writers === 0 && pipe.writerOpens !== this.seenWriters) events |= POLL.HUP;
    }
    if (this.canWrite) {
      if (pipe.room >= PIPE_BUF) events |= POLL.OUT;
      if (pipe.readers === 0) events |= POLL.ERR;
    }
    return events;
  }

  override read(_actor: Actor, max: number): Uint8Array | undefined {
    if (!this.canRead) fail('EBADF');
    const queue = this.pipe.queue;
    if (queue.length === 0) return max === 0 || this.pipe.writers === 0 ? EMPTY : undefined;
    const data = queue.take(max);
    this.madeRoom();
    return data;
  }

  override readChunk(_actor: Actor, max: number): Chunk | undefined {
    if (!this.canRead) fail('EBADF');
    const queue = this.pipe.queue;
    if (queue.length === 0) return this.pipe.writers === 0 ? EMPTY : undefined;
    const chunk = queue.takeChunk(max);
    this.madeRoom();
    return chunk;
  }

  private madeRoom(): void {
    if (this.pipe.room >= PIPE_BUF) this.pipe.writable.notify();
  }

  override write(_actor: Actor, data: Uint8Array): number | undefined {
    if (!this.canWrite) fail('EBADF');
    if (data.length === 0) return 0;
    const n = this.pipe.admit(data.length);
    if (n === 0) return undefined;
    this.pipe.queue.push(n === data.length ? data : data.subarray(0, n));
    this.pipe.readable.notify();
    return n;
  }

  override writeChunk(_actor: Actor, chunk: Chunk): number | undefined {
    if (!this.canWrite) fail('EBADF');
    if (chunk.length === 0) return 0;
    const n = this.pipe.admit(chunk.length);
    if (n === 0) return undefined;
    this.pipe.queue.pushChunk(sliceChunk(chunk, 0, n));
    this.pipe.readable.notify();
    return n;
  }

  stat(): Stat {
    return this.status();
  }

  override ioctl<R extends IoctlRequest>(_actor: Actor, request: R, _arg: IoctlMap[R]['arg']): IoctlMap[R]['result'] {
    if (request === 'FIONREAD') return this.pipe.queue.length as IoctlMap[R]['result'];
    fail('ENOTTY');
  }
}

/** pipe2(2): a read end and a write end, each held once. `ino` numbers the pipe: 'pipe:[ino]'. */
export function openPipe(actor: Actor, ino: number, flags = 0): { readonly reader: PipeFile; readonly writer: PipeFile } {
  const pipe = new Pipe();
  const stat = anonymousStat(actor, PIPEFS_DEV, ino, S.IFIFO | 0o600);
  const status = (): Stat => stat;
  const name = `pipe:[${ino}]`;
  const more = flags & O.NONBLOCK;
  return { reader: new PipeFile(pipe, name, O.RDONLY | more, status), writer: new PipeFile(pipe, name, O.WRONLY | more, status) };
}
