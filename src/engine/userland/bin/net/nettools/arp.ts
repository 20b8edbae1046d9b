/** arp (net-tools 2.10): the neighbours' table. Left out: publishing, files, hardware but ether. */
import { formatIpv4, networkOf, parseIp, parseMac, splitPrefix } from '../../../libc/netaddr.ts';
import { Getopt, GetoptError } from '../../../libc/getopt.ts';
import { reverseLookup } from '../../../libc/resolve.ts';
import { routeRequest } from '../../../libc/rtnetlink.ts';
import { writeText } from '../../../libc/stdio.ts';
import { NetError, guarded, links, lookup, nameOf, tell } from './common.ts';
import type { NeighInfo } from '../../../../abi/netlink.ts';
import type { Sys, Task } from '../../../../abi/sys.ts';
import type { Program } from '../../../libc/program.ts';

const USAGE = `Usage:
  arp [-vn]  [<HW>] [-i <if>] [-a] [<hostname>]             show the table
  arp [-v]          [-i <if>] -d  <host>                    take an entry away
  arp [-vnD] [<HW>] [-i <if>] -s  <host> <hwaddr> [temp]    put one in

        -a                       in BSD's form
        -e                       in Linux's form, the default
        -s, --set                put an entry in
        -d, --delete             take one away
        -v, --verbose            more words
        -n, --numeric            no names
        -i, --device             of this interface only
`;

function* table(sys: Sys, dev: string | undefined): Task<NeighInfo[]> {
  const all = (yield* routeRequest(sys, { op: 'neigh_dump' })).neighbours ?? [];
  return all.filter((n) => !n.address.includes(':') && n.state !== 'NOARP' && (dev === undefined || n.dev === dev));
}

const complete = (n: NeighInfo): boolean => n.mac !== undefined && n.state !== 'INCOMPLETE' && n.state !== 'FAILED';

function* show(sys: Sys, host: string | undefined, o: ReadonlyMap<string, string>): Task<number> {
  const numeric = o.has('n');
  const wanted = host === undefined ? undefined : formatIpv4(yield* lookup(sys, host, 255));
  const all = yield* table(sys, o.get('i'));
  const found = all.filter((n) => wanted === undefined || n.address === wanted);
  let out = '';
  if (!o.has('a') && found.length > 0) out += 'Address                  HWtype  HWaddress           Flags Mask            Iface\n';
  for (const n of found) {
    const flags = complete(n) ? `C${n.state === 'PERMANENT' ? 'M' : ''}` : '';
    if (o.has('a')) {
      const name = numeric ? '?' : ((yield* reverseLookup(sys, n.address)) ?? '?');
      out += `${name} (${n.address}) at ${complete(n) ? `${n.mac!} [ether]${n.state === 'PERMANENT' ? ' PERM' : ''}` : '<incomplete>'} on ${n.dev}\n`;
      continue;
    }
    const name = yield* nameOf(sys, n.address, numeric);
    out += complete(n) ? `${name.slice(0, 23).padEnd(23)}  ether   ${n.mac!.padEnd(18)}  ${flags.padEnd(6)}${' '.repeat(16)}${n.dev}\n` : `${name.slice(0, 23).padEnd(23)}          (incomplete)        ${flags.padEnd(6)}${' '.repeat(16)}${n.dev}\n`;
  }
  if (wanted !== undefined && found.length === 0) out += o.has('a') ? `arp: in 0 entries no match found.\n` : `${host!} (${wanted}) -- no entry\n`;
  if (o.has('v')) out += `Entries: ${all.length}\tSkipped: ${all.length - found.length}\tFound: ${found.length}\n`;
  yield* writeText(sys, 1, out);
  return 0;
}

/** The interface on whose subnet an address is. */
function* onLink(sys: Sys, ip: number): Task<string | undefined> {
  for (const l of yield* links(sys)) {
    for (const a of l.addresses) {
      const { address, length } = splitPrefix(a);
      const own = parseIp(address);
      if (typeof own === 'number' && l.kind !== 'loopback' && networkOf(own, length) === networkOf(ip, length)) return l.name;
    }
  }
  return undefined;
}

function* main(sys: Sys, args: readonly string[]): Task<number> {
  const o = new Map<string, string>();
  const options = new Getopt(args, 'A:H:adfp:nsei:Dt:vh?DNV', { verbose: 'v', version: 'V', all: 'a', delete: 'd', file: 'f', numeric: 'n', set: 's', device: 'i:', help: 'h', 'hw-type': 'H:', 'use-device': 'D' });
  try {
    for (const { key, arg } of options) o.set(key, arg);
  } catch (e) {
    if (e instanceof GetoptError) throw new NetError(`arp: ${e.message}\n${USAGE}`, 255);
    throw e;
  }
  const [host, hw] = options.operands;
  if (o.has('V')) {
    yield* writeText(sys, 1, 'net-tools 2.10\n');
    return 0;
  }
  if (o.has('h')) {
    yield* writeText(sys, 2, USAGE);
    return 0;
  }
  if (o.has('s')) {
    if (host === undefined) throw new NetError('arp: need host name\n', 255);
    const ip = yield* lookup(sys, host, 255);
    if (hw === undefined) throw new NetError('arp: need hardware address\n', 255);
    const mac = parseMac(hw);
    if (mac === undefined) throw new NetError('arp: invalid hardware address\n', 255);
    const dev = o.get('i') ?? (yield* onLink(sys, ip));
    if (dev === undefined) throw new NetError('SIOCSARP: Network is unreachable\n', 255);
    yield* tell(sys, { op: 'neigh_replace', address: formatIpv4(ip), dev, mac, state: options.operands.includes('temp') ? 'REACHABLE' : 'PERMANENT' }, 'SIOCSARP');
    return 0;
  }
  if (o.has('d')) {
    if (host === undefined) throw new NetError('arp: need host name\n', 255);
    const address = formatIpv4(yield* lookup(sys, host, 255));
    const found = (yield* table(sys, o.get('i'))).find((n) => n.address === address);
    if (found === undefined) throw new NetError(`No ARP entry for ${host}\n`, 255);
    yield* tell(sys, { op: 'neigh_del', address, dev: found.dev }, 'SIOCDARP(dontpub)');
    return 0;
  }
  return yield* show(sys, host, o);
}

export const arp: Program = { name: 'arp', support: { level: 'partial', note: 'no published entries, no files' }, main: (sys, argv) => guarded(sys, 'arp', main(sys, argv.slice(1))) };
