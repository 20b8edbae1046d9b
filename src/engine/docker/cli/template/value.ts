/**
 * Values that templates see. Go's reflection, as far as templates of docker need it: strings, numbers, booleans, slices (arrays), maps
 * with string keys (plain objects), structs and methods ({@link Struct}), the nil of an interface (`null`) and no value at all
 * (`undefined`: a missing map entry).
 */

/** Any value. */
export type Value = string | number | boolean | null | undefined | readonly Value[] | { readonly [key: string]: Value } | Struct | Char;

/** A method with arguments. */
export interface Method {
  /** Types of the arguments, as Go names them. */
  readonly params: readonly string[];
  call(...args: Value[]): Value;
}

/** A struct, or a pointer to one: named fields in order, and methods. */
export abstract class Struct {
  /** Go's name of the type, as '*formatter.ContainerContext'. */
  abstract readonly typeName: string;
  /** A field's or argumentless method's value; a {@link Method}; undefined when there is no such name. */
  abstract member(name: string): { readonly value: Value } | Method | undefined;
  /** Fields by name, in order: what `%v` and json show. */
  abstract entries(): (readonly [string, Value])[];
  /** What json shows instead of {@link entries}: an object whose members keep their order. */
  json(): object | undefined {
    return undefined;
  }
  /** Escape <, > and & in json, as json.Marshal does. */
  readonly escapeHtml: boolean = false;
}

/** A list that Go knows to be of strings, where lists of JSON are of anything. */
export class StringList extends Array<string> {}

/** A slice and a map that are nil: empty, but `null` in json. */
export const NIL_SLICE: readonly Value[] = Object.freeze([]);
export const NIL_MAP: { readonly [key: string]: Value } = Object.freeze({});

const keyTypes = new WeakMap<object, string>();

/** Says that the keys of a map are of a type of their own, as nat.Port: a text does not index it. */
export function withKeyType<T extends object>(map: T, type: string): T {
  keyTypes.set(map, type);
  return map;
}

/** The type of a map's keys. */
export function keyType(map: object): string {
  return keyTypes.get(map) ?? 'string';
}

/** A pointer that is nil: unlike the nil of an interface it prints as `<nil>`. */
class NilPointer extends Struct {
  readonly typeName = '<nil>';
  member(): undefined {
    return undefined;
  }
  entries(): (readonly [string, Value])[] {
    return [];
  }
}

/** The nil pointer. */
export const NIL_POINTER: Struct = new NilPointer();

/** A character constant of a template: a number with its own `%v`. */
export class Char {
  readonly code: number;
  constructor(code: number) {
    this.code = code;
  }
}

/** Is it a map (a plain object)? */
export function isMap(v: Value): v is { readonly [key: string]: Value } {
  return typeof v === 'object' && v !== null && !Array.isArray(v) && !(v instanceof Struct) && !(v instanceof Char);
}

/** The name of a value's type in error messages. */
export function typeName(v: Value): string {
  if (v === null || v === undefined) return '<nil>';
  if (typeof v === 'string') return 'string';
  if (typeof v === 'boolean') return 'bool';
  if (typeof v === 'number') return Number.isInteger(v) ? 'int' : 'float64';
  if (Array.isArray(v)) return v.every((x) => typeof x === 'string') ? '[]string' : '[]interface {}';
  if (v instanceof Struct) return v.typeName;
  return v instanceof Char ? 'int32' : 'map[string]interface {}';
}

/** Go's idea of true in templates: not zero, not empty. */
export function truth(v: Value): boolean {
  if (v === null || v === undefined || v === false || v === '' || v === 0 || v === NIL_POINTER) return false;
  if (Array.isArray(v)) return v.length > 0;
  if (v instanceof Char) return v.code !== 0;
  return isMap(v) ? Object.keys(v).length > 0 : true;
}

const ESCAPE = /["\\\u0000-\u001f\u2028\u2029]/g;
const ESCAPE_HTML = /["\\\u0000-\u001f\u2028\u2029<>&]/g;
const SHORT: Readonly<Record<string, string>> = { '"': '\\"', '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t', '\b': '\\b', '\f': '\\f' };

function jsonString(text: string, html: boolean): string {
  return `"${text.replace(html ? ESCAPE_HTML : ESCAPE, (c) => SHORT[c] ?? `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)}"`;
}

/** encoding/json of a value: keys of maps sorted, members of structs in order. */
export function toJson(v: Value, html = false): string {
  if (v === null || v === undefined || v === NIL_SLICE || v === NIL_MAP || v === NIL_POINTER) return 'null';
  if (typeof v === 'string') return jsonString(v, html);
  if (typeof v === 'number' || typeof v === 'boolean') return String(v);
  if (v instanceof Char) return String(v.code);
  if (Array.isArray(v)) return `[${v.map((x: Value) => toJson(x, html)).join(',')}]`;
  if (v instanceof Struct) {
    const own = v.json();
    if (own !== undefined) return JSON.stringify(own);
    const escape = html || v.escapeHtml;
    return `{${v
      .entries()
      .map(([k, x]) => `${jsonString(k, escape)}:${toJson(x, escape)}`)
      .join(',')}}`;
  }
  const map = v as { readonly [key: string]: Value };
  return `{${Object.keys(map)
    .sort(byCodePoint)
    .map((k) => `${jsonString(k, html)}:${toJson(map[k], html)}`)
    .join(',')}}`;
}

/** Order of strings in Go: by bytes. */
export function byCodePoint(a: string, b: string): number {
  if (a === b) return 0;
  const n = Math.min(a.length, b.length);
  for (let i = 0; i < n; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x === y) continue;
    const sx = x >= 0xd800 && x <= 0xdfff;
    const sy = y >= 0xd800 && y <= 0xdfff;
    return sx === sy ? x - y : sx ? 1 : -1;
  }
  return a.length - b.length;
}
