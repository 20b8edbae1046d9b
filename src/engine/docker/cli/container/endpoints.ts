/** The endpoints of a new container: what --network, --network-alias, --ip, --link and --mac-address say together. */
import { GoError, quote } from '../go/strconv.ts';
import { attachment, type NetworkAttachment } from '../networkopt.ts';
import type { Flags } from '../pflag.ts';

/** Is it a network that a user made (neither built in nor another container's)? */
export function isUserDefined(name: string): boolean {
  return !['default', 'bridge', 'host', 'none'].includes(name) && !name.startsWith('container:');
}

function withFlags(n: NetworkAttachment, flags: Flags): NetworkAttachment {
  const both = (own: boolean, flag: string, what: string): void => {
    const given = flags.list(flag).length > 0 || flags.str(flag) !== '';
    if (own && given) throw new GoError(`conflicting options: cannot specify both --${flag} and per-network ${what}`);
  };
  both(n.Aliases.length > 0, 'network-alias', 'alias');
  both(n.Links.length > 0, 'link', 'links');
  both(n.IPv4Address !== '', 'ip', 'IPv4 address');
  both(n.IPv6Address !== '', 'ip6', 'IPv6 address');
  both(n.MacAddress !== '', 'mac-address', 'MAC address');
  both(n.LinkLocalIPs.length > 0, 'link-local-ip', 'link-local IP addresses');
  const list = (flag: string, own: string[]): string[] => (flags.list(flag).length > 0 ? flags.list(flag) : own);
  return {
    ...n,
    Aliases: list('network-alias', n.Aliases),
    Links: isUserDefined(n.Target) ? list('link', n.Links) : n.Links,
    IPv4Address: flags.str('ip') || n.IPv4Address,
    IPv6Address: flags.str('ip6') || n.IPv6Address,
    MacAddress: flags.str('mac-address') || n.MacAddress,
    LinkLocalIPs: list('link-local-ip', n.LinkLocalIPs),
  };
}

function settings(n: NetworkAttachment): Record<string, unknown> {
  if (n.Target.trim() === '') throw new GoError('no name set for network');
  if (!isUserDefined(n.Target)) {
    if (n.Aliases.length > 0) throw new GoError('network-scoped aliases are only supported for user-defined networks');
    if (n.Links.length > 0) throw new GoError('links are only supported for user-defined networks');
  }
  const addresses = n.IPv4Address !== '' || n.IPv6Address !== '' || n.LinkLocalIPs.length > 0;
  return {
    IPAMConfig: addresses
      ? {
          ...(n.IPv4Address === '' ? {} : { IPv4Address: n.IPv4Address }),
          ...(n.IPv6Address === '' ? {} : { IPv6Address: n.IPv6Address }),
          ...(n.LinkLocalIPs.length === 0 ? {} : { LinkLocalIPs: n.LinkLocalIPs }),
        }
      : null,
    Links: n.Links.length === 0 ? null : n.Links,
    Aliases: n.Aliases.length === 0 ? null : n.Aliases,
    MacAddress: n.MacAddress,
    DriverOpts: Object.keys(n.DriverOpts).length === 0 ? null : n.DriverOpts,
    GwPriority: n.GwPriority,
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

function isPlain(s: Record<string, unknown>): boolean {
  return s['IPAMConfig'] === null && s['Links'] === null && s['Aliases'] === null && s['MacAddress'] === '' && s['DriverOpts'] === null && s['GwPriority'] === 0;
}

/** EndpointsConfig of the create call. Throws {@link GoError}. */
export function endpoints(flags: Flags, networks: readonly NetworkAttachment[]): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  if (networks.length === 0) {
    out['default'] = settings(withFlags(attachment('default'), flags));
    return out;
  }
  const seen = new Set<string>();
  for (const [i, n] of networks.entries()) {
    const s = settings(i === 0 ? withFlags(n, flags) : n);
    if (Object.hasOwn(out, n.Target)) throw new GoError(`network ${quote(n.Target)} is specified multiple times`);
    seen.add(isUserDefined(n.Target) ? 'user' : 'builtin');
    if (networks.length === 1 && isPlain(s)) continue;
    out[n.Target] = s;
  }
  if (seen.size === 2) throw new GoError('conflicting options: cannot attach both user-defined and non-user-defined network-modes');
  return out;
}
