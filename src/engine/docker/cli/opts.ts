/**
 * The values that flags take: Docker's own types (list, map, filter, bytes, decimal, mount, network, ulimit, device limits) and the
 * checks that the client makes before the daemon sees anything. A refused value throws {@link GoError} with the client's text.
 */
import { parseIp } from '../../base/inet.ts';
import { atoi, csvFields, GoError, parseDuration, parseInt64, quote } from './go/strconv.ts';
import { InvalidReference, parseReference } from '../reference.ts';
import { ramInBytes } from '../units.ts';
import { absolute } from './path.ts';
import { parseMount } from './mount.ts';
import { parseNetwork } from './networkopt.ts';
import type { FlagContext, FlagSpec, FlagValue } from './pflag.ts';

function cut(text: string, sep: string): readonly [string, string, boolean] {
  const at = text.indexOf(sep);
  return at < 0 ? [text, '', false] : [text.slice(0, at), text.slice(at + sep.length), true];
}

function size(text: string): number {
  const n = ramInBytes(text);
  if (typeof n !== 'number') throw new GoError(n.error);
  return n;
}

/** A decimal or a fraction as math/big's Rat reads it, in billionths. */
function nanoCpus(text: string): number {
  const m = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)(?:\/(\d+))?$/.exec(text);
  if (m === null || (m[2] !== undefined && (Number(m[2]) === 0 || /[.eE]/.test(m[1]!)))) throw new GoError(`failed to parse ${text} as a rational number`);
  const nano = (Number(m[1]) * 1e9) / Number(m[2] ?? 1);
  const fraction = /\.(\d+)/.exec(m[1]!)?.[1] ?? '';
  if ((m[2] === undefined && fraction.replace(/0+$/, '').length > 9) || (m[2] !== undefined && !Number.isInteger(nano))) throw new GoError('value is too precise');
  return Math.round(nano);
}

const ULIMITS = 'core cpu data fsize locks memlock msgqueue nice nofile nproc rss rtprio rttime sigpending stack'.split(' ');

/** A limit of --ulimit. */
export interface UlimitValue {
  readonly Name: string;
  readonly Hard: number;
  readonly Soft: number;
}

function ulimit(text: string): UlimitValue {
  const [name, limits, ok] = cut(text, '=');
  if (!ok) throw new GoError(`invalid ulimit argument: ${text}`);
  if (!ULIMITS.includes(name)) throw new GoError(`invalid ulimit type: ${name}`);
  const parts = limits.split(':');
  if (parts.length > 2) throw new GoError(`too many limit value arguments - ${limits}, can only have up to two, \`soft[:hard]\``);
  const hardText = parts[1];
  const hardFirst = hardText === undefined ? undefined : atoi(hardText, 'ParseInt');
  const soft = atoi(parts[0]!, 'ParseInt');
  const hard = hardFirst ?? soft;
  if (hard !== -1) {
    if (soft === -1) throw new GoError(`ulimit soft limit must be less than or equal to hard limit: soft: -1 (unlimited), hard: ${hard}`);
    if (soft > hard) throw new GoError(`ulimit soft limit must be less than or equal to hard limit: ${soft} > ${hard}`);
  }
  return { Name: name, Hard: hard, Soft: soft };
}

function devicePath(text: string): readonly [string, string] {
  const [path, value, ok] = cut(text, ':');
  if (!ok || path === '') throw new GoError(`bad format: ${text}`);
  if (!path.startsWith('/dev/')) throw new GoError(`bad format for device path: ${text}`);
  return [path, value];
}

function deviceRecord(kind: string, text: string): object {
  const [path, value] = devicePath(text);
  if (kind === 'weight') {
    const weight = /^\d+$/.test(value) ? Number(value) : NaN;
    if (!(weight <= 65535) || (weight > 0 && (weight < 10 || weight > 1000))) throw new GoError(`invalid weight for device: ${text}`);
    return { Path: path, Weight: weight };
  }
  if (kind === 'iops') {
    if (!/^\d+$/.test(value)) throw new GoError(`invalid rate for device: ${text}. The correct format is <device-path>:<number>. Number must be a positive integer`);
    return { Path: path, Rate: Number(value) };
  }
  const rate = ramInBytes(value);
  if (typeof rate !== 'number') throw new GoError(`invalid rate for device: ${text}. The correct format is <device-path>:<number>[<unit>]. Number must be a positive integer. Unit is optional and can be kb, mb, or gb`);
  return { Path: path, Rate: rate };
}

function gpus(text: string): object {
  let driver = '';
  let ids: string[] | null = null;
  let count: number | undefined;
  let capabilities: string[][] = [['gpu']];
  let options: Record<string, string> = {};
  const seen = new Set<string>();
  const parseCount = (s: string): number => {
    if (s === 'all') return -1;
    if (!/^[+-]?\d+$/.test(s)) throw new GoError(`invalid count (${s}): value must be either "all" or an integer: invalid syntax`);
    return Number(s);
  };
  for (const field of csvFields(text)) {
    const [key, value, given] = cut(field, '=');
    if (seen.has(key)) throw new GoError(`gpu request key '${key}' can be specified only once`);
    seen.add(key);
    if (!given) count = parseCount(key);
    else if (key === 'driver') driver = value;
    else if (key === 'count') count = parseCount(value);
    else if (key === 'device') ids = value.split(',');
    else if (key === 'capabilities') capabilities = [[...value.split(','), 'gpu']];
    else if (key === 'options') options = Object.fromEntries(csvFields(value).map((o) => cut(o, '=').slice(0, 2) as [string, string]));
    else throw new GoError(`unexpected key '${key}' in '${field}'`);
  }
  return { Driver: driver, Count: count ?? (ids === null ? 1 : 0), DeviceIDs: ids, Capabilities: capabilities, Options: options };
}

/** The new value of `flag` when `text` is given and `old` is what it had. */
export function convert(flag: FlagSpec, text: string, old: FlagValue | undefined, context: FlagContext): FlagValue {
  const append = <T>(item: T): T[] => [...((old as T[] | undefined) ?? []), item];
  switch (flag.type) {
    case 'int':
      return parseInt64(text);
    case 'uint':
      return parseInt64(text, 64, 'ParseUint');
    case 'uint16':
      return parseInt64(text, 16, 'ParseUint');
    case 'duration':
      return parseDuration(text);
    case 'list':
      return flag.check === 'weight' || flag.check === 'bps' || flag.check === 'iops' ? append(deviceRecord(flag.check, text)) : append(text);
    case 'hosts':
      if (old !== undefined) throw new GoError('specify only one -H');
      return append(text);
    case 'stringArray':
      return append(text);
    case 'strings':
      return [...((old as string[] | undefined) ?? []), ...(text === '' ? [] : csvFields(text))];
    case 'map': {
      const [key, value] = cut(text, '=');
      return { ...(old as Record<string, string> | undefined), [key]: value };
    }
    case 'stringToString': {
      const pairs = text.split('=').length > 2 ? csvFields(text) : [text.replace(/^"+|"+$/g, '')];
      for (const pair of pairs) if (!pair.includes('=')) throw new GoError(`${pair} must be formatted as key=value`);
      return { ...(old as Record<string, string> | undefined), ...Object.fromEntries(pairs.map((pair) => cut(pair, '=').slice(0, 2) as [string, string])) };
    }
    case 'filter': {
      if (text === '') return old ?? new Map<string, string[]>();
      const [key, value, ok] = cut(text, '=');
      if (!ok) throw new GoError('bad format of filter (expected name=value)');
      const filters = (old as Map<string, string[]> | undefined) ?? new Map<string, string[]>();
      const name = key.trim().toLowerCase();
      const values = filters.get(name) ?? [];
      if (!values.includes(value.trim())) values.push(value.trim());
      return filters.set(name, values);
    }
    case 'bytes':
      return flag.check === 'swap' && text === '-1' ? -1 : size(text);
    case 'decimal':
      return nanoCpus(text);
    case 'ulimit': {
      const one = ulimit(text);
      return [...((old as UlimitValue[] | undefined) ?? []).filter((u) => u.Name !== one.Name), one];
    }
    case 'mount':
      return append(parseMount(text, (path) => absolute(context.cwd(), path)));
    case 'network':
      return append(parseNetwork(text));
    case 'gpu-request':
      return append(gpus(text));
    default:
      return text;
  }
}

type Check = (text: string, context: FlagContext) => string;

const SYSCTLS = /^(kernel\.(msgmax|msgmnb|msgmni|sem|shmall|shmmax|shmmni|shm_rmid_forced)$|net\.|fs\.mqueue\.)/;

/** Checks of single values, by the name that a flag's line gives. They return the value to keep. */
export const CHECKS: Readonly<Record<string, Check>> = {
  env: (text, context) => {
    const [key, , given] = cut(text, '=');
    if (key === '') throw new GoError(`invalid environment variable: ${text}`);
    const value = given ? undefined : context.env(key);
    return value === undefined ? text : `${key}=${value}`;
  },
  tag: (text) => {
    try {
      parseReference(text);
    } catch (e) {
      throw e instanceof InvalidReference ? new GoError(e.message) : e;
    }
    return text;
  },
  attach: (text) => {
    const name = text.toLowerCase();
    if (name !== 'stdin' && name !== 'stdout' && name !== 'stderr') throw new GoError('valid streams are STDIN, STDOUT and STDERR');
    return name;
  },
  label: (text) => {
    const key = cut(text, '=')[0].replace(/^[ \t]+/, '');
    if (key === '') throw new GoError(`invalid label '${text}': empty name`);
    if (/[ \t]/.test(key)) throw new GoError(`label '${key}' contains whitespaces`);
    return text;
  },
  link: (text) => {
    if (text === '') throw new GoError('empty string specified for links');
    if (text.split(':').length > 2) throw new GoError(`bad format for links: ${text}`);
    return text;
  },
  ip: (text) => {
    if (parseIp(text.trim()) === undefined) throw new GoError(`IP address is not correctly formatted: ${text}`);
    return text.trim();
  },
  domain: (text) => {
    const value = text.replace(/^ +| +$/g, '');
    if (value === '.') return value;
    const m = /^(:?(:?[a-zA-Z0-9]|(:?[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9]))(:?\.(:?[a-zA-Z0-9]|(:?[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])))*)\.?\s*$/.exec(value);
    if (!/[a-zA-Z]/.test(value) || m === null || m[1]!.length >= 255) throw new GoError(`${value} is not a valid domain`);
    return m[1]!;
  },
  host: (text) => {
    const [name, value, ok] = text.includes('=') ? cut(text, '=') : cut(text, ':');
    if (!ok || name === '' || name.includes(':')) throw new GoError(`bad format for add-host: ${quote(text)}`);
    if (value === 'host-gateway') return `${name}:${value}`;
    const address = /^\[.+\]$/.test(value) ? value.slice(1, -1) : value;
    if (parseIp(address) === undefined) throw new GoError(`invalid IP address in add-host: ${quote(address)}`);
    return `${name}:${address}`;
  },
  sysctl: (text) => {
    const [key, , ok] = cut(text, '=');
    if (!ok || !SYSCTLS.test(key)) throw new GoError(`sysctl '${text}' is not allowed`);
    return text;
  },
  cgroupRule: (text) => {
    if (!/^[acb] ([0-9]+|\*):([0-9]+|\*) [rwm]{1,3}$/.test(text)) throw new GoError(`invalid device cgroup format '${text}'`);
    return text;
  },
};
