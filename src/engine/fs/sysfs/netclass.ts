/**
 * /sys/class/net: a directory for each interface of the mounter's network namespace, made while it is there (net-sysfs.c, br_sysfs_br.c). Left out:
 * queues, power, phys_*; what is written has the effect of the ip command's.
 */
import { formatMac } from '../../net/address.ts';
import { BridgeDevice } from '../../net/bridge.ts';
import { netNsOf } from '../../kernel/net.ts';
import { PseudoDir, PseudoFile, PseudoLink, TableDir } from '../mem/pseudo.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { NetNamespace } from '../../kernel/namespaces.ts';
import type { NetDevice } from '../../net/netdev.ts';
import type { NetNs } from '../../net/netns.ts';
import type { Inode } from '../../vfs/inode.ts';
import type { PseudoFs } from '../mem/pseudo.ts';

type Maker = (fs: PseudoFs) => Inode;
type Entries = Record<string, Maker>;

const dir =
  (entries: Entries): Maker =>
  (fs) =>
    new TableDir(fs, entries, 0o755);
const value =
  (read: () => string | number): Maker =>
  (fs) =>
    new PseudoFile(fs, { read: () => `${read()}\n` });

function operstate(d: NetDevice): string {
  if (d.loopback || d.kind === 'dummy') return d.up ? 'unknown' : 'down';
  return d.running ? 'up' : d.up && d.kind === 'veth' ? 'lowerlayerdown' : 'down';
}

function flags(d: NetDevice): number {
  return (d.up ? 1 : 0) | (d.loopback ? 8 : 2 | 0x1000) | (d.promisc ? 0x100 : 0) | (d.arp ? 0 : 0x80);
}

function bridgeId(d: NetDevice): string {
  return `8000.${formatMac(d.mac).replaceAll(':', '')}`;
}

function bridgeEntries(d: BridgeDevice): Entries {
  return {
    bridge: dir({
      ageing_time: value(() => Math.round(d.ageing_ns / 1e7)),
      bridge_id: value(() => bridgeId(d)),
      forward_delay: value(() => 1500),
      hello_time: value(() => 200),
      max_age: value(() => 2000),
      multicast_snooping: value(() => 0),
      priority: value(() => 32768),
      root_id: value(() => bridgeId(d)),
      stp_state: value(() => 0),
      vlan_filtering: value(() => 0),
    }),
    brif: (fs) => new PortsDir(fs, d),
  };
}

/** A bridge's ports, as links to what each has as a port. */
class PortsDir extends PseudoDir {
  private readonly bridge: BridgeDevice;
  constructor(fs: PseudoFs, bridge: BridgeDevice) {
    super(fs, 0o755);
    this.bridge = bridge;
  }
  private entry(name: string): Inode {
    return new PseudoLink(this.fs, () => `../../${name}/brport`);
  }
  override lookup(name: string): Inode | undefined {
    for (const d of this.bridge.ports.keys()) if (d.name === name) return this.entry(name);
    return undefined;
  }
  override *list(): Iterable<readonly [string, Inode]> {
    for (const d of this.bridge.ports.keys()) yield [d.name, this.entry(d.name)];
  }
}

function portEntries(d: NetDevice): Entries {
  const bridge = d.master;
  const port = bridge instanceof BridgeDevice ? bridge.ports.get(d) : undefined;
  if (bridge === undefined || port === undefined) return {};
  const number = [...(bridge as BridgeDevice).ports.keys()].indexOf(d) + 1;
  return {
    brport: dir({
      hairpin_mode: value(() => Number(port.hairpin)),
      isolated: value(() => Number(port.isolated)),
      learning: value(() => Number(port.learning)),
      path_cost: value(() => 2),
      port_no: value(() => `0x${number.toString(16)}`),
      priority: value(() => 32),
      state: value(() => (d.running ? 3 : 0)),
      bridge: (fs) => new PseudoLink(fs, () => `../../${bridge.name}`),
    }),
    master: (fs) => new PseudoLink(fs, () => `../${bridge.name}`),
  };
}

export class NetClassDir extends PseudoDir {
  private readonly kernel: Kernel;
  private readonly net: NetNamespace;

  constructor(fs: PseudoFs, kernel: Kernel, net: NetNamespace) {
    super(fs, 0o755);
    this.kernel = kernel;
    this.net = net;
  }

  private get ns(): NetNs {
    return netNsOf(this.kernel, this.net);
  }

  private device(name: string): Inode | undefined {
    const d = this.ns.device(name);
    if (d === undefined) return undefined;
    const entries: Entries = {
      address: value(() => formatMac(d.mac)),
      addr_len: value(() => 6),
      broadcast: value(() => (d.loopback ? '00:00:00:00:00:00' : 'ff:ff:ff:ff:ff:ff')),
      carrier: value(() => Number(d.running)),
      dev_id: value(() => '0x0'),
      dormant: value(() => 0),
      flags: value(() => `0x${flags(d).toString(16)}`),
      ifalias: value(() => d.alias),
      ifindex: value(() => d.index),
      iflink: value(() => d.peer?.index ?? d.index),
      link_mode: value(() => 0),
      mtu: value(() => d.mtu),
      operstate: value(() => operstate(d)),
      statistics: dir({
        rx_bytes: value(() => d.rx.bytes),
        rx_dropped: value(() => d.rx.dropped),
        rx_errors: value(() => d.rx.errors),
        rx_packets: value(() => d.rx.packets),
        tx_bytes: value(() => d.tx.bytes),
        tx_dropped: value(() => d.tx.dropped),
        tx_errors: value(() => d.tx.errors),
        tx_packets: value(() => d.tx.packets),
      }),
      tx_queue_len: value(() => d.txqlen),
      type: value(() => (d.loopback ? 772 : 1)),
      uevent: value(() => `INTERFACE=${d.name}\nIFINDEX=${d.index}`),
      ...(d instanceof BridgeDevice ? bridgeEntries(d) : {}),
      ...portEntries(d),
    };
    if (d.kind === 'ethernet' || d.kind === 'veth') entries.speed = value(() => (d.kind === 'veth' ? 10000 : 1000));
    return new TableDir(this.fs, entries, 0o755);
  }

  override lookup(name: string): Inode | undefined {
    return this.device(name);
  }

  override *list(): Iterable<readonly [string, Inode]> {
    for (const d of this.ns.devices) yield [d.name, this.device(d.name)!];
  }
}
