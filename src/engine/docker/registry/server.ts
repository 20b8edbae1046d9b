/**
 * registry: serves the OCI distribution protocol (pull side) from files in the layout of the distribution registry. `registry ADDRESS PORT [REALM]`; with
 * a realm, requests need a bearer token that the token server (token.ts) gave, as on Docker Hub. Left out: push, TLS (the bytes are plain HTTP), garbage collection.
 */
import { isSysError } from '../../abi/errno.ts';
import { O } from '../../abi/fs.ts';
import type { Sys, Task } from '../../abi/sys.ts';
import type { Program } from '../../userland/libc/program.ts';
import { writeResponse } from '../http/message.ts';
import { imfDate } from '../../userland/libc/imfdate.ts';
import { listenHttp } from '../http/server.ts';
import type { Exchange } from '../http/server.ts';
import { readText } from '../common/files.ts';
import { TOKEN_PREFIX } from './token.ts';

const ROOT = '/var/lib/registry/docker/registry/v2';
const COMMON: readonly (readonly [string, string])[] = [['Docker-Distribution-Api-Version', 'registry/2.0']];
const NAME = /^[a-z0-9]+(?:[._-]+[a-z0-9]+)*(?:\/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*$/;
const DIGEST = /^sha256:[0-9a-f]{64}$/;

/** An error of the protocol. */
function* refuse(x: Exchange, status: number, code: string, message: string, detail: unknown = undefined, more: readonly (readonly [string, string])[] = []): Task<void> {
  yield* x.send(status, 'application/json', `${JSON.stringify({ errors: [{ code, message, ...(detail === undefined ? {} : { detail }) }] })}\n`, more);
}

function* linkOf(sys: Sys, path: string): Task<string | undefined> {
  try {
    return yield* readText(sys, path);
  } catch (e) {
    if (!isSysError(e)) throw e;
    return undefined;
  }
}

const blobPath = (digest: string): string => `${ROOT}/blobs/sha256/${digest.slice(7, 9)}/${digest.slice(7)}/data`;

/** A file as the answer's body, moved by splice so that declared content stays declared. */
function* sendFile(x: Exchange, path: string, contentType: string, digest: string): Task<void> {
  const { sys } = x;
  const fd = yield* sys.open(path, O.RDONLY | O.CLOEXEC);
  try {
    const { size } = sys.fstat(fd);
    const headers = [
      ...COMMON,
      ['Content-Type', contentType],
      ['Docker-Content-Digest', digest],
      ['Etag', `"${digest}"`],
      ['Date', imfDate(sys.now_ms())],
      ['Content-Length', String(size)],
    ] as const;
    x.status = 200;
    yield* writeResponse(sys, x.fd, 200, headers);
    if (x.head.method === 'HEAD') return;
    for (let left = size; left > 0; ) {
      const n = yield* sys.splice(fd, x.fd, Math.min(left, 1 << 20));
      if (n === 0) break;
      left -= n;
    }
  } finally {
    sys.close(fd);
  }
}

function* manifest(x: Exchange, name: string, reference: string, guarded: boolean): Task<void> {
  const base = `${ROOT}/repositories/${name}/_manifests`;
  const link = DIGEST.test(reference) ? `${base}/revisions/${reference.replace(':', '/')}/link` : `${base}/tags/${reference}/current/link`;
  const digest = yield* linkOf(x.sys, link);
  if (digest === undefined) {
    const known = (yield* names(x.sys, name)).length > 0;
    // A registry with accounts does not tell whether a repository that one may not see exists.
    if (!known && guarded) yield* refuse(x, 401, 'DENIED', 'requested access to the resource is denied', [{ Type: 'repository', Class: '', Name: name, Action: 'pull' }]);
    else if (!known) yield* refuse(x, 404, 'NAME_UNKNOWN', 'repository name not known to registry', { name });
    else yield* refuse(x, 404, 'MANIFEST_UNKNOWN', 'manifest unknown', `unknown tag=${reference}`);
    return;
  }
  yield* sendFile(x, blobPath(digest), 'application/vnd.oci.image.manifest.v1+json', digest);
}

function* blob(x: Exchange, name: string, digest: string): Task<void> {
  const link = DIGEST.test(digest) ? yield* linkOf(x.sys, `${ROOT}/repositories/${name}/_layers/${digest.replace(':', '/')}/link`) : undefined;
  if (link === undefined) yield* refuse(x, 404, 'BLOB_UNKNOWN', 'blob unknown to registry', { digest });
  else yield* sendFile(x, blobPath(link), 'application/octet-stream', link);
}

/** Tags of a repository, sorted; [] when there is no such repository. */
function* names(sys: Sys, name: string): Task<string[]> {
  try {
    return sys.readdir(`${ROOT}/repositories/${name}/_manifests/tags`).map((d) => d.name).filter((n) => n !== '.' && n !== '..').sort();
  } catch (e) {
    if (!isSysError(e)) throw e;
    return [];
  }
}

function* answer(x: Exchange, realm: string | undefined): Task<void> {
  const { method } = x.head;
  if (realm !== undefined && !(x.head.headers.get('authorization') ?? '').startsWith(`Bearer ${TOKEN_PREFIX}`)) {
    const m = /^\/v2\/(.+)\/(?:manifests|blobs|tags)\//.exec(x.path);
    const scope = m === null ? '' : `,scope="repository:${m[1]}:pull"`;
    yield* refuse(x, 401, 'UNAUTHORIZED', 'authentication required', null, [['Www-Authenticate', `Bearer realm="${realm}",service="registry.docker.io"${scope}`]]);
    return;
  }
  if (x.path === '/v2/' || x.path === '/v2') {
    yield* x.send(200, 'application/json', '{}');
    return;
  }
  const m = /^\/v2\/(.+)\/(manifests|blobs|tags)\/([^/]+)$/.exec(x.path);
  if (m === null || !NAME.test(m[1]!)) {
    if (x.path.startsWith('/v2/')) yield* refuse(x, 404, 'NAME_INVALID', 'invalid repository name');
    else yield* x.send(404, 'text/plain; charset=utf-8', '404 page not found\n');
    return;
  }
  const [, name, kind, reference] = m as unknown as [string, string, string, string];
  if (method !== 'GET' && method !== 'HEAD') {
    yield* refuse(x, 405, 'UNSUPPORTED', 'The operation is unsupported.');
    return;
  }
  if (kind === 'manifests') yield* manifest(x, name, reference, realm !== undefined);
  else if (kind === 'blobs') yield* blob(x, name, reference);
  else {
    const tags = reference === 'list' ? yield* names(x.sys, name) : [];
    if (tags.length === 0) yield* refuse(x, 404, 'NAME_UNKNOWN', 'repository name not known to registry', { name });
    else yield* x.json(200, { name, tags });
  }
}

export const registry: Program = {
  name: 'registry',
  support: { level: 'partial', note: 'pull only; plain HTTP where the real one speaks TLS' },
  *main(sys, argv) {
    const [, address = '0.0.0.0', port = '5000', realm] = argv;
    yield* listenHttp(sys, address, Number(port), COMMON, function* (s, x) {
      if (s.tracing('http_request')) s.trace({ kind: 'engine', layer: 'registry', action: `${x.head.method} ${x.path}`, detail: { authorization: x.head.headers.has('authorization') ? 'bearer token' : 'none' } });
      yield* answer(x, realm);
    });
    return 0;
  },
};
