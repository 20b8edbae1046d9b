/** route (net-tools 2.10): the main table shown and changed. Left out: the cache, MSS, window, reinstating. */
import { formatIpv4, lengthOfMask, maskOf, networkOf, parseIpv4, splitPrefix } from '../../../libc/netaddr.ts';
import { routeRequest } from '../../../libc/rtnetlink.ts';
import { writeText } from '../../../libc/stdio.ts';
import { NetError, guarded, lookup, nameOf, tell } from './common.ts';
import type { RouteInfo, RouteSpec } from '../../../../abi/netlink.ts';
import type { Sys, Task } from '../../../../abi/sys.ts';
import type { Program } from '../../../libc/program.ts';

const INET_USAGE = `Usage: inet_route [-vF] del {-host|-net} Target[/prefix] [gw Gw] [metric M] [[dev] If]
       inet_route [-vF] add {-host|-net} Target[/prefix] [gw Gw] [metric M]
                              [netmask N] [[dev] If]
       inet_route [-vF] add {-host|-net} Target[/prefix] [metric M] reject
`;
const USAGE = `Usage: route [-nNvee] [-FC] [<AF>]           show the routes
       route [-v] [-FC] {add|del|flush} ...  change them

       route {-h|--help} [<AF>]              how to change them
       route {-V|--version}                  the version

  <AF>=-4, -6, '-A inet' or '-A inet6'
`;

const MAIN = 254;

/** Routes of the main table in the form of /proc/net/route. */
function* routes(sys: Sys, family: 'inet' | 'inet6'): Task<RouteInfo[]> {
  const all = (yield* routeRequest(sys, { op: 'route_dump', family, table: MAIN })).routes ?? [];
  return all.filter((r) => r.type === 'unicast' || r.type === 'unreachable' || r.type === 'prohibit' || r.type === 'blackhole');
}

/** 'default' means 0.0.0.0/0. */
const prefixOf = (to: string): { readonly address: string; readonly length: number } => (to === 'default' ? { address: '0.0.0.0', length: 0 } : splitPrefix(to));

const columns = (text: string, width: number): string => text.slice(0, width).padEnd(width);

/** The table of `route` and `netstat -r`. `extend` 1 is -e, 2 -ee. */
export function* routeTable(sys: Sys, numeric: boolean, extend: number): Task<string> {
  const heads = ['Flags Metric Ref    Use Iface', 'Flags   MSS Window  irtt Iface', 'Flags Metric Ref    Use Iface    MSS   Window irtt'];
  let out = `Kernel IP routing table\nDestination     Gateway         Genmask         ${heads[extend]!}\n`;
  for (const r of yield* routes(sys, 'inet')) {
    const { address, length } = prefixOf(r.to);
    const reject = r.type !== 'unicast';
    const to = numeric ? address : length === 0 ? 'default' : length === 32 ? yield* nameOf(sys, address, false) : address;
    const gateway = reject ? '-' : r.via === undefined ? '0.0.0.0' : yield* nameOf(sys, r.via, numeric);
    const flags = reject ? '!' : `U${r.via === undefined ? '' : 'G'}${length === 32 ? 'H' : ''}`;
    out += `${columns(to, 15)} ${columns(gateway, 15)} ${formatIpv4(maskOf(length)).padEnd(15)} ${flags.padEnd(5)} `;
    if (extend === 1) out += reject ? `    - -          - -\n` : `    0 0          0 ${r.dev}\n`;
    else {
      out += reject ? `${String(r.metric).padEnd(6)} -        0 ` : `${String(r.metric).padEnd(6)} 0        0 `;
      const dev = reject ? '-' : r.dev;
      out += extend === 2 ? `${dev.padEnd(8)} ${reject ? '-     -      -' : '0     0      0'}\n` : `${dev}\n`;
    }
  }
  return out;
}

/** The IPv6 table. */
export function* route6Table(sys: Sys, numeric: boolean): Task<string> {
  let out = 'Kernel IPv6 routing table\nDestination                    Next Hop                   Flag Met Ref Use If\n';
  const any = numeric ? '::' : '[::]';
  for (const r of yield* routes(sys, 'inet6')) {
    const to = r.to === 'default' || r.to === '::/0' ? `${any}/0` : r.to;
    out += `${to.padEnd(30)} ${(r.via ?? any).padEnd(26)} ${(`U${r.via === undefined ? '' : 'G'}`).padEnd(4)} ${String(r.metric).padEnd(4)}1      0 ${r.dev}\n`;
  }
  return out;
}

function* modify(sys: Sys, verb: 'add' | 'del', args: readonly string[]): Task<number> {
  let at = 0;
  let kind: 'net' | 'host' | undefined;
  if (args[at] === '-net' || args[at] === '-host') kind = args[at++]!.slice(1) as 'net' | 'host';
  const target = args[at++];
  if (target === undefined) throw new NetError(INET_USAGE, 4);
  let length: number | undefined;
  let via: string | undefined;
  let dev: string | undefined;
  let metric: number | undefined;
  let reject = false;
  for (; at < args.length; at++) {
    const word = args[at]!;
    const value = (): string => {
      const v = args[++at];
      if (v === undefined) throw new NetError(INET_USAGE, 4);
      return v;
    };
    if (word === 'gw' || word === 'gateway') via = formatIpv4(yield* lookup(sys, value(), 6));
    else if (word === 'netmask') {
      const text = value();
      const mask = parseIpv4(text);
      length = mask === undefined ? undefined : lengthOfMask(mask);
      if (length === undefined) throw new NetError(`route: bogus netmask ${text}\n${INET_USAGE}`, 4);
    } else if (word === 'metric') metric = Number(value());
    else if (word === 'reject') reject = true;
    else if (word === 'dev' || word === 'device') dev = value();
    else if (['mss', 'window', 'irtt'].includes(word)) value();
    else if (['mod', 'dyn', 'reinstate'].includes(word)) continue;
    else dev = word;
  }
  let to: string;
  if (target === 'default') to = 'default';
  else {
    const { address, length: given } = splitPrefix(target);
    const ip = yield* lookup(sys, address, 6);
    const implied = target.includes('/') ? given : kind === 'host' ? 32 : undefined;
    const n = length ?? implied ?? (kind === 'net' ? classLength(ip) : (ip & 255) === 0 ? classLength(ip) : 32);
    if (networkOf(ip, n) !== ip) throw new NetError(`route: netmask doesn't match route address\n${INET_USAGE}`, 3);
    to = `${formatIpv4(ip)}/${n}`;
  }
  const spec: RouteSpec = { to, ...(via === undefined ? {} : { via }), ...(dev === undefined ? {} : { dev }), ...(metric === undefined ? {} : { metric }), ...(reject ? { type: 'unreachable' as const } : {}) };
  yield* tell(sys, { op: verb === 'add' ? 'route_add' : 'route_del', ...spec }, verb === 'add' ? 'SIOCADDRT' : 'SIOCDELRT', 7);
  return 0;
}

function classLength(ip: number): number {
  return ip >>> 31 === 0 ? 8 : ip >>> 30 === 2 ? 16 : 24;
}

function* main(sys: Sys, args: readonly string[]): Task<number> {
  let numeric = false;
  let extend = 0;
  let v6 = false;
  let help = false;
  let at = 0;
  for (; at < args.length && args[at]!.startsWith('-'); at++) {
    const word = args[at]!;
    if (word === '-A' || word === '--inet6' || word === '--inet') v6 = word === '-A' ? args[++at] === 'inet6' : word === '--inet6';
    else if (word === '--help') help = true;
    else if (word === '--version') {
      yield* writeText(sys, 1, 'net-tools 2.10\n');
      return 0;
    } else if (word === '--numeric') numeric = true;
    else {
      for (const letter of word.slice(1)) {
        if (letter === 'n') numeric = true;
        else if (letter === 'e') extend++;
        else if (letter === '6') v6 = true;
        else if (letter === 'h' || letter === '?') help = true;
        else if (letter === 'V') {
          yield* writeText(sys, 1, 'net-tools 2.10\n');
          return 0;
        } else if (!'vFCN4'.includes(letter)) throw new NetError(`route: invalid option -- '${letter}'\n${USAGE}`, 3);
      }
    }
  }
  const verb = args[at];
  if (help) {
    yield* writeText(sys, 2, verb === undefined ? USAGE : INET_USAGE);
    return verb === undefined ? 0 : 4;
  }
  if (verb === undefined) {
    yield* writeText(sys, 1, v6 ? yield* route6Table(sys, numeric) : yield* routeTable(sys, numeric, Math.min(2, extend)));
    return 0;
  }
  if (verb === 'add' || verb === 'del' || verb === 'delete') return yield* modify(sys, verb === 'add' ? 'add' : 'del', args.slice(at + 1));
  if (verb === 'flush') throw new NetError('Flushing `inet\' routing table not supported\n', 1);
  throw new NetError(USAGE, 3);
}

export const route: Program = { name: 'route', support: { level: 'partial', note: 'the main table; no cache, no MSS and window' }, main: (sys, argv) => guarded(sys, 'route', main(sys, argv.slice(1))) };
