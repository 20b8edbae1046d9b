/**
 * curl's transfers (libcurl 7.88.1): connect, ask, take the answer, follow redirections; connections are kept for the next one to the same host. What is said
 * with -v is libcurl's. Left out: TLS (on port 443 the bytes are plain HTTP, as the simulated internet's servers speak there), racing of address families.
 */
import { isSysError } from '../../../abi/errno.ts';
import { POLL } from '../../../abi/process.ts';
import { EMPTY, encodeUtf8, toHex } from '../../../base/bytes.ts';
import { HttpConnection, HttpError, connectOne, header, parseUrl, resolveUrl } from '../../libc/http.ts';
import { GaiError, resolveAny } from '../../libc/resolve.ts';
import { writeAll, writeText } from '../../libc/stdio.ts';
import { METER_BEGIN, meterLine } from './curlmeter.ts';
import type { Sys, Task } from '../../../abi/sys.ts';
import type { Response, Url } from '../../libc/http.ts';

/** What a transfer is told. */
export interface Options {
  silent: boolean;
  showError: boolean;
  verbose: boolean;
  include: boolean;
  head: boolean;
  remoteName: boolean;
  location: boolean;
  maxRedirects: number;
  method: string | undefined;
  data: Uint8Array | undefined;
  get: boolean;
  headers: string[];
  agent: string;
  referer: string | undefined;
  user: string | undefined;
  fail: 'no' | 'early' | 'with body';
  proxy: string | undefined;
  unixSocket: string | undefined;
  family: 'inet' | 'inet6' | undefined;
  maxTime_ns: number | undefined;
  connectTime_ns: number | undefined;
  /** Addresses of `host:port`. */
  resolve: Map<string, string>;
}

/** Ends a transfer with a status and what curl says. */
export class CurlError {
  readonly code: number;
  readonly message: string;
  constructor(code: number, message: string) {
    this.code = code;
    this.message = message;
  }
}

interface Connection {
  readonly http: HttpConnection;
  readonly number: number;
  readonly place: string;
  readonly address: string;
  readonly port: number;
}

function base64(bytes: Uint8Array): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  let out = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const n = (bytes[i]! << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    out += alphabet[n >> 18]! + alphabet[(n >> 12) & 63]! + (i + 1 < bytes.length ? alphabet[(n >> 6) & 63]! : '=') + (i + 2 < bytes.length ? alphabet[n & 63]! : '=');
  }
  return out;
}

/** Bodies of this size or more wait for the server's consent. */
const EXPECT_POST = 1 << 20;
const EXPECT_WAIT_NS = 1e9;

/** All transfers of one command line. */
export class Session {
  readonly sys: Sys;
  readonly o: Options;
  private readonly known = new Set<string>();
  private readonly bundle: string;
  /** Standard output is a terminal and shows the body: then its pieces are not told of. */
  private readonly shown: boolean;
  private kept: Connection | undefined;
  private count = 0;
  constructor(sys: Sys, o: Options, shown: boolean) {
    this.sys = sys;
    this.o = o;
    this.shown = shown;
    this.bundle = `0x55${toHex(sys.getrandom(5))}`;
  }
  /** Say something of how it goes; `mark` is '*', '>' or '<'. */
  *note(mark: string, text: string): Task<void> {
    if (this.o.verbose) yield* writeText(this.sys, 2, `${mark} ${text}\n`);
  }
  *noteData(mark: string, length: number): Task<void> {
    if (this.o.verbose && !this.shown) yield* writeText(this.sys, 2, `${mark} [${length} bytes data]\n`);
  }
  /** Names that --resolve gives. */
  *begin(): Task<void> {
    for (const [place, address] of this.o.resolve) {
      yield* this.note('*', `Added ${place}:${address} to DNS cache`);
      this.known.add(place);
    }
  }
  close(): void {
    this.kept?.http.close();
    this.kept = undefined;
  }
  *release(c: Connection, reusable: boolean): Task<void> {
    if (reusable) {
      this.kept = c;
      yield* this.note('*', `Connection #${c.number} to host ${c.place.replace(/:\d+$/, '')} left intact`);
      return;
    }
    c.http.close();
    yield* this.note('*', `Closing connection ${c.number}`);
  }
  /** A kept connection to the place, when it still stands. */
  *reuse(place: string): Task<Connection | undefined> {
    const c = this.kept;
    if (c === undefined) return undefined;
    this.kept = undefined;
    if (c.place !== place) {
      c.http.close();
      return undefined;
    }
    const [events = 0] = yield* this.sys.poll([{ fd: c.http.fd, events: POLL.IN }], 0);
    yield* this.note('*', `Found bundle for host: ${this.bundle} [serially]`);
    yield* this.note('*', 'Can not multiplex, even if we wanted to');
    if (events !== 0) {
      c.http.close();
      yield* this.note('*', `Connection ${c.number} seems to be dead`);
      yield* this.note('*', `Closing connection ${c.number}`);
      return undefined;
    }
    yield* this.note('*', `Re-using existing connection #${c.number} with host ${c.place.replace(/:\d+$/, '')}`);
    return c;
  }
  next(): number {
    return this.count++;
  }
  /** The addresses of a host, its name's answer remembered. */
  *addresses(host: string, port: number): Task<readonly string[]> {
    const place = `${host}:${port}`;
    if (this.known.has(place)) yield* this.note('*', `Hostname ${host} was found in DNS cache`);
    const own = this.o.resolve.get(place);
    if (own !== undefined) return own.split(',').map((a) => a.replace(/^\[|\]$/g, ''));
    // libcurl knows this name itself.
    const all = /^(.*\.)?localhost\.?$/i.test(host) ? ['127.0.0.1', '::1'] : yield* resolveAny(this.sys, host);
    this.known.add(place);
    const wanted = this.o.family === undefined ? all : all.filter((a) => a.includes(':') === (this.o.family === 'inet6'));
    if (wanted.length === 0) throw new GaiError('EAI_NONAME');
    return wanted;
  }
}

/** One URL's transfer, with what it leads to. */
export class Transfer {
  private readonly s: Session;
  private readonly sys: Sys;
  private readonly o: Options;
  private readonly progress: boolean;
  private readonly upload: Uint8Array | undefined;
  private started_ns = 0;
  private connected = false;
  private version = '1.1';
  private body: Uint8Array | undefined;
  private method: string | undefined;
  private toDownload = 0;
  last: Response | undefined;
  downloaded = 0;
  uploaded = 0;
  redirects = 0;
  connects = 0;
  headerBytes = 0;
  requestBytes = 0;
  redirectUrl = '';
  asked = 'GET';
  url = '';
  times = { namelookup: 0, connect: 0, starttransfer: 0, total: 0 };
  remote = { address: '', port: 0 };
  local = { address: '', port: 0 };
  constructor(s: Session, progress: boolean, upload: Uint8Array | undefined) {
    this.s = s;
    this.sys = s.sys;
    this.o = s.o;
    this.progress = progress;
    this.upload = upload;
    this.body = upload ?? (s.o.get ? undefined : s.o.data);
    this.method = s.o.method;
  }
  private seconds(): number {
    return (this.sys.monotonic_ns() - this.started_ns) / 1e9;
  }
  private *tick(end = false): Task<void> {
    if (this.progress) yield* writeText(this.sys, 2, `${meterLine({ started_ns: this.started_ns, downloaded: this.downloaded, uploaded: this.uploaded, toDownload: this.toDownload, toUpload: this.upload?.length ?? 0 }, this.sys.monotonic_ns())}${end ? '\n' : ''}`);
  }
  private ms(): number {
    return Math.floor(this.seconds() * 1000);
  }
  private left_ns(): number | undefined {
    return this.o.maxTime_ns === undefined ? undefined : Math.max(1, this.o.maxTime_ns - (this.sys.monotonic_ns() - this.started_ns));
  }
  private *connect(url: Url): Task<Connection> {
    const { s, sys, o } = this;
    const proxy = o.proxy === undefined ? undefined : parseUrl(o.proxy);
    if (o.proxy !== undefined && proxy === undefined) throw new CurlError(5, `Unsupported proxy syntax in '${o.proxy}'`);
    const host = proxy?.host ?? url.host;
    const port = proxy === undefined ? url.port : /:\d+\/?$/.test(o.proxy!) ? proxy.port : 1080;
    const place = o.unixSocket ?? `${host}:${port}`;
    const old = yield* s.reuse(place);
    if (old !== undefined) return old;
    const bare = host.replace(/^\[|\]$/g, '');
    const from_ns = sys.monotonic_ns();
    const took = (): number => Math.floor((sys.monotonic_ns() - from_ns) / 1e6);
    const number = s.next();
    const give = function* (code: number, why: string): Task<never> {
      yield* s.note('*', why);
      throw new CurlError(code, why);
    };
    this.connected = true;
    if (o.unixSocket !== undefined) {
      yield* s.note('*', `  Trying ${o.unixSocket}:0...`);
      const fd = sys.socket('unix', 'stream');
      try {
        yield* sys.connect(fd, { family: 'unix', path: o.unixSocket });
      } catch (e) {
        sys.close(fd);
        if (!isSysError(e)) throw e;
        yield* s.note('*', `Immediate connect fail for ${o.unixSocket}: ${e.message}`);
        return yield* give(7, `Failed to connect to ${url.host} port ${url.port} after ${took()} ms: Couldn't connect to server`);
      }
      this.connects++;
      yield* s.note('*', `Connected to ${url.host} (${o.unixSocket}) port ${url.port} (#${number})`);
      return { http: new HttpConnection(sys, fd), number, place, address: '', port: 0 };
    }
    let addresses: readonly string[];
    try {
      addresses = yield* s.addresses(host, port);
    } catch (e) {
      if (!(e instanceof GaiError)) throw e;
      this.connected = false;
      return yield* give(proxy === undefined ? 6 : 5, `Could not resolve ${proxy === undefined ? 'host' : 'proxy'}: ${bare}`);
    }
    this.times.namelookup = this.seconds();
    let timedOut = false;
    for (const address of addresses) {
      yield* s.note('*', `  Trying ${address.includes(':') ? `[${address}]` : address}:${port}...`);
      const limit = Math.min(this.left_ns() ?? Infinity, o.connectTime_ns ?? Infinity);
      const got = yield* connectOne(sys, address, port, limit === Infinity ? undefined : limit);
      if (typeof got === 'number') {
        this.connects++;
        yield* s.note('*', `Connected to ${bare} (${address}) port ${port} (#${number})`);
        this.times.connect = this.seconds();
        return { http: new HttpConnection(sys, got), number, place, address, port };
      }
      if (got.code === 'EINPROGRESS') {
        if (this.left_ns() === 1) return yield* give(28, `Connection timed out after ${this.ms()} milliseconds`);
        timedOut = true;
        yield* s.note('*', `${address.includes(':') ? 'ipv6' : 'ipv4'} connect timeout after ${Math.floor(limit / 1e6)}ms, move on!`);
      } else {
        timedOut ||= got.code === 'ETIMEDOUT';
        yield* s.note('*', got.code === 'ENETUNREACH' ? `Immediate connect fail for ${address}: ${got.message}` : `connect to ${address} port ${port} failed: ${got.message}`);
      }
    }
    return yield* give(timedOut ? 28 : 7, `Failed to connect to ${bare} port ${port} after ${took()} ms: ${timedOut ? 'Timeout was reached' : "Couldn't connect to server"}`);
  }
  private headersFor(url: Url, own: readonly (readonly [string, string])[]): (readonly [string, string])[] {
    const { o, body } = this;
    const headers: (readonly [string, string])[] = [];
    const add = (name: string, value: string): void => {
      if (!own.some(([n]) => n.toLowerCase() === name.toLowerCase())) headers.push([name, value]);
    };
    const host = own.find(([n]) => n.toLowerCase() === 'host');
    if (host === undefined) headers.push(['Host', url.port === (url.scheme === 'https' ? 443 : 80) ? url.host : `${url.host}:${url.port}`]);
    else if (host[1] !== '') headers.push(host);
    const user = o.user ?? url.user;
    if (user !== undefined) add('Authorization', `Basic ${base64(encodeUtf8(user.includes(':') ? user : `${user}:`))}`);
    if (o.agent !== '') add('User-Agent', o.agent);
    add('Accept', '*/*');
    if (o.referer !== undefined) add('Referer', o.referer);
    if (o.proxy !== undefined) add('Proxy-Connection', 'Keep-Alive');
    headers.push(...own.filter(([n, v]) => v !== '' && n.toLowerCase() !== 'host'));
    if (body !== undefined) {
      add('Content-Length', String(body.length));
      if (this.upload === undefined) add('Content-Type', 'application/x-www-form-urlencoded');
      if (this.version === '1.1' && (this.upload !== undefined ? body.length > 0 : body.length >= EXPECT_POST)) add('Expect', '100-continue');
    }
    return headers;
  }
  /** One request and its answer. Returns where to go on. */
  private *exchange(c: Connection, url: Url, sink: (data: Uint8Array) => Task<void>): Task<string | undefined> {
    const { s, o, sys, body } = this;
    const method = this.method ?? (o.head ? 'HEAD' : this.upload !== undefined ? 'PUT' : body !== undefined ? 'POST' : 'GET');
    this.asked = method;
    const path = o.get && o.data !== undefined ? `${url.target}${url.target.includes('?') ? '&' : '?'}${String.fromCharCode(...o.data)}` : url.target;
    const target = o.proxy === undefined ? path : `${url.scheme}://${url.host}${url.port === 80 ? '' : `:${url.port}`}${path}`;
    const own = o.headers.map((h) => [h.split(/[:;]/)[0]!, h.includes(':') ? h.slice(h.indexOf(':') + 1).trim() : ''] as const);
    const headers = this.headersFor(url, own);
    const basic = o.user ?? url.user;
    if (basic !== undefined) yield* s.note('*', `Server auth using Basic with user '${basic.split(':')[0]}'`);
    const head = `${method} ${target} HTTP/${this.version}\r\n${headers.map(([n, v]) => `${n}: ${v}\r\n`).join('')}\r\n`;
    this.requestBytes += head.length;
    const limit = this.left_ns();
    c.http.deadline_ns = limit === undefined ? undefined : sys.monotonic_ns() + limit;
    yield* c.http.send(method, target, headers, undefined, this.version);
    for (const line of head.split('\n').slice(0, -1)) yield* s.note('>', line);
    const sendBody = function* (this: Transfer): Task<void> {
      if (body === undefined || this.uploaded > 0) return;
      yield* writeAll(sys, c.http.fd, body);
      this.uploaded = body.length;
      yield* s.noteData('}', body.length);
    }.bind(this);
    const tell = function* (r: Response, before: string): Task<void> {
      const lines = r.raw.split('\n').slice(0, -1);
      if (r.version === '1.0') yield* s.note('*', 'HTTP 1.0, assume close after body');
      for (const line of lines.slice(0, -1)) yield* s.note('<', line);
      if (before !== '') yield* s.note('*', before);
      else yield* s.note('<', '\r');
    };
    this.uploaded = 0;
    if (headers.some(([n]) => n === 'Expect')) {
      const [ready] = yield* sys.poll([{ fd: c.http.fd, events: POLL.IN }], EXPECT_WAIT_NS);
      if (ready === 0) {
        yield* s.note('*', 'Done waiting for 100-continue');
        yield* sendBody();
      }
    } else yield* sendBody();
    const r = yield* c.http.response(method, function* (r) {
      yield* tell(r, '');
      yield* sendBody();
    });
    this.times.starttransfer = this.seconds();
    this.last = r;
    this.headerBytes += r.raw.length;
    if (r.version === '1.0') this.version = '1.0';
    const location = header(r, 'location');
    const goOn = r.status >= 300 && r.status < 400 && location !== undefined ? resolveUrl(url, location) : undefined;
    this.redirectUrl = goOn ?? '';
    const follow = o.location ? goOn : undefined;
    const length = header(r, 'content-length');
    const bare = method === 'HEAD' || r.status === 204 || r.status === 304;
    const endless = !bare && length === undefined && !/chunked/i.test(header(r, 'transfer-encoding') ?? '');
    const closes = r.version === '1.0' ? !/keep-alive/i.test(header(r, 'connection') ?? '') : endless || /close/i.test(header(r, 'connection') ?? '');
    const failure = r.status >= 400 ? `The requested URL returned error: ${r.status}` : '';
    if (o.fail === 'early' && failure !== '') {
      yield* tell(r, failure);
      throw new CurlError(22, failure);
    }
    if (endless && r.version === '1.1' && !/close/i.test(header(r, 'connection') ?? '') && o.verbose) {
      const lines = r.raw.split('\n').slice(0, -1);
      for (const line of lines.slice(0, -1)) yield* s.note('<', line);
      yield* s.note('*', 'no chunk, no close, no size. Assume close to signal end');
      yield* s.note('<', '\r');
    } else yield* tell(r, '');
    if (o.include || o.head) yield* sink(encodeUtf8(r.raw));
    this.downloaded = 0;
    this.toDownload = bare || follow !== undefined ? 0 : Number(length ?? 0);
    if (follow !== undefined && !closes && length !== '0') yield* s.note('*', 'Ignoring the response-body');
    let told = false;
    for (let data = follow !== undefined && closes ? EMPTY : yield* c.http.body(); data.length > 0; data = yield* c.http.body()) {
      if (!told) yield* s.noteData('{', data.length);
      told = true;
      if (follow !== undefined) continue;
      this.downloaded += data.length;
      yield* sink(data);
    }
    yield* this.finish();
    yield* s.release(c, !closes);
    if (o.fail === 'with body' && failure !== '') throw new CurlError(22, failure);
    return follow;
  }
  private *finish(): Task<void> {
    this.times.total = this.seconds();
    yield* this.tick(true);
  }
  /** A URL and where it leads. `sink` takes the body. Throws {@link CurlError}. */
  *run(text: string, sink: (data: Uint8Array) => Task<void>): Task<void> {
    const { o, s } = this;
    this.started_ns = this.sys.monotonic_ns();
    this.url = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`;
    if (parseUrl(this.url)?.target === '/' && !/^[a-z]+:\/\/.*\//i.test(this.url)) this.url += '/';
    let begun = false;
    for (let next: string | undefined = this.url; next !== undefined; ) {
      const url = parseUrl(next);
      this.url = next;
      if (url === undefined) throw new CurlError(3, 'URL using bad/illegal format or missing URL');
      if (url.scheme !== 'http' && url.scheme !== 'https') throw new CurlError(1, `Protocol "${url.scheme}" not supported or disabled in libcurl`);
      if (url.scheme === 'https' && url.port !== 443) throw new CurlError(35, 'glasshull: TLS is not simulated: only port 443 of the simulated internet answers https, in plain HTTP');
      if (!begun && this.progress) yield* writeText(this.sys, 2, METER_BEGIN);
      begun = true;
      let c: Connection | undefined;
      try {
        c = yield* this.connect(url);
        this.remote = { address: c.address, port: c.port };
        const here = this.sys.getsockname(c.http.fd);
        if (here.family === 'inet' || here.family === 'inet6') this.local = here;
        next = yield* this.exchange(c, url, sink);
      } catch (e) {
        const failure = e instanceof CurlError ? e : this.failureOf(e);
        if (failure === undefined) throw e;
        if (c !== undefined && !(e instanceof CurlError)) yield* s.note('*', failure.message);
        if (this.connected && !(o.fail === 'with body' && failure.code === 22)) yield* this.finish();
        if (!(o.fail === 'with body' && failure.code === 22)) {
          c?.http.close();
          yield* s.note('*', `Closing connection ${c?.number ?? Math.max(0, this.s.next() - 1)}`);
        }
        throw failure;
      }
      if (next === undefined) return;
      if (++this.redirects > o.maxRedirects) throw new CurlError(47, `Maximum (${o.maxRedirects}) redirects followed`);
      const to = parseUrl(next);
      if (to !== undefined && to.host === url.host && to.port !== url.port) yield* s.note('*', `Clear auth, redirects to port from ${url.port} to ${to.port}`);
      yield* s.note('*', `Issue another request to this URL: '${next}'`);
      if (this.last!.status === 303 || (this.last!.status < 303 && this.asked === 'POST')) {
        this.body = undefined;
        if (o.method === undefined) this.method = undefined;
      }
    }
  }
  private failureOf(e: unknown): CurlError | undefined {
    if (e instanceof HttpError) return new CurlError(e.code, e.message);
    if (!isSysError(e)) return undefined;
    if (e.code === 'EAGAIN') return new CurlError(28, `Operation timed out after ${this.ms()} milliseconds with ${this.downloaded}${this.toDownload > 0 ? ` out of ${this.toDownload}` : ''} bytes received`);
    return new CurlError(e.code === 'EPIPE' ? 55 : 56, `${e.code === 'EPIPE' ? 'Send' : 'Recv'} failure: ${e.message}`);
  }
}
