/**
 * The server's part of the bridge to a tab. `npm start` offers it; it is off until the page asks: a POST from the page itself gives a token that
 * opens one WebSocket, once; while that is open, a real socket is listened at and its connections are handed to the tab.
 *
 * Whoever asks must be the page that this server served: Host names this server's own address (which refuses a name that was rebound to
 * loopback), Origin is that very address (which refuses every other site), and the token shows that the WebSocket is opened by who asked.
 */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Socket } from 'node:net';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';
import { FRAME, packCredit, packFrame, unpackFrame } from '../../engine/worker/frames.ts';
import type { FarEnd } from '../../engine/worker/links.ts';
import { join } from './joint.ts';
import { listen } from './listen.ts';
import type { Listener, Place } from './listen.ts';

export { placeOf } from './args.ts';

/** Path of the token and of the WebSocket. */
export const PATH = '/bridge';
/** A token that was not used by then is void. */
const TOKEN_MS = 10_000;
/** Largest message from a tab: a frame holds what a link sends between two slices, at most its window. */
const MESSAGE_MAX = 4 << 20;
const POLICY_VIOLATION = 1008;

export class Gateway {
  private readonly server = new WebSocketServer({ noServer: true, maxPayload: MESSAGE_MAX, perMessageDeflate: false });
  private token: { readonly value: Buffer; readonly until_ms: number } | undefined;
  private tab: WebSocket | undefined;
  private listener: Listener | undefined;

  /** `place` is where real clients will connect; it is called when the bridge is switched on. */
  constructor(private readonly place: () => Place) {}

  /** Answers a request for the bridge; false for any other. */
  handle(request: IncomingMessage, response: ServerResponse): boolean {
    if (pathOf(request) !== PATH) return false;
    const refuse = (status: number, message: string): true => {
      response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store', ...(status === 405 ? { allow: 'POST' } : {}) }).end(JSON.stringify({ message }));
      request.resume();
      return true;
    };
    if (request.method !== 'POST') return refuse(405, 'the bridge is switched on by a POST from the page');
    const wrong = stranger(request);
    if (wrong !== undefined) return refuse(403, wrong);
    if (this.tab !== undefined) return refuse(409, 'another tab holds the bridge');
    const value = randomBytes(24).toString('base64url');
    this.token = { value: Buffer.from(value), until_ms: Date.now() + TOKEN_MS };
    response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store' }).end(JSON.stringify({ token: value }));
    request.resume();
    return true;
  }

  /** A request to upgrade. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const refuse = (status: string): void => void socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
    if (pathOf(request) !== PATH) return refuse('404 Not Found');
    if (stranger(request) !== undefined || !this.redeem(request)) return refuse('403 Forbidden');
    if (this.tab !== undefined) return refuse('409 Conflict');
    this.server.handleUpgrade(request, socket, head, (tab) => {
      this.tab = tab;
      void this.serve(tab);
    });
  }

  /** Stop listening and drop the tab. */
  close(): void {
    this.listener?.close();
    this.tab?.terminate();
    this.server.close();
  }

  /** Is the request's token the one that was given out last? It is used up, right or wrong. */
  private redeem(request: IncomingMessage): boolean {
    const given = Buffer.from(new URL(request.url ?? '/', 'http://localhost').searchParams.get('token') ?? '');
    const { token } = this;
    this.token = undefined;
    return token !== undefined && Date.now() <= token.until_ms && given.length === token.value.length && timingSafeEqual(given, token.value);
  }

  private async serve(tab: WebSocket): Promise<void> {
    const channels = new Map<number, FarEnd>();
    let made = 0;
    const send = (frame: Uint8Array): void => {
      if (tab.readyState === tab.OPEN) tab.send(frame);
    };
    const accept = (socket: Socket): void => {
      const channel = ++made;
      send(packFrame(FRAME.OPEN, channel));
      join(
        socket,
        (far) => {
          channels.set(channel, far);
          return {
            data: (data) => send(packFrame(FRAME.DATA, channel, data)),
            end: () => send(packFrame(FRAME.END, channel)),
            credit: (bytes) => send(packCredit(channel, bytes)),
            close: () => {
              if (channels.delete(channel)) send(packFrame(FRAME.CLOSE, channel));
            },
          };
        },
        () => undefined,
      );
    };
    let gone = false;
    tab.on('message', (message: Buffer, binary: boolean) => {
      const frame = binary ? unpackFrame(message) : undefined;
      const far = frame === undefined ? undefined : channels.get(frame.channel);
      if (frame === undefined || far === undefined) return;
      if (frame.kind === FRAME.DATA) far.data(frame.data);
      else if (frame.kind === FRAME.END) far.end();
      else if (frame.kind === FRAME.CREDIT) far.credit(frame.bytes);
      else if (frame.kind === FRAME.CLOSE || frame.kind === FRAME.RESET) {
        channels.delete(frame.channel);
        far.close(frame.kind === FRAME.RESET);
      }
    });
    tab.on('error', () => undefined);
    tab.on('close', () => {
      gone = true;
      this.tab = undefined;
      this.listener?.close();
      this.listener = undefined;
    });
    try {
      const listener = await listen(this.place(), accept);
      if (gone) listener.close();
      else {
        this.listener = listener;
        tab.send(JSON.stringify({ dockerHost: listener.dockerHost }));
      }
    } catch (error) {
      tab.close(POLICY_VIOLATION, (error instanceof Error ? error.message : String(error)).slice(0, 120));
    }
  }
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? '/').split('?')[0]!;
}

/** Why the request does not come from the page that this server served; undefined when it does. */
function stranger(request: IncomingMessage): string | undefined {
  const { host, origin } = request.headers;
  const port = request.socket.localPort;
  if (host !== `127.0.0.1:${port}` && host !== `localhost:${port}`) return 'the bridge is offered to this machine alone';
  if (origin !== `http://${host}`) return 'the bridge is offered to its own page alone';
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin') return 'the bridge is offered to its own page alone';
  return undefined;
}
