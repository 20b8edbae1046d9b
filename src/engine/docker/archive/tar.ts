/**
 * The tar of a directory tree, as moby's go-archive packs it: members in the order of a walk that sorts each directory by name, times cut to whole seconds, no
 * owner names. For a layer, overlayfs' whiteouts become `.wh.NAME` files and opaque directories get `.wh..wh..opq`. Left out: sparse files, extended
 * attributes but for file capabilities.
 */
import { isSysError } from '../../abi/errno.ts';
import { major, minor, O, S } from '../../abi/fs.ts';
import type { Stat } from '../../abi/fs.ts';
import type { Sys, Task } from '../../abi/sys.ts';
import { decodeUtf8 } from '../../base/bytes.ts';
import { TAR_BLOCK, TAR_END, tarHeader, tarPadding } from '../../userland/libc/tar.ts';
import type { ByteSink } from './source.ts';

/** What to pack, and under which names. */
export interface PackOptions {
  /** The file or directory below the root with which the walk begins; '.' is the root itself. */
  readonly include?: string;
  /** The root is a member, too: './'. */
  readonly includeSourceDir?: boolean;
  /** Replaces `include` at the beginning of names; '/' removes it. */
  readonly rebase?: string;
  /** Owner of all members. */
  readonly chown?: { readonly uid: number; readonly gid: number };
  /** It is the directory of a layer. */
  readonly layer?: boolean;
  /** Do not read the files: only count the bytes that their contents, filled up to whole blocks, would take. */
  readonly measure?: (bytes: number) => void;
  /** Leave a file out ('skip'), or a directory but not yet what is in it ('descend'). `path` is relative to the root. */
  readonly exclude?: (path: string, isDir: boolean) => 'take' | 'skip' | 'descend';
}

const TYPE: Readonly<Record<number, string>> = { [S.IFREG]: '0', [S.IFLNK]: '2', [S.IFCHR]: '3', [S.IFBLK]: '4', [S.IFDIR]: '5', [S.IFIFO]: '6' };

function header(name: string, st: Stat, type: string, size: number, linkname: string, pax?: ReadonlyMap<string, string>): Uint8Array {
  const device = type === '3' || type === '4';
  return tarHeader(
    {
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
    },
    pax,
  );
}

function isOpaque(sys: Sys, path: string): boolean {
  try {
    return sys.getxattr(path, 'trusted.overlay.opaque')[0] === 121;
  } catch (e) {
    if (isSysError(e)) return false;
    throw e;
  }
}

/** The pax record of a file's capabilities, which programs like ping may have. */
function capabilities(sys: Sys, path: string, st: Stat): ReadonlyMap<string, string> | undefined {
  if ((st.mode & 0o111) === 0 || !sys.listxattr(path).includes('security.capability')) return undefined;
  return new Map([['SCHILY.xattr.security.capability', decodeUtf8(sys.getxattr(path, 'security.capability'))]]);
}

/** Pack a tree. Returns the sum of the sizes of the regular files. */
export function* packTree(sys: Sys, root: string, sink: ByteSink, o: PackOptions = {}): Task<number> {
  const links = new Map<number, string>();
  const include = o.include ?? '.';
  let total = 0;
  /** Pack the file `path` (relative to the root) under the name `member`. */
  const add = function* (full: string, member: string, st: Stat): Task<void> {
    const kind = st.mode & S.IFMT;
    const owned = o.chown === undefined ? st : { ...st, ...o.chown };
    const first = kind !== S.IFDIR && st.nlink > 1 ? links.get(st.ino) : undefined;
    if (first !== undefined) {
      yield* sink(header(member, owned, '1', 0, first));
    } else if (kind === S.IFREG) {
      if (st.nlink > 1) links.set(st.ino, member);
      total += st.size;
      yield* sink(header(member, owned, '0', st.size, '', capabilities(sys, full, st)));
      if (o.measure === undefined) yield* body(sys, full, st.size, sink);
      else o.measure(Math.ceil(st.size / TAR_BLOCK) * TAR_BLOCK);
    } else {
      if (kind !== S.IFDIR && st.nlink > 1) links.set(st.ino, member);
      yield* sink(header(kind === S.IFDIR ? `${member}/` : member, owned, TYPE[kind] ?? '0', 0, kind === S.IFLNK ? sys.readlink(full) : ''));
    }
    if (sys.charge(3000)) yield* sys.schedYield();
  };
  const rename = (path: string): string => {
    if (o.rebase === undefined || o.rebase === '') return path;
    return path.replace(include, () => (o.rebase === '/' ? '' : o.rebase!));
  };
  const visit = function* (path: string, st: Stat): Task<void> {
    const full = path === '.' ? root : `${root === '/' ? '' : root}/${path}`;
    const kind = st.mode & S.IFMT;
    if (kind === S.IFSOCK) return;
    const isDir = kind === S.IFDIR;
    const shown = o.includeSourceDir === true && include === '.' && path !== '.' ? `./${path}` : path;
    let take = path !== '.' || o.includeSourceDir === true;
    if (o.exclude !== undefined && path !== include) {
      const verdict = o.exclude(path, isDir);
      if (verdict === 'skip') return;
      if (verdict === 'descend') take = false;
    }
    if (o.layer === true && kind === S.IFCHR && st.rdev === 0) {
      const cut = path.lastIndexOf('/') + 1;
      yield* sink(header(`${path.slice(0, cut)}.wh.${path.slice(cut)}`, { ...st, mode: S.IFREG, rdev: 0 }, '0', 0, ''));
      return;
    }
    if (take) yield* add(full, rename(shown), st);
    if (!isDir) return;
    if (o.layer === true && path !== '.' && isOpaque(sys, full)) yield* sink(header(`${path}/.wh..wh..opq`, { ...st, mode: S.IFREG }, '0', 0, ''));
    const names = sys.readdir(full).map((e) => e.name).filter((n) => n !== '.' && n !== '..').sort();
    for (const name of names) {
      let child: Stat;
      try {
        child = sys.lstat(`${full === '/' ? '' : full}/${name}`);
      } catch (e) {
        if (!isSysError(e, 'ENOENT')) throw e; // it went away while we walked
        continue;
      }
      yield* visit(path === '.' ? name : `${path}/${name}`, child);
    }
  };
  yield* visit(include, sys.lstat(include === '.' ? root : `${root === '/' ? '' : root}/${include}`));
  yield* sink(TAR_END);
  return total;
}

/** A file's content, and what fills its last block. A file that became shorter is filled with zeros, a longer one cut. */
function* body(sys: Sys, path: string, size: number, sink: ByteSink): Task<void> {
  if (size === 0) return;
  const fd = yield* sys.open(path, O.RDONLY | O.CLOEXEC);
  let left = size;
  try {
    while (left > 0) {
      const b = yield* sys.read(fd, Math.min(left, 1 << 18));
      if (b.length === 0) break;
      left -= b.length;
      yield* sink(b);
      if (sys.charge(b.length * 2)) yield* sys.schedYield();
    }
  } finally {
    sys.close(fd);
  }
  for (; left > 0; left -= Math.min(left, 1 << 18)) yield* sink(new Uint8Array(Math.min(left, 1 << 18)));
  const padding = tarPadding(size);
  if (padding.length > 0) yield* sink(padding);
}
