/** The files of /proc about the whole machine: uptime, loadavg, meminfo, stat, cpuinfo and others, as proc(5) has them. */
import { readerOf } from './access.ts';
import { ticks } from './format.ts';
import { PseudoFile } from '../mem/pseudo.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { PidNamespace } from '../../kernel/pid.ts';
import type { Actor } from '../../vfs/file.ts';
import type { PseudoFs } from '../mem/pseudo.ts';

function seconds(ns: number): string {
  return (Math.floor(ns / 1e7) / 100).toFixed(2);
}

/** CPU time of all processes, living and waited for. */
function cpuTotals(kernel: Kernel): { readonly user_ns: number; readonly system_ns: number } {
  let user_ns = 0;
  let system_ns = 0;
  for (const p of kernel.processes()) {
    user_ns += p.user_ns + p.childUser_ns;
    system_ns += p.system_ns + p.childSystem_ns;
    for (const t of p.threads) {
      user_ns += t.user_ns;
      system_ns += t.system_ns;
    }
  }
  return { user_ns, system_ns };
}

function uptime(kernel: Kernel): string {
  const now = kernel.clock.now_ns;
  const { user_ns, system_ns } = cpuTotals(kernel);
  return `${seconds(now)} ${seconds(Math.max(0, now * kernel.cpus - user_ns - system_ns))}\n`;
}

function loadavg(kernel: Kernel, pids: PidNamespace): string {
  let running = 0;
  let tasks = 0;
  for (const p of kernel.processes()) {
    for (const t of p.threads) {
      tasks++;
      if (t.state === 'running' || t.state === 'runnable') running++;
    }
  }
  const loads = kernel.load.now(kernel.clock.now_ns).map((v) => v.toFixed(2));
  return `${loads.join(' ')} ${running}/${tasks} ${pids.lastPid}\n`;
}

/** Memory: programs' resident sizes, a fixed share for the kernel, and page cache. The same arithmetic as sysinfo(2)'s. */
function meminfo(kernel: Kernel): string {
  const KIB = 1024;
  let programs = 0;
  for (const p of kernel.processes()) programs += p.rss_bytes;
  const base = 512 * KIB ** 2;
  const total = kernel.memory_bytes;
  const buffers = 16 * KIB ** 2;
  const cached = 256 * KIB ** 2;
  const free = Math.max(0, total - base - programs);
  const rows: readonly (readonly [string, number])[] = [
    ['MemTotal', total],
    ['MemFree', free],
    ['MemAvailable', Math.min(total, free + buffers + cached)],
    ['Buffers', buffers],
    ['Cached', cached],
    ['SwapCached', 0],
    ['Active', programs + cached / 2],
    ['Inactive', cached / 2],
    ['SwapTotal', 0],
    ['SwapFree', 0],
    ['Dirty', 0],
    ['Writeback', 0],
    ['AnonPages', programs],
    ['Mapped', 64 * KIB ** 2],
    ['Shmem', KIB ** 2],
    ['KReclaimable', 48 * KIB ** 2],
    ['Slab', 64 * KIB ** 2],
    ['SReclaimable', 48 * KIB ** 2],
    ['SUnreclaim', 16 * KIB ** 2],
    ['KernelStack', 2 * KIB ** 2],
    ['PageTables', 4 * KIB ** 2],
    ['CommitLimit', total / 2],
    ['Committed_AS', programs],
  ];
  return rows.map(([name, bytes]) => `${`${name}:`.padEnd(16)}${String(Math.floor(bytes / KIB)).padStart(8)} kB\n`).join('');
}

function stat(kernel: Kernel): string {
  const now = kernel.clock.now_ns;
  const { user_ns, system_ns } = cpuTotals(kernel);
  const n = kernel.cpus;
  const cpu = (name: string, share: number): string => {
    const user = ticks(user_ns / share);
    const system = ticks(system_ns / share);
    const idle = Math.max(0, ticks((now * n) / share) - user - system);
    return `${name} ${user} 0 ${system} ${idle} 0 0 0 0 0 0\n`;
  };
  let running = 0;
  let switches = 0;
  for (const p of kernel.processes()) {
    for (const t of p.threads) {
      if (t.state === 'running' || t.state === 'runnable') running++;
      switches += t.switches + t.preemptions;
    }
  }
  let text = cpu('cpu ', 1);
  for (let i = 0; i < n; i++) text += cpu(`cpu${i}`, n);
  return `${text}intr 0\nctxt ${switches}\nbtime ${Math.floor(kernel.clock.start_ms / 1000)}\nprocesses ${kernel.forks}\nprocs_running ${running}\nprocs_blocked 0\nsoftirq 0 0 0 0 0 0 0 0 0 0 0\n`;
}

const FEATURES = 'fpu vme de pse tsc msr pae mce cx8 apic sep mtrr pge mca cmov pat pse36 clflush mmx fxsr sse sse2 ht syscall nx rdtscp lm constant_tsc nopl cpuid pni ssse3 fma cx16 sse4_1 sse4_2 movbe popcnt aes xsave avx hypervisor lahf_lm';

function cpuinfo(kernel: Kernel): string {
  let text = '';
  for (let i = 0; i < kernel.cpus; i++) {
    text += [
      `processor\t: ${i}`,
      'vendor_id\t: GlassHull',
      'cpu family\t: 6',
      'model\t\t: 1',
      'model name\t: Glasshull Virtual CPU @ 2.40GHz',
      'stepping\t: 1',
      'cpu MHz\t\t: 2400.000',
      'cache size\t: 16384 KB',
      'physical id\t: 0',
      `siblings\t: ${kernel.cpus}`,
      `core id\t\t: ${i}`,
      `cpu cores\t: ${kernel.cpus}`,
      `apicid\t\t: ${i}`,
      'fpu\t\t: yes',
      'fpu_exception\t: yes',
      'cpuid level\t: 13',
      'wp\t\t: yes',
      `flags\t\t: ${FEATURES}`,
      'bogomips\t: 4800.00',
      'clflush size\t: 64',
      'cache_alignment\t: 64',
      'address sizes\t: 46 bits physical, 48 bits virtual',
      'power management:',
      '\n',
    ].join('\n');
  }
  return text;
}

function filesystems(kernel: Kernel): string {
  let text = '';
  for (const type of kernel.filesystems.values()) text += `${type.nodev ? 'nodev' : ''}\t${type.name}\n`;
  return text;
}

const DEVICES = `Character devices:
  1 mem
  5 /dev/tty
  5 /dev/console
  5 /dev/ptmx
128 ptm
136 pts

Block devices:
254 virtblk
`;

const CGROUPS = ['cpuset', 'cpu', 'cpuacct', 'blkio', 'memory', 'devices', 'freezer', 'net_cls', 'perf_event', 'net_prio', 'hugetlb', 'pids', 'rdma', 'misc'];

function countCgroups(kernel: Kernel): number {
  let n = 0;
  const queue = [kernel.cgroups.root];
  for (let g = queue.pop(); g !== undefined; g = queue.pop()) {
    n++;
    queue.push(...g.children.values());
  }
  return n;
}

function vmstat(kernel: Kernel): string {
  let pages = 0;
  for (const p of kernel.processes()) pages += Math.floor(p.rss_bytes / 4096);
  return `nr_free_pages ${Math.floor(kernel.memory_bytes / 4096) - pages}\nnr_anon_pages ${pages}\npgpgin 0\npgpgout 0\npswpin 0\npswpout 0\npgfault 0\npgmajfault 0\n`;
}

/** The files by name. */
export function systemFiles(kernel: Kernel, pids: PidNamespace): Record<string, (fs: PseudoFs) => PseudoFile> {
  const file =
    (read: (actor: Actor) => string): ((fs: PseudoFs) => PseudoFile) =>
    (fs) =>
      new PseudoFile(fs, { read });
  return {
    cgroups: file(() => `#subsys_name\thierarchy\tnum_cgroups\tenabled\n${CGROUPS.map((c) => `${c}\t0\t${countCgroups(kernel)}\t1\n`).join('')}`),
    cmdline: file(() => `BOOT_IMAGE=/boot/vmlinuz-${kernel.release} root=/dev/vda1 ro console=tty0 console=ttyS0,115200\n`),
    cpuinfo: file(() => cpuinfo(kernel)),
    devices: file(() => DEVICES),
    filesystems: file(() => filesystems(kernel)),
    interrupts: file(() => `${' '.repeat(11)}${Array.from({ length: kernel.cpus }, (_, i) => `CPU${i}`.padEnd(11)).join('')}\n`),
    loadavg: file(() => loadavg(kernel, pids)),
    meminfo: file(() => meminfo(kernel)),
    partitions: file(() => 'major minor  #blocks  name\n\n 254        0   42991616 vda\n 254        1   41943040 vda1\n'),
    stat: file(() => stat(kernel)),
    swaps: file(() => 'Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n'),
    uptime: file(() => uptime(kernel)),
    version: file((actor) => `Linux version ${(readerOf(actor)?.kernel ?? kernel).release} (glasshull) ${kernel.version}\n`),
    vmstat: file(() => vmstat(kernel)),
  };
}
