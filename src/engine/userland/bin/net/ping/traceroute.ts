/** traceroute (2.1.2): the routers on the way, by UDP or ICMP (-I) probes with growing TTLs. BusyBox's form too. Left out: TCP and other methods, AS numbers, path MTU. */
import { isSysError } from '../../../../abi/errno.ts';
import { POLL } from '../../../../abi/process.ts';
import { Getopt, GetoptError } from '../../../libc/getopt.ts';
import { formatIpv4 } from '../../../libc/netaddr.ts';
import { GaiError, resolveHost, reverseLookup } from '../../../libc/resolve.ts';
import { writeText } from '../../../libc/stdio.ts';
import { EchoSocket, word } from './icmp.ts';
import type { Sys, Task } from '../../../../abi/sys.ts';
import type { Program } from '../../../libc/program.ts';

const HELP = `Usage:
  traceroute [ -46InU ] [ -f first_ttl ] [ -i device ] [ -m max_ttl ] [ -p port ] [ -w wait ] [ -q nqueries ] [ -s src_addr ] host [ packetlen ]
Options:
  -4, -6                  one family of addresses
  -f first_ttl            begin with this TTL
  -I                      ICMP echo requests
  -i device               by this interface
  -m max_ttl              at most so many hops, default 30
  -n                      no names
  -p port                 the first UDP port, default 33434
  -q nqueries             probes a hop, default 3
  -s src_addr             our address
  -w wait                 seconds to wait for a probe, default 5
`;

interface Options {
  icmp: boolean;
  numeric: boolean;
  first: number;
  max: number;
  queries: number;
  wait_ns: number;
  port: number;
  size: number;
  device: string | undefined;
  source: string | undefined;
}

interface Hop {
  readonly from: string;
  readonly took_ns: number;
  /** What follows the time: '', ' !H' ... */
  readonly note: string;
  readonly last: boolean;
}

const NOTES: Readonly<Record<number, string>> = { 0: ' !N', 1: ' !H', 2: ' !P', 4: ' !F', 5: ' !S', 9: ' !X', 10: ' !X', 13: ' !X' };

class Tracer {
  private readonly sys: Sys;
  private readonly o: Options;
  private readonly to: string;
  private readonly icmp: EchoSocket;
  private probe = 0;
  constructor(sys: Sys, o: Options, to: string) {
    this.sys = sys;
    this.o = o;
    this.to = to;
    this.icmp = new EchoSocket(sys, false);
    if (o.device !== undefined) sys.setsockopt(this.icmp.fd, 'SO_BINDTODEVICE', o.device);
    if (o.source !== undefined) sys.bind(this.icmp.fd, this.icmp.address(o.source));
  }

  /** One probe: who answered, or undefined. */
  *send(ttl: number): Task<Hop | undefined> {
    const { sys, o } = this;
    const n = this.probe++;
    const port = o.port + n;
    const started = sys.monotonic_ns();
    if (o.icmp) {
      sys.setsockopt(this.icmp.fd, 'IP_TTL', ttl);
      yield* this.icmp.send(this.to, n + 1, o.size - 28);
      for (;;) {
        const left = started + o.wait_ns - sys.monotonic_ns();
        if (left <= 0) return undefined;
        const got = yield* this.icmp.receive(left);
        if (got === undefined) return undefined;
        if (got.seq !== n + 1) continue;
        const took_ns = sys.monotonic_ns() - started;
        if (got.kind === 'reply') return { from: got.from, took_ns, note: '', last: true };
        return { from: got.from, took_ns, note: got.type === 11 ? '' : (NOTES[got.code] ?? ` !<${got.code}>`), last: got.type !== 11 };
      }
    }
    const fd = sys.socket('inet', 'dgram');
    try {
      sys.setsockopt(fd, 'IP_TTL', ttl);
      if (o.device !== undefined) sys.setsockopt(fd, 'SO_BINDTODEVICE', o.device);
      if (o.source !== undefined) sys.bind(fd, { family: 'inet', address: o.source, port: 0 });
      yield* sys.sendto(fd, new Uint8Array(Math.max(0, o.size - 28)).fill(64), { family: 'inet', address: this.to, port });
      return yield* this.answer(port, started);
    } finally {
      sys.close(fd);
    }
  }

  /** The ICMP error about the datagram to `port`. */
  private *answer(port: number, started: number): Task<Hop | undefined> {
    const { sys, o } = this;
    for (;;) {
      const left = started + o.wait_ns - sys.monotonic_ns();
      if (left <= 0) return undefined;
      const [events] = yield* sys.poll([{ fd: this.icmp.fd, events: POLL.IN }], left);
      if (events === 0) return undefined;
      const { data } = yield* sys.recvfrom(this.icmp.fd, 65535);
      const icmp = data.subarray((data[0]! & 15) * 4);
      const inner = icmp.subarray(8);
      const udp = inner.subarray((inner[0]! & 15) * 4);
      if ((icmp[0] !== 3 && icmp[0] !== 11) || inner[9] !== 17 || word(udp, 2) !== port) continue;
      const from = formatIpv4(((data[12]! << 24) | (data[13]! << 16) | (data[14]! << 8) | data[15]!) >>> 0);
      const reached = icmp[0] === 3 && icmp[1] === 3;
      return { from, took_ns: sys.monotonic_ns() - started, note: icmp[0] === 11 || reached ? '' : (NOTES[icmp[1]!] ?? ` !<${icmp[1]!}>`), last: icmp[0] === 3 };
    }
  }

  *run(): Task<number> {
    const { sys, o } = this;
    for (let ttl = o.first; ttl <= o.max; ttl++) {
      yield* writeText(sys, 1, `${String(ttl).padStart(2)} `);
      let before: string | undefined;
      let done = false;
      for (let q = 0; q < o.queries; q++) {
        const hop = yield* this.send(ttl);
        if (hop === undefined) {
          yield* writeText(sys, 1, ' *');
          continue;
        }
        let text = '';
        if (hop.from !== before) {
          const name = o.numeric ? undefined : ((yield* reverseLookup(sys, hop.from)) ?? hop.from);
          text += ` ${name === undefined ? hop.from : `${name} (${hop.from})`}`;
          before = hop.from;
        }
        text += `  ${(hop.took_ns / 1e6).toFixed(3)} ms${hop.note}`;
        yield* writeText(sys, 1, text);
        done = done || hop.last;
      }
      yield* writeText(sys, 1, '\n');
      if (done) return 0;
    }
    return 0;
  }
}

function* main(sys: Sys, args: readonly string[], busybox: boolean): Task<number> {
  const o: Options = { icmp: false, numeric: false, first: 1, max: 30, queries: 3, wait_ns: busybox ? 3e9 : 5e9, port: 33434, size: busybox ? 46 : 60, device: undefined, source: undefined };
  const fail = function* (text: string): Task<number> {
    yield* writeText(sys, 2, text);
    return 2;
  };
  const options = new Getopt(args, '46dFf:g:Ii:m:N:np:q:rs:t:TUVw:z:lv', { icmp: 'I', help: 'h', version: 'V', 'max-hops': 'm:', first: 'f:', queries: 'q:', wait: 'w:', interface: 'i:', port: 'p:' });
  for (const { key, arg } of options) {
    if (key === 'I') o.icmp = true;
    else if (key === 'n') o.numeric = true;
    else if (key === 'f') o.first = Number(arg);
    else if (key === 'm') o.max = Number(arg);
    else if (key === 'q') o.queries = Number(arg);
    else if (key === 'w') o.wait_ns = Number(arg.split(',')[0]) * 1e9;
    else if (key === 'p') o.port = Number(arg);
    else if (key === 'i') o.device = arg;
    else if (key === 's') o.source = arg;
    else if (key === 'T' || key === '6' || key === 'g') return yield* fail(`glasshull: traceroute -${key} is not simulated\n`);
    else if (key === 'V') {
      yield* writeText(sys, 1, 'Modern traceroute for Linux, version 2.1.2\nCopyright (c) 2016  Dmitry Butskoy,   License: GPL v2 or any later\n');
      return 0;
    } else if (key === 'h') {
      yield* writeText(sys, 1, HELP);
      return 0;
    }
  }
  if (!(o.max >= 1 && o.max <= 255)) return yield* fail('max hops cannot be more than 255\n');
  if (!(o.first >= 1 && o.first <= o.max)) return yield* fail('first hop out of range\n');
  const [host, length] = options.operands;
  if (host === undefined) return yield* fail('Specify "host" missing argument.\n');
  if (length !== undefined) {
    if (!/^\d+$/.test(length)) return yield* fail(`Cannot handle "packetlen" cmdline arg \`${length}' on position 2 (argc 2)\n`);
    o.size = Math.max(28, Number(length));
  }
  let to: string;
  try {
    to = (yield* resolveHost(sys, host))[0]!;
  } catch (e) {
    if (!(e instanceof GaiError)) throw e;
    if (busybox) {
      yield* writeText(sys, 2, `traceroute: bad address '${host}'\n`);
      return 1;
    }
    return yield* fail(`${host}: ${e.message}\nCannot handle "host" cmdline arg \`${host}' on position 1 (argc ${args.length})\n`);
  }
  const tracer = new Tracer(sys, o, to);
  yield* writeText(sys, 1, `traceroute to ${host} (${to}), ${o.max} hops max, ${o.size} byte packets\n`);
  try {
    return yield* tracer.run();
  } catch (e) {
    if (!isSysError(e)) throw e;
    yield* writeText(sys, 2, busybox ? `traceroute: sendto: ${e.message}\n` : `${o.icmp ? 'send' : 'connect'}: ${e.message}\n`);
    return 1;
  }
}

function tracer(name: string, busybox: boolean): Program {
  return {
    name,
    support: { level: 'partial', note: 'UDP and ICMP over IPv4' },
    *main(sys, argv) {
      try {
        return yield* main(sys, argv.slice(1), busybox);
      } catch (e) {
        if (e instanceof GetoptError) {
          yield* writeText(sys, 2, busybox ? `traceroute: ${e.message}\n` : `Bad option \`${argv.find((a) => a.startsWith('-')) ?? ''}' (argc 1)\n`);
          return busybox ? 1 : 2;
        }
        if (!isSysError(e)) throw e;
        yield* writeText(sys, 2, busybox ? `traceroute: ${e.message}\n` : `${e.code === 'EPERM' ? 'You do not have enough privileges to use this traceroute method.\nsocket' : 'traceroute'}: ${e.message}\n`);
        return 1;
      }
    },
  };
}

export const traceroute = tracer('traceroute', false);
export const busyboxTraceroute = tracer('traceroute', true);
