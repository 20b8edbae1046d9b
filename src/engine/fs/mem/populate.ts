/**
 * From plain data to inodes: fills a directory with the entries of a tree (base/tree.ts), as unpacking an archive would, without system
 * calls. Used for what is there before the first task runs: the host's first disk, the layers of images that are present at boot.
 */
import { S } from '../../abi/fs.ts';
import { assert } from '../../base/assert.ts';
import { encodeUtf8 } from '../../base/bytes.ts';
import { DirNode } from './dirnode.ts';
import { Extents } from './extents.ts';
import { FileNode, LinkNode, SpecialNode } from './filenode.ts';
import type { TreeEntry } from '../../base/tree.ts';
import type { Node, NodeAttr } from './node.ts';

/** Put `entries` into `root`. A file or link replaces what was there; a directory keeps its children. */
export function populate(root: DirNode, entries: Iterable<TreeEntry>, time_ms: number): void {
  const dirs = new Map<string, DirNode>([['', root]]);
  const touched: [DirNode, number][] = [];
  for (const entry of entries) {
    const attr = { mode: entry.mode, uid: entry.uid ?? 0, gid: entry.gid ?? 0, time_ms: entry.mtime_ms ?? time_ms };
    const path = entry.path === '/' ? '' : entry.path;
    if ((entry.mode & S.IFMT) === S.IFDIR) {
      const dir = directory(root, dirs, path, time_ms);
      dir.mode = attr.mode;
      dir.uid = attr.uid;
      dir.gid = attr.gid;
      const { lazy } = entry;
      if (lazy !== undefined) dir.makeLazy((d) => populate(d, lazy(), time_ms));
      touched.push([dir, attr.time_ms]);
      continue;
    }
    const cut = path.lastIndexOf('/');
    const parent = directory(root, dirs, path.slice(0, cut), time_ms);
    const name = path.slice(cut + 1);
    const node = make(root, dirs, entry, attr);
    parent.attach(name, node);
  }
  for (const [dir, t] of touched) dir.atime_ms = dir.mtime_ms = dir.ctime_ms = t;
}

/** A directory `name` of `parent` whose content is made when it is first looked into. */
export function lazyDirectory(parent: DirNode, name: string, mode: number, time_ms: number, entries: () => Iterable<TreeEntry>): DirNode {
  const dir = new DirNode(parent.fs, { mode: S.IFDIR | mode, uid: 0, gid: 0, time_ms }, parent);
  parent.attach(name, dir);
  dir.makeLazy((d) => populate(d, entries(), time_ms));
  return dir;
}

function directory(root: DirNode, dirs: Map<string, DirNode>, path: string, time_ms: number): DirNode {
  const known = dirs.get(path);
  if (known !== undefined) return known;
  const cut = path.lastIndexOf('/');
  const parent = directory(root, dirs, path.slice(0, cut), time_ms);
  const name = path.slice(cut + 1);
  let dir = parent.lookup(name);
  if (!(dir instanceof DirNode)) {
    dir = new DirNode(root.fs, { mode: S.IFDIR | 0o755, uid: 0, gid: 0, time_ms }, parent);
    parent.attach(name, dir);
  }
  dirs.set(path, dir as DirNode);
  return dir as DirNode;
}

function make(root: DirNode, dirs: Map<string, DirNode>, entry: TreeEntry, attr: NodeAttr): Node {
  const { content } = entry;
  if (content === undefined) return (attr.mode & S.IFMT) === S.IFREG ? new FileNode(root.fs, attr) : new SpecialNode(root.fs, attr, 0);
  if (typeof content === 'string') return new FileNode(root.fs, attr, Extents.of(encodeUtf8(content)));
  if (content instanceof Uint8Array) return new FileNode(root.fs, attr, Extents.of(content));
  if ('symlink' in content) return new LinkNode(root.fs, { ...attr, mode: S.IFLNK | 0o777 }, content.symlink);
  if ('device' in content) return new SpecialNode(root.fs, attr, content.device);
  if ('hardlink' in content) {
    const cut = content.hardlink.lastIndexOf('/');
    const node = directory(root, dirs, content.hardlink.slice(0, cut), attr.time_ms).lookup(content.hardlink.slice(cut + 1));
    assert(node !== undefined && !(node instanceof DirNode), `hard link to ${content.hardlink}, which is not there`);
    node.nlink++;
    return node;
  }
  return new FileNode(root.fs, attr, Extents.of(content));
}
