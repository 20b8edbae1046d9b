/** ip netns (ip-netns(8)): named network namespaces, files in /run/netns onto which a namespace is mounted. Left out: set, monitor, list-id's targets. */
import { isSysError } from '../../../../abi/errno.ts';
import { MS, O } from '../../../../abi/fs.ts';
import { CLONE } from '../../../../abi/process.ts';
import { execvp } from '../../../libc/popen.ts';
import { writeText } from '../../../libc/stdio.ts';
import { Args, IpError, matches, namedNamespaces, openNetns } from './common.ts';
import type { Sys, Task } from '../../../../abi/sys.ts';
import type { Ip } from './common.ts';

const DIR = '/run/netns';
const MNT_DETACH = 2;

const HELP = `Usage: ip netns list
       ip netns add NAME
       ip netns attach NAME PID
       ip [-all] netns delete [NAME]
       ip netns identify [PID]
       ip netns pids NAME
       ip [-all] netns exec [NAME] cmd ...
`;

/** Runs the subcommand; its status when that is not simply success. */
export function* netns(ip: Ip, args: Args): Task<number> {
  const verb = args.take() ?? 'list';
  if (matches(verb, 'list', 'show', 'lst')) return yield* list(ip);
  if (matches(verb, 'list-id')) return yield* list(ip, true);
  if (matches(verb, 'help')) throw new IpError(HELP, 255);
  if (matches(verb, 'add')) return yield* add(ip.sys, name(args), undefined);
  if (matches(verb, 'set')) throw new IpError(args.left === 0 ? 'No netns name specified\n' : 'glasshull: ip netns set is not simulated\n');
  if (matches(verb, 'delete')) return yield* remove(ip, args);
  if (matches(verb, 'identify')) return yield* identify(ip, args);
  if (matches(verb, 'pids')) return yield* pids(ip, args);
  if (matches(verb, 'exec')) return yield* exec(ip, args);
  if (matches(verb, 'attach')) {
    const own = name(args);
    const pid = args.take();
    if (pid === undefined) throw new IpError('No PID specified\n');
    if (!/^\d+$/.test(pid)) throw new IpError(`Invalid PID: ${pid}\n`);
    return yield* add(ip.sys, own, pid);
  }
  throw new IpError(`Command "${verb}" is unknown, try "ip netns help".\n`, 255);
}

function name(args: Args): string {
  const word = args.take();
  if (word === undefined) throw new IpError('No netns name specified\n');
  if (word === '' || word.includes('/') || word === '.' || word === '..') throw new IpError(`Invalid netns name "${word}"\n`, 255);
  return word;
}

function* list(ip: Ip, ids = false): Task<number> {
  const all = yield* namedNamespaces(ip.sys);
  if (ip.o.json) yield* ip.json(all.map((n) => ({ name: n.name, id: n.id })));
  else if (ids) for (const n of all.filter((x) => x.id !== undefined)) yield* ip.out.write(`nsid ${n.id!} (iproute2 netns name: ${n.name}) \n`);
  else for (const n of all) yield* ip.out.write(`${n.name}${n.id === undefined ? '' : ` (id: ${n.id})`}\n`);
  return 0;
}

/** Make the directory, a place whose mounts other namespaces of mounts see too. */
function prepare(sys: Sys): void {
  try {
    sys.mkdir(DIR, 0o755);
  } catch (e) {
    if (!isSysError(e)) throw e;
    if (e.code !== 'EEXIST') throw new IpError(`mkdir ${DIR} failed: ${e.message}\n`);
  }
  try {
    sys.mount('', DIR, 'none', MS.SHARED | MS.REC);
  } catch (e) {
    if (!isSysError(e)) throw e;
    if (e.code !== 'EINVAL') throw new IpError(`mount --make-shared ${DIR} failed: ${e.message}\n`);
    try {
      sys.mount(DIR, DIR, 'none', MS.BIND | MS.REC);
      sys.mount('', DIR, 'none', MS.SHARED | MS.REC);
    } catch (again) {
      if (!isSysError(again)) throw again;
      throw new IpError(`mount --bind ${DIR} ${DIR} failed: ${again.message}\n`);
    }
  }
}

/** A new namespace, or that of a process, under a name. */
function* add(sys: Sys, own: string, pid: string | undefined): Task<number> {
  const path = `${DIR}/${own}`;
  prepare(sys);
  try {
    sys.close(yield* sys.open(path, O.RDONLY | O.CREAT | O.EXCL | O.CLOEXEC, 0));
  } catch (e) {
    if (!isSysError(e)) throw e;
    throw new IpError(`Cannot create namespace file "${path}": ${e.message}\n`);
  }
  const failed = (what: string, e: unknown): IpError => {
    if (!isSysError(e)) throw e;
    try {
      sys.unlink(path);
    } catch (gone) {
      if (!isSysError(gone)) throw gone;
    }
    return new IpError(`${what}: ${e.message}\n`);
  };
  const source = pid === undefined ? '/proc/self/ns/net' : `/proc/${pid}/ns/net`;
  let back: number | undefined;
  if (pid === undefined) {
    back = yield* sys.open(source, O.RDONLY | O.CLOEXEC);
    try {
      sys.unshare(CLONE.NEWNET);
    } catch (e) {
      throw failed(`Failed to create a new network namespace "${own}"`, e);
    }
  }
  try {
    sys.mount(source, path, 'none', MS.BIND);
  } catch (e) {
    throw failed(`Bind ${source} -> ${path} failed`, e);
  }
  if (back !== undefined) {
    sys.setns(back, 'net');
    sys.close(back);
  }
  return 0;
}

function removeOne(sys: Sys, own: string): void {
  const path = `${DIR}/${own}`;
  try {
    sys.umount(path, MNT_DETACH);
  } catch (e) {
    if (!isSysError(e)) throw e;
  }
  try {
    sys.unlink(path);
  } catch (e) {
    if (!isSysError(e)) throw e;
    throw new IpError(`Cannot remove namespace file "${path}": ${e.message}\n`);
  }
}

function* remove(ip: Ip, args: Args): Task<number> {
  if (ip.o.all && args.left === 0) {
    for (const n of yield* namedNamespaces(ip.sys)) removeOne(ip.sys, n.name);
    return 0;
  }
  removeOne(ip.sys, name(args));
  return 0;
}

/** What a namespace file is, whoever refers to it: device and inode. */
function key(sys: Sys, path: string): string | undefined {
  try {
    const s = sys.stat(path);
    return `${s.dev}:${s.ino}`;
  } catch (e) {
    if (!isSysError(e)) throw e;
    return undefined;
  }
}

function* identify(ip: Ip, args: Args): Task<number> {
  const pid = args.take() ?? 'self';
  if (pid !== 'self' && !/^\d+$/.test(pid)) throw new IpError(`Invalid PID: ${pid}\n`);
  const wanted = key(ip.sys, `/proc/${pid}/ns/net`);
  if (wanted === undefined) throw new IpError(`Cannot open network namespace file /proc/${pid}/ns/net: No such file or directory\n`);
  const own = (yield* namedNamespaces(ip.sys)).filter((n) => key(ip.sys, `${DIR}/${n.name}`) === wanted);
  yield* ip.out.write(own.length === 0 ? '\n' : own.map((n) => `${n.name}\n`).join(''));
  return 0;
}

function* pids(ip: Ip, args: Args): Task<number> {
  const own = args.take();
  if (own === undefined) throw new IpError('No netns name specified\n');
  ip.sys.close(yield* openNetns(ip.sys, own));
  const wanted = key(ip.sys, `${DIR}/${own}`);
  for (const { name: pid } of ip.sys.readdir('/proc')) if (/^\d+$/.test(pid) && key(ip.sys, `/proc/${pid}/ns/net`) === wanted) yield* ip.out.write(`${pid}\n`);
  return 0;
}

/** Enter a namespace as `ip netns exec` does: its network, mounts of its own with a /sys that shows it, and its files of /etc/netns. */
export function* enter(sys: Sys, own: string): Task<void> {
  const fd = yield* openNetns(sys, own);
  try {
    sys.setns(fd, 'net');
  } catch (e) {
    if (!isSysError(e)) throw e;
    throw new IpError(`setting the network namespace "${own}" failed: ${e.message}\n`);
  }
  sys.close(fd);
}

function mounts(sys: Sys, own: string): void {
  try {
    sys.unshare(CLONE.NEWNS);
    sys.mount('', '/', 'none', MS.SLAVE | MS.REC);
  } catch (e) {
    if (!isSysError(e)) throw e;
    throw new IpError(`"unshare" failed: ${e.message}\n`);
  }
  try {
    sys.umount('/sys', MNT_DETACH);
  } catch (e) {
    if (!isSysError(e)) throw e;
  }
  try {
    sys.mount(own, '/sys', 'sysfs');
  } catch (e) {
    if (!isSysError(e)) throw e;
  }
  let files: string[] = [];
  try {
    files = sys.readdir(`/etc/netns/${own}`).map((d) => d.name).filter((n) => n !== '.' && n !== '..');
  } catch (e) {
    if (!isSysError(e)) throw e;
  }
  for (const file of files) {
    try {
      sys.mount(`/etc/netns/${own}/${file}`, `/etc/${file}`, 'none', MS.BIND);
    } catch (e) {
      if (!isSysError(e)) throw e;
    }
  }
}

function* exec(ip: Ip, args: Args): Task<number> {
  if (ip.o.all) {
    const command = args.rest;
    if (command.length === 0) throw new IpError('No command specified\n');
    for (const { name: own } of yield* namedNamespaces(ip.sys)) {
      yield* writeText(ip.sys, 1, `\nnetns: ${own}\n`);
      const pid = ip.sys.fork(function* (sys) {
        yield* enter(sys, own);
        mounts(sys, own);
        return (yield* execvp(sys, command, ip.envp)).status;
      });
      yield* ip.sys.wait4(pid);
    }
    return 0;
  }
  const own = args.take();
  if (own === undefined) throw new IpError('No netns name specified\n');
  const command = args.rest;
  if (command.length === 0) throw new IpError('No command specified\n');
  yield* enter(ip.sys, own);
  mounts(ip.sys, own);
  const failed = yield* execvp(ip.sys, command, ip.envp);
  yield* writeText(ip.sys, 2, `exec of "${command[0]!}" failed: ${failed.message}\n`);
  return 1;
}
