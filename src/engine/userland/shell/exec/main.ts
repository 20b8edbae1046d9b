/** Starting a shell: arguments, startup files, and where the commands come from. */
import type { Main, Sys, Task } from '../../../abi/sys.ts';
import { isSysError } from '../../../abi/errno.ts';
import { decodeUtf8 } from '../../../base/bytes.ts';
import { setByLetter, setByName } from '../builtins/options.ts';
import { compile } from '../expand/plan.ts';
import { planText } from '../expand/expand.ts';
import { setScalar } from '../state/assign.ts';
import { initVariables } from '../state/init.ts';
import { SHOPT_NAMES } from '../state/options.ts';
import { Shell } from '../state/shell.ts';
import type { Dialect } from '../syntax/error.ts';
import { engine } from './engine.ts';
import { guarded } from './guard.ts';
import { hangUp, initJobControl, loadHistory, runInteractive, saveHistory } from './interactive.ts';
import { readWhole, runFile, runStdin, runText } from './reader.ts';

/** What the arguments say. */
interface Invocation {
  command: string | undefined;
  stdin: boolean;
  interactive: boolean;
  login: boolean;
  norc: boolean;
  noprofile: boolean;
  rcfile: string | undefined;
  rest: readonly string[];
}

const VERSION = 'GNU bash, version 5.2.15(1)-release (x86_64-pc-linux-gnu)\nCopyright (C) 2022 Free Software Foundation, Inc.\nLicense GPLv3+: GNU GPL version 3 or later <http://gnu.org/licenses/gpl.html>\n\nThis is free software; you are free to change and redistribute it.\nThere is NO WARRANTY, to the extent permitted by law.\n';

const LONG_OPTIONS = ['debug', 'debugger', 'dump-po-strings', 'dump-strings', 'help', 'init-file', 'login', 'noediting', 'noprofile', 'norc', 'posix', 'pretty-print', 'rcfile', 'restricted', 'verbose', 'version'];

/** How bash is called, as it says after a wrong option. */
function usageText(name: string): string {
  const long = LONG_OPTIONS.map((o) => `\t--${o}\n`).join('');
  return `Usage:\t${name} [GNU long option] [option] ...\n\t${name} [GNU long option] [option] script-file ...\nGNU long options:\n${long}Shell options:\n\t-ilrsD or -c command or -O shopt_option\t\t(invocation only)\n\t-abefhkmnptuvxBCEHPT or -o option\n`;
}

/** Parse the arguments; a number is an exit status to end with at once. */
function parseArguments(sh: Shell, argv: readonly string[]): Invocation | number {
  const inv: Invocation = { command: undefined, stdin: false, interactive: false, login: argv[0]?.startsWith('-') === true, norc: false, noprofile: false, rcfile: undefined, rest: [] };
  let wantCommand = false;
  let i = 1;
  for (; i < argv.length; i++) {
    const a = argv[i]!;
    if (a === '--' || a === '-') {
      i++;
      break;
    }
    if (sh.bash && a.startsWith('--')) {
      switch (a) {
        case '--login':
          inv.login = true;
          continue;
        case '--norc':
          inv.norc = true;
          continue;
        case '--noprofile':
          inv.noprofile = true;
          continue;
        case '--rcfile':
        case '--init-file':
          inv.rcfile = argv[++i];
          continue;
        case '--posix':
          sh.options.setOption('posix', true);
          continue;
        case '--verbose':
          sh.options.verbose = true;
          continue;
        case '--noediting':
          sh.editing = false;
          continue;
        case '--debugger':
        case '--restricted':
          continue;
        case '--version':
          sh.print(VERSION);
          return 0;
        case '--help':
          sh.print(`GNU bash, version 5.2.15(1)-release-(x86_64-pc-linux-gnu)\n${usageText(sh.name)}`);
          return 0;
        default:
          sh.print(`${sh.name}: ${a}: invalid option\n${usageText(sh.name)}`, 2);
          return 2;
      }
    }
    if (a.length < 2 || (a[0] !== '-' && a[0] !== '+')) break;
    const on = a[0] === '-';
    for (const c of a.slice(1)) {
      if (c === 'c' && on) wantCommand = true;
      else if (c === 's') inv.stdin = on;
      else if (c === 'i') inv.interactive = on;
      else if (c === 'l') inv.login = on;
      else if (c === 'o' || (c === 'O' && sh.bash)) {
        const name = argv[++i];
        if (name === undefined) return runOptionList(sh);
        if (c === 'O') {
          if (!SHOPT_NAMES.includes(name)) {
            sh.print(`${sh.name}: ${name}: invalid shell option name\n`, 2);
            return 2;
          }
          sh.options.setShopt(name, on);
        } else if (!setByName(sh, name, on)) {
          sh.print(sh.bash ? `${sh.name}: line 0: ${sh.name}: ${name}: invalid option name\n` : `${sh.name}: 0: Illegal option -o ${name}\n`, 2);
          return 2;
        }
      } else if (c === 'D' || c === 'r') continue;
      else if (!setByLetter(sh, c, on)) {
        if (!sh.bash) {
          sh.print(`${sh.name}: 0: Illegal option ${a[0]}${c}\n`, 2);
          return 2;
        }
        sh.print(`${sh.name}: ${a[0]}${c}: invalid option\n${usageText(sh.name)}`, 2);
        return 2;
      }
    }
  }
  let rest = argv.slice(i);
  if (wantCommand) {
    if (rest.length === 0) {
      sh.print(sh.bash ? `${sh.name}: -c: option requires an argument\n` : `${sh.name}: 0: -c requires an argument\n`, 2);
      return 2;
    }
    inv.command = rest[0]!;
    rest = rest.slice(1);
  }
  inv.rest = rest;
  return inv;
}

function runOptionList(sh: Shell): number {
  sh.print('');
  return 0;
}

function isTerminal(sys: Sys, fd: number): boolean {
  try {
    sys.ioctl(fd, 'TCGETS', undefined);
    return true;
  } catch (e) {
    if (isSysError(e)) return false;
    throw e;
  }
}

/** Run a startup file if it is there. */
function* startup(sh: Shell, path: string): Task<boolean> {
  let data: Uint8Array;
  try {
    data = yield* readWhole(sh, path);
  } catch (e) {
    if (isSysError(e)) return false;
    throw e;
  }
  sh.calls.push({ name: 'source', line: 0, source: path, kind: 'source' });
  yield* runText(sh, decodeUtf8(data), path, 1);
  sh.calls.pop();
  sh.flow = 'next';
  return true;
}

function* startupFiles(sh: Shell, inv: Invocation): Task<void> {
  const home = sh.scalar('HOME') ?? '';
  if (inv.login && !inv.noprofile) {
    yield* startup(sh, '/etc/profile');
    for (const name of sh.bash ? ['.bash_profile', '.bash_login', '.profile'] : ['.profile']) if (yield* startup(sh, `${home}/${name}`)) break;
  } else if (sh.interactive && sh.bash && !inv.norc) {
    if (inv.rcfile !== undefined) yield* startup(sh, inv.rcfile);
    else {
      yield* startup(sh, '/etc/bash.bashrc');
      yield* startup(sh, `${home}/.bashrc`);
    }
  } else if (!sh.interactive && sh.bash) {
    const env = sh.scalar('BASH_ENV');
    if (env !== undefined && env !== '') yield* startup(sh, yield* planText(sh, compile(env, 1, 'quoted', sh.planOptions)));
  }
  if (!sh.bash && sh.interactive) {
    const env = sh.scalar('ENV');
    if (env !== undefined && env !== '') yield* startup(sh, yield* planText(sh, compile(env, 1, 'quoted', sh.planOptions)));
  }
  sh.status = 0;
}

function* run(sh: Shell, inv: Invocation): Task<number> {
  yield* startupFiles(sh, inv);
  if (inv.command !== undefined) {
    sh.inputName = '-c';
    return yield* runText(sh, inv.command, '-c', 1, { top: true, tail: true });
  }
  if (!inv.stdin && inv.rest.length > 0) return yield* runFile(sh, inv.rest[0]!);
  if (!sh.interactive) return yield* runStdin(sh);
  yield* loadHistory(sh);
  return yield* runInteractive(sh);
}

/** A shell of a dialect as a program. */
export function shellMain(dialect: Dialect): Main {
  return function* (sys, argv, envp): Task<number> {
    const zero = argv[0] ?? dialect;
    const sh = new Shell(sys, dialect, zero, engine);
    sh.shellName = zero;
    const base = zero.replace(/^-/, '').replace(/^.*\//, '');
    if (dialect === 'bash' && base === 'sh') sh.options.setOption('posix', true);
    initVariables(sh, envp);
    const inv = parseArguments(sh, argv);
    if (typeof inv === 'number') {
      yield* sh.flush();
      return inv;
    }
    sh.login = inv.login;
    if (inv.login) sh.options.shopt.set('login_shell', true);
    if (inv.command !== undefined) {
      sh.startLetters = inv.stdin ? 'cs' : 'c';
      if (inv.rest.length > 0) sh.name = inv.rest[0]!;
      sh.params = inv.rest.slice(1);
    } else if (!inv.stdin && inv.rest.length > 0) {
      sh.name = inv.rest[0]!;
      sh.params = inv.rest.slice(1);
    } else {
      sh.startLetters = 's';
      sh.params = inv.rest;
    }
    sh.interactive = inv.interactive || (inv.command === undefined && (inv.stdin || inv.rest.length === 0) && isTerminal(sys, 0) && isTerminal(sys, 2));
    if (sh.interactive) {
      if (sh.bash) {
        sh.options.setShopt('expand_aliases', true);
        for (const o of ['emacs', 'history', 'histexpand']) sh.options.setOption(o, true);
        if (sh.scalar('PS1') === undefined) setScalar(sh, 'PS1', '\\s-\\v\\$ ');
        if (sh.scalar('PS2') === undefined) setScalar(sh, 'PS2', '> ');
      }
      initJobControl(sh);
      yield* sh.flush();
    }
    const status = yield* guarded(sh, run(sh, inv));
    if (sh.hangup) yield* hangUp(sh);
    else if (sh.interactive) yield* saveHistory(sh);
    return status;
  };
}
