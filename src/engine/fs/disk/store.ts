/**
 * The backing store of a disk: a memfs volume with one blob per written-back extent. A file's recent bytes live in its extents (the page
 * cache); when much is dirty, the oldest is written back here and the extents refer to it. The volume is made at the first write-back:
 * a disk that is only looked at has none. Blobs are immutable; one goes when nothing refers to it any more.
 *
 * memfs itself is given by who builds the world (`provideVolumes`), because a page fetches it only after its first prompt; until then
 * blobs are plain arrays. Which of the two holds a blob cannot be observed from within the world.
 */
import type { OwnedSource } from '../mem/extents.ts';

/** What a store uses of a memfs volume. */
export interface BlobVolume {
  writeFileSync(path: string, data: Uint8Array): void;
  openSync(path: string, flags: string): number;
  readSync(fd: number, into: Uint8Array, offset: number, length: number, position: number): number;
  closeSync(fd: number): void;
  unlinkSync(path: string): void;
}

let makeVolume: (() => BlobVolume) | undefined;

/** Disks keep what they write back in such volumes from now on. */
export function provideVolumes(make: () => BlobVolume): void {
  makeVolume = make;
}

abstract class Blob implements OwnedSource {
  readonly owned = true;
  readonly key: string;
  readonly size: number;
  private left: number;
  private readonly store: BlobStore;

  constructor(store: BlobStore, key: string, size: number) {
    this.store = store;
    this.key = key;
    this.size = this.left = size;
    store.count++;
  }

  abstract read(offset: number, length: number): Uint8Array;
  protected abstract free(): void;

  drop(length: number): void {
    this.left -= length;
    if (this.left > 0) return;
    this.store.count--;
    this.free();
  }
}

class VolumeBlob extends Blob {
  private readonly volume: BlobVolume;

  constructor(store: BlobStore, key: string, volume: BlobVolume, bytes: Uint8Array) {
    super(store, key, bytes.length);
    this.volume = volume;
    volume.writeFileSync(key, bytes);
  }

  read(offset: number, length: number): Uint8Array {
    const out = new Uint8Array(length);
    const fd = this.volume.openSync(this.key, 'r');
    this.volume.readSync(fd, out, 0, length, offset);
    this.volume.closeSync(fd);
    return out;
  }

  protected free(): void {
    this.volume.unlinkSync(this.key);
  }
}

class ArrayBlob extends Blob {
  private bytes: Uint8Array;

  constructor(store: BlobStore, key: string, bytes: Uint8Array) {
    super(store, key, bytes.length);
    this.bytes = bytes.slice();
  }

  read(offset: number, length: number): Uint8Array {
    return this.bytes.slice(offset, offset + length);
  }

  protected free(): void {
    this.bytes = new Uint8Array(0);
  }
}

export class BlobStore {
  private volume: BlobVolume | undefined;
  private next = 1;
  /** Blobs held now; for tests. */
  count = 0;

  /** Keep a copy of `bytes`. */
  put(bytes: Uint8Array): OwnedSource {
    this.volume ??= makeVolume?.();
    const key = `/${this.next++}`;
    return this.volume === undefined ? new ArrayBlob(this, key, bytes) : new VolumeBlob(this, key, this.volume, bytes);
  }
}
