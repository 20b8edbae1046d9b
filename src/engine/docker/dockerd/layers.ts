/**
 * Layers on disk: the overlay2 graph driver (/var/lib/docker/overlay2) and the layer store (image/overlay2/layerdb). A read-only layer
 * is named by its chain id; its files are under a random cache id. A container's top layer has two directories: ID-init with the
 * files that docker itself puts there (/etc/hosts, /.dockerenv), and ID with what the container changed. The exact tar of a layer is made again from
 * its tree; of one that came from elsewhere a tar-split file keeps what the tree does not tell (image/tarsplit.ts). Left out: quotas, reference counts on disk.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { encodeUtf8, toHex } from '../../base/bytes.ts';
import { isSysError } from '../../abi/errno.ts';
import { MNT, O, S } from '../../abi/fs.ts';
import type { Sys, Task } from '../../abi/sys.ts';
import { listNames, mkdirAll, readText, readTextIfAny, removeAll, removeIfAny, writeFile } from '../common/files.ts';
import type { GraphDriverData } from '../api/types.ts';
import { newId, newLink } from './ids.ts';
import { LAYERDB, OVERLAY } from './paths.ts';

/** A read-only layer. */
export interface Layer {
  readonly chainId: string;
  readonly diffId: string;
  readonly parent: string | undefined;
  readonly cacheId: string;
  /** Bytes of its own files. */
  readonly size: number;
}

/** A container's top layer. */
export interface RwLayer {
  readonly mountId: string;
  readonly initId: string;
  /** Chain id of the image's top layer; undefined for an image without layers. */
  readonly parent: string | undefined;
}

/** The chain id of a layer upon others: sha256 of the parent's chain id and its own diff id. */
export function chainId(parent: string | undefined, diffId: string): string {
  return parent === undefined ? diffId : `sha256:${toHex(sha256(encodeUtf8(`${parent} ${diffId}`)))}`;
}

/** The chain ids of all layers of an image, lowest first. */
export function chainIds(diffIds: readonly string[]): string[] {
  const chain: string[] = [];
  for (const d of diffIds) chain.push(chainId(chain[chain.length - 1], d));
  return chain;
}

const hexOf = (id: string): string => id.slice(id.indexOf(':') + 1);

export class LayerStore {
  private readonly layers = new Map<string, Layer>();
  private readonly rw = new Map<string, RwLayer>();
  private readonly links = new Map<string, string>();

  /** Read everything that a former daemon (or the preloaded images) left. */
  *load(sys: Sys): Task<void> {
    mkdirAll(sys, `${OVERLAY}/l`, 0o700);
    mkdirAll(sys, `${LAYERDB}/sha256`, 0o700);
    mkdirAll(sys, `${LAYERDB}/mounts`, 0o700);
    for (const hex of listNames(sys, `${LAYERDB}/sha256`)) {
      const dir = `${LAYERDB}/sha256/${hex}`;
      const cacheId = yield* readTextIfAny(sys, `${dir}/cache-id`);
      const diffId = yield* readTextIfAny(sys, `${dir}/diff`);
      if (cacheId === undefined || diffId === undefined) continue;
      const parent = yield* readTextIfAny(sys, `${dir}/parent`);
      const size = Number((yield* readTextIfAny(sys, `${dir}/size`)) ?? '0');
      this.layers.set(`sha256:${hex}`, { chainId: `sha256:${hex}`, diffId, parent, cacheId, size });
    }
    for (const id of listNames(sys, `${LAYERDB}/mounts`)) {
      const dir = `${LAYERDB}/mounts/${id}`;
      const mountId = yield* readTextIfAny(sys, `${dir}/mount-id`);
      if (mountId === undefined) continue;
      this.rw.set(id, { mountId, initId: (yield* readTextIfAny(sys, `${dir}/init-id`)) ?? '', parent: yield* readTextIfAny(sys, `${dir}/parent`) });
    }
  }

  get(id: string): Layer | undefined {
    return this.layers.get(id);
  }

  all(): Iterable<Layer> {
    return this.layers.values();
  }

  /** The layers down from `top`, highest first. */
  chain(top: string | undefined): Layer[] {
    const out: Layer[] = [];
    for (let id = top; id !== undefined; ) {
      const layer = this.layers.get(id);
      if (layer === undefined) break;
      out.push(layer);
      id = layer.parent;
    }
    return out;
  }

  /** Sum of the sizes down from `top`. */
  size(top: string | undefined): number {
    return this.chain(top).reduce((n, l) => n + l.size, 0);
  }

  private *makeDir(sys: Sys, cacheId: string, lower: string | undefined): Task<void> {
    const dir = `${OVERLAY}/${cacheId}`;
    sys.mkdir(dir, 0o710);
    sys.mkdir(`${dir}/diff`, 0o755);
    const link = newLink(sys);
    this.links.set(cacheId, link);
    sys.symlink(`../${cacheId}/diff`, `${OVERLAY}/l/${link}`);
    yield* writeFile(sys, `${dir}/link`, link);
    if (lower !== undefined && lower !== '') {
      yield* writeFile(sys, `${dir}/lower`, lower);
      sys.mkdir(`${dir}/work`, 0o700);
    }
  }

  private *link(sys: Sys, cacheId: string): Task<string> {
    const known = this.links.get(cacheId);
    if (known !== undefined) return known;
    const link = yield* readText(sys, `${OVERLAY}/${cacheId}/link`);
    this.links.set(cacheId, link);
    return link;
  }

  /** 'l/AAA:l/BBB' of a directory and what is below it, highest first. */
  private *lowerOf(sys: Sys, cacheId: string): Task<string> {
    const below = yield* readTextIfAny(sys, `${OVERLAY}/${cacheId}/lower`);
    const own = `l/${yield* this.link(sys, cacheId)}`;
    return below === undefined || below === '' ? own : `${own}:${below}`;
  }

  /** Make an empty directory for a layer upon `parent`; fill `diff`, then {@link register} it. */
  *prepare(sys: Sys, parent: string | undefined): Task<{ readonly cacheId: string; readonly diff: string }> {
    const cacheId = newId(sys);
    const below = parent === undefined ? undefined : yield* this.lowerOf(sys, this.layers.get(parent)!.cacheId);
    yield* this.makeDir(sys, cacheId, below);
    return { cacheId, diff: `${OVERLAY}/${cacheId}/diff` };
  }

  /** Give up a prepared directory. */
  discard(sys: Sys, cacheId: string): void {
    const link = this.links.get(cacheId);
    if (link !== undefined) removeIfAny(sys, `${OVERLAY}/l/${link}`);
    this.links.delete(cacheId);
    removeAll(sys, `${OVERLAY}/${cacheId}`);
  }

  /**
   * Mount a prepared directory as the writable top of `parent`'s layers, at a path of its own; returns that path. What is written there fills the directory.
   * Without a parent the directory itself is returned.
   */
  *mountPrepared(sys: Sys, parent: string | undefined, cacheId: string): Task<string> {
    const base = `${OVERLAY}/${cacheId}`;
    if (parent === undefined) return `${base}/diff`;
    const lower = (yield* readText(sys, `${base}/lower`)).split(':').map((l) => `${OVERLAY}/${l}`).join(':');
    sys.mkdir(`${base}/merged`, 0o755);
    sys.mount('overlay', `${base}/merged`, 'overlay', 0, `lowerdir=${lower},upperdir=${base}/diff,workdir=${base}/work`);
    return `${base}/merged`;
  }

  /** Undo {@link mountPrepared}. */
  unmountPrepared(sys: Sys, parent: string | undefined, cacheId: string): void {
    if (parent === undefined) return;
    sys.umount(`${OVERLAY}/${cacheId}/merged`, MNT.DETACH);
    sys.rmdir(`${OVERLAY}/${cacheId}/merged`);
  }

  /** Record a filled directory as a layer. When the same layer came to be meanwhile, that one is kept and this directory dropped. */
  *register(sys: Sys, parent: string | undefined, diffId: string, cacheId: string, size: number, tarSplit?: Uint8Array): Task<Layer> {
    const id = chainId(parent, diffId);
    const known = this.layers.get(id);
    if (known !== undefined) {
      this.discard(sys, cacheId);
      return known;
    }
    const layer: Layer = { chainId: id, diffId, parent, cacheId, size };
    const dir = `${LAYERDB}/sha256/${hexOf(id)}`;
    mkdirAll(sys, dir, 0o755);
    yield* writeFile(sys, `${OVERLAY}/${cacheId}/committed`, '', 0o600);
    yield* writeFile(sys, `${dir}/diff`, diffId);
    yield* writeFile(sys, `${dir}/size`, String(size));
    yield* writeFile(sys, `${dir}/cache-id`, cacheId);
    if (parent !== undefined) yield* writeFile(sys, `${dir}/parent`, parent);
    if (tarSplit !== undefined) yield* writeFile(sys, `${dir}/tar-split.json.gz`, tarSplit);
    this.layers.set(id, layer);
    return layer;
  }

  /** The directory with a layer's files, and the file that keeps its tar's headers, which may be missing. */
  filesOf(layer: Layer): { readonly diff: string; readonly tarSplit: string } {
    return { diff: `${OVERLAY}/${layer.cacheId}/diff`, tarSplit: `${LAYERDB}/sha256/${hexOf(layer.chainId)}/tar-split.json.gz` };
  }

  /** Delete the layers down from `top` that `used` says nobody needs; returns what was deleted, highest first. */
  *release(sys: Sys, top: string | undefined, used: (chainId: string) => boolean): Task<Layer[]> {
    const gone: Layer[] = [];
    for (const layer of this.chain(top)) {
      if (used(layer.chainId)) break;
      this.layers.delete(layer.chainId);
      const link = yield* readTextIfAny(sys, `${OVERLAY}/${layer.cacheId}/link`);
      if (link !== undefined) removeIfAny(sys, `${OVERLAY}/l/${link}`);
      this.links.delete(layer.cacheId);
      removeAll(sys, `${OVERLAY}/${layer.cacheId}`);
      removeAll(sys, `${LAYERDB}/sha256/${hexOf(layer.chainId)}`);
      gone.push(layer);
    }
    return gone;
  }

  /** Make a container's top layer upon `parent`. */
  *createRw(sys: Sys, containerId: string, parent: string | undefined): Task<RwLayer> {
    const mountId = newId(sys);
    const initId = `${mountId}-init`;
    const below = parent === undefined ? undefined : yield* this.lowerOf(sys, this.layers.get(parent)!.cacheId);
    yield* this.makeDir(sys, initId, below);
    yield* this.fillInit(sys, `${OVERLAY}/${initId}/diff`);
    yield* writeFile(sys, `${OVERLAY}/${initId}/committed`, '', 0o600);
    yield* this.makeDir(sys, mountId, yield* this.lowerOf(sys, initId));
    const dir = `${LAYERDB}/mounts/${containerId}`;
    sys.mkdir(dir, 0o755);
    yield* writeFile(sys, `${dir}/mount-id`, mountId);
    yield* writeFile(sys, `${dir}/init-id`, initId);
    if (parent !== undefined) yield* writeFile(sys, `${dir}/parent`, parent);
    const rw: RwLayer = { mountId, initId, parent };
    this.rw.set(containerId, rw);
    return rw;
  }

  /** The files and mount points that docker puts beneath every container. */
  private *fillInit(sys: Sys, diff: string): Task<void> {
    for (const dir of ['/dev', '/dev/pts', '/dev/shm', '/etc', '/proc', '/sys']) sys.mkdir(diff + dir, 0o755);
    for (const file of ['/.dockerenv', '/dev/console', '/etc/hosts', '/etc/hostname', '/etc/resolv.conf']) {
      sys.close(yield* sys.open(diff + file, O.WRONLY | O.CREAT | O.CLOEXEC, S.IFREG | 0o755));
    }
    sys.symlink('/proc/mounts', `${diff}/etc/mtab`);
  }

  getRw(containerId: string): RwLayer | undefined {
    return this.rw.get(containerId);
  }

  /** Directories of a container's layer. */
  dirs(rw: RwLayer): { readonly upper: string; readonly merged: string; readonly work: string } {
    const base = `${OVERLAY}/${rw.mountId}`;
    return { upper: `${base}/diff`, merged: `${base}/merged`, work: `${base}/work` };
  }

  /** Mount a container's tree; returns its path. */
  *mount(sys: Sys, rw: RwLayer): Task<string> {
    const { upper, merged, work } = this.dirs(rw);
    try {
      sys.mkdir(merged, 0o755);
    } catch (e) {
      if (!isSysError(e, 'EEXIST')) throw e;
    }
    const lower = (yield* readText(sys, `${OVERLAY}/${rw.mountId}/lower`))
      .split(':')
      .map((l) => `${OVERLAY}/${l}`)
      .join(':');
    sys.mount('overlay', merged, 'overlay', 0, `lowerdir=${lower},upperdir=${upper},workdir=${work}`);
    return merged;
  }

  /** Take the mount away; no error when it is not there. */
  unmount(sys: Sys, rw: RwLayer): void {
    const { merged } = this.dirs(rw);
    try {
      sys.umount(merged, MNT.DETACH);
    } catch (e) {
      if (!isSysError(e, 'EINVAL') && !isSysError(e, 'ENOENT')) throw e;
    }
    try {
      sys.rmdir(merged);
    } catch (e) {
      if (!isSysError(e)) throw e;
    }
  }

  *removeRw(sys: Sys, containerId: string): Task<void> {
    const rw = this.rw.get(containerId);
    if (rw === undefined) return;
    this.unmount(sys, rw);
    for (const id of [rw.mountId, rw.initId]) {
      const link = yield* readTextIfAny(sys, `${OVERLAY}/${id}/link`);
      if (link !== undefined) removeIfAny(sys, `${OVERLAY}/l/${link}`);
      this.links.delete(id);
      removeAll(sys, `${OVERLAY}/${id}`);
    }
    removeAll(sys, `${LAYERDB}/mounts/${containerId}`);
    this.rw.delete(containerId);
  }

  /** GraphDriver of an image's inspect. */
  imageData(top: string | undefined): GraphDriverData {
    const chain = this.chain(top);
    const base = chain[0] === undefined ? undefined : `${OVERLAY}/${chain[0].cacheId}`;
    if (base === undefined) return { Data: {}, Name: 'overlay2' };
    const lower = chain.slice(1).map((l) => `${OVERLAY}/${l.cacheId}/diff`);
    return {
      Data: { ...(lower.length === 0 ? {} : { LowerDir: lower.join(':') }), MergedDir: `${base}/merged`, UpperDir: `${base}/diff`, WorkDir: `${base}/work` },
      Name: 'overlay2',
    };
  }

  /** GraphDriver of a container's inspect. */
  containerData(containerId: string): GraphDriverData {
    const rw = this.rw.get(containerId);
    if (rw === undefined) return { Data: {}, Name: 'overlay2' };
    const base = `${OVERLAY}/${rw.mountId}`;
    const lower = [`${OVERLAY}/${rw.initId}/diff`, ...this.chain(rw.parent).map((l) => `${OVERLAY}/${l.cacheId}/diff`)];
    return { Data: { ID: containerId, LowerDir: lower.join(':'), MergedDir: `${base}/merged`, UpperDir: `${base}/diff`, WorkDir: `${base}/work` }, Name: 'overlay2' };
  }

  /** Chain ids that containers stand on. */
  parentsInUse(): Set<string> {
    const used = new Set<string>();
    for (const rw of this.rw.values()) for (const l of this.chain(rw.parent)) used.add(l.chainId);
    return used;
  }
}
