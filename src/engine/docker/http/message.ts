/**
 * HTTP/1.1 messages (RFC 9112) over a stream descriptor: heads, bodies with content-length, chunked or until close, and what follows
 * an upgrade ("hijack"). Both ends use it: dockerd, the registry, the docker client, curl and apt.
 *
 * Invariants: a {@link Stream} owns the bytes that were read but not yet taken, so that nothing is lost between a head, its body and a
 * hijacked stream. Left out: trailers are skipped, obsolete line folding is refused, no HTTP/2.
 */
import { concatBytes, decodeUtf8, EMPTY, encodeUtf8 } from '../../base/bytes.ts';
import type { Sys, Task } from '../../abi/sys.ts';
import { writeAll } from '../../userland/libc/stdio.ts';

/** Largest head that is accepted, as net/http's DefaultMaxHeaderBytes. */
export const MAX_HEAD_BYTES = 1 << 20;

/** Malformed message or a connection that ended within one. `status` is what a server answers. */
export class HttpError {
  readonly status: number;
  readonly message: string;
  constructor(status: number, message: string) {
    this.status = status;
    this.message = message;
  }
}

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

/** A descriptor with the bytes that were read from it and not yet used. */
export class Stream {
  readonly sys: Sys;
  readonly fd: number;
  private buffer: Uint8Array = EMPTY;
  private ended = false;

  constructor(sys: Sys, fd: number) {
    this.sys = sys;
    this.fd = fd;
  }

  /** Bytes that wait in the buffer, without reading; after an upgrade they belong to the hijacked stream. */
  takeBuffered(): Uint8Array {
    const b = this.buffer;
    this.buffer = EMPTY;
    return b;
  }

  get buffered(): number {
    return this.buffer.length;
  }

  /** At most `max` bytes, the buffered ones first; EMPTY at the end. */
  *read(max: number): Task<Uint8Array> {
    if (this.buffer.length > 0) {
      const b = this.buffer.subarray(0, max);
      this.buffer = this.buffer.subarray(b.length);
      return b;
    }
    if (this.ended) return EMPTY;
    const b = yield* this.sys.read(this.fd, max);
    if (b.length === 0) this.ended = true;
    return b;
  }

  /** Read more into the buffer. False at the end. */
  private *fill(): Task<boolean> {
    if (this.ended) return false;
    const b = yield* this.sys.read(this.fd, 16384);
    if (b.length === 0) {
      this.ended = true;
      return false;
    }
    this.buffer = this.buffer.length === 0 ? b : concatBytes([this.buffer, b]);
    return true;
  }

  /** Text up to and without `end` (which is consumed); undefined when the stream ends before the first byte. */
  *until(end: '\r\n' | '\r\n\r\n', limit: number): Task<string | undefined> {
    let from = 0;
    for (;;) {
      const at = indexOf(this.buffer, end, from);
      if (at >= 0) {
        const text = decodeUtf8(this.buffer, 0, at);
        this.buffer = this.buffer.subarray(at + end.length);
        return text;
      }
      if (this.buffer.length > limit) throw new HttpError(431, 'Request Header Fields Too Large');
      from = Math.max(0, this.buffer.length - end.length + 1);
      if (!(yield* this.fill())) {
        if (this.buffer.length === 0) return undefined;
        throw new HttpError(400, 'Bad Request');
      }
    }
  }

  /** Exactly `n` bytes. Throws {@link HttpError} when the stream ends before. */
  *exactly(n: number): Task<Uint8Array> {
    const parts: Uint8Array[] = [];
    for (let need = n; need > 0; ) {
      const b = yield* this.read(Math.min(need, 65536));
      if (b.length === 0) throw new HttpError(400, 'unexpected EOF');
      parts.push(b);
      need -= b.length;
    }
    return parts.length === 0 ? EMPTY : concatBytes(parts);
  }
}

function indexOf(bytes: Uint8Array, text: string, from: number): number {
  const first = text.charCodeAt(0);
  const n = text.length;
  for (let i = bytes.indexOf(first, from); i >= 0 && i + n <= bytes.length; i = bytes.indexOf(first, i + 1)) {
    let k = 1;
    while (k < n && bytes[i + k] === text.charCodeAt(k)) k++;
    if (k === n) return i;
  }
  return -1;
}

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

function parseFields(lines: readonly string[]): Headers {
  const headers = new Headers();
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon <= 0) throw new HttpError(400, 'Bad Request');
    const name = line.slice(0, colon);
    if (!TOKEN.test(name)) throw new HttpError(400, 'Bad Request');
    headers.add(name, line.slice(colon + 1).trim());
  }
  return headers;
}

/** Read a request's head; undefined when the peer closed before one began. */
export function* readRequestHead(stream: Stream): Task<RequestHead | undefined> {
  const text = yield* stream.until('\r\n\r\n', MAX_HEAD_BYTES);
  if (text === undefined) return undefined;
  const lines = text.split('\r\n');
  const m = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+) (\S+) (HTTP\/\d\.\d)$/.exec(lines[0]!);
  if (m === null) throw new HttpError(400, 'Bad Request');
  if (m[3] !== 'HTTP/1.1' && m[3] !== 'HTTP/1.0') throw new HttpError(505, 'HTTP Version Not Supported');
  return { method: m[1]!, target: m[2]!, version: m[3], headers: parseFields(lines.slice(1)) };
}

/** Read a response's head; undefined when the peer closed before one began. */
export function* readResponseHead(stream: Stream): Task<ResponseHead | undefined> {
  const text = yield* stream.until('\r\n\r\n', MAX_HEAD_BYTES);
  if (text === undefined) return undefined;
  const lines = text.split('\r\n');
  const m = /^(HTTP\/\d\.\d) (\d{3})(?: (.*))?$/.exec(lines[0]!);
  if (m === null) throw new HttpError(400, 'malformed HTTP response');
  return { version: m[1]!, status: Number(m[2]), reason: m[3] ?? '', headers: parseFields(lines.slice(1)) };
}

/** A body that is being read. */
export interface BodyReader {
  /** At most `max` bytes; EMPTY at the end of the body. */
  read(max: number): Task<Uint8Array>;
  /** Bytes still to come when the length is known, else undefined. */
  readonly remaining: number | undefined;
}

class LengthBody implements BodyReader {
  remaining: number;
  private readonly stream: Stream;
  constructor(stream: Stream, length: number) {
    this.stream = stream;
    this.remaining = length;
  }
  *read(max: number): Task<Uint8Array> {
    if (this.remaining === 0) return EMPTY;
    const b = yield* this.stream.read(Math.min(max, this.remaining));
    if (b.length === 0) throw new HttpError(400, 'unexpected EOF');
    this.remaining -= b.length;
    return b;
  }
}

class ChunkedBody implements BodyReader {
  readonly remaining = undefined;
  private readonly stream: Stream;
  private left = 0;
  private state: 'size' | 'data' | 'end' = 'size';
  constructor(stream: Stream) {
    this.stream = stream;
  }
  *read(max: number): Task<Uint8Array> {
    if (this.state === 'size') {
      const line = yield* this.stream.until('\r\n', 4096);
      const size = line === undefined ? NaN : parseInt(/^\s*([0-9a-fA-F]{1,8})\s*(?:;.*)?$/.exec(line)?.[1] ?? 'x', 16);
      if (Number.isNaN(size)) throw new HttpError(400, line === undefined ? 'unexpected EOF' : 'invalid byte in chunk length');
      this.left = size;
      this.state = size === 0 ? 'end' : 'data';
      if (size === 0) while ((yield* this.stream.until('\r\n', MAX_HEAD_BYTES)) !== '');
    }
    if (this.state === 'end') return EMPTY;
    const b = yield* this.stream.read(Math.min(max, this.left));
    if (b.length === 0) throw new HttpError(400, 'unexpected EOF');
    this.left -= b.length;
    if (this.left === 0) {
      if ((yield* this.stream.until('\r\n', 2)) !== '') throw new HttpError(400, 'malformed chunked encoding');
      this.state = 'size';
    }
    return b;
  }
}

class CloseBody implements BodyReader {
  readonly remaining = undefined;
  private readonly stream: Stream;
  constructor(stream: Stream) {
    this.stream = stream;
  }
  *read(max: number): Task<Uint8Array> {
    return yield* this.stream.read(max);
  }
}

function contentLength(headers: Headers): number | undefined {
  const text = headers.get('content-length');
  if (text === undefined) return undefined;
  if (!/^\d+$/.test(text)) throw new HttpError(400, 'Bad Request');
  return Number(text);
}

/** The body of a request: what its headers say; none without them. */
export function requestBody(stream: Stream, head: RequestHead): BodyReader {
  if (head.headers.hasToken('transfer-encoding', 'chunked')) return new ChunkedBody(stream);
  return new LengthBody(stream, contentLength(head.headers) ?? 0);
}

/** The body of a response to `method`; until close when no header tells its length. */
export function responseBody(stream: Stream, head: ResponseHead, method: string): BodyReader {
  if (method === 'HEAD' || head.status === 204 || head.status === 304 || head.status < 200) return new LengthBody(stream, 0);
  if (head.headers.hasToken('transfer-encoding', 'chunked')) return new ChunkedBody(stream);
  const length = contentLength(head.headers);
  return length === undefined ? new CloseBody(stream) : new LengthBody(stream, length);
}

/** All of a body. Throws 413 beyond `limit` bytes. */
export function* readAll(body: BodyReader, limit = Infinity): Task<Uint8Array> {
  const parts: Uint8Array[] = [];
  let n = 0;
  for (;;) {
    const b = yield* body.read(65536);
    if (b.length === 0) break;
    n += b.length;
    if (n > limit) throw new HttpError(413, 'http: request body too large');
    parts.push(b);
  }
  return parts.length === 0 ? EMPTY : concatBytes(parts);
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
export function* writeResponse(sys: Sys, fd: number, status: number, headers: Iterable<readonly [string, string]>, body: Uint8Array = EMPTY, reason = statusText(status)): Task<void> {
  const head = encodeUtf8(headText(`HTTP/1.1 ${status} ${reason}`, headers));
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

/** Percent-decode; a malformed escape stays as it is. */
export function percentDecode(text: string, plusIsSpace = false): string {
  if (!text.includes('%') && !(plusIsSpace && text.includes('+'))) return text;
  const bytes: Uint8Array[] = [];
  const t = plusIsSpace ? text.replaceAll('+', ' ') : text;
  for (const part of t.split(/((?:%[0-9a-fA-F]{2})+)/)) {
    if (/^(?:%[0-9a-fA-F]{2})+$/.test(part)) bytes.push(Uint8Array.from(part.slice(1).split('%'), (h) => parseInt(h, 16)));
    else bytes.push(encodeUtf8(part));
  }
  return decodeUtf8(concatBytes(bytes));
}

/** Percent-encode everything but unreserved characters, as url.QueryEscape of Go (a space becomes '+'). */
export function queryEscape(text: string): string {
  let out = '';
  for (const b of encodeUtf8(text)) {
    const c = String.fromCharCode(b);
    if (/[A-Za-z0-9\-_.~]/.test(c)) out += c;
    else if (c === ' ') out += '+';
    else out += `%${b.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return out;
}

/** A query string, parsed; several values of one name are kept in order. */
export class Query {
  private readonly values = new Map<string, string[]>();

  constructor(text: string) {
    for (const part of text.split('&')) {
      if (part === '') continue;
      const eq = part.indexOf('=');
      const name = percentDecode(eq < 0 ? part : part.slice(0, eq), true);
      const value = eq < 0 ? '' : percentDecode(part.slice(eq + 1), true);
      const list = this.values.get(name);
      if (list === undefined) this.values.set(name, [value]);
      else list.push(value);
    }
  }

  /** The first value; '' when absent. */
  get(name: string): string {
    return this.values.get(name)?.[0] ?? '';
  }

  has(name: string): boolean {
    return this.values.has(name);
  }

  all(name: string): readonly string[] {
    return this.values.get(name) ?? [];
  }

  /** As the daemon reads a flag: anything but '', '0', 'no', 'false' and 'none' is true; `fallback` when absent. */
  bool(name: string, fallback = false): boolean {
    if (!this.values.has(name)) return fallback;
    return !['', '0', 'no', 'false', 'none'].includes(this.get(name).trim().toLowerCase());
  }
}

/** Encode a query; members that are undefined are left out. Names are sorted, as Go's url.Values.Encode does. */
export function encodeQuery(values: Readonly<Record<string, string | readonly string[] | undefined>>): string {
  const parts: string[] = [];
  for (const name of Object.keys(values).sort()) {
    const v = values[name];
    if (v === undefined) continue;
    for (const one of typeof v === 'string' ? [v] : v) parts.push(`${queryEscape(name)}=${queryEscape(one)}`);
  }
  return parts.join('&');
}
