/**
 * Network devices: lo, Ethernet ports on a {@link Segment}, veth pairs, bridges. A device knows where a neighbour is reached (layer 2)
 * and over which wires. Left out: MAC learning, VLANs, MTU effects.
 */
import type { CableStack } from './stack.ts';

/** One direction of a wire: bytes follow each other at its bandwidth, and arrive after its latency. */
export class Wire {
  readonly bandwidth_Bps: number;
  readonly latency_ns: number;
  private free_ns = 0;

  constructor(bandwidth_Bps: number, latency_ns: number) {
    this.bandwidth_Bps = bandwidth_Bps;
    this.latency_ns = latency_ns;
  }

  /** Something of `length` bytes is ready at `from_ns`: when it arrives at the other end. */
  pass(from_ns: number, length: number): number {
    const sent_ns = Math.max(from_ns, this.free_ns) + (length * 1e9) / this.bandwidth_Bps;
    this.free_ns = sent_ns;
    return sent_ns + this.latency_ns;
  }
}

/** When `length` bytes that leave now have gone over all these wires. */
export function passAll(wires: readonly Wire[], now_ns: number, length: number): number {
  let time_ns = now_ns;
  for (const wire of wires) time_ns = wire.pass(time_ns, length);
  return time_ns;
}

/** How long until SYNs that nobody answers are given up (tcp_syn_retries 6). */
export const SYN_TIMEOUT_NS = 127_000_000_000;

/** A hop: the wires there and back. */
export interface Hop {
  readonly out: readonly Wire[];
  readonly back: readonly Wire[];
}

export type DeviceKind = 'loopback' | 'ethernet' | 'veth' | 'bridge' | 'dummy';

/** An address with its prefix length. */
export interface Assigned {
  readonly address: number;
  readonly prefix: number;
}

const VETH_BPS = 5e9;
const VETH_LATENCY_NS = 8_000;

export class NetDevice {
  name: string;
  readonly index: number;
  readonly kind: DeviceKind;
  /** As 'aa:bb:cc:dd:ee:ff'. */
  mac: string;
  mtu: number;
  up = false;
  readonly addresses: Assigned[] = [];
  /** The stack it is in; changes when it is moved to another namespace. */
  stack: CableStack;
  /** Ethernet: the cable's other end. */
  segment: Segment | undefined;
  /** Veth: the other end. */
  peer: NetDevice | undefined;
  /** The bridge that it is a port of. */
  master: NetDevice | undefined;
  /** Of a bridge. */
  readonly ports = new Set<NetDevice>();
  /** What leaves, and what comes in. */
  tx: Wire;
  rx: Wire;
  readonly counters = { rxBytes: 0, txBytes: 0, rxPackets: 0, txPackets: 0 };

  constructor(stack: CableStack, kind: DeviceKind, name: string, index: number, mac: string) {
    this.stack = stack;
    this.kind = kind;
    this.name = name;
    this.index = index;
    this.mac = mac;
    this.mtu = kind === 'loopback' ? 65536 : 1500;
    this.tx = new Wire(VETH_BPS, VETH_LATENCY_NS);
    this.rx = new Wire(Infinity, 0);
  }

  /** Carries traffic: a veth whose other end is up, a bridge with a port that does. */
  get running(): boolean {
    if (!this.up) return false;
    if (this.kind === 'veth') return this.peer?.up === true;
    if (this.kind !== 'bridge') return true;
    for (const port of this.ports) if (port.running) return true;
    return false;
  }

  has(address: number): boolean {
    return this.addresses.some((a) => a.address === address);
  }

  /** Who answers for `address` on this device's layer 2, and the way there; undefined when nobody does. */
  neighbour(address: number): { readonly stack: CableStack; readonly device: NetDevice; readonly hops: readonly Hop[] } | undefined {
    return this.running ? this.egress(address, [], new Set([this])) : undefined;
  }

  private egress(address: number, hops: readonly Hop[], seen: Set<NetDevice>): ReturnType<NetDevice['neighbour']> {
    if (this.kind === 'bridge') {
      for (const port of this.ports) {
        if (seen.has(port) || !port.running) continue;
        const found = port.egress(address, hops, seen.add(port));
        if (found !== undefined) return found;
      }
      return undefined;
    }
    const others = this.kind === 'veth' ? (this.peer === undefined ? [] : [this.peer]) : [...(this.segment?.ports ?? [])];
    for (const other of others) {
      if (other === this || seen.has(other) || !other.running) continue;
      const found = other.arrive(address, [...hops, { out: [this.tx, other.rx], back: [other.tx, this.rx] }], seen.add(other));
      if (found !== undefined) return found;
    }
    return undefined;
  }

  private arrive(address: number, hops: readonly Hop[], seen: Set<NetDevice>): ReturnType<NetDevice['neighbour']> {
    const { master } = this;
    if (master === undefined) return this.stack.owns(address) ? { stack: this.stack, device: this, hops } : undefined;
    if (seen.has(master)) return undefined;
    seen.add(master);
    if (master.up && master.stack.owns(address)) return { stack: master.stack, device: master, hops };
    return master.egress(address, hops, seen);
  }
}

/** A cable with many ends (a switch): the LAN, a provider's backbone. */
export class Segment {
  readonly ports = new Set<NetDevice>();

  /** Plug a device in: what it may send and receive per second, and how long the way takes in each direction. */
  attach(device: NetDevice, up_Bps: number, down_Bps: number, latency_ns: number): void {
    device.segment = this;
    device.tx = new Wire(up_Bps, latency_ns);
    device.rx = new Wire(down_Bps, 0);
    this.ports.add(device);
  }
}

