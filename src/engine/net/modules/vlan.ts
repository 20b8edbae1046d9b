/** VLAN devices (802.1Q): a tag on another device's frames. */
import { refuse } from '../neterror.ts';
import { NetDevice, leaveNamespace } from '../netdev.ts';
import type { LinkSpec } from '../../abi/netlink.ts';
import type { NetNs } from '../netns.ts';
import type { SkBuff } from '../skbuff.ts';

/** A device made upon another: it is up only while that is, and goes with it. */
export abstract class UpperDevice extends NetDevice {
  readonly lower: NetDevice;

  constructor(ns: NetNs, name: string, lower: NetDevice, mac = lower.mac) {
    super(ns, name, mac, lower.mtu);
    this.lower = lower;
    lower.uppers.add(this);
  }

  override get peer(): NetDevice {
    return this.lower;
  }

  override get carrier(): boolean {
    return this.lower.running;
  }

  override detach(): void {
    this.lower.uppers.delete(this);
  }

  override arrive(skb: SkBuff): void {
    if (this.ns !== this.lower.ns) leaveNamespace(skb);
    super.arrive(skb);
  }

  /** Hand a frame to the device beneath. */
  protected down(skb: SkBuff): number {
    if (this.ns !== this.lower.ns) leaveNamespace(skb);
    if (!this.lower.up) return -1;
    this.lower.transmit(skb);
    return 0;
  }
}

export class VlanDevice extends UpperDevice {
  readonly kind = 'vlan';
  readonly id: number;

  /** ERANGE, EEXIST. */
  constructor(ns: NetNs, name: string, lower: NetDevice, id: number) {
    if (!(id >= 0 && id < 4095)) refuse('ERANGE', 'Invalid VLAN id');
    if (lower.vlans.has(id)) refuse('EEXIST', 'VLAN device already exists');
    super(ns, name, lower);
    this.id = id;
    lower.vlans.set(id, this);
  }

  override get spec(): LinkSpec {
    return { kind: 'vlan', link: this.lower.name, id: this.id };
  }

  override detach(): void {
    super.detach();
    this.lower.vlans.delete(this.id);
  }

  protected override xmit(skb: SkBuff): number {
    skb.vlan = this.id;
    return this.down(skb);
  }
}
