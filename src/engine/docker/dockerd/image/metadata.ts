/**
 * Under which digests registries know a layer: image/overlay2/distribution/v2metadata-by-diffid, written by pulls and pushes, so that a push can say "Layer already
 * exists" or mount a blob from another repository. distribution/metadata. Left out: the signature that ties an entry to a login.
 */
import type { Sys, Task } from '../../../abi/sys.ts';
import { mkdirAll, readTextIfAny, writeFileAtomic } from '../../common/files.ts';
import { IMAGE } from '../paths.ts';

/** A layer's compressed blob in some repository ('docker.io/library/busybox'). */
export interface BlobMetadata {
  readonly Digest: string;
  readonly SourceRepository: string;
  readonly HMAC: string;
}

const DIR = `${IMAGE}/distribution/v2metadata-by-diffid/sha256`;
const MOST = 50;

/** Where a layer is known to be, the newest last. */
export function* blobsOf(sys: Sys, diffId: string): Task<BlobMetadata[]> {
  const text = yield* readTextIfAny(sys, `${DIR}/${diffId.slice(7)}`);
  return text === undefined ? [] : (JSON.parse(text) as BlobMetadata[]);
}

/** Remember a layer's blob. */
export function* rememberBlob(sys: Sys, diffId: string, digest: string, repository: string): Task<void> {
  const old = (yield* blobsOf(sys, diffId)).filter((m) => m.Digest !== digest || m.SourceRepository !== repository);
  mkdirAll(sys, DIR, 0o700);
  const list = [...old, { Digest: digest, SourceRepository: repository, HMAC: '' }].slice(-MOST);
  yield* writeFileAtomic(sys, `${DIR}/${diffId.slice(7)}`, JSON.stringify(list));
}

/** Forget one: the registry does not have it any more. */
export function* forgetBlob(sys: Sys, diffId: string, gone: BlobMetadata): Task<void> {
  const left = (yield* blobsOf(sys, diffId)).filter((m) => m.Digest !== gone.Digest || m.SourceRepository !== gone.SourceRepository);
  yield* writeFileAtomic(sys, `${DIR}/${diffId.slice(7)}`, JSON.stringify(left));
}
