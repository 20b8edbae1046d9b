/**
 * Images that are in the store before dockerd starts: the same files under /var/lib/docker that a pull leaves, as a tree for the host's
 * first disk. Cache ids and link names come from the given chance, as a daemon's would.
 */
import { S } from '../../abi/fs.ts';
import { toHex } from '../../base/bytes.ts';
import type { TreeEntry } from '../../base/tree.ts';
import { familiarName, familiarString } from '../reference.ts';
import type { Reference } from '../reference.ts';
import { chainId } from './layers.ts';
import { IMAGE, IMAGEDB, LAYERDB, OVERLAY } from './paths.ts';

/** A layer with its files, as its tar has them. */
export interface PreloadLayer {
  readonly diffId: string;
  /** Sum of the sizes of its files in bytes. */
  readonly contentSize: number;
  entries(): readonly TreeEntry[];
}

export interface PreloadImage {
  readonly reference: Reference;
  /** 'sha256:...' of the configuration. */
  readonly id: string;
  readonly configJson: string;
  /** Digest of the manifest, for the reference by digest. */
  readonly manifestDigest: string;
  readonly layers: readonly PreloadLayer[];
}

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const FILE = S.IFREG | 0o644;
const SECRET = S.IFREG | 0o600;

/** `.wh.NAME` of a layer's tar becomes an overlay whiteout. */
function whiteout(e: TreeEntry): TreeEntry {
  const cut = e.path.lastIndexOf('/');
  const name = e.path.slice(cut + 1);
  return name.startsWith('.wh.') ? { path: `${e.path.slice(0, cut)}/${name.slice(4)}`, mode: S.IFCHR, content: { device: 0 } } : e;
}

/** The tree of /var/lib/docker with these images. `random(n)` gives n bytes. */
export function preloadTree(images: readonly PreloadImage[], random: (length: number) => Uint8Array): TreeEntry[] {
  const out: TreeEntry[] = [];
  const dir = (path: string, mode: number): void => void out.push({ path, mode: S.IFDIR | mode });
  const file = (path: string, content: string, mode = FILE): void => void out.push({ path, mode, content });
  dir(OVERLAY, 0o710);
  dir(`${OVERLAY}/l`, 0o700);
  for (const path of [IMAGE, IMAGEDB, `${IMAGEDB}/content/sha256`, `${IMAGEDB}/metadata/sha256`, LAYERDB, `${LAYERDB}/sha256`, `${LAYERDB}/mounts`]) dir(path, 0o700);
  const repositories: Record<string, Record<string, string>> = {};
  const known = new Map<string, string>();
  for (const image of images) {
    let parent: string | undefined;
    let below = '';
    for (const layer of image.layers) {
      const chain = chainId(parent, layer.diffId);
      let lower = known.get(chain);
      if (lower === undefined) {
        const cacheId = toHex(random(32));
        const link = Array.from(random(26), (b) => BASE32[b & 31]!).join('');
        const base = `${OVERLAY}/${cacheId}`;
        const db = `${LAYERDB}/sha256/${chain.slice(7)}`;
        dir(base, 0o710);
        out.push({ path: `${base}/diff`, mode: S.IFDIR | 0o755, lazy: () => layer.entries().map(whiteout) });
        file(`${base}/link`, link);
        file(`${base}/committed`, '', SECRET);
        out.push({ path: `${OVERLAY}/l/${link}`, mode: S.IFLNK | 0o777, content: { symlink: `../${cacheId}/diff` } });
        if (below !== '') {
          file(`${base}/lower`, below);
          dir(`${base}/work`, 0o700);
        }
        file(`${db}/diff`, layer.diffId);
        file(`${db}/size`, String(layer.contentSize));
        file(`${db}/cache-id`, cacheId);
        if (parent !== undefined) file(`${db}/parent`, parent);
        lower = below === '' ? `l/${link}` : `l/${link}:${below}`;
        known.set(chain, lower);
      }
      below = lower;
      parent = chain;
    }
    file(`${IMAGEDB}/content/sha256/${image.id.slice(7)}`, image.configJson, SECRET);
    const name = familiarName(image.reference);
    const repo = (repositories[name] ??= {});
    repo[familiarString(image.reference)] = image.id;
    repo[`${name}@${image.manifestDigest}`] = image.id;
  }
  file(`${IMAGE}/repositories.json`, JSON.stringify({ Repositories: repositories }), SECRET);
  return out;
}
