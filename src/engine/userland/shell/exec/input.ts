/** Reading lines from descriptors without taking more than the line, so that what follows stays for others. */
import type { Task } from '../../../abi/sys.ts';
import { isSysError } from '../../../abi/errno.ts';
import { SEEK } from '../../../abi/fs.ts';
import { concatBytes, decodeUtf8 } from '../../../base/bytes.ts';
import type { Shell } from '../state/shell.ts';

/** Bytes up to and with `end` (a byte), at most `max`; fewer at the end of the file. EINTR goes to the caller. */
export function* readUntil(sh: Shell, fd: number, end: number, max = Infinity): Task<Uint8Array> {
  let seekable = true;
  try {
    sh.sys.lseek(fd, 0, SEEK.CUR);
  } catch (e) {
    if (!isSysError(e)) throw e;
    seekable = false;
  }
  const parts: Uint8Array[] = [];
  let total = 0;
  while (total < max) {
    const data = yield* sh.sys.read(fd, seekable ? Math.min(4096, max - total) : 1);
    if (data.length === 0) break;
    const at = data.indexOf(end);
    if (at >= 0) {
      parts.push(data.subarray(0, at + 1));
      if (seekable && at + 1 < data.length) sh.sys.lseek(fd, at + 1 - data.length, SEEK.CUR);
      break;
    }
    parts.push(data);
    total += data.length;
  }
  return concatBytes(parts);
}

/** A line without its newline; undefined at the end of the file. */
export function* readLine(sh: Shell, fd: number): Task<string | undefined> {
  for (;;) {
    try {
      const data = yield* readUntil(sh, fd, 10);
      if (data.length === 0) return undefined;
      return decodeUtf8(data, 0, data[data.length - 1] === 10 ? data.length - 1 : data.length);
    } catch (e) {
      if (!isSysError(e, 'EINTR')) throw e;
      sh.checkHangup();
      if (sh.interrupted) return undefined;
    }
  }
}
