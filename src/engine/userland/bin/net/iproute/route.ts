/** ip route (ip-route(8)): show, get, add, append, change, replace, del, flush. Left out: multipath, encapsulation, TCP metrics, realms. */
import { isIpv6, networkOf, parseIp, splitPrefix, withoutFullLength } from '../../../libc/netaddr.ts';
import { errnoName } from '../../../../abi/errno.ts';
import { routeAnswer } from '../../../libc/rtnetlink.ts';
import { readPrefix } from './address.ts';
import { Args, IpError, invarg, matches, number, refusal, tableName, tableNumber } from './common.ts';
import type { RouteInfo, RouteSpec } from '../../../../abi/netlink.ts';
import type { Task } from '../../../../abi/sys.ts';
import type { Ip, Json } from './common.ts';

export const ROUTE_HELP = `Usage: ip route { list | flush } SELECTOR
       ip route get ADDRESS [ from ADDRESS iif STRING ] [ oif STRING ] [ mark NUMBER ]
       ip route { add | del | change | append | replace } ROUTE
SELECTOR := [ root PREFIX ] [ match PREFIX ] [ exact PREFIX ] [ dev STRING ] [ via ADDRESS ]
            [ table TABLE_ID ] [ proto RTPROTO ] [ type TYPE ] [ scope SCOPE ]
ROUTE := NODE_SPEC [ INFO_SPEC ]
NODE_SPEC := [ TYPE ] PREFIX [ table TABLE_ID ] [ proto RTPROTO ] [ scope SCOPE ] [ metric METRIC ]
INFO_SPEC := [ via ADDRESS ] [ dev STRING ] [ src ADDRESS ] [ mtu NUMBER ] [ onlink ]
TYPE := { unicast | local | broadcast | throw | unreachable | prohibit | blackhole }
TABLE_ID := [ local | main | default | all | NUMBER ]
SCOPE := [ host | link | global ]
RTPROTO := [ kernel | boot | static | ra | dhcp ]
`;

const TYPES = ['unicast', 'local', 'broadcast', 'throw', 'unreachable', 'prohibit', 'blackhole'];
const PROTOCOLS = ['kernel', 'boot', 'static', 'ra', 'dhcp'];
const MAIN = 254;

export function* route(ip: Ip, args: Args): Task<void> {
  const verb = args.take() ?? 'show';
  if (matches(verb, 'list', 'show', 'lst')) return yield* show(ip, args);
  if (matches(verb, 'get')) return yield* get(ip, args);
  if (matches(verb, 'add')) return yield* modify(ip, args, 'add');
  if (matches(verb, 'delete')) return yield* modify(ip, args, 'del');
  if (matches(verb, 'change', 'chg')) return yield* modify(ip, args, 'change');
  if (matches(verb, 'replace')) return yield* modify(ip, args, 'replace');
  if (matches(verb, 'append', 'prepend')) return yield* modify(ip, args, 'add');
  if (matches(verb, 'flush')) return yield* flush(ip, args);
  if (matches(verb, 'help')) throw new IpError(ROUTE_HELP, 255);
  throw new IpError(`Command "${verb}" is unknown, try "ip route help".\n`, 255);
}

/** A destination: 'default', or a prefix of which nothing is set beyond its length (the kernel says so). */
function destination(word: string): string {
  if (word === 'default' || word === 'any' || word === 'all') return 'default';
  return readPrefix(word).text;
}

function table(word: string, why = 'table id value is invalid'): number {
  const n = tableNumber(word);
  if (n === undefined) throw invarg(word, why);
  return n;
}

function* modify(ip: Ip, args: Args, verb: 'add' | 'del' | 'change' | 'replace'): Task<void> {
  if (args.left === 0) throw new IpError(ROUTE_HELP, 255);
  const r: { -readonly [K in keyof RouteSpec]?: RouteSpec[K] } = {};
  for (let word = args.take(); word !== undefined; word = args.take()) {
    if (word === 'via') {
      const a = args.next();
      const gateway = a === 'inet' || a === 'inet6' ? args.next() : a;
      if (parseIp(gateway) === undefined) throw new IpError(`Error: any valid address is expected rather than "${gateway}".\n`);
      r.via = gateway;
    } else if (word === 'src') {
      const a = args.next();
      if (parseIp(a) === undefined) throw new IpError(`Error: any valid address is expected rather than "${a}".\n`);
      r.src = a;
    } else if (word === 'dev' || word === 'oif') r.dev = args.next();
    else if (matches(word, 'metric', 'priority') || word === 'preference') r.metric = number(args.next(), '"metric" value is invalid');
    else if (matches(word, 'table')) r.table = table(args.next(), '"table" value is invalid');
    else if (word === 'scope') {
      const s = args.next();
      if (s !== 'global' && s !== 'link' && s !== 'host') throw invarg(s, 'invalid "scope" value');
      r.scope = s;
    } else if (matches(word, 'protocol')) {
      const p = args.next();
      if (!PROTOCOLS.includes(p)) throw invarg(p, '"protocol" value is invalid');
      r.protocol = p as NonNullable<RouteSpec['protocol']>;
    } else if (word === 'onlink') r.onlink = true;
    else if (word === 'mtu') r.mtu = number(args.peek() === 'lock' ? args.next() && args.next() : args.next(), '"mtu" value is invalid');
    else if (word === 'nexthop') throw new IpError('glasshull: routes with several next hops are not simulated\n');
    else if (matches(word, 'advmss', 'initcwnd', 'initrwnd', 'hoplimit', 'pref', 'tos', 'dsfield')) args.next();
    else {
      if (word === 'to') word = args.next();
      if (matches(word, 'help')) throw new IpError(ROUTE_HELP, 255);
      if (TYPES.includes(word) && args.peek() !== undefined) {
        r.type = word as NonNullable<RouteSpec['type']>;
        word = args.next();
      }
      if (r.to !== undefined) throw new IpError(`Error: either "to" is duplicate, or "${word}" is a garbage.\n`, 255);
      r.to = destination(word);
    }
  }
  if (r.dev !== undefined) yield* ip.link(r.dev);
  if (r.to === undefined) throw new IpError('RTNETLINK answers: No such device\n', 2);
  const v6 = ip.o.family === 'inet6' || isIpv6(r.to) || isIpv6(r.via ?? '');
  const spec: RouteSpec = { ...r, to: r.to === 'default' && v6 ? '::/0' : r.to };
  if (verb === 'change') {
    const found = (yield* ip.request({ op: 'route_dump', family: v6 ? 'inet6' : 'inet', table: r.table ?? MAIN })).routes ?? [];
    if (!found.some((f) => sameTo(f.to, r.to!) && f.metric === (r.metric ?? f.metric))) throw new IpError('RTNETLINK answers: No such file or directory\n', 2);
  }
  yield* ip.request({ op: verb === 'add' ? 'route_add' : verb === 'del' ? 'route_del' : 'route_replace', ...spec });
}

function sameTo(a: string, b: string): boolean {
  const plain = (t: string): string => (t === 'default' || t === '0.0.0.0/0' || t === '::/0' ? 'default' : withoutFullLength(t));
  return plain(a) === plain(b);
}

interface Filter {
  /** All tables, or one. */
  table: number | 'all';
  dev?: string;
  via?: string;
  src?: string;
  protocol?: string;
  type?: string;
  scope?: string;
  exact?: string;
  root?: string;
  match?: string;
}

function readFilter(args: Args): Filter {
  const f: Filter = { table: MAIN };
  for (let word = args.take(); word !== undefined; word = args.take()) {
    if (matches(word, 'table')) {
      const t = args.next();
      f.table = t === 'all' ? 'all' : t === 'cache' ? 0 : table(t);
    } else if (word === 'cached' || word === 'cloned') f.table = 0;
    else if (word === 'dev' || word === 'oif' || word === 'iif') f.dev = args.next();
    else if (word === 'via') f.via = args.next();
    else if (word === 'src') f.src = args.next();
    else if (matches(word, 'protocol')) f.protocol = args.next();
    else if (word === 'type') f.type = args.next();
    else if (word === 'scope') f.scope = args.next();
    else if (word === 'root') f.root = destination(args.next());
    else if (word === 'match') f.match = destination(args.next());
    else {
      if (word === 'to') word = args.next();
      if (word === 'exact') word = args.next();
      if (matches(word, 'help')) throw new IpError(ROUTE_HELP, 255);
      f.exact = destination(word);
    }
  }
  return f;
}

function inside(to: string, prefix: string): boolean {
  if (prefix === 'default') return true;
  if (to === 'default') return false;
  const outer = splitPrefix(prefix);
  const inner = splitPrefix(to);
  const a = parseIp(outer.address)!;
  const b = parseIp(inner.address)!;
  return typeof a === typeof b && inner.length >= outer.length && networkOf(a, outer.length) === networkOf(b, outer.length);
}

function* find(ip: Ip, f: Filter): Task<RouteInfo[]> {
  const families: ('inet' | 'inet6')[] = ip.o.family === 'inet6' ? ['inet6'] : ip.o.family === undefined && f.table === 'all' ? ['inet', 'inet6'] : [f.exact !== undefined && isIpv6(f.exact) ? 'inet6' : 'inet'];
  const out: RouteInfo[] = [];
  if (f.table === 0) return out;
  for (const family of families) {
    const reply = yield* routeAnswer(ip.sys, { op: 'route_dump', family, ...(f.table === 'all' ? { table: 0 } : { table: f.table }) });
    if (reply.errno !== 0 && errnoName(reply.errno) !== 'ENOENT') throw new IpError(refusal(reply), 2);
    if (reply.errno !== 0) throw new IpError(`Error: ${family === 'inet' ? 'ipv4' : 'ipv6'}: FIB table does not exist.\nDump terminated\n`, 2);
    out.push(...(reply.routes ?? []));
  }
  return out.filter(
    (r) =>
      (f.dev === undefined || r.dev === f.dev) && (f.via === undefined || r.via === f.via) && (f.src === undefined || r.source === f.src) && (f.protocol === undefined || r.protocol === f.protocol) &&
      (f.type === undefined || r.type === f.type) && (f.scope === undefined || r.scope === f.scope) && (f.exact === undefined || sameTo(r.to, f.exact)) && (f.root === undefined || inside(r.to, f.root)) &&
      (f.match === undefined || r.to === 'default' || inside(f.match, r.to)),
  );
}

/** A route's line of BusyBox: no protocol, no flags, and two spaces where iproute2 has one. */
function busyboxRouteText(r: RouteInfo, f: Pick<Filter, 'via' | 'table'>): string {
  let out = r.type === 'unicast' ? '' : `${r.type} `;
  out += `${r.to === '0.0.0.0/0' || r.to === '::/0' ? 'default' : withoutFullLength(r.to)} `;
  if (r.via !== undefined && f.via === undefined) out += `via ${r.via} `;
  const nowhere = r.type === 'blackhole' || r.type === 'unreachable' || r.type === 'prohibit' || r.type === 'throw';
  if (r.dev !== '' && (!nowhere || r.family === 'inet6')) out += `dev ${r.dev} `;
  if (r.table !== MAIN && f.table === 'all') out += `table ${tableName(r.table)} `;
  if (r.scope !== 'global' && r.family === 'inet' && !nowhere) out += `scope ${r.scope} `;
  if (r.source !== undefined) out += ` src ${r.source} `;
  if (r.metric !== 0 || r.family === 'inet6') out += ` metric ${r.metric} `;
  return out;
}

/** A route's line. */
export function routeText(r: RouteInfo, f: Pick<Filter, 'dev' | 'via' | 'table'>): string {
  let out = r.type === 'unicast' ? '' : `${r.type} `;
  out += `${r.to === '0.0.0.0/0' || r.to === '::/0' ? 'default' : withoutFullLength(r.to)} `;
  if (r.via !== undefined && f.via === undefined) out += `via ${r.via} `;
  const nowhere = r.type === 'blackhole' || r.type === 'unreachable' || r.type === 'prohibit' || r.type === 'throw';
  if (f.dev === undefined && r.dev !== '' && (!nowhere || r.family === 'inet6')) out += `dev ${r.dev} `;
  if (r.table !== MAIN && f.table === 'all') out += `table ${tableName(r.table)} `;
  if (r.protocol !== 'boot' || r.family === 'inet6') out += r.protocol === 'boot' ? '' : `proto ${r.protocol} `;
  if (r.scope !== 'global' && r.family === 'inet' && !nowhere) out += `scope ${r.scope} `;
  if (r.source !== undefined) out += `src ${r.source} `;
  if (r.metric !== 0 || r.family === 'inet6') out += `metric ${r.metric} `;
  if (r.onlink === true) out += 'onlink ';
  if (r.linkdown) out += 'linkdown ';
  if (r.mtu !== undefined) out += `mtu ${r.mtu} `;
  return r.family === 'inet6' ? `${out}pref medium` : out;
}

function routeJson(r: RouteInfo): Json {
  const flags = [...(r.onlink === true ? ['onlink'] : []), ...(r.linkdown ? ['linkdown'] : [])];
  return {
    type: r.type === 'unicast' ? undefined : r.type, dst: withoutFullLength(r.to), gateway: r.via, dev: r.dev === '' ? undefined : r.dev, protocol: r.protocol === 'boot' ? undefined : r.protocol,
    scope: r.scope === 'global' || r.family === 'inet6' ? undefined : r.scope, prefsrc: r.source, metric: r.metric === 0 && r.family === 'inet' ? undefined : r.metric, flags, pref: r.family === 'inet6' ? 'medium' : undefined,
  };
}

function* show(ip: Ip, args: Args): Task<void> {
  const f = readFilter(args);
  if (f.dev !== undefined) yield* ip.link(f.dev);
  const found = yield* find(ip, f);
  if (ip.o.json) return yield* ip.json(found.map(routeJson));
  const text = ip.o.busybox === true ? busyboxRouteText : routeText;
  for (const r of found) yield* ip.out.write(`${text(r, f)}\n`);
}

function* flush(ip: Ip, args: Args): Task<void> {
  if (args.left === 0) throw new IpError('"ip route flush" requires arguments.\n', 255);
  const f = readFilter(args);
  for (const r of yield* find(ip, f)) {
    yield* ip.request({ op: 'route_del', to: r.to, ...(r.via === undefined ? {} : { via: r.via }), ...(r.dev === '' ? {} : { dev: r.dev }), table: r.table, metric: r.metric, type: r.type });
  }
}

function* get(ip: Ip, args: Args): Task<void> {
  let to: string | undefined;
  let from: string | undefined;
  let iif: string | undefined;
  let oif: string | undefined;
  let mark: number | undefined;
  for (let word = args.take(); word !== undefined; word = args.take()) {
    if (word === 'from') from = splitPrefix(readPrefix(args.next()).text).address;
    else if (word === 'iif') iif = args.next();
    else if (word === 'oif' || word === 'dev') oif = args.next();
    else if (word === 'mark') mark = number(args.next(), 'invalid mark value');
    else if (['tos', 'uid', 'vrf', 'ipproto', 'sport', 'dport'].includes(word)) args.next();
    else if (word === 'fibmatch' || word === 'notify' || word === 'connected') continue;
    else {
      if (word === 'to') word = args.next();
      if (matches(word, 'help')) throw new IpError(ROUTE_HELP, 255);
      to = splitPrefix(readPrefix(word).text).address;
    }
  }
  if (to === undefined) throw new IpError('need at least a destination address\n');
  for (const dev of [iif, oif]) if (dev !== undefined) yield* ip.link(dev);
  const reply = yield* ip.request({ op: 'route_get', to, ...(from === undefined ? {} : { from }), ...(iif === undefined ? {} : { iif }), ...(oif === undefined ? {} : { oif }), ...(mark === undefined ? {} : { mark }) });
  const r = reply.routes?.[0];
  if (r === undefined) throw new IpError('RTNETLINK answers: Network is unreachable\n', 2);
  if (ip.o.busybox === true) {
    const local = r.type === 'unicast' ? '' : `${r.type} `;
    const via = r.via === undefined ? '' : `via ${r.via} `;
    yield* ip.out.write(`${local}${to} ${via}dev ${r.dev} ${r.source === undefined ? '' : ` src ${r.source} `}\n    cache \n`);
    return;
  }
  if (ip.o.json) return yield* ip.json([{ type: r.type === 'unicast' ? undefined : r.type, dst: to, from, gateway: r.via, dev: r.dev, prefsrc: r.source, flags: [], uid: ip.sys.getcred().uid, cache: r.type === 'local' ? ['local'] : [] }]);
  const nl = ip.o.oneline ? '\\' : '\n';
  let out = `${r.type === 'unicast' ? '' : `${r.type} `}${to} `;
  if (r.family === 'inet6') {
    out += 'from :: ';
    if (r.via !== undefined) out += `via ${r.via} `;
    yield* ip.out.write(`${out}dev ${r.dev} ${r.type === 'local' ? 'table local ' : ''}${r.protocol === 'boot' ? '' : `proto ${r.protocol} `}src ${r.source ?? '::'} metric ${r.metric} pref medium\n`);
    return;
  }
  if (from !== undefined) out += `from ${from} `;
  if (r.via !== undefined) out += `via ${r.via} `;
  out += `dev ${r.dev} `;
  if (r.table !== MAIN && r.table !== 255) out += `table ${tableName(r.table)} `;
  if (from === undefined && r.source !== undefined) out += `src ${r.source} `;
  if (mark !== undefined && mark !== 0) out += `mark ${mark === 0 ? 0 : `0x${mark.toString(16)}`} `;
  yield* ip.out.write(`${out}uid ${ip.sys.getcred().uid} ${nl}    cache ${r.type === 'local' ? '<local> ' : ''}${iif === undefined ? '' : `iif ${iif} `}\n`);
}
