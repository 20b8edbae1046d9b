/** Assigning to variables: attributes (integer, case, readonly), arrays, references. Errors are thrown as bash words them. */
import { evalArith } from '../expand/arith.ts';
import { IndexedArray } from './array.ts';
import { ExpansionError } from './errors.ts';
import type { Shell } from './shell.ts';
import { A, type Variable } from './variables.ts';

/** A name that can be a variable. */
export function isName(s: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(s);
}

/** The error for changing a readonly variable. */
function readonlyError(sh: Shell, name: string): ExpansionError {
  return new ExpansionError(sh.bash ? `${name}: readonly variable` : `${name}: is read only`, !sh.bash, sh.bash ? 1 : 2);
}

function convert(sh: Shell, v: Variable, value: string, append: string | undefined): string {
  if (v.attrs & A.INTEGER) {
    const n = evalArith(value, sh);
    if (append === undefined || append === '') return String(n);
    return String(evalArith(`${append}+(${String(n)})`, sh));
  }
  const joined = append === undefined ? value : append + value;
  if (v.attrs & A.LOWER) return joined.toLowerCase();
  if (v.attrs & A.UPPER) return joined.toUpperCase();
  return joined;
}

/** name=value, or name+=value. For an array its element 0. */
export function setScalar(sh: Shell, name: string, value: string, append = false): void {
  let v = sh.vars.get(name);
  if (v !== undefined && v.attrs & A.NAMEREF) {
    const target = sh.resolve(name);
    if (target === name) {
      if (!/^[A-Za-z_][A-Za-z0-9_]*(\[.*\])?$/.test(value)) throw new ExpansionError(`\`${value}': not a valid identifier`);
      sh.vars.own(name).value = value;
      return;
    }
    const bracket = target.indexOf('[');
    if (bracket > 0) return setElement(sh, target.slice(0, bracket), target.slice(bracket + 1, -1), value, append);
    name = target;
    v = sh.vars.get(name);
  }
  if (v !== undefined) {
    if (v.attrs & A.READONLY) throw readonlyError(sh, name);
    if (v.dynamic !== undefined) {
      if (v.dynamic.set !== undefined) {
        v.dynamic.set(sh, value);
        return;
      }
      if (v.dynamic.list !== undefined) return;
    }
  }
  v = sh.vars.own(name);
  if (v.array !== undefined || v.attrs & A.INDEXED) {
    v.array ??= new IndexedArray();
    v.array.set(0, convert(sh, v, value, append ? (v.array.get(0) ?? '') : undefined));
  } else if (v.assoc !== undefined || v.attrs & A.ASSOC) {
    v.assoc ??= new Map();
    v.assoc.set('0', convert(sh, v, value, append ? (v.assoc.get('0') ?? '') : undefined));
  } else {
    v.dynamic = undefined;
    v.value = v.attrs & (A.INTEGER | A.LOWER | A.UPPER) || append ? convert(sh, v, value, append ? (v.value ?? '') : undefined) : value;
  }
  if (sh.options.allexport && !(v.attrs & A.EXPORT)) {
    v.attrs |= A.EXPORT;
    sh.vars.exportVersion++;
  }
  onChange(sh, name);
}

/** name[index]=value; the index is expanded but not yet evaluated. */
export function setElement(sh: Shell, name: string, index: string, value: string, append = false): void {
  name = sh.resolve(name);
  const old = sh.vars.get(name);
  if (old !== undefined && old.attrs & A.READONLY) throw readonlyError(sh, name);
  if (old?.dynamic?.list !== undefined) return;
  const isAssoc = old !== undefined && (old.assoc !== undefined || (old.attrs & A.ASSOC) !== 0);
  if (isAssoc) {
    const v = sh.vars.own(name);
    v.assoc ??= new Map();
    v.assoc.set(index, convert(sh, v, value, append ? (v.assoc.get(index) ?? '') : undefined));
    return;
  }
  if (index === '' || index === '@' || index === '*') throw new ExpansionError(`${name}[${index}]: bad array subscript`);
  let i = /^\d{1,9}$/.test(index) ? Number(index) : sh.arith(index);
  const v = sh.vars.own(name);
  if (v.array === undefined) {
    v.array = new IndexedArray();
    if (v.value !== undefined) v.array.set(0, v.value);
    v.value = undefined;
    v.attrs |= A.INDEXED;
  }
  if (i < 0) i += v.array.length;
  if (i < 0) throw new ExpansionError(`${name}[${index}]: bad array subscript`);
  v.array.set(i, convert(sh, v, value, append ? (v.array.get(i) ?? '') : undefined));
}

/** `name` or `name[index]` = value. */
export function setVariable(sh: Shell, target: string, value: string): void {
  const m = /^(\w+)\[([^]*)\]$/.exec(target);
  if (m === null) setScalar(sh, target, value);
  else setElement(sh, m[1]!, m[2]!, value);
}

/** name=(...): elements with an optional index each (already expanded). */
export function setCompound(sh: Shell, name: string, items: readonly { index: string | undefined; value: string; append: boolean }[], append: boolean): void {
  name = sh.resolve(name);
  const old = sh.vars.get(name);
  if (old !== undefined && old.attrs & A.READONLY) throw readonlyError(sh, name);
  const v = sh.vars.own(name);
  if (v.assoc !== undefined || v.attrs & A.ASSOC) {
    const map = append && v.assoc !== undefined ? v.assoc : new Map<string, string>();
    v.assoc = map;
    // Without subscripts the words are keys and values in turn.
    if (items.length > 0 && items[0]!.index === undefined) {
      for (let i = 0; i < items.length; i += 2) map.set(items[i]!.value, convert(sh, v, items[i + 1]?.value ?? '', undefined));
      return;
    }
    for (const it of items) {
      if (it.index === undefined) {
        sh.error(`${name}: ${it.value}: must use subscript when assigning associative array`);
        continue;
      }
      if (it.index === '') throw new ExpansionError(`[]=${it.value}: bad array subscript`);
      map.set(it.index, convert(sh, v, it.value, it.append ? (map.get(it.index) ?? '') : undefined));
    }
    return;
  }
  let array = append ? v.array : undefined;
  if (array === undefined) {
    array = new IndexedArray();
    if (append && v.value !== undefined) array.set(0, v.value);
  }
  v.array = array;
  v.value = undefined;
  v.attrs |= A.INDEXED;
  let next = array.length;
  for (const it of items) {
    if (it.index !== undefined) {
      let i = sh.arith(it.index);
      if (i < 0) i += array.length;
      if (i < 0) {
        sh.error(`${name}: [${it.index}]=${it.value}: bad array subscript`);
        continue;
      }
      next = i;
    }
    array.set(next, convert(sh, v, it.value, it.append ? (array.get(next) ?? '') : undefined));
    next++;
  }
}

/** Variables that mean something to the shell itself when they change. */
function onChange(sh: Shell, name: string): void {
  switch (name) {
    case 'PATH':
      sh.hashed.clear();
      break;
    case 'OPTIND':
      sh.getoptsAt = 0;
      break;
    default:
  }
}
