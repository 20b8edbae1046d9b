/**
 * mount, umount, mountpoint, findmnt (util-linux 2.38.1). mount reads /etc/fstab when only one of device and place is named, and turns options into flags of
 * mount(2). Left out: loop devices, UUID= and LABEL=, -a, mount helpers, findmnt's rarer columns.
 */
import type { Task } from '../../../abi/sys.ts';
import { isSysError } from '../../../abi/errno.ts';
import { MNT, MS, S, major, minor } from '../../../abi/fs.ts';
import { allOptions, mountOf, readMounts } from '../../libc/mountinfo.ts';
import type { MountLine } from '../../libc/mountinfo.ts';
import { resolvePath } from '../../libc/path.ts';
import { readTextFile } from '../../libc/stdio.ts';
import { Die, Exit, tool } from '../../libc/tool.ts';
import type { Tool } from '../../libc/tool.ts';

const version = (name: string): string => `${name} from util-linux 2.38.1`;

/** Options with a flag of their own; a negative one clears it. */
const FLAGS: Readonly<Record<string, readonly [set: number, clear: number]>> = {
  ro: [MS.RDONLY, 0], rw: [0, MS.RDONLY], nosuid: [MS.NOSUID, 0], suid: [0, MS.NOSUID], nodev: [MS.NODEV, 0], dev: [0, MS.NODEV], noexec: [MS.NOEXEC, 0], exec: [0, MS.NOEXEC], noatime: [MS.NOATIME, 0],
  relatime: [MS.RELATIME, 0], remount: [MS.REMOUNT, 0], bind: [MS.BIND, 0], rbind: [MS.BIND | MS.REC, 0], move: [MS.MOVE, 0], private: [MS.PRIVATE, 0], rprivate: [MS.PRIVATE | MS.REC, 0], shared: [MS.SHARED, 0],
  rshared: [MS.SHARED | MS.REC, 0], slave: [MS.SLAVE, 0], rslave: [MS.SLAVE | MS.REC, 0], unbindable: [MS.UNBINDABLE, 0], runbindable: [MS.UNBINDABLE | MS.REC, 0], defaults: [0, 0], auto: [0, 0], noauto: [0, 0], user: [0, 0], nouser: [0, 0], nofail: [0, 0],
};
const PROPAGATION = MS.PRIVATE | MS.SHARED | MS.SLAVE | MS.UNBINDABLE;

interface FstabLine {
  readonly source: string;
  readonly target: string;
  readonly type: string;
  readonly options: string;
}

function* fstab(t: Tool): Task<FstabLine[]> {
  try {
    return (yield* readTextFile(t.sys, '/etc/fstab'))
      .split('\n')
      .map((l) => l.trim().split(/\s+/))
      .filter((f) => f.length >= 3 && !f[0]!.startsWith('#'))
      .map(([source = '', target = '', type = '', options = 'defaults']) => ({ source, target, type, options }));
  } catch (e) {
    if (!isSysError(e)) throw e;
    return [];
  }
}

const MORE = '\n       dmesg(1) may have more information after failed mount system call.';

/** What mount(8) says of a failed mount(2), with its status. */
function explain(t: Tool, e: unknown, source: string, target: string, type: string, flags: number): Die {
  if (!isSysError(e)) throw e;
  if (t.dialect !== undefined) return new Die(e.code === 'EPERM' ? 'permission denied (are you root?)' : `mounting ${source} on ${target} failed: ${e.message}`, e.code === 'EPERM' ? 1 : 255);
  const exists = (path: string): boolean => {
    try {
      t.sys.stat(path);
      return true;
    } catch {
      return false;
    }
  };
  switch (e.code) {
    case 'EPERM':
      return new Die(t.sys.getcred().euid === 0 ? `${target}: permission denied.${MORE}` : `${target}: must be superuser to use mount.${MORE}`, 32);
    case 'ENOENT':
      if (!exists(target)) return new Die(`${target}: mount point does not exist.${MORE}`, 32);
      if ((flags & (MS.BIND | MS.MOVE)) !== 0 || source.startsWith('/') || !exists(source)) return new Die(`${target}: special device ${source} does not exist.${MORE}`, 32);
      return new Die(`${target}: mount(2) system call failed: No such file or directory.${MORE}`, 32);
    case 'ENODEV':
      return new Die(`${target}: unknown filesystem type '${type}'.${MORE}`, 32);
    case 'ENOTDIR':
      return new Die(`${target}: mount point is not a directory.${MORE}`, 32);
    case 'ENOTBLK':
      return new Die(`${target}: ${source} is not a block device.${MORE}`, 32);
    case 'EBUSY':
      return new Die(`${target}: ${source} already mounted or mount point busy.${MORE}`, 32);
    case 'EINVAL':
      if ((flags & MS.REMOUNT) !== 0) return new Die(`${target}: mount point not mounted or bad option.${MORE}`, 32);
      return new Die(`${target}: wrong fs type, bad option, bad superblock on ${source}, missing codepage or helper program, or other error.${MORE}`, 32);
    default:
      return new Die(`${target}: mount(2) system call failed: ${e.message}.${MORE}`, 32);
  }
}

const MOUNT_HELP = `
Usage:
 mount [-lhV]
 mount [options] [--source] <source> | [--target] <directory>
 mount [options] <source> <directory>
 mount <operation> <mountpoint> [<target>]

Mount a file system.

Options:
 -o, --options <list>    options, with commas between
 -r, --read-only         mount read-only (same as -o ro)
 -w, --rw                mount read-write (default)
 -t, --types <list>      the type of the file system
 -v, --verbose           say what is done
 -B, --bind              a directory in another place (same as -o bind)
 -R, --rbind             the same with all that is mounted in it
 -M, --move              move a mount to another place
     --make-shared, --make-slave, --make-private, --make-unbindable
     --make-rshared, --make-rslave, --make-rprivate, --make-runbindable
 -h, --help              show this text
 -V, --version           show the version

For more details see mount(8).
`;

export const mount = tool({ name: 'mount', support: { level: 'partial', note: 'no loop devices, labels, -a or helpers' } }, function* (t): Task<number> {
  let flags = 0;
  const data: string[] = [];
  let type: string | undefined;
  let verbose = false;
  let end = '';
  const option = (text: string): void => {
    for (const o of text.split(',')) {
      const known = Object.hasOwn(FLAGS, o) ? FLAGS[o] : undefined;
      if (known !== undefined) flags = (flags | known[0]) & ~known[1];
      else if (o !== '') data.push(o);
    }
  };
  const long: Record<string, string> = { options: 'o:', 'read-only': 'r', rw: 'w', 'read-write': 'w', types: 't:', verbose: 'v', bind: 'B', rbind: 'R', move: 'M', help: 'h', version: 'V', source: '=source:', target: '=target:', 'no-mtab': 'n', fake: 'f' };
  for (const kind of ['shared', 'slave', 'private', 'unbindable', 'rshared', 'rslave', 'rprivate', 'runbindable']) long[`make-${kind}`] = `=make-${kind}`;
  let from: string | undefined;
  let to: string | undefined;
  const operands = yield* t.options('ao:rwt:vBRMhVlnf', long, ({ key, arg }) => {
    if (key === 'o') option(arg);
    else if (key === 'r') flags |= MS.RDONLY;
    else if (key === 'w') flags &= ~MS.RDONLY;
    else if (key === 't') type = arg;
    else if (key === 'v') verbose = true;
    else if (key === 'B') flags |= MS.BIND;
    else if (key === 'R') flags |= MS.BIND | MS.REC;
    else if (key === 'M') flags |= MS.MOVE;
    else if (key === '=source') from = arg;
    else if (key === '=target') to = arg;
    else if (key.startsWith('=make-')) option(key.slice(6));
    else end = key;
  });
  if (end === 'h') {
    yield* t.out.write(MOUNT_HELP);
    return 0;
  }
  if (end === 'V') {
    yield* t.out.write(`${version('mount')}\n`);
    return 0;
  }
  if (operands.length > 2) throw new Die('bad usage', 1, true);
  let source = from ?? (operands.length === 2 || to !== undefined ? operands.shift() : undefined);
  let target = to ?? operands.shift();
  if (source === undefined && target === undefined) {
    for (const m of yield* readMounts(t.sys)) if (type === undefined || type.split(',').includes(m.type)) yield* t.out.write(`${m.source} on ${m.target} type ${m.type} (${allOptions(m)})\n`);
    return 0;
  }
  if (source === undefined && (flags & PROPAGATION) !== 0) source = 'none';
  if (source === undefined && (flags & MS.REMOUNT) !== 0) source = mountOf(yield* readMounts(t.sys), resolvePath(t.sys, target!, 'missing') ?? target!)?.source ?? 'none';
  if (source === undefined || target === undefined) {
    const one = source ?? target!;
    const line = (yield* fstab(t)).find((l) => l.target === one || l.source === one);
    if (line === undefined) throw new Die(t.dialect === undefined ? `${one}: can't find in /etc/fstab.` : `can't find ${one} in /etc/fstab`, 1);
    source = line.source;
    target = line.target;
    type ??= line.type;
    option(line.options);
  }
  const path = resolvePath(t.sys, target, 'missing') ?? target;
  if ((flags & (MS.BIND | MS.MOVE)) !== 0) {
    const own = resolvePath(t.sys, source, 'all');
    source = own ?? source;
  }
  const quiet = (flags & (MS.BIND | MS.MOVE | MS.REMOUNT | PROPAGATION)) !== 0;
  try {
    if (quiet) {
      // As mount(8): a bind with other options is a bind and then a remount; propagation is a call of its own.
      const extra = flags & (MS.RDONLY | MS.NOSUID | MS.NODEV | MS.NOEXEC | MS.NOATIME);
      if ((flags & (MS.BIND | MS.MOVE)) !== 0 && (flags & MS.REMOUNT) === 0) {
        t.sys.mount(source, path, 'none', flags & (MS.BIND | MS.REC | MS.MOVE));
        if (extra !== 0) t.sys.mount('none', path, '', MS.REMOUNT | MS.BIND | extra);
      } else if ((flags & MS.REMOUNT) !== 0) t.sys.mount(source, path, '', flags & ~PROPAGATION, data.join(','));
      if ((flags & PROPAGATION) !== 0) t.sys.mount('none', path, '', flags & (PROPAGATION | MS.REC));
    } else {
      const tried = type === undefined || type === 'auto' ? ['ext4'] : type.split(',');
      if (source.startsWith('/') && type === undefined) {
        const st = t.sys.stat(source);
        if ((st.mode & S.IFMT) !== S.IFBLK) {
          if ((st.mode & S.IFMT) === S.IFDIR) throw new Die(`${path}: ${source} is not a block device.${MORE}`, 32);
          throw new Die('glasshull: loop devices are not simulated', 1);
        }
      } else if (type === undefined && !source.startsWith('/')) {
        throw new Die(t.dialect === undefined ? `${path}: special device ${source} does not exist.${MORE}` : `mounting ${source} on ${target} failed: No such file or directory`, t.dialect === undefined ? 32 : 255);
      }
      t.sys.mount(source, path, tried[0]!, flags, data.join(','));
    }
  } catch (e) {
    if (e instanceof Die || e instanceof Exit) throw e;
    throw explain(t, e, source, path, type ?? 'ext4', flags);
  }
  if (verbose) yield* t.out.write((flags & MS.BIND) !== 0 ? `mount: ${source} bound on ${path}.\n` : `mount: ${source} mounted on ${path}.\n`);
  return 0;
});

export const umount = tool({ name: 'umount', support: { level: 'partial', note: 'no -a by type, -d' }, help: `\nUsage:\n umount [-hV]\n umount -a [options]\n umount [options] <source> | <directory>\n\nUnmount file systems.\n\nOptions:\n -a, --all            unmount all that is in mtab\n -f, --force          even when it cannot be reached\n -l, --lazy           detach now, clean up later\n -R, --recursive      with all that is mounted in it\n -q, --quiet          say nothing when it is not mounted\n -t, --types <list>   only these types\n -v, --verbose        say what is done\n\nFor more details see umount(8).\n`, version: version('umount') }, function* (t): Task<number> {
  const o = new Set<string>();
  const targets = yield* t.options('aflRqrvt:nd', { all: 'a', force: 'f', lazy: 'l', recursive: 'R', quiet: 'q', types: 't:', verbose: 'v' }, ({ key }) => o.add(key));
  if (targets.length === 0) throw new Die('bad usage', 1, true);
  let status = 0;
  for (const target of targets) {
    const mounts = yield* readMounts(t.sys);
    const resolved = resolvePath(t.sys, target, 'missing') ?? target;
    const mounted = [...mounts].reverse().find((m) => m.target === resolved || m.source === target || m.source === resolved);
    const path = mounted?.target ?? resolved;
    const list = o.has('R') ? mounts.filter((m) => m.target === path || m.target.startsWith(`${path}/`)).map((m) => m.target).reverse() : [path];
    for (const one of list) {
      try {
        t.sys.umount(one, (o.has('l') ? MNT.DETACH : 0) | (o.has('f') ? MNT.FORCE : 0));
        if (o.has('v')) yield* t.out.write(`umount: ${one} unmounted\n`);
      } catch (e) {
        if (!isSysError(e)) throw e;
        const what = e.code === 'EINVAL' ? 'not mounted.' : e.code === 'EBUSY' ? 'target is busy.' : e.code === 'ENOENT' ? 'no mount point specified.' : e.code === 'EPERM' ? (t.sys.getcred().euid === 0 ? 'block devices are not permitted on filesystem.' : 'must be superuser to unmount.') : `umount failed: ${e.message}.`;
        if (o.has('q') && e.code === 'EINVAL') continue;
        yield* t.warn(`${target}: ${what}`);
        status = t.dialect === undefined ? 32 : 1;
      }
    }
  }
  return status;
});

export const mountpoint = tool({ name: 'mountpoint', help: '\nUsage:\n mountpoint [-qd] <path>\n mountpoint -x <device>\n\nSay whether a directory is a mountpoint.\n\nOptions:\n -q, --quiet        only by the status\n     --nofollow     do not follow a symbolic link\n -d, --fs-devno     the device number of the file system\n -x, --devno        the device number of a block device\n\nFor more details see mountpoint(1).\n', version: version('mountpoint') }, function* (t): Task<number> {
  const o = new Set<string>();
  const args = yield* t.options('qdxn', { quiet: 'q', 'fs-devno': 'd', devno: 'x', nofollow: 'n' }, ({ key }) => o.add(key));
  if (args.length !== 1) throw new Die('bad usage', 1, true);
  const path = args[0]!;
  let own;
  try {
    own = t.sys.stat(path);
  } catch (e) {
    if (!isSysError(e)) throw e;
    if (!o.has('q')) yield* t.warn(`${path}: ${e.message}`);
    return 1;
  }
  if (o.has('x')) {
    if ((own.mode & S.IFMT) !== S.IFBLK) throw new Die(`${path}: not a block device`, 32);
    yield* t.out.write(`${major(own.rdev)}:${minor(own.rdev)}\n`);
    return 0;
  }
  const canonical = resolvePath(t.sys, path, 'all') ?? path;
  const found = (yield* readMounts(t.sys)).some((m) => m.target === canonical);
  if (o.has('d') && found) yield* t.out.write(`${major(own.dev)}:${minor(own.dev)}\n`);
  else if (!o.has('q')) yield* t.out.write(`${path} is ${found ? '' : 'not '}a mountpoint\n`);
  return found ? 0 : 32;
});

const COLUMNS: Readonly<Record<string, (m: MountLine) => string>> = {
  TARGET: (m) => m.target,
  SOURCE: (m) => (m.root === '/' || m.type === 'cgroup2' || m.type === 'proc' ? m.source : `${m.source}[${m.root}]`),
  FSTYPE: (m) => m.type,
  OPTIONS: allOptions,
  'VFS-OPTIONS': (m) => m.options,
  'FS-OPTIONS': (m) => m.superOptions,
  PROPAGATION: (m) => (m.propagation.some((p) => p.startsWith('shared')) ? 'shared' : m.propagation.some((p) => p.startsWith('master')) ? 'private,slave' : 'private'),
  ID: (m) => String(m.id),
  PARENT: (m) => String(m.parent),
  'MAJ:MIN': (m) => m.device,
  FSROOT: (m) => m.root,
};

export const findmnt = tool({ name: 'findmnt', help: '\nUsage:\n findmnt [options]\n findmnt [options] <device> | <mountpoint>\n findmnt [options] [--source <device>] [--target <path>]\n\nShow the mounted file systems.\n\nOptions:\n -l, --list              as a list\n -n, --noheadings        no headings\n -o, --output <list>     these columns\n -r, --raw               one space between columns\n -S, --source <string>   of this device\n -T, --target <path>     the one that holds a path\n -t, --types <list>      of these types\n\nFor more details see findmnt(8).\n', version: version('findmnt'), support: { level: 'partial', note: 'the usual options and columns' } }, function* (t): Task<number> {
  const o = new Map<string, string>();
  const args = yield* t.options('alno:rS:T:t:M:kuDAJP', { list: 'l', noheadings: 'n', output: 'o:', raw: 'r', source: 'S:', target: 'T:', types: 't:', mountpoint: 'M:' }, ({ key, arg }) => o.set(key, arg));
  const mounts = yield* readMounts(t.sys);
  let rows = mounts;
  const types = o.get('t')?.split(',');
  if (types !== undefined) rows = rows.filter((m) => types.includes(m.type));
  const source = o.get('S');
  if (source !== undefined) rows = rows.filter((m) => m.source === source);
  const holder = o.get('T');
  if (holder !== undefined) {
    const m = mountOf(mounts, resolvePath(t.sys, holder, 'missing') ?? holder);
    rows = m === undefined ? [] : [m];
  }
  for (const arg of [...args, ...(o.has('M') ? [o.get('M')!] : [])]) {
    const path = resolvePath(t.sys, arg, 'missing') ?? arg;
    rows = rows.filter((m) => m.target === path || m.source === arg);
  }
  if (rows.length === 0) return 1;
  const names = (o.get('o') ?? 'TARGET,SOURCE,FSTYPE,OPTIONS').toUpperCase().split(',');
  for (const name of names) if (!Object.hasOwn(COLUMNS, name)) throw new Die(`unknown column: ${name}`);
  const prefixes = new Map<MountLine, string>();
  const tree = rows.length === mounts.length && !o.has('l') && !o.has('r');
  if (tree) {
    const ordered: MountLine[] = [];
    const children = (m: MountLine): MountLine[] => rows.filter((c) => c.parent === m.id && c !== m);
    const visit = (m: MountLine, lead: string, own: string): void => {
      prefixes.set(m, own);
      ordered.push(m);
      const below = children(m);
      below.forEach((c, i) => visit(c, lead + (i + 1 < below.length ? '│ ' : '  '), lead + (i + 1 < below.length ? '├─' : '└─')));
    };
    for (const m of rows) if (!rows.some((p) => p.id === m.parent && p !== m)) visit(m, '', '');
    rows = ordered;
  }
  const table = rows.map((m) => names.map((name) => (name === 'TARGET' ? (prefixes.get(m) ?? '') : '') + COLUMNS[name]!(m)));
  const lines = o.has('n') ? table : [names, ...table];
  const widths = names.map((_, i) => Math.max(...lines.map((l) => l[i]!.length)));
  for (const line of lines) yield* t.out.write(`${line.map((cell, i) => (o.has('r') || i === names.length - 1 ? cell : cell.padEnd(widths[i]!))).join(' ')}\n`);
  return 0;
});
