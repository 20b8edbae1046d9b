/** HTTP/1.1 from the client's side, for curl, wget, apt and apk: one request after the other on a connection, bodies by length, in chunks or to the end. Left out: TLS, HTTP/2, proxies. */
import { SysError, isSysError } from '../../abi/errno.ts';
import { POLL } from '../../abi/process.ts';
import type { Sys, Task } from '../../abi/sys.ts';
import { EMPTY, concatBytes, decodeLatin1, decodeUtf8, encodeUtf8 } from '../../base/bytes.ts';
import { isIpv6 } from './netaddr.ts';
import { writeAll } from './stdio.ts';

/** A taken-apart URL. */
export interface Url {
  readonly scheme: string;
  readonly user: string | undefined;
  readonly host: string;
  readonly port: number;
  /** Path with query, beginning with '/'. */
  readonly target: string;
}

/** A URL, with http:// when it names no scheme. Undefined when it is none. */
export function parseUrl(text: string): Url | undefined {
  const m = /^(?:([a-zA-Z][a-zA-Z0-9+.-]*):\/\/)?(?:([^@/?#]*)@)?(\[[0-9a-fA-F:.]+\]|[^:/?#]*)(?::(\d*))?([/?][^#]*)?(?:#.*)?$/.exec(text);
  if (m === null || m[3] === '') return undefined;
  const scheme = (m[1] ?? 'http').toLowerCase();
  const port = m[4] === undefined || m[4] === '' ? (scheme === 'https' ? 443 : scheme === 'ftp' ? 21 : 80) : Number(m[4]);
  const target = m[5] ?? '/';
  return port > 65535 ? undefined : { scheme, user: m[2], host: m[3]!, port, target: target.startsWith('?') ? `/${target}` : target };
}

/** Where `location` leads from `base`. */
export function resolveUrl(base: Url, location: string): string {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(location)) return location;
  const origin = `${base.scheme}://${base.host}${base.port === (base.scheme === 'https' ? 443 : 80) ? '' : `:${base.port}`}`;
  if (location.startsWith('//')) return `${base.scheme}:${location}`;
  if (location.startsWith('/')) return origin + location;
  return `${origin}${base.target.replace(/\?.*$/, '').replace(/[^/]*$/, '')}${location}`;
}

/** The answer's head as it came. */
export interface Response {
  readonly version: string;
  readonly status: number;
  readonly reason: string;
  readonly headers: readonly (readonly [string, string])[];
  /** Its lines with their ends, the empty one too. */
  readonly raw: string;
}

/** The first header of that name, in any case. */
export function header(r: Response, name: string): string | undefined {
  return r.headers.find(([n]) => n.toLowerCase() === name)?.[1];
}

/** Why an answer cannot be understood; `code` is curl's exit status for it. */
export class HttpError {
  readonly message: string;
  readonly code: number;
  constructor(message: string, code: number) {
    this.message = message;
    this.code = code;
  }
}

/** A connection on which requests are made. */
export class HttpConnection {
  private buffer: Uint8Array = EMPTY;
  private left: number | 'chunked' | 'close' | 'done' = 'done';
  /** When to stop waiting, by the monotonic clock: EAGAIN is thrown then. */
  deadline_ns: number | undefined;
  readonly sys: Sys;
  readonly fd: number;
  constructor(sys: Sys, fd: number) {
    this.sys = sys;
    this.fd = fd;
  }
  /** Send the request's head and body. */
  *send(method: string, target: string, headers: readonly (readonly [string, string])[], body?: Uint8Array, version = '1.1'): Task<void> {
    const head = `${method} ${target} HTTP/${version}\r\n${headers.map(([n, v]) => `${n}: ${v}\r\n`).join('')}\r\n`;
    yield* writeAll(this.sys, this.fd, body === undefined ? encodeUtf8(head) : concatBytes([encodeUtf8(head), body]));
  }
  private *fill(): Task<boolean> {
    if (this.deadline_ns !== undefined) {
      const [ready] = yield* this.sys.poll([{ fd: this.fd, events: POLL.IN }], Math.max(0, this.deadline_ns - this.sys.monotonic_ns()));
      if (ready === 0) throw new SysError('EAGAIN');
    }
    const data = yield* this.sys.read(this.fd, 65536);
    if (data.length === 0) return false;
    this.buffer = this.buffer.length === 0 ? data : concatBytes([this.buffer, data]);
    return true;
  }
  private *line(): Task<string | undefined> {
    for (;;) {
      const at = this.buffer.indexOf(10);
      if (at >= 0) {
        const text = decodeLatin1(this.buffer, 0, at + 1);
        this.buffer = this.buffer.subarray(at + 1);
        return text;
      }
      if (!(yield* this.fill())) return undefined;
    }
  }
  /** The answer's head; 1xx heads are passed over, after `onContinue` for 100. Throws {@link HttpError}. */
  *response(method: string, onContinue?: (r: Response) => Task<void>): Task<Response> {
    for (;;) {
      const first = yield* this.line();
      if (first === undefined) throw new HttpError('Empty reply from server', 52);
      const m = /^HTTP\/(\d(?:\.\d)?) (\d{3}) ?(.*?)\r?\n$/.exec(first);
      if (m === null) throw new HttpError('Received HTTP/0.9 when not allowed', 1);
      let raw = first;
      const headers: (readonly [string, string])[] = [];
      for (;;) {
        const line = yield* this.line();
        if (line === undefined) throw new HttpError('Recv failure: Connection reset by peer', 56);
        raw += line;
        const text = line.replace(/\r?\n$/, '');
        if (text === '') break;
        const colon = text.indexOf(':');
        headers.push([text.slice(0, colon), text.slice(colon + 1).trim()]);
      }
      const r: Response = { version: m[1]!, status: Number(m[2]), reason: m[3]!, headers, raw };
      if (r.status >= 100 && r.status < 200) {
        if (r.status === 100 && onContinue !== undefined) yield* onContinue(r);
        continue;
      }
      const length = header(r, 'content-length');
      if (method === 'HEAD' || r.status === 204 || r.status === 304) this.left = 'done';
      else if (/chunked/i.test(header(r, 'transfer-encoding') ?? '')) this.left = 'chunked';
      else this.left = length === undefined ? 'close' : Number(length);
      return r;
    }
  }
  /** The next piece of the body; EMPTY at its end. Throws {@link HttpError} when it ends too soon. */
  *body(): Task<Uint8Array> {
    if (this.left === 'done' || this.left === 0) return EMPTY;
    if (this.left === 'chunked') {
      const size = parseInt((yield* this.line()) ?? 'x', 16);
      if (Number.isNaN(size)) throw new HttpError('transfer closed with outstanding read data remaining', 18);
      while (this.buffer.length < size + 2) if (!(yield* this.fill())) throw new HttpError('transfer closed with outstanding read data remaining', 18);
      const data = this.buffer.subarray(0, size);
      this.buffer = this.buffer.subarray(size + 2);
      if (size === 0) this.left = 'done';
      return data;
    }
    if (this.buffer.length === 0 && !(yield* this.fill())) {
      if (this.left !== 'close') throw new HttpError(`transfer closed with ${this.left} bytes remaining to read`, 18);
      this.left = 'done';
      return EMPTY;
    }
    const data = this.left === 'close' ? this.buffer : this.buffer.subarray(0, this.left);
    this.buffer = this.buffer.subarray(data.length);
    if (this.left !== 'close') this.left -= data.length;
    return data;
  }
  /** All of the body. */
  *text(): Task<string> {
    return decodeUtf8(yield* this.bytes());
  }
  *bytes(): Task<Uint8Array> {
    const parts: Uint8Array[] = [];
    for (let data = yield* this.body(); data.length > 0; data = yield* this.body()) parts.push(data);
    return parts.length === 0 ? EMPTY : concatBytes(parts);
  }
  close(): void {
    this.sys.close(this.fd);
  }
}

/** Connect to the first address that answers. Returns the descriptor with the address, or the last error. */
export function* connectTcp(sys: Sys, addresses: readonly string[], port: number): Task<{ readonly fd: number; readonly address: string } | SysError> {
  let error = new SysError('ECONNREFUSED');
  for (const address of addresses) {
    const got = yield* connectOne(sys, address, port);
    if (!(got instanceof SysError)) return { fd: got, address };
    error = got;
  }
  return error;
}

/** Connect to an address of either family, for at most `timeout_ns` when that is given: EINPROGRESS is the error then. */
export function* connectOne(sys: Sys, address: string, port: number, timeout_ns?: number): Task<number | SysError> {
  const family = isIpv6(address) ? 'inet6' : 'inet';
  let fd = -1;
  try {
    fd = sys.socket(family, 'stream');
    if (timeout_ns !== undefined) sys.setsockopt(fd, 'SO_SNDTIMEO_ns', timeout_ns);
    yield* sys.connect(fd, { family, address, port });
    return fd;
  } catch (e) {
    if (fd >= 0) sys.close(fd);
    if (!isSysError(e)) throw e;
    return e;
  }
}
