/**
 * The first steps of PID 1: mount what every Linux has, then become /sbin/init (as an initramfs does). Where no systemd is installed, the
 * small init below adopts orphans and does nothing else.
 */
import { isSysError } from '../abi/errno.ts';
import { MS } from '../abi/fs.ts';
import type { Sys, Task } from '../abi/sys.ts';
import type { Program } from '../userland/libc/program.ts';

/** What is mounted at boot: source, target, type, flags, data. */
const MOUNTS: readonly (readonly [string, string, string, number, string])[] = [
  ['sysfs', '/sys', 'sysfs', MS.NOSUID | MS.NODEV | MS.NOEXEC | MS.RELATIME, ''],
  ['proc', '/proc', 'proc', MS.NOSUID | MS.NODEV | MS.NOEXEC | MS.RELATIME, ''],
  ['udev', '/dev', 'devtmpfs', MS.NOSUID | MS.RELATIME, 'size=4014552k,nr_inodes=1003638,mode=755'],
  ['devpts', '/dev/pts', 'devpts', MS.NOSUID | MS.NOEXEC | MS.RELATIME, 'gid=5,mode=620,ptmxmode=000'],
  ['tmpfs', '/run', 'tmpfs', MS.NOSUID | MS.NODEV | MS.NOEXEC | MS.RELATIME, 'size=806060k,mode=755'],
  ['tmpfs', '/dev/shm', 'tmpfs', MS.NOSUID | MS.NODEV, ''],
  ['tmpfs', '/run/lock', 'tmpfs', MS.NOSUID | MS.NODEV | MS.NOEXEC | MS.RELATIME, 'size=5120k'],
  ['cgroup2', '/sys/fs/cgroup', 'cgroup2', MS.NOSUID | MS.NODEV | MS.NOEXEC | MS.RELATIME, 'nsdelegate,memory_recursiveprot'],
  ['mqueue', '/dev/mqueue', 'mqueue', MS.NOSUID | MS.NODEV | MS.NOEXEC | MS.RELATIME, ''],
];

/** Directories on /run that services expect. */
const RUN_DIRS: readonly string[] = ['/run/lock', '/run/user'];

export const BOOT_ENV: readonly string[] = ['HOME=/', 'TERM=linux', 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'];

/** The program of PID 1 until it executes init. `types` are the file systems this kernel knows; `mounted` is called when all are mounted. */
export function* boot(sys: Sys, types: ReadonlySet<string>, mounted: () => void): Task<number> {
  for (const [source, target, type, flags, data] of MOUNTS) {
    if (!types.has(type)) continue;
    if (RUN_DIRS.includes(target) || target === '/dev/shm' || target === '/dev/pts' || target === '/dev/mqueue') makeDirectory(sys, target);
    sys.mount(source, target, type, flags, data);
  }
  for (const dir of RUN_DIRS) makeDirectory(sys, dir);
  mounted();
  return yield* sys.execve('/sbin/init', ['/sbin/init'], BOOT_ENV);
}

function makeDirectory(sys: Sys, path: string): void {
  try {
    sys.mkdir(path, 0o755);
  } catch (e) {
    if (!isSysError(e, 'EEXIST')) throw e;
  }
}

/** An init that only reaps. */
export const reaper: Program = {
  name: 'init',
  support: { level: 'partial', note: 'adopts orphans; starts no services' },
  *main(sys) {
    for (;;) {
      try {
        yield* sys.wait4(-1);
      } catch (e) {
        if (!isSysError(e, 'ECHILD')) throw e;
        sys.sigaction(17, () => undefined);
        yield* sys.sigsuspend();
      }
    }
  },
};
