/**
 * The disk of Docker Hub's registry: the catalogue's blobs, manifests and tags as files, in the layout of the distribution registry's filesystem driver
 * (docker/registry/v2/blobs and repositories). The registry serves what lies there and knows nothing of the catalogue.
 */
import { S } from '../abi/fs.ts';
import type { ContentSource } from '../base/content.ts';
import type { TreeEntry } from '../base/tree.ts';
import { findImage, listRepositories } from './catalogue.ts';

/** Where the registry keeps its files; the same as in the machine's first disk (world/internet.ts). */
export const REGISTRY_ROOT = '/var/lib/registry/docker/registry/v2';

/** All files, parents implied. */
export function registryTree(): TreeEntry[] {
  const out: TreeEntry[] = [];
  const seen = new Set<string>();
  const put = (path: string, content: string | ContentSource): void => {
    if (seen.has(path)) return;
    seen.add(path);
    out.push({ path: `${REGISTRY_ROOT}/${path}`, mode: S.IFREG | 0o644, content });
  };
  const blob = (digest: string, content: string | ContentSource): void => {
    const hex = digest.slice('sha256:'.length);
    put(`blobs/sha256/${hex.slice(0, 2)}/${hex}/data`, content);
  };
  for (const { repository, tags } of listRepositories()) {
    for (const tag of tags) {
      const image = findImage(repository, tag)!;
      const base = `repositories/${repository}`;
      const manifest = image.manifestDigest.replace(':', '/');
      put(`${base}/_manifests/tags/${tag}/current/link`, image.manifestDigest);
      put(`${base}/_manifests/revisions/${manifest}/link`, image.manifestDigest);
      blob(image.manifestDigest, image.manifestJson);
      blob(image.configDigest, image.configJson);
      put(`${base}/_layers/${image.configDigest.replace(':', '/')}/link`, image.configDigest);
      for (const layer of image.layers) {
        blob(layer.digest, layer.blob);
        put(`${base}/_layers/${layer.digest.replace(':', '/')}/link`, layer.digest);
      }
    }
  }
  return out;
}
