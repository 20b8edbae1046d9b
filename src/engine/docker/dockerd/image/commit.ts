/** POST /commit: a container's top layer becomes an image's layer. daemon/commit.go. */
import { isSysError } from '../../../abi/errno.ts';
import type { Sys, Task } from '../../../abi/sys.ts';
import type { ImageRunConfig } from '../../api/types.ts';
import { familiarString } from '../../reference.ts';
import type { Reference } from '../../reference.ts';
import { applyChanges } from '../build/configure.ts';
import { DockerfileError } from '../build/dockerfile/error.ts';
import type { Container } from '../container/container.ts';
import { mergeConfig } from '../container/create.ts';
import { copyTree } from '../container/mounts.ts';
import { pauseContainer, unpauseContainer } from '../container/stop.ts';
import type { Daemon } from '../daemon.ts';
import { conflict, invalid } from '../errors.ts';
import type { Image } from '../images.ts';
import { createChild, EMPTY_LAYER, layerDigest } from './child.ts';

export interface CommitOptions {
  readonly target: Reference | undefined;
  readonly comment: string;
  readonly author: string;
  readonly pause: boolean;
  readonly changes: readonly string[];
  /** A configuration instead of the container's own; undefined takes that. */
  readonly config: ImageRunConfig | undefined;
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

/** Make a layer of what a container changed; its digest, that of the empty layer when nothing changed. */
export function* commitTopLayer(sys: Sys, daemon: Daemon, c: Container): Task<string> {
  const rw = daemon.layers.getRw(c.id)!;
  const { upper } = daemon.layers.dirs(rw);
  const { diffId, size } = yield* layerDigest(sys, upper);
  if (diffId === EMPTY_LAYER) return diffId;
  const { cacheId, diff } = yield* daemon.layers.prepare(sys, rw.parent);
  yield* copyTree(sys, upper, diff);
  yield* copyXattrs(sys, upper, diff);
  yield* daemon.layers.register(sys, rw.parent, diffId, cacheId, size);
  daemon.say(sys, 'create layer', { 'diff id': diffId, size: String(size), 'cache id': cacheId });
  return diffId;
}

/** An image of what a container is now. */
export function* commitImage(sys: Sys, daemon: Daemon, c: Container, o: { readonly author: string; readonly comment: string; readonly config: ImageRunConfig; readonly containerConfig: ImageRunConfig }): Task<Image> {
  const diffId = yield* commitTopLayer(sys, daemon, c);
  const parent = daemon.images.byId(c.record.Image);
  const image = yield* createChild(sys, daemon, parent, { ...o, container: c.id, diffId });
  daemon.events.log(sys, 'image', 'create', image.id, { ...(o.config.Labels ?? {}), name: image.id });
  return image;
}

/** Commit a container; the new image's id. */
export function* commitContainer(sys: Sys, daemon: Daemon, c: Container, o: CommitOptions): Task<string> {
  if (c.state.Dead) throw conflict(`You cannot commit container ${c.id} which is Dead`);
  if (c.state.RemovalInProgress) throw conflict(`You cannot commit container ${c.id} which is being removed`);
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
  const own = c.config as ImageRunConfig;
  let config: ImageRunConfig;
  try {
    config = applyChanges(o.config ?? own, o.changes);
  } catch (e) {
    throw e instanceof DockerfileError ? invalid(e.message) : e;
  }
  const merged = mergeConfig(config as Parameters<typeof mergeConfig>[0], own) as ImageRunConfig;
  if (config.OnBuild !== undefined) merged.OnBuild = config.OnBuild;
  const image = yield* commitImage(sys, daemon, c, { author: o.author, comment: o.comment, config: merged, containerConfig: own });
  let name = '';
  if (o.target !== undefined) {
    name = familiarString(o.target);
    yield* daemon.images.tag(sys, o.target, image.id);
    daemon.events.log(sys, 'image', 'tag', image.id, { ...(config.Labels ?? {}), name });
  }
  daemon.events.log(sys, 'container', 'commit', c.id, c.attributes({ comment: o.comment, imageID: image.id, imageRef: name }));
  return image.id;
}
