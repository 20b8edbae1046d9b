/**
 * sysfs: the corners that programs look into. /sys/fs/cgroup is where cgroup2 is mounted; devices are the ones that a small virtual machine
 * has. Left out: almost everything else.
 */
import { PseudoFile, PseudoFs, PseudoLink, TableDir } from '../mem/pseudo.ts';
import type { FileSystemType, Kernel } from '../../kernel/kernel.ts';
import type { Inode } from '../../vfs/inode.ts';

type Maker = (fs: PseudoFs) => Inode;

const dir = (entries: Readonly<Record<string, Maker>>): Maker => (fs) => new TableDir(fs, entries, 0o755);
const text = (content: string): Maker => (fs) => new PseudoFile(fs, { read: () => `${content}\n` });
const link = (target: string): Maker => (fs) => new PseudoLink(fs, () => target);

function block(sectors: number, dev: string): Readonly<Record<string, Maker>> {
  return { dev: text(dev), removable: text('0'), ro: text('0'), size: text(String(sectors)), queue: dir({ rotational: text('1') }) };
}

export class SysFs extends PseudoFs {
  readonly root: TableDir;
  override readonly createError = 'EACCES';
  override readonly mkdirError = 'EPERM';
  override readonly volatile = false;

  constructor(kernel: Kernel, dev: number) {
    super('sysfs', 'sysfs', dev, kernel.now_ms());
    const cpus: Record<string, Maker> = { online: text(`0-${kernel.cpus - 1}`), possible: text(`0-${kernel.cpus - 1}`), present: text(`0-${kernel.cpus - 1}`) };
    for (let i = 0; i < kernel.cpus; i++) cpus[`cpu${i}`] = dir({ topology: dir({ core_id: text(String(i)), physical_package_id: text('0') }) });
    this.root = new TableDir(
      this,
      {
        block: dir({ vda: dir({ ...block(85_983_232, '254:0'), vda1: dir(block(83_886_080, '254:1')) }) }),
        bus: dir({}),
        class: dir({
          block: dir({ vda: link('../../block/vda') }),
          dmi: dir({ id: dir({ product_name: text('Glasshull'), sys_vendor: text('Glasshull') }) }),
          mem: dir({}),
          net: dir({ lo: dir({ address: text('00:00:00:00:00:00'), mtu: text('65536'), operstate: text('unknown') }) }),
          tty: dir({}),
        }),
        dev: dir({ block: dir({}), char: dir({}) }),
        devices: dir({ system: dir({ cpu: dir(cpus) }), virtual: dir({}) }),
        firmware: dir({}),
        fs: dir({ bpf: dir({}), cgroup: dir({}), ext4: dir({}), fuse: dir({ connections: dir({}) }), pstore: dir({}) }),
        hypervisor: dir({}),
        kernel: dir({ debug: dir({}), tracing: dir({}), config: dir({}), security: dir({}), mm: dir({ transparent_hugepage: dir({ enabled: text('always [madvise] never') }) }) }),
        module: dir({ overlay: dir({ parameters: dir({ index: text('N'), metacopy: text('N'), redirect_dir: text('N') }) }), apparmor: dir({ parameters: dir({ enabled: text('N') }) }) }),
        power: dir({}),
      },
      0o555,
    );
  }
}

const instances = new WeakMap<Kernel, SysFs>();

export const sysfs: FileSystemType = {
  name: 'sysfs',
  nodev: true,
  mount: (t) => {
    let fs = instances.get(t.kernel);
    if (fs === undefined) instances.set(t.kernel, (fs = new SysFs(t.kernel, t.kernel.mountIds.takeDev())));
    return fs;
  },
};
