/** HTTP/1.1 from the server's side, for the package mirror and nginx: requests without bodies, answers from memory or from a file. Left out: request bodies, chunks, ranges. */
import { isSysError } from '../../abi/errno.ts';
import type { Sys, Task } from '../../abi/sys.ts';
import { EMPTY, concatBytes, decodeLatin1, encodeUtf8 } from '../../base/bytes.ts';
import { writeAll } from './stdio.ts';

/** A request's head. Names of headers are in small letters. */
export interface Request {
  readonly line: string;
  readonly method: string;
  readonly target: string;
  readonly version: string;
  readonly headers: ReadonlyMap<string, string>;
  /** The client wants to send another one on this connection. */
  readonly keepAlive: boolean;
}

const MAX_HEAD = 32768;

/** The requests of one connection, one after the other. */
export class Requests {
  private buffer: Uint8Array = EMPTY;
  readonly sys: Sys;
  readonly fd: number;
  constructor(sys: Sys, fd: number) {
    this.sys = sys;
    this.fd = fd;
  }
  /** The next head; undefined when the client is gone, 'bad' when it is none. */
  *next(): Task<Request | 'bad' | undefined> {
    for (;;) {
      const text = decodeLatin1(this.buffer);
      const end = text.indexOf('\r\n\r\n');
      if (end >= 0) {
        this.buffer = this.buffer.subarray(end + 4);
        return parse(text.slice(0, end));
      }
      if (this.buffer.length > MAX_HEAD) return 'bad';
      let data: Uint8Array;
      try {
        data = yield* this.sys.read(this.fd, 16384);
      } catch (e) {
        if (!isSysError(e)) throw e;
        return undefined;
      }
      if (data.length === 0) return undefined;
      this.buffer = this.buffer.length === 0 ? data : concatBytes([this.buffer, data]);
    }
  }
}

function parse(head: string): Request | 'bad' {
  const [line = '', ...fields] = head.split('\r\n');
  const m = /^([A-Z]+) (\S+) (HTTP\/1\.[01])$/.exec(line);
  if (m === null) return 'bad';
  const headers = new Map(fields.map((f): [string, string] => [f.slice(0, f.indexOf(':')).toLowerCase(), f.slice(f.indexOf(':') + 1).trim()]));
  const connection = (headers.get('connection') ?? '').toLowerCase();
  return { line, method: m[1]!, target: m[2]!, version: m[3]!, headers, keepAlive: m[3] === 'HTTP/1.1' ? connection !== 'close' : connection === 'keep-alive' };
}

/** The path that a target asks for, decoded and without query; undefined when it leaves the root or is no path. */
export function pathOf(target: string): string | undefined {
  const bare = target.replace(/^https?:\/\/[^/]*/, '').replace(/[?#].*$/, '');
  const decoded = bare.replace(/%([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  const parts: string[] = [];
  for (const part of decoded.split('/')) {
    if (part === '..' && parts.pop() === undefined) return undefined;
    if (part !== '' && part !== '.' && part !== '..') parts.push(part);
  }
  return decoded.startsWith('/') ? `/${parts.join('/')}${decoded.endsWith('/') && parts.length > 0 ? '/' : ''}` : undefined;
}

/** Write an answer's head, and its body when it is at hand. */
export function* answer(sys: Sys, fd: number, status: string, headers: readonly (readonly [string, string])[], body?: Uint8Array, version = '1.1'): Task<void> {
  const head = encodeUtf8(`HTTP/${version} ${status}\r\n${headers.map(([n, v]) => `${n}: ${v}\r\n`).join('')}\r\n`);
  yield* writeAll(sys, fd, body === undefined ? head : concatBytes([head, body]));
}

/** The bytes of an open file as a body, moved by splice so that declared content stays declared. */
export function* sendFile(sys: Sys, from: number, to: number, size: number): Task<void> {
  for (let left = size; left > 0; ) {
    const n = yield* sys.splice(from, to, Math.min(left, 1 << 20));
    if (n === 0) return;
    left -= n;
  }
}
