/**
 * The backing store of a disk: a memfs volume with one blob per written-back extent. A file's recent bytes live in its extents (the page
 * cache); when much is dirty, the oldest is written back here and the extents refer to it. The volume is made at the first write-back:
 * a disk that is only looked at has none. Blobs are immutable; one goes when nothing refers to it any more.
 */
import { Volume } from 'memfs';
import type { OwnedSource } from '../mem/extents.ts';

class Blob implements OwnedSource {
  readonly owned = true;
  readonly key: string;
  readonly size: number;
  private left: number;
  private readonly volume: InstanceType<typeof Volume>;

  constructor(volume: InstanceType<typeof Volume>, key: string, bytes: Uint8Array) {
    this.volume = volume;
    this.key = key;
    this.size = this.left = bytes.length;
    volume.writeFileSync(key, bytes);
  }

  read(offset: number, length: number): Uint8Array {
    const out = new Uint8Array(length);
    const fd = this.volume.openSync(this.key, 'r');
    this.volume.readSync(fd, out, 0, length, offset);
    this.volume.closeSync(fd);
    return out;
  }

  drop(length: number): void {
    this.left -= length;
    if (this.left <= 0) this.volume.unlinkSync(this.key);
  }
}

export class BlobStore {
  private volume: InstanceType<typeof Volume> | undefined;
  private next = 1;

  /** Keep a copy of `bytes`. */
  put(bytes: Uint8Array): OwnedSource {
    this.volume ??= new Volume();
    return new Blob(this.volume, `/${this.next++}`, bytes);
  }

  /** Blobs held now; for tests. */
  get count(): number {
    return this.volume === undefined ? 0 : this.volume.readdirSync('/').length;
  }
}
