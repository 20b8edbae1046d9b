/**
 * Cables. A {@link Line} is one direction: frames follow each other at its bandwidth, arrive after its latency and in order, and are
 * dropped when too many are under way. A {@link Segment} is a switch with many ends: the LAN, a provider's backbone.
 */
import { isGroupMac } from './address.ts';
import { frameLength } from './wire.ts';
import type { NetServices } from './ip.ts';
import type { Mac, SkBuff } from './skbuff.ts';

/** Where frames arrive. */
export interface Sink {
  arrive(skb: SkBuff): void;
}

/** What a line is like. */
export interface LineSpec {
  readonly bandwidth_Bps: number;
  readonly latency_ns: number;
  /** What each frame takes at least, however short: the receiver's work. */
  readonly frame_ns: number;
}

/** Frames under way at most (netdev_max_backlog). */
const LIMIT = 1000;

export class Line {
  readonly spec: LineSpec;
  private readonly services: NetServices;
  private readonly sink: Sink;
  private readonly frames: SkBuff[] = [];
  private readonly times: number[] = [];
  private head = 0;
  private free_ns = 0;
  private armed = false;

  constructor(services: NetServices, spec: LineSpec, sink: Sink) {
    this.services = services;
    this.spec = spec;
    this.sink = sink;
  }

  /** Send a frame of `length` bytes: when it arrives; -1 when it was dropped. */
  send(skb: SkBuff, length: number): number {
    if (this.frames.length - this.head >= LIMIT) return -1;
    const { bandwidth_Bps, latency_ns, frame_ns } = this.spec;
    const now_ns = this.services.now_ns();
    const start_ns = this.free_ns > now_ns ? this.free_ns : now_ns;
    this.free_ns = start_ns + Math.max(frame_ns, Math.ceil((length * 1e9) / bandwidth_Bps));
    const arrives_ns = this.free_ns + latency_ns;
    this.frames.push(skb);
    this.times.push(arrives_ns);
    if (!this.armed) this.arm(arrives_ns);
    return arrives_ns;
  }

  private arm(time_ns: number): void {
    this.armed = true;
    this.services.at(time_ns, this.fire);
  }

  private readonly fire = (): void => {
    this.armed = false;
    const now_ns = this.services.now_ns();
    const { frames, times } = this;
    while (this.head < frames.length && times[this.head]! <= now_ns) this.sink.arrive(frames[this.head++]!);
    if (this.head === frames.length) frames.length = times.length = this.head = 0;
    else {
      if (this.head > 256) {
        frames.splice(0, this.head);
        times.splice(0, this.head);
        this.head = 0;
      }
      if (!this.armed) this.arm(times[this.head]!);
    }
  };

  /** Whatever is under way is lost (the cable is pulled). */
  clear(): void {
    this.head = this.frames.length;
  }
}

/** A switch. It learns who is where and never forgets. */
export class Segment {
  private readonly services: NetServices;
  private readonly ports: Inlet[] = [];
  private readonly places = new Map<Mac, Inlet>();

  constructor(services: NetServices) {
    this.services = services;
  }

  /** Plug in `sink`: what it may send and receive per second, and how long the way there takes. Returns what it sends into. */
  attach(sink: Sink, up_Bps: number, down_Bps: number, latency_ns: number): Line {
    const down = new Line(this.services, { bandwidth_Bps: down_Bps, latency_ns, frame_ns: 200 }, sink);
    const inlet = new Inlet(this, down);
    this.ports.push(inlet);
    return new Line(this.services, { bandwidth_Bps: up_Bps, latency_ns: 0, frame_ns: 200 }, inlet);
  }

  /** A frame came in at a port. */
  forward(skb: SkBuff, from: Inlet, length: number): void {
    this.places.set(skb.src, from);
    const to = isGroupMac(skb.dst) ? undefined : this.places.get(skb.dst);
    if (to !== undefined) {
      if (to !== from) to.down.send(skb, length);
      return;
    }
    for (const port of this.ports) if (port !== from) port.down.send(skb.clone(), length);
  }
}

class Inlet implements Sink {
  readonly down: Line;
  private readonly segment: Segment;

  constructor(segment: Segment, down: Line) {
    this.segment = segment;
    this.down = down;
  }

  arrive(skb: SkBuff): void {
    this.segment.forward(skb, this, frameLength(skb));
  }
}
