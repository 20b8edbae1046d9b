/**
 * wget (1.21.3; BusyBox's by dialect): fetch files over HTTP. Options -q -nv -O -P -S -T -t --spider --header --post-data -U. Left out: TLS (on port 443 the
 * bytes are plain HTTP), recursion, FTP, cookies, continuing.
 */
import type { Task } from '../../../abi/sys.ts';
import { isSysError } from '../../../abi/errno.ts';
import { O } from '../../../abi/fs.ts';
import { encodeUtf8 } from '../../../base/bytes.ts';
import { GetoptError } from '../../libc/getopt.ts';
import { HttpConnection, HttpError, connectOne, header, parseUrl, resolveUrl } from '../../libc/http.ts';
import { GaiError, resolveAny, resolveHost } from '../../libc/resolve.ts';
import { writeAll, writeText } from '../../libc/stdio.ts';
import { localtime, strftime, zoneOf } from '../../libc/time.ts';
import { tool } from '../../libc/tool.ts';
import type { Tool } from '../../libc/tool.ts';

interface Options {
  quiet: boolean;
  brief: boolean;
  output: string | undefined;
  prefix: string;
  showHeaders: boolean;
  spider: boolean;
  headers: string[];
  post: string | undefined;
  agent: string;
  timeout_ns: number | undefined;
  tries: number;
}

const HELP = 'Usage: wget [OPTION]... [URL]...\n\n  -q,  --quiet                 no output\n  -nv, --no-verbose            little output\n  -O,  --output-document=FILE  write to FILE\n  -P,  --directory-prefix=DIR  write to DIR\n  -S,  --server-response       print the answer\'s headers\n       --spider                only look whether it is there\n       --header=STRING         an own header\n       --post-data=STRING      send as POST\n  -U,  --user-agent=AGENT      call yourself so\n';

function rate(bytes: number, s: number): string {
  const n = bytes / Math.max(1e-6, s);
  for (const [unit, size] of [['GB', 1024 ** 3], ['MB', 1024 ** 2], ['KB', 1024]] as const) if (n >= size) return `${(n / size).toFixed(n / size >= 99.95 ? 0 : n / size >= 9.995 ? 1 : 2)} ${unit}/s`;
  return `${n.toFixed(0)} B/s`;
}

class Getter {
  status = 0;
  files = 0;
  bytes = 0;
  private readonly t: Tool;
  private readonly o: Options;
  constructor(t: Tool, o: Options) {
    this.t = t;
    this.o = o;
  }
  private get busybox(): boolean {
    return this.t.dialect !== undefined;
  }
  private *say(text: string, always = false): Task<void> {
    if (this.o.quiet || (this.o.brief && !always)) return;
    yield* this.t.out.flush();
    yield* writeText(this.t.sys, 2, text);
  }
  private stamp(): string {
    return strftime('%Y-%m-%d %H:%M:%S', localtime(this.t.sys.now_ms(), zoneOf(this.t.env)));
  }
  private exists(path: string): boolean {
    try {
      this.t.sys.lstat(path);
      return true;
    } catch (e) {
      if (!isSysError(e)) throw e;
      return false;
    }
  }
  /** What several URLs gave, `s` seconds long. */
  *summary(s: number): Task<void> {
    yield* this.say(`FINISHED --${this.stamp()}--\nTotal wall clock time: ${s < 10 ? `${s.toPrecision(2)}s` : `${Math.floor(s)}s`}\nDownloaded: ${this.files} files, ${human(this.bytes)} in 0s (${rate(this.bytes, s)})\n`);
  }
  /** After a fault of the network: once more, or give up. */
  private *again(text: string, tries: number): Task<void> {
    this.status = 4;
    if (this.o.tries > 0 && tries >= this.o.tries) return yield* this.say('Giving up.\n\n');
    yield* this.say('Retrying.\n\n');
    yield* this.t.sys.sleep(Math.min(tries, 10) * 1e9);
    yield* this.get(text, 0, tries + 1);
  }
  *get(text: string, redirects = 0, tries = 1): Task<void> {
    this.status = tries > 1 ? 0 : this.status;
    const { t, o } = this;
    const url = parseUrl(text);
    if (url === undefined) {
      yield* t.warn(this.busybox ? `bad address '${text}'` : `${text}: Invalid host name.`);
      this.status = 1;
      return;
    }
    if (url.scheme !== 'http' && !(url.scheme === 'https' && url.port === 443)) {
      const plain = url.scheme === 'https' ? 'glasshull: TLS is not simulated: only port 443 of the simulated internet answers https, in plain HTTP\n' : this.busybox ? `wget: not an http or ftp url: ${text}\n` : `${text}: Unsupported scheme ${t.quote(url.scheme)}.\n`;
      yield* writeText(t.sys, 2, plain);
      this.status = 1;
      return;
    }
    const port = url.port === (url.scheme === 'https' ? 443 : 80) ? '' : `:${url.port}`;
    const shown = `${url.scheme}://${url.host}${port}${url.target}`;
    const literal = /^\d+(\.\d+){3}$|^\[/.test(url.host);
    if (!this.busybox) yield* this.say(`${o.spider && redirects === 0 && tries === 1 ? 'Spider mode enabled. Check if remote file exists.\n' : ''}--${this.stamp()}--  ${tries > 1 ? `(try:${String(tries).padStart(2)})  ` : ''}${shown}\n`);
    let addresses: readonly string[];
    try {
      addresses = this.busybox ? yield* resolveHost(t.sys, url.host.replace(/^\[|\]$/g, ''), url.host.startsWith('[') ? 'inet6' : 'inet') : yield* resolveAny(t.sys, url.host);
      if (!literal && !this.busybox) yield* this.say(`Resolving ${url.host} (${url.host})... ${addresses.join(', ')}\n`);
    } catch (e) {
      if (!(e instanceof GaiError)) throw e;
      if (this.busybox) yield* t.warn(`bad address '${url.host}${port}'`);
      else {
        yield* this.say(`Resolving ${url.host} (${url.host})... failed: ${e.message}.\n`);
        if (!o.quiet) yield* t.warn(`unable to resolve host address ${t.quote(url.host)}`);
      }
      this.status = this.busybox ? 1 : 4;
      return;
    }
    if (this.busybox) yield* this.say(`Connecting to ${url.host}${port} (${addresses[0]!.includes(':') ? `[${addresses[0]!}]` : addresses[0]!}:${url.port})\n`);
    let fd = -1;
    for (const address of this.busybox ? addresses.slice(0, 1) : addresses) {
      const where = literal ? `${url.host}:${url.port}` : `${url.host} (${url.host})|${address}|:${url.port}`;
      const got = yield* connectOne(t.sys, address, url.port, o.timeout_ns);
      if (typeof got === 'number') {
        fd = got;
        if (!this.busybox) yield* this.say(`Connecting to ${where}... connected.\n`);
        break;
      }
      const late = got.code === 'EINPROGRESS' || got.code === 'ETIMEDOUT';
      if (this.busybox) yield* t.warn(got.code === 'EINPROGRESS' ? 'download timed out' : `can't connect to remote host (${address}): ${got.message}`);
      else yield* this.say(`${o.brief ? '' : `Connecting to ${where}... `}failed: ${late ? 'Connection timed out' : got.message}.\n`, true);
      if (late && !this.busybox && address === addresses.at(-1)) return yield* this.again(text, tries);
    }
    if (fd < 0) {
      this.status = this.busybox ? 1 : 4;
      return;
    }
    if (!this.busybox) yield* this.say('HTTP request sent, awaiting response... ');
    const c = new HttpConnection(t.sys, fd);
    if (o.timeout_ns !== undefined) c.deadline_ns = t.sys.monotonic_ns() + o.timeout_ns;
    try {
      const method = o.post !== undefined ? 'POST' : o.spider && !this.busybox ? 'HEAD' : 'GET';
      const host = url.host + port;
      const base: [string, string][] = this.busybox ? [['Host', host], ['User-Agent', o.agent], ['Connection', 'close']] : [['Host', host], ['User-Agent', o.agent], ['Accept', '*/*'], ['Accept-Encoding', 'identity'], ['Connection', 'Keep-Alive']];
      for (const h of o.headers) base.push([h.split(':')[0]!, h.slice(h.indexOf(':') + 1).trim()]);
      const body = o.post === undefined ? undefined : encodeUtf8(o.post);
      if (body !== undefined) base.push(['Content-Type', 'application/x-www-form-urlencoded'], ['Content-Length', String(body.length)]);
      yield* c.send(method, url.target, base, body);
      const r = yield* c.response(method);
      const lines = r.raw.replace(/\r\n\r\n$/, '').split('\r\n');
      if (o.showHeaders) yield* this.say(this.busybox ? lines.map((l) => `  ${l}\n`).join('') : `\n${lines.map((l) => `  ${l}\n`).join('')}`);
      else if (!this.busybox) yield* this.say(`${r.status} ${r.reason}\n`);
      const location = header(r, 'location');
      if (r.status >= 300 && r.status < 400 && location !== undefined) {
        if (!this.busybox) yield* this.say(`Location: ${location} [following]\n`);
        if (redirects >= 20) {
          yield* this.say(this.busybox ? 'wget: too many redirections\n' : '20 redirections exceeded.\n', true);
          this.status = this.busybox ? 1 : 8;
          return;
        }
        yield* this.get(resolveUrl(url, location), redirects + 1);
        return;
      }
      if (r.status >= 400) {
        if (this.busybox) yield* t.warn(`server returned error: ${lines[0]!}`);
        else if (o.spider) yield* this.say(r.status === 404 ? 'Remote file does not exist -- broken link!!!\n\n' : `Remote file does not exist (${r.status}).\n\n`, true);
        else yield* this.say(`${this.stamp()} ERROR ${r.status}: ${r.reason}.\n\n`, true);
        this.status = this.busybox ? 1 : 8;
        return;
      }
      const length = header(r, 'content-length');
      const type = header(r, 'content-type')?.replace(/;.*/, '');
      if (!this.busybox) yield* this.say(`Length: ${length === undefined ? 'unspecified' : `${length}${Number(length) >= 1024 ? ` (${human(Number(length))})` : ''}`}${type === undefined ? '' : ` [${type}]`}\n`);
      if (o.spider) {
        yield* this.say(this.busybox ? 'remote file exists\n' : type === 'text/html' ? 'Remote file exists and could contain further links,\nbut recursion is disabled -- not retrieving.\n\n' : 'Remote file exists.\n\n');
        return;
      }
      yield* this.store(c, url.target, length === undefined ? undefined : Number(length), shown);
    } catch (e) {
      const late = isSysError(e, 'EAGAIN');
      if (!(e instanceof HttpError) && !isSysError(e)) throw e;
      if (this.busybox) {
        yield* t.warn(late ? 'download timed out' : 'error getting response');
        this.status = 1;
      } else {
        yield* this.say(`${e instanceof HttpError && e.code === 52 ? 'No data received' : `Read error (${late ? 'Connection timed out' : e.message}) in headers`}.\n`);
        yield* this.again(text, tries);
      }
    } finally {
      c.close();
    }
  }
  private *store(c: HttpConnection, target: string, length: number | undefined, shown: string): Task<void> {
    const { t, o } = this;
    const plain = (this.busybox ? target.replace(/\?.*$/, '') : target).replace(/^[^?]*\//, '') || 'index.html';
    let name = o.output ?? (o.prefix === '' ? plain : `${o.prefix}/${plain}`);
    const stdout = name === '-';
    if (o.output === undefined && !this.busybox) for (let n = 1; this.exists(name); n++) name = `${o.prefix === '' ? plain : `${o.prefix}/${plain}`}.${n}`;
    const quoted = t.quote(stdout ? 'STDOUT' : name);
    let fd = 1;
    if (!stdout) {
      if (!this.busybox && o.output === undefined && o.prefix !== '' && !this.exists(o.prefix)) t.sys.mkdir(o.prefix, 0o777);
      try {
        fd = yield* t.sys.open(name, O.WRONLY | O.CREAT | (this.busybox && o.output === undefined ? O.EXCL : O.TRUNC), 0o666);
      } catch (e) {
        if (!isSysError(e)) throw e;
        if (this.busybox) yield* t.warn(`can't open '${name}': ${e.message}`);
        else yield* this.say(`${name}: ${e.message}\n\nCannot write to ${t.quote(name)} (${e.message}).\n`, true);
        this.status = this.busybox ? 1 : 3;
        return;
      }
    }
    yield* this.say(this.busybox ? (stdout ? 'writing to stdout\n' : `saving to '${name}'\n`) : `Saving to: ${quoted}\n\n`);
    const started = t.sys.monotonic_ns();
    let received = 0;
    for (let data = yield* c.body(); data.length > 0; data = yield* c.body()) {
      received += data.length;
      if (fd === 1) {
        yield* t.out.writeBytes(data);
        yield* t.out.flush();
      } else yield* writeAll(t.sys, fd, data);
    }
    if (fd !== 1) t.sys.close(fd);
    const s = (t.sys.monotonic_ns() - started) / 1e9;
    if (this.busybox) {
      yield* this.say(`${(stdout ? '-' : plain).slice(0, 20).padEnd(20)} 100% |${'*'.repeat(32)}| ${`${received < 100_000 ? received : `${Math.floor(received / 1024)}k`}`.padStart(5)}  0:00:00 ETA\n${stdout ? 'written to stdout' : `'${name}' saved`}\n`);
      return;
    }
    this.files++;
    this.bytes += received;
    const total = length ?? received;
    if (o.brief) yield* this.say(`${this.stamp()} URL:${shown} [${received}${length === undefined ? '' : `/${total}`}] -> "${name}" [1]\n`, true);
    const speed = rate(received, s);
    let bar = '';
    for (let at = 0; at === 0 || at < received; at += 51_200) {
      const dots = Math.min(50, Math.ceil((received - at) / 1024));
      const groups = Array.from({ length: 5 }, (_, i) => '.'.repeat(Math.max(0, Math.min(10, dots - i * 10))).padEnd(10)).join(' ');
      const last = at + 51_200 >= received;
      const shownDots = received < 1024 ? ' '.repeat(54) : groups;
      bar += `${String(Math.floor(at / 1024)).padStart(6)}K ${shownDots} ${`${length === undefined ? '' : `${Math.floor((Math.min(received, at + 51_200) * 100) / Math.max(1, total))}%`}`.padStart(4)} ${speed.replace(/ (.)?B\/s/, '$1').padStart(5)}${last ? `=${s < 0.05 ? '0s' : `${s.toFixed(1)}s`}` : ' 0s'}\n`;
    }
    yield* this.say(`${bar}\n${this.stamp()} (${speed}) - ${stdout ? `written to stdout` : `${quoted} saved`} [${received}${length === undefined ? '' : `/${total}`}]\n\n`);
  }
}

function human(n: number): string {
  if (n < 1024) return String(n);
  for (const [unit, size] of [['K', 1024], ['M', 1024 ** 2], ['G', 1024 ** 3]] as const) if (n < size * 1024) return `${n / size < 9.95 ? (n / size).toFixed(1) : Math.round(n / size)}${unit}`;
  return String(n);
}

export const wget = tool({ name: 'wget', support: { level: 'partial', note: 'http; https on port 443 only, in plain HTTP; no recursion, cookies, -c' } }, function* (t): Task<number> {
  const o: Options = { quiet: false, brief: false, output: undefined, prefix: '', showHeaders: false, spider: false, headers: [], post: undefined, agent: t.dialect === undefined ? 'Wget/1.21.3' : 'Wget', timeout_ns: undefined, tries: 20 };
  let end = '';
  let urls: string[];
  try {
    urls = yield* t.options(
      'qO:o:P:U:T:t:Y:cSvn:dhVi:kr4',
      { quiet: 'q', 'no-verbose': '=nv', 'output-document': 'O:', 'output-file': 'o:', 'directory-prefix': 'P:', 'user-agent': 'U:', timeout: 'T:', tries: 't:', continue: 'c', 'server-response': 'S', spider: '=spider', header: '=header:', 'post-data': '=post:', 'no-check-certificate': '=ignored', help: 'h', version: 'V', verbose: 'v', 'show-progress': '=ignored', progress: '=ignored2:' },
      ({ key, arg }) => {
        if (key === 'q') o.quiet = true;
        else if (key === '=nv' || (key === 'n' && arg === 'v')) o.brief = true;
        else if (key === 'O') o.output = arg;
        else if (key === 'P') o.prefix = arg;
        else if (key === 'U') o.agent = arg;
        else if (key === 'T' && Number(arg) > 0) o.timeout_ns = Number(arg) * 1e9;
        else if (key === 't') o.tries = arg === 'inf' ? 0 : Number(arg);
        else if (key === 'S') o.showHeaders = true;
        else if (key === '=spider') o.spider = true;
        else if (key === '=header') o.headers.push(arg);
        else if (key === '=post') o.post = arg;
        else if (key === 'h' || key === 'V') end = key;
      },
    );
  } catch (e) {
    if (!(e instanceof GetoptError) || t.dialect !== undefined) throw e;
    yield* writeText(t.sys, 2, `wget: ${e.message}\nUsage: wget [OPTION]... [URL]...\n\nTry \`wget --help' for more options.\n`);
    return 2;
  }
  if (end !== '') {
    yield* t.out.write(end === 'h' ? HELP : 'GNU Wget 1.21.3 built on linux-gnu, simulated.\n');
    return 0;
  }
  if (urls.length === 0) {
    if (t.dialect === undefined) yield* writeText(t.sys, 2, "wget: missing URL\nUsage: wget [OPTION]... [URL]...\n\nTry `wget --help' for more options.\n");
    else yield* t.tryHelp();
    return 1;
  }
  const getter = new Getter(t, o);
  if (o.output !== undefined && o.output !== '-' && !o.spider && t.dialect === undefined) {
    try {
      t.sys.close(yield* t.sys.open(o.output, O.WRONLY | O.CREAT | O.TRUNC, 0o666));
    } catch (e) {
      if (!isSysError(e)) throw e;
      yield* writeText(t.sys, 2, `${o.output}: ${e.message}\n`);
      return 1;
    }
  }
  const started_ns = t.sys.monotonic_ns();
  for (const url of urls) yield* getter.get(url);
  if (urls.length > 1 && getter.files > 0 && t.dialect === undefined) yield* getter.summary((t.sys.monotonic_ns() - started_ns) / 1e9);
  return getter.status;
});
