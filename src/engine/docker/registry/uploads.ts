/** The pushing side of the distribution protocol: uploads of blobs in one or several pieces, mounts from other repositories, manifests whose parts must be there. */
import { sha256 } from '@noble/hashes/sha2.js';
import { decodeUtf8, toHex } from '../../base/bytes.ts';
import { isSysError } from '../../abi/errno.ts';
import { O } from '../../abi/fs.ts';
import type { Sys, Task } from '../../abi/sys.ts';
import { exists, mkdirAll, readFile, removeAll, writeFile } from '../common/files.ts';
import { hashFile } from '../common/hashfile.ts';
import type { Exchange } from '../http/server.ts';
import { writeAll } from '../../userland/libc/stdio.ts';
import { COMMON, DIGEST, refuse } from './answer.ts';
import type { Store } from './store.ts';

function uuid(sys: Sys): string {
  const b = sys.getrandom(16);
  b[6] = (b[6]! & 0x0f) | 0x40;
  b[8] = (b[8]! & 0x3f) | 0x80;
  const hex = toHex(b);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

function location(x: Exchange, path: string): string {
  return `http://${x.head.headers.get('host') ?? 'localhost'}${path}`;
}

/** POST .../blobs/uploads/: mount a blob, or begin an upload. */
export function* beginUpload(x: Exchange, store: Store, name: string): Task<void> {
  const { sys } = x;
  const mount = x.query.get('mount');
  const from = x.query.get('from');
  if (DIGEST.test(mount) && from !== '' && (yield* store.hasBlob(sys, from, mount))) {
    yield* store.linkBlob(sys, name, mount);
    yield* x.send(201, undefined, '', [...COMMON, ['Docker-Content-Digest', mount], ['Location', location(x, `/v2/${name}/blobs/${mount}`)]]);
    return;
  }
  const id = uuid(sys);
  const path = store.uploadPath(name, id);
  mkdirAll(sys, path.slice(0, path.lastIndexOf('/')));
  yield* writeFile(sys, path, '');
  yield* x.send(202, undefined, '', [...COMMON, ['Docker-Upload-Uuid', id], ['Location', location(x, `/v2/${name}/blobs/uploads/${id}`)], ['Range', '0-0']]);
}

/** Add the body to an upload; its size then. */
function* append(x: Exchange, path: string): Task<number> {
  const { sys } = x;
  const fd = yield* sys.open(path, O.WRONLY | O.APPEND | O.CLOEXEC);
  try {
    for (;;) {
      const b = yield* x.body.read(1 << 16);
      if (b.length === 0) break;
      yield* writeAll(sys, fd, b);
    }
    return sys.fstat(fd).size;
  } finally {
    sys.close(fd);
  }
}

function* digestOf(sys: Sys, path: string): Task<string> {
  const hash = sha256.create();
  yield* hashFile(sys, hash, path);
  return `sha256:${toHex(hash.digest())}`;
}

/** PATCH, PUT, GET and DELETE of an upload. */
export function* upload(x: Exchange, store: Store, name: string, id: string): Task<void> {
  const { sys } = x;
  const path = store.uploadPath(name, id);
  if (!/^[0-9a-f-]{36}$/.test(id) || !exists(sys, path)) {
    yield* refuse(x, 404, 'BLOB_UPLOAD_UNKNOWN', 'blob upload unknown to registry');
    return;
  }
  const state = (size: number): (readonly [string, string])[] => [...COMMON, ['Docker-Upload-Uuid', id], ['Location', location(x, `/v2/${name}/blobs/uploads/${id}`)], ['Range', `0-${Math.max(0, size - 1)}`]];
  switch (x.head.method) {
    case 'PATCH':
      yield* x.send(202, undefined, '', state(yield* append(x, path)));
      return;
    case 'GET':
      yield* x.send(204, undefined, '', state(sys.stat(path).size));
      return;
    case 'DELETE':
      removeAll(sys, path.slice(0, path.lastIndexOf('/')));
      yield* x.send(204, undefined, '', COMMON);
      return;
    case 'PUT': {
      yield* append(x, path);
      const wanted = x.query.get('digest');
      if (!DIGEST.test(wanted) || (yield* digestOf(sys, path)) !== wanted) {
        removeAll(sys, path.slice(0, path.lastIndexOf('/')));
        yield* refuse(x, 400, 'DIGEST_INVALID', 'provided digest did not match uploaded content');
        return;
      }
      store.keep(sys, path, wanted);
      yield* store.linkBlob(sys, name, wanted);
      yield* x.send(201, undefined, '', [...COMMON, ['Docker-Content-Digest', wanted], ['Location', location(x, `/v2/${name}/blobs/${wanted}`)]]);
      return;
    }
    default:
      yield* refuse(x, 405, 'UNSUPPORTED', 'The operation is unsupported.');
  }
}

interface ManifestParts {
  readonly config?: { readonly digest?: string };
  readonly layers?: readonly { readonly digest?: string }[];
  readonly manifests?: readonly { readonly digest?: string }[];
}

/** PUT .../manifests/REFERENCE. */
export function* putManifest(x: Exchange, store: Store, name: string, reference: string): Task<void> {
  const { sys } = x;
  const body = yield* x.bodyBytes(4 << 20);
  const digest = `sha256:${toHex(sha256(body))}`;
  let parts: ManifestParts;
  try {
    parts = JSON.parse(decodeUtf8(body)) as ManifestParts;
  } catch {
    yield* refuse(x, 400, 'MANIFEST_INVALID', 'manifest invalid');
    return;
  }
  if (DIGEST.test(reference) && reference !== digest) {
    yield* refuse(x, 400, 'DIGEST_INVALID', 'provided digest did not match uploaded content');
    return;
  }
  for (const part of [...(parts.config === undefined ? [] : [parts.config]), ...(parts.layers ?? [])]) {
    if (yield* store.hasBlob(sys, name, part.digest ?? '')) continue;
    yield* refuse(x, 400, 'MANIFEST_BLOB_UNKNOWN', 'blob unknown to registry', { digest: part.digest });
    return;
  }
  const path = store.blobPath(digest);
  mkdirAll(sys, path.slice(0, path.lastIndexOf('/')));
  yield* writeFile(sys, path, body);
  yield* store.linkManifest(sys, name, digest, DIGEST.test(reference) ? undefined : reference);
  yield* x.send(201, undefined, '', [...COMMON, ['Docker-Content-Digest', digest], ['Location', location(x, `/v2/${name}/manifests/${digest}`)]]);
}

/** The media type that a stored manifest says it has. */
export function* mediaTypeOf(sys: Sys, path: string): Task<string> {
  try {
    const { mediaType } = JSON.parse(decodeUtf8(yield* readFile(sys, path))) as { mediaType?: string };
    return mediaType ?? 'application/vnd.oci.image.manifest.v1+json';
  } catch (e) {
    if (isSysError(e)) throw e;
    return 'application/octet-stream';
  }
}
