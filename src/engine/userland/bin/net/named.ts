/**
 * named ADDRESS[,ADDRESS...] FILE: a small name server. Answers A and PTR queries on port 53 of the addresses, UDP and TCP (RFC 7766), from FILE, which
 * looks like /etc/hosts (an address and its names a line; `*.name` stands for all names beneath). What is not there does not exist.
 */
import { isSysError } from '../../../abi/errno.ts';
import { O } from '../../../abi/fs.ts';
import { EMPTY, concatBytes, decodeUtf8 } from '../../../base/bytes.ts';
import { writeAll } from '../../libc/stdio.ts';
import { DNS_TYPE, RCODE, decodeDns, encodeDns } from '../../libc/dns.ts';
import { acceptEach } from '../../libc/serving.ts';
import { parseIp, reverseName } from '../../libc/netaddr.ts';
import type { Sys, Task } from '../../../abi/sys.ts';
import type { Program } from '../../libc/program.ts';
import type { DnsMessage } from '../../libc/dns.ts';

const TTL_S = 300;

function* readZone(sys: Sys, path: string): Task<Map<string, string[]>> {
  const fd = yield* sys.open(path, O.RDONLY | O.CLOEXEC);
  let text = '';
  for (let data = yield* sys.read(fd, 65536); data.length > 0; data = yield* sys.read(fd, 65536)) text += decodeUtf8(data);
  sys.close(fd);
  const zone = new Map<string, string[]>();
  for (const line of text.split('\n')) {
    const [address, ...names] = line.replace(/#.*/, '').trim().split(/\s+/);
    for (const name of names) zone.set(name.toLowerCase(), [...(zone.get(name.toLowerCase()) ?? []), address!]);
  }
  return zone;
}

function lookup(zone: ReadonlyMap<string, string[]>, name: string): string[] | undefined {
  const exact = zone.get(name);
  if (exact !== undefined) return exact;
  for (let dot = name.indexOf('.'); dot > 0; dot = name.indexOf('.', dot + 1)) {
    const wild = zone.get(`*${name.slice(dot)}`);
    if (wild !== undefined) return wild;
  }
  return undefined;
}

/** The first name that has the address. */
function pointer(zone: ReadonlyMap<string, string[]>, query: DnsMessage): DnsMessage {
  const name = [...zone].find(([own, addresses]) => !own.startsWith('*') && addresses.some((a) => reverseName(parseIp(a) ?? 0) === query.name.toLowerCase()))?.[0];
  return { ...query, response: true, recursionAvailable: true, rcode: name === undefined ? RCODE.NXDOMAIN : RCODE.NOERROR, answers: name === undefined ? [] : [{ name: query.name, type: DNS_TYPE.PTR, ttl: TTL_S, data: name }] };
}

function answer(zone: ReadonlyMap<string, string[]>, query: DnsMessage): DnsMessage {
  if (query.type === DNS_TYPE.PTR) return pointer(zone, query);
  const addresses = lookup(zone, query.name.toLowerCase());
  const answers = query.type === DNS_TYPE.A ? (addresses ?? []).map((data) => ({ name: query.name, type: DNS_TYPE.A, ttl: TTL_S, data })) : [];
  return { ...query, response: true, recursionAvailable: true, rcode: addresses === undefined ? RCODE.NXDOMAIN : RCODE.NOERROR, answers };
}

/** The answer to a packet; undefined when it is no query. */
function reply(zone: ReadonlyMap<string, string[]>, packet: Uint8Array): Uint8Array | undefined {
  const query = decodeDns(packet);
  return query === undefined || query.response ? undefined : encodeDns(answer(zone, query));
}

function* datagrams(sys: Sys, fd: number, zone: ReadonlyMap<string, string[]>): Task<never> {
  for (;;) {
    const { data, from } = yield* sys.recvfrom(fd, 4096);
    const answered = reply(zone, data);
    if (answered !== undefined && from !== undefined) yield* sys.sendto(fd, answered, from);
  }
}

/** Over TCP each message has its length in front of it. */
function* stream(sys: Sys, fd: number, zone: ReadonlyMap<string, string[]>): Task<void> {
  let buffer: Uint8Array = EMPTY;
  try {
    for (let data = yield* sys.read(fd, 4096); data.length > 0; data = yield* sys.read(fd, 4096)) {
      buffer = concatBytes([buffer, data]);
      for (let length = lengthOf(buffer); length !== undefined && buffer.length >= length + 2; length = lengthOf(buffer)) {
        const answered = reply(zone, buffer.subarray(2, length + 2));
        buffer = buffer.subarray(length + 2);
        if (answered !== undefined) yield* writeAll(sys, fd, concatBytes([Uint8Array.of(answered.length >> 8, answered.length & 255), answered]));
      }
    }
  } catch (e) {
    if (!isSysError(e)) throw e; // the client went away
  } finally {
    sys.close(fd);
  }
}

function lengthOf(buffer: Uint8Array): number | undefined {
  return buffer.length < 2 ? undefined : buffer[0]! * 256 + buffer[1]!;
}

export const named: Program = {
  name: 'named',
  support: { level: 'partial', note: 'answers A and PTR queries from a file; no zones, transfers or recursion' },
  *main(sys, argv) {
    const [, addresses = '0.0.0.0', file = '/etc/named.hosts'] = argv;
    const zone = yield* readZone(sys, file);
    const sockets = addresses.split(',').map((address) => {
      const fd = sys.socket('inet', 'dgram');
      sys.bind(fd, { family: 'inet', address, port: 53 });
      const listener = sys.socket('inet', 'stream');
      sys.setsockopt(listener, 'SO_REUSEADDR', true);
      sys.bind(listener, { family: 'inet', address, port: 53 });
      sys.listen(listener, 10);
      sys.thread((t) => acceptEach(t, listener, (s, conn) => stream(s, conn, zone)));
      return fd;
    });
    for (const fd of sockets.slice(1)) sys.thread((t) => datagrams(t, fd, zone));
    return yield* datagrams(sys, sockets[0]!, zone);
  },
};
