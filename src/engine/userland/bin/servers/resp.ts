/** RESP2, the protocol of Redis: commands as arrays of bulk strings (or a line of words), replies of five kinds. */
import type { Sys, Task } from '../../../abi/sys.ts';
import { EMPTY, concatBytes, decodeUtf8, encodeUtf8 } from '../../../base/bytes.ts';

/** null is nil; a string is a bulk string. */
export type Reply = string | number | null | readonly Reply[] | { readonly status: string } | { readonly error: string };

export function encodeReply(r: Reply): string {
  if (r === null) return '$-1\r\n';
  if (typeof r === 'number') return `:${r}\r\n`;
  if (typeof r === 'string') return `$${encodeUtf8(r).length}\r\n${r}\r\n`;
  if ('status' in r) return `+${r.status}\r\n`;
  if ('error' in r) return `-${r.error}\r\n`;
  return `*${r.length}\r\n${r.map(encodeReply).join('')}`;
}

/** Reads commands or replies from a descriptor. */
export class RespReader {
  private buffer: Uint8Array = EMPTY;
  readonly sys: Sys;
  readonly fd: number;
  constructor(sys: Sys, fd: number) {
    this.sys = sys;
    this.fd = fd;
  }
  private *fill(): Task<boolean> {
    const data = yield* this.sys.read(this.fd, 16384);
    if (data.length === 0) return false;
    this.buffer = this.buffer.length === 0 ? data : concatBytes([this.buffer, data]);
    return true;
  }
  private *line(): Task<string | undefined> {
    for (;;) {
      const at = this.buffer.indexOf(10);
      if (at >= 0) {
        const text = decodeUtf8(this.buffer, 0, at).replace(/\r$/, '');
        this.buffer = this.buffer.subarray(at + 1);
        return text;
      }
      if (!(yield* this.fill())) return undefined;
    }
  }
  /** The next command's words; undefined at the end. */
  *command(): Task<string[] | undefined> {
    const first = yield* this.line();
    if (first === undefined) return undefined;
    if (!first.startsWith('*')) return first.split(' ').filter((w) => w !== '');
    const words: string[] = [];
    for (let n = Number(first.slice(1)); n > 0; n--) {
      const one = yield* this.reply();
      if (one === undefined) return undefined;
      words.push(typeof one === 'string' ? one : '');
    }
    return words;
  }
  /** The next reply; undefined at the end. */
  *reply(): Task<Reply | undefined> {
    const head = yield* this.line();
    if (head === undefined) return undefined;
    const rest = head.slice(1);
    switch (head[0]) {
      case '+':
        return { status: rest };
      case '-':
        return { error: rest };
      case ':':
        return Number(rest);
      case '$': {
        const size = Number(rest);
        if (size < 0) return null;
        while (this.buffer.length < size + 2) if (!(yield* this.fill())) return undefined;
        const text = decodeUtf8(this.buffer, 0, size);
        this.buffer = this.buffer.subarray(size + 2);
        return text;
      }
      default: {
        const out: Reply[] = [];
        for (let n = Number(rest); n > 0; n--) {
          const one = yield* this.reply();
          if (one === undefined) return undefined;
          out.push(one);
        }
        return out;
      }
    }
  }
}
