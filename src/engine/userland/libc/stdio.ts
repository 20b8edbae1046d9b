/**
 * Buffered input and output on descriptors, like stdio(3). {@link Out} collects text and bytes and writes blocks (lines on a terminal);
 * {@link In} reads blocks and hands out lines or text. Both work on whole buffers: a program's inner loop is plain calls, and it `yield*`s
 * once a block. Writing to a pipe without reader raises SIGPIPE, which kills by default: nothing here deals with it.
 */
import type { Sys, Task } from '../../abi/sys.ts';
import { O } from '../../abi/fs.ts';
import { isSysError, SysError } from '../../abi/errno.ts';
import { concatBytes, decodeLatin1, decodeUtf8, EMPTY, encodeUtf8 } from '../../base/bytes.ts';

/** Bytes asked for in one read(2). */
export const BLOCK = 65536;
const FLUSH_AT = 32768;

/** A failed write to an {@link Out}: apart from SysError, so that a handler of read errors does not take it for one. */
export class WriteError {
  readonly cause: SysError;
  constructor(cause: SysError) {
    this.cause = cause;
  }
}

/** isatty(3). */
export function isatty(sys: Sys, fd: number): boolean {
  try {
    sys.ioctl(fd, 'TCGETS', undefined);
    return true;
  } catch (e) {
    if (isSysError(e)) return false;
    throw e;
  }
}

/** Write all of `data`. Throws SysError. */
export function* writeAll(sys: Sys, fd: number, data: Uint8Array): Task<void> {
  let done = 0;
  while (done < data.length) done += yield* sys.write(fd, done === 0 ? data : data.subarray(done));
}

/**
 * Write text, as write(2) of its UTF-8 bytes. Throws SysError, but not for standard error: as with fprintf(stderr), nobody looks whether a
 * complaint could be written.
 */
export function* writeText(sys: Sys, fd: number, text: string): Task<void> {
  try {
    yield* writeAll(sys, fd, encodeUtf8(text));
  } catch (e) {
    if (fd !== 2 || !isSysError(e)) throw e;
  }
}

/** A buffered writer. Call {@link put} freely, `if (out.full) yield* out.flush()` now and then, and flush before exit. */
export class Out {
  readonly sys: Sys;
  readonly fd: number;
  private text = '';
  private parts: Uint8Array[] = [];
  private size = 0;
  private tty: boolean | undefined;
  private unbuffered = false;
  constructor(sys: Sys, fd: number) {
    this.sys = sys;
    this.fd = fd;
  }
  /** Append text. */
  put(text: string): void {
    this.text += text;
  }
  /** Append bytes; they must not change until the next flush. */
  putBytes(bytes: Uint8Array): void {
    if (this.text !== '') {
      const encoded = encodeUtf8(this.text);
      this.parts.push(encoded);
      this.size += encoded.length;
      this.text = '';
    }
    this.parts.push(bytes);
    this.size += bytes.length;
  }
  /** From now on {@link full} holds whenever something waits (setvbuf _IONBF, `grep --line-buffered`, `sed -u`). */
  setUnbuffered(): void {
    this.unbuffered = true;
  }
  /** Should the caller flush now? True for a full block, and on a terminal as soon as something waits. */
  get full(): boolean {
    if (this.text.length + this.size >= FLUSH_AT) return true;
    if (this.text === '' && this.size === 0) return false;
    return this.unbuffered || (this.tty ??= isatty(this.sys, this.fd));
  }
  /** Append and flush when {@link full}. */
  *write(text: string): Task<void> {
    this.text += text;
    if (this.full) yield* this.flush();
  }
  *writeBytes(bytes: Uint8Array): Task<void> {
    this.putBytes(bytes);
    if (this.full) yield* this.flush();
  }
  /** Write what waits. Throws {@link WriteError}; what could not be written is dropped. */
  *flush(): Task<void> {
    if (this.text === '' && this.size === 0) return;
    let data: Uint8Array;
    if (this.size === 0) data = encodeUtf8(this.text);
    else {
      if (this.text !== '') this.parts.push(encodeUtf8(this.text));
      data = concatBytes(this.parts);
    }
    this.discard();
    try {
      yield* writeAll(this.sys, this.fd, data);
    } catch (e) {
      if (isSysError(e)) throw new WriteError(e);
      throw e;
    }
  }
  /** Forget what waits. */
  discard(): void {
    this.text = '';
    this.parts = [];
    this.size = 0;
  }
}

/** How {@link In} makes text of bytes: UTF-8 with escaped invalid bytes, or one character a byte. */
export type Coding = 'utf8' | 'latin1';

/**
 * A buffered reader of lines:
 * `while (input.ready || (yield* input.fill())) { const line = input.take(); ... }`.
 * Lines come without their delimiter; after the last one {@link endedWithoutDelimiter} says whether it lacked it.
 */
export class In {
  readonly sys: Sys;
  readonly fd: number;
  private readonly delimiter: number;
  private readonly separator: string;
  private readonly coding: Coding;
  private lines: string[] = [];
  private at = 0;
  private rest: Uint8Array[] = [];
  private eof = false;
  private unterminated = false;
  /** Bytes read so far. */
  bytes = 0;
  constructor(sys: Sys, fd: number, delimiter: '\n' | '\0' = '\n', coding: Coding = 'utf8') {
    this.sys = sys;
    this.fd = fd;
    this.delimiter = delimiter.charCodeAt(0);
    this.separator = delimiter;
    this.coding = coding;
  }
  /** Is a line at hand? */
  get ready(): boolean {
    return this.at < this.lines.length;
  }
  /** The next line; only when {@link ready}. */
  take(): string {
    return this.lines[this.at++]!;
  }
  /** True when the line just taken was the last of the input and had no delimiter at its end. */
  get endedWithoutDelimiter(): boolean {
    return this.unterminated && this.at >= this.lines.length;
  }
  /** All lines at hand, at once. */
  takeAll(): string[] {
    const all = this.at === 0 ? this.lines : this.lines.slice(this.at);
    this.lines = [];
    this.at = 0;
    return all;
  }
  private decode(bytes: Uint8Array): string {
    return this.coding === 'utf8' ? decodeUtf8(bytes) : decodeLatin1(bytes);
  }
  /** Read until a line is at hand; false at the end. Throws SysError. */
  *fill(): Task<boolean> {
    if (this.at < this.lines.length) return true;
    this.lines = [];
    this.at = 0;
    while (!this.eof) {
      const block = yield* this.sys.read(this.fd, BLOCK);
      if (block.length === 0) {
        this.eof = true;
        if (this.rest.length === 0) return false;
        this.unterminated = true;
        this.lines = [this.decode(concatBytes(this.rest))];
        this.rest = [];
        return true;
      }
      this.bytes += block.length;
      if (this.sys.charge(block.length * 2)) yield* this.sys.schedYield();
      const last = block.lastIndexOf(this.delimiter);
      if (last < 0) {
        this.rest.push(block);
        continue;
      }
      const whole = last === block.length - 1 && this.rest.length === 0 ? block.subarray(0, last) : concatBytes([...this.rest, block.subarray(0, last)]);
      this.rest = last + 1 < block.length ? [block.subarray(last + 1)] : [];
      this.lines = this.decode(whole).split(this.separator);
      return true;
    }
    return false;
  }
  /** The next line, or undefined at the end. */
  *readLine(): Task<string | undefined> {
    if (this.at < this.lines.length || (yield* this.fill())) return this.lines[this.at++]!;
    return undefined;
  }
  /** The next block of bytes as it comes; EMPTY at the end. Do not mix with lines. */
  *readBlock(max = BLOCK): Task<Uint8Array> {
    if (this.eof) return EMPTY;
    const block = yield* this.sys.read(this.fd, max);
    if (block.length === 0) this.eof = true;
    this.bytes += block.length;
    if (this.sys.charge(block.length)) yield* this.sys.schedYield();
    return block;
  }
  /** The rest of the input, as bytes; not after lines were taken. */
  *readAll(): Task<Uint8Array> {
    const parts = this.rest;
    this.rest = [];
    for (;;) {
      const block = yield* this.readBlock();
      if (block.length === 0) return concatBytes(parts.length === 0 ? [EMPTY] : parts);
      parts.push(block);
    }
  }
  close(): void {
    this.lines = [];
    this.rest = [];
    this.eof = true;
    if (this.fd > 2) this.sys.close(this.fd);
  }
}

/** All bytes of a descriptor. Throws SysError. */
export function* readFd(sys: Sys, fd: number): Task<Uint8Array> {
  return yield* new In(sys, fd).readAll();
}

/** All bytes of a file. Throws SysError. */
export function* readFile(sys: Sys, path: string): Task<Uint8Array> {
  const fd = yield* sys.open(path, O.RDONLY | O.CLOEXEC);
  try {
    return yield* readFd(sys, fd);
  } finally {
    sys.close(fd);
  }
}

/** All of a file as text. Throws SysError. */
export function* readTextFile(sys: Sys, path: string): Task<string> {
  return decodeUtf8(yield* readFile(sys, path));
}

/** Create or truncate a file and write it. Throws SysError. */
export function* writeFile(sys: Sys, path: string, data: string | Uint8Array, mode = 0o666, flags: number = O.TRUNC): Task<void> {
  const fd = yield* sys.open(path, O.WRONLY | O.CREAT | O.CLOEXEC | flags, mode);
  try {
    yield* writeAll(sys, fd, typeof data === 'string' ? encodeUtf8(data) : data);
  } finally {
    sys.close(fd);
  }
}
