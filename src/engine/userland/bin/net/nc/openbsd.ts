/** nc of netcat-openbsd (1.219): TCP, UDP and unix sockets, both ways. Left out: proxies, descriptors passed on, TLS, DCCP, MD5 signatures. */
import { isSysError } from '../../../../abi/errno.ts';
import { Getopt, GetoptError } from '../../../libc/getopt.ts';
import { readNetDb } from '../../../libc/netdb.ts';
import { reverseLookup } from '../../../libc/resolve.ts';
import { writeText } from '../../../libc/stdio.ts';
import { GaiError, addressesOf, connectFor, hostPort, relay, socketAddress } from './relay.ts';
import type { Sys, Task } from '../../../../abi/sys.ts';
import type { NetDb } from '../../../libc/netdb.ts';
import type { Program } from '../../../libc/program.ts';
import type { RelayOptions } from './relay.ts';

const USAGE = `usage: nc [-46CDdFhklNnrStUuvZz] [-I length] [-i interval] [-M ttl]
\t  [-m minttl] [-O length] [-P proxy_username] [-p source_port]
\t  [-q seconds] [-s sourceaddr] [-T keyword] [-V rtable] [-W recvlimit]
\t  [-w timeout] [-X proxy_protocol] [-x proxy_address[:port]]
\t  [destination] [port]
`;
const HELP = `${USAGE}\tCommand Summary:
\t\t-4 -6\t\tOne family of addresses only
\t\t-b\t\tBroadcast addresses too
\t\t-C\t\tLines end with CR LF
\t\t-d\t\tDo not read the input
\t\t-h\t\tThis text
\t\t-i interval\tWait between ports
\t\t-k\t\tListen again after a connection
\t\t-l\t\tListen
\t\t-N\t\tShut the socket down when the input ends
\t\t-n\t\tNo names
\t\t-p port\t\tOur port
\t\t-q secs\t\tEnd so long after the end of the input
\t\t-s sourceaddr\tOur address
\t\t-U\t\tUnix sockets
\t\t-u\t\tUDP
\t\t-v\t\tMore words
\t\t-w timeout\tFor connections, and for silence
\t\t-z\t\tOnly see who listens
\tPorts: a number, a name, or a range as lo-hi
`;

/** Ends nc with `nc: message`. */
class NcError {
  readonly message: string;
  constructor(message: string) {
    this.message = message;
  }
}

class Nc {
  private readonly sys: Sys;
  private readonly o: ReadonlyMap<string, string>;
  private readonly db: NetDb;
  private readonly family: 'inet' | 'inet6' | undefined;
  constructor(sys: Sys, o: ReadonlyMap<string, string>, db: NetDb) {
    this.sys = sys;
    this.o = o;
    this.db = db;
    this.family = o.has('4') ? 'inet' : o.has('6') ? 'inet6' : undefined;
  }

  private get udp(): boolean {
    return this.o.has('u');
  }

  *say(text: string): Task<void> {
    if (this.o.has('v')) yield* writeText(this.sys, 2, `${text}\n`);
  }

  private seconds(letter: string): number | undefined {
    const text = this.o.get(letter);
    if (text === undefined) return undefined;
    if (!/^-?\d+$/.test(text)) throw new NcError(letter === 'w' ? `timeout invalid: ${text}` : `quit timer invalid: ${text}`);
    return Number(text) < 0 ? undefined : Number(text) * 1e9;
  }

  private relayOptions(): RelayOptions {
    return { shut: this.o.has('N'), quit_ns: this.seconds('q'), idle_ns: this.seconds('w'), crlf: this.o.has('C'), deaf: this.o.has('d'), half: !this.o.has('l'), datagrams: this.udp };
  }

  private *nameOf(address: string): Task<string> {
    return this.o.has('n') ? address : ((yield* reverseLookup(this.sys, address)) ?? address);
  }

  private port(text: string): number {
    const n = /^\d+$/.test(text) ? Number(text) : this.db.port(text, this.udp ? 'udp' : 'tcp');
    if (n === undefined) throw new NcError(`port number invalid: ${text}`);
    if (n < 1 || n > 65535) throw new NcError(`port number ${n < 1 ? 'too small' : 'too large'}: ${text}`);
    return n;
  }

  private ports(text: string): number[] {
    const m = /^(\d+)-(\d+)$/.exec(text);
    if (m === null) return [this.port(text)];
    const [a, b] = [this.port(m[1]!), this.port(m[2]!)].sort((x, y) => x - y) as [number, number];
    return Array.from({ length: b - a + 1 }, (_, i) => a + i);
  }

  /** An address to bind: -s, or the host operand of -l. */
  private *own(host: string | undefined): Task<string> {
    if (host === undefined) return this.family === 'inet6' ? '::' : '0.0.0.0';
    try {
      return (yield* addressesOf(this.sys, host, this.family))[0]!;
    } catch (e) {
      if (!(e instanceof GaiError)) throw e;
      throw new NcError(`getaddrinfo: ${e.message}`);
    }
  }

  *listen(host: string | undefined, portText: string): Task<number> {
    const { sys } = this;
    const port = this.port(portText);
    const address = yield* this.own(host ?? this.o.get('s'));
    const to = socketAddress(address, port);
    const open = (): number => {
      const fd = sys.socket(to.family, this.udp ? 'dgram' : 'stream');
      try {
        sys.setsockopt(fd, 'SO_REUSEADDR', true);
        if (!this.udp) sys.setsockopt(fd, 'SO_REUSEPORT', true);
        sys.bind(fd, to);
        if (!this.udp) sys.listen(fd, 1);
      } catch (e) {
        if (!isSysError(e)) throw e;
        throw new NcError(e.message);
      }
      return fd;
    };
    let fd = open();
    do {
      yield* this.say(`${this.udp ? 'Bound' : 'Listening'} on ${yield* this.nameOf(address)} ${port}`);
      if (this.udp) {
        // The first datagram says who the peer is.
        const { data, from } = yield* sys.recvfrom(fd, 65535);
        const peer = hostPort(from);
        if (from !== undefined && !this.o.has('k')) yield* sys.connect(fd, from);
        yield* this.say(`Connection received on ${yield* this.nameOf(peer.address)} ${peer.port}`);
        yield* sys.write(1, data);
        yield* relay(sys, fd, this.relayOptions());
        sys.close(fd);
        if (this.o.has('k')) fd = open();
      } else {
        const { fd: conn, peer } = yield* sys.accept(fd);
        const who = hostPort(peer);
        yield* this.say(`Connection received on ${yield* this.nameOf(who.address)} ${who.port}`);
        if (!this.o.has('k')) sys.close(fd);
        yield* relay(sys, conn, this.relayOptions());
        sys.close(conn);
      }
    } while (this.o.has('k'));
    return 0;
  }

  *unix(path: string | undefined): Task<number> {
    const { sys, o } = this;
    if (path === undefined) throw new NcError('missing path');
    const fd = sys.socket('unix', this.udp ? 'dgram' : 'stream');
    try {
      if (!o.has('l')) yield* sys.connect(fd, { family: 'unix', path });
      else {
        sys.bind(fd, { family: 'unix', path });
        sys.listen(fd, 5);
      }
    } catch (e) {
      if (!isSysError(e)) throw e;
      if (o.has('l')) throw new NcError(`${e.message}`);
      throw new NcError(`${this.o.has('v') ? `unix connect failed: ${e.message}\nnc: ` : ''}${path}: ${e.message}`);
    }
    if (!o.has('l')) {
      if (o.has('z')) yield* this.say(`Connection to ${path} succeeded!`);
      else yield* relay(sys, fd, this.relayOptions());
      return 0;
    }
    yield* this.say(`Listening on ${path}`);
    do {
      const { fd: conn } = yield* sys.accept(fd);
      yield* this.say(`Connection received on ${path}`);
      yield* relay(sys, conn, this.relayOptions());
      sys.close(conn);
    } while (o.has('k'));
    return 0;
  }

  /** A connected socket, or undefined after the complaint. */
  private *dial(host: string, addresses: readonly string[], port: number): Task<{ readonly fd: number; readonly address: string } | undefined> {
    const { sys, o } = this;
    for (const address of addresses) {
      const to = socketAddress(address, port);
      const fd = sys.socket(to.family, this.udp ? 'dgram' : 'stream');
      try {
        if (o.has('b')) sys.setsockopt(fd, 'SO_BROADCAST', true);
        if (o.has('s') || o.has('p')) {
          sys.setsockopt(fd, 'SO_REUSEADDR', true);
          sys.bind(fd, socketAddress(yield* this.own(o.get('s')), o.has('p') ? this.port(o.get('p')!) : 0));
        }
        yield* connectFor(sys, fd, to, this.seconds('w'));
        return { fd, address };
      } catch (e) {
        sys.close(fd);
        if (!isSysError(e)) throw e;
        if (o.has('v')) yield* writeText(sys, 2, `nc: connect to ${host}${address === host ? '' : ` (${address})`} port ${port} (${this.udp ? 'udp' : 'tcp'}) ${e.code === 'EINPROGRESS' ? 'timed out' : 'failed'}: ${e.message}\n`);
      }
    }
    return undefined;
  }

  /** Does a UDP port answer with an error? */
  private *probe(fd: number): Task<boolean> {
    try {
      for (let i = 0; i < 4; i++) {
        yield* this.sys.write(fd, Uint8Array.of(88));
        yield* this.sys.sleep(1e9);
      }
      return true;
    } catch (e) {
      if (!isSysError(e)) throw e;
      return false;
    }
  }

  *connect(host: string, portText: string): Task<number> {
    const { sys, o } = this;
    const ports = this.ports(portText);
    let addresses: readonly string[];
    try {
      addresses = yield* addressesOf(sys, host, this.family);
    } catch (e) {
      if (!(e instanceof GaiError)) throw e;
      throw new NcError(`getaddrinfo for host "${host}" port ${portText}: ${e.message}`);
    }
    let status = 1;
    for (const port of ports) {
      const got = yield* this.dial(host, addresses, port);
      if (got === undefined) continue;
      const { fd, address } = got;
      if (this.udp && (o.has('z') || o.has('v')) && !(yield* this.probe(fd))) {
        sys.close(fd);
        continue;
      }
      status = 0;
      const service = o.has('n') ? undefined : this.db.service(port, this.udp ? 'udp' : 'tcp');
      yield* this.say(`Connection to ${host}${address === host ? '' : ` (${address})`} ${port} port [${this.udp ? 'udp' : 'tcp'}/${service ?? '*'}] succeeded!`);
      if (!o.has('z')) {
        const e = yield* relay(sys, fd, this.relayOptions());
        if (e !== undefined && e.code !== 'ECONNREFUSED') yield* this.say(`nc: read failed (${port}/${this.udp ? 'udp' : 'tcp'}): ${e.message}`);
      }
      sys.close(fd);
      if (!o.has('z')) break;
    }
    return status;
  }
}

function* main(sys: Sys, args: readonly string[]): Task<number> {
  const o = new Map<string, string>();
  const options = new Getopt(args, '46bCDdhklNnrStUuvzFZI:i:M:m:O:P:p:q:s:T:V:W:w:X:x:');
  try {
    for (const { key, arg } of options) o.set(key, arg);
  } catch (e) {
    if (!(e instanceof GetoptError)) throw e;
    yield* writeText(sys, 2, USAGE);
    return 1;
  }
  if (o.has('h')) {
    yield* writeText(sys, 2, `OpenBSD netcat (Debian patchlevel 1.219-1)\n${HELP}`);
    return 0;
  }
  for (const letter of 'xXPFZS') if (o.has(letter)) throw new NcError(`glasshull: nc -${letter} is not simulated`);
  const nc = new Nc(sys, o, yield* readNetDb(sys));
  const [first, second, ...more] = options.operands;
  if (more.length > 0) {
    yield* writeText(sys, 2, USAGE);
    return 1;
  }
  if (o.has('U')) return yield* nc.unix(first);
  if (o.has('l')) {
    if (o.has('z')) throw new NcError('cannot use -z and -l');
    const port = second ?? o.get('p') ?? first;
    if (port === undefined) throw new NcError('missing port number');
    return yield* nc.listen(second !== undefined || o.has('p') ? first : undefined, port);
  }
  if (first === undefined) {
    yield* writeText(sys, 2, USAGE);
    return 1;
  }
  if (second === undefined) throw new NcError('missing port number');
  return yield* nc.connect(first, second);
}

/** Run with the complaints that both names of the program make. */
function* run(sys: Sys, argv: readonly string[]): Task<number> {
  try {
    return yield* main(sys, argv.slice(1));
  } catch (e) {
    if (e instanceof NcError) {
      yield* writeText(sys, 2, e.message.startsWith('glasshull') ? `${e.message}\n` : `nc: ${e.message}\n`);
      return 1;
    }
    if (!isSysError(e)) throw e;
    yield* writeText(sys, 2, `nc: ${e.message}\n`);
    return 1;
  }
}

export const nc: Program = { name: 'nc', support: { level: 'partial', note: "netcat-openbsd's, without proxies, passed descriptors and DCCP" }, main: run };
