/**
 * The predefined networks bridge, host and none, and the addresses of the containers on the bridge. An endpoint gets
 * its address and MAC before the container's tree is made (/etc/hosts names it) and its devices once runc has made the sandbox; the
 * devices are the work of bridge.ts. The namespace is not kept under /run/docker/netns. User networks are not simulated yet.
 */
import type { Sys, Task } from '../../abi/sys.ts';
import { mkdirAll, readTextIfAny, writeFileAtomic } from '../common/files.ts';
import { now, rfc3339Nano } from '../common/time.ts';
import type { EndpointSettings, Network } from '../api/types.ts';
import { ApiError, invalid, notFound, notSimulated } from './errors.ts';
import { connectVeth, deleteVeth, GATEWAY, loopbackUp, PREFIX_LEN, setUpBridge, SUBNET } from './bridge.ts';
import type { Container } from './container/container.ts';
import type { Daemon } from './daemon.ts';
import { newId, newMac } from './ids.ts';
import { ROOT } from './paths.ts';

const FILE = `${ROOT}/network/files/local-kv.json`;

interface NetworkRecord {
  readonly name: string;
  readonly id: string;
  readonly created: string;
  readonly driver: 'bridge' | 'host' | 'null';
}

/** An endpoint before anything is known of it. */
export function emptyEndpoint(): EndpointSettings {
  return {
    IPAMConfig: null,
    Links: null,
    Aliases: null,
    MacAddress: '',
    DriverOpts: null,
    GwPriority: 0,
    NetworkID: '',
    EndpointID: '',
    Gateway: '',
    IPAddress: '',
    IPPrefixLen: 0,
    IPv6Gateway: '',
    GlobalIPv6Address: '',
    GlobalIPv6PrefixLen: 0,
    DNSNames: null,
  };
}

export class Networks {
  private networks: NetworkRecord[] = [];
  private readonly used = new Set<number>([1]);
  /** No lower number is free. */
  private lowest = 2;
  /** The host's ends of the veth pairs, by container. */
  private readonly veths = new Map<string, string>();

  /** Read or make the predefined networks; `bridge` has a new id at each start of the daemon, as the real one's has. */
  *load(sys: Sys): Task<void> {
    mkdirAll(sys, `${ROOT}/network/files`, 0o750);
    const text = yield* readTextIfAny(sys, FILE);
    const stored = text === undefined ? [] : (JSON.parse(text) as NetworkRecord[]);
    const created = rfc3339Nano(now(sys));
    const make = (name: string, driver: NetworkRecord['driver']): NetworkRecord => stored.find((n) => n.name === name) ?? { name, id: newId(sys), created, driver };
    this.networks = [make('none', 'null'), make('host', 'host'), { name: 'bridge', id: newId(sys), created, driver: 'bridge' }];
    yield* writeFileAtomic(sys, FILE, JSON.stringify(this.networks), 0o600);
  }

  /** Make docker0 and take away what a daemon that was killed left. Call when no container runs; throws when the kernel refuses. */
  *initialise(sys: Sys, daemon: Daemon): Task<void> {
    yield* setUpBridge(sys);
    daemon.say(sys, 'set up bridge', { bridge: 'docker0', gateway: GATEWAY, subnet: SUBNET });
  }

  /** By name, id or the beginning of an id. */
  tryFind(nameOrId: string): NetworkRecord | undefined {
    const exact = this.networks.find((n) => n.name === nameOrId || n.id === nameOrId);
    if (exact !== undefined || !/^[0-9a-f]+$/.test(nameOrId)) return exact;
    const partial = this.networks.filter((n) => n.id.startsWith(nameOrId));
    return partial.length === 1 ? partial[0] : undefined;
  }

  /** Name of the network that a mode stands for; throws when there is none. */
  ofMode(mode: string): NetworkRecord {
    const n = this.tryFind(mode === 'default' || mode === '' ? 'bridge' : mode);
    if (n === undefined) throw notFound(`network ${mode} not found`);
    return n;
  }

  /** Give a container that is being started its endpoint. Throws a 404 when its network is not there. */
  connect(sys: Sys, c: Container): void {
    const mode = c.hostConfig.NetworkMode;
    if (mode.startsWith('container:')) return;
    const network = this.ofMode(mode);
    const settings = c.record.NetworkSettings;
    const endpoint: EndpointSettings = { ...(settings.Networks[network.name] ?? emptyEndpoint()) };
    endpoint.NetworkID = network.id;
    endpoint.EndpointID = newId(sys);
    if (network.driver === 'bridge') {
      settings.DesiredMacAddress ??= endpoint.MacAddress;
      endpoint.MacAddress = settings.DesiredMacAddress === '' ? newMac(sys) : settings.DesiredMacAddress;
      endpoint.Gateway = GATEWAY;
      endpoint.IPAddress = this.allocate();
      endpoint.IPPrefixLen = PREFIX_LEN;
    }
    settings.Networks = { [network.name]: endpoint };
    settings.SandboxID = newId(sys);
    settings.SandboxKey = mode === 'host' ? '/var/run/docker/netns/default' : `/var/run/docker/netns/${settings.SandboxID.slice(0, 12)}`;
    settings.Ports ??= {};
  }

  /** The sandbox is there, with process `pid` in it: give it its devices. Throws when the kernel refuses. */
  *connectSandbox(sys: Sys, daemon: Daemon, c: Container, pid: number): Task<void> {
    for (const [name, endpoint] of Object.entries(c.record.NetworkSettings.Networks)) {
      const network = this.tryFind(name);
      if (network === undefined) continue;
      const base = { container: c.id, network: name, endpoint: endpoint.EndpointID };
      if (network.driver === 'bridge') {
        daemon.say(sys, 'create endpoint', { ...base, address: `${endpoint.IPAddress}/${endpoint.IPPrefixLen}`, mac: endpoint.MacAddress });
        try {
          const veth = yield* connectVeth(sys, pid, endpoint.IPAddress, endpoint.MacAddress);
          this.veths.set(c.id, veth);
          daemon.say(sys, 'connect sandbox', { ...base, sandbox: c.record.NetworkSettings.SandboxID, pid: String(pid), veth, bridge: 'docker0' });
        } catch (e) {
          if (e instanceof ApiError) throw new ApiError(e.status, `failed to create endpoint ${c.name} on network ${name}: ${e.message}`, e.rule);
          throw e;
        }
      } else if (network.driver === 'null') yield* loopbackUp(sys, pid);
      daemon.events.log(sys, 'network', 'connect', network.id, { container: c.id, name: network.name, type: network.driver });
    }
  }

  /** Take a container off its network; also when it was never connected, as the real daemon does after a failed start. */
  *disconnect(sys: Sys, daemon: Daemon, c: Container): Task<void> {
    const veth = this.veths.get(c.id);
    if (veth !== undefined) {
      this.veths.delete(c.id);
      yield* deleteVeth(sys, veth);
      daemon.say(sys, 'delete endpoint', { container: c.id, network: 'bridge', veth });
    }
    const settings = c.record.NetworkSettings;
    for (const [name, endpoint] of Object.entries(settings.Networks)) {
      const network = this.tryFind(name);
      if (network === undefined) continue;
      if (endpoint.IPAddress !== '') this.free(endpoint.IPAddress);
      settings.Networks[name] = { ...emptyEndpoint(), IPAMConfig: endpoint.IPAMConfig, Aliases: endpoint.Aliases, Links: endpoint.Links, NetworkID: endpoint.NetworkID, DriverOpts: endpoint.DriverOpts };
      daemon.events.log(sys, 'network', 'disconnect', network.id, { container: c.id, name: network.name, type: network.driver });
    }
    settings.SandboxID = '';
    settings.SandboxKey = '';
  }

  private free(address: string): void {
    const [, , c, d] = address.split('.').map(Number);
    const n = c! * 256 + d!;
    this.used.delete(n);
    this.lowest = Math.min(this.lowest, n);
  }

  private allocate(): string {
    for (let n = this.lowest; n < 65535; n++) {
      if (this.used.has(n)) continue;
      this.used.add(n);
      this.lowest = n + 1;
      return `172.17.${n >> 8}.${n & 255}`;
    }
    throw new ApiError(403, "no available IPv4 addresses on this network's address pools: bridge");
  }

  /** GET /networks. */
  list(daemon: Daemon): Network[] {
    return this.networks.map((n) => this.inspect(daemon, n));
  }

  inspect(daemon: Daemon, n: NetworkRecord): Network {
    const containers: Record<string, { Name: string; EndpointID: string; MacAddress: string; IPv4Address: string; IPv6Address: string }> = {};
    for (const c of daemon.containers()) {
      const e = c.record.NetworkSettings.Networks[n.name];
      if (e === undefined || !c.state.Running || e.EndpointID === '') continue;
      containers[c.id] = { Name: c.name, EndpointID: e.EndpointID, MacAddress: e.MacAddress, IPv4Address: e.IPAddress === '' ? '' : `${e.IPAddress}/${e.IPPrefixLen}`, IPv6Address: '' };
    }
    const bridge = n.driver === 'bridge';
    return {
      Name: n.name,
      Id: n.id,
      Created: n.created,
      Scope: 'local',
      Driver: n.driver,
      EnableIPv4: true,
      EnableIPv6: false,
      IPAM: { Driver: 'default', Options: null, Config: bridge ? [{ Subnet: SUBNET, Gateway: GATEWAY }] : null },
      Internal: false,
      Attachable: false,
      Ingress: false,
      ConfigFrom: { Network: '' },
      ConfigOnly: false,
      Containers: containers,
      Options: bridge
        ? {
            'com.docker.network.bridge.default_bridge': 'true',
            'com.docker.network.bridge.enable_icc': 'true',
            'com.docker.network.bridge.enable_ip_masquerade': 'true',
            'com.docker.network.bridge.host_binding_ipv4': '0.0.0.0',
            'com.docker.network.bridge.name': 'docker0',
            'com.docker.network.driver.mtu': '1500',
          }
        : {},
      Labels: {},
    };
  }

  /** POST /networks/create: what is wrong with the name; then that it is not simulated. */
  create(name: string): never {
    if (name.trim() === '') throw invalid('invalid name: name is empty');
    if (this.networks.some((n) => n.name === name)) throw new ApiError(403, `operation is not permitted on predefined ${name} network`);
    throw notSimulated('a user-defined network');
  }

  /** DELETE /networks/{id}. */
  remove(name: string): never {
    const n = this.tryFind(name);
    if (n === undefined) throw notFound(`network ${name} not found`);
    throw new ApiError(403, `${n.name} is a pre-defined network and cannot be removed`);
  }
}
