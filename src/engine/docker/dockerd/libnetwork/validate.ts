/** What a request to create a network, or to join one, must satisfy: api/types/network's ValidateIPAM and EndpointIPAMConfig. */
import { ApiError, invalid } from '../errors.ts';
import type { EndpointSettings } from '../../api/types.ts';
import { contains, formatPrefix, overlap, parseAddress, parseCidr } from './prefix.ts';
import type { Prefix } from './prefix.ts';
import type { IpamConf, Network } from './record.ts';

/** Several errors as one text: alone, or with a star each. */
function joined(errors: readonly string[]): string {
  return errors.length === 1 ? errors[0]! : `* ${errors.map((e) => e.replaceAll('\n', '\n\t')).join('\n* ')}`;
}

function family(bits: number): string {
  return bits === 32 ? 'IPv4' : 'IPv6';
}

function addressProblem(text: string | undefined, subnet: Prefix): string | undefined {
  if (text === undefined || text === '') return undefined;
  const a = parseAddress(text);
  if (a === undefined) return 'invalid address';
  if (a.bits !== subnet.bits) return `parent subnet is an ${family(subnet.bits)} block`;
  return contains(subnet, a) ? undefined : `parent subnet ${formatPrefix(subnet)} doesn't contain this address`;
}

function rangeProblems(text: string | undefined, subnet: Prefix): string[] {
  if (text === undefined || text === '') return [];
  const range = parseCidr(text);
  if (range === undefined) return [`invalid ip-range ${text}: invalid CIDR block notation`];
  const { prefix, address } = range;
  if (prefix.bits !== subnet.bits) return [`invalid ip-range ${text}: parent subnet is an ${family(subnet.bits)} block`];
  const out: string[] = [];
  if (prefix.length < subnet.length) out.push(`invalid ip-range ${text}: CIDR block is bigger than its parent subnet ${formatPrefix(subnet)}`);
  if (address.value !== prefix.base) out.push(`invalid ip-range ${text}: it should be ${formatPrefix(prefix)}`);
  if (!overlap(subnet, prefix)) out.push(`invalid ip-range ${text}: parent subnet ${formatPrefix(subnet)} doesn't contain ip-range`);
  return out;
}

/** IPAM.Config of a request. Throws a 400 that names all that is wrong. */
export function validateIpam(list: readonly IpamConf[], enableIPv6: boolean): void {
  const errors: string[] = [];
  for (const c of list) {
    const subnet = parseCidr(c.Subnet ?? '');
    if (subnet === undefined) {
      errors.push(`invalid subnet ${c.Subnet ?? ''}: invalid CIDR block notation`);
      continue;
    }
    const { prefix } = subnet;
    if (!enableIPv6 && prefix.bits === 128) continue;
    if (subnet.address.value !== prefix.base) errors.push(`invalid subnet ${c.Subnet}: it should be ${formatPrefix(prefix)}`);
    errors.push(...rangeProblems(c.IPRange, prefix));
    const gateway = addressProblem(c.Gateway, prefix);
    if (gateway !== undefined) errors.push(`invalid gateway ${c.Gateway}: ${gateway}`);
    for (const [name, address] of Object.entries(c.AuxiliaryAddresses ?? {})) {
      const problem = addressProblem(address, prefix);
      if (problem !== undefined) errors.push(`invalid auxiliary address ${name}: ${problem}`);
    }
  }
  if (errors.length > 0) throw invalid(`invalid network config:\n${joined(errors)}`);
}

/** Is it a network that a user made? */
export function isUserDefined(mode: string): boolean {
  return !['', 'default', 'bridge', 'host', 'none'].includes(mode) && !mode.startsWith('container:');
}

function inSubnets(text: string | undefined, network: Network, bits: 32 | 128): string | undefined {
  if (text === undefined || text === '') return undefined;
  const configured = network.record.ipam.map((c) => ({ subnet: parseCidr(c.Subnet ?? '')?.prefix, range: parseCidr(c.IPRange ?? '')?.prefix })).filter((c) => c.subnet?.bits === bits);
  if (configured.length === 0) return 'user specified IP address is supported only when connecting to networks with user configured subnets';
  const address = parseAddress(text);
  if (address !== undefined && configured.some((c) => contains(c.subnet!, address))) return undefined;
  return `no configured subnet or ip-range contain the IP address ${text}`;
}

const MAC = /^(?:[0-9a-fA-F]{2}([:-]))(?:[0-9a-fA-F]{2}\1){4}[0-9a-fA-F]{2}$/;

/**
 * Settings of an endpoint; `network` undefined when it is not there yet. Throws a 400. `prefix` is put before the message.
 */
export function validateEndpoint(network: Network | undefined, name: string, e: EndpointSettings, prefix = ''): void {
  const errors: string[] = [];
  const { IPv4Address: v4 = '', IPv6Address: v6 = '', LinkLocalIPs: local = [] } = e.IPAMConfig ?? {};
  if (!isUserDefined(name)) {
    if (v4 !== '' || v6 !== '') errors.push('user specified IP address is supported on user defined networks only');
    if ((e.Aliases ?? []).length > 0) errors.push('network-scoped alias is supported only for containers in user defined networks');
  }
  const zero = (text: string): boolean => parseAddress(text)?.value === 0n;
  if (v4 !== '' && (parseAddress(v4)?.bits !== 32 || zero(v4))) errors.push(`invalid IPv4 address: ${v4}`);
  if (v6 !== '' && (parseAddress(v6)?.bits !== 128 || zero(v6))) errors.push(`invalid IPv6 address: ${v6}`);
  for (const a of local ?? []) if (parseAddress(a) === undefined || zero(a)) errors.push(`invalid link-local IP address: ${a}`);
  if (network !== undefined) for (const problem of [inSubnets(v4, network, 32), inSubnets(v6, network, 128)]) if (problem !== undefined) errors.push(problem);
  if (e.MacAddress !== '' && e.MacAddress !== undefined && !MAC.test(e.MacAddress)) throw new ApiError(400, `${prefix}invalid MAC address ${e.MacAddress}`, 'the request is not valid');
  if (errors.length > 0) throw new ApiError(400, `${prefix}invalid endpoint settings:\n${joined(errors)}`, 'the request is not valid');
}
