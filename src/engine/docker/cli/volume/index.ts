/** `docker volume`: listing, inspecting, making and removing volumes. */
import type { Volume, VolumeListResponse } from '../../api/types.ts';
import { humanSize } from '../../units.ts';
import { encodeFilters } from '../api.ts';
import { atLeast, atMost, group, noArgs, type Command } from '../command.ts';
import { collectErrors, segment } from '../container/each.ts';
import { naturalOrder } from '../container/port.ts';
import { volumePrune } from '../container/prune.ts';
import { formatRows, joinMap, type RowType } from '../formatter.ts';
import { FORMAT, FORMAT_RECORD } from '../helptext.ts';
import { inspectAll } from '../inspect/inspect.ts';

/** A volume as the API gives it, with its use when that was asked for. */
type VolumeWithUse = Volume & { readonly UsageData?: { readonly Size: number; readonly RefCount: number } | null };

const ROW: RowType<VolumeWithUse> = {
  typeName: '*formatter.volumeContext',
  columns: {
    Name: { header: 'VOLUME NAME', value: (v) => v.Name },
    Group: { header: 'GROUP', value: () => 'N/A' },
    Driver: { header: 'DRIVER', value: (v) => v.Driver },
    Scope: { header: 'SCOPE', value: (v) => v.Scope },
    Availability: { header: 'AVAILABILITY', value: () => 'N/A' },
    Mountpoint: { header: 'MOUNTPOINT', value: (v) => v.Mountpoint },
    Labels: { header: 'LABELS', value: (v) => joinMap(v.Labels) },
    Links: { header: 'LINKS', value: (v) => (v.UsageData == null ? 'N/A' : String(v.UsageData.RefCount)) },
    Size: { header: 'SIZE', value: (v) => (v.UsageData == null ? 'N/A' : humanSize(v.UsageData.Size)) },
    Status: { header: 'STATUS', value: () => 'N/A' },
  },
  methods: { Label: (v, name) => v.Labels?.[name] ?? '' },
};

const ls: Command = {
  use: 'ls [OPTIONS]',
  short: 'List volumes',
  aliases: 'docker volume ls, docker volume list',
  names: ['list'],
  args: noArgs,
  flags: `
f filter filter Show only what matches the condition (e.g. "dangling=true")
- format string ${FORMAT}
q quiet bool Print names alone
`,
  support: { level: 'full' },
  *run(cli, flags) {
    const { Volumes } = yield* cli.api.json<VolumeListResponse>('GET', '/volumes', { query: { filters: encodeFilters(flags.filters()) } });
    const quiet = flags.bool('quiet');
    let format = flags.str('format') || (quiet ? '' : ((yield* cli.config()).volumesFormat ?? '')) || 'table';
    if (format === 'table') format = quiet ? '{{.Name}}' : 'table {{.Driver}}\t{{.Name}}';
    else if (format === 'raw') format = quiet ? 'name: {{.Name}}' : 'name: {{.Name}}\ndriver: {{.Driver}}\n';
    yield* cli.out(formatRows(ROW, format, [...(Volumes ?? [])].sort((a, b) => naturalOrder(a.Name, b.Name))));
  },
};

const inspect: Command = {
  use: 'inspect [OPTIONS] VOLUME [VOLUME...]',
  short: 'Show all that is known of volumes',
  args: atLeast(1),
  flags: `
f format string ${FORMAT_RECORD}
`,
  complete: 'volume',
  support: { level: 'full' },
  *run(cli, flags, args) {
    yield* inspectAll(cli, flags.str('format'), args, function* (name) {
      return { type: 'Volume', raw: yield* cli.api.raw(`/volumes/${segment(name)}`) };
    });
  },
};

const create: Command = {
  use: 'create [OPTIONS] [VOLUME]',
  short: 'Make a volume',
  args: atMost(1),
  flags: `
d driver string=local Driver of the volume
- label list Attach metadata to the volume
o opt map=map[] Options of the driver
`,
  support: { level: 'full' },
  *run(cli, flags, args) {
    const labels = Object.fromEntries(flags.list('label').map((l) => (l.includes('=') ? [l.slice(0, l.indexOf('=')), l.slice(l.indexOf('=') + 1)] : [l, ''])));
    const { Name } = yield* cli.api.json<Volume>('POST', '/volumes/create', { json: { Name: args[0], Driver: flags.str('driver'), DriverOpts: flags.changed('opt') ? flags.map('opt') : undefined, Labels: flags.changed('label') ? labels : undefined } });
    yield* cli.out(`${Name}\n`);
  },
};

const rm: Command = {
  use: 'rm [OPTIONS] VOLUME [VOLUME...]',
  short: 'Remove volumes that no container uses',
  aliases: 'docker volume rm, docker volume remove',
  names: ['remove'],
  args: atLeast(1),
  flags: `
f force bool Remove the volume even when its driver fails
`,
  complete: 'volume',
  support: { level: 'full' },
  *run(cli, flags, args) {
    yield* collectErrors(args, function* (name) {
      yield* cli.api.run('DELETE', `/volumes/${segment(name)}`, { query: { force: flags.bool('force') ? '1' : undefined } });
      yield* cli.out(`${name}\n`);
    });
  },
};

export const volume: Command = group('volume', 'Work with volumes', [create, inspect, ls, volumePrune, rm]);
