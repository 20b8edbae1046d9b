/** break, continue, return, exit, eval, exec, source. */
import type { Task } from '../../../abi/sys.ts';
import { isSysError } from '../../../abi/errno.ts';
import { S } from '../../../abi/fs.ts';
import { decodeUtf8 } from '../../../base/bytes.ts';
import { Discard, ExitShell } from '../state/errors.ts';
import type { Shell } from '../state/shell.ts';
import { executable, execProgram, findProgram } from '../exec/process.ts';
import { isBinary, readWhole, runText } from '../exec/reader.ts';
import { runReturnTrap } from '../exec/traps.ts';
import type { Builtin } from './table.ts';
import { integer, options, usage } from './util.ts';

function loopControl(kind: 'break' | 'continue') {
  return (sh: Shell, argv: readonly string[]): number => {
    const args = argv[1] === '--' ? argv.slice(2) : argv.slice(1);
    let n = 1;
    if (args[0] !== undefined) {
      const v = integer(args[0]);
      if (v === undefined) {
        if (!sh.bash) throw fatal(sh, `Illegal number: ${args[0]}`);
        sh.fail(`${args[0]}: numeric argument required`);
        if (sh.loops > 0 || !sh.interactive) throw new ExitShell(128);
        return 1;
      }
      n = v;
      if (args.length > 1 && sh.bash) throw tooMany(sh);
    }
    if (sh.loops === 0) {
      if (sh.bash) sh.fail("only meaningful in a `for', `while', or `until' loop");
      return 0;
    }
    if (n <= 0) {
      if (!sh.bash) throw fatal(sh, `Illegal number: ${args[0]}`);
      sh.fail(`${args[0]}: loop count out of range`);
      sh.flow = 'break';
      sh.flowCount = sh.loops;
      return 1;
    }
    sh.flow = kind;
    sh.flowCount = Math.min(n, sh.loops);
    return 0;
  };
}

/** dash ends on an error of a special builtin. */
function fatal(sh: Shell, text: string): ExitShell {
  sh.fail(text);
  return new ExitShell(2);
}

/** bash gives up the whole line. */
export function tooMany(sh: Shell): Discard {
  sh.fail('too many arguments');
  return new Discard(1);
}

function exitCodeOf(sh: Shell, argv: readonly string[]): number {
  const args = argv[1] === '--' ? argv.slice(2) : argv.slice(1);
  if (args[0] === undefined) return sh.status;
  const n = integer(args[0]);
  if (n === undefined) {
    if (!sh.bash) throw fatal(sh, `Illegal number: ${args[0]}`);
    sh.fail(`${args[0]}: numeric argument required`);
    return 2;
  }
  return ((n % 256) + 256) % 256;
}

function doReturn(sh: Shell, argv: readonly string[]): number {
  const args = argv[1] === '--' ? argv.slice(2) : argv.slice(1);
  if (sh.bash && args.length > 1) throw tooMany(sh);
  const code = exitCodeOf(sh, argv);
  if (sh.returnable === 0 && sh.calls.length === 0) {
    if (!sh.bash) throw new ExitShell(code);
    sh.fail("can only `return' from a function or sourced script");
    return 2;
  }
  sh.flow = 'return';
  return code;
}

function* doExit(sh: Shell, argv: readonly string[]): Task<number> {
  if (sh.interactive && sh.subshell === 0) {
    if (sh.bash) sh.print(sh.login ? 'logout\n' : 'exit\n', 2);
    if (sh.monitoring && !sh.warnedJobs) {
      const stopped = sh.jobs.list.some((j) => j.state === 'Stopped');
      if (stopped) {
        sh.print(sh.bash ? 'There are stopped jobs.\n' : 'You have stopped jobs.\n', 2);
        sh.warnedJobs = true;
        yield* sh.flush();
        return 1;
      }
    }
  }
  const args = argv[1] === '--' ? argv.slice(2) : argv.slice(1);
  if (sh.bash && args.length > 1 && integer(args[0]!) !== undefined) throw tooMany(sh);
  const code = exitCodeOf(sh, argv);
  yield* sh.flush();
  throw new ExitShell(code);
}

function* logout(sh: Shell, argv: readonly string[]): Task<number> {
  if (!sh.login) return sh.fail("not login shell: use `exit'");
  return yield* doExit(sh, argv);
}

function* doEval(sh: Shell, argv: readonly string[]): Task<number> {
  const args = argv[1] === '--' ? argv.slice(2) : argv.slice(1);
  if (sh.bash && args[0] !== undefined && /^-./.test(args[0]) && argv[1] !== '--') {
    sh.fail(`${args[0].slice(0, 2)}: invalid option`);
    return usage(sh);
  }
  if (args.length === 0) return 0;
  const line = sh.line;
  const name = sh.builtinName;
  sh.builtinName = '';
  const status = yield* runText(sh, args.join(' '), 'eval', line);
  sh.builtinName = name;
  sh.line = line;
  return status;
}

function* doExec(sh: Shell, argv: readonly string[]): Task<number> {
  const o = options(sh, argv, 'cla:');
  if (typeof o === 'number') return o;
  if (o.rest.length === 0) return 0;
  const name = o.rest[0]!;
  const path = findProgram(sh, name);
  if (path === undefined || (name.includes('/') && executable(sh, path) === undefined && !exists(sh, path))) {
    sh.error(sh.bash ? `exec: ${name}: ${name.includes('/') ? 'cannot execute: No such file or directory' : 'not found'}` : `exec: ${name}: not found`);
    yield* sh.flush();
    if (sh.interactive || sh.options.opt('execfail')) return 127;
    throw new ExitShell(127);
  }
  const zero = `${o.flags.has('l') ? '-' : ''}${o.values.get('a') ?? name}`;
  const env = o.flags.has('c') ? [] : [...sh.environ(), ...(sh.bash ? [`_=${path}`] : [])];
  const lowered = sh.bash ? env.map((e) => (e.startsWith('SHLVL=') ? `SHLVL=${Math.max(0, Number(e.slice(6)) - 1)}` : e)) : env;
  yield* sh.flush();
  const status = yield* execProgram(sh, path, [zero, ...o.rest.slice(1)], lowered, sh.bash ? (e) => `exec: ${name}: cannot execute: ${e.message}` : undefined);
  if (sh.interactive || sh.options.opt('execfail')) return status;
  throw new ExitShell(status);
}

function exists(sh: Shell, path: string): boolean {
  try {
    sh.sys.stat(path);
    return true;
  } catch (e) {
    if (isSysError(e)) return false;
    throw e;
  }
}

/** The file that `source NAME` reads: along PATH when the name has no slash, then the working directory. */
function sourcePath(sh: Shell, name: string): string {
  if (name.includes('/') || !sh.options.opt('sourcepath')) return name;
  for (const dir of (sh.scalar('PATH') ?? '').split(':')) {
    const full = dir === '' ? name : `${dir}/${name}`;
    try {
      if ((sh.sys.stat(full).mode & S.IFMT) === S.IFREG) return full;
    } catch (e) {
      if (!isSysError(e)) throw e;
    }
  }
  return name;
}

function* source(sh: Shell, argv: readonly string[]): Task<number> {
  const args = argv[1] === '--' ? argv.slice(2) : argv.slice(1);
  if (sh.bash && args[0] !== undefined && /^-./.test(args[0]) && argv[1] !== '--') {
    sh.fail(`${args[0].slice(0, 2)}: invalid option`);
    return usage(sh);
  }
  const name = args[0];
  if (name === undefined) {
    if (!sh.bash) return 0;
    sh.fail('filename argument required');
    return usage(sh);
  }
  const path = sourcePath(sh, name);
  let data: Uint8Array;
  try {
    if ((sh.sys.stat(path).mode & S.IFMT) === S.IFDIR) {
      if (!sh.bash) throw fatal(sh, `cannot open ${name}: Is a directory`);
      sh.fail(`${name}: is a directory`);
      return 1;
    }
    data = yield* readWhole(sh, path);
  } catch (e) {
    if (!isSysError(e)) throw e;
    if (!sh.bash) {
      if (sh.dialect === 'ash') throw fatal(sh, `can't open '${name}': ${e.message}`);
      throw fatal(sh, name.includes('/') ? `cannot open ${name}: ${e.code === 'ENOENT' ? 'No such file' : e.message}` : `${name}: not found`);
    }
    sh.error(`${name}: ${e.message}`);
    return 1;
  }
  if (isBinary(data)) return sh.fail(`${name}: cannot execute binary file`, 126);
  const { params, line, loops } = sh;
  const own = args.length > 1 && sh.dialect !== 'dash';
  if (own) sh.params = args.slice(1);
  const given = sh.params;
  sh.calls.push({ name: 'source', line, source: path, kind: 'source' });
  sh.loops = 0;
  const builtinName = sh.builtinName;
  sh.builtinName = '';
  try {
    sh.status = 0;
    const status = yield* runText(sh, decodeUtf8(data), path, 1);
    if (sh.flow === 'return') sh.flow = 'next';
    if (sh.traps.has('RETURN')) yield* runReturnTrap(sh);
    return status;
  } finally {
    sh.builtinName = builtinName;
    sh.calls.pop();
    // What `set` changed stays.
    if (own && sh.params === given) sh.params = params;
    sh.line = line;
    sh.loops = loops;
  }
}

export const flowBuiltins: Record<string, Builtin> = {
  break: { run: loopControl('break'), usage: '[n]', about: 'Leave the innermost n loops.' },
  continue: { run: loopControl('continue'), usage: '[n]', about: 'Go on with the next turn of the nth enclosing loop.' },
  return: { run: doReturn, usage: '[n]', about: 'Leave a function or a sourced file with status n.' },
  exit: { run: doExit, usage: '[n]', about: 'End the shell with status n.' },
  logout: { run: logout, usage: '[n]', about: 'End a login shell.', only: 'bash' },
  eval: { run: doEval, usage: '[arg ...]', about: 'Join the arguments and run them as a command.' },
  exec: { run: doExec, usage: '[-cl] [-a name] [command [argument ...]] [redirection ...]', about: 'Replace the shell by a program, or keep redirections.' },
  '.': { run: source, usage: 'filename [arguments]', about: 'Run the commands of a file in this shell.' },
  source: { run: source, usage: 'filename [arguments]', about: 'Run the commands of a file in this shell.' },
};
