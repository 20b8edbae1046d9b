/** `docker volume`: listing, inspecting, making and removing volumes. */
import type { Volume, VolumeListResponse } from '../../api/types.ts';
import { humanSize } from '../../units.ts';
import { encodeFilters } from '../api.ts';
import { atLeast, atMost, exactly, group, noArgs, type Command } from '../command.ts';
import { collectErrors, segment } from '../container/each.ts';
import { naturalOrder } from '../container/port.ts';
import { volumePrune } from '../container/prune.ts';
import { CliError } from '../error.ts';
import { formatRows, joinMap, type RowType } from '../formatter.ts';
import { FORMAT, FORMAT_RECORD } from '../helptext.ts';
import { inspectAll } from '../inspect/inspect.ts';
import type { Flags } from '../pflag.ts';

/** A volume as the API gives it, with its use when that was asked for. */
export type VolumeWithUse = Volume & { readonly UsageData?: { readonly Size: number; readonly RefCount: number } | null };

/** Columns of a volume's row. */
export const VOLUME_ROW: RowType<VolumeWithUse> = {
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
^- cluster bool List cluster volumes alone
`,
  support: { level: 'full' },
  *run(cli, flags) {
    const { Volumes } = yield* cli.api.json<VolumeListResponse>('GET', '/volumes', { query: { filters: encodeFilters(flags.filters()) } });
    const quiet = flags.bool('quiet');
    let format = flags.str('format') || (quiet ? '' : ((yield* cli.config()).volumesFormat ?? '')) || 'table';
    const cluster = flags.bool('cluster');
    if (cluster) format = quiet ? 'table' : 'table {{.Name}}\t{{.Group}}\t{{.Driver}}\t{{.Availability}}\t{{.Status}}';
    if (format === 'table') format = quiet ? '{{.Name}}' : 'table {{.Driver}}\t{{.Name}}';
    else if (format === 'raw') format = quiet ? 'name: {{.Name}}' : 'name: {{.Name}}\ndriver: {{.Driver}}\n';
    yield* cli.out(formatRows(VOLUME_ROW, format, (cluster ? [] : [...(Volumes ?? [])]).sort((a, b) => naturalOrder(a.Name, b.Name))));
  },
};

const inspect: Command = {
  use: 'inspect [OPTIONS] VOLUME [VOLUME...]',
  short: 'Show all that is known of volumes',
  args: atLeast(1),
  flags: `
f format string ${FORMAT_RECORD}
`,
  support: { level: 'full' },
  *run(cli, flags, args) {
    yield* inspectAll(cli, flags.str('format'), args, function* (name) {
      return { type: 'Volume', raw: yield* cli.api.raw(`/volumes/${segment(name)}`), untyped: false };
    });
  },
};

/** Flags that make a cluster volume. */
const CLUSTER_FLAGS = ['group', 'scope', 'sharing', 'availability', 'type', 'limit-bytes', 'required-bytes'];

function clustered(flags: Flags): boolean {
  return CLUSTER_FLAGS.some((name) => flags.changed(name));
}

function clusterSpec(flags: Flags): object {
  const topology = (name: string): object[] | undefined => {
    const list = flags.list(name).map((text) => ({ Segments: Object.fromEntries(text.split(',').map((s) => [s.split('=')[0], s.slice(s.indexOf('=') + 1)])) as Record<string, string> }));
    return list.length === 0 ? undefined : list;
  };
  const Secrets = Object.entries(flags.map('secret'))
    .sort()
    .map(([Key, Secret]) => ({ Key, Secret }));
  return {
    Group: flags.str('group'),
    AccessMode: { Scope: flags.str('scope'), Sharing: flags.str('sharing'), ...(flags.str('type') === 'mount' ? { MountVolume: {} } : { BlockVolume: {} }) },
    AccessibilityRequirements: { Requisite: topology('topology-required'), Preferred: topology('topology-preferred') },
    CapacityRange: { RequiredBytes: flags.num('required-bytes'), LimitBytes: flags.num('limit-bytes') },
    Secrets: Secrets.length === 0 ? undefined : Secrets,
    Availability: flags.str('availability'),
  };
}

const create: Command = {
  use: 'create [OPTIONS] [VOLUME]',
  short: 'Make a volume',
  args: atMost(1),
  flags: `
d driver string=local Driver of the volume
- label list Attach metadata to the volume
!- name string Name of the volume
o opt map=map[] Options of the driver
^- availability string=active Whether tasks may use it ("active", "pause", "drain")
^- group string Group of the cluster volume
^- limit-bytes bytes Least size of the cluster volume
^- required-bytes bytes Largest size of the cluster volume
^- scope string=single On how many nodes it may be used ("single", "multi")
^- secret map=map[] Secrets of the cluster volume
^- sharing string=none Who may use it at once ("none", "readonly", "onewriter", "all")
^- topology-preferred list Topology where the cluster volume should be
^- topology-required list Topology from which the cluster volume must be reached
^- type string=block How it is used ("mount", "block")
`,
  support: { level: 'full' },
  *run(cli, flags, args) {
    if (args[0] !== undefined && flags.changed('name')) throw new CliError('conflicting options: cannot specify a volume-name through both --name and as a positional arg');
    const labels = Object.fromEntries(flags.list('label').map((l) => (l.includes('=') ? [l.slice(0, l.indexOf('=')), l.slice(l.indexOf('=') + 1)] : [l, ''])));
    const { Name } = yield* cli.api.json<Volume>('POST', '/volumes/create', { json: { Name: args[0] ?? flags.str('name'), Driver: flags.str('driver'), DriverOpts: flags.changed('opt') ? flags.map('opt') : undefined, Labels: flags.changed('label') ? labels : undefined, ...(clustered(flags) ? { ClusterVolumeSpec: clusterSpec(flags) } : {}) } });
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
  support: { level: 'full' },
  *run(cli, flags, args) {
    yield* collectErrors(args, function* (name) {
      yield* cli.api.run('DELETE', `/volumes/${segment(name)}`, { query: { force: flags.bool('force') ? '1' : undefined } });
      yield* cli.out(`${name}\n`);
    });
  },
};

const update: Command = {
  use: 'update [OPTIONS] [VOLUME]',
  short: 'Change a cluster volume',
  args: exactly(1),
  needs: 'manager',
  flags: `
^- availability string=active Whether tasks may use it ("active", "pause", "drain")
`,
  support: { level: 'partial', note: 'there are no cluster volumes outside a swarm' },
  *run(cli, _flags, args) {
    const found = yield* cli.api.json<Volume & { readonly ClusterVolume?: object }>('GET', `/volumes/${segment(args[0]!)}`);
    if (found.ClusterVolume === undefined) throw new CliError('can only update cluster volumes');
    cli.unsupported('a swarm');
  },
};

export const volume: Command = group('volume COMMAND', 'Work with volumes', [create, inspect, ls, volumePrune, rm, update]);
