/** POST /build with the classic builder: api/server/router/build, builder/dockerfile. Left out: BuildKit (version=2), squash, git contexts. */
import { decodeUtf8 } from '../../../base/bytes.ts';
import type { Task } from '../../../abi/sys.ts';
import type { HostConfig, Ulimit } from '../../api/types.ts';
import { readSource } from '../../archive/source.ts';
import { removeAll } from '../../common/files.ts';
import type { Query } from '../../http/message.ts';
import { getUrl } from '../../registry/fetch.ts';
import { familiarString, InvalidReference, parseReference, withDefaultTag } from '../../reference.ts';
import type { Reference } from '../../reference.ts';
import { ApiError, invalid, messageOf, notSimulated, system } from '../errors.ts';
import { shortId } from '../ids.ts';
import type { Context } from '../routes/route.ts';
import { Builder, CommandFailed } from './builder.ts';
import type { BuildOptions } from './builder.ts';
import { dockerfileOf, parseText, unpackContext } from './context.ts';
import type { FileSource } from './context.ts';
import { buildStages } from './dispatch.ts';
import type { ParsedDockerfile } from './dockerfile/parser.ts';
import { BuildOutput } from './output.ts';

function json<T>(q: Query, name: string, what: string, fallback: T): T {
  const text = q.get(name);
  if (text === '') return fallback;
  try {
    return JSON.parse(text) as T;
  } catch {
    throw invalid(`${what}: invalid character in the JSON text`);
  }
}

/** A number as Int64ValueOrZero reads it: 0 for what is none. */
function number(q: Query, name: string): number {
  const text = q.get(name);
  return /^[+-]?\d+$/.test(text) ? Number(text) : 0;
}

/** The query's options. Throws a 400. */
function parseOptions(c: Context): BuildOptions {
  const q = c.x.query;
  const isolation = q.get('isolation');
  if (isolation !== '' && isolation !== 'default') throw invalid(`unsupported isolation: ${JSON.stringify(isolation)}`);
  const ulimits = json<Ulimit[] | null>(q, 'ulimits', 'error reading ulimit settings', null);
  const args = json<Record<string, string | null>>(q, 'buildargs', 'error reading build args', {});
  const labels = json<Record<string, string>>(q, 'labels', 'error reading labels', {});
  const cacheFrom = json<string[]>(q, 'cachefrom', 'error reading cache-from', []);
  const version = q.get('version');
  if (version !== '' && version !== '1' && version !== '2') throw invalid(`invalid version ${JSON.stringify(version)}`);
  if (version === '2') throw notSimulated('a build with BuildKit');
  if (q.bool('squash')) throw invalid('squash is only supported with experimental mode');
  const shm = q.get('shmsize');
  if (shm !== '' && !/^[+-]?\d+$/.test(shm)) throw system(`strconv.ParseInt: parsing ${JSON.stringify(shm)}: invalid syntax`);
  const network = q.get('networkmode');
  const hosts = q.get('extrahosts');
  const hostConfig: Partial<HostConfig> = {
    CgroupParent: q.get('cgroupparent'),
    CpuShares: number(q, 'cpushares'),
    CpuPeriod: number(q, 'cpuperiod'),
    CpuQuota: number(q, 'cpuquota'),
    CpusetCpus: q.get('cpusetcpus'),
    CpusetMems: q.get('cpusetmems'),
    Memory: number(q, 'memory'),
    MemorySwap: number(q, 'memswap'),
    ShmSize: Number(shm),
    NetworkMode: network === '' || network === 'default' ? 'bridge' : network,
    ...(ulimits === null || ulimits.length === 0 ? {} : { Ulimits: ulimits }),
    ...(hosts === '' ? {} : { ExtraHosts: q.all('extrahosts').flatMap((h) => (h.startsWith('[') ? (JSON.parse(h) as string[]) : h.split(','))) }),
  };
  return {
    dockerfile: q.get('dockerfile'),
    tags: q.all('t'),
    quiet: q.bool('q'),
    noCache: q.bool('nocache'),
    pull: q.bool('pull'),
    remove: q.bool('forcerm') || q.get('rm') === '' || q.bool('rm'),
    forceRemove: q.bool('forcerm'),
    args: new Map(Object.entries(args).map(([k, v]) => [k, v ?? undefined])),
    labels,
    target: q.get('target'),
    platform: q.get('platform'),
    remote: q.get('remote'),
    cacheFrom,
    registryConfig: c.x.head.headers.get('x-registry-config'),
    hostConfig,
  };
}

/** The names for the image, without doubles. Throws a 400. */
function parseTags(tags: readonly string[]): Reference[] {
  const out = new Map<string, Reference>();
  for (const t of tags) {
    if (t === '') continue;
    let ref: Reference;
    try {
      ref = parseReference(t);
    } catch (e) {
      throw e instanceof InvalidReference ? invalid(e.message) : e;
    }
    if (ref.digest !== undefined) throw invalid('build tag cannot contain a digest');
    const full = withDefaultTag(ref);
    out.set(familiarString(full), full);
  }
  return [...out.values()];
}

interface Source {
  readonly context: FileSource | undefined;
  readonly dockerfile: ParsedDockerfile;
}

/** Where the context comes from: the request's body, or an address. */
function* detect(c: Context, o: BuildOptions): Task<Source> {
  const { sys, x } = c;
  if (o.remote === '') return yield* withContext(c, yield* unpackContext(sys, x.body), o);
  yield* x.bodyBytes(Infinity);
  if (o.remote === 'client-session') throw invalid('experimental session with v1 builder is no longer supported, use builder version v2 (BuildKit) instead');
  if (/^(git:\/\/|github\.com\/|git@)/.test(o.remote) || /^https?:\/\/.*\.git(?:#.+)?$/.test(o.remote)) throw notSimulated('a git repository as build context');
  if (!/^https?:\/\//.test(o.remote)) throw system(`remoteURL (${o.remote}) could not be recognized as URL`);
  const { response, close } = yield* getUrl(sys, o.remote, system);
  try {
    const type = (response.headers.get('content-type') ?? '').split(';')[0]!.trim();
    if (type === 'text/plain' || type === '') return { context: undefined, dockerfile: parseText('Dockerfile', decodeUtf8(yield* readSource(response))) };
    return yield* withContext(c, yield* unpackContext(sys, response), o);
  } finally {
    close();
  }
}

function* withContext(c: Context, context: FileSource, o: BuildOptions): Task<Source> {
  let done = false;
  try {
    const dockerfile = yield* dockerfileOf(c.sys, context, o.dockerfile);
    done = true;
    return { context, dockerfile };
  } finally {
    if (!done) removeAll(c.sys, context.root);
  }
}

function* run(c: Context, o: BuildOptions, output: BuildOutput): Task<string> {
  const { sys, daemon, x } = c;
  const tags = parseTags(o.tags);
  const { context, dockerfile } = yield* detect(c, o);
  try {
    const b = new Builder(sys, daemon, o, output, context);
    x.watch((s) => {
      b.cancelled = true;
      b.wake(s);
    });
    daemon.say(sys, 'build image', { dockerfile: o.dockerfile, instructions: String(dockerfile.nodes.length) });
    const id = yield* buildStages(b, dockerfile);
    yield* output.out(`Successfully built ${shortId(id)}\n`);
    for (const ref of tags) {
      yield* daemon.images.tag(sys, ref, id);
      const name = familiarString(ref);
      daemon.events.log(sys, 'image', 'tag', id, { ...(daemon.images.byId(id)?.config.config?.Labels ?? {}), name });
      yield* output.out(`Successfully tagged ${name}\n`);
    }
    return id;
  } finally {
    if (context !== undefined) removeAll(sys, context.root);
  }
}

/** Handle POST /build. */
export function* build(c: Context): Task<void> {
  const o = parseOptions(c);
  const output = new BuildOutput(c.x, o.quiet);
  let id: string;
  try {
    id = yield* run(c, o, output);
  } catch (e) {
    const failure = e instanceof CommandFailed ? e : undefined;
    const message = failure?.message ?? messageOf(e);
    if (message === undefined) throw e;
    if (yield* output.fail(message, failure?.code)) return;
    throw e instanceof ApiError || failure === undefined ? e : system(message);
  }
  yield* output.end(id);
}
