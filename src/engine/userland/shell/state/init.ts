/** A fresh shell's variables: the environment, and what the shell sets itself. */
import { isSysError } from '../../../abi/errno.ts';
import { isName } from './assign.ts';
import { installDynamics } from './dynamics.ts';
import { SET_OPTIONS, SHOPT_NAMES } from './options.ts';
import type { Shell } from './shell.ts';
import { passwdField } from '../expand/tilde.ts';
import { Parser } from '../syntax/parser.ts';
import { ShellSyntaxError } from '../syntax/error.ts';
import { A, type Variable } from './variables.ts';

const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

function put(sh: Shell, name: string, value: string, attrs = 0): Variable {
  const v = sh.vars.own(name);
  v.dynamic = undefined;
  v.value = value;
  v.attrs |= attrs;
  return v;
}

/** Import the environment and set the shell's own variables. */
export function initVariables(sh: Shell, envp: readonly string[]): void {
  const { sys } = sh;
  installDynamics(sh);
  for (const entry of envp) {
    const eq = entry.indexOf('=');
    if (eq <= 0) continue;
    const name = entry.slice(0, eq);
    const value = entry.slice(eq + 1);
    if (isName(name)) put(sh, name, value, A.EXPORT);
    else if (sh.bash && name.startsWith('BASH_FUNC_') && name.endsWith('%%')) importFunction(sh, name.slice(10, -2), value);
  }
  const unset = (name: string): boolean => sh.vars.get(name)?.value === undefined;
  put(sh, 'IFS', ' \t\n').attrs = 0;
  put(sh, 'OPTIND', '1');
  put(sh, 'PPID', String(sys.getppid()), sh.bash ? A.INTEGER | A.READONLY : 0);
  put(sh, 'PS4', '+ ');
  workingDirectory(sh);
  if (!sh.bash) {
    if (unset('PATH')) put(sh, 'PATH', DEFAULT_PATH);
    if (unset('PS1')) put(sh, 'PS1', sh.dialect === 'ash' ? '\\w \\$ ' : sys.getcred().euid === 0 ? '# ' : '$ ');
    if (unset('PS2')) put(sh, 'PS2', '> ');
    if (sh.dialect === 'ash') {
      if (unset('SHLVL')) put(sh, 'SHLVL', '0', A.EXPORT);
      put(sh, 'SHLVL', String((Number(sh.scalar('SHLVL')) || 0) + 1));
    }
    return;
  }
  const cred = sys.getcred();
  const uts = sys.uname();
  if (unset('PATH')) put(sh, 'PATH', DEFAULT_PATH);
  if (unset('TERM')) put(sh, 'TERM', 'dumb');
  put(sh, 'UID', String(cred.uid), A.INTEGER | A.READONLY);
  put(sh, 'EUID', String(cred.euid), A.INTEGER | A.READONLY);
  put(sh, 'BASH', sh.scalar('BASH') ?? '/bin/bash').attrs = 0;
  put(sh, 'BASH_VERSION', '5.2.15(1)-release');
  sh.setArray('BASH_VERSINFO', ['5', '2', '15', '1', 'release', 'x86_64-pc-linux-gnu']);
  sh.vars.own('BASH_VERSINFO').attrs |= A.READONLY;
  put(sh, 'HOSTNAME', uts.nodename);
  put(sh, 'HOSTTYPE', uts.machine);
  put(sh, 'MACHTYPE', `${uts.machine}-pc-linux-gnu`);
  put(sh, 'OSTYPE', 'linux-gnu');
  put(sh, 'OPTERR', '1');
  put(sh, 'BASH_LOADABLES_PATH', '/usr/local/lib/bash:/usr/lib/bash:/opt/local/lib/bash:/usr/pkg/lib/bash:/opt/pkg/lib/bash:.');
  if (unset('SHELL')) put(sh, 'SHELL', passwdField(sh, (f) => Number(f[2]) === cred.uid, 6) ?? '/bin/sh');
  const level = Number(sh.scalar('SHLVL') ?? '0');
  put(sh, 'SHLVL', String(Number.isSafeInteger(level) && level >= 0 ? level + 1 : 1), A.EXPORT);
  const options = sh.vars.own('SHELLOPTS');
  options.dynamic = { get: (s) => SET_OPTIONS.filter(([n]) => s.options.get(n)).map(([n]) => n).join(':') };
  options.attrs = A.READONLY;
  const bashopts = sh.vars.own('BASHOPTS');
  bashopts.dynamic = { get: (s) => SHOPT_NAMES.filter((n) => s.options.opt(n)).join(':') };
  bashopts.attrs = A.READONLY;
  sh.vars.own('BASH_ALIASES').assoc = new Map();
  sh.vars.own('BASH_CMDS').assoc = new Map();
  if (unset('OLDPWD')) sh.vars.own('OLDPWD').attrs |= A.EXPORT;
}

/** PWD from the environment when it names the working directory, else the real one. */
function workingDirectory(sh: Shell): void {
  const { sys } = sh;
  let cwd = '';
  try {
    cwd = sys.getcwd();
    const pwd = sh.scalar('PWD');
    if (pwd !== undefined && pwd.startsWith('/') && !/(?:^|\/)\.\.?(?:\/|$)/.test(pwd)) {
      const a = sys.stat(pwd);
      const b = sys.stat('.');
      if (a.ino === b.ino && a.dev === b.dev) cwd = pwd;
    }
  } catch (e) {
    if (!isSysError(e)) throw e;
  }
  sh.cwd = cwd;
  put(sh, 'PWD', cwd, A.EXPORT);
}

function importFunction(sh: Shell, name: string, value: string): void {
  try {
    const unit = new Parser(`${name} ${value}`, { dialect: 'bash', extglob: true, firstLine: 1 }).unit();
    const node = unit?.list.items[0]?.node;
    if (node?.type === 'function') sh.functions.set(name, { name, body: node.body, source: 'environment', line: 0, exported: true });
  } catch (e) {
    if (!(e instanceof ShellSyntaxError)) throw e;
    sh.error(`error importing function definition for \`${name}'`);
  }
}
