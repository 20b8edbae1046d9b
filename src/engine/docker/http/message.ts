/**
 * HTTP/1.1 messages (RFC 9112) over a stream descriptor: heads, bodies with content-length, chunked or until close, and what follows
 * an upgrade ("hijack"). Both ends use it: dockerd, the registry, the docker client, curl and apt.
 *
 * What a server refuses, and in which words, is net/http's. Left out: trailers are skipped, no HTTP/2.
 */
import { concatBytes, EMPTY, encodeUtf8 } from '../../base/bytes.ts';
import type { Sys, Task } from '../../abi/sys.ts';
import { writeAll } from '../../userland/libc/stdio.ts';
import { ChunkedBody, CloseBody, LengthBody } from './body.ts';
import type { BodyReader } from './body.ts';
import { HttpError } from './stream.ts';
import type { Stream } from './stream.ts';

export { readAll } from './body.ts';
export type { BodyReader } from './body.ts';
export { encodeQuery, percentDecode, Query, queryEscape } from './query.ts';
export { HttpError, MAX_HEAD_BYTES, Stream } from './stream.ts';

/** Header fields, in order; names are compared without case. */
export class Headers {
  private readonly list: [string, string][] = [];

  constructor(init: readonly (readonly [string, string])[] = []) {
    for (const [name, value] of init) this.list.push([name, value]);
  }

  /** The first value of `name`. */
  get(name: string): string | undefined {
    const wanted = name.toLowerCase();
    for (const [n, v] of this.list) if (n.length === wanted.length && n.toLowerCase() === wanted) return v;
    return undefined;
  }

  has(name: string): boolean {
    return this.get(name) !== undefined;
  }

  /** Replace all values of `name`, or add it. */
  set(name: string, value: string): this {
    const wanted = name.toLowerCase();
    const at = this.list.findIndex(([n]) => n.toLowerCase() === wanted);
    if (at < 0) this.list.push([name, value]);
    else this.list[at] = [name, value];
    return this;
  }

  add(name: string, value: string): this {
    this.list.push([name, value]);
    return this;
  }

  /** All values of `name`. */
  all(name: string): string[] {
    const wanted = name.toLowerCase();
    return this.list.filter(([n]) => n.toLowerCase() === wanted).map(([, v]) => v);
  }

  /** Does the comma-separated list `name` hold `token`, without case? */
  hasToken(name: string, token: string): boolean {
    const value = this.get(name);
    if (value === undefined) return false;
    return value.split(',').some((part) => part.trim().toLowerCase() === token);
  }

  *[Symbol.iterator](): Iterator<readonly [string, string]> {
    yield* this.list;
  }
}

/** The start of a request. */
export interface RequestHead {
  readonly method: string;
  /** Path and query as sent. */
  readonly target: string;
  /** 'HTTP/1.1' or 'HTTP/1.0'. */
  readonly version: string;
  readonly headers: Headers;
}

/** The start of a response. */
export interface ResponseHead {
  readonly version: string;
  readonly status: number;
  readonly reason: string;
  readonly headers: Headers;
}

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
/** What no field may hold: control characters but the tab. */
const CONTROL = /[\0-\x08\x0a-\x1f\x7f]/;
const HOST = /^[A-Za-z0-9!$%&'()*+,\-.:;=[\]_~]*$/;

const malformed = (): HttpError => new HttpError(400, 'Bad Request');

/** Header fields from their lines; a line that begins with a blank goes on with the one before. */
function parseFields(lines: readonly string[]): Headers {
  const whole: string[] = [];
  for (const line of lines) {
    if (line.charCodeAt(0) !== 32 && line.charCodeAt(0) !== 9) whole.push(line);
    else if (whole.length === 0) throw malformed();
    else whole.push(`${whole.pop()!} ${line.trim()}`);
  }
  const headers = new Headers();
  let badName = false;
  for (const line of whole) {
    const colon = line.indexOf(':');
    if (colon <= 0 || CONTROL.test(line)) throw malformed();
    const name = line.slice(0, colon);
    if (!TOKEN.test(name)) badName = true;
    headers.add(name, line.slice(colon + 1).trim());
  }
  if (badName && headers.has('host')) throw new HttpError(400, 'invalid header name');
  return headers;
}

/** Read a request's head; undefined when the peer closed before one began. Throws what a server answers as {@link HttpError}. */
export function* readRequestHead(stream: Stream): Task<RequestHead | undefined> {
  const lines = yield* stream.head();
  if (lines === undefined) return undefined;
  const m = /^([^ ]*) ([^ ]*) HTTP\/(\d)\.(\d)$/.exec(lines[0] ?? '');
  if (m === null || !TOKEN.test(m[1]!)) throw malformed();
  const target = m[2]!;
  if (!/^(\/|https?:\/\/)/.test(target) && target !== '*') throw malformed();
  if (/%(?![0-9a-fA-F]{2})/.test(target.split('?', 1)[0]!)) throw malformed();
  const headers = parseFields(lines.slice(1));
  if (m[3] !== '1') throw new HttpError(505, 'unsupported protocol version');
  const version = m[4] === '0' ? 'HTTP/1.0' : 'HTTP/1.1';
  checkFields(headers, version);
  return { method: m[1]!, target, version, headers };
}

/** What net/http demands of a request's fields: one host, a length that is one, an encoding that it knows. */
function checkFields(headers: Headers, version: string): void {
  const lengths = new Set(headers.all('content-length'));
  if (lengths.size > 1 || [...lengths].some((l) => !/^\d+$/.test(l))) throw malformed();
  const encodings = headers.all('transfer-encoding');
  if (encodings.length > 0 && version === 'HTTP/1.1' && (encodings.length > 1 || encodings[0]!.toLowerCase() !== 'chunked')) throw new HttpError(501, 'Unsupported transfer encoding');
  const hosts = headers.all('host');
  if (hosts.length > 1) throw malformed();
  if (hosts.length === 0 && version === 'HTTP/1.1') throw new HttpError(400, 'missing required Host header');
  if (!HOST.test(hosts[0] ?? '')) throw new HttpError(400, 'malformed Host header');
}

/** Read a response's head; undefined when the peer closed before one began. */
export function* readResponseHead(stream: Stream): Task<ResponseHead | undefined> {
  const lines = yield* stream.head();
  if (lines === undefined) return undefined;
  const m = /^(HTTP\/\d\.\d) (\d{3})(?: (.*))?$/.exec(lines[0] ?? '');
  if (m === null) throw new HttpError(400, 'malformed HTTP response');
  return { version: m[1]!, status: Number(m[2]), reason: m[3] ?? '', headers: parseFields(lines.slice(1)) };
}

function contentLength(headers: Headers): number | undefined {
  const text = headers.get('content-length');
  if (text === undefined) return undefined;
  if (!/^\d+$/.test(text)) throw malformed();
  return Number(text);
}

/** The body of a request: what its headers say; none without them. */
export function requestBody(stream: Stream, head: RequestHead): BodyReader {
  if (head.version === 'HTTP/1.1' && head.headers.hasToken('transfer-encoding', 'chunked')) return new ChunkedBody(stream);
  return new LengthBody(stream, contentLength(head.headers) ?? 0);
}

/** The body of a response to `method`; until close when no header tells its length. */
export function responseBody(stream: Stream, head: ResponseHead, method: string): BodyReader {
  if (method === 'HEAD' || head.status === 204 || head.status === 304 || head.status < 200) return new LengthBody(stream, 0);
  if (head.headers.hasToken('transfer-encoding', 'chunked')) return new ChunkedBody(stream);
  const length = contentLength(head.headers);
  return length === undefined ? new CloseBody(stream) : new LengthBody(stream, length);
}

function headText(first: string, headers: Iterable<readonly [string, string]>): string {
  let text = `${first}\r\n`;
  for (const [name, value] of headers) text += `${name}: ${value}\r\n`;
  return `${text}\r\n`;
}

/** Write a request's head, and its body in the same write when given (Content-Length is the caller's). */
export function* writeRequest(sys: Sys, fd: number, method: string, target: string, headers: Iterable<readonly [string, string]>, body: Uint8Array = EMPTY): Task<void> {
  const head = encodeUtf8(headText(`${method} ${target} HTTP/1.1`, headers));
  yield* writeAll(sys, fd, body.length === 0 ? head : concatBytes([head, body]));
}

/** Write a response's head, and its body in the same write when given (Content-Length is the caller's). */
export function* writeResponse(sys: Sys, fd: number, status: number, headers: Iterable<readonly [string, string]>, body: Uint8Array = EMPTY, version = 'HTTP/1.1'): Task<void> {
  const head = encodeUtf8(headText(`${version} ${status} ${statusText(status)}`, headers));
  yield* writeAll(sys, fd, body.length === 0 ? head : concatBytes([head, body]));
}

const CRLF = encodeUtf8('\r\n');
const LAST_CHUNK = encodeUtf8('0\r\n\r\n');

/** Write one chunk of a chunked body. An empty one is not written, because it would end the body. */
export function* writeChunk(sys: Sys, fd: number, data: Uint8Array): Task<void> {
  if (data.length === 0) return;
  yield* writeAll(sys, fd, concatBytes([encodeUtf8(`${data.length.toString(16)}\r\n`), data, CRLF]));
}

/** End a chunked body. */
export function* endChunks(sys: Sys, fd: number): Task<void> {
  yield* writeAll(sys, fd, LAST_CHUNK);
}

const REASONS: Readonly<Record<number, string>> = {
  100: 'Continue',
  101: 'Switching Protocols',
  200: 'OK',
  201: 'Created',
  202: 'Accepted',
  204: 'No Content',
  206: 'Partial Content',
  301: 'Moved Permanently',
  302: 'Found',
  304: 'Not Modified',
  307: 'Temporary Redirect',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  406: 'Not Acceptable',
  409: 'Conflict',
  411: 'Length Required',
  413: 'Request Entity Too Large',
  417: 'Expectation Failed',
  416: 'Requested Range Not Satisfiable',
  429: 'Too Many Requests',
  431: 'Request Header Fields Too Large',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  505: 'HTTP Version Not Supported',
};

/** The reason phrase of a status, as net/http's StatusText. */
export function statusText(status: number): string {
  return REASONS[status] ?? `status code ${status}`;
}
