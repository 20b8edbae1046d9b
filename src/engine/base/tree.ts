/**
 * A file tree as plain data: what a layer, or a host's disk at first boot, consists of. Producers are the image catalogue and the host's layout; a file
 * system turns it into inodes.
 */
import type { ContentSource } from './content.ts';

/** What an entry holds: bytes, text, declared content, a link or a device; a directory has none. */
export type TreeContent = Uint8Array | string | ContentSource | { readonly symlink: string } | { readonly hardlink: string } | { readonly device: number };

/** One file or directory. Parents come before children; missing parents are made with mode 0755. */
export interface TreeEntry {
  /** Absolute, without a trailing slash; '/' is the root itself. */
  readonly path: string;
  /** Type and permission bits of st_mode. */
  readonly mode: number;
  readonly uid?: number;
  readonly gid?: number;
  readonly mtime_ms?: number;
  readonly content?: TreeContent;
  /**
   * Of a directory: entries within it (paths as if it were the root) that are made when somebody first looks into it. So a tree of many
   * images costs nothing until it is visited.
   */
  readonly lazy?: () => Iterable<TreeEntry>;
}
