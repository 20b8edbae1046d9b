/** Go's text/template with docker's functions: {@link compile}, then {@link execute}. */
import type { Tree } from './ast.ts';
import { FUNCTIONS } from './funcs.ts';
import { parseTemplate } from './parse.ts';

const NAMES = new Set(Object.keys(FUNCTIONS));

/** Parse a template; `name` shows in error messages. Throws GoError. */
export function compile(source: string, name = ''): Tree {
  return parseTemplate(name, source, NAMES);
}

export { execute, type ExecOptions } from './exec.ts';
export { HEADER_FUNCTIONS } from './funcs.ts';
export { NIL_POINTER, NIL_SLICE, Struct, toJson, type Method, type Value } from './value.ts';
