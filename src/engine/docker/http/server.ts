/**
 * The serving side of HTTP/1.x over a connection: requests one after the other (keep-alive, pipelined), answers as JSON, as a chunked
 * stream or by taking the connection over ("hijack"). net/http's server, header by header, as far as dockerd and the registry use it.
 */
import { concatBytes, decodeUtf8, encodeUtf8 } from '../../base/bytes.ts';
import { isSysError } from '../../abi/errno.ts';
import type { Sys, Task } from '../../abi/sys.ts';
import { TRACED_BODY } from '../../abi/trace.ts';
import type { HttpFields } from '../../abi/trace.ts';
import { endChunks, HttpError, percentDecode, Query, readAll, readRequestHead, requestBody, statusText, Stream, writeChunk, writeResponse } from './message.ts';
import { imfDate } from '../../userland/libc/imfdate.ts';
import { acceptEach, listenTcp } from '../../userland/libc/serving.ts';
import { writeAll } from '../../userland/libc/stdio.ts';
import type { BodyReader, RequestHead } from './message.ts';

/** What of a body that nobody wanted is read so that the connection can go on (maxPostHandlerReadBytes). */
const DISCARD_BYTES = 256 << 10;

/** A request's body on the server's side: the client that asks `Expect: 100-continue` is answered when the body is wanted. */
class RequestBody implements BodyReader {
  private readonly body: BodyReader;
  private readonly sys: Sys;
  private readonly fd: number;
  /** The client waits for `100 Continue` before it sends the body. */
  expected: boolean;
  failed = false;
  constructor(sys: Sys, stream: Stream, head: RequestHead) {
    this.sys = sys;
    this.fd = stream.fd;
    this.body = requestBody(stream, head);
    this.expected = !this.body.done && head.version === 'HTTP/1.1' && head.headers.get('expect')?.toLowerCase() === '100-continue';
  }
  get remaining(): number | undefined {
    return this.body.remaining;
  }
  get done(): boolean {
    return this.body.done;
  }
  *read(max: number): Task<Uint8Array> {
    if (this.expected) {
      this.expected = false;
      yield* writeAll(this.sys, this.fd, encodeUtf8('HTTP/1.1 100 Continue\r\n\r\n'));
    }
    try {
      return yield* this.body.read(max);
    } catch (e) {
      this.failed = true;
      throw e;
    }
  }
  /** Read what is left, if it is not much. True when the next request can follow. */
  *discard(): Task<boolean> {
    if (this.done) return true;
    // a body whose length is known and that was cut off: the next read of the connection tells
    if (this.failed) return this.remaining !== undefined;
    if (this.expected) return false;
    try {
      for (let left = DISCARD_BYTES; left > 0; ) {
        const b = yield* this.body.read(65536);
        if (b.length === 0) return true;
        left -= b.length;
      }
    } catch (e) {
      if (!(e instanceof HttpError)) throw e;
    }
    return false;
  }
}

const UNWATCHED = { headers: [], body: '' };
/** Characters of a stream's piece that are traced. */
const TRACED_PIECE = 400;

/** Tell observers of a piece of a stream between the daemon and its client. */
export function traceFrame(sys: Sys, direction: 'in' | 'out', stream: 'stdin' | 'stdout' | 'stderr' | 'raw' | 'chunk', bytes: Uint8Array): void {
  if (sys.tracing('http_frame')) sys.trace({ kind: 'http_frame', layer: 'api', direction, stream, length: bytes.length, text: decodeUtf8(bytes.subarray(0, TRACED_PIECE)) });
}

/** A request that is being answered, and the means to answer. */
export class Exchange {
  readonly sys: Sys;
  readonly fd: number;
  readonly head: RequestHead;
  /** Decoded path without the query. */
  readonly path: string;
  readonly body: BodyReader;
  private readonly requestBody: RequestBody;
  private readonly stream: Stream;
  /** Fields of the answer that the handler does not give itself. */
  common: readonly (readonly [string, string])[];
  /** Status of the answer; 0 before there is one. */
  status = 0;
  /** Fields and text of the answer, for observers; empty when nobody watches. */
  answered: { readonly headers: HttpFields; readonly body: string } = UNWATCHED;
  /** The connection cannot carry another request. */
  closing = false;
  private readonly queryText: string;
  private parsedQuery: Query | undefined;
  private chunked = false;
  private readonly keptAlive: boolean;

  constructor(sys: Sys, stream: Stream, head: RequestHead, common: readonly (readonly [string, string])[]) {
    this.sys = sys;
    this.stream = stream;
    this.fd = stream.fd;
    this.head = head;
    this.common = common;
    const q = head.target.indexOf('?');
    this.path = percentDecode((q < 0 ? head.target : head.target.slice(0, q)).replace(/^https?:\/\/[^/]*/, ''));
    this.queryText = q < 0 ? '' : head.target.slice(q + 1);
    this.requestBody = new RequestBody(sys, stream, head);
    this.body = this.requestBody;
    const old = head.version === 'HTTP/1.0';
    this.keptAlive = old && head.headers.hasToken('connection', 'keep-alive');
    this.closing = head.headers.hasToken('connection', 'close') || (old && !this.keptAlive);
  }

  /** The parsed query. Throws a 400 when it cannot be parsed. */
  get query(): Query {
    return (this.parsedQuery ??= new Query(this.queryText));
  }

  /** Text of the query as sent, without the question mark. */
  get rawQuery(): string {
    return this.queryText;
  }

  /** The handler's fields in alphabetical order, then those that net/http adds: date, length, connection, encoding. */
  private *headers(contentType: string | undefined, more: readonly (readonly [string, string])[], length: number | undefined, sniffed?: string): Task<(readonly [string, string])[]> {
    if (!(yield* this.requestBody.discard())) this.closing = true;
    const list: (readonly [string, string])[] = [...this.common];
    if (contentType !== undefined) list.push(['Content-Type', contentType]);
    for (const field of more) list.push(field);
    list.sort(([a], [b]) => (a < b ? -1 : 1));
    list.push(['Date', imfDate(this.sys.now_ms())]);
    if (length !== undefined) list.push(['Content-Length', String(length)]);
    if (sniffed !== undefined) list.push(['Content-Type', sniffed]);
    if (this.closing && this.head.version === 'HTTP/1.1') list.push(['Connection', 'close']);
    else if (this.keptAlive && !this.closing && length !== undefined) list.push(['Connection', 'keep-alive']);
    return list;
  }

  /** A whole answer. `sniffed`: the content type that net/http finds out by itself when the handler says none. */
  *send(status: number, contentType: string | undefined, body: Uint8Array | string, more: readonly (readonly [string, string])[] = [], sniffed?: string): Task<void> {
    this.status = status;
    const bytes = typeof body === 'string' ? encodeUtf8(body) : body;
    const bare = status === 204 || status === 304;
    const given = more.some(([n]) => n === 'Content-Length');
    const headers = yield* this.headers(contentType, more, bare || given ? undefined : bytes.length, sniffed);
    if (this.sys.tracing('http_response')) this.answered = { headers, body: decodeUtf8(bytes.subarray(0, TRACED_BODY)) };
    yield* writeResponse(this.sys, this.fd, status, headers, this.head.method === 'HEAD' || bare ? undefined : bytes, this.head.version);
  }

  /** A JSON answer, with the newline that Go's encoder adds. */
  *json(status: number, value: unknown): Task<void> {
    yield* this.send(status, 'application/json', `${JSON.stringify(value)}\n`);
  }

  /** Begin an answer whose length is not known; go on with {@link write}, finish with {@link end}. */
  *begin(status: number, contentType: string | undefined, more: readonly (readonly [string, string])[] = []): Task<void> {
    this.status = status;
    this.chunked = this.head.version === 'HTTP/1.1';
    if (!this.chunked) this.closing = true;
    const headers = yield* this.headers(contentType, more, undefined);
    if (this.chunked) headers.push(['Transfer-Encoding', 'chunked']);
    if (this.sys.tracing('http_response')) this.answered = { headers, body: '' };
    yield* writeResponse(this.sys, this.fd, status, headers, undefined, this.head.version);
  }

  /** Write a part of a begun answer. */
  *write(data: Uint8Array | string): Task<void> {
    const bytes = typeof data === 'string' ? encodeUtf8(data) : data;
    if (this.head.method === 'HEAD') return;
    traceFrame(this.sys, 'out', 'chunk', bytes);
    if (this.chunked) yield* writeChunk(this.sys, this.fd, bytes);
    else yield* writeAll(this.sys, this.fd, bytes);
  }

  *end(): Task<void> {
    if (this.chunked && this.head.method !== 'HEAD') yield* endChunks(this.sys, this.fd);
  }

  /**
   * Take the connection over: with an `Upgrade` request 101, else 200 and a raw stream. Returns what the client already sent; the
   * descriptor stays the server's to close, when the handler returns.
   */
  *hijack(contentType: string): Task<Uint8Array> {
    if (this.head.headers.has('upgrade')) yield* this.hijackAs(101, `HTTP/1.1 101 UPGRADED\r\nContent-Type: ${contentType}\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n`);
    else yield* this.hijackAs(200, `HTTP/1.1 200 OK\r\nContent-Type: ${contentType}\r\n\r\n`);
    return this.stream.takeBuffered();
  }

  /** Take the connection over with an answer of the handler's own. */
  *hijackAs(status: number, text: string): Task<void> {
    this.closing = true;
    this.status = status;
    if (this.sys.tracing('http_response')) this.answered = { headers: fieldsOf(text), body: '' };
    yield* writeAll(this.sys, this.fd, encodeUtf8(text));
  }

  /** Call `gone` when the client closes the connection while the answer is written. Whoever only writes would not notice. */
  watch(gone: (sys: Sys) => void): void {
    if (this.requestBody.done) this.stream.watch(gone);
  }

  /** The whole body as text of at most `limit` bytes. */
  *bodyBytes(limit = 64 << 20): Task<Uint8Array> {
    return yield* readAll(this.body, limit);
  }

  /** Ends the answer of a begun stream early: the client sees a cut connection. */
  abort(): void {
    this.closing = true;
  }
}

/** The fields of an answer's head as it is sent. */
function fieldsOf(head: string): HttpFields {
  return head.split('\r\n').slice(1).filter((line) => line !== '').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)] as const);
}

/** Answers one request. Must have sent a whole answer, or taken the connection over, when it returns. */
export type ExchangeHandler = (exchange: Exchange) => Task<void>;

/** Serve a connection until it closes. `fd` is closed at the end. */
export function* serveConnection(sys: Sys, fd: number, common: readonly (readonly [string, string])[], handler: ExchangeHandler): Task<void> {
  const stream = new Stream(sys, fd);
  try {
    for (;;) {
      const head = yield* readRequestHead(stream);
      if (head === undefined) return;
      const exchange = new Exchange(sys, stream, head, common);
      const expect = head.headers.get('expect')?.toLowerCase() ?? '';
      if (expect !== '' && expect !== '100-continue') {
        yield* writeResponse(sys, fd, 417, [['Connection', 'close'], ['Date', imfDate(sys.now_ms())], ['Content-Length', '0']]);
        return;
      }
      yield* handler(exchange);
      if (exchange.closing) {
        sys.shutdown(fd, 'rdwr'); // wakes a thread that reads what the client sends
        return;
      }
    }
  } catch (e) {
    if (e instanceof HttpError) yield* refuse(sys, fd, e);
    else if (!isSysError(e)) throw e; // the client went away
  } finally {
    sys.close(fd);
  }
}

/** What net/http answers to a request that it cannot read. */
function* refuse(sys: Sys, fd: number, e: HttpError): Task<void> {
  const plain = `${e.status} ${statusText(e.status)}`;
  const told = e.message === statusText(e.status) || e.status === 501 ? plain : `${plain}: ${e.message}`;
  try {
    yield* writeAll(sys, fd, concatBytes([encodeUtf8(`HTTP/1.1 ${told}\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n`), encodeUtf8(e.status === 501 ? e.message : told)]));
  } catch (err) {
    if (!isSysError(err)) throw err;
  }
}

/** Accept connections at an address for ever, a thread for each; `inherited` is a socket that listens there already. Throws SysError when the address cannot be bound. */
export function* listenHttp(sys: Sys, address: string, port: number, common: readonly (readonly [string, string])[], handler: (sys: Sys, exchange: Exchange) => Task<void>, inherited?: number): Task<void> {
  yield* acceptEach(sys, inherited ?? listenTcp(sys, address, port), (s, fd) => serveConnection(s, fd, common, (x) => handler(s, x)));
}
