/** ifconfig (net-tools 2.10): interfaces shown and changed. Left out: pointopoint links, tunnels, media, hardware but ether. */
import { formatIpv4, lengthOfMask, maskOf, parseIp, parseIpv4, parseMac, splitPrefix } from '../../../libc/netaddr.ts';
import { writeText } from '../../../libc/stdio.ts';
import { NetError, classMask, flagNames, flagsOf, guarded, human, links, lookup, tell } from './common.ts';
import type { AddressInfo, LinkInfo, RouteRequest } from '../../../../abi/netlink.ts';
import type { Sys, Task } from '../../../../abi/sys.ts';
import type { Program } from '../../../libc/program.ts';

const USAGE = `Usage:
  ifconfig [-a] [-v] [-s] <interface> [[<AF>] <address>]
  [add <address>[/<prefixlen>]]
  [del <address>[/<prefixlen>]]
  [[-]broadcast [<address>]]
  [netmask <address>]
  [hw ether <address>]  [mtu <NN>]
  [[-]arp]  [[-]promisc]
  [txqueuelen <NN>]
  [name <newname>]
  [up|down] ...

  <AF>=Address family: inet (the default) or inet6
`;

const SCOPES: Readonly<Record<AddressInfo['scope'], string>> = { global: '0x0<global>', link: '0x20<link>', host: '0x10<host>' };

/** An interface or one of its aliases: name, and the IPv4 address under that name. */
interface Shown {
  readonly name: string;
  readonly link: LinkInfo;
  readonly inet: AddressInfo | undefined;
}

/** Interfaces by name, with an entry for each alias (eth0:0). */
function entries(all: readonly LinkInfo[]): Shown[] {
  const out: Shown[] = [];
  for (const link of [...all].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const v4 = link.addressInfo.filter((a) => a.family === 'inet');
    out.push({ name: link.name, link, inet: v4.find((a) => (a.label ?? link.name) === link.name) });
    for (const a of v4) if (a.label !== undefined && a.label !== link.name) out.push({ name: a.label, link, inet: a });
  }
  return out;
}

function inetLine(a: AddressInfo): string {
  const { address, length } = splitPrefix(a.address);
  return `        inet ${address}  netmask ${formatIpv4(maskOf(length))}${a.broadcast === undefined ? '' : `  broadcast ${a.broadcast}`}\n`;
}

function text({ name, link, inet }: Shown): string {
  const flags = flagsOf(link);
  let out = `${name}: flags=${flags}<${flagNames(flags)}>  mtu ${link.mtu}\n`;
  if (inet !== undefined) out += inetLine(inet);
  const alias = name !== link.name;
  if (!alias) {
    for (const a of link.addressInfo.filter((x) => x.family === 'inet6')) {
      const { address, length } = splitPrefix(a.address);
      out += `        inet6 ${address}  prefixlen ${length}  scopeid ${SCOPES[a.scope]}\n`;
    }
  }
  out += link.kind === 'loopback' ? `        loop${queue(link)}  (Local Loopback)\n` : `        ether ${link.mac}${queue(link)}  (Ethernet)\n`;
  if (alias) return `${out}\n`;
  const { rx, tx } = link;
  out += `        RX packets ${rx.packets}  bytes ${rx.bytes} (${human(rx.bytes)})\n        RX errors ${rx.errors}  dropped ${rx.dropped}  overruns 0  frame 0\n`;
  return `${out}        TX packets ${tx.packets}  bytes ${tx.bytes} (${human(tx.bytes)})\n        TX errors ${tx.errors}  dropped ${tx.dropped} overruns 0  carrier 0  collisions 0\n\n`;
}

function queue(link: LinkInfo): string {
  return link.txqlen > 0 ? `  txqueuelen ${link.txqlen}` : '';
}

const SHORT_FLAGS: readonly (readonly [number, string])[] = [[2, 'B'], [8, 'L'], [4096, 'M'], [128, 'O'], [256, 'P'], [64, 'R'], [1, 'U']];

/** A line of `ifconfig -s` and `netstat -i`. */
export function shortLine(link: LinkInfo): string {
  const flags = flagsOf(link);
  const n = (v: number): string => String(v).padStart(8);
  return `${link.name.padEnd(16)}${String(link.mtu).padStart(5)} ${n(link.rx.packets)} ${String(link.rx.errors).padStart(6)} ${String(link.rx.dropped).padStart(6)} ${'0'.padEnd(6)} ${n(link.tx.packets)} ${String(link.tx.errors).padStart(6)} ${String(link.tx.dropped).padStart(6)} ${'0'.padStart(6)} ${SHORT_FLAGS.filter(([bit]) => (flags & bit) !== 0 && (bit !== 4096 || link.kind !== 'loopback')).map(([, l]) => l).join('')}\n`;
}

export const SHORT_HEAD = 'Iface      MTU    RX-OK RX-ERR RX-DRP RX-OVR    TX-OK TX-ERR TX-DRP TX-OVR Flg\n';

class Change {
  private readonly sys: Sys;
  private readonly name: string;
  private readonly dev: string;
  private inet6 = false;
  constructor(sys: Sys, name: string) {
    this.sys = sys;
    this.name = name;
    this.dev = name.replace(/:.*$/, '');
  }

  private *link(): Task<LinkInfo | undefined> {
    return (yield* links(this.sys)).find((l) => l.name === this.dev);
  }

  private *set(change: Omit<Extract<RouteRequest, { op: 'link_set' }>, 'op' | 'name'>, what: string): Task<void> {
    yield* tell(this.sys, { op: 'link_set', name: this.dev, ...change }, what);
  }

  private *own(): Task<AddressInfo | undefined> {
    return (yield* this.link())?.addressInfo.find((a) => a.family === 'inet' && (a.label ?? this.dev) === this.name);
  }

  /** The address of this name, in place of the one before. */
  private *address(ip: number, length: number, broadcast?: string): Task<void> {
    const before = yield* this.own();
    if (before !== undefined) yield* tell(this.sys, { op: 'addr_del', name: this.dev, address: before.address }, 'SIOCSIFADDR');
    if (ip === 0) return;
    const link = yield* this.link();
    const all = broadcast ?? (link?.kind === 'loopback' ? undefined : formatIpv4((ip | (~maskOf(length) >>> 0)) >>> 0));
    yield* tell(this.sys, { op: 'addr_add', name: this.dev, address: `${formatIpv4(ip)}/${length}`, label: this.name, ...(all === undefined ? {} : { broadcast: all }) }, 'SIOCSIFADDR');
  }

  *run(args: readonly string[]): Task<void> {
    const { sys } = this;
    if ((yield* this.link()) === undefined) throw new NetError(`${/^(up|down|-?arp|-?promisc|mtu|txqueuelen|name)$/.test(args[0]!) ? `${this.name}: ERROR while getting interface flags` : 'SIOCSIFADDR'}: No such device\n`, args[0]! === 'up' || args[0]! === 'down' ? 255 : 1);
    let addressed = false;
    for (let i = 0; i < args.length; i++) {
      const word = args[i]!;
      const value = (): string => {
        const v = args[++i];
        if (v === undefined) throw new NetError(USAGE);
        return v;
      };
      if (word === 'up') yield* this.set({ up: true }, 'SIOCSIFFLAGS');
      else if (word === 'down' && this.name !== this.dev) yield* this.address(0, 0);
      else if (word === 'down') yield* this.set({ up: false }, 'SIOCSIFFLAGS');
      else if (word === 'arp' || word === '-arp') yield* this.set({ arp: word === 'arp' }, 'SIOCSIFFLAGS');
      else if (word === 'promisc' || word === '-promisc') yield* this.set({ promisc: word === 'promisc' }, 'SIOCSIFFLAGS');
      else if (word === 'mtu') yield* this.set({ mtu: Number(value()) }, 'SIOCSIFMTU');
      else if (word === 'txqueuelen') yield* this.set({ txqlen: Number(value()) }, 'SIOCSIFTXQLEN');
      else if (word === 'name') yield* this.set({ newName: value() }, 'SIOCSIFNAME');
      else if (word === 'hw') {
        const kind = value();
        const mac = parseMac(value());
        if (kind !== 'ether') throw new NetError(`hw address type \`${kind}' has no handler to set address. failed.\n`);
        if (mac === undefined) throw new NetError(`${args[i]!}: invalid ether address.\n`);
        yield* this.set({ mac }, 'SIOCSIFHWADDR');
      } else if (word === 'inet') this.inet6 = false;
      else if (word === 'inet6') this.inet6 = true;
      else if (word === 'netmask') {
        const mask = parseIpv4(value());
        const length = mask === undefined ? undefined : lengthOfMask(mask);
        const a = yield* this.own();
        if (length === undefined) throw new NetError(`${args[i]!}: Host name lookup failure\nifconfig: \`--help' gives usage information.\n`);
        if (a === undefined) throw new NetError('SIOCSIFNETMASK: Cannot assign requested address\n');
        yield* this.address(parseIpv4(splitPrefix(a.address).address)!, length);
      } else if (word === 'broadcast' || word === '-broadcast') {
        const a = yield* this.own();
        if (word === '-broadcast') continue;
        const to = value();
        if (a === undefined) throw new NetError('SIOCSIFBRDADDR: Cannot assign requested address\n');
        const { address, length } = splitPrefix(a.address);
        yield* this.address(parseIpv4(address)!, length, to);
      } else if (word === 'add' || word === 'del') {
        const given = value();
        const { address, length } = splitPrefix(given);
        if (parseIp(address) === undefined) throw new NetError(`${given}: Host name lookup failure\nifconfig: \`--help' gives usage information.\n`);
        yield* tell(sys, { op: word === 'add' ? 'addr_add' : 'addr_del', name: this.dev, address: `${address}/${length}` }, word === 'add' ? 'SIOCSIFADDR' : 'SIOCDIFADDR');
      } else if (['multicast', '-multicast', 'allmulti', '-allmulti', 'trailers', '-trailers', 'dynamic', '-dynamic'].includes(word)) continue;
      else if (this.inet6 || word.includes(':')) {
        if (parseIp(splitPrefix(word).address) === undefined) throw new NetError(`${word}: Host name lookup failure\n`);
        const { address, length } = splitPrefix(word);
        yield* tell(sys, { op: 'addr_add', name: this.dev, address: `${address}/${word.includes('/') ? length : 128}` }, 'SIOCSIFADDR');
        yield* this.set({ up: true }, 'SIOCSIFFLAGS');
      } else {
        const { address, length } = splitPrefix(word);
        const ip = yield* lookup(sys, address, 1, "ifconfig: `--help' gives usage information.\n");
        yield* this.address(ip, word.includes('/') ? length : lengthOfMask(classMask(ip))!);
        addressed = true;
      }
    }
    if (addressed && !args.includes('down')) yield* this.set({ up: true }, 'SIOCSIFFLAGS');
  }
}

function* main(sys: Sys, args: readonly string[]): Task<number> {
  let all = false;
  let short = false;
  let at = 0;
  for (; at < args.length && args[at]!.startsWith('-'); at++) {
    const word = args[at]!;
    if (word === '-a') all = true;
    else if (word === '-s') short = true;
    else if (word === '-v') continue;
    else if (word === '-V' || word === '--version') {
      yield* writeText(sys, 1, 'net-tools 2.10\n');
      return 0;
    } else if (word === '-h' || word === '-?' || word === '--help') {
      yield* writeText(sys, 2, USAGE);
      return 0;
    } else throw new NetError(`ifconfig: option \`${word}' not recognised.\nifconfig: \`--help' gives usage information.\n`);
  }
  const [name, ...rest] = args.slice(at);
  if (name !== undefined && rest.length > 0) {
    yield* new Change(sys, name).run(rest);
    return 0;
  }
  const now = yield* links(sys);
  const shown = entries(now).filter((e) => (name === undefined ? all || e.link.up : e.name === name));
  if (name !== undefined && shown.length === 0) throw new NetError(`${name}: error fetching interface information: Device not found\n`);
  let out = short ? SHORT_HEAD : '';
  for (const e of shown) out += short ? shortLine(e.link) : text(e);
  yield* writeText(sys, 1, out);
  return 0;
}

export const ifconfig: Program = { name: 'ifconfig', support: { level: 'partial', note: 'no tunnels, no point-to-point links, hardware addresses of Ethernet only' }, main: (sys, argv) => guarded(sys, 'ifconfig', main(sys, argv.slice(1))) };
