/** df: how full the mounted file systems are (coreutils 9.1; BusyBox's columns by dialect). Left out: --output of every field. */
import type { Task } from '../../../abi/sys.ts';
import { isSysError } from '../../../abi/errno.ts';
import type { StatFs } from '../../../abi/fs.ts';
import { bbSize } from '../../libc/bbsize.ts';
import { mountOf, readMounts } from '../../libc/mountinfo.ts';
import type { MountLine } from '../../libc/mountinfo.ts';
import { humanSize, parseSize } from '../../libc/numfmt.ts';
import { resolvePath } from '../../libc/path.ts';
import { Die, tool } from '../../libc/tool.ts';

const help = `Usage: % [OPTION]... [FILE]...
Show the space on the file system of each FILE, or on all that are mounted.

  -a, --all             pseudo file systems and duplicates too
  -B, --block-size=SIZE in units of SIZE
  -h, --human-readable  sizes as 1K 234M 2G, powers of 1024
  -H, --si              the same in powers of 1000
  -i, --inodes          inodes instead of blocks
  -k                    in units of 1K
  -l, --local           only local file systems
      --output[=FIELDS] these columns: source fstype itotal iused iavail ipcent size used avail pcent file target
  -P, --portability     as POSIX wants it
      --total           a sum at the end
  -t, --type=TYPE       only file systems of TYPE
  -T, --print-type      the type too
  -x, --exclude-type=TYPE  none of TYPE
      --help        show this text and exit
      --version     show the version and exit
`;

interface Row {
  readonly source: string;
  readonly type: string;
  readonly target: string;
  readonly file: string;
  readonly fs: { readonly bsize: number; readonly blocks: number; readonly bfree: number; readonly bavail: number; readonly files: number; readonly ffree: number };
}

/** Types that hold no files of anybody's: left out of the list of all. */
const DUMMY = new Set(['autofs', 'proc', 'debugfs', 'devpts', 'mqueue', 'sysfs', 'securityfs', 'cgroup2', 'nsfs']);

const percent = (used: number, free: number): string => (used + free === 0 ? '-' : `${Math.ceil((used * 100) / (used + free))}%`);

export const df = tool({ name: 'df', help, support: { level: 'partial', note: 'no --sync' } }, function* (t): Task<number> {
  const busybox = t.dialect !== undefined;
  let all = false;
  let unit = 1024;
  let unitText = '1K';
  let human: 0 | 1024 | 1000 = 0;
  let inodes = false;
  let posix = false;
  let showType = false;
  let total = false;
  let output: string[] | undefined;
  const types: string[] = [];
  const excluded: string[] = [];
  const operands = yield* t.options(
    'aB:hHiklmPt:Tx:v',
    { all: 'a', 'block-size': 'B:', 'human-readable': 'h', si: 'H', inodes: 'i', local: 'l', output: '=output::', portability: 'P', total: '=total', type: 't:', 'print-type': 'T', 'exclude-type': 'x:', sync: '=sync', 'no-sync': '=sync' },
    ({ key, arg }) => {
      if (key === 'a') all = true;
      else if (key === 'B') {
        const n = parseSize(arg);
        if (typeof n === 'string') throw new Die(`invalid --block-size argument ${t.quote(arg)}`);
        [unit, human] = [n, 0];
        unitText = /^\d+$/.test(arg) ? (n % 1_048_576 === 0 ? `${n / 1_048_576}M` : n % 1024 === 0 ? `${n / 1024}K` : `${n}B`) : arg.replace(/^(?=[A-Za-z])/, '1');
      } else if (key === 'h') human = 1024;
      else if (key === 'H') human = 1000;
      else if (key === 'i') inodes = true;
      else if (key === 'k') [unit, unitText, human] = [1024, '1K', 0];
      else if (key === 'm') [unit, unitText, human] = [1_048_576, '1M', 0];
      else if (key === 'P') posix = true;
      else if (key === 'T') showType = true;
      else if (key === '=total') total = true;
      else if (key === 't') types.push(arg);
      else if (key === 'x') excluded.push(arg);
      else if (key === '=output') output = arg === '' ? ['source', 'fstype', 'itotal', 'iused', 'iavail', 'ipcent', 'size', 'used', 'avail', 'pcent', 'file', 'target'] : arg.split(',');
    },
  );
  const mounts = yield* readMounts(t.sys);
  const rows: Row[] = [];
  let status = 0;
  const add = function* (m: MountLine, file: string): Task<void> {
    if ((types.length > 0 && !types.includes(m.type)) || excluded.includes(m.type)) return;
    let fs: StatFs;
    try {
      fs = t.sys.statfs(m.target);
    } catch (e) {
      if (!isSysError(e)) throw e;
      if (file !== '-') {
        yield* t.warn(`${t.quotef(m.target)}: ${e.message}`);
        status = 1;
      }
      return;
    }
    if (file === '-' && !all && types.length === 0 && (fs.blocks === 0 || DUMMY.has(m.type))) return;
    rows.push({ source: m.source, type: m.type, target: m.target, file, fs });
  };
  if (operands.length === 0) {
    const last = new Map<string, MountLine>();
    for (const m of mounts) {
      const same = last.get(m.device);
      if (!all && same !== undefined && same.target.length <= m.target.length && same.target !== m.target) continue;
      last.set(all ? `${m.id}` : m.device, m);
    }
    for (const m of mounts) if ([...last.values()].includes(m)) yield* add(m, '-');
  }
  for (const file of operands) {
    try {
      t.sys.stat(file);
      const path = resolvePath(t.sys, file, 'all') ?? file;
      const device = mounts.find((m) => m.source === path && path !== '/');
      const m = device ?? mountOf(mounts, path);
      if (m !== undefined) yield* add(m, file);
    } catch (e) {
      if (!isSysError(e)) throw e;
      yield* t.warn(busybox ? `${file}: can't find mount point` : `${t.quotef(file)}: ${e.message}`);
      status = 1;
    }
  }
  if (rows.length === 0 && status === 0) throw new Die('no file systems processed');
  if (rows.length === 0) return status;
  if (total) {
    const sum = { bsize: 1, blocks: 0, bfree: 0, bavail: 0, files: 0, ffree: 0 };
    for (const r of rows) {
      sum.blocks += r.fs.blocks * r.fs.bsize;
      sum.bfree += r.fs.bfree * r.fs.bsize;
      sum.bavail += r.fs.bavail * r.fs.bsize;
      sum.files += r.fs.files;
      sum.ffree += r.fs.ffree;
    }
    rows.push({ source: 'total', type: '-', target: '-', file: '-', fs: sum });
  }
  const amount = (n: number, r: Row): string => (human === 0 ? String(Math.ceil((n * r.fs.bsize) / unit)) : busybox ? bbSize(n * r.fs.bsize) : humanSize(n * r.fs.bsize, human));
  const count = (n: number): string => (human === 0 ? String(n) : busybox ? bbSize(n) : humanSize(n, human));
  const FIELDS: Readonly<Record<string, readonly [string, boolean, (r: Row) => string]>> = {
    source: ['Filesystem', true, (r) => r.source],
    fstype: ['Type', true, (r) => r.type],
    itotal: ['Inodes', false, (r) => count(r.fs.files)],
    iused: ['IUsed', false, (r) => count(r.fs.files - r.fs.ffree)],
    iavail: ['IFree', false, (r) => count(r.fs.ffree)],
    ipcent: ['IUse%', false, (r) => percent(r.fs.files - r.fs.ffree, r.fs.ffree)],
    size: [human !== 0 ? 'Size' : posix ? `${unit}-blocks` : `${unitText}-blocks`, false, (r) => amount(r.fs.blocks, r)],
    used: ['Used', false, (r) => amount(r.fs.blocks - r.fs.bfree, r)],
    avail: [human !== 0 && !busybox ? 'Avail' : 'Available', false, (r) => amount(r.fs.bavail, r)],
    pcent: [posix ? 'Capacity' : 'Use%', false, (r) => percent(r.fs.blocks - r.fs.bfree, r.fs.bavail)],
    file: ['File', true, (r) => r.file],
    target: ['Mounted on', true, (r) => r.target],
  };
  const names = output ?? ['source', ...(showType ? ['fstype'] : []), ...(inodes ? ['itotal', 'iused', 'iavail', 'ipcent'] : ['size', 'used', 'avail', 'pcent']), 'target'];
  for (const name of names) if (!Object.hasOwn(FIELDS, name)) throw new Die(`option --output: field ${t.quote(name)} unknown`, 1, true);
  if (busybox) {
    const head = `${'Filesystem'.padEnd(20)} ${showType ? `${'Type'.padEnd(10)} ` : ''}${(inodes ? 'Inodes' : human !== 0 ? 'Size' : posix && unit === 1024 ? '1024-blocks' : `${unitText}-blocks`).padStart(human !== 0 ? 9 : 9)} ${(inodes ? 'Used' : 'Used').padStart(9)} ${'Available'.padStart(9)} ${posix ? 'Capacity' : 'Use%'} Mounted on\n`;
    yield* t.out.write(head.replace(/^(Filesystem {10}) /, '$1 '));
    for (const r of rows) {
      const cells = inodes ? [count(r.fs.files), count(r.fs.files - r.fs.ffree), count(r.fs.ffree), percent(r.fs.files - r.fs.ffree, r.fs.ffree)] : [amount(r.fs.blocks, r), amount(r.fs.blocks - r.fs.bfree, r), amount(r.fs.bavail, r), percent(r.fs.blocks - r.fs.bfree, r.fs.bavail)];
      const name = r.source.length > 20 ? `${r.source}\n${''.padEnd(20)}` : r.source.padEnd(20);
      yield* t.out.write(`${name} ${showType ? `${r.type.padEnd(10)} ` : ''}${cells.slice(0, 3).map((c) => c.padStart(9)).join(' ')} ${(cells[3] === '-' ? '0%' : cells[3]!).padStart(4)} ${r.target}\n`);
    }
    return status;
  }
  const columns = names.map((name) => {
    const [header, left, value] = FIELDS[name]!;
    const cells = rows.map(value);
    const least = name === 'source' ? 14 : name === 'pcent' || name === 'ipcent' ? 4 : ['size', 'used', 'avail', 'itotal', 'iused', 'iavail'].includes(name) ? 5 : 0;
    const width = Math.max(least, header.length, ...cells.map((c) => c.length));
    return [header, ...cells].map((c) => (left ? c.padEnd(width) : c.padStart(width)));
  });
  for (let i = 0; i <= rows.length; i++) yield* t.out.write(`${columns.map((c) => c[i]!).join(' ').trimEnd()}\n`);
  return status;
});
