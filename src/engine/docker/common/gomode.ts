/** Go's os.FileMode, which the archive API and Go's own tools use: other bits than Linux' st_mode. */
import { S } from '../../abi/fs.ts';

export const GoMode = { dir: 2 ** 31, symlink: 2 ** 27, device: 2 ** 26, pipe: 2 ** 25, socket: 2 ** 24, setuid: 2 ** 23, setgid: 2 ** 22, charDevice: 2 ** 21, sticky: 2 ** 20, irregular: 2 ** 19 } as const;

/** FileMode of a Linux mode. */
export function goMode(mode: number): number {
  let out = mode & 0o777;
  switch (mode & S.IFMT) {
    case S.IFDIR:
      out += GoMode.dir;
      break;
    case S.IFLNK:
      out += GoMode.symlink;
      break;
    case S.IFBLK:
      out += GoMode.device;
      break;
    case S.IFCHR:
      out += GoMode.device + GoMode.charDevice;
      break;
    case S.IFIFO:
      out += GoMode.pipe;
      break;
    case S.IFSOCK:
      out += GoMode.socket;
      break;
  }
  if ((mode & S.ISUID) !== 0) out += GoMode.setuid;
  if ((mode & S.ISGID) !== 0) out += GoMode.setgid;
  if ((mode & S.ISVTX) !== 0) out += GoMode.sticky;
  return out;
}

/** Does a FileMode have this bit? */
export function hasMode(mode: number, bit: number): boolean {
  return Math.floor(mode / bit) % 2 === 1;
}
