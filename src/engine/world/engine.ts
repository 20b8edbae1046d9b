/** What Docker's packages, and the images that are present at boot, add to a host's first disk. */
import { S } from '../abi/fs.ts';
import { Random } from '../base/random.ts';
import type { TreeEntry } from '../base/tree.ts';
import { ENABLED, UNIT_FILES } from '../docker/systemd/unitfiles.ts';
import type { WorldOptions } from './api.ts';
import { catalogue } from './catalogue.ts';

/** Unit files and the image store of the first host; further hosts have no images. Throws a RangeError for an image that the catalogue does not have. */
export function engineTree(host: string, options: WorldOptions): TreeEntry[] {
  const out: TreeEntry[] = [];
  for (const [path, content] of Object.entries(UNIT_FILES)) out.push({ path: path.replace(/^\/lib\//, '/usr/lib/'), mode: S.IFREG | 0o644, content });
  for (const [path, target] of Object.entries(ENABLED)) out.push({ path, mode: S.IFLNK | 0o777, content: { symlink: target } });
  const first = (options.hosts ?? ['host'])[0] === host;
  const images = first ? (options.images ?? []) : [];
  if (images.length === 0) return out;
  const random = new Random(options.seed ^ 0x10ad);
  return [...out, ...catalogue().preload(images, (n) => random.bytes(n))];
}
