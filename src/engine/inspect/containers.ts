/** Containers of a host, read from /var/lib/docker/containers, their layers from overlay2, and what of them lives from the kernel's process table. */
import { CONTAINERS, LAYERDB, OVERLAY } from '../docker/dockerd/paths.ts';
import type { ContainerRecord } from '../docker/dockerd/container/container.ts';
import type { HostConfig } from '../docker/api/types.ts';
import type { DirNode } from '../fs/mem/dirnode.ts';
import type { Host } from '../world/host.ts';
import type { HostFiles } from './hostfiles.ts';
import { timeMs } from './images.ts';
import { EMPTY_UPPER, stamp, upperView } from './upper.ts';
import type { ContainerState, ContainerView, PortView, UpperView } from './views.ts';

/** Upper directories looked at in one reading; the others wait for the next, so that a thousand containers stay cheap. */
const UPPERS_AT_ONCE = 40;

interface Known {
  record: ContainerRecord;
  pid: number;
  processes: number;
  upper: UpperView;
  view: ContainerView;
}

interface UpperState {
  readonly dir: DirNode;
  readonly lowers: readonly DirNode[];
  stamp: number;
  view: UpperView;
}

function stateOf(record: ContainerRecord): ContainerState {
  const s = record.State;
  if (s.Paused) return 'paused';
  if (s.Restarting) return 'restarting';
  if (s.Running) return 'running';
  if (s.RemovalInProgress) return 'removing';
  if (s.Dead) return 'dead';
  return timeMs(s.StartedAt) === 0 ? 'created' : 'exited';
}

export class ContainerReader {
  private readonly host: Host;
  private readonly files: HostFiles;
  private readonly known = new Map<string, Known>();
  private readonly uppers = new Map<string, UpperState>();
  private next = 0;

  constructor(host: Host, files: HostFiles) {
    this.host = host;
    this.files = files;
  }

  /** All containers by id, oldest first. `chains` are the chain ids of each image, to find the layers beneath. */
  read(chains: ReadonlyMap<string, readonly string[]>): Record<string, ContainerView> {
    const out: Record<string, ContainerView> = {};
    const found: { id: string; record: ContainerRecord }[] = [];
    for (const id of this.files.names(CONTAINERS)) {
      const record = this.files.json<ContainerRecord>(`${CONTAINERS}/${id}/config.v2.json`);
      if (record?.State !== undefined) found.push({ id, record });
    }
    found.sort((a, b) => (a.record.Created < b.record.Created ? -1 : 1));
    this.refreshUppers(found, chains);
    for (const { id, record } of found) out[id] = this.view(id, record);
    for (const id of [...this.known.keys()]) {
      if (out[id] !== undefined) continue;
      this.known.delete(id);
      this.uppers.delete(id);
    }
    return out;
  }

  private refreshUppers(found: readonly { id: string; record: ContainerRecord }[], chains: ReadonlyMap<string, readonly string[]>): void {
    const n = Math.min(UPPERS_AT_ONCE, found.length);
    for (let i = 0; i < n; i++) {
      const { id, record } = found[(this.next + i) % found.length]!;
      const state = this.uppers.get(id) ?? this.openUpper(id, record, chains);
      if (state === undefined) continue;
      const now = stamp(state.dir);
      if (now === state.stamp) continue;
      state.stamp = now;
      state.view = upperView(state.dir, state.lowers);
    }
    this.next = found.length === 0 ? 0 : (this.next + n) % found.length;
  }

  private openUpper(id: string, record: ContainerRecord, chains: ReadonlyMap<string, readonly string[]>): UpperState | undefined {
    const mount = this.files.text(`${LAYERDB}/mounts/${id}/mount-id`);
    const dir = mount === undefined ? undefined : this.files.directory(`${OVERLAY}/${mount}/diff`);
    if (dir === undefined) return undefined;
    const cacheIds = [`${mount}-init`, ...[...(chains.get(record.Image) ?? [])].reverse().map((chain) => this.files.text(`${LAYERDB}/sha256/${chain.slice(7)}/cache-id`))];
    const lowers = cacheIds.map((cache) => (cache === undefined ? undefined : this.files.directory(`${OVERLAY}/${cache}/diff`))).filter((d) => d !== undefined);
    const state: UpperState = { dir, lowers, stamp: NaN, view: EMPTY_UPPER };
    this.uppers.set(id, state);
    return state;
  }

  private view(id: string, record: ContainerRecord): ContainerView {
    const pid = record.State.Running ? record.State.Pid : 0;
    const process = pid === 0 ? undefined : this.host.kernel.pids.find(pid)?.process;
    const processes = process === undefined ? 0 : process.pid.ns.processes().length;
    const upper = this.uppers.get(id)?.view ?? EMPTY_UPPER;
    const known = this.known.get(id);
    if (known !== undefined && known.record === record && known.pid === pid && known.processes === processes && known.upper === upper) return known.view;
    const host = this.files.json<HostConfig>(`${CONTAINERS}/${id}/hostconfig.json`);
    const view: ContainerView = {
      id,
      name: record.Name.replace(/^\//, ''),
      imageId: record.Image,
      image: record.Config.Image ?? '',
      command: [record.Path, ...record.Args].join(' '),
      state: stateOf(record),
      exitCode: record.State.ExitCode,
      oomKilled: record.State.OOMKilled,
      pid,
      processes,
      created_ms: timeMs(record.Created),
      started_ms: timeMs(record.State.StartedAt),
      finished_ms: timeMs(record.State.FinishedAt),
      tty: record.Config.Tty === true,
      autoRemove: host?.AutoRemove === true,
      ports: this.ports(record),
      upper,
    };
    this.known.set(id, { record, pid, processes, upper, view });
    return view;
  }

  private ports(record: ContainerRecord): readonly PortView[] {
    if (!record.State.Running) return [];
    const published = record.NetworkSettings.Ports ?? {};
    const names = new Set([...Object.keys(record.Config.ExposedPorts ?? {}), ...Object.keys(published)]);
    return [...names].sort().flatMap((name) => {
      const bindings = published[name] ?? [];
      return bindings.length === 0 ? [{ text: name }] : bindings.map(({ HostIp, HostPort }) => ({ text: `${HostIp?.includes(':') === true ? `[${HostIp}]` : HostIp}:${HostPort}->${name}` }));
    });
  }
}
