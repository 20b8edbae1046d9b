/**
 * The serving side of HTTP/1.1 over a connection: requests one after the other (keep-alive), answers as JSON, as a chunked stream or
 * by taking the connection over ("hijack"). net/http's server, as far as dockerd and the registry use it.
 */
import { concatBytes, encodeUtf8 } from '../../base/bytes.ts';
import { isSysError } from '../../abi/errno.ts';
import type { Sys, Task } from '../../abi/sys.ts';
import { endChunks, HttpError, percentDecode, Query, readAll, readRequestHead, requestBody, statusText, Stream, writeChunk, writeResponse } from './message.ts';
import { imfDate } from '../../userland/libc/imfdate.ts';
import { writeAll } from '../../userland/libc/stdio.ts';
import type { BodyReader, RequestHead } from './message.ts';

/** A request that is being answered, and the means to answer. */
export class Exchange {
  readonly sys: Sys;
  readonly fd: number;
  readonly head: RequestHead;
  /** Decoded path without the query. */
  readonly path: string;
  readonly query: Query;
  readonly body: BodyReader;
  private readonly stream: Stream;
  private readonly common: readonly (readonly [string, string])[];
  /** Status of the answer; 0 before there is one. */
  status = 0;
  /** The connection cannot carry another request. */
  closing = false;
  private chunked = false;

  constructor(sys: Sys, stream: Stream, head: RequestHead, common: readonly (readonly [string, string])[]) {
    this.sys = sys;
    this.stream = stream;
    this.fd = stream.fd;
    this.head = head;
    this.common = common;
    const q = head.target.indexOf('?');
    this.path = percentDecode((q < 0 ? head.target : head.target.slice(0, q)).replace(/^https?:\/\/[^/]*/, ''));
    this.query = new Query(q < 0 ? '' : head.target.slice(q + 1));
    this.body = requestBody(stream, head);
    if (head.headers.hasToken('connection', 'close') || (head.version === 'HTTP/1.0' && !head.headers.hasToken('connection', 'keep-alive'))) this.closing = true;
  }

  private headers(contentType: string | undefined, more: readonly (readonly [string, string])[], length: number | undefined): [string, string][] {
    const list: [string, string][] = [];
    for (const [n, v] of this.common) list.push([n, v]);
    if (contentType !== undefined) list.push(['Content-Type', contentType]);
    for (const [n, v] of more) list.push([n, v]);
    list.sort(([a], [b]) => (a < b ? -1 : 1));
    list.push(['Date', imfDate(this.sys.now_ms())]);
    if (length !== undefined) list.push(['Content-Length', String(length)]);
    return list;
  }

  /** A whole answer. */
  *send(status: number, contentType: string | undefined, body: Uint8Array | string, more: readonly (readonly [string, string])[] = []): Task<void> {
    this.status = status;
    const bytes = typeof body === 'string' ? encodeUtf8(body) : body;
    const bare = status === 204 || status === 304;
    const headers = this.headers(contentType, more, bare ? undefined : bytes.length);
    yield* writeResponse(this.sys, this.fd, status, headers, this.head.method === 'HEAD' || bare ? undefined : bytes);
  }

  /** A JSON answer, with the newline that Go's encoder adds. */
  *json(status: number, value: unknown): Task<void> {
    yield* this.send(status, 'application/json', `${JSON.stringify(value)}\n`);
  }

  /** Begin an answer whose length is not known; go on with {@link write}, finish with {@link end}. */
  *begin(status: number, contentType: string): Task<void> {
    this.status = status;
    this.chunked = this.head.version === 'HTTP/1.1';
    if (!this.chunked) this.closing = true;
    yield* writeResponse(this.sys, this.fd, status, [...this.headers(contentType, [], undefined), ...(this.chunked ? ([['Transfer-Encoding', 'chunked']] as const) : [])]);
  }

  /** Write a part of a begun answer. */
  *write(data: Uint8Array | string): Task<void> {
    const bytes = typeof data === 'string' ? encodeUtf8(data) : data;
    if (this.head.method === 'HEAD') return;
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
    this.closing = true;
    const upgrade = this.head.headers.get('upgrade');
    if (upgrade !== undefined) {
      this.status = 101;
      yield* writeAll(this.sys, this.fd, encodeUtf8(`HTTP/1.1 101 UPGRADED\r\nContent-Type: ${contentType}\r\nConnection: Upgrade\r\nUpgrade: ${upgrade}\r\n${this.commonText()}\r\n`));
    } else {
      this.status = 200;
      yield* writeAll(this.sys, this.fd, encodeUtf8(`HTTP/1.1 200 OK\r\nContent-Type: ${contentType}\r\n${this.commonText()}\r\n`));
    }
    return this.stream.takeBuffered();
  }

  private commonText(): string {
    return this.common.map(([n, v]) => `${n}: ${v}\r\n`).join('');
  }

  /** The whole body as text of at most `limit` bytes. */
  *bodyBytes(limit = 8 << 20): Task<Uint8Array> {
    return yield* readAll(this.body, limit);
  }

  /** Ends the answer of a begun stream early: the client sees a cut connection. */
  abort(): void {
    this.closing = true;
  }
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
      if (head.version === 'HTTP/1.1' && !head.headers.has('host')) throw new HttpError(400, 'missing required Host header');
      if (head.headers.hasToken('expect', '100-continue')) yield* writeAll(sys, fd, encodeUtf8('HTTP/1.1 100 Continue\r\n\r\n'));
      const exchange = new Exchange(sys, stream, head, common);
      yield* handler(exchange);
      if (exchange.closing) {
        sys.shutdown(fd, 'rdwr'); // wakes a thread that watches whether the client goes away
        return;
      }
      for (let left = 256 << 10; left > 0; ) {
        const b = yield* exchange.body.read(65536); // what the handler left unread
        if (b.length === 0) break;
        left -= b.length;
        if (left <= 0) return;
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
  const text = `${e.status} ${statusText(e.status)}${e.message === statusText(e.status) ? '' : `: ${e.message}`}`;
  try {
    yield* writeAll(sys, fd, concatBytes([encodeUtf8(`HTTP/1.1 ${e.status} ${statusText(e.status)}\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n`), encodeUtf8(text)]));
  } catch (err) {
    if (!isSysError(err)) throw err;
  }
}

/** Accept connections at an address for ever, a thread for each. Throws SysError when the address cannot be bound. */
export function* listenHttp(sys: Sys, address: string, port: number, common: readonly (readonly [string, string])[], handler: (sys: Sys, exchange: Exchange) => Task<void>): Task<void> {
  const listener = sys.socket('inet', 'stream');
  sys.setsockopt(listener, 'SO_REUSEADDR', true);
  sys.bind(listener, { family: 'inet', address, port });
  sys.listen(listener, 128);
  for (;;) {
    const { fd } = yield* sys.accept(listener);
    sys.thread((s) => serveConnection(s, fd, common, (x) => handler(s, x)));
  }
}
