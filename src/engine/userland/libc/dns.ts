/**
 * DNS messages (RFC 1035): queries and answers for addresses, as they go over UDP. Enough for a stub resolver and a small server: one
 * question, answers of type A, AAAA and CNAME; no name compression when writing, full support when reading.
 */
import { decodeUtf8, encodeUtf8 } from '../../base/bytes.ts';

/** Record types that are understood. */
export const DNS_TYPE = { A: 1, CNAME: 5, AAAA: 28 } as const;
/** Response codes. */
export const RCODE = { NOERROR: 0, FORMERR: 1, SERVFAIL: 2, NXDOMAIN: 3, NOTIMP: 4, REFUSED: 5 } as const;

const CLASS_IN = 1;
const FLAG_RESPONSE = 0x8000;
const FLAG_RECURSION_DESIRED = 0x0100;
const FLAG_RECURSION_AVAILABLE = 0x0080;
const HEADER = 12;

/** An answer: `data` is an address for A and AAAA, a name for CNAME. */
export interface DnsAnswer {
  readonly name: string;
  readonly type: number;
  readonly ttl: number;
  readonly data: string;
}

export interface DnsMessage {
  readonly id: number;
  readonly response: boolean;
  readonly rcode: number;
  readonly name: string;
  readonly type: number;
  readonly answers: readonly DnsAnswer[];
}

function writeName(out: number[], name: string): void {
  for (const label of name.split('.')) {
    if (label === '') continue;
    const bytes = encodeUtf8(label);
    out.push(bytes.length, ...bytes);
  }
  out.push(0);
}

function u16(out: number[], value: number): void {
  out.push((value >> 8) & 255, value & 255);
}

/** The bytes of a message. */
export function encodeDns(m: DnsMessage): Uint8Array {
  const out: number[] = [];
  u16(out, m.id);
  u16(out, (m.response ? FLAG_RESPONSE | FLAG_RECURSION_AVAILABLE : 0) | FLAG_RECURSION_DESIRED | m.rcode);
  for (const count of [1, m.answers.length, 0, 0]) u16(out, count);
  writeName(out, m.name);
  u16(out, m.type);
  u16(out, CLASS_IN);
  for (const a of m.answers) {
    writeName(out, a.name);
    u16(out, a.type);
    u16(out, CLASS_IN);
    u16(out, a.ttl >>> 16);
    u16(out, a.ttl & 0xffff);
    const data: number[] = [];
    if (a.type === DNS_TYPE.A) data.push(...a.data.split('.').map(Number));
    else writeName(data, a.data);
    u16(out, data.length);
    out.push(...data);
  }
  return Uint8Array.from(out);
}

/** Read a message; undefined when it is malformed. */
export function decodeDns(bytes: Uint8Array): DnsMessage | undefined {
  const reader = new Reader(bytes);
  const id = reader.u16();
  const flags = reader.u16();
  const questions = reader.u16();
  const count = reader.u16();
  reader.at = HEADER;
  if (questions !== 1) return undefined;
  const name = reader.name();
  const type = reader.u16();
  reader.u16();
  const answers: DnsAnswer[] = [];
  for (let i = 0; i < count && !reader.failed; i++) {
    const owner = reader.name();
    const kind = reader.u16();
    reader.u16();
    const ttl = reader.u16() * 65536 + reader.u16();
    const length = reader.u16();
    const end = reader.at + length;
    if (end > bytes.length) return undefined;
    if (kind === DNS_TYPE.A && length === 4) answers.push({ name: owner, type: kind, ttl, data: Array.from(bytes.subarray(reader.at, end)).join('.') });
    else if (kind === DNS_TYPE.CNAME) answers.push({ name: owner, type: kind, ttl, data: reader.name() });
    reader.at = end;
  }
  if (reader.failed) return undefined;
  return { id, response: (flags & FLAG_RESPONSE) !== 0, rcode: flags & 15, name, type, answers };
}

class Reader {
  at = 0;
  failed = false;
  private readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  private byte(): number {
    const b = this.bytes[this.at++];
    if (b === undefined) this.failed = true;
    return b ?? 0;
  }

  u16(): number {
    return this.byte() * 256 + this.byte();
  }

  /** A name, following compression pointers. */
  name(): string {
    const labels: string[] = [];
    let back: number | undefined;
    for (let jumps = 0; !this.failed; ) {
      const length = this.byte();
      if (length === 0) break;
      if (length >= 0xc0) {
        const target = (length & 0x3f) * 256 + this.byte();
        back ??= this.at;
        this.at = target;
        if (++jumps > 32) this.failed = true;
        continue;
      }
      labels.push(decodeUtf8(this.bytes, this.at, Math.min(this.at + length, this.bytes.length)));
      this.at += length;
      if (this.at > this.bytes.length) this.failed = true;
    }
    if (back !== undefined) this.at = back;
    return labels.join('.');
  }
}
