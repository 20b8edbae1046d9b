/** Netfilter as the IP layer and the bridge see it: five hooks on a packet's way. */
import type { NfHook } from '../abi/netfilter.ts';
import type { Conntrack } from './conntrack.ts';
import type { Sender } from './ip.ts';
import type { NetDevice } from './netdev.ts';
import type { SkBuff } from './skbuff.ts';

export type HookName = NfHook;

export interface Filter {
  /** An address or the device went: connections that were masqueraded with it are forgotten. */
  forgetMasqueraded(index: number): void;
  /** Connections are tracked: fragments have to be joined before PREROUTING and OUTPUT. */
  readonly tracks: boolean;
  /** For SO_ORIGINAL_DST. */
  readonly conntrack?: Pick<Conntrack, 'originalDestination'>;
  /** Pass a hook. It may put a changed packet into `skb`. False: the packet goes no further. */
  run(hook: HookName, skb: SkBuff, input: NetDevice | undefined, output: NetDevice | undefined, sender?: Sender, physOut?: string): boolean;
}
