/** Routes of networks: api/server/router/network. */
import type { Task } from '../../../abi/sys.ts';
import { compareInstants, parseTime, parseTimestamp } from '../../common/time.ts';
import type { EndpointSettings } from '../../api/types.ts';
import { ApiError, invalid } from '../errors.ts';
import { Filters } from '../filters.ts';
import { NETWORK_CONNECT, NETWORK_CREATE, NETWORK_DISCONNECT } from '../json/shapes.ts';
import type { CreateNetwork } from '../libnetwork/networks.ts';
import { networkView, selectNetworks } from '../libnetwork/views.ts';
import { jsonBody } from './route.ts';
import type { Context, Route } from './route.ts';

function minor(version: string): number {
  return Number(version.split('.')[1]);
}

function* list({ daemon, x, version }: Context): Task<void> {
  const f = Filters.parse(x.query.get('filters'));
  // before 1.28 a list told as much as an inspect
  yield* x.json(200, selectNetworks(daemon, f).map((n) => networkView(n, minor(version) < 28)));
}

function* inspect({ daemon, x, params }: Context): Task<void> {
  const scope = x.query.get('scope');
  if (x.query.get('verbose') !== '') verbose(x.query.get('verbose'));
  const n = daemon.networks.find(params[0]!);
  if (scope !== '' && n.record.scope !== scope) throw new ApiError(404, `network ${params[0]} not found`, 'no network of that scope has that name');
  yield* x.json(200, networkView(n, true));
}

function verbose(text: string): void {
  if (!/^(?:1|t|T|TRUE|true|True|0|f|F|FALSE|false|False)$/.test(text)) throw invalid(`invalid value for verbose: ${text}: strconv.ParseBool: parsing ${JSON.stringify(text)}: invalid syntax`);
}

function* create(c: Context): Task<void> {
  const q = (yield* jsonBody<CreateNetwork>(c, NETWORK_CREATE)) ?? {};
  const Id = yield* c.daemon.networks.create(c.sys, c.daemon, q);
  yield* c.x.json(201, { Id, Warning: '' });
}

function* remove({ sys, daemon, x, params }: Context): Task<void> {
  yield* daemon.networks.remove(sys, daemon, params[0]!);
  yield* x.send(204, undefined, '');
}

interface ConnectRequest {
  Container?: string;
  EndpointConfig?: Partial<EndpointSettings> | null;
  Force?: boolean;
}

function* connect(c: Context): Task<void> {
  const { sys, daemon, x } = c;
  const q = (yield* jsonBody<ConnectRequest>(c, NETWORK_CONNECT)) ?? {};
  const container = daemon.find(q.Container ?? '');
  yield* container.lock.with(sys, () => daemon.networks.endpoints.connect(sys, daemon, container, c.params[0]!, q.EndpointConfig));
  yield* x.send(200, undefined, '');
}

function* disconnect(c: Context): Task<void> {
  const { sys, daemon, x } = c;
  const q = (yield* jsonBody<ConnectRequest>(c, NETWORK_DISCONNECT)) ?? {};
  let container;
  try {
    container = daemon.find(q.Container ?? '');
  } catch (e) {
    if (!(e instanceof ApiError) || q.Force !== true) throw e;
    daemon.networks.find(c.params[0]!);
    throw new ApiError(404, `endpoint ${q.Container} not found`, 'no endpoint of the network has that name');
  }
  const found = container;
  yield* found.lock.with(sys, () => daemon.networks.endpoints.disconnect(sys, daemon, found, c.params[0]!, q.Force ?? false));
  yield* x.send(200, undefined, '');
}

function* prune({ sys, daemon, x }: Context): Task<void> {
  const f = Filters.parse(x.query.get('filters'));
  f.validate(new Set(['label', 'label!', 'until']));
  const [untilText, another] = f.get('until');
  if (another !== undefined) throw invalid('more than one until filter specified');
  const until = untilText === undefined ? undefined : parseTimestamp(untilText);
  if (untilText !== undefined && until === undefined) throw invalid(`failed to parse value as time or duration: ${JSON.stringify(untilText)}`);
  const NetworksDeleted: string[] = [];
  for (const n of daemon.networks.all()) {
    const { name, record: r } = n;
    if (['bridge', 'host', 'none'].includes(name) || n.endpoints.size > 0) continue;
    const created = parseTime(r.created);
    if (until !== undefined && created !== undefined && compareInstants(created, until) > 0) continue;
    if (!f.labels('label', r.labels) || (f.has('label!') && f.labels('label!', r.labels))) continue;
    try {
      yield* daemon.networks.remove(sys, daemon, n.id);
    } catch (e) {
      if (!(e instanceof ApiError)) throw e;
      continue; // it is in use by now
    }
    NetworksDeleted.push(name);
  }
  daemon.events.log(sys, 'network', 'prune', '', { reclaimed: '0' });
  yield* x.json(200, { NetworksDeleted: NetworksDeleted.length === 0 ? null : NetworksDeleted });
}

export const networkRoutes: readonly Route[] = [
  { method: 'GET', path: '/networks', handler: list },
  { method: 'POST', path: '/networks/create', handler: create },
  { method: 'POST', path: '/networks/prune', handler: prune },
  { method: 'GET', path: '/networks/{id:.*}', handler: inspect },
  { method: 'POST', path: '/networks/{id:.*}/connect', handler: connect },
  { method: 'POST', path: '/networks/{id:.*}/disconnect', handler: disconnect },
  { method: 'DELETE', path: '/networks/{id:.*}', handler: remove },
];
