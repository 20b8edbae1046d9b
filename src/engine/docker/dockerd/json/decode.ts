/**
 * Request bodies as Go's decoder takes them: members found without regard to case, unknown ones left out, null as absent, and the first value of
 * another type refused with its path and the Go type that was wanted. Types are described by {@link Shape}s; shapes.ts has those of the API.
 */
import { jsonProblem } from './scan.ts';

/** A Go type. `go` is its name as error messages have it. */
export type Shape =
  | { readonly kind: 'string' | 'bool' | 'any'; readonly go: string }
  | { readonly kind: 'int'; readonly go: string; readonly min: number; readonly max: number }
  | { readonly kind: 'slice'; readonly go: string; readonly of: Shape; readonly length?: number }
  | { readonly kind: 'map'; readonly go: string; readonly of: Shape }
  /** `root`: what messages call the struct when it is the whole body. */
  | { readonly kind: 'struct'; readonly go: string; readonly root: string; readonly fields: Readonly<Record<string, Shape>> }
  /** strslice.StrSlice: a string or several. */
  | { readonly kind: 'strslice'; readonly go: string };

/** Why a body was refused; the message is Go's. */
export class JsonError {
  readonly message: string;
  constructor(message: string) {
    this.message = message;
  }
}

/** A map as Go writes it: by key. */
export function sortedByKey<T>(map: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The text holds more than one value. */
export class TrailingContent {
  readonly message = 'unexpected content after JSON';
}

const UNTYPED: Shape = { kind: 'any', go: 'interface {}' };

/** Parse one JSON value. Throws {@link JsonError} or {@link TrailingContent}. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    const problem = jsonProblem(text);
    if (problem === '') throw new TrailingContent();
    throw new JsonError(problem);
  }
}

/** Decode a body of this shape. Null gives undefined. */
export function decodeJson(text: string, shape: Shape): unknown {
  return convert(parseJson(text), shape, shape.kind === 'struct' ? shape.root : undefined, [], false);
}

function kindOf(v: unknown): string {
  if (Array.isArray(v)) return 'array';
  if (typeof v === 'boolean') return 'bool';
  return typeof v;
}

/** `path`: names and places that lead there. `inSlice`: the value is an item; then the message names no struct field. */
function refuse(what: string, shape: Shape, root: string | undefined, path: readonly string[], inSlice: boolean): never {
  if (path.length === 0) throw new JsonError(`json: cannot unmarshal ${what} into Go value of type ${shape.go}`);
  throw new JsonError(`json: cannot unmarshal ${what} into ${inSlice ? '' : 'Go struct field '}${root ?? ''}${path.map(pointer).join('')} of type ${shape.go}`);
}

/** A member's name within a path, as a JSON pointer has it. */
const pointer = (name: string): string => `.${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;

/** What stands at `name` of the value that `path` leads to; the path is as before afterwards. */
function member(v: unknown, shape: Shape, root: string | undefined, path: string[], name: string, inSlice: boolean): unknown {
  if (typeof v === shape.kind) return v;
  path.push(name);
  const value = convert(v, shape, root, path, inSlice);
  path.pop();
  return value;
}

function convert(v: unknown, shape: Shape, root: string | undefined, path: string[], inSlice: boolean): unknown {
  if (v === null || v === undefined) return undefined;
  switch (shape.kind) {
    case 'any':
      return v;
    case 'string':
    case 'bool':
      if (kindOf(v) !== shape.kind) refuse(kindOf(v), shape, root, path, inSlice);
      return v;
    case 'int':
      if (typeof v !== 'number') refuse(kindOf(v), shape, root, path, inSlice);
      else if (!Number.isInteger(v) || v < shape.min || v > shape.max) refuse(`number ${String(v).replace('e+', 'e')}`, shape, root, path, inSlice);
      return v;
    case 'slice': {
      if (!Array.isArray(v)) refuse(kindOf(v), shape, root, path, inSlice);
      const items = (v as unknown[]).map((item, i) => member(item, shape.of, root, path, String(i), true) ?? zero(shape.of));
      if (shape.length === undefined) return items;
      while (items.length < shape.length) items.push(zero(shape.of));
      return items.slice(0, shape.length);
    }
    case 'map': {
      if (kindOf(v) !== 'object') refuse(kindOf(v), shape, root, path, inSlice);
      const out: Record<string, unknown> = {};
      for (const [name, item] of Object.entries(v)) out[name] = member(item, shape.of, root, path, name, false) ?? zero(shape.of);
      return sortedByKey(out); // as Go writes a map again
    }
    case 'struct': {
      if (kindOf(v) !== 'object') refuse(kindOf(v), shape, root, path, inSlice);
      const out: Record<string, unknown> = {};
      for (const [name, item] of Object.entries(v)) {
        const field = name in shape.fields ? name : Object.keys(shape.fields).find((f) => f.toLowerCase() === name.toLowerCase());
        if (field === undefined) continue;
        const value = member(item, shape.fields[field] ?? UNTYPED, root, path, name, false);
        if (value !== undefined) out[field] = value;
      }
      return out;
    }
    case 'strslice': {
      const text: Shape = { kind: 'string', go: 'string' };
      if (typeof v === 'string') return [v];
      if (!Array.isArray(v)) return refuse(kindOf(v), text, root, [], false);
      for (const item of v as unknown[]) if (typeof item !== 'string' && item !== null) refuse('array', text, root, [], false);
      return (v as (string | null)[]).map((item) => item ?? '');
    }
  }
}

/** Go's zero value, where a null stands within a list or a map. */
function zero(shape: Shape): unknown {
  if (shape.kind === 'string') return '';
  if (shape.kind === 'bool') return false;
  if (shape.kind === 'int') return 0;
  return shape.kind === 'struct' ? {} : null;
}
