/** Routes of the system, volumes, and of what an engine outside a swarm answers. */
import type { Task } from '../../../abi/sys.ts';
import { compareInstants, now, parseTimestamp } from '../../common/time.ts';

import type { VolumeCreateRequest } from '../../api/types.ts';
import { treeSize } from '../container/changes.ts';
import { ApiError, invalid, notFound, notSimulated } from '../errors.ts';
import { eventJson, eventMatches } from '../events.ts';
import { Filters } from '../filters.ts';
import { NETWORK_CONNECT, NETWORK_CREATE, VOLUME_CREATE } from '../json/shapes.ts';
import { diskUsage, infoJson, NOT_A_MANAGER, versionJson } from '../system.ts';
import { ANONYMOUS } from '../volumes.ts';
import { jsonBody } from './route.ts';
import type { Context, Route } from './route.ts';

function* ping({ x }: Context): Task<void> {
  const headers: [string, string][] = [
    ['Builder-Version', '1'],
    ['Cache-Control', 'no-cache, no-store, must-revalidate'],
    ['Pragma', 'no-cache'],
    ['Swarm', 'inactive'],
  ];
  const type = 'text/plain; charset=utf-8';
  if (x.head.method === 'HEAD') yield* x.send(200, type, '', [...headers, ['Content-Length', '0']]);
  else yield* x.send(200, undefined, 'OK', headers, type);
}

function* version({ sys, x }: Context): Task<void> {
  yield* x.json(200, versionJson(sys));
}

function* info({ sys, daemon, x }: Context): Task<void> {
  yield* x.json(200, yield* infoJson(sys, daemon));
}

function* df({ sys, daemon, x }: Context): Task<void> {
  const types = new Set(x.query.all('type'));
  for (const t of types) if (!['container', 'image', 'volume', 'build-cache'].includes(t)) throw invalid(`unknown object type: ${t}`);
  yield* x.json(200, yield* diskUsage(sys, daemon, types));
}

function* auth(c: Context): Task<void> {
  yield* jsonBody(c);
  throw notSimulated('docker login');
}

function* events({ sys, daemon, x }: Context): Task<void> {
  const filters = Filters.parse(x.query.get('filters'));
  const instant = (name: string): ReturnType<typeof parseTimestamp> => {
    const text = x.query.get(name);
    if (text === '') return undefined;
    const t = parseTimestamp(text);
    if (t === undefined) throw invalid(`failed to parse value as time or duration: ${JSON.stringify(text)}`);
    return t;
  };
  const since = instant('since');
  const until = instant('until');
  if (since !== undefined && until !== undefined && compareInstants(since, until) > 0) throw invalid("`since` time (" + x.query.get('since') + ") cannot be after `until` time (" + x.query.get('until') + ')');
  yield* x.begin(200, 'application/json');
  const { events: all } = daemon;
  let serial = since === undefined ? all.last : 0;
  let gone = false;
  x.watch((s) => {
    gone = true;
    all.changed.notify(s);
  });
  all.listeners++;
  try {
    for (;;) {
      let text = '';
      for (const e of all.since(serial)) {
        serial = e.serial;
        if (since !== undefined && compareInstants(e.time, since) < 0) continue;
        if (until !== undefined && compareInstants(e.time, until) > 0) continue;
        if (eventMatches(e, filters)) text += `${eventJson(e)}\n`;
      }
      if (text !== '') yield* x.write(text);
      if (gone) return;
      let left_ns: number | undefined;
      if (until !== undefined) {
        const t = now(sys);
        left_ns = (until.sec - t.sec) * 1e9 + (until.nsec - t.nsec);
        if (left_ns <= 0) break;
      }
      if (all.last === serial || all.since(serial).length === 0) yield* all.changed.wait(sys, left_ns);
    }
  } finally {
    all.listeners--;
  }
  yield* x.end();
}

// ---- volumes ----------------------------------------------------------------------------------------------------------------

function* volumes({ daemon, x }: Context): Task<void> {
  const f = Filters.parse(x.query.get('filters'));
  f.validate(new Set(['dangling', 'name', 'driver', 'label']));
  const used = new Set(daemon.containers().flatMap((c) => Object.values(c.record.MountPoints).map((m) => m.Name)));
  const dangling = f.has('dangling') ? f.bool('dangling', true) : undefined;
  const Volumes = daemon.volumes.list().filter((v) => f.match('name', v.Name) && f.exact('driver', v.Driver) && f.labels('label', v.Labels) && (dangling === undefined || used.has(v.Name) !== dangling));
  yield* x.json(200, { Volumes: Volumes.length === 0 ? null : Volumes, Warnings: null });
}

function* createVolume(c: Context): Task<void> {
  const r = (yield* jsonBody<VolumeCreateRequest>(c, VOLUME_CREATE)) ?? {};
  yield* c.x.json(201, yield* c.daemon.volumes.create(c.sys, c.daemon, r.Name ?? '', r.Driver ?? '', r.Labels ?? null, r.DriverOpts ?? null));
}

function* inspectVolume({ daemon, x, params }: Context): Task<void> {
  yield* x.json(200, daemon.volumes.get(params[0]!));
}

function* removeVolume({ sys, daemon, x, params }: Context): Task<void> {
  daemon.volumes.remove(sys, daemon, params[0]!, x.query.bool('force'));
  yield* x.send(204, undefined, '');
}

function* pruneVolumes({ sys, daemon, x }: Context): Task<void> {
  const f = Filters.parse(x.query.get('filters'));
  f.validate(new Set(['all', 'label', 'label!']));
  const all = f.bool('all', false);
  const VolumesDeleted: string[] = [];
  let SpaceReclaimed = 0;
  for (const v of daemon.volumes.list()) {
    if (!all && v.Labels?.[ANONYMOUS] === undefined) continue;
    if (!f.labels('label', v.Labels)) continue;
    const size = yield* treeSize(sys, v.Mountpoint);
    try {
      daemon.volumes.remove(sys, daemon, v.Name, false);
    } catch (e) {
      if (e instanceof ApiError) continue;
      throw e;
    }
    VolumesDeleted.push(v.Name);
    SpaceReclaimed += size;
  }
  daemon.events.log(sys, 'volume', 'prune', '', { reclaimed: String(SpaceReclaimed) });
  yield* x.json(200, { VolumesDeleted, SpaceReclaimed });
}

// ---- what is not there ------------------------------------------------------------------------------------------------------

function* noSwarm({ x }: Context): Task<void> {
  yield* x.bodyBytes(Infinity);
  throw new ApiError(503, NOT_A_MANAGER, 'the engine is not a member of a swarm');
}

function* swarmInit({ x }: Context): Task<void> {
  yield* x.bodyBytes(Infinity);
  throw notSimulated('a swarm');
}

function* plugins({ x }: Context): Task<void> {
  yield* x.json(200, []);
}

function* noPlugins({ x }: Context): Task<void> {
  yield* x.bodyBytes(Infinity);
  throw notSimulated('a plugin');
}

function* buildPrune({ x }: Context): Task<void> {
  yield* x.json(200, { CachesDeleted: null, SpaceReclaimed: 0 });
}

const SWARM = ['/swarm', '/swarm/update', '/swarm/unlockkey', '/swarm/unlock', '/swarm/leave', '/services', '/services/create', '/services/{id}', '/services/{id}/update', '/services/{id}/logs', '/nodes', '/nodes/{id}', '/nodes/{id}/update', '/tasks', '/tasks/{id}', '/tasks/{id}/logs', '/secrets', '/secrets/create', '/secrets/{id}', '/secrets/{id}/update', '/configs', '/configs/create', '/configs/{id}', '/configs/{id}/update'];

export const systemRoutes: readonly Route[] = [
  { method: 'GET', path: '/_ping', handler: ping },
  { method: 'HEAD', path: '/_ping', handler: ping },
  { method: 'GET', path: '/version', handler: version },
  { method: 'GET', path: '/info', handler: info },
  { method: 'GET', path: '/system/df', handler: df },
  { method: 'GET', path: '/events', handler: events },
  { method: 'POST', path: '/auth', handler: auth },
  { method: 'POST', path: '/build/prune', handler: buildPrune },
  { method: 'GET', path: '/volumes', handler: volumes },
  { method: 'POST', path: '/volumes/create', handler: createVolume },
  { method: 'POST', path: '/volumes/prune', handler: pruneVolumes },
  { method: 'GET', path: '/volumes/{name}', handler: inspectVolume },
  { method: 'DELETE', path: '/volumes/{name}', handler: removeVolume },
  { method: 'GET', path: '/plugins', handler: plugins },
  { method: 'POST', path: '/plugins/pull', handler: noPlugins },
  { method: 'POST', path: '/swarm/init', handler: swarmInit },
  { method: 'POST', path: '/swarm/join', handler: swarmInit },
  ...SWARM.flatMap((path) => ['GET', 'POST', 'DELETE'].map((method) => ({ method, path, handler: noSwarm }))),
];

