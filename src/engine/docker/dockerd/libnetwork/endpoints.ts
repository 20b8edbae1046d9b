/**
 * Containers on networks: addresses before a container starts, devices, rules and names once runc has made its namespace, and what
 * connect and disconnect do to a running one (daemon/container_operations.go, libnetwork's endpoint and sandbox).
 *
 * One of a container's networks has its default route and its published ports: the one with the highest priority, then by name.
 */
import { isSysError } from '../../../abi/errno.ts';
import { MNT, MS, O } from '../../../abi/fs.ts';
import type { Sys, Task } from '../../../abi/sys.ts';
import { listNames, mkdirAll, removeIfAny } from '../../common/files.ts';
import { routeAnswer } from '../../../userland/libc/rtnetlink.ts';
import type { EndpointSettings } from '../../api/types.ts';
import type { Container } from '../container/container.ts';
import type { Daemon } from '../daemon.ts';
import { ApiError, conflict, forbidden, invalid, notFound, system } from '../errors.ts';
import { newId, newMac } from '../ids.ts';
import { EXEC_ROOT } from '../paths.ts';
import { defaultRoutes, plug, unplug } from './drivers.ts';
import { addHosts, deleteHosts, rewriteResolvConf } from './files.ts';
import { applyLinkRules, releaseLinkRules, updateParents } from './links.ts';
import type { Networks } from './networks.ts';
import { formatAddress, parseAddress } from './prefix.ts';
import type { Address } from './prefix.ts';
import { publish, portTable, unpublish } from './publish.ts';
import { Endpoint, Sandbox } from './record.ts';
import type { Network, Subnet } from './record.ts';
import { startResolver } from './resolver.ts';
import { endpointRules } from './rules.ts';
import { isUserDefined, validateEndpoint } from './validate.ts';

const NETNS = `${EXEC_ROOT}/netns`;

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

/** Forget what held only while the container ran. */
function clean(s: EndpointSettings): void {
  Object.assign(s, { MacAddress: '', EndpointID: '', Gateway: '', IPAddress: '', IPPrefixLen: 0, IPv6Gateway: '', GlobalIPv6Address: '', GlobalIPv6PrefixLen: 0 });
}

/** Does a network have the embedded name server? */
function hasNames(n: Network): boolean {
  return isUserDefined(n.name);
}

export class Endpoints {
  private readonly networks: Networks;
  private readonly sandboxes = new Map<string, Sandbox>();

  constructor(networks: Networks) {
    this.networks = networks;
  }

  /** A container's sandbox, while it has one of its own. */
  sandbox(c: Container): Sandbox | undefined {
    return this.sandboxes.get(c.id);
  }

  // ---- before the start -----------------------------------------------------------------------------------------------------------

  /** Give a container that is being started its endpoints. Throws what the real daemon would; then nothing is taken. */
  *allocate(sys: Sys, daemon: Daemon, c: Container): Task<void> {
    const mode = c.hostConfig.NetworkMode;
    if (mode.startsWith('container:')) return;
    const settings = c.record.NetworkSettings;
    const sandbox = new Sandbox(newId(sys), c);
    this.sandboxes.set(c.id, sandbox);
    settings.SandboxID = sandbox.id;
    settings.SandboxKey = `/var/run/docker/netns/${mode === 'host' ? 'default' : sandbox.id.slice(0, 12)}`;
    if (Object.keys(settings.Networks).length === 0 && !isUserDefined(mode)) settings.Networks = { [mode]: emptyEndpoint() };
    try {
      for (const name of Object.keys(settings.Networks).sort()) {
        const s = settings.Networks[name]!;
        clean(s);
        const n = this.networks.find(isUserDefined(name) && s.NetworkID !== '' ? s.NetworkID : name);
        if (name !== mode && isUserDefined(mode)) this.checkMode(mode);
        this.checkJoin(c, n, s);
        yield* this.create(sys, c, sandbox, n, s, name);
      }
    } catch (e) {
      yield* this.release(sys, daemon, c);
      throw e;
    }
  }

  private checkMode(mode: string): void {
    if (this.networks.tryFind(mode) === undefined) throw notFound(`could not find a network matching network mode ${mode}: network ${mode} not found`);
  }

  /** Make an endpoint: checks, addresses, names. `key` is what the settings are stored under. */
  private *create(sys: Sys, c: Container, sandbox: Sandbox, n: Network, s: EndpointSettings, key: string): Task<Endpoint> {
    if (n.record.configOnly) throw forbidden('cannot create endpoint on configuration-only network');
    const names = hasNames(n) ? dnsNames(c, s.Aliases ?? []) : [];
    const e = new Endpoint(newId(sys), n, c, s);
    this.takeAddresses(e);
    const desired = c.record.NetworkSettings.DesiredMacAddresses?.[n.name] ?? c.record.NetworkSettings.DesiredMacAddresses?.[key] ?? '';
    const { driver } = n.record;
    if (driver !== 'host' && driver !== 'null') e.mac = desired === '' ? newMac(sys) : desired.toLowerCase().replaceAll('-', ':');
    const prefix = n.bridge?.interfacePrefix ?? 'eth';
    for (let i = 0; e.ifname === ''; i++) if (!sandbox.endpoints.some((o) => o.ifname === `${prefix}${i}`)) e.ifname = `${prefix}${i}`;
    e.dnsNames = names;
    for (const link of s.Links ?? []) {
      const [name, alias = name] = link.split(':') as [string, string | undefined];
      e.links.set(alias === '' ? name : alias!, name);
    }
    sandbox.endpoints.push(e);
    n.endpoints.set(e.id, e);
    const { subnet4, subnet6 } = n;
    const routed = !n.record.internal;
    Object.assign(s, {
      MacAddress: e.mac,
      NetworkID: n.id,
      EndpointID: e.id,
      Gateway: routed && subnet4?.gateway !== undefined ? formatAddress(subnet4.gateway) : '',
      IPAddress: e.address4 === undefined ? '' : formatAddress(e.address4),
      IPPrefixLen: subnet4?.prefix.length ?? 0,
      IPv6Gateway: routed && subnet6?.gateway !== undefined ? formatAddress(subnet6.gateway) : '',
      GlobalIPv6Address: e.address6 === undefined ? '' : formatAddress(e.address6),
      GlobalIPv6PrefixLen: subnet6?.prefix.length ?? 0,
      DNSNames: hasNames(n) ? [...names] : null,
    });
    const all = c.record.NetworkSettings.Networks;
    if (key !== n.name) delete all[key];
    all[n.name] = s;
    return e;
  }

  private takeAddresses(e: Endpoint): void {
    const { network: n, settings: s } = e;
    const take = (subnet: Subnet, wanted: string | undefined, family: string): Address => {
      const given = wanted === undefined || wanted === '' ? undefined : parseAddress(wanted);
      const a = given === undefined ? subnet.pool.next(subnet.range) : subnet.pool.take(given);
      if (a !== undefined) return a;
      if (given !== undefined) throw forbidden('Address already in use');
      throw system(`no available ${family} addresses on this network's address pools: ${n.name} (${n.id})`);
    };
    if (n.subnet4 !== undefined) e.address4 = take(n.subnet4, s.IPAMConfig?.IPv4Address, 'IPv4');
    if (n.subnet6 === undefined) return;
    try {
      e.address6 = take(n.subnet6, s.IPAMConfig?.IPv6Address, 'IPv6');
    } catch (x) {
      if (e.address4 !== undefined) n.subnet4!.pool.free(e.address4);
      throw x;
    }
  }

  /** A container has another name: its networks know it by that. */
  renamed(daemon: Daemon, c: Container, old: string): void {
    for (const [alias, child] of daemon.links.children(c)) {
      daemon.release(`${old}/${alias}`);
      daemon.reserve(`${c.name}/${alias}`, child.id);
    }
    for (const e of this.sandboxes.get(c.id)?.endpoints ?? []) {
      if (e.dnsNames.length === 0) continue;
      forgetNames(e);
      e.dnsNames = dnsNames(c, e.settings.Aliases ?? []);
      e.settings.DNSNames = [...e.dnsNames];
      noteNames(e);
    }
  }

  // ---- once there is a namespace ----------------------------------------------------------------------------------------------------

  /** The sandbox is there, with process `pid` in it: give it its devices. Throws when the kernel refuses or a port is taken. */
  *join(sys: Sys, daemon: Daemon, c: Container, pid: number): Task<void> {
    const sandbox = this.sandboxes.get(c.id);
    if (sandbox === undefined) return;
    sandbox.pid = pid;
    if (c.hostConfig.NetworkMode !== 'host') yield* this.keepNamespace(sys, sandbox);
    sandbox.gateway = choose(sandbox);
    let first = true;
    for (const e of [...sandbox.endpoints]) {
      yield* this.attach(sys, daemon, sandbox, e, first);
      first = false;
    }
    if (sandbox.gateway !== undefined) yield* this.programPorts(sys, sandbox, sandbox.gateway);
    if (sandbox.endpoints.some((e) => hasNames(e.network))) yield* startResolver(sys, daemon, sandbox);
    if (c.record.NetworkSettings.Networks['bridge'] !== undefined) yield* updateParents(sys, daemon, c);
  }

  private *keepNamespace(sys: Sys, sandbox: Sandbox): Task<void> {
    const path = `${NETNS}/${sandbox.id.slice(0, 12)}`;
    try {
      sys.close(yield* sys.open(path, O.RDONLY | O.CREAT | O.CLOEXEC, 0o444));
    } catch (e) {
      if (!isSysError(e, 'ENOENT')) throw e;
      mkdirAll(sys, NETNS, 0o755);
      sys.close(yield* sys.open(path, O.RDONLY | O.CREAT | O.CLOEXEC, 0o444));
    }
    sys.mount(`/proc/${sandbox.pid}/ns/net`, path, 'bind', MS.BIND);
  }

  /** What a daemon that was killed has left. */
  dropStale(sys: Sys): void {
    for (const name of listNames(sys, NETNS)) if (name !== 'default') dropFile(sys, `${NETNS}/${name}`);
  }

  private dropNamespace(sys: Sys, sandbox: Sandbox): void {
    if (sandbox.pid === 0 || sandbox.container.hostConfig.NetworkMode === 'host') return;
    dropFile(sys, `${NETNS}/${sandbox.id.slice(0, 12)}`);
  }

  private *attach(sys: Sys, daemon: Daemon, sandbox: Sandbox, e: Endpoint, first: boolean): Task<void> {
    const { network: n, container: c } = e;
    const base = { container: c.id, network: n.name, endpoint: e.id };
    if (e.address4 !== undefined) daemon.say(sys, 'create endpoint', { ...base, address: `${formatAddress(e.address4)}/${n.subnet4!.prefix.length}`, mac: e.mac });
    try {
      yield* plug(sys, e, sandbox.pid, first, e === sandbox.gateway, this.networks.firewall.options.hairpin);
      if (n.bridge !== undefined) {
        if (e.address4 !== undefined) yield* this.networks.firewall.run(sys, 'ipv4', endpointRules('ipv4', n.bridge, formatAddress(e.address4)));
        if (e.address6 !== undefined) yield* this.networks.firewall.run(sys, 'ipv6', endpointRules('ipv6', n.bridge, formatAddress(e.address6)));
      }
    } catch (x) {
      if (x instanceof ApiError) throw new ApiError(x.status, `failed to create endpoint ${c.name} on network ${n.name}: ${x.message}`, x.rule);
      throw x;
    }
    if (e.veth !== '') daemon.say(sys, 'connect sandbox', { ...base, sandbox: sandbox.id, pid: String(sandbox.pid), veth: e.veth, bridge: n.bridge!.bridgeName });
    noteNames(e);
    if (n.name === 'bridge') yield* applyLinkRules(sys, daemon, e);
    daemon.events.log(sys, 'network', 'connect', n.id, { container: c.id, name: n.name, type: n.record.driver });
  }

  private *programPorts(sys: Sys, sandbox: Sandbox, e: Endpoint): Task<void> {
    const c = e.container;
    try {
      yield* publish(sys, this.networks, e);
    } catch (x) {
      if (!(x instanceof ApiError)) throw x;
      throw new ApiError(x.status, `driver failed programming external connectivity on endpoint ${c.name} (${e.id}): ${x.message}`, x.rule);
    }
    c.record.NetworkSettings.Ports = portTable(sandbox);
  }

  // ---- changes while it runs ----------------------------------------------------------------------------------------------------------

  /** POST /networks/{id}/connect. */
  *connect(sys: Sys, daemon: Daemon, c: Container, ref: string, given: Partial<EndpointSettings> | null | undefined): Task<void> {
    const s: EndpointSettings = { ...emptyEndpoint(), ...(given ?? {}) };
    const settings = c.record.NetworkSettings;
    if (!c.state.Running) {
      if (c.state.RemovalInProgress || c.state.Dead) throw conflict(`Container ${c.id} is marked for removal and cannot be connected or disconnected to the network`);
      const n = this.networks.tryFind(ref);
      if (n === undefined) {
        settings.Networks[ref] = s;
        return yield* c.checkpoint(sys);
      }
      this.checkJoin(c, n, s);
      if (settings.Networks[n.name] === undefined) settings.Networks[n.name] = s;
      return yield* c.checkpoint(sys);
    }
    if (c.hostConfig.NetworkMode.startsWith('container:')) throw invalid('container sharing network namespace with another container or host cannot be connected to any other network');
    const n = this.networks.find(ref);
    this.checkJoin(c, n, s);
    const sandbox = this.sandboxes.get(c.id);
    if (sandbox === undefined) throw notFound(`could not find a sandbox for container ${c.id}`);
    if (sandbox.endpoints.some((e) => e.network === n)) throw forbidden(`endpoint with name ${c.name} already exists in network ${n.name}`);
    if (s.MacAddress !== '') (settings.DesiredMacAddresses ??= {})[n.name] = s.MacAddress;
    const e = yield* this.create(sys, c, sandbox, n, s, n.name);
    try {
      yield* this.attach(sys, daemon, sandbox, e, false);
      yield* this.chooseGateway(sys, sandbox);
    } catch (x) {
      yield* this.detach(sys, daemon, sandbox, e);
      delete settings.Networks[n.name];
      throw x;
    }
    yield* addHosts(sys, c, [e]);
    if (hasNames(n) && sandbox.stopResolver === undefined) {
      yield* startResolver(sys, daemon, sandbox);
      yield* rewriteResolvConf(sys, daemon, c, sandbox);
    }
    yield* c.checkpoint(sys);
  }

  /** May this container join that network? Throws. */
  private checkJoin(c: Container, n: Network, s: EndpointSettings): void {
    if (hasNames(n)) s.DNSNames = dnsNames(c, s.Aliases ?? []);
    validateEndpoint(n, n.name, s);
    const mode = c.hostConfig.NetworkMode;
    if (mode !== 'host' && n.record.driver === 'host') throw invalid('cannot connect container to host network - container must be created in host network mode');
    for (const name of Object.keys(c.record.NetworkSettings.Networks)) {
      const own = this.networks.tryFind(name);
      if (own === undefined || own === n) continue;
      if (own.record.driver === 'host' || n.record.driver === 'host') throw invalid('container sharing network namespace with another container or host cannot be connected to any other network');
      if (own.name === 'none' || n.name === 'none') throw invalid('container cannot be connected to multiple networks with one of the networks in private (none) mode');
    }
  }

  /** POST /networks/{id}/disconnect. */
  *disconnect(sys: Sys, daemon: Daemon, c: Container, ref: string, force: boolean): Task<void> {
    const n = this.networks.tryFind(ref);
    const settings = c.record.NetworkSettings;
    if (!c.state.Running || (n === undefined && force)) {
      if (c.state.RemovalInProgress || c.state.Dead) throw conflict(`Container ${c.id} is marked for removal and cannot be connected or disconnected to the network`);
      const name = n?.name ?? ref;
      if (settings.Networks[name] === undefined) throw system(`container ${c.id} is not connected to the network ${name}`);
      delete settings.Networks[name];
      return yield* c.checkpoint(sys);
    }
    if (n === undefined) throw notFound(`network ${ref} not found`);
    if (c.hostConfig.NetworkMode === 'host' && n.record.driver === 'host') throw invalid('cannot disconnect container from host network - container was created in host network mode');
    const sandbox = this.sandboxes.get(c.id);
    const e = sandbox?.endpoints.find((x) => x.network === n);
    if (sandbox === undefined || e === undefined) {
      if (force) throw notFound(`endpoint ${c.name} not found`);
      throw system(`container ${c.id} is not connected to network ${n.name}`);
    }
    yield* deleteHosts(sys, c, [e]);
    yield* this.detach(sys, daemon, sandbox, e);
    delete settings.Networks[n.name];
    yield* this.chooseGateway(sys, sandbox);
    yield* c.checkpoint(sys);
  }

  /** Another endpoint may have to have the default route, and with it the published ports. */
  private *chooseGateway(sys: Sys, sandbox: Sandbox): Task<void> {
    const next = choose(sandbox);
    const old = sandbox.gateway;
    if (next !== old) {
      if (old !== undefined) {
        yield* unpublish(sys, this.networks, old);
        if (sandbox.endpoints.includes(old)) for (const change of defaultRoutes(old, sandbox.pid, 'route_del')) yield* routeAnswer(sys, change);
      }
      sandbox.gateway = next;
      if (next !== undefined) {
        for (const change of defaultRoutes(next, sandbox.pid, 'route_add')) yield* routeAnswer(sys, change);
        yield* this.programPorts(sys, sandbox, next);
      }
    }
    sandbox.container.record.NetworkSettings.Ports = portTable(sandbox);
  }

  /** Undo an endpoint. */
  private *detach(sys: Sys, daemon: Daemon, sandbox: Sandbox, e: Endpoint): Task<void> {
    const { network: n, container: c } = e;
    const { veth } = e;
    yield* unpublish(sys, this.networks, e);
    yield* releaseLinkRules(sys, daemon, e);
    if (sandbox.pid > 0) {
      yield* unplug(sys, e, sandbox.pid);
      if (n.bridge !== undefined) {
        if (e.address4 !== undefined) yield* this.networks.firewall.run(sys, 'ipv4', endpointRules('ipv4', n.bridge, formatAddress(e.address4), false));
        if (e.address6 !== undefined) yield* this.networks.firewall.run(sys, 'ipv6', endpointRules('ipv6', n.bridge, formatAddress(e.address6), false));
      }
    }
    if (veth !== '') daemon.say(sys, 'delete endpoint', { container: c.id, network: n.name, veth });
    if (e.address4 !== undefined) n.subnet4?.pool.free(e.address4);
    if (e.address6 !== undefined) n.subnet6?.pool.free(e.address6);
    forgetNames(e);
    n.endpoints.delete(e.id);
    const at = sandbox.endpoints.indexOf(e);
    if (at >= 0) sandbox.endpoints.splice(at, 1);
    clean(e.settings);
    daemon.events.log(sys, 'network', 'disconnect', n.id, { container: c.id, name: n.name, type: n.record.driver });
  }

  /** A container has ended, or could not start: take it off its networks. */
  *release(sys: Sys, daemon: Daemon, c: Container): Task<void> {
    const settings = c.record.NetworkSettings;
    const sandbox = this.sandboxes.get(c.id);
    settings.Ports = null;
    settings.SandboxID = '';
    settings.SandboxKey = '';
    if (sandbox === undefined) {
      for (const s of Object.values(settings.Networks)) clean(s);
      return;
    }
    this.sandboxes.delete(c.id);
    sandbox.stopResolver?.(sys);
    for (const e of [...sandbox.endpoints]) yield* this.detach(sys, daemon, sandbox, e);
    this.dropNamespace(sys, sandbox);
  }
}

function dropFile(sys: Sys, path: string): void {
  try {
    sys.umount(path, MNT.DETACH);
  } catch (e) {
    if (!isSysError(e)) throw e; // somebody unmounted it
  }
  removeIfAny(sys, path);
}

/** Who shall have the default route. */
function choose(sandbox: Sandbox): Endpoint | undefined {
  const able = sandbox.endpoints.filter((e) => !e.network.record.internal && ['bridge', 'macvlan', 'ipvlan'].includes(e.network.record.driver));
  return able.sort((a, b) => b.settings.GwPriority - a.settings.GwPriority || (a.network.name < b.network.name ? -1 : 1))[0];
}

function noteNames(e: Endpoint): void {
  for (const name of e.dnsNames) {
    const list = e.network.names.get(name);
    if (list === undefined) e.network.names.set(name, [e]);
    else list.push(e);
  }
}

function forgetNames(e: Endpoint): void {
  const { names } = e.network;
  for (const name of e.dnsNames) {
    const left = (names.get(name) ?? []).filter((x) => x !== e);
    if (left.length === 0) names.delete(name);
    else names.set(name, left);
  }
}

/** The names by which a container is found on a user's network. */
export function dnsNames(c: Container, aliases: readonly string[]): string[] {
  return [...new Set([c.name, ...aliases, c.id.slice(0, 12), ...(c.config.Hostname === '' ? [] : [c.config.Hostname])])];
}
