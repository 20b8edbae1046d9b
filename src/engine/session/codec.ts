/** Reading and writing of compact records: variable-length numbers, byte strings and text. */
import { decodeUtf8, encodeUtf8 } from '../base/bytes.ts';

/** What is stored is not what it should be. The message says what. */
export class SessionError extends Error {
  override name = 'SessionError';
}

export class Writer {
  private out = new Uint8Array(256);
  private at = 0;

  byte(value: number): void {
    if (this.at === this.out.length) this.grow(1);
    this.out[this.at++] = value;
  }

  private grow(by: number): void {
    const more = new Uint8Array(Math.max(this.out.length * 2, this.at + by));
    more.set(this.out);
    this.out = more;
  }

  /** A whole number from 0 to 2^53, seven bits a byte, low bits first. */
  number(value: number): void {
    while (value >= 0x80) {
      this.byte((value % 0x80) | 0x80);
      value = Math.floor(value / 0x80);
    }
    this.byte(value);
  }

  bytes(value: Uint8Array): void {
    this.number(value.length);
    if (this.at + value.length > this.out.length) this.grow(value.length);
    this.out.set(value, this.at);
    this.at += value.length;
  }

  text(value: string): void {
    this.bytes(encodeUtf8(value));
  }

  finish(): Uint8Array {
    return this.out.slice(0, this.at);
  }
}

export class Reader {
  private readonly data: Uint8Array;
  private at = 0;

  constructor(data: Uint8Array) {
    this.data = data;
  }

  get ended(): boolean {
    return this.at >= this.data.length;
  }

  byte(): number {
    const b = this.data[this.at++];
    if (b === undefined) throw new SessionError('the session is cut off');
    return b;
  }

  number(): number {
    let value = 0;
    let scale = 1;
    for (;;) {
      const b = this.byte();
      value += (b & 0x7f) * scale;
      if (value > Number.MAX_SAFE_INTEGER) throw new SessionError('a number is out of range');
      if (b < 0x80) return value;
      scale *= 0x80;
    }
  }

  bytes(): Uint8Array {
    const length = this.number();
    if (this.at + length > this.data.length) throw new SessionError('the session is cut off');
    const value = this.data.slice(this.at, this.at + length);
    this.at += length;
    return value;
  }

  text(): string {
    return decodeUtf8(this.bytes());
  }
}
