import { expect, test } from 'vitest';
import { concatBytes, decodeUtf8, encodeUtf8 } from '../../base/bytes.ts';
import type { Sys, Task } from '../../abi/sys.ts';
import { runBody } from '../../world/testing.ts';
import { encodeQuery, Headers, HttpError, percentDecode, Query, readAll, readRequestHead, readResponseHead, requestBody, responseBody, Stream, writeChunk, endChunks, writeRequest, writeResponse } from './message.ts';
import { writeAll } from '../../userland/libc/stdio.ts';
import { serveConnection } from './server.ts';

/** What `read` gives when `bytes` come over a socket in pieces of `size`. */
function over(bytes: Uint8Array, size: number, read: (stream: Stream) => Task<string>): string {
  return runBody(function* (sys, say) {
    const [a, b] = sys.socketpair('stream');
    sys.fork(function* (child) {
      child.close(a);
      for (let at = 0; at < bytes.length; at += size) {
        yield* writeAll(child, b, bytes.subarray(at, at + size));
        yield* child.sleep(1000);
      }
      return 0;
    });
    sys.close(b);
    try {
      yield* say(yield* read(new Stream(sys, a)));
    } catch (e) {
      if (!(e instanceof HttpError)) throw e;
      yield* say(`${e.status} ${e.message}`);
    }
    return 0;
  }).output.trimEnd();
}

const CHUNKED = encodeUtf8('HTTP/1.1 200 OK\r\nX-A: 1\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nWiki\r\n7;ext=1\r\npedia i\r\nB\r\nn \r\nchunks.\r\n0\r\nTrailer: x\r\n\r\nHTTP/1.1 304 Not Modified\r\n\r\n');

test('a chunked body is the same however the bytes arrive, and the next message is intact', () => {
  for (const size of [1, 2, 3, 7, 1000]) {
    expect(
      over(CHUNKED, size, function* (stream) {
        const head = (yield* readResponseHead(stream))!;
        const body = decodeUtf8(yield* readAll(responseBody(stream, head, 'GET')));
        const next = (yield* readResponseHead(stream))!;
        return JSON.stringify([head.status, head.headers.get('x-a'), body, next.status, next.reason, (yield* readResponseHead(stream)) === undefined]);
      }),
    ).toBe('[200,"1","Wikipedia in \\r\\nchunks.",304,"Not Modified",true]');
  }
});

test('what a request carries beyond its head belongs to the stream that follows', () => {
  expect(
    over(encodeUtf8('POST /x?a=1 HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\n\r\nraw'), 1000, function* (stream) {
      const head = (yield* readRequestHead(stream))!;
      return `${head.method} ${head.target} ${head.headers.hasToken('connection', 'upgrade')} ${decodeUtf8(stream.takeBuffered())}`;
    }),
  ).toBe('POST /x?a=1 true raw');
});

test('malformed messages are refused', () => {
  const refused = (text: string): string =>
    over(encodeUtf8(text), 1000, function* (stream) {
      const head = yield* readRequestHead(stream);
      if (head === undefined) return 'end';
      return decodeUtf8(yield* readAll(requestBody(stream, head)));
    });
  expect([
    refused('GARBAGE\r\n\r\n'),
    refused('GET / HTTP/2.0\r\n\r\n'),
    refused('GET / HTTP/1.1\r\nHost: h\r\nBad Header: x\r\n\r\n'),
    refused('GET / HTTP/1.1\r\nHost: h\r\nHost: h'),
    refused('POST / HTTP/1.1\r\nHost: h\r\nContent-Length: x\r\n\r\n'),
    refused('POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nabc'),
    refused('POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n'),
    refused(''),
  ]).toEqual(['400 Bad Request', '505 unsupported protocol version', '400 invalid header name', '400 Bad Request', '400 Bad Request', '400 unexpected EOF', '400 invalid byte in chunk length', 'end']);
});

test('queries', () => {
  const q = new Query('a=1&b=x+y%20z&b=2&c&d=%C3%A4&flag=false');
  expect([q.get('a'), q.all('b'), q.get('c'), q.bool('c'), q.bool('a'), q.bool('flag', true), q.bool('none', true), q.get('d')]).toEqual(['1', ['x y z', '2'], '', false, true, false, true, 'ä']);
  expect(encodeQuery({ b: ['x y', '&'], a: 'ä', none: undefined })).toBe('a=%C3%A4&b=x+y&b=%26');
  expect(percentDecode('/a%2Fb%zz+')).toBe('/a/b%zz+');
});

test('a server answers one request after the other on a connection', () => {
  const { output } = runBody(function* (sys, say) {
    const [a, b] = sys.socketpair('stream');
    sys.thread((s: Sys) =>
      serveConnection(s, b, [['Server', 'test']], function* (x) {
        if (x.path === '/stream') {
          yield* x.begin(200, 'text/plain');
          yield* x.write('one ');
          yield* x.write('two');
          return yield* x.end();
        }
        yield* x.json(x.path === '/' ? 200 : 404, { path: x.path, body: decodeUtf8(yield* x.bodyBytes()) });
      }),
    );
    const stream = new Stream(sys, a);
    for (const [method, path, body] of [['GET', '/', ''], ['HEAD', '/', ''], ['POST', '/x%20y?q', 'hello'], ['GET', '/stream', '']] as const) {
      yield* writeRequest(sys, a, method, path, [['Host', 'h'], ...(body === '' ? [] : ([['Content-Length', String(body.length)]] as const))], encodeUtf8(body));
      const head = (yield* readResponseHead(stream))!;
      yield* say(`${head.status} ${head.headers.get('content-length') ?? 'chunked'} ${head.headers.get('server')} ${decodeUtf8(yield* readAll(responseBody(stream, head, method))).trim()}`);
    }
    sys.close(a);
    return 0;
  });
  expect(output).toBe('200 23 test {"path":"/","body":""}\n200 23 test \n404 31 test {"path":"/x y","body":"hello"}\n200 chunked test one two\n');
});

test('what is written can be read', () => {
  expect(
    runBody(function* (sys, say) {
      const [a, b] = sys.socketpair('stream');
      yield* writeResponse(sys, a, 201, new Headers([['Transfer-Encoding', 'chunked']]));
      yield* writeChunk(sys, a, encodeUtf8('x'.repeat(20)));
      yield* writeChunk(sys, a, new Uint8Array(0));
      yield* endChunks(sys, a);
      sys.close(a);
      const stream = new Stream(sys, b);
      const head = (yield* readResponseHead(stream))!;
      yield* say(`${head.status} ${head.reason} ${(yield* readAll(responseBody(stream, head, 'GET'))).length} ${concatBytes([yield* stream.read(1)]).length}`);
      return 0;
    }).output,
  ).toBe('201 Created 20 0\n');
});
