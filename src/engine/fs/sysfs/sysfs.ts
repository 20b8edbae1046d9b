/**
 * sysfs: the corners that programs look into. /sys/fs/cgroup is where cgroup2 is mounted; devices are the ones that a small virtual machine
 * has; /sys/class/net is that of the mounter's network namespace. Left out: almost everything else.
 */
import { NetClassDir } from './netclass.ts';
import { PseudoFile, PseudoFs, PseudoLink, TableDir } from '../mem/pseudo.ts';
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
      net: (fs) => new NetClassDir(fs, kernel, (fs as SysFs).net),
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
