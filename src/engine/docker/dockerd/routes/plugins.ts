/** Plugins as an engine without any answers. To install one is not simulated. */
import type { Task } from '../../../abi/sys.ts';
import { parseReference } from '../../reference.ts';
import { notFound, notSimulated, system } from '../errors.ts';
import { Filters } from '../filters.ts';
import { PLUGIN_PRIVILEGES, STRINGS } from '../json/shapes.ts';
import { intParameter, jsonBody } from './route.ts';
import type { Context, Route } from './route.ts';

function missing({ params }: Context): never {
  throw notFound(`plugin ${JSON.stringify(params[0])} not found`);
}

function* list({ x }: Context): Task<void> {
  const filters = Filters.parse(x.query.get('filters'));
  filters.validate(new Set(['enabled', 'capability']));
  if (filters.has('enabled')) filters.bool('enabled', false);
  yield* x.json(200, []);
}

function* one(c: Context): Task<void> {
  missing(c);
}

function* enable(c: Context): Task<void> {
  if (intParameter(c.x, 'timeout') === undefined) throw system('strconv.Atoi: parsing "": invalid syntax');
  missing(c);
}

function* privileges({ x }: Context): Task<void> {
  const remote = x.query.get('remote');
  if (remote === '') throw system('invalid reference format');
  parseReference(remote);
  yield* x.json(200, []);
}

function* pull(c: Context): Task<void> {
  yield* jsonBody(c, PLUGIN_PRIVILEGES);
  if (c.x.query.get('remote') === '') throw system('invalid reference format');
  parseReference(c.x.query.get('remote'));
  throw notSimulated('a plugin');
}

function* upgrade(c: Context): Task<void> {
  yield* jsonBody(c, PLUGIN_PRIVILEGES);
  missing(c);
}

function* set(c: Context): Task<void> {
  yield* jsonBody(c, STRINGS);
  missing(c);
}

function* create({ x }: Context): Task<void> {
  const name = x.query.get('name');
  if (name === '') throw system('failed to parse reference : invalid reference format');
  yield* x.bodyBytes(Infinity);
  throw notSimulated('a plugin');
}

export const pluginRoutes: readonly Route[] = [
  { method: 'GET', path: '/plugins', handler: list },
  { method: 'GET', path: '/plugins/privileges', handler: privileges },
  { method: 'POST', path: '/plugins/pull', handler: pull },
  { method: 'POST', path: '/plugins/create', handler: create },
  { method: 'GET', path: '/plugins/{name:.*}/json', handler: one },
  { method: 'DELETE', path: '/plugins/{name:.*}', handler: one },
  { method: 'POST', path: '/plugins/{name:.*}/enable', handler: enable },
  { method: 'POST', path: '/plugins/{name:.*}/disable', handler: one },
  { method: 'POST', path: '/plugins/{name:.*}/upgrade', handler: upgrade },
  { method: 'POST', path: '/plugins/{name:.*}/push', handler: one },
  { method: 'POST', path: '/plugins/{name:.*}/set', handler: set },
];
