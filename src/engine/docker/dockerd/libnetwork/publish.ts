/**
 * Published ports of an endpoint: which the container's configuration asks for, host ports for them, sockets, rules and proxies
 * (libnetwork/drivers/bridge/port_mapping_linux.go). When one cannot be had, none is left.
 */
import { isSysError } from '../../../abi/errno.ts';
import type { Sys, Task } from '../../../abi/sys.ts';
import type { Container } from '../container/container.ts';
import { invalid, system } from '../errors.ts';
import type { Networks } from './networks.ts';
import { formatAddress } from './prefix.ts';
import { bindPort, listenAtPort, startProxy, stopProxy } from './proxy.ts';
import type { Endpoint, PortMapping, PortTable, Sandbox } from './record.ts';
import { portRules } from './rules.ts';

/** How often a port of a range, or any, is tried. */
const ATTEMPTS = 10;

type Protocol = PortMapping['protocol'];

/** One binding that is asked for. */
interface Wanted {
  readonly protocol: Protocol;
  readonly port: number;
  /** '' is any address of both families. */
  readonly hostIp: string;
  readonly start: number;
  readonly end: number;
}

const ORDER: readonly string[] = ['tcp', 'udp', 'sctp'];

/** Exact ports before ranges, then by the container's port, protocol, host's port. */
function compare(a: Wanted, b: Wanted): number {
  const range = (w: Wanted): number => (w.start === 0 || w.start !== w.end ? 1 : 0);
  return range(a) - range(b) || a.port - b.port || ORDER.indexOf(a.protocol) - ORDER.indexOf(b.protocol) || a.start - b.start || a.end - b.end || (a.hostIp < b.hostIp ? -1 : a.hostIp > b.hostIp ? 1 : 0);
}

function hostPorts(text: string): readonly [number, number] {
  const m = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text);
  if (text !== '' && (m === null || Number(m[1]) > 65535 || Number(m[2] ?? 0) > 65535)) throw invalid(`Error parsing HostPort value(${text}):invalid syntax`);
  const start = Number(m?.[1] ?? 0);
  return [start, Number(m?.[2] ?? start)];
}

/** What a container's configuration asks for. */
export function wantedPorts(c: Container): Wanted[] {
  const out: Wanted[] = [];
  for (const key of Object.keys(c.config.ExposedPorts ?? {})) {
    const [number, protocol = 'tcp'] = key.split('/');
    const base = { protocol: protocol as Protocol, port: Number(number) };
    const bindings = c.hostConfig.PortBindings?.[key] ?? [];
    for (const b of bindings) {
      const [start, end] = hostPorts(b.HostPort);
      out.push({ ...base, hostIp: b.HostIp, start, end });
    }
    if (bindings.length === 0 && c.hostConfig.PublishAllPorts) out.push({ ...base, hostIp: '', start: 0, end: 0 });
  }
  return out.sort(compare);
}

/** The mappings that a binding means, without host ports yet: of any address, one a family. */
function* expand(sys: Sys, e: Endpoint, w: Wanted, proxy: boolean): Generator<Omit<PortMapping, 'hostPort'>> {
  const c = e.network.bridge!;
  const v4 = e.address4 === undefined ? undefined : formatAddress(e.address4);
  const v6 = e.address6 === undefined ? undefined : formatAddress(e.address6);
  const base = { protocol: w.protocol, containerPort: w.port, proxy: undefined, socket: undefined };
  const explicit = w.hostIp !== '';
  const binding = c.hostBinding;
  if (v4 !== undefined && !(explicit && w.hostIp.includes(':')) && !(!explicit && binding.includes(':'))) {
    yield { ...base, containerIp: v4, hostIp: c.mode4 === 'routed' ? '0.0.0.0' : explicit ? w.hostIp : binding };
  }
  // without a proxy nothing leads from an IPv6 address to a container that has none
  const inside = v6 ?? (proxy ? v4 : undefined);
  if (inside === undefined || (explicit && !w.hostIp.includes(':'))) return;
  if (!explicit && binding !== '0.0.0.0' && !binding.includes(':')) return;
  if (!explicit && !listensV6(sys)) return;
  yield { ...base, containerIp: inside, hostIp: explicit ? w.hostIp : binding.includes(':') ? binding : '::' };
}

/** Has the host IPv6? */
function listensV6(sys: Sys): boolean {
  try {
    sys.close(sys.socket('inet6', 'stream'));
    return true;
  } catch (e) {
    if (isSysError(e)) return false;
    throw e;
  }
}

/** Publish the endpoint's ports. Throws; then nothing of it is left. */
export function* publish(sys: Sys, networks: Networks, e: Endpoint): Task<void> {
  if (e.network.bridge === undefined) return;
  const wanted = wantedPorts(e.container);
  if (wanted.length === 0) return;
  try {
    for (let i = 0; i < wanted.length; ) {
      const group: Omit<PortMapping, 'hostPort'>[] = [];
      const first = wanted[i]!;
      for (; i < wanted.length && compare({ ...wanted[i]!, hostIp: '' }, { ...first, hostIp: '' }) === 0; i++) group.push(...expand(sys, e, wanted[i]!, !networks.firewall.options.hairpin));
      if (group.length > 0) yield* bindGroup(sys, networks, e, group, first.start, first.end);
    }
    for (const p of e.ports) if (p.socket !== undefined && !networks.firewall.options.hairpin) yield* startProxy(sys, p);
  } catch (x) {
    yield* unpublish(sys, networks, e);
    throw x;
  }
}

function* bindGroup(sys: Sys, networks: Networks, e: Endpoint, group: readonly Omit<PortMapping, 'hostPort'>[], start: number, end: number): Task<void> {
  const exact = start !== 0 && start === end;
  for (let attempt = 1; ; attempt++) {
    const before = e.ports.length;
    try {
      return yield* tryGroup(sys, networks, e, group, start, end);
    } catch (x) {
      yield* undo(sys, networks, e, e.ports.splice(before));
      if (exact || attempt === ATTEMPTS) throw x;
    }
  }
}

function* tryGroup(sys: Sys, networks: Networks, e: Endpoint, group: readonly Omit<PortMapping, 'hostPort'>[], start: number, end: number): Task<void> {
  const c = e.network.bridge!;
  const nat = group.filter((p) => (p.hostIp.includes(':') ? c.mode6 : c.mode4) !== 'routed');
  const ips = [...new Set(nat.map((p) => p.hostIp))];
  const port = ips.length === 0 ? 0 : networks.ports.request(ips, group[0]!.protocol, start, end);
  const bound: PortMapping[] = [];
  let reserved = true;
  try {
    for (const p of group) {
      const mapping: PortMapping = { ...p, hostPort: nat.includes(p) ? port : 0 };
      if (mapping.hostPort !== 0) {
        if (p.protocol === 'sctp') throw system(`error starting userland proxy: failed to listen on ${p.hostIp}:${port}: protocol not supported`);
        mapping.socket = bindPort(sys, mapping, start !== end);
      }
      bound.push(mapping);
    }
    reserved = false;
  } finally {
    if (reserved) {
      for (const ip of ips) networks.ports.release(ip, group[0]!.protocol, port);
      for (const p of bound) if (p.socket !== undefined) sys.close(p.socket);
    }
  }
  e.ports.push(...bound);
  for (const p of bound) yield* networks.firewall.run(sys, p.containerIp.includes(':') ? 'ipv6' : 'ipv4', portRules(c, p, networks.firewall.options));
  for (const p of bound) listenAtPort(sys, p);
}

/** Take back all published ports of an endpoint. */
export function* unpublish(sys: Sys, networks: Networks, e: Endpoint): Task<void> {
  yield* undo(sys, networks, e, e.ports.splice(0));
}

function* undo(sys: Sys, networks: Networks, e: Endpoint, list: readonly PortMapping[]): Task<void> {
  const c = e.network.bridge;
  for (const p of list) yield* stopProxy(sys, p);
  for (const p of list) {
    if (c !== undefined) yield* networks.firewall.run(sys, p.containerIp.includes(':') ? 'ipv6' : 'ipv4', portRules(c, p, networks.firewall.options, false));
    if (p.hostPort !== 0) networks.ports.release(p.hostIp, p.protocol, p.hostPort);
  }
}

/** NetworkSettings.Ports: what is exposed, with where it is published, by the endpoint that has the default route. */
export function portTable(sandbox: Sandbox): PortTable {
  const e = sandbox.gateway;
  if (e?.network.bridge === undefined) return {};
  const table: PortTable = {};
  for (const key of Object.keys(e.container.config.ExposedPorts ?? {}).sort()) {
    const [number, protocol] = key.split('/');
    const list = e.ports.filter((p) => p.containerPort === Number(number) && p.protocol === (protocol ?? 'tcp'));
    table[key] = list.length === 0 ? null : list.map((p) => ({ HostIp: p.hostIp, HostPort: p.hostPort === 0 ? '' : String(p.hostPort) }));
  }
  return table;
}
