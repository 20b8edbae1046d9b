/** /proc/net/{tcp,udp,raw,icmp}[6], packet and sockstat: the sockets that a namespace's transports list (tcp_ipv4.c, udp.c). */
import { parseIp } from '../../net/address.ts';
import type { SocketInfo, TcpStateName } from '../../abi/netlink.ts';
import type { NetNs } from '../../net/netns.ts';

const STATES: readonly TcpStateName[] = ['ESTABLISHED', 'SYN_SENT', 'SYN_RECV', 'FIN_WAIT1', 'FIN_WAIT2', 'TIME_WAIT', 'CLOSE', 'CLOSE_WAIT', 'LAST_ACK', 'LISTEN', 'CLOSING'];
const TIMERS = { on: 1, keepalive: 2, timewait: 3, persist: 4 } as const;

function hex(n: number, width: number): string {
  return n.toString(16).toUpperCase().padStart(width, '0');
}

/** A word with its bytes the other way round. */
function swapped(word: number): string {
  return hex(((word & 0xff) * 0x1000000 + (word & 0xff00) * 0x100 + ((word >>> 8) & 0xff00) + (word >>> 24)) >>> 0, 8);
}

function endpoint(address: string, port: number, family: 4 | 6): string {
  const a = parseIp(address) ?? (family === 4 ? 0 : 0n);
  const six = typeof a === 'bigint' ? a : family === 6 ? (a === 0 ? 0n : 0xffff00000000n + BigInt(a)) : undefined;
  const words = six === undefined ? [a as number] : [96n, 64n, 32n, 0n].map((shift) => Number((six >> shift) & 0xffffffffn));
  return `${words.map(swapped).join('')}:${hex(port, 4)}`;
}

/** A table as the kernel prints it. */
export function inetSockets(ns: NetNs, type: SocketInfo['type'] | 'icmp', family: 4 | 6): string {
  const tcp = type === 'tcp';
  const head = family === 4 ? '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode' : '  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode';
  const width = family === 6 ? 0 : tcp ? 149 : 127;
  let text = `${`${head}${tcp ? '' : ' ref pointer drops'}`.padEnd(width)}\n`;
  let n = 0;
  for (const s of ns.listSockets()) {
    if (s.type !== type || (s.family === 'inet') !== (family === 4)) continue;
    const state = hex(STATES.indexOf(s.state) + 1, 2);
    const timer = s.timer === undefined ? '00:00000000' : `${hex(TIMERS[s.timer.kind], 2)}:${hex(Math.round(s.timer.expires_ms / 10), 8)}`;
    const listening = s.state === 'LISTEN';
    const row = `${String(n++).padStart(4)}: ${endpoint(s.local, s.localPort, family)} ${endpoint(s.remote, s.remotePort, family)} ${state} ${hex(listening ? 0 : s.sendQ, 8)}:${hex(s.recvQ, 8)} ${timer} ${hex(s.timer?.retransmits ?? 0, 8)} ${String(s.uid).padStart(5)}        0 ${s.inode}`;
    text += `${`${row} ${tcp ? `1 0000000000000000 ${listening ? '100 0 0 10 0' : s.state === 'TIME_WAIT' ? '' : `20 4 24 ${s.tcp?.cwnd ?? 10} -1`}`.trimEnd() : '2 0000000000000000 0'}`.padEnd(width)}\n`;
  }
  return text;
}

export function packetSockets(): string {
  return 'sk               RefCnt Type Proto  Iface R Rmem   User   Inode\n';
}

export function sockstat(ns: NetNs): string {
  const all = ns.listSockets();
  const count = (type: SocketInfo['type'], which: (s: SocketInfo) => boolean = () => true): number => all.filter((s) => s.type === type && s.family === 'inet' && which(s)).length;
  const waiting = count('tcp', (s) => s.state === 'TIME_WAIT');
  const tcp = count('tcp') - waiting;
  return `sockets: used ${all.length}\nTCP: inuse ${tcp} orphan 0 tw ${waiting} alloc ${tcp} mem 0\nUDP: inuse ${count('udp')} mem 0\nUDPLITE: inuse 0\nRAW: inuse ${count('raw')}\nFRAG: inuse 0 memory 0\n`;
}
