/**
 * A host's disk, read from outside: no task, no permissions, no access times, nothing mounted. Parsed files are remembered by inode, so that what did not
 * change costs a lookup; dockerd replaces its state files whole, and a new file is a new inode.
 */
import { decodeUtf8 } from '../base/bytes.ts';
import { DirNode } from '../fs/mem/dirnode.ts';
import { FileNode } from '../fs/mem/filenode.ts';
import type { Inode } from '../vfs/inode.ts';
import type { Host } from '../world/host.ts';

interface Parsed {
  readonly mtime_ms: number;
  readonly size: number;
  readonly value: unknown;
}

export class HostFiles {
  private readonly root: Inode;
  private readonly parsed = new WeakMap<Inode, Parsed>();

  constructor(host: Host) {
    this.root = host.disk.root;
  }

  /** The inode at an absolute path, links not followed; undefined when there is none. */
  find(path: string): Inode | undefined {
    let at: Inode | undefined = this.root;
    for (const part of path.split('/')) {
      if (part === '') continue;
      if (!(at instanceof DirNode)) return undefined;
      at = at.lookup(part);
    }
    return at;
  }

  /** The directory at a path. */
  directory(path: string): DirNode | undefined {
    const inode = this.find(path);
    return inode instanceof DirNode ? inode : undefined;
  }

  /** Names in a directory; [] when there is none. */
  names(path: string): string[] {
    const dir = this.directory(path);
    return dir === undefined ? [] : [...dir.list()].map(([name]) => name);
  }

  text(path: string): string | undefined {
    const inode = this.find(path);
    return inode instanceof FileNode ? decodeUtf8(inode.readAt(0, inode.size)) : undefined;
  }

  /** A JSON file, parsed once for as long as it stays the same; undefined when it is missing or half written. */
  json<T>(path: string): T | undefined {
    const inode = this.find(path);
    return inode instanceof FileNode ? this.parse<T>(inode) : undefined;
  }

  /** As {@link json}, of an inode at hand. The same file gives the same object. */
  parse<T>(inode: FileNode): T | undefined {
    const { mtime_ms, size } = inode.stat();
    const known = this.parsed.get(inode);
    if (known !== undefined && known.mtime_ms === mtime_ms && known.size === size) return known.value as T | undefined;
    let value: T | undefined;
    try {
      value = JSON.parse(decodeUtf8(inode.readAt(0, size))) as T;
    } catch {
      value = undefined;
    }
    this.parsed.set(inode, { mtime_ms, size, value });
    return value;
  }
}
