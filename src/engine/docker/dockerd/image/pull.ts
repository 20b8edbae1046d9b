/**
 * POST /images/create?fromImage=: pull an image. distribution/pull_v2.go: at most three layers are downloaded at once, layers are registered lowest
 * first, and a JSON stream tells the progress. A layer's blob is checked by its digest (FS_IOC_MEASURE_VERITY when the kernel knows it, else by hashing), and
 * becomes a tree (FIUNPACK for a declared archive). Left out: indexes with several platforms, mirrors, resuming.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { isSysError } from '../../../abi/errno.ts';
import { O } from '../../../abi/fs.ts';
import type { Sys, Task } from '../../../abi/sys.ts';
import { decodeUtf8, toHex } from '../../../base/bytes.ts';
import { inRoot } from '../../archive/confine.ts';
import { decompress } from '../../archive/decompress.ts';
import { fdSource } from '../../archive/source.ts';
import { untar } from '../../archive/untar.ts';
import { mkdirAll, readFile, removeIfAny } from '../../common/files.ts';
import { Condition } from '../../common/sync.ts';
import type { ImageConfigFile } from '../../api/types.ts';
import { familiarName, familiarString, InvalidReference, isTag, parseReference, withDefaultTag } from '../../reference.ts';
import type { Reference } from '../../reference.ts';
import { Repository } from '../../registry/client.ts';
import type { Descriptor } from '../../registry/client.ts';
import { humanSize } from '../../units.ts';
import type { Daemon } from '../daemon.ts';
import { ApiError, invalid, messageOf, system } from '../errors.ts';
import { chainIds } from '../layers.ts';
import { ROOT } from '../paths.ts';
import type { Context } from '../routes/route.ts';
import { authFromHeader } from './auth.ts';
import type { Credentials } from './auth.ts';
import { rememberBlob } from './metadata.ts';

const PARALLEL = 3;
/** Progress is told at most this often for each layer. */
const INTERVAL_NS = 100e6;
/** Speed of unpacking, bytes of the archive a second, as a disk of this size class writes. */
const UNPACK_BPS = 80e6;
const UNPACK_STEPS = 8;

const short = (digest: string): string => digest.slice(7, 19);

/** `[====>    ]  1.2MB/3.4MB`, as pkg/jsonmessage draws it for a width of 50. */
function bar(current: number, total: number): string {
  const percent = Math.min(50, Math.floor((current / total) * 50));
  const fill = percent > 0 ? '='.repeat(percent - 1) + '>' : '>';
  const size = (n: number): string => humanSize(n).padStart(8);
  return `[${fill}${' '.repeat(Math.max(0, 50 - fill.length))}] ${size(current)}/${humanSize(total)}`;
}

/** Lines for the client, from whichever thread. */
class Progress {
  readonly changed = new Condition();
  private readonly lines: object[] = [];
  running = 0;
  failure: unknown;

  say(sys: Sys, line: object): void {
    this.lines.push(line);
    this.changed.notify(sys);
  }
  layer(sys: Sys, digest: string, status: string, current?: number, total?: number): void {
    const known = current !== undefined && total !== undefined;
    this.say(sys, { status, progressDetail: known ? { current, total } : {}, ...(known ? { progress: bar(current, total) } : {}), id: short(digest) });
  }
  take(): object[] {
    return this.lines.splice(0);
  }
}

interface Job {
  readonly descriptor: Descriptor;
  readonly file: string;
  done: boolean;
}

function target(name: string, tag: string): Reference {
  try {
    const ref = parseReference(name);
    if (tag === '') return withDefaultTag(ref);
    if (tag.startsWith('sha256:')) return { ...ref, digest: tag, tag: undefined };
    if (!isTag(tag)) throw invalid('invalid reference format');
    return { ...ref, tag };
  } catch (e) {
    if (e instanceof InvalidReference) throw invalid(e.message);
    throw e;
  }
}

function* downloader(sys: Sys, repository: Repository, jobs: readonly Job[], next: { at: number }, progress: Progress): Task<void> {
  const session = repository.session(sys);
  try {
    while (next.at < jobs.length && progress.failure === undefined) {
      const job = jobs[next.at++]!;
      const { digest, size } = job.descriptor;
      let told_ns = -Infinity;
      yield* session.download(job.descriptor, job.file, function* (bytes) {
        const now = sys.monotonic_ns();
        if (now - told_ns < INTERVAL_NS || bytes >= size) return;
        told_ns = now;
        progress.layer(sys, digest, 'Downloading', bytes, size);
      });
      progress.layer(sys, digest, 'Verifying Checksum');
      yield* verify(sys, job);
      progress.layer(sys, digest, 'Download complete');
      job.done = true;
      progress.changed.notify(sys);
    }
  } catch (e) {
    progress.failure ??= e;
  } finally {
    session.close();
    progress.running--;
    progress.changed.notify(sys);
  }
}

function* verify(sys: Sys, job: Job): Task<void> {
  const fd = yield* sys.open(job.file, O.RDONLY | O.CLOEXEC);
  let digest: string;
  try {
    digest = sys.ioctl(fd, 'FS_IOC_MEASURE_VERITY', undefined);
  } catch (e) {
    if (!isSysError(e)) throw e;
    digest = `sha256:${toHex(sha256(yield* readFile(sys, job.file)))}`;
  } finally {
    sys.close(fd);
  }
  if (digest !== job.descriptor.digest) throw system(`filesystem layer verification failed for digest ${job.descriptor.digest}`);
}

function* unpack(sys: Sys, job: Job, diff: string, progress: Progress): Task<void> {
  const { digest, size } = job.descriptor;
  for (let i = 1; i <= UNPACK_STEPS; i++) {
    progress.layer(sys, digest, 'Extracting', Math.floor((size * i) / UNPACK_STEPS), size);
    yield* sys.sleep((size / UNPACK_BPS / UNPACK_STEPS) * 1e9);
  }
  const fd = yield* sys.open(job.file, O.RDONLY | O.CLOEXEC);
  const dir = yield* sys.open(diff, O.RDONLY | O.DIRECTORY | O.CLOEXEC);
  try {
    sys.ioctl(fd, 'FIUNPACK', dir);
  } catch (e) {
    if (!isSysError(e)) throw e;
    yield* inRoot(sys, diff, function* (s) {
      yield* untar(s, yield* decompress(s, fdSource(s, fd)), '/', { layer: true });
    });
  } finally {
    sys.close(fd);
    sys.close(dir);
  }
}

/** Sizes of a layer's own files; what is declared costs nothing to add up. */
function* treeSize(sys: Sys, path: string): Task<number> {
  let sum = 0;
  for (const e of sys.readdir(path)) {
    if (e.name === '.' || e.name === '..') continue;
    const child = `${path}/${e.name}`;
    if (e.type === 'dir') sum += yield* treeSize(sys, child);
    else if (e.type === 'file') {
      const st = sys.lstat(child);
      if (st.nlink === 1) sum += st.size;
      else sum += st.size / st.nlink;
    }
    if (sys.charge(300)) yield* sys.schedYield();
  }
  return sum;
}

function* layers(sys: Sys, daemon: Daemon, repository: Repository, descriptors: readonly Descriptor[], config: ImageConfigFile, progress: Progress): Task<void> {
  const chain = chainIds(config.rootfs.diff_ids);
  const dir = `${ROOT}/tmp`;
  mkdirAll(sys, dir, 0o700);
  const jobs: Job[] = [];
  const wanted: (Job | undefined)[] = [];
  descriptors.forEach((descriptor, i) => {
    if (daemon.layers.get(chain[i]!) !== undefined) {
      progress.layer(sys, descriptor.digest, 'Already exists');
      wanted.push(undefined);
      return;
    }
    progress.layer(sys, descriptor.digest, 'Pulling fs layer');
    const job: Job = { descriptor, file: `${dir}/GetImageBlob${descriptor.digest.slice(7, 17)}`, done: false };
    jobs.push(job);
    wanted.push(job);
  });
  for (const job of jobs.slice(PARALLEL)) progress.layer(sys, job.descriptor.digest, 'Waiting');
  const next = { at: 0 };
  progress.running = Math.min(PARALLEL, jobs.length);
  for (let i = progress.running; i > 0; i--) sys.thread((s) => downloader(s, repository, jobs, next, progress));
  try {
    for (let i = 0; i < wanted.length; i++) {
      const job = wanted[i];
      if (job === undefined) continue;
      yield* progress.changed.until(sys, () => job.done || progress.failure !== undefined);
      if (progress.failure !== undefined) throw progress.failure;
      const parent = i === 0 ? undefined : chain[i - 1];
      const { cacheId, diff } = yield* daemon.layers.prepare(sys, parent);
      try {
        yield* unpack(sys, job, diff, progress);
        const size = Math.round(yield* treeSize(sys, diff));
        yield* daemon.layers.register(sys, parent, config.rootfs.diff_ids[i]!, cacheId, size);
        daemon.say(sys, 'register layer', { digest: job.descriptor.digest, 'diff id': config.rootfs.diff_ids[i]!, 'cache id': cacheId });
      } catch (e) {
        daemon.layers.discard(sys, cacheId);
        throw e;
      }
      yield* rememberBlob(sys, config.rootfs.diff_ids[i]!, job.descriptor.digest, repository.source);
      progress.layer(sys, job.descriptor.digest, 'Pull complete');
    }
  } finally {
    for (const job of jobs) removeIfAny(sys, job.file);
  }
}

function* pull(sys: Sys, daemon: Daemon, ref: Reference, repository: Repository, manifest: { readonly config: Descriptor; readonly layers: readonly Descriptor[] }, digest: string, progress: Progress): Task<void> {
  progress.say(sys, { status: `Pulling from ${ref.path}`, id: ref.tag ?? ref.digest });
  const before = daemon.images.lookup(ref);
  if (before !== manifest.config.digest || daemon.images.byId(manifest.config.digest) === undefined) {
    const raw = yield* repository.bytes(manifest.config);
    const config = JSON.parse(decodeUtf8(raw)) as ImageConfigFile;
    yield* layers(sys, daemon, repository, manifest.layers, config, progress);
    yield* daemon.images.create(sys, raw);
  }
  yield* tagPulled(sys, daemon, ref, manifest.config.digest, digest);
  const name = familiarString(ref);
  progress.say(sys, { status: `Digest: ${digest}` });
  progress.say(sys, { status: before === manifest.config.digest ? `Status: Image is up to date for ${name}` : `Status: Downloaded newer image for ${name}` });
  daemon.events.log(sys, 'image', 'pull', name, { name: familiarName(ref) });
}

function* tagPulled(sys: Sys, daemon: Daemon, ref: Reference, id: string, digest: string): Task<void> {
  yield* daemon.images.tag(sys, { ...ref, tag: undefined, digest }, id);
  if (ref.digest === undefined) yield* daemon.images.tag(sys, ref, id);
}

/** How to pull. */
export interface PullHow {
  /** 'os/arch'; '' takes the host's. */
  readonly platform: string;
  readonly auth: Credentials | undefined;
}

/** Pull a reference; `write` is given each message of the progress. What fails before the first one is thrown, what fails later is the last message. */
export function* pullReference(sys: Sys, daemon: Daemon, ref: Reference, how: PullHow, write: (message: object) => Task<void>): Task<void> {
  const { platform } = how;
  if (platform !== '' && !/^(linux(\/(amd64|x86_64)(\/v\d)?)?|amd64|x86_64)$/i.test(platform)) {
    throw new ApiError(404, `no matching manifest for ${platform} in the manifest list entries: no match for platform in manifest: not found`, 'the catalogue has linux/amd64 only');
  }
  const repository = new Repository(sys, ref.domain, ref.path, familiarName(ref), { auth: how.auth });
  try {
    daemon.say(sys, 'pull image', { reference: familiarString(ref) });
    yield* repository.ping();
    const { manifest, digest } = yield* repository.manifest(ref.digest ?? ref.tag ?? 'latest');
    const progress = new Progress();
    let ended = false;
    let failure: unknown;
    progress.running++;
    sys.thread(function* (s) {
      const session = repository.session(s);
      try {
        yield* pull(s, daemon, ref, session, manifest, digest, progress);
      } catch (e) {
        failure = e;
      } finally {
        session.close();
        ended = true;
        progress.changed.notify(s);
      }
    });
    for (;;) {
      const lines = progress.take();
      for (const line of lines) yield* write(line);
      if (lines.length > 0) continue;
      if (ended) break;
      yield* progress.changed.wait(sys);
    }
    if (failure !== undefined) throw failure;
  } finally {
    repository.close();
  }
}

/** Pull `name` and answer with the progress. Errors before the first line have their own status, later ones are a line of the stream. */
export function* pullImage(c: Context, name: string, tag: string, platform: string): Task<void> {
  const { sys, daemon, x } = c;
  const ref = target(name, tag);
  try {
    yield* pullReference(sys, daemon, ref, { platform, auth: authFromHeader(x.head.headers.get('x-registry-auth')) }, function* (line) {
      if (x.status === 0) yield* x.begin(200, 'application/json');
      yield* x.write(`${JSON.stringify(line)}\r\n`);
    });
  } catch (e) {
    const message = messageOf(e);
    if (message === undefined || x.status === 0) throw e;
    yield* x.write(`${JSON.stringify({ errorDetail: { message }, error: message })}\r\n`);
  }
  yield* x.end();
}
