/** tmpfs(5): a tree in memory, with size= mode= uid= gid= nr_inodes=. Swap and huge pages are left out. */
import { fail } from '../../abi/errno.ts';
import { TreeFs } from '../mem/treefs.ts';
import type { FileSystemType } from '../../kernel/kernel.ts';

const KIB = 1024;
const UNITS: Readonly<Record<string, number>> = { '': 1, k: KIB, m: KIB ** 2, g: KIB ** 3, t: KIB ** 4 };

/** Parse a size as tmpfs does: a number with k, m or g, or a percentage of memory. EINVAL. */
function size(text: string, ram_bytes: number): number {
  const m = /^(\d+)([kmgt%]?)$/i.exec(text);
  if (m === null) fail('EINVAL');
  const n = Number(m[1]);
  return m[2] === '%' ? Math.floor((ram_bytes * n) / 100) : n * UNITS[m[2]!.toLowerCase()]!;
}

export class TmpFs extends TreeFs {
  readonly directoryAllocated = 0;

  /** `data` is mount(2)'s option text. EINVAL for what tmpfs does not know. */
  constructor(dev: number, data: string, time_ms: number, ram_bytes: number, type = 'tmpfs') {
    let size_bytes = Math.floor(ram_bytes / 2);
    let maxInodes = Math.floor(ram_bytes / 8192);
    let rootMode = 0o1777;
    let rootUid = 0;
    let rootGid = 0;
    const shown: Record<string, string> = {};
    for (const option of data.split(',')) {
      if (option === '') continue;
      const eq = option.indexOf('=');
      const key = eq === -1 ? option : option.slice(0, eq);
      const value = eq === -1 ? '' : option.slice(eq + 1);
      switch (key) {
        case 'size':
          size_bytes = Math.ceil(size(value, ram_bytes) / 4096) * 4096;
          if (size_bytes > 0) shown['size'] = `${size_bytes / KIB}k`;
          else size_bytes = ram_bytes;
          break;
        case 'nr_blocks':
          size_bytes = size(value, ram_bytes) * 4096;
          shown['size'] = `${size_bytes / KIB}k`;
          break;
        case 'nr_inodes':
          maxInodes = size(value, ram_bytes) || maxInodes;
          shown['nr_inodes'] = String(maxInodes);
          break;
        case 'mode':
          if (!/^[0-7]+$/.test(value)) fail('EINVAL');
          rootMode = parseInt(value, 8) & 0o7777;
          if (rootMode !== 0o1777) shown['mode'] = rootMode.toString(8);
          break;
        case 'uid':
          rootUid = Number(value);
          if (rootUid !== 0) shown['uid'] = value;
          break;
        case 'gid':
          rootGid = Number(value);
          if (rootGid !== 0) shown['gid'] = value;
          break;
        case 'inode64':
        case 'inode32':
        case 'huge':
        case 'mpol':
          break;
        default:
          fail('EINVAL');
      }
    }
    const options = ['size', 'nr_inodes', 'mode', 'uid', 'gid'].flatMap((key) => (shown[key] === undefined ? [] : [`${key}=${shown[key]}`]));
    super({ type, magic: type === 'mqueue' ? 'mqueue' : 'tmpfs', dev, size_bytes, maxInodes, rootMode, rootUid, rootGid, time_ms, options: type === 'mqueue' ? '' : [...options, 'inode64'].join(',') });
  }

  directorySize(entries: number): number {
    return 40 + 20 * entries;
  }
}

export const tmpfs: FileSystemType = {
  name: 'tmpfs',
  nodev: true,
  mount: (t, _source, data) => new TmpFs(t.kernel.mountIds.takeDev(), data, t.now_ms(), t.kernel.memory_bytes),
};

/** mqueue (mq_overview(7)): POSIX message queues are not simulated; the directory is there because containers mount it. */
export const mqueue: FileSystemType = {
  name: 'mqueue',
  nodev: true,
  mount: (t) => new TmpFs(t.kernel.mountIds.takeDev(), 'mode=1777', t.now_ms(), t.kernel.memory_bytes, 'mqueue'),
};
