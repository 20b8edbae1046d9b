/**
 * System calls on descriptors: open, read, write and their kin. What can go on at once does so without a generator; only a call that
 * has to wait becomes one.
 */
import { fail, isSysError } from '../abi/errno.ts';
import { O } from '../abi/fs.ts';
import { sliceChunk } from '../base/content.ts';
import { openFifo } from '../kernel/fifo.ts';
import { sendSignal } from '../kernel/signal.ts';
import { ready } from '../kernel/task.ts';
import { waitOn } from '../kernel/wait.ts';
import { awaitForeground, mustWaitToRead, mustWaitToWrite } from './tty.ts';
import { lockFile, unlockFile } from '../vfs/flock.ts';
import { openPath } from '../vfs/ops.ts';
import { pathName } from '../vfs/mount.ts';
import { PathFile } from '../vfs/regular.ts';
import type { Dirent, Stat } from '../abi/fs.ts';
import type { Task as Computation } from '../abi/sys.ts';
import type { Chunk } from '../base/content.ts';
import type { Task } from '../kernel/task.ts';
import type { OpenFile } from '../vfs/file.ts';
import type { PathRef } from '../vfs/mount.ts';

const SIGPIPE = 13;
const SIGTTIN = 21;
const SIGTTOU = 22;

export function sysOpen(t: Task, path: string, flags: number, mode = 0o666): Computation<number> {
  const at = openPath(t.fs, t, path, flags, mode);
  const opened = openAt(t, at, flags);
  if ('retain' in opened) return ready(install(t, opened, flags));
  return openSlowly(t, opened, flags);
}

function install(t: Task, file: OpenFile, flags: number): number {
  try {
    return t.fds.install(file, (flags & O.CLOEXEC) !== 0);
  } catch (e) {
    file.release(t);
    throw e;
  }
}

function* openSlowly(t: Task, opening: Computation<OpenFile>, flags: number): Computation<number> {
  return install(t, yield* opening, flags);
}

/** Flags that stay with the open file (F_GETFL). */
const KEPT = O.ACCMODE | O.APPEND | O.NONBLOCK | O.PATH | O.DIRECTORY | O.NOFOLLOW;

/** The second half of open(2): the open file for a place whose permissions were checked. ENXIO for sockets. */
export function openAt(t: Task, at: PathRef, flags: number): OpenFile | Computation<OpenFile> {
  const inode = at.dentry.inode;
  const kept = flags & KEPT;
  if ((flags & O.PATH) !== 0) return new PathFile(kept, at);
  if (inode.standsFor !== undefined) return inode.open(t, kept, at);
  switch (inode.type) {
    case 'file':
    case 'dir':
      return inode.open(t, kept, at);
    case 'char':
    case 'block': {
      const node = ptmxOf(at) ?? inode;
      return t.kernel.devices.find(inode.type, node.rdev)(t, node, node.rdev, kept | (flags & O.NOCTTY), pathName(at, undefined)!, at.mount);
    }
    case 'fifo':
      return waitForPeer(t, openFifo(inode, pathName(at, undefined)!, kept));
    default:
      return fail(inode.type === 'symlink' ? 'ELOOP' : 'ENXIO');
  }
}

/** /dev/ptmx stands for the ptmx of the devpts that is mounted on `pts` beside it (devpts_mntget). */
function ptmxOf(at: PathRef): PathRef['dentry']['inode'] | undefined {
  const { mount, dentry } = at;
  if (dentry.inode.rdev !== PTMX || dentry.inode.fs.type === 'devpts' || dentry.parent === undefined) return undefined;
  const pts = dentry.parent.child('pts');
  if (pts === undefined || !pts.mountpoint) return undefined;
  return mount.children.get(pts)?.root.inode.lookup('ptmx');
}
const PTMX = 0x502;

function waitForPeer(t: Task, opening: ReturnType<typeof openFifo>): OpenFile | Computation<OpenFile> {
  return opening.ready() ? opening.file : fifoOpening(t, opening);
}

function* fifoOpening(t: Task, opening: ReturnType<typeof openFifo>): Computation<OpenFile> {
  let done = false;
  try {
    while (!opening.ready()) yield* waitOn(t, opening.file.readiness);
    done = true;
    return opening.file;
  } finally {
    if (!done) opening.file.release(t);
  }
}

export function sysClose(t: Task, fd: number): void {
  t.fds.close(t, fd);
}

export function sysRead(t: Task, fd: number, max: number): Computation<Uint8Array> {
  const file = t.fds.get(fd);
  if (mustWaitToRead(t, file)) return blockingRead(t, file, max, false);
  const bytes = file.read(t, max);
  return bytes === undefined ? blockingRead(t, file, max, true) : ready(bytes);
}

/** `empty`: there was nothing to read. A background reader of a terminal stops first, and again when it was put there meanwhile. */
function* blockingRead(t: Task, file: OpenFile, max: number, empty: boolean): Computation<Uint8Array> {
  if (empty && (file.flags & O.NONBLOCK) !== 0) fail('EAGAIN');
  file.retain();
  try {
    for (let wait = empty; ; wait = true) {
      if (wait) {
        if ((file.flags & O.NONBLOCK) !== 0) fail('EAGAIN');
        yield* waitOn(t, file.readiness);
      }
      if (mustWaitToRead(t, file)) yield* awaitForeground(t, file, SIGTTIN);
      const bytes = file.read(t, max);
      if (bytes !== undefined) return bytes;
    }
  } finally {
    file.release(t);
  }
}

export function sysWrite(t: Task, fd: number, data: Uint8Array): Computation<number> {
  const file = t.fds.get(fd);
  return mustWaitToWrite(t, file) ? blockingWrite(t, file, data, 0, false) : writeAll(t, file, data);
}

export function sysWriteContent(t: Task, fd: number, chunk: Chunk): Computation<number> {
  return writeAll(t, t.fds.get(fd), chunk);
}

/** `given`: nobody will change the bytes (what splice moves). */
function put(t: Task, file: OpenFile, chunk: Chunk, given = false): number | undefined {
  try {
    return chunk instanceof Uint8Array && !given ? file.write(t, chunk) : file.writeChunk(t, chunk);
  } catch (e) {
    if (isSysError(e, 'EPIPE')) sendSignal(t.process, SIGPIPE, t);
    throw e;
  }
}

function writeAll(t: Task, file: OpenFile, chunk: Chunk): Computation<number> {
  const n = put(t, file, chunk);
  if (n === chunk.length) return ready(n);
  if ((file.flags & O.NONBLOCK) !== 0 || (n !== undefined && file.mount !== undefined && (file.poll() & 4) !== 0)) return n === undefined ? fail('EAGAIN') : ready(n);
  return blockingWrite(t, file, chunk, n ?? 0);
}

/** A blocking write takes everything before it returns, as on Linux; what was taken when a signal or an error ends it is the result. */
function* blockingWrite(t: Task, file: OpenFile, chunk: Chunk, done: number, full = true): Computation<number> {
  file.retain();
  try {
    for (let wait = full; done < chunk.length; wait = true) {
      if (wait) yield* waitOn(t, file.readiness);
      if (mustWaitToWrite(t, file)) yield* awaitForeground(t, file, SIGTTOU);
      let n = put(t, file, sliceChunk(chunk, done, chunk.length));
      while (n !== undefined && n > 0) {
        done += n;
        if (done >= chunk.length) break;
        n = put(t, file, sliceChunk(chunk, done, chunk.length));
      }
    }
    return done;
  } catch (e) {
    if (done > 0 && isSysError(e)) return done;
    throw e;
  } finally {
    file.release(t);
  }
}

export function sysPread(t: Task, fd: number, max: number, offset: number): Uint8Array {
  return t.fds.get(fd).pread(t, max, offset);
}

export function sysPwrite(t: Task, fd: number, data: Uint8Array, offset: number): number {
  return t.fds.get(fd).pwrite(t, data, offset);
}

/** splice(2), without its rule that one side is a pipe. What was read but could not be written is never lost: room is awaited. */
export function* sysSplice(t: Task, from: number, to: number, max: number): Computation<number> {
  const source = t.fds.get(from);
  const sink = t.fds.get(to);
  if (max <= 0) return 0;
  source.retain();
  sink.retain();
  try {
    let chunk = source.readChunk(t, max);
    while (chunk === undefined) {
      if ((source.flags & O.NONBLOCK) !== 0) fail('EAGAIN');
      yield* waitOn(t, source.readiness);
      chunk = source.readChunk(t, max);
    }
    const n = chunk.length;
    let done = 0;
    while (done < n) {
      const taken = put(t, sink, done === 0 ? chunk : sliceChunk(chunk, done, n), true);
      if (taken === undefined) yield* waitOn(t, sink.readiness);
      else done += taken;
    }
    return n;
  } finally {
    sink.release(t);
    source.release(t);
  }
}

export function sysLseek(t: Task, fd: number, offset: number, whence: number): number {
  return t.fds.get(fd).seek(offset, whence);
}

export function sysDup(t: Task, fd: number, min = 0): number {
  const file = t.fds.get(fd);
  const to = t.fds.install(file, false, min);
  file.retain();
  return to;
}

export function sysDup2(t: Task, from: number, to: number, cloexec = false): number {
  const file = t.fds.get(from);
  if (from === to) return to;
  file.retain();
  try {
    t.fds.replace(t, to, file, cloexec);
  } catch (e) {
    file.release(t);
    throw e;
  }
  return to;
}

export function sysGetfl(t: Task, fd: number): number {
  return t.fds.get(fd).flags;
}

export function sysSetfl(t: Task, fd: number, flags: number): void {
  const file = t.fds.get(fd);
  const may = O.APPEND | O.NONBLOCK;
  file.flags = (file.flags & ~may) | (flags & may);
}

export function sysSetCloexec(t: Task, fd: number, on: boolean): void {
  t.fds.setCloexec(fd, on);
}

export function sysGetCloexec(t: Task, fd: number): boolean {
  return t.fds.getCloexec(fd);
}

export function sysFstat(t: Task, fd: number): Stat {
  return t.fds.get(fd).stat();
}

export function sysFtruncate(t: Task, fd: number, size: number): void {
  t.fds.get(fd).truncate(t, size);
}

export function sysGetdents(t: Task, fd: number): Dirent[] {
  return t.fds.get(fd).getdents(t);
}

/** Content reaches the backing store by itself: fsync(2) only checks the descriptor. EINVAL for what cannot be synchronised. */
export function sysFsync(t: Task, fd: number): void {
  const file = t.fds.get(fd);
  if (file.mount === undefined) fail('EINVAL');
}

export function* sysFlock(t: Task, fd: number, op: 'sh' | 'ex' | 'un', nonblock = false): Computation<void> {
  const file = t.fds.get(fd);
  if (op === 'un') {
    unlockFile(file);
    return;
  }
  for (;;) {
    const lock = lockFile(file, op);
    if (lock === undefined) return;
    if (nonblock) fail('EAGAIN');
    yield* waitOn(t, lock);
  }
}
