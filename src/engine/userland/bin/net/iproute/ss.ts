/** ss (iproute2 6.1.0): sockets and their states. Filters: state, sport, dport, src, dst with and, or, not. Left out: memory, BPF, contexts, killing, events. */
import { isSysError } from '../../../../abi/errno.ts';
import { Getopt, GetoptError } from '../../../libc/getopt.ts';
import { networkOf, parseIp, splitPrefix } from '../../../libc/netaddr.ts';
import { readNetDb } from '../../../libc/netdb.ts';
import { inetSockets, socketHolders, unixSockets } from '../../../libc/sockets.ts';
import { writeText } from '../../../libc/stdio.ts';
import { IpError } from './common.ts';
import { enter } from './netns.ts';
import type { SocketInfo, TcpStateName } from '../../../../abi/netlink.ts';
import type { Sys, Task } from '../../../../abi/sys.ts';
import type { NetDb } from '../../../libc/netdb.ts';
import type { Program } from '../../../libc/program.ts';
import type { Holder, UnixInfo } from '../../../libc/sockets.ts';

const USAGE = `Usage: ss [ OPTIONS ]
       ss [ OPTIONS ] [ FILTER ]
   -h, --help          this text
   -V, --version       the version
   -n, --numeric       no service names
   -a, --all           all sockets
   -l, --listening     those that listen
   -o, --options       timers
   -e, --extended      more of each socket
   -p, --processes     who uses them
   -i, --info          TCP's own figures
   -s, --summary       counts only
   -N, --net           in this network namespace

   -4, --ipv4          IPv4 only
   -6, --ipv6          IPv6 only
   -t, --tcp           TCP only
   -u, --udp           UDP only
   -w, --raw           raw sockets only
   -x, --unix          unix sockets only

   -H, --no-header     no header
   -O, --oneline       a socket a line

   FILTER := [ state STATE-FILTER ] [ EXPRESSION ]
   STATE-FILTER := { all | connected | synchronized | bucket | big | TCP-STATE }
`;

const STATE: Readonly<Record<TcpStateName, string>> = { ESTABLISHED: 'ESTAB', SYN_SENT: 'SYN-SENT', SYN_RECV: 'SYN-RECV', FIN_WAIT1: 'FIN-WAIT-1', FIN_WAIT2: 'FIN-WAIT-2', TIME_WAIT: 'TIME-WAIT', CLOSE: 'UNCONN', CLOSE_WAIT: 'CLOSE-WAIT', LAST_ACK: 'LAST-ACK', LISTEN: 'LISTEN', CLOSING: 'CLOSING' };
const NAMES: Readonly<Record<string, readonly TcpStateName[]>> = {
  established: ['ESTABLISHED'], 'syn-sent': ['SYN_SENT'], 'syn-recv': ['SYN_RECV'], 'fin-wait-1': ['FIN_WAIT1'], 'fin-wait-2': ['FIN_WAIT2'], 'time-wait': ['TIME_WAIT'], closed: ['CLOSE'], unconnected: ['CLOSE'],
  'close-wait': ['CLOSE_WAIT'], 'last-ack': ['LAST_ACK'], listening: ['LISTEN'], listen: ['LISTEN'], closing: ['CLOSING'],
};
const ALL = Object.keys(STATE) as TcpStateName[];
const CONNECTED = ALL.filter((s) => s !== 'LISTEN' && s !== 'CLOSE');

function statesOf(word: string): readonly TcpStateName[] {
  const w = word.toLowerCase();
  if (w === 'all') return ALL;
  if (w === 'connected') return CONNECTED;
  if (w === 'synchronized') return CONNECTED.filter((s) => s !== 'SYN_SENT');
  if (w === 'bucket') return ['SYN_RECV', 'TIME_WAIT'];
  if (w === 'big') return ALL.filter((s) => s !== 'SYN_RECV' && s !== 'TIME_WAIT');
  const found = NAMES[w];
  if (found === undefined) throw new IpError(`ss: wrong state name: ${word}\n`, 255);
  return found;
}

type Test = (s: SocketInfo) => boolean;

/** The filter's expression: or, and, not, parentheses, comparisons. */
class Filter {
  private at = 0;
  private readonly words: readonly string[];
  private readonly db: NetDb;
  constructor(words: readonly string[], db: NetDb) {
    this.words = words;
    this.db = db;
  }
  parse(): Test {
    if (this.words.length === 0) return () => true;
    const test = this.either();
    if (this.at < this.words.length) throw new IpError(`ss: bison bellows (while parsing filter): "syntax error!" Sorry.\n${USAGE}`, 255);
    return test;
  }
  private either(): Test {
    let a = this.both();
    while (['or', '|', '||'].includes(this.words[this.at] ?? '')) {
      this.at++;
      const [l, r] = [a, this.both()];
      a = (s) => l(s) || r(s);
    }
    return a;
  }
  private both(): Test {
    let a = this.one();
    for (;;) {
      const w = this.words[this.at];
      if (w === undefined || w === ')' || ['or', '|', '||'].includes(w)) return a;
      if (['and', '&', '&&'].includes(w)) this.at++;
      const [l, r] = [a, this.one()];
      a = (s) => l(s) && r(s);
    }
  }
  private one(): Test {
    const w = this.words[this.at++];
    if (w === '!' || w === 'not') {
      const t = this.one();
      return (s) => !t(s);
    }
    if (w === '(') {
      const t = this.either();
      this.at++;
      return t;
    }
    if (w === 'sport' || w === 'dport') {
      const op = /^(=|==|eq|!=|neq?|<=|>=|<|>|lt|gt|le|ge)$/.test(this.words[this.at] ?? '') ? this.words[this.at++]! : '=';
      const text = (this.words[this.at++] ?? '').replace(/^:/, '');
      const port = /^\d+$/.test(text) ? Number(text) : this.db.port(text);
      if (port === undefined) throw new IpError(`Error: "${text}" does not look like a port.\nCannot parse dst/src address.\n`);
      const side = (s: SocketInfo): number => (w === 'sport' ? s.localPort : s.remotePort);
      if (op === '!=' || op.startsWith('ne')) return (s) => side(s) !== port;
      if (op === '<=' || op === 'le') return (s) => side(s) <= port;
      if (op === '>=' || op === 'ge') return (s) => side(s) >= port;
      if (op === '<' || op === 'lt') return (s) => side(s) < port;
      if (op === '>' || op === 'gt') return (s) => side(s) > port;
      return (s) => side(s) === port;
    }
    if (w === 'src' || w === 'dst') {
      if (['=', '=='].includes(this.words[this.at] ?? '')) this.at++;
      return this.host(this.words[this.at++] ?? '', w === 'src');
    }
    return this.host(w ?? '', false);
  }
  /** ADDRESS[/LENGTH][:PORT], either part alone too. */
  private host(text: string, local: boolean): Test {
    const m = /^(?:\[([^\]]*)\]|([^:]*))(?::(.*))?$/.exec(text);
    const address = m?.[1] ?? m?.[2] ?? text;
    const port = m?.[3];
    const n = port === undefined || port === '' || port === '*' ? undefined : /^\d+$/.test(port) ? Number(port) : this.db.port(port);
    const any = address === '' || address === '*';
    const { address: base, length } = splitPrefix(address);
    const ip = any ? undefined : parseIp(base);
    if (!any && ip === undefined) throw new IpError(`Error: an inet prefix is expected rather than "${address}".\nCannot parse dst/src address.\n`);
    return (s) => {
      if (n !== undefined && (local ? s.localPort : s.remotePort) !== n) return false;
      if (ip === undefined) return true;
      const own = parseIp(local ? s.local : s.remote);
      return own !== undefined && typeof own === typeof ip && networkOf(own, length) === networkOf(ip, length);
    };
  }
}

interface Row {
  readonly netid: string;
  readonly state: string;
  readonly recv: string;
  readonly send: string;
  readonly local: readonly [string, string];
  readonly peer: readonly [string, string];
  readonly extra: string;
  readonly info?: string;
}

function addressText(s: SocketInfo, address: string): string {
  const any = parseIp(address) === 0n || parseIp(address) === 0;
  if (s.family === 'inet6') return any && s.dual === true ? '*' : `[${address}]`;
  return address;
}

function timerText(s: SocketInfo): string {
  if (s.timer === undefined) return '';
  const { kind, expires_ms, retransmits } = s.timer;
  const t = expires_ms >= 60_000 ? `${Math.floor(expires_ms / 60_000)}min${expires_ms % 60_000 >= 1000 ? `${Math.floor((expires_ms % 60_000) / 1000)}sec` : ''}` : expires_ms >= 1000 && expires_ms % 1000 < 1 ? `${expires_ms / 1000}sec` : expires_ms >= 10_000 ? `${Math.floor(expires_ms / 1000)}sec` : expires_ms >= 1000 ? `${Math.floor(expires_ms / 1000)}.${String(Math.floor(expires_ms % 1000)).padStart(3, '0').replace(/0+$/, '')}sec` : `${Math.floor(expires_ms)}ms`;
  return ` timer:(${kind},${t},${retransmits})`;
}

interface Options {
  readonly flags: ReadonlySet<string>;
  readonly db: NetDb;
}

function rowOf(s: SocketInfo, o: Options, holders: ReadonlyMap<number, Holder[]>): Row {
  const proto = s.type === 'raw' ? undefined : s.type;
  const port = (n: number): string => (n === 0 ? '*' : (o.flags.has('n') ? undefined : o.db.service(n, proto)) ?? String(n));
  let extra = '';
  const held = holders.get(s.inode);
  if (o.flags.has('p') && held !== undefined) extra += ` users:(${held.map((h) => `("${h.comm}",pid=${h.pid},fd=${h.fd})`).join(',')})`;
  if (o.flags.has('o')) extra += timerText(s);
  if (o.flags.has('e')) extra += `${o.flags.has('o') ? '' : timerText(s)}${s.uid === 0 ? '' : ` uid:${s.uid}`} ino:${s.inode} sk:${(s.inode & 0xffff).toString(16)}`;
  const t = s.tcp;
  const info = o.flags.has('i') && t !== undefined ? ` cubic rto:${t.rto_ms} rtt:${t.rtt_ms}/${t.rttvar_ms} mss:${t.mss} cwnd:${t.cwnd}${t.ssthresh === undefined ? '' : ` ssthresh:${t.ssthresh}`}${t.bytesSent > 0 ? ` bytes_sent:${t.bytesSent}` : ''}${t.retransmitted > 0 ? ` retrans:0/${t.retransmitted}` : ''}${t.bytesReceived > 0 ? ` bytes_received:${t.bytesReceived}` : ''}` : undefined;
  return { netid: s.type, state: STATE[s.state], recv: String(s.recvQ), send: String(s.sendQ), local: [addressText(s, s.local), port(s.localPort)], peer: [addressText(s, s.remote), port(s.remotePort)], extra, ...(info === undefined ? {} : { info }) };
}

function unixRow(u: UnixInfo, o: Options, holders: ReadonlyMap<number, Holder[]>): Row {
  const held = holders.get(u.inode);
  const extra = o.flags.has('p') && held !== undefined ? ` users:(${held.map((h) => `("${h.comm}",pid=${h.pid},fd=${h.fd})`).join(',')})` : '';
  return { netid: u.type === 'DGRAM' ? 'u_dgr' : u.type === 'SEQPACKET' ? 'u_seq' : 'u_str', state: u.listening ? 'LISTEN' : u.connected ? 'ESTAB' : 'UNCONN', recv: '0', send: u.listening ? '4096' : '0', local: [u.path === '' ? '*' : u.path, String(u.inode)], peer: ['*', u.listening ? '0' : '*'], extra };
}

/** Columns as wide as what is in them: addresses to the right, ports to the left. */
function table(rows: readonly Row[], header: boolean, netid: boolean, state: boolean, oneline: boolean): string {
  const head: Row = { netid: 'Netid', state: 'State', recv: 'Recv-Q', send: 'Send-Q', local: ['Local Address', 'Port'], peer: ['Peer Address', 'Port'], extra: 'Process' };
  const all = header ? [head, ...rows] : [...rows];
  const width = (pick: (r: Row) => string): number => Math.max(0, ...all.map((r) => pick(r).length));
  const body = rows.map((r) => (oneline ? r.extra + (r.info ?? '') : r.extra));
  const w = { netid: width((r) => r.netid), state: width((r) => r.state), recv: width((r) => r.recv), send: width((r) => r.send), la: width((r) => r.local[0]), lp: width((r) => r.local[1]), pa: width((r) => r.peer[0]) };
  // The last two columns touch: what stands in the last one begins with a blank, its head does not. Ports take the room that the widest needs.
  const port = Math.max(header ? 4 : 0, ...rows.map((r) => r.peer[1].length));
  const last = Math.max(header ? 7 : 0, ...body.map((b) => b.length));
  return all
    .map((r, i) => {
      let out = netid ? `${r.netid.padEnd(w.netid)} ` : '';
      if (state) out += `${r.state.padEnd(w.state)} `;
      out += `${r.recv.padEnd(w.recv)} ${r.send.padEnd(w.send)} ${r.local[0].padStart(w.la)}:${r.local[1].padEnd(w.lp)} ${r.peer[0].padStart(w.pa)}:${r.peer[1].padEnd(port)}`;
      if (r === head) return `${out}${'Process'.padEnd(last)}\n`;
      out += body[i - (header ? 1 : 0)]!.padEnd(last);
      return r.info !== undefined && !oneline ? `${out}\n\t${r.info}\n` : `${out}\n`;
    })
    .join('');
}

function summary(all: readonly SocketInfo[], unix: number): string {
  const count = (test: Test): number => all.filter(test).length;
  const tcp = count((s) => s.type === 'tcp');
  const line = (name: string, type: SocketInfo['type'] | undefined): string => {
    const of = all.filter((s) => (type === undefined ? true : s.type === type) && s.state !== 'TIME_WAIT');
    const v4 = of.filter((s) => s.family === 'inet').length;
    return `${name}\t  ${String(of.length).padEnd(9)} ${String(v4).padEnd(9)} ${String(of.length - v4).padEnd(9)}\n`;
  };
  const timewait = count((s) => s.state === 'TIME_WAIT');
  return `Total: ${all.length - timewait + unix}\nTCP:   ${tcp} (estab ${count((s) => s.type === 'tcp' && s.state === 'ESTABLISHED')}, closed ${timewait}, orphaned 0, timewait ${timewait})\n\nTransport Total     IP        IPv6\n${line('RAW', 'raw')}${line('UDP', 'udp')}${line('TCP', 'tcp')}${line('INET', undefined)}FRAG\t  0         0         0        \n\n`;
}

const LONG = { help: 'h', version: 'V', numeric: 'n', resolve: 'r', all: 'a', listening: 'l', options: 'o', extended: 'e', memory: 'm', processes: 'p', info: 'i', summary: 's', ipv4: '4', ipv6: '6', tcp: 't', udp: 'u', raw: 'w', unix: 'x', 'no-header': 'H', oneline: 'O', net: 'N:', family: 'f:', packet: '0', query: 'A:', socket: 'A:' };

function* main(sys: Sys, args: readonly string[]): Task<number> {
  const flags = new Set<string>();
  const options = new Getopt(args, 'haletuwxdnro460spTbEf:mMiA:D:F:vVzZN:KHSO', LONG);
  for (const { key, arg } of options) {
    if (key === 'h') {
      yield* writeText(sys, 1, USAGE);
      return 0;
    }
    if (key === 'V' || key === 'v') {
      yield* writeText(sys, 1, 'ss utility, iproute2-6.1.0\n');
      return 0;
    }
    if ('mbEDzZKF'.includes(key)) throw new IpError(`glasshull: ss -${key} is not simulated\n`);
    if (key === 'N') yield* enter(sys, arg);
    else if (key === 'f') flags.add(arg === 'inet' ? '4' : arg === 'inet6' ? '6' : arg === 'unix' ? 'x' : arg);
    else if (key === 'A') for (const q of arg.split(',')) flags.add({ tcp: 't', udp: 'u', raw: 'w', unix: 'x', all: '*', inet: '*i' }[q] ?? q);
    else flags.add(key);
  }
  if (flags.has('*i')) for (const f of 'tuw') flags.add(f);
  const db = yield* readNetDb(sys);
  let words = options.operands.flatMap((w) => w.replace(/([()])/g, ' $1 ').trim().split(/\s+/)).flatMap((w) => (/^(sport|dport)(=|!=|<=|>=|<|>)(.+)$/.exec(w) ?? [w]).slice(/^(sport|dport)[=!<>]/.test(w) ? 1 : 0));
  let states: Set<TcpStateName> | undefined;
  while (words[0] === 'state' || words[0] === 'exclude') {
    if (words[1] === undefined) throw new IpError('ss: wrong state name: \n', 255);
    const named = statesOf(words[1]);
    states = new Set(words[0] === 'state' ? [...(states ?? []), ...named] : ALL.filter((s) => !named.includes(s)));
    words = words.slice(2);
  }
  const narrowed = states !== undefined;
  states ??= new Set(flags.has('a') ? ALL : flags.has('l') ? ['LISTEN', 'CLOSE'] : CONNECTED);
  const test = new Filter(words, db).parse();
  if (flags.has('s')) {
    yield* writeText(sys, 1, summary(yield* inetSockets(sys), (yield* unixSockets(sys)).length));
    if (![...'tuwx'].some((f) => flags.has(f))) return 0;
  }
  const kinds = [...'tuwx'].filter((f) => flags.has(f));
  const picked = kinds.length > 0 ? kinds : flags.has('4') || flags.has('6') ? ['t', 'u', 'w'] : ['t', 'u', 'w', 'x'];
  const holders = flags.has('p') ? yield* socketHolders(sys) : new Map<number, Holder[]>();
  const o: Options = { flags, db };
  const rows: Row[] = [];
  if (picked.includes('x') && words.length === 0) {
    for (const u of yield* unixSockets(sys)) {
      const state: TcpStateName = u.listening ? 'LISTEN' : u.connected ? 'ESTABLISHED' : 'CLOSE';
      if (states.has(state) && !(flags.has('l') && state === 'CLOSE' && u.path === '')) rows.push(unixRow(u, o, holders));
    }
  }
  const family = flags.has('4') === flags.has('6') ? undefined : flags.has('4') ? 'inet' : 'inet6';
  const sockets = (yield* inetSockets(sys)).filter((s) => (family === undefined || s.family === family) && states.has(s.state) && test(s));
  for (const [letter, type] of [['w', 'raw'], ['u', 'udp'], ['t', 'tcp']] as const) if (picked.includes(letter)) rows.push(...sockets.filter((s) => s.type === type).map((s) => rowOf(s, o, holders)));
  const single = picked.length === 1 && picked[0] !== 'x';
  const oneState = (narrowed && states.size === 1) || (single && picked[0] !== 't' && !flags.has('a') && !flags.has('l') && !narrowed);
  yield* writeText(sys, 1, table(rows, !flags.has('H'), !single, !oneState, flags.has('O')));
  return 0;
}

export const ss: Program = {
  name: 'ss',
  support: { level: 'partial', note: 'no memory, BPF, contexts, events; filters by state, ports and addresses' },
  *main(sys, argv) {
    try {
      return yield* main(sys, argv.slice(1));
    } catch (e) {
      if (e instanceof GetoptError) {
        yield* writeText(sys, 2, `ss: ${e.message}\n${USAGE}`);
        return 255;
      }
      if (e instanceof IpError) {
        yield* writeText(sys, 2, e.text);
        return e.status;
      }
      if (!isSysError(e)) throw e;
      yield* writeText(sys, 2, `ss: ${e.message}\n`);
      return 1;
    }
  },
};
