/**
 * nginx (1.29): a master that opens the sockets and a worker that serves files from them, from nginx.conf's servers, locations, root, index, return. Left
 * out: proxying, TLS, rewriting, gzip, try_files, name-based servers, several workers.
 */
import type { Sys, Task } from '../../../abi/sys.ts';
import { acceptEach } from '../../libc/serving.ts';
import { SysError, isSysError } from '../../../abi/errno.ts';
import { O, S } from '../../../abi/fs.ts';
import { exitCode } from '../../../abi/process.ts';
import { Signal } from '../../../abi/signal.ts';
import { encodeUtf8 } from '../../../base/bytes.ts';
import { Requests, answer, pathOf, sendFile } from '../../libc/httpserve.ts';
import { imfDate } from '../../libc/imfdate.ts';
import type { Request } from '../../libc/httpserve.ts';
import type { Program } from '../../libc/program.ts';
import { writeFile, writeText } from '../../libc/stdio.ts';
import { ConfError, find, parseConf, readConf } from './nginxconf.ts';
import type { Directive } from './nginxconf.ts';

const VERSION = '1.29.3';
const CONF = '/etc/nginx/nginx.conf';
const DEFAULT_TYPES: Readonly<Record<string, string>> = { html: 'text/html', htm: 'text/html', css: 'text/css', js: 'application/javascript', json: 'application/json', txt: 'text/plain', png: 'image/png', jpg: 'image/jpeg', svg: 'image/svg+xml' };

/** A server block, with what it inherits. */
interface Site {
  readonly address: string;
  readonly port: number;
  readonly directives: readonly Directive[];
  readonly types: Readonly<Record<string, string>>;
}

const two = (n: number): string => String(n).padStart(2, '0');

/** `2026/11/02 09:00:00`, as the error log has it. */
function stamp(sys: Sys): string {
  const d = new Date(sys.now_ms());
  return `${d.getUTCFullYear()}/${two(d.getUTCMonth() + 1)}/${two(d.getUTCDate())} ${two(d.getUTCHours())}:${two(d.getUTCMinutes())}:${two(d.getUTCSeconds())}`;
}

function* log(sys: Sys, level: string, message: string): Task<void> {
  yield* writeText(sys, 2, `${stamp(sys)} [${level}] ${sys.getpid()}#${sys.getpid()}: ${message}\n`);
}

function sitesOf(conf: readonly Directive[]): Site[] {
  const http = find(conf, 'http')?.block ?? [];
  const types: Record<string, string> = { ...DEFAULT_TYPES };
  for (const t of find(http, 'types')?.block ?? []) for (const ending of t.args) types[ending] = t.name;
  const out: Site[] = [];
  for (const server of http) {
    if (server.name !== 'server' || server.block === undefined) continue;
    const listens = server.block.filter((d) => d.name === 'listen').map((d) => d.args[0] ?? '80');
    for (const at of listens.length === 0 ? ['80'] : listens) {
      if (at.startsWith('[')) continue; // there is no IPv6 here
      const m = /^(?:(.*):)?(\d+)$/.exec(at);
      if (m === null) throw new ConfError(`host not found in "${at}" of the "listen" directive in ${CONF}:1`);
      out.push({ address: m[1] === undefined || m[1] === '*' ? '0.0.0.0' : m[1], port: Number(m[2]), directives: [...server.block, ...http.filter((d) => d.name !== 'server')], types });
    }
  }
  return out;
}

/** The location for a path: an exact one, else the longest prefix. */
function locationFor(site: Site, path: string): readonly Directive[] {
  let best: Directive | undefined;
  let length = -1;
  for (const d of site.directives) {
    if (d.name !== 'location' || d.block === undefined) continue;
    const exact = d.args.length > 1 && d.args[0] === '=';
    const prefix = d.args.at(-1) ?? '/';
    if (d.args[0]?.startsWith('~') === true) {
      if (new RegExp(prefix, d.args[0] === '~*' ? 'i' : '').test(path)) return d.block;
    } else if (exact ? path === prefix : path.startsWith(prefix) && prefix.length > length) {
      if (exact) return d.block;
      best = d;
      length = prefix.length;
    }
  }
  return best?.block ?? [];
}

const REASONS: Readonly<Record<number, string>> = { 200: 'OK', 204: 'No Content', 301: 'Moved Permanently', 302: 'Found', 304: 'Not Modified', 400: 'Bad Request', 403: 'Forbidden', 404: 'Not Found', 405: 'Not Allowed', 500: 'Internal Server Error' };

class Worker {
  readonly sys: Sys;
  readonly accessLog: number;
  readonly peer: string;
  readonly site: Site;
  readonly fd: number;
  constructor(sys: Sys, fd: number, peer: string, site: Site, accessLog: number) {
    this.sys = sys;
    this.fd = fd;
    this.peer = peer;
    this.site = site;
    this.accessLog = accessLog;
  }
  private *access(request: string, headers: ReadonlyMap<string, string>, status: number, length: number): Task<void> {
    const d = new Date(this.sys.now_ms());
    const month = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'][d.getUTCMonth()];
    const when = `${two(d.getUTCDate())}/${month}/${d.getUTCFullYear()}:${two(d.getUTCHours())}:${two(d.getUTCMinutes())}:${two(d.getUTCSeconds())} +0000`;
    const value = (name: string): string => headers.get(name) ?? '-';
    yield* writeText(this.sys, this.accessLog, `${this.peer} - - [${when}] "${request}" ${status} ${length} "${value('referer')}" "${value('user-agent')}" "${value('x-forwarded-for')}"\n`);
  }
  private *reply(r: Request | undefined, status: number, type: string, body: string, more: readonly (readonly [string, string])[] = []): Task<void> {
    const bytes = encodeUtf8(body);
    const { sys } = this;
    yield* answer(sys, this.fd, `${status} ${REASONS[status] ?? ''}`, [['Server', `nginx/${VERSION}`], ['Date', imfDate(sys.now_ms())], ['Content-Type', type], ['Content-Length', String(bytes.length)], ['Connection', r?.keepAlive === true ? 'keep-alive' : 'close'], ...more], r?.method === 'HEAD' ? undefined : bytes);
    yield* this.access(r?.line ?? '', r?.headers ?? new Map(), status, r?.method === 'HEAD' ? 0 : bytes.length);
  }
  private *refuse(r: Request | undefined, status: number, more: readonly (readonly [string, string])[] = []): Task<void> {
    const title = `${status} ${REASONS[status]}`;
    yield* this.reply(r, status, 'text/html', `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n<hr><center>nginx/${VERSION}</center>\r\n</body>\r\n</html>\r\n`, more);
  }
  private *trouble(r: Request, message: string): Task<void> {
    yield* writeText(this.sys, 2, `${stamp(this.sys)} [error] ${this.sys.getpid()}#${this.sys.getpid()}: *1 ${message}, client: ${this.peer}, server: ${find(this.site.directives, 'server_name')?.args[0] ?? ''}, request: "${r.line}", host: "${r.headers.get('host') ?? ''}"\n`);
  }
  *serve(r: Request): Task<void> {
    const path = pathOf(r.target);
    if (path === undefined) return yield* this.refuse(r, 400);
    const location = locationFor(this.site, path);
    const given = find(location, 'return') ?? (location.length === 0 ? find(this.site.directives, 'return') : undefined);
    if (given !== undefined) {
      const [status = '200', text = ''] = given.args;
      if (/^30[12]$/.test(status)) return yield* this.refuse(r, Number(status), [['Location', text]]);
      return yield* text === '' && Number(status) >= 400 ? this.refuse(r, Number(status)) : this.reply(r, Number(status), find(location, 'default_type')?.args[0] ?? 'application/octet-stream', text.replace(/\\n/g, '\n'));
    }
    if (r.method !== 'GET' && r.method !== 'HEAD') return yield* this.refuse(r, 405);
    const root = (find(location, 'root') ?? find(this.site.directives, 'root'))?.args[0] ?? '/etc/nginx/html';
    const index = (find(location, 'index') ?? find(this.site.directives, 'index'))?.args ?? ['index.html'];
    const candidates = path.endsWith('/') ? index.map((name) => root + path + name) : [root + path];
    let failure: SysError | undefined;
    for (const file of candidates) {
      let fd: number;
      try {
        fd = yield* this.sys.open(file, O.RDONLY | O.CLOEXEC);
      } catch (e) {
        if (!isSysError(e)) throw e;
        failure ??= e;
        continue;
      }
      try {
        const { mode, size, mtime_ms } = this.sys.fstat(fd);
        if ((mode & S.IFMT) === S.IFDIR) return yield* this.refuse(r, 301, [['Location', `http://${r.headers.get('host') ?? 'localhost'}${path}/`]]);
        return yield* this.file(r, fd, file, size, mtime_ms);
      } finally {
        this.sys.close(fd);
      }
    }
    if (path.endsWith('/') && failure?.code === 'ENOENT' && isDirectory(this.sys, root + path)) {
      yield* this.trouble(r, `directory index of "${root}${path}" is forbidden`);
      return yield* this.refuse(r, 403);
    }
    yield* this.trouble(r, `open() "${candidates[0]}" failed (${failure!.errno}: ${failure!.message})`);
    yield* this.refuse(r, failure!.code === 'EACCES' ? 403 : 404);
  }
  private *file(r: Request, fd: number, file: string, size: number, mtime_ms: number): Task<void> {
    const { sys } = this;
    const etag = `"${Math.floor(mtime_ms / 1000).toString(16)}-${size.toString(16)}"`;
    const modified = imfDate(mtime_ms);
    const fresh = r.headers.get('if-none-match') === etag || (!r.headers.has('if-none-match') && r.headers.get('if-modified-since') === modified);
    const type = this.site.types[/\.([^./]+)$/.exec(file)?.[1]?.toLowerCase() ?? ''] ?? find(this.site.directives, 'default_type')?.args[0] ?? 'text/plain';
    const connection = ['Connection', r.keepAlive ? 'keep-alive' : 'close'] as const;
    const common = [['Server', `nginx/${VERSION}`], ['Date', imfDate(sys.now_ms())]] as const;
    if (fresh) yield* answer(sys, this.fd, '304 Not Modified', [...common, ['Last-Modified', modified], connection, ['ETag', etag]]);
    else yield* answer(sys, this.fd, '200 OK', [...common, ['Content-Type', type], ['Content-Length', String(size)], ['Last-Modified', modified], connection, ['ETag', etag], ['Accept-Ranges', 'bytes']]);
    const sent = fresh || r.method === 'HEAD' ? 0 : size;
    if (sent > 0) yield* sendFile(sys, fd, this.fd, size);
    yield* this.access(r.line, r.headers, fresh ? 304 : 200, sent);
  }
  *run(): Task<void> {
    const requests = new Requests(this.sys, this.fd);
    try {
      for (;;) {
        const r = yield* requests.next();
        if (r === undefined) return;
        if (r === 'bad') return yield* this.refuse(undefined, 400);
        yield* this.serve(r);
        if (!r.keepAlive) return;
      }
    } catch (e) {
      if (!isSysError(e)) throw e; // the client went away
    } finally {
      this.sys.close(this.fd);
    }
  }
}

function isDirectory(sys: Sys, path: string): boolean {
  try {
    return (sys.stat(path).mode & S.IFMT) === S.IFDIR;
  } catch (e) {
    if (!isSysError(e)) throw e;
    return false;
  }
}

function acceptLoop(sys: Sys, listener: number, site: Site, accessLog: number): Task<never> {
  return acceptEach(sys, listener, (s, fd, peer) => new Worker(s, fd, peer.family === 'inet' ? peer.address : 'unix:', site, accessLog).run());
}

function* openLog(sys: Sys, path: string): Task<number> {
  try {
    return yield* sys.open(path, O.WRONLY | O.APPEND | O.CREAT, 0o644);
  } catch (e) {
    if (!isSysError(e)) throw e;
    throw new ConfError(`open() "${path}" failed (${e.errno}: ${e.message})`);
  }
}

/** The master: opens sockets, starts a worker, and ends it when it is told to. */
function* master(sys: Sys, conf: readonly Directive[], sites: readonly Site[]): Task<number> {
  const accessPath = find(find(conf, 'http')?.block ?? [], 'access_log')?.args[0] ?? '/var/log/nginx/access.log';
  const accessLog = yield* openLog(sys, accessPath === 'off' ? '/dev/null' : accessPath);
  const listeners: number[] = [];
  for (const site of sites) {
    const fd = sys.socket('inet', 'stream');
    sys.setsockopt(fd, 'SO_REUSEADDR', true);
    sys.setsockopt(fd, 'TCP_NODELAY', true);
    try {
      sys.bind(fd, { family: 'inet', address: site.address, port: site.port });
    } catch (e) {
      if (!isSysError(e)) throw e;
      yield* log(sys, 'emerg', `bind() to ${site.address}:${site.port} failed (${e.errno}: ${e.message})`);
      return 1;
    }
    sys.listen(fd, 511);
    listeners.push(fd);
  }
  yield* log(sys, 'notice', 'using the "epoll" event method');
  yield* log(sys, 'notice', `nginx/${VERSION}`);
  yield* log(sys, 'notice', 'built by gcc 12.2.0 (Debian 12.2.0-14+deb12u1) ');
  yield* log(sys, 'notice', `OS: ${sys.uname().sysname} ${sys.uname().release}`);
  const { soft, hard } = sys.getrlimit('nofile');
  yield* log(sys, 'notice', `getrlimit(RLIMIT_NOFILE): ${soft}:${hard}`);
  yield* log(sys, 'notice', 'start worker processes');
  let signal = 0;
  const handle = (signo: number): void => {
    signal = signo;
  };
  for (const signo of [Signal.SIGQUIT, Signal.SIGTERM, Signal.SIGINT]) sys.sigaction(signo, handle, { restart: false });
  const pid = sys.fork(function* (child) {
    for (const signo of [Signal.SIGQUIT, Signal.SIGTERM]) child.sigaction(signo, 'default');
    child.sigaction(Signal.SIGINT, 'ignore');
    for (let i = 1; i < sites.length; i++) child.thread((s) => acceptLoop(s, listeners[i]!, sites[i]!, accessLog));
    return yield* acceptLoop(child, listeners[0]!, sites[0]!, accessLog);
  });
  yield* log(sys, 'notice', `start worker process ${pid}`);
  try {
    yield* writeFile(sys, '/run/nginx.pid', `${sys.getpid()}\n`, 0o644);
  } catch (e) {
    if (!isSysError(e)) throw e;
  }
  for (;;) {
    try {
      const ended = yield* sys.wait4(-1);
      if (ended?.pid !== pid) continue;
      if (signal === 0) {
        yield* log(sys, 'alert', `worker process ${pid} exited with code ${exitCode(ended.status)}`);
        return 1;
      }
      yield* log(sys, 'notice', `signal 17 (SIGCHLD) received from ${pid}`);
      yield* log(sys, 'notice', `worker process ${pid} exited with code 0`);
      yield* log(sys, 'notice', 'exit');
      return 0;
    } catch (e) {
      if (!isSysError(e, 'EINTR')) throw e;
      const name = signal === Signal.SIGQUIT ? 'SIGQUIT' : signal === Signal.SIGTERM ? 'SIGTERM' : 'SIGINT';
      yield* log(sys, 'notice', `signal ${signal} (${name}) received, ${name === 'SIGQUIT' ? 'shutting down' : 'exiting'}`);
      sys.kill(pid, Signal.SIGTERM);
    }
  }
}

function* main(sys: Sys, argv: readonly string[]): Task<number> {
  let file = CONF;
  let extra = '';
  let test = false;
  for (let i = 1; i < argv.length; i++) {
    const a = argv[i]!;
    if (a === '-v' || a === '-V') {
      yield* writeText(sys, 2, `nginx version: nginx/${VERSION}\n`);
      return 0;
    } else if (a === '-t') test = true;
    else if (a === '-c') file = argv[++i] ?? file;
    else if (a === '-g') extra = argv[++i] ?? '';
    else if (a === '-s') {
      yield* writeText(sys, 2, 'glasshull: nginx -s is not simulated\n');
      return 1;
    } else {
      yield* writeText(sys, 2, `nginx: invalid option: "${a.replace(/^-/, '')}"\n`);
      return 1;
    }
  }
  try {
    const conf = [...(yield* parseConf(sys, extra, 'command line')), ...(yield* readConf(sys, file))];
    const sites = sitesOf(conf);
    if (test) {
      yield* writeText(sys, 2, `nginx: the configuration file ${file} syntax is ok\nnginx: configuration file ${file} test is successful\n`);
      return 0;
    }
    if (find(conf, 'daemon')?.args[0] === 'off') return yield* master(sys, conf, sites);
    sys.fork(function* (child) {
      child.setsid();
      return yield* master(child, conf, sites);
    });
    return 0;
  } catch (e) {
    if (!(e instanceof ConfError)) throw e;
    yield* writeText(sys, 2, `${stamp(sys)} [emerg] ${sys.getpid()}#${sys.getpid()}: ${e.message}\nnginx: [emerg] ${e.message}\n${test ? `nginx: configuration file ${file} test failed\n` : ''}`);
    return 1;
  }
}

export const nginx: Program = { name: 'nginx', main, support: { level: 'partial', note: 'static files and `return`; one worker; no proxying, TLS, rewriting, name-based servers' } };
