/**
 * devpts (Documentation/filesystems/devpts.rst): one instance a mount, with its own ptmx and numbers. The pairs are the kernel's
 * (kernel/pty.ts); here are their nodes, whose owner and mode are the pair's.
 */
import { fail } from '../../abi/errno.ts';
import { makedev, S } from '../../abi/fs.ts';
import { PtyHost, UNIX98_PTY_SLAVE_MAJOR } from '../../kernel/pty.ts';
import { ttyServices } from '../../kernel/ttydevices.ts';
import { PseudoDir, PseudoFs, PseudoNode } from '../mem/pseudo.ts';
import type { StatFs } from '../../abi/fs.ts';
import type { Kernel, FileSystemType } from '../../kernel/kernel.ts';
import type { Pty, PtyFileSystem } from '../../kernel/pty.ts';
import type { Actor } from '../../vfs/file.ts';
import type { Inode, SetAttr } from '../../vfs/inode.ts';

export class DevPtsFs extends PseudoFs implements PtyFileSystem {
  readonly root: DevPtsRoot;
  readonly ptys: PtyHost;
  override readonly createError = 'EACCES';
  override readonly mkdirError = 'EPERM';
  private ptmxmode = 0o000;
  private readonly shown: string[] = [];

  /** `data`: gid=, uid=, mode=, ptmxmode=, newinstance, max=. EINVAL for others. */
  constructor(kernel: Kernel, dev: number, data: string) {
    super('devpts', 'devpts', dev, kernel.now_ms());
    this.ptys = new PtyHost(ttyServices(kernel), kernel);
    this.ptys.mode = 0o600;
    this.ptys.gid = 0;
    for (const option of data.split(',')) {
      const [key, value = ''] = option.split('=');
      switch (key) {
        case '':
        case 'newinstance':
        case 'uid':
        case 'max':
          break;
        case 'gid':
          this.ptys.gid = Number(value);
          this.shown.push(`gid=${value}`);
          break;
        case 'mode':
          this.ptys.mode = parseInt(value, 8) & 0o777;
          break;
        case 'ptmxmode':
          this.ptmxmode = parseInt(value, 8) & 0o777;
          break;
        default:
          fail('EINVAL');
      }
    }
    this.root = new DevPtsRoot(this, new PtmxNode(this, this.ptmxmode));
  }

  override options(): string {
    return [...this.shown, `mode=${octal(this.ptys.mode)}`, `ptmxmode=${octal(this.ptmxmode)}`].join(',');
  }
  override statfs(): StatFs {
    return { ...super.statfs(), files: 0 };
  }
}

function octal(mode: number): string {
  return mode.toString(8).padStart(3, '0');
}

class DevPtsRoot extends PseudoDir {
  private readonly ptmx: PtmxNode;
  private readonly nodes = new WeakMap<Pty, SlaveNode>();
  constructor(fs: DevPtsFs, ptmx: PtmxNode) {
    super(fs, 0o755, 1);
    this.ptmx = ptmx;
  }
  private get ptys(): PtyHost {
    return (this.fs as DevPtsFs).ptys;
  }
  private node(pty: Pty): SlaveNode {
    let node = this.nodes.get(pty);
    if (node === undefined) this.nodes.set(pty, (node = new SlaveNode(this.fs, pty)));
    return node;
  }
  override lookup(name: string): Inode | undefined {
    if (name === 'ptmx') return this.ptmx;
    if (!/^(0|[1-9]\d*)$/.test(name)) return undefined;
    const pty = this.ptys.get(Number(name));
    return pty === undefined ? undefined : this.node(pty);
  }
  override *list(): Iterable<readonly [string, Inode]> {
    for (const pty of this.ptys.list()) yield [String(pty.number), this.node(pty)];
    yield ['ptmx', this.ptmx];
  }
}

class PtmxNode extends PseudoNode {
  readonly type = 'char';
  constructor(fs: DevPtsFs, perm: number) {
    super(fs, S.IFCHR, perm, 2);
  }
  override get rdev(): number {
    return makedev(5, 2);
  }
}

/** /dev/pts/N. */
class SlaveNode extends PseudoNode {
  readonly type = 'char';
  private readonly pty: Pty;
  constructor(fs: PseudoFs, pty: Pty) {
    super(fs, S.IFCHR, 0, pty.number + 3);
    this.pty = pty;
  }
  override get mode(): number {
    return S.IFCHR | this.pty.mode;
  }
  override get uid(): number {
    return this.pty.uid;
  }
  override get gid(): number {
    return this.pty.gid;
  }
  override get rdev(): number {
    return makedev(UNIX98_PTY_SLAVE_MAJOR, this.pty.number);
  }
  protected override get time_ms(): number {
    return this.pty.created_ms;
  }
  override setattr(_actor: Actor, attr: SetAttr): void {
    if (attr.mode !== undefined) this.pty.mode = attr.mode & 0o777;
    if (attr.uid !== undefined) this.pty.uid = attr.uid;
    if (attr.gid !== undefined) this.pty.gid = attr.gid;
  }
}

export const devpts: FileSystemType = {
  name: 'devpts',
  nodev: true,
  mount: (t, _source, data) => new DevPtsFs(t.kernel, t.kernel.mountIds.takeDev(), data),
};
