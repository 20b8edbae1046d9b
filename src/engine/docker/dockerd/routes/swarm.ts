/**
 * Swarm, services, nodes, tasks, secrets and configs as an engine answers that is in no swarm: what is wrong with a request itself is said first, then that
 * this node is no manager. To make or join a swarm is not simulated.
 */
import type { Task } from '../../../abi/sys.ts';
import { ApiError, invalid, notSimulated, system } from '../errors.ts';
import { Filters } from '../filters.ts';
import type { Shape } from '../json/decode.ts';
import { ANYTHING } from '../json/shapes.ts';
import { NOT_A_MANAGER } from '../system.ts';
import { jsonBody } from './route.ts';
import type { Context, Route } from './route.ts';

function notAManager(): never {
  throw new ApiError(503, NOT_A_MANAGER, 'the engine is not a member of a swarm');
}

function* read({ x }: Context): Task<void> {
  Filters.parse(x.query.get('filters'));
  notAManager();
}

function* change(c: Context): Task<void> {
  yield* jsonBody(c);
  notAManager();
}

/** An update names the version that it changes. `wording` is what a bad one gets. */
function versioned(wording: (text: string) => string): Route['handler'] {
  return function* (c) {
    yield* jsonBody(c);
    const text = c.x.query.get('version');
    if (!/^\d+$/.test(text)) throw invalid(wording(text));
    notAManager();
  };
}

const parseUint = (kind: string) => (text: string) => `invalid ${kind} version '${text}': strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax`;

function* logs({ x }: Context): Task<void> {
  if (!x.query.bool('stdout') && !x.query.bool('stderr')) throw system('Bad parameters: you must choose at least one stream');
  notAManager();
}

const JOIN: Shape = { kind: 'struct', go: 'swarm.JoinRequest', root: 'JoinRequest', fields: { ListenAddr: { kind: 'string', go: 'string' }, AdvertiseAddr: { kind: 'string', go: 'string' }, RemoteAddrs: { kind: 'slice', go: '[]string', of: { kind: 'string', go: 'string' } }, JoinToken: { kind: 'string', go: 'string' } } };

function* join(c: Context): Task<void> {
  const r = (yield* jsonBody<{ ListenAddr?: string }>(c, JOIN)) ?? {};
  const address = r.ListenAddr ?? '';
  if (address === '') throw invalid('invalid ListenAddr "": invalid empty address');
  throw notSimulated('a swarm');
}

function* init(c: Context): Task<void> {
  yield* jsonBody(c, ANYTHING);
  throw notSimulated('a swarm');
}

function* leave(c: Context): Task<void> {
  yield* jsonBody(c);
  throw new ApiError(503, 'This node is not part of a swarm', 'the engine is not a member of a swarm');
}

const reading = (method: 'GET' | 'DELETE', path: string): Route => ({ method, path, handler: read });

export const swarmRoutes: readonly Route[] = [
  reading('GET', '/swarm'),
  reading('GET', '/swarm/unlockkey'),
  { method: 'POST', path: '/swarm/init', handler: init },
  { method: 'POST', path: '/swarm/join', handler: join },
  { method: 'POST', path: '/swarm/leave', handler: leave },
  { method: 'POST', path: '/swarm/update', handler: versioned(parseUint('swarm')) },
  { method: 'POST', path: '/swarm/unlock', handler: change },
  ...['services', 'nodes', 'tasks', 'secrets', 'configs'].map((kind) => reading('GET', `/${kind}`)),
  ...['services', 'nodes', 'tasks', 'secrets', 'configs'].map((kind) => reading('GET', `/${kind}/{id}`)),
  ...['services', 'nodes', 'secrets', 'configs'].map((kind) => reading('DELETE', `/${kind}/{id}`)),
  ...['services', 'secrets', 'configs'].map((kind): Route => ({ method: 'POST', path: `/${kind}/create`, handler: change })),
  { method: 'POST', path: '/services/{id}/update', handler: versioned(parseUint('service')) },
  { method: 'POST', path: '/nodes/{id}/update', handler: versioned(parseUint('node')) },
  { method: 'POST', path: '/secrets/{id}/update', handler: versioned(() => 'invalid secret version') },
  { method: 'POST', path: '/configs/{id}/update', handler: versioned(() => 'invalid config version') },
  { method: 'GET', path: '/services/{id}/logs', handler: logs },
  { method: 'GET', path: '/tasks/{id}/logs', handler: logs },
];
