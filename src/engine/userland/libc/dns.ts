/**
 * DNS messages (RFC 1035): queries and answers as they go over UDP. Enough for a stub resolver, dig and a small server: one question, answers of
 * type A, AAAA, CNAME, NS, PTR, MX, TXT, SOA and SRV; no name compression when writing, full support when reading.
 */
import { decodeUtf8, encodeUtf8 } from '../../base/bytes.ts';
import { formatIpv6, parseIpv6 } from './netaddr.ts';

/** Record types that are understood. */
export const DNS_TYPE = { A: 1, NS: 2, CNAME: 5, SOA: 6, PTR: 12, MX: 15, TXT: 16, AAAA: 28, SRV: 33, ANY: 255 } as const;
/** Response codes. */
export const RCODE = { NOERROR: 0, FORMERR: 1, SERVFAIL: 2, NXDOMAIN: 3, NOTIMP: 4, REFUSED: 5 } as const;

const CLASS_IN = 1;
const FLAG_RESPONSE = 0x8000;
const FLAG_AUTHORITATIVE = 0x0400;
const FLAG_TRUNCATED = 0x0200;
const FLAG_RECURSION_DESIRED = 0x0100;
const FLAG_RECURSION_AVAILABLE = 0x0080;
const HEADER = 12;

/** An answer: `data` is an address for A and AAAA, a name for CNAME, NS and PTR, and for the others what a zone file says. */
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
  readonly authority?: readonly DnsAnswer[];
  readonly additional?: readonly DnsAnswer[];
  readonly authoritative?: boolean;
  readonly truncated?: boolean;
  /** Both default to what a stub and its server set: true. */
  readonly recursionDesired?: boolean;
  readonly recursionAvailable?: boolean;
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

function writeRecord(out: number[], a: DnsAnswer): void {
  writeName(out, a.name);
  u16(out, a.type);
  u16(out, CLASS_IN);
  u16(out, a.ttl >>> 16);
  u16(out, a.ttl & 0xffff);
  const data: number[] = [];
  const words = a.data.split(' ');
  if (a.type === DNS_TYPE.A) data.push(...a.data.split('.').map(Number));
  else if (a.type === DNS_TYPE.AAAA) {
    const n = parseIpv6(a.data) ?? 0n;
    for (let shift = 120n; shift >= 0n; shift -= 8n) data.push(Number((n >> shift) & 255n));
  } else if (a.type === DNS_TYPE.TXT) {
    const bytes = encodeUtf8(a.data.replace(/^"|"$/g, '')).subarray(0, 255);
    data.push(bytes.length, ...bytes);
  } else if (a.type === DNS_TYPE.MX || a.type === DNS_TYPE.SRV) {
    for (const n of words.slice(0, -1)) u16(data, Number(n));
    writeName(data, words[words.length - 1]!);
  } else if (a.type === DNS_TYPE.SOA) {
    writeName(data, words[0]!);
    writeName(data, words[1] ?? '');
    for (const n of words.slice(2, 7)) {
      u16(data, Number(n) >>> 16);
      u16(data, Number(n) & 0xffff);
    }
  } else writeName(data, a.data);
  u16(out, data.length);
  out.push(...data);
}

/** The bytes of a message. */
export function encodeDns(m: DnsMessage): Uint8Array {
  const out: number[] = [];
  u16(out, m.id);
  let flags = m.rcode | (m.recursionDesired === false ? 0 : FLAG_RECURSION_DESIRED);
  if (m.response) flags |= FLAG_RESPONSE | (m.recursionAvailable === false ? 0 : FLAG_RECURSION_AVAILABLE) | (m.authoritative === true ? FLAG_AUTHORITATIVE : 0) | (m.truncated === true ? FLAG_TRUNCATED : 0);
  u16(out, flags);
  for (const count of [1, m.answers.length, m.authority?.length ?? 0, m.additional?.length ?? 0]) u16(out, count);
  writeName(out, m.name);
  u16(out, m.type);
  u16(out, CLASS_IN);
  for (const a of [...m.answers, ...(m.authority ?? []), ...(m.additional ?? [])]) writeRecord(out, a);
  return Uint8Array.from(out);
}

/** Read a message; undefined when it is malformed. Records of unknown types are left out. */
export function decodeDns(bytes: Uint8Array): DnsMessage | undefined {
  const reader = new Reader(bytes);
  const id = reader.u16();
  const flags = reader.u16();
  const questions = reader.u16();
  const counts = [reader.u16(), reader.u16(), reader.u16()];
  reader.at = HEADER;
  if (questions !== 1) return undefined;
  const name = reader.name();
  const type = reader.u16();
  reader.u16();
  const sections = counts.map((count) => {
    const records: DnsAnswer[] = [];
    for (let i = 0; i < count && !reader.failed; i++) {
      const record = reader.record();
      if (record !== undefined) records.push(record);
    }
    return records;
  });
  if (reader.failed) return undefined;
  return {
    id, response: (flags & FLAG_RESPONSE) !== 0, rcode: flags & 15, name, type, answers: sections[0]!, authority: sections[1]!, additional: sections[2]!,
    authoritative: (flags & FLAG_AUTHORITATIVE) !== 0, truncated: (flags & FLAG_TRUNCATED) !== 0, recursionDesired: (flags & FLAG_RECURSION_DESIRED) !== 0, recursionAvailable: (flags & FLAG_RECURSION_AVAILABLE) !== 0,
  };
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

  u32(): number {
    return this.u16() * 65536 + this.u16();
  }

  /** A resource record; undefined for a type that is not known. */
  record(): DnsAnswer | undefined {
    const name = this.name();
    const type = this.u16();
    this.u16();
    const ttl = this.u32();
    const length = this.u16();
    const end = this.at + length;
    if (end > this.bytes.length) this.failed = true;
    const data = this.failed ? undefined : this.data(type, end);
    this.at = end;
    return data === undefined ? undefined : { name, type, ttl, data };
  }

  private data(type: number, end: number): string | undefined {
    const { bytes } = this;
    switch (type) {
      case DNS_TYPE.A:
        return end - this.at === 4 ? Array.from(bytes.subarray(this.at, end)).join('.') : undefined;
      case DNS_TYPE.AAAA:
        return end - this.at === 16 ? formatIpv6(bytes.subarray(this.at, end).reduce((n, b) => (n << 8n) | BigInt(b), 0n)) : undefined;
      case DNS_TYPE.CNAME:
      case DNS_TYPE.NS:
      case DNS_TYPE.PTR:
        return this.name();
      case DNS_TYPE.MX:
        return `${this.u16()} ${this.name()}`;
      case DNS_TYPE.SRV:
        return `${this.u16()} ${this.u16()} ${this.u16()} ${this.name()}`;
      case DNS_TYPE.SOA:
        return `${this.name()} ${this.name()} ${this.u32()} ${this.u32()} ${this.u32()} ${this.u32()} ${this.u32()}`;
      case DNS_TYPE.TXT: {
        const parts: string[] = [];
        for (let at = this.at; at < end; at += 1 + bytes[at]!) parts.push(`"${decodeUtf8(bytes, at + 1, Math.min(end, at + 1 + bytes[at]!))}"`);
        return parts.join(' ');
      }
      default:
        return undefined;
    }
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
