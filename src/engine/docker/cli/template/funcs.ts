/** The functions of templates: Go's own and those that docker adds (json, split, join, title, lower, upper, pad, truncate). */
import { GoError } from '../go/strconv.ts';
import { queryEscape } from '../../http/message.ts';
import { sprint, sprintAll, sprintf } from './printf.ts';
import { byCodePoint, Char, isMap, keyType, NIL_POINTER, StringList, toJson, truth, typeName, type Value } from './value.ts';

/** A function: types of its parameters ('any' takes all; a last one that begins with '...' repeats) and what it does. */
export interface TemplateFunction {
  readonly params: readonly string[];
  call(...args: Value[]): Value;
}

function index(item: Value, ...keys: Value[]): Value {
  if (item === undefined || item === null) throw new GoError('index of untyped nil');
  let v: Value = item;
  for (const key of keys) {
    if (v === null || v === undefined) throw new GoError('index of nil pointer');
    if (Array.isArray(v) || typeof v === 'string') {
      const i = key instanceof Char ? key.code : key;
      if (i === null || i === undefined) throw new GoError('cannot index slice/array with nil');
      if (typeof i !== 'number' || !Number.isInteger(i)) throw new GoError(`cannot index slice/array with type ${typeName(key)}`);
      if (i < 0 || i > v.length) throw new GoError(`index out of range: ${i}`);
      if (i === v.length) throw new GoError(`reflect: ${typeof v === 'string' ? 'string' : 'slice'} index out of range`);
      v = typeof v === 'string' ? new Char(v.charCodeAt(i)) : (v as readonly Value[])[i];
    } else if (isMap(v)) {
      const type = keyType(v);
      if (typeof key !== 'string' || type !== 'string') throw new GoError(key === null || key === undefined ? `value is nil; should be of type ${type}` : `value has type ${typeName(key)}; should be ${type}`);
      v = Object.hasOwn(v, key) ? v[key] : undefined;
    } else throw new GoError(`can't index item of type ${typeName(v)}`);
  }
  return v;
}

function slice(item: Value, ...indexes: Value[]): Value {
  if (item === undefined || item === null) throw new GoError('slice of untyped nil');
  if (indexes.length > 3) throw new GoError(`too many slice indexes: ${indexes.length}`);
  if (typeof item !== 'string' && !Array.isArray(item)) throw new GoError(`can't slice item of type ${typeName(item)}`);
  if (typeof item === 'string' && indexes.length === 3) throw new GoError('cannot 3-index slice a string');
  const at = [0, item.length];
  indexes.forEach((x, k) => {
    if (typeof x !== 'number' || !Number.isInteger(x)) throw new GoError(`cannot index slice/array with type ${typeName(x)}`);
    if (x < 0 || x > item.length) throw new GoError(`index out of range: ${x}`);
    at[k] = x;
  });
  if (at[0]! > at[1]!) throw new GoError(`invalid slice index: ${at[0]} > ${at[1]}`);
  return item.slice(at[0], at[1]) as Value;
}

function length(item: Value): number {
  if (item === undefined || item === null) throw new GoError('len of nil pointer');
  if (typeof item === 'string') return item.length;
  if (Array.isArray(item)) return item.length;
  if (isMap(item)) return Object.keys(item).length;
  throw new GoError(`len of type ${typeName(item)}`);
}

type Basic = 'string' | 'int' | 'float' | 'bool' | 'nil' | 'other';

function basic(v: Value): Basic {
  if (v === null || v === undefined || v === NIL_POINTER) return 'nil';
  if (v instanceof Char) return 'int';
  if (typeof v === 'number') return Number.isInteger(v) ? 'int' : 'float';
  return typeof v === 'string' ? 'string' : typeof v === 'boolean' ? 'bool' : 'other';
}

const INCOMPATIBLE = 'incompatible types for comparison';

function raw(v: Value): Value {
  return v instanceof Char ? v.code : v;
}

function equal(a: Value, b: Value): boolean {
  const x = basic(a);
  const y = basic(b);
  if (x === 'other' || y === 'other') {
    const culprit = x === 'other' ? a : b;
    if (Array.isArray(culprit) || isMap(culprit)) throw new GoError(`non-comparable type ${sprint(culprit)}: ${typeName(culprit)}`);
    return a === b;
  }
  if (x === 'nil' || y === 'nil') return x === y;
  if (x !== y) throw new GoError(INCOMPATIBLE);
  return raw(a) === raw(b);
}

function less(a: Value, b: Value): boolean {
  const x = basic(a);
  const y = basic(b);
  if (x === 'bool' || x === 'nil' || x === 'other') throw new GoError('invalid type for comparison');
  if (x !== y) throw new GoError(INCOMPATIBLE);
  if (x === 'string') return byCodePoint(a as string, b as string) < 0;
  return (raw(a) as number) < (raw(b) as number);
}

const HTML: Readonly<Record<string, string>> = { '"': '&#34;', "'": '&#39;', '&': '&amp;', '<': '&lt;', '>': '&gt;', '\0': '\uFFFD' };

function jsEscape(text: string): string {
  return text.replace(/[\\'"<>&=\u0000-\u001f]/g, (c) => ({ '\\': '\\\\', "'": "\\'", '"': '\\"' })[c] ?? `\\u${c.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`);
}

const one = (call: (v: Value) => Value, params: readonly string[] = ['any']): TemplateFunction => ({ params, call });
const many = (call: (...v: Value[]) => Value): TemplateFunction => ({ params: ['...any'], call });
const two = (call: (a: Value, b: Value) => Value): TemplateFunction => ({ params: ['any', 'any'], call });
const text = (call: (s: string) => string): TemplateFunction => ({ params: ['string'], call: (s) => call(s as string) });

/** strings.Title: the first letter of each word in upper case. */
function title(s: string): string {
  return s.replace(/(^|[^\p{L}\p{N}_'])(\p{L})/gu, (_, before: string, letter: string) => before + letter.toUpperCase());
}

/** Every function by name; `and` and `or` are evaluated by the executor, which stops early. */
export const FUNCTIONS: Readonly<Record<string, TemplateFunction>> = {
  and: { params: ['any', '...any'], call: (...v) => v.find((x) => !truth(x)) ?? v[v.length - 1] },
  or: { params: ['any', '...any'], call: (...v) => v.find((x) => truth(x)) ?? v[v.length - 1] },
  not: one((v) => !truth(v)),
  len: one(length),
  index: { params: ['any', '...any'], call: index },
  slice: { params: ['any', '...any'], call: slice },
  call: {
    params: ['any', '...any'],
    call: (f) => {
      throw new GoError(f === undefined || f === null ? 'call of nil' : `non-function of type ${typeName(f)}`);
    },
  },
  eq: {
    params: ['any', '...any'],
    call: (a, ...rest) => {
      if (rest.length === 0) throw new GoError('missing argument for comparison');
      return rest.some((b) => equal(a, b));
    },
  },
  ne: two((a, b) => !equal(a, b)),
  lt: two(less),
  le: two((a, b) => less(a, b) || equal(a, b)),
  gt: two((a, b) => !(less(a, b) || equal(a, b))),
  ge: two((a, b) => !less(a, b)),
  print: many((...v) => sprintAll(v)),
  println: many((...v) => `${v.map((x) => sprint(x)).join(' ')}\n`),
  printf: { params: ['string', '...any'], call: (format, ...v) => sprintf(format as string, v) },
  html: many((...v) => sprintAll(v).replace(/["'&<>\0]/g, (c) => HTML[c]!)),
  js: many((...v) => jsEscape(sprintAll(v))),
  urlquery: many((...v) => queryEscape(sprintAll(v))),
  json: one((v) => toJson(v)),
  split: { params: ['string', 'string'], call: (s, sep) => StringList.from(sep === '' ? [...(s as string)] : (s as string).split(sep as string)) },
  join: { params: ['[]string', 'string'], call: (list, sep) => (list as readonly string[]).join(sep as string) },
  title: text(title),
  lower: text((s) => s.toLowerCase()),
  upper: text((s) => s.toUpperCase()),
  pad: { params: ['string', 'int', 'int'], call: (s, before, after) => (s === '' ? '' : ' '.repeat(before as number) + (s as string) + ' '.repeat(after as number)) },
  truncate: { params: ['string', 'int'], call: (s, n) => ((s as string).length < (n as number) ? s : (s as string).slice(0, n as number)) },
};

const keep = (extra: readonly string[] = []): TemplateFunction => ({ params: ['string', ...extra], call: (s) => s });

/** The functions for a table's header row: column names pass through. */
export const HEADER_FUNCTIONS: Readonly<Record<string, TemplateFunction>> = {
  ...FUNCTIONS,
  json: keep(),
  split: keep(['string']),
  join: keep(['string']),
  title: keep(),
  lower: keep(),
  upper: keep(),
  truncate: keep(['int']),
};

/** Does `v` fit a parameter of type `type`? */
export function fits(v: Value, type: string): boolean {
  switch (type) {
    case 'string':
      return typeof v === 'string';
    case 'int':
      return (typeof v === 'number' && Number.isInteger(v)) || v instanceof Char;
    case '[]string':
      return Array.isArray(v) && v.every((x) => typeof x === 'string');
    default:
      return true;
  }
}

