/** The texts of /proc/PID/stat, status, statm, limits and io, field by field as proc(5) has them. */
import { Signal } from '../../abi/signal.ts';
import { CAPS } from '../../kernel/caps.ts';
import type { PidNamespace } from '../../kernel/pid.ts';
import type { Process } from '../../kernel/process.ts';
import type { Task } from '../../kernel/task.ts';

/** Clock ticks (USER_HZ) are 10 ms. */
export function ticks(ns: number): number {
  return Math.floor(ns / 1e7);
}

const STATES = { R: 'R (running)', S: 'S (sleeping)', T: 'T (stopped)', Z: 'Z (zombie)' } as const;
const PAGE = 4096;

/** What of a process one of its directories shows: all, or one thread. */
export interface Shown {
  readonly process: Process;
  /** The thread of a task/TID directory; undefined for the process. */
  readonly thread: Task | undefined;
  readonly ns: PidNamespace;
}

/** CPU time of the process (its threads together, the ended ones too) or of the one thread. */
export function cpuTime(s: Shown): { readonly user_ns: number; readonly system_ns: number } {
  if (s.thread !== undefined) return s.thread;
  let { user_ns, system_ns } = s.process;
  for (const t of s.process.threads) {
    user_ns += t.user_ns;
    system_ns += t.system_ns;
  }
  return { user_ns, system_ns };
}

function stateLetter(s: Shown): keyof typeof STATES {
  const t = s.thread;
  if (t === undefined) return s.process.stateLetter;
  if (s.process.stopped !== undefined) return 'T';
  return t.state === 'running' || t.state === 'runnable' ? 'R' : 'S';
}

function parentPid(s: Shown): number {
  return s.process.parent?.pid.in(s.ns) ?? 0;
}

/** Size of the address space: what is resident, and what programs map besides. */
function virtual_bytes(p: Process): number {
  return p.rss_bytes === 0 ? 0 : p.rss_bytes + 2_400 * 1024;
}

/** A set of signals as the mask that proc shows. */
function mask(set: Iterable<number>): string {
  let bits = 0n;
  for (const s of set) bits |= 1n << BigInt(s - 1);
  return bits.toString(16).padStart(16, '0');
}

function capMask(caps: ReadonlySet<string>): string {
  let bits = 0n;
  CAPS.forEach((name, i) => {
    if (caps.has(name)) bits |= 1n << BigInt(i);
  });
  return bits.toString(16).padStart(16, '0');
}

function handled(p: Process): { readonly ignored: number[]; readonly caught: number[] } {
  const ignored: number[] = [];
  const caught: number[] = [];
  for (const [signo, action] of p.actions) (action.handler === 'ignore' ? ignored : caught).push(signo);
  return { ignored, caught };
}

/** /proc/PID/stat. */
export function statLine(s: Shown): string {
  const p = s.process;
  const t = s.thread ?? p.leader;
  const time = cpuTime(s);
  const group = p.group;
  const tty = group.session.tty;
  const zombie = p.ended !== undefined;
  const { ignored, caught } = handled(p);
  const low = (set: Iterable<number>): string => {
    let bits = 0;
    for (const n of set) if (n < 32) bits |= 1 << (n - 1);
    return String(bits >>> 0);
  };
  const status = p.ended;
  const code = status?.kind === 'exited' ? status.code << 8 : status?.kind === 'signaled' ? status.signal : 0;
  const fields = [
    s.thread === undefined ? p.pid.in(s.ns) : s.thread.pid.in(s.ns),
    `(${t.comm})`,
    stateLetter(s),
    parentPid(s),
    group.id.in(s.ns),
    group.session.id.in(s.ns),
    tty?.rdev ?? 0,
    tty?.foreground?.id.in(s.ns) ?? -1,
    zombie ? 4194316 : 4194304,
    ...[0, 0, 0, 0],
    ticks(time.user_ns),
    ticks(time.system_ns),
    ticks(p.childUser_ns),
    ticks(p.childSystem_ns),
    20 + p.nice,
    p.nice,
    Math.max(1, p.threads.length),
    0,
    ticks(p.start_ns),
    zombie ? 0 : virtual_bytes(p),
    zombie ? 0 : Math.floor(p.rss_bytes / PAGE),
    '18446744073709551615',
    ...[0, 0, 0, 0, 0],
    low(t.pending),
    low(t.blocked),
    low(ignored),
    low(caught),
    ...[0, 0, 0, Signal.SIGCHLD, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
    code,
  ];
  return `${fields.join(' ')}\n`;
}

function kb(bytes: number): string {
  return `${String(Math.floor(bytes / 1024)).padStart(8)} kB`;
}

/** /proc/PID/status. */
export function statusText(s: Shown, cpus: number): string {
  const p = s.process;
  const t = s.thread ?? p.leader;
  const own = s.thread?.pid ?? p.pid;
  const { cred } = t;
  const level = s.ns.level;
  /** Numbers in the namespaces from the reader's down to the task's own; 0 where a group's leader is not visible. */
  const inner = (numbers: readonly number[]): string => own.numbers.map((_, g) => numbers[g] ?? 0).slice(level).join('\t');
  const { ignored, caught } = handled(p);
  const lines = [`Name:\t${t.comm}`];
  if (p.ended === undefined) lines.push(`Umask:\t${t.fs.umask.toString(8).padStart(4, '0')}`);
  lines.push(
    `State:\t${STATES[stateLetter(s)]}`,
    `Tgid:\t${p.pid.in(s.ns)}`,
    'Ngid:\t0',
    `Pid:\t${own.in(s.ns)}`,
    `PPid:\t${parentPid(s)}`,
    'TracerPid:\t0',
    `Uid:\t${cred.uid}\t${cred.euid}\t${cred.euid}\t${cred.euid}`,
    `Gid:\t${cred.gid}\t${cred.egid}\t${cred.egid}\t${cred.egid}`,
    `FDSize:\t${p.ended === undefined ? 64 : 0}`,
    `Groups:\t${cred.groups.map((g) => `${g} `).join('') || ' '}`,
    `NStgid:\t${inner(p.pid.numbers)}`,
    `NSpid:\t${inner(own.numbers)}`,
    `NSpgid:\t${inner(p.group.id.numbers)}`,
    `NSsid:\t${inner(p.group.session.id.numbers)}`,
  );
  if (p.ended === undefined) {
    const size = virtual_bytes(p);
    const anon = Math.floor(p.rss_bytes / 3);
    lines.push(
      `VmPeak:\t${kb(size)}`,
      `VmSize:\t${kb(size)}`,
      `VmLck:\t${kb(0)}`,
      `VmPin:\t${kb(0)}`,
      `VmHWM:\t${kb(p.rss_bytes)}`,
      `VmRSS:\t${kb(p.rss_bytes)}`,
      `RssAnon:\t${kb(anon)}`,
      `RssFile:\t${kb(p.rss_bytes - anon)}`,
      `RssShmem:\t${kb(0)}`,
      `VmData:\t${kb(anon)}`,
      `VmStk:\t${kb(132 * 1024)}`,
      `VmSwap:\t${kb(0)}`,
    );
  }
  const pending = s.thread === undefined ? p.leader.pending : s.thread.pending;
  lines.push(
    `Threads:\t${Math.max(1, p.threads.length)}`,
    'SigQ:\t0/31517',
    `SigPnd:\t${mask(pending)}`,
    `ShdPnd:\t${mask(p.pending)}`,
    `SigBlk:\t${mask(t.blocked)}`,
    `SigIgn:\t${mask(ignored)}`,
    `SigCgt:\t${mask(caught)}`,
    'CapInh:\t0000000000000000',
    `CapPrm:\t${capMask(cred.caps)}`,
    `CapEff:\t${capMask(cred.caps)}`,
    `CapBnd:\t${capMask(t.bounding)}`,
    'CapAmb:\t0000000000000000',
    `NoNewPrivs:\t${t.noNewPrivs ? 1 : 0}`,
    'Seccomp:\t0',
    'Seccomp_filters:\t0',
    `Cpus_allowed:\t${((1 << cpus) - 1).toString(16)}`,
    `Cpus_allowed_list:\t0-${cpus - 1}`,
    'Mems_allowed:\t1',
    'Mems_allowed_list:\t0',
    `voluntary_ctxt_switches:\t${t.switches}`,
    `nonvoluntary_ctxt_switches:\t${t.preemptions}`,
  );
  return `${lines.join('\n')}\n`;
}

/** /proc/PID/statm, in pages. */
export function statmLine(p: Process): string {
  const rss = p.ended === undefined ? Math.floor(p.rss_bytes / PAGE) : 0;
  const size = p.ended === undefined ? Math.floor(virtual_bytes(p) / PAGE) : 0;
  return `${size} ${rss} ${Math.floor((rss * 2) / 3)} ${Math.floor(rss / 3)} 0 ${Math.floor(rss / 3)} 0\n`;
}

const LIMITS: readonly (readonly [string, string, string])[] = [
  ['Max cpu time', 'cpu', 'seconds'],
  ['Max file size', 'fsize', 'bytes'],
  ['Max data size', 'data', 'bytes'],
  ['Max stack size', 'stack', 'bytes'],
  ['Max core file size', 'core', 'bytes'],
  ['Max resident set', 'rss', 'bytes'],
  ['Max processes', 'nproc', 'processes'],
  ['Max open files', 'nofile', 'files'],
  ['Max locked memory', 'memlock', 'bytes'],
  ['Max address space', 'as', 'bytes'],
  ['Max file locks', 'locks', 'locks'],
  ['Max pending signals', 'sigpending', 'signals'],
  ['Max msgqueue size', 'msgqueue', 'bytes'],
  ['Max nice priority', 'nice', ''],
  ['Max realtime priority', 'rtprio', ''],
  ['Max realtime timeout', 'rttime', 'us'],
];

/** /proc/PID/limits. */
export function limitsText(p: Process): string {
  const show = (n: number | undefined): string => (n === undefined || n === Infinity ? 'unlimited' : String(n)).padEnd(20);
  let text = `${'Limit'.padEnd(25)} ${'Soft Limit'.padEnd(20)} ${'Hard Limit'.padEnd(20)} ${'Units'.padEnd(10)}\n`;
  for (const [label, name, unit] of LIMITS) {
    const limit = p.limits.get(name);
    text += `${label.padEnd(25)} ${show(limit?.soft)} ${show(limit?.hard)} ${unit.padEnd(10)}\n`;
  }
  return text;
}
