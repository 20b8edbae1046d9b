/** who, w, last: logins, as the terminals' session leaders show them (there is no utmp). */
import type { Task } from '../../../abi/sys.ts';
import { readAccounts } from '../../libc/passwd.ts';
import { HZ, readProcs, readUptime, ttyName } from '../../libc/procfs.ts';
import type { ProcInfo } from '../../libc/procfs.ts';
import { localtime, strftime, zoneOf } from '../../libc/time.ts';
import { tool } from '../../libc/tool.ts';
import type { Tool } from '../../libc/tool.ts';
import { uptimeLine } from './free.ts';

interface Login {
  readonly user: string;
  readonly line: string;
  readonly since_ms: number;
  readonly foreground: ProcInfo;
  readonly ticks: number;
}

/** Sessions on terminals that this pid namespace sees. */
function* logins(t: Tool): Task<Login[]> {
  const accounts = yield* readAccounts(t.sys);
  const procs = yield* readProcs(t.sys);
  const boot_ms = t.sys.now_ms() - (yield* readUptime(t.sys)) * 1000;
  return procs
    .filter((p) => p.session === p.pid && p.tty !== 0)
    .map((p) => ({
      user: accounts.userName(p.uid),
      line: ttyName(p.tty),
      since_ms: boot_ms + (p.starttime * 1000) / HZ,
      foreground: [...procs].reverse().find((q) => q.tty === p.tty && q.pgrp === p.tpgid) ?? p,
      ticks: procs.filter((q) => q.session === p.pid).reduce((n, q) => n + q.utime + q.stime, 0),
    }));
}

export const who = tool({ name: 'who', help: 'Usage: % [OPTION]... [ FILE | ARG1 ARG2 ]\nShow who is logged in.\n\n  -b, --boot        when the system booted\n  -H, --heading     column headings\n  -q, --count       names and how many\n      --help        show this text and exit\n      --version     show the version and exit\n', support: { level: 'partial', note: 'logins are the sessions on terminals; -b, -H, -q and -m' } }, function* (t): Task<number> {
  const o = new Set<string>();
  const rest = yield* t.options('abHmqsu', { boot: 'b', heading: 'H', count: 'q' }, ({ key }) => o.add(key));
  const zone = zoneOf(t.env);
  const stamp = (ms: number): string => strftime('%Y-%m-%d %H:%M', localtime(ms, zone));
  if (o.has('b')) {
    yield* t.out.write(`         system boot  ${stamp(t.sys.now_ms() - (yield* readUptime(t.sys)) * 1000)}\n`);
    return 0;
  }
  let list = yield* logins(t);
  if (o.has('q')) {
    yield* t.out.write(`${list.map((l) => l.user).join(' ')}\n# users=${list.length}\n`);
    return 0;
  }
  if (o.has('m') || rest.length === 2) {
    const me = (yield* readProcs(t.sys)).find((p) => p.pid === t.sys.getpid());
    list = list.filter((l) => me !== undefined && l.line === ttyName(me.tty));
  }
  if (o.has('H')) yield* t.out.write('NAME     LINE         TIME             COMMENT\n');
  for (const l of list) yield* t.out.write(`${l.user.padEnd(8)} ${l.line.padEnd(12)} ${stamp(l.since_ms)}\n`);
  return 0;
});

export const w = tool({ name: 'w', support: { level: 'partial', note: 'idle times are not kept' } }, function* (t): Task<number> {
  const o = new Set<string>();
  yield* t.options('hsfuio', { 'no-header': 'h', short: 's' }, ({ key }) => o.add(key));
  const cpu = (ticks: number): string => `${(ticks / HZ).toFixed(2)}s`.padStart(6);
  if (!o.has('h')) yield* t.out.write(`${yield* uptimeLine(t)}\nUSER     TTY      FROM             LOGIN@   IDLE   JCPU   PCPU WHAT\n`);
  for (const l of yield* logins(t)) {
    yield* t.out.write(`${l.user.slice(0, 8).padEnd(8)} ${l.line.padEnd(8)} ${'-'.padEnd(16)} ${strftime('%H:%M', localtime(l.since_ms, zoneOf(t.env)))}    0.00s ${cpu(l.ticks)} ${cpu(l.foreground.utime + l.foreground.stime)} ${l.foreground.args.join(' ') || l.foreground.comm}\n`);
  }
  return 0;
});

export const last = tool({ name: 'last', support: { level: 'partial', note: 'only sessions that still run; there is no wtmp' } }, function* (t): Task<number> {
  yield* t.options('adFiRwxn:f:s:t:p:', {}, () => undefined);
  const zone = zoneOf(t.env);
  const boot = localtime(t.sys.now_ms() - (yield* readUptime(t.sys)) * 1000, zone);
  for (const l of (yield* logins(t)).reverse()) yield* t.out.write(`${l.user.slice(0, 8).padEnd(8)} ${l.line.padEnd(12)} ${''.padEnd(16)} ${strftime('%a %b %e %H:%M', localtime(l.since_ms, zone))}   still logged in\n`);
  yield* t.out.write(`reboot   system boot  ${t.sys.uname().release.slice(0, 16).padEnd(16)} ${strftime('%a %b %e %H:%M', boot)}   still running\n\nwtmp begins ${strftime('%a %b %e %H:%M:%S %Y', boot)}\n`);
  return 0;
});
