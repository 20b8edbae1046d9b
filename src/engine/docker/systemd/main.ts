/**
 * systemd as PID 1, as far as a Docker host needs it: starts the enabled units in order, keeps sockets open for services that are not there yet,
 * starts services again that ended, adopts and reaps orphans, keeps a journal of what services print. Left out: targets beyond an
 * order of starting, generators, timers, mounts, D-Bus, user managers, dependencies beyond Requires, Wants and After.
 */
import { decodeUtf8, encodeUtf8 } from '../../base/bytes.ts';
import { isSysError } from '../../abi/errno.ts';
import { O } from '../../abi/fs.ts';
import { POLL } from '../../abi/process.ts';
import type { WaitStatus } from '../../abi/process.ts';
import { Signal } from '../../abi/signal.ts';
import type { Main, Sys, Task } from '../../abi/sys.ts';
import { exists, listNames, mkdirAll, readTextIfAny } from '../common/files.ts';
import { NOTIFY_SOCKET } from '../common/notify.ts';
import { listenUnix, serveRpc } from '../common/rpc.ts';
import type { Handler } from '../common/rpc.ts';
import { JOURNAL, PRIVATE_SOCKET } from './protocol.ts';
import type { JournalEntry, UnitStatus } from './protocol.ts';
import { loadUnit, Unit, unitName } from './unit.ts';

const WANTS = ['/etc/systemd/system/sockets.target.wants', '/etc/systemd/system/multi-user.target.wants'];
const CGROUP = '/sys/fs/cgroup/system.slice';
const STOP_TIMEOUT_NS = 90e9;
/** Services wait for the network to be configured (After=network-online.target); sockets listen at once and start theirs sooner. */
const NETWORK_NS = 600e6;
const SERVICE_PATH = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

class Manager {
  private readonly units = new Map<string, Unit>();
  private readonly byPid = new Map<number, Unit>();
  private journalFd = -1;

  *unit(sys: Sys, name: string): Task<Unit | undefined> {
    const full = unitName(name);
    const known = this.units.get(full);
    if (known !== undefined) return known;
    const unit = yield* loadUnit(sys, full);
    if (unit !== undefined) this.units.set(full, unit);
    return unit;
  }

  // ---- journal ---------------------------------------------------------------------------------------------------------------

  *openJournal(sys: Sys): Task<void> {
    mkdirAll(sys, JOURNAL.slice(0, JOURNAL.lastIndexOf('/')), 0o755);
    this.journalFd = yield* sys.open(JOURNAL, O.WRONLY | O.CREAT | O.APPEND | O.CLOEXEC, 0o644);
  }

  private *log(sys: Sys, unit: string, ident: string, pid: number, msg: string): Task<void> {
    const entry: JournalEntry = { t: Math.floor(sys.now_ms()), unit, ident, pid, msg };
    yield* sys.write(this.journalFd, encodeUtf8(`${JSON.stringify(entry)}\n`));
  }

  private *say(sys: Sys, u: Unit, msg: string): Task<void> {
    yield* this.log(sys, u.name, 'systemd', 1, msg);
  }

  /** Reads what a service prints, line by line (the part of journald). */
  private *collect(sys: Sys, fd: number, unit: string, ident: string, pid: number): Task<void> {
    let held = '';
    for (;;) {
      const b = yield* sys.read(fd, 16384);
      if (b.length === 0) break;
      const lines = (held + decodeUtf8(b)).split('\n');
      held = lines.pop()!;
      for (const line of lines) yield* this.log(sys, unit, ident, pid, line);
    }
    sys.close(fd);
  }

  // ---- starting ----------------------------------------------------------------------------------------------------------------

  /** Start a unit and what it needs; an error text when that failed. */
  *start(sys: Sys, name: string): Task<string | undefined> {
    const u = yield* this.unit(sys, name);
    if (u === undefined) return `Unit ${unitName(name)} not found.`;
    for (const need of [...u.words('Unit.Requires'), ...u.words('Unit.Wants')]) {
      if (need !== u.name && ((yield* this.unit(sys, need)) as Unit | undefined)?.active === 'inactive') yield* this.start(sys, need);
    }
    yield* u.changed.until(sys, () => u.active !== 'deactivating'); // a start waits for the stop that is under way
    u.stopping = false;
    if (u.active === 'active') return undefined;
    if (u.name.endsWith('.socket')) return yield* this.listen(sys, u);
    if (u.active !== 'activating') {
      if (yield* this.tooOften(sys, u)) return `Job for ${u.name} failed.`;
      yield* this.spawn(sys, u);
    }
    // a first try that failed is a failed job, though there will be others
    yield* u.changed.until(sys, () => u.active !== 'activating' || u.sub === 'auto-restart');
    return (u.active as string) === 'active' ? undefined : `Job for ${u.name} failed because the control process exited with error code.`;
  }

  /** StartLimitBurst starts within StartLimitIntervalSec are enough: one more fails the unit. */
  private *tooOften(sys: Sys, u: Unit): Task<boolean> {
    const now_ns = sys.monotonic_ns();
    const interval_ns = u.span_ns('Unit.StartLimitIntervalSec', 10e9);
    while (u.starts.length > 0 && u.starts[0]! < now_ns - interval_ns) u.starts.shift();
    if (u.starts.length >= Number(u.get('Unit.StartLimitBurst') || '5')) {
      u.set(sys, 'failed', 'failed');
      yield* this.say(sys, u, `${u.name}: Start request repeated too quickly.`);
      return true;
    }
    u.starts.push(now_ns);
    return false;
  }

  private *spawn(sys: Sys, u: Unit): Task<void> {
    yield* this.say(sys, u, `Starting ${u.name} - ${u.get('Unit.Description')}...`);
    const argv = u.words('Service.ExecStart');
    const socket = this.units.get(u.name.replace(/\.service$/, '.socket'));
    const listenFd = socket?.listenFd ?? -1;
    const [reader, writer] = sys.pipe(O.CLOEXEC);
    const nul = yield* sys.open('/dev/null', O.RDWR | O.CLOEXEC);
    const cgroup = `${CGROUP}/${u.name}`;
    mkdirAll(sys, cgroup);
    const cgroupFd = yield* sys.open(cgroup, O.RDONLY | O.DIRECTORY | O.CLOEXEC);
    u.ready = false;
    u.set(sys, 'activating', 'start');
    const pid = sys.clone(
      function* (child) {
        child.setsid();
        for (const signo of [Signal.SIGCHLD, Signal.SIGPIPE]) child.sigaction(signo, 'default');
        child.dup2(nul, 0);
        child.dup2(writer, 1);
        child.dup2(writer, 2);
        const env = [SERVICE_PATH, 'LANG=C.UTF-8', `NOTIFY_SOCKET=${NOTIFY_SOCKET}`];
        if (listenFd >= 0) {
          if (listenFd === 3) child.setCloexec(3, false);
          else child.dup2(listenFd, 3);
          env.push('LISTEN_FDS=1', `LISTEN_PID=${child.getpid()}`);
        }
        try {
          return yield* child.execve(argv[0] ?? '', argv, env);
        } catch (e) {
          if (isSysError(e)) return 203;
          throw e;
        }
      },
      { cgroupFd },
    );
    u.mainPid = pid;
    this.byPid.set(pid, u);
    for (const fd of [writer, nul, cgroupFd]) sys.close(fd);
    sys.thread((s) => this.collect(s, reader, u.name, (argv[0] ?? '').slice((argv[0] ?? '').lastIndexOf('/') + 1), pid));
    if (u.get('Service.Type') !== 'notify') yield* this.started(sys, u);
  }

  private *started(sys: Sys, u: Unit): Task<void> {
    if (u.active !== 'activating') return;
    u.ready = true;
    u.set(sys, 'active', 'running');
    yield* this.say(sys, u, `Started ${u.name} - ${u.get('Unit.Description')}.`);
  }

  /** A service said READY=1. */
  *notified(sys: Sys, text: string): Task<void> {
    const pid = Number(/^MAINPID=(\d+)$/m.exec(text)?.[1] ?? '0');
    const u = this.byPid.get(pid);
    if (u !== undefined && /^READY=1$/m.test(text)) yield* this.started(sys, u);
  }

  private *listen(sys: Sys, u: Unit): Task<string | undefined> {
    const path = u.get('Socket.ListenStream');
    mkdirAll(sys, path.slice(0, path.lastIndexOf('/')));
    u.listenFd = listenUnix(sys, path, parseInt(u.get('Socket.SocketMode') || '0666', 8));
    const group = u.get('Socket.SocketGroup');
    const line = ((yield* readTextIfAny(sys, '/etc/group')) ?? '').split('\n').find((l) => l.startsWith(`${group}:`));
    if (group !== '' && line !== undefined) sys.chown(path, 0, Number(line.split(':')[2]));
    u.set(sys, 'active', 'listening');
    yield* this.say(sys, u, `Listening on ${u.name} - ${u.get('Unit.Description')}.`);
    sys.thread((s) => this.activate(s, u, u.listenFd));
    return undefined;
  }

  /** Start the socket's service when somebody connects and it is not there. */
  private *activate(sys: Sys, u: Unit, fd: number): Task<void> {
    const service = yield* this.unit(sys, u.name.replace(/\.socket$/, '.service'));
    if (service === undefined) return;
    while (u.listenFd === fd) {
      if (service.active !== 'inactive' || u.active !== 'active') {
        yield* service.changed.wait(sys);
        continue;
      }
      const [events] = yield* sys.poll([{ fd, events: POLL.IN }]);
      if (((events ?? 0) & POLL.IN) === 0) return;
      if ((service.active as string) === 'inactive' && u.listenFd === fd) {
        u.set(sys, 'active', 'running');
        yield* this.start(sys, service.name);
      }
    }
  }

  // ---- stopping ----------------------------------------------------------------------------------------------------------------

  *stop(sys: Sys, name: string): Task<string | undefined> {
    const u = yield* this.unit(sys, name);
    if (u === undefined) return `Unit ${unitName(name)} not loaded.`;
    u.stopping = true;
    if (u.name.endsWith('.socket')) {
      const service = this.units.get(u.name.replace(/\.socket$/, '.service'));
      if (service !== undefined && service.words('Unit.Requires').includes(u.name)) yield* this.stop(sys, service.name);
      if (u.listenFd >= 0) sys.close(u.listenFd);
      u.listenFd = -1;
      u.set(sys, 'inactive', 'dead');
      service?.changed.notify(sys);
      try {
        sys.unlink(u.get('Socket.ListenStream'));
      } catch (e) {
        if (!isSysError(e, 'ENOENT')) throw e;
      }
      return undefined;
    }
    if (u.mainPid === 0) {
      u.set(sys, 'inactive', 'dead');
      return undefined;
    }
    yield* this.say(sys, u, `Stopping ${u.name} - ${u.get('Unit.Description')}...`);
    u.set(sys, 'deactivating', 'stop-sigterm');
    const gone = (): boolean => u.mainPid === 0;
    sys.kill(u.mainPid, Signal.SIGTERM);
    if (!(yield* u.changed.until(sys, gone, u.span_ns('Service.TimeoutStopSec', STOP_TIMEOUT_NS)))) {
      sys.kill(u.mainPid, Signal.SIGKILL);
      yield* u.changed.until(sys, gone);
    }
    yield* this.say(sys, u, `Stopped ${u.name} - ${u.get('Unit.Description')}.`);
    return undefined;
  }

  /** A child has ended. */
  *reaped(sys: Sys, pid: number, status: WaitStatus): Task<void> {
    const u = this.byPid.get(pid);
    if (u === undefined) return;
    this.byPid.delete(pid);
    if (u.mainPid !== pid) return;
    u.mainPid = 0;
    u.result = status.kind === 'signaled' ? { kind: 'killed', status: status.signal } : { kind: 'exited', status: status.kind === 'exited' ? status.code : 0 };
    const clean = u.result.kind === 'exited' && u.result.status === 0;
    if (!clean) {
      const how = u.result.kind === 'killed' ? `code=killed, status=${u.result.status}/${u.result.status === 9 ? 'KILL' : String(u.result.status)}` : `code=exited, status=${u.result.status}/FAILURE`;
      yield* this.say(sys, u, `${u.name}: Main process exited, ${how}`);
    }
    const policy = u.get('Service.Restart');
    if (u.stopping || !(policy === 'always' || (policy === 'on-failure' && !clean))) {
      u.set(sys, clean || u.stopping ? 'inactive' : 'failed', clean || u.stopping ? 'dead' : 'failed');
      return;
    }
    u.restarts++;
    u.set(sys, 'activating', 'auto-restart');
    sys.thread((s) => this.restartLater(s, u));
  }

  private *restartLater(sys: Sys, u: Unit): Task<void> {
    yield* u.changed.until(sys, () => u.stopping, u.span_ns('Service.RestartSec', 1e8));
    if (u.stopping || u.mainPid !== 0) {
      if (u.mainPid === 0) u.set(sys, 'inactive', 'dead');
      return;
    }
    yield* this.say(sys, u, `${u.name}: Scheduled restart job, restart counter is at ${u.restarts}.`);
    if (!(yield* this.tooOften(sys, u))) yield* this.spawn(sys, u);
  }

  // ---- status ------------------------------------------------------------------------------------------------------------------

  status(sys: Sys, u: Unit): UnitStatus {
    const other = u.name.endsWith('.socket') ? u.name.replace(/socket$/, 'service') : u.name.replace(/service$/, 'socket');
    const has = this.units.has(other);
    return {
      name: u.name,
      description: u.get('Unit.Description'),
      path: u.path,
      enabled: WANTS.some((dir) => exists(sys, `${dir}/${u.name}`)),
      active: u.active,
      sub: u.sub,
      since_ms: u.since_ms,
      mainPid: u.mainPid,
      exec: u.get('Service.ExecStart'),
      docs: u.get('Unit.Documentation'),
      triggeredBy: has && u.name.endsWith('.service') ? other : '',
      triggers: has && u.name.endsWith('.socket') ? other : '',
      listen: u.get('Socket.ListenStream'),
      result: u.result,
    };
  }

  handlers(): Record<string, Handler> {
    return {
      Start: (sys, p: { unit: string }) => this.job(this.start(sys, p.unit)),
      Stop: (sys, p: { unit: string }) => this.job(this.stop(sys, p.unit)),
      Restart: (sys, p: { unit: string }) => this.job(this.restart(sys, p.unit)),
      Status: (sys, p: { unit: string }) => this.statusOf(sys, p.unit),
      List: (sys) => this.list(sys),
    };
  }

  private *restart(sys: Sys, name: string): Task<string | undefined> {
    return (yield* this.stop(sys, name)) ?? (yield* this.start(sys, name));
  }

  private *job(work: Task<string | undefined>): Task<{ error?: string }> {
    const error = yield* work;
    return error === undefined ? {} : { error };
  }

  private *statusOf(sys: Sys, name: string): Task<UnitStatus | null> {
    const u = yield* this.unit(sys, name);
    return u === undefined ? null : this.status(sys, u);
  }

  private *list(sys: Sys): Task<UnitStatus[]> {
    return [...this.units.values()].map((u) => this.status(sys, u));
  }
}

function* serveNotify(sys: Sys, listener: number, manager: Manager): Task<void> {
  for (;;) {
    const { fd } = yield* sys.accept(listener);
    sys.thread(function* (s) {
      let text = '';
      try {
        while (!text.includes('READY=1\n')) {
          const b = yield* s.read(fd, 1024);
          if (b.length === 0) break;
          text += decodeUtf8(b);
        }
        yield* manager.notified(s, text);
      } finally {
        s.close(fd);
      }
    });
  }
}

function* bootUnits(sys: Sys, manager: Manager): Task<void> {
  for (const dir of WANTS) {
    if (dir.includes('multi-user')) yield* sys.sleep(NETWORK_NS);
    const names = listNames(sys, dir);
    const units: Unit[] = [];
    for (const name of names) {
      const u = yield* manager.unit(sys, name);
      if (u !== undefined) units.push(u);
    }
    units.sort((a, b) => (a.words('Unit.After').includes(b.name) ? 1 : b.words('Unit.After').includes(a.name) ? -1 : 0));
    for (const u of units) yield* manager.start(sys, u.name);
  }
}

/** main of systemd. */
export const systemdMain: Main = function* (sys) {
  sys.setComm('systemd');
  sys.sigaction(Signal.SIGPIPE, 'ignore');
  mkdirAll(sys, '/run/systemd/system');
  const manager = new Manager();
  yield* manager.openJournal(sys);
  const notify = listenUnix(sys, NOTIFY_SOCKET, 0o777);
  const control = listenUnix(sys, PRIVATE_SOCKET, 0o666);
  sys.thread((s) => serveNotify(s, notify, manager));
  sys.thread((s) => serveRpc(s, control, manager.handlers()));
  sys.thread((s) => bootUnits(s, manager));
  sys.sigaction(Signal.SIGCHLD, () => undefined);
  for (;;) {
    try {
      const done = yield* sys.wait4(-1);
      if (done !== undefined) yield* manager.reaped(sys, done.pid, done.status);
    } catch (e) {
      if (!isSysError(e, 'ECHILD') && !isSysError(e, 'EINTR')) throw e;
      if (isSysError(e, 'ECHILD')) yield* sys.sigsuspend();
    }
  }
};
