/** flock(2): advisory locks that belong to open file descriptions and live on inodes. */
import { Waitable } from '../base/waitable.ts';
import type { OpenFile } from './file.ts';
import type { Inode } from './inode.ts';

interface Locks {
  readonly holders: Set<OpenFile>;
  exclusive: boolean;
  readonly changed: Waitable;
}

const byInode = new WeakMap<object, Locks>();

/** The object that the lock is on: the inode for files with a place, else the open file's own identity. */
function lockedObject(file: OpenFile): object {
  return (file as OpenFile & { readonly inode?: Inode }).inode ?? file;
}

/** Take or convert a lock: undefined when it is held now, else what to wait on before the next try. */
export function lockFile(file: OpenFile, op: 'sh' | 'ex'): Waitable | undefined {
  const key = lockedObject(file);
  let locks = byInode.get(key);
  if (locks === undefined) byInode.set(key, (locks = { holders: new Set(), exclusive: false, changed: new Waitable() }));
  const others = locks.holders.size - (locks.holders.has(file) ? 1 : 0);
  if (others > 0 && (op === 'ex' || locks.exclusive)) return locks.changed;
  const eased = locks.exclusive && op === 'sh';
  locks.holders.add(file);
  (file as { locked?: boolean }).locked = true;
  locks.exclusive = op === 'ex';
  if (eased) locks.changed.notify();
  return undefined;
}

/** Give up the lock that `file` holds, if any. Also when the file is closed. */
export function unlockFile(file: OpenFile): void {
  const locks = byInode.get(lockedObject(file));
  if (locks === undefined || !locks.holders.delete(file)) return;
  (file as { locked?: boolean }).locked = false;
  locks.exclusive = false;
  locks.changed.notify();
}
