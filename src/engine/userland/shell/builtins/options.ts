/** set and shopt. */
import { ExitShell } from '../state/errors.ts';
import { DASH_OPTIONS, SET_OPTIONS, SHOPT_NAMES } from '../state/options.ts';
import type { Shell } from '../state/shell.ts';
import { functionDefinition } from '../syntax/print.ts';
import { singleQuote } from '../expand/quote.ts';
import { setLine } from './declare.ts';
import type { Builtin } from './table.ts';
import { options, usage } from './util.ts';

function table(sh: Shell): readonly (readonly [string, string])[] {
  return sh.bash ? SET_OPTIONS : DASH_OPTIONS;
}

/** Switch a `set -o` option by name. False when there is none of that name. */
export function setByName(sh: Shell, name: string, on: boolean): boolean {
  if (!table(sh).some(([n]) => n === name)) {
    if (!(sh.dialect === 'ash' && name === 'pipefail')) return false;
  }
  sh.options.setOption(name, on);
  if (on && name === 'vi') sh.options.setOption('emacs', false);
  if (on && name === 'emacs') sh.options.setOption('vi', false);
  return true;
}

/** Switch an option by letter. */
export function setByLetter(sh: Shell, letter: string, on: boolean): boolean {
  const entry = table(sh).find(([, l]) => l === letter);
  if (entry === undefined) return false;
  sh.options.setOption(entry[0], on);
  return true;
}

function listOptions(sh: Shell, commands: boolean): void {
  if (!sh.bash && !commands) sh.print('Current option settings\n');
  for (const [name] of table(sh)) {
    const on = sh.options.get(name) || (name === 'interactive' && sh.interactive) || (name === 'stdin' && sh.startLetters.includes('s'));
    if (commands) sh.print(`set ${on ? '-' : '+'}o ${name}\n`);
    else if (sh.bash) sh.print(`${name.padEnd(15)}\t${on ? 'on' : 'off'}\n`);
    else sh.print(`${name.padEnd(15)} ${on ? 'on' : 'off'}\n`);
  }
}

function set(sh: Shell, argv: readonly string[]): number {
  if (argv.length === 1) {
    for (const name of sh.vars.names()) {
      const v = sh.vars.get(name)!;
      if (v.dynamic?.hidden === true || (name === 'FUNCNAME' && !v.isSet(sh)) || !(v.isSet(sh) || v.dynamic !== undefined || v.assoc !== undefined)) continue;
      sh.print(sh.bash ? `${setLine(sh, name, v)}\n` : `${name}=${singleQuote(sh.scalar(name) ?? '')}\n`);
    }
    if (sh.bash) for (const name of [...sh.functions.keys()].sort()) sh.print(`${functionDefinition(name, sh.functions.get(name)!.body)}\n`);
    return 0;
  }
  let i = 1;
  for (; i < argv.length; i++) {
    const a = argv[i]!;
    if (a === '--') {
      sh.params = argv.slice(i + 1);
      return 0;
    }
    if (a === '-') {
      sh.options.xtrace = sh.options.verbose = false;
      if (i + 1 < argv.length) sh.params = argv.slice(i + 1);
      return 0;
    }
    if (a.length < 2 || (a[0] !== '-' && a[0] !== '+')) break;
    const on = a[0] === '-';
    for (const c of a.slice(1)) {
      if (c === 'o') {
        const name = argv[i + 1];
        if (name === undefined) {
          listOptions(sh, !on);
          continue;
        }
        i++;
        if (!setByName(sh, name, on)) {
          if (!sh.bash) {
            sh.fail(sh.dialect === 'ash' ? `illegal option -o ${name}` : `Illegal option -o ${name}`);
            throw new ExitShell(2);
          }
          return sh.fail(`${name}: invalid option name`);
        }
      } else if (!setByLetter(sh, c, on)) {
        if (!sh.bash) {
          sh.fail(sh.dialect === 'ash' ? `illegal option ${a[0]}${c}` : `Illegal option ${a[0]}${c}`);
          throw new ExitShell(2);
        }
        sh.fail(`${a[0]}${c}: invalid option`);
        return usage(sh);
      }
    }
  }
  if (i < argv.length) sh.params = argv.slice(i);
  return 0;
}

function shopt(sh: Shell, argv: readonly string[]): number {
  const o = options(sh, argv, 'psuqo');
  if (typeof o === 'number') return o;
  const on = o.flags.has('s');
  const off = o.flags.has('u');
  if (on && off) return sh.fail('cannot set and unset shell options simultaneously');
  const useSet = o.flags.has('o');
  const known = useSet ? SET_OPTIONS.map(([n]) => n) : SHOPT_NAMES;
  const get = (n: string): boolean => (useSet ? sh.options.get(n) : sh.options.opt(n));
  const show = (n: string): void => {
    if (o.flags.has('q')) return;
    if (o.flags.has('p')) sh.print(useSet ? `set ${get(n) ? '-' : '+'}o ${n}\n` : `shopt ${get(n) ? '-s' : '-u'} ${n}\n`);
    else sh.print(`${n.padEnd(15)}\t${get(n) ? 'on' : 'off'}\n`);
  };
  if (o.rest.length === 0) {
    for (const n of known) if ((!on && !off) || get(n) === on) show(n);
    return 0;
  }
  let status = 0;
  for (const n of o.rest) {
    if (!known.includes(n)) {
      status = sh.fail(`${n}: invalid ${useSet ? '' : 'shell '}option name`);
      continue;
    }
    if (on || off) {
      if (useSet) setByName(sh, n, on);
      else if (n === 'restricted_shell' || n === 'login_shell') continue;
      else sh.options.setShopt(n, on);
    } else {
      if (!get(n)) status = 1;
      show(n);
    }
  }
  return status;
}

export const optionBuiltins: Record<string, Builtin> = {
  set: { run: set, usage: '[-abefhkmnptuvxBCEHPT] [-o option-name] [--] [-] [arg ...]', about: 'Set options and positional parameters, or list variables.' },
  shopt: { run: shopt, usage: '[-pqsu] [-o] [optname ...]', about: "Set or show bash's own options.", only: 'bash' },
};
