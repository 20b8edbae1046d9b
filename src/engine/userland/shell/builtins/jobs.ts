/** jobs, fg, bg, wait, kill, disown, suspend. */
import type { Task } from '../../../abi/sys.ts';
import { isSysError } from '../../../abi/errno.ts';
import { exitCode, W } from '../../../abi/process.ts';
import { parseSignal, Signal, signalName } from '../../../abi/signal.ts';
import { giveTerminal, reap, waitForeground, killMessage } from '../exec/process.ts';
import { runPendingTraps } from '../exec/traps.ts';
import { setScalar } from '../state/assign.ts';
import { ExitShell } from '../state/errors.ts';
import type { Job } from '../state/jobs.ts';
import type { Shell } from '../state/shell.ts';
import { signalTable } from './trap.ts';
import type { Builtin } from './table.ts';
import { options, usage } from './util.ts';

/** The job that a word names, or undefined after a message. */
function findJob(sh: Shell, spec: string | undefined): Job | undefined {
  const job = sh.jobs.find(spec ?? '');
  if (job === 'ambiguous') {
    sh.fail(`${spec!.replace(/^%/, '')}: ambiguous job spec`);
    return undefined;
  }
  if (job === undefined) {
    if (!sh.bash) sh.fail(spec === undefined ? 'No current job' : `No such job: ${spec}`);
    else sh.fail(`${spec === undefined ? 'current' : spec}: no such job`);
  }
  return job;
}

/** Take note of all that changed without waiting. */
export function* poll(sh: Shell): Task<void> {
  while (yield* reap(sh, W.NOHANG | W.UNTRACED | W.CONTINUED)) {
    /* each call notes one child */
  }
}

function* jobs(sh: Shell, argv: readonly string[]): Task<number> {
  const o = options(sh, argv, 'lpnrsx');
  if (typeof o === 'number') return o;
  yield* poll(sh);
  const list = o.rest.length === 0 ? sh.jobs.list.filter((j) => !j.foreground) : [];
  let status = 0;
  for (const spec of o.rest) {
    const job = findJob(sh, spec);
    if (job === undefined) status = 1;
    else list.push(job);
  }
  for (const job of list) {
    if (o.flags.has('r') && job.state !== 'Running') continue;
    if (o.flags.has('s') && job.state !== 'Stopped') continue;
    if (o.flags.has('n') && job.notified) continue;
    if (o.flags.has('p')) sh.print(`${job.pgid === 0 ? job.procs[0]!.pid : job.pgid}\n`);
    else sh.print(`${sh.jobs.line(job, o.flags.has('l'), sh.cwd, sh.dialect)}\n`);
    job.notified = true;
  }
  for (const job of [...sh.jobs.list]) if (job.state === 'Done' && job.notified && !job.foreground) remember(sh, job);
  return status;
}

/** Forget a job that ended, but keep its status for wait. */
function remember(sh: Shell, job: Job): void {
  for (const p of job.procs) if (p.status !== undefined) sh.jobs.ended.set(p.pid, exitCode(p.status));
  sh.jobs.remove(job);
}

function noControl(sh: Shell): number {
  sh.fail(sh.bash ? 'no job control' : sh.jobs.current === undefined ? 'No current job' : 'No job control');
  return sh.bash ? 1 : 2;
}

function* fg(sh: Shell, argv: readonly string[]): Task<number> {
  if (!sh.monitoring) return noControl(sh);
  const job = findJob(sh, argv[1] === '--' ? argv[2] : argv[1]);
  if (job === undefined) return 1;
  if (job.state === 'Done') {
    sh.fail('job has terminated');
    return 1;
  }
  sh.print(`${job.text}\n`);
  yield* sh.flush();
  job.foreground = true;
  const wasStopped = job.state === 'Stopped';
  giveTerminal(sh, job.pgid);
  for (const p of job.procs) if (p.status?.kind === 'stopped') p.status = undefined;
  if (wasStopped) sh.sys.kill(-job.pgid, Signal.SIGCONT);
  const status = yield* waitForeground(sh, job);
  if (status.kind === 'stopped') {
    job.foreground = false;
    sh.jobs.setCurrent(job);
    sh.print(`\n${sh.jobs.line(job, false, sh.cwd, sh.dialect)}\n`, 2);
    job.notified = true;
  } else {
    const shown = killMessage(sh, job, status, () => job.text);
    if (shown !== undefined) sh.print(`${shown}\n`, 2);
    else if (status.kind === 'signaled' && status.signal === Signal.SIGINT) sh.print('\n', 2);
    sh.jobs.remove(job);
  }
  return exitCode(status);
}

function bg(sh: Shell, argv: readonly string[]): number {
  if (!sh.monitoring) return noControl(sh);
  const specs = argv.slice(1).filter((a) => a !== '--');
  let status = 0;
  for (const spec of specs.length === 0 ? [undefined] : specs) {
    const job = findJob(sh, spec);
    if (job === undefined) {
      status = 1;
      continue;
    }
    if (job.state === 'Running') {
      sh.fail(`job ${job.id} already in background`);
      continue;
    }
    job.foreground = false;
    for (const p of job.procs) if (p.status?.kind === 'stopped') p.status = undefined;
    sh.jobs.reset();
    const mark = job === sh.jobs.current ? '+' : job === sh.jobs.previous ? '-' : ' ';
    sh.print(`[${job.id}]${mark} ${job.text} &\n`);
    sh.sys.kill(-job.pgid, Signal.SIGCONT);
  }
  return status;
}

/** Wait until `done` says so. Ends early with 128+n when a trapped signal comes. */
function* waitUntil(sh: Shell, done: () => boolean): Task<number | undefined> {
  while (!done()) {
    if (sh.pendingSignals.length > 0) {
      const signo = sh.pendingSignals[0]!;
      yield* runPendingTraps(sh);
      if (signo !== Signal.SIGCHLD) return 128 + signo;
    }
    sh.checkInterrupt();
    try {
      const r = yield* sh.sys.wait4(-1, sh.monitoring ? W.UNTRACED : 0);
      if (r === undefined) return undefined;
      const job = sh.jobs.update(r.pid, r.status);
      if (job === undefined && r.status.kind !== 'stopped') sh.jobs.ended.set(r.pid, exitCode(r.status));
      if (sh.traps.has('SIGCHLD')) sh.pendingSignals.push(Signal.SIGCHLD);
    } catch (e) {
      if (isSysError(e, 'ECHILD')) return undefined;
      if (!isSysError(e, 'EINTR')) throw e;
    }
  }
  return undefined;
}

function reportKilled(sh: Shell, job: Job): void {
  const s = job.last;
  if (s === undefined || sh.interactive) return;
  const text = killMessage(sh, job, s, () => job.text);
  if (text !== undefined) sh.print(`${text}\n`, 2);
}

function* wait(sh: Shell, argv: readonly string[]): Task<number> {
  const o = options(sh, argv, sh.bash ? 'fnp:' : '');
  if (typeof o === 'number') return o;
  const store = o.values.get('p');
  if (store !== undefined) sh.vars.unset(store);
  if (o.flags.has('n')) {
    const candidates = (): Job[] => {
      if (o.rest.length === 0) return sh.jobs.list.filter((j) => !j.foreground);
      return sh.jobs.list.filter((j) => o.rest.some((r) => (r.startsWith('%') ? sh.jobs.find(r) === j : j.procs.some((p) => p.pid === Number(r)))));
    };
    if (candidates().length === 0) {
      const known = o.rest.map(Number).find((pid) => sh.jobs.ended.has(pid));
      return known === undefined ? 127 : sh.jobs.ended.get(known)!;
    }
    const early = yield* waitUntil(sh, () => candidates().some((j) => j.state !== 'Running'));
    if (early !== undefined) return early;
    const job = candidates().find((j) => j.state !== 'Running');
    if (job?.last === undefined) return 127;
    if (store !== undefined) setScalar(sh, store, String(job.procs[job.procs.length - 1]!.pid));
    const code = exitCode(job.last);
    if (job.state === 'Done') remember(sh, job);
    return code;
  }
  if (o.rest.length === 0) {
    const early = yield* waitUntil(sh, () => sh.jobs.list.every((j) => j.foreground || j.state !== 'Running'));
    if (early !== undefined) return early;
    for (const job of [...sh.jobs.list]) {
      if (job.foreground || job.state !== 'Done') continue;
      reportKilled(sh, job);
      if (sh.interactive) continue;
      remember(sh, job);
    }
    sh.jobs.ended.clear();
    return 0;
  }
  let status = 0;
  for (const spec of o.rest) status = yield* waitFor(sh, spec, store);
  return status;
}

function* waitFor(sh: Shell, spec: string, store: string | undefined): Task<number> {
  if (!spec.startsWith('%') && !/^\d+$/.test(spec)) {
    if (!sh.bash) {
      sh.fail(`Illegal number: ${spec}`);
      throw new ExitShell(2);
    }
    return sh.fail(`\`${spec}': not a pid or valid job spec`);
  }
  const pid = Number(spec);
  const job = spec.startsWith('%') ? findJob(sh, spec) : sh.jobs.list.find((j) => j.procs.some((p) => p.pid === pid));
  if (job === undefined) {
    if (spec.startsWith('%')) return 127;
    const known = sh.jobs.ended.get(pid);
    if (known !== undefined) return known;
    if (sh.bash) sh.fail(`pid ${spec} is not a child of this shell`);
    return 127;
  }
  const early = yield* waitUntil(sh, () => job.state !== 'Running');
  if (early !== undefined) return early;
  const own = spec.startsWith('%') ? job.last : job.procs.find((p) => p.pid === pid)!.status;
  if (store !== undefined) setScalar(sh, store, String(spec.startsWith('%') ? job.procs[job.procs.length - 1]!.pid : pid));
  if (own === undefined) return 127;
  if (job.state === 'Done') {
    reportKilled(sh, job);
    if (!sh.interactive || job.last?.kind === 'exited') remember(sh, job);
  }
  return exitCode(own);
}

/** kill(1); a signal to the shell itself is dealt with before the next command. */
function* kill(sh: Shell, argv: readonly string[]): Task<number> {
  const status = send(sh, argv);
  // Others get it when they run next; the shell itself must not go on first.
  const own = argv.slice(1).some((a) => a === '0' || a === String(sh.sys.getpid()) || /^-\d+$/.test(a));
  if (own) yield* sh.sys.schedYield();
  return status;
}

function send(sh: Shell, argv: readonly string[]): number {
  let i = 1;
  let signo: number = Signal.SIGTERM;
  const a = argv[1];
  const badSignal = (name: string): number => {
    if (sh.bash) return sh.fail(`${name}: invalid signal specification`);
    sh.fail(`invalid signal number or name: ${name}`);
    return 2;
  };
  if (a === undefined) return killUsage(sh);
  if (a === '-l' || a === '-L') {
    if (argv.length === 2) {
      sh.print(sh.bash ? signalTable() : plainTable());
      return 0;
    }
    let status = 0;
    for (const s of argv.slice(2)) {
      const n = /^\d+$/.test(s) ? Number(s) : parseSignal(s);
      if (n === undefined || n > 255 || (/^\d+$/.test(s) && signalName(n > 128 ? n - 128 : n) === undefined && n !== 0)) status = badSignal(s);
      else if (/^\d+$/.test(s)) sh.print(`${n === 0 ? 'EXIT' : signalName(n > 128 ? n - 128 : n)}\n`);
      else sh.print(`${n}\n`);
    }
    return status;
  }
  if (a === '-s' || a === '-n') {
    const name = argv[2];
    if (name === undefined) {
      sh.fail(`${a}: option requires an argument`);
      return 1;
    }
    const n = parseSignal(name);
    if (n === undefined) return badSignal(name);
    signo = n;
    i = 3;
  } else if (a.startsWith('-') && a !== '--' && a.length > 1) {
    const n = parseSignal(a.slice(1));
    if (n === undefined) return badSignal(a.slice(1));
    signo = n;
    i = 2;
  }
  if (argv[i] === '--') i++;
  if (i >= argv.length) return killUsage(sh);
  let status = sh.bash ? 1 : 0;
  for (const target of argv.slice(i)) {
    const one = killOne(sh, target, signo);
    if (sh.bash ? one === 0 : one !== 0) status = one;
  }
  return status;
}

function killUsage(sh: Shell): number {
  if (sh.bash) return usage(sh);
  sh.print('Usage: kill [-s sigspec | -signum | -sigspec] [pid | job]... or\nkill -l [exitstatus]\n', 2);
  return 2;
}

function plainTable(): string {
  const names: string[] = [];
  for (let n = 1; n <= 64; n++) names.push(signalName(n) ?? String(n));
  return `${names.join('\n')}\n`;
}

function killOne(sh: Shell, target: string, signo: number): number {
  try {
    if (target.startsWith('%')) {
      const job = findJob(sh, target);
      if (job === undefined) return sh.bash ? 1 : 2;
      if (job.pgid !== 0) {
        sh.sys.kill(-job.pgid, signo);
        if (job.state === 'Stopped' && (signo === Signal.SIGTERM || signo === Signal.SIGHUP)) {
          // It must run to die; the next prompt shows it as stopped once more, as bash does.
          sh.sys.kill(-job.pgid, Signal.SIGCONT);
          job.notified = !sh.bash;
        }
      } else for (const p of job.procs) if (p.status === undefined) sh.sys.kill(p.pid, signo);
      return 0;
    }
    if (!/^-?\d+$/.test(target)) {
      if (sh.bash) return sh.fail(target === '' ? "`': not a pid or valid job spec" : `${target}: arguments must be process or job IDs`);
      sh.fail(`Illegal number: ${target}`);
      return 2;
    }
    sh.sys.kill(Number(target), signo);
    return 0;
  } catch (e) {
    if (!isSysError(e)) throw e;
    return sh.fail(sh.bash ? `(${target}) - ${e.message}` : e.message);
  }
}

function disown(sh: Shell, argv: readonly string[]): number {
  const o = options(sh, argv, 'ahr');
  if (typeof o === 'number') return o;
  let list: Job[];
  let status = 0;
  if (o.rest.length > 0) {
    list = [];
    for (const spec of o.rest) {
      const job = spec.startsWith('%') ? sh.jobs.find(spec) : sh.jobs.list.find((j) => j.procs.some((p) => p.pid === Number(spec)));
      if (job === undefined || job === 'ambiguous') status = sh.fail(`${spec}: no such job`);
      else list.push(job);
    }
  } else if (o.flags.has('a') || o.flags.has('r')) list = sh.jobs.list.filter((j) => !o.flags.has('r') || j.state === 'Running');
  else if (sh.jobs.current !== undefined) list = [sh.jobs.current];
  else return sh.fail('current: no such job');
  for (const job of list) {
    if (o.flags.has('h')) job.noHup = true;
    else sh.jobs.remove(job);
  }
  return status;
}

function suspend(sh: Shell, argv: readonly string[]): number {
  if (!sh.monitoring) return sh.fail('cannot suspend: no job control');
  if (sh.login && !argv.includes('-f')) return sh.fail('cannot suspend a login shell');
  sh.sys.kill(sh.sys.getpid(), Signal.SIGSTOP);
  return 0;
}

export const jobBuiltins: Record<string, Builtin> = {
  jobs: { run: jobs, usage: '[-lnprs] [jobspec ...] or jobs -x command [args]', about: 'List jobs.' },
  fg: { run: fg, usage: '[job_spec]', about: 'Bring a job to the foreground.' },
  bg: { run: bg, usage: '[job_spec ...]', about: 'Let stopped jobs go on in the background.' },
  wait: { run: wait, usage: '[-fn] [-p var] [id ...]', about: 'Wait for children to end.' },
  kill: { run: kill, usage: '[-s sigspec | -n signum | -sigspec] pid | jobspec ... or kill -l [sigspec]', about: 'Send a signal to processes or jobs.' },
  disown: { run: disown, usage: '[-h] [-ar] [jobspec ... | pid ...]', about: 'Forget jobs.', only: 'bash' },
  suspend: { run: suspend, usage: '[-f]', about: 'Stop the shell until it gets SIGCONT.', only: 'bash' },
};
