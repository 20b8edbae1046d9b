/** POST /images/create?fromSrc=: an image of one layer from a tar archive. daemon/images/image_import.go. */
import { encodeUtf8 } from '../../../base/bytes.ts';
import type { Sys, Task } from '../../../abi/sys.ts';
import type { ByteSource } from '../../archive/source.ts';
import type { ImageConfigFile } from '../../api/types.ts';
import { now, rfc3339Nano } from '../../common/time.ts';
import { familiarString } from '../../reference.ts';
import type { Reference } from '../../reference.ts';
import { goConfig, sortKeys } from '../build/config.ts';
import { applyChanges } from '../build/configure.ts';
import { DockerfileError } from '../build/dockerfile/error.ts';
import type { Daemon } from '../daemon.ts';
import { invalid, system } from '../errors.ts';
import { VERSION } from '../system.ts';
import { registerTar } from './tarsplit.ts';

export interface ImportOptions {
  readonly target: Reference | undefined;
  readonly message: string;
  readonly changes: readonly string[];
  /** 'os[/arch[/variant]]'; '' is the host's. */
  readonly platform: string;
}

/** Throws a 400 for a platform that cannot be parsed. */
export function parsePlatform(text: string): { readonly os: string; readonly architecture: string; readonly variant?: string } {
  if (text === '') return { os: 'linux', architecture: 'amd64' };
  if (!/^[A-Za-z0-9_-]+(\/[A-Za-z0-9_-]+){0,2}$/.test(text)) throw invalid(`${JSON.stringify(text)}: cannot parse platform specifier: invalid argument`);
  const [first = '', second, variant] = text.toLowerCase().split('/');
  const arch = (a: string): string => ({ x86_64: 'amd64', aarch64: 'arm64', 'x86-64': 'amd64' })[a] ?? a;
  if (second === undefined) return ['linux', 'windows', 'darwin', 'freebsd'].includes(first) ? { os: first, architecture: 'amd64' } : { os: 'linux', architecture: arch(first) };
  return { os: first, architecture: arch(second), ...(variant === undefined ? {} : { variant }) };
}

/** Import an archive; the image's id. */
export function* importImage(sys: Sys, daemon: Daemon, source: ByteSource, o: ImportOptions): Task<string> {
  const platform = parsePlatform(o.platform);
  if (platform.os !== 'linux') throw system(`operating system is not supported`);
  let config;
  try {
    config = applyChanges({}, o.changes);
  } catch (e) {
    throw e instanceof DockerfileError ? invalid(e.message) : e;
  }
  const layer = yield* registerTar(sys, daemon, undefined, source);
  const created = rfc3339Nano(now(sys));
  const file: ImageConfigFile = {
    architecture: platform.architecture,
    comment: o.message,
    config: goConfig(config),
    container_config: goConfig({}),
    created,
    docker_version: VERSION,
    history: [{ created, comment: o.message }],
    os: platform.os,
    rootfs: { type: 'layers', diff_ids: [layer.diffId] },
    ...(platform.variant === undefined ? {} : { variant: platform.variant }),
  };
  const image = yield* daemon.images.create(sys, encodeUtf8(JSON.stringify(sortKeys(file))));
  if (o.target !== undefined) {
    yield* daemon.images.tag(sys, o.target, image.id);
    daemon.events.log(sys, 'image', 'tag', image.id, { ...(config.Labels ?? {}), name: familiarString(o.target) });
  }
  daemon.events.log(sys, 'image', 'import', image.id, { ...(config.Labels ?? {}), name: image.id });
  return image.id;
}

