/**
 * The daemon's own options that only networks know, from daemon.json and the command line: userland-proxy, bip, fixed-cidr, icc, ip-masq,
 * ip, mtu, host-gateway-ip. The other directives are config.ts's, which has checked names and types of all of them before.
 */
import type { Sys, Task } from '../../../abi/sys.ts';
import { readTextIfAny } from '../../common/files.ts';
import { parseAddress } from './prefix.ts';

export const CONFIG_FILE = '/etc/docker/daemon.json';

export interface NetworkOptions {
  userlandProxy: boolean;
  /** Address and prefix of docker0; '' takes a pool. */
  bip: string;
  fixedCidr: string;
  icc: boolean;
  ipMasq: boolean;
  /** Default address of published ports on the default bridge. */
  ip: string;
  mtu: number;
  /** What host-gateway stands for; none takes docker0's address. */
  hostGatewayIps: readonly string[];
}

export function defaultOptions(): NetworkOptions {
  return { userlandProxy: true, bip: '', fixedCidr: '', icc: true, ipMasq: true, ip: '0.0.0.0', mtu: 1500, hostGatewayIps: [] };
}

/** Why a configuration cannot be used, in the daemon's words. */
export class ConfigProblem {
  readonly message: string;
  constructor(message: string) {
    this.message = message;
  }
}

type Kind = 'bool' | 'int' | 'string' | 'list';

const DIRECTIVES: Readonly<Record<string, readonly [Kind, (o: NetworkOptions, value: never) => void]>> = {
  'userland-proxy': ['bool', (o, v) => (o.userlandProxy = v)],
  bip: ['string', (o, v) => (o.bip = v)],
  'fixed-cidr': ['string', (o, v) => (o.fixedCidr = v)],
  icc: ['bool', (o, v) => (o.icc = v)],
  'ip-masq': ['bool', (o, v) => (o.ipMasq = v)],
  ip: ['string', (o, v) => (o.ip = address(v))],
  mtu: ['int', (o, v) => (o.mtu = v)],
  'host-gateway-ip': ['string', (o, v) => (o.hostGatewayIps = [address(v)])],
  'host-gateway-ips': ['list', (o, v: never) => (o.hostGatewayIps = (v as string[]).map(address))],
};

function address(text: string): string {
  if (parseAddress(text) === undefined) throw new ConfigProblem(`invalid JSON: invalid IP address: ${text}`);
  return text;
}

/** Flags of the command line: `--icc=false`, `--bip 10.1.0.1/24`. */
function applyFlags(o: NetworkOptions, argv: readonly string[]): void {
  for (let i = 1; i < argv.length; i++) {
    const m = /^--([a-z0-9-]+)(?:=(.*))?$/.exec(argv[i]!);
    const directive = m === null ? undefined : DIRECTIVES[m[1]!];
    if (m === null || directive === undefined) continue;
    const [kind, set] = directive;
    const text = m[2] ?? (kind === 'bool' ? 'true' : (argv[++i] ?? ''));
    const value = kind === 'bool' ? text === 'true' || text === '1' : kind === 'int' ? Number(text) : kind === 'list' ? text.split(',') : text;
    set(o, value as never);
  }
}

/** The options that the daemon is started with. Throws {@link ConfigProblem} with the whole message. */
export function* readOptions(sys: Sys, argv: readonly string[]): Task<NetworkOptions> {
  const o = defaultOptions();
  const at = argv.findIndex((a) => a === '--config-file' || a.startsWith('--config-file='));
  const file = at < 0 ? CONFIG_FILE : argv[at]!.includes('=') ? argv[at]!.slice(argv[at]!.indexOf('=') + 1) : (argv[at + 1] ?? CONFIG_FILE);
  applyFlags(o, argv);
  const text = yield* readTextIfAny(sys, file);
  if (text === undefined || text.trim() === '') return o;
  try {
    for (const [name, value] of Object.entries(JSON.parse(text) as Record<string, unknown>)) DIRECTIVES[name]?.[1](o, value as never);
  } catch (e) {
    if (e instanceof ConfigProblem) throw new ConfigProblem(`unable to configure the Docker daemon with file ${file}: ${e.message}`);
    throw e;
  }
  return o;
}
