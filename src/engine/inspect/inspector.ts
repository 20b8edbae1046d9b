/** The inspector: view records of a world's hosts. Reads kernel and disk, changes nothing, keeps what did not change. */
import { knownCatalogue } from '../world/catalogue.ts';
import type { SimWorld } from '../world/world.ts';
import type { Host } from '../world/host.ts';
import type { TraceEvent } from '../abi/trace.ts';
import type { CheckQuestion } from './assertions.ts';
import { check } from './checks.ts';
import { ContainerReader } from './containers.ts';
import { HostFiles } from './hostfiles.ts';
import { ImageReader } from './images.ts';
import { Journal } from './journal.ts';
import { NetworkReader } from './network.ts';
import { readProcesses } from './processes.ts';
import { EMPTY_DOCKER_VIEW } from './views.ts';
import type { DockerView, Inspector, NetworkView, ProcessView, RepositoryView } from './views.ts';

interface Readers {
  readonly host: Host;
  readonly files: HostFiles;
  readonly journal: Journal;
  readonly images: ImageReader;
  readonly containers: ContainerReader;
  last: DockerView;
}

/** Do two records hold the same objects under the same keys? */
function same<T>(a: Readonly<Record<string, T>>, b: Readonly<Record<string, T>>): boolean {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key]);
}

const NO_REGISTRY: Readonly<Record<string, RepositoryView>> = {};

/** Repositories of the simulated registry; none until the catalogue was fetched. */
function registryView(): Readonly<Record<string, RepositoryView>> | undefined {
  const known = knownCatalogue();
  return known && Object.fromEntries(known.repositories().map((one) => [one.name, one]));
}

export class WorldInspector implements Inspector {
  private readonly readers = new Map<string, Readers>();
  /** Empty until the catalogue was fetched. */
  private registry = NO_REGISTRY;

  private readonly world: SimWorld;
  readonly networks: NetworkReader;

  constructor(world: SimWorld) {
    this.world = world;
    this.networks = new NetworkReader(world);
    for (const host of world.hosts) {
      const files = new HostFiles(host);
      const name = host.kernel.name;
      this.readers.set(name, { host, files, journal: new Journal(name), images: new ImageReader(files), containers: new ContainerReader(host, files), last: { ...EMPTY_DOCKER_VIEW, host: name, registry: this.registry } });
    }
  }

  docker(name: string): DockerView {
    const readers = this.readers.get(name);
    if (readers === undefined) return EMPTY_DOCKER_VIEW;
    if (this.registry === NO_REGISTRY) this.registry = registryView() ?? NO_REGISTRY;
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
    if (view.daemon !== last.daemon || view.images !== last.images || view.layers !== last.layers || view.containers !== last.containers || view.registry !== last.registry) readers.last = view;
    return readers.last;
  }

  processes(name: string): readonly ProcessView[] {
    const readers = this.readers.get(name);
    return readers === undefined ? [] : readProcesses(readers.host.kernel, readers.last.containers);
  }

  readonly containersOf = (host: string): DockerView['containers'] => this.docker(host).containers;

  network(): NetworkView {
    return this.networks.read(this.containersOf, [...this.readers.values()][0]?.files);
  }

  observe(events: readonly TraceEvent[]): void {
    for (const { journal } of this.readers.values()) journal.add(events);
  }

  /** Answers {question: 'docker' | 'processes', host}, {question: 'network'}, {question: 'now'} with the virtual time, and a lesson's {@link CheckQuestion}. */
  ask(question: unknown): unknown {
    const { question: what, host = 'host' } = (question ?? {}) as { question?: string; host?: string };
    switch (what) {
      case 'processes':
        return this.processes(host);
      case 'docker':
        return this.docker(host);
      case 'network':
        return this.network();
      case 'now':
        return this.world.now_ns;
      case 'check': {
        const readers = this.readers.get(host);
        return readers === undefined ? null : check({ view: this.docker(host), files: readers.files, journal: readers.journal, network: () => this.network(), now_ns: this.world.now_ns }, question as CheckQuestion);
      }
      default:
        return null;
    }
  }
}

/** An inspector for a world; one a world is enough. */
export function makeInspector(world: SimWorld): WorldInspector {
  return new WorldInspector(world);
}
