/** ulimit, umask, times. */
import { isSysError } from '../../../abi/errno.ts';
import { ExitShell } from '../state/errors.ts';
import type { Shell } from '../state/shell.ts';
import type { Builtin } from './table.ts';
import { options } from './util.ts';

/** Letter, description with bash's unit, resource name, bytes a unit stands for. */
const LIMITS: readonly (readonly [string, string, string, string, number])[] = [
  ['R', 'real-time non-blocking time', 'microseconds', 'rttime', 1],
  ['c', 'core file size', 'blocks', 'core', 1024],
  ['d', 'data seg size', 'kbytes', 'data', 1024],
  ['e', 'scheduling priority', '', 'nice', 1],
  ['f', 'file size', 'blocks', 'fsize', 1024],
  ['i', 'pending signals', '', 'sigpending', 1],
  ['l', 'max locked memory', 'kbytes', 'memlock', 1024],
  ['m', 'max memory size', 'kbytes', 'rss', 1024],
  ['n', 'open files', '', 'nofile', 1],
  ['p', 'pipe size', '512 bytes', '', 512],
  ['q', 'POSIX message queues', 'bytes', 'msgqueue', 1],
  ['r', 'real-time priority', '', 'rtprio', 1],
  ['s', 'stack size', 'kbytes', 'stack', 1024],
  ['t', 'cpu time', 'seconds', 'cpu', 1],
  ['u', 'max user processes', '', 'nproc', 1],
  ['v', 'virtual memory', 'kbytes', 'as', 1024],
  ['x', 'file locks', '', 'locks', 1],
];

function show(n: number, unit: number): string {
  return n === Infinity ? 'unlimited' : String(Math.floor(n / unit));
}

function ulimit(sh: Shell, argv: readonly string[]): number {
  const o = options(sh, argv, `HSa${LIMITS.map((l) => l[0]).join('')}`);
  if (typeof o === 'number') {
    if (!sh.bash) throw new ExitShell(2);
    return o;
  }
  const hard = o.flags.has('H');
  const get = (resource: string): number => {
    if (resource === '') return 8 * 512;
    try {
      const l = sh.sys.getrlimit(resource);
      return hard ? l.hard : l.soft;
    } catch (e) {
      if (isSysError(e)) return Infinity;
      throw e;
    }
  };
  const chosen = LIMITS.filter(([letter]) => o.flags.has(letter));
  if (o.flags.has('a') || chosen.length > 1) {
    for (const [letter, what, unit, resource, size] of o.flags.has('a') ? LIMITS : chosen) {
      const note = `(${unit === '' ? '' : `${unit}, `}-${letter}) `;
      sh.print(`${what.padEnd(20)}${note.padStart(20)}${show(get(resource), size)}\n`);
    }
    return 0;
  }
  const [, , , resource, size] = chosen[0] ?? LIMITS.find((l) => l[0] === 'f')!;
  const arg = o.rest[0];
  if (arg === undefined) {
    sh.print(`${show(get(resource), size)}\n`);
    return 0;
  }
  const now = sh.sys.getrlimit(resource);
  const value = arg === 'unlimited' ? Infinity : arg === 'hard' ? now.hard : arg === 'soft' ? now.soft : /^\d+$/.test(arg) ? Number(arg) * size : undefined;
  if (value === undefined) return sh.fail(`${arg}: invalid number`);
  try {
    const both = !hard && !o.flags.has('S');
    sh.sys.setrlimit(resource, hard ? Math.min(now.soft, value) : value, hard || both ? value : now.hard);
  } catch (e) {
    if (!isSysError(e)) throw e;
    return sh.fail(`${(chosen[0] ?? LIMITS[4]!)[1]}: cannot modify limit: ${e.message}`);
  }
  return 0;
}

/** A mask in symbols: what is allowed. */
function symbolic(mask: number): string {
  const part = (shift: number): string => {
    const bits = ~(mask >> shift) & 7;
    return `${bits & 4 ? 'r' : ''}${bits & 2 ? 'w' : ''}${bits & 1 ? 'x' : ''}`;
  };
  return `u=${part(6)},g=${part(3)},o=${part(0)}`;
}

function umask(sh: Shell, argv: readonly string[]): number {
  const o = options(sh, argv, sh.bash ? 'pS' : 'S');
  if (typeof o === 'number') return o;
  const mask = sh.sys.umask(0);
  sh.sys.umask(mask);
  const arg = o.rest[0];
  if (arg === undefined) {
    const octal = mask.toString(8).padStart(4, '0');
    if (o.flags.has('p')) sh.print(o.flags.has('S') ? `umask -S ${symbolic(mask)}\n` : `umask ${octal}\n`);
    else sh.print(`${o.flags.has('S') ? symbolic(mask) : octal}\n`);
    return 0;
  }
  if (/^\d/.test(arg)) {
    if (!/^[0-7]{1,4}$/.test(arg)) {
      if (sh.bash) return sh.fail(`${arg}: octal number out of range`);
      sh.fail(`Illegal number: ${arg}`);
      throw new ExitShell(2);
    }
    sh.sys.umask(parseInt(arg, 8) & 0o777);
  } else {
    const next = parseSymbolic(sh, arg, mask);
    if (next === undefined) return 1;
    sh.sys.umask(next);
  }
  if (o.flags.has('S')) sh.print(`${symbolic(sh.sys.umask(parseCurrent(sh)))}\n`);
  return 0;
}

function parseCurrent(sh: Shell): number {
  const now = sh.sys.umask(0);
  sh.sys.umask(now);
  return now;
}

function parseSymbolic(sh: Shell, text: string, mask: number): number | undefined {
  let allowed = ~mask & 0o777;
  for (const clause of text.split(',')) {
    const m = /^([ugoa]*)([-+=])([rwxXst]*)$/.exec(clause);
    if (m === null) {
      const bad = /^[ugoa]*([^-+=ugoa])/.exec(clause);
      sh.fail(bad !== null ? `\`${bad[1]!}': invalid symbolic mode operator` : `\`${clause.replace(/^[ugoa]*[-+=][rwx]*/, '')[0] ?? clause}': invalid symbolic mode character`);
      return undefined;
    }
    const perm = (m[3]!.includes('r') ? 4 : 0) | (m[3]!.includes('w') ? 2 : 0) | (/[xX]/.test(m[3]!) ? 1 : 0);
    const who = m[1] === '' || m[1]!.includes('a') ? 'ugo' : m[1]!;
    let bits = 0;
    let whole = 0;
    for (const [c, shift] of [['u', 6], ['g', 3], ['o', 0]] as const) {
      if (!who.includes(c)) continue;
      bits |= perm << shift;
      whole |= 7 << shift;
    }
    if (m[2] === '+') allowed |= bits;
    else if (m[2] === '-') allowed &= ~bits;
    else allowed = (allowed & ~whole) | bits;
  }
  return ~allowed & 0o777;
}

function times(sh: Shell): number {
  const one = (ns: number): string => `${Math.floor(ns / 60e9)}m${((ns % 60e9) / 1e9).toFixed(3)}s`;
  const s = sh.sys.getrusage('self');
  const c = sh.sys.getrusage('children');
  const cell = sh.bash ? one : (ns: number): string => `${Math.floor(ns / 60e9)}m${((ns % 60e9) / 1e9).toFixed(6)}s`;
  sh.print(`${cell(s.user_ns)} ${cell(s.system_ns)}\n${cell(c.user_ns)} ${cell(c.system_ns)}\n`);
  return 0;
}

export const limitBuiltins: Record<string, Builtin> = {
  ulimit: { run: ulimit, usage: '[-SHabcdefiklmnpqrstuvxPRT] [limit]', about: 'Show or set limits of resources.' },
  umask: { run: umask, usage: '[-p] [-S] [mode]', about: 'Show or set the mask of permissions for new files.' },
  times: { run: times, usage: '', about: 'Show the CPU time that the shell and its children used.' },
};

