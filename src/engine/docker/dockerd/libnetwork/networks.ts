/**
 * All networks: the predefined ones and those that users make (libnetwork's controller and daemon/network.go). They are kept in
 * local-kv.json and made anew when the daemon starts; `bridge` gets a new id each time, as the real one does.
 */
import type { Sys, Task } from '../../../abi/sys.ts';
import { mkdirAll, readText, readTextIfAny, writeFileAtomic } from '../../common/files.ts';
import { now, rfc3339Nano } from '../../common/time.ts';
import type { Daemon } from '../daemon.ts';
import { ApiError, conflict, forbidden, invalid, notFound, notSimulated, system } from '../errors.ts';
import { newId } from '../ids.ts';
import { ROOT } from '../paths.ts';
import { bridgeConfig, checkConflict, goBool, validateBridge } from './bridgeconfig.ts';
import { createBridge, createParent, deleteBridge, deleteParent, vlanMode } from './drivers.ts';
import { Endpoints } from './endpoints.ts';
import { Firewall } from './firewall.ts';
import { Ipam } from './ipam.ts';
import { allocateSubnet, confOf, reservedNetworks } from './pools.ts';
import { PortAllocator } from './portallocator.ts';
import { defaultOptions } from './options.ts';
import type { NetworkOptions } from './options.ts';
import { formatAddress, formatPrefix, parseCidr } from './prefix.ts';
import { Network } from './record.ts';
import type { DriverName, IpamConf, NetworkRecord } from './record.ts';
import { networkRules } from './rules.ts';
import { validateIpam } from './validate.ts';
import { NOT_A_MANAGER } from '../system.ts';

const FILE = `${ROOT}/network/files/local-kv.json`;
const PREDEFINED = new Set(['bridge', 'host', 'none', 'default']);

function defaultBridgeOptions(o: NetworkOptions): Record<string, string> {
  return {
    'com.docker.network.bridge.default_bridge': 'true',
    'com.docker.network.bridge.enable_icc': String(o.icc),
    'com.docker.network.bridge.enable_ip_masquerade': String(o.ipMasq),
    'com.docker.network.bridge.host_binding_ipv4': o.ip,
    'com.docker.network.bridge.name': 'docker0',
    'com.docker.network.driver.mtu': String(o.mtu),
  };
}

/** IPAM.Config of the default bridge when the daemon is told its address. Throws a 500 for what is none. */
function defaultBridgeIpam(o: NetworkOptions): IpamConf[] {
  if (o.bip === '' && o.fixedCidr === '') return [];
  const bip = parseCidr(o.bip === '' ? o.fixedCidr : o.bip);
  if (bip === undefined) throw system(`Error initializing network controller: invalid CIDR address: ${o.bip === '' ? o.fixedCidr : o.bip}`);
  const range = o.fixedCidr === '' ? {} : { IPRange: o.fixedCidr };
  return [{ Subnet: formatPrefix(bip.prefix), ...range, ...(o.bip === '' ? {} : { Gateway: formatAddress(bip.address) }) }];
}

/** Body of POST /networks/create. */
export interface CreateNetwork {
  Name?: string;
  Driver?: string;
  Scope?: string;
  EnableIPv4?: boolean | null;
  EnableIPv6?: boolean | null;
  IPAM?: { Driver?: string; Options?: Record<string, string> | null; Config?: IpamConf[] | null } | null;
  Internal?: boolean;
  Attachable?: boolean;
  Ingress?: boolean;
  ConfigOnly?: boolean;
  ConfigFrom?: { Network: string } | null;
  Options?: Record<string, string> | null;
  Labels?: Record<string, string> | null;
}

export class Networks {
  private readonly list = new Map<string, Network>();
  readonly ipam = new Ipam();
  readonly ports = new PortAllocator();
  options = defaultOptions();
  firewall = new Firewall({ hairpin: false });
  readonly endpoints = new Endpoints(this);

  /** Take the daemon's options, before it starts. */
  configure(o: NetworkOptions): void {
    this.options = o;
    this.firewall = new Firewall({ hairpin: !o.userlandProxy });
  }

  // ---- finding ----------------------------------------------------------------------------------------------------------------

  all(): Network[] {
    return [...this.list.values()];
  }

  /** By id, name or the beginning of an id, in this order. */
  tryFind(ref: string): Network | undefined {
    if (ref === '') return undefined;
    const wanted = ref === 'default' ? 'bridge' : ref;
    const exact = this.list.get(wanted) ?? this.all().find((n) => n.name === wanted);
    if (exact !== undefined) return exact;
    const partial = this.all().filter((n) => n.id.startsWith(wanted));
    if (partial.length > 1) throw invalid(`network ${ref} is ambiguous (${partial.length} matches found on ID prefix)`);
    return partial[0];
  }

  /** Throws a 404. */
  find(ref: string): Network {
    const n = this.tryFind(ref);
    if (n === undefined) throw notFound(`network ${ref} not found`);
    return n;
  }

  // ---- when the daemon starts ---------------------------------------------------------------------------------------------------

  /** Read the records; nothing is done to the kernel yet. */
  *load(sys: Sys, daemon: Daemon): Task<void> {
    mkdirAll(sys, `${ROOT}/network/files`, 0o750);
    this.ipam.setUla(daemon.id);
    this.ipam.setPools(daemon.config.pools);
    const text = yield* readTextIfAny(sys, FILE);
    const stored = text === undefined ? [] : (JSON.parse(text) as NetworkRecord[]);
    const created = rfc3339Nano(now(sys));
    const builtin = (name: string, driver: DriverName): NetworkRecord => ({
      name, id: newId(sys), created, scope: 'local', driver, enableIPv4: true, enableIPv6: false, internal: false, attachable: false, ingress: false, configOnly: false, configFrom: '', options: {}, labels: {}, ipamDriver: 'default', ipamOptions: null, ipam: [],
    });
    const known = (name: string): NetworkRecord | undefined => stored.find((r) => r.name === name && r.id.length === 64 && (r as Partial<NetworkRecord>).options !== undefined);
    for (const [name, driver] of [['none', 'null'], ['host', 'host']] as const) this.add(new Network(known(name) ?? builtin(name, driver)));
    for (const r of stored) if (!PREDEFINED.has(r.name)) this.add(new Network(r));
    const ipam = defaultBridgeIpam(this.options);
    const before = daemon.config.pools.length > 0 ? undefined : (known('bridge')?.pool4 ?? '172.17.0.0/16');
    this.add(new Network({ ...builtin('bridge', 'bridge'), options: defaultBridgeOptions(this.options), ipam, ...(before === undefined || ipam.length > 0 ? {} : { pool4: before }) }));
  }

  private add(n: Network): void {
    this.list.set(n.id, n);
  }

  private *save(sys: Sys): Task<void> {
    yield* writeFileAtomic(sys, FILE, JSON.stringify(this.all().map((n) => n.record)), 0o600);
  }

  /** Make devices and rules of all networks. Call when no container runs; throws when the kernel refuses the default bridge. */
  *initialise(sys: Sys, daemon: Daemon): Task<void> {
    const off = (yield* readText(sys, '/proc/sys/net/ipv4/ip_forward')).trim() === '0';
    if (off) yield* this.forward(sys);
    yield* this.firewall.initialise(sys, off);
    yield* this.firewall.dropStale(sys);
    this.endpoints.dropStale(sys);
    for (const n of this.all()) {
      if (n.record.configOnly || n.record.driver === 'null' || n.record.driver === 'host') continue;
      try {
        yield* this.bringUp(sys, n, []);
        daemon.say(sys, 'set up network', { network: n.name, driver: n.record.driver, subnet: n.subnet4 === undefined ? '' : formatPrefix(n.subnet4.prefix) });
      } catch (e) {
        if (!(e instanceof ApiError)) throw e;
        if (n.name === 'bridge') throw system(`Error initializing network controller: error creating default "bridge" network: ${e.message}`);
        yield* daemon.log(sys, 'warning', `could not restore network ${n.name}: ${e.message}`, { network: n.id });
      }
    }
    yield* this.save(sys);
  }

  private *forward(sys: Sys): Task<void> {
    const fd = yield* sys.open('/proc/sys/net/ipv4/ip_forward', 1);
    try {
      yield* sys.write(fd, Uint8Array.of(49, 10));
    } finally {
      sys.close(fd);
    }
  }

  /** Addresses, devices and rules of a network. Throws; then nothing of it is left. */
  private *bringUp(sys: Sys, n: Network, reserved: Parameters<typeof allocateSubnet>[4]): Task<void> {
    const { record: r } = n;
    if (r.driver === 'bridge') n.bridge = bridgeConfig(n.id, r.options, r.internal);
    else if (r.driver !== 'host' && r.driver !== 'null') vlanMode(n);
    try {
      this.allocatePools(n, reserved);
      if (r.driver === 'bridge') {
        checkConflict(n.id, n.bridge!, this.all().filter((o) => o !== n));
        validateBridge(n.bridge!);
        yield* createBridge(sys, n, this.firewall.options.hairpin);
        // the default network is another one each time: its rules go, and come back at their places
        if (n.name === 'bridge') yield* this.rules(sys, n, false);
        yield* this.rules(sys, n, true);
      } else yield* createParent(sys, n);
    } catch (e) {
      this.releasePools(n);
      throw e;
    }
  }

  private allocatePools(n: Network, reserved: Parameters<typeof allocateSubnet>[4]): void {
    const { record: r } = n;
    // what routes nothing, or through a device instead of an address, needs no gateway
    const none = r.driver === 'ipvlan' || r.driver === 'macvlan' ? r.internal || (r.driver === 'ipvlan' && vlanMode(n) !== 'l2') : false;
    const skip4 = none || n.bridge?.mode4 === 'isolated' || (n.bridge?.inhibitIPv4 === true && r.internal);
    const skip6 = none || n.bridge?.mode6 === 'isolated';
    if (r.enableIPv4) {
      const conf = confOf(r, 32);
      if (conf.length > 1) throw forbidden(`${r.driver} driver doesn't support multiple subnets`);
      n.subnet4 = allocateSubnet(this.ipam, false, conf[0] ?? {}, skip4, reserved, r.pool4);
      if (conf.length === 0) r.pool4 = formatPrefix(n.subnet4.prefix);
    }
    if (r.enableIPv6) {
      const conf = confOf(r, 128);
      if (conf.length > 1) throw forbidden(`${r.driver} driver doesn't support multiple subnets`);
      n.subnet6 = allocateSubnet(this.ipam, true, conf[0] ?? {}, skip6, [], r.pool6);
      if (conf.length === 0) r.pool6 = formatPrefix(n.subnet6.prefix);
    }
  }

  private releasePools(n: Network): void {
    for (const s of [n.subnet4, n.subnet6]) if (s !== undefined) this.ipam.release(s.pool);
    n.subnet4 = n.subnet6 = undefined;
  }

  private *rules(sys: Sys, n: Network, add: boolean): Task<void> {
    const { options } = this.firewall;
    if (n.subnet4 !== undefined) yield* this.firewall.run(sys, 'ipv4', networkRules('ipv4', n.bridge!, formatPrefix(n.subnet4.prefix), options, add));
    if (n.subnet6 !== undefined) yield* this.firewall.run(sys, 'ipv6', networkRules('ipv6', n.bridge!, formatPrefix(n.subnet6.prefix), options, add));
  }

  // ---- making and removing ------------------------------------------------------------------------------------------------------

  /** POST /networks/create; the new network's id. */
  *create(sys: Sys, daemon: Daemon, q: CreateNetwork): Task<string> {
    const record = this.recordOf(sys, q);
    const n = new Network(record);
    if (!record.configOnly) yield* this.bringUp(sys, n, yield* reservedNetworks(sys));
    this.add(n);
    yield* this.save(sys);
    const subnet = n.subnet4 === undefined ? {} : { subnet: formatPrefix(n.subnet4.prefix), ...(n.subnet4.gateway === undefined ? {} : { gateway: formatAddress(n.subnet4.gateway) }) };
    daemon.say(sys, 'create network', { network: n.id, name: n.name, driver: record.driver, ...subnet });
    daemon.events.log(sys, 'network', 'create', n.id, { name: n.name, type: record.driver });
    return n.id;
  }

  /** The record that a request means. Throws what the real daemon would. */
  private recordOf(sys: Sys, q: CreateNetwork): NetworkRecord {
    const name = q.Name ?? '';
    if (PREDEFINED.has(name)) throw forbidden(`operation is not permitted on predefined ${name} network`);
    const driver = q.Driver === undefined || q.Driver === '' ? 'bridge' : q.Driver;
    if (driver === 'overlay') throw forbidden(NOT_A_MANAGER);
    const options = { ...(q.Options ?? {}) };
    const family = (asked: boolean | null | undefined, label: string, fallback: boolean): boolean => {
      if (asked !== undefined && asked !== null) {
        delete options[label];
        return asked;
      }
      if (options[label] === undefined) return fallback;
      const b = goBool(options[label]);
      if (b === undefined) throw invalid(`driver-opt ${JSON.stringify(label)} is not a valid bool`);
      return b;
    };
    const enableIPv4 = family(q.EnableIPv4, 'com.docker.network.enable_ipv4', true);
    const enableIPv6 = family(q.EnableIPv6, 'com.docker.network.enable_ipv6', false);
    const conf = (q.IPAM?.Config ?? []).map(plainConf);
    validateIpam(conf, enableIPv6);
    if (name.trim() === '') throw invalid('invalid name: name is empty');
    if (this.all().some((n) => n.name === name)) throw conflict(`network with name ${name} already exists`);
    const record: NetworkRecord = {
      name,
      id: newId(sys),
      created: rfc3339Nano(now(sys)),
      scope: q.Scope === undefined || q.Scope === '' ? 'local' : q.Scope,
      driver: driver as DriverName,
      enableIPv4,
      enableIPv6,
      internal: q.Internal ?? false,
      attachable: q.Attachable ?? false,
      ingress: q.Ingress ?? false,
      configOnly: q.ConfigOnly ?? false,
      configFrom: q.ConfigFrom?.Network ?? '',
      options,
      labels: q.Labels ?? {},
      ipamDriver: q.IPAM?.Driver === undefined || q.IPAM.Driver === '' ? 'default' : q.IPAM.Driver,
      ipamOptions: q.IPAM?.Options ?? null,
      ipam: [...conf.filter((c) => !c.Subnet!.includes(':')), ...conf.filter((c) => c.Subnet!.includes(':'))],
    };
    return this.checked(record, q);
  }

  private checked(r: NetworkRecord, q: CreateNetwork): NetworkRecord {
    if (r.configOnly) {
      if (r.ingress || r.internal || r.attachable || (q.Scope ?? '') !== '') {
        throw forbidden('configuration network can only contain network specific fields. Network operator fields like [ ingress | internal | attachable | scope ] are not supported.');
      }
      if (r.configFrom !== '') throw forbidden('a configuration network cannot depend on another configuration network');
      return { ...r, scope: 'local', driver: 'null' };
    }
    if (r.configFrom !== '') {
      const own = r.ipamDriver !== 'default' || !r.enableIPv4 || r.enableIPv6 || Object.keys(r.labels).length > 0 || Object.keys(r.ipamOptions ?? {}).length > 0 || r.ipam.length > 0;
      if (own) throw forbidden('user specified configurations are not supported if the network depends on a configuration network');
      if (Object.keys(r.options).length > 0) throw forbidden('network driver options are not supported if the network depends on a configuration network');
    }
    if (!['bridge', 'host', 'null', 'macvlan', 'ipvlan'].includes(r.driver)) throw notFound(`plugin "${r.driver}" not found`);
    if (r.ingress) throw forbidden('Ingress network can only be global scope network');
    let record = r;
    if (r.configFrom !== '') {
      const from = this.all().find((n) => n.name === r.configFrom && n.record.configOnly)?.record;
      if (from === undefined) throw notFound(`configuration network ${JSON.stringify(r.configFrom)} does not exist`);
      record = { ...r, enableIPv4: from.enableIPv4, enableIPv6: from.enableIPv6, ipamDriver: from.ipamDriver, ipamOptions: from.ipamOptions, ipam: from.ipam, options: from.options, labels: from.labels };
    }
    if (record.scope === 'swarm') throw forbidden('cannot create a swarm scoped network when swarm is not active');
    if (record.driver === 'host' || record.driver === 'null') throw forbidden(`only one instance of "${record.driver}" network is allowed`);
    if (record.driver === 'bridge') bridgeConfig(record.id, record.options, record.internal);
    if (record.ipamDriver === 'null') throw system('ipv4 pool is empty');
    if (record.ipamDriver !== 'default') throw notFound(`plugin "${record.ipamDriver}" not found`);
    if (!record.enableIPv4 && !record.enableIPv6) throw invalid('IPv4 or IPv6 must be enabled');
    if (record.driver !== 'bridge' && record.enableIPv6) throw notSimulated(`IPv6 on a network of the driver ${record.driver}`);
    return record;
  }

  /** DELETE /networks/{id}. */
  *remove(sys: Sys, daemon: Daemon, ref: string): Task<void> {
    const n = this.find(ref);
    if (PREDEFINED.has(n.name)) throw forbidden(`${n.name} is a pre-defined network and cannot be removed`);
    if (n.record.configOnly && this.all().some((o) => o.record.configFrom === n.name)) throw forbidden(`error while removing network: configuration network "${n.name}" is in use`);
    if (n.endpoints.size > 0) {
      const who = [...n.endpoints.values()].map((e) => `name:"${e.container.name}" id:"${e.id.slice(0, 12)}"`).join(', ');
      throw forbidden(`error while removing network: network ${n.name} has active endpoints (${who})`);
    }
    this.list.delete(n.id);
    this.giveBackPools(n);
    yield* this.takeDown(sys, n);
    yield* this.save(sys);
    daemon.say(sys, 'remove network', { network: n.id, name: n.name });
    daemon.events.log(sys, 'network', 'destroy', n.id, { name: n.name, type: n.record.driver });
  }

  private giveBackPools(n: Network): void {
    for (const s of [n.subnet4, n.subnet6]) if (s !== undefined) this.ipam.release(s.pool);
  }

  private *takeDown(sys: Sys, n: Network): Task<void> {
    if (n.bridge !== undefined) {
      yield* deleteBridge(sys, n);
      yield* this.rules(sys, n, false);
    } else if (n.parent !== '') yield* deleteParent(sys, n);
  }

  /** Is it one of those that the daemon makes itself? */
  static isPredefined(name: string): boolean {
    return PREDEFINED.has(name);
  }
}

function plainConf(c: IpamConf): IpamConf {
  const text = (v: string | undefined): v is string => v !== undefined && v !== '';
  return {
    Subnet: c.Subnet ?? '',
    ...(text(c.IPRange) ? { IPRange: c.IPRange } : {}),
    ...(text(c.Gateway) ? { Gateway: c.Gateway } : {}),
    ...(c.AuxiliaryAddresses !== undefined && c.AuxiliaryAddresses !== null && Object.keys(c.AuxiliaryAddresses).length > 0 ? { AuxiliaryAddresses: c.AuxiliaryAddresses } : {}),
  };
}
