/** nc.traditional (1.10-47): TCP and UDP, with -e. Left out: source routing, hex dumps, TELNET negotiation. */
import { isSysError } from '../../../../abi/errno.ts';
import { Getopt, GetoptError } from '../../../libc/getopt.ts';
import { parseIp } from '../../../libc/netaddr.ts';
import { readNetDb } from '../../../libc/netdb.ts';
import { execvp } from '../../../libc/popen.ts';
import { reverseLookup } from '../../../libc/resolve.ts';
import { writeText } from '../../../libc/stdio.ts';
import { GaiError, addressesOf, connectFor, hostPort, relay, socketAddress } from './relay.ts';
import type { Sys, Task } from '../../../../abi/sys.ts';
import type { Program } from '../../../libc/program.ts';

const HELP = `[v1.10-47]
connect to somewhere:\tnc [-options] hostname port[s] [ports] ... 
listen for inbound:\tnc -l -p port [-options] [hostname] [port]
options:
\t-c shell commands\tas -e, by /bin/sh
\t-e filename\t\tprogram that gets the connection
\t-b\t\t\tbroadcast addresses too
\t-h\t\t\tthis text
\t-l\t\t\tlisten
\t-n\t\t\tno names
\t-p port\t\t\tour port
\t-q secs\t\t\tend so long after the end of the input
\t-s addr\t\t\tour address
\t-u\t\t\tUDP
\t-v\t\t\tmore words, twice for still more
\t-w secs\t\t\tfor connections, and for silence
\t-C\t\t\tlines end with CR LF
\t-z\t\t\tonly see who listens
ports: a number, a name, or a range as lo-hi
`;

/** Ends it with a line. */
class Bail {
  readonly message: string;
  constructor(message: string) {
    this.message = message;
  }
}

function* main(sys: Sys, argv: readonly string[], envp: readonly string[]): Task<number> {
  const o = new Map<string, string>();
  let verbose = 0;
  const options = new Getopt(argv.slice(1), 'abc:e:g:G:hi:klno:p:q:rs:T:tuvw:zC');
  try {
    for (const { key, arg } of options) {
      if (key === 'v') verbose++;
      o.set(key, arg);
    }
  } catch (e) {
    if (!(e instanceof GetoptError)) throw e;
    throw new Bail(`${argv[0]!.replace(/.*\//, '')}: ${e.message}\nnc -h for help`);
  }
  if (o.has('h')) {
    yield* writeText(sys, 2, HELP);
    return 0;
  }
  for (const letter of 'gGot') if (o.has(letter)) throw new Bail(`glasshull: nc.traditional -${letter} is not simulated`);
  const udp = o.has('u');
  const db = yield* readNetDb(sys);
  const say = function* (text: string): Task<void> {
    if (verbose > 0) yield* writeText(sys, 2, `${text}\n`);
  };
  const portOf = (text: string): number => {
    const n = /^\d+$/.test(text) ? Number(text) : o.has('n') ? undefined : db.port(text, udp ? 'udp' : 'tcp');
    if (n === undefined || n === 0 || n > 65535) throw new Bail(`invalid port ${text}`);
    return n;
  };
  const name = function* (address: string): Task<string> {
    return o.has('n') ? '(UNKNOWN)' : ((yield* reverseLookup(sys, address)) ?? '(UNKNOWN)');
  };
  const serve = function* (fd: number): Task<void> {
    const command = o.get('e') ?? o.get('c');
    if (command !== undefined) {
      for (const n of [0, 1, 2]) sys.dup2(fd, n);
      const failed = yield* execvp(sys, o.has('e') ? [command] : ['/bin/sh', '-c', command], envp);
      throw new Bail(`exec ${command} failed : ${failed.message}`);
    }
    const seconds = (letter: string): number | undefined => (o.has(letter) && Number(o.get(letter)) >= 0 ? Number(o.get(letter)) * 1e9 : undefined);
    yield* relay(sys, fd, { shut: false, quit_ns: seconds('q'), idle_ns: seconds('w'), crlf: o.has('C'), datagrams: udp });
  };
  const [host, ...ports] = options.operands;
  if (o.has('l')) {
    const port = o.get('p') ?? ports[0];
    const address = o.get('s') ?? '0.0.0.0';
    const fd = sys.socket('inet', udp ? 'dgram' : 'stream');
    const local = socketAddress(address, port === undefined ? 0 : portOf(port));
    try {
      sys.setsockopt(fd, 'SO_REUSEADDR', true);
      sys.bind(fd, local);
      if (!udp) sys.listen(fd, 1);
    } catch (e) {
      if (!isSysError(e)) throw e;
      throw new Bail(`Can't grab ${address}:${port ?? 0} with bind`);
    }
    yield* say(`listening on [${address === '0.0.0.0' ? 'any' : address}] ${hostPort(sys.getsockname(fd)).port} ...`);
    let conn = fd;
    let peer;
    if (udp) {
      const { data, from } = yield* sys.recvfrom(fd, 65535);
      if (from !== undefined) yield* sys.connect(fd, from);
      peer = hostPort(from);
      yield* sys.write(1, data);
    } else {
      const got = yield* sys.accept(fd);
      sys.close(fd);
      conn = got.fd;
      peer = hostPort(got.peer);
    }
    yield* say(`connect to [${hostPort(sys.getsockname(conn)).address}] from ${yield* name(peer.address)} [${peer.address}] ${peer.port}`);
    yield* serve(conn);
    return 0;
  }
  if (host === undefined) throw new Bail('Cmd line: wrong');
  if (ports.length === 0) throw new Bail('no port[s] to connect to');
  let address: string;
  try {
    address = o.has('n') && parseIp(host) === undefined ? '' : (yield* addressesOf(sys, host, 'inet'))[0]!;
  } catch (e) {
    if (!(e instanceof GaiError)) throw e;
    throw new Bail(`${host}: forward host lookup failed: ${e.code === 'EAI_AGAIN' ? 'Host name lookup failure : Resource temporarily unavailable' : 'Unknown host'}`);
  }
  if (address === '') throw new Bail(`Can't parse ${host} as an IP address`);
  const found = yield* name(address);
  if (verbose > 0 && !o.has('n') && found === '(UNKNOWN)') yield* writeText(sys, 2, `${address}: inverse host lookup failed: Unknown host\n`);
  const shown = parseIp(host) === undefined ? host : found;
  let status = 1;
  for (const text of ports) {
    const m = /^(\d+)-(\d+)$/.exec(text);
    const low = portOf(m?.[1] ?? text);
    const high = m === null ? low : portOf(m[2]!);
    // Ranges are tried from the top.
    for (let port = high; port >= low; port--) {
      const fd = sys.socket('inet', udp ? 'dgram' : 'stream');
      const where = `${shown} [${address}] ${port} (${db.service(port, udp ? 'udp' : 'tcp') ?? '?'})`;
      try {
        if (o.has('b')) sys.setsockopt(fd, 'SO_BROADCAST', true);
        if (o.has('p') || o.has('s')) sys.bind(fd, socketAddress(o.get('s') ?? '0.0.0.0', o.has('p') ? portOf(o.get('p')!) : 0));
        yield* connectFor(sys, fd, socketAddress(address, port), o.has('w') ? Number(o.get('w')) * 1e9 : undefined);
        if (udp && o.has('z')) {
          yield* sys.write(fd, Uint8Array.of(0));
          yield* sys.sleep(1e9);
          yield* sys.write(fd, Uint8Array.of(0));
        }
      } catch (e) {
        sys.close(fd);
        if (!isSysError(e)) throw e;
        if (low === high || verbose > 1) yield* say(`${where} : ${e.code === 'EINPROGRESS' ? 'Connection timed out' : e.message}`);
        continue;
      }
      status = 0;
      yield* say(`${where} open`);
      if (!o.has('z')) {
        yield* serve(fd);
        return 0;
      }
      sys.close(fd);
    }
  }
  return status;
}

export const ncTraditional: Program = {
  name: 'nc.traditional',
  support: { level: 'partial', note: 'no source routing, no hex dumps, no TELNET negotiation' },
  *main(sys, argv, envp) {
    try {
      return yield* main(sys, argv, envp);
    } catch (e) {
      if (e instanceof Bail) {
        yield* writeText(sys, 2, `${e.message}\n`);
        return 1;
      }
      if (!isSysError(e)) throw e;
      yield* writeText(sys, 2, `${e.message}\n`);
      return 1;
    }
  },
};
