/** From a request to its handler: version prefix, route table, and errors as the API gives them. api/server. */
import { isSysError } from '../../abi/errno.ts';
import type { Sys, Task } from '../../abi/sys.ts';
import { API_VERSION, MIN_API_VERSION } from '../api/types.ts';
import { RpcError } from '../common/rpc.ts';
import { HttpError } from '../http/message.ts';
import type { Exchange } from '../http/server.ts';
import { InvalidReference } from '../reference.ts';
import type { Daemon } from './daemon.ts';
import { ApiError, messageOf } from './errors.ts';
import { containerRoutes } from './routes/containers.ts';
import { imageRoutes } from './routes/images.ts';
import type { Route } from './routes/route.ts';
import { systemRoutes } from './routes/system.ts';
import { VERSION } from './system.ts';

interface Compiled {
  readonly method: string;
  readonly pattern: RegExp;
  readonly handler: Route['handler'];
}

const ROUTES: readonly Compiled[] = [...containerRoutes, ...imageRoutes, ...systemRoutes].map(({ method, path, handler }) => ({
  method,
  pattern: new RegExp(`^${path.replace(/\{[a-z]+:\.\*\}/g, '(.*)').replace(/\{[a-z]+\}/g, '([^/]*)')}$`),
  handler,
}));

/** Header fields of every answer of the API. */
export const COMMON_HEADERS: readonly (readonly [string, string])[] = [
  ['Api-Version', API_VERSION],
  ['Docker-Experimental', 'false'],
  ['Ostype', 'linux'],
  ['Server', `Docker/${VERSION} (linux)`],
];

function minor(version: string): number {
  return Number(version.split('.')[1]);
}

/** The version of a request, and the path after it. Throws a 400 for one that is not served. */
function splitVersion(path: string): { readonly version: string; readonly rest: string } {
  const m = /^\/v(\d+\.\d+)(\/.*)$/.exec(path);
  if (m === null) return { version: API_VERSION, rest: path };
  const version = m[1]!;
  if (minor(version) > minor(API_VERSION) || !version.startsWith('1.')) throw new ApiError(400, `client version ${version} is too new. Maximum supported API version is ${API_VERSION}`);
  if (minor(version) < minor(MIN_API_VERSION)) throw new ApiError(400, `client version ${version} is too old. Minimum supported API version is ${MIN_API_VERSION}, please upgrade your client to a newer version`);
  return { version, rest: m[2]! };
}

function* dispatch(sys: Sys, daemon: Daemon, x: Exchange): Task<void> {
  if (x.head.method === 'OPTIONS') return yield* x.send(200, undefined, '');
  const { version, rest } = splitVersion(x.path);
  for (const r of ROUTES) {
    if (r.method !== x.head.method) continue;
    const m = r.pattern.exec(rest);
    if (m !== null) return yield* r.handler({ sys, daemon, x, params: m.slice(1), version });
  }
  throw new ApiError(404, 'page not found', 'no route has this method and path');
}

/** Answer one request. */
export function* answer(sys: Sys, daemon: Daemon, x: Exchange): Task<void> {
  const { method, target } = x.head;
  if (sys.tracing('http_request')) sys.trace({ kind: 'http_request', layer: 'api', method, path: target, body: '' });
  try {
    yield* dispatch(sys, daemon, x);
  } catch (e) {
    const message = e instanceof InvalidReference || e instanceof HttpError ? e.message : messageOf(e);
    if (message === undefined) throw e;
    if (x.status !== 0) {
      // The answer has begun: all that can be done is to cut it.
      if (isSysError(e)) throw e;
      x.abort();
      yield* daemon.log(sys, 'error', `Handler for ${method} ${x.path} returned error: ${message}`);
      return;
    }
    const status = e instanceof ApiError ? e.status : e instanceof InvalidReference ? 400 : e instanceof HttpError ? e.status : e instanceof RpcError && e.code === 'not_found' ? 404 : 500;
    if (sys.tracing('error')) sys.trace({ kind: 'error', layer: 'dockerd', message, rule: e instanceof ApiError && e.rule !== '' ? e.rule : 'a lower layer failed' });
    if (status >= 500 && status !== 501 && status !== 503) yield* daemon.log(sys, 'error', `Handler for ${method} ${x.path} returned error: ${message}`);
    yield* x.json(status, { message });
  } finally {
    if (sys.tracing('http_response')) sys.trace({ kind: 'http_response', layer: 'api', status: x.status, method, path: target, body: '' });
  }
}
