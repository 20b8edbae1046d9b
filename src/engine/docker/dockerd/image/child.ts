/** A new image upon another: its layer made of an overlay's upper directory, and its configuration. image/image.go's NewChildImage, daemon/images/image_commit.go. */
import { sha256 } from '@noble/hashes/sha2.js';
import { encodeUtf8, toHex } from '../../../base/bytes.ts';
import type { Sys, Task } from '../../../abi/sys.ts';
import { packTree } from '../../archive/tar.ts';
import type { ImageConfigFile, ImageRunConfig } from '../../api/types.ts';
import { goConfig, sortKeys } from '../build/config.ts';
import { now, rfc3339Nano } from '../../common/time.ts';
import type { Daemon } from '../daemon.ts';
import type { Image } from '../images.ts';
import { VERSION } from '../system.ts';

/** The digest of an archive without members. */
export const EMPTY_LAYER = 'sha256:5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef';

/** Digest of the layer that an upper directory is, and the sum of its files' sizes. */
export function* layerDigest(sys: Sys, upper: string): Task<{ readonly diffId: string; readonly size: number }> {
  const hash = sha256.create();
  const size = yield* packTree(
    sys,
    upper,
    function* (bytes) {
      hash.update(bytes);
    },
    { layer: true },
  );
  return { diffId: `sha256:${toHex(hash.digest())}`, size };
}

/** What makes a child different from its parent. */
export interface Child {
  /** The container that it was made of. */
  readonly container?: string;
  readonly author: string;
  readonly comment: string;
  readonly config: ImageRunConfig;
  /** The configuration of the container that made it; its command is what the history shows. */
  readonly containerConfig: ImageRunConfig;
  readonly diffId: string;
}

/** Store the child of `parent` (undefined: FROM scratch). */
export function* createChild(sys: Sys, daemon: Daemon, parent: Image | undefined, child: Child): Task<Image> {
  const created = rfc3339Nano(now(sys));
  const empty = child.diffId === EMPTY_LAYER;
  const up = parent?.config;
  const file: ImageConfigFile = {
    architecture: up?.architecture ?? 'amd64',
    ...(child.author === '' ? {} : { author: child.author }),
    config: goConfig(child.config),
    ...(child.container === undefined ? {} : { container: child.container }),
    container_config: goConfig(child.containerConfig),
    created,
    docker_version: VERSION,
    history: [
      ...(up?.history ?? []),
      {
        created,
        ...((child.containerConfig.Cmd ?? []).length === 0 ? {} : { created_by: child.containerConfig.Cmd!.join(' ') }),
        ...(child.author === '' ? {} : { author: child.author }),
        ...(child.comment === '' ? {} : { comment: child.comment }),
        ...(empty ? { empty_layer: true } : {}),
      },
    ],
    os: up?.os ?? 'linux',
    rootfs: { type: 'layers', diff_ids: [...(up?.rootfs.diff_ids ?? []), ...(empty ? [] : [child.diffId])] },
    ...(up?.variant === undefined ? {} : { variant: up.variant }),
  };
  return yield* daemon.images.create(sys, encodeUtf8(JSON.stringify(sortKeys(file))), parent?.id, true);
}
