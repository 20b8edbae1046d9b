/** ip address (ip-address(8)): add, change, replace, del, show, flush. Left out: life times, metrics, anycast. */
import { formatIpv4, maskOf, networkOf, parseIp, parseShortIpv4, splitPrefix, formatIp } from '../../../libc/netaddr.ts';
import { writeText } from '../../../libc/stdio.ts';
import { Args, IpError, badPrefix, invarg, matches } from './common.ts';
import { around } from './link.ts';
import { addressLines, addressText, briefLine, linkJson, linkLines, select } from './links.ts';
import type { AddressInfo, LinkInfo } from '../../../../abi/netlink.ts';
import type { Task } from '../../../../abi/sys.ts';
import type { Ip } from './common.ts';
import type { Selection } from './links.ts';

const HELP = `Usage: ip address {add|change|replace} IFADDR dev IFNAME
       ip address del IFADDR dev IFNAME
       ip address flush [ dev IFNAME ] [ scope SCOPE-ID ] [ to PREFIX ] [ label LABEL ] [up]
       ip address [ show [ dev IFNAME ] [ scope SCOPE-ID ] [ master DEVICE ]
                         [ nomaster ] [ type TYPE ] [ to PREFIX ] [ label LABEL ] [up] ]
IFADDR := PREFIX | ADDR peer PREFIX
          [ broadcast ADDR ] [ label IFNAME ] [ scope SCOPE-ID ] [ nodad ]
SCOPE-ID := [ host | link | global ]
`;

export function* address(ip: Ip, args: Args): Task<void> {
  const verb = args.take() ?? 'show';
  if (matches(verb, 'add')) return yield* modify(ip, args, 'add');
  if (matches(verb, 'change', 'chg', 'replace')) return yield* modify(ip, args, 'replace');
  if (matches(verb, 'delete')) return yield* modify(ip, args, 'del');
  if (matches(verb, 'show', 'lst', 'list')) return yield* show(ip, args);
  if (matches(verb, 'flush')) return yield* flush(ip, args);
  if (matches(verb, 'help')) throw new IpError(HELP, 255);
  throw new IpError(`Command "${verb}" is unknown, try "ip address help".\n`, 255);
}

/** 'ADDRESS[/LENGTH]' with its length filled in. Throws IpError. */
export function readPrefix(word: string): { readonly text: string; readonly bare: boolean } {
  const { address: a } = splitPrefix(word);
  const v = parseIp(a) ?? parseShortIpv4(a);
  const full = typeof v === 'bigint' ? 128 : 32;
  const slash = word.indexOf('/');
  const length = slash < 0 ? full : /^\d+$/.test(word.slice(slash + 1)) ? Number(word.slice(slash + 1)) : NaN;
  if (v === undefined || Number.isNaN(length) || length > full) throw badPrefix(word);
  return { text: `${formatIp(v)}/${length}`, bare: slash < 0 };
}

function scopeOf(word: string): 'global' | 'link' | 'host' {
  if (word === 'global' || word === 'link' || word === 'host') return word;
  throw invarg(word, 'invalid scope value.');
}

function* modify(ip: Ip, args: Args, verb: 'add' | 'replace' | 'del'): Task<void> {
  let local: string | undefined;
  let bare = false;
  let peer: string | undefined;
  let dev: string | undefined;
  let broadcast: string | undefined;
  let label: string | undefined;
  let scope: 'global' | 'link' | 'host' | undefined;
  let nodad = false;
  for (let word = args.take(); word !== undefined; word = args.take()) {
    if (word === 'peer' || word === 'remote') peer = readPrefix(args.next()).text;
    else if (matches(word, 'broadcast', 'brd')) broadcast = args.next();
    else if (word === 'dev') dev = args.next();
    else if (word === 'label') label = args.next();
    else if (word === 'scope') scope = scopeOf(args.next());
    else if (word === 'nodad') nodad = true;
    else if (word === 'valid_lft' || word === 'preferred_lft' || word === 'metric') args.next();
    else if (word === 'noprefixroute' || word === 'home' || word === 'mngtmpaddr' || word === 'autojoin') continue;
    else {
      if (word === 'local') word = args.next();
      if (matches(word, 'help')) throw new IpError(HELP, 255);
      if (local !== undefined) throw new IpError(`Error: either "local" is duplicate, or "${word}" is a garbage.\n`, 255);
      ({ text: local, bare } = readPrefix(word));
    }
  }
  if (dev === undefined) throw new IpError('Not enough information: "dev" argument is required.\n');
  const link = yield* ip.link(dev);
  if (local === undefined) throw new IpError('RTNETLINK answers: Invalid argument\n', 2);
  const { address: plain, length } = splitPrefix(local);
  const v4 = parseIp(plain);
  if (verb === 'del' && bare && typeof v4 === 'number') {
    yield* writeText(ip.sys, 2, `Warning: Executing wildcard deletion to stay compatible with old scripts.\n         Explicitly specify the prefix length (${plain}/32) to avoid this warning.\n         This special behaviour is likely to disappear in further releases,\n         fix your scripts!\n`);
    local = link.addresses.find((a) => splitPrefix(a).address === plain) ?? local;
  }
  if (typeof v4 === 'number' && (broadcast === '+' || broadcast === '-')) {
    const network = networkOf(v4, length) as number;
    broadcast = formatIpv4(broadcast === '+' ? (network | (~maskOf(length) >>> 0)) >>> 0 : network);
  }
  if (verb === 'replace' && link.addresses.includes(local)) return;
  yield* ip.request({
    op: verb === 'del' ? 'addr_del' : 'addr_add', name: dev, address: local,
    ...(peer === undefined ? {} : { peer }), ...(broadcast === undefined ? {} : { broadcast }), ...(label === undefined ? {} : { label }), ...(scope === undefined ? {} : { scope }), ...(nodad ? { nodad } : {}),
  });
}

interface Filter extends Selection {
  scope?: string;
  to?: string;
  label?: string;
}

function readFilter(args: Args): Filter {
  const f: Filter = {};
  for (let word = args.take(); word !== undefined; word = args.take()) {
    if (word === 'up') f.up = true;
    else if (word === 'scope') f.scope = args.next();
    else if (word === 'to') f.to = readPrefix(args.next()).text;
    else if (word === 'label') f.label = args.next();
    else if (word === 'master') f.master = args.next();
    else if (word === 'nomaster') f.nomaster = true;
    else if (word === 'type') f.type = args.next();
    else if (['permanent', 'dynamic', 'primary', 'secondary', 'tentative', 'deprecated'].includes(word)) continue;
    else {
      if (word === 'dev') word = args.next();
      if (matches(word, 'help')) throw new IpError(HELP, 255);
      if (f.dev !== undefined) throw new IpError(`Error: either "dev" is duplicate, or "${word}" is a garbage.\n`, 255);
      f.dev = word;
    }
  }
  return f;
}

/** The addresses of a link that pass. */
function chosenOf(ip: Ip, link: LinkInfo, f: Filter): AddressInfo[] {
  const { family } = ip.o;
  return link.addressInfo.filter((a) => {
    if (family !== undefined && family !== 'link' && a.family !== family) return false;
    if (family === 'link') return false;
    if (f.scope !== undefined && f.scope !== a.scope) return false;
    if (f.label !== undefined && a.label !== f.label) return false;
    if (f.to !== undefined) {
      const { address: net, length } = splitPrefix(f.to);
      const own = parseIp(splitPrefix(a.address).address)!;
      const wanted = parseIp(net)!;
      if (typeof own !== typeof wanted || networkOf(own, length) !== networkOf(wanted, length)) return false;
    }
    return true;
  });
}

/** IPv4 first, as two dumps after each other give them. */
function byFamily(list: readonly AddressInfo[]): AddressInfo[] {
  return [...list.filter((a) => a.family === 'inet'), ...list.filter((a) => a.family === 'inet6')];
}

function* show(ip: Ip, args: Args): Task<void> {
  const f = readFilter(args);
  const all = yield* around(ip);
  const { family } = ip.o;
  const rows = select(all.links, f).map((link) => ({ link, addresses: byFamily(chosenOf(ip, link, f)) }));
  const narrowed = (family !== undefined && family !== 'link') || f.to !== undefined || f.label !== undefined;
  const shown = rows.filter((r) => !narrowed || r.addresses.length > 0);
  if (ip.o.json) return yield* ip.json(shown.map((r) => linkJson(ip, r.link, all, r.addresses)));
  for (const { link, addresses } of shown) {
    if (ip.o.brief) yield* ip.out.write(briefLine(ip, link, all, addresses));
    else if (ip.o.oneline) for (const a of addresses) yield* ip.out.write(`${link.index}: ${ip.paint('name', link.name)}    ${addressText(ip, a)}\\       valid_lft forever preferred_lft forever\n`);
    else {
      yield* ip.out.write(f.label === undefined ? linkLines(ip, link, all, false) : '');
      for (const a of addresses) yield* ip.out.write(addressLines(ip, a));
    }
  }
}

function* flush(ip: Ip, args: Args): Task<void> {
  if (args.left === 0) throw new IpError('Flush requires arguments.\n');
  const f = readFilter(args);
  const links = yield* ip.links();
  for (const link of select(links, f)) {
    for (const a of chosenOf(ip, link, f)) {
      // With the first address of a subnet its others go too.
      const now = (yield* ip.links()).find((l) => l.index === link.index);
      if (now?.addressInfo.some((x) => x.address === a.address) === true) yield* ip.request({ op: 'addr_del', name: link.name, address: a.address });
    }
  }
}
