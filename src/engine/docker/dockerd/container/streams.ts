/**
 * The standard streams of a container's process or of an exec on dockerd's side: a thread for each output FIFO that gives what it
 * reads to the log and to all who are attached, and the write end of the stdin FIFO. daemon/internal/stream of the real one.
 */
import { isSysError } from '../../../abi/errno.ts';
import { O, S } from '../../../abi/fs.ts';
import type { Sys, Task } from '../../../abi/sys.ts';
import { removeIfAny } from '../../common/files.ts';
import { Condition } from '../../common/sync.ts';
import type { TaskIo } from '../../common/task-api.ts';

const CHUNK = 32768;
/** What may wait for a slow client; then the container waits too. */
const ATTACH_LIMIT = 4 << 20;

/** Takes output away: the log. */
export interface Sink {
  write(sys: Sys, stream: 'stdout' | 'stderr', data: Uint8Array): Task<void>;
  /** The stream has ended. */
  end(sys: Sys, stream: 'stdout' | 'stderr'): Task<void>;
}

/** One client's view of the output: a queue that its thread takes from. */
export class Attachment {
  readonly stdout: boolean;
  readonly stderr: boolean;
  readonly queue: { readonly stream: 'stdout' | 'stderr'; readonly data: Uint8Array }[] = [];
  queued = 0;
  /** No more output will come. */
  ended = false;
  /** The client is gone or has detached. */
  closed = false;
  readonly changed = new Condition();

  constructor(stdout: boolean, stderr: boolean) {
    this.stdout = stdout;
    this.stderr = stderr;
  }
}

function makeFifo(sys: Sys, path: string): void {
  try {
    sys.mknod(path, S.IFIFO | 0o700);
  } catch (e) {
    if (!isSysError(e, 'EEXIST')) throw e;
    sys.unlink(path); // left by a daemon that was killed
    sys.mknod(path, S.IFIFO | 0o700);
  }
}

export class Streams {
  private readonly attachments = new Set<Attachment>();
  private reading = 0;
  private stdinFd = -1;
  private paths: string[] = [];
  /** Notified when stdin opens or closes and when an output ends. */
  readonly changed = new Condition();
  /** There is a process whose streams are open. */
  open = false;

  /**
   * Make the FIFOs NAME-stdin, NAME-stdout and NAME-stderr in `dir` (which exists), and open this side of them without waiting for
   * the other; returns their paths for containerd.
   */
  *create(sys: Sys, dir: string, name: string, want: { readonly stdin: boolean; readonly tty: boolean }): Task<{ readonly io: TaskIo; readonly outputs: readonly [number, 'stdout' | 'stderr'][] }> {
    const path = (stream: string): string => `${dir}/${name}-${stream}`;
    const io: TaskIo = { stdin: want.stdin ? path('stdin') : '', stdout: path('stdout'), stderr: want.tty ? '' : path('stderr'), terminal: want.tty };
    this.paths = [];
    const outputs: [number, 'stdout' | 'stderr'][] = [];
    for (const stream of ['stdin', 'stdout', 'stderr'] as const) {
      if (io[stream] === '') continue;
      makeFifo(sys, io[stream]);
      this.paths.push(io[stream]);
      if (stream === 'stdin') {
        const both = yield* sys.open(io.stdin, O.RDWR | O.CLOEXEC);
        this.stdinFd = yield* sys.open(io.stdin, O.WRONLY | O.CLOEXEC);
        this.stdinHold = both;
      } else {
        const fd = yield* sys.open(io[stream], O.RDONLY | O.NONBLOCK | O.CLOEXEC);
        sys.setfl(fd, 0);
        outputs.push([fd, stream]);
      }
    }
    return { io, outputs };
  }

  /** Keeps the stdin FIFO from having no reader until the shim opens it. */
  private stdinHold = -1;

  /** The shim holds the other ends: start to read. */
  start(sys: Sys, outputs: readonly [number, 'stdout' | 'stderr'][], sink: Sink | undefined): void {
    if (this.stdinHold >= 0) sys.close(this.stdinHold);
    this.stdinHold = -1;
    this.open = true;
    for (const [fd, stream] of outputs) {
      this.reading++;
      sys.thread((s) => this.pump(s, fd, stream, sink));
    }
    this.changed.notify(sys);
  }

  /** Nothing was started: close what {@link create} opened. */
  abandon(sys: Sys, outputs: readonly [number, 'stdout' | 'stderr'][]): void {
    for (const [fd] of outputs) sys.close(fd);
    if (this.stdinHold >= 0) sys.close(this.stdinHold);
    this.stdinHold = -1;
    this.closeStdin(sys);
    this.finish(sys);
  }

  private *pump(sys: Sys, fd: number, stream: 'stdout' | 'stderr', sink: Sink | undefined): Task<void> {
    for (;;) {
      const data = yield* sys.read(fd, CHUNK);
      if (data.length === 0) break;
      if (sink !== undefined) yield* sink.write(sys, stream, data);
      for (const a of this.attachments) {
        if (a.closed || !a[stream]) continue;
        if (a.queued > ATTACH_LIMIT) yield* a.changed.until(sys, () => a.queued <= ATTACH_LIMIT || a.closed);
        a.queue.push({ stream, data });
        a.queued += data.length;
        a.changed.notify(sys);
      }
    }
    sys.close(fd);
    if (sink !== undefined) yield* sink.end(sys, stream);
    this.reading--;
    this.changed.notify(sys);
  }

  /** Wait until all output was read, at most `timeout_ns`. */
  *drain(sys: Sys, timeout_ns: number): Task<void> {
    yield* this.changed.until(sys, () => this.reading === 0, timeout_ns);
  }

  /** The process is gone and its output taken: end the attachments, remove the FIFOs. */
  finish(sys: Sys): void {
    this.open = false;
    this.closeStdin(sys);
    for (const path of this.paths) removeIfAny(sys, path);
    this.paths = [];
    for (const a of this.attachments) {
      a.ended = true;
      a.changed.notify(sys);
    }
    this.attachments.clear();
    this.changed.notify(sys);
  }

  attach(stdout: boolean, stderr: boolean): Attachment {
    const a = new Attachment(stdout, stderr);
    this.attachments.add(a);
    return a;
  }

  detach(sys: Sys, a: Attachment): void {
    a.closed = true;
    this.attachments.delete(a);
    a.changed.notify(sys);
  }

  /** Write to the process's stdin; waits until there is one. False when there is none any more. */
  *writeStdin(sys: Sys, data: Uint8Array, gone: () => boolean): Task<boolean> {
    yield* this.changed.until(sys, () => this.open || gone());
    let rest = data;
    while (rest.length > 0) {
      if (this.stdinFd < 0 || gone()) return false;
      try {
        rest = rest.subarray(yield* sys.write(this.stdinFd, rest));
      } catch (e) {
        if (isSysError(e)) return false;
        throw e;
      }
    }
    return true;
  }

  /** The process reads end of file, once the shim has read what is in the FIFO. */
  closeStdin(sys: Sys): void {
    if (this.stdinFd < 0) return;
    sys.close(this.stdinFd);
    this.stdinFd = -1;
  }
}
