/** The Engine API of the standard world from outside, through links to its socket: for tests of what dockerd answers. */
import { concatBytes, decodeUtf8, EMPTY, encodeUtf8 } from '../../base/bytes.ts';
import { Host } from './host.ts';

const SOCKET = '/var/run/docker.sock';

/** A parsed answer. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Without the chunks' heads. */
  readonly body: Uint8Array;
  readonly text: string;
  /** Parsed JSON; undefined for other bodies. */
  readonly json: unknown;
}

/** A connection that stays open. */
export class Connection {
  private readonly host: ApiHost;
  readonly link: number;
  bytes: Uint8Array = EMPTY;
  ended = false;
  constructor(host: ApiHost) {
    this.host = host;
    this.link = host.world.input({ kind: 'link_open', host: 'host', path: SOCKET });
    host.connections.set(this.link, this);
  }
  send(data: Uint8Array | string): this {
    this.host.world.input({ kind: 'link_data', link: this.link, data: typeof data === 'string' ? encodeUtf8(data) : data });
    return this;
  }
  /** Nothing more will be sent. */
  end(): this {
    this.host.world.input({ kind: 'link_end', link: this.link });
    return this;
  }
  /** Vanish. */
  close(): void {
    this.host.world.input({ kind: 'link_close', link: this.link });
  }
  /** All that came, after at most `limit_s` virtual seconds or when `done` says so. */
  wait(limit_s: number, done: (c: this) => boolean = (c) => c.ended): string {
    this.host.pass(limit_s, () => done(this));
    return this.text;
  }
  get text(): string {
    return decodeUtf8(this.bytes);
  }
}

export class ApiHost extends Host {
  readonly connections = new Map<number, Connection>();

  constructor() {
    super();
    this.pass(3, () => false); // systemd starts the engine
  }

  /** Let at most `limit_s` virtual seconds pass, until `done`. */
  pass(limit_s: number, done: () => boolean): void {
    const { world } = this;
    const end_ns = world.now_ns + limit_s * 1e9;
    while (!done() && world.now_ns < end_ns) {
      const stop = world.run(Math.min(end_ns, Math.max(world.now_ns, world.nextEvent_ns() ?? Infinity) + 1e6), 2000);
      for (const o of world.takeLinkOutput()) {
        const c = this.connections.get(o.link);
        if (c === undefined) continue;
        if (o.data.length > 0) {
          c.bytes = concatBytes([c.bytes, o.data]);
          world.input({ kind: 'link_credit', link: o.link, bytes: o.data.length });
        }
        if (o.end !== undefined) c.ended = true;
      }
      if (stop === 'idle') return;
    }
  }

  /** Send bytes on a connection of its own; what comes back within `limit_s`, and whether the engine closed. */
  raw(data: Uint8Array | string, o: { readonly half?: boolean; readonly limit_s?: number } = {}): string {
    const c = new Connection(this).send(data);
    if (o.half === true) c.end();
    const text = c.wait(o.limit_s ?? 0.5);
    const closed = c.ended;
    c.close();
    return text + (closed ? '<EOF>' : '<open>');
  }

  /** A request with `Connection: close`; `body` is sent as JSON unless it is bytes. */
  request(method: string, target: string, body?: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
    const data = body === undefined ? EMPTY : body instanceof Uint8Array ? body : encodeUtf8(typeof body === 'string' ? body : JSON.stringify(body));
    const all: Record<string, string> = { Host: 'docker', Connection: 'close', ...(body === undefined ? {} : { 'Content-Type': body instanceof Uint8Array ? 'application/x-tar' : 'application/json' }), 'Content-Length': String(data.length), ...headers };
    const head = `${method} ${target} HTTP/1.1\r\n${Object.entries(all).map(([k, v]) => `${k}: ${v}\r\n`).join('')}\r\n`;
    const c = new Connection(this).send(concatBytes([encodeUtf8(head), data]));
    c.wait(120);
    const answer = parseAnswer(c.bytes);
    if (!c.ended) throw new Error(`${method} ${target}: no end after 120 s: ${c.text.slice(0, 300)}`);
    return answer;
  }
}

/** Take an answer apart. */
export function parseAnswer(bytes: Uint8Array): Answer {
  let cut = 0;
  while (cut < bytes.length && !(bytes[cut] === 13 && bytes[cut + 1] === 10 && bytes[cut + 2] === 13 && bytes[cut + 3] === 10)) cut++;
  const [first = '', ...lines] = decodeUtf8(bytes, 0, cut).split('\r\n');
  const headers: Record<string, string> = {};
  for (const l of lines) headers[l.slice(0, l.indexOf(':')).toLowerCase()] = l.slice(l.indexOf(':') + 1).trim();
  let body: Uint8Array = bytes.subarray(cut + 4);
  if (headers['transfer-encoding'] === 'chunked') body = unchunk(body);
  const text = decodeUtf8(body);
  let json: unknown;
  if ((headers['content-type'] ?? '').startsWith('application/json') && text !== '') json = JSON.parse(text.split('\n')[0]!) as unknown;
  return { status: Number(first.split(' ')[1]), headers, body, text, json };
}

function unchunk(bytes: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = bytes.indexOf(10, at);
    const size = parseInt(decodeUtf8(bytes, at, end), 16);
    if (Number.isNaN(size) || size === 0) break;
    parts.push(bytes.subarray(end + 1, end + 1 + size));
    at = end + 1 + size + 2;
  }
  return concatBytes(parts);
}
