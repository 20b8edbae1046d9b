/**
 * Names to addresses and back, as getaddrinfo(3) and getnameinfo(3) of glibc do with "hosts: files dns": /etc/hosts first, then the name servers
 * of /etc/resolv.conf over UDP. Left out: services, nsswitch.conf, TCP fallback, the `rotate` and `edns0` options.
 */
import { isSysError } from '../../abi/errno.ts';
import { O } from '../../abi/fs.ts';
import { POLL } from '../../abi/process.ts';
import { decodeUtf8 } from '../../base/bytes.ts';
import { DNS_TYPE, RCODE, decodeDns, encodeDns } from './dns.ts';
import { parseIp, parseIpv4, parseIpv6, reverseName } from './netaddr.ts';
import type { Sys, Task } from '../../abi/sys.ts';

const TEXT = {
  EAI_NONAME: 'Name or service not known',
  EAI_AGAIN: 'Temporary failure in name resolution',
  EAI_NODATA: 'No address associated with hostname',
  EAI_FAIL: 'Non-recoverable failure in name resolution',
} as const;

/** Why a name could not be resolved; `message` is gai_strerror(3)'s. */
export class GaiError {
  readonly code: keyof typeof TEXT;
  constructor(code: keyof typeof TEXT) {
    this.code = code;
  }
  get message(): string {
    return TEXT[this.code];
  }
}

const DNS_PORT = 53;

interface ResolvConf {
  readonly servers: readonly string[];
  readonly search: readonly string[];
  readonly ndots: number;
  readonly timeout_ns: number;
  readonly attempts: number;
}

function* readText(sys: Sys, path: string): Task<string> {
  let fd: number;
  try {
    fd = yield* sys.open(path, O.RDONLY | O.CLOEXEC);
  } catch (e) {
    if (isSysError(e)) return '';
    throw e;
  }
  let text = '';
  for (let data = yield* sys.read(fd, 65536); data.length > 0; data = yield* sys.read(fd, 65536)) text += decodeUtf8(data);
  sys.close(fd);
  return text;
}

/** Lines of words, without comments. */
function fields(text: string): string[][] {
  return text.split('\n').map((line) => line.replace(/[#;].*/, '').trim().split(/\s+/));
}

/** The addresses of `name` in /etc/hosts, in the file's order. */
export function* lookupHostsFile(sys: Sys, name: string, family: 'inet' | 'inet6' = 'inet'): Task<string[]> {
  const wanted = name.toLowerCase();
  const found: string[] = [];
  for (const [address = '', ...names] of fields(yield* readText(sys, '/etc/hosts'))) {
    if ((family === 'inet' ? parseIpv4(address) !== undefined : parseIpv6(address) !== undefined) && names.some((n) => n.toLowerCase() === wanted)) found.push(address);
  }
  return found;
}

/** /etc/resolv.conf with glibc's defaults. */
export function* readResolvConf(sys: Sys): Task<ResolvConf> {
  const servers: string[] = [];
  let search: string[] = [];
  const options = new Map<string, number>();
  for (const [key, ...values] of fields(yield* readText(sys, '/etc/resolv.conf'))) {
    if (key === 'nameserver' && values[0] !== undefined && parseIpv4(values[0]) !== undefined && servers.length < 3) servers.push(values[0]);
    else if (key === 'search' || key === 'domain') search = values;
    else if (key === 'options') for (const v of values) options.set(v.split(':')[0]!, Number(v.split(':')[1] ?? 1));
  }
  return {
    servers: servers.length > 0 ? servers : ['127.0.0.1'],
    search,
    ndots: options.get('ndots') ?? 1,
    timeout_ns: (options.get('timeout') ?? 5) * 1e9,
    attempts: options.get('attempts') ?? 2,
  };
}

type Answer = readonly string[] | 'nxdomain' | 'none' | 'failed';

/** Ask one server once. */
function* ask(sys: Sys, server: string, name: string, type: number, timeout_ns: number): Task<Answer> {
  const fd = sys.socket('inet', 'dgram');
  try {
    yield* sys.connect(fd, { family: 'inet', address: server, port: DNS_PORT });
    const random = sys.getrandom(2);
    const id = random[0]! * 256 + random[1]!;
    yield* sys.sendto(fd, encodeDns({ id, response: false, rcode: 0, name, type, answers: [] }));
    const deadline_ns = sys.monotonic_ns() + timeout_ns;
    for (;;) {
      const left_ns = deadline_ns - sys.monotonic_ns();
      if (left_ns <= 0) return 'failed';
      const [events] = yield* sys.poll([{ fd, events: POLL.IN }], left_ns);
      if (events === 0) return 'failed';
      const { data } = yield* sys.recvfrom(fd, 4096);
      const reply = decodeDns(data);
      if (reply === undefined || reply.id !== id || !reply.response) continue;
      if (reply.rcode === RCODE.NXDOMAIN) return 'nxdomain';
      if (reply.rcode !== RCODE.NOERROR) return 'failed';
      const addresses = reply.answers.filter((a) => a.type === type).map((a) => a.data);
      return addresses.length > 0 ? addresses : 'none';
    }
  } catch (e) {
    if (isSysError(e)) return 'failed';
    throw e;
  } finally {
    sys.close(fd);
  }
}

/** The addresses of a host in one family, at least one. Throws {@link GaiError}. */
export function* resolveHost(sys: Sys, host: string, family: 'inet' | 'inet6' = 'inet'): Task<readonly string[]> {
  if (family === 'inet' ? parseIpv4(host) !== undefined : parseIpv6(host) !== undefined) return [host];
  if (host.includes(':')) throw new GaiError('EAI_NONAME');
  const listed = yield* lookupHostsFile(sys, host, family);
  if (listed.length > 0) return listed;
  if (host === '' || /[^A-Za-z0-9._-]/.test(host)) throw new GaiError('EAI_NONAME');
  const conf = yield* readResolvConf(sys);
  const absolute = host.endsWith('.');
  const plain = absolute ? host.slice(0, -1) : host;
  const searched = absolute ? [] : conf.search.filter((d) => d !== '.').map((d) => `${plain}.${d}`);
  const names = plain.split('.').length - 1 >= conf.ndots ? [plain, ...searched] : [...searched, plain];
  let outcome: 'nxdomain' | 'none' = 'nxdomain';
  for (const name of names) {
    const answer = yield* query(sys, conf, name, family === 'inet' ? DNS_TYPE.A : DNS_TYPE.AAAA);
    if (answer === 'failed') throw new GaiError('EAI_AGAIN');
    if (typeof answer !== 'string') return answer;
    if (answer === 'none') outcome = 'none';
  }
  throw new GaiError(outcome === 'none' ? 'EAI_NODATA' : 'EAI_NONAME');
}

/** Can the host speak to this address? As getaddrinfo(3) finds out: connect a UDP socket, which sends nothing. */
function* routable(sys: Sys, address: string): Task<boolean> {
  let fd = -1;
  try {
    fd = sys.socket('inet6', 'dgram');
    yield* sys.connect(fd, { family: 'inet6', address, port: 9 });
    return true;
  } catch (e) {
    if (!isSysError(e)) throw e;
    return false;
  } finally {
    if (fd >= 0) sys.close(fd);
  }
}

/** The addresses of a host in both families in getaddrinfo(3)'s order (RFC 6724): IPv6 first where it can be reached. Throws {@link GaiError}. */
export function* resolveAny(sys: Sys, host: string): Task<readonly string[]> {
  const bare = /^\[.*\]$/.test(host) ? host.slice(1, -1) : host;
  if (parseIpv4(bare) !== undefined || parseIpv6(bare) !== undefined) return [bare];
  const listed6 = yield* lookupHostsFile(sys, bare, 'inet6');
  const listed4 = yield* lookupHostsFile(sys, bare);
  let four: readonly string[] = listed4;
  let six: readonly string[] = listed6;
  if (four.length === 0 && six.length === 0) {
    let none: unknown;
    try {
      four = yield* resolveHost(sys, bare);
    } catch (e) {
      if (!(e instanceof GaiError) || e.code !== 'EAI_NODATA') throw e;
      none = e;
    }
    try {
      six = yield* resolveHost(sys, bare, 'inet6');
    } catch (e) {
      if (!(e instanceof GaiError)) throw e;
      if (four.length === 0) throw none;
    }
  }
  if (six.length === 0) return four;
  return (yield* routable(sys, six[0]!)) ? [...six, ...four] : [...four, ...six];
}

/** The name of an address (gethostbyaddr(3)); undefined when nobody knows it. */
export function* reverseLookup(sys: Sys, address: string): Task<string | undefined> {
  const ip = parseIp(address);
  if (ip === undefined) return undefined;
  for (const [listed = '', name] of fields(yield* readText(sys, '/etc/hosts'))) if (name !== undefined && parseIp(listed) === ip) return name;
  const answer = yield* query(sys, yield* readResolvConf(sys), reverseName(ip), DNS_TYPE.PTR);
  return typeof answer === 'string' ? undefined : answer[0];
}

function* query(sys: Sys, conf: ResolvConf, name: string, type: number): Task<Answer> {
  for (let attempt = 0; attempt < conf.attempts; attempt++) {
    for (const server of conf.servers) {
      const answer = yield* ask(sys, server, name, type, conf.timeout_ns);
      if (answer !== 'failed') return answer;
    }
  }
  return 'failed';
}
