/** Parameter expansion (XCU 2.6.2 and bash's "Shell Parameter Expansion"): one parameter with its operation, added to a field builder. */
import type { Task } from '../../../abi/sys.ts';
import { evalArith } from './arith.ts';
import { ArithError } from './arithtok.ts';
import { ExpansionError } from '../state/errors.ts';
import { isName, setElement, setScalar } from '../state/assign.ts';
import type { Shell } from '../state/shell.ts';
import { A } from '../state/variables.ts';
import { addParts, planPattern, planReplacement, planText } from './expand.ts';
import type { FieldBuilder } from './fields.ts';
import type { Param, ParamOp } from './paramplan.ts';
import { matches, removeMatch, replaceMatch, type PatternOptions } from './pattern.ts';
import { transform } from './transform.ts';

/** What a parameter stands for before its operation: one value (undefined: unset) or a list. */
type Value = { readonly list?: undefined; readonly text: string | undefined } | { readonly list: string[]; readonly star: boolean };

/** Where `:=` and `@A` act: a variable or an element. */
interface Target {
  readonly name: string;
  readonly index: string | undefined;
}

/** Expand `p` into the builder. `q`: within double quotes. */
export function* expandParam(sh: Shell, b: FieldBuilder, p: Param, q: boolean): Task<void> {
  if (p.op?.t === 'bad' || p.name === '') throw badSubstitution(sh, p);
  if (p.names !== undefined) {
    const names = sh.vars.names().filter((n) => n.startsWith(p.name));
    return addList(b, names, p.names === '*', q);
  }
  if (p.indirect === true && (p.index === '@' || p.index === '*') && p.op === undefined) return addList(b, sh.keys(p.name), p.index === '*', q);
  let target: Target = { name: p.name, index: undefined };
  if (typeof p.index === 'object') target = { name: p.name, index: yield* planText(sh, p.index) };
  else if (p.index !== undefined) target = { name: p.name, index: p.index };
  if (p.indirect === true) {
    const v = sh.vars.get(p.name);
    if (v !== undefined && v.attrs & A.NAMEREF && p.index === undefined) {
      if (p.op === undefined) return b.value(v.value ?? '', q);
    } else {
      const via = target.index === undefined ? sh.param(p.name) : sh.element(target.name, target.index);
      if (p.name === '@' || p.name === '*') target = indirectTarget(sh.params.join(' '));
      else if (via === undefined || via === '') {
        if (p.op?.t === 'default' && via === undefined) target = { name: '', index: undefined };
        else throw new ExpansionError(via === undefined ? `${p.name}: invalid indirect expansion` : `${via}: invalid variable name`);
      } else target = indirectTarget(via);
    }
  }
  const value = lookup(sh, target);
  if (p.length === true) return b.value(String(lengthOf(sh, value, target)), q);
  if (p.op?.t === 'default') return yield* withDefault(sh, b, p, p.op, value, target, q);
  if (value.list === undefined && value.text === undefined && sh.options.nounset) throw unbound(sh, p);
  if (p.op === undefined) {
    if (value.list !== undefined) return addList(b, value.list, value.star, q);
    if (value.text !== undefined) b.value(value.text, q);
    else if (q) b.value('', true);
    return;
  }
  const result = yield* applyOperation(sh, p.op, value, target);
  if (result.list !== undefined) addList(b, result.list, result.star, q);
  else if (result.text !== undefined || q) b.value(result.text ?? '', q);
}

function badSubstitution(sh: Shell, p: Param): ExpansionError {
  return sh.bash ? new ExpansionError(`\${${p.text}}: bad substitution`) : new ExpansionError(sh.dialect === 'ash' ? 'syntax error: bad substitution' : 'Bad substitution', true, 2);
}

function unbound(sh: Shell, p: Param): ExpansionError {
  const shown = /^\d/.test(p.name) && sh.bash ? `$${p.name}` : p.indexRaw !== undefined ? `${p.name}[${p.indexRaw}]` : p.name;
  return sh.bash ? new ExpansionError(`${shown}: unbound variable`, true, 127) : new ExpansionError(`${shown}: parameter not set`, true, 2);
}

function indirectTarget(via: string): Target {
  const m = /^([A-Za-z_][A-Za-z0-9_]*)\[(.*)\]$/s.exec(via);
  if (m !== null) return { name: m[1]!, index: m[2]! };
  if (!isName(via) && !/^(?:\d+|[@*#?$!-])$/.test(via)) throw new ExpansionError(`${via}: invalid variable name`);
  return { name: via, index: undefined };
}

function lookup(sh: Shell, t: Target): Value {
  if (t.name === '@' || t.name === '*') return { list: sh.params.slice(), star: t.name === '*' };
  if (t.index === '@' || t.index === '*') return { list: sh.elements(t.name), star: t.index === '*' };
  if (t.name === '') return { text: undefined };
  try {
    return { text: t.index === undefined ? sh.param(t.name) : sh.element(t.name, t.index) };
  } catch (e) {
    if (e instanceof ArithError) throw new ExpansionError(e.message);
    if (e instanceof ExpansionError && e.message.endsWith('bad array subscript') && !e.fatal) {
      sh.error(e.message);
      return { text: '' };
    }
    throw e;
  }
}

/** Characters of a string: code points. */
function countChars(s: string): number {
  let n = s.length;
  for (let i = 0; i < s.length; i++) if ((s.charCodeAt(i) & 0xfc00) === 0xd800) n--;
  return n;
}

function lengthOf(sh: Shell, value: Value, t: Target): number {
  if (value.list !== undefined) return value.list.length;
  if (value.text === undefined && sh.options.nounset) throw unbound(sh, { name: t.name, text: t.name });
  return countChars(value.text ?? '');
}

/** A list as fields, or joined for "$*". */
function addList(b: FieldBuilder, items: readonly string[], star: boolean, q: boolean): void {
  if (star && (q || !b.split)) b.value(items.join(b.ifs.first), q);
  else if (!b.split) b.value(items.join(' '), q);
  else b.list(items, q);
}

function* withDefault(sh: Shell, b: FieldBuilder, p: Param, op: Extract<ParamOp, { t: 'default' }>, value: Value, t: Target, q: boolean): Task<void> {
  const isSet = value.list !== undefined ? value.list.length > 0 : value.text !== undefined;
  const joined = value.list !== undefined ? value.list.join(' ') : (value.text ?? '');
  const present = isSet && !(op.colon && (value.list !== undefined && value.list.length > 1 ? false : joined === ''));
  if (op.op === '+') {
    if (present) yield* operandParts(sh, b, op, q);
    else if (q && !(value.list !== undefined && !value.star)) b.value('', true);
    return;
  }
  if (present) {
    if (value.list !== undefined) addList(b, value.list, value.star, q);
    else b.value(joined, q);
    return;
  }
  switch (op.op) {
    case '-':
      yield* operandParts(sh, b, op, q);
      return;
    case '=': {
      const text = yield* planText(sh, op.word);
      if (!isName(t.name)) throw new ExpansionError(sh.bash ? `$${t.name}: cannot assign in this way` : `${t.name}: bad variable name`, !sh.bash, sh.bash ? 1 : 2);
      if (t.index === undefined) setScalar(sh, t.name, text);
      else setElement(sh, t.name, t.index, text);
      b.value((t.index === undefined ? sh.param(t.name) : sh.element(t.name, t.index)) ?? '', q);
      return;
    }
    case '?': {
      const text = yield* planText(sh, op.word);
      const shown = p.indexRaw !== undefined ? `${p.name}[${p.indexRaw}]` : p.indirect === true ? `!${p.name}` : p.name;
      const standard = sh.bash ? (op.colon ? 'parameter null or not set' : 'parameter not set') : op.colon ? 'parameter not set or null' : 'parameter not set';
      throw new ExpansionError(`${shown}: ${text === '' && op.word.parts.length === 0 ? standard : text}`, true, sh.bash ? 127 : 2);
    }
  }
}

function* operandParts(sh: Shell, b: FieldBuilder, op: Extract<ParamOp, { t: 'default' }>, q: boolean): Task<void> {
  if (op.word.literal !== undefined && op.word.parts.length === 1 && op.word.parts[0]!.k === 'lit') {
    const part = op.word.parts[0]!;
    b.value(part.s, q || part.q);
    return;
  }
  if (q && op.word.parts.length === 0) b.value('', true);
  yield* addParts(sh, b, op.word.parts, !q);
}

/** Apply an operation that maps values: to the one value, or to each of a list (slices take elements). */
function* applyOperation(sh: Shell, op: ParamOp, value: Value, t: Target): Task<Value> {
  const po: PatternOptions = { extglob: sh.options.extglob, nocase: sh.options.opt('nocasematch') };
  switch (op.t) {
    case 'remove': {
      const pattern = yield* planPattern(sh, op.pattern);
      return each(value, (s) => removeMatch(s, pattern, op.op, { extglob: po.extglob }));
    }
    case 'replace': {
      const pattern = yield* planPattern(sh, op.pattern);
      const raw = yield* planReplacement(sh, op.by);
      // An unquoted & in the replacement stands for the match.
      const withMatch = sh.bash && sh.options.opt('patsub_replacement') && /(?:^|[^\\])(?:\\\\)*&/.test(raw);
      const fixed = raw.replace(/\\([\\&])/g, '$1');
      const by = withMatch ? (m: string): string => raw.replace(/\\([\\&])|&/g, (_, c?: string) => c ?? m) : (): string => fixed;
      return each(value, (s) => replaceMatch(s, pattern, by, op.all, op.anchor, po));
    }
    case 'case': {
      const pattern = op.pattern === undefined ? undefined : yield* planPattern(sh, op.pattern);
      return each(value, (s) => changeCase(s, op.op, pattern, po));
    }
    case 'slice':
      return yield* slice(sh, op, value, t);
    case 'transform':
      return transform(sh, op.op, value, t);
    default:
      return value;
  }
}

function each(value: Value, f: (s: string) => string): Value {
  if (value.list !== undefined) return { list: value.list.map(f), star: value.star };
  return { text: value.text === undefined ? undefined : f(value.text) };
}

function changeCase(s: string, op: string, pattern: string | undefined, options: PatternOptions): string {
  const one = (c: string): string => {
    if (pattern !== undefined && !matches(pattern, c, options)) return c;
    if (op[0] === '^') return c.toUpperCase();
    if (op[0] === ',') return c.toLowerCase();
    return c === c.toUpperCase() ? c.toLowerCase() : c.toUpperCase();
  };
  const chars = [...s];
  if (op.length === 1) return chars.length === 0 ? s : one(chars[0]!) + chars.slice(1).join('');
  return chars.map(one).join('');
}

/** `${x:offset:length}`: characters of a value, elements of a list. Positional parameters count from 1, with $0 at 0. */
function* slice(sh: Shell, op: Extract<ParamOp, { t: 'slice' }>, value: Value, t: Target): Task<Value> {
  const number = function* (plan: typeof op.offset): Task<number> {
    const text = yield* planText(sh, plan);
    try {
      return Number(evalArith(text, sh));
    } catch (e) {
      if (e instanceof ArithError) throw new ExpansionError(e.message);
      throw e;
    }
  };
  let offset = yield* number(op.offset);
  const length = op.length === undefined ? undefined : yield* number(op.length);
  const lengthText = op.length === undefined ? '' : yield* planText(sh, op.length);
  if (value.list !== undefined) {
    const positional = t.name === '@' || t.name === '*';
    if (length !== undefined && length < 0) throw new ExpansionError(`${lengthText.trim()}: substring expression < 0`);
    let items = value.list;
    const v = positional ? undefined : sh.variable(t.name);
    if (positional) items = [sh.name, ...items];
    if (v?.array !== undefined) {
      // Indices, not positions, decide where a slice of a sparse array starts.
      if (offset < 0) offset += v.array.length;
      if (offset < 0) return { list: [], star: value.star };
      const from = offset;
      const kept = v.array.entries().filter(([k]) => k >= from);
      return { list: kept.slice(0, length).map(([, s]) => s), star: value.star };
    }
    if (offset < 0) offset += items.length;
    if (offset < 0) return { list: [], star: value.star };
    return { list: items.slice(offset, length === undefined ? undefined : offset + length), star: value.star };
  }
  if (value.text === undefined) return value;
  const wide = /[\ud800-\udbff]/.test(value.text);
  const chars: string | string[] = wide ? [...value.text] : value.text;
  if (offset < 0) offset += chars.length;
  if (offset < 0 || offset > chars.length) return { text: '' };
  let end = length === undefined ? chars.length : length < 0 ? chars.length + length : offset + length;
  if (end < offset) throw new ExpansionError(`${lengthText.trim()}: substring expression < 0`);
  end = Math.min(end, chars.length);
  const part = chars.slice(offset, end);
  return { text: typeof part === 'string' ? part : part.join('') };
}

export type { Target, Value };
