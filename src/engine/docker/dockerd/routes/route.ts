/** What the route files share: the table's type, and reading of parameters as the real handlers read them. */
import { decodeUtf8 } from '../../../base/bytes.ts';
import type { Sys, Task } from '../../../abi/sys.ts';
import type { Exchange } from '../../http/server.ts';
import type { Daemon } from '../daemon.ts';
import { invalid, system } from '../errors.ts';

/** Everything that a handler needs. */
export interface Context {
  readonly sys: Sys;
  readonly daemon: Daemon;
  readonly x: Exchange;
  /** Path parameters, in order. */
  readonly params: readonly string[];
  /** API version of the request, as '1.51'. */
  readonly version: string;
}

/** A route: method, pattern of the path without the version, handler. */
export interface Route {
  readonly method: string;
  /** Path with `{name}` for one segment and `{name:.*}` for any number. */
  readonly path: string;
  readonly handler: (c: Context) => Task<void>;
}

/** The JSON body. Throws a 400 for another content type and for what is no JSON. */
export function* jsonBody<T>({ x }: Context, required = true): Task<T | undefined> {
  const bytes = yield* x.bodyBytes();
  if (bytes.length === 0 && !required) return undefined;
  const type = x.head.headers.get('content-type');
  if (type === undefined ? bytes.length > 0 : !/^application\/json\s*(;|$)/.test(type)) {
    throw invalid(`unsupported Content-Type header (${type ?? ''}): must be 'application/json'`);
  }
  const text = decodeUtf8(bytes);
  if (text.trim() === '') throw invalid(type === undefined ? 'config cannot be empty in order to create a container' : 'invalid JSON: got EOF while reading request body');
  try {
    return JSON.parse(text) as T;
  } catch (e) {
    throw invalid(`invalid JSON: ${goJsonError(text, e instanceof Error ? e.message : '')}`);
  }
}

function goJsonError(text: string, message: string): string {
  const at = /position (\d+)/.exec(message);
  if (/end of|Unterminated|Unexpected end/.test(message) || at === null) return 'unexpected EOF';
  const c = text[Number(at[1])] ?? '';
  return c === '' ? 'unexpected EOF' : `invalid character '${c}' looking for beginning of value`;
}

const TYPE_NAMES: Readonly<Record<string, string>> = { string: 'string', number: 'number', boolean: 'bool', object: 'object' };

/** Check the types of some members as Go's decoder would. Throws a 400. */
export function checkTypes(value: Readonly<Record<string, unknown>>, types: Readonly<Record<string, 'string' | 'bool' | 'int' | '[]string'>>): void {
  for (const [name, type] of Object.entries(types)) {
    const v = value[name];
    if (v === undefined || v === null) continue;
    const ok = type === 'string' ? typeof v === 'string' : type === 'bool' ? typeof v === 'boolean' : type === 'int' ? typeof v === 'number' : Array.isArray(v) && v.every((s) => typeof s === 'string');
    if (!ok) {
      const got = Array.isArray(v) ? 'array' : (TYPE_NAMES[typeof v] ?? typeof v);
      throw invalid(`invalid JSON: json: cannot unmarshal ${got} into Go struct field .${name} of type ${type}`);
    }
  }
}

/** A query parameter as strconv.Atoi reads it. `undefined` when absent. Throws a 500, as the real handlers do. */
export function intParameter(x: Exchange, name: string): number | undefined {
  const text = x.query.get(name);
  if (text === '') return undefined;
  if (!/^[+-]?\d+$/.test(text)) throw system(`strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`);
  return Number(text);
}

/** The `t` of stop and restart. */
export function timeoutParameter(x: Exchange): number | undefined {
  return intParameter(x, 't');
}
