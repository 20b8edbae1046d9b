/** GET /containers/json and /containers/{id}/json: what is shown of containers. daemon/list.go and inspect.go. */
import type { Sys, Task } from '../../../abi/sys.ts';
import { compareInstants, parseTime } from '../../common/time.ts';
import type { ContainerInspect, ContainerSummary, Port } from '../../api/types.ts';
import { familiarName, tryParseReference } from '../../reference.ts';
import type { Daemon } from '../daemon.ts';
import { invalid, notFound, system } from '../errors.ts';
import type { Filters } from '../filters.ts';
import { linkView } from '../libnetwork/links.ts';
import { treeSize } from './changes.ts';
import type { Container } from './container.ts';
import { mountPoints } from './mounts.ts';

const ACCEPTED = new Set(['ancestor', 'before', 'exited', 'id', 'isolation', 'label', 'name', 'status', 'health', 'since', 'volume', 'network', 'is-task', 'publish', 'expose']);
const HEALTH = ['none', 'starting', 'healthy', 'unhealthy'];
const STATUSES = ['created', 'running', 'paused', 'restarting', 'removing', 'exited', 'dead'];

export interface ListOptions {
  readonly all: boolean;
  readonly size: boolean;
  /** 0 for no limit. */
  readonly limit: number;
  readonly filters: Filters;
}

/** `sh -c 'exit 7'` as the COMMAND column has it: arguments joined, those with spaces quoted. */
function commandText(c: Container): string {
  const args = c.record.Args.map((a) => (a.includes(' ') ? `'${a}'` : a));
  return args.length === 0 ? c.record.Path : `${c.record.Path} ${args.join(' ')}`;
}

/** As Go writes a map: in the order of the keys. */
function byName<T>(map: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function ports(c: Container): Port[] {
  if (!c.state.Running) return [];
  return Object.entries(c.record.NetworkSettings.Ports ?? {}).flatMap(([p, bindings]): Port[] => {
    const [port, Type = 'tcp'] = p.split('/');
    const PrivatePort = Number(port);
    if (bindings === null || bindings.length === 0) return [{ PrivatePort, Type }];
    return bindings.map((b) => ({ IP: b.HostIp, PrivatePort, ...(b.HostPort === '' ? {} : { PublicPort: Number(b.HostPort) }), Type }));
  });
}

/** Image ids that the `ancestor` filter means: the named images and all that stand on them. */
function ancestors(daemon: Daemon, names: readonly string[]): Set<string> {
  const ids = new Set<string>();
  const visit = (id: string): void => {
    if (ids.has(id)) return;
    ids.add(id);
    for (const child of daemon.images.children(id)) visit(child.id);
  };
  for (const name of names) {
    const image = daemon.images.tryFind(name);
    if (image !== undefined) visit(image.id);
  }
  return ids;
}

/** The ports 'number/protocol' of a filter `publish` or `expose`: 80, 80/udp, 8000-8080/tcp. Throws a 500, as the real daemon does. */
function portFilter(f: Filters, name: 'publish' | 'expose'): Set<string> | undefined {
  if (!f.has(name)) return undefined;
  const wanted = new Set<string>();
  for (const value of f.get(name)) {
    const bad = (why: string): never => {
      throw system(`error while looking up for ${name} ${value}: ${why}`);
    };
    const number = (text: string): number => {
      if (!/^\d+$/.test(text)) bad(text === '' ? 'empty string specified for ports' : `strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax`);
      if (Number(text) > 65535) bad(`strconv.ParseUint: parsing ${JSON.stringify(text)}: value out of range`);
      return Number(text);
    };
    const [range = '', protocol = 'tcp'] = value.split('/');
    const [first = '', last = first] = range.split('-');
    const from = number(first);
    const to = number(last);
    if (to < from) bad(`invalid range specified for port: ${range}`);
    for (let p = from; p <= to; p++) wanted.add(`${p}/${protocol === '' ? 'tcp' : protocol}`);
  }
  return wanted;
}

/** The containers that a request means, newest first. */
export function selectContainers(daemon: Daemon, o: ListOptions): Container[] {
  const f = o.filters;
  f.validate(ACCEPTED);
  for (const s of f.get('status')) if (!STATUSES.includes(s)) throw invalid(`invalid filter 'status=${s}': invalid value for state (${s}): must be one of ${STATUSES.join(', ')}`);
  for (const h of f.get('health')) if (!HEALTH.includes(h)) throw invalid(`invalid filter 'health=${h}': invalid value for health (${h}): must be one of ${HEALTH.join(', ')}`);
  const exited = f.get('exited').map((t) => {
    if (!/^[+-]?\d+$/.test(t)) throw invalid(`invalid filter 'exited=${t}': strconv.Atoi: parsing ${JSON.stringify(t)}: invalid syntax`);
    return Number(t);
  });
  f.bool('is-task', false);
  const all = o.all || f.has('status') || f.has('exited') || o.limit > 0;
  const reference = (name: 'before' | 'since'): Container | undefined => {
    const [text] = f.get(name);
    if (text === undefined) return undefined;
    return daemon.find(text);
  };
  const before = reference('before');
  const since = reference('since');
  const created = (c: Container): { sec: number; nsec: number } => parseTime(c.record.Created) ?? { sec: 0, nsec: 0 };
  const published = portFilter(f, 'publish');
  const exposed = portFilter(f, 'expose');
  const ancestorIds = f.has('ancestor') ? ancestors(daemon, f.get('ancestor')) : undefined;
  const health = f.get('health');
  const out: Container[] = [];
  const newestFirst = daemon.containers().sort((a, b) => compareInstants(created(b), created(a)));
  for (const c of newestFirst) {
    if (!all && !c.state.Running) continue;
    if (!f.match('name', c.name) && !f.match('name', `/${c.name}`)) continue;
    if (!f.fuzzy('id', c.id)) continue;
    if (!f.labels('label', c.config.Labels)) continue;
    if (!f.exact('status', c.status)) continue;
    if (exited.length > 0 && (c.state.Running || c.status === 'created' || !exited.includes(c.state.ExitCode))) continue;
    if (health.length > 0 && !health.includes(c.state.Health?.Status ?? 'none')) continue;
    if (f.bool('is-task', false)) continue;
    if (ancestorIds !== undefined && !ancestorIds.has(c.record.Image)) continue;
    if (before !== undefined && compareInstants(created(c), created(before)) >= 0) continue;
    if (since !== undefined && compareInstants(created(c), created(since)) <= 0) continue;
    if (f.has('volume') && !f.get('volume').some((v) => Object.values(c.record.MountPoints).some((m) => m.Name === v || m.Destination === v || m.Source === v))) continue;
    if (f.has('network') && !f.get('network').some((n) => Object.entries(c.record.NetworkSettings.Networks).some(([name, e]) => name === n || (e.NetworkID !== '' && e.NetworkID.startsWith(n))))) continue;
    if (exposed !== undefined && !Object.keys(c.config.ExposedPorts ?? {}).some((p) => exposed.has(p.includes('/') ? p : `${p}/tcp`))) continue;
    if (published !== undefined && !ports(c).some((p) => p.PublicPort !== undefined && published.has(`${p.PublicPort}/${p.Type}`))) continue;
    out.push(c);
    if (o.limit > 0 && out.length === o.limit) break;
  }
  return out;
}

/** The image's name as a list shows it: what was typed, unless that name means another image now; then the id. */
function imageName(daemon: Daemon, c: Container): string {
  const typed = c.config.Image;
  const image = daemon.images.tryFind(typed);
  if (image?.id === c.record.Image) return typed;
  const ref = tryParseReference(typed);
  return ref !== undefined && image === undefined && familiarName(ref) === '' ? typed : c.record.Image;
}

export function* summary(sys: Sys, daemon: Daemon, c: Container, size: boolean): Task<ContainerSummary> {
  const networks = byName(c.record.NetworkSettings.Networks);
  const rw = size ? yield* rwSize(sys, daemon, c) : 0;
  return {
    Id: c.id,
    Names: [`/${c.name}`, ...daemon.links.namesOf(daemon, c)],
    Image: imageName(daemon, c),
    ImageID: c.record.Image,
    Command: commandText(c),
    Created: parseTime(c.record.Created)?.sec ?? 0,
    Ports: ports(c),
    ...(size && rw > 0 ? { SizeRw: rw } : {}),
    ...(size ? { SizeRootFs: rw + imageSize(daemon, c) } : {}),
    Labels: c.config.Labels ?? {},
    State: c.status,
    Status: c.statusText(sys),
    HostConfig: { NetworkMode: c.hostConfig.NetworkMode },
    NetworkSettings: { Networks: networks },
    Mounts: mountPoints(c),
  };
}

function imageSize(daemon: Daemon, c: Container): number {
  return daemon.layers.size(daemon.layers.getRw(c.id)?.parent);
}

/** Bytes that the container's own layer holds. */
export function* rwSize(sys: Sys, daemon: Daemon, c: Container): Task<number> {
  const rw = daemon.layers.getRw(c.id);
  return rw === undefined ? 0 : yield* treeSize(sys, daemon.layers.dirs(rw).upper);
}

export function* inspectContainer(sys: Sys, daemon: Daemon, c: Container, size: boolean): Task<ContainerInspect> {
  if (c.removed) throw notFound(`No such container: ${c.name}`);
  const r = c.record;
  const n = r.NetworkSettings;
  const bridge = n.Networks['bridge'];
  const rw = size ? yield* rwSize(sys, daemon, c) : 0;
  const execs = [...c.execs.values()].filter((e) => e.running).map((e) => e.id);
  return {
    Id: c.id,
    Created: r.Created,
    Path: r.Path,
    Args: r.Args,
    State: c.stateJson(),
    Image: r.Image,
    ResolvConfPath: r.ResolvConfPath,
    HostnamePath: r.HostnamePath,
    HostsPath: r.HostsPath,
    LogPath: r.LogPath,
    Name: r.Name,
    RestartCount: r.RestartCount,
    Driver: r.Driver,
    Platform: r.OS,
    MountLabel: '',
    ProcessLabel: '',
    AppArmorProfile: '',
    ExecIDs: execs.length === 0 ? null : execs,
    HostConfig: { ...c.hostConfig, Links: linkView(daemon, c) },
    GraphDriver: daemon.layers.containerData(c.id),
    ...(size ? { SizeRw: rw, SizeRootFs: rw + imageSize(daemon, c) } : {}),
    Mounts: mountPoints(c),
    Config: c.config,
    NetworkSettings: {
      Bridge: '',
      SandboxID: n.SandboxID,
      SandboxKey: n.SandboxKey,
      Ports: n.Ports ?? {},
      HairpinMode: false,
      LinkLocalIPv6Address: '',
      LinkLocalIPv6PrefixLen: 0,
      SecondaryIPAddresses: null,
      SecondaryIPv6Addresses: null,
      EndpointID: bridge?.EndpointID ?? '',
      Gateway: bridge?.Gateway ?? '',
      GlobalIPv6Address: bridge?.GlobalIPv6Address ?? '',
      GlobalIPv6PrefixLen: bridge?.GlobalIPv6PrefixLen ?? 0,
      IPAddress: bridge?.IPAddress ?? '',
      IPPrefixLen: bridge?.IPPrefixLen ?? 0,
      IPv6Gateway: bridge?.IPv6Gateway ?? '',
      MacAddress: bridge?.MacAddress ?? '',
      Networks: byName(n.Networks),
    },
  };
}
