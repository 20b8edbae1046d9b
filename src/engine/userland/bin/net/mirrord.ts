/** mirrord ROOT [ADDRESS:PORT...]: serves, at these addresses or on the sockets that it was started with, the files of a package mirror, as the archives' web servers do. Left out: TLS (the bytes are plain HTTP), listings of directories, ranges. */
import { isSysError } from '../../../abi/errno.ts';
import { O, S } from '../../../abi/fs.ts';
import type { Sys, Task } from '../../../abi/sys.ts';
import { encodeUtf8 } from '../../../base/bytes.ts';
import { Requests, answer, pathOf, sendFile } from '../../libc/httpserve.ts';
import { inheritedSockets } from '../../libc/activation.ts';
import { acceptEach, listenTcp } from '../../libc/serving.ts';
import { imfDate } from '../../libc/imfdate.ts';
import type { Request } from '../../libc/httpserve.ts';
import type { Program } from '../../libc/program.ts';

const SERVER = ['Server', 'Apache'] as const;

function* refuse(sys: Sys, fd: number, status: string, head: boolean): Task<void> {
  const body = encodeUtf8(`<!DOCTYPE html>\n<html><head><title>${status}</title></head>\n<body><h1>${status.slice(4)}</h1></body></html>\n`);
  yield* answer(sys, fd, status, [['Date', imfDate(sys.now_ms())], SERVER, ['Content-Type', 'text/html'], ['Content-Length', String(body.length)]], head ? undefined : body);
}

function* serve(sys: Sys, fd: number, root: string, request: Request): Task<void> {
  const head = request.method === 'HEAD';
  const path = pathOf(request.target);
  if (!head && request.method !== 'GET') return yield* refuse(sys, fd, '405 Method Not Allowed', false);
  if (path === undefined) return yield* refuse(sys, fd, '400 Bad Request', head);
  let file: number;
  try {
    file = yield* sys.open(root + path, O.RDONLY | O.CLOEXEC);
  } catch (e) {
    if (!isSysError(e)) throw e;
    return yield* refuse(sys, fd, '404 Not Found', head);
  }
  try {
    const { mode, size, mtime_ms } = sys.fstat(file);
    if ((mode & S.IFMT) !== S.IFREG) return yield* refuse(sys, fd, '403 Forbidden', head);
    const modified = imfDate(mtime_ms);
    const fresh = request.headers.get('if-modified-since') === modified;
    yield* answer(sys, fd, fresh ? '304 Not Modified' : '200 OK', [['Date', imfDate(sys.now_ms())], SERVER, ['Last-Modified', modified], ...(fresh ? [] : ([['Content-Length', String(size)], ['Content-Type', 'application/octet-stream']] as const))]);
    if (!head && !fresh) yield* sendFile(sys, file, fd, size);
  } finally {
    sys.close(file);
  }
}

function* connection(sys: Sys, fd: number, root: string): Task<void> {
  const requests = new Requests(sys, fd);
  try {
    for (;;) {
      const request = yield* requests.next();
      if (request === undefined) return;
      if (request === 'bad') return yield* refuse(sys, fd, '400 Bad Request', false);
      yield* serve(sys, fd, root, request);
      if (!request.keepAlive) return;
    }
  } catch (e) {
    if (!isSysError(e)) throw e; // the client went away
  } finally {
    sys.close(fd);
  }
}

export const mirrord: Program = {
  name: 'mirrord',
  support: { level: 'partial', note: 'plain HTTP on every port; no ranges, no listings' },
  *main(sys, argv, envp) {
    const [, root = '/srv', ...places] = argv;
    const listen = (place: string): number => {
      const [address = '', port = '80'] = place.split(':');
      return listenTcp(sys, address, Number(port));
    };
    const accept = (s: Sys, listener: number): Task<never> => acceptEach(s, listener, (t, fd) => connection(t, fd, root));
    const [first, ...others] = [...inheritedSockets(envp), ...places.map(listen)];
    for (const listener of others) sys.thread((s) => accept(s, listener));
    return yield* accept(sys, first!);
  },
};
