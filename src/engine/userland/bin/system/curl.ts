/** curl (7.88.1): HTTP over TCP or a unix socket. Options -s -S -v -i -I -o -O -L -X -d --data-* -H -A -e -u -f -w -T -m -G -k --unix-socket --resolve. Left out: TLS, other protocols, cookies, forms, retries. */
import type { Task } from '../../../abi/sys.ts';
import { SysError, isSysError } from '../../../abi/errno.ts';
import { O } from '../../../abi/fs.ts';
import { concatBytes, encodeUtf8 } from '../../../base/bytes.ts';
import { GetoptError } from '../../libc/getopt.ts';
import { HttpConnection, HttpError, connectTcp, header, parseUrl, resolveUrl } from '../../libc/http.ts';
import type { Response, Url } from '../../libc/http.ts';
import { GaiError, resolveHost } from '../../libc/resolve.ts';
import { isatty, readFd, readFile, writeAll, writeText } from '../../libc/stdio.ts';
import { tool } from '../../libc/tool.ts';
import type { Tool } from '../../libc/tool.ts';

interface Options {
  silent: boolean;
  showError: boolean;
  verbose: boolean;
  include: boolean;
  head: boolean;
  output: string | undefined;
  remoteName: boolean;
  location: boolean;
  maxRedirects: number;
  method: string | undefined;
  data: Uint8Array[];
  get: boolean;
  headers: string[];
  agent: string;
  referer: string | undefined;
  user: string | undefined;
  fail: boolean;
  writeOut: string | undefined;
  upload: string | undefined;
  unixSocket: string | undefined;
  resolve: Map<string, string>;
}

/** Ends a transfer with a status and what curl says. */
class CurlError {
  readonly code: number;
  readonly message: string;
  constructor(code: number, message: string) {
    this.code = code;
    this.message = message;
  }
}

const HINT = "curl: try 'curl --help' or 'curl --manual' for more information\n";
const HELP = `Usage: curl [options...] <url>
 -d, --data <data>          send as POST
 -f, --fail                 no output for errors of the server
 -H, --header <header>      an own header
 -i, --include              the answer's headers too
 -I, --head                 headers only
 -L, --location             follow redirections
 -o, --output <file>        write to a file
 -O, --remote-name          write to a file named as on the server
 -s, --silent               no progress, no messages
 -S, --show-error           messages even with -s
 -T, --upload-file <file>   send a file
 -u, --user <user:password> for the server
 -A, --user-agent <name>    call yourself so
     --unix-socket <path>   connect through a unix socket
 -v, --verbose              say all that is done
 -w, --write-out <format>   print this at the end
 -X, --request <method>     another method
`;

function base64(bytes: Uint8Array): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  let out = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const n = (bytes[i]! << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    out += alphabet[n >> 18]! + alphabet[(n >> 12) & 63]! + (i + 1 < bytes.length ? alphabet[(n >> 6) & 63]! : '=') + (i + 2 < bytes.length ? alphabet[n & 63]! : '=');
  }
  return out;
}

/** Where the transfer stands, as curl's table shows it: at most five columns a number. */
function meter(n: number): string {
  if (n < 100_000) return String(Math.floor(n)).padStart(5);
  for (const [unit, size] of [['k', 1024], ['M', 1024 ** 2], ['G', 1024 ** 3]] as const) if (n < 10_000 * size) return `${n < 100 * size && unit !== 'k' ? (n / size).toFixed(1) : Math.floor(n / size)}${unit}`.padStart(5);
  return '-----';
}

class Transfer {
  private started_ns = 0;
  private downloaded = 0;
  private total = 0;
  private readonly t: Tool;
  private readonly o: Options;
  private progress: boolean;
  last: Response | undefined;
  redirects = 0;
  constructor(t: Tool, o: Options, progress: boolean) {
    this.t = t;
    this.o = o;
    this.progress = progress;
  }
  private *err(text: string): Task<void> {
    yield* this.t.out.flush();
    yield* writeText(this.t.sys, 2, text);
  }
  private *note(prefix: string, text: string): Task<void> {
    if (this.o.verbose) yield* this.err(`${prefix} ${text}\n`);
  }
  *begin(): Task<void> {
    this.started_ns = this.t.sys.monotonic_ns();
    if (this.progress) yield* this.err('  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current\n                                 Dload  Upload   Total   Spent    Left  Speed\n');
    yield* this.tick();
  }
  private *tick(): Task<void> {
    if (!this.progress) return;
    const speed = this.downloaded / Math.max(1e-3, (this.t.sys.monotonic_ns() - this.started_ns) / 1e9);
    const pct = this.total > 0 ? Math.floor((this.downloaded * 100) / this.total) : this.downloaded > 0 ? 100 : 0;
    yield* this.err(`\r${String(pct).padStart(3)} ${meter(Math.max(this.total, this.downloaded))} ${String(pct).padStart(4)} ${meter(this.downloaded)}    0     0 ${meter(this.downloaded > 0 ? speed : 0).padStart(6)}      0 --:--:-- --:--:-- --:--:-- ${meter(this.downloaded > 0 ? speed : 0)}`);
  }
  *finish(): Task<void> {
    if (this.progress) yield* this.err('\n');
  }
  private *connect(url: Url): Task<HttpConnection> {
    const { t, o } = this;
    const before = t.sys.monotonic_ns();
    const took = (): number => Math.floor((t.sys.monotonic_ns() - before) / 1e6);
    if (o.unixSocket !== undefined) {
      const fd = t.sys.socket('unix', 'stream');
      yield* this.note('*', `  Trying ${o.unixSocket}:0...`);
      try {
        yield* t.sys.connect(fd, { family: 'unix', path: o.unixSocket });
      } catch (e) {
        if (!isSysError(e)) throw e;
        t.sys.close(fd);
        throw new CurlError(7, `Failed to connect to ${url.host} port ${url.port} after ${took()} ms: Couldn't connect to server`);
      }
      yield* this.note('*', `Connected to ${url.host} (${o.unixSocket}) port ${url.port} (#0)`);
      return new HttpConnection(t.sys, fd);
    }
    let addresses: readonly string[];
    try {
      const own = o.resolve.get(`${url.host}:${url.port}`);
      addresses = own === undefined ? yield* resolveHost(t.sys, url.host) : [own];
    } catch (e) {
      if (!(e instanceof GaiError)) throw e;
      yield* this.note('*', `Could not resolve host: ${url.host}`);
      throw new CurlError(6, `Could not resolve host: ${url.host}`);
    }
    yield* this.note('*', `  Trying ${addresses[0]!}:${url.port}...`);
    const got = yield* connectTcp(t.sys, addresses, url.port);
    if (got instanceof SysError) {
      yield* this.note('*', `connect to ${addresses[0]!} port ${url.port} failed: ${got.message}`);
      yield* this.note('*', `Failed to connect to ${url.host} port ${url.port} after ${took()} ms: Couldn't connect to server`);
      yield* this.note('*', 'Closing connection 0');
      throw new CurlError(7, `Failed to connect to ${url.host} port ${url.port} after ${took()} ms: Couldn't connect to server`);
    }
    yield* this.note('*', `Connected to ${url.host} (${got.address}) port ${url.port} (#0)`);
    return new HttpConnection(t.sys, got.fd);
  }
  /** One request and its answer, with what follows from it. `sink` takes the body. */
  *run(text: string, sink: (data: Uint8Array) => Task<void>): Task<void> {
    const { t, o } = this;
    const url = parseUrl(text);
    if (url === undefined) throw new CurlError(3, 'URL using bad/illegal format or missing URL');
    if (url.scheme === 'https') throw new CurlError(1, 'glasshull: TLS is not simulated yet: use http://');
    if (url.scheme !== 'http') throw new CurlError(1, `Protocol "${url.scheme}" not supported or disabled in libcurl`);
    const c = yield* this.connect(url);
    try {
      const body = o.upload !== undefined ? (o.upload === '-' ? yield* readFd(t.sys, 0) : yield* readFile(t.sys, o.upload)) : o.data.length > 0 && !o.get ? concatBytes(o.data) : undefined;
      const method = o.method ?? (o.head ? 'HEAD' : o.upload !== undefined ? 'PUT' : body !== undefined ? 'POST' : 'GET');
      const target = o.get && o.data.length > 0 ? `${url.target}${url.target.includes('?') ? '&' : '?'}${String.fromCharCode(...concatBytes(o.data))}` : url.target;
      const own = o.headers.map((h) => [h.split(':')[0]!, h.slice(h.indexOf(':') + 1).trim()] as const);
      const headers: (readonly [string, string])[] = [];
      const add = (name: string, value: string): void => {
        if (!own.some(([n]) => n.toLowerCase() === name.toLowerCase())) headers.push([name, value]);
      };
      add('Host', url.port === 80 ? url.host : `${url.host}:${url.port}`);
      const user = o.user ?? url.user;
      if (user !== undefined) add('Authorization', `Basic ${base64(encodeUtf8(user))}`);
      add('User-Agent', o.agent);
      add('Accept', '*/*');
      if (o.referer !== undefined) add('Referer', o.referer);
      headers.push(...own.filter(([, v]) => v !== ''));
      if (body !== undefined) {
        add('Content-Length', String(body.length));
        if (o.upload === undefined) add('Content-Type', 'application/x-www-form-urlencoded');
      }
      yield* c.send(method, target, headers, body);
      yield* this.note('>', `${method} ${target} HTTP/1.1`);
      for (const [n, v] of headers) yield* this.note('>', `${n}: ${v}`);
      yield* this.note('>', '');
      const r = yield* c.response(method);
      this.last = r;
      if (o.verbose) for (const line of r.raw.replace(/\r\n$/, '').split('\r\n')) yield* this.note('<', line);
      const location = header(r, 'location');
      const follow = o.location && r.status >= 300 && r.status < 400 && location !== undefined;
      if (o.fail && r.status >= 400) throw new CurlError(22, `The requested URL returned error: ${r.status}`);
      if (o.include || o.head) yield* sink(encodeUtf8(r.raw));
      this.total = Number(header(r, 'content-length') ?? 0);
      if (o.head) this.total = 0;
      this.downloaded = 0;
      for (let data = yield* c.body(); data.length > 0; data = yield* c.body()) {
        if (follow) continue;
        if (this.downloaded === 0) yield* this.note('{', `[${data.length} bytes data]`);
        this.downloaded += data.length;
        yield* sink(data);
      }
      yield* this.tick();
      yield* this.note('*', 'Closing connection 0');
      if (!follow) return;
      if (++this.redirects > o.maxRedirects) throw new CurlError(47, `Maximum (${o.maxRedirects}) redirects followed`);
      yield* this.note('*', `Issue another request to this URL: '${resolveUrl(url, location)}'`);
      if (r.status < 307) o.data = [];
      yield* this.run(resolveUrl(url, location), sink);
    } finally {
      c.close();
    }
  }
  writeOut(format: string, url: string): string {
    const r = this.last;
    const values: Readonly<Record<string, string>> = { http_code: String(r?.status ?? 0).padStart(3, '0'), response_code: String(r?.status ?? 0).padStart(3, '0'), size_download: String(this.downloaded), url_effective: url, content_type: (r === undefined ? undefined : header(r, 'content-type')) ?? '', num_redirects: String(this.redirects), time_total: ((this.t.sys.monotonic_ns() - this.started_ns) / 1e9).toFixed(6), http_version: r?.version ?? '0' };
    return format.replace(/%\{(\w+)\}/g, (all, name: string) => values[name] ?? all).replace(/\\n/g, '\n').replace(/\\t/g, '\t').replace(/\\r/g, '\r').replace(/%%/g, '%');
  }
}

function* dataOf(t: Tool, arg: string, binary: boolean): Task<Uint8Array> {
  if (!arg.startsWith('@')) return encodeUtf8(arg);
  const bytes = arg === '@-' ? yield* readFd(t.sys, 0) : yield* readFile(t.sys, arg.slice(1));
  return binary ? bytes : bytes.filter((b) => b !== 10 && b !== 13);
}

export const curl = tool({ name: 'curl', support: { level: 'partial', note: 'http only: no TLS, cookies, forms, other protocols' } }, function* (t): Task<number> {
  const o: Options = { silent: false, showError: false, verbose: false, include: false, head: false, output: undefined, remoteName: false, location: false, maxRedirects: 50, method: undefined, data: [], get: false, headers: [], agent: 'curl/7.88.1', referer: undefined, user: undefined, fail: false, writeOut: undefined, upload: undefined, unixSocket: undefined, resolve: new Map() };
  const pending: { arg: string; kind: 'data' | 'binary' | 'raw' | 'json' }[] = [];
  let end = '';
  let urls: string[];
  const more: string[] = [];
  try {
    urls = yield* t.options(
      'sSvViIo:OLX:d:GH:A:e:u:fw:T:m:kjN4#h0x:b:c:r:z:',
      {
        silent: 's', 'show-error': 'S', verbose: 'v', version: 'V', include: 'i', head: 'I', output: 'o:', 'remote-name': 'O', location: 'L', request: 'X:', data: 'd:', 'data-ascii': 'd:', 'data-binary': '=binary:', 'data-raw': '=raw:', json: '=json:', get: 'G', header: 'H:', 'user-agent': 'A:', referer: 'e:', user: 'u:', fail: 'f', 'write-out': 'w:',
        'upload-file': 'T:', 'max-time': 'm:', 'connect-timeout': 'm:', insecure: 'k', 'unix-socket': '=unix:', resolve: '=resolve:', 'max-redirs': '=max:', 'no-buffer': 'N', 'progress-bar': '#', help: 'h', url: '=url:', compressed: '=ignored', 'no-progress-meter': '=noprogress', 'http1.1': '=ignored', 'fail-with-body': '=ignored',
      },
      ({ key, arg }) => {
        switch (key) {
          case 's': o.silent = true; break;
          case 'S': o.showError = true; break;
          case 'v': o.verbose = true; break;
          case 'i': o.include = true; break;
          case 'I': o.head = true; break;
          case 'o': o.output = arg; break;
          case 'O': o.remoteName = true; break;
          case 'L': o.location = true; break;
          case 'X': o.method = arg; break;
          case 'd': pending.push({ arg, kind: 'data' }); break;
          case '=binary': pending.push({ arg, kind: 'binary' }); break;
          case '=raw': pending.push({ arg, kind: 'raw' }); break;
          case '=json': pending.push({ arg, kind: 'json' }); break;
          case 'G': o.get = true; break;
          case 'H': o.headers.push(arg); break;
          case 'A': o.agent = arg; break;
          case 'e': o.referer = arg; break;
          case 'u': o.user = arg; break;
          case 'f': o.fail = true; break;
          case 'w': o.writeOut = arg; break;
          case 'T': o.upload = arg; break;
          case '=unix': o.unixSocket = arg; break;
          case '=resolve': {
            const [host = '', port = '', address = ''] = arg.split(':');
            o.resolve.set(`${host}:${port}`, address);
            break;
          }
          case '=max': o.maxRedirects = Number(arg); break;
          case '=url': more.push(arg); break;
          case 'h': case 'V': end = key; break;
          default: break;
        }
      },
    );
  } catch (e) {
    if (!(e instanceof GetoptError)) throw e;
    const name = /'(--?[^']*)'|-- '(.)'/.exec(e.message);
    const option = name?.[1] ?? `-${name?.[2] ?? ''}`;
    yield* writeText(t.sys, 2, `curl: option ${option}: ${e.message.includes('requires') ? 'requires parameter' : 'is unknown'}\n${HINT}`);
    return 2;
  }
  if (end !== '') {
    yield* t.out.write(end === 'h' ? HELP : 'curl 7.88.1 (x86_64-pc-linux-gnu), simulated\nProtocols: http\nFeatures: UnixSockets\n');
    return 0;
  }
  urls.push(...more);
  if (urls.length === 0) {
    yield* writeText(t.sys, 2, HINT);
    return 2;
  }
  let status = 0;
  for (const { arg, kind } of pending) {
    try {
      if (o.data.length > 0 && kind !== 'json') o.data.push(encodeUtf8('&'));
      o.data.push(kind === 'raw' ? encodeUtf8(arg) : yield* dataOf(t, arg, kind !== 'data'));
      if (kind === 'json') o.headers.push('Content-Type: application/json', 'Accept: application/json');
    } catch (e) {
      if (!isSysError(e)) throw e;
      yield* writeText(t.sys, 2, `Warning: Couldn't read data from file "${arg.slice(1)}", this makes an empty POST.\n`);
    }
  }
  for (const url of urls) {
    let fd = -1;
    const file = o.remoteName ? url.replace(/[?#].*$/, '').replace(/^[a-z]+:\/\//, '').replace(/^[^/]*\/?/, '').replace(/^.*\//, '') : o.output;
    if (o.remoteName && file === '') {
      yield* writeText(t.sys, 2, `curl: Remote file name has no length!\n${HINT}`);
      status = 23;
      continue;
    }
    const toFile = file !== undefined && file !== '-';
    const tr = new Transfer(t, o, !o.silent && (toFile || !isatty(t.sys, 1)) && !o.verbose);
    const sink = function* (data: Uint8Array): Task<void> {
      if (!toFile) {
        yield* t.out.writeBytes(data);
        return;
      }
      if (fd < 0) fd = yield* t.sys.open(file, O.WRONLY | O.CREAT | O.TRUNC | O.CLOEXEC, 0o666);
      yield* writeAll(t.sys, fd, data);
    };
    try {
      if (parseUrl(url) !== undefined && parseUrl(url)!.scheme === 'http') yield* tr.begin();
      yield* tr.run(url, sink);
      yield* tr.finish();
      if (toFile && fd < 0) fd = yield* t.sys.open(file, O.WRONLY | O.CREAT | O.TRUNC | O.CLOEXEC, 0o666);
    } catch (e) {
      const failure = e instanceof CurlError ? e : e instanceof HttpError ? new CurlError(e.code, e.message) : isSysError(e) ? (fd < 0 && toFile ? new CurlError(23, `Failed writing received data to disk/application`) : new CurlError(56, `Recv failure: ${e.message}`)) : undefined;
      if (failure === undefined) throw e;
      yield* tr.finish();
      yield* t.out.flush();
      if (isSysError(e) && toFile && fd < 0) yield* writeText(t.sys, 2, `Warning: Failed to open the file ${file}: ${e.message}\n`);
      if (!o.silent || o.showError) yield* writeText(t.sys, 2, `curl: (${failure.code}) ${failure.message}\n`);
      status = failure.code;
    } finally {
      if (fd >= 0) t.sys.close(fd);
    }
    if (o.writeOut !== undefined) yield* t.out.write(tr.writeOut(o.writeOut, url));
  }
  return status;
});
