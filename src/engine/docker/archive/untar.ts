/**
 * Unpacking a tar stream into a directory, as moby's go-archive does it: for `docker cp` and build contexts ("files"), and for an image's layer ("layer"), where
 * `.wh.NAME` becomes a whiteout (a 0:0 character device) and `.wh..wh..opq` makes its directory opaque, as the overlay2 driver wants it. Who unpacks what
 * strangers send does it in a changed root ({@link file://./confine.ts}). Left out: aufs hard links, sparse files.
 */
import { isSysError } from '../../abi/errno.ts';
import { makedev, O, S } from '../../abi/fs.ts';
import type { Stat } from '../../abi/fs.ts';
import type { Sys, Task } from '../../abi/sys.ts';
import { encodeUtf8 } from '../../base/bytes.ts';
import { clean, dir, join } from '../common/path.ts';
import { mkdirAll, removeAll } from '../common/files.ts';
import { ArchiveError, onPath, pathError } from './error.ts';
import { TarReader } from './reader.ts';
import type { TarMember, TarTap } from './reader.ts';
import type { ByteSource } from './source.ts';

/** How to unpack. */
export interface UntarOptions {
  /** Refuse to put a directory where something else is, and the other way round. */
  readonly noOverwriteDirNonDir?: boolean;
  /** Do not change owners. */
  readonly noLchown?: boolean;
  /** Owner of everything, instead of what the members say. */
  readonly chown?: { readonly uid: number; readonly gid: number };
  /** It is an image's layer. */
  readonly layer?: boolean;
  readonly tap?: TarTap;
  /** Another name for a member, before anything else is done with it. */
  readonly rename?: (name: string) => string;
  /** Told of every member before it is unpacked; what it returns reads the member's content. */
  readonly filter?: (member: TarMember, body: ByteSource) => ByteSource;
}

/** Most bytes that one archive may unpack to: what a bomb can take of the memory in which the simulated disks lie. */
const MOST_BYTES = 2 ** 30;

const quote = (text: string): string => JSON.stringify(text);

function lstat(sys: Sys, path: string): Stat | undefined {
  try {
    return sys.lstat(path);
  } catch (e) {
    if (isSysError(e)) return undefined;
    throw e;
  }
}

const isDir = (st: Stat): boolean => (st.mode & S.IFMT) === S.IFDIR;

function* writeBody(sys: Sys, path: string, mode: number, body: ByteSource): Task<void> {
  let fd: number;
  try {
    fd = yield* sys.open(path, O.WRONLY | O.CREAT | O.CLOEXEC, mode);
  } catch (e) {
    throw pathError('open', path, e);
  }
  try {
    for (;;) {
      const b = yield* body.read(1 << 16);
      if (b.length === 0) return;
      for (let at = 0; at < b.length; ) {
        try {
          at += yield* sys.write(fd, at === 0 ? b : b.subarray(at));
        } catch (e) {
          throw pathError('write', path, e);
        }
      }
      if (sys.charge(b.length)) yield* sys.schedYield();
    }
  } finally {
    sys.close(fd);
  }
}

const SPECIAL: Readonly<Record<string, number>> = { '3': S.IFCHR, '4': S.IFBLK, '6': S.IFIFO };

/** Make one member at `path`. */
function* make(sys: Sys, path: string, root: string, m: TarMember, body: ByteSource, o: UntarOptions): Task<void> {
  switch (m.type) {
    case '5': {
      const old = lstat(sys, path);
      if (old === undefined || !isDir(old)) onPath('mkdir', path, () => sys.mkdir(path, m.mode));
      break;
    }
    case '0':
    case '\0':
      yield* writeBody(sys, path, m.mode, body);
      break;
    case '3':
    case '4':
    case '6':
      try {
        sys.mknod(path, SPECIAL[m.type]! | m.mode, m.type === '6' ? 0 : makedev(m.devmajor, m.devminor));
      } catch (e) {
        throw isSysError(e) ? new ArchiveError(e.message.toLowerCase()) : e;
      }
      break;
    case '1': {
      const target = join(root, m.linkname);
      if (root !== '/' && !target.startsWith(root)) throw new ArchiveError(`invalid hardlink ${quote(target)} -> ${quote(m.linkname)}`);
      onPath(`link ${target}`, path, () => sys.link(target, path));
      break;
    }
    case '2': {
      const target = join(dir(path), m.linkname);
      if (root !== '/' && !target.startsWith(root)) throw new ArchiveError(`invalid symlink ${quote(path)} -> ${quote(m.linkname)}`);
      onPath(`symlink ${m.linkname}`, path, () => sys.symlink(m.linkname, path));
      break;
    }
    default:
      throw new ArchiveError(`unhandled tar header type ${m.type.charCodeAt(0)}`);
  }
  if (o.noLchown !== true) {
    const { uid, gid } = o.chown ?? m;
    onPath('lchown', path, () => sys.chown(path, uid, gid, false));
  }
  for (const [name, value] of m.xattrs) {
    try {
      sys.setxattr(path, name, encodeUtf8(value));
    } catch (e) {
      if (!isSysError(e, 'ENOTSUP') && !isSysError(e, 'EPERM')) throw e;
    }
  }
  if (m.type !== '2' && m.type !== '1') onPath('chmod', path, () => sys.chmod(path, m.mode));
  if (m.type !== '1') sys.utimens(path, { atime_ms: m.mtime_s * 1000, mtime_ms: m.mtime_s * 1000 }, false);
}

/** A whiteout of a layer; true when the member was one. */
function whiteout(sys: Sys, path: string, name: string): boolean {
  if (!name.startsWith('.wh.')) return false;
  const parent = dir(path);
  if (name === '.wh..wh..opq') {
    sys.setxattr(parent, 'trusted.overlay.opaque', encodeUtf8('y'));
    return true;
  }
  if (name.startsWith('.wh..wh.')) return true;
  const hidden = join(parent, name.slice(4));
  removeAll(sys, hidden);
  sys.mknod(hidden, S.IFCHR, 0);
  return true;
}

/** Unpack a stream into `dest`. Returns the sum of the members' sizes. Throws {@link ArchiveError} and SysError. */
export function* untar(sys: Sys, source: ByteSource, dest: string, o: UntarOptions = {}): Task<number> {
  const reader = new TarReader(source, o.tap);
  const root = clean(dest);
  const below = root === '/' ? '' : root;
  const times: [string, number][] = [];
  let total = 0;
  const mask = sys.umask(0);
  try {
    for (;;) {
      const read = yield* reader.next();
      if (read === undefined) break;
      const m = o.rename === undefined ? read : { ...read, name: o.rename(read.name), linkname: read.type === '1' ? o.rename(read.linkname) : read.linkname };
      total += m.size;
      if (total > MOST_BYTES) throw new ArchiveError('glasshull: an archive that unpacks to more than 1 GiB is not simulated');
      const name = clean(m.name);
      if (name === '..' || name.startsWith('../')) throw new ArchiveError(`invalid entry name ${quote(m.name)}`);
      const path = name === '.' || name === '/' ? root : `${below}/${name.replace(/^\//, '')}`;
      const body = o.filter?.(m, reader) ?? reader;
      const parent = dir(path);
      if (path !== root && lstat(sys, parent) === undefined) mkdirAll(sys, parent);
      const base = path.slice(path.lastIndexOf('/') + 1);
      if (o.layer === true && whiteout(sys, path, base)) continue;
      const old = lstat(sys, path);
      if (old !== undefined) {
        const wasDir = isDir(old);
        if (o.noOverwriteDirNonDir === true && wasDir && m.type !== '5') throw new ArchiveError(`cannot overwrite directory ${quote(name)} with non-directory ${quote(root)}`);
        if (o.noOverwriteDirNonDir === true && !wasDir && m.type === '5') throw new ArchiveError(`cannot overwrite non-directory ${quote(name)} with directory ${quote(root)}`);
        if (wasDir && path === root && o.layer !== true) continue;
        if (!wasDir || m.type !== '5') removeAll(sys, path);
      }
      yield* make(sys, path, root, m, body, o);
      if (m.type === '5') times.push([path, m.mtime_s * 1000]);
      if (sys.charge(3000)) yield* sys.schedYield();
    }
  } finally {
    sys.umask(mask);
  }
  for (const [path, ms] of times) sys.utimens(path, { atime_ms: ms, mtime_ms: ms }, false);
  return total;
}
