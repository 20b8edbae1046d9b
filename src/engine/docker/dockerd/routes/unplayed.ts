/** Routes of parts that this engine has not: BuildKit's session, checkpoints, attaching over a websocket. Each answers what can be answered, then says so. */
import type { Task } from '../../../abi/sys.ts';
import { parseDetachKeys } from '../container/attach.ts';
import { ApiError, invalid, notSimulated, system } from '../errors.ts';
import { Filters } from '../filters.ts';
import { intParameter, jsonBody } from './route.ts';
import type { Context, Route } from './route.ts';

/** POST /session and /grpc: the client asks for BuildKit on an upgraded connection. */
function buildkit(refuse: (message: string) => ApiError): Route['handler'] {
  return function* ({ x }) {
    if (!x.head.headers.has('upgrade')) throw refuse('no upgrade proto in request');
    throw notSimulated('BuildKit');
  };
}

function* checkpoint(c: Context): Task<void> {
  yield* jsonBody(c);
  throw new ApiError(501, 'This experimental feature is disabled by default. Start the Docker daemon in experimental mode in order to enable it.', 'the daemon is not in experimental mode');
}

/** GET /containers/{id}/attach/ws. */
function* websocket(c: Context): Task<void> {
  const { x } = c;
  c.daemon.find(c.params[0]!);
  parseDetachKeys(x.query.get('detachKeys'));
  if (x.head.headers.get('upgrade')?.toLowerCase() === 'websocket') throw notSimulated('attaching over a websocket');
  yield* x.hijackAs(400, 'HTTP/1.1 400 Bad Request\r\n\r\nnot websocket protocol');
}

/** POST /build/prune: the classic builder keeps no cache of its own. */
function* buildPrune({ sys, x }: Context): Task<void> {
  const keep = x.query.get('keep-storage');
  for (const name of ['reserved-space', 'max-used-space', 'min-free-space']) intParameter(x, name);
  if (keep !== '' && !/^[+-]?\d+$/.test(keep)) throw invalid(`keep-storage is in bytes and expects an integer, got ${keep}: strconv.Atoi: parsing ${JSON.stringify(keep)}: invalid syntax`);
  const filters = Filters.parse(x.query.get('filters'));
  try {
    filters.validate(new Set(['until', 'id', 'parent', 'type', 'description', 'inuse', 'shared', 'private']));
    until(filters, sys);
  } catch (e) {
    if (e instanceof ApiError) throw new ApiError(e.status, `failed to prune build cache: ${e.message}`, e.rule);
    throw e;
  }
  yield* x.json(200, { CachesDeleted: null, SpaceReclaimed: 0 });
}

function until(filters: Filters, sys: Context['sys']): void {
  try {
    filters.until(sys);
  } catch (e) {
    if (e instanceof ApiError) throw invalid(`"until" filter expects a duration (e.g., '24h') or a timestamp: ${e.message}`);
    throw e;
  }
}

export const unplayedRoutes: readonly Route[] = [
  { method: 'POST', path: '/session', handler: buildkit(invalid) },
  { method: 'POST', path: '/grpc', handler: buildkit(system) },
  { method: 'POST', path: '/build/prune', handler: buildPrune },
  { method: 'GET', path: '/containers/{name:.*}/attach/ws', handler: websocket },
  { method: 'GET', path: '/containers/{name:.*}/checkpoints', handler: checkpoint },
  { method: 'POST', path: '/containers/{name:.*}/checkpoints', handler: checkpoint },
  { method: 'DELETE', path: '/containers/{name:.*}/checkpoints/{id}', handler: checkpoint },
];
