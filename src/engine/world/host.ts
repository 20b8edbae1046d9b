/** A host: a kernel with its disk, booted to PID 1. The only place that puts kernel, file systems, devices and programs together. */
import { isSysError } from '../abi/errno.ts';
import { O } from '../abi/fs.ts';
import type { Task as Computation } from '../abi/sys.ts';
import { assert } from '../base/assert.ts';
import type { Clock } from '../base/clock.ts';
import type { EventQueue } from '../base/queue.ts';
import type { Random } from '../base/random.ts';
import type { TreeEntry } from '../base/tree.ts';
import { DiskFs } from '../fs/disk/disk.ts';
import type { DevPtsFs } from '../fs/devpts/devpts.ts';
import { registerFileSystems } from '../fs/index.ts';
import { populate } from '../fs/mem/populate.ts';
import { clone, spawnInitial } from '../kernel/fork.ts';
import { Kernel } from '../kernel/kernel.ts';
import { netNsOf } from '../kernel/net.ts';
import { openPtyPair } from '../kernel/pty.ts';
import type { PtyHost } from '../kernel/pty.ts';
import type { Scheduler } from '../kernel/scheduler.ts';
import type { Task } from '../kernel/task.ts';
import type { Tracer } from '../kernel/trace.ts';
import { registerTtyDevices } from '../kernel/ttydevices.ts';
import type { NetNs } from '../net/netns.ts';
import { SysCalls } from '../syscalls/table.ts';
import { sysOpen } from '../syscalls/file.ts';
import { FsContext } from '../vfs/fscontext.ts';
import { MountNamespace } from '../vfs/mount.ts';
import { chmod, mkdir } from '../vfs/ops.ts';
import { lookup } from '../vfs/walk.ts';
import { SinkFile, SourceFile } from './console.ts';
import type { Console } from './console.ts';
import { boot } from './init.ts';
import type { Link } from './link.ts';
import { login } from './login.ts';
import type { ProgramTable } from './programs.ts';

/** What all hosts of a world share. */
export interface Shared {
  readonly clock: Clock;
  readonly queue: EventQueue;
  readonly scheduler: Scheduler;
  readonly tracer: Tracer;
  readonly programs: ProgramTable;
}

/** How often a booting host is looked at. */
const BOOT_POLL_NS = 200_000;

export class Host {
  readonly kernel: Kernel;
  readonly disk: DiskFs;
  /** PID 1. */
  readonly init: Task;
  private readonly fs: FsContext;
  /** What waits for the boot; undefined once the host is up. */
  private waiting: (() => void)[] | undefined = [];

  constructor(name: string, shared: Shared, random: Random, files: Iterable<TreeEntry>) {
    const kernel = new Kernel({ name, ...shared, random, makeSys: (t) => new SysCalls(t) });
    this.kernel = kernel;
    this.disk = new DiskFs({ time_ms: kernel.now_ms() });
    registerFileSystems(kernel, [this.disk]);
    registerTtyDevices(kernel);
    populate(this.disk.root, files, kernel.now_ms());
    const tree = MountNamespace.withRoot(kernel.mountIds, this.disk, '/dev/vda1');
    kernel.boot(tree);
    this.net.setUp(this.net.loopback, true);
    this.fs = FsContext.atRootOf(tree);
    const types = new Set(kernel.filesystems.keys());
    this.init = spawnInitial(kernel, this.fs.copy(), 'systemd', kernel.cgroups.root, (sys) => boot(sys, types, () => this.awaitInit()));
  }

  /** The initial network namespace. */
  get net(): NetNs {
    return netNsOf(this.kernel, this.kernel.initNs.net);
  }

  /** Do it now, or as soon as the host is up. */
  whenUp(act: () => void): void {
    if (this.waiting === undefined) act();
    else this.waiting.push(act);
  }

  /** Up is a host whose init has nothing more to do at once: its sockets listen, its services are on their way. */
  private awaitInit(): void {
    this.kernel.queue.at(this.kernel.clock.now_ns + BOOT_POLL_NS, () => {
      if (this.init.state !== 'sleeping') {
        this.awaitInit();
        return;
      }
      const waiting = this.waiting ?? [];
      this.waiting = undefined;
      for (const act of waiting) act();
    });
  }

  /** The ptys of the devpts at /dev/pts. */
  private get ptys(): PtyHost {
    return (lookup(this.fs, this.init, '/dev/pts').dentry.inode.fs as DevPtsFs).ptys;
  }

  /** A child of PID 1 in the cgroup of its user's session, running `body`. */
  private spawn(comm: string, body: (sys: Task['sys']) => Computation<number>): Task {
    const t = clone(this.init, 0, this.kernel.cgroups.root, body);
    t.comm = comm;
    t.fs = this.fs.copy();
    return t;
  }

  /** A terminal of this size with the user's login shell, or `argv`, as its first process. */
  openTerminal(console: Console, user: string, argv: readonly string[] | undefined, rows: number, cols: number): void {
    const { terminal, pty } = openPtyPair(this.ptys, { rows, cols });
    console.connect(this.kernel, terminal);
    const task = this.spawn('login', (sys) => login(sys, { tty: pty.tty.name, user, argv }));
    console.started(task.process);
  }

  /** Join a link to the unix socket at `path`. */
  openLink(link: Link, path: string): void {
    link.connect(this.init, path);
  }

  /** A command without a terminal: descriptor 0 reads `stdin` (or what the console is fed, or /dev/null), 1 and 2 write to the console. */
  runCommand(console: Console, user: string, argv: readonly string[], cwd: string | undefined, stdin: Uint8Array | 'later' | undefined): void {
    if (cwd !== undefined) this.makeDirectories(`${cwd}/`);
    const task = this.spawn('login', (sys) => login(sys, { user, argv, cwd }));
    const sink = new SinkFile(console, task);
    sink.retain();
    if (stdin === undefined) task.fds.replace(task, 0, this.openNow('/dev/null', O.RDWR, 0), false);
    else {
      const source = new SourceFile(task, console.onWant);
      console.source = source;
      task.fds.replace(task, 0, source, false);
      if (stdin !== 'later') {
        source.feed(stdin);
        source.finish();
      }
    }
    task.fds.replace(task, 1, sink, false);
    task.fds.replace(task, 2, sink, false);
    console.started(task.process);
  }

  /** Put a file on the disk as root, with the directories above it. */
  putFile(path: string, mode: number, data: Uint8Array): void {
    const { init } = this;
    this.makeDirectories(path);
    const file = this.openNow(path, O.WRONLY | O.CREAT | O.TRUNC, mode);
    chmod(this.fs, init, path, mode);
    for (let at = 0; at < data.length; ) at += file.write(init, data.subarray(at)) ?? 0;
    file.release(init);
  }

  /** The directories above a path's last component. */
  private makeDirectories(path: string): void {
    for (let cut = path.indexOf('/', 1); cut > 0; cut = path.indexOf('/', cut + 1)) {
      try {
        mkdir(this.fs, this.init, path.slice(0, cut), 0o755);
      } catch (e) {
        if (!isSysError(e, 'EEXIST')) throw e;
      }
    }
  }

  private openNow(path: string, flags: number, mode: number): ReturnType<Task['fds']['get']> {
    const { init } = this;
    const opened = sysOpen(init, path, flags, mode).next();
    assert(opened.done === true, `open of ${path} would block`);
    const file = init.fds.get(opened.value);
    file.retain();
    init.fds.close(init, opened.value);
    return file;
  }
}
