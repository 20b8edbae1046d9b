/** Rows of `docker ps`: columns, headers and how their values are made. */
import type { ContainerSummary, Port } from '../../api/types.ts';
import { familiarString, tryParseReference } from '../../reference.ts';
import { humanDuration, humanSize } from '../../units.ts';
import { ellipsis, joinMap, timeString, truncateId, type RowType } from '../formatter.ts';
import { NIL_POINTER } from '../template/index.ts';
import { quote } from '../go/strconv.ts';

/** The last name that was shortened: rows of one image follow each other. */
interface LastName {
  image: string;
  familiar: string;
}

function imageName(c: ContainerSummary, trunc: boolean, last: LastName): string {
  if (c.Image === '') return '<no image>';
  if (!trunc) return c.Image;
  const id = truncateId(c.ImageID);
  if (id === truncateId(c.Image)) return id;
  if (last.image !== c.Image) {
    const ref = tryParseReference(c.Image);
    last.image = c.Image;
    last.familiar = ref === undefined ? c.Image : familiarString({ ...ref, digest: undefined });
  }
  return last.familiar;
}

function hostPort(ip: string, port: string): string {
  return `${ip.includes(':') ? `[${ip}]` : ip}:${port}`;
}

interface Group {
  first: number;
  last: number;
}

function groupText(key: string, g: Group): string {
  const slash = key.indexOf('/');
  const range = g.first === g.last ? String(g.first) : `${g.first}-${g.last}`;
  return slash < 0 ? `${range}/${key}` : `${hostPort(key.slice(0, slash), range)}->${range}/${key.slice(slash + 1)}`;
}

function comparePorts(a: Port, b: Port): number {
  if (a.PrivatePort !== b.PrivatePort) return a.PrivatePort - b.PrivatePort;
  const [x, y] = [a.IP ?? '', b.IP ?? ''];
  if (x !== y) return x < y ? -1 : 1;
  return (a.PublicPort ?? 0) - (b.PublicPort ?? 0) || (a.Type < b.Type ? -1 : a.Type > b.Type ? 1 : 0);
}

/** The PORTS column: neighbours that map to themselves are drawn together. */
export function displayPorts(ports: readonly Port[]): string {
  if (ports.length === 0) return '';
  const groups = new Map<string, Group>();
  const out: string[] = [];
  const mapped: string[] = [];
  for (const port of [...ports].sort(comparePorts)) {
    const ip = port.IP ?? '';
    if (ip !== '' && port.PublicPort !== port.PrivatePort) {
      mapped.push(`${hostPort(ip, String(port.PublicPort ?? 0))}->${port.PrivatePort}/${port.Type}`);
      continue;
    }
    const key = ip === '' ? port.Type : `${ip}/${port.Type}`;
    const group = groups.get(key);
    if (group !== undefined && port.PrivatePort === group.last + 1) {
      group.last = port.PrivatePort;
      continue;
    }
    if (group !== undefined) out.push(groupText(key, group));
    groups.set(key, { first: port.PrivatePort, last: port.PrivatePort });
  }
  for (const [key, group] of groups) out.push(groupText(key, group));
  return [...out, ...mapped].join(', ');
}

/** Columns of a container's row. `now_ms` is the present, for ages. */
export function containerRow(trunc: boolean, now_ms: number): RowType<ContainerSummary> {
  const mountName = (name: string): string => (trunc ? ellipsis(name, 15) : name);
  const last: LastName = { image: '', familiar: '' };
  return {
    typeName: '*formatter.ContainerContext',
    columns: {
      ID: { header: 'CONTAINER ID', value: (c) => (trunc ? truncateId(c.Id) : c.Id) },
      Names: {
        header: 'NAMES',
        value: (c) => {
          const names = c.Names.map((n) => n.slice(1));
          return (trunc ? (names.find((n) => !n.includes('/')) ?? names.join(',')) : names.join(',')) ?? '';
        },
      },
      Image: { header: 'IMAGE', value: (c) => imageName(c, trunc, last) },
      Command: { header: 'COMMAND', value: (c) => quote(trunc ? ellipsis(c.Command, 20) : c.Command) },
      CreatedAt: { header: 'CREATED AT', value: (c) => timeString(c.Created) },
      RunningFor: { header: 'CREATED', value: (c) => `${humanDuration(now_ms * 1e6 - c.Created * 1e9)} ago` },
      Ports: { header: 'PORTS', value: (c) => displayPorts(c.Ports ?? []) },
      State: { header: 'STATE', value: (c) => c.State },
      Status: { header: 'STATUS', value: (c) => c.Status },
      Size: { header: 'SIZE', value: (c) => humanSize(c.SizeRw ?? 0, 3) + ((c.SizeRootFs ?? 0) > 0 ? ` (virtual ${humanSize(c.SizeRootFs!, 3)})` : '') },
      Labels: { header: 'LABELS', value: (c) => joinMap(c.Labels) },
      Mounts: { header: 'MOUNTS', value: (c) => (c.Mounts ?? []).map((m) => mountName((m.Name ?? '') === '' ? m.Source : m.Name!)).join(',') },
      LocalVolumes: { header: 'LOCAL VOLUMES', value: (c) => String((c.Mounts ?? []).filter((m) => m.Driver === 'local').length) },
      Networks: { header: 'NETWORKS', value: (c) => Object.keys(c.NetworkSettings?.Networks ?? {}).join(',') },
      Platform: { header: 'PLATFORM', value: () => NIL_POINTER },
    },
    methods: { Label: (c, name) => c.Labels?.[name] ?? '' },
  };
}
