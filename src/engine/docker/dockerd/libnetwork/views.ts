/** Networks as the API shows them, and which of them a filter means. */
import type { Network as NetworkView } from '../../api/types.ts';
import type { Daemon } from '../daemon.ts';
import { ApiError, invalid } from '../errors.ts';
import type { Filters } from '../filters.ts';
import { confOf } from './pools.ts';
import { formatAddress, formatPrefix } from './prefix.ts';
import type { IpamConf, Network, Subnet } from './record.ts';

const ACCEPTED = new Set(['dangling', 'driver', 'id', 'label', 'name', 'scope', 'type']);
const PREDEFINED = new Set(['bridge', 'host', 'none']);

function conf(asked: readonly IpamConf[], s: Subnet | undefined): IpamConf[] {
  if (asked.length > 0) return [...asked];
  if (s === undefined) return [];
  return [{ Subnet: formatPrefix(s.prefix), ...(s.gateway === undefined ? {} : { Gateway: formatAddress(s.gateway) }) }];
}

/** GET /networks/{id}. */
export function networkView(n: Network, detailed: boolean): NetworkView {
  const r = n.record;
  const Config = [...conf(confOf(r, 32), n.subnet4), ...conf(confOf(r, 128), n.subnet6)];
  const Containers: Record<string, { Name: string; EndpointID: string; MacAddress: string; IPv4Address: string; IPv6Address: string }> = {};
  if (detailed) {
    for (const e of n.endpoints.values()) {
      Containers[e.container.id] = {
        Name: e.container.name,
        EndpointID: e.id,
        MacAddress: e.mac,
        IPv4Address: e.address4 === undefined ? '' : `${formatAddress(e.address4)}/${n.subnet4!.prefix.length}`,
        IPv6Address: e.address6 === undefined ? '' : `${formatAddress(e.address6)}/${n.subnet6!.prefix.length}`,
      };
    }
  }
  return {
    Name: n.name,
    Id: n.id,
    Created: r.created,
    Scope: r.scope,
    Driver: r.driver,
    EnableIPv4: r.enableIPv4,
    EnableIPv6: r.enableIPv6,
    IPAM: { Driver: r.ipamDriver, Options: r.ipamOptions, Config: Config.length === 0 ? null : Config },
    Internal: r.internal,
    Attachable: r.attachable,
    Ingress: r.ingress,
    ConfigFrom: { Network: r.configFrom },
    ConfigOnly: r.configOnly,
    Containers,
    Options: r.options,
    Labels: r.labels,
  };
}

function boolFilter(f: Filters, name: string): boolean | undefined {
  if (!f.has(name)) return undefined;
  try {
    return f.bool(name, false);
  } catch (e) {
    if (e instanceof ApiError) throw invalid(`invalid value for filter '${name}', must be "true" (or "1"), or "false" (or "0")`);
    throw e;
  }
}

/** The networks that a request's filters mean. Throws a 400. */
export function selectNetworks(daemon: Daemon, f: Filters): Network[] {
  f.validate(ACCEPTED);
  const dangling = boolFilter(f, 'dangling');
  const [type] = f.get('type');
  if (type !== undefined && type !== 'custom' && type !== 'builtin') throw invalid(`invalid filter: 'type'='${type}'`);
  return daemon.networks.all().filter((n) => {
    const builtin = PREDEFINED.has(n.name);
    // a list does not look for containers, so that every network of a user counts as unused
    if (dangling !== undefined && dangling === builtin) return false;
    if (type !== undefined && (type === 'builtin') !== builtin) return false;
    return f.match('name', n.name) && f.fuzzy('id', n.id) && f.exact('driver', n.record.driver) && f.exact('scope', n.record.scope) && f.labels('label', n.record.labels);
  });
}
