/**
 * top (procps-ng 4.0.2; BusyBox's picture by dialect): processes as they change. Keys: q, space, P M T N (sort), R (reverse), c (command lines), i (idle), 1, k (kill), r (renice),
 * u (user), d s (delay), n (how many), e E (units), h. Left out: windows, colours, field management, configuration files, threads.
 */
import type { Task } from '../../../abi/sys.ts';
import { isSysError } from '../../../abi/errno.ts';
import { parseSignal } from '../../../abi/signal.ts';
import { GetoptError } from '../../libc/getopt.ts';
import { readAccounts } from '../../libc/passwd.ts';
import type { Accounts } from '../../libc/passwd.ts';
import { HZ, readMeminfo, readProcs, readUptime } from '../../libc/procfs.ts';
import type { ProcInfo } from '../../libc/procfs.ts';
import { Screen } from '../../libc/screen.ts';
import { readTextFile, writeText } from '../../libc/stdio.ts';
import { Exit, tool } from '../../libc/tool.ts';
import type { Tool } from '../../libc/tool.ts';
import { uptimeLine } from './free.ts';

const USAGE = `
Usage:
 top [options]

Options:
 -b, --batch-mode           as text, without keys
 -c, --cmdline-toggle       command lines instead of names
 -d, --delay =SECS          seconds between updates
 -i, --idle-toggle          leave out what is idle
 -n, --iterations =NUMBER   end after so many updates
 -o, --sort-override =FIELD sort by a field
 -p, --pid =PIDLIST         only these
 -u, --filter-only-euser =EUSER  only this user's

 -h, --help                 show this text and exit
 -V, --version              show the version and exit

For more details see top(1).
`;

type SortKey = 'cpu' | 'mem' | 'time' | 'pid';

interface Options {
  batch: boolean;
  delay_s: number;
  iterations: number;
  sort: SortKey;
  reverse: boolean;
  command: boolean;
  idle: boolean;
  pids: Set<number> | undefined;
  uid: number | undefined;
  limit: number;
}

/** CPU time of the machine by kind, in ticks: user nice system idle iowait irq softirq steal. */
function* cpuTicks(t: Tool): Task<number[]> {
  const line = (yield* readTextFile(t.sys, '/proc/stat')).split('\n')[0] ?? '';
  return line.split(/\s+/).slice(1, 9).map(Number);
}

/** What was used since the last look. */
class Sampler {
  private machine: number[] = [];
  private readonly ticks = new Map<number, number>();
  private at_s = 0;
  procs: readonly ProcInfo[] = [];
  /** Per cent of one processor, by pid. */
  readonly cpu = new Map<number, number>();
  /** Shares of the machine's time, per cent, in the order of {@link cpuTicks}. */
  shares: number[] = [];
  mem: ReadonlyMap<string, number> = new Map();

  *sample(t: Tool): Task<void> {
    const machine = yield* cpuTicks(t);
    const now_s = yield* readUptime(t.sys);
    const deltas = machine.map((n, i) => n - (this.machine[i] ?? 0));
    const sum = deltas.reduce((a, b) => a + b, 0);
    this.shares = deltas.map((d) => (sum > 0 ? (d * 100) / sum : 0));
    if (sum === 0) this.shares[3] = 100;
    this.machine = machine;
    this.procs = yield* readProcs(t.sys);
    this.mem = yield* readMeminfo(t.sys);
    this.cpu.clear();
    for (const p of this.procs) {
      const used = p.utime + p.stime;
      const before = this.ticks.get(p.pid);
      const since = before === undefined ? now_s - p.starttime / HZ : now_s - this.at_s;
      this.cpu.set(p.pid, since > 0 ? ((used - (before ?? 0)) / HZ / since) * 100 : 0);
    }
    this.ticks.clear();
    for (const p of this.procs) this.ticks.set(p.pid, p.utime + p.stime);
    this.at_s = now_s;
  }
}

/** KiB in at most `width` columns: '52132', '9831.9m', '5.8g'. */
function kib(n: number, width: number): string {
  if (String(Math.floor(n)).length <= width) return String(Math.floor(n));
  for (const [unit, size] of [['m', 1024], ['g', 1024 ** 2], ['t', 1024 ** 3]] as const) {
    for (const digits of [1, 0]) {
      const text = `${(n / size).toFixed(digits)}${unit}`;
      if (text.length <= width) return text;
    }
  }
  return '?';
}

function timePlus(ticks: number): string {
  const s = ticks / HZ;
  return `${Math.floor(s / 60)}:${(s % 60).toFixed(2).padStart(5, '0')}`;
}

function sorted(procs: readonly ProcInfo[], s: Sampler, o: Options): ProcInfo[] {
  const value: Readonly<Record<SortKey, (p: ProcInfo) => number>> = { cpu: (p) => s.cpu.get(p.pid) ?? 0, mem: (p) => p.rss_bytes, time: (p) => p.utime + p.stime, pid: (p) => p.pid };
  const list = [...procs].sort((a, b) => value[o.sort](b) - value[o.sort](a) || a.pid - b.pid);
  return o.reverse ? list.reverse() : list;
}

function* picture(t: Tool, s: Sampler, o: Options, accounts: Accounts, cols: number, pidWidth: number): Task<{ head: string[]; title: string; rows: string[] }> {
  const chosen = s.procs.filter((p) => (o.pids === undefined || o.pids.has(p.pid)) && (o.uid === undefined || p.euid === o.uid));
  const count = (states: string): number => chosen.filter((p) => states.includes(p.state)).length;
  const running = count('R');
  const stopped = count('tT');
  const zombie = count('Z');
  const pct = (i: number): string => (s.shares[i] ?? 0).toFixed(1).padStart(5);
  const mem = (name: string): number => s.mem.get(name) ?? 0;
  const mib = (bytes: number): string => (bytes / 1048576).toFixed(1).padStart(8);
  const cache = mem('Buffers') + mem('Cached') + mem('SReclaimable');
  const head = [
    `top -${yield* uptimeLine(t)}`,
    `Tasks: ${String(chosen.length).padStart(3)} total, ${String(running).padStart(3)} running, ${String(chosen.length - running - stopped - zombie).padStart(3)} sleeping, ${String(stopped).padStart(3)} stopped, ${String(zombie).padStart(3)} zombie`,
    `%Cpu(s):${pct(0)} us,${pct(2)} sy,${pct(1)} ni,${pct(3)} id,${pct(4)} wa,${pct(5)} hi,${pct(6)} si,${pct(7)} st `,
    `MiB Mem : ${mib(mem('MemTotal'))} total, ${mib(mem('MemFree'))} free, ${mib(mem('MemTotal') - mem('MemAvailable'))} used, ${mib(cache)} buff/cache     `,
    `MiB Swap: ${mib(mem('SwapTotal'))} total, ${mib(mem('SwapFree'))} free, ${mib(mem('SwapTotal') - mem('SwapFree'))} used. ${mib(mem('MemAvailable'))} avail Mem `,
  ];
  const title = `${'PID'.padStart(pidWidth)} USER      PR  NI    VIRT    RES    SHR S  %CPU  %MEM     TIME+ COMMAND`;
  const rows: string[] = [];
  for (const p of sorted(chosen, s, o)) {
    const cpu = s.cpu.get(p.pid) ?? 0;
    if (o.idle && cpu === 0) continue;
    const user = accounts.userName(p.euid);
    const pr = p.priority < -99 ? 'rt' : String(p.priority);
    const line = `${String(p.pid).padStart(pidWidth)} ${(user.length > 8 ? `${user.slice(0, 7)}+` : user).padEnd(8)} ${pr.padStart(3)} ${String(p.nice).padStart(3)} ${kib(p.vsize_bytes / 1024, 7).padStart(7)} ${kib(p.rss_bytes / 1024, 6).padStart(6)} ${kib(p.rss_bytes / 2048, 6).padStart(6)} ${p.state} ${cpu.toFixed(1).padStart(5)} ${((p.rss_bytes * 100) / Math.max(1, mem('MemTotal'))).toFixed(1).padStart(5)} ${timePlus(p.utime + p.stime).padStart(9)} `;
    const command = o.command && p.args.length > 0 ? p.args.join(' ') : o.command ? `[${p.comm}]` : p.comm;
    const room = o.batch && !o.command ? Math.max(10, cols - line.length) : cols - line.length;
    rows.push(`${line}${command.length > room ? `${command.slice(0, Math.max(0, room - 1))}+` : command}`);
  }
  return { head, title, rows: rows.slice(0, o.limit) };
}

/** BusyBox's picture. */
function* busyboxPicture(t: Tool, s: Sampler, o: Options, accounts: Accounts, cols: number): Task<{ head: string[]; title: string; rows: string[] }> {
  const mem = (name: string): number => Math.floor((s.mem.get(name) ?? 0) / 1024);
  const share = (i: number): string => `${String(Math.round(s.shares[i] ?? 0)).padStart(4)}%`;
  const loads = (yield* readTextFile(t.sys, '/proc/loadavg')).trim();
  const head = [
    `Mem: ${mem('MemTotal') - mem('MemFree')}K used, ${mem('MemFree')}K free, ${mem('Shmem')}K shrd, ${mem('Buffers')}K buff, ${mem('Cached')}K cached`,
    `CPU:${share(0)} usr${share(2)} sys${share(1)} nic${share(3)} idle${share(4)} io${share(5)} irq${share(6)} sirq`,
    `Load average: ${loads}`,
  ];
  const rows = sorted(s.procs, s, o).map((p) => {
    const size = Math.floor(p.vsize_bytes / 1024);
    const vsz = size < 100_000 ? String(size) : `${Math.floor(size / 1024)}m`;
    const stat = `${p.state}${p.nice < 0 ? '<' : p.nice > 0 ? 'N' : ''}`;
    const line = `${String(p.pid).padStart(5)} ${String(p.ppid).padStart(5)} ${accounts.userName(p.euid).slice(0, 8).padEnd(8)} ${stat.padEnd(4)} ${vsz.padStart(6)} ${`${Math.floor((p.vsize_bytes * 100) / Math.max(1, s.mem.get('MemTotal') ?? 1))}%`.padStart(4)}   0 ${`${Math.round(s.cpu.get(p.pid) ?? 0)}%`.padStart(4)} `;
    return `${line}${p.args.length > 0 ? p.args.join(' ') : `[${p.comm}]`}`.slice(0, cols);
  });
  return { head, title: '  PID  PPID USER     STAT    VSZ %VSZ CPU %CPU COMMAND', rows };
}

const KEYS: Readonly<Record<string, SortKey>> = { P: 'cpu', M: 'mem', T: 'time', N: 'pid' };

/** Ask for a line on the fourth row, as top does. Undefined when given up. */
function* ask(screen: Screen, row: number, question: string): Task<string | undefined> {
  let text = '';
  for (;;) {
    yield* screen.write(`\x1b[${row};1H\x1b[1m${question}\x1b[m ${text}\x1b[K`);
    const key = yield* screen.key();
    if (key === undefined || key === 'escape' || key === 'eof' || key === '\x03') return undefined;
    if (key === '\r' || key === '\n') return text;
    if (key === '\x7f' || key === '\b') text = text.slice(0, -1);
    else if ([...key].length === 1 && key >= ' ') text += key;
  }
}

export const top = tool({ name: 'top', support: { level: 'partial', note: 'one window, fixed fields, no threads, no configuration' } }, function* (t): Task<number> {
  const busybox = t.dialect !== undefined;
  const o: Options = { batch: false, delay_s: busybox ? 5 : 3, iterations: Infinity, sort: 'cpu', reverse: false, command: false, idle: false, pids: undefined, uid: undefined, limit: Infinity };
  let bad: string | undefined;
  let user: string | undefined;
  let end = '';
  try {
    yield* t.options(
      'bcd:E:e:HhiIn:Oo:p:sSu:U:Vw::1m',
      { 'batch-mode': 'b', 'cmdline-toggle': 'c', delay: 'd:', 'idle-toggle': 'i', iterations: 'n:', 'sort-override': 'o:', pid: 'p:', 'filter-only-euser': 'u:', help: 'h', version: 'V', width: 'w::', 'threads-show': 'H' },
      ({ key, arg: raw }) => {
        const arg = raw.replace(/^=/, '');
        if (key === 'b') o.batch = true;
        else if (key === 'c') o.command = true;
        else if (key === 'i') o.idle = true;
        else if (key === 'd') {
          if (!/^\d*[.,]?\d+$|^\d+[.,]$/.test(arg)) bad ??= `bad delay interval '${arg}'`;
          o.delay_s = Math.max(0.1, Number(arg.replace(',', '.')));
        } else if (key === 'n') {
          if (!/^[1-9]\d*$/.test(arg)) bad ??= `bad iterations argument '${arg}'`;
          o.iterations = Number(arg);
        } else if (key === 'p') {
          o.pids ??= new Set();
          for (const pid of arg.split(',')) {
            if (!/^\d+$/.test(pid)) bad ??= `bad pid '${pid}'`;
            o.pids.add(Number(pid) === 0 ? t.sys.getpid() : Number(pid));
          }
        } else if (key === 'u' || key === 'U') user = arg;
        else if (key === 'o') {
          const field = arg.replace(/^[-+]/, '').toUpperCase();
          const sort = ({ '%CPU': 'cpu', '%MEM': 'mem', RES: 'mem', 'TIME+': 'time', TIME: 'time', PID: 'pid' } as Record<string, SortKey>)[field];
          if (sort === undefined) bad ??= `unrecognized field name '${arg}'`;
          else o.sort = sort;
          o.reverse = arg.startsWith('-');
        } else if (key === 'h' || key === 'V') end = key;
        else if (key === 'm' && busybox) o.sort = 'mem';
      },
    );
  } catch (e) {
    if (!(e instanceof GetoptError) || busybox) throw e;
    yield* writeText(t.sys, 2, `top: ${e.message}\n${USAGE}`);
    return 1;
  }
  if (end === 'V') {
    yield* t.out.write('  top from procps-ng 4.0.2\n');
    return 0;
  }
  if (end === 'h') {
    yield* t.out.write(USAGE);
    return 0;
  }
  const accounts = yield* readAccounts(t.sys);
  if (user !== undefined) {
    o.uid = /^\d+$/.test(user) ? Number(user) : accounts.userNamed(user)?.uid;
    if (o.uid === undefined) bad ??= 'Invalid user';
  }
  if (bad !== undefined) {
    yield* t.warn(bad);
    return 1;
  }
  let pidWidth = 5;
  try {
    pidWidth = Math.max(5, String(Number((yield* readTextFile(t.sys, '/proc/sys/kernel/pid_max')).trim()) - 1).length);
  } catch (e) {
    if (!isSysError(e)) throw e;
  }
  const s = new Sampler();
  const draw = (cols: number): Task<{ head: string[]; title: string; rows: string[] }> => (busybox ? busyboxPicture(t, s, o, accounts, cols) : picture(t, s, o, accounts, cols, pidWidth));
  if (o.batch) {
    const cols = Number(t.env.get('COLUMNS')) || (o.command ? 512 : 80);
    for (let i = 0; i < o.iterations; i++) {
      if (i > 0) {
        yield* t.out.write('\n');
        yield* t.out.flush();
        yield* t.sys.sleep(o.delay_s * 1e9);
      }
      yield* s.sample(t);
      const { head, title, rows } = yield* draw(busybox ? 512 : cols);
      yield* t.out.write(`${[...head, ...(busybox ? [] : ['']), title, ...rows].join('\n')}\n`);
    }
    return 0;
  }
  let screen: Screen;
  try {
    screen = yield* Screen.open(t.sys, { input: 0, alternate: false });
  } catch (e) {
    if (!isSysError(e)) throw e;
    yield* writeText(t.sys, 2, `top: failed tty get\n`);
    throw new Exit(1);
  }
  try {
    yield* screen.write('\x1b[?25l\x1b[H\x1b[J');
    let message = '';
    let fresh = true;
    for (let i = 0; i < o.iterations; ) {
      if (fresh) {
        yield* s.sample(t);
        i++;
      }
      const { rows: height, cols } = screen.size();
      const { head, title, rows } = yield* draw(cols);
      const room = height - head.length - (busybox ? 1 : 2);
      const bold = (line: string): string => line.replace(/(\d+(?:\.\d+)?)(?= (?:total|running|sleeping|stopped|zombie|us|sy|ni|id|wa|hi|si|st|free|used|buff|avail))/g, '\x1b[1m$1\x1b[m');
      let out = '\x1b[H';
      for (const line of head) out += `${busybox ? line.slice(0, cols) : bold(line.slice(0, cols))}\x1b[K\r\n`;
      if (!busybox) out += `${message}\x1b[K\r\n`;
      out += `\x1b[7m${title.slice(0, cols).padEnd(cols)}\x1b[27m`;
      for (const row of rows.slice(0, Math.max(0, room))) out += `\r\n${row.slice(0, cols)}\x1b[K`;
      yield* screen.write(`${out}\x1b[m\x1b[J`);
      message = '';
      if (i >= o.iterations) break;
      const started = t.sys.monotonic_ns();
      const key = yield* screen.key(o.delay_s * 1e9);
      fresh = key === undefined || key === ' ' || key === '\r' || t.sys.monotonic_ns() - started >= o.delay_s * 1e9;
      if (key === 'q' || key === 'Q' || key === '\x03' || key === 'eof') break;
      if (key === undefined) continue;
      const line = head.length + 1;
      if (KEYS[key] !== undefined) o.sort = KEYS[key];
      else if (key === 'R') o.reverse = !o.reverse;
      else if (key === 'c') o.command = !o.command;
      else if (key === 'i') o.idle = !o.idle;
      else if (key === '\x1a') {
        yield* screen.write(`\x1b[?25h\x1b[${height};1H\r\n`);
        screen.restore();
        t.sys.kill(0, 20);
        yield* screen.enter();
        yield* screen.write('\x1b[?25l');
      } else if (key === 'd' || key === 's') {
        const text = yield* ask(screen, line, `Change delay from ${o.delay_s.toFixed(1)} to`);
        if (text !== undefined && /^\d*\.?\d+$/.test(text)) o.delay_s = Math.max(0.1, Number(text));
        else if (text !== undefined && text !== '') message = '\x1b[7m Unacceptable floating point \x1b[27m';
      } else if (key === 'n' || key === '#') {
        const text = yield* ask(screen, line, 'Maximum tasks = 0, change to (0 is unlimited)');
        if (text !== undefined && /^\d+$/.test(text)) o.limit = Number(text) === 0 ? Infinity : Number(text);
      } else if (key === 'u' || key === 'U') {
        const text = yield* ask(screen, line, 'Which user (blank for all)');
        if (text === '') o.uid = undefined;
        else if (text !== undefined) {
          const uid = /^\d+$/.test(text) ? Number(text) : accounts.userNamed(text)?.uid;
          if (uid === undefined) message = '\x1b[7m Invalid user \x1b[27m';
          else o.uid = uid;
        }
      } else if (key === 'k' || key === 'r') {
        const first = sorted(s.procs, s, o)[0]?.pid ?? 1;
        const pid = yield* ask(screen, line, key === 'k' ? `PID to signal/kill [default pid = ${first}]` : `PID to renice [default pid = ${first}]`);
        if (pid === undefined) continue;
        const target = pid === '' ? first : Number(pid);
        try {
          if (key === 'k') {
            const text = yield* ask(screen, line, `Send pid ${target} signal [15/sigterm]`);
            if (text === undefined) continue;
            const signo = text === '' ? 15 : parseSignal(text);
            if (signo === undefined) message = '\x1b[7m Invalid signal \x1b[27m';
            else t.sys.kill(target, signo);
          } else {
            const text = yield* ask(screen, line, `Renice PID ${target} to value`);
            if (text !== undefined && /^-?\d+$/.test(text)) t.sys.setpriority(target, Number(text));
          }
        } catch (e) {
          if (!isSysError(e)) throw e;
          message = `\x1b[7m Failed ${key === 'k' ? 'signal' : 'renice of'} pid '${target}': ${e.message} \x1b[27m`;
        }
      } else if (key === 'h' || key === '?') {
        yield* screen.write('\x1b[H\x1b[JHelp for top\r\n\r\n  P M T N   sort by %CPU, %MEM, TIME+, PID;  R reverses\r\n  c i       command lines;  leave out what is idle\r\n  u n d     one user;  how many;  delay\r\n  k r       send a signal;  renice\r\n  space     update now\r\n  q         quit\r\n\r\nAny key goes on');
        yield* screen.key();
      }
    }
    const { rows } = screen.size();
    yield* screen.write(`\x1b[?25h\x1b[${rows};1H\r\n\x1b[K`);
    yield* screen.leave();
  } finally {
    screen.restore();
  }
  return 0;
});
