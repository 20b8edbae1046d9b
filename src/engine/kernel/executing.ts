/** Which files are being executed, and by how many processes: such a file cannot be opened for writing (deny_write_access, ETXTBSY). */
import type { Inode } from '../vfs/inode.ts';

export class ExecutedFiles {
  private readonly counts = new Map<Inode, number>();

  /** Does a living process run `inode`? */
  has(inode: Inode): boolean {
    return this.counts.has(inode);
  }

  /** One more process runs `inode`. */
  add(inode: Inode): void {
    this.counts.set(inode, (this.counts.get(inode) ?? 0) + 1);
  }

  /** One process less runs `inode`. */
  remove(inode: Inode): void {
    const n = this.counts.get(inode) ?? 0;
    if (n > 1) this.counts.set(inode, n - 1);
    else this.counts.delete(inode);
  }
}
