/**
 * /proc/PID and /proc/PID/task/TID: one process, or one thread of it, as the pid namespace of the mount numbers it. A directory's
 * entries are made when they are looked up; it is empty once the process is reaped.
 */
import { fail } from '../../abi/errno.ts';
import { decodeUtf8, EMPTY, encodeUtf8 } from '../../base/bytes.ts';
import { ROOT } from '../../kernel/kernel.ts';
import { Dentry } from '../../vfs/dentry.ts';
import { openName } from '../../vfs/regular.ts';
import { lookup } from '../../vfs/walk.ts';
import { PseudoDir, PseudoFile } from '../mem/pseudo.ts';
import { mayInspect, readerOf } from './access.ts';
import { FdDir, FdInfoDir, MagicLink, NsDir } from './fds.ts';
import { limitsText, statLine, statmLine, statusText } from './format.ts';
import { mountinfoText, mountsText } from './mounts.ts';
import { netDir } from './net.ts';
import type { Process } from '../../kernel/process.ts';
import type { Task } from '../../kernel/task.ts';
import type { Actor } from '../../vfs/file.ts';
import type { Inode } from '../../vfs/inode.ts';
import type { PathRef } from '../../vfs/mount.ts';
import type { PseudoContent } from '../mem/pseudo.ts';
import type { Shown } from './format.ts';
import type { ProcFs } from './proc.ts';

type Maker = (d: PidDir) => Inode;

function file(read: (d: PidDir, actor: Actor) => string | Uint8Array, perm = 0o444, write?: (d: PidDir, actor: Actor, text: string) => void): Maker {
  return (d) => {
    const checked = (actor: Actor): string | Uint8Array => {
      d.alive();
      return read(d, actor);
    };
    return new OwnedFile(d, write === undefined ? { read: checked } : { read: checked, write: (actor, text) => write(d, actor, text) }, perm);
  };
}

/** As `file`, for those who may look into the process. */
function secret(read: (d: PidDir, actor: Actor) => string | Uint8Array, perm = 0o400): Maker {
  return file((d, actor) => {
    mayInspect(d.process, actor);
    return read(d, actor);
  }, perm);
}

class OwnedFile extends PseudoFile {
  private readonly dir: PidDir;
  constructor(dir: PidDir, content: PseudoContent, perm: number) {
    super(dir.fs, content, perm);
    this.dir = dir;
  }
  override get uid(): number {
    return this.dir.uid;
  }
  override get gid(): number {
    return this.dir.gid;
  }
}

function strings(list: readonly string[]): Uint8Array {
  return list.length === 0 ? EMPTY : encodeUtf8(`${list.join('\0')}\0`);
}

/** A link to a place of the process: its root, working directory or program. */
function placeLink(name: (d: PidDir, actor: Actor | undefined) => string, place: (d: PidDir) => PathRef): Maker {
  return (d) =>
    new MagicLink(
      d.fs,
      d.process,
      (actor) => {
        d.alive();
        return name(d, actor);
      },
      () => place(d),
    );
}

function placeName(path: PathRef, actor: Actor | undefined): string {
  return openName(path, readerOf(actor)?.fs.root);
}

/** The program's file: by its path in the process's root when it is still there, else by its inode. */
function exePlace(p: Process): PathRef {
  const inode = p.exeInode ?? fail('ENOENT');
  const t = p.leader;
  try {
    const at = lookup(t.fs, { cred: ROOT, now_ms: () => t.now_ms(), cause: 0, root: 0 }, p.exe);
    if (at.dentry.inode === inode) return at;
  } catch {
    return { mount: t.fs.root.mount, dentry: new Dentry(p.exe, undefined, inode) };
  }
  return { mount: t.fs.root.mount, dentry: new Dentry(p.exe, undefined, inode) };
}

function idMap(rows: readonly (readonly [number, number, number])[]): string {
  return rows.map((row) => `${row.map((n) => String(n).padStart(10)).join(' ')}\n`).join('');
}

function parseIdMap(text: string): (readonly [number, number, number])[] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const n = line.trim().split(/\s+/).map(Number);
      if (n.length !== 3 || n.some((x) => !Number.isInteger(x) || x < 0) || n[2] === 0) fail('EINVAL');
      return [n[0]!, n[1]!, n[2]!];
    });
}

function writeMap(d: PidDir, actor: Actor, which: 'uidMap' | 'gidMap', text: string): void {
  const ns = d.task.ns.user;
  if (ns[which].length > 0) fail('EPERM');
  const rows = parseIdMap(text);
  if (rows.length === 0) fail('EINVAL');
  const { cred } = actor;
  const own = which === 'uidMap' ? cred.euid : cred.egid;
  if (!cred.caps.has('SETUID') && (rows.length !== 1 || rows[0]![2] !== 1 || rows[0]![1] !== own)) fail('EPERM');
  ns[which] = rows;
}

/** Two mappings: the program and the stack. Addresses are not simulated. */
function maps(d: PidDir): string {
  const p = d.process;
  if (p.exeInode === undefined || p.ended !== undefined) return '';
  const stat = p.exeInode.stat();
  const dev = `${((stat.dev >> 8) & 0xfff).toString(16).padStart(2, '0')}:${(stat.dev & 0xff).toString(16).padStart(2, '0')}`;
  const row = (range: string, perm: string, where: string, ino: number, name: string): string => `${`${range} ${perm} 00000000 ${where} ${ino}`.padEnd(72)} ${name}\n`;
  return row('555555554000-5555555a0000', 'r-xp', dev, stat.ino, p.exe) + row('7ffffffde000-7ffffffff000', 'rw-p', '00:00', 0, '[stack]');
}

/** What processes and threads both have. */
const COMMON: Readonly<Record<string, Maker>> = {
  stat: file((d) => statLine(d.shown)),
  status: file((d) => statusText(d.shown, d.task.kernel.cpus)),
  statm: file((d) => statmLine(d.process)),
  cmdline: file((d) => (d.process.ended !== undefined ? EMPTY : strings(d.process.argv))),
  comm: file(
    (d) => `${d.task.comm}\n`,
    0o644,
    (d, _actor, text) => {
      d.task.comm = decodeUtf8(encodeUtf8(text.replace(/\n$/, '')).subarray(0, 15));
    },
  ),
  environ: secret((d) => (d.process.ended !== undefined ? EMPTY : strings(d.process.envp))),
  exe: placeLink((d) => (d.process.exeInode === undefined || d.process.ended !== undefined ? fail('ENOENT') : d.process.exe), (d) => exePlace(d.process)),
  cwd: placeLink((d, actor) => placeName(d.running().fs.cwd, actor), (d) => d.running().fs.cwd),
  root: placeLink((d, actor) => placeName(d.running().fs.root, actor), (d) => d.running().fs.root),
  fd: (d) => new FdDir(d.fs, d.task),
  fdinfo: (d) => new FdInfoDir(d.fs, d.task),
  ns: (d) => new NsDir(d.fs, d.task),
  maps: secret(maps, 0o444),
  mounts: file((d) => mountsText(d.running())),
  mountinfo: file((d) => mountinfoText(d.running())),
  cgroup: file((d, actor) => `0::${d.process.cgroup.pathFrom((readerOf(actor) ?? d.task).ns.cgroup.root)}\n`),
  cpuset: file((d) => `${d.process.cgroup.path}\n`),
  limits: file((d) => limitsText(d.process)),
  loginuid: file(() => '4294967295', 0o644, () => undefined),
  sessionid: file(() => '4294967295'),
  oom_score: file((d) => `${Math.max(0, 666 + Math.floor((d.process.oomScoreAdj * 2) / 3))}\n`),
  oom_score_adj: file(
    (d) => `${d.process.oomScoreAdj}\n`,
    0o644,
    (d, actor, text) => {
      const n = Number(text.trim());
      if (text.trim() === '' || !Number.isInteger(n) || n < -1000 || n > 1000) fail('EINVAL');
      if (n < d.process.oomScoreAdj && !actor.cred.caps.has('SYS_RESOURCE')) fail('EACCES');
      d.process.oomScoreAdj = n;
    },
  ),
  uid_map: file((d) => idMap(d.task.ns.user.uidMap), 0o644, (d, actor, text) => writeMap(d, actor, 'uidMap', text)),
  gid_map: file((d) => idMap(d.task.ns.user.gidMap), 0o644, (d, actor, text) => writeMap(d, actor, 'gidMap', text)),
  setgroups: file(() => 'allow\n', 0o644, () => undefined),
  io: secret(() => 'rchar: 0\nwchar: 0\nsyscr: 0\nsyscw: 0\nread_bytes: 0\nwrite_bytes: 0\ncancelled_write_bytes: 0\n'),
  wchan: file((d) => (d.task.state === 'sleeping' ? 'do_wait' : '0')),
  schedstat: file((d) => `${d.task.user_ns + d.task.system_ns} 0 ${d.task.switches + d.task.preemptions}\n`),
  personality: secret(() => '00000000\n'),
  net: (d) => netDir(d.fs, () => d.running()),
};

const OF_PROCESS: Readonly<Record<string, Maker>> = { ...COMMON, task: (d) => new ThreadsDir(d) };

export class PidDir extends PseudoDir {
  declare readonly fs: ProcFs;
  readonly process: Process;
  readonly shown: Shown;
  private readonly entries: Readonly<Record<string, Maker>>;
  private readonly made = new Map<string, Inode>();

  constructor(fs: ProcFs, process: Process, thread: Task | undefined) {
    super(fs, 0o555);
    this.process = process;
    this.shown = { process, thread, ns: fs.pids };
    this.entries = thread === undefined ? OF_PROCESS : COMMON;
  }

  /** The thread that stands for what is shown: the leader, unless it is one thread's directory. */
  get task(): Task {
    return this.shown.thread ?? this.process.leader;
  }
  /** ESRCH once the process is reaped. */
  alive(): void {
    const pid = this.shown.thread?.pid ?? this.process.pid;
    if (pid.process === undefined && pid.task === undefined) fail('ESRCH');
  }
  /** The task, when it is not a zombie: a zombie has no root and no mounts. */
  running(): Task {
    if (this.process.ended !== undefined) fail('ENOENT');
    return this.task;
  }
  override get uid(): number {
    return this.task.cred.euid;
  }
  override get gid(): number {
    return this.task.cred.egid;
  }
  protected override get nlink(): number {
    return this.shown.thread === undefined ? 9 : 7;
  }
  protected override get time_ms(): number {
    const { kernel } = this.process;
    return kernel.now_ms() - (kernel.clock.now_ns - this.process.start_ns) / 1e6;
  }
  override lookup(name: string): Inode | undefined {
    const known = this.made.get(name);
    if (known !== undefined) return known;
    if (!Object.hasOwn(this.entries, name)) return undefined;
    const node = this.entries[name]!(this);
    this.made.set(name, node);
    return node;
  }
  override *list(): Iterable<readonly [string, Inode]> {
    for (const name of Object.keys(this.entries)) yield [name, this.lookup(name)!];
  }
}

/** /proc/PID/task. */
class ThreadsDir extends PseudoDir {
  private readonly of: PidDir;
  private readonly dirs = new WeakMap<Task, PidDir>();
  constructor(of: PidDir) {
    super(of.fs, 0o555);
    this.of = of;
  }
  private dir(t: Task): PidDir {
    let d = this.dirs.get(t);
    if (d === undefined) this.dirs.set(t, (d = new PidDir(this.of.fs, this.of.process, t)));
    return d;
  }
  override lookup(name: string): Inode | undefined {
    for (const [n, d] of this.list()) if (n === name) return d;
    return undefined;
  }
  override *list(): Iterable<readonly [string, Inode]> {
    for (const t of this.of.process.threads) yield [String(t.pid.in(this.of.fs.pids)), this.dir(t)];
  }
}

