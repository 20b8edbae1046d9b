/** Routes of images: api/server/router/image, and POST /commit. */
import type { Task } from '../../../abi/sys.ts';
import type { ImageRunConfig } from '../../api/types.ts';
import type { ByteSource } from '../../archive/source.ts';
import { familiarString, InvalidReference, parseReference } from '../../reference.ts';
import { getUrl } from '../../registry/fetch.ts';
import { build } from '../build/build.ts';
import { ApiError, invalid, messageOf, system } from '../errors.ts';
import { Filters } from '../filters.ts';
import { commitContainer } from '../image/commit.ts';
import { authFromHeader } from '../image/auth.ts';
import { importImage, parsePlatform } from '../image/import.ts';
import { loadImages } from '../image/load.ts';
import { pushImage } from '../image/push.ts';
import { platformParameter, saveImages } from '../image/save.ts';
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
  const name = x.query.get('fromImage').replace(/:$/, '');
  if (name === '') return yield* importFrom(c);
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

/** An image of an archive in the body, or at an address. */
function* importFrom({ sys, daemon, x }: Context): Task<void> {
  const q = x.query;
  const src = q.get('fromSrc');
  parsePlatform(q.get('platform'));
  const target = q.get('repo') === '' ? undefined : checked(() => parseTagTarget(q.get('repo'), q.get('tag')));
  const message = q.get('message') === '' ? `Imported from ${src}` : q.get('message');
  const o = { target, message, changes: q.all('changes'), platform: q.get('platform') };
  const line = (m: object): string => `${JSON.stringify(m)}\r\n`;
  if (src === '-') {
    const id = yield* importImage(sys, daemon, x.body, o);
    yield* x.begin(200, 'application/json');
    yield* x.write(line({ status: id }));
    return yield* x.end();
  }
  const url = src.includes('://') ? src : `http://${src}`;
  const { response, close } = yield* getUrl(sys, url, system);
  try {
    yield* x.begin(200, 'application/json');
    yield* x.write(line({ status: `Downloading from ${url}` }));
    const total = Number(response.headers.get('content-length') ?? '-1');
    let current = 0;
    const source: ByteSource = {
      *read(max) {
        const b = yield* response.read(max);
        current += b.length;
        if (b.length > 0) yield* x.write(line({ status: 'Importing', progressDetail: total < 0 ? { current } : { current, total } }));
        return b;
      },
    };
    try {
      yield* x.write(line({ status: yield* importImage(sys, daemon, source, o) }));
    } catch (e) {
      const error = messageOf(e);
      if (error === undefined) throw e;
      yield* x.write(line({ errorDetail: { message: error }, error }));
    }
    yield* x.end();
  } finally {
    close();
  }
}

function* save({ sys, daemon, x, params }: Context): Task<void> {
  const names = params[0] === undefined ? x.query.all('names') : [params[0]];
  yield* saveImages(sys, daemon, names, platformParameter(x.query.all('platform')), () => x.begin(200, 'application/x-tar'), (bytes) => x.write(bytes));
  yield* x.end();
}

function* load({ sys, daemon, x }: Context): Task<void> {
  const platform = platformParameter(x.query.all('platform'));
  const quiet = x.query.bool('quiet', true);
  const say = function* (m: object): Task<void> {
    if (x.status === 0) yield* x.begin(200, 'application/json');
    yield* x.write(`${JSON.stringify(m)}\r\n`);
  };
  try {
    yield* loadImages(sys, daemon, x.body, platform, quiet, say);
    if (x.status === 0) yield* x.begin(200, 'application/json');
  } catch (e) {
    const message = messageOf(e);
    if (message === undefined) throw e;
    yield* say({ errorDetail: { message }, error: message });
  }
  yield* x.end();
}

function* push({ sys, daemon, x, params }: Context): Task<void> {
  const tag = x.query.get('tag');
  const ref = checked(() => (tag === '' ? parseReference(params[0]!) : parseTagTarget(params[0]!, tag)));
  yield* pushImage(sys, daemon, ref, platformParameter(x.query.all('platform')), authFromHeader(x.head.headers.get('x-registry-auth')), {
    *say(m) {
      if (x.status === 0) yield* x.begin(200, 'application/json');
      yield* x.write(`${JSON.stringify(m)}\r\n`);
    },
  });
  yield* x.end();
}

export const imageRoutes: readonly Route[] = [
  { method: 'GET', path: '/images/json', handler: list },
  { method: 'GET', path: '/images/get', handler: save },
  { method: 'GET', path: '/images/{name:.*}/get', handler: save },
  { method: 'GET', path: '/images/{name:.*}/history', handler: history },
  { method: 'GET', path: '/images/{name:.*}/json', handler: inspect },
  { method: 'POST', path: '/images/load', handler: load },
  { method: 'POST', path: '/images/create', handler: create },
  { method: 'POST', path: '/images/prune', handler: prune },
  { method: 'POST', path: '/images/{name:.*}/push', handler: push },
  { method: 'POST', path: '/images/{name:.*}/tag', handler: tag },
  { method: 'DELETE', path: '/images/{name:.*}', handler: remove },
  { method: 'POST', path: '/commit', handler: commit },
  { method: 'POST', path: '/build', handler: build },
];
