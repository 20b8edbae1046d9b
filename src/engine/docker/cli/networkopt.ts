/** `--network NAME` or `--network name=...,alias=...`. */
import { csvFields, GoError } from './go/strconv.ts';

/** One network that a container is to join, with the endpoint's settings. */
export interface NetworkAttachment {
  Target: string;
  Aliases: string[];
  Links: string[];
  IPv4Address: string;
  IPv6Address: string;
  MacAddress: string;
  LinkLocalIPs: string[];
  DriverOpts: Record<string, string>;
  GwPriority: number;
}

/** A plain attachment to `target`. */
export function attachment(target: string): NetworkAttachment {
  return { Target: target, Aliases: [], Links: [], IPv4Address: '', IPv6Address: '', MacAddress: '', LinkLocalIPs: [], DriverOpts: {}, GwPriority: 0 };
}

/** Parse the value of one `--network`. */
export function parseNetwork(text: string): NetworkAttachment {
  if (!/\w+=\w+/.test(text)) return attachment(text);
  const n = attachment('');
  for (const field of csvFields(text)) {
    const lower = field.toLowerCase();
    const eq = lower.indexOf('=');
    if (eq <= 0) throw new GoError(`invalid field ${field}`);
    const key = lower.slice(0, eq).trim();
    const value = lower.slice(eq + 1).trim();
    if (key === 'name') n.Target = value;
    else if (key === 'alias') n.Aliases.push(value);
    else if (key === 'ip') n.IPv4Address = value;
    else if (key === 'ip6') n.IPv6Address = value;
    else if (key === 'mac-address') n.MacAddress = value;
    else if (key === 'link-local-ip') n.LinkLocalIPs.push(value);
    else if (key === 'driver-opt') {
      const at = value.indexOf('=');
      if (at <= 0) throw new GoError('invalid key value pair format in driver options');
      n.DriverOpts[value.slice(0, at).trim()] = value.slice(at + 1).trim();
    } else if (key === 'gw-priority') {
      if (!/^[+-]?\d+$/.test(value)) throw new GoError(`invalid gw-priority (${value}): invalid syntax`);
      n.GwPriority = Number(value);
    } else throw new GoError(`invalid field key ${key}`);
  }
  if (n.Target === '') throw new GoError('network name/id is not specified');
  return n;
}
