/** The catalogue of images and packages, and the services of the internet that serve from it. */
import { programs as registry } from '../docker/registry/index.ts';
import { preloadTree } from '../docker/dockerd/preload.ts';
import type { PreloadImage } from '../docker/dockerd/preload.ts';
import { parseReference, withDefaultTag } from '../docker/reference.ts';
import { findImage, listRepositories } from '../images/catalogue.ts';
import { mirrorTree } from '../images/packages/mirror.ts';
import { REGISTRY_ROOT, registryTree } from '../images/registrytree.ts';
import { echod } from '../userland/bin/net/echod.ts';
import { mirrord } from '../userland/bin/net/mirrord.ts';
import { webd } from '../userland/bin/net/webd.ts';
import type { Program } from '../userland/libc/program.ts';
import type { TreeEntry } from '../base/tree.ts';
import { provideCatalogue } from './catalogue.ts';

/** Entries with paths from another directory. */
function from(root: string, entries: Iterable<TreeEntry>): TreeEntry[] {
  return [...entries].filter(({ path }) => path.startsWith(`${root}/`)).map((one) => ({ ...one, path: one.path.slice(root.length) }));
}

function preloaded(name: string): PreloadImage {
  const reference = withDefaultTag(parseReference(name));
  const image = findImage(reference.path, reference.tag ?? 'latest');
  if (image === undefined) throw new RangeError(`no image ${name} in the catalogue`);
  return { reference, id: image.configDigest, configJson: image.configJson, manifestDigest: image.manifestDigest, layers: image.layers };
}

provideCatalogue({
  registry: () => from(REGISTRY_ROOT, registryTree()),
  mirrors: () => from('/srv', mirrorTree()),
  preload: (images, random) => preloadTree(images.map(preloaded), random),
  repositories: () => listRepositories().map(({ repository, tags }) => ({ name: repository.replace(/^library\//, ''), tags })).sort((a, b) => (a.name < b.name ? -1 : 1)),
});

export const programs: readonly Program[] = [echod, mirrord, webd, ...registry];
