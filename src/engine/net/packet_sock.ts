/**
 * Packet sockets (packet(7)): frames as devices see them, in both directions, for tcpdump and DHCP. They are kept as they travel and turned into
 * bytes when they are read. The queue is bounded: what does not fit is counted as dropped.
 */
import { fail } from '../abi/errno.ts';
import { POLL } from '../abi/process.ts';
import { Waitable } from '../base/waitable.ts';
import { formatMac } from './address.ts';
import { frameBytes, frameLength } from './wire.ts';
import type { Stamp } from '../base/stampedqueue.ts';
import type { PacketAddress } from '../abi/socket.ts';
import type { FrameTap } from './ip.ts';
import type { SockNet } from './sock.ts';
import type { SkBuff } from './skbuff.ts';

/** Receive buffer: bytes, and frames. */
const MAX_BYTES = 8_388_608;
const MAX_FRAMES = 4096;
const ETH_P_ALL = 3;

interface Captured {
  readonly skb: SkBuff;
  readonly length: number;
  readonly from: PacketAddress;
}

export class PacketSock {
  readonly readiness = new Waitable();
  readonly cooked: boolean;
  private readonly net: SockNet;
  private protocol: number;
  private ifindex = 0;
  private readonly queue: Captured[] = [];
  private waiting = 0;
  /** Frames that found no room. */
  drops = 0;
  private stop: (() => void) | undefined = undefined;

  /** `cooked`: a datagram socket, without the Ethernet header. Protocol 0 receives nothing until bind(2). */
  constructor(net: SockNet, cooked: boolean, protocol: number) {
    this.net = net;
    this.cooked = cooked;
    this.protocol = protocol;
    this.listen();
  }

  private listen(): void {
    this.stop?.();
    this.stop = undefined;
    if (this.protocol === 0) return;
    const tap: FrameTap = (skb, device, ifindex, direction) => {
      if (this.ifindex !== 0 && ifindex !== this.ifindex) return;
      if (this.protocol !== ETH_P_ALL && (direction === 'out' || this.protocol !== skb.etherType)) return;
      const length = frameLength(skb) - (this.cooked ? 14 : 0);
      if (this.queue.length >= MAX_FRAMES || this.waiting + length > MAX_BYTES) {
        this.drops++;
        return;
      }
      this.waiting += length;
      this.queue.push({ skb: skb.clone(), length, from: { family: 'packet', ifindex, protocol: skb.etherType, device, direction, time_ns: this.net.ip.services.now_ns(), length, mac: formatMac(skb.src) } });
      this.readiness.notify();
    };
    this.stop = this.net.ip.tapFrames(tap);
  }

  /** `protocol` 0 keeps the one that it has. */
  bind(ifindex: number, protocol: number): void {
    this.ifindex = ifindex;
    if (protocol !== 0) this.protocol = protocol;
    this.queue.length = 0;
    this.waiting = 0;
    this.listen();
  }

  get bound(): { readonly ifindex: number; readonly protocol: number } {
    return { ifindex: this.ifindex, protocol: this.protocol };
  }

  get available(): number {
    return this.queue[0]?.length ?? 0;
  }

  /** The next frame; its time is the world's. */
  receive(): { readonly data: Uint8Array; readonly from: PacketAddress } | undefined {
    const next = this.queue.shift();
    if (next === undefined) return undefined;
    this.waiting -= next.length;
    const bytes = frameBytes(next.skb);
    return { data: this.cooked ? bytes.subarray(14) : bytes, from: next.from };
  }

  /** Send a whole frame through the device that is named or bound. ENXIO, ENETDOWN, EMSGSIZE, EINVAL when it is no frame. */
  send(data: Uint8Array, device: string | undefined, stamp: Stamp): number {
    if (this.cooked) fail('ENOTSUP');
    if (data.length < 14) fail('EINVAL');
    this.net.ip.transmitFrame(device ?? fail('ENXIO'), data, stamp);
    return data.length;
  }

  poll(): number {
    return POLL.OUT | (this.queue.length > 0 ? POLL.IN : 0);
  }

  close(): void {
    this.stop?.();
    this.stop = undefined;
    this.queue.length = 0;
    this.waiting = 0;
    this.readiness.notify();
  }
}
