/** ping (iputils 20221126): echo requests and their statistics. Left out: record route, timestamps of routers, node information, user-to-user latency. */
import { isSysError } from '../../../../abi/errno.ts';
import { Signal } from '../../../../abi/signal.ts';
import { Getopt, GetoptError } from '../../../libc/getopt.ts';
import { isIpv6, parseIp } from '../../../libc/netaddr.ts';
import { formatFloat } from '../../../libc/printf.ts';
import { GaiError, resolveHost, reverseLookup } from '../../../libc/resolve.ts';
import { writeText } from '../../../libc/stdio.ts';
import { EchoSocket, describe } from './icmp.ts';
import type { Sys, Task } from '../../../../abi/sys.ts';
import type { Program } from '../../../libc/program.ts';
import type { Arrival } from './icmp.ts';

const USAGE = `
Usage
  ping [options] <destination>

Options:
  <destination>      name or address
  -A                 as fast as replies come
  -c <count>         stop after so many replies
  -D                 the time before each line
  -f                 flood: as fast as they come, or a hundred a second
  -h                 this text
  -I <interface>     name of an interface, or an address of ours
  -i <interval>      seconds between requests
  -m <mark>          mark the packets
  -M <pmtud opt>     path MTU discovery: do, dont or want
  -n                 no names
  -O                 say which reply is missing
  -p <pattern>       bytes of the data, in hexadecimal
  -q                 only the summary
  -s <size>          bytes of data
  -t <ttl>           time to live
  -v                 more words
  -V                 the version
  -w <deadline>      stop after so many seconds
  -W <timeout>       seconds to wait for a reply

IPv4 options:
  -4                 use IPv4
  -b                 broadcast addresses too

IPv6 options:
  -6                 use IPv6

For more details see ping(8).
`;

/** Ends ping with a message after its name. */
class PingError {
  readonly message: string;
  readonly status: number;
  constructor(message: string, status = 2) {
    this.message = message;
    this.status = status;
  }
}

interface Options {
  count: number | undefined;
  interval_ns: number;
  size: number;
  ttl: number | undefined;
  wait_ns: number | undefined;
  deadline_ns: number | undefined;
  quiet: boolean;
  numeric: boolean;
  flood: boolean;
  adaptive: boolean;
  outstanding: boolean;
  stamp: boolean;
  verbose: boolean;
  broadcast: boolean;
  from: string | undefined;
  pattern: Uint8Array | undefined;
  family: 'inet' | 'inet6' | undefined;
  dontFragment: boolean;
  mark: number | undefined;
}

function whole(text: string, min: number, max: number | bigint): number {
  if (!/^-?\d+$/.test(text)) throw new PingError(`invalid argument: '${text}'`, 1);
  const n = Number(text);
  if (n < min || n > Number(max)) throw new PingError(`invalid argument: '${text}': out of range: ${min} <= value <= ${max}`, 1);
  return n;
}

function seconds(text: string): number {
  if (!/^\d*\.?\d+$|^\d+\.$/.test(text)) throw new PingError(`option argument contains garbage: ${text}\nping: this will become fatal error in the future`, 1);
  return Number(text) * 1e9;
}

function parse(args: readonly string[]): { readonly o: Options; readonly operands: readonly string[] } {
  const o: Options = { count: undefined, interval_ns: 1e9, size: 56, ttl: undefined, wait_ns: undefined, deadline_ns: undefined, quiet: false, numeric: false, flood: false, adaptive: false, outstanding: false, stamp: false, verbose: false, broadcast: false, from: undefined, pattern: undefined, family: undefined, dontFragment: false, mark: undefined };
  const options = new Getopt(args, 'h?4bRT:6F:N:aABc:CdDe:fi:I:l:Lm:M:nOp:qQ:rs:S:t:UvVw:W:');
  for (const { key, arg } of options) {
    if (key === 'c') o.count = whole(arg, 1, 9223372036854775807n);
    else if (key === 'i') {
      o.interval_ns = seconds(arg);
      if (o.interval_ns < 2e6) o.interval_ns = Math.max(o.interval_ns, 0);
    } else if (key === 's') o.size = whole(arg, 0, 2147483647);
    else if (key === 't') o.ttl = whole(arg, 0, 255);
    else if (key === 'W') o.wait_ns = seconds(arg);
    else if (key === 'w') o.deadline_ns = whole(arg, 0, 2147483647) * 1e9;
    else if (key === 'm') o.mark = whole(arg, 0, 4294967295);
    else if (key === 'I') o.from = arg;
    else if (key === '4') o.family = 'inet';
    else if (key === '6') o.family = 'inet6';
    else if (key === 'M') {
      if (arg !== 'do' && arg !== 'dont' && arg !== 'want') throw new PingError('invalid -M argument: ' + arg, 1);
      o.dontFragment = arg === 'do';
    } else if (key === 'p') {
      const digits = arg.match(/[0-9a-f]{1,2}/gi);
      if (digits === null || !/^[0-9a-f]+$/i.test(arg)) throw new PingError('patterns must be specified as hex digits: ' + arg);
      o.pattern = Uint8Array.from(digits.map((d) => parseInt(d, 16)));
    } else if (key === 'R' || key === 'T' || key === 'N' || key === 'U') throw new PingError(`glasshull: ping -${key} is not simulated`, 1);
    else {
      const flag = ({ q: 'quiet', n: 'numeric', f: 'flood', A: 'adaptive', O: 'outstanding', D: 'stamp', v: 'verbose', b: 'broadcast' } as const)[key];
      if (flag !== undefined) o[flag] = true;
      else if (key === 'h' || key === '?') throw new GetoptError('');
      else if (key === 'V') throw new PingError('version', 0);
    }
  }
  if (o.flood && !args.some((a) => a.startsWith('-i'))) o.interval_ns = 0;
  return { o, operands: options.operands };
}

/** Milliseconds with as many digits as count. */
function ms(ns: number): string {
  const us = Math.floor(ns / 1000);
  if (us >= 100_000) return String(Math.floor((us + 500) / 1000));
  if (us >= 10_000) return `${Math.floor(us / 1000)}.${Math.floor((us % 1000) / 100)}`;
  if (us >= 1000) return `${Math.floor(us / 1000)}.${String(Math.floor((us % 1000) / 10)).padStart(2, '0')}`;
  return `0.${String(us).padStart(3, '0')}`;
}

const three = (us: number): string => `${Math.floor(us / 1000)}.${String(Math.floor(us % 1000)).padStart(3, '0')}`;

class Session {
  private sent = 0;
  private received = 0;
  private duplicates = 0;
  private errors = 0;
  private pipe = 0;
  private readonly times: number[] = [];
  private ewma = 0;
  private readonly departures = new Map<number, number>();
  private readonly seen = new Set<number>();
  private started = 0;
  private last = 0;
  private interrupted = false;
  private acked = 0;
  private readonly names = new Map<string, string>();
  private readonly sys: Sys;
  private readonly o: Options;
  private readonly host: string;
  private readonly address: string;
  private readonly socket: EchoSocket;
  constructor(sys: Sys, o: Options, host: string, address: string, socket: EchoSocket) {
    this.sys = sys;
    this.o = o;
    this.host = host;
    this.address = address;
    this.socket = socket;
  }

  private *print(text: string): Task<void> {
    yield* writeText(this.sys, 1, text);
  }

  private *name(address: string): Task<string> {
    if (this.o.numeric) return address;
    let known = this.names.get(address);
    if (known === undefined) {
      const found = yield* reverseLookup(this.sys, address);
      known = found === undefined ? address : `${found} (${address})`;
      this.names.set(address, known);
    }
    return known;
  }

  *run(): Task<number> {
    const { sys, o } = this;
    sys.sigaction(Signal.SIGINT, () => void (this.interrupted = true), { restart: false });
    sys.sigaction(Signal.SIGQUIT, (_, own) => this.short(own), { restart: false });
    this.started = sys.monotonic_ns();
    let next = this.started;
    for (;;) {
      if (this.interrupted || this.finished()) break;
      const now = sys.monotonic_ns();
      if (o.deadline_ns !== undefined && now - this.started >= o.deadline_ns) break;
      const more = o.count === undefined || this.sent < o.count;
      if (more && now >= next) {
        yield* this.request();
        next = now + (o.flood || o.adaptive ? Math.max(o.interval_ns > 0 && o.adaptive ? 200e6 : 10e6, 0) : o.interval_ns);
        continue;
      }
      let until = more ? next : this.last + this.linger();
      if (!more && now >= until) break;
      if (o.deadline_ns !== undefined) until = Math.min(until, this.started + o.deadline_ns);
      let got: Arrival | undefined;
      try {
        got = yield* this.socket.receive(Math.max(0, until - now));
      } catch (e) {
        if (isSysError(e, 'EINTR')) continue;
        throw e;
      }
      if (got === undefined) continue;
      yield* this.arrive(got);
      if ((o.flood || o.adaptive) && got.kind === 'reply' && o.interval_ns <= 1e9) next = sys.monotonic_ns();
    }
    yield* this.summary();
    if (this.received === 0 || (o.deadline_ns !== undefined && o.count !== undefined && this.received < o.count)) return 1;
    return 0;
  }

  private finished(): boolean {
    return this.o.count !== undefined && this.received + this.errors >= this.o.count;
  }

  /** How long to wait after the last request. */
  private linger(): number {
    if (this.o.wait_ns !== undefined) return this.o.wait_ns;
    return this.received > 0 ? Math.max(2 * Math.max(...this.times), this.o.interval_ns) : 10e9;
  }

  private *request(): Task<void> {
    const { o } = this;
    if (o.outstanding && this.sent > 0 && this.acked < this.sent && !this.seen.has(this.sent)) yield* this.print(`no answer yet for icmp_seq=${this.sent}\n`);
    const seq = ++this.sent;
    this.last = this.sys.monotonic_ns();
    this.departures.set(seq & 0xffff, this.last);
    if (o.flood && !o.quiet) yield* this.print('.');
    try {
      yield* this.socket.send(this.address, seq, o.size, o.pattern);
    } catch (e) {
      if (!isSysError(e)) throw e;
      if (e.code === 'EINTR') return;
      this.errors++;
      if (e.code === 'EMSGSIZE') yield* writeText(this.sys, 2, `ping: local error: message too long, mtu=1500\n`);
      else yield* writeText(this.sys, 2, `ping: sendmsg: ${e.message}\n`);
    }
  }

  private acknowledge(seq: number): void {
    this.pipe = Math.max(this.pipe, this.sent - seq + 1);
    this.acked = Math.max(this.acked, seq);
  }

  private *arrive(a: Arrival): Task<void> {
    const { o } = this;
    const stamp = o.stamp ? `[${(this.sys.now_ms() / 1000).toFixed(6)}] ` : '';
    this.acknowledge(a.seq);
    if (a.kind === 'error') {
      this.errors++;
      if (!o.quiet && !o.flood) yield* this.print(`${stamp}From ${yield* this.name(a.from)} icmp_seq=${a.seq} ${describe(a, isIpv6(this.address))}\n`);
      else if (o.flood && !o.quiet) yield* this.print('\bE');
      return;
    }
    const left = this.departures.get(a.seq);
    const took = left === undefined ? 0 : this.sys.monotonic_ns() - left;
    const again = this.seen.has(a.seq);
    this.seen.add(a.seq);
    if (again) this.duplicates++;
    else {
      this.received++;
      if (o.size >= 16) {
        this.times.push(took);
        this.ewma = this.ewma === 0 ? took * 8 : this.ewma + took - this.ewma / 8;
      }
    }
    if (o.flood) {
      if (!o.quiet) yield* this.print('\b \b');
      return;
    }
    if (o.quiet) return;
    yield* this.print(`${stamp}${a.bytes} bytes from ${yield* this.name(a.from)}: icmp_seq=${a.seq}${o.verbose ? ` ident=${this.socket.id}` : ''} ttl=${a.ttl}${o.size >= 16 ? ` time=${ms(took)} ms` : ''}${again ? ' (DUP!)' : ''}\n`);
  }

  private figures(): { min: number; avg: number; max: number; mdev: number } {
    const us = this.times.map((t) => Math.floor(t / 1000));
    const avg = us.reduce((a, b) => a + b, 0) / us.length;
    const square = us.reduce((a, b) => a + b * b, 0) / us.length;
    return { min: Math.min(...us), avg: Math.floor(avg), max: Math.max(...us), mdev: Math.floor(Math.sqrt(Math.max(0, square - avg * avg))) };
  }

  private loss(): string {
    return formatFloat(((this.sent - this.received) * 100) / this.sent, 'g', { flags: '', width: 0, precision: undefined });
  }

  private *short(sys: Sys): Task<void> {
    const { min, avg, max } = this.times.length > 0 ? this.figures() : { min: 0, avg: 0, max: 0 };
    yield* writeText(sys, 2, `\r${this.received}/${this.sent} packets, ${this.sent === 0 ? 0 : Math.floor(((this.sent - this.received) * 100) / this.sent)}% loss${this.times.length > 0 ? `, min/avg/ewma/max = ${three(min)}/${three(avg)}/${three(this.ewma / 8000)}/${three(max)} ms` : ''}\n`);
  }

  private *summary(): Task<void> {
    let out = `\n--- ${this.host} ping statistics ---\n${this.sent} packets transmitted, ${this.received} received`;
    if (this.duplicates > 0) out += `, +${this.duplicates} duplicates`;
    if (this.errors > 0) out += `, +${this.errors} errors`;
    if (this.sent > 0) out += `, ${this.loss()}% packet loss, time ${Math.floor((this.last - this.started) / 1e6)}ms`;
    out += '\n';
    const tail: string[] = [];
    if (this.times.length > 0) {
      const f = this.figures();
      tail.push(`rtt min/avg/max/mdev = ${three(f.min)}/${three(f.avg)}/${three(f.max)}/${three(f.mdev)} ms`);
    }
    if (this.pipe > 1) tail.push(`pipe ${this.pipe}`);
    if (this.received > 0 && (this.o.flood || this.o.adaptive || this.o.interval_ns === 0) && this.sent > 1) tail.push(`ipg/ewma ${three((this.last - this.started) / 1000 / (this.sent - 1))}/${three(this.ewma / 8000)} ms`);
    yield* this.print(`${out}${tail.join(', ')}\n`);
  }
}

/** Our address towards `to`, as a connected datagram socket gets it. Throws PingError. */
function* sourceFor(sys: Sys, to: string, o: Options): Task<string> {
  const v6 = isIpv6(to);
  const fd = sys.socket(v6 ? 'inet6' : 'inet', 'dgram');
  try {
    if (o.broadcast) sys.setsockopt(fd, 'SO_BROADCAST', true);
    if (o.from !== undefined && parseIp(o.from) === undefined) {
      try {
        sys.setsockopt(fd, 'SO_BINDTODEVICE', o.from);
      } catch (e) {
        if (!isSysError(e)) throw e;
        throw new PingError(`SO_BINDTODEVICE ${o.from}: ${e.message}`);
      }
    } else if (o.from !== undefined) {
      try {
        sys.bind(fd, { family: v6 ? 'inet6' : 'inet', address: o.from, port: 0 });
      } catch (e) {
        if (!isSysError(e)) throw e;
        throw new PingError(`bind: ${e.message}`);
      }
    }
    try {
      yield* sys.connect(fd, { family: v6 ? 'inet6' : 'inet', address: to, port: 1025 });
    } catch (e) {
      if (!isSysError(e)) throw e;
      if (e.code === 'EACCES') throw new PingError('Do you want to ping broadcast? Then -b. If not, check your local firewall rules');
      throw new PingError(`connect: ${e.message}`);
    }
    const own = sys.getsockname(fd);
    return own.family === 'inet' || own.family === 'inet6' ? own.address : '';
  } finally {
    sys.close(fd);
  }
}

function* main(sys: Sys, args: readonly string[], force: 'inet' | 'inet6' | undefined): Task<number> {
  const { o, operands } = parse(args);
  const host = operands[operands.length - 1];
  if (host === undefined) throw new PingError('usage error: Destination address required', 1);
  const family = o.family ?? force;
  let address: string;
  try {
    address = isIpv6(host) && family !== 'inet' ? (yield* resolveHost(sys, host, 'inet6'))[0]! : family === 'inet6' ? (yield* resolveHost(sys, host, 'inet6'))[0]! : (yield* resolveHost(sys, host))[0]!;
  } catch (e) {
    if (!(e instanceof GaiError)) throw e;
    throw new PingError(`${host}: ${e.message}`);
  }
  const v6 = isIpv6(address);
  if (parseIp(host) !== undefined) o.numeric = true;
  let socket: EchoSocket;
  try {
    socket = new EchoSocket(sys, v6);
  } catch (e) {
    if (!isSysError(e)) throw e;
    throw new PingError(`socktype: SOCK_RAW\nping: socket: ${e.message}\nping: => missing cap_net_raw+p capability or setuid?`);
  }
  const source = yield* sourceFor(sys, address, o);
  if (o.broadcast) {
    sys.setsockopt(socket.fd, 'SO_BROADCAST', true);
    yield* writeText(sys, 2, 'WARNING: pinging broadcast address\n');
  }
  if (o.ttl !== undefined) sys.setsockopt(socket.fd, 'IP_TTL', o.ttl);
  if (o.mark !== undefined) sys.setsockopt(socket.fd, 'SO_MARK', o.mark);
  if (o.dontFragment) sys.setsockopt(socket.fd, 'IP_MTU_DISCOVER', true);
  const device = o.from !== undefined && parseIp(o.from) === undefined ? o.from : undefined;
  if (device !== undefined) sys.setsockopt(socket.fd, 'SO_BINDTODEVICE', device);
  else if (o.from !== undefined) sys.bind(socket.fd, socket.address(o.from));
  if (o.pattern !== undefined) yield* writeText(sys, 1, `PATTERN: 0x${[...o.pattern].map((b) => b.toString(16).padStart(2, '0')).join('')}\n`);
  const via = o.from === undefined ? '' : ` from ${source} ${device ?? ''}:`;
  yield* writeText(sys, 1, v6 ? `PING ${host}(${address}) ${via === '' ? '' : `${via.trim()} `}${o.size} data bytes\n` : `PING ${host} (${address})${via} ${o.size}(${o.size + 28}) bytes of data.\n`);
  try {
    return yield* new Session(sys, o, host, address, socket).run();
  } finally {
    socket.close();
  }
}

function pinger(name: string, force: 'inet' | 'inet6' | undefined): Program {
  return {
    name,
    support: { level: 'partial', note: 'no record route, no router timestamps, no IPv6 node information' },
    *main(sys, argv) {
      try {
        return yield* main(sys, argv.slice(1), force);
      } catch (e) {
        if (e instanceof GetoptError) {
          yield* writeText(sys, 2, `${e.message === '' ? '' : `ping: ${e.message}\n`}${USAGE}`);
          return 2;
        }
        if (e instanceof PingError) {
          if (e.status === 0) yield* writeText(sys, 1, 'ping from iputils 20221126\nlibcap: yes, IDN: yes, NLS: no, error.h: yes, getrandom(): yes, __fpending(): yes\n');
          else yield* writeText(sys, 2, e.message.startsWith('glasshull') ? `${e.message}\n` : `ping: ${e.message}\n`);
          return e.status;
        }
        if (!isSysError(e)) throw e;
        yield* writeText(sys, 2, `ping: ${e.message}\n`);
        return 2;
      }
    },
  };
}

export const ping = pinger('ping', undefined);
