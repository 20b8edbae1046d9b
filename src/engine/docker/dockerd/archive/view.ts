/**
 * A container's file system as `docker cp` sees it, running or not: its tree with its volumes and the files that the network brings, mounted in a mount
 * namespace that only one thread has. daemon/containerfs_linux.go. tmpfs mounts and /proc are not in it, there as here.
 */
import { isSysError } from '../../../abi/errno.ts';
import { MS, S } from '../../../abi/fs.ts';
import type { Sys, Task } from '../../../abi/sys.ts';
import { exists, mkdirAll, writeFile } from '../../common/files.ts';
import { secureJoin } from '../../runc/rootfs.ts';
import type { Prepare } from '../../archive/confine.ts';
import type { Container } from '../container/container.ts';
import { mountVolumes as useVolumes, unmountVolumes } from '../container/mounts.ts';
import type { Daemon } from '../daemon.ts';

function isMountPoint(sys: Sys, path: string): boolean {
  try {
    return sys.lstat(path).dev !== sys.lstat(path.slice(0, path.lastIndexOf('/'))).dev;
  } catch (e) {
    if (isSysError(e)) return false;
    throw e;
  }
}

/** Run `body` with the container's tree mounted at the path that it is given, and its volumes in use. Holds the container's lock. */
export function* withTree<T>(sys: Sys, daemon: Daemon, c: Container, body: (root: string) => Task<T>): Task<T> {
  return yield* c.lock.with(sys, function* () {
    const rw = daemon.layers.getRw(c.id)!;
    const { merged } = daemon.layers.dirs(rw);
    const mounted = isMountPoint(sys, merged);
    const root = mounted ? merged : yield* daemon.layers.mount(sys, rw);
    try {
      useVolumes(sys, daemon, c);
      try {
        return yield* body(root);
      } finally {
        unmountVolumes(sys, daemon, c);
      }
    } finally {
      if (!mounted) daemon.layers.unmount(sys, rw);
    }
  });
}

/** Bind source, place in the container, writable. */
type Bind = readonly [source: string, destination: string, writable: boolean];

function binds(c: Container): Bind[] {
  const r = c.record;
  const out: Bind[] = Object.values(r.MountPoints)
    .filter((m) => m.Type !== 'tmpfs' && m.Source !== '')
    .map((m) => [m.Source, m.Destination, m.RW] as const);
  const files: readonly (readonly [string, string])[] = [[r.ResolvConfPath, '/etc/resolv.conf'], [r.HostnamePath, '/etc/hostname'], [r.HostsPath, '/etc/hosts']];
  const writable = !c.hostConfig.ReadonlyRootfs;
  for (const [source, destination] of files) if (source !== '' && !out.some(([, d]) => d === destination)) out.push([source, destination, writable]);
  return out.sort(([, a], [, b]) => a.split('/').length - b.split('/').length);
}

/** Mounts volumes and network files over the tree at `root`, in the caller's own mount namespace. */
export function mountVolumes(c: Container, root: string): Prepare {
  return function* (sys) {
    sys.mount('', '/', '', MS.SLAVE | MS.REC);
    for (const [source, destination, writable] of binds(c)) {
      if (!exists(sys, source)) continue;
      const target = secureJoin(sys, root, destination);
      const isDir = (sys.stat(source).mode & S.IFMT) === S.IFDIR;
      if (!exists(sys, target)) {
        if (isDir) mkdirAll(sys, target);
        else {
          mkdirAll(sys, target.slice(0, target.lastIndexOf('/')));
          yield* writeFile(sys, target, '', 0o755);
        }
      }
      sys.mount(source, target, '', MS.BIND | MS.REC);
      if (!writable) sys.mount('', target, '', MS.REMOUNT | MS.BIND | MS.RDONLY);
    }
  };
}
