/** --subnet, --ip-range, --gateway and --aux-address together: which range, gateway and addresses belong to which subnet (consolidateIpam of the client). */
import { contains, overlap, parseAddress, parseCidr } from '../../dockerd/libnetwork/prefix.ts';
import type { Prefix } from '../../dockerd/libnetwork/prefix.ts';
import { CliError } from '../error.ts';

export interface SubnetConfig {
  Subnet: string;
  IPRange?: string;
  Gateway?: string;
  AuxiliaryAddresses?: Record<string, string>;
}

function subnetOf(text: string): Prefix {
  const p = parseCidr(text);
  if (p === undefined) throw new CliError(`invalid subnet: invalid CIDR address: ${text}`);
  return p.prefix;
}

/** Is `data`, an address or a prefix, in the subnet? */
function matches(subnet: string, data: string): boolean {
  const s = subnetOf(subnet);
  if (!data.includes('/')) {
    const a = parseAddress(data);
    return a !== undefined && contains(s, a);
  }
  const p = parseCidr(data);
  return p !== undefined && contains(s, p.address);
}

/** Throws {@link CliError} for what fits no subnet, or two that want the same place. */
export function consolidate(subnets: readonly string[], ranges: readonly string[], gateways: readonly string[], aux: Readonly<Record<string, string>>): SubnetConfig[] {
  if (subnets.length < ranges.length || subnets.length < gateways.length) throw new CliError('every ip-range or gateway must have a corresponding subnet');
  const out: SubnetConfig[] = [];
  for (const Subnet of subnets) {
    if (out.some((o) => overlap(subnetOf(Subnet), subnetOf(o.Subnet)))) throw new CliError('multiple overlapping subnet configuration is not supported');
    out.push({ Subnet });
  }
  for (const range of ranges) {
    const fit = out.filter((o) => {
      subnetOf(o.Subnet);
      if (parseCidr(range) === undefined) throw new CliError(`invalid CIDR address: ${range}`);
      return matches(o.Subnet, range);
    });
    for (const o of fit) {
      if (o.IPRange !== undefined) throw new CliError(`cannot configure multiple ranges (${range}, ${o.IPRange}) on the same subnet (${o.Subnet})`);
      o.IPRange = range;
    }
    if (fit.length === 0) throw new CliError(`no matching subnet for range ${range}`);
  }
  for (const gateway of gateways) {
    const fit = out.filter((o) => matches(o.Subnet, gateway));
    for (const o of fit) {
      if (o.Gateway !== undefined) throw new CliError(`cannot configure multiple gateways (${gateway}, ${o.Gateway}) for the same subnet (${o.Subnet})`);
      o.Gateway = gateway;
    }
    if (fit.length === 0) throw new CliError(`no matching subnet for gateway ${gateway}`);
  }
  for (const [name, address] of Object.entries(aux)) {
    const fit = out.filter((o) => matches(o.Subnet, address));
    for (const o of fit) (o.AuxiliaryAddresses ??= {})[name] = address;
    if (fit.length === 0) throw new CliError(`no matching subnet for aux-address ${address}`);
  }
  return out;
}
