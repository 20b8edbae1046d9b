/**
 * sysfs: the corners that programs look into. /sys/fs/cgroup is where cgroup2 is mounted; devices are the ones that a small virtual machine
 * has; /sys/class/net is that of the mounter's network namespace. Left out: almost everything else.
 */
import { netStackOf } from '../../kernel/net.ts';
import { PseudoDir, PseudoFile, PseudoFs, PseudoLink, TableDir } from '../mem/pseudo.ts';
import type { FileSystemType, Kernel } from '../../kernel/kernel.ts';
import type { NetNamespace } from '../../kernel/namespaces.ts';
import type { Inode } from '../../vfs/inode.ts';

type Maker = (fs: PseudoFs) => Inode;
type Entries = Readonly<Record<string, Maker>>;

const dir =
  (entries: Entries): Maker =>
  (fs) =>
    new TableDir(fs, entries, 0o755);
const text =
  (content: string): Maker =>
  (fs) =>
    new PseudoFile(fs, { read: () => `${content}\n` });
const link =
  (target: string): Maker =>
  (fs) =>
    new PseudoLink(fs, () => target);

function block(sectors: number, dev: string): Entries {
  return { dev: text(dev), removable: text('0'), ro: text('0'), size: text(String(sectors)), queue: dir({ rotational: text('1') }) };
}

/** The entries of the root: one table a kernel, whatever is mounted. */
function entriesOf(kernel: Kernel): Entries {
  const all = text(`0-${kernel.cpus - 1}`);
  const cpus: Record<string, Maker> = { online: all, possible: all, present: all };
  for (let i = 0; i < kernel.cpus; i++) cpus[`cpu${i}`] = dir({ topology: dir({ core_id: text(String(i)), physical_package_id: text('0') }) });
  return {
    block: dir({ vda: dir({ ...block(85_983_232, '254:0'), vda1: dir(block(83_886_080, '254:1')) }) }),
    bus: dir({}),
    class: dir({
      block: dir({ vda: link('../../block/vda') }),
      dmi: dir({ id: dir({ product_name: text('Glasshull'), sys_vendor: text('Glasshull') }) }),
      mem: dir({}),
      net: (fs) => new NetClassDir(fs as SysFs),
      tty: dir({}),
    }),
    dev: dir({ block: dir({}), char: dir({}) }),
    devices: dir({ system: dir({ cpu: dir(cpus) }), virtual: dir({}) }),
    firmware: dir({}),
    fs: dir({ bpf: dir({}), cgroup: dir({}), ext4: dir({}), fuse: dir({ connections: dir({}) }), pstore: dir({}) }),
    hypervisor: dir({}),
    kernel: dir({ config: dir({}), debug: dir({}), mm: dir({ transparent_hugepage: dir({ enabled: text('always [madvise] never') }) }), security: dir({}), tracing: dir({}) }),
    module: dir({ apparmor: dir({ parameters: dir({ enabled: text('N') }) }), overlay: dir({ parameters: dir({ index: text('N'), metacopy: text('N'), redirect_dir: text('N') }) }) }),
    power: dir({}),
  };
}

export class SysFs extends PseudoFs {
  readonly root: TableDir;
  readonly kernel: Kernel;
  readonly net: NetNamespace;
  override readonly createError = 'EACCES';
  override readonly mkdirError = 'EPERM';
  override readonly volatile = false;

  constructor(kernel: Kernel, dev: number, net: NetNamespace, entries: Entries) {
    super('sysfs', 'sysfs', dev, kernel.now_ms());
    this.kernel = kernel;
    this.net = net;
    this.root = new TableDir(this, entries, 0o555);
  }
}

/** /sys/class/net: a directory for each interface, made while it is there. */
class NetClassDir extends PseudoDir {
  declare readonly fs: SysFs;
  constructor(fs: SysFs) {
    super(fs, 0o755);
  }
  private device(name: string): Inode | undefined {
    const { kernel, net } = this.fs;
    const d = netStackOf(kernel, net).device(name);
    if (d === undefined) return undefined;
    const value = (read: () => string | number): Maker => (fs) => new PseudoFile(fs, { read: () => `${read()}\n` });
    const loopback = d.kind === 'loopback';
    return new TableDir(
      this.fs,
      {
        address: value(() => d.mac),
        carrier: value(() => (d.running ? 1 : 0)),
        ifindex: value(() => d.index),
        iflink: value(() => d.peer?.index ?? d.index),
        mtu: value(() => d.mtu),
        operstate: value(() => (loopback ? 'unknown' : d.running ? 'up' : 'down')),
        statistics: dir({ rx_bytes: value(() => d.counters.rxBytes), rx_packets: value(() => d.counters.rxPackets), tx_bytes: value(() => d.counters.txBytes), tx_packets: value(() => d.counters.txPackets) }),
        type: text(loopback ? '772' : '1'),
      },
      0o755,
    );
  }
  override lookup(name: string): Inode | undefined {
    return this.device(name);
  }
  override *list(): Iterable<readonly [string, Inode]> {
    for (const d of netStackOf(this.fs.kernel, this.fs.net).devices) yield [d.name, this.device(d.name)!];
  }
}

const tables = new WeakMap<Kernel, Entries>();
const instances = new WeakMap<NetNamespace, SysFs>();

export const sysfs: FileSystemType = {
  name: 'sysfs',
  nodev: true,
  mount: (t) => {
    const { kernel } = t;
    const { net } = t.ns;
    let fs = instances.get(net);
    if (fs === undefined) {
      let entries = tables.get(kernel);
      if (entries === undefined) tables.set(kernel, (entries = entriesOf(kernel)));
      instances.set(net, (fs = new SysFs(kernel, kernel.mountIds.takeDev(), net, entries)));
    }
    return fs;
  },
};
