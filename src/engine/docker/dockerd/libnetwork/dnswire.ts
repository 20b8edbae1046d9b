/** As much of DNS's wire format (RFC 1035) as the embedded name server needs: the question of a query, and answers to it. */
import { decodeUtf8, encodeUtf8 } from '../../../base/bytes.ts';
import type { Address } from './prefix.ts';

export const TYPE = { A: 1, PTR: 12, MX: 15, AAAA: 28, SRV: 33 } as const;
export const RCODE = { NOERROR: 0, SERVFAIL: 2, NXDOMAIN: 3, REFUSED: 5 } as const;

const HEADER = 12;
const TTL_S = 600;
const RESPONSE = 0x8000;
const RECURSION_DESIRED = 0x0100;
const RECURSION_AVAILABLE = 0x0080;
/** Largest answer over UDP without EDNS. */
export const UDP_LIMIT = 512;

export interface Query {
  readonly id: number;
  readonly recursionDesired: boolean;
  readonly name: string;
  readonly type: number;
  /** The bytes of the question section. */
  readonly question: Uint8Array;
}

function u16(b: Uint8Array, at: number): number {
  return (b[at] ?? 0) * 256 + (b[at + 1] ?? 0);
}

/** Read a query; undefined for what is none. */
export function readQuery(b: Uint8Array): Query | undefined {
  if (b.length < HEADER || (u16(b, 2) & RESPONSE) !== 0 || u16(b, 4) < 1) return undefined;
  const labels: string[] = [];
  let at = HEADER;
  for (;;) {
    const length = b[at];
    if (length === undefined || length > 63) return undefined;
    at++;
    if (length === 0) break;
    labels.push(decodeUtf8(b, at, at + length));
    at += length;
  }
  if (at + 4 > b.length) return undefined;
  return { id: u16(b, 0), recursionDesired: (u16(b, 2) & RECURSION_DESIRED) !== 0, name: labels.join('.'), type: u16(b, at), question: b.subarray(HEADER, at + 4) };
}

/** The response code of a message. */
export function rcodeOf(b: Uint8Array): number {
  return (b[3] ?? 0) & 15;
}

function nameBytes(name: string): number[] {
  return [...name.split('.').filter((l) => l !== '').flatMap((l) => [...[encodeUtf8(l)].flatMap((e) => [e.length, ...e])]), 0];
}

function addressBytes(a: Address): number[] {
  const out: number[] = [];
  for (let shift = a.bits - 8; shift >= 0; shift -= 8) out.push(Number((a.value >> BigInt(shift)) & 255n));
  return out;
}

/** An answer with these addresses (of the type that was asked for) or this name. */
export function writeReply(q: Query, rcode: number, answers: readonly (Address | string)[] = []): Uint8Array {
  const flags = RESPONSE | (q.recursionDesired ? RECURSION_DESIRED : 0) | RECURSION_AVAILABLE | rcode;
  const out: number[] = [q.id >> 8, q.id & 255, flags >> 8, flags & 255, 0, 1, answers.length >> 8, answers.length & 255, 0, 0, 0, 0, ...q.question];
  for (const a of answers) {
    const data = typeof a === 'string' ? nameBytes(a) : addressBytes(a);
    // the owner's name is the question's
    out.push(0xc0, HEADER, q.type >> 8, q.type & 255, 0, 1, 0, 0, TTL_S >> 8, TTL_S & 255, data.length >> 8, data.length & 255, ...data);
  }
  return Uint8Array.from(out);
}
