/**
 * webd FILE: the plain web sites of the simulated internet, on the sockets that it was started with. A line of FILE is a site: its name and `Title|text` for
 * a page at every path, `-> URL` to send clients elsewhere, or `address` to tell a client the address that it comes from. An unknown name
 * gets the first site. Left out: TLS (the bytes are plain HTTP), everything but GET and HEAD.
 */
import { isSysError } from '../../../abi/errno.ts';
import { encodeUtf8 } from '../../../base/bytes.ts';
import { inheritedSockets } from '../../libc/activation.ts';
import { Requests, answer } from '../../libc/httpserve.ts';
import { imfDate } from '../../libc/imfdate.ts';
import { acceptEach } from '../../libc/serving.ts';
import { readTextFile } from '../../libc/stdio.ts';
import type { Sys, Task } from '../../../abi/sys.ts';
import type { Request } from '../../libc/httpserve.ts';
import type { Program } from '../../libc/program.ts';

const page = (title: string, text: string): string => `<!DOCTYPE html>\n<html>\n<head><title>${title}</title></head>\n<body>\n<h1>${title}</h1>\n<p>${text}</p>\n</body>\n</html>\n`;

function* serve(sys: Sys, fd: number, sites: ReadonlyMap<string, string>, client: string, request: Request): Task<void> {
  const name = (request.headers.get('host') ?? '').replace(/:\d+$/, '').toLowerCase();
  const says = sites.get(name) ?? sites.values().next().value ?? '';
  const send = (status: string, html: string, more: readonly (readonly [string, string])[] = [], type = 'text/html; charset=utf-8'): Task<void> => {
    const body = encodeUtf8(html);
    return answer(sys, fd, status, [['Date', imfDate(sys.now_ms())], ['Server', 'webd'], ...more, ['Content-Type', type], ['Content-Length', String(body.length)]], request.method === 'HEAD' ? undefined : body);
  };
  if (request.method !== 'GET' && request.method !== 'HEAD') return yield* send('405 Method Not Allowed', page('405 Method Not Allowed', 'Only GET and HEAD are answered here.'), [['Allow', 'GET, HEAD']]);
  if (says === 'address') return yield* send('200 OK', `${client}\n`, [], 'text/plain');
  if (!says.startsWith('-> ')) return yield* send('200 OK', page(says.slice(0, says.indexOf('|')), says.slice(says.indexOf('|') + 1)));
  const location = says.slice(3);
  return yield* send('301 Moved Permanently', page('301 Moved Permanently', `The page is at <a href="${location}">${location}</a>.`), [['Location', location]]);
}

function* connection(sys: Sys, fd: number, sites: ReadonlyMap<string, string>, client: string): Task<void> {
  const requests = new Requests(sys, fd);
  try {
    for (;;) {
      const request = yield* requests.next();
      if (request === undefined) return;
      if (request === 'bad') return yield* answer(sys, fd, '400 Bad Request', [['Content-Length', '0'], ['Connection', 'close']]);
      yield* serve(sys, fd, sites, client, request);
      if (!request.keepAlive) return;
    }
  } catch (e) {
    if (!isSysError(e)) throw e; // the client went away
  } finally {
    sys.close(fd);
  }
}

function accept(sys: Sys, listener: number, sites: ReadonlyMap<string, string>): Task<never> {
  return acceptEach(sys, listener, (s, fd, peer) => connection(s, fd, sites, peer.family === 'inet' ? peer.address : ''));
}

export const webd: Program = {
  name: 'webd',
  support: { level: 'partial', note: 'pages of one paragraph, by host name; plain HTTP on every port' },
  *main(sys, argv, envp) {
    const lines = (yield* readTextFile(sys, argv[1] ?? '/etc/webd.conf')).split('\n').filter((l) => l !== '');
    const sites = new Map(lines.map((l): [string, string] => [l.slice(0, l.indexOf(' ')), l.slice(l.indexOf(' ') + 1)]));
    const [first, ...others] = inheritedSockets(envp);
    for (const listener of others) sys.thread((s) => accept(s, listener, sites));
    return yield* accept(sys, first!, sites);
  },
};
