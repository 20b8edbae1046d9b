/**
 * /proc/PID/net: interfaces, routes and sockets of the process's network namespace (proc(5)). Sockets are found through the descriptors
 * of the processes in it. Left out: neighbours, timers, IPv6.
 */
import { InetSocket } from '../../kernel/inet_socket.ts';
import { netStackOf } from '../../kernel/net.ts';
import { Socket } from '../../kernel/socket.ts';
import { UnixSocket } from '../../kernel/unix_socket.ts';
import { PseudoFile, TableDir } from '../mem/pseudo.ts';
import type { SocketAddress } from '../../abi/socket.ts';
import type { Task } from '../../kernel/task.ts';
import type { PseudoFs } from '../mem/pseudo.ts';

const LISTEN = '0A';
const ESTABLISHED = '01';
const CLOSE = '07';

/** An address as the kernel prints the bytes of it, lowest first. */
function hexAddress(address: number): string {
  const swapped = ((address & 0xff) << 24) | ((address & 0xff00) << 8) | ((address >>> 8) & 0xff00) | (address >>> 24);
  return (swapped >>> 0).toString(16).toUpperCase().padStart(8, '0');
}

function endpoint(a: SocketAddress | undefined): string {
  if (a?.family !== 'inet') return '00000000:0000';
  const address = a.address.split('.').reduce((n, part) => n * 256 + Number(part), 0);
  return `${hexAddress(address)}:${a.port.toString(16).toUpperCase().padStart(4, '0')}`;
}

/** All sockets that somebody in the network namespace of `t` holds. */
function sockets(t: Task): Set<Socket> {
  const found = new Set<Socket>();
  for (const p of t.kernel.processes()) {
    for (const thread of p.threads) {
      if (thread.ns.net !== t.ns.net) continue;
      for (const [, file] of thread.fds.entries()) if (file instanceof Socket) found.add(file);
      break;
    }
  }
  return found;
}

function peerOf(s: InetSocket): SocketAddress | undefined {
  try {
    return s.peerAddress();
  } catch {
    return undefined;
  }
}

const INET = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode';

function inet(t: Task, type: 'stream' | 'dgram'): string {
  const width = type === 'stream' ? 149 : 127;
  let text = `${INET}${type === 'dgram' ? ' ref pointer drops' : ''}`.padEnd(width) + '\n';
  let n = 0;
  for (const s of sockets(t)) {
    if (!(s instanceof InetSocket) || s.type !== type) continue;
    const peer = peerOf(s);
    const state = s.listening ? LISTEN : peer !== undefined ? ESTABLISHED : CLOSE;
    if (state === CLOSE && type === 'stream') continue;
    const stat = s.stat();
    const head = `${String(n++).padStart(4)}: ${endpoint(s.localAddress())} ${endpoint(peer)} ${state} 00000000:00000000 00:00000000 00000000 ${String(stat.uid).padStart(5)}        0 ${stat.ino}`;
    text += `${`${head} ${type === 'stream' ? '1 0000000000000000 100 0 0 10 0' : '2 0000000000000000 0'}`.padEnd(width)}\n`;
  }
  return text;
}

function unix(t: Task): string {
  let text = 'Num       RefCount Protocol Flags    Type St Inode Path\n';
  for (const s of sockets(t)) {
    if (!(s instanceof UnixSocket)) continue;
    const local = s.localAddress();
    const path = local.family === 'unix' ? local.path.replace('\0', '@') : '';
    const kind = s.type === 'dgram' ? '0002' : '0001';
    text += `0000000000000000: 0000000${s.isConnected ? 3 : 2} 00000000 ${s.listening ? '00010000' : '00000000'} ${kind} ${s.isConnected ? '03' : '01'} ${String(s.stat().ino).padStart(5)}${path === '' ? '' : ` ${path}`}\n`;
  }
  return text;
}

function dev(t: Task): string {
  let text =
    'Inter-|   Receive                                                |  Transmit\n' +
    ' face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed\n';
  for (const d of netStackOf(t.kernel, t.ns.net).devices) {
    const { rxBytes, rxPackets, txBytes, txPackets } = d.counters;
    const n = (value: number, width: number): string => String(value).padStart(width);
    text += `${d.name.padStart(6)}: ${n(rxBytes, 7)} ${n(rxPackets, 7)}    0    0    0     0          0         0 ${n(txBytes, 8)} ${n(txPackets, 7)}    0    0    0     0       0          0\n`;
  }
  return text;
}

function route(t: Task): string {
  const row = (cells: readonly (string | number)[]): string => `${cells.join('\t').padEnd(127)}\n`;
  let text = row(['Iface', 'Destination', 'Gateway ', 'Flags', 'RefCnt', 'Use', 'Metric', 'Mask', '\tMTU', 'Window', 'IRTT']);
  for (const r of netStackOf(t.kernel, t.ns.net).routes) {
    const mask = r.prefix === 0 ? 0 : (-1 << (32 - r.prefix)) >>> 0;
    const flags = 1 + (r.via === undefined ? 0 : 2);
    text += row([r.device.name, hexAddress(r.network), hexAddress(r.via ?? 0), flags.toString(16).padStart(4, '0'), 0, 0, 0, hexAddress(mask), 0, 0, 0]);
  }
  return text;
}

const FILES: Readonly<Record<string, (t: Task) => string>> = {
  arp: () => 'IP address       HW type     Flags       HW address            Mask     Device\n',
  dev,
  if_inet6: () => '',
  route,
  tcp: (t) => inet(t, 'stream'),
  tcp6: () => '  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n',
  udp: (t) => inet(t, 'dgram'),
  udp6: () => '  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops\n',
  unix,
};

/** The directory, for the namespace that `task` is in when a file is read. */
export function netDir(fs: PseudoFs, task: () => Task): TableDir {
  const makers = Object.entries(FILES).map(([name, read]) => [name, (f: PseudoFs) => new PseudoFile(f, { read: () => read(task()) })] as const);
  return new TableDir(fs, Object.fromEntries(makers));
}
