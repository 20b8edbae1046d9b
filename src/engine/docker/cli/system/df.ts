/** `docker system df`. */
import type { ContainerSummary, DiskUsage, Volume } from '../../api/types.ts';
import { familiarName, tryParseReference } from '../../reference.ts';
import { humanDuration, humanSize } from '../../units.ts';
import { noArgs, type Command } from '../command.ts';
import { containerRow } from '../container/row.ts';
import { CliError } from '../error.ts';
import { formatRows, rowValue, timeString, truncateId, type RowType } from '../formatter.ts';
import { GoError } from '../go/strconv.ts';
import { FORMAT } from '../helptext.ts';
import { imageRowType, type ImageRow } from '../image/images.ts';
import { compile, execute, Struct, type Value } from '../template/index.ts';
import { VOLUME_ROW } from '../volume/index.ts';

interface Summary {
  readonly type: string;
  readonly total: number;
  readonly active: number;
  readonly size: number;
  readonly reclaimable: number;
  /** Without the share. */
  readonly exact?: boolean;
}

const ROW: RowType<Summary> = {
  typeName: '*formatter.diskUsageImagesContext',
  columns: {
    Type: { header: 'TYPE', value: (s) => s.type },
    TotalCount: { header: 'TOTAL', value: (s) => String(s.total) },
    Active: { header: 'ACTIVE', value: (s) => String(s.active) },
    Size: { header: 'SIZE', value: (s) => humanSize(s.size) },
    Reclaimable: { header: 'RECLAIMABLE', value: (s) => humanSize(s.reclaimable) + (s.size > 0 && s.exact !== true ? ` (${Math.trunc((s.reclaimable * 100) / s.size)}%)` : '') },
  },
};

function summaries(du: DiskUsage): Summary[] {
  const images = du.Images ?? [];
  const containers = du.Containers ?? [];
  const volumes = du.Volumes ?? [];
  const cache = (du.BuildCache ?? []) as CacheRecord[];
  const used = images.filter((i) => i.Containers !== 0 && i.Size !== -1 && i.SharedSize !== -1).reduce((n, i) => n + i.Size - i.SharedSize, 0);
  const alive = (c: ContainerSummary): boolean => ['running', 'paused', 'restarting'].includes(c.State);
  const rw = (list: readonly ContainerSummary[]): number => list.reduce((n, c) => n + (c.SizeRw ?? 0), 0);
  const vol = (list: readonly Volume[]): number => list.reduce((n, v) => n + Math.max(0, v.UsageData?.Size ?? 0), 0);
  return [
    { type: 'Images', total: images.length, active: images.filter((i) => i.Containers > 0).length, size: du.LayersSize, reclaimable: du.LayersSize - used },
    { type: 'Containers', total: containers.length, active: containers.filter(alive).length, size: rw(containers), reclaimable: rw(containers.filter((c) => !alive(c))) },
    { type: 'Local Volumes', total: volumes.length, active: volumes.filter((v) => (v.UsageData?.RefCount ?? 0) > 0).length, size: vol(volumes), reclaimable: vol(volumes.filter((v) => (v.UsageData?.RefCount ?? 0) === 0)) },
    { type: 'Build Cache', total: cache.length, active: cache.filter((r) => r.InUse).length, size: ownCache(cache), reclaimable: ownCache(cache) - ownCache(cache.filter((r) => r.InUse)), exact: true },
  ];
}

/** A record of the build cache. */
interface CacheRecord {
  readonly ID: string;
  readonly Parents?: readonly string[] | null;
  readonly Type: string;
  readonly Description: string;
  readonly InUse: boolean;
  readonly Shared: boolean;
  readonly Size: number;
  readonly CreatedAt: string;
  readonly LastUsedAt?: string | null;
  readonly UsageCount: number;
}

function cacheRow(trunc: boolean, now_ms: number): RowType<CacheRecord> {
  const ago = (time: string): string => `${humanDuration((now_ms - Date.parse(time)) * 1e6)} ago`;
  const at = (time: string): string => timeString(Math.floor(Date.parse(time) / 1000));
  return {
    typeName: '*formatter.buildCacheContext',
    columns: {
      ID: { header: 'CACHE ID', value: (r) => (trunc ? truncateId(r.ID) : r.ID) + (r.InUse ? '*' : '') },
      Parent: { header: 'PARENT', value: (r) => (trunc ? truncateId((r.Parents ?? []).join(', ')) : (r.Parents ?? []).join(', ')) },
      CacheType: { header: 'CACHE TYPE', value: (r) => r.Type },
      Description: { header: 'DESCRIPTION', value: (r) => r.Description },
      Size: { header: 'SIZE', value: (r) => humanSize(r.Size, 3) },
      CreatedAt: { header: undefined, value: (r) => at(r.CreatedAt) },
      CreatedSince: { header: 'CREATED', value: (r) => ago(r.CreatedAt) },
      LastUsedAt: { header: undefined, value: (r) => (r.LastUsedAt == null ? '' : at(r.LastUsedAt)) },
      LastUsedSince: { header: 'LAST USED', value: (r) => (r.LastUsedAt == null ? '' : ago(r.LastUsedAt)) },
      UsageCount: { header: 'USAGE', value: (r) => String(r.UsageCount) },
      InUse: { header: 'IN USE', value: (r) => String(r.InUse) },
      Shared: { header: 'SHARED', value: (r) => String(r.Shared) },
    },
  };
}

/** Everything that is listed with -v. */
interface Listed {
  readonly images: readonly ImageRow[];
  readonly containers: readonly ContainerSummary[];
  readonly volumes: readonly Volume[];
  readonly cache: readonly CacheRecord[];
}

function listed(du: DiskUsage): Listed {
  const images = (du.Images ?? []).map((image): ImageRow => {
    const ref = tryParseReference(image.RepoTags?.[0] ?? '<none>');
    return ref?.tag === undefined ? { image, repo: '<none>', tag: '<none>', digest: '' } : { image, repo: familiarName(ref), tag: ref.tag, digest: '' };
  });
  return { images, containers: (du.Containers ?? []).map((c) => ({ ...c, SizeRootFs: 0 })), volumes: du.Volumes ?? [], cache: (du.BuildCache ?? []) as CacheRecord[] };
}

function verboseText({ images, containers, volumes, cache }: Listed, now_ms: number): string {
  return [
    `Images space usage:\n\n${formatRows(imageRowType(true, now_ms), 'table {{.Repository}}\t{{.Tag}}\t{{.ID}}\t{{.CreatedSince}}\t{{.Size}}\t{{.SharedSize}}\t{{.UniqueSize}}\t{{.Containers}}', images)}`,
    `Containers space usage:\n\n${formatRows(containerRow(true, now_ms), 'table {{.ID}}\t{{.Image}}\t{{.Command}}\t{{.LocalVolumes}}\t{{.Size}}\t{{.RunningFor}}\t{{.Status}}\t{{.Names}}', containers)}`,
    `Local Volumes space usage:\n\n${formatRows(VOLUME_ROW, 'table {{.Name}}\t{{.Links}}\t{{.Size}}', volumes)}`,
    `Build cache usage: ${humanSize(ownCache(cache))}\n\n${formatRows(cacheRow(true, now_ms), 'table {{.ID}}\t{{.CacheType}}\t{{.Size}}\t{{.CreatedSince}}\t{{.LastUsedSince}}\t{{.UsageCount}}\t{{.Shared}}', cache)}`,
  ].join('\n');
}

/** Bytes of the cache that nothing else has too. */
function ownCache(cache: readonly CacheRecord[]): number {
  return cache.reduce((n, r) => n + (r.Shared ? 0 : r.Size), 0);
}

function verboseFormat(format: string, { images, containers, volumes, cache }: Listed, now_ms: number): string {
  const lists = {
    Images: images.map((row) => rowValue(imageRowType(false, now_ms), row)),
    Containers: containers.map((row) => rowValue(containerRow(false, now_ms), row)),
    Volumes: volumes.map((row) => rowValue(VOLUME_ROW, row)),
    BuildCache: cache.map((row) => rowValue(cacheRow(false, now_ms), row)),
  };
  try {
    const source = format === 'json' ? '{{json .}}' : format.replaceAll('\\t', '\t').replaceAll('\\n', '\n');
    return execute(compile(source), new Listing(lists));
  } catch (e) {
    throw e instanceof GoError ? new CliError(e.message.startsWith('template: :') && !e.message.includes('executing') ? `template parsing error: ${e.message}` : e.message) : e;
  }
}

/** The four lists, by their names. */
class Listing extends Struct {
  readonly typeName = '*formatter.diskUsageContext';
  private readonly lists: Readonly<Record<string, readonly Value[]>>;
  constructor(lists: Readonly<Record<string, readonly Value[]>>) {
    super();
    this.lists = lists;
  }
  member(name: string): { readonly value: Value } | undefined {
    return Object.hasOwn(this.lists, name) ? { value: this.lists[name] } : undefined;
  }
  entries(): (readonly [string, Value])[] {
    return Object.entries(this.lists);
  }
}

export const df: Command = {
  use: 'df [OPTIONS]',
  short: 'Show how much disk images, containers and volumes use',
  args: noArgs,
  flags: `
- format string ${FORMAT}
v verbose bool Show each image, container and volume
`,
  support: { level: 'full' },
  *run(cli, flags) {
    const du = yield* cli.api.json<DiskUsage>('GET', '/system/df');
    if (flags.bool('verbose')) {
      const wanted = flags.str('format');
      return yield* cli.out(wanted === '' || wanted === 'table' ? verboseText(listed(du), cli.sys.now_ms()) : verboseFormat(wanted, listed(du), cli.sys.now_ms()));
    }
    let format = flags.str('format') || 'table';
    if (format === 'table') format = 'table {{.Type}}\t{{.TotalCount}}\t{{.Active}}\t{{.Size}}\t{{.Reclaimable}}';
    else if (format === 'raw') format = 'type: {{.Type}}\ntotal: {{.TotalCount}}\nactive: {{.Active}}\nsize: {{.Size}}\nreclaimable: {{.Reclaimable}}\n';
    yield* cli.out(formatRows(ROW, format, summaries(du)));
  },
};
