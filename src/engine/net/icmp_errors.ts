/** What an ICMP error means for a socket (icmp_err_convert, icmpv6_err_convert): an errno, and whether it is final. */
import type { ErrnoName } from '../abi/errno.ts';
import type { IcmpMessage, IpPacket } from './skbuff.ts';

export interface Verdict {
  readonly errno: ErrnoName;
  /** Hard: no later try will help. */
  readonly fatal: boolean;
  /** Of "fragmentation needed" and "packet too big": the next hop's MTU. */
  readonly mtu?: number;
}

/** By code of "destination unreachable". */
const UNREACHABLE: readonly (readonly [ErrnoName, boolean])[] = [
  ['ENETUNREACH', false],
  ['EHOSTUNREACH', false],
  ['ENOPROTOOPT', true],
  ['ECONNREFUSED', true],
  ['EMSGSIZE', false],
  ['ENOTSUP', false],
  ['ENETUNREACH', true],
  ['EHOSTDOWN', true],
  ['ENONET', true],
  ['ENETUNREACH', true],
  ['EHOSTUNREACH', true],
  ['ENETUNREACH', false],
  ['EHOSTUNREACH', false],
  ['EHOSTUNREACH', true],
  ['EHOSTUNREACH', true],
  ['EHOSTUNREACH', true],
];
const UNREACHABLE6: readonly (readonly [ErrnoName, boolean])[] = [
  ['ENETUNREACH', false],
  ['EACCES', true],
  ['EHOSTUNREACH', false],
  ['EHOSTUNREACH', false],
  ['ECONNREFUSED', true],
  ['EACCES', true],
  ['EACCES', true],
];

/** undefined for what is no error of a packet. */
export function verdictOf(about: IpPacket, icmp: Pick<IcmpMessage, 'type' | 'code' | 'rest'>): Verdict | undefined {
  const { type, code, rest } = icmp;
  const of = (row: readonly [ErrnoName, boolean] | undefined): Verdict | undefined => row && { errno: row[0], fatal: row[1] };
  if (about.kind === 'ipv4') {
    if (type === 3) return code === 4 ? { errno: 'EMSGSIZE', fatal: false, mtu: rest & 0xffff } : of(UNREACHABLE[code]);
    if (type === 11) return { errno: 'EHOSTUNREACH', fatal: false };
    return type === 12 ? { errno: 'EPROTO', fatal: true } : undefined;
  }
  if (type === 1) return of(UNREACHABLE6[code]);
  if (type === 2) return { errno: 'EMSGSIZE', fatal: false, mtu: rest };
  if (type === 3) return { errno: 'EHOSTUNREACH', fatal: false };
  return type === 4 ? { errno: 'EPROTO', fatal: true } : undefined;
}
