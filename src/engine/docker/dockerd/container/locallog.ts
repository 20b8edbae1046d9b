/**
 * The local log driver's lines: protobuf messages (api/types/plugins/logdriver LogEntry: source, time in nanoseconds, line without its end, partial)
 * with their length before and behind them, big-endian.
 */
import { concatBytes, decodeUtf8, encodeUtf8 } from '../../../base/bytes.ts';
import type { Sys } from '../../../abi/sys.ts';
import { rfc3339Nano } from '../../common/time.ts';
import type { Instant } from '../../common/time.ts';
import type { LogCodec, LogLine } from './logfile.ts';

function varint(value: bigint): number[] {
  const out: number[] = [];
  for (; value >= 128n; value >>= 7n) out.push(Number(value & 127n) | 128);
  out.push(Number(value));
  return out;
}

function lengthBytes(n: number): Uint8Array {
  const b = new Uint8Array(4);
  new DataView(b.buffer).setUint32(0, n);
  return b;
}

/** One message. */
function parseEntry(b: Uint8Array): LogLine {
  let at = 0;
  const number = (): bigint => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = b[at++]!;
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return value;
    }
  };
  let stream: LogLine['stream'] = 'stdout';
  let time: Instant = { sec: 0, nsec: 0 };
  let line = '';
  let end = '\n';
  while (at < b.length) {
    const tag = Number(number());
    if (tag === 0x10) {
      const ns = number();
      time = { sec: Number(ns / 1_000_000_000n), nsec: Number(ns % 1_000_000_000n) };
    } else if (tag === 0x20) end = number() === 0n ? '\n' : '';
    else {
      const length = Number(number());
      const text = decodeUtf8(b, at, at + length);
      at += length;
      if (tag === 0x0a) stream = text === 'stderr' ? 'stderr' : 'stdout';
      else if (tag === 0x1a) line = text;
    }
  }
  return { log: line + end, stream, time: rfc3339Nano(time) };
}

export class LocalCodec implements LogCodec {
  encode(stream: 'stdout' | 'stderr', line: Uint8Array, time: Instant): Uint8Array {
    const whole = line[line.length - 1] === 10;
    const text = whole ? line.subarray(0, -1) : line;
    const ns = BigInt(time.sec) * 1_000_000_000n + BigInt(time.nsec);
    const source = encodeUtf8(stream);
    const partial = whole ? [] : [0x20, 1];
    const body = concatBytes([Uint8Array.from([0x0a, source.length]), source, Uint8Array.from([0x10, ...varint(ns)]), Uint8Array.from([0x1a, ...varint(BigInt(text.length))]), text, Uint8Array.from(partial)]);
    const length = lengthBytes(body.length);
    return concatBytes([length, body, length]);
  }

  decode(bytes: Uint8Array): { readonly lines: LogLine[]; readonly rest: Uint8Array } {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const lines: LogLine[] = [];
    let at = 0;
    while (at + 4 <= bytes.length) {
      const next = at + 8 + view.getUint32(at);
      if (next > bytes.length) break;
      lines.push(parseEntry(bytes.subarray(at + 4, next - 4)));
      at = next;
    }
    return { lines, rest: bytes.subarray(at) };
  }

  /** Walks backwards over the lengths that follow the messages. */
  tail(sys: Sys, fd: number, size: number, n: number): { readonly offset: number; readonly lines: number } {
    let offset = size;
    let lines = 0;
    for (; lines < n && offset >= 8; lines++) {
      const b = sys.pread(fd, 4, offset - 4);
      offset -= 8 + new DataView(b.buffer, b.byteOffset, 4).getUint32(0);
    }
    return { offset: Math.max(0, offset), lines };
  }
}
