/** The image store: image/overlay2/imagedb (configurations named by their sha256) and repositories.json (names that point to them). */
import { sha256 } from '@noble/hashes/sha2.js';
import { decodeUtf8, toHex } from '../../base/bytes.ts';
import type { Sys, Task } from '../../abi/sys.ts';
import { listNames, mkdirAll, readFile, readTextIfAny, removeAll, removeIfAny, writeFile, writeFileAtomic } from '../common/files.ts';
import { now, rfc3339Nano } from '../common/time.ts';
import { familiarName, familiarString, parseReference, tryParseReference, withDefaultTag } from '../reference.ts';
import type { Reference } from '../reference.ts';
import type { ImageConfigFile } from '../api/types.ts';
import { notFound } from './errors.ts';
import { chainIds } from './layers.ts';
import { IMAGE, IMAGEDB } from './paths.ts';

/** An image in the store. */
export interface Image {
  /** 'sha256:...' of its configuration. */
  readonly id: string;
  readonly config: ImageConfigFile;
  /** Chain id of its top layer; undefined without layers. */
  readonly top: string | undefined;
  parent: string | undefined;
  lastTagTime: string;
  /** Made here by a build or a commit: a build may take it from the cache. */
  readonly builtLocally: boolean;
}

/** The empty string, or what Go's zero time prints. */
const NEVER = '0001-01-01T00:00:00Z';

export class ImageStore {
  private readonly images = new Map<string, Image>();
  /** Familiar name -> familiar reference -> image id; references with a digest among them. */
  private repositories: Record<string, Record<string, string>> = {};

  *load(sys: Sys): Task<void> {
    mkdirAll(sys, `${IMAGEDB}/content/sha256`, 0o700);
    mkdirAll(sys, `${IMAGEDB}/metadata/sha256`, 0o700);
    for (const hex of listNames(sys, `${IMAGEDB}/content/sha256`)) {
      const raw = yield* readFile(sys, `${IMAGEDB}/content/sha256/${hex}`);
      const config = JSON.parse(decodeUtf8(raw)) as ImageConfigFile;
      const meta = `${IMAGEDB}/metadata/sha256/${hex}`;
      const parent = yield* readTextIfAny(sys, `${meta}/parent`);
      this.images.set(`sha256:${hex}`, {
        id: `sha256:${hex}`,
        config,
        top: chainIds(config.rootfs.diff_ids).at(-1),
        parent,
        lastTagTime: (yield* readTextIfAny(sys, `${meta}/lastUpdated`)) ?? NEVER,
        builtLocally: (yield* readTextIfAny(sys, `${meta}/builtLocally`)) !== undefined,
      });
    }
    const text = yield* readTextIfAny(sys, `${IMAGE}/repositories.json`);
    if (text !== undefined) this.repositories = (JSON.parse(text) as { Repositories: Record<string, Record<string, string>> }).Repositories;
  }

  private *save(sys: Sys): Task<void> {
    yield* writeFileAtomic(sys, `${IMAGE}/repositories.json`, JSON.stringify({ Repositories: this.repositories }), 0o600);
  }

  /** Store a configuration; its bytes name it. */
  *create(sys: Sys, raw: Uint8Array, parent?: string, builtLocally = false): Task<Image> {
    const hex = toHex(sha256(raw));
    const id = `sha256:${hex}`;
    const known = this.images.get(id);
    if (known !== undefined) return known;
    const config = JSON.parse(decodeUtf8(raw)) as ImageConfigFile;
    yield* writeFile(sys, `${IMAGEDB}/content/sha256/${hex}`, raw, 0o600);
    const meta = `${IMAGEDB}/metadata/sha256/${hex}`;
    if (parent !== undefined || builtLocally) mkdirAll(sys, meta, 0o700);
    if (parent !== undefined) yield* writeFile(sys, `${meta}/parent`, parent, 0o600);
    if (builtLocally) yield* writeFile(sys, `${meta}/builtLocally`, Uint8Array.of(1), 0o600);
    const image: Image = { id, config, top: chainIds(config.rootfs.diff_ids).at(-1), parent, lastTagTime: NEVER, builtLocally };
    this.images.set(id, image);
    return image;
  }

  *delete(sys: Sys, id: string): Task<void> {
    const hex = id.slice(7);
    this.images.delete(id);
    removeIfAny(sys, `${IMAGEDB}/content/sha256/${hex}`);
    removeAll(sys, `${IMAGEDB}/metadata/sha256/${hex}`);
    for (const other of this.images.values()) {
      if (other.parent !== id) continue;
      other.parent = undefined;
      removeIfAny(sys, `${IMAGEDB}/metadata/sha256/${other.id.slice(7)}/parent`);
    }
  }

  byId(id: string): Image | undefined {
    return this.images.get(id);
  }

  all(): Image[] {
    return [...this.images.values()];
  }

  /** Familiar references that point to an image: tags, or those with a digest. Sorted. */
  references(id: string, kind: 'tag' | 'digest'): string[] {
    const out: string[] = [];
    for (const repo of Object.values(this.repositories)) {
      for (const [ref, target] of Object.entries(repo)) if (target === id && ref.includes('@') === (kind === 'digest')) out.push(ref);
    }
    return out.sort();
  }

  children(id: string): Image[] {
    return this.all().filter((i) => i.parent === id);
  }

  /** The image that a tag or digest reference names now. */
  lookup(ref: Reference): string | undefined {
    const full = withDefaultTag(ref);
    return this.repositories[familiarName(full)]?.[familiarString(full.digest === undefined ? full : { ...full, tag: undefined })];
  }

  /** Point a reference to an image; returns the id that it pointed to before. */
  *tag(sys: Sys, ref: Reference, id: string): Task<string | undefined> {
    const repo = (this.repositories[familiarName(ref)] ??= {});
    const key = familiarString(ref);
    const before = repo[key];
    repo[key] = id;
    yield* this.save(sys);
    const image = this.images.get(id);
    if (image !== undefined && ref.digest === undefined) {
      image.lastTagTime = rfc3339Nano(now(sys));
      const dir = `${IMAGEDB}/metadata/sha256/${id.slice(7)}`;
      mkdirAll(sys, dir, 0o700);
      yield* writeFile(sys, `${dir}/lastUpdated`, image.lastTagTime, 0o600);
    }
    return before;
  }

  /** Remove a reference; false when there was none. */
  *untag(sys: Sys, ref: Reference): Task<boolean> {
    const name = familiarName(ref);
    const repo = this.repositories[name];
    const key = familiarString(ref);
    if (repo === undefined || repo[key] === undefined) return false;
    delete repo[key];
    if (Object.keys(repo).length === 0) delete this.repositories[name];
    yield* this.save(sys);
    return true;
  }

  /** The tags of the repository `name` with the ids that they point to. */
  tagsOf(name: string): [ref: string, id: string][] {
    return Object.entries(this.repositories[name] ?? {}).filter(([ref]) => !ref.includes('@'));
  }

  /** All references with a digest of the repository `name` that point to `id`. */
  digestReferences(name: string, id: string): string[] {
    return Object.entries(this.repositories[name] ?? {})
      .filter(([ref, target]) => target === id && ref.includes('@'))
      .map(([ref]) => ref);
  }

  /**
   * The image that a person means: an id, a name, a name with tag or digest, or the beginning of an id. Throws a 404 in docker's
   * words, or a 400 for what is no reference.
   */
  find(refOrId: string): Image {
    const image = this.tryFind(refOrId);
    if (image !== undefined) return image;
    throw notFound(`No such image: ${/^(sha256:)?[0-9a-f]{64}$/.test(refOrId) ? refOrId : familiarString(withDefaultTag(parseReference(refOrId)))}`);
  }

  tryFind(refOrId: string): Image | undefined {
    const whole = /^(?:sha256:)?([0-9a-f]{64})$/.exec(refOrId);
    if (whole !== null) {
      const image = this.images.get(`sha256:${whole[1]}`);
      if (image !== undefined) return image;
    }
    const ref = tryParseReference(refOrId);
    if (ref !== undefined) {
      const id = this.lookup(ref);
      if (id !== undefined) return this.images.get(id);
    }
    const prefix = refOrId.replace(/^sha256:/, '');
    if (!/^[0-9a-f]{1,63}$/.test(prefix)) return undefined;
    const matches = [...this.images.keys()].filter((id) => id.startsWith(`sha256:${prefix}`));
    return matches.length === 1 ? this.images.get(matches[0]!) : undefined;
  }

  /** Was the image named by its id (whole or short) rather than by a reference? */
  namedById(refOrId: string, image: Image): boolean {
    const ref = tryParseReference(refOrId);
    if (ref !== undefined && this.lookup(ref) === image.id) return false;
    return image.id.startsWith(refOrId.startsWith('sha256:') ? refOrId : `sha256:${refOrId}`);
  }

}
