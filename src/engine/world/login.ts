/**
 * How a terminal gets its shell: what getty and login(1) do. The process opens the terminal as its controlling one, takes on the user's
 * identity from /etc/passwd and /etc/group, and becomes the login shell.
 */
import { isSysError } from '../abi/errno.ts';
import { O } from '../abi/fs.ts';
import { Signal } from '../abi/signal.ts';
import type { Sys, Task } from '../abi/sys.ts';
import { decodeUtf8, encodeUtf8 } from '../base/bytes.ts';

/** A line of /etc/passwd. */
interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  readonly home: string;
  readonly shell: string;
}

const ROOT: Account = { name: 'root', uid: 0, gid: 0, home: '/root', shell: '/bin/sh' };

function* readText(sys: Sys, path: string): Task<string> {
  let text = '';
  try {
    const fd = yield* sys.open(path, O.RDONLY | O.CLOEXEC);
    for (;;) {
      const data = yield* sys.read(fd, 65536);
      if (data.length === 0) break;
      text += decodeUtf8(data);
    }
    sys.close(fd);
  } catch (e) {
    if (!isSysError(e)) throw e;
  }
  return text;
}

function* findAccount(sys: Sys, user: string): Task<{ readonly account: Account; readonly groups: number[] } | undefined> {
  const lines = (yield* readText(sys, '/etc/passwd')).split('\n').map((l) => l.split(':'));
  const line = lines.find((f) => f[0] === user && f.length >= 7);
  const account = line === undefined ? (user === 'root' ? ROOT : undefined) : { name: user, uid: Number(line[2]), gid: Number(line[3]), home: line[5]!, shell: line[6]! };
  if (account === undefined) return undefined;
  const groups = [account.gid];
  for (const f of (yield* readText(sys, '/etc/group')).split('\n').map((l) => l.split(':'))) {
    if (f[3]?.split(',').includes(user) === true) groups.push(Number(f[2]));
  }
  return { account, groups };
}

/** TasksMax of a user's slice. systemd's default is a third of threads-max; this is lower, so that a fork bomb does not use up the memory of the simulator. */
const USER_TASKS_MAX = 2048;

/** The cgroup of a new session of this user, as logind makes it. Without a cgroup file system the process stays where it is. */
function* joinSession(sys: Sys, uid: number): Task<void> {
  let path = '/sys/fs/cgroup';
  try {
    for (const part of ['user.slice', `user-${uid}.slice`, `session-${sys.getpid()}.scope`]) {
      path += `/${part}`;
      try {
        sys.mkdir(path);
      } catch (e) {
        if (!isSysError(e, 'EEXIST')) throw e;
      }
      if (part === 'user.slice') yield* setFile(sys, `${path}/cgroup.subtree_control`, '+pids');
      else if (part === `user-${uid}.slice`) yield* setFile(sys, `${path}/pids.max`, String(USER_TASKS_MAX));
    }
    yield* setFile(sys, `${path}/cgroup.procs`, '0');
  } catch (e) {
    if (!isSysError(e)) throw e;
  }
}

function* setFile(sys: Sys, path: string, value: string): Task<void> {
  const fd = yield* sys.open(path, O.WRONLY);
  try {
    yield* sys.write(fd, encodeUtf8(`${value}\n`));
  } finally {
    sys.close(fd);
  }
}

/** What {@link login} is to start. */
export interface Login {
  /** The slave's path; undefined when descriptors 0 to 2 are open already. */
  readonly tty?: string;
  readonly user: string;
  /** Instead of the user's login shell. */
  readonly argv?: readonly string[] | undefined;
  /** Instead of the user's home. */
  readonly cwd?: string | undefined;
}

/** The body of a terminal's first process. Exit status 1 with a message when it cannot become what it should. */
export function* login(sys: Sys, { tty, user, argv, cwd }: Login): Task<number> {
  sys.setsid();
  // PID 1 ignores it, as systemd does; a session must not, or `yes | head` would complain.
  sys.sigaction(Signal.SIGPIPE, 'default');
  if (tty !== undefined) {
    const fd = yield* sys.open(tty, O.RDWR);
    for (const to of [0, 1, 2]) if (fd !== to) sys.dup2(fd, to);
    if (fd > 2) sys.close(fd);
  }
  const found = yield* findAccount(sys, user);
  if (found === undefined) {
    yield* sys.write(2, encodeUtf8(`login: no such user: ${user}\n`));
    return 1;
  }
  const { account, groups } = found;
  yield* joinSession(sys, account.uid);
  if (tty !== undefined) sys.chown(tty, account.uid, 5);
  sys.setgroups(groups);
  sys.setgid(account.gid);
  sys.setuid(account.uid);
  try {
    sys.chdir(cwd ?? account.home);
  } catch (e) {
    if (!isSysError(e)) throw e;
    sys.chdir('/');
  }
  const path = account.uid === 0 ? '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' : '/usr/local/bin:/usr/bin:/bin:/usr/local/games:/usr/games';
  const env = [`HOME=${account.home}`, `USER=${account.name}`, `LOGNAME=${account.name}`, `SHELL=${account.shell}`, `PATH=${path}`];
  if (tty === undefined) env.push('LC_ALL=C.UTF-8', 'TZ=UTC', 'TERM=dumb');
  else env.push('LANG=C.UTF-8', 'TERM=xterm-256color');
  const file = argv?.[0] ?? account.shell;
  try {
    return yield* sys.execve(file, argv ?? [`-${account.shell.slice(account.shell.lastIndexOf('/') + 1)}`], env);
  } catch (e) {
    if (!isSysError(e)) throw e;
    yield* sys.write(2, encodeUtf8(`login: ${file}: ${e.message}\n`));
    return 1;
  }
}
