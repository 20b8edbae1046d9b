/** BusyBox's ps: all processes, the columns of -o. */
import type { Task } from '../../../abi/sys.ts';
import { readAccounts } from '../../libc/passwd.ts';
import type { Accounts } from '../../libc/passwd.ts';
import { HZ, readProcs, readUptime } from '../../libc/procfs.ts';
import type { ProcInfo } from '../../libc/procfs.ts';
import { isatty } from '../../libc/stdio.ts';
import { Die, tool } from '../../libc/tool.ts';

interface Column {
  readonly header: string;
  readonly width: number;
  value(p: ProcInfo, accounts: Accounts, uptime_s: number): string;
}

const size = (kib: number): string => (kib < 100_000 ? String(kib) : kib < 1_024_000 ? `${Math.floor(kib / 1024)}m` : `${(kib / 1_048_576).toFixed(1)}g`);

/** `1h23`, `0:42`: CPU time as BusyBox shortens it. */
function cpu(ticks: number): string {
  const s = Math.floor(ticks / HZ);
  const m = Math.floor(s / 60);
  if (m < 1000) return `${m}:${String(s % 60).padStart(2, '0')}`;
  return `${Math.floor(m / 60)}h${String(m % 60).padStart(2, '0')}`;
}

/** The command line, or [comm] for what has none. */
export function commandLine(p: ProcInfo): string {
  if (p.args.length === 0) return `[${p.comm}]`;
  const line = p.args.join(' ');
  const name = p.args[0]!.replace(/^-/, '');
  return name.slice(name.lastIndexOf('/') + 1).startsWith(p.comm) ? line : `{${p.comm}} ${line}`;
}

const COLUMNS: Readonly<Record<string, Column>> = {
  user: { header: 'USER', width: 8, value: (p, a) => a.userName(p.euid).slice(0, 8) },
  group: { header: 'GROUP', width: 8, value: (p, a) => a.groupName(p.egid).slice(0, 8) },
  comm: { header: 'COMMAND', width: 16, value: (p) => p.comm },
  args: { header: 'COMMAND', width: 256, value: commandLine },
  pid: { header: 'PID', width: 5, value: (p) => String(p.pid).padStart(5) },
  ppid: { header: 'PPID', width: 5, value: (p) => String(p.ppid).padStart(5) },
  pgid: { header: 'PGID', width: 5, value: (p) => String(p.pgrp).padStart(5) },
  etime: { header: 'ELAPSED', width: 7, value: (p, _a, up) => elapsed(Math.max(0, up - p.starttime / HZ)) },
  nice: { header: 'NI', width: 5, value: (p) => String(p.nice).padStart(5) },
  rgroup: { header: 'RGROUP', width: 8, value: (p, a) => a.groupName(p.gid).slice(0, 8) },
  ruser: { header: 'RUSER', width: 8, value: (p, a) => a.userName(p.uid).slice(0, 8) },
  time: { header: 'TIME', width: 5, value: (p) => cpu(p.utime + p.stime).padStart(5) },
  tty: { header: 'TT', width: 6, value: (p) => (p.tty === 0 ? '?' : `${(p.tty >> 8) & 0xfff},${p.tty & 0xff}`) },
  vsz: { header: 'VSZ', width: 5, value: (p) => size(Math.floor(p.vsize_bytes / 1024)).padEnd(4) },
  sid: { header: 'SID', width: 5, value: (p) => String(p.session).padStart(5) },
  stat: { header: 'STAT', width: 4, value: (p) => stateOf(p) },
  rss: { header: 'RSS', width: 5, value: (p) => size(Math.floor(p.rss_bytes / 1024)).padEnd(4) },
};

/** `S`, `R<`, `SN`: the state and whether the process is nice. */
export function stateOf(p: ProcInfo): string {
  return p.state + (p.rss_bytes === 0 && p.state !== 'Z' ? 'W' : '') + (p.nice < 0 ? '<' : p.nice > 0 ? 'N' : '');
}

function elapsed(s: number): string {
  const m = Math.floor(s / 60);
  if (m < 1000) return `${m}:${String(Math.floor(s) % 60).padStart(2, '0')}`;
  return `${Math.floor(m / 60)}h${String(m % 60).padStart(2, '0')}`;
}

export const ps = tool({ name: 'ps' }, function* (t): Task<number> {
  let wanted: { column: Column; header: string }[] = [];
  yield* t.options('o:Tw', {}, ({ key, arg }) => {
    if (key !== 'o') return;
    const eq = arg.indexOf('=');
    const names = (eq < 0 ? arg : arg.slice(0, eq)).split(',');
    names.forEach((name, i) => {
      const column = Object.hasOwn(COLUMNS, name) ? COLUMNS[name]! : undefined;
      if (column === undefined) throw new Die(`bad -o argument '${name}', supported arguments: ${Object.keys(COLUMNS).join(',')}`);
      wanted.push({ column, header: eq >= 0 && i === names.length - 1 ? arg.slice(eq + 1) : column.header });
    });
  });
  if (wanted.length === 0) wanted = ['pid', 'user', 'time', 'args'].map((name) => ({ column: COLUMNS[name]!, header: COLUMNS[name]!.header }));
  const accounts = yield* readAccounts(t.sys);
  const uptime_s = yield* readUptime(t.sys);
  const width = isatty(t.sys, 1) ? t.sys.ioctl(1, 'TIOCGWINSZ', undefined).cols || 80 : 65535;
  const row = (cells: readonly string[]): string => cells.map((cell, i) => (i === cells.length - 1 ? cell : cell.padEnd(wanted[i]!.column.width))).join(' ').slice(0, width);
  if (wanted.some((w) => w.header !== '')) yield* t.out.write(`${row(wanted.map((w) => w.header))}\n`);
  for (const p of yield* readProcs(t.sys)) yield* t.out.write(`${row(wanted.map((w) => w.column.value(p, accounts, uptime_s)))}\n`);
  return 0;
});

