/**
 * The OCI distribution protocol as dockerd speaks it: ping, bearer tokens or basic credentials, manifests, blobs, uploads with mounts from other repositories, over
 * HTTP/1.1. Left out: TLS (https names are spoken to in plain HTTP on port 443), redirects to a CDN, mirrors, schema 1, resuming.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { isSysError } from '../../abi/errno.ts';
import type { SysError } from '../../abi/errno.ts';
import { O } from '../../abi/fs.ts';
import type { Sys, Task } from '../../abi/sys.ts';
import { decodeUtf8, encodeUtf8, toHex } from '../../base/bytes.ts';
import { base64 } from '../common/base64.ts';
import { GaiError, readResolvConf, resolveHost } from '../../userland/libc/resolve.ts';
import { ConnectionLost, HttpClient } from '../http/client.ts';
import type { RequestOptions, Response } from '../http/client.ts';
import { queryEscape } from '../http/message.ts';
import { ApiError } from '../dockerd/errors.ts';
import type { Credentials } from '../dockerd/image/auth.ts';

/** A content descriptor (OCI image specification). */
export interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
}

/** An image manifest. */
export interface Manifest {
  readonly config: Descriptor;
  readonly layers: readonly Descriptor[];
}

/** How to come to a repository. */
export interface Access {
  readonly auth: Credentials | undefined;
  /** What is to be done there. */
  readonly push?: boolean;
  /** A further repository of the same registry to read from: blobs are mounted from there. */
  readonly from?: readonly string[];
}

const ACCEPT = 'application/vnd.oci.image.manifest.v1+json, application/vnd.docker.distribution.manifest.v2+json';
const LOOPBACK = /^(?:localhost|127\.\d+\.\d+\.\d+)(?::|$)/;
const AGENT: readonly [string, string] = ['User-Agent', 'docker/28.5.2'];

/** What a protocol error's body says: `message` of its first error, with its code's text before it. */
function errorText(body: string): { code: string; text: string } {
  try {
    const first = (JSON.parse(body) as { errors?: readonly { code?: string; message?: string }[] }).errors?.[0];
    const code = first?.code ?? 'UNKNOWN';
    return { code, text: `${code.toLowerCase().replace(/_/g, ' ')}: ${first?.message ?? ''}` };
  } catch {
    return { code: 'UNKNOWN', text: 'unknown: ' };
  }
}

function lower(e: SysError): string {
  return e.message.charAt(0).toLowerCase() + e.message.slice(1);
}

/** A connection to the host of `url`. Throws {@link ApiError} when its name cannot be resolved. */
export function* connectTo(sys: Sys, host: string, url: string): Task<HttpClient> {
  const [name = '', portText] = host.split(':');
  const port = portText === undefined ? (url.startsWith('https') ? 443 : 80) : Number(portText);
  let address: string;
  try {
    address = (yield* resolveHost(sys, name))[0]!;
  } catch (e) {
    if (!(e instanceof GaiError)) throw e;
    const server = (yield* readResolvConf(sys)).servers[0]!;
    const why = e.code === 'EAI_AGAIN' ? `dial udp ${server}:53: connect: network is unreachable` : 'no such host';
    throw new ApiError(500, `Get "${url}": dial tcp: lookup ${name} on ${server}:53: ${why}`, 'the name of the registry could not be resolved');
  }
  return new HttpClient(sys, { address: { family: 'inet', address, port }, host });
}

/** Send a request; a connection that fails is an {@link ApiError} in Go's words for `url`. */
export function* requestTo(client: HttpClient, url: string, method: string, target: string, options: RequestOptions): Task<Response> {
  try {
    return yield* client.request(method, target, options);
  } catch (e) {
    const verb = `${method[0]}${method.slice(1).toLowerCase()}`;
    if (e instanceof ConnectionLost) throw new ApiError(500, `${verb} "${url}": EOF`, 'the registry closed the connection');
    const a = client.endpoint.address;
    const dialled = a.family === 'inet' ? `${a.address}:${a.port}` : client.endpoint.host;
    if (isSysError(e)) throw new ApiError(500, `${verb} "${url}": dial tcp ${dialled}: connect: ${lower(e)}`, 'no connection to the registry');
    throw e;
  }
}

/** The host that serves a domain. */
export function registryHost(domain: string): string {
  return domain === 'docker.io' || domain === 'index.docker.io' ? 'registry-1.docker.io' : domain;
}

/** A registry's address, as messages show it. */
export function registryUrl(domain: string): string {
  const host = registryHost(domain);
  return `${LOOPBACK.test(host) ? 'http' : 'https'}://${host}/v2/`;
}

const basic = (c: Credentials): string => `Basic ${base64(`${c.username}:${c.password}`)}`;

/** What a registry's challenge asks for: a bearer token of some server, or the credentials themselves. */
export function* answerChallenge(sys: Sys, challenge: string, auth: Credentials | undefined, scopes: readonly string[], url: string): Task<{ readonly header: string | undefined; readonly status: number; readonly body: string }> {
  if (/^basic\b/i.test(challenge)) return { header: auth === undefined ? undefined : basic(auth), status: 200, body: '' };
  const field = (name: string): string => new RegExp(`${name}="([^"]*)"`).exec(challenge)?.[1] ?? '';
  const realm = field('realm');
  const m = /^(https?):\/\/([^/]+)(\/.*)$/.exec(realm);
  if (m === null) throw new ApiError(500, `Get "${url}": unauthorized`, 'the registry names no token server');
  const server = yield* connectTo(sys, m[2]!, realm);
  try {
    const query = [...(auth === undefined ? [] : [`account=${queryEscape(auth.username)}`]), ...scopes.map((s) => `scope=${queryEscape(s)}`), `service=${queryEscape(field('service'))}`];
    const headers: [string, string][] = [[...AGENT]];
    if (auth !== undefined) headers.push(['Authorization', basic(auth)]);
    const reply = yield* requestTo(server, realm, 'GET', `${m[3]}?${query.join('&')}`, { headers });
    const body = yield* reply.text();
    if (reply.status !== 200) return { header: undefined, status: reply.status, body };
    return { header: `Bearer ${(JSON.parse(body) as { token?: string }).token ?? ''}`, status: 200, body };
  } finally {
    server.close();
  }
}

/** A repository on some registry. */
export class Repository {
  private readonly sys: Sys;
  private readonly domain: string;
  readonly path: string;
  /** As people name it, for messages: 'nosuch', 'localhost:5000/x'. */
  private readonly familiar: string;
  private readonly access: Access;
  private client: HttpClient | undefined;
  private authorization: string | undefined;

  constructor(sys: Sys, domain: string, path: string, familiar: string, access: Access = { auth: undefined }) {
    this.sys = sys;
    this.domain = domain;
    this.path = path;
    this.familiar = familiar;
    this.access = access;
  }

  /** Domain and path: 'docker.io/library/busybox'. */
  get source(): string {
    return `${this.domain}/${this.path}`;
  }

  private get url(): string {
    return registryUrl(this.domain);
  }

  private *send(method: string, target: string, options: RequestOptions = {}): Task<Response> {
    this.client ??= yield* connectTo(this.sys, registryHost(this.domain), this.url);
    const headers: (readonly [string, string])[] = [AGENT, ...(options.headers ?? [])];
    if (this.authorization !== undefined) headers.push(['Authorization', this.authorization]);
    return yield* requestTo(this.client, this.url, method, target, { ...options, headers });
  }

  private *get(target: string, accept?: string, method = 'GET'): Task<Response> {
    return yield* this.send(method, target, accept === undefined ? {} : { headers: [['Accept', accept]] });
  }

  /** `GET /v2/`, and a token when the registry asks for one. Throws {@link ApiError} when there is no way to it. */
  *ping(): Task<void> {
    const response = yield* this.get('/v2/');
    const challenge = response.headers.get('www-authenticate');
    yield* response.all();
    if (response.status !== 401 || challenge === undefined) return;
    const scopes = [`repository:${this.path}:${this.access.push === true ? 'push,pull' : 'pull'}`, ...(this.access.from ?? []).map((p) => `repository:${p}:pull`)];
    const answer = yield* answerChallenge(this.sys, challenge, this.access.auth, scopes, this.url);
    if (answer.status !== 200) {
      const { text } = errorText(answer.body);
      const details = (JSON.parse(answer.body) as { details?: string }).details;
      throw new ApiError(500, details === undefined ? text : `unauthorized: ${details}`, 'the token server refused');
    }
    this.authorization = answer.header;
  }

  /** The manifest that a tag or digest names, with its digest. Throws {@link ApiError} in docker's words when there is none. */
  *manifest(reference: string): Task<{ readonly manifest: Manifest; readonly digest: string }> {
    const response = yield* this.get(`/v2/${this.path}/manifests/${reference}`, ACCEPT);
    const body = yield* response.all();
    if (response.status === 200) {
      const digest = `sha256:${toHex(sha256(body))}`;
      if (reference.startsWith('sha256:') && reference !== digest) throw new ApiError(500, `manifest verification failed for digest ${reference}`, 'the bytes do not hash to the digest');
      return { manifest: JSON.parse(decodeUtf8(body)) as Manifest, digest };
    }
    const { code, text } = errorText(decodeUtf8(body));
    if (code === 'MANIFEST_UNKNOWN') {
      const separator = reference.startsWith('sha256:') ? '@' : ':';
      throw new ApiError(404, `manifest for ${this.familiar}${separator}${reference} not found: ${text}`, 'the repository has no such tag');
    }
    if (code === 'DENIED' || code === 'UNAUTHORIZED' || code === 'NAME_UNKNOWN') {
      throw new ApiError(404, `pull access denied for ${this.familiar}, repository does not exist or may require 'docker login': ${text}`, 'the registry has no such repository');
    }
    throw new ApiError(500, text, 'the registry refused');
  }

  /** A small blob in memory, checked against its digest. */
  *bytes(descriptor: Descriptor): Task<Uint8Array> {
    const response = yield* this.get(`/v2/${this.path}/blobs/${descriptor.digest}`);
    const body = yield* response.all();
    if (response.status !== 200) throw new ApiError(500, errorText(decodeUtf8(body)).text, 'the registry does not give the blob');
    if (`sha256:${toHex(sha256(body))}` !== descriptor.digest) throw new ApiError(500, 'image verification failed for digest ' + descriptor.digest, 'the bytes do not hash to the digest');
    return body;
  }

  /** A blob into a new file. `progress` is told the bytes so far. */
  *download(descriptor: Descriptor, file: string, progress: (bytes: number) => Task<void>): Task<void> {
    const response = yield* this.get(`/v2/${this.path}/blobs/${descriptor.digest}`);
    if (response.status !== 200) throw new ApiError(500, errorText(yield* response.text()).text, 'the registry does not give the blob');
    const fd = yield* this.sys.open(file, O.WRONLY | O.CREAT | O.TRUNC | O.CLOEXEC, 0o600);
    try {
      yield* response.spliceTo(this.sys, fd, progress);
    } catch (e) {
      if (e instanceof ConnectionLost) throw new ApiError(500, 'unexpected EOF', 'the connection ended within a layer');
      throw e;
    } finally {
      this.sys.close(fd);
    }
  }

  private *refused(response: Response): Task<never> {
    const body = yield* response.text();
    throw new ApiError(500, errorText(body).text, 'the registry refused');
  }

  /** Does the repository hold this blob? Its size, or undefined. */
  *blobSize(digest: string): Task<number | undefined> {
    const response = yield* this.get(`/v2/${this.path}/blobs/${digest}`, undefined, 'HEAD');
    yield* response.all();
    if (response.status === 200) return Number(response.headers.get('content-length') ?? '0');
    if (response.status === 404) return undefined;
    // net/http says nothing of a HEAD's error but its status
    throw new ApiError(500, response.status === 401 || response.status === 403 ? 'denied: requested access to the resource is denied' : `received unexpected HTTP status: ${response.status} ${response.reason}`, 'the registry refused');
  }

  /** Begin an upload, with a mount of a blob that `from` of the same registry has; undefined when that is all that was to be done. */
  *beginUpload(digest: string, from?: string): Task<string | undefined> {
    const query = from === undefined ? '' : `?from=${queryEscape(from)}&mount=${queryEscape(digest)}`;
    const response = yield* this.send('POST', `/v2/${this.path}/blobs/uploads/${query}`);
    if (response.status !== 201 && response.status !== 202) return yield* this.refused(response);
    yield* response.all();
    if (response.status === 201) return undefined;
    return (response.headers.get('location') ?? '').replace(/^https?:\/\/[^/]+/, '');
  }

  /** Send a blob's bytes to an upload, and close it. `next` returns EMPTY at the end; `digest` is asked for then. */
  *upload(location: string, next: () => Task<Uint8Array>, digest: () => string): Task<void> {
    const patched = yield* this.send('PATCH', location, { upload: next, headers: [['Content-Type', 'application/octet-stream']] });
    if (patched.status !== 202) return yield* this.refused(patched);
    yield* patched.all();
    const there = (patched.headers.get('location') ?? location).replace(/^https?:\/\/[^/]+/, '');
    const response = yield* this.send('PUT', `${there}${there.includes('?') ? '&' : '?'}digest=${queryEscape(digest())}`);
    if (response.status !== 201) return yield* this.refused(response);
    yield* response.all();
  }

  /** Send a small blob at once. */
  *putBlob(bytes: Uint8Array, digest: string): Task<void> {
    if ((yield* this.blobSize(digest)) !== undefined) return;
    const location = yield* this.beginUpload(digest);
    if (location === undefined) return;
    let sent = false;
    yield* this.upload(
      location,
      function* () {
        if (sent) return encodeUtf8('');
        sent = true;
        return bytes;
      },
      () => digest,
    );
  }

  /** Put a manifest under a tag. */
  *putManifest(tag: string, mediaType: string, body: Uint8Array): Task<void> {
    const response = yield* this.send('PUT', `/v2/${this.path}/manifests/${tag}`, { headers: [['Content-Type', mediaType]], body });
    if (response.status !== 201) return yield* this.refused(response);
    yield* response.all();
  }

  /** Another session with the same authorization, for a thread of its own. */
  session(sys: Sys): Repository {
    const other = new Repository(sys, this.domain, this.path, this.familiar, this.access);
    other.authorization = this.authorization;
    return other;
  }

  close(): void {
    this.client?.close();
    this.client = undefined;
  }
}
