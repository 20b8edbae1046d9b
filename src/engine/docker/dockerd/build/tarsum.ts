/** Content checksums of files (pkg/tarsum, version 1): sha256 over a member's header without its time, and its content. */
import { sha256 } from '@noble/hashes/sha2.js';
import { concatBytes, encodeUtf8, toHex } from '../../../base/bytes.ts';
import { isSysError } from '../../../abi/errno.ts';
import { major, minor, S } from '../../../abi/fs.ts';
import type { Sys, Task } from '../../../abi/sys.ts';
import { hashFile } from '../../common/hashfile.ts';
import type { TarHeader } from '../../../userland/libc/tar.ts';

type Summed = Pick<TarHeader, 'name' | 'mode' | 'uid' | 'gid' | 'size' | 'type' | 'linkname' | 'devmajor' | 'devminor'>;

/** What is hashed of a header. */
export function headerBytes(h: Summed, xattrs: ReadonlyMap<string, string> = new Map()): Uint8Array {
  const fields = `name${h.name}mode${h.mode}uid${h.uid}gid${h.gid}size${h.size}typeflag`;
  const rest = `linkname${h.linkname}unamegnamedevmajor${h.devmajor}devminor${h.devminor}${[...xattrs].sort(([a], [b]) => (a < b ? -1 : 1)).map(([k, v]) => k + v).join('')}`;
  const type = h.type === '\0' ? Uint8Array.of(0) : encodeUtf8(h.type);
  return concatBytes([encodeUtf8(fields), type, encodeUtf8(rest)]);
}

const TYPES: Readonly<Record<number, string>> = { [S.IFREG]: '0', [S.IFLNK]: '2', [S.IFCHR]: '3', [S.IFBLK]: '4', [S.IFDIR]: '5', [S.IFIFO]: '6' };

/** The checksum of a file on disk under the name `name`; the name itself when there is no such file (a broken link has none). */
export function* fileSum(sys: Sys, path: string, name: string): Task<string> {
  let st;
  try {
    st = sys.lstat(path);
  } catch (e) {
    if (isSysError(e)) return name;
    throw e;
  }
  const type = TYPES[st.mode & S.IFMT] ?? '0';
  const device = type === '3' || type === '4';
  const hash = sha256.create();
  hash.update(
    headerBytes({
      name: type === '5' && !name.endsWith('/') ? `${name}/` : name,
      mode: st.mode & 0o7777,
      uid: st.uid,
      gid: st.gid,
      size: type === '0' ? st.size : 0,
      type,
      linkname: type === '2' ? sys.readlink(path) : '',
      devmajor: device ? major(st.rdev) : 0,
      devminor: device ? minor(st.rdev) : 0,
    }),
  );
  if (type === '0' && st.size > 0) yield* hashFile(sys, hash, path);
  return toHex(hash.digest());
}

/** One checksum of several. */
export function listSum(prefix: string, sums: readonly string[]): string {
  return `${prefix}:${toHex(sha256(encodeUtf8(sums.join(','))))}`;
}
