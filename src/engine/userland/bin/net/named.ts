/**
 * named ADDRESS FILE: a small name server. Answers A queries on UDP port 53 of ADDRESS from FILE, which looks like /etc/hosts (an
 * address and its names a line; `*.name` stands for all names beneath). What is not there does not exist.
 */
import { O } from '../../../abi/fs.ts';
import { decodeUtf8 } from '../../../base/bytes.ts';
import { DNS_TYPE, RCODE, decodeDns, encodeDns } from '../../libc/dns.ts';
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

export const named: Program = {
  name: 'named',
  support: { level: 'partial', note: 'answers A queries from a file; no zones, transfers or recursion' },
  *main(sys, argv) {
    const [, address = '0.0.0.0', file = '/etc/named.hosts'] = argv;
    const zone = yield* readZone(sys, file);
    const fd = sys.socket('inet', 'dgram');
    sys.bind(fd, { family: 'inet', address, port: 53 });
    for (;;) {
      const { data, from } = yield* sys.recvfrom(fd, 4096);
      const query = decodeDns(data);
      if (query !== undefined && !query.response && from !== undefined) yield* sys.sendto(fd, encodeDns(answer(zone, query)), from);
    }
  },
};
