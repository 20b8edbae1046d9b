/**
 * --link on the default bridge (daemon/links.go, daemon/links): the linked container's name and address in /etc/hosts, its ports and
 * variables in the environment, a second name for it ("/web/db"), and where containers may not speak to each other, rules for the ports
 * that it exposes. The link goes one way: the linked container learns nothing of the other one.
 */
import type { Sys, Task } from '../../../abi/sys.ts';
import type { Container } from '../container/container.ts';
import type { Daemon } from '../daemon.ts';
import { ApiError, invalid } from '../errors.ts';
import { updateHost } from './files.ts';
import type { Endpoint } from './record.ts';
import { linkRules } from './rules.ts';

/** Who is linked to whom: by the container that has the links, alias to container. */
export class LinkIndex {
  private readonly byParent = new Map<string, Map<string, Container>>();

  add(parent: Container, alias: string, child: Container): void {
    let m = this.byParent.get(parent.id);
    if (m === undefined) this.byParent.set(parent.id, (m = new Map()));
    m.set(alias, child);
  }

  children(parent: Container): [string, Container][] {
    return [...(this.byParent.get(parent.id) ?? [])];
  }

  /** Ids of the containers that have links to `child`, with the aliases. */
  parents(child: Container): [string, string][] {
    const out: [string, string][] = [];
    for (const [id, m] of this.byParent) for (const [alias, c] of m) if (c === child) out.push([id, alias]);
    return out;
  }

  remove(parent: Container, alias: string): void {
    this.byParent.get(parent.id)?.delete(alias);
  }

  forget(c: Container): void {
    this.byParent.delete(c.id);
  }

  /** The names that links give to a container, as a list has them. */
  namesOf(daemon: Daemon, c: Container): string[] {
    if (this.byParent.size === 0) return [];
    const byId = new Map(daemon.containers().map((p) => [p.id, p.name]));
    return this.parents(c).flatMap(([id, alias]) => (byId.has(id) ? [`/${byId.get(id)}/${alias}`] : []));
  }
}

/** `name:alias`, `name`, or as an older daemon kept it, `/name:/parent/alias`. */
export function parseLink(text: string): readonly [string, string] {
  const [name = '', rest] = text.split(':') as [string, string | undefined];
  if (rest === undefined || rest === '') return [name, name];
  if (name.startsWith('/')) return [name.slice(1), rest.slice(rest.lastIndexOf('/') + 1)];
  return [name, rest];
}

/** Note the links of a container that is being created. Throws a 400 for one that cannot be. */
export function registerLinks(daemon: Daemon, c: Container): void {
  if (c.hostConfig.NetworkMode !== 'bridge') return;
  for (const text of c.hostConfig.Links ?? []) {
    const [name, alias] = parseLink(text);
    let child: Container;
    try {
      child = daemon.find(name);
    } catch (e) {
      if (e instanceof ApiError) throw new ApiError(400, `could not get container for ${name}: ${e.message}`, e.rule);
      throw e;
    }
    for (let hops = 0; child.hostConfig.NetworkMode.startsWith('container:') && hops < 32; hops++) child = daemon.find(child.hostConfig.NetworkMode.slice('container:'.length));
    if (child.hostConfig.NetworkMode === 'host') throw invalid("conflicting options: host type networking can't be used with links. This would result in undefined behavior");
    daemon.links.add(c, alias, child);
    daemon.reserve(`${c.name}/${alias}`, child.id);
  }
}

/** HostConfig.Links of an inspect. */
export function linkView(daemon: Daemon, c: Container): string[] | null {
  const list = daemon.links.children(c).map(([alias, child]) => `/${child.name}:/${c.name}/${alias}`);
  return list.length > 0 ? list : null;
}

interface Linked {
  readonly alias: string;
  readonly child: Container;
  readonly address: string;
}

/** Children that run, with their addresses on the default bridge. */
function linked(daemon: Daemon, c: Container): Linked[] {
  const out: Linked[] = [];
  for (const [alias, child] of daemon.links.children(c)) {
    const address = child.record.NetworkSettings.Networks['bridge']?.IPAddress ?? '';
    if (child.state.Running && address !== '') out.push({ alias, child, address });
  }
  return out;
}

/** Lines of /etc/hosts. */
export function legacyHosts(daemon: Daemon, c: Container): string[] {
  return linked(daemon, c).map(({ alias, child, address }) => `${address}\t${alias} ${child.config.Hostname}${alias === child.name ? '' : ` ${child.name}`}\n`);
}

function sortedPorts(c: Container): (readonly [string, string])[] {
  const ports = Object.keys(c.config.ExposedPorts ?? {}).map((p) => p.split('/') as [string, string]);
  return ports.map(([n, p = 'tcp']) => [n, p] as const).sort(([n, p], [m, q]) => (p === q ? Number(n) - Number(m) : p < q ? -1 : 1));
}

/** Variables that links give. Throws a 400 when a linked container does not run. */
export function linkEnvironment(daemon: Daemon, c: Container): string[] {
  const env: string[] = [];
  for (const [alias, child] of daemon.links.children(c)) {
    if (!child.state.Running || child.removed) throw new ApiError(400, `Cannot link to a non running container: /${child.name} AS /${c.name}/${alias}`, 'a link needs the address of a running container');
    const address = child.record.NetworkSettings.Networks['bridge']?.IPAddress ?? '';
    if (address === '') continue;
    env.push(...variables(alias, `/${c.name}/${alias}`, child, address));
  }
  return env;
}

function variables(alias: string, name: string, child: Container, address: string): string[] {
  const prefix = alias.toUpperCase().replaceAll('-', '_');
  const ports = sortedPorts(child);
  const env: string[] = [];
  const first = ports[0];
  if (first !== undefined) env.push(`${prefix}_PORT=${first[1]}://${address}:${first[0]}`);
  const blocks: { readonly protocol: string; readonly start: number; end: number }[] = [];
  for (const [port, protocol] of ports) {
    const base = `${prefix}_PORT_${port}_${protocol.toUpperCase()}`;
    env.push(`${base}=${protocol}://${address}:${port}`, `${base}_ADDR=${address}`, `${base}_PORT=${port}`, `${base}_PROTO=${protocol}`);
    const last = blocks.at(-1);
    if (last?.protocol === protocol && last.end + 1 === Number(port)) last.end++;
    else blocks.push({ protocol, start: Number(port), end: Number(port) });
  }
  for (const b of blocks) {
    if (b.start === b.end) continue;
    const base = `${prefix}_PORT_${b.start}_${b.protocol.toUpperCase()}`;
    env.push(`${base}_START=${b.protocol}://${address}:${b.start}`, `${base}_PORT_START=${b.start}`, `${base}_END=${b.protocol}://${address}:${b.end}`, `${base}_PORT_END=${b.end}`);
  }
  env.push(`${prefix}_NAME=${name}`);
  for (const v of child.config.Env ?? []) if (v.includes('=') && !/^(?:HOME|PATH)=/.test(v)) env.push(`${prefix}_ENV_${v}`);
  return env;
}

/** A container has a new address: those that link to it learn it. */
export function* updateParents(sys: Sys, daemon: Daemon, child: Container): Task<void> {
  const address = child.record.NetworkSettings.Networks['bridge']?.IPAddress ?? '';
  for (const [id, alias] of daemon.links.parents(child)) {
    const parent = daemon.containers().find((c) => c.id === id);
    if (parent?.state.Running === true) yield* updateHost(sys, parent, alias, address);
  }
}

/** Open what a container's links open, when containers of the bridge may not speak to each other otherwise. */
export function* applyLinkRules(sys: Sys, daemon: Daemon, e: Endpoint): Task<void> {
  const c = e.network.bridge;
  if (c === undefined || c.icc || e.address4 === undefined) return;
  const parent = e.settings.IPAddress;
  for (const { child, address } of linked(daemon, e.container)) {
    const rule = { parent, child: address, ports: Object.keys(child.config.ExposedPorts ?? {}) };
    e.linkRules.push(rule);
    yield* daemon.networks.firewall.run(sys, 'ipv4', linkRules(c, rule.parent, rule.child, rule.ports));
  }
}

export function* releaseLinkRules(sys: Sys, daemon: Daemon, e: Endpoint): Task<void> {
  for (const r of e.linkRules.splice(0)) yield* daemon.networks.firewall.run(sys, 'ipv4', linkRules(e.network.bridge!, r.parent, r.child, r.ports, false));
}

/** DELETE /containers/web/db?link=1: take away a link. Throws a 400 or 404. */
export function removeLink(daemon: Daemon, path: string): void {
  const name = path.replace(/^\//, '');
  const slash = name.lastIndexOf('/');
  if (slash <= 0) throw new ApiError(500, 'Conflict, cannot remove the default link name of the container', 'it is the name of the container itself');
  const parent = daemon.find(name.slice(0, slash));
  daemon.release(name);
  daemon.links.remove(parent, name.slice(slash + 1));
}
