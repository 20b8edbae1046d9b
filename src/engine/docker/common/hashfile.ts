/** Hashing of what lies on disk; a module of its own because few of the programs that share {@link ./files.ts} need a hash. */
import { O } from '../../abi/fs.ts';
import type { Sys, Task } from '../../abi/sys.ts';

/** What hashing a byte takes. */
const HASH_NS = 2;

/** Add a file's content to a hash. Throws SysError. */
export function* hashFile(sys: Sys, hash: { update(data: Uint8Array): unknown }, path: string): Task<void> {
  const fd = yield* sys.open(path, O.RDONLY | O.CLOEXEC);
  try {
    for (;;) {
      const b = yield* sys.read(fd, 1 << 18);
      if (b.length === 0) break;
      hash.update(b);
      if (sys.charge(b.length * HASH_NS)) yield* sys.schedYield();
    }
  } finally {
    sys.close(fd);
  }
}
