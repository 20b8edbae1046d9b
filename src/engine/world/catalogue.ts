/**
 * Where the world finds what its images and package mirrors hold. It is a lot, and no boot needs it, so a page fetches it later (world/hub.ts): the
 * directories that hold it on the internet's disk are made when a service first looks into them, and that service came in the same chunk.
 */
import { assert } from '../base/assert.ts';
import type { TreeEntry } from '../base/tree.ts';

export interface Catalogue {
  /** The disk of the registry, paths from its root. */
  registry(): Iterable<TreeEntry>;
  /** The disks of the package mirrors, paths from /srv. */
  mirrors(): Iterable<TreeEntry>;
  /** The image store of a host on which these images are present at boot. Throws a RangeError for one that there is not. */
  preload(images: readonly string[], random: (n: number) => Uint8Array): Iterable<TreeEntry>;
  /** Repositories of the hub with their tags, 'library/' left out. */
  repositories(): readonly { readonly name: string; readonly tags: readonly string[] }[];
}

let present: Catalogue | undefined;

/** Given by world/hub.ts when it is loaded. */
export function provideCatalogue(catalogue: Catalogue): void {
  present = catalogue;
}

/** The catalogue; undefined until it was fetched. */
export function knownCatalogue(): Catalogue | undefined {
  return present;
}

/** The catalogue, for those who come with it. */
export function catalogue(): Catalogue {
  assert(present !== undefined, 'the catalogue was fetched');
  return present;
}
