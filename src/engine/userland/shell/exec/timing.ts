/** The `time` keyword and its TIMEFORMAT. */
import type { Shell } from '../state/shell.ts';

/** Clock and CPU time at one moment, nanoseconds. */
export interface Usage {
  readonly real: number;
  readonly user: number;
  readonly system: number;
}

/** What the shell and its children used so far. */
export function usage(sh: Shell): Usage {
  const s = sh.sys.getrusage('self');
  const c = sh.sys.getrusage('children');
  return { real: sh.sys.monotonic_ns(), user: s.user_ns + c.user_ns, system: s.system_ns + c.system_ns };
}

/** The report for what ran since `before`. */
export function timeReport(sh: Shell, before: Usage, posix: boolean): string {
  const now = usage(sh);
  const d = { R: now.real - before.real, U: now.user - before.user, S: now.system - before.system };
  if (posix) return `real ${plain(d.R, 2)}\nuser ${plain(d.U, 2)}\nsys ${plain(d.S, 2)}\n`;
  const format = sh.bash ? (sh.scalar('TIMEFORMAT') ?? '\nreal\t%3lR\nuser\t%3lU\nsys\t%3lS') : 'real\t%2lR\nuser\t%2lU\nsys\t%2lS';
  if (format === '') return '';
  const text = format.replace(/%(?:%|(\d?)(l?)([RUS])|P)/g, (all, digits: string | undefined, long: string | undefined, which: string | undefined) => {
    if (all === '%%') return '%';
    if (which === undefined) return d.R === 0 ? '0.00' : (((d.U + d.S) / d.R) * 100).toFixed(2);
    const p = digits === '' || digits === undefined ? 3 : Math.min(Number(digits), 3);
    const ns = d[which as 'R'];
    return long === 'l' ? minutes(ns, p) : plain(ns, p);
  });
  return `${text}\n`;
}

/** Truncated, as bash does. */
function plain(ns: number, digits: number): string {
  const units = Math.floor(ns / 10 ** (9 - digits));
  const whole = Math.floor(units / 10 ** digits);
  return digits === 0 ? String(whole) : `${whole}.${String(units % 10 ** digits).padStart(digits, '0')}`;
}

function minutes(ns: number, digits: number): string {
  const m = Math.floor(ns / 60e9);
  return `${m}m${plain(ns - m * 60e9, digits)}s`;
}
