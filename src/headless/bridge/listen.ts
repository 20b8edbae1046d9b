/**
 * Where the bridge listens: a unix socket that only its owner may use, or a port of 127.0.0.1. Never another address: whoever reaches it rules
 * the simulated engine, and could hand real files to it or take them from it.
 */
import { chmodSync, lstatSync, unlinkSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import { resolve } from 'node:path';
import { isMainThread } from 'node:worker_threads';

/** The one address for ports. */
export const LOOPBACK = '127.0.0.1';
/** sun_path holds 108 bytes with the zero at its end. */
const PATH_MAX = 107;

export type Place = { readonly socket: string } | { readonly port: number };

/** It cannot listen there; the message says why. */
export class ListenError extends Error {}

export interface Listener {
  /** For DOCKER_HOST. */
  readonly dockerHost: string;
  /** Stop listening, drop every connection and remove the socket file. */
  close(): void;
}

/** Listen, and hand each connection (allowHalfOpen, without delay) to `accept`. Throws {@link ListenError}. The socket file has its mode from the moment it is there (in a thread, which has no umask of its own, a moment later). */
export async function listen(place: Place, accept: (socket: Socket) => void): Promise<Listener> {
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    accept(socket);
  });
  const dockerHost = 'socket' in place ? await listenUnix(server, place.socket) : await listenTcp(server, place.port);
  return {
    dockerHost,
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

async function listenTcp(server: Server, port: number): Promise<string> {
  try {
    await started(server, () => server.listen({ host: LOOPBACK, port, exclusive: true }));
  } catch (error) {
    throw new ListenError(explain(`${LOOPBACK}:${port}`, error));
  }
  const taken = server.address();
  return `tcp://${LOOPBACK}:${typeof taken === 'object' && taken !== null ? taken.port : port}`;
}

async function listenUnix(server: Server, asked: string): Promise<string> {
  const path = resolve(asked);
  if (Buffer.byteLength(path) > PATH_MAX) throw new ListenError(`${path}: longer than the ${PATH_MAX} bytes that the name of a socket may have`);
  await clearStale(path);
  try {
    await started(server, () => {
      const before = isMainThread ? process.umask(0o177) : undefined;
      try {
        server.listen({ path });
      } finally {
        if (before === undefined) chmodSync(path, 0o600);
        else process.umask(before);
      }
    });
  } catch (error) {
    throw new ListenError(explain(path, error));
  }
  return `unix://${path}`;
}

/** A socket file that nobody answers at is left over from a run that was killed: it goes. Anything else stays. */
async function clearStale(path: string): Promise<void> {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return;
  if (!found.isSocket()) throw new ListenError(`${path}: exists and is no socket`);
  const answered = await new Promise<boolean>((done, fail) => {
    const probe = connect(path, () => {
      probe.destroy();
      done(true);
    });
    probe.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNREFUSED' || error.code === 'ENOENT') done(false);
      else fail(new ListenError(explain(path, error)));
    });
  });
  if (answered) throw new ListenError(`${path}: somebody listens there already`);
  unlinkSync(path);
}

function started(server: Server, listening: () => void): Promise<void> {
  return new Promise((done, fail) => {
    server.once('error', fail);
    server.once('listening', () => {
      server.removeListener('error', fail);
      done();
    });
    listening();
  });
}

function explain(where: string, error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') return `${where}: somebody listens there already`;
  if (code === 'EACCES') return `${where}: permission denied`;
  return `${where}: ${message}`;
}
