/** What the route files share: the table's type, and reading of parameters as the real handlers read them. */
import { concatBytes, decodeUtf8 } from '../../../base/bytes.ts';
import type { Sys, Task } from '../../../abi/sys.ts';
import type { Instant } from '../../common/time.ts';
import { HttpError } from '../../http/message.ts';
import type { Exchange } from '../../http/server.ts';
import type { Daemon } from '../daemon.ts';
import { invalid, system } from '../errors.ts';
import { decodeJson, JsonError, TrailingContent } from '../json/decode.ts';
import type { Shape } from '../json/decode.ts';
import { jsonProblem } from '../json/scan.ts';
import { ANYTHING } from '../json/shapes.ts';

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

/** The body as far as it could be read, and why not further. */
function* bodyText(x: Exchange): Task<{ readonly text: string; readonly broken: HttpError | undefined }> {
  const parts: Uint8Array[] = [];
  let left = JSON_BYTES;
  let broken: HttpError | undefined;
  try {
    for (;;) {
      const b = yield* x.body.read(65536);
      if (b.length === 0) break;
      if ((left -= b.length) < 0) throw new HttpError(413, 'http: request body too large');
      parts.push(b);
    }
  } catch (e) {
    if (!(e instanceof HttpError)) throw e;
    broken = e;
  }
  return { text: parts.length === 0 ? '' : decodeUtf8(concatBytes(parts)), broken };
}

/** Largest body of JSON that is read. */
const JSON_BYTES = 64 << 20;

/**
 * The JSON body, checked against `shape`; undefined when there is none and none is `required`, as httputils.ReadJSON. Throws a 400 for another
 * content type, for what is no JSON, and for a member of another type.
 */
export function* jsonBody<T>({ x }: Context, shape: Shape = ANYTHING, required = false): Task<T | undefined> {
  const type = x.head.headers.get('content-type');
  const none = x.body.remaining === 0;
  if (type === undefined ? !none : !/^\s*application\/json\s*(;|$)/.test(type)) {
    if (type === '') throw invalid('malformed Content-Type header (): mime: no media type');
    throw invalid(`unsupported Content-Type header (${type ?? ''}): must be 'application/json'`);
  }
  if (none && !required) return undefined;
  const { text, broken } = yield* bodyText(x);
  if (broken !== undefined) {
    const problem = text.trim() === '' ? 'unexpected EOF' : jsonProblem(text);
    throw invalid(problem === '' ? 'unexpected content after JSON' : `invalid JSON: ${problem === 'unexpected EOF' ? broken.message : problem}`);
  }
  if (text.trim() === '') throw invalid('invalid JSON: got EOF while reading request body');
  try {
    return decodeJson(text, shape) as T | undefined;
  } catch (e) {
    if (e instanceof TrailingContent) throw invalid(e.message);
    if (e instanceof JsonError) throw invalid(`invalid JSON: ${e.message}`);
    throw e;
  }
}

/** A query parameter as strconv.Atoi reads it. `undefined` when absent. Throws a 500, as the real handlers do. */
export function intParameter(x: Exchange, name: string): number | undefined {
  const text = x.query.get(name);
  if (text === '') return undefined;
  if (!/^[+-]?\d+$/.test(text)) throw system(`strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`);
  if (Math.abs(Number(text)) >= 2 ** 63) throw system(`strconv.Atoi: parsing ${JSON.stringify(text)}: value out of range`);
  return Number(text);
}

/** `since` or `until` of logs and events: seconds since 1970, with a fraction. `undefined` when absent. Throws a 500, as the real handlers do. */
export function timestampParameter(x: Exchange, name: string): Instant | undefined {
  const text = x.query.get(name);
  if (text === '') return undefined;
  const [sec = '', nsec = ''] = text.split('.');
  for (const part of text.includes('.') ? [sec, nsec] : [sec]) if (!/^[+-]?\d+$/.test(part)) throw system(`strconv.ParseInt: parsing ${JSON.stringify(part)}: invalid syntax`);
  return { sec: Number(sec), nsec: Number(nsec.padEnd(9, '0').slice(0, 9)) };
}

/** The `t` of stop and restart. */
export function timeoutParameter(x: Exchange): number | undefined {
  return intParameter(x, 't');
}
