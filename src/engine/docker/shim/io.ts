/**
 * A container process's streams in the shim: pipes or a pty on the process's side, FIFOs that dockerd made on the other, and a thread
 * that copies for each. The shim holds both ends of an output FIFO, so that a restart of dockerd is no broken pipe.
 */
import { isSysError } from '../../abi/errno.ts';
import { O } from '../../abi/fs.ts';
import type { WinSize } from '../../abi/tty.ts';
import type { Sys, Task } from '../../abi/sys.ts';
import { Condition } from '../common/sync.ts';
import type { TaskIo } from '../common/task-api.ts';
import { listenUnix } from '../common/rpc.ts';

const CHUNK = 32768;

/** Copy until the end of `from` or until `to` is gone. Both stay open. */
function* copy(sys: Sys, from: number, to: number): Task<void> {
  try {
    for (;;) {
      const b = yield* sys.read(from, CHUNK);
      if (b.length === 0) return;
      for (let at = 0; at < b.length; ) at += yield* sys.write(to, at === 0 ? b : b.subarray(at));
    }
  } catch (e) {
    // EIO: the last slave of the pty was closed. EPIPE: nobody reads any more. EBADF: CloseIO.
    if (!isSysError(e)) throw e;
  }
}

/** The streams of one process. */
export class ProcessIo {
  readonly io: TaskIo;
  /** For the child: descriptors of its stdin, stdout and stderr; closed here once it was started. */
  readonly child: number[] = [];
  /** Where runc connects to hand over the pty; '' without a terminal. */
  readonly consoleSocket: string;
  private consoleListener = -1;
  private master = -1;
  private stdinTarget = -1;
  private outputs: [number, string][] = [];
  private copying = 0;
  private readonly finished = new Condition();

  constructor(io: TaskIo, consoleSocket: string) {
    this.io = io;
    this.consoleSocket = io.terminal ? consoleSocket : '';
  }

  /** Make what the child needs, before it is started. */
  *prepare(sys: Sys): Task<void> {
    const { io } = this;
    const nul = yield* sys.open('/dev/null', O.RDWR | O.CLOEXEC);
    if (io.terminal) {
      this.consoleListener = listenUnix(sys, this.consoleSocket, 0o600);
      this.child.push(nul, nul, nul);
      return;
    }
    if (io.stdin === '') this.child.push(nul);
    else {
      const [r, w] = sys.pipe(O.CLOEXEC);
      this.child.push(r);
      this.stdinTarget = w;
    }
    for (const path of [io.stdout, io.stderr]) {
      if (path === '') {
        this.child.push(nul);
        continue;
      }
      const [r, w] = sys.pipe(O.CLOEXEC);
      this.child.push(w);
      this.outputs.push([r, path]);
    }
    if (!this.child.includes(nul)) sys.close(nul);
  }

  /** The child was forked: close its ends here. */
  closeChildEnds(sys: Sys): void {
    for (const fd of new Set(this.child)) sys.close(fd);
  }

  /** The child runs: take the pty and start to copy. */
  *start(sys: Sys): Task<void> {
    if (this.consoleListener >= 0) {
      const { fd } = yield* sys.accept(this.consoleListener);
      this.master = (yield* sys.recvFds(fd, 64)).fds[0]!;
      sys.setCloexec(this.master, true);
      sys.close(fd);
      sys.close(this.consoleListener);
      sys.unlink(this.consoleSocket);
      this.outputs = [[this.master, this.io.stdout]];
      this.stdinTarget = this.master;
    }
    for (const [from, path] of this.outputs) {
      const to = yield* sys.open(path, O.RDWR | O.CLOEXEC);
      this.copying++;
      sys.thread((s) => this.copyOut(s, from, to));
    }
    if (this.io.stdin !== '' && this.stdinTarget >= 0) {
      const from = yield* sys.open(this.io.stdin, O.RDONLY | O.NONBLOCK | O.CLOEXEC);
      sys.setfl(from, 0);
      sys.thread((s) => this.copyIn(s, from));
    }
  }

  private *copyOut(sys: Sys, from: number, to: number): Task<void> {
    yield* copy(sys, from, to);
    if (from !== this.master) sys.close(from);
    sys.close(to);
    this.copying--;
    this.finished.notify(sys);
  }

  private *copyIn(sys: Sys, from: number): Task<void> {
    yield* copy(sys, from, this.stdinTarget);
    sys.close(from);
    if (this.master < 0) this.closeStdin(sys);
  }

  /** CloseIO: the process reads end of file. */
  closeStdin(sys: Sys): void {
    if (this.master >= 0 || this.stdinTarget < 0) return;
    sys.close(this.stdinTarget);
    this.stdinTarget = -1;
  }

  /** Wait until all output is copied, at most `timeout_ns`. */
  *drain(sys: Sys, timeout_ns: number): Task<void> {
    yield* this.finished.until(sys, () => this.copying === 0, timeout_ns);
  }

  resize(sys: Sys, size: WinSize): void {
    if (this.master >= 0) sys.ioctl(this.master, 'TIOCSWINSZ', size);
  }

  close(sys: Sys): void {
    if (this.master < 0) return this.closeStdin(sys);
    sys.close(this.master);
    this.master = -1;
    this.stdinTarget = -1;
  }
}
