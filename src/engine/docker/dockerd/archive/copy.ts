/** The archive endpoints of a container: stat a path, pack it, unpack into it. daemon/archive{,_unix}.go. */
import { isSysError } from '../../../abi/errno.ts';
import { S } from '../../../abi/fs.ts';
import type { Stat } from '../../../abi/fs.ts';
import type { Sys, Task } from '../../../abi/sys.ts';
import { preserveTrailing } from '../../archive/cppath.ts';
import { drainRoot, feedRoot, inRoot } from '../../archive/confine.ts';
import { decompress } from '../../archive/decompress.ts';
import { ArchiveError, isMissing, onPath } from '../../archive/error.ts';
import { bufferedSink } from '../../archive/source.ts';
import type { ByteSink, ByteSource } from '../../archive/source.ts';
import { packTree } from '../../archive/tar.ts';
import { untar } from '../../archive/untar.ts';
import type { ContainerPathStat } from '../../api/types.ts';
import { goMode } from '../../common/gomode.ts';
import { base, join } from '../../common/path.ts';
import { rfc3339Nano } from '../../common/time.ts';
import { secureJoin } from '../../runc/rootfs.ts';
import type { Container } from '../container/container.ts';
import type { Daemon } from '../daemon.ts';
import { ApiError, invalid, notFound, system } from '../errors.ts';
import { lookUpIds } from './owner.ts';
import { mountVolumes, withTree } from './view.ts';

/** What the API answers for something that went wrong on `path`. */
function refusal(e: unknown, path: string, name: string): unknown {
  if (isMissing(e)) return notFound(`Could not find the file ${path} in container ${name}`);
  if (e instanceof ArchiveError) return e.invalid ? invalid(e.message) : system(e.message);
  return e;
}

function statJson(sys: Sys, path: string, st: Stat): ContainerPathStat {
  const link = (st.mode & S.IFMT) === S.IFLNK;
  const sec = Math.floor(st.mtime_ms / 1000);
  return {
    name: base(path),
    size: st.size,
    mode: goMode(st.mode),
    mtime: rfc3339Nano({ sec, nsec: Math.round((st.mtime_ms - sec * 1000) * 1e6) }),
    linkTarget: link ? secureJoin(sys, '', path) || '/' : '',
  };
}

/** HEAD: what is at a path. The last symlink is not followed. */
export function* statPath(sys: Sys, daemon: Daemon, c: Container, name: string, path: string): Task<ContainerPathStat> {
  try {
    return yield* withTree(sys, daemon, c, (root) =>
      inRoot(
        sys,
        root,
        function* (s) {
          return statJson(s, path, onPath('lstat', path, () => s.lstat(path)));
        },
        mountVolumes(c, root),
      ),
    );
  } catch (e) {
    throw refusal(e, path, name);
  }
}

/** The path with '/.' behind it, so that a link to a directory is followed. */
function asDirectory(path: string): string {
  return path === '/' ? path : path.endsWith('/.') ? path : path.endsWith('/') ? `${path}.` : `${path}/.`;
}

/** GET: pack what is at a path. `begin` is told the stat before the first byte. */
export function* packPath(sys: Sys, daemon: Daemon, c: Container, name: string, path: string, begin: (stat: ContainerPathStat) => Task<void>, sink: ByteSink): Task<void> {
  const abs = preserveTrailing(join('/', path), path);
  let begun = false;
  try {
    yield* withTree(sys, daemon, c, function* (root) {
      const prepare = mountVolumes(c, root);
      const stat = yield* inRoot(
        sys,
        root,
        function* (s) {
          return statJson(s, abs, onPath('lstat', abs, () => s.lstat(abs)));
        },
        prepare,
      );
      daemon.events.log(sys, 'container', 'archive-path', c.id, c.attributes());
      yield* begin(stat);
      begun = true;
      const isDir = stat.mode >= 2 ** 31;
      const cut = abs.lastIndexOf('/') + 1;
      const dir = isDir ? abs : abs.slice(0, cut);
      const include = isDir ? '.' : abs.slice(cut);
      yield* drainRoot(
        sys,
        root,
        sink,
        function* (s, out) {
          const buffer = bufferedSink(out);
          yield* packTree(s, isDir ? asDirectory(dir) : dir.replace(/(.)\/$/, '$1'), buffer.write, { include, includeSourceDir: true, rebase: base(abs) });
          yield* buffer.flush();
        },
        prepare,
      );
    });
  } catch (e) {
    throw begun && !isSysError(e) && !(e instanceof ArchiveError) ? e : refusal(e, path, name);
  }
}

/** Refuses a path that lies on what is mounted read-only. */
function checkWritable(c: Container, path: string): void {
  for (const m of Object.values(c.record.MountPoints)) {
    if (path !== m.Destination && !path.startsWith(`${m.Destination}/`)) continue;
    if (m.RW) return;
    throw invalid('mounted volume is marked read-only');
  }
  if (c.hostConfig.ReadonlyRootfs) throw invalid('container rootfs is marked read-only');
}

/** PUT: unpack an archive into a directory. */
export function* extractToDir(sys: Sys, daemon: Daemon, c: Container, name: string, path: string, o: { readonly copyUIDGID: boolean; readonly noOverwriteDirNonDir: boolean }, body: ByteSource): Task<void> {
  const job = function* (s: Sys, source: ByteSource): Task<void> {
    const abs = preserveTrailing(onPath('lstat', path, () => secureJoin(s, '', join('/', path))) || '/', path);
    const st = onPath('lstat', abs, () => s.lstat(abs));
    if ((st.mode & S.IFMT) !== S.IFDIR) throw invalid('extraction point is not a directory');
    checkWritable(c, abs);
    const chown = o.copyUIDGID && c.config.User !== '' ? yield* lookUpIds(s, c.config.User) : undefined;
    yield* untar(s, yield* decompress(s, source), abs, { noOverwriteDirNonDir: o.noOverwriteDirNonDir, ...(chown === undefined ? {} : { chown }) });
  };
  try {
    yield* withTree(sys, daemon, c, (root) => feedRoot(sys, root, body, job, mountVolumes(c, root)));
  } catch (e) {
    throw refusal(e, path, name);
  }
  daemon.events.log(sys, 'container', 'extract-to-dir', c.id, c.attributes());
}

/** GET /containers/{id}/export: the whole tree without volumes. */
export function* exportContainer(sys: Sys, daemon: Daemon, c: Container, begin: () => Task<void>, sink: ByteSink): Task<void> {
  if (c.state.Dead || c.state.RemovalInProgress) throw new ApiError(409, `You cannot export container ${c.id} which is ${c.state.Dead ? 'Dead' : 'being removed'}`, 'the container is on its way out');
  yield* withTree(sys, daemon, c, function* (root) {
    yield* begin();
    yield* drainRoot(sys, root, sink, function* (s, out) {
      const buffer = bufferedSink(out);
      yield* packTree(s, '/', buffer.write);
      yield* buffer.flush();
    });
  });
  daemon.events.log(sys, 'container', 'export', c.id, c.attributes());
}
