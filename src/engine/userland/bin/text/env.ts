/** env: run a program in a changed environment (coreutils 9.1). */
import type { Task } from '../../../abi/sys.ts';
import { isSysError } from '../../../abi/errno.ts';
import { parseSignal, Signal } from '../../../abi/signal.ts';
import { execvp } from '../../libc/popen.ts';
import { setEnv } from '../../libc/env.ts';
import { writeText } from '../../libc/stdio.ts';
import { Die, tool, type Tool } from '../../libc/tool.ts';

const help = `Usage: % [OPTION]... [-] [NAME=VALUE]... [COMMAND [ARG]...]
Set each NAME to VALUE in the environment and run COMMAND.

  -i, --ignore-environment  begin with an empty environment
  -0, --null                end each output line with NUL, not newline
  -u, --unset=NAME          remove a variable
  -C, --chdir=DIR           change the working directory to DIR
  -S, --split-string=S      take S apart into arguments, for the first line of scripts
      --block-signal[=SIG]    block SIG for COMMAND
      --default-signal[=SIG]  give SIG its default action
      --ignore-signal[=SIG]   ignore SIG
      --list-signal-handling  (ignored)
  -v, --debug               tell what is done at each step
      --help        show this text and exit
      --version     show the version and exit

A mere - is the same as -i. Without COMMAND the environment is printed.
`;

/** -S: split as a shell would, with ${'$'}{NAME} and escapes. */
function split(t: Tool, s: string): string[] {
  const args: string[] = [];
  let current: string | undefined;
  let quote = '';
  for (let i = 0; i < s.length; i++) {
    const ch = s[i]!;
    if (ch === quote) {
      quote = '';
      continue;
    }
    if (quote === '' && (ch === "'" || ch === '"')) {
      quote = ch;
      current ??= '';
      continue;
    }
    if (quote === '' && (ch === ' ' || ch === '\t' || ch === '\n')) {
      if (current !== undefined) args.push(current);
      current = undefined;
      continue;
    }
    if (quote === '' && ch === '#' && current === undefined) break;
    if (ch === '$' && quote !== "'") {
      const m = /^\$\{([A-Za-z_]\w*)\}/.exec(s.slice(i));
      if (m === null) throw new Die(`only \${VARNAME} expansion is supported, error at: ${s.slice(i)}`, 125);
      current = (current ?? '') + (t.env.get(m[1]!) ?? '');
      i += m[0].length - 1;
      continue;
    }
    if (ch === '\\' && (quote !== "'" || s[i + 1] === "'" || s[i + 1] === '\\')) {
      const next = s[++i];
      if (next === undefined) throw new Die('invalid backslash at end of string in -S', 125);
      if (next === 'c' && quote === '') break;
      if (next === '_' && quote === '') {
        if (current !== undefined) args.push(current);
        current = undefined;
        continue;
      }
      const known: Readonly<Record<string, string>> = { f: '\f', n: '\n', r: '\r', t: '\t', v: '\v', _: ' ', '#': '#', $: '$', '"': '"', "'": "'", '\\': '\\' };
      const value = known[next];
      if (value === undefined) throw new Die(`invalid sequence '\\${next}' in -S`, 125);
      current = (current ?? '') + value;
      continue;
    }
    current = (current ?? '') + ch;
  }
  if (quote !== '') throw new Die('no terminating quote in -S string', 125);
  if (current !== undefined) args.push(current);
  return args;
}

/** Replace -S STRING at the front by the arguments it holds. */
function expandSplit(t: Tool, args: readonly string[]): string[] {
  for (let i = 0; i < args.length; i++) {
    const a = args[i]!;
    const m = /^(-[v0i]*)S(.*)$/s.exec(a) ?? /^()--split-string=(.*)$/s.exec(a);
    if (m !== null && !a.startsWith('--block')) {
      const inline = m[2] !== '';
      const text = inline ? m[2]! : args[i + 1];
      if (text === undefined) break;
      const flags = m[1] !== '' && m[1] !== '-' ? [m[1]!] : [];
      return [...args.slice(0, i), ...flags, ...expandSplit(t, [...split(t, text), ...args.slice(i + (inline ? 1 : 2))])];
    }
    if (!a.startsWith('-') || a === '-') break;
    if (a === '-u' || a === '-C') i++;
  }
  return [...args];
}

export const env = tool({ name: 'env', help, trouble: 125 }, function* (t): Task<number> {
  let empty = false;
  let end = '\n';
  let debug = false;
  let dir: string | undefined;
  const unset: string[] = [];
  const signals: { readonly how: 'default' | 'ignore' | 'block'; readonly list: readonly number[] }[] = [];
  const long = {
    'ignore-environment': 'i', null: '0', unset: 'u:', chdir: 'C:', 'default-signal': 'default::', 'ignore-signal': 'ignore::', 'block-signal': 'block::',
    'list-signal-handling': 'list', debug: 'v', 'split-string': 'S:',
  };
  const operands = yield* t.options('+C:iS:u:v0', long, ({ key, arg, has }) => {
    if (key === 'i') empty = true;
    else if (key === '0') end = '\0';
    else if (key === 'u') unset.push(arg);
    else if (key === 'v') debug = true;
    else if (key === 'C') dir = arg;
    else if (key === 'default' || key === 'ignore' || key === 'block') {
      const list = has ? arg.split(',').map((s) => {
        const n = parseSignal(s);
        if (n === undefined || n === 0) throw new Die(`${t.quote(s)}: invalid signal`, 125, true);
        return n;
      }) : Object.values(Signal).filter((n) => n !== Signal.SIGKILL && n !== Signal.SIGSTOP);
      signals.push({ how: key, list });
    }
  }, expandSplit(t, t.args));
  if (operands[0] === '-') {
    empty = true;
    operands.shift();
  }
  const log = function* (text: string): Task<void> {
    if (debug) yield* writeText(t.sys, 2, `${text}\n`);
  };
  let envp: string[] = empty ? [] : [...t.envp];
  if (empty) yield* log('cleaning environ');
  for (const name of unset) {
    if (name === '' || name.includes('=')) throw new Die(`cannot unset ${t.quote(name)}: Invalid argument`);
    yield* log(`unset:    ${name}`);
    envp = envp.filter((e) => !e.startsWith(`${name}=`));
  }
  while (operands[0]?.includes('=') === true) {
    const a = operands.shift()!;
    const eq = a.indexOf('=');
    yield* log(`setenv:   ${a}`);
    envp = setEnv(envp, a.slice(0, eq), a.slice(eq + 1));
  }
  if (operands.length === 0) {
    if (dir !== undefined) throw new Die('must specify command with --chdir (-C)', 125, true);
    for (const e of envp) t.out.put(e + end);
    return 0;
  }
  if (end === '\0') throw new Die('cannot specify --null (-0) with command', 125, true);
  for (const { how, list } of signals) {
    if (how === 'block') t.sys.sigprocmask('block', new Set(list));
    else for (const n of list) t.sys.sigaction(n, how);
  }
  if (dir !== undefined) {
    yield* log(`chdir:    ${t.quoteaf(dir)}`);
    try {
      t.sys.chdir(dir);
    } catch (e) {
      if (!isSysError(e)) throw e;
      throw new Die(`cannot change directory to ${t.quoteaf(dir)}: ${e.message}`);
    }
  }
  yield* log(`executing: ${operands[0]}`);
  for (let i = 0; i < operands.length; i++) yield* log(`   arg[${i}]= ${t.quote(operands[i]!)}`);
  const failed = yield* execvp(t.sys, operands, envp, envp.find((e) => e.startsWith('PATH='))?.slice(5) ?? '/bin:/usr/bin');
  yield* t.warn(`${t.quote(operands[0]!)}: ${failed.message}`);
  if (failed.status === 127 && operands[0]!.includes(' ')) yield* writeText(t.sys, 2, `${t.name}: use -[v]S to pass options in shebang lines\n`);
  return failed.status;
});
