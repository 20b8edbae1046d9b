/** declare, typeset, local, export, readonly: attributes and values. */
import type { Task } from '../../../abi/sys.ts';
import type { Assign } from '../syntax/ast.ts';
import { functionDefinition } from '../syntax/print.ts';
import { compoundItems } from '../exec/simple.ts';
import { declaration, attributeLetters } from '../expand/transform.ts';
import { compoundText } from '../expand/transform.ts';
import { quoteIfNeeded, singleQuote } from '../expand/quote.ts';
import { Parser } from '../syntax/parser.ts';
import { IndexedArray } from '../state/array.ts';
import { setCompound, setElement, setScalar } from '../state/assign.ts';
import { ExitShell, ExpansionError } from '../state/errors.ts';
import type { Shell } from '../state/shell.ts';
import { A, type Variable } from '../state/variables.ts';
import type { Builtin } from './table.ts';
import { options, usage } from './util.ts';

const BITS: Readonly<Record<string, number>> = { i: A.INTEGER, r: A.READONLY, x: A.EXPORT, l: A.LOWER, u: A.UPPER, n: A.NAMEREF, t: A.TRACE, a: A.INDEXED, A: A.ASSOC };

/** What a declaration asks for. */
interface Wish {
  on: number;
  off: number;
  /** 'local': in the function's scope; 'global': -g; 'here': where the name is visible (export, readonly). */
  scope: 'local' | 'global' | 'here';
  inherit: boolean;
}

function* declare(sh: Shell, argv: readonly string[]): Task<number> {
  const compound = sh.declared;
  sh.declared = undefined;
  const local = argv[0] === 'local';
  if (local && !sh.vars.inFunction) {
    if (!sh.bash) {
      sh.fail('not in a function');
      throw new ExitShell(2);
    }
    return sh.fail('can only be used in a function');
  }
  const wish: Wish = { on: 0, off: 0, scope: sh.vars.inFunction ? 'local' : 'here', inherit: false };
  let print = false;
  let functions: '' | 'f' | 'F' = '';
  let i = 1;
  for (; i < argv.length; i++) {
    const a = argv[i]!;
    if (a === '--') {
      i++;
      break;
    }
    if (a.length < 2 || (a[0] !== '-' && a[0] !== '+') || !sh.bash) break;
    for (const c of a.slice(1)) {
      if (c === 'p') print = true;
      else if (c === 'g') wish.scope = 'global';
      else if (c === 'I') wish.inherit = true;
      else if (c === 'f' || c === 'F') functions = functions === 'F' ? 'F' : c;
      else if (BITS[c] !== undefined) {
        if (a[0] === '-') wish.on |= BITS[c]!;
        else wish.off |= BITS[c]!;
      } else {
        sh.fail(`${a[0]}${c}: invalid option`);
        return usage(sh);
      }
    }
  }
  const names = argv.slice(i);
  if (functions !== '') return declareFunctions(sh, names, functions === 'F', wish);
  if (names.length === 0 || (print && compound === undefined && names.every((n) => !n.includes('=')))) return list(sh, names, wish, print, local);
  let status = 0;
  for (let k = 0; k < names.length; k++) {
    const s = yield* one(sh, names[k]!, wish, compound?.get(i + k));
    if (s !== 0) status = s;
  }
  return status;
}

/** Declare one NAME or NAME=value. */
function* one(sh: Shell, arg: string, wish: Wish, compound: Assign | undefined): Task<number> {
  const m = /^([A-Za-z_][A-Za-z0-9_]*)(?:\[([^]*?)\](?=$|\+?=))?(?:(\+?)=([^]*))?$/.exec(arg);
  if (m === null) {
    const shown = arg;
    if (!sh.bash) {
      sh.fail(`${arg.replace(/=.*$/s, '')}: bad variable name`);
      throw new ExitShell(2);
    }
    return sh.fail(`\`${shown}': not a valid identifier`);
  }
  const [, name0, index, plus] = m;
  let name = name0!;
  const value = m[4];
  const append = plus === '+';
  if (!(wish.on & A.NAMEREF) && !(wish.off & A.NAMEREF) && wish.scope !== 'local') name = sh.resolve(name).replace(/\[.*$/s, '');
  const seen = sh.vars.get(name);
  if (wish.off & A.READONLY && seen !== undefined && seen.attrs & A.READONLY) return sh.fail(`${name}: readonly variable`);
  if (seen !== undefined && seen.attrs & A.READONLY && (value !== undefined || compound !== undefined || wish.scope === 'local') && !(wish.scope === 'local' && sh.vars.isLocal(name) && value === undefined)) {
    if (!sh.bash) throw new ExpansionError(`${name}: is read only`, true, 2);
    return sh.fail(`${name}: readonly variable`);
  }
  if (wish.on & A.NAMEREF && value !== undefined && !/^[A-Za-z_][A-Za-z0-9_]*(\[.*\])?$/.test(value) && value !== '') return sh.fail(`\`${value}': invalid variable name for name reference`);
  if (wish.on & A.NAMEREF && value === name) return sh.fail(`${name}: nameref variable self references not allowed`);
  let v: Variable;
  if (wish.scope === 'local') {
    const fresh = !sh.vars.isLocal(name);
    const outer = fresh ? sh.vars.get(name) : undefined;
    v = sh.vars.localise(name);
    if (fresh && outer !== undefined && (wish.inherit || sh.options.opt('localvar_inherit') || !sh.bash)) {
      v.attrs |= outer.attrs & ~A.NAMEREF;
      v.value = outer.value;
      v.array = outer.array?.copy();
      v.assoc = outer.assoc === undefined ? undefined : new Map(outer.assoc);
    } else if (fresh && outer !== undefined && outer.attrs & A.EXPORT) v.attrs |= A.EXPORT;
  } else if (wish.scope === 'global') v = sh.vars.ownGlobal(name);
  else v = sh.vars.own(name);
  if (wish.on & A.ASSOC && (v.array !== undefined || v.attrs & A.INDEXED)) return sh.fail(`${name}: cannot convert indexed to associative array`);
  if (wish.on & A.INDEXED && (v.assoc !== undefined || v.attrs & A.ASSOC)) return sh.fail(`${name}: cannot convert associative to indexed array`);
  if (wish.off & (A.INDEXED | A.ASSOC) && (v.array !== undefined || v.assoc !== undefined)) return sh.fail(`${name}: cannot destroy array variables in this way`);
  const later = wish.on & A.READONLY;
  if (wish.on & A.LOWER) v.attrs &= ~A.UPPER;
  if (wish.on & A.UPPER) v.attrs &= ~A.LOWER;
  const wasExported = v.attrs & A.EXPORT;
  v.attrs = (v.attrs | (wish.on & ~A.READONLY & ~(value !== undefined && wish.on & A.NAMEREF ? A.NAMEREF : 0))) & ~wish.off;
  if ((wasExported | wish.on) & A.EXPORT) sh.vars.exportVersion++;
  if (wish.on & A.INDEXED && v.array === undefined) toArray(v, index !== undefined || value !== undefined || compound !== undefined);
  if (wish.on & A.ASSOC && v.assoc === undefined) {
    v.assoc = new Map();
    if (v.value !== undefined) v.assoc.set('0', v.value);
    v.value = undefined;
  }
  try {
    if (compound !== undefined) {
      const items = yield* compoundItems(sh, compound);
      withScope(sh, name, v, wish, () => setCompound(sh, name, items, compound.append));
    } else if (value !== undefined) {
      if (wish.on & A.NAMEREF) v.value = value;
      else if (index !== undefined) withScope(sh, name, v, wish, () => setElement(sh, name, index, value, append));
      else if ((v.array !== undefined || v.assoc !== undefined) && value.startsWith('(') && value.endsWith(')')) {
        // `declare -a x="(...)"`: a compound value that came from an expansion.
        const text = new Parser(`x${append ? '+' : ''}=${value}`, { dialect: 'bash', extglob: false, firstLine: sh.line }).unit();
        const node = text?.list.items[0]?.node;
        if (node?.type === 'simple' && node.assigns[0] !== undefined) {
          const items = yield* compoundItems(sh, node.assigns[0]);
          withScope(sh, name, v, wish, () => setCompound(sh, name, items, append));
        }
      } else withScope(sh, name, v, wish, () => setScalar(sh, name, value, append));
    }
  } catch (e) {
    if (!(e instanceof ExpansionError) || e.fatal) throw e;
    sh.error(`${sh.builtinName}: ${e.message}`);
    return 1;
  }
  if (wish.on & A.NAMEREF && value !== undefined) v.attrs |= A.NAMEREF;
  if (later) (wish.scope === 'global' ? sh.vars.ownGlobal(name) : sh.vars.own(name)).attrs |= A.READONLY;
  return 0;
}

function toArray(v: Variable, filled: boolean): void {
  if (!filled && v.value === undefined) {
    v.array = undefined;
    v.attrs |= A.INDEXED;
    return;
  }
  v.array = new IndexedArray();
  if (v.value !== undefined) v.array.set(0, v.value);
  v.value = undefined;
}

/** Assign while `name` means the global variable (declare -g within a function that has a local of that name). */
function withScope(sh: Shell, name: string, v: Variable, wish: Wish, set: () => void): void {
  const visible = sh.vars.get(name);
  if (wish.scope !== 'global' || visible === v || visible === undefined) {
    set();
    return;
  }
  sh.vars.current.set(name, v);
  set();
  const changed = sh.vars.current.get(name)!;
  sh.vars.current.set(name, visible);
  if (changed !== v) Object.assign(sh.vars.ownGlobal(name), changed);
}

function declareFunctions(sh: Shell, names: readonly string[], brief: boolean, wish: Wish): number {
  if (names.length === 0) {
    for (const name of [...sh.functions.keys()].sort()) {
      const f = sh.functions.get(name)!;
      if (brief) sh.print(`declare -f${f.exported === true ? 'x' : ''}${sh.readonlyFunctions.has(name) ? 'r' : ''} ${name}\n`);
      else sh.print(`${functionDefinition(name, f.body)}\n`);
    }
    return 0;
  }
  let status = 0;
  for (const name of names) {
    const f = sh.functions.get(name);
    if (f === undefined) {
      status = 1;
      continue;
    }
    if (wish.on & A.READONLY) sh.readonlyFunctions = new Set(sh.readonlyFunctions).add(name);
    else if (wish.on & A.EXPORT) sh.functions.set(name, { ...f, exported: true });
    else if (brief) sh.print(sh.options.opt('extdebug') ? `${name} ${f.line} ${f.source}\n` : `${name}\n`);
    else sh.print(`${functionDefinition(name, f.body)}\n`);
  }
  if (wish.on & A.EXPORT) sh.vars.exportVersion++;
  return status;
}

/** List variables: all of some attributes, or those named. */
function list(sh: Shell, names: readonly string[], wish: Wish, print: boolean, local: boolean): number {
  let status = 0;
  if (names.length > 0) {
    for (const name of names) {
      const v = sh.vars.get(name);
      if (v === undefined) {
        status = sh.fail(`${name}: not found`);
        continue;
      }
      sh.print(`${declaration(sh, name, v)}\n`);
    }
    return status;
  }
  for (const name of sh.vars.names()) {
    const v = sh.vars.get(name)!;
    if (v.dynamic?.hidden === true || (wish.on !== 0 && !matchesBits(v, wish.on))) continue;
    if (local && !sh.vars.isLocal(name)) continue;
    if (print || wish.on !== 0) sh.print(`${declaration(sh, name, v)}\n`);
    else if (v.isSet(sh) || v.array !== undefined || v.assoc !== undefined) sh.print(`${setLine(sh, name, v)}\n`);
  }
  if (!print && wish.on === 0 && !local) for (const name of [...sh.functions.keys()].sort()) sh.print(`${functionDefinition(name, sh.functions.get(name)!.body)}\n`);
  return 0;
}

function matchesBits(v: Variable, bits: number): boolean {
  const letters = attributeLetters(v);
  return Object.entries(BITS).every(([letter, bit]) => !(bits & bit) || letters.includes(letter));
}

/** A variable as `set` lists it. */
export function setLine(sh: Shell, name: string, v: Variable): string {
  // bash fills these two when they are first used.
  if ((name === 'DIRSTACK' || name === 'GROUPS') && v.dynamic !== undefined) return `${name}=()`;
  const compound = compoundText(sh, name, v);
  if (compound !== undefined) return `${name}=${compound}`;
  return `${name}=${quoteIfNeeded(sh.scalar(name) ?? '')}`;
}

function marker(bit: number, letter: string) {
  return function* (sh: Shell, argv: readonly string[]): Task<number> {
    const compound = sh.declared;
    sh.declared = undefined;
    const o = options(sh, argv, sh.bash ? (letter === 'x' ? 'fnp' : 'aAfp') : 'p');
    if (typeof o === 'number') {
      if (!sh.bash) throw new ExitShell(2);
      return o;
    }
    const off = o.flags.has('n');
    if (o.flags.has('f')) return markFunctions(sh, o.rest, letter, off);
    if (o.rest.length === 0) {
      for (const name of sh.vars.names()) {
        const v = sh.vars.get(name)!;
        if (!(v.attrs & bit) || (o.flags.has('a') && v.array === undefined) || (o.flags.has('A') && v.assoc === undefined)) continue;
        if (sh.bash) sh.print(`${declaration(sh, name, v)}\n`);
        else sh.print(`${letter === 'x' ? 'export' : 'readonly'} ${name}${v.value === undefined ? '' : `=${singleQuote(v.value)}`}\n`);
      }
      return 0;
    }
    const on = (off ? 0 : bit) | (o.flags.has('a') ? A.INDEXED : 0) | (o.flags.has('A') ? A.ASSOC : 0);
    let status = 0;
    const base = argv.length - o.rest.length;
    for (let i = 0; i < o.rest.length; i++) {
      const s = yield* one(sh, o.rest[i]!, { on, off: off ? bit : 0, scope: 'here', inherit: false }, compound?.get(base + i));
      if (s !== 0) status = s;
    }
    return status;
  };
}

function markFunctions(sh: Shell, names: readonly string[], letter: string, off: boolean): number {
  let status = 0;
  for (const name of names) {
    const f = sh.functions.get(name);
    if (f === undefined) status = sh.fail(`${name}: not a function`);
    else if (letter === 'x') {
      sh.functions.set(name, { ...f, exported: !off });
      sh.vars.exportVersion++;
    } else sh.readonlyFunctions = new Set(sh.readonlyFunctions).add(name);
  }
  return status;
}

const DECLARE_USAGE = '[-aAfFgiIlnrtux] [name[=value] ...] or declare -p [-aAfFilnrtux] [name ...]';

export const declareBuiltins: Record<string, Builtin> = {
  declare: { run: declare, usage: DECLARE_USAGE, about: 'Set attributes and values of variables, or show them.', only: 'bash' },
  typeset: { run: declare, usage: DECLARE_USAGE.replace('declare', 'typeset'), about: 'The same as declare.', only: 'bash' },
  local: { run: declare, usage: '[option] name[=value] ...', about: 'Make variables local to the function.' },
  export: { run: marker(A.EXPORT, 'x'), usage: '[-fn] [name[=value] ...] or export -p', about: 'Pass variables on to programs.' },
  readonly: { run: marker(A.READONLY, 'r'), usage: '[-aAf] [name[=value] ...] or readonly -p', about: 'Protect variables from changes.' },
};

