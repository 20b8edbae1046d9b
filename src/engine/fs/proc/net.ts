/**
 * /proc/net: what the simulated cable lets one say. Interfaces and sockets get their tables with the network stack; until then the files
 * exist with their headings, so that programs find them.
 */
import { PseudoFile, TableDir } from '../mem/pseudo.ts';
import type { PseudoFs } from '../mem/pseudo.ts';

const INTERFACES =
  'Inter-|   Receive                                                |  Transmit\n' +
  ' face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed\n' +
  '    lo:       0       0    0    0    0     0          0         0        0       0    0    0    0     0       0          0\n';
const INET = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode';
const INET6 = '  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n';

function text(content: string): (fs: PseudoFs) => PseudoFile {
  return (fs) => new PseudoFile(fs, { read: () => content });
}

const FILES = {
  dev: text(INTERFACES),
  tcp: text(`${INET.padEnd(149)}\n`),
  tcp6: text(INET6),
  udp: text(`${INET.padEnd(127)}\n`),
  udp6: text(INET6),
  unix: text('Num       RefCount Protocol Flags    Type St Inode Path\n'),
  route: text(`${'Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT'.padEnd(127)}\n`),
  arp: text('IP address       HW type     Flags       HW address            Mask     Device\n'),
};

/** The directory. */
export function netDir(fs: PseudoFs): TableDir {
  return new TableDir(fs, FILES);
}
