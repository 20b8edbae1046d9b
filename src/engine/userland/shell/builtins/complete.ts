/** complete, compgen, compopt, bind: programmable completion as far as word lists, actions and functions go. */
import type { Task } from '../../../abi/sys.ts';
import { isSysError } from '../../../abi/errno.ts';
import { glob } from '../expand/glob.ts';
import { escapePattern } from '../expand/pattern.ts';
import { compileArgument } from '../expand/plan.ts';
import { expandPlan } from '../expand/expand.ts';
import { SHOPT_NAMES, SET_OPTIONS } from '../state/options.ts';
import { passwdNames } from '../expand/tilde.ts';
import type { Shell } from '../state/shell.ts';
import { A } from '../state/variables.ts';
import { builtins, type Builtin } from './table.ts';
import { options } from './util.ts';

const SPEC = 'abcdefgjksuvprDEIo:A:G:W:F:C:X:P:S:';

function complete(sh: Shell, argv: readonly string[]): number {
  const o = options(sh, argv, SPEC);
  if (typeof o === 'number') return o;
  const names = [...o.rest, ...(o.flags.has('D') ? ['-D'] : []), ...(o.flags.has('E') ? ['-E'] : [])];
  if (o.flags.has('r')) {
    if (names.length === 0) sh.completions.clear();
    let status = 0;
    for (const n of names) if (!sh.completions.delete(n)) status = sh.fail(`${n}: no completion specification`);
    return status;
  }
  if (o.flags.has('p') || (names.length === 0 && o.flags.size === 0)) {
    let status = 0;
    for (const n of names.length > 0 ? names : sh.completions.keys()) {
      const spec = sh.completions.get(n);
      if (spec === undefined) status = sh.fail(`${n}: no completion specification`);
      else sh.print(`complete ${spec === '' ? '' : `${spec} `}${n}\n`);
    }
    return status;
  }
  const spec = argv.slice(1, argv.length - o.rest.length).filter((a) => a !== '--' && a !== '-D' && a !== '-E').map((a) => (/[^A-Za-z0-9_\-./]/.test(a) || a === '' ? `'${a.replace(/'/g, "'\\''")}'` : a)).join(' ');
  for (const n of names) sh.completions.set(n, spec);
  return 0;
}

/** Words that an action of compgen gives. */
export function* actionWords(sh: Shell, name: string, word: string): Task<string[]> {
  switch (name) {
    case 'alias':
      return [...sh.aliases.keys()];
    case 'builtin':
      return [...builtins(sh).keys()];
    case 'command':
      return [...sh.aliases.keys(), ...sh.functions.keys(), ...builtins(sh).keys(), ...programs(sh)];
    case 'directory':
    case 'file': {
      const all = glob(sh, `${escapePattern(word)}*`);
      return name === 'file' ? all : all.filter((f) => isDirectory(sh, f));
    }
    case 'export':
      return sh.vars.names().filter((n) => (sh.vars.get(n)!.attrs & A.EXPORT) !== 0);
    case 'function':
      return [...sh.functions.keys()].sort();
    case 'job':
      return sh.jobs.list.map((j) => j.text.split(' ')[0]!);
    case 'keyword':
      return ['if', 'then', 'else', 'elif', 'fi', 'case', 'esac', 'for', 'select', 'while', 'until', 'do', 'done', 'in', 'function', 'time', '{', '}', '!', '[[', ']]', 'coproc'];
    case 'setopt':
      return SET_OPTIONS.map(([n]) => n);
    case 'shopt':
      return [...SHOPT_NAMES];
    case 'user':
      return passwdNames(sh);
    case 'variable':
      return sh.vars.names();
    case 'hostname':
      return [sh.sys.uname().nodename];
    default:
      return [];
  }
}

function isDirectory(sh: Shell, path: string): boolean {
  try {
    return (sh.sys.stat(path).mode & 0o170000) === 0o040000;
  } catch (e) {
    if (isSysError(e)) return false;
    throw e;
  }
}

function programs(sh: Shell): string[] {
  const out: string[] = [];
  for (const dir of (sh.scalar('PATH') ?? '').split(':')) {
    try {
      for (const e of sh.sys.readdir(dir === '' ? '.' : dir)) if (e.type !== 'dir' && !e.name.startsWith('.')) out.push(e.name);
    } catch (e) {
      if (!isSysError(e)) throw e;
    }
  }
  return out;
}

const LETTERS: Readonly<Record<string, string>> = { a: 'alias', b: 'builtin', c: 'command', d: 'directory', e: 'export', f: 'file', g: 'group', j: 'job', k: 'keyword', s: 'service', u: 'user', v: 'variable' };

function* compgen(sh: Shell, argv: readonly string[]): Task<number> {
  const o = options(sh, argv, SPEC);
  if (typeof o === 'number') return o;
  const word = o.rest[0] ?? '';
  const found: string[] = [];
  for (const letter of o.flags) if (LETTERS[letter] !== undefined) found.push(...(yield* actionWords(sh, LETTERS[letter]!, word)));
  const named = o.values.get('A');
  if (named !== undefined) found.push(...(yield* actionWords(sh, named, word)));
  const list = o.values.get('W');
  if (list !== undefined) {
    const fields: string[] = [];
    const quoted = list.split(/[ \t\n]+/).filter((w) => w !== '');
    for (const w of quoted) yield* expandPlan(sh, compileArgument(w, sh.line, sh.planOptions), fields);
    found.push(...fields);
  }
  const pattern = o.values.get('G');
  if (pattern !== undefined) found.push(...glob(sh, pattern));
  const fn = o.values.get('F');
  if (fn !== undefined) {
    const def = sh.functions.get(fn);
    if (def !== undefined) {
      yield* sh.engine.callFunction(sh, def, ['compgen', word, '']);
      found.push(...sh.elements('COMPREPLY'));
    }
  }
  const hits = found.filter((w) => w.startsWith(word));
  const before = o.values.get('P') ?? '';
  const after = o.values.get('S') ?? '';
  for (const w of hits) sh.print(`${before}${w}${after}\n`);
  return hits.length > 0 ? 0 : 1;
}

function compopt(sh: Shell): number {
  return sh.fail('not currently executing completion function');
}

function bind(sh: Shell, argv: readonly string[]): number {
  if (!sh.interactive) sh.error('bind: warning: line editing not enabled');
  const o = options(sh, argv, 'lvpVPsSXf:q:u:m:r:x:');
  return typeof o === 'number' ? o : 0;
}

export const completionBuiltins: Record<string, Builtin> = {
  complete: { run: complete, usage: '[-abcdefgjksuv] [-pr] [-DEI] [-o option] [-A action] [-G globpat] [-W wordlist] [-F function] [-C command] [-X filterpat] [-P prefix] [-S suffix] [name ...]', about: 'Say how arguments of commands are completed.', only: 'bash' },
  compgen: { run: compgen, usage: '[-abcdefgjksuv] [-o option] [-A action] [-G globpat] [-W wordlist] [-F function] [-C command] [-X filterpat] [-P prefix] [-S suffix] [word]', about: 'Show possible completions.', only: 'bash' },
  compopt: { run: compopt, usage: '[-o|+o option] [-DEI] [name ...]', about: 'Change options of a completion.', only: 'bash' },
  bind: { run: bind, usage: '[-lpsvPSVX] [-m keymap] [-f filename] [-q name] [-u name] [-r keyseq] [-x keyseq:shell-command] [keyseq:readline-function or readline-command]', about: 'Key bindings; they are fixed here.', only: 'bash' },
};
