/** Colours of `ls --color` by type: the defaults that dircolors(1) prints, without those by extension except archives and pictures. */
import { S } from '../../../abi/fs.ts';
import type { Entry } from './ls.ts';

const ARCHIVE = /\.(tar|tgz|zip|gz|bz2|xz|zst|deb|rpm|jar|7z)$/;
const PICTURE = /\.(jpg|jpeg|gif|bmp|png|svg|webp|mp4|mkv|webm)$/;

/** The SGR parameters for an entry's name; '' for none. */
export function colourOf(e: Pick<Entry, 'name' | 'st' | 'path' | 'target' | 'targetStat'>): string {
  if (e.st === undefined) return e.path === '' ? '40;31;01' : '';
  const { mode } = e.st;
  switch (mode & S.IFMT) {
    case S.IFDIR:
      if ((mode & S.ISVTX) !== 0 && (mode & 0o002) !== 0) return '30;42';
      if ((mode & 0o002) !== 0) return '34;42';
      return (mode & S.ISVTX) !== 0 ? '37;44' : '01;34';
    case S.IFLNK:
      return e.targetStat === undefined && e.target !== undefined ? '40;31;01' : '01;36';
    case S.IFIFO:
      return '40;33';
    case S.IFSOCK:
      return '01;35';
    case S.IFCHR:
    case S.IFBLK:
      return '40;33;01';
    default:
      if ((mode & S.ISUID) !== 0) return '37;41';
      if ((mode & S.ISGID) !== 0) return '30;43';
      if ((mode & 0o111) !== 0) return '01;32';
      return ARCHIVE.test(e.name) ? '01;31' : PICTURE.test(e.name) ? '01;35' : '';
  }
}
