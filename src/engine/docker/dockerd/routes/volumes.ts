/** Routes of volumes: api/server/router/volume. */
import type { Task } from '../../../abi/sys.ts';
import type { VolumeCreateRequest } from '../../api/types.ts';
import { treeSize } from '../container/changes.ts';
import { ApiError, invalid } from '../errors.ts';
import { Filters } from '../filters.ts';
import { VOLUME_CREATE } from '../json/shapes.ts';
import { ANONYMOUS } from '../volumes.ts';
import { jsonBody } from './route.ts';
import type { Context, Route } from './route.ts';

function* list({ daemon, x }: Context): Task<void> {
  const f = Filters.parse(x.query.get('filters'));
  f.validate(new Set(['dangling', 'name', 'driver', 'label']));
  const used = new Set(daemon.containers().flatMap((c) => Object.values(c.record.MountPoints).map((m) => m.Name)));
  const dangling = f.has('dangling') ? f.bool('dangling', true) : undefined;
  const Volumes = daemon.volumes.list().filter((v) => f.match('name', v.Name) && f.exact('driver', v.Driver) && f.labels('label', v.Labels) && (dangling === undefined || used.has(v.Name) !== dangling));
  yield* x.json(200, { Volumes, Warnings: null });
}

function* create(c: Context): Task<void> {
  const r = (yield* jsonBody<VolumeCreateRequest>(c, VOLUME_CREATE)) ?? {};
  yield* c.x.json(201, yield* c.daemon.volumes.create(c.sys, c.daemon, r.Name ?? '', r.Driver ?? '', r.Labels ?? null, r.DriverOpts ?? null));
}

function* inspect({ daemon, x, params }: Context): Task<void> {
  yield* x.json(200, daemon.volumes.get(params[0]!));
}

function* update(c: Context): Task<void> {
  yield* jsonBody(c);
  throw new ApiError(503, 'volume update only valid for cluster volumes, but swarm is unavailable', 'the engine is not a member of a swarm');
}

function* remove({ sys, daemon, x, params }: Context): Task<void> {
  daemon.volumes.remove(sys, daemon, params[0]!, x.query.bool('force'));
  yield* x.send(204, undefined, '');
}

/** `all` of a prune, as strconv.ParseBool reads it. */
function pruneAll(f: Filters): boolean {
  const [text, more] = f.get('all');
  if (text === undefined) return false;
  if (more !== undefined) throw invalid('invalid filter \'all\': only one value is expected');
  if (/^(1|t|T|TRUE|true|True)$/.test(text)) return true;
  if (/^(0|f|F|FALSE|false|False)$/.test(text)) return false;
  throw invalid(`invalid filter 'all': strconv.ParseBool: parsing ${JSON.stringify(text)}: invalid syntax`);
}

function* prune({ sys, daemon, x, version }: Context): Task<void> {
  const f = Filters.parse(x.query.get('filters'));
  f.validate(new Set(['all', 'label', 'label!']));
  // before 1.42 named volumes went too
  const all = pruneAll(f) || Number(version.split('.')[1]) < 42;
  const VolumesDeleted: string[] = [];
  let SpaceReclaimed = 0;
  for (const v of daemon.volumes.list()) {
    if (!all && v.Labels?.[ANONYMOUS] === undefined) continue;
    if (!f.labels('label', v.Labels) || !f.withoutLabels('label!', v.Labels)) continue;
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
  yield* x.json(200, { VolumesDeleted: VolumesDeleted.length === 0 ? null : VolumesDeleted, SpaceReclaimed });
}

export const volumeRoutes: readonly Route[] = [
  { method: 'GET', path: '/volumes', handler: list },
  { method: 'POST', path: '/volumes/create', handler: create },
  { method: 'POST', path: '/volumes/prune', handler: prune },
  { method: 'GET', path: '/volumes/{name:.*}', handler: inspect },
  { method: 'PUT', path: '/volumes/{name:.*}', handler: update },
  { method: 'DELETE', path: '/volumes/{name:.*}', handler: remove },
];
