/** The columns that ps knows: header, width, alignment and text (ps(1), STANDARD FORMAT SPECIFIERS). Those of threads, security and signals' masks are left out. */
import type { Accounts } from '../../libc/passwd.ts';
import type { ProcInfo } from '../../libc/procfs.ts';
import { HZ, ttyName } from '../../libc/procfs.ts';
import { localtime, strftime } from '../../libc/time.ts';
import type { Zone } from '../../libc/time.ts';

/** What columns need beside the process. */
export interface PsContext {
  readonly accounts: Accounts;
  readonly uptime_s: number;
  readonly now_ms: number;
  readonly totalMemory: number;
  readonly zone: Zone;
  /** Prefix of the command for a forest. */
  readonly branch: ReadonlyMap<number, string>;
}

/** A column. */
export interface Field {
  readonly header: string;
  readonly width: number;
  readonly right: boolean;
  readonly text: (p: ProcInfo, c: PsContext) => string;
}

const two = (n: number): string => String(n).padStart(2, '0');

function startMs(p: ProcInfo, c: PsContext): number {
  return c.now_ms - (c.uptime_s - p.starttime / HZ) * 1000;
}

/** Cumulative time as [DD-]HH:MM:SS. */
function longTime(seconds: number): string {
  const s = Math.floor(seconds);
  const d = Math.floor(s / 86400);
  return `${d > 0 ? `${d}-` : ''}${two(Math.floor(s / 3600) % 24)}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}`;
}

function elapsed(seconds: number): string {
  const s = Math.floor(seconds);
  const d = Math.floor(s / 86400);
  const h = Math.floor(s / 3600) % 24;
  return `${d > 0 ? `${two(d)}-` : ''}${d > 0 || h > 0 ? `${two(h)}:` : ''}${two(Math.floor(s / 60) % 60)}:${two(s % 60)}`;
}

function bsdTime(ticks: number): string {
  const s = Math.floor(ticks / HZ);
  return `${Math.floor(s / 60)}:${two(s % 60)}`;
}

function cpuPercent(p: ProcInfo, c: PsContext): number {
  const alive = c.uptime_s - p.starttime / HZ;
  return alive > 0 ? ((p.utime + p.stime) / HZ / alive) * 100 : 0;
}

function startShort(p: ProcInfo, c: PsContext): string {
  const ms = startMs(p, c);
  const tm = localtime(ms, c.zone);
  const today = localtime(c.now_ms, c.zone);
  if (tm.year !== today.year) return strftime('%Y', tm);
  return tm.yday === today.yday ? strftime('%H:%M', tm) : strftime('%b%d', tm);
}

/** As `ps` shows states with flags: session leader, foreground, low or high priority, multi-threaded. */
function stat(p: ProcInfo): string {
  return `${p.state}${p.nice < 0 ? '<' : p.nice > 0 ? 'N' : ''}${p.session === p.pid ? 's' : ''}${p.threads > 1 ? 'l' : ''}${p.tpgid === p.pgrp && p.tpgid > 0 ? '+' : ''}`;
}

/** The command with its arguments; kernel threads and zombies by name. */
export function commandOf(p: ProcInfo, c: PsContext): string {
  const text = p.state === 'Z' ? `[${p.comm}] <defunct>` : p.args.length === 0 ? `[${p.comm}]` : p.args.join(' ').replace(/[\x00-\x1f]/g, '?');
  return (c.branch.get(p.pid) ?? '') + text;
}

const user = (id: number, c: PsContext, width: number): string => {
  const name = c.accounts.userName(id);
  return name.length > width ? `${name.slice(0, width - 1)}+` : name;
};

const num = (header: string, width: number, text: Field['text']): Field => ({ header, width, right: true, text });
const left = (header: string, width: number, text: Field['text']): Field => ({ header, width, right: false, text });

const comm: Field['text'] = (p, c) => (c.branch.get(p.pid) ?? '') + p.comm + (p.state === 'Z' ? ' <defunct>' : '');

/** By specifier. */
export const FIELDS: Readonly<Record<string, Field>> = {
  '%cpu': num('%CPU', 4, (p, c) => cpuPercent(p, c).toFixed(1)),
  '%mem': num('%MEM', 4, (p, c) => ((p.rss_bytes / c.totalMemory) * 100).toFixed(1)),
  addr: num('ADDR', 4, () => '-'),
  addrsz: num('ADDR SZ', 7, (p) => `- ${String(Math.floor(p.vsize_bytes / 4096)).padStart(5)}`),
  args: left('COMMAND', 27, commandOf),
  bsdtime: num('TIME', 6, (p) => bsdTime(p.utime + p.stime)),
  bsdstart: num('START', 5, startShort),
  c: num('C', 2, (p, c) => String(Math.floor(cpuPercent(p, c)))),
  cmd: left('CMD', 27, commandOf),
  comm: left('COMMAND', 15, comm),
  command: left('COMMAND', 27, commandOf),
  cputime: num('TIME', 8, (p) => longTime((p.utime + p.stime) / HZ)),
  egid: num('EGID', 5, (p) => String(p.egid)),
  egroup: left('EGROUP', 8, (p, c) => c.accounts.groupName(p.egid)),
  etime: num('ELAPSED', 11, (p, c) => elapsed(c.uptime_s - p.starttime / HZ)),
  etimes: num('ELAPSED', 7, (p, c) => String(Math.floor(c.uptime_s - p.starttime / HZ))),
  euid: num('EUID', 5, (p) => String(p.euid)),
  euser: left('EUSER', 8, (p, c) => user(p.euid, c, 8)),
  f: num('F', 1, (p) => (p.ppid === 2 || p.pid === 2 ? '1' : p.euid === 0 ? '4' : '0')),
  gid: num('GID', 5, (p) => String(p.gid)),
  group: left('GROUP', 8, (p, c) => c.accounts.groupName(p.egid)),
  lstart: num('STARTED', 24, (p, c) => strftime('%a %b %e %H:%M:%S %Y', localtime(startMs(p, c), c.zone))),
  ni: num('NI', 3, (p) => String(p.nice)),
  nlwp: num('NLWP', 4, (p) => String(p.threads)),
  pgid: num('PGID', 7, (p) => String(p.pgrp)),
  pid: num('PID', 7, (p) => String(p.pid)),
  ppid: num('PPID', 7, (p) => String(p.ppid)),
  pri: num('PRI', 3, (p) => String(60 + p.priority)),
  psr: num('PSR', 3, () => '0'),
  rgid: num('RGID', 5, (p) => String(p.gid)),
  rss: num('RSS', 5, (p) => String(Math.floor(p.rss_bytes / 1024))),
  ruid: num('RUID', 5, (p) => String(p.uid)),
  ruser: left('RUSER', 8, (p, c) => user(p.uid, c, 8)),
  s: left('S', 1, (p) => p.state),
  sid: num('SID', 7, (p) => String(p.session)),
  start: num('STARTED', 8, (p, c) => strftime('%H:%M:%S', localtime(startMs(p, c), c.zone))),
  stat: left('STAT', 4, stat),
  stime: left('STIME', 5, startShort),
  sz: num('SZ', 5, (p) => String(Math.floor(p.vsize_bytes / 4096))),
  time: num('TIME', 8, (p) => longTime((p.utime + p.stime) / HZ)),
  tname: left('TTY', 8, (p) => ttyName(p.tty)),
  tpgid: num('TPGID', 7, (p) => String(p.tpgid)),
  tty: left('TT', 8, (p) => ttyName(p.tty)),
  ucmd: left('CMD', 15, comm),
  uid: num('UID', 5, (p) => String(p.euid)),
  user: left('USER', 8, (p, c) => user(p.euid, c, 8)),
  vsz: num('VSZ', 6, (p) => String(Math.floor(p.vsize_bytes / 1024))),
  wchan: left('WCHAN', 6, (p) => (p.state === 'R' ? '-' : 'do_wai')),
};

const ALIASES: Readonly<Record<string, string>> = {
  pcpu: '%cpu', pmem: '%mem', cp: 'c', nice: 'ni', pgrp: 'pgid', rssize: 'rss', rsz: 'rss', sess: 'sid', session: 'sid', state: 's', tt: 'tty', ucomm: 'comm', uname: 'user', vsize: 'vsz', flag: 'f', flags: 'f', thcount: 'nlwp', fname: 'comm', fgroup: 'egroup', rgroup: 'group',
};

/** The field for a specifier, or undefined. */
export function fieldOf(name: string): Field | undefined {
  return FIELDS[name] ?? FIELDS[ALIASES[name] ?? ''];
}
