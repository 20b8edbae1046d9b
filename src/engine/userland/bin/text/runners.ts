/** Programs that run another: timeout, nohup, nice; and mktemp, nproc (coreutils 9.1). */
import type { Task } from '../../../abi/sys.ts';
import { O } from '../../../abi/fs.ts';
import { isSysError } from '../../../abi/errno.ts';
import { parseSignal, Signal } from '../../../abi/signal.ts';
import { execvp } from '../../libc/popen.ts';
import { isatty, readTextFile, writeText } from '../../libc/stdio.ts';
import { Die, Exit, tool } from '../../libc/tool.ts';
import { parseInterval } from './small.ts';

const tail = `      --help        show this text and exit
      --version     show the version and exit
`;

export const timeout = tool(
  {
    name: 'timeout',
    trouble: 125,
    help: `Usage: % [OPTION] DURATION COMMAND [ARG]...
  or:  % [OPTION]
Run COMMAND and stop it if it still runs after DURATION.

      --preserve-status     end with COMMAND's status even after a time-out
      --foreground          let COMMAND read the terminal and get its signals
  -k, --kill-after=DURATION send KILL too when it still runs that long after the first signal
  -s, --signal=SIGNAL       the signal to send (default TERM)
  -v, --verbose             say on standard error when a signal is sent
${tail}
DURATION is a number with an optional suffix s, m, h or d; 0 is no limit. The
status is 124 after a time-out, 125 when timeout fails, 126 and 127 when COMMAND cannot run.
`,
  },
  function* (t): Task<number> {
    let signal: number = Signal.SIGTERM;
    let killAfter = 0;
    let foreground = false;
    let preserve = false;
    let verbose = false;
    const duration = (text: string): number => {
      const s = parseInterval(text);
      if (s === undefined) throw new Die(`invalid time interval ${t.quote(text)}`, 125, true);
      return s;
    };
    const operands = yield* t.options('+k:s:v', { 'kill-after': 'k:', signal: 's:', verbose: 'v', foreground: 'f', 'preserve-status': 'p' }, ({ key, arg }) => {
      if (key === 'k') killAfter = duration(arg);
      else if (key === 's') {
        const n = parseSignal(arg);
        if (n === undefined) throw new Die(`${t.quote(arg)}: invalid signal`, 125, true);
        signal = n;
      } else if (key === 'f') foreground = true;
      else if (key === 'p') preserve = true;
      else verbose = true;
    });
    if (operands.length < 2) throw new Exit(yield* missing());
    function* missing(): Task<number> {
      yield* t.tryHelp();
      return 125;
    }
    const limit = duration(operands[0]!);
    const argv = operands.slice(1);
    if (!foreground) t.sys.setpgid(0, 0);
    let timedOut = false;
    let killed = false;
    let child = 0;
    const deliver = function* (signo: number): Task<void> {
      if (verbose) yield* t.warn(`sending signal ${NAMES.get(signo) ?? String(signo)} to command ${t.quote(argv[0]!)}`);
      const send = (pid: number, n: number): void => {
        try {
          t.sys.kill(pid, n);
        } catch (e) {
          if (!isSysError(e)) throw e;
        }
      };
      send(child, signo);
      if (!foreground) {
        // The whole group gets it; KILL takes this process too.
        if (signo !== Signal.SIGKILL) t.sys.sigaction(signo, 'ignore');
        send(0, signo);
      }
      if (signo !== Signal.SIGKILL && signo !== Signal.SIGCONT) send(child, Signal.SIGCONT);
    };
    t.sys.sigaction(Signal.SIGALRM, function* () {
      if (timedOut) {
        killed = true;
        yield* deliver(Signal.SIGKILL);
        return;
      }
      timedOut = true;
      if (signal === Signal.SIGKILL) killed = true;
      yield* deliver(signal);
      if (killAfter > 0) t.sys.setitimer(killAfter * 1e9);
    });
    for (const n of [Signal.SIGINT, Signal.SIGQUIT, Signal.SIGHUP, Signal.SIGTERM]) {
      t.sys.sigaction(n, function* (signo) {
        yield* deliver(signo);
      });
    }
    t.sys.sigaction(Signal.SIGTTIN, 'ignore');
    t.sys.sigaction(Signal.SIGTTOU, 'ignore');
    child = t.sys.fork(function* (sys) {
      sys.sigaction(Signal.SIGTTIN, 'default');
      sys.sigaction(Signal.SIGTTOU, 'default');
      const failed = yield* execvp(sys, argv, t.envp);
      yield* writeText(sys, 2, `${t.name}: failed to run command ${t.quote(argv[0]!)}: ${failed.message}\n`);
      return failed.status;
    });
    if (limit > 0 && limit < 1e9) t.sys.setitimer(limit * 1e9);
    const r = yield* t.sys.wait4(child);
    t.sys.setitimer(0);
    const s = r!.status;
    if (timedOut && !preserve) return killed ? 137 : 124;
    if (s.kind === 'exited') return s.code;
    return s.kind === 'signaled' ? 128 + s.signal : 125;
  },
);
const NAMES: ReadonlyMap<number, string> = new Map(Object.entries(Signal).map(([name, n]) => [n, name.slice(3)]));

export const nohup = tool(
  { name: 'nohup', trouble: 125, help: `Usage: % COMMAND [ARG]...\n  or:  % OPTION\nRun COMMAND so that it survives the end of the terminal session. When standard output\nis a terminal, output goes to nohup.out, or to $HOME/nohup.out.\n\n${tail}` },
  function* (t): Task<number> {
    const argv = yield* t.options('+', {}, () => undefined);
    if (argv.length === 0) throw new Die('missing operand', 125, true);
    const input = isatty(t.sys, 0);
    const output = isatty(t.sys, 1);
    if (input) t.sys.dup2(yield* t.sys.open('/dev/null', O.WRONLY), 0);
    if (output) {
      let name = 'nohup.out';
      let fd: number;
      try {
        fd = yield* t.sys.open(name, O.WRONLY | O.CREAT | O.APPEND, 0o600);
      } catch (e) {
        if (!isSysError(e)) throw e;
        name = `${t.env.get('HOME') ?? ''}/nohup.out`;
        fd = yield* t.sys.open(name, O.WRONLY | O.CREAT | O.APPEND, 0o600);
      }
      yield* t.warn(`${input ? 'ignoring input and ' : ''}appending output to ${t.quoteaf(name)}`);
      t.sys.dup2(fd, 1);
    } else if (input) yield* t.warn('ignoring input');
    if (isatty(t.sys, 2)) {
      if (!output) yield* t.warn('redirecting stderr to stdout');
      t.sys.dup2(1, 2);
    }
    t.sys.sigaction(Signal.SIGHUP, 'ignore');
    const failed = yield* execvp(t.sys, argv, t.envp);
    yield* t.warn(`failed to run command ${t.quoteaf(argv[0]!)}: ${failed.message}`);
    return failed.status;
  },
);

export const nice = tool(
  { name: 'nice', trouble: 125, help: `Usage: % [OPTION] [COMMAND [ARG]...]\nRun COMMAND with a changed niceness, or print the present one. Niceness goes from\n-20 (most favourable) to 19.\n\n  -n, --adjustment=N   add N to the niceness (default 10)\n${tail}` },
  function* (t): Task<number> {
    let by = 10;
    let given = false;
    const args = t.args.map((a, i) => (i === 0 && /^-[-+]?\d+$/.test(a) ? `-n${a.slice(1)}` : a));
    const argv = yield* t.options('+n:', { adjustment: 'n:' }, ({ arg }) => {
      if (!/^[-+]?\d+$/.test(arg)) throw new Die(`invalid adjustment ${t.quote(arg)}`);
      by = Number(arg);
      given = true;
    }, args);
    const now = t.sys.getpriority(0);
    if (argv.length === 0) {
      if (given) throw new Die('a command must be given with an adjustment', 125, true);
      t.out.put(`${now}\n`);
      return 0;
    }
    try {
      t.sys.setpriority(0, Math.max(-20, Math.min(19, now + by)));
    } catch (e) {
      if (!isSysError(e)) throw e;
      yield* t.warn(`cannot set niceness: ${e.message}`);
    }
    const failed = yield* execvp(t.sys, argv, t.envp);
    yield* t.warn(`${t.quote(argv[0]!)}: ${failed.message}`);
    return failed.status;
  },
);

const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

export const mktemp = tool(
  {
    name: 'mktemp',
    help: `Usage: % [OPTION]... [TEMPLATE]
Create a temporary file or directory and print its name. TEMPLATE ends with at
least 3 X, which are replaced; default: tmp.XXXXXXXXXX in $TMPDIR or /tmp.

  -d, --directory     create a directory
  -u, --dry-run       create nothing, only print a name
  -q, --quiet         no messages about failures
      --suffix=SUFF   append SUFF to TEMPLATE
  -p DIR, --tmpdir[=DIR]  TEMPLATE is below DIR, or below $TMPDIR, or below /tmp
  -t                  (old) TEMPLATE is a name below $TMPDIR, -p's DIR or /tmp
${tail}`,
  },
  function* (t): Task<number> {
    let dir = false;
    let dry = false;
    let quiet = false;
    let suffix: string | undefined;
    let below: string | undefined;
    let useTmp = false;
    let old = false;
    const operands = yield* t.options('dp:qtuV', { directory: 'd', quiet: 'q', 'dry-run': 'u', suffix: 's:', tmpdir: 'p::' }, ({ key, arg, has }) => {
      if (key === 'd') dir = true;
      else if (key === 'u') dry = true;
      else if (key === 'q') quiet = true;
      else if (key === 's') suffix = arg;
      else if (key === 't') old = useTmp = true;
      else if (key === 'p') {
        useTmp = true;
        if (has && arg !== '') below = arg;
      }
    });
    if (operands.length > 1) throw new Die('too many templates', 1, true);
    let template = operands[0];
    if (template === undefined) {
      template = 'tmp.XXXXXXXXXX';
      useTmp = true;
    }
    if (suffix !== undefined) {
      if (!template.endsWith('X')) throw new Die(`with --suffix, template ${t.quote(template)} must end in X`);
    } else {
      const m = /^(.*X)([^X]*)$/s.exec(template);
      if (m !== null && !m[2]!.includes('/')) [template, suffix] = [m[1]!, m[2]!];
    }
    if (suffix?.includes('/') === true) throw new Die(`invalid suffix ${t.quote(suffix)}, contains directory separator`);
    const xs = /X*$/.exec(template)![0].length;
    if (xs < 3) throw new Die(`too few X's in template ${t.quote(template + (suffix ?? ''))}`);
    if (useTmp) {
      const env = t.env.get('TMPDIR');
      const root = old ? env || below || '/tmp' : (below ?? (env || '/tmp'));
      if (old && template.includes('/')) throw new Die(`invalid template, ${t.quote(template)}, contains directory separator`);
      if (template.startsWith('/')) throw new Die(`invalid template, ${t.quote(template)}; with --tmpdir, it may not be absolute`);
      template = `${root}${root.endsWith('/') ? '' : '/'}${template}`;
    }
    for (let attempt = 0; ; attempt++) {
      const random = [...t.sys.getrandom(xs)].map((b) => LETTERS[b % 62]).join('');
      const name = template.slice(0, -xs) + random + (suffix ?? '');
      try {
        if (!dry && dir) t.sys.mkdir(name, 0o700);
        else if (!dry) t.sys.close(yield* t.sys.open(name, O.RDWR | O.CREAT | O.EXCL, 0o600));
        t.out.put(`${name}\n`);
        return 0;
      } catch (e) {
        if (!isSysError(e)) throw e;
        if (e.code === 'EEXIST' && attempt < 100) continue;
        if (quiet) return 1;
        throw new Die(`failed to create ${dir ? 'directory' : 'file'} via template ${t.quote(template + (suffix ?? ''))}: ${e.message}`);
      }
    }
  },
);

export const nproc = tool({ name: 'nproc', help: `Usage: % [OPTION]...\nPrint the number of processing units.\n\n      --all        of the machine, not only those for this process\n      --ignore=N   leave out N units, as far as possible\n${tail}` }, function* (t): Task<number> {
  let ignore = 0;
  const operands = yield* t.options('', { all: 'a', ignore: 'i:' }, ({ key, arg }) => {
    if (key !== 'i') return;
    if (!/^\d+$/.test(arg)) throw new Die(`invalid number: ${t.quote(arg)}`);
    ignore = Number(arg);
  });
  if (operands.length > 0) throw new Die(`extra operand ${t.quote(operands[0]!)}`, 1, true);
  let n = 1;
  try {
    n = (yield* readTextFile(t.sys, '/proc/cpuinfo')).split('\n').filter((l) => l.startsWith('processor')).length;
  } catch (e) {
    if (!isSysError(e)) throw e;
  }
  t.out.put(`${Math.max(1, n - ignore)}\n`);
  return 0;
});
