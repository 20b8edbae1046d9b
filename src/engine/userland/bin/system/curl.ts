/** curl (7.88.1): HTTP over TCP or a unix socket; its command line. Left out: TLS, other protocols, cookies, forms, retries, ranges of URLs. */
import type { Task } from '../../../abi/sys.ts';
import { isSysError } from '../../../abi/errno.ts';
import { O } from '../../../abi/fs.ts';
import { concatBytes, encodeUtf8 } from '../../../base/bytes.ts';
import { GetoptError } from '../../libc/getopt.ts';
import { header } from '../../libc/http.ts';
import { isatty, readFd, readFile, writeAll, writeText } from '../../libc/stdio.ts';
import { tool } from '../../libc/tool.ts';
import type { Tool } from '../../libc/tool.ts';
import { CurlError, Session, Transfer } from './curltransfer.ts';
import type { Options } from './curltransfer.ts';

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
 -x, --proxy <host:port>    ask this server to ask
 -m, --max-time <seconds>   for all of it
     --connect-timeout <s>  for the connection
     --resolve <h:p:addr>   this address for this host and port
 -A, --user-agent <name>    call yourself so
     --unix-socket <path>   connect through a unix socket
 -v, --verbose              say all that is done
 -w, --write-out <format>   print this at the end
 -X, --request <method>     another method
`;

/** application/x-www-form-urlencoded, as curl_easy_escape(3) does but for spaces. */
function escape(bytes: Uint8Array): string {
  let out = '';
  for (const b of bytes) out += /[A-Za-z0-9._~-]/.test(String.fromCharCode(b)) ? String.fromCharCode(b) : b === 32 ? '+' : `%${b.toString(16).toUpperCase().padStart(2, '0')}`;
  return out;
}

interface Part {
  readonly arg: string;
  readonly kind: 'data' | 'binary' | 'raw' | 'json' | 'urlencode';
}

/** The bytes of one --data option. */
function* dataOf(t: Tool, { arg, kind }: Part): Task<Uint8Array> {
  const from = (name: string): Task<Uint8Array> => (name === '-' ? readFd(t.sys, 0) : readFile(t.sys, name));
  if (kind === 'raw') return encodeUtf8(arg);
  if (kind === 'urlencode') {
    const m = /^([^=@]*)([=@])([^]*)$/.exec(arg);
    if (m === null) return encodeUtf8(escape(encodeUtf8(arg)));
    const value = escape(m[2] === '@' ? yield* from(m[3]!) : encodeUtf8(m[3]!));
    return encodeUtf8(m[1] === '' ? value : `${m[1]}=${value}`);
  }
  if (!arg.startsWith('@')) return encodeUtf8(arg);
  const bytes = yield* from(arg.slice(1));
  return kind === 'data' ? bytes.filter((b) => b !== 10 && b !== 13 && b !== 0) : bytes;
}

/** --write-out's text; names that curl does not know are complained of. */
function* writeOut(t: Tool, format: string, tr: Transfer, file: string | undefined, failure: CurlError | undefined, index: number): Task<void> {
  const r = tr.last;
  const seconds = (n: number): string => n.toFixed(6);
  const code = String(r?.status ?? 0).padStart(3, '0');
  const values: Readonly<Record<string, string>> = {
    http_code: code, response_code: code, size_download: String(tr.downloaded), size_upload: String(tr.uploaded), size_header: String(tr.headerBytes), size_request: String(tr.requestBytes),
    content_type: (r === undefined ? undefined : header(r, 'content-type')) ?? '', url_effective: tr.url, url: tr.url, urlnum: String(index), filename_effective: file ?? '', redirect_url: tr.redirectUrl,
    num_redirects: String(tr.redirects), num_connects: String(tr.connects), num_headers: String(r?.headers.length ?? 0), http_version: r === undefined ? '0' : r.version.replace(/\.0$/, ''), method: tr.asked, scheme: 'HTTP',
    remote_ip: tr.remote.address, remote_port: String(tr.remote.port), local_ip: tr.local.address, local_port: String(tr.local.port), exitcode: String(failure?.code ?? 0), errormsg: failure?.message ?? '',
    time_namelookup: seconds(tr.times.namelookup), time_connect: seconds(tr.times.connect), time_pretransfer: seconds(tr.times.connect), time_starttransfer: seconds(tr.times.starttransfer), time_total: seconds(tr.times.total), time_redirect: seconds(0), time_appconnect: seconds(0),
    speed_download: String(Math.floor(tr.downloaded / Math.max(1e-6, tr.times.total))), speed_upload: String(Math.floor(tr.uploaded / Math.max(1e-6, tr.times.total))), ssl_verify_result: '0', http_connect: '000',
  };
  const unknown: string[] = [];
  const text = format.replace(/%%|%\{([^}]*)\}|\\[nrt]/g, (all, name: string | undefined) => {
    if (all === '%%') return '%';
    if (name === undefined) return { n: '\n', r: '\r', t: '\t' }[all[1] as 'n' | 'r' | 't'];
    if (values[name] === undefined) unknown.push(name);
    return values[name] ?? '';
  });
  for (const name of unknown) yield* writeText(t.sys, 2, `curl: unknown --write-out variable: '${name}'\n`);
  yield* t.out.write(text);
}

const seconds = (arg: string): number | undefined => (Number(arg) > 0 ? Number(arg) * 1e9 : undefined);

export const curl = tool({ name: 'curl', support: { level: 'partial', note: 'http; https on port 443 only, in plain HTTP; no cookies, forms, other protocols' } }, function* (t): Task<number> {
  const o: Options = { silent: false, showError: false, verbose: false, include: false, head: false, remoteName: false, location: false, maxRedirects: 50, method: undefined, data: undefined, get: false, headers: [], agent: 'curl/7.88.1', referer: undefined, user: undefined, fail: 'no', proxy: t.env.get('http_proxy'), unixSocket: undefined, family: undefined, maxTime_ns: undefined, connectTime_ns: undefined, resolve: new Map() };
  const parts: Part[] = [];
  const outputs: { readonly name: string | undefined }[] = [];
  const uploads: string[] = [];
  let format: string | undefined;
  let meter = true;
  let makeDirs = false;
  let end = '';
  const urls: string[] = [];
  try {
    urls.push(...(yield* t.options(
      'sSvViIo:OLX:d:GH:A:e:u:fw:T:m:kjN46#h0x:b:c:r:z:',
      {
        silent: 's', 'show-error': 'S', verbose: 'v', version: 'V', include: 'i', head: 'I', output: 'o:', 'remote-name': 'O', location: 'L', request: 'X:', data: 'd:', 'data-ascii': 'd:', 'data-binary': '=binary:', 'data-raw': '=raw:', 'data-urlencode': '=urlencode:', json: '=json:', get: 'G', header: 'H:', 'user-agent': 'A:', referer: 'e:', user: 'u:', fail: 'f', 'write-out': 'w:',
        'upload-file': 'T:', 'max-time': 'm:', 'connect-timeout': '=connect:', insecure: 'k', proxy: 'x:', noproxy: '=ignored2:', 'unix-socket': '=unix:', resolve: '=resolve:', 'max-redirs': '=max:', 'no-buffer': 'N', 'progress-bar': '#', help: 'h', url: '=url:', compressed: '=ignored', 'no-progress-meter': '=nometer', 'http1.0': '0', 'http1.1': '=ignored', 'fail-with-body': '=failbody', ipv4: '4', ipv6: '6', 'create-dirs': '=dirs',
      },
      ({ key, arg }) => {
        switch (key) {
          case 's': o.silent = true; break;
          case 'S': o.showError = true; break;
          case 'v': o.verbose = true; break;
          case 'i': o.include = true; break;
          case 'I': o.head = true; break;
          case 'o': outputs.push({ name: arg }); break;
          case 'O': outputs.push({ name: undefined }); break;
          case 'L': o.location = true; break;
          case 'X': o.method = arg; break;
          case 'd': parts.push({ arg, kind: 'data' }); break;
          case '=binary': parts.push({ arg, kind: 'binary' }); break;
          case '=raw': parts.push({ arg, kind: 'raw' }); break;
          case '=urlencode': parts.push({ arg, kind: 'urlencode' }); break;
          case '=json': parts.push({ arg, kind: 'json' }); break;
          case 'G': o.get = true; break;
          case 'H': o.headers.push(arg); break;
          case 'A': o.agent = arg; break;
          case 'e': o.referer = arg; break;
          case 'u': o.user = arg; break;
          case 'f': o.fail = 'early'; break;
          case '=failbody': o.fail = 'with body'; break;
          case 'w': format = arg; break;
          case 'T': uploads.push(arg); break;
          case 'x': o.proxy = arg === '' ? undefined : arg; break;
          case 'm': o.maxTime_ns = seconds(arg); break;
          case '=connect': o.connectTime_ns = seconds(arg); break;
          case '4': o.family = 'inet'; break;
          case '6': o.family = 'inet6'; break;
          case '=unix': o.unixSocket = arg; break;
          case '=resolve': {
            const m = /^\+?(\[[^\]]*\]|[^:]*):(\d+):(.*)$/.exec(arg);
            if (m !== null) o.resolve.set(`${m[1]}:${m[2]}`, m[3]!);
            break;
          }
          case '=max': o.maxRedirects = Number(arg); break;
          case '=url': urls.push(arg); break;
          case '=nometer': meter = false; break;
          case '=dirs': makeDirs = true; break;
          case 'h': case 'V': end = key; break;
          default: break;
        }
      },
    )));
  } catch (e) {
    if (!(e instanceof GetoptError)) throw e;
    const name = /'(--?[^']*)'|-- '(.)'/.exec(e.message);
    const option = name?.[1] ?? `-${name?.[2] ?? ''}`;
    yield* writeText(t.sys, 2, `curl: option ${option}: ${e.message.includes('requires') ? 'requires parameter' : 'is unknown'}\n${HINT}`);
    return 2;
  }
  if (end !== '') {
    yield* t.out.write(end === 'h' ? HELP : 'curl 7.88.1 (x86_64-pc-linux-gnu), simulated\nProtocols: http\nFeatures: IPv6 UnixSockets\n');
    return 0;
  }
  if (urls.length === 0) {
    yield* writeText(t.sys, 2, HINT);
    return 2;
  }
  const data: Uint8Array[] = [];
  for (const part of parts) {
    if (data.length > 0 && part.kind !== 'json') data.push(encodeUtf8('&'));
    try {
      data.push(yield* dataOf(t, part));
    } catch (e) {
      if (!isSysError(e)) throw e;
      if (!o.silent) yield* writeText(t.sys, 2, `Warning: Couldn't read data from file "${part.arg.replace(/^[^@]*@/, '')}", this makes \nWarning: an empty POST.\n`);
    }
    if (part.kind === 'json') for (const h of ['Content-Type: application/json', 'Accept: application/json']) if (!o.headers.includes(h)) o.headers.push(h);
  }
  if (parts.length > 0) o.data = concatBytes(data);
  const tty = isatty(t.sys, 1);
  const session = new Session(t.sys, o, tty && outputs.length === 0);
  yield* session.begin();
  let status = 0;
  for (const [index, url] of urls.entries()) {
    const wanted = outputs[index];
    const bare = url.replace(/[?#].*$/, '').replace(/^[a-z]+:\/\//, '');
    const file = wanted === undefined || wanted.name === '-' ? undefined : (wanted.name ?? bare.replace(/^[^/]*\/?/, '').replace(/^.*\//, ''));
    if (file === '') {
      if (!o.silent || o.showError) yield* writeText(t.sys, 2, 'curl: Remote file name has no length!\n');
      status = 23;
      continue;
    }
    let upload: Uint8Array | undefined;
    let target = url;
    const source = uploads[index];
    if (source !== undefined) {
      try {
        upload = source === '-' || source === '.' ? yield* readFd(t.sys, 0) : yield* readFile(t.sys, source);
      } catch (e) {
        if (!isSysError(e)) throw e;
        yield* writeText(t.sys, 2, `curl: Can't open '${source}'!\n${HINT}`);
        status = 26;
        continue;
      }
      if (source !== '-' && (/\/$/.test(bare) || !bare.includes('/'))) target = `${url.replace(/\/$/, '')}/${source.replace(/^.*\//, '')}`;
    }
    const tr = new Transfer(session, meter && !o.silent && !(tty && file === undefined), upload);
    let fd = -1;
    const open = function* (name: string): Task<void> {
      if (makeDirs) for (let at = name.indexOf('/', 1); at > 0; at = name.indexOf('/', at + 1)) try { t.sys.mkdir(name.slice(0, at), 0o750); } catch (e) { if (!isSysError(e, 'EEXIST')) throw e; }
      try {
        fd = yield* t.sys.open(name, O.WRONLY | O.CREAT | O.TRUNC | O.CLOEXEC, 0o666);
      } catch (e) {
        if (!isSysError(e)) throw e;
        if (!o.silent) yield* writeText(t.sys, 2, `Warning: Failed to open the file ${name}: ${e.message}\n`);
        throw new CurlError(23, 'Failure writing output to destination');
      }
    };
    let failure: CurlError | undefined;
    try {
      yield* tr.run(target, function* (piece) {
        if (file === undefined) return yield* t.out.writeBytes(piece);
        if (fd < 0) yield* open(file);
        yield* writeAll(t.sys, fd, piece);
      });
      if (file !== undefined && fd < 0) yield* open(file);
    } catch (e) {
      if (!(e instanceof CurlError)) throw e;
      failure = e;
      if (!o.silent || o.showError) yield* writeText(t.sys, 2, `curl: (${e.code}) ${e.message}\n`);
      status = e.code;
    } finally {
      if (fd >= 0) t.sys.close(fd);
    }
    if (format !== undefined) yield* writeOut(t, format, tr, file, failure, index);
    if (tty) yield* t.out.flush();
  }
  session.close();
  return status;
});
