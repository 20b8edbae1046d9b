/**
 * Remote calls between dockerd, containerd and the shims over unix sockets. Services and methods are containerd's
 * (tasks.Create, events.Subscribe, ...); the encoding is not gRPC or ttrpc with protobuf but frames of JSON: a big-endian 32-bit
 * length and `{method, params}`, answered by `{result}` or `{error: {code, message}}`. A connection carries one call at a time; a
 * client that wants more opens more (see {@link RpcClient}). After events.Subscribe the connection carries events until it closes.
 */
import { concatBytes, decodeUtf8, EMPTY, encodeUtf8 } from '../../base/bytes.ts';
import type { Sys, Task } from '../../abi/sys.ts';
import { isSysError } from '../../abi/errno.ts';
import { TRACED_BODY } from '../../abi/trace.ts';

/** Codes of containerd's errdefs. */
export type RpcCode = 'not_found' | 'already_exists' | 'failed_precondition' | 'invalid_argument' | 'unavailable' | 'unknown';

/** A failed call. */
export class RpcError {
  readonly code: RpcCode;
  readonly message: string;
  constructor(code: RpcCode, message: string) {
    this.code = code;
    this.message = message;
  }
}

/** What {@link RpcClient.call} is given a type for: a service's methods with their parameters and results. */
export type Methods = Readonly<Record<string, { params: unknown; result: unknown }>>;

interface Answer {
  readonly result?: unknown;
  readonly error?: { readonly code: RpcCode; readonly message: string };
}

/** Write one frame. */
export function* writeFrame(sys: Sys, fd: number, value: unknown): Task<void> {
  let rest = encodeUtf8(`\0\0\0\0${JSON.stringify(value)}`);
  new DataView(rest.buffer).setUint32(0, rest.length - 4);
  while (rest.length > 0) rest = rest.subarray(yield* sys.write(fd, rest));
}

/** Reads frames; keeps what was read beyond one. */
export class FrameReader {
  private readonly fd: number;
  private buffer: Uint8Array = EMPTY;

  constructor(fd: number) {
    this.fd = fd;
  }

  /** The next frame; undefined at the end of the stream. */
  *next(sys: Sys): Task<unknown> {
    for (;;) {
      const b = this.buffer;
      if (b.length >= 4) {
        const end = 4 + new DataView(b.buffer, b.byteOffset).getUint32(0);
        if (b.length >= end) {
          this.buffer = b.subarray(end);
          return JSON.parse(decodeUtf8(b, 4, end)) as unknown;
        }
      }
      const more = yield* sys.read(this.fd, 65536);
      if (more.length === 0) return undefined;
      this.buffer = b.length === 0 ? more : concatBytes([b, more]);
    }
  }
}

/** Data for a trace event. */
function traced(value: unknown): string {
  return (JSON.stringify(value) ?? '').slice(0, TRACED_BODY);
}

interface Connection {
  readonly fd: number;
  readonly reader: FrameReader;
}

/** A client with a pool of connections to one socket. */
export class RpcClient<M extends Methods> {
  readonly path: string;
  private idle: Connection[] = [];
  private calls = 0;

  constructor(path: string) {
    this.path = path;
  }

  /** Call a method and wait for its answer. Throws {@link RpcError}; 'unavailable' when nobody listens or the peer went away. */
  *call<K extends keyof M & string>(sys: Sys, method: K, params: M[K]['params']): Task<M[K]['result']> {
    if (!sys.tracing('rpc')) return yield* this.ask(sys, method, params);
    const call = { to: this.path, method, serial: ++this.calls };
    sys.trace({ kind: 'rpc', ...call, body: traced(params) });
    try {
      const result = yield* this.ask(sys, method, params);
      sys.trace({ kind: 'rpc_return', ...call, body: traced(result), error: '' });
      return result;
    } catch (e) {
      if (e instanceof RpcError) sys.trace({ kind: 'rpc_return', ...call, body: '', error: `${e.code}: ${e.message}` });
      throw e;
    }
  }

  private *ask<K extends keyof M & string>(sys: Sys, method: K, params: M[K]['params']): Task<M[K]['result']> {
    for (;;) {
      const reused = this.idle.pop();
      const c = reused ?? (yield* this.connect(sys));
      let answer: Answer | undefined;
      let ok = false;
      try {
        yield* writeFrame(sys, c.fd, { method, params });
        answer = (yield* c.reader.next(sys)) as Answer | undefined;
        ok = answer !== undefined;
      } catch (e) {
        if (!isSysError(e)) throw e;
      } finally {
        if (!ok) sys.close(c.fd);
      }
      if (answer === undefined) {
        if (reused !== undefined) continue; // the peer closed an idle connection: ask again on a fresh one
        throw new RpcError('unavailable', `connection error: desc = "transport: error while dialing: dial unix ${this.path}: connect: connection refused"`);
      }
      this.idle.push(c);
      if (answer.error !== undefined) throw new RpcError(answer.error.code, answer.error.message);
      return answer.result;
    }
  }

  /** A connection of its own: call `method`, then read what follows with the returned reader until undefined. */
  *open<K extends keyof M & string>(sys: Sys, method: K, params: M[K]['params']): Task<{ readonly fd: number; readonly reader: FrameReader }> {
    const c = yield* this.connect(sys);
    yield* writeFrame(sys, c.fd, { method, params });
    return c;
  }

  /** Close the idle connections. */
  close(sys: Sys): void {
    for (const c of this.idle) sys.close(c.fd);
    this.idle = [];
  }

  private *connect(sys: Sys): Task<Connection> {
    const fd = sys.socket('unix', 'stream');
    sys.setCloexec(fd, true);
    try {
      yield* sys.connect(fd, { family: 'unix', path: this.path });
    } catch (e) {
      sys.close(fd);
      if (!isSysError(e)) throw e;
      throw new RpcError('unavailable', `connection error: desc = "transport: error while dialing: dial unix ${this.path}: connect: ${e.message.toLowerCase()}"`);
    }
    return { fd, reader: new FrameReader(fd) };
  }
}

/** How a server answers one method. `fd` is the connection, for methods that go on using it. */
export type Handler = (sys: Sys, params: never, connection: { readonly fd: number; readonly reader: FrameReader }) => Task<unknown>;

/** Serve calls that come in on a listening socket, a thread for each connection. Returns when accept fails. */
export function* serveRpc(sys: Sys, listener: number, handlers: Readonly<Record<string, Handler>>): Task<void> {
  for (;;) {
    const { fd } = yield* sys.accept(listener);
    sys.setCloexec(fd, true);
    sys.thread((s) => serveConnection(s, fd, handlers));
  }
}

function* serveConnection(sys: Sys, fd: number, handlers: Readonly<Record<string, Handler>>): Task<void> {
  const reader = new FrameReader(fd);
  try {
    for (;;) {
      const request = (yield* reader.next(sys)) as { method: string; params: never } | undefined;
      if (request === undefined) return;
      const handler = handlers[request.method];
      let answer: Answer;
      try {
        if (handler === undefined) throw new RpcError('unknown', `unknown method ${request.method}`);
        answer = { result: yield* handler(sys, request.params, { fd, reader }) };
      } catch (e) {
        if (e instanceof RpcError) answer = { error: { code: e.code, message: e.message } };
        else if (isSysError(e)) answer = { error: { code: 'unknown', message: e.message.toLowerCase() } };
        else throw e;
      }
      yield* writeFrame(sys, fd, answer);
    }
  } catch (e) {
    if (!isSysError(e)) throw e; // the peer went away
  } finally {
    sys.close(fd);
  }
}

/** Make a listening unix socket with these permissions, replacing what a dead process left. */
export function listenUnix(sys: Sys, path: string, mode: number): number {
  try {
    sys.unlink(path);
  } catch (e) {
    if (!isSysError(e, 'ENOENT')) throw e;
  }
  const fd = sys.socket('unix', 'stream');
  sys.setCloexec(fd, true);
  sys.bind(fd, { family: 'unix', path });
  sys.chmod(path, mode);
  sys.listen(fd, 4096);
  return fd;
}
