/** nsenter, unshare, lsns (util-linux 2.38.1) and chroot (coreutils 9.1): programs in other namespaces and roots. Left out: time namespaces, persistent ones. */
import type { Sys, Task } from '../../../abi/sys.ts';
import { isSysError } from '../../../abi/errno.ts';
import { MS, O } from '../../../abi/fs.ts';
import { CLONE, exitCode } from '../../../abi/process.ts';
import type { NamespaceKind } from '../../../abi/process.ts';
import { readAccounts } from '../../libc/passwd.ts';
import { execvp } from '../../libc/popen.ts';
import { readProcs } from '../../libc/procfs.ts';
import { writeFile, writeText } from '../../libc/stdio.ts';
import { Die, tool } from '../../libc/tool.ts';
import type { Tool } from '../../libc/tool.ts';

const FLAG: Readonly<Record<NamespaceKind, number>> = { user: CLONE.NEWUSER, cgroup: CLONE.NEWCGROUP, ipc: CLONE.NEWIPC, uts: CLONE.NEWUTS, net: CLONE.NEWNET, pid: CLONE.NEWPID, mnt: CLONE.NEWNS };
/** In the order in which nsenter(1) enters them. */
const KINDS: readonly (readonly [letter: string, kind: NamespaceKind, long: string])[] = [['U', 'user', 'user'], ['C', 'cgroup', 'cgroup'], ['i', 'ipc', 'ipc'], ['u', 'uts', 'uts'], ['n', 'net', 'net'], ['p', 'pid', 'pid'], ['m', 'mnt', 'mount']];

/** execvp, or the user's shell when there is no command. */
function* run(t: Tool, command: readonly string[]): Task<number> {
  const shell = t.env.get('SHELL') ?? '/bin/sh';
  const argv = command.length > 0 ? command : [shell];
  const failed = yield* execvp(t.sys, command.length > 0 ? argv : [shell], t.envp);
  throw new Die(`failed to execute ${argv[0]!}: ${failed.message}`, failed.status);
}

/** The same in a child, whose status becomes ours: the only way into a new pid namespace. `prepare` runs in the child first. */
function* runInChild(t: Tool, command: readonly string[], prepare?: (sys: Sys) => Task<void>): Task<number> {
  const pid = t.sys.fork(function* (sys) {
    if (prepare !== undefined) yield* prepare(sys);
    const argv = command.length > 0 ? command : [t.env.get('SHELL') ?? '/bin/sh'];
    const failed = yield* execvp(sys, argv, t.envp);
    yield* writeText(sys, 2, `${t.name}: failed to execute ${argv[0]!}: ${failed.message}\n`);
    return failed.status;
  });
  const result = yield* t.sys.wait4(pid);
  return result === undefined ? 1 : exitCode(result.status);
}

const ENTER_HELP = `
Usage:
 nsenter [options] [<program> [<argument>...]]

Run a program in namespaces of other processes.

Options:
 -a, --all              all namespaces of the target
 -t, --target <pid>     the process whose namespaces to enter
 -m, --mount[=<file>]   the mount namespace
 -u, --uts[=<file>]     the UTS namespace (hostname)
 -i, --ipc[=<file>]     the IPC namespace
 -n, --net[=<file>]     the network namespace
 -p, --pid[=<file>]     the pid namespace
 -C, --cgroup[=<file>]  the cgroup namespace
 -U, --user[=<file>]    the user namespace
 -S, --setuid <uid>     the uid inside
 -G, --setgid <gid>     the gid inside
 -r, --root[=<dir>]     the root directory
 -w, --wd[=<dir>]       the working directory
 -F, --no-fork          no fork before the program

For more details see nsenter(1).
`;

export const nsenter = tool({ name: 'nsenter', help: ENTER_HELP, version: 'nsenter from util-linux 2.38.1', support: { level: 'partial', note: 'no time namespaces' } }, function* (t): Task<number> {
  const wanted = new Map<NamespaceKind, string>();
  let target: string | undefined;
  let root: string | undefined;
  let wd: string | undefined;
  let uid: number | undefined;
  let gid: number | undefined;
  let noFork = false;
  let all = false;
  const long: Record<string, string> = { all: 'a', target: 't:', setuid: 'S:', setgid: 'G:', root: 'r::', wd: 'w::', 'no-fork': 'F' };
  for (const [letter, , name] of KINDS) long[name] = `${letter}::`;
  const command = yield* t.options('+at:m::u::i::n::p::C::U::S:G:r::w::FZ', long, ({ key, arg }) => {
    const kind = KINDS.find(([letter]) => letter === key);
    if (kind !== undefined) wanted.set(kind[1], arg);
    else if (key === 'a') all = true;
    else if (key === 't') {
      if (!/^\d+$/.test(arg)) throw new Die(`failed to parse pid: '${arg}'`);
      target = arg;
    } else if (key === 'r') root = arg;
    else if (key === 'w') wd = arg;
    else if (key === 'S') uid = Number(arg);
    else if (key === 'G') gid = Number(arg);
    else if (key === 'F') noFork = true;
  });
  if (all) {
    if (target === undefined) throw new Die('no target PID specified for --all');
    for (const [, kind] of KINDS) {
      if (wanted.has(kind)) continue;
      if (t.sys.readlink(`/proc/self/ns/${kind}`) !== t.sys.readlink(`/proc/${target}/ns/${kind}`)) wanted.set(kind, '');
    }
  }
  const open = function* (path: string): Task<number> {
    try {
      return yield* t.sys.open(path, O.RDONLY | O.CLOEXEC);
    } catch (e) {
      if (!isSysError(e)) throw e;
      throw new Die(`cannot open ${path}: ${e.message}`);
    }
  };
  const fds: [NamespaceKind, number][] = [];
  for (const [, kind] of KINDS) {
    const file = wanted.get(kind);
    if (file === undefined) continue;
    if (file === '' && target === undefined) throw new Die(`neither filename nor target pid supplied for ns/${kind}`);
    fds.push([kind, yield* open(file === '' ? `/proc/${target!}/ns/${kind}` : file)]);
  }
  const rootFd = root === undefined ? undefined : yield* open(root === '' ? `/proc/${target!}/root` : root);
  const wdFd = wd === undefined ? undefined : yield* open(wd === '' ? `/proc/${target!}/cwd` : wd);
  for (const [kind, fd] of fds) {
    try {
      t.sys.setns(fd, kind);
    } catch (e) {
      if (!isSysError(e)) throw e;
      throw new Die(`reassociate to namespace 'ns/${kind}' failed: ${e.message}`);
    }
    t.sys.close(fd);
  }
  if (rootFd !== undefined) {
    t.sys.fchdir(rootFd);
    t.sys.chroot('.');
    if (wdFd === undefined) t.sys.chdir('/');
  }
  if (wdFd !== undefined) t.sys.fchdir(wdFd);
  if (wanted.has('mnt') && wdFd === undefined && rootFd === undefined) t.sys.chdir('/');
  if (gid !== undefined) t.sys.setgid(gid);
  if (uid !== undefined) t.sys.setuid(uid);
  if (wanted.has('pid') && !noFork) return yield* runInChild(t, command);
  return yield* run(t, command);
});

const UNSHARE_HELP = `
Usage:
 unshare [options] [<program> [<argument>...]]

Run a program in new namespaces.

Options:
 -m, --mount            a new mount namespace
 -u, --uts              a new UTS namespace (hostname)
 -i, --ipc              a new IPC namespace
 -n, --net              a new network namespace
 -p, --pid              a new pid namespace
 -U, --user             a new user namespace
 -C, --cgroup           a new cgroup namespace
 -f, --fork             fork before the program
     --kill-child       the program dies with unshare
     --mount-proc[=<dir>]  mount proc first (implies --mount)
 -r, --map-root-user    be root inside (implies --user)
     --propagation slave|shared|private|unchanged
 -R, --root=<dir>       run with this root directory
 -w, --wd=<dir>         change to this directory

For more details see unshare(1).
`;

export const unshare = tool({ name: 'unshare', help: UNSHARE_HELP, version: 'unshare from util-linux 2.38.1', support: { level: 'partial', note: 'no persistent namespaces, no time namespaces' } }, function* (t): Task<number> {
  let flags = 0;
  let fork = false;
  let mapRoot = false;
  let proc: string | undefined;
  let propagation = 'private';
  let root: string | undefined;
  let wd: string | undefined;
  const long: Record<string, string> = { fork: 'f', 'kill-child': '=kill::', 'mount-proc': '=proc::', 'map-root-user': 'r', 'map-current-user': 'c', propagation: '=prop:', root: 'R:', wd: 'w:' };
  for (const [letter, , name] of KINDS) long[name] = `${letter}::`;
  const command = yield* t.options('+muinpUCfrcR:w:', long, ({ key, arg }) => {
    const kind = KINDS.find(([letter]) => letter === key);
    if (kind !== undefined) flags |= FLAG[kind[1]];
    else if (key === 'f' || key === '=kill') fork = true;
    else if (key === 'r') [mapRoot, flags] = [true, flags | CLONE.NEWUSER];
    else if (key === 'c') flags |= CLONE.NEWUSER;
    else if (key === '=proc') [proc, flags] = [arg === '' ? '/proc' : arg, flags | CLONE.NEWNS];
    else if (key === '=prop') propagation = arg;
    else if (key === 'R') root = arg;
    else if (key === 'w') wd = arg;
  });
  const { euid, egid } = t.sys.getcred();
  try {
    t.sys.unshare(flags);
  } catch (e) {
    if (!isSysError(e)) throw e;
    throw new Die(`unshare failed: ${e.message}`);
  }
  if (mapRoot) {
    yield* writeFile(t.sys, '/proc/self/uid_map', `0 ${euid} 1`);
    yield* writeFile(t.sys, '/proc/self/setgroups', 'deny');
    yield* writeFile(t.sys, '/proc/self/gid_map', `0 ${egid} 1`);
  }
  const kinds: Readonly<Record<string, number>> = { private: MS.PRIVATE, slave: MS.SLAVE, shared: MS.SHARED };
  if ((flags & CLONE.NEWNS) !== 0 && propagation !== 'unchanged') t.sys.mount('none', '/', '', (kinds[propagation] ?? MS.PRIVATE) | MS.REC);
  const finish = function* (sys: Sys): Task<void> {
    if (root !== undefined) {
      try {
        sys.chroot(root);
        sys.chdir('/');
      } catch (e) {
        if (!isSysError(e)) throw e;
        yield* writeText(sys, 2, `${t.name}: cannot change root directory to '${root}': ${e.message}\n`);
        yield* sys.exit(1);
      }
    }
    if (proc !== undefined) sys.mount('proc', proc, 'proc', MS.NOSUID | MS.NODEV | MS.NOEXEC);
    if (wd !== undefined) sys.chdir(wd);
  };
  if (!fork) {
    yield* finish(t.sys);
    return yield* run(t, command);
  }
  return yield* runInChild(t, command, finish);
});

export const lsns = tool({ name: 'lsns', help: '\nUsage:\n lsns [options] [<namespace>]\n\nList namespaces.\n\nOptions:\n -l, --list             as a list\n -n, --noheadings       no headings\n -p, --task <pid>       those of a process\n -t, --type <name>      of this kind (mnt, net, ipc, user, pid, uts, cgroup)\n\nFor more details see lsns(8).\n', version: 'lsns from util-linux 2.38.1', support: { level: 'partial', note: 'no NETNSID and NSFS columns, no trees' } }, function* (t): Task<number> {
  const o = new Map<string, string>();
  const args = yield* t.options('lnp:t:ruo:JW', { list: 'l', noheadings: 'n', task: 'p:', type: 't:' }, ({ key, arg }) => o.set(key, arg));
  const accounts = yield* readAccounts(t.sys);
  const found = new Map<string, { kind: string; count: number; pid: number; uid: number; command: string; own: boolean }>();
  for (const p of yield* readProcs(t.sys)) {
    for (const kind of ['mnt', 'net', 'cgroup', 'pid', 'user', 'uts', 'ipc']) {
      try {
        const id = /\[(\d+)\]/.exec(t.sys.readlink(`/proc/${p.pid}/ns/${kind}`))?.[1];
        if (id === undefined) continue;
        const known = found.get(id);
        if (known === undefined) found.set(id, { kind, count: 1, pid: p.pid, uid: p.euid, command: p.args.length > 0 ? p.args.join(' ') : p.comm, own: String(p.pid) === o.get('p') });
        else {
          known.count++;
          if (String(p.pid) === o.get('p')) known.own = true;
        }
      } catch (e) {
        if (!isSysError(e)) throw e;
      }
    }
  }
  const rows = [...found]
    .filter(([id, n]) => (!o.has('t') || n.kind === o.get('t')) && (!o.has('p') || n.own) && (args.length === 0 || args.includes(id)))
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([id, n]) => [id, n.kind, String(n.count), String(n.pid), accounts.userName(n.uid), n.command]);
  const lines = o.has('n') ? rows : [['NS', 'TYPE', 'NPROCS', 'PID', 'USER', 'COMMAND'], ...rows];
  const w = [0, 1, 2, 3, 4].map((i) => Math.max(i === 0 ? 10 : 0, ...lines.map((l) => l[i]!.length)));
  for (const l of lines) yield* t.out.write(`${l[0]!.padStart(w[0]!)} ${l[1]!.padEnd(w[1]!)} ${l[2]!.padStart(w[2]!)} ${l[3]!.padStart(w[3]!)} ${l[4]!.padEnd(w[4]!)} ${l[5]!}\n`);
  return 0;
});

export const chroot = tool({ name: 'chroot', trouble: 125, help: 'Usage: % [OPTION] NEWROOT [COMMAND [ARG]...]\nRun COMMAND (default: "$SHELL" -i) with the root directory NEWROOT.\n\n      --groups=G_LIST        with these groups\n      --userspec=USER:GROUP  as this user and group\n      --skip-chdir           stay in the working directory\n      --help        show this text and exit\n      --version     show the version and exit\n' }, function* (t): Task<number> {
  let userspec: string | undefined;
  let skip = false;
  const args = yield* t.options('+', { groups: '=groups:', userspec: '=user:', 'skip-chdir': '=skip' }, ({ key, arg }) => {
    if (key === '=user') userspec = arg;
    else if (key === '=skip') skip = true;
  });
  const root = args[0];
  if (root === undefined) throw new Die('missing operand', 125, true);
  try {
    t.sys.chroot(root);
  } catch (e) {
    if (!isSysError(e)) throw e;
    throw new Die(`cannot change root directory to ${t.quoteaf(root)}: ${e.message}`, 125);
  }
  if (!skip) t.sys.chdir('/');
  if (userspec !== undefined) {
    const [name = '', group] = userspec.split(':');
    const accounts = yield* readAccounts(t.sys);
    const user = accounts.userNamed(name);
    if (user === undefined && !/^\d+$/.test(name)) throw new Die('invalid user', 125);
    const gid = group === undefined || group === '' ? (user?.gid ?? 0) : (accounts.groupNamed(group)?.gid ?? Number(group));
    t.sys.setgroups([gid]);
    t.sys.setgid(gid);
    t.sys.setuid(user?.uid ?? Number(name));
  }
  const shell = t.env.get('SHELL') ?? '/bin/sh';
  const argv = args.length > 1 ? args.slice(1) : [shell, '-i'];
  const failed = yield* execvp(t.sys, argv, t.envp);
  throw new Die(`failed to run command ${t.quote(argv[0]!)}: ${failed.message}`, failed.status);
});
