/** Images and layers of a host, read from dockerd's image store under /var/lib/docker/image/overlay2. */
import type { ImageConfigFile } from '../docker/api/types.ts';
import { IMAGE, IMAGEDB, LAYERDB, OVERLAY } from '../docker/dockerd/paths.ts';
import { FileNode } from '../fs/mem/filenode.ts';
import type { HostFiles } from './hostfiles.ts';
import { listTree } from './upper.ts';
import { chainIds } from '../docker/dockerd/layers.ts';
import type { HistoryStep, ImageView, LayerView } from './views.ts';

const MAX_FILES = 20;

interface Repositories {
  readonly Repositories: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** Milliseconds of an RFC 3339 time; 0 for Docker's "never". */
export function timeMs(text: string | undefined): number {
  const ms = text === undefined ? NaN : Date.parse(text);
  return Number.isFinite(ms) && ms > 0 ? ms : 0;
}

export class ImageReader {
  private readonly files: HostFiles;
  private readonly layersByChain = new Map<string, LayerView>();
  private readonly views = new Map<string, { readonly config: ImageConfigFile; readonly tags: string; readonly parent: string | undefined; readonly view: ImageView }>();

  constructor(files: HostFiles) {
    this.files = files;
  }

  /** All images by id, and the layers they stand on by diff id. Unchanged entries are the same objects as before. */
  read(): { readonly images: Record<string, ImageView>; readonly layers: Record<string, LayerView>; readonly tops: ReadonlyMap<string, readonly string[]> } {
    const images: Record<string, ImageView> = {};
    const layers: Record<string, LayerView> = {};
    const tops = new Map<string, readonly string[]>();
    const tags = this.tags();
    const content = this.files.directory(`${IMAGEDB}/content/sha256`);
    if (content === undefined) return { images, layers, tops };
    for (const [hex, inode] of content.list()) {
      const config = inode instanceof FileNode ? this.files.parse<ImageConfigFile>(inode) : undefined;
      if (config === undefined) continue;
      const id = `sha256:${hex}`;
      const chain = chainIds(config.rootfs.diff_ids);
      tops.set(id, chain);
      const own = chain.map((chainId, i) => this.layer(chainId, config, i));
      for (const layer of own) layers[layer.diffId] ??= layer;
      images[id] = this.image(id, hex, config, tags.get(id) ?? [], own);
    }
    return { images, layers, tops };
  }

  private tags(): Map<string, string[]> {
    const out = new Map<string, string[]>();
    const repositories = this.files.json<Repositories>(`${IMAGE}/repositories.json`)?.Repositories ?? {};
    for (const refs of Object.values(repositories)) {
      for (const [ref, id] of Object.entries(refs)) if (!ref.includes('@')) out.set(id, [...(out.get(id) ?? []), ref]);
    }
    return out;
  }

  private layer(chainId: string, config: ImageConfigFile, index: number): LayerView {
    const known = this.layersByChain.get(chainId);
    if (known !== undefined) return known;
    const dir = `${LAYERDB}/sha256/${chainId.slice(7)}`;
    const size = this.files.text(`${dir}/size`);
    const made = (config.history ?? []).filter((h) => h.empty_layer !== true)[index];
    const cacheId = this.files.text(`${dir}/cache-id`);
    const committed = config.container !== undefined && index === config.rootfs.diff_ids.length - 1;
    const tree = committed && cacheId !== undefined ? this.files.directory(`${OVERLAY}/${cacheId}/diff`) : undefined;
    const view: LayerView = {
      diffId: config.rootfs.diff_ids[index]!,
      size_bytes: Number(size ?? 0),
      createdBy: made?.created_by ?? '',
      created_ms: timeMs(made?.created),
      files: tree === undefined ? undefined : listTree(tree, MAX_FILES),
    };
    if (size !== undefined) this.layersByChain.set(chainId, view);
    return view;
  }

  private image(id: string, hex: string, config: ImageConfigFile, tags: readonly string[], layers: readonly LayerView[]): ImageView {
    const parent = this.files.text(`${IMAGEDB}/metadata/sha256/${hex}/parent`);
    const key = tags.join(' ');
    const known = this.views.get(id);
    if (known !== undefined && known.config === config && known.tags === key && known.parent === parent) return known.view;
    let next = 0;
    const history: HistoryStep[] = (config.history ?? []).map((h) => {
      const layer = h.empty_layer === true ? undefined : layers[next++];
      return { createdBy: h.created_by ?? '', comment: h.comment ?? '', created_ms: timeMs(h.created), size_bytes: layer?.size_bytes ?? 0, diffId: layer?.diffId };
    });
    const { Entrypoint, Cmd } = config.config ?? {};
    const view: ImageView = {
      id,
      tags,
      created_ms: timeMs(config.created),
      size_bytes: layers.reduce((sum, layer) => sum + layer.size_bytes, 0),
      layers: layers.map((layer) => layer.diffId),
      history,
      parent,
      committedFrom: config.container === undefined || config.container === '' ? undefined : config.container,
      command: [...(Entrypoint ?? []), ...(Cmd ?? [])].join(' '),
    };
    this.views.set(id, { config, tags: key, parent, view });
    return view;
  }
}
