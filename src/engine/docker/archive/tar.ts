/**
 * The tar of a directory tree, as docker packs a layer: members sorted by path, whiteouts of overlayfs as `.wh.NAME` files, opaque
 * directories with `.wh..wh..opq` inside (pkg/archive). Times are cut to whole seconds.
 */
import { EMPTY } from '../../base/bytes.ts';
import { isSysError } from '../../abi/errno.ts';
import { major, minor, O, S } from '../../abi/fs.ts';
import type { Stat } from '../../abi/fs.ts';
import type { Sys, Task } from '../../abi/sys.ts';
import { TAR_END, tarHeader, tarPadding } from '../../userland/libc/tar.ts';

/** Takes the bytes of the archive, in order. */
export type TarSink = (bytes: Uint8Array) => Task<void>;

const TYPE: Readonly<Record<number, string>> = { [S.IFREG]: '0', [S.IFLNK]: '2', [S.IFCHR]: '3', [S.IFBLK]: '4', [S.IFDIR]: '5', [S.IFIFO]: '6' };

function header(name: string, st: Stat, type: string, size: number, linkname: string): Uint8Array {
  const device = type === '3' || type === '4';
  return tarHeader({
    name,
    mode: st.mode & 0o7777,
    uid: st.uid,
    gid: st.gid,
    size,
    mtime_s: Math.floor(st.mtime_ms / 1000),
    type,
    linkname,
    uname: '',
    gname: '',
    devmajor: device ? major(st.rdev) : 0,
    devminor: device ? minor(st.rdev) : 0,
  });
}

function isOpaque(sys: Sys, path: string): boolean {
  try {
    return sys.getxattr(path, 'trusted.overlay.opaque')[0] === 121;
  } catch (e) {
    if (isSysError(e)) return false;
    throw e;
  }
}

/** Pack what is in `root`. Returns the sum of the sizes of the regular files. */
export function* packTree(sys: Sys, root: string, sink: TarSink): Task<number> {
  const links = new Map<number, string>();
  let total = 0;
  const walk = function* (dir: string): Task<void> {
    const names = sys.readdir(root + dir).map((e) => e.name).filter((n) => n !== '.' && n !== '..').sort();
    for (const name of names) {
      const path = `${dir}/${name}`;
      const member = path.slice(1);
      const st = sys.lstat(root + path);
      const kind = st.mode & S.IFMT;
      if (kind === S.IFSOCK) continue;
      if (kind === S.IFCHR && st.rdev === 0) {
        yield* sink(header(`${member.slice(0, member.length - name.length)}.wh.${name}`, { ...st, mode: S.IFREG, rdev: 0 }, '0', 0, ''));
        continue;
      }
      const first = kind === S.IFREG && st.nlink > 1 ? links.get(st.ino) : undefined;
      if (first !== undefined) yield* sink(header(member, st, '1', 0, first));
      else if (kind === S.IFREG) {
        links.set(st.ino, member);
        total += st.size;
        yield* sink(header(member, st, '0', st.size, ''));
        yield* body(sys, root + path, st.size, sink);
      } else yield* sink(header(kind === S.IFDIR ? `${member}/` : member, st, TYPE[kind] ?? '0', 0, kind === S.IFLNK ? sys.readlink(root + path) : ''));
      if (kind === S.IFDIR) {
        if (isOpaque(sys, root + path)) yield* sink(header(`${member}/.wh..wh..opq`, { ...st, mode: S.IFREG }, '0', 0, ''));
        yield* walk(path);
      }
      if (sys.charge(3000)) yield* sys.schedYield();
    }
  };
  yield* walk('');
  yield* sink(TAR_END);
  return total;
}

function* body(sys: Sys, path: string, size: number, sink: TarSink): Task<void> {
  if (size === 0) return;
  const fd = yield* sys.open(path, O.RDONLY | O.CLOEXEC);
  try {
    for (let left = size; left > 0; ) {
      const b = yield* sys.read(fd, Math.min(left, 1 << 18));
      if (b.length === 0) break;
      left -= b.length;
      yield* sink(b);
      if (sys.charge(b.length * 2)) yield* sys.schedYield();
    }
  } finally {
    sys.close(fd);
  }
  const padding = tarPadding(size);
  yield* sink(padding.length === 0 ? EMPTY : padding);
}
