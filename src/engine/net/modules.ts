/**
 * What a kernel loads as modules: rules (ip_tables, ip_set), the rarer kinds of links (vlan, macvlan, ipvlan, vxlan) and queueing disciplines. The
 * page fetches their code when it is first asked for (world/netmodules.ts); elsewhere it is there from the start.
 */
import type { NetfilterRequest } from '../abi/netfilter.ts';
import type { FdbInfo, LinkSpec, QdiscInfo, QdiscSpec, RouteReply } from '../abi/netlink.ts';
import type { NetDevice } from './netdev.ts';
import type { NetNs } from './netns.ts';
import type { Mac } from './skbuff.ts';

export interface NetModules {
  netfilter(ns: NetNs, request: NetfilterRequest): RouteReply;
  /** A device of a rarer kind, registered. The errors of its kind. */
  addLink(ns: NetNs, name: string, mac: Mac, spec: LinkSpec): NetDevice;
  setQdisc(device: NetDevice, op: 'qdisc_add' | 'qdisc_change' | 'qdisc_replace' | 'qdisc_del', spec: QdiscSpec | undefined): void;
  qdiscInfo(device: NetDevice): QdiscInfo | undefined;
  /** A vxlan's forwarding entries. */
  fdb(device: NetDevice): readonly FdbInfo[];
  setFdb(device: NetDevice, mac: Mac, dst: string | undefined, add: boolean): void;
}

/** The name by which the page finds the code. */
export const MODULES_NAME = 'netmodules';

let loaded: NetModules | undefined;

export function installNetModules(modules: NetModules): void {
  loaded = modules;
}

/** Undefined until their code is there. */
export function netModules(): NetModules | undefined {
  return loaded;
}
