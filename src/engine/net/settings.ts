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

class Settings implements TransportSettings {
  private readonly ns: Numbers;

  constructor(ns: Numbers) {
    this.ns = ns;
  }

  private number(name: string, otherwise: number): number {
    return this.ns.settings[name] ?? otherwise;
  }

  get localPortFirst(): number {
    return this.ns.portRange[0];
  }

  get localPortLast(): number {
    return this.ns.portRange[1];
  }

  get unprivilegedPort(): number {
    return this.number('ip_unprivileged_port_start', 1024);
  }

  get pingGroupFirst(): number {
    return this.ns.pingGroups[0];
  }

  get pingGroupLast(): number {
    return this.ns.pingGroups[1];
  }

  get somaxconn(): number {
    return this.number('somaxconn', 4096);
  }

  get maxSynBacklog(): number {
    return this.number('tcp_max_syn_backlog', 512);
  }

  get synRetries(): number {
    return this.number('tcp_syn_retries', 6);
  }

  get synackRetries(): number {
    return this.number('tcp_synack_retries', 5);
  }

  get retries(): number {
    return this.number('tcp_retries2', 15);
  }

  get orphanRetries(): number {
    return this.number('tcp_orphan_retries', 0) || ORPHAN_RETRIES;
  }

  get finTimeout_s(): number {
    return this.number('tcp_fin_timeout', 60);
  }

  get keepaliveTime_s(): number {
    return this.number('tcp_keepalive_time', 7200);
  }

  get keepaliveInterval_s(): number {
    return this.number('tcp_keepalive_intvl', 75);
  }

  get keepaliveProbes(): number {
    return this.number('tcp_keepalive_probes', 9);
  }

  get bindV6Only(): boolean {
    return this.number('bindv6only', 0) === 1;
  }

  get nonlocalBind(): boolean {
    return this.number('ip_nonlocal_bind', 0) === 1;
  }

  get defaultTtl(): number {
    return this.number('ip_default_ttl', 64);
  }
}

export function settingsOf(ns: Numbers): TransportSettings {
  return new Settings(ns);
}
