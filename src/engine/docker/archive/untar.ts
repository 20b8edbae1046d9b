/**
 * Unpacking a layer's tar into a directory, as pkg/archive does for the overlay2 driver: `.wh.NAME` becomes a whiteout (a 0:0 character device),
 * `.wh..wh..opq` makes its directory opaque. Names that would leave the directory are refused. Left out: xattrs of pax records, sparse files.
 */
import { isSysError } from '../../abi/errno.ts';
import { makedev, O, S } from '../../abi/fs.ts';
import type { Sys, Task } from '../../abi/sys.ts';
import { encodeUtf8 } from '../../base/bytes.ts';
import { readTar } from '../../userland/libc/tar.ts';
import type { TarHeader } from '../../userland/libc/tar.ts';
import { mkdirAll, removeAll } from '../common/files.ts';

/** An archive that tries to write outside of its directory. */
export class BreakoutError {
  readonly message: string;
  constructor(name: string) {
    this.message = `${name} is outside of the directory to unpack into`;
  }
}

/** The clean path of a member below the directory; throws {@link BreakoutError}. */
function safe(name: string): string {
  const parts: string[] = [];
  for (const part of name.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') {
      if (parts.pop() === undefined) throw new BreakoutError(name);
    } else parts.push(part);
  }
  return parts.join('/');
}

function mode(h: TarHeader): number {
  const type: Readonly<Record<string, number>> = { '3': S.IFCHR, '4': S.IFBLK, '6': S.IFIFO };
  return (type[h.type] ?? S.IFREG) | h.mode;
}

/** Unpack the archive `bytes` into the directory `into`. */
export function* unpackTar(sys: Sys, bytes: Uint8Array, into: string): Task<void> {
  const times: [string, number][] = [];
  for (const { header: h, body } of readTar(bytes)) {
    const name = safe(h.name);
    const path = name === '' ? into : `${into}/${name}`;
    const slash = path.lastIndexOf('/');
    const parent = path.slice(0, slash);
    const base = path.slice(slash + 1);
    if (name !== '') mkdirAll(sys, parent);
    if (base === '.wh..wh..opq') {
      sys.setxattr(parent, 'trusted.overlay.opaque', encodeUtf8('y'));
      continue;
    }
    if (base.startsWith('.wh.')) {
      sys.mknod(`${parent}/${base.slice(4)}`, S.IFCHR, 0);
      continue;
    }
    if (h.type !== '5' && name !== '') removeAll(sys, path);
    if (h.type === '5') {
      try {
        if (name !== '') sys.mkdir(path, h.mode);
      } catch (e) {
        if (!isSysError(e, 'EEXIST')) throw e;
      }
      sys.chmod(path, h.mode);
    } else if (h.type === '2') sys.symlink(h.linkname, path);
    else if (h.type === '1') sys.link(`${into}/${safe(h.linkname)}`, path);
    else if (h.type === '3' || h.type === '4' || h.type === '6') sys.mknod(path, mode(h), makedev(h.devmajor, h.devminor));
    else {
      const fd = yield* sys.open(path, O.WRONLY | O.CREAT | O.TRUNC | O.CLOEXEC, h.mode);
      try {
        for (let at = 0; at < body.length; ) at += yield* sys.write(fd, at === 0 ? body : body.subarray(at));
      } finally {
        sys.close(fd);
      }
    }
    sys.chown(path, h.uid, h.gid, false);
    if (h.type !== '2' && h.type !== '1') sys.chmod(path, h.mode);
    times.push([path, h.mtime_s * 1000]);
  }
  for (const [path, ms] of times) sys.utimens(path, { atime_ms: ms, mtime_ms: ms }, false);
}
