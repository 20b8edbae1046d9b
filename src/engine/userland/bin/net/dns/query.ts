/** One question to one name server over UDP, for dig, host and nslookup. */
import { isSysError } from '../../../../abi/errno.ts';
import { POLL } from '../../../../abi/process.ts';
import { DNS_TYPE, decodeDns, encodeDns } from '../../../libc/dns.ts';
import type { SysError } from '../../../../abi/errno.ts';
import type { Sys, Task } from '../../../../abi/sys.ts';
import type { DnsMessage } from '../../../libc/dns.ts';

export interface Answered {
  readonly message: DnsMessage;
  /** Of the answer. */
  readonly bytes: number;
  readonly took_ns: number;
}

/** What was asked: name, type, and whether recursion is wanted. */
export interface Question {
  readonly name: string;
  readonly type: number;
  readonly recurse: boolean;
}

/** The answer, 'timeout', or why it could not be asked. */
export function* ask(sys: Sys, server: string, port: number, q: Question, timeout_ns: number): Task<Answered | 'timeout' | SysError> {
  const family = server.includes(':') ? 'inet6' : 'inet';
  const fd = sys.socket(family, 'dgram');
  try {
    const random = sys.getrandom(2);
    const id = random[0]! * 256 + random[1]!;
    const started = sys.monotonic_ns();
    yield* sys.connect(fd, { family, address: server, port });
    yield* sys.write(fd, encodeDns({ id, response: false, rcode: 0, name: q.name, type: q.type, answers: [], recursionDesired: q.recurse }));
    for (;;) {
      const left = started + timeout_ns - sys.monotonic_ns();
      if (left <= 0) return 'timeout';
      const [events] = yield* sys.poll([{ fd, events: POLL.IN }], left);
      if (events === 0) return 'timeout';
      const { data } = yield* sys.recvfrom(fd, 65535);
      const message = decodeDns(data);
      if (message !== undefined && message.id === id && message.response) return { message, bytes: data.length, took_ns: sys.monotonic_ns() - started };
    }
  } catch (e) {
    if (!isSysError(e)) throw e;
    return e;
  } finally {
    sys.close(fd);
  }
}

export const RCODES = ['NOERROR', 'FORMERR', 'SERVFAIL', 'NXDOMAIN', 'NOTIMP', 'REFUSED'];

export function typeName(type: number): string {
  return Object.entries(DNS_TYPE).find(([, n]) => n === type)?.[0] ?? `TYPE${type}`;
}

export function typeNumber(name: string): number | undefined {
  const upper = name.toUpperCase();
  if (Object.hasOwn(DNS_TYPE, upper)) return DNS_TYPE[upper as keyof typeof DNS_TYPE];
  const m = /^TYPE(\d+)$/.exec(upper);
  return m === null ? undefined : Number(m[1]);
}

/** Types whose data is a name, which is shown with its final dot. */
export function shownData(type: number, data: string): string {
  if (type === DNS_TYPE.CNAME || type === DNS_TYPE.NS || type === DNS_TYPE.PTR || type === DNS_TYPE.MX || type === DNS_TYPE.SRV) return data.endsWith('.') ? data : `${data}.`;
  if (type === DNS_TYPE.SOA) return data.split(' ').map((w, i) => (i < 2 ? `${w}.` : w)).join(' ');
  return data;
}
