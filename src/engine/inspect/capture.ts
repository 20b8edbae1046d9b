/**
 * A recording of the frames of all interfaces, and its pcap file (the libpcap format with nanoseconds, link type Ethernet). A tap sees every frame
 * that comes in or leaves, as tcpdump does, and changes nothing. Memory is bounded: the oldest frames go first.
 */
import { concatBytes } from '../base/bytes.ts';
import type { NetNs } from '../net/netns.ts';
import { frameBytes } from '../net/wire.ts';
import { idOf } from './network.ts';

const MAX_FRAMES = 20_000;
const MAX_BYTES = 32 << 20;
/** Longest frame in a file (tcpdump's default snapshot length). */
const SNAPLEN = 262_144;

interface Taken {
  /** 'HOST:NS/DEVICE'. */
  readonly at: string;
  readonly time_ms: number;
  readonly time_ns: number;
  readonly bytes: Uint8Array;
}

function fileHeader(): Uint8Array {
  const view = new DataView(new ArrayBuffer(24));
  view.setUint32(0, 0xa1b23c4d, true);
  view.setUint16(4, 2, true);
  view.setUint16(6, 4, true);
  view.setUint32(16, SNAPLEN, true);
  view.setUint32(20, 1, true);
  return new Uint8Array(view.buffer);
}

function recordHeader(one: Taken): Uint8Array {
  const view = new DataView(new ArrayBuffer(16));
  view.setUint32(0, Math.floor(one.time_ms / 1000), true);
  view.setUint32(4, (one.time_ms % 1000) * 1e6 + (one.time_ns % 1e6), true);
  view.setUint32(8, Math.min(SNAPLEN, one.bytes.length), true);
  view.setUint32(12, one.bytes.length, true);
  return new Uint8Array(view.buffer);
}

export class Capture {
  private taken: Taken[] = [];
  private bytes = 0;
  private readonly taps = new Map<NetNs, () => void>();

  /** `start_ms`: the world's clock at virtual time 0. */
  constructor(private readonly start_ms: number) {}

  get on(): boolean {
    return this.taps.size > 0;
  }

  /** Begin anew, or stop and keep what was taken. */
  set(on: boolean, spaces: Iterable<NetNs>): void {
    for (const stop of this.taps.values()) stop();
    this.taps.clear();
    if (!on) return;
    this.taken = [];
    this.bytes = 0;
    this.follow(spaces);
  }

  /** Namespaces that came since are recorded too. */
  follow(spaces: Iterable<NetNs>): void {
    for (const ns of spaces) {
      if (this.taps.has(ns)) continue;
      this.taps.set(
        ns,
        ns.tapFrames((skb, device) => {
          const now_ns = ns.services.now_ns();
          const bytes = frameBytes(skb);
          this.taken.push({ at: `${idOf(ns)}/${device}`, time_ms: this.start_ms + Math.floor(now_ns / 1e6), time_ns: now_ns, bytes });
          this.bytes += bytes.length;
          while (this.taken.length > MAX_FRAMES || this.bytes > MAX_BYTES) this.bytes -= this.taken.shift()!.bytes.length;
        }),
      );
    }
  }

  /** What was taken at 'HOST:NS/DEVICE', in a whole namespace ('HOST:NS'), or everywhere (''). */
  file(at: string): { readonly frames: number; readonly file: Uint8Array<ArrayBuffer> } {
    const wanted = this.taken.filter((one) => at === '' || one.at === at || one.at.startsWith(`${at}/`));
    const file = concatBytes([fileHeader(), ...wanted.flatMap((one) => [recordHeader(one), one.bytes.subarray(0, SNAPLEN)])]);
    return { frames: wanted.length, file: new Uint8Array(file) };
  }
}
