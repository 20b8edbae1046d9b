/**
 * Queueing disciplines at a device's root (tc(8)): netem (delay, jitter, loss, duplicates, corruption, reordering, rate) and tbf; the kinds that
 * never queue here only count. Chance is the world's. Left out: classes, filters, ingress, correlations and distributions other than uniform.
 */
import { fail } from '../../abi/errno.ts';
import { refuse } from '../neterror.ts';
import type { NetemSpec, QdiscInfo, QdiscSpec } from '../../abi/netlink.ts';
import type { TimerHandle } from '../ip.ts';
import type { NetDevice, Qdisc } from '../netdev.ts';
import type { NetNs } from '../netns.ts';
import type { SkBuff } from '../skbuff.ts';

const NETEM_LIMIT = 1000;

interface Waiting {
  readonly skb: SkBuff;
  readonly length: number;
  readonly at_ns: number;
}

/** A queue by time, whose head goes when its time has come. */
abstract class TimedQdisc implements Qdisc {
  readonly device: NetDevice;
  readonly handle: string;
  abstract spec: QdiscSpec;
  sent_bytes = 0;
  sent_packets = 0;
  dropped = 0;
  backlog_bytes = 0;
  protected readonly queue: Waiting[] = [];
  private timer: TimerHandle | undefined;

  constructor(device: NetDevice, handle: string) {
    this.device = device;
    this.handle = handle;
  }

  abstract enqueue(skb: SkBuff, length: number): void;

  protected get now_ns(): number {
    return this.device.ns.services.now_ns();
  }

  protected drop(skb: SkBuff, why: string): void {
    this.dropped++;
    const { ns, name } = this.device;
    if (ns.watched) ns.note(skb, 'drop', `${this.spec.kind} of ${name}: ${why}`, name);
  }

  /** True with a probability of `percent`. */
  protected chance(percent: number | undefined): boolean {
    return percent !== undefined && percent > 0 && this.device.ns.services.random32() < (percent / 100) * 2 ** 32;
  }

  protected put(skb: SkBuff, length: number, at_ns: number): void {
    let at = this.queue.length;
    while (at > 0 && this.queue[at - 1]!.at_ns > at_ns) at--;
    this.queue.splice(at, 0, { skb, length, at_ns });
    this.backlog_bytes += length;
    if (at === 0) this.arm();
  }

  private arm(): void {
    const { services } = this.device.ns;
    if (this.timer !== undefined) services.cancel(this.timer);
    const head = this.queue[0];
    this.timer = head && services.at(Math.max(head.at_ns, services.now_ns()), this.fire);
  }

  private readonly fire = (): void => {
    this.timer = undefined;
    const { now_ns } = this;
    while (this.queue.length > 0 && this.queue[0]!.at_ns <= now_ns) {
      const { skb, length } = this.queue.shift()!;
      this.backlog_bytes -= length;
      this.pass(skb, length);
    }
    this.arm();
  };

  protected pass(skb: SkBuff, length: number): void {
    this.sent_packets++;
    this.sent_bytes += length;
    if (this.device.up) this.device.send(skb, length);
  }

  clear(): void {
    this.queue.length = 0;
    this.backlog_bytes = 0;
    this.arm();
  }

  get info(): QdiscInfo {
    const { handle, sent_bytes, sent_packets, dropped, backlog_bytes } = this;
    return { dev: this.device.name, qdisc: this.spec, handle, sent_bytes, sent_packets, dropped, backlog_bytes, backlog_packets: this.queue.length };
  }
}

class Netem extends TimedQdisc {
  spec: NetemSpec & { readonly kind: 'netem' };
  private free_ns = 0;

  constructor(device: NetDevice, handle: string, spec: NetemSpec & { readonly kind: 'netem' }) {
    super(device, handle);
    this.spec = spec;
  }

  enqueue(skb: SkBuff, length: number): void {
    const { spec } = this;
    if (this.chance(spec.loss_percent)) {
      this.drop(skb, `lost by chance (${spec.loss_percent}%)`);
      return;
    }
    if (this.chance(spec.corrupt_percent)) {
      this.drop(skb, `a bit was turned (${spec.corrupt_percent}%): no receiver's checksum agrees`);
      return;
    }
    const copies = this.chance(spec.duplicate_percent) ? 2 : 1;
    for (let i = 0; i < copies; i++) this.delay(i === 0 ? skb : skb.clone(), length);
  }

  private delay(skb: SkBuff, length: number): void {
    const { spec, now_ns } = this;
    if (this.queue.length >= (spec.limit ?? NETEM_LIMIT)) {
      this.drop(skb, 'the queue is full');
      return;
    }
    const early = this.chance(spec.reorder_percent);
    const jitter_us = spec.jitter_us ?? 0;
    const spread_us = jitter_us === 0 ? 0 : (this.device.ns.services.random32() / 2 ** 31 - 1) * jitter_us;
    let at_ns = early ? now_ns : now_ns + Math.max(0, Math.round(((spec.delay_us ?? 0) + spread_us) * 1000));
    if (spec.rate_bps !== undefined && spec.rate_bps > 0) {
      this.free_ns = Math.max(this.free_ns, now_ns) + Math.ceil((length * 8e9) / spec.rate_bps);
      at_ns = Math.max(at_ns, this.free_ns + (at_ns - now_ns));
    }
    if (at_ns <= now_ns && this.queue.length === 0) this.pass(skb, length);
    else this.put(skb, length, at_ns);
  }
}

class Tbf extends TimedQdisc {
  spec: Extract<QdiscSpec, { readonly kind: 'tbf' }>;
  /** When the bucket will be full. */
  private full_ns = 0;

  constructor(device: NetDevice, handle: string, spec: Extract<QdiscSpec, { readonly kind: 'tbf' }>) {
    super(device, handle);
    this.spec = spec;
  }

  enqueue(skb: SkBuff, length: number): void {
    const { rate_bps, burst_bytes, latency_us } = this.spec;
    if (this.backlog_bytes + length > (rate_bps / 8e6) * latency_us + burst_bytes) {
      this.drop(skb, 'the queue is full');
      return;
    }
    const { now_ns } = this;
    const byte_ns = 8e9 / rate_bps;
    // With `length` tokens taken the bucket will be full that much later; the frame goes when as much as it needs is in it.
    this.full_ns = Math.max(this.full_ns, now_ns) + length * byte_ns;
    const at_ns = Math.ceil(this.full_ns - burst_bytes * byte_ns);
    if (at_ns <= now_ns && this.queue.length === 0) this.pass(skb, length);
    else this.put(skb, length, Math.max(now_ns, at_ns));
  }
}

/** A kind that passes everything on at once. */
class Plain extends TimedQdisc {
  spec: QdiscSpec;

  constructor(device: NetDevice, handle: string, spec: QdiscSpec) {
    super(device, handle);
    this.spec = spec;
  }

  enqueue(skb: SkBuff, length: number): void {
    this.pass(skb, length);
  }
}

const handles = new WeakMap<NetNs, number>();

function nextHandle(ns: NetNs): string {
  const n = (handles.get(ns) ?? 0x8000) + 1;
  handles.set(ns, n);
  return `${n.toString(16)}:`;
}

function check(spec: QdiscSpec): void {
  if (spec.kind === 'tbf' && !(spec.rate_bps > 0 && spec.burst_bytes > 0)) fail('EINVAL');
  if (spec.kind !== 'netem') return;
  for (const percent of [spec.loss_percent, spec.duplicate_percent, spec.corrupt_percent, spec.reorder_percent]) if (percent !== undefined && !(percent >= 0 && percent <= 100)) fail('EINVAL');
  if (spec.reorder_percent !== undefined && spec.reorder_percent > 0 && (spec.delay_us ?? 0) === 0) fail('EINVAL');
}

function make(device: NetDevice, spec: QdiscSpec, handle: string): TimedQdisc {
  if (spec.kind === 'netem') return new Netem(device, handle, spec);
  return spec.kind === 'tbf' ? new Tbf(device, handle, spec) : new Plain(device, handle, spec);
}

/** Set, change or take away the root's discipline. EEXIST, ENOENT, EINVAL with the kernel's words. */
export function setQdisc(device: NetDevice, op: 'qdisc_add' | 'qdisc_change' | 'qdisc_replace' | 'qdisc_del', spec: QdiscSpec | undefined): void {
  const now = device.qdisc as TimedQdisc | undefined;
  if (spec === undefined) {
    if (now === undefined) refuse('ENOENT', 'Cannot delete qdisc with handle of zero');
    now.clear();
    device.qdisc = undefined;
    return;
  }
  check(spec);
  if (op === 'qdisc_add' && now !== undefined) refuse('EEXIST', 'Exclusivity flag on, cannot modify');
  if (op === 'qdisc_change' && now === undefined) refuse('ENOENT', 'Qdisc not found. To create specify NLM_F_CREATE flag');
  if (now !== undefined && now.spec.kind === spec.kind && op !== 'qdisc_add') {
    now.spec = spec;
    return;
  }
  if (op === 'qdisc_change') refuse('EINVAL', 'Invalid qdisc name: must match existing qdisc');
  now?.clear();
  device.qdisc = make(device, spec, nextHandle(device.ns));
}

export function qdiscInfo(device: NetDevice): QdiscInfo | undefined {
  return (device.qdisc as TimedQdisc | undefined)?.info;
}
