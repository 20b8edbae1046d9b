/** free and uptime (procps-ng 4.0.2; BusyBox's words by dialect): memory and load, from /proc. */
import type { Task } from '../../../abi/sys.ts';
import { decodeUtf8 } from '../../../base/bytes.ts';
import { bbSize } from '../../libc/bbsize.ts';
import { GetoptError } from '../../libc/getopt.ts';
import { readMeminfo, readUptime } from '../../libc/procfs.ts';
import { readFile, readTextFile, writeText } from '../../libc/stdio.ts';
import { localtime, strftime, zoneOf } from '../../libc/time.ts';
import { Exit, tool } from '../../libc/tool.ts';
import type { Tool } from '../../libc/tool.ts';

const FREE_USAGE = `
Usage:
 free [options]

Options:
 -b, --bytes         in bytes
     --kilo          in thousands of bytes
     --mega          in millions
     --giga          in thousands of millions
 -k, --kibi          in KiB
 -m, --mebi          in MiB
 -g, --gibi          in GiB
 -h, --human         in units for people
     --si            powers of 1000
 -l, --lohi          low and high memory
 -t, --total         with a total line
 -s N, --seconds N   again every N seconds
 -c N, --count N     N times
 -w, --wide          buffers and cache apart

     --help     show this text and exit
 -V, --version  show the version and exit

For more details see free(1).
`;

/** Options that are refused get the usage on standard error. */
function* refuse(t: Tool, e: unknown, usage: string): Task<never> {
  if (!(e instanceof GetoptError)) throw e;
  yield* writeText(t.sys, 2, `${t.name}: ${e.message}\n${t.dialect?.usage() ?? usage}`);
  throw new Exit(1);
}

/** procps' scaling for people: '1.0Gi', '512Mi', '0B'. */
function scaled(bytes: number, base: number): string {
  const suffix = base === 1024 ? 'i' : '';
  for (let power = 0; power <= 5; power++) {
    const unit = 'BKMGTP'[power]!;
    const value = bytes / base ** power;
    const tail = power === 0 ? 'B' : unit + suffix;
    if (power > 0 && value < 9.95) {
      const text = `${value.toFixed(1)}${tail}`;
      if (text.length <= 6 - (base === 1000 ? 1 : 0) && value.toFixed(1).length <= 3) return text;
    }
    if (Math.floor(value) < 1000 && (power === 0 || value >= 1)) return `${Math.floor(value)}${tail}`;
  }
  return String(bytes);
}

export const free = tool({ name: 'free' }, function* (t): Task<number> {
  let unit = 1024;
  let human = 0;
  let si = false;
  let wide = false;
  let lohi = false;
  let total = false;
  let every_ns = 0;
  let count = 0;
  let usage = false;
  let bad: string | undefined;
  let rest: string[] = [];
  try {
    rest = yield* t.options(
      'bkmghltwc:s:V',
      { bytes: 'b', kilo: '=1', mega: '=2', giga: '=3', kibi: 'k', mebi: 'm', gibi: 'g', human: 'h', si: '=si', lohi: 'l', total: 't', seconds: 's:', count: 'c:', wide: 'w', help: '=help', version: 'V' },
      ({ key, arg }) => {
        if (key === 'b') unit = 1;
        else if (key === 'k') unit = 1024;
        else if (key === 'm') unit = 1024 ** 2;
        else if (key === 'g') unit = 1024 ** 3;
        else if (/^=\d$/.test(key)) unit = 1000 ** Number(key[1]);
        else if (key === 'h') human = 1024;
        else if (key === '=si') si = true;
        else if (key === 'w') wide = true;
        else if (key === 'l') lohi = true;
        else if (key === 't') total = true;
        else if (key === '=help') usage = true;
        else if (key === 's' || key === 'c') {
          if (!/^\d+(\.\d+)?$/.test(arg)) bad = key === 's' ? `seconds argument failed: '${arg}': Invalid argument` : `failed to parse count argument: '${arg}'`;
          else if (key === 's') every_ns = Number(arg) * 1e9;
          else count = Number(arg);
        } else if (key === 'V') bad = '';
      },
    );
  } catch (e) {
    yield* refuse(t, e, FREE_USAGE);
  }
  if (bad === '') {
    yield* t.out.write('free from procps-ng 4.0.2\n');
    return 0;
  }
  if (bad !== undefined) {
    yield* t.warn(bad);
    return 1;
  }
  if (usage || rest.length > 0) {
    yield* writeText(t.sys, usage ? 1 : 2, t.dialect?.usage() ?? FREE_USAGE);
    return usage ? 0 : 1;
  }
  if (si && human !== 0) human = 1000;
  if (every_ns > 0 && count === 0) count = Infinity;
  if (count > 1 && every_ns === 0) every_ns = 1e9;
  for (let i = 0; i < Math.max(1, count); i++) {
    if (i > 0) yield* t.sys.sleep(every_ns);
    const m = yield* readMeminfo(t.sys);
    const get = (name: string): number => m.get(name) ?? 0;
    const cache = get('Cached') + get('SReclaimable');
    const used = t.dialect === undefined ? get('MemTotal') - get('MemAvailable') : get('MemTotal') - get('MemFree') - get('Buffers') - cache;
    const show = (bytes: number): string => {
      if (human === 0) return String(Math.floor(bytes / unit));
      return t.dialect === undefined ? scaled(bytes, human) : bbSize(bytes);
    };
    const line = (label: string, cells: readonly number[]): string => (t.dialect === undefined ? label.padEnd(9) + cells.map((c, at) => show(c).padStart(at === 0 ? 11 : 12)).join('') : label.padEnd(8) + cells.map((c, at) => show(c).padStart(at === 0 ? 11 : 12)).join(''));
    const names = wide ? ['total', 'used', 'free', 'shared', 'buffers', 'cache', 'available'] : ['total', 'used', 'free', 'shared', 'buff/cache', 'available'];
    let out = `${' '.repeat(t.dialect === undefined ? 9 : 8)}${names.map((n, at) => n.padStart(at === 0 ? 11 : 12)).join('')}\n`;
    const caches = wide ? [get('Buffers'), cache] : [get('Buffers') + cache];
    out += `${line('Mem:', [get('MemTotal'), used, get('MemFree'), get('Shmem'), ...caches, get('MemAvailable')])}\n`;
    if (lohi) out += `${line('Low:', [get('MemTotal'), get('MemTotal') - get('MemFree'), get('MemFree')])}\n${line('High:', [0, 0, 0])}\n`;
    const swap = [get('SwapTotal'), get('SwapTotal') - get('SwapFree'), get('SwapFree')];
    out += `${line('Swap:', swap)}\n`;
    if (total) out += `${line('Total:', [get('MemTotal') + swap[0]!, used + swap[1]!, get('MemFree') + swap[2]!])}\n`;
    if (i + 1 < count) out += '\n';
    yield* t.out.write(out);
    yield* t.out.flush();
  }
  return 0;
});

const UPTIME_USAGE = `
Usage:
 uptime [options]

Options:
 -p, --pretty   in words
 -h, --help     show this text and exit
 -s, --since    since when
 -V, --version  show the version and exit

For more details see uptime(1).
`;

/** How many terminals have a login: the sessions whose leader has a terminal. */
export function* sessionCount(t: Tool): Task<number> {
  const ttys = new Set<string>();
  for (const d of t.sys.readdir('/proc')) {
    if (!/^\d+$/.test(d.name)) continue;
    try {
      const stat = decodeUtf8(yield* readFile(t.sys, `/proc/${d.name}/stat`));
      const f = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      if (f[3] === d.name && f[4] !== '0') ttys.add(f[4]!);
    } catch {
      // It ended meanwhile.
    }
  }
  return ttys.size;
}

/** The line that uptime, w and top begin with. */
export function* uptimeLine(t: Tool): Task<string> {
  const up = yield* readUptime(t.sys);
  const loads = (yield* readTextFile(t.sys, '/proc/loadavg')).split(' ').slice(0, 3).join(', ');
  const users = yield* sessionCount(t);
  const minutes = Math.floor(up / 60) % 60;
  const hours = Math.floor(up / 3600) % 24;
  const days = Math.floor(up / 86400);
  const now = strftime('%H:%M:%S', localtime(t.sys.now_ms(), zoneOf(t.env)));
  const busybox = t.dialect !== undefined;
  const long = days > 0 ? `${days} day${days === 1 ? '' : 's'}, ` : '';
  const short = hours > 0 ? `${String(hours).padStart(2)}:${String(minutes).padStart(2, '0')}` : `${minutes} min`;
  return ` ${now} up ${long}${short},  ${users} user${busybox ? (users === 1 ? '' : 's') : users > 1 ? 's' : ''},  load average: ${loads}`;
}

export const uptime = tool({ name: 'uptime' }, function* (t): Task<number> {
  let mode = '';
  try {
    yield* t.options('phsV', { pretty: 'p', help: 'h', since: 's', version: 'V' }, ({ key }) => {
      mode = key;
    });
  } catch (e) {
    yield* refuse(t, e, UPTIME_USAGE);
  }
  if (mode === 'h') yield* t.out.write(UPTIME_USAGE);
  else if (mode === 'V') yield* t.out.write('uptime from procps-ng 4.0.2\n');
  else if (mode === 's') yield* t.out.write(`${strftime('%Y-%m-%d %H:%M:%S', localtime(t.sys.now_ms() - (yield* readUptime(t.sys)) * 1000, zoneOf(t.env)))}\n`);
  else if (mode === 'p') {
    const up = yield* readUptime(t.sys);
    const parts: string[] = [];
    const units: readonly (readonly [number, string])[] = [[Math.floor(up / 604800), 'week'], [Math.floor(up / 86400) % 7, 'day'], [Math.floor(up / 3600) % 24, 'hour'], [Math.floor(up / 60) % 60, 'minute']];
    for (const [n, name] of units) if (n > 0 || (name === 'minute' && parts.length === 0)) parts.push(`${n} ${name}${n === 1 ? '' : 's'}`);
    yield* t.out.write(`up ${parts.join(', ')}\n`);
  } else yield* t.out.write(`${yield* uptimeLine(t)}\n`);
  return 0;
});

