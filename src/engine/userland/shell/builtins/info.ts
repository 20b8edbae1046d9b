/** type, command, builtin, hash, enable, help, caller. */
import type { Task } from '../../../abi/sys.ts';
import { functionDefinition } from '../syntax/print.ts';
import { executable, findProgram } from '../exec/process.ts';
import { ExitShell } from '../state/errors.ts';
import type { Shell } from '../state/shell.ts';
import { builtins, SPECIAL_BUILTINS, type Builtin } from './table.ts';
import { options, usage } from './util.ts';

const KEYWORDS = ['if', 'then', 'else', 'elif', 'fi', 'case', 'esac', 'for', 'select', 'while', 'until', 'do', 'done', 'in', 'function', 'time', '{', '}', '!', '[[', ']]', 'coproc'];
const POSIX_KEYWORDS = ['!', 'case', 'do', 'done', 'elif', 'else', 'esac', 'fi', 'for', 'if', 'in', 'then', 'until', 'while', '{', '}'];

type Kind = 'alias' | 'keyword' | 'function' | 'builtin' | 'file';
interface Meaning {
  readonly kind: Kind;
  readonly path?: string;
  readonly hashed?: boolean;
}

const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** What a command name means, in the order in which the shell looks. */
function meanings(sh: Shell, name: string, all: boolean, functions = true): Meaning[] {
  const out: Meaning[] = [];
  if (sh.aliases.has(name) && (sh.interactive || sh.options.opt('expand_aliases') || !sh.bash)) out.push({ kind: 'alias' });
  if ((sh.bash ? KEYWORDS : POSIX_KEYWORDS).includes(name)) out.push({ kind: 'keyword' });
  if (functions && sh.functions.has(name)) out.push({ kind: 'function' });
  if (builtins(sh).has(name) && !sh.disabled.has(name)) out.push({ kind: 'builtin' });
  if (!all && out.length > 0) return out.slice(0, 1);
  out.push(...files(sh, name, all));
  return all ? out : out.slice(0, 1);
}

function files(sh: Shell, name: string, all: boolean): Meaning[] {
  if (name.includes('/')) return executable(sh, name) === 'yes' ? [{ kind: 'file', path: name }] : [];
  const hashed = sh.hashed.get(name);
  if (hashed !== undefined && !all) return [{ kind: 'file', path: hashed.path, hashed: true }];
  const out: Meaning[] = [];
  for (const dir of (sh.scalar('PATH') ?? '').split(':')) {
    const full = dir === '' ? `./${name}` : `${dir}/${name}`;
    if (executable(sh, full) !== 'yes') continue;
    out.push({ kind: 'file', path: full });
    if (!all) break;
  }
  return out;
}

function describe(sh: Shell, name: string, m: Meaning): void {
  switch (m.kind) {
    case 'alias':
      sh.print(sh.bash ? `${name} is aliased to \`${sh.aliases.get(name)!}'\n` : `${name} is an alias for ${sh.aliases.get(name)!}\n`);
      break;
    case 'keyword':
      sh.print(`${name} is a shell keyword\n`);
      break;
    case 'function':
      sh.print(sh.bash ? `${name} is a function\n${functionDefinition(name, sh.functions.get(name)!.body)}\n` : `${name} is a ${sh.dialect === 'ash' ? '' : 'shell '}function\n`);
      break;
    case 'builtin':
      sh.print(`${name} is a ${!sh.bash && SPECIAL_BUILTINS.has(name) ? 'special ' : ''}shell builtin\n`);
      break;
    case 'file':
      sh.print(m.hashed === true && sh.bash ? `${name} is hashed (${m.path!})\n` : `${name} is ${m.hashed === true ? 'a tracked alias for ' : ''}${m.path!}\n`);
      break;
  }
}

function type(sh: Shell, argv: readonly string[]): number {
  if (!sh.bash) {
    let status = 0;
    for (const name of argv.slice(1)) {
      const m = meanings(sh, name, false)[0];
      if (m === undefined) {
        status = 127;
        sh.print(`${name}: not found\n`);
      } else describe(sh, name, m);
    }
    return status;
  }
  const o = options(sh, argv, 'afptP');
  if (typeof o === 'number') return o;
  let status = 0;
  for (const name of o.rest) {
    let list = o.flags.has('P') ? files(sh, name, o.flags.has('a')) : meanings(sh, name, o.flags.has('a'), !o.flags.has('f'));
    if (o.flags.has('p')) list = list.filter((m) => m.kind === 'file');
    if (list.length === 0) {
      if (!(o.flags.has('p') && meanings(sh, name, false).length > 0)) status = 1;
      if (!o.flags.has('t') && !o.flags.has('p') && !o.flags.has('P')) sh.fail(`${name}: not found`);
      continue;
    }
    for (const m of list) {
      if (o.flags.has('t')) sh.print(`${m.kind}\n`);
      else if (o.flags.has('p') || o.flags.has('P')) sh.print(`${m.path!}\n`);
      else describe(sh, name, m);
    }
  }
  return status;
}

function* command(sh: Shell, argv: readonly string[]): Task<number> {
  const o = options(sh, argv, 'pvV');
  if (typeof o === 'number') {
    if (!sh.bash) throw new ExitShell(2);
    return o;
  }
  if (o.flags.has('v') || o.flags.has('V')) {
    let status = o.rest.length > 0 ? 1 : 0;
    for (const name of sh.bash ? o.rest : o.rest.slice(0, 1)) {
      const m = meanings(sh, name, false)[0];
      if (m === undefined) {
        if (!sh.bash) status = 127;
        if (o.flags.has('V')) {
          if (sh.bash) sh.fail(`${name}: not found`);
          else sh.print(`${name}: not found\n`);
        }
        continue;
      }
      status = 0;
      if (o.flags.has('V')) describe(sh, name, m);
      else if (m.kind === 'alias') sh.print(`alias ${name}='${sh.aliases.get(name)!.replace(/'/g, "'\\''")}'\n`);
      else sh.print(`${m.kind === 'file' ? m.path! : name}\n`);
    }
    return status;
  }
  if (o.rest.length === 0) return 0;
  const name = sh.builtinName;
  try {
    if (o.flags.has('p') && !builtins(sh).has(o.rest[0]!)) {
      const path = findProgram(sh, o.rest[0]!, DEFAULT_PATH);
      if (path !== undefined) return yield* sh.engine.runWords(sh, [path, ...o.rest.slice(1)], true);
    }
    return yield* sh.engine.runWords(sh, o.rest, true);
  } finally {
    sh.builtinName = name;
  }
}

function* builtin(sh: Shell, argv: readonly string[]): Task<number> {
  const args = argv[1] === '--' ? argv.slice(2) : argv.slice(1);
  const name = args[0];
  if (name === undefined) return 0;
  if (!builtins(sh).has(name)) return sh.fail(`${name}: not a shell builtin`);
  const outer = sh.builtinName;
  try {
    return yield* sh.engine.runWords(sh, args, true);
  } finally {
    sh.builtinName = outer;
  }
}

function hash(sh: Shell, argv: readonly string[]): number {
  const o = options(sh, argv, sh.bash ? 'dlp:rt' : 'rv');
  if (typeof o === 'number') return o;
  if (o.flags.has('r')) sh.hashed.clear();
  const given = o.values.get('p');
  if (o.rest.length === 0) {
    if (o.flags.has('r')) return 0;
    if (!sh.bash) {
      for (const { path } of sh.hashed.values()) sh.print(`${path}\n`);
      return 0;
    }
    if (sh.hashed.size === 0) {
      if (!o.flags.has('l')) sh.print('hash: hash table empty\n');
      return 0;
    }
    if (o.flags.has('l')) for (const [n, h] of sh.hashed) sh.print(`builtin hash -p ${h.path} ${n}\n`);
    else {
      sh.print('hits\tcommand\n');
      for (const h of sh.hashed.values()) sh.print(`${String(h.hits).padStart(4)}\t${h.path}\n`);
    }
    return 0;
  }
  let status = 0;
  for (const name of o.rest) {
    if (given !== undefined) {
      sh.hashed.set(name, { path: given, hits: 0 });
      continue;
    }
    if (o.flags.has('d') || o.flags.has('t')) {
      const h = sh.hashed.get(name);
      if (h === undefined) status = sh.fail(`${name}: not found`);
      else if (o.flags.has('d')) sh.hashed.delete(name);
      else sh.print(o.rest.length > 1 ? `${name}\t${h.path}\n` : `${h.path}\n`);
      continue;
    }
    if (name.includes('/') || builtins(sh).has(name) || sh.functions.has(name)) continue;
    const path = findProgram(sh, name);
    if (path === undefined) status = sh.fail(`${name}: not found`);
    else sh.hashed.set(name, { path, hits: 0 });
  }
  return status;
}

function enable(sh: Shell, argv: readonly string[]): number {
  const o = options(sh, argv, 'anpsd');
  if (typeof o === 'number') return o;
  const off = o.flags.has('n');
  if (o.rest.length === 0) {
    for (const name of builtins(sh).keys()) {
      if (o.flags.has('s') && !SPECIAL_BUILTINS.has(name)) continue;
      const disabled = sh.disabled.has(name);
      if (o.flags.has('a')) sh.print(`enable ${disabled ? '-n ' : ''}${name}\n`);
      else if (disabled === off) sh.print(`enable ${off ? '-n ' : ''}${name}\n`);
    }
    return 0;
  }
  let status = 0;
  for (const name of o.rest) {
    if (!builtins(sh).has(name)) status = sh.fail(`${name}: not a shell builtin`);
    else if (off) sh.disabled.add(name);
    else sh.disabled.delete(name);
  }
  return status;
}

function help(sh: Shell, argv: readonly string[]): number {
  const o = options(sh, argv, 'dms');
  if (typeof o === 'number') return o;
  const table = builtins(sh);
  if (o.rest.length === 0) {
    sh.print(sh.bash ? 'GNU bash, version 5.2.15(1)-release (x86_64-pc-linux-gnu)\nThese commands are part of the shell itself. `help NAME\' says more about one of them.\n\n' : 'Built-in commands:\n------------------\n');
    for (const [name, b] of table) sh.print(` ${name}${b.usage === '' ? '' : ` ${b.usage}`}\n`);
    return 0;
  }
  let status = 1;
  for (const name of o.rest) {
    const b = table.get(name);
    if (b === undefined) {
      sh.fail(`no help topics match \`${name}'.  Try \`help help' or \`man -k ${name}' or \`info ${name}'.`);
      continue;
    }
    status = 0;
    if (o.flags.has('d')) sh.print(`${name} - ${b.about}\n`);
    else if (o.flags.has('s')) sh.print(`${name}: ${name}${b.usage === '' ? '' : ` ${b.usage}`}\n`);
    else sh.print(`${name}: ${name}${b.usage === '' ? '' : ` ${b.usage}`}\n    ${b.about}\n`);
  }
  return status;
}

function caller(sh: Shell, argv: readonly string[]): number {
  const n = argv[1];
  if (n !== undefined && !/^\d+$/.test(n)) {
    sh.fail(`${n}: invalid number`);
    return usage(sh);
  }
  if (sh.calls.length === 0) {
    if (n === undefined) sh.print('0 NULL\n');
    return n === undefined ? 0 : 1;
  }
  const level = Number(n ?? 0);
  const i = sh.calls.length - 1 - level;
  if (i < 0) return 1;
  const outer = sh.calls[i - 1];
  const source = outer?.source ?? (sh.startLetters.includes('c') || sh.interactive ? 'environment' : sh.name);
  if (n === undefined) sh.print(`${sh.calls[i]!.line} ${outer === undefined && (sh.startLetters.includes('c') || sh.interactive) ? 'NULL' : source}\n`);
  else {
    if (outer === undefined && (sh.startLetters.includes('c') || sh.interactive)) return 1;
    sh.print(`${sh.calls[i]!.line} ${outer?.name ?? 'main'} ${source}\n`);
  }
  return 0;
}

export const infoBuiltins: Record<string, Builtin> = {
  type: { run: type, usage: '[-afptP] name [name ...]', about: 'Say what a command name means.' },
  command: { run: command, usage: '[-pVv] command [arg ...]', about: 'Run a command without looking at functions, or say what it is.' },
  builtin: { run: builtin, usage: '[shell-builtin [arg ...]]', about: 'Run a builtin without looking at functions.', only: 'bash' },
  hash: { run: hash, usage: '[-lr] [-p pathname] [-dt] [name ...]', about: 'Remember where programs are.' },
  enable: { run: enable, usage: '[-a] [-dnps] [-f filename] [name ...]', about: 'Switch builtins on and off.', only: 'bash' },
  help: { run: help, usage: '[-dms] [pattern ...]', about: 'Say what builtins do.' },
  caller: { run: caller, usage: '[expr]', about: 'Show where the present function was called.', only: 'bash' },
};
