/** tcpdump (4.99.3): frames as they pass, or from a file. Options -i -n -e -c -v -q -t -A -X -x -S -s -w -r -D -l -U -p -Q -#. Left out: rotation of files, decoding beyond print.ts, decryption. */
import { isSysError } from '../../../../abi/errno.ts';
import { Signal } from '../../../../abi/signal.ts';
import { O } from '../../../../abi/fs.ts';
import { Getopt, GetoptError } from '../../../libc/getopt.ts';
import { formatIpv4, formatIpv6 } from '../../../libc/netaddr.ts';
import { readNetDb } from '../../../libc/netdb.ts';
import { GaiError, resolveHost, reverseLookup } from '../../../libc/resolve.ts';
import { routeRequest } from '../../../libc/rtnetlink.ts';
import { localtime, strftime, zoneOf } from '../../../libc/time.ts';
import { Env } from '../../../libc/env.ts';
import { readFd, readFile, writeAll, writeText } from '../../../libc/stdio.ts';
import { FilterError, compile, namesIn } from './filter.ts';
import { layersOf, u32, u8 } from './frame.ts';
import { fileHeader, readPcap, record } from './pcap.ts';
import { Printer, asciiDump, hexDump } from './print.ts';
import type { Sys, Task } from '../../../../abi/sys.ts';
import type { Program } from '../../../libc/program.ts';
import type { Capture } from './frame.ts';
import type { Test } from './filter.ts';

const VERSION = 'tcpdump version 4.99.3\nlibpcap version 1.10.3 (with TPACKET_V3)\nOpenSSL 3.0.22 1 Jan 2026\n';
const USAGE = `tcpdump version 4.99.3
libpcap version 1.10.3 (with TPACKET_V3)
Usage: tcpdump [-AeDlnpqStUvxX#] [ -c count ] [ -i interface ] [ -Q in|out|inout ]
		[ -r file ] [ -s snaplen ] [ -w file ] [ expression ]
`;
const DEFAULT_SNAPLEN = 262_144;
const DIRECTIONS = { in: 'In', out: 'Out', broadcast: 'B', multicast: 'M', otherhost: 'P' } as const;

class Dump {
  private readonly sys: Sys;
  private readonly o: ReadonlyMap<string, string>;
  private readonly n: number;
  private readonly stamps: number;
  private readonly env: Env;
  private readonly names = new Map<string, string>();
  private printer: Printer | undefined;
  private previous: number | undefined;
  private first: number | undefined;
  private count = 0;
  constructor(sys: Sys, o: ReadonlyMap<string, string>, counts: ReadonlyMap<string, number>, env: Env) {
    this.sys = sys;
    this.o = o;
    this.n = counts.get('n') ?? 0;
    this.stamps = counts.get('t') ?? 0;
    this.env = env;
    this.verbose = counts.get('v') ?? 0;
    this.links = counts.get('x') ?? 0;
    this.letters = counts.get('X') ?? 0;
  }
  private readonly verbose: number;
  private readonly links: number;
  private readonly letters: number;

  private time(c: Capture): string {
    const zone = zoneOf(this.env);
    const micros = (ns: number): string => String(Math.min(999_999, Math.round((ns % 1e9) / 1000))).padStart(6, '0');
    const tm = localtime(c.time_ns / 1e6, zone);
    const delta = (ns: number): string => ` ${strftime('%H:%M:%S', localtime(Math.floor(ns / 1e9) * 1000, { name: 'UTC', offset_s: 0 }))}.${micros(ns)} `;
    const before = this.previous ?? c.time_ns;
    this.first ??= c.time_ns;
    this.previous = c.time_ns;
    switch (this.stamps) {
      case 0:
        return `${strftime('%H:%M:%S', tm)}.${micros(c.time_ns)} `;
      case 1:
        return '';
      case 2:
        return `${Math.floor(c.time_ns / 1e9)}.${micros(c.time_ns)} `;
      case 3:
        return delta(c.time_ns - before);
      case 4:
        return `${strftime('%Y-%m-%d %H:%M:%S', tm)}.${micros(c.time_ns)} `;
      default:
        return delta(c.time_ns - this.first);
    }
  }

  /** Names of a frame's addresses, looked up once. */
  private *lookUp(c: Capture): Task<void> {
    if (this.n > 0) return;
    const l = layersOf(c.data);
    const d = c.data;
    const list: string[] = [];
    if (l.version === 4) for (const at of [12, 16]) list.push(formatIpv4(u32(d, l.net + at)));
    else if (l.etherType === 0x0806) for (const at of [14, 24]) list.push(formatIpv4(u32(d, l.net + at)));
    else if (l.version === 6) for (const at of [8, 24]) list.push(formatIpv6(Array.from({ length: 16 }, (_, i) => u8(d, l.net + at + i)).reduce((n, b) => (n << 8n) | BigInt(b), 0n)));
    for (const ip of list) if (!this.names.has(ip)) this.names.set(ip, (yield* reverseLookup(this.sys, ip)) ?? ip);
  }

  *show(c: Capture): Task<void> {
    yield* this.lookUp(c);
    this.printer ??= new Printer({ link: this.o.has('e'), verbose: this.verbose, quiet: this.o.has('q'), absolute: this.o.has('S'), names: this.names, db: this.n > 0 ? undefined : yield* readNetDb(this.sys) });
    this.count++;
    let out = this.o.has('#') ? `${String(this.count).padStart(5)}  ` : '';
    out += this.time(c);
    if (c.device !== undefined) out += `${c.device.padEnd(5)} ${DIRECTIONS[c.direction ?? 'in'].padEnd(3)} `;
    out += this.printer.line(c);
    const whole = this.letters > 1 || this.links > 1;
    const bytes = c.data.subarray(whole ? 0 : layersOf(c.data).net);
    if (this.o.has('X')) out += hexDump(bytes, true);
    else if (this.o.has('x')) out += hexDump(bytes, false);
    else if (this.o.has('A')) out += asciiDump(bytes);
    yield* writeText(this.sys, 1, `${out}\n`);
  }
}

/** Read a file and show what passes. */
function* fromFile(sys: Sys, dump: Dump, file: string, test: Test, limit: number): Task<number> {
  let bytes: Uint8Array;
  try {
    bytes = file === '-' ? yield* readFd(sys, 0) : yield* readFile(sys, file);
  } catch (e) {
    if (!isSysError(e)) throw e;
    yield* writeText(sys, 2, `tcpdump: ${file}: ${e.message}\n`);
    return 1;
  }
  const frames = readPcap(bytes);
  if (typeof frames === 'string') {
    yield* writeText(sys, 2, `tcpdump: ${frames}\n`);
    return 1;
  }
  yield* writeText(sys, 2, `reading from file ${file}, link-type EN10MB (Ethernet), snapshot length 262144\n`);
  let shown = 0;
  for (const c of frames) {
    if (!test(c.data, c.length)) continue;
    yield* dump.show(c);
    if (++shown === limit) break;
  }
  return 0;
}

function* interfaces(sys: Sys): Task<{ readonly name: string; readonly index: number; readonly up: boolean; readonly running: boolean; readonly loop: boolean }[]> {
  const links = (yield* routeRequest(sys, { op: 'dump' })).links ?? [];
  return links.map((l) => ({ name: l.name, index: l.index, up: l.up, running: l.running, loop: l.kind === 'loopback' }));
}

function* main(sys: Sys, args: readonly string[], env: Env): Task<number> {
  const o = new Map<string, string>();
  const counts = new Map<string, number>();
  const options = new Getopt(args, 'aAbB:c:C:dDeE:fF:G:hHi:IjJKlLm:M:nNOpqQ:r:s:StT:uUvV:w:W:xXy:Yz:Z:#', { help: 'h', version: '=version', 'list-interfaces': 'D', interface: 'i:', number: '#', 'no-promiscuous-mode': 'p', direction: 'Q:', count: '=count' });
  for (const { key, arg } of options) {
    o.set(key, arg);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  if (o.has('h') || o.has('=version')) {
    yield* writeText(sys, o.has('h') ? 2 : 1, o.has('h') ? USAGE : VERSION);
    return 0;
  }
  const fail = function* (text: string): Task<number> {
    yield* writeText(sys, 2, `tcpdump: ${text}\n`);
    return 1;
  };
  const links = yield* interfaces(sys);
  if (o.has('D')) {
    const order = [...links.filter((l) => !l.loop), { name: 'any', index: 0, up: true, running: true, loop: false }, ...links.filter((l) => l.loop)];
    yield* writeText(sys, 1, order.map((l, i) => `${i + 1}.${l.name}${l.name === 'any' ? ' (Pseudo-device that captures on all interfaces)' : ''} [${[...(l.up ? ['Up'] : []), ...(l.running && l.up ? ['Running'] : []), ...(l.loop ? ['Loopback'] : [])].join(', ')}${l.name !== 'any' && !l.loop ? `${l.up ? ', ' : ''}${l.running ? 'Connected' : 'Disconnected'}` : ''}]\n`).join(''));
    return 0;
  }
  const limit = o.has('c') ? Number(o.get('c')) : 0;
  if (o.has('c') && !(limit >= 1)) return yield* fail(`invalid packet count ${o.get('c')!}`);
  const snaplen = o.has('s') && Number(o.get('s')) > 0 ? Number(o.get('s')) : DEFAULT_SNAPLEN;
  const expression = options.operands.join(' ');
  const hosts = new Map<string, string>();
  for (const name of namesIn(expression)) {
    try {
      hosts.set(name, (yield* resolveHost(sys, name))[0]!);
    } catch (e) {
      if (!(e instanceof GaiError)) throw e;
    }
  }
  const dump = new Dump(sys, o, counts, env);
  let test: Test;
  try {
    test = compile(expression, yield* readNetDb(sys), hosts);
  } catch (e) {
    if (!(e instanceof FilterError)) throw e;
    if (o.has('r')) yield* writeText(sys, 2, `reading from file ${o.get('r')!}, link-type EN10MB (Ethernet), snapshot length 262144\n`);
    return yield* fail(e.message);
  }
  if (o.has('r')) return yield* fromFile(sys, dump, o.get('r')!, test, limit);
  const wanted = o.get('i') ?? links.find((l) => l.up && !l.loop)?.name ?? 'lo';
  const link = wanted === 'any' ? undefined : (links.find((l) => l.name === wanted) ?? (/^\d+$/.test(wanted) ? links[Number(wanted) - 1] : undefined));
  if (wanted !== 'any' && link === undefined) return yield* fail(`${wanted}: No such device exists\n(No such device exists)`);
  if (link !== undefined && !link.up) return yield* fail(`${link.name}: That device is not up`);
  let fd: number;
  try {
    fd = sys.socket('packet', 'raw', 3);
  } catch (e) {
    if (!isSysError(e)) throw e;
    return yield* fail(`${wanted}: You don't have permission to perform this capture on that device\n(socket: ${e.message})`);
  }
  sys.bind(fd, { family: 'packet', ifindex: link?.index ?? 0, protocol: 3 });
  if (wanted === 'any') yield* writeText(sys, 2, 'tcpdump: data link type LINUX_SLL2\n');
  const file = o.get('w');
  if (file === undefined && !counts.has('v')) yield* writeText(sys, 2, 'tcpdump: verbose output suppressed, use -v[v]... for full protocol decode\n');
  let to: number | undefined;
  if (file !== undefined) {
    try {
      to = file === '-' ? 1 : yield* sys.open(file, O.WRONLY | O.CREAT | O.TRUNC | O.CLOEXEC, 0o644);
    } catch (e) {
      if (!isSysError(e)) throw e;
      return yield* fail(`${file}: ${e.message}`);
    }
    yield* writeAll(sys, to, fileHeader(snaplen));
  }
  const kind = wanted === 'any' ? 'LINUX_SLL2 (Linux cooked v2)' : 'EN10MB (Ethernet)';
  yield* writeText(sys, 2, `${file === undefined ? '' : 'tcpdump: '}listening on ${link?.name ?? 'any'}, link-type ${kind}, snapshot length ${snaplen} bytes\n`);
  let stop = false;
  for (const signal of [Signal.SIGINT, Signal.SIGTERM, Signal.SIGHUP]) sys.sigaction(signal, () => void (stop = true), { restart: false });
  let captured = 0;
  while (!stop && (limit === 0 || captured < limit)) {
    let got;
    try {
      got = yield* sys.recvfrom(fd, snaplen);
    } catch (e) {
      if (isSysError(e, 'EINTR')) continue;
      if (!isSysError(e)) throw e;
      yield* writeText(sys, 2, `tcpdump: pcap_loop: The interface disappeared\n`);
      break;
    }
    const from = got.from?.family === 'packet' ? got.from : undefined;
    const length = from?.length ?? got.data.length;
    // The loopback device shows everything twice: going out and coming in.
    if (from?.direction === 'out' && links.find((l) => l.index === from.ifindex)?.loop === true) continue;
    if (!test(got.data, length) || (o.get('Q') === 'in' && from?.direction === 'out') || (o.get('Q') === 'out' && from?.direction !== 'out')) continue;
    captured++;
    const c: Capture = { time_ns: from?.time_ns ?? sys.now_ms() * 1e6, data: got.data, length, ...(wanted === 'any' && from?.device !== undefined && from.direction !== undefined && to === undefined ? { device: from.device, direction: from.direction } : {}) };
    if (to !== undefined) yield* writeAll(sys, to, record(c));
    else yield* dump.show(c);
  }
  sys.close(fd);
  yield* writeText(sys, 2, `${stop && file === undefined ? '\n' : ''}${captured} packet${captured === 1 ? '' : 's'} captured\n${captured} packet${captured === 1 ? '' : 's'} received by filter\n0 packets dropped by kernel\n`);
  return 0;
}

export const tcpdump: Program = {
  name: 'tcpdump',
  support: { level: 'partial', note: 'Ethernet, ARP, IPv4, IPv6, ICMP, TCP, UDP, DNS and the first line of HTTP; no rotation of files' },
  *main(sys, argv, envp) {
    try {
      return yield* main(sys, argv.slice(1), new Env(envp));
    } catch (e) {
      if (e instanceof GetoptError) {
        yield* writeText(sys, 2, `tcpdump: ${e.message}\n${USAGE}`);
        return 1;
      }
      if (!isSysError(e)) throw e;
      yield* writeText(sys, 2, `tcpdump: ${e.message}\n`);
      return 1;
    }
  },
};
