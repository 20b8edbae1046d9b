/**
 * /proc/sys/net: the settings of the reader's network namespace (ip-sysctl.rst). Writable as the real ones; what a setting has no effect on here is
 * kept and shown all the same.
 */
import { fail } from '../../abi/errno.ts';
import { netNsOf } from '../../kernel/net.ts';
import { PseudoDir, PseudoFile, TableDir } from '../mem/pseudo.ts';
import { readerOf } from './access.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { NetFilter } from '../../net/filter.ts';
import type { NetNs } from '../../net/netns.ts';
import type { Actor } from '../../vfs/file.ts';
import type { Inode } from '../../vfs/inode.ts';
import type { PseudoFs } from '../mem/pseudo.ts';

type Maker = (fs: PseudoFs) => Inode;

const MAX = 2 ** 31 - 1;

/** The number in a text, within [min, max]. EINVAL. */
function integer(text: string, min: number, max: number): number {
  const t = text.trim();
  const n = Number(t);
  if (t === '' || !Number.isInteger(n) || n < min || n > max) fail('EINVAL');
  return n;
}

/** net/ipv4/conf and net/ipv6/conf: a directory for all, for default, and for each device that the caller's namespace has. */
class DevicesDir extends PseudoDir {
  private readonly names: () => readonly string[];
  private readonly make: (name: string) => Inode;
  private readonly made = new Map<string, Inode>();

  constructor(fs: PseudoFs, names: () => readonly string[], make: (name: string) => Inode) {
    super(fs, 0o555);
    this.names = names;
    this.make = make;
  }

  override lookup(name: string): Inode | undefined {
    if (!this.names().includes(name)) return undefined;
    let node = this.made.get(name);
    if (node === undefined) this.made.set(name, (node = this.make(name)));
    return node;
  }

  override *list(): Iterable<readonly [string, Inode]> {
    for (const name of [...this.names()].sort()) yield [name, this.lookup(name)!];
  }
}

/** The makers of the directory's entries. */
export function netSysctls(kernel: Kernel, dir: (entries: Readonly<Record<string, Maker>>) => Maker): Maker {
  const current = (): NetNs => {
    const task = kernel.scheduler.running;
    return netNsOf(kernel, (task?.kernel === kernel ? task.ns : kernel.initNs).net);
  };
  const of = (actor: Actor): NetNs => netNsOf(kernel, (readerOf(actor)?.ns ?? kernel.initNs).net);
  const value =
    (read: (ns: NetNs) => string | number, write?: (ns: NetNs, text: string) => void): Maker =>
    (fs) =>
      new PseudoFile(fs, { read: (actor) => `${read(of(actor))}\n`, write: write && ((actor, text) => write(of(actor), text)) });
  const number = (name: string, min = 0, max = MAX): Maker =>
    value(
      (ns) => ns.settings[name]!,
      (ns, text) => {
        ns.settings[name] = integer(text, min, max);
      },
    );
  const kept = (name: string, initial: number, min = 0, max = MAX): Maker =>
    value(
      (ns) => ns.settings[name] ?? initial,
      (ns, text) => {
        ns.settings[name] = integer(text, min, max);
      },
    );
  const pair = (get: (ns: NetNs) => readonly [number, number], set: (ns: NetNs, value: readonly [number, number]) => void, max: number): Maker =>
    value(
      (ns) => get(ns).join('\t'),
      (ns, text) => {
        const [a, b, more] = text.trim().split(/\s+/);
        if (more !== undefined) fail('EINVAL');
        set(ns, [integer(a ?? '', 0, max), integer(b ?? '', 0, max)]);
      },
    );
  const confOf = (ns: NetNs, four: boolean, name: string): Record<string, number> => {
    if (name === 'all' || name === 'default') return (four ? ns.conf4 : ns.conf6)[name];
    const device = ns.device(name) ?? fail('ENOENT');
    return four ? device.conf4 : device.conf6;
  };
  const setConf = (ns: NetNs, four: boolean, name: string, key: string, n: number): void => {
    confOf(ns, four, name)[key] = n;
    if (key === 'forwarding' && name === 'all') {
      if (four) ns.setForwarding(n);
      else ns.setForwarding6(n);
    }
    if (key === 'disable_ipv6') ns.ipv6Changed(name);
  };
  const conf =
    (four: boolean): Maker =>
    (fs) =>
      new DevicesDir(
        fs,
        () => ['all', 'default', ...current().devices.map((d) => d.name)],
        (name) => {
          const keys = Object.keys(four ? current().conf4.all : current().conf6.all);
          const entries = keys.map((key): [string, Maker] => [key, value((ns) => confOf(ns, four, name)[key]!, (ns, text) => setConf(ns, four, name, key, integer(text, four ? 0 : -1, MAX)))]);
          return new TableDir(fs, Object.fromEntries(entries));
        },
      );
  const forwarding: Maker = value((ns) => ns.conf4.all.forwarding!, (ns, text) => ns.setForwarding(integer(text, 0, 1)));
  const tracked = (ns: NetNs): NetFilter['conntrack'] | undefined => (ns.filter as NetFilter | undefined)?.conntrack;
  const bridge = (key: 'iptables' | 'ip6tables'): Maker =>
    value(
      (ns) => Number(ns.bridgeCalls[key]),
      (ns, text) => {
        ns.bridgeCalls[key] = integer(text, 0, 1) === 1;
      },
    );
  const settings = Object.keys(current().settings).map((name): [string, Maker] => [name, number(name, 0, name === 'ip_unprivileged_port_start' ? 65535 : MAX)]);
  return dir({
    bridge: dir({ 'bridge-nf-call-arptables': kept('bridge-nf-call-arptables', 1, 0, 1), 'bridge-nf-call-ip6tables': bridge('ip6tables'), 'bridge-nf-call-iptables': bridge('iptables'), 'bridge-nf-filter-pppoe-tagged': kept('bridge-nf-filter-pppoe-tagged', 0, 0, 1), 'bridge-nf-filter-vlan-tagged': kept('bridge-nf-filter-vlan-tagged', 0, 0, 1), 'bridge-nf-pass-vlan-input-dev': kept('bridge-nf-pass-vlan-input-dev', 0, 0, 1) }),
    core: dir({ rmem_default: kept('rmem_default', 212992), rmem_max: kept('rmem_max', 212992), somaxconn: kept('somaxconn', 4096), wmem_default: kept('wmem_default', 212992), wmem_max: kept('wmem_max', 212992) }),
    ipv4: dir({
      ...Object.fromEntries(settings),
      conf: conf(true),
      ip_forward: forwarding,
      ip_local_port_range: pair((ns) => ns.portRange, (ns, v) => void (v[0] <= v[1] && v[0] > 0 ? (ns.portRange = v) : fail('EINVAL')), 65535),
      ping_group_range: pair((ns) => ns.pingGroups, (ns, v) => void (ns.pingGroups = v), 4294967294),
      tcp_congestion_control: value(() => 'cubic'),
      tcp_available_congestion_control: value(() => 'reno cubic'),
      tcp_rmem: value(() => '4096\t131072\t6291456'),
      tcp_wmem: value(() => '4096\t16384\t4194304'),
    }),
    ipv6: dir({ bindv6only: kept('bindv6only', 0, 0, 1), conf: conf(false) }),
    netfilter: dir({
      ...Object.fromEntries(
        Object.keys(current().conntrackSettings).map((name): [string, Maker] => [
          name,
          value(
            (ns) => ns.conntrackSettings[name]!,
            (ns, text) => {
              ns.conntrackSettings[name] = integer(text, 0, MAX);
            },
          ),
        ]),
      ),
      nf_conntrack_count: value((ns) => tracked(ns)?.list().length ?? 0),
    }),
    unix: dir({ max_dgram_qlen: kept('max_dgram_qlen', 512) }),
  });
}
