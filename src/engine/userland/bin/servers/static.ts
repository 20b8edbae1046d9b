/**
 * Small web servers over a directory: BusyBox's httpd (1.37) and `python3 -m http.server` (3.11), which is all that this python3 can do. A task per
 * connection, GET and HEAD. Left out: CGI, authentication, ranges, https.
 */
import { isSysError } from '../../../abi/errno.ts';
import { O, S } from '../../../abi/fs.ts';
import { encodeUtf8 } from '../../../base/bytes.ts';
import { Getopt, GetoptError } from '../../libc/getopt.ts';
import { Requests, answer, pathOf, sendFile } from '../../libc/httpserve.ts';
import { imfDate } from '../../libc/imfdate.ts';
import { localtime, strftime, UTC } from '../../libc/time.ts';
import { writeText } from '../../libc/stdio.ts';
import type { Sys, Task } from '../../../abi/sys.ts';
import type { Request } from '../../libc/httpserve.ts';
import type { Program } from '../../libc/program.ts';

const TYPES: Readonly<Record<string, string>> = { html: 'text/html', htm: 'text/html', txt: 'text/plain', css: 'text/css', js: 'text/javascript', json: 'application/json', png: 'image/png', jpg: 'image/jpeg', svg: 'image/svg+xml', gz: 'application/gzip', sh: 'text/x-sh' };

/** What a server is, beside its directory. */
interface Server {
  readonly banner: string;
  /** Python's speaks HTTP/1.0, and says that it closes only with errors; its errors are long, its directories end in a slash. */
  readonly python: boolean;
  readonly root: string;
  readonly listings: boolean;
  /** A line for each answer. */
  log(sys: Sys, peer: string, request: Request, status: number): Task<void>;
}

/** http.server's words: code, message, explanation. */
const PYTHON_ERRORS: Readonly<Record<string, readonly [string, string, string]>> = {
  404: ['404', 'File not found', 'Nothing matches the given URI'],
  501: ['501', "Unsupported method ('%s')", 'Server does not support this operation'],
};

const escapeHtml = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

function* respond(sys: Sys, fd: number, s: Server, peer: string, request: Request): Task<void> {
  const head = request.method === 'HEAD';
  const common = (type: string, length: number): (readonly [string, string])[] => [['Server', s.banner], ['Date', imfDate(sys.now_ms())], ['Content-type', type], ['Content-Length', String(length)], ...(s.python ? [] : ([['Connection', 'close']] as const))];
  const version = s.python ? '1.0' : '1.1';
  const page = function* (status: string, html: string): Task<void> {
    const body = encodeUtf8(html);
    yield* s.log(sys, peer, request, Number(status.slice(0, 3)));
    yield* answer(sys, fd, status, common(s.python ? 'text/html; charset=utf-8' : 'text/html;charset=utf-8', body.length), head ? undefined : body, version);
  };
  const refuse = function* (status: string): Task<void> {
    if (!s.python) return yield* page(status, `<html><head><title>${status}</title></head><body><h1>${status}</h1></body></html>\n`);
    const [code = '', message = '', explained = ''] = PYTHON_ERRORS[status.slice(0, 3)] ?? [status.slice(0, 3), status.slice(4), status.slice(4)];
    const said = message.replace('%s', request.method);
    const body = encodeUtf8(`<!DOCTYPE HTML>\n<html lang="en">\n    <head>\n        <meta charset="utf-8">\n        <title>Error response</title>\n    </head>\n    <body>\n        <h1>Error response</h1>\n        <p>Error code: ${code}</p>\n        <p>Message: ${said}.</p>\n        <p>Error code explanation: ${code} - ${explained}.</p>\n    </body>\n</html>\n`);
    yield* s.log(sys, peer, request, Number(code));
    yield* answer(sys, fd, `${code} ${said}`, [['Server', s.banner], ['Date', imfDate(sys.now_ms())], ['Connection', 'close'], ['Content-Type', 'text/html;charset=utf-8'], ['Content-Length', String(body.length)]], head ? undefined : body, version);
  };
  if (!head && request.method !== 'GET') return yield* refuse('501 Unsupported method');
  const path = s.python && !request.target.startsWith('/') ? undefined : pathOf(request.target);
  if (path === undefined) return yield* refuse('404 Not Found');
  let name = `${s.root === '/' ? '' : s.root}${path}`;
  try {
    if ((sys.stat(name).mode & S.IFMT) === S.IFDIR) {
      if (s.python && !path.endsWith('/')) {
        yield* s.log(sys, peer, request, 301);
        return yield* answer(sys, fd, '301 Moved Permanently', [['Server', s.banner], ['Date', imfDate(sys.now_ms())], ['Location', `${request.target.replace(/\?.*/, '')}/`], ['Content-Length', '0']], undefined, version);
      }
      try {
        sys.stat(`${name}/index.html`);
        name += '/index.html';
      } catch (e) {
        if (!isSysError(e)) throw e;
        if (!s.listings) return yield* refuse('404 Not Found');
        const names = sys.readdir(name).filter((d) => d.name !== '.' && d.name !== '..').map((d) => (d.type === 'dir' ? `${d.name}/` : d.name)).sort();
        return yield* page('200 OK', `<!DOCTYPE HTML>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>Directory listing for ${escapeHtml(path)}</title>\n</head>\n<body>\n<h1>Directory listing for ${escapeHtml(path)}</h1>\n<hr>\n<ul>\n${names.map((n) => `<li><a href="${encodeURI(n)}">${escapeHtml(n)}</a></li>\n`).join('')}</ul>\n<hr>\n</body>\n</html>\n`);
      }
    }
    const file = yield* sys.open(name, O.RDONLY | O.CLOEXEC);
    try {
      const { size, mtime_ms } = sys.fstat(file);
      yield* s.log(sys, peer, request, 200);
      yield* answer(sys, fd, '200 OK', [...common(TYPES[/\.(\w+)$/.exec(name)?.[1] ?? ''] ?? 'application/octet-stream', size), ['Last-Modified', imfDate(mtime_ms)]], undefined, version);
      if (!head) yield* sendFile(sys, file, fd, size);
    } finally {
      sys.close(file);
    }
  } catch (e) {
    if (!isSysError(e)) throw e;
    yield* refuse(e.code === 'EACCES' ? '403 Forbidden' : '404 Not Found');
  }
}

/** Accept for ever. Throws SysError when the address cannot be had. */
function* serve(sys: Sys, address: string, port: number, s: Server, ready: (own: Sys) => Task<void>): Task<number> {
  const fd = sys.socket('inet', 'stream');
  sys.setsockopt(fd, 'SO_REUSEADDR', true);
  sys.bind(fd, { family: 'inet', address, port });
  sys.listen(fd, 9);
  yield* ready(sys);
  for (;;) {
    const { fd: conn, peer } = yield* sys.accept(fd);
    const who = peer.family === 'inet' ? peer.address : '';
    sys.thread(function* (own) {
      try {
        const request = yield* new Requests(own, conn).next();
        if (request !== undefined && request !== 'bad') yield* respond(own, conn, s, who, request);
      } catch (e) {
        if (!isSysError(e)) throw e; // the client went away
      } finally {
        own.close(conn);
      }
    });
  }
}

export const httpd: Program = {
  name: 'httpd',
  support: { level: 'partial', note: 'files by GET and HEAD; no CGI, no authentication' },
  *main(sys, argv) {
    const o = new Map<string, string>();
    try {
      for (const { key, arg } of new Getopt(argv.slice(1), 'ifvc:u:p:h:r:m:d:e:')) o.set(key, arg);
    } catch (e) {
      if (!(e instanceof GetoptError)) throw e;
      yield* writeText(sys, 2, `httpd: ${e.message}\nUsage: httpd [-ifv] [-p [IP:]PORT] [-h HOME]\n`);
      return 1;
    }
    const where = /^(?:(.*):)?(\d+)$/.exec(o.get('p') ?? '80');
    const home = o.get('h') ?? '.';
    try {
      sys.chdir(home);
    } catch (e) {
      if (!isSysError(e)) throw e;
      yield* writeText(sys, 2, `httpd: can't change directory to '${home}': ${e.message}\n`);
      return 1;
    }
    const server: Server = {
      banner: 'httpd/1.37.0', python: false, root: sys.getcwd(), listings: false,
      *log(own, peer, request, status) {
        if (o.has('v')) yield* writeText(own, 2, `${peer}: url:${request.target}\n${peer}: response:${status}\n`);
      },
    };
    const run = function* (own: Sys): Task<number> {
      try {
        return yield* serve(own, where?.[1] ?? '0.0.0.0', Number(where?.[2] ?? 80), server, function* () {});
      } catch (e) {
        if (!isSysError(e)) throw e;
        yield* writeText(own, 2, `httpd: bind: ${e.message}\n`);
        return 1;
      }
    };
    if (o.has('f')) return yield* run(sys);
    // Without -f it goes to the background.
    sys.fork(function* (own) {
      own.setsid();
      return yield* run(own);
    });
    return 0;
  },
};

export const python3: Program = {
  name: 'python3',
  support: { level: 'partial', note: 'only `python3 -m http.server`' },
  *main(sys, argv) {
    if (argv[1] === '-V' || argv[1] === '--version') {
      yield* writeText(sys, 1, 'Python 3.11.2\n');
      return 0;
    }
    if (argv[1] !== '-m' || argv[2] !== 'http.server') {
      yield* writeText(sys, 2, 'glasshull: python3 is not simulated, but for `python3 -m http.server`\n');
      return 1;
    }
    const o = new Map<string, string>();
    const options = new Getopt(argv.slice(3), 'b:d:p:', { bind: 'b:', directory: 'd:', protocol: 'p:', cgi: '=cgi' });
    try {
      for (const { key, arg } of options) o.set(key, arg);
    } catch (e) {
      if (!(e instanceof GetoptError)) throw e;
      yield* writeText(sys, 2, `usage: server.py [-h] [--cgi] [-b ADDRESS] [-d DIRECTORY] [-p VERSION] [port]\nserver.py: error: ${e.message}\n`);
      return 2;
    }
    const port = Number(options.operands[0] ?? 8000);
    const address = o.get('b') ?? '0.0.0.0';
    const server: Server = {
      banner: 'SimpleHTTP/0.6 Python/3.11.2', python: true, root: o.get('d') ?? sys.getcwd(), listings: true,
      *log(own, peer, request, status) {
        const time = strftime('%d/%b/%Y %H:%M:%S', localtime(own.now_ms(), UTC));
        if (status >= 400) yield* writeText(own, 2, `${peer} - - [${time}] code ${status}, message ${(PYTHON_ERRORS[String(status)]?.[1] ?? 'Forbidden').replace('%s', request.method)}\n`);
        yield* writeText(own, 2, `${peer} - - [${time}] "${request.line}" ${status} -\n`);
      },
    };
    try {
      return yield* serve(sys, address, port, server, function* (own) {
        yield* writeText(own, 1, `Serving HTTP on ${address} port ${port} (http://${address}:${port}/) ...\n`);
      });
    } catch (e) {
      if (!isSysError(e)) throw e;
      yield* writeText(sys, 2, `OSError: [Errno ${e.errno}] ${e.message}\n`);
      return 1;
    }
  },
};
