/**
 * A network as the daemon keeps it on disk, and beside it what lives only with the daemon: pools and endpoints. An endpoint is a
 * container's place on a network; a sandbox is a container's network namespace with all of its endpoints.
 */
import type { EndpointSettings, PortBinding } from '../../api/types.ts';
import type { Container } from '../container/container.ts';
import type { BridgeConfig } from './bridgeconfig.ts';
import type { Pool } from './ipam.ts';
import type { Address, Prefix } from './prefix.ts';

/** One entry of IPAM.Config as a request gives it. */
export interface IpamConf {
  Subnet?: string;
  IPRange?: string;
  Gateway?: string;
  AuxiliaryAddresses?: Readonly<Record<string, string>>;
}

export type DriverName = 'bridge' | 'host' | 'null' | 'macvlan' | 'ipvlan';

/** What is kept in local-kv.json. */
export interface NetworkRecord {
  readonly name: string;
  readonly id: string;
  readonly created: string;
  readonly scope: string;
  readonly driver: DriverName;
  readonly enableIPv4: boolean;
  readonly enableIPv6: boolean;
  readonly internal: boolean;
  readonly attachable: boolean;
  readonly ingress: boolean;
  readonly configOnly: boolean;
  readonly configFrom: string;
  readonly options: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly ipamDriver: string;
  readonly ipamOptions: Readonly<Record<string, string>> | null;
  /** As asked for, IPv4 first. */
  readonly ipam: readonly IpamConf[];
  /** Predefined pools that were handed out, to have the same after a restart of the daemon. */
  pool4?: string;
  pool6?: string;
}

/** A pool of a network in use: the gateway's address and the part of the pool that containers get addresses from. */
export interface Subnet {
  readonly pool: Pool;
  readonly prefix: Prefix;
  readonly range: Prefix | undefined;
  readonly gateway: Address | undefined;
}

export class Network {
  readonly record: NetworkRecord;
  subnet4: Subnet | undefined;
  subnet6: Subnet | undefined;
  /** Of a bridge network. */
  bridge: BridgeConfig | undefined;
  /** Of a macvlan or ipvlan network: the device that carries it. */
  parent = '';
  readonly endpoints = new Map<string, Endpoint>();
  /** Who answers to a name on this network, by the name. */
  readonly names = new Map<string, Endpoint[]>();

  constructor(record: NetworkRecord) {
    this.record = record;
  }

  get name(): string {
    return this.record.name;
  }
  get id(): string {
    return this.record.id;
  }
}

/** A published port in force. `hostPort` 0: opened for direct routing, without NAT. */
export interface PortMapping {
  readonly protocol: 'tcp' | 'udp' | 'sctp';
  readonly containerPort: number;
  readonly containerIp: string;
  readonly hostIp: string;
  readonly hostPort: number;
  /** Process id of its docker-proxy. */
  proxy: number | undefined;
  /** The bound socket, until the proxy has it (or for as long as it is published, when there is no proxy). */
  socket: number | undefined;
}

export class Endpoint {
  readonly id: string;
  readonly network: Network;
  readonly container: Container;
  readonly settings: EndpointSettings;
  address4: Address | undefined;
  address6: Address | undefined;
  mac = '';
  /** In the container: eth0 ... */
  ifname = '';
  /** The host's end of the pair. */
  veth = '';
  ports: PortMapping[] = [];
  /** What `names` and the reverse lookup know it by; the first is the name of PTR records. */
  dnsNames: readonly string[] = [];
  /** Names that only this endpoint's container knows (--link on a user network): alias to the other container's name. */
  readonly links = new Map<string, string>();
  /** Link rules in force (inter-container communication off), to be undone. */
  linkRules: { readonly parent: string; readonly child: string; readonly ports: readonly string[] }[] = [];

  constructor(id: string, network: Network, container: Container, settings: EndpointSettings) {
    this.id = id;
    this.network = network;
    this.container = container;
    this.settings = settings;
  }
}

/** A container's network namespace. */
export class Sandbox {
  readonly id: string;
  readonly container: Container;
  /** In the order of joining. */
  readonly endpoints: Endpoint[] = [];
  /** A process in the namespace; 0 until there is one. */
  pid = 0;
  /** Who has the default route. */
  gateway: Endpoint | undefined;
  /** Stops the embedded name server. */
  stopResolver: ((sys: import('../../../abi/sys.ts').Sys) => void) | undefined;
  /** Name servers that the embedded one asks. */
  forwarders: readonly string[] = [];

  constructor(id: string, container: Container) {
    this.id = id;
    this.container = container;
  }
}

/** Ports of an inspect. */
export type PortTable = Record<string, PortBinding[] | null>;
