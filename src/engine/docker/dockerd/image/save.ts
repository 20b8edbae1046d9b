/**
 * GET /images/get: images as a tar archive, an OCI layout with docker's own manifest.json and repositories beside it, so that old and new engines load it. image/tarexport/save.go.
 * The archive is written as it is made: first all sizes are known, then the bytes flow. Left out: nothing that another engine would read.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { encodeUtf8, toHex } from '../../../base/bytes.ts';
import type { Sys, Task } from '../../../abi/sys.ts';
import type { ImageConfigFile } from '../../api/types.ts';
import type { ByteSink } from '../../archive/source.ts';
import { readFile } from '../../common/files.ts';
import { parseTime } from '../../common/time.ts';
import { canonicalString, familiarName, familiarString, InvalidReference, parseReference, withDefaultTag } from '../../reference.ts';
import type { Reference } from '../../reference.ts';
import { TAR_END, tarHeader, tarPadding } from '../../../userland/libc/tar.ts';
import { goConfig, sortKeys } from '../build/config.ts';
import type { Daemon } from '../daemon.ts';
import { ApiError, invalid, notFound, system } from '../errors.ts';
import type { Image } from '../images.ts';
import { chainIds } from '../layers.ts';
import { IMAGEDB } from '../paths.ts';
import { layerTarSize, writeLayerTar } from './tarsplit.ts';

/** An image with the tags under which it is saved. */
interface Saved {
  readonly image: Image;
  readonly refs: Reference[];
}

/** 'os/arch' of a platform parameter, which is JSON. Throws a 400. */
export function platformParameter(values: readonly string[]): string {
  if (values.length > 1) throw invalid('multiple platform parameters not supported');
  const text = values[0] ?? '';
  if (text === '') return '';
  try {
    const p = JSON.parse(text) as { os?: string; architecture?: string; variant?: string };
    return [p.os ?? 'linux', p.architecture ?? '', p.variant ?? ''].filter((x) => x !== '').join('/');
  } catch {
    throw invalid('failed to parse platform: invalid character');
  }
}

/** Is the image for this platform ('' is any)? */
export function isForPlatform(image: { readonly os: string; readonly architecture: string }, platform: string): boolean {
  const [os, arch] = platform.split('/');
  return platform === '' || (os === image.os && (arch === undefined || arch === image.architecture));
}

/** What the names mean; a name without a tag means all its tags. Throws 404 and 400. */
function resolve(daemon: Daemon, names: readonly string[], platform: string): Saved[] {
  const out = new Map<string, Saved>();
  const add = (image: Image, ref: Reference | undefined): void => {
    if (!isForPlatform(image.config, platform)) throw system(`no suitable export target found for platform ${platform}`);
    const saved = out.get(image.id) ?? { image, refs: [] };
    out.set(image.id, saved);
    if (ref !== undefined && ref.digest === undefined && !saved.refs.some((r) => familiarString(r) === familiarString(ref))) saved.refs.push(ref);
  };
  for (const name of names) {
    if (/^(sha256:)?[0-9a-f]{64}$/.test(name)) {
      add(daemon.images.find(name), undefined);
      continue;
    }
    let ref: Reference;
    try {
      ref = parseReference(name);
    } catch (e) {
      throw e instanceof InvalidReference ? invalid(e.message) : e;
    }
    if (ref.tag !== undefined || ref.digest !== undefined) {
      const byPrefix = familiarName(ref) === 'sha256' ? daemon.images.tryFind(name) : undefined;
      const id = byPrefix?.id ?? daemon.images.lookup(ref);
      const image = id === undefined ? undefined : daemon.images.byId(id);
      if (image === undefined) throw notFound('reference does not exist');
      add(image, byPrefix === undefined ? ref : undefined);
      continue;
    }
    const tags = daemon.images.tagsOf(familiarName(ref));
    for (const [tag, id] of tags) {
      const image = daemon.images.byId(id);
      if (image !== undefined) add(image, parseReference(tag));
    }
    if (tags.length > 0) continue;
    const image = daemon.images.tryFind(name);
    if (image === undefined) throw notFound(`No such image: ${name}`);
    add(image, undefined);
  }
  return [...out.values()];
}

/** A file of the archive: bytes in memory, or a layer. */
interface Blob {
  readonly size: number;
  readonly mtime_s: number;
  readonly write: (sink: ByteSink) => Task<void>;
}

const digestOf = (bytes: Uint8Array): string => `sha256:${toHex(sha256(bytes))}`;

function memory(bytes: Uint8Array, mtime_s = 0): Blob {
  return {
    size: bytes.length,
    mtime_s,
    *write(sink) {
      yield* sink(bytes);
    },
  };
}

/** Docker 1.9's configuration of one layer, which only very old engines read. */
function legacyConfig(config: ImageConfigFile, chainId: string, parent: string | undefined, top: boolean): { readonly id: string; readonly json: Uint8Array } {
  const own = {
    ...(top && config.comment !== undefined ? { comment: config.comment } : {}),
    created: top ? config.created : '1970-01-01T00:00:00Z',
    ...(top && config.container !== undefined ? { container: config.container } : {}),
    container_config: goConfig(top ? (config.container_config ?? {}) : {}),
    ...(top && config.docker_version !== undefined ? { docker_version: config.docker_version } : {}),
    ...(top && config.author !== undefined ? { author: config.author } : {}),
    ...(top && config.config !== undefined ? { config: goConfig(config.config) } : {}),
    ...(top ? { architecture: config.architecture } : {}),
    ...(top && config.variant !== undefined ? { variant: config.variant } : {}),
    ...(top ? { os: config.os } : {}),
  };
  const id = toHex(sha256(encodeUtf8(JSON.stringify(sortKeys({ ...own, layer_id: chainId, ...(parent === undefined ? {} : { parent: `sha256:${parent}` }) })))));
  return { id, json: encodeUtf8(JSON.stringify({ id, ...(parent === undefined ? {} : { parent }), ...own, os: config.os })) };
}

const INDEX = 'application/vnd.oci.image.index.v1+json';
const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
const CONFIG = 'application/vnd.oci.image.config.v1+json';
const LAYER = 'application/vnd.oci.image.layer.v1.tar';

interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** Everything that goes into blobs/sha256, and the documents that name it. */
class Layout {
  readonly blobs = new Map<string, Blob>();
  readonly manifest: object[] = [];
  readonly index: Descriptor[] = [];
  readonly repositories: Record<string, Record<string, string>> = {};
  newest = 0;

  private blob(digest: string, blob: Blob): void {
    if (!this.blobs.has(digest)) this.blobs.set(digest, blob);
  }

  *add(sys: Sys, daemon: Daemon, { image, refs }: Saved): Task<void> {
    const { config } = image;
    const diffIds = config.rootfs.diff_ids;
    if (diffIds.length === 0) throw system('empty export - not implemented');
    const created = parseTime(config.created ?? '')?.sec ?? 0;
    this.newest = Math.max(this.newest, created);
    const chain = chainIds(diffIds);
    const sources: Record<string, Descriptor> = {};
    const layers: Descriptor[] = [];
    let parent: string | undefined;
    for (const [i, diffId] of diffIds.entries()) {
      const layer = daemon.layers.get(chain[i]!);
      if (layer === undefined) throw new ApiError(500, `layer does not exist`, 'a layer of the image is missing on disk');
      const legacy = legacyConfig(config, chain[i]!, parent, i === diffIds.length - 1);
      parent = legacy.id;
      this.blob(digestOf(legacy.json), memory(legacy.json, created));
      const size = this.blobs.get(diffId)?.size ?? (yield* layerTarSize(sys, daemon, layer));
      this.blob(diffId, { size, mtime_s: created, write: (sink) => writeLayerTar(sys, daemon, layer, sink) });
      const descriptor = { mediaType: LAYER, digest: diffId, size };
      layers.push(descriptor);
      sources[diffId] = { mediaType: LAYER, size, digest: diffId } as Descriptor;
    }
    const raw = yield* readFile(sys, `${IMAGEDB}/content/sha256/${image.id.slice(7)}`);
    this.blob(image.id, memory(raw, created));
    const manifest = encodeUtf8(JSON.stringify({ schemaVersion: 2, mediaType: MANIFEST, config: { mediaType: CONFIG, digest: image.id, size: raw.length }, layers }));
    const digest = digestOf(manifest);
    this.blob(digest, memory(manifest));
    const descriptor = { mediaType: MANIFEST, digest, size: manifest.length };
    for (const ref of refs.map(withDefaultTag)) {
      (this.repositories[familiarName(ref)] ??= {})[ref.tag!] = diffIds[diffIds.length - 1]!.slice(7);
      this.index.push({ ...descriptor, annotations: { 'io.containerd.image.name': canonicalString(ref), 'org.opencontainers.image.ref.name': ref.tag! } });
    }
    if (this.index.length === 0) this.index.push(descriptor);
    const path = (d: string): string => `blobs/sha256/${d.slice(7)}`;
    this.manifest.push({ Config: path(image.id), RepoTags: refs.length === 0 ? null : refs.map((r) => familiarString(withDefaultTag(r))), Layers: diffIds.map(path), LayerSources: sortKeys(sources) });
    daemon.events.log(sys, 'image', 'save', image.id, { ...(config.config?.Labels ?? {}), name: image.id });
  }

  /** Write the archive, members in the order of a sorted walk. */
  *write(now_s: number, sink: ByteSink): Task<void> {
    const member = function* (name: string, blob: Blob): Task<void> {
      yield* sink(tarHeader({ name, mode: 0o644, uid: 0, gid: 0, size: blob.size, mtime_s: blob.mtime_s, type: '0', linkname: '', uname: '', gname: '', devmajor: 0, devminor: 0 }));
      yield* blob.write(sink);
      yield* sink(tarPadding(blob.size));
    };
    const dir = (name: string, mtime_s: number): Uint8Array => tarHeader({ name, mode: 0o755, uid: 0, gid: 0, size: 0, mtime_s, type: '5', linkname: '', uname: '', gname: '', devmajor: 0, devminor: 0 });
    const json = (value: object): Blob => memory(encodeUtf8(JSON.stringify(value)));
    yield* sink(dir('blobs/', this.newest));
    yield* sink(dir('blobs/sha256/', now_s));
    for (const digest of [...this.blobs.keys()].sort()) yield* member(`blobs/sha256/${digest.slice(7)}`, this.blobs.get(digest)!);
    yield* member('index.json', json({ schemaVersion: 2, mediaType: INDEX, manifests: this.index }));
    yield* member('manifest.json', memory(encodeUtf8(`${JSON.stringify(this.manifest)}\n`)));
    yield* member('oci-layout', memory(encodeUtf8('{"imageLayoutVersion": "1.0.0"}')));
    if (Object.keys(this.repositories).length > 0) {
      const sorted = sortKeys(Object.fromEntries(Object.entries(this.repositories).map(([k, v]) => [k, sortKeys(v)])));
      yield* member('repositories', memory(encodeUtf8(`${JSON.stringify(sorted)}\n`)));
    }
    yield* sink(TAR_END);
  }
}

/** Write images as an archive; `begin` is called when nothing can be refused any more. */
export function* saveImages(sys: Sys, daemon: Daemon, names: readonly string[], platform: string, begin: () => Task<void>, sink: ByteSink): Task<void> {
  const layout = new Layout();
  for (const saved of resolve(daemon, names, platform)) yield* layout.add(sys, daemon, saved);
  yield* begin();
  yield* layout.write(Math.floor(sys.now_ms() / 1000), sink);
}
