/** POST /commit: a container's top layer becomes an image's layer. daemon/commit.go. */
import { sha256 } from '@noble/hashes/sha2.js';
import { encodeUtf8, toHex } from '../../../base/bytes.ts';
import { isSysError } from '../../../abi/errno.ts';
import type { Sys, Task } from '../../../abi/sys.ts';
import { packTree } from '../../archive/tar.ts';
import { now, rfc3339Nano } from '../../common/time.ts';
import type { ImageConfigFile, ImageRunConfig } from '../../api/types.ts';
import { familiarString } from '../../reference.ts';
import type { Reference } from '../../reference.ts';
import type { Container } from '../container/container.ts';
import { copyTree } from '../container/mounts.ts';
import { pauseContainer, unpauseContainer } from '../container/stop.ts';
import type { Daemon } from '../daemon.ts';
import { conflict } from '../errors.ts';
import { VERSION } from '../system.ts';
import { applyChanges } from './changes.ts';

export interface CommitOptions {
  readonly target: Reference | undefined;
  readonly comment: string;
  readonly author: string;
  readonly pause: boolean;
  readonly changes: readonly string[];
  readonly config: ImageRunConfig;
}

/** Members sorted, as Go marshals a map. */
function sorted<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) as T;
}

function* copyXattrs(sys: Sys, from: string, to: string): Task<void> {
  for (const e of sys.readdir(from)) {
    if (e.type !== 'dir' || e.name === '.' || e.name === '..') continue;
    const path = `${from}/${e.name}`;
    try {
      for (const name of sys.listxattr(path)) if (name !== 'trusted.overlay.origin') sys.setxattr(`${to}/${e.name}`, name, sys.getxattr(path, name));
    } catch (err) {
      if (!isSysError(err)) throw err;
    }
    yield* copyXattrs(sys, path, `${to}/${e.name}`);
  }
}

/** Commit a container; the new image's id. */
export function* commitContainer(sys: Sys, daemon: Daemon, c: Container, o: CommitOptions): Task<string> {
  if (c.state.Dead || c.state.RemovalInProgress) throw conflict(`You cannot commit container ${c.id} which is ${c.status}`);
  const pause = o.pause && c.state.Running && !c.state.Paused;
  if (pause) yield* pauseContainer(sys, daemon, c);
  let id: string;
  try {
    id = yield* commit(sys, daemon, c, o);
  } catch (e) {
    if (pause) yield* unpauseContainer(sys, daemon, c);
    throw e;
  }
  if (pause) yield* unpauseContainer(sys, daemon, c);
  return id;
}

function* commit(sys: Sys, daemon: Daemon, c: Container, o: CommitOptions): Task<string> {
  const rw = daemon.layers.getRw(c.id)!;
  const upper = daemon.layers.dirs(rw).upper;
  const parent = daemon.images.byId(c.record.Image);
  const { Hostname: _h, Domainname: _d, AttachStdin: _i, AttachStdout: _o, AttachStderr: _e, Tty: _t, OpenStdin: _s, StdinOnce: _n, ...own } = c.config;
  const config = applyChanges({ ...own, ...o.config }, o.changes);
  const empty = sys.readdir(upper).every((e) => e.name === '.' || e.name === '..');
  const diffIds = [...(parent?.config.rootfs.diff_ids ?? [])];
  if (!empty) {
    const hash = sha256.create();
    const size = yield* packTree(sys, upper, function* (bytes) {
      hash.update(bytes);
    });
    const diffId = `sha256:${toHex(hash.digest())}`;
    const { cacheId, diff } = yield* daemon.layers.prepare(sys, rw.parent);
    yield* copyTree(sys, upper, diff);
    yield* copyXattrs(sys, upper, diff);
    yield* daemon.layers.register(sys, rw.parent, diffId, cacheId, size);
    diffIds.push(diffId);
    daemon.say(sys, 'create layer', { 'diff id': diffId, size: String(size), 'cache id': cacheId });
  }
  const created = rfc3339Nano(now(sys));
  const file: ImageConfigFile = {
    architecture: parent?.config.architecture ?? 'amd64',
    ...(o.author === '' ? {} : { author: o.author }),
    ...(o.comment === '' ? {} : { comment: o.comment }),
    config: config,
    container: c.id,
    created,
    docker_version: VERSION,
    history: [
      ...(parent?.config.history ?? []),
      {
        created,
        ...(o.author === '' ? {} : { author: o.author }),
        created_by: [c.record.Path, ...c.record.Args].join(' '),
        ...(o.comment === '' ? {} : { comment: o.comment }),
        ...(empty ? { empty_layer: true } : {}),
      },
    ],
    os: 'linux',
    rootfs: { type: 'layers', diff_ids: diffIds },
  };
  const image = yield* daemon.images.create(sys, encodeUtf8(JSON.stringify(sorted(file))), parent?.id);
  let name = '';
  if (o.target !== undefined) {
    name = familiarString(o.target);
    yield* daemon.images.tag(sys, o.target, image.id);
    daemon.events.log(sys, 'image', 'tag', image.id, { ...(config.Labels ?? {}), name });
  }
  daemon.events.log(sys, 'container', 'commit', c.id, c.attributes({ comment: o.comment, imageID: image.id, imageRef: name }));
  return image.id;
}
