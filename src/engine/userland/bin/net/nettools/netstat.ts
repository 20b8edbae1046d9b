/** netstat (net-tools 2.10): sockets, routes (-r), interfaces (-i) and protocol counters (-s, from /proc/net/snmp). Left out: groups, masquerading, other families. */
import { Getopt, GetoptError } from '../../../libc/getopt.ts';
import { parseIp } from '../../../libc/netaddr.ts';
import { readNetDb } from '../../../libc/netdb.ts';
import { readAccounts } from '../../../libc/passwd.ts';
import { reverseLookup } from '../../../libc/resolve.ts';
import { inetSockets, socketHolders, unixSockets } from '../../../libc/sockets.ts';
import { readTextFile, writeText } from '../../../libc/stdio.ts';
import { guarded, links } from './common.ts';
import { shortLine } from './ifconfig.ts';
import { route6Table, routeTable } from './route.ts';
import type { SocketInfo, TcpStateName } from '../../../../abi/netlink.ts';
import type { Sys, Task } from '../../../../abi/sys.ts';
import type { Program } from '../../../libc/program.ts';

const USAGE = `usage: netstat [-vWeenNcCF] [<Af>] -r         netstat {-V|--version|-h|--help}
       netstat [-vWnNcaeol] [<Socket> ...]
       netstat { [-vWeenNac] -i | [-cnNe] -M | -s [-6tuw] }

        -r, --route              the routes
        -i, --interfaces         the interfaces
        -s, --statistics         counters of the protocols

        -n, --numeric            no names
        -e, --extend             more columns
        -p, --programs           who uses the sockets
        -o, --timers             timers
        -l, --listening          those that listen
        -a, --all                all sockets

  <Socket>={-t|--tcp} {-u|--udp} {-w|--raw} {-x|--unix}
  <AF>=-4 or -6
`;

const STATES: Readonly<Record<TcpStateName, string>> = { ESTABLISHED: 'ESTABLISHED', SYN_SENT: 'SYN_SENT', SYN_RECV: 'SYN_RECV', FIN_WAIT1: 'FIN_WAIT1', FIN_WAIT2: 'FIN_WAIT2', TIME_WAIT: 'TIME_WAIT', CLOSE: 'CLOSE', CLOSE_WAIT: 'CLOSE_WAIT', LAST_ACK: 'LAST_ACK', LISTEN: 'LISTEN', CLOSING: 'CLOSING' };

function timer(s: SocketInfo): string {
  if (s.timer === undefined) return 'off (0.00/0/0)';
  const name = { on: 'on', keepalive: 'keepalive', timewait: 'timewait', persist: 'probe' }[s.timer.kind];
  return `${name} (${(s.timer.expires_ms / 1000).toFixed(2)}/${s.timer.retransmits}/0)`;
}

class Printer {
  private readonly sys: Sys;
  private readonly flags: ReadonlySet<string>;
  constructor(sys: Sys, flags: ReadonlySet<string>) {
    this.sys = sys;
    this.flags = flags;
  }

  private *address(ip: string, port: string, names: Map<string, string>): Task<string> {
    let host = ip;
    if (!this.flags.has('n')) {
      const value = parseIp(ip);
      if (value === 0n) host = '[::]';
      else if (value !== 0 && value !== undefined) {
        if (!names.has(ip)) names.set(ip, (yield* reverseLookup(this.sys, ip)) ?? ip);
        host = names.get(ip)!;
      }
    }
    const text = `${host}:${port}`;
    const room = this.flags.has('W') ? 999 : 23;
    return (text.length > room ? `${host.slice(0, room - port.length - 1)}:${port}` : text).padEnd(23);
  }

  *inet(kinds: readonly string[], family: string | undefined): Task<string> {
    const { flags } = this;
    let out = `Active Internet connections ${flags.has('a') ? '(servers and established)' : flags.has('l') ? '(only servers)' : '(w/o servers)'}\nProto Recv-Q Send-Q Local Address           Foreign Address         State      `;
    if (flags.has('e')) out += ' User       Inode     ';
    if (flags.has('p')) out += ' PID/Program name    ';
    if (flags.has('o')) out += ' Timer';
    out += '\n';
    const db = yield* readNetDb(this.sys);
    const accounts = yield* readAccounts(this.sys);
    const holders = flags.has('p') ? yield* socketHolders(this.sys) : undefined;
    const names = new Map<string, string>();
    const all = yield* inetSockets(this.sys);
    for (const type of ['tcp', 'udp', 'raw'] as const) {
      if (!kinds.includes(type[0] === 'r' ? 'w' : type[0]!)) continue;
      for (const s of [...all.filter((x) => x.type === type && x.family === 'inet'), ...all.filter((x) => x.type === type && x.family === 'inet6')]) {
        if (family !== undefined && s.family !== family) continue;
        const server = type === 'tcp' ? s.state === 'LISTEN' : s.remotePort === 0;
        if (!flags.has('a') && server !== flags.has('l')) continue;
        const port = (n: number): string => (n === 0 ? '*' : (flags.has('n') ? undefined : db.service(n, type === 'raw' ? undefined : type)) ?? String(n));
        const state = type === 'tcp' ? STATES[s.state] : s.state === 'ESTABLISHED' ? 'ESTABLISHED' : type === 'raw' ? '7' : '';
        // A listener's queues are not what these columns mean.
        const [recv, send] = s.state === 'LISTEN' ? [0, 0] : [s.recvQ, s.sendQ];
        out += `${(type + (s.family === 'inet6' ? '6' : '')).padEnd(4)}  ${String(recv).padStart(6)} ${String(send).padStart(6)} ${yield* this.address(s.local, port(s.localPort), names)} ${yield* this.address(s.remote, port(s.remotePort), names)} ${state.padEnd(11)}`;
        if (flags.has('e')) out += ` ${(flags.has('n') ? String(s.uid) : accounts.userName(s.uid)).padEnd(10)} ${String(s.inode).padEnd(9)} `;
        if (holders !== undefined) {
          const h = holders.get(s.inode)?.[0];
          out += ` ${(h === undefined ? '-' : `${h.pid}/${h.comm}`).slice(0, 19).padEnd(20)}`;
        }
        if (flags.has('o')) out += ` ${timer(s)}`;
        out += '\n';
      }
    }
    return out;
  }

  *unix(): Task<string> {
    const { flags } = this;
    const holders = flags.has('p') ? yield* socketHolders(this.sys) : undefined;
    let out = `Active UNIX domain sockets ${flags.has('a') ? '(servers and established)' : flags.has('l') ? '(only servers)' : '(w/o servers)'}\nProto RefCnt Flags       Type       State         I-Node  ${holders === undefined ? '' : ' PID/Program name    '} Path\n`;
    for (const u of yield* unixSockets(this.sys)) {
      if (!flags.has('a') && u.listening !== flags.has('l')) continue;
      const h = holders?.get(u.inode)?.[0];
      out += `unix  ${String(u.refs).padEnd(6)} ${(u.listening ? '[ ACC ]' : '[ ]').padEnd(11)} ${u.type.padEnd(10)} ${(u.listening ? 'LISTENING' : u.connected ? 'CONNECTED' : '').padEnd(13)} ${String(u.inode).padEnd(8)}${holders === undefined ? '' : ` ${(h === undefined ? '-' : `${h.pid}/${h.comm}`).slice(0, 19).padEnd(20)}`} ${u.path}\n`;
    }
    return out;
  }
}

/** What a counter of /proc/net/snmp reads like. */
const COUNTERS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  Ip: { Forwarding: 'Forwarding: %', InReceives: '% total packets received', InHdrErrors: '?% with invalid headers', InAddrErrors: '?% with invalid addresses', ForwDatagrams: '% forwarded', InUnknownProtos: '?% with unknown protocol', InDiscards: '% incoming packets discarded', InDelivers: '% incoming packets delivered', OutRequests: '% requests sent out', OutDiscards: '?% outgoing packets dropped', OutNoRoutes: '?% dropped because of missing route', ReasmReqds: '?% reassemblies required', ReasmOKs: '?% packets reassembled ok', ReasmFails: '?% packet reassemblies failed', FragOKs: '?% fragments received ok', FragFails: '?% fragments failed', FragCreates: '?% fragments created' },
  Icmp: { InMsgs: '% ICMP messages received', InErrors: '% input ICMP message failed', OutMsgs: '% ICMP messages sent', OutErrors: '% ICMP messages failed' },
  Tcp: { ActiveOpens: '% active connection openings', PassiveOpens: '% passive connection openings', AttemptFails: '% failed connection attempts', EstabResets: '% connection resets received', CurrEstab: '% connections established', InSegs: '% segments received', OutSegs: '% segments sent out', RetransSegs: '% segments retransmitted', InErrs: '% bad segments received', OutRsts: '% resets sent' },
  Udp: { InDatagrams: '% packets received', NoPorts: '% packets to unknown port received', InErrors: '% packet receive errors', OutDatagrams: '% packets sent', RcvbufErrors: '% receive buffer errors', SndbufErrors: '% send buffer errors' },
};

function* statistics(sys: Sys, kinds: readonly string[]): Task<string> {
  const lines = (yield* readTextFile(sys, '/proc/net/snmp')).split('\n');
  let out = '';
  for (let i = 0; i + 1 < lines.length; i += 2) {
    const [section = '', ...names] = lines[i]!.split(' ');
    const name = section.replace(':', '');
    const values = lines[i + 1]!.split(' ').slice(1);
    const words = COUNTERS[name];
    if (words === undefined || (kinds.length > 0 && !kinds.includes(name[0]!.toLowerCase()))) continue;
    out += `${name}:\n`;
    names.forEach((n, k) => {
      const text = words[n];
      if (text !== undefined && !(text.startsWith('?') && values[k] === '0')) out += `    ${text.replace('?', '').replace('%', values[k] ?? '0')}\n`;
    });
  }
  return out;
}

const LONG = { route: 'r', interfaces: 'i', statistics: 's', numeric: 'n', extend: 'e', programs: 'p', timers: 'o', listening: 'l', all: 'a', tcp: 't', udp: 'u', raw: 'w', unix: 'x', help: 'h', version: 'V', continuous: 'c', wide: 'W', inet: '4', inet6: '6', verbose: 'v', fib: 'F' };

function* main(sys: Sys, args: readonly string[]): Task<number> {
  const flags = new Set<string>();
  try {
    for (const { key } of new Getopt(args, '46A:CFMacdefghilnNoprsStuUVvWw2x?', LONG)) flags.add(key);
  } catch (e) {
    if (!(e instanceof GetoptError)) throw e;
    yield* writeText(sys, 2, `netstat: ${e.message}\n${USAGE}`);
    return 3;
  }
  if (flags.has('h') || flags.has('?')) {
    yield* writeText(sys, 2, USAGE);
    return 0;
  }
  if (flags.has('V')) {
    yield* writeText(sys, 1, 'net-tools 2.10\n');
    return 0;
  }
  if (flags.has('f')) {
    yield* writeText(sys, 2, "netstat: feature `AF BLUETOOTH' not supported.\nPlease recompile `net-tools' with newer kernel source or full configuration.\n");
    return 1;
  }
  const family = flags.has('4') === flags.has('6') ? undefined : flags.has('4') ? 'inet' : 'inet6';
  const kinds = [...'tuwx'].filter((k) => flags.has(k));
  for (;;) {
    let out = '';
    if (flags.has('r')) out = family === 'inet6' ? yield* route6Table(sys, flags.has('n')) : yield* routeTable(sys, flags.has('n'), 1);
    else if (flags.has('i')) {
      out = 'Kernel Interface table\nIface             MTU    RX-OK RX-ERR RX-DRP RX-OVR    TX-OK TX-ERR TX-DRP TX-OVR Flg\n';
      for (const l of [...(yield* links(sys))].sort((a, b) => (a.name < b.name ? -1 : 1))) if (l.up || flags.has('a')) out += shortLine(l);
    } else if (flags.has('s')) out = yield* statistics(sys, kinds);
    else {
      const p = new Printer(sys, flags);
      if (kinds.length === 0 || kinds.some((k) => k !== 'x')) out += yield* p.inet(kinds.length === 0 ? ['t', 'u', 'w'] : kinds, family);
      if (kinds.includes('x') || (kinds.length === 0 && family === undefined)) out += yield* p.unix();
    }
    yield* writeText(sys, 1, out);
    if (!flags.has('c')) return 0;
    yield* sys.sleep(1e9);
  }
}

export const netstat: Program = { name: 'netstat', support: { level: 'partial', note: 'no groups, no masquerading, no families beside inet, inet6 and unix' }, main: (sys, argv) => guarded(sys, 'netstat', main(sys, argv.slice(1))) };
