/** The image that FROM or COPY --from names: one of the store, or pulled. builder/dockerfile/imagecontext.go, daemon/images/image_builder.go. */
import type { Task } from '../../../abi/sys.ts';
import { InvalidReference, parseReference, withDefaultTag } from '../../reference.ts';
import { ApiError, invalid } from '../errors.ts';
import { authFromConfig } from '../image/auth.ts';
import { pullReference } from '../image/pull.ts';
import type { Image } from '../images.ts';
import type { Builder } from './builder.ts';

/** Throws what the store or the registry says when there is none. */
export function* baseImage(b: Builder, name: string, platform: string): Task<Image> {
  const { sys, daemon } = b;
  const wanted = platform === '' ? b.options.platform : platform;
  if (!b.options.pull) {
    const local = daemon.images.tryFind(name);
    if (local !== undefined && (wanted === '' || matches(local, wanted))) return local;
  }
  let ref;
  try {
    ref = withDefaultTag(parseReference(name));
  } catch (e) {
    throw e instanceof InvalidReference ? invalid(e.message) : e;
  }
  const auth = authFromConfig(b.options.registryConfig, ref.domain);
  yield* pullReference(sys, daemon, ref, { platform: wanted, auth }, (line) => b.output.message(line));
  const image = daemon.images.tryFind(name);
  if (image === undefined) throw new ApiError(404, `No such image: ${name}`, 'the pull did not bring it');
  return image;
}

/** Is the image for this platform ('os', 'os/arch', 'os/arch/variant' or 'arch')? */
function matches(image: Image, platform: string): boolean {
  const [first = '', arch] = platform.toLowerCase().split('/');
  if (arch === undefined) return first === image.config.os || first === image.config.architecture;
  const names: Readonly<Record<string, string>> = { x86_64: 'amd64', aarch64: 'arm64' };
  return first === image.config.os && (names[arch] ?? arch) === image.config.architecture;
}
