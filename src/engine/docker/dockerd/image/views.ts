/** GET /images/json, /images/{name}/json and /history: daemon/images/{images,image_inspect,image_history}.go. */
import { compareInstants, parseTime } from '../../common/time.ts';
import type { HistoryResponseItem, ImageInspect, ImageRunConfig, ImageSummary } from '../../api/types.ts';
import { familiarName, parseReference, tryParseReference } from '../../reference.ts';
import type { Daemon } from '../daemon.ts';
import { invalid } from '../errors.ts';
import type { Filters } from '../filters.ts';
import type { Image } from '../images.ts';

const ACCEPTED = new Set(['dangling', 'label', 'label!', 'before', 'since', 'reference', 'until']);

/** The run config with the members that an inspect always has, sorted as the real one prints them. */
function configJson(c: ImageRunConfig | undefined): ImageRunConfig {
  const r: ImageRunConfig = { ...c, Cmd: c?.Cmd ?? null, Entrypoint: c?.Entrypoint ?? null, Env: c?.Env ?? null, Labels: c?.Labels ?? null, OnBuild: c?.OnBuild ?? null, User: c?.User ?? '', Volumes: c?.Volumes ?? null, WorkingDir: c?.WorkingDir ?? '' };
  const keep = new Set(['ArgsEscaped', 'Cmd', 'Entrypoint', 'Env', 'ExposedPorts', 'Healthcheck', 'Labels', 'OnBuild', 'Shell', 'StopSignal', 'User', 'Volumes', 'WorkingDir']);
  return Object.fromEntries(Object.entries(r).filter(([k]) => keep.has(k)).sort(([a], [b]) => (a < b ? -1 : 1))) as ImageRunConfig;
}

export function inspectImage(daemon: Daemon, image: Image): ImageInspect {
  const c = image.config;
  return {
    Id: image.id,
    RepoTags: daemon.images.references(image.id, 'tag'),
    RepoDigests: daemon.images.references(image.id, 'digest'),
    Parent: image.parent ?? '',
    Comment: c.comment ?? c.history?.at(-1)?.comment ?? '',
    ...(c.created === undefined ? {} : { Created: c.created }),
    DockerVersion: c.docker_version ?? '',
    Author: c.author ?? '',
    Architecture: c.architecture,
    ...(c.variant === undefined ? {} : { Variant: c.variant }),
    Os: c.os,
    Size: daemon.layers.size(image.top),
    GraphDriver: daemon.layers.imageData(image.top),
    RootFS: { Type: 'layers', ...(c.rootfs.diff_ids.length === 0 ? {} : { Layers: c.rootfs.diff_ids }) },
    Metadata: { LastTagTime: image.lastTagTime },
    Config: configJson(c.config),
  };
}

/** path.Match of Go for one reference pattern. */
function patternMatches(pattern: string, text: string): boolean {
  const re = pattern.replace(/[.+^${}()|\\]/g, '\\$&').replaceAll('*', '[^/]*').replaceAll('?', '[^/]');
  try {
    return new RegExp(`^${re}$`).test(text);
  } catch {
    return false;
  }
}

function created_s(image: Image): number {
  return parseTime(image.config.created ?? '')?.sec ?? 0;
}

/** GET /images/json. */
export function listImages(daemon: Daemon, all: boolean, f: Filters): ImageSummary[] {
  f.validate(ACCEPTED);
  const danglingOnly = f.bool('dangling', false);
  const other = (name: 'before' | 'since'): Image | undefined => {
    const [text] = f.get(name);
    return text === undefined ? undefined : daemon.images.find(text);
  };
  const before = other('before');
  const since = other('since');
  const when = (i: Image): { sec: number; nsec: number } => parseTime(i.config.created ?? '') ?? { sec: 0, nsec: 0 };
  const out: ImageSummary[] = [];
  for (const image of daemon.images.all()) {
    if (before !== undefined && compareInstants(when(image), when(before)) >= 0) continue;
    if (since !== undefined && compareInstants(when(image), when(since)) <= 0) continue;
    if (f.has('label') && !f.labels('label', image.config.config?.Labels ?? null)) continue;
    let tags = daemon.images.references(image.id, 'tag');
    let digests = daemon.images.references(image.id, 'digest');
    if (f.has('reference')) {
      const matches = (ref: string): boolean => {
        const parsed = tryParseReference(ref);
        return f.get('reference').some((p) => patternMatches(p, ref) || (parsed !== undefined && patternMatches(p, familiarName(parsed))));
      };
      tags = tags.filter(matches);
      digests = digests.filter(matches);
      if (tags.length + digests.length === 0) continue;
    }
    if (tags.length + digests.length === 0) {
      if (f.has('dangling') && !danglingOnly) continue;
      if (!all && !danglingOnly && daemon.images.children(image.id).length > 0) continue;
      if (danglingOnly && daemon.images.children(image.id).length > 0) continue;
    } else if (danglingOnly) continue;
    const users = daemon.containers().filter((c) => c.record.Image === image.id).length;
    out.push({
      Containers: users,
      Created: created_s(image),
      Id: image.id,
      Labels: image.config.config?.Labels ?? null,
      ParentId: image.parent ?? '',
      RepoDigests: digests,
      RepoTags: tags,
      SharedSize: -1,
      Size: daemon.layers.size(image.top),
    });
  }
  return out.sort((a, b) => b.Created - a.Created);
}

/** GET /images/{name}/history, newest first. */
export function imageHistory(daemon: Daemon, image: Image): HistoryResponseItem[] {
  const chain = [...daemon.layers.chain(image.top)].reverse();
  let layer = 0;
  const items: HistoryResponseItem[] = [];
  for (const h of image.config.history ?? []) {
    const size = h.empty_layer === true ? 0 : (chain[layer++]?.size ?? 0);
    items.unshift({ Comment: h.comment ?? '', Created: parseTime(h.created ?? '')?.sec ?? 0, CreatedBy: h.created_by ?? '', Id: '<missing>', Size: size, Tags: null });
  }
  // The ids of images that are still here: this one and its parents, each one history entry further down.
  for (let at = 0, i: Image | undefined = image; i !== undefined && at < items.length; at++) {
    const tags = daemon.images.references(i.id, 'tag');
    items[at] = { ...items[at]!, Id: i.id, Tags: tags.length === 0 ? null : tags };
    const own = i.config.history?.length ?? 0;
    const up: Image | undefined = i.parent === undefined ? undefined : daemon.images.byId(i.parent);
    if (up !== undefined) at += Math.max(0, own - (up.config.history?.length ?? 0) - 1);
    i = up;
  }
  return items;
}

/** POST /images/{name}/tag. Throws 400 and 404. */
export function parseTagTarget(repo: string, tag: string): ReturnType<typeof parseReference> {
  const ref = parseReference(repo);
  if (ref.digest !== undefined) throw invalid('refusing to create a tag with a digest reference');
  return { ...ref, tag: tag === '' ? (ref.tag ?? 'latest') : tag };
}
