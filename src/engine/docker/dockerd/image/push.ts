/**
 * POST /images/{name}/push: distribution/push{,_v2}.go. Layers from the top down, one after the other; a layer that the repository has is not sent, one that another
 * repository of the registry has is mounted from there. Left out: five layers at once, retries, manifest lists.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { Gzip } from 'fflate';
import { encodeUtf8, toHex } from '../../../base/bytes.ts';
import type { Sys, Task } from '../../../abi/sys.ts';
import { pullFrom } from '../../archive/source.ts';
import { readFile } from '../../common/files.ts';
import { familiarName, familiarString, parseReference } from '../../reference.ts';
import type { Reference } from '../../reference.ts';
import { Repository } from '../../registry/client.ts';
import type { Descriptor } from '../../registry/client.ts';
import type { Daemon } from '../daemon.ts';
import { invalid, messageOf, system } from '../errors.ts';
import { shortId } from '../ids.ts';
import type { Image } from '../images.ts';
import type { Layer } from '../layers.ts';
import { IMAGEDB } from '../paths.ts';
import type { Credentials } from './auth.ts';
import { blobsOf, forgetBlob, rememberBlob } from './metadata.ts';
import { isForPlatform } from './save.ts';
import { writeLayerTar } from './tarsplit.ts';

const MANIFEST = 'application/vnd.docker.distribution.manifest.v2+json';
const CONFIG = 'application/vnd.docker.container.image.v1+json';
const LAYER = 'application/vnd.docker.image.rootfs.diff.tar.gzip';
const INTERVAL_NS = 100e6;

/** Says something to the client. */
export interface Listener {
  say(message: object): Task<void>;
}

/** 'localhost:5000/app', with the domain always. */
const fullName = (ref: Reference): string => `${ref.domain}/${ref.path}`;

/** Repositories of the same registry that are known to have the layer, the newest first. */
function* candidates(sys: Sys, diffId: string, ref: Reference): Task<string[]> {
  const known = yield* blobsOf(sys, diffId);
  return [...new Set(known.map((m) => m.SourceRepository).reverse())].filter((r) => r !== fullName(ref) && r.startsWith(`${ref.domain}/`));
}

/** Send a layer; its descriptor at the registry. */
function* pushLayer(sys: Sys, daemon: Daemon, layer: Layer, ref: Reference, repository: Repository, out: Listener): Task<Descriptor> {
  const id = shortId(layer.diffId);
  const update = (status: string): Task<void> => out.say({ status, progressDetail: {}, id });
  for (const m of (yield* blobsOf(sys, layer.diffId)).reverse()) {
    if (m.SourceRepository !== fullName(ref)) continue;
    const size = yield* repository.blobSize(m.Digest);
    if (size !== undefined) {
      yield* update('Layer already exists');
      return { mediaType: LAYER, digest: m.Digest, size };
    }
    yield* forgetBlob(sys, layer.diffId, m);
  }
  for (const from of yield* candidates(sys, layer.diffId, ref)) {
    const m = (yield* blobsOf(sys, layer.diffId)).find((b) => b.SourceRepository === from)!;
    const path = from.slice(ref.domain.length + 1);
    if ((yield* repository.beginUpload(m.Digest, path)) !== undefined) {
      yield* forgetBlob(sys, layer.diffId, m);
      continue;
    }
    yield* update(`Mounted from ${path}`);
    yield* rememberBlob(sys, layer.diffId, m.Digest, fullName(ref));
    return { mediaType: LAYER, digest: m.Digest, size: (yield* repository.blobSize(m.Digest)) ?? 0 };
  }
  const location = yield* repository.beginUpload(layer.diffId);
  const hash = sha256.create();
  let size = 0;
  let current = 0;
  let told_ns = -Infinity;
  const next = pullFrom(function* (sink) {
    const packed: Uint8Array[] = [];
    const gzip = new Gzip({ level: 1, mtime: 0 }, (chunk) => void packed.push(chunk));
    const drain = function* (): Task<void> {
      for (const p of packed.splice(0)) {
        hash.update(p);
        size += p.length;
        yield* sink(p);
      }
    };
    yield* writeLayerTar(sys, daemon, layer, function* (bytes) {
      gzip.push(bytes);
      current += bytes.length;
      yield* drain();
      if (sys.charge(bytes.length * 8)) yield* sys.schedYield();
      const now_ns = sys.monotonic_ns();
      if (now_ns - told_ns < INTERVAL_NS) return;
      told_ns = now_ns;
      yield* out.say({ status: 'Pushing', progressDetail: { current: Math.min(current, layer.size), total: layer.size }, id });
    });
    gzip.push(new Uint8Array(0), true);
    yield* drain();
  });
  const digest = (): string => `sha256:${toHex(hash.clone().digest())}`;
  yield* repository.upload(location ?? '', next, digest);
  yield* update('Pushed');
  yield* rememberBlob(sys, layer.diffId, digest(), fullName(ref));
  return { mediaType: LAYER, digest: digest(), size };
}

function* pushTag(sys: Sys, daemon: Daemon, ref: Reference, image: Image, repository: Repository, out: Listener): Task<void> {
  const layers = daemon.layers.chain(image.top);
  for (const layer of layers) yield* out.say({ status: 'Preparing', progressDetail: {}, id: shortId(layer.diffId) });
  for (const layer of layers.slice(5)) yield* out.say({ status: 'Waiting', progressDetail: {}, id: shortId(layer.diffId) });
  const sent: Descriptor[] = [];
  for (const layer of layers) sent.unshift(yield* pushLayer(sys, daemon, layer, ref, repository, out));
  const config = yield* readFile(sys, `${IMAGEDB}/content/sha256/${image.id.slice(7)}`);
  yield* repository.putBlob(config, image.id);
  const part = (d: Descriptor): object => ({ mediaType: d.mediaType, size: d.size, digest: d.digest });
  const manifest = encodeUtf8(JSON.stringify({ schemaVersion: 2, mediaType: MANIFEST, config: part({ mediaType: CONFIG, size: config.length, digest: image.id }), layers: sent.map(part) }, null, 3));
  yield* repository.putManifest(ref.tag!, MANIFEST, manifest);
  const digest = `sha256:${toHex(sha256(manifest))}`;
  yield* out.say({ status: `${ref.tag}: digest: ${digest} size: ${manifest.length}` });
  yield* daemon.images.tag(sys, { ...ref, tag: undefined, digest }, image.id);
  yield* out.say({ progressDetail: {}, aux: { Tag: ref.tag, Digest: digest, Size: manifest.length } });
}

/** The tags to push: one, or all of the repository. */
function imagesOf(daemon: Daemon, ref: Reference): [Reference, Image][] {
  const out: [Reference, Image][] = [];
  if (ref.tag !== undefined) {
    const id = daemon.images.lookup(ref);
    const image = id === undefined ? undefined : daemon.images.byId(id);
    if (image !== undefined) out.push([ref, image]);
  } else {
    for (const [tag, id] of daemon.images.tagsOf(familiarName(ref)).sort(([a], [b]) => (a < b ? -1 : 1))) {
      const image = daemon.images.byId(id);
      if (image !== undefined) out.push([parseReference(tag), image]);
    }
  }
  return out;
}

/** Push. What fails is the last message of the stream. */
export function* pushImage(sys: Sys, daemon: Daemon, ref: Reference, platform: string, auth: Credentials | undefined, out: Listener): Task<void> {
  if (ref.digest !== undefined) throw invalid('cannot push a digest reference');
  yield* out.say({ status: `The push refers to repository [${fullName(ref)}]` });
  try {
    const images = imagesOf(daemon, ref);
    if (images.length === 0) throw system(`An image does not exist locally with the tag: ${familiarName(ref)}`);
    const from = new Set<string>();
    for (const [, image] of images) {
      if (!isForPlatform(image.config, platform)) throw system(`image with reference ${familiarString(ref)} was found but its platform (${image.config.os}/${image.config.architecture}) does not match the specified platform (${platform})`);
      for (const layer of daemon.layers.chain(image.top)) for (const c of yield* candidates(sys, layer.diffId, ref)) from.add(c.slice(ref.domain.length + 1));
    }
    const repository = new Repository(sys, ref.domain, ref.path, familiarName(ref), { auth, push: true, from: [...from].sort() });
    try {
      daemon.say(sys, 'push image', { reference: familiarString(ref) });
      yield* repository.ping();
      for (const [tagged, image] of images) yield* pushTag(sys, daemon, tagged, image, repository, out);
    } finally {
      repository.close();
    }
    daemon.events.log(sys, 'image', 'push', familiarString(ref), { name: familiarName(ref) });
  } catch (e) {
    const message = messageOf(e);
    if (message === undefined) throw e;
    yield* out.say({ errorDetail: { message }, error: message });
  }
}
