/** kill (procps-ng 4.0.2), pgrep, pkill and pidof: signals to processes, by number or by name. */
import type { Task } from '../../../abi/sys.ts';
import { isSysError } from '../../../abi/errno.ts';
import { parseSignal, signalName, Signal } from '../../../abi/signal.ts';
import { readAccounts } from '../../libc/passwd.ts';
import type { Program } from '../../libc/program.ts';
import { readProcs, ttyName } from '../../libc/procfs.ts';
import type { ProcInfo } from '../../libc/procfs.ts';
import { writeText } from '../../libc/stdio.ts';
import { Exit, tool } from '../../libc/tool.ts';
import type { Tool } from '../../libc/tool.ts';

const KILL_USAGE = `
Usage:
 kill [options] <pid> [...]

Options:
 <pid> [...]            send the signal to every <pid> listed
 -<signal>, -s, --signal <signal>
                        the signal to send
 -l, --list=[<signal>]  names of signals, or the one for a number
 -L, --table            names of signals in a table

 -h, --help     show this text and exit
 -V, --version  show the version and exit

For more details see kill(1).
`;

/** Words in lines of at most 78 columns. */
function wrapped(words: readonly string[]): string {
  let out = '';
  let column = 0;
  for (const word of words) {
    if (column > 0 && column + 1 + word.length > 78) {
      out += '\n';
      column = 0;
    }
    out += (column > 0 ? ' ' : '') + word;
    column += (column > 0 ? 1 : 0) + word.length;
  }
  return `${out}\n`;
}

export const kill = tool({ name: 'kill', support: { level: 'partial', note: 'no --queue' } }, function* (t): Task<number> {
  let signo: number = Signal.SIGTERM;
  const pids: string[] = [];
  const args = [...t.args];
  const usage = function* (): Task<never> {
    yield* writeText(t.sys, 2, KILL_USAGE);
    throw new Exit(1);
  };
  const named = function* (text: string): Task<number> {
    const n = parseSignal(text);
    if (n !== undefined) return n;
    yield* t.warn(`unknown signal name ${text}`);
    return yield* usage();
  };
  while (args.length > 0) {
    const arg = args.shift()!;
    if (arg === '--') {
      pids.push(...args);
      break;
    }
    if (arg === '-l' || arg === '--list' || arg.startsWith('--list=')) {
      const what = arg.startsWith('--list=') ? arg.slice(7) : args.shift();
      if (what === undefined) {
        yield* t.out.write(wrapped(Array.from({ length: 31 }, (_, i) => (i + 1 === Signal.SIGIO ? 'POLL' : signalName(i + 1)!))));
        return 0;
      }
      const n = /^\d+$/.test(what) ? Number(what) & 127 : yield* named(what);
      yield* t.out.write(`${/^\d+$/.test(what) ? (signalName(n) ?? what) : n}\n`);
      return 0;
    }
    if (arg === '-L' || arg === '--table') {
      const cells = Array.from({ length: 31 }, (_, i) => `${String(i + 1).padStart(2)} ${signalName(i + 1)!.padEnd(8)}`);
      for (let i = 0; i < cells.length; i += 7) yield* t.out.write(`${cells.slice(i, i + 7).join(' ').trimEnd()}\n`);
      return 0;
    }
    if (arg === '-V' || arg === '--version') {
      yield* t.out.write('kill from procps-ng 4.0.2\n');
      return 0;
    }
    if (arg === '-h' || arg === '--help') {
      yield* t.out.write(KILL_USAGE);
      return 0;
    }
    if (arg === '-s' || arg === '--signal') {
      const name = args.shift();
      if (name === undefined) return yield* usage();
      signo = yield* named(name);
    } else if (/^-[A-Za-z0-9+]+$/.test(arg) && pids.length === 0 && signo === (Signal.SIGTERM as number) && (!/^-\d+$/.test(arg) || args.length > 0)) {
      signo = yield* named(arg.slice(1));
    } else pids.push(arg);
  }
  if (pids.length === 0) return yield* usage();
  let status = 0;
  for (const text of pids) {
    if (!/^-?\d+$/.test(text)) {
      yield* t.warn(`failed to parse argument: '${text}'`);
      return 1;
    }
    try {
      t.sys.kill(Number(text), signo);
    } catch (e) {
      if (!isSysError(e)) throw e;
      yield* t.warn(`(${text}): ${e.message}`);
      status = 1;
    }
  }
  return status;
});

function* matches(t: Tool, pattern: string | undefined, o: ReadonlyMap<string, string>): Task<ProcInfo[]> {
  const accounts = yield* readAccounts(t.sys);
  const procs = yield* readProcs(t.sys);
  const self = t.sys.getpid();
  const re = pattern === undefined ? undefined : new RegExp(o.has('x') ? `^(?:${pattern})$` : pattern, o.has('i') ? 'i' : '');
  const ids = (key: string): string[] | undefined => o.get(key)?.split(',');
  let found = procs.filter((p) => {
    if (p.pid === self) return false;
    const hit =
      (re === undefined || re.test(o.has('f') ? (p.args.length > 0 ? p.args.join(' ') : p.comm) : p.comm)) &&
      (ids('u')?.some((u) => u === String(p.euid) || u === accounts.userName(p.euid)) ?? true) &&
      (ids('P')?.includes(String(p.ppid)) ?? true) && (ids('t')?.includes(ttyName(p.tty)) ?? true) && (ids('g')?.includes(String(p.pgrp)) ?? true) && (ids('s')?.includes(String(p.session)) ?? true);
    return o.has('v') ? !hit : hit;
  });
  if (o.has('n') && found.length > 0) found = [found.reduce((a, b) => (b.starttime >= a.starttime ? b : a))];
  if (o.has('o') && found.length > 0) found = [found.reduce((a, b) => (b.starttime < a.starttime ? b : a))];
  return found;
}

function grepTool(name: 'pgrep' | 'pkill'): Program {
  const usage = `\nUsage:\n ${name} [options] <pattern>\n\nOptions:\n${name === 'pgrep' ? ' -a, --list-full          pid and command line\n -c, --count              how many match\n -d, --delimiter <text>   between pids\n -l, --list-name          pid and name\n' : ' -<sig>, --signal <sig>   the signal to send\n -e, --echo               say what is killed\n'} -f, --full               match the command line\n -g, --pgroup <id,...>    of process groups\n -i, --ignore-case        letters of either case\n -n, --newest             the newest only\n -o, --oldest             the oldest only\n -P, --parent <pid,...>   children of these\n -s, --session <sid,...>  of sessions\n -t, --terminal <tty,...> of terminals\n -u, --euid <id,...>      of effective users\n -v, --inverse            those that do not match\n -x, --exact              the whole name\n\nFor more details see pgrep(1).\n`;
  return tool({ name, support: { level: 'partial', note: 'no namespaces, cgroups or environment filters' } }, function* (t): Task<number> {
    const o = new Map<string, string>();
    let signo: number = Signal.SIGTERM;
    const args: string[] = [];
    for (const a of t.args) {
      const sig = name === 'pkill' && /^-(\d+|SIG\w+|[A-Z]{3,}[0-9]?)$/.test(a) ? parseSignal(a.slice(1)) : undefined;
      if (sig !== undefined) signo = sig;
      else args.push(a);
    }
    let bad: string | undefined;
    const rest = yield* t.options(
      'acd:efg:ilnoP:s:t:u:U:vx',
      { 'list-full': 'a', count: 'c', delimiter: 'd:', echo: 'e', full: 'f', pgroup: 'g:', 'ignore-case': 'i', 'list-name': 'l', newest: 'n', oldest: 'o', parent: 'P:', session: 's:', signal: '=sig:', terminal: 't:', euid: 'u:', inverse: 'v', exact: 'x', help: 'h', version: 'V' },
      (opt) => {
        if (opt.key === '=sig') {
          const n = parseSignal(opt.arg);
          if (n === undefined) bad = opt.arg;
          else signo = n;
        } else o.set(opt.key, opt.arg);
      },
      args,
    );
    if (o.has('h')) {
      yield* t.out.write(usage);
      return 0;
    }
    if (o.has('V')) {
      yield* t.out.write(`${name} from procps-ng 4.0.2\n`);
      return 0;
    }
    if (bad !== undefined) {
      yield* t.warn(`Unknown signal "${bad}".`);
      return 2;
    }
    const filtered = ['u', 'P', 't', 'g', 's'].some((k) => o.has(k));
    if (rest.length === 0 && !filtered) {
      yield* writeText(t.sys, 2, `${name}: no matching criteria specified\nTry \`${name} --help' for more information.\n`);
      return 2;
    }
    if (rest.length > 1) {
      yield* writeText(t.sys, 2, `${name}: only one pattern can be provided\nTry \`${name} --help' for more information.\n`);
      return 2;
    }
    const found = yield* matches(t, rest[0], o);
    if (name === 'pgrep') {
      if (o.has('c')) yield* t.out.write(`${found.length}\n`);
      else if (found.length > 0) {
        const text = found.map((p) => (o.has('a') ? `${p.pid} ${p.args.length > 0 ? p.args.join(' ') : p.comm}` : o.has('l') ? `${p.pid} ${p.comm}` : String(p.pid)));
        yield* t.out.write(`${text.join(o.get('d') ?? '\n')}\n`);
      }
      return found.length > 0 ? 0 : 1;
    }
    let killed = 0;
    for (const p of found) {
      try {
        t.sys.kill(p.pid, signo);
        killed++;
        if (o.has('e')) yield* t.out.write(`${p.comm} killed (pid ${p.pid})\n`);
      } catch (e) {
        if (!isSysError(e)) throw e;
        yield* t.warn(`killing pid ${p.pid} failed: ${e.message}`);
      }
    }
    return killed > 0 ? 0 : 1;
  });
}

export const pgrep = grepTool('pgrep');
export const pkill = grepTool('pkill');

export const pidof = tool({ name: 'pidof', support: { level: 'partial', note: 'options -s, -x, -q and -o' } }, function* (t): Task<number> {
  let single = false;
  let quiet = false;
  const omit = new Set<number>();
  const names = yield* t.options('sxqco:', {}, (o) => {
    if (o.key === 's') single = true;
    else if (o.key === 'q') quiet = true;
    else if (o.key === 'o') omit.add(Number(o.arg));
  });
  const procs = yield* readProcs(t.sys);
  const found = procs
    .filter((p) => !omit.has(p.pid) && names.some((n) => p.comm === n.slice(n.lastIndexOf('/') + 1).slice(0, 15) || p.args[0] === n || p.args[0]?.endsWith(`/${n}`)))
    .map((p) => p.pid)
    .reverse();
  if (found.length === 0) return 1;
  if (!quiet) yield* t.out.write(`${(single ? found.slice(0, 1) : found).join(' ')}\n`);
  return 0;
});
