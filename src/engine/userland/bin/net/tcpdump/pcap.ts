/** Files of captured frames (pcap, the classic format): microseconds, little endian when written, both orders and nanoseconds when read. */
import { concatBytes } from '../../../../base/bytes.ts';
import type { Capture } from './frame.ts';

export const LINKTYPE_ETHERNET = 1;
const MAGIC = 0xa1b2c3d4;
const MAGIC_NS = 0xa1b23c4d;

function words(...values: number[]): Uint8Array {
  const out = new Uint8Array(values.length * 4);
  const view = new DataView(out.buffer);
  values.forEach((v, i) => view.setUint32(i * 4, v, true));
  return out;
}

export function fileHeader(snaplen: number): Uint8Array {
  return words(MAGIC, 2 | (4 << 16), 0, 0, snaplen, LINKTYPE_ETHERNET);
}

export function record(c: Capture): Uint8Array {
  return concatBytes([words(Math.floor(c.time_ns / 1e9), Math.min(999_999, Math.round((c.time_ns % 1e9) / 1000)), c.data.length, c.length), c.data]);
}

/** The frames of a file; a text when it is none. */
export function readPcap(bytes: Uint8Array): readonly Capture[] | string {
  if (bytes.length < 24) return bytes.length === 0 ? 'truncated dump file; tried to read 4 file header bytes, only got 0' : `truncated dump file; tried to read 24 file header bytes, only got ${bytes.length}`;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const little = [MAGIC, MAGIC_NS].includes(view.getUint32(0, true));
  const magic = view.getUint32(0, little);
  if (magic !== MAGIC && magic !== MAGIC_NS) return 'unknown file format';
  const out: Capture[] = [];
  for (let at = 24; at + 16 <= bytes.length; ) {
    const size = view.getUint32(at + 8, little);
    const fraction = view.getUint32(at + 4, little);
    out.push({ time_ns: view.getUint32(at, little) * 1e9 + fraction * (magic === MAGIC ? 1000 : 1), data: bytes.subarray(at + 16, at + 16 + size), length: view.getUint32(at + 12, little) });
    at += 16 + size;
  }
  return out;
}
