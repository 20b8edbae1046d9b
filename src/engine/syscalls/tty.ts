/**
 * ioctl(2), and job control at terminals (tty_jobctrl.c): who may read, write and change a terminal, which session it controls and which
 * group is in the foreground. What concerns only the terminal itself is its file's own affair.
 */
import { fail, isSysError } from '../abi/errno.ts';
import { O } from '../abi/fs.ts';
import { Signal } from '../abi/signal.ts';
import { LFLAG } from '../abi/tty.ts';
import type { Task as Computation } from '../abi/sys.ts';
import type { IoctlMap, IoctlRequest } from '../abi/tty.ts';
import { PtyMaster } from '../kernel/pty.ts';
import { attend, sendSignalToGroup } from '../kernel/signal.ts';
import { TtyFile } from '../kernel/ttyfile.ts';
import type { Task } from '../kernel/task.ts';
import { unpackDeclared } from './unpack.ts';
import type { Tty } from '../kernel/tty.ts';
import type { OpenFile } from '../vfs/file.ts';

/**
 * ioctl(2). EBADF, ENOTTY. A call that a background process may not make sends SIGTTOU to its group and fails with EINTR: the caller
 * lets the signal take effect and tries again (tcsetattr and tcsetpgrp of libc do), as the kernel restarts it on a real system.
 */
export function sysIoctl<R extends IoctlRequest>(t: Task, fd: number, request: R, arg: IoctlMap[R]['arg']): IoctlMap[R]['result'] {
  const file = t.fds.get(fd);
  if (request === 'FIUNPACK') return unpackDeclared(t, file, arg as number) as IoctlMap[R]['result'];
  const tty = terminalOf(file);
  if (tty === undefined) return file.ioctl(t, request, arg);
  return ttyRequest(t, file, tty, request, arg) as IoctlMap[R]['result'];
}

function terminalOf(file: OpenFile): Tty | undefined {
  return file instanceof TtyFile ? file.tty : file instanceof PtyMaster ? file.pty.tty : undefined;
}

function ttyRequest<R extends IoctlRequest>(t: Task, file: OpenFile, tty: Tty, request: R, arg: IoctlMap[R]['arg']): unknown {
  if (tty.hungUp && file instanceof TtyFile) fail(request === 'TIOCSPGRP' ? 'ENOTTY' : 'EIO');
  const session = t.process.group.session;
  switch (request) {
    case 'TCSETS':
    case 'TCSETSF':
    case 'TCFLSH':
      mayChange(t, tty);
      return file.ioctl(t, request, arg);
    case 'TIOCGPGRP':
      controlled(t, file, tty);
      return tty.foreground?.id.in(t.pid.ns) ?? 0;
    case 'TIOCSPGRP':
      return setForeground(t, tty, arg as number);
    case 'TIOCGSID':
      controlled(t, file, tty);
      return tty.session?.id.in(t.pid.ns) ?? fail('ENOTTY');
    case 'TIOCSCTTY':
      if (session.leader === t.process && tty.session === session) return undefined;
      if (session.leader !== t.process || session.tty !== undefined || tty.session !== undefined) fail('EPERM');
      if ((file.flags & O.ACCMODE) === O.WRONLY && !t.cred.caps.has('SYS_ADMIN')) fail('EPERM');
      tty.control(session, t.process.group);
      return undefined;
    case 'TIOCNOTTY':
      if (session.tty !== tty) fail('ENOTTY');
      if (session.leader === t.process) releaseTerminal(t, tty);
      return undefined;
    default:
      return file.ioctl(t, request, arg);
  }
}

/** ENOTTY unless it is the caller's controlling terminal; a master may ask about its slave. */
function controlled(t: Task, file: OpenFile, tty: Tty): void {
  if (file instanceof TtyFile && t.process.group.session.tty !== tty) fail('ENOTTY');
}

function setForeground(t: Task, tty: Tty, pgid: number): void {
  try {
    mayChange(t, tty);
  } catch (e) {
    if (isSysError(e, 'EIO')) fail('ENOTTY');
    throw e;
  }
  const session = t.process.group.session;
  if (session.tty !== tty || tty.session !== session) fail('ENOTTY');
  if (pgid < 0) fail('EINVAL');
  const group = t.pid.ns.find(pgid)?.group ?? fail('ESRCH');
  if (group.session !== session) fail('EPERM');
  tty.foreground = group;
}

/** The leader gives its terminal up: the foreground group hears of it. */
function releaseTerminal(t: Task, tty: Tty): void {
  const { foreground } = tty;
  tty.disassociate();
  if (foreground === undefined) return;
  sendSignalToGroup(foreground, Signal.SIGHUP, t);
  sendSignalToGroup(foreground, Signal.SIGCONT, t);
}

/** In the background of its controlling terminal. */
function inBackground(t: Task, tty: Tty): boolean {
  const { group } = t.process;
  return tty.foreground !== undefined && tty.foreground !== group && group.session.tty === tty;
}

function ignores(t: Task, signo: number): boolean {
  return t.blocked.has(signo) || t.process.actions.get(signo)?.handler === 'ignore';
}

function mayChange(t: Task, tty: Tty): void {
  if (!inBackground(t, tty) || ignores(t, Signal.SIGTTOU)) return;
  if (t.process.group.isOrphaned()) fail('EIO');
  sendSignalToGroup(t.process.group, Signal.SIGTTOU, t);
  fail('EINTR');
}

/** True when read(2) must go through {@link awaitForeground} first. */
export function mustWaitToRead(t: Task, file: OpenFile): file is TtyFile {
  return file instanceof TtyFile && inBackground(t, file.tty);
}

/** True when write(2) must go through {@link awaitForeground} first: a background writer under TOSTOP. */
export function mustWaitToWrite(t: Task, file: OpenFile): file is TtyFile {
  return file instanceof TtyFile && (file.tty.termios.lflag & LFLAG.TOSTOP) !== 0 && inBackground(t, file.tty);
}

/**
 * Stop the caller's group with SIGTTIN or SIGTTOU until it is in the foreground. EIO when that cannot be: a reader that ignores or blocks
 * SIGTTIN, an orphaned group. A writer that ignores SIGTTOU may write. EINTR as with every call that waits.
 */
export function* awaitForeground(t: Task, file: TtyFile, signo: number): Computation<void> {
  while (inBackground(t, file.tty)) {
    if (ignores(t, signo)) {
      if (signo === Signal.SIGTTIN) fail('EIO');
      return;
    }
    if (t.process.group.isOrphaned()) fail('EIO');
    const before = t.switches;
    sendSignalToGroup(t.process.group, signo, t);
    const ran = yield* attend(t);
    if (ran === 'interrupt') fail('EINTR');
    if (ran === 'nothing' && t.switches === before) fail('EIO');
  }
}
