/** awk's input and output streams: records, files, pipes. */
import type { Sys, Task } from '../../../abi/sys.ts';
import { O } from '../../../abi/fs.ts';
import { isSysError } from '../../../abi/errno.ts';
import { exitCode } from '../../../abi/process.ts';
import { decodeLatin1, decodeUtf8, encodeLatin1, encodeUtf8 } from '../../../base/bytes.ts';
import { pclose, popen, type Child } from '../../libc/popen.ts';
import type { Regex } from '../../libc/regex.ts';
import { BLOCK, isatty, Out } from '../../libc/stdio.ts';

/** Text of the system (UTF-8) as awk holds it: one character a byte. */
export const inner = (text: string): string => decodeLatin1(encodeUtf8(text));
/** The inverse of {@link inner}. */
export const outer = (text: string): string => decodeUtf8(encodeLatin1(text));

/** How records end: a character, a pattern, or blank lines (''). */
export type Separator = string | Regex;

/** Reads records from a descriptor. */
export class RecordReader {
  private readonly sys: Sys;
  readonly fd: number;
  readonly child: Child | undefined;
  private text = '';
  private at = 0;
  private eof = false;
  constructor(sys: Sys, fd: number, child?: Child) {
    this.sys = sys;
    this.fd = fd;
    this.child = child;
  }
  private *more(): Task<boolean> {
    if (this.eof) return false;
    const block = yield* this.sys.read(this.fd, BLOCK);
    if (block.length === 0) {
      this.eof = true;
      return false;
    }
    if (this.sys.charge(block.length * 4)) yield* this.sys.schedYield();
    this.text = (this.at >= this.text.length ? '' : this.text.slice(this.at)) + decodeLatin1(block);
    this.at = 0;
    return true;
  }
  /** The next record without waiting: for single-character separators with a whole record at hand. */
  quick(sep: string): string | undefined {
    const end = this.text.indexOf(sep, this.at);
    if (end < 0) return undefined;
    const record = this.text.slice(this.at, end);
    this.at = end + 1;
    return record;
  }
  /** The next record, or undefined at the end. Throws SysError. */
  *record(sep: Separator): Task<string | undefined> {
    if (typeof sep === 'string' && sep.length === 1) {
      for (;;) {
        const record = this.quick(sep);
        if (record !== undefined) return record;
        if (!(yield* this.more())) return this.rest();
      }
    }
    if (sep === '') {
      // Paragraphs: leading newlines do not count; two or more end a record.
      for (;;) {
        while (this.text[this.at] === '\n') this.at++;
        if (this.at < this.text.length || !(yield* this.more())) break;
      }
      for (;;) {
        const end = this.text.indexOf('\n\n', this.at);
        if (end >= 0) {
          const record = this.text.slice(this.at, end);
          this.at = end + 2;
          return record;
        }
        if (!(yield* this.more())) break;
      }
      const last = this.rest();
      return last?.replace(/\n$/, '');
    }
    for (;;) {
      const m = (sep as Regex).exec(this.text.slice(this.at));
      // A match that touches the end of what was read may go on in the next block.
      if (m !== undefined && m[0] !== '' && (this.eof || this.at + m.index + m[0].length < this.text.length)) {
        const record = this.text.slice(this.at, this.at + m.index);
        this.at += m.index + m[0].length;
        return record;
      }
      if (yield* this.more()) continue;
      if (m !== undefined && m[0] !== '') {
        const record = this.text.slice(this.at, this.at + m.index);
        this.at += m.index + m[0].length;
        return record;
      }
      return this.rest();
    }
  }
  private rest(): string | undefined {
    if (this.at >= this.text.length) return undefined;
    const record = this.text.slice(this.at);
    this.at = this.text.length;
    return record;
  }
}

/** Text on its way to a file or command. */
export class Sink {
  readonly out: Out;
  readonly child: Child | undefined;
  private text = '';
  private readonly line: boolean;
  constructor(out: Out, child?: Child) {
    this.out = out;
    this.child = child;
    this.line = out.fd === 2 || isatty(out.sys, out.fd);
  }
  put(text: string): void {
    this.text += text;
  }
  get full(): boolean {
    return this.text.length > 16384 || (this.line && this.text !== '');
  }
  *flush(): Task<void> {
    if (this.text === '') return;
    this.out.putBytes(encodeLatin1(this.text));
    this.text = '';
    yield* this.out.flush();
  }
}

/** A stream that cannot be opened; `message` is mawk's. */
export class AwkIoError {
  readonly message: string;
  constructor(message: string) {
    this.message = message;
  }
}

/** All open streams by name. */
export class Streams {
  private readonly sys: Sys;
  private readonly envp: readonly string[];
  readonly stdout: Sink;
  private readonly sinks = new Map<string, Sink>();
  private readonly readers = new Map<string, RecordReader>();
  constructor(sys: Sys, envp: readonly string[], out: Out) {
    this.sys = sys;
    this.envp = envp;
    this.stdout = new Sink(out);
    this.sinks.set('/dev/stdout', this.stdout);
    this.sinks.set('-', this.stdout);
  }
  *sink(name: string, kind: string): Task<Sink> {
    const known = this.sinks.get(name);
    if (known !== undefined) return known;
    let sink: Sink;
    if (kind === '|') {
      yield* this.flushAll();
      const child = yield* popen(this.sys, outer(name), 'w', this.envp);
      sink = new Sink(new Out(this.sys, child.fd), child);
    } else if (name === '/dev/stderr') sink = new Sink(new Out(this.sys, 2));
    else {
      try {
        sink = new Sink(new Out(this.sys, yield* this.sys.open(outer(name), O.WRONLY | O.CREAT | O.CLOEXEC | (kind === '>>' ? O.APPEND : O.TRUNC), 0o666)));
      } catch (e) {
        if (!isSysError(e)) throw e;
        throw new AwkIoError(`cannot open "${outer(name)}" for output (${e.message})`);
      }
    }
    this.sinks.set(name, sink);
    return sink;
  }
  /** The reader of a file or a command's output; undefined when it cannot be opened. */
  *reader(name: string, command: boolean): Task<RecordReader | undefined> {
    const key = (command ? '|' : '<') + name;
    const known = this.readers.get(key);
    if (known !== undefined) return known;
    let reader: RecordReader;
    if (command) {
      yield* this.flushAll();
      const child = yield* popen(this.sys, outer(name), 'r', this.envp);
      reader = new RecordReader(this.sys, child.fd, child);
    } else if (name === '-' || name === '/dev/stdin') reader = new RecordReader(this.sys, 0);
    else {
      try {
        reader = new RecordReader(this.sys, yield* this.sys.open(outer(name), O.RDONLY | O.CLOEXEC));
      } catch (e) {
        if (isSysError(e)) return undefined;
        throw e;
      }
    }
    this.readers.set(key, reader);
    return reader;
  }
  *flushAll(): Task<void> {
    for (const sink of this.sinks.values()) yield* sink.flush();
  }
  /** fflush(name): false when there is no such stream. */
  *flush(name: string): Task<boolean> {
    const sink = this.sinks.get(name);
    if (sink === undefined) return false;
    yield* sink.flush();
    return true;
  }
  /** close(name): -1 when nothing of that name is open, else the command's status or 0. */
  *close(name: string): Task<number> {
    let status = -1;
    const sink = this.sinks.get(name);
    if (sink !== undefined && sink !== this.stdout) {
      this.sinks.delete(name);
      yield* sink.flush();
      status = yield* this.end(sink.child, sink.out.fd);
    }
    for (const key of [`<${name}`, `|${name}`]) {
      const reader = this.readers.get(key);
      if (reader === undefined) continue;
      this.readers.delete(key);
      status = yield* this.end(reader.child, reader.fd);
    }
    return status;
  }
  private *end(child: Child | undefined, fd: number): Task<number> {
    if (child !== undefined) return exitCode(yield* pclose(this.sys, child));
    if (fd > 2) this.sys.close(fd);
    return 0;
  }
  /** Flush everything and wait for the commands, at the end of the program. */
  *closeAll(): Task<void> {
    yield* this.flushAll();
    for (const name of [...this.sinks.keys()]) yield* this.close(name);
    for (const key of [...this.readers.keys()]) yield* this.close(key.slice(1));
  }
}
