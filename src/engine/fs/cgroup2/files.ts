/**
 * The interface files of a cgroup (Documentation/admin-guide/cgroup-v2.rst): what each shows and takes. A file exists when its controller
 * is enabled for the group; the root has fewer.
 */
import { fail } from '../../abi/errno.ts';
import { readerOf } from './reader.ts';
import { CONTROLLERS } from '../../kernel/cgroup.ts';
import type { Cgroup, Controller } from '../../kernel/cgroup.ts';
import type { Process } from '../../kernel/process.ts';
import type { Actor } from '../../vfs/file.ts';

/** One file. */
export interface CgroupFile {
  /** The controller it belongs to; undefined for the core's files. */
  readonly controller?: Controller;
  /** Also on the root. */
  readonly onRoot?: boolean;
  readonly read?: (g: Cgroup, actor: Actor) => string;
  readonly write?: (g: Cgroup, actor: Actor, text: string) => void;
  readonly perm?: number;
}

function max(n: number): string {
  return n === Infinity ? 'max' : String(n);
}

function parseNumber(text: string): number {
  if (!/^\d+$/.test(text)) fail('EINVAL');
  return Number(text);
}

/** A number of bytes, with K, M, G or T, or 'max'; whole pages. */
function parseBytes(text: string): number {
  if (text === 'max') return Infinity;
  const m = /^(\d+)([kmgt]?)$/i.exec(text) ?? fail('EINVAL');
  const unit = 1024 ** ' kmgt'.indexOf(m[2]!.toLowerCase() || ' ');
  return Math.floor((Number(m[1]) * unit) / 4096) * 4096;
}

function limit(controller: Controller, field: 'memoryMax' | 'memoryHigh' | 'memoryLow' | 'memoryMin' | 'memorySwapMax'): CgroupFile {
  return {
    controller,
    read: (g) => `${max(g[field])}\n`,
    write: (g, _actor, text) => {
      g[field] = parseBytes(text);
    },
  };
}

function shown(controller: Controller | undefined, read: (g: Cgroup) => string, onRoot = false): CgroupFile {
  return { controller, read, onRoot };
}

/** A file that keeps what is written, on the group itself. */
function keptText(controller: Controller, initial: string): CgroupFile {
  const kept = new WeakMap<Cgroup, string>();
  return {
    controller,
    read: (g) => `${kept.get(g) ?? initial}\n`,
    write: (g, _actor, text) => {
      kept.set(g, text);
    },
  };
}

/** The process that a number written by `actor` names in the actor's pid namespace; 0 is the writer. ESRCH. */
function processOf(actor: Actor, text: string): Process {
  const writer = readerOf(actor) ?? fail('EPERM');
  if (!/^\d+$/.test(text)) fail('EINVAL');
  if (text === '0') return writer.process;
  const pid = writer.pid.ns.find(Number(text)) ?? fail('ESRCH');
  return pid.process ?? pid.task?.process ?? fail('ESRCH');
}

function listPids(g: Cgroup, actor: Actor, threads: boolean): string {
  const ns = readerOf(actor)?.pid.ns ?? g.tree.kernel.pids;
  const numbers: number[] = [];
  for (const p of g.procs) {
    if (threads) for (const t of p.threads) numbers.push(t.pid.in(ns));
    else numbers.push(p.pid.in(ns));
  }
  return numbers
    .sort((a, b) => a - b)
    .map((n) => `${n}\n`)
    .join('');
}

function descendants(g: Cgroup): number {
  let n = 0;
  for (const child of g.children.values()) n += 1 + descendants(child);
  return n;
}

function controlSubtree(g: Cgroup, text: string): void {
  const words = text.split(/\s+/).filter((w) => w !== '');
  for (const w of words) if (!/^[+-]/.test(w) || !(CONTROLLERS as readonly string[]).includes(w.slice(1))) fail('EINVAL');
  for (const w of words) g.control(w.slice(1) as Controller, w.startsWith('+'));
}

function cpuStat(g: Cgroup): string {
  const us = (ns: number): number => Math.floor(ns / 1000);
  let text = `usage_usec ${us(g.user_ns + g.system_ns)}\nuser_usec ${us(g.user_ns)}\nsystem_usec ${us(g.system_ns)}\n`;
  if (g.parent !== undefined && g.controllers().includes('cpu')) text += `nr_periods ${g.periods}\nnr_throttled ${g.throttled}\nthrottled_usec ${us(g.throttled_ns)}\nnr_bursts 0\nburst_usec 0\n`;
  return text;
}

function setCpuMax(g: Cgroup, text: string): void {
  const [quota = '', period] = text.split(/\s+/);
  const us = quota === 'max' ? Infinity : parseNumber(quota);
  if (period === undefined || period === '') g.setCpuMax(us);
  else g.setCpuMax(us, parseNumber(period));
}

function memoryStat(g: Cgroup): string {
  const anon = Math.floor(g.memory() / 3);
  const file = g.memory() - anon;
  return `anon ${anon}\nfile ${file}\nkernel 0\nkernel_stack 0\npagetables 0\nsock 0\nshmem 0\nfile_mapped ${file}\nfile_dirty 0\nfile_writeback 0\ninactive_anon 0\nactive_anon ${anon}\ninactive_file 0\nactive_file ${file}\nunevictable 0\nslab 0\npgfault 0\npgmajfault 0\n`;
}

/** The weight that `nice` of -20..19 stands for, and back (cpu.weight.nice). */
function niceOfWeight(weight: number): number {
  let best = 0;
  for (let nice = -20; nice < 20; nice++) if (Math.abs((100 * 1.25 ** -nice) - weight) < Math.abs((100 * 1.25 ** -best) - weight)) best = nice;
  return best;
}

/** All files by name, in the order of readdir. */
export const FILES: Readonly<Record<string, CgroupFile>> = {
  'cgroup.controllers': shown(undefined, (g) => `${g.controllers().join(' ')}\n`, true),
  'cgroup.events': shown(undefined, (g) => `populated ${g.populated ? 1 : 0}\nfrozen ${g.frozen ? 1 : 0}\n`),
  'cgroup.freeze': {
    read: (g) => `${g.freeze ? 1 : 0}\n`,
    write: (g, _actor, text) => {
      const n = parseNumber(text);
      if (n > 1) fail('ERANGE');
      g.setFreeze(n === 1);
    },
  },
  'cgroup.kill': {
    write: (g, _actor, text) => {
      if (parseNumber(text) !== 1) fail('ERANGE');
      g.kill();
    },
  },
  'cgroup.max.depth': shown(undefined, () => 'max\n', true),
  'cgroup.max.descendants': shown(undefined, () => 'max\n', true),
  'cgroup.procs': {
    onRoot: true,
    read: (g, actor) => listPids(g, actor, false),
    write: (g, actor, text) => g.attach(processOf(actor, text)),
  },
  'cgroup.stat': shown(undefined, (g) => `nr_descendants ${descendants(g)}\nnr_dying_descendants 0\n`, true),
  'cgroup.subtree_control': {
    onRoot: true,
    read: (g) => `${CONTROLLERS.filter((c) => g.subtreeControl.has(c)).join(' ')}\n`,
    write: (g, _actor, text) => controlSubtree(g, text),
  },
  'cgroup.threads': { onRoot: true, read: (g, actor) => listPids(g, actor, true), write: (g, actor, text) => g.attach(processOf(actor, text)) },
  'cgroup.type': shown(undefined, () => 'domain\n'),
  'cpu.idle': shown('cpu', () => '0\n'),
  'cpu.max': { controller: 'cpu', read: (g) => `${max(g.cpuQuota_us)} ${g.cpuPeriod_us}\n`, write: (g, _actor, text) => setCpuMax(g, text) },
  'cpu.max.burst': shown('cpu', () => '0\n'),
  'cpu.stat': shown(undefined, cpuStat, true),
  'cpu.weight': { controller: 'cpu', read: (g) => `${g.cpuWeight}\n`, write: (g, _actor, text) => g.setCpuWeight(parseNumber(text)) },
  'cpu.weight.nice': shown('cpu', (g) => `${niceOfWeight(g.cpuWeight)}\n`),
  'cpuset.cpus': {
    controller: 'cpuset',
    read: (g) => `${g.cpusetCpus}\n`,
    write: (g, _actor, text) => {
      if (!/^(\d+(-\d+)?(,\d+(-\d+)?)*)?$/.test(text)) fail('EINVAL');
      g.cpusetCpus = text;
    },
  },
  'cpuset.cpus.effective': shown('cpuset', (g) => `${g.cpusetCpus || `0-${g.tree.kernel.cpus - 1}`}\n`, true),
  'cpuset.mems': keptText('cpuset', ''),
  'cpuset.mems.effective': shown('cpuset', () => '0\n', true),
  'io.max': keptText('io', ''),
  'io.stat': shown('io', () => '', true),
  'io.weight': keptText('io', 'default 100'),
  'memory.current': shown('memory', (g) => `${g.memory()}\n`),
  'memory.events': shown('memory', (g) => `low 0\nhigh 0\nmax 0\noom ${g.oom}\noom_kill ${g.oomKill}\noom_group_kill 0\n`),
  'memory.high': limit('memory', 'memoryHigh'),
  'memory.low': limit('memory', 'memoryLow'),
  'memory.max': limit('memory', 'memoryMax'),
  'memory.min': limit('memory', 'memoryMin'),
  'memory.oom.group': {
    controller: 'memory',
    read: (g) => `${g.oomGroup ? 1 : 0}\n`,
    write: (g, _actor, text) => {
      g.oomGroup = parseNumber(text) === 1;
    },
  },
  'memory.peak': shown('memory', (g) => `${Math.max(g.memoryPeak, g.memory())}\n`),
  'memory.stat': shown('memory', memoryStat, true),
  'memory.swap.current': shown('memory', () => '0\n'),
  'memory.swap.max': limit('memory', 'memorySwapMax'),
  'pids.current': shown('pids', (g) => `${g.pids}\n`),
  'pids.events': shown('pids', (g) => `max ${g.pidsRefused}\n`),
  'pids.max': {
    controller: 'pids',
    read: (g) => `${max(g.pidsMax)}\n`,
    write: (g, _actor, text) => {
      g.pidsMax = text === 'max' ? Infinity : parseNumber(text);
    },
  },
  'pids.peak': shown('pids', (g) => `${g.pidsPeak}\n`),
};
