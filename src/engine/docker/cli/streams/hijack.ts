/**
 * Standard streams over a hijacked connection: what `docker run`, `start -a`, `attach` and `exec` do once they are connected. One loop
 * over poll(2) moves typed bytes to the daemon and output to the terminal, forwards signals and follows the window's size.
 *
 * Invariants: the terminal is raw only while the loop runs and is restored whatever ends it; nothing that the container wrote is lost.
 */
import type { Sys, Task } from '../../../abi/sys.ts';
import type { Termios } from '../../../abi/tty.ts';
import { O } from '../../../abi/fs.ts';
import { POLL } from '../../../abi/process.ts';
import { Signal, signalName } from '../../../abi/signal.ts';
import { makeRaw } from '../../../abi/tty.ts';
import { isSysError } from '../../../abi/errno.ts';
import { EMPTY } from '../../../base/bytes.ts';
import { writeAll } from '../../../userland/libc/stdio.ts';
import type { Response } from '../api.ts';
import type { DockerCli } from '../cli.ts';
import { CliError } from '../error.ts';
import { GoError } from '../go/strconv.ts';
import { DEFAULT_DETACH, DetachWatcher, parseKeys } from './detach.ts';
import { Demultiplexer } from './stdcopy.ts';

/** What is attached. */
export interface HijackOptions {
  readonly stdin: boolean;
  readonly stdout: boolean;
  readonly stderr: boolean;
  readonly tty: boolean;
  readonly detachKeys: string;
  /** Send received signals to the container: its id, or undefined not to. */
  readonly proxyTo?: string | undefined;
  /** Tell the daemon the window's size: path of the resize endpoint. */
  readonly resize?: string | undefined;
  /** When this descriptor can be read the container has ended: nothing more is awaited from standard input. */
  readonly exited?: number | undefined;
}

/** How the loop ended; 'interrupted' by a signal that is not sent on. */
export type HijackEnd = 'closed' | 'detached' | 'interrupted';

/** Signals that are sent on. SIGCHLD, SIGPIPE and those of job control on the terminal stay with the client. */
const PROXIED = [Signal.SIGHUP, Signal.SIGINT, Signal.SIGQUIT, Signal.SIGTERM, Signal.SIGUSR1, Signal.SIGUSR2, Signal.SIGALRM, Signal.SIGCONT, Signal.SIGTSTP];

/** So many requests to end are sent on; the next one ends the client. */
const PATIENCE = 3;

/** Signals that arrived, to be handled between two polls. */
export class SignalQueue {
  private readonly pending: number[] = [];
  private terminations = 0;

  constructor(sys: Sys, signals: readonly number[]) {
    const take = (signo: number): void => {
      this.pending.push(signo);
    };
    for (const signo of signals) sys.sigaction(signo, take, { restart: false });
  }
  /** Does a signal wait to be handled? */
  get waiting(): boolean {
    return this.pending.length > 0;
  }
  /** Send the waiting signals to the container `id`; undefined drops them. A window change goes to `resize`. */
  *forward(cli: DockerCli, id: string | undefined, resize: string | undefined): Task<void> {
    for (let signo = this.pending.shift(); signo !== undefined; signo = this.pending.shift()) {
      if (signo === Signal.SIGWINCH) {
        if (resize !== undefined) yield* resizeTo(cli, resize);
      } else if (id !== undefined) {
        if ((signo === Signal.SIGINT || signo === Signal.SIGTERM) && ++this.terminations === PATIENCE) {
          throw new CliError('\ngot 3 SIGTERM/SIGINTs, forcefully exiting');
        }
        try {
          yield* cli.api.run('POST', `/containers/${id}/kill`, { query: { signal: signalName(signo) } });
        } catch (e) {
          if (!(e instanceof CliError)) throw e;
        }
      }
    }
  }
}

/** The queue for a command that proxies signals, or only watches the window. */
export function catchSignals(sys: Sys, proxy: boolean, window: boolean): SignalQueue {
  return new SignalQueue(sys, [...(proxy ? PROXIED : []), ...(window ? [Signal.SIGWINCH] : [])]);
}

/** Tell the daemon the size of the terminal on standard output. `grow` adds to it. True when it took it. */
export function* resizeTo(cli: DockerCli, path: string, grow = 0): Task<boolean> {
  const size = cli.winsize(1);
  if (size === undefined || (size.rows === 0 && size.cols === 0)) return true;
  try {
    yield* cli.api.run('POST', path, { query: { h: String(size.rows + grow), w: String(size.cols + grow) } });
    return true;
  } catch (e) {
    if (!(e instanceof CliError)) throw e;
    return false;
  }
}

/** Put standard input into raw mode; the returned function undoes it, once. */
export function rawTerminal(sys: Sys): () => void {
  let old: Termios | undefined;
  try {
    old = sys.ioctl(0, 'TCGETS', undefined);
  } catch (e) {
    if (!isSysError(e)) throw e;
    return () => undefined;
  }
  sys.ioctl(0, 'TCSETS', makeRaw(old));
  return () => {
    if (old !== undefined) sys.ioctl(0, 'TCSETS', old);
    old = undefined;
  };
}

function* detachWatcher(cli: DockerCli, keys: string): Task<DetachWatcher> {
  if (keys === '') return new DetachWatcher(DEFAULT_DETACH);
  try {
    return new DetachWatcher(parseKeys(keys));
  } catch (e) {
    if (!(e instanceof GoError)) throw e;
    yield* cli.err(`time="${new Date(cli.sys.now_ms()).toISOString().slice(0, 19)}Z" level=warning msg="invalid detach escape keys, using default: ${e.message}"\n`);
    return new DetachWatcher(DEFAULT_DETACH);
  }
}

/** Move the streams until the daemon closes the connection, or the user detaches. */
export function* pump(cli: DockerCli, response: Response, options: HijackOptions, signals: SignalQueue): Task<HijackEnd> {
  const { sys } = cli;
  const { stream } = response;
  const fd = stream.fd;
  const frames = options.tty ? undefined : new Demultiplexer();
  const output = options.stdout || options.stderr;
  const watcher = options.stdin && options.tty ? yield* detachWatcher(cli, options.detachKeys) : undefined;
  const restore = watcher === undefined ? undefined : rawTerminal(sys);
  try {
    sys.setfl(fd, sys.getfl(fd) | O.NONBLOCK);
    let typed: Uint8Array = EMPTY;
    let reading = options.stdin;
    let closing = !options.stdin;
    if (closing) sys.shutdown(fd, 'wr');
    for (;;) {
      const buffered = stream.takeBuffered();
      if (buffered.length > 0) yield* deliver(sys, frames, buffered);
      yield* signals.forward(cli, options.proxyTo, options.resize);
      const fds = [{ fd, events: POLL.IN | (typed.length > 0 ? POLL.OUT : 0) }];
      const inputAt = reading && typed.length === 0 ? fds.push({ fd: 0, events: POLL.IN }) - 1 : -1;
      const exitAt = options.exited !== undefined && !output ? fds.push({ fd: options.exited, events: POLL.IN }) - 1 : -1;
      let ready: number[];
      try {
        ready = yield* sys.poll(fds);
      } catch (e) {
        if (!isSysError(e, 'EINTR')) throw e;
        if (!signals.waiting) return 'interrupted';
        continue;
      }
      if ((ready[0]! & (POLL.IN | POLL.HUP | POLL.ERR)) !== 0) {
        const data = yield* readReady(sys, fd);
        if (data !== undefined && data.length === 0) return 'closed';
        if (data !== undefined) yield* deliver(sys, frames, data);
      }
      if (exitAt >= 0 && ready[exitAt] !== 0) return 'closed';
      if (inputAt >= 0 && ready[inputAt] !== 0) {
        const data = yield* readInput(sys);
        if (data === undefined) continue;
        if (data.length === 0) reading = false;
        else {
          const pass = watcher === undefined ? data : watcher.push(data);
          if (pass === undefined) return 'detached';
          typed = pass;
        }
      }
      if (typed.length > 0) {
        const n = yield* writeReady(sys, fd, typed);
        if (n < 0) reading = false;
        typed = n < 0 || n === typed.length ? EMPTY : typed.subarray(n);
      }
      if (!reading && typed.length === 0 && !closing) {
        closing = true;
        sys.shutdown(fd, 'wr');
        if (!output) return 'closed';
      }
    }
  } finally {
    restore?.();
  }
}

function* deliver(sys: Sys, frames: Demultiplexer | undefined, data: Uint8Array): Task<void> {
  if (frames === undefined) return yield* writeAll(sys, 1, data);
  for (const [fd, part] of frames.push(data)) yield* writeAll(sys, fd, part);
}

/** undefined when there is nothing yet. */
function* readReady(sys: Sys, fd: number): Task<Uint8Array | undefined> {
  try {
    return yield* sys.read(fd, 65536);
  } catch (e) {
    if (isSysError(e, 'EAGAIN') || isSysError(e, 'EINTR')) return undefined;
    if (isSysError(e, 'ECONNRESET')) return EMPTY;
    throw e;
  }
}

function* readInput(sys: Sys): Task<Uint8Array | undefined> {
  try {
    return yield* sys.read(0, 32768);
  } catch (e) {
    if (isSysError(e, 'EINTR') || isSysError(e, 'EAGAIN')) return undefined;
    if (isSysError(e)) return EMPTY;
    throw e;
  }
}

/** Bytes taken; -1 when the daemon no longer reads. */
function* writeReady(sys: Sys, fd: number, data: Uint8Array): Task<number> {
  try {
    return yield* sys.write(fd, data);
  } catch (e) {
    if (isSysError(e, 'EAGAIN') || isSysError(e, 'EINTR')) return 0;
    if (isSysError(e, 'EPIPE') || isSysError(e, 'ECONNRESET')) return -1;
    throw e;
  }
}

/** Copy a response's body to the standard streams, frames taken apart unless `tty`. */
export function* copyBody(cli: DockerCli, response: Response, tty: boolean): Task<void> {
  const frames = tty ? undefined : new Demultiplexer();
  for (;;) {
    const data = yield* response.read();
    if (data.length === 0) return;
    yield* deliver(cli.sys, frames, data);
  }
}

/** Refuse to attach a terminal's container to something that is no terminal. */
export function checkTty(cli: DockerCli, stdin: boolean, tty: boolean): void {
  if (stdin && tty && !cli.isTerminal(0)) throw new CliError('the input device is not a TTY');
}
