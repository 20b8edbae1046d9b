/**
 * Neighbours (arp(7), RFC 4861): which MAC address answers for an address on a device's link, and the states of that knowledge as Linux
 * keeps them (net/core/neighbour.c). Asking is the business of arp.ts and ndisc.ts. Times: an entry is REACHABLE for 30 s, then STALE;
 * used again, it is DELAY for 5 s and then PROBEd; three requests, a second apart, without answer make it FAILED.
 */
import { askFor } from './ask.ts';
import type { NeighState } from '../abi/netlink.ts';
import type { TimerHandle } from './ip.ts';
import type { NetDevice } from './netdev.ts';
import type { IpAddress, Mac, SkBuff } from './skbuff.ts';

const REACHABLE_NS = 30e9;
const DELAY_NS = 5e9;
const RETRANS_NS = 1e9;
const PROBES = 3;
/** Packets that wait for an answer (unres_qlen). */
const WAITING_MAX = 101;
/** gc_thresh3. */
const ENTRIES_MAX = 1024;

export class Neighbour {
  readonly address: IpAddress;
  mac: Mac | undefined;
  state: NeighState;
  router = false;
  updated_ns = 0;
  probes = 0;
  timer: TimerHandle | undefined;
  readonly waiting: SkBuff[] = [];

  constructor(address: IpAddress, state: NeighState) {
    this.address = address;
    this.state = state;
  }
}

export class NeighbourTable {
  readonly device: NetDevice;
  readonly entries = new Map<IpAddress, Neighbour>();

  constructor(device: NetDevice) {
    this.device = device;
  }

  /** The state now: what was reachable grows stale. */
  stateOf(n: Neighbour): NeighState {
    if (n.state === 'REACHABLE' && this.device.ns.services.now_ns() - n.updated_ns >= REACHABLE_NS) n.state = 'STALE';
    return n.state;
  }

  /** Give a packet its neighbour's address and send it, now or once the neighbour answered. */
  resolve(skb: SkBuff, next: IpAddress): void {
    const { device } = this;
    let n = this.entries.get(next);
    if (n === undefined) {
      if (this.entries.size >= ENTRIES_MAX && !this.makeRoom()) {
        if (device.ns.watched) device.ns.note(skb, 'drop', 'the neighbour table is full', device.name);
        return;
      }
      this.entries.set(next, (n = new Neighbour(next, 'FAILED')));
    }
    const state = this.stateOf(n);
    if (n.mac !== undefined && state !== 'INCOMPLETE' && state !== 'FAILED') {
      if (state === 'STALE') this.enter(n, 'DELAY', DELAY_NS);
      skb.dst = n.mac;
      if (device.ns.watched) device.ns.noteNeighbour(skb, next, n.mac, state, device);
      device.transmit(skb);
      return;
    }
    if (n.waiting.length >= WAITING_MAX) n.waiting.shift();
    n.waiting.push(skb);
    if (state === 'INCOMPLETE') return;
    if (device.ns.watched) device.ns.noteNeighbour(skb, next, undefined, 'INCOMPLETE', device);
    n.probes = 0;
    n.mac = undefined;
    n.state = 'INCOMPLETE';
    this.probe(n);
  }

  private enter(n: Neighbour, state: NeighState, ns: number): void {
    const { services } = this.device.ns;
    this.disarm(n);
    n.state = state;
    n.timer = services.at(services.now_ns() + ns, () => this.expire(n));
  }

  private disarm(n: Neighbour): void {
    if (n.timer !== undefined) this.device.ns.services.cancel(n.timer);
    n.timer = undefined;
  }

  private probe(n: Neighbour): void {
    n.probes++;
    this.enter(n, n.state, RETRANS_NS);
    askFor(this.device, n.address, n.state === 'PROBE' ? n.mac : undefined, n.waiting[0]);
  }

  private expire(n: Neighbour): void {
    n.timer = undefined;
    if (this.entries.get(n.address) !== n) return;
    if (n.state === 'DELAY') {
      n.state = 'PROBE';
      n.probes = 0;
      this.probe(n);
    } else if (n.state === 'INCOMPLETE' || n.state === 'PROBE') {
      if (n.probes < PROBES) this.probe(n);
      else this.failed(n);
    }
  }

  private failed(n: Neighbour): void {
    const { ns } = this.device;
    n.state = 'FAILED';
    n.mac = undefined;
    ns.neighbourChanged(this, n);
    for (const skb of n.waiting.splice(0)) {
      if (ns.watched) ns.note(skb, 'drop', `nobody on ${this.device.name} answered for the address`, this.device.name);
      ns.unreachable(skb);
    }
  }

  /**
   * What a message said: `address` is at `mac`. `solicited`: it answers a request of ours. `create`: learn even when nobody asked (the
   * neighbour asked for us).
   */
  update(address: IpAddress, mac: Mac, solicited: boolean, create: boolean): Neighbour | undefined {
    let n = this.entries.get(address);
    if (n === undefined) {
      if (!create || (this.entries.size >= ENTRIES_MAX && !this.makeRoom())) return undefined;
      this.entries.set(address, (n = new Neighbour(address, 'STALE')));
    }
    if (n.state === 'PERMANENT' || n.state === 'NOARP') return n;
    const before = this.stateOf(n);
    if (!solicited && n.mac === mac && before !== 'INCOMPLETE' && before !== 'FAILED') return n;
    this.set(n, mac, solicited ? 'REACHABLE' : 'STALE');
    return n;
  }

  /** Set an entry and send what waited for it. */
  set(n: Neighbour, mac: Mac, state: NeighState): void {
    const { device } = this;
    this.disarm(n);
    n.mac = mac;
    n.state = state;
    n.updated_ns = device.ns.services.now_ns();
    device.ns.neighbourChanged(this, n);
    for (const skb of n.waiting.splice(0)) {
      skb.dst = mac;
      if (device.ns.watched) device.ns.noteNeighbour(skb, n.address, mac, state, device);
      device.transmit(skb);
    }
  }

  /** A transport heard from the other end: the neighbour is there. */
  confirm(address: IpAddress): void {
    const n = this.entries.get(address);
    if (n?.mac === undefined || !['REACHABLE', 'STALE', 'DELAY', 'PROBE'].includes(n.state)) return;
    this.disarm(n);
    n.state = 'REACHABLE';
    n.updated_ns = this.device.ns.services.now_ns();
  }

  remove(n: Neighbour): void {
    this.disarm(n);
    this.entries.delete(n.address);
    n.waiting.length = 0;
  }

  /** All but permanent entries go (the device went down), or all. */
  flush(all: boolean): void {
    for (const n of [...this.entries.values()]) if (all || n.state !== 'PERMANENT') this.remove(n);
  }

  /** The oldest entries that are not in use go. */
  private makeRoom(): boolean {
    for (const n of this.entries.values()) {
      if (this.stateOf(n) !== 'STALE' && n.state !== 'FAILED') continue;
      this.remove(n);
      return true;
    }
    return false;
  }
}

