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
import { archiveRoutes } from './routes/archive.ts';
import { containerRoutes } from './routes/containers.ts';
import { imageRoutes } from './routes/images.ts';
import { networkRoutes } from './routes/networks.ts';
import { pluginRoutes } from './routes/plugins.ts';
import type { Route } from './routes/route.ts';
import { registryRoutes } from './routes/registry.ts';
import { swarmRoutes } from './routes/swarm.ts';
import { systemRoutes } from './routes/system.ts';
import { unplayedRoutes } from './routes/unplayed.ts';
import { volumeRoutes } from './routes/volumes.ts';
import { VERSION } from './system.ts';

interface Compiled {
  readonly method: string;
  readonly pattern: RegExp;
  readonly handler: Route['handler'];
}

const ROUTES: readonly Compiled[] = [...unplayedRoutes, ...containerRoutes, ...archiveRoutes, ...registryRoutes, ...imageRoutes, ...networkRoutes, ...systemRoutes, ...volumeRoutes, ...swarmRoutes, ...pluginRoutes].map(({ method, path, handler }) => ({
  method,
  pattern: new RegExp(`^${path.replace(/\{[a-z]+:\.\*\}/g, '(.*)').replace(/\{[a-z]+\}/g, '([^/]*)')}$`),
  handler,
}));

const SERVER: readonly (readonly [string, string])[] = [
  ['Api-Version', API_VERSION],
  ['Ostype', 'linux'],
  ['Server', `Docker/${VERSION} (linux)`],
];

/** Header fields of every answer of a handler. */
const HANDLED: readonly (readonly [string, string])[] = [...SERVER, ['Docker-Experimental', 'false']];

/** Negative, zero or positive as version `a` is before, at or after `b`; what is missing counts as 0. */
function compareVersions(a: string, b: string): number {
  const x = a.split('.');
  const y = b.split('.');
  for (let i = 0; i < Math.max(x.length, y.length); i++) {
    const d = Number(x[i] ?? 0) - Number(y[i] ?? 0);
    if (d !== 0) return d;
  }
  return 0;
}

/** path.Clean as gorilla/mux applies it before it looks for a route: a slash at the end stays. */
function cleanPath(path: string): string {
  const out: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') out.pop();
    else if (part !== '' && part !== '.') out.push(part);
  }
  return `/${out.join('/')}${path.endsWith('/') && out.length > 0 ? '/' : ''}`;
}

/** A path as url.URL writes it. */
function escapePath(path: string): string {
  return encodeURI(path).replace(/[*!'()#?]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}

function findRoute(method: string, path: string): { readonly handler: Route['handler']; readonly params: string[] } | undefined {
  for (const r of ROUTES) {
    if (r.method !== method) continue;
    const m = r.pattern.exec(path);
    if (m !== null) return { handler: r.handler, params: m.slice(1) };
  }
  return undefined;
}

const nothing = (): ApiError => new ApiError(404, 'page not found', 'no route has this method and path');

function* dispatch(sys: Sys, daemon: Daemon, x: Exchange): Task<void> {
  const { method, target } = x.head;
  x.common = [];
  if (method === 'OPTIONS' && target === '*') return yield* x.send(200, undefined, '', [['Content-Length', '0']]);
  const clean = cleanPath(x.path);
  if (clean !== x.path) {
    const query = x.rawQuery === '' ? '' : `?${x.rawQuery}`;
    return yield* x.send(301, undefined, '', [['Location', escapePath(clean) + query]]);
  }
  const m = /^\/v([0-9.]+)(\/.*)$/.exec(x.path);
  const version = m?.[1] ?? API_VERSION;
  const path = m?.[2] ?? x.path;
  const route = method === 'OPTIONS' ? undefined : findRoute(method, path);
  if (route === undefined && method !== 'OPTIONS') throw nothing();
  x.common = SERVER;
  if (compareVersions(version, API_VERSION) > 0) throw new ApiError(400, `client version ${version} is too new. Maximum supported API version is ${API_VERSION}`, 'the client speaks a newer API');
  if (compareVersions(version, MIN_API_VERSION) < 0) {
    const text = `client version ${version} is too old. Minimum supported API version is ${MIN_API_VERSION}, please upgrade your client to a newer version\n`;
    return yield* x.send(400, 'text/plain; charset=utf-8', text, [['X-Content-Type-Options', 'nosniff']]);
  }
  x.common = HANDLED;
  if (route === undefined) return yield* x.send(200, undefined, '');
  yield* route.handler({ sys, daemon, x, params: route.params, version });
}

/** Answer one request. */
export function* answer(sys: Sys, daemon: Daemon, x: Exchange): Task<void> {
  const { method, target } = x.head;
  if (sys.tracing('http_request')) sys.trace({ kind: 'http_request', layer: 'api', method, path: target, body: '', headers: [...x.head.headers] });
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
    if (sys.tracing('http_response')) sys.trace({ kind: 'http_response', layer: 'api', status: x.status, method, path: target, ...x.answered });
  }
}
