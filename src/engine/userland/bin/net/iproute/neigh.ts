/** ip neigh (ip-neighbour(8)): show, add, change, replace, del, flush, get. Left out: proxies, NTF_USE and its kin. */
import { networkOf, parseIp, parseMac, splitPrefix } from '../../../libc/netaddr.ts';
import { readPrefix } from './address.ts';
import { Args, IpError, invarg, matches } from './common.ts';
import type { NeighInfo, NeighState } from '../../../../abi/netlink.ts';
import type { Task } from '../../../../abi/sys.ts';
import type { Ip } from './common.ts';

const HELP = `Usage: ip neigh { add | del | change | replace }
                ADDR [ lladdr LLADDR ] [ nud STATE ] [ dev DEV ]

       ip neigh { show | flush } [ to PREFIX ] [ dev DEV ] [ nud STATE ] [ nomaster ]
       ip neigh get ADDR dev DEV

STATE := { delay | failed | incomplete | noarp | permanent | probe | reachable | stale }
`;

const STATES: readonly NeighState[] = ['INCOMPLETE', 'REACHABLE', 'STALE', 'DELAY', 'PROBE', 'FAILED', 'NOARP', 'PERMANENT'];

function stateOf(word: string): NeighState {
  const found = STATES.find((s) => s.toLowerCase() === word);
  if (found === undefined) throw invarg(word, 'nud state is bad');
  return found;
}

export function* neigh(ip: Ip, args: Args): Task<void> {
  const verb = args.take() ?? 'show';
  if (matches(verb, 'add')) return yield* modify(ip, args, 'neigh_add');
  if (matches(verb, 'change', 'chg', 'replace')) return yield* modify(ip, args, 'neigh_replace');
  if (matches(verb, 'delete')) return yield* modify(ip, args, 'neigh_del');
  if (matches(verb, 'get')) return yield* get(ip, args);
  if (matches(verb, 'show', 'lst', 'list')) return yield* show(ip, args);
  if (matches(verb, 'flush')) return yield* flush(ip, args);
  if (matches(verb, 'help')) throw new IpError(HELP, 255);
  throw new IpError(`Command "${verb}" is unknown, try "ip neigh help".\n`, 255);
}

function* modify(ip: Ip, args: Args, op: 'neigh_add' | 'neigh_replace' | 'neigh_del'): Task<void> {
  let address: string | undefined;
  let dev: string | undefined;
  let mac: string | undefined;
  let state: NeighState | undefined;
  let proxy = false;
  for (let word = args.take(); word !== undefined; word = args.take()) {
    if (word === 'lladdr') {
      const text = args.next();
      mac = parseMac(text);
      if (mac === undefined) throw new IpError(`"${text}" is invalid lladdr.\n`);
    } else if (word === 'nud') state = stateOf(args.next());
    else if (word === 'dev') dev = args.next();
    else if (word === 'router' || word === 'use' || word === 'managed' || word === 'extern_learn') continue;
    else if (word === 'protocol') args.next();
    else {
      if (word === 'proxy') [proxy, word] = [true, args.next()];
      else if (word === 'to') word = args.next();
      if (matches(word, 'help')) throw new IpError(HELP, 255);
      if (parseIp(word) === undefined) throw new IpError(`Error: any valid address is expected rather than "${word}".\n`);
      if (address !== undefined) throw new IpError(`Error: either "to" is duplicate, or "${word}" is a garbage.\n`, 255);
      address = word;
    }
  }
  if (dev === undefined || address === undefined) throw new IpError('Device and destination are required arguments.\n', 255);
  yield* ip.link(dev);
  yield* ip.request({ op, address, dev, ...(mac === undefined ? {} : { mac }), ...(state === undefined ? {} : { state }), ...(proxy ? { proxy } : {}) });
}

interface Filter {
  dev?: string;
  to?: string;
  state?: NeighState | 'all';
}

function readFilter(args: Args): Filter {
  const f: Filter = {};
  for (let word = args.take(); word !== undefined; word = args.take()) {
    if (word === 'dev') f.dev = args.next();
    else if (word === 'nud') {
      const s = args.next();
      f.state = s === 'all' ? 'all' : stateOf(s);
    } else if (word === 'all') f.state = 'all';
    else if (word === 'unused' || word === 'nomaster' || word === 'proxy') continue;
    else {
      if (word === 'to') word = args.next();
      if (matches(word, 'help')) throw new IpError(HELP, 255);
      f.to = readPrefix(word).text;
    }
  }
  return f;
}

function* find(ip: Ip, f: Filter): Task<NeighInfo[]> {
  if (f.dev !== undefined) yield* ip.link(f.dev);
  const { family } = ip.o;
  return ((yield* ip.request({ op: 'neigh_dump' })).neighbours ?? []).filter((n) => {
    if (f.dev !== undefined && n.dev !== f.dev) return false;
    if (family === 'inet' && n.address.includes(':')) return false;
    if (family === 'inet6' && !n.address.includes(':')) return false;
    if (f.state === undefined ? n.state === 'NOARP' : f.state !== 'all' && n.state !== f.state) return false;
    if (f.to === undefined) return true;
    const { address, length } = splitPrefix(f.to);
    const a = parseIp(n.address)!;
    const b = parseIp(address)!;
    return typeof a === typeof b && networkOf(a, length) === networkOf(b, length);
  });
}

/** A neighbour's line. */
export function neighText(ip: Ip, n: NeighInfo, withDev: boolean): string {
  return `${ip.paint(n.address.includes(':') ? 'inet6' : 'inet', n.address)} ${withDev ? `dev ${ip.paint('name', n.dev)} ` : ''}${n.mac === undefined || n.state === 'INCOMPLETE' || n.state === 'FAILED' ? '' : `lladdr ${ip.paint('mac', n.mac)} `}${n.router === true ? 'router ' : ''}${n.state} `;
}

function* show(ip: Ip, args: Args): Task<void> {
  const f = readFilter(args);
  const found = yield* find(ip, f);
  if (ip.o.json) return yield* ip.json(found.map((n) => ({ dst: n.address, dev: f.dev === undefined ? n.dev : undefined, lladdr: n.mac, router: n.router === true ? null : undefined, state: [n.state] })));
  for (const n of found) yield* ip.out.write(`${neighText(ip, n, f.dev === undefined)}\n`);
}

function* get(ip: Ip, args: Args): Task<void> {
  const f = readFilter(args);
  if (f.to === undefined || f.dev === undefined) throw new IpError('Device and address are required arguments.\n', 255);
  const [n] = yield* find(ip, { ...f, state: 'all' });
  if (n === undefined) throw new IpError('RTNETLINK answers: No such file or directory\n', 2);
  yield* ip.out.write(`${neighText(ip, n, true)}\n`);
}

function* flush(ip: Ip, args: Args): Task<void> {
  if (args.left === 0) throw new IpError('Flush requires arguments.\n', 255);
  const f = readFilter(args);
  for (const n of yield* find(ip, f)) if (f.state !== undefined || n.state !== 'PERMANENT') yield* ip.request({ op: 'neigh_del', address: n.address, dev: n.dev });
}
