/** /proc/self/mounts and mountinfo, parsed (proc(5)): the base of mount, umount, df, findmnt, mountpoint. */
import type { Sys, Task } from '../../abi/sys.ts';
import { readTextFile } from './stdio.ts';

/** A line of /proc/PID/mountinfo. */
export interface MountLine {
  readonly id: number;
  readonly parent: number;
  /** `major:minor`. */
  readonly device: string;
  /** Which part of the file system is mounted. */
  readonly root: string;
  readonly target: string;
  /** Options of the mount, as 'rw,relatime'. */
  readonly options: string;
  /** 'shared:1' and the like. */
  readonly propagation: readonly string[];
  readonly type: string;
  readonly source: string;
  /** Options of the file system. */
  readonly superOptions: string;
}

function unescape(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, o: string) => String.fromCharCode(parseInt(o, 8)));
}

/** The mounts that the caller sees, in the order of mounting. */
export function* readMounts(sys: Sys): Task<MountLine[]> {
  const out: MountLine[] = [];
  for (const line of (yield* readTextFile(sys, '/proc/self/mountinfo')).split('\n')) {
    const f = line.split(' ');
    const dash = f.indexOf('-', 6);
    if (dash < 0) continue;
    out.push({
      id: Number(f[0]),
      parent: Number(f[1]),
      device: f[2]!,
      root: unescape(f[3]!),
      target: unescape(f[4]!),
      options: f[5]!,
      propagation: f.slice(6, dash),
      type: f[dash + 1]!,
      source: unescape(f[dash + 2]!),
      superOptions: f[dash + 3] ?? '',
    });
  }
  return out;
}

/** Options of the mount and of its file system, each once, as /proc/mounts shows them. */
export function allOptions(m: MountLine): string {
  const own = m.options.split(',');
  const rest = m.superOptions.split(',').filter((o) => o !== '' && o !== 'rw' && o !== 'ro' && !own.includes(o));
  return [...own, ...rest].join(',');
}

/** The mount that holds `path` (absolute, canonical): the last one whose target is a prefix, undefined for none. */
export function mountOf(mounts: readonly MountLine[], path: string): MountLine | undefined {
  let best: MountLine | undefined;
  for (const m of mounts) {
    if (m.target !== '/' && path !== m.target && !path.startsWith(`${m.target}/`)) continue;
    if (best === undefined || m.target.length >= best.target.length) best = m;
  }
  return best;
}
