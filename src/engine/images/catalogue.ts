/**
 * The catalogue: the hub's images with their digests. Nothing is built until it is asked for; a layer's tree and blob are made when they are read. The
 * digests of layers come from digests.ts, which `node tools/tsrun.mjs tools/catalogue-digests.ts` computes from the very bytes that `blob.read` gives.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { gzipSync } from 'fflate';
import { encodeUtf8, toHex } from '../base/bytes.ts';
import { canonicalEntries, layerTar } from './layertar.ts';
import { LAYER_DIGESTS } from './digests.ts';
import { hubImages } from './hub.ts';
import type { CatalogueImage, CatalogueLayer, ImageSource, LayerSource } from './types.ts';

function digestOf(text: string): string {
  return `sha256:${toHex(sha256(encodeUtf8(text)))}`;
}

/** gzip of a layer's tar: one fixed level and no time stamp, so that the digest is stable. */
export function compressLayer(tar: Uint8Array): Uint8Array {
  return gzipSync(tar, { level: 6, mtime: 0 });
}

const layers = new Map<string, CatalogueLayer>();

function layerOf(source: LayerSource): CatalogueLayer {
  const known = layers.get(source.key);
  if (known !== undefined) return known;
  const recorded = LAYER_DIGESTS[source.key];
  if (recorded === undefined) throw new Error(`no digests for layer ${source.key}: run tools/catalogue-digests.ts`);
  const [diffId, digest, size, contentSize] = recorded;
  let bytes: Uint8Array | undefined;
  const layer: CatalogueLayer = {
    key: source.key,
    entries: () => canonicalEntries(source.entries()),
    diffId,
    digest,
    size,
    contentSize,
    blob: {
      size,
      key: `blob:${digest}`,
      digest,
      tree: () => canonicalEntries(source.entries()),
      read(offset, length) {
        bytes ??= compressLayer(layerTar(source.entries()));
        return bytes.slice(offset, offset + length);
      },
    },
  };
  layers.set(source.key, layer);
  return layer;
}

function imageOf(source: ImageSource): CatalogueImage {
  const own = source.layers.map(layerOf);
  const configJson = JSON.stringify({
    architecture: 'amd64',
    config: source.config,
    created: source.created,
    history: source.history,
    os: 'linux',
    rootfs: { type: 'layers', diff_ids: own.map((layer) => layer.diffId) },
  });
  const configDigest = digestOf(configJson);
  const manifestJson = JSON.stringify({
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    config: { mediaType: 'application/vnd.oci.image.config.v1+json', digest: configDigest, size: encodeUtf8(configJson).length },
    layers: own.map((layer) => ({ mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip', digest: layer.digest, size: layer.size })),
  });
  return { repository: source.repository, tags: source.tags, created: source.created, configDigest, configJson, manifestDigest: digestOf(manifestJson), manifestJson, layers: own };
}

let sources: ImageSource[] | undefined;
const images = new Map<ImageSource, CatalogueImage>();

function all(): ImageSource[] {
  return (sources ??= hubImages());
}

function built(source: ImageSource): CatalogueImage {
  const known = images.get(source);
  if (known !== undefined) return known;
  const image = imageOf(source);
  images.set(source, image);
  return image;
}

/** The image that a tag of a repository ('library/ubuntu', '22.04') names, or undefined. */
export function findImage(repository: string, tag: string): CatalogueImage | undefined {
  const source = all().find((image) => image.repository === repository && image.tags.includes(tag));
  return source && built(source);
}

/** Repositories with their tags, in the hub's order: what the registry lists. */
export function listRepositories(): { readonly repository: string; readonly tags: readonly string[] }[] {
  const out = new Map<string, string[]>();
  for (const image of all()) out.set(image.repository, [...(out.get(image.repository) ?? []), ...image.tags]);
  return [...out].map(([repository, tags]) => ({ repository, tags }));
}

/** Distinct layers of all images, for the tool that computes their digests. */
export function allLayerSources(): LayerSource[] {
  const out = new Map<string, LayerSource>();
  for (const image of all()) for (const layer of image.layers) out.set(layer.key, layer);
  return [...out.values()];
}
