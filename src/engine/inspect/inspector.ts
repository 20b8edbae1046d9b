/** The inspector: view records of a world's hosts. Reads kernel and disk, changes nothing, keeps what did not change. */
import { REGISTRY_ROOT } from '../images/registrytree.ts';
import type { SimWorld } from '../world/world.ts';
import type { Host } from '../world/host.ts';
import type { TraceEvent } from '../abi/trace.ts';
import type { CheckQuestion } from './assertions.ts';
import { check } from './checks.ts';
import { ContainerReader } from './containers.ts';
import { Capture } from './capture.ts';
import { firewallView } from './firewall.ts';
import { HostFiles } from './hostfiles.ts';
import { ImageReader } from './images.ts';
import { Journal } from './journal.ts';
import { NetworkReader } from './network.ts';
import { readProcesses } from './processes.ts';
import { addressFor, Reaching } from './reach.ts';
import { EMPTY_DOCKER_VIEW } from './views.ts';
import { formatIp } from '../net/address.ts';
import type { DockerView, FirewallView, Inspector, NetworkView, ProcessView, ReachCell, ReachView, RepositoryView } from './views.ts';

interface Readers {
  readonly host: Host;
  readonly files: HostFiles;
  readonly journal: Journal;
  readonly images: ImageReader;
  readonly containers: ContainerReader;
  last: DockerView;
}

/** Places in a matrix of who reaches whom. */
const MOST_PLACES = 24;

/** Do two records hold the same objects under the same keys? */
function same<T>(a: Readonly<Record<string, T>>, b: Readonly<Record<string, T>>): boolean {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key]);
}

/** Repositories of the simulated registry, from the files that it serves. */
function registryView(world: SimWorld): Readonly<Record<string, RepositoryView>> {
  const out: Record<string, RepositoryView> = {};
  if (world.internet === undefined) return out;
  const files = new HostFiles(world.internet);
  const base = `${REGISTRY_ROOT}/repositories/library`;
  for (const name of files.names(base)) out[name] = { name, tags: files.names(`${base}/${name}/_manifests/tags`) };
  return out;
}

class WorldInspector implements Inspector {
  private readonly readers = new Map<string, Readers>();
  private readonly registry: Readonly<Record<string, RepositoryView>>;

  private readonly world: SimWorld;
  private readonly networks: NetworkReader;
  private readonly recording: Capture;

  constructor(world: SimWorld) {
    this.world = world;
    this.networks = new NetworkReader(world);
    this.recording = new Capture(world.hosts[0]!.kernel.now_ms() - Math.floor(world.now_ns / 1e6));
    this.registry = registryView(world);
    for (const host of world.hosts) {
      const files = new HostFiles(host);
      const name = host.kernel.name;
      this.readers.set(name, { host, files, journal: new Journal(name), images: new ImageReader(files), containers: new ContainerReader(host, files), last: { ...EMPTY_DOCKER_VIEW, host: name, registry: this.registry } });
    }
  }

  docker(name: string): DockerView {
    const readers = this.readers.get(name);
    if (readers === undefined) return EMPTY_DOCKER_VIEW;
    const { images, layers, tops } = readers.images.read();
    const containers = readers.containers.read(tops);
    const daemon = readers.host.kernel.pids.processes().some((p) => p.ended === undefined && p.leader.comm === 'dockerd');
    const { last } = readers;
    const view: DockerView = {
      host: name,
      daemon,
      images: same(images, last.images) ? last.images : images,
      layers: same(layers, last.layers) ? last.layers : layers,
      containers: same(containers, last.containers) ? last.containers : containers,
      registry: this.registry,
    };
    if (view.daemon !== last.daemon || view.images !== last.images || view.layers !== last.layers || view.containers !== last.containers) readers.last = view;
    return readers.last;
  }

  processes(name: string): readonly ProcessView[] {
    const readers = this.readers.get(name);
    return readers === undefined ? [] : readProcesses(readers.host.kernel, readers.last.containers);
  }

  private readonly containersOf = (host: string): DockerView['containers'] => this.docker(host).containers;

  network(): NetworkView {
    if (this.recording.on) this.recording.follow(this.networks.spaces(this.containersOf).map((one) => one.ns));
    return this.networks.read(this.containersOf, [...this.readers.values()][0]?.files);
  }

  capture(on: boolean): void {
    this.recording.set(on, this.networks.spaces(this.containersOf).map((one) => one.ns));
  }

  pcap(at: string): { readonly frames: number; readonly file: Uint8Array<ArrayBuffer> } {
    return this.recording.file(at);
  }

  pingFrom(ns: string, address: string): readonly string[] | undefined {
    const place = this.networks.entrance(ns, this.containersOf);
    const ping = ['ping', '-n', '-q', '-c', '1', '-W', '2', address];
    return place === undefined ? undefined : place === '' ? ['/usr/bin/env', ...ping] : ['/usr/bin/nsenter', `--net=${place}`, ...ping];
  }

  private firewall(id: string): FirewallView | null {
    const found = this.networks.spaces(this.containersOf).find((one) => String(one.ns.ino) === id);
    return found === undefined ? null : firewallView(found.ns, this.world.hosts[0]!.kernel.now_ms());
  }

  private reach(): ReachView {
    const all = this.networks.spaces(this.containersOf);
    const places = all.filter((one) => one.kind !== 'router').slice(0, MOST_PLACES);
    const names = new Map(all.map((one) => [one.ns, one.name]));
    const reaching = new Reaching({ spaces: all.map((one) => one.ns), nameOf: (ns) => names.get(ns) ?? 'elsewhere' });
    const cells: ReachCell[] = [];
    for (const from of places) {
      if (from.kind === 'internet') continue; // nobody pings from there
      for (const to of places) {
        if (from === to) continue;
        const address = addressFor(from.ns, to.ns);
        const ends = { from: String(from.ns.ino), to: String(to.ns.ino) };
        if (address === undefined) cells.push({ ...ends, address: '', ok: false, why: `${to.name} has no address` });
        else cells.push({ ...ends, address: formatIp(address), ...reaching.ping(from.ns, address) });
      }
    }
    return { places: places.map((one) => ({ ns: String(one.ns.ino), name: one.name })), cells };
  }

  observe(events: readonly TraceEvent[]): void {
    for (const { journal } of this.readers.values()) journal.add(events);
  }

  /** Answers {question: 'docker' | 'processes', host}, {question: 'network' | 'reach'}, {question: 'firewall', ns}, {question: 'now'} with the virtual time, and a lesson's {@link CheckQuestion}. */
  ask(question: unknown): unknown {
    const { question: what, host = 'host' } = (question ?? {}) as { question?: string; host?: string };
    switch (what) {
      case 'processes':
        return this.processes(host);
      case 'docker':
        return this.docker(host);
      case 'network':
        return this.network();
      case 'firewall':
        return this.firewall((question as { ns?: string }).ns ?? '');
      case 'reach':
        return this.reach();
      case 'now':
        return this.world.now_ns;
      case 'check': {
        const readers = this.readers.get(host);
        return readers === undefined ? null : check({ view: this.docker(host), files: readers.files, journal: readers.journal, now_ns: this.world.now_ns }, question as CheckQuestion);
      }
      default:
        return null;
    }
  }
}

/** An inspector for a world; one a world is enough. */
export function makeInspector(world: SimWorld): Inspector {
  return new WorldInspector(world);
}
