/**
 * The pulling side of the OCI distribution protocol: ping, bearer tokens, manifests and blobs over HTTP/1.1. Like distribution's client as dockerd uses
 * it, without TLS (https names are spoken to in plain HTTP on port 443), redirects to a CDN, mirrors and schema 1.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { isSysError } from '../../abi/errno.ts';
import type { SysError } from '../../abi/errno.ts';
import { O } from '../../abi/fs.ts';
import type { Sys, Task } from '../../abi/sys.ts';
import { decodeUtf8, toHex } from '../../base/bytes.ts';
import { GaiError, readResolvConf, resolveHost } from '../../userland/libc/resolve.ts';
import { ConnectionLost, HttpClient } from '../http/client.ts';
import type { Response } from '../http/client.ts';
import { ApiError } from '../dockerd/errors.ts';

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

const ACCEPT = 'application/vnd.oci.image.manifest.v1+json, application/vnd.docker.distribution.manifest.v2+json';
const LOOPBACK = /^(?:localhost|127\.\d+\.\d+\.\d+)(?::|$)/;

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

/** A repository on some registry. */
export class Repository {
  private readonly sys: Sys;
  private readonly domain: string;
  private readonly path: string;
  /** As people name it, for messages: 'nosuch', 'localhost:5000/x'. */
  private readonly familiar: string;
  private client: HttpClient | undefined;
  private token: string | undefined;

  constructor(sys: Sys, domain: string, path: string, familiar: string) {
    this.sys = sys;
    this.domain = domain;
    this.path = path;
    this.familiar = familiar;
  }

  /** The host that serves the domain, and the URL as messages show it. */
  private get host(): string {
    return this.domain === 'docker.io' ? 'registry-1.docker.io' : this.domain;
  }

  private get url(): string {
    return `${LOOPBACK.test(this.host) ? 'http' : 'https'}://${this.host}/v2/`;
  }

  private *connect(host: string, url: string): Task<HttpClient> {
    const [name = '', portText] = host.split(':');
    const port = portText === undefined ? (url.startsWith('https') ? 443 : 80) : Number(portText);
    let address: string;
    try {
      address = (yield* resolveHost(this.sys, name))[0]!;
    } catch (e) {
      if (!(e instanceof GaiError)) throw e;
      const server = (yield* readResolvConf(this.sys)).servers[0]!;
      const why = e.code === 'EAI_AGAIN' ? `dial udp ${server}:53: connect: network is unreachable` : 'no such host';
      throw new ApiError(500, `Get "${url}": dial tcp: lookup ${name} on ${server}:53: ${why}`, 'the name of the registry could not be resolved');
    }
    return new HttpClient(this.sys, { address: { family: 'inet', address, port }, host });
  }

  private *get(target: string, accept?: string, method = 'GET'): Task<Response> {
    this.client ??= yield* this.connect(this.host, this.url);
    const headers: [string, string][] = [['User-Agent', 'docker/28.5.2']];
    if (accept !== undefined) headers.push(['Accept', accept]);
    if (this.token !== undefined) headers.push(['Authorization', `Bearer ${this.token}`]);
    try {
      return yield* this.client.request(method, target, { headers });
    } catch (e) {
      if (e instanceof ConnectionLost) throw new ApiError(500, `Get "${this.url}": EOF`, 'the registry closed the connection');
      if (isSysError(e)) throw new ApiError(500, `Get "${this.url}": dial tcp ${this.dialled()}: connect: ${lower(e)}`, 'no connection to the registry');
      throw e;
    }
  }

  private dialled(): string {
    const a = this.client!.endpoint.address;
    return a.family === 'unix' ? a.path : `${a.address}:${a.port}`;
  }

  /** `GET /v2/`, and a token when the registry asks for one. Throws {@link ApiError} when there is no way to it. */
  *ping(): Task<void> {
    const response = yield* this.get('/v2/');
    const challenge = response.headers.get('www-authenticate');
    yield* response.all();
    if (response.status !== 401 || challenge === undefined) return;
    const field = (name: string): string => new RegExp(`${name}="([^"]*)"`).exec(challenge)?.[1] ?? '';
    const realm = field('realm');
    const m = /^(https?):\/\/([^/]+)(\/.*)$/.exec(realm);
    if (m === null) throw new ApiError(500, `Get "${this.url}": unauthorized`, 'the registry names no token server');
    const auth = yield* this.connect(m[2]!, realm);
    try {
      const reply = yield* auth.request('GET', `${m[3]}?scope=repository%3A${this.path.replace(/\//g, '%2F')}%3Apull&service=${field('service')}`, { headers: [['User-Agent', 'docker/28.5.2']] });
      this.token = (JSON.parse(yield* reply.text()) as { token?: string }).token;
    } catch (e) {
      if (isSysError(e)) throw new ApiError(500, `Get "${realm}": ${lower(e)}`, 'no connection to the token server');
      throw e;
    } finally {
      auth.close();
    }
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

  /** Another session with the same token, for a thread of its own. */
  session(sys: Sys): Repository {
    const other = new Repository(sys, this.domain, this.path, this.familiar);
    other.token = this.token;
    return other;
  }

  close(): void {
    this.client?.close();
    this.client = undefined;
  }
}

function lower(e: SysError): string {
  return e.message.charAt(0).toLowerCase() + e.message.slice(1);
}
