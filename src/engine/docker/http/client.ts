/**
 * The client's side of HTTP/1.1: connections that are kept and used again, bodies, upgrades. Like net/http's Transport, without
 * proxies, TLS, redirects, HTTP/2 and gzip.
 *
 * Invariants: a connection is in the pool, or one response owns it; it returns to the pool when its body was read to the end.
 */
import type { SocketAddress } from '../../abi/socket.ts';
import type { Sys, Task } from '../../abi/sys.ts';
import { decodeUtf8, EMPTY } from '../../base/bytes.ts';
import { isSysError } from '../../abi/errno.ts';
import { Signal } from '../../abi/signal.ts';
import { endChunks, HttpError, readAll, readResponseHead, responseBody, Stream, writeChunk, writeRequest, type BodyReader, type Headers } from './message.ts';

/** Where to connect, and what to call it in the Host header. */
export interface Endpoint {
  readonly address: SocketAddress;
  readonly host: string;
}

/** What to send. */
export interface RequestOptions {
  readonly headers?: readonly (readonly [string, string])[];
  readonly body?: Uint8Array;
  /** A body of unknown length, sent in chunks: returns EMPTY at its end. */
  readonly upload?: () => Task<Uint8Array>;
  /** Ask to switch the connection to a raw stream ("hijack"). */
  readonly upgrade?: boolean;
}

/** A request that was sent and not yet answered. */
export interface Pending {
  readonly method: string;
  readonly target: string;
  readonly options: RequestOptions;
  readonly stream: Stream;
  readonly kept: boolean;
}

/** The peer closed the connection before it answered. */
export class ConnectionLost {
  readonly message = 'EOF';
}

/** A response whose body is still to be read. */
export class Response {
  readonly status: number;
  readonly reason: string;
  readonly headers: Headers;
  /** The connection: after an upgrade, the raw stream. */
  readonly stream: Stream;
  private readonly body: BodyReader;
  private readonly done: (reusable: boolean) => void;
  private finished = false;
  private readonly reusable: boolean;

  constructor(status: number, reason: string, headers: Headers, stream: Stream, body: BodyReader, reusable: boolean, done: (reusable: boolean) => void) {
    this.status = status;
    this.reason = reason;
    this.headers = headers;
    this.stream = stream;
    this.body = body;
    this.reusable = reusable;
    this.done = done;
  }

  /** Some bytes of the body; EMPTY at its end, when the connection goes back to the pool. */
  *read(max = 65536): Task<Uint8Array> {
    if (this.finished) return EMPTY;
    const data = yield* this.body.read(max);
    if (data.length === 0) this.finish(this.reusable);
    return data;
  }

  /** All of the body. */
  *all(): Task<Uint8Array> {
    const data = yield* readAll(this.body);
    this.finish(this.reusable);
    return data;
  }

  /** All of the body as text. */
  *text(): Task<string> {
    const data = yield* this.all();
    return data.length === 0 ? '' : decodeUtf8(data);
  }

  /**
   * Move the body, whose length must be known, into a file without reading it: declared content stays declared. `moved` is called with the bytes moved so
   * far. Throws {@link ConnectionLost} when the connection ends too soon.
   */
  *spliceTo(sys: Sys, fd: number, moved: (bytes: number) => Task<void>): Task<number> {
    const size = this.body.remaining ?? 0;
    let done = 0;
    const buffered = this.stream.takeBuffered();
    for (let at = 0; at < buffered.length; ) at += yield* sys.write(fd, at === 0 ? buffered : buffered.subarray(at));
    done += buffered.length;
    while (done < size) {
      const n = yield* sys.splice(this.stream.fd, fd, Math.min(size - done, 1 << 20));
      if (n === 0) {
        this.finish(false);
        throw new ConnectionLost();
      }
      done += n;
      yield* moved(done);
    }
    this.finish(this.reusable);
    return done;
  }

  /** Give up the rest: the connection is closed. */
  close(): void {
    this.finish(false);
  }

  private finish(reusable: boolean): void {
    if (this.finished) return;
    this.finished = true;
    this.done(reusable);
  }
}

/** Connections to one endpoint. */
export class HttpClient {
  readonly endpoint: Endpoint;
  private readonly sys: Sys;
  private readonly idle: Stream[] = [];

  constructor(sys: Sys, endpoint: Endpoint) {
    this.sys = sys;
    this.endpoint = endpoint;
  }

  private *connect(): Task<Stream> {
    const { sys } = this;
    const fd = sys.socket(this.endpoint.address.family, 'stream');
    try {
      yield* sys.connect(fd, this.endpoint.address);
    } catch (e) {
      sys.close(fd);
      throw e;
    }
    if (this.endpoint.address.family !== 'unix') sys.setsockopt(fd, 'TCP_NODELAY', true);
    sys.setCloexec(fd, true);
    return new Stream(sys, fd);
  }

  /**
   * Send a request and read the head of its answer. Throws SysError when it cannot connect, {@link ConnectionLost} or HttpError when
   * the peer does not speak. A kept connection that the peer has closed meanwhile is replaced once.
   */
  *request(method: string, target: string, options: RequestOptions = {}): Task<Response> {
    return yield* this.receive(yield* this.send(method, target, options));
  }

  /** The first half of {@link request}: several may be on their way at once. */
  *send(method: string, target: string, options: RequestOptions = {}): Task<Pending> {
    const { sys } = this;
    const kept = options.upgrade === true ? undefined : this.idle.pop();
    const stream = kept ?? (yield* this.connect());
    let ok = false;
    try {
      const headers: (readonly [string, string])[] = [['Host', this.endpoint.host], ...(options.headers ?? [])];
      if (options.upgrade === true) headers.push(['Connection', 'Upgrade'], ['Upgrade', 'tcp']);
      if (options.upload !== undefined) headers.push(['Transfer-Encoding', 'chunked']);
      else if (options.body !== undefined || method === 'POST' || method === 'PUT') headers.push(['Content-Length', String(options.body?.length ?? 0)]);
      yield* writeRequest(sys, stream.fd, method, target, headers, options.body);
      if (options.upload !== undefined) yield* this.upload(stream.fd, options.upload);
      ok = true;
      return { method, target, options, stream, kept: kept !== undefined };
    } catch (e) {
      if (kept === undefined || options.upload !== undefined || !isSysError(e, 'EPIPE')) throw e;
    } finally {
      if (!ok) sys.close(stream.fd);
    }
    return yield* this.send(method, target, options);
  }

  /** The second half of {@link request}. */
  *receive(pending: Pending): Task<Response> {
    const { stream, method } = pending;
    let ok = false;
    try {
      let head = yield* readResponseHead(stream);
      while (head !== undefined && head.status < 200 && head.status !== 101) head = yield* readResponseHead(stream);
      if (head === undefined) throw new ConnectionLost();
      const reusable = head.version === 'HTTP/1.1' && head.status !== 101 && !head.headers.hasToken('connection', 'close');
      ok = true;
      return new Response(head.status, head.reason, head.headers, stream, responseBody(stream, head, method), reusable, (keep) => {
        if (keep) this.idle.push(stream);
        else this.sys.close(stream.fd);
      });
    } catch (e) {
      if (!pending.kept || pending.options.upload !== undefined || !(e instanceof ConnectionLost || isSysError(e, 'ECONNRESET'))) throw e;
    } finally {
      if (!ok) this.sys.close(stream.fd);
    }
    return yield* this.request(method, pending.target, pending.options);
  }

  /** Send a body in chunks. A peer that takes no more has answered already, as a rule: the answer tells why. */
  private *upload(fd: number, next: () => Task<Uint8Array>): Task<void> {
    const { sys } = this;
    for (let more = true; more; ) {
      const data = yield* next();
      more = data.length > 0;
      const before = sys.sigaction(Signal.SIGPIPE, 'ignore');
      try {
        yield* more ? writeChunk(sys, fd, data) : endChunks(sys, fd);
      } catch (e) {
        if (!isSysError(e, 'EPIPE') && !isSysError(e, 'ECONNRESET')) throw e;
        return;
      } finally {
        sys.sigaction(Signal.SIGPIPE, before);
      }
    }
  }

  /** Close the kept connections. */
  close(): void {
    for (const stream of this.idle.splice(0)) this.sys.close(stream.fd);
  }
}

export { HttpError };
