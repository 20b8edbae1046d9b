/**
 * The Engine API as the client calls it: one host, a negotiated version in front of every path, JSON bodies, and the daemon's errors as
 * {@link ApiError}. Like github.com/docker/docker/client.
 */
import type { Sys, Task } from '../../abi/sys.ts';
import { isSysError, SysError } from '../../abi/errno.ts';
import { decodeUtf8, encodeUtf8 } from '../../base/bytes.ts';
import { ConnectionLost, HttpClient, HttpError, type Pending, type Response } from '../http/client.ts';
import { encodeQuery, queryEscape, statusText } from '../http/message.ts';
import { API_VERSION } from '../api/types.ts';
import { ApiError, CliError, ConnectionError } from './error.ts';
import { parseHost } from './host.ts';

/** Members of a query; undefined ones are left out. */
export type QueryValues = Readonly<Record<string, string | readonly string[] | undefined>>;

/** What goes with a call. */
export interface Call {
  readonly query?: QueryValues;
  /** Sent as JSON. */
  readonly json?: unknown;
  readonly upload?: () => Task<Uint8Array>;
  readonly headers?: readonly (readonly [string, string])[];
  readonly upgrade?: boolean;
}

/** What /_ping tells in its headers. */
export interface Ping {
  readonly apiVersion: string;
  readonly osType: string;
  readonly experimental: boolean;
  /** What the node is in a swarm; '' when the daemon does not say. */
  readonly swarm: '' | 'inactive' | 'active' | 'manager';
}

function older(a: string, b: string): boolean {
  const [a1, a2] = a.split('.').map(Number) as [number, number];
  const [b1, b2] = b.split('.').map(Number) as [number, number];
  return a1 < b1 || (a1 === b1 && a2 < b2);
}

/** The header `Swarm`: a state, and `/manager` behind it on a manager. */
function swarmStatus(header: string): Ping['swarm'] {
  if (header === '') return '';
  return header.endsWith('/manager') ? 'manager' : header === 'inactive' ? 'inactive' : 'active';
}

/** The client of one daemon. */
export class ApiClient {
  readonly host: string;
  version: string;
  private readonly sys: Sys;
  private readonly http: HttpClient;
  private ping: Ping | undefined;
  private readonly pinned: boolean;
  private readonly headers: readonly (readonly [string, string])[];

  /** `version` pins the API version (DOCKER_API_VERSION); '' negotiates. `headers` go with every request. */
  constructor(sys: Sys, host: string, version = '', headers: readonly (readonly [string, string])[] = []) {
    this.sys = sys;
    this.host = host;
    this.headers = headers;
    this.http = new HttpClient(sys, parseHost(host));
    this.pinned = version !== '';
    this.version = this.pinned ? version : API_VERSION;
  }

  /** What the daemon said to /_ping; undefined when it did not answer. The first call asks. */
  *serverInfo(): Task<Ping | undefined> {
    if (this.ping !== undefined) return this.ping;
    let response: Response;
    try {
      response = yield* this.end(yield* this.begin('HEAD', '/_ping', {}));
    } catch (e) {
      if (e instanceof SysError || e instanceof HttpError || e instanceof ConnectionLost) return undefined;
      throw e;
    }
    yield* response.all();
    if (response.status !== 200) return undefined;
    const apiVersion = response.headers.get('api-version') ?? '1.24';
    this.ping = { apiVersion, osType: response.headers.get('ostype') ?? '', experimental: response.headers.get('docker-experimental') === 'true', swarm: swarmStatus(response.headers.get('swarm') ?? '') };
    if (!this.pinned && older(apiVersion, this.version)) this.version = apiVersion;
    return this.ping;
  }

  private *begin(method: string, target: string, call: Call): Task<Pending> {
    const headers: (readonly [string, string])[] = [['User-Agent', 'Docker-Client/28.5.2 (linux)'], ...this.headers, ...(call.headers ?? [])];
    let body: Uint8Array | undefined;
    let text = '';
    if (call.json !== undefined) {
      text = JSON.stringify(call.json);
      body = encodeUtf8(`${text}\n`);
      headers.push(['Content-Type', 'application/json']);
    } else if (call.upgrade === true) headers.push(['Content-Type', 'text/plain']);
    if (this.sys.tracing('http_request')) this.sys.trace({ kind: 'http_request', layer: 'cli', method, path: target, body: text, headers });
    return yield* this.http.send(method, target, { headers, body, upload: call.upload, upgrade: call.upgrade });
  }

  private *end(pending: Pending): Task<Response> {
    const response = yield* this.http.receive(pending);
    if (this.sys.tracing('http_response')) this.sys.trace({ kind: 'http_response', layer: 'cli', status: response.status, method: pending.method, path: pending.target, body: '', headers: [...response.headers] });
    return response;
  }

  private connectError(e: unknown, method: string, target: string): never {
    if (isSysError(e, 'EINTR') || !(e instanceof SysError || e instanceof HttpError || e instanceof ConnectionLost)) throw e;
    const { address } = this.http.endpoint;
    const url = `${method[0]}${method.slice(1).toLowerCase()} "http://${address.family === 'unix' ? queryEscape(address.path) : this.http.endpoint.host}${target}"`;
    if (isSysError(e, 'EACCES') && address.family === 'unix') {
      throw new ConnectionError(`permission denied while trying to connect to the Docker daemon socket at ${this.host}: ${url}: dial unix ${address.path}: connect: permission denied`);
    }
    if (isSysError(e, 'ECONNREFUSED') || isSysError(e, 'ENOENT') || (isSysError(e) && address.family === 'unix' && !isSysError(e, 'ECONNRESET') && !isSysError(e, 'EPIPE'))) {
      throw new ConnectionError(`Cannot connect to the Docker daemon at ${this.host}. Is the docker daemon running?`);
    }
    const reason = e instanceof ConnectionLost ? 'EOF' : (e as { message: string }).message;
    throw new ConnectionError(`error during connect: ${url}: ${reason.toLowerCase() === 'eof' ? 'EOF' : reason[0]!.toLowerCase() + reason.slice(1)}`);
  }

  /** Send a call without waiting for the answer: {@link finish} does. */
  *start(method: string, path: string, call: Call = {}): Task<Pending> {
    yield* this.serverInfo();
    const query = call.query === undefined ? '' : encodeQuery(call.query);
    const target = `/v${this.version}${path}${query === '' ? '' : `?${query}`}`;
    try {
      return yield* this.begin(method, target, call);
    } catch (e) {
      return this.connectError(e, method, target);
    }
  }

  /** The answer to a call; its body is the caller's to read. Throws {@link ApiError} for a status of 400 and above. */
  *finish(pending: Pending): Task<Response> {
    let response: Response;
    try {
      response = yield* this.end(pending);
    } catch (e) {
      return this.connectError(e, pending.method, pending.target);
    }
    if (pending.options.upgrade === true && response.status !== 101) {
      response.close();
      throw new CliError(`unable to upgrade to tcp, received ${response.status}`);
    }
    if (response.status >= 400) throw yield* this.errorOf(response, pending.target);
    return response;
  }

  /** Call the API: {@link start} and {@link finish}. */
  *call(method: string, path: string, call: Call = {}): Task<Response> {
    return yield* this.finish(yield* this.start(method, path, call));
  }

  private *errorOf(response: Response, target: string): Task<ApiError> {
    const { status } = response;
    const text = yield* response.text();
    if (text === '') return new ApiError(status, `request returned ${status} ${statusText(status)} for API route and version http://${queryEscape(this.host.replace(/^\w+:\/\//, ''))}${target}, check if the server supports the requested API version`);
    let message = text.trim();
    if (response.headers.get('content-type') === 'application/json') {
      try {
        message = ((JSON.parse(text) as { message?: string }).message ?? '').trim();
      } catch {
        return new ApiError(status, `Error reading JSON: invalid character in the answer`);
      }
      if (message === '') message = `API returned a ${status} (${statusText(status)}) but provided no error-message`;
    }
    return new ApiError(status, `Error response from daemon: ${message}`);
  }

  /** Call the API and drop the answer's body. */
  *run(method: string, path: string, call: Call = {}): Task<void> {
    yield* (yield* this.call(method, path, call)).all();
  }

  /** Call the API and parse the JSON that it answers. */
  *json<T>(method: string, path: string, call: Call = {}): Task<T> {
    return JSON.parse(decodeUtf8(yield* (yield* this.call(method, path, call)).all())) as T;
  }

  /** Close the kept connections. */
  close(): void {
    this.http.close();
  }

  /** GET a JSON document, as its text. */
  *raw(path: string, query?: QueryValues): Task<string> {
    return yield* (yield* this.call('GET', path, { query })).text();
  }
}

export type { Pending, Response };

/** Filters as the API wants them: JSON of name to set of values; undefined when there are none. */
export function encodeFilters(filters: ReadonlyMap<string, readonly string[]>): string | undefined {
  if (filters.size === 0) return undefined;
  const out: Record<string, Record<string, boolean>> = {};
  for (const name of [...filters.keys()].sort()) out[name] = Object.fromEntries([...filters.get(name)!].sort().map((v) => [v, true]));
  return JSON.stringify(out);
}
