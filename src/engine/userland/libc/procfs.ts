/** What /proc says of processes and the machine (proc(5)), parsed: the base of ps, top, kill by name, pgrep, free, uptime. */
import type { Sys, Task } from '../../abi/sys.ts';
import { isSysError } from '../../abi/errno.ts';
import { decodeUtf8 } from '../../base/bytes.ts';
import { readFile, readTextFile } from './stdio.ts';

/** Clock ticks a second (sysconf _SC_CLK_TCK). */
export const HZ = 100;
/** Bytes of a page. */
export const PAGE = 4096;

/** A process, from /proc/PID/stat, status and cmdline. Times in clock ticks. */
export interface ProcInfo {
  readonly pid: number;
  readonly ppid: number;
  readonly pgrp: number;
  readonly session: number;
  /** Device number of the controlling terminal, 0 for none. */
  readonly tty: number;
  /** Foreground process group of the terminal, -1 for none. */
  readonly tpgid: number;
  readonly state: string;
  readonly comm: string;
  readonly args: readonly string[];
  readonly utime: number;
  readonly stime: number;
  readonly priority: number;
  readonly nice: number;
  readonly threads: number;
  /** Ticks after boot. */
  readonly starttime: number;
  readonly vsize_bytes: number;
  readonly rss_bytes: number;
  readonly uid: number;
  readonly euid: number;
  readonly gid: number;
  readonly egid: number;
}

/** One process, or undefined when it is gone. */
export function* readProc(sys: Sys, pid: number): Task<ProcInfo | undefined> {
  try {
    const stat = yield* readTextFile(sys, `/proc/${pid}/stat`);
    const open = stat.indexOf('(');
    const close = stat.lastIndexOf(')');
    const f = stat.slice(close + 2).trim().split(' ');
    const n = (i: number): number => Number(f[i]);
    const status = yield* readTextFile(sys, `/proc/${pid}/status`);
    const ids = (name: string): number[] => (new RegExp(`^${name}:\\s+(.*)$`, 'm').exec(status)?.[1] ?? '0 0').split(/\s+/).map(Number);
    const [uid = 0, euid = 0] = ids('Uid');
    const [gid = 0, egid = 0] = ids('Gid');
    const cmdline = decodeUtf8(yield* readFile(sys, `/proc/${pid}/cmdline`));
    return {
      pid, comm: stat.slice(open + 1, close), state: f[0]!, ppid: n(1), pgrp: n(2), session: n(3), tty: n(4), tpgid: n(5), utime: n(11), stime: n(12), priority: n(15), nice: n(16),
      threads: n(17), starttime: n(19), vsize_bytes: n(20), rss_bytes: n(21) * PAGE, uid, euid, gid, egid, args: cmdline === '' ? [] : cmdline.replace(/\0$/, '').split('\0'),
    };
  } catch (e) {
    if (!isSysError(e)) throw e;
    return undefined;
  }
}

/** All processes that /proc shows, by pid. */
export function* readProcs(sys: Sys): Task<ProcInfo[]> {
  const out: ProcInfo[] = [];
  const pids = sys.readdir('/proc').map((d) => d.name).filter((name) => /^\d+$/.test(name)).map(Number).sort((a, b) => a - b);
  for (const pid of pids) {
    const info = yield* readProc(sys, pid);
    if (info !== undefined) out.push(info);
    if (sys.charge(2000)) yield* sys.schedYield();
  }
  return out;
}

/** 'pts/0', 'tty1', '?' for a terminal's device number. */
export function ttyName(dev: number): string {
  if (dev === 0) return '?';
  const major = (dev >> 8) & 0xfff;
  const minor = (dev & 0xff) | ((dev >> 12) & 0xfff00);
  if (major >= 136 && major <= 143) return `pts/${(major - 136) * 256 + minor}`;
  if (major === 4) return minor < 64 ? `tty${minor}` : `ttyS${minor - 64}`;
  return major === 5 && minor === 1 ? 'console' : '?';
}

/** /proc/meminfo in bytes, by name. */
export function* readMeminfo(sys: Sys): Task<ReadonlyMap<string, number>> {
  const out = new Map<string, number>();
  for (const line of (yield* readTextFile(sys, '/proc/meminfo')).split('\n')) {
    const m = /^(\w+(?:\(\w+\))?):\s+(\d+)( kB)?/.exec(line);
    if (m !== null) out.set(m[1]!, Number(m[2]) * (m[3] === undefined ? 1 : 1024));
  }
  return out;
}

/** Seconds since boot. */
export function* readUptime(sys: Sys): Task<number> {
  return Number((yield* readTextFile(sys, '/proc/uptime')).split(' ')[0]);
}
