/**
 * execve(2): stubs of known programs, and scripts with a '#!' line (fs/exec.c, binfmt_elf, binfmt_script). The old program is dropped where it
 * stands: none of its `finally` blocks run, as its memory is gone.
 */
import { encodeUtf8 } from '../base/bytes.ts';
import { fail } from '../abi/errno.ts';
import { ELF_HEAD, programOf } from '../abi/elf.ts';
import { MS, S } from '../abi/fs.ts';
import type { Main, Task as Computation } from '../abi/sys.ts';
import { decodeUtf8 } from '../base/bytes.ts';
import { NO_CAPS } from '../kernel/caps.ts';
import { WAIT } from '../kernel/task.ts';
import type { Task } from '../kernel/task.ts';
import { pathName } from '../vfs/mount.ts';
import type { PathRef } from '../vfs/mount.ts';
import { MAY, checkPermission } from '../vfs/permission.ts';
import { lookup } from '../vfs/walk.ts';

/** MAX_ARG_STRLEN, and a quarter of the 8 MiB stack. */
const MAX_ARG = 131_072;
const MAX_ARGS = 2_097_152;
/** Interpreters of interpreters. */
const MAX_DEPTH = 5;

/** The file that would be executed, permissions checked. EACCES, ENOENT, ENOTDIR, ELOOP. */
function openExec(t: Task, path: string): PathRef {
  const at = lookup(t.fs, t, path);
  const { inode } = at.dentry;
  if (inode.type !== 'file' || (at.mount.flags & MS.NOEXEC) !== 0) fail('EACCES');
  checkPermission(inode, t.cred, MAY.EXEC);
  if ((inode.mode & 0o111) === 0) fail('EACCES');
  return at;
}

/** The interpreter and its one argument in a script's first line; undefined when it is no script. ENOEXEC for an empty one. */
function shebang(head: Uint8Array): { readonly path: string; readonly arg: string | undefined } | undefined {
  if (head[0] !== 0x23 || head[1] !== 0x21) return undefined;
  let end = head.indexOf(0x0a);
  if (end < 0) end = head.length;
  const line = decodeUtf8(head, 2, end).replace(/\0.*$/s, '').replace(/^[ \t]+|[ \t]+$/g, '');
  if (line === '') fail('ENOEXEC');
  const m = /^([^ \t]+)[ \t]*(.*)$/s.exec(line)!;
  return { path: m[1]!, arg: m[2] === '' ? undefined : m[2] };
}

function checkSize(argv: readonly string[], envp: readonly string[]): void {
  let sum = 0;
  for (const list of [argv, envp]) {
    for (const s of list) {
      if (s.length >= MAX_ARG) fail('E2BIG');
      sum += s.length + 9;
    }
  }
  if (sum > MAX_ARGS) fail('E2BIG');
}

export function* sysExecve(t: Task, path: string, argv: readonly string[], envp: readonly string[]): Computation<never> {
  checkSize(argv, envp);
  const first = openExec(t, path);
  let at = first;
  let args = argv.length === 0 ? [''] : argv;
  let name: string | undefined;
  for (let depth = 0, script = path; ; depth++) {
    const head = at.dentry.inode.head(ELF_HEAD);
    const line = shebang(head);
    if (line === undefined) {
      name = programOf(head) ?? fail('ENOEXEC');
      break;
    }
    if (depth >= MAX_DEPTH) fail('ELOOP');
    args = [line.path, ...(line.arg === undefined ? [] : [line.arg]), script, ...args.slice(1)];
    script = line.path;
    at = openExec(t, line.path);
  }
  let main: Main | 'unknown' | 'loading';
  while ((main = t.kernel.programs.find(name)) === 'loading') yield WAIT;
  if (main === 'unknown') main = unsimulated(name);
  t.kernel.tracer.emit(t, { kind: 'exec', path: pathName(first, t.fs.root) ?? path, argv: args });
  become(t, at, path, args, envp);
  t.next = main(t.sys, args, envp);
  for (;;) yield WAIT;
}

/** What plays a program that nobody here can play: it says so, and fails. */
function unsimulated(name: string): Main {
  return function* (sys) {
    yield* sys.write(2, encodeUtf8(`glasshull: ${name} is not simulated\n`));
    return 1;
  };
}

/** The point of no return (begin_new_exec): the process becomes the new program. */
function become(t: Task, at: PathRef, path: string, argv: readonly string[], envp: readonly string[]): void {
  const p = t.process;
  const { inode } = at.dentry;
  for (const other of p.threads) {
    if (other === t) continue;
    other.dying = true;
    other.attention = true;
    if (other.state === 'sleeping' || other.state === 'stopped') t.kernel.scheduler.enqueue(other);
  }
  p.leader = t;
  p.execed = true;
  p.exe = pathName(at, t.fs.root) ?? path;
  p.execute(inode);
  p.argv = argv;
  p.envp = envp;
  p.rss_bytes = residentSize(inode.stat().size);
  t.comm = path.slice(path.lastIndexOf('/') + 1).slice(0, 15);
  const ignored = [...p.actions].filter(([, a]) => a.handler === 'ignore');
  p.actions = new Map(ignored);
  if (t.fds.users > 1) {
    const shared = t.fds;
    t.fds = shared.copy();
    shared.users--;
  }
  t.fds.closeOnExec(t);
  setIds(t, at);
}

/** Set-user-id and set-group-id, unless the mount is nosuid or the task has no_new_privs; and what capabilities stay. */
function setIds(t: Task, at: PathRef): void {
  const { inode, nosuid } = { inode: at.dentry.inode, nosuid: (at.mount.flags & MS.NOSUID) !== 0 || t.noNewPrivs };
  const { cred } = t;
  let { euid, egid } = cred;
  if (!nosuid && (inode.mode & S.ISUID) !== 0) euid = inode.uid;
  if (!nosuid && (inode.mode & S.ISGID) !== 0 && (inode.mode & 0o010) !== 0) egid = inode.gid;
  const changed = euid !== cred.euid || egid !== cred.egid;
  const caps = euid === 0 || cred.uid === 0 ? (cred.caps.size === 0 ? t.bounding : cred.caps) : NO_CAPS;
  if (changed) t.process.deathSignal = 0;
  if (changed || caps !== cred.caps) t.cred = { ...cred, euid, egid, caps };
}

/** What a program of this file size keeps resident: its touched pages and its libraries. */
function residentSize(size: number): number {
  return Math.round(Math.min(size * 0.6, 48 * 1024 ** 2) + 1.6 * 1024 ** 2);
}
