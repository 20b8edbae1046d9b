/**
 * The distribution protocol's server over files in the layout of the distribution registry. `registry ADDRESS PORT [REALM]` is Docker Hub's (with a realm, requests need
 * a bearer token that the token server gave, and pushes an account); `docker-registry serve CONFIG` is Debian's program, `registry serve CONFIG` that of the
 * image registry:2. Left out: TLS (the bytes are plain HTTP), deletion, garbage collection, other storage than files.
 */
import { isSysError } from '../../abi/errno.ts';
import { O } from '../../abi/fs.ts';
import type { Sys, Task } from '../../abi/sys.ts';
import type { Program } from '../../userland/libc/program.ts';
import { writeText } from '../../userland/libc/stdio.ts';
import { writeResponse } from '../http/message.ts';
import { imfDate } from '../../userland/libc/imfdate.ts';
import { inheritedSockets } from '../../userland/libc/activation.ts';
import { listenHttp } from '../http/server.ts';
import type { Exchange } from '../http/server.ts';
import { readText } from '../common/files.ts';
import { now, rfc3339Nano } from '../common/time.ts';
import { mayPush, tokenUser } from './accounts.ts';
import { COMMON, DIGEST, NAME, refuse } from './answer.ts';
import { searchIndex } from './index-search.ts';
import { Store } from './store.ts';
import { beginUpload, mediaTypeOf, putManifest, upload } from './uploads.ts';

/** Where the registry of the image and of Docker Hub keeps its files. */
const ROOT = '/var/lib/registry';

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

function* manifest(x: Exchange, store: Store, name: string, reference: string, guarded: boolean): Task<void> {
  const digest = yield* store.manifest(x.sys, name, reference);
  if (digest === undefined) {
    const known = store.tags(x.sys, name) !== undefined;
    // A registry with accounts does not tell whether a repository that one may not see exists.
    if (!known && guarded) yield* refuse(x, 401, 'DENIED', 'requested access to the resource is denied', [{ Type: 'repository', Class: '', Name: name, Action: 'pull' }]);
    else if (!known) yield* refuse(x, 404, 'NAME_UNKNOWN', 'repository name not known to registry', { name });
    else yield* refuse(x, 404, 'MANIFEST_UNKNOWN', 'manifest unknown', `unknown tag=${reference}`);
    return;
  }
  const path = store.blobPath(digest);
  yield* sendFile(x, path, yield* mediaTypeOf(x.sys, path), digest);
}

function* blob(x: Exchange, store: Store, name: string, digest: string): Task<void> {
  if (!DIGEST.test(digest) || !(yield* store.hasBlob(x.sys, name, digest))) yield* refuse(x, 404, 'BLOB_UNKNOWN', 'blob unknown to registry', { digest });
  else yield* sendFile(x, store.blobPath(digest), 'application/octet-stream', digest);
}

/** False when the request was refused for want of a token, or of the right one. */
function* allowed(x: Exchange, realm: string): Task<boolean> {
  const m = /^\/v2\/(.+)\/(?:manifests|blobs|tags)\//.exec(x.path);
  const user = tokenUser(x.head.headers.get('authorization'));
  const reading = x.head.method === 'GET' || x.head.method === 'HEAD';
  if (user === undefined) {
    const scope = m === null ? '' : `,scope="repository:${m[1]}:${reading ? 'pull' : 'pull,push'}"`;
    yield* refuse(x, 401, 'UNAUTHORIZED', 'authentication required', null, [['Www-Authenticate', `Bearer realm="${realm}",service="registry.docker.io"${scope}`]]);
    return false;
  }
  if (reading || (m !== null && mayPush(user, m[1]!))) return true;
  yield* refuse(x, 401, 'DENIED', 'requested access to the resource is denied', [{ Type: 'repository', Class: '', Name: m?.[1] ?? '', Action: 'push' }]);
  return false;
}

function* answer(x: Exchange, store: Store, realm: string | undefined): Task<void> {
  const { method } = x.head;
  if (realm !== undefined && x.path === '/v1/search' && method === 'GET') {
    const results = searchIndex(x.sys, store, x.query.get('q'), Number(x.query.get('n') || '25'));
    yield* x.json(200, { num_results: results.length, query: x.query.get('q'), results });
    return;
  }
  if (realm !== undefined && !(yield* allowed(x, realm))) return;
  if (x.path === '/v2/' || x.path === '/v2') return yield* x.send(200, 'application/json; charset=utf-8', '{}', COMMON);
  if (x.path === '/v2/_catalog' && realm === undefined) return yield* x.send(200, 'application/json; charset=utf-8', `${JSON.stringify({ repositories: store.catalog(x.sys) })}\n`, COMMON);
  const begun = /^\/v2\/(.+)\/blobs\/uploads\/([^/]*)$/.exec(x.path);
  const m = begun ?? /^\/v2\/(.+)\/(manifests|blobs|tags)\/([^/]+)$/.exec(x.path);
  if (m === null || !NAME.test(m[1]!)) {
    if (x.path.startsWith('/v2/')) yield* refuse(x, 404, 'NAME_INVALID', 'invalid repository name');
    else yield* x.send(404, 'text/plain; charset=utf-8', '404 page not found\n');
    return;
  }
  const name = m[1]!;
  if (begun !== null) {
    if (begun[2] === '' && method === 'POST') yield* beginUpload(x, store, name);
    else yield* upload(x, store, name, begun[2]!);
    return;
  }
  const [, , kind, reference] = m as unknown as [string, string, string, string];
  if (kind === 'manifests' && method === 'PUT') return yield* putManifest(x, store, name, reference);
  if (method !== 'GET' && method !== 'HEAD') return yield* refuse(x, 405, 'UNSUPPORTED', 'The operation is unsupported.');
  if (kind === 'manifests') yield* manifest(x, store, name, reference, realm !== undefined);
  else if (kind === 'blobs') yield* blob(x, store, name, reference);
  else {
    const tags = reference === 'list' ? store.tags(x.sys, name) : undefined;
    if (tags === undefined) yield* refuse(x, 404, 'NAME_UNKNOWN', 'repository name not known to registry', { name });
    else yield* x.send(200, 'application/json; charset=utf-8', `${JSON.stringify({ name, tags })}\n`, COMMON);
  }
}

function* serve(sys: Sys, address: string, port: number, root: string, realm: string | undefined, inherited?: number): Task<void> {
  const store = new Store(root);
  yield* listenHttp(sys, address, port, [], function* (s, x) {
    if (s.tracing('http_request')) s.trace({ kind: 'engine', layer: 'registry', action: `${x.head.method} ${x.path}`, detail: { authorization: x.head.headers.has('authorization') ? 'bearer token' : 'none' } });
    yield* answer(x, store, realm);
  }, inherited);
}

/** `serve CONFIG`: rootdirectory and addr of a configuration file. */
function* serveConfig(sys: Sys, argv: readonly string[]): Task<number> {
  const path = argv[2];
  if (argv[1] !== 'serve' || path === undefined) {
    yield* writeText(sys, 2, 'configuration error: configuration path unspecified\nUsage:\n  registry serve <config> [flags]\nFlags:\n  -h, --help   help for serve\n');
    return 1;
  }
  let text: string;
  try {
    text = yield* readText(sys, path);
  } catch (e) {
    if (!isSysError(e)) throw e;
    yield* writeText(sys, 2, `configuration error: open ${path}: ${e.message.toLowerCase()}\n`);
    return 1;
  }
  const root = /^\s*rootdirectory:\s*(\S+)/m.exec(text)?.[1] ?? ROOT;
  const [address = '', port = '5000'] = (/^\s*addr:\s*(\S+)/m.exec(text)?.[1] ?? ':5000').split(':');
  yield* writeText(sys, 2, `time="${rfc3339Nano(now(sys))}" level=info msg="listening on [::]:${port}"\n`);
  try {
    yield* serve(sys, address === '' ? '0.0.0.0' : address, Number(port), root, undefined);
  } catch (e) {
    if (!isSysError(e)) throw e;
    yield* writeText(sys, 2, `time="${rfc3339Nano(now(sys))}" level=fatal msg="listen tcp :${port}: bind: ${e.message.toLowerCase()}"\n`);
    return 1;
  }
  return 0;
}

const NOTE = 'plain HTTP where the real one speaks TLS; no deletion; of a configuration rootdirectory and addr count';

export const registry: Program = {
  name: 'registry',
  support: { level: 'partial', note: NOTE },
  *main(sys, argv, envp) {
    if (argv[1] === 'serve') return yield* serveConfig(sys, argv);
    const [, address = '0.0.0.0', port = '5000', realm] = argv;
    yield* serve(sys, address, Number(port), ROOT, realm, inheritedSockets(envp)[0]);
    return 0;
  },
};

export const dockerRegistry: Program = { name: 'docker-registry', support: { level: 'partial', note: NOTE }, main: serveConfig };
