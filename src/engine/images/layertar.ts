/** The tar of a catalogue layer: members sorted as the tree gives them, ids and times of the tree, so that its digest is stable. */
import { concatBytes, encodeUtf8 } from '../base/bytes.ts';
import type { TreeEntry } from '../base/tree.ts';
import { S } from '../abi/fs.ts';
import { TAR_END, tarHeader, tarPadding } from '../userland/libc/tar.ts';

/** Modification time of every file of the catalogue, seconds since the epoch: 2025-10-20. */
export const CATALOGUE_MTIME_S = 1_760_918_400;

/** The uncompressed tar of these entries. The root itself is not a member. */
export function layerTar(entries: readonly TreeEntry[]): Uint8Array {
  const parts: Uint8Array[] = [];
  for (const entry of entries) {
    if (entry.path === '/') continue;
    const { content } = entry;
    const isDir = (entry.mode & S.IFMT) === S.IFDIR;
    const body = contentBytes(content);
    const link = content !== undefined && typeof content === 'object' && !(content instanceof Uint8Array) ? ('symlink' in content ? content.symlink : 'hardlink' in content ? content.hardlink.slice(1) : '') : '';
    const type = isDir ? '5' : link === '' ? '0' : (entry.mode & S.IFMT) === S.IFLNK ? '2' : '1';
    parts.push(
      tarHeader({
        name: entry.path.slice(1) + (isDir ? '/' : ''),
        mode: entry.mode & 0o7777,
        uid: entry.uid ?? 0,
        gid: entry.gid ?? 0,
        size: body.length,
        mtime_s: entry.mtime_ms === undefined ? CATALOGUE_MTIME_S : Math.floor(entry.mtime_ms / 1000),
        type,
        linkname: link,
        uname: '',
        gname: '',
        devmajor: 0,
        devminor: 0,
      }),
      body,
      tarPadding(body.length),
    );
  }
  parts.push(TAR_END);
  return concatBytes(parts);
}

function contentBytes(content: TreeEntry['content']): Uint8Array {
  if (content === undefined) return new Uint8Array(0);
  if (typeof content === 'string') return encodeUtf8(content);
  if (content instanceof Uint8Array) return content;
  return 'read' in content ? content.read(0, content.size) : new Uint8Array(0);
}
