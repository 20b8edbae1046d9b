/** What Docker's packages, and the images that are present at boot, add to a host's first disk. */
import { S } from '../abi/fs.ts';
import { Random } from '../base/random.ts';
import type { TreeEntry } from '../base/tree.ts';
import { preloadTree } from '../docker/dockerd/preload.ts';
import type { PreloadImage } from '../docker/dockerd/preload.ts';
import { ENABLED, UNIT_FILES } from '../docker/systemd/unitfiles.ts';
import { parseReference, withDefaultTag } from '../docker/reference.ts';
import { findImage } from '../images/catalogue.ts';
import type { WorldOptions } from './api.ts';

/** Throws a RangeError for an image that the catalogue does not have. */
function preloaded(name: string): PreloadImage {
  const reference = withDefaultTag(parseReference(name));
  const image = findImage(reference.path, reference.tag ?? 'latest');
  if (image === undefined) throw new RangeError(`no image ${name} in the catalogue`);
  return { reference, id: image.configDigest, configJson: image.configJson, manifestDigest: image.manifestDigest, layers: image.layers };
}

/** Unit files and the image store of the first host; further hosts have no images. */
export function engineTree(host: string, options: WorldOptions): TreeEntry[] {
  const out: TreeEntry[] = [];
  for (const [path, content] of Object.entries(UNIT_FILES)) out.push({ path: path.replace(/^\/lib\//, '/usr/lib/'), mode: S.IFREG | 0o644, content });
  for (const [path, target] of Object.entries(ENABLED)) out.push({ path, mode: S.IFLNK | 0o777, content: { symlink: target } });
  const first = (options.hosts ?? ['host'])[0] === host;
  const images = first ? (options.images ?? []).map(preloaded) : [];
  if (images.length === 0) return out;
  const random = new Random(options.seed ^ 0x10ad);
  return [...out, ...preloadTree(images, (n) => random.bytes(n))];
}
