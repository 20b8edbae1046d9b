/** `docker system df`. */
import type { ContainerSummary, DiskUsage, ImageSummary, Volume } from '../../api/types.ts';
import { familiarName, tryParseReference } from '../../reference.ts';
import { humanDuration, humanSize } from '../../units.ts';
import { noArgs, type Command } from '../command.ts';
import { containerRow } from '../container/row.ts';
import { formatRows, truncateId, type RowType } from '../formatter.ts';
import { FORMAT } from '../helptext.ts';

interface Summary {
  readonly type: string;
  readonly total: number;
  readonly active: number;
  readonly size: number;
  readonly reclaimable: number;
}

const ROW: RowType<Summary> = {
  typeName: '*formatter.diskUsageImagesContext',
  columns: {
    Type: { header: 'TYPE', value: (s) => s.type },
    TotalCount: { header: 'TOTAL', value: (s) => String(s.total) },
    Active: { header: 'ACTIVE', value: (s) => String(s.active) },
    Size: { header: 'SIZE', value: (s) => humanSize(s.size) },
    Reclaimable: { header: 'RECLAIMABLE', value: (s) => humanSize(s.reclaimable) + (s.size > 0 ? ` (${Math.trunc((s.reclaimable * 100) / s.size)}%)` : '') },
  },
};

function summaries(du: DiskUsage): Summary[] {
  const images = du.Images ?? [];
  const containers = du.Containers ?? [];
  const volumes = du.Volumes ?? [];
  const used = images.filter((i) => i.Containers !== 0 && i.Size !== -1 && i.SharedSize !== -1).reduce((n, i) => n + i.Size - i.SharedSize, 0);
  const alive = (c: ContainerSummary): boolean => ['running', 'paused', 'restarting'].includes(c.State);
  const rw = (list: readonly ContainerSummary[]): number => list.reduce((n, c) => n + (c.SizeRw ?? 0), 0);
  const vol = (list: readonly Volume[]): number => list.reduce((n, v) => n + Math.max(0, v.UsageData?.Size ?? 0), 0);
  return [
    { type: 'Images', total: images.length, active: images.filter((i) => i.Containers > 0).length, size: du.LayersSize, reclaimable: du.LayersSize - used },
    { type: 'Containers', total: containers.length, active: containers.filter(alive).length, size: rw(containers), reclaimable: rw(containers.filter((c) => !alive(c))) },
    { type: 'Local Volumes', total: volumes.length, active: volumes.filter((v) => (v.UsageData?.RefCount ?? 0) > 0).length, size: vol(volumes), reclaimable: vol(volumes.filter((v) => (v.UsageData?.RefCount ?? 0) === 0)) },
    { type: 'Build Cache', total: 0, active: 0, size: 0, reclaimable: 0 },
  ];
}

function imageColumns(now_ms: number): RowType<ImageSummary> {
  const name = (i: ImageSummary): readonly [string, string] => {
    const ref = tryParseReference(i.RepoTags?.[0] ?? '<none>');
    return ref?.tag === undefined ? ['<none>', '<none>'] : [familiarName(ref), ref.tag];
  };
  return {
    typeName: '*formatter.imageContext',
    columns: {
      Repository: { header: 'REPOSITORY', value: (i) => name(i)[0] },
      Tag: { header: 'TAG', value: (i) => name(i)[1] },
      ID: { header: 'IMAGE ID', value: (i) => truncateId(i.Id) },
      CreatedSince: { header: 'CREATED', value: (i) => `${humanDuration(now_ms * 1e6 - i.Created * 1e9)} ago` },
      Size: { header: 'SIZE', value: (i) => humanSize(i.Size, 3) },
      SharedSize: { header: 'SHARED SIZE', value: (i) => (i.SharedSize === -1 ? 'N/A' : humanSize(i.SharedSize)) },
      UniqueSize: { header: 'UNIQUE SIZE', value: (i) => (i.Size === -1 || i.SharedSize === -1 ? 'N/A' : humanSize(i.Size - i.SharedSize)) },
      Containers: { header: 'CONTAINERS', value: (i) => (i.Containers === -1 ? 'N/A' : String(i.Containers)) },
    },
  };
}

const VOLUME: RowType<Volume> = {
  typeName: '*formatter.volumeContext',
  columns: {
    Name: { header: 'VOLUME NAME', value: (v) => v.Name },
    Links: { header: 'LINKS', value: (v) => (v.UsageData === undefined ? 'N/A' : String(v.UsageData.RefCount)) },
    Size: { header: 'SIZE', value: (v) => (v.UsageData === undefined ? 'N/A' : humanSize(v.UsageData.Size)) },
  },
};

function verboseText(du: DiskUsage, now_ms: number): string {
  const containers = (du.Containers ?? []).map((c) => ({ ...c, SizeRootFs: 0 }));
  return [
    `Images space usage:\n\n${formatRows(imageColumns(now_ms), 'table {{.Repository}}\t{{.Tag}}\t{{.ID}}\t{{.CreatedSince}}\t{{.Size}}\t{{.SharedSize}}\t{{.UniqueSize}}\t{{.Containers}}', du.Images ?? [])}`,
    `Containers space usage:\n\n${formatRows(containerRow(true, now_ms), 'table {{.ID}}\t{{.Image}}\t{{.Command}}\t{{.LocalVolumes}}\t{{.Size}}\t{{.RunningFor}}\t{{.Status}}\t{{.Names}}', containers)}`,
    `Local Volumes space usage:\n\n${formatRows(VOLUME, 'table {{.Name}}\t{{.Links}}\t{{.Size}}', du.Volumes ?? [])}`,
    'Build cache usage: 0B\n\nCACHE ID   CACHE TYPE   SIZE      CREATED   LAST USED   USAGE     SHARED\n',
  ].join('\n');
}

export const df: Command = {
  use: 'df [OPTIONS]',
  short: 'Show how much disk images, containers and volumes use',
  args: noArgs,
  flags: `
- format string ${FORMAT}
v verbose bool Show each image, container and volume
`,
  support: { level: 'partial', note: 'there is no build cache yet; --format does not apply to -v' },
  *run(cli, flags) {
    const du = yield* cli.api.json<DiskUsage>('GET', '/system/df');
    if (flags.bool('verbose')) {
      if (!['', 'table'].includes(flags.str('format'))) cli.unsupported('a format for the verbose listing');
      return yield* cli.out(verboseText(du, cli.sys.now_ms()));
    }
    let format = flags.str('format') || 'table';
    if (format === 'table') format = 'table {{.Type}}\t{{.TotalCount}}\t{{.Active}}\t{{.Size}}\t{{.Reclaimable}}';
    else if (format === 'raw') format = 'type: {{.Type}}\ntotal: {{.TotalCount}}\nactive: {{.Active}}\nsize: {{.Size}}\nreclaimable: {{.Reclaimable}}\n';
    yield* cli.out(formatRows(ROW, format, summaries(du)));
  },
};
