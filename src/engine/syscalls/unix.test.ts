/** Unix sockets: names, errors, credentials, descriptors in flight, backlog, datagrams, trace stamps. */
import { expect, test } from 'vitest';
import { isSysError } from '../abi/errno.ts';
import { O } from '../abi/fs.ts';
import { decodeUtf8, encodeUtf8 } from '../base/bytes.ts';
import { runBody } from './testing/box.ts';
import type { SocketAddress } from '../abi/socket.ts';
import type { Sys, Task } from '../abi/sys.ts';

const unix = (path: string): SocketAddress => ({ family: 'unix', path });

function* connectTo(sys: Sys, path: string): Task<number | string> {
  const fd = sys.socket('unix', 'stream');
  try {
    yield* sys.connect(fd, unix(path));
    return fd;
  } catch (e) {
    sys.close(fd);
    return isSysError(e) ? e.code : '?';
  }
}

function* listenAt(sys: Sys, path: string, backlog = 10): Task<number> {
  const fd = sys.socket('unix', 'stream');
  sys.bind(fd, unix(path));
  sys.listen(fd, backlog);
  return fd;
}

test('connect: ENOENT, ECONNREFUSED, EACCES, and again after the listener is gone', () => {
  const seen: unknown[] = [];
  runBody(function* (sys) {
    seen.push(yield* connectTo(sys, '/tmp/s'));
    seen.push(yield* connectTo(sys, '/etc/passwd'));
    const l = yield* listenAt(sys, '/tmp/s');
    sys.chmod('/tmp/s', 0o660);
    seen.push(sys.stat('/tmp/s').mode.toString(8));
    const child = sys.fork(function* (c) {
      c.setgroups([]);
      c.setgid(1000);
      c.setuid(1000);
      seen.push(yield* connectTo(c, '/tmp/s'));
      return 0;
    });
    yield* sys.wait4(child);
    seen.push(typeof (yield* connectTo(sys, '/tmp/s')));
    const other = sys.socket('unix', 'stream');
    try {
      sys.bind(other, unix('/tmp/s'));
    } catch (e) {
      seen.push(isSysError(e) && e.code);
    }
    sys.close(l);
    seen.push(yield* connectTo(sys, '/tmp/s'));
    seen.push(yield* connectTo(sys, '\0abstract'));
    yield* listenAt(sys, '\0abstract');
    seen.push(typeof (yield* connectTo(sys, '\0abstract')));
  });
  expect(seen).toEqual(['ENOENT', 'ECONNREFUSED', '140660', 'EACCES', 'number', 'EADDRINUSE', 'ECONNREFUSED', 'ECONNREFUSED', 'number']);
});

test('SO_PEERCRED on both ends, names, a full backlog', () => {
  const seen: unknown[] = [];
  runBody(function* (sys) {
    const l = yield* listenAt(sys, '/tmp/s', 0);
    const child = sys.fork(function* (c) {
      c.setgid(1000);
      c.setuid(1000);
      const fd = yield* connectTo(c, '/tmp/s');
      if (typeof fd === 'string') return 1;
      const { pid, uid } = c.getsockopt(fd, 'SO_PEERCRED');
      seen.push(['server', pid === c.getppid(), uid, c.getpeername(fd)]);
      const second = c.socket('unix', 'stream');
      c.setfl(second, O.RDWR | O.NONBLOCK);
      try {
        yield* c.connect(second, unix('/tmp/s'));
      } catch (e) {
        seen.push(isSysError(e) && e.code);
      }
      yield* c.read(fd, 1);
      return 0;
    });
    sys.chmod('/tmp/s', 0o777);
    yield* sys.sleep(1e6);
    const { fd, peer } = yield* sys.accept(l);
    const cred = sys.getsockopt(fd, 'SO_PEERCRED');
    seen.push(['client', cred.pid === child, cred.uid, cred.gid, peer, sys.getsockname(fd)]);
    yield* sys.write(fd, Uint8Array.of(1));
    yield* sys.wait4(child);
  });
  expect(seen).toEqual([['server', true, 0, unix('/tmp/s')], 'EAGAIN', ['client', true, 1000, 1000, unix(''), unix('/tmp/s')]]);
});

test('descriptors in flight: shared, kept apart from other bytes, closed when nobody takes them', () => {
  const seen: unknown[] = [];
  runBody(function* (sys) {
    const [a, b] = sys.socketpair();
    const [r, w] = sys.pipe();
    yield* sys.write(a, encodeUtf8('before'));
    yield* sys.sendFds(a, encodeUtf8('with'), [w]);
    yield* sys.write(a, encodeUtf8('after'));
    sys.close(w);
    const one = yield* sys.recvFds(b, 100);
    const two = yield* sys.recvFds(b, 4);
    seen.push(decodeUtf8(one.data), one.fds.length, decodeUtf8(two.data), two.fds.length, decodeUtf8(yield* sys.read(b, 100)));
    yield* sys.write(two.fds[0]!, encodeUtf8('hi'));
    seen.push(decodeUtf8(yield* sys.read(r, 10)));
    yield* sys.sendFds(a, encodeUtf8('x'), [two.fds[0]!]);
    sys.close(two.fds[0]!);
    sys.close(b);
    seen.push((yield* sys.read(r, 10)).length);
  });
  expect(seen).toEqual(['before', 0, 'with', 1, 'after', 'hi', 0]);
});

test('closing with unread data resets the peer; an unaccepted connection too', () => {
  const seen: unknown[] = [];
  runBody(function* (sys) {
    const [a, b] = sys.socketpair();
    yield* sys.write(a, encodeUtf8('unread'));
    sys.close(b);
    try {
      yield* sys.read(a, 10);
    } catch (e) {
      seen.push(isSysError(e) && e.code);
    }
    const l = yield* listenAt(sys, '/tmp/s');
    const c = (yield* connectTo(sys, '/tmp/s')) as number;
    sys.close(l);
    try {
      yield* sys.read(c, 10);
    } catch (e) {
      seen.push(isSysError(e) && e.code);
    }
    seen.push((yield* sys.read(c, 10)).length);
  });
  expect(seen).toEqual(['ECONNRESET', 'ECONNRESET', 0]);
});

test('datagrams keep their borders and their sender', () => {
  const seen: unknown[] = [];
  runBody(function* (sys) {
    const server = sys.socket('unix', 'dgram');
    sys.bind(server, unix('/tmp/d'));
    const client = sys.socket('unix', 'dgram');
    sys.bind(client, unix('/tmp/c'));
    yield* sys.sendto(client, encodeUtf8('one'), unix('/tmp/d'));
    yield* sys.connect(client, unix('/tmp/d'));
    yield* sys.write(client, encodeUtf8('two-long'));
    const first = yield* sys.recvfrom(server, 100);
    const second = yield* sys.recvfrom(server, 3);
    seen.push(decodeUtf8(first.data), first.from, decodeUtf8(second.data));
    sys.setfl(client, O.RDWR | O.NONBLOCK);
    let n = 0;
    try {
      for (;;) {
        yield* sys.write(client, Uint8Array.of(1));
        n++;
      }
    } catch (e) {
      seen.push(n, isSysError(e) && e.code);
    }
    sys.close(server);
    try {
      yield* sys.write(client, Uint8Array.of(1));
    } catch (e) {
      seen.push(isSysError(e) && e.code);
    }
  });
  expect(seen).toEqual(['one', unix('/tmp/c'), 'two', 10, 'EAGAIN', 'ECONNREFUSED']);
});

test('a reader takes over the trace root of who wrote; reading is the same when nobody watches', () => {
  const run = (watched: boolean): { reads: number[]; roots: number[] } => {
    const reads: number[] = [];
    const { world } = runBody(function* (sys) {
      const [a, b] = sys.socketpair();
      const server = sys.fork(function* (c) {
        for (let i = 0; i < 3; i++) {
          reads.push((yield* c.read(b, 100)).length);
          c.trace({ kind: 'engine', layer: 'dockerd', action: `request ${i}`, detail: {} });
        }
        return 0;
      });
      for (const line of ['first', 'second']) {
        sys.trace({ kind: 'command', line, tty: '' });
        yield* sys.write(a, encodeUtf8(line));
        yield* sys.sleep(1e6);
      }
      sys.trace({ kind: 'command', line: 'third', tty: '' });
      yield* sys.write(a, encodeUtf8('x'));
      sys.trace({ kind: 'command', line: 'fourth', tty: '' });
      yield* sys.write(a, encodeUtf8('y'));
      yield* sys.wait4(server);
    }, watched);
    const { events } = world.takeTrace();
    const command = new Map(events.filter((e) => e.kind === 'command').map((e) => [e.id, e.line]));
    return { reads, roots: events.filter((e) => e.kind === 'engine').map((e) => [...command.keys()].indexOf(e.root)) };
  };
  const watched = run(true);
  expect(watched).toEqual({ reads: [5, 6, 2], roots: [0, 1, 3] });
  expect(run(false)).toEqual({ reads: watched.reads, roots: [] });
});
