/** Echo requests over raw sockets, and ICMP in words (RFC 792, RFC 4443): what ping, traceroute and their BusyBox relatives share. */
import { isSysError } from '../../../../abi/errno.ts';
import { POLL } from '../../../../abi/process.ts';
import { formatIpv4 } from '../../../libc/netaddr.ts';
import type { SocketAddress } from '../../../../abi/socket.ts';
import type { Sys, Task } from '../../../../abi/sys.ts';

/** RFC 1071. */
export function checksum(bytes: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < bytes.length; i += 2) sum += (bytes[i]! << 8) | (bytes[i + 1] ?? 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}

export function word(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}

/** What came back. */
export type Arrival =
  | { readonly kind: 'reply'; readonly seq: number; readonly ttl: number; readonly bytes: number; readonly from: string }
  | { readonly kind: 'error'; readonly seq: number; readonly type: number; readonly code: number; readonly mtu: number; readonly from: string };

/** Echo requests of one identifier. */
export class EchoSocket {
  readonly fd: number;
  readonly id: number;
  private readonly sys: Sys;
  private readonly v6: boolean;
  /** EPERM without CAP_NET_RAW. */
  constructor(sys: Sys, v6: boolean) {
    this.sys = sys;
    this.v6 = v6;
    this.fd = sys.socket(v6 ? 'inet6' : 'inet', 'raw', v6 ? 58 : 1);
    this.id = sys.getpid() & 0xffff;
  }

  address(ip: string): SocketAddress {
    return { family: this.v6 ? 'inet6' : 'inet', address: ip, port: 0 };
  }

  /** One request with `size` bytes of data. Throws SysError. */
  *send(to: string, seq: number, size: number, pattern?: Uint8Array): Task<void> {
    const packet = new Uint8Array(8 + size);
    packet[0] = this.v6 ? 128 : 8;
    packet.set([this.id >> 8, this.id & 255, (seq >> 8) & 255, seq & 255], 4);
    for (let i = 8; i < packet.length; i++) packet[i] = pattern === undefined || pattern.length === 0 ? i & 255 : pattern[(i - 8) % pattern.length]!;
    if (!this.v6) {
      const sum = checksum(packet);
      packet[2] = sum >> 8;
      packet[3] = sum & 255;
    }
    yield* this.sys.sendto(this.fd, packet, this.address(to));
  }

  /** What arrives for us within `timeout_ns`; undefined when nothing does. Throws EINTR. */
  *receive(timeout_ns: number): Task<Arrival | undefined> {
    const deadline = this.sys.monotonic_ns() + timeout_ns;
    for (;;) {
      const [events] = yield* this.sys.poll([{ fd: this.fd, events: POLL.IN }], Math.max(0, deadline - this.sys.monotonic_ns()));
      if (events === 0) return undefined;
      let got: { readonly data: Uint8Array; readonly from: SocketAddress | undefined };
      try {
        got = yield* this.sys.recvfrom(this.fd, 65535);
      } catch (e) {
        // An error that is queued on the socket: the message about it comes too.
        if (isSysError(e) && e.code !== 'EINTR') continue;
        throw e;
      }
      const seen = this.v6 ? this.read6(got.data, got.from) : this.read4(got.data);
      if (seen !== undefined) return seen;
    }
  }

  private read4(data: Uint8Array): Arrival | undefined {
    const header = (data[0]! & 15) * 4;
    const icmp = data.subarray(header);
    const from = formatIpv4(((data[12]! << 24) | (data[13]! << 16) | (data[14]! << 8) | data[15]!) >>> 0);
    if (icmp.length < 8) return undefined;
    if (icmp[0] === 0) return word(icmp, 4) === this.id ? { kind: 'reply', seq: word(icmp, 6), ttl: data[8]!, bytes: icmp.length, from } : undefined;
    if (![3, 4, 5, 11, 12].includes(icmp[0]!)) return undefined;
    const inner = icmp.subarray(8);
    const echo = inner.subarray((inner[0]! & 15) * 4);
    if (inner[9] !== 1 || echo[0] !== 8 || word(echo, 4) !== this.id) return undefined;
    return { kind: 'error', seq: word(echo, 6), type: icmp[0]!, code: icmp[1]!, mtu: word(icmp, 6), from };
  }

  private read6(icmp: Uint8Array, from: SocketAddress | undefined): Arrival | undefined {
    const address = from?.family === 'inet6' ? from.address : '::';
    if (icmp[0] === 129) return word(icmp, 4) === this.id ? { kind: 'reply', seq: word(icmp, 6), ttl: 64, bytes: icmp.length, from: address } : undefined;
    if (icmp[0]! >= 128 || icmp.length < 56) return undefined;
    const echo = icmp.subarray(48);
    if (echo[0] !== 128 || word(echo, 4) !== this.id) return undefined;
    return { kind: 'error', seq: word(echo, 6), type: icmp[0]!, code: icmp[1]!, mtu: word(icmp, 6), from: address };
  }

  close(): void {
    this.sys.close(this.fd);
  }
}

const UNREACHABLE = ['Net', 'Host', 'Protocol', 'Port'];
const CODES: Readonly<Record<number, string>> = {
  5: 'Source Route Failed', 6: 'Destination Net Unknown', 7: 'Destination Host Unknown', 8: 'Source Host Isolated', 9: 'Destination Net Prohibited', 10: 'Destination Host Prohibited', 11: 'Destination Net Unreachable for Type of Service',
  12: 'Destination Host Unreachable for Type of Service', 13: 'Packet filtered', 14: 'Precedence Violation', 15: 'Precedence Cutoff',
};
const UNREACHABLE6 = ['No route', 'Administratively prohibited', 'Beyond scope of source address', 'Address unreachable', 'Port unreachable'];

/** An ICMP error as iputils words it. */
export function describe(e: { readonly type: number; readonly code: number; readonly mtu: number }, v6: boolean): string {
  if (v6) {
    if (e.type === 1) return `Destination unreachable: ${UNREACHABLE6[e.code] ?? `Unknown code ${e.code}`}`;
    if (e.type === 2) return `Packet too big: mtu=${e.mtu}`;
    return e.type === 3 ? `Time exceeded: ${e.code === 0 ? 'Hop limit' : 'Defragmentation failure'}` : `Parameter problem: ${e.code}`;
  }
  if (e.type === 3) return e.code < 4 ? `Destination ${UNREACHABLE[e.code]!} Unreachable` : e.code === 4 ? `Frag needed and DF set (mtu = ${e.mtu})` : (CODES[e.code] ?? `Dest Unreachable, Bad Code: ${e.code}`);
  if (e.type === 11) return e.code === 0 ? 'Time to live exceeded' : 'Frag reassembly time exceeded';
  if (e.type === 5) return `Redirect ${['Network', 'Host', 'Type of Service and Network', 'Type of Service and Host'][e.code] ?? e.code}`;
  return e.type === 4 ? 'Source Quench' : 'Parameter problem: pointer = 0';
}
