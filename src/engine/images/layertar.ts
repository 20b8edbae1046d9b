/** The tar of a catalogue layer: members sorted as the tree gives them, ids and times of the tree, so that its digest is stable. */
import { concatBytes, encodeUtf8 } from '../base/bytes.ts';
import type { TreeEntry } from '../base/tree.ts';
import { S } from '../abi/fs.ts';
import { TAR_END, tarHeader, tarPadding } from '../userland/libc/tar.ts';

/** Modification time of every file of the catalogue, seconds since the epoch: 2025-10-20. */
export const CATALOGUE_MTIME_S = 1_760_918_400;

/** Order of a walk that takes each directory's names sorted, a directory before what it holds. */
function walkOrder(a: TreeEntry, b: TreeEntry): number {
  const x = a.path.split('/');
  const y = b.path.split('/');
  for (let i = 0; i < x.length && i < y.length; i++) if (x[i] !== y[i]) return x[i]! < y[i]! ? -1 : 1;
  return x.length - y.length;
}

/**
 * The entries as packing the unpacked tree would give them again, so that an image that was pulled can be saved and pushed with its own digests: in the order of a
 * walk, every directory named, of several names of one file the first one holding it, all with a time.
 */
export function canonicalEntries(entries: readonly TreeEntry[]): TreeEntry[] {
  const mtime_ms = CATALOGUE_MTIME_S * 1000;
  const all = new Map<string, TreeEntry>();
  for (const e of entries) all.set(e.path, e);
  for (const path of [...all.keys()]) {
    for (let up = path.slice(0, path.lastIndexOf('/')); up !== '' && !all.has(up); up = up.slice(0, up.lastIndexOf('/'))) all.set(up, { path: up, mode: S.IFDIR | 0o755 });
  }
  const sorted = [...all.values()].sort(walkOrder);
  const holder = new Map<string, string>();
  const linkOf = (e: TreeEntry): string | undefined => (typeof e.content === 'object' && 'hardlink' in e.content ? e.content.hardlink : undefined);
  const linked = new Set(sorted.map(linkOf).filter((t) => t !== undefined));
  return sorted.map((e) => {
    const target = linkOf(e) ?? (linked.has(e.path) ? e.path : undefined);
    const timed = e.mtime_ms === undefined ? { ...e, mtime_ms } : e;
    if (target === undefined) return timed;
    const first = holder.get(target);
    if (first !== undefined) return { ...timed, content: { hardlink: first } };
    holder.set(target, e.path);
    return { ...timed, content: all.get(target)?.content };
  });
}

/** The uncompressed tar of these entries. The root itself is not a member. */
export function layerTar(entries: readonly TreeEntry[]): Uint8Array {
  const parts: Uint8Array[] = [];
  for (const entry of canonicalEntries(entries)) {
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
