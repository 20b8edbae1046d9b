/** The numbers of a namespace (net.ipv4.*) as transports ask for them. They may change at any time. */
import type { TransportSettings } from './sock.ts';

/** Where a namespace keeps its numbers. */
export interface Numbers {
  readonly settings: Readonly<Record<string, number>>;
  readonly portRange: readonly [number, number];
  readonly pingGroups: readonly [number, number];
}

/** tcp_orphan_retries 0 means this many. */
const ORPHAN_RETRIES = 8;

export function settingsOf(ns: Numbers): TransportSettings {
  const number = (name: string, otherwise: number): number => ns.settings[name] ?? otherwise;
  return {
    get localPortFirst() {
      return ns.portRange[0];
    },
    get localPortLast() {
      return ns.portRange[1];
    },
    get unprivilegedPort() {
      return number('ip_unprivileged_port_start', 1024);
    },
    get pingGroupFirst() {
      return ns.pingGroups[0];
    },
    get pingGroupLast() {
      return ns.pingGroups[1];
    },
    get somaxconn() {
      return number('somaxconn', 4096);
    },
    get maxSynBacklog() {
      return number('tcp_max_syn_backlog', 512);
    },
    get synRetries() {
      return number('tcp_syn_retries', 6);
    },
    get synackRetries() {
      return number('tcp_synack_retries', 5);
    },
    get retries() {
      return number('tcp_retries2', 15);
    },
    get orphanRetries() {
      return number('tcp_orphan_retries', 0) || ORPHAN_RETRIES;
    },
    get finTimeout_s() {
      return number('tcp_fin_timeout', 60);
    },
    get keepaliveTime_s() {
      return number('tcp_keepalive_time', 7200);
    },
    get keepaliveInterval_s() {
      return number('tcp_keepalive_intvl', 75);
    },
    get keepaliveProbes() {
      return number('tcp_keepalive_probes', 9);
    },
    get bindV6Only() {
      return number('bindv6only', 0) === 1;
    },
    get nonlocalBind() {
      return number('ip_nonlocal_bind', 0) === 1;
    },
    get defaultTtl() {
      return number('ip_default_ttl', 64);
    },
  };
}
