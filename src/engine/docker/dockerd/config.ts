/**
 * The daemon's configuration: command line and /etc/docker/daemon.json, merged and checked as cmd/dockerd does (an option in both places is an error). Options
 * that are played are in {@link DaemonConfig}; what is known and not played says so when it is used.
 */
import type { Sys, Task } from '../../abi/sys.ts';
import { parseIp } from '../../base/inet.ts';
import { readTextIfAny } from '../common/files.ts';
import { ramInBytes } from '../units.ts';
import { decodeJson, JsonError, TrailingContent } from './json/decode.ts';
import { PID_FILE } from './paths.ts';
import type { Shape } from './json/decode.ts';

/** What the daemon acts upon. */
export interface DaemonConfig {
  readonly hosts: readonly string[];
  readonly debug: boolean;
  readonly labels: readonly string[];
  readonly logDriver: string;
  readonly logOpts: Readonly<Record<string, string>>;
  readonly dns: readonly string[];
  readonly dnsSearch: readonly string[];
  readonly dnsOpts: readonly string[];
  readonly pools: readonly { readonly base: string; readonly size: number }[];
  readonly init: boolean;
  readonly shmSize_bytes: number;
  readonly ulimits: readonly { readonly Name: string; readonly Hard: number; readonly Soft: number }[];
  readonly shutdown_s: number;
  readonly mirrors: readonly string[];
  readonly insecureRegistries: readonly string[];
  readonly pidFile: string;
}

/** The command line or the file is no good; the message is what dockerd prints. */
export class ConfigError {
  readonly message: string;
  constructor(message: string) {
    this.message = message;
  }
}

type Kind = 'bool' | 'int' | 'string' | 'list' | 'map' | 'any';

/** An option: its key in daemon.json, its kind, its flag when that is called otherwise, and whether it is played. */
interface Option {
  readonly key: string;
  readonly kind: Kind;
  readonly flag?: string;
  readonly short?: string;
  readonly played?: boolean;
  /** Neither flag nor key is refused, and nothing depends on it here. */
  readonly idle?: boolean;
}

const OPTIONS: readonly Option[] = [
  { key: 'hosts', kind: 'list', flag: 'host', short: 'H', played: true },
  { key: 'debug', kind: 'bool', short: 'D', played: true },
  { key: 'log-level', kind: 'string', short: 'l', played: true },
  { key: 'labels', kind: 'list', flag: 'label', played: true },
  { key: 'log-driver', kind: 'string', played: true },
  { key: 'log-opts', kind: 'map', flag: 'log-opt', played: true },
  { key: 'dns', kind: 'list', played: true },
  { key: 'dns-search', kind: 'list', played: true },
  { key: 'dns-opts', kind: 'list', flag: 'dns-opt', played: true },
  { key: 'default-address-pools', kind: 'any', flag: 'default-address-pool', played: true },
  { key: 'init', kind: 'bool', played: true },
  { key: 'default-shm-size', kind: 'string', played: true },
  { key: 'default-ulimits', kind: 'any', flag: 'default-ulimit', played: true },
  { key: 'shutdown-timeout', kind: 'int', played: true },
  { key: 'registry-mirrors', kind: 'list', flag: 'registry-mirror', played: true },
  { key: 'insecure-registries', kind: 'list', flag: 'insecure-registry', played: true },
  { key: 'pidfile', kind: 'string', short: 'p', played: true },
  ...(['containerd', 'storage-driver', 'group', 'log-format', 'default-runtime', 'containerd-namespace', 'containerd-plugins-namespace', 'userland-proxy-path', 'init-path'] as const).map((key): Option => ({ key, kind: 'string', idle: true, ...(key === 'group' ? { short: 'G' } : key === 'storage-driver' ? { short: 's' } : {}) })),
  // what concerns networks is read by libnetwork
  ...(['userland-proxy', 'ip-masq', 'icc'] as const).map((key): Option => ({ key, kind: 'bool', idle: true })),
  ...(['bip', 'fixed-cidr', 'ip'] as const).map((key): Option => ({ key, kind: 'string', idle: true })),
  { key: 'mtu', kind: 'int', idle: true },
  { key: 'host-gateway-ips', kind: 'list', flag: 'host-gateway-ip', idle: true },
  ...(['iptables', 'ip-forward', 'ip6tables'] as const).map((key): Option => ({ key, kind: 'bool' })),
  ...(['max-concurrent-downloads', 'max-concurrent-uploads', 'max-download-attempts'] as const).map((key): Option => ({ key, kind: 'int', idle: true })),
  { key: 'raw-logs', kind: 'bool', idle: true },
  ...(['features', 'builder'] as const).map((key): Option => ({ key, kind: 'any', idle: true })),
  ...(['live-restore', 'experimental', 'selinux-enabled', 'no-new-privileges', 'ipv6', 'tls', 'tlsverify', 'allow-direct-routing', 'ip-forward-no-drop', 'rootless', 'cri-containerd'] as const).map((key): Option => ({ key, kind: 'bool' })),
  ...(['network-control-plane-mtu', 'cpu-rt-period', 'cpu-rt-runtime'] as const).map((key): Option => ({ key, kind: 'int' })),
  ...(['bip6', 'bridge', 'cgroup-parent', 'data-root', 'exec-root', 'default-gateway', 'default-gateway-v6', 'fixed-cidr-v6', 'metrics-addr', 'seccomp-profile', 'swarm-default-advertise-addr', 'tlscacert', 'tlscert', 'tlskey', 'userns-remap', 'default-cgroupns-mode', 'default-ipc-mode', 'http-proxy', 'https-proxy', 'no-proxy'] as const).map((key): Option => ({ key, kind: 'string', ...(key === 'bridge' ? { short: 'b' } : {}) })),
  ...([['authorization-plugins', 'authorization-plugin'], ['cdi-spec-dirs', 'cdi-spec-dir'], ['exec-opts', 'exec-opt'], ['node-generic-resources', 'node-generic-resource'], ['storage-opts', 'storage-opt']] as const).map(([key, flag]): Option => ({ key, flag, kind: 'list' })),
  ...(['runtimes', 'proxies', 'default-network-opts'] as const).map((key): Option => ({ key, kind: 'any' })),
];

const BY_KEY = new Map(OPTIONS.map((o) => [o.key, o]));
const flagOf = (o: Option): string => o.flag ?? o.key;

const text: Shape = { kind: 'string', go: 'string' };
const SHAPES: Readonly<Record<Kind, Shape>> = {
  bool: { kind: 'bool', go: 'bool' },
  int: { kind: 'int', go: 'int', min: -(2 ** 63), max: 2 ** 63 },
  string: text,
  list: { kind: 'slice', go: '[]string', of: text },
  map: { kind: 'map', go: 'map[string]string', of: text },
  any: { kind: 'any', go: 'interface {}' },
};
const FILE: Shape = { kind: 'struct', go: 'config.Config', root: 'Config', fields: Object.fromEntries(OPTIONS.map((o) => [o.key, SHAPES[o.kind]])) };

type Values = Map<string, unknown>;

/** The command line. Throws {@link ConfigError}. */
function parseFlags(args: readonly string[]): { readonly values: Values; readonly file: string | undefined; readonly validate: boolean } {
  const values: Values = new Map();
  let file: string | undefined;
  let validate = false;
  const refuse = (why: string): never => {
    throw new ConfigError(`Status: ${why}\nSee 'dockerd --help'., Code: 125`);
  };
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!;
    const m = /^--([a-z0-9-]+)(?:=(.*))?$/s.exec(arg) ?? /^-([A-Za-z])=?(.*)$/s.exec(arg);
    if (m === null) return refuse(`"dockerd" accepts no arguments.`);
    const name = m[1]!;
    let value = m[2] === '' && !arg.startsWith('--') ? undefined : m[2];
    if (name === 'validate') {
      validate = true;
      continue;
    }
    const option = OPTIONS.find((o) => (arg.startsWith('--') ? flagOf(o) === name : o.short === name));
    if (option === undefined && name !== 'config-file') refuse(arg.startsWith('--') ? `unknown flag: --${name}` : `unknown shorthand flag: '${name}' in ${arg}`);
    if (option?.kind === 'bool') {
      values.set(option.key, value === undefined || value === 'true');
      continue;
    }
    value ??= args[++i];
    if (value === undefined) return refuse(`flag needs an argument: ${arg}`);
    if (option === undefined) file = value;
    else if (option.kind === 'list') values.set(option.key, [...((values.get(option.key) as string[] | undefined) ?? []), value]);
    else if (option.kind === 'map') values.set(option.key, { ...(values.get(option.key) as object | undefined), [value.split('=', 1)[0]!]: value.slice(value.indexOf('=') + 1) });
    else if (option.kind === 'int') values.set(option.key, Number(value));
    else if (option.key === 'default-address-pools') values.set(option.key, [...((values.get(option.key) as unknown[] | undefined) ?? []), Object.fromEntries(value.split(',').map((p) => p.split('=')).map(([k, v]) => [k!, k === 'size' ? Number(v) : v]))]);
    else values.set(option.key, value);
  }
  return { values, file, validate };
}

/** What a flag or a key holds, as messages show it. */
function shown(v: unknown): string {
  return Array.isArray(v) ? `[${v.join(' ')}]` : typeof v === 'object' ? `map[${Object.entries(v as object).map(([k, x]) => `${k}:${String(x)}`).join(' ')}]` : String(v);
}

/** daemon.json. Throws {@link ConfigError}. */
function* readFile(sys: Sys, path: string, asked: boolean, flags: Values): Task<Values> {
  const refuse = (why: string): never => {
    throw new ConfigError(`unable to configure the Docker daemon with file ${path}: ${why}`);
  };
  const content = yield* readTextIfAny(sys, path);
  if (content === undefined) return asked ? refuse(`open ${path}: no such file or directory`) : new Map();
  if (content.trim() === '') return new Map();
  let all: Record<string, unknown> = {};
  try {
    all = (decodeJson(content, { kind: 'map', go: 'map[string]interface {}', of: SHAPES.any }) ?? {}) as Record<string, unknown>;
    const unknown = Object.keys(all).filter((k) => !BY_KEY.has(k));
    if (unknown.length > 0) refuse(`the following directives don't match any configuration option: ${unknown.sort().join(', ')}`);
    decodeJson(content, FILE);
  } catch (e) {
    if (e instanceof JsonError) refuse(`invalid JSON: ${e.message === 'unexpected EOF' ? 'unexpected end of JSON input' : e.message}`);
    if (e instanceof TrailingContent) refuse('invalid JSON: invalid character after top-level value');
    throw e;
  }
  const twice = Object.keys(all).filter((k) => flags.has(k) && !['features', 'labels'].includes(k)).sort();
  if (twice.length > 0) refuse(`the following directives are specified both as a flag and in the configuration file: ${twice.map((k) => `${k}: (from flag: ${shown(flags.get(k))}, from file: ${shown(all[k])})`).join(', ')}`);
  return new Map(Object.entries(all));
}

/** Check the merged values. Throws {@link ConfigError}; `prefix` names the file when there is one. */
function build(values: Values, prefix: string): DaemonConfig {
  const list = (key: string): string[] => (values.get(key) as string[] | undefined) ?? [];
  const refuse = (why: string): never => {
    throw new ConfigError(`${prefix}${why}`);
  };
  const merged = (why: string): never => refuse(`${prefix === '' ? '' : 'merged configuration validation from file and command line flags failed: '}${why}`);
  for (const ip of list('dns')) if (parseIp(ip) === undefined) refuse(`invalid JSON: invalid IP address: ${ip}`);
  const pools = (values.get('default-address-pools') as { base?: string; size?: number }[] | undefined) ?? [];
  for (const p of pools) if (!(p.base ?? '').includes('/')) refuse(`invalid JSON: netip.ParsePrefix(${JSON.stringify(p.base ?? '')}): no '/'`);
  const shm = values.get('default-shm-size');
  const shmSize = shm === undefined ? 67_108_864 : ramInBytes(String(shm));
  if (typeof shmSize !== 'number') return refuse(`invalid JSON: ${shmSize.error}`);
  const level = values.get('log-level');
  if (level !== undefined && !/^(panic|fatal|error|warn|warning|info|debug|trace)$/i.test(String(level))) merged(`invalid logging level: ${String(level)}`);
  for (const d of list('dns-search')) if (!/^[a-zA-Z0-9_-]+(\.[a-zA-Z0-9_-]+)*\.?$/.test(d) && d !== '.') merged(`${d} is not a valid domain`);
  for (const l of list('labels')) if (!l.includes('=')) merged(`bad attribute format: ${l}`);
  for (const m of list('registry-mirrors')) {
    if (!/^https?:\/\//.test(m)) merged(`invalid mirror: no scheme specified for ${JSON.stringify(m)}: must use either 'https://' or 'http://'`);
    if (/[?#]/.test(m)) merged(`invalid mirror: query or fragment at end of the URI ${JSON.stringify(m)}`);
  }
  for (const h of list('hosts')) {
    const protocol = h.includes('://') ? h.slice(0, h.indexOf('://')) : 'tcp';
    if (!['tcp', 'unix', 'fd', 'npipe'].includes(protocol)) merged(`invalid bind address (${h}): unsupported proto '${protocol}'`);
  }
  for (const key of ['max-concurrent-downloads', 'max-concurrent-uploads']) if (Number(values.get(key) ?? 0) < 0) merged(`invalid max concurrent ${key.slice(15)}: ${String(values.get(key))}`);
  if (Number(values.get('mtu') ?? 0) < 0) merged(`invalid default MTU: ${String(values.get('mtu'))}`);
  const labels = new Map<string, string>();
  for (const l of list('labels')) {
    const key = l.slice(0, l.indexOf('='));
    if (labels.has(key) && labels.get(key) !== l) throw new ConfigError(`conflict labels for ${l} and ${labels.get(key)!}`);
    labels.set(key, l);
  }
  for (const [key, value] of values) {
    const o = BY_KEY.get(key)!;
    if (o.played !== true && o.idle !== true && value !== false) throw new ConfigError(`glasshull: the option ${key} of dockerd is not simulated`);
  }
  for (const key of ['iptables', 'ip-forward', 'ip6tables']) if (values.get(key) === false) throw new ConfigError(`glasshull: the option ${key} of dockerd is not simulated`);
  return {
    hosts: list('hosts'),
    debug: values.get('debug') === true,
    labels: [...labels.values()],
    logDriver: (values.get('log-driver') as string | undefined) ?? 'json-file',
    logOpts: (values.get('log-opts') as Record<string, string> | undefined) ?? {},
    dns: list('dns'),
    dnsSearch: list('dns-search'),
    dnsOpts: list('dns-opts'),
    pools: pools.map((p) => ({ base: p.base ?? '', size: p.size ?? 0 })),
    init: values.get('init') === true,
    shmSize_bytes: shmSize,
    ulimits: Object.values((values.get('default-ulimits') as Record<string, { Name: string; Hard: number; Soft: number }> | undefined) ?? {}),
    shutdown_s: Number(values.get('shutdown-timeout') ?? 15),
    mirrors: list('registry-mirrors').map((m) => (m.endsWith('/') ? m : `${m}/`)),
    insecureRegistries: list('insecure-registries'),
    pidFile: (values.get('pidfile') as string | undefined) ?? PID_FILE,
  };
}

/** The configuration of a daemon that was started with these arguments. Throws {@link ConfigError}. `validate`: only the check was asked for. */
export function* loadConfig(sys: Sys, args: readonly string[]): Task<{ readonly config: DaemonConfig; readonly validate: boolean }> {
  const { values, file, validate } = parseFlags(args);
  const path = file ?? '/etc/docker/daemon.json';
  const fromFile = yield* readFile(sys, path, file !== undefined, values);
  for (const [key, value] of fromFile) values.set(key, key === 'labels' ? [...((values.get(key) as string[] | undefined) ?? []), ...(value as string[])] : value);
  return { config: build(values, fromFile.size > 0 ? `unable to configure the Docker daemon with file ${path}: ` : ''), validate };
}

/** A configuration of defaults. */
export const DEFAULT_CONFIG: DaemonConfig = build(new Map(), '');
