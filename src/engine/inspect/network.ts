/**
 * Network namespaces as view records: the hosts' own, containers', those made by hand, the LAN's router and the internet. Found from processes,
 * from namespace files that are mounted, and from the other ends of veth pairs. Never makes a network that nobody used.
 */
import { namespaceAt } from '../fs/proc/anon.ts';
import { knownNetNs } from '../kernel/net.ts';
import { NetNamespace } from '../kernel/namespaces.ts';
import { formatIp, formatMac } from '../net/address.ts';
import { EthernetDevice } from '../net/netdev.ts';
import type { NetDevice } from '../net/netdev.ts';
import type { NetNs } from '../net/netns.ts';
import { pathName } from '../vfs/mount.ts';
import type { Host } from '../world/host.ts';
import type { SimWorld } from '../world/world.ts';
import type { HostFiles } from './hostfiles.ts';
import type { ContainerView, DockerNetworkView, InterfaceView, NamespaceView, NetworkView } from './views.ts';

/** What a place is, before its interfaces are read. */
interface Found {
  readonly ns: NetNs;
  readonly kind: NamespaceView['kind'];
  readonly host: string;
  readonly name: string;
  readonly containers: readonly string[];
}

/** What a namespace is called in views: inodes are a host's own affair. */
export const idOf = (ns: NetNs): string => `${ns.host}:${ns.ino}`;
const keyOf = (d: NetDevice): string => `${idOf(d.ns)}/${d.index}`;

function sameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((one, i) => one === b[i]);
}

export class NetworkReader {
  private last: NetworkView = { namespaces: {}, networks: {} };
  private readonly interfaces = new WeakMap<NetDevice, InterfaceView>();

  constructor(private readonly world: SimWorld) {}

  /** All network namespaces in use, hosts first; `containers` are those of each host. */
  spaces(containers: (host: string) => Readonly<Record<string, ContainerView>>): readonly Found[] {
    const found = new Map<NetNs, Found>();
    const { router } = this.world.lan;
    for (const host of this.world.hosts) {
      const own = knownNetNs(host.kernel.initNs.net);
      if (own !== undefined) found.set(own, { ns: own, kind: 'host', host: host.kernel.name, name: host.kernel.name, containers: [] });
    }
    found.set(router, { ns: router, kind: 'router', host: 'router', name: 'router', containers: [] });
    const internet = this.world.internet === undefined ? undefined : knownNetNs(this.world.internet.kernel.initNs.net);
    if (internet !== undefined) found.set(internet, { ns: internet, kind: 'internet', host: 'internet', name: 'internet', containers: [] });
    for (const host of this.world.hosts) this.within(host, containers(host.kernel.name), found);
    return [...found.values()];
  }

  /** The file by which a namespace is entered ('' for the host's own); undefined when there is none. */
  entrance(id: string, containers: (host: string) => Readonly<Record<string, ContainerView>>): string | undefined {
    const found = this.spaces(containers).find((one) => idOf(one.ns) === id);
    if (found === undefined || found.kind === 'router' || found.kind === 'internet') return undefined;
    if (found.kind === 'host') return '';
    const host = this.world.hosts.find((one) => one.kernel.name === found.host);
    const process = host?.kernel.pids.processes().find((p) => knownNetNs(p.leader.ns.net) === found.ns);
    return process === undefined ? `/run/netns/${found.name}` : `/proc/${process.pid.global}/ns/net`;
  }

  /** Containers' namespaces, and those that a process or a mounted file keeps. */
  private within(host: Host, containers: Readonly<Record<string, ContainerView>>, found: Map<NetNs, Found>): void {
    const { kernel } = host;
    const name = kernel.name;
    const sharing = new Map<NetNs, ContainerView[]>();
    for (const one of Object.values(containers)) {
      const process = one.pid === 0 ? undefined : kernel.pids.find(one.pid)?.process;
      const ns = process === undefined ? undefined : knownNetNs(process.leader.ns.net);
      if (ns === undefined) continue;
      sharing.set(ns, [...(sharing.get(ns) ?? []), one]);
    }
    for (const [ns, users] of sharing) {
      const ids = users.map((one) => one.id);
      const shared = found.get(ns);
      found.set(ns, shared === undefined ? { ns, kind: 'container', host: name, name: users.map((one) => one.name).join(', '), containers: ids } : { ...shared, containers: ids });
    }
    for (const mount of kernel.initNs.mnt.tree.mounts) {
      const namespace = mount.fs.type === 'nsfs' && mount.parent !== undefined ? namespaceAt(mount.root.inode) : undefined;
      const ns = namespace instanceof NetNamespace ? knownNetNs(namespace) : undefined;
      if (ns === undefined || found.has(ns)) continue;
      const path = pathName({ mount: mount.parent!, dentry: mount.mountpoint! }, { mount: mount.parent!, dentry: mount.parent!.root }) ?? '';
      found.set(ns, { ns, kind: 'netns', host: name, name: path.slice(path.lastIndexOf('/') + 1), containers: [] });
    }
    for (const process of kernel.pids.processes()) {
      const ns = knownNetNs(process.leader.ns.net);
      if (ns !== undefined && !found.has(ns)) found.set(ns, { ns, kind: 'netns', host: name, name: `${process.leader.comm} (${process.pid.global})`, containers: [] });
    }
  }

  read(containers: (host: string) => Readonly<Record<string, ContainerView>>, files: HostFiles | undefined): NetworkView {
    const namespaces: Record<string, NamespaceView> = {};
    for (const one of this.spaces(containers)) namespaces[idOf(one.ns)] = this.namespace(one);
    const networks = files === undefined ? {} : readNetworks(files, this.last.networks);
    const before = this.last.namespaces;
    const keys = Object.keys(namespaces);
    if (networks === this.last.networks && sameList(keys, Object.keys(before)) && keys.every((key) => namespaces[key] === before[key])) return this.last;
    return (this.last = { namespaces, networks });
  }

  private namespace({ ns, kind, host, name, containers }: Found): NamespaceView {
    const id = idOf(ns);
    const interfaces = ns.devices.map((one) => this.interface(one));
    const known = this.last.namespaces[id];
    if (known !== undefined && known.name === name && known.kind === kind && sameList(known.containers, containers) && known.interfaces.length === interfaces.length && interfaces.every((one, i) => one === known.interfaces[i])) return known;
    return { id, kind, host, name, containers, interfaces };
  }

  private interface(d: NetDevice): InterfaceView {
    const lan = this.world.lan.router.device('lan0');
    const segment = d instanceof EthernetDevice && d.segment !== undefined ? (lan instanceof EthernetDevice && d.segment === lan.segment ? 'lan' : 'wan') : undefined;
    const addresses = d.addresses.map((a) => `${formatIp(a.address)}/${a.prefix}`);
    const now: InterfaceView = {
      key: keyOf(d), index: d.index, name: d.name, kind: d.kind, mac: formatMac(d.mac), addresses, up: d.up, running: d.running,
      master: d.master === undefined ? undefined : keyOf(d.master), peer: d.peer === undefined ? undefined : keyOf(d.peer), segment,
    };
    const known = this.interfaces.get(d);
    if (known !== undefined && sameInterface(known, now)) return known;
    this.interfaces.set(d, now);
    return now;
  }
}

function sameInterface(a: InterfaceView, b: InterfaceView): boolean {
  return a.key === b.key && a.name === b.name && a.mac === b.mac && a.up === b.up && a.running === b.running && a.master === b.master && a.peer === b.peer && sameList(a.addresses, b.addresses);
}

/** A network in the daemon's store, as far as the map shows it. */
interface StoredNetwork {
  readonly name: string;
  readonly id: string;
  readonly driver: string;
  readonly internal: boolean;
  readonly options: Readonly<Record<string, string>>;
  readonly ipam: readonly { readonly Subnet?: string }[];
  readonly pool4?: string;
}

/** Docker's networks from the daemon's store. The bridge of a user network is called by the beginning of its id unless an option names it. */
function readNetworks(files: HostFiles, before: NetworkView['networks']): NetworkView['networks'] {
  const stored = files.json<{ networks?: readonly StoredNetwork[] } | readonly StoredNetwork[]>('/var/lib/docker/network/files/local-kv.json');
  const list: readonly StoredNetwork[] = stored === undefined ? [] : 'networks' in stored ? (stored.networks ?? []) : (stored as readonly StoredNetwork[]);
  const out: Record<string, DockerNetworkView> = {};
  let changed = list.length !== Object.keys(before).length;
  for (const one of list) {
    const bridge = one.driver !== 'bridge' ? '' : (one.options['com.docker.network.bridge.name'] ?? `br-${one.id.slice(0, 12)}`);
    const asked = one.ipam.flatMap(({ Subnet }) => (Subnet === undefined || Subnet === '' ? [] : [Subnet]));
    const subnets = asked.length > 0 ? asked : one.pool4 === undefined ? [] : [one.pool4];
    const known = before[one.id];
    const same = known !== undefined && known.name === one.name && known.bridge === bridge && sameList(known.subnets, subnets) && known.internal === one.internal;
    out[one.id] = same ? known : { id: one.id, name: one.name, driver: one.driver, bridge, subnets, internal: one.internal };
    if (!same) changed = true;
  }
  return changed ? out : before;
}
