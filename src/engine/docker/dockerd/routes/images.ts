/** Routes of images: api/server/router/image, and POST /commit. */
import type { Task } from '../../../abi/sys.ts';
import type { ImageRunConfig } from '../../api/types.ts';
import { familiarString, InvalidReference } from '../../reference.ts';
import { build } from '../build/build.ts';
import { ApiError, invalid, notFound, notSimulated } from '../errors.ts';
import { Filters } from '../filters.ts';
import { commitContainer } from '../image/commit.ts';
import { pruneImages } from '../image/prune.ts';
import { pullImage } from '../image/pull.ts';
import { removeImage } from '../image/remove.ts';
import { imageHistory, inspectImage, listImages, parseTagTarget } from '../image/views.ts';
import { COMMIT } from '../json/shapes.ts';
import { jsonBody } from './route.ts';
import type { Context, Route } from './route.ts';

/** An invalid reference is a 400. */
function checked<T>(body: () => T): T {
  try {
    return body();
  } catch (e) {
    if (e instanceof InvalidReference) throw invalid(e.message);
    throw e;
  }
}

function* list({ daemon, x }: Context): Task<void> {
  yield* x.json(200, listImages(daemon, x.query.bool('all'), Filters.parse(x.query.get('filters'))));
}

function* inspect({ daemon, x, params }: Context): Task<void> {
  yield* x.json(200, inspectImage(daemon, daemon.images.find(params[0]!)));
}

function* history({ daemon, x, params }: Context): Task<void> {
  yield* x.json(200, imageHistory(daemon, daemon.images.find(params[0]!)));
}

function* tag({ sys, daemon, x, params }: Context): Task<void> {
  const image = daemon.images.find(params[0]!);
  const repo = x.query.get('repo');
  if (repo !== '') {
    const target = checked(() => parseTagTarget(repo, x.query.get('tag')));
    yield* daemon.images.tag(sys, target, image.id);
    daemon.events.log(sys, 'image', 'tag', image.id, { ...(image.config.config?.Labels ?? {}), name: familiarString(target) });
  }
  yield* x.send(201, undefined, '');
}

function* remove({ sys, daemon, x, params }: Context): Task<void> {
  const name = params[0]!;
  if (name.trim() === '') throw invalid('image name cannot be blank');
  yield* x.json(200, yield* removeImage(sys, daemon, name, { force: x.query.bool('force'), prune: !x.query.bool('noprune') }));
}

/** What buildx pulls for an engine that has no BuildKit of its own: its error should say what is missing. */
const BUILDKIT_IMAGE = /^(?:docker\.io\/)?moby\/buildkit(?:[:@]|$)/;

function* create(c: Context): Task<void> {
  const { x } = c;
  if (x.query.get('fromSrc') !== '') {
    yield* x.bodyBytes(Infinity);
    throw notSimulated('docker import');
  }
  const name = x.query.get('fromImage');
  if (name === '') throw invalid('invalid reference format');
  if (BUILDKIT_IMAGE.test(name)) throw new ApiError(501, 'glasshull: BuildKit is not simulated (DOCKER_BUILDKIT=0 chooses the classic builder)', 'buildx starts BuildKit as a container where the engine has none');
  yield* pullImage(c, name, x.query.get('tag'), x.query.get('platform'));
}

function* commit(c: Context): Task<void> {
  const { sys, daemon, x } = c;
  const config = yield* jsonBody<ImageRunConfig>(c, COMMIT);
  const q = x.query;
  const container = daemon.find(q.get('container'));
  const target = q.get('repo') === '' ? undefined : checked(() => parseTagTarget(q.get('repo'), q.get('tag')));
  const Id = yield* commitContainer(sys, daemon, container, {
    target,
    comment: q.get('comment'),
    author: q.get('author'),
    pause: q.bool('pause', true),
    changes: q.all('changes'),
    config,
  });
  yield* x.json(201, { Id });
}

function* prune(c: Context): Task<void> {
  const filters = Filters.parse(c.x.query.get('filters'));
  yield* c.x.json(200, yield* pruneImages(c.sys, c.daemon, filters));
}

function* notThere({ x }: Context): Task<void> {
  yield* x.bodyBytes(Infinity);
  const what: Readonly<Record<string, string>> = { '/images/load': 'docker load', '/images/get': 'docker save', '/images/search': 'docker search' };
  throw notSimulated(what[x.path.replace(/^\/v\d\.\d+/, '')] ?? (x.path.endsWith('/push') ? 'docker push' : 'docker save'));
}

function* distribution({ params }: Context): Task<void> {
  throw notFound(`glasshull: distribution inspect of ${params[0]} is not simulated yet`);
}

export const imageRoutes: readonly Route[] = [
  { method: 'GET', path: '/images/json', handler: list },
  { method: 'GET', path: '/images/search', handler: notThere },
  { method: 'GET', path: '/images/get', handler: notThere },
  { method: 'GET', path: '/images/{name:.*}/get', handler: notThere },
  { method: 'GET', path: '/images/{name:.*}/history', handler: history },
  { method: 'GET', path: '/images/{name:.*}/json', handler: inspect },
  { method: 'POST', path: '/images/load', handler: notThere },
  { method: 'POST', path: '/images/create', handler: create },
  { method: 'POST', path: '/images/prune', handler: prune },
  { method: 'POST', path: '/images/{name:.*}/push', handler: notThere },
  { method: 'POST', path: '/images/{name:.*}/tag', handler: tag },
  { method: 'DELETE', path: '/images/{name:.*}', handler: remove },
  { method: 'POST', path: '/commit', handler: commit },
  { method: 'POST', path: '/build', handler: build },
  { method: 'GET', path: '/distribution/{name:.*}/json', handler: distribution },
];
