/**
 * Names to addresses, as getaddrinfo(3) of glibc does with "hosts: files dns": /etc/hosts first, then the name servers of
 * /etc/resolv.conf over UDP. Left out: IPv6, services, nsswitch.conf, TCP fallback, the `rotate` and `edns0` options.
 */
import { isSysError } from '../../abi/errno.ts';
import { O } from '../../abi/fs.ts';
import { POLL } from '../../abi/process.ts';
import { decodeUtf8 } from '../../base/bytes.ts';
import { DNS_TYPE, RCODE, decodeDns, encodeDns } from './dns.ts';
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

function isIpv4(text: string): boolean {
  return /^\d{1,3}(\.\d{1,3}){3}$/.test(text) && text.split('.').every((p) => Number(p) <= 255);
}

/** Lines of words, without comments. */
function fields(text: string): string[][] {
  return text.split('\n').map((line) => line.replace(/[#;].*/, '').trim().split(/\s+/));
}

/** The addresses of `name` in /etc/hosts, in the file's order. */
export function* lookupHostsFile(sys: Sys, name: string): Task<string[]> {
  const wanted = name.toLowerCase();
  const found: string[] = [];
  for (const [address = '', ...names] of fields(yield* readText(sys, '/etc/hosts'))) {
    if (isIpv4(address) && names.some((n) => n.toLowerCase() === wanted)) found.push(address);
  }
  return found;
}

/** /etc/resolv.conf with glibc's defaults. */
export function* readResolvConf(sys: Sys): Task<ResolvConf> {
  const servers: string[] = [];
  let search: string[] = [];
  const options = new Map<string, number>();
  for (const [key, ...values] of fields(yield* readText(sys, '/etc/resolv.conf'))) {
    if (key === 'nameserver' && values[0] !== undefined && isIpv4(values[0]) && servers.length < 3) servers.push(values[0]);
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
function* ask(sys: Sys, server: string, name: string, timeout_ns: number): Task<Answer> {
  const fd = sys.socket('inet', 'dgram');
  try {
    yield* sys.connect(fd, { family: 'inet', address: server, port: DNS_PORT });
    const random = sys.getrandom(2);
    const id = random[0]! * 256 + random[1]!;
    yield* sys.sendto(fd, encodeDns({ id, response: false, rcode: 0, name, type: DNS_TYPE.A, answers: [] }));
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
      const addresses = reply.answers.filter((a) => a.type === DNS_TYPE.A).map((a) => a.data);
      return addresses.length > 0 ? addresses : 'none';
    }
  } catch (e) {
    if (isSysError(e)) return 'failed';
    throw e;
  } finally {
    sys.close(fd);
  }
}

/** The IPv4 addresses of a host, at least one. Throws {@link GaiError}. */
export function* resolveHost(sys: Sys, host: string): Task<readonly string[]> {
  if (isIpv4(host)) return [host];
  const listed = yield* lookupHostsFile(sys, host);
  if (listed.length > 0) return listed;
  if (host === '' || /[^A-Za-z0-9._-]/.test(host)) throw new GaiError('EAI_NONAME');
  const conf = yield* readResolvConf(sys);
  const absolute = host.endsWith('.');
  const plain = absolute ? host.slice(0, -1) : host;
  const searched = absolute ? [] : conf.search.filter((d) => d !== '.').map((d) => `${plain}.${d}`);
  const names = plain.split('.').length - 1 >= conf.ndots ? [plain, ...searched] : [...searched, plain];
  let outcome: 'nxdomain' | 'none' = 'nxdomain';
  for (const name of names) {
    const answer = yield* query(sys, conf, name);
    if (answer === 'failed') throw new GaiError('EAI_AGAIN');
    if (typeof answer !== 'string') return answer;
    if (answer === 'none') outcome = 'none';
  }
  throw new GaiError(outcome === 'none' ? 'EAI_NODATA' : 'EAI_NONAME');
}

function* query(sys: Sys, conf: ResolvConf, name: string): Task<Answer> {
  for (let attempt = 0; attempt < conf.attempts; attempt++) {
    for (const server of conf.servers) {
      const answer = yield* ask(sys, server, name, conf.timeout_ns);
      if (answer !== 'failed') return answer;
    }
  }
  return 'failed';
}
