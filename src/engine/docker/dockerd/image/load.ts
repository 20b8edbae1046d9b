/** POST /images/load: images from an archive that `docker save` (or another tool that writes manifest.json) made. image/tarexport/load.go. Left out: archives of Docker before 1.10. */
import { O } from '../../../abi/fs.ts';
import type { Sys, Task } from '../../../abi/sys.ts';
import { decodeUtf8 } from '../../../base/bytes.ts';
import { feedRoot } from '../../archive/confine.ts';
import { decompress } from '../../archive/decompress.ts';
import { ArchiveError, isMissing, pathError } from '../../archive/error.ts';
import { fdSource } from '../../archive/source.ts';
import type { ByteSource } from '../../archive/source.ts';
import { untar } from '../../archive/untar.ts';
import type { ImageConfigFile } from '../../api/types.ts';
import { exists, readFile, removeAll } from '../../common/files.ts';
import { familiarString, InvalidReference, parseReference } from '../../reference.ts';
import type { Reference } from '../../reference.ts';
import { secureJoin } from '../../runc/rootfs.ts';
import { tempDir } from '../build/context.ts';
import type { Daemon } from '../daemon.ts';
import { notSimulated, system } from '../errors.ts';
import { shortId } from '../ids.ts';
import { chainId } from '../layers.ts';
import { isForPlatform } from './save.ts';
import { registerTar } from './tarsplit.ts';

interface ManifestItem {
  readonly Config: string;
  readonly RepoTags: readonly string[] | null;
  readonly Layers: readonly string[] | null;
  readonly Parent?: string;
}

/** Says something to the client. */
export type Say = (message: object) => Task<void>;

/** A file of the unpacked archive; links stay within it. */
function* member(sys: Sys, dir: string, name: string): Task<Uint8Array> {
  const path = secureJoin(sys, dir, `/${name}`);
  try {
    return yield* readFile(sys, path);
  } catch (e) {
    throw pathError('open', path, e);
  }
}

function parseJson<T>(bytes: Uint8Array): T {
  const text = decodeUtf8(bytes);
  try {
    return JSON.parse(text) as T;
  } catch (e) {
    const at = /position (\d+)/.exec(String(e));
    if (at === null || Number(at[1]) >= text.trimEnd().length) throw system('unexpected EOF');
    throw system(`invalid character '${text[Number(at[1])]}' looking for beginning of value`);
  }
}

function tagOf(text: string): Reference {
  let ref: Reference;
  try {
    ref = parseReference(text);
  } catch (e) {
    throw e instanceof InvalidReference ? system(e.message) : e;
  }
  if (ref.tag === undefined) throw system(`invalid tag ${JSON.stringify(text)}`);
  return ref;
}

function* loadLayers(sys: Sys, daemon: Daemon, dir: string, item: ManifestItem, config: ImageConfigFile, say: Say | undefined): Task<void> {
  const diffIds = config.rootfs.diff_ids;
  const layers = item.Layers ?? [];
  if (layers.length !== diffIds.length) throw system(`invalid manifest, layers length mismatch: expected ${layers.length}, got ${diffIds.length}`);
  let parent: string | undefined;
  for (const [i, diffId] of diffIds.entries()) {
    const id = chainId(parent, diffId);
    if (daemon.layers.get(id) === undefined) {
      const path = secureJoin(sys, dir, `/${layers[i]}`);
      let fd: number;
      try {
        fd = yield* sys.open(path, O.RDONLY | O.CLOEXEC);
      } catch (e) {
        throw pathError('open', path, e);
      }
      const total = sys.fstat(fd).size;
      try {
        if (say !== undefined) yield* say({ status: 'Loading layer', progressDetail: { current: Math.min(total, 32768), total }, id: shortId(diffId) });
        yield* registerTar(sys, daemon, parent, fdSource(sys, fd), (actual) => {
          if (actual !== diffId) throw system(`invalid diffID for layer ${i}: expected ${JSON.stringify(diffId)}, got ${JSON.stringify(actual)}`);
        });
        if (say !== undefined) yield* say({ status: 'Loading layer', progressDetail: { current: total, total }, id: shortId(diffId) });
      } finally {
        sys.close(fd);
      }
    }
    parent = id;
  }
}

function* loadItems(sys: Sys, daemon: Daemon, dir: string, items: readonly ManifestItem[], platform: string, say: Say, quiet: boolean): Task<void> {
  let ids = '';
  let named = 0;
  for (const item of items) {
    const raw = yield* member(sys, dir, item.Config);
    const config = parseJson<ImageConfigFile>(raw);
    if ((config as Partial<ImageConfigFile>).rootfs === undefined) throw system('invalid image JSON, no RootFS key');
    if (config.os !== undefined && config.os !== '' && config.os !== 'linux') throw system(`cannot load ${config.os} image on linux`);
    if (!isForPlatform(config, platform)) continue;
    yield* loadLayers(sys, daemon, dir, item, config, quiet ? undefined : say);
    const image = yield* daemon.images.create(sys, raw);
    ids += `Loaded image ID: ${image.id}\n`;
    named = 0;
    for (const text of item.RepoTags ?? []) {
      const ref = tagOf(text);
      const before = daemon.images.lookup(ref);
      const name = familiarString(ref);
      if (before !== undefined && before !== image.id) yield* say({ stream: `The image ${name} already exists, renaming the old one with ID ${before} to empty string\n` });
      yield* daemon.images.tag(sys, ref, image.id);
      yield* say({ stream: `Loaded image: ${name}\n` });
      named++;
    }
    daemon.events.log(sys, 'image', 'load', image.id, { ...(config.config?.Labels ?? {}), name: image.id });
  }
  if (named === 0 && ids !== '') yield* say({ stream: ids });
}

/** Load an archive. */
export function* loadImages(sys: Sys, daemon: Daemon, body: ByteSource, platform: string, quiet: boolean, say: Say): Task<void> {
  const dir = tempDir(sys, 'docker-import-');
  try {
    yield* feedRoot(sys, dir, body, function* (s, source) {
      yield* untar(s, yield* decompress(s, source), '/');
    });
    let raw: Uint8Array;
    try {
      raw = yield* member(sys, dir, 'manifest.json');
    } catch (e) {
      if (!(e instanceof ArchiveError) || !isMissing(e)) throw e;
      if (exists(sys, `${dir}/repositories`)) throw notSimulated('loading an archive without manifest.json');
      throw system(`open ${dir}/repositories: no such file or directory`);
    }
    const items = parseJson<ManifestItem[] | null>(raw);
    if (items === null) throw system('invalid manifest, manifest cannot be null (but can be [])');
    yield* loadItems(sys, daemon, dir, items, platform, say, quiet);
  } finally {
    removeAll(sys, dir);
  }
}

