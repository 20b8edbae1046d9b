/** shift, unset, getopts, let. */
import { evalArith, type Int } from '../expand/arith.ts';
import { ArithError } from '../expand/arithtok.ts';
import { isName, setScalar } from '../state/assign.ts';
import { ExitShell } from '../state/errors.ts';
import type { Shell } from '../state/shell.ts';
import { A } from '../state/variables.ts';
import { tooMany } from './flow.ts';
import type { Builtin } from './table.ts';
import { integer, options, usage } from './util.ts';

function shift(sh: Shell, argv: readonly string[]): number {
  const args = argv[1] === '--' ? argv.slice(2) : argv.slice(1);
  const n = args[0] === undefined ? 1 : integer(args[0]);
  if (n === undefined) {
    if (!sh.bash) {
      sh.fail(`Illegal number: ${args[0]}`);
      throw new ExitShell(2);
    }
    return sh.fail(`${args[0]}: numeric argument required`);
  }
  if (args.length > 1 && sh.bash) throw tooMany(sh);
  if (n < 0) return sh.fail(`${args[0]}: shift count out of range`);
  if (n > sh.params.length) {
    if (sh.dialect === 'dash') {
      sh.fail("can't shift that many");
      throw new ExitShell(2);
    }
    if (sh.options.opt('shift_verbose')) sh.fail(`${args[0]}: shift count out of range`);
    return 1;
  }
  sh.params = sh.params.slice(n);
  return 0;
}

function unset(sh: Shell, argv: readonly string[]): number {
  const o = options(sh, argv, sh.bash ? 'fnv' : 'fv');
  if (typeof o === 'number') return o;
  if (o.flags.has('f') && o.flags.has('v')) return sh.fail('cannot simultaneously unset a function and a variable');
  let status = 0;
  for (const arg of o.rest) {
    if (o.flags.has('f')) {
      if (sh.readonlyFunctions.has(arg)) status = sh.fail(`${arg}: cannot unset: readonly function`);
      else sh.functions.delete(arg);
      continue;
    }
    const element = /^([A-Za-z_][A-Za-z0-9_]*)\[([^]*)\]$/.exec(arg);
    if (element !== null && sh.bash) {
      if (!unsetElement(sh, element[1]!, element[2]!)) status = 1;
      continue;
    }
    if (!isName(arg)) {
      if (!sh.bash) {
        sh.fail(`${arg}: bad variable name`);
        throw new ExitShell(2);
      }
      if (o.flags.has('v')) {
        status = sh.fail(`\`${arg}': not a valid identifier`);
        continue;
      }
    }
    const name = o.flags.has('n') ? arg : sh.resolve(arg);
    const v = sh.vars.get(name);
    if (v !== undefined) {
      if (v.attrs & A.READONLY) {
        if (!sh.bash) {
          sh.fail(`${name}: is read only`);
          throw new ExitShell(2);
        }
        status = sh.fail(`${name}: cannot unset: readonly variable`);
      } else sh.vars.unset(name);
    } else if (!o.flags.has('v')) {
      if (sh.readonlyFunctions.has(arg)) status = sh.fail(`${arg}: cannot unset: readonly function`);
      else sh.functions.delete(arg);
    }
  }
  return status;
}

function unsetElement(sh: Shell, name: string, index: string): boolean {
  name = sh.resolve(name);
  const seen = sh.vars.get(name);
  if (seen === undefined) return true;
  if (seen.attrs & A.READONLY) {
    sh.fail(`${name}: cannot unset: readonly variable`);
    return false;
  }
  if (seen.assoc !== undefined) {
    const key = index.replace(/^(['"])([^]*)\1$/, '$2');
    sh.vars.own(name).assoc!.delete(key);
    return true;
  }
  if (seen.array === undefined) {
    if (index === '0') {
      sh.vars.unset(name);
      return true;
    }
    sh.fail(`${name}: not an array variable`);
    return false;
  }
  const v = sh.vars.own(name);
  if (index === '@' || index === '*') {
    for (const k of v.array!.keys()) v.array!.delete(k);
    return true;
  }
  let i = sh.arith(index);
  if (i < 0) i += v.array!.length;
  if (i < 0) {
    sh.fail(`[${index}]: bad array subscript`);
    return false;
  }
  v.array!.delete(i);
  return true;
}

function getopts(sh: Shell, argv: readonly string[]): number {
  const args = argv[1] === '--' ? argv.slice(2) : argv.slice(1);
  if (sh.bash && args[0] !== undefined && /^-./.test(args[0]) && argv[1] !== '--') {
    sh.fail(`${args[0].slice(0, 2)}: invalid option`);
    return usage(sh);
  }
  if (args.length < 2) {
    if (!sh.bash) {
      sh.fail('Usage: getopts optstring var [arg...]');
      throw new ExitShell(2);
    }
    return usage(sh);
  }
  const [spec0, name] = args as [string, string];
  const list = args.length > 2 ? args.slice(2) : sh.params;
  const silent = spec0.startsWith(':');
  const spec = silent ? spec0.slice(1) : spec0;
  let ind = Number(sh.scalar('OPTIND') ?? '1');
  if (!(ind >= 1)) ind = 1;
  let at = sh.getoptsAt;
  const done = (letter: string, optarg: string | undefined): number => {
    setScalar(sh, 'OPTIND', String(ind));
    sh.getoptsAt = at;
    if (optarg === undefined) sh.vars.unset('OPTARG');
    else setScalar(sh, 'OPTARG', optarg);
    if (!isName(name)) return sh.fail(`\`${name}': not a valid identifier`);
    setScalar(sh, name, letter);
    return 0;
  };
  let word = list[ind - 1];
  if (at === 0 || word === undefined || at >= word.length) {
    if (at !== 0) ind++;
    at = 1;
    word = list[ind - 1];
    if (word === undefined || word === '-' || !word.startsWith('-') || word === '--') {
      if (word === '--') ind++;
      at = 0;
      done('?', undefined);
      return 1;
    }
  }
  const c = word[at]!;
  at++;
  const advance = (): void => {
    if (at >= word.length) {
      ind++;
      at = 0;
    }
  };
  const where = c === ':' ? -1 : spec.indexOf(c);
  const complain = (text: string): void => {
    if (!silent && sh.scalar('OPTERR') !== '0') {
      if (sh.bash) sh.print(`${sh.prefixName()}: ${text} -- ${c}\n`, 2);
      else sh.print(text.startsWith('illegal') ? `Illegal option -${c}\n` : `No arg for -${c} option\n`, 2);
    }
  };
  if (where < 0) {
    advance();
    complain('illegal option');
    return done('?', silent ? c : undefined);
  }
  if (spec[where + 1] !== ':') {
    advance();
    return done(c, undefined);
  }
  if (at < word.length) {
    const value = word.slice(at);
    ind++;
    at = 0;
    return done(c, value);
  }
  ind++;
  at = 0;
  const value = list[ind - 1];
  if (value === undefined) {
    complain('option requires an argument');
    return silent ? done(':', c) : done('?', undefined);
  }
  ind++;
  return done(c, value);
}

function doLet(sh: Shell, argv: readonly string[]): number {
  const args = argv[1] === '--' ? argv.slice(2) : argv.slice(1);
  if (args.length === 0) return sh.fail('expression expected');
  let last: Int = 0;
  for (const a of args) {
    try {
      last = evalArith(a, sh);
    } catch (e) {
      if (!(e instanceof ArithError)) throw e;
      sh.arithDepth = 0;
      return sh.fail(e.message);
    }
  }
  return last == 0 ? 1 : 0;
}

export const paramBuiltins: Record<string, Builtin> = {
  shift: { run: shift, usage: '[n]', about: 'Drop the first n positional parameters.' },
  unset: { run: unset, usage: '[-f] [-v] [-n] [name ...]', about: 'Remove variables or functions.' },
  getopts: { run: getopts, usage: 'optstring name [arg ...]', about: 'Take the next option from the positional parameters.' },
  let: { run: doLet, usage: 'arg [arg ...]', about: 'Evaluate arithmetic expressions.', only: 'bash' },
};
